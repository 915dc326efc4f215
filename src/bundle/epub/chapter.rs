//! A page of the site as a chapter of a book: XHTML without scripts, with what reading systems know to do with it.
//!
//! In: the markup of a page. Out: the markup of a chapter. Start at [`Chapter::of`], then [`Chapter::settle`] once all are
//! read, since a link can lead only to what another chapter has. What a page says of its parts by roles (a note, what calls
//! it, an index) the book says by `epub:type` as well: then reading systems show a note where it is called.

use std::collections::{BTreeMap, BTreeSet};

use dom_query::{Document, NodeRef};

use super::super::page::{ID_REFERENCES, Place, elements, media_type, parse, place};
use crate::text::escape::escape;

/// What a book does not hold of a page: all that waits for a script or a form, and ways about the site.
const LEFT_OUT: &str =
    "script, style, template, form, fieldset, button, input, [hidden], [data-needs-script], [data-site]";

/// Pictures that every reading system shows.
const PICTURES: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/svg+xml"];

/// Roles that have an `epub:type` of the same meaning.
const TYPES: &[(&str, &str)] = &[
    ("doc-noteref", "noteref"),
    ("doc-footnote", "footnote"),
    ("doc-endnotes", "endnotes"),
    ("doc-backlink", "backlink"),
    ("doc-glossary", "glossary"),
    ("doc-index", "index"),
    ("doc-subtitle", "subtitle"),
];

/// A page on its way into a book.
pub(super) struct Chapter {
    /// The path of the page in the site.
    path: String,
    page: Document,
    /// The ids that links can lead to.
    pub(super) ids: BTreeSet<String>,
    /// The files that it shows.
    pub(super) pictures: BTreeSet<String>,
}

/// What the chapters of a book share.
pub(super) struct Shared<'a> {
    /// Whether the book has this file of the site.
    pub(super) has: &'a dyn Fn(&str) -> bool,
    /// The ids of each chapter.
    pub(super) ids: &'a BTreeMap<String, BTreeSet<String>>,
    /// Where the site stands.
    pub(super) base_url: Option<&'a str>,
}

/// Where a page of the site lies in the book.
pub(super) fn path_of(page: &str) -> String {
    format!("{}.xhtml", page.strip_suffix(".html").unwrap_or(page))
}

/// Where a picture of the site lies in the book. Names have letters, digits, `-`, `.` and `_` alone, since reading systems
/// differ in all others: the bytes of these are written `_23`, and so is a `_` that could be the beginning of such a one.
pub(super) fn file_of(path: &str) -> String {
    let bytes = path.as_bytes();
    let is_digit = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    let mut out = String::with_capacity(path.len());
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'_' if !(is_digit(bytes.get(at + 1)) && is_digit(bytes.get(at + 2))) => out.push('_'),
            byte if byte.is_ascii_alphanumeric() || b"/-.".contains(byte) => out.push(char::from(*byte)),
            byte => out.push_str(&format!("_{byte:02X}")),
        }
    }
    out
}

/// An id as XML allows it: the first sign is no digit.
fn id_of(id: &str) -> String {
    if id.starts_with(|char: char| char.is_alphabetic() || char == '_') { id.to_owned() } else { format!("id-{id}") }
}

impl Chapter {
    /// The page at `path`, without what no book holds.
    pub(super) fn of(path: &str, html: &[u8]) -> Self {
        let page = parse(html);
        page.select(LEFT_OUT).remove();
        let (mut ids, mut pictures) = (BTreeSet::new(), BTreeSet::new());
        for node in elements(&page.root()) {
            ids.extend(node.id_attr().map(|id| id_of(&id)));
            if !node.has_name("img") {
                continue;
            }
            match place(path, &node.attr_or("src", "")) {
                Some(Place { path, .. }) if PICTURES.contains(&media_type(&path)) => drop(pictures.insert(path)),
                _ => {
                    // Its words stand for it.
                    let words = node.attr_or("alt", "");
                    node.replace_with_html(escape(&words));
                }
            }
        }
        Self { path: path.to_owned(), page, ids, pictures }
    }

    /// Whether there is a drawing in it.
    pub(super) fn has_drawing(&self) -> bool {
        self.page.select_single("body svg").exists()
    }

    /// The chapter, once it is known what the others have. `kind` is its `epub:type`.
    pub(super) fn settle(&self, shared: &Shared<'_>, kind: &str, style: &str) -> String {
        // A theme may have a frame of its own.
        let main = self.page.select_single("main").nodes().first().copied().or_else(|| self.page.body());
        let Some(main) = main else { return String::new() };
        let notes = self.notes(&main);
        for node in elements(&main) {
            self.element(&node, shared, &notes);
        }
        let root = self.page.html_root();
        let (lang, dir) = (escape(&root.attr_or("lang", "en")), escape(&root.attr_or("dir", "ltr")));
        let up = self.up();
        let title = self.page.select_single("title").text();
        let class = self.page.body().map_or(String::new(), |body| escape(&body.attr_or("class", "")));
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
             xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{lang}\" xml:lang=\"{lang}\" dir=\"{dir}\">\n<head>\n<meta \
             charset=\"utf-8\"/>\n<title>{}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"{up}{style}\"/>\n\
             </head>\n<body class=\"{class}\">\n<section epub:type=\"{kind}\">\n",
            text(&title)
        );
        for node in main.children_it(false) {
            write(&node, &mut out);
        }
        out.push_str("</section>\n</body>\n</html>\n");
        out
    }

    /// The way from its folder to the uppermost one.
    fn up(&self) -> String {
        "../".repeat(self.path.matches('/').count())
    }

    /// The ids of what is called as a note.
    fn notes(&self, main: &NodeRef<'_>) -> BTreeSet<String> {
        let calls = elements(main).into_iter().filter(|node| node.attr_or("role", "").as_ref() == "doc-noteref");
        let here = calls.filter_map(|node| place(&self.path, &node.attr_or("href", "")));
        here.filter(|place| place.path == self.path).map(|place| place.fragment).collect()
    }

    fn element(&self, node: &NodeRef<'_>, shared: &Shared<'_>, notes: &BTreeSet<String>) {
        // Reading systems do not fold.
        if node.has_name("details") {
            node.rename("div");
            node.remove_attr("open");
        } else if node.has_name("summary") {
            node.rename("p");
            node.add_class("summary");
        }
        let is_note = node.id_attr().is_some_and(|id| notes.contains(&*id));
        if is_note && node.has_name("li") {
            node.set_attr("epub:type", "endnote");
        } else if is_note {
            node.set_attr("epub:type", "footnote");
            node.set_attr("role", "doc-footnote");
        }
        for attribute in node.attrs() {
            let (name, value) = (attribute.name.local.as_ref(), attribute.value.as_ref());
            match name {
                "id" => node.set_attr("id", &id_of(value)),
                name if ID_REFERENCES.contains(&name) => {
                    let ids: Vec<String> = value.split_ascii_whitespace().map(id_of).collect();
                    node.set_attr(name, &ids.join(" "));
                }
                "href" if node.has_name("a") => self.link(node, value, shared),
                "src" => {
                    if let Some(Place { path, .. }) = place(&self.path, value) {
                        node.set_attr(name, &format!("{}{}", self.up(), file_of(&path)));
                    }
                }
                "role" if !is_note => {
                    if let Some((_, kind)) = TYPES.iter().find(|(role, _)| *role == value) {
                        node.set_attr("epub:type", kind);
                    }
                }
                "lang" => node.set_attr("xml:lang", value),
                "srcset" | "loading" | "tabindex" | "download" | "decoding" => node.remove_attr(name),
                name if name.starts_with("data-") || name.starts_with("on") => node.remove_attr(name),
                _ => {}
            }
        }
    }

    fn link(&self, node: &NodeRef<'_>, href: &str, shared: &Shared<'_>) {
        let Some(Place { path, fragment }) = place(&self.path, href) else { return };
        if !(shared.has)(&path) {
            match shared.base_url {
                Some(base) if fragment.is_empty() => node.set_attr("href", &format!("{base}{path}")),
                Some(base) => node.set_attr("href", &format!("{base}{path}#{fragment}")),
                None => unlink(node),
            }
            return;
        }
        let id = id_of(&fragment);
        let is_there = shared.ids.get(&path).is_some_and(|ids| ids.contains(&id));
        let fragment = if !fragment.is_empty() && is_there { format!("#{id}") } else { String::new() };
        match path == self.path {
            // What it led to is not in the book.
            true if fragment.is_empty() => unlink(node),
            true => node.set_attr("href", &fragment),
            false => node.set_attr("href", &format!("{}{}{fragment}", self.up(), path_of(&path))),
        }
    }
}

/// Leaves the words of a link.
fn unlink(node: &NodeRef<'_>) {
    node.rename("span");
    for name in ["href", "role", "rel", "aria-label", "hreflang"] {
        node.remove_attr(name);
    }
}

/// Appends a node as XML.
fn write(node: &NodeRef<'_>, out: &mut String) {
    if node.is_text() {
        out.push_str(&text(&node.text()));
        return;
    }
    let Some(name) = node.node_name() else { return };
    out.extend(["<", &name]);
    if &*name == "svg" {
        out.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
    }
    for attribute in node.attrs() {
        let name: &str = attribute.name.local.as_ref();
        let is_named = !name.is_empty()
            && name.starts_with(|char: char| char.is_ascii_alphabetic())
            && name.chars().all(|char| char.is_ascii_alphanumeric() || "-_:.".contains(char));
        if is_named && name != "xmlns" {
            out.push_str(&format!(" {name}=\"{}\"", text(&attribute.value)));
        }
    }
    if node.first_child().is_none() && is_void(&name) {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for child in node.children_it(false) {
        write(&child, out);
    }
    out.extend(["</", &name, ">"]);
}

/// Elements that HTML gives no content, which alone may be written as empty.
fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "wbr" | "col" | "rect" | "line" | "circle" | "path" | "use" | "ellipse")
}

/// Words as XML has them: escaped, and without signs that it does not know.
pub(super) fn text(words: &str) -> String {
    let is_known =
        |char: char| matches!(char, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let known: String = words.chars().map(|char| if is_known(char) { char } else { '\u{fffd}' }).collect();
    escape(&known)
}

#[cfg(test)]
mod tests {
    use super::file_of;

    #[test]
    fn pictures_have_names_that_every_reading_system_takes_and_never_one_of_another() {
        for (path, name) in [
            ("media/a_b-1.PNG", "media/a_b-1.PNG"),
            ("media/a#b.svg", "media/a_23b.svg"),
            ("media/a_23b.svg", "media/a_5F23b.svg"),
            ("media/sp .svg", "media/sp_20.svg"),
            ("media/\u{fc}.png", "media/_C3_BC.png"),
        ] {
            assert_eq!(file_of(path), name);
        }
    }
}
