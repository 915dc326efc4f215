//! Asks the finished files of an index for samples of every page: what readers would not find is not published.
//!
//! Of each leaf two words and three words in a row are asked for, the pairs that these are, and what is told of what stands
//! around them. All questions about one term are answered at once, and all about the terms of one file, so nothing is read
//! twice, and what is read of a file is let go.

use std::borrow::Cow;

use rayon::prelude::*;

use super::digits::{code, near, places};
use super::files::TermsRead;
use super::find::Finder;
use super::pairs::reach;
use super::sections::{Block, section};
use super::words::each_term;
use crate::diag::{Code, Diagnostic};
use crate::model::search::{Layout, SearchIndex};
use crate::model::site::Site;

/// Some terms of a leaf that stand in a row.
#[derive(Debug)]
struct Sample {
    leaf: usize,
    section: usize,
    terms: Vec<String>,
}

/// The term of a sample: its file, what it is, the leaf to look into, the sample, which of its terms it is, and at which place
/// of the row it stands. Pairs are behind all others.
type Asked<'s> = (usize, Cow<'s, str>, usize, usize, usize, usize);

/// That terms of a sample stand as if it began at a place: the sample, that place, and which of its terms it is.
type Met = (usize, usize, usize);

/// What `index`, as it was written, does not find although the pages of `site` have it.
pub fn check(site: &Site, layout: &Layout, index: &SearchIndex) -> Vec<Diagnostic> {
    let sections: Vec<usize> = (0..layout.sections.len()).collect();
    let samples: Vec<Sample> = sections.par_iter().flat_map_iter(|number| samples(site, layout, *number)).collect();
    let mut missing = match Finder::new(index) {
        Some(finder) => missing(&finder, &samples),
        None => samples.iter().collect(),
    };
    // One sentence for each page will do.
    missing.dedup_by_key(|sample| sample.section);
    let said = missing.into_iter().map(|sample| {
        let page = layout.sections[sample.section].1.path();
        let message = format!("search does not find `{}` on `{page}`", sample.terms.join(" "));
        Diagnostic::global(Code::SearchIncomplete, message)
            .help("this is a fault of Casebook and not of the dossier; say `enabled = false` below `[search]` to publish without search")
    });
    said.collect()
}

/// The samples of a section.
fn samples(site: &Site, layout: &Layout, number: usize) -> Vec<Sample> {
    let (first, behind) = (layout.leaves[number], layout.leaves[number + 1]);
    let section = section(site, layout, number);
    let mut samples = Vec::new();
    for (leaf, blocks) in (first..).zip(section.leaves(behind - first)) {
        let mut add = |terms: &[String]| {
            if !terms.is_empty() {
                samples.push(Sample { leaf, section: number, terms: terms.to_vec() });
            }
        };
        let Some(head) = blocks.first() else { continue };
        let head = terms(head);
        add(&head[..head.len().min(1)]);
        let body = terms(&blocks[blocks.len() / 2]);
        let middle = body.len() / 2;
        add(&body[middle.saturating_sub(1)..body.len().min(middle + 2)]);
        // The longest word, and of several the first.
        let longest = body.iter().rev().max_by_key(|term| term.len());
        longest.into_iter().for_each(|term| add(std::slice::from_ref(term)));
    }
    samples
}

fn terms(block: &Block<'_>) -> Vec<String> {
    let mut terms = Vec::new();
    each_term(&block.text, |term| terms.push(term.to_owned()));
    terms
}

/// The samples that are not found, in order.
fn missing<'s>(finder: &Finder<'_>, samples: &'s [Sample]) -> Vec<&'s Sample> {
    let mut asked: Vec<Asked<'_>> = Vec::new();
    let mut wanted = Vec::with_capacity(samples.len());
    for (number, sample) in samples.iter().enumerate() {
        let Sample { leaf, terms, .. } = sample;
        let single = terms.iter().enumerate().map(|(at, term)| (at, Cow::Borrowed(term.as_str())));
        let pairs = terms.windows(2).enumerate();
        let pairs = pairs.filter_map(|(at, row)| Some((at, Cow::Owned(finder.frequent.pair(&row[0], &row[1])?))));
        let before = asked.len();
        let terms = single.chain(pairs).zip(0..);
        asked.extend(terms.map(|((at, term), which)| (finder.file_of(&term), term, *leaf, number, which, at)));
        wanted.push(asked.len() - before);
    }
    asked.par_sort_unstable();
    let files: Vec<&[Asked<'_>]> = asked.chunk_by(|a, b| a.0 == b.0).collect();
    let in_file = |asked: &[Asked<'_>]| {
        let terms = finder.read_terms(asked[0].0);
        asked.chunk_by(|a, b| a.1 == b.1).flat_map(|asked| met(finder, samples, &terms, asked)).collect::<Vec<Met>>()
    };
    let mut met: Vec<Met> = files.into_par_iter().flat_map_iter(in_file).collect();
    met.par_sort_unstable();
    met.dedup();
    let mut is_found = vec![false; samples.len()];
    for row in met.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        is_found[row[0].0] |= row.len() == wanted[row[0].0];
    }
    samples.iter().zip(is_found).filter(|(_, is_found)| !is_found).map(|(sample, _)| sample).collect()
}

/// What is met of a term, which is asked for in some leaves. `terms` is what its file holds.
fn met(finder: &Finder<'_>, samples: &[Sample], terms: &TermsRead, asked: &[Asked<'_>]) -> Vec<Met> {
    let mut left = asked;
    let mut met = Vec::new();
    finder.each_leaf(terms, &asked[0].1, |leaf, here, around| {
        left = &left[left.iter().take_while(|(_, _, wanted, ..)| *wanted < leaf).count()..];
        for (_, _, _, sample, which, at) in left.iter().take_while(|(_, _, wanted, ..)| *wanted == leaf) {
            // A pair has two terms, and two are told on either side of it.
            let (row, reach) = (&samples[*sample].terms, reach(&asked[0].1));
            let behind = at + reach;
            let code_at =
                |at: Option<usize>| at.and_then(|at| row.get(at)).map(|term| code(term, finder.frequent.number(term)));
            let wanted = |far: usize| [code_at(at.checked_sub(1 + far)), code_at(Some(behind + far))];
            let wanted: Vec<[Option<u16>; 2]> = (0..reach).map(wanted).collect();
            let (is_told, mut around) = (!around.is_empty(), near(around));
            met.extend(places(here).filter_map(|place| {
                // All of what is told of the place is read, whatever it says.
                let is_so = wanted.iter().fold(true, |is_so, wanted| {
                    let told = around.next().unwrap_or_default();
                    is_so
                        && (!is_told
                            || wanted.iter().zip(told).all(|(wanted, told)| wanted.is_none_or(|it| it == told)))
                });
                is_so.then_some((*sample, place.checked_sub(*at)?, *which))
            }));
        }
    });
    met
}
