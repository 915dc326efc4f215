//! Finds quoted words in one source.
//!
//! In: a source prepared for looking up ([`Prepared`]) and the words ([`Needle`]). Out: every place where they stand, or
//! what kept them from being found. Start at [`find`]. Nothing here passes a difference of a word: words are looked up
//! verbatim in normal form, whole, and what the editors' conventions leave out is looked at.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::convention::by_convention;
use super::edge::{is_whole, is_within};
use super::pattern::Pattern;
use crate::model::anchor::Verdict;
use crate::model::clean::{CleanText, MarkKind};
use crate::model::dossier::Words;
use crate::model::quotation::Wanted;
use crate::text::compare::{Haystack, Normal, runs};
use crate::text::normal::is_word_char;

/// How much a mark of omission may leave out, in code points of the source.
pub const LONGEST_GAP: usize = 600;

/// How many words of the source a bracket may replace.
pub const MOST_REPLACED: usize = 3;

/// How many places are told apart at most.
pub(super) const MOST_PLACES: usize = 1000;

/// A source prepared for looking up.
pub(super) struct Prepared<'a> {
    pub(super) words: &'a Words,
    pub(super) haystack: Haystack,
    pub(super) language: &'a str,
}

/// The words to find.
pub(super) struct Needle<'a> {
    wanted: &'a Wanted,
    /// The words as typed, in NFC.
    text: String,
    normal: Normal,
    /// Whether they may run over several paragraphs.
    pub(super) is_block: bool,
}

/// A place where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// Code points of the reading text, in order.
    pub(super) parts: Vec<Range<u32>>,
    /// The bold words, where there are any.
    pub(super) bold: Option<Range<u32>>,
    pub(super) verdict: Verdict,
}

impl Hit {
    /// The words meant: those in bold, or else from the first part to the last.
    pub(super) fn range(&self) -> Range<u32> {
        self.bold.clone().unwrap_or_else(|| self.parts[0].start..self.parts[self.parts.len() - 1].end)
    }
}

/// Why they were not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Miss {
    /// They are not there.
    Absent,
    /// They are there, from one paragraph, turn or part into another.
    Crossing,
    /// All pieces are there, but not in this order within [`LONGEST_GAP`].
    Apart,
    /// What is left out or replaced denies.
    LeavesOut(String),
    /// What the editor put in denies.
    PutsIn(String),
    /// There are no words.
    Empty,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(words: &'a Words, language: &'a str) -> Self {
        let clean = &words.clean;
        let normal = Normal::new(clean.text.as_str(), &repeated_marks(clean));
        Self { words, haystack: Haystack::new(normal), language }
    }

    /// The code points of the reading text that bytes of the normal form stand for.
    pub(super) fn range(&self, bytes: &Range<usize>) -> Range<u32> {
        self.haystack.normal.code_points(bytes, &self.words.clean.text)
    }

    pub(super) fn normal(&self) -> &str {
        self.haystack.normal.as_str()
    }
}

/// Quotation marks at the start of paragraphs that only repeat that speech goes on.
fn repeated_marks(clean: &CleanText) -> Vec<u32> {
    let speech: Vec<_> = clean.marks.iter().filter(|mark| mark.kind == MarkKind::Speech).collect();
    let starts = clean.blocks.iter().map(|block| block.range.start).filter(|start| {
        let first = speech.partition_point(|mark| mark.range.start < *start);
        first > 0 && speech[..first].iter().any(|mark| *start < mark.range.end)
    });
    starts.filter(|start| clean.text.slice(*start..*start + 1).starts_with(['"', '“', '„', '«', '「', '『'])).collect()
}

impl<'a> Needle<'a> {
    pub(super) fn new(wanted: &'a Wanted, is_block: bool) -> Self {
        let text: String = wanted.text.nfc().collect();
        let normal = Normal::new(&text, &[]);
        Self { wanted, text, normal, is_block }
    }

    /// The normal form of the words.
    pub(super) fn normal(&self) -> &str {
        self.normal.as_str()
    }

    /// Bytes of the normal form that are bold, from the first bold word to the last.
    pub(super) fn bold(&self) -> Option<Range<usize>> {
        let (first, last) = (self.wanted.bold.first()?, self.wanted.bold.last()?);
        let byte = |at: usize| {
            let chars = self.wanted.text[..at].nfc().count();
            self.normal.byte(u32::try_from(chars).unwrap_or(u32::MAX))
        };
        let range = byte(first.start)..byte(last.end);
        let text = &self.normal()[range.clone()];
        let start = range.start + text.len() - text.trim_start().len();
        Some(start..start + text.trim().len()).filter(|bold| !bold.is_empty())
    }
}

/// Every place where the words stand, in order of place; never empty.
pub(super) fn find(source: &Prepared<'_>, needle: &Needle<'_>) -> Result<Vec<Hit>, Miss> {
    if !needle.normal().chars().any(is_word_char) {
        return Err(Miss::Empty);
    }
    let literal = literally(source, needle);
    if !matches!(literal, Err(Miss::Absent)) {
        return literal;
    }
    match Pattern::of(needle.normal()) {
        Some(pattern) => by_convention(source, needle, &pattern),
        None => literal,
    }
}

/// The words as they stand, or with another typesetting.
fn literally(source: &Prepared<'_>, needle: &Needle<'_>) -> Result<Vec<Hit>, Miss> {
    let normal = needle.normal();
    // The mark that speech goes on, at the start of a paragraph, and the final comma or stop are typesetting.
    let whole = Form { text: normal.to_owned(), gone: Vec::new() };
    let inner =
        Form { text: normal.replace("\n'", "\n"), gone: normal.match_indices("\n'").map(|(at, _)| at + 1).collect() };
    let mut forms = vec![whole];
    if needle.is_block && !inner.gone.is_empty() {
        forms.push(inner);
    }
    for Form { text, gone } in forms.clone() {
        if let Some(rest) = text.strip_prefix('\'').filter(|_| needle.is_block) {
            forms.push(Form { text: rest.to_owned(), gone: [0].into_iter().chain(gone.clone()).collect() });
        }
        if let Some(rest) = text.strip_suffix([',', '.']) {
            forms.push(Form { text: rest.to_owned(), gone });
        }
    }
    let mut crossing = false;
    for form in forms {
        if form.text.trim().is_empty() {
            continue;
        }
        let mut hits = Vec::new();
        for start in source.haystack.find(&form.text, |_| false) {
            let bytes = start..start + form.text.len();
            if !is_whole(source, &bytes, false, false) {
                continue;
            }
            let range = source.range(&bytes);
            if !is_within(&source.words.clean, &range, needle.is_block) {
                crossing = true;
                continue;
            }
            let is_same = form.gone.is_empty() && source.words.clean.text.slice(range.clone()) == needle.text;
            let shift = |at: usize| (bytes.start + form.place(at)).min(bytes.end);
            let bold = needle.bold().map(|bold| shift(bold.start)..shift(bold.end));
            let bold = bold.filter(|bold| !bold.is_empty()).map(|bold| source.range(&bold));
            let verdict = if is_same { Verdict::Exact } else { Verdict::Normalised };
            hits.push(Hit { parts: vec![range], bold, verdict });
            if hits.len() == MOST_PLACES {
                break;
            }
        }
        // Words that stand exactly so are meant rather than those with another typesetting.
        if hits.iter().any(|hit| hit.verdict == Verdict::Exact) {
            hits.retain(|hit| hit.verdict == Verdict::Exact);
        }
        if !hits.is_empty() {
            return Ok(hits);
        }
    }
    Err(if crossing || crosses(source, normal) { Miss::Crossing } else { Miss::Absent })
}

/// A way to write the words of a quotation.
#[derive(Debug, Clone)]
struct Form {
    text: String,
    /// Bytes of the words' normal form that are left out in it.
    gone: Vec<usize>,
}

impl Form {
    /// Where a byte of the words' normal form stands in this one.
    fn place(&self, at: usize) -> usize {
        at - self.gone.partition_point(|gone| *gone < at)
    }
}

/// Whether the words would be there if paragraphs did not end.
fn crosses(source: &Prepared<'_>, normal: &str) -> bool {
    let text = source.normal();
    let boundary = |at: usize| !text[..at].ends_with(is_word_char) || !text[at..].starts_with(is_word_char);
    // One word crosses nothing.
    let crosses = |start: usize| text[start..start + normal.len()].bytes().ne(normal.bytes());
    runs(normal).nth(1).is_some()
        && source
            .haystack
            .find_across(normal)
            .any(|start| crosses(start) && boundary(start) && boundary(start + normal.len()))
}
