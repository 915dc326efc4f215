//! The checksum of a bundle, in the bundle: the last thing in it, over all bytes before.
//!
//! The manifest speaks of the files in a bundle; the seal of the bundle itself, so that no byte between the files can be
//! another without being seen. Neither is a signature: whoever can write a bundle can seal it.

use memchr::memmem;

use crate::text::checksum::sha256;

/// Length of the digits of a seal, in bytes.
pub const LENGTH: usize = 64;

/// What the digits of a seal are led by.
pub const MARK: &str = "casebook sha256 ";

/// The seal of `bytes`: what to put behind them, or as near behind them as their form allows.
pub fn of(bytes: &[u8]) -> String {
    with(&sha256(bytes))
}

/// The seal of bytes that have this checksum.
pub fn with(sha256: &str) -> String {
    format!("{MARK}{sha256}")
}

/// Whether `bytes` end in the seal of all that stands before it, with nothing but `tail` behind.
pub fn closes(bytes: &[u8], tail: &str) -> bool {
    let Some(sealed) = bytes.strip_suffix(tail.as_bytes()) else { return false };
    let Some(at) = sealed.len().checked_sub(MARK.len() + LENGTH) else { return false };
    sealed[at..] == *of(&sealed[..at]).as_bytes()
}

/// Whether there is a seal in `bytes`, be it the right one or not.
pub fn is_in(bytes: &[u8]) -> bool {
    memmem::rfind(bytes, MARK.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_before_the_seal_and_in_it_counts() {
        let mut sealed = b"some words".to_vec();
        sealed.extend(of(b"some words").into_bytes());
        assert!(closes(&sealed, ""));
        assert!(!closes(&[&sealed[..], b"-->"].concat(), "") && closes(&[&sealed[..], b"-->"].concat(), "-->"));
        for at in 0..sealed.len() {
            let mut other = sealed.clone();
            other[at] ^= 1;
            assert!(!closes(&other, ""), "byte {at}");
        }
        assert!(!closes(b"some words", ""));
    }
}
