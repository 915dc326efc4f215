//! What is allowed and hardly meant: a source that nothing uses, a name that no entry has, a name that is also a word.
//!
//! In: what an edition shows, and what was linked in it. Out: warnings. Start at [`suspicions`]. Each of them rests on
//! several places that agree, so that ordinary text gives none; what an editor has decided otherwise is settled in one
//! line, which the help names.

mod phrases;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use self::phrases::{Named, Phrases};
use super::grammar::forms;
use super::names::{Names, Overrides, key};
use crate::diag::{Code, Diagnostic, Span};
use crate::model::dossier::{Shown, Source, Words};
use crate::model::index::{Index, Mention};
use crate::model::key::PageKey;
use crate::model::located::Located;
use crate::model::page::EntryPage;
use crate::model::recipe::Attribution;
use crate::text::sentence::Sentences;
use crate::text::words::fold;

/// In how many sources a name has to stand before an entry is missed.
const ENOUGH_SOURCES: usize = 3;

/// How many places are shown with a finding.
const MOST_SHOWN: usize = 4;

/// Everything suspicious that needs all links to be known. It reads every text once more and changes nothing of what is
/// shown, so a preview may ask for it when nobody waits.
pub fn suspicions(shown: &Shown, index: &Index) -> Vec<Diagnostic> {
    let names = Names::new(&shown.dossier.entries).value;
    let mut diags = uncited(shown, index);
    diags.extend(uncovered(shown, &names, index));
    let ordinary = shown.dossier.entries.par_iter().map(|entry| ordinary(entry, shown, index));
    diags.extend(ordinary.collect::<Vec<_>>().into_iter().flatten());
    diags
}

// Sources that nothing uses --------------------------------------------------------------------------------------------

/// Sources that no page cites, annotates or links, in a dossier that cites or annotates any.
fn uncited(shown: &Shown, index: &Index) -> Vec<Diagnostic> {
    let dossier = &shown.dossier;
    let cited =
        || dossier.prose_pages().flat_map(|(_, page)| &page.prose.citations).flat_map(|citation| &citation.items);
    let is_known = |id: &str| index.labels.contains_key(id) || shown.withheld.contains(id);
    let cites = cited().next().is_some() || dossier.annotations.iter().any(|page| !page.annotations.is_empty());
    // A source that a citation misspells is used, and enough has been said.
    if !cites || cited().any(|item| !is_known(&item.source.value)) {
        return Vec::new();
    }
    let is_used = |source: &&Arc<Source>| {
        let id = &source.page.page.id;
        let is_annotated = dossier.annotations_on(id).is_some_and(|page| !page.annotations.is_empty());
        is_annotated || !index.backlinks_to(&PageKey::Source(id.clone())).is_empty()
    };
    let unused = dossier.sources.iter().filter(|source| !is_used(source));
    unused
        .map(|source| {
            let page = &source.page.page;
            let message = "nothing in the dossier cites, annotates or links this source";
            Diagnostic::new(Code::SourceUncited, Span::start_of(page.file), message).help(format!(
                "quote it where it matters, annotate it, or say in a text why it is here, with a link `[[{}]]`",
                page.id
            ))
        })
        .collect()
}

// Names that no entry has ----------------------------------------------------------------------------------------------

/// Names that several sources have and no entry.
fn uncovered(shown: &Shown, names: &Names, index: &Index) -> Vec<Diagnostic> {
    let dossier = &shown.dossier;
    let enough = match dossier.sources.iter().filter(|source| source.words.is_some()).count() {
        // What one source says often may be its own affair.
        0 | 1 => return Vec::new(),
        2 => 2,
        _ => ENOUGH_SOURCES,
    };
    // A dossier without a glossary misses no entry.
    if dossier.entries.is_empty() {
        return Vec::new();
    }
    let sources = dossier.sources.par_iter().enumerate();
    let phrases: Vec<Phrases> = sources
        .map(|(place, source)| {
            source.words.as_ref().map_or(Phrases::default(), |words| Phrases::read(words, index.mentions_at(place)))
        })
        .collect();
    let named: Vec<Named> = phrases::in_sources(phrases, enough);
    if named.is_empty() {
        return Vec::new();
    }
    let settled = settled(shown);
    let is_settled = |name: &str| {
        let own = format!(" {} ", key(name));
        settled.iter().any(|known| known.contains(&own))
    };
    let is_known = |name: &str| !names.find(name, &dossier.config.language, &Overrides::new()).is_empty();
    let missed = named.into_iter().filter(|named| !is_settled(&named.name) && !is_known(&named.name));
    missed
        .filter_map(|Named { name, places }| {
            let spans: Vec<Span> = places
                .iter()
                .filter_map(|(source, range)| Some(span(dossier.sources[*source].words.as_ref()?, range)))
                .collect();
            let (first, others) = spans.split_first()?;
            let message = format!("{} sources name `{name}`, and no entry is called so", places.len());
            let diag = Diagnostic::new(Code::NameUncovered, *first, message);
            let diag = others.iter().take(MOST_SHOWN - 1).fold(diag, |diag, span| diag.label(*span, "and here"));
            Some(diag.help(
                "add an entry, or an alias to one; if it needs none, add the name to `no_entry` in `casebook.toml`",
            ))
        })
        .collect()
}

/// Names that need no entry, folded and between spaces: those that the configuration lists, the phrases that entries
/// rule out, and whatever the sources' own metadata says: their titles, authors, publishers, speakers.
fn settled(shown: &Shown) -> Vec<String> {
    let dossier = &shown.dossier;
    let listed = dossier.config.no_entry.iter().map(|name| name.value.clone());
    let ruled_out = dossier.entries.iter().flat_map(|entry| &entry.matching.never).map(|name| name.value.clone());
    let mut settled: Vec<String> = listed.chain(ruled_out).collect();
    for source in &dossier.sources {
        let page = &source.page;
        settled.push(page.title.value.clone());
        settled.extend([&page.subtitle, &page.publisher].into_iter().flatten().map(|text| text.value.clone()));
        settled.extend(page.authors.iter().chain(&page.editors).map(|name| name.value.display()));
        let Some(Words { clean, .. }) = source.words.as_deref() else { continue };
        settled.extend(clean.speakers.iter().cloned());
        settled.extend(clean.parts.iter().map(|part| match &part.author {
            Attribution::Named(name) | Attribution::Unnamed(name) => name.clone(),
        }));
    }
    settled.iter().map(|name| format!(" {} ", key(name))).collect()
}

// Names that are also words --------------------------------------------------------------------------------------------

/// Names of an entry that sources write with a capital and, where they may mean the word, without one.
fn ordinary(entry: &EntryPage, shown: &Shown, index: &Index) -> Vec<Diagnostic> {
    if entry.matching.case {
        return Vec::new();
    }
    let named = |name: &&Located<String>| is_capitalised(&name.value);
    let candidates: Vec<&Located<String>> = std::iter::once(&entry.title).chain(&entry.aliases).filter(named).collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    // An editor who writes the word as a name as well means it.
    let both =
        |name: &str| entry.aliases.iter().any(|other| !is_capitalised(&other.value) && key(&other.value) == key(name));
    // Sources write a name in few ways, so each way is looked into once.
    let mut ways: BTreeMap<&str, Vec<(usize, &Mention)>> = BTreeMap::new();
    let words_of = |source: usize| shown.dossier.sources[source].words.as_deref();
    for (source, mentions) in index.mentions_of(&entry.page.id) {
        let Some(words) = words_of(source) else { continue };
        for mention in mentions.iter() {
            let text = words.clean.text.slice(mention.anchor.selector.range.clone());
            ways.entry(text).or_default().push((source, mention));
        }
    }
    let has = |text: &str, kind: fn(char) -> bool| text.chars().any(kind);
    // The first place of each name that stands without a capital.
    let mut small: BTreeMap<String, (usize, &Mention, &str)> = BTreeMap::new();
    for (text, places) in &ways {
        if !has(text, char::is_uppercase) && has(text, char::is_lowercase) {
            let (source, mention) = places[0];
            let first = small.entry(key(text)).or_insert((source, mention, text));
            if (source, mention.anchor.selector.range.start) < (first.0, first.1.anchor.selector.range.start) {
                *first = (source, mention, text);
            }
        }
    }
    if small.is_empty() {
        return Vec::new();
    }
    let is_name = |(text, places): (&&str, &Vec<(usize, &Mention)>)| {
        let mut places = places.iter().filter_map(|(source, mention)| Some((words_of(*source)?, mention)));
        has(text, char::is_uppercase) && places.any(|(words, mention)| is_a_name_here(mention, words, text))
    };
    let capital: BTreeSet<String> = ways.iter().filter(|way| is_name(*way)).map(|(text, _)| key(text)).collect();
    let mut found = Vec::new();
    for name in candidates {
        let all: Vec<String> =
            std::iter::once(key(&name.value)).chain(forms(&name.value).iter().map(|(_, form)| fold(form))).collect();
        let Some((source, mention, word)) = all.iter().find_map(|form| small.get(form)) else { continue };
        let is_name = all.iter().any(|form| capital.contains(form));
        if is_name
            && !both(&name.value)
            && let Some(words) = words_of(*source)
        {
            let written = &name.value;
            let place = span(words, &mention.anchor.selector.range);
            let message = format!("`{written}` names this entry, and so does `{word}`, which may be a mere word");
            found
                .push(Diagnostic::new(Code::AliasOrdinary, name.span, message).label(place, "taken for the entry").help(
                format!(
                    "say `case = \"exact\"` if only the capital means it, or name phrases in which it is not meant in \
                     `never`; if both mean it, add `{}` to `aliases`",
                    written.to_lowercase()
                ),
            ));
        }
    }
    found
}

/// Whether capitals show that a name is meant: not where all words have them, nor at the start of a sentence.
fn is_a_name_here(mention: &Mention, words: &Words, text: &str) -> bool {
    let selector = &mention.anchor.selector;
    let block = &words.clean.blocks[selector.block];
    if !block.role.is_body() || !is_capitalised(text) {
        return false;
    }
    // A second capital is no accident of its place.
    if text.chars().filter(|char| char.is_uppercase()).count() > 1 {
        return true;
    }
    let paragraph = words.clean.text.slice(block.range.clone());
    let start = words.clean.text.byte_of(selector.range.start) - words.clean.text.byte_of(block.range.start);
    !phrases::is_initial(paragraph, &Sentences::of(paragraph), start..start + text.len())
}

/// Whether a name begins with a capital in each of its words.
fn is_capitalised(name: &str) -> bool {
    let mut words = crate::text::words::words(name).map(|word| &name[word]).peekable();
    words.peek().is_some() && words.all(|word| word.starts_with(char::is_uppercase))
}

/// Where a stretch of a reading text is written in the raw one.
fn span(words: &Words, range: &std::ops::Range<u32>) -> Span {
    let clean = &words.clean;
    let start = clean.map.to_raw(range.start, &words.raw, &clean.text);
    let last = clean.map.to_raw(range.end.max(range.start + 1) - 1, &words.raw, &clean.text);
    let length = words.raw.as_str()[last..].chars().next().map_or(0, char::len_utf8);
    Span::new(words.file, start..last.max(start) + length)
}
