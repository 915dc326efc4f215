//! Words of the theme that are put together here: numbers, names in a row.

use super::Page;
use crate::model::date::Date;
use crate::model::dates::Dates;
use crate::model::located::Stated;
use crate::model::page::{Direction, Name};
use crate::model::theme::{Phrase, Wording};
use crate::text::language::{form_name, runs_against};

impl Page<'_> {
    /// The theme's words for `key`; the key itself where the theme has none, which the templates' own use reports.
    pub(super) fn word(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.ask.theme().words.get(key, None, values).unwrap_or_else(|| key.to_owned())
    }

    /// The theme's words for `key`, which have one form, to be filled in by who needs them often.
    pub(super) fn phrase(&self, key: &str) -> Phrase {
        match self.ask.theme().words.phrases.get(key) {
            Some(Wording::Plain(phrase)) => phrase.clone(),
            _ => Phrase(key.to_owned()),
        }
    }

    /// The theme's words for `key` in all their plural forms, for a script that counts: an object in JSON.
    pub(super) fn forms(&self, key: &str) -> String {
        let forms: serde_json::Map<String, serde_json::Value> = match self.ask.theme().words.phrases.get(key) {
            Some(Wording::Plain(phrase)) => [("other".to_owned(), phrase.0.clone().into())].into_iter().collect(),
            Some(Wording::Plural(forms)) => {
                forms.iter().map(|(form, phrase)| (form_name(*form).to_owned(), phrase.0.clone().into())).collect()
            }
            None => serde_json::Map::new(),
        };
        serde_json::Value::Object(forms).to_string()
    }

    /// A number of things, its digits in groups.
    pub(super) fn number(&self, things: usize) -> String {
        self.ask.theme().words.language.number(count(things))
    }

    /// The theme's words for `key` with a number.
    pub(super) fn counted(&self, key: &str, n: i64) -> String {
        self.ask.theme().words.get(key, Some(n), &[]).unwrap_or_else(|| key.to_owned())
    }

    /// A date in words: `18 September 2020`, `about July 2020`, `a day in September 2020`, `the 2010s`.
    pub(super) fn date(&self, date: &Date) -> String {
        Dates(&self.ask.theme().words).date(date)
    }

    /// A year as its readers write it.
    pub(super) fn year(&self, year: i64) -> String {
        Dates(&self.ask.theme().words).year(year)
    }

    /// A month of a year, from 1.
    pub(super) fn month(&self, month: i64, year: &str) -> String {
        self.word("date-month", &[("month", &self.word(&format!("month-{month}"), &[])), ("year", year)])
    }

    /// Names in a row: `A`, `A and B`, `A, B and C`.
    pub(super) fn names<'n>(&self, names: impl IntoIterator<Item = &'n Name>) -> String {
        self.row(names.into_iter().map(|name| self.apart(name.display())).collect())
    }

    fn row(&self, names: Vec<String>) -> String {
        match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => {
                self.word("list-and", &[("first", &rest.join(&self.word("list-comma", &[]))), ("last", last)])
            }
            _ => names.concat(),
        }
    }

    /// A value of the metadata in words: in brackets, as in print, where the capture does not say it.
    pub(super) fn stated<T>(&self, value: &Stated<T>, words: impl FnOnce(&T) -> String) -> String {
        let words = self.apart(words(&value.value));
        if value.from.is_some() { self.word("supplied", &[("value", &words)]) } else { words }
    }

    /// Words in a row of others. Where they run against the page, marks keep them apart from figures and stops beside them,
    /// which would else be drawn to the wrong side.
    pub(super) fn apart(&self, words: String) -> String {
        const APART: [char; 2] = ['\u{2068}', '\u{2069}'];
        let is_rtl = self.language().1 == Direction::RightToLeft;
        if runs_against(&words, is_rtl) { format!("{}{words}{}", APART[0], APART[1]) } else { words }
    }

    /// The names of stated values in a row.
    pub(super) fn stated_names(&self, names: &[Stated<Name>]) -> String {
        self.row(names.iter().map(|name| self.stated(name, Name::display)).collect())
    }
}

/// A number of things, for words that depend on it.
pub(super) fn count(things: usize) -> i64 {
    i64::try_from(things).unwrap_or(i64::MAX)
}

/// Minutes to read so many words, at least 1. Readers take about 230 words a minute (M. Brysbaert, 2019, for English).
pub(super) fn minutes(words: usize) -> usize {
    const WORDS_PER_MINUTE: usize = 230;
    words.div_ceil(WORDS_PER_MINUTE).max(1)
}
