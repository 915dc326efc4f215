//! Finds what names what, and makes the links.
//!
//! In: what an edition shows. Out: the [`Index`]. Start at [`link`]. [`names`] finds the names of entries in a text,
//! [`prose`] takes editorial Markdown apart for it, [`resolve`] follows links set by hand. Nothing here decides what
//! may be shown, or how.

mod names;
mod prose;
mod resolve;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::names::{Found, Names};
use self::prose::Block;
use self::resolve::Targets;
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::model::anchor::{Anchor, Attached, Role, Selector};
use crate::model::clean::Role as BlockRole;
use crate::model::config::LinkPolicy;
use crate::model::dossier::{Shown, Source};
use crate::model::id::Id;
use crate::model::index::{Backlink, HandLink, Index, Mention, ProseLinks, WordLink};
use crate::model::page::{EntryPage, Page};
use crate::model::site::PageKey;
use crate::text::sentence::sentence_around;

/// Builds the index of all that is shown.
pub fn link(shown: &Shown) -> Checked<Index> {
    let mut diags = Vec::new();
    let dossier = &shown.dossier;
    let names = Names::new(&dossier.entries).unload(&mut diags);
    let targets = Targets::new(shown);
    let mut index = Index { titles: targets.titles(), ..Index::default() };

    let found: Vec<Checked<Vec<Mention>>> =
        dossier.sources.par_iter().map(|source| in_source(source, &names, dossier.config.links)).collect();
    for (source, mentions) in dossier.sources.iter().zip(found) {
        let start = index.mentions.len();
        index.mentions.extend(mentions.unload(&mut diags));
        index.by_source.insert(source.page.page.id.clone(), start..index.mentions.len());
    }
    for (at, mention) in index.mentions.iter().enumerate() {
        index.by_entry.entry(mention.entry().clone()).or_default().push(at);
    }

    for (key, page) in editorial_pages(shown) {
        let linked = in_prose(&key, page, &names, &targets, dossier.config.links).unload(&mut diags);
        for (to, backlink) in linked.backlinks {
            index.backlinks.entry(to).or_default().push(backlink);
        }
        index.prose.insert(key, linked.links);
    }
    check_entries(&dossier.entries, &targets, &index, &mut diags);
    check_main_terms(shown, &mut diags);
    Checked { value: index, diags }
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

/// The mentions in the reading text of `source`. Each block is searched by itself, since no name runs on from one
/// paragraph into the next.
fn in_source(source: &Source, names: &Names, policy: LinkPolicy) -> Checked<Vec<Mention>> {
    let page = &source.page.page;
    let mut diags = Vec::new();
    let overrides = names.overrides(&page.mentions, &mut diags);
    let mut mentions = Vec::new();
    let Some(words) = &source.words else { return Checked { value: mentions, diags } };
    let mut shown = FirstPerSection::default();
    let mut part = None;
    for (block_index, block) in words.clean.blocks.iter().enumerate() {
        if matches!(block.role, BlockRole::Heading(_)) || block.part != part {
            part = block.part;
            shown.next_section();
        }
        let text = words.clean.text.slice(block.range.clone());
        let mut chars = CharCounter::new(text, block.range.start);
        for Found { bytes, entry } in names.find(text, &block.language, &overrides) {
            let range = chars.at(bytes.start)..chars.at(bytes.end);
            let linkable = block.role.is_body() || block.role == BlockRole::Caption;
            let linked = linkable && shown.take(policy, &entry);
            let selector = Selector { source: page.id.clone(), block: block_index, range };
            mentions.push(Mention {
                anchor: Anchor { selector, role: Role::Mention, attached: Attached::Target(entry) },
                linked,
            });
        }
    }
    Checked { value: mentions, diags }
}

/// Turns rising byte offsets of a text into code points, walking it once.
struct CharCounter<'a> {
    text: &'a str,
    byte: usize,
    char: u32,
}

impl<'a> CharCounter<'a> {
    fn new(text: &'a str, first: u32) -> Self {
        Self { text, byte: 0, char: first }
    }

    fn at(&mut self, byte: usize) -> u32 {
        let passed = self.text[self.byte..byte].chars().count();
        self.char += u32::try_from(passed).expect("texts are shorter than 4 GiB");
        self.byte = byte;
        self.char
    }
}

/// Which entries the current section has linked already.
#[derive(Default)]
struct FirstPerSection {
    seen: std::collections::BTreeSet<Id>,
}

impl FirstPerSection {
    fn next_section(&mut self) {
        self.seen.clear();
    }

    /// Whether a mention of `entry` here is to be a link.
    fn take(&mut self, policy: LinkPolicy, entry: &Id) -> bool {
        match policy {
            LinkPolicy::None => false,
            LinkPolicy::All => true,
            LinkPolicy::FirstPerSection => self.seen.insert(entry.clone()),
        }
    }
}

/// The links of a page's prose, and what they are at their other end.
struct Linked {
    links: ProseLinks,
    backlinks: Vec<(PageKey, Backlink)>,
}

fn in_prose(key: &PageKey, page: &Page, names: &Names, targets: &Targets<'_>, policy: LinkPolicy) -> Checked<Linked> {
    let mut diags = Vec::new();
    let overrides = names.overrides(&page.mentions, &mut diags);
    let language = targets.language();
    let mut by_hand = targets.follow_all(key, &page.prose).unload(&mut diags);
    let by_hand_before = by_hand.clone();
    let mut by_words: Vec<WordLink> = Vec::new();
    let mut backlinks = Vec::new();
    let mut number = 0;
    let mut shown = FirstPerSection::default();
    let titles = targets.titles();
    let title_at = |event: usize| match by_hand_before.get(&event) {
        Some(HandLink::Page { to, named_by_id: true, .. }) => titles.get(to).map(String::as_str),
        _ => None,
    };
    for block in prose::blocks(&page.prose, title_at) {
        if block.is_heading {
            shown.next_section();
        }
        // Links by hand and by words are numbered together, in the order in which they stand.
        let mut links: Vec<(std::ops::Range<usize>, PageKey, Option<usize>)> = Vec::new();
        for (event, range) in &block.links {
            if let Some(HandLink::Page { to, .. }) = by_hand.get(event) {
                if let PageKey::Entry(entry) = to {
                    shown.take(LinkPolicy::FirstPerSection, entry);
                }
                links.push((range.clone(), to.clone(), Some(*event)));
            }
        }
        for Found { bytes, entry } in names.find(&block.text, language, &overrides) {
            let to = PageKey::Entry(entry);
            let PageKey::Entry(entry) = &to else { continue };
            let own = to == *key;
            if !own && block.is_linkable(&bytes) && shown.take(policy, entry) {
                links.push((bytes, to, None));
            }
        }
        links.sort_by_key(|(range, ..)| range.start);
        for (range, to, event) in links {
            number += 1;
            match event {
                Some(event) => {
                    if let Some(HandLink::Page { number: slot, .. }) = by_hand.get_mut(&event) {
                        *slot = number;
                    }
                }
                None => {
                    let PageKey::Entry(entry) = &to else { continue };
                    let (from, end) = block.events_of(&range);
                    by_words.push(WordLink { from, to: end, entry: entry.clone(), number });
                }
            }
            if to != *key {
                backlinks.push((to, backlink(key, number, &block, range)));
            }
        }
    }
    Checked { value: Linked { links: ProseLinks { by_hand, by_words }, backlinks }, diags }
}

fn backlink(from: &PageKey, number: usize, block: &Block, words: std::ops::Range<usize>) -> Backlink {
    let sentence = sentence_around(&block.text, words.start);
    let words = words.start.max(sentence.start)..words.end.min(sentence.end).max(words.start.max(sentence.start));
    Backlink {
        from: from.clone(),
        number,
        words: words.start - sentence.start..words.end - sentence.start,
        sentence: block.text[sentence].to_owned(),
    }
}

fn check_entries(entries: &[EntryPage], targets: &Targets<'_>, index: &Index, diags: &mut Vec<Diagnostic>) {
    for entry in entries {
        let id = &entry.page.id;
        let count = index.count(id).mentions;
        if count == 0 && entry.expected {
            diags.push(
                Diagnostic::new(Code::EntryUnnamed, Span::start_of(entry.page.file), "no source names this entry")
                    .help(
                        "add the names that the sources use to `aliases`, or say `expected = false` and why it is here",
                    ),
            );
        } else if count > 0 && !entry.expected {
            let message = format!("this entry says that no source names it, and sources name it {count} times");
            diags.push(
                Diagnostic::new(Code::EntryNamed, entry.expected_span, message).help("remove `expected = false`"),
            );
        }
        if prose::definition(&entry.page.prose).is_none() {
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
    let known: BTreeMap<&str, ()> = shown.dossier.entries.iter().map(|entry| (entry.page.id.as_str(), ())).collect();
    for term in &shown.dossier.config.main_terms {
        if !known.contains_key(term.value.as_str()) && !shown.withheld.contains(term.value.as_str()) {
            diags.push(resolve::unknown_entry(&term.value, term.span, known.keys().copied()));
        }
    }
}

pub use self::prose::{definition, heading_ids};
