//! The bibliography, and how to cite a source.

use super::Page;
use super::view::{BibliographyView, CiteView, Link};
use super::words::count;
use crate::cite::{self, Place, Record, Run};
use crate::model::dossier::Source;
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::page::Direction;
use crate::model::site::Data;
use crate::text::escape::{escape, escape_into};

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
        let files = files.map(|(data, name)| Link { href: self.to(data.path()), text: name.to_owned() });
        BibliographyView {
            layout: self.layout("bibliography", self.word("nav-bibliography", &[]), None, false),
            html: html.collect(),
            parts: self
                .parts(&PageKey::Bibliography, number, &parts, |place| self.ask.label(order[place].1).to_owned()),
            files: if number == 1 { files.into() } else { Vec::new() },
        }
    }

    /// A source in the bibliography.
    fn reference(&self, source: &Source) -> String {
        let record = Record::of(&source.page);
        let id = &record.id;
        let quoted: usize = self.ask.passages_in(id).iter().map(|passage| passage.uses.len()).sum();
        let quoted = match quoted {
            0 => self.word("not-quoted", &[]),
            quoted => self.counted("quoted", count(quoted)),
        };
        let lang = if record.language == self.language().0 {
            String::new()
        } else {
            format!(" lang=\"{}\"", escape(&record.language))
        };
        // Its style is that of English, whatever it names.
        let dir = if self.language().1 == Direction::RightToLeft { " dir=\"ltr\"" } else { "" };
        format!(
            "<li id=\"{id}\">\n<p class=\"reference\"{lang}{dir}>{}</p>\n<p class=\"detail\"><a href=\"{}\"><bdi>{}</bdi></a> · \
             {}</p>\n</li>\n",
            runs(&cite::entry(&record, self.ask.suffix(id))),
            self.to(&PageKey::Source(id.clone()).path()),
            escape(self.ask.label(id)),
            escape(&quoted),
        )
    }

    /// How to cite a source, and each of its paragraphs.
    pub(super) fn cite(&self, source: &Source, record: &Record) -> CiteView {
        let id = &source.page.page.id;
        let suffix = self.ask.suffix(id);
        let config = &self.ask.config();
        let base = config.base_url.as_deref();
        let page = PageKey::Source(id.clone()).path();
        let address = base.map_or(String::new(), |base| format!("{base}{page}"));
        let entry = cite::plain(&cite::entry(record, suffix));
        let place = |address: &str, paragraph| {
            cite::at_place(entry.clone(), &Place { dossier: &config.title, address, paragraph })
        };
        let blocks = source.words.iter().flat_map(|words| &words.clean.blocks);
        let numbered = blocks.filter_map(|block| Some((block.number?, &block.address))).next();
        let paragraph = numbered.map(|(number, fragment)| {
            let address = if address.is_empty() { String::new() } else { format!("{address}#{fragment}") };
            place(&address, Some(number as usize))
        });
        let part = self.ask.reference(id).map_or(1, |place| place / self.ask.config().pages.sources + 1);
        CiteView {
            label: self.ask.label(id).to_owned(),
            text: place(&address, None),
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
}

/// The runs of an entry as markup.
fn runs(runs: &[Run]) -> String {
    let mut out = String::new();
    for run in runs {
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
    }
    out
}
