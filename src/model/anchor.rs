//! The one record that ties editorial work to words of a source.

use std::ops::Range;

use super::id::Id;
use super::key::PageKey;
use super::quotation::Stance;

/// A selector, a role, and what is said or meant by it. A mention of an entry, an annotation, a quotation and the
/// evidence for a claim or an event all are anchors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Which words.
    pub selector: Selector,
    /// In which role they are taken.
    pub role: Role,
    /// What is attached to them.
    pub attached: Attached,
}

/// Words of a reading text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// The source.
    pub source: Id,
    /// Index of the block in which they begin.
    pub block: usize,
    /// Code points of the reading text, from the first to the last word. A mention lies within its block; quoted words
    /// may run over several blocks of one turn.
    pub range: Range<u32>,
}

/// What an anchor is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The words name an entry.
    Mention,
    /// The words are quoted.
    Quotation,
    /// The words are quoted as evidence for a claim or an event.
    Evidence(Stance),
    /// The words are annotated.
    Lemma,
}

/// What an anchor carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attached {
    /// An entry that the words name.
    Target(Id),
    /// A citation: the page whose prose it stands in, its index among the citations there, and the index of the source
    /// within it.
    Citation(PageKey, usize, usize),
    /// An annotation of the source: its index in the source's file.
    Annotation(usize),
}

/// An anchor that was looked up and found: nothing else reaches a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Which words, in which role.
    pub anchor: Anchor,
    /// The stretches of the reading text that the quotation shows, in order; several where it leaves words out.
    pub parts: Vec<Range<u32>>,
    /// How they were found.
    pub verdict: Verdict,
    /// In how many places of the source they stand; the anchor is the first of them.
    pub places: usize,
    /// Whether what the page shows is a translation of them.
    pub translated: bool,
    /// What the lock calls it: unique within its source.
    pub name: String,
    /// Hash of the words as they were wanted, typesetting apart: while it stays the same, so does what was verified.
    pub wanted: String,
}

/// How quoted words were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// As they stand.
    Exact,
    /// With another typesetting: kinds of quotes and dashes, spaces, the final comma or stop.
    Normalised,
    /// By the editors' conventions: words left out, words in brackets.
    Elided,
}

impl Verdict {
    /// As machine forms and themes name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Normalised => "normalised",
            Self::Elided => "elided",
        }
    }
}

impl Verified {
    /// The verdict as pages and data say it: `exact`, `normalised`, `elided` or `translated`.
    pub fn verdict_name(&self) -> &'static str {
        if self.translated { "translated" } else { self.verdict.name() }
    }
}

impl Selector {
    /// Sorts by source, then by place.
    pub fn order(&self) -> (&Id, u32, u32) {
        (&self.source, self.range.start, self.range.end)
    }
}
