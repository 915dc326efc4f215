//! However a file is saved, moved or removed, the preview comes to show what is there.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::client::Preview;
use crate::cli::Dossier;
use crate::support::{Tree, read_tree, write_tree};

const ESSAY: &str = "content/essays/fox.md";

fn essay(words: &str) -> String {
    format!("+++\ntitle = \"Fox\"\n+++\n{words}\n")
}

fn dossier() -> Dossier {
    Dossier::new(&format!("== {ESSAY}\n{}", essay("At first.")))
}

/// Waits until the essay is served with these words.
fn becomes(preview: &Preview, words: &str) {
    preview.wait_for("/essays/fox.html", |response| response.text().contains(words));
}

fn goes(preview: &Preview) {
    preview.wait_for("/essays/fox.html", |response| response.status == 404);
}

/// A pause of an editor between two steps of saving.
fn pause() {
    std::thread::sleep(Duration::from_millis(20));
}

/// A way in which an editor replaces the file at a path.
type Way = fn(&Path, &str);

const WAYS: [(&str, Way); 7] = [
    ("in place", |path, text| fs::write(path, text).unwrap()),
    ("in place, emptied first", |path, text| {
        fs::write(path, "").unwrap();
        pause();
        fs::write(path, text).unwrap();
    }),
    ("a new file moved over it, as sed -i and VS Code on some disks", |path, text| {
        let new = path.with_file_name("sedA1b2C3");
        fs::write(&new, text).unwrap();
        fs::rename(new, path).unwrap();
    }),
    ("the old one moved away first, as vim", |path, text| {
        let backup = path.with_file_name("fox.md~");
        fs::rename(path, &backup).unwrap();
        pause();
        fs::write(path, text).unwrap();
        fs::remove_file(backup).unwrap();
    }),
    ("written beside it under a hidden name, as Emacs and others", |path, text| {
        fs::write(path.with_file_name("#fox.md#"), text).unwrap();
        fs::rename(path.with_file_name("#fox.md#"), path).unwrap();
    }),
    ("removed and made again", |path, text| {
        fs::remove_file(path).unwrap();
        pause();
        fs::write(path, text).unwrap();
    }),
    ("in two pieces", |path, text| {
        let half = text.len() / 2;
        fs::write(path, &text[..half]).unwrap();
        pause();
        fs::write(path, text).unwrap();
    }),
];

#[test]
fn every_way_of_saving_is_seen() {
    let dossier = dossier();
    for means in [&[][..], &["--poll"]] {
        let preview = Preview::of(&dossier, means);
        for (round, (name, save)) in WAYS.iter().enumerate() {
            let words = format!("{name}, {means:?} {round}").replace('"', "");
            save(&dossier.path(ESSAY), &essay(&words));
            becomes(&preview, &words);
        }
    }
}

#[test]
fn files_and_folders_that_move_are_followed() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &[]);
    let step = |from: &str, to: &str| fs::rename(dossier.path(from), dossier.path(to)).unwrap();

    step(ESSAY, "content/essays/hound.md");
    goes(&preview);
    preview.wait_for("/essays/hound.html", |response| response.status == 200);
    step("content/essays/hound.md", ESSAY);
    becomes(&preview, "At first.");

    // A folder away and back, and then another one in its place; what is in it is seen each time.
    step("content/essays", "content/.away");
    goes(&preview);
    step("content/.away", "content/essays");
    becomes(&preview, "At first.");
    dossier.write(ESSAY, essay("Still seen."));
    becomes(&preview, "Still seen.");
    step("content", "before");
    goes(&preview);
    dossier.write(ESSAY, essay("In another folder."));
    becomes(&preview, "In another folder.");
    dossier.write(ESSAY, essay("And then again."));
    becomes(&preview, "And then again.");

    fs::remove_dir_all(dossier.path("content")).unwrap();
    goes(&preview);
    dossier.write("content/index.md", "An introduction.\n");
    preview.wait_for("/", |response| response.text().contains("An introduction."));
    fs::create_dir_all(dossier.path("content/essays")).unwrap();
    dossier.write(ESSAY, essay("In a new folder."));
    becomes(&preview, "In a new folder.");
}

#[test]
fn a_dossier_that_is_replaced_as_a_whole_is_followed() {
    let dossier = dossier();
    is_followed(&dossier, &["--root", dossier.root().to_str().unwrap()]);
}

#[test]
fn a_dossier_that_is_replaced_around_the_program_is_followed() {
    is_followed(&dossier(), &[]);
}

/// Replaces a dossier that is shown by others of its name.
fn is_followed(dossier: &Dossier, args: &[&str]) {
    let preview = Preview::of(dossier, args);
    let aside = dossier.folder.path().join("aside");
    let tree = read_tree(&dossier.root());
    let with = |words: &str| {
        let mut tree = tree.clone();
        tree.insert(ESSAY.to_owned(), essay(words).into_bytes());
        tree
    };

    fs::rename(dossier.root(), &aside).unwrap();
    let mut events = preview.events("/essays/fox.html");
    events.until(|standing| {
        standing["findings"].as_str().is_some_and(|words| words.contains("no such file or directory"))
    });
    assert!(preview.get("/essays/fox.html").text().contains("At first."), "the last good site stays");
    write_tree(&dossier.root(), &with("Another checkout."));
    becomes(&preview, "Another checkout.");
    events.until(|standing| standing["findings"].is_null());
    dossier.write(ESSAY, essay("It is watched."));
    becomes(&preview, "It is watched.");

    fs::remove_dir_all(dossier.root()).unwrap();
    write_tree(&dossier.root(), &with("Made again."));
    becomes(&preview, "Made again.");
    dossier.write(ESSAY, essay("Watched again."));
    becomes(&preview, "Watched again.");
}

#[cfg(unix)]
#[test]
fn links_are_followed_to_where_they_lead() {
    use std::os::unix::fs::symlink;
    let dossier = dossier();
    dossier.write("drafts/one.md", essay("One."));
    dossier.write("drafts/two.md", essay("Two."));
    dossier.write("more/hound.md", essay("Hounds."));
    dossier.remove(ESSAY);
    symlink("../../drafts/one.md", dossier.path(ESSAY)).unwrap();
    symlink("../../more", dossier.path("content/essays/linked")).unwrap();
    let preview = Preview::of(&dossier, &[]);
    becomes(&preview, "One.");
    dossier.write("drafts/one.md", essay("One, edited."));
    becomes(&preview, "One, edited.");
    dossier.remove(ESSAY);
    symlink("../../drafts/two.md", dossier.path(ESSAY)).unwrap();
    becomes(&preview, "Two.");
    dossier.write("drafts/two.md", essay("Two, edited."));
    becomes(&preview, "Two, edited.");

    // A link on the way of another one, and a linked folder on it, are made to lead elsewhere.
    symlink("one.md", dossier.path("drafts/current.md")).unwrap();
    symlink("drafts", dossier.path("work")).unwrap();
    dossier.remove(ESSAY);
    symlink("../../work/current.md", dossier.path(ESSAY)).unwrap();
    becomes(&preview, "One, edited.");
    dossier.remove("drafts/current.md");
    symlink("two.md", dossier.path("drafts/current.md")).unwrap();
    becomes(&preview, "Two, edited.");
    dossier.write("other/current.md", essay("Elsewhere."));
    dossier.remove("work");
    symlink("other", dossier.path("work")).unwrap();
    becomes(&preview, "Elsewhere.");
}

#[test]
fn a_switch_of_branches_is_taken_as_a_whole() {
    let pages = |branch: &str| -> Tree {
        let page =
            |page: usize| (format!("content/essays/e{page}.md"), essay(&format!("{branch} {page}.")).into_bytes());
        (0..300).map(page).collect()
    };
    let dossier = dossier();
    write_tree(&dossier.root(), &pages("main"));
    let preview = Preview::of(&dossier, &[]);
    preview.wait_for("/essays/e299.html", |response| response.text().contains("main 299."));
    write_tree(&dossier.root(), &pages("draft"));
    for page in [0, 123, 299] {
        preview
            .wait_for(&format!("/essays/e{page}.html"), |response| response.text().contains(&format!("draft {page}.")));
    }
    for page in 0..300 {
        fs::remove_file(dossier.path(&format!("content/essays/e{page}.md"))).unwrap();
    }
    preview.wait_for("/essays/e0.html", |response| response.status == 404);
    preview.wait_for("/essays/e299.html", |response| response.status == 404);
}

#[test]
fn what_no_event_tells_of_is_seen_before_long() {
    let dossier = dossier();
    let beside = dossier.folder.path().join("beside.md");
    fs::hard_link(dossier.path(ESSAY), &beside).unwrap();
    let preview = Preview::of(&dossier, &[]);
    becomes(&preview, "At first.");
    fs::write(beside, essay("Through another name.")).unwrap();
    becomes(&preview, "Through another name.");
}

#[cfg(unix)]
#[test]
fn what_emacs_has_open_and_not_saved_is_no_fault() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &[]);
    becomes(&preview, "At first.");
    std::os::unix::fs::symlink("me@host.123:456", dossier.path("content/essays/.#fox.md")).unwrap();
    dossier.write(ESSAY, essay("Saved meanwhile."));
    becomes(&preview, "Saved meanwhile.");
    assert_eq!(preview.events("/essays/fox.html").next()["findings"], serde_json::Value::Null);
    dossier.runs(&["build"]);
}
