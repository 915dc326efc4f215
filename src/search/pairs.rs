//! Pairs of frequent words: two that stand in a row are a term as well, so that rows of words which most leaves have are
//! looked up like rare words.
//!
//! Which words are frequent is told by a sample of the sections, and by how many pairs there would be: they are to cost
//! little. Of every two frequent terms in a row each pair is in the index, so what is not there is nowhere.

use foldhash::HashMap;
use rayon::prelude::*;

use super::sections::section;
use super::words::each_term;
use crate::model::search::Layout;
use crate::model::site::Site;

/// How many sections are looked at.
const SAMPLE: usize = 160;

/// The most words that are frequent.
pub(super) const MOST: usize = 256;

/// Of a hundred words at most so many begin a pair.
const SHARE: usize = 18;

/// A word in fewer leaves is not frequent: a list of it is short.
pub(super) const FEWEST: usize = 300;

/// Stands before each word of a pair; in no word, and less than all that are.
const MARK: char = '!';

/// The term that stands for two terms in a row.
pub(super) fn pair(first: &str, second: &str) -> String {
    format!("{MARK}{first}{MARK}{second}")
}

/// How many terms on either side of a term are told as its neighbours: of pairs, which have others with many of the same words
/// beside them, two.
pub(super) fn reach(term: &str) -> usize {
    if term.starts_with(MARK) { 2 } else { 1 }
}

/// The frequent terms of an index.
#[derive(Debug, Default)]
pub(super) struct Frequent {
    /// In the order of the alphabet that sorts bytes.
    words: Vec<String>,
}

impl Frequent {
    pub(super) fn new(mut words: Vec<String>) -> Self {
        words.sort_unstable();
        Self { words }
    }

    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// The number of a word, if it is frequent.
    pub(super) fn number(&self, word: &str) -> Option<usize> {
        self.words.binary_search_by(|other| other.as_str().cmp(word)).ok()
    }

    /// The pair that two terms in a row are.
    pub(super) fn pair(&self, first: &str, second: &str) -> Option<String> {
        (self.number(first).is_some() && self.number(second).is_some()).then(|| pair(first, second))
    }
}

/// The terms that are frequent on a site.
pub(super) fn frequent(site: &Site, layout: &Layout) -> Frequent {
    let leaves = layout.leaves.last().copied().unwrap_or_default();
    if layout.is_single || leaves <= FEWEST {
        return Frequent::default();
    }
    let step = (layout.sections.len() / SAMPLE).max(1);
    let sample: Vec<usize> = (0..layout.sections.len()).step_by(step).collect();
    // The terms of each block, and an empty one between blocks.
    let read = |number: &usize| {
        let mut terms: Vec<String> = Vec::new();
        for block in section(site, layout, *number).blocks {
            each_term(&block.text, |term| terms.push(term.to_owned()));
            terms.push(String::new());
        }
        terms
    };
    let read: Vec<Vec<String>> = sample.par_iter().map(read).collect();
    // Of each term the section that was last seen to have it, and how many have.
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::default();
    for (number, terms) in (1..).zip(&read) {
        for term in terms.iter().filter(|term| !term.is_empty()) {
            let (last, count) = counts.entry(term).or_default();
            *count += usize::from(std::mem::replace(last, number) != number);
        }
    }
    let mut most: Vec<(usize, &str)> = counts.into_iter().map(|(term, (_, count))| (count, term)).collect();
    most.retain(|(count, _)| count * leaves / sample.len() > FEWEST);
    most.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    most.truncate(MOST);
    let ranks: HashMap<&str, usize> = most.iter().enumerate().map(|(rank, (_, term))| (*term, rank)).collect();
    // How many pairs each word adds to those of more frequent ones.
    let mut added = vec![0; most.len()];
    for terms in &read {
        for row in terms.windows(2) {
            if let (Some(first), Some(second)) = (ranks.get(row[0].as_str()), ranks.get(row[1].as_str())) {
                added[*first.max(second)] += 1;
            }
        }
    }
    let mut left = read.iter().map(Vec::len).sum::<usize>() * SHARE / 100;
    let within = added.iter().take_while(|added| {
        let fits = **added <= left;
        left = left.saturating_sub(**added);
        fits
    });
    let count = within.count();
    Frequent::new(most[..count].iter().map(|(_, term)| (*term).to_owned()).collect())
}
