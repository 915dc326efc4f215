//! The glossary and the page of an entry.

use unicode_normalization::UnicodeNormalization;

use super::view::{
    ContextLine, EntryGroup, EntryRow, EntryView, GlossaryView, Link, SourceConcordance, TermCount, Worded,
};
use super::{Page, percent, prose};
use crate::model::dossier::Words;
use crate::model::index::Mention;
use crate::model::key::PageKey;
use crate::model::page::{Direction, EntryPage};

/// Code points of context on either side of a keyword, at most.
const CONTEXT: u32 = 60;

impl Page<'_> {
    pub(super) fn glossary(&self) -> GlossaryView {
        // By title without accents and case; groups by its first letter.
        let plain = |title: &str| {
            title.nfd().filter(|char| char.is_alphanumeric() || *char == ' ').collect::<String>().to_lowercase()
        };
        let mut entries: Vec<(String, &EntryPage)> =
            self.dossier().entries.iter().map(|entry| (plain(&entry.title.value), &**entry)).collect();
        entries.sort_by(|a, b| (&a.0, &a.1.page.id).cmp(&(&b.0, &b.1.page.id)));
        let mut groups: Vec<EntryGroup> = Vec::new();
        for (key, entry) in entries {
            let first = key.chars().find(|char| char.is_alphabetic()).filter(|_| key.starts_with(char::is_alphabetic));
            let letter = first.map_or("#".to_owned(), |first| first.to_uppercase().collect());
            if groups.last().is_none_or(|group| group.letter != letter) {
                groups.push(EntryGroup { letter, entries: Vec::new() });
            }
            let count = self.ask.count(&entry.page.id);
            groups.last_mut().expect("a group was pushed").entries.push(EntryRow {
                href: self.to(&PageKey::Entry(entry.page.id.clone()).path()),
                title: entry.title.value.clone(),
                kind: entry.kind.clone(),
                html: self.definition(entry),
                count: count.mentions,
                sources: count.sources,
            });
        }
        GlossaryView { layout: self.layout("glossary", self.word("nav-glossary", &[]), None, false), groups }
    }

    pub(super) fn entry(&self, entry: &EntryPage) -> EntryView {
        let key = PageKey::Entry(entry.page.id.clone());
        let index = &self.ask;
        let rendered = prose::full(self, &key, &entry.page.prose);
        let companions = index.companions(&entry.page.id);
        let most = companions.first().map_or(0, |(_, count)| *count);
        let see_also = entry.see_also.iter().filter_map(|id| self.dossier().entry_named(&id.value));
        EntryView {
            layout: self.layout("entry", entry.title.value.clone(), Some(&key), rendered.has_code),
            id: entry.page.id.to_string(),
            title: entry.title.value.clone(),
            kind: entry.kind.clone(),
            aliases: entry.aliases.iter().map(|alias| self.alias(&alias.value)).collect(),
            html: rendered.html,
            expected: entry.expected,
            count: index.count(&entry.page.id).mentions,
            concordance: self.concordance(entry),
            companions: companions
                .into_iter()
                .map(|(id, count)| {
                    let key = PageKey::Entry(id);
                    let title = index.title(&key).to_owned();
                    TermCount { href: self.to(&key.path()), title, count, percent: percent(count, most) }
                })
                .collect(),
            see_also: see_also
                .map(|other| Link {
                    href: self.to(&PageKey::Entry(other.page.id.clone()).path()),
                    text: other.title.value.clone(),
                })
                .collect(),
            same_as: entry
                .same_as
                .iter()
                .map(|address| Link { href: address.clone(), text: address.clone() })
                .collect(),
            backlinks: self.backlinks(&key),
        }
    }

    /// An alias in Han characters is marked as Chinese, so that fonts and voices fit; `und` would leave both to chance.
    fn alias(&self, text: &str) -> Worded {
        let is_han = |char: char| matches!(u32::from(char), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0x20000..=0x3FFFF);
        let lang = if text.chars().any(is_han) { "zh" } else { self.ask.config().language.as_str() };
        Worded { text: text.to_owned(), lang: lang.to_owned(), dir: Direction::of_language(lang).name() }
    }

    fn concordance(&self, entry: &EntryPage) -> Vec<SourceConcordance> {
        let most = self.ask.mentions_of(&entry.page.id).map(|(_, mentions)| mentions.len()).max().unwrap_or(0);
        self.ask
            .mentions_of(&entry.page.id)
            .filter_map(|(place, mentions)| {
                let source = &self.ask.sources()[place];
                let words = source.words.as_ref()?;
                let page = &source.page;
                let publisher = page.publisher.as_ref().map(|name| self.stated(name, Clone::clone));
                let date = page.published.as_ref().map(|date| self.stated(date, |date| self.date(date)));
                let href = self.to(&PageKey::Source(page.page.id.clone()).path());
                let lines = mentions.iter().map(|mention| context_line(mention, words, &href)).collect();
                let detail: Vec<String> = publisher.into_iter().chain(date).collect();
                Some(SourceConcordance {
                    title: self.source_title(source),
                    detail: detail.join(&self.word("list-comma", &[])),
                    count: mentions.len(),
                    percent: percent(mentions.len(), most),
                    lines,
                    href,
                })
            })
            .collect()
    }
}

/// A mention between the words around it, which end at word boundaries and never leave its block.
fn context_line(mention: &Mention, words: &Words, href: &str) -> ContextLine {
    let selector = &mention.anchor.selector;
    let clean = &words.clean;
    let block = &clean.blocks[selector.block];
    let start = block.range.start.max(selector.range.start.saturating_sub(CONTEXT));
    let end = block.range.end.min(selector.range.end + CONTEXT);
    let left = clean.text.slice(start..selector.range.start);
    let right = clean.text.slice(selector.range.end..end);
    let left = if start > block.range.start { format!("…{}", cut_first_word(left)) } else { left.to_owned() };
    let right = if end < block.range.end { format!("{}…", cut_last_word(right)) } else { right.to_owned() };
    ContextLine {
        href: format!("{href}#{}", block.address),
        paragraph: block.number.map(|number| number as usize),
        role: block.role.name(),
        speaker: block.speaker.map(|speaker| clean.speakers[speaker].clone()),
        left,
        keyword: clean.text.slice(selector.range.clone()).to_owned(),
        right,
        lang: block.language.to_string(),
        dir: block.direction.name(),
    }
}

/// Without the word that the cut went through, unless that is all there is.
fn cut_first_word(text: &str) -> &str {
    text.find(char::is_whitespace).map_or(text, |at| text[at..].trim_start())
}

fn cut_last_word(text: &str) -> &str {
    text.rfind(char::is_whitespace).map_or(text, |at| text[..at].trim_end())
}
