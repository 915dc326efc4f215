//! What is told before anything in the published folder changes: how large it will be, and whether it can be replaced in one
//! step.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::Exchange;
use super::plan::{Kind, Tree};
use super::stage::Stage;
use crate::diag::text::visible;
use crate::fs::{At, IoError, create_folder};

/// A site that is about to be published: everything is rendered, and nothing in the folder has changed.
#[derive(Debug)]
pub struct Before<'a> {
    /// The files of the site and how many bytes each has, by path; the manifest is not among them.
    pub sizes: Vec<(&'a str, u64)>,
    /// Why files will be replaced one by one, if they will; nothing is promised then of a build that is killed.
    pub in_place: Option<InPlace>,
}

/// Why a folder cannot be replaced in one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InPlace {
    /// It is where another disk begins, so it cannot be moved.
    MountPoint,
    /// Another disk begins in it, below this path, so what lies there cannot be taken over.
    Inside(PathBuf),
    /// The disk or the system has no such step.
    NoExchange,
}

impl fmt::Display for InPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MountPoint => f.write_str("it is a mount point"),
            Self::Inside(path) => write!(f, "`{}` in it is a mount point", visible(&path.to_string_lossy())),
            Self::NoExchange => f.write_str("this disk cannot exchange two folders"),
        }
    }
}

/// Why the staged tree cannot take the place of the folder `target` in one step; `None` where nothing is known against it.
pub(super) fn in_place(
    exchange: Exchange,
    stage: &Stage,
    target: &Path,
    tree: &Tree,
) -> Result<Option<InPlace>, IoError> {
    if !target.exists() {
        return Ok(None);
    }
    if begins_disk(target) {
        return Ok(Some(InPlace::MountPoint));
    }
    let folders = tree.0.iter().filter(|(_, kind)| **kind == Kind::Folder);
    if let Some((path, _)) = folders.into_iter().find(|(path, _)| begins_disk(&target.join(path))) {
        return Ok(Some(InPlace::Inside(path.into())));
    }
    // Two empty folders tell whether this disk knows the step.
    let [a, b] = ["a", "b"].map(|name| stage.probe().join(name));
    create_folder(&a)?;
    create_folder(&b)?;
    let can_exchange = exchange(&a, &b).at("replace", &a)?;
    Ok((!can_exchange).then_some(InPlace::NoExchange))
}

/// Whether something is mounted at a folder, be it another place of the same disk.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn begins_disk(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    let stat = statx(CWD, folder, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty());
    stat.is_ok_and(|stat| stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT)) || is_other_disk(folder)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn begins_disk(folder: &Path) -> bool {
    is_other_disk(folder)
}

/// Whether a folder lies on another disk than the one above it.
#[cfg(unix)]
fn is_other_disk(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let disk = |path: &Path| fs::symlink_metadata(path).ok().map(|metadata| metadata.dev());
    folder.parent().is_some_and(|above| disk(above) != disk(folder))
}

/// Elsewhere folders are never exchanged.
#[cfg(not(unix))]
fn is_other_disk(_: &Path) -> bool {
    false
}
