//! A packet: several sources with their notes and the entries they need, on one page that is made to be printed.
//!
//! The words are written by what writes them on the pages of the sources. Ids of elements begin with the source, so that
//! those of two sources never meet.

use super::excerpt::excerpt;
use super::view::{PacketEntry, PacketSource, PacketView};
use super::{Page, prose, reading, record, source, words};
use crate::cite::Record;
use crate::model::dossier::Source;
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::page::EntryPage;

impl<'a> Page<'a> {
    pub(super) fn packet(&self, key: &PageKey, id: &Id) -> PacketView {
        let packet = self.ask.packet(id).expect("pages are made of packets");
        let introduction = prose::full(self, key, &packet.page.prose);
        let sources: Vec<&Source> = packet.sources.iter().filter_map(|id| self.source_named(&id.value)).collect();
        let mut entries: Vec<&EntryPage> =
            self.ask.entries_of(packet).into_iter().filter_map(|id| self.ask.entry(id)).map(AsRef::as_ref).collect();
        entries.sort_by(|a, b| a.title.value.cmp(&b.title.value));
        let minutes = sources.iter().filter_map(|source| source.words.as_deref()).map(source_words).sum::<usize>();
        let mut has_code = introduction.has_code;
        let sources = sources.into_iter().map(|source| {
            let page = self.within(source);
            let (view, code) = page.packet_source(source);
            has_code |= code;
            self.problems.borrow_mut().extend(page.problems.into_inner());
            view
        });
        let sources: Vec<PacketSource> = sources.collect();
        let layout = self.layout("packet", packet.title.clone(), Some(key), has_code);
        PacketView {
            layout,
            title: packet.title.clone(),
            subtitle: packet.subtitle.clone(),
            minutes: words::minutes(minutes),
            address: self.ask.config().base_url.as_ref().map(|base| format!("{base}{}", key.path())),
            html: introduction.html,
            sources,
            entries: entries.into_iter().map(|entry| self.packet_entry(entry)).collect(),
            backlinks: self.backlinks(key),
        }
    }

    /// This page where it shows one of several sources.
    fn within(&self, source: &Source) -> Page<'a> {
        Page { prefix: format!("text-{}.", source.page.page.id), ..Page::new(self.ask, self.path) }
    }

    /// Whether it shows one of several sources, each of which stands one level of headings below the page.
    pub(super) fn is_one_of_many(&self) -> bool {
        !self.prefix.is_empty()
    }

    /// A source with its notes, and whether there is code in these.
    fn packet_source(&self, source: &Source) -> (PacketSource, bool) {
        let page = &source.page;
        let key = PageKey::Source(page.page.id.clone());
        let headnote = prose::full(self, &key, &page.page.prose);
        let words = source.words.as_deref();
        let (annotations, notes) = self.annotations(source);
        let reading = words.map(|words| reading::reading(self, source, words, Vec::new())).unwrap_or_default();
        let cite = self.cite(source, &Record::of(page));
        let record = self.to(&PageKey::Record(page.page.id.clone()).path());
        let view = PacketSource {
            id: format!("text-{}", page.page.id),
            href: self.to(&key.path()),
            title: self.source_title(source),
            imprint: source::imprint(&self.facts_of(source), words.map_or(&[], |words| reading::opening(words))),
            label: cite.label,
            reference: cite.html,
            reference_lang: cite.lang,
            rights: page.rights.statement.clone(),
            headnote: headnote.html,
            withheld: words.is_none(),
            excerpt: words.and_then(excerpt),
            opening: reading.opening,
            text: reading.html,
            corrections: words.map_or(Vec::new(), |words| record::corrections(words, &record)),
            annotations: annotations.into_iter().map(|(_, annotation)| annotation).collect(),
            annotation_notes: notes.html,
        };
        (view, headnote.has_code || notes.has_code)
    }

    fn packet_entry(&self, entry: &EntryPage) -> PacketEntry {
        PacketEntry {
            id: format!("term-{}", entry.page.id),
            href: self.to(&PageKey::Entry(entry.page.id.clone()).path()),
            title: entry.title.value.clone(),
            kind: entry.kind.clone(),
            html: self.definition(entry),
        }
    }
}

/// How many words a source has to be read.
fn source_words(words: &crate::model::dossier::Words) -> usize {
    super::count_words(words.clean.text.as_str())
}
