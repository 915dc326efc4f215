//! Dates as editors know them: EDTF, levels 0 and 1, as values. `parse::edtf` says what is accepted.
//!
//! Days are counted in the proleptic Gregorian calendar, as the standard has it, from 1 January 1970, which is day 0.
//! Years before 1 are counted astronomically: 0 is 1 BC, −43 is 44 BC.

use std::cmp::{Ordering, Reverse};

/// A date with one precision: what stands at either end of an interval, or alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// The year. In a decade or century it ends in zeros for the digits that are not given: 2010 for `201X`, −2010 for
    /// `-201X`.
    pub year: i64,
    /// How much of the year is meant.
    pub within: Within,
    /// How sure it is.
    pub doubt: Doubt,
}

/// How much of a year a date means, from the widest to the narrowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Within {
    /// A year of the hundred that the year begins: `20XX`.
    Century,
    /// A year of the ten that the year begins: `201X`.
    Decade,
    /// All of it: `2020`.
    Year,
    /// A month of it: `2020-XX`.
    SomeMonth,
    /// A day of it: `2020-XX-XX`.
    SomeDay,
    /// A season of it: `2020-22`.
    Season(Season),
    /// A month of it, 1 to 12: `2020-09`.
    Month(i8),
    /// A day of that month: `2020-09-XX`.
    SomeDayOf(i8),
    /// A day: `2020-09-18`.
    Day {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
    /// A moment: `2020-09-18T09:00:00Z`.
    Moment {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
        /// The time of that day.
        clock: Clock,
    },
}

/// The seasons, in the order of their numbers, 21 to 24. The standard does not say on which hemisphere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// A time of day, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
    /// 0 to 59.
    pub second: i8,
    /// Of which place it is the time.
    pub zone: Zone,
}

/// Of which place a time is the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zone {
    /// Of the place itself, which is not said.
    Local,
    /// `Z`
    Utc,
    /// So many minutes ahead of UTC, or behind it: `+05:30`, `-04`.
    Shift(i16),
}

/// What the marks behind a date say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// No mark.
    Certain,
    /// `~`
    Approximate,
    /// `?`
    Uncertain,
    /// `%`: both.
    Both,
}

/// A date or interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// As written, in EDTF.
    pub edtf: String,
    /// The date, or the first of the interval; `None` for an open or unknown start.
    pub from: Option<Day>,
    /// The last of an interval; `Some(None)` for an open or unknown end.
    pub to: Option<Option<Day>>,
}

impl Date {
    /// The year in which it begins; of an interval whose start nobody knows, that of its end.
    pub fn year(&self) -> Option<i64> {
        Some(self.from.or(self.to.flatten())?.first_year())
    }
}

impl Day {
    /// The first day that it may mean. Marks of doubt do not widen a date, since nobody says how far.
    pub fn first_day(&self) -> i64 {
        match self.within {
            Within::Century | Within::Decade => day_number(self.first_year(), 1, 1),
            Within::Year | Within::SomeMonth | Within::SomeDay => day_number(self.year, 1, 1),
            Within::Season(season) => day_number(self.year, season.first_month(), 1),
            Within::Month(month) | Within::SomeDayOf(month) => day_number(self.year, month, 1),
            Within::Day { month, day } | Within::Moment { month, day, .. } => day_number(self.year, month, day),
        }
    }

    /// The last day that it may mean.
    pub fn last_day(&self) -> i64 {
        match self.within {
            Within::Century | Within::Decade => day_number(self.last_year() + 1, 1, 1) - 1,
            Within::Year | Within::SomeMonth | Within::SomeDay => day_number(self.year + 1, 1, 1) - 1,
            Within::Season(season) => last_of_month(self.year, season.first_month() + 2),
            Within::Month(month) | Within::SomeDayOf(month) => last_of_month(self.year, month),
            Within::Day { .. } | Within::Moment { .. } => self.first_day(),
        }
    }

    /// The first and the last month that it may mean, counted from January of the year 0.
    fn months(&self) -> (i64, i64) {
        let of = |year: i64, month: i8| year * 12 + i64::from(month) - 1;
        match self.within {
            Within::Century | Within::Decade | Within::Year | Within::SomeMonth | Within::SomeDay => {
                (of(self.first_year(), 1), of(self.last_year(), 12))
            }
            Within::Season(season) => (of(self.year, season.first_month()), of(self.year, season.first_month()) + 2),
            Within::Month(month)
            | Within::SomeDayOf(month)
            | Within::Day { month, .. }
            | Within::Moment { month, .. } => (of(self.year, month), of(self.year, month)),
        }
    }

    /// The first year that it may mean: 2010 for `201X`, −2019 for `-201X`.
    pub fn first_year(&self) -> i64 {
        if self.year < 0 { self.year - self.more_years() } else { self.year }
    }

    /// The last year that it may mean: 2019 for `201X`, −2010 for `-201X`.
    pub fn last_year(&self) -> i64 {
        if self.year < 0 { self.year } else { self.year + self.more_years() }
    }

    fn more_years(&self) -> i64 {
        match self.within {
            Within::Century => 99,
            Within::Decade => 9,
            _ => 0,
        }
    }
}

impl Season {
    /// The month in which it begins, in the northern temperate zone. A winter begins in December of its year.
    fn first_month(self) -> i8 {
        match self {
            Self::Spring => 3,
            Self::Summer => 6,
            Self::Autumn => 9,
            Self::Winter => 12,
        }
    }
}

impl Date {
    /// Orders by time, for lists that readers see. In this order decide:
    ///
    /// 1. the start: none, open or unknown, comes before all; then the first day that it may mean; then the last such
    ///    day, the later first, so that 2020 comes before January 2020 and that before 1 January 2020;
    /// 2. the kind: a date before an interval that starts with it;
    /// 3. the end: by its last day, an open or unknown one after all;
    /// 4. what is left of the value: precision, time of day, marks of doubt, and at last the writing.
    ///
    /// Days and times count as written; zones are not converted. A season lies where the northern temperate zone has
    /// it, since the standard leaves that open: spring is March to May, and winter goes on into the next year. The order
    /// is total, and two dates are equal in it only if they are equal.
    pub fn cmp_by_time(&self, other: &Self) -> Ordering {
        let start = |date: &Self| date.from.map(|day| (day.first_day(), Reverse(day.last_day())));
        let end = |date: &Self| match date.to {
            None => (0, None),
            Some(Some(day)) => (1, Some(day.last_day())),
            Some(None) => (2, None),
        };
        let rest = |date: &Self| (date.from, date.to);
        (start(self), end(self), rest(self))
            .cmp(&(start(other), end(other), rest(other)))
            .then_with(|| self.edtf.cmp(&other.edtf))
    }

    /// Whether it has a start that is not known, rather than none: `/2020`, not `../2020`.
    pub fn has_unknown_start(&self) -> bool {
        self.from.is_none() && self.edtf.starts_with('/')
    }

    /// Whether it has an end that is not known, rather than none: `2020/`, not `2020/..`.
    pub fn has_unknown_end(&self) -> bool {
        self.to == Some(None) && self.edtf.ends_with('/')
    }

    /// The first day that it may mean; `None` for an open or unknown start.
    pub fn first_day(&self) -> Option<i64> {
        self.from.map(|day| day.first_day())
    }

    /// The last day that it may mean; `None` for an open or unknown end.
    pub fn last_day(&self) -> Option<i64> {
        self.to.unwrap_or(self.from).map(|day| day.last_day())
    }

    /// The first and the last month that it may mean, counted from January of the year 0. `None` if either is open or
    /// unknown.
    pub fn span_months(&self) -> Option<(i64, i64)> {
        let (from, to) = (self.from?, self.to.unwrap_or(self.from)?);
        Some((from.months().0, to.months().1))
    }

    /// The first and the last day that it may mean, for drawing it on a line of time: days since 1 January 1970. `None`
    /// if either is open or unknown; then [`Self::first_day`] or [`Self::last_day`] has the other.
    pub fn span_days(&self) -> Option<(i64, i64)> {
        self.first_day().zip(self.last_day())
    }
}

/// The number of a day, counted from 1 January 1970. Months count on into the next year: month 13 is January.
fn day_number(year: i64, month: i8, day: i8) -> i64 {
    // Years that begin in March have their leap day at the end, and an era of 400 years always has the same days.
    const DAYS_OF_ERA: i64 = 146_097;
    const ERA_TO_1970: i64 = 719_468;
    let months = i64::from(month) + 9;
    let year = year - 1 + months / 12;
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * (months % 12) + 2) / 5 + i64::from(day) - 1;
    era * DAYS_OF_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - ERA_TO_1970
}

/// The number of the last day of a month, which may count on into the next year.
fn last_of_month(year: i64, month: i8) -> i64 {
    day_number(year, month + 1, 1) - 1
}

#[cfg(test)]
mod tests {
    use super::{Date, Day, Doubt, Season, Within, day_number};

    fn of(year: i64, within: Within) -> Date {
        Date { edtf: String::new(), from: Some(Day { year, within, doubt: Doubt::Certain }), to: None }
    }

    #[test]
    fn days_are_counted_as_the_calendar_has_them() {
        let epoch = jiff::civil::date(1970, 1, 1);
        let mut day = jiff::civil::date(-9999, 1, 1);
        while let Ok(next) = day.checked_add(jiff::Span::new().days(97)) {
            let days = epoch.until(day).expect("both are dates").get_days();
            assert_eq!(day_number(day.year().into(), day.month(), day.day()), i64::from(days), "{day}");
            day = next;
        }
    }

    #[test]
    fn a_date_spans_the_days_that_it_may_mean() {
        let day = |year, month, day| day_number(year, month, day);
        for (date, from, to) in [
            (of(1970, Within::Day { month: 1, day: 1 }), 0, 0),
            (of(2020, Within::Year), day(2020, 1, 1), day(2020, 12, 31)),
            (of(2020, Within::Month(2)), day(2020, 2, 1), day(2020, 2, 29)),
            (of(2020, Within::SomeDayOf(12)), day(2020, 12, 1), day(2020, 12, 31)),
            (of(2020, Within::Season(Season::Summer)), day(2020, 6, 1), day(2020, 8, 31)),
            (of(2020, Within::Season(Season::Winter)), day(2020, 12, 1), day(2021, 2, 28)),
            (of(2010, Within::Decade), day(2010, 1, 1), day(2019, 12, 31)),
            (of(-2010, Within::Decade), day(-2019, 1, 1), day(-2010, 12, 31)),
            (of(2000, Within::Century), day(2000, 1, 1), day(2099, 12, 31)),
        ] {
            assert_eq!(date.span_days(), Some((from, to)), "{date:?}");
        }
        let open = Date { to: Some(None), ..of(2020, Within::Year) };
        assert_eq!((open.first_day(), open.span_days()), (Some(day(2020, 1, 1)), None));
    }
}
