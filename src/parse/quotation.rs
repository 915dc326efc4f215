//! Finds quotations and citations in editorial Markdown, and binds them.
//!
//! In: the events of a text. Out: the same events, cut so that every quotation and citation begins and ends with one,
//! and the citations with the words bound to them. Start at [`quotations`]. Nothing is looked up here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::citation::{citation, is_meant};
use super::marks::{Quoted, all_quoted};
use crate::diag::{Checked, Code, Diagnostic, FileId, Span};
use crate::model::located::Located;
use crate::model::quotation::{Citation, Cited, Quotation, Stance, Wanted};
use crate::text::sentence::Sentences;

/// An event with its place in the raw file.
type Placed = (Event<'static>, Range<usize>);

/// All events of a text.
type Events = Vec<Placed>;

/// The events of `source`, cut at quotations and citations, and the citations in order of place.
pub(super) fn quotations(file: FileId, source: &str, events: Events) -> Checked<(Events, Vec<Citation>)> {
    let mut diags = Vec::new();
    let lines = lines(source, &events);
    let mut found: Vec<Found> = Vec::new();
    let blocks = block_quotations(&events, &lines);
    let in_block_citation =
        |line: usize, at: usize| blocks.iter().find(|block| block.citation_line == line && block.citation.start == at);
    for (number, line) in lines.iter().enumerate() {
        let cited = line.citations(file, &mut diags);
        let bound_by_block = |at: usize| in_block_citation(number, at).is_some();
        let quoted = line.quoted();
        let mut bound: Vec<Range<usize>> = Vec::new();
        for (range, items) in &cited {
            let quotation = match in_block_citation(number, range.start) {
                Some(block) => Some(FoundQuotation {
                    from: (block.events.start, 0),
                    to: (block.events.end, 0),
                    is_block: true,
                    words: wanted_block(file, block, &lines, &events),
                }),
                None => line.bound_to(range, &quoted).map(|quoted| {
                    diags.extend(line.struck_out(file, &quoted.inner));
                    bound.push(quoted.outer.clone());
                    FoundQuotation {
                        from: line.event_at(quoted.outer.start),
                        to: line.event_before(quoted.outer.end),
                        is_block: false,
                        words: line.wanted(file, &quoted.inner),
                    }
                }),
            };
            found.push(Found {
                from: line.event_at(range.start),
                to: line.event_before(range.end),
                items: items.clone(),
                quotation,
                span: line.span(file, range),
            });
        }
        let all_of_it_is_block = line.quote.is_some_and(|quote| blocks.iter().any(|block| block.events.start == quote));
        if !all_of_it_is_block {
            let cited: Vec<&Range<usize>> =
                cited.iter().map(|(range, _)| range).filter(|range| !bound_by_block(range.start)).collect();
            diags.extend(unbound(file, line, &cited, &quoted, &bound));
        }
    }
    // Most texts cite nothing, and stay as they are.
    let (events, citations) = if found.is_empty() { (events, Vec::new()) } else { cut(events, found) };
    Checked { value: (events, citations), diags }
}

/// The words of the block quotation that `events` begin with, and how many events it has.
pub(super) fn block_words(file: FileId, source: &str, events: &[Placed]) -> (Wanted, usize) {
    let end = block_end(events, 0);
    let events = &events[..end];
    let block = Block { events: 0..end, citation_line: usize::MAX, citation: 0..0 };
    (wanted_block(file, &block, &lines(source, events), events), end)
}

// Lines: text that runs on across emphasis, links and line breaks ------------------------------------------------------

/// A paragraph, heading, item or cell as one text.
#[derive(Debug, Default)]
struct Line {
    text: String,
    runs: Vec<Run>,
    /// Bytes that are bold.
    bold: Vec<Range<usize>>,
    /// Bytes that are struck out.
    struck: Vec<Range<usize>>,
    /// Bytes at which a line of the file ends.
    breaks: Vec<usize>,
    /// The event that opens the outermost block quotation around it.
    quote: Option<usize>,
    is_heading: bool,
}

/// A stretch of a line that one event writes.
#[derive(Debug)]
struct Run {
    event: usize,
    start: usize,
    raw: Range<usize>,
    /// Whether each byte of it is that byte of the file; not so where the file has an entity.
    is_raw: bool,
    /// Whether its first character stands behind a backslash.
    is_escaped: bool,
    /// Code and descriptions of pictures: no marks in there.
    is_opaque: bool,
    in_link: bool,
}

fn lines(source: &str, events: &[Placed]) -> Vec<Line> {
    let mut all = Vec::new();
    let mut line = Line::default();
    let mut struck: Vec<usize> = Vec::new();
    let (mut bold, mut links, mut pictures, mut quotes) = (Vec::new(), 0_usize, 0_usize, Vec::new());
    let mut in_code = false;
    for (index, (event, raw)) in events.iter().enumerate() {
        let push = |line: &mut Line, text: &str, is_opaque: bool| {
            let is_raw = source.get(raw.clone()) == Some(text);
            let start = line.text.len();
            line.text.push_str(text);
            let in_link = links > 0;
            let slashes = source[..raw.start.min(source.len())].bytes().rev().take_while(|byte| *byte == b'\\').count();
            let is_escaped = slashes % 2 == 1;
            line.runs.push(Run { event: index, start, raw: raw.clone(), is_raw, is_escaped, is_opaque, in_link });
        };
        match event {
            Event::Text(text) => push(&mut line, text, in_code || pictures > 0),
            Event::Code(text) => push(&mut line, text, true),
            Event::SoftBreak | Event::HardBreak => {
                line.breaks.push(line.text.len());
                push(&mut line, " ", false);
            }
            Event::Start(Tag::Strong) => bold.push(line.text.len()),
            Event::End(TagEnd::Strong) => line.bold.extend(bold.pop().map(|start: usize| start..line.text.len())),
            Event::Start(Tag::Link { .. }) => links += 1,
            Event::End(TagEnd::Link) => links -= 1,
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Start(Tag::Strikethrough) => struck.push(line.text.len()),
            Event::End(TagEnd::Strikethrough) => line.struck.extend(struck.pop().map(|start| start..line.text.len())),
            Event::Start(Tag::Emphasis)
            | Event::End(TagEnd::Emphasis)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_) => {}
            other => {
                if !line.text.is_empty() {
                    all.push(std::mem::take(&mut line));
                }
                line = Line::default();
                bold.clear();
                struck.clear();
                match other {
                    Event::Start(Tag::BlockQuote(_)) => quotes.push(index),
                    Event::End(TagEnd::BlockQuote(_)) => drop(quotes.pop()),
                    Event::Start(Tag::CodeBlock(_)) => in_code = true,
                    Event::End(TagEnd::CodeBlock) => in_code = false,
                    Event::Start(Tag::Heading { .. }) => line.is_heading = true,
                    _ => {}
                }
                line.quote = quotes.first().copied();
            }
        }
    }
    if !line.text.is_empty() {
        all.push(line);
    }
    all
}

impl Line {
    fn run_at(&self, byte: usize) -> &Run {
        &self.runs[self.runs.partition_point(|run| run.start <= byte) - 1]
    }

    /// The event that writes the byte, and the byte within its text.
    fn event_at(&self, byte: usize) -> (usize, usize) {
        let run = self.run_at(byte);
        (run.event, byte - run.start)
    }

    /// The same for the byte before, and one past it.
    fn event_before(&self, byte: usize) -> (usize, usize) {
        let (event, before) = self.event_at(byte - 1);
        (event, before + 1)
    }

    /// The byte of the file that writes a byte of the line.
    fn raw(&self, byte: usize) -> usize {
        let run = self.run_at(byte);
        if run.is_raw { run.raw.start + byte - run.start } else { run.raw.start }
    }

    fn span(&self, file: FileId, range: &Range<usize>) -> Span {
        let start = self.raw(range.start);
        let last = self.run_at(range.end - 1);
        let end = if last.is_raw { last.raw.start + range.end - last.start } else { last.raw.end };
        Span::new(file, start..end.max(start))
    }

    /// Whether a character is one for the grammar: not in code, and not behind a backslash.
    fn is_plain(&self, byte: usize) -> bool {
        let run = self.run_at(byte);
        !(run.is_opaque || (run.is_escaped && byte == run.start))
    }

    /// The citations in it, in bytes. What seems to be meant as one and is none is reported.
    fn citations(&self, file: FileId, diags: &mut Vec<Diagnostic>) -> Vec<(Range<usize>, Vec<Cited>)> {
        let mut found: Vec<(Range<usize>, Vec<Cited>)> = Vec::new();
        for (at, _) in self.text.match_indices('[') {
            let is_inside = found.last().is_some_and(|(range, _)| at < range.end);
            if is_inside || !is_meant(&self.text[at..]) || !self.is_plain(at) {
                continue;
            }
            let refused = |range: &Range<usize>, why: &str| {
                Diagnostic::new(Code::CitationInvalid, self.span(file, range), format!("this is no citation: {why}"))
            };
            match citation(&self.text[at..]) {
                Err(invalid) => {
                    let place = at + invalid.at.start..(at + invalid.at.end).max(at + invalid.at.start + 1);
                    let place = if place.end > self.text.len() { at..at + 1 } else { place };
                    diags.push(refused(&place, &invalid.why).help(
                        "write `[@id]`, `[@id, p. 4]` or `[@one; @two]`; where no citation is meant, write `\\[@`",
                    ));
                }
                Ok((items, length)) => {
                    let range = at..at + length;
                    if self.is_heading {
                        diags.push(refused(&range, "it stands in a heading").help("put it into the text below"));
                    } else if self.run_at(at).in_link {
                        diags.push(refused(&range, "it stands in a link").help("put it behind the link"));
                    } else {
                        let items = items.into_iter().map(|item| self.cited(file, at, item)).collect();
                        found.push((range, items));
                    }
                }
            }
        }
        found
    }

    fn cited(&self, file: FileId, at: usize, item: super::citation::Item) -> Cited {
        let moved = |range: Range<usize>| at + range.start..at + range.end;
        let id = moved(item.id);
        Cited {
            source: Located { value: self.text[id.clone()].to_owned(), span: self.span(file, &id) },
            stance: item.stance.as_ref().map_or(Stance::Asserts, |(stance, _)| *stance),
            stance_span: item.stance.map(|(_, range)| self.span(file, &moved(range))),
            locator: item.locator,
            original: item.original.map(|range| self.wanted(file, &moved(range))),
            withheld: false,
        }
    }

    /// The quoted words in it.
    fn quoted(&self) -> Vec<Quoted> {
        all_quoted(&self.text, |at| !self.is_plain(at))
    }

    /// The quoted words that a citation at `range` is bound to: a mark, at most one of `, . ; :`, a space, the citation.
    fn bound_to<'q>(&self, range: &Range<usize>, quoted: &'q [Quoted]) -> Option<&'q Quoted> {
        let before = &self.text[..range.start];
        // A space that was forgotten is not looked for: what looks verified is looked up.
        let before = before.strip_suffix(char::is_whitespace).unwrap_or(before);
        let before = before.strip_suffix([',', '.', ';', ':', '!', '?']).unwrap_or(before);
        quoted.iter().find(|quoted| quoted.outer.end == before.len() && !quoted.inner.is_empty())
    }

    fn wanted(&self, file: FileId, range: &Range<usize>) -> Wanted {
        let inside = |bold: &Range<usize>| bold.start.max(range.start)..bold.end.min(range.end);
        let bold = self.bold.iter().map(inside).filter(|bold| bold.start < bold.end);
        let bold = bold.map(|bold| bold.start - range.start..bold.end - range.start).collect();
        Wanted { text: self.text[range.clone()].to_owned(), bold, span: self.span(file, range) }
    }

    /// Reports words of a quotation that a reader sees struck out.
    fn struck_out(&self, file: FileId, quoted: &Range<usize>) -> Option<Diagnostic> {
        let struck = self.struck.iter().find(|struck| struck.start < quoted.end && quoted.start < struck.end)?;
        let message = "words of a quotation are struck out, so a reader sees others than the source has";
        Some(
            Diagnostic::new(Code::CitationInvalid, self.span(file, struck), message)
                .help("quote the words as they are, and say outside the quotation what is to be said of them"),
        )
    }

    /// Whether nothing stands in it, from byte `from`, but the citation at `range`, with a dash before it or a stop behind.
    fn is_only(&self, from: usize, range: &Range<usize>) -> bool {
        let before = self.text[from..range.start].trim();
        let after = self.text[range.end..].trim();
        matches!(before, "" | "—" | "–" | "-" | "--") && matches!(after, "" | ".")
    }
}

// Block quotations ------------------------------------------------------------------------------------------------------

/// A block quotation with its citation.
#[derive(Debug)]
struct Block {
    events: Range<usize>,
    /// The line that holds the citation, and its bytes there. The line may be outside.
    citation_line: usize,
    citation: Range<usize>,
}

fn block_quotations(events: &[Placed], lines: &[Line]) -> Vec<Block> {
    let starts: BTreeSet<usize> = lines.iter().filter_map(|line| line.quote).collect();
    let mut blocks = Vec::new();
    for start in starts {
        let end = block_end(events, start);
        let inside = lines.partition_point(|line| line.first_event() < start)
            ..lines.partition_point(|line| line.first_event() < end);
        let Some(last) = inside.clone().next_back() else { continue };
        // Its own last line, or the paragraph behind it.
        let own = citation_at_end(&lines[last]).map(|citation| (last, citation));
        let next_is_paragraph = matches!(events.get(end), Some((Event::Start(Tag::Paragraph), _)));
        let next = lines.get(inside.end).filter(|line| next_is_paragraph && line.first_event() > end);
        let behind = next.and_then(|line| {
            let citation = citation_at_end(line)?;
            line.is_only(0, &citation).then_some((inside.end, citation))
        });
        if let Some((citation_line, citation)) = own.or(behind) {
            blocks.push(Block { events: start..end, citation_line, citation });
        }
    }
    blocks
}

/// The citation that is the last line of the file's lines that make up `line`.
fn citation_at_end(line: &Line) -> Option<Range<usize>> {
    let from = line.breaks.last().map_or(0, |at| at + 1);
    let at = from + line.text[from..].find('[')?;
    if line.is_heading || !line.is_plain(at) || !is_meant(&line.text[at..]) {
        return None;
    }
    let (_, length) = citation(&line.text[at..]).ok()?;
    let range = at..at + length;
    line.is_only(from, &range).then_some(range)
}

/// The event behind the block quotation that begins at `start`.
fn block_end(events: &[Placed], start: usize) -> usize {
    let mut depth = 0;
    for (index, (event, _)) in events.iter().enumerate().skip(start) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => depth += 1,
            Event::End(TagEnd::BlockQuote(_)) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    events.len()
}

fn wanted_block(file: FileId, block: &Block, lines: &[Line], events: &[Placed]) -> Wanted {
    let mut wanted = Wanted { text: String::new(), bold: Vec::new(), span: Span::start_of(file) };
    let mut span: Option<Span> = None;
    for (number, line) in lines.iter().enumerate() {
        if !block.events.contains(&line.first_event()) {
            continue;
        }
        let end = if number == block.citation_line {
            line.text[..block.citation.start]
                .trim_end_matches(|char: char| char.is_whitespace() || "—–-".contains(char))
                .len()
        } else {
            line.text.trim_end().len()
        };
        let start = line.text.len() - line.text.trim_start().len();
        if start >= end {
            continue;
        }
        if !wanted.text.is_empty() {
            wanted.text.push('\n');
        }
        let here = line.wanted(file, &(start..end));
        let offset = wanted.text.len();
        wanted.bold.extend(here.bold.iter().map(|bold| bold.start + offset..bold.end + offset));
        wanted.text.push_str(&here.text);
        span = Some(span.map_or(here.span, |first| Span { end: here.span.end, ..first }));
    }
    wanted.span = span.unwrap_or_else(|| Span::new(file, events[block.events.start].1.clone()));
    wanted
}

impl Line {
    fn first_event(&self) -> usize {
        self.runs.first().map_or(0, |run| run.event)
    }
}

// Quoted words without a citation --------------------------------------------------------------------------------------

/// Reports quoted words that share a sentence with a citation and are bound to none, so that nothing looks verified that
/// is not.
fn unbound(
    file: FileId,
    line: &Line,
    cited: &[&Range<usize>],
    quoted: &[Quoted],
    bound: &[Range<usize>],
) -> Vec<Diagnostic> {
    if cited.is_empty() {
        return Vec::new();
    }
    let sentences = Sentences::of(&line.text);
    let around: Vec<Range<usize>> = cited.iter().map(|range| sentences.around(range).bytes).collect();
    let free = quoted.iter().map(|quoted| &quoted.outer).filter(|range| {
        let in_citation = cited.iter().any(|cited| cited.start <= range.start && range.end <= cited.end);
        !in_citation && !bound.contains(range)
    });
    let shares =
        free.filter(|range| around.iter().any(|sentence| range.start < sentence.end && sentence.start < range.end));
    shares
        .map(|range| {
            let message = "these quoted words look verified by the citation beside them, and are not bound to it";
            Diagnostic::new(Code::QuotationUnbound, line.span(file, range), message).help(
                "put the citation directly behind the closing mark: `\"words\" [@id]`; for words that are no quotation \
                 use single marks",
            )
        })
        .collect()
}

// Cutting ---------------------------------------------------------------------------------------------------------------

/// An event and a byte within its text.
type Place = (usize, usize);

struct Found {
    from: Place,
    to: Place,
    items: Vec<Cited>,
    quotation: Option<FoundQuotation>,
    span: Span,
}

struct FoundQuotation {
    from: Place,
    to: Place,
    is_block: bool,
    words: Wanted,
}

/// Cuts the events of texts at the places found, and counts the places in whole events.
fn cut(events: Events, found: Vec<Found>) -> (Events, Vec<Citation>) {
    let mut cuts: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let quotations = found.iter().filter_map(|found| found.quotation.as_ref());
    let places = found.iter().flat_map(|found| [found.from, found.to]);
    for (event, byte) in places.chain(quotations.flat_map(|quotation| [quotation.from, quotation.to])) {
        cuts.entry(event).or_default().insert(byte);
    }
    let mut out: Events = Vec::with_capacity(events.len() + 2 * cuts.len());
    // Where each event begins in the new list, and each piece of one that was cut.
    let mut begins: Vec<usize> = Vec::with_capacity(events.len() + 1);
    let mut pieces: BTreeMap<Place, usize> = BTreeMap::new();
    for (index, (event, raw)) in events.into_iter().enumerate() {
        begins.push(out.len());
        let Event::Text(text) = &event else {
            out.push((event, raw));
            continue;
        };
        let mut at = 0;
        let is_raw = text.len() == raw.len();
        let inner = cuts.get(&index).into_iter().flatten().copied().filter(|byte| *byte > 0 && *byte < text.len());
        for end in inner.chain([text.len()]).collect::<Vec<_>>() {
            pieces.insert((index, at), out.len());
            let raw = if is_raw { raw.start + at..raw.start + end } else { raw.clone() };
            out.push((Event::Text(text[at..end].to_owned().into()), raw));
            at = end;
        }
    }
    begins.push(out.len());
    let new = |(event, byte): Place| match byte {
        0 => begins[event],
        _ => pieces.get(&(event, byte)).copied().unwrap_or(begins[event + 1]),
    };
    let range = |from: Place, to: Place| new(from)..new(to);
    let citations = found
        .into_iter()
        .map(|found| Citation {
            events: range(found.from, found.to),
            items: found.items,
            quotation: found.quotation.map(|quotation| Quotation {
                events: range(quotation.from, quotation.to),
                is_block: quotation.is_block,
                words: quotation.words,
                withheld: false,
            }),
            span: found.span,
        })
        .collect();
    (out, citations)
}
