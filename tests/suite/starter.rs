//! The dossier that `casebook new` writes, and how it is written.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use casebook::starter::{FILES, handed_out};

use crate::cli::{Run, run_in};
use crate::support::{Tree, assert_text, read_tree, repository};

/// Runs the program in a folder, where it has to end well.
#[track_caller]
fn runs(folder: &Path, args: &[&str]) -> Run {
    let run = run_in(folder, args);
    assert_eq!(run.code, 0, "{args:?}: {run:?}");
    run
}

#[test]
fn the_program_holds_the_starter_as_it_lies_on_disk() {
    let embedded: Tree = FILES.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    let mut on_disk = read_tree(&repository().join("starter"));
    // What somebody built there to look at it.
    on_disk.retain(|path, _| !path.starts_with("public/") && !path.starts_with(".casebook/"));
    assert_eq!(embedded.keys().collect::<Vec<_>>(), on_disk.keys().collect::<Vec<_>>(), "src/starter.rs lists");
    assert!(embedded == on_disk, "the bytes differ");
    assert!(FILES.is_sorted_by_key(|(name, _)| *name), "src/starter.rs is sorted");
}

#[test]
fn a_new_dossier_is_built_and_published_without_a_finding() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let run = runs(folder.path(), &["new", "deep/my dossier"]);
    assert_text(
        "the report",
        &run.stdout,
        &format!(
            "\
deep/my dossier: {} files, a small dossier that is yours to change

  cd 'deep/my dossier'
{}  casebook check           everything wrong or suspicious
  casebook build           write the site to public/
",
            FILES.len(),
            if cfg!(feature = "serve") {
                "  casebook serve --open    look at it; the browser follows what you save\n"
            } else {
                ""
            }
        ),
    );
    assert_eq!(run.stderr, "");

    let root = folder.path().join("deep/my dossier");
    let written = read_tree(&root);
    let check = runs(&root, &["check"]);
    assert_eq!((check.stdout, check.stderr), (String::new(), String::new()));
    let build = runs(&root, &["build", "--locked", "--deny-warnings", "--base-url", "https://example.github.io/d"]);
    assert_eq!(build.stderr, "");
    runs(&root, &["verify", "public"]);
    // Nothing but the site, and what is private, was written, so there is nothing to be committed.
    let mut after = read_tree(&root);
    let site: BTreeSet<String> =
        after.keys().filter_map(|path| Some(path.strip_prefix("public/")?.to_owned())).collect();
    after.retain(|path, _| !path.starts_with("public/") && !path.starts_with(".casebook/"));
    assert!(after == written);
    let ignored = String::from_utf8(written[".gitignore"].clone()).expect("it is text");
    assert!(["/public/", "/.casebook/"].iter().all(|path| ignored.lines().any(|line| line == *path)), "{ignored}");

    // It shows what a dossier can be.
    for page in [
        "changes.html",
        "essays/what-is-known.html",
        "feed.xml",
        "glossary/jon-ferris.html",
        "questions/closed-at-once.html",
        "sources/herald.html",
        "sources/memo/record.html",
        "timeline.html",
    ] {
        assert!(site.contains(page), "{page}");
    }
    let question = fs::read_to_string(root.join("public/questions/closed-at-once.html")).expect("it is there");
    assert!(question.contains("in dispute"), "{question}");
    for id in ["herald", "memo"] {
        let text = runs(&root, &["clean", id]).stdout;
        assert!(
            !["newsletter", "Letters", "Printed", "More from", "OFFICE"].iter().any(|cut| text.contains(cut)),
            "{text}"
        );
    }
}

#[test]
fn a_new_dossier_may_be_begun_in_an_empty_folder_or_repository() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::create_dir_all(folder.path().join(".git/objects")).expect("the folder can be made");
    let run = runs(folder.path(), &["new", "."]);
    assert!(!run.stdout.contains("cd "), "{run:?}");
    assert!(folder.path().join("content/index.md").is_file());
}

#[test]
fn a_new_dossier_is_written_over_nothing() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::create_dir(folder.path().join("full")).expect("the folder can be made");
    fs::write(folder.path().join("full/notes.txt"), "mine").expect("the file can be written");
    fs::write(folder.path().join("file"), "mine").expect("the file can be written");
    let before = read_tree(folder.path());
    for (name, why) in [("full", "it is not empty"), ("file", "it is a file")] {
        let run = run_in(folder.path(), &["new", name]);
        assert_eq!(run.code, 2, "{run:?}");
        assert_eq!(
            run.stderr,
            format!(
                "error: cannot begin a dossier in `{name}`: {why}\nhelp: name a folder that does not exist yet, or an empty one\n"
            )
        );
    }
    let run = run_in(folder.path(), &["new", "file/inside"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.starts_with("error: cannot create the folder `file/inside"), "{run:?}");
    assert_eq!(read_tree(folder.path()), before);
}

#[cfg(unix)]
#[test]
fn half_a_dossier_is_none() {
    // Files of more than a block cannot be written, so the first ones can, and then one cannot.
    let folder = tempfile::tempdir().expect("a folder can be made");
    let script = "trap '' XFSZ; ulimit -f 4; exec \"$CASEBOOK\" new a/b";
    let mut command = std::process::Command::new("sh");
    command.args(["-c", script]).env("CASEBOOK", env!("CARGO_BIN_EXE_casebook")).current_dir(folder.path());
    let output = command.output().expect("there is a shell");
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("file too large"), "{output:?}");
    assert_eq!(fs::read_dir(folder.path()).expect("it can be read").count(), 0, "something is left");
}

#[test]
fn what_a_killed_run_left_is_in_nobody_s_way() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let root = folder.path();
    runs(root, &["new", "whole"]);
    let whole = read_tree(&root.join("whole"));
    for (name, stage) in [("beside", "beside.casebook-new"), ("within", "within/.casebook-new")] {
        fs::create_dir_all(root.join(stage).join("content")).expect("the folder can be made");
        fs::write(root.join(stage).join("content/index.md"), "half").expect("the file can be written");
        runs(root, &["new", name]);
        assert_eq!(read_tree(&root.join(name)), whole, "{name}");
        assert!(!root.join(stage).exists());
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_leaves_a_whole_dossier_or_none() {
    for wait in 0..12 {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_casebook"));
        let mut run = run.args(["new", "d"]).current_dir(folder.path()).stdout(Stdio::null()).spawn().expect("it runs");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        run.kill().expect("it can be killed");
        run.wait().expect("it ends");
        let files = if folder.path().join("d").exists() { read_tree(&folder.path().join("d")).len() } else { 0 };
        assert!(files == 0 || files == FILES.len(), "{files} files after {wait} ms");
        if files == 0 {
            runs(folder.path(), &["new", "d"]);
        }
    }
}

#[test]
fn the_workflow_says_where_the_program_comes_from_once_that_is_known() {
    let (path, bytes) = FILES.iter().find(|(path, _)| path.ends_with("pages.yml")).expect("it is there");
    let text = |repository: &str| String::from_utf8(handed_out(path, bytes, repository)).expect("it is text");
    assert_eq!(text("").as_bytes(), *bytes);
    let known = text("https://example.org/casebook");
    assert!(known.contains("\n  CASEBOOK_REPOSITORY: \"https://example.org/casebook\"\n"), "{known}");
    assert_eq!(known.lines().count(), text("").lines().count());
}

#[test]
fn both_workflows_use_the_same_actions() {
    let actions = |path: &str| -> BTreeSet<String> {
        let text = fs::read_to_string(repository().join(path)).expect("there is a workflow");
        let uses = text.lines().filter_map(|line| Some(line.split_once("uses: ")?.1.trim().to_owned()));
        uses.filter(|action| !action.starts_with("actions/cache@")).collect()
    };
    let ours = actions(".github/workflows/pages.yml");
    assert!(ours.len() > 3, "{ours:?}");
    assert_eq!(actions("starter/.github/workflows/pages.yml"), ours);
}
