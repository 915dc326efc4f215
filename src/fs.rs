//! What the disk refused, and the operations on it that several edges share.
//!
//! An [`IoError`] always names its path and, where one is known, the way out. Edge modules call the standard library
//! and attach the path with [`At::at`]; nothing else in the crate touches the disk.
#![allow(clippy::disallowed_methods, reason = "this module is an edge: files are opened here so that stages need not")]

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::diag::text::visible;

/// The disk refused something; exit code 3.
#[derive(Debug)]
pub struct IoError {
    /// A verb that goes with "cannot" and the path: `read`, `write`, `remove`.
    pub doing: &'static str,
    /// What it was about, as precisely as is known.
    pub path: PathBuf,
    /// Why not.
    pub source: io::Error,
    /// The way out, where one is known; one line.
    pub help: Option<String>,
}

impl IoError {
    /// The error for a failed `doing` at `path`, with the help that its kind suggests.
    pub fn new(doing: &'static str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        let help = way_out(doing, source.kind());
        Self { doing, path: path.into(), source, help }
    }

    /// A refusal of ours rather than of the system: `reason` is shown in the place of the system's words.
    pub fn refused(
        doing: &'static str,
        path: impl Into<PathBuf>,
        kind: io::ErrorKind,
        reason: impl Into<String>,
    ) -> Self {
        Self::new(doing, path, io::Error::new(kind, reason.into()))
    }

    /// The same with another way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for IoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A dossier from elsewhere may hold any file name, escape sequences of the terminal included.
        write!(f, "cannot {} `{}`: {}", self.doing, visible(&self.path.to_string_lossy()), reason(&self.source))?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "\nhelp: {help}"))
    }
}

/// Without `source()`: the reason is part of the sentence already, and would be shown twice.
impl std::error::Error for IoError {}

/// Attaches to an error of the system what was being done, and to what.
pub trait At<T> {
    /// `fs::read(path).at("read", path)?`
    fn at(self, doing: &'static str, path: &Path) -> Result<T, IoError>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, doing: &'static str, path: &Path) -> Result<T, IoError> {
        self.map_err(|source| IoError::new(doing, path, source))
    }
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, IoError> {
    fs::read(path).at("read", path)
}

/// The first `most` bytes of a file, or all if there are fewer. A device may have no end.
pub fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, IoError> {
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)).at("read", path)?;
    Ok(bytes)
}

/// The bytes of a file, or `None` where there is none.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, IoError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(IoError::new("read", path, error)),
    }
}

/// A folder and those above it, as far as they do not exist.
pub fn create_folder(path: &Path) -> Result<(), IoError> {
    fs::create_dir_all(path).at("create the folder", path)
}

/// A new file in the place of whatever file had that name; a reader sees the old one or the new one, never half of
/// it. The folder must exist. Bytes are written beside it under the name and `.part`, which a killed run leaves behind and the
/// next one takes; two runs at once take turns.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), IoError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut file = take(&part).at("write", &part)?;
    let written = file.set_len(0).and_then(|()| file.write_all(bytes)).at("write", &part);
    let replaced = written.and_then(|()| fs::rename(&part, path).at("write", path));
    if replaced.is_err() {
        let _ = fs::remove_file(&part);
    }
    replaced
}

/// The file at `path`, made if there is none, once no other run has it. It is locked as long as it is open.
fn take(path: &Path) -> io::Result<File> {
    loop {
        // Not written through: it leads to a file of somebody else.
        if path.is_symlink() {
            fs::remove_file(path)?;
        }
        let file = File::options().write(true).create(true).truncate(false).open(path)?;
        // Where there are no locks, runs that meet are on their own.
        let _ = file.lock();
        if is_open_at(&file, path) {
            return Ok(file);
        }
    }
}

/// Whether `path` still names the open file: a lock on a file that was moved or removed keeps nobody out.
#[cfg(unix)]
pub fn is_open_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let open = file.metadata().ok().map(identity);
    open.is_some() && open == fs::metadata(path).ok().map(identity)
}

/// Elsewhere a file that is open keeps its name, or its name cannot be taken.
#[cfg(not(unix))]
pub fn is_open_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// The system's words without its number, in the case of our messages: `No such file or directory (os error 2)` is
/// `no such file or directory`.
pub fn reason(source: &io::Error) -> String {
    let words = source.to_string();
    let words = words.split(" (os error").next().unwrap_or_default();
    let mut chars = words.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// What the user can do about an error of this kind, where that does not depend on the file.
fn way_out(doing: &str, kind: io::ErrorKind) -> Option<String> {
    let help = match kind {
        io::ErrorKind::PermissionDenied => format!("give this user the right to {doing} it"),
        io::ErrorKind::NotADirectory => "a file stands where a folder is needed; move it away".into(),
        io::ErrorKind::IsADirectory => "a folder stands where a file is needed; move it away".into(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space on that disk".into(),
        io::ErrorKind::ReadOnlyFilesystem => "choose a place on a disk that can be written".into(),
        io::ErrorKind::InvalidFilename => "use a shorter name".into(),
        _ => return None,
    };
    Some(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_its_path_and_the_reason_in_our_words() {
        let error = read(Path::new("/nowhere/a.txt")).unwrap_err();
        assert_eq!(error.to_string(), "cannot read `/nowhere/a.txt`: no such file or directory");
    }

    #[test]
    fn an_error_says_the_way_out_where_one_is_known() {
        let source = io::Error::from(io::ErrorKind::PermissionDenied);
        let error = IoError::new("read", "a.txt", source);
        assert_eq!(
            error.to_string(),
            "cannot read `a.txt`: permission denied\nhelp: give this user the right to read it"
        );
    }

    #[test]
    fn a_file_name_cannot_drive_the_terminal() {
        let error = IoError::refused("read", "a\u{1b}[31m.txt", io::ErrorKind::Other, "it is odd");
        assert_eq!(error.to_string(), "cannot read `a␛[31m.txt`: it is odd");
    }

    #[test]
    fn a_file_is_replaced_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("casebook.lock");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn runs_that_replace_a_file_at_once_take_turns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("casebook.lock");
        let texts: Vec<Vec<u8>> = (b'a'..b'e').map(|letter| vec![letter; 100_000]).collect();
        replace(&path, &texts[0]).unwrap();
        std::thread::scope(|scope| {
            for text in &texts {
                scope.spawn(|| (0..20).for_each(|_| replace(&path, text).unwrap()));
            }
            for _ in 0..50 {
                assert!(texts.contains(&read(&path).unwrap()));
            }
        });
        assert!(texts.contains(&read(&path).unwrap()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_run_left_is_taken_and_a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let [path, part, other] = ["casebook.lock", "casebook.lock.part", "other"].map(|name| folder.path().join(name));
        fs::write(&part, "half of something longer").unwrap();
        replace(&path, b"one").unwrap();
        assert_eq!(read(&path).unwrap(), b"one");
        fs::write(&other, "theirs").unwrap();
        std::os::unix::fs::symlink(&other, &part).unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!((read(&path).unwrap(), read(&other).unwrap()), (b"two".to_vec(), b"theirs".to_vec()));
        assert!(!part.is_symlink() && !path.is_symlink());
    }

    #[test]
    fn a_missing_file_may_be_no_error() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read_if_there(&folder.path().join("casebook.lock")).unwrap(), None);
    }
}
