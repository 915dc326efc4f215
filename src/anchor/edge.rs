//! Where a quotation may begin and end: not inside a word, a number or a denied word, and not beyond a paragraph or a
//! turn.
//!
//! In: a stretch of a prepared source. Out: whether it may be one. Start at [`is_whole`].

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::find::Prepared;
use super::negation;
use crate::model::clean::{CleanText, Role};
use crate::text::normal::{is_word_char, plain};
use crate::text::words::is_unspaced;

/// Whether the bytes of the normal form begin and end where words do. A number is one word with its stops and commas, and
/// a word behind a denying beginning such as `non-` is not whole.
pub(super) fn is_whole(source: &Prepared<'_>, bytes: &Range<usize>, opens_inside: bool, ends_inside: bool) -> bool {
    let normal = source.normal();
    let (before, after) = (&normal[..bytes.start], &normal[bytes.end..]);
    let inside = &normal[bytes.clone()];
    let (Some(first), Some(last)) = (inside.chars().next(), inside.chars().next_back()) else { return false };
    let joins = |left: char, right: char| {
        is_word_char(left) && is_word_char(right) && !is_unspaced(left) && !is_unspaced(right)
    };
    let denies = |word: &str| negation::of_language(source.language).is_some_and(|denies| denies(word));
    // A quotation that takes a number's stop along is cut inside the number as well.
    let is_cut = |left: Option<char>, mark: char, right: Option<char>| {
        matches!(mark, '.' | ',') && left.is_some_and(char::is_numeric) && right.is_some_and(char::is_numeric)
    };
    let opens = || {
        let mut back = before.chars().rev();
        let (near, far) = (back.next(), back.next());
        let Some(near) = near else { return true };
        // Where every character is a word, one that denies stands directly before what it denies.
        if is_unspaced(first) && is_unspaced(near) && denies(&near.to_string()) {
            return false;
        }
        if is_cut(Some(near), first, inside.chars().nth(1)) || joins(near, first) || is_combining_mark(first) {
            return false;
        }
        if first.is_numeric() && is_sign(source, bytes.start - near.len_utf8(), near, far) {
            return false;
        }
        let Some(far) = far else { return true };
        if joins_over(source, far, near, first, bytes.start.saturating_sub(near.len_utf8())) {
            return false;
        }
        !(near == '-' && is_word_char(first) && is_denied(source, bytes.start))
    };
    let ends = || {
        let mut forth = after.chars();
        let Some(near) = forth.next() else { return true };
        if is_cut(inside.chars().nth_back(1), last, Some(near)) || joins(last, near) || is_combining_mark(near) {
            return false;
        }
        let Some(far) = forth.next() else { return true };
        if joins_over(source, last, near, far, bytes.end) {
            // A possessive ending may be left to the editor's own sentence.
            return near == '\'' && far == 's' && !forth.next().is_some_and(is_word_char);
        }
        true
    };
    (opens_inside || opens()) && (ends_inside || ends())
}

/// Whether the mark `near`, at a byte of the normal form, makes one word of what stands on either side: an apostrophe
/// between letters, a stop or a separator between digits.
fn joins_over(source: &Prepared<'_>, left: char, near: char, right: char, at: usize) -> bool {
    let is_letter = |char: char| char.is_alphabetic() && !is_unspaced(char);
    match near {
        '\'' => (is_letter(left) && is_letter(right)) || (left.is_numeric() && right.is_numeric()),
        '.' | ',' => left.is_numeric() && right.is_numeric(),
        // Only a space at which no line may end groups the digits of one number.
        ' ' if left.is_numeric() && right.is_numeric() => {
            let point = source.haystack.normal.code_point(at);
            source.words.clean.text.slice(point..point + 1).starts_with(['\u{a0}', '\u{202f}', '\u{2009}'])
        }
        _ => false,
    }
}

/// Whether the mark `near`, at a byte of the normal form, belongs to the number behind it: a minus sign or a decimal
/// stop.
fn is_sign(source: &Prepared<'_>, at: usize, near: char, far: Option<char>) -> bool {
    if !far.is_none_or(|far| far.is_whitespace() || matches!(far, '(' | '[' | '$' | '€' | '£')) {
        return false;
    }
    match near {
        '.' => true,
        // A dash is a hyphen in normal form, and no sign.
        '-' => {
            let point = source.haystack.normal.code_point(at);
            let text = source.words.clean.text.slice(point..point + 2);
            text.starts_with(['-', '−', '‑']) && text.ends_with(char::is_numeric)
        }
        _ => false,
    }
}

/// Whether the word that begins at a byte stands behind a denying beginning and a hyphen.
pub(super) fn is_denied(source: &Prepared<'_>, at: usize) -> bool {
    let normal = source.normal();
    let hyphen = source.haystack.normal.code_point(at - 1);
    // A dash is a hyphen in normal form; in the text it is none.
    let text = source.words.clean.text.slice(hyphen..hyphen + 4);
    let mut chars = text.chars().filter(|char| plain(*char).is_some());
    if !matches!(chars.next(), Some('-' | '‐' | '‑')) || !chars.next().is_some_and(is_word_char) {
        return false;
    }
    let before = &normal[..at - 1];
    let word = before.rfind(|char: char| !is_word_char(char)).map_or(before, |space| {
        let space_end = space + before[space..].chars().next().map_or(1, char::len_utf8);
        &before[space_end..]
    });
    negation::PREFIXES.contains(&word.to_lowercase().as_str())
}

/// Whether a stretch of the reading text stays within a paragraph, or, in a block quotation, within a turn of a part.
pub(super) fn is_within(clean: &CleanText, range: &Range<u32>, is_block: bool) -> bool {
    let first = block_at(clean, range.start);
    let last = block_at(clean, range.end - 1);
    if first == last {
        return true;
    }
    let turn = |block: usize| (clean.blocks[block].part, clean.blocks[block].speaker);
    is_block
        && (first..=last).all(|block| turn(block) == turn(first))
        && !(first + 1..=last).any(|block| matches!(clean.blocks[block].role, Role::Heading(_)))
}

/// The block that holds a code point.
pub(super) fn block_at(clean: &CleanText, at: u32) -> usize {
    clean.blocks.partition_point(|block| block.range.start <= at).saturating_sub(1)
}
