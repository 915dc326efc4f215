//! Brings a dossier from the disk into memory.
//!
//! In: the folder that holds `casebook.toml`, and the default theme as compiled in. Out: [`Files`], after which no
//! stage opens a file again. Start at [`load`]. Whether the files make a dossier is not decided here: a missing
//! `casebook.toml` is a finding of a later stage.
//!
//! Symbolic links are followed within the dossier; one that leads out of it, or back to a folder above it, is an error.
#![allow(clippy::disallowed_methods, reason = "this module is an edge: files are opened here so that stages need not")]

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::fs::{At, IoError};
use crate::model::files::{File, Files};

/// What marks the root of a dossier.
const CONFIG: &str = "casebook.toml";

/// The files at the root that a build reads.
const ROOT_FILES: [&str; 2] = [CONFIG, "casebook.lock"];

/// The folders that a build reads, with everything below them.
const FOLDERS: [&str; 3] = ["content", "seeds", "themes"];

/// Where the files of the compiled-in theme appear among the inputs; ends in `/`.
const DEFAULT_THEME: &str = "themes/default/";

/// The largest file that a [`Span`](crate::diag::Span) can point into, in bytes.
const LARGEST: u64 = u32::MAX as u64;

/// All inputs of the dossier at `root`. Of `theme_default` (name below the theme's folder, bytes) those files are added
/// that `themes/default/` on disk does not replace. Hidden files and the backups of editors are passed over.
pub fn load(root: &Path, theme_default: &[(&str, &'static [u8])]) -> Result<Files, IoError> {
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    for name in ROOT_FILES {
        let path = root.join(name);
        if path.is_file() {
            found.push((name.into(), path));
        }
    }
    for folder in FOLDERS {
        list(root, folder, &mut found)?;
    }
    // Rayon returns the results in the order of the list, so the first error is the same one on every machine.
    let read: Vec<Result<File, IoError>> = found.into_par_iter().map(|(name, path)| read(name, &path)).collect();
    let mut files = read.into_iter().collect::<Result<Vec<File>, IoError>>()?;
    let embedded = theme_default
        .iter()
        .map(|(name, bytes)| File { path: format!("{DEFAULT_THEME}{name}"), bytes: (*bytes).into() });
    // Last, because of two files with one path `Files` keeps the first.
    files.extend(embedded);
    Ok(Files::new(files))
}

/// The nearest folder that holds `casebook.toml`: `from` or one above it.
pub fn find_root(from: &Path) -> Option<PathBuf> {
    // `.` has no folders above it by name.
    let from = std::path::absolute(from).ok()?;
    from.ancestors().find(|folder| folder.join(CONFIG).is_file()).map(Path::to_path_buf)
}

/// Adds to `found` every file below `folder` of `root`, by its name in the dossier and its path on disk.
fn list(root: &Path, folder: &str, found: &mut Vec<(String, PathBuf)>) -> Result<(), IoError> {
    let top = root.join(folder);
    match fs::metadata(&top) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(IoError::refused("read", top, ErrorKind::NotADirectory, "it is a file, not a folder")),
        Err(error) if error.kind() == ErrorKind::NotFound && !top.is_symlink() => return Ok(()),
        Err(error) => return Err(IoError::new("read", top, error)),
    }
    let walk = WalkDir::new(&top).min_depth(1).follow_links(true).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| !is_passed_over(entry)) {
        let entry = entry.map_err(|error| walk_error(&top, error))?;
        if entry.path_is_symlink() {
            stay_inside(root, entry.path())?;
        }
        let kind = entry.file_type();
        if kind.is_file() {
            found.push((name_in_dossier(root, entry.path())?, entry.into_path()));
        } else if !kind.is_dir() {
            // Reading a pipe would wait for ever.
            let reason = "it is neither a file nor a folder";
            let error = IoError::refused("read", entry.path(), ErrorKind::InvalidInput, reason);
            return Err(error.help("move it out of the dossier"));
        }
    }
    Ok(())
}

/// A link out of the dossier would publish files of whoever builds it, so a dossier from elsewhere may not hold one.
fn stay_inside(root: &Path, link: &Path) -> Result<(), IoError> {
    let (root, target) = (root.canonicalize().at("read", root)?, link.canonicalize().at("read", link)?);
    if target.starts_with(root) {
        return Ok(());
    }
    let reason = "it is a symbolic link that leads out of the dossier";
    Err(IoError::refused("read", link, ErrorKind::PermissionDenied, reason).help("copy what it names into the dossier"))
}

/// Hidden files, and what editors leave beside the file that they work on: `.a.md.swp`, `a.md~`, `#a.md#`.
fn is_passed_over(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    entry.depth() > 0
        && (name.starts_with(b".") || name.ends_with(b"~") || (name.starts_with(b"#") && name.ends_with(b"#")))
}

/// The path of a file relative to the dossier, with `/` on every system.
fn name_in_dossier(root: &Path, path: &Path) -> Result<String, IoError> {
    let below = path.strip_prefix(root).expect("the walk began below the root");
    let parts: Option<Vec<&str>> = below.iter().map(OsStr::to_str).collect();
    parts.map(|parts| parts.join("/")).ok_or_else(|| {
        IoError::refused("read", path, ErrorKind::InvalidFilename, "its name is not UTF-8")
            .help("rename it; what has no name in Unicode can be given no address")
    })
}

/// The walk's own error, which knows of loops and of links that lead nowhere.
fn walk_error(top: &Path, error: walkdir::Error) -> IoError {
    let path = error.path().unwrap_or(top).to_path_buf();
    if let Some(above) = error.loop_ancestor() {
        let reason = format!("it is a symbolic link back to `{}`", above.display());
        return IoError::refused("read", path, ErrorKind::Other, reason).help("remove the link");
    }
    let dangling = path.is_symlink() && !path.exists();
    let error = IoError::new("read", path, error.into_io_error().unwrap_or_else(|| ErrorKind::Other.into()));
    if dangling { error.help("it is a symbolic link to nothing; remove it, or restore what it names") } else { error }
}

/// One file, unless offsets into it would not fit a span.
fn read(name: String, path: &Path) -> Result<File, IoError> {
    let size = fs::metadata(path).at("read", path)?.len();
    if size > LARGEST {
        let reason = format!("it has {size} bytes, and files may have {LARGEST}");
        return Err(IoError::refused("read", path, ErrorKind::FileTooLarge, reason).help("split it"));
    }
    Ok(File { path: name, bytes: crate::fs::read(path)?.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(files.text(files.find("seeds/a.txt").unwrap()), Ok("seeds/a.txt"));
    }

    #[test]
    fn hidden_files_and_backups_are_passed_over() {
        let root =
            dossier(&["seeds/a.txt", "seeds/.a.txt.swp", "seeds/a.txt~", "seeds/#a.txt#", "content/.git/config"]);
        assert_eq!(names(&load(root.path(), &[]).unwrap()), ["seeds/a.txt"]);
    }

    #[test]
    fn a_theme_on_disk_replaces_the_default_theme_file_by_file() {
        let root = dossier(&["themes/default/page.html"]);
        let embedded: &[(&str, &'static [u8])] = &[("page.html", b"embedded"), ("style.css", b"embedded")];
        let files = load(root.path(), embedded).unwrap();
        assert_eq!(names(&files), ["themes/default/page.html", "themes/default/style.css"]);
        assert_eq!(files.text(files.find("themes/default/page.html").unwrap()), Ok("themes/default/page.html"));
        assert_eq!(files.text(files.find("themes/default/style.css").unwrap()), Ok("embedded"));
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
        fs::File::create(root.path().join("seeds/b.txt")).unwrap().set_len(LARGEST + 1).unwrap();
        let error = load(root.path(), &[]).unwrap_err().to_string();
        assert!(error.ends_with("it has 4294967296 bytes, and files may have 4294967295\nhelp: split it"), "{error}");
    }
}
