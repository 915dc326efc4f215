//! Compares words with those that must not be there.
//!
//! Words are compared in the normal form of the search, so neither case nor accents nor typesetting hide one. A word is
//! *telling* by itself if it has five letters or more, or is a number of eight digits or more. Shorter ones are in runs
//! that are looked for, and alone they say little; offsets and counts are numbers of fewer digits.

use std::collections::VecDeque;
use std::hash::BuildHasher as _;
use std::ops::Range;

use foldhash::HashSet;
use foldhash::fast::FixedState;

use super::{RUN, UNSPACED};
use crate::search::words::each_word;

/// Hash of a word, or of a run of them.
pub(super) type Gram = u64;

/// Where something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Byte at which it begins.
    pub(super) at: usize,
    /// What it is.
    pub(super) gram: Gram,
}

/// Letters from which on a word is telling by itself.
const LETTERS: usize = 5;

/// Digits from which on a number is.
const DIGITS: usize = 8;

/// The most words of a gram.
pub(super) const MOST: usize = if UNSPACED > RUN { UNSPACED } else { RUN };

/// What ends a run of words wherever it stands: the sign of a redaction, what pages set between one fact and the next, and
/// what callers put in place of gaps.
const BREAKS: [char; 3] = ['█', '·', '\0'];

/// Calls `each` with every gram of `text`: its hash, its bytes, and whether it is a single word. Beside runs of [`RUN`] words
/// there are those of other `lengths`, up to [`MOST`].
pub(super) fn each_gram(text: &str, lengths: &[usize], mut each: impl FnMut(Gram, Range<usize>, bool)) {
    let mut base = 0;
    for stretch in text.split("[…]").flat_map(|text| text.split(BREAKS)) {
        // Both ways of splitting leave slices of the text, so their place follows from their address.
        base = (stretch.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize).max(base);
        let mut run = Run::default();
        each_word(stretch, |word, is_unspaced, bytes| {
            run.push(word, is_unspaced, base + bytes.start..base + bytes.end, lengths, &mut each)
        });
    }
}

/// The last words of a text that is being read.
#[derive(Default)]
struct Run {
    /// Hash, place, and how many before it and with it are characters of scripts without spaces in a row.
    words: VecDeque<(u64, usize, usize)>,
}

impl Run {
    fn push(
        &mut self,
        word: &str,
        is_unspaced: bool,
        bytes: Range<usize>,
        lengths: &[usize],
        each: &mut impl FnMut(Gram, Range<usize>, bool),
    ) {
        let hash = hash_of(word);
        let before = self.words.back().map_or(0, |(.., count)| *count);
        let count = if is_unspaced { before + 1 } else { 0 };
        if self.words.len() == MOST {
            self.words.pop_front();
        }
        self.words.push_back((hash, bytes.start, count));
        if !is_unspaced && is_telling(word) {
            each(hash, bytes.clone(), true);
        }
        let mut row = |length: usize| {
            if let Some(first) = self.words.len().checked_sub(length) {
                let run = self.words.iter().skip(first);
                let gram = run.clone().fold(length as u64, |all, (word, ..)| joined(all, *word));
                each(gram, self.words[first].1..bytes.end, false);
            }
        };
        // So many characters are hardly a few words.
        if count < RUN {
            row(RUN);
        }
        if count >= UNSPACED {
            row(UNSPACED);
        }
        lengths.iter().for_each(|length| row(*length));
    }
}

/// Hash of a word in its normal form.
pub(super) fn hash_of(word: &str) -> u64 {
    FixedState::with_seed(0).hash_one(word)
}

fn joined(all: u64, word: u64) -> u64 {
    (all.rotate_left(7) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn is_telling(word: &str) -> bool {
    let (mut letters, mut digits) = (0, 0);
    for char in word.chars() {
        match char {
            '0'..='9' => digits += 1,
            _ => letters += 1,
        }
    }
    letters >= LETTERS || (letters == 0 && digits >= DIGITS)
}

/// Hashes of the words of `text`.
pub(super) fn hashes(text: &str) -> Vec<u64> {
    let mut hashes = Vec::new();
    each_word(text, |word, _, _| hashes.push(hash_of(word)));
    hashes
}

/// The hash of a run of words.
pub(super) fn run_of(words: impl IntoIterator<Item = u64>) -> Gram {
    let words: Vec<u64> = words.into_iter().collect();
    words.iter().fold(words.len() as u64, |all, word| joined(all, *word))
}

/// The first of `grams` in `text`; single words only if they are to be `telling`, and none that is `named`.
pub(super) fn first(
    grams: &HashSet<Gram>,
    lengths: &[usize],
    text: &str,
    telling: bool,
    named: impl Fn(u64) -> bool,
) -> Option<Found> {
    let mut found: Option<Found> = None;
    each_gram(text, lengths, |gram, bytes, is_word| {
        if found.is_none() && grams.contains(&gram) && !(is_word && (!telling || named(gram))) {
            found = Some(Found { at: bytes.start, gram });
        }
    });
    found
}

/// Stretches of `text` in which all words are in runs that are among `grams`, each with its first run.
pub(super) fn stretches(grams: &HashSet<Gram>, text: &str) -> Vec<(Range<usize>, Gram)> {
    let mut stretches: Vec<(Range<usize>, Gram)> = Vec::new();
    each_gram(text, &[], |gram, bytes, is_word| {
        if is_word || !grams.contains(&gram) {
            return;
        }
        match stretches.last_mut() {
            Some((last, _)) if bytes.start < last.end => last.end = last.end.max(bytes.end),
            _ => stretches.push((bytes, gram)),
        }
    });
    stretches
}

/// Where a gram stands in a text of the inputs.
pub(super) fn place_of(text: &str, gram: Gram) -> Option<usize> {
    let lengths: Vec<usize> = (2..RUN).collect();
    let mut found = None;
    each_gram(text, &lengths, |other, bytes, _| {
        if found.is_none() && other == gram {
            found = Some(bytes.start);
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(text: &str) -> HashSet<Gram> {
        let mut grams = HashSet::default();
        each_gram(text, &[], |gram, _, _| {
            grams.insert(gram);
        });
        grams
    }

    fn finds(withheld: &str, text: &str) -> Option<usize> {
        first(&grams(withheld), &[], text, true, |_| false).map(|found| found.at)
    }

    #[test]
    fn telling_words_are_found_alone() {
        assert_eq!(finds("a Marmalade jar", "see MARMALADE."), Some(4));
        assert_eq!(finds("a Größe", "die Grosse"), Some(4));
        assert_eq!(finds("call 01234567 now", "on 01234567"), Some(3));
        for (withheld, text) in [("a jar", "jar"), ("in 2020", "2020"), ("marmalade", "marmalades")] {
            assert_eq!(finds(withheld, text), None, "{text}");
        }
    }

    #[test]
    fn runs_of_common_words_are_found() {
        let secret = "so he was not in the bed";
        assert_eq!(finds(secret, "and so he was <not> in the end"), Some(4));
        assert_eq!(finds(secret, "so he was not in a bed"), None);
        assert_eq!(finds("一二三四五六七八九", "零一二三四五六七八"), Some(3));
        assert_eq!(finds("一二三四五六七八九", "一二三四五六七"), None);
    }

    #[test]
    fn stretches_are_as_long_as_what_they_repeat() {
        let grams = grams("so he was not in the bed of the owl");
        let text = "and so he was not in the *bed* of them, he was not in the bed";
        let found: Vec<&str> = stretches(&grams, text).into_iter().map(|(bytes, _)| &text[bytes]).collect();
        assert_eq!(found, ["so he was not in the *bed* of", "he was not in the bed"]);
    }

    #[test]
    fn a_run_ends_at_the_sign_of_an_omission() {
        assert_eq!(finds("it is he who is in", "it is […] he who is in"), None);
        assert_eq!(finds("it is he who is in", "it is ████ he who is in"), None);
        assert_eq!(finds("it is he who is in", "a […] b █ it is he who is in"), Some(14));
    }
}
