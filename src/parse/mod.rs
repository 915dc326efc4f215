//! From files to documents with positions: configuration, front matter, recipes, Markdown.
//!
//! In: the input [`Files`]. Out: [`Content`], every page of the dossier as written. Start at [`parse`]. Parsing cannot
//! fail: whatever is damaged is reported, and left out or replaced by a default. Nothing here looks into raw texts,
//! resolves links, or decides what is shown.

mod config;

pub mod edtf;
mod html;
mod markdown;
mod pages;
mod recipe;
mod table;

pub use self::config::normal_base_url;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::model::config::Config;
use crate::model::files::Files;
use crate::model::id::Id;
use crate::model::page::{EntryPage, EssayPage, Page, SourcePage};

/// Everything that an editor wrote, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// `casebook.toml`.
    pub config: Config,
    /// `content/sources/`, by id.
    pub sources: Vec<SourcePage>,
    /// `content/glossary/`, by id.
    pub entries: Vec<EntryPage>,
    /// `content/essays/`, by id.
    pub essays: Vec<EssayPage>,
    /// `content/index.md`.
    pub introduction: Option<EssayPage>,
    /// `content/media/`, by path below `content/`.
    pub media: BTreeMap<String, Arc<[u8]>>,
}

/// Parses all content files.
pub fn parse(files: &Files) -> Checked<Content> {
    let mut diags = Vec::new();
    let config = config::config(files).unload(&mut diags);
    let language = config.language.clone();
    let mut content = Content {
        config,
        sources: Vec::new(),
        entries: Vec::new(),
        essays: Vec::new(),
        introduction: None,
        media: BTreeMap::new(),
    };
    for (file, input) in files.below("content/") {
        let path = &input.path["content/".len()..];
        if path.starts_with("media/") {
            content.media.insert(path.to_owned(), input.bytes.clone());
            continue;
        }
        let Some(place) = Place::of(path) else {
            let message = format!("nothing reads `{}`", input.path);
            diags.push(Diagnostic::new(Code::FileUnexpected, Span::start_of(file), message).help(
                "pages lie in `content/sources/`, `content/glossary/` and `content/essays/` and end in `.md`; pictures \
                 lie in `content/media/`",
            ));
            continue;
        };
        let text = match files.text(file) {
            Ok(text) => text,
            Err(at) => {
                diags.push(Diagnostic::not_utf8(file, at));
                continue;
            }
        };
        let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md");
        let id = match Id::new(name) {
            Ok(id) => id,
            Err(why) => {
                let message = format!("the id `{name}` {why}");
                diags.push(
                    Diagnostic::new(Code::IdInvalid, Span::start_of(file), message)
                        .help("rename the file; an id is made of `a-z`, `0-9` and `-`"),
                );
                continue;
            }
        };
        match place {
            Place::Introduction => content.introduction = Some(pages::essay(file, text, id, true).unload(&mut diags)),
            Place::Source => content.sources.push(pages::source(file, text, id, &language).unload(&mut diags)),
            Place::Entry => content.entries.push(pages::entry(file, text, id).unload(&mut diags)),
            Place::Essay => content.essays.push(pages::essay(file, text, id, false).unload(&mut diags)),
        }
    }
    // Files come in order of paths, where `a-b.md` stands before `a.md`.
    content.sources.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    content.entries.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    content.essays.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    check_namespace(&content, &mut diags);
    Checked { value: content, diags }
}

enum Place {
    Introduction,
    Source,
    Entry,
    Essay,
}

impl Place {
    /// What a file is, by its path below `content/`.
    fn of(path: &str) -> Option<Self> {
        let stem = path.strip_suffix(".md")?;
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        match (folder, name) {
            ("", "index") => Some(Self::Introduction),
            ("sources", _) => Some(Self::Source),
            ("glossary", _) => Some(Self::Entry),
            ("essays", _) => Some(Self::Essay),
            _ => None,
        }
    }
}

/// Reports ids that two pages share, former ids included.
fn check_namespace(content: &Content, diags: &mut Vec<Diagnostic>) {
    let sources = content.sources.iter().map(|source| &source.page);
    let entries = content.entries.iter().map(|entry| &entry.page);
    let essays = content.essays.iter().map(|essay| &essay.page);
    let pages: Vec<&Page> = sources.chain(entries).chain(essays).collect();
    let current = pages.iter().map(|page| (&page.id, Span::start_of(page.file), "used here"));
    let former = pages.iter().flat_map(|page| page.former.iter().map(|id| (&id.value, id.span, "a former id here")));
    let mut seen: BTreeMap<&Id, (Span, &str)> = BTreeMap::new();
    for (id, span, what) in current.chain(former) {
        if let Some((first, first_what)) = seen.get(id) {
            diags.push(
                Diagnostic::new(Code::IdTwice, span, format!("the id `{id}` is used twice"))
                    .label(*first, *first_what)
                    .help("sources, entries and essays share one namespace: rename one of the files"),
            );
        } else {
            seen.insert(id, (span, what));
        }
    }
}
