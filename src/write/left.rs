//! Looks whether the published folder is still what a build left.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use rayon::prelude::*;

use super::folder::Folder;
use super::plan::{Kind, Old, folders_of};
use super::stage::container_of;
use crate::text::checksum::sha256;

/// How many files `out` holds if it is, byte for byte, what the build left whose manifest has this checksum; else, or
/// where it cannot be told, `None`. Files that no build wrote do not matter. Every byte is read: a file may be altered
/// and keep its length and times.
pub fn left_by(out: &Path, manifest: &str) -> Option<usize> {
    let target = &fs::canonicalize(out).ok()?;
    // Another build is at work, or was killed and left something to be cleared.
    if container_of(target).symlink_metadata().is_ok() {
        return None;
    }
    let old = Old::read(target).ok()?;
    if sha256(old.bytes.as_deref()?) != manifest || !old.sound {
        return None;
    }
    let mut folders: BTreeMap<&str, Left> = BTreeMap::new();
    for (path, sum) in &old.files {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        folders.entry(folder).or_default().files.push((name, sum));
    }
    for path in folders_of(old.files.keys().map(String::as_str)) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        folders.entry(folder).or_default().folders.push(name);
    }
    let all = folders.par_iter().all(|(folder, left)| left.stands_in(&target.join(folder)).unwrap_or(false));
    all.then_some(old.files.len())
}

/// What a build left in a folder.
#[derive(Default)]
struct Left<'a> {
    /// Names and checksums.
    files: Vec<(&'a str, &'a str)>,
    /// Names.
    folders: Vec<&'a str>,
}

impl Left<'_> {
    fn stands_in(&self, folder: &Path) -> io::Result<bool> {
        thread_local! {
            // Of the thread and not of the folder: fresh memory costs more than what is read into it.
            static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
        }
        let mut folder = Folder::open(folder)?;
        // By the names that the listing has: a disk that ignores case would find `A.html` if it were asked for `a.html`.
        let entries = folder.entries()?;
        let has = |name: &str, kind: Kind| entries.get(OsStr::new(name)) == Some(&kind);
        let has_all = self.files.iter().all(|(name, _)| has(name, Kind::File))
            && self.folders.iter().all(|name| has(name, Kind::Folder));
        let open = folder.way_in()?;
        let is_left = |(name, sum): &(&str, &str)| -> io::Result<bool> {
            BUFFER.with_borrow_mut(|buffer| Ok(sha256(read_into(buffer, open(name)?)?) == *sum))
        };
        Ok(has_all && self.files.par_iter().all(|file| is_left(file).unwrap_or(false)))
    }
}

/// The bytes of a file. The memory of `buffer` serves for many: to ask for the size of each file would cost as much as to read
/// a small one.
pub(super) fn read_into(buffer: &mut Vec<u8>, mut file: File) -> io::Result<&[u8]> {
    const FIRST: usize = 64 << 10;
    let mut length = 0;
    loop {
        if length == buffer.len() {
            buffer.resize((2 * length).max(FIRST), 0);
        }
        match file.read(&mut buffer[length..]) {
            Ok(0) => return Ok(&buffer[..length]),
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
