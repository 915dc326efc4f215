//! Words as a reader sees them, for finding names.
//!
//! A word is a run of letters, digits and marks; an apostrophe between letters belongs to it (UAX 29 says the same), and
//! so do characters inside it that only help typesetting, such as a soft hyphen.
//! In scripts that set no spaces between words every character is a word, so that a name there needs no boundary.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::normal::plain;

/// Byte ranges of the words of `text`, in order.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = chars.find(|(_, char)| is_word(*char))?;
        let mut end = start + first.len_utf8();
        if is_unspaced(first) {
            while let Some((at, mark)) = chars.next_if(|(_, char)| is_combining_mark(*char)) {
                end = at + mark.len_utf8();
            }
            return Some(start..end);
        }
        while let Some(&(at, char)) = chars.peek() {
            let next = || text[at + char.len_utf8()..].chars().find(|char| !is_invisible(*char));
            let joins = is_word(char) && !is_unspaced(char)
                || is_apostrophe(char) && next().is_some_and(char::is_alphabetic)
                || is_invisible(char) && next().is_some_and(|next| is_word(next) && !is_unspaced(next));
            if !joins {
                break;
            }
            end = at + char.len_utf8();
            chars.next();
        }
        Some(start..end)
    })
}

/// How many words a reader would count, for lengths and reading times.
pub fn count(text: &str) -> usize {
    words(text).count()
}

/// The form in which words are looked up: lower case, apostrophes straight. Appended to `out`.
pub fn fold_into(word: &str, out: &mut String) {
    for char in word.chars() {
        if is_apostrophe(char) {
            out.push('\'');
        } else if !is_invisible(char) {
            out.extend(char.to_lowercase());
        }
    }
}

/// [`fold_into`] a new string.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || is_combining_mark(char)
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
fn is_unspaced(char: char) -> bool {
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
    fn every_han_character_is_a_word() {
        check("抖音App和TikTok。", &["抖", "音", "App", "和", "TikTok"]);
    }
}
