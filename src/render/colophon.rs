//! The colophon: how the site was made, and how to check it.

use super::Page;
use super::view::{ColophonRow, ColophonView, Link};
use crate::manifest;
use crate::model::key::PageKey;
use crate::model::site::reading_text;
use crate::text::checksum::sha256;

impl Page<'_> {
    pub(super) fn colophon(&self) -> ColophonView {
        let rows = self.ask.sources().iter().map(|source| {
            let id = &source.page.page.id;
            let text = source.words.as_ref().map(|words| &words.clean.text);
            ColophonRow {
                href: self.to(&PageKey::Source(id.clone()).path()),
                record: self.to(&PageKey::Record(id.clone()).path()),
                title: self.source_title(source),
                rights: source.page.rights.statement.clone(),
                published: source.page.rights.publish.value.name(),
                raw_sha256: source.raw_sha256.clone(),
                text_sha256: text.map_or(String::new(), |text| sha256(text.as_str().as_bytes())),
                text: text.map(|_| self.to(&reading_text(id))),
                characters: text.map_or(0, |text| text.len() as usize),
            }
        });
        let made = self.ask.paths();
        let data = made.filter(|path| path.starts_with("data/") && !path.starts_with("data/texts/"));
        let data = data.chain([manifest::PATH]);
        ColophonView {
            layout: self.layout("colophon", self.word("nav-colophon", &[]), None, false),
            version: env!("CARGO_PKG_VERSION"),
            sources: rows.collect(),
            verdicts: self.verdicts(),
            quotations: self.quotations(),
            without_evidence: self.without_evidence(),
            data: data.map(|path| Link { href: self.to(path), text: path.to_owned() }).collect(),
        }
    }
}
