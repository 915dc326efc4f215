//! The reading text of a source into markup: its words, with links and corrections where they stand off.
//!
//! The blocks of a text are the most numerous things of a site, so they are written here and not by a template. What the
//! editors set beside a block is written by the theme's `partials/beside.html`, once for each block that has any. The
//! elements are the contract with style sheets; [`super::view::SourceView::text`] lists them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::view::{AnnotationView, BesideView, OpeningView};
use super::{Page, lang_and_dir};
use crate::model::clean::{Block, CleanText, Mark, MarkKind, Role};
use crate::model::dossier::{Source, Words};
use crate::model::id::Id;
use crate::model::index::{Mention, Passage};
use crate::model::page::Direction;
use crate::model::recipe::Attribution;
use crate::model::theme::Phrase;
use crate::text::escape::{escape, escape_into};
use crate::text::{Text, nth_char};

/// The lines above a reading text, and the rest of it.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Its title, byline, date …, where it begins with them.
    pub(super) opening: OpeningView,
    /// All that follows.
    pub(super) html: String,
}

/// The reading text of `source`. `annotations` stand with the blocks that they name.
pub(super) fn reading(
    page: &Page<'_>,
    source: &Source,
    words: &Words,
    annotations: Vec<(Option<usize>, AnnotationView)>,
) -> Reading {
    let mut writer = Writer::new(page, source, words, annotations);
    let lines = opening(words);
    let title = lines.iter().position(|line| line.role == Role::Title);
    for index in 0..lines.len() {
        writer.line(index, title == Some(index));
    }
    let opening = OpeningView { html: std::mem::take(&mut writer.out), title: title.is_some() };
    writer.blocks(lines.len());
    Reading { opening, html: writer.out }
}

/// The lines above a reading text: what it begins with of its title, subtitle, byline, date and labels.
pub(super) fn opening(words: &Words) -> &[Block] {
    let blocks = &words.clean.blocks;
    let first = blocks.first().map(|block| (block.part, block.speaker));
    let lines = blocks.iter().take_while(|block| {
        let is_line = matches!(block.role, Role::Title | Role::Subtitle | Role::Byline | Role::Date | Role::Label);
        is_line && Some((block.part, block.speaker)) == first
    });
    &blocks[..lines.count()]
}

/// Element id of a part.
pub(super) fn part_id(index: usize) -> String {
    format!("part-{}", index + 1)
}

/// Writes a reading text from its first to its last word.
struct Writer<'a> {
    page: &'a Page<'a>,
    source: &'a Id,
    clean: &'a CleanText,
    mentions: &'a [Mention],
    passages: &'a [Passage],
    /// How far the passages up to each one reach.
    reach: Vec<u32>,
    /// The numbers of annotations that readers see.
    numbers: BTreeMap<usize, usize>,
    /// Addresses of paragraphs of earlier texts by the block that has their words.
    former: BTreeMap<usize, Vec<&'a str>>,
    /// Speech that runs over several paragraphs.
    speeches: Vec<&'a Range<u32>>,
    /// What is still to be set beside blocks, in order.
    annotations: std::iter::Peekable<std::vec::IntoIter<(Option<usize>, AnnotationView)>>,
    cursor: Cursor<'a>,
    /// Language and direction of the page.
    language: (&'a str, Direction),
    labels: Labels,
    /// Whether the sign of words that are gone is open, in place of which others are written.
    in_sign: bool,
    /// How many paragraphs are left out before each block.
    left_out: BTreeMap<usize, usize>,
    out: String,
}

/// What links to addresses are called, as markup.
struct Labels {
    paragraph: Phrase,
    heading: Phrase,
    line: Phrase,
}

/// Part and speaker of a block; a change of either begins a new part or turn.
type Place = (Option<usize>, Option<usize>);

impl<'a> Writer<'a> {
    fn new(
        page: &'a Page<'a>,
        source: &'a Source,
        words: &'a Words,
        annotations: Vec<(Option<usize>, AnnotationView)>,
    ) -> Self {
        let clean = &words.clean;
        let id = &source.page.page.id;
        let passages = page.ask.passages_in(id);
        let mut former: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for (address, block) in &words.former {
            if let Some(block) = block {
                former.entry(*block).or_default().push(address);
            }
        }
        let reach = passages.iter().scan(0, |reach, passage| {
            *reach = passage.selector.range.end.max(*reach);
            Some(*reach)
        });
        let speeches = clean.marks.iter().filter(|mark| mark.kind == MarkKind::Speech).map(|mark| &mark.range);
        Self {
            page,
            source: id,
            clean,
            mentions: page.ask.mentions_in(id),
            passages,
            reach: reach.collect(),
            numbers: passages.iter().filter_map(|passage| passage.annotation).zip(1..).collect(),
            former,
            speeches: speeches.collect(),
            annotations: annotations.into_iter().peekable(),
            cursor: Cursor::new(&clean.text),
            language: page.language(),
            labels: Labels {
                paragraph: page.phrase("link-paragraph").map(escape),
                heading: page.phrase("link-heading").map(escape),
                line: page.phrase("link-line").map(escape),
            },
            in_sign: false,
            left_out: words.reduced.as_ref().map_or(BTreeMap::new(), |reduced| reduced.left_out.clone()),
            out: String::with_capacity(2 * clean.text.as_str().len() + 256 * clean.blocks.len()),
        }
    }

    /// A line above the text. Annotations on it stand at the head of the text.
    fn line(&mut self, index: usize, is_heading: bool) {
        let name = match is_heading {
            true if self.page.is_one_of_many() => "h2",
            true => "h1",
            false => "p",
        };
        let block = &self.clean.blocks[index];
        self.open("div", block);
        self.former(index);
        self.push(format_args!("<{name}>"));
        self.words(index);
        self.push(format_args!("</{name}>"));
        self.address(block);
        self.out.push_str("</div>\n");
        self.beside(index, Vec::new());
    }

    /// The blocks from `first`, in their parts and turns.
    fn blocks(&mut self, first: usize) {
        let before = self.taken(first);
        if !before.is_empty() {
            let view = BesideView { has_former: false, annotations: before, uses: Vec::new() };
            self.out.push_str(&self.page.fill("partials/beside.html", &view));
        }
        let mut last: Option<Place> = None;
        let mut in_list = false;
        for (index, block) in self.clean.blocks.iter().enumerate() {
            let place = (block.part, block.speaker);
            let is_item = block.role == Role::Item;
            let left_out = self.left_out.get(&index).copied().filter(|_| index >= first);
            if in_list && (!is_item || last != Some(place) || left_out.is_some()) {
                self.out.push_str("</ul>\n");
                in_list = false;
            }
            if last != Some(place) {
                self.leave(last, Some(place));
                self.paragraphs_left_out(left_out);
                self.enter(last, place);
                last = Some(place);
            } else {
                self.paragraphs_left_out(left_out);
            }
            // The head of the page has shown it, but not the part that it begins.
            if index < first {
                continue;
            }
            if is_item && !in_list {
                self.out.push_str("<ul class=\"list\">\n");
                in_list = true;
            }
            self.block(index);
        }
        if in_list {
            self.out.push_str("</ul>\n");
        }
        self.leave(last, None);
        self.paragraphs_left_out(self.left_out.get(&self.clean.blocks.len()).copied());
    }

    /// A line in place of paragraphs of which no word is shown.
    fn paragraphs_left_out(&mut self, count: Option<usize>) {
        if let Some(count) = count {
            let words = self.page.counted("paragraphs-left-out", i64::try_from(count).unwrap_or(i64::MAX));
            self.push(format_args!("<p class=\"gap\">[… {} …]</p>\n", escape(&words)));
        }
    }

    /// Closes the turn, and the part if the next one lies outside of it.
    fn leave(&mut self, last: Option<Place>, next: Option<Place>) {
        let Some((part, speaker)) = last else { return };
        if speaker.is_some() {
            self.out.push_str("</div>\n");
        }
        if part.is_some() && next.is_none_or(|(next, _)| next != part) {
            self.out.push_str("</section>\n");
        }
    }

    /// Opens the part, if it is a new one, and the turn.
    fn enter(&mut self, last: Option<Place>, (part, speaker): Place) {
        if let Some(index) = part.filter(|_| last.is_none_or(|(last, _)| last != part)) {
            self.part_head(index);
        }
        if let Some(speaker) = speaker {
            self.out.push_str("<div class=\"turn\">\n<p class=\"speaker\"><bdi>");
            escape_into(&self.clean.speakers[speaker], &mut self.out);
            self.out.push_str("</bdi></p>\n");
        }
    }

    /// The heading of a part is the editor's: it says who speaks, and why the editor thinks so where the capture does not.
    fn part_head(&mut self, index: usize) {
        let part = &self.clean.parts[index];
        let id = part_id(index);
        let prefix = &self.page.prefix;
        let level = 2 + u8::from(self.page.is_one_of_many());
        self.push(format_args!("<section class=\"part\" id=\"{prefix}{id}\">\n<div class=\"part-head\">\n<h{level}>"));
        match &part.author {
            Attribution::Named(name) => self.push(format_args!("<bdi>{}</bdi>", escape(name))),
            Attribution::Unnamed(name) => self.push(format_args!("[{}]", escape(name))),
        }
        let label = escape(&self.page.word("link-part", &[]));
        self.push(format_args!(
            "</h{level}>\n<a class=\"number\" href=\"#{prefix}{id}\" aria-label=\"{label}\">§</a>\n"
        ));
        if let Some(why) = &part.conjecture {
            let why = escape(&self.page.word("conjecture", &[("why", why)]));
            self.push(format_args!("<p class=\"conjecture\">{why}</p>\n"));
        }
        self.out.push_str("</div>\n");
    }

    fn block(&mut self, index: usize) {
        let block = &self.clean.blocks[index];
        match block.role {
            Role::Heading(level) => {
                // A part has a heading of its own above those of the source.
                let above = u8::from(block.part.is_some()) + u8::from(self.page.is_one_of_many());
                let level = (level + above).min(6);
                self.open("div", block);
                self.former(index);
                self.push(format_args!("<h{level}>"));
                self.words(index);
                self.push(format_args!("</h{level}>"));
                self.address(block);
                self.out.push_str("</div>\n");
            }
            Role::Quotation => {
                self.open("div", block);
                self.former(index);
                self.address(block);
                self.out.push_str("<blockquote><p>");
                self.words(index);
                self.out.push_str("</p></blockquote></div>\n");
            }
            Role::Item => {
                self.out.push_str("<li>");
                self.open("div", block);
                self.former(index);
                self.address(block);
                let marker = if block.marker.is_empty() { "•" } else { &block.marker };
                self.out.push_str("<span class=\"marker\">");
                escape_into(marker, &mut self.out);
                self.out.push_str("</span> ");
                self.words(index);
                self.out.push_str("</div>\n");
            }
            _ => {
                self.open("p", block);
                self.former(index);
                self.address(block);
                self.words(index);
                self.out.push_str("</p>\n");
            }
        }
        let annotations = self.taken(index + 1);
        self.beside(index, annotations);
        if block.role == Role::Item {
            self.out.push_str("</li>\n");
        }
    }

    /// The opening tag of a block: its kind, address, and its language where it is not that of the page.
    fn open(&mut self, name: &str, block: &Block) {
        self.out.push('<');
        self.out.push_str(name);
        self.out.push_str(" class=\"block");
        if block.role != Role::Paragraph {
            self.out.push(' ');
            self.out.push_str(block.role.name());
        }
        let inside = |speech: &&Range<u32>| speech.start < block.range.start && block.range.start < speech.end;
        if self.speeches.iter().any(inside) {
            self.out.push_str(" goes-on");
        }
        self.out.push_str("\" id=\"");
        self.out.push_str(&self.page.prefix);
        self.out.push_str(&block.address);
        self.out.push('"');
        let (lang, dir) = self.language;
        if *block.language != *lang {
            self.out.push_str(" lang=\"");
            escape_into(&block.language, &mut self.out);
            self.out.push('"');
        }
        if block.direction != dir {
            self.push(format_args!(" dir=\"{}\"", block.direction.name()));
        }
        self.out.push('>');
    }

    /// Former addresses of a block, as places.
    fn former(&mut self, index: usize) {
        for id in self.former.get(&index).into_iter().flatten() {
            let prefix = &self.page.prefix;
            write!(self.out, "<span class=\"at former\" id=\"{prefix}{id}\"></span>")
                .expect("strings take what is written");
        }
    }

    /// The permanent address of a block: its number, or a sign where it has none.
    fn address(&mut self, block: &Block) {
        self.out.push_str("<a class=\"number\" href=\"#");
        self.out.push_str(&self.page.prefix);
        self.out.push_str(&block.address);
        self.out.push_str("\" aria-label=\"");
        let number = block.number.map(i64::from);
        let (label, sign) = match (number, block.role) {
            (Some(_), _) => (&self.labels.paragraph, ""),
            (None, Role::Heading(_)) => (&self.labels.heading, "§"),
            (None, _) => (&self.labels.line, "¶"),
        };
        label.write(number, &[], &mut self.out);
        self.out.push_str("\">");
        match number {
            Some(number) => self.push(format_args!("{number}")),
            None => self.out.push_str(sign),
        }
        self.out.push_str("</a>");
    }

    /// The annotations that are still to be set beside blocks before `end`.
    fn taken(&mut self, end: usize) -> Vec<AnnotationView> {
        let mut taken = Vec::new();
        while let Some((_, annotation)) = self.annotations.next_if(|(place, _)| place.is_some_and(|place| place < end))
        {
            taken.push(annotation);
        }
        taken
    }

    /// What the editors set beside a block, if anything.
    fn beside(&mut self, index: usize, annotations: Vec<AnnotationView>) {
        if self.page.is_one_of_many() {
            return;
        }
        let range = &self.clean.blocks[index].range;
        let begins = self.passages_around(range).filter(|passage| passage.selector.block == index);
        let uses = begins.flat_map(|passage| passage.uses.iter().map(|used| self.page.used(passage, used)));
        let view = BesideView { has_former: self.former.contains_key(&index), annotations, uses: uses.collect() };
        if view.has_former || !view.annotations.is_empty() || !view.uses.is_empty() {
            self.out.push_str(&self.page.fill("partials/beside.html", &view));
        }
    }

    /// The passages that share words with a stretch of text.
    fn passages_around(&self, range: &Range<u32>) -> impl Iterator<Item = &'a Passage> + use<'a> {
        let end = self.passages.partition_point(|passage| passage.selector.range.start < range.end);
        let start = self.reach.partition_point(|reach| *reach <= range.start).min(end);
        let from = range.start;
        self.passages[start..end].iter().filter(move |passage| from < passage.selector.range.end)
    }

    /// The words of a block with its links and corrections, and the passages that something holds on to. Links and
    /// corrections are nested: one lies inside another, or is left out where they would cross. Passages may overlap in any
    /// way: inside of all else they are cut into segments, each of which names all passages that it belongs to.
    fn words(&mut self, index: usize) {
        let block = &self.clean.blocks[index];
        let tags = tags(self.clean, self.mentions, index);
        let clip = |part: &Range<u32>| part.start.max(block.range.start)..part.end.min(block.range.end);
        let passages: Vec<(&Passage, Vec<Range<u32>>)> = self
            .passages_around(&block.range)
            // Who quotes it is said beside the block, where there is such a place.
            .filter(|passage| passage.annotation.is_some() || !self.page.is_one_of_many())
            .map(|passage| (passage, passage.parts.iter().map(clip).filter(|part| part.start < part.end).collect()))
            .collect();
        let mut cuts: Vec<u32> = vec![block.range.start, block.range.end];
        cuts.extend(tags.iter().map(|tag| tag.at));
        cuts.extend(passages.iter().flat_map(|(_, parts)| parts).flat_map(|part| [part.start, part.end]));
        cuts.sort_unstable();
        cuts.dedup();

        self.cursor.take(block.range.start);
        let mut tags = tags.into_iter().peekable();
        let mut in_link = false;
        // Marks of annotations are links, so they wait until an open one is closed.
        let mut waiting = String::new();
        // How many annotations there are on what stands between two places.
        let notes_on = |from: u32, to: u32| {
            passages.iter().filter(|(passage, parts)| passage.annotation.is_some() && holds(parts, from, to)).count()
        };
        for (place, &at) in cuts.iter().enumerate() {
            while let Some(tag) = tags.next_if(|tag| tag.at == at && !tag.opens()) {
                in_link &= !tag.is_link();
                self.tag(&tag);
            }
            for (passage, _) in &passages {
                let ends = passage.parts.last().is_some_and(|part| part.end == at);
                if let Some(annotation) = passage.annotation.filter(|_| ends) {
                    let number = self.numbers.get(&annotation).copied().unwrap_or_default();
                    // It stands amid the words of another.
                    let is_within = at > block.range.start && at < block.range.end && notes_on(at - 1, at + 1) > 0;
                    waiting.push_str(&self.page.annotation_mark(self.source, annotation, number, is_within));
                }
            }
            if !in_link {
                self.out.push_str(&waiting);
                waiting.clear();
            }
            for (passage, _) in passages.iter().filter(|(passage, _)| passage.selector.range.start == at) {
                let prefix = &self.page.prefix;
                self.push(format_args!("<span class=\"at\" id=\"{prefix}{}\"></span>", passage.id));
            }
            while let Some(tag) = tags.next_if(|tag| tag.at == at) {
                in_link |= tag.is_link();
                self.tag(&tag);
            }
            let Some(&next) = cuts.get(place + 1) else { break };
            let text = self.cursor.take(next);
            if self.in_sign {
                continue;
            }
            let here = || passages.iter().filter(|(_, parts)| holds(parts, at, next)).map(|(passage, _)| *passage);
            if here().next().is_none() {
                escape_into(text, &mut self.out);
                continue;
            }
            let prefix = &self.page.prefix;
            let ids: Vec<String> = here().map(|passage| format!("{prefix}{}", passage.id)).collect();
            let is_disputed = here().flat_map(|passage| &passage.uses).any(|used| used.disputed);
            let note = ["", " note", " note more-notes"][notes_on(at, next).min(2)];
            let disputed = if is_disputed { " disputed" } else { "" };
            self.push(format_args!("<mark class=\"seg{note}{disputed}\" data-at=\"{}\">", ids.join(" ")));
            escape_into(text, &mut self.out);
            self.out.push_str("</mark>");
        }
        self.out.push_str(&waiting);
    }

    fn tag(&mut self, tag: &Tag<'a>) {
        match tag.kind {
            TagKind::Term(entry) => self.page.term_link(entry, None, &mut self.out),
            TagKind::EndOfTerm => self.out.push_str("</a>"),
            TagKind::Correction(raw) => {
                self.out.push_str("<span class=\"correction\" data-raw=\"");
                escape_into(raw, &mut self.out);
                self.out.push_str("\">");
            }
            TagKind::EndOfCorrection => self.out.push_str("</span>"),
            TagKind::LeftOut(words) => {
                let words = escape(&self.page.counted("left-out", i64::try_from(words).unwrap_or(i64::MAX)));
                let lang = self.editors();
                self.push(format_args!(
                    "<span class=\"left-out\" role=\"img\" aria-label=\"{words}\" title=\"{words}\"{lang}>[…]"
                ));
                self.in_sign = true;
            }
            TagKind::Redacted(reason) => {
                let words = escape(&self.page.word("redacted", &[("reason", reason)]));
                let lang = self.editors();
                self.push(format_args!("<span class=\"redacted\"{lang}>[{words}]"));
                self.in_sign = true;
            }
            TagKind::EndOfSign => {
                self.out.push_str("</span>");
                self.in_sign = false;
            }
        }
    }

    /// Language and direction of the editors' words amid those of the source, as attributes where they differ.
    fn editors(&self) -> String {
        let (lang, dir) = self.language;
        let differs = self.clean.blocks.first().is_some_and(|block| *block.language != *lang || block.direction != dir);
        if differs { lang_and_dir(lang, dir.name()) } else { String::new() }
    }

    fn push(&mut self, markup: std::fmt::Arguments<'_>) {
        self.out.write_fmt(markup).expect("strings take what is written");
    }
}

/// A place in a text that moves to its end, so that each code point is looked at once.
struct Cursor<'a> {
    rest: &'a str,
    at: u32,
    /// Whether each code point is one byte.
    is_ascii: bool,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a Text) -> Self {
        Self { rest: text.as_str(), at: 0, is_ascii: text.as_str().len() == text.len() as usize }
    }

    /// The words from where it stands up to code point `end`, which lies behind.
    fn take(&mut self, end: u32) -> &'a str {
        let chars = (end - self.at) as usize;
        let bytes = match self.is_ascii {
            true => chars,
            false => nth_char(self.rest.as_bytes(), chars),
        };
        let (taken, rest) = self.rest.split_at(bytes);
        (self.rest, self.at) = (rest, end);
        taken
    }
}

/// What opens or closes at a code point.
struct Tag<'a> {
    at: u32,
    /// Closing tags come before opening ones at the same place; of openings the outer (longer) first.
    order: (bool, u32),
    kind: TagKind<'a>,
}

#[derive(Clone, Copy)]
enum TagKind<'a> {
    /// A link to an entry, inside of which no other may stand.
    Term(&'a Id),
    EndOfTerm,
    /// With the words of the capture.
    Correction(&'a str),
    EndOfCorrection,
    /// The sign for so many words.
    LeftOut(usize),
    /// The sign for redacted words, with the reason.
    Redacted(&'a str),
    EndOfSign,
}

impl Tag<'_> {
    fn opens(&self) -> bool {
        self.order.0
    }

    fn is_link(&self) -> bool {
        matches!(self.kind, TagKind::Term(_) | TagKind::EndOfTerm)
    }
}

/// Whether one of the parts of a passage has all from one place to another.
fn holds(parts: &[Range<u32>], from: u32, to: u32) -> bool {
    parts.iter().any(|part| part.start <= from && to <= part.end)
}

/// The tags of links and corrections in a block, in order.
fn tags<'a>(clean: &'a CleanText, mentions: &'a [Mention], index: usize) -> Vec<Tag<'a>> {
    let block = &clean.blocks[index];
    let first = mentions.partition_point(|mention| mention.anchor.selector.block < index);
    let here = mentions[first..].iter().take_while(|mention| mention.anchor.selector.block == index);
    let links = here
        .filter(|mention| mention.linked)
        .map(|mention| (mention.anchor.selector.range.clone(), TagKind::Term(mention.entry()), TagKind::EndOfTerm));
    let first = clean.marks.partition_point(|mark| mark.range.start < block.range.start);
    let marks = clean.marks[first..].iter().take_while(|mark| mark.range.start < block.range.end);
    let corrections = marks.filter_map(|mark: &Mark| match &mark.kind {
        MarkKind::Correction(raw) => Some((mark.range.clone(), TagKind::Correction(raw), TagKind::EndOfCorrection)),
        MarkKind::LeftOut(words) => Some((mark.range.clone(), TagKind::LeftOut(*words), TagKind::EndOfSign)),
        MarkKind::Redacted(reason) => Some((mark.range.clone(), TagKind::Redacted(reason), TagKind::EndOfSign)),
        MarkKind::Speech => None,
    });
    let mut spans: Vec<_> = corrections.chain(links).collect();
    spans.sort_by_key(|(range, ..)| (range.start, std::cmp::Reverse(range.end)));
    let mut tags: Vec<Tag<'_>> = Vec::with_capacity(2 * spans.len());
    let mut open: Vec<u32> = Vec::new();
    for (range, opening, closing) in spans {
        open.retain(|end| *end > range.start);
        // One that would end behind what it begins in would cross it.
        if range.is_empty() || open.iter().any(|end| *end < range.end) {
            continue;
        }
        open.push(range.end);
        tags.push(Tag { at: range.start, order: (true, u32::MAX - range.end), kind: opening });
        tags.push(Tag { at: range.end, order: (false, u32::MAX - range.start), kind: closing });
    }
    tags.sort_by_key(|tag| (tag.at, tag.order));
    tags
}
