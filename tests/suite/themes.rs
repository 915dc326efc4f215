//! What a theme can rely on: one file replaced is one file replaced, and what templates are given is written down.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Case, read_tree, repository};

#[test]
fn a_theme_may_replace_one_partial_alone() {
    let dossier = |theme: &str| {
        let config = format!("title = \"Letters & Days\"\neditors = [\"Ann\", \"Bob\"]\ntheme = \"{theme}\"\n");
        let case = Case::text(
            "== seeds/a.txt\nA fox.\n== content/glossary/fox.md\n+++\ntitle = \"Fox\"\nkind = \"concept\"\n+++\nIt.\n",
        );
        case.file("casebook.toml", config).site()
    };
    let (plain, own) = (dossier("default"), dossier("footed"));
    assert_eq!(plain.keys().collect::<Vec<_>>(), own.keys().collect::<Vec<_>>(), "the same files");
    let mut pages = 0;
    for (path, bytes) in &own {
        let [plain, own] = [&plain[path], bytes].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let Some((before, rest)) = plain.split_once("<footer") else {
            assert_eq!(plain, own, "{path}");
            continue;
        };
        let after = rest.split_once("</footer>\n").expect("a footer ends").1;
        let footer = "<footer class=\"site\">\n<p class=\"sigil\">Letters &amp; Days: Ann &amp; Bob</p>\n</footer>\n";
        assert_eq!(own, format!("{before}{footer}{after}"), "{path}");
        pages += 1;
    }
    assert!(pages > 5, "{pages} pages have a footer");
}

/// The sections of the page on themes, by heading.
fn sections() -> BTreeMap<String, String> {
    let page = std::fs::read_to_string(repository().join("docs/themes.md")).expect("there is a page on themes");
    let mut sections = BTreeMap::new();
    for section in page.split("\n## ").skip(1).flat_map(|part| part.split("\n### ")) {
        let (heading, text) = section.split_once('\n').unwrap_or((section, ""));
        sections.insert(heading.trim_matches('`').to_owned(), text.to_owned());
    }
    sections
}

#[test]
fn every_field_that_templates_are_given_is_written_down() {
    let sections = sections();
    let mut structs = 0;
    let mut faults = Vec::new();
    let views = read_tree(&repository().join("src/render"));
    for (_, bytes) in views.iter().filter(|(path, _)| *path == "view.rs" || path.starts_with("view/")) {
        let source = String::from_utf8_lossy(bytes).into_owned();
        for part in source.split("\npub struct ").skip(1) {
            let (name, rest) = part.split_once(" {\n").expect("views have fields");
            let body = rest.split_once("\n}").expect("a struct ends").0;
            let fields: BTreeSet<&str> =
                body.lines().filter_map(|line| Some(line.strip_prefix("    pub ")?.split_once(':')?.0)).collect();
            let text = sections.get(name).map_or("", String::as_str);
            let told: BTreeSet<&str> =
                text.lines().filter_map(|line| Some(line.strip_prefix("- `")?.split_once('`')?.0)).collect();
            if fields != told {
                faults.push(format!("`{name}` has {fields:?}, and docs/themes.md tells of {told:?}"));
            }
            structs += 1;
        }
    }
    assert!(structs > 40, "{structs} views were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_template_is_written_down() {
    let page = std::fs::read_to_string(repository().join("docs/themes.md")).expect("there is a page on themes");
    let files = read_tree(&repository().join("themes/default"));
    let untold: Vec<&String> =
        files.keys().filter(|path| path.ends_with(".html") && !page.contains(&format!("`{path}`"))).collect();
    assert!(untold.is_empty(), "docs/themes.md does not name {untold:?}");
}

#[test]
fn the_custom_properties_of_the_style_sheet_are_written_down() {
    let style = String::from_utf8(read_tree(&repository().join("themes/default"))["style.css"].clone()).expect("UTF-8");
    let root = style.split_once(":root {").expect("there is a root").1.split_once('}').expect("it ends").0;
    let set: BTreeSet<&str> =
        root.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(':')).map(|(name, _)| name).collect();
    let sections = sections();
    let told = &sections["Custom properties"];
    let told: BTreeSet<&str> =
        told.lines().filter_map(|line| line.strip_prefix("| `--")?.split_once('`')).map(|(name, _)| name).collect();
    assert_eq!(told, set, "docs/themes.md lists what `:root` sets");
}
