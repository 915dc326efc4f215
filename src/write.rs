//! Publishes a site: the reader sees the old folder or the new one, and no file of somebody else is lost.
//!
//! In: the paths of the site and a function that renders one of them. Out: the folder. Start at [`publish`], which reads
//! as the story of a build:
//!
//! 1. The new tree is staged in `.NAME.casebook/new`, beside the folder `NAME` that it is to replace, and locked there
//!    against a second build. Pages are rendered in parallel; those with other bytes than the published ones are
//!    written at once, so memory holds no more than the pages being rendered.
//! 2. Only when every page is rendered it is decided what else the new tree holds (`Change::plan`): everything in the
//!    folder that no build of ours wrote is carried over, by hard links. What stands in our way is a refusal, not a
//!    deletion.
//! 3. The two folders are exchanged in one step. Where system or disk cannot do that, such as for a mount point, changed
//!    files are moved one by one, and [`Outcome::in_place`] says so.
//!
//! Whose a file is, [`manifest`] tells. A build that is killed at any moment before the exchange leaves the folder as it
//! was, and after it complete; the next build clears what it left staged. This holds against a kill and not against a
//! power cut: nothing is forced out to the disk, which would cost ten times the rest, and the next build repairs
//! whatever differs. A file that somebody adds while the new tree is filled is carried over after the exchange; one
//! that somebody replaces in that moment goes back to what it was, which is the one gap that is left.
#![allow(clippy::disallowed_methods, reason = "this module is an edge: files are written here so that stages need not")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use walkdir::WalkDir;

use crate::diag::text::visible;
use crate::fs::{At, IoError, create_folder, read, read_if_there};
use crate::manifest::{self, Manifest};

/// What a build did to the folder. The manifest is not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Files that are new or have other bytes than before.
    pub written: usize,
    /// Files that have the same bytes as before and were not touched.
    pub unchanged: usize,
    /// Files of an earlier build that are gone.
    pub removed: usize,
    /// Whether a new folder took the place of the old one, or of none, in one step.
    pub exchanged: bool,
    /// Whether files were moved one by one because they could not be exchanged together; a reader may have seen old
    /// and new ones side by side.
    pub in_place: bool,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishError<E> {
    /// All pages that could not be rendered, in path order.
    Render(Vec<(String, E)>),
    /// The disk refused.
    Io(IoError),
    /// Files in the folder that no build wrote stand where the site needs others.
    Foreign {
        /// The folder as it was named.
        out: PathBuf,
        /// What stands in the way, below the folder, in order.
        paths: Vec<PathBuf>,
    },
    /// Another build is writing this folder.
    Busy {
        /// The folder as it was named.
        out: PathBuf,
    },
    /// The site has paths that not every disk can tell apart, or that are none.
    Names {
        /// The paths, in order.
        paths: Vec<String>,
        /// What is wrong with them; goes after "they".
        fault: &'static str,
    },
}

/// Makes the folder `out` hold the site: each of `paths`, rendered by `render`, and the manifest. Everything else in it
/// stays, except what an earlier build wrote and this one does not. Nothing changes unless every page renders; nothing
/// is written if no byte differs. A symbolic link is followed to the folder that it names.
pub fn publish<E: Send>(
    out: &Path,
    paths: &[&str],
    render: &(dyn Fn(&str) -> Result<Vec<u8>, E> + Sync),
) -> Result<Outcome, PublishError<E>> {
    publish_by(exchange, out, paths, render)
}

/// Exchanges two folders of one disk; `false` where that cannot be done and nothing was.
type Exchange = fn(&Path, &Path) -> io::Result<bool>;

/// [`publish`] with the step that not every system has, so that tests can take it away.
fn publish_by<E: Send>(
    exchange: Exchange,
    out: &Path,
    paths: &[&str],
    render: &(dyn Fn(&str) -> Result<Vec<u8>, E> + Sync),
) -> Result<Outcome, PublishError<E>> {
    let paths = check_names(paths)?;
    let target = &resolve(out)?;
    let Some(stage) = Stage::claim(target)? else { return Err(PublishError::Busy { out: out.into() }) };

    let old = Old::read(target)?;
    let pages = render_pages(&paths, target, &stage, render)?;
    // The folder is listed anew, since rendering takes its time and somebody may have put a file there meanwhile.
    let change = Change::plan(target, Tree::scan(target)?, old, pages)?;
    if !change.foreign.is_empty() {
        return Err(PublishError::Foreign { out: out.into(), paths: change.foreign });
    }
    let mut outcome = change.outcome();
    if change.is_any() {
        stage.write(manifest::PATH, &change.new.to_json())?;
        outcome.exchanged = stage.fill(&change)? && swap(exchange, &stage, &change)?;
        outcome.in_place = !outcome.exchanged;
        if outcome.in_place {
            move_one_by_one(&stage, &change)?;
        }
        stage.clear()?;
    }
    Ok(outcome)
}

/// What became of one path of the site.
struct Page {
    /// SHA-256 of its bytes in hexadecimal digits.
    checksum: String,
    /// Whether the published file has these bytes; if not they are staged.
    same: bool,
}

type Pages<'a> = BTreeMap<&'a Path, Page>;

/// Renders all pages in parallel and stages those that differ.
fn render_pages<'a, E: Send>(
    paths: &BTreeSet<&'a str>,
    target: &Path,
    stage: &Stage,
    render: &(dyn Fn(&str) -> Result<Vec<u8>, E> + Sync),
) -> Result<Pages<'a>, PublishError<E>> {
    // By name from a listing and not by asking for the path: a disk that ignores case would find `A.html` for `a.html`.
    let before = Tree::scan(target)?;
    let paths: Vec<&str> = paths.iter().copied().collect();
    let results: Vec<Result<Page, PageError<E>>> = paths
        .par_iter()
        .map(|path| {
            let bytes = render(path).map_err(PageError::Render)?;
            let is_file = before.0.get(Path::new(path)) == Some(&Kind::File);
            let same = is_file && has_bytes(&target.join(path), &bytes).map_err(PageError::Io)?;
            if !same {
                stage.write(path, &bytes).map_err(PageError::Io)?;
            }
            Ok(Page { checksum: checksum(&bytes), same })
        })
        .collect();

    let mut pages = Pages::new();
    let mut render_errors = Vec::new();
    let mut io_error = None;
    for (path, result) in paths.into_iter().zip(results) {
        match result {
            Ok(page) => drop(pages.insert(Path::new(path), page)),
            Err(PageError::Render(error)) => render_errors.push((path.to_owned(), error)),
            Err(PageError::Io(error)) => io_error = io_error.or(Some(error)),
        }
    }
    if !render_errors.is_empty() {
        return Err(PublishError::Render(render_errors));
    }
    io_error.map_or(Ok(pages), |error| Err(error.into()))
}

enum PageError<E> {
    Render(E),
    Io(IoError),
}

// What is ours, and what is not ----------------------------------------------------------------------------------------

/// What the last build says that it wrote.
struct Old {
    /// The manifest's file as it is; `None` where there is none.
    bytes: Option<Vec<u8>>,
    /// Its content, empty where it cannot be trusted.
    files: BTreeMap<PathBuf, String>,
    /// Whether it can be trusted.
    sound: bool,
}

impl Old {
    fn read(target: &Path) -> Result<Self, IoError> {
        let path = target.join(manifest::PATH);
        // A link there is not ours, and may lead to a manifest that was written for another folder.
        let linked = path.is_symlink() || path.parent().is_some_and(Path::is_symlink);
        let bytes = if linked || path.is_dir() { None } else { read_if_there(&path)? };
        let manifest = bytes.as_deref().and_then(manifest::parse);
        let sound = manifest.is_some();
        let files = manifest.map(|manifest| manifest.files).unwrap_or_default();
        Ok(Self { bytes, files: files.into_iter().map(|(path, sum)| (path.into(), sum)).collect(), sound })
    }

    fn lists(&self, path: &Path) -> bool {
        self.files.contains_key(path) || (self.sound && path == Path::new(manifest::PATH))
    }

    /// Whether the last build left this file, and nobody has changed it since.
    fn left(&self, path: &Path, target: &Path) -> Result<bool, IoError> {
        let Some(sum) = self.files.get(path) else { return Ok(false) };
        Ok(checksum(&read(&target.join(path))?) == *sum)
    }
}

/// What lies in the published folder, by path below it. Links are not followed.
struct Tree(BTreeMap<PathBuf, Kind>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    Symlink,
    /// A pipe, socket or device.
    Special,
}

impl Tree {
    fn scan(target: &Path) -> Result<Self, IoError> {
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
    fn is_empty(&self, path: &Path) -> bool {
        let behind = (std::ops::Bound::Excluded(path), std::ops::Bound::Unbounded);
        self.0.range::<Path, _>(behind).next().is_none_or(|(next, _)| !next.starts_with(path))
    }
}

/// The folder as it is and as it is to be: all that is decided before anything is moved.
struct Change<'a> {
    target: &'a Path,
    tree: Tree,
    old: Old,
    pages: Pages<'a>,
    new: Manifest,
    /// Not ours: they stay.
    carry: Vec<(PathBuf, Kind)>,
    /// Written by an earlier build and as it left them: they go.
    remove: Vec<PathBuf>,
    /// Not ours, and in the way.
    foreign: Vec<PathBuf>,
}

impl<'a> Change<'a> {
    /// Decides for everything in `tree`, the listing of `target`, whose it is. Folders count as somebody's only if they
    /// are empty, since a build leaves no empty ones.
    fn plan(target: &'a Path, tree: Tree, old: Old, pages: Pages<'a>) -> Result<Self, IoError> {
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
    fn is_any(&self) -> bool {
        let outcome = self.outcome();
        outcome.written > 0 || outcome.removed > 0 || self.old.bytes.as_deref() != Some(&self.new.to_json())
    }

    fn outcome(&self) -> Outcome {
        let unchanged = self.pages.values().filter(|page| page.same).count();
        let written = self.pages.len() - unchanged;
        Outcome { written, unchanged, removed: self.remove.len(), exchanged: false, in_place: false }
    }
}

/// A path that came from text: from the site or from a manifest.
fn text(path: &Path) -> String {
    path.to_str().expect("the paths of a site are text").to_owned()
}

/// All folders that files with these paths lie in, except the topmost.
fn folders_of<'a>(paths: impl Iterator<Item = &'a Path>) -> BTreeSet<&'a Path> {
    paths.flat_map(|path| path.ancestors().skip(1)).filter(|folder| !folder.as_os_str().is_empty()).collect()
}

/// The paths in order, if each can be a file below a folder on every system, beside all the others.
fn check_names<'a, E>(paths: &[&'a str]) -> Result<BTreeSet<&'a str>, PublishError<E>> {
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

// The staged tree ------------------------------------------------------------------------------------------------------

/// The folder `.NAME.casebook` beside the published one, ours until it is dropped, which removes it.
struct Stage {
    container: PathBuf,
    /// Holds the lock as long as it is open.
    _lock: File,
}

impl Stage {
    /// An empty stage for `target`, or `None` while another build has it. What a killed build left there is removed.
    fn claim(target: &Path) -> Result<Option<Self>, IoError> {
        let mut name = std::ffi::OsString::from(".");
        name.push(target.file_name().expect("a resolved target has a name"));
        name.push(".casebook");
        let container = target.with_file_name(name);
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
    fn tree(&self) -> PathBuf {
        self.container.join("new")
    }

    /// One file of the tree.
    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), IoError> {
        let path = self.tree().join(path);
        create_folder(path.parent().expect("a file of the tree lies in it"))?;
        fs::write(&path, bytes).at("write", &path)
    }

    /// Adds what stays as it is: the unchanged pages, and everything that is not ours. `false` if that lies on another
    /// disk, where copying it would be in vain, because the trees could not be exchanged either.
    fn fill(&self, change: &Change) -> Result<bool, IoError> {
        let pages = change.pages.iter().filter(|(_, page)| page.same).map(|(path, _)| (*path, Kind::File));
        let others = change.carry.iter().map(|(path, kind)| (path.as_path(), *kind));
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

    /// Removes the tree, whatever it holds.
    fn clear(&self) -> Result<(), IoError> {
        let tree = self.tree();
        match fs::remove_dir_all(&tree) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(IoError::new("remove", tree, error)),
            _ => Ok(()),
        }
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

/// The file that is locked, below the container.
const LOCK: &str = "lock";

/// Whether `path` still names the open file: a lock on a file that was removed keeps nobody out.
#[cfg(unix)]
fn is_open_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let open = file.metadata().ok().map(identity);
    open.is_some() && open == fs::metadata(path).ok().map(identity)
}

/// Elsewhere a file that is open keeps its name, or its name cannot be taken.
#[cfg(not(unix))]
fn is_open_at(_: &File, path: &Path) -> bool {
    path.exists()
}

// Putting it in place --------------------------------------------------------------------------------------------------

/// Puts the staged tree in the place of the folder in one step; `false` where that cannot be done.
fn swap(exchange: Exchange, stage: &Stage, change: &Change) -> Result<bool, IoError> {
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
fn carry_over_latecomers(stage: &Stage, change: &Change) -> Result<(), IoError> {
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
fn exchange(a: &Path, b: &Path) -> io::Result<bool> {
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
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Moves the staged files that differ into the folder, and removes what an earlier build left.
fn move_one_by_one(stage: &Stage, change: &Change) -> Result<(), IoError> {
    // First a manifest of the old files and the new ones: wherever a kill stops this, the next build knows them for its
    // own.
    let mut both = change.new.clone();
    both.files.extend(change.old.files.iter().map(|(path, sum)| (text(path), sum.clone())));
    stage.write(manifest::PATH, &both.to_json())?;
    move_file(stage, change.target, Path::new(manifest::PATH))?;

    // Before the new files come, since a path may have turned from a file into a folder, or back.
    for path in &change.remove {
        let path = change.target.join(path);
        fs::remove_file(&path).at("remove", &path)?;
    }
    for folder in folders_of(change.remove.iter().map(PathBuf::as_path)).into_iter().rev() {
        // Fails where something is left in it, and then it is to stay.
        let _ = fs::remove_dir(change.target.join(folder));
    }
    for (path, _) in change.pages.iter().filter(|(_, page)| !page.same) {
        move_file(stage, change.target, path)?;
    }
    stage.write(manifest::PATH, &change.new.to_json())?;
    move_file(stage, change.target, Path::new(manifest::PATH))
}

/// Puts one staged file in the place of the published one, whole at any moment.
fn move_file(stage: &Stage, target: &Path, path: &Path) -> Result<(), IoError> {
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

/// A file on its way into a folder on another disk; one that a kill left there is nobody's.
const PART: &str = ".casebook-part";

/// Makes `to` what `from` is, without its bytes being copied where the disk has hard links.
fn carry(kind: Kind, from: &Path, to: &Path) -> Result<(), IoError> {
    create_folder(to.parent().expect("what is carried lies in a folder"))?;
    match kind {
        Kind::Folder => create_folder(to),
        Kind::Symlink => copy_symlink(from, to).at("keep", from),
        Kind::Special => fs::hard_link(from, to).at("keep", from),
        Kind::File => link_or_copy(from, to).at("keep", from),
    }
}

/// Copies where the disk has no hard links, which every system says in its own way, or forbids one to this file.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
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
fn copy_symlink(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(windows)]
fn copy_symlink(from: &Path, to: &Path) -> io::Result<()> {
    let leads_to = fs::read_link(from)?;
    if from.is_dir() {
        std::os::windows::fs::symlink_dir(leads_to, to)
    } else {
        std::os::windows::fs::symlink_file(leads_to, to)
    }
}

/// Gives a new folder the permissions of the one that it replaces; either may be missing.
fn copy_permissions(from: &Path, to: &Path) -> Result<(), IoError> {
    let (Ok(old), Ok(new)) = (fs::metadata(from), fs::metadata(to)) else { return Ok(()) };
    if new.is_dir() && old.permissions() != new.permissions() {
        fs::set_permissions(to, old.permissions()).at("set the permissions of", to)?;
    }
    Ok(())
}

/// The folder to be replaced, by a path without links whose last part is its name; made as far as its parent.
fn resolve(out: &Path) -> Result<PathBuf, IoError> {
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

fn has_bytes(path: &Path, bytes: &[u8]) -> Result<bool, IoError> {
    let size = fs::metadata(path).at("read", path)?.len();
    Ok(size == bytes.len() as u64 && read(path)? == bytes)
}

fn checksum(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).expect("half a byte is a hexadecimal digit");
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

// What is said -----------------------------------------------------------------------------------------------------------

impl<E> From<IoError> for PublishError<E> {
    fn from(error: IoError) -> Self {
        Self::Io(error)
    }
}

impl<E> fmt::Display for PublishError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |out: &Path| visible(&out.to_string_lossy());
        match self {
            Self::Render(pages) => {
                write_list(f, "cannot render these pages", pages.iter().map(|(path, _)| path.into()))
            }
            Self::Io(error) => error.fmt(f),
            Self::Foreign { out, paths } => {
                let out = named(out);
                let title = format!("cannot write into `{out}`: these files are not from a build of this dossier");
                write_list(f, &title, paths.iter().map(|path| path.to_string_lossy()))?;
                f.write_str("\nhelp: move them away, or choose another folder with `--out`")
            }
            Self::Busy { out } => {
                let out = named(out);
                write!(f, "cannot write into `{out}`: another build is writing there\nhelp: wait for it to end")
            }
            Self::Names { paths, fault } => {
                write_list(f, &format!("cannot publish under these paths: they {fault}"), paths.iter().map(Into::into))
            }
        }
    }
}

impl<E: fmt::Debug> std::error::Error for PublishError<E> {}

/// A title and an indented line for each path; of very many, the first.
fn write_list<'a>(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    paths: impl ExactSizeIterator<Item = std::borrow::Cow<'a, str>>,
) -> fmt::Result {
    const SHOWN: usize = 20;
    let more = paths.len().saturating_sub(SHOWN);
    f.write_str(title)?;
    for path in paths.take(SHOWN) {
        write!(f, "\n  {}", visible(&path))?;
    }
    if more > 0 { write!(f, "\n  … and {more} more") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder, in which `public` is the one to publish into.
    struct Desk {
        root: tempfile::TempDir,
    }

    type Site<'a> = &'a [(&'a str, &'a str)];

    impl Desk {
        fn new() -> Self {
            Self { root: tempfile::tempdir().unwrap() }
        }

        fn out(&self) -> PathBuf {
            self.root.path().join("public")
        }

        fn publish(&self, site: Site) -> Result<Outcome, PublishError<String>> {
            self.publish_by(exchange, site)
        }

        fn publish_by(&self, exchange: Exchange, site: Site) -> Result<Outcome, PublishError<String>> {
            let paths: Vec<&str> = site.iter().map(|(path, _)| *path).collect();
            let result = publish_by(exchange, &self.out(), &paths, &|path| {
                let words = site.iter().find(|(name, _)| *name == path).unwrap().1;
                words.strip_prefix("error: ").map_or(Ok(words.into()), |error| Err(error.to_owned()))
            });
            assert!(!self.root.path().join(".public.casebook").exists(), "the stage is still there");
            result
        }

        fn put(&self, path: &str, words: &str) {
            let path = self.out().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, words).unwrap();
        }

        fn get(&self, path: &str) -> String {
            fs::read_to_string(self.out().join(path)).unwrap()
        }

        /// Everything published, folders with `/`, without the folder of the manifest.
        fn listing(&self) -> Vec<String> {
            let name = |(path, kind): (PathBuf, Kind)| text(&path) + if kind == Kind::Folder { "/" } else { "" };
            let names = Tree::scan(&self.out()).unwrap().0.into_iter().map(name);
            names.filter(|name| !name.starts_with("data/")).collect()
        }

        fn manifest(&self) -> Manifest {
            manifest::parse(self.get(manifest::PATH).as_bytes()).unwrap()
        }

        #[cfg(unix)]
        fn inode(&self, path: &str) -> u64 {
            std::os::unix::fs::MetadataExt::ino(&fs::symlink_metadata(self.out().join(path)).unwrap())
        }
    }

    fn cannot_exchange(_: &Path, _: &Path) -> io::Result<bool> {
        Ok(false)
    }

    fn counts(outcome: Outcome) -> (usize, usize, usize) {
        (outcome.written, outcome.unchanged, outcome.removed)
    }

    fn foreign(result: Result<Outcome, PublishError<String>>) -> Vec<String> {
        match result {
            Err(PublishError::Foreign { paths, .. }) => paths.iter().map(|path| text(path)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_first_build_makes_the_folder_and_its_manifest() {
        let desk = Desk::new();
        let outcome = desk.publish(&[("index.html", "one"), ("sources/a.html", "two")]).unwrap();
        assert_eq!(outcome, Outcome { written: 2, exchanged: true, ..Outcome::default() });
        assert_eq!(desk.listing(), ["index.html", "sources/", "sources/a.html"]);
        assert_eq!(desk.get("sources/a.html"), "two");
        let manifest = desk.manifest();
        assert_eq!(manifest.files.keys().collect::<Vec<_>>(), ["index.html", "sources/a.html"]);
        assert_eq!(manifest.files["index.html"], "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
    }

    #[test]
    fn folders_above_are_made() {
        let desk = Desk::new();
        let out = desk.root.path().join("a/b/site");
        publish::<String>(&out, &["index.html"], &|_| Ok(b"one".into())).unwrap();
        assert_eq!(read(&out.join("index.html")).unwrap(), b"one");
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_if_nothing_differs() {
        let desk = Desk::new();
        let site: Site = &[("index.html", "one"), ("sources/a.html", "two")];
        desk.publish(site).unwrap();
        let seen = || {
            let paths = ["", "index.html", "sources", "sources/a.html", manifest::PATH];
            paths.map(|path| (desk.inode(path), fs::metadata(desk.out().join(path)).unwrap().modified().unwrap()))
        };
        let before = seen();
        let outcome = desk.publish(site).unwrap();
        assert_eq!(outcome, Outcome { unchanged: 2, ..Outcome::default() });
        assert_eq!(seen(), before);
    }

    #[cfg(unix)]
    #[test]
    fn files_that_do_not_change_stay_the_same_files() {
        let desk = Desk::new();
        desk.publish(&[("a.html", "one"), ("b.html", "two")]).unwrap();
        let before = (desk.inode("a.html"), desk.inode("b.html"));
        let outcome = desk.publish(&[("a.html", "one"), ("b.html", "new")]).unwrap();
        assert_eq!(outcome, Outcome { written: 1, unchanged: 1, exchanged: true, ..Outcome::default() });
        assert_eq!((desk.inode("a.html"), desk.get("b.html").as_str()), (before.0, "new"));
        assert_ne!(desk.inode("b.html"), before.1);
    }

    #[test]
    fn what_is_no_longer_produced_goes_unless_somebody_edited_it() {
        for exchange in [exchange as Exchange, cannot_exchange] {
            let desk = Desk::new();
            desk.publish(&[
                ("index.html", "one"),
                ("old/a.html", "two"),
                ("old/b/c.html", "three"),
                ("edited.html", "four"),
            ])
            .unwrap();
            desk.put("edited.html", "by hand");
            let outcome = desk.publish_by(exchange, &[("index.html", "one")]).unwrap();
            assert_eq!(counts(outcome), (0, 1, 2));
            assert_eq!(desk.listing(), ["edited.html", "index.html"]);
            assert_eq!(desk.get("edited.html"), "by hand");
            assert_eq!(desk.manifest().files.len(), 1);
        }
    }

    #[test]
    fn an_edited_page_that_is_still_produced_is_written_anew() {
        let desk = Desk::new();
        desk.publish(&[("index.html", "one")]).unwrap();
        desk.put("index.html", "by hand");
        assert_eq!(counts(desk.publish(&[("index.html", "one")]).unwrap()), (1, 0, 0));
        assert_eq!(desk.get("index.html"), "one");
    }

    #[cfg(unix)]
    #[test]
    fn what_others_put_there_stays() {
        use std::os::unix::fs::symlink;
        for exchange in [exchange as Exchange, cannot_exchange] {
            let desk = Desk::new();
            desk.put("CNAME", "example.org");
            desk.put("sources/notes.txt", "mine");
            fs::create_dir_all(desk.out().join("empty/inner")).unwrap();
            symlink("../elsewhere", desk.out().join("link")).unwrap();
            let inode = desk.inode("CNAME");
            for words in ["one", "two"] {
                assert_eq!(counts(desk.publish_by(exchange, &[("sources/a.html", words)]).unwrap()), (1, 0, 0));
                assert_eq!(
                    desk.listing(),
                    ["CNAME", "empty/", "empty/inner/", "link", "sources/", "sources/a.html", "sources/notes.txt"]
                );
            }
            assert_eq!(desk.inode("CNAME"), inode);
            assert_eq!(fs::read_link(desk.out().join("link")).unwrap(), Path::new("../elsewhere"));
            assert_eq!(desk.manifest().files.keys().collect::<Vec<_>>(), ["sources/a.html"]);
        }
    }

    #[test]
    fn a_file_added_while_pages_are_rendered_stays() {
        let desk = Desk::new();
        desk.publish(&[("index.html", "one")]).unwrap();
        let add = |_: &str| {
            desk.put("CNAME", "example.org");
            Ok::<_, String>(b"two".into())
        };
        publish(&desk.out(), &["index.html"], &add).unwrap();
        assert_eq!(desk.listing(), ["CNAME", "index.html"]);
    }

    #[test]
    fn a_file_added_just_before_the_exchange_stays() {
        fn late(a: &Path, b: &Path) -> io::Result<bool> {
            fs::write(b.join("CNAME"), "example.org")?;
            exchange(a, b)
        }
        let desk = Desk::new();
        desk.publish(&[("index.html", "one")]).unwrap();
        desk.publish_by(late, &[("index.html", "two")]).unwrap();
        assert_eq!(desk.listing(), ["CNAME", "index.html"]);
    }

    #[test]
    fn files_of_others_in_our_way_are_a_refusal() {
        let desk = Desk::new();
        desk.put("index.html", "theirs");
        desk.put("same.html", "same");
        desk.put("file/needed/x.txt", "theirs");
        desk.put("folder", "theirs");
        fs::create_dir(desk.out().join("empty")).unwrap();
        let before = desk.listing();
        let site: Site = &[
            ("index.html", "ours"),
            ("same.html", "same"),
            ("file/needed", "ours"),
            ("folder/a.html", "ours"),
            ("empty", "ours"),
        ];
        let error = desk.publish(site).unwrap_err().to_string();
        assert!(
            error.ends_with(
                "these files are not from a build of this dossier\n  empty\n  file/needed/x.txt\n  folder\n  index.html\n\
                 help: move them away, or choose another folder with `--out`"
            ),
            "{error}"
        );
        assert_eq!(desk.listing(), before);
        assert_eq!(desk.get("index.html"), "theirs");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_of_others_in_our_way_is_never_followed() {
        use std::os::unix::fs::symlink;
        let desk = Desk::new();
        let elsewhere = desk.root.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        fs::write(elsewhere.join("a.html"), "theirs").unwrap();
        fs::create_dir(desk.out()).unwrap();
        symlink(&elsewhere, desk.out().join("sources")).unwrap();
        symlink(elsewhere.join("a.html"), desk.out().join("index.html")).unwrap();
        let result = desk.publish(&[("sources/a.html", "ours"), ("index.html", "ours")]);
        assert_eq!(foreign(result), ["index.html", "sources"]);
        assert_eq!(read(&elsewhere.join("a.html")).unwrap(), b"theirs");
    }

    #[test]
    fn a_file_may_turn_into_a_folder_and_back() {
        for exchange in [exchange as Exchange, cannot_exchange] {
            let desk = Desk::new();
            desk.publish_by(exchange, &[("a", "file"), ("b/c", "file")]).unwrap();
            desk.publish_by(exchange, &[("a/x", "file"), ("b", "file")]).unwrap();
            assert_eq!(desk.listing(), ["a/", "a/x", "b"]);
        }
    }

    #[test]
    fn a_page_that_does_not_render_leaves_the_old_site() {
        let desk = Desk::new();
        desk.publish(&[("a.html", "one"), ("b.html", "one")]).unwrap();
        let result = desk.publish(&[("a.html", "two"), ("c.html", "error: bad"), ("b.html", "error: worse")]);
        let Err(PublishError::Render(errors)) = result else { panic!("{result:?}") };
        assert_eq!(errors, [("b.html".to_owned(), "worse".to_owned()), ("c.html".to_owned(), "bad".to_owned())]);
        assert_eq!(desk.listing(), ["a.html", "b.html"]);
        assert_eq!(desk.get("a.html"), "one");
    }

    #[test]
    fn what_a_killed_build_left_is_cleared() {
        let desk = Desk::new();
        let stage = desk.root.path().join(".public.casebook");
        fs::create_dir_all(stage.join("new/sources")).unwrap();
        fs::write(stage.join("new/sources/half.html"), "ha").unwrap();
        fs::write(stage.join("lock"), "").unwrap();
        desk.publish(&[("index.html", "one")]).unwrap();
        assert_eq!(desk.listing(), ["index.html"]);
    }

    #[test]
    fn a_second_build_at_once_is_refused() {
        let desk = Desk::new();
        let first = |_: &str| {
            let second = publish::<String>(&desk.out(), &["index.html"], &|_| Ok(b"second".into()));
            second.map_or_else(|error| Ok::<_, String>(error.to_string().into_bytes()), |_| Ok(b"written twice".into()))
        };
        publish(&desk.out(), &["index.html"], &first).unwrap();
        let error = desk.get("index.html");
        assert!(error.ends_with("public`: another build is writing there\nhelp: wait for it to end"), "{error}");
    }

    #[test]
    fn a_manifest_that_leads_elsewhere_deletes_nothing() {
        let desk = Desk::new();
        let outside = desk.root.path().join("x");
        fs::write(&outside, "one").unwrap();
        let sum = checksum(b"one");
        for path in ["../x", outside.to_str().unwrap()] {
            desk.put(manifest::PATH, &format!("{{\"tool\": \"\", \"files\": {{\"{path}\": \"{sum}\"}}}}"));
            assert_eq!(foreign(desk.publish(&[("index.html", "one")])), [manifest::PATH]);
            assert_eq!(read(&outside).unwrap(), b"one");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_folder_stays_linked() {
        let desk = Desk::new();
        let real = desk.root.path().join("real");
        fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink("real", desk.out()).unwrap();
        desk.publish(&[("index.html", "one")]).unwrap();
        assert!(desk.out().is_symlink());
        assert_eq!(read(&real.join("index.html")).unwrap(), b"one");
    }

    #[test]
    fn a_file_in_the_place_of_the_folder_is_an_error() {
        let desk = Desk::new();
        fs::write(desk.out(), "a file").unwrap();
        let error = desk.publish(&[("index.html", "one")]).unwrap_err().to_string();
        assert!(error.ends_with("public`: it is a file\nhelp: choose a folder with `--out`"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn folders_keep_their_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let desk = Desk::new();
        desk.publish(&[("sources/a.html", "one")]).unwrap();
        for path in ["", "sources"] {
            fs::set_permissions(desk.out().join(path), fs::Permissions::from_mode(0o751)).unwrap();
        }
        desk.publish(&[("sources/a.html", "two")]).unwrap();
        for path in ["", "sources"] {
            assert_eq!(fs::metadata(desk.out().join(path)).unwrap().permissions().mode() & 0o7777, 0o751);
        }
    }

    #[test]
    fn where_folders_cannot_be_exchanged_files_are_moved_one_by_one() {
        let desk = Desk::new();
        desk.publish(&[("a.html", "one"), ("b.html", "one"), ("old.html", "one")]).unwrap();
        let site: Site = &[("a.html", "one"), ("b.html", "two"), ("new/c.html", "two")];
        let outcome = desk.publish_by(cannot_exchange, site).unwrap();
        assert_eq!(outcome, Outcome { written: 2, unchanged: 1, removed: 1, exchanged: false, in_place: true });
        assert_eq!(desk.listing(), ["a.html", "b.html", "new/", "new/c.html"]);
        assert_eq!(desk.get("b.html"), "two");
        assert_eq!(desk.publish(site).unwrap(), Outcome { unchanged: 3, ..Outcome::default() });
    }

    #[test]
    fn paths_that_some_disk_cannot_keep_apart_are_refused() {
        let desk = Desk::new();
        let message = |site| desk.publish(site).unwrap_err().to_string();
        assert_eq!(
            message(&[("A.html", ""), ("a.html", ""), ("b.html", ""), ("media/e\u{301}", ""), ("media/\u{e9}", "")]),
            "cannot publish under these paths: they differ from one another only in case or in the encoding of accents\n  \
             A.html\n  a.html\n  media/e\u{301}\n  media/\u{e9}"
        );
        assert_eq!(
            message(&[("a", ""), ("a/b", "")]),
            "cannot publish under these paths: they are needed as files and as folders\n  a"
        );
        assert_eq!(
            message(&[("../a", ""), ("b", "")]),
            "cannot publish under these paths: they hold `\\`, `:`, an empty part, `.` or `..`, or are the manifest's own\n  \
             ../a"
        );
        assert!(!desk.out().exists());
    }

    #[test]
    fn of_very_many_paths_the_first_are_named() {
        let paths = (0..61).map(|number| PathBuf::from(format!("{number}.html"))).collect();
        let error = PublishError::<String>::Foreign { out: "public".into(), paths }.to_string();
        assert_eq!(error.lines().count(), 1 + 20 + 1 + 1);
        assert!(error.contains("\n  19.html\n  … and 41 more\nhelp: "), "{error}");
    }
}
