//! How a page asks of the rest of the site, so that what it asked can be written down with the answers.
//!
//! A page is a function of its questions' answers. Whoever keeps it keeps what it asked as well ([`Asked`]), and may use it
//! again while every question has the same answer, "there is no such page" included.

use std::any::Any;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::bundle::Form;
use super::config::Config;
use super::dossier::Source;
use super::id::Id;
use super::index::{Backlink, Cited, Count, Evidence, Index, Mention, Mentions, Passage, ProseLinks};
use super::key::PageKey;
use super::page::{
    AnnotationsPage, ChangesPage, EntryPage, EssayPage, PacketPage, QuestionPage, Statement, TimelinePage,
};
use super::periods::Appeared;
use super::search::SearchFile;
use super::site::{Frame, PageSpec, Site};
use super::theme::Theme;
use crate::diag::Checked;

/// The site as a page sees it: by questions alone. Each method is one, and the same as the [`Question`] of its name.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    site: &'a Site,
    log: Option<&'a Log>,
    /// The bundle that the page is to stand in.
    bundle: Option<Form>,
    /// Whether the page is made to see if it can be, and shown to nobody.
    tried: bool,
    /// The bundles in which an answer would have been another one, where somebody wants to know.
    others: Option<&'a Others>,
}

/// What was asked so far.
type Log = RefCell<BTreeSet<Question>>;

/// Forms of bundles in which a page is another one than on the site, as far as its questions tell.
pub type Others = RefCell<BTreeSet<Form>>;

/// Something that a page may ask.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    Config,
    Edition,
    Theme,
    Has(String),
    Spec(String),
    Paths,
    Sources,
    Source(Id),
    SourceAt(usize),
    Neighbours(Id),
    Named(Id),
    Entries,
    Entry(Id),
    Introduction,
    Essays,
    Essay(Id),
    Packets,
    Packet(Id),
    EntriesOf(Id),
    Medium(String),
    Questions,
    OneOfQuestions(Id),
    Statement(PageKey, usize),
    ProsePages,
    CountAnnotations(Id),
    Timeline,
    Changes,
    Indexed,
    AnnotationsOn(Id),
    Suffix(Id),
    References,
    Reference(Id),
    Title(PageKey),
    Place(Id),
    MentionsIn(Id),
    MentionsAt(usize),
    MentionsOf(Id),
    Count(Id),
    LinksIn(PageKey),
    BacklinksTo(PageKey),
    Label(Id),
    PassagesIn(Id),
    Cited(Id, PageKey, usize, usize),
    Evidence(PageKey),
    SearchFile(SearchFile),
    SearchVersion,
    Downloads,
    Whole,
}

/// An answer, for comparing it with a later one.
enum Answer {
    /// A shared value, the same as long as it is the very same.
    Shared(Arc<dyn Any + Send + Sync>),
    Words(String),
    Number(usize),
    Spec(PageSpec),
    Count(Count),
    Passages(Vec<Passage>),
    Cited(Cited, Passage),
    Evidence(Vec<Evidence>),
    Mentions(Arc<[Mention]>),
    Bytes(Arc<[u8]>),
    None,
    Several(Vec<Answer>),
    Keys(Vec<PageKey>),
}

impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Shared(a), Self::Shared(b)) => std::ptr::addr_eq(Arc::as_ptr(a), Arc::as_ptr(b)),
            (Self::Mentions(a), Self::Mentions(b)) => Arc::ptr_eq(a, b),
            (Self::Bytes(a), Self::Bytes(b)) => Arc::ptr_eq(a, b),
            (Self::Words(a), Self::Words(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::Spec(a), Self::Spec(b)) => a == b,
            (Self::Count(a), Self::Count(b)) => a == b,
            (Self::Passages(a), Self::Passages(b)) => a == b,
            (Self::Cited(a, c), Self::Cited(b, d)) => a == b && c == d,
            (Self::Evidence(a), Self::Evidence(b)) => a == b,
            (Self::Several(a), Self::Several(b)) => a == b,
            (Self::Keys(a), Self::Keys(b)) => a == b,
            (Self::None, Self::None) => true,
            _ => false,
        }
    }
}

/// What a page asked, and the answers it got.
pub struct Asked(Vec<(Question, Answer)>);

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(question, _)| question)).finish()
    }
}

impl Asked {
    /// What `make` makes of `site`, and what it asked for it.
    pub fn by<T>(site: &Site, make: impl FnOnce(Ask<'_>) -> T) -> (T, Self) {
        let log = Log::default();
        let made = make(Ask { log: Some(&log), ..Ask::of(site) });
        let asked = log.into_inner().into_iter().map(|question| {
            let answer = answer(site, &question);
            (question, answer)
        });
        (made, Self(asked.collect()))
    }

    /// Whether `site` answers everything as the one before did.
    pub fn is_answered_alike(&self, site: &Site) -> bool {
        self.0.iter().all(|(question, before)| answer(site, question) == *before)
    }
}

/// What a question is answered with, in full: whatever the method of its name gives away.
fn answer(site: &Site, question: &Question) -> Answer {
    let ask = Ask::of(site);
    let words = |text: &str| Answer::Words(text.to_owned());
    match question {
        Question::Config => shared(&site.shown.dossier.config),
        Question::Edition => ask.edition().map_or(Answer::None, words),
        Question::Theme => shared(&site.theme),
        Question::Has(path) => Answer::Number(usize::from(ask.has(path))),
        Question::Spec(path) => ask.spec(path).map_or(Answer::None, |spec| Answer::Spec(spec.clone())),
        Question::Paths => Answer::Several(ask.paths().map(words).collect()),
        Question::Sources => several(ask.sources()),
        Question::Source(id) => ask.source(id).map_or(Answer::None, shared),
        Question::SourceAt(place) => ask.source_at(*place).map_or(Answer::None, shared),
        Question::Neighbours(id) => {
            Answer::Several(ask.neighbours(id).map(|id| id.map_or(Answer::None, |id| words(id.as_str()))).into())
        }
        Question::Named(id) => ask.named(id).map_or(Answer::None, |named| {
            Answer::Several(vec![words(named.title), words(named.language), words(named.direction.name())])
        }),
        Question::Entries => several(ask.entries()),
        Question::Entry(id) => ask.entry(id).map_or(Answer::None, shared),
        Question::Introduction => ask.introduction().map_or(Answer::None, shared),
        Question::Essays => several(ask.essays()),
        Question::Essay(id) => ask.essay(id).map_or(Answer::None, shared),
        Question::Packets => several(ask.packets()),
        Question::Packet(id) => ask.packet(id).map_or(Answer::None, shared),
        Question::EntriesOf(id) => {
            let packet = ask.packet(id).map_or(Vec::new(), |packet| ask.entries_of(packet));
            Answer::Several(packet.into_iter().map(|id| words(id.as_str())).collect())
        }
        Question::Medium(path) => ask.medium(path).map_or(Answer::None, |bytes| Answer::Bytes(bytes.clone())),
        Question::Questions => several(ask.questions()),
        Question::OneOfQuestions(id) => ask.question(id).map_or(Answer::None, shared),
        Question::Statement(page, at) => ask
            .statement(page, *at)
            .map_or(Answer::None, |statement| Answer::Several(vec![words(&statement.id), words(&statement.text)])),
        Question::ProsePages => Answer::Keys(ask.prose_pages()),
        Question::CountAnnotations(id) => Answer::Number(ask.count_annotations(id)),
        Question::Timeline => ask.timeline().map_or(Answer::None, shared),
        Question::Changes => ask.changes().map_or(Answer::None, shared),
        Question::Indexed => Answer::Several(ask.indexed().map(words).collect()),
        Question::AnnotationsOn(id) => ask.annotations_on(id).map_or(Answer::None, shared),
        Question::Suffix(id) => words(ask.suffix(id)),
        Question::References => shared(&site.references),
        Question::Reference(id) => ask.reference(id).map_or(Answer::None, Answer::Number),
        Question::Title(page) => words(ask.title(page)),
        Question::Place(id) => ask.place(id).map_or(Answer::None, Answer::Number),
        Question::MentionsIn(id) => {
            ask.index().shared_mentions_in(id).map_or(Answer::None, |list| Answer::Mentions(list.clone()))
        }
        Question::MentionsAt(place) => {
            ask.index().mentions.get(*place).map_or(Answer::None, |list| Answer::Mentions(list.clone()))
        }
        Question::MentionsOf(id) => {
            let lists = ask.index().lists_with(id);
            let answers = lists.flat_map(|(place, list)| [Answer::Number(place), Answer::Mentions(list.clone())]);
            Answer::Several(answers.collect())
        }
        Question::Count(id) => Answer::Count(ask.count(id)),
        Question::LinksIn(page) => ask.index().links_in(page).map_or(Answer::None, shared),
        Question::BacklinksTo(page) => several(ask.backlinks_to(page)),
        Question::Label(id) => words(ask.label(id)),
        Question::PassagesIn(id) => Answer::Passages(ask.passages_in(id).to_vec()),
        Question::Cited(source, page, citation, item) => ask
            .cited(source, page, *citation, *item)
            .map_or(Answer::None, |(cited, passage)| Answer::Cited(cited.clone(), passage.clone())),
        Question::Evidence(page) => Answer::Evidence(ask.evidence(page).to_vec()),
        Question::SearchFile(file) => ask.search_file(*file).map_or(Answer::None, Answer::Words),
        Question::SearchVersion => ask.search_version().map_or(Answer::None, words),
        Question::Downloads => {
            Answer::Several(ask.downloads().into_iter().map(|(_, path)| Answer::Words(path)).collect())
        }
        Question::Whole => shared(&site.mark),
    }
}

fn shared<T: Send + Sync + 'static>(value: &Arc<T>) -> Answer {
    Answer::Shared(value.clone())
}

fn several<T: Send + Sync + 'static>(values: &[Arc<T>]) -> Answer {
    Answer::Several(values.iter().map(shared).collect())
}

/// A source as others name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    /// Its title.
    pub title: &'a str,
    /// The language of the title, BCP 47.
    pub language: &'a str,
    /// Its direction.
    pub direction: super::page::Direction,
}

impl<'a> Ask<'a> {
    /// Questions to `site` that nobody writes down.
    pub fn of(site: &'a Site) -> Self {
        Self { site, log: None, bundle: None, tried: false, others: None }
    }

    /// The same, where `others` takes down the bundles in which a page that asked this would be another one.
    pub fn comparing(site: &'a Site, others: &'a Others) -> Self {
        Self { others: Some(others), ..Self::of(site) }
    }

    /// Questions to `site` as far as a bundle in this form has it, that nobody writes down.
    pub fn in_bundle(site: &'a Site, form: Form) -> Self {
        Self { bundle: Some(form), ..Self::of(site) }
    }

    /// In which bundle does the page stand? A page is kept for the site alone, so nobody writes this down.
    pub fn bundle(self) -> Option<Form> {
        self.differs_in(|_| true);
        self.bundle
    }

    /// Does it stand in a bundle of this form?
    pub fn is_in(self, form: Form) -> bool {
        self.differs_in(|other| other == form);
        self.bundle == Some(form)
    }

    fn is_there(self, spec: &PageSpec) -> bool {
        self.differs_in(|form| !spec.is_in(form));
        self.bundle.is_none_or(|form| spec.is_in(form))
    }

    /// Takes down that the site answers otherwise than bundles of these forms would.
    fn differs_in(self, form: impl Fn(Form) -> bool) {
        if let Some(others) = self.others {
            others.borrow_mut().extend(Form::NAMES.iter().map(|(_, other)| *other).filter(|other| form(*other)));
        }
    }

    /// Questions to `site` for pages that show whether templates work, and that nobody sees: what would take long to find
    /// out is answered with nothing.
    pub fn for_trial_of(site: &'a Site) -> Self {
        Self { tried: true, ..Self::of(site) }
    }

    fn note(self, question: impl FnOnce() -> Question) {
        if let Some(log) = self.log {
            log.borrow_mut().insert(question());
        }
    }

    /// What is the configuration?
    pub fn config(self) -> &'a Config {
        self.note(|| Question::Config);
        &self.site.shown.dossier.config
    }

    /// Which edition is it? `None` for the default one.
    pub fn edition(self) -> Option<&'a str> {
        self.note(|| Question::Edition);
        self.site.shown.edition.as_deref()
    }

    /// How does it look?
    pub fn theme(self) -> &'a Theme {
        self.note(|| Question::Theme);
        &self.site.theme
    }

    /// What stands around the words of pages `depth` folders deep? `make` makes it of the site alone, if no page has asked
    /// before.
    pub fn frame(self, depth: usize, make: impl FnOnce() -> Checked<Frame>) -> &'a Checked<Frame> {
        if self.log.is_none() {
            return self.site.shared.frame(depth, make);
        }
        let made = make();
        self.site.shared.frame(depth, || made)
    }

    /// When did the texts of the dossier appear? `make` tells it of the sources, if no page has asked before.
    pub fn appeared(self, make: impl FnOnce(&[Arc<Source>]) -> Option<Appeared>) -> Option<&'a Appeared> {
        let sources = self.sources();
        self.site.shared.appeared(|| make(sources))
    }

    /// Is there a file at `path`?
    pub fn has(self, path: &str) -> bool {
        self.note(|| Question::Has(path.to_owned()));
        self.site.pages.get(path).is_some_and(|spec| self.is_there(spec))
    }

    /// What is to be rendered at `path`?
    pub fn spec(self, path: &str) -> Option<&'a PageSpec> {
        self.note(|| Question::Spec(path.to_owned()));
        self.site.pages.get(path)
    }

    /// At which paths are there files?
    pub fn paths(self) -> impl Iterator<Item = &'a str> {
        self.note(|| Question::Paths);
        self.site.pages.iter().filter(move |(_, spec)| self.is_there(spec)).map(|(path, _)| path.as_str())
    }

    /// Which bundles of the site can be downloaded, and at which paths?
    pub fn downloads(self) -> Vec<(Form, String)> {
        self.note(|| Question::Downloads);
        let config = &self.site.shown.dossier.config;
        self.differs_in(|_| !config.bundles.is_empty());
        let forms = config.bundles.iter().filter(|_| self.bundle.is_none());
        forms.map(|form| (form.value, form.value.path(&config.title))).collect()
    }

    /// What is all of it? For what is made of the whole site; after any edit the answer is another.
    pub fn whole(self) -> &'a Site {
        self.note(|| Question::Whole);
        self.site
    }

    /// Which sources are there, in order of publication, and what are they?
    pub fn sources(self) -> &'a [Arc<Source>] {
        self.note(|| Question::Sources);
        &self.site.shown.dossier.sources
    }

    /// What is the source called `id`, if it is shown?
    pub fn source(self, id: &Id) -> Option<&'a Arc<Source>> {
        self.note(|| Question::Source(id.clone()));
        Some(&self.site.shown.dossier.sources[self.index().place(id)?])
    }

    /// What is the source that stands at a place in order of publication?
    pub fn source_at(self, place: usize) -> Option<&'a Arc<Source>> {
        self.note(|| Question::SourceAt(place));
        self.site.shown.dossier.sources.get(place)
    }

    /// Which sources stand before and behind this one in order of publication?
    pub fn neighbours(self, source: &Id) -> [Option<&'a Id>; 2] {
        self.note(|| Question::Neighbours(source.clone()));
        let sources = &self.site.shown.dossier.sources;
        let Some(place) = self.index().place(source) else { return [None, None] };
        let id = |source: &'a Arc<Source>| &source.page.page.id;
        [place.checked_sub(1).map(|before| id(&sources[before])), sources.get(place + 1).map(id)]
    }

    /// What is a source called where others name it?
    pub fn named(self, source: &Id) -> Option<Named<'a>> {
        self.note(|| Question::Named(source.clone()));
        let page = &self.site.shown.dossier.sources[self.index().place(source)?].page;
        Some(Named { title: &page.title.value, language: &page.language, direction: page.direction })
    }

    /// Which entries are there, by id, and what are they?
    pub fn entries(self) -> &'a [Arc<EntryPage>] {
        self.note(|| Question::Entries);
        &self.site.shown.dossier.entries
    }

    /// What is the entry called `id`, if it is shown?
    pub fn entry(self, id: &Id) -> Option<&'a Arc<EntryPage>> {
        self.note(|| Question::Entry(id.clone()));
        self.site.shown.dossier.entry(id)
    }

    /// What is the front page, if there is one?
    pub fn introduction(self) -> Option<&'a Arc<EssayPage>> {
        self.note(|| Question::Introduction);
        self.site.shown.dossier.introduction.as_ref()
    }

    /// Which essays are there, by id, and what are they?
    pub fn essays(self) -> &'a [Arc<EssayPage>] {
        self.note(|| Question::Essays);
        &self.site.shown.dossier.essays
    }

    /// What is the essay called `id`, if it is shown?
    pub fn essay(self, id: &Id) -> Option<&'a Arc<EssayPage>> {
        self.note(|| Question::Essay(id.clone()));
        self.site.shown.dossier.essay(id)
    }

    /// Which packets are there, by id, and what are they?
    pub fn packets(self) -> &'a [Arc<PacketPage>] {
        self.note(|| Question::Packets);
        &self.site.shown.dossier.packets
    }

    /// What is the packet called `id`, if it is shown?
    pub fn packet(self, id: &Id) -> Option<&'a Arc<PacketPage>> {
        self.note(|| Question::Packet(id.clone()));
        self.site.shown.dossier.packet(id)
    }

    /// Which entries go with a packet, by id?
    pub fn entries_of(self, packet: &'a PacketPage) -> Vec<&'a Id> {
        self.note(|| Question::EntriesOf(packet.page.id.clone()));
        self.index().entries_of(packet)
    }

    /// Which bytes has the picture or file at a path of the site?
    pub fn medium(self, path: &str) -> Option<&'a Arc<[u8]>> {
        self.note(|| Question::Medium(path.to_owned()));
        self.site.shown.dossier.media.get(path)
    }

    /// Which questions are there, by id, and what are they?
    pub fn questions(self) -> &'a [Arc<QuestionPage>] {
        self.note(|| Question::Questions);
        &self.site.shown.dossier.questions
    }

    /// What is the question called `id`, if it is shown?
    pub fn question(self, id: &Id) -> Option<&'a Arc<QuestionPage>> {
        self.note(|| Question::OneOfQuestions(id.clone()));
        self.site.shown.dossier.question(id)
    }

    /// What does a page state at a place? Its id and its words; what is under it, the page itself tells.
    pub fn statement(self, page: &PageKey, at: usize) -> Option<&'a Statement> {
        self.note(|| Question::Statement(page.clone(), at));
        match page {
            PageKey::Question(id) => {
                let questions = &self.site.shown.dossier.questions;
                questions.iter().find(|question| question.page.id == *id)?.claims.get(at)
            }
            _ => self.site.shown.dossier.timeline.as_ref()?.events.get(at).map(|(_, event)| event),
        }
    }

    /// Which pages have editorial prose, in the order in which links from them are listed?
    pub fn prose_pages(self) -> Vec<PageKey> {
        self.note(|| Question::ProsePages);
        self.site.shown.dossier.prose_pages().map(|(key, _)| key).collect()
    }

    /// What is the timeline, if there is one?
    pub fn timeline(self) -> Option<&'a Arc<TimelinePage>> {
        self.note(|| Question::Timeline);
        self.site.shown.dossier.timeline.as_ref()
    }

    /// What was changed, if anybody says so?
    pub fn changes(self) -> Option<&'a Arc<ChangesPage>> {
        self.note(|| Question::Changes);
        self.site.shown.dossier.changes.as_ref()
    }

    /// At which paths are there pages that are to be found from elsewhere?
    pub fn indexed(self) -> impl Iterator<Item = &'a str> {
        self.note(|| Question::Indexed);
        self.site.indexed()
    }

    /// What are the annotations on a source?
    pub fn annotations_on(self, source: &Id) -> Option<&'a Arc<AnnotationsPage>> {
        self.note(|| Question::AnnotationsOn(source.clone()));
        self.site.shown.dossier.annotations_on(source)
    }

    /// How many annotations are there on a source?
    pub fn count_annotations(self, source: &Id) -> usize {
        self.note(|| Question::CountAnnotations(source.clone()));
        self.site.shown.dossier.annotations_on(source).map_or(0, |page| page.annotations.len())
    }

    /// Which letter tells a source from others of the same name and year?
    pub fn suffix(self, source: &Id) -> &'a str {
        self.note(|| Question::Suffix(source.clone()));
        self.site.suffixes.get(source).map_or("", String::as_str)
    }

    /// Where do the sources stand in the bibliography?
    pub fn references(self) -> &'a BTreeMap<Id, usize> {
        self.note(|| Question::References);
        &self.site.references
    }

    /// Where does a source stand there?
    pub fn reference(self, source: &Id) -> Option<usize> {
        self.note(|| Question::Reference(source.clone()));
        self.site.references.get(source).copied()
    }

    fn index(self) -> &'a Index {
        &self.site.index
    }

    /// What is a page called?
    pub fn title(self, page: &PageKey) -> &'a str {
        self.note(|| Question::Title(page.clone()));
        self.index().title(page)
    }

    /// Where does a source stand in order of publication?
    pub fn place(self, source: &Id) -> Option<usize> {
        self.note(|| Question::Place(source.clone()));
        self.index().place(source)
    }

    /// Which entries does a source name, where? In order of place.
    pub fn mentions_in(self, source: &Id) -> &'a [Mention] {
        self.note(|| Question::MentionsIn(source.clone()));
        self.index().mentions_in(source)
    }

    /// Which entries does the source that stands at a place in order of publication name, where?
    pub fn mentions_at(self, place: usize) -> &'a [Mention] {
        self.note(|| Question::MentionsAt(place));
        self.index().mentions_at(place)
    }

    /// Which sources name an entry, by their place in order of publication, and where? In order of sources and places.
    pub fn mentions_of(self, entry: &Id) -> impl Iterator<Item = (usize, Mentions<'a>)> + use<'a> {
        self.note(|| Question::MentionsOf(entry.clone()));
        self.index().mentions_of(entry)
    }

    /// Which lines of the concordance of an entry are on each of its pages?
    pub fn concordance(self, entry: &Id) -> Vec<Range<usize>> {
        self.note(|| Question::MentionsOf(entry.clone()));
        self.index().concordance(entry, self.config().pages.lines)
    }

    /// What is said of the source that stands at a place wherever it is one of many? `make` says it for the first who asks;
    /// it must depend on the source and the theme alone.
    pub fn detail(self, place: usize, make: impl FnOnce() -> String) -> &'a str {
        self.note(|| Question::Theme);
        self.note(|| Question::SourceAt(place));
        self.site.details[place].get_or_init(make)
    }

    /// How often do sources name an entry?
    pub fn count(self, entry: &Id) -> Count {
        self.note(|| Question::Count(entry.clone()));
        self.index().count(entry)
    }

    /// In how many paragraphs is each other entry named together with this one? Most first, then by id.
    pub fn companions(self, entry: &Id) -> Vec<(Id, usize)> {
        // They are told from the sources that name it, whatever else these name.
        self.note(|| Question::MentionsOf(entry.clone()));
        self.index().companions(entry)
    }

    /// Which of these entries are named in the same of its paragraphs, in how many? Pairs of their places.
    pub fn together(self, entry: &Id, others: &[Id]) -> Vec<(usize, usize, usize)> {
        // As their companions are.
        self.note(|| Question::MentionsOf(entry.clone()));
        self.index().together(entry, others)
    }

    /// Where do the links of a page's prose lead?
    pub fn links_in(self, page: &PageKey) -> Option<&'a ProseLinks> {
        self.note(|| Question::LinksIn(page.clone()));
        self.index().links_in(page).map(Arc::as_ref)
    }

    /// Which editorial pages link to a page, in which sentences?
    pub fn backlinks_to(self, page: &PageKey) -> &'a [Arc<Backlink>] {
        self.note(|| Question::BacklinksTo(page.clone()));
        self.index().backlinks_to(page)
    }

    /// What is a source called in a citation?
    pub fn label(self, source: &Id) -> &'a str {
        self.note(|| Question::Label(source.clone()));
        self.index().label(source)
    }

    /// Which words of a source does anything in the dossier hold on to? In order of place.
    pub fn passages_in(self, source: &Id) -> &'a [Passage] {
        self.note(|| Question::PassagesIn(source.clone()));
        self.index().passages_in(source)
    }

    /// Where does a quotation from `source` lead? By page, citation and item of it.
    pub fn cited(self, source: &Id, page: &PageKey, citation: usize, item: usize) -> Option<(&'a Cited, &'a Passage)> {
        self.note(|| Question::Cited(source.clone(), page.clone(), citation, item));
        self.index().cited(source, page, citation, item)
    }

    /// What do the sources say about the claims or events of a page, in its order?
    pub fn evidence(self, page: &PageKey) -> &'a [Evidence] {
        self.note(|| Question::Evidence(page.clone()));
        self.index().evidence(page)
    }

    /// What is a file of the search index?
    pub fn search_file(self, file: SearchFile) -> Option<String> {
        self.note(|| Question::SearchFile(file));
        Some(self.site.search.as_ref()?.file(self.site, file))
    }

    /// Which search index is it?
    pub fn search_version(self) -> Option<&'a str> {
        self.note(|| Question::SearchVersion);
        let search = self.site.search.as_ref()?;
        Some(if self.tried { "" } else { &search.finished(self.site).version })
    }
}
