//! Pages that are lists of headings with something under each: annotations, questions, the timeline.
//!
//! A heading of the second level outside block quotations opens a section, which runs to the next one.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd};

use super::edtf;
use super::pages::{common, page};
use super::quotation::block_words;
use crate::diag::{Checked, Code, Diagnostic, FileId, Span, did_you_mean};
use crate::model::date::Date;
use crate::model::id::Id;
use crate::model::located::Located;
use crate::model::page::{ANNOTATION_KINDS, Annotation, AnnotationsPage, Prose, QuestionPage, Statement, TimelinePage};
use crate::model::quotation::Wanted;

/// `content/annotations/<id>.md`.
pub(super) fn annotations(file: FileId, text: &str, id: Id) -> Checked<AnnotationsPage> {
    page(file, text, true, |reader, prose| {
        let mut seen: BTreeMap<Id, Span> = BTreeMap::new();
        let mut annotations = Vec::new();
        let sections = sections(&prose);
        let before = sections.first().map_or(prose.events.len(), |section| section.heading.start);
        if before > 0 {
            let span = Span::new(file, prose.events[0].1.clone());
            reader.report(
                Diagnostic::new(Code::AnnotationInvalid, span, "no annotation begins above this text")
                    .help("begin each annotation with a heading: `## its-id {.context}`"),
            );
        }
        for section in sections {
            match annotation(file, text, &prose, &section) {
                Ok(annotation) => {
                    if let Some(first) = seen.insert(annotation.id.value.clone(), annotation.id.span) {
                        let message = format!("the annotation `{}` is there twice", annotation.id.value);
                        reader.report(
                            Diagnostic::new(Code::IdTwice, annotation.id.span, message)
                                .label(first, "used here")
                                .help("annotations of one source have ids of their own: rename one of them"),
                        );
                    }
                    annotations.push(annotation);
                }
                Err(diags) => diags.into_iter().for_each(|diag| reader.report(diag)),
            }
        }
        AnnotationsPage { annotations, page: common(reader, file, id, prose) }
    })
}

fn annotation(file: FileId, text: &str, prose: &Prose, section: &Section<'_>) -> Result<Annotation, Vec<Diagnostic>> {
    let refuse =
        |message: String, help: &str| Diagnostic::new(Code::AnnotationInvalid, section.span, message).help(help);
    let mut diags = Vec::new();
    let id = match Id::new(&section.text) {
        Ok(id) => Some(id),
        Err(why) => {
            let message = format!("the id `{}` {why}", section.text);
            diags.push(
                Diagnostic::new(Code::IdInvalid, section.span, message)
                    .help("the heading of an annotation is its id, made of `a-z`, `0-9` and `-`"),
            );
            None
        }
    };
    let kinds = ANNOTATION_KINDS.join("`, `.");
    let kind = match section.classes {
        [class] => ANNOTATION_KINDS.iter().find(|kind| **kind == class.as_ref()).copied(),
        _ => None,
    };
    if kind.is_none() {
        let message = match section.classes {
            [] => "this annotation does not say what kind it is".to_owned(),
            [class] => format!("there is no kind of annotation called `{class}`"),
            _ => "an annotation is of one kind".to_owned(),
        };
        let meant = match section.classes {
            [class] => did_you_mean(class, ANNOTATION_KINDS.iter().copied()),
            _ => None,
        };
        diags.push(match meant {
            Some(meant) => refuse(message, &format!("did you mean `.{meant}`?")),
            None => refuse(message, &format!("write one of `.{kinds}` in braces: `## its-id {{.context}}`")),
        });
    }
    let mut author = None;
    let mut tags = Vec::new();
    for (key, value) in section.attributes {
        let value = value.as_deref().unwrap_or_default();
        match key.as_ref() {
            "author" if !value.is_empty() => author = Some(Located { value: value.to_owned(), span: section.span }),
            "tags" => tags.extend(value.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned)),
            _ => diags.push(refuse(
                format!("an annotation has no attribute `{key}`, or not without a value"),
                "it has `author=NAME` and `tags=one,two`",
            )),
        }
    }
    let Some((lemma, end)) = lemma(file, text, prose, section) else {
        diags.push(refuse(
            "this annotation has no lemma".to_owned(),
            "quote the words annotated in a block quotation directly under the heading: `> words`",
        ));
        return Err(diags);
    };
    let bound = prose.citations.iter().find(|citation| {
        citation.quotation.as_ref().is_some_and(|quotation| quotation.events.start == section.body.start)
    });
    if let Some(citation) = bound {
        diags.push(
            Diagnostic::new(Code::AnnotationInvalid, citation.span, "a lemma has no citation").help(
                "the file says which source is annotated: remove the citation, or put words of your own before it",
            ),
        );
    }
    match (id, kind) {
        (Some(id), Some(kind)) if diags.is_empty() => Ok(Annotation {
            id: Located { value: id, span: section.span },
            kind,
            author,
            tags,
            lemma,
            lemma_events: section.body.start..end,
            withheld: false,
            body: end..section.body.end,
        }),
        _ => Err(diags),
    }
}

/// The block quotation that a section begins with, and the event behind it.
fn lemma(file: FileId, text: &str, prose: &Prose, section: &Section<'_>) -> Option<(Wanted, usize)> {
    if section.body.is_empty() || !matches!(prose.events[section.body.start].0, Event::Start(Tag::BlockQuote(_))) {
        return None;
    }
    let (words, length) = block_words(file, text, &prose.events[section.body.clone()]);
    (!words.text.is_empty()).then_some((words, section.body.start + length))
}

/// `content/questions/<id>.md`.
pub(super) fn question(file: FileId, text: &str, id: Id) -> Checked<QuestionPage> {
    page(file, text, false, |reader, prose| {
        let claims: Vec<Statement> = statements(&prose);
        if claims.is_empty() {
            reader.report(
                Diagnostic::new(Code::ClaimMissing, Span::start_of(file), "this question has no claims")
                    .help("give each claim a heading of the second level, and under it the words that support it"),
            );
        }
        QuestionPage {
            title: reader.required("title").value,
            exclusive: reader.truth("exclusive", false),
            claims,
            page: common(reader, file, id, prose),
        }
    })
}

/// `content/timeline.md`.
pub(super) fn timeline(file: FileId, text: &str, id: Id) -> Checked<TimelinePage> {
    page(file, text, true, |reader, prose| {
        let mut events = Vec::new();
        for mut statement in statements(&prose) {
            match dated(&statement) {
                Ok((date, what)) => {
                    statement.text = what;
                    events.push((date, statement));
                }
                Err(message) => reader.report(
                    Diagnostic::new(Code::DateInvalid, statement.span, message)
                        .help("write the date in EDTF, a dash and the event: `## 2020-09-18 — What happened`"),
                ),
            }
        }
        TimelinePage {
            title: reader.string("title").map(|title| title.value).unwrap_or_default(),
            events,
            page: common(reader, file, id, prose),
        }
    })
}

/// The date of an event and what happened, from its heading.
fn dated(statement: &Statement) -> Result<(Located<Date>, String), String> {
    // A date holds hyphens, so a plain one counts as a dash only between spaces.
    let dash = [" — ", " – ", " - ", "—", "–"].into_iter().find_map(|dash| statement.text.split_once(dash));
    let Some((date, what)) = dash.map(|(date, what)| (date.trim(), what.trim())).filter(|(_, what)| !what.is_empty())
    else {
        return Err("this event has no date, or nothing behind it".to_owned());
    };
    match edtf::parse(date) {
        Ok(value) => Ok((Located { value, span: statement.span }, what.to_owned())),
        Err(why) => Err(format!("`{date}` {why}")),
    }
}

/// The sections of a text as statements with their citations.
pub(super) fn statements(prose: &Prose) -> Vec<Statement> {
    let ids: BTreeMap<usize, String> = prose.heading_ids().into_iter().collect();
    let sections = sections(prose);
    sections
        .into_iter()
        .map(|section| Statement {
            id: ids[&section.heading.start].clone(),
            text: section.text,
            citations: prose.citations_in(&section.body),
            body: section.body,
            span: section.span,
        })
        .collect()
}

/// A heading of the second level and what stands under it.
pub(super) struct Section<'a> {
    pub(super) heading: Range<usize>,
    /// Its words.
    pub(super) text: String,
    pub(super) classes: &'a [CowStr<'static>],
    pub(super) attributes: &'a [(CowStr<'static>, Option<CowStr<'static>>)],
    pub(super) body: Range<usize>,
    pub(super) span: Span,
}

pub(super) fn sections(prose: &Prose) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut quotes = 0;
    let mut open: Option<usize> = None;
    for (index, (event, raw)) in prose.events.iter().enumerate() {
        match event {
            Event::Start(Tag::BlockQuote(_)) => quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => quotes -= 1,
            Event::Start(Tag::Heading { level: HeadingLevel::H2, classes, attrs, .. }) if quotes == 0 => {
                if let Some(last) = sections.last_mut() {
                    last.body.end = index;
                }
                sections.push(Section {
                    heading: index..index,
                    text: String::new(),
                    classes,
                    attributes: attrs,
                    body: prose.events.len()..prose.events.len(),
                    span: Span::new(prose.file, raw.clone()),
                });
                open = Some(index);
            }
            Event::End(TagEnd::Heading(_)) if open.is_some() => {
                if let Some(last) = sections.last_mut() {
                    last.heading.end = index + 1;
                    last.body.start = index + 1;
                    let words = std::mem::take(&mut last.text);
                    last.text = words.trim().to_owned();
                    // The line feed that ends a heading is not part of it.
                    last.span.end -= u32::from(last.span.end > last.span.start);
                }
                open = None;
            }
            Event::Text(text) | Event::Code(text) if open.is_some() => {
                if let Some(last) = sections.last_mut() {
                    last.text.push_str(text);
                }
            }
            Event::SoftBreak | Event::HardBreak if open.is_some() => {
                if let Some(last) = sections.last_mut() {
                    last.text.push(' ');
                }
            }
            _ => {}
        }
    }
    sections
}
