//! Finds what names what, and makes the links.
//!
//! In: what an edition shows. Out: the [`Index`]. Start at [`link`]. [`names`] finds the names of entries in a text,
//! [`prose`] takes editorial Markdown apart for it, [`resolve`] follows links set by hand. Nothing here decides what
//! may be shown, or how.

mod editorial;
mod grammar;
mod memory;
mod mentions;
mod names;
mod passages;
mod prose;
mod resolve;
mod suspicions;

pub use self::memory::Memory;
pub use self::suspicions::suspicions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashMap;

use self::memory::{Known, Named, Searched, Written};
use self::names::Names;
use self::resolve::Targets;
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::model::config::LinkPolicy;
use crate::model::dossier::Shown;
use crate::model::id::Id;
use crate::model::index::{Count, Index, Mention, WITHHELD};
use crate::model::key::PageKey;
use crate::model::memo::{Same, unless_equal};
use crate::model::page::Page;
use crate::model::quotation::Citation;

/// What finding links needs to know of the whole dossier.
struct Linker<'a> {
    names: &'a Names,
    targets: &'a Targets<'a>,
    titles: &'a HashMap<PageKey, String>,
    policy: LinkPolicy,
    labels: &'a BTreeMap<Id, String>,
}

impl Linker<'_> {
    /// What stands for a citation in a sentence.
    fn labels_of(&self, citation: &Citation) -> String {
        let label = |item: &crate::model::quotation::Cited| {
            self.labels.get(item.source.value.as_str()).map_or(WITHHELD, String::as_str)
        };
        citation.items.iter().map(label).collect::<Vec<_>>().join("; ")
    }

    /// The sources that a citation names, as far as they are shown.
    fn cited_pages(&self, citation: &Citation) -> impl Iterator<Item = PageKey> {
        let ids = citation.items.iter().filter_map(|item| self.labels.get_key_value(item.source.value.as_str()));
        ids.map(|(id, _)| PageKey::Source(id.clone()))
    }
}

/// Builds the index of all that is shown; what is merely suspicious, [`suspicions()`] tells. `labels` are what the sources are called in citations.
pub fn link(shown: &Shown, labels: &Arc<BTreeMap<Id, String>>, memory: &mut Memory) -> Checked<Index> {
    let mut diags = Vec::new();
    let dossier = &shown.dossier;
    let entries = dossier.entries.iter().map(|entry| Named(entry.clone())).collect();
    let names = memory.names.get(entries, |_| Names::new(&dossier.entries).map(Arc::new)).unload(&mut diags);
    let known = unless_equal(&mut memory.known, Known::of(shown, labels));
    let targets = Targets::new(shown);
    let titles = memory.titles.get(Same(known.clone()), |_| Arc::new(targets.titles()));
    let linker = Linker { names: &names, targets: &targets, titles: &titles, policy: dossier.config.links, labels };

    let mut index = Index::default();
    let sources = dossier.sources.iter().map(|source| {
        let input = Searched {
            words: source.words.clone().map(Same),
            means: source.page.page.mentions.clone(),
            names: Same(names.clone()),
            config: Same(dossier.config.clone()),
        };
        (source.page.page.id.clone(), input)
    });
    index.places = dossier.sources.iter().map(|source| source.page.page.id.clone()).zip(0..).collect();
    let places = &index.places;
    let found = memory.mentions.each(
        sources,
        |found| found.diags.is_empty(),
        |id, _| mentions::in_source(&dossier.sources[places[id]], &linker).map(Into::into),
    );
    index.mentions = found.into_iter().map(|mentions| mentions.unload(&mut diags)).collect();
    index.by_entry = by_entry(&index.mentions);
    index.counts = index.by_entry.iter().map(|(entry, places)| (entry.clone(), count(places))).collect();

    passages::collect(shown, &mut index);
    let pages: Vec<(PageKey, &Page)> = dossier.prose_pages().collect();
    let by_key: HashMap<&PageKey, &Page> = pages.iter().map(|(key, page)| (key, *page)).collect();
    let texts = pages.iter().map(|(key, page)| (key.clone(), Written::of(page, &known, &names)));
    let found = memory
        .linked
        .each(texts, memory::is_reusable, |key, _| editorial::in_prose(key, by_key[key], &linker).map(Arc::new));
    for ((key, _), linked) in pages.iter().zip(found) {
        let linked = linked.unload(&mut diags);
        for (to, backlink) in &linked.backlinks {
            index.backlinks.entry(to.clone()).or_default().push(backlink.clone());
        }
        index.prose.insert(key.clone(), linked.links.clone());
    }
    let settled = pages.iter().flat_map(|(_, page)| &page.mentions).map(|(name, _)| names::key(&name.value));
    diags.extend(names.shared_elsewhere(&settled.collect(), &diags));
    check_entries(shown, &targets, &index, &mut diags);
    check_main_terms(shown, &mut diags);
    index.titles = titles;
    index.labels = labels.clone();
    Checked { value: index, diags }
}

/// The places of all mentions by the entry that they name.
fn by_entry(mentions: &[Arc<[Mention]>]) -> BTreeMap<Id, Vec<(usize, usize)>> {
    // Looked up once a mention, and a hash costs less there than the order of ids.
    let mut places: HashMap<&Id, Vec<(usize, usize)>> = HashMap::default();
    for (source, mentions) in mentions.iter().enumerate() {
        for (at, mention) in mentions.iter().enumerate() {
            places.entry(mention.entry()).or_default().push((source, at));
        }
    }
    places.into_iter().map(|(entry, places)| (entry.clone(), places)).collect()
}

fn count(places: &[(usize, usize)]) -> Count {
    let sources = places.chunk_by(|(source, _), (next, _)| source == next).count();
    Count { mentions: places.len(), sources }
}

fn check_entries(shown: &Shown, targets: &Targets<'_>, index: &Index, diags: &mut Vec<Diagnostic>) {
    let Shown { dossier, .. } = shown;
    // What words that are withheld or missing would name is not known.
    let is_whole = |words: &Arc<crate::model::dossier::Words>| words.reduced.is_none();
    let is_complete = dossier.sources.iter().all(|source| source.words.as_ref().is_some_and(is_whole));
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
