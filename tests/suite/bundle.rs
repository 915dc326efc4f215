//! Bundles for readers, and checking copies.

use std::fs;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::cli::Dossier;
use crate::support::{Tree, assert_text, read_tree};

const DOSSIER: &str = "\
== casebook.toml
title = \"On Foxes\"
== content/sources/a.md
+++
raw = \"seeds/a.txt\"
title = \"A walk\"
rights = { publish = \"full\" }
+++
== seeds/a.txt
The quick fox ran.
== content/media/m.txt
not shown
";

pub(crate) fn unpacked(bytes: &[u8]) -> Tree {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("it is an archive");
    let mut tree = Tree::new();
    for number in 0..archive.len() {
        let mut file = archive.by_index(number).expect("it can be read");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("it can be unpacked");
        tree.insert(file.name().expect("names are text").into_owned(), bytes);
    }
    tree
}

#[test]
fn the_zip_holds_the_site_as_it_is_built_in_one_folder() {
    let dossier = Dossier::new(DOSSIER);
    dossier.runs(&["build"]);
    let run = dossier.runs(&["bundle"]);
    let bytes = fs::read(dossier.path("on-foxes.zip")).expect("it was written");
    let site: Tree = dossier.site().into_iter().map(|(path, bytes)| (format!("on-foxes/{path}"), bytes)).collect();
    assert_eq!(unpacked(&bytes), site);
    assert!(run.stdout.starts_with("./on-foxes.zip: ") && run.stdout.contains("\nsha256 "), "{run:?}");
    dossier.runs(&["bundle", "--out", "again.zip"]);
    assert_eq!(fs::read(dossier.path("again.zip")).expect("it was written"), bytes, "the same bytes every time");
    assert_eq!(dossier.runs(&["verify", "on-foxes.zip"]).stderr, "");
    assert_eq!(dossier.runs(&["verify", "public"]).stderr, "");
}

#[test]
fn a_flipped_byte_anywhere_in_a_zip_is_seen() {
    let dossier = Dossier::new(DOSSIER);
    dossier.runs(&["bundle", "--out", "b.zip"]);
    let path = dossier.path("b.zip");
    let bytes = fs::read(&path).expect("it was written");
    for at in (0..bytes.len()).step_by(bytes.len() / 150) {
        let mut other = bytes.clone();
        other[at] ^= 0x41;
        fs::write(&path, other).expect("it can be written");
        let run = dossier.run(&["verify", "b.zip"]);
        assert_eq!(run.code, 1, "byte {at} of {}: {run:?}", bytes.len());
        assert!(!run.stderr.contains("panicked"), "{run:?}");
    }
    for end in [0, 1, 30, bytes.len() / 2, bytes.len() - 1] {
        fs::write(&path, &bytes[..end]).expect("it can be written");
        let run = dossier.run(&["verify", "b.zip"]);
        assert!(run.code == 1 && run.stdout.starts_with("b.zip: damaged, "), "cut after {end} bytes: {run:?}");
    }
}

#[test]
fn a_damaged_bundle_is_called_so() {
    let dossier = Dossier::new(DOSSIER);
    for form in ["zip", "html", "epub"] {
        let name = format!("b.{form}");
        dossier.runs(&["bundle", "--format", form, "--out", &name]);
        let bytes = fs::read(dossier.path(&name)).expect("it was written");
        let manifest = b"\"files\": {";
        let in_manifest = bytes.windows(manifest.len()).position(|words| words == manifest);
        // The end record of an archive stands before its comment, which is 80 bytes long.
        let places = [Some(0), Some(1), in_manifest, Some(bytes.len() - 80 - 20), Some(bytes.len() - 10)];
        for at in places.into_iter().flatten() {
            let mut other = bytes.clone();
            other[at] ^= 0x41;
            fs::write(dossier.path(&name), other).expect("it can be written");
            let run = dossier.run(&["verify", &name]);
            assert!(run.code == 1 && run.stderr.is_empty(), "{form}, byte {at}: {run:?}");
        }
        for end in [0, 20, 200, 5000, bytes.len() / 2, bytes.len() - 200, bytes.len() - 1] {
            fs::write(dossier.path(&name), &bytes[..end]).expect("it can be written");
            let run = dossier.run(&["verify", &name]);
            assert!(run.code == 1 && run.stderr.is_empty(), "{form} cut after {end} bytes: {run:?}");
        }
    }
    dossier.write("page.html", "<!doctype html>\n<html><body>Somebody's</body></html>\n");
    assert_eq!(dossier.run(&["verify", "page.html"]).code, 2);
}

#[test]
fn what_is_left_of_a_bundle_is_told_by_its_name() {
    let dossier = Dossier::new(DOSSIER);
    for (form, beginning, why) in [
        ("zip", "P", "by its name it is an archive, and it is none"),
        ("epub", "PK", "by its name it is an archive, and it is none"),
        ("ZIP", "Not found", "by its name it is an archive, and it is none"),
        ("html", "<", "of it there is no more than `<`"),
        ("html", "<!doctype html", "of it there is no more than `<!doctype html`"),
        ("html", "", "it is empty"),
    ] {
        let name = format!("b.{form}");
        dossier.write(&name, beginning);
        let run = dossier.run(&["verify", &name]);
        let expected = format!("{name}: damaged, so its files cannot be compared with what was published: {why}\n");
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (1, expected.as_str(), ""), "{beginning}");
    }
    for other in ["P", "<", "words"] {
        dossier.write("b.txt", other);
        let expected = "error: `b.txt` cannot be checked: it is neither a published folder nor a bundle of one\n\
                        help: name a folder that `casebook build` wrote, or a file that `casebook bundle` did\n";
        let run = dossier.run(&["verify", "b.txt"]);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (2, "", expected));
    }
}

#[test]
fn a_copy_that_is_too_large_is_not_read_into_memory() {
    let dossier = Dossier::new(DOSSIER);
    // No bytes are on the disk but the last.
    let file = fs::File::create(dossier.path("b.html")).expect("it can be made");
    file.set_len(3 << 40).expect("it can be long");
    let run = dossier.run(&["verify", "b.html"]);
    let expected = "error: `b.html` cannot be checked: it is no archive, and larger than 1024 MiB\n\
                    help: name a folder that `casebook build` wrote, or a file that `casebook bundle` did\n";
    assert_eq!((run.code, run.stderr.as_str()), (2, expected));
    #[cfg(unix)]
    assert_eq!(dossier.run(&["verify", "/dev/zero"]).code, 2, "it never ends");
}

#[test]
fn empty_folders_are_no_files_of_a_copy() {
    let dossier = Dossier::new(DOSSIER);
    dossier.runs(&["build"]);
    fs::create_dir(dossier.path("public/more")).expect("it can be made");
    assert!(dossier.runs(&["verify", "public"]).stdout.contains("all as they were published"));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_of_a_copy_is_named_with_the_reason() {
    let dossier = Dossier::new(DOSSIER);
    dossier.runs(&["build"]);
    dossier.remove("public/index.html");
    std::os::unix::fs::symlink("nowhere", dossier.path("public/index.html")).expect("a link can be made");
    let run = dossier.run(&["verify", "public"]);
    assert!(run.stdout.starts_with("unreadable: index.html: it is no file\npublic: 1 of "), "{run:?}");
}

#[test]
fn what_differs_in_a_folder_is_named() {
    let dossier = Dossier::new(DOSSIER);
    dossier.runs(&["build"]);
    dossier.write("public/index.html", "other words");
    dossier.write("public/CNAME", "example.org");
    dossier.remove("public/sources/a.html");
    let before = read_tree(dossier.folder.path());
    let run = dossier.run(&["verify", "public"]);
    assert_eq!(read_tree(dossier.folder.path()), before, "checking writes nothing");
    let files = before.keys().filter(|path| path.starts_with("dossier/public/")).count() - 1;
    assert_text(
        "the report",
        &run.stdout,
        &format!(
            "changed: index.html\nmissing: sources/a.html\nadditional: CNAME\npublic: 3 of {files} files differ from what was published\n"
        ),
    );
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
}

#[test]
fn a_manifest_that_was_changed_is_seen() {
    let dossier = Dossier::new(DOSSIER);
    dossier.runs(&["build"]);
    let manifest = dossier.read("public/data/manifest.json");
    dossier.write("public/data/manifest.json", manifest.replace("\"tool\": \"casebook", "\"tool\": \"casebooc"));
    let run = dossier.run(&["verify", "public"]);
    assert!(run.stdout.starts_with("changed: data/manifest.json\n"), "{run:?}");
    assert_eq!(run.code, 1);
    dossier.write("public/data/manifest.json", manifest.replace('}', ""));
    let run = dossier.run(&["verify", "public"]);
    assert_eq!(
        run.stdout,
        "public: damaged, so its files cannot be compared with what was published: its `data/manifest.json` is damaged\n"
    );
    assert_eq!(run.code, 1);
}

#[test]
fn what_is_no_copy_is_refused() {
    let dossier = Dossier::new(DOSSIER);
    for (path, code, why) in [
        ("seeds", 2, "it has no `data/manifest.json`"),
        ("seeds/a.txt", 2, "it is neither a published folder nor a bundle of one"),
        ("nowhere", 3, "no such file or directory"),
    ] {
        let run = dossier.leaves(&["verify", path], code);
        assert!(run.stderr.contains(why), "{run:?}");
    }
}

#[test]
fn a_bundle_is_written_where_a_file_may_be() {
    let dossier = Dossier::new(DOSSIER);
    for (out, why) in [
        ("content", "inputs are never written into"),
        ("casebook.toml", "inputs are never written into"),
        ("nowhere/b.zip", "there is no such folder"),
    ] {
        let run = dossier.leaves(&["bundle", "--out", out], 2);
        assert!(run.stderr.contains(why), "{out}: {run:?}");
        assert!(run.stderr.ends_with("such as `--out dossier.zip`\n"), "{out}: {run:?}");
    }
    fs::create_dir(dossier.path("there")).expect("it can be made");
    let run = dossier.leaves(&["bundle", "--out", "there"], 2);
    assert_eq!(
        run.stderr,
        "error: cannot write the bundle to `there`: that is a folder\n\
         help: name a file in a folder that exists, such as `--out dossier.zip`\n"
    );
}

#[cfg(unix)]
#[test]
fn a_bundle_takes_the_place_of_nothing_but_a_file_that_may_be_written() {
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
    let dossier = Dossier::new(DOSSIER);
    let [pipe, link, kept] = ["pipe", "link", "kept"].map(|name| dossier.path(name));
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("a pipe can be made");
    assert!(made.success());
    fs::write(&kept, "theirs").expect("it can be written");
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o444)).expect("it can be closed");
    std::os::unix::fs::symlink("elsewhere.zip", &link).expect("a link can be made");
    for (out, why) in [
        ("pipe", "that is a device or a pipe"),
        ("link", "that is a link, and it would be replaced and not followed"),
        ("kept", "that is a file that is not to be written"),
    ] {
        let run = dossier.run(&["bundle", "--out", out]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.starts_with(&format!("error: cannot write the bundle to `{out}`: {why}\n")), "{run:?}");
    }
    assert!(fs::symlink_metadata(&pipe).expect("it is there").file_type().is_fifo() && link.is_symlink());
    assert_eq!(fs::read(&kept).expect("it is there"), b"theirs");
}

#[test]
fn names_that_a_reader_s_system_may_not_have_are_refused() {
    let dossier = Dossier::new(DOSSIER);
    dossier.write("themes/default/a|b.png", "picture");
    for command in ["check", "build", "bundle"] {
        let run = dossier.leaves(&[command], 1);
        let first = "error[media-name]: `themes/default/a|b.png` is a name that not every system has";
        assert!(format!("{}{}", run.stdout, run.stderr).starts_with(first), "{command}: {run:?}");
    }
}

#[test]
fn names_that_some_disk_cannot_keep_apart_are_refused_in_every_form() {
    let dossier = Dossier::new(DOSSIER);
    dossier.write("content/index.md", "![A](media/Pic.svg) ![B](media/pic.svg)\n");
    dossier.write("content/media/Pic.svg", "<svg/>");
    dossier.write("content/media/pic.svg", "<svg />");
    for form in ["zip", "html", "epub"] {
        let run = dossier.run(&["bundle", "--format", form, "--out", "b"]);
        assert!(run.code != 0 && run.stderr.contains("media/Pic.svg"), "{form}: {run:?}");
        assert!(!dossier.path("b").exists());
    }
}
