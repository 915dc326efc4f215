//! Words of a source, or of its metadata, never become markup; and every link of a page lands.

use std::collections::{BTreeMap, BTreeSet};

use casebook::diag;
use proptest::prelude::*;
use proptest::sample::select;

use super::html::{Tag, tags};
use super::{config, nasty, piece, toml_string};
use crate::support::{Case, Tree};

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn words_of_a_source_never_become_markup(words in prop::collection::vec(hostile(), 24)) {
        let hostile = dossier(&words).site();
        let tame = dossier(&words.iter().map(|words| harmless(words)).collect::<Vec<_>>()).site();
        prop_assert_eq!(hostile.keys().collect::<Vec<_>>(), tame.keys().collect::<Vec<_>>());
        for (path, page) in pages(&hostile) {
            let (here, there) = (tags(page), tags(text(&tame[path])));
            let (mut ours, mut others) = (structure(&here), structure(&there));
            let same = ours.iter().zip(&others).take_while(|(a, b)| a == b).count();
            prop_assert_eq!(ours.drain(same..).next(), others.drain(same..).next(), "{}", path);
            here.iter().for_each(check_tag);
        }
        check_links(&hostile);
    }
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn links_of_editorial_pages_land(prose in prop::collection::vec(prop::collection::vec(markdown(), 0..8), 4)) {
        let outcome = editorial(&prose).build();
        prop_assert!(!diag::has_errors(&outcome.diags), "{}", outcome.lines());
        check_links(&outcome.tree);
    }
}

// What goes in --------------------------------------------------------------------------------------------------------

/// Words without a line end that would be markup, or part of it, anywhere.
fn hostile() -> impl Strategy<Value = String> {
    const MARKUP: &[&str] = &[
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</title></textarea></style></template>",
        "<!--",
        "--><b>",
        "]]>",
        "<a href=\"javascript:alert(1)\">",
        "&lt;b&gt;",
        "&#60;b&#62;",
        "&",
        "<",
        "\"",
        "'",
        "`",
        "{{ 7 * 7 }}",
        "{% raw %}",
        "{name}",
        "[x](javascript:alert(1))",
        "<svg/onload=alert(1)>",
        "data:text/html,<b>",
        "\u{2028}",
    ];
    let piece = prop_oneof![4 => select(MARKUP), 1 => nasty(), 2 => piece()];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

/// The same with signs that mean nothing in the place of those that mean something in HTML.
fn harmless(words: &str) -> String {
    let tame = |char: char| match char {
        '<' | '>' | '&' | '=' | '/' | '`' | '{' | '}' | '%' | '\\' => '¦',
        '"' => '”',
        '\'' => '’',
        other => other,
    };
    words.chars().map(tame).collect()
}

/// A dossier that has `words` wherever a source, or what is said of one, can have any.
fn dossier(words: &[String]) -> Case {
    let string = |at: usize, text: &str| toml_string(&format!("{text} {}", words[at]));
    let config = format!(
        "title = {}\nsubtitle = {}\neditors = [{}]\nlicence = {}\n",
        string(0, "T"),
        string(1, "S"),
        string(2, "E"),
        string(3, "L")
    );
    let source = format!(
        r#"+++
raw = "seeds/a.txt"
title = {{ value = {}, by = "editor", from = {} }}
subtitle = {}
authors = [{}, {{ given = {}, family = "F" }}]
kind = {}
publisher = {}
published = "2020-09"
url = {}
rights = {{ statement = {}, publish = "full" }}
paragraphs = "line"
clean = [
  {{ set = "byline", line = {{ starts = "By" }} }},
  {{ set = "heading", line = {{ starts = "Head" }} }},
  {{ set = "item", line = {{ starts = "- item" }} }},
  {{ set = "quotation", line = {{ starts = "Quoted" }} }},
  {{ set = "caption", line = {{ starts = "Caption" }} }},
  {{ cut = {{ starts = "Advert" }}, reason = "promotion" }},
  {{ cut = {{ in = {{ starts = "Cut" }}, words = "here" }}, reason = "share" }},
  {{ correct = {{ in = {{ starts = "Wrong" }}, words = "wrong", with = {} }} }},
  {{ speakers = {{ "Ann:" = {} }} }},
  {{ part = {{ from = {{ starts = "Head" }}, unnamed = {}, conjecture = {} }} }},
]
+++
"#,
        string(4, "A"),
        string(5, "from"),
        string(6, "sub"),
        // The last word is the one that a bibliography sorts by.
        toml_string(&format!("B {} Zed", words[7])),
        string(8, "G"),
        string(9, "kind"),
        string(10, "P"),
        toml_string(&format!(
            "https://x/{}",
            words[11].replace(|char: char| char.is_whitespace() || char.is_control(), "")
        )),
        string(12, "rights"),
        string(13, "right"),
        string(14, "Ann"),
        string(15, "part"),
        string(16, "why"),
    );
    let raw = format!(
        "By {}\nHead {}\nAnn: the fox {}\n- item fox {}\nQuoted {}\nCaption fox {}\nAdvert {}\nCut here {}\nWrong wrong {}\nEnd {}\n",
        words[17], words[18], words[19], words[20], words[21], words[22], words[23], words[16], words[17], words[18]
    );
    let entry = format!(
        "+++\ntitle = \"Fox\"\naliases = [{}, {}]\n+++\nAn animal.\n",
        string(0, "fox"),
        toml_string(&format!("Quoted {}", words[21]))
    );
    Case::default()
        .file("casebook.toml", config)
        .file("content/sources/a.md", source)
        .file("seeds/a.txt", raw)
        .file("seeds/b.txt", "The fox again.\n")
        .file("content/glossary/fox.md", entry)
        .file("content/essays/e.md", "+++\ntitle = \"E\"\n+++\nThe fox in [[a]] and [[b]].\n")
}

/// Editorial Markdown that is nearly always right.
fn markdown() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "The fox.",
            "[[fox]]",
            "[[fox|the animal]]",
            "[[a]] and [[b]]",
            "## Own {#own}\n\n[there](#own)",
            "## Own {#own-2}",
            "## Plain",
            "# First",
            "### *Third* fox\n\n[[fox]]",
            "> The fox [[b]].",
            "- [[fox]]\n- fox\n  1. [[a]]",
            "| a | [[fox]] |\n|---|---|\n| fox | [x](../essays/e.md) |",
            "A note[^1] and again[^1].\n\n[^1]: The fox[^2], *again*.\n\n[^2]: [[a]]\n\n    > deep",
            "A note[^x].\n\n[^x]: - list",
            "![fox](../media/p%20q.png)",
            "[picture](../media/p%20q.png)",
            "[*fox*](../glossary/fox.md) `fox`",
            "[b](../sources/b.md#p-a5a618)",
            "```rust\nlet fox = 1 < 2;\n```",
            "<https://example.org/?a=1&b=2> and <a@example.org>",
            "[x](https://example.org/\"onclick=\"x)",
            "Hard  \nbreak\\\nfox",
            "***",
            "~~gone [[fox]]~~ &amp; &lt;b&gt; &#0; \\<b\\>",
        ][..],
    )
}

fn editorial(prose: &[Vec<&str>]) -> Case {
    let page =
        |title: &str, at: usize| format!("+++\ntitle = \"{title}\"\n+++\nIt is.\n\n{}\n", prose[at].join("\n\n"));
    let source = format!(
        "+++\nraw = \"seeds/b.txt\"\ntitle = \"B\"\nformer = [\"old\"]\nrights = {{ publish = \"full\" }}\n+++\n{}\n",
        prose[3].join("\n\n")
    );
    // A heading of the second level begins another change.
    let told = prose[1].iter().filter(|block| !block.starts_with("## ")).map(|block| block.replace("../", ""));
    let changes = format!("## 2026-11-21 — A *fox* {{.addition}}\n\n{}\n", told.collect::<Vec<_>>().join("\n\n"));
    Case::default()
        .file("content/changes.md", changes)
        .file("casebook.toml", "title = \"T\"\nbase_url = \"https://example.org/x\"\n")
        .file("seeds/a.txt", "A fox, the fox.\n")
        .file("seeds/b.txt", "The fox.\n")
        .file("content/sources/b.md", source)
        .file("content/index.md", prose[2].join("\n\n").replace("../", ""))
        .file("content/media/p q.png", "x")
        .file("content/glossary/fox.md", page("Fox", 0))
        .file("content/glossary/correction.md", page("Again", 2))
        .file("content/essays/e.md", page("E", 1))
}

// What comes out ------------------------------------------------------------------------------------------------------

fn pages(site: &Tree) -> impl Iterator<Item = (&String, &str)> {
    site.iter().filter(|(path, _)| path.ends_with(".html")).map(|(path, bytes)| (path, text(bytes)))
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("pages are UTF-8")
}

/// Names and attributes, without the values in which words of a source may stand.
#[expect(clippy::type_complexity, reason = "compared as a whole, and never taken apart")]
fn structure(tags: &[Tag]) -> Vec<(usize, &str, Vec<(&str, &str)>)> {
    let outside = |value: &str| value.starts_with("https://");
    let value = |key: &str, value: &'_ str| {
        matches!(
            key,
            "data-raw" | "data-label" | "data-editors" | "data-author" | "data-version" | "aria-label" | "alt"
        ) || outside(value)
    };
    tags.iter()
        .map(|tag| {
            let is_fact = |key: &str| tag.name == "meta" && key == "content";
            let attributes = tag
                .attributes
                .iter()
                .map(|(key, text)| (key.as_str(), if value(key, text) || is_fact(key) { "" } else { text.as_str() }));
            (tag.depth, tag.name.as_str(), attributes.collect())
        })
        .collect()
}

/// Nothing runs but the theme's own script, and nothing is fetched from elsewhere.
fn check_tag(tag: &Tag) {
    assert!(!["style", "iframe", "object", "embed", "base", "textarea", "xmp"].contains(&tag.name.as_str()), "{tag:?}");
    for (key, _) in &tag.attributes {
        assert!(!key.starts_with("on") && key != "style" && key != "srcdoc", "{tag:?}");
    }
    let source = tag.get("src");
    assert_eq!(tag.name == "script", source.as_ref().is_some_and(|source| source.ends_with(".js")), "{tag:?}");
    if let Some(source) = source {
        assert!(!source.contains(':') && !source.starts_with("//"), "{tag:?}");
    }
    if let Some(href) = tag.get("href") {
        let scheme =
            href.split(['/', '?', '#']).next().and_then(|first| first.split_once(':')).map(|(scheme, _)| scheme);
        let is_icon = tag.name == "link" && href == "data:,";
        assert!(is_icon || matches!(scheme, None | Some("https" | "mailto")), "{tag:?}");
    }
}

/// Ids are unique on their page, and each link within the site leads to a file and a place that are there.
fn check_links(site: &Tree) {
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut links: Vec<(&str, String)> = Vec::new();
    for (path, page) in pages(site) {
        let tags = tags(page);
        let places = ids.entry(path).or_default();
        for id in tags.iter().filter_map(|tag| tag.get("id")) {
            assert!(!id.is_empty() && !id.contains(char::is_whitespace), "{path}: the id {id:?}");
            assert!(places.insert(id.clone()), "{path}: the id {id:?} is there twice");
        }
        let addresses = ["href", "src"].into_iter().flat_map(|key| tags.iter().filter_map(move |tag| tag.get(key)));
        links.extend(addresses.map(|address| (path.as_str(), address)));
        for label in tags.iter().flat_map(|tag| [tag.get("aria-labelledby"), tag.get("for")]).flatten() {
            assert!(
                tags.iter().any(|tag| tag.get("id").as_ref() == Some(&label)),
                "{path}: nothing is called {label:?}"
            );
        }
    }
    for (from, link) in links {
        let base = "https://example.org/x/";
        let (folder, link) = link.strip_prefix(base).map_or((from, link.as_str()), |rest| ("", rest));
        if ["https://", "mailto:", "data:,"].iter().any(|outside| link.starts_with(outside)) {
            continue;
        }
        let (path, fragment) = link.split_once('#').map_or((link, None), |(path, fragment)| (path, Some(fragment)));
        let to = if path.is_empty() { from.to_owned() } else { joined(folder, path) };
        if to == casebook::manifest::PATH {
            // Made when the site is written.
            continue;
        }
        assert!(site.contains_key(&to), "{from}: {link:?} leads to {to:?}, which is not there");
        if let Some(fragment) = fragment {
            assert!(ids[to.as_str()].contains(fragment), "{from}: {link:?} leads to no place of {to:?}");
        }
    }
}

/// The path that `address` names from the page at `from`, as a browser reads it.
fn joined(from: &str, address: &str) -> String {
    let mut parts: Vec<String> = from.split('/').map(str::to_owned).collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            ".." => drop(parts.pop().expect("no link leads out of the site")),
            part => parts.push(decoded(part)),
        }
    }
    parts.join("/")
}

fn decoded(part: &str) -> String {
    let mut pieces = part.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).expect("a percent sign begins a byte"));
        bytes.extend(&piece.as_bytes()[2..]);
    }
    String::from_utf8(bytes).expect("addresses are UTF-8")
}
