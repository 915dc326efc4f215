//! What is ours and what is not: decides what the new folder holds, before anything is moved.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;
use walkdir::WalkDir;

use super::{Outcome, Pages, PublishError};
use crate::fs::{IoError, read, read_if_there};
use crate::manifest::{self, Manifest};
use crate::text::checksum::sha256;

/// A file on its way into a folder on another disk; one that a kill left there is nobody's.
pub(super) const PART: &str = ".casebook-part";

/// What the last build says that it wrote.
pub(super) struct Old {
    /// The manifest's file as it is; `None` where there is none.
    pub(super) bytes: Option<Vec<u8>>,
    /// Its content, empty where it cannot be trusted.
    pub(super) files: BTreeMap<PathBuf, String>,
    /// Whether it can be trusted.
    pub(super) sound: bool,
}

impl Old {
    pub(super) fn read(target: &Path) -> Result<Self, IoError> {
        let path = target.join(manifest::PATH);
        // A link there is not ours, and may lead to a manifest that was written for another folder.
        let linked = path.is_symlink() || path.parent().is_some_and(Path::is_symlink);
        let bytes = if linked || path.is_dir() { None } else { read_if_there(&path)? };
        let manifest = bytes.as_deref().and_then(manifest::parse);
        let sound = manifest.is_some();
        let files = manifest.map(|manifest| manifest.files).unwrap_or_default();
        Ok(Self { bytes, files: files.into_iter().map(|(path, sum)| (path.into(), sum)).collect(), sound })
    }

    pub(super) fn lists(&self, path: &Path) -> bool {
        self.files.contains_key(path) || (self.sound && path == Path::new(manifest::PATH))
    }

    /// Whether the last build left this file, and nobody has changed it since.
    pub(super) fn left(&self, path: &Path, target: &Path) -> Result<bool, IoError> {
        let Some(sum) = self.files.get(path) else { return Ok(false) };
        Ok(sha256(&read(&target.join(path))?) == *sum)
    }
}

/// What lies in the published folder, by path below it. Links are not followed.
pub(super) struct Tree(pub(super) BTreeMap<PathBuf, Kind>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Symlink,
    /// A pipe, socket or device.
    Special,
}

impl Tree {
    pub(super) fn scan(target: &Path) -> Result<Self, IoError> {
        let mut entries = BTreeMap::new();
        if !target.exists() {
            return Ok(Self(entries));
        }
        for entry in WalkDir::new(target).min_depth(1) {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(target).to_path_buf();
                IoError::new("read", path, error.into_io_error().unwrap_or_else(|| ErrorKind::Other.into()))
            })?;
            let path = entry.path().strip_prefix(target).expect("the walk began there").to_path_buf();
            let kind = match entry.file_type() {
                kind if kind.is_file() => Kind::File,
                kind if kind.is_dir() => Kind::Folder,
                kind if kind.is_symlink() => Kind::Symlink,
                _ => Kind::Special,
            };
            if path != Path::new(PART) {
                entries.insert(path, kind);
            }
        }
        Ok(Self(entries))
    }

    /// Whether nothing lies in the folder at `path`. Its content would follow it in the order of paths.
    pub(super) fn is_empty(&self, path: &Path) -> bool {
        let behind = (std::ops::Bound::Excluded(path), std::ops::Bound::Unbounded);
        self.0.range::<Path, _>(behind).next().is_none_or(|(next, _)| !next.starts_with(path))
    }
}

/// The folder as it is and as it is to be: all that is decided before anything is moved.
pub(super) struct Change<'a> {
    pub(super) target: &'a Path,
    pub(super) tree: Tree,
    pub(super) old: Old,
    pub(super) pages: Pages<'a>,
    pub(super) new: Manifest,
    /// Not ours: they stay.
    pub(super) carry: Vec<(PathBuf, Kind)>,
    /// Written by an earlier build and as it left them: they go.
    pub(super) remove: Vec<PathBuf>,
    /// Not ours, and in the way.
    pub(super) foreign: Vec<PathBuf>,
}

impl<'a> Change<'a> {
    /// Decides for everything in `tree`, the listing of `target`, whose it is. Folders count as somebody's only if they
    /// are empty, since a build leaves no empty ones.
    pub(super) fn plan(target: &'a Path, tree: Tree, old: Old, pages: Pages<'a>) -> Result<Self, IoError> {
        let is_ours = |path: &Path| pages.contains_key(path) || path == Path::new(manifest::PATH);
        let our_folders = folders_of(pages.keys().copied().chain([Path::new(manifest::PATH)]));
        let (mut carry, mut remove, mut foreign) = (Vec::new(), Vec::new(), Vec::new());
        for (path, kind) in &tree.0 {
            if *kind == Kind::Folder && !tree.is_empty(path) {
                continue;
            }
            if is_ours(path) {
                let same = pages.get(path.as_path()).is_some_and(|page| page.same);
                if *kind != Kind::File || !(same || old.lists(path)) {
                    foreign.push(path.clone());
                }
            } else if *kind == Kind::File && old.left(path, target)? {
                remove.push(path.clone());
            } else if path.ancestors().any(is_ours) || (*kind != Kind::Folder && our_folders.contains(path.as_path())) {
                foreign.push(path.clone());
            } else {
                carry.push((path.clone(), *kind));
            }
        }
        let new = Manifest {
            tool: concat!("casebook ", env!("CARGO_PKG_VERSION")).into(),
            files: pages.iter().map(|(path, page)| (text(path), page.checksum.clone())).collect(),
        };
        Ok(Self { target, tree, old, pages, new, carry, remove, foreign })
    }

    /// Whether a byte differs, that of the manifest included.
    pub(super) fn is_any(&self) -> bool {
        let outcome = self.outcome();
        outcome.written > 0 || outcome.removed > 0 || self.old.bytes.as_deref() != Some(&self.new.to_json())
    }

    pub(super) fn outcome(&self) -> Outcome {
        let unchanged = self.pages.values().filter(|page| page.same).count();
        let written = self.pages.len() - unchanged;
        Outcome { written, unchanged, removed: self.remove.len(), exchanged: false, in_place: false }
    }
}

/// A path that came from text: from the site or from a manifest.
pub(super) fn text(path: &Path) -> String {
    path.to_str().expect("the paths of a site are text").to_owned()
}

/// All folders that files with these paths lie in, except the topmost.
pub(super) fn folders_of<'a>(paths: impl Iterator<Item = &'a Path>) -> BTreeSet<&'a Path> {
    paths.flat_map(|path| path.ancestors().skip(1)).filter(|folder| !folder.as_os_str().is_empty()).collect()
}

/// The paths in order, if each can be a file below a folder on every system, beside all the others.
pub(super) fn check_names<'a, E>(paths: &[&'a str]) -> Result<BTreeSet<&'a str>, PublishError<E>> {
    let paths: BTreeSet<&str> = paths.iter().copied().collect();
    let refuse = |paths: Vec<&str>, fault| {
        if paths.is_empty() {
            return Ok(());
        }
        Err(PublishError::Names { paths: paths.into_iter().map(str::to_owned).collect(), fault })
    };
    let is_sound = |path: &str| manifest::is_inside(path) && path != manifest::PATH;
    let unsound = paths.iter().copied().filter(|path| !is_sound(path)).collect();
    refuse(unsound, "hold `\\`, `:`, an empty part, `.` or `..`, or are the manifest's own")?;

    let folders = folders_of(paths.iter().map(Path::new));
    let both = paths.iter().copied().filter(|path| folders.contains(Path::new(path))).collect();
    refuse(both, "are needed as files and as folders")?;

    // As the disks of macOS and Windows compare names, or nearly so.
    let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for path in &paths {
        by_name.entry(path.nfc().collect::<String>().to_lowercase()).or_default().push(path);
    }
    let alike = by_name.into_values().filter(|alike| alike.len() > 1).flatten().collect();
    refuse(alike, "differ from one another only in case or in the encoding of accents")?;
    Ok(paths)
}
