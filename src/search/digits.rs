//! Numbers as printable characters, which a script reads without decoding a file first.
//!
//! The characters from `#` to `[` end a number and are worth 0 to 56; those from `]` to `~` say that it goes on and are
//! worth 0 to 33. The lowest digit stands first. So a number below 57 takes one character, one below 1,938 two. None of
//! them is a space, a quotation mark or a backslash, so they stand in a string of JSON as they are.

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
    use super::{Numbers, push};

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
