//! The program as a user runs it, on a real disk: exit codes, what is written where, and what is not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::{Case, Tree, assert_text, read_tree};

/// A folder with one dossier in it.
struct Dossier {
    folder: TempDir,
}

/// What a run of the program did.
#[derive(Debug)]
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Dossier {
    fn new(dossier: &str) -> Self {
        Self::of(&Case::text(dossier))
    }

    fn of(case: &Case) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        case.write_to(&folder.path().join("dossier"));
        Self { folder }
    }

    /// The folder of the dossier.
    fn root(&self) -> PathBuf {
        self.folder.path().join("dossier")
    }

    fn path(&self, below: &str) -> PathBuf {
        self.root().join(below)
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it lies in the dossier")).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("the file can be read")
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("the file can be removed");
    }

    /// The published site.
    fn site(&self) -> Tree {
        read_tree(&self.path("public"))
    }

    /// Runs the program in the folder of the dossier.
    fn run(&self, args: &[&str]) -> Run {
        run_in(&self.root(), args)
    }

    /// The same, and it has to end well.
    #[track_caller]
    fn runs(&self, args: &[&str]) -> Run {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        run
    }

    /// Runs the program, which has to refuse with `code` and leave everything on the disk as it was.
    #[track_caller]
    fn refuses(&self, args: &[&str], code: i32) -> Run {
        let before = read_tree(self.folder.path());
        let run = self.run(args);
        assert_eq!(run.code, code, "{args:?}: {run:?}");
        assert_eq!(read_tree(self.folder.path()), before, "{args:?} left files behind");
        run
    }
}

fn run_in(folder: &Path, args: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_casebook")).args(args).current_dir(folder).output();
    let output = output.expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
    Run {
        code: output.status.code().expect("the program ends by itself"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

const FOX: &str = "== seeds/fox.txt\nShare\nThe quick fox ran.\n== content/sources/fox.md\n+++\nraw = \"seeds/fox.txt\"\n\
                   title = \"Fox\"\nrights = { publish = \"full\" }\n\n[[clean]]\ncut = \"Share\"\nreason = \"share\"\n+++\n";

#[test]
fn a_locked_build_fails_if_the_lock_would_change() {
    let dossier = Dossier::new(FOX);
    let run = dossier.refuses(&["build", "--locked"], 1);
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
