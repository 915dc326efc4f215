//! The record of a source: provenance, and what became of every raw line.

use std::collections::BTreeMap;

use super::Page;
use super::view::{CorrectionRow, Fact, LineView, PieceView, RecordView, TotalRow};
use crate::model::clean::{Change, Fate};
use crate::model::dossier::{Source, Words};
use crate::model::key::PageKey;
use crate::model::recipe::Reason;
use crate::text::checksum::sha256;
use crate::text::map::Segment;
use crate::text::shown;

impl Page<'_> {
    pub(super) fn record(&self, source: &Source) -> RecordView {
        let key = PageKey::Source(source.page.page.id.clone());
        let words = source.words.as_deref();
        let title = self.word("record-of", &[("title", &source.page.title.value)]);
        RecordView {
            layout: self.layout("record", title, None, false),
            title: self.source_title(source),
            source: self.to(&key.path()),
            facts: facts(source),
            withheld: words.is_none(),
            totals: words.map_or(Vec::new(), totals),
            corrections: words.map_or(Vec::new(), |words| corrections(words, "")),
            lines: words.map_or(Vec::new(), |words| lines(words, &self.to(&key.path()))),
        }
    }
}

fn facts(source: &Source) -> Vec<Fact> {
    let fact = |key, text: String| Fact { key, text, href: None, from: None };
    let mut facts = vec![fact("raw", source.page.raw.value.clone()), fact("raw_sha256", source.raw_sha256.clone())];
    if let Some(words) = &source.words {
        facts.push(fact("raw_characters", words.raw.len().to_string()));
        facts.push(fact("text_characters", words.clean.text.len().to_string()));
        facts.push(fact("text_sha256", sha256(words.clean.text.as_str().as_bytes())));
    }
    facts
}

/// Lines and code points by fate, and for what was cut by reason. Lines are counted by their fate, code points by their
/// own, so that words cut inside a kept line are counted as cut.
fn totals(words: &Words) -> Vec<TotalRow> {
    let raw = words.raw.as_str();
    let all = words.raw.len() as usize;
    let mut rows: BTreeMap<(u8, Option<Reason>), (usize, usize)> = BTreeMap::new();
    const KEEP: u8 = 0;
    const CUT: u8 = 1;
    const BLANK: u8 = 2;
    for line in &words.record {
        match line.fate {
            Fate::Keep { .. } => rows.entry((KEEP, None)).or_default().0 += 1,
            Fate::Cut(reason) => {
                rows.entry((CUT, None)).or_default().0 += 1;
                rows.entry((CUT, Some(reason))).or_default().0 += 1;
            }
            Fate::Blank => rows.entry((BLANK, None)).or_default().0 += 1,
        }
    }
    for segment in words.clean.map.segments() {
        let characters = raw[segment.raw.clone()].chars().count();
        match segment.why {
            Some(Change::Cut(reason)) => {
                rows.entry((CUT, None)).or_default().1 += characters;
                rows.entry((CUT, Some(reason))).or_default().1 += characters;
            }
            Some(Change::Space) => rows.entry((BLANK, None)).or_default().1 += characters,
            _ => rows.entry((KEEP, None)).or_default().1 += characters,
        }
    }
    let row = |((fate, reason), (lines, characters)): ((u8, Option<Reason>), (usize, usize))| TotalRow {
        fate: ["keep", "cut", "blank"][usize::from(fate)],
        reason: reason.map(Reason::name),
        lines,
        characters,
        percent: if all == 0 { 0 } else { (characters * 200 + all) / (2 * all) },
    };
    rows.into_iter().map(row).collect()
}

/// What the editors corrected; `record` is the address of the record, nothing on its own page.
pub(super) fn corrections(words: &Words, record: &str) -> Vec<CorrectionRow> {
    let corrected = words.clean.map.segments().iter().filter(|segment| segment.why == Some(Change::Correction));
    corrected
        .map(|segment| {
            let (line, _) = words.raw.position(segment.raw.start);
            CorrectionRow {
                line,
                href: format!("{record}#l-{line}"),
                raw: visible(&words.raw.as_str()[segment.raw.clone()]),
                with: words.clean.text.slice(segment.clean.clone()).to_owned(),
            }
        })
        .collect()
}

fn lines(words: &Words, source: &str) -> Vec<LineView> {
    let clean = &words.clean;
    let segments = clean.map.segments();
    let mut first = 0;
    let rows = (1..).zip(&words.record).map(|(number, line)| {
        while segments.get(first).is_some_and(|segment| segment.raw.end <= line.raw.start) {
            first += 1;
        }
        let inside = segments[first..].iter().take_while(|segment| segment.raw.start < line.raw.end);
        let block = match line.fate {
            Fate::Keep { block } => block.and_then(|block| clean.blocks.get(block)),
            _ => None,
        };
        let pieces =
            inside.map(|segment| piece(words, line.raw.clone(), segment)).filter(|piece| !piece.text.is_empty());
        LineView {
            number,
            fate: line.fate.name(),
            role: matches!(line.fate, Fate::Keep { .. }).then(|| block.map_or("label", |block| block.role.name())),
            reason: if let Fate::Cut(reason) = line.fate { Some(reason.name()) } else { None },
            paragraph: block.and_then(|block| block.number).map(|number| number as usize),
            href: block.map(|block| format!("{source}#{}", block.address)),
            pieces: merge(pieces),
        }
    });
    rows.collect()
}

/// The part of a segment that lies in a line.
fn piece(words: &Words, line: std::ops::Range<usize>, segment: &Segment<Change>) -> PieceView {
    let raw = segment.raw.start.max(line.start)..segment.raw.end.min(line.end);
    let text = visible(&words.raw.as_str()[raw]);
    let with = || Some(words.clean.text.slice(segment.clean.clone()).to_owned());
    let (kind, with, reason) = match segment.why {
        None | Some(Change::Composition) => ("keep", None, None),
        Some(Change::Cut(reason)) => ("cut", None, Some(reason.name())),
        Some(Change::Correction | Change::Control) => ("correct", with(), None),
        Some(Change::Case) => ("case", with(), None),
        Some(Change::Space | Change::Marker | Change::Label) => ("layout", None, None),
    };
    PieceView { kind, text, with, reason }
}

/// Neighbours of one kind as one piece: readable case is mapped character by character.
fn merge(pieces: impl Iterator<Item = PieceView>) -> Vec<PieceView> {
    let mut merged: Vec<PieceView> = Vec::new();
    for piece in pieces {
        match merged.last_mut() {
            Some(last) if last.kind == piece.kind && last.reason == piece.reason && piece.kind != "correct" => {
                last.text.push_str(&piece.text);
                if let (Some(with), Some(more)) = (&mut last.with, &piece.with) {
                    with.push_str(more);
                }
            }
            _ => merged.push(piece),
        }
    }
    merged
}

/// Raw text for the eye: what cannot be shown as it is, and what reorders its neighbours, is shown as a symbol.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
                out.push_str(&format!("⟨U+{:04X}⟩", u32::from(char)));
            }
            other => out.push(shown(other)),
        }
    }
    out
}
