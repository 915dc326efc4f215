//! Whether a copy of a site is the one that was published: a folder, or a bundle of it.
//!
//! In: a path. Out: what differs from the manifest that the copy carries. Start at [`verify`]. Needs no network and trusts
//! nothing that it reads. It says that a copy is whole, not who made it: a manifest is no signature. Empty folders are no
//! files, and are not looked at.
#![allow(clippy::disallowed_methods, reason = "this module is an edge: copies are read where they are")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use ::zip::ZipArchive;
use ::zip::result::ZipError;
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::bundle::{epub, html, seal, zip};
use crate::fs::{self, At as _, IoError};
use crate::manifest::{self, Manifest};
use crate::text::checksum::{sha256, sha256_of};

/// The most that an archive unpacks to, in bytes, unless it is large itself: more than any build writes, and less than a
/// forged archive could claim.
const MOST: u64 = 4 << 30;

/// How many times its own size an archive may have unpacked. Sites are packed to a tenth, those of much repetition to a thirtieth.
const RATIO: u64 = 100;

/// The largest bundle of one HTML file, in bytes, and the largest manifest. They are read as a whole; no build makes such ones.
const LARGEST: u64 = 1 << 30;

/// What is wrong with a copy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The file has other bytes than were published.
    Changed(String),
    /// The file is gone.
    Missing(String),
    /// The file was not published with the others.
    Additional(String),
    /// The file cannot be read from the copy; why.
    Unreadable(String, String),
    /// No file differs, but the bundle that holds them is not the one that was made.
    Container,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let visible = |path: &str| crate::diag::text::visible(path);
        match self {
            Self::Changed(path) => write!(f, "changed: {}", visible(path)),
            Self::Missing(path) => write!(f, "missing: {}", visible(path)),
            Self::Additional(path) => write!(f, "additional: {}", visible(path)),
            Self::Unreadable(path, why) => write!(f, "unreadable: {}: {why}", visible(path)),
            Self::Container => write!(f, "changed: the bundle itself, between its files"),
        }
    }
}

/// What was found out about a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many files its manifest lists.
    pub files: usize,
    /// The program that published it.
    pub tool: String,
    /// What is wrong, in order; empty for a whole copy.
    pub faults: Vec<Fault>,
}

/// Why nothing can be said about a copy.
#[derive(Debug)]
pub enum Refusal {
    /// The disk refused.
    Io(IoError),
    /// It is no site and no bundle.
    NoCopy(String),
    /// It was one, but what its files could be compared with is damaged or cut off.
    Damaged(String),
}

impl From<IoError> for Refusal {
    fn from(error: IoError) -> Self {
        Self::Io(error)
    }
}

/// Compares the copy at `path` with the manifest that it carries.
pub fn verify(path: &Path) -> Result<Report, Refusal> {
    let metadata = path.metadata().at("read", path)?;
    if metadata.is_dir() {
        return folder(path);
    }
    let neither = "it is neither a published folder nor a bundle of one";
    if !metadata.is_file() {
        return Err(Refusal::NoCopy(neither.to_owned()));
    }
    let length = metadata.len();
    let mut file = File::open(path).at("read", path)?;
    let mut part = |from: u64, most: u64| {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(from)).and_then(|_| (&file).take(most).read_to_end(&mut bytes)).at("read", path)?;
        Ok::<_, IoError>(bytes)
    };
    let beginning = part(0, 16)?;
    if beginning.is_empty() {
        return Err(Refusal::Damaged("it is empty".to_owned()));
    }
    let end = part(length.saturating_sub(zip::LONGEST_END as u64), zip::LONGEST_END as u64)?;
    if zip::is_archive(&beginning, &end) && !is_markup(&beginning) {
        return archive(&file, length, &end);
    }
    let is_named =
        |names: &[&str]| path.extension().is_some_and(|name| names.iter().any(|one| name.eq_ignore_ascii_case(one)));
    if is_named(&["zip", "epub"]) {
        return Err(Refusal::Damaged("by its name it is an archive, and it is none".to_owned()));
    }
    if length > LARGEST {
        return Err(Refusal::NoCopy(format!("it is no archive, and larger than {} MiB", LARGEST >> 20)));
    }
    let bytes = part(0, length)?;
    if let Some(held) = html::held(&bytes) {
        return one_file(&bytes, held);
    }
    if html::is_part_of_one(&bytes) {
        return Err(Refusal::Damaged("its manifest is damaged or cut off".to_owned()));
    }
    // Not even the first line is there.
    if is_named(&["html", "htm"]) && is_markup(&beginning) && length < DOCTYPE.len() as u64 {
        return Err(Refusal::Damaged(format!("of it there is no more than `{}`", String::from_utf8_lossy(&beginning))));
    }
    Err(Refusal::NoCopy(neither.to_owned()))
}

/// What a page begins with.
const DOCTYPE: &[u8] = b"<!doctype html>";

/// Whether a file begins as a page does, as far as it goes.
fn is_markup(beginning: &[u8]) -> bool {
    let length = beginning.len().min(DOCTYPE.len());
    beginning[..length].eq_ignore_ascii_case(&DOCTYPE[..length])
}

/// What a copy holds: each file's path with the checksum of its bytes, or why it cannot be read.
type Held = BTreeMap<String, Result<String, String>>;

fn folder(root: &Path) -> Result<Report, Refusal> {
    let manifest = fs::read_if_there(&root.join(manifest::PATH))?;
    let manifest = manifest.ok_or_else(|| Refusal::NoCopy(format!("it has no `{}`", manifest::PATH)))?;
    let mut paths = Vec::new();
    for entry in WalkDir::new(root).min_depth(1).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => paths.push(entry.into_path()),
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                let source = error.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into());
                return Err(IoError::new("read", path, source).into());
            }
        }
    }
    let held = paths.par_iter().map(|path| {
        let below = path.strip_prefix(root).unwrap_or(path);
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let sum = match path.symlink_metadata() {
            Ok(metadata) if metadata.is_file() => sum(path),
            Ok(_) => Err("it is no file".to_owned()),
            Err(error) => Err(fs::reason(&error)),
        };
        (parts.join("/"), sum)
    });
    let held: Held = held.collect();
    compare(&manifest, manifest::PATH, held)
}

/// The checksum of a file, which is not read into memory as a whole.
fn sum(path: &Path) -> Result<String, String> {
    File::open(path).and_then(sha256_of).map(|(sum, _)| sum).map_err(|error| fs::reason(&error))
}

/// An archive of so many bytes that ends in `end`.
fn archive(file: &File, length: u64, end: &[u8]) -> Result<Report, Refusal> {
    let broken = |error: ZipError| Refusal::Damaged(format!("the archive is damaged or cut off: {error}"));
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    // In the order of their numbers.
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.map_or_else(|_| "a name that is no text".to_owned(), std::borrow::Cow::into_owned))
        .collect();
    // The manifest, and the folder that everything lies in.
    let Some((above, listing)) = manifest_in(&names) else {
        let why = format!("it has no `{}`", manifest::PATH);
        return Err(if seal::is_in(end) { Refusal::Damaged(why) } else { Refusal::NoCopy(why) });
    };
    let mut held = Held::new();
    let mut manifest = Vec::new();
    let mut twice = BTreeSet::new();
    let all = length.saturating_mul(RATIO).max(MOST);
    let mut left = all;
    for number in 0..archive.len() {
        let name = names.get(number).cloned().unwrap_or_default();
        let path = name.strip_prefix(&above).map_or_else(|| format!("../{name}"), str::to_owned);
        let sum = match archive.by_index(number) {
            Ok(file) if file.is_dir() => continue,
            Ok(file) if path == listing => {
                let read = file.take(LARGEST).read_to_end(&mut manifest);
                read.map(|_| sha256(&manifest)).map_err(|error| error.to_string())
            }
            Ok(file) => match sha256_of(file.take(left.saturating_add(1))) {
                Ok((_, length)) if length > left => {
                    left = 0;
                    Err(format!("with all before it, it is larger than {} MiB when unpacked", all >> 20))
                }
                Ok((sum, length)) => {
                    left -= length;
                    Ok(sum)
                }
                Err(error) => Err(error.to_string()),
            },
            Err(error) => Err(error.to_string()),
        };
        if held.insert(path.clone(), sum).is_some() {
            twice.insert(path);
        }
    }
    let mut report = compare(&manifest, listing, held)?;
    report.faults.extend(twice.into_iter().map(Fault::Additional));
    report.faults.sort();
    if report.faults.is_empty() && !is_sealed(file, length, end).map_err(|error| broken(error.into()))? {
        report.faults.push(Fault::Container);
    }
    Ok(report)
}

/// Whether a file of so many bytes ends in its seal.
fn is_sealed(mut file: &File, length: u64, end: &[u8]) -> io::Result<bool> {
    let Some(at) = end.len().checked_sub(seal::MARK.len() + seal::LENGTH) else { return Ok(false) };
    file.rewind()?;
    let (sum, _) = sha256_of(file.take(length - (end.len() - at) as u64))?;
    Ok(end[at..] == *seal::with(&sum).as_bytes())
}

/// Where the manifest of an archive lies: the folder of the site, and the path below it.
fn manifest_in(names: &[String]) -> Option<(String, &'static str)> {
    let ending = format!("/{}", manifest::PATH);
    if let Some(folder) = names.iter().find_map(|name| name.strip_suffix(&ending)) {
        return Some((format!("{folder}/"), manifest::PATH));
    }
    let found = [manifest::PATH, epub::MANIFEST].into_iter().find(|path| names.iter().any(|name| name == path));
    found.map(|path| (String::new(), path))
}

fn one_file(bytes: &[u8], held: html::Held<'_>) -> Result<Report, Refusal> {
    let files = held.files.into_iter().map(|(path, sum)| (path, Ok(sum))).collect();
    let mut report = compare(held.manifest, "manifest", files)?;
    report.faults.extend(held.twice.into_iter().map(Fault::Additional));
    report.faults.sort();
    if report.faults.is_empty() && !html::is_whole(bytes) {
        report.faults.push(Fault::Container);
    }
    Ok(report)
}

/// What `held` has otherwise than `manifest` says, which lies at `listing`.
fn compare(manifest: &[u8], listing: &str, mut held: Held) -> Result<Report, Refusal> {
    let Some(listed) = manifest::parse(manifest) else {
        return Err(Refusal::Damaged(format!("its `{listing}` is damaged")));
    };
    let mut faults = BTreeSet::new();
    held.remove(listing);
    // A manifest is written in one way only, and closes with a checksum of itself.
    if listed.to_json() != manifest {
        faults.insert(Fault::Changed(listing.to_owned()));
    }
    let Manifest { tool, files } = listed;
    for (path, sum) in &files {
        match held.remove(path) {
            Some(Ok(found)) if found == *sum => {}
            Some(Ok(_)) => drop(faults.insert(Fault::Changed(path.clone()))),
            Some(Err(why)) => drop(faults.insert(Fault::Unreadable(path.clone(), why))),
            None => drop(faults.insert(Fault::Missing(path.clone()))),
        }
    }
    faults.extend(held.into_keys().map(Fault::Additional));
    Ok(Report { files: files.len(), tool, faults: faults.into_iter().collect() })
}
