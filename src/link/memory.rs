//! What finding links made before, and what each part of it was made of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::editorial::Linked;
use super::names::Names;
use super::passages::HeldOn;
use super::resolve::ByName;
use crate::diag::{Checked, FileId};
use crate::model::config::Config;
use crate::model::dossier::{Dossier, Shown, Source, Words};
use crate::model::id::Id;
use crate::model::index::{Backlink, Backlinks, Catalogue, HandLink, Held, Mention, Named, ProseLinks};
use crate::model::located::Located;
use crate::model::memo::{Given, Memo, Once, Same};
use crate::model::page::{EntryPage, EssayPage, PacketPage, Prose, QuestionPage, SourcePage};

/// What earlier runs found. A run with a fresh one finds everything anew. Results of pages are kept by the files of these.
#[derive(Debug, Default)]
pub struct Memory {
    pub(super) names: Once<Vec<Arc<EntryPage>>, Checked<Arc<Names>>>,
    pub(super) mentions: Memo<FileId, Searched, Checked<Arc<[Mention]>>>,
    pub(super) found: Once<usize, Arc<[InSource]>>,
    pub(super) pages: Once<Known, (Arc<Catalogue>, Arc<ByName>)>,
    pub(super) named: Once<Same<[InSource]>, Arc<Named>>,
    pub(super) held: Memo<FileId, HeldOn, Arc<Held>>,
    pub(super) holding: Once<usize, Arc<[Arc<Held>]>>,
    pub(super) linked: Memo<FileId, Written, Checked<Arc<Linked>>>,
    pub(super) links: Once<(Same<Catalogue>, usize), Links>,
    pub(super) linking: Linking,
}

/// The mentions in a source.
type InSource = Arc<[Mention]>;

/// The links of each page, and those to each.
type Links = (Arc<[Arc<ProseLinks>]>, Arc<Backlinks>);

/// What a source is searched for, and what in it.
pub(super) type Searched = (Option<Same<Words>>, Means, Same<Names>, Same<Config>);

/// What shared names mean on a page.
pub(super) type Means = Vec<(Located<String>, Option<Located<String>>)>;

/// A text of editors, and what finding its links needs to know.
pub(super) type Written = (Same<Prose>, Means, Same<Catalogue>, Same<Names>);

/// The links to each page as they were, and what they were put together from: for pages of this catalogue, in its order.
#[derive(Debug, Default)]
pub(super) struct Linking {
    catalogue: Arc<Catalogue>,
    linked: Vec<Arc<Linked>>,
    to: Arc<Backlinks>,
}

impl Linking {
    /// The links to each page, of what was found on the pages of `catalogue`. Those of pages that stayed the same stay.
    pub(super) fn to(&mut self, catalogue: &Arc<Catalogue>, linked: Vec<Arc<Linked>>) -> Arc<Backlinks> {
        if !Arc::ptr_eq(&self.catalogue, catalogue) || self.linked.len() != linked.len() {
            let nothing = Arc::new(Linked::default());
            let catalogue = catalogue.clone();
            *self = Self { catalogue, linked: vec![nothing; linked.len()], to: Arc::default() };
        }
        let changed = |place: &usize| !Arc::ptr_eq(&self.linked[*place], &linked[*place]);
        for place in (0..linked.len()).filter(changed) {
            let to = Arc::make_mut(&mut self.to);
            let place_of = |link: &Backlink| self.catalogue.order.get(&link.from).copied();
            for (page, _) in &self.linked[place].backlinks {
                let Some(links) = to.get_mut(page) else { continue };
                Arc::make_mut(links).retain(|link| place_of(link) != Some(place));
                if links.is_empty() {
                    to.remove(page);
                }
            }
            for (page, link) in &linked[place].backlinks {
                let links = match to.get_mut(page) {
                    Some(links) => links,
                    None => to.entry(page.clone()).or_default(),
                };
                let links = Arc::make_mut(links);
                // Where all are put together anew, each comes behind those that are there.
                let is_last = links.last().is_none_or(|last| place_of(last) <= Some(place));
                let is_before = |other: &Arc<Backlink>| place_of(other) <= Some(place);
                let behind = if is_last { links.len() } else { links.partition_point(is_before) };
                links.insert(behind, link.clone());
            }
        }
        self.linked = linked;
        self.to.clone()
    }
}

impl Memory {
    /// How many sources were searched for names since the beginning, and in how many texts of editors links were found.
    pub fn work(&self) -> (usize, usize) {
        (self.mentions.made(), self.linked.made())
    }
}

/// Entries as far as they are named.
pub(super) struct AsNamed<'a>(pub(super) &'a [Arc<EntryPage>]);

impl Given for AsNamed<'_> {
    type Kept = Vec<Arc<EntryPage>>;

    fn is(&self, kept: &Self::Kept) -> bool {
        are_alike(self.0, kept, |entry, other| {
            entry.page.id == other.page.id
                && entry.page.file == other.page.file
                && entry.title == other.title
                && entry.aliases == other.aliases
                && entry.matching == other.matching
        })
    }

    fn keep(self) -> Self::Kept {
        self.0.to_vec()
    }
}

/// Whether the links of a text depend on nothing that is not in [`Written`]: a link to a place on another page depends on
/// that page, and findings tell of names that might be meant.
pub(super) fn is_reusable(linked: &Checked<Arc<Linked>>) -> bool {
    let links = || linked.value.links.by_hand.values();
    linked.diags.is_empty() && !links().any(|link| matches!(link, HandLink::Page { fragment: Some(_), .. }))
}

/// What links may be set to, and what it is called: all that a text asks of the pages that it does not name a place on.
#[derive(Debug)]
pub(super) struct Known {
    config: Arc<Config>,
    sources: Vec<Arc<SourcePage>>,
    /// Where paragraphs lie of which an edition leaves words out.
    reduced: Vec<(Id, BTreeMap<String, Option<usize>>)>,
    entries: Vec<Arc<EntryPage>>,
    essays: Vec<Arc<EssayPage>>,
    packets: Vec<Arc<PacketPage>>,
    questions: Vec<Arc<QuestionPage>>,
    annotated: Vec<Id>,
    timeline: Option<String>,
    changes: Option<String>,
    has_introduction: bool,
    media: Vec<String>,
    withheld: BTreeSet<Id>,
    labels: Arc<BTreeMap<Id, String>>,
}

impl Known {
    pub(super) fn of(shown: &Shown, labels: &Arc<BTreeMap<Id, String>>) -> Self {
        let dossier: &Dossier = &shown.dossier;
        Self {
            config: dossier.config.clone(),
            sources: dossier.sources.iter().map(|source| source.page.clone()).collect(),
            reduced: dossier
                .sources
                .iter()
                .filter_map(|source| reduced(source))
                .map(|(id, addresses)| (id.clone(), addresses.clone()))
                .collect(),
            entries: dossier.entries.clone(),
            essays: dossier.essays.clone(),
            packets: dossier.packets.clone(),
            questions: dossier.questions.clone(),
            annotated: dossier.annotations.iter().map(|page| page.page.id.clone()).collect(),
            timeline: dossier.timeline.as_ref().map(|timeline| timeline.title.clone()),
            changes: dossier.changes.as_ref().map(|changes| changes.title.clone()),
            has_introduction: dossier.introduction.is_some(),
            media: dossier.media.keys().cloned().collect(),
            withheld: shown.withheld.clone(),
            labels: labels.clone(),
        }
    }
}

/// All that is shown, of which what is [`Known`] counts.
pub(super) struct Everything<'a> {
    pub(super) shown: &'a Shown,
    pub(super) labels: &'a Arc<BTreeMap<Id, String>>,
}

impl Given for Everything<'_> {
    type Kept = Known;

    fn is(&self, known: &Known) -> bool {
        let dossier = &self.shown.dossier;
        let sources = dossier.sources.iter().map(|source| &source.page);
        let annotated = dossier.annotations.iter().map(|page| &page.page.id);
        let reduced = || dossier.sources.iter().filter_map(|source| reduced(source));
        Arc::ptr_eq(&dossier.config, &known.config)
            && (Arc::ptr_eq(self.labels, &known.labels) || *self.labels == known.labels)
            && annotated.eq(&known.annotated)
            && reduced().eq(known.reduced.iter().map(|(id, addresses)| (id, addresses)))
            && dossier.timeline.as_ref().map(|timeline| &timeline.title) == known.timeline.as_ref()
            && dossier.changes.as_ref().map(|changes| &changes.title) == known.changes.as_ref()
            && dossier.introduction.is_some() == known.has_introduction
            && dossier.media.keys().eq(&known.media)
            && self.shown.withheld == known.withheld
            && sources.len() == known.sources.len()
            && sources
                .zip(&known.sources)
                .all(|(a, b)| Arc::ptr_eq(a, b) || (a.page.id == b.page.id && a.title.value == b.title.value))
            && are_alike(&dossier.entries, &known.entries, |a, b| {
                let (ours, theirs) = (a.aliases.iter(), b.aliases.iter());
                a.page.id == b.page.id
                    && a.title.value == b.title.value
                    && ours.map(|alias| &alias.value).eq(theirs.map(|alias| &alias.value))
            })
            && are_alike(&dossier.essays, &known.essays, |a, b| a.page.id == b.page.id && a.title == b.title)
            && are_alike(&dossier.packets, &known.packets, |a, b| a.page.id == b.page.id && a.title == b.title)
            && are_alike(&dossier.questions, &known.questions, |a, b| a.page.id == b.page.id && a.title == b.title)
    }

    fn keep(self) -> Known {
        Known::of(self.shown, self.labels)
    }
}

/// Where the paragraphs of a source lie of which an edition leaves words out.
fn reduced(source: &Source) -> Option<(&Id, &BTreeMap<String, Option<usize>>)> {
    Some((&source.page.page.id, &source.words.as_ref()?.reduced.as_ref()?.addresses))
}

/// Whether two lists of pages have the same length, and those at each place are alike.
fn are_alike<Page>(a: &[Arc<Page>], b: &[Arc<Page>], alike: impl Fn(&Page, &Page) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b) || alike(a, b))
}
