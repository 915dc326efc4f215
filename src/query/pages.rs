//! Which files a site has.

use std::collections::BTreeMap;

use crate::model::bundle::Form;
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::memo::Same;
use crate::model::page::Page;
use crate::model::search::SearchFile;
use crate::model::site::{
    Data, FEED, MENTIONS, PageSpec, ROBOTS, SITEMAP, Site, annotations, card, indexed, original, part_of_sitemap,
    reading_text, sitemaps,
};
use crate::model::theme::Theme;

/// Everything that the list of files follows from. While it stays the same, so does the list.
#[derive(Debug, PartialEq)]
pub(super) struct Shape {
    /// Each source with its former ids, whether it has words, and whether the dossier holds on to some.
    sources: Vec<(Id, Vec<Id>, bool, bool)>,
    /// What sources were made of, as far as it is published.
    originals: Vec<(String, Same<[u8]>)>,
    /// Each entry, with the number of pages of its concordance.
    entries: Vec<(Id, usize)>,
    /// Every other page that is called by an id, entries as well, with its former ids.
    others: Vec<(PageKey, Vec<Id>)>,
    /// Over how many pages lists of sources go.
    lists: usize,
    has_questions: bool,
    has_timeline: bool,
    has_changes: bool,
    has_matrix: bool,
    /// Where the site will stand, if that is known.
    base_url: Option<String>,
    search: Option<Vec<SearchFile>>,
    /// Media of pages that are not shown stay away with them.
    media: Vec<(String, Same<[u8]>)>,
    theme: Same<Theme>,
    /// The forms in which readers can take the site with them, and where these lie.
    bundles: Vec<(Form, String)>,
}

impl Shape {
    pub(super) fn of(site: &Site) -> Self {
        let dossier = &site.shown.dossier;
        let former = |page: &Page| page.former.iter().map(|id| id.value.clone()).collect::<Vec<_>>();
        let sources = dossier.sources.iter().zip(site.index.held.iter()).map(|(source, held)| {
            let page = &source.page.page;
            let has_passages = !held.passages.is_empty();
            (page.id.clone(), former(page), source.words.is_some(), has_passages)
        });
        let originals = dossier.sources.iter().flat_map(|source| {
            let files = source.originals.iter().filter_map(|file| Some((&file.name, file.bytes.as_ref()?)));
            files.map(|(name, bytes)| (original(&source.page.page.id, name), Same(bytes.clone())))
        });
        let entries = dossier.entries.iter().map(|entry| {
            let id = &entry.page.id;
            (id.clone(), site.index.concordance(id, dossier.config.pages.lines).len())
        });
        let named = dossier.entries.iter().map(|entry| (PageKey::Entry(entry.page.id.clone()), &entry.page));
        let essays = dossier.essays.iter().map(|essay| (PageKey::Essay(essay.page.id.clone()), &essay.page));
        let packets = dossier.packets.iter().map(|packet| (PageKey::Packet(packet.page.id.clone()), &packet.page));
        let questions = dossier.questions.iter().map(|page| (PageKey::Question(page.page.id.clone()), &page.page));
        let others = named.chain(essays).chain(packets).chain(questions);
        let bundles = dossier.config.bundles.iter();
        let mut media: Vec<(String, Same<[u8]>)> = site
            .index
            .media()
            .filter_map(|path| Some((path.to_owned(), Same(dossier.media.get(path)?.clone()))))
            .collect();
        media.sort_by(|(a, _), (b, _)| a.cmp(b));
        media.dedup_by(|(a, _), (b, _)| a == b);
        Self {
            sources: sources.collect(),
            originals: originals.collect(),
            entries: entries.collect(),
            others: others.map(|(key, page)| (key, former(page))).collect(),
            lists: dossier.config.pages.sources_on_each(dossier.sources.len()).len(),
            has_questions: !dossier.questions.is_empty(),
            has_timeline: dossier.timeline.is_some(),
            has_changes: dossier.changes.is_some(),
            has_matrix: has_matrix(site),
            base_url: dossier.config.base_url.clone(),
            search: site.search.as_ref().map(|search| search.layout.files()),
            media,
            theme: Same(site.theme.clone()),
            bundles: bundles.map(|form| (form.value, form.value.path(&dossier.config.title))).collect(),
        }
    }

    /// Every file of the site and what it is made of. Pages without data do not exist.
    pub(super) fn pages(&self) -> BTreeMap<String, PageSpec> {
        let mut keys = vec![PageKey::Front, PageKey::Colophon, PageKey::Missing];
        let mut pages: BTreeMap<String, PageSpec> = BTreeMap::new();
        let mut moved = Vec::new();
        for (id, former, has_words, has_passages) in &self.sources {
            for key in [PageKey::Source(id.clone()), PageKey::Record(id.clone())] {
                moved.extend(former.iter().map(|id| (key.renamed(id.clone()), key.clone())));
                keys.push(key);
            }
            if *has_words {
                pages.insert(reading_text(id), PageSpec::ReadingText(id.clone()));
            }
            if *has_passages {
                pages.insert(annotations(id), PageSpec::Annotations(id.clone()));
            }
        }
        for (id, parts) in &self.entries {
            let key = PageKey::Entry(id.clone());
            pages.insert(card(id), PageSpec::Card(id.clone()));
            keys.extend((2..=*parts).map(|number| key.part(number)));
        }
        for (key, former) in &self.others {
            moved.extend(former.iter().map(|id| (key.renamed(id.clone()), key.clone())));
            keys.push(key.clone());
        }
        for list in [PageKey::Front, PageKey::Colophon, PageKey::Bibliography] {
            keys.extend((2..=self.lists).map(|number| list.part(number)));
        }
        let mut data = Vec::new();
        if !self.entries.is_empty() {
            keys.push(PageKey::Glossary);
            pages.insert(MENTIONS.to_owned(), PageSpec::Mentions);
            data.push(Data::Glossary);
        }
        if self.has_questions {
            keys.push(PageKey::Questions);
            data.push(Data::Claims);
        }
        if self.has_timeline {
            keys.push(PageKey::Timeline);
            data.push(Data::Events);
        }
        if self.has_changes {
            keys.push(PageKey::Changes);
            if self.base_url.is_some() {
                pages.insert(FEED.to_owned(), PageSpec::Feed);
            }
        }
        if self.has_matrix {
            keys.push(PageKey::Matrix);
        }
        if !self.sources.is_empty() {
            keys.push(PageKey::Bibliography);
            data.extend([Data::BibTex, Data::Ris, Data::CslJson]);
        }
        if let Some(files) = &self.search {
            keys.push(PageKey::Search);
            pages.extend(files.iter().map(|file| (file.path(), PageSpec::Search(*file))));
        }
        pages.extend(data.into_iter().map(|data| (data.path().to_owned(), PageSpec::Data(data))));
        pages.extend(keys.into_iter().map(|key| (key.path(), PageSpec::Page(key))));
        pages.extend(moved.into_iter().map(|(old, new)| (old.path(), PageSpec::Moved(new))));
        let files = self.media.iter().chain(&self.originals);
        pages.extend(files.map(|(path, bytes)| (path.clone(), PageSpec::File(bytes.0.clone()))));
        let theme = &self.theme.0;
        pages.extend(theme.assets.iter().map(|(path, bytes)| (path.clone(), PageSpec::File(bytes.clone()))));
        pages.insert(theme.code_style.clone(), PageSpec::CodeStyle);
        pages.extend(self.bundles.iter().map(|(form, path)| (path.clone(), PageSpec::Bundle(*form))));
        let told = self.told(&pages);
        pages.extend(told);
        pages
    }

    /// What search engines are told of `pages`: nothing where the site has no public address. They ask for `robots.txt` at
    /// the root of a host alone, so below a path there is none.
    fn told(&self, pages: &BTreeMap<String, PageSpec>) -> Vec<(String, PageSpec)> {
        let Some(base) = &self.base_url else { return Vec::new() };
        let paths: Vec<&str> = indexed(pages).collect();
        let parts = sitemaps(base, &paths).len();
        let mut told = vec![(SITEMAP.to_owned(), PageSpec::Sitemap(None))];
        if parts > 1 {
            told.extend((1..=parts).map(|number| (part_of_sitemap(number), PageSpec::Sitemap(Some(number)))));
        }
        let is_root = base.split_once("://").is_some_and(|(_, rest)| rest.find('/') == Some(rest.len() - 1));
        if is_root {
            told.push((ROBOTS.to_owned(), PageSpec::Robots));
        }
        told
    }
}

/// Whether several sources name several entries; else a matrix would be a list.
fn has_matrix(site: &Site) -> bool {
    let dossier = &site.shown.dossier;
    let naming = dossier.sources.iter().filter(|source| !site.index.mentions_in(&source.page.page.id).is_empty());
    let named = dossier.entries.iter().filter(|entry| site.index.count(&entry.page.id).mentions > 0);
    naming.take(2).count() == 2 && named.take(2).count() == 2
}
