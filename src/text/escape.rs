//! Text into HTML: the one place where plain text becomes markup.

/// Appends `text` to `out`, safe in element content and in quoted attributes. Characters that HTML forbids are replaced:
/// control characters by their pictures, others by U+FFFD.
pub fn escape_into(text: &str, out: &mut String) {
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push('\n'),
            '\r' => out.push('\u{240d}'),
            other => out.push(super::shown(other)),
        }
    }
}

/// [`escape_into`] a new string.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(
            escape("<b a='x' c=\"y\">&\0\u{1b}\u{fffe}\t"),
            "&lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp;␀␛\u{fffd}\t"
        );
    }
}
