//! The inputs as values: every file that a build may ask for, by path.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::FileId;

/// One file of the dossier or of its theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Relative to the dossier, with `/` on every system.
    pub path: String,
    /// What is in it.
    pub contents: Contents,
}

impl File {
    /// The bytes as they are on disk.
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.contents.bytes
    }

    /// The bytes as text, which is the same memory; `Err` has the offset of the first byte that is not UTF-8.
    pub fn text(&self) -> Result<&Arc<str>, usize> {
        self.contents.text.as_ref().map_err(|at| *at)
    }
}

/// What a file holds. Raw texts make most of a dossier, so they are in memory once, as bytes and as text.
#[derive(Debug, Clone)]
pub struct Contents {
    bytes: Arc<[u8]>,
    text: Result<Arc<str>, usize>,
}

impl From<&[u8]> for Contents {
    fn from(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let text: Arc<str> = text.into();
                Self { bytes: text.clone().into(), text: Ok(text) }
            }
            Err(error) => Self { bytes: bytes.into(), text: Err(error.valid_up_to()) },
        }
    }
}

impl From<Vec<u8>> for Contents {
    fn from(bytes: Vec<u8>) -> Self {
        bytes.as_slice().into()
    }
}

impl PartialEq for Contents {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Contents {}

/// All inputs, in the order of their paths.
///
/// While somebody works on a dossier, each state of it is made from the one before by [`Files::with`], and a [`FileId`]
/// means the same path in all of them. A clone costs nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// By id; `None` where a file was removed, whose id is not given to another.
    slots: Arc<Vec<Option<Arc<File>>>>,
    /// The ids of the files that are there, in path order.
    order: Arc<Vec<FileId>>,
}

impl Files {
    /// Sorts `files` by path. Of two files with one path the first stays.
    pub fn new(mut files: Vec<File>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|later, first| later.path == first.path);
        let order: Vec<FileId> = (0..files.len()).map(id).collect();
        let slots: Vec<Option<Arc<File>>> = files.into_iter().map(|file| Some(Arc::new(file))).collect();
        Self { slots: slots.into(), order: order.into() }
    }

    /// The same inputs with some of them changed: by path, the new bytes, or `None` for a file that is gone. Of two changes
    /// of one path the last counts. The others keep their bytes, down to the pointer, and all keep their ids.
    #[must_use]
    pub fn with(&self, changes: impl IntoIterator<Item = (String, Option<Contents>)>) -> Self {
        let changes: BTreeMap<String, Option<Contents>> = changes.into_iter().collect();
        let mut slots = Vec::clone(&self.slots);
        // The places in the order where a new id comes in, ascending, because the changes are in path order.
        let mut added: Vec<(usize, FileId)> = Vec::new();
        let mut gone: BTreeSet<FileId> = BTreeSet::new();
        for (path, contents) in changes {
            let file = contents.map(|contents| Arc::new(File { path: path.clone(), contents }));
            match self.place(&path) {
                Ok(place) => {
                    let known = self.order[place];
                    if file.is_none() {
                        gone.insert(known);
                    }
                    slots[known.0 as usize] = file;
                }
                Err(place) if file.is_some() => {
                    added.push((place, id(slots.len())));
                    slots.push(file);
                }
                Err(_) => {}
            }
        }
        let mut order = Vec::with_capacity(self.order.len() + added.len());
        let mut from = 0;
        for (place, new) in added {
            order.extend_from_slice(&self.order[from..place]);
            order.push(new);
            from = place;
        }
        order.extend_from_slice(&self.order[from..]);
        if !gone.is_empty() {
            order.retain(|id| !gone.contains(id));
        }
        Self { slots: slots.into(), order: order.into() }
    }

    /// The file called `path`.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.place(path).ok().map(|place| self.order[place])
    }

    /// The file behind an id that this value, or one that it was made from, gave out.
    ///
    /// # Panics
    /// If that file is gone.
    pub fn get(&self, id: FileId) -> &File {
        self.slots[id.0 as usize].as_ref().expect("findings are about files that are there")
    }

    /// The text of a file as far as it is UTF-8; `Err` has the offset of the first byte that is not.
    pub fn text(&self, id: FileId) -> Result<&Arc<str>, usize> {
        self.get(id).text()
    }

    /// All files with their ids, in path order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.order.iter().map(|id| (*id, self.get(*id)))
    }

    /// The files whose path begins with `folder`, which ends in `/`, in path order.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (FileId, &'a File)> {
        let (Ok(first) | Err(first)) = self.place(folder);
        let behind = &self.order[first..];
        let count = behind.partition_point(|id| self.get(*id).path.starts_with(folder));
        behind[..count].iter().map(|id| (*id, self.get(*id)))
    }

    /// Where `path` stands in the order, or would stand.
    fn place(&self, path: &str) -> Result<usize, usize> {
        self.order.binary_search_by(|id| self.get(*id).path.as_str().cmp(path))
    }
}

fn id(slot: usize) -> FileId {
    FileId(u32::try_from(slot).expect("inputs are fewer than 2^32 files"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Files {
        Files::new(paths.iter().map(|path| File { path: (*path).into(), contents: path.as_bytes().into() }).collect())
    }

    fn paths(files: &Files) -> Vec<&str> {
        files.iter().map(|(_, file)| file.path.as_str()).collect()
    }

    fn to(path: &str, bytes: &str) -> (String, Option<Contents>) {
        (path.to_owned(), Some(bytes.as_bytes().into()))
    }

    #[test]
    fn changes_keep_the_order_of_paths_and_the_ids_of_files() {
        let before = files(&["b", "d", "f"]);
        let after = before.with([to("e", "E"), to("a", "A"), to("g", "G"), ("d".into(), None), to("b", "B")]);
        assert_eq!(paths(&after), ["a", "b", "e", "f", "g"]);
        assert_eq!(after.find("b"), before.find("b"));
        assert_eq!(after.find("f"), before.find("f"));
        assert_eq!(after.text(after.find("b").unwrap()).map(AsRef::as_ref), Ok("B"));
        assert_eq!(after.find("d"), None);
        let back = after.with([to("d", "D")]);
        assert_eq!(paths(&back), ["a", "b", "d", "e", "f", "g"]);
        assert_ne!(back.find("d"), before.find("d"), "an id is never given to other words");
        assert_eq!(paths(&before), ["b", "d", "f"], "the value before stays what it was");
    }

    #[test]
    fn what_did_not_change_is_the_same_memory() {
        let before = files(&["a", "b"]);
        let after = before.with([to("a", "A")]);
        let bytes = |files: &Files, path: &str| files.get(files.find(path).unwrap()).bytes().clone();
        assert!(Arc::ptr_eq(&bytes(&before, "b"), &bytes(&after, "b")));
        assert!(!Arc::ptr_eq(&bytes(&before, "a"), &bytes(&after, "a")));
    }

    #[test]
    fn the_last_of_two_changes_counts_and_what_is_not_there_can_go() {
        let after =
            files(&["a"]).with([to("a", "1"), ("a".into(), None), ("b".into(), None), to("c", "1"), to("c", "2")]);
        assert_eq!(paths(&after), ["c"]);
        assert_eq!(after.text(after.find("c").unwrap()).map(AsRef::as_ref), Ok("2"));
    }

    #[test]
    fn files_below_a_folder_are_those_whose_path_begins_with_it() {
        let files = files(&["a-b", "a/b", "a/c", "a0"]).with([to("a/d", ""), ("a/b".into(), None)]);
        assert_eq!(files.below("a/").map(|(_, file)| file.path.as_str()).collect::<Vec<_>>(), ["a/c", "a/d"]);
        assert_eq!(files.below("x/").count(), 0);
    }
}
