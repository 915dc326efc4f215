//! Pass 2: cuts the raw text into pieces, every byte in exactly one, and assigns the kept ones to blocks.

use std::ops::Range;

use super::recipe::{EditKind, Line, Plan, Split};
use crate::model::clean::Role;
use crate::model::page::Paragraphs;
use crate::model::recipe::{Reason, SetRole};
use crate::text::Text;

/// Pieces in order of the raw text, which they cover, and the blocks that they belong to.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The pieces.
    pub pieces: Vec<Piece>,
    /// The blocks.
    pub blocks: Vec<Draft>,
}

/// A run of raw bytes with one destiny.
#[derive(Debug)]
pub(super) struct Piece {
    /// The bytes.
    pub raw: Range<usize>,
    /// What becomes of them.
    pub what: What,
}

/// What becomes of a piece. Words go into a block, by its index.
#[derive(Debug)]
pub(super) enum What {
    /// Words as they are.
    Words(usize),
    /// Words in readable case.
    Cased(usize, String),
    /// Words as the editor corrected them.
    Corrected(usize, String),
    /// Cut.
    Cut(Reason),
    /// White space and line ends.
    Space,
    /// The mark of an item.
    Marker,
    /// The label of a speaker.
    Label,
}

/// A block before its words are known.
#[derive(Debug)]
pub(super) struct Draft {
    /// What it is.
    pub role: Role,
    /// Who speaks.
    pub speaker: Option<usize>,
    /// Whose part it is in.
    pub part: Option<usize>,
    /// The mark that it had as an item.
    pub marker: String,
}

/// Lays `raw` out by `plan`.
pub(super) fn pieces(raw: &Text, plan: &Plan, paragraphs: Paragraphs) -> Layout {
    let mut state = State {
        raw: raw.as_str(),
        paragraphs,
        layout: Layout::default(),
        open: None,
        alone: false,
        speaker: None,
        part: None,
    };
    let mut done = 0;
    for line in &plan.lines {
        state.push(done..line.raw.start, What::Space);
        state.line(line);
        done = line.raw.end;
    }
    state.push(done..raw.as_str().len(), What::Space);
    state.layout
}

struct State<'a> {
    raw: &'a str,
    paragraphs: Paragraphs,
    layout: Layout,
    /// The block that a further line would go on with.
    open: Option<usize>,
    /// Whether the open block was `set`, so that only a `join` adds lines to it.
    alone: bool,
    speaker: Option<usize>,
    part: Option<usize>,
}

impl State<'_> {
    fn push(&mut self, raw: Range<usize>, what: What) {
        if !raw.is_empty() {
            self.layout.pieces.push(Piece { raw, what });
        }
    }

    fn line(&mut self, line: &Line) {
        // A part or a turn begins with its line even where the recipe cuts that: what follows is theirs.
        if let Some(part) = line.part {
            (self.part, self.speaker, self.open) = (Some(part), None, None);
        }
        if let Some((speaker, _)) = line.label {
            (self.speaker, self.open) = (Some(speaker), None);
        }
        let words = &self.raw[line.raw.clone()];
        if words.chars().all(is_space) {
            if !line.joined {
                self.open = None;
            }
            return self.push(line.raw.clone(), What::Space);
        }
        if let Some(reason) = line.cut {
            // A joined paragraph goes on behind the cut lines.
            if !line.joined {
                self.open = None;
            }
            return self.push(line.raw.clone(), What::Cut(reason));
        }
        if matches!(line.set, Some(SetRole::Heading { .. })) {
            self.speaker = None;
        }
        let goes_on = line.joined
            || (self.open.is_some() && self.paragraphs == Paragraphs::Blank && line.set.is_none() && !self.alone);
        if !goes_on {
            self.open = None;
        }
        self.words(line);
    }

    /// The pieces of a line that is kept. Blocks are made when there are words for them.
    fn words(&mut self, line: &Line) {
        let mut runs = Vec::new();
        let mut at = line.raw.start;
        let mut marker = String::new();
        if let Some((_, end)) = line.label {
            let start = at + leading_space(&self.raw[at..end]);
            runs.push(Run { raw: at..start, kind: Kind::Space });
            runs.push(Run { raw: start..end, kind: Kind::Label });
            at = end;
        } else if line.set == Some(SetRole::Item) && self.open.is_none() {
            let start = at + leading_space(&self.raw[line.raw.clone()]);
            let end = start + item_marker(&self.raw[start..line.raw.end]);
            // A marker that the recipe edits is words like others.
            let is_edited = line.edits.first().is_some_and(|edit| edit.raw.start < end);
            let end = if is_edited { start } else { end };
            marker = self.raw[start..end].to_owned();
            runs.push(Run { raw: at..start, kind: Kind::Space });
            runs.push(Run { raw: start..end, kind: Kind::Marker });
            at = end;
        }
        for edit in &line.edits {
            // What reaches into a label has been refused, and the label wins.
            let start = edit.raw.start.max(at);
            let end = edit.raw.end.max(start);
            runs.push(Run { raw: at..start, kind: Kind::Words });
            runs.push(Run { raw: start..end, kind: Kind::Edit(&edit.what) });
            at = end;
        }
        runs.push(Run { raw: at..line.raw.end, kind: Kind::Words });
        if !line.splits.is_empty() {
            runs = split(runs, &line.splits);
        }
        for (index, section) in runs.split(|run| matches!(run.kind, Kind::Split)).enumerate() {
            if index > 0 {
                self.open = None;
            }
            let made = self.layout.blocks.len();
            self.section(line, trim(self.raw, section), &marker);
            // Of the blocks of one item the first has its marker.
            if self.layout.blocks.len() > made {
                marker.clear();
            }
        }
    }

    fn section(&mut self, line: &Line, runs: Vec<Run<'_>>, marker: &str) {
        // An empty run would make a block without words.
        for run in runs.into_iter().filter(|run| !run.raw.is_empty()) {
            let what = match run.kind {
                Kind::Space => What::Space,
                Kind::Label => What::Label,
                Kind::Marker => What::Marker,
                Kind::Edit(EditKind::Cut(reason)) => What::Cut(*reason),
                Kind::Edit(EditKind::Correct(with)) => What::Corrected(self.block(line, marker), with.clone()),
                Kind::Words | Kind::Split => match &line.set {
                    Some(SetRole::Heading { readable: Some(readable), .. }) => {
                        What::Cased(self.block(line, marker), readable.value.clone())
                    }
                    _ => What::Words(self.block(line, marker)),
                },
            };
            self.push(run.raw, what);
        }
    }

    /// The block that words of `line` go into, made if none is open.
    fn block(&mut self, line: &Line, marker: &str) -> usize {
        if let Some(open) = self.open {
            return open;
        }
        let role = match &line.set {
            None => Role::Paragraph,
            Some(SetRole::Title) => Role::Title,
            Some(SetRole::Subtitle) => Role::Subtitle,
            Some(SetRole::Byline) => Role::Byline,
            Some(SetRole::Date) => Role::Date,
            Some(SetRole::Label) => Role::Label,
            Some(SetRole::Heading { level, .. }) => Role::Heading(*level),
            Some(SetRole::Item) => Role::Item,
            Some(SetRole::Quotation) => Role::Quotation,
            Some(SetRole::Caption) => Role::Caption,
        };
        let index = self.layout.blocks.len();
        self.layout.blocks.push(Draft { role, speaker: self.speaker, part: self.part, marker: marker.to_owned() });
        self.open = Some(index);
        self.alone = line.set.is_some();
        index
    }
}

/// A run of bytes inside a line.
#[derive(Debug, Clone)]
struct Run<'a> {
    raw: Range<usize>,
    kind: Kind<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Kind<'a> {
    Words,
    Edit(&'a EditKind),
    Space,
    Label,
    Marker,
    /// An empty run: the next one begins a new block.
    Split,
}

/// Puts a mark at every place where a further block begins.
fn split<'a>(runs: Vec<Run<'a>>, splits: &[Split]) -> Vec<Run<'a>> {
    let mut out = Vec::with_capacity(runs.len());
    for mut run in runs {
        let whole = run.raw.clone();
        // Only words can be taken apart; before anything else a block may begin.
        let is_words = matches!(run.kind, Kind::Words);
        let places = splits.iter().map(|split| split.at);
        for at in places.filter(|at| whole.contains(at) && (is_words || *at == whole.start)) {
            if run.raw.start < at {
                out.push(Run { raw: run.raw.start..at, kind: run.kind });
            }
            out.push(Run { raw: at..at, kind: Kind::Split });
            run.raw.start = at;
        }
        out.push(run);
    }
    out
}

/// Makes the white space before the first words and behind the last a piece of its own.
fn trim<'a>(raw: &str, runs: &[Run<'a>]) -> Vec<Run<'a>> {
    let has_words = |run: &Run<'_>| match run.kind {
        Kind::Words => !raw[run.raw.clone()].chars().all(is_space),
        Kind::Edit(EditKind::Correct(_)) => !run.raw.is_empty(),
        _ => false,
    };
    let (first, last) = (runs.iter().position(has_words), runs.iter().rposition(has_words));
    let mut out = Vec::with_capacity(runs.len() + 2);
    for (index, run) in runs.iter().enumerate() {
        if !matches!(run.kind, Kind::Words) {
            out.push(run.clone());
            continue;
        }
        let outside = first.is_none_or(|first| index < first) || last.is_none_or(|last| index > last);
        let words = &raw[run.raw.clone()];
        let start = if outside || Some(index) == first { leading_space(words) } else { 0 };
        let end = if Some(index) == last { words.trim_end_matches(is_space).len() } else { words.len() };
        let (start, end) = (run.raw.start + start, run.raw.start + end.max(start));
        out.push(Run { raw: run.raw.start..start, kind: Kind::Space });
        out.push(Run { raw: start..end, kind: Kind::Words });
        out.push(Run { raw: end..run.raw.end, kind: Kind::Space });
    }
    out
}

/// White space, and the byte order mark, which is no part of any text.
fn is_space(char: char) -> bool {
    char.is_whitespace() || char == '\u{feff}'
}

fn leading_space(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_space).len()
}

/// Bytes of the number (`12.`, `a)`) or bullet at the start of an item; 0 if there is none.
fn item_marker(text: &str) -> usize {
    let mut chars = text.chars();
    if let Some(bullet @ ('•' | '*' | '-' | '–' | '—' | '·' | '▪' | '‣' | '◦')) = chars.next()
        && chars.next().is_some_and(char::is_whitespace)
    {
        return bullet.len_utf8();
    }
    let body = text.len() - text.trim_start_matches(|char: char| char.is_ascii_digit()).len();
    let body = if body == 0 && text.starts_with(|char: char| char.is_ascii_alphabetic()) { 1 } else { body };
    let rest = &text[body..];
    let closes = rest.starts_with(['.', ')']) && rest[1..].starts_with(char::is_whitespace);
    if (1..=4).contains(&body) && closes { body + 1 } else { 0 }
}
