//! Words of a text are found where they stand, and words that it does not have are not found.
//!
//! The texts are random ones and the first three chapters of *Alice's Adventures in Wonderland* by Lewis Carroll (1865),
//! `alice.txt`, a paragraph on each line; the book is in the public domain. What a text really holds is told by a search
//! of its own, [`holds`], which shares no code with the program.

use casebook::diag::{Severity, Span};
use casebook::model::anchor::{Attached, Verdict};
use casebook::model::files::{File, Files};
use casebook::model::key::PageKey;
use casebook::query::{self, Options};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use unicode_normalization::UnicodeNormalization;

use super::config;

// Looking up ------------------------------------------------------------------------------------------------------------

/// What became of a quotation.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    verdict: Verdict,
    /// The first place, in code points.
    start: usize,
    end: usize,
    places: usize,
    /// The words there.
    words: String,
}

/// How a quotation is written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    Inline,
    Block,
}

/// Looks up quotations in a source of these words; the errors are lines of code and message.
fn look_up(source: &str, language: &str, quotations: &[(Form, String)]) -> (String, Vec<Result<Found, String>>) {
    let escape = |words: &str| -> String {
        words.chars().flat_map(|char| char.is_ascii_punctuation().then_some('\\').into_iter().chain([char])).collect()
    };
    let front = format!(
        "+++\nraw = \"seeds/a.txt\"\ntitle = \"A\"\nlanguage = \"{language}\"\nrights = {{ publish = \"full\" }}\n+++\n"
    );
    let mut files = vec![("seeds/a.txt".to_owned(), source.to_owned()), ("content/sources/a.md".to_owned(), front)];
    files.push(("casebook.toml".to_owned(), "title = \"T\"\n".to_owned()));
    for (number, (form, words)) in quotations.iter().enumerate() {
        let written = match form {
            Form::Inline => format!("We read “{}” [@a].\n", escape(words)),
            Form::Block => {
                let lines: Vec<String> = words.split('\n').map(|line| format!("> {}\n>\n", escape(line))).collect();
                format!("{}> [@a]\n", lines.concat())
            }
        };
        files.push((format!("content/essays/q-{number}.md"), format!("+++\ntitle = \"Q\"\n+++\n{written}")));
    }
    let files = files.into_iter().map(|(path, text)| File { path, contents: text.into_bytes().into() });
    let files = Files::new(files.collect());
    let checked = query::dossier(&files, &Options::default());
    let dossier = checked.value.dossier;
    let text = dossier.sources[0].words.as_ref().expect("the source has words").clean.text.clone();
    let mut found: Vec<Result<Found, String>> = vec![Err("neither found nor missed".to_owned()); quotations.len()];
    let number =
        |path: &str| -> Option<usize> { path.strip_prefix("content/essays/q-")?.strip_suffix(".md")?.parse().ok() };
    for verified in dossier.verified() {
        let Attached::Citation(PageKey::Essay(id), ..) = &verified.anchor.attached else { continue };
        let number: usize = id.as_str()[2..].parse().expect("essays are numbered");
        let range = verified.anchor.selector.range.clone();
        found[number] = Ok(Found {
            verdict: verified.verdict,
            start: range.start as usize,
            end: range.end as usize,
            places: verified.places,
            words: text.slice(range).to_owned(),
        });
    }
    for diag in checked.diags.iter().filter(|diag| diag.severity() == Severity::Error) {
        let at = |span: Span| number(&files.get(span.file).path);
        let number = diag.span.and_then(at).unwrap_or_else(|| panic!("{diag:?}"));
        found[number] = Err(format!("{}: {}", diag.code.name(), diag.message));
    }
    (text.as_str().to_owned(), found)
}

fn look_up_one(source: &str, form: Form, words: &str) -> Result<Found, String> {
    look_up(source, "en", &[(form, words.to_owned())]).1.remove(0)
}

// What a text holds, told another way -----------------------------------------------------------------------------------

/// Without what typesetting changes: more is made alike here than by the program, so that what this tells apart differs.
fn flat(text: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::new();
    for char in text.nfc() {
        match char {
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
            '‘' | '’' | '‚' | '‛' | '′' | 'ʼ' | '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '"' | '「' | '」' | '『'
            | '』' | '‹' | '›' => out.push('\''),
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => {
                while out.last().is_some_and(|last| matches!(last, ' ' | '-')) {
                    out.pop();
                }
                out.push('-');
            }
            '…' => out.extend(['.', '.', '.']),
            char if char.is_whitespace() => {
                if out.last().is_some_and(|last| !matches!(last, ' ' | '-')) {
                    out.push(' ');
                }
            }
            char => out.push(char),
        }
    }
    while out.last() == Some(&' ') {
        out.pop();
    }
    out
}

/// How often the words stand in the text, a paragraph being as good as a space.
fn times(text: &[char], words: &str) -> usize {
    let mut words = flat(words);
    let is_final = words.last().is_some_and(|last| matches!(last, ',' | '.'));
    let count = |words: &[char]| {
        let bound =
            |at: usize| at == 0 || at == text.len() || !(text[at - 1].is_alphanumeric() && text[at].is_alphanumeric());
        let starts = (0..=text.len().saturating_sub(words.len())).filter(|at| text[*at..].starts_with(words));
        starts
            .filter(|at| words.iter().any(|char| char.as_u32() > 255) || (bound(*at) && bound(at + words.len())))
            .count()
    };
    let whole = count(&words);
    if whole > 0 || !is_final {
        return whole;
    }
    words.pop();
    count(&words)
}

trait Code {
    fn as_u32(&self) -> u32;
}

impl Code for char {
    fn as_u32(&self) -> u32 {
        u32::from(*self)
    }
}

fn denies(word: &str) -> bool {
    let word = word.to_lowercase().replace('’', "'");
    let bare: String = word.chars().filter(|char| char.is_alphabetic() || *char == '\'').collect();
    let bare = bare.trim_matches('\'');
    const ALL: &[&str] = &[
        "not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "cannot", "without", "hardly",
        "scarcely", "barely", "rarely", "seldom", "unable", "unlikely", "lack", "lacks", "lacked", "lacking", "fail",
        "fails", "failed", "failing", "refuse", "refuses", "refused", "refusing", "deny", "denies", "denied",
        "denying",
    ];
    word.split(|char: char| !char.is_alphabetic() && char != '\'').any(|part| ALL.contains(&part.trim_matches('\'')))
        || ALL.contains(&bare)
        || bare.ends_with("n't")
}

// Texts -----------------------------------------------------------------------------------------------------------------

const ALICE: &str = include_str!("alice.txt");

const WORDS: &[&str] = &[
    "the",
    "the",
    "a",
    "of",
    "not",
    "no",
    "never",
    "don’t",
    "can't",
    "can",
    "cannot",
    "orders",
    "TikTok’s",
    "users",
    "‘said’",
    "non-binding",
    "U.S.",
    "$1.5",
    "1,500",
    "2020",
    "10–15",
    "word—word",
    "“go”",
    "naïve",
    "抖音",
    "字节。",
    "تيك",
    "e\u{301}t\u{e9}",
    "[sic]",
    "wait…",
    "stake,",
    "stake",
    "(ban)",
    "so\u{ad}on",
    "10%",
    "said:",
    "co-operate",
    "Ross'",
    "A",
    "II.",
];

fn text() -> impl Strategy<Value = String> {
    let paragraph = prop::collection::vec(select(WORDS), 8..60).prop_map(|words| words.join(" "));
    let random = prop::collection::vec(paragraph, 1..5).prop_map(|paragraphs| paragraphs.join("\n\n"));
    let alice = any::<Index>().prop_map(|at| {
        let all: Vec<&str> = ALICE.split("\n\n").collect();
        let first = at.index(all.len() - 5);
        all[first..first + 5].join("\n\n")
    });
    prop_oneof![random, alice]
}

/// A stretch of whole words in a paragraph: the paragraph, the first word and how many.
type Stretch = (Index, Index, usize);

fn stretch(words: std::ops::Range<usize>) -> impl Strategy<Value = Stretch> {
    (any::<Index>(), any::<Index>(), words)
}

/// The words of it, as the text separates them by spaces.
fn take(text: &str, (paragraph, first, count): &Stretch) -> Vec<String> {
    let all: Vec<&str> = text.trim().split("\n\n").collect();
    let words: Vec<&str> = all[paragraph.index(all.len())].split_whitespace().collect();
    let first = first.index(words.len());
    words[first..(first + count).min(words.len())].iter().map(|word| (*word).to_owned()).collect()
}

/// In double marks no double marks can be quoted.
fn forms(words: &str) -> Vec<(Form, String)> {
    let mut forms = vec![(Form::Block, words.to_owned())];
    if !words.contains(['"', '“', '”', '„', '«', '»', '「', '」', '『', '』', '\n']) {
        forms.push((Form::Inline, words.to_owned()));
    }
    forms
}

fn has_words(words: &str) -> bool {
    words.chars().any(char::is_alphanumeric)
}

// Properties ------------------------------------------------------------------------------------------------------------

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn words_are_found_where_they_stand(text in text(), stretches in prop::collection::vec(stretch(1..41), 12)) {
        let all = stretches.iter().map(|stretch| take(&text, stretch).join(" ")).filter(|words| has_words(words));
        let wanted: Vec<(Form, String)> = all.flat_map(|words| forms(&words)).collect();
        let (reading, found) = look_up(&text, "en", &wanted);
        for ((form, words), found) in wanted.iter().zip(found) {
            let found = found.map_err(|why| TestCaseError::fail(format!("{form:?} {words:?}: {why}")))?;
            let words: String = words.nfc().collect();
            prop_assert_eq!((&found.words, found.verdict), (&words, Verdict::Exact));
            let first = reading.find(&words).map(|at| reading[..at].chars().count());
            // The first at all may lie inside other words.
            prop_assert!(first.is_some_and(|first| first <= found.start));
            prop_assert!(found.places <= reading.match_indices(&words).count().max(found.places.min(2)));
        }
    }

    #[test]
    fn words_are_found_across_paragraphs_in_a_block_quotation(text in text(), cut in (any::<Index>(), 1..8_usize, 1..8_usize)) {
        let paragraphs: Vec<Vec<&str>> = text.split("\n\n").map(|line| line.split_whitespace().collect()).collect();
        prop_assume!(paragraphs.len() > 1);
        let at = cut.0.index(paragraphs.len() - 1);
        let (one, two) = (&paragraphs[at], &paragraphs[at + 1]);
        let words = format!("{}\n{}", one[one.len().saturating_sub(cut.1)..].join(" "), two[..cut.2.min(two.len())].join(" "));
        let inline = words.replace('\n', " ");
        let mut wanted = vec![(Form::Block, words.clone())];
        wanted.extend(forms(&inline).into_iter().filter(|(form, _)| *form == Form::Inline));
        let (reading, found) = look_up(&text, "en", &wanted);
        let block = found[0].clone().map_err(TestCaseError::fail)?;
        prop_assert_eq!((block.words, block.verdict), (words.nfc().collect::<String>(), Verdict::Exact));
        if let Some(inline_found) = found.get(1) {
            let is_inside = reading.split('\n').any(|line| times(&flat(line), &inline) > 0);
            prop_assert!(inline_found.is_err() || is_inside, "{inline:?} {inline_found:?}");
        }
    }

    #[test]
    fn a_change_of_a_word_is_never_passed(
        text in text(),
        stretches in prop::collection::vec((stretch(2..41), any::<Index>(), 0..9_u8), 24),
    ) {
        let mut wanted: Vec<(Form, String)> = Vec::new();
        for (stretch, at, change) in &stretches {
            let mut words = take(&text, stretch);
            let at = at.index(words.len());
            match change {
                0 => drop(words.remove(at)),
                1 => words.insert(at, "indeed".to_owned()),
                2 => words.insert(at, "not".to_owned()),
                3 => words.insert(at, "never".to_owned()),
                4 => words[at] = words[at].replace("n't", "").replace("n’t", "").replace("not", "").replace("never", ""),
                5 => {
                    let next = (at + 1) % words.len();
                    words.swap(at, next);
                }
                6 => words[at] = changed(&words[at], false),
                7 => words[at] = changed(&words[at], true),
                _ => words[at] = "other".to_owned(),
            }
            let words = words.join(" ");
            if has_words(&words) && !words.contains(['[', '…']) {
                wanted.extend(forms(words.trim()));
            }
        }
        let (reading, found) = look_up(&text, "en", &wanted);
        let reading = flat(&reading);
        for ((form, words), found) in wanted.iter().zip(found) {
            if times(&reading, words) == 0 {
                prop_assert!(found.is_err(), "{form:?} {words:?} {found:?}");
            }
        }
    }

    #[test]
    fn another_typesetting_is_found_at_the_same_place(
        text in text(),
        stretches in prop::collection::vec((stretch(1..41), 0..STYLES.len() - 2, 0..STYLES.len()), 16),
    ) {
        let mut wanted: Vec<(Form, String, String)> = Vec::new();
        for (stretch, one, two) in &stretches {
            let words = take(&text, stretch).join(" ");
            let styled = [*one, *two].into_iter().fold(words.clone(), |words, style| STYLES[style](words));
            if has_words(&words) {
                wanted.extend(forms(&styled).into_iter().map(|(form, styled)| (form, styled, words.clone())));
            }
        }
        let quotations: Vec<(Form, String)> = wanted.iter().map(|(form, styled, _)| (*form, styled.clone())).collect();
        let (reading, found) = look_up(&text, "en", &quotations);
        let reading = flat(&reading);
        for ((form, styled, words), found) in wanted.iter().zip(found) {
            let found = found.map_err(|why| TestCaseError::fail(format!("{form:?} {styled:?}: {why}")))?;
            prop_assert_ne!(found.verdict, Verdict::Elided);
            prop_assert_eq!(flat(&found.words), flat(words), "{:?}", styled);
            prop_assert!(found.places <= times(&reading, words).max(1));
        }
    }

    #[test]
    fn words_may_be_left_out_unless_they_deny(
        text in text(),
        stretches in prop::collection::vec((stretch(12..120), 1..100_usize, select(&["…", "[…]", "..."][..])), 12),
    ) {
        let mut wanted: Vec<(Form, String, String, bool)> = Vec::new();
        let all = flat(&text);
        for (stretch, dropped, mark) in &stretches {
            let words = take(&text, stretch);
            if words.len() < 12 {
                continue;
            }
            let dropped = (*dropped).min(words.len() - 10);
            let (head, gone, tail) = (&words[..5], &words[5..5 + dropped], &words[5 + dropped..]);
            let (head, gap, tail) = (head.join(" "), gone.join(" "), tail.join(" "));
            // Pieces in two places could leave out other words.
            let is_clear = [&head, &tail].iter().all(|piece| {
                !piece.contains(['[', '…']) && piece.starts_with(char::is_alphanumeric) && times(&all, piece) == 1
            });
            if is_clear && has_words(&head) && has_words(&tail) {
                let fits = gap.chars().count() <= 598 && !gone.iter().any(|word| denies(word));
                let whole = words.join(" ");
                let elided = format!("{head} {mark} {tail}");
                wanted.extend(forms(&elided).into_iter().map(|(form, elided)| (form, elided, whole.clone(), fits)));
            }
        }
        let quotations: Vec<(Form, String)> = wanted.iter().map(|(form, elided, ..)| (*form, elided.clone())).collect();
        let (_, found) = look_up(&text, "en", &quotations);
        for ((_, elided, whole, fits), found) in wanted.iter().zip(found) {
            match found {
                Ok(found) => {
                    prop_assert!(fits, "{elided:?} of {whole:?}");
                    prop_assert_eq!((flat(&found.words), found.verdict), (flat(whole), Verdict::Elided));
                }
                Err(why) => prop_assert!(!fits, "{elided:?} of {whole:?}: {why}"),
            }
        }
    }

    #[test]
    fn a_bracket_replaces_three_words_that_do_not_deny(
        stretches in prop::collection::vec((stretch(11..30), 1..6_usize), 12),
    ) {
        let all = flat(ALICE);
        let mut wanted: Vec<(Form, String, String, bool)> = Vec::new();
        for (stretch, gone) in &stretches {
            let words = take(ALICE, stretch);
            if words.len() < 11 {
                continue;
            }
            let (head, gap, tail) = (words[..5].join(" "), &words[5..5 + gone], words[5 + gone..].join(" "));
            let is_plain = |words: &str| words.chars().all(|char| char.is_alphabetic() || " ,.;:".contains(char));
            if is_plain(&gap.join(" ")) && times(&all, &head) == 1 && times(&all, &tail) == 1 {
                let fits = *gone <= 3 && !gap.iter().any(|word| denies(word));
                wanted.push((Form::Block, format!("{head} [it] {tail}"), words.join(" "), fits));
            }
        }
        let quotations: Vec<(Form, String)> = wanted.iter().map(|(form, written, ..)| (*form, written.clone())).collect();
        let (_, found) = look_up(ALICE, "en", &quotations);
        for ((_, written, whole, fits), found) in wanted.iter().zip(found) {
            match found {
                Ok(found) => {
                    prop_assert!(fits, "{written:?} of {whole:?}");
                    prop_assert_eq!(flat(&found.words), flat(whole));
                }
                Err(why) => prop_assert!(!fits, "{written:?} of {whole:?}: {why}"),
            }
        }
    }
}

/// The word with another letter or digit, the first or the last of them.
fn changed(word: &str, last: bool) -> String {
    let mut chars: Vec<char> = word.chars().collect();
    let is_word = |char: &char| char.is_alphanumeric();
    let at = if last { chars.iter().rposition(is_word) } else { chars.iter().position(is_word) };
    if let Some(at) = at {
        chars[at] = match chars[at] {
            '0'..='8' => char::from_digit(chars[at].to_digit(10).unwrap_or(0) + 1, 10).unwrap_or('1'),
            char if char.is_uppercase() => char.to_lowercase().next().unwrap_or('x'),
            'q' => 'x',
            _ => 'q',
        };
    }
    chars.into_iter().collect()
}

type Style = fn(String) -> String;

/// What typesetting changes; the last two add the mark that American style moves inside.
const STYLES: &[Style] = &[
    |words| words,
    |words| words.replace(['‘', '’'], "'"),
    |words| words.replace('\'', "’"),
    |words| words.replace(['“', '”'], "'"),
    |words| words.replace("--", "—"),
    |words| words.replace("--", " – "),
    |words| words.replace('—', " -- "),
    |words| words.replace('–', "-"),
    |words| words.replace('-', "\u{2011}").replace("\u{2011}\u{2011}", "--"),
    |words| words.replace(' ', "  "),
    |words| words.replace(' ', "\u{a0}"),
    |words| words.nfd().collect(),
    |words| words.replace("th", "t\u{ad}h"),
    |words| words.replace('…', "..."),
    |words| words + ",",
    |words| words + ".",
];

// Cases -----------------------------------------------------------------------------------------------------------------

/// In `source`, each quotation is found with a verdict, or `error`.
#[track_caller]
fn check(source: &str, cases: &[(&str, &str)]) {
    check_in("en", source, cases);
}

#[track_caller]
fn check_in(language: &str, source: &str, cases: &[(&str, &str)]) {
    let quotations: Vec<(Form, String)> = cases.iter().map(|(words, _)| (Form::Block, (*words).to_owned())).collect();
    for ((words, expected), found) in cases.iter().zip(look_up(source, language, &quotations).1) {
        let verdict = found.as_ref().map_or("error", |found| found.verdict.name());
        assert_eq!(verdict, *expected, "{words:?} in {source:?}: {found:?}");
    }
}

#[test]
fn a_quotation_ends_where_words_do() {
    check(
        "They can't. We cannot agree to “non-compliant” or non\u{2011}binding orders, TikTok's dogs' unable state-owned.",
        &[
            ("They can", "error"),
            ("can", "error"),
            ("We can", "error"),
            ("t. We", "error"),
            ("compliant", "error"),
            ("binding orders", "error"),
            ("non-binding orders", "normalised"),
            ("TikTok", "exact"),
            ("TikTok’s", "normalised"),
            ("dogs", "exact"),
            ("able", "error"),
            ("owned", "exact"),
            ("own", "error"),
            ("they can't", "error"),
        ],
    );
}

#[test]
fn numbers_are_whole() {
    check(
        "It cost $1.5 or 1,500.25 and -5 (-7) at .25 percent, 10\u{a0}000 of 3 000, pages 10–15, in 2020.",
        &[
            ("$1", "error"),
            ("$1.", "error"),
            ("5 or", "error"),
            ("1,500", "error"),
            ("500", "error"),
            ("5 (", "error"),
            ("5", "error"),
            ("7) at", "error"),
            ("-7) at", "exact"),
            ("25 percent", "error"),
            (".25 percent", "exact"),
            ("000 of", "error"),
            ("10", "exact"),
            ("10 000 of", "normalised"),
            ("15, in 2020", "exact"),
            ("in 202", "error"),
            ("1.5", "exact"),
        ],
    );
    check("10\u{202f}000 users", &[("10", "error"), ("000 users", "error")]);
}

#[test]
fn other_scripts_are_quoted_as_well() {
    check_in(
        "zh",
        "字节跳动不会出售抖音，他说：「不行。」TikTok是它的。",
        &[
            ("跳动不会", "exact"),
            ("跳动会", "error"),
            ("跳动…抖音", "error"),
            ("它的", "exact"),
            ("『不行。』", "normalised"),
        ],
    );
    check_in("ar", "قال إن تيك توك ليس للبيع", &[("تيك توك ليس", "exact"), ("تيك تو", "error"), ("تيك ليس", "error")]);
    check("cafe\u{301} cafe\u{323}\u{301}x", &[("café", "exact"), ("cafe", "error"), ("caf", "error")]);
    check("हिन्दी में", &[("हिन्दी", "exact"), ("हिन", "error"), ("ह", "error")]);
}

#[test]
fn marks_of_the_editor_may_stand_in_the_source() {
    check(
        "He [sic] said wait… what. See [1] and [2], array[0] of “a ‘b’ c”.",
        &[
            ("He [sic] said wait… what", "exact"),
            ("said wait... what", "normalised"),
            ("See [1] and [2]", "exact"),
            ("array[0] of", "exact"),
            ("See [3] and [2]", "elided"),
            ("“a “b” c”", "normalised"),
            ("He said", "error"),
        ],
    );
}

#[test]
fn what_is_left_out_or_replaced_does_not_deny() {
    check(
        "The state does not own it. They don't agree and are unable to buy it. He said:“no”and left, useless to none.",
        &[
            ("state … own", "error"),
            ("state does … it", "error"),
            ("The state […] does not own it", "elided"),
            ("The … does not own it", "elided"),
            ("do[es] agree", "error"),
            ("They do[]", "error"),
            ("They do[es]", "error"),
            ("[is ]able to buy", "error"),
            ("[T]he state", "elided"),
            ("[t]hey don't", "elided"),
            ("[The company] does not own it", "elided"),
            ("state does [never] own it", "error"),
            ("agree [and are un]able", "error"),
            ("He said … and left", "error"),
            ("use[ful]", "error"),
            ("They don't agree … it", "error"),
            ("They don't agree … are unable", "elided"),
            ("[The state] does own it", "error"),
            ("[They will] buy it", "error"),
            ("They […]", "error"),
            ("[A state] does not own it", "elided"),
            ("are [not] unable", "error"),
        ],
    );
    check("A non-compliant firm developed it.", &[("[in]compliant", "error"), ("develop[s] it", "elided")]);
}

#[test]
fn pieces_may_repeat_themselves() {
    check(
        "xha ha ha b. Not a, b, a, b, c d.",
        &[("ha ha … b", "elided"), ("a, b … c", "elided"), ("Not a, b … a, b, c", "elided")],
    );
    let far = format!("one {} two. One more.", "word ".repeat(200));
    check(&far, &[("one … two", "error"), ("word word … two", "elided"), ("two … one", "error")]);
}

#[test]
fn a_search_for_many_pieces_ends() {
    let text = "a ".repeat(50_000) + "b.";
    let pieces = |last: &str| format!("{} … {last}", ["a"; 12].join(" … "));
    check(
        &text,
        &[(&pieces("b"), "elided"), (&pieces("b a"), "error"), (&pieces("a b a"), "error"), (&pieces("c"), "error")],
    );
}

#[test]
fn a_long_quotation_is_looked_up() {
    let text: String = ALICE.split_whitespace().collect::<Vec<_>>().join(" ").repeat(4);
    let whole = text[..100_000 - (0..4).find(|back| text.is_char_boundary(100_000 - back)).unwrap_or(0)].trim();
    let whole = &whole[..whole.rfind(' ').unwrap()];
    let wrong = whole.replacen("pictures or conversations", "pictures and conversations", 1);
    assert_eq!(look_up_one(&text, Form::Block, whole).unwrap().verdict, Verdict::Exact);
    assert_eq!(
        look_up_one(&text, Form::Block, &wrong).unwrap_err(),
        "quotation-altered: `a` has `or` where this quotation has `and`"
    );
}

#[test]
fn an_editor_may_choose_other_words_while_the_text_stays() {
    let files = |lemma: &str, lock: &str| {
        let file = |path: &str, text: String| File { path: path.to_owned(), contents: text.into_bytes().into() };
        let front = "+++\nraw = \"seeds/a.txt\"\ntitle = \"A\"\nrights = { publish = \"full\" }\n+++\n";
        let mut files = vec![
            file("casebook.toml", "title = \"T\"\n".to_owned()),
            file(
                "seeds/a.txt",
                "One two three four five six. The old words. And the other words stand here.\n".to_owned(),
            ),
            file("content/sources/a.md", front.to_owned()),
            file("content/annotations/a.md", format!("## n {{.context}}\n\n> {lemma}\n\nNote.\n")),
        ];
        if !lock.is_empty() {
            files.push(file("casebook.lock", lock.to_owned()));
        }
        Files::new(files)
    };
    let first = query::dossier(&files("old words", ""), &Options::default());
    let lock = casebook::lock::render(&first.value.lock);
    let second = query::dossier(&files("other words", &lock), &Options::default());
    let errors: Vec<_> = second.diags.iter().filter(|diag| diag.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(second.value.dossier.verified().count(), 1);
}
