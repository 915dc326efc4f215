//! What a site says of itself to others: its public address, the list of its pages, the feed of changes.

use std::collections::BTreeSet;

use casebook::model::site::sitemaps;

use crate::support::{Case, Tree};

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
    assert_eq!(sitemaps("https://example.org/", &[]), [0..0]);
}
