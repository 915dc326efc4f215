//! Names for what is taken in: files of `seeds/`, and ids of sources.

use unicode_normalization::UnicodeNormalization;

use crate::model::id::Id;

/// The longest name of a file, in characters: with what builds add to it every system takes it.
const LONGEST: usize = 80;

/// The name that a file called `name` has in `seeds/`: one that builds read and that every system takes.
pub fn file(name: &str) -> String {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending))
            if !stem.is_empty() && ending.len() <= 8 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            (stem, format!(".{}", ending.to_ascii_lowercase()))
        }
        _ => (name, ".txt".to_owned()),
    };
    let plain: String =
        stem.nfc().map(|char| if char.is_alphanumeric() || matches!(char, '.' | '_') { char } else { '-' }).collect();
    let mut out = String::new();
    for char in plain.trim_matches(['-', '.', '_']).chars().take(LONGEST) {
        if char != '-' || !out.ends_with('-') {
            out.push(char);
        }
    }
    let out = out.trim_end_matches(['-', '.', '_']);
    let is_free = !out.is_empty() && !Id::is_reserved(out.to_lowercase().split('.').next().unwrap_or_default());
    if is_free { format!("{out}{ending}") } else { format!("text-{out}{ending}").replace("-.", ".") }
}

/// `path` with a number behind its stem.
pub fn numbered(path: &str, number: usize) -> String {
    match path.rsplit_once('.') {
        Some((stem, ending)) if !stem.ends_with('/') => format!("{stem}-{number}.{ending}"),
        _ => format!("{path}-{number}"),
    }
}

/// An id for a source: the family name of its first author and the year, where both are known and can be written in plain
/// letters; else what its file is called; else `source`.
pub fn id(author: Option<&str>, published: Option<&str>, file: &str) -> String {
    let family = author.and_then(|name| name.split_whitespace().next_back()).map(plain).unwrap_or_default();
    let year = published.and_then(|date| date.get(..4)).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
    let made = match (family.as_str(), year) {
        ("", _) | (_, None) => plain(file.rsplit_once('.').map_or(file, |(stem, _)| stem)),
        (family, Some(year)) => format!("{family}-{year}"),
    };
    let made: String = made.chars().take(48).collect();
    let made = made.trim_matches('-');
    if Id::new(made).is_ok() { made.to_owned() } else { format!("source-{made}").trim_end_matches('-').to_owned() }
}

/// Letters and digits without marks, in lower case, and hyphens between them.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for char in text.nfkd().flat_map(char::to_lowercase) {
        match char {
            'a'..='z' | '0'..='9' => out.push(char),
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'æ' => out.push_str("ae"),
            _ if unicode_normalization::char::is_combining_mark(char) || char == '\'' || char == '’' => {}
            _ if !out.ends_with('-') && !out.is_empty() => out.push('-'),
            _ => {}
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{file, id, numbered};

    #[test]
    fn names_of_files_are_safe() {
        for (name, expected) in [
            ("letter.txt", "letter.txt"),
            ("A page – from the web.HTML", "A-page-from-the-web.html"),
            ("../../etc/passwd", "etc-passwd.txt"),
            (".hidden", "hidden.txt"),
            ("con.txt", "text-con.txt"),
            ("???", "text.txt"),
            ("письмо 3.txt", "письмо-3.txt"),
            ("no ending", "no-ending.txt"),
        ] {
            assert_eq!(file(name), expected, "{name}");
        }
        assert!(file(&"x".repeat(300)).len() < 100);
        assert_eq!(numbered("seeds/a.b.txt", 2), "seeds/a.b-2.txt");
    }

    #[test]
    fn ids_are_made_of_author_and_year_or_of_the_name_of_the_file() {
        assert_eq!(id(Some("Rita Liao"), Some("2020-07"), "x.txt"), "liao-2020");
        assert_eq!(id(Some("José Muñoz"), Some("2020"), "x.txt"), "munoz-2020");
        assert_eq!(id(Some("王小明"), Some("2020"), "wang.txt"), "wang");
        assert_eq!(id(None, Some("2020"), "A Page (1).html"), "a-page-1");
        assert_eq!(id(None, None, "письмо.txt"), "source");
        assert_eq!(id(None, None, "con.txt"), "source-con");
    }
}
