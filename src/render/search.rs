//! The page on which readers search. What it finds, a script of the theme finds; without one it is a register of terms.

use super::Page;
use super::view::{RegisterRow, SearchView, VoiceView};
use crate::model::key::PageKey;
use crate::model::search::{SearchFile, Voice};

impl Page<'_> {
    pub(super) fn search(&self) -> SearchView {
        let mut register: Vec<RegisterRow> = Vec::new();
        for entry in self.ask.entries() {
            let href = self.to(&PageKey::Entry(entry.page.id.clone()).path());
            let row = |name, of: &str| RegisterRow { href: href.clone(), name, of: of.to_owned() };
            register.push(row(self.editorial(&entry.title.value), ""));
            let others = entry.aliases.iter().filter(|alias| alias.value != entry.title.value);
            register.extend(others.map(|alias| row(self.alias(&alias.value), &entry.title.value)));
        }
        register.sort_by_cached_key(|row| (row.name.text.to_lowercase(), row.name.text.clone(), row.href.clone()));
        SearchView {
            layout: self.layout("search", self.word("search", &[]), None, false),
            script: self.to(&self.ask.theme().search),
            index: self.to(&SearchFile::Root.path()),
            version: self.ask.search_version().unwrap_or_default().to_owned(),
            found: self.forms("search-found"),
            found_more: self.forms("search-found-more"),
            voices: Voice::ALL.iter().map(|voice| VoiceView { name: voice.name() }).collect(),
            register,
        }
    }
}
