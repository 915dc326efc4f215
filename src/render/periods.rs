//! Periods of time in words.

use super::Page;
use crate::model::periods::{Periods, YEAR};

impl Page<'_> {
    /// A period in words: `July 2020`, `2020`, `1990 to 1999`.
    pub(super) fn period(&self, periods: Periods, at: usize) -> String {
        let first = periods.first + periods.step * i64::try_from(at).expect("there are few");
        let last = first + periods.step - 1;
        let words = |month: i64, is_year: bool| {
            let year = self.year(month.div_euclid(YEAR));
            if is_year { year } else { self.month(month.rem_euclid(YEAR) + 1, &year) }
        };
        let is_years = periods.step >= YEAR;
        let (from, to) = (words(first, is_years), words(last, is_years));
        if from == to { from } else { self.word("date-interval", &[("from", &from), ("to", &to)]) }
    }
}
