//! The site as a zip archive: one folder with the tree as `build` publishes it, to be unpacked and opened by double click.

use std::io::{Cursor, Write as _};

use memchr::memmem;
use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::{Tree, seal};

/// The archive of `tree`, all of whose files lie in the folder `name`. The same tree gives the same bytes: files in the order
/// of their paths, no times, no rights. Its comment is the seal of what stands before.
pub fn zip(name: &str, tree: &Tree) -> Vec<u8> {
    let files: Vec<(&String, &Vec<u8>)> = tree.iter().collect();
    archive(&files, |path| format!("{name}/{path}"))
}

/// The record at the end of an archive, and the longest comment behind it, in bytes.
pub const LONGEST_END: usize = 22 + 0xffff;

/// Whether a file with this beginning and this end, which may be longer than [`LONGEST_END`], is an archive, or was one: it
/// begins with a file of one, or ends in what ends one.
pub fn is_archive(beginning: &[u8], end: &[u8]) -> bool {
    let end = &end[end.len().saturating_sub(LONGEST_END)..];
    beginning.starts_with(b"PK\x03\x04") || memmem::rfind(end, b"PK\x05\x06").is_some()
}

/// The archive of a book: what kind of file it is stands first and is not compressed, so that it can be told without unpacking.
pub(super) fn book(tree: &Tree) -> Vec<u8> {
    let mut files: Vec<(&String, &Vec<u8>)> = tree.iter().collect();
    files.sort_by_key(|(path, _)| *path != "mimetype");
    archive(&files, str::to_owned)
}

fn archive(files: &[(&String, &Vec<u8>)], name: impl Fn(&str) -> String + Sync) -> Vec<u8> {
    // Compressing takes nearly all the time, so each file is first an archive of its own.
    let alone: Vec<Vec<u8>> = files.par_iter().map(|(path, bytes)| archive_of(&name(path), bytes)).collect();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for one in alone {
        let mut one = ZipArchive::new(Cursor::new(one)).expect("it was written just now");
        let file = one.by_index_raw(0).expect("it holds one file");
        writer.raw_copy_file(file).expect("memory takes what is written");
    }
    sealed(writer)
}

/// An archive of one file. Its time is the earliest that the format knows, since that of a build says nothing about a site.
fn archive_of(path: &str, bytes: &[u8]) -> Vec<u8> {
    let method = if path == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(path, options).expect("paths of a site are short");
    writer.write_all(bytes).expect("memory takes what is written");
    writer.finish().expect("memory takes what is written").into_inner()
}

/// Ends the archive with its seal as comment. The comment's length stands before it and so is sealed as well.
fn sealed(mut writer: ZipWriter<Cursor<Vec<u8>>>) -> Vec<u8> {
    let blank = format!("{}{}", seal::MARK, "0".repeat(seal::LENGTH));
    writer.set_comment(blank.clone()).expect("a seal is short and plain");
    let mut bytes = writer.finish().expect("memory takes what is written").into_inner();
    bytes.truncate(bytes.len() - blank.len());
    let seal = seal::of(&bytes);
    bytes.extend(seal.into_bytes());
    bytes
}
