//! Takes a text or a saved page in: what is to lie in `seeds/`, and a draft of the page of its source.
//!
//! In: the bytes of a file, its name, and what the user says of it. Out: a [`Draft`], of which nothing is written yet. Start at
//! [`draft`]. Each a file: [`encoding`] makes characters of bytes, [`html`] reads a page with [`visible`] words and [`meta`]data, `title` frees its title of the name of the site,
//! [`names`] names files and sources, [`mod@page`] writes the page.
//!
//! The bytes are kept as they came. Where they are not the UTF-8 of the raw text, they are an original beside it, and the page
//! says how the raw text was made: so every offset of a raw text is one of a file that can be looked at, and a build checks
//! that the two still agree.

pub mod encoding;
pub mod html;
pub mod meta;
pub mod names;
pub mod page;
mod title;
pub mod visible;

use whatlang::detect;

use self::encoding::{Decoded, Refused, decode};
use self::meta::{Found, Meta};
use crate::model::config::Publish;
use crate::model::page::Paragraphs;
use crate::suggest::{Hint, Known, Suggestion, suggest};
use crate::text::Text;
use crate::text::language::canonical;

/// What the user says of a text.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Title.
    pub title: Option<String>,
    /// Encoding, by a name of the web.
    pub encoding: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// What may be published.
    pub publish: Option<Publish>,
}

/// A text, ready to be written.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The name that the file as received would have in `seeds/`.
    pub name: String,
    /// The raw text, where it is not the file as received, and the name that it would have.
    pub made: Option<(String, String)>,
    /// How the characters were got.
    pub decoded: Decoded,
    /// What the page of the source is made of.
    pub meta: Meta,
    /// The recipe, and what was found on its way.
    pub suggestion: Suggestion,
    /// The language, if one is named or was recognised, and how that is known.
    pub language: Option<(String, &'static str)>,
    /// What may be published.
    pub publish: Publish,
    /// Whether it is a page, and what was taken from it.
    pub html: Option<Taken>,
    /// How many words there are in all.
    pub words: usize,
}

/// What was made of a saved page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Whether the extractor found a main content.
    pub has_main: bool,
}

/// The largest raw text, in bytes.
pub const LARGEST: usize = crate::model::page::LARGEST_RAW;

/// What is to be made of the file called `name`.
pub fn draft(name: &str, bytes: &[u8], said: &Said) -> Result<Draft, Refused> {
    if bytes.len() > LARGEST {
        return Err(Refused::too_large(bytes.len() as u64));
    }
    let is_html = is_html(name, bytes);
    let decoded = decode(bytes, said.encoding.as_deref(), is_html)?;
    let (raw, hints, mut meta, html) = if is_html {
        let page = html::read(&decoded.text);
        let (raw, hints) = capture(&page);
        if raw.trim().is_empty() {
            let help = "its words may be put there by a script: save the page from the browser once it is shown";
            return Err(Refused::new("the page shows no words", help));
        }
        let has_main = hints.iter().any(|hint| hint.main.is_some_and(|main| main > 0.0));
        (raw, Some(hints), page.meta, Some(Taken { has_main }))
    } else {
        (decoded.text.clone(), None, Meta::default(), None)
    };
    if let Some(title) = &said.title {
        meta.title = Some(Found { value: title.clone(), from: "the person who took the text in" });
    }
    let raw_text = Text::new(raw.as_str());
    let known = Known {
        title: meta.title.as_ref().map(|title| title.value.clone()),
        authors: meta.authors.iter().map(|author| author.value.clone()).collect(),
        published: None,
    };
    let suggestion = suggest(&raw_text, hints.as_deref(), &known);
    let language = language(said, &meta, &raw);
    let name = names::file(name);
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let made = match (&html, decoded.is_utf8) {
        (Some(_), _) => Some((format!("{stem}.txt"), raw.clone())),
        (None, false) => Some((format!("{stem}.utf-8.txt"), raw.clone())),
        (None, true) => None,
    };
    let words = crate::text::words::count(&raw);
    let publish = said.publish.unwrap_or(Publish::Withheld);
    Ok(Draft { name, made, decoded, meta, suggestion, language, publish, html, words })
}

/// Whether a file is a page, by its name or by how it begins.
fn is_html(name: &str, bytes: &[u8]) -> bool {
    let name = name.to_lowercase();
    if [".html", ".htm", ".xhtml"].iter().any(|ending| name.ends_with(ending)) {
        return true;
    }
    let start: String = bytes.iter().take(512).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let start = start.trim_start_matches(|char: char| !char.is_ascii_graphic() || !char.is_ascii()).trim_start();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// The words of a page as a raw text, a paragraph for each block, and what is known of each line.
fn capture(page: &html::Html) -> (String, Vec<Hint>) {
    let mut raw = String::new();
    let mut hints = Vec::new();
    for block in &page.blocks {
        for line in block.text.lines() {
            raw.push_str(line);
            raw.push('\n');
            hints.push(block.hint);
        }
        raw.push('\n');
        hints.push(Hint::default());
    }
    // The last paragraph needs no blank line behind it.
    raw.truncate(raw.trim_end().len());
    raw.push('\n');
    (raw, hints)
}

/// The language of a text: as the user says, as the page says, else as its letters and words suggest.
fn language(said: &Said, meta: &Meta, raw: &str) -> Option<(String, &'static str)> {
    if let Some(tag) = &said.language {
        return Some((tag.clone(), "as you say"));
    }
    if let Some(tag) = meta.language.as_ref().and_then(|found| canonical(&found.value)) {
        return Some((tag, "the page says so"));
    }
    let beginning: String = raw.chars().take(20_000).collect();
    let found = detect(&beginning).filter(|found| found.is_reliable())?;
    Some((canonical(found.lang().code())?, "recognised by its words"))
}

impl Draft {
    /// How the raw text separates paragraphs.
    pub fn paragraphs(&self) -> Paragraphs {
        if self.html.is_some() { Paragraphs::Blank } else { self.suggestion.paragraphs }
    }

    /// Title, first author and day, as far as anything says them.
    pub fn found(&self) -> Known {
        let found = &self.suggestion.found;
        let value = |found: &Option<Found>| found.as_ref().map(|found| found.value.clone());
        let authors: Vec<String> = self.meta.authors.iter().map(|author| author.value.clone()).collect();
        Known {
            title: value(&self.meta.title).or_else(|| found.title.clone()),
            authors: if authors.is_empty() { found.authors.clone() } else { authors },
            published: value(&self.meta.published).or_else(|| found.published.clone()),
        }
    }
}
