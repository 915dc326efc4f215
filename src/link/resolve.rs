//! Follows links and pictures that editors set by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use foldhash::HashMap;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::names::key;
use crate::diag::{Checked, Code, Diagnostic, Span, did_you_mean};
use crate::model::dossier::Shown;
use crate::model::id::Id;
use crate::model::index::HandLink;
use crate::model::key::PageKey;
use crate::model::page::{Page, Prose};

/// Everything that a link by hand may lead to.
pub(super) struct Targets<'a> {
    shown: &'a Shown,
    /// Pages by id.
    by_id: BTreeMap<&'a str, (PageKey, &'a Page, &'a str)>,
    /// Pages by title or alias, folded.
    by_name: BTreeMap<String, Vec<PageKey>>,
    /// The ids on each page that a link may name; found when the first link asks.
    places: BTreeMap<PageKey, OnceLock<BTreeSet<String>>>,
}

/// How many unknown names of a page are compared with the known ones, to tell what was meant.
const COMPARED: usize = 200;

impl<'a> Targets<'a> {
    pub(super) fn new(shown: &'a Shown) -> Self {
        let dossier = &shown.dossier;
        let sources = dossier.sources.iter().map(|source| {
            let page = &source.page.page;
            (PageKey::Source(page.id.clone()), page, source.page.title.value.as_str())
        });
        let entries = dossier
            .entries
            .iter()
            .map(|entry| (PageKey::Entry(entry.page.id.clone()), &entry.page, entry.title.value.as_str()));
        let essays = dossier
            .essays
            .iter()
            .map(|essay| (PageKey::Essay(essay.page.id.clone()), &essay.page, essay.title.as_str()));
        let packets = dossier
            .packets
            .iter()
            .map(|packet| (PageKey::Packet(packet.page.id.clone()), &packet.page, packet.title.as_str()));
        let questions = dossier
            .questions
            .iter()
            .map(|question| (PageKey::Question(question.page.id.clone()), &question.page, question.title.as_str()));
        let mut by_id = BTreeMap::new();
        let mut by_name: BTreeMap<String, Vec<PageKey>> = BTreeMap::new();
        for (page_key, page, title) in sources.chain(entries).chain(essays).chain(packets).chain(questions) {
            by_name.entry(key(title)).or_default().push(page_key.clone());
            by_id.insert(page.id.as_str(), (page_key, page, title));
        }
        for entry in &dossier.entries {
            for alias in &entry.aliases {
                let pages = by_name.entry(key(&alias.value)).or_default();
                let page = PageKey::Entry(entry.page.id.clone());
                if !pages.contains(&page) {
                    pages.push(page);
                }
            }
        }
        let keys = by_id.values().map(|(key, ..)| key.clone()).chain([PageKey::Front, PageKey::Timeline]);
        let places = keys.map(|key| (key, OnceLock::new())).collect();
        Self { shown, by_id, by_name, places }
    }

    /// The language of editorial prose.
    pub(super) fn language(&self) -> &str {
        &self.shown.dossier.config.language
    }

    /// What each page is called.
    pub(super) fn titles(&self) -> HashMap<PageKey, String> {
        let dossier = &self.shown.dossier;
        let front = (PageKey::Front, dossier.config.title.clone());
        let pages = self.by_id.values().map(|(key, _, title)| (key.clone(), (*title).to_owned()));
        let annotations = dossier.annotations.iter().filter_map(|page| {
            let (_, _, title) = self.by_id.get(page.page.id.as_str())?;
            Some((PageKey::Annotations(page.page.id.clone()), (*title).to_owned()))
        });
        let timeline = dossier.timeline.iter().map(|timeline| (PageKey::Timeline, timeline.title.clone()));
        pages.chain([front]).chain(annotations).chain(timeline).collect()
    }

    /// Where every link and picture of `prose`, which stands on `page`, leads.
    pub(super) fn follow_all(&self, page: &PageKey, prose: &Prose) -> Checked<BTreeMap<usize, HandLink>> {
        let mut diags = Vec::new();
        let mut links = BTreeMap::new();
        let own: BTreeSet<String> = prose.heading_ids().into_iter().map(|(_, id)| id).collect();
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
        if let Some((to, ..)) = self.by_id.get(name) {
            return page(to, bare);
        }
        if self.shown.withheld.contains(name) {
            diags.push(withheld(name, span));
            return if bare { HandLink::Withheld } else { HandLink::Dead };
        }
        match self.by_name.get(&key(name)).map(Vec::as_slice) {
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
                let known = self.by_id.keys().copied().chain(self.by_name.keys().map(String::as_str));
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
                    diags.push(unknown_fragment(fragment, places, span, diags));
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
        if self.shown.withheld.contains(name) {
            return Some(Err(name.to_owned()));
        }
        let (to, page, _) = self.by_id.get(name)?;
        let fits = matches!(
            (folder, to),
            ("sources", PageKey::Source(_))
                | ("glossary", PageKey::Entry(_))
                | ("essays", PageKey::Essay(_))
                | ("packets", PageKey::Packet(_))
                | ("questions", PageKey::Question(_))
        );
        fits.then(|| Ok((to.clone(), *page)))
    }

    /// The ids that a link may name on `page`, which is called `key`.
    fn places(&self, key: &PageKey, page: &Page) -> &BTreeSet<String> {
        self.places[key].get_or_init(|| {
            let headings = page.prose.heading_ids().into_iter().map(|(_, id)| id);
            let mut sources = self.shown.dossier.sources.iter();
            let source = sources.find(|source| PageKey::Source(source.page.page.id.clone()) == *key);
            let blocks = source.and_then(|source| source.words.as_ref()).map_or(&[][..], |words| &words.clean.blocks);
            let annotations = self.shown.dossier.annotations.iter();
            let annotations = annotations.filter(|page| PageKey::Source(page.page.id.clone()) == *key);
            let annotations = annotations.flat_map(|page| &page.annotations);
            let annotations = annotations.map(|annotation| format!("a-{}", annotation.id.value));
            let reduced = source.and_then(|source| source.words.as_ref()?.reduced.as_ref());
            let former = reduced.into_iter().flat_map(|reduced| reduced.addresses.keys().cloned());
            headings.chain(blocks.iter().map(|block| block.address.clone())).chain(former).chain(annotations).collect()
        })
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
        if matches!(self.by_id.get(id), Some((PageKey::Entry(_), ..))) || self.shown.withheld.contains(id) {
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
