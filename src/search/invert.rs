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
    GREATEST_SHORT, Leaves, NEAR, NOTHING, code, leaves_in, numbers_in, places_end, push, push_leaf, push_near,
    push_passed, push_places,
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

/// What a run of leaves holds: its terms by word, in parts of [`PART`], so that those that are merged can be let go.
#[derive(Debug, Default)]
pub(super) struct Run {
    parts: Vec<Part>,
}

/// How many terms a part of a run has; the last one has the rest.
const PART: usize = 1 << 12;

/// Some terms of a run.
#[derive(Debug, Default)]
struct Part {
    words: String,
    terms: Vec<Entry>,
    lists: Vec<u8>,
    places: Vec<u8>,
    near: Vec<u8>,
}

/// A term of a run: its first leaf, and where its word, list, places and neighbours end in its part; they begin where those of the
/// term before do.
#[derive(Debug)]
struct Entry {
    first: u32,
    word: u32,
    /// As if it began at the first leaf.
    list: u32,
    places: u32,
    near: u32,
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
        Self { known, terms: Vec::new(), leaves: Vec::new(), frequent }
    }

    /// Reads one leaf more.
    pub(super) fn leaf(&mut self, number: usize, blocks: &[Block<'_>]) {
        let Self { known, terms, leaves, .. } = self;
        let before = terms.len();
        let at = |length: usize| u32::try_from(length).expect("a leaf has fewer terms than bytes");
        let mut titles = Vec::new();
        for block in blocks {
            let first = at(terms.len() - before);
            each_term(&block.text, |term| terms.push(known.number(term)));
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
        let Self { known, terms, leaves, frequent } = self;
        let mut by_word: Vec<(u64, Box<str>, u32)> =
            known.into_words().map(|(word, number)| (beginning(&word), word, number)).collect();
        by_word.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| order(&a.1, &b.1)));

        let words = frequent.words();
        let mut codes = vec![NOTHING; by_word.len()];
        for (_, word, number) in &by_word {
            let number = *number as usize;
            codes[number] = code(word, (number < words.len()).then_some(number));
        }
        let read = Read { terms: &terms, leaves: &leaves, codes: &codes };
        let mut run = Run::default();
        // Pairs come before all other terms, and what they are found by is let go before that of these is made.
        let frequent = u32::try_from(words.len()).expect("few words are frequent");
        let pairs = terms.windows(2).zip(0..).filter(|(row, _)| row.iter().all(|term| *term < frequent));
        let pairs = by_number(words.len().pow(2), pairs.map(|(row, at)| (row[0] * frequent + row[1], at)));
        for (number, places) in (0..).zip(pairs.each()).filter(|(_, places)| !places.is_empty()) {
            run.term::<2>(&pair(&words[number / words.len()], &words[number % words.len()]), places, &read, true);
        }
        drop(pairs);
        let singles = terms.iter().copied().zip(0..).filter(|(term, _)| *term != GAP);
        let singles = by_number(by_word.len(), singles);
        for (_, word, number) in by_word {
            let places = singles.of(number as usize);
            // Of frequent terms a run may have none.
            if !places.is_empty() {
                run.term::<1>(&word, places, &read, number >= frequent);
            }
        }
        run.fit_last();
        run
    }
}

/// The terms of a run as they were read, and what they lie in.
struct Read<'r> {
    terms: &'r [u32],
    leaves: &'r [Leaf],
    /// By term.
    codes: &'r [u16],
}

impl Read<'_> {
    /// The code of the term at a place; a gap has none.
    fn code_at(&self, at: usize) -> u16 {
        self.terms.get(at).and_then(|term| self.codes.get(*term as usize)).copied().unwrap_or(NOTHING)
    }

    /// The codes of so many terms before and behind as many in a row that begin at a place; behind a gap nothing is told.
    fn around<const REACH: usize>(&self, at: u32) -> [[u16; 2]; REACH] {
        let at = at as usize;
        let (mut is_before, mut is_behind) = (true, true);
        std::array::from_fn(|far| {
            let code = |is_told: &mut bool, at: usize| {
                let code = if *is_told { self.code_at(at) } else { NOTHING };
                *is_told = code != NOTHING;
                code
            };
            [code(&mut is_before, at.wrapping_sub(far + 1)), code(&mut is_behind, at + REACH + far)]
        })
    }

    /// The leaf in which a place lies, and where that begins; it is not before the leaf `from`.
    fn leaf_at(&self, at: u32, from: usize) -> (usize, u32) {
        let is_before = |leaf: &Leaf| leaf.end <= at as usize;
        let leaf = match self.leaves[from..].iter().take(2).position(|leaf| !is_before(leaf)) {
            Some(near) => from + near,
            None => from + self.leaves[from..].partition_point(is_before),
        };
        let start = leaf.checked_sub(1).map_or(0, |before| self.leaves[before].end);
        (leaf, u32::try_from(start).expect("a run has fewer terms than bytes"))
    }
}

/// Places by the number of what stands there.
struct ByNumber {
    /// Where those of each number begin, and behind them where all end.
    starts: Vec<usize>,
    places: Vec<u32>,
}

impl ByNumber {
    fn of(&self, number: usize) -> &[u32] {
        &self.places[self.starts[number]..self.starts[number + 1]]
    }

    fn each(&self) -> impl Iterator<Item = &[u32]> {
        self.starts.windows(2).map(|range| &self.places[range[0]..range[1]])
    }
}

/// Places sorted by number, of which there are so many; those of each in the order in which they come.
fn by_number(numbers: usize, all: impl Iterator<Item = (u32, u32)> + Clone) -> ByNumber {
    let mut starts = vec![0; numbers + 1];
    all.clone().for_each(|(number, _)| starts[number as usize + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut free = starts.clone();
    let mut places = vec![0; starts[numbers]];
    all.for_each(|(number, at)| {
        let slot = &mut free[number as usize];
        places[*slot] = at;
        *slot += 1;
    });
    ByNumber { starts, places }
}

impl Run {
    /// Writes down the leaves and places at which a term was met, and what is around it there if that is wanted: a term that
    /// is so many in a row.
    fn term<const REACH: usize>(&mut self, word: &str, mut met: &[u32], read: &Read<'_>, with_near: bool) {
        let at = |length: usize| u32::try_from(length).expect("a run is shorter than 4 GiB");
        if self.parts.last().is_none_or(|last| last.terms.len() == PART) {
            self.fit_last();
            self.parts.push(Part::default());
        }
        let part = self.parts.last_mut().expect("there is one by now");
        part.words.push_str(word);
        let (mut leaf_at, _) = read.leaf_at(met[0], 0);
        let first = read.leaves[leaf_at].number;
        let mut next = first;
        while let Some(place) = met.first() {
            let start;
            (leaf_at, start) = read.leaf_at(*place, leaf_at);
            let leaf = &read.leaves[leaf_at];
            let (here, behind) = met.split_at(met.iter().take_while(|place| (**place as usize) < leaf.end).count());
            met = behind;
            let places = || here.iter().map(|place| place - start);
            let is_in = |title: &&Range<u32>| places().any(|place| title.contains(&place));
            let of_title = leaf.titles.iter().filter(is_in).map(|title| 1.0 / title.len() as f64);
            let of_title = of_title.fold(0.0, f64::max);
            push_leaf((leaf.number - next) as usize, impact(here.len(), leaf.length, of_title), &mut part.lists);
            push_places(places().map(|place| place as usize), &mut part.places);
            if with_near {
                let left = (0..here.len()).rev();
                here.iter().zip(left).for_each(|(place, left)| {
                    push_near(&read.around::<REACH>(*place), left > 0, &mut part.near);
                });
            }
            next = leaf.number + 1;
        }
        part.terms.push(Entry {
            first,
            word: at(part.words.len()),
            list: at(part.lists.len()),
            places: at(part.places.len()),
            near: at(part.near.len()),
        });
    }

    /// Gives back what the last part asked for and does not need.
    fn fit_last(&mut self) {
        if let Some(part) = self.parts.last_mut() {
            for bytes in [&mut part.lists, &mut part.places, &mut part.near] {
                *bytes = fitted(std::mem::take(bytes));
            }
            part.words = part.words.as_str().into();
        }
    }

    /// How many terms it has.
    fn count(&self) -> usize {
        self.parts.last().map_or(0, |last| (self.parts.len() - 1) * PART + last.terms.len())
    }

    /// The first leaf of a term.
    fn first(&self, term: usize) -> usize {
        self.parts[term / PART].terms[term % PART].first as usize
    }

    fn word(&self, term: usize) -> &str {
        let part = &self.parts[term / PART];
        &part.words[part.of(term, |entry| entry.word)]
    }

    fn list(&self, term: usize) -> &[u8] {
        let part = &self.parts[term / PART];
        &part.lists[part.of(term, |entry| entry.list)]
    }

    fn places(&self, term: usize) -> &[u8] {
        let part = &self.parts[term / PART];
        &part.places[part.of(term, |entry| entry.places)]
    }

    fn near(&self, term: usize) -> &[u8] {
        let part = &self.parts[term / PART];
        &part.near[part.of(term, |entry| entry.near)]
    }

    /// Lets go of parts in which none of the first `terms` is.
    fn truncate(&mut self, terms: usize) {
        self.parts.truncate(terms.div_ceil(PART));
    }
}

impl Part {
    /// What lies between the end of the term of the run before and its own.
    fn of(&self, term: usize, end: fn(&Entry) -> u32) -> Range<usize> {
        let term = term % PART;
        let start = term.checked_sub(1).map_or(0, |before| end(&self.terms[before]));
        start as usize..end(&self.terms[term]) as usize
    }
}

/// Bytes that are cut into files, but nowhere else than at the beginning of a piece.
#[derive(Debug, Default)]
pub(super) struct Stream {
    pub(super) bytes: Vec<u8>,
    /// Where each piece begins.
    pub(super) pieces: Vec<u32>,
}

impl Stream {
    /// Begins a piece.
    fn begin(&mut self) {
        self.pieces.push(u32::try_from(self.bytes.len()).expect("a share of a stream is shorter than 4 GiB"));
    }
}

/// Some terms one behind the other, and what is known of them.
#[derive(Debug, Default)]
pub(super) struct Terms {
    words: String,
    terms: Vec<Term>,
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

/// Where a word ends, and in what lies beside it that which is its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    word: u32,
    pub(super) numbers: u32,
    pub(super) beside: u32,
    pub(super) lists: u32,
    pub(super) places: u32,
    pub(super) near: u32,
}

/// What one term is in the runs that have it: the run, and the number of the term in there.
type Parts<'r> = [(u64, &'r str, usize, usize)];

/// Into how many shares the terms are divided, and how many of these are merged at once.
const SHARES: usize = 128;
const AT_ONCE: usize = 8;

/// The terms of all runs in order, in pieces of about the same size. The last ones are merged first, so that the runs can let go
/// of what is merged.
pub(super) fn merge(mut runs: Vec<Run>, layout: &Layout) -> Vec<Terms> {
    let may_be_long = !layout.is_single;
    let pages = Pages::new(layout);
    // Words are spread over all runs alike, so what divides the longest one divides them all.
    let longest = runs.iter().max_by_key(|run| run.count());
    let bounds = longest.map_or(Vec::new(), |run| {
        let step = run.count().div_ceil(SHARES).max(1);
        (0..run.count()).step_by(step).skip(1).map(|term| run.word(term)).collect()
    });
    let starts = |run: &Run| -> Vec<usize> {
        let mut starts = vec![0];
        for bound in &bounds {
            let from = starts.last().copied().unwrap_or_default();
            let here = (from..run.count()).take_while(|term| order(run.word(*term), bound).is_lt()).count();
            starts.push(from + here);
        }
        starts.push(run.count());
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
    /// The terms in order.
    pub(super) fn each(&self) -> impl Iterator<Item = (&str, Term)> {
        let mut from = 0;
        self.terms.iter().map(move |term| {
            let start = std::mem::replace(&mut from, term.word as usize);
            (&self.words[start..from], *term)
        })
    }

    /// Lets go of the terms, and of what lies beside them.
    pub(super) fn forget_terms(&mut self) {
        (self.words, self.terms) = Default::default();
        (self.numbers, self.beside) = Default::default();
    }

    /// Appends a term, out of what the runs have of it.
    fn push(&mut self, runs: &[Run], parts: &Parts<'_>, pages: &Pages, may_be_long: bool) {
        let count: usize = parts.iter().map(|(.., run, term)| leaves_in(runs[*run].list(*term))).sum();
        let beside = self.beside.len();
        let mut next = 0;
        for (.., run, term) in parts {
            let (first, list) = (runs[*run].first(*term), runs[*run].list(*term));
            push_passed(first - next, &mut self.beside);
            self.beside.extend(list);
            next = Leaves::new(first, list).last().map_or(first, |(last, _)| last) + 1;
        }
        // Measured as a whole: how the leaves were divided into runs does not count.
        let is_long = may_be_long && self.beside.len() - beside > LONG;
        push(2 * count + usize::from(is_long), &mut self.numbers);
        if is_long {
            self.beside.truncate(beside);
            self.long(runs, parts, pages);
        } else {
            let (places, near) = (self.places.bytes.len(), self.near.bytes.len());
            let with_near = may_be_long && count > FEW;
            self.places.begin();
            self.near.begin();
            for (.., run, term) in parts {
                self.places.bytes.extend(runs[*run].places(*term));
                if with_near {
                    self.near.bytes.extend(runs[*run].near(*term));
                }
            }
            push(self.beside.len() - beside, &mut self.numbers);
            push(self.places.bytes.len() - places, &mut self.numbers);
            push((self.near.bytes.len() - near) / NEAR, &mut self.numbers);
        }
        self.words.push_str(parts[0].1);
        let at = |length: usize| u32::try_from(length).expect("a share of the terms is shorter than 4 GiB");
        self.terms.push(Term {
            word: at(self.words.len()),
            numbers: at(self.numbers.len()),
            beside: at(self.beside.len()),
            lists: at(self.lists.bytes.len()),
            places: at(self.places.bytes.len()),
            near: at(self.near.bytes.len()),
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
            for (leaf, impact) in Leaves::new(run.first(*term), run.list(*term)) {
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
                    [&mut self.lists, &mut self.places, &mut self.near].into_iter().for_each(Stream::begin);
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
