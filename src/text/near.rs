//! The place of a text that is most like some words: approximate search by bit-parallel dynamic programming.
//!
//! After G. Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic programming" (J. ACM
//! 46(3), 1999): the distances of all prefixes of the pattern at one place of the text are one column of differences,
//! kept in two machine words. A pattern of up to 128 characters takes a few operations per character of the text.

use std::collections::BTreeMap;
use std::ops::Range;

/// How many characters of a pattern are compared at once.
const WIDTH: usize = 128;

/// A stretch of a text that is like a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// Bytes of the text.
    pub bytes: Range<usize>,
    /// Characters to insert, delete or replace.
    pub distance: usize,
}

/// The first of the stretches of `text` that differ least from `pattern`; `None` if more than a share of `tolerated`
/// percent of the pattern's characters differ. Of a long pattern, its beginning and its end are looked for.
pub fn nearest(text: &str, pattern: &str, tolerated: usize) -> Option<Near> {
    let chars: Vec<char> = pattern.chars().collect();
    let limit = |length: usize| length * tolerated / 100;
    if chars.len() <= WIDTH {
        return search(text, &chars).filter(|near| near.distance <= limit(chars.len()));
    }
    let (head, tail) = (&chars[..WIDTH], &chars[chars.len() - WIDTH..]);
    let fits = |near: &Near| near.distance <= limit(WIDTH);
    let first = search(text, head).filter(fits);
    // The end is looked for where it should be, behind the beginning, before it is looked for anywhere.
    let behind = first.as_ref().and_then(|first| {
        let end = first.bytes.start + pattern.len();
        [pattern.len() / 10, pattern.len() / 2].into_iter().find_map(|slack| {
            let from = text.floor_char_boundary((end - slack).saturating_sub(2 * WIDTH).max(first.bytes.start));
            let reach = text.floor_char_boundary((end + slack).min(text.len())).max(from);
            let mut near = search(&text[from..reach], tail).filter(fits)?;
            near.bytes = near.bytes.start + from..near.bytes.end + from;
            Some(near)
        })
    });
    match (first, behind.or_else(|| search(text, tail).filter(fits))) {
        (Some(first), Some(last)) => {
            let bytes = first.bytes.start..last.bytes.end;
            let is_plausible =
                bytes.start < bytes.end && bytes.len() < 2 * pattern.len() && bytes.len() * 2 > pattern.len();
            let distance = first.distance + last.distance;
            let better = if last.distance < first.distance { last } else { first };
            Some(if is_plausible { Near { bytes, distance } } else { better })
        }
        (first, last) => first.or(last),
    }
}

/// The best place for a pattern of at most [`WIDTH`] characters.
fn search(text: &str, pattern: &[char]) -> Option<Near> {
    if pattern.is_empty() {
        return None;
    }
    let (end, distance) = best_end(text.char_indices().map(|(at, char)| (at + char.len_utf8(), char)), pattern, false)?;
    // Backwards from there, the pattern must fit from the end on: its beginning is where it does with that distance.
    let reversed: Vec<char> = pattern.iter().rev().copied().collect();
    let back = text[..end].char_indices().rev().take(2 * pattern.len() + 1);
    let (start, _) = best_end(back, &reversed, true)?;
    Some(Near { bytes: start..end, distance })
}

/// The first place at which the distance is least, or the last of those in a row, and that distance. A `fixed` search
/// begins where the text does; else it may begin anywhere.
fn best_end(text: impl Iterator<Item = (usize, char)>, pattern: &[char], fixed: bool) -> Option<(usize, usize)> {
    let mut masks: BTreeMap<char, u128> = BTreeMap::new();
    let mut ascii = [0_u128; 128];
    for (at, char) in pattern.iter().enumerate() {
        let mask = 1_u128 << at;
        match usize::try_from(u32::from(*char)) {
            Ok(code) if code < 128 => ascii[code] |= mask,
            _ => *masks.entry(*char).or_default() |= mask,
        }
    }
    let last = 1_u128 << (pattern.len() - 1);
    let (mut plus, mut minus) = (u128::MAX, 0_u128);
    let mut distance = pattern.len();
    let mut best: Option<(usize, usize)> = None;
    let mut is_tied = false;
    for (at, char) in text {
        let equal = match usize::try_from(u32::from(char)) {
            Ok(code) if code < 128 => ascii[code],
            _ => masks.get(&char).copied().unwrap_or(0),
        };
        let vertical = equal | minus;
        let diagonal = (((equal & plus).wrapping_add(plus)) ^ plus) | equal;
        let mut rises = minus | !(diagonal | plus);
        let falls = plus & diagonal;
        if rises & last != 0 {
            distance += 1;
        }
        if falls & last != 0 {
            distance -= 1;
        }
        rises = (rises << 1) | u128::from(fixed);
        let falls = falls << 1;
        plus = falls | !(vertical | rises);
        minus = rises & vertical;
        // A character replaced is likelier than one left out at the edge, so a tie goes on.
        is_tied = best.is_none_or(|(_, least)| distance < least || ((is_tied || fixed) && distance == least));
        if is_tied {
            best = Some((at, distance));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::nearest;

    fn check(text: &str, pattern: &str, expected: Option<(&str, usize)>) {
        let found = nearest(text, pattern, 40).map(|near| (&text[near.bytes], near.distance));
        assert_eq!(found, expected);
    }

    #[test]
    fn the_nearest_stretch_is_found_with_its_ends() {
        check("It was the quick fox that ran.", "the quyck fox", Some(("the quick fox", 1)));
        check("It was the quick fox that ran.", "was quick fox", Some(("the quick fox", 3)));
        check("中文测试文本在这里", "测试本文", Some(("测试文", 1)));
        check("The U.S. left on May 6 for good.", "V.S. left on May 7", Some(("U.S. left on May 6", 2)));
        check("nothing of the kind", "zzzzzzzzz", None);
        check("", "abc", None);
    }

    #[test]
    fn a_long_pattern_is_found_by_its_ends() {
        let text =
            format!("{} {} {}", "lorem ".repeat(80), "The senate of the republic met. ".repeat(9), "x ".repeat(99));
        let pattern = "The senate of the republic met. ".repeat(9).replacen("republic", "commonwealth", 4);
        let near = nearest(&text, &pattern, 40).unwrap();
        assert!(text[near.bytes].starts_with("The senate"));
    }
}
