//! Looks whether the published folder is still what a build left.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use rayon::prelude::*;

use super::plan::{Old, Tree};
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
    let tree = Tree::scan(target).ok()?;
    let files: Vec<(&String, &String)> = old.files.iter().collect();
    let is_left = |bytes: &mut Vec<u8>, (name, sum): &(&String, &String)| {
        tree.has_file(name) && read_into(bytes, &target.join(name)).is_ok_and(|read| sha256(read) == **sum)
    };
    let all = files.par_iter().map_init(Vec::new, is_left).all(|is_left| is_left);
    all.then_some(files.len())
}

/// The bytes of a file. The memory of `buffer` serves for all files of a thread: fresh memory costs more than what is read
/// into it, and to ask for the size of each file as much as to read a small one.
pub(super) fn read_into<'a>(buffer: &'a mut Vec<u8>, path: &Path) -> io::Result<&'a [u8]> {
    const FIRST: usize = 64 << 10;
    let mut file = File::open(path)?;
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
