//! Sources, entries and essays: front matter and prose.

use std::ops::Range;
use std::sync::Arc;

use super::markdown::prose;
use super::recipe::{recipe, redact};
use super::table::{Origin, Reader, parse};
use crate::diag::{Checked, Code, Diagnostic, FileId, Span};
use crate::model::config::Publish;
use crate::model::id::Id;
use crate::model::located::Located;
use crate::model::original::NamedOriginal;
use crate::model::page::{
    Direction, ENTRY_KINDS, EntryPage, EssayPage, Matching, Page, Paragraphs, Prose, Rights, SourcePage,
};

/// `content/sources/<id>.md`. `language` is that of the dossier, for sources that do not say theirs.
pub(super) fn source(file: FileId, text: &str, id: Id, language: &str) -> Checked<SourcePage> {
    page(file, text, false, |reader, prose| {
        let language = reader.language("language").unwrap_or_else(|| language.to_owned());
        let direction = reader.choice("direction", DIRECTIONS).map(|choice| choice.value);
        let title = reader.stated("title", Reader::read_words);
        if !reader.has("title") {
            reader.missing("title");
        }
        let span = reader.span();
        SourcePage {
            page: common(reader, file, id, prose),
            raw: reader.required("raw"),
            title: title.unwrap_or(crate::model::located::Stated { value: String::new(), from: None, span }),
            subtitle: reader.stated("subtitle", Reader::read_string),
            authors: reader.stated_list("authors", Reader::read_name),
            editors: reader.stated_list("editors", Reader::read_name),
            kind: reader.stated("kind", Reader::read_string),
            publisher: reader.stated("publisher", Reader::read_string),
            published: reader.stated("published", Reader::read_date),
            updated: reader.stated("updated", Reader::read_date),
            captured: reader.stated("captured", Reader::read_date),
            url: reader.stated("url", read_address),
            archived: reader.stated("archived", read_address),
            direction: direction.unwrap_or_else(|| Direction::of_language(&language)),
            language,
            paragraphs: reader.choice("paragraphs", PARAGRAPHS).map_or(Paragraphs::Blank, |choice| choice.value),
            rights: rights(reader),
            originals: originals(reader),
            recipe: recipe(reader),
            redact: redact(reader),
        }
    })
}

/// `content/glossary/<id>.md`.
pub(super) fn entry(file: FileId, text: &str, id: Id) -> Checked<EntryPage> {
    const CASE: &[(&str, bool)] = &[("any", false), ("exact", true)];
    page(file, text, false, |reader, prose| {
        let kinds: Vec<(&str, &str)> = ENTRY_KINDS.iter().map(|kind| (*kind, *kind)).collect();
        EntryPage {
            page: common(reader, file, id, prose),
            title: reader.required("title"),
            aliases: reader.strings("aliases"),
            kind: reader.choice("kind", &kinds).map_or("concept", |choice| choice.value).to_owned(),
            see_also: reader.strings("see_also"),
            same_as: addresses(reader, "same_as"),
            expected_span: reader.value("expected").map_or(reader.span(), |(_, span)| span),
            expected: reader.truth("expected", true),
            matching: Matching {
                case: reader.choice("case", CASE).is_some_and(|choice| choice.value),
                whole_word: reader.truth("whole_word", true),
                inflections: reader.truth("inflections", true),
                never: reader.strings("never"),
            },
        }
    })
}

/// `content/essays/<id>.md`, or the introduction, which needs neither front matter nor title.
pub(super) fn essay(file: FileId, text: &str, id: Id, introduction: bool) -> Checked<EssayPage> {
    page(file, text, introduction, |reader, prose| EssayPage {
        page: common(reader, file, id, prose),
        title: match reader.string("title") {
            None if !introduction => reader.required("title").value,
            title => title.map(|title| title.value).unwrap_or_default(),
        },
        subtitle: reader.string("subtitle").map(|text| text.value),
        authors: reader.stated_list("authors", Reader::read_name).into_iter().map(|name| name.value).collect(),
        published: reader.stated("published", Reader::read_date).map(|date| date.value),
    })
}

const DIRECTIONS: &[(&str, Direction)] = &[("ltr", Direction::LeftToRight), ("rtl", Direction::RightToLeft)];
const PARAGRAPHS: &[(&str, Paragraphs)] = &[("blank", Paragraphs::Blank), ("line", Paragraphs::Line)];

/// Splits a file, parses its front matter and lets `read` take what it knows; what is left over is reported.
pub(super) fn page<T>(
    file: FileId,
    text: &str,
    may_lack_front_matter: bool,
    read: impl FnOnce(&mut Reader<'_, '_>, Prose) -> T,
) -> Checked<T> {
    let mut diags = Vec::new();
    let (front, body) = split(text).unwrap_or_else(|problem| {
        if !(may_lack_front_matter && problem == Unsplit::NoStart) {
            let message = match problem {
                Unsplit::NoStart => "the file does not begin with a line `+++`",
                Unsplit::NoEnd => "the front matter has no closing line `+++`",
            };
            diags.push(
                Diagnostic::new(Code::FrontMatterMissing, Span::start_of(file), message)
                    .help("put the front matter, in TOML, between two lines `+++`"),
            );
        }
        let end = if problem == Unsplit::NoStart { 0 } else { text.len() };
        (0..0, end..text.len())
    });
    let origin = Origin { file, offset: front.start };
    let table = parse(&text[front], origin, &mut diags);
    let damaged = !diags.is_empty();
    let prose = prose(file, text, body).unload(&mut diags);
    let found = diags.len();
    let mut reader = Reader::new(&table, origin, Span::start_of(file), &mut diags);
    let value = read(&mut reader, prose);
    reader.finish();
    if damaged {
        // Keys that are missing because the table is damaged would only repeat the finding.
        let rest = diags.split_off(found);
        diags.extend(rest.into_iter().filter(|diag| !matches!(diag.code, Code::KeyMissing | Code::RightsMissing)));
    }
    Checked { value, diags }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unsplit {
    NoStart,
    NoEnd,
}

/// The ranges of front matter and body.
fn split(text: &str) -> Result<(Range<usize>, Range<usize>), Unsplit> {
    let start = text.strip_prefix('\u{feff}').map_or(0, |rest| text.len() - rest.len());
    let is_fence = |line: &str| line.trim_end() == "+++";
    let mut lines = text[start..].split_inclusive('\n').scan(start, |at, line| {
        let begin = *at;
        *at += line.len();
        Some((begin, line))
    });
    let first = lines.next().filter(|(_, line)| is_fence(line)).ok_or(Unsplit::NoStart)?;
    let front = first.0 + first.1.len();
    let (end, line) = lines.find(|(_, line)| is_fence(line)).ok_or(Unsplit::NoEnd)?;
    Ok((front..end, end + line.len()..text.len()))
}

/// What all pages have.
pub(super) fn common(reader: &mut Reader<'_, '_>, file: FileId, id: Id, prose: Prose) -> Page {
    let mut former = Vec::new();
    for name in reader.strings("former") {
        match Id::new(&name.value) {
            Ok(id) => former.push(Located { value: id, span: name.span }),
            Err(why) => {
                reader.report(Diagnostic::new(Code::IdInvalid, name.span, format!("the id `{}` {why}", name.value)))
            }
        }
    }
    let draft = reader.truth("draft", false);
    let mut mentions = Vec::new();
    for (name, value) in reader.entries("mentions") {
        let span = reader.place(value);
        match value.get_ref().as_bool() {
            Some(false) => mentions.push((name, None)),
            Some(true) => reader.report(
                Diagnostic::new(Code::ValueInvalid, span, "`true` does not say which entry is meant")
                    .help("write the id of the entry, or `false` if none is meant"),
            ),
            None => {
                if let Some(id) = reader.as_string(value.get_ref(), span) {
                    mentions.push((name, Some(id)));
                }
            }
        }
    }
    Page { id, file, former, draft, mentions, prose: Arc::new(prose) }
}

/// `originals = [{ file = "seeds/scan.pdf" }]`.
fn originals(reader: &mut Reader<'_, '_>) -> Vec<NamedOriginal> {
    let tables = reader.tables("originals");
    let read = |(table, span)| {
        let mut inner = reader.nested(table, span);
        let original = NamedOriginal {
            span,
            file: inner.required("file"),
            publish: inner.choice("publish", Publish::NAMES).map(|choice| choice.value),
            encoding: inner.string("encoding"),
            made: inner.string("made").map(|text| text.value),
        };
        inner.finish();
        original
    };
    tables.into_iter().map(read).collect()
}

fn rights(reader: &mut Reader<'_, '_>) -> Rights {
    let withheld = Located { value: Publish::Withheld, span: reader.span() };
    let mut rights = Rights { statement: None, publish: withheld };
    let mut said = false;
    if let Some(mut table) = reader.table("rights") {
        rights.statement = table.string("statement").map(|text| text.value);
        said = table.has("publish");
        if let Some(publish) = table.choice("publish", Publish::NAMES) {
            rights.publish = publish;
        }
        table.finish();
    }
    if !said {
        reader.report(
            Diagnostic::new(Code::RightsMissing, reader.span(), "this source does not say what may be published of it")
                .help("add `rights = { statement = \"…\", publish = \"full\" }`, or `\"withheld\"` to say so"),
        );
    }
    rights
}

/// An address of the web; anything else could be a script.
fn read_address<'a>(reader: &mut Reader<'a, '_>, value: &'a toml::de::DeValue<'a>, span: Span) -> Option<String> {
    let text = reader.as_string(value, span)?;
    is_address(reader, &text).then_some(text.value)
}

fn addresses(reader: &mut Reader<'_, '_>, key: &'static str) -> Vec<String> {
    let all = reader.strings(key);
    all.into_iter().filter(|text| is_address(reader, text)).map(|text| text.value).collect()
}

fn is_address(reader: &mut Reader<'_, '_>, text: &Located<String>) -> bool {
    let fits = ["https://", "http://"].iter().any(|scheme| text.value.starts_with(scheme))
        && !text.value.chars().any(|char| char.is_whitespace() || char.is_control());
    if !fits {
        let message = format!("`{}` is not an address of the web", text.value);
        reader.report(Diagnostic::new(Code::ValueInvalid, text.span, message).help("write it with `https://`"));
    }
    fits
}
