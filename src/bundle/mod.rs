//! The site as one file, for readers: the same site, the same bytes.
//!
//! In: every file of a site with its bytes, and what the bundle is called. Out: the bytes of the bundle. A file per form.
//! Every bundle carries the manifest of what it holds and a checksum of itself, so that `verify` can say of any byte
//! whether it is the one that was published.

pub mod seal;
pub mod zip;

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::manifest::{self, Manifest};
use crate::model::id::Id;
use crate::text::checksum::sha256;

/// Every file of a site, the manifest included, by path.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// The site with its manifest, as a build would publish it.
pub fn tree(mut files: Tree) -> Tree {
    let sums = files.iter().map(|(path, bytes)| (path.clone(), sha256(bytes))).collect();
    files.insert(manifest::PATH.to_owned(), Manifest::of(sums).to_json());
    files
}

/// What a bundle of the dossier with this title is called, without an ending: the letters and digits of the title that every
/// disk has, `-` between words, at most 60 bytes; `dossier` where nothing is left, or a name that Windows keeps for itself.
pub fn name_of(title: &str) -> String {
    let plain: String = title.nfkd().filter(|char| char.is_ascii() || char.is_whitespace()).collect();
    let words = plain.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = String::new();
    for word in words {
        if name.len() + word.len() >= 60 {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(&word.to_ascii_lowercase());
    }
    if Id::new(&name).is_ok() { name } else { "dossier".to_owned() }
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
    fn a_bundle_is_called_as_its_dossier_in_letters_that_every_disk_has() {
        assert_eq!(name_of("The Orders against TikTok and WeChat"), "the-orders-against-tiktok-and-wechat");
        assert_eq!(name_of("Über  Größe: a/b\\c"), "uber-groe-a-b-c");
        assert_eq!(name_of("封鎖令"), "dossier");
        assert_eq!(name_of(""), "dossier");
        assert_eq!(name_of("Con"), "dossier");
        assert!(name_of(&"word ".repeat(100)).len() <= 60);
    }

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
