//! Checksums that anyone can check with common tools.

use sha2::{Digest, Sha256};

/// SHA-256 of `bytes` in hexadecimal digits, as `sha256sum` prints it.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
