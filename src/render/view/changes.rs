//! What the page of changes is given, and what is shown of a page elsewhere.

use serde::Serialize;

use super::{Backlinks, Layout};

/// What is shown of a page where somebody links it; there is none without a public address.
#[derive(Debug, Clone, Serialize)]
pub struct SocialView {
    /// The page's public address.
    pub url: String,
    /// What kind of thing it is, in the words of the Open Graph protocol: `website` or `article`.
    pub kind: &'static str,
    /// Language and region, such as `en_US`; empty where the language has no usual region.
    pub locale: String,
}

/// `changes.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ChangesView {
    /// Common to all pages; [`Layout::feed`] leads to the same as a feed.
    pub layout: Layout,
    /// Its title; empty where the theme names it.
    pub title: String,
    /// The editor's introduction.
    pub html: String,
    /// The changes, the newest first.
    pub changes: Vec<ChangeView>,
    /// The footnotes.
    pub notes: String,
    /// Pages that link to it.
    pub backlinks: Vec<Backlinks>,
}

/// A change.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeView {
    /// Element id.
    pub id: String,
    /// The day in words.
    pub date: String,
    /// The same for `<time datetime>`.
    pub datetime: String,
    /// `correction`, `addition`, or empty.
    pub kind: &'static str,
    /// What changed; may be empty.
    pub title: String,
    /// What stands under it.
    pub html: String,
}
