//! Records for the tests: the sources of the dossier in this repository, Chinese names, and what breaks files.

use std::collections::BTreeMap;

use super::style::english;
use super::{Place, Record, Run, Said, chicago, plain};
use crate::model::date::{Date, Day, Doubt, Within};
use crate::model::id::Id;
use crate::model::page::Name;

/// An entry in English.
pub(super) fn entry(record: &Record, suffix: &str) -> Vec<Run> {
    chicago::entry(record, suffix, &english())
}

pub(super) fn suffixes(records: &[Record]) -> BTreeMap<Id, String> {
    chicago::suffixes(&chicago::sorted(records), &english())
}

pub(super) fn labels(records: &[Record], suffixes: &BTreeMap<Id, String>) -> BTreeMap<Id, String> {
    chicago::labels(records, suffixes, &english())
}

pub(super) fn how_to_cite(record: &Record, suffix: &str, place: &Place<'_>) -> String {
    plain(&chicago::at_place(entry(record, suffix), place, &english()))
}

pub(super) fn said<T>(value: T) -> Said<T> {
    Said { value, supplied: false }
}

pub(super) fn supplied<T>(value: T) -> Said<T> {
    Said { value, supplied: true }
}

pub(super) fn whole(name: &str) -> Said<Name> {
    said(Name::Whole(name.to_owned()))
}

pub(super) fn family_first(family: &str, given: &str) -> Said<Name> {
    said(Name::Parts { given: given.to_owned(), family: family.to_owned(), family_first: true })
}

pub(super) fn day(year: i64, month: i8, day: i8) -> Day {
    Day { year, within: Within::Day { month, day }, doubt: Doubt::Certain }
}

pub(super) fn date(year: i64, month: i8, of_month: i8) -> Date {
    Date { edtf: format!("{year:04}-{month:02}-{of_month:02}"), from: Some(day(year, month, of_month)), to: None }
}

pub(super) fn single(edtf: &str, year: i64, within: Within, doubt: Doubt) -> Date {
    Date { edtf: edtf.to_owned(), from: Some(Day { year, within, doubt }), to: None }
}

/// A record of which nothing is known but its title.
pub(super) fn bare(id: &str, title: &str) -> Record {
    Record {
        id: Id::new(id).expect("an id"),
        kind: None,
        authors: Vec::new(),
        editors: Vec::new(),
        title: said(title.to_owned()),
        subtitle: None,
        publisher: None,
        published: None,
        updated: None,
        captured: None,
        url: None,
        archived: None,
        language: "en".to_owned(),
    }
}

/// An article by `author` in a year.
pub(super) fn article(id: &str, author: &str, year: i64, title: &str) -> Record {
    Record {
        kind: Some(said("article".to_owned())),
        authors: vec![whole(author)],
        published: Some(said(single(&format!("{year:04}"), year, Within::Year, Doubt::Certain))),
        ..bare(id, title)
    }
}

pub(super) fn bateman_lyu() -> Record {
    Record {
        kind: Some(said("interview".to_owned())),
        authors: vec![whole("Jon Bateman"), family_first("Lyu", "Jinghua")],
        subtitle: Some(said("Two experts, one Chinese one American, weigh in".to_owned())),
        publisher: Some(supplied("Carnegie Endowment for International Peace".to_owned())),
        published: Some(said(date(2020, 8, 25))),
        captured: Some(supplied(single("2021", 2021, Within::Year, Doubt::Certain))),
        ..bare("bateman-lyu-2020", "What Is the U.S. Ban on TikTok and WeChat All About?")
    }
}

pub(super) fn chinafile() -> Record {
    let published = Date {
        edtf: "2020-09-21/2020-09-27".to_owned(),
        from: Some(day(2020, 9, 21)),
        to: Some(Some(day(2020, 9, 27))),
    };
    let lost = Name::Whole("contributors whose names the capture has lost".to_owned());
    Record {
        kind: Some(said("conversation".to_owned())),
        authors: vec![whole("Abby Seiff"), supplied(lost)],
        publisher: Some(supplied("ChinaFile".to_owned())),
        published: Some(supplied(published)),
        ..bare("chinafile-2020", "Technical Difficulties")
    }
}

pub(super) fn gooding() -> Record {
    Record {
        kind: Some(said("article".to_owned())),
        authors: vec![whole("Matthew Gooding")],
        subtitle: Some(said(
            "President makes good on his threats to ban popular apps, will China retaliate?".to_owned(),
        )),
        publisher: Some(supplied("Tech Monitor".to_owned())),
        published: Some(said(date(2020, 9, 18))),
        updated: Some(said(date(2020, 9, 21))),
        ..bare("gooding-2020", "TikTok and WeChat Banned in US From Sunday as Trump Clampdown Kicks In")
    }
}

pub(super) fn liao() -> Record {
    Record {
        kind: Some(said("article".to_owned())),
        authors: vec![whole("Rita Liao")],
        publisher: Some(supplied("TechCrunch".to_owned())),
        published: Some(supplied(single("2020-07", 2020, Within::Month(7), Doubt::Certain))),
        captured: Some(supplied(single("2020-08~", 2020, Within::Month(8), Doubt::Approximate))),
        ..bare("liao-2020", "US threatens to restrict WeChat following TikTok backlash")
    }
}

pub(super) fn zhong() -> Record {
    Record {
        kind: Some(said("article".to_owned())),
        authors: vec![whole("Rui Zhong")],
        subtitle: Some(said(
            "WeChat and TikTok are the latest targets in a deeply personal conflict over technology’s future."
                .to_owned(),
        )),
        publisher: Some(supplied("MIT Technology Review".to_owned())),
        published: Some(said(date(2020, 9, 21))),
        captured: Some(supplied(single("2023~", 2023, Within::Year, Doubt::Approximate))),
        ..bare("zhong-2020", "It’s getting harder for tech companies to bridge the US-China divide")
    }
}

/// The sources of this repository, in order of their ids.
pub(super) fn sources() -> Vec<Record> {
    vec![bateman_lyu(), chinafile(), gooding(), liao(), zhong()]
}

/// A Chinese newspaper article with an address and an archive's copy.
pub(super) fn wang() -> Record {
    Record {
        kind: Some(said("news".to_owned())),
        authors: vec![family_first("王", "小明"), whole("习近平")],
        publisher: Some(said("人民日报".to_owned())),
        published: Some(said(single("2020-09-18T09:00:00+08", 2020, moment(), Doubt::Certain))),
        url: Some(said("https://example.org/数据?a=1&b={2}%20_".to_owned())),
        archived: Some(said("https://archive.example.org/1".to_owned())),
        language: "zh-Hans".to_owned(),
        ..bare("wang-2020", "数据安全法“解读”")
    }
}

fn moment() -> Within {
    use crate::model::date::{Clock, Zone};
    Within::Moment { month: 9, day: 18, clock: Clock { hour: 9, minute: 0, second: 0, zone: Zone::Shift(480) } }
}

/// A report by a body whose values hold what has a meaning in files for programs.
pub(super) fn hostile() -> Record {
    Record {
        kind: Some(said("report".to_owned())),
        authors: vec![whole("Department of {Commerce"), whole("Ann } and \\ Bob; C")],
        title: said("100% of $5 & #1: a_b^c~d \\ {x} “quoted” \"straight\" <b>".to_owned()),
        publisher: Some(said("A & B, Inc.".to_owned())),
        url: Some(said("https://example.org/{a}\\b\"c".to_owned())),
        language: "x-},".to_owned(),
        ..bare("hostile", "")
    }
}
