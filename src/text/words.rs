//! Words as a reader sees them, for finding names.
//!
//! A word is a run of letters, digits and marks; an apostrophe between letters belongs to it (UAX 29 says the same), and
//! so do characters inside it that only help typesetting, such as a soft hyphen.
//! In scripts that set no spaces between words every character is a word, so that a name there needs no boundary.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::normal::{composed, is_word_char, plain};

/// Byte ranges of the words of `text`, in order.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    words_from(text, 0)
}

/// The same from byte `from` on, at which no word is cut in two.
pub fn words_from(text: &str, mut from: usize) -> impl Iterator<Item = Range<usize>> {
    std::iter::from_fn(move || {
        let (start, mut end, is_unspaced) = first_run(text, from)?;
        // An apostrophe and what cannot be seen belong to the word where it goes on behind them.
        while !is_unspaced && let Some(behind) = goes_on(text, end) {
            end = run_end(text, behind);
        }
        from = end;
        Some(start..end)
    })
}

/// The first run of letters, digits and marks that begins at or behind byte `from`, and whether it is a character of a
/// script without spaces, which is a run by itself.
pub(super) fn first_run(text: &str, from: usize) -> Option<(usize, usize, bool)> {
    let mut start = from;
    let first = loop {
        let byte = *text.as_bytes().get(start)?;
        if byte.is_ascii_alphanumeric() {
            return Some((start, run_end(text, start), false));
        }
        let char = if byte.is_ascii() { char::from(byte) } else { text[start..].chars().next()? };
        if is_word_char(char) {
            break char;
        }
        start += char.len_utf8();
    };
    if is_unspaced(first) {
        let behind = &text[start + first.len_utf8()..];
        let marks = behind.len() - behind.trim_start_matches(is_combining_mark).len();
        return Some((start, start + first.len_utf8() + marks, true));
    }
    Some((start, run_end(text, start), false))
}

/// Where the letters, digits and marks that begin at byte `at` end, if need be there.
fn run_end(text: &str, mut at: usize) -> usize {
    while let Some(&byte) = text.as_bytes().get(at) {
        if byte.is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let more = if byte.is_ascii() { None } else { text[at..].chars().next() };
        match more.filter(|char| is_word_char(*char) && !is_unspaced(*char)) {
            Some(char) => at += char.len_utf8(),
            None => break,
        }
    }
    at
}

/// Where a word that seems to end at byte `end` goes on.
fn goes_on(text: &str, end: usize) -> Option<usize> {
    // Nearly all words end at a space or a stop.
    if text.as_bytes().get(end).is_none_or(|byte| byte.is_ascii() && *byte != b'\'') {
        return None;
    }
    let rest = &text[end..];
    let inner = rest.chars().next().filter(|char| is_apostrophe(*char) || is_invisible(*char))?;
    let behind = rest[inner.len_utf8()..].trim_start_matches(is_invisible);
    let next = behind.chars().next()?;
    let is_more = is_word_char(next) && !is_unspaced(next) && (next.is_alphabetic() || !is_apostrophe(inner));
    is_more.then_some(text.len() - behind.len())
}

/// How many words a reader would count, for lengths and reading times.
pub fn count(text: &str) -> usize {
    words(text).count()
}

/// The form in which words are looked up: NFC, lower case, apostrophes straight. Appended to `out`.
pub fn fold_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        let start = out.len();
        out.push_str(word);
        out[start..].make_ascii_lowercase();
    } else {
        out.extend(composed(word).chars().flat_map(fold_char));
    }
}

/// What one character becomes in that form; nothing for one that cannot be seen.
pub fn fold_char(char: char) -> impl Iterator<Item = char> {
    let char = match char {
        _ if is_apostrophe(char) => Some('\''),
        // What a capital sigma becomes depends on its place in the word; it is one letter all the same.
        'ς' => Some('σ'),
        _ => Some(char).filter(|char| !is_invisible(*char)),
    };
    char.into_iter().flat_map(char::to_lowercase)
}

/// [`fold_into`] a new string.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

/// Characters that only help typesetting, such as the soft hyphen: inside a word they do not count.
fn is_invisible(char: char) -> bool {
    plain(char).is_none()
}

/// Whether the character is an apostrophe of any kind.
pub fn is_apostrophe(char: char) -> bool {
    matches!(char, '\'' | '’' | 'ʼ')
}

/// Characters of scripts that set no spaces between words: Han, Kana, Bopomofo, Yi, Thai, Lao, Khmer, Myanmar.
#[inline]
pub(crate) fn is_unspaced(char: char) -> bool {
    matches!(u32::from(char),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x312F
        | 0x31A0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xA000..=0xA4CF | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F
        | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x1AFF0..=0x1B16F | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::words;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(words(text).map(|range| &text[range]).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn an_apostrophe_between_letters_belongs_to_the_word() {
        check("TikTok’s “users’ data”", &["TikTok’s", "users", "data"]);
        check("the U.S.-China rift", &["the", "U", "S", "China", "rift"]);
    }

    #[test]
    fn a_soft_hyphen_divides_no_word() {
        check("Tik\u{ad}Tok \u{ad} We\u{200b}Chat\u{ad}", &["Tik\u{ad}Tok", "We\u{200b}Chat"]);
        assert_eq!(super::fold("Tik\u{ad}Tok"), "tiktok");
    }

    #[test]
    fn a_quotation_mark_before_a_han_character_is_no_apostrophe() {
        check("‘TikTok’是", &["TikTok", "是"]);
    }

    #[test]
    fn one_letter_is_one_letter_however_it_is_written() {
        assert_eq!(super::fold("Cafe\u{301}"), "café");
        assert_eq!(super::fold("ΟΔΟΣ"), super::fold("οδος"));
    }

    #[test]
    fn every_han_character_is_a_word() {
        check("抖音App和TikTok。", &["抖", "音", "App", "和", "TikTok"]);
    }
}
