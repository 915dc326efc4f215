//! Dates as editors know them: EDTF (ISO 8601-2:2019), levels 0 and 1 as far as dossiers need them.

use std::cmp::Ordering;

/// A year, month or day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// −9999 to 9999.
    pub year: i16,
    /// 1 to 12.
    pub month: Option<i8>,
    /// 1 to 31; only with a month.
    pub day: Option<i8>,
    /// How sure it is.
    pub doubt: Doubt,
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
    /// Orders by what is known first: year, then month, then day, then the end. Something known only by its year
    /// comes before what is known by its months, and an open start before all.
    pub fn cmp_by_time(&self, other: &Self) -> Ordering {
        let key = |date: &Self| {
            let parts = |day: Option<Day>| day.map(|d| (d.year, d.month, d.day));
            (parts(date.from), parts(date.to.flatten()))
        };
        key(self).cmp(&key(other)).then_with(|| self.edtf.cmp(&other.edtf))
    }
}
