//! What the templates of questions, the timeline and the bibliography are given.

use serde::Serialize;

use super::{Backlinks, Layout, Link, PartsView, Worded};

/// `questions.html`.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionsView {
    /// Common to all pages.
    pub layout: Layout,
    /// The questions, by title.
    pub questions: Vec<QuestionRow>,
    /// Claims and events for which no source is quoted.
    pub without_evidence: Vec<StatementRow>,
    /// Those for which sources are quoted, all in words that this edition withholds.
    pub evidence_withheld: Vec<StatementRow>,
}

/// A question in a list.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionRow {
    /// Its page.
    pub href: String,
    /// The question.
    pub title: String,
    /// How many claims answer it.
    pub claims: usize,
    /// How many sources are quoted on it.
    pub sources: usize,
    /// Whether sources disagree about a claim.
    pub disputed: bool,
}

/// A claim or event in a list.
#[derive(Debug, Clone, Serialize)]
pub struct StatementRow {
    /// Its place.
    pub href: String,
    /// What is stated.
    pub text: String,
    /// Title of its page.
    pub page: String,
}

/// `question.html`.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionView {
    /// Common to all pages.
    pub layout: Layout,
    /// The question.
    pub title: String,
    /// Whether at most one of its claims can be true.
    pub exclusive: bool,
    /// Whether sources disagree about a claim.
    pub disputed: bool,
    /// Whether any of the evidence is withheld, and with it what sources say about a claim.
    pub withheld: bool,
    /// The editor's introduction.
    pub html: String,
    /// The sources, in order of publication: the columns of the table.
    pub sources: Vec<QuestionSource>,
    /// The claims, in order: the rows of the table, then the sections of the page.
    pub claims: Vec<ClaimView>,
    /// The footnotes.
    pub notes: String,
    /// Pages that link to it.
    pub backlinks: Vec<Backlinks>,
}

/// A source in the table of a question.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionSource {
    /// Its page.
    pub href: String,
    /// Its short form, as in citations.
    pub label: String,
    /// Its title.
    pub title: Worded,
}

/// A claim.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimView {
    /// Element id.
    pub id: String,
    /// What is claimed.
    pub text: String,
    /// What stands under it.
    pub html: String,
    /// Whether sources disagree about it, as far as the evidence is shown.
    pub disputed: bool,
    /// Whether any source is quoted on it, be it in words that this edition withholds.
    pub evidence: bool,
    /// Whether sources are quoted on it, all in words that this edition withholds.
    pub withheld: bool,
    /// What each source does with it, in the order of [`QuestionView::sources`].
    pub cells: Vec<CellView>,
}

/// What a source does with a claim.
#[derive(Debug, Clone, Serialize)]
pub struct CellView {
    /// The passages that show it, in order; none where the source is silent or `withheld`.
    pub passages: Vec<StanceLink>,
    /// Whether it is quoted on it in words that this edition withholds. What it does with the claim is not told.
    pub withheld: bool,
}

/// A passage that is evidence.
#[derive(Debug, Clone, Serialize)]
pub struct StanceLink {
    /// The passage on the page of its source.
    pub href: String,
    /// `asserts`, `denies` or `reports`.
    pub stance: &'static str,
    /// Number of its paragraph, where it has one.
    pub paragraph: Option<usize>,
}

/// `timeline.html`.
#[derive(Debug, Clone, Serialize)]
pub struct TimelineView {
    /// Common to all pages.
    pub layout: Layout,
    /// Its title; empty where the theme names it.
    pub title: String,
    /// The editor's introduction.
    pub html: String,
    /// The events in order of time.
    pub events: Vec<EventView>,
    /// Years for the drawing, each with its place; none where the events do not spread.
    pub years: Vec<YearView>,
    /// How many lines the drawing has.
    pub lanes: usize,
    /// The footnotes.
    pub notes: String,
    /// Pages that link to it.
    pub backlinks: Vec<Backlinks>,
}

/// A year on the drawing of the timeline.
#[derive(Debug, Clone, Serialize)]
pub struct YearView {
    /// The year.
    pub year: i64,
    /// Where it begins, in thousandths of the width.
    pub at: i64,
}

/// An event.
#[derive(Debug, Clone, Serialize)]
pub struct EventView {
    /// Element id.
    pub id: String,
    /// Its date in words.
    pub date: String,
    /// The same as EDTF.
    pub edtf: String,
    /// The same for `<time datetime>`, where it is a plain year, month or day.
    pub datetime: Option<String>,
    /// What happened.
    pub text: String,
    /// What stands under it.
    pub html: String,
    /// Whether any source is quoted on it, be it in words that this edition withholds.
    pub evidence: bool,
    /// Whether sources are quoted on it, all in words that this edition withholds.
    pub withheld: bool,
    /// The sources that are quoted, by their short forms.
    pub sources: Vec<Link>,
    /// Where it lies on the drawing, in thousandths of the width.
    pub at: i64,
    /// How long it is there, in the same.
    pub length: i64,
    /// Whether its beginning or its end is open or unknown; it then lies from, or to, the edge of the drawing.
    pub open: bool,
    /// Which line of the drawing it lies on, counted from 0.
    pub lane: usize,
    /// What it is called there; empty where the events are too many.
    pub label: String,
    /// Whether that stands before it, where behind it there is no room.
    pub label_before: bool,
}

/// `bibliography.html`.
#[derive(Debug, Clone, Serialize)]
pub struct BibliographyView {
    /// Common to all pages.
    pub layout: Layout,
    /// The sources by author: each a `li` whose element id is that of the source, with `p.reference` (the entry; `lang`
    /// where it differs from the page's) and `p.detail` (the short form as a link to the source, and how often the dossier
    /// quotes it).
    pub html: String,
    /// Which page it is; `None` if there is one.
    pub parts: Option<PartsView>,
    /// The same as files: BibTeX, RIS, CSL-JSON; on the first page.
    pub files: Vec<Link>,
}
