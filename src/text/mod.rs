//! Plain text: addressing by code point, the map from raw to clean, the normal form for matching, words, sentences.
//!
//! Knows nothing of dossiers. Start at [`Text`].

pub mod checksum;
pub mod compare;
pub mod diff;
pub mod escape;
pub mod language;
pub mod lines;
pub mod map;
pub mod near;
pub mod normal;
pub mod sentence;
pub mod words;

use std::ops::Range;
use std::sync::Arc;

/// How many bytes lie between two places whose code point is remembered. A look-up counts at most so many.
const STRIDE: usize = 128;

/// A string that can be addressed by code point and, for messages, by line and column. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    string: Arc<str>,
    /// How many code points begin before every [`STRIDE`]th byte; empty where every byte is one.
    strides: Arc<[u32]>,
    /// Code points in all.
    chars: u32,
    /// Byte offset of the start of every line; a line feed ends a line.
    lines: Arc<[u32]>,
}

impl Text {
    /// Indexes `string`. Texts are shorter than 4 GiB; `load` sees to it.
    pub fn new(string: impl Into<Arc<str>>) -> Self {
        let string = string.into();
        let mut strides = Vec::new();
        let mut chars = string.len();
        if !string.is_ascii() {
            chars = 0;
            strides.reserve_exact(string.len() / STRIDE + 1);
            for stride in string.as_bytes().chunks(STRIDE) {
                strides.push(offset(chars));
                chars += count_chars(stride);
            }
        }
        let ends = string.match_indices('\n').map(|(at, _)| offset(at + 1));
        let lines = std::iter::once(0).chain(ends).collect();
        Self { chars: offset(chars), strides: strides.into(), lines, string }
    }

    /// The whole of it.
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// Code points in all.
    pub fn len(&self) -> u32 {
        self.chars
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.chars == 0
    }

    /// The byte offset of code point `at`; that of the end for anything beyond.
    pub fn byte_of(&self, at: u32) -> usize {
        if at >= self.chars {
            return self.string.len();
        }
        if self.strides.is_empty() {
            return at as usize;
        }
        // No code point begins before the byte of its number.
        let passed = at as usize / STRIDE;
        let stride = passed + self.strides[passed..].partition_point(|&before| before <= at) - 1;
        let start = stride * STRIDE;
        start + nth_char(&self.string.as_bytes()[start..], (at - self.strides[stride]) as usize)
    }

    /// The code point that begins at or holds byte `at`.
    pub fn char_of(&self, at: usize) -> u32 {
        if at >= self.string.len() {
            return self.chars;
        }
        if self.strides.is_empty() {
            return offset(at);
        }
        let stride = at / STRIDE;
        self.strides[stride] + offset(count_chars(&self.string.as_bytes()[stride * STRIDE..=at])) - 1
    }

    /// The words at a range of code points.
    pub fn slice(&self, range: Range<u32>) -> &str {
        &self.string[self.byte_of(range.start)..self.byte_of(range.end)]
    }

    /// Byte ranges of the lines, without the line feeds that end them. There is no line after a final line feed.
    pub fn lines(&self) -> impl Iterator<Item = Range<usize>> {
        let end = self.string.len();
        let next = self.lines[1..].iter().map(|&start| start as usize - 1).chain([end]);
        let all = self.lines.iter().map(|&start| start as usize).zip(next).map(|(start, stop)| start..stop);
        all.filter(move |line| line.start < end)
    }

    /// Line and column, both from 1, of the code point at byte `at`; columns are code points.
    pub fn position(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|&start| start as usize <= at);
        let start = self.lines[line - 1] as usize;
        (line, (self.char_of(at) - self.char_of(start)) as usize + 1)
    }
}

/// Whether a code point begins with this byte of UTF-8.
#[inline]
fn begins_char(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// How many code points begin in some bytes of UTF-8, of which there are no more than a [`STRIDE`]. Numbers of one byte let
/// the compiler count many at once.
fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().map(|byte| u8::from(begins_char(*byte))).sum::<u8>().into()
}

/// The byte at which code point `at` of some UTF-8 begins; the end, if there are not so many.
pub fn nth_char(bytes: &[u8], mut at: usize) -> usize {
    const CHUNK: usize = 16;
    let mut passed = 0;
    for chunk in bytes.chunks_exact(CHUNK) {
        let chars = count_chars(chunk);
        if chars > at {
            break;
        }
        at -= chars;
        passed += CHUNK;
    }
    let mut begins = bytes[passed..].iter().enumerate().filter(|(_, byte)| begins_char(**byte));
    begins.nth(at).map_or(bytes.len(), |(byte, _)| passed + byte)
}

/// The characters of `text` whose first byte `is_wanted`, each with its place; no byte may be wanted that continues a
/// character. A quick way to find the few characters that matter: stretches without any are passed as wholes.
pub fn led_by(text: &str, is_wanted: impl Fn(u8) -> bool + Copy) -> impl Iterator<Item = (usize, char)> {
    const STRETCH: usize = 64;
    // To look at all bytes, whatever those before say, is what lets the compiler compare many at once.
    let has_some = move |stretch: &[u8]| stretch.iter().fold(false, |some, byte| some | is_wanted(*byte));
    let stretches = text.as_bytes().chunks(STRETCH).enumerate().filter(move |(_, stretch)| has_some(stretch));
    let places = stretches.flat_map(move |(number, stretch)| {
        let inside = stretch.iter().enumerate().filter(move |(_, byte)| is_wanted(**byte));
        inside.map(move |(at, _)| number * STRETCH + at)
    });
    places.filter_map(|at| Some((at, text[at..].chars().next()?)))
}

/// The characters of `text` that [`shown`] replaces, except line feeds, and those that [`reorders`] others.
pub fn unusual(text: &str) -> impl Iterator<Item = (usize, char)> {
    // Nearly every ASCII text is seen to hold none without a look at its single bytes.
    let is_plain = |byte: u8| matches!(byte, b'\t' | b'\n' | b' '..=b'~');
    let text = if text.bytes().fold(true, |all, byte| all & is_plain(byte)) { "" } else { text };
    // Those beyond ASCII begin with few bytes: C1 controls, bidirectional ones, noncharacters of all planes.
    let begins = move |byte: u8| matches!(byte, 0xC2 | 0xE2 | 0xEF..) || (byte.is_ascii() && !is_plain(byte));
    led_by(text, begins).filter(|(_, char)| shown(*char) != *char || reorders(*char))
}

/// Whether the character makes those behind it run in another direction than they do by themselves.
pub fn reorders(char: char) -> bool {
    matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The character itself, or what stands for it where it cannot be shown in a page: pictures of control characters, and
/// the replacement character for C1 controls and noncharacters.
#[inline]
pub fn shown(char: char) -> char {
    match u32::from(char) {
        0x09 => char,
        code @ 0x00..=0x1F => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}'),
        0x7F => '\u{2421}',
        0x80..=0x9F | 0xFDD0..=0xFDEF => '\u{fffd}',
        code if code & 0xFFFE == 0xFFFE => '\u{fffd}',
        _ => char,
    }
}

/// The same values in no more memory than they need, for what is kept. To shrink a vector would not do: the allocator leaves
/// a block as it is unless more than half of it gets free.
pub fn fitted<T>(values: Vec<T>) -> Vec<T> {
    let mut fitted = Vec::with_capacity(values.len());
    fitted.extend(values);
    fitted
}

/// Texts are shorter than 4 GiB, so that offsets take four bytes.
#[inline]
fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("texts are shorter than 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::{Text, reorders, shown, unusual};

    #[test]
    fn unusual_characters_are_found_wherever_they_begin() {
        for char in (0..=0x0010_FFFF).filter_map(char::from_u32) {
            let text = format!("a{char}b");
            let is_unusual = char != '\n' && (shown(char) != char || reorders(char));
            assert_eq!(unusual(&text).next(), is_unusual.then_some((1, char)), "U+{:04X}", u32::from(char));
        }
    }

    #[test]
    fn code_points_bytes_and_lines_agree() {
        let text = Text::new("aé\n中文\n\nx".repeat(100));
        for (at, (byte, char)) in text.as_str().char_indices().enumerate() {
            assert_eq!(text.byte_of(at as u32), byte);
            assert!((byte..byte + char.len_utf8()).all(|byte| text.char_of(byte) == at as u32));
        }
        let ascii = Text::new("words");
        assert_eq!((ascii.byte_of(3), ascii.char_of(3), ascii.byte_of(9), ascii.char_of(9)), (3, 3, 5, 5));
        assert_eq!(text.byte_of(text.len()), text.as_str().len());
        assert_eq!(text.position(text.as_str().find('文').unwrap()), (2, 2));
    }

    #[test]
    fn a_final_line_feed_ends_the_last_line() {
        let lines = |text: &str| Text::new(text).lines().collect::<Vec<_>>();
        assert_eq!(lines("a\n\nb\n"), [0..1, 2..2, 3..4]);
        assert_eq!(lines("a\n\nb"), [0..1, 2..2, 3..4]);
        assert_eq!(lines("\n"), [std::ops::Range { start: 0, end: 0 }]);
        assert!(lines("").is_empty());
    }
}
