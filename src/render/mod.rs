//! Makes the bytes of any file of the site, one at a time.
//!
//! In: the [`Site`] and a path. Out: bytes. Start at [`render`], a pure function; writing, serving, bundling and tests
//! all are uses of it. A file per kind of page fills one struct of [`view`], which a template turns into HTML.

pub mod address;
pub mod view;

pub mod bundle;
pub mod renderer;

mod bibliography;
mod book;
mod changes;
mod colophon;
mod concordance;
mod data;
mod entry;
mod excerpt;
mod facts;
mod found;
mod front;
mod jsonld;
mod margin;
mod matrix;
mod packet;
mod parts;
mod periods;
mod picture;
mod pictures;
mod prose;
mod quote;
mod reading;
mod record;
mod search;
mod source;
mod statements;
mod words;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::Serialize;

use self::address::relative;
use self::view::{Card, EssayView, FooterView, Layout, Link, MissingView, MovedView, NavLink, NavView, Worded};
use crate::diag::{Checked, Diagnostic};
use crate::model::ask::Ask;
use crate::model::bundle::Form;
use crate::model::dossier::Source;
use crate::model::id::Id;
use crate::model::index::Backlink;
use crate::model::key::PageKey;
use crate::model::page::{Direction, EntryPage};
use crate::model::site::{FEED, Frame, PageSpec, Site};
use crate::model::theme::template_error;
use crate::text::escape::{escape, escape_into};
use crate::text::language::foreign;
use crate::{highlight, text};

/// How many backlinks of a page are shown without being asked for.
const BACKLINKS: usize = 40;

/// Room for a page, in bytes.
const PAGE: usize = 48 << 10;

/// The bytes of the file at `path`, one of [`Site::pages`].
///
/// # Panics
/// If the site has no such path.
pub fn render(site: &Site, path: &str) -> Checked<Vec<u8>> {
    answered(Ask::of(site), path)
}

/// The same for whoever writes down what is asked.
///
/// # Panics
/// If the site has no such path.
pub fn answered(ask: Ask<'_>, path: &str) -> Checked<Vec<u8>> {
    let page = Page::new(ask, path);
    let spec = page.ask.spec(path).expect("only paths of the site are rendered");
    let value = match spec {
        PageSpec::Page(key) => page.page(key),
        PageSpec::Moved(to) => page.moved(to),
        PageSpec::File(bytes) => bytes.to_vec(),
        PageSpec::CodeStyle => highlight::style_sheet().into_bytes(),
        PageSpec::Card(id) => page.card(page.ask.entry(id).expect("cards are made of entries")).into_bytes(),
        PageSpec::Mentions => data::mentions(page.ask),
        PageSpec::ReadingText(id) => {
            let text = page.source_of(id).words.as_ref().map(|words| words.clean.text.as_str());
            text.unwrap_or_default().as_bytes().to_vec()
        }
        PageSpec::Annotations(id) => page.web_annotations(page.source_of(id)),
        PageSpec::Data(data) => page.data(*data),
        PageSpec::Feed => page.feed().into_bytes(),
        PageSpec::Sitemap(number) => page.sitemap(*number).into_bytes(),
        PageSpec::Robots => page.robots().into_bytes(),
        PageSpec::Search(file) => page.ask.search_file(*file).unwrap_or_default().into_bytes(),
        PageSpec::Bundle(form) => {
            let Checked { value, diags } = bundle::bundle(page.ask.whole(), *form, &|| {});
            return Checked { value: value.bytes, diags };
        }
    };
    Checked { value, diags: page.problems.into_inner() }
}

/// A page while it is made: what it may ask, and where it stands.
struct Page<'a> {
    ask: Ask<'a>,
    path: &'a str,
    /// How many folders deep it lies.
    depth: usize,
    /// The way to the folder of the entries, to which most links of a page lead.
    entries: String,
    /// What the ids of its elements begin with: where several sources stand on one page, none may have what another has.
    prefix: String,
    /// What was wrong with the templates that have been filled so far.
    problems: RefCell<Vec<Diagnostic>>,
}

impl<'a> Page<'a> {
    fn new(ask: Ask<'a>, path: &'a str) -> Self {
        let depth = path.bytes().filter(|byte| *byte == b'/').count();
        Self {
            ask,
            path,
            depth,
            entries: relative(path, "glossary/"),
            prefix: String::new(),
            problems: RefCell::default(),
        }
    }

    fn page(&self, key: &PageKey) -> Vec<u8> {
        match key {
            PageKey::Front => self.fill_page("front.html", &self.front()),
            PageKey::Source(id) => self.fill_page("source.html", &self.source(self.source_of(id))),
            PageKey::Record(id) => self.fill_page("record.html", &self.record(self.source_of(id))),
            PageKey::Glossary => self.fill_page("glossary.html", &self.glossary()),
            PageKey::Entry(id) => {
                self.fill_page("entry.html", &self.entry(self.ask.entry(id).expect("pages are made of entries")))
            }
            PageKey::Part(list, number) => self.part(list, *number),
            PageKey::Essay(id) => self.fill_page("essay.html", &self.essay(key, id)),
            PageKey::Packet(id) => self.fill_page("packet.html", &self.packet(key, id)),
            PageKey::Questions => self.fill_page("questions.html", &self.questions()),
            PageKey::Question(id) => self.fill_page("question.html", &self.question(key, id)),
            PageKey::Timeline => self.fill_page("timeline.html", &self.timeline()),
            PageKey::Changes => self.fill_page("changes.html", &self.changes()),
            PageKey::Matrix => self.fill_page("matrix.html", &self.matrix()),
            PageKey::Bibliography => self.fill_page("bibliography.html", &self.bibliography(1)),
            PageKey::Annotations(_) => unreachable!("annotations stand on the pages of their sources"),
            PageKey::Search => self.fill_page("search.html", &self.search()),
            PageKey::Colophon => self.fill_page("colophon.html", &self.colophon()),
            PageKey::Missing => {
                let title = self.word("missing", &[]);
                self.fill_page("missing.html", &MissingView { layout: self.layout("missing", title, None, false) })
            }
        }
    }

    /// A further page of a list that begins on the page of `list`.
    fn part(&self, list: &PageKey, number: usize) -> Vec<u8> {
        match list {
            PageKey::Entry(id) => {
                let entry = self.ask.entry(id).expect("pages are made of entries");
                self.fill_page("concordance.html", &self.concordance_page(entry, number))
            }
            PageKey::Front => self.fill_page("sources.html", &self.sources_page(number)),
            PageKey::Colophon => self.fill_page("checksums.html", &self.checksums_page(number)),
            PageKey::Matrix => self.fill_page("matrix.html", &self.matrix()),
            PageKey::Bibliography => self.fill_page("bibliography.html", &self.bibliography(number)),
            _ => unreachable!("no other page has parts"),
        }
    }

    /// A page that says where another has gone.
    fn moved(&self, to: &PageKey) -> Vec<u8> {
        let title = self.ask.title(&subject(to)).to_owned();
        let mut layout = self.layout("moved", title.clone(), None, false);
        layout.canonical = self.public(&to.path()).unwrap_or_default();
        layout.social = None;
        let to = Link { href: self.to(&to.path()), text: title };
        self.fill_page("moved.html", &MovedView { layout, to })
    }

    fn essay(&self, key: &PageKey, id: &Id) -> EssayView {
        let essay = self.ask.essay(id).expect("pages are made of essays");
        let rendered = prose::full(self, key, &essay.page.prose);
        EssayView {
            layout: self.layout("essay", essay.title.clone(), Some(key), rendered.has_code),
            title: essay.title.clone(),
            subtitle: essay.subtitle.clone(),
            authors: self.names(&essay.authors),
            date: essay.published.as_ref().map_or(String::new(), |date| self.date(date)),
            minutes: words::minutes(prose::words(&essay.page.prose)),
            contents: if rendered.headings.len() < 2 { Vec::new() } else { rendered.headings },
            html: rendered.html,
            backlinks: self.backlinks(key),
        }
    }

    /// Turns the view of a whole page into HTML by its template, the last step in making it.
    fn fill_page<View: Serialize>(&self, template: &str, view: &View) -> Vec<u8> {
        // Nearly all pages fit, so that none is copied while it grows.
        self.fill_into(template, view, Vec::with_capacity(PAGE))
    }

    /// Turns a view into HTML by its template.
    fn fill<View: Serialize>(&self, template: &str, view: &View) -> String {
        String::from_utf8(self.fill_into(template, view, Vec::new())).expect("templates are text")
    }

    fn fill_into<View: Serialize>(&self, template: &str, view: &View, mut out: Vec<u8>) -> Vec<u8> {
        let theme = &self.ask.theme();
        let filled =
            tera::Context::from_serialize(view).and_then(|context| theme.tera.render_to(template, &context, &mut out));
        if let Err(error) = filled {
            out.clear();
            let mut diag: Diagnostic = template_error(&error, &|name| theme.templates.get(name).copied());
            diag.message = format!("{} (in making `{}`)", diag.message, self.path);
            self.problems.borrow_mut().push(diag);
        }
        out
    }

    /// The source that a page is made of.
    fn source_of(&self, id: &Id) -> &'a Source {
        self.ask.source(id).expect("pages are made of sources that are shown")
    }

    /// The source called `id`, if it is shown.
    fn source_named(&self, id: &str) -> Option<&'a Source> {
        self.ask.source(&Id::new(id).ok()?).map(std::sync::Arc::as_ref)
    }

    /// The address of the file at `path` from here; an absolute one where it may be read elsewhere than at its own address.
    fn to(&self, path: &str) -> String {
        match &self.ask.config().base_url {
            Some(base) if self.path == PageKey::Missing.path() || self.path == FEED => {
                format!("{base}{}", relative("index.html", path))
            }
            _ => relative(self.path, path),
        }
    }

    /// What every page has. `key` is the page whose words say what it is about.
    fn layout(&self, kind: &'static str, title: String, key: Option<&PageKey>, has_code: bool) -> Layout {
        let theme = self.ask.theme();
        let frame = self.frame();
        let public = self.public(self.path).filter(|_| self.path != PageKey::Missing.path());
        Layout {
            kind,
            title,
            home: self.to(&PageKey::Front.path()),
            style: self.to(&theme.style),
            code_style: has_code.then(|| self.to(&theme.code_style)),
            script: self.to(&theme.script),
            early: self.to(&theme.early),
            reading: (kind == "source").then(|| self.to(&theme.reading)),
            nav: frame.nav,
            footer: frame.footer,
            reading_words: if kind == "source" { frame.reading_words } else { String::new() },
            meta: String::new(),
            description: key.map_or(String::new(), |key| self.description(key)),
            social: public.clone().map(|url| self.social(kind, url)),
            canonical: public.unwrap_or_default(),
            feed: self.ask.has(FEED).then(|| self.to(FEED)),
        }
    }

    /// What a page is about, in a sentence, where its author or its source says it.
    fn description(&self, key: &PageKey) -> String {
        let said = match key {
            PageKey::Front => self.ask.config().subtitle.clone(),
            PageKey::Source(id) => self.source_of(id).page.subtitle.as_ref().map(|subtitle| subtitle.value.clone()),
            PageKey::Essay(id) => self.ask.essay(id).and_then(|essay| essay.subtitle.clone()),
            PageKey::Packet(id) => self.ask.packet(id).and_then(|packet| packet.subtitle.clone()),
            PageKey::Entry(id) => self.ask.entry(id).and_then(|entry| {
                let prose = &entry.page.prose;
                Some(prose::plain(prose, prose.definition()?, |source| self.ask.label(source)))
            }),
            _ => None,
        };
        said.unwrap_or_default()
    }

    /// What stands around the words of the page.
    fn frame(&self) -> Frame {
        let depth = self.depth;
        // Pages that the navigation leads to lie in the uppermost folder, and each says that it is there. A book has not all
        // pages that the site leads to.
        if depth == 0 || self.ask.is_in(Form::Epub) {
            return self.new_frame();
        }
        let frame = self.ask.frame(depth, || {
            let path = format!("{}frame", "shared/".repeat(depth));
            let page = Page::new(self.ask, &path);
            Checked { value: page.new_frame(), diags: page.problems.into_inner() }
        });
        self.problems.borrow_mut().extend(frame.diags.iter().cloned());
        frame.value.clone()
    }

    fn new_frame(&self) -> Frame {
        // The list of changes stands below every page; the line above has no room for what few look for.
        let (changes, nav): (Vec<NavLink>, Vec<NavLink>) =
            self.ways().into_iter().partition(|way| way.key == "changes");
        let footer = FooterView { edition: self.ask.edition().map(str::to_owned), changes: changes.into_iter().next() };
        Frame {
            nav: self.fill("partials/nav.html", &NavView { nav }),
            footer: self.fill("partials/footer.html", &footer),
            reading_words: self.fill("partials/reading-words.html", &BTreeMap::<&str, &str>::new()),
        }
    }

    /// Ways to the pages that there is one of.
    fn ways(&self) -> Vec<NavLink> {
        let pages = [
            ("sources", PageKey::Front),
            ("questions", PageKey::Questions),
            ("timeline", PageKey::Timeline),
            ("glossary", PageKey::Glossary),
            ("matrix", PageKey::Matrix),
            ("bibliography", PageKey::Bibliography),
            ("changes", PageKey::Changes),
            ("search", PageKey::Search),
            ("colophon", PageKey::Colophon),
        ];
        // Pages without data do not exist, nor do links to them.
        let there = pages.into_iter().filter(|(_, page)| self.ask.has(&page.path()));
        let mut ways: Vec<NavLink> = there
            .map(|(key, page)| NavLink { href: self.to(&page.path()), key, current: page.path() == self.path })
            .collect();
        if !self.ask.essays().is_empty() {
            let href = self.to(&PageKey::Front.path()) + "#essays";
            ways.insert(1, NavLink { href, key: "essays", current: false });
        }
        ways
    }

    /// What the script shows beside a term: a call that hands it the definition, since a page on a disk can load scripts
    /// and nothing else.
    fn card(&self, entry: &EntryPage) -> String {
        let id = &entry.page.id;
        let count = self.ask.count(id);
        let view = Card {
            href: self.to(&PageKey::Entry(id.clone()).path()),
            title: entry.title.value.clone(),
            kind: entry.kind.clone(),
            html: self.definition(entry),
            count: count.mentions,
            sources: count.sources,
        };
        let html = serde_json::Value::String(self.fill("partials/card.html", &view));
        format!("casebook.card(\"{id}\", {html});\n")
    }

    /// The definition of an entry, for use on other pages.
    fn definition(&self, entry: &EntryPage) -> String {
        let key = PageKey::Entry(entry.page.id.clone());
        entry
            .page
            .prose
            .definition()
            .map_or(String::new(), |events| prose::excerpt(self, &key, &entry.page.prose, events))
    }

    /// Appends the address of an entry.
    fn entry_into(&self, entry: &Id, out: &mut String) {
        out.push_str(&self.entries);
        out.push_str(entry.as_str());
        out.push_str(".html");
    }

    /// Appends the opening tag of a link to an entry, whose card the script finds by the address.
    fn term_link(&self, entry: &Id, id: Option<&str>, out: &mut String) {
        out.push_str("<a class=\"term\"");
        if let Some(id) = id {
            out.push_str(" id=\"");
            out.push_str(id);
            out.push('"');
        }
        out.push_str(" href=\"");
        self.entry_into(entry, out);
        out.push_str("\">");
    }

    /// What an entry is called.
    fn entry_title(&self, entry: &Id) -> &'a str {
        self.ask.title(&PageKey::Entry(entry.clone()))
    }

    /// The opening tag of a link to a page.
    fn link_tag(&self, to: &PageKey, fragment: Option<&str>, id: Option<String>) -> String {
        let fragment = fragment.map_or(String::new(), |fragment| format!("#{fragment}"));
        let href = escape(&(self.to(&to.path()) + &fragment));
        let id = id.map_or(String::new(), |id| format!(" id=\"{id}\""));
        format!("<a{id} href=\"{href}\">")
    }

    /// The title of a source in its own language.
    fn source_title(&self, source: &Source) -> Worded {
        self.worded(&source.page.title.value, source)
    }

    /// Words as markup, marked where their language or direction is not the page's own.
    fn in_its_language(&self, words: &Worded) -> String {
        let (language, direction) = self.language();
        if words.lang == language && words.dir == direction.name() {
            return escape(&words.text);
        }
        bdi(words)
    }

    /// Language and direction of the page's own words.
    fn language(&self) -> (&'a str, Direction) {
        let language = &self.ask.config().language;
        (language, Direction::of_language(language))
    }

    /// Words of the editors, in their language unless all of it is in another script.
    fn editorial(&self, text: &str) -> Worded {
        let own = self.ask.config().language.as_str();
        let is_all = |range: &Range<usize>| {
            let mut others = text[..range.start].chars().chain(text[range.end..].chars());
            !others.any(char::is_alphabetic)
        };
        let found = foreign(text, own).into_iter().next().filter(|(range, _)| is_all(range));
        let lang = found.map_or(own.to_owned(), |(_, tag)| tag);
        Worded { text: text.to_owned(), dir: Direction::of_language(&lang).name(), lang }
    }

    /// The title of a page in its language.
    fn title_of(&self, key: &PageKey) -> Worded {
        match key {
            PageKey::Source(id) | PageKey::Annotations(id) => self.source_title(self.source_of(id)),
            PageKey::Timeline if self.ask.title(key).is_empty() => self.editorial(&self.word("nav-timeline", &[])),
            PageKey::Changes if self.ask.title(key).is_empty() => self.editorial(&self.word("nav-changes", &[])),
            other => self.editorial(self.ask.title(other)),
        }
    }

    fn worded(&self, text: &str, source: &Source) -> Worded {
        Worded { text: text.to_owned(), lang: source.page.language.clone(), dir: source.page.direction.name() }
    }

    /// The pages that link to that of `key`, in order, each with its sentences.
    fn backlinks(&self, key: &PageKey) -> Vec<view::Backlinks> {
        let links = self.ask.backlinks_to(key);
        let mut pages: Vec<view::Backlinks> = Vec::new();
        for link in links {
            let (title, kind) = (self.title_of(&link.from), kind(&link.from));
            if pages.last().is_none_or(|page| (page.kind, &page.title.text) != (kind, &title.text)) {
                pages.push(view::Backlinks { title, kind, open: links.len() <= BACKLINKS, links: Vec::new() });
            }
            pages.last_mut().expect("one was pushed").links.push(view::Backlink {
                href: format!("{}#{}", self.to(&link.from.path()), link.fragment),
                quotes: link.quotes,
                html: self.sentence(link),
            });
        }
        pages
    }

    /// The sentence of a link, its words marked, what is quoted in the language and the voice of its source.
    fn sentence(&self, link: &Backlink) -> String {
        let text = &link.sentence;
        // Links stand in quotations and around them, but cross none.
        let mut edges: Vec<usize> = [0, text.len(), link.words.start, link.words.end].into();
        edges.extend(link.quoted.iter().flat_map(|(range, _)| [range.start, range.end]));
        edges.sort_unstable();
        edges.dedup();
        let mut out = String::with_capacity(text.len() + 64);
        for (start, end) in edges.iter().zip(&edges[1..]).map(|(start, end)| (*start, *end)) {
            let quoted = link.quoted.iter().find(|(range, _)| range.contains(&start));
            let source = quoted.and_then(|(_, id)| self.source_named(id.as_str()));
            let is_linked = link.words.contains(&start);
            if let Some(source) = source {
                let of_source = (source.page.language.as_str(), source.page.direction);
                if of_source == self.language() {
                    out.push_str("<span class=\"quoted\">");
                } else {
                    let (language, direction) = (of_source.0, of_source.1.name());
                    out.extend(["<span class=\"quoted\"", &lang_and_dir(language, direction), ">"]);
                }
            }
            out.push_str(if is_linked { "<mark>" } else { "" });
            escape_into(&text[start..end], &mut out);
            out.push_str(if is_linked { "</mark>" } else { "" });
            out.push_str(if source.is_some() { "</span>" } else { "" });
        }
        out
    }
}

/// Of findings that many pages have alike, the first: a broken template breaks many, and its place is what counts.
pub fn thinned(mut diags: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diags.dedup_by(|later, first| later.span == first.span && later.span.is_some());
    diags
}

/// What kind of page quotes or links.
fn kind(page: &PageKey) -> &'static str {
    match page {
        PageKey::Source(_) => "source",
        PageKey::Annotations(_) => "annotation",
        PageKey::Entry(_) => "entry",
        PageKey::Essay(_) => "essay",
        PageKey::Packet(_) => "packet",
        PageKey::Question(_) => "question",
        PageKey::Timeline => "timeline",
        PageKey::Changes => "changes",
        _ => "front",
    }
}

/// The page that another is about: for a record its source.
fn subject(key: &PageKey) -> PageKey {
    match key {
        PageKey::Record(id) => PageKey::Source(id.clone()),
        other => other.clone(),
    }
}

/// `count` in percent of `most`, 0–100, and at least 1 for anything that is there.
fn percent(count: usize, most: usize) -> usize {
    if count == 0 || most == 0 { 0 } else { (count * 100).div_ceil(most).min(100) }
}

/// The attributes for words of a language and direction, with a space before each.
fn lang_and_dir(lang: &str, dir: &str) -> String {
    format!(" lang=\"{}\" dir=\"{dir}\"", escape(lang))
}

/// Words with their language and direction, as markup.
fn bdi(words: &Worded) -> String {
    format!("<bdi{}>{}</bdi>", lang_and_dir(&words.lang, words.dir), escape(&words.text))
}

/// A number drawn as a length, in percent; the number itself stands beside it as text, so nobody needs the drawing.
struct Bar(usize);

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<svg class=\"bar\" width=\"100\" height=\"10\"><rect width=\"{}%\" height=\"10\"/></svg>", self.0)
    }
}

/// How many words a reader has to read.
fn count_words(text: &str) -> usize {
    text::words::count(text)
}
