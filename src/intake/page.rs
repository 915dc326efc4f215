//! The page of a source as drafted: what was found, each with where it was, and what is to be checked.
//!
//! In: a [`Draft`], and the paths that its files have. Out: Markdown with front matter, which parses. Start at [`page`].

use std::fmt::Write as _;

use super::Draft;
use super::html::EXTRACTOR;
use super::meta::Found;
use crate::model::config::Publish;
use crate::model::page::Paragraphs;
use crate::suggest::quoted;

/// The paths of what is taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The raw text.
    pub raw: String,
    /// The file as received, where it is another.
    pub original: Option<String>,
}

/// The page of the source.
pub fn page(draft: &Draft, paths: &Paths) -> String {
    let mut out = String::from("+++\n");
    let mut line = |text: std::fmt::Arguments<'_>| {
        out.write_fmt(text).and_then(|()| out.write_char('\n')).expect("strings take it");
    };
    line(format_args!("raw        = {}", quoted(&paths.raw)));
    if let Some(original) = &paths.original {
        line(format_args!("# The file as received; the raw text was made of it."));
        line(format_args!("originals  = [{}]", self::original(draft, original)));
    }
    let found = &draft.suggestion.found;
    match (&draft.meta.title, &found.title) {
        // What a line of the text says is the capture's own.
        (_, Some(title)) => {
            if draft.meta.title.is_none() {
                line(format_args!("# Check: the first line that looks like a title."));
            }
            line(format_args!("title      = {}", quoted(title)));
        }
        (Some(title), None) => line(format_args!("title      = {}", stated(title))),
        (None, None) => {
            line(format_args!("# Check: no line looks like a title; this is the name of the file."));
            line(format_args!(
                "title      = {}",
                quoted(draft.name.rsplit_once('.').map_or(&draft.name, |(stem, _)| stem))
            ));
        }
    }
    if !draft.meta.authors.is_empty() {
        let authors: Vec<String> = draft.meta.authors.iter().map(stated).collect();
        line(format_args!("authors    = [{}]", authors.join(", ")));
    } else if !found.authors.is_empty() {
        line(format_args!("# Check: who the text says wrote it."));
        line(format_args!(
            "authors    = [{}]",
            found.authors.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
        ));
    } else {
        line(format_args!("# authors  = [\"…\"]"));
    }
    match &draft.meta.publisher {
        Some(publisher) => line(format_args!("publisher  = {}", stated(publisher))),
        None => line(format_args!("# publisher = \"…\"")),
    }
    match (&draft.meta.published, &found.published) {
        (_, Some(day)) => {
            line(format_args!("# Check: the date above the text."));
            line(format_args!("published  = {}", quoted(day)));
        }
        (Some(day), None) => line(format_args!("published  = {}", stated(day))),
        (None, None) => line(format_args!("# published = \"2020-09-18\"")),
    }
    if let Some(day) = draft
        .meta
        .updated
        .as_ref()
        .filter(|day| Some(&day.value) != draft.meta.published.as_ref().map(|day| &day.value))
    {
        line(format_args!("updated    = {}", stated(day)));
    }
    if let Some(url) = &draft.meta.url {
        line(format_args!("url        = {}", stated(url)));
    }
    if let Some((language, _)) = &draft.language {
        line(format_args!("language   = {}", quoted(language)));
    }
    line(format_args!("paragraphs = \"{}\"", if draft.paragraphs() == Paragraphs::Line { "line" } else { "blank" }));
    match draft.publish {
        Publish::Full | Publish::Excerpt => {
            let publish = if draft.publish == Publish::Full { "full" } else { "excerpt" };
            line(format_args!("# Add by what right: `statement = \"…\"`."));
            line(format_args!("rights     = {{ publish = \"{publish}\" }}"));
        }
        Publish::Withheld => {
            line(format_args!(
                "# No words are published until this says `\"full\"`; the statement says by what right."
            ));
            line(format_args!("rights     = {{ publish = \"withheld\" }}"));
        }
    }
    if draft.suggestion.steps > 0 {
        line(format_args!(
            "\n# A suggested recipe: each step says what speaks for it. Remove those that cut too much.\n"
        ));
    }
    out.push_str(&draft.suggestion.toml);
    out.truncate(out.trim_end().len());
    out.push_str("\n+++\n");
    out
}

/// How the page of a source names the file at `path`, of which its raw text was made.
pub fn original(draft: &Draft, path: &str) -> String {
    let how = match draft.html {
        Some(_) => {
            let made = format!("all words that the saved page shows, in order; the main content found by {EXTRACTOR}");
            format!("made = {}", quoted(&made))
        }
        None => format!("encoding = {}", quoted(draft.decoded.encoding)),
    };
    format!("{{ file = {}, {how} }}", quoted(path))
}

/// A value that the text does not say, with where it was found.
fn stated(found: &Found) -> String {
    format!("{{ value = {}, by = \"editor\", from = {} }}", quoted(&found.value), quoted(found.from))
}
