//! The inputs as values: every file that a build may ask for, by path.

use std::sync::Arc;

use crate::diag::FileId;

/// One file of the dossier or of its theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Relative to the dossier, with `/` on every system.
    pub path: String,
    /// The bytes as they are on disk.
    pub bytes: Arc<[u8]>,
}

impl File {
    /// The bytes as text; `Err` has the offset of the first byte that is not UTF-8.
    pub fn text(&self) -> Result<&str, usize> {
        std::str::from_utf8(&self.bytes).map_err(|error| error.valid_up_to())
    }
}

/// All inputs, sorted by path; a [`FileId`] is a place in this order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    list: Vec<File>,
}

impl Files {
    /// Sorts `files` by path. Of two files with one path the first stays.
    pub fn new(mut files: Vec<File>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|later, first| later.path == first.path);
        Self { list: files }
    }

    /// The file called `path`.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let at = self.list.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        Some(FileId(u32::try_from(at).expect("inputs are fewer than 2^32 files")))
    }

    /// The file behind an id that this value gave out.
    pub fn get(&self, id: FileId) -> &File {
        &self.list[id.0 as usize]
    }

    /// The text of a file as far as it is UTF-8; `Err` has the offset of the first byte that is not.
    pub fn text(&self, id: FileId) -> Result<&str, usize> {
        self.get(id).text()
    }

    /// All files with their ids, in path order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        (0..).map(FileId).zip(&self.list)
    }

    /// The files whose path begins with `folder`, which ends in `/`.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (FileId, &'a File)> {
        let first = self.list.partition_point(|file| file.path.as_str() < folder);
        let ids = (u32::try_from(first).expect("inputs are fewer than 2^32 files")..).map(FileId);
        ids.zip(&self.list[first..]).take_while(move |(_, file)| file.path.starts_with(folder))
    }
}
