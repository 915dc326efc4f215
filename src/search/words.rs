//! The normal form in which words are searched. `themes/default/search.js` makes the same one, and both are tested on
//! `tests/fixtures/search/words.json`.
//!
//! Every character of the text, composed (NFC), is folded by itself: decomposed by compatibility (NFKD), without accents and
//! points, in lower case, composed again; `ß` becomes `ss`, and so on with the other letters that no decomposition folds. Arabic
//! letters that one writer or language writes differently from another are one, and digits of Arabic are those of Latin.
//! What nobody sees, such as a soft hyphen, becomes nothing. Runs of letters, digits and marks are *words*; in scripts
//! without spaces every character is one. All else only separates, but dots between single letters: `U.S.` is `us`, like
//! `US`. Apostrophes separate, whatever they look like.
//!
//! A *term* is what the index knows: a word; or of a character of a script without spaces that character and the next one,
//! if that is such a character too, and else itself alone. So text of `n` words has `n` terms, one at every place; two
//! characters are one look-up; and a single character is the beginning of the terms that it stands in.

use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::text::normal::is_word_char;
use crate::text::words::is_unspaced;

/// A word in its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The folded characters.
    pub folded: String,
    /// Whether it is a character of a script without spaces.
    pub is_unspaced: bool,
    /// The bytes of the text that it stands for.
    pub bytes: Range<usize>,
}

/// The words of `text`, which is composed.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    each_word(text, |folded, is_unspaced, bytes| words.push(Word { folded: folded.to_owned(), is_unspaced, bytes }));
    words
}

/// Calls `each` with every term of `text`, in order.
pub(super) fn each_term(text: &str, mut each: impl FnMut(&str)) {
    // A character of a script without spaces waits for the next word.
    let mut waiting = String::new();
    each_word(text, |word, is_unspaced, _| {
        let first = waiting.len();
        if first > 0 {
            if is_unspaced {
                waiting.push_str(word);
            }
            each(&waiting);
            waiting.drain(..if is_unspaced { first } else { waiting.len() });
        } else if is_unspaced {
            waiting.push_str(word);
        }
        if !is_unspaced {
            each(word);
        }
    });
    if !waiting.is_empty() {
        each(&waiting);
    }
}

/// Calls `each` with every word of `text`: its normal form, whether its script sets no spaces, its bytes.
pub(crate) fn each_word(text: &str, mut each: impl FnMut(&str, bool, Range<usize>)) {
    let mut word = String::with_capacity(32);
    let mut bytes = 0..0;
    let mut at = 0;
    // How many characters since the word or the last dot in it began; a digit counts as two.
    let mut letters = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() {
                if word.is_empty() {
                    (bytes.start, letters) = (at, 0);
                }
                let rest = &text.as_bytes()[at..];
                let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
                let from = word.len();
                word.push_str(&text[at..at + length]);
                word[from..].make_ascii_lowercase();
                letters += length + usize::from(byte.is_ascii_digit());
                at += length;
                bytes.end = at;
                continue;
            }
            if byte == b'.' && letters == 1 && !word.is_empty() && is_letter_alone(&text[at + 1..]) {
                (letters, at) = (0, at + 1);
                continue;
            }
            if !word.is_empty() {
                each(&word, false, bytes.clone());
                word.clear();
            }
            at += 1;
            continue;
        }
        let Some(char) = text[at..].chars().next() else { break };
        let here = at..at + char.len_utf8();
        at = here.end;
        let mut is_first = true;
        let mut put = |folded: char| {
            let is_word = is_word_char(folded);
            if is_word && !is_unspaced(folded) {
                if word.is_empty() {
                    (bytes.start, letters) = (here.start, 0);
                }
                letters += usize::from(std::mem::take(&mut is_first)) + usize::from(folded.is_numeric());
                word.push(folded);
                bytes.end = here.end;
                return;
            }
            if !word.is_empty() {
                each(&word, false, bytes.clone());
                word.clear();
            }
            if is_word {
                each(folded.encode_utf8(&mut [0; 4]), true, here.clone());
            }
        };
        match u32::from(char) {
            code if code < TABLED => FOLDED[code as usize].chars().for_each(put),
            // Most of all characters, and their own folded forms.
            0x3041..=0x3096 | 0x30A1..=0x30FA | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3 => put(char),
            _ => folded(char).chars().for_each(put),
        }
    }
    if !word.is_empty() {
        each(&word, false, bytes);
    }
}

/// Whether a text begins with a letter that is all of a word, as behind the dot of an acronym.
fn is_letter_alone(text: &str) -> bool {
    let in_word = |char: char| is_word_char(char) && !is_unspaced(char);
    let mut kinds = text.chars().map(|char| {
        let folded = folded(char);
        (folded.is_empty(), folded.chars().all(|char| in_word(char) && !char.is_numeric()), folded.chars().next())
    });
    kinds.next().is_some_and(|(is_empty, is_letter, _)| !is_empty && is_letter)
        && kinds.find(|(is_empty, ..)| !is_empty).and_then(|(.., next)| next).is_none_or(|next| !in_word(next))
}

/// How many characters have their folded forms in a table: those of all scripts with cases.
const TABLED: u32 = 0x3000;

static FOLDED: LazyLock<Vec<String>> =
    LazyLock::new(|| (0..TABLED).map(|code| char::from_u32(code).map_or(String::new(), folded)).collect());

/// What one character becomes.
fn folded(char: char) -> String {
    let bare = std::iter::once(char).nfkd().filter(|char| !is_silent(*char));
    let lower = bare.flat_map(char::to_lowercase).filter(|char| !is_silent(*char));
    let mut out = String::new();
    for char in lower {
        match char {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'đ' => out.push('d'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            // Apostrophes that count as letters.
            'ʻ' | 'ʼ' => out.push('\''),
            // Alefs; heh, whatever its form, and teh marbuta, which is often written so; yeh without dots; the kaf of Persian.
            '\u{671}'..='\u{673}' => out.push('\u{627}'),
            '\u{629}' | '\u{6BE}' | '\u{6C1}' | '\u{6C3}' | '\u{6D5}' => out.push('\u{647}'),
            '\u{649}' | '\u{6CC}' => out.push('\u{64A}'),
            '\u{6A9}' => out.push('\u{643}'),
            '\u{660}'..='\u{669}' => out.push(digit(char, '\u{660}')),
            '\u{6F0}'..='\u{6F9}' => out.push(digit(char, '\u{6F0}')),
            char => out.push(char),
        }
    }
    out.nfkc().collect()
}

/// The digit that stands as far behind `0` as this one behind its own zero.
fn digit(char: char, zero: char) -> char {
    char::from(b'0' + (u32::from(char) - u32::from(zero)) as u8)
}

/// Accents, points and vowel signs that a reader may leave out, and what nobody sees.
fn is_silent(char: char) -> bool {
    matches!(u32::from(char),
        0x00AD | 0x0300..=0x036F | 0x0483..=0x0487 | 0x0591..=0x05BD | 0x05BF | 0x05C1 | 0x05C2 | 0x05C4 | 0x05C5 | 0x05C7
        | 0x0610..=0x061A | 0x061C | 0x0640 | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC | 0x06DF..=0x06E4 | 0x06E7
        | 0x06E8 | 0x06EA..=0x06ED | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x200B..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x2069 | 0x20D0..=0x20FF | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0xFEFF)
}

#[cfg(test)]
mod tests {
    use super::{each_term, folded, is_silent};
    use crate::text::normal::is_word_char;

    fn terms(text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        each_term(text, |term| terms.push(term.to_owned()));
        terms
    }

    #[test]
    fn every_word_begins_one_term() {
        assert_eq!(terms("抖音，App和Tik\u{ad}Tok’s 字"), ["抖音", "音", "app", "和", "tiktok", "s", "字"]);
        assert_eq!(terms("中国 人"), ["中国", "国人", "人"]);
        assert_eq!(terms("… –"), <[&str; 0]>::default());
    }

    #[test]
    fn folding_twice_changes_nothing_more() {
        for char in (0..=0x0010_FFFF).filter_map(char::from_u32).filter(|char| is_word_char(*char)) {
            let once = folded(char);
            let twice: String = once.chars().map(folded).collect();
            assert_eq!(once, twice, "U+{:04X}", u32::from(char));
            assert!(!once.chars().any(is_silent), "U+{:04X}", u32::from(char));
        }
    }
}
