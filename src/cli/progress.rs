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
        if self.terminal { self.during_on(&mut std::io::stderr(), work) } else { work() }
    }

    fn during_on<T>(&self, terminal: &mut (impl Write + Send), work: impl FnOnce() -> T) -> T {
        thread::scope(|scope| {
            // Closed when the work ends, and also when it panics.
            let (running, ended) = mpsc::channel::<()>();
            scope.spawn(move || self.show_until(&ended, terminal));
            let _running = running;
            work()
        })
    }

    /// Says something while work is done.
    pub(super) fn say(&self, text: &str) {
        if !text.is_empty() {
            let erase = if self.terminal { ERASE } else { "" };
            // In one piece, so that the line that shows how far the work is comes before or behind it.
            let _ = std::io::stderr().lock().write_all(format!("{erase}{text}\n").as_bytes());
        }
    }

    fn show_until(&self, ended: &mpsc::Receiver<()>, terminal: &mut impl Write) {
        // If it cannot be written there is nobody to tell.
        let mut say = |text: &str| drop(terminal.write_all(text.as_bytes()).and_then(|()| terminal.flush()));
        let mut pause = PATIENCE.saturating_sub(self.since.elapsed());
        let mut shown = false;
        while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            let (task, done, of) = self.progress.now();
            // No wrapping: a terminal that is narrower than the line cuts it off.
            say(&format!("{ERASE}\x1b[?7l{}\x1b[?7h", line(task, done, of)));
            shown = true;
            pause = PAUSE;
        }
        if shown {
            say(ERASE);
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
        Task::Indexing => ("making", "the search index"),
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
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
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

    /// Tells what is written to it.
    struct Terminal(mpsc::Sender<String>);

    impl Write for Terminal {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let _ = self.0.send(String::from_utf8(bytes.to_vec()).unwrap());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_line_is_gone_when_the_work_is_done() {
        let line = Line { progress: Progress::default(), since: Instant::now(), terminal: true };
        let (said, heard) = mpsc::channel();
        line.progress.begin(Task::Cleaning, 10);
        line.progress.step();
        // As long as it takes until something is shown.
        let first = line.during_on(&mut Terminal(said), || heard.recv().unwrap());
        assert_eq!(first, "\r\x1b[K\x1b[?7lcleaning 1 of 10 sources\x1b[?7h");
        assert_eq!(heard.iter().last().as_deref(), Some("\r\x1b[K"));
    }
}
