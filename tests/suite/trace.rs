//! `check --trace`: the list is compared with an independent look at every byte of the site.

use std::collections::{BTreeMap, BTreeSet};

use casebook::query::{self, Options};
use casebook::report::trace::{Held, Traced, trace};

use crate::cli::Dossier;
use crate::support::{Case, Tree, assert_text, repository};

/// Every way in which words of a source come onto another page: quoted, as evidence, in an annotation on another source, in
/// a headnote, in a definition, on a card, in the sentence of a link, in a concordance.
const FOX: &str = r#"
== seeds/fox.txt
The fox who kept a ledger

In the morning the fox wrote down what the keeper owed him for the eggs.

Nobody had ever seen the ledger before that winter night, and nobody asked.

The keeper paid in full with nine brown hens and a rooster.
== content/sources/fox.md
+++
raw = "seeds/fox.txt"
title = "The fox who kept a ledger"
rights = { publish = "full" }

[[clean]]
set = "title"
line = "The fox who kept a ledger"
+++
The headnote.
== seeds/hare.txt
A hare sat in the clover and listened to the rain all day.
== content/sources/hare.md
+++
raw = "seeds/hare.txt"
title = "Hare"
rights = { publish = "full" }
+++
Compare "with nine brown hens and a rooster" [@fox].
== content/annotations/hare.md
## rain {.context}
> listened to the rain all day

Unlike the fox: "what the keeper owed him for the eggs" [@fox].
== content/glossary/keeper.md
+++
title = "keeper"
+++
Whoever keeps hens.
== content/glossary/ledger.md
+++
title = "ledger"
+++
A book of debts: "Nobody had ever seen the ledger before that winter" [@fox].
== content/packets/foxes.md
+++
title = "Foxes"
sources = ["fox"]
+++
== content/packets/hares.md
+++
title = "Hares"
sources = ["hare"]
entries = ["ledger"]
+++
== content/essays/linking.md
+++
title = "Linking"
+++
A [[ledger]] is a book.
== content/essays/naming.md
+++
title = "Naming"
+++
Read [[fox]] first.
== content/essays/quoting.md
+++
title = "Quoting"
+++
One [[keeper|man]] "paid in full with nine brown hens" [@fox], they say.
== content/essays/silent.md
+++
title = "Silent"
+++
Nothing is said here.
== content/questions/paid.md
+++
title = "Was he paid?"
+++
## Yes
"The keeper paid in full with nine brown hens" [@fox].
== content/timeline.md
## 1900 — The night
"ever seen the ledger before that winter night" [@fox].
"#;

fn traced(case: &Case, id: &str) -> Traced {
    let files = case.files();
    let site = query::site(&files, &case.options).value.site;
    let dossier = query::dossier(&files, &Options::default()).value.dossier;
    let traced = trace(&site, &dossier, &files, id).expect("the source is there");
    assert!(traced.diags.is_empty(), "{:?}", traced.diags);
    traced.value
}

/// Lower-case runs of letters and digits.
fn tokens(text: &str) -> Vec<String> {
    let words = text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// What a reader of a file sees. A tag divides words, or it does not: both are looked at.
fn readings(path: &str, bytes: &[u8]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Vec::new() };
    if path.ends_with(".html") {
        return ["", " "].map(|gap| unescape(&without_tags(text, gap))).into();
    }
    if path.ends_with(".json") || path.ends_with(".jsonld") {
        let mut strings = Vec::new();
        collect(&serde_json::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}")), &mut strings);
        return strings;
    }
    vec![text.to_owned()]
}

fn without_tags(html: &str, gap: &str) -> String {
    let pieces = html.split('<').enumerate();
    let texts =
        pieces.map(|(at, piece)| if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) });
    texts.collect::<Vec<_>>().join(gap)
}

fn unescape(text: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, char)| text.replace(entity, char))
}

fn collect(value: &serde_json::Value, strings: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => strings.push(text.clone()),
        serde_json::Value::Array(list) => list.iter().for_each(|value| collect(value, strings)),
        serde_json::Value::Object(map) => map.values().for_each(|value| collect(value, strings)),
        _ => {}
    }
}

/// The files that hold any `n` consecutive words of `text`, with the first of them.
fn holding(tree: &Read, text: &str, n: usize, except: &str) -> BTreeMap<String, String> {
    let words = tokens(text);
    let except: BTreeSet<Vec<String>> = tokens(except).windows(n).map(<[_]>::to_vec).collect();
    let runs: BTreeSet<&[String]> = words.windows(n).filter(|run| !except.contains(*run)).collect();
    let find = |texts: &Vec<Vec<String>>| {
        texts.iter().find_map(|words| words.windows(n).find(|run| runs.contains(run)).map(|run| run.join(" ")))
    };
    tree.iter().filter_map(|(path, texts)| Some((path.clone(), find(texts)?))).collect()
}

/// The words of every file, in each of its readings.
type Read = BTreeMap<String, Vec<Vec<String>>>;

fn read(tree: &Tree) -> Read {
    let words = |(path, bytes): (&String, &Vec<u8>)| {
        (path.clone(), readings(path, bytes).iter().map(|text| tokens(text)).collect())
    };
    tree.iter().map(words).collect()
}

fn reading_text(case: &Case, id: &str) -> (String, String) {
    let dossier = query::dossier(&case.files(), &Options::default()).value.dossier;
    let source = dossier.sources.iter().find(|source| source.page.page.id.as_str() == id).expect("it is there");
    let clean = &source.words.as_ref().expect("it has words").clean;
    // Title, byline and date stand in lists of sources together.
    let blocks = clean.blocks.iter().filter(|block| block.role.is_body());
    let text = blocks.map(|block| clean.text.slice(block.range.clone())).collect::<Vec<_>>().join("\n");
    (text, format!("{} {}", source.page.title.value, source.page.subtitle.as_ref().map_or("", |title| &title.value)))
}

#[track_caller]
fn nothing_is_left_out(case: &Case, tree: &Read, id: &str, n: usize) -> (Traced, BTreeMap<String, String>) {
    let traced = traced(case, id);
    let (text, title) = reading_text(case, id);
    let found = holding(tree, &text, n, &title);
    // What the program found by looking, as this test does, proves nothing.
    let is_known = |held: &&Held| held.what != "title only" && !held.what.ends_with("nothing says why");
    let listed: BTreeSet<&str> = traced.site.iter().filter(is_known).map(|held| held.path.as_str()).collect();
    let missing: Vec<_> = found.iter().filter(|(path, _)| !listed.contains(path.as_str())).collect();
    assert!(missing.is_empty(), "`{id}`: these files are not listed: {missing:#?}");
    (traced, found)
}

#[test]
fn every_file_that_holds_words_is_listed_and_every_listed_one_holds_some() {
    let case = Case::text(FOX).in_default_theme();
    let (traced, found) = nothing_is_left_out(&case, &read(&case.site()), "fox", 5);
    // Names are shorter than a run.
    let empty = traced.site.iter().filter(|held| held.what != "title only" && held.path != "data/mentions.json");
    let empty: Vec<&Held> = empty.filter(|held| !found.contains_key(&held.path)).collect();
    assert!(empty.is_empty(), "these files hold no words: {empty:#?}");
    assert!(traced.site.iter().all(|held| !held.what.contains("nothing says why")), "{:#?}", traced.site);
    assert!(found.len() > 10, "{found:#?}");
}

#[test]
fn the_feed_holds_what_its_page_quotes() {
    let case = Case::text(FOX).file("casebook.toml", "title = \"T\"\nbase_url = \"https://example.org/\"\n").file(
        "content/changes.md",
        "## 2026-11-21 — Eggs {.correction}\n\"what the keeper owed him for the eggs\" [@fox]\n",
    );
    let (traced, found) = nothing_is_left_out(&case, &read(&case.site()), "fox", 5);
    for path in ["changes.html", "feed.xml"] {
        let held = traced.site.iter().find(|held| held.path == path);
        assert_eq!(held.map(|held| held.what.as_str()), Some("1 quotation"), "{path}");
        assert!(found.contains_key(path), "{path}");
    }
}

#[test]
fn no_file_of_this_repository_is_left_out() {
    // Fewer words in a row are names that all of them name.
    let case = Case::folder(repository());
    let site = read(&case.site());
    for id in ["bateman-lyu-2020", "chinafile-2020", "gooding-2020", "liao-2020", "zhong-2020"] {
        nothing_is_left_out(&case, &site, id, 8);
    }
}

#[test]
fn the_list_says_what_each_file_holds() {
    let dossier = Dossier::of(&Case::text(FOX).in_default_theme());
    dossier.runs(&["build"]);
    let run = dossier.leaves(&["check", "--trace", "fox"], 0);
    assert_eq!(run.stderr, "");
    assert_text(
        "the list",
        &run.stdout.replace('\t', " | "),
        "\
.casebook/reading-texts | reading text, for the next build
bibliography.html | title only
cards/ledger.js | 1 definition that quotes it
colophon.html | 6 quotations
content/annotations/hare.md:4 | quotation
content/essays/quoting.md:4 | quotation
content/glossary/ledger.md:4 | quotation
content/questions/paid.md:5 | evidence
content/sources/fox.md | its page and recipe
content/sources/hare.md:6 | quotation
content/timeline.md:2 | evidence
data/annotations/fox.jsonld | 6 passages
data/annotations/hare.jsonld | 1 quotation
data/bibliography.bib | title only
data/bibliography.csl.json | title only
data/bibliography.ris | title only
data/claims.json | 1 piece of evidence
data/events.json | 1 piece of evidence
data/glossary.jsonld | 1 definition that quotes it
data/mentions.json | 4 names
data/texts/fox.txt | reading text
essays/naming.html | title only
essays/quoting.html | 1 quotation
glossary.html | 1 definition that quotes it
glossary/keeper.html | 1 sentence that quotes it, 2 lines of concordance
glossary/ledger.html | 1 quotation, 2 lines of concordance
index.html | title only
packets/foxes.html | reading text, 1 definition that quotes it
packets/hares.html | 2 quotations, 1 definition that quotes it
questions/paid.html | 1 quotation
search/index.js | reading text, 6 quotations
seeds/fox.txt | raw text
sources/fox.html | reading text, 6 sentences that quote it
sources/fox/record.html | record
sources/hare.html | 2 quotations
timeline.html | 1 quotation
",
    );
    let json = dossier.leaves(&["check", "--trace", "fox", "--format", "json"], 0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let rows = json.as_array().expect("an array");
    assert_eq!(rows.len(), run.stdout.lines().count());
    assert_eq!(
        rows.iter().find(|row| row["path"] == "content/timeline.md"),
        Some(&serde_json::json!({"in": "dossier", "path": "content/timeline.md", "line": 2, "what": "evidence"}))
    );
    assert_eq!(
        rows.iter().find(|row| row["path"] == "timeline.html"),
        Some(&serde_json::json!({"in": "site", "path": "timeline.html", "line": null, "what": "1 quotation"}))
    );
}

#[test]
fn words_that_nothing_accounts_for_are_listed_as_such() {
    let copied = "+++\ntitle = \"Copied\"\n+++\nThe fox wrote down what the keeper owed him, and more.\n";
    let case = Case::text(FOX).in_default_theme().file("content/essays/copied.md", copied);
    let traced = traced(&case, "fox");
    let held = traced.site.iter().find(|held| held.path == "essays/copied.html").map(|held| held.what.as_str());
    assert_eq!(held, Some("2 runs of 8 words, nothing says why"));
}

#[test]
fn a_withheld_source_is_in_no_file_but_by_its_title() {
    let config = "title = \"T\"\ntheme = \"default\"\n[editions.public.sources]\nfox = \"withheld\"\n";
    let case = Case::text(FOX).file("casebook.toml", config).edition("public");
    let traced = traced(&case, "fox");
    let titled: Vec<&str> = traced.site.iter().map(|held| held.path.as_str()).collect();
    assert!(traced.site.iter().all(|held| held.what == "title only"), "{:#?}", traced.site);
    assert!(titled.contains(&"index.html") && titled.contains(&"sources/fox.html"), "{titled:?}");
    assert!(traced.inputs.len() > 7, "what the dossier holds is another matter: {:#?}", traced.inputs);
    let (text, title) = reading_text(&case, "fox");
    assert_eq!(holding(&read(&case.site()), &text, 5, &title), BTreeMap::new());
}

#[test]
fn a_trace_that_would_be_incomplete_is_none() {
    let dossier = Dossier::of(&Case::text(FOX).in_default_theme());
    let run = dossier.leaves(&["check", "--trace", "fix"], 2);
    assert_eq!(run.stderr, "error: there is no source `fix`\nhelp: did you mean `fox`?\n");
    let run = dossier.leaves(&["check", "--trace", "fox", "--format", "sarif"], 2);
    assert_eq!(
        run.stderr,
        "error: a trace is no report of findings\nhelp: leave out `--format`, or say `--format json`\n"
    );
    dossier.write("content/essays/silent.md", "+++\ntitle = \"Silent\"\n+++\n\"The fox fled\" [@fox].\n");
    let run = dossier.leaves(&["check", "--trace", "fox"], 1);
    assert!(run.stdout.is_empty() && run.stderr.starts_with("error[quotation-"), "{run:?}");
}
