//! The site as one HTML file: every page a section of one document, with all that it needs inside, so that nothing is asked
//! of anybody.
//!
//! In: the rendered files of the site, and a page to put them into. Out: the bundle. Start at [`html`]; [`held`] takes such a
//! file apart again. The page `sources/a.html` becomes the section `sources.a`, and its element `p-1` is `sources.a:p-1`
//! there. Pages are changed as trees, by a parser that reads as browsers do. Files that scripts load lie in script elements
//! that no browser runs; the theme's scripts find them there.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use dom_query::NodeRef;
use memchr::memmem;
use rayon::prelude::*;

use super::page::{ID_REFERENCES, Place, elements, inner, media_type, parse, place};
use super::{Bundle, Tree, seal};
use crate::manifest::Manifest;
use crate::text::checksum::sha256;
use crate::text::escape::escape;

/// What a bundle begins with.
const START: &str = "<!doctype html>\n";
/// What a file begins with, up to its path; and how the path ends.
const FILE: &str = "<!--casebook file ";
const NAMED: &str = "-->";
/// What stands around the manifest.
const MANIFEST: &str = "<!--casebook manifest-->\n<script type=\"application/json\" id=\"casebook-manifest\">\n";
const END: &str = "</script>\n</body>\n</html>\n";
/// What stands around the seal, the end of the file.
const SEAL: &str = "<!--";
const LAST: &str = "-->\n";

/// The largest file that a link hands out from inside of the bundle, in bytes; larger ones stay on the site.
pub const LARGEST_DOWNLOAD: usize = 64 << 10;

/// Nothing is loaded but what stands in the file itself.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
                      media-src data:; font-src data:; base-uri 'none'; form-action 'none'";

/// What a bundle is made of.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The page that the others are put into, at the end of its `main`.
    pub shell: &'a [u8],
    /// Every file of the site.
    pub tree: &'a Tree,
    /// The paths of the pages, in reading order.
    pub pages: &'a [String],
    /// The paths of the style sheets.
    pub styles: &'a [&'a str],
    /// The path of the script that runs before anything is drawn.
    pub early: &'a str,
    /// The paths of the scripts that run at the end, in order.
    pub scripts: &'a [&'a str],
    /// Where the site stands, for links to what is not in the bundle.
    pub base_url: Option<&'a str>,
}

/// The bundle.
pub fn html(parts: &Parts<'_>) -> Bundle {
    let pages: BTreeSet<&str> = parts.pages.iter().map(String::as_str).collect();
    let left_out = RefCell::default();
    let within = Within { parts, pages: &pages, path: "index.html", prefix: SHELL.to_owned(), left_out: &left_out };
    let shell = parse(parts.shell);
    let (Some(head), Some(body)) = (shell.head(), shell.body()) else { return Bundle::default() };
    within.rewrite(&head);
    within.rewrite(&body);
    let root = shell.html_root();

    let mut out = Writer::default();
    out.raw(START);
    out.raw(&opening(&root));
    out.raw("\n<head>\n<meta charset=\"utf-8\">\n");
    out.raw(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", escape(POLICY)));
    for node in head.children_it(false) {
        let is_own = node.is("meta[charset], script, link[rel~=stylesheet], style");
        if node.is_element() && !is_own {
            out.raw(&format!("{}\n", markup(&node.html())));
        }
    }
    let sections = sections(parts, &pages);
    let loaded = || parts.tree.iter().filter(|(path, _)| path.starts_with("cards/") || path.starts_with("search/"));
    // Most of the bundle; to grow bit by bit would copy it again and again.
    let length = sections.iter().map(|section| section.html.len()).chain(loaded().map(|(_, bytes)| bytes.len()));
    out.out.reserve(length.sum::<usize>() * 9 / 8);
    for path in parts.styles {
        out.file(path, &format!("<style>{}</style>\n", style_text(&sheet(parts, path))));
    }
    for (path, section) in parts.pages.iter().zip(&sections).filter(|(_, section)| !section.style.is_empty()) {
        let name = name_of(path);
        out.file(
            &format!("{}.css", path.trim_end_matches(".html")),
            &format!("<style data-page=\"{}\">\n{}</style>\n", escape(&name), section.style),
        );
    }
    out.file(parts.early, &format!("<script>{}</script>\n", script_text(&text(parts, parts.early))));
    out.end();
    out.raw("</head>\n");
    out.raw(&opening(&body));
    let put = |out: &mut Writer| {
        for (path, section) in parts.pages.iter().zip(&sections) {
            out.summed(path, &section.html, section.sum.clone());
        }
        out.end();
    };
    let mut has_main = false;
    for node in body.children_it(false) {
        if node.has_name("script") {
            continue;
        }
        if !node.has_name("main") {
            out.raw(&markup(&node.html()));
            continue;
        }
        out.raw(&opening(&node));
        out.raw(&markup(&inner(&node)));
        put(&mut out);
        out.raw("</main>");
        has_main = true;
    }
    // A theme may have a frame of its own.
    if !has_main {
        out.raw("<main>");
        put(&mut out);
        out.raw("</main>");
    }
    for (path, bytes) in loaded() {
        let script = String::from_utf8_lossy(bytes).replace("</", "<\\/").replace("<!--", "<\\!--");
        out.file(path, &format!("<script type=\"text/plain\" data-file=\"{}\">{script}</script>\n", escape(path)));
    }
    for path in parts.scripts {
        out.file(path, &format!("<script>{}</script>\n", script_text(&text(parts, path))));
    }
    let mut left_out = left_out.into_inner();
    left_out.extend(sections.into_iter().flat_map(|section| section.left_out));
    Bundle { files: out.sums.len(), bytes: out.finish(), left_out }
}

/// The text of the bundle while it grows, and the checksums of its files.
#[derive(Default)]
struct Writer {
    out: String,
    sums: BTreeMap<String, String>,
}

impl Writer {
    fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A file of the manifest: all up to the next one, or to [`Self::end`].
    fn file(&mut self, path: &str, text: &str) {
        self.summed(path, text, sha256(text.as_bytes()));
    }

    /// The same, where its checksum is known.
    fn summed(&mut self, path: &str, text: &str, sum: String) {
        self.out.extend([FILE, path, NAMED, text]);
        self.sums.insert(path.to_owned(), sum);
    }

    /// What follows belongs to no file.
    fn end(&mut self) {
        self.out.extend([FILE, NAMED]);
    }

    fn finish(mut self) -> Vec<u8> {
        self.out.push_str(MANIFEST);
        self.out.push_str(&String::from_utf8_lossy(&Manifest::of(self.sums).to_json()));
        self.out.push_str(END);
        self.out.push_str(SEAL);
        let seal = seal::of(self.out.as_bytes());
        self.out.extend([seal.as_str(), LAST]);
        self.out.into_bytes()
    }
}

/// What a bundle holds: its manifest, and the checksums of its files by path; those that stand in it twice apart.
#[derive(Debug)]
pub struct Held<'a> {
    /// The manifest as it stands there.
    pub manifest: &'a [u8],
    /// Checksums of the files.
    pub files: BTreeMap<String, String>,
    /// Files that stand there more than once.
    pub twice: BTreeSet<String>,
}

/// Takes a bundle apart; `None` if it is none, or has no manifest.
pub fn held(bytes: &[u8]) -> Option<Held<'_>> {
    let find = |from: usize, what: &str| memmem::find(&bytes[from..], what.as_bytes()).map(|at| from + at);
    let rest = memmem::rfind(bytes, MANIFEST.as_bytes())?;
    let (manifest, behind) = (rest + MANIFEST.len(), find(rest, "</script>")?);
    let (mut files, mut twice) = (BTreeMap::new(), BTreeSet::new());
    let mut at = find(0, FILE).filter(|at| *at < rest);
    while let Some(start) = at {
        let next = find(start + FILE.len(), FILE).filter(|next| *next < rest);
        let end = next.unwrap_or(rest);
        at = next;
        let Some(named) = find(start, NAMED).filter(|named| *named < end) else { continue };
        let path = String::from_utf8_lossy(&bytes[start + FILE.len()..named]).into_owned();
        let sum = sha256(&bytes[named + NAMED.len()..end]);
        if !path.is_empty() && files.insert(path.clone(), sum).is_some() {
            twice.insert(path);
        }
    }
    Some(Held { manifest: bytes.get(manifest..behind)?, files, twice })
}

/// Whether `bytes`, which have no manifest, are what is left of a bundle: something in them is only in one, or they are a page
/// without an end.
pub fn is_part_of_one(bytes: &[u8]) -> bool {
    let has = |what: &str| memmem::find(bytes, what.as_bytes()).is_some();
    has(FILE) || has(seal::MARK) || bytes.starts_with(START.as_bytes()) && !has("</html>")
}

/// Whether every byte is the one that was written, those outside of files included.
pub fn is_whole(bytes: &[u8]) -> bool {
    seal::closes(bytes, LAST)
}

/// What the ids of the shell begin with.
const SHELL: &str = "bundle";

/// What a page is called here: drawings take only names of XML for ids, so with dots.
fn name_of(path: &str) -> String {
    path.strip_suffix(".html").unwrap_or(path).replace('/', ".")
}

/// A page as a part of the bundle.
#[derive(Default)]
struct Section {
    html: String,
    /// The checksum of that.
    sum: String,
    /// What the page says of its looks in its own head.
    style: String,
    /// The files that it links to and that are too large to be handed out.
    left_out: BTreeSet<String>,
}

/// The pages as sections, in their order.
fn sections(parts: &Parts<'_>, pages: &BTreeSet<&str>) -> Vec<Section> {
    let length = |path: &String| parts.tree.get(path).map_or(0, Vec::len);
    // A long page that is begun last would keep one thread busy while the others have nothing left.
    let mut largest_first: Vec<usize> = (0..parts.pages.len()).collect();
    largest_first.sort_by_key(|at| std::cmp::Reverse(length(&parts.pages[*at])));
    let made = largest_first.into_par_iter().with_max_len(1).map(|at| (at, section(parts, pages, &parts.pages[at])));
    let mut made: Vec<(usize, Section)> = made.collect();
    made.sort_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, section)| section).collect()
}

fn section(parts: &Parts<'_>, pages: &BTreeSet<&str>, path: &str) -> Section {
    let empty = Vec::new();
    let page = parse(parts.tree.get(path).unwrap_or(&empty));
    let name = name_of(path);
    let (Some(head), Some(body)) = (page.head(), page.body()) else {
        return Section::default();
    };
    let left_out = RefCell::default();
    let within = Within { parts, pages, path, prefix: name.clone(), left_out: &left_out };
    let title = page.select_single("title").text();
    let ids: BTreeSet<String> =
        elements(&body).iter().filter_map(|node| node.id_attr()).map(|id| id.to_string()).collect();
    let style: String =
        head.children().iter().filter(|node| node.has_name("style")).map(|node| node.text().to_string()).collect();
    let style = style_text(&prefixed(&style, &ids, &|id| within.id(id)));
    within.rewrite(&body);
    let mut html = format!(
        "\n<article class=\"main {}\" id=\"{}\" data-title=\"{}\">",
        escape(&body.attr_or("class", "")),
        escape(&name),
        escape(&title)
    );
    // Of what stands around its words a page brings only what is its own.
    for node in body.children_it(false) {
        if node.has_name("main") {
            html.push_str(&markup(&inner(&node)));
        } else if node.is_element() && !node.is("header, footer, script, a") {
            html.push_str(&markup(&node.html()));
        }
    }
    html.push_str("</article>\n");
    Section { sum: sha256(html.as_bytes()), html, style, left_out: left_out.into_inner() }
}

/// A page on its way into the bundle.
struct Within<'a> {
    parts: &'a Parts<'a>,
    pages: &'a BTreeSet<&'a str>,
    /// The page.
    path: &'a str,
    /// What its ids begin with.
    prefix: String,
    /// Takes down the files that are too large to be handed out.
    left_out: &'a RefCell<BTreeSet<String>>,
}

impl Within<'_> {
    /// The id that an element of this page has here.
    fn id(&self, id: &str) -> String {
        match id {
            "main" if self.prefix == SHELL => id.to_owned(),
            "main" => self.prefix.clone(),
            id => format!("{}:{id}", self.prefix),
        }
    }

    /// Gives every id, and all that names one, its place among those of other pages, and takes in what is loaded.
    fn rewrite(&self, root: &NodeRef<'_>) {
        for node in elements(root) {
            let is_choice = node.has_name("input") && node.attr_or("type", "").eq_ignore_ascii_case("radio");
            for attribute in node.attrs() {
                let (name, value) = (attribute.name.local.as_ref(), attribute.value.as_ref());
                match name {
                    "id" => node.set_attr("id", &self.id(value)),
                    name if ID_REFERENCES.contains(&name) => {
                        let ids: Vec<String> = value.split_ascii_whitespace().map(|id| self.id(id)).collect();
                        node.set_attr(name, &ids.join(" "));
                    }
                    // Buttons of one group are told by its name, over the whole document; so are details.
                    "name" if is_choice || node.has_name("details") => node.set_attr("name", &self.id(value)),
                    "href" => self.link(&node, value),
                    "src" | "poster" => self.load(&node, name, value),
                    "srcset" => node.remove_attr("srcset"),
                    "usemap" => node.set_attr(name, &format!("#{}", self.id(value.trim_start_matches('#')))),
                    name if value.contains("url(#") => node.set_attr(name, &self.references(value)),
                    _ => {}
                }
            }
        }
    }

    /// `url(#id)` in the value of an attribute, as drawings have it.
    fn references(&self, value: &str) -> String {
        let mut pieces = value.split("url(#");
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (id, rest) = piece.split_once(')').unwrap_or((piece, ""));
            out.push_str(&format!("url(#{}){rest}", self.id(id)));
        }
        out
    }

    fn link(&self, node: &NodeRef<'_>, href: &str) {
        let Some(Place { path, fragment }) = place(self.path, href) else { return };
        // The shell has the address of the front page, which is named where that is meant.
        if self.prefix == SHELL && href.starts_with('#') && !fragment.is_empty() {
            return node.set_attr("href", &format!("#{}", self.id(&fragment)));
        }
        if self.pages.contains(path.as_str()) {
            let there = Within { path: &path, prefix: name_of(&path), ..*self };
            let id = if fragment.is_empty() { there.prefix.clone() } else { there.id(&fragment) };
            return node.set_attr("href", &format!("#{id}"));
        }
        let file = self.parts.tree.get(&path);
        if let Some(bytes) = file.filter(|bytes| bytes.len() <= LARGEST_DOWNLOAD) {
            node.set_attr("download", path.rsplit('/').next().unwrap_or(&path));
            return node.set_attr("href", &data_uri(&path, bytes));
        }
        match self.parts.base_url {
            Some(base) => node.set_attr("href", &format!("{base}{path}")),
            // Words that lead nowhere are no link, for search engines and voices alike.
            None => {
                node.remove_attr("href");
                node.rename("span");
            }
        }
        if file.is_some() {
            self.left_out.borrow_mut().insert(path);
        }
    }

    fn load(&self, node: &NodeRef<'_>, name: &str, src: &str) {
        let Some(Place { path, .. }) = place(self.path, src) else { return };
        if let Some(bytes) = self.parts.tree.get(&path) {
            node.set_attr(name, &data_uri(&path, bytes));
        }
    }
}

/// Markup in which nothing looks like the comments that files begin with. Pages come here without comments, so where one
/// seems to begin it is in the value of an attribute.
fn markup(html: &str) -> String {
    html.replace("<!--", "&lt;!--")
}

fn data_uri(path: &str, bytes: &[u8]) -> String {
    format!("data:{};base64,{}", media_type(path), BASE64.encode(bytes))
}

/// The opening tag of an element.
fn opening(node: &NodeRef<'_>) -> String {
    let name = node.node_name().unwrap_or_default();
    let attributes = node.attrs();
    let attributes = attributes.iter().map(|one| format!(" {}=\"{}\"", one.name.local, escape(&one.value)));
    format!("<{name}{}>", attributes.collect::<String>())
}

/// A text file of the site.
fn text(parts: &Parts<'_>, path: &str) -> String {
    parts.tree.get(path).map_or(String::new(), |bytes| String::from_utf8_lossy(bytes).into_owned())
}

/// A script that cannot end the element around it.
fn script_text(script: &str) -> String {
    script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
}

/// A style sheet that cannot end the element around it.
fn style_text(style: &str) -> String {
    style.replace("</", "<\\/").replace("<!--", "<\\!--")
}

/// A style sheet with the files in it that it names.
fn sheet(parts: &Parts<'_>, path: &str) -> String {
    let css = text(parts, path);
    let mut pieces = css.split("url(");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (address, rest) = piece.split_once(')').unwrap_or((piece, ""));
        let file = place(path, address.trim().trim_matches(['"', '\'']));
        match file.and_then(|place| Some((parts.tree.get(&place.path)?, place.path))) {
            Some((bytes, path)) => out.push_str(&format!("url(\"{}\"){rest}", data_uri(&path, bytes))),
            None => out.push_str(&format!("url({piece}")),
        }
    }
    out
}

/// A style sheet of one page with the ids that it speaks of as they are in the bundle: `#id`, and `--id`, which pages
/// derive names of their own from.
fn prefixed(css: &str, ids: &BTreeSet<String>, rename: &dyn Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(css.len() * 2);
    let mut rest = css;
    while let Some(at) = rest.find(['#', '-']) {
        let length = if rest[at..].starts_with('#') {
            1
        } else if rest[at..].starts_with("--") {
            2
        } else {
            0
        };
        out.push_str(&rest[..at + length.max(1)]);
        rest = &rest[at + length.max(1)..];
        if length == 0 {
            continue;
        }
        let is_name = |char: char| char.is_alphanumeric() || char == '-' || char == '_';
        let name = &rest[..rest.find(|char| !is_name(char)).unwrap_or(rest.len())];
        rest = &rest[name.len()..];
        if ids.contains(name) {
            for char in rename(name).chars() {
                if !is_name(char) {
                    out.push('\\');
                }
                out.push(char);
            }
        } else {
            out.push_str(name);
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::prefixed;

    #[test]
    fn a_style_sheet_speaks_of_the_ids_of_its_page() {
        let ids = BTreeSet::from(["at-one".to_owned(), "a-1".to_owned()]);
        let renamed = prefixed(
            ":root:has(#at-one:target, #a-12) [data-at~=\"at-one\"] { --seg: var(--at-one); color: #a-1 }",
            &ids,
            &|id| format!("s/x:{id}"),
        );
        assert_eq!(
            renamed,
            ":root:has(#s\\/x\\:at-one:target, #a-12) [data-at~=\"at-one\"] { --seg: var(--s\\/x\\:at-one); color: #s\\/x\\:a-1 }"
        );
    }
}
