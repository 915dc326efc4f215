//! The bibliography, and how to cite a source.

use super::Page;
use super::view::{BibliographyView, CiteView, Link, ReferenceView};
use crate::cite::{self, Place, Record, Run};
use crate::model::dossier::Source;
use crate::model::key::PageKey;
use crate::model::site::Data;
use crate::text::escape::{escape, escape_into};

impl Page<'_> {
    /// The sources, for citing.
    fn records(&self) -> Vec<Record> {
        self.ask.sources().iter().map(|source| Record::of(&source.page)).collect()
    }

    pub(super) fn bibliography(&self) -> BibliographyView {
        let records = self.records();
        let entries = cite::sorted(&records).into_iter().map(|record| {
            let suffix = self.ask.suffix(&record.id);
            let passages = self.ask.passages_in(&record.id);
            ReferenceView {
                id: record.id.to_string(),
                href: self.to(&PageKey::Source(record.id.clone()).path()),
                label: self.ask.label(&record.id).to_owned(),
                html: runs(&cite::entry(record, suffix)),
                lang: record.language.clone(),
                quoted: passages.iter().map(|passage| passage.uses.len()).sum(),
            }
        });
        let files = [(Data::BibTex, "BibTeX"), (Data::Ris, "RIS"), (Data::CslJson, "CSL-JSON")];
        BibliographyView {
            layout: self.layout("bibliography", self.word("nav-bibliography", &[]), None, false),
            entries: entries.collect(),
            files: files.map(|(data, name)| Link { href: self.to(data.path()), text: name.to_owned() }).into(),
        }
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
        CiteView {
            label: self.ask.label(id).to_owned(),
            text: place(&address, None),
            paragraph: paragraph.unwrap_or_default(),
            href: format!("{}#{id}", self.to(&PageKey::Bibliography.path())),
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
