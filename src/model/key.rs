//! The pages of a dossier by name, and their paths.

use super::id::Id;

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
