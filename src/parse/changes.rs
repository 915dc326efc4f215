//! `content/changes.md`: what was changed, the newest first.
//!
//! Each heading of the second level is a day, and mostly a dash and a title; its class says whether it is a correction or an
//! addition. The address of a change is made of its day, so that it stays when others are written above it.

use std::collections::BTreeMap;

use pulldown_cmark::{CowStr, Event, Tag};

use super::edtf;
use super::pages::{common, page};
use super::statements::{Section, sections, statements};
use super::table::Reader;
use crate::diag::{Checked, Code, Diagnostic, FileId, Span, did_you_mean};
use crate::model::date::Date;
use crate::model::id::Id;
use crate::model::page::{CHANGE_KINDS, Change, ChangesPage, Prose};

/// `content/changes.md`.
pub(super) fn changes(file: FileId, text: &str, id: Id) -> Checked<ChangesPage> {
    page(file, text, true, |reader, mut prose| {
        let found: Vec<Result<Dated, Vec<Diagnostic>>> = sections(&prose).iter().map(dated).collect();
        if found.is_empty() {
            let none = Diagnostic::new(Code::ChangeInvalid, Span::start_of(file), "this page has no changes");
            reader.report(none.help(
                "give each change a heading with its day: `## 2026-11-21 — What changed {.correction}`, or remove the file",
            ));
        }
        name_by_day(&mut prose, &found, reader);
        let mut changes: Vec<Change> = Vec::new();
        for (statement, dated) in statements(&prose).into_iter().zip(found) {
            match dated {
                Ok(Dated { day, kind, title, .. }) => {
                    let mut statement = statement;
                    statement.text = if title.is_empty() { day.edtf.clone() } else { title.clone() };
                    changes.push(Change { day, kind, title, statement });
                }
                Err(diags) => diags.into_iter().for_each(|diag| reader.report(diag)),
            }
        }
        check(&changes, reader);
        ChangesPage {
            title: reader.string("title").map(|title| title.value).unwrap_or_default(),
            changes,
            page: common(reader, file, id, prose),
        }
    })
}

/// What the heading of a change says.
struct Dated {
    day: Date,
    kind: Option<&'static str>,
    title: String,
    /// The event of the heading.
    at: usize,
}

fn dated(section: &Section<'_>) -> Result<Dated, Vec<Diagnostic>> {
    let mut diags = Vec::new();
    let mut refuse = |code, message: String, help: String| {
        diags.push(Diagnostic::new(code, section.span, message).help(help));
    };
    // A day holds hyphens, so a plain one counts as a dash only between spaces.
    let dash = [" — ", " – ", " - ", "—", "–"].into_iter().find_map(|dash| section.text.split_once(dash));
    let (day, title) = dash.map_or((section.text.trim(), ""), |(day, title)| (day.trim(), title.trim()));
    let day = edtf::parse(day).ok().filter(|date| is_day(&date.edtf)).or_else(|| {
        let message = format!("`{day}` is no day, and a change happened on one");
        let help = "write year, month and day, and behind a dash what changed: `## 2026-11-21 — What changed`";
        refuse(Code::DateInvalid, message, help.to_owned());
        None
    });
    let kind = match section.classes {
        [] => None,
        [class] => CHANGE_KINDS.iter().find(|kind| **kind == class.as_ref()).copied().or_else(|| {
            let help = match did_you_mean(class, CHANGE_KINDS.iter().copied()) {
                Some(meant) => format!("did you mean `.{meant}`?"),
                None => format!("write `.{}`, or nothing", CHANGE_KINDS.join("`, `.")),
            };
            refuse(Code::ChangeInvalid, format!("there is no kind of change called `{class}`"), help);
            None
        }),
        _ => {
            let help = "where one heading is not enough, write two changes".to_owned();
            refuse(Code::ChangeInvalid, "a change is of one kind".to_owned(), help);
            None
        }
    };
    for (key, _) in section.attributes {
        let help = format!("it may have a kind, `.{}`, and an id, `#its-id`", CHANGE_KINDS.join("` or `."));
        refuse(Code::ChangeInvalid, format!("a change has no attribute `{key}`"), help);
    }
    if title.is_empty() && section.body.is_empty() && day.is_some() {
        let help = "say behind a dash or under the heading what changed".to_owned();
        refuse(Code::ChangeInvalid, "this change says nothing".to_owned(), help);
    }
    match day {
        Some(day) if diags.is_empty() => Ok(Dated { day, kind, title: title.to_owned(), at: section.heading.start }),
        _ => Err(diags),
    }
}

/// Whether a date is a plain day, of a year of four digits.
fn is_day(edtf: &str) -> bool {
    edtf.len() == 10 && edtf.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && !edtf.starts_with('-')
}

/// Gives each heading without an id of its own one of its day. Of several on one day the lowest has the plain one: it is
/// the oldest, and new ones come above it.
fn name_by_day(prose: &mut Prose, found: &[Result<Dated, Vec<Diagnostic>>], reader: &mut Reader<'_, '_>) {
    let mut on_day: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    for Dated { day, at, .. } in found.iter().rev().flatten() {
        let count = on_day.entry(&day.edtf).or_default();
        *count += 1;
        let span = Span::new(prose.file, prose.events[*at].1.clone());
        let (Event::Start(Tag::Heading { id, .. }), _) = &mut prose.events[*at] else { continue };
        let name = id.get_or_insert_with(|| {
            let again = if *count == 1 { String::new() } else { format!("-{count}") };
            CowStr::from(format!("c-{}{again}", day.edtf))
        });
        if let Some(first) = seen.insert(name.to_string(), span) {
            reader.report(
                Diagnostic::new(Code::IdTwice, first, format!("the change `{name}` is there twice"))
                    .label(span, "used here")
                    .help("readers keep the addresses of changes: give one of the two another id, `{#its-id}`"),
            );
        }
    }
}

/// Reports what only a list of changes can have wrong.
fn check(changes: &[Change], reader: &mut Reader<'_, '_>) {
    let mut seen: BTreeMap<(&str, &str), Span> = BTreeMap::new();
    for change in changes.iter().rev() {
        let key = (change.day.edtf.as_str(), change.title.as_str());
        if let Some(first) = seen.insert(key, change.statement.span) {
            reader.report(
                Diagnostic::new(Code::ChangeInvalid, first, "this change has the day and the title of another")
                    .label(change.statement.span, "as here")
                    .help("put both under one heading, or give them titles that tell them apart"),
            );
        }
    }
    for pair in changes.windows(2) {
        if pair[1].day.edtf > pair[0].day.edtf {
            reader.report(
                Diagnostic::new(
                    Code::ChangeInvalid,
                    pair[1].statement.span,
                    "this change is later than the one above it",
                )
                .label(pair[0].statement.span, "the one above")
                .help("the newest change stands first: move this one up, or mend its day"),
            );
        }
    }
}
