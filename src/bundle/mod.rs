//! The site as one file, for readers: the same site, the same bytes.
//!
//! In: every file of a site with its bytes, and what the bundle is called. Out: the bytes of the bundle. A file per form.
//! Every bundle carries the manifest of what it holds and a checksum of itself, so that `verify` can say of any byte
//! whether it is the one that was published.

pub mod epub;
pub mod html;
pub mod seal;
pub mod zip;

mod page;

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::{self, Manifest};
use crate::model::id::Id;
use crate::text::checksum::sha256;

/// Every file of a site, the manifest included, by path.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A site as one file.
#[derive(Debug, Default)]
pub struct Bundle {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many files its manifest lists.
    pub files: usize,
    /// Files of the site that pages in it link to, and that are too large for it.
    pub left_out: BTreeSet<String>,
}

/// The site with its manifest, as a build would publish it.
pub fn tree(mut files: Tree) -> Tree {
    let sums = files.iter().map(|(path, bytes)| (path.clone(), sha256(bytes))).collect();
    files.insert(manifest::PATH.to_owned(), Manifest::of(sums).to_json());
    files
}

/// Whether a file or folder can have this name on every system in use.
pub fn is_name_everywhere(name: &str) -> bool {
    let is_forbidden = |char: char| char.is_control() || "<>:\"|?*\\/".contains(char);
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_reserved = Id::is_reserved(stem.trim_end());
    !name.is_empty() && name.len() <= 255 && !name.contains(is_forbidden) && !name.ends_with(['.', ' ']) && !is_reserved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_system_does_not_have_are_known() {
        for name in ["a.html", "ü b.png", "封.txt", ".a", "common.txt", "com10"] {
            assert!(is_name_everywhere(name), "{name:?}");
        }
        for name in ["", "a?", "a:b", "a\u{1}", "a.", "a ", "con", "Con.txt", "lpt1.tar.gz", "a\\b"] {
            assert!(!is_name_everywhere(name), "{name:?}");
        }
    }
}
