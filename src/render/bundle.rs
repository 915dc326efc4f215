//! The whole site as one file: renders what goes into a bundle, and hands it to the one who makes it.
//!
//! In: the site and a form. Out: bytes. Start at [`bundle`]. Pages in a bundle are those of the site, but for the downloads
//! on the front page: no bundle holds another.

use rayon::prelude::*;

use super::view::{BundleGroup, BundleView, WordedLink};
use super::{Page, book, thinned};
use crate::bundle::html::{self, Parts};
use crate::bundle::{Tree, tree, zip};
use crate::diag::{Checked, Diagnostic};
use crate::model::ask::Ask;
use crate::model::bundle::{Form, name_of};
use crate::model::key::PageKey;
use crate::model::site::{PageSpec, Site};

/// The bundle of `site` in a form; no bytes where a template fails. `step` is called for each file that is rendered.
pub fn bundle(site: &Site, form: Form, step: &(dyn Fn() + Sync)) -> Checked<Vec<u8>> {
    let files = match files(site, step) {
        Ok(files) => files,
        Err(diags) => return Checked { value: Vec::new(), diags },
    };
    let title = &site.shown.dossier.config.title;
    match form {
        Form::Zip => Checked { value: zip::zip(&name_of(title), &tree(files)), diags: Vec::new() },
        Form::Html => one_file(site, files),
        Form::Epub => book::book(site, files, pages(site)),
    }
}

/// How many files [`bundle`] renders.
pub fn count(site: &Site) -> usize {
    site.pages.values().filter(|spec| !matches!(spec, PageSpec::Bundle(_))).count()
}

/// Every file of the site but its bundles.
fn files(site: &Site, step: &(dyn Fn() + Sync)) -> Result<Tree, Vec<Diagnostic>> {
    if let Some(search) = &site.search {
        // Made by all threads together, so it must be there before each of them is at a page.
        search.finished(site);
    }
    let paths: Vec<&String> =
        site.pages.iter().filter(|(_, spec)| !matches!(spec, PageSpec::Bundle(_))).map(|(path, _)| path).collect();
    let render = |path: &&String| {
        let mut page = super::answered(Ask::for_bundle_of(site), path);
        // All of them are kept until they are bundled.
        page.value.shrink_to_fit();
        step();
        ((*path).clone(), page)
    };
    let mut diags = Vec::new();
    let rendered: Vec<(String, Checked<Vec<u8>>)> = paths.par_iter().map(render).collect();
    let files: Tree = rendered.into_iter().map(|(path, page)| (path, page.unload(&mut diags))).collect();
    if diags.is_empty() { Ok(files) } else { Err(thinned(diags)) }
}

/// The pages that a bundle holds, in reading order.
fn pages(site: &Site) -> Vec<String> {
    let dossier = &site.shown.dossier;
    let mut keys = vec![PageKey::Front];
    let further = |list: &PageKey| -> Vec<PageKey> {
        let numbers = 2..;
        numbers.map(|number| list.part(number)).take_while(|key| site.pages.contains_key(&key.path())).collect()
    };
    keys.extend(further(&PageKey::Front));
    for source in &dossier.sources {
        let id = &source.page.page.id;
        keys.extend([PageKey::Source(id.clone()), PageKey::Record(id.clone())]);
    }
    keys.push(PageKey::Questions);
    keys.extend(dossier.questions.iter().map(|page| PageKey::Question(page.page.id.clone())));
    keys.push(PageKey::Timeline);
    keys.extend(dossier.essays.iter().map(|page| PageKey::Essay(page.page.id.clone())));
    keys.extend(dossier.packets.iter().map(|page| PageKey::Packet(page.page.id.clone())));
    keys.push(PageKey::Glossary);
    for entry in &dossier.entries {
        let key = PageKey::Entry(entry.page.id.clone());
        let parts = further(&key);
        keys.push(key);
        keys.extend(parts);
    }
    for key in [PageKey::Matrix, PageKey::Bibliography, PageKey::Search, PageKey::Colophon] {
        let parts = further(&key);
        keys.push(key);
        keys.extend(parts);
    }
    keys.iter().map(PageKey::path).filter(|path| site.pages.contains_key(path)).collect()
}

fn one_file(site: &Site, mut files: Tree) -> Checked<Vec<u8>> {
    const ROUTES: &str = "assets/bundle.js";
    let theme = &site.theme;
    let page = Page::new(Ask::for_bundle_of(site), "index.html");
    let shell = page.fill("bundle.html", &page.bundle_view());
    let diags = page.problems.into_inner();
    if !diags.is_empty() {
        return Checked { value: Vec::new(), diags };
    }
    files.insert(ROUTES.to_owned(), theme.bundle.to_vec());
    let mut scripts = vec![ROUTES, &theme.script, &theme.reading];
    if site.search.is_some() {
        scripts.push(&theme.search);
    }
    let value = html::html(&Parts {
        shell: shell.as_bytes(),
        pages: &pages(site),
        styles: &[&theme.style, &theme.code_style],
        early: &theme.early,
        scripts: &scripts,
        base_url: site.shown.dossier.config.base_url.as_deref(),
        tree: &files,
    });
    Checked { value, diags: Vec::new() }
}

impl Page<'_> {
    /// The page around those of a bundle, with a table of them all.
    fn bundle_view(&self) -> BundleView {
        let title = self.ask.config().title.clone();
        BundleView { layout: self.layout("bundle", title, Some(&PageKey::Front), false), groups: self.all_pages() }
    }

    /// All pages by kind, in reading order.
    pub(super) fn all_pages(&self) -> Vec<BundleGroup> {
        let group = |key: &'static str, list: Option<PageKey>, pages: Vec<PageKey>| BundleGroup {
            key,
            href: list.filter(|list| self.ask.has(&list.path())).map(|list| self.to(&list.path())),
            pages: pages
                .iter()
                .map(|page| WordedLink { href: self.to(&page.path()), title: self.title_of(page) })
                .collect(),
        };
        let entries = self.ask.entries().iter().map(|page| PageKey::Entry(page.page.id.clone()));
        let mut groups = vec![
            group("nav-introduction", Some(PageKey::Front), Vec::new()),
            group(
                "sources",
                None,
                self.ask.sources().iter().map(|page| PageKey::Source(page.page.page.id.clone())).collect(),
            ),
            group(
                "nav-questions",
                Some(PageKey::Questions),
                self.ask.questions().iter().map(|page| PageKey::Question(page.page.id.clone())).collect(),
            ),
            group("nav-timeline", Some(PageKey::Timeline), Vec::new()),
            group("essays", None, self.ask.essays().iter().map(|page| PageKey::Essay(page.page.id.clone())).collect()),
            group(
                "packets",
                None,
                self.ask.packets().iter().map(|page| PageKey::Packet(page.page.id.clone())).collect(),
            ),
            group("nav-glossary", Some(PageKey::Glossary), entries.collect()),
            group("nav-matrix", Some(PageKey::Matrix), Vec::new()),
            group("nav-bibliography", Some(PageKey::Bibliography), Vec::new()),
            group("nav-search", Some(PageKey::Search), Vec::new()),
            group("nav-colophon", Some(PageKey::Colophon), Vec::new()),
        ];
        groups.retain(|group| group.href.is_some() || !group.pages.is_empty());
        groups
    }
}
