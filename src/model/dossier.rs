//! Everything a dossier holds, parsed and cleaned, before and after an edition's choice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::clean::{CleanText, LineRecord};
use super::config::Config;
use super::id::Id;
use super::page::{EntryPage, EssayPage, SourcePage};
use crate::text::Text;

/// A dossier in full. Only [`crate::edition`] and stages before it may see one.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    /// The configuration.
    pub config: Config,
    /// The sources in order of publication; undated ones last, then by id.
    pub sources: Vec<Source>,
    /// The entries by id.
    pub entries: Vec<EntryPage>,
    /// The essays by id.
    pub essays: Vec<EssayPage>,
    /// The front page, if there is one.
    pub introduction: Option<EssayPage>,
    /// Files of the editorial pages, by path below `content/`, such as `media/map.png`.
    pub media: BTreeMap<String, Arc<[u8]>>,
}

/// A source with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// What the editor says of it.
    pub page: SourcePage,
    /// SHA-256 of the raw text in hexadecimal; empty where it is missing.
    pub raw_sha256: String,
    /// Its words; `None` where they are missing or withheld.
    pub words: Option<Words>,
}

/// The words of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// The raw text.
    pub raw: Text,
    /// The reading text.
    pub clean: CleanText,
    /// What became of each raw line.
    pub record: Vec<LineRecord>,
}

/// What an edition may show: a dossier without anything that the edition withholds. Later stages see nothing else, so
/// they cannot leak what they never saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// What is left.
    pub dossier: Dossier,
    /// Ids of pages that are left out; a link to one keeps its words and leads nowhere.
    pub withheld: BTreeSet<Id>,
    /// Name of the edition; `None` for the default one.
    pub edition: Option<String>,
}

impl Dossier {
    /// The entry with this id.
    pub fn entry(&self, id: &Id) -> Option<&EntryPage> {
        self.entry_named(id.as_str())
    }

    /// The entry whose id is written `id`. Entries are sorted by id.
    pub fn entry_named(&self, id: &str) -> Option<&EntryPage> {
        let at = self.entries.binary_search_by(|entry| entry.page.id.as_str().cmp(id)).ok()?;
        self.entries.get(at)
    }
}
