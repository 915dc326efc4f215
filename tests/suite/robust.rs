//! What may happen to a build on a real disk: it is killed, the disk is full or cannot be written, another build is at work.
//!
//! Whatever it is, the published folder is the old one or the new one, complete, or the build said beforehand that it cannot
//! promise that. What a machine does not allow a test to do (mount a disk, be another user) the test says and leaves out.

#[cfg(unix)]
mod disks;
mod killed;

use std::fs::{self, File};
use std::io::Write as _;

use crate::cli::{Dossier, command};
use crate::support::{Case, Tree, read_tree};

/// A dossier that builds fast and writes many files; each version has other bytes in most of them, and a page of its own.
fn dossier() -> Dossier {
    let dossier = Dossier::of(&Case::text("== content/index.md\nWelcome.\n"));
    dossier.write("casebook.toml", "title = \"T\"\ntheme = \"bare\"\nsearch = { enabled = false }\n");
    dossier
}

/// Brings the dossier to one of two versions.
fn turn_to(dossier: &Dossier, version: usize) {
    let [word, own, other] = [["black", "only-black", "only-white"], ["white", "only-white", "only-black"]][version];
    dossier.write("content/index.md", format!("A {word} dossier.\n"));
    for number in 0..24 {
        let page =
            format!("+++\ntitle = \"Essay {number}\"\n+++\nThis is {word}. {}\n", "Words and words. ".repeat(40));
        dossier.write(&format!("content/essays/essay-{number}.md"), page);
    }
    dossier.write(&format!("content/essays/{own}.md"), "+++\ntitle = \"Own\"\n+++\nText.\n");
    let _ = fs::remove_file(dossier.path(&format!("content/essays/{other}.md")));
}

/// Says that a test was left out, past the runner, which shows what a test prints only if it fails.
fn left_out(why: &str) {
    let _ = writeln!(std::io::stderr(), "left out: {why}");
}

/// What a build of either version publishes.
fn versions(dossier: &Dossier) -> [Tree; 2] {
    [0, 1].map(|version| {
        turn_to(dossier, version);
        dossier.runs(&["build", "--out", "../expected"]);
        read_tree(&dossier.folder.path().join("expected"))
    })
}

#[test]
fn of_two_builds_at_once_one_says_so() {
    let dossier = dossier();
    let versions = versions(&dossier);
    dossier.runs(&["build"]);
    // As long as the lock of another build is held.
    let stage = dossier.path(".public.casebook");
    fs::create_dir(&stage).expect("the folder can be made");
    let lock = File::create(stage.join("lock")).expect("the file can be made");
    lock.try_lock().expect("nobody else has it");
    turn_to(&dossier, 0);
    let run = dossier.leaves(&["build"], 3);
    assert_eq!(
        run.stderr,
        "error: cannot write into `./public`: another build is writing there\nhelp: wait for it to end\n"
    );
    assert!(dossier.site() == versions[1]);
    drop(lock);
    dossier.runs(&["build"]);
    assert!(dossier.site() == versions[0]);
    assert!(!stage.exists());
}

#[test]
fn builds_that_race_leave_a_whole_folder() {
    let dossier = dossier();
    let versions = versions(&dossier);
    for round in 0..6 {
        turn_to(&dossier, round % 2);
        let start = || command(&dossier.root(), &["build"]).output().expect("the program runs");
        let ends = std::thread::scope(|scope| {
            [scope.spawn(start), scope.spawn(start), scope.spawn(start)].map(|run| run.join())
        });
        let ends = ends.map(|end| end.expect("no thread panics"));
        for end in &ends {
            let stderr = String::from_utf8_lossy(&end.stderr);
            let refused = end.status.code() == Some(3) && stderr.contains("another build is writing there");
            assert!(end.status.success() || refused, "{end:?}");
        }
        assert!(ends.iter().any(|end| end.status.success()), "{ends:?}");
        assert!(dossier.site() == versions[round % 2]);
        let left: Vec<String> = read_tree(&dossier.root()).into_keys().filter(|path| path.ends_with(".part")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn names_that_some_disks_cannot_tell_apart_are_refused_before_anything_is_written() {
    let dossier = dossier();
    dossier.write("content/media/Fox.txt", "one");
    dossier.write("content/media/fox.txt", "two");
    dossier.write("content/index.md", "[one](media/Fox.txt) and [two](media/fox.txt)\n");
    if read_tree(&dossier.path("content/media")).len() < 2 {
        return left_out("this disk cannot tell them apart either");
    }
    let run = dossier.leaves(&["build"], 1);
    let first = "error[media-name]: `content/media/fox.txt` and `content/media/Fox.txt` differ only in case or in the encoding \
                 of accents\n";
    assert!(run.stderr.starts_with(first), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn links_in_the_folder_lead_no_build_out_of_it() {
    use std::os::unix::fs::symlink;
    let dossier = dossier();
    turn_to(&dossier, 0);
    let elsewhere = dossier.folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("the folder can be made");
    fs::write(elsewhere.join("essay-0.html"), "theirs").expect("the file can be written");
    fs::create_dir(dossier.path("public")).expect("the folder can be made");
    symlink(&elsewhere, dossier.path("public/essays")).expect("the link can be made");
    symlink(elsewhere.join("essay-0.html"), dossier.path("public/index.html")).expect("the link can be made");
    // Neither into a folder nor over a file.
    let run = dossier.leaves(&["build"], 3);
    assert!(
        run.stderr.contains("these files are not from a build of this dossier\n  essays\n  index.html\n"),
        "{run:?}"
    );
    // What is in nobody's way stays the link that it is.
    fs::remove_file(dossier.path("public/essays")).expect("the link can be removed");
    fs::rename(dossier.path("public/index.html"), dossier.path("public/theirs.html")).expect("the link can be moved");
    dossier.runs(&["build"]);
    assert!(dossier.path("public/theirs.html").is_symlink());
    assert_eq!(read_tree(&elsewhere), Tree::from([("essay-0.html".to_owned(), b"theirs".to_vec())]));
    // Nor is a link followed where the program puts a file of its own for a moment.
    let inside = dossier.path("public/.casebook-part");
    symlink(elsewhere.join("essay-0.html"), &inside).expect("the link can be made");
    turn_to(&dossier, 1);
    dossier.runs(&["build"]);
    assert_eq!(fs::read(elsewhere.join("essay-0.html")).expect("it is there"), b"theirs");
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_link_stays_one() {
    let dossier = dossier();
    let versions = versions(&dossier);
    fs::create_dir(dossier.folder.path().join("real")).expect("the folder can be made");
    std::os::unix::fs::symlink("../real", dossier.path("public")).expect("the link can be made");
    for version in [0, 1] {
        turn_to(&dossier, version);
        dossier.runs(&["build"]);
        assert!(dossier.path("public").is_symlink());
        assert!(read_tree(&dossier.folder.path().join("real")) == versions[version]);
    }
}
