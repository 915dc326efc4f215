//! `.casebook/`: the reading texts of the last build, with which the next one compares those that changed. It helps to
//! carry anchors over; no right result needs it, and nothing of it reaches a page.
//!
//! Whatever goes wrong here is passed over in silence, since a build without the cache is as right as one with it.
#![allow(clippy::disallowed_methods, reason = "this module is an edge: it keeps files between builds")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::fs::{create_folder, replace};
use crate::text::Text;

/// Its folder below that of the dossier.
const FOLDER: &str = ".casebook";

/// The reading texts kept for the dossier at `root`, by id of their source.
pub fn read(root: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(root.join(FOLDER).join("texts")).into_iter().flatten().flatten();
    let texts = entries.filter_map(|entry| {
        let id = entry.file_name().to_str()?.strip_suffix(".txt")?.to_owned();
        Some((id, fs::read_to_string(entry.path()).ok()?))
    });
    texts.collect()
}

/// Where the reading text of a source is kept, from the folder of the dossier.
pub fn path(id: &str) -> String {
    format!("{FOLDER}/texts/{id}.txt")
}

/// Keeps the reading texts of this build, and nothing else.
pub fn write(root: &Path, texts: &BTreeMap<String, Text>) {
    let folder = root.join(FOLDER).join("texts");
    if create_folder(&folder).is_err() {
        return;
    }
    // The folder is private to this machine: it keeps itself out of repositories.
    let ignore = root.join(FOLDER).join(".gitignore");
    if !ignore.exists() {
        let _ = replace(&ignore, b"*\n");
    }
    let kept = read(root);
    for (id, text) in texts {
        if kept.get(id).map(String::as_str) != Some(text.as_str()) {
            let _ = replace(&folder.join(format!("{id}.txt")), text.as_str().as_bytes());
        }
    }
    for id in kept.keys().filter(|id| !texts.contains_key(*id)) {
        let _ = fs::remove_file(folder.join(format!("{id}.txt")));
    }
}
