//! The colophon: how the site was made, and how to check it.

use super::Page;
use super::excerpt::{excerpt, redactions};
use super::view::{ChecksumsPage, ChecksumsView, ColophonView, Link};
use crate::manifest;
use crate::model::bundle::Form;
use crate::model::config::Publish;
use crate::model::dossier::Source;
use crate::model::key::PageKey;
use crate::model::site::{annotations, reading_text};
use crate::text::escape::escape;

impl Page<'_> {
    pub(super) fn colophon(&self) -> ColophonView {
        let made = self.ask.paths();
        // The files of each source stand with its checksums.
        let data = made.filter(|path| path.strip_prefix("data/").is_some_and(|name| !name.contains('/')));
        // A bundle of one file has a manifest of its own, which is no file.
        let form = self.ask.bundle().filter(|form| *form != Form::Zip);
        let data = data.chain(form.is_none().then_some(manifest::PATH));
        ColophonView {
            layout: self.layout("colophon", self.word("nav-colophon", &[]), None, false),
            version: env!("CARGO_PKG_VERSION"),
            file: form.map(|form| form.file(&self.ask.config().title)),
            sources: self.checksums(1),
            verdicts: self.verdicts(),
            quotations: self.quotations(),
            without_evidence: self.without_evidence(),
            data: data.map(|path| Link { href: self.to(path), text: path.to_owned() }).collect(),
        }
    }

    /// A further page of the checksums; the first stands in the colophon.
    pub(super) fn checksums_page(&self, number: usize) -> ChecksumsPage {
        ChecksumsPage {
            layout: self.layout("colophon", self.word("nav-colophon", &[]), None, false),
            colophon: self.to(&PageKey::Colophon.path()),
            sources: self.checksums(number),
        }
    }

    fn checksums(&self, number: usize) -> ChecksumsView {
        let (parts, here) = self.part_of_sources(&PageKey::Colophon, number);
        let words = Words {
            full: escape(&self.word("published-full", &[])),
            withheld: escape(&self.word("published-withheld", &[])),
            record: escape(&self.word("record", &[])),
            annotations: escape(&self.word("annotations-file", &[])),
            raw: escape(&self.word("fact-raw_sha256", &[])),
            text: escape(&self.word("fact-text_sha256", &[])),
            file: escape(&self.word("text-file", &[])),
            characters: escape(&self.word("fact-text_characters", &[])),
        };
        let mut html = String::new();
        for source in here.filter_map(|place| self.ask.source_at(place)) {
            self.checksum_row(source, &words, &mut html);
        }
        ChecksumsView { html, parts }
    }

    fn checksum_row(&self, source: &Source, words: &Words, html: &mut String) {
        let id = &source.page.page.id;
        let href = self.to(&PageKey::Source(id.clone()).path());
        let title = self.in_its_language(&self.source_title(source));
        let excerpt = source.words.as_deref().and_then(excerpt);
        let published = match source.page.rights.publish.value {
            Publish::Full => words.full.clone(),
            Publish::Excerpt => escape(&self.word("published-excerpt", &[])),
            Publish::Withheld => words.withheld.clone(),
        };
        html.push_str(&format!(
            "<section class=\"source-sums\">\n<h3><a href=\"{href}\">{title}</a></h3>\n<p class=\"detail\">{published}"
        ));
        if let Some(rights) = &source.page.rights.statement {
            html.push_str(&format!(" · {}", escape(rights)));
        }
        let record = PageKey::Record(id.clone()).path();
        if self.ask.has(&record) {
            html.push_str(&format!(" · <a href=\"{}\">{}</a>", self.to(&record), words.record));
        }
        let annotations = annotations(id);
        if self.ask.has(&annotations) {
            html.push_str(&format!(" · <a href=\"{}\">{}</a>", self.to(&annotations), words.annotations));
        }
        html.push_str("</p>\n<dl class=\"facts\">\n");
        if !source.raw_sha256.is_empty() {
            let sum = &source.raw_sha256;
            html.push_str(&format!("<div><dt>{}</dt><dd><code class=\"hash\">{sum}</code></dd></div>\n", words.raw));
        }
        if let Some(excerpt) = excerpt {
            let released = escape(&self.word("fact-released", &[]));
            let passages = self.counted("released-passages", count(excerpt.passages));
            let share = self.released(&excerpt);
            html.push_str(&format!(
                "<div><dt>{released}</dt><dd>{}; {}</dd></div>\n",
                escape(&passages),
                escape(&share)
            ));
        }
        let redactions = source.words.as_deref().map_or(Vec::new(), redactions);
        if !redactions.is_empty() {
            let reasons: Vec<String> = redactions.iter().map(|why| format!("<li>{}</li>", escape(why))).collect();
            let redacted = escape(&self.word("fact-redacted", &[]));
            let reasons = reasons.concat();
            html.push_str(&format!("<div><dt>{redacted}</dt><dd><ul class=\"redactions\">{reasons}</ul></dd></div>\n"));
        }
        if let Some(clean) = source.words.as_ref().map(|words| &words.clean) {
            let path = reading_text(id);
            let file = match self.ask.has(&path) {
                true => format!(" <a href=\"{}\">{}</a>", self.to(&path), words.file),
                false => String::new(),
            };
            html.push_str(&format!(
                "<div><dt>{}</dt><dd><code class=\"hash\">{}</code>{file}</dd></div>\n<div><dt>{}</dt><dd>{}</dd></div>\n",
                words.text,
                clean.sha256,
                words.characters,
                clean.text.len(),
            ));
        }
        html.push_str("</dl>\n</section>\n");
    }
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What the rows of the checksums say, as markup.
struct Words {
    full: String,
    withheld: String,
    record: String,
    annotations: String,
    raw: String,
    text: String,
    file: String,
    characters: String,
}
