//! Cleaning: whatever the text and the recipe, nothing is lost, and what is made is well formed.

use casebook::clean::{Setting, clean};
use casebook::diag::{Checked, FileId, Span};
use casebook::model::clean::{Change, CleanText, Fate, LineRecord, MarkKind};
use casebook::model::located::Located;
use casebook::model::page::{Direction, Paragraphs};
use casebook::model::recipe::{Action, Attribution, Extent, Part, RangeEnd, Reason, Selector, SetRole, Step};
use casebook::text::normal::normal;
use casebook::text::{Text, shown};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::{config, piece, raw};
use crate::support::{Case, source};

proptest! {
    #![proptest_config(config(768))]

    #[test]
    fn nothing_is_lost_whatever_the_recipe(
        raw in raw(),
        drafts in prop::collection::vec(draft(), 0..8),
        paragraphs in select(&[Paragraphs::Blank, Paragraphs::Line][..]),
    ) {
        let steps: Vec<Step> = drafts.iter().map(|draft| draft.step(&raw)).collect();
        check(&raw, &steps, paragraphs);
    }
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn without_a_recipe_the_text_is_its_lines(raw in raw()) {
        let is_space = |char: char| char.is_whitespace() || char == '\u{feff}';
        let lines = raw.split('\n').map(|line| line.trim_matches(is_space)).filter(|line| !line.is_empty());
        // Composing does not move marks over line ends, nor does showing what cannot be shown.
        let expected: Vec<String> = lines.map(|line| line.nfc().map(shown).collect()).collect();
        let (made, _) = cleaned(&raw, &[], Paragraphs::Line).value;
        prop_assert_eq!(made.text.as_str(), expected.join("\n"));
    }
}

fn cleaned(raw: &str, steps: &[Step], paragraphs: Paragraphs) -> Checked<(CleanText, Vec<LineRecord>)> {
    let setting = Setting { file: FileId(0), paragraphs, language: "en".into(), direction: Direction::LeftToRight };
    clean(&Text::new(raw), steps, &setting)
}

/// Everything that must hold of a cleaned text.
fn check(raw: &str, steps: &[Step], paragraphs: Paragraphs) {
    let result = cleaned(raw, steps, paragraphs);
    assert_eq!(result, cleaned(raw, steps, paragraphs), "the same input gives the same text");
    for diag in &result.diags {
        for span in diag.span.iter().chain(diag.labels.iter().map(|(span, _)| span)) {
            assert!(span.file != FileId(0) || raw.get(span.range()).is_some(), "{diag:?}");
        }
    }
    let (clean, record) = result.value;
    let raw = Text::new(raw);
    segments_cover_both_texts(&raw, &clean);
    lines_are_accounted_for_once(&raw, &clean, &record);
    blocks_are_in_order(&clean);
    marks_lie_in_blocks(&clean);
    places_lead_back(&raw, &clean);
    assert!(is_nfc(clean.text.as_str()), "{:?}", clean.text.as_str());
    assert!(clean.text.as_str().chars().all(|char| char == '\n' || shown(char) == char), "what cannot be shown is not");
}

fn segments_cover_both_texts(raw: &Text, clean: &CleanText) {
    let (mut raw_done, mut clean_done) = (0, 0);
    for segment in clean.map.segments() {
        assert_eq!((segment.raw().start, segment.clean.start), (raw_done, clean_done), "no gap, no overlap");
        (raw_done, clean_done) = (segment.raw().end, segment.clean.end);
        let before = &raw.as_str()[segment.raw()];
        let after = clean.text.slice(segment.clean.clone());
        assert!(!before.is_empty() || !after.is_empty(), "segments do something");
        match segment.why {
            None => assert_eq!(before, after),
            Some(Change::Cut(_) | Change::Marker | Change::Label) => assert_eq!(after, ""),
            Some(Change::Space) => {
                assert!(before.chars().all(|char| char.is_whitespace() || char == '\u{feff}'), "{before:?}");
                assert!(matches!(after, "" | " " | "\n"), "{after:?}");
            }
            // The first of two may take up a mark that the second has lost.
            Some(Change::Composition) => {}
            Some(Change::Control) => assert!(before.chars().any(|char| shown(char) != char), "{before:?}"),
            Some(Change::Case) => assert_eq!(fold(before), fold(after), "only the case differs"),
            Some(Change::Correction) => assert!(!before.is_empty()),
            Some(Change::Withheld) => panic!("only editions withhold"),
        }
    }
    assert_eq!(raw_done, raw.as_str().len());
    assert_eq!(clean_done, clean.text.len());
}

fn fold(text: &str) -> String {
    normal(text).chars().map(shown).flat_map(char::to_lowercase).collect()
}

fn lines_are_accounted_for_once(raw: &Text, clean: &CleanText, record: &[LineRecord]) {
    let lines: Vec<&str> = record.iter().map(|line| &raw.as_str()[line.raw()]).collect();
    let end = if raw.as_str().ends_with('\n') { "\n" } else { "" };
    assert_eq!(lines.join("\n") + end, raw.as_str(), "the lines give back the file");
    for line in record {
        let inside = |range: &std::ops::Range<usize>| range.start < line.raw().end && line.raw().start < range.end;
        let segments: Vec<_> = clean.map.segments().iter().filter(|segment| inside(&segment.raw())).collect();
        let cut = segments.iter().find_map(|segment| match segment.why {
            Some(Change::Cut(reason)) => Some(reason),
            _ => None,
        });
        let kept = segments.iter().any(|segment| !matches!(segment.why, Some(Change::Cut(_) | Change::Space)));
        match line.fate {
            Fate::Keep { block } => {
                let block = block.map(|block| block as usize);
                assert!(kept, "{:?} is cut or blank", &raw.as_str()[line.raw()]);
                let words = segments.iter().filter(|segment| segment.why != Some(Change::Space));
                let first = words.map(|segment| segment.clean.clone()).find(|range| !range.is_empty());
                let holds = |range: &std::ops::Range<u32>| {
                    clean.blocks.iter().position(|block| block.range.contains(&range.start))
                };
                if let Some(first) = first {
                    assert_eq!(block, holds(&first), "the block that the line first went into");
                }
                assert!(block.is_none_or(|block| block < clean.blocks.len()));
            }
            Fate::Cut(reason) => assert_eq!((kept, cut), (false, Some(reason))),
            Fate::Blank => assert_eq!((kept, cut), (false, None)),
        }
    }
}

fn blocks_are_in_order(clean: &CleanText) {
    let mut addresses = std::collections::BTreeSet::new();
    let (mut at, mut number) = (0, 0);
    for (index, block) in clean.blocks.iter().enumerate() {
        assert!(block.range.start < block.range.end, "{block:?} has no words");
        if index > 0 {
            assert_eq!(clean.text.slice(at..block.range.start), "\n", "one line feed separates blocks");
        } else {
            assert_eq!(block.range.start, 0);
        }
        at = block.range.end;
        let words = clean.text.slice(block.range.clone());
        assert!(!words.contains('\n'), "{words:?}");
        assert!(addresses.insert(&block.address), "{} is there twice", block.address);
        assert!(block.address.starts_with("p-") && block.address.len() >= 8);
        assert_eq!(block.number.is_some(), block.role.is_body());
        if let Some(this) = block.number {
            number += 1;
            assert_eq!(this, number);
        }
        assert!(block.speaker.is_none_or(|speaker| speaker < clean.speakers.len()));
        assert!(block.part.is_none_or(|part| part < clean.parts.len()));
    }
    assert_eq!(at, clean.text.len());
}

fn marks_lie_in_blocks(clean: &CleanText) {
    assert!(clean.marks.is_sorted_by_key(|mark| mark.range.start));
    for mark in &clean.marks {
        let holds = |at: u32| clean.blocks.iter().position(|block| block.range.start <= at && at <= block.range.end);
        let (first, last) = (holds(mark.range.start), holds(mark.range.end));
        assert!(mark.range.start <= mark.range.end && first.is_some() && last.is_some(), "{mark:?}");
        if matches!(mark.kind, MarkKind::Correction(_)) {
            assert_eq!(first, last);
        }
    }
}

fn places_lead_back(raw: &Text, clean: &CleanText) {
    let mut before = 0;
    for at in 0..=clean.text.len() {
        let place = clean.map.to_raw(at, raw, &clean.text);
        assert!(before <= place && place <= raw.as_str().len(), "{at} leads back to {place}, before {before}");
        assert!(raw.as_str().is_char_boundary(place));
        before = place;
    }
    for segment in clean.map.segments().iter().filter(|segment| segment.why.is_none()) {
        for at in segment.clean.clone() {
            let place = clean.map.to_raw(at, raw, &clean.text);
            assert_eq!(raw.as_str()[place..].chars().next(), clean.text.slice(at..at + 1).chars().next());
        }
    }
}

// What went wrong before ----------------------------------------------------------------------------------------------

/// The reading text of `raw`, each line a paragraph, by `recipe`; the findings where there are any.
fn made(raw: &str, recipe: &str) -> String {
    let page = source("a", &format!("paragraphs = \"line\"\n{recipe}"));
    let case = Case::default().file("seeds/a.txt", raw).file("content/sources/a.md", page);
    let outcome = case.build();
    match outcome.tree.get("data/texts/a.txt") {
        Some(text) => String::from_utf8_lossy(text).into_owned(),
        None => outcome.lines(),
    }
}

/// The page of the source.
fn page_of(case: &Case) -> String {
    String::from_utf8_lossy(&case.site()["sources/a.html"]).into_owned()
}

#[test]
fn a_range_that_holds_a_further_beginning_does_not_cut_what_follows_it() {
    let recipe = r#"clean = [{ reason = "share", cut = { from = { line = "x", every = true }, to = { line = "y", every = true } } }]"#;
    assert_eq!(made("x\nx\ny\nkept\ny\nx\ny", &format!("{recipe}\n")), "kept\ny");
}

#[test]
fn a_letter_is_not_found_inside_the_same_letter_with_a_mark() {
    let recipe = r#"clean = [{ correct = { words = "x", with = "s" } }]"#;
    assert_eq!(made("ax\u{302}b x", &format!("{recipe}\n")), "ax\u{302}b s");
    assert_eq!(made("e\u{301} ax\u{302}b x", &format!("{recipe}\n")), "é ax\u{302}b s");
}

#[test]
fn a_letter_and_a_mark_that_a_cut_puts_together_are_composed() {
    let recipe = r#"clean = [{ reason = "error", cut = { words = "\u001b" } }]"#;
    assert_eq!(made("cafe\u{1b}\u{301}", &format!("{recipe}\n")), "café");
    let recipe = r#"clean = [{ correct = { words = "?", with = "\u0301" } }]"#;
    assert_eq!(made("cafe?", &format!("{recipe}\n")), "café");
}

#[test]
fn a_correction_of_a_label_is_refused() {
    let recipe = r#"clean = [{ speakers = { "Jon:" = "Jon" } }, { correct = { words = "Jon", with = "John" } }]"#;
    let found = made("Jon:\nYes.", &format!("{recipe}\n"));
    assert!(found.contains("error[step-ambiguous] these words are the label of a speaker\n"), "{found}");
}

#[test]
fn a_part_begins_with_its_line_even_if_that_is_cut() {
    let recipe = r#"clean = [{ part = { from = "B writes", author = "B" } }, { cut = "B writes", reason = "meta" }]"#;
    let page = source("a", &format!("{recipe}\n"));
    let case = Case::default().file("seeds/a.txt", "One.\n\nB writes\n\nTwo.").file("content/sources/a.md", page);
    let source = page_of(&case);
    assert!(source.contains("part-1") && source.contains("Two."), "{source}");
}

#[test]
fn a_heading_in_readable_case_cannot_be_split() {
    let recipe = r#"clean = [{ set = "heading", line = "ONE TWO", as = "One two" }, { split = { before = "TWO" } }]"#;
    let found = made("ONE TWO", &format!("{recipe}\n"));
    assert!(found.contains("error[step-ambiguous] a heading in readable case cannot be edited as well\n"), "{found}");
}

#[test]
fn a_paragraph_may_begin_with_corrected_words() {
    let recipe = r#"clean = [{ correct = { words = "Teh", with = "The" } }, { split = { before = "Teh" } }]"#;
    assert_eq!(made("One. Teh second.", &format!("{recipe}\n")), "One.\nThe second.");
}

#[test]
fn of_an_item_that_is_split_only_the_first_has_the_marker() {
    let recipe = r#"clean = [{ set = "item", line = "1. One. Two." }, { split = { before = "Two" } }]"#;
    let page = source("a", &format!("{recipe}\n"));
    let case = Case::default().file("seeds/a.txt", "1. One. Two.").file("content/sources/a.md", page);
    // How to cite the first paragraph ends in its number, too.
    let page = page_of(&case);
    let text = page.lines().filter(|line| !line.starts_with("<p class=\"cite\">"));
    assert_eq!(text.map(|line| line.matches("1.").count()).sum::<usize>(), 1);
}

// Recipes -------------------------------------------------------------------------------------------------------------

/// A step before the text is known that it is for.
#[derive(Debug, Clone)]
struct Draft {
    kind: u8,
    lines: [Named; 2],
    words: (Index, Index, usize),
    with: String,
    every: bool,
    choice: Index,
}

/// How a step names a line.
#[derive(Debug, Clone)]
struct Named {
    line: Index,
    /// How many code points of it: all, or so many of its beginning.
    length: Option<usize>,
    /// Other words than those of the text.
    foreign: bool,
    every: bool,
}

fn named() -> impl Strategy<Value = Named> {
    let length = prop_oneof![3 => Just(None), 1 => (1..12_usize).prop_map(Some)];
    (any::<Index>(), length, prop::bool::weighted(0.05), any::<bool>())
        .prop_map(|(line, length, foreign, every)| Named { line, length, foreign, every })
}

fn draft() -> impl Strategy<Value = Draft> {
    let with = prop::collection::vec(piece(), 0..3).prop_map(|pieces| pieces.concat());
    let words = (any::<Index>(), any::<Index>(), 1..8_usize);
    (0..9_u8, named(), named(), words, with, any::<bool>(), any::<Index>()).prop_map(
        |(kind, from, to, words, with, every, choice)| Draft { kind, lines: [from, to], words, with, every, choice },
    )
}

/// A place that is not in the raw text, for what recipes say.
const PAGE: Span = Span { file: FileId(1), start: 0, end: 0 };

impl Draft {
    fn step(&self, raw: &str) -> Step {
        let [from, to] = &self.lines;
        let reason = Reason::NAMES[self.choice.index(Reason::NAMES.len())].1;
        let within = self.every.then(|| from.selector(raw));
        let words = Located { value: self.words(raw), span: PAGE };
        let action = match self.kind {
            0 => Action::Cut { from: from.selector(raw), to: RangeEnd::Same, reason },
            1 => Action::Cut { from: from.selector(raw), to: RangeEnd::Line(to.selector(raw)), reason },
            2 => Action::Cut { from: from.selector(raw), to: RangeEnd::Text, reason },
            3 => Action::CutWords { within, words, reason },
            4 => Action::Set { line: from.selector(raw), role: self.role(raw) },
            5 => Action::Speakers(vec![(words, "Jon Bateman".to_owned()), (words_of(from, raw), "B".to_owned())]),
            6 => Action::Part { from: from.selector(raw), part: self.part() },
            7 => Action::Join { from: from.selector(raw), to: to.selector(raw) },
            _ if self.every => Action::Split { within: None, before: words },
            _ if self.with.trim().is_empty() => Action::Correct { within, words, with: "x".to_owned() },
            _ => Action::Correct { within, words, with: self.with.clone() },
        };
        Step { action, span: PAGE }
    }

    /// Some words of some line.
    fn words(&self, raw: &str) -> String {
        let (line, start, length) = &self.words;
        let line: Vec<char> = line_of(raw, line).chars().collect();
        let start = if line.is_empty() { 0 } else { start.index(line.len()) };
        let words: String = line.iter().skip(start).take(*length).collect();
        if words.is_empty() { "x".to_owned() } else { words }
    }

    fn role(&self, raw: &str) -> SetRole {
        let readable = line_of(raw, &self.lines[0].line).to_lowercase();
        let readable = self.every.then_some(Located { value: readable, span: PAGE });
        let roles = [
            SetRole::Title,
            SetRole::Byline,
            SetRole::Heading { level: 2, readable: readable.clone() },
            SetRole::Heading { level: 6, readable },
            SetRole::Item,
            SetRole::Item,
            SetRole::Quotation,
            SetRole::Caption,
        ];
        roles[self.choice.index(roles.len())].clone()
    }

    fn part(&self) -> Part {
        Part { author: Attribution::Named(self.with.clone()), conjecture: self.every.then(|| "why".to_owned()) }
    }
}

impl Named {
    fn selector(&self, raw: &str) -> Selector {
        let words = words_of(self, raw).value;
        let extent = if self.length.is_none() { Extent::Whole } else { Extent::Start };
        Selector { words, extent, every: self.every, span: PAGE }
    }
}

/// What a selector says; like the parser, never nothing.
fn words_of(named: &Named, raw: &str) -> Located<String> {
    let line = if named.foreign { "words of no text" } else { line_of(raw, &named.line) };
    let words: String = line.chars().take(named.length.unwrap_or(usize::MAX)).collect();
    let value = if words.trim().is_empty() { "x".to_owned() } else { words };
    Located { value, span: PAGE }
}

fn line_of<'a>(raw: &'a str, line: &Index) -> &'a str {
    let lines: Vec<&str> = raw.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() { "" } else { lines[line.index(lines.len())] }
}
