//! What differs between two texts, word by word.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

/// A stretch of words of one text in place of one of another; either may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Words of the first text, by index.
    pub old: Range<usize>,
    /// Words of the second text, by index.
    pub new: Range<usize>,
}

/// What must be changed in `old` to get `new`, in order.
pub fn changes(old: &[&str], new: &[&str]) -> Vec<Change> {
    let mut input: InternedInput<&str> = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let range = |range: Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|hunk| Change { old: range(hunk.before), new: range(hunk.after) }).collect()
}

#[cfg(test)]
mod tests {
    use super::changes;

    #[test]
    fn words_are_compared() {
        let words = |text: &'static str| text.split(' ').collect::<Vec<_>>();
        let (old, new) = (words("they do not have a large stake"), words("they do have the large stake here"));
        let found: Vec<(String, String)> = changes(&old, &new)
            .into_iter()
            .map(|change| (old[change.old].join(" "), new[change.new].join(" ")))
            .collect();
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        assert_eq!(found, [pair("not", ""), pair("a", "the"), pair("", "here")]);
    }
}
