//! Words of the theme that are put together here: dates, names in a row.

use super::Page;
use crate::model::date::{Date, Day, Doubt};
use crate::model::located::Stated;
use crate::model::page::Name;

impl Page<'_> {
    /// The theme's words for `key`; the key itself where the theme has none, which the templates' own use reports.
    pub(super) fn word(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.site.theme.words.get(key, None, values).unwrap_or_else(|| key.to_owned())
    }

    /// A date in words: `18 September 2020`, `about July 2020`.
    pub(super) fn date(&self, date: &Date) -> String {
        match (date.from, date.to) {
            (Some(day), None) => self.day(day),
            (Some(from), Some(Some(to))) => {
                self.word("date-interval", &[("from", &self.day(from)), ("to", &self.day(to))])
            }
            (Some(from), Some(None)) => self.word("date-since", &[("date", &self.day(from))]),
            (None, Some(Some(to))) => self.word("date-until", &[("date", &self.day(to))]),
            (None, _) => String::new(),
        }
    }

    fn day(&self, day: Day) -> String {
        // Years before 1 are counted astronomically in EDTF: 0 is 1 BC.
        let year = if day.year > 0 {
            day.year.to_string()
        } else {
            self.word("date-before-christ", &[("year", &(1 - i32::from(day.year)).to_string())])
        };
        let plain = match (day.month, day.day) {
            (None, _) => year,
            (Some(month), None) => {
                self.word("date-month", &[("month", &self.word(&format!("month-{month}"), &[])), ("year", &year)])
            }
            (Some(month), Some(day)) => self.word(
                "date-day",
                &[("day", &day.to_string()), ("month", &self.word(&format!("month-{month}"), &[])), ("year", &year)],
            ),
        };
        match day.doubt {
            Doubt::Certain => plain,
            Doubt::Approximate => self.word("date-approximate", &[("date", &plain)]),
            Doubt::Uncertain => self.word("date-uncertain", &[("date", &plain)]),
            Doubt::Both => self.word("date-both", &[("date", &plain)]),
        }
    }

    /// Names in a row: `A`, `A and B`, `A, B and C`.
    pub(super) fn names<'n>(&self, names: impl IntoIterator<Item = &'n Name>) -> String {
        self.row(names.into_iter().map(Name::display).collect())
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
        let words = words(&value.value);
        if value.from.is_some() { self.word("supplied", &[("value", &words)]) } else { words }
    }

    /// The names of stated values in a row.
    pub(super) fn stated_names(&self, names: &[Stated<Name>]) -> String {
        self.row(names.iter().map(|name| self.stated(name, Name::display)).collect())
    }
}

/// Minutes to read so many words, at least 1. Readers take about 230 words a minute (M. Brysbaert, 2019, for English).
pub(super) fn minutes(words: usize) -> usize {
    const WORDS_PER_MINUTE: usize = 230;
    words.div_ceil(WORDS_PER_MINUTE).max(1)
}
