//! The finished site as a value: what is to be rendered at which path, before anything is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::dossier::Shown;
use super::id::Id;
use super::index::Index;
use super::theme::Theme;

/// A page of the dossier, whatever file it becomes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageKey {
    /// The introduction and table of contents.
    Front,
    /// A source.
    Source(Id),
    /// What became of a source's raw text.
    Record(Id),
    /// The list of entries.
    Glossary,
    /// An entry.
    Entry(Id),
    /// An essay.
    Essay(Id),
    /// How the site was made and how to check it.
    Colophon,
    /// What a server shows for an address that does not exist.
    Missing,
}

impl PageKey {
    /// Its path in the site, with `/`.
    pub fn path(&self) -> String {
        match self {
            Self::Front => "index.html".to_owned(),
            Self::Source(id) => format!("sources/{id}.html"),
            Self::Record(id) => format!("sources/{id}/record.html"),
            Self::Glossary => "glossary.html".to_owned(),
            Self::Entry(id) => format!("glossary/{id}.html"),
            Self::Essay(id) => format!("essays/{id}.html"),
            Self::Colophon => "colophon.html".to_owned(),
            Self::Missing => "404.html".to_owned(),
        }
    }

    /// The page under an earlier id.
    #[must_use]
    pub fn renamed(&self, id: Id) -> Self {
        match self {
            Self::Source(_) => Self::Source(id),
            Self::Record(_) => Self::Record(id),
            Self::Entry(_) => Self::Entry(id),
            Self::Essay(_) => Self::Essay(id),
            other => other.clone(),
        }
    }
}

/// What to render for a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageSpec {
    /// A page of the dossier.
    Page(PageKey),
    /// A former address of a page.
    Moved(PageKey),
    /// A file of the theme or of the media, as it is.
    File(Arc<[u8]>),
    /// The style sheet of code blocks.
    CodeStyle,
    /// All mentions.
    Mentions,
    /// The reading text of a source, as plain text.
    ReadingText(Id),
}

/// Path of the mentions.
pub const MENTIONS: &str = "data/mentions.json";

/// Path of the reading text of a source.
pub fn reading_text(source: &Id) -> String {
    format!("data/texts/{source}.txt")
}

/// The whole site. Rendering a path is a pure function of this value.
#[derive(Debug)]
pub struct Site {
    /// What may be shown.
    pub shown: Shown,
    /// What pages may ask.
    pub index: Index,
    /// How it looks.
    pub theme: Theme,
    /// Every file of the site except the manifest of checksums, which `write` makes.
    pub pages: BTreeMap<String, PageSpec>,
}
