//! A folder that stays open while files in it are read: the way to it is walked once, and not once for every file.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::Path;

use super::plan::Kind;

/// An open folder.
pub(super) struct Folder {
    #[cfg(unix)]
    open: rustix::fs::Dir,
    #[cfg(not(unix))]
    path: std::path::PathBuf,
}

#[cfg(unix)]
impl Folder {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        use rustix::fs::{Dir, Mode, OFlags};
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self { open: Dir::new(rustix::fs::open(path, flags, Mode::empty())?)? })
    }

    /// What lies in it.
    pub(super) fn entries(&mut self) -> io::Result<BTreeMap<OsString, Kind>> {
        use rustix::fs::{AtFlags, FileType, statat};
        use std::os::unix::ffi::OsStringExt as _;
        let mut entries = BTreeMap::new();
        while let Some(entry) = self.open.read() {
            let entry = entry?;
            let kind = match entry.file_type() {
                // Not every disk tells in the listing.
                FileType::Unknown => {
                    let stat = statat(self.open.fd()?, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW)?;
                    FileType::from_raw_mode(stat.st_mode)
                }
                kind => kind,
            };
            let kind = match kind {
                FileType::RegularFile => Kind::File,
                FileType::Directory => Kind::Folder,
                FileType::Symlink => Kind::Symlink,
                _ => Kind::Special,
            };
            entries.insert(OsString::from_vec(entry.file_name().to_bytes().to_vec()), kind);
        }
        Ok(entries)
    }

    /// The way to files in it, for several threads.
    pub(super) fn way_in(&self) -> io::Result<impl Fn(&str) -> io::Result<File> + Sync> {
        use rustix::fs::{Mode, OFlags, openat};
        let folder = self.open.fd()?;
        Ok(move |name: &str| Ok(openat(folder, name, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).map(File::from)?))
    }
}

#[cfg(not(unix))]
impl Folder {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned() })
    }

    /// What lies in it.
    pub(super) fn entries(&mut self) -> io::Result<BTreeMap<OsString, Kind>> {
        let entry = |entry: io::Result<std::fs::DirEntry>| {
            let entry = entry?;
            Ok((entry.file_name(), Kind::of(entry.file_type()?)))
        };
        std::fs::read_dir(&self.path)?.map(entry).collect()
    }

    /// The way to files in it, for several threads.
    pub(super) fn way_in(&self) -> io::Result<impl Fn(&str) -> io::Result<File> + Sync> {
        Ok(move |name: &str| File::open(self.path.join(name)))
    }
}
