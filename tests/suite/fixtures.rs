//! Fixture dossiers: `tests/fixtures/<capability>/<case>/` holds a dossier, what is to come out of it (`expected/`)
//! and what is to be said about it (`diagnostics.txt`, absent where there is nothing).
//!
//! To add a case make a folder, run `UPDATE_EXPECTED=1 cargo test`, read the difference, commit. A file `edition.txt`
//! names the edition to build. Files of the theme are published under names that hold their hash, so `expected/` leaves
//! `assets/` out; and every dossier can be searched, so only the fixtures about search keep its index.

use std::fs;
use std::path::{Path, PathBuf};

use casebook::diag::has_errors;

use crate::support::{Case, Outcome, Tree, differences, fixtures, read_tree, write_tree};

#[test]
fn every_fixture_gives_what_it_expects() {
    let cases = cases();
    assert!(cases.len() > 100, "only {} fixtures were found", cases.len());
    let faults: Vec<String> = cases.iter().flat_map(|case| check(case)).collect();
    assert!(faults.is_empty(), "{}\nUPDATE_EXPECTED=1 takes what there is for what is expected", faults.join("\n"));
}

#[test]
fn the_default_theme_can_show_every_fixture() {
    for folder in cases() {
        let outcome = case(&folder).in_default_theme().build();
        assert!(!has_errors(&outcome.diags), "{}: {}", folder.display(), outcome.report());
    }
}

#[test]
fn no_word_of_a_withheld_source_is_anywhere_in_the_site() {
    // Whether it stands alone, is quoted, translated, annotated, or taken as evidence.
    const CASES: &[&str] = &[
        "edition/a-withheld-source",
        "quotation/of-a-withheld-source",
        "quotation/of-two-sources-one-withheld",
        "annotation/on-a-withheld-source",
        "citation/of-a-draft-source",
        "question/evidence-is-withheld",
        "edition/evidence-is-withheld",
        "packet/without-what-an-edition-leaves-out",
        "changes/of-a-withheld-source",
    ];
    for name in CASES {
        for (path, bytes) in case(&fixtures().join(name)).in_default_theme().site() {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            for word in ["marmalade", "zeppelin", "volcano", "vulcano"] {
                assert!(!text.contains(word), "{name}: `{path}` holds `{word}`");
            }
        }
    }
}

/// The folders of all cases: two levels below the fixtures, except themes, which are no dossiers.
fn cases() -> Vec<PathBuf> {
    let folders = |path: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(path).expect("fixtures can be read").map(|entry| entry.expect("a name").path());
        let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
        folders.sort();
        folders
    };
    let capabilities =
        folders(&fixtures()).into_iter().filter(|path| !path.ends_with("themes") && !path.ends_with("help"));
    capabilities.flat_map(|capability| folders(&capability)).collect()
}

/// The dossier of a case.
fn case(folder: &Path) -> Case {
    match fs::read_to_string(folder.join("edition.txt")) {
        Ok(edition) => Case::folder(folder).edition(edition.trim()),
        Err(_) => Case::folder(folder),
    }
}

/// What is wrong with one case; nothing after an update.
fn check(folder: &Path) -> Vec<String> {
    let actual = results(case(folder).build(), folder.starts_with(fixtures().join("search")));
    let expected: Tree = read_tree(folder)
        .into_iter()
        .filter(|(path, _)| path == "diagnostics.txt" || path.starts_with("expected/"))
        .collect();
    if actual == expected {
        return Vec::new();
    }
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        for path in expected.keys().filter(|path| !actual.contains_key(*path)) {
            fs::remove_file(folder.join(path)).expect("the file can be removed");
        }
        write_tree(folder, &actual);
        return Vec::new();
    }
    let name = folder.strip_prefix(fixtures()).expect("cases lie there").display();
    let paths = expected.keys().chain(actual.keys().filter(|path| !expected.contains_key(*path)));
    let fault = |path: &String| match (expected.get(path), actual.get(path)) {
        (Some(expected), Some(actual)) if expected == actual => None,
        (Some(expected), Some(actual)) => {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            Some(format!("{name}/{path} differs {}", differences(&text(expected), &text(actual))))
        }
        (Some(_), None) => Some(format!("{name}/{path} is expected and not there")),
        (None, _) => Some(format!("{name}/{path} is there and not expected")),
    };
    paths.filter_map(fault).collect()
}

/// What a build gave, under the names that a case keeps it by.
fn results(outcome: Outcome, with_search: bool) -> Tree {
    let report = outcome.report();
    let pages = outcome.tree.into_iter().filter(|(path, _)| {
        !path.starts_with("assets/") && (with_search || !(path.starts_with("search/") || path == "search.html"))
    });
    let mut results: Tree = pages.map(|(path, bytes)| (format!("expected/{path}"), bytes)).collect();
    if !report.is_empty() {
        results.insert("diagnostics.txt".to_owned(), report.into_bytes());
    }
    results
}
