//! Dates in EDTF (ISO 8601-2:2019), levels 0 and 1 as far as dossiers need them: year, month, day; `~`, `?`, `%` behind
//! a date; intervals `a/b` with `..` for an open and nothing for an unknown end. Seasons, unspecified digits and years
//! of more than four digits are refused.

use jiff::civil;

use crate::model::date::{Date, Day, Doubt};

/// The date that `text` writes, or why it writes none (a phrase to go behind the quoted text).
pub fn parse(text: &str) -> Result<Date, String> {
    let edtf = text.to_owned();
    let Some((from, to)) = text.split_once('/') else {
        return Ok(Date { edtf, from: Some(day(text)?), to: None });
    };
    let end = |text: &str| if matches!(text, "" | "..") { Ok(None) } else { day(text).map(Some) };
    let (from, to) = (end(from)?, end(to)?);
    if from.is_none() && to.is_none() {
        return Err("names no date".to_owned());
    }
    if let (Some(first), Some(last)) = (from, to) {
        // Compared only as far as both are known: 2020-09/2020 is fine.
        let known = |day: Day| (day.year, day.month, day.day);
        let shorter = first.month.is_none() || last.month.is_none();
        if first.year > last.year || (!shorter && known(first) > known(last)) {
            return Err("ends before it begins".to_owned());
        }
    }
    Ok(Date { edtf, from, to: Some(to) })
}

fn day(text: &str) -> Result<Day, String> {
    let (digits, doubt) = match text.char_indices().last() {
        Some((at, '~')) => (&text[..at], Doubt::Approximate),
        Some((at, '?')) => (&text[..at], Doubt::Uncertain),
        Some((at, '%')) => (&text[..at], Doubt::Both),
        _ => (text, Doubt::Certain),
    };
    let (sign, digits) = digits.strip_prefix('-').map_or((1, digits), |rest| (-1, rest));
    let mut parts = digits.split('-');
    let mut part = |length: usize| match parts.next() {
        None => Ok(None),
        Some(part) if part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()) => {
            part.parse::<i16>().map(Some).map_err(|_| "is no date".to_owned())
        }
        Some(_) => Err("is no date".to_owned()),
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() {
        return Err("is no date".to_owned());
    }
    let year = sign * year.ok_or("is no date")?;
    // The calendar decides; a missing month or day stands for the first.
    let narrow = |part: Option<i16>| i8::try_from(part.unwrap_or(1)).map_err(|_| "is no date".to_owned());
    let (whole_month, whole_day) = (narrow(month)?, narrow(day)?);
    civil::Date::new(year, whole_month, whole_day).map_err(|_| "is not in the calendar".to_owned())?;
    Ok(Day { year, month: month.map(|_| whole_month), day: day.map(|_| whole_day), doubt })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn dates_that_are() {
        for text in [
            "2020",
            "2020-09",
            "2020-09-18",
            "2020-07~",
            "2019?",
            "2020-02-29%",
            "2020-09-18/2020-09-20",
            "2020/..",
            "/2020",
            "-0044-03-15",
        ] {
            assert_eq!(parse(text).map(|date| date.edtf), Ok(text.to_owned()));
        }
    }

    #[test]
    fn dates_that_are_not() {
        for (text, why) in [
            ("", "is no date"),
            ("September 2020", "is no date"),
            ("2020-9", "is no date"),
            ("20-09", "is no date"),
            ("2020-13", "is not in the calendar"),
            ("2019-02-29", "is not in the calendar"),
            ("2020-09-18-1", "is no date"),
            ("2020-09/2020-08", "ends before it begins"),
            ("2021/2020", "ends before it begins"),
            ("../..", "names no date"),
            ("2020-XX", "is no date"),
            ("２０２０", "is no date"),
        ] {
            assert_eq!(parse(text).map(|date| date.edtf), Err(why.to_owned()), "{text}");
        }
    }
}
