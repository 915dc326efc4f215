//! What benches measure is a sound dossier, of the size that they name.

use std::collections::BTreeSet;

use crate::support::{Case, Tree};

#[path = "../../benches/synthetic/mod.rs"]
mod made_up;

fn files(sources: usize) -> Tree {
    let dossier = made_up::Dossier::new(made_up::Size::of(sources));
    made_up::casebook::files(&dossier).map(|(path, text)| (path, text.into_bytes())).collect()
}

#[test]
fn a_synthetic_dossier_has_no_findings() {
    // Fewer sources than terms, so that some name several terms which chance might forget.
    const SOURCES: usize = 30;
    let case = files(SOURCES).into_iter().fold(Case::default(), |case, (path, bytes)| case.file(&path, bytes));
    let outcome = case.build();
    assert_eq!(outcome.diags, []);
    let mentions: Vec<serde_json::Value> =
        serde_json::from_slice(&outcome.tree["data/mentions.json"]).expect("mentions are JSON");
    let named: BTreeSet<(String, String)> =
        mentions.iter().map(|mention| (mention["source"].to_string(), mention["term"].to_string())).collect();
    assert!((12..18).contains(&(named.len() / SOURCES)), "{} pairs of source and term", named.len());
}

#[test]
fn a_synthetic_dossier_is_always_the_same() {
    assert_eq!(files(3), files(3));
}
