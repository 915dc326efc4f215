//! The reading text of a source into HTML: its words, with links and corrections where they stand off.

use super::Page;
use super::view::{BlockView, PartView, TurnView};
use crate::model::clean::{Block, CleanText, MarkKind, Role};
use crate::model::dossier::{Source, Words};
use crate::model::index::Mention;
use crate::model::recipe::Attribution;
use crate::text::escape::{escape, escape_into};

/// The parts of the reading text, each with its turns.
pub(super) fn parts(page: &Page<'_>, source: &Source, words: &Words) -> Vec<PartView> {
    let clean = &words.clean;
    let mentions = page.site.index.mentions_in(&source.page.page.id);
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
        let view = block_view(page, clean, index, mentions);
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
    }
}

fn block_view(page: &Page<'_>, clean: &CleanText, index: usize, mentions: &[Mention]) -> BlockView {
    let block = &clean.blocks[index];
    let inside = |mark: &&crate::model::clean::Mark| {
        mark.kind == MarkKind::Speech && mark.range.start < block.range.start && block.range.start < mark.range.end
    };
    BlockView {
        id: block.address.clone(),
        role: block.role.name(),
        level: if let Role::Heading(level) = block.role { level } else { 0 },
        number: block.number.map(|number| number as usize),
        html: html(page, clean, index, mentions),
        lang: block.language.to_string(),
        dir: block.direction.name(),
        continues_speech: clean.marks.iter().any(|mark| inside(&mark)),
        marker: block.marker.clone(),
        items: Vec::new(),
    }
}

/// What opens or closes at a code point.
struct Tag {
    at: u32,
    /// Closing tags come before opening ones at the same place; of openings the outer (longer) first.
    order: (bool, u32),
    markup: String,
}

/// The words of a block with its links and corrections. Both are nested: a correction lies inside a link, or around it,
/// or is left out of it where they would cross.
fn html(page: &Page<'_>, clean: &CleanText, index: usize, mentions: &[Mention]) -> String {
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
        tags.push(Tag { at: range.start, order: (true, u32::MAX - range.end), markup: opening });
        tags.push(Tag { at: range.end, order: (false, u32::MAX - range.start), markup: closing.to_owned() });
    }
    tags.sort_by_key(|tag| (tag.at, tag.order));

    let text = clean.text.slice(block.range.clone());
    let mut out = String::with_capacity(text.len() + 64 * tags.len());
    let mut rest = text;
    let mut at = block.range.start;
    for tag in tags {
        let bytes = rest.char_indices().nth((tag.at - at) as usize).map_or(rest.len(), |(byte, _)| byte);
        escape_into(&rest[..bytes], &mut out);
        rest = &rest[bytes..];
        at = tag.at;
        out.push_str(&tag.markup);
    }
    escape_into(rest, &mut out);
    out
}
