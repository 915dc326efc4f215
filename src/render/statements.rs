//! Questions, the timeline, and what they state without evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::picture::{letters, shortened};
use super::view::{
    CellView, ClaimView, EventView, Link, QuestionRow, QuestionSource, QuestionView, QuestionsView, StanceLink,
    StatementRow, TimelineView, YearView,
};
use super::{Page, prose};
use crate::model::date::Date;
use crate::model::id::Id;
use crate::model::index::Evidence;
use crate::model::key::PageKey;
use crate::model::page::{QuestionPage, Statement, TimelinePage};

/// Width of the drawing of the timeline.
const WIDTH: i64 = 1000;

/// How many events have labels there, at most; of more no label would find its place. And how many lines they then lie on.
const LABELLED: usize = 40;
const LINES: usize = 9;

/// Letters of a label, and the breadth of one on a wide page.
const LABEL: usize = 34;
const LETTER: i64 = 7;

impl Page<'_> {
    pub(super) fn questions(&self) -> QuestionsView {
        QuestionsView {
            layout: self.layout("questions", self.word("nav-questions", &[]), None, false),
            questions: self.question_rows(),
            without_evidence: self.statements_where(|evidence| !evidence.is_any()),
            evidence_withheld: self.statements_where(Evidence::is_withheld),
        }
    }

    /// The questions by title.
    pub(super) fn question_rows(&self) -> Vec<QuestionRow> {
        let mut rows: Vec<QuestionRow> = self
            .ask
            .questions()
            .iter()
            .map(|question| {
                let key = PageKey::Question(question.page.id.clone());
                let evidence = self.ask.evidence(&key);
                let sources: BTreeSet<&Id> = evidence.iter().flat_map(|evidence| evidence.by_source.keys()).collect();
                QuestionRow {
                    href: self.to(&key.path()),
                    title: question.title.clone(),
                    claims: question.claims.len(),
                    sources: sources.len(),
                    disputed: evidence.iter().any(Evidence::is_disputed),
                }
            })
            .collect();
        rows.sort_by(|a, b| a.title.cmp(&b.title));
        rows
    }

    pub(super) fn question(&self, key: &PageKey, id: &Id) -> QuestionView {
        let question: &QuestionPage = self.ask.question(id).expect("pages are made of questions");
        let text = &question.page.prose;
        let first = question.claims.first().map_or(text.events.len(), |claim| heading_start(claim, text));
        let parts = std::iter::once(0..first).chain(question.claims.iter().map(|claim| claim.body.clone()));
        let (mut bodies, notes) = prose::sections(self, key, text, parts);
        let html = bodies.remove(0);
        let evidence = self.ask.evidence(key);
        let claims = question.claims.iter().zip(evidence).zip(bodies);
        QuestionView {
            layout: self.layout("question", question.title.clone(), Some(key), notes.has_code),
            title: question.title.clone(),
            exclusive: question.exclusive,
            disputed: evidence.iter().any(Evidence::is_disputed),
            withheld: evidence.iter().any(|evidence| !evidence.withheld.is_empty()),
            html,
            sources: self
                .ask
                .sources()
                .iter()
                .map(|source| QuestionSource {
                    href: self.to(&PageKey::Source(source.page.page.id.clone()).path()),
                    label: self.ask.label(&source.page.page.id).to_owned(),
                    title: self.source_title(source),
                })
                .collect(),
            claims: claims.map(|((claim, evidence), html)| self.claim(key, claim, evidence, html)).collect(),
            notes: notes.html,
            backlinks: self.backlinks(key),
        }
    }

    fn claim(&self, key: &PageKey, claim: &Statement, evidence: &Evidence, html: String) -> ClaimView {
        let cell = |source: &Id| CellView {
            passages: evidence
                .by_source
                .get(source)
                .into_iter()
                .flatten()
                .filter_map(|(stance, citation, item)| {
                    let (_, passage) = self.ask.cited(source, key, *citation, *item)?;
                    Some(StanceLink {
                        href: format!("{}#{}", self.to(&PageKey::Source(source.clone()).path()), passage.id),
                        stance: stance.name(),
                        paragraph: self.paragraph(self.source_of(source), passage),
                    })
                })
                .collect(),
            withheld: evidence.withheld.iter().flatten().any(|withheld| withheld == source),
        };
        ClaimView {
            id: claim.id.clone(),
            text: claim.text.clone(),
            html,
            disputed: evidence.is_disputed(),
            evidence: evidence.is_any(),
            withheld: evidence.is_withheld(),
            cells: self.ask.sources().iter().map(|source| cell(&source.page.page.id)).collect(),
        }
    }

    pub(super) fn timeline(&self) -> TimelineView {
        let key = PageKey::Timeline;
        let timeline: &TimelinePage = self.ask.timeline().expect("the page is made of the timeline");
        let text = &timeline.page.prose;
        let first = timeline.events.first().map_or(text.events.len(), |(_, event)| heading_start(event, text));
        let parts = std::iter::once(0..first).chain(timeline.events.iter().map(|(_, event)| event.body.clone()));
        let (mut bodies, notes) = prose::sections(self, &key, text, parts);
        let html = bodies.remove(0);
        let evidence = self.ask.evidence(&key);
        let scale = Scale::of(timeline.events.iter().map(|(date, _)| &date.value));
        let mut events: Vec<(&Date, EventView)> = Vec::new();
        for (((date, event), evidence), html) in timeline.events.iter().zip(evidence).zip(bodies) {
            let date = &date.value;
            let (at, length) = scale.place(date);
            let label = |source: &Id| Link {
                href: self.to(&PageKey::Source(source.clone()).path()),
                text: self.ask.label(source).to_owned(),
            };
            let view = EventView {
                id: event.id.clone(),
                date: self.date(date),
                edtf: date.edtf.clone(),
                datetime: datetime(date),
                text: event.text.clone(),
                html,
                evidence: evidence.is_any(),
                withheld: evidence.is_withheld(),
                sources: evidence.by_source.keys().map(label).collect(),
                at,
                length,
                open: date.span_days().is_none(),
                lane: 0,
                label: String::new(),
                label_before: false,
            };
            events.push((date, view));
        }
        // Events of one date stay in the order of the file.
        events.sort_by(|a, b| a.0.cmp_by_time(b.0));
        let mut events: Vec<EventView> = events.into_iter().map(|(_, view)| view).collect();
        let lanes = place_in_lanes(&mut events);
        let title = self.title_of(&key).text;
        TimelineView {
            layout: self.layout("timeline", title, Some(&key), notes.has_code),
            title: timeline.title.clone(),
            html,
            events,
            years: scale.years(),
            lanes,
            notes: notes.html,
            backlinks: self.backlinks(&key),
        }
    }

    /// What a page states at a place.
    pub(super) fn statement(&self, page: &PageKey, at: usize) -> &str {
        self.ask.statement(page, at).map_or("", |statement| statement.text.as_str())
    }

    /// The claims and events with such evidence.
    pub(super) fn statements_where(&self, is: impl Fn(&Evidence) -> bool) -> Vec<StatementRow> {
        let mut pages: BTreeMap<PageKey, Vec<&Statement>> = BTreeMap::new();
        for question in self.ask.questions() {
            pages.insert(PageKey::Question(question.page.id.clone()), question.claims.iter().collect());
        }
        if let Some(timeline) = self.ask.timeline() {
            pages.insert(PageKey::Timeline, timeline.events.iter().map(|(_, event)| event).collect());
        }
        let mut rows = Vec::new();
        for (key, statements) in pages {
            for (statement, evidence) in statements.into_iter().zip(self.ask.evidence(&key)) {
                if is(evidence) {
                    rows.push(StatementRow {
                        href: format!("{}#{}", self.to(&key.path()), statement.id),
                        text: statement.text.clone(),
                        page: self.title_of(&key).text,
                    });
                }
            }
        }
        rows
    }
}

/// The event that opens the heading of a statement.
pub(super) fn heading_start(statement: &Statement, prose: &crate::model::page::Prose) -> usize {
    let before = &prose.events[..statement.body.start];
    before
        .iter()
        .rposition(|(event, _)| matches!(event, pulldown_cmark::Event::Start(pulldown_cmark::Tag::Heading { .. })))
        .unwrap_or(statement.body.start)
}

/// The date for `<time datetime>`, which knows plain years, months and days only.
fn datetime(date: &Date) -> Option<String> {
    let is_plain = date.edtf.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let is_known = matches!(date.edtf.len(), 4 | 7 | 10) && !date.edtf.starts_with('-');
    // Months beyond the twelfth are seasons.
    let is_month = date.edtf.get(5..7).is_none_or(|month| month <= "12");
    (is_plain && is_known && is_month).then(|| date.edtf.clone())
}

/// Gives the events of a drawing, in order of time, their labels and lines: each the first on which it and its label have
/// room. Returns how many lines there are.
fn place_in_lanes(events: &mut [EventView]) -> usize {
    if events.len() > LABELLED {
        for (at, event) in events.iter_mut().enumerate() {
            event.lane = at % LINES;
        }
        return LINES;
    }
    let mut lanes: Vec<Vec<Range<i64>>> = Vec::new();
    for event in events {
        event.label = shortened(&event.text, LABEL);
        let breadth = i64::try_from(letters(&event.label)).unwrap_or(WIDTH) * LETTER + 20;
        event.label_before = event.at + event.length + breadth > WIDTH;
        let mut taken = event.at - 10..event.at + event.length + 10;
        if event.label_before {
            taken.start = event.at - breadth;
        } else {
            taken.end += breadth;
        }
        let is_free =
            |lane: &Vec<Range<i64>>| lane.iter().all(|other| other.end <= taken.start || taken.end <= other.start);
        event.lane = lanes.iter().position(is_free).unwrap_or(lanes.len());
        if event.lane == lanes.len() {
            lanes.push(Vec::new());
        }
        lanes[event.lane].push(taken);
    }
    lanes.len()
}

/// The drawing of the timeline: from the first day of its first year to the last day of its last.
struct Scale {
    first: i64,
    last: i64,
}

impl Scale {
    fn of<'d>(dates: impl Iterator<Item = &'d Date>) -> Self {
        let days: Vec<i64> = dates.flat_map(|date| [date.first_day(), date.last_day()]).flatten().collect();
        let first = days.iter().copied().min().unwrap_or(0);
        let last = days.iter().copied().max().unwrap_or(first);
        Self { first, last: last.max(first + 1) }
    }

    /// Where a date begins and how long it is; an open one reaches to the edge.
    fn place(&self, date: &Date) -> (i64, i64) {
        let (first, last) = (date.first_day().unwrap_or(self.first), date.last_day().unwrap_or(self.last));
        let at = |day: i64| (day - self.first) * WIDTH / (self.last - self.first);
        (at(first), at(last) - at(first))
    }

    /// The years that begin between both ends.
    fn years(&self) -> Vec<YearView> {
        let year_of = |day: i64| day.div_euclid(365) + 1970;
        let starts = (year_of(self.first) - 2..=year_of(self.last) + 2).filter_map(|year| {
            let date = jiff::civil::Date::new(i16::try_from(year).ok()?, 1, 1).ok()?;
            let days = date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days();
            Some((year, i64::from(days)))
        });
        let inside = starts.filter(|(_, day)| (self.first..=self.last).contains(day));
        inside.map(|(year, day)| YearView { year, at: (day - self.first) * WIDTH / (self.last - self.first) }).collect()
    }
}
