//! The names of entries in a text, against a matcher that is slow and plain: it tries every name at every character.
//!
//! What it holds the program to is the design: longest match first, Unicode word boundaries and none in Chinese, plural
//! and possessive in English, case where an entry asks for it, phrases in which an entry is not meant, and names that
//! two entries share, which name neither.

use std::collections::BTreeSet;
use std::ops::Range;

use casebook::model::id::Id;
use casebook::query::{self, Options};
use casebook::text::normal::{normal, plain};
use casebook::{edition, link};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use unicode_normalization::char::is_combining_mark;

use super::{config, toml_string};
use crate::support::{Case, source};

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn names_are_found_as_a_plain_matcher_finds_them(
        entries in prop::collection::vec(entry(), 1..6),
        text in text(),
        language in select(&["en", "zh"][..]),
    ) {
        let mut case = Case::default().file("seeds/a.txt", text.as_str());
        let front = format!("paragraphs = \"line\"\nlanguage = \"{language}\"\n");
        case = case.file("content/sources/a.md", source("a", &front));
        for (number, entry) in entries.iter().enumerate() {
            case = case.file(&format!("content/glossary/e{number}.md"), entry.page());
        }
        let dossier = query::dossier(&case.files(), &Options::default()).value.dossier;
        let shown = edition::show(dossier, None).value;
        let index = link::link(&shown, &Default::default(), &mut Default::default()).value;

        let words = shown.dossier.sources[0].words.as_ref().expect("the source is shown");
        let found: Vec<(Range<u32>, String)> = index
            .mentions_in(&Id::new("a").unwrap())
            .iter()
            .map(|mention| (mention.anchor.selector.range.clone(), mention.entry().to_string()))
            .collect();
        let mut expected = Vec::new();
        for block in &words.clean.blocks {
            let names = mentions(words.clean.text.slice(block.range.clone()), &entries, language == "en");
            let place = |at: usize| block.range.start + u32::try_from(at).unwrap();
            expected.extend(names.into_iter().map(|(range, entry)| {
                (place(range.start)..place(range.end), format!("e{entry}"))
            }));
        }
        let shown = |list: &[(Range<u32>, String)]| -> Vec<String> {
            list.iter().map(|(range, entry)| format!("{} → {entry}", words.clean.text.slice(range.clone()))).collect()
        };
        prop_assert_eq!(&found, &expected, "{:?} is not {:?}", shown(&found), shown(&expected));
    }
}

#[derive(Debug, Clone)]
struct Entry {
    names: Vec<&'static str>,
    never: Vec<&'static str>,
    case: bool,
    whole_word: bool,
    inflections: bool,
}

const NAMES: &[&str] = &[
    "TikTok",
    "Tik",
    "tok",
    "the order",
    "order",
    "order of",
    "of",
    "Clean Network",
    "clean",
    "network plan",
    "U.S.",
    "us",
    "C++",
    ".NET",
    "抖音",
    "抖",
    "音乐",
    "字节跳动",
    "抖音App",
    "O'Neill",
    "O’Neill",
    "policy",
    "wish",
    "Class",
    "AT&T",
    "whack-a-mole",
    "mole",
    "café",
    "cafe\u{301}",
    "ΟΔΟΣ",
    "1984",
    "Straße",
];

fn entry() -> impl Strategy<Value = Entry> {
    const PHRASES: &[&str] = &["in order", "clean the", "TikTok order", "order of", "抖音乐"];
    let never = prop_oneof![2 => Just(Vec::new()), 1 => subsequence(PHRASES, 1..3)];
    let rules = (prop::bool::weighted(0.2), prop::bool::weighted(0.8), prop::bool::weighted(0.8));
    (subsequence(NAMES, 1..4), never, rules).prop_map(|(names, never, (case, whole_word, inflections))| Entry {
        names,
        never,
        case,
        whole_word,
        inflections,
    })
}

fn text() -> impl Strategy<Value = String> {
    const GLUE: &[&str] = &[
        " ", " ", " ", " ", "  ", "\u{a0}", "", "", "’s ", "'S ", "s ", "es ", "S’ ", "-", "‑", " – ", ", ", ". ", "+",
        "++ ", " (", "“", "‘", "’", "\u{ad}", "\u{200b}", "\n", "\u{301}", "和", "。", "x",
    ];
    let change =
        select(&[str::to_owned as fn(&str) -> String, str::to_owned, str::to_lowercase, str::to_uppercase][..]);
    let piece = (select(NAMES), change, select(GLUE));
    let other = select(&["in", "the", "plan", "polic", "ies", "乐", "wishes", "policies", "οδος", "s", "é"][..]);
    let piece = prop_oneof![3 => piece.prop_map(|(name, change, glue)| change(name) + glue), 1 => other.prop_map(str::to_owned)];
    prop::collection::vec(piece, 1..12).prop_map(|pieces| pieces.concat())
}

impl Entry {
    fn page(&self) -> String {
        let list = |names: &[&str]| names.iter().map(|name| toml_string(name)).collect::<Vec<_>>().join(", ");
        format!(
            "+++\ntitle = {}\naliases = [{}]\nnever = [{}]\ncase = \"{}\"\nwhole_word = {}\ninflections = {}\n+++\nIt is.\n",
            toml_string(self.names[0]),
            list(&self.names[1..]),
            list(&self.never),
            if self.case { "exact" } else { "any" },
            self.whole_word,
            self.inflections,
        )
    }
}

// The plain matcher ---------------------------------------------------------------------------------------------------

/// A name where it stands.
struct Candidate {
    range: Range<usize>,
    entry: Option<usize>,
    is_plural: bool,
}

/// Names in `text`, in code points, with the number of the entry named.
fn mentions(text: &str, entries: &[Entry], english: bool) -> Vec<(Range<usize>, usize)> {
    let text = Letters::of(text);
    let mut candidates: Vec<Candidate> = Vec::new();
    for (number, entry) in entries.iter().enumerate() {
        let never: Vec<Range<usize>> =
            entry.never.iter().flat_map(|phrase| text.all(phrase, false, true, english)).collect();
        for name in &entry.names {
            let is_shared = entries
                .iter()
                .enumerate()
                .any(|(other, entry)| other != number && entry.names.iter().any(|other| same(other, name)));
            let plurals = if entry.inflections && entry.whole_word && english { plurals(name) } else { Vec::new() };
            for (is_plural, form) in plurals.iter().map(|form| (true, form.as_str())).chain([(false, *name)]) {
                for range in text.all(form, entry.case, entry.whole_word, english) {
                    let is_ruled_out =
                        never.iter().any(|phrase| phrase.start <= range.start && range.end <= phrase.end);
                    // Of a shared name nobody knows which entry is meant, so no phrase rules it out.
                    if is_shared || !is_ruled_out {
                        let entry = (!is_shared).then_some(number);
                        candidates.push(Candidate { range, entry, is_plural });
                    }
                }
            }
        }
    }
    candidates.sort_by_key(|candidate| {
        (std::cmp::Reverse(candidate.range.len()), candidate.range.start, candidate.is_plural)
    });
    let mut taken = BTreeSet::new();
    let mut found = Vec::new();
    for Candidate { range, entry, .. } in candidates {
        if range.clone().all(|at| !taken.contains(&at)) {
            taken.extend(range.clone());
            found.extend(entry.map(|entry| (text.places(range), entry)));
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// Whether two entries that write a name so call themselves the same.
fn same(a: &str, b: &str) -> bool {
    let fold = |name: &str| normal(name).to_lowercase().replace('ς', "σ");
    fold(a) == fold(b)
}

fn plurals(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    if !lower.ends_with(|char: char| char.is_ascii_alphabetic()) {
        return Vec::new();
    }
    if ["s", "x", "z", "ch", "sh"].iter().any(|ending| lower.ends_with(ending)) {
        return vec![format!("{name}es")];
    }
    // Names of persons keep their `y`.
    let mut plurals = vec![format!("{name}s")];
    if lower.ends_with('y') && !["ay", "ey", "iy", "oy", "uy"].iter().any(|ending| lower.ends_with(ending)) {
        plurals.push(format!("{}ies", &name[..name.len() - 1]));
    }
    plurals
}

/// A text without what only helps typesetting, each character with its place.
struct Letters {
    chars: Vec<(char, usize)>,
}

/// An opening quotation mark, which is none of the apostrophes that it is compared as.
const OPENING: char = '‘';

impl Letters {
    fn of(text: &str) -> Self {
        let chars = text
            .chars()
            .enumerate()
            .filter_map(|(at, char)| Some((if char == OPENING { char } else { plain(char)? }, at)));
        Self { chars: chars.collect() }
    }

    /// Where `name` stands, in characters of this value.
    fn all(&self, name: &str, case: bool, whole_word: bool, english: bool) -> Vec<Range<usize>> {
        let name: Vec<char> = normal(name).chars().collect();
        let found = (0..self.chars.len()).filter_map(|at| Some(at..self.end(at, &name, case)?));
        let fits = |range: &Range<usize>| {
            let possessive = english
                && self.char(range.end) == Some('\'')
                && matches!(self.char(range.end + 1), Some('s' | 'S'))
                && self.is_boundary(range.end + 2);
            self.is_boundary(range.start) && (self.is_boundary(range.end) || possessive)
        };
        found.filter(|range| !whole_word || fits(range)).collect()
    }

    /// Where `name` ends if it stands at `at`.
    fn end(&self, mut at: usize, name: &[char], case: bool) -> Option<usize> {
        let fold = |char: char| if char == 'ς' { 'σ' } else { char.to_lowercase().next().unwrap_or(char) };
        for wanted in name {
            let char = self.char(at)?;
            if *wanted == ' ' && char.is_whitespace() {
                while self.char(at).is_some_and(char::is_whitespace) {
                    at += 1;
                }
            } else if char == *wanted || (!case && fold(char) == fold(*wanted)) {
                at += 1;
            } else {
                return None;
            }
        }
        Some(at)
    }

    fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|(char, _)| *char)
    }

    /// Whether a word may begin or end before character `at`.
    fn is_boundary(&self, at: usize) -> bool {
        let (Some(before), Some(behind)) = (at.checked_sub(1).and_then(|at| self.char(at)), self.char(at)) else {
            return true;
        };
        let is_word = |char: char| char.is_alphanumeric() || is_combining_mark(char);
        let is_spaced = |char: char| is_word(char) && !is_han(char);
        let is_spaced_letter = |char: Option<char>| char.is_some_and(|char| char.is_alphabetic() && !is_han(char));
        if is_combining_mark(behind) {
            return !is_word(before);
        }
        let is_spaced_before = |at: usize| self.letter_before(at).is_some_and(is_spaced);
        let in_word = is_spaced_before(at) && is_spaced(behind);
        let before_apostrophe = is_spaced_before(at) && behind == '\'' && is_spaced_letter(self.char(at + 1));
        let behind_apostrophe = before == '\'' && is_spaced_letter(Some(behind)) && is_spaced_before(at - 1);
        !(in_word || before_apostrophe || behind_apostrophe)
    }

    /// The letter that the character before `at` is, or is a mark on.
    fn letter_before(&self, at: usize) -> Option<char> {
        let mut chars = self.chars[..at].iter().rev().map(|(char, _)| *char);
        let last = chars.next()?;
        let letter = is_combining_mark(last).then(|| chars.find(|char| !is_combining_mark(*char))).flatten();
        Some(letter.filter(|letter| letter.is_alphanumeric()).unwrap_or(last))
    }

    /// Code points of the text.
    fn places(&self, range: Range<usize>) -> Range<usize> {
        self.chars[range.start].1..self.chars[range.end - 1].1 + 1
    }
}

fn is_han(char: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&char)
}
