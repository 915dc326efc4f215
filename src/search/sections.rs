//! What is searched: the words that a site shows, by page and voice.
//!
//! Everything follows from what an edition shows, so what it withholds is in none of it.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::Event;

use super::prose::{Piece, each_block};
use crate::diag::FileId;
use crate::model::clean::Role;
use crate::model::date::Date;
use crate::model::dates::Dates;
use crate::model::dossier::{Dossier, Shown, Source, Words as SourceWords};
use crate::model::id::Id;
use crate::model::index::Index;
use crate::model::key::PageKey;
use crate::model::page::{Direction, Page, Prose, Statement};
use crate::model::quotation::Citation;
use crate::model::search::{Layout, Voice};
use crate::model::site::Site;
use crate::model::theme::Words;
use crate::text::normal::composed;

/// Words of one voice on one page.
#[derive(Debug)]
pub struct Section<'a> {
    /// Whose they are.
    pub voice: Voice,
    /// The page; the editors' words on the page of a source have its key as well.
    pub page: &'a PageKey,
    /// What the page is called, and the language of that.
    pub title: (&'a str, &'a str, Direction),
    /// What stands beside the title: how the source is cited.
    pub label: &'a str,
    /// The words.
    pub blocks: Vec<Block<'a>>,
}

/// A paragraph, heading, item, title …
#[derive(Debug)]
pub struct Block<'a> {
    /// Its element id, or that of the nearest element before it that has one; empty for the top of the page.
    pub id: Cow<'a, str>,
    /// Number of the paragraph of a source.
    pub number: Option<u32>,
    /// Whether it is the title of the page.
    pub is_title: bool,
    /// Whether it is said of a source, and no words of its own.
    pub is_about: bool,
    /// The words, composed.
    pub text: Cow<'a, str>,
    /// Their language.
    pub language: &'a str,
    /// Its direction.
    pub direction: Direction,
    /// Bytes of the words that are in another language, apart and in order.
    pub languages: Vec<(Range<usize>, String)>,
    /// Where they are written.
    pub from: From<'a>,
}

/// Where words are written.
#[derive(Debug, Clone)]
pub enum From<'a> {
    /// In a raw text: the reading text made of it, from a byte on.
    Raw(&'a SourceWords, usize),
    /// In a file of an editor: bytes of the words, in order, and where in the file those from there on are written.
    File(FileId, Vec<(usize, usize)>),
}

impl From<'_> {
    /// The file and the byte in it at which the words from byte `at` on are written.
    pub fn place(&self, at: usize) -> (FileId, usize) {
        match self {
            Self::Raw(words, start) => {
                let clean = &words.clean;
                (words.file, clean.map.to_raw(clean.text.char_of(start + at), &words.raw, &clean.text))
            }
            Self::File(file, places) => {
                let before = &places[..places.partition_point(|(from, _)| *from <= at)];
                (*file, before.last().map_or(0, |(_, byte)| *byte))
            }
        }
    }
}

/// The section laid out as number `number`.
pub fn section<'a>(site: &'a Site, layout: &'a Layout, number: usize) -> Section<'a> {
    let Site { shown, index, .. } = site;
    let (voice, page) = &layout.sections[number];
    let editors = (shown.dossier.config.language.as_str(), Direction::of_language(&shown.dossier.config.language));
    let dossier = &shown.dossier;
    let mut writer = Writer { dossier, index, words: &site.theme.words, editors, blocks: Vec::new() };
    let mut title = (index.title(page), editors.0, editors.1);
    let mut label = "";
    match (voice, page) {
        (_, PageKey::Source(id)) => {
            let source = index.place(id).map(|place| &dossier.sources[place]).expect("sections are of what is shown");
            title = (&source.page.title.value, &source.page.language, source.page.direction);
            label = index.label(id);
            match voice {
                Voice::Source => writer.source(source),
                _ => writer.notes(shown, source, id),
            }
        }
        (_, PageKey::Entry(id)) => {
            let entry = dossier.entry(id).expect("sections are of what is shown");
            let names = std::iter::once(&entry.title).chain(&entry.aliases);
            for name in names {
                writer.title(&name.value, written(name.span.file, name.span.start as usize));
            }
            writer.page(page, &entry.page, None);
        }
        (_, PageKey::Question(id)) => {
            let question = dossier.question(id).expect("sections are of what is shown");
            writer.title(&question.title, written(question.page.file, 0));
            writer.statements(page, &question.page, question.claims.iter().map(|claim| (None, claim)));
        }
        (_, PageKey::Timeline) => {
            let timeline = dossier.timeline.as_ref().expect("sections are of what is shown");
            title = writer.own_title(&timeline.title, "timeline", timeline.page.file);
            let events = timeline.events.iter().map(|(date, event)| (Some(&date.value), event));
            writer.statements(page, &timeline.page, events);
        }
        (_, PageKey::Changes) => {
            let changes = dossier.changes.as_ref().expect("sections are of what is shown");
            title = writer.own_title(&changes.title, "changes", changes.page.file);
            let dated = changes.changes.iter().map(|change| (Some(&change.day), &change.statement));
            writer.statements(page, &changes.page, dated);
        }
        (_, PageKey::Essay(id)) => {
            let essay = dossier.essay(id).expect("sections are of what is shown");
            writer.title(&essay.title, written(essay.page.file, 0));
            writer.page(page, &essay.page, essay.subtitle.as_deref());
        }
        (_, PageKey::Packet(id)) => {
            // Its sources are found on pages of their own.
            let packet = dossier.packet(id).expect("sections are of what is shown");
            writer.title(&packet.title, written(packet.page.file, 0));
            writer.page(page, &packet.page, packet.subtitle.as_deref());
        }
        _ => {
            let front = dossier.introduction.as_ref().expect("sections are of what is shown");
            title.0 = if front.title.is_empty() { &dossier.config.title } else { &front.title };
            writer.title(title.0, written(front.page.file, 0));
            writer.page(page, &front.page, front.subtitle.as_deref());
        }
    }
    Section { voice: *voice, page, title, label, blocks: writer.blocks }
}

impl<'a> Section<'a> {
    /// The blocks of each of so many leaves: about as many bytes in each.
    pub fn leaves(&self, count: usize) -> Vec<&[Block<'a>]> {
        let all: usize = self.blocks.iter().map(|block| block.text.len()).sum();
        let mut leaves = Vec::with_capacity(count);
        let (mut first, mut last, mut before) = (0, 0, 0);
        for leaf in 1..=count {
            while last < self.blocks.len() && (leaf == count || before * count < leaf * all) {
                before += self.blocks[last].text.len();
                last += 1;
            }
            leaves.push(&self.blocks[first..last]);
            first = last;
        }
        leaves
    }
}

/// Puts the blocks of a section together.
struct Writer<'a> {
    dossier: &'a Dossier,
    index: &'a Index,
    /// The words of the theme.
    words: &'a Words,
    /// Language and direction of what the editors write.
    editors: (&'a str, Direction),
    blocks: Vec<Block<'a>>,
}

impl<'a> Writer<'a> {
    fn title(&mut self, text: &'a str, from: From<'a>) {
        if !text.is_empty() {
            self.push(Cow::Borrowed(""), composed(text), true, from);
        }
    }

    /// The title of a page that has one of the theme's where its editors give none.
    fn own_title(&mut self, stated: &'a str, key: &str, file: FileId) -> (&'a str, &'a str, Direction) {
        let (language, direction) = self.editors;
        let title = match stated {
            "" => (self.words.plain(key), self.words.tag.as_str(), Direction::of_language(&self.words.tag)),
            _ => (stated, language, direction),
        };
        self.title(title.0, written(file, 0));
        if let Some(block) = self.blocks.last_mut() {
            (block.language, block.direction) = (title.1, title.2);
        }
        title
    }

    fn push(&mut self, id: Cow<'a, str>, text: Cow<'a, str>, is_title: bool, from: From<'a>) {
        let (language, direction) = self.editors;
        let languages = Vec::new();
        self.blocks.push(Block {
            id,
            number: None,
            is_title,
            is_about: false,
            text,
            language,
            direction,
            languages,
            from,
        });
    }

    /// The words of a source; before them its title where they do not begin with it, and who wrote, edited and published it where
    /// the lines at its head do not say so.
    fn source(&mut self, source: &'a Source) {
        let page = &source.page;
        let of_page = |text: Cow<'a, str>, is_title: bool| Block {
            id: Cow::Borrowed(""),
            number: None,
            is_title,
            is_about: !is_title,
            text,
            language: &page.language,
            direction: page.direction,
            languages: Vec::new(),
            from: written(page.page.file, 0),
        };
        let clean = source.words.as_ref().map(|words| &words.clean);
        let blocks = clean.map_or(&[][..], |clean| &clean.blocks);
        if !blocks.iter().any(|block| block.role == Role::Title) {
            self.blocks.push(of_page(composed(&page.title.value), true));
        }
        let says = |role: Role, words: &str| {
            let lines = blocks.iter().filter(|block| block.role == role);
            let mut lines = lines.map(|block| clean.map_or("", |clean| clean.text.slice(block.range.clone())));
            lines.any(|line| line.contains(words))
        };
        let people = page.authors.iter().chain(&page.editors);
        let people = people.map(|name| (Cow::Owned(composed(&name.value.display()).into_owned()), &name.span));
        let publisher = page.publisher.iter().map(|publisher| (composed(&publisher.value), &publisher.span));
        for (words, span) in people.chain(publisher).filter(|(words, _)| !says(Role::Byline, words)) {
            let from = written(span.file, span.start as usize);
            self.blocks.push(Block { from, ..of_page(words, false) });
        }
        let Some(words) = &source.words else { return };
        let clean = &words.clean;
        self.blocks.extend(clean.blocks.iter().map(|block| {
            let bytes = clean.text.byte_of(block.range.start)..clean.text.byte_of(block.range.end);
            Block {
                id: Cow::Borrowed(&block.address),
                number: block.number,
                is_title: block.role == Role::Title,
                is_about: false,
                from: From::Raw(words, bytes.start),
                text: Cow::Borrowed(&clean.text.as_str()[bytes]),
                language: &block.language,
                direction: block.direction,
                languages: Vec::new(),
            }
        }));
    }

    /// What the editors say on the page of a source.
    fn notes(&mut self, shown: &'a Shown, source: &'a Source, id: &'a Id) {
        let prose = &source.page.page.prose;
        self.prose(&PageKey::Source(id.clone()), prose, 0..prose.events.len(), "");
        let Some(notes) = shown.dossier.annotations_on(id) else { return };
        let key = PageKey::Annotations(id.clone());
        for note in &notes.annotations {
            self.prose(&key, &notes.page.prose, note.body.clone(), &format!("a-{}", note.id.value));
        }
    }

    /// A page of prose.
    fn page(&mut self, key: &PageKey, page: &'a Page, subtitle: Option<&'a str>) {
        if let Some(subtitle) = subtitle {
            self.push(Cow::Borrowed(""), composed(subtitle), false, written(page.file, 0));
        }
        self.prose(key, &page.prose, 0..page.prose.events.len(), "");
    }

    /// A page of statements: what stands above them, then each with its date and what is said of it.
    fn statements(
        &mut self,
        key: &PageKey,
        page: &'a Page,
        statements: impl Iterator<Item = (Option<&'a Date>, &'a Statement)> + Clone,
    ) {
        let prose = &page.prose;
        let behind = |statement: &Statement| {
            let before = prose.events[..statement.body.start].iter();
            before.rev().position(|(event, _)| matches!(event, Event::Start(pulldown_cmark::Tag::Heading { .. })))
        };
        let first = statements.clone().next();
        let first =
            first.map_or(prose.events.len(), |(_, first)| first.body.start - behind(first).map_or(0, |at| at + 1));
        self.prose(key, prose, 0..first, "");
        for (date, statement) in statements {
            let words = composed(&statement.text);
            // A date alone would tell nobody what it is the date of.
            let words = date.map_or(words.clone(), |date| format!("{} · {words}", Dates(self.words).date(date)).into());
            self.push(
                Cow::Owned(statement.id.clone()),
                words,
                false,
                written(page.file, statement.span.start as usize),
            );
            self.prose(key, prose, statement.body.clone(), &statement.id);
        }
    }

    /// A part of the prose of `key`. Its words have the address of their paragraph; those that have none, of a table or a
    /// note, that of the heading above them, or else `id`, which all of a note on a source has.
    fn prose(&mut self, key: &PageKey, prose: &'a Prose, part: Range<usize>, id: &str) {
        let links = self.index.links_in(key).expect("every page with prose is in the index");
        let outline = &links.outline;
        let (start, file) = (part.start, prose.file);
        let mut pieces = Vec::new();
        let foreign = |citation: &Citation| {
            let item = citation.in_own_words()?;
            let place = self.index.place(&Id::new(&item.source.value).ok()?)?;
            let language = self.dossier.sources[place].page.language.as_str();
            (language != self.editors.0).then_some(language)
        };
        each_block(prose, part, links, self.index, self.words, foreign, |piece| pieces.push(piece));
        for Piece { text, event, places, languages } in pieces {
            let heading = outline.heading_before(event).filter(|(at, _)| *at >= start).map(|(_, heading)| heading);
            let id = Cow::Owned(outline.paragraph_around(event).or(heading).unwrap_or(id).to_owned());
            self.push(id, Cow::Owned(text), false, From::File(file, places));
            self.blocks.last_mut().expect("it was just pushed").languages = languages;
        }
    }
}

/// Words that are written in one go from a byte of a file on.
fn written<'a>(file: FileId, byte: usize) -> From<'a> {
    From::File(file, vec![(0, byte)])
}
