//! What readers see: labels such as `Zhong 2020`, and the entries of a bibliography.
//!
//! The style is that of the *Chicago Manual of Style*, author-date, 17th edition, with these decisions where the manual
//! leaves a choice or dossiers differ:
//!
//! - Titles stay as they are; no headline case is imposed. Quotation marks in a title that is itself quoted change from
//!   double to single and back.
//! - The day of an article follows its publisher without the year, which stands before the title.
//! - What the editor supplied stands in square brackets, names, titles, publishers and dates each for itself. Addresses
//!   do not: they say where to look, not what the capture says.
//! - Who is missing is replaced by the editors, else the publisher, else the first words of the title.
//! - `updated` follows the date; `captured` is shown only where no date is, as the day of access.

use std::collections::BTreeMap;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::date;
use super::name::{Shape, without_article};
use super::record::{Form, Record, Said};
use super::runs::{Line, Run, Whose, link, plain};
use super::style::Style;
use crate::model::id::Id;
use crate::model::page::Name;

/// A label, in its two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// Who: `Zhong`, `Bateman and Lyu`, `Zhong et al.`, or what stands for them.
    pub names: String,
    /// When: `2020`, `[2020]`, `n.d.`
    pub year: String,
}

/// Where a reader has a source before them, for [`at_place`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Title of the dossier.
    pub dossier: &'a str,
    /// Public address of the source's page, or of the paragraph on it; where the dossier has none, the path of the page.
    pub address: &'a str,
    /// Number of the paragraph, if one is meant.
    pub paragraph: Option<usize>,
}

/// The label of a record, without the letter that tells it from others of the same year: see [`labels`].
///
/// Up to three names are given, of more the first and `et al.`; descriptions of people count among the others.
pub fn short(record: &Record, style: &Style<'_>) -> Short {
    let names = match (record.authors.as_slice(), record.editors.as_slice(), &record.publisher) {
        ([], [], None) => {
            let [open, close] = &style.outer;
            format!("{open}{}{close}", first_words(&record.title.value, style))
        }
        ([], [], Some(publisher)) => bracketed(&publisher.value, publisher.supplied),
        ([], names, _) | (names, ..) => plain(&label(names, style)),
    };
    Short { names, year: year(record, "", style) }
}

/// The labels of all records, by id, each telling its record from all others by its letter in [`suffixes`].
pub fn labels(records: &[Record], suffixes: &BTreeMap<Id, String>, style: &Style<'_>) -> BTreeMap<Id, String> {
    let label = |record: &Record| {
        let suffix = suffixes.get(&record.id).map_or("", String::as_str);
        (record.id.clone(), format!("{} {}", short(record, style).names, year(record, suffix, style)))
    };
    records.par_iter().map(label).collect()
}

/// The letters behind the years of records that are [`sorted`], by id: `a`, `b` … `z`, `aa`, in their order where names and
/// year are the same but for brackets. Records whose label no other has are not in it.
pub fn suffixes(sorted: &[&Record], style: &Style<'_>) -> BTreeMap<Id, String> {
    let bare = |text: String| text.replace(['[', ']'], "").to_lowercase();
    let label = |record: &&Record| {
        let Short { names, year } = short(record, style);
        (bare(names), bare(year))
    };
    let labels: Vec<(String, String)> = sorted.par_iter().map(label).collect();
    let mut alike: BTreeMap<(String, String), Vec<&Id>> = BTreeMap::new();
    for (label, record) in labels.into_iter().zip(sorted) {
        alike.entry(label).or_default().push(&record.id);
    }
    let groups = alike.into_values().filter(|ids| ids.len() > 1);
    groups.flat_map(|ids| ids.into_iter().enumerate()).map(|(at, id)| (id.clone(), letters(at))).collect()
}

/// The records in the order of a bibliography: by the names of those who wrote them, or who stand for them, family name
/// before given name and one name before two; then year, title, id. Case, accents and an article before the name of a
/// body or a title do not count.
pub fn sorted(records: &[Record]) -> Vec<&Record> {
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.par_sort_by_cached_key(|record| {
        let names = if record.authors.is_empty() { &record.editors } else { &record.authors };
        let mut names: Vec<_> = names.iter().map(|name| key_of_name(&Shape::of(&name.value))).collect();
        if names.is_empty() {
            let stand_in = record.publisher.as_ref().map_or(&record.title.value, |publisher| &publisher.value);
            names.push((key_of(without_article(stand_in)), String::new()));
        }
        let published = record.published.as_ref().map(|date| &date.value);
        let year = published.and_then(|date| date.from.or(date.to.flatten())).map(|day| day.year);
        // Without a date comes last.
        let title = key_of(without_article(&record.full_title()));
        (names, year.is_none(), year, title, record.id.clone())
    });
    sorted
}

/// The entry of a record; `suffix` is its letter, or nothing.
pub fn entry(record: &Record, suffix: &str, style: &Style<'_>) -> Vec<Run> {
    let form = record.form();
    let mut line = Line::default();
    let year = year(record, suffix, style);
    let mut publisher = record.publisher.as_ref();
    if !record.authors.is_empty() {
        line.extend(names(&record.authors, true, style));
    } else if !record.editors.is_empty() {
        let count = i64::try_from(record.editors.len()).unwrap_or(i64::MAX);
        line.extend(style.runs("cite-editors", count, &[("names", &names(&record.editors, true, style))]));
    } else if let Some(publisher) = publisher.take() {
        line.extend(said(publisher, Whose::Name, form.is_part()));
    } else {
        title(record, form, style, &mut line);
    }
    let has_title = record.authors.is_empty() && record.editors.is_empty() && record.publisher.is_none();
    line.stop();
    line.text(if line.runs.is_empty() { "" } else { " " });
    line.text(&year);
    line.stop();
    if !has_title {
        line.text(" ");
        title(record, form, style, &mut line);
    }
    if !record.authors.is_empty() && !record.editors.is_empty() {
        line.text(" ");
        line.extend(style.runs("cite-edited", 1, &[("names", &names(&record.editors, false, style))]));
        line.stop();
    }
    let comma = style.word("comma", &[]);
    let mut separator = " ";
    if let Some(publisher) = publisher {
        line.text(separator);
        line.extend(said(publisher, Whose::Name, form.is_part()));
        separator = &comma;
    }
    for date in dates(record, style) {
        let is_start = separator == " ";
        line.text(separator);
        line.text(&if is_start { date::capital(&date) } else { date });
        separator = &comma;
    }
    line.stop();
    if let (None, Some(captured)) = (&record.published, &record.captured) {
        let date = bracketed(&date::whole(&captured.value, style), captured.supplied);
        line.text(" ");
        line.text(&style.word("cite-accessed", &[("date", &date)]));
        line.stop();
    }
    if let Some(url) = &record.url {
        line.text(" ");
        line.link(&url.value);
    }
    if let Some(archived) = &record.archived {
        let mut archived = style.runs("cite-archived", 1, &[("address", &[link(&archived.value)])]);
        line.text(if record.url.is_some() { &comma } else { " " });
        if let Some(first) = archived.first_mut().filter(|first| record.url.is_none() && first.whose == Whose::Style) {
            first.text = date::capital(&first.text);
        }
        line.extend(archived);
    }
    line.stop();
    line.runs
}

/// An entry with the place where a reader has the source before them: `Zhong, Rui. 2020. “It’s getting harder …” [MIT
/// Technology Review], September 21. In A dossier, paragraph 12, https://example.org/….`
pub fn at_place(entry: Vec<Run>, place: &Place<'_>, style: &Style<'_>) -> Vec<Run> {
    let run = |whose, text: &str| vec![Run::of(whose, text)];
    let paragraph = place.paragraph.map(|number| style.word("paragraph", &[("n", &number.to_string())]));
    let parts = [
        Some(run(Whose::Name, place.dossier)),
        paragraph.map(|paragraph| run(Whose::Style, &paragraph)),
        Some(run(Whose::Address, place.address)),
    ];
    let parts: Vec<Vec<Run>> = parts.into_iter().flatten().filter(|runs| !runs[0].text.is_empty()).collect();
    let mut line = Line { runs: entry };
    if !parts.is_empty() {
        line.text(" ");
        line.extend(style.runs("cite-in", 1, &[("place", &style.row("comma", &parts))]));
        line.text(".");
    }
    line.runs
}

/// The dates that follow the publisher: within its year, and when it was changed.
fn dates(record: &Record, style: &Style<'_>) -> Vec<String> {
    let mut dates = Vec::new();
    let published = record.published.as_ref();
    if let Some(published) = published {
        dates.extend(date::within(&published.value, style).map(|within| bracketed(&within, published.supplied)));
    }
    if let Some(updated) = &record.updated {
        let year = |date| date::year(date, style);
        let is_same_year = published.is_some_and(|date| year(&date.value) == year(&updated.value));
        let text = match date::within(&updated.value, style) {
            Some(within) if is_same_year => within,
            _ => date::whole(&updated.value, style),
        };
        dates.push(style.word("cite-updated", &[("date", &bracketed(&text, updated.supplied))]));
    }
    dates
}

fn year(record: &Record, suffix: &str, style: &Style<'_>) -> String {
    match &record.published {
        Some(published) => bracketed(&format!("{}{suffix}", date::year(&published.value, style)), published.supplied),
        None if suffix.is_empty() => style.word("cite-undated", &[]),
        None => format!("{}-{suffix}", style.word("cite-undated", &[])),
    }
}

/// Names in a row, the first inverted if they head an entry. Of more than ten the first seven are given.
fn names(names: &[Said<Name>], is_head: bool, style: &Style<'_>) -> Vec<Run> {
    let one = |at: usize, name: &Said<Name>| {
        let shape = Shape::of(&name.value);
        let value = if is_head && at == 0 { shape.at_head() } else { shape.plain() };
        said(&Said { value, supplied: name.supplied }, Whose::Name, false)
    };
    let all: Vec<Vec<Run>> = names.iter().enumerate().map(|(at, name)| one(at, name)).collect();
    let row = |all: &[Vec<Run>]| style.row("list-comma", all);
    match all.as_slice() {
        [] => Vec::new(),
        [name] => name.clone(),
        [first, last] if !plain(first).contains([',', '،']) => {
            style.runs("cite-and", 2, &[("first", first), ("last", last)])
        }
        [rest @ .., last] if all.len() <= 10 => {
            style.runs("cite-and-last", 3, &[("first", &row(rest)), ("last", last)])
        }
        all => style.runs("cite-and-others", 8, &[("names", &row(&all[..7]))]),
    }
}

/// Names in a row, short.
fn label(names: &[Said<Name>], style: &Style<'_>) -> Vec<Run> {
    let shapes: Vec<(Shape, bool)> = names.iter().map(|name| (Shape::of(&name.value), name.supplied)).collect();
    let is_other = |at: usize, shape: &Shape| at > 0 && shape.is_description();
    let named = shapes.iter().enumerate().filter(|(at, (shape, _))| !is_other(*at, shape));
    let one = |(shape, supplied): &(Shape, bool)| {
        said(&Said { value: shape.label(), supplied: *supplied }, Whose::Name, false)
    };
    let named: Vec<Vec<Run>> = named.map(|(_, shape)| one(shape)).collect();
    match named.as_slice() {
        [first, ..] if named.len() > 3 || named.len() < names.len() => style.runs("cite-et-al", 4, &[("name", first)]),
        [first, second, last] => {
            let first = style.row("list-comma", [first, second]);
            style.runs("cite-and-last", 3, &[("first", &first), ("last", last)])
        }
        [first, last] => style.runs("cite-and", 2, &[("first", first), ("last", last)]),
        names => names.concat(),
    }
}

/// The first four words of a title, for a label.
fn first_words(title: &str, style: &Style<'_>) -> String {
    let words: Vec<&str> = without_article(title).split(' ').take(4).collect();
    style.nested(words.join(" ").trim_end_matches([',', ';', ':', '.']))
}

/// A value, in brackets if it is supplied.
fn said(said: &Said<String>, whose: Whose, italic: bool) -> Vec<Run> {
    let value = Run { italic, ..Run::of(whose, &said.value) };
    if said.supplied { vec![Run::style("["), value, Run::style("]")] } else { vec![value] }
}

/// Appends a title with its stop: quoted where it is part of something, italic where it stands alone, plain for laws. One
/// that the editor supplied describes the text and is not quoted.
fn title(record: &Record, form: Form, style: &Style<'_>, line: &mut Line) {
    let whole = match &record.subtitle {
        // Brackets within the title; its own string has none.
        Some(subtitle) if subtitle.supplied && !record.title.supplied => {
            Record { subtitle: Some(Said { value: format!("[{}]", subtitle.value), supplied: true }), ..record.clone() }
                .full_title()
        }
        _ => record.full_title(),
    };
    let is_italic = matches!(form, Form::Book | Form::Report | Form::Thesis | Form::Case);
    let is_plain = matches!(form, Form::Statute | Form::Bill);
    if whole.is_empty() {
        return;
    }
    if record.title.supplied || is_italic || is_plain {
        line.extend(said(&Said { value: whole, supplied: record.title.supplied }, Whose::Title, is_italic));
        line.stop();
        return;
    }
    let [open, close] = &style.outer;
    let quoted = style.nested(&whole);
    line.text(open);
    if style.stops_inside {
        // The stop stands within all marks that close here.
        let mark = if whole.ends_with(['”', '"', '“']) { style.inner[1].as_str() } else { "" };
        line.push(Run::of(Whose::Title, quoted.strip_suffix(mark).unwrap_or(&quoted)));
        line.stop();
        line.text(mark);
        line.text(close);
    } else {
        line.push(Run::of(Whose::Title, quoted));
        line.text(close);
        line.stop();
    }
}

fn bracketed(text: &str, supplied: bool) -> String {
    if supplied { format!("[{text}]") } else { text.to_owned() }
}

/// `a`, `b` … `z`, `aa`, `ab` …
fn letters(at: usize) -> String {
    let last = char::from(b'a' + u8::try_from(at % 26).expect("less than 26"));
    if at < 26 { last.to_string() } else { format!("{}{last}", letters(at / 26 - 1)) }
}

fn key_of_name(name: &Shape) -> (String, String) {
    let (family, given) = name.sorted_by();
    (key_of(family), key_of(given))
}

/// Letters and digits in lower case, without accents; any other run of characters is a space.
fn key_of(text: &str) -> String {
    let folded = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.nfkd().filter(|char| !is_combining_mark(*char)).collect::<String>().to_lowercase()
    };
    let words = folded.split(|char: char| !char.is_alphanumeric() && !matches!(char, '\'' | '’'));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
