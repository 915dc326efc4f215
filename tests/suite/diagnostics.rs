//! What a user reads when something is wrong, exactly. Each test is a dossier and the report about it.
//!
//! A file per part of the dossier that can be wrong. `lock-changed` needs a real disk; its test is in `cli`.

mod changes;
mod citations;
mod html;
mod links;
mod packets;
mod pages;
mod quotations;
mod recipe;
mod selectors;
mod sources;
mod statements;
mod suspicions;
mod theme;

use casebook::diag::Code;

use crate::support::{Case, assert_text, read_tree, repository};

/// The report about `dossier` is `expected`. Both begin behind a line end, so that they can stand on lines of their own.
#[track_caller]
fn check(dossier: &str, expected: &str) {
    check_case(Case::text(dossier), expected);
}

/// The same for a dossier that text alone cannot say.
#[track_caller]
fn check_case(case: Case, expected: &str) {
    assert_text("the report", &case.build().report(), expected.trim_start_matches('\n'));
}

#[test]
fn all_problems_of_a_run_come_together_in_order_of_place() {
    let case = Case::text(
        r#"
== casebook.toml
theme = "bare"
colour = "red"
== content/essays/e.md
+++
title = 7
+++
[[nowhere]] and [there](nowhere.md)
== content/glossary/fox.md
No front matter.
"#,
    );
    let lines = case.build().lines();
    assert_text(
        "the findings",
        &lines,
        "\
casebook.toml:1:1 error[key-missing] `title` is missing
casebook.toml:2:1 error[key-unknown] the key `colour` is not known here
content/essays/e.md:2:9 error[value-invalid] this is a value of the kind integer, and must be a string
content/essays/e.md:4:1 error[link-unknown] nothing is called `nowhere`
content/essays/e.md:4:17 error[link-unknown] there is no page or file `nowhere.md`
content/glossary/fox.md:1:1 error[front-matter-missing] the file does not begin with a line `+++`
",
    );
}

#[test]
fn every_code_has_a_test_with_its_exact_text() {
    let suite = read_tree(&repository().join("tests/suite"));
    let expectations: String = suite.values().map(|file| String::from_utf8_lossy(file)).collect();
    let is_shown = |code: &&Code| expectations.contains(&format!("\n{}[{}]: ", code.severity().name(), code.name()));
    let untested: Vec<&str> = Code::ALL.iter().filter(|code| !is_shown(code)).map(|code| code.name()).collect();
    assert!(untested.is_empty(), "no test shows {untested:?}");
}
