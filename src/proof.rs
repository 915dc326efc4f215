//! Proves that an edition holds no words that it withholds, by looking at the bytes.
//!
//! In: the dossier in full, what the edition shows of it, the inputs. Out: a [`Proof`], which takes the bytes of any file
//! that is to be published and says where in them words stand that no shown input has. Start at [`proof()`] and
//! [`Proof::check`]. The stages are built so that nothing can be found; this is for the day on which one is not.
//!
//! Everything that is not shown in full is *withheld*: raw texts, drafts, what is blanked in pages. Everything that a page
//! may be made of is *open*: texts as they are shown, pages of editors without what is blanked, the default theme and
//! the single words of another, the configuration. What is withheld and not open must not be found: runs of [`RUN`] words, of [`UNSPACED`] characters in
//! scripts without spaces, whole redactions, and single words that are telling ([`scan`] says which). So a passage that
//! may be shown, and a sentence that the editors wrote themselves, are never taken for a leak.
//!
//! What editors say in words of their own is open, and so no page can show that it was copied from a withheld text.
//! [`written`] looks at these inputs themselves, and at themes: at words that neither a source that is shown nor the program says.
//!
//! [`inputs`] gathers what is withheld and what is open; [`open`] undoes what hides words in bytes: entities, escapes,
//! tags, the front coding of the search index, base64, compression, archives, as far as [`unpack`] lets it; [`scan`] compares.
//! What cannot be looked into is a finding, too.

mod inputs;
mod open;
mod scan;
mod unpack;
mod written;

pub use self::inputs::proof;

use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};

use self::open::Known;
use self::scan::{Found, Gram};
use crate::diag::{Code, Diagnostic};
use crate::text::Text;
use crate::text::checksum::sha256;

/// How many words in a row are looked for. Of four, the pages of the repository's own dossier hold a row that a withheld
/// source has too and nobody took from there ("to ban TikTok and"); of five none, whichever source is withheld or an
/// excerpt. One more, since a false alarm stops a build.
pub const RUN: usize = 6;

/// How many characters in a row are looked for in scripts without spaces.
pub const UNSPACED: usize = 8;

/// How many findings are shown; they have one cause, mostly.
const MOST: usize = 10;

/// What must not be found in what an edition publishes.
#[derive(Debug, Default)]
pub struct Proof {
    /// Hashes of withheld words and runs of words.
    grams: HashSet<Gram>,
    /// How many words in a row whole redactions have, where they are fewer than [`RUN`].
    lengths: Vec<usize>,
    /// Checksums of withheld files, such as pictures of drafts, and of files that are open, by their length.
    files: HashMap<usize, BTreeMap<String, Known>>,
    /// Where the words come from, to say it: paths of inputs with their texts.
    origins: Vec<(String, Text)>,
    /// Hashes of words that the lock may hold: ids of all pages, paths of raw texts and originals.
    named: HashSet<u64>,
}

/// Withheld words in something that is to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Path of the file; of one inside of another both, with ` › ` between.
    pub path: String,
    /// Byte at which the words begin: in the file, or in what was unpacked from it.
    pub at: usize,
    /// Path and line of the input that has them.
    pub origin: Option<(String, usize)>,
    /// Path of the withheld file of which this is a copy, if it is one as a whole.
    pub copied: Option<String>,
    /// Why it cannot be looked into, if it cannot.
    pub unopened: Option<String>,
}

impl Proof {
    /// Withheld words in the bytes of a file, and in its path: the first of each of its parts.
    pub fn check(&self, path: &str, bytes: &[u8]) -> Vec<Hit> {
        let mut hits: Vec<Hit> = self.first_in(path).into_iter().map(|found| self.hit(path, &found)).collect();
        open::each_part(path, bytes, &|bytes| self.known(bytes), &mut |part| match part {
            open::Part::Withheld(path, copied) => hits.push(Hit { copied: Some(copied), ..Hit::at(path, 0) }),
            open::Part::Unopened(path, why) => hits.push(Hit { unopened: Some(why), ..Hit::at(path, 0) }),
            open::Part::Text { path, text, telling } => {
                let found = scan::first(&self.grams, &self.lengths, &text.words, telling, |_| false);
                hits.extend(found.map(|found| self.hit(&path, &Found { at: text.at(found.at), ..found })));
            }
        });
        // Most of a text is looked at twice.
        hits.sort_by(|a, b| (&a.path, a.at).cmp(&(&b.path, b.at)));
        hits.dedup_by(|later, first| later.path == first.path);
        hits
    }

    /// The same for `casebook.lock`, which is not published, and names the pages and raw texts of all editions.
    pub fn check_lock(&self, path: &str, text: &str) -> Vec<Hit> {
        let found = scan::first(&self.grams, &self.lengths, text, true, |word| self.named.contains(&word));
        found.map(|found| self.hit(path, &found)).into_iter().collect()
    }

    fn first_in(&self, text: &str) -> Option<Found> {
        scan::first(&self.grams, &self.lengths, text, true, |_| false)
    }

    /// What is known of the bytes of a file.
    fn known(&self, bytes: &[u8]) -> Option<Known> {
        self.files.get(&bytes.len())?.get(&sha256(bytes)).cloned()
    }

    fn hit(&self, path: &str, found: &Found) -> Hit {
        let origin = self.origins.iter().find_map(|(input, text)| {
            let at = scan::place_of(text.as_str(), found.gram)?;
            Some((input.clone(), text.position(at).0))
        });
        Hit { origin, ..Hit::at(path.to_owned(), found.at) }
    }
}

impl Hit {
    fn at(path: String, at: usize) -> Self {
        Self { path, at, origin: None, copied: None, unopened: None }
    }

    /// The finding. It says where, and not which words: logs are read by more people than withheld texts.
    pub fn diagnostic(&self) -> Diagnostic {
        if let Some(why) = &self.unopened {
            return Diagnostic::global(Code::FileUnsearched, unsearched(&self.path, why))
                .help("nothing is published. Take the file out, or pack what is in it anew as a plain zip archive");
        }
        let from = match &self.origin {
            Some((path, line)) => format!("; `{path}` has them in line {line}"),
            None => String::new(),
        };
        let message = match &self.copied {
            Some(copied) => format!("`{}` is a copy of `{copied}`, which this edition withholds", self.path),
            None => format!("`{}` holds words that this edition withholds, from byte {} on{from}", self.path, self.at),
        };
        Diagnostic::global(Code::WithheldFound, message).help(
            "nothing is published. If a file of the theme holds these words, take them out; otherwise this is a fault of \
             casebook: please report it, without the words",
        )
    }
}

/// What is said of a file that cannot be looked into.
fn unsearched(path: &str, why: &str) -> String {
    format!("`{path}` cannot be searched for words that this edition withholds: {why}")
}

/// The bytes of a file that is to be published, unless it holds withheld words.
pub fn guard(proof: Option<&Proof>, path: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let hits = proof.map_or(Vec::new(), |proof| proof.check(path, &bytes));
    if hits.is_empty() { Ok(bytes) } else { Err(diagnostics(hits)) }
}

/// The findings of several hits, the first of them.
pub fn diagnostics(mut hits: Vec<Hit>) -> Vec<Diagnostic> {
    hits.sort_by(|a, b| (&a.path, a.at).cmp(&(&b.path, b.at)));
    hits.iter().take(MOST).map(Hit::diagnostic).collect()
}
