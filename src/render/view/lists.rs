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
    /// What stands first and last there, as one phrase: the dates of the sources, or their short forms.
    pub range: String,
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

/// A page of the sources in order of publication.
#[derive(Debug, Clone, Serialize)]
pub struct SourcesView {
    /// The sources: each a `li` with a `div.what`, in it `p.when` (the date), `h3` with a link to the source, and
    /// `p.detail` (who wrote and published it, minutes to read, annotations). Behind it `ul.bars` has a `li` for each main
    /// term, with a link to the entry, `svg.bar` and `span.count`.
    pub html: String,
    /// How many sources there are on all pages.
    pub count: usize,
    /// Whether there are bars.
    pub bars: bool,
    /// Which page it is; `None` if there is one.
    pub parts: Option<PartsView>,
}

/// `sources.html`: a further page of the sources.
#[derive(Debug, Clone, Serialize)]
pub struct SourcesPage {
    /// Common to all pages.
    pub layout: Layout,
    /// The sources.
    pub sources: SourcesView,
}

/// A page of the sources with their checksums.
#[derive(Debug, Clone, Serialize)]
pub struct ChecksumsView {
    /// The sources in order of publication: each a `section.source-sums` with `h3`, `p.detail` (how much is published, its
    /// rights, links to its record and to its annotations as data) and `dl.facts`, each fact of which is a `div` with a
    /// `dt` and a `dd`. Of what is redacted the reasons are `li` of a `ul.redactions`.
    pub html: String,
    /// Which page it is; `None` if there is one.
    pub parts: Option<PartsView>,
}

/// `checksums.html`: a further page of the checksums.
#[derive(Debug, Clone, Serialize)]
pub struct ChecksumsPage {
    /// Common to all pages.
    pub layout: Layout,
    /// The colophon.
    pub colophon: String,
    /// The sources.
    pub sources: ChecksumsView,
}
