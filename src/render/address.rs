//! Relative addresses between files of the site, which work wherever it stands.

use std::fmt::Write as _;

/// The address of `to` from the page at `from`; both are paths within the site. Characters that are not plain are
/// percent-encoded.
pub fn relative(from: &str, to: &str) -> String {
    let shared = shared_folders(from, to);
    let up = from[shared..].bytes().filter(|byte| *byte == b'/').count();
    let mut out = String::with_capacity(3 * up + to.len() - shared);
    for _ in 0..up {
        out.push_str("../");
    }
    for byte in to[shared..].bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => write!(out, "%{byte:02X}").expect("strings take what is written"),
        }
    }
    out
}

/// How many bytes the folders have that both paths lie in.
fn shared_folders(from: &str, to: &str) -> usize {
    let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    from.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn addresses_go_up_and_down() {
        assert_eq!(relative("index.html", "sources/a.html"), "sources/a.html");
        assert_eq!(relative("sources/a.html", "index.html"), "../index.html");
        assert_eq!(relative("sources/a/record.html", "sources/a.html"), "../a.html");
        assert_eq!(relative("sources/a.html", "sources/a/record.html"), "a/record.html");
        assert_eq!(relative("sources/a.html", "media/a b.png"), "../media/a%20b.png");
        assert_eq!(relative("sources/a/record.html", "sources/ab/record.html"), "../ab/record.html");
        assert_eq!(relative("glossary/a.html", "glossary/a.html"), "a.html");
    }
}
