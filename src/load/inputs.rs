//! The inputs of a dossier for who stays with it: what was read, and what is needed to read only the difference.
//!
//! Start at [`Inputs::read`], then [`Inputs::look`] wherever something may have changed. What is unchanged keeps its bytes
//! down to the pointer. [`Inputs::survey`] says, on another thread if need be, where the disk differs from what was read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::list::{Listing, is_passed_over, list};
use super::read::{self, Read, Stamp};
use super::{Embedded, FOLDERS, ROOT_FILES, embedded};
use crate::fs::IoError;
use crate::model::files::{Contents, File, Files};

/// The inputs as they were last read. What cannot be read is a fault beside them, under its name, until a look finds it
/// readable or gone; of a file that has become unreadable the last bytes stay.
#[derive(Debug)]
pub struct Inputs {
    known: Known,
    /// What stands where the disk has nothing.
    embedded: BTreeMap<String, Contents>,
    faults: BTreeMap<String, IoError>,
    /// The names of each folder, and of what each link leads to, by where it really is.
    places: BTreeMap<PathBuf, Vec<String>>,
}

/// What was read: everything that tells whether the disk still has the same. Names are those of [`Listing`].
#[derive(Debug, Clone)]
struct Known {
    root: PathBuf,
    files: Files,
    /// Of the files that are on disk.
    stamps: Arc<BTreeMap<String, Stamp>>,
    folders: BTreeMap<String, PathBuf>,
    links: BTreeMap<String, Vec<PathBuf>>,
}

impl Inputs {
    /// Reads the dossier at `root`, with what it does not have of the theme that is compiled in.
    pub fn read(root: &Path, theme_default: &Embedded) -> Self {
        let files: Vec<File> = embedded(theme_default).collect();
        let embedded = files.iter().map(|file| (file.path.clone(), file.contents.clone())).collect();
        let known = Known {
            root: root.to_owned(),
            files: Files::new(files),
            stamps: Arc::default(),
            folders: BTreeMap::new(),
            links: BTreeMap::new(),
        };
        let mut inputs = Self { known, embedded, faults: BTreeMap::new(), places: BTreeMap::new() };
        inputs.look([String::new()]);
        inputs
    }

    /// The files; complete only while there are no faults.
    pub fn files(&self) -> &Files {
        &self.known.files
    }

    /// What the disk refused, by name.
    pub fn faults(&self) -> impl Iterator<Item = &IoError> {
        self.faults.values()
    }

    /// Whether the folder of the dossier itself was there when it was last looked at.
    pub fn has_root(&self) -> bool {
        !self.faults.contains_key("")
    }

    /// The folders in which something may happen that concerns these inputs: those that were listed, and those around the
    /// root and around whatever links lead to and through, in which these may be replaced.
    pub fn folders(&self) -> BTreeSet<PathBuf> {
        let real = self.known.folders.values().cloned();
        let around = self.places.keys().filter(|place| !self.is_inside(place));
        let links = self.known.links.values().flatten();
        let outermost = self.known.folders.get("").into_iter().chain(links).chain(around);
        real.chain(outermost.filter_map(|place| place.parent()).map(Path::to_owned)).collect()
    }

    fn is_inside(&self, place: &Path) -> bool {
        self.known.folders.get("").is_some_and(|root| place.starts_with(root))
    }

    /// Where the folders at `name` and below really are.
    pub fn folders_below<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Path> + use<'a> {
        at_or_below(&self.known.folders, name).map(|name| self.known.folders[name].as_path())
    }

    /// The names of the folder that really is at `place`; none if it is not one of the inputs.
    pub fn names_at(&self, place: &Path) -> &[String] {
        self.places.get(place).map_or(&[], Vec::as_slice)
    }

    /// The names at which to look because something happened at `path`; none if it is no concern of this dossier. The empty
    /// name is the whole of it.
    pub fn names_of(&self, path: &Path) -> Vec<String> {
        let mut names = self.names_at(path).to_vec();
        let (Some(folder), Some(file)) = (path.parent(), path.file_name()) else { return names };
        for folder in self.names_at(folder).iter().filter(|name| self.known.folders.contains_key(*name)) {
            let name = match file.to_str() {
                Some(file) if folder.is_empty() => file.to_owned(),
                Some(file) => format!("{folder}/{file}"),
                // The folder says what is wrong with it.
                None => folder.clone(),
            };
            let is_read = !is_passed_over(file.as_encoded_bytes())
                && (!folder.is_empty() || ROOT_FILES.contains(&name.as_str()) || FOLDERS.contains(&name.as_str()));
            if is_read && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Whether a known file is missing or empty at this moment, as files are between the steps in which editors save them.
    pub fn is_blank(&self, name: &str) -> bool {
        let Some(file) = self.known.files.find(name) else { return false };
        let is_blank = |path: PathBuf| path.metadata().map_or(true, |metadata| metadata.len() == 0);
        !self.known.files.get(file).bytes().is_empty() && is_blank(self.known.root.join(name))
    }

    /// Reads what is at `names` and below, and whatever was at fault, as far as it may differ from what was read. Returns
    /// the names of the files that did differ, in order.
    pub fn look(&mut self, names: impl IntoIterator<Item = String>) -> Vec<String> {
        let names = names.into_iter().chain(self.faults.keys().cloned());
        let names = outermost(names.map(|name| self.known.without_links_above(name)).collect());
        let mut listing = list(&self.known.root, names.iter().map(String::as_str));
        let there: BTreeSet<&str> = listing.files.iter().map(|(name, _)| name.as_str()).collect();
        let is_gone = |name: &&String| !there.contains(name.as_str()) && !is_hidden(&listing, name);
        let known = names.iter().flat_map(|top| at_or_below(&self.known.stamps, top));
        let mut gone: Vec<String> = known.filter(is_gone).cloned().collect();
        let unproven = self.known.unproven(std::mem::take(&mut listing.files));
        self.known.folders = renewed(std::mem::take(&mut self.known.folders), &names, &listing, &listing.folders);
        self.known.links = renewed(std::mem::take(&mut self.known.links), &names, &listing, &listing.links);
        self.faults.retain(|name, _| !names.iter().any(|top| is_at_or_below(name, top)));
        self.faults.extend(listing.faults);

        let mut changes: Vec<(String, Option<Contents>)> = Vec::new();
        let stamps = Arc::make_mut(&mut self.known.stamps);
        for (name, read) in unproven.names.into_iter().zip(unproven.read) {
            match read {
                Ok(Some(read)) => {
                    let known = self.known.files.find(&name).map(|file| &self.known.files.get(file).contents);
                    if known != Some(&read.contents) {
                        changes.push((name.clone(), Some(read.contents)));
                    }
                    stamps.insert(name, read.stamp);
                }
                Ok(None) => gone.push(name),
                Err((_, fault)) => drop(self.faults.insert(name, fault)),
            }
        }
        for name in gone {
            stamps.remove(&name);
            changes.push((name.clone(), self.embedded.get(&name).cloned()));
        }
        let mut changed: Vec<String> = changes.iter().map(|(name, _)| name.clone()).collect();
        changed.sort();
        if !changes.is_empty() {
            self.known.files = self.known.files.with(changes);
        }
        self.places = self.known.places();
        changed
    }

    /// A snapshot that can be compared with the disk at leisure.
    pub fn survey(&self) -> Survey {
        Survey { known: self.known.clone(), faulty: self.faults.keys().cloned().collect() }
    }

    /// Takes over what a survey proved to be unchanged, so that it need not be proved again.
    pub fn trust(&mut self, surveyed: Surveyed) {
        if surveyed.proven.is_empty() {
            return;
        }
        let stamps = Arc::make_mut(&mut self.known.stamps);
        for (name, before, now) in surveyed.proven {
            // It may have been read again in the meantime.
            if let Some(stamp) = stamps.get_mut(&name).filter(|stamp| **stamp == before) {
                *stamp = now;
            }
        }
    }
}

/// What was read, to be compared with the disk; see [`Inputs::survey`].
#[derive(Debug)]
pub struct Survey {
    known: Known,
    faulty: BTreeSet<String>,
}

/// What a survey found.
#[derive(Debug)]
pub struct Surveyed {
    /// The names at which the disk differs from what was read.
    pub differing: BTreeSet<String>,
    /// Files that have the same bytes although their stamps did not prove it: name, stamp before and stamp now.
    proven: Vec<(String, Stamp, Stamp)>,
}

impl Survey {
    /// Walks the whole dossier, and reads again whatever its stamps leave in doubt.
    pub fn run(self) -> Surveyed {
        let known = &self.known;
        let mut listing = list(&known.root, [""]);
        let there: BTreeSet<&str> = listing.files.iter().map(|(name, _)| name.as_str()).collect();
        let is_gone = |name: &&String| !there.contains(name.as_str()) && !is_hidden(&listing, name);
        let mut differing: BTreeSet<String> = known.stamps.keys().filter(is_gone).cloned().collect();
        let everything = [String::new()];
        differing
            .extend(moved(&known.folders, &renewed(known.folders.clone(), &everything, &listing, &listing.folders)));
        differing.extend(moved(&known.links, &renewed(known.links.clone(), &everything, &listing, &listing.links)));
        let mut faulty: BTreeSet<String> = listing.faults.iter().map(|(name, _)| name.clone()).collect();
        let mut proven = Vec::new();
        let unproven = known.unproven(std::mem::take(&mut listing.files));
        for (name, read) in unproven.names.into_iter().zip(unproven.read) {
            let contents = known.files.find(&name).map(|file| &known.files.get(file).contents);
            match (read, known.stamps.get(&name)) {
                (Ok(Some(read)), Some(before)) if contents == Some(&read.contents) => {
                    proven.push((name, *before, read.stamp))
                }
                (Ok(_), _) => drop(differing.insert(name)),
                (Err(_), _) => drop(faulty.insert(name)),
            }
        }
        differing.extend(self.faulty.symmetric_difference(&faulty).cloned());
        Surveyed { differing, proven }
    }
}

/// Files whose stamps do not prove that they are as they were, and what they hold now.
struct Unproven {
    names: Vec<String>,
    read: Vec<Result<Option<Read>, (String, IoError)>>,
}

impl Known {
    fn unproven(&self, mut files: Vec<(String, PathBuf)>) -> Unproven {
        let now = SystemTime::now();
        files.retain(|(name, path)| {
            let is_proven = |before| path.metadata().is_ok_and(|found| Stamp::new(&found, now).proves(before));
            !self.stamps.get(name).is_some_and(is_proven)
        });
        Unproven { names: files.iter().map(|(name, _)| name.clone()).collect(), read: read::all(files) }
    }

    /// `name`, or the folder of the root above it, if a link leads to it or it is one: only a walk from the top can tell
    /// whether a link leads back to a folder above it.
    fn without_links_above(&self, name: String) -> String {
        let is_link = |above: &str| self.links.contains_key(above) || self.root.join(above).is_symlink();
        let mut ends = name.match_indices('/').map(|(at, _)| at).chain([name.len()]);
        match ends.any(|end| is_link(&name[..end])) {
            true if !name.is_empty() => name.split('/').next().unwrap_or_default().to_owned(),
            _ => name,
        }
    }

    fn places(&self) -> BTreeMap<PathBuf, Vec<String>> {
        let mut places: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
        let links = self.links.iter().flat_map(|(name, way)| way.iter().map(move |place| (name, place)));
        for (name, place) in self.folders.iter().chain(links) {
            places.entry(place.clone()).or_default().push(name.clone());
        }
        // The root may be named by a link that is made to lead elsewhere.
        if let Ok(root) = std::path::absolute(&self.root) {
            places.entry(root).or_default().push(String::new());
        }
        for names in places.values_mut() {
            names.sort();
            names.dedup();
        }
        places
    }
}

/// Of `known` what lies elsewhere than `names` or could not be looked at, and what was found there.
fn renewed<Place: Clone>(
    mut known: BTreeMap<String, Place>,
    names: &[String],
    listing: &Listing,
    found: &[(String, Place)],
) -> BTreeMap<String, Place> {
    known.retain(|name, _| !names.iter().any(|top| is_at_or_below(name, top)) || is_hidden(listing, name));
    known.extend(found.iter().cloned());
    known
}

/// The names that stand for different places, or for one in only one of the two.
fn moved<Place: PartialEq>(before: &BTreeMap<String, Place>, after: &BTreeMap<String, Place>) -> Vec<String> {
    let names = before.keys().chain(after.keys());
    names.filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

/// Whether a fault keeps from knowing what is at `name`.
fn is_hidden(listing: &Listing, name: &str) -> bool {
    listing.faults.iter().any(|(fault, _)| is_at_or_below(name, fault))
}

/// Everything lies below the empty name.
fn is_at_or_below(name: &str, top: &str) -> bool {
    top.is_empty() || name.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The keys of `map` that are `top` or lie below it.
fn at_or_below<'a, V>(map: &'a BTreeMap<String, V>, top: &str) -> impl Iterator<Item = &'a String> + use<'a, V> {
    let folder = if top.is_empty() { String::new() } else { format!("{top}/") };
    let itself = map.get_key_value(top).map(|(name, _)| name);
    let below = map.range(folder.clone()..).map(|(name, _)| name).take_while(move |name| name.starts_with(&folder));
    itself.into_iter().chain(below)
}

/// The names without those that lie below others of them.
fn outermost(names: BTreeSet<String>) -> Vec<String> {
    let lies_below_another = |name: &str| {
        !name.is_empty() && (names.contains("") || name.match_indices('/').any(|(at, _)| names.contains(&name[..at])))
    };
    names.iter().filter(|name| !lies_below_another(name)).cloned().collect()
}
