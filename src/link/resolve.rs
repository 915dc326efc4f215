//! Follows links and pictures that editors set by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::HashMap;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::names::key as folded;
use crate::diag::{Checked, Code, Diagnostic, Span, did_you_mean};
use crate::model::dossier::{Shown, Source};
use crate::model::id::Id;
use crate::model::index::{Catalogue, HandLink};
use crate::model::key::PageKey;
use crate::model::outline::Outline;
use crate::model::page::{Page, Prose};

/// Pages by what links by hand may call them.
#[derive(Debug, Default)]
pub(super) struct ByName {
    /// By id.
    by_id: BTreeMap<Id, PageKey>,
    /// By title or alias, folded.
    by_name: BTreeMap<String, Vec<PageKey>>,
}

/// Everything that a link by hand may lead to.
pub(super) struct Targets<'a> {
    shown: &'a Shown,
    catalogue: &'a Catalogue,
    pages: &'a ByName,
    /// The ids on a page that a link may name; found when the first link asks.
    places: Mutex<HashMap<PageKey, Arc<BTreeSet<String>>>>,
}

/// How many unknown names of a page are compared with the known ones, to tell what was meant.
const COMPARED: usize = 200;

/// Which pages `shown` has, and what they are called.
pub(super) fn pages(shown: &Shown) -> (Catalogue, ByName) {
    let dossier = &shown.dossier;
    let sources = dossier.sources.iter().map(|source| (&source.page.page, source.page.title.value.as_str()));
    let sources = sources.map(|(page, title)| (PageKey::Source(page.id.clone()), page, title));
    let entries = dossier.entries.iter().map(|entry| (&entry.page, entry.title.value.as_str()));
    let entries = entries.map(|(page, title)| (PageKey::Entry(page.id.clone()), page, title));
    let essays = dossier.essays.iter().map(|essay| (&essay.page, essay.title.as_str()));
    let essays = essays.map(|(page, title)| (PageKey::Essay(page.id.clone()), page, title));
    let packets = dossier.packets.iter().map(|packet| (&packet.page, packet.title.as_str()));
    let packets = packets.map(|(page, title)| (PageKey::Packet(page.id.clone()), page, title));
    let questions = dossier.questions.iter().map(|question| (&question.page, question.title.as_str()));
    let questions = questions.map(|(page, title)| (PageKey::Question(page.id.clone()), page, title));
    let mut names = ByName::default();
    let mut catalogue = Catalogue::default();
    for (key, page, title) in sources.chain(entries).chain(essays).chain(packets).chain(questions) {
        names.by_name.entry(folded(title)).or_default().push(key.clone());
        names.by_id.insert(page.id.clone(), key.clone());
        catalogue.titles.insert(key, title.to_owned());
    }
    for entry in &dossier.entries {
        for alias in &entry.aliases {
            let pages = names.by_name.entry(folded(&alias.value)).or_default();
            let page = PageKey::Entry(entry.page.id.clone());
            if !pages.contains(&page) {
                pages.push(page);
            }
        }
    }
    for page in &dossier.annotations {
        let id = &page.page.id;
        let title = catalogue.titles.get(&PageKey::Source(id.clone())).cloned();
        catalogue.titles.extend(title.map(|title| (PageKey::Annotations(id.clone()), title)));
    }
    let timeline = dossier.timeline.iter().map(|timeline| (PageKey::Timeline, timeline.title.clone()));
    let changes = dossier.changes.iter().map(|changes| (PageKey::Changes, changes.title.clone()));
    catalogue.titles.extend(timeline.chain(changes).chain([(PageKey::Front, dossier.config.title.clone())]));
    catalogue.places = dossier.sources.iter().map(|source| source.page.page.id.clone()).zip(0..).collect();
    let annotations_on = |source: &Arc<Source>| {
        let id = &source.page.page.id;
        dossier.annotations.binary_search_by(|annotations| annotations.page.id.cmp(id)).ok()
    };
    catalogue.annotations = dossier.sources.iter().map(annotations_on).collect();
    catalogue.order = dossier.prose_pages().map(|(key, _)| key).zip(0..).collect();
    (catalogue, names)
}

impl<'a> Targets<'a> {
    pub(super) fn new(shown: &'a Shown, catalogue: &'a Catalogue, pages: &'a ByName) -> Self {
        Self { shown, catalogue, pages, places: Mutex::default() }
    }

    /// The language of editorial prose.
    pub(super) fn language(&self) -> &str {
        &self.shown.dossier.config.language
    }

    /// Where every link and picture of `prose`, which stands on `page`, leads.
    pub(super) fn follow_all(
        &self,
        page: &PageKey,
        prose: &Prose,
        outline: &Outline,
    ) -> Checked<BTreeMap<usize, HandLink>> {
        let mut diags = Vec::new();
        let mut links = BTreeMap::new();
        let own: BTreeSet<String> = outline.headings.values().cloned().collect();
        for (index, (event, range)) in prose.events.iter().enumerate() {
            let span = Span::new(prose.file, range.clone());
            match event {
                Event::Start(Tag::Link { link_type: LinkType::WikiLink { has_pothole }, dest_url, .. }) => {
                    links.insert(index, self.follow_name(dest_url, !has_pothole, span, &mut diags));
                }
                Event::Start(Tag::Link { link_type: LinkType::Email, dest_url, .. }) => {
                    links.insert(index, HandLink::Web(format!("mailto:{dest_url}")));
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    links.insert(index, self.follow_address(page, &own, dest_url, span, &mut diags));
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    links.insert(index, self.follow_picture(page, dest_url, span, &mut diags));
                    if matches!(prose.events.get(index + 1), Some((Event::End(TagEnd::Image), _)) | None) {
                        diags.push(
                            Diagnostic::new(Code::PictureUndescribed, span, "this picture has no description")
                                .help("write what it shows: `![description](media/…)`"),
                        );
                    }
                }
                _ => {}
            }
        }
        Checked { value: links, diags }
    }

    /// `[[name]]`: an id, a title or an alias.
    fn follow_name(&self, name: &str, bare: bool, span: Span, diags: &mut Vec<Diagnostic>) -> HandLink {
        // In a table the bar behind the name has to be written `\|`.
        let name = name.strip_suffix('\\').unwrap_or(name);
        let page =
            |to: &PageKey, named_by_id| HandLink::Page { to: to.clone(), fragment: None, number: 0, named_by_id };
        if let Some(to) = self.pages.by_id.get(name) {
            return page(to, bare);
        }
        if self.shown.withheld.contains(name) {
            diags.push(withheld(name, span));
            return if bare { HandLink::Withheld } else { HandLink::Dead };
        }
        match self.pages.by_name.get(&folded(name)).map(Vec::as_slice) {
            Some([to]) => return page(to, false),
            Some(several) => {
                let ids: Vec<String> = several.iter().map(|page| format!("`{}`", id_of(page))).collect();
                let message = format!("{} pages are called `{name}`", several.len());
                diags.push(
                    Diagnostic::new(Code::LinkAmbiguous, span, message)
                        .help(format!("link one of them by its id: {}", ids.join(", "))),
                );
            }
            None => {
                let diag = Diagnostic::new(Code::LinkUnknown, span, format!("nothing is called `{name}`"));
                let names = self.pages.by_name.keys().map(String::as_str);
                let known = self.pages.by_id.keys().map(Id::as_str).chain(names);
                diags.push(match meant(name, known, diags) {
                    Some(meant) => diag.help(format!("did you mean `[[{meant}]]`?")),
                    None => diag.help("link a source, entry or essay by its id, its title or an alias"),
                });
            }
        }
        HandLink::Dead
    }

    /// `[words](address)`.
    fn follow_address(
        &self,
        page: &PageKey,
        own: &BTreeSet<String>,
        address: &str,
        span: Span,
        diags: &mut Vec<Diagnostic>,
    ) -> HandLink {
        let lower = address.to_ascii_lowercase();
        if ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
            return HandLink::Web(address.to_owned());
        }
        if let Some(fragment) = address.strip_prefix('#') {
            if !own.contains(fragment) {
                diags.push(unknown_fragment(fragment, own, span, diags));
                return HandLink::Dead;
            }
            return HandLink::Own(fragment.to_owned());
        }
        if lower.starts_with("//") || lower.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':')) {
            diags.push(
                Diagnostic::new(Code::LinkUnsafe, span, format!("`{address}` is no address that a page may link"))
                    .help("link pages of the dossier, or addresses with `https://`, `http://` or `mailto:`"),
            );
            return HandLink::Dead;
        }
        let (path, fragment) =
            address.split_once('#').map_or((address, None), |(path, fragment)| (path, Some(fragment)));
        let Some(path) = self.path_from(page, path) else {
            diags.push(unknown_address(address, span));
            return HandLink::Dead;
        };
        if self.shown.dossier.media.contains_key(&path) {
            return HandLink::Media(path);
        }
        match self.page_at(&path) {
            Some(Ok((to, target))) => {
                if let Some(fragment) = fragment
                    && let places = self.places(&to, target)
                    && !places.contains(fragment)
                {
                    diags.push(unknown_fragment(fragment, &places, span, diags));
                    return HandLink::Dead;
                }
                let fragment = fragment.and_then(|fragment| self.shown_place(&to, fragment));
                HandLink::Page { to, fragment, number: 0, named_by_id: false }
            }
            Some(Err(id)) => {
                diags.push(withheld(&id, span));
                HandLink::Dead
            }
            None => {
                diags.push(unknown_address(address, span));
                HandLink::Dead
            }
        }
    }

    fn follow_picture(&self, page: &PageKey, address: &str, span: Span, diags: &mut Vec<Diagnostic>) -> HandLink {
        if address.contains(':') || address.starts_with("//") {
            diags.push(
                Diagnostic::new(Code::PictureRemote, span, format!("the picture `{address}` lies elsewhere"))
                    .help("put the file into `content/media/` and write `![description](media/name)`"),
            );
            return HandLink::Dead;
        }
        // A picture may be named from `content/` as well as from the page's own folder.
        let candidates = [self.path_from(page, address), self.path_from(&PageKey::Front, address)];
        for path in candidates.into_iter().flatten() {
            if self.shown.dossier.media.contains_key(&path) {
                return HandLink::Media(path);
            }
        }
        let diag = Diagnostic::new(Code::PictureMissing, span, format!("there is no file `{address}` among the media"));
        diags.push(match meant(address, self.shown.dossier.media.keys().map(String::as_str), diags) {
            Some(meant) => diag.help(format!("did you mean `{meant}`?")),
            None => diag.help("put the file into `content/media/` and write `![description](media/name)`"),
        });
        HandLink::Dead
    }

    /// The path below `content/` that `address` names from the folder of `page`.
    fn path_from(&self, page: &PageKey, address: &str) -> Option<String> {
        let folder = match page {
            PageKey::Source(_) => "sources",
            PageKey::Annotations(_) => "annotations",
            PageKey::Question(_) => "questions",
            PageKey::Entry(_) => "glossary",
            PageKey::Essay(_) => "essays",
            PageKey::Packet(_) => "packets",
            _ => "",
        };
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        let decoded = percent_decode(address)?;
        for part in decoded.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }

    /// The page whose file lies at `path` below `content/`; `Err` with its id if it is withheld.
    fn page_at(&self, path: &str) -> Option<Result<(PageKey, &'a Page), String>> {
        let (folder, name) = path.strip_suffix(".md")?.rsplit_once('/').unwrap_or(("", path.strip_suffix(".md")?));
        if (folder, name) == ("", "index") {
            let page = &self.shown.dossier.introduction.as_ref()?.page;
            return Some(Ok((PageKey::Front, page)));
        }
        if (folder, name) == ("", "timeline") {
            let page = &self.shown.dossier.timeline.as_ref()?.page;
            return Some(Ok((PageKey::Timeline, page)));
        }
        if (folder, name) == ("", "changes") {
            let page = &self.shown.dossier.changes.as_ref()?.page;
            return Some(Ok((PageKey::Changes, page)));
        }
        if self.shown.withheld.contains(name) {
            return Some(Err(name.to_owned()));
        }
        let to = self.pages.by_id.get(name)?;
        let dossier = &self.shown.dossier;
        let page = match (folder, to) {
            ("sources", PageKey::Source(id)) => &dossier.sources[*self.catalogue.places.get(id)?].page.page,
            ("glossary", PageKey::Entry(id)) => &dossier.entry(id)?.page,
            ("essays", PageKey::Essay(id)) => &dossier.essay(id)?.page,
            ("packets", PageKey::Packet(id)) => &dossier.packet(id)?.page,
            ("questions", PageKey::Question(id)) => &dossier.question(id)?.page,
            _ => return None,
        };
        Some(Ok((to.clone(), page)))
    }

    /// The ids that a link may name on `page`, which is called `key`.
    fn places(&self, key: &PageKey, page: &Page) -> Arc<BTreeSet<String>> {
        let known = || self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = known().get(key) {
            return places.clone();
        }
        let mut places: BTreeSet<String> = page.prose.heading_ids().into_iter().map(|(_, id)| id).collect();
        if let PageKey::Source(id) = key {
            let dossier = &self.shown.dossier;
            let source = self.catalogue.places.get(id).map(|place| &dossier.sources[*place]);
            let words = source.and_then(|source| source.words.as_ref());
            places.extend(words.into_iter().flat_map(|words| &words.clean.blocks).map(|block| block.address.clone()));
            let reduced = words.and_then(|words| words.reduced.as_ref());
            places.extend(reduced.into_iter().flat_map(|reduced| reduced.addresses.keys().cloned()));
            let annotations = dossier.annotations_on(id).into_iter().flat_map(|page| &page.annotations);
            places.extend(annotations.map(|annotation| format!("a-{}", annotation.id.value)));
        }
        known().entry(key.clone()).or_insert(Arc::new(places)).clone()
    }

    /// A place on a page as readers find it: paragraphs of which words are gone have another address, or none.
    fn shown_place(&self, page: &PageKey, fragment: &str) -> Option<String> {
        let PageKey::Source(id) = page else { return Some(fragment.to_owned()) };
        let source = self.shown.dossier.sources.iter().find(|source| source.page.page.id == *id);
        let words = source.and_then(|source| source.words.as_ref());
        let blocks = words.map_or(&[][..], |words| &words.clean.blocks);
        let reduced = words.and_then(|words| words.reduced.as_ref());
        match reduced.and_then(|reduced| reduced.addresses.get(fragment)) {
            Some(_) if blocks.iter().any(|block| block.address == fragment) => Some(fragment.to_owned()),
            Some(now) => now.map(|block| blocks[block].address.clone()),
            None => Some(fragment.to_owned()),
        }
    }

    /// Reports `id` unless it is an entry.
    pub(super) fn check_entry(&self, id: &str, span: Span, diags: &mut Vec<Diagnostic>) {
        if matches!(self.pages.by_id.get(id), Some(PageKey::Entry(_))) || self.shown.withheld.contains(id) {
            return;
        }
        let entries = self.shown.dossier.entries.iter().map(|entry| entry.page.id.as_str());
        diags.push(unknown_entry(id, span, entries));
    }
}

/// An id that no entry has.
pub(super) fn unknown_entry<'s>(id: &str, span: Span, known: impl Iterator<Item = &'s str>) -> Diagnostic {
    let diag = Diagnostic::new(Code::UnknownId, span, format!("there is no entry `{id}`"));
    match did_you_mean(id, known) {
        Some(meant) => diag.help(format!("did you mean `{meant}`?")),
        None => diag.help("entries are the files of `content/glossary/`, without `.md`"),
    }
}

/// The known name most like `name`, unless enough has been found already: comparing takes time.
fn meant<'s>(name: &str, known: impl Iterator<Item = &'s str>, found: &[Diagnostic]) -> Option<&'s str> {
    if found.len() < COMPARED { did_you_mean(name, known) } else { None }
}

fn unknown_fragment(fragment: &str, known: &BTreeSet<String>, span: Span, found: &[Diagnostic]) -> Diagnostic {
    let diag = Diagnostic::new(Code::FragmentUnknown, span, format!("the page has no place `#{fragment}`"));
    match meant(fragment, known.iter().map(String::as_str), found) {
        Some(meant) => diag.help(format!("did you mean `#{meant}`?")),
        None => diag.help("give a heading an id with `{#id}`, or link a paragraph of a source by its address"),
    }
}

fn unknown_address(address: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::LinkUnknown, span, format!("there is no page or file `{address}`"))
        .help("write the path of a content file from here, such as `../glossary/name.md`, or link by name: `[[name]]`")
}

fn withheld(id: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::LinkWithheld, span, format!("this edition withholds `{id}`, so these words lead nowhere"))
}

fn id_of(page: &PageKey) -> &str {
    match page {
        PageKey::Source(id)
        | PageKey::Record(id)
        | PageKey::Entry(id)
        | PageKey::Essay(id)
        | PageKey::Packet(id)
        | PageKey::Annotations(id)
        | PageKey::Question(id) => Id::as_str(id),
        _ => "",
    }
}

/// `%20` and the like; `None` for what is no UTF-8.
fn percent_decode(address: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.bytes();
    while let Some(byte) = rest.next() {
        let hex = |byte: u8| char::from(byte).to_digit(16);
        let mut ahead = rest.clone();
        match (byte, ahead.next().and_then(hex), ahead.next().and_then(hex)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).ok()?);
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}
