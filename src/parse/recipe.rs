//! The `[[clean]]` steps of a source, and what its `[[redact]]` name.

use toml::de::DeValue;

use super::table::{Reader, list};
use crate::diag::{Code, Diagnostic, Span};
use crate::model::located::Located;
use crate::model::recipe::{Action, Attribution, Extent, Part, RangeEnd, Reason, Redact, Selector, SetRole, Step};
use crate::text::fitted;
use crate::text::normal::normal;

/// What a step may do; each has exactly one of these keys.
const ACTIONS: &[&str] = &["cut", "set", "speakers", "part", "join", "split", "correct"];

/// Reads all steps; one that makes no sense is reported and left out.
pub(super) fn recipe(reader: &mut Reader<'_, '_>) -> Vec<Step> {
    let tables = reader.tables("clean");
    // Kept as long as the source, and collected with room for more.
    fitted(tables.into_iter().filter_map(|(table, span)| step(reader.nested(table, span))).collect())
}

/// Reads what is to be redacted; what makes no sense is reported and left out.
pub(super) fn redact(reader: &mut Reader<'_, '_>) -> Vec<Redact> {
    let tables = reader.tables("redact");
    tables.into_iter().filter_map(|(table, span)| redaction(reader.nested(table, span))).collect()
}

fn redaction(mut reader: Reader<'_, '_>) -> Option<Redact> {
    let named = reader.has("in");
    let within = optional_selector(&mut reader, "in");
    let words = reader.required("words");
    let every = reader.truth("every", false);
    let reason = reader.required("reason");
    if !words.value.trim().is_empty() && normal(&words.value).is_empty() {
        reader.report(Diagnostic::new(Code::StepInvalid, words.span, "this redaction has no words"));
        return None;
    }
    reader.finish();
    // Each of these has been reported.
    let is_blank = |text: &Located<String>| text.value.trim().is_empty();
    if is_blank(&words) || is_blank(&reason) || (named && within.is_none()) {
        return None;
    }
    Some(Redact { within, words, every, reason: reason.value })
}

fn step(mut reader: Reader<'_, '_>) -> Option<Step> {
    let span = reader.span();
    let present: Vec<&str> = ACTIONS.iter().copied().filter(|action| reader.has(action)).collect();
    let [action] = present[..] else {
        let message = match present.len() {
            0 => "this step does nothing".to_owned(),
            _ => format!("this step does several things: {}", list(&present)),
        };
        let help = format!("a step has one of {}", list(ACTIONS));
        reader.report(Diagnostic::new(Code::StepInvalid, span, message).help(help));
        return None;
    };
    let action = match action {
        "cut" => cut(&mut reader),
        "set" => set(&mut reader),
        "speakers" => speakers(&mut reader),
        "part" => part(&mut reader),
        "join" => join(&mut reader),
        "split" => words_in(&mut reader, "split", "before").map(|(within, before, _)| Action::Split { within, before }),
        _ => words_in(&mut reader, "correct", "words")
            .and_then(|(within, words, with)| Some(Action::Correct { within, words, with: with?.value })),
    };
    reader.finish();
    Some(Step { action: action?, span })
}

fn cut(reader: &mut Reader<'_, '_>) -> Option<Action> {
    let reason = reader.choice("reason", Reason::NAMES).map(|choice| choice.value);
    if !reader.has("reason") {
        reader.missing("reason");
    }
    let (value, span) = reader.value("cut")?;
    let table = value.as_table();
    if table.is_some_and(|table| table.contains_key("words")) {
        let (within, words, _) = words_in(reader, "cut", "words")?;
        return Some(Action::CutWords { within, words, reason: reason? });
    }
    if table.is_some_and(|table| table.contains_key("from") || table.contains_key("to")) {
        let mut inner = reader.as_table(value, span)?;
        let from = required_selector(&mut inner, "from");
        let to = if inner.has("to") {
            optional_selector(&mut inner, "to").map(RangeEnd::Line)
        } else {
            Some(RangeEnd::Text)
        };
        inner.finish();
        return Some(Action::Cut { from: from?, to: to?, reason: reason? });
    }
    Some(Action::Cut { from: selector(reader, value, span)?, to: RangeEnd::Same, reason: reason? })
}

fn set(reader: &mut Reader<'_, '_>) -> Option<Action> {
    const ROLES: &[(&str, &str)] = &[
        ("title", "title"),
        ("subtitle", "subtitle"),
        ("byline", "byline"),
        ("date", "date"),
        ("label", "label"),
        ("heading", "heading"),
        ("item", "item"),
        ("quotation", "quotation"),
        ("caption", "caption"),
    ];
    let line = required_selector(reader, "line");
    let role = match reader.choice("set", ROLES)?.value {
        "title" => SetRole::Title,
        "subtitle" => SetRole::Subtitle,
        "byline" => SetRole::Byline,
        "date" => SetRole::Date,
        "label" => SetRole::Label,
        "item" => SetRole::Item,
        "quotation" => SetRole::Quotation,
        "caption" => SetRole::Caption,
        _ => {
            let readable = reader.string("as");
            let level = match reader.number("level") {
                None => 2,
                Some(level) => match u8::try_from(level.value) {
                    Ok(level @ 2..=6) => level,
                    _ => {
                        let message = format!("`{}` is no level of a heading", level.value);
                        reader
                            .report(Diagnostic::new(Code::ValueInvalid, level.span, message).help("levels are 2 to 6"));
                        return None;
                    }
                },
            };
            SetRole::Heading { level, readable }
        }
    };
    Some(Action::Set { line: line?, role })
}

fn speakers(reader: &mut Reader<'_, '_>) -> Option<Action> {
    let mut labels = Vec::new();
    for (label, value) in reader.entries("speakers") {
        let span = reader.place(value);
        if let Some(name) = reader.as_string(value.get_ref(), span) {
            labels.push((label, name.value));
        }
    }
    (!labels.is_empty()).then_some(Action::Speakers(labels))
}

fn part(reader: &mut Reader<'_, '_>) -> Option<Action> {
    let mut inner = reader.table("part")?;
    let from = required_selector(&mut inner, "from");
    let author = match (inner.string("author"), inner.string("unnamed")) {
        (Some(name), None) => Some(Attribution::Named(name.value)),
        (None, Some(name)) => Some(Attribution::Unnamed(name.value)),
        _ => {
            let span = inner.span();
            inner.report(Diagnostic::new(Code::StepInvalid, span, "a part has either `author` or `unnamed`").help(
                "write `author = \"…\"` for a name that the capture has, else `unnamed = \"first contributor\"`",
            ));
            None
        }
    };
    let conjecture = inner.string("conjecture").map(|text| text.value);
    inner.finish();
    Some(Action::Part { from: from?, part: Part { author: author?, conjecture } })
}

fn join(reader: &mut Reader<'_, '_>) -> Option<Action> {
    let mut inner = reader.table("join")?;
    let (from, to) = (required_selector(&mut inner, "from"), required_selector(&mut inner, "to"));
    inner.finish();
    Some(Action::Join { from: from?, to: to? })
}

/// A table `{ in, words, with }`: the line, if it says one, the words, and what replaces them.
#[expect(clippy::type_complexity, reason = "three values of three kinds, taken apart at once by the two callers")]
fn words_in(
    reader: &mut Reader<'_, '_>,
    key: &'static str,
    words_key: &'static str,
) -> Option<(Option<Selector>, Located<String>, Option<Located<String>>)> {
    let mut inner = reader.table(key)?;
    let named = inner.has("in");
    let within = optional_selector(&mut inner, "in");
    let words = inner.required(words_key);
    let with = if key == "correct" { Some(inner.required("with")) } else { None };
    inner.finish();
    // Each of these has been reported.
    let is_blank = |text: &Located<String>| text.value.trim().is_empty();
    if is_blank(&words) || with.as_ref().is_some_and(is_blank) || (named && within.is_none()) {
        return None;
    }
    Some((within, words, with))
}

fn required_selector(reader: &mut Reader<'_, '_>, key: &'static str) -> Option<Selector> {
    if !reader.has(key) {
        reader.missing(key);
    }
    optional_selector(reader, key)
}

fn optional_selector(reader: &mut Reader<'_, '_>, key: &'static str) -> Option<Selector> {
    let (value, span) = reader.value(key)?;
    selector(reader, value, span)
}

/// A selector: the words of a line, or `{ line | starts = words, every = true }`.
fn selector<'a>(reader: &mut Reader<'a, '_>, value: &'a DeValue<'a>, span: Span) -> Option<Selector> {
    if value.is_str() {
        let words = reader.as_string(value, span)?;
        return checked(reader, words, Extent::Whole, false);
    }
    let mut inner = reader.as_table(value, span)?;
    let every = inner.truth("every", false);
    let words = match (inner.string("line"), inner.string("starts")) {
        (Some(words), None) => Some((words, Extent::Whole)),
        (None, Some(words)) => Some((words, Extent::Start)),
        _ => {
            inner.report(
                Diagnostic::new(Code::StepInvalid, span, "a selector has either `line` or `starts`")
                    .help("write the words of the line, `{ starts = \"…\" }` or `{ line = \"…\", every = true }`"),
            );
            None
        }
    };
    inner.finish();
    let (words, extent) = words?;
    checked(reader, words, extent, every)
}

/// Refuses a selector without words, or with such as typesetting only, which every blank line would match.
fn checked(reader: &mut Reader<'_, '_>, words: Located<String>, extent: Extent, every: bool) -> Option<Selector> {
    if normal(&words.value).is_empty() {
        reader.report(Diagnostic::new(Code::StepInvalid, words.span, "this selector has no words"));
        return None;
    }
    Some(Selector { words: words.value, extent, every, span: words.span })
}
