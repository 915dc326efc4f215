//! Pass 1: applies the steps of a recipe, in order, to the untouched lines of a raw text.
//!
//! A whole-line step (`cut`, `set`) takes its lines; a line taken is not matched again by another. Steps inside a line
//! leave it free. Every step must match what it says, or is reported with the nearest candidates.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::diag::{Checked, Code, Diagnostic, FileId, Span};
use crate::model::located::Located;
use crate::model::recipe::{Action, Extent, Part, RangeEnd, Reason, Selector, SetRole, Step};
use crate::text::Text;
use crate::text::lines::NormalLines;
use crate::text::normal::{normal, plain};

/// What is to become of every line.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// One per raw line.
    pub lines: Vec<Line>,
    /// Speakers, by [`Line::label`].
    pub speakers: Vec<String>,
    /// Parts, by [`Line::part`].
    pub parts: Vec<Part>,
}

/// What is to become of one line.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Bytes of the raw text, without the line feed.
    pub raw: Range<usize>,
    /// Cut as a whole.
    pub cut: Option<Reason>,
    /// What a `set` step made of it.
    pub set: Option<SetRole>,
    /// Edits inside it, sorted, in bytes of the raw text.
    pub edits: Vec<Edit>,
    /// The speaker that it begins with, and where the label ends.
    pub label: Option<(usize, usize)>,
    /// The part that begins with it.
    pub part: Option<usize>,
    /// Whether it goes on with the block of the last line that is kept.
    pub joined: bool,
    /// Where further blocks begin inside it, sorted.
    pub splits: Vec<Split>,
}

/// An edit inside a line.
#[derive(Debug)]
pub(super) struct Edit {
    /// Bytes of the raw text.
    pub raw: Range<usize>,
    /// What becomes of them.
    pub what: EditKind,
    /// The step.
    pub span: Span,
}

/// A place inside a line where a further block begins.
#[derive(Debug)]
pub(super) struct Split {
    /// In bytes of the raw text.
    pub at: usize,
    /// The step.
    pub span: Span,
}

/// What an edit does.
#[derive(Debug)]
pub(super) enum EditKind {
    /// Takes the words out.
    Cut(Reason),
    /// Replaces them.
    Correct(String),
}

/// How many candidates a message shows.
const CANDIDATES: usize = 5;

/// How many lines are compared, over all steps, to find those most like what a step names: half a second's worth.
const COMPARISONS: usize = 50_000;

/// Applies `steps` to the lines of `raw`, which stands in `file`.
pub(super) fn apply(raw: &Text, steps: &[Step], file: FileId) -> Checked<Plan> {
    let mut work = Work::new(raw, file);
    for step in steps {
        work.step(step);
    }
    work.refuse_edits_without_effect();
    work.doubt_lines_like_labels(steps);
    Checked { value: work.plan, diags: work.diags }
}

/// The lines of a raw text while steps are applied to them.
pub(super) struct Work<'a> {
    raw: &'a Text,
    file: FileId,
    plan: Plan,
    normal: NormalLines,
    /// The step that took each line, if one did.
    taken: Vec<Option<Span>>,
    /// How many lines may still be compared with words that no line has.
    comparisons: usize,
    /// What is wrong with the steps so far.
    pub(super) diags: Vec<Diagnostic>,
}

impl<'a> Work<'a> {
    /// Lines that no step has touched.
    pub(super) fn new(raw: &'a Text, file: FileId) -> Self {
        let lines = raw.lines().map(|range| Line { raw: range, ..Line::default() }).collect();
        Self {
            raw,
            file,
            plan: Plan { lines, ..Plan::default() },
            normal: NormalLines::new(raw),
            taken: vec![None; raw.lines().count()],
            comparisons: COMPARISONS,
            diags: Vec::new(),
        }
    }

    fn step(&mut self, step: &Step) {
        match &step.action {
            Action::Cut { from, to, reason } => self.cut(step, from, to, *reason),
            Action::CutWords { within, words, reason } => {
                if let Some(raw) = self.find_words(within.as_ref(), words) {
                    self.edit(raw, EditKind::Cut(*reason), words.span);
                }
            }
            Action::Correct { within, words, with } => {
                if let Some(raw) = self.find_words(within.as_ref(), words) {
                    self.edit(raw, EditKind::Correct(with.clone()), words.span);
                }
            }
            Action::Set { line, role } => {
                for at in self.find_lines(line, 0, Taken::Refuse) {
                    if self.readable_case_fits(at, role) {
                        self.plan.lines[at].set = Some(role.clone());
                        self.taken[at] = Some(step.span);
                    }
                }
            }
            Action::Speakers(labels) => self.speakers(labels),
            Action::Part { from, part } => {
                // A part may begin with a line that is something already, such as a heading.
                if let Some(&at) = self.find_lines(from, 0, Taken::Allow).first() {
                    self.plan.lines[at].part = Some(self.plan.parts.len());
                    self.plan.parts.push(part.clone());
                }
            }
            Action::Join { from, to } => self.join(from, to),
            Action::Split { within, before } => {
                if let Some(raw) = self.find_words(within.as_ref(), before) {
                    let line = self.line_at(raw.start);
                    let splits = &mut self.plan.lines[line].splits;
                    let place = splits.partition_point(|split| split.at < raw.start);
                    splits.insert(place, Split { at: raw.start, span: before.span });
                }
            }
        }
    }

    fn cut(&mut self, step: &Step, from: &Selector, to: &RangeEnd, reason: Reason) {
        let ends = if let RangeEnd::Line(to) = to {
            self.normal.matching(&to.words, to.extent == Extent::Whole)
        } else {
            Vec::new()
        };
        for first in self.find_lines(from, 0, Taken::Refuse) {
            // A range that ran across a further beginning has taken it; going on from there would cut what follows.
            if self.taken[first].is_some() {
                continue;
            }
            let last = match to {
                RangeEnd::Same => first,
                RangeEnd::Text => self.plan.lines.len() - 1,
                RangeEnd::Line(to) => {
                    let after = &ends[ends.partition_point(|&end| end < first)..];
                    match after.iter().find(|&&end| self.taken[end].is_none()) {
                        Some(&last) if to.every => last,
                        // Reports what is wrong, which is the same for all ranges to come.
                        _ => match self.find_lines(to, first, Taken::Refuse).first() {
                            Some(&last) => last,
                            None => return,
                        },
                    }
                }
            };
            for at in first..=last {
                // Lines inside the range that another step has taken stay what they are.
                if self.taken[at].is_none() {
                    self.plan.lines[at].cut = Some(reason);
                    self.taken[at] = Some(step.span);
                }
            }
        }
    }

    fn speakers(&mut self, labels: &[(Located<String>, String)]) {
        for (label, name) in labels {
            let speaker = match self.plan.speakers.iter().position(|known| known == name) {
                Some(known) => known,
                None => {
                    self.plan.speakers.push(name.clone());
                    self.plan.speakers.len() - 1
                }
            };
            let selector =
                Selector { words: label.value.clone(), extent: Extent::Start, every: true, span: label.span };
            for at in self.find_lines(&selector, 0, Taken::Refuse) {
                let line = self.plan.lines[at].raw.clone();
                let words = &self.raw.as_str()[line.clone()];
                match find_normal(words, label.value.trim()).first() {
                    Some(found) if normal(&words[..found.start]).is_empty() => {
                        self.plan.lines[at].label = Some((speaker, line.start + found.end));
                    }
                    // The line goes on within the last letter of the label.
                    _ => {
                        let diag = self.unmatched(&selector, &[]);
                        self.diags.push(diag);
                    }
                }
            }
        }
    }

    fn join(&mut self, from: &Selector, to: &Selector) {
        let Some(&first) = self.find_lines(from, 0, Taken::Refuse).first() else { return };
        let Some(&last) = self.find_lines(to, first, Taken::Refuse).first() else { return };
        for line in &mut self.plan.lines[first + 1..=last] {
            line.joined = true;
        }
    }

    fn edit(&mut self, raw: Range<usize>, what: EditKind, span: Span) {
        let line = self.line_at(raw.start);
        let edits = &mut self.plan.lines[line].edits;
        let at = edits.partition_point(|edit| edit.raw.start < raw.start);
        let clashes = |edit: &Edit| edit.raw.start < raw.end && raw.start < edit.raw.end;
        if edits[at.saturating_sub(1)..].iter().take(2).any(clashes) {
            let message = "these words are already edited by an earlier step";
            self.diags.push(Diagnostic::new(Code::StepAmbiguous, span, message).label(self.raw_span(raw), "the words"));
        } else {
            edits.insert(at, Edit { raw, what, span });
        }
    }

    /// The lines that `selector` names at or after line `first`: one, or with `every` all. Reports anything else.
    fn find_lines(&mut self, selector: &Selector, first: usize, taken: Taken) -> Vec<usize> {
        let all: Vec<usize> = self
            .normal
            .matching(&selector.words, selector.extent == Extent::Whole)
            .into_iter()
            .filter(|&at| at >= first)
            .collect();
        let is_free = |at: &usize| taken == Taken::Allow || self.taken[*at].is_none();
        let free: Vec<usize> = all.iter().copied().filter(is_free).collect();
        if free.is_empty() {
            let diag = self.unmatched(selector, &all);
            self.diags.push(diag);
        } else if free.len() > 1 && !selector.every {
            let message = format!("this selector matches {} lines, and may match one", free.len());
            let mut diag = Diagnostic::new(Code::StepAmbiguous, selector.span, message);
            for &at in free.iter().take(CANDIDATES) {
                diag = diag.label(self.line_span(at), "matches");
            }
            self.diags.push(diag.help("give more of the line, or say `every = true` if all are meant"));
            return Vec::new();
        }
        free
    }

    fn unmatched(&mut self, selector: &Selector, taken: &[usize]) -> Diagnostic {
        let first = taken.first().and_then(|&at| Some((at, self.taken[at]?)));
        if let Some((at, by)) = first {
            let message = "the line that this selector names is already taken by an earlier step";
            return Diagnostic::new(Code::StepUnmatched, selector.span, message)
                .label(self.line_span(at), "the line")
                .label(by, "taken here")
                .help("remove one of the two steps");
        }
        let how = if selector.extent == Extent::Whole { "is" } else { "begins with" };
        let mut diag = Diagnostic::new(Code::StepUnmatched, selector.span, format!("no line {how} these words"));
        let nearest = self.nearest(selector);
        for &at in &nearest {
            diag = diag.label(self.line_span(at), "nearest line");
        }
        match nearest.first() {
            Some(&at) if self.normal.line(at) == normal(&selector.words) => {
                diag.help("that line stands before the range begins")
            }
            Some(&at)
                if selector.extent == Extent::Whole && self.normal.line(at).starts_with(&normal(&selector.words)) =>
            {
                diag.help("to name a line by its beginning, write `{ starts = \"…\" }`")
            }
            _ => diag.help("copy the words from the line that is meant"),
        }
    }

    /// Up to three lines like the words of `selector`, the most like first.
    fn nearest(&mut self, selector: &Selector) -> Vec<usize> {
        // Comparing is quadratic in length, so only the beginnings are.
        const COMPARED: usize = 80;
        let beginning = |text: &str| text.chars().take(COMPARED).collect::<String>().to_lowercase();
        let wanted = beginning(&normal(&selector.words));
        let length = wanted.chars().count();
        let mut scored: Vec<(f64, usize)> = Vec::new();
        let lines = self.normal.lines().take(self.comparisons).enumerate();
        self.comparisons = self.comparisons.saturating_sub(self.normal.count());
        for (at, line) in lines.filter(|(_, line)| !line.is_empty()) {
            // A selector may be the beginning of a long line; compare like with like.
            let line: String = beginning(line).chars().take(length.max(8)).collect();
            let score = strsim::normalized_levenshtein(&wanted, &line);
            if score > 0.6 {
                scored.push((score, at));
            }
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        scored.into_iter().take(3).map(|(_, at)| at).collect()
    }

    /// The one place of `words` in the lines that are not cut, or in the one line that `within` names.
    fn find_words(&mut self, within: Option<&Selector>, words: &Located<String>) -> Option<Range<usize>> {
        let lines: Vec<usize> = match within {
            Some(selector) => self.find_lines(selector, 0, Taken::Allow).into_iter().take(1).collect(),
            None => (0..self.plan.lines.len()).collect(),
        };
        self.find_in(&lines, within.is_some(), words, None).pop()
    }

    /// The places of `words` in the whole text, or in the lines that `within` names: one, or with `every` all. Reports
    /// anything else.
    pub(super) fn find_places(
        &mut self,
        within: Option<&Selector>,
        words: &Located<String>,
        every: bool,
    ) -> Vec<Range<usize>> {
        let lines: Vec<usize> = match within {
            Some(selector) => self.find_lines(selector, 0, Taken::Allow),
            None => (0..self.plan.lines.len()).collect(),
        };
        self.find_in(&lines, within.is_some(), words, Some(every))
    }

    /// The places of `words` in `lines`, which are `named` or all; nothing where there are others than wanted. `every` tells
    /// whether several are, if the step could say so.
    fn find_in(
        &mut self,
        lines: &[usize],
        named: bool,
        words: &Located<String>,
        every: Option<bool>,
    ) -> Vec<Range<usize>> {
        let (every, may_be_every) = (every.unwrap_or(false), every.is_some());
        if lines.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let wanted = normal(&words.value);
        // Finding the place of words takes much longer than knowing that they are not there.
        let may_hold = |at: &usize| self.plan.lines[*at].cut.is_none() && self.normal.line(*at).contains(&wanted);
        for at in lines.iter().copied().filter(may_hold) {
            let line = self.plan.lines[at].raw.clone();
            let places = find_normal(&self.raw.as_str()[line.clone()], &words.value);
            found.extend(places.into_iter().map(|range| line.start + range.start..line.start + range.end));
        }
        if found.len() == 1 || (every && !found.is_empty()) {
            return found;
        }
        let place = if named { "in the line" } else { "in the text" };
        let diag = if found.is_empty() {
            let diag = Diagnostic::new(Code::StepUnmatched, words.span, format!("these words are not {place}"));
            let diag = if named { diag.label(self.line_span(lines[0]), "the line") } else { diag };
            diag.help("copy the words as the raw text has them")
        } else {
            let message = format!("these words stand {place} {} times", found.len());
            let mut diag = Diagnostic::new(Code::StepAmbiguous, words.span, message);
            for range in found.into_iter().take(CANDIDATES) {
                diag = diag.label(self.raw_span(range), "here");
            }
            diag.help(match may_be_every {
                true => "give more words, name the line with `in`, or say `every = true` if all are meant",
                false => "give more words, or name the line with `in`",
            })
        };
        self.diags.push(diag);
        Vec::new()
    }

    /// Whether the readable case of a heading has the words of line `at`; reports it where not.
    fn readable_case_fits(&mut self, at: usize, role: &SetRole) -> bool {
        let SetRole::Heading { readable: Some(readable), .. } = role else { return true };
        // `ß` and `ſ` are `SS` and `S` in capitals, so words are compared in these.
        let capitals = |text: &str| text.to_lowercase().to_uppercase();
        let (wanted, given) = (self.normal.line(at).to_lowercase(), normal(&readable.value).to_lowercase());
        if capitals(&wanted) == capitals(&given) {
            return true;
        }
        let differs = wanted.split(' ').zip(given.split(' ')).find(|(a, b)| capitals(a) != capitals(b));
        let message = "the readable case of this heading has other words than its line";
        let mut diag =
            Diagnostic::new(Code::HeadingWords, readable.span, message).label(self.line_span(at), "the line");
        diag = match differs {
            Some((line, given)) => diag.help(format!("the line has `{line}` where this has `{given}`")),
            None => diag.help("one has more words than the other"),
        };
        self.diags.push(diag);
        false
    }

    /// Reports edits that what their line is leaves no room for, and takes them out.
    fn refuse_edits_without_effect(&mut self) {
        let file = self.file;
        for line in &mut self.plan.lines {
            // A heading in readable case has the words of its line.
            if let Some(SetRole::Heading { readable: Some(readable), .. }) = &line.set {
                let edited = line.edits.drain(..).map(|edit| edit.raw);
                let split = line.splits.drain(..).map(|split| split.at..split.at);
                let label = line.label.take().map(|(_, end)| line.raw.start..end);
                if let Some(words) = edited.chain(split).chain(label).next() {
                    let message = "a heading in readable case cannot be edited as well";
                    let diag = Diagnostic::new(Code::StepAmbiguous, readable.span, message)
                        .label(Span::new(file, words), "edited here");
                    self.diags.push(diag.help("remove `as`, or the step that edits the line"));
                }
            }
            // A label stands off, and readers see the name that the recipe gives.
            if let Some((_, end)) = line.label {
                for edit in line.edits.extract_if(.., |edit| edit.raw.start < end) {
                    let message = "these words are the label of a speaker";
                    let diag = Diagnostic::new(Code::StepAmbiguous, edit.span, message)
                        .label(Span::new(file, edit.raw), "the words");
                    self.diags.push(diag.help("readers see the name that `speakers` gives"));
                }
            }
            let (edits, label) = (&line.edits, line.label.map_or(line.raw.start, |(_, end)| end));
            let inside = |split: &mut Split| {
                split.at > line.raw.start && split.at < label
                    || edits.iter().any(|edit| edit.raw.start < split.at && split.at < edit.raw.end)
            };
            for split in line.splits.extract_if(.., inside) {
                let message = "a paragraph cannot begin inside words that another step takes";
                self.diags.push(
                    Diagnostic::new(Code::StepAmbiguous, split.span, message)
                        .label(Span::new(file, split.at..split.at), "here"),
                );
            }
        }
    }

    /// Warns of kept lines that begin as a label does but for case and spaces: their words would go to whoever spoke
    /// before.
    fn doubt_lines_like_labels(&mut self, steps: &[Step]) {
        let like = |text: &str| text.to_lowercase().split_whitespace().collect::<String>();
        let labels = steps.iter().filter_map(|step| match &step.action {
            Action::Speakers(labels) => Some(labels),
            _ => None,
        });
        let labels: Vec<(&Located<String>, String)> =
            labels.flatten().map(|(label, _)| (label, like(&normal(&label.value)))).collect();
        for (at, line) in self.plan.lines.iter().enumerate() {
            if labels.is_empty() || line.label.is_some() || line.cut.is_some() || line.set.is_some() {
                continue;
            }
            // No more of a line than a label may be long, spaces not counted.
            let beginning: String = self.normal.line(at).chars().take(200).collect();
            let beginning = like(&beginning);
            if let Some((label, _)) = labels.iter().find(|(_, label)| beginning.starts_with(label)) {
                let message =
                    format!("this line begins nearly as the label `{}`, and is not taken for one", label.value);
                let diag =
                    Diagnostic::new(Code::LabelSimilar, self.line_span(at), message).label(label.span, "the label");
                self.diags
                    .push(diag.help("add the form of this line to `speakers`, or say with `set` what the line is"));
            }
        }
    }

    fn line_at(&self, byte: usize) -> usize {
        self.plan.lines.partition_point(|line| line.raw.start <= byte) - 1
    }

    fn line_span(&self, at: usize) -> Span {
        self.raw_span(self.plan.lines[at].raw.clone())
    }

    fn raw_span(&self, raw: Range<usize>) -> Span {
        Span::new(self.file, raw)
    }
}

/// Whether lines that another step has taken may be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Allow,
    Refuse,
}

/// Where `words` stand in `line`, compared in normal form; byte ranges of `line`, not overlapping. A letter and the marks
/// on it are one: `e` does not stand in `é`, however that is written.
fn find_normal(line: &str, words: &str) -> Vec<Range<usize>> {
    let inner = normal(words);
    if inner.is_empty() {
        return Vec::new();
    }
    // The normal form of a text has no space at its ends; of words inside a line the ends are meant.
    let space = |is: bool| is.then_some(' ');
    let before = space(words.starts_with(char::is_whitespace));
    let after = space(words.ends_with(char::is_whitespace));
    let wanted: Vec<char> = before.into_iter().chain(inner.chars()).chain(after).collect();
    // The line in normal form, each character with the bytes of its cluster; runs of white space are one space.
    let mut chars: Vec<(char, Range<usize>)> = Vec::new();
    let mut push = |char: char, bytes: Range<usize>| {
        if char.is_whitespace() {
            match chars.last_mut() {
                Some((' ', last)) => last.end = bytes.end,
                _ => chars.push((' ', bytes)),
            }
        } else if let Some(plain) = plain(char) {
            chars.push((plain, bytes));
        }
    };
    if line.is_ascii() {
        line.char_indices().for_each(|(at, char)| push(char, at..at + 1));
    } else {
        for (at, cluster) in line.grapheme_indices(true) {
            cluster.nfc().for_each(|char| push(char, at..at + cluster.len()));
        }
    }
    let begins = |at: usize| at == 0 || at == chars.len() || chars[at].1.start != chars[at - 1].1.start;
    let mut found = Vec::new();
    let mut at = 0;
    while at + wanted.len() <= chars.len() {
        let end = at + wanted.len();
        if begins(at) && begins(end) && chars[at..].iter().zip(&wanted).all(|((char, _), wanted)| char == wanted) {
            found.push(chars[at].1.start..chars[end - 1].1.end);
            at = end;
        } else {
            at += 1;
        }
    }
    found
}
