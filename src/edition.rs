//! Takes out of a dossier what an edition does not show.
//!
//! In: the whole dossier, after everything that needs the full text has seen it. Out: [`Shown`]. Start at [`show`].
//! What is withheld leaves the model here: links, counts, search and pages are made from what is left, so that no later
//! stage can leak what it never saw.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use foldhash::HashSet;
use pulldown_cmark::{Event, Tag};

use crate::diag::{Checked, Code, Diagnostic, did_you_mean};
use crate::model::anchor::{Attached, Verified};
use crate::model::config::{Edition, Publish};
use crate::model::dossier::{Dossier, Shown, Source};
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::located::Located;
use crate::model::page::{Page, Prose, SourcePage};
use crate::model::quotation::Wanted;

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
    let mut keep = |page: &Page| {
        let shown = edition.drafts || !page.draft;
        if !shown {
            withheld.insert(page.id.clone());
            withheld.extend(page.former.iter().map(|id| id.value.clone()));
        }
        shown
    };
    dossier.sources.retain(|source| keep(&source.page.page));
    dossier.entries.retain(|entry| keep(&entry.page));
    dossier.essays.retain(|essay| keep(&essay.page));
    dossier.packets.retain(|packet| keep(&packet.page));
    dossier.questions.retain(|question| keep(&question.page));
    dossier.introduction = dossier.introduction.filter(|page| keep(&page.page));
    dossier.timeline = dossier.timeline.filter(|timeline| edition.drafts || !timeline.page.draft);
    // Annotations have the id of their source, which stays when they go.
    let sources: HashSet<Id> = dossier.sources.iter().map(|source| source.page.page.id.clone()).collect();
    dossier.annotations.retain(|page| sources.contains(&page.page.id) && (edition.drafts || !page.page.draft));

    thin_packets(&mut dossier, &withheld, &mut diags);

    for source in &mut dossier.sources {
        let id = source.page.page.id.as_str();
        let special = edition.sources.iter().find(|(named, _)| named.value == id).map(|(_, publish)| *publish);
        let said = source.page.rights.publish.value;
        match special.unwrap_or(said) {
            Publish::Full if said == Publish::Full => {}
            Publish::Full => page_of(source).rights.publish.value = Publish::Full,
            Publish::Withheld => withhold(source),
            Publish::Excerpt => {
                diags.push(
                    Diagnostic::new(
                        Code::ExcerptUnsupported,
                        source.page.rights.publish.span,
                        "excerpts cannot be published yet",
                    )
                    .help("say `publish = \"full\"` or `\"withheld\"`"),
                );
                withhold(source);
            }
        }
        withhold_originals(source);
    }
    withhold_quotations(&mut dossier);
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

/// Removes all words of a source. What the editor says of it stays, without what repeats its words: the subtitle, and
/// the recipe, whose selectors are made of them.
fn withhold(source: &mut Arc<Source>) {
    Arc::make_mut(source).words = None;
    let page = page_of(source);
    page.subtitle = None;
    page.recipe = Vec::new();
    page.rights.publish.value = Publish::Withheld;
}

/// Removes the bytes of originals that may not be published: each holds all words of its source, so it is shown only where
/// those are, in full, and where it does not say otherwise itself.
fn withhold_originals(source: &mut Arc<Source>) {
    let is_full = source.page.rights.publish.value == Publish::Full;
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

/// Removes what is quoted from sources that have no words here, and what was verified on pages that are gone. Words that
/// a source with words has as well stay.
fn withhold_quotations(dossier: &mut Dossier) {
    let open = dossier.sources.iter().filter(|source| source.words.is_some());
    let open: HashSet<Id> = open.map(|source| source.page.page.id.clone()).collect();
    let pages: HashSet<PageKey> = dossier.prose_pages().map(|(key, _)| key).collect();
    for source in &mut dossier.sources {
        let id = &source.page.page.id;
        let stands = |verified: &Verified| match &verified.anchor.attached {
            Attached::Citation(page, ..) => pages.contains(page),
            Attached::Annotation(_) => pages.contains(&PageKey::Annotations(id.clone())),
            Attached::Target(_) => true,
        };
        let is_open = source.words.is_some();
        if source.verified.iter().any(|verified| !is_open || !stands(verified)) {
            let left = source.verified.iter().filter(|verified| is_open && stands(verified));
            let left = left.cloned().collect();
            Arc::make_mut(source).verified = left;
        }
    }
    let is_open = |source: &str| open.contains(source);
    for source in &mut dossier.sources {
        if is_concerned(&source.page.page.prose, is_open) {
            blank_citations(Arc::make_mut(&mut page_of(source).page.prose), is_open);
        }
    }
    let essays = dossier.introduction.iter_mut().chain(&mut dossier.essays);
    withhold_in(essays, |essay| &essay.page.prose, |essay| &mut essay.page.prose, is_open);
    withhold_in(&mut dossier.packets, |packet| &packet.page.prose, |packet| &mut packet.page.prose, is_open);
    withhold_in(&mut dossier.questions, |page| &page.page.prose, |page| &mut page.page.prose, is_open);
    withhold_in(&mut dossier.timeline, |page| &page.page.prose, |page| &mut page.page.prose, is_open);
    withhold_in(&mut dossier.annotations, |page| &page.page.prose, |page| &mut page.page.prose, is_open);
    withhold_in(&mut dossier.entries, |entry| &entry.page.prose, |entry| &mut entry.page.prose, is_open);
    for page in dossier.annotations.iter_mut().filter(|page| !open.contains(&page.page.id)) {
        let page = Arc::make_mut(page);
        for annotation in &mut page.annotations {
            annotation.withheld = true;
            clear(&mut annotation.lemma);
            blank(&mut Arc::make_mut(&mut page.page.prose).events, &annotation.lemma_events);
        }
    }
}

/// Takes the words of sources that are not open out of pages; those that quote none stay the same values.
fn withhold_in<'p, Page: Clone + 'p>(
    pages: impl IntoIterator<Item = &'p mut Arc<Page>>,
    prose: fn(&Page) -> &Prose,
    prose_mut: fn(&mut Page) -> &mut Arc<Prose>,
    is_open: impl Fn(&str) -> bool + Copy,
) {
    for page in pages {
        if is_concerned(prose(page), is_open) {
            blank_citations(Arc::make_mut(prose_mut(Arc::make_mut(page))), is_open);
        }
    }
}

/// Whether prose quotes, or translates, words of a source that is not open.
fn is_concerned(prose: &Prose, is_open: impl Fn(&str) -> bool) -> bool {
    prose.citations.iter().flat_map(|citation| &citation.items).any(|item| !is_open(&item.source.value))
}

/// Takes out of prose the words of sources that are not open. Words that a source which is open has as well stay.
fn blank_citations(prose: &mut Prose, is_open: impl Fn(&str) -> bool) {
    let Prose { events, citations, .. } = prose;
    for citation in citations {
        for item in &mut citation.items {
            if !is_open(&item.source.value)
                && let Some(original) = &mut item.original
            {
                clear(original);
                blank(events, &citation.events);
            }
        }
        if let Some(quotation) = &mut citation.quotation
            && !citation.items.iter().any(|item| is_open(&item.source.value))
        {
            quotation.withheld = true;
            clear(&mut quotation.words);
            blank(events, &quotation.events);
        }
    }
}

fn clear(words: &mut Wanted) {
    words.text.clear();
    words.bold.clear();
}

/// Takes the words out of events, and leaves what surrounds them.
fn blank(events: &mut [(Event<'static>, Range<usize>)], range: &Range<usize>) {
    for (event, _) in &mut events[range.clone()] {
        match event {
            Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) | Event::Html(_) => *event = Event::Text("".into()),
            Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }) => *title = "".into(),
            _ => {}
        }
    }
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
