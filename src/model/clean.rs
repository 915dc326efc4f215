//! A source as cleaned: plain text in NFC with block structure over it. Offsets are code points; formatting stands off.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::page::Direction;
use super::recipe::{Part, Reason};
use crate::text::Text;
use crate::text::map::OffsetMap;
use crate::text::normal::{normal, words_only};

/// The reading text of a source with all that is known of it.
///
/// Invariants: `text` is NFC; blocks are in order, do not overlap and are separated by one line feed each; marks are
/// sorted by start; `map` covers the raw file from its first to its last byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanText {
    /// The words.
    pub text: Text,
    /// SHA-256 of the words in hexadecimal.
    pub sha256: String,
    /// Paragraphs, headings … in order.
    pub blocks: Vec<Block>,
    /// What stands off.
    pub marks: Vec<Mark>,
    /// Raw bytes ↔ code points.
    pub map: OffsetMap<Change>,
    /// Who speaks, by [`Block::speaker`].
    pub speakers: Vec<String>,
    /// Whose parts there are, by [`Block::part`].
    pub parts: Vec<Part>,
}

/// A stretch of reading text that stands alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub role: Role,
    /// Its code points.
    pub range: Range<u32>,
    /// Its permanent address within the source: `p-` and six characters of the hash of its words.
    pub address: String,
    /// Its number for the eye; only body text is numbered.
    pub number: Option<u32>,
    /// Language, BCP 47.
    pub language: Arc<str>,
    /// Direction.
    pub direction: Direction,
    /// Index into [`CleanText::speakers`].
    pub speaker: Option<usize>,
    /// Index into [`CleanText::parts`].
    pub part: Option<usize>,
    /// Number or mark that an item has in the capture.
    pub marker: String,
}

/// The permanent address of a block: `p-` and six characters of the SHA-256 of its words, with a number if an earlier
/// block of the source has the same. Punctuation and spacing do not change it, nor does another recipe.
pub fn address(words: &str, seen: &mut HashMap<[u8; 3], u32>) -> String {
    let mut hashed = words_only(words);
    if hashed.is_empty() {
        // A row of stars has no words, and still is not every other row of signs.
        hashed = normal(words);
    }
    let hash = Sha256::digest(hashed.as_bytes());
    let beginning = [hash[0], hash[1], hash[2]];
    let [one, two, three] = beginning;
    let mut address = format!("p-{one:02x}{two:02x}{three:02x}");
    let times = seen.entry(beginning).or_insert(0);
    *times += 1;
    if *times > 1 {
        write!(address, "-{times}").expect("writing to a string does not fail");
    }
    address
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Role {
    Title,
    Subtitle,
    Byline,
    Date,
    Label,
    Heading(u8),
    Paragraph,
    Item,
    Quotation,
    Caption,
}

impl Role {
    /// As machine forms and themes name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Subtitle => "subtitle",
            Self::Byline => "byline",
            Self::Date => "date",
            Self::Label => "label",
            Self::Heading(_) => "heading",
            Self::Paragraph => "paragraph",
            Self::Item => "item",
            Self::Quotation => "quotation",
            Self::Caption => "caption",
        }
    }

    /// Where a mention in such a block stands, as `data/mentions.json` says it.
    pub fn context(self) -> &'static str {
        match self {
            Self::Paragraph | Self::Item | Self::Quotation => "body",
            other => other.name(),
        }
    }

    /// Whether blocks of this kind are numbered.
    pub fn is_body(self) -> bool {
        matches!(self, Self::Paragraph | Self::Item | Self::Quotation)
    }
}

/// A range of reading text with a meaning of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its code points.
    pub range: Range<u32>,
    /// What it means.
    pub kind: MarkKind,
}

/// What a mark means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkKind {
    /// The editor's words, in place of these.
    Correction(String),
    /// Speech in quotation marks that runs over several paragraphs, from the first opening mark to the closing one.
    Speech,
    /// An edition's sign for so many words that it leaves out.
    LeftOut(usize),
    /// An edition's sign for words that the editor redacted, with the reason.
    Redacted(Arc<str>),
}

/// Words of a raw text that the editor redacted: what one `[[redact]]` names in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// Bytes of the raw text.
    pub raw: Range<usize>,
    /// Why.
    pub reason: Arc<str>,
}

/// Why a stretch of the raw text is not copied as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Cut by the recipe.
    Cut(Reason),
    /// White space and line ends that became structure, or a space.
    Space,
    /// The mark of an item.
    Marker,
    /// The label of a speaker.
    Label,
    /// Corrected by the recipe.
    Correction,
    /// Readable case.
    Case,
    /// Unicode composition (NFC).
    Composition,
    /// A character that cannot be shown, replaced by a symbol.
    Control,
    /// Left out, or redacted, by an edition.
    Withheld,
}

/// What became of one raw line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRecord {
    raw: Range<u32>,
    /// What became of it.
    pub fate: Fate,
}

impl LineRecord {
    /// The line at the bytes `raw` of the raw text.
    ///
    /// # Panics
    /// If they lie beyond 4 GiB.
    pub fn new(raw: &Range<usize>, fate: Fate) -> Self {
        let byte = |at: usize| u32::try_from(at).expect("raw texts are shorter than 4 GiB");
        Self { raw: byte(raw.start)..byte(raw.end), fate }
    }

    /// Bytes of the raw file, without the line feed that ends it.
    pub fn raw(&self) -> Range<usize> {
        self.raw.start as usize..self.raw.end as usize
    }
}

/// What became of a raw line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// At least a part of it is in the reading text: the block it (first) went into.
    Keep {
        /// Index into [`CleanText::blocks`]; `None` for a line that holds nothing but a speaker's label.
        block: Option<u32>,
    },
    /// It was cut.
    Cut(Reason),
    /// It holds only white space.
    Blank,
}

impl Fate {
    /// As machine forms and themes name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Keep { .. } => "keep",
            Self::Cut(_) => "cut",
            Self::Blank => "blank",
        }
    }
}
