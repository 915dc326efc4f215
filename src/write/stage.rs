//! The staged tree beside the published one, locked against a second build.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::carry::{carry, copy_permissions, in_its_folder};
use super::plan::{Change, Kind};
use crate::fs::{At, IoError, create_folder, is_open_at};

/// The folder `.NAME.casebook` beside the published one, ours until it is dropped, which removes it.
pub(super) struct Stage {
    pub(super) container: PathBuf,
    /// Holds the lock as long as it is open.
    pub(super) _lock: File,
}

impl Stage {
    /// An empty stage for `target`, or `None` while another build has it. What a killed build left there is removed.
    pub(super) fn claim(target: &Path) -> Result<Option<Self>, IoError> {
        let container = container_of(target);
        let lock_path = container.join(LOCK);
        // The other build may remove its stage between any two of these steps; then there is a new one to be made.
        for _ in 0..100 {
            match fs::create_dir(&container) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    let help = "pages are staged beside the folder that they replace; choose another with `--out`";
                    return Err(IoError::new("create the folder", container, error).help(help));
                }
                _ if container.is_symlink() => {
                    let reason = "it is a symbolic link, which no build makes";
                    return Err(IoError::refused("use", container, ErrorKind::Other, reason).help("remove the link"));
                }
                _ => {}
            }
            let lock = match File::options().write(true).create(true).truncate(false).open(&lock_path) {
                Ok(lock) => lock,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(IoError::new("write", lock_path, error)),
            };
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(IoError::new("lock", lock_path, error)),
            }
            if is_open_at(&lock, &lock_path) {
                let stage = Self { container, _lock: lock };
                stage.clear()?;
                create_folder(&stage.tree())?;
                return Ok(Some(stage));
            }
        }
        Ok(None)
    }

    /// The tree that is to be published; after the exchange, the one that was.
    pub(super) fn tree(&self) -> PathBuf {
        self.container.join("new")
    }

    /// One file of the tree.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), IoError> {
        let path = self.tree().join(path);
        in_its_folder(&path, || fs::write(&path, bytes).at("write", &path))
    }

    /// Adds what stays as it is: the unchanged pages, and everything that is not ours. `false` if that lies on another
    /// disk, where copying it would be in vain, because the trees could not be exchanged either.
    pub(super) fn fill(&self, change: &Change) -> Result<bool, IoError> {
        let pages = change.pages.iter().filter(|(_, page)| page.same).map(|(path, _)| (Path::new(path), Kind::File));
        let others = change.carry.iter().map(|(path, kind)| (Path::new(path), *kind));
        let kept: Vec<(&Path, Kind)> = pages.chain(others).collect();
        let (from, to) = (change.target, self.tree());
        match kept.par_iter().try_for_each(|(path, kind)| carry(*kind, &from.join(path), &to.join(path))) {
            Err(error) if error.source.kind() == ErrorKind::CrossesDevices => return Ok(false),
            filled => filled?,
        }
        // Last, since a folder may forbid to be written into.
        for (path, _) in change.tree.0.iter().filter(|(_, kind)| **kind == Kind::Folder) {
            copy_permissions(&from.join(path), &to.join(path))?;
        }
        copy_permissions(from, &to)?;
        Ok(true)
    }

    /// A folder in which it can be tried what the disk can do.
    pub(super) fn probe(&self) -> PathBuf {
        self.container.join("probe")
    }

    /// Removes all that is staged, whatever it is.
    pub(super) fn clear(&self) -> Result<(), IoError> {
        remove(self.probe())?;
        remove(self.tree())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What cannot be removed now the next build removes, or complains of. The lock goes before its folder, and
        // whoever takes it in between makes a new one, so the folder may stay.
        let _ = self.clear();
        let _ = fs::remove_file(self.container.join(LOCK));
        let _ = fs::remove_dir(&self.container);
    }
}

/// Removes a folder with all that it holds, if there is one.
fn remove(folder: PathBuf) -> Result<(), IoError> {
    let removed = match fs::remove_dir_all(&folder) {
        // Folders that took over the permissions of others may forbid it.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            allow_writing(&folder);
            fs::remove_dir_all(&folder)
        }
        removed => removed,
    };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(IoError::new("remove", folder, error)),
        _ => Ok(()),
    }
}

/// Lets this user write into all folders of a staged tree. They are our own; files, which others may share, stay as they are.
fn allow_writing(tree: &Path) {
    for folder in WalkDir::new(tree).into_iter().flatten().filter(|entry| entry.file_type().is_dir()) {
        if let Ok(mut permissions) = folder.metadata().map(|metadata| metadata.permissions()) {
            writable(&mut permissions);
            // Where that fails removing does as well, and says so.
            let _ = fs::set_permissions(folder.path(), permissions);
        }
    }
}

#[cfg(unix)]
fn writable(permissions: &mut fs::Permissions) {
    use std::os::unix::fs::PermissionsExt;
    permissions.set_mode(permissions.mode() | 0o700);
}

#[cfg(not(unix))]
#[expect(clippy::permissions_set_readonly_false, reason = "there is one bit here, and it is the user's own")]
fn writable(permissions: &mut fs::Permissions) {
    permissions.set_readonly(false);
}

/// Where the stage for the folder `target` is made.
pub(super) fn container_of(target: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".casebook");
    target.with_file_name(name)
}

/// The file that is locked, below the container.
pub(super) const LOCK: &str = "lock";
