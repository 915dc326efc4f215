//! `casebook serve`

use std::collections::BTreeSet;
use std::io::{self, ErrorKind, IsTerminal as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::progress::Line;
use super::{Failure, args, cache, complain, print, root, show_sorted, theme};
use crate::diag::{Diagnostic, Severity, has_errors};
use crate::load::Inputs;
use crate::model::files::Files;
use crate::query::{Address, Options};
use crate::serve::{Preview, bind, is_only_for_this_machine, serve};
use crate::watch::{Means, News, watch};

pub(super) fn run(args: &args::Serve) -> Result<(), Failure> {
    let root = root(args.root.as_deref());
    if !root.is_dir() {
        return Err(super::no_folder(&root));
    }
    // By its full name, since another folder may come to have that, and the working folder stays what it was.
    let root = std::path::absolute(&root).unwrap_or(root);
    let listener = bind(&args.host, args.port).map_err(|(at, error)| cannot_listen(&at, args.port, &error))?;
    let port = listener.local_addr().map_err(|error| cannot_listen(&args.host, args.port, &error))?.port();
    let line = Line::new();
    let options = Options {
        edition: args.edition.clone(),
        // A preview that led to the live site would show its pages for those at hand.
        address: Address::Nowhere,
        progress: line.progress.clone(),
        ..Options::default()
    };
    let preview = Arc::new(Preview::new(options, args.base_path.clone()));
    let address = format!("http://{}:{port}{}", shown_host(&args.host), args.base_path);
    if !is_only_for_this_machine(&args.host) {
        complain(&format!(
            "warning: whoever can reach `{}` on the network can read this preview, drafts included",
            args.host
        ));
    }

    let means = if args.poll { Means::Polling } else { Means::Events };
    let watching = {
        let preview = preview.clone();
        thread::spawn(move || {
            let _end = EndWith(&preview);
            // The server listens already: a browser that asks now is answered when the first site is there.
            let former = || (cache::written(&root), cache::read(&root));
            let (inputs, (cached, former)) =
                line.during(|| rayon::join(|| Inputs::read(&root, theme::DEFAULT), former));
            preview.remember(former);
            let mut teller = Teller {
                preview: preview.clone(),
                root,
                line: Some(line),
                cached,
                told: Told::default(),
                suspected: Arc::default(),
            };
            watch(inputs, means, |news| teller.tell(news))
        })
    };
    print(&format!("{address}\n"))?;
    if args.open && open::that_detached(&address).is_err() {
        complain(&format!("note: no browser could be opened; open {address} yourself"));
    }
    let served = serve(&preview, listener, &args.host);
    if watching.is_finished() {
        // It ends by a panic alone, which has said what happened.
        return Err(Failure::Disk("the dossier is no longer watched".to_owned()));
    }
    served.map_err(|error| Failure::Disk(format!("cannot serve {address}: {error}")))
}

/// Ends the preview when whoever keeps it up to date ends.
struct EndWith<'a>(&'a Preview);

impl Drop for EndWith<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Keeps the preview up to date, and says on the standard error what there is to say.
struct Teller {
    preview: Arc<Preview>,
    root: PathBuf,
    /// Shows how far the first update is; later ones are over before there is something to show.
    line: Option<Line>,
    /// Which reading texts of earlier builds the preview has.
    cached: Option<SystemTime>,
    told: Told,
    /// Of what is merely suspicious.
    suspected: Arc<Mutex<Told>>,
}

/// How long nothing has to change before what is merely suspicious is looked for.
const QUIET: Duration = Duration::from_secs(3);

impl Teller {
    fn tell(&mut self, news: News<'_>) {
        let (inputs, changed) = match news {
            News::Inputs { inputs, changed } => (inputs, changed),
            News::Polling(why) => return complain(&format!("note: {why}")),
        };
        let faults: Vec<String> = inputs.faults().map(|fault| format!("error: {fault}")).collect();
        if !faults.is_empty() {
            let faults = faults.join("\n");
            complain(&faults);
            return self.preview.refuse(faults);
        }
        self.remember();
        let start = Instant::now();
        let update = || self.preview.update(inputs.files());
        let diags = self.line.take().map_or_else(update, |line| line.during(update));
        let took = start.elapsed();
        show_sorted(&self.told.untold(&diags, inputs.files()), inputs.files());
        if io::stderr().is_terminal() {
            let what = match changed.as_slice() {
                [] => "the dossier".to_owned(),
                [one] => one.clone(),
                [first, others @ ..] => format!("{first} and {} more", others.len()),
            };
            let errors = diags.iter().filter(|diag| diag.severity() == Severity::Error).count();
            let outcome =
                if has_errors(&diags) { format!(", {errors} errors: the last good site stays") } else { String::new() };
            complain(&format!("{what}: {} ms{outcome}", took.as_millis()));
        }
        self.look_closer();
    }

    /// Takes the reading texts of a build that ran meanwhile, without which it would carry over more than the preview.
    fn remember(&mut self) {
        let cached = cache::written(&self.root);
        if cached != self.cached {
            self.cached = cached;
            self.preview.remember(cache::read(&self.root));
        }
    }

    /// Says what is suspicious, if nothing changes for a while.
    fn look_closer(&self) {
        let (preview, suspected) = (self.preview.clone(), self.suspected.clone());
        let Some(turn) = preview.turn() else { return };
        thread::spawn(move || {
            thread::sleep(QUIET);
            if let Some((diags, files)) = preview.suspicions(turn) {
                let mut suspected = suspected.lock().unwrap_or_else(PoisonError::into_inner);
                show_sorted(&suspected.untold(&diags, &files), &files);
            }
        });
    }
}
/// The warnings that were told and still hold, by code, path and words: their places move with every line above. To say them
/// again after each edit would bury what is new.
#[derive(Debug, Default)]
struct Told(BTreeSet<(&'static str, String, String)>);

impl Told {
    /// The errors among `diags`, and the warnings that were not there the time before.
    fn untold(&mut self, diags: &[Diagnostic], files: &Files) -> Vec<Diagnostic> {
        let key = |diag: &Diagnostic| {
            let path = diag.span.map(|span| files.get(span.file).path.clone());
            (diag.code.name(), path.unwrap_or_default(), diag.message.clone())
        };
        let is_warning = |diag: &&Diagnostic| diag.severity() == Severity::Warning;
        let now = diags.iter().filter(is_warning).map(key).collect();
        let before = std::mem::replace(&mut self.0, now);
        diags.iter().filter(|diag| !is_warning(diag) || !before.contains(&key(diag))).cloned().collect()
    }
}

/// An address to open, where the host stands for all of the machine's.
fn shown_host(host: &str) -> String {
    match host.trim_start_matches('[').trim_end_matches(']') {
        "0.0.0.0" => "127.0.0.1".to_owned(),
        "::" => "[::1]".to_owned(),
        bare if bare.contains(':') => format!("[{bare}]"),
        bare => bare.to_owned(),
    }
}

fn cannot_listen(at: &str, asked: Option<u16>, error: &io::Error) -> Failure {
    let (what, help) = match error.kind() {
        ErrorKind::AddrInUse if asked.is_some() => ("the port is taken", "choose another one, or leave `--port` out"),
        ErrorKind::AddrInUse => ("this port and those after it are taken", "choose one with `--port`"),
        ErrorKind::PermissionDenied => ("this user may not listen there", "choose a port above 1023"),
        ErrorKind::AddrNotAvailable => {
            ("this machine has no such address", "leave `--host` out, or name an address of this machine")
        }
        _ if at.rsplit_once(':').is_some_and(|(host, _)| host.parse::<SocketAddr>().is_ok()) => {
            ("the host names a port as well", "name the host alone, and the port with `--port`")
        }
        _ => return Failure::Disk(format!("cannot listen at {at}: {error}")),
    };
    Failure::Disk(format!("cannot listen at {at}: {what}\nhelp: {help}"))
}
