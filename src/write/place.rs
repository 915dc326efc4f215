//! Puts the staged tree in place, by an exchange or file by file.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::Exchange;
use super::carry::carry;
use super::left::read_into;
use super::plan::{Change, PART, Tree, folders_of};
use super::stage::Stage;
use crate::fs::{At, IoError, create_folder};
use crate::manifest;

/// Puts the staged tree in the place of the folder in one step; `false` where that cannot be done.
pub(super) fn swap(exchange: Exchange, stage: &Stage, change: &Change) -> Result<bool, IoError> {
    let target = change.target;
    if !target.exists() {
        return fs::rename(stage.tree(), target).at("create", target).map(|()| true);
    }
    let exchanged = exchange(&stage.tree(), target).at("replace", target)?;
    if exchanged {
        carry_over_latecomers(stage, change)?;
    }
    Ok(exchanged)
}

/// Brings files into the new folder that came into the old one, now staged, after it was listed.
pub(super) fn carry_over_latecomers(stage: &Stage, change: &Change) -> Result<(), IoError> {
    for (path, kind) in Tree::scan(&stage.tree())?.0 {
        let to = change.target.join(&path);
        // Where the new site has a file of that name, it would have been replaced a moment later too.
        if !change.tree.0.contains_key(&path) && fs::symlink_metadata(&to).is_err() {
            carry(kind, &stage.tree().join(&path), &to)?;
        }
    }
    Ok(())
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(a: &Path, b: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    /// A mount point, another disk, a file system or kernel without this call.
    const CANNOT: [Errno; 6] = [Errno::BUSY, Errno::XDEV, Errno::INVAL, Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP];
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(error) if CANNOT.contains(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Moves the staged files that differ into the folder, and removes what an earlier build left.
pub(super) fn move_one_by_one(stage: &Stage, change: &Change) -> Result<(), IoError> {
    // First a manifest of the old files and the new ones: wherever a kill stops this, the next build knows them for its
    // own.
    let mut both = change.new.clone();
    both.files.extend(change.old.files.clone());
    stage.write(manifest::PATH, &both.to_json())?;
    move_file(stage, change.target, manifest::PATH)?;

    // Before the new files come, since a path may have turned from a file into a folder, or back.
    for path in &change.remove {
        let path = change.target.join(path);
        fs::remove_file(&path).at("remove", &path)?;
    }
    for folder in folders_of(change.remove.iter().map(String::as_str)).into_iter().rev() {
        // Fails where something is left in it, and then it is to stay.
        let _ = fs::remove_dir(change.target.join(folder));
    }
    for (path, _) in change.pages.iter().filter(|(_, page)| !page.same) {
        move_file(stage, change.target, path)?;
    }
    stage.write(manifest::PATH, &change.manifest)?;
    move_file(stage, change.target, manifest::PATH)
}

/// Puts one staged file in the place of the published one, whole at any moment.
pub(super) fn move_file(stage: &Stage, target: &Path, path: &str) -> Result<(), IoError> {
    let (from, to) = (stage.tree().join(path), target.join(path));
    create_folder(to.parent().expect("a file of the site lies in its folder"))?;
    match fs::rename(&from, &to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            let part = target.join(PART);
            // Not written over: it might be a link of somebody else.
            let _ = fs::remove_file(&part);
            fs::copy(&from, &part).at("write", &part)?;
            fs::rename(&part, &to).at("write", &to)
        }
        renamed => renamed.at("write", &to),
    }
}

/// The folder to be replaced, by a path without links whose last part is its name; made as far as its parent.
pub(super) fn resolve(out: &Path) -> Result<PathBuf, IoError> {
    let refused = |kind, reason| IoError::refused("write into", out, kind, reason);
    let path = match fs::symlink_metadata(out) {
        Ok(_) => {
            let real = fs::canonicalize(out).at("write into", out)?;
            if !real.is_dir() {
                return Err(refused(ErrorKind::NotADirectory, "it is a file").help("choose a folder with `--out`"));
            }
            real
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            create_folder(parent)?;
            let real = fs::canonicalize(parent).at("write into", parent)?;
            out.file_name().map_or(real.clone(), |name| real.join(name))
        }
        Err(error) => return Err(IoError::new("write into", out, error)),
    };
    if path.file_name().is_none() {
        return Err(refused(ErrorKind::InvalidInput, "it is the root of a disk").help("choose a folder with `--out`"));
    }
    Ok(path)
}

/// Whether the file at `path` has these bytes; `buffer` is for those that it has.
pub(super) fn has_bytes(path: &Path, bytes: &[u8], buffer: &mut Vec<u8>) -> Result<bool, IoError> {
    let read = fs::File::open(path).and_then(|file| read_into(buffer, file));
    Ok(read.at("read", path)? == bytes)
}
