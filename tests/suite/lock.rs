//! What one build records and the next one carries over: `casebook.lock` and the cache, on a real disk.

use std::fs;

use casebook::lock;
use casebook::query;
use casebook::text::words::{fold, words};

use crate::cli::Dossier;
use crate::support::{Case, Tree, assert_text, read_tree, repository, write_tree};

/// A source with an annotation, a quotation that stands twice on its page, and a claim.
const FOX: &str = r#"
== seeds/fox.txt
Share this

The quick fox ran over the lazy dog.

The dog slept on. At night the fox came back.

Nobody saw the fox leave again.
== content/sources/fox.md
+++
raw = "seeds/fox.txt"
title = "Fox"
rights = { publish = "full" }

[[clean]]
cut = "Share this"
reason = "share"
+++
== content/annotations/fox.md
## lazy {.context}
> the lazy dog

It was old.
== content/essays/tails.md
+++
title = "Tails"
+++
We read "the fox came back" [@fox], and once more "the fox came back" [@fox].
== content/questions/leaving.md
+++
title = "Did it leave?"
+++
## Yes
"Nobody saw the fox leave" [@fox].
"#;

const RAW: &str = "seeds/fox.txt";

/// A dossier on disk in the default theme, which shows everything.
fn on_disk(dossier: &str) -> Dossier {
    Dossier::of(&Case::text(dossier).in_default_theme())
}

/// FOX, built once.
fn built() -> Dossier {
    let dossier = on_disk(FOX);
    let run = dossier.runs(&["build"]);
    assert_eq!(run.stderr, "", "nothing has moved in a first build");
    dossier
}

impl Dossier {
    /// Replaces words of a file, which must be there.
    #[track_caller]
    fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no {old:?}");
        self.write(path, text.replace(old, new));
    }

    /// The inputs with the lock, and nothing that a build left beside it.
    fn inputs(&self) -> Tree {
        let mut tree = read_tree(&self.root());
        tree.retain(|path, _| !path.starts_with("public/") && !path.starts_with(".casebook/"));
        tree
    }

    /// What is published must be what a clean build elsewhere makes of the inputs and the lock, which it leaves as it is.
    #[track_caller]
    fn is_as_built_elsewhere(&self) {
        let elsewhere = on_disk(FOX);
        fs::remove_dir_all(elsewhere.root()).unwrap();
        write_tree(&elsewhere.root(), &self.inputs());
        let run = elsewhere.runs(&["build", "--locked"]);
        assert_eq!(run.stderr, "");
        assert!(elsewhere.site() == self.site(), "the sites differ");
    }
}

/// The ids of elements of a page.
fn ids(page: &str) -> Vec<&str> {
    page.split(" id=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect()
}

// Changes -------------------------------------------------------------------------------------------------------------

#[test]
fn the_lock_says_where_everything_lies() {
    assert_text(
        "casebook.lock",
        &built().read("casebook.lock"),
        r#"# Written by `casebook build`; to be committed. Of each source the checksums of its raw and its reading text, the
# addresses of its paragraphs, and the place of every anchor: paragraph, characters, hashes of the words around
# and within.

[sources.fox]
raw = "seeds/fox.txt"
sha256 = "81eff5f7fe80e5f743c56f07dab27ce2b07ccb6d60598a7f36bf9328852f6eb4"
text = "93f1dac6e22103735070a1c558398af65b253a9c2608cbf50f308465f7710756"
paragraphs = [
  "p-011325",
  "p-066851",
  "p-beb45a",
]

[sources.fox.anchors]
"annotations/lazy" = "p-011325 23-35 9045cd4f 15bf6560 1054d2f6"
"essays/tails#84d9f5" = "p-066851 64-81 7d9c00aa ddd4866c ed62ffd3"
"essays/tails#84d9f5-2" = "p-066851 64-81 7d9c00aa ddd4866c ed62ffd3"
"questions/leaving#5cb7b1" = "p-beb45a 83-107 84d9f5ad b4c9e140 a0e03755"
"#,
    );
}

#[test]
fn a_source_may_be_renamed() {
    let dossier = built();
    let lock = dossier.read("casebook.lock");
    for folder in ["sources", "annotations"] {
        let path = |id: &str| dossier.path(&format!("content/{folder}/{id}.md"));
        fs::rename(path("fox"), path("reynard")).unwrap();
    }
    dossier.edit("content/sources/reynard.md", "title =", "former = [\"fox\"]\ntitle =");
    for page in ["content/essays/tails.md", "content/questions/leaving.md"] {
        dossier.edit(page, "[@fox]", "[@reynard]");
    }
    let run = dossier.runs(&["build"]);
    assert_eq!(run.stderr, "", "nothing moves");
    assert_eq!(dossier.read("casebook.lock"), lock.replace("[sources.fox", "[sources.reynard"));
    let site = dossier.site();
    assert!(site.contains_key("sources/fox.html") && site.contains_key("sources/reynard.html"), "{:?}", site.keys());
    dossier.is_as_built_elsewhere();

    // The record follows the new name, so a changed text is noticed under it.
    dossier.edit(RAW, "slept", "snored");
    assert!(dossier.leaves(&["build"], 1).stderr.starts_with("error[raw-changed]: "));
}

#[test]
fn a_raw_text_may_be_renamed() {
    let dossier = built();
    let (lock, site) = (dossier.read("casebook.lock"), dossier.site());
    fs::rename(dossier.path(RAW), dossier.path("seeds/vulpes.txt")).unwrap();
    dossier.edit("content/sources/fox.md", RAW, "seeds/vulpes.txt");
    dossier.leaves(&["build", "--locked"], 1);
    let run = dossier.runs(&["build"]);
    assert_eq!(run.stderr, "");
    assert_eq!(dossier.read("casebook.lock"), lock.replace(RAW, "seeds/vulpes.txt"));
    let texts = |site: &Tree| {
        site.iter().filter(|(path, _)| path.ends_with(".txt")).map(|(_, b)| b.clone()).collect::<Vec<_>>()
    };
    assert_eq!(texts(&dossier.site()), texts(&site));
    dossier.is_as_built_elsewhere();
}

#[test]
fn a_cut_above_moves_what_lies_below() {
    let dossier = on_disk(&FOX.replace("Share this\n", "Share this\n\nMore news of the day\n"));
    dossier.runs(&["build"]);
    dossier.edit(
        "content/sources/fox.md",
        "reason = \"share\"\n",
        "reason = \"share\"\n\n[[clean]]\ncut = \"More news of the day\"\nreason = \"related\"\n",
    );
    let run = dossier.runs(&["build"]);
    assert_text(
        "the report",
        &run.stderr,
        "\
moved: `annotations/lazy` in `fox`: p-011325 44-56 → p-011325 23-35
moved: `essays/tails#84d9f5` in `fox`: p-066851 85-102 → p-066851 64-81
moved: `essays/tails#84d9f5-2` in `fox`: p-066851 85-102 → p-066851 64-81
moved: `questions/leaving#5cb7b1` in `fox`: p-beb45a 104-128 → p-beb45a 83-107
gone: the words at `fox#p-5389df`; the page says so there
",
    );
    assert!(ids(&dossier.read("public/sources/fox.html")).contains(&"p-5389df"));
    dossier.is_as_built_elsewhere();
}

#[test]
fn a_paragraph_added_above_moves_what_lies_below() {
    let dossier = built();
    dossier.edit(RAW, "The quick", "It was a cold day in May.\n\nThe quick");
    dossier.leaves(&["build"], 1);
    let run = dossier.runs(&["build", "--accept", "fox"]);
    assert_text(
        "the report",
        &run.stderr,
        "\
moved: `annotations/lazy` in `fox`: p-011325 23-35 → p-011325 49-61
moved: `essays/tails#84d9f5` in `fox`: p-066851 64-81 → p-066851 90-107
moved: `essays/tails#84d9f5-2` in `fox`: p-066851 64-81 → p-066851 90-107
moved: `questions/leaving#5cb7b1` in `fox`: p-beb45a 83-107 → p-beb45a 109-133
",
    );
    dossier.is_as_built_elsewhere();
    assert_eq!(dossier.runs(&["build", "--locked"]).stderr, "", "it is told once");
}

#[test]
fn the_address_of_a_changed_paragraph_leads_on_and_that_of_a_lost_one_says_so() {
    let dossier = built();
    // One paragraph changes, and of the last nothing is left.
    dossier.edit(RAW, "The dog slept on.", "The old dog slept on.");
    dossier.edit(RAW, "Nobody saw the fox leave again.\n", "");
    dossier.remove("content/questions/leaving.md");
    let run = dossier.runs(&["build", "--accept", "fox"]);
    assert_text(
        "the report",
        &run.stderr,
        "\
moved: `essays/tails#84d9f5` in `fox`: p-066851 64-81 → p-097ed4 68-85
moved: `essays/tails#84d9f5-2` in `fox`: p-066851 64-81 → p-097ed4 68-85
moved: the address `fox#p-066851` leads to p-097ed4, which has most of its words
gone: the words at `fox#p-beb45a`; the page says so there
",
    );
    let page = dossier.read("public/sources/fox.html");
    for address in ["p-011325", "p-066851", "p-097ed4", "p-beb45a"] {
        assert!(ids(&page).contains(&address), "#{address} is no place of {page}");
    }
    dossier.is_as_built_elsewhere();

    // Addresses are kept over further changes, and follow the words.
    dossier.edit(RAW, "The old dog slept on.", "The old dog slept well on.");
    dossier.runs(&["build", "--accept", "fox"]);
    let page = dossier.read("public/sources/fox.html");
    for address in ["p-066851", "p-097ed4", "p-beb45a"] {
        assert!(ids(&page).contains(&address), "#{address} is no place of {page}");
    }
    let lock = dossier.read("casebook.lock");
    assert!(lock.contains("\n\"p-066851\" = \"p-") && lock.contains("\n\"p-beb45a\" = \"\"\n"), "{lock}");
    dossier.is_as_built_elsewhere();

    // What comes back is again what it was.
    dossier.edit(RAW, "The old dog slept well on.", "The dog slept on.");
    dossier.runs(&["build", "--accept", "fox"]);
    let lock = dossier.read("casebook.lock");
    assert!(!lock.contains("\"p-066851\" ="), "{lock}");
}

#[test]
fn equal_quotations_of_a_page_have_names_of_their_own() {
    let dossier = built();
    dossier.edit("content/essays/tails.md", "We read", "Again \"the fox came back\" [@fox]. We read");
    assert_eq!(dossier.runs(&["build"]).stderr, "");
    let lock = dossier.read("casebook.lock");
    for name in ["tails#84d9f5\"", "tails#84d9f5-2\"", "tails#84d9f5-3\""] {
        assert_eq!(lock.matches(name).count(), 1, "{name} in {lock}");
    }
    dossier.edit(
        "content/essays/tails.md",
        "Again \"the fox came back\" [@fox]. We read \"the fox came back\" [@fox], and",
        "And",
    );
    assert_eq!(dossier.runs(&["build"]).stderr, "");
    assert!(!dossier.read("casebook.lock").contains("84d9f5-2"));
}

// The lock itself -----------------------------------------------------------------------------------------------------

#[test]
fn a_locked_build_passes_only_if_the_lock_stays() {
    let dossier = built();
    let lock = dossier.read("casebook.lock");
    dossier.runs(&["build", "--locked"]);
    let changes: [(&str, &str, &str); 3] = [
        ("content/sources/fox.md", "cut = \"Share this\"", "cut = \"Nobody saw the fox leave again.\""),
        ("content/essays/tails.md", "We read", "\"The dog slept\" [@fox]. We read"),
        ("content/annotations/fox.md", "## lazy", "## idle"),
    ];
    for (path, old, new) in changes {
        let before = dossier.read(path);
        dossier.edit(path, old, new);
        let run = dossier.run(&["build", "--locked"]);
        assert_eq!(run.code, 1, "{path}: {run:?}");
        assert_eq!(dossier.read("casebook.lock"), lock);
        dossier.write(path, before);
    }
    // What a page says about words it does not quote is no part of the record.
    dossier.edit("content/annotations/fox.md", "It was old.", "It was very old.");
    dossier.runs(&["build", "--locked"]);
    assert_eq!(dossier.read("casebook.lock"), lock);
}

/// Both texts as a merge leaves them: what they begin and end with once, the rest between marks.
fn conflict(ours: &str, theirs: &str) -> String {
    let (ours, theirs): (Vec<&str>, Vec<&str>) = (ours.lines().collect(), theirs.lines().collect());
    let before = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
    let after = ours[before..].iter().rev().zip(theirs[before..].iter().rev()).take_while(|(a, b)| a == b).count();
    let lines = |lines: &[&str]| -> String { lines.iter().map(|line| format!("{line}\n")).collect() };
    let middle = |side: &[&str]| lines(&side[before..side.len() - after]);
    let (start, end) = (lines(&ours[..before]), lines(&ours[ours.len() - after..]));
    format!("{start}<<<<<<< HEAD\n{}=======\n{}>>>>>>> other\n{end}", middle(&ours), middle(&theirs))
}

#[test]
fn a_merge_conflict_in_the_lock_is_settled_by_building() {
    const ESSAY: &str = "+++\ntitle = \"Dogs\"\n+++\n\"The dog slept on\" [@fox].\n";
    const NOTE: &str = "\n## quick {.context}\n> The quick fox ran\n\nVery quick.\n";
    let (ours, theirs, both) = (built(), built(), built());
    let annotations = both.read("content/annotations/fox.md") + NOTE;
    for dossier in [&ours, &both] {
        dossier.write("content/essays/dogs.md", ESSAY);
    }
    for dossier in [&theirs, &both] {
        dossier.write("content/annotations/fox.md", &annotations);
    }
    ours.runs(&["build"]);
    theirs.runs(&["build"]);
    let merged = conflict(&ours.read("casebook.lock"), &theirs.read("casebook.lock"));
    assert!(merged.contains("<<<<<<<"), "{merged}");
    both.write("casebook.lock", &merged);
    both.leaves(&["build", "--locked"], 1);
    assert_eq!(both.runs(&["build"]).stderr, "");
    let settled = both.read("casebook.lock");
    for name in ["annotations/lazy", "annotations/quick", "essays/dogs#", "essays/tails#", "questions/leaving#"] {
        assert!(settled.contains(&format!("\"{name}")), "{name} is not in {settled}");
    }
    assert!(!settled.contains("<<<<") && !settled.contains("===="), "{settled}");
    both.is_as_built_elsewhere();
}

#[test]
fn of_both_sides_of_a_conflict_that_one_counts_whose_text_is_there() {
    let (ours, theirs) = (built(), built());
    theirs.edit(RAW, "slept", "snored");
    theirs.runs(&["build", "--accept", "fox"]);
    let (old, new) = (ours.read("casebook.lock"), theirs.read("casebook.lock"));
    for merged in [conflict(&old, &new), conflict(&new, &old)] {
        for dossier in [&ours, &theirs] {
            let settled = dossier.read("casebook.lock");
            dossier.write("casebook.lock", &merged);
            let run = dossier.runs(&["build"]);
            assert_eq!(run.stderr, "");
            assert_eq!(dossier.read("casebook.lock"), settled);
        }
        // A third text is neither side's.
        let neither = built();
        neither.write("casebook.lock", &merged);
        neither.edit(RAW, "slept", "howled");
        assert!(neither.leaves(&["build"], 1).stderr.starts_with("error[raw-changed]: "));
    }
}

/// Runs of three words that both texts have.
fn common(a: &str, b: &str) -> Vec<String> {
    let list = |text: &str| words(text).map(|word| fold(&text[word])).collect::<Vec<_>>();
    let (a, b) = (list(a), list(b));
    let known: std::collections::BTreeSet<&[String]> = a.windows(3).collect();
    b.windows(3).filter(|run| known.contains(run)).map(|run| run.join(" ")).collect()
}

#[test]
fn the_lock_holds_no_words_of_any_source() {
    assert_eq!(common("the quick fox ran", "A quick fox ran."), ["quick fox ran"], "the test can fail");
    for case in [Case::folder(repository()), Case::text(FOX)] {
        let built = query::site(&case.files(), &case.options).value;
        let lock = lock::render(&built.lock);
        assert!(lock.contains("[sources.") && lock.contains("anchors]"), "{lock}");
        assert!(!built.texts.is_empty());
        // Ids are their authors' and part of public addresses; they may be made of any words.
        let without_ids = |line: &str| match line.rsplit_once("\" = ") {
            Some((name, place)) => format!("{} {place}", name.rsplit_once('#').map_or("", |(_, hash)| hash)),
            None => line.to_owned(),
        };
        let lock: String = lock.lines().map(|line| without_ids(line) + "\n").collect();
        for (id, text) in &built.texts {
            assert_eq!(common(text.as_str(), &lock), <[&str; 0]>::default(), "of `{id}`");
        }
    }
}

// The cache -----------------------------------------------------------------------------------------------------------

/// Changes the words around the lemma on both sides, so that only a comparison with the former text tells that it is the
/// same.
fn change_around(dossier: &Dossier) {
    dossier.edit(RAW, "The quick fox ran over the lazy dog.", "A hare hopped past the lazy dog!");
    dossier.edit(RAW, "The dog slept on. At night", "She snored. At night");
}

#[test]
fn without_the_cache_an_anchor_is_carried_over_or_it_is_an_error() {
    let with = built();
    change_around(&with);
    with.runs(&["build", "--accept", "fox"]);
    with.is_as_built_elsewhere();

    let without = built();
    change_around(&without);
    fs::remove_dir_all(without.path(".casebook")).unwrap();
    let run = without.leaves(&["build", "--accept", "fox"], 1);
    assert_text(
        "the report",
        &run.stderr,
        "\
error[anchor-uncertain]: `fox` has changed: these words stood at characters 23 to 35, and what surrounds them now is \
         nothing like it
 --> content/annotations/fox.md:2:3
  |
2 | > the lazy dog
  |   ^^^^^^^^^^^^
  |
 ::: seeds/fox.txt:3:20
  |
3 | A hare hopped past the lazy dog!
  |                    ------------ the only place now
  |
  = help: if this place is meant, quote more of it with the words in bold: `A hare hopped past **the lazy dog**!`; \
         else choose other words

1 error
",
    );

    // A text in the cache that is not the one on record is no help, and no harm.
    without.write(CACHE, cached("fox", "A hare hopped past the lazy dog!\nShe snored. At night the fox came back.\n"));
    assert_eq!(without.leaves(&["build", "--accept", "fox"], 1).stderr, run.stderr);
    // That on record is.
    let former = "The quick fox ran over the lazy dog.\nThe dog slept on. At night the fox came back.\nNobody saw the fox \
                  leave again.";
    without.write(CACHE, cached("fox", former));
    without.runs(&["build", "--accept", "fox"]);
    assert!(without.site() == with.site());
    assert_eq!(without.read("casebook.lock"), with.read("casebook.lock"));
}

/// Where the cache keeps reading texts.
const CACHE: &str = ".casebook/reading-texts";

/// A reading text as the cache keeps it.
fn cached(id: &str, text: &str) -> String {
    format!("{id} {}\n{text}\n", text.len())
}

#[test]
fn without_the_cache_nobody_can_tell_where_the_words_of_a_paragraph_went() {
    let dossier = built();
    dossier.edit(RAW, "The dog slept on.", "The old dog slept on.");
    fs::remove_dir_all(dossier.path(".casebook")).unwrap();
    let run = dossier.runs(&["build", "--accept", "fox"]);
    // With the cache the address leads to the paragraph; without, the page says that its words are gone. The record keeps
    // either, so both are built everywhere alike.
    assert_text(
        "the report",
        &run.stderr,
        "\
moved: `essays/tails#84d9f5` in `fox`: p-066851 64-81 → p-097ed4 68-85
moved: `essays/tails#84d9f5-2` in `fox`: p-066851 64-81 → p-097ed4 68-85
moved: `questions/leaving#5cb7b1` in `fox`: p-beb45a 83-107 → p-beb45a 87-111
gone: the words at `fox#p-066851`; the page says so there
note: the former text of `fox` is not in `.casebook/`, so where words of it stand now could not be told; build that text \
         once and then the new one
",
    );
    dossier.is_as_built_elsewhere();
}

#[test]
fn a_cache_makes_no_difference_where_nothing_changed() {
    let dossier = built();
    let (site, lock) = (dossier.site(), dossier.read("casebook.lock"));
    let damages: [fn(&Dossier); 4] = [
        |dossier| fs::remove_dir_all(dossier.path(".casebook")).unwrap(),
        |dossier| dossier.write(CACHE, cached("fox", "Other words.")),
        |dossier| dossier.write(CACHE, b"\xff\xfe"),
        |dossier| {
            fs::remove_dir_all(dossier.path(".casebook")).unwrap();
            dossier.write(".casebook", "a file");
        },
    ];
    for damage in damages {
        damage(&dossier);
        let run = dossier.runs(&["build"]);
        assert_eq!((run.stderr.as_str(), run.stdout.contains(" 0 files written")), ("", true), "{run:?}");
        assert!(dossier.site() == site && dossier.read("casebook.lock") == lock);
    }
    assert_eq!(dossier.read(".casebook"), "a file", "what others put there stays");
}

#[test]
fn the_cache_is_kept_out_of_repositories_and_holds_what_is_there() {
    let dossier = built();
    assert_eq!(dossier.read(".casebook/.gitignore"), "*\n");
    dossier.write("seeds/hare.txt", "A hare.\n");
    dossier.write(
        "content/sources/hare.md",
        "+++\nraw = \"seeds/hare.txt\"\ntitle = \"Hare\"\nrights = { publish = \"full\" }\n+++\n",
    );
    dossier.runs(&["build"]);
    assert!(dossier.read(CACHE).ends_with(&cached("hare", "A hare.")));
    dossier.remove("content/sources/hare.md");
    dossier.runs(&["build"]);
    assert!(!dossier.read(CACHE).contains("hare"), "a source that is taken down leaves nothing");
}

// Interruptions -------------------------------------------------------------------------------------------------------

#[test]
fn the_lock_is_written_last() {
    let (whole, cut) = (built(), built());
    for dossier in [&whole, &cut] {
        dossier.edit(RAW, "The quick", "It was a cold day in May.\n\nThe quick");
    }
    whole.runs(&["build", "--accept", "fox"]);
    let lock = cut.read("casebook.lock");
    // The lock is written beside its place first; a folder of that name stands in the way, as a full disk would.
    fs::create_dir(cut.path("casebook.lock.part")).unwrap();
    let run = cut.run(&["build", "--accept", "fox"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(cut.read("casebook.lock"), lock);
    fs::remove_dir(cut.path("casebook.lock.part")).unwrap();
    // The change is still one that nobody accepted, and what it is compared with is still there.
    let run = cut.leaves(&["build"], 1);
    assert!(run.stderr.starts_with("error[raw-changed]: "), "{run:?}");
    let run = cut.runs(&["build", "--accept", "fox"]);
    assert!(run.stderr.starts_with("moved: `annotations/lazy` in `fox`: "), "{run:?}");
    assert!(cut.site() == whole.site() && cut.read("casebook.lock") == whole.read("casebook.lock"));
}
