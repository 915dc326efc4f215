//! The program as a user runs it, on a real disk: exit codes, what is written where, and what is not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::{Case, Tree, assert_text, fixtures, read_tree, repository, write_tree};

/// A folder with one dossier in it.
pub(crate) struct Dossier {
    pub(crate) folder: TempDir,
}

/// What a run of the program did.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Dossier {
    pub(crate) fn new(dossier: &str) -> Self {
        Self::of(&Case::text(dossier))
    }

    pub(crate) fn of(case: &Case) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        case.write_to(&folder.path().join("dossier"));
        Self { folder }
    }

    /// The folder of the dossier.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("dossier")
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root().join(below)
    }

    /// Puts a file in its place whole, so that a preview never meets it half-written.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it lies in the dossier")).expect("the folder can be made");
        let beside = self.folder.path().join("being-written");
        fs::write(&beside, bytes).expect("the file can be written");
        fs::rename(beside, path).expect("the file can be put in its place");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("the file can be read")
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("the file can be removed");
    }

    /// The published site.
    pub(crate) fn site(&self) -> Tree {
        read_tree(&self.path("public"))
    }

    /// Runs the program in the folder of the dossier.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        run_in(&self.root(), args)
    }

    /// The same, and it has to end well.
    #[track_caller]
    pub(crate) fn runs(&self, args: &[&str]) -> Run {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        run
    }

    /// Runs the program, which has to end with `code` and leave everything on the disk as it was.
    #[track_caller]
    pub(crate) fn leaves(&self, args: &[&str], code: i32) -> Run {
        let before = read_tree(self.folder.path());
        let run = self.run(args);
        assert_eq!(run.code, code, "{args:?}: {run:?}");
        assert_eq!(read_tree(self.folder.path()), before, "{args:?} left files behind");
        run
    }
}

/// The program, about to run in `folder`.
pub(crate) fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command.args(args).current_dir(folder).env_remove("COLUMNS");
    command
}

pub(crate) fn run_in(folder: &Path, args: &[&str]) -> Run {
    let output = command(folder, args).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
    Run {
        code: output.status.code().expect("the program ends by itself"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// A dossier with one source, the first line of which is cut.
const FOX: &str = r#"
== seeds/fox.txt
Share
The quick fox ran.
== content/sources/fox.md
+++
raw = "seeds/fox.txt"
title = "Fox"
rights = { publish = "full" }

[[clean]]
cut = "Share"
reason = "share"
+++
"#;

// Exit codes -----------------------------------------------------------------------------------------------------------

#[test]
fn a_build_says_what_it_wrote_and_ends_with_0() {
    let run = Dossier::new(FOX).runs(&["build"]);
    assert_eq!(run.stdout, "./public: 18 files written, 0 unchanged, 0 removed\n");
    assert_eq!(run.stderr, "");
}

#[test]
fn an_error_in_the_dossier_ends_with_1() {
    let dossier = Dossier::new("== content/index.md\n[[nowhere]]\n");
    for command in [&["build"][..], &["check"]] {
        dossier.leaves(command, 1);
    }
}

#[test]
fn a_warning_stands_in_the_way_only_if_denied() {
    let dossier = Dossier::new("== content/index.md\nHello.\n\n[^1]: Nobody calls this.\n");
    dossier.runs(&["check"]);
    dossier.leaves(&["check", "--deny-warnings"], 1);
    dossier.leaves(&["build", "--deny-warnings"], 1);
    dossier.runs(&["build"]);
}

#[test]
fn a_command_line_that_makes_no_sense_ends_with_2() {
    let dossier = Dossier::new(FOX);
    for args in [
        &["bulid"][..],
        &["build", "--shout"],
        &["build", "--base-url", "example.org"],
        &["build", "--root", "nowhere"],
        &["check", "--format", "xml"],
        &["clean"],
        &["clean", "hound"],
    ] {
        let run = dossier.leaves(args, 2);
        assert!(run.stderr.starts_with("error: "), "{args:?}: {run:?}");
        assert_eq!(run.stdout, "", "{args:?}");
    }
}

#[test]
fn a_folder_that_cannot_be_made_ends_with_3() {
    let dossier = Dossier::new(FOX);
    dossier.write("note", "a file");
    let run = dossier.leaves(&["build", "--out", "note/public"], 3);
    assert!(run.stderr.starts_with("error: cannot "), "{run:?}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_must_not_be_written_ends_with_3() {
    use std::os::unix::fs::PermissionsExt;
    let dossier = Dossier::new(FOX);
    let closed = dossier.folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write everywhere, and there is nothing to see then.
    if fs::create_dir(closed.join("probe")).is_err() {
        let run = dossier.leaves(&["build", "--out", "../closed/public"], 3);
        assert!(run.stderr.contains("permission denied"), "{run:?}");
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
}

// What a build writes --------------------------------------------------------------------------------------------------

#[test]
fn without_a_command_it_builds() {
    let (plain, named) = (Dossier::new(FOX), Dossier::new(FOX));
    plain.runs(&[]);
    named.runs(&["build"]);
    assert!(plain.site() == named.site());
    plain.runs(&["--out", "elsewhere"]);
    assert!(read_tree(&plain.path("elsewhere")) == named.site());
}

#[test]
fn the_folder_of_the_dossier_is_found_from_below() {
    let dossier = Dossier::new(FOX);
    let run = run_in(&dossier.path("content/sources"), &["build"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(dossier.site().contains_key("index.html"));
}

#[test]
fn a_second_build_writes_nothing() {
    let dossier = Dossier::new(FOX);
    dossier.runs(&["build"]);
    let written = |path: &str| fs::metadata(dossier.path(path)).unwrap().modified().unwrap();
    let paths = ["casebook.lock", "public", "public/index.html", "public/data/manifest.json"];
    let before = paths.map(written);
    let run = dossier.runs(&["build"]);
    assert_eq!(run.stdout, "./public: 0 files written, 18 unchanged, 0 removed\n");
    assert_eq!(paths.map(written), before);
}

/// The dossier after a build, with a mark in the stamp, which a build replaces unless it ends at once.
fn built_and_marked(dossier: &str) -> Dossier {
    let dossier = Dossier::new(dossier);
    dossier.runs(&["build"]);
    let stamp = dossier.read(".casebook/stamp.json");
    dossier.write(".casebook/stamp.json", stamp + MARK);
    dossier
}

/// White space means nothing in JSON.
const MARK: &str = "\n\n";

fn ended_at_once(dossier: &Dossier) -> bool {
    dossier.read(".casebook/stamp.json").ends_with(MARK)
}

#[test]
fn a_build_with_nothing_to_do_ends_at_once() {
    for args in [&["build"][..], &["build", "--locked"], &["build", "--deny-warnings"]] {
        let dossier = built_and_marked(FOX);
        let run = dossier.leaves(args, 0);
        assert_eq!(run.stdout, "./public: 0 files written, 18 unchanged, 0 removed\n");
        assert!(ended_at_once(&dossier), "{args:?}");
    }
}

#[test]
fn a_build_ends_at_once_only_if_inputs_output_and_command_are_the_same() {
    let clean = Dossier::new(FOX);
    clean.runs(&["build"]);
    let site = clean.site();
    let damages: [Damage; 8] = [
        ("a page altered by hand", |dossier| dossier.write("public/index.html", "by hand")),
        ("a page of the same length altered", |dossier| {
            let page = dossier.read("public/index.html").replace("html", "lmth");
            dossier.write("public/index.html", page);
        }),
        ("a page removed", |dossier| dossier.remove("public/sources/fox.html")),
        ("no manifest", |dossier| dossier.remove("public/data/manifest.json")),
        ("another manifest", |dossier| {
            let manifest = dossier.read("public/data/manifest.json").replacen("casebook ", "casebook  ", 1);
            dossier.write("public/data/manifest.json", manifest);
        }),
        ("no lock", |dossier| dossier.remove("casebook.lock")),
        ("no cache", |dossier| fs::remove_dir_all(dossier.path(".casebook")).unwrap()),
        ("a stamp that is none", |dossier| dossier.write(".casebook/stamp.json", "{}")),
    ];
    for (what, damage) in damages {
        let dossier = built_and_marked(FOX);
        damage(&dossier);
        dossier.runs(&["build"]);
        assert!(!ended_at_once(&dossier), "{what}");
        assert!(dossier.site() == site, "{what}");
    }
    let changes: [Damage; 3] = [
        ("a new page", |dossier| dossier.write("content/index.md", "Hello.\n")),
        ("another title", |dossier| dossier.write("casebook.toml", "title = \"U\"\ntheme = \"bare\"\n")),
        ("another theme", |dossier| dossier.write("themes/bare/record.html", "Record")),
    ];
    for (what, change) in changes {
        let dossier = built_and_marked(FOX);
        change(&dossier);
        dossier.runs(&["build"]);
        assert!(!ended_at_once(&dossier), "{what}");
        assert!(dossier.site() != site, "{what}");
    }
    let dossier = built_and_marked(FOX);
    dossier.runs(&["build", "--base-url", "https://example.org/"]);
    assert!(!ended_at_once(&dossier) && dossier.site() != site);

    let dossier = built_and_marked(FOX);
    let run = dossier.leaves(&["build", "--accept", "hound"], 1);
    assert!(run.stderr.starts_with("error[unknown-id]: "), "{run:?}");
}

#[test]
fn a_build_with_nothing_to_do_says_again_what_is_suspicious() {
    let dossier = Dossier::new("== content/index.md\nHello.\n\n[^1]: Nobody calls this.\n");
    let first = dossier.runs(&["build"]);
    assert!(first.stderr.starts_with("warning[footnote-unused]: "), "{first:?}");
    let again = dossier.leaves(&["build"], 0);
    assert_eq!(again.stderr, first.stderr);
    assert!(again.stdout.starts_with("./public: 0 files written, "), "{again:?}");
    assert_eq!(dossier.leaves(&["build", "--deny-warnings"], 1).stderr, first.stderr);
}

#[test]
fn files_of_others_stay_and_files_of_earlier_builds_go() {
    let dossier = Dossier::new(FOX);
    dossier.runs(&["build"]);
    dossier.write("public/CNAME", "example.org\n");
    dossier.remove("content/sources/fox.md");
    let run = dossier.runs(&["build"]);
    assert!(run.stdout.ends_with(" 7 removed\n"), "{run:?}");
    let site = dossier.site();
    assert!(site.contains_key("CNAME") && !site.contains_key("sources/fox.html"), "{:?}", site.keys());
}

/// Something that an editor can do to a dossier, and what it is called.
type Damage = (&'static str, fn(&Dossier));

#[test]
fn bad_input_leaves_the_published_site_as_it_was() {
    let damages: [Damage; 10] = [
        ("a missing raw text", |dossier| dossier.remove("seeds/fox.txt")),
        ("a changed raw text", |dossier| dossier.write("seeds/fox.txt", "Share\nThe quick fox fell.\n")),
        ("a raw text that is no text", |dossier| dossier.write("seeds/fox.txt", b"Share\ncaf\xe9\n")),
        ("a page that is no text", |dossier| dossier.write("content/index.md", b"caf\xe9\n")),
        ("an unknown key", |dossier| dossier.write("casebook.toml", "title = \"T\"\ncolour = \"red\"\n")),
        ("no configuration", |dossier| dossier.remove("casebook.toml")),
        ("a step that matches nothing", |dossier| {
            let page = dossier.read("content/sources/fox.md").replace("\"Share\"", "\"Shaer\"");
            dossier.write("content/sources/fox.md", page);
        }),
        ("a broken template", |dossier| dossier.write("themes/bare/front.html", "{% if title %}")),
        ("a template that fails on one page", |dossier| dossier.write("themes/bare/record.html", "{{ nothing }}")),
        ("a lock that cannot be read", |dossier| dossier.write("casebook.lock", "<<<<<<< ours\n")),
    ];
    for (what, damage) in damages {
        let dossier = Dossier::new(FOX);
        dossier.runs(&["build"]);
        damage(&dossier);
        let run = dossier.leaves(&["build"], 1);
        assert!(run.stderr.contains("error["), "{what}: {run:?}");
    }
}

#[test]
fn the_output_is_never_among_the_inputs_or_around_them() {
    let dossier = Dossier::new(FOX);
    for out in [
        ".",
        "..",
        "content",
        "content/public",
        "seeds/public",
        "themes",
        ".git/public",
        ".github",
        ".casebook",
        ".casebook/public",
        "casebook.toml",
        "public/../content",
        "not/there/../../content/sources",
    ] {
        let run = dossier.leaves(&["build", "--out", out], 2);
        let said = format!("error: cannot write the site to `{out}`: ");
        assert!(run.stderr.starts_with(&said), "{out}: {run:?}");
        assert!(run.stderr.ends_with("\nhelp: choose another folder, such as `--out public`\n"), "{out}: {run:?}");
    }
}

#[cfg(unix)]
#[test]
fn the_output_is_not_led_into_the_inputs_by_a_link() {
    use std::os::unix::fs::symlink;
    let dossier = Dossier::new(FOX);
    symlink(dossier.path("content"), dossier.path("public")).unwrap();
    dossier.leaves(&["build"], 2);
    dossier.leaves(&["build", "--out", "public/new"], 2);

    // An input may itself lie elsewhere.
    let elsewhere = dossier.folder.path().join("scans");
    fs::rename(dossier.path("seeds"), &elsewhere).unwrap();
    symlink(&elsewhere, dossier.path("seeds")).unwrap();
    dossier.leaves(&["build", "--out", "../scans"], 2);
}

#[test]
fn inputs_are_never_written_into() {
    let dossier = Dossier::new(FOX);
    dossier.runs(&["build"]);
    let inputs = || {
        let mut tree = read_tree(&dossier.root());
        tree.retain(|path, _| !path.starts_with("public/") && !path.starts_with(".casebook/"));
        tree
    };
    let before = inputs();
    dossier.write("content/index.md", "Hello.\n");
    dossier.runs(&["build"]);
    dossier.runs(&["check"]);
    dossier.runs(&["clean", "fox"]);
    dossier.remove("content/index.md");
    assert!(inputs() == before);
}

#[test]
fn of_the_bodies_of_pages_a_base_url_is_in_the_404_page_and_in_how_to_cite_alone() {
    let dossier = Dossier::new(FOX);
    dossier.runs(&["build"]);
    let mut without = dossier.site();
    dossier.runs(&["build", "--base-url", "https://example.org/fox"]);
    let mut with = dossier.site();
    let page = String::from_utf8(with.remove("404.html").unwrap()).unwrap();
    assert!(page.contains("https://example.org/fox/index.html"), "{page}");
    let cited = String::from_utf8(with.remove("sources/fox.html").unwrap()).unwrap();
    let uncited = String::from_utf8(without.remove("sources/fox.html").unwrap()).unwrap();
    assert!(cited.contains("https://example.org/fox/sources/fox.html"), "{cited}");
    let but_for_citing = |page: &str| page.lines().filter(|line| !line.contains("class=\"cite\"")).collect::<String>();
    assert_eq!(but_for_citing(&cited), but_for_citing(&uncited));
    // The manifest has the checksums of those pages.
    for path in ["404.html", "data/manifest.json", "sitemap.xml"] {
        without.remove(path);
        with.remove(path);
    }
    assert!(with == without);
}

#[test]
fn an_edition_is_built_by_its_name() {
    let dossier = Dossier::new(FOX);
    dossier.write("casebook.toml", "title = \"T\"\ntheme = \"bare\"\n[editions.public.sources]\nfox = \"withheld\"\n");
    dossier.runs(&["build", "--edition", "public"]);
    let all: Vec<u8> = dossier.site().into_values().flatten().collect();
    assert!(!String::from_utf8_lossy(&all).contains("quick"));
    dossier.leaves(&["build", "--edition", "pubic"], 1);
}

// The lock -------------------------------------------------------------------------------------------------------------

#[test]
fn a_locked_build_fails_if_the_lock_would_change() {
    let dossier = Dossier::new(FOX);
    let run = dossier.leaves(&["build", "--locked"], 1);
    assert_text(
        "the report",
        &run.stderr,
        "\
error[lock-changed]: `casebook.lock` is not what this build would write
 |
 = help: run `casebook build` without `--locked` and commit the file

1 error
",
    );
    dossier.runs(&["build"]);
    dossier.runs(&["build", "--locked"]);
}

#[test]
fn a_changed_raw_text_is_published_once_it_is_accepted() {
    let dossier = Dossier::new(FOX);
    dossier.runs(&["build"]);
    let lock = dossier.read("casebook.lock");
    dossier.write("seeds/fox.txt", "Share\nThe quick fox fell.\n");
    dossier.leaves(&["build"], 1);
    dossier.leaves(&["build", "--accept", "hound"], 1);
    dossier.leaves(&["build", "--accept", "fox", "--locked"], 1);
    dossier.runs(&["build", "--accept", "fox"]);
    assert_ne!(dossier.read("casebook.lock"), lock);
    dossier.runs(&["build", "--locked"]);
}

// Check ----------------------------------------------------------------------------------------------------------------

#[test]
fn check_reports_on_the_standard_output_and_writes_nothing() {
    let dossier = Dossier::new("== content/index.md\nSee [[nowhere]].\n");
    let run = dossier.leaves(&["check"], 1);
    assert_eq!(run.stderr, "");
    assert_text(
        "the report",
        &run.stdout,
        "\
error[link-unknown]: nothing is called `nowhere`
 --> content/index.md:1:5
  |
1 | See [[nowhere]].
  |     ^^^^^^^^^^^
  |
  = help: link a source, entry or essay by its id, its title or an alias

1 error
",
    );
    let run = dossier.leaves(&["check", "--format", "json"], 1);
    assert_text(
        "the report",
        &run.stdout,
        r#"[
  {
    "code": "link-unknown",
    "severity": "error",
    "file": "content/index.md",
    "line": 1,
    "column": 5,
    "message": "nothing is called `nowhere`",
    "help": "link a source, entry or essay by its id, its title or an alias"
  }
]
"#,
    );
}

#[test]
fn check_finds_what_shows_only_when_a_page_is_made() {
    let dossier = Dossier::new(FOX);
    dossier.write("themes/bare/record.html", "{{ nothing }}");
    let run = dossier.leaves(&["check"], 1);
    assert!(run.stdout.contains("(in making `sources/fox/record.html`)"), "{run:?}");
}

#[test]
fn check_of_a_dossier_without_faults_says_nothing() {
    let dossier = Dossier::new(FOX);
    let run = dossier.leaves(&["check"], 0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    assert_eq!(dossier.leaves(&["check", "--format", "json"], 0).stdout, "[]\n");
}

// Find -----------------------------------------------------------------------------------------------------------------

/// The dossier, with a note that cites, links and quotes.
fn annotated() -> Dossier {
    let dossier = Dossier::new(FOX);
    dossier.write(
        "content/essays/run.md",
        "+++\ntitle = \"Running\"\n+++\nWho reads [[fox]] finds \"quick fox\" [@fox], and little more.\n",
    );
    dossier
}

#[test]
fn find_prints_a_line_for_each_place() {
    let run = annotated().leaves(&["find", "quick fox"], 0);
    let expected = "content/sources/fox.md:1\tsources/fox\tFox
seeds/fox.txt:2\tsources/fox ¶ 1\tThe quick fox ran.
content/essays/run.md:4\tessays/run\tWho reads “Fox” finds \"quick fox\" (“Fox” n.d.), and…
content/essays/run.md:4\tessays/run\tWho reads “Fox” finds \"quick fox\" (“Fox” n.d.), and little more.
content/essays/run.md:4\tessays/run\tWho reads “Fox” finds \"quick fox\" (“Fox” n.d.), and little more.
";
    assert_text("find", &run.stdout, expected);
    assert_eq!(run.stderr, "");
}

#[test]
fn find_prints_places_as_data() {
    let run = annotated().leaves(&["find", "--format", "json", "--in", "editor", "quick"], 0);
    let expected = r#"[
  {
    "after": " fox\" (“Fox” n.d.), and little more.",
    "before": "Who reads “Fox” finds \"",
    "column": 25,
    "file": "content/essays/run.md",
    "id": "ed-81825f",
    "line": 4,
    "page": "essays/run",
    "paragraph": null,
    "voice": "editor",
    "words": "quick"
  }
]
"#;
    assert_text("find", &run.stdout, expected);
}

#[test]
fn find_says_when_there_is_more_and_when_there_is_nothing() {
    let dossier = annotated();
    let run = dossier.leaves(&["find", "--limit", "1", "fox"], 0);
    assert_eq!(run.stdout.lines().count(), 1);
    assert_eq!(run.stderr, "note: there is more on 2 pages; `--limit 0` shows all of it\n");
    let run = dossier.leaves(&["find", "badger"], 0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", "note: nothing has these words\n"));
}

// Clean ----------------------------------------------------------------------------------------------------------------

#[test]
fn clean_prints_the_reading_text_of_a_source() {
    let dossier = Dossier::new(FOX);
    for what in ["fox", "seeds/fox.txt", "./seeds/../seeds/fox.txt"] {
        assert_eq!(dossier.leaves(&["clean", what], 0).stdout, "The quick fox ran.\n", "{what}");
    }
}

#[test]
fn clean_prints_a_row_for_every_raw_line() {
    let run = Dossier::new(FOX).leaves(&["clean", "fox", "--format", "tsv"], 0);
    assert_eq!(run.stdout, "1\tcut\tshare\tShare\n2\tkeep\tparagraph\tThe quick fox ran.\n");
}

#[test]
fn clean_prints_the_record_as_data() {
    let run = Dossier::new(FOX).leaves(&["clean", "fox", "--format", "json"], 0);
    let record: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert_eq!(
        record,
        serde_json::json!({
            "raw_sha256": "a2b6067e484fec4810d2d646632ce110e3bf1684a6877b53fa3edb28dc77a810",
            "lines": [
                { "number": 1, "fate": "cut", "outcome": "share", "text": "Share" },
                { "number": 2, "fate": "keep", "outcome": "paragraph", "text": "The quick fox ran." },
            ],
            "segments": [
                { "raw_bytes": [0, 5], "characters": [0, 0], "kind": "cut", "reason": "share" },
                { "raw_bytes": [5, 6], "characters": [0, 0], "kind": "space", "reason": null },
                { "raw_bytes": [6, 24], "characters": [0, 18], "kind": "copy", "reason": null },
                { "raw_bytes": [24, 25], "characters": [18, 18], "kind": "space", "reason": null },
            ],
            "blocks": [{
                "address": "p-5d65ad", "number": 1, "role": "paragraph", "speaker": null, "part": null,
                "characters": [0, 18], "text": "The quick fox ran.",
            }],
        })
    );
}

#[test]
fn a_text_that_no_source_names_is_kept_whole() {
    let dossier = Dossier::new(FOX);
    dossier.write("notes.txt", "One\nline.\n\nShare\n");
    assert_eq!(dossier.leaves(&["clean", "notes.txt"], 0).stdout, "One line.\nShare\n");

    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("a.txt"), "Alone.\n").unwrap();
    assert_eq!(run_in(outside.path(), &["clean", "a.txt"]).stdout, "Alone.\n");
}

#[test]
fn the_rows_of_a_record_give_back_the_raw_file() {
    let raw = "\u{feff}Tab\there, \\t and \\ there\r\n\r\nA lone\rreturn, NUL \0\n\nLast \\\\r";
    for raw in [raw.to_owned(), format!("{raw}\n"), "\n".to_owned(), "\n\n".to_owned(), String::new()] {
        let dossier = Dossier::new(FOX);
        dossier.write("a.txt", &raw);
        let rows = dossier.leaves(&["clean", "a.txt", "--format", "tsv"], 0).stdout;
        let lines: Vec<String> = rows.lines().map(|row| unescaped(row.splitn(4, '\t').nth(3).unwrap())).collect();
        // Line feeds join the lines; whether the file ends with one no row says.
        assert_eq!(lines.join("\n"), raw.strip_suffix('\n').unwrap_or(&raw), "{rows:?}");
        assert!(rows.lines().zip(1..).all(|(row, number)| row.starts_with(&format!("{number}\t"))), "{rows:?}");
    }
}

/// The inverse of the escapes in the fourth column.
fn unescaped(line: &str) -> String {
    let mut chars = line.chars();
    let mut out = String::new();
    while let Some(char) = chars.next() {
        out.push(match (char, char == '\\') {
            (_, true) => match chars.next() {
                Some('t') => '\t',
                Some('r') => '\r',
                Some('\\') => '\\',
                other => panic!("no escape: {other:?}"),
            },
            (char, false) => char,
        });
    }
    out
}

#[test]
fn clean_shows_what_is_wrong_with_this_source_and_no_other() {
    let dossier = Dossier::new(FOX);
    dossier.write("content/index.md", "[[nowhere]]\n");
    let run = dossier.leaves(&["clean", "fox"], 0);
    assert_eq!(run.stderr, "");

    let page = dossier.read("content/sources/fox.md").replace("\"Share\"", "\"Shaer\"");
    dossier.write("content/sources/fox.md", page);
    let run = dossier.leaves(&["clean", "fox"], 1);
    assert!(run.stderr.starts_with("error[step-unmatched]: "), "{run:?}");
    assert_eq!(run.stdout, "Share The quick fox ran.\n", "what could not be applied cuts nothing");
}

// Help -----------------------------------------------------------------------------------------------------------------

#[test]
fn the_help_is_written_for_people() {
    let here = tempfile::tempdir().unwrap();
    for (name, args) in [
        #[cfg(feature = "serve")]
        ("casebook", &["--help"][..]),
        #[cfg(feature = "serve")]
        ("serve", &["serve", "--help"]),
        ("build", &["build", "--help"][..]),
        ("check", &["check", "--help"]),
        ("new", &["new", "--help"]),
        ("clean", &["clean", "--help"]),
        ("add", &["add", "--help"]),
        ("bundle", &["bundle", "--help"]),
        ("verify", &["verify", "--help"]),
        ("find", &["find", "--help"]),
    ] {
        let run = run_in(here.path(), args);
        assert_eq!(run.code, 0, "{run:?}");
        let golden = fixtures().join(format!("help/{name}.txt"));
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::create_dir_all(golden.parent().unwrap()).unwrap();
            fs::write(&golden, &run.stdout).unwrap();
        }
        assert_text(&format!("the help of {name}"), &run.stdout, &fs::read_to_string(golden).unwrap_or_default());
    }
}

// The repository's own dossier -----------------------------------------------------------------------------------------

#[test]
fn the_dossier_of_the_repository_is_free_of_findings() {
    let run = run_in(repository(), &["check", "--deny-warnings"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(run.stderr, "", "nobody watches, so nothing is said of how far it is");
}

#[test]
fn threads_folders_and_their_order_leave_no_trace_in_the_site() {
    let inputs = Case::folder(repository()).given;
    let build = |paths: &mut dyn Iterator<Item = &String>, threads: &str| {
        let folder = tempfile::tempdir().unwrap();
        for path in paths {
            // One by one, since many file systems list files in the order in which they were made.
            write_tree(folder.path(), &Tree::from([(path.clone(), inputs[path].clone())]));
        }
        let output = command(folder.path(), &["build"]).env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        read_tree(&folder.path().join("public"))
    };
    let one = build(&mut inputs.keys(), "1");
    let many = build(&mut inputs.keys().rev(), "8");
    let differing: Vec<&String> = one.keys().filter(|path| one.get(*path) != many.get(*path)).collect();
    assert!(one == many, "{differing:?} differ");
}
