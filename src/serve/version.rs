//! By what a browser knows whether a page that it shows is still the one of the site.
//!
//! A version covers the bytes of the page, of the files of the site that it shows or loads, and of the definitions that it
//! shows in place. The style sheet is left out and
//! told apart from the rest: browsers take a new one without loading the page again. Start at [`version`].

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::site::{PageSpec, Site};
use crate::text::checksum::sha256;

/// The name of the style sheet, which pages link with a hash in it.
pub(super) fn style(site: &Site) -> &str {
    let path = &site.theme.style;
    path.rsplit('/').next().unwrap_or(path)
}

/// The version of the page at `path` with these bytes. `card` makes the definition of an entry that pages show in place.
pub(super) fn version(site: &Site, path: &str, bytes: &[u8], card: impl Fn(&Id) -> Option<Arc<[u8]>>) -> String {
    let text = String::from_utf8_lossy(bytes).replace(style(site), "style");
    let mut parts = sha256(text.as_bytes());
    let mut seen = BTreeSet::new();
    loads(site, path, &text, &mut seen);
    loads(site, &site.theme.style, &text_at(site, &site.theme.style), &mut seen);
    for path in seen {
        let bytes = file(site, &path).unwrap_or_default();
        write!(parts, " {path} {}", sha256(bytes)).expect("strings can be written to");
    }
    for id in terms(site, path, &text) {
        write!(parts, " {id} {}", sha256(&card(id).unwrap_or_default())).expect("strings can be written to");
    }
    sha256(parts.as_bytes())
}

/// The entries whose definitions a page shows in place: those that its terms lead to.
fn terms<'s>(site: &'s Site, path: &str, text: &str) -> BTreeSet<&'s Id> {
    let tags = text.split("<a class=\"term\"").skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
    let links = tags.filter_map(|tag| tag.split_once("href=\"")?.1.split('"').next());
    let pages = links.filter_map(|link| site.pages.get(&resolve(path, link)?));
    pages.filter_map(|spec| if let PageSpec::Page(PageKey::Entry(id)) = spec { Some(id) } else { None }).collect()
}

/// Adds to `seen` the files of the site that `text`, which stands at `path`, names, and those that they name in turn. Words that
/// happen to be the path of a file count as well: then a page is loaded once too often.
fn loads(site: &Site, path: &str, text: &str, seen: &mut BTreeSet<String>) {
    const LONGEST: usize = 1024;
    let is_edge =
        |char: char| char.is_ascii_whitespace() || matches!(char, '"' | '\'' | '(' | ')' | '<' | '>' | '=' | ',');
    let names = text.split(is_edge).filter(|name| name.contains('.') && name.len() < LONGEST);
    for found in names.filter_map(|name| resolve(path, name)) {
        if file(site, &found).is_some() && seen.insert(found.clone()) && found.ends_with(".css") {
            loads(site, &found, &text_at(site, &found), seen);
        }
    }
}

fn file<'a>(site: &'a Site, path: &str) -> Option<&'a [u8]> {
    match site.pages.get(path) {
        Some(PageSpec::File(bytes)) => Some(bytes),
        _ => None,
    }
}

fn text_at(site: &Site, path: &str) -> String {
    String::from_utf8_lossy(file(site, path).unwrap_or_default()).into_owned()
}

/// The path in the site that `link` leads to from the file at `from`; `None` if it leads out.
fn resolve(from: &str, link: &str) -> Option<String> {
    let link = link.split(['#', '?']).next().unwrap_or_default().replace("&amp;", "&");
    let link = percent_decode_str(&link).decode_utf8().ok()?;
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_where_browsers_take_them() {
        let at = |link: &str| resolve("sources/a/record.html", link);
        assert_eq!(at("../../media/a.png").as_deref(), Some("media/a.png"));
        assert_eq!(at("b.png#x").as_deref(), Some("sources/a/b.png"));
        assert_eq!(at("../f%C3%BCr&amp;.png?1").as_deref(), Some("sources/für&.png"));
        assert_eq!(at("../../../a.png"), None);
    }
}
