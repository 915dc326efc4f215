//! The finished site as a value: what is to be rendered at which path, before anything is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::dossier::Shown;
use super::id::Id;
use super::index::Index;
use super::key::PageKey;
use super::theme::Theme;

/// What to render for a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageSpec {
    /// A page of the dossier.
    Page(PageKey),
    /// A former address of a page.
    Moved(PageKey),
    /// A file of the theme or of the media, as it is.
    File(Arc<[u8]>),
    /// The style sheet of code blocks.
    CodeStyle,
    /// All mentions.
    Mentions,
    /// The reading text of a source, as plain text.
    ReadingText(Id),
}

/// Path of the mentions.
pub const MENTIONS: &str = "data/mentions.json";

/// Path of the reading text of a source.
pub fn reading_text(source: &Id) -> String {
    format!("data/texts/{source}.txt")
}

/// The whole site. Rendering a path is a pure function of this value.
#[derive(Debug)]
pub struct Site {
    /// What may be shown.
    pub shown: Shown,
    /// What pages may ask.
    pub index: Index,
    /// How it looks.
    pub theme: Theme,
    /// Every file of the site except the manifest of checksums, which `write` makes.
    pub pages: BTreeMap<String, PageSpec>,
}
