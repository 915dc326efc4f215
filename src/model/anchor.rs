//! The one record that ties editorial work to words of a source.

use std::ops::Range;

use super::id::Id;

/// A selector, a role, and what is said or meant by it. Mentions of entries are anchors; annotations, quotations and
/// evidence will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Which words.
    pub selector: Selector,
    /// In which role they are taken.
    pub role: Role,
    /// What is attached to them.
    pub attached: Attached,
}

/// Words of a reading text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// The source.
    pub source: Id,
    /// Index of the block in the reading text.
    pub block: usize,
    /// Code points of the reading text; within the block.
    pub range: Range<u32>,
}

/// What an anchor is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The words name an entry.
    Mention,
}

/// What an anchor carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attached {
    /// An entry that the words name.
    Target(Id),
}
