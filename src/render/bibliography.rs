//! The bibliography, and how to cite a source.

use super::view::{BibliographyView, CiteView, Link};
use super::words::count;
use super::{Page, lang_and_dir};
use crate::cite::{self, Place, Record, Run, Style, Whose};
use crate::model::dossier::Source;
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::page::Direction;
use crate::model::site::Data;
use crate::text::escape::{escape, escape_into};
use crate::text::language::runs_against;

impl Page<'_> {
    /// The sources, for citing.
    fn records(&self) -> Vec<Record> {
        self.ask.sources().iter().map(|source| Record::of(&source.page)).collect()
    }

    /// Page `number` of the bibliography.
    pub(super) fn bibliography(&self, number: usize) -> BibliographyView {
        let mut order: Vec<(usize, &Id)> = self.ask.references().iter().map(|(id, place)| (*place, id)).collect();
        order.sort_unstable();
        let parts = self.ask.config().pages.sources_on_each(order.len());
        let html =
            order[parts[number - 1].clone()].iter().filter_map(|(_, id)| Some(self.reference(self.ask.source(id)?)));
        let files = [(Data::BibTex, "BibTeX"), (Data::Ris, "RIS"), (Data::CslJson, "CSL-JSON")];
        let files = files.into_iter().filter(|(data, _)| number == 1 && self.ask.has(data.path()));
        BibliographyView {
            layout: self.layout("bibliography", self.word("nav-bibliography", &[]), None, false),
            html: html.collect(),
            parts: self
                .parts(&PageKey::Bibliography, number, &parts, |place| self.ask.label(order[place].1).to_owned()),
            files: files.map(|(data, name)| Link { href: self.to(data.path()), text: name.to_owned() }).collect(),
        }
    }

    /// A source in the bibliography.
    fn reference(&self, source: &Source) -> String {
        let record = Record::of(&source.page);
        let id = &record.id;
        let style = Style::of(&self.ask.theme().words);
        let quoted: usize = self.ask.passages_in(id).iter().map(|passage| passage.uses.len()).sum();
        let quoted = match quoted {
            // Of what is withheld nobody is told that it is not quoted: it may be, in words that are withheld too.
            0 if !source.is_whole() => None,
            0 => Some(self.word("not-quoted", &[])),
            quoted => Some(self.counted("quoted", count(quoted))),
        };
        let quoted = quoted.map_or(String::new(), |quoted| format!(" · {}", escape(&quoted)));
        format!(
            "<li id=\"{id}\">\n<p class=\"reference\"{}>{}</p>\n<p class=\"detail\"><a href=\"{}\"><bdi>{}</bdi></a>{quoted}</p>\n</li>\n",
            self.lang_of_words(),
            self.runs(&cite::entry(&record, self.ask.suffix(id), &style), source),
            self.to(&PageKey::Source(id.clone()).path()),
            escape(self.ask.label(id)),
        )
    }

    /// How to cite a source, and each of its paragraphs.
    pub(super) fn cite(&self, source: &Source, record: &Record) -> CiteView {
        let id = &source.page.page.id;
        let suffix = self.ask.suffix(id);
        let config = &self.ask.config();
        let base = config.base_url.as_deref();
        let page = PageKey::Source(id.clone()).path();
        // Who has the pages in a folder finds the source by its path in there.
        let address = format!("{}{page}", base.unwrap_or_default());
        let style = Style::of(&self.ask.theme().words);
        let entry = cite::entry(record, suffix, &style);
        let place = |address: &str, paragraph| {
            let place = Place { dossier: &config.title, address, paragraph };
            self.runs(&cite::at_place(entry.clone(), &place, &style), source)
        };
        let blocks = source.words.iter().flat_map(|words| &words.clean.blocks);
        let numbered = blocks.filter_map(|block| Some((block.number?, &block.address))).next();
        let paragraph =
            numbered.map(|(number, fragment)| place(&format!("{address}#{fragment}"), Some(number as usize)));
        let part = self.ask.reference(id).map_or(1, |place| place / self.ask.config().pages.sources + 1);
        CiteView {
            label: self.apart(self.ask.label(id).to_owned()),
            lang: self.lang_of_words(),
            html: place(&address, None),
            paragraph: paragraph.unwrap_or_default(),
            href: format!("{}#{id}", self.to(&PageKey::Bibliography.part(part).path())),
        }
    }

    /// The bibliography as a file for programs.
    pub(super) fn references(&self, data: Data) -> Vec<u8> {
        let records = self.records();
        match data {
            Data::BibTex => cite::bibtex::bibtex(&records),
            Data::Ris => cite::ris::ris(&records),
            _ => cite::csl_json::csl_json(&records),
        }
        .into_bytes()
    }

    /// The runs of an entry as markup. What is in another language than the entry says so, and what runs against it is kept
    /// apart, so that the marks between the parts stay where they are.
    fn runs(&self, runs: &[Run], source: &Source) -> String {
        let words = &self.ask.theme().words.tag;
        let is_rtl = Direction::of_language(words) == Direction::RightToLeft;
        let mut out = String::new();
        for run in runs {
            let language = &source.page.language;
            let open = match run.whose {
                Whose::Title if language != words || runs_against(&run.text, is_rtl) => {
                    format!("<bdi{}>", lang_and_dir(language, source.page.direction.name()))
                }
                Whose::Address if is_rtl => "<bdi dir=\"ltr\">".to_owned(),
                Whose::Name if runs_against(&run.text, is_rtl) => "<bdi>".to_owned(),
                _ => String::new(),
            };
            out.push_str(&open);
            let tag = if run.italic { "i" } else { "" };
            if let Some(href) = &run.href {
                out.push_str(&format!("<a href=\"{}\" rel=\"external\">", escape(href)));
            }
            if !tag.is_empty() {
                out.push_str("<i>");
            }
            escape_into(&run.text, &mut out);
            if !tag.is_empty() {
                out.push_str("</i>");
            }
            if run.href.is_some() {
                out.push_str("</a>");
            }
            if !open.is_empty() {
                out.push_str("</bdi>");
            }
        }
        out
    }

    /// Attributes for what the theme says, where that is in another language than the page.
    fn lang_of_words(&self) -> String {
        let words = &self.ask.theme().words.tag;
        if *words == self.language().0 {
            return String::new();
        }
        lang_and_dir(words, Direction::of_language(words).name())
    }
}
