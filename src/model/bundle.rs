//! The forms in which a whole site can be given away as one file, and what such a file is called.

use unicode_normalization::UnicodeNormalization as _;

use super::id::Id;

/// A form of a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// All pages in one HTML file.
    Html,
    /// A book of the EPUB 3 kind.
    Epub,
    /// The folder of the site as an archive.
    Zip,
}

impl Form {
    /// All forms, as the configuration names them.
    pub const NAMES: &[(&str, Form)] = &[("html", Self::Html), ("epub", Self::Epub), ("zip", Self::Zip)];

    /// The ending of its files, which is its name as well.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Epub => "epub",
            Self::Zip => "zip",
        }
    }

    /// What the bundle of a dossier with this title is called.
    pub fn file(self, title: &str) -> String {
        format!("{}.{}", name_of(title), self.ending())
    }

    /// Its path in the site of that dossier.
    pub fn path(self, title: &str) -> String {
        format!("downloads/{}", self.file(title))
    }
}

/// How many sources a bundle of one HTML file may have. A browser lays out what it shows, but reads all of it: with more,
/// telephones give up, and the archive of the site is the better gift.
const MOST_SOURCES: usize = 2000;

/// Why a dossier of so many sources makes no bundle of one HTML file; `None` where it does.
pub fn too_large(sources: usize) -> Option<String> {
    (sources > MOST_SOURCES).then(|| {
        format!("a bundle of one HTML file holds at most {MOST_SOURCES} sources, and the dossier has {sources}")
    })
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

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn a_bundle_is_called_as_its_dossier_in_letters_that_every_disk_has() {
        assert_eq!(name_of("The Orders against TikTok and WeChat"), "the-orders-against-tiktok-and-wechat");
        assert_eq!(name_of("Über  Größe: a/b\\c"), "uber-groe-a-b-c");
        assert_eq!(name_of("封鎖令"), "dossier");
        assert_eq!(name_of(""), "dossier");
        assert_eq!(name_of("Con"), "dossier");
        assert!(name_of(&"word ".repeat(100)).len() <= 60);
    }
}
