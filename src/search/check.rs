//! Asks the finished files of an index for samples of every page: what readers would not find is not published.
//!
//! Of each leaf two words and three words in a row are asked for. All questions about one term are answered at once, so
//! no list is read twice.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::find::Finder;
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

/// A leaf to look into, for a sample and the place of the term in it.
type Asked = (usize, usize, usize);

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
    // By term, the leaves to look into; and by sample and term what was found.
    let mut asked: BTreeMap<&str, Vec<Asked>> = BTreeMap::new();
    for (number, sample) in samples.iter().enumerate() {
        for (at, term) in sample.terms.iter().enumerate() {
            asked.entry(term).or_default().push((sample.leaf, number, at));
        }
    }
    let asked: Vec<(&str, Vec<Asked>)> = asked.into_iter().collect();
    let answers: Vec<Vec<(usize, usize, Vec<usize>)>> =
        asked.into_par_iter().map(|(term, asked)| answers(finder, term, asked)).collect();
    let mut found: Vec<Vec<Vec<usize>>> = samples.iter().map(|sample| vec![Vec::new(); sample.terms.len()]).collect();
    for (number, at, places) in answers.into_iter().flatten() {
        found[number][at] = places;
    }
    let is_found = |places: &[Vec<usize>]| {
        let in_a_row = |start: &usize| places.iter().enumerate().all(|(at, here)| here.contains(&(start + at)));
        places[0].iter().any(in_a_row)
    };
    samples.iter().zip(found).filter(|(_, places)| !is_found(places)).map(|(sample, _)| sample).collect()
}

/// Sample, place within it, and the places of a term in its leaf, for each of the leaves asked for.
fn answers(finder: &Finder<'_>, term: &str, mut asked: Vec<Asked>) -> Vec<(usize, usize, Vec<usize>)> {
    asked.sort_unstable();
    let mut asked = asked.into_iter().peekable();
    let mut answers = Vec::new();
    for (leaf, places) in finder.places_of(term) {
        while asked.next_if(|(wanted, ..)| *wanted < leaf).is_some() {}
        while let Some((_, number, at)) = asked.next_if(|(wanted, ..)| *wanted == leaf) {
            answers.push((number, at, places.clone()));
        }
        if asked.peek().is_none() {
            break;
        }
    }
    answers
}
