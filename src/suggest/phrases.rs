//! Phrases by which the furniture of pages is known, in several languages.
//!
//! A list of rules ([`table`]): `=words` is a whole line, `^words` its beginning, `~words` stands anywhere in a short line,
//! anything else in any line. Lines are compared in lower case and normal form. No phrase decides anything by itself; it is one
//! thing that speaks for a cut.

mod table;

use self::table::PHRASES;
use crate::model::recipe::Reason;

/// What a piece of furniture speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Share,
    Newsletter,
    Related,
    Promotion,
    Footer,
    Navigation,
    Comments,
    Meta,
    Caption,
    Error,
    Biography,
}

impl Says {
    /// Why a recipe would cut it.
    pub(super) fn reason(self) -> Reason {
        match self {
            Self::Share => Reason::Share,
            Self::Newsletter => Reason::Newsletter,
            Self::Related => Reason::Related,
            Self::Promotion => Reason::Promotion,
            Self::Footer => Reason::Footer,
            Self::Navigation => Reason::Navigation,
            // What readers say has no reason of its own.
            Self::Comments | Self::Meta => Reason::Meta,
            Self::Caption => Reason::Caption,
            Self::Error => Reason::Error,
            Self::Biography => Reason::Biography,
        }
    }
}

/// What a line, in normal form and lower case, speaks of.
pub(super) fn spoken(line: &str) -> impl Iterator<Item = Says> {
    /// How many characters a short line has.
    const SHORT: usize = 40;
    let is_short = line.chars().count() <= SHORT;
    let fits = move |phrase: &str| match phrase.as_bytes()[0] {
        b'=' => line.trim_end_matches([':', '.', '>', '»', ' ']) == &phrase[1..],
        b'^' => line.starts_with(&phrase[1..]),
        b'~' => is_short && line.contains(&phrase[1..]),
        _ => line.contains(phrase),
    };
    PHRASES.iter().filter(move |(_, phrases)| phrases.iter().any(|phrase| fits(phrase))).map(|(says, _)| *says)
}

/// Whether a line in normal form and lower case is furniture whatever stands around it: it says nothing but what buttons and
/// advertisements say. No heading of a memo or a law does.
pub(super) fn is_certain(line: &str) -> bool {
    let words = line.trim_end_matches([':', '.', '>', '»', ' ']);
    let certain = PHRASES.iter().filter(|(says, _)| matches!(says, Says::Share | Says::Newsletter | Says::Promotion));
    certain.flat_map(|(_, phrases)| *phrases).any(|phrase| phrase.strip_prefix('=') == Some(words))
}

/// Words with which names of authors begin.
const BY: &[&str] = &[
    "by ",
    "von ",
    "par ",
    "por ",
    "di ",
    "da ",
    "door ",
    "автор:",
    "автор ",
    "текст:",
    "作者：",
    "作者:",
    "文／",
    "文/",
    "记者",
    "記者",
    "文：",
    "بقلم",
    "كتب",
    "글 ",
    "기자 ",
    "av ",
];

/// Who a line that [`is_byline`] names: what stands behind the words that it begins with.
pub(crate) fn author(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    let by = BY.iter().find(|by| lower.starts_with(*by))?;
    // Some letters are of another length in lower case.
    let rest =
        line.get(by.len()..)?.trim_matches(|char: char| char.is_whitespace() || matches!(char, ':' | '：' | '|' | ','));
    let is_name = !rest.is_empty() && rest.chars().count() <= 60 && !rest.contains(char::is_numeric);
    is_name.then(|| rest.to_owned())
}

/// Whether a short line says who wrote the text.
pub(super) fn is_byline(line: &str) -> bool {
    line.chars().count() <= 80
        && !line.ends_with(['.', '!', '?', '。', ':'])
        && BY.iter().any(|by| line.starts_with(by))
}

/// Beginnings of the names of months, by month, in the languages of the phrases.
const MONTHS: [&[&str]; 12] = [
    &["jan", "enero", "janv", "gennaio", "января", "يناير"],
    &["feb", "févr", "fevereiro", "febbraio", "февраля", "فبراير"],
    &["mar", "mär", "март", "مارس"],
    &["apr", "avr", "abr", "апрел", "أبريل"],
    &["may", "mai", "maggio", "mei", "мая", "مايو"],
    &["jun", "juin", "giugno", "июня", "يونيو"],
    &["jul", "juil", "luglio", "июля", "يوليو"],
    &["aug", "août", "ago", "августа", "أغسطس"],
    &["sep", "set", "сентября", "سبتمبر"],
    &["oct", "okt", "ott", "out", "октября", "أكتوبر"],
    &["nov", "ноября", "نوفمبر"],
    &["dec", "dez", "déc", "dic", "декабря", "ديسمبر"],
];

/// The month that a word in lower case names, from 1. Most names are no longer than ten letters, which keeps words out that
/// only begin so.
fn month(word: &str) -> Option<usize> {
    let is_name = |name: &str| word.starts_with(name) && word.chars().count() <= 10;
    MONTHS.iter().position(|names| names.iter().any(|name| is_name(name))).map(|at| at + 1)
}

/// The day that a short line names, as EDTF, where it does so without doubt.
pub(super) fn day(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number = |word: &str, least: u32, most: u32| -> Option<u32> {
        let digits = &word[..word.bytes().take_while(u8::is_ascii_digit).count()];
        digits.parse().ok().filter(|number| (least..=most).contains(number))
    };
    // Captures run words together: `2020updated`.
    let is_year = |word: &&str| word.bytes().take_while(u8::is_ascii_digit).count() == 4;
    let year_at = words.iter().position(|word| is_year(word) && number(word, 1500, 2199).is_some());
    let [year, month, day] = if let Some((year, rest)) = line.split_once('年') {
        let (month, rest) = rest.split_once('月')?;
        let (day, _) = rest.split_once('日')?;
        let year: String = year.chars().skip_while(|char| !char.is_ascii_digit()).collect();
        [number(year.trim(), 1500, 2199)?, number(month.trim(), 1, 12)?, number(day.trim(), 1, 31)?]
    } else if let Some(at) = words.iter().position(|word| month(word).is_some()) {
        let year = number(words[year_at?], 1500, 2199)?;
        // `August 25, 2020`, `25. März 2020`, `25 de marzo de 2020`.
        let beside = [at.checked_sub(1), at.checked_sub(2), Some(at + 1)].into_iter().flatten();
        let mut days =
            beside.filter_map(|at| words.get(at)).filter(|word| word.len() <= 4).filter_map(|word| number(word, 1, 31));
        [year, u32::try_from(month(words[at])?).ok()?, days.next()?]
    } else {
        // Of figures alone only those that begin with the year have one meaning.
        let at = year_at?;
        [number(words[at], 1500, 2199)?, number(words.get(at + 1)?, 1, 12)?, number(words.get(at + 2)?, 1, 31)?]
    };
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// Whether a line is a date, or several: when it was published, and when it was changed.
pub(super) fn is_date(line: &str) -> bool {
    const BETWEEN: [&str; 3] = [" - ", " | ", " · "];
    is_one_date(line) || {
        let parts = BETWEEN.iter().find_map(|between| line.contains(between).then(|| line.split(between)));
        parts.is_some_and(|mut parts| parts.all(is_one_date))
    }
}

/// How many words of a line, in lower case, stand before its first figure, without names of months.
pub(super) fn words_before_figures(line: &str) -> usize {
    let before = line.split(char::is_numeric).next().unwrap_or_default();
    before.split(|char: char| !char.is_alphabetic()).filter(|word| !word.is_empty() && month(word).is_none()).count()
}

/// Whether a short line is a date: a year or a day with digits, and hardly more.
fn is_one_date(line: &str) -> bool {
    let length = line.chars().count();
    let digits = line.chars().filter(char::is_ascii_digit).count();
    if !(6..=60).contains(&length) || !(2..=20).contains(&digits) || line.ends_with(['!', '?', '。']) {
        return false;
    }
    let has_month = line.split(|char: char| !char.is_alphabetic()).any(|word| month(word).is_some());
    let is_numeric = line.chars().any(|char| matches!(char, '/' | '-' | '.' | '年' | '년'))
        && digits >= 6
        && line.chars().all(|char| {
            !char.is_alphabetic()
                || matches!(char, '年' | '月' | '日' | '년' | '월' | '일' | 'T' | 't' | 'Z' | 'z' | 'g' | 'm')
        });
    let words = line.split_whitespace().count();
    is_numeric || (has_month && words <= 9) || (line.contains('年') && line.contains('月') && length <= 30)
}

#[cfg(test)]
mod tests {
    use super::{Says, day, is_byline, is_date, spoken};

    #[test]
    fn furniture_is_known_in_several_languages() {
        for (line, says) in [
            ("share this article", Says::Share),
            ("lesen sie auch:", Says::Related),
            ("tous droits réservés", Says::Footer),
            ("النشرة البريدية اليومية", Says::Newsletter),
            ("延伸阅读", Says::Related),
            ("広告", Says::Promotion),
            ("читайте также", Says::Related),
            ("à lire également", Says::Related),
            ("lire aussi : les digues oubliées", Says::Related),
            ("abonnez-vous à notre newsletter", Says::Newsletter),
            ("temps de lecture : 3 min", Says::Meta),
            ("関連記事", Says::Related),
        ] {
            assert!(spoken(line).any(|spoken| spoken == says), "{line}");
        }
        assert_eq!(spoken("they share a border, and homes").count(), 0);
    }

    #[test]
    fn dates_and_names_of_authors_are_known() {
        for date in [
            "august 25, 2020",
            "2020-09-21",
            "25. märz 2020",
            "2020年9月21日",
            "le 3 avril 2013 à 10:20",
            "publié le 14 février 2019 à 18h02 - mis à jour le 15 février 2019 à 07h40",
        ] {
            assert!(is_date(date), "{date}");
        }
        for other in
            ["in march 2020 the court decided that the order was void and had to be taken back", "no. 5", "may be"]
        {
            assert!(!is_date(other), "{other}");
        }
        for (line, expected) in [
            ("august 25, 2020", Some("2020-08-25")),
            ("25. märz 2020", Some("2020-03-25")),
            ("3 de abril de 2013, 10:20", Some("2013-04-03")),
            ("publié le 14 février 2019 à 18h02 - mis à jour le 15 février 2019 à 07h40", Some("2019-02-14")),
            ("2020-09-21t10:00:00z", Some("2020-09-21")),
            ("发布时间：2020年9月21日", Some("2020-09-21")),
            ("09/10/2020", None),
            ("september 2020", None),
        ] {
            assert_eq!(day(line).as_deref(), expected, "{line}");
        }
        assert!(is_byline("by rita liao") && !is_byline("by the time it was over, nobody cared."));
    }
}
