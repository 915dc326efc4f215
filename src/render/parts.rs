//! Lists that are too long for one page: where their other pages are, and what each of them holds.

use std::ops::Range;

use super::Page;
use super::view::{PartLink, PartsView};
use crate::model::dossier::Source;
use crate::model::key::PageKey;

impl Page<'_> {
    /// Page `number` of a list that is divided into `parts`, the first of which stands on the page of `key`; `when` tells
    /// the time of a line. `None` for a list that has one page.
    pub(super) fn parts(
        &self,
        key: &PageKey,
        number: usize,
        parts: &[Range<usize>],
        when: impl Fn(usize) -> String,
    ) -> Option<PartsView> {
        let (this, last) = (&parts[number - 1], parts.last()?);
        if parts.len() == 1 {
            return None;
        }
        let href = |number: usize| self.to(&key.part(number).path());
        let link = |(number, lines): (usize, &Range<usize>)| {
            let (first, last) = (when(lines.start), when(lines.end - 1));
            let when =
                if first == last { first } else { self.word("date-interval", &[("from", &first), ("to", &last)]) };
            PartLink { href: href(number), first: lines.start + 1, last: lines.end, when, current: number == 1 }
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

    /// When a source was published, in words.
    pub(super) fn when(&self, source: &Source) -> String {
        let published = source.page.published.as_ref();
        published.map_or_else(|| self.word("undated", &[]), |date| self.date(&date.value))
    }
}
