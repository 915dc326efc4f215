//! What files may be called so that every system in use has them, beside one another.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::id::Id;

/// Whether a file or folder can have this name on every system in use.
pub fn is_name_everywhere(name: &str) -> bool {
    let is_forbidden = |char: char| char.is_control() || "<>:\"|?*\\/".contains(char);
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_reserved = Id::is_reserved(stem.trim_end());
    !name.is_empty() && name.len() <= 255 && !name.contains(is_forbidden) && !name.ends_with(['.', ' ']) && !is_reserved
}

/// What is left of a path for the disks of macOS and Windows when they compare it, or nearly so.
pub fn as_disks_compare(path: &str) -> Cow<'_, str> {
    if path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return path.into();
    }
    path.nfc().collect::<String>().to_lowercase().into()
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
