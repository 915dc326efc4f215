//! The page of a source.

use std::fmt::Write as _;

use super::excerpt::excerpt;
use super::facts::Fact;
use super::record::corrections;
use super::view::{Heading, Layout, SourceView, Worded, WordedLink};
use super::{Bar, Page, percent, prose, reading};
use crate::cite::{self, Record};
use crate::model::clean::{Block, Role};
use crate::model::dossier::{Source, Words};
use crate::model::id::Id;
use crate::model::index::{Mention, Passage};
use crate::model::key::PageKey;
use crate::model::recipe::Attribution;
use crate::text::escape::{escape, escape_into};

impl Page<'_> {
    pub(super) fn source(&self, source: &Source) -> SourceView {
        let page = &source.page;
        let id = &page.page.id;
        let key = PageKey::Source(id.clone());
        let headnote = prose::full(self, &key, &page.page.prose);
        let sources = self.ask.sources();
        let place = self.ask.place(id).unwrap_or(0);
        let neighbour = |at: Option<&std::sync::Arc<Source>>| {
            at.map(|other| WordedLink {
                href: self.to(&PageKey::Source(other.page.page.id.clone()).path()),
                title: self.source_title(other),
            })
        };
        let has_subtitle = |words: &Words| words.clean.blocks.iter().any(|block| block.role == Role::Subtitle);
        let subtitle = page.subtitle.as_ref().filter(|_| !source.words.as_deref().is_some_and(has_subtitle));
        let words = source.words.as_deref();
        let record = self.to(&PageKey::Record(id.clone()).path());
        let (annotations, notes) = self.annotations(source);
        let (placed, unplaced): (Vec<_>, Vec<_>) = annotations.into_iter().partition(|(block, _)| block.is_some());
        let has_code = headnote.has_code || notes.has_code;
        let reading = words.map(|words| reading::reading(self, source, words, placed)).unwrap_or_default();
        let gone = words.map_or(Vec::new(), |words| {
            let gone = words.former.iter().filter(|(_, place)| place.is_none());
            gone.map(|(address, _)| address.clone()).collect()
        });
        let citing = Record::of(page);
        let facts = self.facts_of(source);
        SourceView {
            layout: Layout {
                meta: meta(&citing),
                ..self.layout("source", page.title.value.clone(), Some(&key), has_code)
            },
            id: id.to_string(),
            title: self.source_title(source),
            subtitle: subtitle.map(|subtitle| self.worded(&subtitle.value, source)),
            kind: page.kind.as_ref().map_or(String::new(), |kind| self.kind_of_source(&kind.value)),
            imprint: imprint(&facts, words.map_or(&[], |words| reading::opening(words))),
            facts: self.facts(&facts),
            headnote: headnote.html,
            withheld: words.is_none(),
            excerpt: words.and_then(excerpt),
            rights: page.rights.statement.clone(),
            corrections: words.map_or(Vec::new(), |words| corrections(words, &record)),
            record,
            contents: words.map_or(Vec::new(), |words| self.contents_of(words)),
            opening: reading.opening,
            text: reading.html,
            terms: self.terms_of(source),
            layers: self.layers(id),
            passages: rules(self.ask.passages_in(id)),
            annotations: unplaced.into_iter().map(|(_, view)| view).collect(),
            annotation_notes: notes.html,
            gone,
            cite: self.cite(source, &citing),
            backlinks: self.backlinks(&key),
            previous: neighbour(place.checked_sub(1).and_then(|before| sources.get(before))),
            next: neighbour(sources.get(place + 1)),
        }
    }

    /// What the metadata say, in the order in which a reader asks.
    pub(super) fn facts_of(&self, source: &Source) -> Vec<Fact> {
        let page = &source.page;
        let mut facts = Vec::new();
        let mut add = |key, text: String, href: Option<String>, from: Option<String>| {
            facts.push(Fact { key, text, href, from });
        };
        if page.title.from.is_some() {
            add("fact-title", page.title.value.clone(), None, page.title.from.clone());
        }
        let people = [
            ("fact-authors", "fact-authors_also", &page.authors),
            ("fact-editors", "fact-editors_also", &page.editors),
        ];
        for (key, key_also, names) in people {
            // What the capture says and what the editor supplies are two facts.
            let (supplied, stated): (Vec<_>, Vec<_>) = names.iter().partition(|name| name.from.is_some());
            let key_supplied = if stated.is_empty() { key } else { key_also };
            for (key, group) in [(key, stated), (key_supplied, supplied)] {
                if let Some(first) = group.first() {
                    add(key, self.names(group.iter().map(|name| &name.value)), None, first.from.clone());
                }
            }
        }
        if let Some(kind) = &page.kind {
            add("fact-kind", self.kind_of_source(&kind.value), None, kind.from.clone());
        }
        if let Some(publisher) = &page.publisher {
            add("fact-publisher", publisher.value.clone(), None, publisher.from.clone());
        }
        for (key, date) in
            [("fact-published", &page.published), ("fact-updated", &page.updated), ("fact-captured", &page.captured)]
        {
            if let Some(date) = date {
                add(key, self.date(&date.value), None, date.from.clone());
            }
        }
        for (key, address) in [("fact-url", &page.url), ("fact-archived", &page.archived)] {
            if let Some(address) = address {
                add(key, address.value.clone(), Some(address.value.clone()), address.from.clone());
            }
        }
        if page.language != self.ask.config().language {
            add("fact-language", page.language.clone(), None, None);
        }
        facts
    }

    /// What kind of text it is, in the words of the theme where these know the kind.
    fn kind_of_source(&self, kind: &str) -> String {
        match cite::record::known(kind) {
            Some((known, _)) => self.word(&format!("source-kind-{}", known.replace(' ', "-")), &[]),
            None => kind.to_owned(),
        }
    }

    /// What its page has beside the words, and a reader may put away.
    fn layers(&self, id: &Id) -> Vec<&'static str> {
        let passages = self.ask.passages_in(id);
        let has = [
            ("notes", passages.iter().any(|passage| passage.annotation.is_some())),
            ("terms", self.ask.mentions_in(id).iter().any(|mention| mention.linked)),
            ("claims", passages.iter().any(|passage| !passage.uses.is_empty())),
        ];
        has.into_iter().filter(|(_, has)| *has).map(|(layer, _)| layer).collect()
    }

    /// The entries that a source names, most often named first.
    fn terms_of(&self, source: &Source) -> String {
        let mut entries: Vec<&Id> = self.ask.mentions_in(&source.page.page.id).iter().map(Mention::entry).collect();
        entries.sort_unstable();
        let mut counts: Vec<(usize, &str, &Id)> =
            entries.chunk_by(|a, b| a == b).map(|same| (same.len(), self.entry_title(same[0]), same[0])).collect();
        counts.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let most = counts.first().map_or(0, |(count, ..)| *count);
        let mut out = String::with_capacity(192 * counts.len());
        for (count, title, id) in counts {
            out.push_str("<li><a href=\"");
            self.entry_into(id, &mut out);
            out.push_str("\">");
            escape_into(title, &mut out);
            let percent = percent(count, most);
            writeln!(out, "</a> {} <span class=\"count\">{}</span></li>", Bar(percent), self.number(count))
                .expect("strings take what is written");
        }
        out
    }

    /// Headings and parts in order; nothing where a reader needs no table of contents. Names of parts are the editor's
    /// words, headings the source's.
    fn contents_of(&self, words: &Words) -> Vec<Heading> {
        let clean = &words.clean;
        let mut list = Vec::new();
        let mut part = None;
        for block in &clean.blocks {
            if block.part != part {
                part = block.part;
                if let Some(index) = part {
                    let (Attribution::Named(name) | Attribution::Unnamed(name)) = &clean.parts[index].author;
                    let href = format!("#{}", reading::part_id(index));
                    list.push(Heading { href, words: self.editorial(name), level: 2 });
                }
            }
            if let Role::Heading(level) = block.role {
                let text = clean.text.slice(block.range.clone()).to_owned();
                let words = Worded { text, lang: block.language.to_string(), dir: block.direction.name() };
                let level = if part.is_some() { level + 1 } else { level };
                list.push(Heading { href: format!("#{}", block.address), words, level });
            }
        }
        if list.len() < 2 { Vec::new() } else { list }
    }
}

/// Who, where and when, as far as the lines of the source itself do not say it.
pub(super) fn imprint(facts: &[Fact], lines: &[Block]) -> String {
    let says = |role: Role| lines.iter().any(|line| line.role == role);
    let is_wanted = |fact: &&Fact| match fact.key {
        "fact-publisher" => true,
        "fact-authors" | "fact-authors_also" => !says(Role::Byline),
        "fact-published" => !says(Role::Date),
        _ => false,
    };
    let part = |fact: &Fact| if fact.from.is_some() { format!("[{}]", fact.text) } else { fact.text.clone() };
    facts.iter().filter(is_wanted).map(part).collect::<Vec<_>>().join(" · ")
}

/// What machines that collect references read.
fn meta(citing: &Record) -> String {
    let mut out = String::new();
    for (name, content) in cite::meta::meta(citing) {
        out.extend(["<meta name=\"", name, "\" content=\"", &escape(&content), "\">\n"]);
    }
    out
}

/// The rules of a style sheet that no other page can have: they speak of this page's passages. Ids of passages are
/// lower-case letters, digits and hyphens, and need no escape.
fn rules(passages: &[Passage]) -> String {
    let mut out = String::new();
    let mut above = "none".to_owned();
    for passage in passages {
        let id = &passage.id;
        let rule = match id.strip_prefix("at-") {
            Some(note) => {
                let note = format!("a-{note}");
                let rule = format!(
                    ":root:has(#{id}:target, #{note}:is(:target, :hover, :focus-within)) [data-at~=\"{id}\"] {{ --seg: \
                     var(--lit) }}\n#{id} {{ --name: --{id} }}\n#{note} {{ --name: --{note}; --beside: anchor(--{id} \
                     top, 0px); --below: anchor(--{above} bottom, -1rem) }}\n"
                );
                above = note;
                rule
            }
            None => format!(":root:has(#{id}:target) [data-at~=\"{id}\"] {{ --seg: var(--lit) }}\n"),
        };
        out.push_str(&rule);
    }
    out
}
