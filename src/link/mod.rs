//! Finds what names what, and makes the links.
//!
//! In: what an edition shows. Out: the [`Index`]. Start at [`link`]. [`names`] finds the names of entries in a text,
//! [`prose`] takes editorial Markdown apart for it, [`resolve`] follows links set by hand. Nothing here decides what
//! may be shown, or how.

mod editorial;
mod grammar;
mod mentions;
mod names;
mod prose;
mod resolve;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use self::names::Names;
use self::resolve::Targets;
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::model::config::LinkPolicy;
use crate::model::dossier::Shown;
use crate::model::index::{Count, Index};
use crate::model::key::PageKey;
use crate::model::page::Page;

/// What finding links needs to know of the whole dossier.
struct Linker<'a> {
    names: &'a Names,
    targets: &'a Targets<'a>,
    titles: &'a BTreeMap<PageKey, String>,
    policy: LinkPolicy,
}

/// Builds the index of all that is shown.
pub fn link(shown: &Shown) -> Checked<Index> {
    let mut diags = Vec::new();
    let dossier = &shown.dossier;
    let names = Names::new(&dossier.entries).unload(&mut diags);
    let targets = Targets::new(shown);
    let titles = targets.titles();
    let linker = Linker { names: &names, targets: &targets, titles: &titles, policy: dossier.config.links };

    let mut index = Index::default();
    let found: Vec<_> = dossier.sources.par_iter().map(|source| mentions::in_source(source, &linker)).collect();
    for (place, (source, mentions)) in dossier.sources.iter().zip(found).enumerate() {
        let start = index.mentions.len();
        index.places.insert(source.page.page.id.clone(), place);
        index.mentions.extend(mentions.unload(&mut diags));
        index.by_source.insert(source.page.page.id.clone(), start..index.mentions.len());
    }
    for (at, mention) in index.mentions.iter().enumerate() {
        index.by_entry.entry(mention.entry().clone()).or_default().push(at);
    }
    index.counts = index.by_entry.iter().map(|(entry, places)| (entry.clone(), count(&index, places))).collect();

    let pages: Vec<(PageKey, &Page)> = editorial_pages(shown).collect();
    let found: Vec<_> = pages.par_iter().map(|(key, page)| editorial::in_prose(key, page, &linker)).collect();
    for ((key, _), linked) in pages.into_iter().zip(found) {
        let linked = linked.unload(&mut diags);
        for (to, backlink) in linked.backlinks {
            index.backlinks.entry(to).or_default().push(backlink);
        }
        index.prose.insert(key, linked.links);
    }
    let settled = editorial_pages(shown).flat_map(|(_, page)| &page.mentions).map(|(name, _)| names::key(&name.value));
    diags.extend(names.shared_elsewhere(&settled.collect(), &diags));
    check_entries(shown, &targets, &index, &mut diags);
    check_main_terms(shown, &mut diags);
    index.titles = titles;
    Checked { value: index, diags }
}

fn count(index: &Index, places: &[usize]) -> Count {
    let sources: BTreeSet<_> = places.iter().map(|&at| &index.mentions[at].anchor.selector.source).collect();
    Count { mentions: places.len(), sources: sources.len() }
}

/// Pages with editorial prose, in the order in which backlinks are to be listed.
fn editorial_pages(shown: &Shown) -> impl Iterator<Item = (PageKey, &Page)> {
    let dossier = &shown.dossier;
    let introduction = dossier.introduction.iter().map(|page| (PageKey::Front, &page.page));
    let essays = dossier.essays.iter().map(|essay| (PageKey::Essay(essay.page.id.clone()), &essay.page));
    let sources =
        dossier.sources.iter().map(|source| (PageKey::Source(source.page.page.id.clone()), &source.page.page));
    let entries = dossier.entries.iter().map(|entry| (PageKey::Entry(entry.page.id.clone()), &entry.page));
    introduction.chain(essays).chain(sources).chain(entries)
}

fn check_entries(shown: &Shown, targets: &Targets<'_>, index: &Index, diags: &mut Vec<Diagnostic>) {
    let Shown { dossier, .. } = shown;
    // What a source without words would name is not known, whether it is withheld or missing.
    let is_complete = dossier.sources.iter().all(|source| source.words.is_some());
    // Of an entry whose front matter is damaged enough has been said.
    for entry in dossier.entries.iter().filter(|entry| !entry.title.value.is_empty()) {
        let id = &entry.page.id;
        let count = index.count(id).mentions;
        if count == 0 && entry.expected && is_complete {
            diags.push(
                Diagnostic::new(Code::EntryUnnamed, Span::start_of(entry.page.file), "no source names this entry")
                    .help(
                        "add the names that the sources use to `aliases`, or say `expected = false` and why it is here",
                    ),
            );
        } else if count > 0 && !entry.expected {
            let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
            let message = format!("this entry says that no source names it, and sources name it {times}");
            diags.push(
                Diagnostic::new(Code::EntryNamed, entry.expected_span, message).help("remove `expected = false`"),
            );
        }
        if entry.page.prose.definition().is_none() {
            diags.push(
                Diagnostic::new(
                    Code::DefinitionMissing,
                    Span::start_of(entry.page.file),
                    "this entry has no definition",
                )
                .help("begin it with a paragraph that says what the term means"),
            );
        }
        for other in &entry.see_also {
            targets.check_entry(&other.value, other.span, diags);
        }
    }
}

fn check_main_terms(shown: &Shown, diags: &mut Vec<Diagnostic>) {
    let known: BTreeSet<&str> = shown.dossier.entries.iter().map(|entry| entry.page.id.as_str()).collect();
    for term in &shown.dossier.config.main_terms {
        if !known.contains(term.value.as_str()) && !shown.withheld.contains(term.value.as_str()) {
            diags.push(resolve::unknown_entry(&term.value, term.span, known.iter().copied()));
        }
    }
}
