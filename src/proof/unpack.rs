//! How much of what is packed is unpacked: no more than memory and patience bear.
//!
//! In: readers of what is compressed. Out: what they hold, or that it is too much. Start at [`Allowance`]. A file of a few
//! kilobytes can claim to hold terabytes, so one of them must not decide how much a build takes.

use std::io::Read;

/// The largest file that is unpacked out of a smaller one, in bytes.
const LARGEST: u64 = 256 << 20;

/// How many times its own size a file may hold in all. Text is packed to a tenth, sites of much repetition to a thirtieth;
/// DEFLATE reaches a thousandth.
const RATIO: u64 = 100;

/// What a file may hold in all, however small it is.
const LEAST: u64 = 64 << 20;

/// What a file may hold in all, however large it is, unless that is less than twice its size.
const MOST: u64 = 4 << 30;

/// How deep files lie in files.
pub(super) const DEEPEST: usize = 6;

/// What may still be unpacked out of one file.
pub(super) struct Allowance {
    /// In all, at first.
    all: u64,
    left: u64,
    /// The most that one file in it may have.
    one: u64,
}

/// What was unpacked.
pub(super) enum Unpacked {
    /// All of it.
    Whole(Vec<u8>),
    /// What stands before the place at which it is damaged.
    Damaged(Vec<u8>),
    /// It is larger than one file may be; how large that is.
    Large(u64),
    /// It, with all before it, is more than the file may hold; how much that is.
    TooMuch(u64),
}

impl Allowance {
    /// That of a file of so many bytes.
    pub(super) fn of(size: usize) -> Self {
        let size = size as u64;
        let all = size.saturating_mul(RATIO).clamp(LEAST, MOST).max(size.saturating_mul(2));
        Self { all, left: all, one: LARGEST.max(size) }
    }

    /// What `reader` holds.
    pub(super) fn read(&mut self, reader: impl Read) -> Unpacked {
        let most = self.left.min(self.one);
        let mut held = Vec::new();
        let is_whole = reader.take(most + 1).read_to_end(&mut held).is_ok();
        let length = held.len() as u64;
        if length > most {
            return if most < self.left { Unpacked::Large(self.one) } else { Unpacked::TooMuch(self.all) };
        }
        self.left -= length;
        if is_whole { Unpacked::Whole(held) } else { Unpacked::Damaged(held) }
    }
}

/// What archives and compressed files begin with that cannot be opened here, and what they are.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xfd7zXZ\0", "compressed by xz"),
    (b"BZh", "compressed by bzip2"),
    (b"\x28\xb5\x2f\xfd", "compressed by Zstandard"),
    (b"\x04\x22\x4d\x18", "compressed by LZ4"),
    (b"LZIP", "compressed by lzip"),
    (b"MSCF", "a cabinet archive"),
];

/// What kind of archive `bytes` are, if it is one that cannot be opened here.
pub(super) fn foreign(bytes: &[u8]) -> Option<&'static str> {
    // Such a file is never text, and a text may begin with the same letters.
    let found = FOREIGN.iter().find(|(beginning, _)| bytes.starts_with(beginning));
    found.filter(|_| std::str::from_utf8(bytes).is_err()).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unpacked_is_bounded() {
        let read = |size: usize, lengths: &[u64]| {
            let mut allowance = Allowance::of(size);
            let said = lengths.iter().map(|length| match allowance.read(std::io::repeat(0).take(*length)) {
                Unpacked::Whole(held) => format!("whole {}", held.len() >> 20),
                Unpacked::Damaged(_) => "damaged".to_owned(),
                Unpacked::Large(most) => format!("larger than {}", most >> 20),
                Unpacked::TooMuch(most) => format!("more than {}", most >> 20),
            });
            said.collect::<Vec<_>>().join(", ")
        };
        let mib = 1 << 20;
        assert_eq!(read(100, &[64 * mib, 0]), "whole 64, whole 0");
        assert_eq!(read(100, &[63 * mib, mib, 1]), "whole 63, whole 1, more than 64");
        assert_eq!(read(3 << 20, &[257 * mib, 2 * mib]), "larger than 256, whole 2");
        // What is no larger than the file around it is no danger.
        assert_eq!(read(5 << 40, &[257 * mib]), "whole 257");
        assert_eq!(Allowance::of(5 << 30).all, 10 << 30);
        assert_eq!(Allowance::of(1 << 30).all, 4 << 30);
    }

    #[test]
    fn text_is_no_archive() {
        assert_eq!(foreign(b"BZhere"), None);
        assert_eq!(foreign(b"BZh91AY&SY\xff"), Some("compressed by bzip2"));
        assert_eq!(foreign(b"7z\xbc\xaf\x27\x1c\0"), Some("a 7z archive"));
    }
}
