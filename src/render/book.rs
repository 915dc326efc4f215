//! What a book of the site is made of: which pages in which order, an index of terms, and what it says of itself.

use std::fmt::Write as _;

use super::bundle::pages;
use super::view::{IndexEntry, IndexGroup, IndexView};
use super::{Page, bdi};
use crate::bundle::epub::{self, Book, BookPage, BookWords, Entry};
use crate::bundle::{Bundle, Tree};
use crate::diag::Checked;
use crate::model::ask::Ask;
use crate::model::bundle::Form;
use crate::model::date::{Date, Within};
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::page::Direction;
use crate::model::site::Site;
use crate::text::escape::escape;

/// The path of the index of terms, a page that books alone have.
const INDEX: &str = "terms.html";

/// The book of `site`, whose files are `tree`; an empty one where a template fails.
pub(super) fn book(site: &Site, mut tree: Tree) -> Checked<Bundle> {
    let config = &site.shown.dossier.config;
    let page = Page::new(Ask::in_bundle(site, Form::Epub), INDEX);
    let has_index = !site.shown.dossier.entries.is_empty();
    if has_index {
        let index = page.fill("terms.html", &page.terms());
        tree.insert(INDEX.to_owned(), index.into_bytes());
    }
    let contents = page.book_contents(has_index);
    let words = BookWords {
        contents: page.word("contents", &[]),
        landmarks: page.word("landmarks", &[]),
        accessibility: page.word("book-accessibility", &[]),
        parts: vec![
            ("frontmatter", page.word("nav-introduction", &[])),
            ("bodymatter", page.word("sources", &[])),
            ("glossary", page.word("nav-glossary", &[])),
            ("index", page.word("terms-index", &[])),
            ("bibliography", page.word("nav-bibliography", &[])),
            ("colophon", page.word("nav-colophon", &[])),
        ],
    };
    let diags = page.problems.into_inner();
    if !diags.is_empty() {
        return Checked { value: Bundle::default(), diags };
    }
    let mut chosen: Vec<BookPage> =
        pages(site, Form::Epub).iter().map(|key| BookPage { kind: kind(key), path: key.path() }).collect();
    if has_index {
        let behind =
            chosen.iter().position(|page| matches!(page.kind, "bibliography" | "colophon")).unwrap_or(chosen.len());
        chosen.insert(behind, BookPage { path: INDEX.to_owned(), kind: "index" });
    }
    let value = epub::epub(&Book {
        title: &config.title,
        description: config.subtitle.as_deref(),
        language: &config.language,
        is_rtl: Direction::of_language(&config.language).name() == "rtl",
        editors: &config.editors,
        licence: &config.licence,
        day: &last_day(site),
        base_url: config.base_url.as_deref(),
        style: &site.theme.book,
        tree: &tree,
        pages: chosen,
        contents,
        words,
    });
    Checked { value, diags: Vec::new() }
}

/// What kind of part a page is.
fn kind(key: &PageKey) -> &'static str {
    match key {
        PageKey::Front => "frontmatter",
        PageKey::Glossary => "glossary",
        PageKey::Bibliography => "bibliography",
        PageKey::Colophon => "colophon",
        PageKey::Part(list, _) if **list == PageKey::Colophon => "backmatter",
        PageKey::Part(list, _) if **list != PageKey::Front => kind(list),
        PageKey::Entry(_) | PageKey::Matrix | PageKey::Changes => "backmatter",
        _ => "chapter",
    }
}

/// The latest day that the dossier names for anything in it, as `2020-09-21`; the first of the century where it names none.
fn last_day(site: &Site) -> String {
    let dossier = &site.shown.dossier;
    let of_sources = dossier.sources.iter().flat_map(|source| {
        let page = &source.page;
        [&page.published, &page.updated, &page.captured].into_iter().flatten().map(|date| &date.value)
    });
    let of_essays = dossier.essays.iter().filter_map(|essay| essay.published.as_ref());
    let day = |date: &Date| match date.from?.within {
        Within::Day { .. } => date.edtf.get(..10).filter(|day| is_day(day)).map(str::to_owned),
        _ => None,
    };
    of_sources.chain(of_essays).filter_map(day).max().unwrap_or_else(|| "2000-01-01".to_owned())
}

fn is_day(day: &str) -> bool {
    day.bytes().enumerate().all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
}

impl Page<'_> {
    fn book_contents(&self, has_index: bool) -> Vec<Entry> {
        let language = |tag: &str| (tag != self.ask.config().language).then(|| tag.to_owned());
        let line = |path: Option<String>, title: String| Entry { path, title, language: None, inner: Vec::new() };
        let mut contents: Vec<Entry> = Vec::new();
        for group in self.all_pages(Form::Epub) {
            if group.key == "nav-bibliography" && has_index {
                contents.push(line(Some(INDEX.to_owned()), self.word("terms-index", &[])));
            }
            let pages = group.pages.into_iter().map(|page| Entry {
                path: Some(page.href),
                language: language(&page.title.lang),
                title: page.title.text,
                inner: Vec::new(),
            });
            contents.push(Entry { inner: pages.collect(), ..line(group.href, self.word(group.key, &[])) });
        }
        contents
    }

    /// The index of terms: every entry with the paragraphs that name it.
    fn terms(&self) -> IndexView {
        let groups = self.glossary().groups.into_iter().map(|group| IndexGroup {
            letter: group.letter,
            entries: group.entries.into_iter().map(|row| self.index_entry(row.href, row.title)).collect(),
        });
        IndexView { layout: self.layout("index", self.word("terms-index", &[]), None, false), groups: groups.collect() }
    }

    fn index_entry(&self, href: String, title: String) -> IndexEntry {
        const WRITES: &str = "strings take what is written";
        let id = href.rsplit('/').next().and_then(|name| Id::new(name.strip_suffix(".html")?).ok());
        let mut html = String::new();
        for (place, mentions) in id.iter().flat_map(|id| self.ask.mentions_of(id)) {
            let Some(source) = self.ask.source_at(place) else { continue };
            let Some(words) = source.words.as_deref() else { continue };
            let page = self.to(&PageKey::Source(source.page.page.id.clone()).path());
            write!(html, "<li><bdi>{}</bdi> ", escape(self.ask.label(&source.page.page.id))).expect(WRITES);
            let mut last = None;
            for mention in mentions.iter() {
                let at = mention.anchor.selector.block;
                if last.replace(at) == Some(at) {
                    continue;
                }
                let block = &words.clean.blocks[at];
                let name = match block.number {
                    Some(number) => format!("¶&#160;{number}"),
                    None => escape(&self.word(&format!("role-{}", block.role.name()), &[])),
                };
                write!(html, "<a href=\"{page}#{}\">{name}</a> ", block.address).expect(WRITES);
            }
            html.push_str("</li>\n");
        }
        let title = bdi(&self.editorial(&title));
        IndexEntry { href, title, html }
    }
}
