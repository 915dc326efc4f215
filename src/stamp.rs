//! `.casebook/stamp.json`: what the last build was made of and what it left, so that one with nothing to do can end at
//! once.
//!
//! The checksum of the inputs is kept here and not in the manifest that is published: it covers what is withheld, and of
//! a dossier that is known but for one redacted word it would tell the word to whoever tries enough of them. A stamp that
//! is lost or cannot be written costs a full build and nothing else, so errors are passed over in silence.
#![allow(clippy::disallowed_methods, reason = "this module is an edge: it keeps a file between builds")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fs::replace;
use crate::lock;
use crate::model::files::{File, Files};
use crate::model::lock::Lock;
use crate::text::checksum::sha256;

/// What the last build was made of, and what it left.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// [`made_of`] the build.
    pub made_of: String,
    /// [`seen`] before the build, if the inputs can be known by sight.
    pub seen: Option<String>,
    /// SHA-256 of the manifest that it published, which has those of all other files.
    pub manifest: String,
    /// Whether there were findings. They are not kept, since they hold words of sources; a build that is to repeat them
    /// has to find them again.
    pub findings: bool,
}

/// What a user asks for beside the inputs.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Name of the edition.
    pub edition: Option<&'a str>,
    /// Where the site will stand.
    pub base_url: Option<&'a str>,
}

/// A checksum of all that the site depends on: the program, what is asked for, and every input, `lock` taken for the
/// content of `casebook.lock`. Raw texts that `known` lists are not read again; it must be of these files.
pub fn made_of(files: &Files, lock: &[u8], known: &Lock, asked: Asked<'_>) -> String {
    let known: HashMap<&str, &str> =
        known.sources.values().map(|source| (source.raw.as_str(), source.sha256.as_str())).collect();
    let line = |file: &File| {
        let sum = known.get(file.path.as_str()).map_or_else(|| sha256(file.bytes()), |sum| (*sum).to_owned());
        format!("{sum} {:?}\n", file.path)
    };
    let inputs: Vec<&File> = files.iter().map(|(_, file)| file).filter(|file| file.path != lock::PATH).collect();
    let inputs: Vec<String> = inputs.into_par_iter().map(line).collect();
    let text = format!("{}\n{asked:?}\n{}\n{}", program(), sha256(lock), inputs.concat());
    sha256(text.as_bytes())
}

/// The same without a look into the inputs: `sight` is what the system says of them all but the lock.
pub fn seen(sight: &str, lock: &[u8], asked: Asked<'_>) -> String {
    sha256(format!("{}\n{asked:?}\n{}\n{sight}", program(), sha256(lock)).as_bytes())
}

/// The program itself, as far as can be told without reading it: those who work on it build many of one version.
fn program() -> String {
    let file = std::env::current_exe().and_then(fs::metadata).ok();
    let time = file.as_ref().and_then(|file| file.modified().ok()?.duration_since(UNIX_EPOCH).ok());
    let length = file.map(|file| file.len());
    format!("{} {length:?} {time:?}", env!("CARGO_PKG_VERSION"))
}

/// The stamp of the last build of the dossier at `root`.
pub fn read(root: &Path) -> Option<Stamp> {
    serde_json::from_slice(&fs::read(path(root)).ok()?).ok()
}

/// Keeps `stamp` for the next build. The folder is that of the cache, which is written before.
pub fn write(root: &Path, stamp: &Stamp) {
    let json = serde_json::to_vec_pretty(stamp).expect("strings and a truth value have a JSON form");
    let _ = replace(&path(root), &json);
}

fn path(root: &Path) -> PathBuf {
    root.join(".casebook/stamp.json")
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::model::lock::Locked;

    const PLAIN: Asked = Asked { edition: None, base_url: None };

    fn files(list: &[(&str, &str)]) -> Files {
        let file = |(path, words): &(&str, &str)| File { path: (*path).into(), contents: words.as_bytes().into() };
        Files::new(list.iter().map(file).collect())
    }

    #[test]
    fn whatever_a_site_depends_on_changes_its_checksum() {
        let of =
            |list: &[(&str, &str)], lock: &str, asked| made_of(&files(list), lock.as_bytes(), &Lock::default(), asked);
        let all = [
            of(&[("a", "x"), ("b", "y")], "", PLAIN),
            of(&[("a", "xy"), ("b", "")], "", PLAIN),
            of(&[("a", "x"), ("c", "y")], "", PLAIN),
            of(&[("a", "x")], "", PLAIN),
            of(&[("a", "x"), ("b", "y")], "lock", PLAIN),
            of(&[("a", "x"), ("b", "y")], "", Asked { edition: Some("public"), ..PLAIN }),
            of(&[("a", "x"), ("b", "y")], "", Asked { base_url: Some("public"), ..PLAIN }),
        ];
        let mut distinct = all.to_vec();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), all.len(), "{all:?}");
    }

    #[test]
    fn the_lock_counts_as_given_and_not_as_it_lay_among_the_inputs() {
        let before = files(&[("a", "x"), (lock::PATH, "old")]);
        let after = files(&[("a", "x"), (lock::PATH, "new")]);
        let of = |files| made_of(files, b"new", &Lock::default(), PLAIN);
        assert_eq!(of(&before), of(&after));
    }

    #[test]
    fn a_checksum_that_is_known_is_as_good_as_a_file_read_again() {
        let files = files(&[("seeds/a.txt", "x")]);
        let mut known = Lock::default();
        let locked = Locked { raw: "seeds/a.txt".into(), sha256: sha256(b"x"), ..Locked::default() };
        known.sources.insert("a".into(), locked);
        assert_eq!(made_of(&files, b"", &known, PLAIN), made_of(&files, b"", &Lock::default(), PLAIN));
    }
}
