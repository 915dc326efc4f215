//! Time in equal periods, for what is counted over it: months, quarters, years or spans of years, as few as a page can show.

use super::date::Date;

/// A year in months.
pub const YEAR: i64 = 12;

/// Periods of equal length, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Periods {
    /// The first month, counted from January of the year 0.
    pub first: i64,
    /// Months of each.
    pub step: i64,
    /// How many there are.
    pub count: usize,
}

impl Periods {
    /// The shortest periods of which at most `most` hold all `dates`; `None` without dates. They are only shorter than a year
    /// if each date lies in one of them, or what is known by its year would count nowhere. Dates wider than a year are left
    /// out unless most are.
    pub fn of<'d>(dates: impl Iterator<Item = &'d Date>, most: usize) -> Option<Self> {
        let mut spans: Vec<(i64, i64)> = dates.filter_map(Date::span_months).collect();
        let is_narrow = |span: &(i64, i64)| span.0.div_euclid(YEAR) == span.1.div_euclid(YEAR);
        if 2 * spans.iter().filter(|span| is_narrow(span)).count() >= spans.len() {
            spans.retain(is_narrow);
        }
        let first = spans.iter().map(|(first, _)| *first).min()?;
        let last = spans.iter().map(|(_, last)| *last).max()?;
        let years = (0..10).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_i64.pow(power) * YEAR));
        [1, 3].into_iter().chain(years).find_map(|step| {
            let start = first.div_euclid(step) * step;
            let count = usize::try_from((last - start) / step + 1).ok()?;
            let periods = Self { first: start, step, count };
            let held = spans.iter().filter(|span| periods.holding(**span).is_some()).count();
            let are_held = if step < YEAR { held == spans.len() } else { 2 * held >= spans.len() };
            (count <= most && are_held).then_some(periods)
        })
    }

    /// In which period a date lies; `None` if it may lie in several.
    pub fn at(self, date: &Date) -> Option<usize> {
        self.holding(date.span_months()?)
    }

    fn holding(self, (first, last): (i64, i64)) -> Option<usize> {
        let [period, end] = [first, last].map(|month| (month - self.first).div_euclid(self.step));
        usize::try_from(period).ok().filter(|at| *at < self.count && period == end)
    }
}

/// When the texts of a dossier appeared: the frame of every drawing of mentions over time.
#[derive(Debug)]
pub struct Appeared {
    /// The periods that all the drawings share.
    pub time: Periods,
    /// How many texts appeared in each.
    pub texts: Vec<usize>,
    /// The period of each source, by its place in order of publication; `None` if it may lie in several.
    pub at: Vec<Option<usize>>,
}

impl Appeared {
    /// Of sources with these dates, and whether each has a text that is shown. At most `most` periods; `None` without dates.
    pub fn of<'d>(sources: impl Iterator<Item = (Option<&'d Date>, bool)> + Clone, most: usize) -> Option<Self> {
        let shown = sources.clone().filter(|(_, has_text)| *has_text);
        let time = Periods::of(shown.filter_map(|(date, _)| date), most)?;
        let mut texts = vec![0; time.count];
        let at = sources.map(|(date, has_text)| {
            let at = time.at(date?);
            if let Some(period) = at.filter(|_| has_text) {
                texts[period] += 1;
            }
            at
        });
        Some(Self { at: at.collect(), time, texts })
    }
}

#[cfg(test)]
mod tests {
    use super::Periods;
    use crate::model::date::{Date, Day, Doubt, Within};

    fn date(year: i64, within: Within) -> Date {
        Date { edtf: String::new(), from: Some(Day { year, within, doubt: Doubt::Certain }), to: None }
    }

    #[test]
    fn periods_are_as_short_as_their_number_and_the_dates_allow() {
        let (july, september) = (date(2020, Within::Month(7)), date(2020, Within::Day { month: 9, day: 18 }));
        let of = |dates: &[&Date]| Periods::of(dates.iter().copied(), 12).expect("there are dates");
        let months = of(&[&july, &september]);
        assert_eq!((months.step, months.count, months.at(&july), months.at(&september)), (1, 3, Some(0), Some(2)));
        let year = date(2020, Within::Year);
        let years = of(&[&july, &year]);
        assert_eq!((years.step, years.count, years.at(&year)), (12, 1, Some(0)), "a year lies in no month");
        let early = date(1885, Within::Year);
        let long = of(&[&early, &july]);
        assert_eq!((long.step, long.count, long.at(&early), long.at(&july)), (240, 8, Some(0), Some(7)));
        let decade = date(2010, Within::Decade);
        let mixed = of(&[&decade, &july, &september]);
        assert_eq!((mixed.step, mixed.at(&decade)), (1, None), "a decade lies in no month");
        assert_eq!(of(&[&decade]).at(&decade), Some(0), "where all are so wide they have periods of their own");
        let old = of(&[&date(-170_000_002, Within::Year), &july]);
        assert!(old.count <= 12, "{old:?}");
        assert_eq!(Periods::of(std::iter::empty(), 12), None);
    }
}
