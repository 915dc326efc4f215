//! Findings as text for a person: what rustc shows, drawn by its own renderer.
//!
//! In: findings in the order in which they are to be shown. Start at [`render`]. Two things the renderer leaves to its
//! caller are done here. Prose has a paragraph, or a whole book, on one line, and the renderer draws whole lines; so it
//! is given a `Window` of the line. And raw texts come from anywhere, so what would drive the terminal or reorder its
//! words is made `visible`. `Places`, lines and columns of many findings, serves the other forms too.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, FileId, Severity, Span};
use crate::model::files::Files;

/// How the text is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// With the escape sequences of a terminal.
    pub color: bool,
}

/// Findings of one code that are shown in full; of the others only the number is told.
const SHOWN_PER_CODE: usize = 50;

/// Widest part of a line that is shown, in columns of the terminal.
const WIDTH: usize = 120;

/// Columns shown before a finding that stands far into a line; what comes after it says more.
const WIDTH_BEFORE: usize = 40;

/// Stands for "path:line:column" in what the renderer draws. A noncharacter, which [`visible`] lets through nowhere.
const PLACE: &str = "\u{fdd0}";

/// All findings, an empty line after each, and their number at the end; empty if there are none.
pub fn render(diags: &[Diagnostic], files: &Files, style: Style) -> String {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    // The windows are narrow already, and the renderer's own cuts would not say `…`.
    let renderer = renderer.term_width(100 * WIDTH);
    let mut places = Places::new(files);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut text = String::new();
    for diag in diags {
        let seen = seen.entry(diag.code.name()).or_default();
        *seen += 1;
        if *seen <= SHOWN_PER_CODE {
            text.push_str(&draw(diag, &renderer, &mut places));
            text.push_str("\n\n");
        }
    }
    text.push_str(&left_out(&seen));
    text.push_str(&summary(diags));
    text
}

/// The line and the column in code points, both from 1, of the first byte of `span`. Reads the file from its start: for
/// many findings the renderers of this module keep an index.
pub fn position(files: &Files, span: Span) -> (usize, usize) {
    Places::new(files).position(span)
}

/// One finding, without a line end.
fn draw(diag: &Diagnostic, renderer: &Renderer, places: &mut Places) -> String {
    let level = match diag.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let excerpts = excerpts(diag, places);
    let snippets = excerpts.iter().map(|excerpt| {
        let marks = excerpt.marks.iter().map(|mark| mark.kind.span(mark.range.clone()).label(mark.words.as_deref()));
        match excerpt.is_binary {
            false => Snippet::source(&excerpt.text).line_start(excerpt.line).path(PLACE).annotations(marks).into(),
            true => Element::from(Origin::path(PLACE)),
        }
    });
    let help = diag.help.iter().map(|help| Level::HELP.message(visible_lines(help)));
    let title = level.primary_title(visible(&diag.message)).id(diag.code.name());
    let drawn = renderer.render(&[title.elements(snippets).elements(help)]);
    with_places(&drawn, excerpts.iter().map(|excerpt| excerpt.place.as_str()))
}

/// The drawing with `places` put in, one for each excerpt. The renderer saw only windows, so the column that it writes
/// after each path counts from the wrong place and is dropped.
fn with_places<'a>(drawn: &str, places: impl Iterator<Item = &'a str>) -> String {
    let mut parts = drawn.split(PLACE);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (part, place) in parts.zip(places) {
        text.push_str(place);
        text.push_str(&part[part.find('\n').unwrap_or(part.len())..]);
    }
    text
}

/// One line per code of which not all findings are shown, and an empty line.
fn left_out(seen: &BTreeMap<&str, usize>) -> String {
    let over = seen.iter().filter(|(_, seen)| **seen > SHOWN_PER_CODE);
    let lines: Vec<String> =
        over.map(|(code, seen)| format!("… and {} more [{code}]\n", seen - SHOWN_PER_CODE)).collect();
    if lines.is_empty() { String::new() } else { lines.concat() + "\n" }
}

/// `2 errors, 1 warning` and a line end; nothing if there is nothing to count.
fn summary(diags: &[Diagnostic]) -> String {
    let errors = diags.iter().filter(|diag| diag.severity() == Severity::Error).count();
    let warnings = diags.len() - errors;
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let errors_said = format!("{errors} error{}", plural(errors));
    let warnings_said = format!("{warnings} warning{}", plural(warnings));
    match (errors, warnings) {
        (0, 0) => String::new(),
        (_, 0) => format!("{errors_said}\n"),
        (0, _) => format!("{warnings_said}\n"),
        _ => format!("{errors_said}, {warnings_said}\n"),
    }
}

// What is shown of the files ------------------------------------------------------------------------------------------

/// Part of one line, ready for the renderer.
struct Excerpt {
    /// `path:line:column` of the first mark.
    place: String,
    /// Line number, from 1.
    line: usize,
    /// The window's text.
    text: String,
    /// What is underlined in it.
    marks: Vec<Mark>,
    /// Whether the file is none of text. Then only the place is told.
    is_binary: bool,
}

/// An underlined range of an excerpt's text, in bytes.
struct Mark {
    range: Range<usize>,
    kind: AnnotationKind,
    words: Option<String>,
}

/// The line of the finding and those of its labels; a label in the window of the finding is drawn there.
fn excerpts(diag: &Diagnostic, places: &mut Places) -> Vec<Excerpt> {
    let mut excerpts = Vec::new();
    let mut labels: Vec<&(Span, String)> = diag.labels.iter().collect();
    if let Some(span) = diag.span {
        let window = Window::around(span, places);
        let mut marks = vec![Mark { range: window.marked(span), kind: AnnotationKind::Primary, words: None }];
        labels.retain(|(label, words)| {
            let inside = window.holds(*label);
            if inside {
                marks.push(Mark::second(&window, *label, words));
            }
            !inside
        });
        excerpts.push(Excerpt::new(window, marks));
    }
    for (label, words) in labels {
        let window = Window::around(*label, places);
        let marks = vec![Mark::second(&window, *label, words)];
        excerpts.push(Excerpt::new(window, marks));
    }
    excerpts
}

impl Mark {
    fn second(window: &Window, span: Span, words: &str) -> Self {
        Self { range: window.marked(span), kind: AnnotationKind::Context, words: Some(visible(words)) }
    }
}

impl Excerpt {
    fn new(window: Window, marks: Vec<Mark>) -> Self {
        Self { place: window.place, line: window.line, text: window.text, marks, is_binary: window.is_binary }
    }
}

/// The part of a line around a span, in characters that can be shown.
struct Window {
    place: String,
    line: usize,
    text: String,
    file: FileId,
    /// Where each character shown begins, in the file and in `text`, and where the last one ends. Never empty.
    edges: Vec<(usize, usize)>,
    is_binary: bool,
}

/// Whether the file is none of text: its first bytes hold a zero and are not UTF-8.
fn is_binary(bytes: &[u8]) -> bool {
    let begin = &bytes[..bytes.len().min(8000)];
    // A character may be cut off at the end.
    begin.contains(&0) && std::str::from_utf8(begin).is_err_and(|error| error.error_len().is_some())
}

impl Window {
    /// The window around the beginning of `span`; where the span has several lines, on the first of them.
    fn around(span: Span, places: &mut Places) -> Self {
        let (line, column) = places.position(span);
        let bytes = places.line(span.file, line);
        let file = places.files.get(span.file);
        let at = (span.start as usize).clamp(bytes.start, bytes.end);
        // No character has more than four bytes, nor fewer than one column.
        let reach = 4 * (WIDTH + 1);
        let from = match at.saturating_sub(reach) {
            from if from > bytes.start => boundary(file.bytes(), from),
            _ => bytes.start,
        };
        let before = characters(&file.bytes()[from..at]);
        let after = characters(&file.bytes()[at..bytes.end.min(at + reach)]);
        let (before, after) = fit(&before, &after);

        let mut window = Self {
            place: format!("{}:{line}:{column}", visible(&file.path)),
            line,
            text: String::new(),
            file: span.file,
            edges: Vec::with_capacity(before.len() + after.len() + 1),
            is_binary: is_binary(file.bytes()),
        };
        let mut offset = at - before.iter().map(|character| character.length).sum::<usize>();
        if offset > bytes.start {
            window.text.push('…');
        }
        for character in before.iter().chain(after) {
            window.edges.push((offset, window.text.len()));
            window.text.push(stand_in(character.shown));
            offset += character.length;
        }
        window.edges.push((offset, window.text.len()));
        if offset < bytes.end {
            window.text.push('…');
        }
        window
    }

    /// Whether `span` begins among the characters shown.
    fn holds(&self, span: Span) -> bool {
        let (first, last) = (self.edges[0].0, self.last().0);
        span.file == self.file && (first..=last).contains(&(span.start as usize))
    }

    /// The range of `text` that shows `span`; up to the end, with its `…`, where the span goes on.
    fn marked(&self, span: Span) -> Range<usize> {
        let shown_at = |offset: usize| {
            let edge = self.edges.partition_point(|(start, _)| *start < offset);
            self.edges.get(edge).map_or(self.text.len(), |(_, shown)| *shown)
        };
        let start = shown_at(span.start as usize).min(self.last().1);
        start..shown_at(span.end as usize).max(start)
    }

    fn last(&self) -> (usize, usize) {
        self.edges[self.edges.len() - 1]
    }
}

/// As many characters as fit the width: the last ones of `before`, the first ones of `after`. What one side does not
/// need the other gets.
fn fit<'a>(before: &'a [Character], after: &'a [Character]) -> (&'a [Character], &'a [Character]) {
    let wanted_after = columns(after.iter()).min(WIDTH);
    let kept_before = taken(before.iter().rev(), WIDTH_BEFORE.max(WIDTH - wanted_after));
    let before = &before[before.len() - kept_before..];
    let kept_after = taken(after.iter(), WIDTH - columns(before.iter()));
    (before, &after[..kept_after])
}

/// How many of `characters` fit into `width` columns.
fn taken<'a>(characters: impl Iterator<Item = &'a Character>, width: usize) -> usize {
    let ends = characters.scan(0, |end, character| {
        *end += character.columns();
        Some(*end)
    });
    ends.take_while(|end| *end <= width).count()
}

fn columns<'a>(characters: impl Iterator<Item = &'a Character>) -> usize {
    characters.map(Character::columns).sum()
}

/// A character of a line, or a stretch of bytes that is none.
struct Character {
    /// U+FFFD for what is not UTF-8.
    shown: char,
    /// Bytes in the file.
    length: usize,
}

fn characters(bytes: &[u8]) -> Vec<Character> {
    let mut characters = Vec::new();
    for chunk in bytes.utf8_chunks() {
        characters.extend(chunk.valid().chars().map(|shown| Character { shown, length: shown.len_utf8() }));
        if !chunk.invalid().is_empty() {
            characters.push(Character { shown: char::REPLACEMENT_CHARACTER, length: chunk.invalid().len() });
        }
    }
    characters
}

impl Character {
    /// Columns of the terminal, near enough to keep a window narrow: the renderer measures exactly.
    fn columns(&self) -> usize {
        match self.shown {
            '\t' => 4,
            '\u{1100}'..='\u{115f}'
            | '\u{2e80}'..='\u{a4cf}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe6f}'
            | '\u{ff00}'..='\u{ff60}'
            | '\u{1f300}'..='\u{1faff}'
            | '\u{20000}'..='\u{3fffd}' => 2,
            _ => 1,
        }
    }
}

/// `words` with whatever drives a terminal or reorders text replaced by something that can be seen; on one line.
pub(crate) fn visible(words: &str) -> String {
    words.chars().map(stand_in).collect()
}

/// The same for words that may have several lines.
fn visible_lines(words: &str) -> String {
    words.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// What is shown for `c`: tabs as they are, since the renderer widens them, and one character for one.
fn stand_in(c: char) -> char {
    match c {
        '\t' => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).expect("a picture for every control character"),
        '\u{7f}' => '␡',
        // Further control characters, noncharacters, line separators, and the marks, embeddings and isolates of the
        // bidirectional algorithm.
        '\u{80}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' | '\u{2028}' | '\u{2029}' => char::REPLACEMENT_CHARACTER,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            char::REPLACEMENT_CHARACTER
        }
        _ => c,
    }
}

// Lines and columns ---------------------------------------------------------------------------------------------------

/// Lines and columns of many findings: each file is read through once.
pub(super) struct Places<'a> {
    files: &'a Files,
    indexes: BTreeMap<FileId, Index>,
}

impl<'a> Places<'a> {
    pub(super) fn new(files: &'a Files) -> Self {
        Self { files, indexes: BTreeMap::new() }
    }

    /// As [`position`].
    pub(super) fn position(&mut self, span: Span) -> (usize, usize) {
        let bytes = self.files.get(span.file).bytes();
        let index = self.index(span.file);
        let offset = (span.start as usize).min(bytes.len());
        let line = index.lines.partition_point(|start| *start <= offset);
        let before = index.points_before(offset, bytes) - index.points_before(index.lines[line - 1], bytes);
        (line, before + 1)
    }

    /// The bytes of line number `line`, from 1, without its end.
    fn line(&mut self, file: FileId, line: usize) -> Range<usize> {
        let bytes = self.files.get(file).bytes();
        let lines = &self.index(file).lines;
        let start = lines[line - 1];
        let end = lines.get(line).map_or(bytes.len(), |next| next - 1);
        let has_return = lines.len() > line && bytes[start..end].ends_with(b"\r");
        start..end - usize::from(has_return)
    }

    fn index(&mut self, file: FileId) -> &Index {
        self.indexes.entry(file).or_insert_with(|| Index::new(self.files.get(file).bytes()))
    }
}

/// Where the lines of a file begin, and how many code points lie before each of its blocks: a line may be as long as
/// the file, and counting from its start for every finding would take minutes.
struct Index {
    /// First byte of each line; LF ends a line, and nothing else does.
    lines: Vec<usize>,
    /// First byte of each block and the code points before it, in order.
    blocks: Vec<(usize, usize)>,
}

/// Bytes of a block, at least.
const BLOCK: usize = 4096;

impl Index {
    fn new(bytes: &[u8]) -> Self {
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        let mut blocks = vec![(0, 0)];
        let (mut start, mut points) = (0, 0);
        while start + BLOCK < bytes.len() {
            let end = boundary(bytes, start + BLOCK);
            points += code_points(&bytes[start..end]);
            blocks.push((end, points));
            start = end;
        }
        Self { lines, blocks }
    }

    fn points_before(&self, offset: usize, bytes: &[u8]) -> usize {
        let block = self.blocks.partition_point(|(start, _)| *start <= offset) - 1;
        let (start, points) = self.blocks[block];
        points + code_points(&bytes[start..offset])
    }
}

/// Code points of a text; a stretch that is not UTF-8 counts as the one character that is shown for it.
fn code_points(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().map(|chunk| chunk.valid().chars().count() + usize::from(!chunk.invalid().is_empty())).sum()
}

/// The first place from `at` on that no character begun earlier can reach: behind at most three continuation bytes.
fn boundary(bytes: &[u8], at: usize) -> usize {
    let is_continuation = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
    at + bytes[at..].iter().take(3).take_while(is_continuation).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;
    use crate::model::files::File;

    fn files(list: &[(&str, &[u8])]) -> Files {
        Files::new(list.iter().map(|(path, bytes)| File { path: (*path).into(), contents: (*bytes).into() }).collect())
    }

    /// The place of `words` in the file called `path`.
    fn span(files: &Files, path: &str, words: &str) -> Span {
        let file = files.find(path).unwrap();
        let bytes = files.get(file).bytes();
        let start = bytes.windows(words.len()).position(|part| part == words.as_bytes()).unwrap();
        Span::new(file, start..start + words.len())
    }

    fn plain(diags: &[Diagnostic], files: &Files) -> String {
        render(diags, files, Style { color: false })
    }

    #[test]
    fn a_finding_shows_its_line_and_the_way_out() {
        let files = files(&[("content/index.md", b"+++\n+++\nSee [[foxx]].\r\n")]);
        let diag =
            Diagnostic::new(Code::LinkUnknown, span(&files, "content/index.md", "foxx"), "no page is called `foxx`")
                .help("write `fox`");
        let expected = "\
error[link-unknown]: no page is called `foxx`
 --> content/index.md:3:7
  |
3 | See [[foxx]].
  |       ^^^^
  |
  = help: write `fox`

1 error
";
        assert_eq!(plain(&[diag], &files), expected);
    }

    #[test]
    fn a_second_place_is_shown_in_its_own_file() {
        let files = files(&[
            ("content/annotations/letter.md", b"\n\n\n\n> the quyck fox\n"),
            ("seeds/letter.txt", b"It was the quick fox that ran.\n"),
        ]);
        let quoted = span(&files, "content/annotations/letter.md", "the quyck fox");
        let diag = Diagnostic::new(Code::UnknownId, quoted, "these words are not in `letter`")
            .label(span(&files, "seeds/letter.txt", "the quick fox"), "nearest passage")
            .help("write `the quick fox`");
        let expected = "\
error[unknown-id]: these words are not in `letter`
 --> content/annotations/letter.md:5:3
  |
5 | > the quyck fox
  |   ^^^^^^^^^^^^^
  |
 ::: seeds/letter.txt:1:8
  |
1 | It was the quick fox that ran.
  |        ------------- nearest passage
  |
  = help: write `the quick fox`

1 error
";
        assert_eq!(plain(&[diag], &files), expected);
    }

    #[test]
    fn a_second_place_on_the_same_line_is_shown_there() {
        let files = files(&[("seeds/a.txt", b"one fox, two fox\n")]);
        let diag = Diagnostic::new(Code::StepAmbiguous, span(&files, "seeds/a.txt", "one"), "matches twice")
            .label(span(&files, "seeds/a.txt", "two"), "and here");
        let expected = "\
error[step-ambiguous]: matches twice
 --> seeds/a.txt:1:1
  |
1 | one fox, two fox
  | ^^^      --- and here

1 error
";
        assert_eq!(plain(&[diag], &files), expected);
    }

    #[test]
    fn a_finding_without_a_place_has_no_excerpt() {
        let diags = [
            Diagnostic::global(Code::ConfigMissing, "there is no `casebook.toml`").help("run `casebook new`"),
            Diagnostic::global(Code::LanguageMissing, "the theme has no words in `la`"),
            Diagnostic::global(Code::LanguageMissing, "the theme has no words in `eo`"),
        ];
        let expected = "\
error[config-missing]: there is no `casebook.toml`
 |
 = help: run `casebook new`

warning[language-missing]: the theme has no words in `la`

warning[language-missing]: the theme has no words in `eo`

1 error, 2 warnings
";
        assert_eq!(plain(&diags, &Files::default()), expected);
    }

    #[test]
    fn of_a_long_line_only_the_neighbourhood_is_shown() {
        let text = format!("{}quyck {}", "wörd ".repeat(1000), "wörd ".repeat(1000));
        let files = files(&[("seeds/a.txt", text.as_bytes())]);
        let diag = Diagnostic::new(Code::StepUnmatched, span(&files, "seeds/a.txt", "quyck"), "matches nothing");
        let expected = "\
error[step-unmatched]: matches nothing
 --> seeds/a.txt:1:5001
  |
1 | …wörd wörd wörd wörd wörd wörd wörd wörd quyck wörd wörd wörd wörd wörd wörd wörd wörd wörd wörd wörd wörd wörd wörd wörd…
  |                                          ^^^^^

1 error
";
        assert_eq!(plain(&[diag], &files), expected);
    }

    #[test]
    fn a_long_span_is_marked_to_the_end_of_what_is_shown() {
        let files = files(&[("seeds/a.txt", "漢".repeat(200).as_bytes())]);
        let diag = Diagnostic::new(Code::StepUnmatched, Span::new(FileId(0), 0..600), "matches nothing");
        let expected = format!(
            "error[step-unmatched]: matches nothing\n --> seeds/a.txt:1:1\n  |\n1 | {}…\n  | {}\n\n1 error\n",
            "漢".repeat(60),
            "^".repeat(121)
        );
        assert_eq!(plain(&[diag], &files), expected);
    }

    #[test]
    fn of_a_span_of_several_lines_the_first_is_shown() {
        let files = files(&[("seeds/a.txt", b"zero\none\r\ntwo\n")]);
        let diag = Diagnostic::new(Code::StepUnmatched, span(&files, "seeds/a.txt", "ne\r\ntwo"), "matches nothing");
        let expected = "\
error[step-unmatched]: matches nothing
 --> seeds/a.txt:2:2
  |
2 | one
  |  ^^

1 error
";
        assert_eq!(plain(&[diag], &files), expected);
    }

    #[test]
    fn what_is_not_utf8_is_shown_as_a_replacement() {
        let files = files(&[("seeds/a.txt", b"gr\xfc\xdfe, \x93quoted\x94 fox\n")]);
        let diags = [
            Diagnostic::new(Code::NotUtf8, Span::new(FileId(0), 2..3), "this is not UTF-8"),
            Diagnostic::new(Code::UnknownId, span(&files, "seeds/a.txt", "fox"), "no such id"),
        ];
        let expected = "\
error[not-utf8]: this is not UTF-8
 --> seeds/a.txt:1:3
  |
1 | gr��e, �quoted� fox
  |   ^

error[unknown-id]: no such id
 --> seeds/a.txt:1:17
  |
1 | gr��e, �quoted� fox
  |                 ^^^

2 errors
";
        assert_eq!(plain(&diags, &files), expected);
    }

    #[test]
    fn nothing_from_a_file_drives_the_terminal() {
        let files = files(&[("seeds/\u{1b}[2J.txt", "a\u{1b}[31m\u{9b}31m\u{202e}z\u{7f}\u{fdd0}\tfox\n".as_bytes())]);
        let diag = Diagnostic::new(Code::ControlCharacter, Span::new(FileId(0), 1..2), "a \u{1b}[31m sequence")
            .help("cut\n\u{1b}[31m");
        let expected = "\
warning[control-character]: a ␛[31m sequence
 --> seeds/␛[2J.txt:1:2
  |
1 | a␛[31m�31m�z␡�    fox
  |  ^
  |
  = help: cut
          ␛[31m

1 warning
";
        assert_eq!(plain(&[diag], &files), expected);
    }

    #[test]
    fn a_place_behind_the_last_character_is_shown() {
        let files = files(&[("a", b"one\n"), ("b", b""), ("c", b"one")]);
        let at = |file, offset| Span::new(FileId(file), offset..offset);
        let places: Vec<_> =
            [at(0, 3), at(0, 4), at(1, 0), at(2, 3), at(2, 99)].map(|span| position(&files, span)).into();
        assert_eq!(places, [(1, 4), (2, 1), (1, 1), (1, 4), (1, 4)]);
        let diags = [at(0, 3), at(0, 4), at(1, 0), at(2, 99)].map(|span| Diagnostic::new(Code::NotUtf8, span, "here"));
        assert!(plain(&diags, &files).ends_with("4 errors\n"));
    }

    #[test]
    fn columns_far_into_a_line_are_counted_in_code_points() {
        let mut bytes = "ä漢🦊".repeat(5000).into_bytes();
        bytes.extend(b"\x80".repeat(9000));
        let files = files(&[("a", &bytes)]);
        let mut places = Places::new(&files);
        for offset in (0..bytes.len()).step_by(90) {
            let column = code_points(&bytes[..offset]) + 1;
            assert_eq!(places.position(Span::new(FileId(0), offset..offset)), (1, column));
        }
    }

    #[test]
    fn of_many_findings_of_a_kind_the_first_fifty_are_shown() {
        let diags = vec![Diagnostic::global(Code::IdTwice, "there are two of them"); 91];
        let text = plain(&diags, &Files::default());
        assert_eq!(text.matches("two of them").count(), 50);
        assert!(text.ends_with("two of them\n\n… and 41 more [id-twice]\n\n91 errors\n"), "{text}");
    }

    #[test]
    fn colour_is_drawn_where_it_is_asked_for() {
        let diags = [Diagnostic::global(Code::IdTwice, "twice")];
        let text = render(&diags, &Files::default(), Style { color: true });
        assert!(text.starts_with("\u{1b}[1m\u{1b}[91merror[id-twice]\u{1b}[0m"), "{text:?}");
    }

    #[test]
    fn no_findings_are_no_text() {
        assert_eq!(plain(&[], &Files::default()), "");
    }
}
