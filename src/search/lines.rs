//! What was found as lines of a concordance: the words with what surrounds them, and where they are written.

use std::ops::Range;

use super::find::Hit;
use super::query::Query;
use super::sections::section;
use super::words::words;
use crate::diag::FileId;
use crate::model::search::{Layout, Voice};
use crate::model::site::Site;

/// How many characters are shown before and behind the words.
const AROUND: usize = 44;

/// A place at which something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whose words they are.
    pub voice: Voice,
    /// The page, as its file below `content/` is called.
    pub page: String,
    /// Element id on the page; empty for the top of it.
    pub id: String,
    /// Number of the paragraph of a source.
    pub paragraph: Option<u32>,
    /// The file in which the words are written, and the byte at which they begin.
    pub written: (FileId, usize),
    /// What stands before them.
    pub before: String,
    /// The words.
    pub words: String,
    /// What stands behind them.
    pub after: String,
}

/// Every place on a page at which a part of the query stands, in order; of plain words in a row the whole row.
pub fn lines(site: &Site, layout: &Layout, query: &Query, hit: &Hit) -> Vec<Line> {
    let section = section(site, layout, hit.section);
    let mut lines = Vec::new();
    for block in &section.blocks {
        let text = &*block.text;
        let all = words(text);
        let parts = query.whole.iter().chain(&query.parts);
        let mut found: Vec<Range<usize>> = parts.flat_map(|part| part.in_words(&all)).collect();
        found.sort_by_key(|range| (range.start, usize::MAX - range.end));
        let mut end = 0;
        for range in found {
            if range.start < end {
                continue;
            }
            end = range.end;
            let bytes = all[range.start].bytes.start..all[range.end - 1].bytes.end;
            lines.push(Line {
                voice: section.voice,
                page: section.page.name(),
                id: block.id.to_string(),
                paragraph: block.number,
                written: block.from.place(bytes.start),
                before: before(&text[..bytes.start]),
                after: after(&text[bytes.end..]),
                words: even(&text[bytes]),
            });
        }
    }
    lines
}

/// The end of a text, from the beginning of a word on.
fn before(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().rev().nth(AROUND) else { return even(text) };
    let shown = &text[cut..];
    let word = shown.find(char::is_whitespace).filter(|at| *at < shown.len() / 2);
    format!("…{}", even(&shown[word.unwrap_or(0)..]))
}

/// The beginning of a text, to the end of a word.
fn after(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().nth(AROUND) else { return even(text) };
    let shown = &text[..cut];
    let word = shown.rfind(char::is_whitespace).filter(|at| *at > cut / 2);
    format!("{}…", even(&shown[..word.unwrap_or(cut)]))
}

/// On one line, whatever the terminal would make of the characters.
fn even(text: &str) -> String {
    let even = |char: char| if char.is_whitespace() { ' ' } else { crate::text::shown(char) };
    text.chars().map(even).filter(|char| !crate::text::reorders(*char)).collect()
}
