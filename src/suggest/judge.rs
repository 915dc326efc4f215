//! What to make of each line: text, furniture and why, title, date, byline, heading, item, caption.
//!
//! In: the lines of a capture, with what the markup says of them where there is any. Out: a [`Verdict`] for each line that is
//! not blank. Start at [`judge`]. It errs towards keeping: what it is not sure of stays text.

use std::ops::Range;

use super::chain::Chain;
use super::features::{self, Line, Repeated};
use super::guard::{guarded, is_page};
use super::phrases::{Says, author, day, words_before_figures};
use super::weights::Weights;
use super::{Hint, KEEP, Known, Named};
use crate::model::recipe::Reason;
use crate::text::normal::normal;

/// What a line is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Text, which no step need name.
    Text,
    Cut(Reason),
    Title,
    Byline,
    Date,
    Heading(u8),
    Item,
    Quotation,
    Caption,
}

/// Lines as judged.
#[derive(Debug)]
pub(super) struct Judged {
    /// The lines that are not blank.
    pub(super) lines: Vec<Line>,
    /// What each is taken for.
    pub(super) verdicts: Vec<Verdict>,
    /// Where the running text stands.
    pub(super) core: Range<usize>,
    /// The title, the author and the day, where lines were taken for these.
    pub(super) known: Known,
}

/// Judges the lines `text`.
pub(super) fn judge(text: &[&str], hints: Option<&[Hint]>, known: &Known) -> Judged {
    let lines = features::lines(text);
    let core = features::core(&lines);
    let hint = |line: &Line| hints.and_then(|hints| hints.get(line.number)).copied();
    let keep = keep(&lines, &core, &hint);
    // Elsewhere than on a page words are repeated on purpose.
    let is_page = hints.is_some() || is_page(&lines);
    let mut verdicts: Vec<Verdict> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        verdicts.push(match keep[at] {
            false => Verdict::Cut(reason(line, at, &core, hint(line))),
            true if is_page && line.repeated == Some(Repeated::Inside) && !line.prose => {
                Verdict::Cut(Reason::Duplicate)
            }
            true => Verdict::Text,
        });
    }
    agree(&mut verdicts);
    let mut judged = Judged { lines, verdicts, core, known: Known::default() };
    judged.find_head(text, known, is_page);
    judged.find_structure(&hint);
    judged
}

/// Which lines are the text: of a saved page what the extractor took for it, else what the chain of lines says.
fn keep(lines: &[Line], core: &Range<usize>, hint: &dyn Fn(&Line) -> Option<Hint>) -> Vec<bool> {
    let main: Vec<Option<f32>> = lines.iter().map(|line| hint(line).and_then(|hint| hint.main)).collect();
    if main.iter().flatten().any(|main| *main >= 0.5) {
        return main.iter().map(|main| main.is_none_or(|main| main >= 0.5)).collect();
    }
    // What has no running text in it may be anything: verse, a list, a form.
    if core.is_empty() {
        return vec![true; lines.len()];
    }
    let weights = Weights::learnt();
    let seen: Vec<_> = lines.iter().map(|line| line.number).zip(features::features(lines)).collect();
    let kept = Chain::new(&weights.scores(&seen), weights.follow).kept.into_iter().map(|kept| kept >= KEEP).collect();
    guarded(lines, core, kept)
}

/// Why a line would be cut.
fn reason(line: &Line, at: usize, core: &Range<usize>, hint: Option<Hint>) -> Reason {
    if line.repeated == Some(Repeated::Inside) && core.contains(&at) {
        return Reason::Duplicate;
    }
    if let Some(says) = line.spoken.first() {
        return says.reason();
    }
    let named = hint.map(|hint| hint.named).unwrap_or_default();
    const BY_NAME: [(Named, Reason); 8] = [
        (Named::COMMENTS, Reason::Meta),
        (Named::SHARE, Reason::Share),
        (Named::PROMOTION, Reason::Promotion),
        (Named::RELATED, Reason::Related),
        (Named::CAPTION, Reason::Caption),
        (Named::NAVIGATION, Reason::Navigation),
        (Named::FOOTER, Reason::Footer),
        (Named::META, Reason::Meta),
    ];
    if let Some((_, reason)) = BY_NAME.iter().find(|(name, _)| named.has(*name)) {
        return *reason;
    }
    if line.is_date || line.is_byline {
        return Reason::Meta;
    }
    match at {
        _ if at < core.start => Reason::Navigation,
        _ if at < core.end => Reason::Promotion,
        _ => Reason::Related,
    }
}

/// Gives the lines of each run that is cut one reason, that of most of its letters' lines, so that one step names it. Long
/// runs are of several parts; those keep a change of reason that holds for several lines.
fn agree(verdicts: &mut [Verdict]) {
    /// As long as a run may be without being looked at in parts.
    const PART: usize = 12;
    let mut start = 0;
    while start < verdicts.len() {
        let run = verdicts[start..].iter().take_while(|verdict| matches!(verdict, Verdict::Cut(_))).count();
        for part in verdicts[start..start + run].chunks_mut(PART) {
            let reasons: Vec<Reason> = part.iter().filter_map(|verdict| verdict.reason()).collect();
            let most = reasons.iter().copied().max_by_key(|reason| {
                (reasons.iter().filter(|other| *other == reason).count(), std::cmp::Reverse(*reason))
            });
            if let Some(reason) = most {
                part.fill(Verdict::Cut(reason));
            }
        }
        start += run.max(1);
    }
}

impl Verdict {
    pub(super) fn reason(self) -> Option<Reason> {
        if let Self::Cut(reason) = self { Some(reason) } else { None }
    }
}

impl Judged {
    /// Finds title, byline and date, which stand above the text or begin it.
    fn find_head(&mut self, text: &[&str], known: &Known, is_page: bool) {
        /// How many lines above the running text are looked at.
        const ABOVE: usize = 14;
        /// How many words stand before the date in a title that ends in one: "Published on Monday, March 3" has fewer.
        const LEAST_BEFORE_DATE: usize = 4;
        /// Within how many lines behind a title that nothing stands above sentences follow.
        const SOON: usize = 8;
        /// How many lines below the title may belong to it.
        const BELOW: usize = 4;
        let Judged { lines, core, .. } = self;
        let (lines, core) = (&*lines, core.clone());
        let range = core.start.saturating_sub(ABOVE)..(core.start + 3).min(core.end).max(core.start);
        let wanted = known.title.as_deref().map(|title| normal(title).to_lowercase());
        let is_title = |line: &&Line| wanted.as_ref().is_some_and(|wanted| line.lower == *wanted);
        let told = lines.iter().position(|line| is_title(&line));
        // A date in a line is mostly all that it says; some titles end in one.
        let is_date = |line: &Line| line.is_date || day(&line.lower).is_some();
        let could_be = |at: &usize, least: f32| {
            let line = &lines[*at];
            let words = line.normal.split(' ').count();
            (least..200.0).contains(&line.size)
                && (words >= 3 || line.size > words as f32 * 12.0)
                && !line.normal.ends_with(['.', '。', ':', '：', ','])
                && line.spoken.is_empty()
                && !(is_date(line) && words_before_figures(&line.lower) < LEAST_BEFORE_DATE)
                && !(line.is_byline || line.prose && line.ends)
                && !line.normal.contains(['@', '|', '•', '›', '»', '©'])
        };
        let above = core.start.saturating_sub(ABOVE)..core.start;
        // What is no page begins with its title, if that stands alone and sentences follow soon.
        let begins = || {
            let is_alone = lines.get(1).is_some_and(|next| next.number > lines[0].number + 1);
            let goes_on = lines.iter().skip(1).take(SOON).any(|line| line.prose && line.ends);
            (!is_page && is_alone && goes_on && could_be(&0, 10.0)).then_some(0)
        };
        let found = || begins().or_else(|| above.clone().find(|at| could_be(at, 20.0) && !is_date(&lines[*at])));
        let title = told.or_else(|| known.title.is_none().then(found).flatten());
        if let Some(at) = title {
            self.verdicts[at] = Verdict::Title;
            self.known.title = Some(text[lines[at].number].trim().to_owned());
            // Between title and text stand subtitle and names; what says that it is something else is cut all the same.
            for at in (at + 1..core.start).take(BELOW).filter(|at| lines[*at].spoken.is_empty()) {
                self.verdicts[at] = Verdict::Text;
            }
        }
        let from = title.map_or(range.start, |title| title.saturating_sub(4).max(range.start.min(title)));
        let near = from..range.end.max(from);
        // A line that is one name of an author that is known.
        let is_author = |line: &Line| {
            let name = |name: &String| normal(name).to_lowercase() == line.lower;
            line.is_byline && line.size < 80.0 || known.authors.iter().any(name)
        };
        if let Some(at) = near.clone().find(|at| self.verdicts[*at] != Verdict::Title && is_author(&lines[*at])) {
            self.verdicts[at] = Verdict::Byline;
            self.known.authors = author(text[lines[at].number].trim()).into_iter().collect();
        }
        let is_free = |verdict: Verdict| !matches!(verdict, Verdict::Title | Verdict::Byline);
        if let Some(at) = near.clone().find(|at| is_free(self.verdicts[*at]) && lines[*at].is_date) {
            self.verdicts[at] = Verdict::Date;
            self.known.published = day(&lines[at].lower);
        } else if let Some(at) = title.filter(|_| told.is_none()) {
            self.known.published = day(&lines[at].lower);
        }
    }

    /// Finds headings, items, captions and quotations: as the markup says, else headings alone.
    fn find_structure(&mut self, hint: &dyn Fn(&Line) -> Option<Hint>) {
        /// More items than these are left as paragraphs: a step for each would bury the recipe.
        const MOST_ITEMS: usize = 40;
        let is_text = |judged: &Self, at: usize| judged.verdicts[at] == Verdict::Text;
        let mut found = Vec::new();
        for (at, line) in self.lines.iter().enumerate().filter(|(at, _)| is_text(self, *at)) {
            let verdict = match hint(line) {
                Some(Hint { heading: Some(level), .. }) => Verdict::Heading(level.clamp(2, 6)),
                Some(Hint { caption: true, .. }) => Verdict::Caption,
                Some(Hint { quotation: true, .. }) => Verdict::Quotation,
                Some(Hint { item: true, .. }) => Verdict::Item,
                Some(_) => continue,
                None if self.is_heading(at) => Verdict::Heading(2),
                None => continue,
            };
            found.push((at, verdict));
        }
        let items = found.iter().filter(|(_, verdict)| *verdict == Verdict::Item).count();
        found.retain(|(_, verdict)| *verdict != Verdict::Item || items <= MOST_ITEMS);
        for (at, verdict) in found {
            self.verdicts[at] = verdict;
        }
    }

    /// Whether a line of plain text looks like a heading: short, without an end, between paragraphs.
    fn is_heading(&self, at: usize) -> bool {
        let line = &self.lines[at];
        let is_prose = |at: Option<usize>| {
            at.and_then(|at| Some((self.lines.get(at)?, self.verdicts.get(at)?)))
                .is_some_and(|(line, verdict)| line.prose && *verdict == Verdict::Text)
        };
        let words = line.normal.split(' ').count();
        (8.0..90.0).contains(&line.size)
            && words <= 14
            && self.core.contains(&at)
            && !(line.normal.ends_with(['.', '!', '。', '！', ',', ';', ':', '：', '…'])
                || line.is_date
                || line.is_byline)
            && line.spoken.is_empty()
            && line.normal.starts_with(|char: char| !char.is_lowercase() && char.is_alphanumeric())
            && is_prose(at.checked_sub(1))
            && is_prose(Some(at + 1))
    }
}

/// What can be said for the verdict on a run of lines, for the editor who decides.
pub(super) fn why(
    lines: &[Line],
    core: &Range<usize>,
    run: &Range<usize>,
    hint: &dyn Fn(&Line) -> Option<Hint>,
) -> String {
    let run_lines = &lines[run.clone()];
    let count = run_lines.len();
    let most = |is: &dyn Fn(&Line) -> bool| run_lines.iter().filter(|line| is(line)).count() * 3 >= count * 2;
    let mut said: Vec<String> = Vec::new();
    if let Some(line) = run_lines.iter().find(|line| !line.spoken.is_empty()) {
        let words: String = line.normal.chars().take(40).collect();
        let what = match line.spoken[0] {
            Says::Share => "sharing",
            Says::Newsletter => "a newsletter",
            Says::Related => "other texts",
            Says::Promotion => "advertising",
            Says::Footer => "the site",
            Says::Navigation => "a menu",
            Says::Comments => "comments",
            Says::Meta => "the page",
            Says::Caption => "a picture",
            Says::Error => "a failure",
            Says::Biography => "the author",
        };
        said.push(format!("speaks of {what} (`{}`)", words.replace('`', "'")));
    }
    if most(&|line| hint(line).is_some_and(|hint| hint.linked > 0.8)) {
        said.push("links".to_owned());
    }
    if most(&|line| line.size < 50.0) {
        said.push(if count > 1 { "short lines" } else { "a short line" }.to_owned());
    }
    if most(&|line| !line.ends) {
        said.push("no full stop".to_owned());
    }
    if run_lines.iter().any(|line| line.repeated == Some(Repeated::Inside)) {
        said.push("its words stand in a paragraph as well".to_owned());
    } else if most(&|line| line.repeated.is_some()) {
        said.push("repeated".to_owned());
    }
    if run.end <= core.start {
        said.push("above the text".to_owned());
    } else if run.start >= core.end {
        said.push("below the text".to_owned());
    } else if run_lines.iter().any(|line| hint(line).is_some_and(|hint| hint.main.is_some())) {
        said.push("not in the main content".to_owned());
    }
    let (first, last) = (run_lines[0].number + 1, run_lines[count - 1].number + 1);
    let place = if first == last { format!("line {first}") } else { format!("lines {first} to {last}") };
    if said.is_empty() {
        said.push("judged by its neighbours".to_owned());
    }
    format!("{place}: {}", said.join(", "))
}
