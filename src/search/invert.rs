//! Turns leaves into terms: which leaves have a term, how much it counts there, and at which places it stands.
//!
//! Leaves are taken in runs, in parallel. A run gives its terms numbers, sorts what it met by number, which takes a count
//! and no comparison, and writes it down at once in the form in which it is published; what is kept of a run are these
//! bytes. Merging runs is sorting their terms and putting bytes behind each other.

use std::cmp::Ordering;
use std::ops::Range;

use foldhash::HashMap;
use rayon::prelude::*;

use super::digits::{GREATEST_SHORT, push};
use super::sections::Block;
use super::words::each_term;

/// How many words an average leaf is taken to have. A constant and not the average of the dossier, so that an edit of one
/// page leaves what is known of all others as it was.
const AVERAGE: f64 = 400.0;

/// How fast the use of a word more wears off, and how much the length of a leaf counts, as is usual with BM25.
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.75;

/// What part of the most that a term can count is for what it makes of a title.
const TITLE: f64 = 0.4;

/// How much a term counts in a leaf of `length` terms, from 1 to [`GREATEST_SHORT`]: by how often it stands there, and by
/// what part of a title it is, so that the page that a word is the title of comes before those that only use it.
fn impact(count: usize, length: usize, of_title: f64) -> usize {
    let count = count as f64;
    let full = count + SATURATION * (1.0 - LENGTH + LENGTH * length as f64 / AVERAGE);
    let share = (1.0 - TITLE) * count / full + TITLE * of_title.sqrt();
    ((share * GREATEST_SHORT as f64).round() as usize).clamp(1, GREATEST_SHORT)
}

/// A term, and where it is.
#[derive(Debug, Default)]
pub(super) struct Term {
    /// The term.
    pub(super) word: String,
    /// How many leaves have it.
    pub(super) count: usize,
    /// For each of them: how many leaves on from the one before, from 0; how much it counts there.
    pub(super) leaves: Vec<u8>,
    /// For each place in each of them: twice the way from the place before, and 1 if it is not the last in its leaf.
    pub(super) places: Vec<u8>,
}

/// What a run of leaves holds.
#[derive(Debug)]
pub(super) struct Run {
    words: String,
    /// By word.
    terms: Vec<Entry>,
    leaves: Vec<u8>,
    places: Vec<u8>,
}

/// A term of a run.
#[derive(Debug)]
struct Entry {
    word: Range<u32>,
    first: u32,
    last: u32,
    count: u32,
    /// Without the way to the first leaf.
    leaves: Range<u32>,
    places: Range<u32>,
}

/// Stands between blocks, so that no phrase runs across them.
const GAP: u32 = u32::MAX;

/// A leaf as it was read.
#[derive(Debug)]
struct Leaf {
    number: u32,
    /// Where its terms end among those of the run.
    end: usize,
    /// How many they are.
    length: usize,
    /// The places of the words of each title in it.
    titles: Vec<Range<u32>>,
}

/// The terms of leaves, as they come one after the other.
#[derive(Debug, Default)]
pub(super) struct Reader {
    known: HashMap<Box<str>, u32>,
    /// The terms by number, at every place; a gap between blocks.
    terms: Vec<u32>,
    leaves: Vec<Leaf>,
}

impl Reader {
    /// Reads one leaf more.
    pub(super) fn leaf(&mut self, number: usize, blocks: &[Block<'_>]) {
        let Self { known, terms, leaves } = self;
        let before = terms.len();
        let at = |length: usize| u32::try_from(length).expect("a leaf has fewer terms than bytes");
        let mut titles = Vec::new();
        for block in blocks {
            let first = at(terms.len() - before);
            each_term(&block.text, |term| {
                let number = known.get(term).copied().unwrap_or_else(|| {
                    let number = at(known.len());
                    known.insert(term.into(), number);
                    number
                });
                terms.push(number);
            });
            if block.is_title {
                titles.push(first..at(terms.len() - before));
            }
            terms.push(GAP);
        }
        let length = terms.len() - before - blocks.len();
        leaves.push(Leaf { number: at(number), end: terms.len(), length, titles });
    }

    /// What was read, by term.
    pub(super) fn run(self) -> Run {
        let Self { known, terms, leaves } = self;
        let mut by_word: Vec<(Box<str>, u32)> = known.into_iter().collect();
        by_word.sort_unstable_by(|(a, _), (b, _)| order(a, b));

        // Where the places of each term begin, if all are sorted by term.
        let mut starts = vec![0_u32; by_word.len() + 1];
        for term in terms.iter().filter(|term| **term != GAP) {
            starts[*term as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut free = starts.clone();
        let mut sorted = vec![(0_u32, 0_u32); starts.last().map_or(0, |all| *all as usize)];
        let mut from = 0;
        for (number, leaf) in (0..).zip(&leaves) {
            for (place, term) in (0..).zip(&terms[from..leaf.end]).filter(|(_, term)| **term != GAP) {
                let slot = &mut free[*term as usize];
                sorted[*slot as usize] = (number, place);
                *slot += 1;
            }
            from = leaf.end;
        }
        drop(terms);

        let mut run = Run {
            words: String::new(),
            terms: Vec::with_capacity(by_word.len()),
            leaves: Vec::with_capacity(sorted.len()),
            places: Vec::with_capacity(2 * sorted.len()),
        };
        for (word, number) in by_word {
            let met = &sorted[starts[number as usize] as usize..starts[number as usize + 1] as usize];
            run.term(&word, met, &leaves);
        }
        run.leaves.shrink_to_fit();
        run.places.shrink_to_fit();
        run
    }
}

impl Run {
    /// Writes down the leaves and places at which a term was met.
    fn term(&mut self, word: &str, met: &[(u32, u32)], leaves: &[Leaf]) {
        let at = |length: usize| u32::try_from(length).expect("a run is shorter than 4 GiB");
        let (from_word, from_leaf, from_place) = (at(self.words.len()), at(self.leaves.len()), at(self.places.len()));
        self.words.push_str(word);
        let mut entry =
            Entry { word: from_word..at(self.words.len()), first: 0, last: 0, count: 0, leaves: 0..0, places: 0..0 };
        for places in met.chunk_by(|a, b| a.0 == b.0) {
            let leaf = &leaves[places[0].0 as usize];
            let number = leaf.number;
            if entry.count == 0 {
                entry.first = number;
            } else {
                push((number - entry.last) as usize, &mut self.leaves);
            }
            (entry.last, entry.count) = (number, entry.count + 1);
            let in_title = |title: &&Range<u32>| places.iter().any(|(_, place)| title.contains(place));
            let of_title = leaf.titles.iter().filter(in_title).map(|title| 1.0 / title.len() as f64);
            let of_title = of_title.fold(0.0, f64::max);
            push(impact(places.len(), leaf.length, of_title), &mut self.leaves);
            let mut before = 0;
            for (number, (_, place)) in (1..).zip(places) {
                push(2 * (*place - before) as usize + usize::from(number < places.len()), &mut self.places);
                before = *place;
            }
        }
        entry.leaves = from_leaf..at(self.leaves.len());
        entry.places = from_place..at(self.places.len());
        self.terms.push(entry);
    }

    fn word(&self, entry: &Entry) -> &str {
        &self.words[entry.word.start as usize..entry.word.end as usize]
    }
}

/// The terms of all runs, shared out evenly among so many files; some may be left empty.
pub(super) fn merge(runs: &[Run], files: usize) -> Vec<Vec<Term>> {
    let mut all: Vec<(&str, usize, &Entry)> = runs
        .iter()
        .enumerate()
        .flat_map(|(number, run)| run.terms.iter().map(move |e| (run.word(e), number, e)))
        .collect();
    all.par_sort_unstable_by(|a, b| order(a.0, b.0).then(a.1.cmp(&b.1)));
    let terms: Vec<&[(&str, usize, &Entry)]> = all.chunk_by(|a, b| a.0 == b.0).collect();
    // A file is as long as what its terms say, places aside.
    let length = |term: &[(&str, usize, &Entry)]| {
        8 + term[0].0.len() + term.iter().map(|(.., entry)| entry.leaves.len() + 2).sum::<usize>()
    };
    let whole: usize = terms.iter().map(|term| length(term)).sum();
    let mut shares: Vec<Range<usize>> = vec![0..0; files];
    let mut before = 0;
    for (at, term) in terms.iter().enumerate() {
        let share = &mut shares[before * files / whole];
        *share = if share.start == share.end { at..at + 1 } else { share.start..at + 1 };
        before += length(term);
    }
    shares.into_par_iter().map(|share| terms[share].iter().map(|term| merged(runs, term)).collect()).collect()
}

/// One term, out of what the runs have of it.
fn merged(runs: &[Run], parts: &[(&str, usize, &Entry)]) -> Term {
    let mut term = Term { word: parts[0].0.to_owned(), ..Term::default() };
    let mut last = 0;
    for (_, run, entry) in parts {
        let run = &runs[*run];
        push((entry.first - last) as usize, &mut term.leaves);
        term.leaves.extend(&run.leaves[entry.leaves.start as usize..entry.leaves.end as usize]);
        term.places.extend(&run.places[entry.places.start as usize..entry.places.end as usize]);
        term.count += entry.count as usize;
        last = entry.last;
    }
    term
}

/// The order in which a script compares strings: by their units of UTF-16. It is that of the bytes, except that characters
/// of two units, which begin with bytes from F0 on, stand before the last ones of one unit, which begin with EE or EF.
pub(super) fn order(a: &str, b: &str) -> Ordering {
    match a.bytes().zip(b.bytes()).find(|(a, b)| a != b) {
        Some((0xEE..=0xEF, 0xF0..)) => Ordering::Greater,
        Some((0xF0.., 0xEE..=0xEF)) => Ordering::Less,
        Some((a, b)) => a.cmp(&b),
        None => a.len().cmp(&b.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn terms_are_ordered_as_scripts_order_strings() {
        let words =
            ["", "a", "ab", "b", "é", "ﬀ", "中", "\u{e000}", "\u{ffee}", "\u{10000}", "\u{20000}x", "a\u{20000}", "aﬀ"];
        for a in words {
            for b in words {
                assert_eq!(order(a, b), a.encode_utf16().cmp(b.encode_utf16()), "{a:?} {b:?}");
            }
        }
    }
}
