//! The sentence around some words, for showing them in context.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::led_by;

/// Words that end in a stop without ending a sentence, besides single letters (`U.S.`, `J. Doe`).
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "nos", "v", "vs", "fed", "reg", "stat", "sec", "art", "cf", "p", "pp",
    "al", "cal", "cir", "cong", "div", "gov", "inc", "ltd", "corp", "jr", "pa", "pub", "rep", "sen", "supp", "vol",
    "nr", "vgl",
];

/// Longest run in brackets, in bytes, that no sentence ends in. A bracket around more than a reference holds sentences.
const BRACKETED: usize = 300;

/// Longest excerpt, in bytes, on either side of the words that it is about. A paragraph without a stop can be a book.
const REACH: usize = 500;

/// The sentences of a text, by the default rules of Unicode (UAX 29), except that common abbreviations do not end one, and
/// nothing within brackets does, where references stand.
pub struct Sentences<'a> {
    text: &'a str,
    /// Where each ends.
    ends: Vec<usize>,
}

/// A sentence, or what of a very long one stands around some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Bytes of the text, without white space at either end.
    pub bytes: Range<usize>,
    /// Whether the sentence begins before it.
    pub cut_before: bool,
    /// Whether the sentence goes on behind it.
    pub cut_after: bool,
}

impl<'a> Sentences<'a> {
    /// Finds the sentences of `text`.
    pub fn of(text: &'a str) -> Self {
        let mut start = 0;
        let mut ends = bounds(text);
        ends.retain(|end| !ends_in_abbreviation(&text[std::mem::replace(&mut start, *end)..*end]));
        let bracketed = bracketed(text);
        let is_bracketed = |end: usize| {
            let place = bracketed.partition_point(|range| range.start <= end);
            place.checked_sub(1).is_some_and(|before| bracketed[before].contains(&end))
        };
        ends.retain(|end| !is_bracketed(*end));
        Self { text, ends }
    }

    /// The sentence in which the bytes `words` begin.
    pub fn around(&self, words: &Range<usize>) -> Excerpt {
        let place = self.ends.partition_point(|end| *end <= words.start);
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        let end = self.ends.get(place).copied().unwrap_or(self.text.len());
        let whole = trim(self.text, start..end);
        // Cut between words, if there are any between which to cut.
        let mut bytes = whole.clone();
        if words.start.saturating_sub(REACH) > whole.start {
            let far = self.text.ceil_char_boundary(words.start - REACH);
            bytes.start = self.text[far..words.start].find(char::is_whitespace).map_or(far, |space| far + space);
        }
        let middle = words.end.min(words.start + REACH);
        if middle + REACH < whole.end {
            let near = self.text.floor_char_boundary(middle);
            let far = self.text.floor_char_boundary(middle + REACH);
            bytes.end = self.text[near..far].rfind(char::is_whitespace).map_or(far, |space| near + space);
        }
        let bytes = trim(self.text, bytes);
        Excerpt { cut_before: bytes.start > whole.start, cut_after: bytes.end < whole.end, bytes }
    }
}

fn ends_in_abbreviation(piece: &str) -> bool {
    let Some(rest) = piece.trim_end().strip_suffix('.') else { return false };
    let word = rest.rsplit(|char: char| char.is_whitespace() || char == '.' || char == '(').next().unwrap_or(rest);
    let mut chars = word.chars();
    (chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none())
        || ABBREVIATIONS.iter().any(|abbreviation| word.eq_ignore_ascii_case(abbreviation))
}

/// What stands in round or square brackets, in bytes, from behind the opening to the closing one; in order; of brackets in
/// brackets the outer, if it is not too long.
fn bracketed(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Vec<(u8, usize)> = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' => open.push((byte, at + 1)),
            b')' | b']' => {
                let opening = if byte == b')' { b'(' } else { b'[' };
                let Some(place) = open.iter().rposition(|(bracket, _)| *bracket == opening) else { continue };
                let (_, start) = open[place];
                open.truncate(place);
                if at - start <= BRACKETED {
                    while found.pop_if(|inner| inner.start > start).is_some() {}
                    found.push(start..at + 1);
                }
            }
            _ => {}
        }
    }
    found
}

/// Where the sentences of `text` end by UAX 29.
fn bounds(text: &str) -> Vec<usize> {
    // The rules of all Unicode take a look at the properties of every character, which is twenty times as slow.
    common_bounds(text)
        .unwrap_or_else(|| text.split_sentence_bound_indices().map(|(start, piece)| start + piece.len()).collect())
}

/// What a character is to the rules of UAX 29; the names are those of its property `Sentence_Break`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Numeric,
    ATerm,
    STerm,
    Close,
    Sp,
    /// With CR and LF.
    ParaSep,
    SContinue,
    Other,
}

/// The class of a character of ASCII or Latin 1, or of a common mark; `None` of others.
fn class(char: char) -> Option<Class> {
    Some(match char {
        'a'..='z' | 'ª' | 'µ' | 'º' | 'ß'..='ö' | 'ø'..='ÿ' => Class::Lower,
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' => Class::Upper,
        '0'..='9' => Class::Numeric,
        '.' => Class::ATerm,
        '!' | '?' => Class::STerm,
        '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '«' | '»' | '‘'..='‟' => Class::Close,
        '\t' | '\u{b}' | '\u{c}' | ' ' | '\u{a0}' => Class::Sp,
        '\n' | '\r' => Class::ParaSep,
        ',' | '-' | ':' | ';' | '–' | '—' => Class::SContinue,
        '\u{85}' | '\u{ad}' => return None,
        '\0'..='\u{ff}' | '…' | '€' | '™' => Class::Other,
        _ => return None,
    })
}

/// [`bounds`] of a text whose characters all have a [`class`]; `None` of any other. Such a text is looked at in earnest
/// only where a sentence may end.
fn common_bounds(text: &str) -> Option<Vec<usize>> {
    if !text.is_ascii() && led_by(text, |byte| byte >= 0xC2).any(|(_, char)| class(char).is_none()) {
        return None;
    }
    let class_at = |at: usize| text[at..].chars().next().and_then(class);
    let past = |mut at: usize, passed: &dyn Fn(Class) -> bool| {
        while let Some(char) = text[at..].chars().next().filter(|char| class(*char).is_some_and(passed)) {
            at += char.len_utf8();
        }
        at
    };
    let mut ends = Vec::new();
    for (at, char) in led_by(text, |byte| matches!(byte, b'.' | b'!' | b'?' | b'\n' | b'\r')) {
        let behind = at + 1;
        if class(char) == Some(Class::ParaSep) {
            // SB3, SB4.
            if !(char == '\r' && text[behind..].starts_with('\n')) {
                ends.push(behind);
            }
            continue;
        }
        // SB9, SB10.
        let end = past(past(behind, &|class| class == Class::Close), &|class| class == Class::Sp);
        let Some(next) = class_at(end) else { continue };
        let before = || text[..at].chars().next_back().and_then(class);
        let goes_on = match next {
            // SB8a; and a line ends by itself.
            Class::SContinue | Class::ATerm | Class::STerm | Class::ParaSep => true,
            _ if char != '.' => false,
            // SB6, SB7.
            Class::Numeric if end == behind => true,
            Class::Upper if end == behind && matches!(before(), Some(Class::Upper | Class::Lower)) => true,
            // SB8.
            _ => {
                let is_passed = |class| {
                    matches!(class, Class::Numeric | Class::Close | Class::Sp | Class::SContinue | Class::Other)
                };
                class_at(past(end, &is_passed)) == Some(Class::Lower)
            }
        };
        if !goes_on {
            ends.push(end);
        }
    }
    if ends.last() != Some(&text.len()) && !text.is_empty() {
        ends.push(text.len());
    }
    Some(ends)
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + piece.len() - piece.trim_start().len();
    start..start + piece.trim().len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::{REACH, Sentences, class, common_bounds};

    /// Texts of which most characters matter to the rules, and some are any that have a class.
    fn texts() -> impl Strategy<Value = String> {
        let common: Vec<char> = ('\0'..='\u{2122}').filter(|char| class(*char).is_some()).collect();
        let telling: Vec<char> = "aAé1..!?\"”( \u{a0}\n\r,—*".chars().collect();
        let char = prop_oneof![4 => prop::sample::select(telling), 1 => prop::sample::select(common)];
        prop::collection::vec(char, 0..12).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]
        #[test]
        fn sentences_of_common_characters_end_where_those_of_all_unicode_do(text in texts()) {
            let ends = text.split_sentence_bound_indices().map(|(start, piece)| start + piece.len());
            prop_assert_eq!(common_bounds(&text), Some(ends.collect::<Vec<_>>()));
        }
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        let text = "First one. The U.S. Department of Mr. Ross said so. Third.";
        let sentences = Sentences::of(text);
        let around = |word: &str| {
            let at = text.find(word).unwrap();
            &text[sentences.around(&(at..at + word.len())).bytes]
        };
        assert_eq!(around("Ross"), "The U.S. Department of Mr. Ross said so.");
        assert_eq!(around("Department"), "The U.S. Department of Mr. Ross said so.");
        assert_eq!(around("First"), "First one.");
        assert_eq!(around("Third"), "Third.");
    }

    #[test]
    fn no_sentence_ends_within_brackets() {
        let text = "One (see A. Doe et al. [2020]); Two. He left (On foot. Alone.) at ten. Odd ) and ( odd. Last.";
        let sentences = Sentences::of(text);
        let shown = ["One", "left", "Odd", "Last"].map(|word| {
            let at = text.find(word).unwrap();
            &text[sentences.around(&(at..at + word.len())).bytes]
        });
        let expected =
            ["One (see A. Doe et al. [2020]); Two.", "He left (On foot. Alone.) at ten.", "Odd ) and ( odd.", "Last."];
        assert_eq!(shown, expected);
    }

    #[test]
    fn of_a_sentence_without_end_the_neighbourhood_is_shown() {
        for word in ["wörd ", "漢", "x"] {
            let text = word.repeat(5000);
            let sentences = Sentences::of(&text);
            for words in [0..word.trim_end().len(), word.len() * 2500..word.len() * 2502, 0..text.len()] {
                let excerpt = sentences.around(&words);
                assert!(excerpt.bytes.len() <= 4 * REACH, "{excerpt:?}");
                assert!(excerpt.bytes.start <= words.start && words.start < excerpt.bytes.end, "{excerpt:?}");
                assert_eq!(excerpt.cut_before, words.start > 0);
                assert!(excerpt.cut_after);
            }
        }
    }
}
