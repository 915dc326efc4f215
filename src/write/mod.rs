//! Publishes a site: the reader sees the old folder or the new one, and no file of somebody else is lost.
//!
//! In: the paths of the site and a function that renders one of them. Out: the folder. Start at [`publish`], which reads
//! as the story of a build:
//!
//! 1. The new tree is staged in `.NAME.casebook/new`, beside the folder `NAME` that it is to replace, and locked there
//!    against a second build. Pages are rendered in parallel; those with other bytes than the published ones are
//!    written at once, so memory holds no more than the pages being rendered.
//! 2. Only when every page is rendered it is decided what else the new tree holds (`Change::plan`): everything in the
//!    folder that no build of ours wrote is carried over, by hard links. What stands in our way is a refusal, not a
//!    deletion.
//! 3. The caller is told what is about to happen ([`Before`]), and may still stop it.
//! 4. The two folders are exchanged in one step. Where system or disk cannot do that, such as for a mount point, which is
//!    found out beforehand, changed files are moved one by one, and [`Outcome::in_place`] says so.
//!
//! A caller who knows that nothing changed asks [`left_by`] whether the folder is still whole, and needs no page for it.
//!
//! Whose a file is, [`manifest`] tells. A build that is killed at any moment before the exchange leaves the folder as it
//! was, and after it complete; the next build clears what it left staged. This holds against a kill and not against a
//! power cut: nothing is forced out to the disk, which would cost ten times the rest, and the next build repairs
//! whatever differs. A file that somebody adds while the new tree is filled is carried over after the exchange; one
//! that somebody replaces in that moment goes back to what it was, which is the one gap that is left.
#![allow(clippy::disallowed_methods, reason = "this module is an edge: files are written here so that stages need not")]

mod before;
mod carry;
mod folder;
mod left;
pub mod limits;
mod place;
mod plan;
mod stage;
#[cfg(test)]
mod tests;

pub use self::before::{Before, InPlace};
pub use self::left::left_by;
pub use self::plan::check_names;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::before::in_place;
use self::place::{exchange, has_bytes, move_one_by_one, resolve, swap};
use self::plan::{Change, Old, Tree};
use self::stage::Stage;
use crate::diag::text::visible;
use crate::fs::IoError;
use crate::manifest;
use crate::text::checksum::sha256;

/// What a build did to the folder. The manifest is not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Files that are new or have other bytes than before.
    pub written: usize,
    /// Files that have the same bytes as before and were not touched.
    pub unchanged: usize,
    /// Files of an earlier build that are gone.
    pub removed: usize,
    /// Whether a new folder took the place of the old one, or of none, in one step.
    pub exchanged: bool,
    /// Whether files were moved one by one because they could not be exchanged together; a reader may have seen old
    /// and new ones side by side.
    pub in_place: bool,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishError<E> {
    /// All pages that could not be rendered, in path order.
    Render(Vec<(String, E)>),
    /// The disk refused.
    Io(IoError),
    /// Files in the folder that no build wrote stand where the site needs others.
    Foreign {
        /// The folder as it was named.
        out: PathBuf,
        /// What stands in the way, below the folder, in order.
        paths: Vec<PathBuf>,
    },
    /// The caller did not want it after all.
    Stopped,
    /// Another build is writing this folder.
    Busy {
        /// The folder as it was named.
        out: PathBuf,
    },
    /// The site has paths that not every disk can tell apart, or that are none.
    Names {
        /// The paths, in order.
        paths: Vec<String>,
        /// What is wrong with them; goes after "they".
        fault: &'static str,
    },
}

/// Makes the folder `out` hold the site: each of `paths`, rendered by `render` in about this order, and the manifest.
/// Everything else in it stays, except what an earlier build wrote and this one does not. Nothing changes unless every page renders; nothing
/// is written if no byte differs. When all is ready `go_on` is asked whether it shall be, and again should the
/// disk refuse the step that it was found able to do. A symbolic link is followed
/// to the folder that it names.
pub fn publish<E: Send>(
    out: &Path,
    paths: &[&str],
    render: &(dyn Fn(&str) -> Result<Vec<u8>, E> + Sync),
    go_on: &dyn Fn(&Before) -> bool,
) -> Result<Outcome, PublishError<E>> {
    publish_by(exchange, out, paths, render, go_on)
}

/// Exchanges two folders of one disk; `false` where that cannot be done and nothing was.
type Exchange = fn(&Path, &Path) -> io::Result<bool>;

/// [`publish`] with the step that not every system has, so that tests can take it away.
fn publish_by<E: Send>(
    exchange: Exchange,
    out: &Path,
    paths: &[&str],
    render: &(dyn Fn(&str) -> Result<Vec<u8>, E> + Sync),
    go_on: &dyn Fn(&Before) -> bool,
) -> Result<Outcome, PublishError<E>> {
    check_names(paths)?;
    let target = &resolve(out)?;
    let Some(stage) = Stage::claim(target)? else { return Err(PublishError::Busy { out: out.into() }) };

    let old = Old::read(target)?;
    let pages = render_pages(paths, target, &old, &stage, render)?;
    // The folder is listed anew, since rendering takes its time and somebody may have put a file there meanwhile.
    let change = Change::plan(target, Tree::scan(target)?, old, pages)?;
    if !change.foreign.is_empty() {
        return Err(PublishError::Foreign { out: out.into(), paths: change.foreign });
    }
    let mut outcome = change.outcome();
    let in_place = if change.is_any() { in_place(exchange, &stage, target, &change.tree)? } else { None };
    let sizes = change.pages.iter().map(|(path, page)| (*path, page.bytes)).collect();
    let before = Before { sizes, in_place };
    if !go_on(&before) {
        return Err(PublishError::Stopped);
    }
    if change.is_any() {
        stage.write(manifest::PATH, &change.manifest)?;
        outcome.exchanged = before.in_place.is_none() && stage.fill(&change)? && swap(exchange, &stage, &change)?;
        outcome.in_place = !outcome.exchanged;
        // The disk did not do what it was found able to do; still nothing in the folder has changed.
        let unexpected = outcome.in_place && before.in_place.is_none();
        if unexpected && !go_on(&Before { sizes: Vec::new(), in_place: Some(InPlace::NoExchange) }) {
            return Err(PublishError::Stopped);
        }
        if outcome.in_place {
            move_one_by_one(&stage, &change)?;
        }
        stage.clear()?;
    }
    Ok(outcome)
}

/// What became of one path of the site.
struct Page {
    /// SHA-256 of its bytes in hexadecimal digits.
    checksum: String,
    /// How many bytes it has.
    bytes: u64,
    /// Whether the published file has these bytes; if not they are staged.
    same: bool,
}

/// By path.
type Pages<'a> = BTreeMap<&'a str, Page>;

/// Renders all pages in parallel and stages those that differ.
fn render_pages<'a, E: Send>(
    paths: &[&'a str],
    target: &Path,
    old: &Old,
    stage: &Stage,
    render: &(dyn Fn(&str) -> Result<Vec<u8>, E> + Sync),
) -> Result<Pages<'a>, PublishError<E>> {
    let before = Tree::scan(target)?;
    let results: Vec<Result<Page, PageError<E>>> = paths
        .par_iter()
        .map_init(Vec::new, |buffer, path| {
            let bytes = render(path).map_err(PageError::Render)?;
            let checksum = sha256(&bytes);
            // What the last build left with another checksum is either that still, or altered since. The file is looked
            // at all the same where the checksum is this one, for somebody may have altered it.
            let differed = old.files.get(*path).is_some_and(|left| *left != checksum);
            let same = !differed
                && before.has_file(path)
                && has_bytes(&target.join(path), &bytes, buffer).map_err(PageError::Io)?;
            if !same {
                stage.write(path, &bytes).map_err(PageError::Io)?;
            }
            Ok(Page { checksum, bytes: bytes.len() as u64, same })
        })
        .collect();

    let mut pages = Vec::with_capacity(paths.len());
    let mut render_errors = Vec::new();
    let mut io_error = None;
    for (&path, result) in paths.iter().zip(results) {
        match result {
            Ok(page) => pages.push((path, page)),
            Err(PageError::Render(error)) => render_errors.push((path.to_owned(), error)),
            Err(PageError::Io(error)) => io_error = io_error.or(Some(error)),
        }
    }
    if !render_errors.is_empty() {
        render_errors.sort_by(|(a, _), (b, _)| a.cmp(b));
        return Err(PublishError::Render(render_errors));
    }
    io_error.map_or_else(|| Ok(pages.into_iter().collect()), |error| Err(error.into()))
}

enum PageError<E> {
    Render(E),
    Io(IoError),
}

impl<E> From<IoError> for PublishError<E> {
    fn from(error: IoError) -> Self {
        Self::Io(error)
    }
}

impl<E> fmt::Display for PublishError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |out: &Path| visible(&out.to_string_lossy());
        match self {
            Self::Render(pages) => {
                write_list(f, "cannot render these pages", pages.iter().map(|(path, _)| path.into()))
            }
            Self::Io(error) => error.fmt(f),
            Self::Foreign { out, paths } => {
                let out = named(out);
                let title = format!("cannot write into `{out}`: these files are not from a build of this dossier");
                write_list(f, &title, paths.iter().map(|path| path.to_string_lossy()))?;
                f.write_str("\nhelp: move them away, or choose another folder with `--out`")
            }
            Self::Stopped => f.write_str("nothing was published"),
            Self::Busy { out } => {
                let out = named(out);
                write!(f, "cannot write into `{out}`: another build is writing there\nhelp: wait for it to end")
            }
            Self::Names { paths, fault } => {
                write_list(f, &format!("cannot publish under these paths: they {fault}"), paths.iter().map(Into::into))
            }
        }
    }
}

impl<E: fmt::Debug> std::error::Error for PublishError<E> {}

/// A title and an indented line for each path; of very many, the first.
fn write_list<'a>(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    paths: impl ExactSizeIterator<Item = std::borrow::Cow<'a, str>>,
) -> fmt::Result {
    const SHOWN: usize = 20;
    let more = paths.len().saturating_sub(SHOWN);
    f.write_str(title)?;
    for path in paths.take(SHOWN) {
        write!(f, "\n  {}", visible(&path))?;
    }
    if more > 0 { write!(f, "\n  … and {more} more") } else { Ok(()) }
}
