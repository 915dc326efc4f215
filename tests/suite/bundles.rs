//! Bundles of one HTML file and books: what is in them, that they are whole, and that nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use casebook::bundle::html;
use casebook::diag::{self, text};
use casebook::model::bundle::Form;
use casebook::model::key::PageKey;
use casebook::model::site::PageSpec;
use casebook::query::{self, Options};
use casebook::render;
use casebook::render::bundle::bundle;
use casebook::render::renderer::Renderer;
use dom_query::Document;

use crate::bundle::unpacked;
use crate::cli::Dossier;
use crate::support::{Case, Tree, assert_text, repository};

const DOSSIER: &str = "\
== casebook.toml
title = \"On Foxes\"
base_url = \"https://example.org/foxes/\"
[bundles]
formats = [\"html\"]
== content/index.md
A look at [[fox]], with ![a map](media/map.svg).
== content/media/map.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>
== content/glossary/fox.md
+++
title = \"Fox\"
+++
An animal <!--casebook file hidden--> of the woods.
== content/sources/a.md
+++
raw = \"seeds/a.txt\"
title = \"A walk <!--casebook file x-->\"
rights = { publish = \"full\" }
+++
== seeds/a.txt
The quick fox ran. </script><script>alert(1)</script> <!--casebook file y-->

It ran & ran.\u{0c}
== content/annotations/a.md
## ran {.context}
> It **ran**

Not for long, says \"The quick fox ran\" [@a].
";

/// The bundle in a form, made by so many threads.
fn made(case: &Case, form: Form, threads: usize) -> Vec<u8> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be had");
    pool.install(|| {
        let files = case.files();
        let made = query::site(&files, &Options::default());
        let report = text::render(&made.diags, &files, text::Style { color: false });
        assert!(!diag::has_errors(&made.diags), "{report}");
        let bundle = bundle(&made.value.site, form, &|| {});
        assert_eq!(bundle.diags, []);
        bundle.value.bytes
    })
}

/// What the dossier lacks to have a page of every kind, and lists that go over several pages.
const MORE: &str = "\
== casebook.toml
title = \"On Foxes\"
[pages]
sources = 1
lines = 1
== content/sources/b.md
+++
raw = \"seeds/b.txt\"
title = \"Another walk\"
rights = { publish = \"full\" }
former = [\"old\"]
+++
== seeds/b.txt
The fox and the hare ran. The fox won, and the hare did not.
== content/glossary/hare.md
+++
title = \"Hare\"
+++
Another animal.
== content/essays/e.md
+++
title = \"An essay\"
+++
The [[hare]] ran.
== content/packets/k.md
+++
title = \"To read\"
sources = [\"a\", \"b\"]
+++
== content/questions/q.md
+++
title = \"Who won?\"
+++
## The fox {#fox}
\"The fox won\" [@b]
== content/timeline.md
## 2020 – It ran
\"It ran\" [@a]
== content/changes.md
## 2020-02-01 – Another walk added {.addition}
It is [[b]].
";

/// A dossier with a page of every kind, which nobody can reach from outside.
fn of_every_kind() -> Case {
    let mut case = Case::text(DOSSIER);
    case.given.extend(Case::text(MORE).given);
    case
}

/// Every page of the site with its path, but the one for addresses that do not exist.
fn pages_of(case: &Case) -> Vec<(PageKey, String)> {
    let site = query::site(&case.files(), &Options::default()).value.site;
    let pages = site.pages.iter().filter_map(|(path, spec)| match spec {
        PageSpec::Page(key) if *key != PageKey::Missing => Some((key.clone(), path.clone())),
        _ => None,
    });
    pages.collect()
}

#[test]
fn every_page_of_the_site_is_in_the_one_file() {
    for case in [of_every_kind(), Case::folder(repository())] {
        let text = String::from_utf8(made(&case, Form::Html, 2)).expect("it is text");
        let page = Document::from(text.as_str());
        let contents = page.select("#bundle\\:pages");
        for (key, path) in pages_of(&case) {
            let id = path.trim_end_matches(".html").replace('/', ".");
            assert!(page.select(&format!("main > article[id=\"{id}\"]")).exists(), "{path} is not in it");
            let is_listed = contents.select(&format!("a[href=\"#{id}\"]")).exists();
            let is_part = matches!(key, PageKey::Record(_) | PageKey::Part(..));
            assert!(is_listed != is_part, "{path} in the table of contents: {is_listed}");
        }
        assert!(!text.contains("data:text/html") && !text.contains("data:application/atom"), "no page is a download");
    }
}

#[test]
fn a_book_offers_what_it_has() {
    let tree = book(&of_every_kind());
    for (key, path) in pages_of(&of_every_kind()) {
        let is_read = !matches!(key, PageKey::Record(_) | PageKey::Packet(_) | PageKey::Search);
        let chapter = format!("book/{}.xhtml", path.trim_end_matches(".html"));
        assert_eq!(tree.contains_key(&chapter), is_read, "{path}");
    }
    let read = |path: &str| String::from_utf8(tree[path].clone()).expect("it is text");
    let front = read("book/index.xhtml");
    assert!(front.contains("<a href=\"changes.xhtml\">"), "{front}");
    for absent in ["Search", "To read", "Download"] {
        assert!(!front.contains(absent), "{absent}: {front}");
    }
    let colophon = read("book/colophon.xhtml");
    assert!(colophon.contains("sha256sum on-foxes.epub"), "{colophon}");
    for absent in ["data/", "Record", "plain file"] {
        assert!(!colophon.contains(absent), "{absent}: {colophon}");
    }
    assert!(!read("book/bibliography.xhtml").contains("BibTeX"));
    let contents = read("book/nav.xhtml");
    assert!(contents.contains("changes.xhtml") && !contents.contains("search") && !contents.contains("To read"));
}

#[test]
fn large_files_that_a_bundle_of_one_file_leaves_out_are_named() {
    let dossier = Dossier::new(DOSSIER);
    dossier.write("content/index.md", "[Words](media/large.txt), [few](media/small.txt).\n");
    dossier.write("content/media/large.txt", "word ".repeat(20_000));
    dossier.write("content/media/small.txt", "word");
    let run = dossier.runs(&["bundle", "--format", "html", "--out", "b.html"]);
    let note = "note: files of more than 64 KiB that pages link to are not in a bundle of one file; links to them lead to the \
                site:\n  media/large.txt\n";
    assert!(run.stderr.ends_with(note), "{run:?}");
    assert!(dossier.read("b.html").contains("href=\"https://example.org/foxes/media/large.txt\""));
    let run = dossier.runs(&["bundle", "--format", "zip", "--out", "b.zip"]);
    assert!(!run.stderr.contains("note: "), "{run:?}");
}

/// What the attribute has that leads to elements of one page, by element.
fn ids(page: &Document) -> Vec<String> {
    page.select("[id]").iter().filter_map(|one| one.attr("id")).map(|id| id.to_string()).collect()
}

#[test]
fn one_file_holds_every_page_and_asks_for_nothing() {
    let bytes = made(&Case::text(DOSSIER), Form::Html, 2);
    let text = String::from_utf8(bytes.clone()).expect("it is text");
    let page = Document::from(text.as_str());
    let sections: Vec<String> =
        page.select("main > article").iter().filter_map(|one| one.attr("id")).map(|id| id.to_string()).collect();
    assert_eq!(
        sections,
        [
            "bundle:pages",
            "index",
            "sources.a",
            "sources.a.record",
            "glossary",
            "glossary.fox",
            "bibliography",
            "search",
            "colophon"
        ]
    );
    let all = ids(&page);
    let unique: BTreeSet<&String> = all.iter().collect();
    assert_eq!(unique.len(), all.len(), "ids are unique");
    for link in page.select("[href]").iter().filter_map(|one| one.attr("href")) {
        match link.strip_prefix('#') {
            Some(id) => assert!(unique.contains(&id.to_owned()), "nothing is at {link}"),
            None => assert!(link.starts_with("https://") || link.starts_with("data:"), "{link} leads to a file"),
        }
    }
    for name in ["src", "poster", "data"] {
        let loaded = page.select(&format!("[{name}]"));
        for value in loaded.iter().filter_map(|one| one.attr(name)) {
            assert!(value.starts_with("data:"), "{value} is loaded from elsewhere");
        }
    }
    assert!(page.select("article#index img[src^='data:image/svg+xml;base64,']").exists());
    assert!(!text.contains("downloads/"), "it does not offer itself");
    let scripts: Vec<String> = page.select("script").iter().map(|one| one.text().to_string()).collect();
    assert!(scripts.iter().all(|script| !script.trim_start().starts_with("alert")), "words of a source are no script");
}

#[test]
fn what_stands_in_a_bundle_is_what_its_manifest_says_whatever_sources_say() {
    let bytes = made(&Case::text(DOSSIER), Form::Html, 2);
    let held = html::held(&bytes).expect("it is a bundle");
    assert!(
        held.files.contains_key("sources/a.html") && held.files.contains_key("cards/fox.js"),
        "{:?}",
        held.files.keys()
    );
    assert!(!held.files.contains_key("x") && !held.files.contains_key("y") && !held.files.contains_key("hidden"));
    assert_eq!(held.twice, BTreeSet::new());
    assert!(html::is_whole(&bytes));
    let dossier = Dossier::new(DOSSIER);
    for form in ["html", "epub", "zip"] {
        let name = format!("b.{form}");
        let run = dossier.runs(&["bundle", "--format", form, "--out", &name]);
        let count = run.stdout.strip_prefix(&format!("{name}: ")).and_then(|rest| rest.split_once(" files, "));
        let (count, _) = count.unwrap_or_else(|| panic!("{run:?}"));
        let run = dossier.runs(&["verify", &name]);
        assert_eq!(run.stdout, format!("{name}: {count} files, all as they were published by casebook 0.1.0\n"));
    }
}

#[test]
fn the_same_dossier_gives_the_same_bytes_whatever_the_threads() {
    let case = Case::folder(repository());
    for form in [Form::Html, Form::Epub, Form::Zip] {
        assert!(made(&case, form, 1) == made(&case, form, 3), "{form:?}");
    }
}

#[test]
fn a_bundle_on_the_front_page_is_the_one_that_is_made_by_hand() {
    let dossier = Dossier::new(DOSSIER);
    dossier.runs(&["build"]);
    dossier.runs(&["bundle", "--format", "html", "--out", "b.html"]);
    assert!(dossier.read("public/downloads/on-foxes.html") == dossier.read("b.html"));
    assert!(dossier.read("public/index.html").contains("<a href=\"downloads/on-foxes.html\" download>"));
    dossier.runs(&["verify", "public"]);
    dossier.runs(&["verify", "public/downloads/on-foxes.html"]);
}

/// Copies of `bytes` with one byte flipped, at so many places.
fn flips(bytes: &[u8], count: usize) -> impl Iterator<Item = (usize, Vec<u8>)> {
    // A step that no length of a line divides.
    let step = (bytes.len() / count).max(1) | 1;
    (0..bytes.len()).step_by(step).map(|at| {
        let mut other = bytes.to_vec();
        other[at] ^= 0x11;
        (at, other)
    })
}

#[test]
fn what_site_and_bundles_have_alike_is_made_once_and_nothing_else() {
    for base_url in ["", "base_url = \"https://example.org/foxes/\"\n"] {
        let mut case = of_every_kind();
        let config = format!("title = \"On Foxes\"\n{base_url}[bundles]\nformats = [\"html\", \"epub\", \"zip\"]\n");
        case.given.insert("casebook.toml".to_owned(), config.into_bytes());
        let site = query::site(&case.files(), &Options::default()).value.site;
        let renderer = Renderer::new(&site);
        for path in site.pages.keys() {
            assert!(renderer.render(path) == render::render(&site, path), "{path}");
        }
    }
}

#[test]
fn a_flipped_byte_anywhere_is_seen_and_named_where_it_can_be() {
    let case = Case::text(DOSSIER);
    let folder = tempfile::tempdir().expect("a folder can be made");
    for form in [Form::Html, Form::Epub] {
        let bytes = made(&case, form, 2);
        let path = folder.path().join(form.ending());
        let mut named = BTreeMap::new();
        let copies = flips(&bytes, 90)
            .chain([0, 1, 40, bytes.len() / 2, bytes.len() - 1].map(|end| (end, bytes[..end].to_vec())));
        let appended = [&b"\n"[..], b"x", b"<!-- -->"].map(|more| (bytes.len(), [&bytes, more].concat()));
        for (at, other) in copies.chain(appended) {
            fs::write(&path, &other).expect("it can be written");
            match casebook::verify::verify(&path) {
                Ok(report) => {
                    assert!(!report.faults.is_empty(), "{form:?}: byte {at} of {}", bytes.len());
                    for fault in report.faults {
                        *named.entry(fault.to_string()).or_insert(0) += 1;
                    }
                }
                // What it is, or its manifest, cannot be read any more.
                Err(_) => *named.entry("refused".to_owned()).or_insert(0) += 1,
            }
        }
        assert!(named.keys().any(|fault| fault.contains("sources/a.")), "{named:?}");
        let refused = named.get("refused").copied().unwrap_or(0);
        assert!(refused * 4 < 90, "{refused} of some 90 are not named: {named:?}");
    }
}

#[test]
fn a_page_that_was_changed_left_out_or_added_is_named() {
    let dossier = Dossier::new(DOSSIER);
    dossier.runs(&["bundle", "--format", "html", "--out", "b.html"]);
    let whole = dossier.read("b.html");
    let verified = |text: String| {
        dossier.write("b.html", text);
        let run = dossier.run(&["verify", "b.html"]);
        assert_eq!((run.code, run.stderr.as_str()), (1, ""), "{run:?}");
        run.stdout
    };
    let report = verified(whole.replacen("An animal", "A machine", 1));
    assert!(report.starts_with("changed: "), "{report}");
    let start = whole.find("<!--casebook file glossary/fox.html-->").expect("there is a page");
    let end = start + 5 + whole[start + 5..].find("<!--casebook file ").expect("another follows");
    let report = verified(format!("{}{}", &whole[..start], &whole[end..]));
    assert_text("the report", report.lines().next().unwrap_or_default(), "missing: glossary/fox.html");
    let report = verified(format!("{}<!--casebook file more.html--><p>more</p>{}", &whole[..start], &whole[start..]));
    assert_text("the report", report.lines().next().unwrap_or_default(), "additional: more.html");
    let report = verified(whole.replacen("<meta name=\"viewport\"", "<meta  name=\"viewport\"", 1));
    assert_text(
        "the report",
        report.lines().next().unwrap_or_default(),
        "changed: the bundle itself, between its files",
    );
    let count = html::held(whole.as_bytes()).expect("it is a bundle").files.len();
    assert_eq!(
        report.lines().last(),
        Some(format!("b.html: 1 of {count} files differ from what was published").as_str())
    );
}

/// A book of the dossier, unpacked.
fn book(case: &Case) -> Tree {
    let bytes = made(case, Form::Epub, 2);
    assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip", "what it is stands first, as it is");
    unpacked(&bytes)
}

#[test]
fn a_book_is_well_formed_and_its_links_lead_somewhere() {
    let dossiers =
        ["tests/fixtures/scripts/arabic", "tests/fixtures/scripts/chinese", "tests/fixtures/site/hostile-text"];
    // With a theme that has the marks of notes and terms.
    let own = dossiers.map(|path| Case::folder(&repository().join(path)).in_default_theme());
    for tree in own.iter().chain([&Case::folder(repository())]).map(book) {
        let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let options = || roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let is_markup = |path: &str| path.ends_with(".xhtml") || path.ends_with(".opf") || path.ends_with(".xml");
        for (path, bytes) in tree.iter().filter(|(path, _)| is_markup(path)) {
            let text = std::str::from_utf8(bytes).expect("it is text");
            let page = roxmltree::Document::parse_with_options(text, options())
                .unwrap_or_else(|error| panic!("{path}: {error}"));
            let here: Vec<String> =
                page.descendants().filter_map(|node| node.attribute("id")).map(str::to_owned).collect();
            let unique: BTreeSet<String> = here.iter().cloned().collect();
            assert_eq!(unique.len(), here.len(), "{path}: ids are unique");
            ids.insert(path, unique);
        }
        let mut links = 0;
        for (path, bytes) in tree.iter().filter(|(path, _)| path.ends_with(".xhtml")) {
            let text = std::str::from_utf8(bytes).expect("it is text");
            let page = roxmltree::Document::parse_with_options(text, options()).expect("it was read before");
            for link in page.descendants().filter_map(|node| node.attribute("href").or(node.attribute("src"))) {
                if link.contains(':') {
                    assert!(link.starts_with("http") || link.starts_with("mailto:"), "{path}: {link}");
                    continue;
                }
                let (file, fragment) = link.split_once('#').unwrap_or((link, ""));
                let mut parts: Vec<&str> = path.split('/').collect();
                if !file.is_empty() {
                    parts.pop();
                }
                for part in file.split('/').filter(|part| !part.is_empty()) {
                    match part {
                        ".." => _ = parts.pop(),
                        part => parts.push(part),
                    }
                }
                let target = parts.join("/");
                assert!(tree.contains_key(&target), "{path}: {link} leads to nothing");
                assert!(fragment.is_empty() || ids[target.as_str()].contains(fragment), "{path}: {link} leads nowhere");
                links += 1;
            }
        }
        assert!(links > 5, "{links} links");
    }
}

#[test]
fn a_book_knows_its_notes_its_order_and_its_index() {
    let tree = book(&Case::text(DOSSIER));
    let read = |path: &str| String::from_utf8(tree[path].clone()).expect("it is text");
    let source = read("book/sources/a.xhtml");
    assert!(source.contains("epub:type=\"noteref\"") && source.contains("epub:type=\"footnote\""), "{source}");
    assert!(source.contains("&lt;/script&gt;") && !source.contains("<script"), "{source}");
    assert!(!source.contains("data-"), "{source}");
    let package = read("book/package.opf");
    assert_eq!(package.matches("<itemref idref=\"page-").count(), 7, "{package}");
    assert!(package.contains("<meta property=\"dcterms:modified\">2000-01-01T00:00:00Z</meta>"), "{package}");
    assert!(package.contains("<dc:identifier id=\"id\">urn:uuid:"), "{package}");
    for property in
        ["accessMode", "accessModeSufficient", "accessibilityFeature", "accessibilityHazard", "accessibilitySummary"]
    {
        assert!(package.contains(&format!("\"schema:{property}\"")), "{package}");
    }
    let index = read("book/terms.xhtml");
    assert!(index.contains("<a href=\"sources/a.xhtml#p-"), "{index}");
    assert!(!tree.contains_key("book/search.xhtml") && !tree.contains_key("book/sources/a/record.xhtml"));
    assert!(
        source.contains("href=\"https://example.org/foxes/sources/a/record.html\""),
        "what is not in the book is on the site"
    );
}

#[test]
fn pictures_in_a_book_have_names_that_every_reading_system_takes() {
    let names = ["a#b.svg", "sp .svg", "per%20cent.svg", "\u{fc}.svg"];
    let shown = names.map(|name| format!("![A](<media/{}>)\n", name.replace('%', "%25").replace('#', "%23")));
    let mut case = Case::text(DOSSIER).file("content/index.md", shown.concat());
    for name in names {
        case = case.file(&format!("content/media/{name}"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    }
    let tree = book(&case);
    let package = String::from_utf8(tree["book/package.opf"].clone()).expect("it is text");
    let front = String::from_utf8(tree["book/index.xhtml"].clone()).expect("it is text");
    for name in ["a_23b.svg", "sp_20.svg", "per_2520cent.svg", "_C3_BC.svg"] {
        assert!(tree.contains_key(&format!("book/media/{name}")), "{:?}", tree.keys());
        assert!(package.contains(&format!("href=\"media/{name}\"")), "{package}");
        assert!(front.contains(&format!("src=\"media/{name}\"")), "{front}");
    }
}

#[test]
fn a_book_from_right_to_left_turns_so() {
    let tree = book(&Case::folder(&repository().join("tests/fixtures/scripts/arabic")));
    let package = String::from_utf8(tree["book/package.opf"].clone()).expect("it is text");
    assert!(package.contains("<spine page-progression-direction=\"rtl\">"), "{package}");
    assert!(package.contains("<dc:language>ar</dc:language>"), "{package}");
}

#[test]
fn a_bundle_of_one_file_that_nobody_could_open_is_refused() {
    let sources = (0..2001).map(|number| {
        format!(
            "== seeds/s{number}.txt\nWord.\n== content/sources/s{number}.md\n+++\nraw = \"seeds/s{number}.txt\"\ntitle = \
             \"S{number}\"\nrights = {{ publish = \"withheld\" }}\n+++\n"
        )
    });
    let config = "== casebook.toml\ntitle = \"T\"\n[bundles]\nformats = [\"zip\", \"html\"]\n";
    let case = Case::text(&(config.to_owned() + &sources.collect::<String>()));
    let files = case.files();
    let made = query::site(&files, &Options::default());
    let errors: Vec<_> = made.diags.into_iter().filter(|diag| diag.code.name() == "bundle-large").collect();
    assert_text(
        "the error",
        &text::render(&errors, &files, text::Style { color: false }),
        "\
error[bundle-large]: a bundle of one HTML file holds at most 2000 sources, and the dossier has 2001
 --> casebook.toml:3:19
  |
3 | formats = [\"zip\", \"html\"]
  |                   ^^^^^^
  |
  = help: offer `zip` instead, the site as an archive

1 error
",
    );
}
