//! Lists that are too long for one page: where their other pages are, and what each of them holds.

use std::ops::Range;

use super::Page;
use super::view::{PartLink, PartsView};
use crate::model::dossier::Source;
use crate::model::key::PageKey;

impl Page<'_> {
    /// Page `number` of a list that is divided into `parts`, the first of which stands on the page of `key`; `label` is
    /// what a line is known by. `None` for a list that has one page.
    pub(super) fn parts(
        &self,
        key: &PageKey,
        number: usize,
        parts: &[Range<usize>],
        label: impl Fn(usize) -> String,
    ) -> Option<PartsView> {
        let (this, last) = (&parts[number - 1], parts.last()?);
        if parts.len() == 1 {
            return None;
        }
        let href = |number: usize| self.to(&key.part(number).path());
        let link = |(number, lines): (usize, &Range<usize>)| {
            let (first, last) = (label(lines.start), label(lines.end - 1));
            let range =
                if first == last { first } else { self.word("date-interval", &[("from", &first), ("to", &last)]) };
            PartLink { href: href(number), first: lines.start + 1, last: lines.end, range, current: number == 1 }
        };
        Some(PartsView {
            first: this.start + 1,
            last: this.end,
            count: last.end,
            previous: (number > 1).then(|| href(number - 1)),
            next: (number < parts.len()).then(|| href(number + 1)),
            all: if number == 1 { (1..).zip(parts).map(link).collect() } else { Vec::new() },
        })
    }

    /// Page `number` of a list of all sources in order of publication, which begins on the page of `key`, and the places
    /// of the sources there.
    pub(super) fn part_of_sources(&self, key: &PageKey, number: usize) -> (Option<PartsView>, Range<usize>) {
        let sources = self.ask.sources();
        let parts = self.ask.config().pages.sources_on_each(sources.len());
        (self.parts(key, number, &parts, |place| self.when(&sources[place])), parts[number - 1].clone())
    }

    /// When a source was published, in words.
    pub(super) fn when(&self, source: &Source) -> String {
        let published = source.page.published.as_ref();
        published.map_or_else(|| self.word("undated", &[]), |date| self.date(&date.value))
    }
}
