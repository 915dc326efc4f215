//! Blanks what pages quote of words that an edition withholds.
//!
//! In: a dossier whose sources have been reduced, and what of them stays [`Open`]. Out: the same dossier; of a quotation,
//! translation or lemma that is withheld neither events of the prose nor values hold any words. Start at [`withhold`].

use std::ops::Range;
use std::sync::Arc;

use foldhash::HashSet;
use pulldown_cmark::{Event, Tag};

use crate::model::anchor::Attached;
use crate::model::dossier::{Dossier, Source};
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::page::Prose;
use crate::model::quotation::Wanted;

/// Of which words quotations may be shown.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// Sources that have any words.
    sources: HashSet<Id>,
    /// Items of citations whose words touch a redaction: page, citation, item.
    cited: HashSet<(PageKey, usize, usize)>,
    /// Annotations whose lemma does: source, annotation.
    lemmas: HashSet<(Id, usize)>,
}

impl Open {
    /// Takes in a source as it is shown, and what was quoted of it and is withheld all the same.
    pub(super) fn add(&mut self, source: &Source, hidden: Vec<Attached>) {
        let id = &source.page.page.id;
        if source.words.is_some() {
            self.sources.insert(id.clone());
        }
        for attached in hidden {
            match attached {
                Attached::Citation(page, citation, item) => drop(self.cited.insert((page, citation, item))),
                Attached::Annotation(number) => drop(self.lemmas.insert((id.clone(), number))),
                Attached::Target(_) => {}
            }
        }
    }

    fn has(&self, source: &str) -> bool {
        self.sources.contains(source)
    }

    /// Whether an item of a citation on `page` quotes words that are shown.
    fn shows(&self, page: &PageKey, citation: usize, item: usize, source: &str) -> bool {
        self.has(source) && (self.cited.is_empty() || !self.cited.contains(&(page.clone(), citation, item)))
    }
}

/// Blanks what is not open. Words that a source which is open has as well stay.
pub(super) fn withhold(dossier: &mut Dossier, open: &Open) {
    for source in &mut dossier.sources {
        let page = &source.page.page;
        if page.prose.citations.is_empty() {
            continue;
        }
        let key = PageKey::Source(page.id.clone());
        if is_concerned(&page.prose, &key, open) {
            blank_citations(Arc::make_mut(&mut super::page_of(source).page.prose), &key, open);
        }
    }
    let front = dossier.introduction.iter_mut();
    withhold_in(front, |_| PageKey::Front, |essay| &mut essay.page.prose, |essay| &essay.page.prose, open);
    let essays = &mut dossier.essays;
    let key = |page: &crate::model::page::EssayPage| PageKey::Essay(page.page.id.clone());
    withhold_in(essays, key, |essay| &mut essay.page.prose, |essay| &essay.page.prose, open);
    let key = |page: &crate::model::page::PacketPage| PageKey::Packet(page.page.id.clone());
    withhold_in(&mut dossier.packets, key, |packet| &mut packet.page.prose, |packet| &packet.page.prose, open);
    let key = |page: &crate::model::page::QuestionPage| PageKey::Question(page.page.id.clone());
    withhold_in(&mut dossier.questions, key, |page| &mut page.page.prose, |page| &page.page.prose, open);
    let timeline = &mut dossier.timeline;
    withhold_in(timeline, |_| PageKey::Timeline, |page| &mut page.page.prose, |page| &page.page.prose, open);
    let changes = &mut dossier.changes;
    withhold_in(changes, |_| PageKey::Changes, |page| &mut page.page.prose, |page| &page.page.prose, open);
    let key = |page: &crate::model::page::AnnotationsPage| PageKey::Annotations(page.page.id.clone());
    withhold_in(&mut dossier.annotations, key, |page| &mut page.page.prose, |page| &page.page.prose, open);
    let key = |page: &crate::model::page::EntryPage| PageKey::Entry(page.page.id.clone());
    withhold_in(&mut dossier.entries, key, |entry| &mut entry.page.prose, |entry| &entry.page.prose, open);
    for page in &mut dossier.annotations {
        let id = page.page.id.clone();
        let is_hidden = |number: usize| !open.has(id.as_str()) || open.lemmas.contains(&(id.clone(), number));
        if !(0..page.annotations.len()).any(is_hidden) {
            continue;
        }
        let page = Arc::make_mut(page);
        for (_, annotation) in page.annotations.iter_mut().enumerate().filter(|(number, _)| is_hidden(*number)) {
            annotation.withheld = true;
            clear(&mut annotation.lemma);
            blank(&mut Arc::make_mut(&mut page.page.prose).events, &annotation.lemma_events);
        }
    }
}

/// Takes words that are not open out of pages; those that quote none stay the same values.
fn withhold_in<'p, Page: Clone + 'p>(
    pages: impl IntoIterator<Item = &'p mut Arc<Page>>,
    key: impl Fn(&Page) -> PageKey,
    prose_mut: fn(&mut Page) -> &mut Arc<Prose>,
    prose: fn(&Page) -> &Prose,
    open: &Open,
) {
    for page in pages {
        if prose(page).citations.is_empty() {
            continue;
        }
        let key = key(page);
        if is_concerned(prose(page), &key, open) {
            blank_citations(Arc::make_mut(prose_mut(Arc::make_mut(page))), &key, open);
        }
    }
}

/// Whether prose quotes, or translates, words that are not open.
fn is_concerned(prose: &Prose, page: &PageKey, open: &Open) -> bool {
    let citations = prose.citations.iter().enumerate();
    let mut items = citations.flat_map(|(at, citation)| citation.items.iter().enumerate().map(move |item| (at, item)));
    items.any(|(at, (place, item))| !open.shows(page, at, place, &item.source.value))
}

/// Takes out of prose the words that are not open.
fn blank_citations(prose: &mut Prose, page: &PageKey, open: &Open) {
    let Prose { events, citations, .. } = prose;
    for (at, citation) in citations.iter_mut().enumerate() {
        let mut is_any_open = false;
        for (place, item) in citation.items.iter_mut().enumerate() {
            let is_open = open.shows(page, at, place, &item.source.value);
            is_any_open |= is_open;
            item.withheld = !is_open;
            if !is_open && let Some(original) = &mut item.original {
                clear(original);
                blank(events, &citation.events);
            }
        }
        if let Some(quotation) = &mut citation.quotation
            && !is_any_open
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
