//! Numbers as printable characters, which a script reads without decoding a file first.
//!
//! The characters from `#` to `[` end a number and are worth 0 to 56; those from `]` to `~` say that it goes on and are
//! worth 0 to 33. The lowest digit stands first. So a number below 57 takes one character, one below 1,938 two. None of
//! them is a space, a quotation mark or a backslash, so they stand in a string of JSON as they are.
//!
//! A *list* says which leaves have a term and how much it counts in each. For each of them there are as many digits that go
//! on as the leaves passed over ask for, none if it is the next one, and then how much the term counts as a last digit. So
//! a leaf of a frequent term takes one character.
//!
//! *Neighbours* say in three digits of 91 values each, that of both kinds of characters, what stands before and behind a term at
//! one of its places: the [`code`] of either, and whether the term has more places in the leaf. Of pairs three more say what stands
//! beyond these.

use super::pairs::MOST;

const LAST: u8 = b'#';
const MORE: u8 = b']';

/// How many values the last digit has.
const LASTS: usize = 57;

/// How many values every other digit has.
const MORES: usize = 34;

/// The greatest number of one digit.
pub(super) const GREATEST_SHORT: usize = LASTS - 1;

/// Appends a number.
#[inline]
pub(super) fn push(mut number: usize, out: &mut Vec<u8>) {
    while number >= LASTS {
        out.push(MORE + (number % MORES) as u8);
        number /= MORES;
    }
    out.push(LAST + number as u8);
}

/// A number of one digit.
pub(super) fn short(number: usize) -> u8 {
    LAST + number as u8
}

/// Appends one leaf of a list: how many are passed over before it, and how much the term counts there.
#[inline]
pub(super) fn push_leaf(passed: usize, impact: usize, out: &mut Vec<u8>) {
    push_passed(passed, out);
    out.push(short(impact));
}

/// Appends how many leaves are passed over, each digit being worth one more than it is elsewhere.
#[inline]
pub(super) fn push_passed(mut passed: usize, out: &mut Vec<u8>) {
    while passed > 0 {
        out.push(MORE + ((passed - 1) % MORES) as u8);
        passed = (passed - 1) / MORES;
    }
}

/// The leaves of a list, and how much the term counts in each. What is no list ends it.
#[derive(Debug, Clone)]
pub(super) struct Leaves<'a> {
    list: &'a [u8],
    next: usize,
}

impl<'a> Leaves<'a> {
    /// Those of a list that begins at leaf `first`.
    pub(super) fn new(first: usize, list: &'a [u8]) -> Self {
        Self { list, next: first }
    }
}

impl Iterator for Leaves<'_> {
    type Item = (usize, usize);

    #[inline]
    fn next(&mut self) -> Option<(usize, usize)> {
        let (mut leaf, mut worth) = (self.next, 1_usize);
        loop {
            let (&digit, rest) = self.list.split_first()?;
            self.list = rest;
            if digit < MORE {
                self.next = leaf.checked_add(1)?;
                return Some((leaf, usize::from(digit.checked_sub(LAST)?)));
            }
            leaf = leaf.checked_add(usize::from(digit - MORE + 1).checked_mul(worth)?)?;
            worth = worth.checked_mul(MORES)?;
        }
    }
}

/// How many leaves a list has.
pub(super) fn leaves_in(list: &[u8]) -> usize {
    list.iter().filter(|digit| **digit < MORE).count()
}

/// Appends the places of a term in a leaf, ascending: twice the way from each to the next, and 1 if more follow.
#[inline]
pub(super) fn push_places(places: impl ExactSizeIterator<Item = usize>, out: &mut Vec<u8>) {
    let (mut left, mut before) = (places.len(), 0);
    for place in places {
        left -= 1;
        push(2 * (place - before) + usize::from(left > 0), out);
        before = place;
    }
}

/// How many bytes the places of a term in the first of some leaves take.
#[inline]
pub(super) fn places_end(places: &[u8]) -> usize {
    let (mut at, mut goes_on) = (0, true);
    while goes_on && at < places.len() {
        // The lowest digit stands first, and 34 is even.
        goes_on = places[at].wrapping_sub(if places[at] < MORE { LAST } else { MORE }) % 2 == 1;
        at += places[at..].iter().position(|digit| *digit < MORE).map_or(places.len() - at, |last| last + 1);
    }
    at
}

/// How many numbers some digits are.
pub(super) fn numbers_in(digits: &[u8]) -> usize {
    digits.iter().filter(|digit| **digit < MORE).count()
}

/// The places of a term in a leaf.
pub(super) fn places(places: &[u8]) -> impl Iterator<Item = usize> {
    Numbers(places).scan(0_usize, |place, number| {
        *place = place.checked_add(number / 2)?;
        Some(*place)
    })
}

/// How many codes there are.
const CODES: u32 = 613;

/// The code of what is no term: where a block begins or ends.
pub(super) const NOTHING: u16 = CODES as u16 - 1;

/// How many digits say what stands before and behind a place.
pub(super) const NEAR: usize = 3;

/// A number by which most terms are told apart: of a frequent one its own, of any other one made of its units of UTF-16, since
/// scripts have these.
pub(super) fn code(term: &str, frequent: Option<usize>) -> u16 {
    if let Some(number) = frequent {
        return number as u16;
    }
    let sum = term.encode_utf16().fold(0_u32, |sum, unit| sum.wrapping_mul(31).wrapping_add(u32::from(unit)));
    MOST as u16 + (sum % (CODES - 1 - MOST as u32)) as u16
}

/// Appends the codes of what stands before and behind a place, the nearest first, and whether another place of the leaf follows.
#[inline]
pub(super) fn push_near(around: &[[u16; 2]], goes_on: bool, out: &mut Vec<u8>) {
    const DIGITS: u32 = (LASTS + MORES) as u32;
    for (at, [before, behind]) in around.iter().enumerate() {
        let goes_on = goes_on && at == 0;
        let number = (u32::from(*before) * CODES + u32::from(*behind)) * 2 + u32::from(goes_on);
        let digit = |value: u32| value as u8 + if value < LASTS as u32 { LAST } else { MORE - LASTS as u8 };
        out.extend([number % DIGITS, number / DIGITS % DIGITS, number / DIGITS / DIGITS].map(digit));
    }
}

/// How many bytes the neighbours of a term in the first of some leaves take, so many in a row on either side of each place.
pub(super) fn near_end(digits: &[u8], reach: usize) -> usize {
    let (whole, _) = digits.as_chunks();
    let goes_on = |here: &&[u8; NEAR]| near_number(here) % 2 == 1;
    let places = whole.iter().step_by(reach).take_while(goes_on).count() + 1;
    digits.len().min(NEAR * reach * places)
}

/// The codes of what stands before and behind a term at its places in a leaf.
pub(super) fn near(digits: &[u8]) -> impl Iterator<Item = [u16; 2]> {
    let around = |here: &[u8; NEAR]| near_number(here) / 2;
    digits.as_chunks().0.iter().map(around).map(|around| [around / CODES, around % CODES].map(|code| code as u16))
}

fn near_number(digits: &[u8; NEAR]) -> u32 {
    let value = |digit: u8| u32::from(digit.wrapping_sub(if digit < MORE { LAST } else { MORE - LASTS as u8 }));
    digits.iter().rev().fold(0, |number, digit| number * (LASTS + MORES) as u32 + value(*digit))
}

/// Numbers one behind the other, read from the front. What is no number ends them.
#[derive(Debug, Clone)]
pub(super) struct Numbers<'a>(pub(super) &'a [u8]);

impl Iterator for Numbers<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let (mut number, mut worth) = (0_usize, 1_usize);
        loop {
            let (&digit, rest) = self.0.split_first()?;
            self.0 = rest;
            if digit < MORE {
                return number.checked_add(usize::from(digit.checked_sub(LAST)?).checked_mul(worth)?);
            }
            number = number.checked_add(usize::from(digit - MORE).checked_mul(worth)?)?;
            worth = worth.checked_mul(MORES)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        GREATEST_SHORT, Leaves, NOTHING, Numbers, code, near, near_end, places, places_end, push, push_leaf, push_near,
        push_places,
    };

    #[test]
    fn lists_and_places_are_read_as_they_were_written() {
        let ways = [0, 1, 2, 33, 34, 35, 36, 1_189, 1_190, 1_191, 1_224, 40_000];
        let impact = |at: usize| at * 5 % GREATEST_SHORT + 1;
        let (mut list, mut wanted, mut leaf) = (Vec::new(), Vec::new(), 7);
        for (at, way) in ways.into_iter().enumerate() {
            push_leaf(way, impact(at), &mut list);
            leaf += way;
            wanted.push((leaf, impact(at)));
            leaf += 1;
        }
        assert_eq!(Leaves::new(7, &list).collect::<Vec<_>>(), wanted);
        assert_eq!(Leaves::new(0, b"~~~~~~~~~~~~~~~~~~~~~~#").next(), None);

        let groups: [&[usize]; 4] = [&[0], &[3, 4, 900, 70_000], &[968], &[969, 2_000]];
        let mut out = Vec::new();
        groups.iter().for_each(|group| push_places(group.iter().copied(), &mut out));
        let mut rest = &out[..];
        for group in groups {
            let (here, behind) = rest.split_at(places_end(rest));
            assert_eq!(places(here).collect::<Vec<_>>(), group);
            rest = behind;
        }
        assert_eq!((rest, places_end(rest)), (&[][..], 0));
    }

    #[test]
    fn neighbours_are_read_as_they_were_written() {
        let mut out = Vec::new();
        let leaves = [
            vec![[0, NOTHING], [NOTHING, 0]],
            vec![[NOTHING, NOTHING]],
            vec![[1, 2], [code("fox", None), code("中国", Some(7))]],
        ];
        for around in &leaves {
            for (left, near) in (0..around.len()).rev().zip(around) {
                push_near(&[*near], left > 0, &mut out);
            }
        }
        assert!(out.iter().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\')));
        let mut rest = &out[..];
        for expected in leaves {
            let (here, behind) = rest.split_at(near_end(rest, 1));
            assert_eq!(near(here).collect::<Vec<_>>(), expected);
            rest = behind;
        }
        assert_eq!(rest, b"");

        let mut wide = Vec::new();
        for (goes_on, place) in [(true, 1), (false, 3), (false, 5)] {
            push_near(&[[place, 0], [0, place]], goes_on, &mut wide);
        }
        let (here, behind) = wide.split_at(near_end(&wide, 2));
        assert_eq!(near(here).collect::<Vec<_>>(), [[1, 0], [0, 1], [3, 0], [0, 3]]);
        assert_eq!(near_end(behind, 2), behind.len());
    }

    #[test]
    fn what_is_written_is_read() {
        let numbers: Vec<usize> = (0..5_000).chain([65_535, 1 << 31, u32::MAX as usize]).collect();
        let mut out = Vec::new();
        numbers.iter().for_each(|number| push(*number, &mut out));
        assert!(out.iter().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\')));
        assert_eq!(Numbers(&out).collect::<Vec<_>>(), numbers);
    }

    #[test]
    fn what_is_no_number_ends_the_numbers() {
        assert_eq!(Numbers(b"~~~~~~~~~~~~~~~~~~~~~~#").next(), None);
        assert_eq!(Numbers(b"~").next(), None);
    }
}
