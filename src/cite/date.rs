//! Dates as entries of a bibliography have them, in English: the year for the label, and what is more exact.

use crate::model::date::{Date, Day, Doubt, Season, Within};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The year of a date, as labels and entries have it: `2020`, `ca. 2020`, `2020?`, `2019–2020`, `2020–`, `2010s`.
///
/// A mark of doubt stands with the most exact part, so that of `2020-07~` goes to [`within`]. An unknown end of an
/// interval is a question mark, an open one is empty.
pub(super) fn year(date: &Date) -> String {
    match (date.from, date.to) {
        (Some(day), None) => year_of(day),
        (Some(from), Some(Some(to))) if plain_year(from) == plain_year(to) => match within(date) {
            Some(_) => plain_year(from),
            None => year_of(Day { doubt: from.doubt.max(to.doubt), ..from }),
        },
        // The days stand with their years in `within`.
        (Some(from), Some(Some(to))) if rest(from).is_some() && rest(to).is_some() => {
            format!("{}–{}", plain_year(from), plain_year(to))
        }
        (Some(from), Some(Some(to))) => format!("{}–{}", year_of(from), year_of(to)),
        (Some(from), Some(None)) if date.has_unknown_end() => format!("{}–?", year_of(from)),
        (Some(from), Some(None)) => format!("{}–", year_of(from)),
        (None, Some(Some(to))) if date.has_unknown_start() => format!("?–{}", year_of(to)),
        (None, Some(Some(to))) => format!("–{}", year_of(to)),
        (None, _) => "n.d.".to_owned(),
    }
}

/// What a date says within its year, if it says anything: `September 21`, `ca. July`, `Summer`, `September 21–27`. Of an
/// interval over more than one year both ends, with their years.
pub(super) fn within(date: &Date) -> Option<String> {
    let Some(to) = date.to else { return date.from.and_then(rest) };
    let (from, to) = (date.from?, to?);
    let (first, last) = (rest(from)?, rest(to)?);
    if plain_year(from) != plain_year(to) {
        return Some(format!("{first}, {}–{last}, {}", plain_year(from), plain_year(to)));
    }
    let is_certain = from.doubt == Doubt::Certain && to.doubt == Doubt::Certain;
    Some(match (from.within, to.within) {
        _ if first == last => first,
        (Within::Day { month, .. }, Within::Day { month: same, day }) if month == same && is_certain => {
            format!("{first}–{day}")
        }
        _ => format!("{first}–{last}"),
    })
}

/// All of a date: `September 21, 2020`, `ca. July 2020`, `ca. 2023`.
pub(super) fn whole(date: &Date) -> String {
    match (within(date), date.from, date.to) {
        (Some(within), Some(from), Some(Some(to))) if plain_year(from) != plain_year(to) => within,
        (Some(within), Some(from), _) if matches!(from.within, Within::Day { .. } | Within::Moment { .. }) => {
            format!("{within}, {}", year(date))
        }
        (Some(within), ..) => format!("{within} {}", year(date)),
        (None, ..) => year(date),
    }
}

/// The year of a day, with its mark of doubt if nothing more exact follows.
fn year_of(day: Day) -> String {
    if rest(day).is_some() { plain_year(day) } else { marked(plain_year(day), day.doubt) }
}

fn plain_year(day: Day) -> String {
    let one = |year: i64| if year > 0 { year.to_string() } else { format!("{} BC", 1 - year) };
    match day.within {
        Within::Decade if day.year >= 10 => format!("{}s", day.year),
        Within::Decade | Within::Century => format!("{}–{}", one(day.first_year()), one(day.last_year())),
        _ => one(day.year),
    }
}

fn rest(day: Day) -> Option<String> {
    let month = |month: i8| MONTHS[usize::from(month.unsigned_abs().clamp(1, 12)) - 1];
    let plain = match day.within {
        Within::Century | Within::Decade | Within::Year | Within::SomeMonth | Within::SomeDay => return None,
        Within::Season(Season::Spring) => "Spring".to_owned(),
        Within::Season(Season::Summer) => "Summer".to_owned(),
        Within::Season(Season::Autumn) => "Autumn".to_owned(),
        Within::Season(Season::Winter) => "Winter".to_owned(),
        Within::Month(number) | Within::SomeDayOf(number) => month(number).to_owned(),
        Within::Day { month: number, day } | Within::Moment { month: number, day, .. } => {
            format!("{} {day}", month(number))
        }
    };
    Some(marked(plain, day.doubt))
}

fn marked(text: String, doubt: Doubt) -> String {
    match doubt {
        Doubt::Certain => text,
        Doubt::Approximate => format!("ca. {text}"),
        Doubt::Uncertain => format!("{text}?"),
        Doubt::Both => format!("ca. {text}?"),
    }
}

/// The numbers of a day as files for programs have them: the year, counted as EDTF does, then month and day as far as
/// they are known. `None` for a year that is not known itself.
pub(super) fn numbers(day: Day) -> Option<(i64, Option<i8>, Option<i8>)> {
    Some(match day.within {
        Within::Century | Within::Decade => return None,
        Within::Year | Within::SomeMonth | Within::SomeDay | Within::Season(_) => (day.year, None, None),
        Within::Month(month) | Within::SomeDayOf(month) => (day.year, Some(month), None),
        Within::Day { month, day: number } | Within::Moment { month, day: number, .. } => {
            (day.year, Some(month), Some(number))
        }
    })
}

/// A date for a tag or field that takes digits only: `2020/09/18`, `2020/09` or `2020`; of an interval its start. `None`
/// if the year is not known or cannot be written so.
pub(super) fn slashed(date: &Date) -> Option<String> {
    let (year, month, day) = numbers(date.from?)?;
    let mut text = (0..=9999).contains(&year).then(|| format!("{year:04}"))?;
    for part in [month, day].into_iter().flatten() {
        text += &format!("/{part:02}");
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::{slashed, whole, within, year};
    use crate::cite::samples::date;
    use crate::model::date::{Date, Day, Doubt, Season, Within};

    #[test]
    fn dates_have_a_year_and_more() {
        let of = |year, within, doubt| Some(Day { year, within, doubt });
        let certain = |year, within| of(year, within, Doubt::Certain);
        let day = |month, day| Within::Day { month, day };
        let single = |from| Date { edtf: String::new(), from, to: None };
        let interval = |edtf: &str, from, to| Date { edtf: edtf.to_owned(), from, to: Some(to) };
        for (date, expected_year, expected_within, expected_whole, expected_slashed) in [
            (date(2020, 9, 21), "2020", Some("September 21"), "September 21, 2020", Some("2020/09/21")),
            (single(certain(2020, Within::Year)), "2020", None, "2020", Some("2020")),
            (single(of(2023, Within::Year, Doubt::Approximate)), "ca. 2023", None, "ca. 2023", Some("2023")),
            (
                single(of(2020, Within::Month(7), Doubt::Both)),
                "2020",
                Some("ca. July?"),
                "ca. July? 2020",
                Some("2020/07"),
            ),
            (
                single(certain(2020, Within::Season(Season::Summer))),
                "2020",
                Some("Summer"),
                "Summer 2020",
                Some("2020"),
            ),
            (single(certain(2010, Within::Decade)), "2010s", None, "2010s", None),
            (single(certain(2000, Within::Century)), "2000–2099", None, "2000–2099", None),
            (single(certain(-43, day(3, 15))), "44 BC", Some("March 15"), "March 15, 44 BC", None),
            (
                interval("", certain(2020, day(9, 21)), certain(2020, day(9, 27))),
                "2020",
                Some("September 21–27"),
                "September 21–27, 2020",
                Some("2020/09/21"),
            ),
            (
                interval("", certain(2020, day(9, 28)), of(2020, day(10, 2), Doubt::Uncertain)),
                "2020",
                Some("September 28–October 2?"),
                "September 28–October 2?, 2020",
                Some("2020/09/28"),
            ),
            (
                interval("", certain(2019, day(12, 28)), certain(2020, day(1, 3))),
                "2019–2020",
                Some("December 28, 2019–January 3, 2020"),
                "December 28, 2019–January 3, 2020",
                Some("2019/12/28"),
            ),
            (
                interval("", of(2019, Within::Year, Doubt::Approximate), certain(2020, Within::Year)),
                "ca. 2019–2020",
                None,
                "ca. 2019–2020",
                Some("2019"),
            ),
            (interval("2020/..", certain(2020, Within::Year), None), "2020–", None, "2020–", Some("2020")),
            (interval("2020/", certain(2020, Within::Year), None), "2020–?", None, "2020–?", Some("2020")),
            (interval("../2020", None, certain(2020, Within::Year)), "–2020", None, "–2020", None),
            (interval("/2020", None, certain(2020, Within::Year)), "?–2020", None, "?–2020", None),
        ] {
            assert_eq!(year(&date), expected_year, "{date:?}");
            assert_eq!(within(&date).as_deref(), expected_within, "{date:?}");
            assert_eq!(whole(&date), expected_whole, "{date:?}");
            assert_eq!(slashed(&date).as_deref(), expected_slashed, "{date:?}");
        }
    }
}
