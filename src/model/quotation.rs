//! Quotations and citations as an editor wrote them, before anything is looked up.

use std::ops::Range;

use super::located::Located;
use crate::diag::Span;

/// `[@source]`, with several sources `[@a; @b]`, behind quoted words or alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The events of the prose that write it; whole ones, of text only.
    pub events: Range<usize>,
    /// What it names, in order; never empty.
    pub items: Vec<Cited>,
    /// The words bound to it.
    pub quotation: Option<Quotation>,
    /// Where it is written, brackets included.
    pub span: Span,
}

impl Citation {
    /// The first source that is quoted in its own words, and not translated.
    pub fn in_own_words(&self) -> Option<&Cited> {
        self.items.iter().find(|item| item.original.is_none())
    }
}

/// One source of a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// Id of the source.
    pub source: Located<String>,
    /// What the source does with the claim that it is evidence for.
    pub stance: Stance,
    /// Where the stance is written, if it is.
    pub stance_span: Option<Span>,
    /// A place in the source, such as `p. 4`.
    pub locator: Option<String>,
    /// The source's own words, where those quoted are a translation.
    pub original: Option<Wanted>,
    /// Whether an edition withholds the words for which it is cited.
    pub withheld: bool,
}

/// What a source does with a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stance {
    /// It says so.
    Asserts,
    /// It says that it is not so.
    Denies,
    /// It says that another says so.
    Reports,
}

impl Stance {
    /// All names with their meanings.
    pub const NAMES: &[(&str, Stance)] =
        &[("asserts", Self::Asserts), ("denies", Self::Denies), ("reports", Self::Reports)];

    /// As written in citations.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asserts => "asserts",
            Self::Denies => "denies",
            Self::Reports => "reports",
        }
    }
}

/// Quoted words as they stand in the prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The events of the prose that write it, marks included; whole ones. Of a block quotation all of it.
    pub events: Range<usize>,
    /// Whether it is a block quotation, which may cross paragraphs.
    pub is_block: bool,
    /// The words.
    pub words: Wanted,
    /// Whether an edition withholds them; then they are gone from the events and from `words`.
    pub withheld: bool,
}

/// Words that are looked up in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The words between the marks, without emphasis; a line feed between paragraphs.
    pub text: String,
    /// Bytes of `text` that are bold.
    pub bold: Vec<Range<usize>>,
    /// Where they are written.
    pub span: Span,
}
