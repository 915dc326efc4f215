//! The map between a raw text and the text made from it.
//!
//! A sorted list of segments, each of which copies, replaces, inserts or deletes. It is built front to back by
//! [`Builder`], which cannot skip a raw byte: that every raw character is accounted for is true by construction.

use std::ops::Range;

use super::{Text, fitted, offset};

/// One step from raw to clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment<Why> {
    /// As numbers of half the size: a dossier has a hundred segments for each page of its sources.
    raw: Range<u32>,
    /// Code points of the clean text; empty for a deletion.
    pub clean: Range<u32>,
    /// Why the two differ; `None` for a copy.
    pub why: Option<Why>,
}

impl<Why> Segment<Why> {
    /// Bytes of the raw text; empty for an insertion.
    pub fn raw(&self) -> Range<usize> {
        self.raw.start as usize..self.raw.end as usize
    }
}

/// Raw bytes ↔ clean code points, both covered from first to last, without gap or overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffsetMap<Why> {
    segments: Vec<Segment<Why>>,
}

impl<Why> OffsetMap<Why> {
    /// The segments in order of both texts.
    pub fn segments(&self) -> &[Segment<Why>] {
        &self.segments
    }

    /// The raw byte that code point `at` of the clean text stands for: its own within a copy, else the first of the
    /// segment it came from. `raw_text` and `clean_text` are those that the map was built of.
    pub fn to_raw(&self, at: u32, raw_text: &Text, clean_text: &Text) -> usize {
        // An empty clean range (a deletion) before `at` must not be taken for its segment.
        let index = self.segments.partition_point(|segment| segment.clean.end <= at);
        let Some(segment) = self.segments.get(index) else { return raw_text.as_str().len() };
        match segment.why {
            None => segment.raw().start + clean_text.byte_of(at) - clean_text.byte_of(segment.clean.start),
            Some(_) => segment.raw().start,
        }
    }
}

/// Builds a clean text and its map from front to back.
#[derive(Debug)]
pub struct Builder<'a, Why> {
    raw: &'a str,
    done: usize,
    clean: String,
    chars: u32,
    segments: Vec<Segment<Why>>,
}

impl<'a, Why: Copy + PartialEq> Builder<'a, Why> {
    /// Nothing of `raw` is accounted for yet.
    pub fn new(raw: &'a str) -> Self {
        Self { raw, done: 0, clean: String::with_capacity(raw.len()), chars: 0, segments: Vec::new() }
    }

    /// Code points made so far.
    pub fn chars(&self) -> u32 {
        self.chars
    }

    /// Takes the raw text up to byte `end` over as it is.
    pub fn copy(&mut self, end: usize) {
        let raw = self.raw;
        self.push(end, &raw[self.done..end], None);
    }

    /// Puts `with` in place of the raw text up to byte `end`; nothing, to delete it.
    pub fn replace(&mut self, end: usize, with: &str, why: Why) {
        self.push(end, with, Some(why));
    }

    /// Puts in words that no raw text stands for.
    pub fn insert(&mut self, with: &str, why: Why) {
        self.push(self.done, with, Some(why));
    }

    /// The clean text and the map.
    ///
    /// # Panics
    /// If raw text is left over, which would be lost in silence.
    pub fn finish(self) -> (Text, OffsetMap<Why>) {
        assert_eq!(self.done, self.raw.len(), "every raw byte is accounted for");
        // Kept as long as the text is, and of texts there may be thousands.
        (Text::new(self.clean), OffsetMap { segments: fitted(self.segments) })
    }

    fn push(&mut self, end: usize, with: &str, why: Option<Why>) {
        let raw = offset(self.done)..offset(end);
        if raw.is_empty() && with.is_empty() {
            return;
        }
        let added = offset(with.chars().count());
        let clean = self.chars..self.chars + added;
        self.done = end;
        self.chars = clean.end;
        self.clean.push_str(with);
        // Neighbours that copy, or that delete for one reason, are one segment. Replacements stay apart, so that each
        // leads back to its own raw form.
        if let Some(last) = self.segments.last_mut()
            && last.why == why
            && (why.is_none() || (last.clean.is_empty() && clean.is_empty()))
        {
            last.raw.end = raw.end;
            last.clean.end = clean.end;
        } else {
            self.segments.push(Segment { raw, clean, why });
        }
    }
}
