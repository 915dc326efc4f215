//! Finds the links of editorial prose, by hand and by words, and what they are at their other end.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::Linker;
use super::mentions::FirstPerSection;
use super::names::{Found, Meant};
use super::prose::blocks;
use crate::diag::Checked;
use crate::model::config::LinkPolicy;
use crate::model::id::Id;
use crate::model::index::{Backlink, HandLink, ProseLinks, WITHHELD, WordLink};
use crate::model::key::PageKey;
use crate::model::outline::Outline;
use crate::model::page::Page;
use crate::model::quotation::Citation;
use crate::text::sentence::Sentences;

/// The links of a page's prose, and what they are at their other end.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Linked {
    pub(super) links: Arc<ProseLinks>,
    pub(super) backlinks: Vec<(PageKey, Arc<Backlink>)>,
}

/// Finds the links of `page`, by hand and by words.
pub(super) fn in_prose(key: &PageKey, page: &Page, linker: &Linker<'_>) -> Checked<Linked> {
    let mut diags = Vec::new();
    let overrides = linker.names.overrides(&page.mentions, &mut diags);
    let language = linker.targets.language();
    let outline = Outline::of(&page.prose, !matches!(key, PageKey::Annotations(_)));
    let mut by_hand = linker.targets.follow_all(key, &page.prose, &outline).unload(&mut diags);
    let titled: BTreeMap<usize, &str> = by_hand
        .iter()
        .filter_map(|(event, link)| match link {
            HandLink::Page { to, named_by_id: true, .. } => Some((*event, linker.catalogue.titles.get(to)?.as_str())),
            HandLink::Withheld => Some((*event, WITHHELD)),
            _ => None,
        })
        .collect();
    let mut by_words: Vec<WordLink> = Vec::new();
    let mut backlinks = Vec::new();
    let mut shared = BTreeSet::new();
    let mut number = 0;
    let mut shown = FirstPerSection::default();
    let label = |citation: &Citation| format!("({})", linker.labels_of(citation));
    for block in blocks(&page.prose, |event| titled.get(&event).copied(), label) {
        let quoted = linker.quoted_in(&block, &page.prose);
        if block.is_heading {
            shown.next_section();
        }
        // Links by hand and by words are numbered together, in the order in which they stand.
        let mut links: Vec<(Range<usize>, PageKey, Option<usize>)> = Vec::new();
        for (event, range) in &block.links {
            if let Some(HandLink::Page { to, .. }) = by_hand.get(event) {
                if let PageKey::Entry(entry) = to {
                    shown.take(LinkPolicy::FirstPerSection, entry);
                }
                links.push((range.clone(), to.clone(), Some(*event)));
            }
        }
        for Found { bytes, meant } in linker.names.find(&block.text, language, &overrides) {
            let entry = match meant {
                Meant::Entry(entry) => entry,
                Meant::Unsaid(name) => {
                    if block.is_linkable(&bytes) {
                        shared.insert(name);
                    }
                    continue;
                }
            };
            let to = PageKey::Entry(entry);
            let PageKey::Entry(entry) = &to else { continue };
            let own = to == *key;
            if !own && block.is_linkable(&bytes) && shown.take(linker.policy, entry) {
                links.push((bytes, to, None));
            }
        }
        links.sort_by_key(|(range, ..)| range.start);
        let is_needed = !links.is_empty() || !block.cited.is_empty();
        let sentences = Sentences::of(if is_needed { &block.text } else { "" });
        for (citation, words) in &block.cited {
            let fragment = citation_id(key, *citation);
            for to in linker.cited_pages(&page.prose.citations[*citation]).filter(|to| to != key) {
                let link = backlink(key, fragment.clone(), &block.text, &quoted, &sentences, words);
                backlinks.push((to, Arc::new(Backlink { quotes: true, ..link })));
            }
        }
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
                let fragment = format!("ref-{}{number}", key.mark());
                backlinks.push((to, Arc::new(backlink(key, fragment, &block.text, &quoted, &sentences, &range))));
            }
        }
    }
    diags.extend(linker.names.shared(&shared, page));
    Checked { value: Linked { links: Arc::new(ProseLinks { by_hand, by_words, outline }), backlinks }, diags }
}

/// Element id of a citation on the page of its prose.
pub(super) fn citation_id(page: &PageKey, citation: usize) -> String {
    format!("cite-{}{}", page.mark(), citation + 1)
}

fn backlink(
    from: &PageKey,
    fragment: String,
    text: &str,
    quoted: &[(Range<usize>, Id)],
    sentences: &Sentences<'_>,
    words: &Range<usize>,
) -> Backlink {
    let excerpt = sentences.around(words);
    let (before, after) = (if excerpt.cut_before { "…" } else { "" }, if excerpt.cut_after { "…" } else { "" });
    let at = |at: usize| at.clamp(excerpt.bytes.start, excerpt.bytes.end) - excerpt.bytes.start + before.len();
    let inside = |range: &Range<usize>| at(range.start)..at(range.end);
    let quoted = quoted.iter().map(|(range, source)| (inside(range), source.clone()));
    Backlink {
        from: from.clone(),
        fragment,
        quotes: false,
        words: inside(words),
        quoted: quoted.filter(|(range, _)| !range.is_empty()).collect(),
        sentence: format!("{before}{}{after}", &text[excerpt.bytes.clone()]),
    }
}
