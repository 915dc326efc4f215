//! Values that remember where they are written.

use crate::diag::Span;

/// A value with its place in the file, so that a later stage can point at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

/// A value of the metadata, and whether the capture itself says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// What an editor's statement rests on; `None` where the capture says it.
    pub from: Option<String>,
    /// Where it is written.
    pub span: Span,
}
