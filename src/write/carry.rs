//! Takes files over into another folder: by a hard link where the disk can, else as a copy.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::plan::Kind;
use crate::fs::{At, IoError, create_folder};

/// Makes `to` what `from` is, without its bytes being copied where the disk has hard links.
pub(super) fn carry(kind: Kind, from: &Path, to: &Path) -> Result<(), IoError> {
    in_its_folder(to, || match kind {
        Kind::Folder => create_folder(to),
        Kind::Symlink => copy_symlink(from, to).at("keep", from),
        Kind::Special => fs::hard_link(from, to).at("keep", from),
        Kind::File => link_or_copy(from, to).at("keep", from),
    })
}

/// Makes something at `path`, and first its folder if there is none. Most files find
/// theirs, and to ask before would cost as much as the file itself.
pub(super) fn in_its_folder(path: &Path, make: impl Fn() -> Result<(), IoError>) -> Result<(), IoError> {
    match make() {
        Err(error) if error.source.kind() == ErrorKind::NotFound => {
            create_folder(path.parent().expect("what is made lies in a folder"))?;
            make()
        }
        made => made,
    }
}

/// Copies where the disk has no hard links, which every system says in its own way, or forbids one to this file.
pub(super) fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error)
            if !matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound | ErrorKind::CrossesDevices) =>
        {
            fs::copy(from, to).map(drop)
        }
        linked => linked,
    }
}

#[cfg(unix)]
pub(super) fn copy_symlink(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(windows)]
pub(super) fn copy_symlink(from: &Path, to: &Path) -> io::Result<()> {
    let leads_to = fs::read_link(from)?;
    if from.is_dir() {
        std::os::windows::fs::symlink_dir(leads_to, to)
    } else {
        std::os::windows::fs::symlink_file(leads_to, to)
    }
}

/// Gives a new folder the permissions of the one that it replaces; either may be missing.
pub(super) fn copy_permissions(from: &Path, to: &Path) -> Result<(), IoError> {
    let (Ok(old), Ok(new)) = (fs::metadata(from), fs::metadata(to)) else { return Ok(()) };
    if new.is_dir() && old.permissions() != new.permissions() {
        fs::set_permissions(to, old.permissions()).at("set the permissions of", to)?;
    }
    Ok(())
}
