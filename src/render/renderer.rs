//! Renders the files of a site that offers bundles of itself: what is alike in both is made once.
//!
//! In: the site. Out: its files, one at a time, in any order and by any number of threads. Start at [`Renderer::render`].

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::{answered, bundle, render};
use crate::diag::Checked;
use crate::model::ask::{Ask, Others};
use crate::model::bundle::Form;
use crate::model::site::{PageSpec, Site};

/// Renders a site. As long as it lives it keeps what bundles have as well.
#[derive(Debug)]
pub struct Renderer<'a> {
    site: &'a Site,
    /// The files of the site that are in a bundle as well, each once somebody asked for it.
    made: BTreeMap<&'a str, OnceLock<Made>>,
}

/// A file of the site.
#[derive(Debug)]
struct Made {
    file: Checked<Vec<u8>>,
    /// The bundles in which it is another one.
    others: BTreeSet<Form>,
}

impl<'a> Renderer<'a> {
    /// A renderer of `site` and the bundles that it offers.
    pub fn new(site: &'a Site) -> Self {
        let forms = &site.shown.dossier.config.bundles;
        let is_shared = |spec: &PageSpec| forms.iter().any(|form| spec.is_in(form.value));
        let shared = site.pages.iter().filter(|(_, spec)| is_shared(spec));
        Self { site, made: shared.map(|(path, _)| (path.as_str(), OnceLock::new())).collect() }
    }

    /// The same as [`render`].
    ///
    /// # Panics
    /// If the site has no such path.
    pub fn render(&self, path: &str) -> Checked<Vec<u8>> {
        if let Some(PageSpec::Bundle(form)) = self.site.pages.get(path) {
            let bundle = bundle::of_files(self.site, *form, &|path| self.in_bundle(*form, path));
            return bundle.map(|bundle| bundle.bytes);
        }
        self.made(path).map_or_else(|| render(self.site, path), |made| made.file.clone())
    }

    /// The file as it is in a bundle.
    fn in_bundle(&self, form: Form, path: &str) -> Checked<Vec<u8>> {
        match self.made(path).filter(|made| !made.others.contains(&form)) {
            Some(made) => made.file.clone(),
            None => answered(Ask::in_bundle(self.site, form), path),
        }
    }

    fn made(&self, path: &str) -> Option<&Made> {
        let make = || {
            let others: Others = RefCell::default();
            let file = answered(Ask::comparing(self.site, &others), path);
            Made { file, others: others.into_inner() }
        };
        Some(self.made.get(path)?.get_or_init(make))
    }
}
