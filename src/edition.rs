//! Takes out of a dossier what an edition does not show.
//!
//! In: the whole dossier, after everything that needs the full text has seen it. Out: [`Shown`]. Start at [`show`].
//! What is withheld leaves the model here: links, counts, search and pages are made from what is left, so that no later
//! stage can leak what it never saw.
//!
//! Pages that are drafts go first, and with them what they quote. Then each source is shown in full, withheld, or reduced:
//! [`mod@released`] says which words an excerpt has, [`mod@reduce`] makes texts without the others and without what is
//! redacted, [`metadata`] looks after what the editor says of a source in its own words. Last, [`quotations`] blanks
//! what pages quote of words that are gone.

mod metadata;
mod quotations;
mod reduce;
mod released;

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::HashSet;

use self::quotations::Open;
use self::reduce::{holes, reduce};
use self::released::released;
use crate::diag::{Checked, Code, Diagnostic, did_you_mean};
use crate::model::anchor::{Attached, Verified};
use crate::model::config::{Config, Edition, Publish};
use crate::model::dossier::{Dossier, Shown, Source};
use crate::model::id::Id;
use crate::model::key::{Kind, PageKey};
use crate::model::located::Located;
use crate::model::page::{Page, SourcePage};

/// How much the edition called `name` shows of the source that `page` describes; without a name, what its rights say.
pub fn publishes(config: &Config, name: Option<&str>, page: &SourcePage) -> Publish {
    let said = page.rights.publish.value;
    let edition = name.and_then(|name| config.editions.get(name));
    edition.map_or(said, |edition| edition.publishes(page.page.id.as_str(), said))
}

/// Whether the edition called `name` can be made without the words of the source that `page` describes.
pub fn may_lack(config: &Config, name: Option<&str>, page: &SourcePage) -> bool {
    let drafts = name.and_then(|name| config.editions.get(name)).is_some_and(|edition| edition.drafts);
    publishes(config, name, page) == Publish::Withheld || (page.page.draft && !drafts)
}

/// What the edition called `name` shows of `dossier`; without a name, what the rights of each source allow.
pub fn show(mut dossier: Dossier, name: Option<&str>) -> Checked<Shown> {
    let mut diags = Vec::new();
    let edition = match name {
        None => Edition::default(),
        Some(name) => match dossier.config.editions.get(name) {
            Some(edition) => edition.clone(),
            None => {
                diags.push(unknown_edition(&dossier, name));
                Edition::default()
            }
        },
    };
    check_sources(&dossier, &mut diags);

    let mut withheld = BTreeSet::new();
    let mut gone: HashSet<PageKey> = HashSet::default();
    let mut keep = |kind: Kind, page: &Page| {
        let shown = edition.drafts || !page.draft;
        if !shown {
            gone.insert(kind.key(&page.id));
            withheld.insert(page.id.clone());
            withheld.extend(page.former.iter().map(|id| id.value.clone()));
        }
        shown
    };
    dossier.sources.retain(|source| keep(Kind::Source, &source.page.page));
    dossier.entries.retain(|entry| keep(Kind::Entry, &entry.page));
    dossier.essays.retain(|essay| keep(Kind::Essay, &essay.page));
    dossier.packets.retain(|packet| keep(Kind::Packet, &packet.page));
    dossier.questions.retain(|question| keep(Kind::Question, &question.page));
    dossier.introduction = dossier.introduction.filter(|page| keep(Kind::Front, &page.page));
    // What has no id of its own is not named among what is withheld: annotations have that of their source, which stays
    // when they go.
    let mut keep = |kind: Kind, page: &Page, is_about_something: bool| {
        let shown = is_about_something && (edition.drafts || !page.draft);
        if !shown {
            gone.insert(kind.key(&page.id));
        }
        shown
    };
    dossier.timeline = dossier.timeline.filter(|timeline| keep(Kind::Timeline, &timeline.page, true));
    dossier.changes = dossier.changes.filter(|changes| keep(Kind::Changes, &changes.page, true));
    let sources: HashSet<&str> = dossier.sources.iter().map(|source| source.page.page.id.as_str()).collect();
    dossier.annotations.retain(|annotations| {
        let page = &annotations.page;
        keep(Kind::Annotations, page, sources.contains(page.id.as_str()))
    });

    thin_packets(&mut dossier, &withheld, &mut diags);

    let mut open = Open::default();
    for source in &mut dossier.sources {
        let hidden = show_source(source, &edition, &gone);
        open.add(source, hidden);
        withhold_originals(source);
    }
    quotations::withhold(&mut dossier, &open);
    Checked { value: Shown { dossier, withheld, edition: name.map(str::to_owned) }, diags }
}

/// Removes from packets what is left out of this edition, so that not even the ids stay.
fn thin_packets(dossier: &mut Dossier, withheld: &BTreeSet<Id>, diags: &mut Vec<Diagnostic>) {
    let is_gone = |id: &Located<String>| withheld.iter().any(|gone| gone.as_str() == id.value);
    for packet in &mut dossier.packets {
        for id in packet.sources.iter().chain(packet.entries.iter().flatten()).filter(|id| is_gone(id)) {
            let message = format!("this edition leaves out `{}`, and so does the packet", id.value);
            diags.push(Diagnostic::new(Code::PacketWithheld, id.span, message));
        }
        if packet.sources.iter().chain(packet.entries.iter().flatten()).any(is_gone) {
            let packet = Arc::make_mut(packet);
            packet.sources.retain(|id| !is_gone(id));
            packet.entries.iter_mut().for_each(|entries| entries.retain(|id| !is_gone(id)));
        }
    }
}

/// All of a dossier, drafts and withheld words included: for its editors alone, and nothing that is published.
pub fn everything(dossier: Dossier) -> Shown {
    Shown { dossier, withheld: BTreeSet::new(), edition: None }
}

/// Leaves of a source what the edition shows. `gone` are pages that are not shown. Returns what was quoted of it and touches
/// a redaction, and so is withheld.
fn show_source(source: &mut Arc<Source>, edition: &Edition, gone: &HashSet<PageKey>) -> Vec<Attached> {
    let publish = edition.publishes(source.page.page.id.as_str(), source.page.rights.publish.value);
    if source.page.rights.publish.value != publish {
        page_of(source).rights.publish.value = publish;
    }
    let id = source.page.page.id.clone();
    let stands = |verified: &Verified| match &verified.anchor.attached {
        Attached::Citation(page, ..) => !gone.contains(page),
        Attached::Annotation(_) => !gone.contains(&PageKey::Annotations(id.clone())),
        Attached::Target(_) => true,
    };
    let words = source.words.clone().filter(|_| publish != Publish::Withheld);
    let holes = words.as_ref().filter(|_| !edition.redacted).map_or(Vec::new(), |words| holes(words));
    let is_hidden = |verified: &Verified| {
        let meets = |part: &std::ops::Range<u32>| {
            holes.iter().any(|hole| hole.clean.start < part.end && part.start < hole.clean.end)
        };
        verified.parts.iter().any(meets)
    };
    let hidden = source.verified.iter().filter(|verified| is_hidden(verified));
    let hidden: Vec<Attached> = hidden.map(|verified| verified.anchor.attached.clone()).collect();
    let stays = |verified: &Verified| words.is_some() && stands(verified) && !is_hidden(verified);
    if source.verified.iter().any(|verified| !stays(verified)) {
        let left = source.verified.iter().filter(|verified| stays(verified));
        let left = left.cloned().collect();
        Arc::make_mut(source).verified = left;
    }
    let Some(words) = words else {
        withhold(source);
        return hidden;
    };
    let is_excerpt = publish == Publish::Excerpt;
    if !is_excerpt && holes.is_empty() {
        if !source.page.redact.is_empty() {
            let source = Arc::make_mut(source);
            source.words = source.words.take().map(|mut words| {
                Arc::make_mut(&mut words).redactions = Vec::new();
                words
            });
            Arc::make_mut(&mut source.page).redact = Vec::new();
        }
        return hidden;
    }
    let released = is_excerpt.then(|| released(&words.clean, &source.verified, edition.around));
    let mut left = reduce(&words, released.as_deref(), &holes);
    let verified = source.verified.iter().filter_map(|verified| left.verified(verified)).collect();
    let page = page_of(source);
    page.recipe = Vec::new();
    page.redact = Vec::new();
    if is_excerpt {
        page.subtitle = None;
    }
    metadata::redact(page, &words, &mut left.words);
    let source = Arc::make_mut(source);
    // Who has a text but for a few words could try words until the checksum is right.
    let is_guessable =
        left.words.reduced.as_ref().is_some_and(|reduced| reduced.words.saturating_sub(reduced.shown) < GUESSABLE);
    if !holes.is_empty() || is_guessable {
        source.raw_sha256 = String::new();
    }
    source.verified = verified;
    source.words = Some(Arc::new(left.words));
    hidden
}

/// Fewer words than these that are left out could be told by trying, given a checksum of the whole.
const GUESSABLE: usize = 24;

/// Removes all words of a source. What the editor says of it stays, without what repeats its words: the subtitle, and
/// the recipe, whose selectors are made of them.
fn withhold(source: &mut Arc<Source>) {
    Arc::make_mut(source).words = None;
    let page = page_of(source);
    page.subtitle = None;
    page.recipe = Vec::new();
    page.redact = Vec::new();
}

/// Removes the bytes of originals that may not be published, so that not even their number is told, which a clone without them
/// does not know: each holds all words of its source, so it is shown only where those are, in full, and where it does not say
/// otherwise itself.
fn withhold_originals(source: &mut Arc<Source>) {
    // A redacted word may stand in any of them.
    let is_whole = source.words.as_ref().is_none_or(|words| words.reduced.is_none());
    let is_full = is_whole && source.page.rights.publish.value == Publish::Full;
    let is_shown = |publish: Option<Publish>| is_full && publish.is_none_or(|publish| publish == Publish::Full);
    if source.originals.iter().all(|original| is_shown(original.publish)) {
        return;
    }
    let originals = source.originals.iter().cloned().map(|mut original| {
        original.bytes = original.bytes.filter(|_| is_shown(original.publish));
        original
    });
    let originals = originals.collect();
    Arc::make_mut(source).originals = originals;
}

/// The page of a source, to be changed.
fn page_of(source: &mut Arc<Source>) -> &mut SourcePage {
    Arc::make_mut(&mut Arc::make_mut(source).page)
}

fn unknown_edition(dossier: &Dossier, name: &str) -> Diagnostic {
    let known: Vec<&str> = dossier.config.editions.keys().map(String::as_str).collect();
    let diag = Diagnostic::global(Code::EditionUnknown, format!("the configuration names no edition `{name}`"));
    match did_you_mean(name, known.iter().copied()) {
        Some(meant) => diag.help(format!("did you mean `{meant}`?")),
        None if known.is_empty() => diag.help("add `[editions.NAME]` to `casebook.toml`"),
        None => diag.help(format!("it names {}", known.join(", "))),
    }
}

/// Reports sources that an edition names and the dossier does not have.
fn check_sources(dossier: &Dossier, diags: &mut Vec<Diagnostic>) {
    if dossier.config.editions.values().all(|edition| edition.sources.is_empty()) {
        return;
    }
    let known: Vec<&str> = dossier.sources.iter().map(|source| source.page.page.id.as_str()).collect();
    for (id, _) in dossier.config.editions.values().flat_map(|edition| &edition.sources) {
        if !known.contains(&id.value.as_str()) {
            let diag = Diagnostic::new(Code::UnknownId, id.span, format!("there is no source `{}`", id.value));
            diags.push(match did_you_mean(&id.value, known.iter().copied()) {
                Some(meant) => diag.help(format!("did you mean `{meant}`?")),
                None => diag.help("sources are the files of `content/sources/`, without `.md`"),
            });
        }
    }
}
