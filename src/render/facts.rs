//! What the metadata of a source say, fact by fact.

use super::Page;
use crate::text::escape::escape;

/// Something the metadata say.
#[derive(Clone)]
pub(super) struct Fact {
    /// Key of the words it is called by, such as `fact-published`.
    pub(super) key: &'static str,
    /// The value in words.
    pub(super) text: String,
    /// Where the value is an address of the web.
    pub(super) href: Option<String>,
    /// Where the value is the editor's: what it rests on. The capture does not say it, so it stands in brackets, as in
    /// print.
    pub(super) from: Option<String>,
}

impl Page<'_> {
    /// The facts as [`super::view::SourceView::facts`] describes them.
    pub(super) fn facts(&self, facts: &[Fact]) -> String {
        let mut out = String::with_capacity(128 * facts.len());
        for fact in facts {
            out.extend(["<div><dt>", &escape(&self.word(fact.key, &[])), "</dt><dd>"]);
            let text = escape(&fact.text);
            let (open, close) = if fact.from.is_some() { ("[", "]") } else { ("", "") };
            out.push_str(open);
            match &fact.href {
                Some(href) => out.extend(["<a href=\"", &escape(href), "\"><bdi>", &text, "</bdi></a>"]),
                None if fact.key.ends_with("sha256") => out.extend(["<code class=\"hash\">", &text, "</code>"]),
                None => out.extend(["<bdi>", &text, "</bdi>"]),
            }
            out.push_str(close);
            if let Some(from) = &fact.from {
                let from = escape(&self.word("by-editor", &[("from", from)]));
                out.extend([" <span class=\"from\">", &from, "</span>"]);
            }
            out.push_str("</dd></div>\n");
        }
        out
    }
}
