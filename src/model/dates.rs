//! Dates in the words of a theme.

use super::date::{Clock, Date, Day, Doubt, Season, Within, Zone};
use super::theme::Words;

/// Dates in the words of a theme.
pub struct Dates<'a>(pub &'a Words);

impl Dates<'_> {
    fn word(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.0.get(key, None, values).unwrap_or_else(|| key.to_owned())
    }

    /// `18 September 2020`, `about July 2020`, `a day in September 2020`, `the 2010s`.
    pub fn date(&self, date: &Date) -> String {
        match (date.from, date.to) {
            (Some(day), None) => self.alone(day),
            (Some(from), Some(Some(to))) => {
                self.word("date-interval", &[("from", &self.end(from)), ("to", &self.end(to))])
            }
            (Some(from), Some(None)) if date.has_unknown_end() => {
                self.word("date-end-unknown", &[("date", &self.end(from))])
            }
            (Some(from), Some(None)) => self.word("date-since", &[("date", &self.end(from))]),
            (None, Some(Some(to))) if date.has_unknown_start() => {
                self.word("date-start-unknown", &[("date", &self.end(to))])
            }
            (None, Some(Some(to))) => self.word("date-until", &[("date", &self.end(to))]),
            (None, _) => String::new(),
        }
    }

    /// A date that is not the end of an interval.
    fn alone(&self, day: Day) -> String {
        let plain = self.plain(day);
        match day.doubt {
            Doubt::Certain => plain,
            Doubt::Approximate => self.word("date-approximate", &[("date", &plain)]),
            Doubt::Uncertain => self.word("date-uncertain", &[("date", &plain)]),
            Doubt::Both => self.word("date-both", &[("date", &plain)]),
        }
    }

    /// An end of an interval, where the words of doubt must not seem to mean all of it.
    fn end(&self, day: Day) -> String {
        match day.doubt {
            Doubt::Certain | Doubt::Approximate => self.alone(day),
            Doubt::Uncertain => self.word("date-end-uncertain", &[("date", &self.plain(day))]),
            Doubt::Both => self.word("date-end-both", &[("date", &self.plain(day))]),
        }
    }

    /// A date without its doubt.
    fn plain(&self, day: Day) -> String {
        let year = self.year(day.year);
        match day.within {
            // Years before 10 have no name for their decade, nor has any hundred years: `the 2000s` are ten.
            Within::Decade if day.year >= 10 => self.word("date-decade", &[("year", &year)]),
            Within::Decade | Within::Century => {
                let (from, to) = (self.year(day.first_year()), self.year(day.last_year()));
                self.word("date-some-year", &[("from", &from), ("to", &to)])
            }
            Within::Year => year,
            Within::SomeMonth => self.word("date-some-month", &[("date", &year)]),
            Within::SomeDay => self.word("date-some-day", &[("date", &year)]),
            Within::Season(season) => self.word("date-season", &[("season", &self.season(season)), ("year", &year)]),
            Within::Month(month) => self.month(month, &year),
            Within::SomeDayOf(month) => self.word("date-some-day", &[("date", &self.month(month, &year))]),
            Within::Day { month, day } => self.day(day, month, &year),
            Within::Moment { month, day, clock } => {
                self.word("date-moment", &[("date", &self.day(day, month, &year)), ("time", &self.clock(clock))])
            }
        }
    }

    fn day(&self, day: i8, month: i8, year: &str) -> String {
        let month = self.word(&format!("month-{month}"), &[]);
        self.word("date-day", &[("day", &day.to_string()), ("month", &month), ("year", year)])
    }

    fn month(&self, month: i8, year: &str) -> String {
        self.word("date-month", &[("month", &self.word(&format!("month-{month}"), &[])), ("year", year)])
    }

    fn season(&self, season: Season) -> String {
        match season {
            Season::Spring => self.word("season-spring", &[]),
            Season::Summer => self.word("season-summer", &[]),
            Season::Autumn => self.word("season-autumn", &[]),
            Season::Winter => self.word("season-winter", &[]),
        }
    }

    /// A year as its readers write it.
    pub fn year(&self, year: i64) -> String {
        // Years before 1 are counted astronomically in EDTF: 0 is 1 BC.
        if year > 0 { year.to_string() } else { self.word("date-before-christ", &[("year", &(1 - year).to_string())]) }
    }

    /// A time of day, with seconds where there are some.
    fn clock(&self, clock: Clock) -> String {
        let mut time = format!("{:02}:{:02}", clock.hour, clock.minute);
        if clock.second > 0 {
            time += &format!(":{:02}", clock.second);
        }
        match clock.zone {
            Zone::Local => time,
            Zone::Utc => self.word("date-time-utc", &[("time", &time)]),
            Zone::Shift(minutes) => {
                let sign = if minutes < 0 { '−' } else { '+' };
                let shift = format!("{sign}{}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
                self.word("date-time-shift", &[("time", &time), ("shift", &shift)])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dates;
    use crate::model::date::{Clock, Date, Day, Doubt, Season, Within, Zone};
    use crate::model::theme::{Phrase, Wording, Words};
    use crate::text::language::Language;

    /// The words of the default theme that have one form.
    fn words(language: &str, file: &str) -> Words {
        let table: toml::Table = file.parse().expect("the words are TOML");
        let plain = table
            .into_iter()
            .filter_map(|(key, words)| Some((key, Wording::Plain(Phrase(words.as_str()?.to_owned())))));
        Words { tag: language.to_owned(), language: Language::of(language), phrases: plain.collect() }
    }

    fn english() -> Words {
        words("en", include_str!("../../themes/default/words/en.toml"))
    }

    fn day(year: i64, within: Within, doubt: Doubt) -> Day {
        Day { year, within, doubt }
    }

    fn check(edtf: &str, from: Option<Day>, to: Option<Option<Day>>, words: &str) {
        let date = Date { edtf: edtf.to_owned(), from, to };
        assert_eq!(Dates(&english()).date(&date), words, "{edtf}");
    }

    #[test]
    fn a_date_is_words() {
        let moment =
            |second, zone| Within::Moment { month: 9, day: 18, clock: Clock { hour: 9, minute: 5, second, zone } };
        for (edtf, year, within, doubt, words) in [
            ("2020", 2020, Within::Year, Doubt::Certain, "2020"),
            ("2015?", 2015, Within::Year, Doubt::Uncertain, "2015, uncertain"),
            ("2015%", 2015, Within::Year, Doubt::Both, "about 2015, uncertain"),
            ("2020-07~", 2020, Within::Month(7), Doubt::Approximate, "about July 2020"),
            ("2020-09-18", 2020, Within::Day { month: 9, day: 18 }, Doubt::Certain, "18 September 2020"),
            ("2020-22", 2020, Within::Season(Season::Summer), Doubt::Certain, "summer 2020"),
            ("2020-24~", 2020, Within::Season(Season::Winter), Doubt::Approximate, "about winter 2020"),
            ("2020-09-XX", 2020, Within::SomeDayOf(9), Doubt::Certain, "a day in September 2020"),
            ("2020-XX", 2020, Within::SomeMonth, Doubt::Certain, "a month in 2020"),
            ("2020-XX-XX", 2020, Within::SomeDay, Doubt::Certain, "a day in 2020"),
            ("201X", 2010, Within::Decade, Doubt::Certain, "the 2010s"),
            ("20XX", 2000, Within::Century, Doubt::Certain, "a year between 2000 and 2099"),
            ("000X", 0, Within::Decade, Doubt::Certain, "a year between 1 BC and 9"),
            ("-004X", -40, Within::Decade, Doubt::Certain, "a year between 50 BC and 41 BC"),
            ("Y170000002", 170_000_002, Within::Year, Doubt::Certain, "170000002"),
            ("-0043", -43, Within::Year, Doubt::Certain, "44 BC"),
            ("2020-09-18T09:05:00", 2020, moment(0, Zone::Local), Doubt::Certain, "18 September 2020, 09:05"),
            ("2020-09-18T09:05:07Z", 2020, moment(7, Zone::Utc), Doubt::Certain, "18 September 2020, 09:05:07 UTC"),
            (
                "2020-09-18T09:05:00-04",
                2020,
                moment(0, Zone::Shift(-240)),
                Doubt::Certain,
                "18 September 2020, 09:05 UTC−4:00",
            ),
        ] {
            check(edtf, Some(day(year, within, doubt)), None, words);
        }
    }

    #[test]
    fn a_date_is_words_of_its_language() {
        let german = words("de", include_str!("../../themes/default/words/de.toml"));
        for (within, doubt, words) in [
            (Within::Day { month: 9, day: 18 }, Doubt::Certain, "18.\u{a0}September 2020"),
            (Within::Month(3), Doubt::Approximate, "etwa März 2020"),
            (Within::SomeDayOf(9), Doubt::Certain, "September 2020, Tag unbekannt"),
            (Within::Decade, Doubt::Certain, "2020er Jahre"),
        ] {
            let date = Date { edtf: String::new(), from: Some(day(2020, within, doubt)), to: None };
            assert_eq!(Dates(&german).date(&date), words);
        }
    }

    #[test]
    fn an_interval_is_words() {
        let of = |year, doubt| Some(day(year, Within::Year, doubt));
        let (certain, uncertain) = (Doubt::Certain, Doubt::Uncertain);
        check("2019/2020", of(2019, certain), Some(of(2020, certain)), "2019 to 2020");
        check(
            "2019?/2020%",
            of(2019, uncertain),
            Some(of(2020, Doubt::Both)),
            "2019 (uncertain) to about 2020 (uncertain)",
        );
        check("2020/..", of(2020, certain), Some(None), "since 2020");
        check("2020/", of(2020, certain), Some(None), "2020 to an unknown date");
        check("../2020", None, Some(of(2020, certain)), "until 2020");
        check("/2020", None, Some(of(2020, certain)), "an unknown date to 2020");
    }
}
