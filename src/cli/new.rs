//! `casebook new`

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{Failure, args, print};
use crate::diag::text::visible;
use crate::fs::{At, IoError, create_folder, replace};
use crate::starter::{FILES, handed_out};

pub(super) fn run(args: &args::New) -> Result<(), Failure> {
    let folder = &args.folder;
    refuse_full(folder)?;
    let stage = stage(folder);
    let above: Vec<&Path> = stage.ancestors().skip(1).take_while(|folder| !folder.exists()).collect();
    // What a killed run left there goes first.
    let written = clear(&stage).and_then(|()| write(&stage)).and_then(|()| publish(&stage, folder));
    if let Err(error) = written {
        // The error says what is wrong; that something cannot be removed either is no news.
        let _ = clear(&stage);
        above.into_iter().for_each(|folder| drop(fs::remove_dir(folder)));
        return Err(error.into());
    }
    print(&next(folder))
}

/// The name of the folder in which a dossier is written before it is one.
const STAGE: &str = ".casebook-new";

/// Where the dossier is written first: beside a folder that is still to be made, and within one that is there, since it may
/// be the one that the user stands in.
fn stage(folder: &Path) -> PathBuf {
    match (folder.is_dir(), folder.file_name()) {
        (false, Some(name)) => {
            let mut staged = name.to_owned();
            staged.push(STAGE);
            folder.with_file_name(staged)
        }
        _ => folder.join(STAGE),
    }
}

fn clear(stage: &Path) -> Result<(), IoError> {
    if stage.symlink_metadata().is_ok() { fs::remove_dir_all(stage).at("remove", stage) } else { Ok(()) }
}

fn write(stage: &Path) -> Result<(), IoError> {
    for (path, bytes) in FILES {
        let on_disk = stage.join(path);
        create_folder(on_disk.parent().expect("a file lies in a folder"))?;
        replace(&on_disk, &handed_out(path, bytes, env!("CARGO_PKG_REPOSITORY")))?;
    }
    Ok(())
}

/// Gives the staged dossier its name; in a folder that is there, the configuration last, without which it is none.
fn publish(stage: &Path, folder: &Path) -> Result<(), IoError> {
    if stage.parent() != Some(folder) {
        return fs::rename(stage, folder).at("write", folder);
    }
    let tops: BTreeSet<&str> = FILES.iter().map(|(path, _)| path.split('/').next().unwrap_or(path)).collect();
    let (config, others): (Vec<&str>, Vec<&str>) = tops.into_iter().partition(|name| *name == "casebook.toml");
    for name in others.into_iter().chain(config) {
        let there = folder.join(name);
        if there.symlink_metadata().is_ok() {
            return Err(IoError::refused("write", there, ErrorKind::AlreadyExists, "somebody has put another there"));
        }
        fs::rename(stage.join(name), &there).at("write", &there)?;
    }
    fs::remove_dir(stage).at("remove", stage)
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
        let name = entry.at("read", folder)?.file_name();
        if name != ".git" && name != STAGE {
            return refuse("it is not empty");
        }
    }
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
