//! Checksums that anyone can check with common tools.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// SHA-256 of `bytes` in hexadecimal digits, as `sha256sum` prints it.
pub fn sha256(bytes: &[u8]) -> String {
    digits(&Sha256::digest(bytes))
}

/// The same of all that `reader` holds, piece by piece, with its length.
pub fn sha256_of(mut reader: impl Read) -> io::Result<(String, u64)> {
    let (mut hash, mut length) = (Sha256::new(), 0);
    let mut piece = vec![0; 1 << 16];
    loop {
        match reader.read(&mut piece) {
            Ok(0) => return Ok((digits(&hash.finalize()), length)),
            Ok(read) => {
                hash.update(&piece[..read]);
                length += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn digits(sum: &[u8]) -> String {
    let mut digits = String::with_capacity(64);
    for byte in sum {
        digits.extend([byte >> 4, byte & 15].map(|half| char::from(b"0123456789abcdef"[usize::from(half)])));
    }
    digits
}
