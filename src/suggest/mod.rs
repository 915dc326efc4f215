//! Drafts a recipe for a raw text: which lines look like the furniture of a page, and why. The editor decides.
//!
//! In: a raw text, with what the markup of its page says of each line where there is any. Out: a [`Suggestion`], whose
//! steps apply to that text without a finding. Start at [`suggest`]. Each a file:
//!
//! 1. [`features`] says what can be seen of each line, with the help of [`phrases`];
//! 2. [`chain`] weighs it, by the table in [`weights`];
//! 3. [`guard`] says what that is not believed;
//! 4. [`judge`] says what each line is taken for, and why;
//! 5. [`steps`] names the lines, as selectors of recipes do.
//!
//! How well it does is in `docs/ingestion.md`.

mod chain;
mod features;
mod guard;
mod hint;
mod judge;
mod phrases;
mod steps;
mod weights;

use crate::model::page::Paragraphs;
use crate::text::Text;

use self::judge::{Judged, Verdict};
use self::steps::Lines;

pub use self::chain::Chain;
pub use self::features::Feature;
pub use self::hint::{Hint, Named};
pub(crate) use self::phrases::author;
pub use self::steps::quoted;
pub use self::weights::Weights;

/// How likely a line must be the text to be kept. It errs towards keeping.
pub const KEEP: f32 = 0.4;

/// A line that is not blank, as it is judged: its number from 0, and its features.
pub type Seen = (usize, Vec<(Feature, f32)>);

/// What is seen of the lines of a text that are not blank.
pub fn look(text: &[&str]) -> Vec<Seen> {
    let lines = features::lines(text);
    let features = features::features(&lines);
    lines.iter().map(|line| line.number).zip(features).collect()
}

/// The lines of a text that are not blank, by number, and whether a suggested recipe would keep each.
pub fn kept(text: &[&str], hints: Option<&[Hint]>, known: &Known) -> Vec<(usize, bool)> {
    let judged = judge::judge(text, hints, known);
    judged
        .lines
        .iter()
        .map(|line| line.number)
        .zip(judged.verdicts.iter().map(|verdict| verdict.reason().is_none()))
        .collect()
}

/// What is known of a text besides its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Its title.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The day on which it was published, as EDTF.
    pub published: Option<String>,
}

/// A draft of a recipe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The steps as TOML, each with a comment that says why; to be pasted into front matter.
    pub toml: String,
    /// How many lines would be cut, and how many words stand on them.
    pub cut: (usize, usize),
    /// How many steps there are.
    pub steps: usize,
    /// Title, author and day, where lines were taken for these.
    pub found: Known,
    /// How the text separates paragraphs.
    pub paragraphs: Paragraphs,
}

/// Drafts a recipe for `raw`. `hints` has one for each of its lines; what is `known` helps to find the lines that say it.
pub fn suggest(raw: &Text, hints: Option<&[Hint]>, known: &Known) -> Suggestion {
    let text: Vec<&str> = raw.lines().map(|range| &raw.as_str()[range]).collect();
    let judged = judge::judge(&text, hints, known);
    let (steps, unnamed) = steps::steps(raw, &judged);
    let hint = |line: &features::Line| hints.and_then(|hints| hints.get(line.number)).copied();
    let mut toml = String::new();
    let mut cut = (0, 0);
    for step in &steps {
        let why = judge::why(&judged.lines, &judged.core, &step.run, &hint);
        toml.push_str(&written(step, &why));
        if step.verdict.reason().is_some() {
            let words = judged.lines[step.run.clone()]
                .iter()
                .map(|line| crate::text::words::count(&line.normal))
                .sum::<usize>();
            cut = (cut.0 + step.run.len() * step.times, cut.1 + words * step.times);
        }
    }
    let unnamed: Vec<usize> = unnamed.into_iter().filter(|at| judged.verdicts[*at].reason().is_some()).collect();
    if !unnamed.is_empty() {
        let numbers: Vec<String> =
            unnamed.iter().take(20).map(|at| (judged.lines[*at].number + 1).to_string()).collect();
        let more = if unnamed.len() > 20 { " …" } else { "" };
        toml.push_str(&format!(
            "# Also like furniture, but their words stand elsewhere as well, so no step can name them: lines {}{more}\n\n",
            numbers.join(", ")
        ));
    }
    let paragraphs = paragraphs(&text, &judged);
    Suggestion { toml, cut, steps: steps.len(), found: judged.known, paragraphs }
}

/// A step as it stands in front matter, behind a comment.
fn written(step: &steps::Step, why: &str) -> String {
    let why: String = why.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    let (key, role) = match step.verdict {
        Verdict::Cut(_) | Verdict::Text => ("cut", ""),
        Verdict::Title => ("set", "title"),
        Verdict::Byline => ("set", "byline"),
        Verdict::Date => ("set", "date"),
        Verdict::Heading(_) => ("set", "heading"),
        Verdict::Item => ("set", "item"),
        Verdict::Quotation => ("set", "quotation"),
        Verdict::Caption => ("set", "caption"),
    };
    let lines = match &step.selector {
        Lines::One(line) => line.clone(),
        Lines::Range(from, to) => format!("{{ from = {from}, to = {to} }}"),
        Lines::End(from) => format!("{{ from = {from} }}"),
    };
    match step.verdict.reason() {
        Some(reason) => format!("# {why}\n[[clean]]\n{key}    = {lines}\nreason = {}\n\n", quoted(reason.name())),
        None => {
            let level =
                if let Verdict::Heading(level) = step.verdict { format!("level = {level}\n") } else { String::new() };
            format!("[[clean]]\n{key}  = \"{role}\"\nline = {lines}\n{level}\n")
        }
    }
}

/// Whether paragraphs are separated by blank lines, or each line is one: then running text follows on running text without
/// a blank line between, and ends where its lines end.
fn paragraphs(text: &[&str], judged: &Judged) -> Paragraphs {
    let prose: Vec<&features::Line> = judged.lines.iter().filter(|line| line.prose && line.ends).collect();
    let is_followed = |line: &&&features::Line| text.get(line.number + 1).is_some_and(|next| !next.trim().is_empty());
    let followed = prose.iter().filter(is_followed).count();
    // Lines that were wrapped at some width end anywhere.
    let open = judged.lines.iter().filter(|line| line.prose && !line.ends).count();
    if followed * 3 > prose.len() && open * 2 < prose.len() { Paragraphs::Line } else { Paragraphs::Blank }
}
