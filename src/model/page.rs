//! Content files as written: front matter with positions, and prose.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::config::Publish;
use super::date::Date;
use super::id::Id;
use super::located::{Located, Stated};
use super::original::NamedOriginal;
use super::quotation::{Citation, Wanted};
use super::recipe::{Redact, Step};
use crate::diag::{FileId, Span};
use crate::text::language::is_right_to_left;

/// A person or body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// One string, as it is to be shown.
    Whole(String),
    /// In two parts, shown in the order of `family_first`.
    Parts {
        /// Given names.
        given: String,
        /// Family name.
        family: String,
        /// Whether the family name comes first, as in Chinese names that are not westernised.
        family_first: bool,
    },
}

impl Name {
    /// As it is to be shown.
    pub fn display(&self) -> String {
        match self {
            Self::Whole(name) => name.clone(),
            Self::Parts { given, family, family_first: false } => format!("{given} {family}"),
            // In Chinese characters the parts of a name stand without a space.
            Self::Parts { given, family, family_first: true } if is_han(given) && is_han(family) => {
                format!("{family}{given}")
            }
            Self::Parts { given, family, family_first: true } => format!("{family} {given}"),
        }
    }
}

fn is_han(name: &str) -> bool {
    name.chars().all(|char| matches!(char, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'))
}

/// Markdown as parsed: events of pulldown-cmark, each with its range in the raw file. Text is not merged across
/// events, so that a range always is the text's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Prose {
    /// The file it stands in.
    pub file: FileId,
    /// The events in order, with bytes of the raw file. Quotations and citations begin and end with an event.
    pub events: Vec<(Event<'static>, Range<usize>)>,
    /// The citations, in order of place.
    pub citations: Vec<Citation>,
}

impl Prose {
    /// Prose without anything in it.
    pub fn empty(file: FileId) -> Self {
        Self { file, events: Vec::new(), citations: Vec::new() }
    }

    /// The events of the first paragraph, which defines an entry; `None` if the prose does not begin with one.
    pub fn definition(&self) -> Option<Range<usize>> {
        if !matches!(self.events.first()?.0, Event::Start(Tag::Paragraph)) {
            return None;
        }
        let end = self.events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Paragraph)))?;
        Some(0..end + 1)
    }

    /// The element ids of the headings of the prose, by event: the author's own (`{#id}`), or `s-` and their number. No
    /// address is derived from a heading's words.
    pub fn heading_ids(&self) -> Vec<(usize, String)> {
        let headings = || {
            self.events.iter().enumerate().filter_map(|(index, (event, _))| match event {
                Event::Start(Tag::Heading { id, .. }) => Some((index, id.as_deref())),
                _ => None,
            })
        };
        let mut taken: BTreeSet<String> = headings().filter_map(|(_, own)| own.map(str::to_owned)).collect();
        let mut used = BTreeSet::new();
        let mut ids = Vec::new();
        for (number, (index, own)) in (1..).zip(headings()) {
            let id = match own.filter(|own| used.insert(*own)) {
                Some(own) => own.to_owned(),
                // An author may have taken the id of another heading's number.
                None => {
                    (number..).map(|n| format!("s-{n}")).find(|id| !taken.contains(id)).expect("numbers do not end")
                }
            };
            taken.insert(id.clone());
            ids.push((index, id));
        }
        ids
    }

    /// The citation that begins with an event, by number.
    pub fn citation_at(&self, event: usize) -> Option<usize> {
        self.citations.binary_search_by_key(&event, |citation| citation.events.start).ok()
    }

    /// The numbers of the citations that begin in a range of events.
    pub fn citations_in(&self, events: &Range<usize>) -> Range<usize> {
        let place = |event: usize| self.citations.partition_point(|citation| citation.events.start < event);
        place(events.start)..place(events.end)
    }

    /// The events inside the text of every footnote that a page shows, by label: the first of its label, and called from
    /// the text or from a note that is shown.
    pub fn notes(&self) -> BTreeMap<String, Range<usize>> {
        let mut texts: BTreeMap<&str, Range<usize>> = BTreeMap::new();
        let mut calls: Vec<(usize, &str)> = Vec::new();
        let mut open: Option<(&str, usize)> = None;
        let mut outside: Vec<&str> = Vec::new();
        for (index, (event, _)) in self.events.iter().enumerate() {
            match event {
                Event::Start(Tag::FootnoteDefinition(label)) => open = Some((label, index + 1)),
                Event::End(TagEnd::FootnoteDefinition) => {
                    if let Some((label, start)) = open.take() {
                        texts.entry(label).or_insert(start..index);
                    }
                }
                Event::FootnoteReference(label) if open.is_none() => outside.push(label),
                Event::FootnoteReference(label) => calls.push((index, label)),
                _ => {}
            }
        }
        let mut shown = BTreeMap::new();
        let mut waiting = outside;
        while let Some(label) = waiting.pop() {
            let Some(text) = texts.remove(label) else { continue };
            let inside = &calls[calls.partition_point(|(at, _)| *at < text.start)..];
            waiting.extend(inside.iter().take_while(|(at, _)| *at < text.end).map(|(_, label)| *label));
            shown.insert(label.to_owned(), text);
        }
        shown
    }
}

/// What every content page has.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its id; the front page and other single pages have one too, which cannot be linked by hand.
    pub id: Id,
    /// Its file.
    pub file: FileId,
    /// Ids under which it was published before.
    pub former: Vec<Located<Id>>,
    /// Whether only editions with drafts show it.
    pub draft: bool,
    /// What shared or ambiguous names mean here: an entry, or none.
    pub mentions: Vec<(Located<String>, Option<Located<String>>)>,
    /// The Markdown below the front matter.
    pub prose: Arc<Prose>,
}

/// The largest raw text, in bytes. A page of this size still opens in a browser; beyond, a reader could not use it.
pub const LARGEST_RAW: usize = 16 << 20;

/// `content/sources/<id>.md`.
#[derive(Debug, Clone, PartialEq)]
pub struct SourcePage {
    /// Common to all pages; its prose is the headnote.
    pub page: Page,
    /// Path of the raw text.
    pub raw: Located<String>,
    /// Title.
    pub title: Stated<String>,
    /// Subtitle.
    pub subtitle: Option<Stated<String>>,
    /// Authors, in order.
    pub authors: Vec<Stated<Name>>,
    /// Editors, in order.
    pub editors: Vec<Stated<Name>>,
    /// What kind of text it is.
    pub kind: Option<Stated<String>>,
    /// Who published it.
    pub publisher: Option<Stated<String>>,
    /// When it was published.
    pub published: Option<Stated<Date>>,
    /// When it was changed.
    pub updated: Option<Stated<Date>>,
    /// When it was captured.
    pub captured: Option<Stated<Date>>,
    /// Where it was published.
    pub url: Option<Stated<String>>,
    /// Address of an archive's copy.
    pub archived: Option<Stated<String>>,
    /// Language of its words, BCP 47.
    pub language: String,
    /// Direction of its words.
    pub direction: Direction,
    /// How the capture separates paragraphs.
    pub paragraphs: Paragraphs,
    /// What may be published, and why.
    pub rights: Rights,
    /// What the raw text was made of, and pictures of it.
    pub originals: Vec<NamedOriginal>,
    /// The recipe.
    pub recipe: Vec<Step>,
    /// Words that are redacted.
    pub redact: Vec<Redact>,
}

/// Direction of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    /// As HTML writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }

    /// The direction in which a language is written, by its script.
    pub fn of_language(tag: &str) -> Self {
        if is_right_to_left(tag) { Self::RightToLeft } else { Self::LeftToRight }
    }
}

/// How a capture separates paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paragraphs {
    /// By blank lines.
    Blank,
    /// Each line is one.
    Line,
}

/// What may be published of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// The editor's statement.
    pub statement: Option<String>,
    /// How much may be shown; withheld unless said otherwise.
    pub publish: Located<Publish>,
}

/// `content/glossary/<id>.md`.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryPage {
    /// Common to all pages; its prose is definition and context.
    pub page: Page,
    /// Title.
    pub title: Located<String>,
    /// Other names.
    pub aliases: Vec<Located<String>>,
    /// What kind of thing it is, one of [`ENTRY_KINDS`].
    pub kind: String,
    /// Ids of entries to look at.
    pub see_also: Vec<Located<String>>,
    /// Addresses of the same thing elsewhere.
    pub same_as: Vec<String>,
    /// Whether a source is expected to name it.
    pub expected: bool,
    /// How its names are found.
    pub matching: Matching,
    /// Where `expected` is written, or the start of the file.
    pub expected_span: Span,
}

/// What kinds of things entries are about.
pub const ENTRY_KINDS: &[&str] =
    &["organisation", "person", "law", "order", "product", "technology", "policy", "concept", "place", "event"];

/// How the names of an entry are found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// Whether case must be as written.
    pub case: bool,
    /// Whether a name must stand as a whole word; scripts without spaces never ask for it.
    pub whole_word: bool,
    /// Whether plural forms are names too.
    pub inflections: bool,
    /// Phrases in which it is not meant.
    pub never: Vec<Located<String>>,
}

/// `content/essays/<id>.md`, and the introduction.
#[derive(Debug, Clone, PartialEq)]
pub struct EssayPage {
    /// Common to all pages.
    pub page: Page,
    /// Title.
    pub title: String,
    /// Subtitle.
    pub subtitle: Option<String>,
    /// Authors, in order.
    pub authors: Vec<Name>,
    /// When it was published.
    pub published: Option<Date>,
}

/// `content/packets/<id>.md`: sources chosen to be read, and printed, together. Its prose introduces them.
#[derive(Debug, Clone, PartialEq)]
pub struct PacketPage {
    /// Common to all pages.
    pub page: Page,
    /// Title.
    pub title: String,
    /// Subtitle.
    pub subtitle: Option<String>,
    /// Ids of the sources, in the order in which they are to be read; none that an edition leaves out.
    pub sources: Vec<Located<String>>,
    /// Ids of the entries to go with them; `None` for those that the sources and the notes on them name.
    pub entries: Option<Vec<Located<String>>>,
}

/// `content/annotations/<id>.md`: the annotations on one source, whose id it has.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnotationsPage {
    /// Common to all pages; its id is that of the source.
    pub page: Page,
    /// The annotations, in order of the file.
    pub annotations: Vec<Annotation>,
}

/// What an editor says of some words of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// Its id, unique among those of the source.
    pub id: Located<Id>,
    /// What kind of remark it is, one of [`ANNOTATION_KINDS`].
    pub kind: &'static str,
    /// Who wrote it: a key of `[authors]` in the configuration, or a name.
    pub author: Option<Located<String>>,
    /// Its tags, in order.
    pub tags: Vec<String>,
    /// The words annotated.
    pub lemma: Wanted,
    /// The events of the block quotation that writes them.
    pub lemma_events: Range<usize>,
    /// Whether an edition withholds them; then they are gone from the events and from `lemma`.
    pub withheld: bool,
    /// The events of its body.
    pub body: Range<usize>,
}

/// What kinds of annotations there are.
pub const ANNOTATION_KINDS: &[&str] =
    &["context", "correction", "contradiction", "definition", "translation", "question", "comment"];

/// `content/questions/<id>.md`: what the sources claim in answer to one question.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionPage {
    /// Common to all pages.
    pub page: Page,
    /// The question.
    pub title: String,
    /// Whether at most one of its claims can be true.
    pub exclusive: bool,
    /// The claims, in order.
    pub claims: Vec<Statement>,
}

/// `content/timeline.md`.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelinePage {
    /// Common to all pages.
    pub page: Page,
    /// Its title; empty for the theme's.
    pub title: String,
    /// The events, in order of the file.
    pub events: Vec<(Located<Date>, Statement)>,
}

/// `content/changes.md`: what was changed since readers first saw the dossier.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangesPage {
    /// Common to all pages.
    pub page: Page,
    /// Its title; empty for the theme's.
    pub title: String,
    /// The changes as they are written, the newest first.
    pub changes: Vec<Change>,
}

/// A change, under a heading of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The day, `YYYY-MM-DD`.
    pub day: Date,
    /// What kind of change it is, one of [`CHANGE_KINDS`], if it is of one.
    pub kind: Option<&'static str>,
    /// What its heading says behind the day; may be empty.
    pub title: String,
    /// The heading with what stands under it; its text is the title, or the day where there is none.
    pub statement: Statement,
}

/// What kinds of changes readers may want to tell apart.
pub const CHANGE_KINDS: &[&str] = &["correction", "addition"];

/// A claim or an event: a heading of the second level with what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Element id, the author's own or by number.
    pub id: String,
    /// What is stated, as plain text.
    pub text: String,
    /// The events below the heading.
    pub body: Range<usize>,
    /// The citations among them, as indices into [`Prose::citations`].
    pub citations: Range<usize>,
    /// The heading.
    pub span: Span,
}
