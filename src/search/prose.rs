//! What readers see of editorial Markdown, as plain text.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::model::id::Id;
use crate::model::index::{HandLink, Index, ProseLinks, WITHHELD};
use crate::model::key::PageKey;
use crate::model::page::Prose;
use crate::model::quotation::Citation;
use crate::model::theme::Words;
use crate::text::normal::composed;

/// A paragraph, heading, item or cell.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// The words, composed.
    pub(super) text: String,
    /// The event at which they begin.
    pub(super) event: usize,
    /// Bytes of the words, in order, and where in the file those from there on are written.
    pub(super) places: Vec<(usize, usize)>,
    /// Bytes of the words that are in a language of their own, apart and in order.
    pub(super) languages: Vec<(Range<usize>, String)>,
}

impl Piece {
    /// Appends words that are written at an event; spaces begin no piece.
    fn push(&mut self, words: &str, event: usize, prose: &Prose) {
        if self.text.is_empty() {
            if words.trim().is_empty() {
                return;
            }
            self.event = event;
        }
        self.places.push((self.text.len(), prose.events[event].1.start));
        self.text.push_str(&composed(words));
    }

    /// Says the language of the words from a byte on.
    fn in_language(&mut self, language: Option<&String>, from: usize) {
        if let Some(language) = language.filter(|_| from < self.text.len()) {
            self.languages.push((from..self.text.len(), language.clone()));
        }
    }
}

/// Calls `each` with every piece of a part of `prose`. A citation is what its sources are called, and a title that stands
/// for a link to its page is in quotation marks, so that sentences stay whole. Left out are pictures, and notes that no
/// page shows. `foreign` is the language of what a citation quotes, where it is none of the editors'.
pub(super) fn each_block<'l>(
    prose: &Prose,
    part: Range<usize>,
    links: &ProseLinks,
    index: &Index,
    words: &Words,
    foreign: impl Fn(&Citation) -> Option<&'l str>,
    mut each: impl FnMut(Piece),
) {
    let notes: BTreeSet<usize> = links.outline.notes.values().map(|text| text.start).collect();
    let mut piece = Piece::default();
    // The events behind the quotations that are open, the last one first to end, where it is in a language of its own.
    let mut quoted: Vec<usize> = Vec::new();
    // The languages of the elements and quotations that are open, and where the words of the last one begin.
    let mut languages: Vec<String> = Vec::new();
    let mut from = 0;
    // The elements that are open, and whether each says a language.
    let mut elements: Vec<bool> = Vec::new();
    let mut at = part.start;
    while at < part.end {
        while quoted.pop_if(|end| *end <= at).is_some() {
            piece.in_language(languages.pop().as_ref(), from);
            from = piece.text.len();
        }
        let begins = links.outline.quotations.get(&at).map(|number| &prose.citations[*number]);
        let begins = begins.and_then(|citation| Some((citation, citation.quotation.as_ref()?)));
        if let Some((citation, quotation)) = begins.filter(|(_, quotation)| !quotation.withheld)
            && let Some(language) = foreign(citation)
        {
            piece.in_language(languages.last(), from);
            from = piece.text.len();
            languages.push(language.to_owned());
            quoted.push(quotation.events.end);
        }
        if let Some(citation) = prose.citation_at(at).map(|number| &prose.citations[number]) {
            let ids = citation.items.iter().filter_map(|item| Id::new(&item.source.value).ok());
            let labels = ids.map(|id| Some(index.label(&id)).filter(|label| !label.is_empty()).unwrap_or(WITHHELD));
            // In a block quotation as well it is the editors'.
            piece.in_language(languages.last(), from);
            piece.push(&format!("({})", labels.collect::<Vec<_>>().join("; ")), at, prose);
            from = piece.text.len();
            at = citation.events.end.max(at + 1);
            continue;
        }
        if begins.is_some_and(|(_, quotation)| quotation.withheld) {
            piece.push(WITHHELD, at, prose);
        }
        let hand = links.by_hand.get(&at);
        let event = &prose.events[at].0;
        let written = match (event, hand) {
            (Event::Text(words) | Event::Code(words), _) => Some(Cow::Borrowed(&**words)),
            (Event::SoftBreak | Event::HardBreak, _) => Some(Cow::Borrowed(" ")),
            (Event::Start(Tag::Link { .. }), Some(HandLink::Page { to, named_by_id: true, .. })) => {
                let title = index.title(to);
                // A term is a word of the sentence; any other title is a name within it.
                Some(match to {
                    PageKey::Entry(_) => Cow::Borrowed(title),
                    _ => words.get("in-quotes", None, &[("words", title)]).map_or(Cow::Borrowed(title), Cow::Owned),
                })
            }
            (Event::Start(Tag::Link { .. }), Some(HandLink::Withheld)) => Some(Cow::Borrowed(WITHHELD)),
            _ => None,
        };
        if let Some(written) = &written {
            piece.push(written, at, prose);
        }
        match event {
            Event::InlineHtml(html) if !html.starts_with("<!--") && !html.starts_with("<br") => match language(html) {
                Some(language) => {
                    piece.in_language(languages.last(), from);
                    from = piece.text.len();
                    languages.push(language.to_owned());
                    elements.push(true);
                }
                None if !html.starts_with("</") => elements.push(false),
                None if elements.pop() == Some(true) => {
                    piece.in_language(languages.pop().as_ref(), from);
                    from = piece.text.len();
                }
                None => {}
            },
            Event::Start(Tag::Link { .. }) if written.is_some() => at = end_of(prose, at, |end| end == TagEnd::Link),
            Event::Start(Tag::Image { .. }) => at = end_of(prose, at, |end| end == TagEnd::Image),
            Event::Start(Tag::FootnoteDefinition(_)) if !notes.contains(&(at + 1)) => {
                at = end_of(prose, at, |end| end == TagEnd::FootnoteDefinition);
            }
            Event::Start(tag) if is_inline(tag) => {}
            Event::Start(_) | Event::End(_) | Event::Rule if !is_inline_end(event) => {
                piece.in_language(languages.last(), std::mem::take(&mut from));
                flush(&mut piece, &mut each);
            }
            _ => {}
        }
        at += 1;
    }
    piece.in_language(languages.last(), from);
    flush(&mut piece, &mut each);
}

fn flush(piece: &mut Piece, each: &mut impl FnMut(Piece)) {
    let Piece { text, event, places, mut languages } = std::mem::take(piece);
    if !text.is_empty() {
        // Words of two events may join; what surrounds them is seldom a space.
        let text = composed(text.trim_end()).into_owned();
        languages.retain(|(words, _)| text.is_char_boundary(words.start) && text.is_char_boundary(words.end));
        each(Piece { text, event, places, languages });
    }
}

/// The language that an element in a line says it begins; elements are checked before.
fn language(html: &str) -> Option<&str> {
    html.split_once(" lang=\"")?.1.split('"').next()
}

/// The event that closes what is opened at `start`; neither links nor pictures nor notes stand inside their like.
fn end_of(prose: &Prose, start: usize, is_end: impl Fn(TagEnd) -> bool) -> usize {
    let rest = prose.events[start..].iter();
    let mut closes = rest.map(|(event, _)| matches!(event, Event::End(end) if is_end(*end)));
    closes.position(|closes| closes).map_or(prose.events.len(), |length| start + length)
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
}

fn is_inline_end(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
    )
}
