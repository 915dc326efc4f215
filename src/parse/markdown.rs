//! Markdown to events with positions in the raw file.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::html;
use super::quotation::quotations;
use crate::diag::{Checked, Code, Diagnostic, FileId, Span};
use crate::model::page::Prose;
use crate::text::fitted;

/// What Markdown of editorial pages may use, besides CommonMark. Smart punctuation stays off: quotations are compared
/// with what the author typed.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_WIKILINKS
}

/// Parses the bytes `range` of `text`, which is the whole of `file`.
pub(super) fn prose(file: FileId, text: &str, range: Range<usize>) -> Checked<Prose> {
    let offset = range.start;
    let parser = Parser::new_ext(&text[range], options());
    let mut diags = check_definitions(file, offset, &parser);
    let parser = parser.into_offset_iter();
    let mut events: Vec<_> =
        parser.map(|(event, at)| (event.into_static(), at.start + offset..at.end + offset)).collect();
    diags.extend(check_footnotes(file, &events));
    diags.extend(undefined_calls(text, &events).into_iter().map(|(label, at)| {
        Diagnostic::new(
            Code::FootnoteUnknown,
            Span::new(file, at),
            format!("the footnote `{label}` is defined nowhere"),
        )
        .help(format!("add a line `[^{label}]: …`, or write `\\[^{label}]` if no footnote is meant"))
    }));
    diags.extend(html::check(file, &mut events));
    diags.extend(check_heading_ids(file, &events));
    let (events, citations) = quotations(file, text, events).unload(&mut diags);
    // Kept as long as the page.
    Checked { value: Prose { file, events: fitted(events), citations }, diags }
}

/// Reports citations that Markdown takes for the definition of a link, which no page shows.
fn check_definitions(file: FileId, offset: usize, parser: &Parser<'_>) -> Vec<Diagnostic> {
    let definitions = parser.reference_definitions().iter().filter(|(label, _)| label.starts_with('@'));
    let mut diags: Vec<Diagnostic> = definitions
        .map(|(label, definition)| {
            let span = Span::new(file, definition.span.start + offset..definition.span.end + offset);
            let message = format!("this is no citation: with a colon behind it `[{label}]` defines a link");
            Diagnostic::new(Code::CitationInvalid, span, message).help("put the citation behind the words it is for")
        })
        .collect();
    crate::diag::sort(&mut diags);
    diags
}

/// Ids that pages give to elements of their own, and beginnings of such ids.
const OWN_IDS: &[&str] = &[
    "annotations",
    "claims",
    "contents",
    "correction-card",
    "essays",
    "glossary",
    "headnote",
    "lines",
    "main",
    "packets",
    "questions",
    "quoted",
    "record",
    "sources",
    "without-evidence",
];
const OWN_PREFIXES: &[&str] = &[
    "a-", "at-", "card-", "cite-", "ed-", "in-", "l-", "letter-", "mark-", "note-", "p-", "part-", "q-", "ref-", "s-",
    "term-", "text-",
];

/// Reports ids of headings that could be those of other elements of their page.
fn check_heading_ids(file: FileId, events: &[(Event<'static>, Range<usize>)]) -> Vec<Diagnostic> {
    let ids = events.iter().filter_map(|(event, range)| match event {
        Event::Start(Tag::Heading { id: Some(id), .. }) => Some((id, range)),
        _ => None,
    });
    let taken = ids
        .filter(|(id, _)| OWN_IDS.contains(&id.as_ref()) || OWN_PREFIXES.iter().any(|prefix| id.starts_with(prefix)));
    taken
        .map(|(id, range)| {
            let message = format!("pages have elements of their own called `{id}`, or so");
            let help = format!("choose another id, such as `about-{}`", id.trim_end_matches('-'));
            Diagnostic::new(Code::IdInvalid, Span::new(file, range.clone()), message).help(help)
        })
        .collect()
}

/// Reports footnotes that are defined and not called.
fn check_footnotes(file: FileId, events: &[(Event<'static>, Range<usize>)]) -> Vec<Diagnostic> {
    let called: BTreeSet<&str> = events
        .iter()
        .filter_map(|(event, _)| if let Event::FootnoteReference(label) = event { Some(label.as_ref()) } else { None })
        .collect();
    let mut diags = Vec::new();
    let mut defined: BTreeSet<&str> = BTreeSet::new();
    for (event, range) in events {
        let Event::Start(Tag::FootnoteDefinition(label)) = event else { continue };
        if !defined.insert(label) {
            let message = format!("the footnote `{label}` is defined a second time, so nobody sees this one");
            diags.push(
                Diagnostic::new(Code::FootnoteUnused, Span::new(file, range.clone()), message)
                    .help("give it a label of its own, or remove it"),
            );
        } else if !called.contains(label.as_ref()) {
            let message = format!("the footnote `{label}` is called nowhere, so nobody sees it");
            diags.push(
                Diagnostic::new(Code::FootnoteUnused, Span::new(file, range.clone()), message)
                    .help(format!("write `[^{label}]` where it belongs, or remove it")),
            );
        }
    }
    diags
}

/// The labels of footnotes that are called and nowhere defined, and where. The parser takes such calls for words, and
/// cuts these at brackets, so they are looked for in what is one piece of text in the file.
fn undefined_calls<'t>(text: &'t str, events: &[(Event<'static>, Range<usize>)]) -> Vec<(&'t str, Range<usize>)> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut in_code = false;
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if !in_code => match pieces.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => pieces.push(range.clone()),
            },
            _ => {}
        }
    }
    let mut calls = Vec::new();
    for piece in pieces {
        for (at, _) in text[piece.clone()].match_indices("[^") {
            let start = piece.start + at;
            let Some(label) = text[start + 2..piece.end].split(']').next().filter(|label| is_label(label)) else {
                continue;
            };
            let end = start + 2 + label.len();
            // Behind a backslash a bracket is only a bracket.
            if text[end..piece.end].starts_with(']') && !text[..start].ends_with('\\') {
                calls.push((label, start..end + 1));
            }
        }
    }
    calls
}

/// Whether a footnote can be called so.
fn is_label(label: &str) -> bool {
    !label.is_empty() && !label.contains(|char: char| char.is_whitespace() || char == '[' || char == '^')
}
