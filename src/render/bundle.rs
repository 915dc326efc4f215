//! The whole site as one file: renders what goes into a bundle, and hands it to the one who makes it.
//!
//! In: the site and a form. Out: a [`Bundle`]. Start at [`bundle`]. Pages in a bundle are those of the site, but offer nothing
//! that the bundle does not have.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::view::{BundleGroup, BundleView, WordedLink};
use super::{Page, book, thinned};
use crate::bundle::html::{self, Parts};
use crate::bundle::{Bundle, Tree, tree, zip};
use crate::diag::{Checked, Diagnostic};
use crate::model::ask::Ask;
use crate::model::bundle::{Form, name_of};
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::site::{PageSpec, Site};

/// The bundle of `site` in a form; an empty one where a template fails. `step` is called for each file that is rendered.
pub fn bundle(site: &Site, form: Form, step: &(dyn Fn() + Sync)) -> Checked<Bundle> {
    of_files(site, form, &|path| {
        let file = super::answered(Ask::in_bundle(site, form), path);
        step();
        file
    })
}

/// The same from its files, which `render` makes.
pub(super) fn of_files(site: &Site, form: Form, render: Render<'_>) -> Checked<Bundle> {
    let files = match files(site, form, render) {
        Ok(files) => files,
        Err(diags) => return Checked { value: Bundle::default(), diags },
    };
    match form {
        Form::Zip => {
            let name = name_of(&site.shown.dossier.config.title);
            let count = files.len();
            let bytes = zip::zip(&name, &tree(files));
            Checked { value: Bundle { bytes, files: count, ..Bundle::default() }, diags: Vec::new() }
        }
        Form::Html => one_file(site, files),
        Form::Epub => book::book(site, files),
    }
}

/// How many files [`bundle`] renders.
pub fn count(site: &Site, form: Form) -> usize {
    site.pages.values().filter(|spec| spec.is_in(form)).count()
}

/// Makes the file at a path of the site as it is in a bundle.
type Render<'a> = &'a (dyn Fn(&str) -> Checked<Vec<u8>> + Sync);

/// The files of the site that a bundle has.
fn files(site: &Site, form: Form, render: Render<'_>) -> Result<Tree, Vec<Diagnostic>> {
    let specs: Vec<(&String, &PageSpec)> = site.pages.iter().filter(|(_, spec)| spec.is_in(form)).collect();
    if let Some(search) =
        site.search.as_ref().filter(|_| specs.iter().any(|(_, spec)| matches!(spec, PageSpec::Search(_))))
    {
        // Made by all threads together, so it must be there before each of them is at a page.
        search.finished(site);
    }
    let render = |(path, _): &(&String, &PageSpec)| {
        let mut page = render(path);
        // All of them are kept until they are bundled.
        page.value.shrink_to_fit();
        ((*path).clone(), page)
    };
    let mut diags = Vec::new();
    let rendered: Vec<(String, Checked<Vec<u8>>)> = specs.par_iter().map(render).collect();
    let files: Tree = rendered.into_iter().map(|(path, page)| (path, page.unload(&mut diags))).collect();
    if diags.is_empty() { Ok(files) } else { Err(thinned(diags)) }
}

/// The parts of a bundle in reading order, by the keys of the words that name them, each with the page that lists what is in
/// it, or the only one that is.
const PARTS: [(&str, Option<PageKey>); 12] = [
    ("nav-introduction", Some(PageKey::Front)),
    ("sources", None),
    ("nav-questions", Some(PageKey::Questions)),
    ("nav-timeline", Some(PageKey::Timeline)),
    ("essays", None),
    ("packets", None),
    ("nav-glossary", Some(PageKey::Glossary)),
    ("nav-matrix", Some(PageKey::Matrix)),
    ("nav-bibliography", Some(PageKey::Bibliography)),
    ("nav-changes", Some(PageKey::Changes)),
    ("nav-search", Some(PageKey::Search)),
    ("nav-colophon", Some(PageKey::Colophon)),
];

/// In which of [`PARTS`] a page stands.
fn part_of(key: &PageKey) -> usize {
    match key {
        PageKey::Front => 0,
        PageKey::Source(_) | PageKey::Annotations(_) | PageKey::Record(_) => 1,
        PageKey::Questions | PageKey::Question(_) => 2,
        PageKey::Timeline => 3,
        PageKey::Essay(_) => 4,
        PageKey::Packet(_) => 5,
        PageKey::Glossary | PageKey::Entry(_) => 6,
        PageKey::Matrix => 7,
        PageKey::Bibliography => 8,
        PageKey::Changes => 9,
        PageKey::Search => 10,
        PageKey::Colophon | PageKey::Missing => 11,
        PageKey::Part(list, _) => part_of(list),
    }
}

/// The pages that a bundle has, in reading order: sources in order of publication, each with its record; other pages by id.
pub(super) fn pages(site: &Site, form: Form) -> Vec<PageKey> {
    let sources = &site.shown.dossier.sources;
    let places: BTreeMap<&Id, usize> =
        sources.iter().enumerate().map(|(place, source)| (&source.page.page.id, place)).collect();
    let place = |key: &PageKey| -> (usize, usize, PageKey, usize) {
        let part = part_of(key);
        match key {
            PageKey::Source(id) | PageKey::Record(id) => (part, places[id], key.clone(), 1),
            PageKey::Part(list, number) => (part, 0, (**list).clone(), *number),
            key => (part, 0, key.clone(), 1),
        }
    };
    let specs = site.pages.values().filter(|spec| spec.is_in(form));
    let mut keys: Vec<PageKey> =
        specs.filter_map(|spec| if let PageSpec::Page(key) = spec { Some(key.clone()) } else { None }).collect();
    keys.sort_by_cached_key(place);
    keys
}

fn one_file(site: &Site, mut files: Tree) -> Checked<Bundle> {
    const ROUTES: &str = "assets/bundle.js";
    let theme = &site.theme;
    let page = Page::new(Ask::in_bundle(site, Form::Html), "index.html");
    let shell = page.fill("bundle.html", &page.bundle_view());
    let diags = page.problems.into_inner();
    if !diags.is_empty() {
        return Checked { value: Bundle::default(), diags };
    }
    files.insert(ROUTES.to_owned(), theme.bundle.to_vec());
    let mut scripts = vec![ROUTES, &theme.script, &theme.reading];
    if site.search.is_some() {
        scripts.push(&theme.search);
    }
    let pages: Vec<String> = pages(site, Form::Html).iter().map(PageKey::path).collect();
    let value = html::html(&Parts {
        shell: shell.as_bytes(),
        pages: &pages,
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
        BundleView {
            layout: self.layout("bundle", title, Some(&PageKey::Front), false),
            groups: self.all_pages(Form::Html),
        }
    }

    /// The pages of a bundle by part, without those that are parts of others.
    pub(super) fn all_pages(&self, form: Form) -> Vec<BundleGroup> {
        let pages = pages(self.ask.whole(), form);
        let groups = PARTS.iter().enumerate().map(|(part, (key, list))| {
            let is_listed = |page: &&PageKey| {
                let is_own = !matches!(page, PageKey::Record(_) | PageKey::Part(..));
                is_own && part_of(page) == part && list.as_ref() != Some(*page)
            };
            BundleGroup {
                key,
                href: list.as_ref().filter(|list| pages.contains(list)).map(|list| self.to(&list.path())),
                pages: pages
                    .iter()
                    .filter(is_listed)
                    .map(|page| WordedLink { href: self.to(&page.path()), title: self.title_of(page) })
                    .collect(),
            }
        });
        groups.filter(|group| group.href.is_some() || !group.pages.is_empty()).collect()
    }
}
