//! The normal form in which words are compared: what typesetting changes is gone, what an author chose is kept.
//!
//! White space is one space and none at the ends; curly quotation marks and apostrophes are straight; dashes are
//! hyphens; soft hyphens and zero-width spaces are gone; characters are composed (NFC). Case is kept.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The normal form of `text`.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut push = |char: char| {
        if char.is_whitespace() {
            // Spaces at the front never get in; those at the back are trimmed below.
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if let Some(char) = plain(char) {
            out.push(char);
        }
    };
    if is_nfc(text) {
        text.chars().for_each(&mut push)
    } else {
        text.nfc().for_each(&mut push)
    }
    out.truncate(out.trim_end().len());
    out
}

/// The form of one character that is compared; `None` for those that only help typesetting.
pub fn plain(char: char) -> Option<char> {
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
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for char in text.nfc().filter_map(plain) {
        if char.is_alphanumeric() || unicode_normalization::char::is_combining_mark(char) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(char);
        } else if plain(char).is_some() {
            gap = true;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{normal, words_only};

    #[test]
    fn typesetting_does_not_count() {
        assert_eq!(normal("  “Don’t\u{a0} go” – he\tsaid\u{ad} "), "\"Don't go\" - he said");
        assert_eq!(normal("cafe\u{301}"), "café");
        assert_eq!(normal(" \u{a0} "), "");
    }

    #[test]
    fn words_are_letters_and_digits() {
        assert_eq!(words_only("“The U.S.’s whack-a-mole”—2020!"), "The U S s whack a mole 2020");
        assert_eq!(words_only("字节跳动，抖音"), "字节跳动 抖音");
    }
}
