//! Labels, entries and their order.

use super::{Place, Short, letters, sorted};
use crate::cite::record::Record;
use crate::cite::runs::{Run, Whose, plain};
use crate::cite::samples::{
    article, bare, bateman_lyu, chinafile, date, entry, family_first, gooding, hostile, how_to_cite, labels, liao,
    said, single, sources, suffixes, supplied, wang, whole, zhong,
};
use crate::cite::style::{Style, english, words_of};
use crate::model::date::{Doubt, Within};
use crate::model::page::Name;

fn written(record: &Record) -> String {
    plain(&entry(record, ""))
}

fn label(record: &Record) -> String {
    let Short { names, year } = super::short(record, &english());
    format!("{names} {year}")
}

#[test]
fn the_sources_of_the_dossier() {
    let labels: Vec<String> = labels(&sources(), &suffixes(&sources())).into_values().collect();
    assert_eq!(labels, ["Bateman and Lyu 2020", "Seiff et al. [2020]", "Gooding 2020", "Liao [2020]", "Zhong 2020"]);
    assert_eq!(
        written(&bateman_lyu()),
        "Bateman, Jon, and Lyu Jinghua. 2020. “What Is the U.S. Ban on TikTok and WeChat All About? Two experts, one \
         Chinese one American, weigh in.” [Carnegie Endowment for International Peace], August 25."
    );
    assert_eq!(
        written(&chinafile()),
        "Seiff, Abby, and [contributors whose names the capture has lost]. [2020]. “Technical Difficulties.” \
         [ChinaFile], [September 21–27]."
    );
    assert_eq!(
        written(&gooding()),
        "Gooding, Matthew. 2020. “TikTok and WeChat Banned in US From Sunday as Trump Clampdown Kicks In: President \
         makes good on his threats to ban popular apps, will China retaliate?” [Tech Monitor], September 18, updated \
         September 21."
    );
    assert_eq!(
        written(&liao()),
        "Liao, Rita. [2020]. “US threatens to restrict WeChat following TikTok backlash.” [TechCrunch], [July]."
    );
    assert_eq!(
        written(&zhong()),
        "Zhong, Rui. 2020. “It’s getting harder for tech companies to bridge the US-China divide: WeChat and TikTok \
         are the latest targets in a deeply personal conflict over technology’s future.” [MIT Technology Review], \
         September 21."
    );
}

#[test]
fn what_is_italic_and_what_leads_somewhere() {
    let style = Run::style;
    let own = |whose, text: &str| Run::of(whose, text);
    let link = |address: &str| Run { href: Some(address.to_owned()), ..own(Whose::Address, address) };
    let italic = |text: &str| Run { italic: true, ..own(Whose::Name, text) };
    assert_eq!(
        entry(&wang(), "a"),
        [
            own(Whose::Name, "王小明"),
            style(" and "),
            own(Whose::Name, "习近平"),
            style(". 2020a. “"),
            own(Whose::Title, "数据安全法‘解读"),
            style(".’” "),
            italic("人民日报"),
            style(", September 18. "),
            link("https://example.org/数据?a=1&b={2}%20_"),
            style(", archived at "),
            link("https://archive.example.org/1"),
            style("."),
        ]
    );
    assert!(entry(&zhong(), "").contains(&italic("MIT Technology Review")));
}

/// The style of a language: that of the theme, or of the fixture that has a file for it.
fn in_words_of(words: &str, record: &Record, place: &Place<'_>) -> String {
    let words = words_of("", words);
    let style = Style::of(&words);
    plain(&super::at_place(super::entry(record, "", &style), place, &style))
}

#[test]
fn a_citation_speaks_the_language_of_the_dossier() {
    let german = include_str!("../../../themes/default/words/de.toml");
    let arabic = include_str!("../../../tests/fixtures/scripts/arabic/themes/default/words/ar.toml");
    let chinese = include_str!("../../../tests/fixtures/scripts/chinese/themes/default/words/zh.toml");
    let place = Place { dossier: "D", address: "sources/a.html", paragraph: Some(3) };
    let two = Record {
        authors: vec![whole("Ann Bee"), whole("Cy Dee")],
        editors: vec![whole("Ed Eff")],
        updated: Some(said(date(2020, 10, 2))),
        published: Some(said(date(2020, 9, 21))),
        publisher: Some(said("P".to_owned())),
        ..article("a", "", 2020, "The “fox” ran?")
    };
    assert_eq!(
        in_words_of(german, &two, &place),
        "Bee, Ann und Cy Dee. 2020. „The ‚fox‘ ran?“ Herausgegeben von Ed Eff. P, 21.\u{a0}September, aktualisiert \
         2.\u{a0}Oktober. In D, Absatz 3, sources/a.html."
    );
    assert_eq!(
        in_words_of(arabic, &two, &place),
        "Bee, Ann وCy Dee. 2020. «The “fox” ran?» تحرير Ed Eff. P، 21 سبتمبر، حُدِّث 2 أكتوبر. في D، الفقرة 3، sources/a.html."
    );
    assert_eq!(
        in_words_of(chinese, &two, &place),
        "Bee, Ann和Cy Dee. 2020. 《The “fox” ran?》 Ed Eff编. P，9月21日，10月2日更新. 载D，第 3 段，sources/a.html."
    );
    let undated = Record {
        captured: Some(said(date(2021, 1, 2))),
        archived: Some(said("https://example.org".to_owned())),
        ..bare("b", "《狐狸》")
    };
    assert_eq!(
        in_words_of(german, &undated, &place),
        "„《狐狸》“. o.\u{a0}J. Zugriff 2.\u{a0}Januar 2021. Archiviert unter https://example.org. In D, Absatz 3, sources/a.html."
    );
    assert!(in_words_of(chinese, &undated, &place).starts_with("《〈狐狸〉》. 无日期. 2021年1月2日访问."));
}

#[test]
fn who_and_when_are_missing() {
    let undated = Record {
        publisher: Some(supplied("TechCrunch".to_owned())),
        captured: Some(supplied(single("2020-08~", 2020, Within::Month(8), Doubt::Approximate))),
        kind: Some(said("article".to_owned())),
        ..bare("a", "The end of an app")
    };
    assert_eq!(label(&undated), "[TechCrunch] n.d.");
    assert_eq!(written(&undated), "[TechCrunch]. n.d. “The end of an app.” Accessed [ca. August 2020].");
    let only_title = bare("b", "The “end” of an app, at last: a story");
    assert_eq!(label(&only_title), "“‘end’ of an app” n.d.");
    assert_eq!(written(&only_title), "“The ‘end’ of an app, at last: a story.” n.d.");
    let described =
        Record { title: supplied("Letter to the editor".to_owned()), ..article("c", "Rui Zhong", 2020, "") };
    assert_eq!(written(&described), "Zhong, Rui. 2020. [Letter to the editor].");
    let edited =
        Record { editors: vec![whole("Rui Zhong")], published: Some(said(date(2020, 9, 1))), ..bare("d", "Memos") };
    assert_eq!(
        (label(&edited), written(&edited)),
        ("Zhong 2020".to_owned(), "Zhong, Rui, ed. 2020. “Memos.” September 1.".to_owned(),)
    );
    let both = Record {
        editors: vec![whole("Ann Bee"), family_first("Lyu", "Jinghua")],
        ..article("e", "Rui Zhong", 2020, "Memos")
    };
    assert_eq!(written(&both), "Zhong, Rui. 2020. “Memos.” Edited by Ann Bee and Lyu Jinghua.");
    let updated = Record { updated: Some(said(date(2021, 1, 2))), ..article("f", "Rui Zhong", 2020, "Wait …!") };
    assert_eq!(written(&updated), "Zhong, Rui. 2020. “Wait …!” Updated January 2, 2021.");
    assert_eq!(written(&bare("g", "")), "n.d.");
}

#[test]
fn texts_that_stand_alone() {
    assert_eq!(
        entry(&hostile(), "").iter().find(|run| run.italic).map(|run| run.text.as_str()),
        Some("100% of $5 & #1: a_b^c~d \\ {x} “quoted” \"straight\" <b>")
    );
    let law = Record {
        kind: Some(said("law".to_owned())),
        authors: vec![whole("National People’s Congress")],
        published: Some(said(date(2017, 6, 1))),
        ..bare("law", "Cybersecurity Law")
    };
    assert_eq!(written(&law), "National People’s Congress. 2017. Cybersecurity Law. June 1.");
}

#[test]
fn names_in_a_row() {
    let by = |names: &[&str]| Record { authors: names.iter().map(|name| whole(name)).collect(), ..bare("a", "T") };
    for (names, expected_label, head) in [
        (&["Ann Bee"] as &[_], "Bee n.d.", "Bee, Ann. n.d."),
        (&["Ann Bee", "Cy Dee"], "Bee and Dee n.d.", "Bee, Ann, and Cy Dee. n.d."),
        (&["World Bank", "Cy Dee"], "World Bank and Dee n.d.", "World Bank and Cy Dee. n.d."),
        (&["Ann Bee", "Cy Dee", "Ed Eff"], "Bee, Dee, and Eff n.d.", "Bee, Ann, Cy Dee, and Ed Eff. n.d."),
        (&["A B", "C D", "E F", "G H"], "B et al. n.d.", "B, A, C D, E F, and G H. n.d."),
        (
            &["A A", "B B", "C C", "D D", "E E", "F F", "G G", "H H", "I I", "J J", "K K"],
            "A et al. n.d.",
            "A, A, B B, C C, D D, E E, F F, G G, et al. n.d.",
        ),
        (&["Martin King Jr."], "King n.d.", "King, Martin, Jr. n.d."),
    ] {
        let record = by(names);
        assert_eq!(label(&record), expected_label);
        assert_eq!(written(&record), format!("{head} “T.”"));
    }
    let supplied_name = Record { authors: vec![supplied(Name::Whole("Ann Bee".to_owned()))], ..bare("a", "T") };
    assert_eq!(label(&supplied_name), "[Bee] n.d.");
    assert_eq!(written(&supplied_name), "[Bee, Ann]. n.d. “T.”");
}

#[test]
fn letters_tell_labels_apart() {
    let mut records = vec![
        article("d", "Rui Zhong", 2020, "The second"),
        article("c", "Rui Zhong", 2020, "A first"),
        article("a", "Rui Zhong", 2021, "Later"),
        article("b", "Li Zhong", 2020, "Zero"),
    ];
    records[0].published.as_mut().expect("it has one").supplied = true;
    records.push(Record { authors: vec![whole("Rui Zhong")], ..bare("e", "Undated") });
    records.push(Record { authors: vec![whole("Rui Zhong")], ..bare("f", "Undated too") });
    let labels: Vec<(String, String)> =
        labels(&records, &suffixes(&records)).into_iter().map(|(id, label)| (id.to_string(), label)).collect();
    let expected = [
        ("a", "Zhong 2021"),
        ("b", "Zhong 2020a"),
        ("c", "Zhong 2020b"),
        ("d", "Zhong [2020c]"),
        ("e", "Zhong n.d.-a"),
        ("f", "Zhong n.d.-b"),
    ];
    assert_eq!(labels, expected.map(|(id, label)| (id.to_owned(), label.to_owned())));
    assert_eq!(suffixes(&records).len(), 5);
    assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["a", "z", "aa", "az", "ba", "zz", "aaa"]);
}

#[test]
fn a_bibliography_is_in_this_order() {
    let records = [
        article("a1", "Ann Álvarez", 2021, "T"),
        article("a2", "Ann Alvarez", 2020, "The zebra"),
        article("a3", "Ann Alvarez", 2020, "An ape"),
        Record { authors: vec![whole("Ann Alvarez")], ..bare("a4", "B") },
        Record { authors: vec![whole("Ann Alvarez"), whole("Cy Dee")], ..article("a5", "", 1999, "T") },
        article("b1", "The Citizen Lab", 2020, "T"),
        bare("m1", "The Memo"),
        article("v1", "Ursula von der Leyen", 2020, "T"),
        wang(),
    ];
    let mut shuffled = records.to_vec();
    shuffled.reverse();
    let order: Vec<&str> = sorted(&shuffled).into_iter().map(|record| record.id.as_str()).collect();
    assert_eq!(order, ["a3", "a2", "a1", "a4", "a5", "b1", "m1", "v1", "wang-2020"]);
}

#[test]
fn a_reader_cites_a_source_and_a_paragraph() {
    let place =
        Place { dossier: "Apps at the border", address: "https://example.org/sources/liao-2020.html", paragraph: None };
    let start =
        "Liao, Rita. [2020]. “US threatens to restrict WeChat following TikTok backlash.” [TechCrunch], [July].";
    assert_eq!(
        how_to_cite(&liao(), "", &place),
        format!("{start} In Apps at the border, https://example.org/sources/liao-2020.html.")
    );
    let paragraph =
        Place { address: "https://example.org/sources/liao-2020.html#p-1a2b3c", paragraph: Some(12), ..place };
    assert_eq!(
        how_to_cite(&liao(), "", &paragraph),
        format!("{start} In Apps at the border, paragraph 12, https://example.org/sources/liao-2020.html#p-1a2b3c.")
    );
    let offline = Place { address: "", ..paragraph };
    assert_eq!(how_to_cite(&liao(), "", &offline), format!("{start} In Apps at the border, paragraph 12."));
    assert_eq!(how_to_cite(&liao(), "", &Place { dossier: "", address: "", paragraph: None }), start);
}

#[test]
fn quotation_marks_within_quotation_marks() {
    for (title, expected) in [
        ("A “fox” ran", "A ‘fox’ ran"),
        ("A \"fox\" ran", "A ‘fox’ ran"),
        ("“It’s the ‘fox’s’ turn,” he said", "‘It’s the “fox’s” turn,’ he said"),
        ("The foxes’ den", "The foxes’ den"),
        ("„Fuchs“ und «renard»", "‘Fuchs’ und «renard»"),
        ("It’s a ‘fox’", "It’s a ‘fox’"),
        ("(\"fox\")", "(‘fox’)"),
        ("5\" disks", "5’ disks"),
        ("«A»「B」《C》", "«A»「B」《C》"),
        ("“", "‘"),
        ("", ""),
    ] {
        assert_eq!(english().nested(title), expected, "{title}");
    }
}
