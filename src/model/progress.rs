//! How far a run is: counted by the loops that do the work, read by whoever shows it. It changes nothing of what is made.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// What a run is at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Task {
    /// Bringing the inputs into memory.
    #[default]
    Reading,
    /// Looking whether the published files are still what the last build left.
    Comparing,
    /// Cleaning sources.
    Cleaning,
    /// Looking up quotations and names.
    Linking,
    /// Making the index of the search.
    Indexing,
    /// Making pages.
    Rendering,
}

impl Task {
    const ALL: [Self; 6] =
        [Self::Reading, Self::Comparing, Self::Cleaning, Self::Linking, Self::Indexing, Self::Rendering];
}

/// The handle of a run that somebody may watch; clones are of the same run.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Count>);

/// Each read alone: who watches may see the number of one task beside the next one for a moment, and no harm is done.
#[derive(Debug, Default)]
struct Count {
    task: AtomicUsize,
    done: AtomicUsize,
    of: AtomicUsize,
}

impl Progress {
    /// From now on the run is at `task`, which has `of` parts, or 0 where they are not counted.
    pub fn begin(&self, task: Task, of: usize) {
        self.0.done.store(0, Relaxed);
        self.0.of.store(of, Relaxed);
        self.0.task.store(task as usize, Relaxed);
    }

    /// One more part of the task is done; from any thread.
    pub fn step(&self) {
        self.0.done.fetch_add(1, Relaxed);
    }

    /// The task, how many of its parts are done, and how many it has.
    pub fn now(&self) -> (Task, usize, usize) {
        (Task::ALL[self.0.task.load(Relaxed)], self.0.done.load(Relaxed), self.0.of.load(Relaxed))
    }
}

/// Two runs that differ in who watches them are asked for the same.
impl PartialEq for Progress {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Progress {}
