//! Rules of the tree that a reader would otherwise have to check. The rules are tests, so that `cargo test` is the gate.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use casebook::cite::record::KINDS;
use casebook::diag::{Code, Severity};
use casebook::model::bundle::Form;
use casebook::model::clean::{Fate, Role};
use casebook::model::page::{ANNOTATION_KINDS, CHANGE_KINDS, ENTRY_KINDS};
use casebook::model::quotation::Stance;
use casebook::model::recipe::Reason;
use casebook::model::search::Voice;
use casebook::theme::DEFAULT;

use crate::support::{Case, Tree, read_tree, repository};

// Modules --------------------------------------------------------------------------------------------------------------

/// What may stand above every module: types, findings, plain text. They may use each other, except that text knows
/// nothing of dossiers.
const GROUND: &[&str] = &["diag", "model", "text"];

/// What else each module of the library may use. Stages do not use each other: they meet in `query`.
const USES: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("diag", &[]),
    ("parse", &[]),
    ("clean", &[]),
    ("anchor", &[]),
    ("edition", &[]),
    ("link", &[]),
    ("highlight", &[]),
    ("lock", &[]),
    ("manifest", &[]),
    // The style sheet of code is one of the files that a theme names.
    ("theme", &["highlight"]),
    ("cite", &[]),
    ("search", &[]),
    // Code blocks, how sources are cited, the manifest's path for the colophon, and bundles for download.
    ("render", &["bundle", "cite", "highlight", "manifest"]),
    // The normal form of words, and how the index is opened.
    ("proof", &["search"]),
    ("suggest", &[]),
    // A draft of a source has a suggested recipe.
    ("intake", &["suggest"]),
    // Encodings of originals are read by `intake`.
    (
        "query",
        &[
            "anchor", "cite", "clean", "edition", "intake", "link", "lock", "parse", "proof", "render", "search",
            "theme",
        ],
    ),
    // Runs the stages on inputs that might be, and reads their results.
    ("report", &["lock", "query", "render"]),
    ("bundle", &["manifest"]),
    ("starter", &[]),
    // The edges.
    ("fs", &[]),
    ("load", &["fs"]),
    ("cache", &["fs"]),
    ("stamp", &["fs", "lock"]),
    ("write", &["fs", "manifest"]),
    // Reads what `write` and `bundle` made.
    ("verify", &["bundle", "fs", "manifest"]),
    ("watch", &["load"]),
    // Shows what `query` makes, and the manifest that `write` would make of it.
    ("serve", &["manifest", "query"]),
    (
        "cli",
        &[
            "bundle", "cache", "clean", "fs", "intake", "load", "lock", "manifest", "parse", "proof", "query",
            "render", "report", "search", "serve", "stamp", "starter", "suggest", "theme", "verify", "watch", "write",
        ],
    ),
];

#[test]
fn modules_use_only_what_lies_below_them() {
    let allowed: BTreeMap<&str, &[&str]> = USES.iter().copied().collect();
    let mut faults = Vec::new();
    for (path, source) in texts("src") {
        let module = path.split('/').next().expect("paths have parts").trim_end_matches(".rs");
        if matches!(module, "lib" | "main") {
            continue;
        }
        for used in modules_used(&source) {
            let is_ground = if module == "text" { used == "text" } else { GROUND.contains(&used.as_str()) };
            let is_listed = allowed.get(module).is_some_and(|listed| listed.contains(&used.as_str()));
            if used != module && !is_ground && !is_listed {
                faults.push(format!("src/{path} uses `{used}`, and `{module}` may not"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The modules of this crate that a file names in its code: `crate::name` and `crate::{name, other::Thing}`.
fn modules_used(source: &str) -> BTreeSet<String> {
    let code: Vec<&str> = source.lines().filter_map(|line| line.split("//").next()).collect();
    let code = code.join("\n");
    let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_';
    let first_name = |path: &str| path.trim_start().split(|char| !is_name(char)).next().unwrap_or_default().to_owned();
    let mut used = BTreeSet::new();
    for path in code.split("crate::").skip(1) {
        match path.strip_prefix('{') {
            Some(group) => used.extend(group_items(group).into_iter().map(first_name)),
            None => used.extend([first_name(path)]),
        }
    }
    // Functions and macros of the crate's root would have no module; there are none.
    used.retain(|name| !name.is_empty());
    used
}

/// The items of a `use` group, up to the brace that closes it.
fn group_items(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut items = Vec::new();
    let mut start = 0;
    for (at, char) in group.char_indices() {
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items
}

#[test]
fn a_module_is_found_however_it_is_named() {
    let source = "use crate::{fs, load::{self, find_root}, write::publish};\n\
                  use crate::diag::Code; // crate::manifest is not used\n\
                  /// As [`crate::edition`] does.\n\
                  fn broken() { crate::parse::not_utf8(); }\n";
    assert_eq!(Vec::from_iter(modules_used(source)), ["diag", "fs", "load", "parse", "write"]);
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    let silent = rust_files().filter(|(_, source)| !source.starts_with("//! "));
    assert_eq!(silent.map(|(path, _)| path).collect::<Vec<_>>(), <[&str; 0]>::default(), "have no module doc");
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    const LONGEST: usize = 900;
    let long = rust_files().filter(|(_, source)| source.lines().count() > LONGEST);
    assert_eq!(long.map(|(path, _)| path).collect::<Vec<_>>(), <[&str; 0]>::default(), "are over {LONGEST} lines");
}

// What is left lying about ---------------------------------------------------------------------------------------------

#[test]
fn no_marker_of_unfinished_work_is_left() {
    // Put together here, or this file would hold them.
    let markers = [["TO", "DO"], ["FIX", "ME"], ["XX", "X"], ["db", "g!("], ["todo", "!("], ["unimpl", "emented!("]];
    let mut faults = Vec::new();
    for top in ["src", "tests/suite", "tests/fixtures", "themes", "docs", "content"] {
        for (path, text) in texts(top) {
            faults.extend(markers.iter().map(|halves| halves.concat()).filter(|marker| text.contains(marker)).map(
                |marker| {
                    let line = text.lines().position(|line| line.contains(&marker)).map_or(0, |at| at + 1);
                    format!("{top}/{path}:{line} holds `{marker}`")
                },
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_fixture_knows_the_machine_it_was_made_on() {
    const PLACES: &[&str] = &["/home/", "/root/", "/tmp/", "/Users/", ":\\Users"];
    let here = repository().to_str().expect("the repository lies at a path in UTF-8");
    let known = |text: &str| PLACES.iter().copied().chain([here]).find(|place| text.contains(place)).map(str::to_owned);
    let faults: Vec<String> =
        texts("tests/fixtures").filter_map(|(path, text)| Some(format!("{path} holds `{}`", known(&text)?))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

// Codes ----------------------------------------------------------------------------------------------------------------

#[test]
fn codes_are_sorted_by_name() {
    let names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert!(names.is_sorted(), "{names:?}");
}

#[test]
fn every_code_has_its_paragraphs() {
    let page = text("docs/codes.md");
    let sections: Vec<(&str, &str)> = page.split("\n## ").skip(1).filter_map(|s| s.split_once("\n\n")).collect();
    let documented: Vec<&str> = sections.iter().map(|(name, _)| *name).collect();
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(documented, codes, "the headings of docs/codes.md are the codes, by name");
    for (code, (_, said)) in Code::ALL.iter().zip(sections) {
        let opening = if code.severity() == Severity::Error { "*Error.* " } else { "*Warning.* " };
        assert!(said.starts_with(opening), "`{}` begins with {opening}", code.name());
        assert!(said.trim_end().contains("\n\n"), "`{}` says what it means and what to do", code.name());
    }
}

// Theme ----------------------------------------------------------------------------------------------------------------

#[test]
fn the_program_holds_the_default_theme_as_it_lies_on_disk() {
    let embedded: Tree = DEFAULT.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    let on_disk = read_tree(&repository().join("themes/default"));
    assert_eq!(embedded.keys().collect::<Vec<_>>(), on_disk.keys().collect::<Vec<_>>(), "src/theme/embedded.rs lists");
    assert!(embedded == on_disk, "the bytes differ");
    assert!(DEFAULT.is_sorted_by_key(|(name, _)| *name), "src/theme/embedded.rs is sorted");
}

#[test]
fn the_theme_has_the_words_that_are_asked_for_and_no_others() {
    let words: BTreeMap<String, toml::Value> =
        toml::from_str(&text("themes/default/words/en.toml")).expect("the words are TOML");
    let said: BTreeSet<String> = words.into_keys().collect();
    let asked = words_asked_for();
    let missing: Vec<&String> = asked.difference(&said).collect();
    let unused: Vec<&String> = said.difference(&asked).collect();
    assert!(
        missing.is_empty() && unused.is_empty(),
        "words/en.toml lacks {missing:?}, and nothing asks for {unused:?}"
    );
}

#[test]
fn every_language_has_all_words_in_all_its_plural_forms() {
    type Table = BTreeMap<String, toml::Value>;
    let files = read_tree(&repository().join("themes/default/words"));
    assert!(files.len() > 1, "there is more than English");
    let read = |bytes: &Vec<u8>| -> Table { toml::from_str(&String::from_utf8_lossy(bytes)).expect("words are TOML") };
    let english = read(&files["en.toml"]);
    // The theme itself says what is wrong, of whichever language the dossier is.
    for (name, bytes) in &files {
        let tag = name.trim_end_matches(".toml");
        let config = format!("== casebook.toml\ntitle = \"T\"\nlanguage = \"{tag}\"\n");
        let lines = Case::text(&config).build().lines();
        assert_eq!(lines, "", "{name}");
        let words = read(bytes);
        assert_eq!(words.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{name}");
    }
}

/// Keys of words in templates and in code. Where a key is put together, its beginning names its family.
fn words_asked_for() -> BTreeSet<String> {
    let mut asked = BTreeSet::new();
    for (_, template) in texts("themes/default").filter(|(path, _)| path.ends_with(".html")) {
        let calls = template.split("word(key=\"").skip(1).chain(template.split("words[\"").skip(1));
        for call in calls {
            let (key, rest) = call.split_once('"').expect("the string is closed");
            if rest.trim_start().starts_with('~') {
                asked.extend(family(key).iter().map(|member| format!("{key}{member}")));
            } else {
                asked.insert(key.to_owned());
            }
        }
    }
    for (_, source) in texts("src/render").chain(texts("src/cite")).chain(texts("src/model")) {
        for call in [".word(", ".counted(", ".phrase(", ".forms(", "style.runs(", "style.row("]
            .into_iter()
            .flat_map(|name| source.split(name).skip(1))
        {
            let call = call.trim_start();
            if let Some((key, _)) = call.strip_prefix('"').and_then(|call| call.split_once('"')) {
                asked.insert(key.to_owned());
            }
            if let Some((key, _)) = call.strip_prefix("&format!(\"").and_then(|call| call.split_once('{')) {
                asked.extend(family(key).iter().map(|member| format!("{key}{member}")));
            }
        }
        for call in source.split("word(&format!(\"").skip(1) {
            let (beginning, _) = call.split_once('{').expect("what is put together has a part that varies");
            asked.extend(family(beginning).iter().map(|member| format!("{beginning}{member}")));
        }
        // The keys of facts are set where these are found, and used where they are shown.
        let facts = source.split("\"fact-").skip(1).filter_map(|rest| rest.split_once('"'));
        asked.extend(facts.map(|(name, _)| format!("fact-{name}")));
    }
    asked
}

/// What may stand behind the beginning of a key.
fn family(beginning: &str) -> BTreeSet<String> {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    match beginning {
        "download-" => Form::NAMES.iter().flat_map(|(name, _)| [(*name).to_owned(), format!("{name}-note")]).collect(),
        "fate-" => {
            let reason = Reason::Meta;
            owned(&[Fate::Keep { block: None }.name(), Fate::Cut(reason).name(), Fate::Blank.name()])
        }
        "kind-" => owned(ENTRY_KINDS),
        "change-" => owned(CHANGE_KINDS),
        "annotation-" => owned(ANNOTATION_KINDS),
        "page-" => {
            owned(&["annotation", "changes", "entry", "essay", "front", "packet", "question", "source", "timeline"])
        }
        "stance-" => Stance::NAMES.iter().map(|(name, _)| (*name).to_owned()).collect(),
        "voice-" => Voice::ALL.iter().map(|voice| voice.name().to_owned()).collect(),
        "verdict-" => owned(&["exact", "normalised", "elided", "translated"]),
        "published-" => owned(&["full", "withheld"]),
        "reason-" => Reason::NAMES.iter().map(|(name, _)| (*name).to_owned()).collect(),
        "source-kind-" => KINDS.iter().map(|(kind, _)| kind.replace(' ', "-")).collect(),
        "month-" => (1..=12).map(|month| month.to_string()).collect(),
        "role-" => ROLES.iter().map(|role| role.name().to_owned()).collect(),
        // The keys of ways are set where they are made; the fixtures show every one of them.
        "nav-" => shown_in_fixtures("<nav><a href=\"", "</a>")
            .iter()
            .filter_map(|link| Some(link.split_once("\">")?.1.to_owned()))
            .collect(),
        other => panic!("`{other}` begins no family of words that this test knows"),
    }
}

const ROLES: &[Role] = &[
    Role::Title,
    Role::Subtitle,
    Role::Byline,
    Role::Date,
    Role::Label,
    Role::Heading(2),
    Role::Paragraph,
    Role::Item,
    Role::Quotation,
    Role::Caption,
];

/// What stands between two marks in what fixtures expect.
fn shown_in_fixtures(before: &str, after: &str) -> BTreeSet<String> {
    let mut shown = BTreeSet::new();
    for (_, page) in texts("tests/fixtures").filter(|(path, _)| path.contains("/expected/")) {
        shown.extend(page.split(before).skip(1).filter_map(|rest| Some(rest.split_once(after)?.0.to_owned())));
    }
    shown
}

// Dependencies ---------------------------------------------------------------------------------------------------------

#[test]
fn every_dependency_has_a_line_of_reason() {
    let manifest = text("Cargo.toml");
    let (mut inside, mut before, mut faults) = (false, "", Vec::new());
    for line in manifest.lines() {
        if let Some(table) = line.strip_prefix('[') {
            inside = table.contains("dependencies");
        } else if inside && line.contains('=') && !before.starts_with("# ") {
            faults.push(line);
        }
        before = line;
    }
    assert!(faults.is_empty(), "no reason is given for\n{}", faults.join("\n"));
}

/// Licences that ask for no more than to be named.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates whose licence is none of these and that are used all the same: name, licence, day of the decision, reason.
const EXCEPTIONS: &[(&str, &str, &str, &str)] = &[];

#[test]
fn every_crate_may_be_used() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(repository())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "run `cargo fetch`, so that the crates of all systems are at hand:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("cargo lists packages");
    let refused: Vec<String> = packages
        .iter()
        .map(|package| (package["name"].as_str().unwrap_or("?"), package["license"].as_str().unwrap_or("none")))
        .filter(|(name, licence)| !is_allowed(licence) && !EXCEPTIONS.iter().any(|e| (e.0, e.1) == (*name, *licence)))
        .map(|(name, licence)| format!("{name}: {licence}"))
        .collect();
    assert!(refused.is_empty(), "licences that are not on the list:\n{}", refused.join("\n"));
}

/// Whether an SPDX expression can be met with the licences of the list; an older form writes `/` for `OR`.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    any_of(&mut words)
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words<'_>) -> bool {
    let mut allowed = all_of(words);
    while words.next_if_eq(&"OR").is_some() {
        allowed |= all_of(words);
    }
    allowed
}

fn all_of(words: &mut Words<'_>) -> bool {
    let mut allowed = licence(words);
    while words.next_if_eq(&"AND").is_some() {
        allowed &= licence(words);
    }
    allowed
}

fn licence(words: &mut Words<'_>) -> bool {
    match words.next() {
        Some("(") => {
            let allowed = any_of(words);
            allowed && words.next() == Some(")")
        }
        Some(name) => match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
            Some(exception) => LICENCES.contains(&format!("{name} WITH {exception}").as_str()),
            None => LICENCES.contains(&name),
        },
        None => false,
    }
}

#[test]
fn an_expression_of_licences_is_read_as_spdx_means_it() {
    for fine in ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-2.0", "(MIT OR GPL-3.0) AND ISC", "Apache-2.0 WITH LLVM-exception"] {
        assert!(is_allowed(fine), "{fine}");
    }
    for refused in ["GPL-3.0", "MIT AND GPL-3.0", "(GPL-3.0 OR LGPL-3.0) AND MIT", "none", "", "MIT WITH GPL-exception"]
    {
        assert!(!is_allowed(refused), "{refused}");
    }
}

// Reading the tree -----------------------------------------------------------------------------------------------------

/// Every text below a folder of the repository, by its path there. What is no text is left out.
fn texts(top: &str) -> impl Iterator<Item = (String, String)> {
    let files = read_tree(&repository().join(top)).into_iter();
    files.filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?)))
}

fn text(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file of Rust, by its path in the repository.
fn rust_files() -> impl Iterator<Item = (String, String)> {
    let tops = ["src", "tests/suite"].into_iter();
    let all = tops.flat_map(|top| texts(top).map(move |(path, source)| (format!("{top}/{path}"), source)));
    all.filter(|(path, _)| path.ends_with(".rs"))
}
