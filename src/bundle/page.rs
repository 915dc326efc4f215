//! A rendered page read as a browser reads it: its elements, and where its links lead in the site.

use dom_query::{Document, NodeRef};
use percent_encoding::percent_decode_str;

/// Attributes that name elements of the same page by their ids, one or several.
pub(super) const ID_REFERENCES: &[&str] = &[
    "for",
    "headers",
    "list",
    "form",
    "popovertarget",
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
];

/// A place in the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The path of the file.
    pub(super) path: String,
    /// The id of the element, as it is written in the link; empty for the file itself.
    pub(super) fragment: String,
}

/// Where a link on the page at `page` leads in the site; `None` if it leads elsewhere.
pub(super) fn place(page: &str, href: &str) -> Option<Place> {
    let scheme = href.split_once(':').map_or("", |(scheme, _)| scheme);
    let has_scheme = scheme.starts_with(|char: char| char.is_ascii_alphabetic())
        && scheme.chars().all(|char| char.is_ascii_alphanumeric() || "+.-".contains(char));
    if has_scheme || href.starts_with('/') {
        return None;
    }
    let (file, fragment) = href.split_once('#').unwrap_or((href, ""));
    let file = file.split('?').next().unwrap_or_default();
    // What tells browsers which words to look for is no part of the id.
    let fragment = fragment.split(":~:").next().unwrap_or_default().to_owned();
    if file.is_empty() {
        return Some(Place { path: page.to_owned(), fragment });
    }
    let file = percent_decode_str(file).decode_utf8().ok()?;
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    Some(Place { path: parts.join("/"), fragment })
}

/// The page as a tree, without comments.
pub(super) fn parse(html: &[u8]) -> Document {
    let page = Document::from(String::from_utf8_lossy(html).as_ref());
    for node in page.root().descendants() {
        if node.is_comment() {
            node.remove_from_parent();
        }
    }
    page
}

/// All elements below `root` in the order of the page, those in templates included.
pub(super) fn elements<'a>(root: &NodeRef<'a>) -> Vec<NodeRef<'a>> {
    let mut found = Vec::new();
    let mut open: Vec<NodeRef<'a>> = root.children_it(true).collect();
    while let Some(node) = open.pop() {
        if node.is_element() {
            found.push(node);
        }
        let template = node.element_ref().and_then(|element| element.template_contents);
        open.extend(node.children_it(true));
        open.extend(template.and_then(|contents| node.tree.get(&contents)));
    }
    found
}

/// The children of `root` as markup.
pub(super) fn inner(root: &NodeRef<'_>) -> String {
    root.inner_html().to_string()
}

/// The media type of a file, by its ending.
pub(super) fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "css" => "text/css",
        "js" => "text/javascript",
        "txt" | "bib" | "ris" | "md" => "text/plain",
        "json" | "jsonld" => "application/json",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "ogg" | "oga" => "audio/ogg",
        "m4a" => "audio/mp4",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, elements, parse, place};

    #[test]
    fn a_link_leads_to_a_file_of_the_site_or_elsewhere() {
        let lead = |href| place("sources/a.html", href).map(|Place { path, fragment }| (path, fragment));
        let to = |path: &str, fragment: &str| Some((path.to_owned(), fragment.to_owned()));
        assert_eq!(lead("#p-1"), to("sources/a.html", "p-1"));
        assert_eq!(lead("b.html#p-1:~:text=some"), to("sources/b.html", "p-1"));
        assert_eq!(lead("../index.html?found=x"), to("index.html", ""));
        assert_eq!(lead("a/record.html"), to("sources/a/record.html", ""));
        assert_eq!(lead("../media/a%20b.png"), to("media/a b.png", ""));
        assert_eq!(lead("../../x.html"), None);
        assert_eq!(lead("https://example.org/"), None);
        assert_eq!(lead("//example.org/"), None);
        assert_eq!(lead("mailto:a@example.org"), None);
    }

    #[test]
    fn elements_in_templates_are_elements_of_the_page() {
        let page = parse(b"<body><p><b>a</b></p><template><a href=x>b</a></template></body>");
        let names: Vec<String> =
            elements(&page.body().unwrap()).iter().map(|e| e.node_name().unwrap().to_string()).collect();
        assert_eq!(names, ["p", "b", "template", "a"]);
    }
}
