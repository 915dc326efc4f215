//! A text prepared for looking up quotations: its normal form, the way back to its code points, and an index of words.
//!
//! The normal form is that of [`super::normal`] with three more freedoms of typesetting: all quotation marks, single or
//! double, are one; dashes lose the spaces around them; three stops are an ellipsis. Line feeds stay: they separate
//! paragraphs. Offsets in it are bytes, and are called so; all others are code points.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::Text;
use super::normal::{is_word_char, plain};
use super::words::{first_run, is_unspaced};

/// A text in its normal form, and the way back.
#[derive(Debug, Clone, Default)]
pub struct Normal {
    string: String,
    /// Byte and code point from which on both run evenly, a byte to a code point; sorted.
    steps: Vec<(u32, u32)>,
}

/// What a character is to the normal form.
enum Kind {
    Space,
    LineFeed,
    /// Only helps typesetting.
    Nothing,
    Dash,
    /// A dash where it is doubled or stands between spaces.
    Hyphen,
    Stop,
    Other(char),
}

fn kind(char: char) -> Kind {
    match char {
        '\n' => Kind::LineFeed,
        '.' => Kind::Stop,
        '-' | '‐' | '‑' | '−' => Kind::Hyphen,
        '‒' | '–' | '—' | '―' => Kind::Dash,
        _ if char.is_whitespace() => Kind::Space,
        _ => match plain(char) {
            None => Kind::Nothing,
            Some('"' | '\'' | '「' | '」' | '『' | '』' | '‹' | '›') => Kind::Other('\''),
            Some(plain) => Kind::Other(plain),
        },
    }
}

impl Normal {
    /// The normal form of `text`, which is NFC. `skips`, sorted, are code points at which a quotation mark only repeats
    /// that speech goes on from the paragraph before.
    pub fn new(text: &str, skips: &[u32]) -> Self {
        let mut normal = Self { string: String::with_capacity(text.len()), steps: Vec::new() };
        let mut skips = skips.iter().copied().peekable();
        let (mut byte, mut point) = (0, 0_u32);
        // A space waits for what comes: beside a dash or a line feed it is none, nor at either end.
        let mut space: Option<u32> = None;
        let mut after_dash = false;
        while let Some(char) = text[byte..].chars().next() {
            let at = point;
            // Most of a text stays as it is, and is taken over run by run.
            let run = even_run(&text.as_bytes()[byte..]);
            if run > 0 {
                if let Some(space) = space.take() {
                    normal.push(" ", space);
                }
                normal.push(&text[byte..byte + run], at);
                (byte, point, after_dash) = (byte + run, point + offset(run), false);
                continue;
            }
            (byte, point) = (byte + char.len_utf8(), point + 1);
            if skips.next_if_eq(&at).is_some() {
                continue;
            }
            let rest = &text[byte..];
            let char = match kind(char) {
                Kind::Nothing => continue,
                Kind::LineFeed => {
                    (space, after_dash) = (None, false);
                    normal.push("\n", at);
                    continue;
                }
                Kind::Space => {
                    if !after_dash && !normal.string.is_empty() && !normal.string.ends_with('\n') {
                        space.get_or_insert(at);
                    }
                    continue;
                }
                Kind::Hyphen => {
                    let more = rest.len() - rest.trim_start_matches('-').len();
                    if more > 0 || (space.is_some() && rest.chars().next().is_none_or(char::is_whitespace)) {
                        (byte, point) = (byte + more, point + offset(more));
                        (space, after_dash) = (None, true);
                        normal.push("-", at);
                        continue;
                    }
                    '-'
                }
                Kind::Dash => {
                    (space, after_dash) = (None, true);
                    normal.push("-", at);
                    continue;
                }
                Kind::Stop if rest.starts_with("..") => {
                    (byte, point) = (byte + 2, point + 2);
                    '…'
                }
                Kind::Stop => '.',
                Kind::Other(char) => char,
            };
            if let Some(space) = space.take() {
                normal.push(" ", space);
            }
            after_dash = false;
            normal.push(char.encode_utf8(&mut [0; 4]), at);
        }
        normal
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// The code point that the character at `byte` stands for.
    pub fn code_point(&self, byte: usize) -> u32 {
        let step = self.steps.partition_point(|(step, _)| *step as usize <= byte);
        let Some((from, at)) = step.checked_sub(1).map(|step| self.steps[step]) else { return 0 };
        at + offset(byte) - from
    }

    /// The code points of `text`, of which this is the normal form, that the bytes stand for.
    pub fn code_points(&self, bytes: &Range<usize>, text: &Text) -> Range<u32> {
        let start = self.code_point(bytes.start);
        let Some((last, _)) = self.string[bytes.clone()].char_indices().next_back() else { return start..start };
        let last = self.code_point(bytes.start + last);
        // An ellipsis or a dash may be several characters.
        let here = &text.as_str()[text.byte_of(last)..];
        let length = match (self.string.as_bytes()[bytes.end - 1], here.as_bytes().first()) {
            (b'-', Some(b'-')) => here.bytes().take_while(|byte| *byte == b'-').count(),
            (_, Some(b'.')) if self.string[..bytes.end].ends_with('…') => 3,
            _ => 1,
        };
        start..last + offset(length)
    }

    /// The byte at which the code point `at`, or the first one behind it that is left, begins.
    pub fn byte(&self, at: u32) -> usize {
        let step = self.steps.partition_point(|(_, point)| *point <= at);
        let Some((from, point)) = step.checked_sub(1).map(|step| self.steps[step]) else { return 0 };
        let next = self.steps.get(step).map_or(self.string.len(), |(byte, _)| *byte as usize);
        // Behind a character of several bytes, a code point further is not a byte further.
        self.string.ceil_char_boundary((from as usize + (at - point) as usize).min(next))
    }

    /// Appends a character, or several of one byte each, that stand for the code points from `at` on.
    fn push(&mut self, text: &str, at: u32) {
        let byte = offset(self.string.len());
        let is_even = self.steps.last().is_some_and(|(from, point)| point + (byte - from) == at);
        if !is_even {
            self.steps.push((byte, at));
        }
        self.string.push_str(text);
    }
}

/// How many bytes at the start of `text` are their own normal form wherever they stand: ASCII characters without marks
/// that typesetting changes, with single spaces between them.
fn even_run(text: &[u8]) -> usize {
    let is_even = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b'!' | b'#'..=b',' | b'/'..=b'~'));
    let mut end = 0;
    while is_even(text.get(end)) || (end > 0 && text.get(end) == Some(&b' ') && is_even(text.get(end + 1))) {
        end += 1;
    }
    end
}

/// How many needles are looked for in the text itself. An index of its words takes as long to make, and more is left to
/// it.
const UNINDEXED: u32 = 8;

/// A text in its normal form with an index of its words, which is made when it pays.
#[derive(Debug, Clone, Default)]
pub struct Haystack {
    /// The normal form.
    pub normal: Normal,
    /// Hash of a word and the byte at which it begins, sorted.
    words: OnceCell<Vec<(u32, u32)>>,
    /// How many needles were looked for before there was an index.
    unindexed: Cell<u32>,
}

impl Haystack {
    /// A normal form to look things up in.
    pub fn new(normal: Normal) -> Self {
        Self { normal, words: OnceCell::new(), unindexed: Cell::new(0) }
    }

    /// The bytes at which `needle`, a piece of a normal form, begins in this one, in order. It begins and ends with a word
    /// or between words, except that `partial` says of words in it that they may be cut by its ends.
    pub fn find(&self, needle: &str, partial: impl Fn(&Range<usize>) -> bool) -> impl Iterator<Item = usize> {
        self.find_within(needle, partial, std::iter::once(0..self.normal.string.len()))
    }

    /// [`Haystack::find`] of those that begin in one of some stretches, which are in order and do not overlap.
    pub fn find_within(
        &self,
        needle: &str,
        partial: impl Fn(&Range<usize>) -> bool,
        stretches: impl IntoIterator<Item = Range<usize>>,
    ) -> impl Iterator<Item = usize> {
        let string = self.normal.string.as_str();
        let may_be_cut =
            |edge: usize| runs(needle).any(|word| (word.start == edge || word.end == edge) && partial(&word));
        let (opens_inside, ends_inside) = (may_be_cut(0), may_be_cut(needle.len()));
        let is_whole = move |start: &usize| {
            (opens_inside || !is_inside_word(string, *start))
                && (ends_inside || !is_inside_word(string, *start + needle.len()))
        };
        let rarest = if self.is_indexed() { self.rarest(needle, partial) } else { None };
        let starts = stretches.into_iter().flat_map(move |stretch| {
            // By that word of the needle which is rarest here.
            let known = rarest.map(|(hits, at)| {
                let from = hits.partition_point(|(_, byte)| (*byte as usize) < stretch.start + at);
                let to = hits.partition_point(|(_, byte)| (*byte as usize) < stretch.end.saturating_add(at));
                let starts = hits[from..to.max(from)].iter().map(move |(_, byte)| *byte as usize - at);
                starts.filter(|start| string.as_bytes()[*start..].starts_with(needle.as_bytes()))
            });
            let unknown = rarest.is_none().then(|| overlapping(string, needle, stretch));
            known.into_iter().flatten().chain(unknown.into_iter().flatten())
        });
        starts.filter(is_whole)
    }

    /// Whether the next needle is looked up in the index.
    fn is_indexed(&self) -> bool {
        let passed = self.unindexed.get();
        self.unindexed.set(passed.saturating_add(1));
        self.words.get().is_some() || passed >= UNINDEXED
    }

    /// The bytes at which `needle` begins if a line feed is a space, here and there.
    pub fn find_across(&self, needle: &str) -> impl Iterator<Item = usize> {
        let is_same = |(a, b): (&u8, &u8)| a == b || (matches!(a, b' ' | b'\n') && matches!(b, b' ' | b'\n'));
        let bytes = self.normal.string.as_bytes();
        let (hits, at) = self.rarest(needle, |_| false).unwrap_or((&[], 0));
        let starts = hits.iter().filter_map(move |(_, byte)| (*byte as usize).checked_sub(at));
        starts.filter(move |start| {
            let here = &bytes[*start..];
            here.len() >= needle.len() && here.iter().zip(needle.as_bytes()).all(is_same)
        })
    }

    /// How often that word of `needle` occurs which is rarest: [`Haystack::find`] looks at so many places.
    pub fn count(&self, needle: &str, partial: impl Fn(&Range<usize>) -> bool) -> usize {
        self.rarest(needle, partial).map_or(usize::MAX, |(hits, _)| hits.len())
    }

    /// Where that word of `needle` stands which is rarest here, and its place in `needle`.
    fn rarest(&self, needle: &str, partial: impl Fn(&Range<usize>) -> bool) -> Option<(&[(u32, u32)], usize)> {
        let known = runs(needle).filter(|word| !partial(word));
        known.map(|word| (self.places(&needle[word.clone()]), word.start)).min_by_key(|(hits, _)| hits.len())
    }

    /// Where a word with the hash of `word` begins.
    fn places(&self, word: &str) -> &[(u32, u32)] {
        let words = self.words.get_or_init(|| {
            let text = self.normal.as_str();
            let mut words: Vec<(u32, u32)> =
                runs(text).map(|word| (hash(&text[word.clone()]), offset(word.start))).collect();
            words.sort_unstable();
            words
        });
        let hash = hash(word);
        let start = words.partition_point(|(other, _)| *other < hash);
        let length = words[start..].partition_point(|(other, _)| *other == hash);
        &words[start..start + length]
    }
}

/// All places of `needle` that begin in a stretch of `text`, those that overlap as well.
fn overlapping(text: &str, needle: &str, stretch: Range<usize>) -> impl Iterator<Item = usize> {
    let step = needle.chars().next().map_or(1, char::len_utf8);
    let mut from = text.ceil_char_boundary(stretch.start);
    let end = text.ceil_char_boundary(stretch.end.saturating_add(needle.len()));
    std::iter::from_fn(move || {
        let at = from + text.get(from..end)?.find(needle).filter(|at| from + at < stretch.end)?;
        from = at + step;
        Some(at)
    })
}

/// Whether [`runs`] go on over byte `at`, a place between characters.
fn is_inside_word(text: &str, at: usize) -> bool {
    let (Some(before), Some(behind)) = (text[..at].chars().next_back(), text[at..].chars().next()) else {
        return false;
    };
    is_word_char(before)
        && is_word_char(behind)
        && (is_combining_mark(behind) || !(is_unspaced(before) || is_unspaced(behind)))
}

/// Byte ranges of runs of letters, digits and marks; in scripts without spaces, of single characters.
pub fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let (start, end, _) = first_run(text, from)?;
        from = end;
        Some(start..end)
    })
}

/// FNV-1a: the same on every machine.
fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[inline]
fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("texts are shorter than 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::{Haystack, Normal};
    use crate::text::Text;

    fn normal(text: &str) -> String {
        Normal::new(text, &[]).as_str().to_owned()
    }

    #[test]
    fn typesetting_does_not_count() {
        assert_eq!(normal("“Don’t\u{a0} go” – he\tsaid -- ‘no’ — "), "'Don't go'-he said-'no'-");
        assert_eq!(normal("well-known, 10–15 at -5 and so\u{ad}on..."), "well-known, 10-15 at -5 and soon…");
        assert_eq!(normal(" a \n b "), "a\nb");
    }

    #[test]
    fn every_byte_leads_back() {
        let text = "漢字 “Don’t\u{a0} go” – he  said...\nсло\u{ad}во — end";
        let (normal, text) = (Normal::new(text, &[]), Text::new(text));
        let back = |words: &str| {
            let at = normal.as_str().find(words).expect(words);
            text.slice(normal.code_points(&(at..at + words.len()), &text)).to_owned()
        };
        assert_eq!(back("漢字 'Don't go'"), "漢字 “Don’t\u{a0} go”");
        assert_eq!(back("go'-he said…"), "go” – he  said...");
        assert_eq!(back("слово"), "сло\u{ad}во");
        assert_eq!(back("end"), "end");
        let arabic = Normal::new("تنفيذيا", &[]);
        assert_eq!(arabic.byte(7), arabic.as_str().len());
        let at = normal.as_str().find("said").unwrap();
        assert_eq!(normal.byte(normal.code_point(at)), at);
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
        let haystack = Haystack::new(Normal::new("a b a b, a c. Trump's", &[]));
        let find = |needle: &str| haystack.find(needle, |_| false).collect::<Vec<_>>();
        // With the index and without it.
        for _ in 0..4 {
            assert_eq!(find("a b"), [0, 4]);
            assert_eq!(find("Trump"), [14]);
            assert_eq!(find(", a"), [7]);
            assert_eq!(find("b c"), [0_usize; 0]);
            assert_eq!((find("rump"), find("a Tr"), find(". T")), (Vec::new(), Vec::new(), Vec::new()));
            assert_eq!(haystack.find_within("a b", |_| false, vec![1..3, 4..9]).collect::<Vec<_>>(), [4]);
        }
        assert_eq!((haystack.count("a b", |_| false), haystack.count("a", |_| true)), (2, usize::MAX));
    }

    #[test]
    fn an_index_changes_nothing() {
        let text = "a ab b, ab-a 漢字漢 éa e\u{323}\u{302} ab";
        let words: Vec<&str> = vec!["a", "ab", "b", "b, a", "漢", "字漢", "é", "éa", " a", "-a", "e", ", ab-a 漢"];
        for word in words {
            let find = |haystack: &Haystack, partial: bool| haystack.find(word, |_| partial).collect::<Vec<_>>();
            let indexed = Haystack::new(Normal::new(text, &[]));
            indexed.count("a", |_| false);
            for partial in [false, true] {
                let plain = Haystack::new(Normal::new(text, &[]));
                assert_eq!(find(&plain, partial), find(&indexed, partial), "{word}");
            }
        }
    }

    #[test]
    fn parts_of_words_are_found_where_they_overlap() {
        let haystack = Haystack::new(Normal::new("aaaa", &[]));
        assert_eq!(haystack.find("aa", |_| true).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(haystack.find_within("aa", |_| true, std::iter::once(1..2)).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn words_are_found_across_paragraphs() {
        let haystack = Haystack::new(Normal::new("one two\nthree four", &[]));
        assert_eq!(haystack.find_across("two three").collect::<Vec<_>>(), [4]);
        assert_eq!(haystack.find_across("one\ntwo").collect::<Vec<_>>(), [0]);
        assert_eq!(haystack.find_across("four five").count(), 0);
    }

    #[test]
    fn stops_and_dashes_in_a_row_are_led_back_whole() {
        let text = "stop.... a ----- b";
        let (normal, text) = (Normal::new(text, &[]), Text::new(text));
        assert_eq!(normal.as_str(), "stop…. a-b");
        let back = |bytes| text.slice(normal.code_points(&bytes, &text));
        assert_eq!((back(0..7), back(0..8), back(9..11)), ("stop...", "stop....", "a -----"));
    }
}
