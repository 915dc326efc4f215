//! Finds what looks like a name in running text: words with capitals that stand together, and acronyms.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use foldhash::HashMap;

use crate::model::clean::Role;
use crate::model::dossier::Words;
use crate::model::index::Mention;
use crate::text::normal::normal;
use crate::text::sentence::Sentences;
use crate::text::words::{is_apostrophe, words};

/// Small words that stand inside names: *People's Republic of China*, *Rio de Janeiro*.
const INSIDE: &[&str] = &["of", "the", "de", "du", "des", "la", "del", "di", "da", "von", "van", "der", "den"];

/// Articles, which begin sentences and titles and belong to few names.
const ARTICLES: &[&str] = &["The", "A", "An", "This", "That", "These", "Those"];

/// Languages that write every noun with a capital: there it says nothing.
const CAPITAL_NOUNS: &[&str] = &["de", "lb", "nds"];

/// Most words of a name. A longer run is a headline.
const MOST_WORDS: usize = 8;

/// What looks like a name in one source, in normal form with its case.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    found: BTreeMap<String, Seen>,
}

/// A name that several sources have.
pub(super) struct Named {
    pub(super) name: String,
    /// The first place in each source, by its number.
    pub(super) places: BTreeMap<usize, Range<u32>>,
}

#[derive(Debug)]
struct Seen {
    /// The first place in the source.
    place: Range<u32>,
    /// Whether at any place nothing but a name explains its first capital.
    is_name: bool,
}

/// A word of a run.
struct Word {
    bytes: Range<usize>,
    /// Whether it has a capital; else it is one of [`INSIDE`].
    capital: bool,
    /// Whether a hyphen joins it to what stands before.
    joined: bool,
}

impl Phrases {
    /// Reads the body of a source; what `mentions` cover is no news.
    pub(super) fn read(words: &Words, mentions: &[Mention]) -> Self {
        let clean = &words.clean;
        let mut found: BTreeMap<String, Seen> = BTreeMap::new();
        for (number, block) in clean.blocks.iter().enumerate() {
            if !block.role.is_body() && block.role != Role::Caption {
                continue;
            }
            let text = clean.text.slice(block.range.clone());
            let language = block.language.split('-').next().unwrap_or_default();
            let with_phrases = !CAPITAL_NOUNS.iter().any(|tag| tag.eq_ignore_ascii_case(language));
            let candidates = in_text(text, with_phrases);
            if candidates.is_empty() {
                continue;
            }
            let first = mentions.partition_point(|mention| mention.anchor.selector.block < number);
            let here = mentions[first..].iter().take_while(|mention| mention.anchor.selector.block == number);
            let start = clean.text.byte_of(block.range.start);
            let byte = |at: u32| clean.text.byte_of(at) - start;
            let covered: Vec<Range<usize>> = here
                .map(|mention| byte(mention.anchor.selector.range.start)..byte(mention.anchor.selector.range.end))
                .collect();
            let is_news = |bytes: &Range<usize>| {
                let next = covered.partition_point(|mention| mention.end <= bytes.start);
                covered.get(next).is_none_or(|mention| bytes.end <= mention.start)
            };
            let mut news = candidates.into_iter().filter(|candidate| is_news(&candidate.bytes)).peekable();
            // Where everything is in capitals they say nothing.
            if news.peek().is_none() || is_in_capitals(text) {
                continue;
            }
            let sentences = OnceCell::new();
            for Candidate { bytes, first_word } in news {
                let seen = found.entry(normal(&text[bytes.clone()])).or_insert_with(|| Seen {
                    place: clean.text.char_of(start + bytes.start)..clean.text.char_of(start + bytes.end),
                    is_name: false,
                });
                seen.is_name = seen.is_name
                    || first_word
                        .is_none_or(|word| !is_initial(text, sentences.get_or_init(|| Sentences::of(text)), word));
            }
        }
        Self { found }
    }
}

/// The names that at least `enough` of the sources have, each with its first place in every one; of names within names
/// the longest. The number of a source is its index.
pub(super) fn in_sources(sources: Vec<Phrases>, enough: usize) -> Vec<Named> {
    let mut all: BTreeMap<String, (bool, BTreeMap<usize, Range<u32>>)> = BTreeMap::new();
    for (source, phrases) in sources.into_iter().enumerate() {
        for (name, seen) in phrases.found {
            let (is_name, places) = all.entry(name).or_default();
            *is_name |= seen.is_name;
            places.insert(source, seen.place);
        }
    }
    all.retain(|_, (is_name, places)| *is_name && places.len() >= enough);
    let inner = within_others(all.keys());
    let kept = all.into_iter().zip(inner).filter(|(_, inner)| !*inner);
    kept.map(|((name, (_, places)), _)| Named { name, places }).collect()
}

/// Which of the names stand, as whole words, within another of them.
fn within_others<'n>(names: impl Iterator<Item = &'n String> + Clone) -> Vec<bool> {
    let places: HashMap<&str, usize> = names.clone().map(String::as_str).zip(0..).collect();
    let mut within = vec![false; places.len()];
    for name in names {
        // Every run of words in a name that is a name itself. Names have few words.
        let starts = || std::iter::once(0).chain(name.match_indices(' ').map(|(at, _)| at + 1));
        let ends = || name.match_indices(' ').map(|(at, _)| at).chain([name.len()]);
        for (start, end) in starts().flat_map(|start| ends().map(move |end| (start, end))) {
            if start < end
                && end - start < name.len()
                && let Some(place) = places.get(&name[start..end])
            {
                within[*place] = true;
            }
        }
    }
    within
}

/// Something in a paragraph that looks like a name.
#[derive(Debug)]
struct Candidate {
    bytes: Range<usize>,
    /// Its first word, whose capital its place may explain; `None` where no place explains so many.
    first_word: Option<Range<usize>>,
}

/// Whether most letters of a text are capitals.
fn is_in_capitals(text: &str) -> bool {
    let (mut capitals, mut letters) = (0, 0);
    for char in text.chars().filter(|char| char.is_alphabetic()) {
        letters += 1;
        capitals += usize::from(char.is_uppercase());
    }
    capitals * 2 > letters
}

/// What looks like a name in a paragraph.
fn in_text(text: &str, with_phrases: bool) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut run: Vec<Word> = Vec::new();
    let mut at = 0;
    // From one capital to the next: what stands between is in no name.
    while let Some(capital) = next_capital(text, at) {
        // No word goes on across white space.
        let start = text[at..capital].rfind(char::is_whitespace).map_or(at, |space| at + space);
        let mut words = words(&text[start..]).map(|bytes| start + bytes.start..start + bytes.end);
        loop {
            let Some(bytes) = words.next() else {
                close(text, &mut run, &mut found);
                return found;
            };
            at = bytes.end;
            read_word(text, bytes, with_phrases, &mut run, &mut found);
            if run.is_empty() && at > capital {
                break;
            }
        }
    }
    found
}

/// The first byte from `at` on that may be a capital.
fn next_capital(text: &str, at: usize) -> Option<usize> {
    let mut bytes = text.as_bytes()[at..].iter();
    bytes.position(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()).map(|next| at + next)
}

/// Takes the word at `bytes` into the run before it, or closes that.
fn read_word(text: &str, bytes: Range<usize>, with_phrases: bool, run: &mut Vec<Word>, found: &mut Vec<Candidate>) {
    let word = &text[bytes.clone()];
    if is_acronym(word) {
        let end = bytes.start + word.trim_end_matches('s').len();
        found.push(Candidate { bytes: bytes.start..end, first_word: None });
    }
    if !with_phrases {
        return;
    }
    let gap = run.last().map(|last| &text[last.bytes.end..bytes.start]);
    let goes_on = match gap {
        None => true,
        Some("-" | "‐" | "‑" | " & ") => true,
        // A stop behind one letter shortens a word.
        Some(". ") => run.last().is_some_and(|last| last.bytes.len() == 1),
        Some(".") => run.last().is_some_and(|last| last.bytes.len() == 1) && word.len() == 1,
        Some(gap) => gap.chars().count() == 1 && gap.starts_with(char::is_whitespace),
    };
    if !goes_on {
        close(text, run, found);
    }
    let joined = text[..bytes.start].ends_with(['-', '‐', '‑', '@', '#', '/', '_']);
    if word.starts_with(char::is_uppercase) && !(run.is_empty() && ARTICLES.contains(&word)) {
        run.push(Word { bytes, capital: true, joined });
    } else if !run.is_empty() && INSIDE.contains(&word) {
        run.push(Word { bytes, capital: false, joined });
    } else {
        close(text, run, found);
    }
}

/// Takes the names out of a run: every stretch of it that begins and ends with a capital.
fn close(text: &str, run: &mut Vec<Word>, found: &mut Vec<Candidate>) {
    if run.len() < 2 {
        return run.clear();
    }
    let run = std::mem::take(run);
    if run.iter().filter(|word| word.capital).count() > MOST_WORDS {
        return;
    }
    for (first, start) in run.iter().enumerate().filter(|(_, word)| word.capital && !word.joined) {
        for (last, end) in run.iter().enumerate().skip(first + 1).filter(|(_, word)| word.capital) {
            let behind = text[end.bytes.end..].chars().next();
            if run.get(last + 1).is_some_and(|next| next.joined)
                || matches!(behind, Some('-' | '‐' | '‑' | '@' | '/' | '_'))
            {
                continue;
            }
            let whole = run[first..=last].iter().filter(|word| word.capital && letters(&text[word.bytes.clone()]) > 1);
            if whole.count() < 2 {
                continue;
            }
            // A possessive ending is grammar.
            let word = &text[end.bytes.clone()];
            let stem = word.strip_suffix('s').and_then(|stem| stem.strip_suffix(is_apostrophe)).unwrap_or(word);
            let bytes = start.bytes.start..end.bytes.start + stem.len();
            found.push(Candidate { bytes, first_word: Some(start.bytes.clone()) });
        }
    }
}

/// Whether a word is three or more capitals, with the `s` of a plural or without; numbers in capitals are none.
fn is_acronym(word: &str) -> bool {
    let stem = word.strip_suffix('s').unwrap_or(word);
    // Asked of every word, so what few words are is asked first.
    stem.starts_with(char::is_uppercase)
        && letters(stem) >= 3
        && stem.chars().all(char::is_uppercase)
        && !stem.chars().all(|char| matches!(char, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M'))
}

fn letters(word: &str) -> usize {
    word.chars().filter(|char| char.is_alphabetic()).count()
}

/// Whether the word at `bytes` may have its capital from its place: it begins a sentence, a quotation, or what a colon or
/// dash announces.
pub(super) fn is_initial(text: &str, sentences: &Sentences<'_>, bytes: Range<usize>) -> bool {
    let before = text[..bytes.start].trim_end();
    if before.ends_with(['"', '“', '„', '«', '‘', '\'', '(', '[', ':', '—', '–', '•', '*', '…', '/']) {
        return true;
    }
    let sentence = sentences.around(&bytes);
    !sentence.cut_before && !text[sentence.bytes.start..bytes.start].contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Sentences, in_text, is_in_capitals, is_initial};

    fn check(text: &str, expected: &[&str]) {
        let found = if is_in_capitals(text) { Vec::new() } else { in_text(text, true) };
        let sentences = Sentences::of(text);
        let found = found.into_iter().map(|Candidate { bytes, first_word }| {
            let is_doubtful = first_word.is_some_and(|word| is_initial(text, &sentences, word));
            format!("{}{}", &text[bytes], if is_doubtful { "?" } else { "" })
        });
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn names_are_words_with_capitals_that_stand_together() {
        check("It is the White House.", &["White House"]);
        check("We met Ann C. Moore and Bob.", &["Ann C. Moore"]);
        check("by the People’s Republic’s law", &["People’s Republic"]);
        check("on Hook of Holland", &["Hook of Holland"]);
        check("The House of the quick fox.", &[]);
        check("An English-speaking Black Sea port-Said Town.", &["Black Sea"]);
    }

    #[test]
    fn a_place_may_explain_a_capital() {
        check(
            "Quick Fox ran. Then Red Fox ran: Tall Fox, “Old Fox”.",
            &["Quick Fox?", "Then Red?", "Then Red Fox?", "Red Fox", "Tall Fox?", "Old Fox?"],
        );
        check("The U.S. Congress met.", &[]);
    }

    #[test]
    fn acronyms_have_three_capitals() {
        check("the FBI, two VPNs, a US law, part III, NATO-led", &["FBI", "VPN", "NATO"]);
        check("IN CAPITALS THE FBI", &[]);
    }
}
