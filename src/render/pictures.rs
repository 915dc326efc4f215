//! The drawings on the page of an entry: its mentions over time, and which other entries stand together beside it.
//!
//! Each is there only where it says more than the lists of the page do.

use std::fmt::Write as _;

use super::Page;
use super::picture::{Columns, Picture};
use super::view::PictureView;
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::periods::Appeared;
use crate::text::escape::escape;

/// The most periods of a drawing over time.
const PERIODS: usize = 18;

/// The most names of a drawing with arcs; between so many there are 28 arcs at most.
const NAMES: usize = 8;

/// Pixels of the highest bar, and of what is over it.
const BAR: usize = 90;
const HEAD: usize = 6;

/// Appending to a string does not fail.
const WRITES: &str = "strings take what is written";

impl Page<'_> {
    /// How often an entry is named in each period, where it is named in several and sources of at least three can be told
    /// apart. The drawing says what the bars of the sources do not: how far apart they lie, and when it was not named.
    pub(super) fn over_time(&self, entry: &Id, title: &str) -> Option<PictureView> {
        let Appeared { time: periods, texts, at } = self.ask.appeared(|sources| {
            let dates = sources.iter().map(|source| source.page.published.as_ref().map(|date| &date.value));
            Appeared::of(dates.zip(sources.iter().map(|source| source.words.is_some())), PERIODS)
        })?;
        let mut mentions = vec![0; periods.count];
        let mut elsewhere = 0;
        for (place, here) in self.ask.mentions_of(entry) {
            match at[place] {
                Some(period) => mentions[period] += here.len(),
                None => elsewhere += here.len(),
            }
        }
        let several = |counts: &[usize], least: usize| counts.iter().filter(|count| **count > 0).count() >= least;
        if !several(texts, 3) || !several(&mentions, 2) {
            return None;
        }
        let labels: Vec<String> = (0..periods.count).map(|at| self.period(*periods, at)).collect();
        let numbers: Vec<Option<(usize, String)>> = texts
            .iter()
            .zip(&mentions)
            .map(|(texts, mentions)| (*texts > 0).then(|| (*mentions, self.number(*mentions))))
            .collect();
        let columns = Columns { start: 0, count: periods.count };
        let most = mentions.iter().copied().max().unwrap_or(0);
        let mut picture = Picture::on(self);
        picture.bars(columns, HEAD + BAR, BAR, most, &numbers);
        let feet = picture.feet(columns, HEAD + BAR + 6, &labels);
        let mut rows = String::new();
        for (label, (texts, mentions)) in
            labels.iter().zip(texts.iter().zip(&mentions)).filter(|(_, (texts, _))| **texts > 0)
        {
            let (label, mentions, texts) = (escape(label), self.number(*mentions), self.number(*texts));
            writeln!(rows, "<tr><th scope=\"row\">{label}</th><td class=\"figure\">{mentions}</td><td class=\"figure\">{texts}</td></tr>")
                .expect(WRITES);
        }
        let heading = self.word("over-time", &[]);
        let description = self.word("over-time-drawing", &[("title", title)]);
        let drawing = picture.finish("over-time", HEAD + BAR + 6 + feet, &heading, &description);
        Some(PictureView { drawing, rows, elsewhere })
    }

    /// Which of the entries named most often beside this one are named in the same of its paragraphs. The list of them says
    /// how often each stands with this one, and not which of them stand together.
    pub(super) fn together(&self, entry: &Id, title: &str, companions: &[(Id, usize)]) -> Option<PictureView> {
        let others: Vec<Id> = companions.iter().take(NAMES).map(|(id, _)| id.clone()).collect();
        let pairs = self.ask.together(entry, &others);
        // Where each stands with each other equally often, the list says all of it.
        let is_even = pairs.len() == others.len() * others.len().saturating_sub(1) / 2
            && pairs.iter().all(|pair| pair.2 == pairs[0].2);
        if others.len() < 3 || pairs.len() < 2 || is_even {
            return None;
        }
        let names: Vec<String> = others.iter().map(|id| self.entry_title(id).to_owned()).collect();
        let mut picture = Picture::on(self);
        let height = picture.arcs(&names, &pairs);
        let mut by_count = pairs.clone();
        by_count.sort_by_key(|(a, b, count)| (std::cmp::Reverse(*count), *a, *b));
        let mut rows = String::new();
        for (a, b, count) in by_count {
            let link = |at: usize| {
                let href = self.to(&PageKey::Entry(others[at].clone()).path());
                format!("<a href=\"{href}\">{}</a>", escape(&names[at]))
            };
            let (a, b, count) = (link(a), link(b), self.number(count));
            writeln!(rows, "<tr><th scope=\"row\">{a}</th><td>{b}</td><td class=\"figure\">{count}</td></tr>")
                .expect(WRITES);
        }
        let heading = self.word("together", &[]);
        let description = self.word("together-drawing", &[("title", title)]);
        Some(PictureView { drawing: picture.finish("together", height, &heading, &description), rows, elsewhere: 0 })
    }
}
