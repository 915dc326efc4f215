//! What is told before anything in the published folder changes: how large it will be, and whether it can be replaced in one
//! step.

use std::fmt;
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
    let Some(own) = disk(target) else { return Ok(None) };
    if own.begins || disk(&stage.container).is_some_and(|beside| beside.number != own.number) {
        return Ok(Some(InPlace::MountPoint));
    }
    let begins_in_it =
        |path: &Path| disk(&target.join(path)).is_some_and(|disk| disk.begins || disk.number != own.number);
    let mut folders = tree.0.iter().filter(|(_, kind)| **kind == Kind::Folder);
    if let Some((path, _)) = folders.find(|(path, _)| begins_in_it(Path::new(path))) {
        return Ok(Some(InPlace::Inside(path.into())));
    }
    // Two empty folders tell whether this disk knows the step.
    let [a, b] = ["a", "b"].map(|name| stage.probe().join(name));
    create_folder(&a)?;
    create_folder(&b)?;
    let can_exchange = exchange(&a, &b).at("replace", &a)?;
    Ok((!can_exchange).then_some(InPlace::NoExchange))
}

/// The disk on which a folder lies.
struct Disk {
    /// What the system calls it.
    number: u64,
    /// Whether something is mounted at the folder, be it another place of the same disk.
    begins: bool,
}

/// `None` where there is no such folder.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn disk(folder: &Path) -> Option<Disk> {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    let stat = statx(CWD, folder, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty()).ok()?;
    let number = u64::from(stat.stx_dev_major) << 32 | u64::from(stat.stx_dev_minor);
    Some(Disk { number, begins: stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT) })
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn disk(folder: &Path) -> Option<Disk> {
    use std::os::unix::fs::MetadataExt;
    Some(Disk { number: std::fs::symlink_metadata(folder).ok()?.dev(), begins: false })
}

/// Elsewhere folders are never exchanged, whatever disk they lie on.
#[cfg(not(unix))]
fn disk(folder: &Path) -> Option<Disk> {
    folder.exists().then_some(Disk { number: 0, begins: false })
}
