//! The site as a book of the EPUB 3 kind, for reading devices.
//!
//! In: the rendered pages of the site, and what the book says of itself. Out: the bundle. Start at [`epub`]. A book is an
//! archive of chapters in reading order with a table of contents, landmarks, and what readers who cannot see are told about
//! it. It names no clock: its date is the latest one of the dossier, its identifier is made of its words.

mod chapter;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rayon::prelude::*;

use self::chapter::{Chapter, Shared, file_of, path_of, text};
use super::page::media_type;
use super::{Bundle, Tree, zip};
use crate::manifest::Manifest;
use crate::text::checksum::sha256;

/// Where the manifest of checksums lies in a book.
pub const MANIFEST: &str = "META-INF/casebook.json";

/// Where everything that is read lies.
const FOLDER: &str = "book";

/// The style sheet, below [`FOLDER`].
const STYLE: &str = "book.css";

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<container version=\"1.0\" \
                         xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n<rootfiles>\n<rootfile \
                         full-path=\"book/package.opf\" media-type=\"application/oebps-package+xml\"/>\n</rootfiles>\n\
                         </container>\n";

/// What a book is made of, and what it says of itself.
#[derive(Debug)]
pub struct Book<'a> {
    /// Its title.
    pub title: &'a str,
    /// What it is about, in a sentence.
    pub description: Option<&'a str>,
    /// The language of the editors, BCP 47.
    pub language: &'a str,
    /// Whether it is read from right to left.
    pub is_rtl: bool,
    /// The editors.
    pub editors: &'a [String],
    /// The licence of their words.
    pub licence: &'a str,
    /// The day of its last change, `2020-09-21`.
    pub day: &'a str,
    /// Where the site stands, for links to what is not in the book.
    pub base_url: Option<&'a str>,
    /// The style sheet.
    pub style: &'a [u8],
    /// Every file of the site; the pages among them by their paths.
    pub tree: &'a Tree,
    /// The pages in reading order.
    pub pages: Vec<BookPage>,
    /// The table of contents.
    pub contents: Vec<Entry>,
    /// What the table of contents and the landmarks are called, and what is said of how the book can be read.
    pub words: BookWords,
}

/// A page of a book.
#[derive(Debug)]
pub struct BookPage {
    /// Its path in the site.
    pub path: String,
    /// What kind of part it is, an `epub:type`.
    pub kind: &'static str,
}

/// A line of the table of contents.
#[derive(Debug)]
pub struct Entry {
    /// Where it leads: the path of a page in the site.
    pub path: Option<String>,
    /// What stands there.
    pub title: String,
    /// The language of the title, where it is not that of the book.
    pub language: Option<String>,
    /// The lines below it.
    pub inner: Vec<Entry>,
}

/// Words that a book says of itself.
#[derive(Debug)]
pub struct BookWords {
    /// The table of contents.
    pub contents: String,
    /// The way to its parts.
    pub landmarks: String,
    /// How it can be read.
    pub accessibility: String,
    /// What the landmarks are called, by `epub:type`.
    pub parts: Vec<(&'static str, String)>,
}

/// The book.
pub fn epub(book: &Book<'_>) -> Bundle {
    let paths: BTreeSet<&str> = book.pages.iter().map(|page| page.path.as_str()).collect();
    // A tree of elements stays in the thread that made it, so each page is read twice: once to know what it has.
    let none = Vec::new();
    let read = |path: &str| Chapter::of(path, book.tree.get(path).unwrap_or(&none));
    let known: Vec<(String, BTreeSet<String>, BTreeSet<String>, bool)> = book
        .pages
        .par_iter()
        .map(|page| {
            let chapter = read(&page.path);
            let has_drawing = chapter.has_drawing();
            (page.path.clone(), chapter.ids, chapter.pictures, has_drawing)
        })
        .collect();
    let ids: BTreeMap<String, BTreeSet<String>> =
        known.iter().map(|(path, ids, ..)| (path.clone(), ids.clone())).collect();
    let pictures: BTreeSet<&String> =
        known.iter().flat_map(|(_, _, pictures, _)| pictures).filter(|path| book.tree.contains_key(*path)).collect();
    let drawn: BTreeSet<&str> = known.iter().filter(|(.., has)| *has).map(|(path, ..)| path.as_str()).collect();

    let settle = |page: &BookPage| {
        let has = |path: &str| paths.contains(path);
        let shared = Shared { has: &has, ids: &ids, base_url: book.base_url };
        (format!("{FOLDER}/{}", path_of(&page.path)), read(&page.path).settle(&shared, page.kind, STYLE).into_bytes())
    };
    let mut files: Tree = book.pages.par_iter().map(settle).collect();
    for path in &pictures {
        files.insert(format!("{FOLDER}/{}", file_of(path)), book.tree[*path].clone());
    }
    files.insert(format!("{FOLDER}/{STYLE}"), book.style.to_vec());
    files.insert(format!("{FOLDER}/nav.xhtml"), nav(book, &paths).into_bytes());
    let package = package(book, &pictures, &drawn, &identifier(&files));
    files.insert(format!("{FOLDER}/package.opf"), package.into_bytes());
    files.insert("META-INF/container.xml".to_owned(), CONTAINER.as_bytes().to_vec());
    files.insert("mimetype".to_owned(), b"application/epub+zip".to_vec());
    let sums = files.iter().map(|(path, bytes)| (path.clone(), sha256(bytes))).collect();
    let count = files.len();
    files.insert(MANIFEST.to_owned(), Manifest::of(sums).to_json());
    Bundle { bytes: zip::book(&files), files: count, ..Bundle::default() }
}

/// A name that no other book has, and this one always.
fn identifier(files: &Tree) -> String {
    let listing: String = files.iter().map(|(path, bytes)| format!("{}  {path}\n", sha256(bytes))).collect();
    let digits = sha256(listing.as_bytes());
    // A UUID of version 8, whose bits are the maker's own.
    format!(
        "urn:uuid:{}-{}-8{}-a{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[12..15],
        &digits[15..18],
        &digits[18..30]
    )
}

/// The table of contents and the landmarks.
fn nav(book: &Book<'_>, paths: &BTreeSet<&str>) -> String {
    let language = text(book.language);
    let dir = if book.is_rtl { "rtl" } else { "ltr" };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{language}\" xml:lang=\"{language}\" dir=\"{dir}\">\n<head>\n\
         <meta charset=\"utf-8\"/>\n<title>{title}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"{STYLE}\"/>\n\
         </head>\n<body>\n<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\">\n<h1>{}</h1>\n",
        text(&book.words.contents),
        title = text(book.title)
    );
    list(&book.contents, paths, &mut out);
    let landmarks = text(&book.words.landmarks);
    write!(out, "</nav>\n<nav epub:type=\"landmarks\" hidden=\"hidden\">\n<h2>{landmarks}</h2>\n<ol>\n").expect(WRITES);
    let contents = text(&book.words.contents);
    writeln!(out, "<li><a epub:type=\"toc\" href=\"#toc\">{contents}</a></li>").expect(WRITES);
    for (kind, words) in &book.words.parts {
        let wanted = if *kind == "bodymatter" { "chapter" } else { kind };
        if let Some(page) = book.pages.iter().find(|page| page.kind == wanted) {
            writeln!(out, "<li><a epub:type=\"{kind}\" href=\"{}\">{}</a></li>", path_of(&page.path), text(words))
                .expect(WRITES);
        }
    }
    out.push_str("</ol>\n</nav>\n</body>\n</html>\n");
    out
}

fn list(entries: &[Entry], paths: &BTreeSet<&str>, out: &mut String) {
    out.push_str("<ol>\n");
    for entry in entries {
        out.push_str("<li>");
        let language = entry.language.as_ref().map(|tag| text(tag));
        let language = language.map_or(String::new(), |tag| format!(" lang=\"{tag}\" xml:lang=\"{tag}\""));
        let title = text(&entry.title);
        match entry.path.as_ref().filter(|path| paths.contains(path.as_str())) {
            Some(path) => write!(out, "<a href=\"{}\"{language}>{title}</a>", path_of(path)).expect(WRITES),
            None => write!(out, "<span{language}>{title}</span>").expect(WRITES),
        }
        if !entry.inner.is_empty() {
            out.push('\n');
            list(&entry.inner, paths, out);
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ol>\n");
}

/// What the book holds and what it says of itself.
fn package(book: &Book<'_>, pictures: &BTreeSet<&String>, drawn: &BTreeSet<&str>, identifier: &str) -> String {
    let language = text(book.language);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
         unique-identifier=\"id\" xml:lang=\"{language}\"{}>\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <dc:identifier id=\"id\">{identifier}</dc:identifier>\n<dc:title>{}</dc:title>\n\
         <dc:language>{language}</dc:language>\n",
        if book.is_rtl { " dir=\"rtl\"" } else { "" },
        text(book.title),
    );
    for (number, editor) in book.editors.iter().enumerate() {
        let number = number + 1;
        write!(
            out,
            "<dc:creator id=\"editor-{number}\">{}</dc:creator>\n<meta refines=\"#editor-{number}\" property=\"role\" \
             scheme=\"marc:relators\">edt</meta>\n",
            text(editor)
        )
        .expect(WRITES);
    }
    if let Some(description) = book.description {
        writeln!(out, "<dc:description>{}</dc:description>", text(description)).expect(WRITES);
    }
    if !book.licence.is_empty() {
        writeln!(out, "<dc:rights>{}</dc:rights>", text(book.licence)).expect(WRITES);
    }
    if let Some(base) = book.base_url {
        writeln!(out, "<dc:source>{}</dc:source>", text(base)).expect(WRITES);
    }
    writeln!(out, "<meta property=\"dcterms:modified\">{}T00:00:00Z</meta>", book.day).expect(WRITES);
    let is_visual = !pictures.is_empty() || !drawn.is_empty();
    let mut said = vec![("accessMode", "textual"), ("accessModeSufficient", "textual")];
    said.extend(is_visual.then_some(("accessMode", "visual")));
    let features =
        ["tableOfContents", "readingOrder", "structuralNavigation", "index", "annotations", "displayTransformability"];
    said.extend(features.map(|feature| ("accessibilityFeature", feature)));
    said.extend(is_visual.then_some(("accessibilityFeature", "alternativeText")));
    said.extend([("accessibilityHazard", "none"), ("accessibilitySummary", book.words.accessibility.as_str())]);
    for (property, value) in said {
        writeln!(out, "<meta property=\"schema:{property}\">{}</meta>", text(value)).expect(WRITES);
    }
    out.push_str("</metadata>\n<manifest>\n<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n");
    writeln!(out, "<item id=\"style\" href=\"{STYLE}\" media-type=\"text/css\"/>").expect(WRITES);
    for (number, page) in book.pages.iter().enumerate() {
        let properties = if drawn.contains(page.path.as_str()) { " properties=\"svg\"" } else { "" };
        let path = text(&path_of(&page.path));
        writeln!(
            out,
            "<item id=\"page-{}\" href=\"{path}\" media-type=\"application/xhtml+xml\"{properties}/>",
            number + 1
        )
        .expect(WRITES);
    }
    for (number, path) in pictures.iter().enumerate() {
        let (address, kind) = (file_of(path), media_type(path));
        writeln!(out, "<item id=\"picture-{}\" href=\"{address}\" media-type=\"{kind}\"/>", number + 1).expect(WRITES);
    }
    let direction = if book.is_rtl { "rtl" } else { "ltr" };
    write!(out, "</manifest>\n<spine page-progression-direction=\"{direction}\">\n").expect(WRITES);
    for number in 1..=book.pages.len() {
        writeln!(out, "<itemref idref=\"page-{number}\"/>").expect(WRITES);
        // The way to all others stands behind the title page.
        if number == 1 {
            out.push_str("<itemref idref=\"nav\"/>\n");
        }
    }
    out.push_str("</spine>\n</package>\n");
    out
}

const WRITES: &str = "strings take what is written";
