//! What `bundle.html` is given, and what the front page says of bundles.

use serde::Serialize;

use super::{Layout, WordedLink};

/// `bundle.html`: the page around those of a bundle of one file. The pages follow at the end of its `main`.
#[derive(Debug, Clone, Serialize)]
pub struct BundleView {
    /// Common to all pages. Its scripts and style sheets are those of the bundle, whatever the template names.
    pub layout: Layout,
    /// All pages by kind, in reading order.
    pub groups: Vec<BundleGroup>,
}

/// The pages of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct BundleGroup {
    /// The key of the words that name them.
    pub key: &'static str,
    /// The page that lists them, or the only one of the kind.
    pub href: Option<String>,
    /// The pages themselves.
    pub pages: Vec<WordedLink>,
}

/// A bundle to be downloaded.
#[derive(Debug, Clone, Serialize)]
pub struct DownloadView {
    /// `html`, `epub` or `zip`.
    pub form: &'static str,
    /// Where it lies.
    pub href: String,
}

/// `terms.html`: the index of terms, in books.
#[derive(Debug, Clone, Serialize)]
pub struct IndexView {
    /// Common to all pages.
    pub layout: Layout,
    /// The entries by their first letters.
    pub groups: Vec<IndexGroup>,
}

/// The entries of one letter.
#[derive(Debug, Clone, Serialize)]
pub struct IndexGroup {
    /// The letter.
    pub letter: String,
    /// The entries.
    pub entries: Vec<IndexEntry>,
}

/// An entry of the index.
#[derive(Debug, Clone, Serialize)]
pub struct IndexEntry {
    /// Its page.
    pub href: String,
    /// Its title, as markup.
    pub title: String,
    /// An `li` for each source that names it, with links to the paragraphs.
    pub html: String,
}
