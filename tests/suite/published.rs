//! What a site says of itself to others: its public address, the list of its pages, the feed of changes.

use std::collections::BTreeSet;

use casebook::diag;
use casebook::model::files::Files;
use casebook::model::site::sitemaps;
use casebook::write::limits::{exceeded, is_github_pages};

use crate::support::{Case, Tree, assert_text};

const FOX: &str = r#"
== seeds/a.txt
It was the quick fox that ran.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A & B"
subtitle = "On \"foxes\""
former = ["old"]
rights = { publish = "full" }
+++
== content/essays/e.md
+++
title = "E"
+++
Words.
== content/changes.md
## 2026-11-21 — First publication {.addition}
"#;

fn site(config: &str) -> Tree {
    Case::text(FOX).file("casebook.toml", format!("title = \"Foxes\"\n{config}")).site()
}

fn text(tree: &Tree, path: &str) -> String {
    String::from_utf8(tree[path].clone()).expect("pages are UTF-8")
}

/// What the head of a page says of its public address.
fn public(tree: &Tree, path: &str) -> Vec<String> {
    let page = text(tree, path);
    let told = ["rel=\"canonical\"", "property=\"og:", "name=\"twitter:", "rel=\"alternate\"", "noindex"];
    page.lines().filter(|line| told.iter().any(|mark| line.contains(mark))).map(str::to_owned).collect()
}

#[test]
fn without_a_base_url_no_page_says_where_it_is() {
    let site = site("");
    for path in site.keys().filter(|path| {
        path.ends_with(".html") && !["404.html", "sources/old.html", "sources/old/record.html"].contains(&path.as_str())
    }) {
        assert_eq!(public(&site, path), Vec::<String>::new(), "{path}");
    }
    for path in ["feed.xml", "sitemap.xml", "robots.txt"] {
        assert!(!site.contains_key(path), "{path}");
    }
    assert!(site.contains_key("changes.html"));
}

#[test]
fn with_a_base_url_every_page_says_where_it_is_and_what() {
    let site = site("base_url = \"https://example.org/foxes\"\n");
    assert_eq!(
        public(&site, "sources/a.html"),
        [
            "<link rel=\"canonical\" href=\"https://example.org/foxes/sources/a.html\">",
            "<meta property=\"og:title\" content=\"A &amp; B\">",
            "<meta property=\"og:description\" content=\"On &quot;foxes&quot;\">",
            "<meta property=\"og:type\" content=\"article\">",
            "<meta property=\"og:url\" content=\"https://example.org/foxes/sources/a.html\">",
            "<meta property=\"og:site_name\" content=\"Foxes\">",
            "<meta property=\"og:locale\" content=\"en_US\">",
            "<meta name=\"twitter:card\" content=\"summary\">",
            "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Changes – Foxes\" href=\"../feed.xml\">",
        ]
    );
    let front = public(&site, "index.html");
    assert_eq!(front[0], "<link rel=\"canonical\" href=\"https://example.org/foxes/\">");
    assert!(front.contains(&"<meta property=\"og:type\" content=\"website\">".to_owned()), "{front:?}");
    // A page that was moved is the other one, and nothing that could be shown.
    let moved = public(&site, "sources/old.html");
    assert_eq!(moved[0], "<link rel=\"canonical\" href=\"https://example.org/foxes/sources/a.html\">");
    assert_eq!(moved.len(), 3, "{moved:?}");
    // What stands anywhere stands nowhere.
    let missing = public(&site, "404.html");
    assert!(missing.iter().all(|line| !line.contains("canonical") && !line.contains("og:")), "{missing:?}");
    assert!(missing.iter().any(|line| line.contains("<meta name=\"robots\" content=\"noindex\">")), "{missing:?}");
    assert!(missing.iter().any(|line| line.contains("href=\"https://example.org/foxes/feed.xml\"")), "{missing:?}");
}

#[test]
fn a_language_has_its_region() {
    for (language, locale) in
        [("de", "de_DE"), ("de-AT", "de_AT"), ("zh", "zh_CN"), ("zh-Hant", "zh_TW"), ("ar", "ar_EG")]
    {
        let site = site(&format!("base_url = \"https://example.org/\"\nlanguage = \"{language}\"\n"));
        let line = format!("<meta property=\"og:locale\" content=\"{locale}\">");
        assert!(public(&site, "index.html").contains(&line), "{:?}", public(&site, "index.html"));
    }
}

#[test]
fn robots_are_told_where_they_ask() {
    let at_root = site("base_url = \"https://example.org\"\n");
    assert_eq!(text(&at_root, "robots.txt"), "User-agent: *\nAllow: /\n\nSitemap: https://example.org/sitemap.xml\n");
    // They ask at the root of a host alone.
    let below = site("base_url = \"https://example.org/foxes\"\n");
    assert!(!below.contains_key("robots.txt") && below.contains_key("sitemap.xml"));
}

#[test]
fn the_sitemap_names_every_page_once_and_nothing_else() {
    let site = site("base_url = \"https://example.org/\"\n");
    let sitemap = text(&site, "sitemap.xml");
    let named: Vec<&str> =
        sitemap.split("<loc>").skip(1).filter_map(|rest| Some(rest.split_once("</loc>")?.0)).collect();
    let set: BTreeSet<&str> = named.iter().copied().collect();
    assert_eq!(set.len(), named.len());
    let pages = site.keys().filter(|path| {
        path.ends_with(".html") && !["404.html", "sources/old.html", "sources/old/record.html"].contains(&path.as_str())
    });
    let pages: BTreeSet<String> =
        pages.map(|path| format!("https://example.org/{}", if path == "index.html" { "" } else { path })).collect();
    assert_eq!(set.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), pages);
}

#[test]
fn a_long_list_of_pages_is_divided() {
    let names: Vec<String> = (0..120_000).map(|number| format!("sources/{number}.html")).collect();
    let paths: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(sitemaps("https://example.org/", &paths), [0..50_000, 50_000..100_000, 100_000..120_000]);
    // Whatever is long: no file may have more than 50 MB.
    let base = format!("https://example.org/{}/", "a".repeat(1_000));
    let parts = sitemaps(&base, &paths);
    assert!(parts.len() > 10 && parts.iter().all(|part| part.len() * (base.len() + 30) < 50_000_000), "{parts:?}");
    assert_eq!(parts.iter().map(ExactSizeIterator::len).sum::<usize>(), paths.len());
    assert!(sitemaps("https://example.org/", &[]).iter().all(std::ops::Range::is_empty));
}

#[test]
fn a_site_for_github_pages_is_known_by_its_address() {
    for address in ["https://fox.github.io/dossier/", "https://fox.github.io/", "http://FOX.GitHub.io:80/"] {
        assert!(is_github_pages(address), "{address}");
    }
    for address in ["https://example.org/fox.github.io/", "https://github.io.example.org/", "https://xgithub.io/"] {
        assert!(!is_github_pages(address), "{address}");
    }
}

#[test]
fn what_comes_near_the_limits_of_the_host_is_told() {
    let report = |sizes: &[(&str, u64)]| {
        let files = Files::new(Vec::new());
        diag::text::render(&exceeded(sizes), &files, diag::text::Style { color: false })
    };
    assert_eq!(report(&[("index.html", 1_000), ("media/a.mp4", 89_999_999), ("media/b.mp4", 89_999_999)]), "");
    assert_text(
        "the report",
        &report(&[("index.html", 1_000), ("media/a.mp4", 90_000_000), ("media/b.mp4", 123_456_789)]),
        "\
warning[file-too-large]: `media/a.mp4` has 90.0 MB, close to the 100 MB that GitHub takes
 |
 = help: make it smaller, or publish it elsewhere and link it

warning[file-too-large]: `media/b.mp4` has 123.4 MB, and GitHub takes none over 100 MB
 |
 = help: make it smaller, or publish it elsewhere and link it

2 warnings
",
    );
    let names: Vec<String> = (0..30).map(|number| format!("media/{number:02}.mp4")).collect();
    let sizes = |bytes: u64| names.iter().map(|name| (name.as_str(), bytes)).collect::<Vec<_>>();
    assert_text(
        "the report",
        &report(&sizes(30_000_000)),
        "\
warning[site-too-large]: the site has 900.0 MB, close to the 1 GB of GitHub Pages
 |
 = help: publish large files elsewhere and link them; the largest here are `media/00.mp4` (30.0 MB), `media/01.mp4` (30.0 MB), `media/02.mp4` (30.0 MB), `media/03.mp4` (30.0 MB), `media/04.mp4` (30.0 MB)

1 warning
",
    );
    assert_text(
        "the report",
        &report(&sizes(40_000_000)),
        "\
warning[site-too-large]: the site has 1200.0 MB, and GitHub Pages publishes none over 1 GB
 |
 = help: publish large files elsewhere and link them; the largest here are `media/00.mp4` (40.0 MB), `media/01.mp4` (40.0 MB), `media/02.mp4` (40.0 MB), `media/03.mp4` (40.0 MB), `media/04.mp4` (40.0 MB)

1 warning
",
    );
}

/// The elements of an XML file in order of their ends, each with its text; panics where it is not well-formed.
fn elements(xml: &str) -> Vec<(String, String)> {
    let rest = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n").expect("it says what it is");
    let is_held = |char: char| matches!(char, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(rest.chars().all(is_held), "{rest:?}");
    for behind in rest.split('&').skip(1) {
        let entity = behind.split_once(';').map_or("", |(entity, _)| entity);
        assert!(["amp", "lt", "gt", "quot", "#39", "#x27"].contains(&entity), "&{behind}");
    }
    let (mut open, mut ended): (Vec<(String, String)>, Vec<_>) = (Vec::new(), Vec::new());
    let mut pieces = rest.split('<');
    assert_eq!(pieces.next(), Some(""));
    for piece in pieces {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            let (opened, text) = open.pop().expect("what ends has begun");
            assert_eq!(opened, name);
            ended.push((opened, text));
        } else {
            open.push((tag.split(' ').next().unwrap_or_default().to_owned(), text.to_owned()));
            if tag.ends_with('/') {
                ended.push(open.pop().expect("one was pushed"));
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
    ended
}

#[test]
fn feed_and_sitemap_are_sound_whatever_words_they_have() {
    let words = r#"<b>&amp; ]]> "quoted" 'so' <!-- \u0001 \u202e & </title>"#;
    let quoted = words.replace('"', "\\\"");
    let config = format!(
        "title = \"{quoted}\"\neditors = [\"{quoted}\", \"B\"]\nlanguage = \"de-AT\"\nbase_url = \"https://example.org/a&b/\"\n"
    );
    let change = "A \u{1} & \\<b> ]]> \"x\" &lt;i&gt; \u{7f} <!-- no -->";
    let changes = format!("## 2026-11-21 — {change} {{.correction}}\n\n{change}\n\n```\n{change} </content>\n```\n");
    let site =
        Case::text(FOX).file("casebook.toml", config).file("content/changes.md", changes).in_default_theme().site();
    let feed = elements(&text(&site, "feed.xml"));
    let count = |name: &str| feed.iter().filter(|(element, _)| element == name).count();
    assert_eq!(["feed", "entry", "title", "name", "id", "updated", "content"].map(count), [1, 1, 2, 2, 2, 2, 1]);
    let ids: Vec<&str> = feed.iter().filter(|(name, _)| name == "id").map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        ids,
        ["https://example.org/a&amp;b/changes.html", "https://example.org/a&amp;b/changes.html#c-2026-11-21"]
    );
    let sitemap = elements(&text(&site, "sitemap.xml"));
    assert!(
        sitemap.contains(&("loc".to_owned(), "https://example.org/a&amp;b/sources/a.html".to_owned())),
        "{sitemap:?}"
    );
}
