//! A dossier while somebody works on it.
//!
//! In: the inputs, again and again as they change. Out: the last site without errors, and any of its files when asked.
//! Start at [`Session::update`]. Two laws hold, and are tested: whatever the edits, the files are byte for byte those of a
//! build from nothing; and an edit makes only those pages anew that got another answer to something they asked.

use std::collections::{BTreeMap, HashSet};
use std::mem::discriminant;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::{Memory, Options, Work};
use crate::diag::{Checked, Diagnostic, has_errors};
use crate::model::ask::{Ask, Asked};
use crate::model::files::Files;
use crate::model::site::{PageSpec, Site};
use crate::render::answered;

/// How many bytes of pages are kept; what they asked takes several times as much. Beyond, all are forgotten, which costs time
/// and nothing else. Those in sight of anybody are far fewer.
const MOST_KEPT: usize = 16 << 20;

/// The last good state of a dossier, and what is known of it.
#[derive(Debug)]
pub struct Session {
    options: Options,
    memory: Memory,
    site: Option<Arc<Site>>,
    pages: Mutex<Pages>,
}

/// The pages that somebody looked at.
#[derive(Debug, Default)]
struct Pages {
    kept: BTreeMap<String, Arc<Kept>>,
    bytes: usize,
    made: usize,
}

/// A page and what it was made of.
#[derive(Debug)]
struct Kept {
    page: Checked<Arc<[u8]>>,
    asked: Asked,
}

impl Session {
    /// A session that has seen no inputs yet.
    pub fn new(options: Options) -> Self {
        Self { options, memory: Memory::default(), site: None, pages: Mutex::default() }
    }

    /// Takes `files` as the inputs from now on, and returns what is wrong with them; what is merely suspicious,
    /// [`suspicions`](super::suspicions) tells of the site. While an error is among it, the site stays the last one without. What did not change since the last inputs is to be the same value
    /// in both, down to the pointer, as [`Files::with`] leaves it: by that it is recognised.
    pub fn update(&mut self, files: &Files) -> Vec<Diagnostic> {
        let mut diags = Vec::new();
        let (dossier, _) = self.memory.dossier(files, &self.options).unload(&mut diags);
        let site = self.memory.site(dossier, files, &self.options).unload(&mut diags);
        let is_dressed_alike = self.site.as_ref().is_some_and(|former| Arc::ptr_eq(&former.theme, &site.theme));
        if !has_errors(&diags) && !is_dressed_alike {
            diags.extend(faults_of_templates(&site));
        }
        if !has_errors(&diags) {
            let former = self.site.replace(Arc::new(site));
            // What is left of it is a million small values, and nobody need wait until they are gone.
            rayon::spawn(move || drop(former));
        }
        diags
    }

    /// Takes `former` for the reading texts of an earlier build from now on.
    pub fn remember(&mut self, former: BTreeMap<String, Arc<str>>) {
        self.options.former = former;
        self.memory.forget_history();
    }

    /// The last site without errors; `None` while there was none.
    pub fn site(&self) -> Option<&Arc<Site>> {
        self.site.as_ref()
    }

    /// The bytes of the file at `path` of the last good site; `None` if it has no such file. Errors of templates come
    /// with it, and then there are no bytes.
    pub fn render(&self, path: &str) -> Option<Checked<Arc<[u8]>>> {
        let site = self.site.as_ref().filter(|site| site.pages.contains_key(path))?;
        let pages = || self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let known = pages().kept.get(path).cloned();
        if let Some(known) = known.filter(|known| known.asked.is_answered_alike(site)) {
            return Some(known.page.clone());
        }
        let (page, asked) = Asked::by(site, |ask| answered(ask, path));
        let page = page.map(Arc::from);
        pages().keep(path, Kept { page: page.clone(), asked });
        Some(page)
    }

    /// How much was made, and not used again, since the beginning.
    pub fn work(&self) -> Work {
        let pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner).made;
        Work { pages, ..self.memory.work() }
    }
}

/// What is wrong with the templates of a new theme, as a page of each kind shows it.
fn faults_of_templates(site: &Site) -> Vec<Diagnostic> {
    let mut kinds = HashSet::new();
    let pages = site.pages.iter().filter(|(_, spec)| match spec {
        PageSpec::Page(key) => kinds.insert(discriminant(key)),
        _ => false,
    });
    let pages: Vec<&String> = pages.map(|(path, _)| path).collect();
    let mut diags: Vec<Diagnostic> =
        pages.par_iter().flat_map_iter(|path| answered(Ask::for_trial_of(site), path).diags).collect();
    // A broken template that several kinds share breaks all of them; its place is what counts.
    diags.sort_by_key(|diag| diag.span);
    diags.dedup_by(|later, first| later.span == first.span && later.span.is_some());
    diags
}

impl Pages {
    fn keep(&mut self, path: &str, page: Kept) {
        self.made += 1;
        self.bytes += page.page.value.len();
        if self.bytes > MOST_KEPT {
            self.kept.clear();
            self.bytes = page.page.value.len();
        }
        if let Some(former) = self.kept.insert(path.to_owned(), Arc::new(page)) {
            self.bytes -= former.page.value.len();
        }
    }
}
