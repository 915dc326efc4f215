//! What is ours and what is not: decides what the new folder holds, before anything is moved.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs::FileType;
use std::io::ErrorKind;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{Outcome, Pages, PublishError};
use crate::fs::{IoError, read, read_if_there};
use crate::manifest::{self, Manifest};
use crate::model::name::as_disks_compare;
use crate::text::checksum::sha256;

/// A file on its way into a folder on another disk; one that a kill left there is nobody's.
pub(super) const PART: &str = ".casebook-part";

/// What the last build says that it wrote.
pub(super) struct Old {
    /// The manifest's file as it is; `None` where there is none.
    pub(super) bytes: Option<Vec<u8>>,
    /// Its content, empty where it cannot be trusted.
    pub(super) files: BTreeMap<String, String>,
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
        Ok(Self { bytes, files, sound })
    }

    pub(super) fn lists(&self, name: &str) -> bool {
        self.files.contains_key(name) || (self.sound && name == manifest::PATH)
    }

    /// Whether the last build left this file, and nobody has changed it since.
    pub(super) fn left(&self, name: &str, target: &Path) -> Result<bool, IoError> {
        let Some(sum) = self.files.get(name) else { return Ok(false) };
        Ok(sha256(&read(&target.join(name))?) == *sum)
    }
}

/// What lies in the published folder, by its name there: the path below the folder, with `/` on every system. What
/// others put there need not be named in Unicode. Links are not followed.
pub(super) struct Tree(pub(super) BTreeMap<OsString, Kind>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Symlink,
    /// A pipe, socket or device.
    Special,
}

impl Kind {
    pub(super) fn of(file: FileType) -> Self {
        match file {
            file if file.is_file() => Self::File,
            file if file.is_dir() => Self::Folder,
            file if file.is_symlink() => Self::Symlink,
            _ => Self::Special,
        }
    }
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
            let name = name_of(entry.path().strip_prefix(target).expect("the walk began there"));
            if name != PART {
                entries.insert(name, Kind::of(entry.file_type()));
            }
        }
        Ok(Self(entries))
    }

    /// Whether this is a file, by the name that a listing has for it: a disk that ignores case would find `A.html` if
    /// it were asked for `a.html`.
    pub(super) fn has_file(&self, name: &str) -> bool {
        self.0.get(OsStr::new(name)) == Some(&Kind::File)
    }

    /// Whether nothing lies in this folder.
    fn is_empty(&self, folder: &OsStr) -> bool {
        let mut inside = folder.to_owned();
        inside.push("/");
        let behind = (Bound::Excluded(inside.as_os_str()), Bound::Unbounded);
        let next = self.0.range::<OsStr, _>(behind).next();
        next.is_none_or(|(next, _)| !next.as_encoded_bytes().starts_with(inside.as_encoded_bytes()))
    }
}

fn name_of(below: &Path) -> OsString {
    if std::path::MAIN_SEPARATOR == '/' {
        return below.as_os_str().to_owned();
    }
    below.iter().collect::<Vec<_>>().join(OsStr::new("/"))
}

/// The folder as it is and as it is to be: all that is decided before anything is moved.
pub(super) struct Change<'a> {
    pub(super) target: &'a Path,
    pub(super) tree: Tree,
    pub(super) old: Old,
    pub(super) pages: Pages<'a>,
    pub(super) new: Manifest,
    /// Its file.
    pub(super) manifest: Vec<u8>,
    /// Not ours: they stay.
    pub(super) carry: Vec<(OsString, Kind)>,
    /// Written by an earlier build and as it left them: they go.
    pub(super) remove: Vec<String>,
    /// Not ours, and in the way.
    pub(super) foreign: Vec<PathBuf>,
}

impl<'a> Change<'a> {
    /// Decides for everything in `tree`, the listing of `target`, whose it is. Folders count as somebody's only if they
    /// are empty, since a build leaves no empty ones.
    pub(super) fn plan(target: &'a Path, tree: Tree, old: Old, pages: Pages<'a>) -> Result<Self, IoError> {
        let is_ours = |name: &str| pages.contains_key(name) || name == manifest::PATH;
        let our_folders = folders_of(pages.keys().copied().chain([manifest::PATH]));
        let (mut carry, mut remove, mut foreign) = (Vec::new(), Vec::new(), Vec::new());
        for (path, kind) in &tree.0 {
            if *kind == Kind::Folder && !tree.is_empty(path) {
                continue;
            }
            // A name that is not Unicode is none of ours, but may lie where one of ours is to be.
            let name = path.to_str();
            let mut above = Path::new(path).ancestors().filter_map(Path::to_str);
            if let Some(name) = name.filter(|name| is_ours(name)) {
                let same = pages.get(name).is_some_and(|page| page.same);
                if *kind != Kind::File || !(same || old.lists(name)) {
                    foreign.push(path.into());
                }
            } else if let Some(name) = name.filter(|_| *kind == Kind::File)
                && old.left(name, target)?
            {
                remove.push(name.to_owned());
            } else if above.any(is_ours)
                || (*kind != Kind::Folder && name.is_some_and(|name| our_folders.contains(name)))
            {
                foreign.push(path.into());
            } else {
                carry.push((path.clone(), *kind));
            }
        }
        let sums = pages.iter().map(|(name, page)| ((*name).to_owned(), page.checksum.clone()));
        let new = Manifest::of(sums.collect());
        let manifest = new.to_json();
        Ok(Self { target, tree, old, pages, new, manifest, carry, remove, foreign })
    }

    /// Whether a byte differs, that of the manifest included.
    pub(super) fn is_any(&self) -> bool {
        let outcome = self.outcome();
        outcome.written > 0 || outcome.removed > 0 || self.old.bytes.as_deref() != Some(&self.manifest)
    }

    pub(super) fn outcome(&self) -> Outcome {
        let unchanged = self.pages.values().filter(|page| page.same).count();
        let written = self.pages.len() - unchanged;
        Outcome { written, unchanged, removed: self.remove.len(), exchanged: false, in_place: false }
    }
}

/// All folders that files with these names lie in, except the topmost; each before those in it.
pub(super) fn folders_of<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut folders = BTreeSet::new();
    for mut name in names {
        // A folder that is known already came with those above it.
        while let Some((folder, _)) = name.rsplit_once('/')
            && folders.insert(folder)
        {
            name = folder;
        }
    }
    folders
}

/// Refuses paths of which not each can be a file below a folder on every system, beside all the others.
pub fn check_names<E>(paths: &[&str]) -> Result<(), PublishError<E>> {
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

    let folders = folders_of(paths.iter().copied());
    let both = paths.iter().copied().filter(|path| folders.contains(path)).collect();
    refuse(both, "are needed as files and as folders")?;

    let mut by_name: Vec<(Cow<str>, &str)> = paths.iter().map(|path| (as_disks_compare(path), *path)).collect();
    by_name.sort();
    let alike = by_name.chunk_by(|(a, _), (b, _)| a == b).filter(|alike| alike.len() > 1);
    let alike = alike.flatten().map(|(_, path)| *path).collect();
    refuse(alike, "differ from one another only in case or in the encoding of accents")
}
