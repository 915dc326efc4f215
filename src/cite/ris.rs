//! The bibliography as an RIS file, for EndNote, Zotero, Mendeley and the catalogues of libraries.
//!
//! In UTF-8 with lines that end in CR LF, as the format has it; a value is one line, so nothing in it can begin another
//! field. People are `Family, Given`; bodies, and names in Han, Hangul or Kana, are as they stand. `DA` is
//! `YYYY/MM/DD/more`; whatever a date says beyond that is behind its last stroke, as EDTF has it. What the editor
//! supplied, and an archive's copy, stand in notes (`N1`).

use super::name::Shape;
use super::record::{Form, Record};
use super::{date, one_line, sorted};
use crate::model::date::{Date, Doubt, Within};

/// The whole bibliography, in its order.
pub fn ris(records: &[Record]) -> String {
    sorted(records).into_iter().map(entry).collect::<Vec<_>>().join("\r\n")
}

fn entry(record: &Record) -> String {
    let form = record.form();
    let mut fields: Vec<(&str, String)> = vec![("TY", kind(form).to_owned()), ("ID", record.id.to_string())];
    fields.extend(record.authors.iter().map(|name| ("AU", person(&Shape::of(&name.value)))));
    fields.extend(record.editors.iter().map(|name| ("ED", person(&Shape::of(&name.value)))));
    fields.push(("TI", record.full_title()));
    let publisher = if form.is_part() { "T2" } else { "PB" };
    fields.extend(record.publisher.iter().map(|said| (publisher, said.value.clone())));
    fields.extend(record.kind.iter().map(|said| ("M3", said.value.clone())));
    if let Some(published) = &record.published {
        let year = date::slashed(&published.value).and_then(|date| date.get(..4).map(str::to_owned));
        fields.extend(year.map(|year| ("PY", year)));
        fields.push(("DA", day(&published.value)));
    }
    fields.extend(record.captured.iter().filter(|_| record.url.is_some()).map(|said| ("Y2", day(&said.value))));
    fields.push(("LA", record.language.clone()));
    fields.extend(record.url.iter().map(|said| ("UR", said.value.clone())));
    fields.extend(record.archived.iter().map(|said| ("N1", format!("Archived copy: {}", said.value))));
    let supplied = record.supplied();
    if !supplied.is_empty() {
        fields.push(("N1", format!("Supplied by the editor: {}", supplied.join(", "))));
    }
    fields.retain(|(_, value)| !value.is_empty());
    let fields = fields.into_iter().map(|(tag, value)| format!("{tag}  - {}\r\n", one_line(&value)));
    format!("{}ER  - \r\n", fields.collect::<String>())
}

fn kind(form: Form) -> &'static str {
    match form {
        // Readers take PCOMM, which some use for interviews, for a letter.
        Form::Magazine | Form::Interview => "MGZN",
        Form::Newspaper => "NEWS",
        Form::Journal => "JOUR",
        Form::Report => "RPRT",
        Form::Statute => "STAT",
        Form::Bill => "BILL",
        Form::Case => "CASE",
        Form::Hearing => "HEAR",
        Form::Letter => "PCOMM",
        Form::Speech => "SLIDE",
        Form::Book => "BOOK",
        Form::Thesis => "THES",
        Form::WebPage => "ELEC",
        Form::Post => "BLOG",
        Form::Document => "GEN",
    }
}

fn person(name: &Shape) -> String {
    match name {
        Shape::FamilyFirst { given, family } => format!("{family}, {given}"),
        other => other.inverted(", "),
    }
}

/// `2020/09/18/`, `2020/07//2020-07~`, `///../2020`
fn day(date: &Date) -> String {
    let numbers = date.from.and_then(date::numbers).filter(|(year, ..)| (0..=9999).contains(year));
    let (year, month, day) = numbers.map_or((None, None, None), |(year, month, day)| (Some(year), month, day));
    let is_all = date.to.is_none()
        && year.is_some()
        && date.from.is_some_and(|day| {
            day.doubt == Doubt::Certain && matches!(day.within, Within::Year | Within::Month(_) | Within::Day { .. })
        });
    let number = |part: Option<i8>| part.map_or(String::new(), |part| format!("{part:02}"));
    let year = year.map_or(String::new(), |year| format!("{year:04}"));
    format!("{year}/{}/{}/{}", number(month), number(day), if is_all { "" } else { &date.edtf })
}

#[cfg(test)]
mod tests {
    use super::{day, ris};
    use crate::cite::samples::{bare, date, hostile, single, sources, wang};
    use crate::model::date::{Date, Doubt, Within};

    fn lines(text: &str) -> String {
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        text.replace("\r\n", "\n")
    }

    #[test]
    fn the_sources_of_the_dossier() {
        assert_eq!(
            lines(&ris(&sources())),
            "\
TY  - MGZN
ID  - bateman-lyu-2020
AU  - Bateman, Jon
AU  - Lyu, Jinghua
TI  - What Is the U.S. Ban on TikTok and WeChat All About? Two experts, one Chinese one American, weigh in
T2  - Carnegie Endowment for International Peace
M3  - interview
PY  - 2020
DA  - 2020/08/25/
LA  - en
N1  - Supplied by the editor: publisher, captured
ER  -\x20

TY  - MGZN
ID  - gooding-2020
AU  - Gooding, Matthew
TI  - TikTok and WeChat Banned in US From Sunday as Trump Clampdown Kicks In: President makes good on his threats to ban popular apps, will China retaliate?
T2  - Tech Monitor
M3  - article
PY  - 2020
DA  - 2020/09/18/
LA  - en
N1  - Supplied by the editor: publisher
ER  -\x20

TY  - MGZN
ID  - liao-2020
AU  - Liao, Rita
TI  - US threatens to restrict WeChat following TikTok backlash
T2  - TechCrunch
M3  - article
PY  - 2020
DA  - 2020/07//
LA  - en
N1  - Supplied by the editor: publisher, published, captured
ER  -\x20

TY  - MGZN
ID  - chinafile-2020
AU  - Seiff, Abby
AU  - contributors whose names the capture has lost
TI  - Technical Difficulties
T2  - ChinaFile
M3  - conversation
PY  - 2020
DA  - 2020/09/21/2020-09-21/2020-09-27
LA  - en
N1  - Supplied by the editor: authors, publisher, published
ER  -\x20

TY  - MGZN
ID  - zhong-2020
AU  - Zhong, Rui
TI  - It’s getting harder for tech companies to bridge the US-China divide: WeChat and TikTok are the latest targets in a deeply personal conflict over technology’s future.
T2  - MIT Technology Review
M3  - article
PY  - 2020
DA  - 2020/09/21/
LA  - en
N1  - Supplied by the editor: publisher, captured
ER  -\x20
"
        );
    }

    #[test]
    fn names_and_addresses_of_other_scripts() {
        assert_eq!(
            lines(&ris(&[wang()])),
            "\
TY  - NEWS
ID  - wang-2020
AU  - 王小明
AU  - 习近平
TI  - 数据安全法“解读”
T2  - 人民日报
M3  - news
PY  - 2020
DA  - 2020/09/18/2020-09-18T09:00:00+08
LA  - zh-Hans
UR  - https://example.org/数据?a=1&b={2}%20_
N1  - Archived copy: https://archive.example.org/1
ER  -\x20
"
        );
    }

    #[test]
    fn no_value_begins_a_field() {
        let mut record = hostile();
        record.title.value = "One\r\nER  - \nTY  - BOOK\u{85}\u{2028}AU  - X".to_owned();
        assert_eq!(
            lines(&ris(&[record])),
            "\
TY  - RPRT
ID  - hostile
AU  - Department of {Commerce
AU  - Ann } and \\ Bob; C
TI  - One ER - TY - BOOK AU - X
PB  - A & B, Inc.
M3  - report
LA  - x-},
UR  - https://example.org/{a}\\b\"c
ER  -\x20
"
        );
        assert_eq!(lines(&ris(&[bare("a", "")])), "TY  - GEN\nID  - a\nLA  - en\nER  - \n");
    }

    #[test]
    fn dates_say_what_their_numbers_do_not() {
        for (date, expected) in [
            (date(2020, 9, 18), "2020/09/18/"),
            (single("2020", 2020, Within::Year, Doubt::Certain), "2020///"),
            (single("2020~", 2020, Within::Year, Doubt::Approximate), "2020///2020~"),
            (single("2020-XX", 2020, Within::SomeMonth, Doubt::Certain), "2020///2020-XX"),
            (single("201X", 2010, Within::Decade, Doubt::Certain), "///201X"),
            (single("-0043", -43, Within::Year, Doubt::Certain), "///-0043"),
            (Date { edtf: "../2020".to_owned(), from: None, to: Some(date(2020, 1, 1).from) }, "///../2020"),
        ] {
            assert_eq!(day(&date), expected);
        }
    }
}
