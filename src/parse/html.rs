//! The little HTML that editorial Markdown may hold: comments, line breaks, and elements that Markdown has no sign for.
//!
//! Everything else could load or run something, or break the page around it, so it is an error rather than passed on.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::diag::{Code, Diagnostic, FileId, Span};

/// Elements inside a line, which take no attributes here.
const ELEMENTS: &[&str] =
    &["abbr", "cite", "del", "ins", "kbd", "mark", "q", "samp", "small", "sub", "sup", "u", "var"];

/// What is open at some place of a page.
enum Open<'a> {
    /// Something of Markdown.
    Markdown,
    /// An element written as HTML.
    Element(&'a str, Span),
}

/// Reports HTML that is not allowed, and elements that do not nest with what is around them.
pub(super) fn check(file: FileId, events: &[(Event<'static>, Range<usize>)]) -> Vec<Diagnostic> {
    let mut diags = Vec::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut block: Option<(String, Range<usize>)> = None;
    for (event, range) in events {
        let span = Span::new(file, range.clone());
        match event {
            Event::Start(Tag::HtmlBlock) => block = Some((String::new(), range.clone())),
            Event::Html(html) => {
                if let Some((text, _)) = &mut block {
                    text.push_str(html);
                }
            }
            Event::End(TagEnd::HtmlBlock) => {
                if let Some((text, range)) = block.take().filter(|(text, _)| !is_comment(text)) {
                    diags.push(unsupported(&text, Span::new(file, range)));
                }
            }
            Event::Start(_) => open.push(Open::Markdown),
            Event::End(_) => {
                while let Some(Open::Element(name, span)) = open.pop() {
                    diags.push(
                        Diagnostic::new(
                            Code::HtmlUnsupported,
                            span,
                            format!("`<{name}>` is not closed where it was opened"),
                        )
                        .help(format!("write `</{name}>` in the same paragraph, inside the same emphasis or link")),
                    );
                }
            }
            Event::InlineHtml(html) => match element(html) {
                _ if is_comment(html) || matches!(&**html, "<br>" | "<br/>" | "<br />") => {}
                Some((name, false)) => open.push(Open::Element(name, span)),
                Some((name, true)) if matches!(open.last(), Some(Open::Element(last, _)) if *last == name) => {
                    open.pop();
                }
                _ => diags.push(unsupported(html, span)),
            },
            _ => {}
        }
    }
    diags
}

/// Whether this is one comment and nothing else. Comments are the editor's, and go into no page.
fn is_comment(html: &str) -> bool {
    let inside = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    inside.is_some_and(|inside| !inside.contains("-->"))
}

/// The element that a tag without attributes opens or, if so it says, closes.
fn element(tag: &str) -> Option<(&str, bool)> {
    let inside = tag.strip_prefix('<')?.strip_suffix('>')?;
    let (name, closes) = inside.strip_prefix('/').map_or((inside, false), |name| (name, true));
    ELEMENTS.contains(&name).then_some((name, closes))
}

fn unsupported(html: &str, span: Span) -> Diagnostic {
    let first = html.trim().lines().next().unwrap_or_default();
    let shown: String = first.chars().take(40).collect();
    Diagnostic::new(Code::HtmlUnsupported, span, format!("`{shown}` is HTML that pages may not hold"))
        .help("write Markdown; the page on codes lists the few elements that may stand")
}
