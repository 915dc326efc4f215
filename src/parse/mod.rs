//! From files to documents with positions: configuration, front matter, recipes, Markdown.
//!
//! In: the input [`Files`]. Out: [`Content`], every page of the dossier as written. Start at [`parse`]. Parsing cannot
//! fail: whatever is damaged is reported, and left out or replaced by a default. Nothing here looks into raw texts,
//! resolves links, or decides what is shown.

mod citation;
mod config;
pub mod edtf;
mod html;
mod markdown;
mod marks;
mod pages;
mod quotation;
mod recipe;
mod statements;
mod table;

pub use self::config::normal_base_url;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Checked, Code, Diagnostic, Span, did_you_mean};
use crate::model::config::Config;
use crate::model::files::Files;
use crate::model::id::Id;
use crate::model::page::{AnnotationsPage, EntryPage, EssayPage, Page, QuestionPage, SourcePage, TimelinePage};

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
    /// `content/annotations/`, by id of the source.
    pub annotations: Vec<AnnotationsPage>,
    /// `content/questions/`, by id.
    pub questions: Vec<QuestionPage>,
    /// `content/timeline.md`.
    pub timeline: Option<TimelinePage>,
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
        annotations: Vec::new(),
        questions: Vec::new(),
        timeline: None,
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
                "pages lie in `sources/`, `annotations/`, `glossary/`, `questions/` and `essays/` below `content/` and \
                 end in `.md`; pictures lie in `content/media/`",
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
            Place::Annotations => content.annotations.push(statements::annotations(file, text, id).unload(&mut diags)),
            Place::Question => content.questions.push(statements::question(file, text, id).unload(&mut diags)),
            Place::Timeline => content.timeline = Some(statements::timeline(file, text, id).unload(&mut diags)),
        }
    }
    // Files come in order of paths, where `a-b.md` stands before `a.md`.
    content.sources.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    content.entries.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    content.essays.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    content.annotations.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    content.questions.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    check_namespace(&content, &mut diags);
    check_annotated(&content, &mut diags);
    check_stances(&content, &mut diags);
    Checked { value: content, diags }
}

enum Place {
    Introduction,
    Source,
    Entry,
    Essay,
    Annotations,
    Question,
    Timeline,
}

impl Place {
    /// What a file is, by its path below `content/`.
    fn of(path: &str) -> Option<Self> {
        let stem = path.strip_suffix(".md")?;
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        match (folder, name) {
            ("", "index") => Some(Self::Introduction),
            ("", "timeline") => Some(Self::Timeline),
            ("annotations", _) => Some(Self::Annotations),
            ("questions", _) => Some(Self::Question),
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
    let questions = content.questions.iter().map(|question| &question.page);
    let pages: Vec<&Page> = sources.chain(entries).chain(essays).chain(questions).collect();
    let current = pages.iter().map(|page| (&page.id, Span::start_of(page.file), "used here"));
    let former = pages.iter().flat_map(|page| page.former.iter().map(|id| (&id.value, id.span, "a former id here")));
    let mut seen: BTreeMap<&Id, (Span, &str)> = BTreeMap::new();
    for (id, span, what) in current.chain(former) {
        if let Some((first, first_what)) = seen.get(id) {
            diags.push(
                Diagnostic::new(Code::IdTwice, span, format!("the id `{id}` is used twice"))
                    .label(*first, *first_what)
                    .help("sources, entries, essays and questions share one namespace: rename one of the files"),
            );
        } else {
            seen.insert(id, (span, what));
        }
    }
}

/// Reports annotations on no source, and authors that nobody is.
fn check_annotated(content: &Content, diags: &mut Vec<Diagnostic>) {
    let known: Vec<&str> = content.sources.iter().map(|source| source.page.id.as_str()).collect();
    for page in &content.annotations {
        let id = page.page.id.as_str();
        if known.contains(&id) {
            continue;
        }
        let message = format!("there is no source `{id}` that these annotations could be on");
        let diag = Diagnostic::new(Code::UnknownId, Span::start_of(page.page.file), message);
        diags.push(match did_you_mean(id, known.iter().copied()) {
            Some(meant) => diag.help(format!("did you mean `annotations/{meant}.md`?")),
            None => diag.help("the file has the name of the source's own: `annotations/ID.md`"),
        });
    }
}

/// Reports roles of evidence on pages that state no claims.
fn check_stances(content: &Content, diags: &mut Vec<Diagnostic>) {
    let essays = content.essays.iter().chain(&content.introduction).map(|essay| &essay.page);
    let sources = content.sources.iter().map(|source| &source.page);
    let entries = content.entries.iter().map(|entry| &entry.page);
    let annotations = content.annotations.iter().map(|page| &page.page);
    let pages = essays.chain(sources).chain(entries).chain(annotations);
    for item in pages.flat_map(|page| &page.prose.citations).flat_map(|citation| &citation.items) {
        if let Some(span) = item.stance_span {
            let message = format!("`{}` is the role of evidence, and this page states no claim", item.stance.name());
            diags.push(
                Diagnostic::new(Code::CitationInvalid, span, message)
                    .help("roles belong on question pages and the timeline; remove it here"),
            );
        }
    }
}
