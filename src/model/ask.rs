//! How a page asks of the rest of the site, so that what it asked can be recorded with the answers.

use std::sync::Arc;

use super::config::Config;
use super::dossier::{Dossier, Source};
use super::id::Id;
use super::index::{Backlink, Cited, Count, Evidence, Index, Mention, Passage, ProseLinks};
use super::key::PageKey;
use super::site::{Frame, PageSpec, Site};
use super::theme::Theme;
use crate::diag::Checked;

/// The site as a page sees it: by questions alone.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    site: &'a Site,
}

impl<'a> Ask<'a> {
    /// Questions to `site`.
    pub fn of(site: &'a Site) -> Self {
        Self { site }
    }

    /// What is the configuration?
    pub fn config(self) -> &'a Config {
        &self.site.shown.dossier.config
    }

    /// What does the dossier hold?
    pub fn dossier(self) -> &'a Dossier {
        &self.site.shown.dossier
    }

    /// The sources in order of publication.
    pub fn sources(self) -> &'a [Arc<Source>] {
        &self.site.shown.dossier.sources
    }

    /// The source called `id`, if it is shown.
    pub fn source(self, id: &Id) -> Option<&'a Source> {
        Some(&self.site.shown.dossier.sources[self.index().place(id)?])
    }

    /// Which edition is it? `None` for the default one.
    pub fn edition(self) -> Option<&'a str> {
        self.site.shown.edition.as_deref()
    }

    /// How does it look?
    pub fn theme(self) -> &'a Theme {
        &self.site.theme
    }

    /// What stands for an entry in place, on pages `depth` folders deep? `make` makes it of the site alone, if no page has
    /// asked before. The entry is named by its place among the entries.
    pub fn card(self, entry: usize, depth: usize, make: impl FnOnce() -> Checked<String>) -> &'a Checked<String> {
        self.site.shared.card(entry, depth, make)
    }

    /// What stands around the words of pages `depth` folders deep? `make` makes it of the site alone, if no page has asked
    /// before.
    pub fn frame(self, depth: usize, make: impl FnOnce() -> Checked<Frame>) -> &'a Checked<Frame> {
        self.site.shared.frame(depth, make)
    }

    /// Is there a file at `path`?
    pub fn has(self, path: &str) -> bool {
        self.site.pages.contains_key(path)
    }

    /// What is to be rendered at `path`?
    pub fn spec(self, path: &str) -> Option<&'a PageSpec> {
        self.site.pages.get(path)
    }

    /// At which paths are there files?
    pub fn paths(self) -> impl Iterator<Item = &'a str> {
        self.site.pages.keys().map(String::as_str)
    }

    /// The letter that tells a source from others of the same name and year.
    pub fn suffix(self, source: &Id) -> &'a str {
        self.site.suffixes.get(source).map_or("", String::as_str)
    }

    fn index(self) -> &'a Index {
        &self.site.index
    }

    /// What is a page called?
    pub fn title(self, page: &PageKey) -> &'a str {
        self.index().title(page)
    }

    /// Where does a source stand in order of publication?
    pub fn place(self, source: &Id) -> Option<usize> {
        self.index().place(source)
    }

    /// Which entries does a source name, where? In order of place.
    pub fn mentions_in(self, source: &Id) -> &'a [Mention] {
        self.index().mentions_in(source)
    }

    /// Where do sources name an entry? In order of sources and places.
    pub fn mentions_of(self, entry: &Id) -> impl Iterator<Item = &'a Mention> + use<'a> {
        self.index().mentions_of(entry)
    }

    /// How often do sources name an entry?
    pub fn count(self, entry: &Id) -> Count {
        self.index().count(entry)
    }

    /// In how many paragraphs is each other entry named together with this one? Most first, then by id.
    pub fn companions(self, entry: &Id) -> Vec<(Id, usize)> {
        self.index().companions(entry)
    }

    /// Where do the links of a page's prose lead?
    pub fn links_in(self, page: &PageKey) -> Option<&'a ProseLinks> {
        self.index().links_in(page)
    }

    /// Which editorial pages link to a page, in which sentences?
    pub fn backlinks_to(self, page: &PageKey) -> &'a [Backlink] {
        self.index().backlinks_to(page)
    }

    /// What is a source called in a citation?
    pub fn label(self, source: &Id) -> &'a str {
        self.index().label(source)
    }

    /// Which words of a source does anything in the dossier hold on to? In order of place.
    pub fn passages_in(self, source: &Id) -> &'a [Passage] {
        self.index().passages_in(source)
    }

    /// Where does a quotation lead? By page, citation and item of it.
    pub fn cited(self, page: &PageKey, citation: usize, item: usize) -> Option<(&'a Cited, &'a Passage)> {
        self.index().cited(page, citation, item)
    }

    /// What do the sources say about the claims or events of a page, in its order?
    pub fn evidence(self, page: &PageKey) -> &'a [Evidence] {
        self.index().evidence(page)
    }
}
