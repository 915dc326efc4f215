//! What holds of the files and labels whatever the metadata say.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::bibtex::bibtex;
use super::csl_json::csl_json;
use super::meta::meta;
use super::ris::ris;
use super::samples::{bare, date, how_to_cite, labels, suffixes};
use super::{Place, Record, Said, sorted};
use crate::model::page::Name;

/// Words, marks that mean something in one of the forms, and white space.
fn text() -> impl Strategy<Value = String> {
    let pieces = "(Zhong|Rui|von|the|Office|and|Jr[.]|王|[a-z]{1,3}|[0-9]|[{}\\\\%&$#_~^@\"'“”‘’„,;:.?!/<>-]|[ \n\r\t\u{85}\u{2028}\0]){0,8}";
    prop_oneof![proptest::string::string_regex(pieces).expect("the expression is well-formed"), ".{0,6}"]
}

fn name() -> impl Strategy<Value = Said<Name>> {
    let whole = text().prop_map(Name::Whole);
    let parts = (text(), text(), any::<bool>()).prop_map(|(given, family, family_first)| Name::Parts {
        given,
        family,
        family_first,
    });
    (prop_oneof![whole, parts], any::<bool>()).prop_map(|(value, supplied)| Said { value, supplied })
}

fn said() -> impl Strategy<Value = Option<Said<String>>> {
    prop::option::of((text(), any::<bool>()).prop_map(|(value, supplied)| Said { value, supplied }))
}

fn record() -> impl Strategy<Value = Record> {
    let kind = prop_oneof![Just("article"), Just("report"), Just("law"), Just("book"), Just("")];
    let year = prop::option::of((2019..2022_i64, any::<bool>()));
    let names = || prop::collection::vec(name(), 0..3);
    (kind, names(), names(), text(), said(), said(), year, said()).prop_map(
        |(kind, authors, editors, title, subtitle, publisher, year, url)| Record {
            kind: Some(Said { value: kind.to_owned(), supplied: false }),
            authors,
            editors,
            title: Said { value: title, supplied: false },
            subtitle,
            publisher,
            published: year.map(|(year, supplied)| Said { value: date(year, 9, 18), supplied }),
            url,
            ..bare("a", "")
        },
    )
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec(record(), 0..6).prop_map(|mut records| {
        for (number, record) in records.iter_mut().enumerate() {
            record.id = bare(&format!("r{number}"), "").id;
        }
        records
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(2020), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn a_bibtex_file_has_its_entries_and_no_others(records in records()) {
        let file = bibtex(&records);
        let mut depth = 0;
        let mut entries = 0;
        for char in file.chars() {
            match char {
                '{' => depth += 1,
                '}' => depth -= 1,
                '@' if depth == 0 => entries += 1,
                _ => {}
            }
            prop_assert!(depth >= 0, "{file}");
        }
        prop_assert_eq!((depth, entries), (0, records.len()), "{}", file);
    }

    #[test]
    fn every_line_of_an_ris_file_is_a_field(records in records()) {
        let file = ris(&records);
        prop_assert_eq!(file.matches("ER  - \r\n").count(), records.len());
        for line in file.split_terminator("\r\n").filter(|line| !line.is_empty()) {
            let is_field = line.get(2..6) == Some("  - ") && line[..2].chars().all(|char| char.is_ascii_alphanumeric());
            prop_assert!(is_field && !line.contains(char::is_control), "{line}");
        }
    }

    #[test]
    fn csl_json_says_what_the_records_say(records in records()) {
        let file: serde_json::Value = serde_json::from_str(&csl_json(&records)).expect("it is JSON");
        let titles: Vec<_> = file.as_array().expect("an array").iter().map(|item| item["title"].clone()).collect();
        let expected: Vec<_> = sorted(&records).iter().map(|record| record.full_title().into()).collect::<Vec<serde_json::Value>>();
        prop_assert_eq!(titles, expected);
    }

    #[test]
    fn no_two_records_have_the_same_label(records in records()) {
        let labels = labels(&records, &suffixes(&records));
        prop_assert_eq!(labels.len(), records.len());
        let different: BTreeSet<&String> = labels.values().collect();
        prop_assert_eq!(different.len(), records.len(), "{:?}", labels);
    }

    #[test]
    fn the_order_is_that_of_the_records_not_of_their_arrival(records in records()) {
        let mut reversed = records.clone();
        reversed.reverse();
        prop_assert_eq!(sorted(&records), sorted(&reversed));
        prop_assert_eq!(labels(&records, &suffixes(&records)), labels(&reversed, &suffixes(&reversed)));
    }

    #[test]
    fn any_record_can_be_cited(record in record()) {
        let place = Place { dossier: "Dossier", address: "", paragraph: Some(1) };
        let text = how_to_cite(&record, "a", &place);
        prop_assert!(text.ends_with(" In Dossier, paragraph 1."));
        prop_assert!(meta(&record).iter().all(|(_, content)| !content.is_empty()));
    }
}
