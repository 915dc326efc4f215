//! Disks that are full, cannot be written, or begin inside of the folder.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};

use super::{dossier, left_out, turn_to, versions};
use crate::cli::{Dossier, command};
use crate::support::read_tree;

/// A user without rights; on most systems it is called `nobody`.
const NOBODY: u32 = 65534;

/// Runs a script in the folder of the dossier, `$CASEBOOK` being the program, as one who may mount disks that nobody else
/// sees. `None` where the machine does not allow that.
fn in_a_space_of_its_own(dossier: &Dossier, script: &str) -> Option<String> {
    let run = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-euc", script]).current_dir(dossier.root());
        command.env("CASEBOOK", env!("CARGO_BIN_EXE_casebook")).output()
    };
    let may = run("mkdir -p ../probe && mount -t tmpfs -o size=64k tmpfs ../probe");
    if !may.is_ok_and(|output| output.status.success()) {
        left_out("nothing can be mounted here");
        return None;
    }
    let output = run(script).expect("it ran before");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
    Some(text(&output.stderr) + &text(&output.stdout))
}

#[test]
fn a_full_disk_leaves_the_old_folder() {
    let dossier = dossier();
    versions(&dossier);
    turn_to(&dossier, 0);
    let script = r#"
        mkdir ../disk ../before
        mount -t tmpfs -o size=2m tmpfs ../disk
        "$CASEBOOK" build --out ../disk/public
        cp -r ../disk/public ../before
        sed -i s/black/white/ content/essays/essay-*.md
        # All but a little of the disk.
        dd if=/dev/zero of=../disk/filler bs=4096 2>../dd.txt || true
        truncate -s -16384 ../disk/filler
        code=0; "$CASEBOOK" build --out ../disk/public || code=$?
        test $code = 3
        diff -r ../disk/public ../before/public
        "$CASEBOOK" verify ../disk/public
        test "$(ls -A ../disk)" = "$(printf 'filler\npublic')"
        rm ../disk/filler
        "$CASEBOOK" build --out ../disk/public
        grep -q white ../disk/public/essays/essay-3.html
        "$CASEBOOK" verify ../disk/public
    "#;
    let Some(said) = in_a_space_of_its_own(&dossier, script) else { return };
    assert!(said.contains("no space left on device\nhelp: free some space on that disk\n"), "{said}");
}

#[test]
fn a_file_that_cannot_grow_leaves_the_old_folder_the_old_lock_and_the_old_bundle() {
    let dossier = dossier();
    let versions = versions(&dossier);
    dossier.runs(&["build"]);
    dossier.runs(&["bundle", "--out", "b.zip"]);
    turn_to(&dossier, 0);
    let before = read_tree(&dossier.root());
    // Files of more than one block of 512 bytes; the signal for it is ignored, so that writing fails as on a full disk.
    let limited = |args: &str| {
        let mut command = Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -f 1; exec \"$CASEBOOK\" {args}");
        command.args(["-c", &script]).env("CASEBOOK", env!("CARGO_BIN_EXE_casebook")).current_dir(dossier.root());
        command.output().expect("there is a shell")
    };
    for args in ["build", "bundle --out b.zip"] {
        let output = limited(args);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{args}: {stderr}");
        assert!(stderr.starts_with("error: cannot write `") && stderr.contains("file too large"), "{args}: {stderr}");
        assert!(read_tree(&dossier.root()) == before, "{args} left something");
    }
    assert!(dossier.site() == versions[1]);
}

/// Builds as a user without rights, to whom the dossier belongs; `None` where that cannot be.
fn build_as_nobody(dossier: &Dossier) -> Option<Output> {
    let is_root = || fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let build = |args: &[&str]| {
        let mut command = command(&dossier.root(), args);
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output()
    };
    if !build(&["--version"]).is_ok_and(|output| output.status.success()) {
        left_out("this user cannot give up its rights");
        return None;
    }
    Some(build(&["build"]).expect("it ran before"))
}

/// Gives everything below a folder to the user without rights, as far as one may.
fn give_away(folder: &Path) {
    for entry in walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("it can be read")) {
        let _ = chown(entry.path(), Some(NOBODY), Some(NOBODY));
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions can be set");
}

#[test]
fn a_folder_that_cannot_be_written_stays_as_it_was() {
    let dossier = dossier();
    let versions = versions(&dossier);
    dossier.runs(&["build"]);
    turn_to(&dossier, 0);
    give_away(dossier.folder.path());
    // The folder itself, then the one around it.
    for folder in ["public", "."] {
        let folder = dossier.path(folder);
        set_mode(&folder, 0o555);
        let Some(output) = build_as_nobody(&dossier) else { return };
        set_mode(&folder, 0o755);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{stderr}");
        assert!(stderr.starts_with("error: cannot ") && stderr.contains("permission denied\nhelp: "), "{stderr}");
        assert!(dossier.site() == versions[1]);
        assert!(!dossier.path(".public.casebook").exists(), "something staged is left");
    }
    let output = build_as_nobody(&dossier).expect("it ran before");
    assert!(output.status.success(), "{output:?}");
    assert!(dossier.site() == versions[0]);
}

#[test]
fn folders_in_it_that_cannot_be_written_are_replaced_with_the_rest() {
    let dossier = dossier();
    let versions = versions(&dossier);
    dossier.runs(&["build"]);
    turn_to(&dossier, 0);
    give_away(dossier.folder.path());
    set_mode(&dossier.path("public/essays"), 0o555);
    let Some(output) = build_as_nobody(&dossier) else { return };
    assert!(output.status.success(), "{output:?}");
    assert!(dossier.site() == versions[0]);
    assert!(!dossier.path(".public.casebook").exists(), "something staged is left");
    let mode = fs::metadata(dossier.path("public/essays")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o7777, 0o555);
    set_mode(&dossier.path("public/essays"), 0o755);
}

#[test]
fn where_a_folder_cannot_be_replaced_in_one_step_the_build_says_so_first() {
    let dossier = dossier();
    let versions = versions(&dossier);
    turn_to(&dossier, 0);
    let script = r#"
        mkdir ../disk public ../inner
        mount --bind ../disk public
        "$CASEBOOK" build
        sed -i s/black/white/ content/essays/essay-*.md content/index.md
        mv content/essays/only-black.md content/essays/only-white.md
        "$CASEBOOK" build
        "$CASEBOOK" verify public
        cp -r public ../copy
        umount public
        # And where a disk begins inside of it.
        rmdir public
        cp -r ../copy public
        mkdir public/media
        mount -t tmpfs tmpfs public/media
        echo theirs >public/media/theirs.txt
        sed -i s/white/black/ content/index.md
        "$CASEBOOK" build
        test "$(cat public/media/theirs.txt)" = theirs
        sed -i s/black/white/ content/index.md
        "$CASEBOOK" build
        umount public/media
    "#;
    let Some(said) = in_a_space_of_its_own(&dossier, script) else { return };
    let notes: Vec<&str> = said.lines().filter(|line| line.starts_with("note: ")).collect();
    let note = |why: &str| {
        format!(
            "note: `./public` cannot be replaced in one step, because {why}; its files will be replaced one by one, so until \
             this has ended, or if it is killed, old and new ones stand side by side"
        )
    };
    let (mount, inside) = (note("it is a mount point"), note("`media` in it is a mount point"));
    assert_eq!(notes, [&mount, &mount, &inside, &inside]);
    let copy = read_tree(&dossier.folder.path().join("copy"));
    let differ: Vec<&String> =
        copy.iter().filter(|(path, bytes)| versions[1].get(*path) != Some(bytes)).map(|(path, _)| path).collect();
    assert!(copy == versions[1], "{differ:?}");
}
