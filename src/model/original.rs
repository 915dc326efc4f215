//! What a raw text was made of: scans, PDFs, saved pages, texts in other encodings.

use std::sync::Arc;

use super::config::Publish;
use super::located::Located;
use crate::diag::Span;

/// An original as the page of a source names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedOriginal {
    /// Where it is named.
    pub span: Span,
    /// Path of the file, below `seeds/`.
    pub file: Located<String>,
    /// What may be published of it; as much as of the source where it does not say.
    pub publish: Option<Publish>,
    /// The encoding of which the raw text is the exact conversion.
    pub encoding: Option<Located<String>>,
    /// How the raw text was made of it.
    pub made: Option<String>,
}

/// An original that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Path of the file.
    pub path: String,
    /// What it is called where it is published: plain letters, and an ending by which nothing in it runs.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// What may be published of it; as much as of the source where it does not say.
    pub publish: Option<Publish>,
    /// The encoding of which the raw text is the exact conversion.
    pub encoding: Option<String>,
    /// How the raw text was made of it.
    pub made: Option<String>,
    /// Its bytes; `None` where they are withheld.
    pub bytes: Option<Arc<[u8]>>,
}
