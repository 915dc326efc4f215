//! Takes editorial Markdown apart into blocks of text in which names can be found and sentences shown.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::model::index::WITHHELD;
use crate::model::page::Prose;
use crate::model::quotation::Citation;

/// How many bytes of a block quotation suffice for its first sentence.
const LONGEST: usize = 1000;

/// A paragraph, heading, item, cell …: text that runs on across emphasis, links and line breaks.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The words, line breaks as spaces.
    pub(super) text: String,
    /// Which event each stretch of the text comes from, in order.
    runs: Vec<Run>,
    /// The links in it: the event that opens each, and its bytes of `text`.
    pub(super) links: Vec<(usize, Range<usize>)>,
    /// The citations in it by index, and the bytes of the words quoted; without any those of the citation.
    pub(super) cited: Vec<(usize, Range<usize>)>,
    /// Those whose words are quoted, not translated, and the bytes of the words.
    pub(super) quoted: Vec<(usize, Range<usize>)>,
    /// Whether it is a heading.
    pub(super) is_heading: bool,
}

#[derive(Debug)]
struct Run {
    event: usize,
    start: usize,
    /// Whether words of it may become links: not in headings, links, code, quotations and pictures.
    linkable: bool,
    /// How many inline tags have been opened or closed before it. A link by words stays within one count, or it would
    /// cross them.
    tags: usize,
}

impl Block {
    /// Whether the words at `bytes` may become a link.
    pub(super) fn is_linkable(&self, bytes: &Range<usize>) -> bool {
        let (first, last) = (self.run_at(bytes.start), self.run_at(bytes.end - 1));
        let tags = self.runs[first].tags;
        self.runs[first..=last].iter().all(|run| run.linkable && run.tags == tags)
    }

    /// Where the words at `bytes` begin and end, as events and bytes of their texts.
    pub(super) fn events_of(&self, bytes: &Range<usize>) -> ((usize, usize), (usize, usize)) {
        let (first, last) = (&self.runs[self.run_at(bytes.start)], &self.runs[self.run_at(bytes.end - 1)]);
        ((first.event, bytes.start - first.start), (last.event, bytes.end - last.start))
    }

    fn run_at(&self, byte: usize) -> usize {
        self.runs.partition_point(|run| run.start <= byte) - 1
    }
}

/// The blocks of `prose`, in order. A link for whose opening event `title` knows one shows that title instead of its
/// own words, as it will on the page, and a citation is written as `label` says.
pub(super) fn blocks<'t>(
    prose: &Prose,
    title: impl Fn(usize) -> Option<&'t str>,
    label: impl Fn(&Citation) -> String,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut block = Block::default();
    let mut tags = 0;
    // How deep inside something whose words never become links.
    let (mut closed, mut quoted) = (0_usize, 0_usize);
    let mut open_links: Vec<(usize, usize)> = Vec::new();
    let mut titled = false;
    let notes = prose.notes();
    let mut skipped_to = 0;
    let mut citations = prose.citations.iter().enumerate().peekable();
    // Where the words of the next citation begin, and whether they have ended.
    let mut words: Option<Range<usize>> = None;
    for (index, (event, _)) in prose.events.iter().enumerate() {
        while citations.next_if(|(_, citation)| citation.events.end <= index.max(skipped_to)).is_some() {
            words = None;
        }
        if index < skipped_to {
            continue;
        }
        let mut in_quotation = false;
        if let Some((number, citation)) = citations.peek() {
            let withheld = citation.quotation.as_ref().filter(|quotation| quotation.withheld);
            if let Some(quotation) = withheld.filter(|quotation| quotation.events.start == index) {
                // Nothing of it is left on its page, links included; only its citation is.
                let inside = quotation.events.contains(&citation.events.start);
                if quotation.is_block && !block.is_empty() {
                    blocks.push(std::mem::take(&mut block));
                }
                quoted += usize::from(inside);
                skipped_to = if inside { citation.events.start } else { quotation.events.end };
                block.push(index, WITHHELD, false, tags);
                if inside {
                    block.push(index, " ", false, tags);
                }
                continue;
            }
            let inline = citation.quotation.as_ref().filter(|quotation| !quotation.is_block);
            if let Some(quotation) = inline {
                if index == quotation.events.start {
                    words = Some(block.text.len()..block.text.len());
                }
                in_quotation = quotation.events.contains(&index);
                if let Some(words) = words.as_mut().filter(|_| index == quotation.events.end) {
                    words.end = block.text.len();
                }
            }
            if index == citation.events.start {
                let quotation =
                    citation.quotation.as_ref().filter(|quotation| quotation.is_block && !quotation.withheld);
                if let Some(quotation) = quotation {
                    // In a paragraph of its own the citation takes the words with it, which stand in blocks before.
                    if block.text.trim().is_empty() {
                        block.push(index, &words_of(prose, quotation.events.start..index), false, tags);
                    }
                    words = Some(0..block.text.trim_end().len());
                    if !block.text.ends_with(char::is_whitespace) {
                        block.push(index, " ", false, tags);
                    }
                }
                let from = block.text.len();
                block.push(index, &label(citation), false, tags);
                let words = words.take().filter(|words| words.start < words.end);
                if let Some(words) = words.clone().filter(|_| citation.in_own_words().is_some()) {
                    block.quoted.push((*number, words));
                }
                block.cited.push((*number, words.unwrap_or(from..block.text.len())));
                skipped_to = citation.events.end;
                continue;
            }
        }
        match event {
            // A note that no page shows has no links to lead to.
            Event::Start(Tag::FootnoteDefinition(label))
                if notes.get(label.as_ref()).is_none_or(|text| text.start != index + 1) =>
            {
                let rest = prose.events[index..].iter();
                let is_end = |(event, _): &(Event<'_>, _)| matches!(event, Event::End(TagEnd::FootnoteDefinition));
                skipped_to = index + rest.clone().position(is_end).unwrap_or(rest.len()) + 1;
            }
            Event::Start(Tag::Link { .. }) => {
                open_links.push((index, block.text.len()));
                (closed, tags) = (closed + 1, tags + 1);
                if let Some(title) = title(index) {
                    block.push(index, title, false, tags);
                    titled = true;
                }
            }
            Event::Text(_) if titled => {}
            Event::End(TagEnd::Link) => {
                titled = false;
                if let Some((event, start)) = open_links.pop() {
                    block.links.push((event, start..block.text.len()));
                }
                (closed, tags) = (closed.saturating_sub(1), tags + 1);
            }
            Event::Start(Tag::Image { .. }) => (closed, tags) = (closed + 1, tags + 1),
            Event::End(TagEnd::Image) => (closed, tags) = (closed.saturating_sub(1), tags + 1),
            Event::Start(tag) if is_inline(tag) => tags += 1,
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => tags += 1,
            Event::Text(text) => block.push(index, text, closed + quoted == 0 && !in_quotation, tags),
            Event::Code(text) => block.push(index, text, false, tags),
            Event::SoftBreak | Event::HardBreak => block.push(index, " ", closed + quoted == 0, tags),
            Event::InlineHtml(_) => tags += 1,
            Event::FootnoteReference(_) => {}
            other => {
                if !block.is_empty() {
                    blocks.push(std::mem::take(&mut block));
                }
                block = Block::default();
                match other {
                    Event::Start(Tag::Heading { .. }) => (closed, block.is_heading) = (closed + 1, true),
                    Event::Start(Tag::CodeBlock(_)) => closed += 1,
                    Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock) => closed = closed.saturating_sub(1),
                    // Quoted words are the source's mentions, not the editor's.
                    Event::Start(Tag::BlockQuote(_)) => quoted += 1,
                    Event::End(TagEnd::BlockQuote(_)) => quoted = quoted.saturating_sub(1),
                    _ => {}
                }
            }
        }
    }
    if !block.is_empty() {
        blocks.push(block);
    }
    blocks
}

impl Block {
    /// A link may stand around no words at all, or around a picture, and is numbered like any other.
    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.links.is_empty() && self.cited.is_empty()
    }

    fn push(&mut self, event: usize, text: &str, linkable: bool, tags: usize) {
        self.runs.push(Run { event, start: self.text.len(), linkable, tags });
        self.text.push_str(text);
    }
}

/// The beginning of the words of some events, paragraphs run together: more than a sentence of them is not shown.
fn words_of(prose: &Prose, events: Range<usize>) -> String {
    let mut words = String::new();
    for (event, _) in &prose.events[events] {
        match event {
            _ if words.len() > LONGEST => break,
            Event::Text(text) | Event::Code(text) => words.push_str(text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => words.push(' '),
            _ => {}
        }
    }
    words
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
}
