//! From files to documents with positions: configuration, front matter, recipes, Markdown.
//!
//! In: the input [`Files`]. Out: [`Content`], every page of the dossier as written. Start at [`parse`], which is made of
//! a function of one file, [`page`], and one of all pages, [`assemble`]. Parsing cannot fail: whatever is damaged is
//! reported, and left out or replaced by a default. Nothing here looks into raw texts, resolves links, or decides what
//! is shown.

mod changes;
mod citation;
mod config;
pub mod edtf;
mod html;
mod markdown;
mod marks;
pub mod media;
mod packet;
mod pages;
mod quotation;
mod recipe;
mod statements;
mod table;

pub use self::config::{config, normal_base_url};

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;
use rayon::prelude::*;

use crate::diag::{Checked, Code, Diagnostic, FileId, Span, did_you_mean};
use crate::model::config::Config;
use crate::model::files::{File, Files};
use crate::model::id::Id;
use crate::model::page::{
    AnnotationsPage, ChangesPage, EntryPage, EssayPage, PacketPage, Page, QuestionPage, SourcePage, TimelinePage,
};

/// Everything that an editor wrote, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// `casebook.toml`.
    pub config: Arc<Config>,
    /// `content/sources/`, by id.
    pub sources: Vec<Arc<SourcePage>>,
    /// `content/glossary/`, by id.
    pub entries: Vec<Arc<EntryPage>>,
    /// `content/essays/`, by id.
    pub essays: Vec<Arc<EssayPage>>,
    /// `content/packets/`, by id.
    pub packets: Vec<Arc<PacketPage>>,
    /// `content/annotations/`, by id of the source.
    pub annotations: Vec<Arc<AnnotationsPage>>,
    /// `content/questions/`, by id.
    pub questions: Vec<Arc<QuestionPage>>,
    /// `content/timeline.md`.
    pub timeline: Option<Arc<TimelinePage>>,
    /// `content/changes.md`.
    pub changes: Option<Arc<ChangesPage>>,
    /// `content/index.md`.
    pub introduction: Option<Arc<EssayPage>>,
    /// `content/media/`, by path below `content/`.
    pub media: BTreeMap<String, Arc<[u8]>>,
}

/// A file below `content/`, as it is written.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say it, and `Content` says where each lies")]
pub enum Parsed {
    Source(Arc<SourcePage>),
    Entry(Arc<EntryPage>),
    Essay(Arc<EssayPage>),
    Packet(Arc<PacketPage>),
    Annotations(Arc<AnnotationsPage>),
    Question(Arc<QuestionPage>),
    Timeline(Arc<TimelinePage>),
    Changes(Arc<ChangesPage>),
    Introduction(Arc<EssayPage>),
    /// Path below `content/`, and the bytes.
    Media(String, Arc<[u8]>),
}

/// Parses all content files: [`config()`], [`page`] for each of them, and [`assemble`].
pub fn parse(files: &Files) -> Checked<Content> {
    let mut diags = Vec::new();
    let config = config(files).unload(&mut diags);
    let inputs: Vec<(FileId, &File)> = files.below("content/").collect();
    let parsed: Vec<Checked<Option<Parsed>>> =
        inputs.into_par_iter().map(|(file, input)| page(file, input, &config.language)).collect();
    let pages = parsed.into_iter().filter_map(|page| page.unload(&mut diags)).collect();
    let content = assemble(Arc::new(config), pages).unload(&mut diags);
    Checked { value: content, diags }
}

/// Parses one file below `content/`, of which nothing else need be known but the dossier's `language`; `None` if it is
/// no page, or has no id.
pub fn page(file: FileId, input: &File, language: &str) -> Checked<Option<Parsed>> {
    let path = input.path.strip_prefix("content/").unwrap_or(&input.path);
    if path.starts_with("media/") {
        return Checked::clean(Some(Parsed::Media(path.to_owned(), input.bytes().clone())));
    }
    let refused = |diag| Checked { value: None, diags: vec![diag] };
    let Some(place) = Place::of(path) else {
        let message = format!("nothing reads `{}`", input.path);
        return refused(Diagnostic::new(Code::FileUnexpected, Span::start_of(file), message).help(
            "pages lie in `sources/`, `annotations/`, `glossary/`, `questions/`, `essays/` and `packets/` below \
             `content/` and end in `.md`; pictures lie in `content/media/`",
        ));
    };
    let text = match input.text() {
        Ok(text) => text,
        Err(at) => return refused(Diagnostic::not_utf8(file, at)),
    };
    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md");
    let id = match Id::new(name) {
        Ok(id) => id,
        Err(why) => {
            let message = format!("the id `{name}` {why}");
            return refused(
                Diagnostic::new(Code::IdInvalid, Span::start_of(file), message)
                    .help("rename the file; an id is made of `a-z`, `0-9` and `-`"),
            );
        }
    };
    match place {
        Place::Introduction => pages::essay(file, text, id, true).map(Arc::new).map(Parsed::Introduction),
        Place::Source => pages::source(file, text, id, language).map(Arc::new).map(Parsed::Source),
        Place::Entry => pages::entry(file, text, id).map(Arc::new).map(Parsed::Entry),
        Place::Essay => pages::essay(file, text, id, false).map(Arc::new).map(Parsed::Essay),
        Place::Packet => packet::packet(file, text, id).map(Arc::new).map(Parsed::Packet),
        Place::Annotations => statements::annotations(file, text, id).map(Arc::new).map(Parsed::Annotations),
        Place::Question => statements::question(file, text, id).map(Arc::new).map(Parsed::Question),
        Place::Changes => changes::changes(file, text, id).map(Arc::new).map(Parsed::Changes),
        Place::Timeline => statements::timeline(file, text, id).map(Arc::new).map(Parsed::Timeline),
    }
    .map(Some)
}

/// Puts the pages of a dossier together, and checks what only all of them can tell.
pub fn assemble(config: Arc<Config>, pages: Vec<Parsed>) -> Checked<Content> {
    let mut content = Content {
        config,
        sources: Vec::new(),
        entries: Vec::new(),
        essays: Vec::new(),
        packets: Vec::new(),
        annotations: Vec::new(),
        questions: Vec::new(),
        timeline: None,
        changes: None,
        introduction: None,
        media: BTreeMap::new(),
    };
    for page in pages {
        match page {
            Parsed::Source(page) => content.sources.push(page),
            Parsed::Entry(page) => content.entries.push(page),
            Parsed::Essay(page) => content.essays.push(page),
            Parsed::Packet(page) => content.packets.push(page),
            Parsed::Annotations(page) => content.annotations.push(page),
            Parsed::Question(page) => content.questions.push(page),
            Parsed::Timeline(page) => content.timeline = Some(page),
            Parsed::Changes(page) => content.changes = Some(page),
            Parsed::Introduction(page) => content.introduction = Some(page),
            Parsed::Media(path, bytes) => drop(content.media.insert(path, bytes)),
        }
    }
    // Files come in order of paths, where `a-b.md` stands before `a.md`.
    content.sources.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    content.entries.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    content.essays.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    content.packets.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    content.annotations.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    content.questions.sort_by(|a, b| a.page.id.cmp(&b.page.id));
    let mut diags = Vec::new();
    check_namespace(&content, &mut diags);
    check_annotated(&content, &mut diags);
    check_stances(&content, &mut diags);
    packet::check(&content, &mut diags);
    Checked { value: content, diags }
}

enum Place {
    Introduction,
    Source,
    Entry,
    Essay,
    Packet,
    Annotations,
    Question,
    Timeline,
    Changes,
}

impl Place {
    /// What a file is, by its path below `content/`.
    fn of(path: &str) -> Option<Self> {
        let stem = path.strip_suffix(".md")?;
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        match (folder, name) {
            ("", "index") => Some(Self::Introduction),
            ("", "timeline") => Some(Self::Timeline),
            ("", "changes") => Some(Self::Changes),
            ("annotations", _) => Some(Self::Annotations),
            ("questions", _) => Some(Self::Question),
            ("sources", _) => Some(Self::Source),
            ("glossary", _) => Some(Self::Entry),
            ("essays", _) => Some(Self::Essay),
            ("packets", _) => Some(Self::Packet),
            _ => None,
        }
    }
}

/// Reports ids that two pages share, former ids included.
fn check_namespace(content: &Content, diags: &mut Vec<Diagnostic>) {
    let sources = content.sources.iter().map(|source| &source.page);
    let entries = content.entries.iter().map(|entry| &entry.page);
    let essays = content.essays.iter().map(|essay| &essay.page);
    let packets = content.packets.iter().map(|packet| &packet.page);
    let questions = content.questions.iter().map(|question| &question.page);
    let pages: Vec<&Page> = sources.chain(entries).chain(essays).chain(packets).chain(questions).collect();
    let current = pages.iter().map(|page| (&page.id, Span::start_of(page.file), "used here"));
    let former = pages.iter().flat_map(|page| page.former.iter().map(|id| (&id.value, id.span, "a former id here")));
    let mut seen: HashMap<&Id, (Span, &str)> = HashMap::default();
    for (id, span, what) in current.chain(former) {
        if let Some((first, first_what)) = seen.get(id) {
            diags.push(
                Diagnostic::new(Code::IdTwice, span, format!("the id `{id}` is used twice"))
                    .label(*first, *first_what)
                    .help(
                        "sources, entries, essays, packets and questions share one namespace: rename one of the files",
                    ),
            );
        } else {
            seen.insert(id, (span, what));
        }
    }
}

/// Reports annotations on no source, and authors that nobody is.
fn check_annotated(content: &Content, diags: &mut Vec<Diagnostic>) {
    for page in &content.annotations {
        let id = page.page.id.as_str();
        if content.sources.binary_search_by(|source| source.page.id.as_str().cmp(id)).is_ok() {
            continue;
        }
        let known = content.sources.iter().map(|source| source.page.id.as_str());
        let message = format!("there is no source `{id}` that these annotations could be on");
        let diag = Diagnostic::new(Code::UnknownId, Span::start_of(page.page.file), message);
        diags.push(match did_you_mean(id, known) {
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
    let packets = content.packets.iter().map(|packet| &packet.page);
    let changes = content.changes.iter().map(|changes| &changes.page);
    let pages = essays.chain(packets).chain(changes).chain(sources).chain(entries).chain(annotations);
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
