//! Editions on a real disk: a clone without the texts that it may not show, and what git keeps.

use std::process::Command;

use casebook::diag::Code;
use casebook::proof::guard;
use casebook::query;
use casebook::write::{PublishError, publish};

use crate::cli::Dossier;
use crate::support::{Case, assert_text, fixtures, read_tree};

/// A source that the edition `public` withholds, and all ways in which words of it are taken.
const DOSSIER: &str = r#"
== casebook.toml
title = "T"
theme = "bare"
[editions.public]
sources = { letter = "withheld" }
== seeds/letter.txt
The quick fox ran over the lazy dog, and nobody in the marshland saw it.
== content/sources/letter.md
+++
raw = "seeds/letter.txt"
title = "A Letter"
rights = { publish = "full" }
+++
== content/annotations/letter.md
## lazy {.context}
> the **lazy** dog

It was old.
== content/essays/e.md
+++
title = "E"
+++
Of a "quick fox" [@letter], in our words "a hasty vixen" [@letter, tr. "quick fox"].
"#;

/// The dossier after a build that had everything.
fn built() -> Dossier {
    let dossier = Dossier::new(DOSSIER);
    dossier.runs(&["build"]);
    dossier
}

#[test]
fn an_edition_is_the_same_without_the_texts_that_it_withholds() {
    let dossier = built();
    dossier.runs(&["build", "--edition", "public"]);
    let whole = dossier.site();
    dossier.remove("seeds/letter.txt");
    let run = dossier.runs(&["build", "--edition", "public", "--locked", "--deny-warnings", "--out", "clone"]);
    let note = "note: `seeds/letter.txt` is not here; what is quoted of `letter` was verified when `casebook.lock` was written\n";
    assert_eq!(run.stderr, note);
    assert_eq!(read_tree(&dossier.path("clone")), whole);
    assert_eq!(dossier.runs(&["check", "--edition", "public"]).stderr, note);
}

#[test]
fn an_edition_is_the_same_without_the_originals_that_it_withholds() {
    let dossier = Dossier::new(DOSSIER);
    let page = dossier.read("content/sources/letter.md").replace(
        "rights",
        "originals = [{ file = \"seeds/letter-verso.pdf\", made = \"typed\" }, { file = \"seeds/page.html\" }]\nrights",
    );
    dossier.write("content/sources/letter.md", page);
    dossier.write("seeds/letter-verso.pdf", "a scan of the marshland");
    dossier.write("seeds/page.html", "a page on the marshland");
    dossier.runs(&["build"]);
    dossier.runs(&["build", "--edition", "public"]);
    let whole = dossier.site();
    let lock = dossier.read("casebook.lock");
    for path in ["seeds/letter.txt", "seeds/letter-verso.pdf", "seeds/page.html"] {
        dossier.remove(path);
        let run = dossier.run(&["build", "--edition", "public", "--locked", "--out", "clone"]);
        assert_eq!(run.code, 0, "without {path}: {run:?}");
        assert_eq!(read_tree(&dossier.path("clone")), whole, "without {path}");
    }
    assert_eq!(dossier.read("casebook.lock"), lock);
    // One that no record speaks of is missing.
    dossier.write(
        "content/sources/letter.md",
        dossier.read("content/sources/letter.md").replace("page.html", "pages.html"),
    );
    let run = dossier.leaves(&["build", "--edition", "public"], 1);
    assert!(run.stderr.starts_with("error[original-missing]: there is no original `seeds/pages.html`"), "{run:?}");
}

#[test]
fn an_edition_that_shows_a_text_needs_it() {
    let dossier = built();
    dossier.remove("seeds/letter.txt");
    let run = dossier.leaves(&["build"], 1);
    let expected = r#"error[raw-missing]: there is no raw text `seeds/letter.txt`
 --> content/sources/letter.md:2:7
  |
2 | raw = "seeds/letter.txt"
  |       ^^^^^^^^^^^^^^^^^^
  |
  = help: put the file into `seeds/` and name it by its path, such as `seeds/name.txt`; or build an edition that withholds its words: `--edition public`

1 error
"#;
    assert_text("the report", &run.stderr, expected);
}

#[test]
fn what_was_not_verified_is_not_taken_for_verified() {
    let dossier = built();
    dossier.remove("seeds/letter.txt");
    let path = "content/essays/e.md";
    let essay = dossier.read(path).replace("\"quick fox\" [@letter],", "\"quick dog\" [@letter],");
    dossier.write(path, essay);
    let path = "content/annotations/letter.md";
    dossier.write(path, dossier.read(path).replace("the **lazy** dog", "the lazy **dog**"));
    let run = dossier.leaves(&["build", "--edition", "public"], 1);
    let expected = r#"error[quotation-unrecorded]: the text of `letter` is not here, and `casebook.lock` does not say that these words were verified
 --> content/annotations/letter.md:2:3
  |
2 | > the lazy **dog**
  |   ^^^^^^^^^^^^^^
  |
  = help: build where `seeds/letter.txt` is, and commit `casebook.lock`

error[quotation-unrecorded]: the text of `letter` is not here, and `casebook.lock` does not say that these words were verified
 --> content/essays/e.md:4:7
  |
4 | Of a "quick dog" [@letter], in our words "a hasty vixen" [@letter, tr. "quick fox"].
  |       ^^^^^^^^^
  |
  = help: build where `seeds/letter.txt` is, and commit `casebook.lock`

2 errors
"#;
    assert_text("the report", &run.stderr, expected);
    // An older lock has no record of the words; they are looked up once more where they are.
    let lock = dossier.read("casebook.lock");
    let older: Vec<&str> =
        lock.lines().map(|line| if line.contains("\" = \"p-") { &line[..line.len() - 10] } else { line }).collect();
    let older: String = older
        .iter()
        .map(|line| if line.contains("\" = \"p-") { format!("{line}\"\n") } else { format!("{line}\n") })
        .collect();
    assert_ne!(older, lock);
    dossier.write("casebook.lock", older);
    dossier.leaves(&["build", "--edition", "public"], 1);
    dossier.write("seeds/letter.txt", "The quick fox ran over the lazy dog, and nobody in the marshland saw it.\n");
    let essay = dossier.read("content/essays/e.md").replace("quick dog", "quick fox");
    dossier.write("content/essays/e.md", essay);
    dossier.runs(&["build"]);
    dossier.remove("seeds/letter.txt");
    dossier.runs(&["build", "--edition", "public"]);
}

#[test]
fn texts_that_are_not_shown_and_that_git_keeps_are_reported() {
    let dossier = built();
    let git = |args: &[&str]| {
        let mut command = Command::new("git");
        let run = command.arg("-C").arg(dossier.root()).args(args).output().expect("git runs");
        assert!(run.status.success(), "{args:?}: {}", String::from_utf8_lossy(&run.stderr));
    };
    assert_eq!(dossier.runs(&["check", "--edition", "public"]).stdout, "");
    git(&["init", "--quiet"]);
    assert_eq!(dossier.runs(&["check", "--edition", "public"]).stdout, "");
    git(&["add", "seeds/letter.txt"]);
    let expected = r#"
warning[raw-tracked]: git tracks `seeds/letter.txt`, a text that this edition withholds
 --> content/sources/letter.md:2:7
  |
2 | raw = "seeds/letter.txt"
  |       ^^^^^^^^^^^^^^^^^^
  |
  = help: if others can read the repository, take the file out with `git rm --cached seeds/letter.txt` and add it to `.gitignore`; what was committed stays in the history

1 warning
"#;
    assert_text("the report", &dossier.runs(&["check", "--edition", "public"]).stdout, expected.trim_start());
    assert_eq!(dossier.runs(&["check"]).stdout, "");
    // So are those that are redacted or drafts, and what they were made of.
    let page = dossier.read("content/sources/letter.md");
    let said = || {
        let report = dossier.runs(&["check"]).stdout;
        let said = report.lines().filter_map(|line| line.strip_prefix("warning[raw-tracked]: "));
        said.map(str::to_owned).collect::<Vec<_>>()
    };
    let redacted = "\n[[redact]]\nwords = \"marshland\"\nreason = \"a place\"\n+++\n";
    dossier.write("content/sources/letter.md", page.replace("\n+++\n", redacted));
    assert_eq!(said(), ["git tracks `seeds/letter.txt`, a text that this edition redacts"]);
    dossier.write("seeds/scan.pdf", "a scan");
    git(&["add", "seeds/scan.pdf"]);
    let draft = page.replace("rights", "draft = true\noriginals = [{ file = \"seeds/scan.pdf\" }]\nrights");
    dossier.write("content/sources/letter.md", draft);
    assert_eq!(
        said(),
        [
            "git tracks `seeds/letter.txt`, of a source that this edition leaves out",
            "git tracks `seeds/scan.pdf`, of a source that this edition leaves out",
        ]
    );
}

#[test]
fn what_is_withheld_is_not_taken_for_what_is_not_there() {
    let folder = fixtures().join("edition/evidence-is-withheld");
    let site = Case::folder(&folder).in_default_theme().site();
    let page = |path: &str| String::from_utf8(site[path].clone()).expect("pages are UTF-8");
    let question = page("questions/q.html");
    let cells = |row: &str| -> Vec<&str> {
        let row =
            question.split("</tr>").find(|line| line.contains(&format!("href=\"#{row}\""))).expect("a claim has a row");
        let cell = |cell: &'static str| row.matches(cell).count();
        let kinds = ["class=\"asserts\"", "class=\"denies\"", "class=\"withheld\"", "class=\"silent\""];
        kinds.into_iter().flat_map(|kind| vec![kind; cell(kind)]).collect()
    };
    assert_eq!(cells("fox"), ["class=\"asserts\"", "class=\"withheld\""]);
    assert_eq!(cells("owl"), ["class=\"withheld\"", "class=\"silent\""]);
    assert_eq!(cells("bear"), ["class=\"silent\"", "class=\"silent\""]);
    // Of the draft not even that it is a source of the dossier is told.
    assert_eq!(cells("hare"), ["class=\"silent\"", "class=\"silent\""]);
    assert_eq!(question.matches("No source of the dossier is quoted for this.").count(), 1);
    assert_eq!(question.matches("What is quoted for this is withheld in this edition.").count(), 2);
    assert_eq!(question.matches("Where it says “withheld”").count(), 1);
    let timeline = page("timeline.html");
    assert_eq!(timeline.matches("No source of the dossier is quoted for this.").count(), 1);
    assert_eq!(timeline.matches("What is quoted for this is withheld in this edition.").count(), 1);
    let colophon = page("colophon.html");
    let (without, withheld) = colophon.split_once("Evidence withheld").expect("there is a list of them");
    for (list, said) in [(without, ["The bear", "It slept"].as_slice()), (withheld, &["The owl", "The hare", "It ran"])]
    {
        for statement in said {
            assert!(list.contains(&format!(">{statement}</a> <span")), "{statement}: {colophon}");
        }
    }
}

#[test]
fn nothing_is_published_that_holds_withheld_words() {
    // No dossier makes a page that holds any, so one is put in behind the stages.
    let case = Case::text(DOSSIER).edition("public");
    let proof = query::site(&case.files(), &case.options).value.proof;
    let folder = tempfile::tempdir().expect("a folder can be made");
    let out = folder.path().join("public");
    let page = |words: &str| format!("<p>{words}</p>").into_bytes();
    let publish = |words: &str| {
        let pages = |path: &str| guard(proof.as_ref(), path, page(if path == "b.html" { words } else { "A fox." }));
        publish(&out, &["a.html", "b.html"], &pages, &|_| true)
    };
    publish("A dog.").expect("nothing is found");
    let before = read_tree(folder.path());
    let refused = publish("It ran over the marshland.").expect_err("words are found");
    let PublishError::Render(pages) = refused else { panic!("{refused:?}") };
    assert_eq!(pages.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["b.html"]);
    assert_eq!(pages[0].1[0].code, Code::WithheldFound);
    assert_eq!(read_tree(folder.path()), before);
}
