//! The finished site as a value: what is to be rendered at which path, before anything is.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::bundle::Form;
use super::dossier::Shown;
use super::id::Id;
use super::index::Index;
use super::key::PageKey;
use super::search::{Search, SearchFile};
use super::theme::Theme;
use crate::diag::Checked;

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
    /// The definition of an entry, for pages that show it in place.
    Card(Id),
    /// All mentions.
    Mentions,
    /// The reading text of a source, as plain text.
    ReadingText(Id),
    /// The annotations and quotations of a source.
    Annotations(Id),
    /// Something about the whole dossier.
    Data(Data),
    /// The changes as a feed.
    Feed,
    /// The list of all pages for search engines; where one file cannot hold it, that of its parts, or a part by number.
    Sitemap(Option<usize>),
    /// What robots are told.
    Robots,
    /// A file of the search index.
    Search(SearchFile),
    /// All of this as one file, for download.
    Bundle(Form),
}

impl PageSpec {
    /// Whether a bundle of the form has it; none has another bundle in it. One HTML file has all pages, and what these hand
    /// out, but not what only an address is good for. A book has what is read: neither the records, nor what is to be printed,
    /// nor what waits for a script.
    pub fn is_in(&self, form: Form) -> bool {
        match (form, self) {
            (_, Self::Bundle(_)) => false,
            (Form::Zip, _) => true,
            (Form::Html, Self::Page(key)) => *key != PageKey::Missing,
            (Form::Html, spec) => !matches!(spec, Self::Moved(_) | Self::Feed | Self::Sitemap(_) | Self::Robots),
            (Form::Epub, Self::Page(key)) => {
                !matches!(key, PageKey::Missing | PageKey::Record(_) | PageKey::Packet(_) | PageKey::Search)
            }
            (Form::Epub, spec) => matches!(spec, Self::File(_)),
        }
    }
}

/// What the site says of the whole dossier to programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Data {
    /// The glossary.
    Glossary,
    /// The questions with their claims.
    Claims,
    /// The timeline.
    Events,
    /// The bibliography as BibTeX.
    BibTex,
    /// The bibliography as RIS.
    Ris,
    /// The bibliography as CSL-JSON.
    CslJson,
}

impl Data {
    /// Its path in the site.
    pub fn path(self) -> &'static str {
        match self {
            Self::Glossary => "data/glossary.jsonld",
            Self::Claims => "data/claims.json",
            Self::Events => "data/events.json",
            Self::BibTex => "data/bibliography.bib",
            Self::Ris => "data/bibliography.ris",
            Self::CslJson => "data/bibliography.csl.json",
        }
    }
}

/// Path of the annotations and quotations of a source.
pub fn annotations(source: &Id) -> String {
    format!("data/annotations/{source}.jsonld")
}

/// Path of the definition of an entry, for pages that show it in place.
pub fn card(entry: &Id) -> String {
    format!("cards/{entry}.js")
}

/// Path of an original of a source, as downloaded.
pub fn original(source: &Id, name: &str) -> String {
    format!("sources/{source}/originals/{name}")
}

/// Path of the mentions.
pub const MENTIONS: &str = "data/mentions.json";

/// Path of the feed of changes.
pub const FEED: &str = "feed.xml";

/// Path of the list of all pages.
pub const SITEMAP: &str = "sitemap.xml";

/// Path of what robots are told.
pub const ROBOTS: &str = "robots.txt";

/// Path of a part of the list of all pages, by number from 1.
pub fn part_of_sitemap(number: usize) -> String {
    format!("sitemap-{number}.xml")
}

/// Which of the pages at `paths` each part of the list of all pages names. The protocol allows a file 50,000 addresses and
/// 50 MB; how long an address is in the file is estimated from above.
pub fn sitemaps(base: &str, paths: &[&str]) -> Vec<Range<usize>> {
    const MOST: usize = 50_000;
    const BYTES: usize = 50_000_000;
    // An ampersand takes five bytes, and a byte that is percent-encoded three.
    let length = |path: &&str| 5 * base.len() + 3 * path.len() + 64;
    let mut parts = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, path) in paths.iter().enumerate() {
        if at > start && (at - start == MOST || bytes + length(path) > BYTES) {
            parts.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += length(path);
    }
    parts.push(start..paths.len());
    parts
}

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
    /// The letters that tell sources of one name and year apart, by id.
    pub suffixes: Arc<BTreeMap<Id, String>>,
    /// The places of the sources in the bibliography, by id.
    pub references: Arc<BTreeMap<Id, usize>>,
    /// What is said of a source wherever it is one of many, by its place, once a page has asked for it: publisher and date.
    pub details: Vec<OnceLock<String>>,
    /// How it looks.
    pub theme: Arc<Theme>,
    /// Every file of the site except the manifest of checksums, which `write` makes.
    pub pages: Arc<BTreeMap<String, PageSpec>>,
    /// What pages share.
    pub shared: Shared,
    /// What readers can search, unless the dossier wants none of it.
    pub search: Option<Search>,
    /// Tells this site from every other that there is.
    pub mark: Arc<()>,
}

impl Site {
    /// The paths of the pages that are to be found from elsewhere: all that are made of the dossier.
    pub fn indexed(&self) -> impl Iterator<Item = &str> {
        indexed(&self.pages)
    }
}

/// The paths among `pages` that are to be found from elsewhere.
pub fn indexed(pages: &BTreeMap<String, PageSpec>) -> impl Iterator<Item = &str> {
    let is_page = |spec: &PageSpec| matches!(spec, PageSpec::Page(key) if *key != PageKey::Missing);
    pages.iter().filter(move |(_, spec)| is_page(spec)).map(|(path, _)| path.as_str())
}

/// Markup that pages share. It follows from the rest of the site and from how many folders deep a page lies; each piece is
/// made when a page first asks for it, which nobody can tell from outside.
#[derive(Debug, Default)]
pub struct Shared {
    frames: [OnceLock<Checked<Frame>>; DEPTHS],
}

/// What stands around the words of a page.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Ways to other pages.
    pub nav: String,
    /// What stands below.
    pub footer: String,
}

/// How deep pages may lie: in the uppermost folder, in one of its folders, or in a folder of these.
const DEPTHS: usize = 3;

impl Shared {
    /// What stands around the words of pages `depth` folders deep.
    pub(super) fn frame(&self, depth: usize, make: impl FnOnce() -> Checked<Frame>) -> &Checked<Frame> {
        self.frames[depth].get_or_init(make)
    }
}
