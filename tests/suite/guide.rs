//! Does what `docs/guide.md` says, from the first line to the last, in one empty folder, with the program itself.
//!
//! What a block is, its info string says: ```` ```console ```` holds commands behind `$` and what they print;
//! ```` ```toml casebook.toml ```` (any language, then a path) a file that is written, or with `, at the end` behind the path
//! what is added to one; ```` ```text in public/index.html ```` lines that readers find on a page. Blocks with nothing but a
//! language are not run. `UPDATE_EXPECTED=1` writes into the guide what the commands print.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::cli::{Run, run_in};
use crate::support::{differences, repository};

#[test]
fn the_guide_holds_from_beginning_to_end() {
    let path = repository().join("docs/guide.md");
    let guide = fs::read_to_string(&path).expect("the guide can be read");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (done, faults) = follow(&guide, folder.path());
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(path, done).expect("the guide can be written");
    } else {
        assert!(done == guide, "{}UPDATE_EXPECTED=1 writes what the commands print", differences(&guide, &done));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_guide_names_every_key() {
    let guide = fs::read_to_string(repository().join("docs/guide.md")).expect("the guide can be read");
    let (_, tables) = guide.split_once("\n## Every key\n").expect("the guide has a section on keys");
    let faults: Vec<String> = tables.split("\n### ").skip(1).filter_map(keys_missing).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(tables.matches("\n### ").count(), PLACES.len(), "each place of keys has its table");
}

/// Where there are keys: what the guide calls it, and a dossier with one that nobody knows there.
const PLACES: &[(&str, &str, &str)] = &[
    ("`casebook.toml`", "casebook.toml", "UNKNOWN = 1"),
    ("`[links]` in `casebook.toml`", "casebook.toml", "[links]\nUNKNOWN = 1"),
    ("`[pages]` in `casebook.toml`", "casebook.toml", "[pages]\nUNKNOWN = 1"),
    ("`[search]` in `casebook.toml`", "casebook.toml", "[search]\nUNKNOWN = 1"),
    ("`[bundles]` in `casebook.toml`", "casebook.toml", "[bundles]\nUNKNOWN = 1"),
    ("`[editions.NAME]` in `casebook.toml`", "casebook.toml", "[editions.public]\nUNKNOWN = 1"),
    ("A source", "content/sources/x.md", "+++\nUNKNOWN = 1\n+++\n"),
    ("`rights` of a source", "content/sources/x.md", "+++\n[rights]\nUNKNOWN = 1\n+++\n"),
    (
        "`[[clean]]` in a source",
        "content/sources/x.md",
        "+++\n[[clean]]\ncut = \"a\"\nreason = \"share\"\nUNKNOWN = 1\n+++\n",
    ),
    ("`[[redact]]` in a source", "content/sources/x.md", "+++\n[[redact]]\nUNKNOWN = 1\n+++\n"),
    ("`originals` of a source", "content/sources/x.md", "+++\n[[originals]]\nUNKNOWN = 1\n+++\n"),
    ("An entry", "content/glossary/x.md", "+++\nUNKNOWN = 1\n+++\n"),
    ("An essay", "content/essays/x.md", "+++\nUNKNOWN = 1\n+++\n"),
    ("A packet", "content/packets/x.md", "+++\nUNKNOWN = 1\n+++\n"),
    ("A question", "content/questions/x.md", "+++\nUNKNOWN = 1\n+++\n"),
    ("The timeline", "content/timeline.md", "+++\nUNKNOWN = 1\n+++\n"),
    ("The annotations on a source", "content/annotations/x.md", "+++\nUNKNOWN = 1\n+++\n"),
];

/// What a table of keys lacks, or has too much, compared with what the program knows at that place.
fn keys_missing(section: &str) -> Option<String> {
    let (name, table) = section.split_once('\n').expect("a heading ends");
    let Some((_, path, text)) = PLACES.iter().find(|(place, ..)| *place == name) else {
        return Some(format!("no place of keys is called {name}"));
    };
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(folder.path(), "casebook.toml", "title = \"T\"\n");
    write(folder.path(), path, &text.replace("UNKNOWN", "xyzzy-xyzzy"));
    let said = run_in(folder.path(), &["check"]).stdout;
    let Some((_, known)) = said.split_once("`xyzzy-xyzzy` is not known here") else {
        return Some(format!("{name}: {said}"));
    };
    let (_, known) = known.split_once("known are ").expect("the message says what is known");
    let known = known.split_once("\n\n").map_or(known, |(known, _)| known);
    let quoted = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<BTreeSet<_>>();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let told: BTreeSet<String> = rows.flat_map(|row| quoted(row.split('|').nth(1).expect("a row has cells"))).collect();
    let known = quoted(known);
    let list = |keys: Vec<&String>| keys.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let (missing, unknown) = (known.difference(&told).collect::<Vec<_>>(), told.difference(&known).collect::<Vec<_>>());
    (!missing.is_empty() || !unknown.is_empty())
        .then(|| format!("{name}: missing {}; unknown to the program {}", list(missing), list(unknown)))
}

/// The guide with what its commands print here, and what pages do not say although the guide says so.
fn follow(guide: &str, folder: &Path) -> (String, Vec<String>) {
    let mut done = String::new();
    let mut faults = Vec::new();
    let mut block: Option<(&str, String)> = None;
    let mut commands = 0;
    for line in guide.split_inclusive('\n') {
        match (&mut block, line.trim_end().strip_prefix("```")) {
            (None, Some(info)) => block = Some((info, String::new())),
            (Some((info, text)), Some("")) => {
                match info.split_once(' ').unwrap_or((info, "")) {
                    ("console", _) => {
                        let session = session(text, folder);
                        commands += session.matches("$ ").count();
                        *text = session;
                    }
                    (_, "") => {}
                    (_, place) => match (place.strip_prefix("in "), place.strip_suffix(", at the end")) {
                        (Some(page), _) => faults.extend(unsaid(folder, page, text)),
                        (_, Some(path)) => add(folder, path, text),
                        _ => write(folder, place, text),
                    },
                }
                done.push_str(text);
                block = None;
            }
            (Some((_, text)), _) => {
                text.push_str(line);
                continue;
            }
            (None, None) => {}
        }
        done.push_str(line);
    }
    assert!(block.is_none(), "a block is not closed");
    assert!(commands > 10, "only {commands} commands were found");
    (done, faults)
}

/// The commands of a block, each with what it prints now.
fn session(text: &str, folder: &Path) -> String {
    let mut session = String::new();
    for command in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let words = words(command);
        let printed = match &words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["casebook", args @ ..] => {
                let Run { stdout, stderr, .. } = run_in(folder, args);
                stderr + &stdout
            }
            ["rm", file] => fs::remove_file(folder.join(file)).map(|()| String::new()).expect("the file is there"),
            _ => panic!("the guide runs casebook and rm, and not `{command}`"),
        };
        write!(session, "$ {command}\n{}", without_checksums(&printed)).expect("strings take all");
    }
    session
}

/// Checksums change with every edit of the theme, and nobody compares those of a guide.
fn without_checksums(printed: &str) -> String {
    let is_digit = |char: char| char.is_ascii_hexdigit();
    let word = |word: &str| {
        let is_sum = word.trim_end().len() == 64 && word.trim_end().chars().all(is_digit);
        if is_sum { word.replace(word.trim_end(), "…") } else { word.to_owned() }
    };
    printed.split_inclusive(' ').flat_map(|words| words.split_inclusive('\n')).map(word).collect()
}

/// The words of a command line; quotation marks keep several together.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut open = None;
    for char in command.chars() {
        match (char, open) {
            (' ', None) => words.push(String::new()),
            ('"' | '\'', None) => open = Some(char),
            (char, Some(mark)) if char == mark => open = None,
            (char, _) => words.last_mut().expect("there is one").push(char),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("files lie in a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

fn add(folder: &Path, path: &str, text: &str) {
    let before = fs::read_to_string(folder.join(path)).expect("what is added to is there");
    write(folder, path, &(before + text));
}

/// The lines that are not among the words of the page.
fn unsaid(folder: &Path, page: &str, lines: &str) -> Option<String> {
    let Ok(markup) = fs::read_to_string(folder.join(page)) else { return Some(format!("there is no {page}")) };
    let shown = visible(&markup);
    let missing: String =
        lines.lines().filter(|line| !shown.contains(line.trim())).map(|line| format!("  {line}\n")).collect();
    (!missing.is_empty()).then(|| format!("{page} does not say\n{missing}but {shown}"))
}

/// The words of a page, without its markup, single spaces between them.
fn visible(markup: &str) -> String {
    let mut text = String::new();
    for (number, part) in markup.split('<').enumerate() {
        let (tag, words) = if number == 0 { ("", part) } else { part.split_once('>').unwrap_or((part, "")) };
        // Elements of lines of text join what stands on both sides of them; others part it.
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if !matches!(name.as_str(), "a" | "abbr" | "b" | "bdi" | "em" | "i" | "mark" | "q" | "span" | "strong") {
            text.push(' ');
        }
        text.push_str(words);
    }
    let text = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}
