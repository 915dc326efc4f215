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
use std::ops::Range;
use std::sync::Arc;

use foldhash::HashMap;

use self::editorial::Linked;
use self::memory::{AsNamed, Everything};
use self::names::Names;
use self::prose::Block;
use self::resolve::Targets;
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::model::config::LinkPolicy;
use crate::model::dossier::Shown;
use crate::model::id::Id;
use crate::model::index::{Catalogue, Count, Index, Mention, Named, WITHHELD};
use crate::model::key::{Kind, PageKey};
use crate::model::memo::Own;
use crate::model::page::{Page, Prose};
use crate::model::quotation::Citation;

/// What finding links needs to know of the whole dossier.
struct Linker<'a> {
    names: &'a Names,
    targets: &'a Targets<'a>,
    catalogue: &'a Catalogue,
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

    /// The quoted words of a block, in bytes, each with the source whose words they are.
    fn quoted_in(&self, block: &Block, prose: &Prose) -> Vec<(Range<usize>, Id)> {
        let of = |(citation, bytes): &(usize, Range<usize>)| {
            let item = prose.citations[*citation].in_own_words()?;
            Some((bytes.clone(), self.labels.get_key_value(item.source.value.as_str())?.0.clone()))
        };
        block.quoted.iter().filter_map(of).collect()
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
    let names = memory.names.get(AsNamed(&dossier.entries), |AsNamed(entries)| Names::new(entries).map(Arc::new));
    let names = names.unload(&mut diags);
    let policy = dossier.config.links;
    let inputs = dossier.sources.iter().map(|source| {
        let page = &source.page.page;
        (page.file, (source.words.as_ref(), &page.mentions, &names, &dossier.config))
    });
    let in_source = |at: usize| mentions::in_source(&dossier.sources[at], &names, policy).map(Into::into);
    let (searched, (catalogue, by_name)) = rayon::join(
        || memory.mentions.each(inputs, |found| found.diags.is_empty(), |at, _| in_source(at)),
        || {
            memory.pages.get(Everything { shown, labels }, |_| {
                let (catalogue, by_name) = resolve::pages(shown);
                (Arc::new(catalogue), Arc::new(by_name))
            })
        },
    );
    searched.results().for_each(|found| diags.extend_from_slice(&found.diags));
    let mentions: Arc<[Arc<[Mention]>]> =
        memory.found.get(searched.version(), |_| searched.results().map(|found| found.value.clone()).collect());
    let targets = Targets::new(shown, &catalogue, &by_name);
    let linker = Linker { names: &names, targets: &targets, catalogue: &catalogue, policy, labels };

    let named = memory.named.get(&mentions, |_| Arc::new(named(&mentions)));
    let statements = passages::statements(dossier, &catalogue);
    let mut index = Index { catalogue: catalogue.clone(), mentions, named, statements, ..Index::default() };

    let inputs = dossier.sources.iter().zip(&catalogue.annotations).map(|(source, annotations)| {
        let annotations = annotations.map(|at| &dossier.annotations[at]);
        let citing = Own(passages::citing(source, dossier, &index));
        (source.page.page.file, (source.words.as_ref(), &source.verified, annotations, citing))
    });
    let held = memory.held.each(inputs, |_| true, |_, held_on| Arc::new(passages::held(held_on)));
    index.held = memory.holding.get(held.version(), |_| held.results().cloned().collect());
    let texts: Vec<(Kind, &Page)> = dossier.texts().collect();
    let inputs = texts.iter().map(|(_, page)| (page.file, (&page.prose, &page.mentions, &catalogue, &names)));
    let written = memory.linked.each(inputs, memory::is_reusable, |at, _| {
        let (kind, page) = texts[at];
        editorial::in_prose(&kind.key(&page.id), page, &linker).map(Arc::new)
    });
    written.results().for_each(|linked| diags.extend_from_slice(&linked.diags));
    (index.prose, index.backlinks) = memory.links.get((&catalogue, written.version()), |_| {
        let linked: Vec<Arc<Linked>> = written.results().map(|linked| linked.value.clone()).collect();
        (linked.iter().map(|linked| linked.links.clone()).collect(), memory.linking.to(&catalogue, linked))
    });
    let settled = texts.iter().flat_map(|(_, page)| &page.mentions).map(|(name, _)| names::key(&name.value));
    diags.extend(names.shared_elsewhere(&settled.collect(), &diags));
    check_entries(shown, &targets, &index, &mut diags);
    check_main_terms(shown, &mut diags);
    index.labels = labels.clone();
    Checked { value: index, diags }
}

/// The places of all mentions by the entry that they name.
fn named(mentions: &[Arc<[Mention]>]) -> Named {
    // Looked up once a mention, and a hash costs less there than the order of ids.
    let mut places: HashMap<&Id, Vec<(usize, usize)>> = HashMap::default();
    for (source, mentions) in mentions.iter().enumerate() {
        for (at, mention) in mentions.iter().enumerate() {
            places.entry(mention.entry()).or_default().push((source, at));
        }
    }
    let by_entry: BTreeMap<Id, Vec<(usize, usize)>> =
        places.into_iter().map(|(entry, places)| (entry.clone(), places)).collect();
    let counts = by_entry.iter().map(|(entry, places)| (entry.clone(), count(places))).collect();
    Named { by_entry, counts }
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
