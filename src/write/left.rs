//! Looks whether the published folder is still what a build left.

use std::fs::{self, File};
use std::io::{self, Read};
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
        tree.has_file(name) && read_into(bytes, &target.join(name)).is_ok() && sha256(bytes) == **sum
    };
    let all = files.par_iter().map_init(Vec::new, is_left).all(|is_left| is_left);
    all.then_some(files.len())
}

/// The bytes of a file in the place of those in `bytes`, whose memory serves for all files of a thread: fresh memory
/// costs more than what is read into it.
pub(super) fn read_into(bytes: &mut Vec<u8>, path: &Path) -> io::Result<()> {
    bytes.clear();
    File::open(path)?.read_to_end(bytes).map(drop)
}
