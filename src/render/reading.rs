//! The reading text of a source into HTML: its words, with links and corrections where they stand off.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Page;
use super::view::{AnnotationView, BlockView, PartView, TurnView};
use crate::model::clean::{Block, CleanText, MarkKind, Role};
use crate::model::dossier::{Source, Words};
use crate::model::id::Id;
use crate::model::index::{Mention, Passage};
use crate::model::recipe::Attribution;
use crate::text::escape::{escape, escape_into};

/// A reading text and what is known of it.
struct Reading<'a> {
    source: &'a Id,
    clean: &'a CleanText,
    mentions: &'a [Mention],
    passages: &'a [Passage],
    /// How far the passages up to each one reach.
    reach: Vec<u32>,
    /// The numbers of annotations that readers see.
    numbers: BTreeMap<usize, usize>,
    /// Addresses of paragraphs of earlier texts by the block that has their words.
    former: BTreeMap<usize, Vec<String>>,
}

impl<'a> Reading<'a> {
    /// The passages that share words with a stretch of text.
    fn passages_around(&self, range: &Range<u32>) -> impl Iterator<Item = &'a Passage> {
        let end = self.passages.partition_point(|passage| passage.selector.range.start < range.end);
        let start = self.reach.partition_point(|reach| *reach <= range.start).min(end);
        let from = range.start;
        self.passages[start..end].iter().filter(move |passage| from < passage.selector.range.end)
    }

    fn number(&self, annotation: usize) -> usize {
        self.numbers.get(&annotation).copied().unwrap_or_default()
    }
}

/// The parts of the reading text, each with its turns. `annotations` stand with the blocks that they name.
pub(super) fn parts(
    page: &Page<'_>,
    source: &Source,
    words: &Words,
    annotations: Vec<(Option<usize>, AnnotationView)>,
) -> Vec<PartView> {
    let clean = &words.clean;
    let passages = page.ask.passages_in(&source.page.page.id);
    let mut former: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (address, block) in &words.former {
        if let Some(block) = block {
            former.entry(*block).or_default().push(address.clone());
        }
    }
    let reading = Reading {
        source: &source.page.page.id,
        clean,
        mentions: page.ask.mentions_in(&source.page.page.id),
        passages,
        reach: passages
            .iter()
            .scan(0, |reach, passage| {
                *reach = passage.selector.range.end.max(*reach);
                Some(*reach)
            })
            .collect(),
        numbers: passages.iter().filter_map(|passage| passage.annotation).zip(1..).collect(),
        former,
    };
    let mut annotations = annotations.into_iter().peekable();
    let mut parts: Vec<PartView> = Vec::new();
    // Part and speaker of the block before; a change of either begins a new part or turn.
    let mut last: Option<(Option<usize>, Option<usize>)> = None;
    for (index, block) in clean.blocks.iter().enumerate() {
        if last.is_none_or(|(part, _)| part != block.part) {
            parts.push(part(clean, block));
        }
        let part = parts.last_mut().expect("the first block begins a part");
        if last != Some((block.part, block.speaker)) {
            let speaker = block.speaker.map(|speaker| clean.speakers[speaker].clone());
            part.turns.push(TurnView { speaker, blocks: Vec::new() });
        }
        last = Some((block.part, block.speaker));
        let turn = part.turns.last_mut().expect("the first block begins a turn");
        let mut view = block_view(page, &reading, index);
        while let Some((_, annotation)) = annotations.next_if(|(place, _)| *place == Some(index)) {
            view.annotations.push(annotation);
        }
        match turn.blocks.last_mut() {
            Some(list) if block.role == Role::Item && list.role == "list" => list.items.push(view),
            _ if block.role == Role::Item => turn.blocks.push(list(view)),
            _ => turn.blocks.push(view),
        }
    }
    parts
}

fn part(clean: &CleanText, block: &Block) -> PartView {
    let mut view = PartView { id: String::new(), author: None, unnamed: None, conjecture: None, turns: Vec::new() };
    let Some(index) = block.part else { return view };
    view.id = part_id(index);
    let part = &clean.parts[index];
    match &part.author {
        Attribution::Named(name) => view.author = Some(name.clone()),
        Attribution::Unnamed(name) => view.unnamed = Some(name.clone()),
    }
    view.conjecture.clone_from(&part.conjecture);
    view
}

/// Element id of a part.
pub(super) fn part_id(index: usize) -> String {
    format!("part-{}", index + 1)
}

/// A list that begins with `item`.
fn list(item: BlockView) -> BlockView {
    BlockView {
        id: String::new(),
        role: "list",
        level: 0,
        number: None,
        html: String::new(),
        lang: item.lang.clone(),
        dir: item.dir,
        continues_speech: false,
        marker: String::new(),
        items: vec![item],
        former: Vec::new(),
        annotations: Vec::new(),
        uses: Vec::new(),
    }
}

fn block_view(page: &Page<'_>, reading: &Reading<'_>, index: usize) -> BlockView {
    let clean = reading.clean;
    let block = &clean.blocks[index];
    let begins = reading.passages_around(&block.range).filter(|passage| passage.selector.block == index);
    let uses = begins.flat_map(|passage| passage.uses.iter().map(|used| page.used(passage, used)));
    let inside = |mark: &&crate::model::clean::Mark| {
        mark.kind == MarkKind::Speech && mark.range.start < block.range.start && block.range.start < mark.range.end
    };
    BlockView {
        id: block.address.clone(),
        role: block.role.name(),
        level: if let Role::Heading(level) = block.role { level } else { 0 },
        number: block.number.map(|number| number as usize),
        html: html(page, reading, index),
        lang: block.language.to_string(),
        dir: block.direction.name(),
        continues_speech: clean.marks.iter().any(|mark| inside(&mark)),
        marker: block.marker.clone(),
        items: Vec::new(),
        former: reading.former.get(&index).cloned().unwrap_or_default(),
        annotations: Vec::new(),
        uses: uses.collect(),
    }
}

/// What opens or closes at a code point.
struct Tag {
    at: u32,
    /// Closing tags come before opening ones at the same place; of openings the outer (longer) first.
    order: (bool, u32),
    markup: String,
    /// Whether it is that of a link, inside of which no other may stand.
    is_link: bool,
}

impl Tag {
    fn opens(&self) -> bool {
        self.order.0
    }
}

/// The words of a block with its links and corrections, and the passages that something holds on to. Links and
/// corrections are nested: one lies inside another, or is left out where they would cross. Passages may overlap in any
/// way: inside of all else they are cut into segments, each of which names all passages that it belongs to.
fn html(page: &Page<'_>, reading: &Reading<'_>, index: usize) -> String {
    let block = &reading.clean.blocks[index];
    let tags = tags(page, reading, index);
    let clip = |part: &Range<u32>| part.start.max(block.range.start)..part.end.min(block.range.end);
    let passages: Vec<(&Passage, Vec<Range<u32>>)> = reading
        .passages_around(&block.range)
        .map(|passage| (passage, passage.parts.iter().map(clip).filter(|part| part.start < part.end).collect()))
        .collect();
    let mut cuts: BTreeSet<u32> = tags.iter().map(|tag| tag.at).collect();
    cuts.extend(passages.iter().flat_map(|(_, parts)| parts).flat_map(|part| [part.start, part.end]));
    cuts.extend([block.range.start, block.range.end]);

    let mut out = String::with_capacity(reading.clean.text.slice(block.range.clone()).len() + 64 * cuts.len());
    let mut tags = tags.into_iter().peekable();
    let mut in_link = false;
    // Marks of annotations are links, so they wait until an open one is closed.
    let mut waiting = String::new();
    let cuts: Vec<u32> = cuts.into_iter().collect();
    for (place, &at) in cuts.iter().enumerate() {
        while let Some(tag) = tags.next_if(|tag| tag.at == at && !tag.opens()) {
            in_link &= !tag.is_link;
            out.push_str(&tag.markup);
        }
        for (passage, _) in &passages {
            let ends = passage.parts.last().is_some_and(|part| part.end == at);
            if let Some(annotation) = passage.annotation.filter(|_| ends) {
                waiting.push_str(&page.annotation_mark(reading.source, annotation, reading.number(annotation)));
            }
        }
        if !in_link {
            out.push_str(&std::mem::take(&mut waiting));
        }
        for (passage, _) in passages.iter().filter(|(passage, _)| passage.selector.range.start == at) {
            out.push_str(&format!("<span class=\"at\" id=\"{}\"></span>", passage.id));
        }
        while let Some(tag) = tags.next_if(|tag| tag.at == at) {
            in_link |= tag.is_link;
            out.push_str(&tag.markup);
        }
        let Some(&next) = cuts.get(place + 1) else { break };
        let text = reading.clean.text.slice(at..next);
        let holds = |parts: &[Range<u32>]| parts.iter().any(|part| part.start <= at && next <= part.end);
        let here: Vec<&Passage> =
            passages.iter().filter(|(_, parts)| holds(parts)).map(|(passage, _)| *passage).collect();
        if here.is_empty() {
            escape_into(text, &mut out);
            continue;
        }
        let ids: Vec<&str> = here.iter().map(|passage| passage.id.as_str()).collect();
        let is_noted = here.iter().any(|passage| passage.annotation.is_some());
        let is_disputed = here.iter().flat_map(|passage| &passage.uses).any(|used| used.disputed);
        let (note, disputed) = (if is_noted { " note" } else { "" }, if is_disputed { " disputed" } else { "" });
        out.push_str(&format!("<mark class=\"seg{note}{disputed}\" data-at=\"{}\">", ids.join(" ")));
        escape_into(text, &mut out);
        out.push_str("</mark>");
    }
    out.push_str(&waiting);
    out
}

/// The tags of links and corrections in a block, in order.
fn tags(page: &Page<'_>, reading: &Reading<'_>, index: usize) -> Vec<Tag> {
    let Reading { clean, mentions, .. } = reading;
    let block = &clean.blocks[index];
    let first = mentions.partition_point(|mention| mention.anchor.selector.block < index);
    let here = mentions[first..].iter().take_while(|mention| mention.anchor.selector.block == index);
    let links = here
        .filter(|mention| mention.linked)
        .map(|mention| (mention.anchor.selector.range.clone(), page.term_link(mention.entry(), None), "</a>"));
    let first = clean.marks.partition_point(|mark| mark.range.start < block.range.start);
    let marks = clean.marks[first..].iter().take_while(|mark| mark.range.start < block.range.end);
    let corrections = marks.filter_map(|mark| match &mark.kind {
        MarkKind::Correction(raw) => {
            let open = format!("<span class=\"correction\" data-raw=\"{}\">", escape(raw));
            Some((mark.range.clone(), open, "</span>"))
        }
        MarkKind::Speech => None,
    });
    let mut spans: Vec<_> = corrections.chain(links).collect();
    spans.sort_by_key(|(range, ..)| (range.start, std::cmp::Reverse(range.end)));
    let mut tags: Vec<Tag> = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    for (range, opening, closing) in spans {
        open.retain(|end| *end > range.start);
        // One that would end behind what it begins in would cross it.
        if range.is_empty() || open.iter().any(|end| *end < range.end) {
            continue;
        }
        open.push(range.end);
        let is_link = closing == "</a>";
        tags.push(Tag { at: range.start, order: (true, u32::MAX - range.end), markup: opening, is_link });
        let order = (false, u32::MAX - range.start);
        tags.push(Tag { at: range.end, order, markup: closing.to_owned(), is_link });
    }
    tags.sort_by_key(|tag| (tag.at, tag.order));
    tags
}
