//! What became of every raw line, read off the map, and the forms in which `casebook clean` prints it.

use std::fmt::Write as _;

use serde::Serialize;

use crate::model::clean::{Change, CleanText, Fate, LineRecord};
use crate::text::map::Segment;
use crate::text::{Text, fitted};

/// The fate of every line of `raw`.
pub fn lines(raw: &Text, clean: &CleanText) -> Vec<LineRecord> {
    let segments = clean.map.segments();
    let mut first = 0;
    let fates = raw.lines().map(|line| {
        while segments.get(first).is_some_and(|segment| segment.raw().end <= line.start) {
            first += 1;
        }
        let inside = segments[first..].iter().take_while(|segment| segment.raw().start < line.end);
        let fate = fate(inside.filter(|segment| !segment.raw().is_empty()), clean);
        LineRecord::new(&line, fate)
    });
    // Kept as long as the source.
    fitted(fates.collect())
}

fn fate<'a>(segments: impl Iterator<Item = &'a Segment<Change>>, clean: &CleanText) -> Fate {
    let mut fate = Fate::Blank;
    for segment in segments {
        match segment.why {
            Some(Change::Space) => {}
            Some(Change::Cut(reason)) => {
                if fate == Fate::Blank {
                    fate = Fate::Cut(reason);
                }
            }
            Some(Change::Marker | Change::Label) => fate = Fate::Keep { block: None },
            None
            | Some(Change::Correction | Change::Case | Change::Composition | Change::Control | Change::Withheld) => {
                // What has no words of its own was composed with those before it.
                let at =
                    if segment.clean.is_empty() { segment.clean.start.saturating_sub(1) } else { segment.clean.start };
                let block = clean.blocks.partition_point(|block| block.range.end <= at);
                return Fate::Keep { block: u32::try_from(block).ok() };
            }
        }
    }
    fate
}

/// What a kept line became, or why a line was cut; empty for blank ones.
pub fn outcome(fate: Fate, clean: &CleanText) -> &'static str {
    match fate {
        Fate::Keep { block: Some(block) } => clean.blocks.get(block as usize).map_or("", |block| block.role.name()),
        Fate::Keep { block: None } => "label",
        Fate::Cut(reason) => reason.name(),
        Fate::Blank => "",
    }
}

/// One row per raw line, no header: number from 1, fate, what it became or why it was cut, the line with `\t`, `\r` and
/// `\\` escaped. This form is stable.
pub fn tsv(raw: &Text, clean: &CleanText, record: &[LineRecord]) -> String {
    let mut out = String::new();
    for (number, line) in (1..).zip(record) {
        let words = raw.as_str()[line.raw()].replace('\\', "\\\\").replace('\t', "\\t").replace('\r', "\\r");
        let (fate, outcome) = (line.fate.name(), outcome(line.fate, clean));
        writeln!(out, "{number}\t{fate}\t{outcome}\t{words}").expect("writing to a string does not fail");
    }
    out
}

/// The record as data: every line, and every segment of the map.
#[derive(Debug, Serialize)]
pub struct RecordData<'a> {
    /// SHA-256 of the raw text.
    pub raw_sha256: &'a str,
    /// Raw lines, in order.
    pub lines: Vec<LineData<'a>>,
    /// The map from raw to clean, in order; together they cover both texts.
    pub segments: Vec<SegmentData>,
    /// The blocks of the reading text, in order.
    pub blocks: Vec<BlockData<'a>>,
}

/// A raw line.
#[derive(Debug, Serialize)]
pub struct LineData<'a> {
    number: usize,
    fate: &'static str,
    outcome: &'static str,
    text: &'a str,
}

/// A segment of the map.
#[derive(Debug, Serialize)]
pub struct SegmentData {
    raw_bytes: [usize; 2],
    characters: [u32; 2],
    kind: &'static str,
    reason: Option<&'static str>,
}

/// A block of the reading text.
#[derive(Debug, Serialize)]
pub struct BlockData<'a> {
    address: &'a str,
    number: Option<u32>,
    role: &'static str,
    speaker: Option<&'a str>,
    part: Option<usize>,
    characters: [u32; 2],
    text: &'a str,
}

/// The record of a source as data.
pub fn data<'a>(raw: &'a Text, raw_sha256: &'a str, clean: &'a CleanText, record: &[LineRecord]) -> RecordData<'a> {
    let lines = (1..).zip(record).map(|(number, line)| LineData {
        number,
        fate: line.fate.name(),
        outcome: outcome(line.fate, clean),
        text: &raw.as_str()[line.raw()],
    });
    let segments = clean.map.segments().iter().map(|segment| SegmentData {
        raw_bytes: [segment.raw().start, segment.raw().end],
        characters: [segment.clean.start, segment.clean.end],
        kind: kind(segment),
        reason: match segment.why {
            Some(Change::Cut(reason)) => Some(reason.name()),
            _ => None,
        },
    });
    let blocks = clean.blocks.iter().map(|block| BlockData {
        address: &block.address,
        number: block.number,
        role: block.role.name(),
        speaker: block.speaker.map(|speaker| clean.speakers[speaker].as_str()),
        part: block.part,
        characters: [block.range.start, block.range.end],
        text: clean.text.slice(block.range.clone()),
    });
    RecordData { raw_sha256, lines: lines.collect(), segments: segments.collect(), blocks: blocks.collect() }
}

/// The name of what a segment does.
pub fn kind(segment: &Segment<Change>) -> &'static str {
    match segment.why {
        None => "copy",
        Some(Change::Cut(_)) => "cut",
        Some(Change::Space) => "space",
        Some(Change::Marker) => "marker",
        Some(Change::Label) => "label",
        Some(Change::Correction) => "correction",
        Some(Change::Case) => "case",
        Some(Change::Composition) => "composition",
        Some(Change::Control) => "control",
        Some(Change::Withheld) => "withheld",
    }
}
