//! Brings a dossier from the disk into memory.
//!
//! In: the folder that holds `casebook.toml`, and the default theme as compiled in. Out: [`Files`], after which no
//! stage opens a file again. Start at [`listed`] and [`Listed::read`], two steps for who may know the files by sight;
//! [`Inputs`] is for who stays, and reads only what changed. Whether the files make a dossier is not decided here: a missing
//! `casebook.toml` is a finding of a later stage.
//!
//! Symbolic links are followed within the dossier; one that leads out of it, or back to a folder above it, is an error.
#![allow(clippy::disallowed_methods, reason = "this module is an edge: files are opened here so that stages need not")]

mod inputs;
mod list;
mod read;

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use self::list::{Listing, list};
use self::read::Stamp;
use crate::fs::IoError;
use crate::model::files::{File, Files};
use crate::text::checksum::sha256;

pub use self::inputs::{Inputs, Survey, Surveyed};

/// What marks the root of a dossier.
const CONFIG: &str = "casebook.toml";

/// The files at the root that a build reads.
const ROOT_FILES: [&str; 2] = [CONFIG, "casebook.lock"];

/// The folders that a build reads, with everything below them.
const FOLDERS: [&str; 3] = ["content", "seeds", "themes"];

/// Where the files of the compiled-in theme appear among the inputs; ends in `/`.
const DEFAULT_THEME: &str = "themes/default/";

/// A theme as it is compiled in: names below its folder, and bytes.
pub type Embedded = [(&'static str, &'static [u8])];

/// The inputs of a dossier on the disk, found and not yet read.
#[derive(Debug)]
pub struct Listed {
    files: Vec<(String, PathBuf)>,
}

/// Finds the inputs of the dossier at `root`. Hidden files and the backups of editors are passed over.
pub fn listed(root: &Path) -> Result<Listed, IoError> {
    let Listing { files, faults, .. } = list(root, [""]);
    faults.into_iter().next().map_or(Ok(Listed { files }), |(_, fault)| Err(fault))
}

impl Listed {
    /// A checksum of what the system says of the files, the one called `but` aside: while it stays the same, so do their
    /// bytes, unless a program writes to one through shared memory. `None` if one of them changed so lately that a further change might not show, or where the system does not
    /// tell of every change.
    pub fn sight(&self, but: &str) -> Option<String> {
        let now = SystemTime::now();
        let line = |(name, path): &(String, PathBuf)| {
            let stamp = Stamp::new(&path.metadata().ok()?, now);
            stamp.is_proof().then(|| format!("{name:?} {stamp:?}\n"))
        };
        let files: Vec<_> = self.files.iter().filter(|(name, _)| name != but).collect();
        let lines: Option<Vec<String>> = files.into_par_iter().map(line).collect();
        Some(sha256(lines?.concat().as_bytes()))
    }

    /// Reads them, together with the theme that is compiled in. On failure, the first file in the order of the list that
    /// could not be read.
    pub fn read(self, theme_default: &Embedded) -> Result<Files, IoError> {
        let mut files = Vec::new();
        // The results come in the order of the list, so the first error is the same one on every machine.
        for read in read::all(self.files) {
            files.extend(
                read.map_err(|(_, fault)| fault)?.map(|read| File { path: read.name, contents: read.contents }),
            );
        }
        // Last, because of two files with one path `Files` keeps the first.
        files.extend(embedded(theme_default));
        Ok(Files::new(files))
    }
}

/// The nearest folder that holds `casebook.toml`: `from` or one above it.
pub fn find_root(from: &Path) -> Option<PathBuf> {
    // `.` has no folders above it by name.
    let from = std::path::absolute(from).ok()?;
    from.ancestors().find(|folder| folder.join(CONFIG).is_file()).map(Path::to_path_buf)
}

fn embedded(theme_default: &Embedded) -> impl Iterator<Item = File> {
    let path = |name: &str| format!("{DEFAULT_THEME}{name}");
    theme_default.iter().map(move |(name, bytes)| File { path: path(name), contents: (*bytes).into() })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn load(root: &Path, theme_default: &Embedded) -> Result<Files, IoError> {
        listed(root)?.read(theme_default)
    }

    /// A folder with the given files, each of which holds its own name.
    fn dossier(names: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for name in names {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        root
    }

    fn names(files: &Files) -> Vec<&str> {
        files.iter().map(|(_, file)| file.path.as_str()).collect()
    }

    #[test]
    fn a_dossier_is_its_two_files_and_three_folders_in_path_order() {
        let root = dossier(&[
            "themes/mine/page.html",
            "seeds/a.txt",
            "casebook.toml",
            "content/sources/a.md",
            "content/index.md",
            "casebook.lock",
            "README.md",
            "public/index.html",
        ]);
        let files = load(root.path(), &[]).unwrap();
        assert_eq!(
            names(&files),
            [
                "casebook.lock",
                "casebook.toml",
                "content/index.md",
                "content/sources/a.md",
                "seeds/a.txt",
                "themes/mine/page.html"
            ]
        );
        assert_eq!(files.text(files.find("seeds/a.txt").unwrap()).map(AsRef::as_ref), Ok("seeds/a.txt"));
    }

    #[test]
    fn hidden_files_and_backups_are_passed_over() {
        let root =
            dossier(&["seeds/a.txt", "seeds/.a.txt.swp", "seeds/a.txt~", "seeds/#a.txt#", "content/.git/config"]);
        #[cfg(unix)]
        for name in ["seeds/.#a.txt", "seeds/b.txt~"] {
            std::os::unix::fs::symlink("me@host.123:456", root.path().join(name)).unwrap();
        }
        assert_eq!(names(&load(root.path(), &[]).unwrap()), ["seeds/a.txt"]);
    }

    #[test]
    fn a_theme_on_disk_replaces_the_default_theme_file_by_file() {
        let root = dossier(&["themes/default/page.html"]);
        let embedded: &[(&str, &'static [u8])] = &[("page.html", b"embedded"), ("style.css", b"embedded")];
        let files = load(root.path(), embedded).unwrap();
        assert_eq!(names(&files), ["themes/default/page.html", "themes/default/style.css"]);
        assert_eq!(
            files.text(files.find("themes/default/page.html").unwrap()).map(AsRef::as_ref),
            Ok("themes/default/page.html")
        );
        assert_eq!(files.text(files.find("themes/default/style.css").unwrap()).map(AsRef::as_ref), Ok("embedded"));
    }

    #[cfg(unix)]
    #[test]
    fn files_are_known_by_sight_until_one_of_them_changes() {
        use std::time::Duration;
        let root = dossier(&["casebook.toml", "casebook.lock", "seeds/a.txt"]);
        let sight = || listed(root.path()).unwrap().sight("casebook.lock");
        assert_eq!(sight(), None, "a change might not show yet");
        std::thread::sleep(Duration::from_millis(3100));
        let before = sight();
        assert!(before.is_some());
        fs::write(root.path().join("casebook.lock"), "new").unwrap();
        assert_eq!(sight(), before);

        let path = root.path().join("seeds/a.txt");
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        fs::write(&path, "seeds/b.txt").unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
        assert_eq!(sight(), None, "of the same length and age, but changed lately");
        std::thread::sleep(Duration::from_millis(3100));
        assert!(sight().is_some_and(|sight| Some(sight) != before));
    }

    #[test]
    fn an_empty_folder_is_no_error_here() {
        let root = dossier(&[]);
        assert_eq!(names(&load(root.path(), &[]).unwrap()), <[&str; 0]>::default());
    }

    #[test]
    fn the_root_is_found_from_below() {
        let root = dossier(&["casebook.toml", "content/sources/a.md"]);
        assert_eq!(find_root(&root.path().join("content/sources")).as_deref(), Some(root.path()));
        assert_eq!(find_root(root.path()).as_deref(), Some(root.path()));
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_is_an_error() {
        let root = dossier(&["content"]);
        let error = load(root.path(), &[]).unwrap_err().to_string();
        assert!(error.contains("content`: it is a file, not a folder"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_loops_are_errors() {
        use std::os::unix::fs::symlink;
        let root = dossier(&["scans/scan.txt", "seeds/a.txt"]);
        symlink(root.path().join("scans"), root.path().join("seeds/scans")).unwrap();
        assert_eq!(names(&load(root.path(), &[]).unwrap()), ["seeds/a.txt", "seeds/scans/scan.txt"]);

        symlink(root.path().join("seeds"), root.path().join("seeds/again")).unwrap();
        let error = load(root.path(), &[]).unwrap_err().to_string();
        assert!(error.contains("seeds/again`: it is a symbolic link back to `"), "{error}");
        assert!(error.ends_with("\nhelp: remove the link"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_dossier_is_an_error() {
        let elsewhere = dossier(&["secret.txt"]);
        let root = dossier(&["seeds/a.txt"]);
        let secret = elsewhere.path().join("secret.txt");
        std::os::unix::fs::symlink(secret, root.path().join("seeds/b.txt")).unwrap();
        let error = load(root.path(), &[]).unwrap_err().to_string();
        assert!(error.contains("seeds/b.txt`: it is a symbolic link that leads out of the dossier"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_at_the_top_may_be_kept_elsewhere() {
        let (elsewhere, root) = (dossier(&["a.txt", "below/b.txt"]), dossier(&["casebook.toml"]));
        std::os::unix::fs::symlink(elsewhere.path(), root.path().join("seeds")).unwrap();
        assert_eq!(names(&load(root.path(), &[]).unwrap()), ["casebook.toml", "seeds/a.txt", "seeds/below/b.txt"]);
    }

    #[test]
    fn a_folder_in_the_place_of_a_file_is_an_error() {
        let root = dossier(&["casebook.toml/a"]);
        let error = load(root.path(), &[]).unwrap_err().to_string();
        assert!(error.contains("casebook.toml`: it is a folder, not a file"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_nothing_is_an_error() {
        let root = dossier(&["seeds/a.txt"]);
        std::os::unix::fs::symlink("missing", root.path().join("seeds/b.txt")).unwrap();
        let error = load(root.path(), &[]).unwrap_err().to_string();
        assert!(
            error.contains("seeds/b.txt`: no such file or directory\nhelp: it is a symbolic link to nothing"),
            "{error}"
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_utf8_is_an_error() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let root = dossier(&["seeds/a.txt"]);
        fs::write(root.path().join("seeds").join(OsStr::from_bytes(b"b\xff.txt")), "").unwrap();
        let error = load(root.path(), &[]).unwrap_err().to_string();
        assert!(error.contains("its name is not UTF-8\nhelp: rename it"), "{error}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_spans_cannot_measure_is_an_error() {
        let root = dossier(&["seeds/a.txt"]);
        // Sparse: it takes no space.
        fs::File::create(root.path().join("seeds/b.txt")).unwrap().set_len(read::LARGEST + 1).unwrap();
        let error = load(root.path(), &[]).unwrap_err().to_string();
        assert!(error.ends_with("it has 4294967296 bytes, and files may have 4294967295\nhelp: split it"), "{error}");
    }
}
