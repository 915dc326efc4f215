//! What the style says in the language of a dossier: its connecting words, by key, and its quotation marks.
//!
//! In: the words of a theme. The keys begin with `cite-`, but for those that the pages of a theme need as well. Start at
//! [`Style::of`].

use std::collections::BTreeMap;
use std::sync::LazyLock;

use icu_plurals::PluralCategory;

use super::runs::{Line, Run};
use crate::model::theme::{Phrase, Wording, Words};
use crate::text::language::Language;

/// The style in English, for the files that reference managers read, which are in English.
pub(super) fn english() -> Style<'static> {
    static ENGLISH: LazyLock<Words> =
        LazyLock::new(|| words_of("en", include_str!("../../themes/default/words/en.toml")));
    Style::of(&ENGLISH)
}

/// The words of a file, of two plural forms at most.
pub(super) fn words_of(tag: &str, file: &str) -> Words {
    let table: BTreeMap<String, toml::Value> = toml::from_str(file).expect("the words are TOML, as a test wants");
    let plural = |forms: &toml::Value| {
        let form = |name: &str| forms.get(name).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        let forms = [(PluralCategory::One, form("one")), (PluralCategory::Other, form("other"))];
        Wording::Plural(forms.map(|(category, words)| (category, Phrase(words))).into())
    };
    let wording = |value: &toml::Value| match value.as_str() {
        Some(words) => Wording::Plain(Phrase(words.to_owned())),
        None => plural(value),
    };
    let phrases = table.iter().map(|(key, value)| (key.clone(), wording(value))).collect();
    Words { tag: tag.to_owned(), language: Language::of(tag), phrases }
}

/// The words of the style.
#[derive(Debug, Clone)]
pub struct Style<'w> {
    words: &'w Words,
    /// The marks around a title.
    pub(super) outer: [String; 2],
    /// The marks around what is quoted in it.
    pub(super) inner: [String; 2],
    /// Whether the stop of a sentence stands within the marks that end it, as in America.
    pub(super) stops_inside: bool,
}

impl<'w> Style<'w> {
    /// The style in the language of `words`.
    pub fn of(words: &'w Words) -> Self {
        let marks = |words: String| {
            let (open, close) = words.split_once("{title}").unwrap_or(("", ""));
            ([open.to_owned(), close.replace('.', "")], close.starts_with('.'))
        };
        let style = Self { words, outer: Default::default(), inner: Default::default(), stops_inside: false };
        let (outer, stops_inside) = marks(style.word("cite-title", &[]));
        let (inner, _) = marks(style.word("cite-title-within", &[]));
        Self { outer, inner, stops_inside, ..style }
    }

    /// The words of `key`; the key itself where there are none.
    pub(super) fn word(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.words.get(key, None, values).unwrap_or_else(|| key.to_owned())
    }

    /// The words of `key` as runs, with runs put in; `n` things choose the plural form.
    pub(super) fn runs(&self, key: &str, n: i64, values: &[(&str, &[Run])]) -> Vec<Run> {
        let words = self.words.get(key, Some(n), &[]).unwrap_or_else(|| key.to_owned());
        let mut line = Line::default();
        let mut rest = words.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            line.text(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            let value = values.iter().find(|(known, _)| *known == name);
            line.extend(value.into_iter().flat_map(|(_, runs)| runs.iter().cloned()));
            rest = after;
        }
        line.text(rest);
        line.runs
    }

    /// Runs in a row, with the comma of the language between them.
    pub(super) fn row<'r>(&self, key: &str, all: impl IntoIterator<Item = &'r Vec<Run>>) -> Vec<Run> {
        let comma = self.word(key, &[]);
        let mut line = Line::default();
        for runs in all {
            if !line.runs.is_empty() {
                line.text(&comma);
            }
            line.extend(runs.iter().cloned());
        }
        line.runs
    }

    /// A title within quotation marks: its own marks of the same kind become those of the kind within, and those within
    /// these the outer ones. Straight marks are taken for curly ones, by what stands before them. An apostrophe stays.
    pub(super) fn nested(&self, title: &str) -> String {
        let [open_outer, close_outer] = &self.outer;
        let [open_inner, close_inner] = &self.inner;
        if !matches!(open_outer.as_str(), "“" | "„") {
            // Marks of another kind than those around the title stand beside them well.
            return title.replace(open_outer, open_inner).replace(close_outer, close_inner);
        }
        let mut out = String::with_capacity(title.len());
        // The marks that are open, by what closes each.
        let mut open: Vec<char> = Vec::new();
        let mut chars = title.chars().peekable();
        let mut before = ' ';
        while let Some(char) = chars.next() {
            let opens = before.is_whitespace() || matches!(before, '(' | '[' | '‘' | '“' | '—' | '–');
            let is_in_word = chars.peek().is_some_and(|next| next.is_alphanumeric());
            let is_close = open.last() == Some(&char);
            match char {
                '"' | '”' | '“' | '’' if is_close && !(char == '’' && is_in_word) => {
                    open.pop();
                    out.push_str(if char == '’' { close_outer } else { close_inner });
                }
                '“' | '„' => {
                    open.push(if char == '“' { '”' } else { '“' });
                    out.push_str(open_inner);
                }
                '"' if opens => {
                    open.push('"');
                    out.push_str(open_inner);
                }
                '"' | '”' => out.push_str(close_inner),
                '‘' if !open.is_empty() => {
                    open.push('’');
                    out.push_str(open_outer);
                }
                other => out.push(other),
            }
            before = char;
        }
        out
    }
}
