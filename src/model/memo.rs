//! What earlier runs made, by what it was made of, so that a run over nearly the same inputs makes only what is new.
//!
//! Start at [`Memo::each`]. A result is used again while its input is the same; and where a result made anew equals the
//! one before, the one before stays, so that whatever was made of it stays too. Inputs are [`Given`] as they lie at hand:
//! mostly they are the same, and then nothing is copied, counted or let go, which for ten thousand of them is what would
//! take time. Nothing here knows what is made: which inputs a stage has is said where it is called.

use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use foldhash::HashMap;
use rayon::prelude::*;

use crate::diag::FileId;

/// What a result is made of, as it lies at hand.
pub(crate) trait Given {
    /// What of it is kept with the result, to be compared with what is given next time.
    type Kept;

    /// Whether it is what was kept.
    fn is(&self, kept: &Self::Kept) -> bool;

    /// What to keep of it.
    fn keep(self) -> Self::Kept;
}

/// A shared value that is kept with a result: what is given is the same only if it is the very same value. As long as it is
/// kept, its memory is not given to another, so no two values are taken for one.
#[derive(Debug)]
pub(crate) struct Same<T: ?Sized>(pub(crate) Arc<T>);

impl<T: ?Sized> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: ?Sized> Given for &Arc<T> {
    type Kept = Same<T>;

    fn is(&self, kept: &Same<T>) -> bool {
        Arc::ptr_eq(self, &kept.0)
    }

    fn keep(self) -> Same<T> {
        Same(self.clone())
    }
}

/// A list is the same if it has the same values in it.
impl<T: PartialEq + Clone> Given for &Vec<T> {
    type Kept = Vec<T>;

    fn is(&self, kept: &Vec<T>) -> bool {
        *self == kept
    }

    fn keep(self) -> Vec<T> {
        self.clone()
    }
}

impl<G: Given> Given for Option<G> {
    type Kept = Option<G::Kept>;

    fn is(&self, kept: &Option<G::Kept>) -> bool {
        match (self, kept) {
            (Some(given), Some(kept)) => given.is(kept),
            (None, None) => true,
            _ => false,
        }
    }

    fn keep(self) -> Option<G::Kept> {
        self.map(G::keep)
    }
}

impl<G: Given> Given for Vec<G> {
    type Kept = Vec<G::Kept>;

    fn is(&self, kept: &Vec<G::Kept>) -> bool {
        self.len() == kept.len() && self.iter().zip(kept).all(|(given, kept)| given.is(kept))
    }

    fn keep(self) -> Vec<G::Kept> {
        self.into_iter().map(G::keep).collect()
    }
}

/// A value that is given as it is kept.
pub(crate) struct Own<T>(pub(crate) T);

impl<T: PartialEq> Given for Own<T> {
    type Kept = T;

    fn is(&self, kept: &T) -> bool {
        self.0 == *kept
    }

    fn keep(self) -> T {
        self.0
    }
}

macro_rules! given_as_they_are {
    ($($type:ty),*) => { $(
        impl Given for $type {
            type Kept = Self;

            fn is(&self, kept: &Self) -> bool {
                self == kept
            }

            fn keep(self) -> Self {
                self
            }
        }
    )* };
}

given_as_they_are!(usize, FileId);

macro_rules! given_together {
    ($(($($name:ident $at:tt),*)),*) => { $(
        impl<$($name: Given),*> Given for ($($name,)*) {
            type Kept = ($($name::Kept,)*);

            fn is(&self, kept: &Self::Kept) -> bool {
                $(self.$at.is(&kept.$at))&&*
            }

            fn keep(self) -> Self::Kept {
                ($(self.$at.keep(),)*)
            }
        }
    )* };
}

given_together!((A 0, B 1), (A 0, B 1, C 2), (A 0, B 1, C 2, D 3));

/// The results of a stage that makes one thing of each of many, by key.
#[derive(Debug)]
pub(crate) struct Memo<Key, Input, Output> {
    /// In the order of the inputs.
    kept: Vec<Kept<Key, Input, Output>>,
    made: usize,
    version: usize,
}

#[derive(Debug)]
struct Kept<Key, Input, Output> {
    key: Key,
    input: Input,
    output: Output,
}

impl<Key, Input, Output> Default for Memo<Key, Input, Output> {
    fn default() -> Self {
        Self { kept: Vec::new(), made: 0, version: 0 }
    }
}

impl<Key, Input, Output> Memo<Key, Input, Output>
where
    Key: Copy + Hash + Eq + Send,
    Input: Send,
    Output: PartialEq + Send,
{
    /// Has the [`results`](Self::results) for `inputs`, in their order; made in parallel are those whose input changed or
    /// that may not be used again. What is not among the inputs is forgotten. `make` is told the place of an input among all.
    pub(crate) fn each<G: Given<Kept = Input> + Send>(
        &mut self,
        inputs: impl IntoIterator<Item = (Key, G)>,
        is_reusable: fn(&Output) -> bool,
        make: impl Fn(usize, &G) -> Output + Sync,
    ) -> &Self {
        let inputs: Vec<(Key, G)> = inputs.into_iter().collect();
        let before = std::mem::take(&mut self.kept);
        let keys = || inputs.iter().map(|(key, _)| *key);
        // The keys are mostly those of the run before, in its order, and then none of them is hashed.
        let is_in_order = before.iter().map(|kept| kept.key).eq(keys());
        let before: Vec<Option<Kept<Key, Input, Output>>> = if is_in_order {
            before.into_iter().map(Some).collect()
        } else {
            let mut by_key: HashMap<Key, _> = before.into_iter().map(|kept| (kept.key, kept)).collect();
            keys().map(|key| by_key.remove(&key)).collect()
        };
        let (made, is_changed) = (AtomicUsize::new(0), AtomicBool::new(!is_in_order));
        let inputs = inputs.into_par_iter().zip(before).enumerate();
        let kept = inputs.map(|(place, ((key, given), before))| match before {
            Some(kept) if given.is(&kept.input) && is_reusable(&kept.output) => kept,
            before => {
                made.fetch_add(1, Ordering::Relaxed);
                let new = make(place, &given);
                let same = before.map(|before| before.output).filter(|before| *before == new);
                let output = same.unwrap_or_else(|| {
                    is_changed.store(true, Ordering::Relaxed);
                    new
                });
                Kept { key, input: given.keep(), output }
            }
        });
        self.kept = kept.collect();
        self.made += made.into_inner();
        self.version += usize::from(is_changed.into_inner());
        self
    }
}

impl<Key, Input, Output> Memo<Key, Input, Output> {
    /// The results of the last run, in the order of its inputs.
    pub(crate) fn results(&self) -> impl ExactSizeIterator<Item = &Output> + Clone {
        self.kept.iter().map(|kept| &kept.output)
    }

    /// How many results were made, and not used again, since the beginning.
    pub(crate) fn made(&self) -> usize {
        self.made
    }

    /// A number that stays while the results of each run are the very ones of the run before, in the same order: what was
    /// made of all of them stays, too.
    pub(crate) fn version(&self) -> usize {
        self.version
    }
}

/// The result of a stage that makes one thing of all.
#[derive(Debug)]
pub(crate) struct Once<Input, Output> {
    kept: Option<(Input, Output)>,
}

impl<Input, Output> Default for Once<Input, Output> {
    fn default() -> Self {
        Self { kept: None }
    }
}

impl<Input, Output: Clone> Once<Input, Output> {
    /// The result for what is given, made if that changed.
    pub(crate) fn get<G: Given<Kept = Input>>(&mut self, given: G, make: impl FnOnce(&G) -> Output) -> Output {
        match &self.kept {
            Some((kept, output)) if given.is(kept) => output.clone(),
            _ => {
                let output = make(&given);
                self.kept = Some((given.keep(), output.clone()));
                output
            }
        }
    }
}

/// `new`, or the value before if it is equal.
pub(crate) fn unless_equal<T: PartialEq>(before: &mut Option<Arc<T>>, new: T) -> Arc<T> {
    let value = before.take().filter(|before| **before == new).unwrap_or_else(|| Arc::new(new));
    *before = Some(value.clone());
    value
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Memo, Once};

    #[test]
    fn what_is_made_of_the_same_is_made_once() {
        let mut memo: Memo<&str, usize, Arc<usize>> = Memo::default();
        let mut run = |inputs: &[(&'static str, usize)]| {
            let halves = memo.each(inputs.iter().copied(), |half| **half != 3, |_, input| Arc::new(input / 2));
            (halves.results().cloned().collect::<Vec<_>>(), halves.made(), halves.version())
        };
        let (first, made, version) = run(&[("a", 2), ("b", 4), ("c", 6)]);
        assert_eq!((first.iter().map(|half| **half).collect::<Vec<_>>(), made), (vec![1, 2, 3], 3));
        // `a` is the same; `b` gives the same; `c` may not be used again, and gives the same.
        let (same, made, same_version) = run(&[("a", 2), ("b", 5), ("c", 6)]);
        assert_eq!((made, same_version), (5, version));
        assert!(first.iter().zip(&same).all(|(first, same)| Arc::ptr_eq(first, same)));
        // Another order is another list of the same results.
        let (second, made, second_version) = run(&[("b", 5), ("a", 2)]);
        assert_eq!((made, second_version != version), (5, true));
        assert!(Arc::ptr_eq(&first[0], &second[1]) && Arc::ptr_eq(&first[1], &second[0]));
        // What is gone for a while is forgotten.
        run(&[("a", 2)]);
        assert_eq!(run(&[("a", 2), ("b", 5)]).1, 6);
        assert_ne!(run(&[("a", 2), ("b", 9)]).2, run(&[("a", 2), ("b", 5)]).2);
    }

    #[test]
    fn one_thing_is_made_when_its_input_changes() {
        let mut once = Once::default();
        let mut made = 0;
        for input in [1, 1, 2, 1] {
            assert_eq!(
                once.get(input, |input| {
                    made += 1;
                    input * 2
                }),
                input * 2
            );
        }
        assert_eq!(made, 3);
    }
}
