//! What lies in a dossier, by name: the walk through its folders.
//!
//! In: the root, and the names at which to look. Out: a [`Listing`], in which a fault stands beside what was found, so
//! that one unreadable folder hides nothing else. Nothing is read here but folders.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{FOLDERS, ROOT_FILES};
use crate::fs::IoError;

/// What was found. Names are relative to the dossier, with `/` on every system; that of the dossier itself is empty.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Files, and where to open them.
    pub(super) files: Vec<(String, PathBuf)>,
    /// Folders, and where they really are.
    pub(super) folders: Vec<(String, PathBuf)>,
    /// Symbolic links, and the way to what they name: every link on it, and last where that really is.
    pub(super) links: Vec<(String, Vec<PathBuf>)>,
    /// What could not be looked at, and why.
    pub(super) faults: Vec<(String, IoError)>,
}

/// Everything at `names` and below that a build would read; nothing for a name at which nothing is. The empty name is the
/// whole dossier. No folder above any of the names is a link.
pub(super) fn list<'a>(root: &Path, names: impl IntoIterator<Item = &'a str>) -> Listing {
    let mut listing = Listing::default();
    let real = match root.canonicalize() {
        Ok(real) => real,
        Err(error) => {
            listing.faults.push((String::new(), IoError::new("read", root, error)));
            return listing;
        }
    };
    let walk = Walk { root, real: &real };
    for name in names {
        if name.is_empty() {
            listing.folders.push((String::new(), real.clone()));
            ROOT_FILES.into_iter().chain(FOLDERS).for_each(|name| walk.go(name, &mut listing));
        } else {
            walk.go(name, &mut listing);
        }
    }
    listing
}

/// Whether builds pass over a file or folder of this name, and what is below: what is hidden, and what editors leave beside
/// the file that they work on: `.a.md.swp`, `a.md~`, `#a.md#`.
pub(super) fn is_passed_over(name: &[u8]) -> bool {
    name.starts_with(b".") || name.ends_with(b"~") || (name.starts_with(b"#") && name.ends_with(b"#"))
}

struct Walk<'a> {
    /// As the user named it, for messages.
    root: &'a Path,
    /// Where it really is.
    real: &'a Path,
}

impl Walk<'_> {
    fn go(&self, name: &str, listing: &mut Listing) {
        let top = self.root.join(name);
        if let Err(fault) = self.is_in_place(name, &top) {
            return listing.faults.push((name.to_owned(), fault));
        }
        let walk = WalkDir::new(&top).follow_links(true).sort_by_file_name().into_iter();
        let is_wanted = |entry: &DirEntry| entry.depth() == 0 || !is_passed_over(entry.file_name().as_encoded_bytes());
        for entry in walk.filter_entry(is_wanted) {
            let path = entry.as_ref().map_or_else(walkdir::Error::path, |entry| Some(entry.path()));
            let path = path.unwrap_or(&top).to_path_buf();
            // Emacs marks what it edits with a link to nothing, which is an error of the walk and no entry.
            let is_below = entry.as_ref().is_err_and(|error| error.depth() > 0);
            if is_below && path.file_name().is_some_and(|name| is_passed_over(name.as_encoded_bytes())) {
                continue;
            }
            if let Err(fault) =
                entry.map_err(|error| walk_error(&path, error)).and_then(|entry| self.take(&entry, listing))
            {
                let is_gone = fault.source.kind() == ErrorKind::NotFound && !path.is_symlink();
                if !is_gone {
                    listing.faults.push((self.nearest_name(&path), fault));
                }
            }
        }
    }

    /// What a dossier has at its top is of the kind that it must be, if it is there.
    fn is_in_place(&self, name: &str, top: &Path) -> Result<(), IoError> {
        match fs::metadata(top) {
            Ok(metadata) if FOLDERS.contains(&name) && !metadata.is_dir() => {
                Err(IoError::refused("read", top, ErrorKind::NotADirectory, "it is a file, not a folder"))
            }
            Ok(metadata) if ROOT_FILES.contains(&name) && metadata.is_dir() => {
                Err(IoError::refused("read", top, ErrorKind::IsADirectory, "it is a folder, not a file"))
            }
            _ => Ok(()),
        }
    }

    fn take(&self, entry: &DirEntry, listing: &mut Listing) -> Result<(), IoError> {
        let (path, kind) = (entry.path(), entry.file_type());
        let name = self.name(path)?;
        if entry.path_is_symlink() {
            let target = path.canonicalize().map_err(|error| IoError::new("read", path, error))?;
            // A folder at the top may be kept elsewhere: whoever runs a build sees that, and it is one place.
            if !FOLDERS.contains(&name.as_str()) {
                self.stay_inside(path, &target)?;
            }
            let mut way = links_on(&self.real.join(&name));
            way.push(target);
            listing.links.push((name.clone(), way));
        }
        if kind.is_file() {
            listing.files.push((name, path.to_owned()));
        } else if kind.is_dir() {
            let real = self.real_folder(path, &name, listing)?;
            listing.folders.push((name, real));
        } else {
            // Reading a pipe would wait for ever.
            let fault = IoError::refused("read", path, ErrorKind::InvalidInput, "it is neither a file nor a folder");
            return Err(fault.help("move it out of the dossier"));
        }
        Ok(())
    }

    /// Only where links have led can the real place differ from the name.
    fn real_folder(&self, path: &Path, name: &str, listing: &Listing) -> Result<PathBuf, IoError> {
        let is_linked =
            |link: &str| name.strip_prefix(link).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if listing.links.iter().any(|(link, _)| is_linked(link)) {
            return path.canonicalize().map_err(|error| IoError::new("read", path, error));
        }
        Ok(self.real.join(name))
    }

    /// A link out of the dossier would publish files of whoever builds it, so a dossier from elsewhere may not hold one.
    fn stay_inside(&self, link: &Path, target: &Path) -> Result<(), IoError> {
        if target.starts_with(self.real) {
            return Ok(());
        }
        let reason = "it is a symbolic link that leads out of the dossier";
        let fault = IoError::refused("read", link, ErrorKind::PermissionDenied, reason);
        Err(fault.help("copy what it names into the dossier"))
    }

    /// The path of a file relative to the dossier, with `/` on every system.
    fn name(&self, path: &Path) -> Result<String, IoError> {
        let below = path.strip_prefix(self.root).expect("the walk began below the root");
        let parts: Option<Vec<&str>> = below.iter().map(OsStr::to_str).collect();
        parts.map(|parts| parts.join("/")).ok_or_else(|| {
            IoError::refused("read", path, ErrorKind::InvalidFilename, "its name is not UTF-8")
                .help("rename it; what has no name in Unicode can be given no address")
        })
    }

    /// The name of a path, or of the nearest folder above it that has one.
    fn nearest_name(&self, path: &Path) -> String {
        path.ancestors()
            .take_while(|path| path.starts_with(self.root))
            .find_map(|path| self.name(path).ok())
            .unwrap_or_default()
    }
}

/// Every symbolic link that the system follows on its way along `path`, in order.
fn links_on(path: &Path) -> Vec<PathBuf> {
    // More in a row no system follows; somebody may just have made them a circle.
    const MOST: usize = 40;
    let parts = |path: &Path| path.components().rev().map(|part| part.as_os_str().into()).collect::<Vec<PathBuf>>();
    let (mut here, mut ahead, mut links) = (PathBuf::new(), parts(path), Vec::new());
    while let Some(part) = ahead.pop() {
        if part == Path::new("..") {
            here.pop();
            continue;
        }
        // A root takes the place of all before it.
        here.push(part);
        if links.len() < MOST
            && let Ok(target) = fs::read_link(&here)
        {
            links.push(here.clone());
            here.pop();
            ahead.extend(parts(&target));
        }
    }
    links
}

/// The walk's own error, which knows of loops and of links that lead nowhere.
fn walk_error(path: &Path, error: walkdir::Error) -> IoError {
    if let Some(above) = error.loop_ancestor() {
        let reason = format!("it is a symbolic link back to `{}`", above.display());
        return IoError::refused("read", path, ErrorKind::Other, reason).help("remove the link");
    }
    let dangling = path.is_symlink() && !path.exists();
    let error = IoError::new("read", path, error.into_io_error().unwrap_or_else(|| ErrorKind::Other.into()));
    if dangling { error.help("it is a symbolic link to nothing; remove it, or restore what it names") } else { error }
}
