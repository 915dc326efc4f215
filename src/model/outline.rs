//! What stands where in a piece of editorial prose: found once, and asked by all who show parts of it.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::page::Prose;
use crate::text::checksum::sha256;
use crate::text::normal::words_only;

/// The places in a piece of prose, by event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Headings, each with its element id.
    pub headings: BTreeMap<usize, String>,
    /// Paragraphs and items, each with its events and element id, in order. Notes on sources have addresses as a whole, and
    /// their paragraphs none.
    pub paragraphs: Vec<(Range<usize>, String)>,
    /// The texts of the footnotes that are shown, by label.
    pub notes: BTreeMap<String, Range<usize>>,
    /// Where quotations begin, each with the number of its citation.
    pub quotations: BTreeMap<usize, usize>,
}

impl Outline {
    /// The places in `prose`; `has_paragraphs` where these have addresses.
    pub fn of(prose: &Prose, has_paragraphs: bool) -> Self {
        let quotations = prose.citations.iter().zip(0..).filter_map(|(citation, number)| {
            let quotation = citation.quotation.as_ref()?;
            Some((quotation.events.start, number))
        });
        Self {
            headings: prose.heading_ids().into_iter().collect(),
            paragraphs: if has_paragraphs { paragraph_ids(prose) } else { Vec::new() },
            notes: prose.notes(),
            quotations: quotations.collect(),
        }
    }

    /// The last heading up to an event, if there is one: its event and its element id.
    pub fn heading_before(&self, event: usize) -> Option<(usize, &str)> {
        self.headings.range(..=event).next_back().map(|(at, id)| (*at, id.as_str()))
    }

    /// The element id of the paragraph or item that begins with an event.
    pub fn paragraph_at(&self, event: usize) -> Option<&str> {
        let at = self.paragraphs.binary_search_by_key(&event, |(events, _)| events.start).ok()?;
        Some(&self.paragraphs[at].1)
    }

    /// The element id of the last paragraph or item that begins up to an event, if the event is in it.
    pub fn paragraph_around(&self, event: usize) -> Option<&str> {
        let (events, id) =
            self.paragraphs[..self.paragraphs.partition_point(|(events, _)| events.start <= event)].last()?;
        events.contains(&event).then_some(id)
    }
}

/// The paragraphs and items of the prose that have words of their own: their events, and their element ids, `ed-` and six
/// characters of the SHA-256 of these words, with a number on repetition. Citations do not count, nor what footnotes
/// say, which have addresses of their own. What an edition takes out of the prose is in no address.
fn paragraph_ids(prose: &Prose) -> Vec<(Range<usize>, String)> {
    let mut ids = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut open: Option<(usize, String)> = None;
    let mut in_note = false;
    let mut citations = prose.citations.iter().map(|citation| citation.events.clone()).peekable();
    for (index, (event, _)) in prose.events.iter().enumerate() {
        while citations.next_if(|citation| citation.end <= index).is_some() {}
        let is_cited = citations.peek().is_some_and(|citation| citation.contains(&index));
        let opens_paragraph = |at: usize| matches!(prose.events.get(at), Some((Event::Start(Tag::Paragraph), _)));
        let ends = match event {
            Event::Start(Tag::FootnoteDefinition(_)) => {
                in_note = true;
                true
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                in_note = false;
                true
            }
            Event::Start(Tag::List(_)) | Event::End(TagEnd::Paragraph | TagEnd::Item) => true,
            Event::Start(Tag::Paragraph) if !in_note => {
                open = Some((index, String::new()));
                false
            }
            Event::Start(Tag::Item) if !in_note && !opens_paragraph(index + 1) => {
                open = Some((index, String::new()));
                false
            }
            Event::Text(text) | Event::Code(text) if !is_cited => {
                open.iter_mut().for_each(|(_, words)| words.push_str(text));
                false
            }
            Event::SoftBreak | Event::HardBreak => {
                open.iter_mut().for_each(|(_, words)| words.push(' '));
                false
            }
            _ => false,
        };
        if !ends {
            continue;
        }
        let Some((start, words)) = open.take() else { continue };
        let words = words_only(&words);
        if words.is_empty() {
            continue;
        }
        let id = format!("ed-{}", &sha256(words.as_bytes())[..6]);
        let times = seen.entry(id.clone()).or_insert(0);
        *times += 1;
        ids.push((start..index, if *times == 1 { id } else { format!("{id}-{times}") }));
    }
    ids
}
