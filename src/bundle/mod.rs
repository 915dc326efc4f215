//! The site as one file, for readers: the same site, the same bytes.
//!
//! In: every file of a site with its bytes, and what the bundle is called. Out: the bytes of the bundle. A file per form.
//! Every bundle carries the manifest of what it holds and a checksum of itself, so that `verify` can say of any byte
//! whether it is the one that was published.

pub mod epub;
pub mod html;
pub mod seal;
pub mod zip;

mod page;

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::{self, Manifest};
use crate::text::checksum::sha256;

/// Every file of a site, the manifest included, by path.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A site as one file.
#[derive(Debug, Default)]
pub struct Bundle {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many files its manifest lists.
    pub files: usize,
    /// Files of the site that pages in it link to, and that are too large for it.
    pub left_out: BTreeSet<String>,
}

/// The site with its manifest, as a build would publish it.
pub fn tree(mut files: Tree) -> Tree {
    let sums = files.iter().map(|(path, bytes)| (path.clone(), sha256(bytes))).collect();
    files.insert(manifest::PATH.to_owned(), Manifest::of(sums).to_json());
    files
}
