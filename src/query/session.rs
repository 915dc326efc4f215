//! A dossier while somebody works on it.
//!
//! In: the inputs, again and again as they change. Out: the last site without errors, and any of its files when asked.
//! Start at [`Session::update`].

use std::sync::Arc;

use super::{Options, site};
use crate::diag::{Checked, Diagnostic, has_errors};
use crate::model::files::Files;
use crate::model::site::Site;
use crate::render::render;

/// The last good state of a dossier, and what is known of it.
#[derive(Debug)]
pub struct Session {
    options: Options,
    site: Option<Arc<Site>>,
}

impl Session {
    /// A session that has seen no inputs yet.
    pub fn new(options: Options) -> Self {
        Self { options, site: None }
    }

    /// Takes `files` as the inputs from now on, and returns all that is wrong or suspicious with them. While an error is
    /// among that, the site stays the last one without.
    pub fn update(&mut self, files: &Files) -> Vec<Diagnostic> {
        let Checked { value, diags } = site(files, &self.options);
        if !has_errors(&diags) {
            self.site = Some(Arc::new(value.site));
        }
        diags
    }

    /// The last site without errors; `None` while there was none.
    pub fn site(&self) -> Option<&Arc<Site>> {
        self.site.as_ref()
    }

    /// The bytes of the file at `path` of the last good site; `None` if it has no such file. Errors of templates come
    /// with it, and then there are no bytes.
    pub fn render(&self, path: &str) -> Option<Checked<Arc<[u8]>>> {
        let site = self.site.as_ref()?;
        site.pages.contains_key(path).then(|| render(site, path).map(Into::into))
    }
}
