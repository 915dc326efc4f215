//! The address of a paragraph is that of its words: nothing else changes it.

use casebook::clean::{Setting, clean};
use casebook::diag::{FileId, Span};
use casebook::model::page::{Direction, Paragraphs};
use casebook::model::recipe::{Action, Extent, RangeEnd, Reason, Selector, SetRole, Step};
use casebook::text::Text;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::config;

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn an_untouched_paragraph_keeps_its_address(
        paragraphs in prop::collection::vec(paragraph(), 2..7),
        target: Index,
        style in prop::collection::vec(style(), 0..4),
        changes in prop::collection::vec(0..5_u8, 7),
    ) {
        // A number makes each paragraph unlike the others; the same words twice are told apart by their order.
        let lines: Vec<String> = (0..).zip(&paragraphs).map(|(at, words)| format!("{words}, {at}")).collect();
        let target = target.index(lines.len());
        let styled: Vec<String> = lines.iter().map(|line| style.iter().fold(line.clone(), restyle)).collect();
        let others = (0..lines.len()).filter(|at| *at != target);
        let steps: Vec<Step> = others.filter_map(|at| step(changes[at], &styled, at, target)).collect();
        prop_assert_eq!(address(&lines.join("\n"), &[], target), address(&styled.join("\n\n"), &steps, target));
    }
}

fn paragraph() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "TikTok",
        "don’t",
        "“users’ data”",
        "抖音",
        "「字节」",
        "naïve",
        "whack-a-mole",
        "U.S.-China",
        "said:",
        "2020",
        "تيك توك",
        "(no)",
        "Jo's",
        "–",
    ];
    prop::collection::vec(select(WORDS), 1..8).prop_map(|words| words.join(" "))
}

/// What typesetting changes: the one string for the other, everywhere.
fn style() -> impl Strategy<Value = (&'static str, &'static str)> {
    const STYLES: &[(&str, &str)] = &[
        ("’", "'"),
        ("'", "’"),
        ("’", "\u{2bc}"),
        ("“", "\""),
        ("”", "»"),
        ("「", "『"),
        ("-", "\u{2011}"),
        ("–", " — "),
        (" ", "  "),
        (" ", "\u{a0}"),
        (",", ";"),
        (":", ""),
        (".", ". "),
        ("(", "["),
        ("ï", "i\u{308}"),
        ("kT", "k\u{ad}T"),
        ("字", "字\u{200b}"),
        ("0", "\u{2060}0"),
    ];
    select(STYLES)
}

fn restyle(line: String, (from, to): &(&str, &str)) -> String {
    line.replace(from, to)
}

/// A step that changes line `at` and leaves line `target`, if `change` asks for one.
fn step(change: u8, lines: &[String], at: usize, target: usize) -> Option<Step> {
    let span = Span { file: FileId(1), start: 0, end: 0 };
    let line = |at: usize| Selector { words: lines[at].clone(), extent: Extent::Whole, every: false, span };
    let action = match change {
        0 => Action::Cut { from: line(at), to: RangeEnd::Same, reason: Reason::Related },
        1 => Action::Set { line: line(at), role: SetRole::Heading { level: 2, readable: None } },
        2 => Action::Set { line: line(at), role: SetRole::Caption },
        3 if at + 1 < lines.len() && at + 1 != target => Action::Join { from: line(at), to: line(at + 1) },
        _ => return None,
    };
    Some(Step { action, span })
}

/// The address of the paragraph that ends in number `target`.
fn address(raw: &str, steps: &[Step], target: usize) -> String {
    let setting = Setting {
        file: FileId(0),
        paragraphs: Paragraphs::Line,
        language: "en".into(),
        direction: Direction::LeftToRight,
    };
    let (made, _) = clean(&Text::new(raw), steps, &setting).value;
    let ends = |words: &str| words.ends_with(&format!(" {target}")) || words.ends_with(&format!("\u{a0}{target}"));
    let is_target = |words: &str| ends(&words.replace('\u{2060}', ""));
    let block = made.blocks.iter().find(|block| is_target(made.text.slice(block.range.clone())));
    block.expect("the recipe leaves the paragraph").address.clone()
}
