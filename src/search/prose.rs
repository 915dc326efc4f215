//! What readers see of editorial Markdown, as plain text.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::model::index::{HandLink, Index, ProseLinks, WITHHELD};
use crate::model::page::Prose;
use crate::text::normal::composed;

/// Calls `each` with every paragraph, heading, item or cell of a part of `prose`, and the event at which its words begin.
/// Left out are the marks of citations, pictures, and notes that no page shows.
pub(super) fn each_block(
    prose: &Prose,
    part: Range<usize>,
    links: Option<&ProseLinks>,
    index: &Index,
    mut each: impl FnMut(String, usize),
) {
    let notes: BTreeSet<usize> = prose.notes().into_values().map(|text| text.start).collect();
    let mut text = String::new();
    let mut from = part.start;
    // Inside what is written otherwise, or not at all: up to which event.
    let mut at = part.start;
    while at < part.end {
        if let Some(citation) = prose.citations.iter().find(|citation| citation.events.start == at) {
            at = citation.events.end.max(at + 1);
            continue;
        }
        let hand = links.and_then(|links| links.by_hand.get(&at));
        let event = &prose.events[at].0;
        let written = match (event, hand) {
            (Event::Text(words) | Event::Code(words), _) => Some(&**words),
            (Event::SoftBreak | Event::HardBreak, _) => Some(" "),
            (Event::Start(Tag::Link { .. }), Some(HandLink::Page { to, named_by_id: true, .. })) => {
                Some(index.title(to))
            }
            (Event::Start(Tag::Link { .. }), Some(HandLink::Withheld)) => Some(WITHHELD),
            _ => None,
        };
        if let Some(written) = written {
            if text.is_empty() {
                from = at;
            }
            text.push_str(written);
        }
        match event {
            Event::Start(Tag::Link { .. }) if written.is_some() => at = end_of(prose, at, |end| end == TagEnd::Link),
            Event::Start(Tag::Image { .. }) => at = end_of(prose, at, |end| end == TagEnd::Image),
            Event::Start(Tag::FootnoteDefinition(_)) if !notes.contains(&(at + 1)) => {
                at = end_of(prose, at, |end| end == TagEnd::FootnoteDefinition);
            }
            Event::Start(tag) if is_inline(tag) => {}
            Event::Start(_) | Event::End(_) | Event::Rule if !is_inline_end(event) => flush(&mut text, from, &mut each),
            _ => {}
        }
        at += 1;
    }
    flush(&mut text, from, &mut each);
}

fn flush(text: &mut String, from: usize, each: &mut impl FnMut(String, usize)) {
    if !text.trim().is_empty() {
        each(composed(text.trim()).into_owned(), from);
    }
    text.clear();
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
    matches!(event, Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image))
}
