//! Which files a site has.

use std::collections::BTreeMap;

use crate::model::key::PageKey;
use crate::model::site::{Data, MENTIONS, PageSpec, Site, annotations, card, original, reading_text};

/// Every file of the site and what it is made of. Pages without data do not exist.
pub(super) fn pages(site: &Site) -> BTreeMap<String, PageSpec> {
    let dossier = &site.shown.dossier;
    let mut keys = vec![PageKey::Front, PageKey::Colophon, PageKey::Missing];
    let mut pages: BTreeMap<String, PageSpec> = BTreeMap::new();
    let mut moved = Vec::new();
    for source in &dossier.sources {
        let page = &source.page.page;
        for key in [PageKey::Source(page.id.clone()), PageKey::Record(page.id.clone())] {
            moved.extend(page.former.iter().map(|id| (key.renamed(id.value.clone()), key.clone())));
            keys.push(key);
        }
        if source.words.is_some() {
            pages.insert(reading_text(&page.id), PageSpec::ReadingText(page.id.clone()));
        }
        for (name, bytes) in source.originals.iter().filter_map(|file| Some((&file.name, file.bytes.as_ref()?))) {
            pages.insert(original(&page.id, name), PageSpec::File(bytes.clone()));
        }
        if !site.index.passages_in(&page.id).is_empty() {
            pages.insert(annotations(&page.id), PageSpec::Annotations(page.id.clone()));
        }
    }
    let entries = dossier.entries.iter().map(|entry| (PageKey::Entry(entry.page.id.clone()), &entry.page));
    for entry in &dossier.entries {
        let parts = site.index.concordance(&entry.page.id, dossier.config.pages.lines).len();
        let key = PageKey::Entry(entry.page.id.clone());
        pages.insert(card(&entry.page.id), PageSpec::Card(entry.page.id.clone()));
        keys.extend((2..=parts).map(|number| key.part(number)));
    }
    let essays = dossier.essays.iter().map(|essay| (PageKey::Essay(essay.page.id.clone()), &essay.page));
    let packets = dossier.packets.iter().map(|packet| (PageKey::Packet(packet.page.id.clone()), &packet.page));
    let questions = dossier.questions.iter().map(|page| (PageKey::Question(page.page.id.clone()), &page.page));
    for (key, page) in entries.chain(essays).chain(packets).chain(questions) {
        moved.extend(page.former.iter().map(|id| (key.renamed(id.value.clone()), key.clone())));
        keys.push(key);
    }
    // Lists of all sources.
    let lists = dossier.config.pages.sources_on_each(dossier.sources.len()).len();
    for list in [PageKey::Front, PageKey::Colophon, PageKey::Bibliography] {
        keys.extend((2..=lists).map(|number| list.part(number)));
    }
    if !dossier.entries.is_empty() {
        keys.push(PageKey::Glossary);
        pages.insert(MENTIONS.to_owned(), PageSpec::Mentions);
    }
    let mut data = Vec::new();
    if !dossier.entries.is_empty() {
        data.push(Data::Glossary);
    }
    if !dossier.questions.is_empty() {
        keys.push(PageKey::Questions);
        data.push(Data::Claims);
    }
    if dossier.timeline.is_some() {
        keys.push(PageKey::Timeline);
        data.push(Data::Events);
    }
    if has_matrix(site) {
        keys.push(PageKey::Matrix);
    }
    if !dossier.sources.is_empty() {
        keys.push(PageKey::Bibliography);
        data.extend([Data::BibTex, Data::Ris, Data::CslJson]);
    }
    if let Some(search) = &site.search {
        keys.push(PageKey::Search);
        pages.extend(search.layout.files().into_iter().map(|file| (file.path(), PageSpec::Search(file))));
    }
    pages.extend(data.into_iter().map(|data| (data.path().to_owned(), PageSpec::Data(data))));
    pages.extend(keys.into_iter().map(|key| (key.path(), PageSpec::Page(key))));
    pages.extend(moved.into_iter().map(|(old, new)| (old.path(), PageSpec::Moved(new))));
    // Media of pages that are not shown stay away with them.
    let media = site.index.media().filter_map(|path| Some((path.to_owned(), dossier.media.get(path)?.clone())));
    pages.extend(media.map(|(path, bytes)| (path, PageSpec::File(bytes))));
    pages.extend(site.theme.assets.iter().map(|(path, bytes)| (path.clone(), PageSpec::File(bytes.clone()))));
    pages.insert(site.theme.code_style.clone(), PageSpec::CodeStyle);
    pages
}

/// Whether several sources name several entries; else a matrix would be a list.
fn has_matrix(site: &Site) -> bool {
    let dossier = &site.shown.dossier;
    let naming = dossier.sources.iter().filter(|source| !site.index.mentions_in(&source.page.page.id).is_empty());
    let named = dossier.entries.iter().filter(|entry| site.index.count(&entry.page.id).mentions > 0);
    naming.take(2).count() == 2 && named.take(2).count() == 2
}
