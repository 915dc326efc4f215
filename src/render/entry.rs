//! The glossary and the page of an entry.

use unicode_normalization::UnicodeNormalization;

use super::view::{EntryGroup, EntryRow, EntryView, GlossaryView, Link, Worded};
use super::{Bar, Page, percent, prose};
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::page::{Direction, EntryPage};
use crate::text::escape::escape;
use crate::text::language::foreign;

/// How many of the entries named together with one are shown; all others are in few of its paragraphs.
const COMPANIONS: usize = 40;

impl Page<'_> {
    pub(super) fn glossary(&self) -> GlossaryView {
        // By title without accents and case; groups by its first letter.
        let plain = |title: &str| {
            title.nfd().filter(|char| char.is_alphanumeric() || *char == ' ').collect::<String>().to_lowercase()
        };
        let mut entries: Vec<(String, &EntryPage)> =
            self.ask.entries().iter().map(|entry| (plain(&entry.title.value), &**entry)).collect();
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
        let count = index.count(&entry.page.id);
        let see_also = entry.see_also.iter().filter_map(|id| self.ask.entry(&Id::new(&id.value).ok()?));
        EntryView {
            layout: self.layout("entry", entry.title.value.clone(), Some(&key), rendered.has_code),
            id: entry.page.id.to_string(),
            title: self.editorial(&entry.title.value),
            kind: entry.kind.clone(),
            aliases: entry.aliases.iter().map(|alias| self.alias(&alias.value)).collect(),
            html: rendered.html,
            expected: entry.expected,
            count: count.mentions,
            sources: count.sources,
            concordance: self.concordance(&entry.page.id, 1),
            companions: self.companions(&companions[..companions.len().min(COMPANIONS)]),
            more_companions: companions.len().saturating_sub(COMPANIONS),
            together: self.together(&entry.page.id, &entry.title.value, &companions),
            over_time: self.over_time(&entry.page.id, &entry.title.value),
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

    /// Entries and the paragraphs that they share, most first.
    fn companions(&self, companions: &[(Id, usize)]) -> String {
        let most = companions.first().map_or(0, |(_, count)| *count);
        let mut out = String::new();
        for (id, count) in companions {
            let href = self.to(&PageKey::Entry(id.clone()).path());
            let title = escape(self.entry_title(id));
            let bar = Bar(percent(*count, most));
            let count = self.number(*count);
            out.push_str(&format!(
                "<li><a href=\"{href}\">{title}</a> {bar} <span class=\"count\">{count}</span></li>\n"
            ));
        }
        out
    }

    /// An alias in another script has the language most written in it, so that fonts and voices fit.
    pub(super) fn alias(&self, text: &str) -> Worded {
        let own = self.ask.config().language.as_str();
        let lang = foreign(text, own).pop().map_or(own.to_owned(), |(_, lang)| lang);
        Worded { text: text.to_owned(), dir: Direction::of_language(&lang).name(), lang }
    }
}
