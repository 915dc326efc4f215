//! From verdicts on lines to steps of a recipe that name them: each selector matches what it must, and nothing else.
//!
//! In: a [`Judged`] text. Out: [`Step`]s in an order in which they apply, and the lines that no step can name. Start at
//! [`steps`]. The steps are tried as cleaning would apply them, on the same normal form of lines.

use std::ops::Range;

use super::judge::{Judged, Verdict};
use crate::text::Text;
use crate::text::lines::NormalLines;

/// A step, by the lines that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// What becomes of them.
    pub(super) verdict: Verdict,
    /// Which lines, among those that are not blank.
    pub(super) run: Range<usize>,
    /// How they are named.
    pub(super) selector: Lines,
    /// How many lines of these words it takes: more than one only where it takes every such line.
    pub(super) times: usize,
}

/// How a step names its lines, as TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lines {
    /// One line.
    One(String),
    /// From one to another.
    Range(String, String),
    /// From one to the end of the text.
    End(String),
}

/// The steps that make of each line what was judged, and the lines of which no step can.
pub(super) fn steps(raw: &Text, judged: &Judged) -> (Vec<Step>, Vec<usize>) {
    let mut work = Work {
        raw,
        judged,
        normal: NormalLines::new(raw),
        ranges: raw.lines().collect(),
        taken: vec![false; raw.lines().count()],
        steps: Vec::new(),
    };
    let mut waiting = runs(&judged.verdicts);
    // A step that takes lines may leave others the only ones of their words, so those that could not be named are tried
    // again as long as anything changes.
    loop {
        let before = waiting.len();
        let all = waiting.iter().map(|run| run.len()).sum::<usize>();
        waiting = waiting.into_iter().flat_map(|run| work.name(run)).collect();
        if waiting.len() == before && waiting.iter().map(|run| run.len()).sum::<usize>() == all {
            break;
        }
    }
    let left = waiting.into_iter().flat_map(|run| work.name_every(run)).collect();
    (work.steps, left)
}

/// Neighbours that are to become the same; only cut lines are named together.
fn runs(verdicts: &[Verdict]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, verdict) in verdicts.iter().enumerate().filter(|(_, verdict)| **verdict != Verdict::Text) {
        match runs.last_mut() {
            Some(run) if run.end == at && verdict.reason().is_some() && verdicts[run.start] == *verdict => {
                run.end = at + 1
            }
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

struct Work<'a> {
    raw: &'a Text,
    judged: &'a Judged,
    normal: NormalLines,
    /// The raw lines, in bytes.
    ranges: Vec<Range<usize>>,
    /// By number of the line: whether a step has taken it.
    taken: Vec<bool>,
    steps: Vec<Step>,
}

impl Work<'_> {
    /// Names as much of a run as can be named, and gives back the rest.
    fn name(&mut self, run: Range<usize>) -> Vec<Range<usize>> {
        let verdict = self.judged.verdicts[run.start];
        for start in run.clone() {
            let Some(from) = self.selector(start, 0) else { continue };
            for end in (start..run.end).rev() {
                let is_end = end + 1 == self.judged.lines.len();
                let selector = if end == start {
                    Some(Lines::One(from.clone()))
                } else if is_end {
                    Some(Lines::End(from.clone()))
                } else {
                    self.selector(end, self.number(start)).map(|to| Lines::Range(from.clone(), to))
                };
                let Some(selector) = selector else { continue };
                for at in start..=end {
                    let number = self.number(at);
                    self.taken[number] = true;
                }
                self.steps.push(Step { verdict, run: start..end + 1, selector, times: 1 });
                return [run.start..start, end + 1..run.end].into_iter().filter(|rest| !rest.is_empty()).collect();
            }
        }
        vec![run]
    }

    /// Names the lines of a run whose words only lines have that are to be cut as well. Gives back the rest.
    fn name_every(&mut self, run: Range<usize>) -> Vec<usize> {
        let mut left = Vec::new();
        for at in run {
            let number = self.number(at);
            if self.taken[number] {
                continue;
            }
            let verdict = self.judged.verdicts[at];
            let words = self.words(number);
            let same: Vec<usize> =
                self.normal.matching(words, true).into_iter().filter(|line| !self.taken[*line]).collect();
            let place = |line: usize| self.judged.lines.binary_search_by_key(&line, |line| line.number);
            let is_cut = |line: &usize| place(*line).is_ok_and(|at| self.judged.verdicts[at].reason().is_some());
            if verdict.reason().is_none() || !same.contains(&number) || !same.iter().all(is_cut) {
                left.push(at);
                continue;
            }
            let selector = Lines::One(format!("{{ line = {}, every = true }}", quoted(words)));
            for line in &same {
                self.taken[*line] = true;
            }
            self.steps.push(Step { verdict, run: at..at + 1, selector, times: same.len() });
        }
        left
    }

    fn number(&self, at: usize) -> usize {
        self.judged.lines[at].number
    }

    /// The words of a raw line, without what surrounds them.
    fn words(&self, number: usize) -> &str {
        self.raw.as_str()[self.ranges[number].clone()]
            .trim_matches(|char: char| char.is_whitespace() || char == '\u{feff}')
    }

    /// The selector that matches this line alone of those that are free, from line `first` on.
    fn selector(&self, at: usize, first: usize) -> Option<String> {
        /// How many characters of a line are given, if they are enough.
        const LONG: usize = 80;
        const SHORT: usize = 44;
        let number = self.number(at);
        let words = self.words(number);
        let is_alone = |words: &str, is_whole: bool| {
            let mut found =
                self.normal.matching(words, is_whole).into_iter().filter(|line| *line >= first && !self.taken[*line]);
            found.next() == Some(number) && found.next().is_none()
        };
        if words.chars().count() > LONG {
            let mut ends = words.char_indices().map(|(at, _)| at).skip(SHORT);
            let is_break = |at: usize| words[at..].starts_with(' ') || !words.is_char_boundary(at);
            let end = ends.clone().take(LONG - SHORT).find(|at| is_break(*at)).or_else(|| ends.next());
            if let Some(end) = end {
                let start = words[..end].trim_end();
                if is_alone(start, false) {
                    return Some(format!("{{ starts = {} }}", quoted(start)));
                }
            }
        }
        is_alone(words, true).then(|| quoted(words))
    }
}

/// A string as TOML writes it, in one line.
pub fn quoted(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 2);
    out.push('"');
    for char in words.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            char if char.is_control() || is_invisible(char) => {
                out.push_str(&format!("\\U{:08X}", u32::from(char)));
            }
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

/// What an editor could not see in the recipe.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
