//! Answers queries from the files of an index, as a browser does.
//!
//! In: the index as it was written, and a query. Out: the sections that answer it, best first. Start at [`Finder::find`].

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::files::{Places, Root, Terms, numbers, read_root};
use super::invert::order;
use super::query::{Part, Query, Step};
use crate::model::search::{SearchIndex, Voice};

/// An index, its files read as they are needed.
#[derive(Debug)]
pub struct Finder<'a> {
    index: &'a SearchIndex,
    root: Root,
    marks: Vec<String>,
    /// Leaves that belong to the section of the one before.
    inner: Vec<usize>,
    terms: Vec<OnceLock<Terms>>,
    places: Vec<OnceLock<Places>>,
}

/// A section that answers a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its number.
    pub section: usize,
    /// The leaf that answers best.
    pub leaf: usize,
    /// Whether all plain words stand in a row.
    pub is_whole: bool,
    /// How well it answers.
    pub score: f64,
}

/// How well each leaf answers a part of a query.
type Found = BTreeMap<usize, f64>;

/// A term by its file, and its place in there.
type TermAt = (usize, usize);

impl<'a> Finder<'a> {
    /// Reads what must be known first; `None` if that is damaged.
    pub fn new(index: &'a SearchIndex) -> Option<Self> {
        let (root, marks) = read_root(&index.root)?;
        let mut last = 0;
        let inner = numbers(&root.inner).into_iter().map(|way| {
            last += way;
            last
        });
        let inner = inner.collect();
        let terms = index.terms.iter().map(|_| OnceLock::new()).collect();
        let places = index.places.iter().map(|_| OnceLock::new()).collect();
        Some(Self { index, root, marks, inner, terms, places })
    }

    /// The sections of some voices that answer a query, best first: those that have all plain words in a row before all
    /// others; else by how rare the words are and how much of a leaf they make.
    pub fn find(&self, query: &Query, voices: &[Voice]) -> Vec<Hit> {
        let mut parts = query.parts.iter().map(|part| self.by_section(&self.part(part), voices));
        let Some(mut all) = parts.next() else { return Vec::new() };
        for part in parts {
            all = all
                .into_iter()
                .filter_map(|(section, (leaf, best, score))| {
                    let (other, other_best, more) = part.get(&section)?;
                    let leaf = if *other_best > best { *other } else { leaf };
                    Some((section, (leaf, best.max(*other_best), score + more)))
                })
                .collect();
        }
        let whole = query.whole.as_ref().map_or(BTreeMap::new(), |whole| self.by_section(&self.part(whole), voices));
        let mut hits: Vec<Hit> = all
            .into_iter()
            .map(|(section, (leaf, _, score))| match whole.get(&section) {
                Some((leaf, ..)) => Hit { section, leaf: *leaf, is_whole: true, score },
                None => Hit { section, leaf, is_whole: false, score },
            })
            .collect();
        hits.sort_by(|a, b| {
            b.is_whole.cmp(&a.is_whole).then(b.score.total_cmp(&a.score)).then(a.section.cmp(&b.section))
        });
        hits
    }

    /// Of each section its best leaf, how well that answers, and how well the section does.
    fn by_section(&self, found: &Found, voices: &[Voice]) -> BTreeMap<usize, (usize, f64, f64)> {
        let mut sections: BTreeMap<usize, (usize, f64, f64)> = BTreeMap::new();
        for (leaf, score) in found.iter().filter(|(leaf, _)| voices.contains(&self.voice_of(**leaf))) {
            let section = leaf - self.inner.partition_point(|inner| inner <= leaf);
            let best = sections.entry(section).or_insert((*leaf, *score, *score));
            if *score > best.1 {
                *best = (*leaf, *score, *score);
            }
        }
        sections
    }

    fn voice_of(&self, leaf: usize) -> Voice {
        Voice::ALL[self.root.voices.iter().filter(|first| leaf >= **first).count()]
    }

    /// The leaves that have a part of a query.
    pub(super) fn part(&self, part: &Part) -> Found {
        let steps = part.steps();
        let terms: Vec<(usize, Vec<TermAt>)> =
            steps.into_iter().map(|(place, step)| (place, self.terms_of(&step))).collect();
        let weights: f64 = terms.iter().map(|(_, terms)| self.rarity(terms)).sum();
        let score = |impact: usize| weights * impact as f64;
        if let [(_, terms)] = &terms[..] {
            let mut found: BTreeMap<usize, usize> = BTreeMap::new();
            for (leaf, impact) in terms.iter().flat_map(|(file, term)| self.terms_in(*file).leaves(*term)) {
                let best = found.entry(leaf).or_default();
                *best = impact.max(*best);
            }
            return found.into_iter().map(|(leaf, impact)| (leaf, score(impact))).collect();
        }
        // What fewest leaves have is looked at first, and then only in these leaves.
        let mut terms = terms;
        terms.sort_by_key(|(_, terms)| terms.iter().map(|(file, at)| self.terms_in(*file).counts[*at]).sum::<usize>());
        let mut found: Option<BTreeMap<usize, (usize, Vec<usize>)>> = None;
        for (place, terms) in terms {
            let mut here: BTreeMap<usize, (usize, Vec<usize>)> = BTreeMap::new();
            for (file, term) in terms {
                let leaves = self.terms_in(file).leaves(term).zip(self.places_in(file).places(term));
                for ((leaf, impact), places) in leaves {
                    if found.as_ref().is_some_and(|found| !found.contains_key(&leaf)) {
                        continue;
                    }
                    // Where the phrase would begin.
                    let begins = places.into_iter().filter_map(|at| at.checked_sub(place));
                    let known = here.entry(leaf).or_insert((impact, Vec::new()));
                    known.0 = known.0.max(impact);
                    known.1.extend(begins);
                }
            }
            here.values_mut().for_each(|(_, begins)| begins.sort_unstable());
            found = Some(match found {
                None => here,
                Some(found) => found
                    .into_iter()
                    .filter_map(|(leaf, (impact, mut begins))| {
                        let (other, here) = here.get(&leaf)?;
                        begins.retain(|begin| here.binary_search(begin).is_ok());
                        (!begins.is_empty()).then_some((leaf, (impact.min(*other), begins)))
                    })
                    .collect(),
            });
        }
        found.into_iter().flatten().map(|(leaf, (impact, _))| (leaf, score(impact))).collect()
    }

    /// How rare the terms are together.
    fn rarity(&self, terms: &[TermAt]) -> f64 {
        let count: usize = terms.iter().map(|(file, term)| self.terms_in(*file).counts[*term]).sum();
        let (all, count) = (self.root.leaves as f64, (count as f64).min(self.root.leaves as f64));
        (1.0 + (all - count + 0.5) / (count + 0.5)).ln()
    }

    /// The leaves that have a term, and the places in each.
    pub(super) fn places_of(&self, term: &str) -> impl Iterator<Item = (usize, Vec<usize>)> {
        let found = self.terms_of(&Step::Term(term.to_owned())).into_iter().next();
        found.into_iter().flat_map(|(file, term)| {
            let leaves = self.terms_in(file).leaves(term).map(|(leaf, _)| leaf);
            leaves.zip(self.places_in(file).places(term))
        })
    }

    fn terms_of(&self, step: &Step) -> Vec<TermAt> {
        match step {
            Step::Term(word) => {
                let file = self.file_of(word);
                let words = &self.terms_in(file).words;
                words.binary_search_by(|other| order(other, word)).map(|at| (file, at)).into_iter().collect()
            }
            Step::Beginning(begin) => {
                let mut terms = Vec::new();
                for file in self.file_of(begin)..self.terms.len() {
                    let words = &self.terms_in(file).words;
                    let first = words.partition_point(|word| order(word, begin).is_lt());
                    let here = words[first..].iter().take_while(|word| word.starts_with(begin)).count();
                    terms.extend((first..first + here).map(|term| (file, term)));
                    if first + here < words.len() {
                        break;
                    }
                }
                terms
            }
        }
    }

    /// The file that has a word, if any has.
    fn file_of(&self, word: &str) -> usize {
        self.marks.partition_point(|mark| order(mark, word).is_le()).saturating_sub(1)
    }

    fn terms_in(&self, file: usize) -> &Terms {
        self.terms[file].get_or_init(|| Terms::read(&self.index.terms[file], file).unwrap_or_default())
    }

    fn places_in(&self, file: usize) -> &Places {
        self.places[file].get_or_init(|| Places::read(&self.index.places[file], file).unwrap_or_default())
    }
}
