//! `.casebook/`: the reading texts of the last build, with which the next one compares those that changed. It helps to
//! carry anchors over; no right result needs it, and nothing of it reaches a page.
//!
//! They are kept in one file, since a dossier of thousands of sources would have as many to write: before each text a
//! line with its id and its length in bytes, behind it a line feed. Whatever goes wrong here is passed over in silence,
//! since a build without the cache is as right as one with it.
#![allow(clippy::disallowed_methods, reason = "this module is an edge: it keeps files between builds")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use crate::fs::{create_folder, replace};
use crate::text::Text;

/// Its folder below that of the dossier.
pub const FOLDER: &str = ".casebook";

/// The file that holds the texts, from the folder of the dossier.
pub const PATH: &str = ".casebook/reading-texts";

/// The reading texts kept for the dossier at `root`, by id of their source.
pub fn read(root: &Path) -> BTreeMap<String, Arc<str>> {
    fs::read_to_string(root.join(PATH)).map_or_else(|_| BTreeMap::new(), |kept| texts(&kept))
}

/// When a build last wrote them; `None` if none did.
pub fn written(root: &Path) -> Option<SystemTime> {
    fs::metadata(root.join(PATH)).and_then(|metadata| metadata.modified()).ok()
}

/// The texts that a file of them holds, up to the first place where it is damaged.
fn texts(mut kept: &str) -> BTreeMap<String, Arc<str>> {
    let mut texts = BTreeMap::new();
    while let Some((id, text, rest)) = first_text(kept) {
        texts.insert(id.to_owned(), text.into());
        kept = rest;
    }
    texts
}

fn first_text(kept: &str) -> Option<(&str, &str, &str)> {
    let (head, behind) = kept.split_once('\n')?;
    let (id, length) = head.split_once(' ')?;
    let (text, rest) = behind.split_at_checked(length.parse().ok()?)?;
    Some((id, text, rest.strip_prefix('\n')?))
}

/// Keeps the reading texts of this build, and nothing else.
pub fn write(root: &Path, texts: &BTreeMap<String, Text>) {
    if create_folder(&root.join(FOLDER)).is_err() {
        return;
    }
    // The folder is private to this machine: it keeps itself out of repositories.
    let ignore = root.join(FOLDER).join(".gitignore");
    if !ignore.exists() {
        let _ = replace(&ignore, b"*\n");
    }
    let path = root.join(PATH);
    if !holds(&path, texts).unwrap_or(false) {
        let part = path.with_extension("part");
        let _ = keep(&part, texts).and_then(|()| fs::rename(&part, &path));
    }
}

/// The file in pieces: a head, a text, and so on.
fn pieces(texts: &BTreeMap<String, Text>) -> impl Iterator<Item = (String, &str)> {
    // The line feed behind a text stands before the next head.
    let heads = texts.iter().map(|(id, text)| (format!("{id} {}\n", text.as_str().len()), text.as_str()));
    heads.chain([(String::new(), "")]).enumerate().map(|(number, (head, text))| match number {
        0 => (head, text),
        _ => (format!("\n{head}"), text),
    })
}

/// Writes the file.
fn keep(path: &Path, texts: &BTreeMap<String, Text>) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 16, File::create(path)?);
    for (head, text) in pieces(texts) {
        file.write_all(head.as_bytes())?;
        file.write_all(text.as_bytes())?;
    }
    file.flush()
}

/// Whether the file is as it would be written, seen without holding all of it.
fn holds(path: &Path, texts: &BTreeMap<String, Text>) -> io::Result<bool> {
    let file = File::open(path)?;
    let length: usize = pieces(texts).map(|(head, text)| head.len() + text.len()).sum();
    if file.metadata()?.len() != length as u64 {
        return Ok(false);
    }
    let mut file = BufReader::with_capacity(1 << 16, file);
    let mut kept = Vec::new();
    for (head, text) in pieces(texts) {
        kept.resize(head.len() + text.len(), 0);
        file.read_exact(&mut kept)?;
        let (kept_head, kept_text) = kept.split_at(head.len());
        if kept_head != head.as_bytes() || kept_text != text.as_bytes() {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{holds, read, texts, write};
    use crate::cache::PATH;
    use crate::text::Text;

    #[test]
    fn what_is_kept_is_read_again() {
        let root = tempfile::tempdir().expect("a folder");
        for kept in [&[("a", "One.\n\nb 3\nü"), ("b", "")][..], &[("a", "Two.")], &[]] {
            let kept = kept.iter().map(|(id, text)| ((*id).to_owned(), Text::new(*text))).collect();
            write(root.path(), &kept);
            assert!(holds(&root.path().join(PATH), &kept).expect("it is there"));
            let texts = kept.into_iter().map(|(id, text)| (id, text.as_str().into())).collect();
            assert_eq!(read(root.path()), texts);
        }
    }

    #[test]
    fn a_damaged_file_is_read_as_far_as_it_goes() {
        let ids = |kept: &str| texts(kept).into_keys().collect::<String>();
        assert_eq!(ids("a 1\nx\nb 1\ny\n"), "ab");
        for kept in ["a 1\nx\nb 9\ny\n", "a 1\nx\nb one\ny\n", "a 1\nx\nb 1\nyy\n", "a 1\nx\nb", "a 1\nx\nb 1\nü\n"] {
            assert_eq!(ids(kept), "a", "{kept}");
        }
    }
}
