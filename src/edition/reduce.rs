//! Makes of the words of a source those that an edition shows.
//!
//! In: the words in full, which stretches of the reading text are shown, and whether redactions are made. Out: [`Words`]
//! of the same kind without all else, and the way from the one to the other. Start at [`reduce`].
//!
//! Later stages read the result as they would any text. Where words are gone a sign stands in the reading text that has
//! no word in it, [`LEFT_OUT`] or [`REDACTED`], with a mark that says what it is; the raw text has spaces there, as many
//! as it had bytes, so that places in it stay what they were. Nothing in it follows from words that are gone but their
//! number: addresses of paragraphs that lack some are made anew of those that they have.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use crate::model::anchor::Verified;
use crate::model::clean::{Block, Change, CleanText, Fate, LineRecord, Mark, MarkKind, Role, address};
use crate::model::dossier::{Reduced, Words};
use crate::text::Text;
use crate::text::checksum::sha256;
use crate::text::map::{Builder, Segment};
use crate::text::words::count;

/// What stands in a reading text for words that are left out.
pub(super) const LEFT_OUT: &str = "[…]";

/// What stands in it for redacted words, whatever their length.
pub(super) const REDACTED: &str = "████";

/// Redacted words: where they are, and why.
#[derive(Debug, Clone)]
pub(super) struct Hole {
    raw: Range<usize>,
    /// Empty where the recipe cut them.
    pub(super) clean: Range<u32>,
    reason: Arc<str>,
}

/// What an edition leaves of a source.
pub(super) struct Left {
    pub(super) words: Words,
    atoms: Vec<Atom>,
    /// By block: its index now.
    blocks: Vec<Option<usize>>,
}

/// A stretch of the whole reading text with one destiny; together they cover it.
struct Atom {
    clean: Range<u32>,
    what: What,
    /// Where it begins now.
    now: u32,
}

enum What {
    Kept,
    Gone,
    /// The sign, with spaces where it needs them, and what it means.
    Sign(String, MarkKind),
}

/// Where the redactions of a source lie. What was corrected, composed or cased as one is hidden as one.
pub(super) fn holes(words: &Words) -> Vec<Hole> {
    let clean = &words.clean;
    let segments = clean.map.segments();
    let mut holes: Vec<Hole> = Vec::with_capacity(words.redactions.len());
    for redaction in &words.redactions {
        let Range { start, end } = redaction.raw;
        let mut hole = Hole { raw: start..end, clean: 0..0, reason: redaction.reason.clone() };
        let first = segments.partition_point(|segment| segment.raw().end <= start);
        for segment in segments[first..].iter().take_while(|segment| segment.raw().start < end) {
            let raw = segment.raw();
            let hidden = match segment.why {
                None => {
                    let base = clean.text.byte_of(segment.clean.start);
                    let at = |byte: usize| clean.text.char_of(base + byte - raw.start);
                    at(start.max(raw.start))..at(end.min(raw.end))
                }
                Some(Change::Cut(_)) => continue,
                Some(_) => {
                    hole.raw = hole.raw.start.min(raw.start)..hole.raw.end.max(raw.end);
                    segment.clean.clone()
                }
            };
            hole.clean = around(&hole.clean, &hidden);
        }
        match holes.last_mut() {
            Some(last) if hole.raw.start < last.raw.end => {
                last.raw.end = last.raw.end.max(hole.raw.end);
                last.clean = around(&last.clean, &hole.clean);
            }
            _ => holes.push(hole),
        }
    }
    holes
}

/// The smallest range that holds both; one that is empty lies nowhere.
fn around(a: &Range<u32>, b: &Range<u32>) -> Range<u32> {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b.clone(),
        (_, true) => a.clone(),
        _ => a.start.min(b.start)..a.end.max(b.end),
    }
}

/// The words that are left where only `released` is shown of the reading text (all of it where `None`), without `holes`.
pub(super) fn reduce(words: &Words, released: Option<&[Range<u32>]>, holes: &[Hole]) -> Left {
    let clean = &words.clean;
    let mut atoms = atoms(clean, released, holes);
    let (text, map, shown_raw) = written(words, holes, &mut atoms);
    let blank = match released {
        Some(_) => complement(&shown_raw, words.raw.as_str().len()),
        None => holes.iter().map(|hole| hole.raw.clone()).collect(),
    };
    let raw = Text::new(blanked(words.raw.as_str(), &blank));

    let (blocks, places) = blocks(clean, &atoms, &text);
    let (speakers, parts, blocks) = named(clean, blocks, holes);
    let mut left = Left { words: words.clone(), atoms, blocks: places };
    let marks = left.marks(clean);
    let is_whole = |block: usize| left.is_whole(&clean.blocks[block]);
    let former = words.former.iter().filter_map(|(old, place)| match place {
        Some(block) => Some((old.clone(), Some(left.blocks[*block].filter(|_| is_whole(*block))?))),
        None => released.is_none().then(|| (old.clone(), None)),
    });
    let former = former.collect();
    let record = words.record.iter().map(|line| {
        let fate = match line.fate {
            Fate::Keep { block: Some(block) } => {
                let now = left.blocks.get(block as usize).copied().flatten();
                Fate::Keep { block: now.and_then(|block| u32::try_from(block).ok()) }
            }
            fate => fate,
        };
        LineRecord::new(&line.raw(), fate)
    });
    let record = record.collect();
    let addresses = clean.blocks.iter().zip(&left.blocks).filter_map(|(block, now)| match now {
        Some(now) if blocks[*now].address == block.address => None,
        now => Some((block.address.clone(), *now)),
    });
    let kept = || left.atoms.iter().filter(|atom| matches!(atom.what, What::Kept));
    let reduced = Reduced {
        is_excerpt: released.is_some(),
        words: count(clean.text.as_str()),
        shown: kept().map(|atom| count(clean.text.slice(atom.clean.clone()))).sum(),
        passages: released.map_or(0, <[_]>::len),
        left_out: left_out(clean, &left.blocks),
        blank,
        addresses: addresses.collect(),
    };
    let sha256 = sha256(text.as_str().as_bytes());
    let clean = CleanText { text, sha256, blocks, marks, map, speakers, parts };
    let redactions = if released.is_some() { Vec::new() } else { words.redactions.clone() };
    left.words = Words { file: words.file, raw, clean, record, former, redactions, reduced: Some(reduced) };
    left
}

/// What becomes of every stretch of the reading text.
fn atoms(clean: &CleanText, released: Option<&[Range<u32>]>, holes: &[Hole]) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::new();
    let mut push = |clean: Range<u32>, what: What| {
        if !clean.is_empty() {
            atoms.push(Atom { clean, what, now: 0 });
        }
    };
    let (mut end, mut is_first) = (0, true);
    for block in &clean.blocks {
        let whole = [block.range.clone()];
        let stretches = released.map_or(&whole[..], |released| {
            let first = released.partition_point(|stretch| stretch.end <= block.range.start);
            let behind = released.partition_point(|stretch| stretch.start < block.range.end);
            &released[first..behind]
        });
        if stretches.is_empty() {
            push(end..block.range.end, What::Gone);
            end = block.range.end;
            continue;
        }
        push(end..block.range.start, if is_first { What::Gone } else { What::Kept });
        is_first = false;
        let mut at = block.range.start;
        for stretch in stretches {
            if at < stretch.start {
                let before = if at == block.range.start { "" } else { " " };
                let words = count(clean.text.slice(at..stretch.start));
                push(at..stretch.start, What::Sign(format!("{before}{LEFT_OUT} "), MarkKind::LeftOut(words)));
            }
            at = stretch.start;
            let inside = |hole: &&Hole| hole.clean.start < stretch.end && stretch.start < hole.clean.end;
            for hole in holes.iter().filter(inside) {
                let hidden = hole.clean.start.max(at)..hole.clean.end.min(stretch.end);
                push(at..hidden.start, What::Kept);
                at = hidden.end;
                push(hidden, What::Sign(REDACTED.to_owned(), MarkKind::Redacted(hole.reason.clone())));
            }
            push(at..stretch.end, What::Kept);
            at = stretch.end;
        }
        if at < block.range.end {
            let words = count(clean.text.slice(at..block.range.end));
            push(at..block.range.end, What::Sign(format!(" {LEFT_OUT}"), MarkKind::LeftOut(words)));
        }
        end = block.range.end;
    }
    push(end..clean.text.len(), What::Gone);
    atoms
}

/// The reading text that is left with its map, and the bytes of the raw text that it shows.
fn written(
    words: &Words,
    holes: &[Hole],
    atoms: &mut [Atom],
) -> (Text, crate::text::map::OffsetMap<Change>, Vec<Range<usize>>) {
    let clean = &words.clean.text;
    let mut out = Builder::new(words.raw.as_str());
    let mut shown: Vec<Range<usize>> = Vec::new();
    let mut place = 0;
    for segment in words.clean.map.segments() {
        if segment.clean.is_empty() {
            deleted(segment, holes, &mut out);
            continue;
        }
        let raw = segment.raw();
        let mut at = segment.clean.start;
        let mut done = raw.start;
        while at < segment.clean.end {
            while atoms[place].clean.end <= at {
                place += 1;
            }
            let atom = &mut atoms[place];
            let end = segment.clean.end.min(atom.clean.end);
            let raw_end = match segment.why {
                None => raw.start + clean.byte_of(end) - clean.byte_of(segment.clean.start),
                Some(_) => raw.end,
            };
            let begins = at == atom.clean.start;
            if begins {
                atom.now = out.chars();
            }
            match (&atom.what, segment.why) {
                (What::Kept, None) => {
                    shown.push(done..raw_end);
                    out.copy(raw_end);
                }
                (What::Kept, Some(why)) if (at..end) == segment.clean => {
                    shown.push(done..raw_end);
                    out.replace(raw_end, clean.slice(at..end), why);
                }
                // The raw form of a correction may have other words than those of it that are shown.
                (What::Kept, Some(_)) => out.replace(raw_end, clean.slice(at..end), Change::Withheld),
                (What::Sign(sign, _), _) if begins => out.replace(raw_end, sign, Change::Withheld),
                (What::Sign(..) | What::Gone, _) => out.replace(raw_end, "", Change::Withheld),
            }
            (at, done) = (end, raw_end);
        }
    }
    let (text, map) = out.finish();
    (text, map, shown)
}

/// Accounts for raw text that was no part of the reading text before, and in which words may be redacted.
fn deleted(segment: &Segment<Change>, holes: &[Hole], out: &mut Builder<'_, Change>) {
    let raw = segment.raw();
    let why = segment.why.unwrap_or(Change::Space);
    let first = holes.partition_point(|hole| hole.raw.end <= raw.start);
    for hole in holes[first..].iter().take_while(|hole| hole.raw.start < raw.end) {
        out.replace(hole.raw.start.max(raw.start), "", why);
        out.replace(hole.raw.end.min(raw.end), "", Change::Withheld);
    }
    out.replace(raw.end, "", why);
}

/// The blocks that are left, and where each block went.
fn blocks(clean: &CleanText, atoms: &[Atom], text: &Text) -> (Vec<Block>, Vec<Option<usize>>) {
    let mut seen = HashMap::new();
    let mut left: Vec<Block> = Vec::new();
    let mut places = Vec::with_capacity(clean.blocks.len());
    for block in &clean.blocks {
        let first = atoms.partition_point(|atom| atom.clean.start < block.range.start);
        let inside = || atoms[first..].iter().take_while(|atom| atom.clean.end <= block.range.end);
        // Of a block that is gone one atom holds all, and of several in a row perhaps more.
        let is_left = inside().any(|atom| !matches!(atom.what, What::Gone));
        if block.range.is_empty() || !is_left {
            places.push(None);
            continue;
        }
        let start = inside().next().map_or(0, |atom| atom.now);
        let end = inside().last().map_or(start, |atom| atom.now + atom.length());
        places.push(Some(left.len()));
        let address = address(text.slice(start..end), &mut seen);
        left.push(Block { range: start..end, address, ..block.clone() });
    }
    (left, places)
}

impl Atom {
    /// How many code points it has now.
    fn length(&self) -> u32 {
        match &self.what {
            What::Kept => self.clean.end - self.clean.start,
            What::Gone => 0,
            What::Sign(sign, _) => u32::try_from(sign.chars().count()).unwrap_or(0),
        }
    }
}

/// Only those who speak in what is left are named; and not those whose label is redacted.
fn named(
    clean: &CleanText,
    mut blocks: Vec<Block>,
    holes: &[Hole],
) -> (Vec<String>, Vec<crate::model::recipe::Part>, Vec<Block>) {
    let is_hidden = |segment: &&Segment<Change>| {
        let raw = segment.raw();
        holes.iter().any(|hole| hole.raw.start < raw.end && raw.start < hole.raw.end)
    };
    let segments = clean.map.segments().iter();
    let labels = segments.clone().filter(|segment| segment.why == Some(Change::Label)).filter(is_hidden);
    let behind = |at: u32| clean.blocks.partition_point(|block| block.range.end <= at);
    let hidden: BTreeSet<usize> =
        labels.filter_map(|label| clean.blocks.get(behind(label.clean.start))?.speaker).collect();
    let markers = segments.filter(|segment| segment.why == Some(Change::Marker)).filter(is_hidden);
    let marked: BTreeSet<&str> = markers
        .filter_map(|marker| clean.blocks.get(behind(marker.clean.start)))
        .map(|block| block.marker.as_str())
        .collect();

    let (mut speakers, mut parts) = (Vec::new(), Vec::new());
    let (mut speaker_now, mut part_now) = (BTreeMap::new(), BTreeMap::new());
    for block in &mut blocks {
        block.speaker = block.speaker.map(|speaker| {
            *speaker_now.entry(speaker).or_insert_with(|| {
                let name = &clean.speakers[speaker];
                speakers.push(if hidden.contains(&speaker) { REDACTED.to_owned() } else { name.clone() });
                speakers.len() - 1
            })
        });
        block.part = block.part.map(|part| {
            *part_now.entry(part).or_insert_with(|| {
                parts.push(clean.parts[part].clone());
                parts.len() - 1
            })
        });
        if marked.contains(block.marker.as_str()) {
            block.marker.clear();
        }
    }
    (speakers, parts, blocks)
}

/// How many paragraphs are left out before each block that is left.
fn left_out(clean: &CleanText, places: &[Option<usize>]) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    let (mut next, mut waiting) = (0, 0);
    for (block, place) in clean.blocks.iter().zip(places) {
        match place {
            Some(place) => {
                if waiting > 0 {
                    counts.insert(*place, std::mem::take(&mut waiting));
                }
                next = place + 1;
            }
            // The page tells its title, author and date by itself.
            None => {
                waiting += usize::from(block.role.is_body() || matches!(block.role, Role::Heading(_) | Role::Caption))
            }
        }
    }
    if waiting > 0 {
        counts.insert(next, waiting);
    }
    counts
}

impl Left {
    /// Where a code point of the whole text is now, if it is shown.
    fn now(&self, at: u32) -> Option<u32> {
        let place = self.atoms.partition_point(|atom| atom.clean.end <= at);
        let atom = self.atoms.get(place).filter(|atom| matches!(atom.what, What::Kept))?;
        Some(atom.now + at - atom.clean.start)
    }

    /// Where a stretch of the whole text is now, if its ends are shown.
    fn range(&self, range: &Range<u32>) -> Option<Range<u32>> {
        let last = range.end.checked_sub(1).filter(|last| *last >= range.start)?;
        Some(self.now(range.start)?..self.now(last)? + 1)
    }

    /// Whether all words of a block are shown.
    fn is_whole(&self, block: &Block) -> bool {
        let first = self.atoms.partition_point(|atom| atom.clean.end <= block.range.start);
        self.atoms[first..]
            .iter()
            .take_while(|atom| atom.clean.start < block.range.end)
            .all(|atom| matches!(atom.what, What::Kept))
    }

    /// Marks whose words are all shown, and those of what is not.
    fn marks(&self, clean: &CleanText) -> Vec<Mark> {
        let is_shown = |mark: &&Mark| match mark.kind {
            MarkKind::Correction(_) => self.atoms.iter().any(|atom| {
                matches!(atom.what, What::Kept)
                    && atom.clean.start <= mark.range.start
                    && mark.range.end <= atom.clean.end
            }),
            _ => true,
        };
        let former = clean.marks.iter().filter(is_shown);
        let mut marks: Vec<Mark> =
            former.filter_map(|mark| Some(Mark { range: self.range(&mark.range)?, kind: mark.kind.clone() })).collect();
        marks.extend(self.atoms.iter().filter_map(|atom| {
            let What::Sign(sign, kind) = &atom.what else { return None };
            let length = |text: &str| u32::try_from(text.chars().count()).unwrap_or(0);
            let start = atom.now + length(sign) - length(sign.trim_start());
            Some(Mark { range: start..start + length(sign.trim()), kind: kind.clone() })
        }));
        marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
        marks
    }

    /// What was verified in the whole text, in that which is left. All of its words must be shown.
    pub(super) fn verified(&self, verified: &Verified) -> Option<Verified> {
        let mut now = verified.clone();
        now.parts = verified.parts.iter().filter_map(|part| self.range(part)).collect();
        let (first, last) = (now.parts.first()?, now.parts.last()?);
        now.anchor.selector.range = first.start..last.end;
        now.anchor.selector.block = (*self.blocks.get(verified.anchor.selector.block)?)?;
        // Of the other places nobody is to know.
        if self.words.reduced.as_ref().is_some_and(|reduced| reduced.is_excerpt) {
            now.places = 1;
        }
        Some(now)
    }
}

/// What lies between `ranges` in `0..end`; they are in order and may overlap.
fn complement(ranges: &[Range<usize>], end: usize) -> Vec<Range<usize>> {
    let mut rest = Vec::new();
    let mut at = 0;
    for range in ranges.iter().filter(|range| !range.is_empty()) {
        if at < range.start {
            rest.push(at..range.start);
        }
        at = at.max(range.end);
    }
    if at < end {
        rest.push(at..end);
    }
    rest
}

/// The text with spaces in place of every byte of `blank` that ends no line.
fn blanked(text: &str, blank: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in blank {
        out.push_str(&text[at..range.start]);
        out.extend(text[range.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}
