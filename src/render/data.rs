//! The same as data: forms that are stable once shipped.

use serde::Serialize;

use crate::model::ask::Ask;
use crate::model::dossier::Words;
use crate::model::index::Mention;

/// A mention of an entry in a source.
#[derive(Debug, Serialize)]
struct MentionData<'a> {
    /// Id of the entry.
    term: &'a str,
    /// Id of the source.
    source: &'a str,
    /// Address of the paragraph, `p-` and six characters.
    paragraph: &'a str,
    /// First code point of the reading text.
    start: u32,
    /// One past the last.
    end: u32,
    /// Line of the raw file, from 1.
    line: usize,
    /// Column of the raw file in code points, from 1; `null` where words before it in its line are withheld, whose length
    /// it would tell.
    column: Option<usize>,
    /// The words.
    words: &'a str,
    /// Where they stand: `body`, `heading`, `title` …
    context: &'static str,
}

/// `data/mentions.json`: one mention a line, in order of sources and places.
pub(super) fn mentions(ask: Ask<'_>) -> Vec<u8> {
    const USUAL: usize = 192;
    let count: usize = (0..ask.sources().len()).map(|place| ask.mentions_at(place).len()).sum();
    // It may well be the largest file of the site, and growing would copy it again and again.
    let mut out = Vec::with_capacity(USUAL * count);
    out.push(b'[');
    let mut separator: &[u8] = b"\n";
    for (place, source) in ask.sources().iter().enumerate() {
        let Some(words) = &source.words else { continue };
        for mention in ask.mentions_at(place) {
            out.extend_from_slice(separator);
            serde_json::to_writer(&mut out, &mention_data(mention, words)).expect("plain strings and numbers are JSON");
            separator = b",\n";
        }
    }
    out.extend_from_slice(b"\n]\n");
    out
}

fn mention_data<'a>(mention: &'a Mention, words: &'a Words) -> MentionData<'a> {
    let selector = &mention.anchor.selector;
    let clean = &words.clean;
    let block = &clean.blocks[selector.block];
    let at = clean.map.to_raw(selector.range.start, &words.raw, &clean.text);
    let (line, column) = words.raw.position(at);
    let begin = words.raw.as_str()[..at].rfind('\n').map_or(0, |end| end + 1);
    let column = Some(column).filter(|_| !words.hides(&(begin..at)));
    MentionData {
        term: mention.entry().as_str(),
        source: selector.source.as_str(),
        paragraph: &block.address,
        start: selector.range.start,
        end: selector.range.end,
        line,
        column,
        words: clean.text.slice(selector.range.clone()),
        context: block.role.context(),
    }
}
