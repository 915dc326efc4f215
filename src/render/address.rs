//! Relative addresses between files of the site, which work wherever it stands.

/// The address of `to` from the page at `from`; both are paths within the site. Names that are not plain are
/// percent-encoded.
pub fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let folders = from.len() - 1;
    let shared = from[..folders].iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), folders - shared);
    let down = to[shared..].iter().map(|part| encode(part));
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Percent-encodes what may not stand in a path segment.
fn encode(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
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
    }
}
