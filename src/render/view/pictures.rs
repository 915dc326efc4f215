//! What the templates of drawings are given.

use serde::Serialize;

use super::Layout;

/// `matrix.html`: how often each source names each entry.
#[derive(Debug, Clone, Serialize)]
pub struct MatrixView {
    /// Common to all pages.
    pub layout: Layout,
    /// The drawing, as [`PictureView::drawing`]: a row for each entry, `text.name` and a `rect` with its number for each
    /// source or period that names it.
    pub drawing: String,
    /// The columns of the table: a `th` each, with a link where it is a source.
    pub head: String,
    /// The rows: a `tr` for each entry, with a `th` and `td.figure`, which links the mentions where the column is a source;
    /// `td.silent` where there are none.
    pub rows: String,
    /// How many entries are shown, those that are named most often.
    pub terms: usize,
    /// How many are named at all.
    pub all_terms: usize,
    /// How many sources are counted.
    pub sources: usize,
    /// How many there are; more than that where they are many and none has a date.
    pub all_sources: usize,
    /// Whether columns are periods, since the sources are too many.
    pub by_period: bool,
}

/// A drawing with the numbers that it shows.
#[derive(Debug, Clone, Serialize)]
pub struct PictureView {
    /// `svg.picture` with title and description. In it `rect` and `path` are what is drawn, `line` what it stands on; `text.n`
    /// a number, `text.none` a zero, `text.name` the name of a row, `text.start` one that begins where it stands.
    pub drawing: String,
    /// The same as rows of a table.
    pub rows: String,
    /// How many mentions are in none of the periods, since the dates of their sources are missing or too wide.
    pub elsewhere: usize,
}
