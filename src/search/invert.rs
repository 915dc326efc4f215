//! Turns leaves into terms: which leaves have a term, how much it counts there, and at which places it stands.
//!
//! Leaves are taken in runs, in parallel. A run gives its terms numbers, sorts what it met by number, which takes a count
//! and no comparison, and writes it down at once in the form in which it is published; what is kept of a run are these
//! bytes. Merging runs is sorting their terms and putting bytes behind each other.
//!
//! Beside places stand *neighbours*: what is before and behind a term at each of them, as codes. A row of words is looked for by
//! those of its rarest term, which leave few leaves to be looked into. Frequent terms have none, since with one another they are
//! pairs, and with any other term that is the rarer one; nor has what so few leaves have that these can be looked into.
//!
//! A long list is cut into *blocks*, each with its places, so that a reader who looks for few leaves loads few of them. What
//! the best answers to the term alone are stands apart.

use std::cmp::Ordering;
use std::ops::Range;

use foldhash::HashMap;
use rayon::prelude::*;

use super::digits::{
    GREATEST_SHORT, Leaves, NEAR, NOTHING, code, numbers_in, places_end, push, push_leaf, push_near, push_passed,
    push_places,
};
use super::pairs::{FEWEST, Frequent, pair, reach};
use super::sections::Block;
use super::words::each_term;
use crate::model::search::Layout;
use crate::text::fitted;

/// How many words an average leaf is taken to have. A constant and not the average of the dossier, so that an edit of one
/// page leaves what is known of all others as it was.
const AVERAGE: f64 = 400.0;

/// How fast the use of a word more wears off, and how much the length of a leaf counts, as is usual with BM25.
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.75;

/// What part of the most that a term can count is for what it makes of a title.
const TITLE: f64 = 0.4;

/// A list of more bytes is long: it is cut into blocks, and does not lie beside the term.
const LONG: usize = FEWEST;

/// A block ends when its list, its places or its neighbours take so many bytes.
const LIST: usize = 2 << 10;
const PLACES: usize = 4 << 10;
const AROUND: usize = 4 << 10;

/// Of a long list so many sections of each voice in which the term counts most are told apart: as many as are shown first.
const BEST: usize = 10;

/// What no more leaves have needs no neighbours.
const FEW: usize = 2;

/// How much a term counts in a leaf of `length` terms, from 1 to [`GREATEST_SHORT`]: by how often it stands there, and by
/// what part of a title it is, so that the page that a word is the title of comes before those that only use it. A text is
/// no better for being short, or remarks of a line would come before the sources that they are on.
fn impact(count: usize, length: usize, of_title: f64) -> usize {
    let count = count as f64;
    let full = count + SATURATION * (1.0 - LENGTH + LENGTH * (length as f64 / AVERAGE).max(1.0));
    let share = (1.0 - TITLE) * count / full + TITLE * of_title.sqrt();
    ((share * GREATEST_SHORT as f64).round() as usize).clamp(1, GREATEST_SHORT)
}

/// What a run of leaves holds.
#[derive(Debug)]
pub(super) struct Run {
    words: String,
    /// By word.
    terms: Vec<Entry>,
    lists: Vec<u8>,
    places: Vec<u8>,
    near: Vec<u8>,
}

/// A term of a run: its first and last leaf and how many they are, and where its word, list, places and neighbours end; they
/// begin where those of the term before do.
#[derive(Debug)]
struct Entry {
    first: u32,
    last: u32,
    count: u32,
    word: u32,
    /// As if it began at the first leaf.
    list: u32,
    places: u32,
    near: u32,
}

/// Where a term was met: the leaf of the run, the place in it, and the codes of so many terms before and behind it.
#[derive(Debug, Clone, Copy)]
struct Met<const REACH: usize> {
    leaf: u32,
    place: u32,
    near: [[u16; 2]; REACH],
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
#[derive(Debug)]
pub(super) struct Reader<'f> {
    known: Numbers,
    /// The terms by number, at every place; a gap between blocks.
    terms: Vec<u32>,
    leaves: Vec<Leaf>,
    frequent: &'f Frequent,
    /// Pairs of frequent terms as they were met: the numbers of both as one, the leaf, the place of the first.
    pairs: Vec<(u32, u32, u32)>,
}

/// Numbers of words, in the order in which these were first met.
#[derive(Debug, Default)]
struct Numbers {
    /// Of words that fit into a key, which are nearly all: the look-up of one touches no other memory than the table.
    short: HashMap<u128, u32>,
    long: HashMap<Box<str>, u32>,
}

impl Numbers {
    fn number(&mut self, word: &str) -> u32 {
        let new = u32::try_from(self.short.len() + self.long.len()).expect("a run has fewer words than bytes");
        match key(word) {
            Some(key) => *self.short.entry(key).or_insert(new),
            None => match self.long.get(word) {
                Some(known) => *known,
                None => *self.long.entry(word.into()).or_insert(new),
            },
        }
    }

    fn into_words(self) -> impl Iterator<Item = (Box<str>, u32)> {
        self.short.into_iter().map(|(key, number)| (word_of(key), number)).chain(self.long)
    }
}

/// The bytes of a word of at most fifteen, and behind them how many they are.
fn key(word: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes[..15].get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    bytes[15] = word.len() as u8;
    Some(u128::from_be_bytes(bytes))
}

/// The word that has a [`key`].
fn word_of(key: u128) -> Box<str> {
    let bytes = key.to_be_bytes();
    std::str::from_utf8(&bytes[..usize::from(bytes[15])]).expect("keys are made of words").into()
}

impl<'f> Reader<'f> {
    /// Frequent terms have the first numbers.
    pub(super) fn new(frequent: &'f Frequent) -> Self {
        let mut known = Numbers::default();
        frequent.words().iter().for_each(|word| _ = known.number(word));
        Self { known, terms: Vec::new(), leaves: Vec::new(), frequent, pairs: Vec::new() }
    }

    /// Reads one leaf more.
    pub(super) fn leaf(&mut self, number: usize, blocks: &[Block<'_>]) {
        let Self { known, terms, leaves, frequent, pairs } = self;
        let before = terms.len();
        let frequent = u32::try_from(frequent.words().len()).expect("few words are frequent");
        let leaf = u32::try_from(leaves.len()).expect("a run has fewer leaves than bytes");
        let at = |length: usize| u32::try_from(length).expect("a leaf has fewer terms than bytes");
        let mut titles = Vec::new();
        for block in blocks {
            let first = at(terms.len() - before);
            each_term(&block.text, |term| {
                let number = known.number(term);
                if number < frequent
                    && let Some(last) = terms.last().filter(|last| **last < frequent && terms.len() > before)
                {
                    pairs.push((last * frequent + number, leaf, at(terms.len() - before - 1)));
                }
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
        let Self { known, terms, leaves, frequent, pairs } = self;
        let mut by_word: Vec<(u64, Box<str>, u32)> =
            known.into_words().map(|(word, number)| (beginning(&word), word, number)).collect();
        by_word.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| order(&a.1, &b.1)));

        let words = frequent.words();
        let mut codes = vec![NOTHING; by_word.len()];
        for (_, word, number) in &by_word {
            let number = *number as usize;
            codes[number] = code(word, (number < words.len()).then_some(number));
        }
        let ends: Vec<usize> = leaves.iter().map(|leaf| leaf.end).collect();
        let (ends, all, codes) = (&ends[..], &terms[..], &codes[..]);
        let start_of = move |leaf: u32| leaf.checked_sub(1).map_or(0, |before| ends[before as usize]);
        // A gap is at the end of every leaf, and has no code.
        let code_at =
            move |at: usize| all.get(at).and_then(|term| codes.get(*term as usize)).copied().unwrap_or(NOTHING);
        let singles = (0..).zip(ends).flat_map(move |(leaf, end)| {
            let here = (0..).zip(start_of(leaf)..*end).filter(move |(_, at)| all[*at] != GAP);
            here.map(move |(place, at)| {
                (all[at], Met { leaf, place, near: [[code_at(at.wrapping_sub(1)), code_at(at + 1)]] })
            })
        });
        let paired = pairs.iter().map(move |&(pair, leaf, place)| {
            let at = start_of(leaf) + place as usize;
            let near = [1, 2].map(|far| [code_at(at.wrapping_sub(far)), code_at(at + 1 + far)]);
            (pair, Met { leaf, place, near })
        });
        let (starts, sorted) = by_number(by_word.len(), singles);
        let (pair_starts, sorted_pairs) = by_number(words.len().pow(2), paired);
        drop((terms, pairs));

        let all = sorted.len() + sorted_pairs.len();
        let mut run = Run {
            words: String::new(),
            terms: Vec::with_capacity(by_word.len()),
            lists: Vec::with_capacity(all),
            places: Vec::with_capacity(2 * all),
            near: Vec::with_capacity(NEAR * all / 2),
        };
        for (number, range) in pair_starts.windows(2).enumerate().filter(|(_, range)| range[0] < range[1]) {
            let word = pair(&words[number / words.len()], &words[number % words.len()]);
            run.term(&word, &sorted_pairs[range[0]..range[1]], &leaves, true);
        }
        for (_, word, number) in by_word {
            let number = number as usize;
            let met = &sorted[starts[number]..starts[number + 1]];
            // Of frequent terms a run may have none.
            if !met.is_empty() {
                run.term(&word, met, &leaves, number >= words.len());
            }
        }
        Run { lists: fitted(run.lists), places: fitted(run.places), near: fitted(run.near), ..run }
    }
}

/// What was met, sorted by number, of which there are so many; and where that of each number begins.
fn by_number<const REACH: usize>(
    numbers: usize,
    all: impl Iterator<Item = (u32, Met<REACH>)> + Clone,
) -> (Vec<usize>, Vec<Met<REACH>>) {
    let mut starts = vec![0; numbers + 1];
    all.clone().for_each(|(number, _)| starts[number as usize + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut free = starts.clone();
    let mut sorted = vec![Met { leaf: 0, place: 0, near: [[NOTHING; 2]; REACH] }; starts[numbers]];
    all.for_each(|(number, met)| {
        let slot = &mut free[number as usize];
        sorted[*slot] = met;
        *slot += 1;
    });
    (starts, sorted)
}

impl Run {
    /// Writes down the leaves and places at which a term was met, and what is around it there if that is wanted.
    fn term<const REACH: usize>(&mut self, word: &str, met: &[Met<REACH>], leaves: &[Leaf], with_near: bool) {
        let at = |length: usize| u32::try_from(length).expect("a run is shorter than 4 GiB");
        self.words.push_str(word);
        let first = leaves[met[0].leaf as usize].number;
        let (mut next, mut count) = (first, 0);
        for places in met.chunk_by(|a, b| a.leaf == b.leaf) {
            let leaf = &leaves[places[0].leaf as usize];
            let is_in = |title: &&Range<u32>| {
                let behind = &places[places.partition_point(|met| met.place < title.start)..];
                behind.first().is_some_and(|met| met.place < title.end)
            };
            let of_title = leaf.titles.iter().filter(is_in).map(|title| 1.0 / title.len() as f64);
            let of_title = of_title.fold(0.0, f64::max);
            push_leaf((leaf.number - next) as usize, impact(places.len(), leaf.length, of_title), &mut self.lists);
            push_places(places.iter().map(|met| met.place as usize), &mut self.places);
            if with_near {
                let left = (0..places.len()).rev();
                places.iter().zip(left).for_each(|(met, left)| push_near(&met.near, left > 0, &mut self.near));
            }
            (next, count) = (leaf.number + 1, count + 1);
        }
        self.terms.push(Entry {
            first,
            last: next - 1,
            count,
            word: at(self.words.len()),
            list: at(self.lists.len()),
            places: at(self.places.len()),
            near: at(self.near.len()),
        });
    }

    fn word(&self, term: usize) -> &str {
        &self.words[self.part(term, |entry| entry.word)]
    }

    fn list(&self, term: usize) -> &[u8] {
        &self.lists[self.part(term, |entry| entry.list)]
    }

    fn places(&self, term: usize) -> &[u8] {
        &self.places[self.part(term, |entry| entry.places)]
    }

    fn near(&self, term: usize) -> &[u8] {
        &self.near[self.part(term, |entry| entry.near)]
    }

    /// Lets go of all terms but the first `terms`.
    fn truncate(&mut self, terms: usize) {
        self.terms.truncate(terms);
        let [word, list, places, near] = match self.terms.last() {
            Some(last) => [last.word, last.list, last.places, last.near].map(|end| end as usize),
            None => [0; 4],
        };
        self.words.truncate(word);
        self.lists.truncate(list);
        self.places.truncate(places);
        self.near.truncate(near);
        self.terms.shrink_to_fit();
        self.words.shrink_to_fit();
        [&mut self.lists, &mut self.places, &mut self.near].into_iter().for_each(Vec::shrink_to_fit);
    }

    /// What lies between the end of the term before and its own.
    fn part(&self, term: usize, end: fn(&Entry) -> u32) -> Range<usize> {
        let start = term.checked_sub(1).map_or(0, |before| end(&self.terms[before]));
        start as usize..end(&self.terms[term]) as usize
    }
}

/// Bytes that are cut into files, but nowhere else than at the beginning of a piece.
#[derive(Debug, Default)]
pub(super) struct Stream {
    pub(super) bytes: Vec<u8>,
    /// Where each piece begins.
    pub(super) pieces: Vec<usize>,
}

/// Some terms one behind the other, and what is known of them.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub(super) terms: Vec<Term>,
    /// For each term: twice the number of its leaves, and 1 if its list is long; how many bytes beside it are its own, how
    /// many its places take, and how often neighbours before and behind it are told. Of a long one follows on how many pages of each voice
    /// it stands, and the number of its blocks; of each of these the way from the first leaf of the one before to its own, the
    /// bytes of its list and of its places, and how often neighbours are told, which is then not told before.
    pub(super) numbers: Vec<u8>,
    /// Beside each term its list, or of a long one the leaves in which it counts most.
    pub(super) beside: Vec<u8>,
    /// The blocks of long lists.
    pub(super) lists: Stream,
    /// The places of all terms.
    pub(super) places: Stream,
    /// What stands around them.
    pub(super) near: Stream,
}

/// A term, and where in what lies beside it that which is its own ends.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) word: Box<str>,
    pub(super) numbers: usize,
    pub(super) beside: usize,
    pub(super) lists: usize,
    pub(super) places: usize,
    pub(super) near: usize,
}

/// What one term is in the runs that have it: the run, and the number of the term in there.
type Parts<'r> = [(u64, &'r str, usize, usize)];

/// Into how many shares the terms are divided, and how many of these are merged at once.
const SHARES: usize = 64;
const AT_ONCE: usize = 8;

/// The terms of all runs in order, in pieces of about the same size. The last ones are merged first, so that the runs can let go
/// of what is merged.
pub(super) fn merge(mut runs: Vec<Run>, layout: &Layout) -> Vec<Terms> {
    let may_be_long = !layout.is_single;
    let pages = Pages::new(layout);
    // Words are spread over all runs alike, so what divides the longest one divides them all.
    let longest = runs.iter().max_by_key(|run| run.terms.len());
    let bounds = longest.map_or(Vec::new(), |run| {
        let step = run.terms.len().div_ceil(SHARES).max(1);
        (0..run.terms.len()).step_by(step).skip(1).map(|term| run.word(term)).collect()
    });
    let starts = |run: &Run| -> Vec<usize> {
        let mut starts = vec![0];
        for bound in &bounds {
            let from = starts.last().copied().unwrap_or_default();
            let here = (from..run.terms.len()).take_while(|term| order(run.word(*term), bound).is_lt()).count();
            starts.push(from + here);
        }
        starts.push(run.terms.len());
        starts
    };
    let starts: Vec<Vec<usize>> = runs.par_iter().map(starts).collect();
    let count = bounds.len() + 1;
    let merged = |runs: &[Run], share: usize| {
        let mut parts: Vec<(u64, &str, usize, usize)> = Vec::new();
        for (number, (run, starts)) in runs.iter().zip(&starts).enumerate() {
            let terms = starts[share]..starts[share + 1];
            parts.extend(terms.map(|term| (beginning(run.word(term)), run.word(term), number, term)));
        }
        parts.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| order(a.1, b.1)).then(a.2.cmp(&b.2)));
        let mut out = Terms::default();
        out.places.bytes.reserve_exact(parts.iter().map(|(.., run, term)| runs[*run].places(*term).len()).sum());
        out.near.bytes.reserve_exact(parts.iter().map(|(.., run, term)| runs[*run].near(*term).len()).sum());
        parts.chunk_by(|a, b| a.0 == b.0 && a.1 == b.1).for_each(|parts| out.push(runs, parts, &pages, may_be_long));
        out
    };
    let mut shares = Vec::with_capacity(count);
    let mut behind = count;
    while behind > 0 {
        let first = behind.saturating_sub(AT_ONCE);
        shares.par_extend((first..behind).into_par_iter().rev().map(|share| merged(&runs, share)));
        runs.par_iter_mut().zip(&starts).for_each(|(run, starts)| run.truncate(starts[first]));
        behind = first;
    }
    shares.reverse();
    shares
}

impl Terms {
    /// Lets go of the terms, and of what lies beside them.
    pub(super) fn forget_terms(&mut self) {
        (self.terms, self.numbers, self.beside) = Default::default();
    }

    /// Appends a term, out of what the runs have of it.
    fn push(&mut self, runs: &[Run], parts: &Parts<'_>, pages: &Pages, may_be_long: bool) {
        let count: usize = parts.iter().map(|(.., run, term)| runs[*run].terms[*term].count as usize).sum();
        let length: usize = parts.iter().map(|(.., run, term)| runs[*run].list(*term).len()).sum();
        let is_long = may_be_long && length > LONG;
        push(2 * count + usize::from(is_long), &mut self.numbers);
        if is_long {
            self.long(runs, parts, pages);
        } else {
            let (beside, places, near) = (self.beside.len(), self.places.bytes.len(), self.near.bytes.len());
            let with_near = may_be_long && count > FEW;
            self.places.pieces.push(places);
            self.near.pieces.push(near);
            let mut next = 0;
            for (.., run, term) in parts {
                let run = &runs[*run];
                let Entry { first, last, .. } = run.terms[*term];
                push_passed((first - next) as usize, &mut self.beside);
                self.beside.extend(run.list(*term));
                self.places.bytes.extend(run.places(*term));
                if with_near {
                    self.near.bytes.extend(run.near(*term));
                }
                next = last + 1;
            }
            push(self.beside.len() - beside, &mut self.numbers);
            push(self.places.bytes.len() - places, &mut self.numbers);
            push((self.near.bytes.len() - near) / NEAR, &mut self.numbers);
        }
        self.terms.push(Term {
            word: parts[0].1.into(),
            numbers: self.numbers.len(),
            beside: self.beside.len(),
            lists: self.lists.bytes.len(),
            places: self.places.bytes.len(),
            near: self.near.bytes.len(),
        });
    }

    /// Appends a long list in blocks.
    fn long(&mut self, runs: &[Run], parts: &Parts<'_>, pages: &Pages) {
        let reach = reach(parts[0].1);
        let mut best = Best::new(pages);
        let mut blocks = Vec::new();
        let (mut count, mut first, mut next) = (0, 0, 0);
        let [mut list, mut place, mut around] =
            [self.lists.bytes.len(), self.places.bytes.len(), self.near.bytes.len()];
        for (.., run, term) in parts {
            let run = &runs[*run];
            let (mut places, mut near) = (run.places(*term), run.near(*term));
            for (leaf, impact) in Leaves::new(run.terms[*term].first as usize, run.list(*term)) {
                let [listed, placed] = [self.lists.bytes.len() - list, self.places.bytes.len() - place];
                let told = self.near.bytes.len() - around;
                let is_full = listed >= LIST || placed >= PLACES || told >= AROUND;
                if count == 0 || is_full {
                    if count > 0 {
                        push(listed, &mut blocks);
                        push(placed, &mut blocks);
                        push(told / NEAR, &mut blocks);
                    }
                    push(leaf - first, &mut blocks);
                    [list, place, around] = [self.lists.bytes.len(), self.places.bytes.len(), self.near.bytes.len()];
                    self.lists.pieces.push(list);
                    self.places.pieces.push(place);
                    self.near.pieces.push(around);
                    (count, first, next) = (count + 1, leaf, leaf);
                }
                push_leaf(leaf - next, impact, &mut self.lists.bytes);
                let (here, behind) = places.split_at(places_end(places));
                self.places.bytes.extend(here);
                (places, next) = (behind, leaf + 1);
                if !near.is_empty() {
                    let (here, behind) = near.split_at(NEAR * reach * numbers_in(here));
                    self.near.bytes.extend(here);
                    near = behind;
                }
                best.push(leaf, impact);
            }
        }
        push(self.lists.bytes.len() - list, &mut blocks);
        push(self.places.bytes.len() - place, &mut blocks);
        push((self.near.bytes.len() - around) / NEAR, &mut blocks);

        let beside = self.beside.len();
        let on = best.write(&mut self.beside);
        push(self.beside.len() - beside, &mut self.numbers);
        on.into_iter().chain([count]).for_each(|number| push(number, &mut self.numbers));
        self.numbers.extend(blocks);
    }
}

/// The page and voice of each leaf.
struct Pages {
    /// The section of each.
    sections: Vec<u32>,
    /// The first leaf of each voice but the first.
    voices: [usize; 2],
}

impl Pages {
    fn new(layout: &Layout) -> Self {
        let leaves = layout.leaves.windows(2).zip(0..);
        let sections = leaves.flat_map(|(leaves, section)| std::iter::repeat_n(section, leaves[1] - leaves[0]));
        Self { sections: sections.collect(), voices: layout.voices() }
    }
}

/// In which leaves of each voice a term counts most, one of each section, and in how many sections it stands.
struct Best<'p> {
    pages: &'p Pages,
    /// How much it counts, and where; the best first, and of several the first.
    leaves: [Vec<(usize, usize)>; 3],
    sections: [usize; 3],
    /// The section last met, the leaf of it that is best, and how much the term counts there.
    last: Option<(u32, usize, usize)>,
}

impl<'p> Best<'p> {
    fn new(pages: &'p Pages) -> Self {
        Self { pages, leaves: Default::default(), sections: [0; 3], last: None }
    }

    fn push(&mut self, leaf: usize, impact: usize) {
        let section = self.pages.sections[leaf];
        match &mut self.last {
            Some((last, best, most)) if *last == section => {
                if impact > *most {
                    (*best, *most) = (leaf, impact);
                }
            }
            _ => {
                self.flush();
                self.last = Some((section, leaf, impact));
            }
        }
    }

    fn flush(&mut self) {
        let Some((_, leaf, impact)) = self.last.take() else { return };
        let voice = self.pages.voices.iter().filter(|first| leaf >= **first).count();
        self.sections[voice] += 1;
        let best = &mut self.leaves[voice];
        if best.len() < BEST || best.last().is_some_and(|(least, _)| impact > *least) {
            best.insert(best.partition_point(|(more, _)| *more >= impact), (impact, leaf));
            best.truncate(BEST);
        }
    }

    /// Appends the best leaves as a list, and says how many sections of each voice have the term.
    fn write(mut self, out: &mut Vec<u8>) -> [usize; 3] {
        self.flush();
        let mut next = 0;
        for best in &mut self.leaves {
            best.sort_unstable_by_key(|(_, leaf)| *leaf);
            for (impact, leaf) in best {
                push_leaf(*leaf - next, *impact, out);
                next = *leaf + 1;
            }
        }
        self.sections
    }
}

/// A number by which most terms are told apart: terms whose numbers differ are in the same [`order`].
fn beginning(word: &str) -> u64 {
    let mut bytes = [0; 8];
    for (byte, of_word) in bytes.iter_mut().zip(word.bytes()) {
        // Bytes from F0 on come before EE and EF.
        *byte = match of_word {
            0xEE..=0xEF => of_word + 5,
            0xF0.. => of_word - 2,
            _ => of_word,
        };
    }
    u64::from_be_bytes(bytes)
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
    use super::{beginning, key, order, word_of};

    #[test]
    fn short_words_are_their_keys() {
        for word in ["", "a", "中国", "fifteen letters"] {
            assert_eq!(key(word).map(word_of).as_deref(), Some(word));
        }
        assert_eq!(key("sixteen letters."), None);
    }

    #[test]
    fn terms_are_ordered_as_scripts_order_strings() {
        let words =
            ["", "a", "ab", "b", "é", "ﬀ", "中", "\u{e000}", "\u{ffee}", "\u{10000}", "\u{20000}x", "a\u{20000}", "aﬀ"];
        for a in words {
            for b in words {
                assert_eq!(order(a, b), a.encode_utf16().cmp(b.encode_utf16()), "{a:?} {b:?}");
                assert!(beginning(a) == beginning(b) || beginning(a).cmp(&beginning(b)) == order(a, b), "{a:?} {b:?}");
            }
        }
    }
}
