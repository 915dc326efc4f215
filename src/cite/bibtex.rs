//! The bibliography as a BibTeX file, for BibTeX, biblatex and what imports their files.
//!
//! In UTF-8, one field a line, always in the same order. Characters that TeX takes for commands are written as the
//! commands that print them; braces too, since BibTeX counts even escaped ones. Words of a title that have a capital
//! stand in braces, so that no style makes `tiktok` of them. Names of people are in parts; bodies, descriptions and
//! names in Han, Hangul or Kana stand in braces as they are. BibTeX has no way to say that a family name comes first, so
//! `Lyu Jinghua` is in parts like all others. Addresses go into `url` as they are, which TeX reads word for word, but
//! for characters that would end the field.
//!
//! `year` and `month` are for BibTeX; `date` and `urldate` are for biblatex, which reads EDTF of levels 0 and 1.
//! `supplied` names the values that are the editor's; programs pass over fields that they do not know.

use super::name::Shape;
use super::record::{Form, Record, Said};
use super::style::{Style, english};
use super::{date, sorted};
use crate::model::page::Name;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The whole bibliography, in its order.
pub fn bibtex(records: &[Record]) -> String {
    let style = english();
    sorted(records).into_iter().map(|record| entry(record, &style)).collect::<Vec<_>>().join("\n")
}

fn entry(record: &Record, style: &Style<'_>) -> String {
    let form = record.form();
    let (kind, publisher_field) = match form {
        // An article must have a journal.
        Form::Magazine | Form::Newspaper | Form::Journal if record.publisher.is_some() => ("article", "journal"),
        Form::Report => ("techreport", "institution"),
        Form::Book => ("book", "publisher"),
        Form::Thesis => ("phdthesis", "school"),
        _ => ("misc", "howpublished"),
    };
    let text = |said: &Option<Said<String>>| said.as_ref().map(|said| braced(&escaped(&said.value)));
    let published = record.published.as_ref().map(|date| &date.value);
    let month = published.filter(|date| date.to.is_none()).and_then(|date| date::numbers(date.from?)?.1);
    let year = published.filter(|date| date.from.is_some() || date.to.is_some()).map(|date| date::year(date, style));
    let fields = [
        ("author", names(&record.authors)),
        ("editor", names(&record.editors)),
        ("title", Some(braced(&title(&record.full_title()))).filter(|title| title.len() > 2)),
        (publisher_field, text(&record.publisher)),
        ("type", text(&record.kind).filter(|_| matches!(kind, "techreport" | "phdthesis" | "misc"))),
        ("year", year.map(|year| braced(&escaped(&year)))),
        ("month", month.map(|month| MONTHS[usize::from(month.unsigned_abs()) - 1].to_owned())),
        ("date", published.map(|date| braced(&date.edtf))),
        ("url", record.url.as_ref().map(|url| braced(&address(&url.value)))),
        ("urldate", record.captured.as_ref().filter(|_| record.url.is_some()).map(|date| braced(&date.value.edtf))),
        ("language", Some(braced(&escaped(&record.language)))),
        ("supplied", Some(braced(&record.supplied().join(", "))).filter(|names| names.len() > 2)),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| Some(format!("  {name} = {},\n", value?)));
    format!("@{kind}{{{},\n{}}}\n", record.id, fields.collect::<String>())
}

fn names(names: &[Said<Name>]) -> Option<String> {
    let names: Vec<String> = names.iter().map(|name| person(&Shape::of(&name.value))).collect();
    (!names.is_empty()).then(|| braced(&names.join(" and ")))
}

fn person(name: &Shape) -> String {
    // A comma or an `and` within a part would end it.
    let part = |part: &str| {
        let has_separator = part.contains(',') || part.split(' ').any(|word| word.eq_ignore_ascii_case("and"));
        if has_separator { braced(&escaped(part)) } else { escaped(part) }
    };
    match name {
        Shape::GivenFirst { given, family, suffix } if !suffix.is_empty() => {
            format!("{}, {}, {}", part(family), part(suffix), part(given))
        }
        Shape::GivenFirst { given, family, .. } | Shape::FamilyFirst { given, family } => {
            format!("{}, {}", part(family), part(given))
        }
        Shape::Unspaced { .. } | Shape::Whole(_) => braced(&escaped(&name.plain())),
    }
}

/// A title, in which the words with capitals are protected.
fn title(title: &str) -> String {
    let protected = title.split(' ').map(|word| {
        let inner = word.trim_start_matches(|char: char| !char.is_alphanumeric());
        let (before, rest) = word.split_at(word.len() - inner.len());
        let inner = rest.trim_end_matches(|char: char| !char.is_alphanumeric());
        let (inner, after) = rest.split_at(inner.len());
        let inner_escaped = escaped(inner);
        let inner = if inner.contains(char::is_uppercase) { braced(&inner_escaped) } else { inner_escaped };
        format!("{}{inner}{}", escaped(before), escaped(after))
    });
    protected.collect::<Vec<_>>().join(" ")
}

fn braced(text: &str) -> String {
    format!("{{{text}}}")
}

/// `text` as TeX prints it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', char]),
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            other => out.push(other),
        }
    }
    out
}

/// An address, without the characters that no address has and that would end the field or the command around it.
fn address(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for char in address.chars() {
        match char {
            '{' | '}' | '\\' | '"' | '<' | '>' | '^' | '`' | '|' | ' ' => {
                out.push_str(&format!("%{:02X}", u32::from(char)))
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Record, bibtex};
    use crate::cite::samples::{article, bare, hostile, said, sources, supplied, wang, whole};
    use crate::model::date::Date;
    use crate::model::page::Name;

    #[test]
    fn the_sources_of_the_dossier() {
        assert_eq!(
            bibtex(&sources()),
            "\
@misc{bateman-lyu-2020,
  author = {Bateman, Jon and Lyu, Jinghua},
  title = {{What} {Is} the {U.S}. {Ban} on {TikTok} and {WeChat} {All} {About}? {Two} experts, one {Chinese} one {American}, weigh in},
  howpublished = {Carnegie Endowment for International Peace},
  type = {interview},
  year = {2020},
  month = aug,
  date = {2020-08-25},
  language = {en},
  supplied = {publisher, captured},
}

@article{gooding-2020,
  author = {Gooding, Matthew},
  title = {{TikTok} and {WeChat} {Banned} in {US} {From} {Sunday} as {Trump} {Clampdown} {Kicks} {In}: {President} makes good on his threats to ban popular apps, will {China} retaliate?},
  journal = {Tech Monitor},
  year = {2020},
  month = sep,
  date = {2020-09-18},
  language = {en},
  supplied = {publisher},
}

@article{liao-2020,
  author = {Liao, Rita},
  title = {{US} threatens to restrict {WeChat} following {TikTok} backlash},
  journal = {TechCrunch},
  year = {2020},
  month = jul,
  date = {2020-07},
  language = {en},
  supplied = {publisher, published, captured},
}

@article{chinafile-2020,
  author = {Seiff, Abby and {contributors whose names the capture has lost}},
  title = {{Technical} {Difficulties}},
  journal = {ChinaFile},
  year = {2020},
  date = {2020-09-21/2020-09-27},
  language = {en},
  supplied = {authors, publisher, published},
}

@article{zhong-2020,
  author = {Zhong, Rui},
  title = {{It’s} getting harder for tech companies to bridge the {US-China} divide: {WeChat} and {TikTok} are the latest targets in a deeply personal conflict over technology’s future.},
  journal = {MIT Technology Review},
  year = {2020},
  month = sep,
  date = {2020-09-21},
  language = {en},
  supplied = {publisher, captured},
}
"
        );
    }

    #[test]
    fn names_and_addresses_of_other_scripts() {
        assert_eq!(
            bibtex(&[wang()]),
            "\
@article{wang-2020,
  author = {{王小明} and {习近平}},
  title = {数据安全法“解读”},
  journal = {人民日报},
  year = {2020},
  month = sep,
  date = {2020-09-18T09:00:00+08},
  url = {https://example.org/数据?a=1&b=%7B2%7D%20_},
  language = {zh-Hans},
}
"
        );
    }

    #[test]
    fn nothing_of_a_value_is_a_command() {
        let written = bibtex(&[hostile()]);
        assert_eq!(
            written,
            "\
@techreport{hostile,
  author = {{Department of \\textbraceleft{}Commerce} and {Ann \\textbraceright{} and \\textbackslash{} Bob; C}},
  title = {100\\% of \\$5 \\& \\#1: a\\_b\\textasciicircum{}c\\textasciitilde{}d \\textbackslash{} \\textbraceleft{}x\\textbraceright{} “quoted” \"straight\" <b>},
  institution = {A \\& B, Inc.},
  type = {report},
  url = {https://example.org/%7Ba%7D%5Cb%22c},
  language = {x-\\textbraceright{},},
}
"
        );
        let balance = written.chars().fold(0, |depth, char| match char {
            '{' => depth + 1,
            '}' => depth - 1,
            _ => depth,
        });
        assert_eq!(balance, 0);
    }

    #[test]
    fn what_is_missing_is_left_out() {
        assert_eq!(bibtex(&[bare("a", "")]), "@misc{a,\n  language = {en},\n}\n");
        // Without the journal that an article must have.
        assert!(bibtex(&[article("a", "Rui Zhong", 2020, "T")]).starts_with("@misc{a,\n"));
        let open = Date {
            edtf: "../2020".to_owned(),
            from: None,
            to: article("a", "", 2020, "").published.map(|date| date.value.from),
        };
        let record = Record {
            published: Some(supplied(open)),
            authors: vec![
                said(Name::Parts {
                    given: "Ann and Bob".to_owned(),
                    family: "King, jr".to_owned(),
                    family_first: false,
                }),
                whole("Martin Luther King Jr."),
            ],
            ..bare("a", "T")
        };
        assert_eq!(
            bibtex(&[record]),
            "\
@misc{a,
  author = {{King, jr}, {Ann and Bob} and King, Jr., Martin Luther},
  title = {{T}},
  year = {–2020},
  date = {../2020},
  language = {en},
  supplied = {published},
}
"
        );
    }
}
