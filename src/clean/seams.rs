//! Composes what an edit has put side by side: a letter and a mark that words between them, now cut, had kept apart.
//!
//! The pieces of a reading text are in NFC each by itself, and nearly always together. Where they are not, the cluster
//! that they make is composed and goes to one of its segments, the others keep their raw bytes and give up their part.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::model::clean::Change;
use crate::text::Text;
use crate::text::map::{Builder, OffsetMap, Segment};
use crate::text::normal::is_composed;

/// A cluster that is not in NFC.
struct Cluster {
    /// Code points of the text as it was.
    range: Range<u32>,
    /// Code points of the text as it is to be.
    now: Range<u32>,
    /// What it is in NFC.
    composed: String,
    /// Index of the segment that it goes to.
    home: usize,
}

/// The text in NFC with its map, and where a code point of `text` now stands; `None` where it is in NFC already.
pub(super) fn composed(raw: &str, text: &Text, map: &OffsetMap<Change>) -> Option<(Text, OffsetMap<Change>, Moved)> {
    if is_composed(text.as_str()) {
        return None;
    }
    let clusters = clusters(text, map.segments());
    let mut out = Builder::new(raw);
    for (index, segment) in map.segments().iter().enumerate() {
        let mut at = segment.clean.start;
        let first = clusters.partition_point(|cluster| cluster.range.end <= at);
        let mut with = String::new();
        let here = clusters[first..].iter().take_while(|cluster| cluster.range.start < segment.clean.end);
        for cluster in here.filter(|_| !segment.clean.is_empty()) {
            let inside = cluster.range.start.max(at)..cluster.range.end.min(segment.clean.end);
            let composed = if cluster.home == index { cluster.composed.as_str() } else { "" };
            if segment.why.is_none() {
                out.copy(map_of_copy(segment, text, inside.start));
                out.replace(map_of_copy(segment, text, inside.end), composed, Change::Composition);
            } else {
                with.push_str(text.slice(at..inside.start));
                with.push_str(composed);
            }
            at = inside.end;
        }
        match segment.why {
            None => out.copy(segment.raw().end),
            Some(why) => {
                with.push_str(text.slice(at..segment.clean.end));
                out.replace(segment.raw().end, &with, why);
            }
        }
    }
    let (text, map) = out.finish();
    Some((text, map, Moved(clusters)))
}

/// The raw byte of code point `at` within a segment that copies, or at its end.
fn map_of_copy(segment: &Segment<Change>, text: &Text, at: u32) -> usize {
    segment.raw().start + text.byte_of(at) - text.byte_of(segment.clean.start)
}

fn clusters(text: &Text, segments: &[Segment<Change>]) -> Vec<Cluster> {
    let length = |text: &str| u32::try_from(text.chars().count()).expect("texts are shorter than 4 GiB");
    let mut clusters = Vec::new();
    let (mut at, mut now) = (0, 0);
    for cluster in text.as_str().graphemes(true) {
        let composed: String = cluster.nfc().collect();
        let (range, place) = (at..at + length(cluster), now..now + length(&composed));
        (at, now) = (range.end, place.end);
        if composed != cluster {
            let first = segments.partition_point(|segment| segment.clean.end <= range.start);
            let parts = (first..segments.len()).take_while(|&part| segments[part].clean.start < range.end);
            let parts: Vec<usize> = parts.filter(|&part| !segments[part].clean.is_empty()).collect();
            // A correction is always shown, so it is never the one to give up its words.
            let corrected = parts.iter().find(|&&part| segments[part].why == Some(Change::Correction));
            let home = corrected.or(parts.first()).copied().unwrap_or(first);
            clusters.push(Cluster { range, now: place, composed, home });
        }
    }
    clusters
}

/// Where the code points of the former text now stand.
pub(super) struct Moved(Vec<Cluster>);

impl Moved {
    /// A range as it is now; one that begins or ends within a cluster has all of it.
    pub(super) fn range(&self, range: &Range<u32>) -> Range<u32> {
        self.place(range.start, |cluster| cluster.start)..self.place(range.end, |cluster| cluster.end)
    }

    fn place(&self, at: u32, edge: impl Fn(&Range<u32>) -> u32) -> u32 {
        let passed = self.0.partition_point(|cluster| cluster.range.end <= at);
        match self.0.get(passed) {
            Some(cluster) if cluster.range.start < at => edge(&cluster.now),
            _ => passed.checked_sub(1).map_or(at, |last| at - self.0[last].range.end + self.0[last].now.end),
        }
    }
}
