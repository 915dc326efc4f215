//! Reads a TOML table key by key, with positions, and reports what is missing, of the wrong kind or unknown.
//!
//! The keys that a reader asks for are the keys that the place knows: [`Reader::finish`] reports all others, with the
//! most similar of those asked for.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::edtf;
use crate::diag::{Code, Diagnostic, FileId, Span, did_you_mean};
use crate::model::date::Date;
use crate::model::located::{Located, Stated};
use crate::model::page::Name;

/// Where a table stands in its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    /// The file.
    pub file: FileId,
    /// Byte offset of the TOML text within it.
    pub offset: usize,
}

impl Origin {
    /// A range of the TOML text as a place in the file.
    pub(super) fn span(self, range: Range<usize>) -> Span {
        Span::new(self.file, self.offset + range.start..self.offset + range.end)
    }
}

/// Parses TOML as far as it goes, reporting its errors; of those of a file that is no TOML at all, the first.
pub(super) fn parse<'a>(text: &'a str, origin: Origin, diags: &mut Vec<Diagnostic>) -> DeTable<'a> {
    const REPORTED: usize = 1000;
    let (table, errors) = DeTable::parse_recoverable(text);
    diags.extend(errors.into_iter().take(REPORTED).map(|error| {
        let span = origin.span(error.span().unwrap_or(0..0));
        let message = error.message().lines().next().unwrap_or("this is not TOML").trim_end_matches('.');
        Diagnostic::new(Code::TomlSyntax, span, message)
    }));
    table.into_inner()
}

/// Reads one table.
pub(super) struct Reader<'a, 'd> {
    table: &'a DeTable<'a>,
    origin: Origin,
    /// Where to point when a key is missing.
    span: Span,
    /// In the order of asking; some are asked for more than once.
    asked: Vec<&'static str>,
    diags: &'d mut Vec<Diagnostic>,
}

impl<'a, 'd> Reader<'a, 'd> {
    /// Reads `table`, which begins at `span`.
    pub(super) fn new(table: &'a DeTable<'a>, origin: Origin, span: Span, diags: &'d mut Vec<Diagnostic>) -> Self {
        Self { table, origin, span, asked: Vec::new(), diags }
    }

    /// Where the table begins.
    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// Reports `diag`.
    pub(super) fn report(&mut self, diag: Diagnostic) {
        self.diags.push(diag);
    }

    /// The value of `key`, of any kind.
    pub(super) fn value(&mut self, key: &'static str) -> Option<(&'a DeValue<'a>, Span)> {
        self.asked.push(key);
        let value = self.table.get(key)?;
        Some((value.get_ref(), self.origin.span(value.span())))
    }

    /// Whether the table has `key`.
    pub(super) fn has(&mut self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    /// A string.
    pub(super) fn string(&mut self, key: &'static str) -> Option<Located<String>> {
        let (value, span) = self.value(key)?;
        self.as_string(value, span)
    }

    /// A string that must be there and not be empty; an empty one in its place if it is not.
    pub(super) fn required(&mut self, key: &'static str) -> Located<String> {
        let Some((value, span)) = self.value(key) else {
            self.missing(key);
            return Located { value: String::new(), span: self.span };
        };
        let text = self.as_string(value, span);
        if text.as_ref().is_some_and(|text| text.value.trim().is_empty()) {
            self.report(Diagnostic::new(Code::ValueInvalid, span, format!("`{key}` is empty")));
        }
        text.unwrap_or(Located { value: String::new(), span: self.span })
    }

    /// Reports that `key` is missing.
    pub(super) fn missing(&mut self, key: &str) {
        let diag = Diagnostic::new(Code::KeyMissing, self.span, format!("`{key}` is missing"));
        self.diags.push(diag.help(format!("add `{key} = …`")));
    }

    /// A truth value, or `default`.
    pub(super) fn truth(&mut self, key: &'static str, default: bool) -> bool {
        let Some((value, span)) = self.value(key) else { return default };
        value.as_bool().unwrap_or_else(|| {
            self.wrong_kind(span, value, "true or false");
            default
        })
    }

    /// A whole number.
    pub(super) fn number(&mut self, key: &'static str) -> Option<Located<i64>> {
        let (value, span) = self.value(key)?;
        let number = value.as_integer().and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        if number.is_none() {
            self.wrong_kind(span, value, "a whole number");
        }
        Some(Located { value: number?, span })
    }

    /// One of several words, with their meanings.
    pub(super) fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)]) -> Option<Located<T>> {
        let word = self.string(key)?;
        let value = self.chosen(&word, choices)?;
        Some(Located { value, span: word.span })
    }

    /// The meaning of `word` among `choices`.
    pub(super) fn chosen<T: Copy>(&mut self, word: &Located<String>, choices: &[(&str, T)]) -> Option<T> {
        if let Some((_, value)) = choices.iter().find(|(name, _)| *name == word.value) {
            return Some(*value);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let diag =
            Diagnostic::new(Code::ValueInvalid, word.span, format!("`{}` is none of the words known here", word.value));
        self.diags.push(match did_you_mean(&word.value, names.iter().copied()) {
            Some(name) => diag.help(format!("did you mean `{name}`? known are {}", list(&names))),
            None => diag.help(format!("known are {}", list(&names))),
        });
        None
    }

    /// An array of strings.
    pub(super) fn strings(&mut self, key: &'static str) -> Vec<Located<String>> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let Some(array) = value.as_array() else {
            self.wrong_kind(span, value, "an array of strings");
            return Vec::new();
        };
        let items = array.iter().filter_map(|item| self.as_string(item.get_ref(), self.origin.span(item.span())));
        items.collect()
    }

    /// A table.
    pub(super) fn table<'r>(&'r mut self, key: &'static str) -> Option<Reader<'a, 'r>> {
        let (value, span) = self.value(key)?;
        self.as_table(value, span)
    }

    /// An array of tables.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<(&'a DeTable<'a>, Span)> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let Some(array) = value.as_array() else {
            self.wrong_kind(span, value, "an array of tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array.iter() {
            let span = self.origin.span(item.span());
            match item.get_ref().as_table() {
                Some(table) => tables.push((table, span)),
                None => self.wrong_kind(span, item.get_ref(), "a table"),
            }
        }
        tables
    }

    /// The keys and values of a table whose keys the author chooses, in order of the keys' places in the file.
    pub(super) fn entries(&mut self, key: &'static str) -> Vec<(Located<String>, &'a Spanned<DeValue<'a>>)> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let Some(table) = value.as_table() else {
            self.wrong_kind(span, value, "a table");
            return Vec::new();
        };
        let located =
            |key: &Spanned<_>, name: &str| Located { value: name.to_owned(), span: self.origin.span(key.span()) };
        let mut entries: Vec<_> = table.iter().map(|(key, value)| (located(key, key.get_ref()), value)).collect();
        entries.sort_by_key(|(key, _)| key.span);
        entries
    }

    /// A reader of a table inside this one.
    pub(super) fn nested<'r>(&'r mut self, table: &'a DeTable<'a>, span: Span) -> Reader<'a, 'r> {
        Reader::new(table, self.origin, span, self.diags)
    }

    /// `value` as a table.
    pub(super) fn as_table<'r>(&'r mut self, value: &'a DeValue<'a>, span: Span) -> Option<Reader<'a, 'r>> {
        let Some(table) = value.as_table() else {
            self.wrong_kind(span, value, "a table");
            return None;
        };
        Some(self.nested(table, span))
    }

    /// `value` as a string.
    pub(super) fn as_string(&mut self, value: &DeValue<'_>, span: Span) -> Option<Located<String>> {
        match value {
            DeValue::String(text) => Some(Located { value: text.to_string(), span }),
            _ => {
                self.wrong_kind(span, value, "a string");
                None
            }
        }
    }

    /// The place of a spanned value of this table.
    pub(super) fn place<T>(&self, value: &Spanned<T>) -> Span {
        self.origin.span(value.span())
    }

    /// A value that the capture says, or a table `{ value, by = "editor", from }` where the editor does.
    pub(super) fn stated<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Self, &'a DeValue<'a>, Span) -> Option<T>,
    ) -> Option<Stated<T>> {
        let (value, span) = self.value(key)?;
        self.as_stated(value, span, &read)
    }

    /// An array of such values.
    pub(super) fn stated_list<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Self, &'a DeValue<'a>, Span) -> Option<T>,
    ) -> Vec<Stated<T>> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let Some(array) = value.as_array() else {
            self.wrong_kind(span, value, "an array");
            return Vec::new();
        };
        array.iter().filter_map(|item| self.as_stated(item.get_ref(), self.origin.span(item.span()), &read)).collect()
    }

    fn as_stated<T>(
        &mut self,
        value: &'a DeValue<'a>,
        span: Span,
        read: &impl Fn(&mut Self, &'a DeValue<'a>, Span) -> Option<T>,
    ) -> Option<Stated<T>> {
        let Some(table) = value.as_table().filter(|table| table.contains_key("value")) else {
            return Some(Stated { value: read(self, value, span)?, from: None, span });
        };
        let mut inner = self.nested(table, span);
        let by = inner.choice("by", &[("editor", ())]);
        if !inner.has("by") {
            inner.missing("by");
        }
        let from = inner.required("from").value;
        let (plain, plain_span) = inner.value("value")?;
        inner.finish();
        let value = read(self, plain, plain_span)?;
        by.map(|_| Stated { value, from: Some(from), span: plain_span })
    }

    /// A string, for [`Self::stated`].
    pub(super) fn read_string(&mut self, value: &'a DeValue<'a>, span: Span) -> Option<String> {
        self.as_string(value, span).map(|text| text.value)
    }

    /// A string that is not empty, for [`Self::stated`].
    pub(super) fn read_words(&mut self, value: &'a DeValue<'a>, span: Span) -> Option<String> {
        let text = self.read_string(value, span)?;
        if text.trim().is_empty() {
            self.report(Diagnostic::new(Code::ValueInvalid, span, "this value is empty"));
        }
        Some(text)
    }

    /// A language tag.
    pub(super) fn language(&mut self, key: &'static str) -> Option<String> {
        let tag = self.string(key)?;
        if is_language_tag(&tag.value) {
            return Some(tag.value);
        }
        let message = format!("`{}` is no language tag", tag.value);
        self.report(
            Diagnostic::new(Code::ValueInvalid, tag.span, message).help("write one such as `en`, `pt-BR` or `zh-Hant`"),
        );
        None
    }

    /// A date in EDTF, for [`Self::stated`]; dates of TOML are taken too.
    pub(super) fn read_date(&mut self, value: &'a DeValue<'a>, span: Span) -> Option<Date> {
        let text = match value {
            DeValue::Datetime(date) => date.to_string(),
            other => self.as_string(other, span)?.value,
        };
        match edtf::parse(&text) {
            Ok(date) => Some(date),
            Err(why) => {
                let help = "write a year, month or day such as `2020`, `2020-09` or `2020-09-18`, with `~` if it is \
                            approximate, `?` if uncertain, `a/b` for an interval";
                self.diags.push(Diagnostic::new(Code::DateInvalid, span, format!("`{text}` {why}")).help(help));
                None
            }
        }
    }

    /// A name, whole or in parts, for [`Self::stated`].
    pub(super) fn read_name(&mut self, value: &'a DeValue<'a>, span: Span) -> Option<Name> {
        let Some(table) = value.as_table() else { return self.read_string(value, span).map(Name::Whole) };
        let mut inner = self.nested(table, span);
        let (given, family) = (inner.required("given").value, inner.required("family").value);
        let family_first = inner.truth("family_first", false);
        inner.finish();
        Some(Name::Parts { given, family, family_first })
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(self) {
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if self.asked.contains(&name) {
                continue;
            }
            let span = self.origin.span(key.span());
            let diag = Diagnostic::new(Code::KeyUnknown, span, format!("the key `{name}` is not known here"));
            let known: BTreeSet<&str> = self.asked.iter().copied().collect();
            self.diags.push(match did_you_mean(name, known.iter().copied()) {
                Some(meant) => diag.help(format!("did you mean `{meant}`?")),
                None => diag.help(format!("known are {}", list(&known.into_iter().collect::<Vec<_>>()))),
            });
        }
    }

    fn wrong_kind(&mut self, span: Span, value: &DeValue<'_>, wanted: &str) {
        let message = format!("this is a value of the kind {}, and must be {wanted}", value.type_str());
        self.diags.push(Diagnostic::new(Code::ValueInvalid, span, message));
    }
}

/// Whether this has the form of a language tag (BCP 47: subtags of letters and digits, the first of letters).
pub(super) fn is_language_tag(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let is_subtag = |subtag: &str| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric());
    let first = subtags.next().unwrap_or_default();
    let begins = (2..=8).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    begins && subtags.all(is_subtag)
}

/// Names for a sentence: `a`, `b` and `c`.
pub(super) fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
