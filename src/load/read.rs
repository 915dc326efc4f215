//! Reads files, in parallel, each with the stamp by which it is known again.

use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use crate::fs::{At, IoError};
use crate::model::files::Contents;

/// The largest file that a [`Span`](crate::diag::Span) can point into, in bytes.
pub(super) const LARGEST: u64 = u32::MAX as u64;

/// How long after its last change a file may change again without another stamp: the coarsest clock of a file system in
/// use, that of FAT.
const COARSEST: Duration = Duration::from_secs(2);

/// A file as it was read.
#[derive(Debug)]
pub(super) struct Read {
    /// Its name in the dossier.
    pub(super) name: String,
    pub(super) contents: Contents,
    pub(super) stamp: Stamp,
}

/// What the system says of a file besides its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    /// Time of the last change of anything and number of the file, where the system has them. No program can set the former,
    /// so a file with an old date that takes the place of another is seen.
    identity: (i64, i64, u64),
    /// Whether the last change lies far enough back that another one would show.
    settled: bool,
}

impl Stamp {
    /// The stamp of a file that was looked at no earlier than `now`.
    pub(super) fn new(metadata: &Metadata, now: SystemTime) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt as _;
            (metadata.ctime(), metadata.ctime_nsec(), metadata.ino())
        };
        #[cfg(not(unix))]
        let identity = (0, 0, 0);
        let modified = metadata.modified().ok();
        #[cfg(unix)]
        let changed =
            u64::try_from(identity.0).ok().map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        #[cfg(not(unix))]
        let changed = modified;
        let is_old = |time: SystemTime| now.duration_since(time).is_ok_and(|age| age > COARSEST);
        let settled = changed.is_some_and(is_old) && modified.is_some_and(is_old);
        Self { size: metadata.len(), modified, identity, settled }
    }

    /// Whether a file has the same bytes whenever it has this stamp again.
    pub(super) fn is_proof(&self) -> bool {
        self.settled && cfg!(unix)
    }

    /// Whether a file that has this stamp now has the bytes that it had when it had `before`.
    pub(super) fn proves(&self, before: &Self) -> bool {
        before.settled && Self { settled: true, ..*self } == *before
    }
}

/// All of `files`, in their order; `None` for one that has gone since it was listed.
pub(super) fn all(files: Vec<(String, PathBuf)>) -> Vec<Result<Option<Read>, (String, IoError)>> {
    let now = SystemTime::now();
    let read = |buffer: &mut Vec<u8>, (name, path): (String, PathBuf)| match one(&path, now, buffer) {
        Ok((contents, stamp)) => Ok(Some(Read { name, contents, stamp })),
        Err(error) if error.source.kind() == ErrorKind::NotFound && !path.is_symlink() => Ok(None),
        Err(error) => Err((name, error)),
    };
    files.into_par_iter().with_min_len(16).map_init(Vec::new, read).collect()
}

/// One file, unless offsets into it would not fit a span. `buffer` is used again for every file of a thread.
fn one(path: &Path, now: SystemTime, buffer: &mut Vec<u8>) -> Result<(Contents, Stamp), IoError> {
    let file = File::open(path).at("read", path)?;
    let metadata = file.metadata().at("read", path)?;
    let size = metadata.len();
    if size > LARGEST {
        let reason = format!("it has {size} bytes, and files may have {LARGEST}");
        return Err(IoError::refused("read", path, ErrorKind::FileTooLarge, reason).help("split it"));
    }
    buffer.clear();
    // One byte more, so that the read after the last is seen to be empty without growing the buffer.
    buffer.reserve(usize::try_from(size).unwrap_or_default() + 1);
    // Without the limit a file that somebody appends to could grow past it.
    (&file).take(LARGEST).read_to_end(buffer).at("read", path)?;
    Ok((buffer.as_slice().into(), Stamp::new(&metadata, now)))
}
