//! From the bytes of a text as received to its characters: which encoding it is in, and how that is known.
//!
//! In: bytes. Out: [`Decoded`], or [`Refused`] with the way out. Start at [`decode`]. A byte order mark decides first, then
//! what the user says, then whether all of it is UTF-8, then what a page declares; only then is it guessed, and not where it is
//! nearly UTF-8. Nothing is ever put in the place of bytes that are not of the encoding.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::LARGEST;

/// A text as characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The characters, without a byte order mark.
    pub text: String,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// How the encoding is known.
    pub how: How,
    /// Whether the bytes are the UTF-8 of the characters, but for a mark at the start.
    pub is_utf8: bool,
}

/// How an encoding is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// By the mark at the start.
    Mark,
    /// The user says so.
    Stated,
    /// All bytes fit, which is no accident.
    Fits,
    /// The page says so.
    Declared,
    /// By how often letters follow each other.
    Guessed,
}

impl How {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Mark => "by its byte order mark",
            Self::Stated => "as you say",
            Self::Fits => "all of its bytes fit",
            Self::Declared => "the page says so",
            Self::Guessed => {
                "guessed; read some lines with special letters, and name another with `--encoding` if they are wrong"
            }
        }
    }
}

/// Why bytes are no text, and what can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong.
    pub why: String,
    /// The way out.
    pub help: String,
    /// Whether it is what the user says of them that is wrong, and not they.
    pub is_usage: bool,
}

impl Refused {
    pub(super) fn new(why: impl Into<String>, help: impl Into<String>) -> Self {
        Self { why: why.into(), help: help.into(), is_usage: false }
    }

    /// What goes on behind the largest size.
    pub fn endless() -> Self {
        Self::new(format!("it has more than {LARGEST} bytes, which a raw text may have"), "split it into several texts")
    }

    /// A file of this many bytes.
    pub fn too_large(size: u64) -> Self {
        Self::new(format!("it has {size} bytes, and a raw text may have {LARGEST}"), "split it into several texts")
    }
}

/// The characters of `bytes`, in the encoding called `stated` if one is.
pub fn decode(bytes: &[u8], stated: Option<&str>, is_html: bool) -> Result<Decoded, Refused> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refused::new("it is empty", "save or export it again, and look whether there are words in it"));
    }
    if let Some(kind) = kind_of(bytes) {
        return Err(Refused::new(
            format!("it is {}, not a text", kind.0),
            format!("{}; then name this file in `originals` of the page of the source", kind.1),
        ));
    }
    let stated = stated.map(encoding).transpose()?;
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let (encoding, how) = match (marked, stated) {
        (Some(marked), _) => (marked, How::Mark),
        (None, Some(stated)) => (stated, How::Stated),
        (None, None) => match std::str::from_utf8(bytes) {
            Ok(text) if !is_wide(text) => (UTF_8, How::Fits),
            _ => recognise(bytes, is_html)?,
        },
    };
    let text = strict(bytes, encoding).map_err(|at| {
        let help = match how {
            How::Stated => "name another encoding, or leave `--encoding` out to have it recognised",
            _ => "name the encoding with `--encoding`, such as `--encoding windows-1252`; or mend the file",
        };
        Refused::new(format!("byte {at} is not {}", encoding.name()), help)
    })?;
    if text.chars().filter(|char| char.is_control() && !char.is_whitespace() && *char != '\u{1b}').count() * 50
        > text.chars().count()
    {
        return Err(Refused::new(
            "it holds too many control characters for a text",
            "make a text of it, and take that in",
        ));
    }
    let is_utf8 = std::str::from_utf8(bytes).is_ok_and(|own| own.trim_start_matches('\u{feff}') == text);
    Ok(Decoded { text, encoding: encoding.name(), how, is_utf8 })
}

/// The characters of `bytes` in the encoding called `name`; `None` where there is no such encoding or they are not of it.
pub fn decode_as(bytes: &[u8], name: &str) -> Option<String> {
    strict(bytes, encoding(name).ok()?).ok()
}

fn encoding(name: &str) -> Result<&'static Encoding, Refused> {
    let known = Encoding::for_label_no_replacement(name.as_bytes());
    known.ok_or_else(|| Refused {
        is_usage: true,
        ..Refused::new(
            format!("there is no encoding `{name}`"),
            "names are those of the web, such as `utf-8`, `windows-1252`, `iso-8859-2`, `koi8-r`, `gb18030`, `big5`, `shift_jis`, `euc-kr`, `utf-16le`",
        )
    })
}

/// Decodes all of `bytes`, or says at which one that cannot be done.
fn strict(bytes: &[u8], encoding: &'static Encoding) -> Result<String, usize> {
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut text =
        String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len()));
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::Malformed(length, after) => Err(read.saturating_sub(usize::from(length) + usize::from(after))),
        DecoderResult::OutputFull => unreachable!("there is room for the longest result"),
    }
}

/// Plain letters with a zero byte each are UTF-16, and valid UTF-8 all the same.
fn is_wide(text: &str) -> bool {
    text.bytes().filter(|byte| *byte == 0).count() * 4 > text.len()
}

/// The encoding of bytes that no one says anything of.
fn recognise(bytes: &[u8], is_html: bool) -> Result<(&'static Encoding, How), Refused> {
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count() * 6 > bytes.len();
    match (zeros(1), zeros(0)) {
        (true, false) => return Ok((UTF_16LE, How::Guessed)),
        (false, true) => return Ok((UTF_16BE, How::Guessed)),
        _ => {}
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(Refused::new(
            format!("byte {at} is zero, which no text has"),
            "make a text of it, and take that in; or name its encoding with `--encoding`",
        ));
    }
    if is_html && let Some(declared) = declared(bytes) {
        return Ok((declared, How::Declared));
    }
    if let Some(at) = nearly_utf8(bytes) {
        let line = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
        return Err(Refused::new(
            format!("it is almost UTF-8, but byte {at} (0x{:02X}, on line {line}) is not", bytes[at]),
            "mend that place in the file; or, if it is in another encoding after all, name that with `--encoding`, such as \
             `--encoding windows-1252`",
        ));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    Ok((detector.guess(None, Utf8Detection::Deny), How::Guessed))
}

/// The first byte that is not UTF-8 of a text that is all the same: in no other encoding several of its letters happen to be
/// letters of UTF-8 and hardly any does not.
fn nearly_utf8(bytes: &[u8]) -> Option<usize> {
    let (mut letters, mut faults, mut first, mut at) = (0, 0, None, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            faults += 1;
            first = first.or(Some(at));
            at += chunk.invalid().len();
        }
    }
    first.filter(|_| letters >= 2 * faults)
}

/// The encoding that a page declares at its beginning.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    const BEGINNING: usize = 4096;
    let start: String = bytes.iter().take(BEGINNING).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let meta = start.split("<meta").skip(1).find_map(|meta| meta.split('>').next()?.split_once("charset="))?;
    let name = meta.1.trim_start_matches(['"', '\'', ' ']).split(['"', '\'', ' ', ';', '/', '>']).next()?;
    Encoding::for_label_no_replacement(name.as_bytes())
}

/// What files of other kinds are, by their first bytes, and how one gets a text of them.
fn kind_of(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const PICTURE: &str = "recognise its words, for example with `tesseract`, check them, and take that text in";
    const OFFICE: &str = "save it as a text (UTF-8) in the program that made it, and take that in";
    const KINDS: &[(&[u8], &str, &str)] = &[
        (b"%PDF-", "a PDF", "get its text, for example with `pdftotext`, check it, and take that in"),
        (b"\x89PNG", "a picture (PNG)", PICTURE),
        (b"\xff\xd8\xff", "a picture (JPEG)", PICTURE),
        (b"GIF8", "a picture (GIF)", PICTURE),
        (b"II*\0", "a picture (TIFF)", PICTURE),
        (b"MM\0*", "a picture (TIFF)", PICTURE),
        (b"PK\x03\x04", "an archive, perhaps a document of an office program or an EPUB", OFFICE),
        (b"\xd0\xcf\x11\xe0", "a document of an old office program", OFFICE),
        (b"{\\rtf", "a document in RTF", OFFICE),
        (b"\x1f\x8b", "a compressed file", "unpack it, and take in what is in it"),
        (b"\x7fELF", "a program", "look whether it is the file that you mean"),
        (b"SQLite format 3", "a database", "look whether it is the file that you mean"),
    ];
    KINDS.iter().find(|(start, ..)| bytes.starts_with(start)).map(|(_, kind, help)| (*kind, *help))
}

#[cfg(test)]
mod tests {
    use super::{How, decode, decode_as};

    #[test]
    fn encodings_are_recognised() {
        let russian = "Это письмо было написано давно, и никто не помнит, кем оно было получено.";
        let japanese = "これは古い手紙です。誰が受け取ったのかは、もう誰も覚えていません。";
        let german = "Über die Straße kam ein großer Hund, der müde war und Käse fraß.";
        for (text, encoding) in [
            (russian, "windows-1251"),
            (russian, "KOI8-U"),
            (japanese, "Shift_JIS"),
            (japanese, "EUC-JP"),
            (german, "windows-1252"),
        ] {
            let (bytes, ..) = encoding_rs::Encoding::for_label(encoding.as_bytes()).unwrap().encode(text);
            let decoded = decode(&bytes, None, false).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.how), (text, encoding, How::Guessed));
            assert_eq!(decode_as(&bytes, encoding).as_deref(), Some(text));
            assert!(!decoded.is_utf8);
        }
        let utf8 = decode(german.as_bytes(), None, false).unwrap();
        assert_eq!((utf8.encoding, utf8.how, utf8.is_utf8), ("UTF-8", How::Fits, true));
        for (mark, big) in [(&b"\xff\xfe"[..], false), (b"\xfe\xff", true), (b"", false), (b"", true)] {
            let wide = german.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
            let bytes: Vec<u8> = mark.iter().copied().chain(wide).collect();
            let decoded = decode(&bytes, None, false).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), (german, if big { "UTF-16BE" } else { "UTF-16LE" }));
        }
    }

    #[test]
    fn what_a_page_or_the_user_says_comes_before_a_guess() {
        let page = b"<html><head><meta charset=\"iso-8859-2\"></head><body>\xb3\xf3d\xbc</body></html>";
        let decoded = decode(page, None, true).unwrap();
        assert_eq!((decoded.encoding, decoded.how), ("ISO-8859-2", How::Declared));
        assert!(decoded.text.contains("łódź"));
        let stated = decode(b"\xb3\xf3d\xbc", Some("latin2"), false).unwrap();
        assert_eq!((stated.text.as_str(), stated.how), ("łódź", How::Stated));
    }

    #[test]
    fn a_text_with_a_bad_byte_in_it_is_not_taken_for_another_encoding() {
        let german = "Über die Straße kam ein großer Hund,\nder müde war \u{2013} ".as_bytes();
        let refused = decode(&[german, b"\x96 und K\xc3\xa4se fra\xc3\x9f."].concat(), None, false).unwrap_err();
        assert_eq!(refused.why, "it is almost UTF-8, but byte 58 (0x96, on line 2) is not");
        assert!(refused.help.contains("--encoding"), "{refused:?}");
    }

    #[test]
    fn what_cannot_be_decoded_is_refused_with_its_place() {
        let why = |bytes: &[u8], stated| decode(bytes, stated, false).unwrap_err().why;
        assert_eq!(why(b"fine \xff\xfe not", Some("utf-8")), "byte 5 is not UTF-8");
        assert_eq!(why(b"abc\x81\x20def", Some("shift_jis")), "byte 3 is not Shift_JIS");
        assert_eq!(why(b" \n ", None), "it is empty");
        assert_eq!(why(b"%PDF-1.7", None), "it is a PDF, not a text");
        assert_eq!(why(b"abc\0\xff\xfe def", None), "byte 3 is zero, which no text has");
        assert_eq!(why(b"abc", Some("latin99")), "there is no encoding `latin99`");
    }
}
