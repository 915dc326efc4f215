//! The bibliography as CSL-JSON, for Zotero, pandoc, citeproc and others of their kind.
//!
//! The values are plain text; JSON needs no more than its own escapes. Keys come always in the same order. A name in
//! parts has `family` and `given`, with `static-ordering` if the family name comes first; a name in Han, Hangul or Kana
//! whose parts are known needs no such word, since processors know these scripts; any other is `literal`.
//!
//! Dates are `date-parts`, with `season`, with a second part for the end of an interval, and with `circa` for any mark
//! of doubt, of which the format has no other. What that cannot say, such as decades and open intervals, is `literal`.
//! Years before 1 are counted as historians do: 1 BC is −1. Times of day are left out. What the editor supplied is named
//! under `custom`, a place for what the format does not know.

use serde::Serialize;

use super::name::Shape;
use super::record::{Form, Record, Said};
use super::style::{Style, english};
use super::{date, sorted};
use crate::model::date::{Date, Day, Doubt, Season, Within};
use crate::model::page::Name;

/// The whole bibliography, in its order: an array, indented.
pub fn csl_json(records: &[Record]) -> String {
    let style = english();
    let items: Vec<Item> = sorted(records).into_iter().map(|record| Item::of(record, &style)).collect();
    let mut text = serde_json::to_string_pretty(&items).expect("strings and numbers are JSON");
    text.push('\n');
    text
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Item {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Person>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    editor: Vec<Person>,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    container_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    genre: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<Time>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    language: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom: Option<Custom>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Person {
    Parts {
        family: String,
        given: String,
        #[serde(skip_serializing_if = "String::is_empty")]
        suffix: String,
        #[serde(rename = "static-ordering", skip_serializing_if = "std::ops::Not::not")]
        static_ordering: bool,
    },
    Literal {
        literal: String,
    },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Time {
    Parts {
        #[serde(rename = "date-parts")]
        date_parts: Vec<Vec<i64>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        season: Option<u8>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        circa: bool,
    },
    Literal {
        literal: String,
    },
}

#[derive(Serialize)]
struct Custom {
    #[serde(skip_serializing_if = "Option::is_none")]
    archived: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    supplied: Vec<&'static str>,
}

impl Item {
    fn of(record: &Record, style: &Style<'_>) -> Self {
        let form = record.form();
        let value = |said: &Option<Said<String>>| said.as_ref().map(|said| said.value.clone());
        let custom = Custom { archived: value(&record.archived), supplied: record.supplied() };
        Self {
            id: record.id.to_string(),
            kind: kind(form),
            author: persons(&record.authors),
            editor: persons(&record.editors),
            title: record.full_title(),
            container_title: value(&record.publisher).filter(|_| form.is_part()),
            publisher: value(&record.publisher).filter(|_| !form.is_part()),
            genre: value(&record.kind),
            issued: record.published.as_ref().map(|date| time(&date.value, style)),
            accessed: record.captured.as_ref().map(|date| time(&date.value, style)),
            url: value(&record.url),
            language: record.language.clone(),
            custom: Some(custom).filter(|custom| custom.archived.is_some() || !custom.supplied.is_empty()),
        }
    }
}

fn kind(form: Form) -> &'static str {
    match form {
        Form::Magazine => "article-magazine",
        Form::Newspaper => "article-newspaper",
        Form::Journal => "article-journal",
        Form::Interview => "interview",
        Form::Report => "report",
        Form::Statute => "legislation",
        Form::Bill => "bill",
        Form::Case => "legal_case",
        Form::Hearing => "hearing",
        Form::Letter => "personal_communication",
        Form::Speech => "speech",
        Form::Book => "book",
        Form::Thesis => "thesis",
        Form::WebPage => "webpage",
        Form::Post => "post-weblog",
        Form::Document => "document",
    }
}

fn persons(names: &[Said<Name>]) -> Vec<Person> {
    let person = |name: &Said<Name>| match Shape::of(&name.value) {
        Shape::GivenFirst { given, family, suffix } => Person::Parts { family, given, suffix, static_ordering: false },
        Shape::FamilyFirst { given, family } => {
            Person::Parts { family, given, suffix: String::new(), static_ordering: true }
        }
        Shape::Unspaced { given, family } => {
            Person::Parts { family, given, suffix: String::new(), static_ordering: false }
        }
        Shape::Whole(literal) => Person::Literal { literal },
    };
    names.iter().map(person).collect()
}

fn time(date: &Date, style: &Style<'_>) -> Time {
    let ends: Option<Vec<Day>> = match date.to {
        None => date.from.map(|day| vec![day]),
        Some(to) => date.from.zip(to).map(|(from, to)| vec![from, to]),
    };
    let parts = |ends: &Vec<Day>| ends.iter().map(|day| day_parts(*day)).collect::<Option<Vec<_>>>();
    match ends.as_ref().and_then(parts) {
        Some(date_parts) => Time::Parts {
            date_parts,
            season: date.from.and_then(|day| match day.within {
                Within::Season(Season::Spring) => Some(1),
                Within::Season(Season::Summer) => Some(2),
                Within::Season(Season::Autumn) => Some(3),
                Within::Season(Season::Winter) => Some(4),
                _ => None,
            }),
            circa: ends.iter().flatten().any(|day| day.doubt != Doubt::Certain),
        },
        None => Time::Literal { literal: date::whole(date, style) },
    }
}

fn day_parts(day: Day) -> Option<Vec<i64>> {
    let (year, month, day) = date::numbers(day)?;
    let year = if year > 0 { year } else { year - 1 };
    Some(std::iter::once(year).chain([month, day].into_iter().flatten().map(i64::from)).collect())
}

#[cfg(test)]
mod tests {
    use super::{csl_json, time};
    use crate::cite::record::Record;
    use crate::cite::samples::{
        bare, bateman_lyu, chinafile, date, day, gooding, hostile, liao, said, single, wang, whole, zhong,
    };
    use crate::cite::style::english;
    use crate::model::date::{Date, Doubt, Season, Within};

    #[test]
    fn the_sources_of_the_dossier() {
        assert_eq!(
            csl_json(&[bateman_lyu(), chinafile()]),
            r#"[
  {
    "id": "bateman-lyu-2020",
    "type": "interview",
    "author": [
      {
        "family": "Bateman",
        "given": "Jon"
      },
      {
        "family": "Lyu",
        "given": "Jinghua",
        "static-ordering": true
      }
    ],
    "title": "What Is the U.S. Ban on TikTok and WeChat All About? Two experts, one Chinese one American, weigh in",
    "container-title": "Carnegie Endowment for International Peace",
    "genre": "interview",
    "issued": {
      "date-parts": [
        [
          2020,
          8,
          25
        ]
      ]
    },
    "accessed": {
      "date-parts": [
        [
          2021
        ]
      ]
    },
    "language": "en",
    "custom": {
      "supplied": [
        "publisher",
        "captured"
      ]
    }
  },
  {
    "id": "chinafile-2020",
    "type": "article-magazine",
    "author": [
      {
        "family": "Seiff",
        "given": "Abby"
      },
      {
        "literal": "contributors whose names the capture has lost"
      }
    ],
    "title": "Technical Difficulties",
    "container-title": "ChinaFile",
    "genre": "conversation",
    "issued": {
      "date-parts": [
        [
          2020,
          9,
          21
        ],
        [
          2020,
          9,
          27
        ]
      ]
    },
    "language": "en",
    "custom": {
      "supplied": [
        "authors",
        "publisher",
        "published"
      ]
    }
  }
]
"#
        );
        assert_eq!(
            flat(&[gooding()]),
            r#"[{"id":"gooding-2020","type":"article-magazine","author":[{"family":"Gooding","given":"Matthew"}],"title":"TikTok and WeChat Banned in US From Sunday as Trump Clampdown Kicks In: President makes good on his threats to ban popular apps, will China retaliate?","container-title":"Tech Monitor","genre":"article","issued":{"date-parts":[[2020,9,18]]},"language":"en","custom":{"supplied":["publisher"]}}]"#
        );
        assert_eq!(
            flat(&[liao()]),
            r#"[{"id":"liao-2020","type":"article-magazine","author":[{"family":"Liao","given":"Rita"}],"title":"US threatens to restrict WeChat following TikTok backlash","container-title":"TechCrunch","genre":"article","issued":{"date-parts":[[2020,7]]},"accessed":{"date-parts":[[2020,8]],"circa":true},"language":"en","custom":{"supplied":["publisher","published","captured"]}}]"#
        );
        assert_eq!(
            flat(&[zhong()]),
            r#"[{"id":"zhong-2020","type":"article-magazine","author":[{"family":"Zhong","given":"Rui"}],"title":"It’s getting harder for tech companies to bridge the US-China divide: WeChat and TikTok are the latest targets in a deeply personal conflict over technology’s future.","container-title":"MIT Technology Review","genre":"article","issued":{"date-parts":[[2020,9,21]]},"accessed":{"date-parts":[[2023]],"circa":true},"language":"en","custom":{"supplied":["publisher","captured"]}}]"#
        );
    }

    #[test]
    fn names_of_other_scripts_and_values_that_break_files() {
        assert_eq!(
            flat(&[wang()]),
            r#"[{"id":"wang-2020","type":"article-newspaper","author":[{"family":"王","given":"小明"},{"literal":"习近平"}],"title":"数据安全法“解读”","container-title":"人民日报","genre":"news","issued":{"date-parts":[[2020,9,18]]},"URL":"https://example.org/数据?a=1&b={2}%20_","language":"zh-Hans","custom":{"archived":"https://archive.example.org/1"}}]"#
        );
        assert_eq!(
            flat(&[hostile()]),
            r##"[{"id":"hostile","type":"report","author":[{"literal":"Department of {Commerce"},{"literal":"Ann } and \\ Bob; C"}],"title":"100% of $5 & #1: a_b^c~d \\ {x} “quoted” \"straight\" <b>","publisher":"A & B, Inc.","genre":"report","URL":"https://example.org/{a}\\b\"c","language":"x-},"}]"##
        );
        let king = Record {
            authors: vec![whole("Martin Luther King Jr.")],
            kind: Some(said("law".to_owned())),
            ..bare("a", "T")
        };
        assert_eq!(
            flat(&[king]),
            r#"[{"id":"a","type":"legislation","author":[{"family":"King","given":"Martin Luther","suffix":"Jr."}],"title":"T","genre":"law","language":"en"}]"#
        );
        assert_eq!(csl_json(&[]), "[]\n");
    }

    #[test]
    fn dates_are_numbers_as_far_as_they_go() {
        let interval = |edtf: &str, from, to| Date { edtf: edtf.to_owned(), from, to: Some(to) };
        for (date, expected) in [
            (date(2020, 9, 18), r#"{"date-parts":[[2020,9,18]]}"#),
            (single("2020?", 2020, Within::Year, Doubt::Uncertain), r#"{"date-parts":[[2020]],"circa":true}"#),
            (
                single("2020-22", 2020, Within::Season(Season::Summer), Doubt::Certain),
                r#"{"date-parts":[[2020]],"season":2}"#,
            ),
            (single("2020-09-XX", 2020, Within::SomeDayOf(9), Doubt::Certain), r#"{"date-parts":[[2020,9]]}"#),
            (single("-0043", -43, Within::Year, Doubt::Certain), r#"{"date-parts":[[-44]]}"#),
            (single("201X", 2010, Within::Decade, Doubt::Certain), r#"{"literal":"2010s"}"#),
            (
                interval("2020-09-18/2020-10-02", Some(day(2020, 9, 18)), Some(day(2020, 10, 2))),
                r#"{"date-parts":[[2020,9,18],[2020,10,2]]}"#,
            ),
            (interval("2020-09-18/..", Some(day(2020, 9, 18)), None), r#"{"literal":"2020–"}"#),
        ] {
            assert_eq!(serde_json::to_string(&time(&date, &english())).expect("JSON"), expected);
        }
    }

    /// The same on one line, as the tests compare it.
    fn flat(records: &[Record]) -> String {
        let items: Vec<_> = records.iter().map(|record| super::Item::of(record, &english())).collect();
        serde_json::to_string(&items).expect("JSON")
    }
}
