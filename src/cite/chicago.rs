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

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::date;
use super::name::{Shape, without_article};
use super::record::{Form, Record, Said};
use crate::model::id::Id;
use crate::model::page::Name;

/// A piece of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Whether they are italic.
    pub italic: bool,
    /// Where they lead.
    pub href: Option<String>,
}

/// A label, in its two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// Who: `Zhong`, `Bateman and Lyu`, `Zhong et al.`, or what stands for them.
    pub names: String,
    /// When: `2020`, `[2020]`, `n.d.`
    pub year: String,
}

/// Where a reader has a source before them, for [`how_to_cite`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Title of the dossier.
    pub dossier: &'a str,
    /// Public address of the source's page, or of the paragraph on it; empty where the dossier has none.
    pub address: &'a str,
    /// Number of the paragraph, if one is meant.
    pub paragraph: Option<usize>,
}

/// The label of a record, without the letter that tells it from others of the same year: see [`labels`].
///
/// Up to three names are given, of more the first and `et al.`; descriptions of people count among the others.
pub fn short(record: &Record) -> Short {
    let names = match (record.authors.as_slice(), record.editors.as_slice(), &record.publisher) {
        ([], [], None) => format!("“{}”", first_words(&record.title.value)),
        ([], [], Some(publisher)) => bracketed(&publisher.value, publisher.supplied),
        ([], names, _) | (names, ..) => label(names),
    };
    Short { names, year: year(record, "") }
}

/// The labels of all records, by id, each telling its record from all others by its letter in [`suffixes`].
pub fn labels(records: &[Record], suffixes: &BTreeMap<Id, String>) -> BTreeMap<Id, String> {
    let label = |record: &Record| {
        let suffix = suffixes.get(&record.id).map_or("", String::as_str);
        (record.id.clone(), format!("{} {}", short(record).names, year(record, suffix)))
    };
    records.iter().map(label).collect()
}

/// The letters behind the years, by id: `a`, `b` … `z`, `aa`, in the order of [`sorted`] where names and year are the same
/// but for brackets. Records whose label no other has are not in it.
pub fn suffixes(records: &[Record]) -> BTreeMap<Id, String> {
    let mut alike: BTreeMap<(String, String), Vec<&Id>> = BTreeMap::new();
    for record in sorted(records) {
        let Short { names, year } = short(record);
        let bare = |text: String| text.replace(['[', ']'], "").to_lowercase();
        alike.entry((bare(names), bare(year))).or_default().push(&record.id);
    }
    let groups = alike.into_values().filter(|ids| ids.len() > 1);
    groups.flat_map(|ids| ids.into_iter().enumerate()).map(|(at, id)| (id.clone(), letters(at))).collect()
}

/// The records in the order of a bibliography: by the names of those who wrote them, or who stand for them, family name
/// before given name and one name before two; then year, title, id. Case, accents and an article before the name of a
/// body or a title do not count.
pub fn sorted(records: &[Record]) -> Vec<&Record> {
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by_cached_key(|record| {
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
pub fn entry(record: &Record, suffix: &str) -> Vec<Run> {
    write(record, suffix).runs
}

/// The words of an entry.
pub fn plain(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// The entry of a source as plain text, with the place where a reader has it before them: `Zhong, Rui. 2020. “It’s
/// getting harder …” [MIT Technology Review], September 21. In A dossier, paragraph 12, https://example.org/….`
pub fn how_to_cite(record: &Record, suffix: &str, place: &Place<'_>) -> String {
    at_place(plain(&entry(record, suffix)), place)
}

/// The same for an entry that is made already.
pub fn at_place(entry: String, place: &Place<'_>) -> String {
    let mut text = entry;
    let paragraph = place.paragraph.map(|number| format!("paragraph {number}"));
    let parts = [Some(place.dossier.to_owned()), paragraph, Some(place.address.to_owned())];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if !parts.is_empty() {
        text += &format!(" In {}.", parts.join(", "));
    }
    text
}

fn write(record: &Record, suffix: &str) -> Line {
    let form = record.form();
    let mut line = Line { runs: Vec::new() };
    let year = year(record, suffix);
    let mut publisher = record.publisher.as_ref();
    if !record.authors.is_empty() {
        line.text(&names(&record.authors, true));
    } else if !record.editors.is_empty() {
        let role = if record.editors.len() == 1 { "ed." } else { "eds." };
        line.text(&format!("{}, {role}", names(&record.editors, true)));
    } else if let Some(publisher) = publisher.take() {
        line.said(publisher, form.is_part());
    } else {
        line.title(record, form);
    }
    let has_title = record.authors.is_empty() && record.editors.is_empty() && record.publisher.is_none();
    line.stop();
    line.text(if line.runs.is_empty() { "" } else { " " });
    line.text(&year);
    line.stop();
    if !has_title {
        line.text(" ");
        line.title(record, form);
    }
    if !record.authors.is_empty() && !record.editors.is_empty() {
        line.text(&format!(" Edited by {}", names(&record.editors, false)));
        line.stop();
    }
    let mut separator = " ";
    if let Some(publisher) = publisher {
        line.text(separator);
        line.said(publisher, form.is_part());
        separator = ", ";
    }
    for date in dates(record) {
        let is_start = separator == " ";
        line.text(separator);
        line.text(&if is_start { capital(&date) } else { date });
        separator = ", ";
    }
    line.stop();
    if let (None, Some(captured)) = (&record.published, &record.captured) {
        line.text(&format!(" Accessed {}", bracketed(&date::whole(&captured.value), captured.supplied)));
        line.stop();
    }
    if let Some(url) = &record.url {
        line.text(" ");
        line.link(&url.value);
    }
    if let Some(archived) = &record.archived {
        line.text(if record.url.is_some() { ", archived at " } else { " Archived at " });
        line.link(&archived.value);
    }
    line.stop();
    line
}

/// The dates that follow the publisher: within its year, and when it was changed.
fn dates(record: &Record) -> Vec<String> {
    let mut dates = Vec::new();
    let published = record.published.as_ref();
    if let Some(published) = published {
        dates.extend(date::within(&published.value).map(|within| bracketed(&within, published.supplied)));
    }
    if let Some(updated) = &record.updated {
        let is_same_year = published.is_some_and(|date| date::year(&date.value) == date::year(&updated.value));
        let text = match date::within(&updated.value) {
            Some(within) if is_same_year => within,
            _ => date::whole(&updated.value),
        };
        dates.push(format!("updated {}", bracketed(&text, updated.supplied)));
    }
    dates
}

fn year(record: &Record, suffix: &str) -> String {
    match &record.published {
        Some(published) => bracketed(&format!("{}{suffix}", date::year(&published.value)), published.supplied),
        None if suffix.is_empty() => "n.d.".to_owned(),
        None => format!("n.d.-{suffix}"),
    }
}

/// Names in a row, the first inverted if they head an entry. Of more than ten the first seven are given.
fn names(names: &[Said<Name>], is_head: bool) -> String {
    let one = |at: usize, name: &Said<Name>| {
        let shape = Shape::of(&name.value);
        bracketed(&if is_head && at == 0 { shape.inverted() } else { shape.plain() }, name.supplied)
    };
    let all: Vec<String> = names.iter().enumerate().map(|(at, name)| one(at, name)).collect();
    match all.as_slice() {
        [] => String::new(),
        [name] => name.clone(),
        [first, second] if first.contains(", ") => format!("{first}, and {second}"),
        [first, second] => format!("{first} and {second}"),
        [rest @ .., last] if all.len() <= 10 => format!("{}, and {last}", rest.join(", ")),
        all => format!("{}, et al.", all[..7].join(", ")),
    }
}

/// Names in a row, short.
fn label(names: &[Said<Name>]) -> String {
    let shapes: Vec<(Shape, bool)> = names.iter().map(|name| (Shape::of(&name.value), name.supplied)).collect();
    let is_other = |at: usize, shape: &Shape| at > 0 && shape.is_description();
    let named = shapes.iter().enumerate().filter(|(at, (shape, _))| !is_other(*at, shape));
    let named: Vec<String> = named.map(|(_, (shape, supplied))| bracketed(&shape.label(), *supplied)).collect();
    match named.as_slice() {
        [first, ..] if named.len() > 3 || named.len() < names.len() => format!("{first} et al."),
        [first, second, third] => format!("{first}, {second}, and {third}"),
        [first, second] => format!("{first} and {second}"),
        names => names.concat(),
    }
}

/// The first four words of a title, for a label.
fn first_words(title: &str) -> String {
    let words: Vec<&str> = without_article(title).split(' ').take(4).collect();
    nested(words.join(" ").trim_end_matches([',', ';', ':', '.']))
}

fn bracketed(text: &str, supplied: bool) -> String {
    if supplied { format!("[{text}]") } else { text.to_owned() }
}

/// `text` at the start of a sentence.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
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

/// An entry while it is written.
struct Line {
    runs: Vec<Run>,
}

impl Line {
    fn text(&mut self, text: &str) {
        self.push(text, false, None);
    }

    fn link(&mut self, address: &str) {
        self.push(address, false, Some(address.to_owned()));
    }

    fn push(&mut self, text: &str, italic: bool, href: Option<String>) {
        match self.runs.last_mut() {
            Some(last) if last.italic == italic && last.href.is_none() && href.is_none() => last.text += text,
            _ if text.is_empty() => {}
            _ => self.runs.push(Run { text: text.to_owned(), italic, href }),
        }
    }

    /// A value, in brackets if it is supplied.
    fn said(&mut self, said: &Said<String>, italic: bool) {
        if said.supplied {
            self.text("[");
        }
        self.push(&said.value, italic, None);
        if said.supplied {
            self.text("]");
        }
    }

    /// The title with its stop: quoted where it is part of something, italic where it stands alone, plain for laws. One
    /// that the editor supplied describes the text and is not quoted.
    fn title(&mut self, record: &Record, form: Form) {
        let whole = match &record.subtitle {
            // Brackets within the title; its own string has none.
            Some(subtitle) if subtitle.supplied && !record.title.supplied => Record {
                subtitle: Some(Said { value: format!("[{}]", subtitle.value), supplied: true }),
                ..record.clone()
            }
            .full_title(),
            _ => record.full_title(),
        };
        let is_italic = matches!(form, Form::Book | Form::Report | Form::Thesis | Form::Case);
        let is_plain = matches!(form, Form::Statute | Form::Bill);
        if whole.is_empty() {
            return;
        }
        if record.title.supplied {
            self.said(&Said { value: whole, supplied: true }, is_italic);
            self.stop();
        } else if is_italic || is_plain {
            self.push(&whole, is_italic, None);
            self.stop();
        } else {
            // The stop stands within all marks that close here.
            let quoted = nested(&whole);
            let mark = if whole.ends_with(['”', '"', '“']) { "’" } else { "" };
            self.text("“");
            self.text(quoted.strip_suffix(mark).unwrap_or(&quoted));
            self.stop();
            self.text(mark);
            self.text("”");
        }
    }

    /// Ends a sentence, unless it is ended.
    fn stop(&mut self) {
        let mut before = self.runs.iter().rev().flat_map(|run| run.text.chars().rev());
        let before = before.find(|char| !matches!(char, '”' | '’' | ']' | ')'));
        // Nor does one begin an entry. A full stop of Chinese or Japanese ends a sentence as well.
        if !matches!(before, None | Some('.' | '?' | '!' | '。' | '？' | '！')) {
            self.text(".");
        }
    }
}

/// A title within quotation marks: its own double ones become single, and single ones within these double. Straight
/// marks are taken for curly ones, by what stands before them. An apostrophe stays.
fn nested(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    // The marks that are open, by what closes each.
    let mut open: Vec<char> = Vec::new();
    let mut chars = title.chars().peekable();
    let mut before = ' ';
    while let Some(char) = chars.next() {
        let opens = before.is_whitespace() || matches!(before, '(' | '[' | '‘' | '“' | '—' | '–');
        let is_in_word = chars.peek().is_some_and(|next| next.is_alphanumeric());
        let is_close = open.last() == Some(&char);
        out.push(match char {
            '"' | '”' | '“' | '’' if is_close && !(char == '’' && is_in_word) => {
                open.pop();
                if char == '’' { '”' } else { '’' }
            }
            '“' => {
                open.push('”');
                '‘'
            }
            '„' => {
                open.push('“');
                '‘'
            }
            '"' if opens => {
                open.push('"');
                '‘'
            }
            '"' | '”' => '’',
            '‘' if !open.is_empty() => {
                open.push('’');
                '“'
            }
            other => other,
        });
        before = char;
    }
    out
}

#[cfg(test)]
mod tests;
