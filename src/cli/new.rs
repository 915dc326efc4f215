//! `casebook new`

use std::fs;
use std::path::{Path, PathBuf};

use super::{Failure, args, print};
use crate::diag::text::visible;
use crate::fs::{At, IoError, create_folder, replace};
use crate::starter::{FILES, handed_out};

pub(super) fn run(args: &args::New) -> Result<(), Failure> {
    let folder = &args.folder;
    refuse_full(folder)?;
    let mut made = Vec::new();
    if let Err(error) = FILES.iter().try_for_each(|(path, bytes)| write(folder, path, bytes, &mut made)) {
        // Half a dossier would be in the way of the next try.
        for path in made.iter().rev() {
            let _ = fs::remove_file(path).or_else(|_| fs::remove_dir(path));
        }
        return Err(error.into());
    }
    print(&next(folder))
}

/// Nothing of anybody is written over, and no two dossiers are mixed. An empty repository counts as empty.
fn refuse_full(folder: &Path) -> Result<(), Failure> {
    let refuse = |why: &str| {
        let named = visible(&folder.to_string_lossy());
        let help = "help: name a folder that does not exist yet, or an empty one";
        Err(Failure::Usage(format!("cannot begin a dossier in `{named}`: {why}\n{help}")))
    };
    let Ok(metadata) = fs::metadata(folder) else {
        return if folder.is_symlink() { refuse("it is a link that leads nowhere") } else { Ok(()) };
    };
    if !metadata.is_dir() {
        return refuse("it is a file");
    }
    for entry in fs::read_dir(folder).at("read", folder)? {
        if entry.at("read", folder)?.file_name() != ".git" {
            return refuse("it is not empty");
        }
    }
    Ok(())
}

/// Writes a file, and puts it and the folders that were made for it at the end of `made`.
fn write(root: &Path, path: &str, bytes: &[u8], made: &mut Vec<PathBuf>) -> Result<(), IoError> {
    let path_on_disk = root.join(path);
    let above: Vec<&Path> = path_on_disk.ancestors().skip(1).take_while(|folder| !folder.exists()).collect();
    made.extend(above.into_iter().rev().filter(|folder| *folder != Path::new("")).map(Path::to_owned));
    create_folder(path_on_disk.parent().expect("a file lies in a folder"))?;
    replace(&path_on_disk, &handed_out(path, bytes, env!("CARGO_PKG_REPOSITORY")))?;
    made.push(path_on_disk);
    Ok(())
}

/// What there is now, and what to do with it.
fn next(folder: &Path) -> String {
    let named = folder.display();
    let count = FILES.len();
    let serve = if cfg!(feature = "serve") {
        "  casebook serve --open    look at it; the browser follows what you save\n"
    } else {
        ""
    };
    let enter = if folder == Path::new(".") { String::new() } else { format!("  cd {}\n", quoted(folder)) };
    format!(
        "{named}: {count} files, a small dossier that is yours to change\n\n{enter}{serve}\
\x20 casebook check           everything wrong or suspicious\n\
\x20 casebook build           write the site to public/\n"
    )
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.to_string_lossy();
    let is_plain = |char: char| char.is_alphanumeric() || "/._-+@".contains(char);
    if path.chars().all(is_plain) { path.into_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}
