//! Finds what looks like a name in running text: words with capitals that stand together, and acronyms.

use std::collections::BTreeMap;
use std::ops::Range;

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

/// What looks like a name, in normal form with its case, and where.
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

#[derive(Debug, Default)]
struct Seen {
    /// The first place in each source, by its number.
    places: BTreeMap<usize, Range<u32>>,
    /// Whether its first capital ever is one that its place does not explain.
    is_name: bool,
}

/// A word of a run.
struct Word {
    bytes: Range<usize>,
    /// Whether it has a capital; else it is one of [`INSIDE`].
    capital: bool,
    /// Whether a sentence begins with it.
    initial: bool,
    /// Whether a hyphen joins it to what stands before.
    joined: bool,
}

impl Phrases {
    /// Reads the body of a source; what `mentions` cover is no news.
    pub(super) fn read(&mut self, source: usize, words: &Words, mentions: &[Mention]) {
        let clean = &words.clean;
        for (number, block) in clean.blocks.iter().enumerate() {
            if !block.role.is_body() && block.role != Role::Caption {
                continue;
            }
            let first = mentions.partition_point(|mention| mention.anchor.selector.block < number);
            let here = mentions[first..].iter().take_while(|mention| mention.anchor.selector.block == number);
            let start = clean.text.byte_of(block.range.start);
            let byte = |at: u32| clean.text.byte_of(at) - start;
            let covered: Vec<Range<usize>> = here
                .map(|mention| byte(mention.anchor.selector.range.start)..byte(mention.anchor.selector.range.end))
                .collect();
            let text = clean.text.slice(block.range.clone());
            let language = block.language.split('-').next().unwrap_or_default().to_ascii_lowercase();
            let with_phrases = !CAPITAL_NOUNS.contains(&language.as_str());
            for (bytes, is_name) in in_text(text, with_phrases) {
                let next = covered.partition_point(|mention| mention.end <= bytes.start);
                if covered.get(next).is_some_and(|mention| mention.start < bytes.end) {
                    continue;
                }
                let seen = self.found.entry(normal(&text[bytes.clone()])).or_default();
                seen.is_name |= is_name;
                seen.places
                    .entry(source)
                    .or_insert_with(|| clean.text.char_of(start + bytes.start)..clean.text.char_of(start + bytes.end));
            }
        }
    }

    /// The names that at least `enough` sources have, each with its first place in every one; of names within names the
    /// longest.
    pub(super) fn in_sources(self, enough: usize) -> Vec<Named> {
        let all: Vec<(String, Seen)> =
            self.found.into_iter().filter(|(_, seen)| seen.is_name && seen.places.len() >= enough).collect();
        let spaced: Vec<String> = all.iter().map(|(name, _)| format!(" {name} ")).collect();
        let is_inside = |name: &str| {
            let own = format!(" {name} ");
            spaced.iter().any(|other| other.len() > own.len() && other.contains(&own))
        };
        let longest: Vec<bool> = all.iter().map(|(name, _)| !is_inside(name)).collect();
        let kept = all.into_iter().zip(longest).filter(|(_, longest)| *longest);
        kept.map(|((name, seen), _)| Named { name, places: seen.places }).collect()
    }
}

/// What looks like a name in a paragraph, and whether its place leaves another reason for its capital.
fn in_text(text: &str, with_phrases: bool) -> Vec<(Range<usize>, bool)> {
    let letters = || text.chars().filter(|char| char.is_alphabetic());
    // Where everything is in capitals they say nothing.
    if letters().filter(|char| char.is_uppercase()).count() * 2 > letters().count() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let sentences = Sentences::of(text);
    let mut run: Vec<Word> = Vec::new();
    for bytes in words(text) {
        let word = &text[bytes.clone()];
        if is_acronym(word) {
            let end = bytes.start + word.trim_end_matches('s').len();
            found.push((bytes.start..end, true));
        }
        if !with_phrases {
            continue;
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
            close(text, &mut run, &mut found);
        }
        let joined = text[..bytes.start].ends_with(['-', '‐', '‑', '@', '#', '/', '_']);
        if word.starts_with(char::is_uppercase) && !(run.is_empty() && ARTICLES.contains(&word)) {
            let initial = is_initial(text, &sentences, bytes.clone());
            run.push(Word { bytes, capital: true, initial, joined });
        } else if !run.is_empty() && INSIDE.contains(&word) {
            run.push(Word { bytes, capital: false, initial: false, joined });
        } else {
            close(text, &mut run, &mut found);
        }
    }
    close(text, &mut run, &mut found);
    found
}

/// Takes the names out of a run: every stretch of it that begins and ends with a capital.
fn close(text: &str, run: &mut Vec<Word>, found: &mut Vec<(Range<usize>, bool)>) {
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
            found.push((start.bytes.start..end.bytes.start + stem.len(), !start.initial));
        }
    }
}

/// Whether a word is three or more capitals, with the `s` of a plural or without; numbers in capitals are none.
fn is_acronym(word: &str) -> bool {
    let stem = word.strip_suffix('s').unwrap_or(word);
    letters(stem) >= 3
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
    use super::in_text;

    fn check(text: &str, expected: &[&str]) {
        let found = in_text(text, true);
        let found =
            found.into_iter().map(|(bytes, is_name)| format!("{}{}", &text[bytes], if is_name { "" } else { "?" }));
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
