//! The little HTML that editorial Markdown may hold: comments, line breaks, and elements that Markdown has no sign for,
//! with no attribute but the language of what they hold.
//!
//! Everything else could load or run something, or break the page around it, so it is an error rather than passed on.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::table::is_language_tag;
use crate::diag::{Code, Diagnostic, FileId, Span};
use crate::model::page::Direction;

/// Elements inside a line.
const ELEMENTS: &[&str] =
    &["abbr", "cite", "del", "ins", "kbd", "mark", "q", "samp", "small", "sub", "sup", "u", "var"];

/// Elements that are there for the language alone: words that are nothing but foreign, and those set apart as such.
const ELEMENTS_OF_LANGUAGE: &[&str] = &["i", "span"];

/// What is open at some place of a page.
enum Open {
    /// Something of Markdown.
    Markdown,
    /// An element written as HTML.
    Element(String, Span),
}

/// Reports HTML that is not allowed, and elements that do not nest with what is around them. Elements that state a language
/// get the direction in which it is written, which keeps them apart from the words around them.
pub(super) fn check(file: FileId, events: &mut [(Event<'static>, Range<usize>)]) -> Vec<Diagnostic> {
    let mut diags = Vec::new();
    let mut open: Vec<Open> = Vec::new();
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
                Some(Element::Opens { name, language }) => {
                    open.push(Open::Element(name.to_owned(), span));
                    if let Some(language) = language {
                        let direction = Direction::of_language(language).name();
                        *html = format!("<{name} lang=\"{language}\" dir=\"{direction}\">").into();
                    }
                }
                Some(Element::Closes(name)) if matches!(open.last(), Some(Open::Element(last, _)) if *last == name) => {
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

/// What a tag inside a line does.
enum Element<'a> {
    /// An element begins.
    Opens {
        /// Its name.
        name: &'a str,
        /// The language of what it holds, a tag of BCP 47, if it says so.
        language: Option<&'a str>,
    },
    /// The element of this name ends.
    Closes(&'a str),
}

/// What a tag does that pages may hold; `None` for any other.
fn element(tag: &str) -> Option<Element<'_>> {
    let inside = tag.strip_prefix('<')?.strip_suffix('>')?;
    if let Some(name) = inside.strip_prefix('/') {
        return (ELEMENTS.contains(&name) || ELEMENTS_OF_LANGUAGE.contains(&name)).then_some(Element::Closes(name));
    }
    let (name, attribute) = inside.split_once(' ').map_or((inside, None), |(name, rest)| (name, Some(rest)));
    let language = match attribute {
        Some(attribute) => {
            Some(attribute.trim().strip_prefix("lang=\"")?.strip_suffix('"').filter(|tag| is_language_tag(tag))?)
        }
        None => None,
    };
    let is_known = ELEMENTS.contains(&name) || ELEMENTS_OF_LANGUAGE.contains(&name) && language.is_some();
    is_known.then_some(Element::Opens { name, language })
}

fn unsupported(html: &str, span: Span) -> Diagnostic {
    let first = html.trim().lines().next().unwrap_or_default();
    let shown: String = first.chars().take(40).collect();
    Diagnostic::new(Code::HtmlUnsupported, span, format!("`{shown}` is HTML that pages may not hold"))
        .help("write Markdown; the page on codes lists the few elements that may stand")
}
