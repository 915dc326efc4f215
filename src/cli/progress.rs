//! One line on the terminal that says how far a long run is, and is gone when it ends. In a pipe there is none.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::model::progress::{Progress, Task};

/// Who waits for less wants no line that flickers.
const PATIENCE: Duration = Duration::from_millis(300);

/// Between two looks at how far the run is.
const PAUSE: Duration = Duration::from_millis(100);

/// Clears the line that the cursor is in.
const ERASE: &str = "\r\x1b[K";

/// The line of one run.
pub(super) struct Line {
    /// What the run counts in.
    pub(super) progress: Progress,
    since: Instant,
    terminal: bool,
}

impl Line {
    /// For a run that begins now.
    pub(super) fn new() -> Self {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let terminal = std::io::stderr().is_terminal() && !is_dumb;
        Self { progress: Progress::default(), since: Instant::now(), terminal }
    }

    /// Does `work`, and shows meanwhile how far it is. The line is gone before this returns, so that findings do not end
    /// up in it; nothing else may write to the terminal until then.
    pub(super) fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        if !self.terminal {
            return work();
        }
        thread::scope(|scope| {
            // Closed when the work ends, and also when it panics.
            let (running, ended) = mpsc::channel::<()>();
            scope.spawn(move || self.show_until(&ended));
            let _running = running;
            work()
        })
    }

    fn show_until(&self, ended: &mpsc::Receiver<()>) {
        let mut pause = PATIENCE.saturating_sub(self.since.elapsed());
        let mut shown = false;
        while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            let (task, done, of) = self.progress.now();
            // No wrapping: a terminal that is narrower than the line cuts it off.
            complain(&format!("{ERASE}\x1b[?7l{}\x1b[?7h", line(task, done, of)));
            shown = true;
            pause = PAUSE;
        }
        if shown {
            complain(ERASE);
        }
    }
}

/// As it is shown: `cleaning 3,201 of 10,000 sources`.
fn line(task: Task, done: usize, of: usize) -> String {
    let (doing, what) = match task {
        Task::Reading => ("reading", "files"),
        Task::Comparing => ("comparing", "published files"),
        Task::Cleaning => ("cleaning", "sources"),
        Task::Linking => ("linking", "sources"),
        Task::Rendering => ("making", "pages"),
    };
    match of {
        0 => format!("{doing} {what}"),
        of => format!("{doing} {} of {} {what}", grouped(done), grouped(of)),
    }
}

/// `12345` as `12,345`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Without a line end; if it fails there is nobody to tell.
fn complain(text: &str) {
    let mut terminal = std::io::stderr().lock();
    let _ = terminal.write_all(text.as_bytes()).and_then(|()| terminal.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_is_done_and_how_far_it_is() {
        assert_eq!(line(Task::Reading, 0, 0), "reading files");
        assert_eq!(line(Task::Cleaning, 3201, 10_000), "cleaning 3,201 of 10,000 sources");
        assert_eq!(line(Task::Rendering, 999, 1_234_567), "making 999 of 1,234,567 pages");
    }

    #[test]
    fn work_is_done_whether_somebody_watches_or_not() {
        for terminal in [false, true] {
            let watched = Line { progress: Progress::default(), since: Instant::now(), terminal };
            assert_eq!(watched.during(|| 7), 7);
        }
    }
}
