//! Plain text: addressing by code point, the map from raw to clean, the normal form for matching, words, sentences.
//!
//! Knows nothing of dossiers. Start at [`Text`].

pub mod checksum;
pub mod compare;
pub mod diff;
pub mod escape;
pub mod map;
pub mod near;
pub mod normal;
pub mod sentence;
pub mod words;

use std::ops::Range;
use std::sync::Arc;

/// How many code points lie between two remembered places. A look-up walks at most so many.
const STRIDE: usize = 256;

/// A string that can be addressed by code point and, for messages, by line and column. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    string: Arc<str>,
    /// Byte offset of every [`STRIDE`]th code point.
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
        let mut strides = Vec::with_capacity(string.len() / STRIDE + 1);
        let mut lines = vec![0];
        let mut chars = 0;
        for (byte, char) in string.char_indices() {
            if chars % STRIDE == 0 {
                strides.push(offset(byte));
            }
            chars += 1;
            if char == '\n' {
                lines.push(offset(byte + 1));
            }
        }
        Self { chars: offset(chars), strides: strides.into(), lines: lines.into(), string }
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
        let at = at as usize;
        let Some(&start) = self.strides.get(at / STRIDE) else { return self.string.len() };
        let start = start as usize;
        let rest = &self.string[start..];
        rest.char_indices().nth(at % STRIDE).map_or(self.string.len(), |(byte, _)| start + byte)
    }

    /// The code point that begins at or holds byte `at`.
    pub fn char_of(&self, at: usize) -> u32 {
        let stride = self.strides.partition_point(|&start| start as usize <= at).saturating_sub(1);
        let start = self.strides.get(stride).map_or(0, |&start| start as usize);
        let chars = self.string[start..].char_indices().take_while(|(byte, char)| start + byte + char.len_utf8() <= at);
        offset(stride * STRIDE + chars.count())
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

/// The character itself, or what stands for it where it cannot be shown in a page: pictures of control characters, and
/// the replacement character for C1 controls and noncharacters.
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

/// Texts are shorter than 4 GiB, so that offsets take four bytes.
fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("texts are shorter than 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn code_points_bytes_and_lines_agree() {
        let text = Text::new("aé\n中文\n\nx".repeat(100));
        for (at, (byte, _)) in text.as_str().char_indices().enumerate() {
            assert_eq!(text.byte_of(at as u32), byte);
            assert_eq!(text.char_of(byte), at as u32);
        }
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
