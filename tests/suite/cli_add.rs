//! `casebook add --replace`, on a real disk: what it says of a new text, and what it writes.

use std::fs;

use crate::cli::{Dossier, Run};
use crate::support::{Case, assert_text};

/// A source with anchors of every kind.
const FOX: &str = r#"
== seeds/fox.txt
Share this

The quick fox ran over the lazy dog.

The dog slept on. At night the fox came back.

Nobody saw the fox leave again, says the keeper.

The fox came home.
== content/sources/fox.md
+++
title = "Fox"
raw = 'seeds/fox.txt' # as received
rights = { publish = "full" }

[[clean]]
cut = "Share this"
reason = "share"
+++
It says "the fox came back" [@fox].
== content/annotations/fox.md
## lazy {.context}
> the lazy dog

It was old.
== content/essays/tails.md
+++
title = "Tails"
+++
We read "Nobody saw the fox leave again" [@fox].
== content/questions/home.md
+++
title = "Where is it?"
+++
## At home
"The fox came home" [@fox].
"#;

fn on_disk() -> Dossier {
    Dossier::of(&Case::text(FOX).in_default_theme())
}

/// A new text, under its own name beside the dossier.
fn with(text: &str) -> Dossier {
    let dossier = on_disk();
    dossier.runs(&["build"]);
    dossier.write("../new.txt", text);
    dossier
}

const ADD: [&str; 4] = ["add", "--replace", "fox", "../new.txt"];

/// The former text with `old` in place of `new`.
fn changed(old: &str, new: &str) -> String {
    let raw = FOX.split("== ").nth(1).expect("the first file").trim_start_matches("seeds/fox.txt\n");
    assert!(raw.contains(old), "{raw}");
    raw.replace(old, new)
}

fn accept(dossier: &Dossier) -> Run {
    dossier.run(&[&ADD[..], &["--accept"]].concat())
}

#[test]
fn a_new_text_is_reported_on_and_nothing_is_written() {
    let dossier = with(&changed("The quick fox", "It was in May.\n\nThe quick fox"));
    let run = dossier.leaves(&ADD, 0);
    assert_text(
        "the report",
        &run.stdout,
        "\
seeds/new.txt in the place of seeds/fox.txt: 2 raw lines new, 0 gone
moved: content/annotations/fox.md:2 `annotations/lazy`: p-011325 23-35 → p-011325 38-50
moved: content/essays/tails.md:4 `essays/tails#beb45a`: p-29af92 83-113 → p-29af92 98-128
moved: content/questions/home.md:5 `questions/home#92437b`: p-92437b 132-149 → p-92437b 147-164
moved: content/sources/fox.md:10 `sources/fox#84d9f5`: p-066851 64-81 → p-066851 79-96
4 anchors: 4 moved; 4 addresses: 4 stay
",
    );
    assert_eq!(run.stderr, "note: nothing was written; `--accept` puts the new text in the place of the former one\n");
}

#[test]
fn every_anchor_that_fails_is_named_and_shown() {
    let new = changed("over the lazy dog", "past a sleepy dog").replace("Nobody saw", "Somebody saw");
    let new = new.replace("Share this", "Share it") + "\nAnd The fox came home again.\n";
    let dossier = with(&new);
    let run = dossier.leaves(&ADD, 1);
    assert_text(
        "the report",
        &run.stdout,
        "\
seeds/new.txt in the place of seeds/fox.txt: 5 raw lines new, 3 gone
lost: content/annotations/fox.md:2 `annotations/lazy`: p-011325 23-35 →
altered: content/essays/tails.md:4 `essays/tails#beb45a`: p-29af92 83-113 →
moved: content/questions/home.md:5 `questions/home#92437b`: p-92437b 132-149 → p-92437b 143-160
moved: content/sources/fox.md:10 `sources/fox#84d9f5`: p-066851 64-81 → p-066851 73-90
leads on: #p-011325 → #p-6eaf78
leads on: #p-29af92 → #p-a52db5
4 anchors: 2 moved, 2 failed; 4 addresses: 2 stay, 2 lead on
",
    );
    assert_text(
        "the findings",
        &run.stderr,
        "\
error[quotation-lost]: these words are not in `fox`, nor anything like them
 --> content/annotations/fox.md:2:3
  |
2 | > the lazy dog
  |   ^^^^^^^^^^^^
  |
  = help: check the id of the source and the words; `casebook clean` prints what a source says

error[quotation-altered]: `fox` has `Somebody` where this quotation has `Nobody`
 --> content/essays/tails.md:4:10
  |
4 | We read \"Nobody saw the fox leave again\" [@fox].
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
 ::: seeds/new.txt:7:1
  |
7 | Somebody saw the fox leave again, says the keeper.
  | -------------------------------- the nearest passage
  |
  = help: the source says: `Somebody saw the fox leave again`

error[step-unmatched]: no line is these words
 --> content/sources/fox.md:7:7
  |
7 | cut = \"Share this\"
  |       ^^^^^^^^^^^^
  |
 ::: seeds/new.txt:1:1
  |
1 | Share it
  | -------- nearest line
  |
  = help: copy the words from the line that is meant

3 errors
note: nothing was written; make the pages and the recipe fit the new text, and run this again with `--accept`
",
    );
    // With `--accept` no more is written than without.
    let accepted = dossier.leaves(&[&ADD[..], &["--accept"]].concat(), 1);
    assert_eq!(accepted.stdout, run.stdout);
}

#[test]
fn an_accepted_text_takes_the_place_of_the_former_one() {
    let new = changed("The quick fox", "It was in May.\n\nThe quick fox").replace("slept on", "slept on and on");
    let dossier = with(&new);
    let page = dossier.read("content/sources/fox.md");
    let former = dossier.read("seeds/fox.txt");
    let run = accept(&dossier);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert!(
        run.stdout.ends_with(
            "\nwritten: seeds/new.txt, content/sources/fox.md, casebook.lock\n`seeds/fox.txt` stays as it is\n"
        ),
        "{run:?}"
    );
    assert_eq!(dossier.read("seeds/new.txt"), new);
    assert_eq!(dossier.read("seeds/fox.txt"), former);
    assert_eq!(dossier.read("content/sources/fox.md"), page.replace("'seeds/fox.txt'", "\"seeds/new.txt\""));
    // The lock is what a build would have written, so nothing is left to accept or to report.
    let run = dossier.runs(&["build", "--locked"]);
    assert_eq!(run.stderr, "");
    let shown = dossier.read("public/sources/fox.html");
    assert!(shown.contains("It was in May.") && shown.contains("id=\"p-066851\""), "{shown}");
}

#[test]
fn accepting_is_the_same_as_doing_it_by_hand() {
    let new = changed("The quick fox", "It was in May.\n\nThe quick fox").replace("slept on", "slept on and on");
    let (added, by_hand) = (with(&new), with(&new));
    accept(&added);
    by_hand.write("seeds/new.txt", &new);
    let page = by_hand.read("content/sources/fox.md").replace("'seeds/fox.txt'", "\"seeds/new.txt\"");
    by_hand.write("content/sources/fox.md", page);
    by_hand.runs(&["build", "--accept", "fox"]);
    assert_eq!(added.read("casebook.lock"), by_hand.read("casebook.lock"));
    added.runs(&["build"]);
    assert!(added.site() == by_hand.site());
}

#[test]
fn pages_may_be_made_fit_for_the_new_text_before_it_is_accepted() {
    let dossier = with(&changed("Nobody saw", "Somebody saw"));
    dossier.leaves(&ADD, 1);
    let essay = dossier.read("content/essays/tails.md").replace("Nobody saw", "Somebody saw");
    dossier.write("content/essays/tails.md", essay);
    let run = accept(&dossier);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("\nfound: content/essays/tails.md:4 `essays/tails#"), "{run:?}");
    dossier.runs(&["build", "--locked"]);
}

#[test]
fn a_name_that_another_text_has_is_refused() {
    let new = changed("slept on", "slept on and on");
    let dossier = with(&new);
    dossier.write("../other/fox.txt", &new);
    let add = ["add", "--replace", "fox", "../other/fox.txt"];
    let run = dossier.leaves(&add, 0);
    assert!(run.stdout.starts_with("seeds/fox-2.txt in the place of seeds/fox.txt: "), "{run:?}");
    let run = dossier.leaves(&[&add[..], &["--accept"]].concat(), 2);
    assert_text(
        "the refusal",
        &run.stderr,
        "error: `seeds/fox.txt` is there already and holds other bytes, and no raw text is ever overwritten\nhelp: rename the \
         new one, for example to `fox-2.txt`, and run this again\n",
    );
    // A copy of the same bytes is in nobody's way.
    dossier.write("seeds/new.txt", &new);
    let run = accept(&dossier);
    assert!(run.stdout.contains("\nwritten: content/sources/fox.md, casebook.lock\n"), "{run:?}");
    dossier.runs(&["build", "--locked"]);
}

#[test]
fn the_same_bytes_change_nothing() {
    let dossier = with(&changed("slept on", "slept on"));
    for args in [&ADD[..], &["add", "--replace", "fox", "seeds/fox.txt", "--accept"]] {
        let run = dossier.leaves(args, 0);
        assert!(run.stdout.ends_with(" has the bytes of seeds/fox.txt: nothing changes\n"), "{run:?}");
    }
}

#[test]
fn a_text_that_was_overwritten_is_compared_with_the_record() {
    let dossier = with("");
    dossier.write("seeds/fox.txt", changed("slept on", "slept on and on"));
    let page = dossier.read("content/sources/fox.md");
    let add = ["add", "--replace", "fox", "seeds/fox.txt"];
    let run = dossier.leaves(&add, 0);
    assert_text(
        "the report",
        &run.stdout,
        "\
seeds/fox.txt in the place of the text on record, which is not at hand
stays: content/annotations/fox.md:2 `annotations/lazy`
moved: content/essays/tails.md:4 `essays/tails#beb45a`: p-29af92 83-113 → p-29af92 90-120
moved: content/questions/home.md:5 `questions/home#92437b`: p-92437b 132-149 → p-92437b 139-156
moved: content/sources/fox.md:10 `sources/fox#84d9f5`: p-066851 64-81 → p-5a1d97 71-88
leads on: #p-066851 → #p-5a1d97
4 anchors: 1 stay, 3 moved; 4 addresses: 3 stay, 1 lead on
",
    );
    let run = dossier.runs(&[&add[..], &["--accept"]].concat());
    assert!(run.stdout.ends_with("\nwritten: casebook.lock\n"), "{run:?}");
    assert_eq!(dossier.read("content/sources/fox.md"), page);
    dossier.runs(&["build", "--locked"]);
}

#[test]
fn a_dossier_that_was_never_built_can_take_a_new_text() {
    let dossier = on_disk();
    dossier.write("../new.txt", changed("slept on", "slept on and on"));
    let run = dossier.leaves(&ADD, 0);
    assert!(run.stdout.contains("\nleads on: #p-066851 → #p-"), "{run:?}");
    assert_eq!(accept(&dossier).code, 0);
    dossier.runs(&["build", "--locked"]);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let dossier = with(&changed("slept on", "slept on and on"));
    dossier.write("../.hidden.txt", "A text.\n");
    for (args, code, said) in [
        (
            &["add", "--replace", "fox"][..],
            2,
            "error: the following required arguments were not provided:\n  <FILE>...\n",
        ),
        (
            &["add", "--replace", "fox", "../new.txt", "../new.txt"],
            2,
            "error: `--replace` takes one file: the new text of that source\n",
        ),
        (
            &["add", "../new.txt", "--accept"],
            2,
            "error: the following required arguments were not provided:\n  --replace <ID>\n",
        ),
        (&["add", "--replace", "fix", "../new.txt"], 2, "error: there is no source `fix`\nhelp: did you mean `fox`?\n"),
        (&["add", "--replace", "fox", "../nowhere.txt"], 3, "error: cannot read `../nowhere.txt`: "),
        (
            &["add", "--replace", "fox", "../.hidden.txt"],
            2,
            "error: `../.hidden.txt` cannot be a raw text: a build passes over files of this name\nhelp: rename the file, for \
             example to `letter-2.txt`\n",
        ),
    ] {
        let run = dossier.leaves(args, code);
        assert!(run.stderr.starts_with(said), "{args:?}: {run:?}");
    }
    dossier.write("../new.txt", b"caf\xe9\n");
    let run = dossier.leaves(&ADD, 1);
    assert!(run.stderr.contains("\nnote: `../new.txt` is windows-1252, guessed"), "{run:?}");
    assert!(run.stdout.contains("\n4 anchors: 4 failed; "), "{run:?}");
    dossier.write("../new.txt", " \n");
    let run = dossier.leaves(&ADD, 1);
    assert!(run.stderr.starts_with("error: `../new.txt` cannot be taken in: it is empty\n"), "{run:?}");
}

#[test]
fn a_run_that_is_cut_short_leaves_a_dossier_that_says_what_to_do() {
    let dossier = with(&changed("slept on", "slept on and on"));
    let whole = with(&changed("slept on", "slept on and on"));
    accept(&whole);
    let page = dossier.read("content/sources/fox.md");
    // After the copy: one more file, and everything as it was.
    fs::create_dir(dossier.path("content/sources/fox.md.part")).unwrap();
    assert_eq!(accept(&dossier).code, 3);
    assert_eq!(dossier.read("content/sources/fox.md"), page);
    fs::remove_dir(dossier.path("content/sources/fox.md.part")).unwrap();
    dossier.runs(&["build", "--locked"]);
    // After the page: the text is not the one on record.
    fs::create_dir(dossier.path("casebook.lock.part")).unwrap();
    assert_eq!(accept(&dossier).code, 3);
    fs::remove_dir(dossier.path("casebook.lock.part")).unwrap();
    let run = dossier.leaves(&["build"], 1);
    assert!(run.stderr.contains("run `casebook build --accept fox`"), "{run:?}");
    dossier.runs(&["build", "--accept", "fox"]);
    assert_eq!(dossier.read("casebook.lock"), whole.read("casebook.lock"));
}
