//! Markdown to events with positions in the raw file.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::diag::{Checked, Code, Diagnostic, FileId, Span};
use crate::model::page::Prose;

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
    let parser = Parser::new_ext(&text[range], options()).into_offset_iter();
    let events: Vec<_> = parser.map(|(event, at)| (event.into_static(), at.start + offset..at.end + offset)).collect();
    let diags = check_footnotes(file, &events);
    Checked { value: Prose { file, events }, diags }
}

/// Reports footnotes that are called and not defined, or defined and not called.
fn check_footnotes(file: FileId, events: &[(Event<'static>, Range<usize>)]) -> Vec<Diagnostic> {
    let mut called = BTreeSet::new();
    let mut defined = BTreeSet::new();
    for (event, _) in events {
        match event {
            Event::FootnoteReference(label) => drop(called.insert(label.as_ref())),
            Event::Start(Tag::FootnoteDefinition(label)) => drop(defined.insert(label.as_ref())),
            _ => {}
        }
    }
    let mut diags = Vec::new();
    for (event, range) in events {
        let span = Span::new(file, range.clone());
        match event {
            Event::FootnoteReference(label) if !defined.contains(label.as_ref()) => diags.push(
                Diagnostic::new(Code::FootnoteUnknown, span, format!("the footnote `{label}` is defined nowhere"))
                    .help(format!("add a line `[^{label}]: …`")),
            ),
            Event::Start(Tag::FootnoteDefinition(label)) if !called.contains(label.as_ref()) => diags.push(
                Diagnostic::new(
                    Code::FootnoteUnused,
                    span,
                    format!("the footnote `{label}` is called nowhere, so nobody sees it"),
                )
                .help(format!("write `[^{label}]` where it belongs, or remove it")),
            ),
            _ => {}
        }
    }
    diags
}
