//! What `casebook.lock` records of each source, so that a change is noticed and what hangs on its words is carried over.

use std::collections::BTreeMap;

use crate::diag::Span;

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
}

/// What an earlier build left: the record, and those reading texts of it that the cache still has.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The record.
    pub lock: Lock,
    /// Former reading texts by id of the source; each has the checksum that the record names.
    pub texts: BTreeMap<String, String>,
}

/// What an earlier build left of one source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Former<'a> {
    /// Its record.
    pub locked: Option<&'a Locked>,
    /// Its reading text.
    pub text: Option<&'a str>,
}

impl History {
    /// What is left of the source called `id`.
    pub fn of(&self, id: &str) -> Former<'_> {
        Former { locked: self.lock.sources.get(id), text: self.texts.get(id).map(String::as_str) }
    }
}
