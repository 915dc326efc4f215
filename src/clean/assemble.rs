//! Pass 3: writes the reading text and its map from the pieces.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::Setting;
use super::layout::{Layout, Piece, What};
use super::recipe::Plan;
use super::seams;
use crate::model::clean::{Block, Change, CleanText, Mark, MarkKind, address};
use crate::text::checksum::sha256;
use crate::text::map::Builder;
use crate::text::normal::{is_composed, normal, plain};
use crate::text::{Text, led_by, shown, unusual};

/// Makes the reading text.
pub(super) fn assemble(raw: &Text, layout: Layout, plan: Plan, setting: &Setting) -> CleanText {
    let mut writer = Writer {
        raw: raw.as_str(),
        out: Builder::new(raw.as_str()),
        ranges: vec![0..0; layout.blocks.len()],
        last: None,
        marks: Vec::new(),
    };
    let mut waiting = Vec::new();
    for piece in &layout.pieces {
        let block = match piece.what {
            What::Words(block) | What::Cased(block, _) | What::Corrected(block, _) => block,
            _ => {
                waiting.push(piece);
                continue;
            }
        };
        writer.between(&waiting, Some(block));
        waiting.clear();
        writer.words(piece, block);
    }
    writer.between(&waiting, None);

    let (mut text, mut map) = writer.out.finish();
    if let Some((composed, composed_map, moved)) = seams::composed(raw.as_str(), &text, &map) {
        (text, map) = (composed, composed_map);
        let marks = writer.marks.iter_mut().map(|mark| &mut mark.range);
        writer.ranges.iter_mut().chain(marks).for_each(|range| *range = moved.range(range));
    }
    let mut seen = HashMap::new();
    let mut number = 0;
    let blocks = layout.blocks.into_iter().zip(writer.ranges).map(|(draft, range)| Block {
        role: draft.role,
        address: address(text.slice(range.clone()), &mut seen),
        range,
        number: draft.role.is_body().then(|| {
            number += 1;
            number
        }),
        language: setting.language.clone(),
        direction: setting.direction,
        speaker: draft.speaker,
        part: draft.part,
        marker: draft.marker,
    });
    let blocks: Vec<Block> = blocks.collect();
    let mut marks = writer.marks;
    marks.extend(speech(&text, &blocks));
    marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
    let sha256 = sha256(text.as_str().as_bytes());
    CleanText { text, sha256, blocks, marks, map, speakers: plan.speakers, parts: plan.parts }
}

struct Writer<'a> {
    raw: &'a str,
    out: Builder<'a, Change>,
    ranges: Vec<Range<u32>>,
    /// The block that the last words went into.
    last: Option<usize>,
    marks: Vec<Mark>,
}

impl Writer<'_> {
    /// Accounts for what lies between words, and separates blocks by a line feed and joined lines by a space.
    fn between(&mut self, waiting: &[&Piece], next: Option<usize>) {
        let ends_line =
            |piece: &&Piece| matches!(piece.what, What::Space) && self.raw[piece.raw.clone()].contains('\n');
        let mut separator = match (self.last, next) {
            (Some(last), Some(next)) if last != next => "\n",
            (Some(_), Some(_)) if waiting.iter().any(ends_line) => " ",
            _ => "",
        };
        for piece in waiting {
            let (with, why) = match piece.what {
                What::Space => (std::mem::take(&mut separator), Change::Space),
                What::Cut(reason) => ("", Change::Cut(reason)),
                What::Marker => ("", Change::Marker),
                What::Label => ("", Change::Label),
                What::Words(_) | What::Cased(..) | What::Corrected(..) => unreachable!("words do not wait"),
            };
            self.out.replace(piece.raw.end, with, why);
        }
        self.out.insert(separator, Change::Space);
    }

    fn words(&mut self, piece: &Piece, block: usize) {
        let start = self.out.chars();
        match &piece.what {
            What::Cased(_, readable) => self.cased(piece.raw.clone(), readable),
            What::Corrected(_, with) => {
                let with: String = with.nfc().map(shown).collect();
                self.out.replace(piece.raw.end, &with, Change::Correction);
                let raw = self.raw[piece.raw.clone()].to_owned();
                self.marks.push(Mark { range: start..self.out.chars(), kind: MarkKind::Correction(raw) });
            }
            _ => self.composed(piece.raw.clone()),
        }
        if self.last != Some(block) {
            self.ranges[block].start = start;
            self.last = Some(block);
        }
        self.ranges[block].end = self.out.chars();
    }

    /// Copies words, composing what is not NFC and replacing what cannot be shown.
    fn composed(&mut self, raw: Range<usize>) {
        let words = &self.raw[raw.clone()];
        if is_composed(words) && unusual(words).all(|(_, char)| shown(char) == char) {
            return self.out.copy(raw.end);
        }
        for (at, cluster) in words.grapheme_indices(true) {
            let end = raw.start + at + cluster.len();
            let composed: String = cluster.nfc().collect();
            let visible: String = composed.chars().map(shown).collect();
            if visible != composed {
                self.out.replace(end, &visible, Change::Control);
            } else if composed != cluster {
                self.out.replace(end, &composed, Change::Composition);
            } else {
                self.out.copy(end);
            }
        }
    }

    /// Puts words in readable case in place of a line: word by word, and character by character where they are the
    /// same, so that every character leads back to its own.
    fn cased(&mut self, raw: Range<usize>, readable: &str) {
        let words = &self.raw[raw.clone()];
        let readable: String = readable.nfc().collect();
        // Characters that only help typesetting are no words, neither here nor where the two were compared.
        let is_word = |word: &&str| !normal(word).is_empty();
        let mut cased = readable.split_whitespace().filter(is_word);
        let mut at = 0;
        for word in words.split_whitespace().filter(is_word) {
            let start = words[at..].find(word).map_or(at, |found| at + found);
            self.composed(raw.start + at..raw.start + start);
            at = start + word.len();
            let with: String = cased.next().unwrap_or_default().chars().map(shown).collect();
            let is_same = |(old, new): (char, char)| shown(old) == new || fold(old) == fold(new);
            if word.chars().count() == with.chars().count() && word.chars().zip(with.chars()).all(is_same) {
                for ((offset, old), new) in word.char_indices().zip(with.chars()) {
                    let end = raw.start + start + offset + old.len_utf8();
                    if old == new {
                        self.out.copy(end);
                    } else {
                        let why = if shown(old) == new { Change::Control } else { Change::Case };
                        self.out.replace(end, new.encode_utf8(&mut [0; 4]), why);
                    }
                }
            } else {
                self.out.replace(raw.start + at, &with, Change::Case);
            }
        }
        self.composed(raw.start + at..raw.end);
    }
}

/// What two characters that differ only in case or typesetting have in common.
fn fold(char: char) -> String {
    plain(char).map_or(String::new(), |char| char.to_lowercase().collect())
}

/// Speech that runs over several paragraphs, each of which opens it again while only the last closes it.
fn speech(text: &Text, blocks: &[Block]) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut open: Option<u32> = None;
    let mut several = false;
    for block in blocks {
        let words = text.slice(block.range.clone());
        let reopens = words.starts_with(['“', '"', '«', '„']);
        if open.is_some() && !(block.role.is_body() && reopens) {
            open = None;
        }
        let goes_on = open.is_some();
        several |= goes_on;
        let start = text.byte_of(block.range.start);
        // All marks begin with one of these bytes, and little else does.
        for (byte, char) in led_by(words, |byte| matches!(byte, b'"' | 0xC2 | 0xE2)) {
            let repeats_opening = goes_on && byte == 0;
            let at = text.char_of(start + byte);
            match char {
                _ if repeats_opening => {}
                '“' | '«' | '„' | '"' if open.is_none() => (open, several) = (Some(at), false),
                '”' | '»' | '"' => {
                    if let Some(start) = open.take().filter(|_| several) {
                        marks.push(Mark { range: start..at + 1, kind: MarkKind::Speech });
                    }
                    several = false;
                }
                _ => {}
            }
        }
    }
    marks
}
