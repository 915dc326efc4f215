//! The front page.

use std::sync::Arc;

use super::view::{Bar, Counted, EssayRow, FrontView, Link, SourceRow};
use super::{Page, count_words, percent, prose, words};
use crate::model::clean::Role;
use crate::model::dossier::{Source, Words};
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::page::EntryPage;

/// How many bars a source has where the configuration does not say which.
const BARS: usize = 5;

impl Page<'_> {
    pub(super) fn front(&self) -> FrontView {
        let config = self.ask.config();
        let key = PageKey::Front;
        let rendered = self.ask.introduction().map(|page| prose::full(self, &key, &page.page.prose));
        let rendered = rendered.unwrap_or_default();
        let terms = self.main_terms();
        let bar_terms = terms
            .iter()
            .map(|(id, title)| Link { href: self.to(&PageKey::Entry(id.clone()).path()), text: title.clone() });
        FrontView {
            ways: self.ways(),
            layout: self.layout("front", config.title.clone(), Some(&key), rendered.has_code),
            title: config.title.clone(),
            subtitle: config.subtitle.clone(),
            html: rendered.html,
            bar_terms: bar_terms.collect(),
            sources: self.source_rows(&terms),
            essays: self
                .ask
                .essays()
                .iter()
                .map(|essay| EssayRow {
                    href: self.to(&PageKey::Essay(essay.page.id.clone()).path()),
                    title: essay.title.clone(),
                    subtitle: essay.subtitle.clone(),
                    authors: self.names(&essay.authors),
                    minutes: words::minutes(prose::words(&essay.page.prose)),
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

    fn source_rows(&self, terms: &[(Id, String)]) -> Vec<SourceRow> {
        let count = |source: &Source, term: &Id| {
            let mentions = self.ask.mentions_in(&source.page.page.id);
            mentions.iter().filter(|mention| mention.entry() == term).count()
        };
        let sources = self.ask.sources();
        let counts: Vec<Vec<usize>> =
            sources.iter().map(|source| terms.iter().map(|(term, _)| count(source, term)).collect()).collect();
        let most = counts.iter().flatten().copied().max().unwrap_or(0);
        let rows = sources.iter().zip(counts).map(|(source, counts)| {
            let page = &source.page;
            let length = source.words.as_deref().map_or(0, length);
            let bars = terms.iter().zip(counts);
            SourceRow {
                href: self.to(&PageKey::Source(page.page.id.clone()).path()),
                title: self.source_title(source),
                authors: self.stated_names(&page.authors),
                publisher: page.publisher.as_ref().map_or(String::new(), |name| self.stated(name, Clone::clone)),
                date: page.published.as_ref().map_or(String::new(), |date| self.stated(date, |date| self.date(date))),
                edtf: page.published.as_ref().map_or(String::new(), |date| date.value.edtf.clone()),
                words: length,
                minutes: words::minutes(length),
                withheld: source.words.is_none(),
                bars: bars
                    .map(|((_, term), count)| Bar { term: term.clone(), count, percent: percent(count, most) })
                    .collect(),
                annotations: self.ask.count_annotations(&page.page.id),
            }
        });
        rows.collect()
    }
}

/// Words of the text itself, without title, byline and date.
fn length(words: &Words) -> usize {
    let body = words.clean.blocks.iter().filter(|block| block.role.is_body() || matches!(block.role, Role::Heading(_)));
    body.map(|block| count_words(words.clean.text.slice(block.range.clone()))).sum()
}
