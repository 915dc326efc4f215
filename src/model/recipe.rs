//! A cleaning recipe as written: what to do with the lines of a raw text.

use super::located::Located;
use crate::diag::Span;

/// Names lines by their words. Typesetting (white space, kinds of quotes and dashes) does not count, case does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// The words.
    pub words: String,
    /// How much of a line they are.
    pub extent: Extent,
    /// Whether it may match several lines.
    pub every: bool,
    /// Where it is written.
    pub span: Span,
}

/// How much of a line a selector gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The whole line.
    Whole,
    /// Its beginning.
    Start,
}

/// Words that only editions show which say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redact {
    /// The line; the whole text where `None`.
    pub within: Option<Selector>,
    /// The words.
    pub words: Located<String>,
    /// Whether they may stand in several places.
    pub every: bool,
    /// Why, in the editor's words: readers see it.
    pub reason: String,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub action: Action,
    /// Where it is written.
    pub span: Span,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Takes lines out.
    Cut {
        /// The line, or the first of a range.
        from: Selector,
        /// The last of a range.
        to: RangeEnd,
        /// Why.
        reason: Reason,
    },
    /// Takes words out of a line.
    CutWords {
        /// The line; the whole text where `None`.
        within: Option<Selector>,
        /// The words.
        words: Located<String>,
        /// Why.
        reason: Reason,
    },
    /// Says what a line is.
    Set {
        /// The line.
        line: Selector,
        /// What it is.
        role: SetRole,
    },
    /// Says who speaks where a line begins with a label.
    Speakers(Vec<(Located<String>, String)>),
    /// A part begins at a line.
    Part {
        /// The line.
        from: Selector,
        /// Whose it is.
        part: Part,
    },
    /// Makes one paragraph of several lines.
    Join {
        /// The first line.
        from: Selector,
        /// The last line.
        to: Selector,
    },
    /// Makes two paragraphs of a line.
    Split {
        /// The line; the whole text where `None`.
        within: Option<Selector>,
        /// The words that begin the second.
        before: Located<String>,
    },
    /// Replaces words; the raw form is always shown.
    Correct {
        /// The line; the whole text where `None`.
        within: Option<Selector>,
        /// The words as they stand.
        words: Located<String>,
        /// The words meant.
        with: String,
    },
}

/// Where a range of lines ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RangeEnd {
    /// With its first line.
    Same,
    /// With this line.
    Line(Selector),
    /// With the text.
    Text,
}

/// Why something was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it; the theme has the words for readers")]
pub enum Reason {
    Navigation,
    Promotion,
    Newsletter,
    Related,
    Biography,
    Duplicate,
    Caption,
    Footer,
    Share,
    Error,
    Meta,
}

impl Reason {
    /// All names with their meanings.
    pub const NAMES: &[(&str, Reason)] = &[
        ("navigation", Self::Navigation),
        ("promotion", Self::Promotion),
        ("newsletter", Self::Newsletter),
        ("related", Self::Related),
        ("biography", Self::Biography),
        ("duplicate", Self::Duplicate),
        ("caption", Self::Caption),
        ("footer", Self::Footer),
        ("share", Self::Share),
        ("error", Self::Error),
        ("meta", Self::Meta),
    ];

    /// As written in recipes and machine forms.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, reason)| *reason == self).map_or("", |(name, _)| name)
    }
}

/// What a `set` step makes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum SetRole {
    Title,
    Subtitle,
    Byline,
    Date,
    Label,
    Heading {
        /// 2 to 6.
        level: u8,
        /// The words in readable case.
        readable: Option<Located<String>>,
    },
    Item,
    Quotation,
    Caption,
}

/// Whose words a stretch of a source are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The author.
    pub author: Attribution,
    /// Why the boundary is the editor's inference, where it is.
    pub conjecture: Option<String>,
}

/// A name, or what stands in place of one that the capture lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribution {
    /// A name that the capture has.
    Named(String),
    /// What the editor calls somebody whose name is lost.
    Unnamed(String),
}
