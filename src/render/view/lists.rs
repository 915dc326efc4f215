//! What the templates of long lists are given: concordances, and lists of sources over several pages.

use serde::Serialize;

use super::{Layout, Link};

/// A page of a long list, and where the others are.
#[derive(Debug, Clone, Serialize)]
pub struct PartsView {
    /// The first line on this page, from 1.
    pub first: usize,
    /// The last.
    pub last: usize,
    /// How many lines there are on all pages.
    pub count: usize,
    /// The page before this one.
    pub previous: Option<String>,
    /// The page behind it.
    pub next: Option<String>,
    /// All pages; on the first of them only, so that a list that is twice as long is not four times as large.
    pub all: Vec<PartLink>,
}

/// A page of a long list, seen from the first.
#[derive(Debug, Clone, Serialize)]
pub struct PartLink {
    /// Relative address.
    pub href: String,
    /// Its first line, from 1.
    pub first: usize,
    /// Its last.
    pub last: usize,
    /// The dates of the sources there, the first and the last.
    pub when: String,
    /// Whether it is the page that says so.
    pub current: bool,
}

/// A page of a concordance.
#[derive(Debug, Clone, Serialize)]
pub struct ConcordanceView {
    /// The mentions, source by source in order of publication: `h3` with a link to the source, `p.detail`, and an `ol` in
    /// which each mention is a `li`. In it `a` leads to the paragraph; `p` holds `span.left > span` (the words before), `b`
    /// (the words of the mention) and the words behind; `p.says` is who speaks. `lang` and `dir` stand on the `p` where
    /// they differ from the page's.
    pub html: String,
    /// On the first page, how often each source names the entry, or where many do, how often those of each year: each a
    /// `li` with a link to the heading, `svg.bar` and `span.count`.
    pub bars: String,
    /// Which page it is; `None` if the concordance has one.
    pub parts: Option<PartsView>,
}

/// `concordance.html`: a further page of a concordance.
#[derive(Debug, Clone, Serialize)]
pub struct ConcordancePage {
    /// Common to all pages.
    pub layout: Layout,
    /// The page of the entry.
    pub entry: Link,
    /// The mentions.
    pub concordance: ConcordanceView,
}
