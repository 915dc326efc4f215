//! The front page.

use std::sync::Arc;

use foldhash::HashMap;

use super::excerpt::excerpt;
use super::view::{Counted, DownloadView, EssayRow, FrontView, PacketRow, SourcesPage, SourcesView};
use super::words::{count, minutes};
use super::{Bar, Page, count_words, percent, prose};
use crate::model::clean::Role;
use crate::model::dossier::{Source, Words};
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::page::EntryPage;
use crate::text::escape::escape;

/// How many bars a source has where the configuration does not say which.
const BARS: usize = 5;

impl Page<'_> {
    pub(super) fn front(&self) -> FrontView {
        let config = self.ask.config();
        let key = PageKey::Front;
        let rendered = self.ask.introduction().map(|page| prose::full(self, &key, &page.page.prose));
        let rendered = rendered.unwrap_or_default();
        let terms = self.main_terms();
        FrontView {
            ways: self.ways(),
            downloads: self.downloads(),
            layout: self.layout("front", config.title.clone(), Some(&key), rendered.has_code),
            title: config.title.clone(),
            subtitle: config.subtitle.clone(),
            html: rendered.html,
            sources: self.sources(&terms, 1),
            essays: self
                .ask
                .essays()
                .iter()
                .map(|essay| EssayRow {
                    href: self.to(&PageKey::Essay(essay.page.id.clone()).path()),
                    title: essay.title.clone(),
                    subtitle: essay.subtitle.clone(),
                    authors: self.names(&essay.authors),
                    minutes: minutes(prose::words(&essay.page.prose)),
                })
                .collect(),
            packets: self
                .ask
                .packets()
                .iter()
                .map(|packet| (packet, PageKey::Packet(packet.page.id.clone()).path()))
                .filter(|(_, path)| self.ask.has(path))
                .map(|(packet, path)| PacketRow {
                    href: self.to(&path),
                    title: packet.title.clone(),
                    subtitle: packet.subtitle.clone(),
                    sources: packet.sources.len(),
                })
                .collect(),
            entries: self.ask.entries().len(),
            questions: self.question_rows(),
            timeline: self.ask.timeline().map(|timeline| Counted {
                href: self.to(&PageKey::Timeline.path()),
                title: timeline.title.clone(),
                count: timeline.events.len(),
            }),
            annotations: self.ask.sources().iter().map(|source| self.ask.count_annotations(&source.page.page.id)).sum(),
        }
    }

    /// The bundles that readers can download.
    fn downloads(&self) -> Vec<DownloadView> {
        let downloads = self.ask.downloads().into_iter();
        downloads.map(|(form, path)| DownloadView { form: form.ending(), href: self.to(&path) }).collect()
    }

    /// The entries shown as bars: those that the configuration names, else the most often named.
    fn main_terms(&self) -> Vec<(Id, String)> {
        let term = |entry: &Arc<EntryPage>| (entry.page.id.clone(), entry.title.value.clone());
        let named = &self.ask.config().main_terms;
        if !named.is_empty() {
            return named.iter().filter_map(|id| self.ask.entry(&Id::new(&id.value).ok()?)).map(term).collect();
        }
        let mut counted: Vec<_> =
            self.ask.entries().iter().map(|entry| (self.ask.count(&entry.page.id).mentions, entry)).collect();
        counted.retain(|(count, _)| *count > 0);
        counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        counted.into_iter().take(BARS).map(|(_, entry)| term(entry)).collect()
    }

    /// A further page of the sources; the first stands on the front page.
    pub(super) fn sources_page(&self, number: usize) -> SourcesPage {
        SourcesPage {
            layout: self.layout("sources", self.word("sources", &[]), None, false),
            sources: self.sources(&self.main_terms(), number),
        }
    }

    fn sources(&self, terms: &[(Id, String)], number: usize) -> SourcesView {
        let (parts, here) = self.part_of_sources(&PageKey::Front, number);
        // How often each source names each term, by place. The bars of all pages are of one scale.
        let count = |(term, _): &(Id, String)| -> HashMap<usize, usize> {
            self.ask.mentions_of(term).map(|(place, mentions)| (place, mentions.len())).collect()
        };
        let counts: Vec<HashMap<usize, usize>> = terms.iter().map(count).collect();
        let most = counts.iter().flat_map(HashMap::values).copied().max().unwrap_or(0);
        let labels: Vec<String> = terms.iter().map(|(term, title)| self.entry_link(term, title)).collect();
        let mut html = String::new();
        for place in here {
            let Some(source) = self.ask.source_at(place) else { continue };
            self.source_row(source, &mut html);
            if !terms.is_empty() {
                html.push_str("<ul class=\"bars\">\n");
                for (label, counts) in labels.iter().zip(&counts) {
                    let count = counts.get(&place).copied().unwrap_or(0);
                    let bar = Bar(percent(count, most));
                    let count = self.number(count);
                    html.push_str(&format!("<li>{label} {bar} <span class=\"count\">{count}</span></li>\n"));
                }
                html.push_str("</ul>\n");
            }
            html.push_str("</li>\n");
        }
        SourcesView { html, count: self.ask.sources().len(), bars: !terms.is_empty(), parts }
    }

    fn entry_link(&self, entry: &Id, title: &str) -> String {
        format!("<a href=\"{}\">{}</a>", self.to(&PageKey::Entry(entry.clone()).path()), escape(title))
    }

    /// A source in the list, without its bars and its end.
    fn source_row(&self, source: &Source, html: &mut String) {
        let page = &source.page;
        let date = page.published.as_ref().map(|date| self.stated(date, |date| self.date(date)));
        let date = date.unwrap_or_else(|| self.word("undated", &[]));
        let href = self.to(&PageKey::Source(page.page.id.clone()).path());
        let title = self.in_its_language(&self.source_title(source));
        let length = match source.words.as_deref() {
            Some(words) => match excerpt(words) {
                Some(excerpt) => self.word("excerpt-short", &[("percent", &excerpt.percent.to_string())]),
                None => self.counted("minutes", count(minutes(length(words)))),
            },
            None => self.word("withheld-short", &[]),
        };
        let annotations = match self.ask.count_annotations(&page.page.id) {
            0 => String::new(),
            annotations => self.counted("annotated", count(annotations)),
        };
        let publisher = page.publisher.as_ref().map_or(String::new(), |name| self.stated(name, Clone::clone));
        let mut detail = vec![self.stated_names(&page.authors), publisher, length, annotations];
        detail.retain(|part| !part.is_empty());
        html.push_str(&format!(
            "<li>\n<div class=\"what\">\n<p class=\"when\">{}</p>\n<h3><a href=\"{href}\">{title}</a></h3>\n<p \
             class=\"detail\">{}</p>\n</div>\n",
            escape(&date),
            escape(&detail.join(" · ")),
        ));
    }
}

/// Words of the text itself, without title, byline and date.
fn length(words: &Words) -> usize {
    let body = words.clean.blocks.iter().filter(|block| block.role.is_body() || matches!(block.role, Role::Heading(_)));
    body.map(|block| count_words(words.clean.text.slice(block.range.clone()))).sum()
}
