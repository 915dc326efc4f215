//! Answers queries from the files of an index, as a browser does.
//!
//! In: the index as it was written, and a query. Out: the sections that answer it, best first. Start at [`Finder::find`].

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::digits::{Leaves, near_end, places, places_end};
use super::files::{Piece, Root, StreamRead, TermsRead, numbers, read_root, terms_in};
use super::invert::order;
use super::pairs::{Frequent, reach};
use super::query::{Part, Query, Step};
use crate::model::search::{SearchIndex, Voice};

/// An index, its files read as they are needed.
#[derive(Debug)]
pub struct Finder<'a> {
    index: &'a SearchIndex,
    root: Root,
    marks: Vec<String>,
    pub(super) frequent: Frequent,
    /// Leaves that belong to the section of the one before.
    inner: Vec<usize>,
    terms: Vec<OnceLock<TermsRead>>,
    lists: StreamRead<'a>,
    places: StreamRead<'a>,
    near: StreamRead<'a>,
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
        let terms = marks.iter().map(|_| OnceLock::new()).collect();
        let [lists, places, near] = StreamRead::all(&root, &index.parts);
        let frequent = Frequent::new(terms_in(&root.frequent));
        Some(Self { index, root, marks, frequent, inner, terms, lists, places, near })
    }

    /// The sections of some voices that answer a query, best first: those that have all plain words in a row before all
    /// others; else by how rare the words are and how much of a leaf they make, of a row of words its rarest. Of what answers
    /// equally well the sources' own words come first, then the editors', then definitions, as their sections lie.
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
                Some((leaf, _, score)) => Hit { section, leaf: *leaf, is_whole: true, score: *score },
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
        let steps = part.steps(&self.frequent).into_iter();
        let mut steps: Vec<(usize, usize, Vec<TermAt>)> = steps
            .map(|(place, step)| {
                let terms = self.terms_of(&step);
                (terms.iter().map(|term| self.count(*term)).sum(), place, terms)
            })
            .collect();
        let weights: f64 = steps.iter().map(|(count, ..)| self.rarity(*count)).sum();
        let score = |impact: usize| weights * impact as f64;
        if let [(_, _, terms)] = &steps[..] {
            let mut found: BTreeMap<usize, usize> = BTreeMap::new();
            for piece in terms.iter().flat_map(|term| self.pieces(*term)) {
                for (leaf, impact) in Leaves::new(piece.first, piece.list) {
                    let best = found.entry(leaf).or_default();
                    *best = impact.max(*best);
                }
            }
            return found.into_iter().map(|(leaf, impact)| (leaf, score(impact))).collect();
        }
        // What fewest leaves have is looked at first, and then only in these leaves.
        steps.sort_by_key(|(count, ..)| *count);
        // How much the rarest counts, and where the row would begin.
        let mut found: Option<BTreeMap<usize, (usize, Vec<usize>)>> = None;
        for (_, place, terms) in steps {
            let mut here: BTreeMap<usize, (usize, Vec<usize>)> = BTreeMap::new();
            for piece in terms.iter().flat_map(|term| self.pieces(*term)) {
                self.each_places(&piece, |leaf, impact, bytes| {
                    if found.as_ref().is_none_or(|found| found.contains_key(&leaf)) {
                        let known = here.entry(leaf).or_default();
                        known.0 = known.0.max(impact);
                        known.1.extend(places(bytes).filter_map(|at| at.checked_sub(place)));
                    }
                });
            }
            here.values_mut().for_each(|(_, begins)| begins.sort_unstable());
            found = Some(match found {
                None => here,
                Some(mut found) => {
                    found.retain(|leaf, (_, begins)| {
                        let Some((_, here)) = here.get(leaf) else { return false };
                        begins.retain(|begin| here.binary_search(begin).is_ok());
                        !begins.is_empty()
                    });
                    found
                }
            });
        }
        found.into_iter().flatten().map(|(leaf, (impact, _))| (leaf, score(impact))).collect()
    }

    /// How rare is what so many leaves have.
    fn rarity(&self, count: usize) -> f64 {
        let (all, count) = (self.root.leaves as f64, count.min(self.root.leaves) as f64);
        (1.0 + (all - count + 0.5) / (count + 0.5)).ln()
    }

    /// Calls `each` with the places of a term in every leaf that has it, as they are written, and what is known of what stands
    /// around each, if anything is. `terms` is what its file holds.
    pub(super) fn each_leaf(&self, terms: &TermsRead, term: &str, mut each: impl FnMut(usize, &[u8], &[u8])) {
        let found = terms.find(term);
        for piece in found.into_iter().flat_map(|term| terms.pieces(term, &self.lists)) {
            let mut near = if piece.near.is_empty() { &[] } else { self.near.bytes(piece.near.clone()) };
            self.each_places(&piece, |leaf, _, places| {
                let (here, behind) = near.split_at(near_end(near, reach(term)));
                each(leaf, places, here);
                near = behind;
            });
        }
    }

    fn terms_of(&self, step: &Step) -> Vec<TermAt> {
        match step {
            Step::Term(word) => {
                let file = self.file_of(word);
                self.terms_in(file).find(word).map(|at| (file, at)).into_iter().collect()
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
    pub(super) fn file_of(&self, word: &str) -> usize {
        self.marks.partition_point(|mark| order(mark, word).is_le()).saturating_sub(1)
    }

    fn terms_in(&self, file: usize) -> &TermsRead {
        self.terms[file].get_or_init(|| self.read_terms(file))
    }

    /// A file of terms, for whoever needs it once; queries keep it.
    pub(super) fn read_terms(&self, file: usize) -> TermsRead {
        self.index.parts.get(file).and_then(|part| TermsRead::read(part, file)).unwrap_or_default()
    }

    fn count(&self, (file, term): TermAt) -> usize {
        self.terms_in(file).terms[term].count
    }

    fn pieces(&self, (file, term): TermAt) -> impl Iterator<Item = Piece<'_>> {
        self.terms_in(file).pieces(term, &self.lists)
    }

    /// Calls `each` with every leaf of a piece, how much the term counts in it, and its places there as they are written.
    fn each_places(&self, piece: &Piece<'_>, mut each: impl FnMut(usize, usize, &[u8])) {
        let mut rest = self.places.bytes(piece.places.clone());
        for (leaf, impact) in Leaves::new(piece.first, piece.list) {
            let (here, behind) = rest.split_at(places_end(rest));
            each(leaf, impact, here);
            rest = behind;
        }
    }
}
