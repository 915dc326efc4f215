//! The lines of a text in normal form, to be found by their words.
//!
//! Start at [`NormalLines::matching`], which is how a selector of a recipe names lines.

use super::Text;
use super::normal::{normal, normal_into};

/// Normal forms of all lines of a text, made once.
#[derive(Debug)]
pub struct NormalLines {
    /// One behind the other.
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// The lines by their words, then by their place.
    sorted: Vec<usize>,
}

impl NormalLines {
    /// Those of `raw`.
    pub fn new(raw: &Text) -> Self {
        let mut text = String::with_capacity(raw.as_str().len());
        let ends = raw.lines().map(|range| {
            normal_into(&raw.as_str()[range], &mut text);
            text.len()
        });
        let ends = ends.collect();
        let mut normal = Self { text, ends, sorted: Vec::new() };
        // Nearly all lines differ in their first bytes, and numbers are compared at once.
        let beginning = |line: &str| {
            let mut first = [0; 8];
            let length = line.len().min(first.len());
            first[..length].copy_from_slice(&line.as_bytes()[..length]);
            u64::from_be_bytes(first)
        };
        let mut keys: Vec<(u64, usize)> = normal.lines().map(beginning).zip(0..).collect();
        keys.sort_unstable_by(|(a, at), (b, other)| {
            a.cmp(b).then_with(|| normal.line(*at).cmp(normal.line(*other))).then(at.cmp(other))
        });
        normal.sorted = keys.into_iter().map(|(_, at)| at).collect();
        normal
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// The line at place `at`.
    pub fn line(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[at]]
    }

    /// All of them, in order.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|at| self.line(at))
    }

    /// The lines that are `words`, or begin with them, in order.
    pub fn matching(&self, words: &str, is_whole: bool) -> Vec<usize> {
        let words = normal(words);
        let fits = |line: &str| if is_whole { line == words } else { line.starts_with(&words) };
        let first = self.sorted.partition_point(|&at| self.line(at) < words.as_str());
        let mut found: Vec<usize> =
            self.sorted[first..].iter().copied().take_while(|&at| fits(self.line(at))).collect();
        found.sort_unstable();
        found
    }
}
