//! Text into HTML: the one place where plain text becomes markup.

use super::shown;

/// Appends `text` to `out`, safe in element content and in quoted attributes. Characters that HTML forbids are replaced:
/// control characters by their pictures, others by U+FFFD.
pub fn escape_into(text: &str, out: &mut String) {
    escape_with(text, |piece| out.push_str(piece));
}

/// Calls `write` with the markup that stands for `text`, piece by piece: most pieces are long stretches of the text itself.
pub fn escape_with(text: &str, mut write: impl FnMut(&str)) {
    let mut rest = text;
    // What has been looked at and stays as it is.
    let mut same = 0;
    loop {
        same += bytes_that_stay(&rest.as_bytes()[same..]);
        let Some(char) = rest[same..].chars().next() else { return write(rest) };
        let mut buffer = [0; 4];
        let instead = match char {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\n' => "\n",
            '\r' => "\u{240d}",
            other => shown(other).encode_utf8(&mut buffer),
        };
        let behind = same + char.len_utf8();
        if *instead == rest[same..behind] {
            same = behind;
            continue;
        }
        write(&rest[..same]);
        write(instead);
        (rest, same) = (&rest[behind..], 0);
    }
}

/// How many bytes from the first are of characters that are always themselves in HTML, at least. So many are looked at in
/// one go, without a branch, that compilers use wide instructions: a text of any length has few other characters.
fn bytes_that_stay(bytes: &[u8]) -> usize {
    const WIDTH: usize = 32;
    let stay = |chunk: &&[u8]| chunk.iter().fold(0, |any, byte| any | u8::from(may_change(*byte))) == 0;
    let chunks = WIDTH * bytes.chunks_exact(WIDTH).take_while(stay).count();
    let is_letter_or_space = |byte: u8| byte == b' ' || (byte > b'>' && byte < 0x7F);
    let rest = bytes[chunks..].iter();
    chunks + rest.take_while(|byte| is_letter_or_space(**byte) || !may_change(**byte)).count()
}

/// Whether a byte begins a character that is not always itself in HTML. Beyond ASCII these are the beginnings of the C1
/// controls (C2) and of the noncharacters (EF, and F0 to F4 at the end of each plane). Written without branches.
fn may_change(byte: u8) -> bool {
    let is_sign = (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == b'\'');
    is_sign | (byte < b' ') | (byte == 0x7F) | (byte == 0xC2) | (byte >= 0xEF)
}

/// [`escape_into`] a new string.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::{escape, shown};

    #[test]
    fn every_character_is_escaped_as_if_it_stood_alone() {
        for char in '\0'..=char::MAX {
            let alone = match char {
                '&' => "&amp;".to_owned(),
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                '"' => "&quot;".to_owned(),
                '\'' => "&#39;".to_owned(),
                '\n' => "\n".to_owned(),
                other => shown(other).to_string(),
            };
            assert_eq!(escape(char.encode_utf8(&mut [0; 4])), alone);
        }
    }

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(
            escape("<b a='x' c=\"y\">&\0\u{1b}\u{fffe}\t"),
            "&lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp;␀␛\u{fffd}\t"
        );
    }
}
