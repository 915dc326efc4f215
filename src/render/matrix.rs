//! Terms × sources: how often each source names each entry, drawn and as a table.
//!
//! The most named entries make the rows. Columns are the sources in order of publication, or where these are many the
//! periods in which they appeared; both are so few that the page does not grow with the dossier.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::sync::Arc;

use super::picture::{Columns, Picture, height_of};
use super::view::MatrixView;
use super::{Page, bdi};
use crate::model::dossier::Source;
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::page::EntryPage;
use crate::model::periods::Periods;
use crate::text::escape::escape;

/// The most rows.
const TERMS: usize = 30;

/// The most columns.
const COLUMNS: usize = 12;

/// Thousandths of the width, and letters, that the names of terms may take.
const NAMES: usize = 340;
const LETTERS: usize = 17;

/// Pixels of a row, of the highest bar in it, and of what lies under the last.
const ROW: usize = 38;
const BAR: usize = 32;
const FOOT: usize = 6;

/// Appending to a string does not fail.
const WRITES: &str = "strings take what is written";

/// What the columns are.
enum Across<'a> {
    /// Sources, by place.
    Sources(Vec<(usize, &'a Arc<Source>)>),
    /// Periods, and whether a last column holds what is in none.
    Periods(Periods, bool),
}

impl<'a> Page<'a> {
    pub(super) fn matrix(&self) -> MatrixView {
        let sources: Vec<(usize, &Arc<Source>)> =
            self.ask.sources().iter().enumerate().filter(|(_, source)| source.words.is_some()).collect();
        let mut terms: Vec<(usize, &EntryPage)> = self
            .ask
            .entries()
            .iter()
            .map(|entry| (self.ask.count(&entry.page.id).mentions, &**entry))
            .filter(|(count, _)| *count > 0)
            .collect();
        terms.sort_by_key(|(count, _)| Reverse(*count));
        let all_terms = terms.len();
        terms.truncate(TERMS);
        let across = self.columns(&sources);
        let labels = self.labels(&across);
        let rows: Vec<(&EntryPage, Vec<usize>)> =
            terms.iter().map(|(_, entry)| (*entry, self.counts_in(&entry.page.id, &across, labels.len()))).collect();
        let title = self.word("nav-matrix", &[]);
        MatrixView {
            drawing: self.matrix_drawing(&title, &labels, &rows),
            head: self.matrix_head(&across, &labels),
            rows: self.matrix_rows(&across, &labels, &rows),
            terms: rows.len(),
            all_terms,
            sources: if let Across::Sources(shown) = &across { shown.len() } else { sources.len() },
            all_sources: sources.len(),
            by_period: matches!(across, Across::Periods(..)),
            layout: self.layout("matrix", title, None, false),
        }
    }

    fn columns(&self, sources: &[(usize, &'a Arc<Source>)]) -> Across<'a> {
        let dates = || sources.iter().map(|(_, source)| source.page.published.as_ref().map(|date| &date.value));
        // One column may have to be for what is in no period.
        match Periods::of(dates().flatten(), COLUMNS - 1).filter(|_| sources.len() > COLUMNS) {
            Some(periods) => {
                let is_in_none = |date: Option<&_>| date.and_then(|date| periods.at(date)).is_none();
                Across::Periods(periods, dates().any(is_in_none))
            }
            // Without any dates the first sources must do.
            None => Across::Sources(sources.iter().take(COLUMNS).copied().collect()),
        }
    }

    fn labels(&self, across: &Across<'_>) -> Vec<String> {
        match across {
            Across::Sources(sources) => {
                sources.iter().map(|(_, source)| self.ask.label(&source.page.page.id).to_owned()).collect()
            }
            Across::Periods(periods, rest) => {
                let mut labels: Vec<String> = (0..periods.count).map(|at| self.period(*periods, at)).collect();
                labels.extend(rest.then(|| self.word("no-period", &[])));
                labels
            }
        }
    }

    /// How often an entry is named in each column.
    fn counts_in(&self, entry: &Id, across: &Across<'_>, columns: usize) -> Vec<usize> {
        let mut row = vec![0; columns];
        for (place, mentions) in self.ask.mentions_of(entry) {
            let column = match across {
                Across::Sources(sources) => sources.iter().position(|(other, _)| *other == place),
                Across::Periods(periods, _) => {
                    let date = self.ask.source_at(place).and_then(|source| source.page.published.as_ref());
                    Some(date.and_then(|date| periods.at(&date.value)).unwrap_or(periods.count))
                }
            };
            if let Some(column) = column {
                row[column] += mentions.len();
            }
        }
        row
    }

    fn matrix_drawing(&self, title: &str, labels: &[String], rows: &[(&EntryPage, Vec<usize>)]) -> String {
        let columns = Columns { start: NAMES, count: labels.len() };
        let most = rows.iter().flat_map(|(_, row)| row).copied().max().unwrap_or(0);
        let mut picture = Picture::on(self);
        let head = height_of(labels);
        picture.headings(columns, head - 6, false, labels);
        for (at, (entry, row)) in rows.iter().enumerate() {
            let base = head + (at + 1) * ROW;
            picture.name(NAMES - 20, base - 5, LETTERS, &entry.title.value);
            let numbers: Vec<Option<(usize, String)>> =
                row.iter().map(|count| (*count > 0).then(|| (*count, self.number(*count)))).collect();
            picture.bars(columns, base, BAR, most, &numbers);
        }
        let description =
            self.word("matrix-drawing", &[("terms", &rows.len().to_string()), ("columns", &labels.len().to_string())]);
        picture.finish("matrix", head + rows.len() * ROW + FOOT, title, &description)
    }

    /// The cells that head the columns.
    fn matrix_head(&self, across: &Across<'_>, labels: &[String]) -> String {
        let mut out = String::new();
        for (at, label) in labels.iter().enumerate() {
            let label = escape(label);
            match across {
                Across::Sources(sources) => {
                    let href = self.to(&PageKey::Source(sources[at].1.page.page.id.clone()).path());
                    write!(out, "<th scope=\"col\"><a href=\"{href}\"><bdi>{label}</bdi></a></th>").expect(WRITES);
                }
                Across::Periods(..) => write!(out, "<th scope=\"col\">{label}</th>").expect(WRITES),
            }
        }
        out
    }

    /// The rows; each cell says for itself which column it is of, for pages that have no room for columns.
    fn matrix_rows(&self, across: &Across<'_>, labels: &[String], rows: &[(&EntryPage, Vec<usize>)]) -> String {
        let mut out = String::new();
        for (entry, row) in rows {
            let key = PageKey::Entry(entry.page.id.clone());
            let title = bdi(&self.editorial(&entry.title.value));
            let places = match across {
                Across::Sources(_) => self.places_in_concordance(&entry.page.id),
                Across::Periods(..) => Vec::new(),
            };
            write!(out, "<tr><th scope=\"row\"><a href=\"{}\">{title}</a></th>", self.to(&key.path())).expect(WRITES);
            for (at, count) in row.iter().enumerate() {
                let number = self.number(*count);
                let place = match across {
                    Across::Sources(sources) => places.iter().find(|(place, _)| *place == sources[at].0),
                    Across::Periods(..) => None,
                };
                let of = escape(&labels[at]);
                match (count, place) {
                    (0, _) => write!(out, "<td class=\"figure silent\" data-of=\"{of}\">0</td>"),
                    (_, Some((_, href))) => {
                        write!(out, "<td class=\"figure\" data-of=\"{of}\"><a href=\"{href}\">{number}</a></td>")
                    }
                    (_, None) => write!(out, "<td class=\"figure\" data-of=\"{of}\">{number}</td>"),
                }
                .expect(WRITES);
            }
            out.push_str("</tr>\n");
        }
        out
    }
}
