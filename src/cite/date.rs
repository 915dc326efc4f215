//! Dates as entries of a bibliography have them: the year for the label, and what is more exact.

use super::style::Style;
use crate::model::date::{Date, Day, Doubt, Season, Within};

/// The year of a date, as labels and entries have it: `2020`, `ca. 2020`, `2020?`, `2019–2020`, `2020–`, `2010s`.
///
/// A mark of doubt stands with the most exact part, so that of `2020-07~` goes to [`within`]. An unknown end of an
/// interval is a question mark, an open one is empty.
pub(super) fn year(date: &Date, style: &Style<'_>) -> String {
    let span = |from: &str, to: &str| style.word("cite-span", &[("from", from), ("to", to)]);
    let year_of = |day| year_of(day, style);
    match (date.from, date.to) {
        (Some(day), None) => year_of(day),
        (Some(from), Some(Some(to))) if plain_year(from, style) == plain_year(to, style) => match within(date, style) {
            Some(_) => plain_year(from, style),
            None => year_of(Day { doubt: from.doubt.max(to.doubt), ..from }),
        },
        // The days stand with their years in `within`.
        (Some(from), Some(Some(to))) if rest(from, style).is_some() && rest(to, style).is_some() => {
            span(&plain_year(from, style), &plain_year(to, style))
        }
        (Some(from), Some(Some(to))) => span(&year_of(from), &year_of(to)),
        (Some(from), Some(None)) if date.has_unknown_end() => span(&year_of(from), "?"),
        (Some(from), Some(None)) => span(&year_of(from), ""),
        (None, Some(Some(to))) if date.has_unknown_start() => span("?", &year_of(to)),
        (None, Some(Some(to))) => span("", &year_of(to)),
        (None, _) => style.word("cite-undated", &[]),
    }
}

/// What a date says within its year, if it says anything: `September 21`, `ca. July`, `Summer`, `September 21–27`. Of an
/// interval over more than one year both ends, with their years.
pub(super) fn within(date: &Date, style: &Style<'_>) -> Option<String> {
    let Some(to) = date.to else { return date.from.and_then(|day| rest(day, style)) };
    let (from, to) = (date.from?, to?);
    let (first, last) = (rest(from, style)?, rest(to, style)?);
    let span = |from: &str, to: &str| style.word("cite-span", &[("from", from), ("to", to)]);
    if plain_year(from, style) != plain_year(to, style) {
        let with_year = |day, rest: &str| with_year(rest, &plain_year(day, style), has_day(day), style);
        return Some(span(&with_year(from, &first), &with_year(to, &last)));
    }
    let is_certain = from.doubt == Doubt::Certain && to.doubt == Doubt::Certain;
    Some(match (from.within, to.within) {
        _ if first == last => first,
        (Within::Day { month, day: start }, Within::Day { month: same, day }) if month == same && is_certain => {
            let (from, to) = (start.to_string(), day.to_string());
            style.word("cite-days", &[("month", &month_of(month, style)), ("from", &from), ("to", &to)])
        }
        _ => span(&first, &last),
    })
}

/// All of a date: `September 21, 2020`, `ca. July 2020`, `ca. 2023`.
pub(super) fn whole(date: &Date, style: &Style<'_>) -> String {
    match (within(date, style), date.from, date.to) {
        (Some(within), Some(from), Some(Some(to))) if plain_year(from, style) != plain_year(to, style) => within,
        (Some(within), Some(from), _) => with_year(&within, &year(date, style), has_day(from), style),
        (Some(within), None, _) => within,
        (None, ..) => year(date, style),
    }
}

/// `text` at the start of a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

fn with_year(date: &str, year: &str, has_day: bool, style: &Style<'_>) -> String {
    let values = [("date", date), ("year", year)];
    if has_day { style.word("cite-day-of-year", &values) } else { style.word("cite-month-of-year", &values) }
}

fn has_day(day: Day) -> bool {
    matches!(day.within, Within::Day { .. } | Within::Moment { .. })
}

/// The year of a day, with its mark of doubt if nothing more exact follows.
fn year_of(day: Day, style: &Style<'_>) -> String {
    let year = plain_year(day, style);
    if rest(day, style).is_some() { year } else { marked(year, day.doubt, style) }
}

fn plain_year(day: Day, style: &Style<'_>) -> String {
    let one = |year: i64| {
        if year > 0 { year.to_string() } else { style.word("date-before-christ", &[("year", &(1 - year).to_string())]) }
    };
    match day.within {
        Within::Decade if day.year >= 10 => style.word("cite-decade", &[("year", &day.year.to_string())]),
        Within::Decade | Within::Century => {
            style.word("cite-span", &[("from", &one(day.first_year())), ("to", &one(day.last_year()))])
        }
        _ => one(day.year),
    }
}

fn month_of(month: i8, style: &Style<'_>) -> String {
    style.word(&format!("month-{}", month.unsigned_abs().clamp(1, 12)), &[])
}

fn rest(day: Day, style: &Style<'_>) -> Option<String> {
    let season = |season: String| capital(&season);
    let plain = match day.within {
        Within::Century | Within::Decade | Within::Year | Within::SomeMonth | Within::SomeDay => return None,
        Within::Season(Season::Spring) => season(style.word("season-spring", &[])),
        Within::Season(Season::Summer) => season(style.word("season-summer", &[])),
        Within::Season(Season::Autumn) => season(style.word("season-autumn", &[])),
        Within::Season(Season::Winter) => season(style.word("season-winter", &[])),
        Within::Month(number) | Within::SomeDayOf(number) => month_of(number, style),
        Within::Day { month: number, day } | Within::Moment { month: number, day, .. } => {
            style.word("cite-day", &[("month", &month_of(number, style)), ("day", &day.to_string())])
        }
    };
    Some(marked(plain, day.doubt, style))
}

fn marked(text: String, doubt: Doubt, style: &Style<'_>) -> String {
    let (is_about, is_uncertain) = match doubt {
        Doubt::Certain => return text,
        Doubt::Approximate => (true, false),
        Doubt::Uncertain => (false, true),
        Doubt::Both => (true, true),
    };
    let text = if is_about { style.word("cite-approximate", &[("date", &text)]) } else { text };
    if is_uncertain { style.word("cite-uncertain", &[("date", &text)]) } else { text }
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
    use crate::cite::style::english;
    use crate::model::date::{Date, Day, Doubt, Season, Within};

    #[test]
    fn dates_have_a_year_and_more() {
        let style = &english();
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
            assert_eq!(year(&date, style), expected_year, "{date:?}");
            assert_eq!(within(&date, style).as_deref(), expected_within, "{date:?}");
            assert_eq!(whole(&date, style), expected_whole, "{date:?}");
            assert_eq!(slashed(&date).as_deref(), expected_slashed, "{date:?}");
        }
    }
}
