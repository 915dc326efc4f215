//! The pages of a dossier by name, and their paths.

use super::id::Id;

/// A page of the dossier, whatever file it becomes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageKey {
    /// The introduction and table of contents.
    Front,
    /// A source.
    Source(Id),
    /// What became of a source's raw text.
    Record(Id),
    /// A further page of a list that begins on another, by its number from 2: of the concordance on
    /// the page of an entry, of the sources on the front page and in the colophon, of the bibliography.
    Part(Box<PageKey>, usize),
    /// The list of entries.
    Glossary,
    /// An entry.
    Entry(Id),
    /// An essay.
    Essay(Id),
    /// A packet: several sources on one page, to be printed.
    Packet(Id),
    /// The annotations on a source, which stand on its page. Their links and ids are told apart from those of its
    /// headnote by [`PageKey::mark`].
    Annotations(Id),
    /// The list of questions.
    Questions,
    /// A question.
    Question(Id),
    /// The timeline.
    Timeline,
    /// What was changed.
    Changes,
    /// Terms × sources.
    Matrix,
    /// The bibliography.
    Bibliography,
    /// Where readers search.
    Search,
    /// How the site was made and how to check it.
    Colophon,
    /// What a server shows for an address that does not exist.
    Missing,
}

/// What kind of page with prose something is: all but its id that its key says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are the variants of `PageKey`")]
pub enum Kind {
    Front,
    Essay,
    Packet,
    Question,
    Timeline,
    Changes,
    Source,
    Annotations,
    Entry,
}

impl Kind {
    /// The key of the page of this kind that is called `id`.
    pub fn key(self, id: &Id) -> PageKey {
        match self {
            Self::Front => PageKey::Front,
            Self::Essay => PageKey::Essay(id.clone()),
            Self::Packet => PageKey::Packet(id.clone()),
            Self::Question => PageKey::Question(id.clone()),
            Self::Timeline => PageKey::Timeline,
            Self::Changes => PageKey::Changes,
            Self::Source => PageKey::Source(id.clone()),
            Self::Annotations => PageKey::Annotations(id.clone()),
            Self::Entry => PageKey::Entry(id.clone()),
        }
    }
}

impl PageKey {
    /// Its path in the site, with `/`.
    pub fn path(&self) -> String {
        match self {
            Self::Front => "index.html".to_owned(),
            Self::Source(id) | Self::Annotations(id) => format!("sources/{id}.html"),
            Self::Record(id) => format!("sources/{id}/record.html"),
            Self::Glossary => "glossary.html".to_owned(),
            Self::Entry(id) => format!("glossary/{id}.html"),
            Self::Part(list, number) => match &**list {
                Self::Entry(id) => format!("glossary/{id}/{number}.html"),
                Self::Front => format!("sources-{number}.html"),
                other => format!("{}-{number}.html", other.name()),
            },
            Self::Essay(id) => format!("essays/{id}.html"),
            Self::Packet(id) => format!("packets/{id}.html"),
            Self::Questions => "questions.html".to_owned(),
            Self::Question(id) => format!("questions/{id}.html"),
            Self::Timeline => "timeline.html".to_owned(),
            Self::Changes => "changes.html".to_owned(),
            Self::Matrix => "matrix.html".to_owned(),
            Self::Bibliography => "bibliography.html".to_owned(),
            Self::Search => "search.html".to_owned(),
            Self::Colophon => "colophon.html".to_owned(),
            Self::Missing => "404.html".to_owned(),
        }
    }

    /// What the numbers in element ids of its prose begin with, so that two texts can stand on one page: `ref-3` is in
    /// a headnote, `ref-a3` in an annotation.
    pub fn mark(&self) -> &'static str {
        if matches!(self, Self::Annotations(_)) { "a" } else { "" }
    }

    /// Its file below `content/` without `.md`; of pages that no file makes, their name.
    pub fn name(&self) -> String {
        match self {
            Self::Source(id) => format!("sources/{id}"),
            Self::Entry(id) => format!("glossary/{id}"),
            Self::Annotations(id) => format!("annotations/{id}"),
            Self::Front => "index".to_owned(),
            other => other.path().trim_end_matches(".html").to_owned(),
        }
    }

    /// The entry, if it is the page of one.
    pub fn entry(&self) -> Option<&Id> {
        if let Self::Entry(id) = self { Some(id) } else { None }
    }

    /// Page `number` of a list that begins here, from 1.
    #[must_use]
    pub fn part(&self, number: usize) -> Self {
        if number == 1 { self.clone() } else { Self::Part(Box::new(self.clone()), number) }
    }

    /// The page under an earlier id.
    #[must_use]
    pub fn renamed(&self, id: Id) -> Self {
        match self {
            Self::Source(_) => Self::Source(id),
            Self::Record(_) => Self::Record(id),
            Self::Entry(_) => Self::Entry(id),
            Self::Essay(_) => Self::Essay(id),
            Self::Packet(_) => Self::Packet(id),
            Self::Question(_) => Self::Question(id),
            other => other.clone(),
        }
    }
}
