//! What reference managers read off the page of a source: `<meta>` elements in its head.
//!
//! The names are those that Highwire Press began and that Google Scholar, Zotero, Mendeley and others read. What Zotero
//! makes of them was read off its translators *Embedded Metadata* and *RDF*, as of June 2024:
//!
//! - `citation_journal_title`, `citation_technical_report_institution` and `citation_dissertation_institution` decide
//!   alone that an item is a journal article, a report or a thesis. So magazines and newspapers must not use the first.
//! - Otherwise `citation_title` makes anything a journal article, unless `z:itemType` names one of Zotero's own types.
//!   That decides before `og:type`, `DC.type` and all else, so a page may have an `og:type` beside it. PRISM's
//!   `aggregationType`, made for this, has no effect.
//! - `prism.publicationName` becomes the title of the magazine, newspaper, blog or website. An interview has no such
//!   field in Zotero, and loses it.
//! - `citation_author` and `citation_editor`, one for each name. `Family, Given` is taken apart at the comma; without one
//!   the last word would become the family name, also of a body. So the name of a body ends with a comma, which Zotero
//!   removes, keeping the name whole. Of an interview the authors become those who are interviewed.
//! - `citation_public_url` becomes the address; without it, that is the page in the dossier itself.
//! - Dates have no room for doubt, and brackets would be taken for words: what the editor supplied looks like the rest.
//!
//! Zotero gives one item a page, so pages with the whole bibliography should link its files instead.

use super::date;
use super::name::Shape;
use super::record::{Form, Record, Said};
use crate::model::page::Name;

/// Names and contents of the elements, in the order in which they are to stand. The contents are plain text.
///
/// The dates are `YYYY/MM/DD`, `YYYY/MM` or `YYYY`, of an interval the start; none where the year itself is not known.
pub fn meta(record: &Record) -> Vec<(&'static str, String)> {
    let form = record.form();
    let mut tags = vec![("citation_title", record.full_title())];
    // What stands for people whose names are lost is no name.
    let authors = record.authors.iter().filter(|name| !Shape::of(&name.value).is_description());
    tags.extend(authors.map(|name| ("citation_author", person(name))));
    tags.extend(record.editors.iter().map(|name| ("citation_editor", person(name))));
    let published = record.published.as_ref().and_then(|date| date::slashed(&date.value));
    tags.extend(published.map(|date| ("citation_publication_date", date)));
    let (item_type, publisher) = match form {
        Form::Magazine => ("magazineArticle", "prism.publicationName"),
        Form::Newspaper => ("newspaperArticle", "prism.publicationName"),
        Form::Journal => ("journalArticle", "citation_journal_title"),
        Form::Interview => ("interview", "prism.publicationName"),
        Form::Report => ("report", "citation_technical_report_institution"),
        Form::Statute => ("statute", "citation_publisher"),
        Form::Bill => ("bill", "citation_publisher"),
        Form::Case => ("case", "citation_publisher"),
        Form::Hearing => ("hearing", "citation_publisher"),
        Form::Letter => ("letter", "citation_publisher"),
        Form::Speech => ("presentation", "citation_publisher"),
        Form::Book => ("book", "citation_publisher"),
        Form::Thesis => ("thesis", "citation_dissertation_institution"),
        Form::WebPage => ("webpage", "prism.publicationName"),
        Form::Post => ("blogPost", "prism.publicationName"),
        Form::Document => ("document", "citation_publisher"),
    };
    tags.extend(record.publisher.iter().map(|said| (publisher, said.value.clone())));
    tags.push(("citation_language", record.language.clone()));
    tags.extend(record.url.iter().map(|said| ("citation_public_url", said.value.clone())));
    tags.push(("z:itemType", item_type.to_owned()));
    tags.retain(|(_, content)| !content.is_empty());
    tags
}

fn person(name: &Said<Name>) -> String {
    let text = match Shape::of(&name.value) {
        // Only the first comma counts, so the suffix goes with the given names.
        Shape::GivenFirst { given, family, suffix } => format!("{family}, {given} {suffix}"),
        Shape::FamilyFirst { given, family } | Shape::Unspaced { given, family } => format!("{family}, {given}"),
        Shape::Whole(name) => format!("{name},"),
    };
    // A semicolon would begin another name.
    text.replace(';', " ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Record, meta};
    use crate::cite::samples::{bare, bateman_lyu, chinafile, gooding, hostile, liao, said, wang, whole, zhong};

    fn check(record: &Record, expected: &[(&str, &str)]) {
        let tags = meta(record);
        let tags: Vec<(&str, &str)> = tags.iter().map(|(name, content)| (*name, content.as_str())).collect();
        assert_eq!(tags, expected);
    }

    #[test]
    fn the_sources_of_the_dossier() {
        check(
            &bateman_lyu(),
            &[
                (
                    "citation_title",
                    "What Is the U.S. Ban on TikTok and WeChat All About? Two experts, one Chinese one American, weigh in",
                ),
                ("citation_author", "Bateman, Jon"),
                ("citation_author", "Lyu, Jinghua"),
                ("citation_publication_date", "2020/08/25"),
                ("prism.publicationName", "Carnegie Endowment for International Peace"),
                ("citation_language", "en"),
                ("z:itemType", "interview"),
            ],
        );
        check(
            &chinafile(),
            &[
                ("citation_title", "Technical Difficulties"),
                ("citation_author", "Seiff, Abby"),
                ("citation_publication_date", "2020/09/21"),
                ("prism.publicationName", "ChinaFile"),
                ("citation_language", "en"),
                ("z:itemType", "magazineArticle"),
            ],
        );
        for (record, author, date, publisher) in [
            (gooding(), "Gooding, Matthew", "2020/09/18", "Tech Monitor"),
            (liao(), "Liao, Rita", "2020/07", "TechCrunch"),
            (zhong(), "Zhong, Rui", "2020/09/21", "MIT Technology Review"),
        ] {
            let title = record.full_title();
            check(
                &record,
                &[
                    ("citation_title", &title),
                    ("citation_author", author),
                    ("citation_publication_date", date),
                    ("prism.publicationName", publisher),
                    ("citation_language", "en"),
                    ("z:itemType", "magazineArticle"),
                ],
            );
        }
    }

    #[test]
    fn names_and_addresses_of_other_scripts() {
        check(
            &wang(),
            &[
                ("citation_title", "数据安全法“解读”"),
                ("citation_author", "王, 小明"),
                ("citation_author", "习近平,"),
                ("citation_publication_date", "2020/09/18"),
                ("prism.publicationName", "人民日报"),
                ("citation_language", "zh-Hans"),
                ("citation_public_url", "https://example.org/数据?a=1&b={2}%20_"),
                ("z:itemType", "newspaperArticle"),
            ],
        );
    }

    #[test]
    fn bodies_and_suffixes_stay_with_their_names() {
        let tags = meta(&hostile());
        assert_eq!(tags[1], ("citation_author", "Department of {Commerce,".to_owned()));
        assert_eq!(tags[2], ("citation_author", "Ann } and \\ Bob  C,".to_owned()));
        assert_eq!(tags[3], ("citation_technical_report_institution", "A & B, Inc.".to_owned()));
        let journal = Record {
            kind: Some(said("paper".to_owned())),
            authors: vec![whole("Martin Luther King Jr.")],
            editors: vec![whole("Ann Bee")],
            publisher: Some(said("Journal".to_owned())),
            ..bare("a", "")
        };
        check(
            &journal,
            &[
                ("citation_author", "King, Martin Luther Jr."),
                ("citation_editor", "Bee, Ann"),
                ("citation_journal_title", "Journal"),
                ("citation_language", "en"),
                ("z:itemType", "journalArticle"),
            ],
        );
    }
}
