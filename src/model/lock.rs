//! What `casebook.lock` records of each source, so that a change is noticed and what hangs on its words is carried over.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::Span;
use crate::text::checksum;

/// All that is recorded, by id of the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// By id of the source.
    pub sources: BTreeMap<String, Locked>,
}

/// What is recorded of one source. No words of it: hashes, addresses and offsets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Locked {
    /// Path of the raw text.
    pub raw: String,
    /// SHA-256 of the raw text in hexadecimal.
    pub sha256: String,
    /// SHA-256 of each original in hexadecimal, by path.
    pub originals: BTreeMap<String, String>,
    /// SHA-256 of the reading text in hexadecimal; empty where it is not known.
    pub text: String,
    /// Addresses of the paragraphs, in order.
    pub paragraphs: Vec<String>,
    /// Addresses of paragraphs of earlier texts, and the address at which their words stand now; `None` where they are
    /// gone.
    pub former: BTreeMap<String, Option<String>>,
    /// Where each anchor lies, by its name.
    pub anchors: BTreeMap<String, Place>,
    /// Where the checksum of the raw text is written, in a lock that was read.
    pub span: Option<Span>,
}

/// Where an anchor lies, and what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Address of the paragraph in which it begins.
    pub paragraph: String,
    /// Its first code point in the reading text.
    pub start: u32,
    /// One past its last.
    pub end: u32,
    /// Hash of the words before it.
    pub before: String,
    /// Hash of the words behind it.
    pub after: String,
    /// Hash of the words as they were wanted; `None` in a lock of before they were recorded.
    pub wanted: Option<String>,
}

/// What an earlier build left: the record, and those reading texts of it that the cache still has.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The record.
    pub lock: Arc<Lock>,
    /// Former reading texts by id of the source, as far as a cache has them; they may be of any age.
    pub texts: BTreeMap<String, Arc<str>>,
}

/// What an earlier build left of one source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Former<'a> {
    /// Its record.
    pub locked: Option<&'a Locked>,
    /// The reading text on record, if it is at hand and another than the present one.
    pub text: Option<&'a str>,
}

impl History {
    /// What is left of the source called `id`, of whose present reading text the checksum is `sha256`.
    pub fn of(&self, id: &str, sha256: &str) -> Former<'_> {
        let locked = self.lock.sources.get(id);
        // Texts are hashed only where one changed, which is where they help.
        let changed = locked.filter(|locked| locked.text != sha256);
        let is_on_record = |text: &&str| changed.is_some_and(|locked| locked.text == checksum::sha256(text.as_bytes()));
        Former { locked, text: self.texts.get(id).map(AsRef::as_ref).filter(is_on_record) }
    }
}
