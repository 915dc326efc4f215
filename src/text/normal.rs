//! The normal form in which words are compared: what typesetting changes is gone, what an author chose is kept.
//!
//! White space is one space and none at the ends; curly quotation marks and apostrophes are straight; dashes are
//! hyphens; soft hyphens and zero-width spaces are gone; characters are composed (NFC). Case is kept.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::led_by;

/// `text` with its characters composed (NFC); itself, where they are.
pub fn composed(text: &str) -> Cow<'_, str> {
    if is_composed(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// Whether the characters of `text` are composed (NFC).
pub fn is_composed(text: &str) -> bool {
    // Characters before U+0300, which begin with lesser bytes, are neither marks nor changed by composition.
    text.is_ascii() || led_by(text, |byte| byte >= 0xCC).all(|(_, char)| stands_alone(char)) || is_nfc(text)
}

/// Whether composition neither changes the character nor joins it to another; of common ones only.
fn stands_alone(char: char) -> bool {
    matches!(char, '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3020}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}')
}

/// The normal form of `text`.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    normal_into(text, &mut out);
    out
}

/// Appends the normal form of `text` to `out`.
pub fn normal_into(text: &str, out: &mut String) {
    let start = out.len();
    let composed = composed(text);
    let mut rest = &*composed;
    // At the front no space gets in.
    let mut is_behind_space = true;
    loop {
        // Most of a text is ASCII without two spaces in a row, which is in normal form already.
        let even = rest.bytes().take_while(|&byte| {
            let is_space = byte == b' ';
            let stays = byte.is_ascii_graphic() || (is_space && !is_behind_space);
            if stays {
                is_behind_space = is_space;
            }
            stays
        });
        let (even, behind) = rest.split_at(even.count());
        out.push_str(even);
        let Some(char) = behind.chars().next() else { break };
        rest = &behind[char.len_utf8()..];
        if char.is_whitespace() {
            if !is_behind_space {
                out.push(' ');
            }
            is_behind_space = true;
        } else if let Some(char) = plain(char) {
            out.push(char);
            is_behind_space = false;
        }
    }
    if is_behind_space && out.len() > start {
        out.pop();
    }
}

/// The form of one character that is compared; `None` for those that only help typesetting.
#[inline]
pub fn plain(char: char) -> Option<char> {
    if char.is_ascii() {
        return Some(char);
    }
    Some(match char {
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => return None,
        '‘' | '’' | '‚' | '‛' | '′' | 'ʼ' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        other => other,
    })
}

/// The words of `text` and nothing else: runs of letters, digits and the marks on them, each separated by one space.
/// What a hash of words is made of, so that neither punctuation nor spacing changes an address, nor anything else that
/// the normal form leaves out.
pub fn words_only(text: &str) -> String {
    let text = &*composed(text);
    // No character gets longer, and a space takes the place of at least one.
    let mut out = vec![0; text.len()];
    let (mut length, mut in_word) = (0, false);
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        // Without a branch, since words are short and nobody can foretell their ends.
        for &byte in &rest.as_bytes()[..ascii] {
            let is_word = WORD[usize::from(byte)] != b' ';
            out[length] = WORD[usize::from(byte)];
            length += usize::from(is_word | in_word);
            in_word = is_word;
        }
        if ascii > 0 {
            rest = &rest[ascii..];
            continue;
        }
        rest = &rest[char.len_utf8()..];
        match plain(char) {
            None => {}
            Some(char) if is_word_char(char) => {
                length += char.encode_utf8(&mut out[length..]).len();
                in_word = true;
            }
            Some(_) => {
                out[length] = b' ';
                length += usize::from(in_word);
                in_word = false;
            }
        }
    }
    out.truncate(length - usize::from(length > 0 && !in_word));
    String::from_utf8(out).expect("it was put together from characters")
}

/// Of every letter and digit of ASCII itself, of all else a space.
const WORD: [u8; 256] = {
    let mut table = [b' '; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = byte as u8;
        }
        byte += 1;
    }
    table
};

/// Whether a character is part of words: letters, digits and the marks on them.
#[inline]
pub fn is_word_char(char: char) -> bool {
    if char.is_ascii() { char.is_ascii_alphanumeric() } else { char.is_alphanumeric() || is_combining_mark(char) }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::char::{canonical_combining_class, compose};
    use unicode_normalization::{UnicodeNormalization, is_nfc};

    use super::{is_composed, normal, stands_alone, words_only};

    #[test]
    fn typesetting_does_not_count() {
        assert_eq!(normal("  “Don’t\u{a0} go” – he\tsaid\u{ad} "), "\"Don't go\" - he said");
        assert_eq!(normal("cafe\u{301}"), "café");
        assert_eq!(normal(" \u{a0} "), "");
    }

    #[test]
    fn what_stands_alone_is_seen_to_be_composed() {
        for char in (0..=0x0010_FFFF).filter_map(char::from_u32) {
            if char < '\u{300}' || stands_alone(char) {
                let has_been_composed =
                    ['a', 'か', '\u{1100}'].into_iter().any(|before| compose(before, char).is_some());
                assert!(is_nfc(&char.to_string()), "{char}");
                assert!(canonical_combining_class(char) == 0 && !has_been_composed, "{char}");
            }
        }
        for text in ["", "plain", "“é” – 漢字。", "cafe\u{301}", "e\u{302}\u{323}", "\u{2126}", "ё", "각"] {
            assert_eq!(is_composed(text), text.nfc().eq(text.chars()), "{text}");
        }
    }

    #[test]
    fn words_are_letters_and_digits() {
        assert_eq!(words_only("“The U.S.’s whack-a-mole”—2020!"), "The U S s whack a mole 2020");
        assert_eq!(words_only("字节跳动，抖音"), "字节跳动 抖音");
        assert_eq!(words_only("--cafe\u{301} so\u{ad}on’s\u{ad}"), "café soon s");
        assert_eq!((words_only(""), words_only("*—*")), (String::new(), String::new()));
    }
}
