//! Editorial Markdown into HTML: events in, markup out, with the links that the index knows.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::view::Heading;
use super::{Page, lang_and_dir};
use crate::highlight;
use crate::model::id::Id;
use crate::model::index::{HandLink, ProseLinks, WITHHELD};
use crate::model::key::PageKey;
use crate::model::page::{Direction, Prose};
use crate::model::quotation::{Citation, Quotation};
use crate::text::escape::{escape, escape_into};
use crate::text::language::foreign;

/// Prose as markup.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    /// The markup.
    pub(super) html: String,
    /// Its headings.
    pub(super) headings: Vec<Heading>,
    /// Whether it has code blocks, which need their style sheet.
    pub(super) has_code: bool,
}

/// The prose of `key` as it stands on its own page, `page`.
pub(super) fn full(page: &Page<'_>, key: &PageKey, prose: &Prose) -> Rendered {
    let mut writer = Writer::new(page, key, prose, true);
    writer.events(0..prose.events.len());
    writer.notes();
    Rendered { html: writer.out, headings: writer.headings, has_code: writer.has_code }
}

/// Parts of the prose of `key`, on the page that shows it, one by one; in `html` the notes that they call.
pub(super) fn sections(
    page: &Page<'_>,
    key: &PageKey,
    prose: &Prose,
    parts: impl IntoIterator<Item = Range<usize>>,
) -> (Vec<String>, Rendered) {
    let mut writer = Writer::new(page, key, prose, true);
    let parts = parts
        .into_iter()
        .map(|part| {
            writer.events(part);
            std::mem::take(&mut writer.out)
        })
        .collect();
    writer.notes();
    (parts, Rendered { html: writer.out, headings: writer.headings, has_code: writer.has_code })
}

/// A part of the prose of `key` for use on other pages: without ids, notes and term links.
pub(super) fn excerpt(page: &Page<'_>, key: &PageKey, prose: &Prose, events: Range<usize>) -> String {
    let mut writer = Writer::new(page, key, prose, false);
    writer.events(events);
    writer.out
}

/// A part of the prose as plain text: paragraphs on lines of their own, a citation as `label` calls its source.
pub(super) fn plain<'l>(prose: &Prose, events: Range<usize>, label: impl Fn(&Id) -> &'l str) -> String {
    let mut out = String::new();
    let quotations =
        prose.citations[prose.citations_in(&events)].iter().filter_map(|citation| citation.quotation.as_ref());
    let withheld: Vec<usize> = quotations.filter(|one| one.withheld).map(|one| one.events.start).collect();
    let mut at = events.start;
    while at < events.end {
        if let Some(citation) = prose.citation_at(at).map(|number| &prose.citations[number]) {
            let ids = citation.items.iter().filter_map(|item| Id::new(&item.source.value).ok());
            let labels = ids.map(|id| Some(label(&id).to_owned()).filter(|label| !label.is_empty()));
            let labels: Vec<String> = labels.map(|label| label.unwrap_or_else(|| WITHHELD.to_owned())).collect();
            out.push_str(&format!("({})", labels.join("; ")));
            at = citation.events.end;
            continue;
        }
        if withheld.contains(&at) {
            out.push_str(WITHHELD);
        }
        match &prose.events[at].0 {
            Event::Text(text) | Event::Code(text) => out.push_str(text),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) if !out.ends_with('\n') => out.push('\n'),
            _ => {}
        }
        at += 1;
    }
    out.trim().to_owned()
}

struct Writer<'a> {
    page: &'a Page<'a>,
    /// The page that the prose belongs to.
    key: &'a PageKey,
    prose: &'a Prose,
    /// The event behind an open inline quotation.
    quoted_to: Option<usize>,
    /// The event behind the last quotation whose language is said.
    said_to: usize,
    /// The open elements that the editor wrote as HTML, and whether each says a language.
    elements: Vec<bool>,
    links: &'a ProseLinks,
    /// Whether the prose stands on its own page, where elements have ids.
    at_home: bool,
    out: String,
    headings: Vec<Heading>,
    has_code: bool,
    /// What closes each open link or picture.
    closers: Vec<&'static str>,
    /// Words of a link named by its id, which its title replaces.
    skip_text: bool,
    /// Whether the description of a picture is being written.
    in_picture: bool,
    /// Column of the table row, its alignments, and whether it is the head.
    table: (usize, Vec<Alignment>, bool),
    /// Numbers of footnotes, in order of their first call, and how often each has been called.
    notes: Vec<(String, usize)>,
    /// The language of an open code block and its code so far.
    code: Option<(String, String)>,
    /// The words of an open heading.
    heading_text: Option<String>,
}

impl<'a> Writer<'a> {
    fn new(page: &'a Page<'a>, key: &'a PageKey, prose: &'a Prose, at_home: bool) -> Self {
        Self {
            page,
            key,
            prose,
            quoted_to: None,
            said_to: 0,
            elements: Vec::new(),
            links: page.ask.links_in(key).expect("every page with prose is in the index"),
            at_home,
            out: String::new(),
            headings: Vec::new(),
            has_code: false,
            closers: Vec::new(),
            skip_text: false,
            in_picture: false,
            table: (0, Vec::new(), false),
            notes: Vec::new(),
            code: None,
            heading_text: None,
        }
    }

    fn events(&mut self, range: Range<usize>) {
        let mut index = range.start;
        while index < range.end {
            // The texts of footnotes are written where the notes stand.
            if matches!(self.prose.events[index].0, Event::Start(Tag::FootnoteDefinition(_))) {
                let is_end = |(event, _): &(Event<'_>, _)| matches!(event, Event::End(TagEnd::FootnoteDefinition));
                let rest = &self.prose.events[index..range.end];
                index += rest.iter().position(is_end).unwrap_or(rest.len()) + 1;
                continue;
            }
            self.quotation(index);
            if let Some(end) = self.withheld(index) {
                index = end;
                continue;
            }
            if let Some(citation) = self.prose.citation_at(index) {
                self.citation(citation);
                index = self.prose.citations[citation].events.end;
                continue;
            }
            if self.in_picture {
                self.description(index);
            } else {
                self.event(index);
            }
            index += 1;
        }
        self.quotation(index);
    }

    /// The quotation that begins with an event, and its citation.
    fn quotation_at(&self, index: usize) -> Option<(&'a Citation, &'a Quotation)> {
        let citation = &self.prose.citations[*self.links.outline.quotations.get(&index)?];
        Some((citation, citation.quotation.as_ref()?))
    }

    /// Closes the inline quotation that ends before an event, and opens the one that begins with it.
    fn quotation(&mut self, index: usize) {
        if self.quoted_to == Some(index) {
            self.quoted_to = None;
            self.out.push_str("</span>");
        }
        let Some((citation, quotation)) = self.quotation_at(index) else { return };
        // What surrounds an inline one has to be closed by one tag.
        if !quotation.withheld && !quotation.is_block && is_balanced(&self.prose.events[quotation.events.clone()]) {
            let language = self.language_of(citation);
            self.said(quotation, &language);
            write!(self.out, "<span class=\"quoted\"{language}>").expect("strings take what is written");
            self.quoted_to = Some(quotation.events.end);
        }
    }

    /// Writes what stands for the quotation that begins with an event, if the edition withholds it. Where none of its
    /// events are needed any more, not even for the number of its paragraphs to be seen, comes the event behind it.
    fn withheld(&mut self, index: usize) -> Option<usize> {
        let (_, quotation) = self.quotation_at(index).filter(|(_, quotation)| quotation.withheld)?;
        let words = escape(&self.page.word("quotation-withheld", &[]));
        if !quotation.is_block {
            write!(self.out, "<span class=\"withheld\">{words}</span>").expect("strings take what is written");
            return is_balanced(&self.prose.events[quotation.events.clone()]).then_some(quotation.events.end);
        }
        write!(self.out, "<p class=\"withheld\">{words}").expect("strings take what is written");
        let inside = self.prose.citations_in(&quotation.events).next_back();
        if let Some(citation) = inside {
            self.out.push(' ');
            self.citation(citation);
        }
        self.out.push_str("</p>\n");
        Some(quotation.events.end)
    }

    /// The attributes that say in which language words are quoted: that of the source, unless they are translated.
    fn language_of(&self, citation: &Citation) -> String {
        let source = citation.in_own_words().and_then(|item| self.page.source_named(&item.source.value));
        source.map_or(String::new(), |source| lang_and_dir(&source.page.language, source.page.direction.name()))
    }

    /// Keeps that the language of quoted words is said for all of them.
    fn said(&mut self, quotation: &Quotation, language: &str) {
        if !language.is_empty() {
            self.said_to = quotation.events.end;
        }
    }

    /// Writes words. Those in a script that the editors' language is not written in say so, unless somebody has said already in
    /// which language they are.
    fn words(&mut self, index: usize, text: &str) {
        let is_said = index < self.said_to || self.elements.contains(&true);
        let found = if is_said { Vec::new() } else { foreign(text, self.page.language().0) };
        let mut at = 0;
        for (range, tag) in found {
            escape_into(&text[at..range.start], &mut self.out);
            at = range.end;
            self.out.extend(["<span", &lang_and_dir(&tag, Direction::of_language(&tag).name()), ">"]);
            escape_into(&text[range], &mut self.out);
            self.out.push_str("</span>");
        }
        escape_into(&text[at..], &mut self.out);
    }

    /// The mark that leads to the passages quoted, or to the sources.
    fn citation(&mut self, number: usize) {
        let citation = &self.prose.citations[number];
        let (prefix, mark, number_seen) = (&self.page.prefix, self.key.mark(), number + 1);
        let id = if self.at_home { format!(" id=\"{prefix}cite-{mark}{number_seen}\"") } else { String::new() };
        // A block quotation holds its citation, which is no part of what it says in its own language.
        let block = citation.quotation.as_ref().filter(|quotation| quotation.is_block);
        let block = block.filter(|quotation| quotation.events.contains(&citation.events.start));
        let (lang, dir) = (self.page.language().0, self.page.language().1.name());
        let own = lang_and_dir(lang, dir);
        let is_apart = block.map(|_| self.language_of(citation)).is_some_and(|other| !other.is_empty() && other != own);
        let own = if is_apart { own.as_str() } else { "" };
        write!(self.out, "<span class=\"cite\"{id}{own}>(").expect("strings take what is written");
        for (place, item) in citation.items.iter().enumerate() {
            if place > 0 {
                self.out.push_str("; ");
            }
            let html = self.page.cited(self.key, number, place, item);
            self.out.push_str(&html);
        }
        self.out.push_str(")</span>");
    }

    /// What a picture shows, for those who cannot see it: an attribute, so without markup.
    fn description(&mut self, index: usize) {
        let prose = self.prose;
        match &prose.events[index].0 {
            Event::Text(text) | Event::Code(text) => escape_into(text, &mut self.out),
            Event::SoftBreak | Event::HardBreak => self.out.push(' '),
            Event::End(TagEnd::Image) => {
                self.in_picture = false;
                self.end(TagEnd::Image);
            }
            _ => {}
        }
    }

    fn event(&mut self, index: usize) {
        let prose = self.prose;
        match &prose.events[index].0 {
            Event::Start(tag) => self.start(index, tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => self.text(index, text),
            Event::Code(text) => {
                self.out.push_str("<code>");
                escape_into(text, &mut self.out);
                self.out.push_str("</code>");
                self.heading_words(text);
            }
            // Of HTML, `parse` lets through plain elements inside a line, and comments, which are the editor's.
            Event::InlineHtml(html) if !html.starts_with("<!--") => {
                if html.starts_with("</") {
                    self.elements.pop();
                } else if !html.starts_with("<br") {
                    self.elements.push(html.contains(" lang="));
                }
                self.out.push_str(html);
            }
            Event::Html(_) | Event::InlineHtml(_) => {}
            Event::FootnoteReference(label) => self.note_call(label),
            Event::SoftBreak => {
                self.word_links(index, "\n");
                self.heading_words(" ");
            }
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            // The options of the parser yield none of these.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, index: usize, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph => self.block(index, "p"),
            Tag::Heading { level, .. } => {
                let level = self.level(*level);
                match self.links.outline.headings.get(&index) {
                    Some(id) if self.at_home => {
                        let id = format!("{}{id}", self.page.prefix);
                        write!(self.out, "<h{level} id=\"{}\">", escape(&id)).expect("strings take what is written");
                        let href = format!("#{id}");
                        self.headings.push(Heading { href, words: self.page.editorial(""), level });
                    }
                    _ => write!(self.out, "<h{level}>").expect("strings take what is written"),
                }
                self.heading_text = Some(String::new());
            }
            Tag::BlockQuote(_) => match self.quotation_at(index) {
                Some((citation, quotation)) => {
                    let language = self.language_of(citation);
                    self.said(quotation, &language);
                    writeln!(self.out, "<blockquote class=\"quoted\"{language}>")
                        .expect("strings take what is written");
                }
                None => self.out.push_str("<blockquote>\n"),
            },
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or_default().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(start)) => {
                writeln!(self.out, "<ol start=\"{start}\">").expect("strings take what is written")
            }
            Tag::Item => self.block(index, "li"),
            Tag::Table(alignments) => {
                self.table = (0, alignments.clone(), false);
                let label = escape(&self.page.word("table", &[]));
                let open = "<div class=\"scroll\" role=\"region\" tabindex=\"0\"";
                writeln!(self.out, "{open} aria-label=\"{label}\"><table>").expect("strings take what is written");
            }
            Tag::TableHead => {
                (self.table.0, self.table.2) = (0, true);
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.0 = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => {
                let name = if self.table.2 { "th scope=\"col\"" } else { "td" };
                let class = match self.table.1.get(self.table.0) {
                    Some(Alignment::Right) => " class=\"right\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    _ => "",
                };
                write!(self.out, "<{name}{class}>").expect("strings take what is written");
            }
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<s>"),
            Tag::Link { .. } => self.link(index),
            Tag::Image { .. } => self.picture(index),
            // Containers that write nothing of their own, and what the options of the parser never yield.
            Tag::HtmlBlock
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    /// Opens a paragraph or an item, with its address if it has one.
    fn block(&mut self, index: usize, name: &str) {
        match self.links.outline.paragraph_at(index).filter(|_| self.at_home) {
            Some(id) => write!(self.out, "<{name} id=\"{}{id}\">", self.page.prefix),
            None => write!(self.out, "<{name}>"),
        }
        .expect("strings take what is written");
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) => {
                let level = self.level(level);
                writeln!(self.out, "</h{level}>").expect("strings take what is written");
                if let (Some(text), Some(heading)) = (self.heading_text.take(), self.headings.last_mut()) {
                    heading.words.text = text;
                }
            }
            TagEnd::BlockQuote(_) => self.out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.table.2 = false;
                self.out.push_str("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.table.0 += 1;
                self.out.push_str(if self.table.2 { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</s>"),
            TagEnd::Link | TagEnd::Image => {
                self.skip_text = false;
                self.out.push_str(self.closers.pop().unwrap_or_default());
            }
            TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn text(&mut self, index: usize, text: &str) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
        } else if !self.skip_text {
            self.word_links(index, text);
            self.heading_words(text);
        }
    }

    /// Writes a text with the links that begin or end in it.
    fn word_links(&mut self, index: usize, text: &str) {
        let mut at = 0;
        let all = if self.at_home { &self.links.by_words[..] } else { &[] };
        let first = all.partition_point(|link| link.to.0 < index);
        for link in all[first..].iter().take_while(|link| link.from.0 <= index) {
            if link.from.0 == index {
                self.words(index, &text[at..link.from.1]);
                at = link.from.1;
                let id = self.link_id(link.number);
                self.page.term_link(&link.entry, Some(&id), &mut self.out);
            }
            if link.to.0 == index {
                self.words(index, &text[at..link.to.1]);
                at = link.to.1;
                self.out.push_str("</a>");
            }
        }
        self.words(index, &text[at..]);
    }

    fn heading_words(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading_text {
            heading.push_str(text);
        }
    }

    fn link(&mut self, index: usize) {
        let Some(link) = self.links.by_hand.get(&index) else {
            self.closers.push("");
            return;
        };
        let mut closer = "</a>";
        match link {
            HandLink::Page { to, fragment, number, named_by_id } => {
                let id = self.at_home.then(|| self.link_id(*number));
                match (to, fragment) {
                    // Only where an entry has a page of its own: a card on its own page would say the same again.
                    (PageKey::Entry(entry), None) if self.at_home => {
                        self.page.term_link(entry, id.as_deref(), &mut self.out);
                    }
                    _ => self.out.push_str(&self.page.link_tag(to, fragment.as_deref(), id)),
                }
                if *named_by_id {
                    let title = self.page.title_of(to);
                    // A title is the source's own words, in its voice and language.
                    if matches!(to, PageKey::Source(_)) {
                        self.out.extend(["<cite", &lang_and_dir(&title.lang, title.dir), ">"]);
                        escape_into(&title.text, &mut self.out);
                        self.out.push_str("</cite>");
                    } else {
                        escape_into(&title.text, &mut self.out);
                    }
                    self.heading_words(&title.text);
                    self.skip_text = true;
                }
            }
            HandLink::Own(fragment) if self.at_home => {
                write!(self.out, "<a href=\"#{}{}\">", self.page.prefix, escape(fragment))
                    .expect("strings take what is written");
            }
            HandLink::Media(path) => {
                let href = escape(&self.page.to(path));
                write!(self.out, "<a href=\"{href}\">").expect("strings take what is written");
            }
            HandLink::Web(address) => {
                write!(self.out, "<a href=\"{}\" rel=\"external\">", escape(address))
                    .expect("strings take what is written");
            }
            HandLink::Withheld => {
                self.out.push_str(WITHHELD);
                self.heading_words(WITHHELD);
                self.skip_text = true;
                closer = "";
            }
            HandLink::Own(_) | HandLink::Dead => closer = "",
        }
        self.closers.push(closer);
    }

    fn picture(&mut self, index: usize) {
        let path = match self.links.by_hand.get(&index) {
            Some(HandLink::Media(path)) => path,
            _ => {
                self.closers.push("");
                return;
            }
        };
        let src = escape(&self.page.to(path));
        let size = self.page.ask.medium(path).and_then(|bytes| imagesize::blob_size(bytes).ok());
        let size = size.map_or(String::new(), |size| format!(" width=\"{}\" height=\"{}\"", size.width, size.height));
        write!(self.out, "<img src=\"{src}\"{size} alt=\"").expect("strings take what is written");
        self.closers.push("\">");
        self.in_picture = true;
    }

    /// Element id of a link to another page.
    fn link_id(&self, number: usize) -> String {
        format!("{}ref-{}{number}", self.page.prefix, self.key.mark())
    }

    /// Pages have one heading of the first level, their title, and a page of several sources one of the second for each.
    fn level(&self, level: HeadingLevel) -> u8 {
        ((level as u8).max(2) + u8::from(self.page.is_one_of_many())).min(6)
    }

    fn note_call(&mut self, label: &str) {
        // Elsewhere than on its own page an excerpt has no notes to lead to.
        if !self.at_home || !self.links.outline.notes.contains_key(label) {
            return;
        }
        let number = match self.notes.iter().position(|(known, _)| known == label) {
            Some(known) => known,
            None => {
                self.notes.push((label.to_owned(), 0));
                self.notes.len() - 1
            }
        };
        self.notes[number].1 += 1;
        let mark = self.key.mark();
        let number = number + 1;
        let id = self.note_call_id(number, self.notes[number - 1].1);
        let prefix = &self.page.prefix;
        write!(
            self.out,
            "<sup class=\"note-call\"><a id=\"{id}\" href=\"#{prefix}note-{mark}{number}\" role=\"doc-noteref\">{number}</a></sup>"
        )
        .expect("strings take what is written");
    }

    /// The texts of the notes that were called, which may call further ones.
    fn notes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        let mark = self.key.mark();
        let label = match mark {
            "" => self.page.word("notes", &[]),
            _ => self.page.word("annotation-notes", &[]),
        };
        let label = escape(&label);
        // Where there are many, they are no landmarks.
        let role = match self.page.is_one_of_many() {
            true => String::new(),
            false => format!(" role=\"doc-endnotes\" aria-label=\"{label}\""),
        };
        write!(self.out, "<section class=\"notes\"{role}>\n<ol>\n").expect("strings take what is written");
        let prefix = &self.page.prefix;
        let mut number = 0;
        while let Some((label, _)) = self.notes.get(number).cloned() {
            number += 1;
            write!(self.out, "<li id=\"{prefix}note-{mark}{number}\">").expect("strings take what is written");
            if let Some(body) = self.links.outline.notes.get(&label).cloned() {
                self.events(body);
            }
            let calls = self.notes[number - 1].1;
            let back = escape(&self.page.word("note-back", &[]));
            // Inside the last paragraph, if the note ends with one.
            let paragraph = self.out.ends_with("</p>\n");
            if paragraph {
                self.out.truncate(self.out.len() - "</p>\n".len());
            }
            for call in 1..=calls {
                let id = self.note_call_id(number, call);
                write!(self.out, " <a class=\"back\" href=\"#{id}\" role=\"doc-backlink\" aria-label=\"{back}\">↩</a>")
                    .expect("strings take what is written");
            }
            self.out.push_str(if paragraph { "</p></li>\n" } else { "</li>\n" });
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    fn note_call_id(&self, number: usize, call: usize) -> String {
        let (prefix, mark) = (&self.page.prefix, self.key.mark());
        let again = if call == 1 { String::new() } else { format!("-{call}") };
        format!("{prefix}note-call-{mark}{number}{again}")
    }

    fn code_block(&mut self) {
        let Some((language, code)) = self.code.take() else { return };
        self.has_code = true;
        self.out.push_str("<pre class=\"code\" tabindex=\"0\"><code>");
        match highlight::highlight(&code, &language) {
            Some(html) => self.out.push_str(&html),
            None => escape_into(&code, &mut self.out),
        }
        self.out.push_str("</code></pre>\n");
    }
}

/// Whether every tag that opens among the events closes among them, and the other way round.
fn is_balanced(events: &[(Event<'_>, Range<usize>)]) -> bool {
    let mut depth = 0_i32;
    for (event, _) in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::InlineHtml(_) => return false,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// How many words of prose a reader has to read.
pub(super) fn words(prose: &Prose) -> usize {
    let texts = prose.events.iter().filter_map(|(event, _)| match event {
        Event::Text(text) | Event::Code(text) => Some(super::count_words(text)),
        _ => None,
    });
    texts.sum()
}
