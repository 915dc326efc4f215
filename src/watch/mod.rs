//! Follows a dossier while somebody works on it.
//!
//! In: [`Inputs`] as first read. Out: a call whenever they have changed. Start at [`watch`], which does not return. What the
//! system says of files is taken as a hint where to look, and nothing more: kinds of events lie, events are lost, tables are
//! full. The names said are looked at once a short silence says that the save is over ([`gather`]); behind that the whole
//! dossier is compared with the disk, on another thread, and the names at which it differs are looked at in turn. That
//! comparison goes on by the clock: seldom, or all the time where the system says nothing or the root is gone.
#![allow(clippy::disallowed_methods, reason = "this module is an edge: it waits, and measures time to do so")]

mod gather;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use self::gather::{Due, Gathering};
use crate::load::{Inputs, Surveyed};

/// Between two comparisons with the disk where nothing else tells of changes.
const POLL: Duration = Duration::from_secs(1);

/// The same where events do. No event tells of a change through a hard link from elsewhere, or of a folder further up that was
/// moved.
const SWEEP: Duration = Duration::from_secs(10);

/// Between two looks for a root that is gone.
const POLL_FOR_ROOT: Duration = Duration::from_millis(250);

/// How to learn of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// By the events of the system, as far as it has them.
    Events,
    /// By comparing with the disk every second, for network file systems and containers, where there are no events.
    Polling,
}

/// What [`watch`] tells.
#[derive(Debug)]
pub enum News<'a> {
    /// Inputs were read again: these are as they are now, and what in them changed, by name. The names are empty where only
    /// the faults of the disk did, and at the beginning.
    Inputs {
        /// As they are now, faults included.
        inputs: &'a Inputs,
        /// In order.
        changed: Vec<String>,
    },
    /// The system will not tell of all changes, so they are polled for from now on; why, and the way out.
    Polling(String),
}

enum Message {
    /// Something happened at this place.
    Touched(PathBuf),
    /// Events were lost.
    Lost,
    Surveyed(Surveyed),
}

/// Follows the dossier of `inputs` for ever. The first news are the inputs as they are given.
pub fn watch(inputs: Inputs, means: Means, mut tell: impl FnMut(News<'_>)) -> ! {
    let (sender, messages) = mpsc::channel();
    let mut watch = Watch {
        start: Instant::now(),
        events: None,
        watched: BTreeSet::new(),
        gathering: Gathering::default(),
        surveying: false,
        inputs,
        sender,
    };
    if means == Means::Events {
        match events(watch.sender.clone()) {
            Ok(events) => {
                watch.events = Some(events);
                watch.listen(&mut tell);
            }
            Err(error) => watch.poll(&error, &mut tell),
        }
    }
    tell(News::Inputs { inputs: &watch.inputs, changed: Vec::new() });
    // What happened between reading and listening.
    watch.gathering.survey_in(Duration::ZERO, watch.now());
    loop {
        watch.step(&messages, &mut tell);
    }
}

struct Watch {
    start: Instant,
    inputs: Inputs,
    /// `None` while polling.
    events: Option<RecommendedWatcher>,
    watched: BTreeSet<PathBuf>,
    gathering: Gathering,
    /// Whether a survey is under way; one at a time.
    surveying: bool,
    sender: Sender<Message>,
}

impl Watch {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn step(&mut self, messages: &Receiver<Message>, tell: &mut impl FnMut(News<'_>)) {
        let now = self.now();
        match self.gathering.due(now, |name| self.inputs.is_blank(name)) {
            Due::Look(names) => self.look(names, tell),
            Due::Survey if self.surveying => self.gathering.survey_in(POLL_FOR_ROOT, now),
            Due::Survey => self.survey(),
            Due::Nothing(until) => {
                let message = match until {
                    Some(until) => messages.recv_timeout(until.saturating_sub(self.now())),
                    None => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
                };
                // The channel cannot be closed: a sender is kept here.
                if let Ok(message) = message {
                    self.hear(message);
                    messages.try_iter().for_each(|message| self.hear(message));
                }
            }
        }
    }

    fn hear(&mut self, message: Message) {
        let now = self.now();
        match message {
            Message::Touched(path) => {
                self.inputs.names_of(&path).into_iter().for_each(|name| self.gathering.touch(name, now));
            }
            Message::Lost => self.gathering.survey_in(Duration::ZERO, now),
            Message::Surveyed(surveyed) => {
                self.surveying = false;
                surveyed.differing.iter().for_each(|name| self.gathering.touch(name.clone(), now));
                self.inputs.trust(surveyed);
                self.gathering.survey_in(if self.events.is_some() { SWEEP } else { POLL }, now);
                if !self.inputs.has_root() {
                    self.gathering.survey_in(POLL_FOR_ROOT, now);
                }
            }
        }
    }

    fn look(&mut self, mut names: BTreeSet<String>, tell: &mut impl FnMut(News<'_>)) {
        let before = self.faults();
        let mut changed = Vec::new();
        self.forget(&names);
        // A folder that is new to the watcher may have been filled before it was watched, so it is looked at again. Each
        // round needs newer folders, so the rounds end with the making of folders.
        while !names.is_empty() {
            changed.extend(self.inputs.look(std::mem::take(&mut names)));
            names = self.listen(tell);
        }
        changed.sort();
        changed.dedup();
        if !changed.is_empty() || self.faults() != before {
            tell(News::Inputs { inputs: &self.inputs, changed });
        }
        if !self.inputs.has_root() {
            self.gathering.survey_in(POLL_FOR_ROOT, self.now());
        }
    }

    fn faults(&self) -> Vec<String> {
        self.inputs.faults().map(ToString::to_string).collect()
    }

    fn survey(&mut self) {
        self.surveying = true;
        let (survey, sender) = (self.inputs.survey(), self.sender.clone());
        // Whoever listens outlives this thread, or the program has ended.
        thread::spawn(move || sender.send(Message::Surveyed(survey.run())));
    }

    /// Folders that were named may be others now under the same names, and what the system watches are folders and not
    /// names. So those at `names` and below are watched anew.
    fn forget(&mut self, names: &BTreeSet<String>) {
        let Some(events) = &mut self.events else { return };
        for folder in names.iter().flat_map(|name| self.inputs.folders_below(name)) {
            if self.watched.remove(folder) {
                // The system may have noticed already.
                let _ = events.unwatch(folder);
            }
        }
    }

    /// Watches the folders of the inputs, and returns the names of those that were not watched before.
    fn listen(&mut self, tell: &mut impl FnMut(News<'_>)) -> BTreeSet<String> {
        let Some(events) = &mut self.events else { return BTreeSet::new() };
        let wanted = self.inputs.folders();
        for folder in self.watched.extract_if(.., |folder| !wanted.contains(folder)) {
            let _ = events.unwatch(&folder);
        }
        let mut names = BTreeSet::new();
        for folder in wanted {
            if self.watched.contains(&folder) {
                continue;
            }
            match events.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    names.extend(self.inputs.names_at(&folder).iter().cloned());
                    self.watched.insert(folder);
                }
                // It has gone in the meantime, and the folder above it says so.
                Err(error) if is_missing(&error) => {}
                Err(error) => {
                    self.poll(&error, tell);
                    return BTreeSet::new();
                }
            }
        }
        names
    }

    /// Watching some of the folders is no use to anybody.
    fn poll(&mut self, error: &notify::Error, tell: &mut impl FnMut(News<'_>)) {
        self.events = None;
        self.watched.clear();
        self.gathering.survey_in(Duration::ZERO, self.now());
        tell(News::Polling(reason(error)));
    }
}

/// Sends on what the system says. Whether something was created, changed or removed is not asked; only that somebody read a
/// file is no news, and would be heard of after each look.
fn events(sender: Sender<Message>) -> notify::Result<RecommendedWatcher> {
    notify::recommended_watcher(move |event: notify::Result<Event>| {
        // Nobody listens any more when the program ends.
        let send = |message| drop(sender.send(message));
        match event {
            Ok(event) if event.need_rescan() => send(Message::Lost),
            Ok(event) if is_reading(event.kind) => {}
            Ok(event) => event.paths.into_iter().map(Message::Touched).for_each(send),
            Err(_) => send(Message::Lost),
        }
    })
}

fn is_reading(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory),
        _ => false,
    }
}

/// Why changes are polled for, and what to do about it.
fn reason(error: &notify::Error) -> String {
    let limit = |what: &str, key: &str| {
        format!(
            "the system watches no more {what}, so changes are looked for every second\nhelp: raise the limit with `sysctl {key}`"
        )
    };
    match &error.kind {
        ErrorKind::MaxFilesWatch => limit("folders", "fs.inotify.max_user_watches=524288"),
        // EMFILE, which the standard library has no name for.
        ErrorKind::Io(error) if error.raw_os_error() == Some(24) => {
            limit("for programs", "fs.inotify.max_user_instances=512")
        }
        _ => format!("the system cannot say what changes ({error}), so changes are looked for every second"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_table_is_told_with_the_way_out() {
        assert_eq!(
            reason(&notify::Error::new(ErrorKind::MaxFilesWatch)),
            "the system watches no more folders, so changes are looked for every second\n\
             help: raise the limit with `sysctl fs.inotify.max_user_watches=524288`"
        );
        assert_eq!(
            reason(&notify::Error::io(io::Error::from_raw_os_error(24))),
            "the system watches no more for programs, so changes are looked for every second\n\
             help: raise the limit with `sysctl fs.inotify.max_user_instances=512`"
        );
    }

    #[test]
    fn reading_is_no_news() {
        use notify::event::{DataChange, ModifyKind};
        assert!(is_reading(EventKind::Access(AccessKind::Open(AccessMode::Any))));
        assert!(is_reading(EventKind::Access(AccessKind::Close(AccessMode::Read))));
        assert!(!is_reading(EventKind::Access(AccessKind::Close(AccessMode::Write))));
        assert!(!is_reading(EventKind::Modify(ModifyKind::Data(DataChange::Any))));
        assert!(!is_reading(EventKind::Any));
    }
}
