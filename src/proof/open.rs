//! Undoes what hides words in bytes.
//!
//! In: the bytes of a file. Out: its parts, each as text with the way back to its bytes. Start at [`each_part`]. What the
//! forms of a site use is undone: tags, entities, escapes of JSON, scripts and addresses, base64, compression, archives,
//! and the front coding of the search index. Text is given twice, as it is and without tags, since a run of words may lie
//! in an attribute or go on behind a link. What cannot be undone, or would take too much, is a part as well: one of which
//! nothing is known. Pictures, sound and PDFs are no archives here: what is drawn or said in them is not read.

use std::io::{Cursor, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::unpack::{Allowance, DEEPEST, Unpacked, foreign};
use crate::search::opened::{Opened, opened};

/// What is known of the bytes of a whole file.
#[derive(Debug, Clone)]
pub(super) enum Known {
    /// They are shown as they are.
    Open,
    /// They are those of a withheld file, which lies at this path.
    Withheld(String),
}

/// A part of a file.
pub(super) enum Part {
    /// The bytes of a withheld file, and its path.
    Withheld(String, String),
    /// What cannot be looked into, and why.
    Unopened(String, String),
    /// Text.
    Text {
        /// The file, and what in it.
        path: String,
        /// The words.
        text: Plain,
        /// Whether single words in it are words, and not digits of some coding.
        telling: bool,
    },
}

/// Text with the way back to the bytes that it was made of.
#[derive(Debug, Default)]
pub(super) struct Plain {
    /// The text.
    pub(super) words: String,
    /// Bytes of it, ascending, and where those from there on came from.
    places: Vec<(usize, usize)>,
}

impl Plain {
    /// Where the byte `at` came from.
    pub(super) fn at(&self, at: usize) -> usize {
        origin(&self.places, at)
    }

    fn push(&mut self, text: &str, from: usize) {
        self.places.push((self.words.len(), from));
        self.words.push_str(text);
    }

    /// Follows places in a text, which itself was made of another, back to that one: `earlier` are the places of that text.
    fn came_through(&mut self, earlier: &[(usize, usize)]) {
        let own = std::mem::take(&mut self.places);
        for (at, (here, from)) in own.iter().enumerate() {
            let end = own.get(at + 1).map_or(self.words.len(), |(next, _)| *next);
            self.places.push((*here, origin(earlier, *from)));
            // What was copied in one piece here may have been put together of several there.
            let inside = earlier.partition_point(|(place, _)| place <= from);
            let within = earlier[inside..].iter().map(|(place, origin)| (here + place - from, *origin));
            self.places.extend(within.take_while(|(place, _)| *place < end));
        }
    }
}

/// Where the byte `at` came from, by the ascending `places` that are known.
fn origin(places: &[(usize, usize)], at: usize) -> usize {
    let known = places.partition_point(|(here, _)| *here <= at);
    known.checked_sub(1).map_or(at, |place| places[place].1 + at - places[place].0)
}

/// From so many characters on a run of the digits of base64 is taken for nothing else: no word is as long.
const LEAST_BASE64: usize = 256;

/// Calls `visit` with every part of a file. `known` tells what is known of the bytes of a file.
pub(super) fn each_part(path: &str, bytes: &[u8], known: &dyn Fn(&[u8]) -> Option<Known>, visit: &mut dyn FnMut(Part)) {
    Opener::new(path, bytes, known, visit, true).bytes(path, bytes, 0);
}

/// The same but for text: whole files in a file, and what cannot be looked into.
pub(super) fn each_file(path: &str, bytes: &[u8], known: &dyn Fn(&[u8]) -> Option<Known>, visit: &mut dyn FnMut(Part)) {
    Opener::new(path, bytes, known, visit, false).bytes(path, bytes, 0);
}

struct Opener<'a> {
    /// The file as a whole.
    path: &'a str,
    known: &'a dyn Fn(&[u8]) -> Option<Known>,
    visit: &'a mut dyn FnMut(Part),
    /// Whether text is looked for at all, and not only files.
    is_text_wanted: bool,
    allowance: Allowance,
    /// Whether too much was unpacked already. Then nothing more is.
    is_spent: bool,
}

impl<'a> Opener<'a> {
    fn new(
        path: &'a str,
        bytes: &[u8],
        known: &'a dyn Fn(&[u8]) -> Option<Known>,
        visit: &'a mut dyn FnMut(Part),
        is_text_wanted: bool,
    ) -> Self {
        Self { path, known, visit, is_text_wanted, allowance: Allowance::of(bytes.len()), is_spent: false }
    }

    fn bytes(&mut self, path: &str, bytes: &[u8], depth: usize) {
        match (self.known)(bytes) {
            Some(Known::Withheld(copied)) => return (self.visit)(Part::Withheld(path.to_owned(), copied)),
            Some(Known::Open) => return,
            None => {}
        }
        // Also what is packed is looked at as it lies: words may stand before, between and behind what is unpacked.
        self.packed_in(path, bytes, depth);
        match (std::str::from_utf8(bytes), bytes) {
            (Ok(text), _) => self.text(path, text, depth),
            (Err(_), [0xff, 0xfe, units @ ..]) => self.utf16(path, units, u16::from_le_bytes),
            (Err(_), [0xfe, 0xff, units @ ..]) => self.utf16(path, units, u16::from_be_bytes),
            (Err(_), _) if self.is_text_wanted => {
                // Chance writes short words anywhere, and no runs of them.
                let text = String::from_utf8_lossy(bytes);
                self.plain(path, decoded(&text, false), false);
            }
            (Err(_), _) => {}
        }
    }

    /// Text in UTF-16; places in it are those of the text.
    fn utf16(&mut self, path: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) {
        if self.is_text_wanted {
            let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
            let text = String::from_utf16_lossy(&units);
            for strip in [false, true] {
                self.plain(path, decoded(&text, strip), true);
            }
        }
    }

    /// Looks at what the bytes hold if they are an archive or compressed, or have an archive in them.
    fn packed_in(&mut self, path: &str, bytes: &[u8], depth: usize) {
        if let Some(kind) = foreign(bytes) {
            return self.unopened(path, &format!("it is {kind}, which casebook does not open"));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).ok();
        let is_gzip = bytes.starts_with(&[0x1f, 0x8b, 8]);
        let is_tar = bytes.get(257..262) == Some(b"ustar");
        let is_deflated = matches!(bytes, [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..]);
        if archive.is_none() && bytes.starts_with(b"PK\x03\x04") {
            return self.unopened(path, "it is an archive, and damaged");
        }
        let is_packed =
            || archive.is_some() || is_tar || is_gzip || is_deflated && ZlibDecoder::new(bytes).read(&mut [0]).is_ok();
        if depth >= DEEPEST && is_packed() {
            self.unopened(path, &too_deep());
        } else if is_tar {
            self.members(path, bytes, depth);
        } else if let Some(archive) = archive {
            self.files(path, archive, depth);
        } else if is_gzip {
            self.unpacked(&format!("{path} › unpacked"), MultiGzDecoder::new(bytes), depth);
        } else if is_deflated {
            // A text may begin with the same letters.
            self.inflated(path, ZlibDecoder::new(bytes), depth);
        }
    }

    /// The members of a tape archive.
    fn members(&mut self, path: &str, bytes: &[u8], depth: usize) {
        let mut archive = tar::Archive::new(bytes);
        for entry in archive.entries().into_iter().flatten() {
            let Ok(entry) = entry else {
                return self.unopened(path, "it is an archive, and damaged");
            };
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let inside = format!("{path} › {name}");
            self.plain(&inside, decoded(&name, false), true);
            self.unpacked(&inside, entry, depth);
        }
    }

    /// The files in an archive.
    fn files(&mut self, path: &str, mut archive: ZipArchive<Cursor<&[u8]>>, depth: usize) {
        let comment = String::from_utf8_lossy(archive.comment()).into_owned();
        self.plain(path, decoded(&comment, false), true);
        for at in 0..archive.len() {
            let (name, is_known) = match archive.by_index_raw(at) {
                Ok(file) => {
                    let is_known =
                        matches!(file.compression(), CompressionMethod::Stored | CompressionMethod::Deflated);
                    (String::from_utf8_lossy(file.name_raw()).into_owned(), is_known)
                }
                Err(_) => (format!("file {}", at + 1), true),
            };
            let inside = format!("{path} › {name}");
            self.plain(&inside, decoded(&name, false), true);
            match archive.by_index(at) {
                Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                    self.unopened(&inside, "it is encrypted");
                }
                _ if !is_known => self.unopened(&inside, "it is compressed in a way that casebook does not know"),
                Ok(file) => self.unpacked(&inside, file, depth),
                Err(_) => self.unopened(&inside, "it is damaged"),
            }
        }
    }

    /// What `reader` unpacks, which is all there is at `path`.
    fn unpacked(&mut self, path: &str, reader: impl Read, depth: usize) {
        match self.read(path, reader) {
            Some(Unpacked::Whole(held)) => self.bytes(path, &held, depth + 1),
            Some(Unpacked::Damaged(held)) => {
                self.unopened(path, "it is damaged");
                self.bytes(path, &held, depth + 1);
            }
            _ => {}
        }
    }

    /// What `reader` unpacks, of what may be something else as well.
    fn inflated(&mut self, path: &str, reader: impl Read, depth: usize) {
        if let Some(Unpacked::Whole(held)) = self.read(path, reader) {
            self.bytes(&format!("{path} › unpacked"), &held, depth + 1);
        }
    }

    /// What `reader` holds, unless it is too much.
    fn read(&mut self, path: &str, reader: impl Read) -> Option<Unpacked> {
        if self.is_spent {
            return None;
        }
        let larger = |most: u64| format!("unpacked it is larger than {} MiB", most >> 20);
        match self.allowance.read(reader) {
            Unpacked::Large(most) => self.unopened(path, &larger(most)),
            Unpacked::TooMuch(most) => {
                self.is_spent = true;
                self.unopened(self.path, &larger(most));
            }
            read => return Some(read),
        }
        None
    }

    fn unopened(&mut self, path: &str, why: &str) {
        (self.visit)(Part::Unopened(path.to_owned(), why.to_owned()));
    }

    fn text(&mut self, path: &str, text: &str, depth: usize) {
        let mut rest = String::with_capacity(text.len());
        let mut places: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            match opened(call(line.trim_end())) {
                Some(Opened::Terms(terms)) => {
                    let words = terms.join("\0");
                    // All of them came from the one line.
                    let places = (0..words.len()).map(|here| (here, at)).collect();
                    self.plain(path, Plain { words, places }, true);
                    self.plain(path, Plain { words: line.to_owned(), places: vec![(0, at)] }, false);
                }
                Some(Opened::Numbers) => {
                    self.plain(path, Plain { words: line.to_owned(), places: vec![(0, at)] }, false);
                }
                None => {
                    // What a field holds goes on neither in its name nor in the next one.
                    let (name, value) = line.split_at(field_name(line));
                    if !name.is_empty() {
                        places.push((rest.len(), at));
                        rest.extend(["\0", name, "\0"]);
                    }
                    places.push((rest.len(), at + name.len()));
                    self.without_base64(path, value, depth, &mut rest, &mut places, at + name.len());
                    if !name.is_empty() {
                        rest.push('\0');
                    }
                }
            }
            at += line.len();
        }
        if !self.is_text_wanted {
            return;
        }
        for strip in [false, true] {
            if strip && !rest.contains('<') {
                continue;
            }
            let mut plain = decoded(&rest, strip);
            plain.came_through(&places);
            self.plain(path, plain, true);
        }
    }

    /// Appends a line to `rest`, but for what is in base64, which is decoded.
    fn without_base64(
        &mut self,
        path: &str,
        line: &str,
        depth: usize,
        rest: &mut String,
        places: &mut Vec<(usize, usize)>,
        at: usize,
    ) {
        let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        let mut done = 0;
        let mut start = 0;
        if line.len() >= LEAST_BASE64 {
            for end in 0..=line.len() {
                if line.as_bytes().get(end).is_some_and(|byte| is_digit(*byte)) {
                    continue;
                }
                if end - start >= LEAST_BASE64
                    && let Ok(held) = STANDARD_NO_PAD.decode(&line[start..end])
                {
                    places.push((rest.len(), at + done));
                    rest.push_str(&line[done..start]);
                    rest.push(' ');
                    done = end;
                    self.packed(&format!("{path} › base64 at {}", at + start), &held, depth + 1);
                }
                start = end + 1;
            }
        }
        places.push((rest.len(), at + done));
        rest.push_str(&line[done..]);
    }

    /// What base64 held: it may be compressed without saying so.
    fn packed(&mut self, path: &str, bytes: &[u8], depth: usize) {
        let mut reader = DeflateDecoder::new(bytes);
        let Some(read) = self.read(path, &mut reader) else { return };
        let is_all = reader.total_in() as usize == bytes.len();
        match read {
            Unpacked::Whole(held) if is_all && held.len() > bytes.len() => {
                if depth < DEEPEST {
                    self.bytes(&format!("{path} › unpacked"), &held, depth + 1);
                } else {
                    self.unopened(path, &too_deep());
                }
            }
            _ => self.bytes(path, bytes, depth),
        }
    }

    fn plain(&mut self, path: &str, text: Plain, telling: bool) {
        if self.is_text_wanted {
            (self.visit)(Part::Text { path: path.to_owned(), text, telling });
        }
    }
}

fn too_deep() -> String {
    format!("it is packed more than {DEEPEST} times over")
}

/// Elements that stand within words and sentences; all others part them.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// How long the name of a field is that a line begins with, as RIS (`TI  - `) and BibTeX (`title = {`) have one in each line.
fn field_name(line: &str) -> usize {
    let is_tag = |tag: &[u8]| tag[0].is_ascii_uppercase() && (tag[1].is_ascii_uppercase() || tag[1].is_ascii_digit());
    if line.as_bytes().get(..2).is_some_and(is_tag) && line[2..].starts_with("  -") {
        return 5;
    }
    let text = line.trim_start();
    let (name, sign) = text.strip_prefix('@').map_or((text, "="), |kind| (kind, ""));
    let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let value = name[length..].trim_start().strip_prefix(sign).map(str::trim_start);
    let value = value.filter(|value| length > 0 && value.starts_with('{'));
    value.map_or(0, |value| line.len() - value.len() + 1)
}

/// A line of a script, without the comment and the tag that stand before it in a bundle of one file.
fn call(line: &str) -> &str {
    let mut rest = line;
    while let Some((_, behind)) = rest.strip_prefix('<').and_then(|tag| tag.split_once('>')) {
        rest = behind;
    }
    rest
}

/// `text` without escapes, and if asked without tags. Where a string or a paragraph ends no run of words goes on: there is a
/// zero character.
pub(super) fn decoded(text: &str, strip: bool) -> Plain {
    let mut plain = Plain { words: String::with_capacity(text.len()), places: Vec::new() };
    let bytes = text.as_bytes();
    let (mut done, mut at) = (0, 0);
    let mut buffer = [0; 4];
    while at < bytes.len() {
        let found: Option<(Option<char>, usize)> = match bytes[at] {
            b'\\' => escape(&text[at..]),
            b'&' => entity(&text[at..]),
            b'<' if strip => tag(&text[at..]),
            // What stands in a string or between tags does not go on in the next one.
            b'"' => Some((Some('\0'), 1)),
            b'<' | b'>' if !strip => Some((Some('\0'), 1)),
            b'%' => {
                let (held, length) = percent(&text[at..]);
                if length > 0 {
                    plain.push(&text[done..at], done);
                    plain.push(&held, at);
                    at += length;
                    done = at;
                    continue;
                }
                None
            }
            _ => None,
        };
        match found {
            Some((char, length)) => {
                plain.push(&text[done..at], done);
                plain.push(char.map_or("", |char| char.encode_utf8(&mut buffer)), at);
                at += length;
                done = at;
            }
            None => at += 1,
        }
    }
    plain.push(&text[done..], done);
    plain
}

/// What an escape of JSON or a script at the beginning of `text` stands for, and its length.
fn escape(text: &str) -> Option<(Option<char>, usize)> {
    let unit = |at: usize| u32::from_str_radix(text.get(at..at + 4)?, 16).ok();
    Some(match text.as_bytes().get(1)? {
        b'n' | b'r' | b't' | b'b' | b'f' => (Some(' '), 2),
        b'"' | b'\'' | b'/' | b'\\' | b'`' => (char::from_u32(u32::from(text.as_bytes()[1])), 2),
        b'x' => (char::from_u32(u32::from_str_radix(text.get(2..4)?, 16).ok()?), 4),
        b'u' => match unit(2)? {
            high @ 0xD800..0xDC00 if text.get(6..8) == Some("\\u") => {
                let low = unit(8)?.checked_sub(0xDC00)?;
                (char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + low), 12)
            }
            code => (char::from_u32(code), 6),
        },
        _ => return None,
    })
}

/// What an entity at the beginning of `text` stands for, and its length.
fn entity(text: &str) -> Option<(Option<char>, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let char = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "shy" => '\u{ad}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((Some(char), end + 1))
}

/// What a row of `%20` and the like at the beginning of `text` stands for, and its length.
fn percent(text: &str) -> (String, usize) {
    let (mut bytes, mut length) = (Vec::new(), 0);
    while let Some(hex) = text.as_bytes().get(length..length + 3).filter(|piece| piece[0] == b'%') {
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (Some(high), Some(low)) = (digit(hex[1]), digit(hex[2])) else { break };
        bytes.push(high * 16 + low);
        length += 3;
    }
    (String::from_utf8_lossy(&bytes).into_owned(), length)
}

/// The length of a tag at the beginning of `text`, and the end of a run of words where it parts any.
fn tag(text: &str) -> Option<(Option<char>, usize)> {
    let name = text[1..].trim_start_matches('/');
    if !name.starts_with(|char: char| char.is_ascii_alphabetic() || char == '!') {
        return None;
    }
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'>', None) => {
                let is_inline = INLINE.contains(&name[..length].to_ascii_lowercase().as_str());
                return Some(((!is_inline).then_some('\0'), at + 1));
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bytes: &[u8]) -> Vec<(String, String)> {
        let mut parts = Vec::new();
        each_part("f", bytes, &|_| None, &mut |part| {
            if let Part::Text { path, text, .. } = part {
                parts.push((path, text.words));
            }
        });
        parts
    }

    #[test]
    fn escapes_are_undone_and_places_known() {
        for (text, plain) in [
            ("a&amp;b &#97;&#x62; &nosuch; &", "a&b ab &nosuch; &"),
            (r#"{"a":"\u0061\n\"b\" \ud83d\ude00"}"#, "{\0a\0:\0a \"b\" 😀\0}"),
            ("x%20%C3%A9y 84 % 5%z", "x éy 84 % 5%z"),
        ] {
            let found = decoded(text, false);
            assert_eq!(found.words, plain);
            if let Some(at) = found.words.find('b') {
                let from = found.at(at);
                assert!(text[from..].starts_with('b') || text[from..].starts_with("&#x62;"), "{text} {from}");
            }
        }
    }

    #[test]
    fn words_go_on_in_no_other_field() {
        let text = "TY  - JOUR\nTI  - Les vieux ports\nLA  - fr\n@book{ports,\n  title = {Les {V}ieux Ports},\n  language = {fr}\n}\n";
        let (_, words) = &parts(text.as_bytes())[0];
        let expected = "\0TY  -\0 JOUR\n\0\0TI  -\0 Les vieux ports\n\0\0LA  -\0 fr\n\0\0@book{\0ports,\n\0\
                        \0  title = {\0Les {V}ieux Ports},\n\0\0  language = {\0fr}\n\0}\n";
        assert_eq!(words, expected);
        for text in ["LA - fr", "A digue = port", "la {port}", "US  and", "{x}", "= {x}"] {
            assert_eq!(field_name(text), 0, "{text}");
        }
        // Places are those in the file.
        let mut at = 0;
        each_part("f", text.as_bytes(), &|_| None, &mut |part| {
            if let Part::Text { text, .. } = part {
                at = text.at(text.words.find("vieux").unwrap());
            }
        });
        assert_eq!(&text[at..at + 5], "vieux");
    }

    #[test]
    fn words_go_on_behind_links_and_end_with_paragraphs() {
        let text = "<p title=\"a > b\">one<b>two</b> <a href='x'>three</a></p><p>four a < b";
        assert_eq!(decoded(text, true).words, "\0onetwo three\0\0four a < b");
    }

    #[test]
    fn archives_and_base64_are_opened() {
        use flate2::Compression;
        use flate2::read::{DeflateEncoder, GzEncoder};
        // Numbers, so that it cannot be compressed to next to nothing.
        let secret: String =
            (0..400u32).map(|at| format!("some marmalade {:x} ", at.wrapping_mul(2_654_435_761))).collect();
        let (mut raw, mut gz) = (Vec::new(), Vec::new());
        DeflateEncoder::new(secret.as_bytes(), Compression::best()).read_to_end(&mut raw).unwrap();
        GzEncoder::new(secret.as_bytes(), Compression::best()).read_to_end(&mut gz).unwrap();
        let has = |parts: &[(String, String)]| parts.iter().any(|(_, text)| text.contains("some marmalade"));
        assert!(has(&parts(&gz)));
        for held in [secret.as_bytes(), &gz, &raw] {
            let page = format!("<a href=\"data:text/plain;base64,{}==\">x</a>", STANDARD_NO_PAD.encode(held));
            assert!(has(&parts(page.as_bytes())), "{}", held.len());
        }
    }
}
