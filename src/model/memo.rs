//! What earlier runs made, by what it was made of, so that a run over nearly the same inputs makes only what is new.
//!
//! Start at [`Memo::each`]. A result is used again while its input is the same; and where a result made anew equals the
//! one before, the one before stays, so that whatever was made of it stays too. Nothing here knows what is made: which
//! inputs a stage has is said where it is called.

use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use foldhash::HashMap;
use rayon::prelude::*;

/// A shared value as an input: the same only if it is the very same value. As long as it is kept, its memory is not given
/// to another, so no two values are taken for one.
#[derive(Debug)]
pub(crate) struct Same<T: ?Sized>(pub(crate) Arc<T>);

impl<T: ?Sized> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: ?Sized> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The results of a stage that makes one thing of each of many, by key.
#[derive(Debug)]
pub(crate) struct Memo<Key, Input, Output> {
    /// In the order of the inputs.
    kept: Vec<(Key, Input, Output)>,
    made: usize,
}

impl<Key, Input, Output> Default for Memo<Key, Input, Output> {
    fn default() -> Self {
        Self { kept: Vec::new(), made: 0 }
    }
}

impl<Key, Input, Output> Memo<Key, Input, Output>
where
    Key: Hash + Eq + Send,
    Input: PartialEq + Send,
    Output: PartialEq + Clone + Send,
{
    /// The results for `inputs`, in their order; made in parallel are those whose input changed or that may not be used
    /// again. What is not among the inputs is forgotten.
    pub(crate) fn each(
        &mut self,
        inputs: impl IntoIterator<Item = (Key, Input)>,
        is_reusable: fn(&Output) -> bool,
        make: impl Fn(&Key, &Input) -> Output + Sync,
    ) -> Vec<Output> {
        let mut before = Former::new(std::mem::take(&mut self.kept));
        let inputs = inputs.into_iter().map(|(key, input)| {
            let old = before.take(&key);
            (key, input, old)
        });
        let inputs: Vec<_> = inputs.collect();
        let made = AtomicUsize::new(0);
        let results: Vec<(Key, Input, Output)> = inputs
            .into_par_iter()
            .map(|(key, input, old)| match old {
                Some((was, output)) if was == input && is_reusable(&output) => (key, input, output),
                old => {
                    made.fetch_add(1, Ordering::Relaxed);
                    let new = make(&key, &input);
                    let old = old.map(|(_, output)| output).filter(|output| *output == new);
                    (key, input, old.unwrap_or(new))
                }
            })
            .collect();
        self.made += made.into_inner();
        let outputs = results.iter().map(|(_, _, output)| output.clone()).collect();
        self.kept = results;
        outputs
    }
}

/// What a run before made, to be taken by key. The keys are mostly those of that run, in its order, and then none of them
/// is hashed.
struct Former<Key, Input, Output> {
    in_order: std::vec::IntoIter<(Key, Input, Output)>,
    /// What is left once another key was asked for than the next one.
    by_key: Option<HashMap<Key, (Input, Output)>>,
}

impl<Key: Hash + Eq, Input, Output> Former<Key, Input, Output> {
    fn new(kept: Vec<(Key, Input, Output)>) -> Self {
        Self { in_order: kept.into_iter(), by_key: None }
    }

    fn take(&mut self, key: &Key) -> Option<(Input, Output)> {
        if self.by_key.is_none() {
            if self.in_order.as_slice().first().is_some_and(|(next, ..)| next == key) {
                return self.in_order.next().map(|(_, input, output)| (input, output));
            }
            self.by_key = Some(self.in_order.by_ref().map(|(key, input, output)| (key, (input, output))).collect());
        }
        self.by_key.as_mut()?.remove(key)
    }
}

impl<Key, Input, Output> Memo<Key, Input, Output> {
    /// How many results were made, and not used again, since the beginning.
    pub(crate) fn made(&self) -> usize {
        self.made
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

impl<Input: PartialEq, Output: Clone> Once<Input, Output> {
    /// The result for `input`, made if it changed.
    pub(crate) fn get(&mut self, input: Input, make: impl FnOnce(&Input) -> Output) -> Output {
        let output = match self.kept.take() {
            Some((was, output)) if was == input => output,
            _ => make(&input),
        };
        self.kept = Some((input, output.clone()));
        output
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
        let mut memo: Memo<&str, u32, Arc<u32>> = Memo::default();
        let mut run = |inputs: &[(&'static str, u32)]| {
            let halves = memo.each(inputs.iter().copied(), |half| **half != 3, |_, input| Arc::new(input / 2));
            (halves, memo.made())
        };
        let (first, made) = run(&[("a", 2), ("b", 4), ("c", 6)]);
        assert_eq!((first.iter().map(|half| **half).collect::<Vec<_>>(), made), (vec![1, 2, 3], 3));
        // `a` is the same; `b` gives the same; `c` may not be used again.
        let (second, made) = run(&[("b", 5), ("a", 2), ("c", 6)]);
        assert_eq!(made, 5);
        assert!(Arc::ptr_eq(&first[0], &second[1]) && Arc::ptr_eq(&first[1], &second[0]));
        // What is gone for a while is forgotten.
        run(&[("a", 2)]);
        assert_eq!(run(&[("a", 2), ("b", 5)]).1, 6);
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
