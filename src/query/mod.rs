//! Composes the stages: the only place that knows their order.
//!
//! In: the input [`Files`] and [`Options`]. Out: the [`Dossier`] as parsed and cleaned, or the [`Site`] that may be
//! published. All problems of all stages are collected.

mod originals;
mod pages;
mod record;
mod session;
mod source;

pub use self::session::Session;
pub use self::source::MOST_LINES;
pub use crate::model::page::LARGEST_RAW;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use self::pages::Shape;
use self::source::{Absent, Cleaned};
use crate::anchor::{self, Citing, Request};
use crate::cite::{self, Record};
use crate::diag::{Checked, Code, Diagnostic, FileId, did_you_mean, has_errors};
use crate::model::anchor::Verified as Found;
use crate::model::bundle::{Form, too_large};
use crate::model::config::Config;
use crate::model::dossier::{Dossier, Source, Words};
use crate::model::files::{File, Files};
use crate::model::id::Id;
use crate::model::key::Kind;
use crate::model::lock::{History, Lock, Place};
use crate::model::memo::{Given, Memo, Once, Own, Same, unless_equal};
use crate::model::page::{AnnotationsPage, Page, Prose, SourcePage};
use crate::model::progress::{Progress, Task};
use crate::model::site::{PageSpec, Shared, Site};
use crate::model::theme::{Theme, Words as WordsOfTheme};
use crate::parse::{self, Content, Parsed};
use crate::proof::Proof;
use crate::text::Text;
use crate::text::checksum::sha256;
use crate::{edition, link, lock, proof, search, theme};

/// What a run is asked for, checked once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Name of the edition; `None` for the default one.
    pub edition: Option<String>,
    /// Whether nothing is withheld after all, whatever the edition says: for editors, who see what nobody publishes.
    pub everything: bool,
    /// Where the site will stand.
    pub address: Address,
    /// Ids of sources whose raw text may differ from the one on record.
    pub accept: Vec<String>,
    /// Reading texts of an earlier build, by id of the source, as far as a cache has them. They help to carry anchors
    /// over; no right result needs them.
    pub former: BTreeMap<String, Arc<str>>,
    /// Where the run says how far it is.
    pub progress: Progress,
}

/// Where a site will stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Address {
    /// Where the configuration says, if it does.
    #[default]
    Configured,
    /// At this URL, which ends in `/`.
    At(String),
    /// Nowhere that others can reach, whatever the configuration says: no page names the address of the live site.
    Nowhere,
}

/// What a run made of the inputs.
#[derive(Debug)]
pub struct Built {
    /// What is to be published.
    pub site: Site,
    /// What it was made of, whatever the edition shows: for what only editors are told.
    pub whole: Dossier,
    /// What `casebook.lock` is to hold.
    pub lock: Lock,
    /// What moved since the build that wrote the lock before, by source and place.
    pub moves: Vec<Move>,
    /// The reading texts by id of the source, for a cache.
    pub texts: BTreeMap<String, Text>,
    /// What must not be found in the bytes of the site; `None` if nothing is withheld, or there are errors.
    pub proof: Option<Proof>,
}

/// Something that readers or editors hold on to, and that lies elsewhere since a source or its recipe changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// An anchor.
    Anchor {
        /// The source.
        source: String,
        /// What the lock calls the anchor.
        name: String,
        /// Where it was.
        old: Place,
        /// Where it is.
        new: Place,
    },
    /// The address of a paragraph whose words changed.
    Paragraph {
        /// The source.
        source: String,
        /// The address.
        old: String,
        /// Where it leads now; `None` where its words are gone.
        new: Option<String>,
    },
}

/// The site that `files` make.
pub fn site(files: &Files, options: &Options) -> Checked<Built> {
    let mut diags = Vec::new();
    let mut memory = Memory::default();
    let verified = verified(files, options, &mut memory).unload(&mut diags);
    let words =
        |source: &Arc<Source>| Some((source.page.page.id.to_string(), source.words.as_ref()?.clean.text.clone()));
    let texts = verified.dossier.sources.iter().filter_map(words).collect();
    let whole = verified.dossier.clone();
    let site = memory.site(verified.dossier, files, options).unload(&mut diags);
    // What only another run would ask for makes room for the index of the search.
    drop(memory);
    let proof = match has_errors(&diags) {
        true => None,
        false => proof::proof(&whole, &site, files, theme::DEFAULT).unload(&mut diags),
    };
    diags.extend(suspicions(&site));
    if let Some(search) = site.search.as_ref().filter(|_| !has_errors(&diags)) {
        options.progress.begin(Task::Indexing, 0);
        diags.extend(search::check::check(&site, &search.layout, search.finished(&site)));
    }
    Checked { value: Built { site, whole, lock: verified.lock, moves: verified.moves, texts, proof }, diags }
}

/// The site of all that editors have, drafts and withheld words included, for them to look into and not to publish. It is
/// there although the dossier has errors, without what is wrong.
pub fn unpublished(files: &Files, options: &Options) -> Checked<Site> {
    let mut diags = Vec::new();
    let mut memory = Memory::default();
    let options = Options { everything: options.edition.is_none(), ..options.clone() };
    let (dossier, _) = memory.dossier(files, &options).unload(&mut diags);
    let value = memory.site(dossier, files, &options).unload(&mut diags);
    Checked { value, diags }
}

/// What is allowed in a site and hardly meant: warnings that need every text to be read once more.
pub fn suspicions(site: &Site) -> Vec<Diagnostic> {
    link::suspicions(&site.shown, &site.index)
}

/// A dossier whose quotations were looked up.
#[derive(Debug)]
pub struct Verified {
    /// Parsed, cleaned and anchored; nothing withheld yet.
    pub dossier: Dossier,
    /// What `casebook.lock` is to hold.
    pub lock: Lock,
    /// What moved.
    pub moves: Vec<Move>,
}

/// The dossier that `files` make: parsed, cleaned, every quotation verified, nothing withheld yet.
pub fn dossier(files: &Files, options: &Options) -> Checked<Verified> {
    verified(files, options, &mut Memory::default())
}

fn verified(files: &Files, options: &Options, memory: &mut Memory) -> Checked<Verified> {
    memory.dossier(files, options).map(|(dossier, history)| {
        let lock = record::new_lock(&dossier, &history.lock);
        let moves = record::moves(&history.lock, &lock);
        Verified { dossier, lock, moves }
    })
}

/// What earlier runs over nearly the same inputs made. A run with a fresh one makes everything. Results of pages are kept by
/// the files of these.
#[derive(Debug, Default)]
struct Memory {
    config: Option<Arc<Config>>,
    language: Option<Arc<String>>,
    parsed: Memo<FileId, ParseInput, Checked<Option<Parsed>>>,
    recorded: Recorded,
    history: Once<HistoryInput, Arc<History>>,
    cleaned: Memo<FileId, CleanInput, Checked<Arc<Cleaned>>>,
    /// Sources of which nothing has been looked up.
    unquoted: Memo<FileId, (Same<SourcePage>, Same<Cleaned>), Arc<Source>>,
    order: Once<Vec<Arc<SourcePage>>, Arc<[usize]>>,
    lemmas: Memo<FileId, Same<AnnotationsPage>, Vec<Request>>,
    cited: Memo<FileId, Same<Prose>, Vec<Citing>>,
    wanted: Option<(WantedInput, Checked<Wanted>)>,
    anchored: Memo<FileId, AnchorInput, Checked<Arc<[Found]>>>,
    sources: Memo<FileId, SourceInput, Arc<Source>>,
    theme: Once<ThemeInput, Checked<Arc<Theme>>>,
    records: Memo<FileId, Same<SourcePage>, Arc<Record>>,
    citing: Once<(usize, Same<WordsOfTheme>), Labels>,
    link: link::Memory,
    search: search::Memory,
    pages: Once<Shape, Arc<BTreeMap<String, PageSpec>>>,
}

/// Sources as far as their order of publication follows from them.
struct Published<'a>(&'a [Arc<SourcePage>]);

impl Given for Published<'_> {
    type Kept = Vec<Arc<SourcePage>>;

    fn is(&self, kept: &Self::Kept) -> bool {
        let is_alike = |(a, b): (&Arc<SourcePage>, &Arc<SourcePage>)| {
            Arc::ptr_eq(a, b) || (a.page.id == b.page.id && a.published == b.published)
        };
        self.0.len() == kept.len() && self.0.iter().zip(kept).all(is_alike)
    }

    fn keep(self) -> Self::Kept {
        self.0.to_vec()
    }
}

/// The bytes of a content file, and the language of the dossier.
type ParseInput = (Same<[u8]>, Same<String>);

/// A source, and what was looked up in it.
type SourceInput = (Same<Source>, Same<[Found]>);

/// The files of all themes, and the configuration, which names one.
type ThemeInput = (Vec<(FileId, Same<[u8]>)>, Same<Config>);

/// What is left of an earlier build: its record, and former ids of sources with their present ones.
type HistoryInput = (Same<Lock>, Vec<(Id, Id)>);

/// What is to be looked up in each source, in order of publication.
type Wanted = Arc<[Arc<[Request]>]>;

/// The versions of all lemmas and citations, and the order of publication, which stays while the sources are the same ones.
type WantedInput = (usize, usize, Same<[usize]>);

/// How sources are called in citations, the letters that tell them apart, and their places in the bibliography.
type Labels = (Arc<BTreeMap<Id, String>>, Arc<BTreeMap<Id, String>>, Arc<BTreeMap<Id, usize>>);

/// A file among the inputs, with its bytes.
type Named<'a> = (FileId, &'a Arc<[u8]>);

/// What a source is cleaned by.
struct Cleaning<'a> {
    page: &'a Arc<SourcePage>,
    raw: Option<Named<'a>>,
    originals: Vec<Option<Named<'a>>>,
    history: &'a Arc<History>,
    absent: Absent,
}

/// [`Cleaning`], as it is kept.
#[derive(Debug)]
struct CleanInput {
    page: Arc<SourcePage>,
    raw: Option<(FileId, Same<[u8]>)>,
    originals: Vec<Option<(FileId, Same<[u8]>)>>,
    history: Same<History>,
    absent: Absent,
}

impl Given for Cleaning<'_> {
    type Kept = CleanInput;

    fn is(&self, kept: &CleanInput) -> bool {
        let is_all_there = self.raw.is_some() && self.originals.iter().all(Option::is_some);
        let is_absent_alike = is_all_there || self.absent == kept.absent;
        self.raw.is(&kept.raw)
            && self.originals.is(&kept.originals)
            && self.history.is(&kept.history)
            && is_absent_alike
            && source::is_cleaned_alike(self.page, &kept.page)
    }

    fn keep(self) -> CleanInput {
        CleanInput {
            page: self.page.clone(),
            raw: self.raw.keep(),
            originals: self.originals.keep(),
            history: self.history.keep(),
            absent: self.absent,
        }
    }
}

/// What is looked up in a source, and where.
struct Anchoring<'a> {
    source: &'a Arc<Source>,
    wanted: &'a Arc<[Request]>,
    history: &'a Arc<History>,
}

/// [`Anchoring`], as it is kept.
#[derive(Debug)]
struct AnchorInput {
    words: Option<Same<Words>>,
    language: String,
    wanted: Same<[Request]>,
    history: Same<History>,
    /// Whether the record stands for the words.
    is_recorded: bool,
}

impl Anchoring<'_> {
    fn is_recorded(&self) -> bool {
        self.source.words.is_none() && !self.source.raw_sha256.is_empty()
    }
}

impl Given for Anchoring<'_> {
    type Kept = AnchorInput;

    fn is(&self, kept: &AnchorInput) -> bool {
        self.source.words.as_ref().is(&kept.words)
            && self.source.page.language == kept.language
            && self.wanted.is(&kept.wanted)
            && self.history.is(&kept.history)
            && self.is_recorded() == kept.is_recorded
    }

    fn keep(self) -> AnchorInput {
        AnchorInput {
            words: self.source.words.as_ref().keep(),
            language: self.source.page.language.clone(),
            wanted: self.wanted.keep(),
            history: self.history.keep(),
            is_recorded: self.is_recorded(),
        }
    }
}

/// The record of an earlier build.
#[derive(Debug, Default)]
struct Recorded {
    conflict: Once<Option<Same<[u8]>>, bool>,
    lock: Once<Option<Same<[u8]>>, Checked<Arc<Lock>>>,
}

impl Recorded {
    /// It, as it lies among `files`.
    fn read(&mut self, files: &Files) -> Checked<Arc<Lock>> {
        let bytes = files.find(lock::PATH).map(|file| files.get(file).bytes());
        // Of the two sides of a merge conflict that one counts which fits the raw texts as they are.
        if self.conflict.get(bytes, |bytes| bytes.is_some_and(|bytes| lock::has_conflict(bytes))) {
            self.lock = Once::default();
        }
        self.lock.get(bytes, |_| {
            let sha256_of = |path: &str| files.find(path).map(|file| sha256(files.get(file).bytes()));
            lock::read(files, &sha256_of).map(Arc::new)
        })
    }
}

/// Everything that editors wrote.
fn content(
    parsed: &mut Memo<FileId, ParseInput, Checked<Option<Parsed>>>,
    files: &Files,
    config: Arc<Config>,
    language: &Arc<String>,
) -> Checked<Content> {
    let mut diags = Vec::new();
    let inputs: Vec<(FileId, &File)> = files.below("content/").collect();
    let given = inputs.iter().map(|(file, input)| (*file, (input.bytes(), language)));
    let parsed = parsed.each(given, is_reusable, |at, _| parse::page(inputs[at].0, inputs[at].1, language));
    let pages = parsed.results().filter_map(|page| page.read(&mut diags).clone()).collect();
    diags.extend(parse::media::check_names(files, &config.theme.value));
    let content = parse::assemble(config, pages).unload(&mut diags);
    Checked { value: content, diags }
}

/// The theme that `config` names.
fn theme_of(
    theme: &mut Once<ThemeInput, Checked<Arc<Theme>>>,
    files: &Files,
    config: &Arc<Config>,
) -> Checked<Arc<Theme>> {
    let of_themes = files.below("themes/").map(|(file, input)| (file, input.bytes()));
    theme.get((of_themes.collect::<Vec<_>>(), config), |_| theme::theme(files, config).map(Arc::new))
}

/// Whether a result says nothing of the rest of the dossier: the help of errors names what else there is.
fn is_reusable<T>(result: &Checked<T>) -> bool {
    !has_errors(&result.diags)
}

impl Memory {
    /// The dossier that `files` make, and the record that it was compared with.
    fn dossier(&mut self, files: &Files, options: &Options) -> Checked<(Dossier, Arc<History>)> {
        let mut diags = Vec::new();
        let mut config = parse::config(files).unload(&mut diags);
        match &options.address {
            Address::Configured => {}
            Address::At(base_url) => config.base_url = Some(base_url.clone()),
            Address::Nowhere => config.base_url = None,
        }
        let config = unless_equal(&mut self.config, config);
        let language = unless_equal(&mut self.language, config.language.clone());
        // The theme is wanted later, and little else can be made while pages are read.
        let ((content, recorded), _) = rayon::join(
            || {
                rayon::join(
                    || content(&mut self.parsed, files, config.clone(), &language),
                    || self.recorded.read(files),
                )
            },
            || theme_of(&mut self.theme, files, &config),
        );
        let content = content.unload(&mut diags);
        check_accepted(&content, &options.accept, &mut diags);
        let recorded = recorded.unload(&mut diags);
        let history = self.history(recorded, &content, options);

        let named = |path: &str| files.find(path).map(|file| (file, files.get(file).bytes()));
        let inputs = content.sources.iter().map(|page| {
            let cleaning = Cleaning {
                page,
                raw: named(&page.raw.value),
                originals: page.originals.iter().map(|original| named(&original.file.value)).collect(),
                history: &history,
                absent: absent(&content.config, options, page),
            };
            (page.page.file, cleaning)
        });
        options.progress.begin(Task::Cleaning, content.sources.len());
        let cleaned = self.cleaned.each(inputs, is_reusable, |_, given| {
            let cleaned = source::cleaned(given.page, files, &history, &options.accept, &given.absent);
            options.progress.step();
            cleaned.map(Arc::new)
        });
        options.progress.begin(Task::Linking, 0);
        let cleaned: Vec<&Arc<Cleaned>> = cleaned.results().map(|cleaned| cleaned.read(&mut diags)).collect();
        let order = self.order.get(Published(&content.sources), |Published(pages)| {
            let mut order: Vec<usize> = (0..pages.len()).collect();
            order.par_sort_by(|a, b| by_publication(&pages[*a], &pages[*b]));
            order.into()
        });
        let inputs = order.iter().map(|at| (content.sources[*at].page.file, (&content.sources[*at], cleaned[*at])));
        let sources = self.unquoted.each(
            inputs,
            |_| true,
            |_, (page, cleaned)| {
                let Cleaned { words, raw_sha256, originals } = cleaned.as_ref().clone();
                Arc::new(Source { page: Arc::clone(page), words, raw_sha256, originals, verified: [].into() })
            },
        );
        let sources = sources.results().cloned().collect();
        let mut dossier = Dossier {
            config: content.config,
            sources,
            entries: content.entries,
            essays: content.essays,
            packets: content.packets,
            annotations: content.annotations,
            questions: content.questions,
            timeline: content.timeline,
            changes: content.changes,
            introduction: content.introduction,
            media: content.media,
        };
        self.anchor(&mut dossier, &history, &order).unload(&mut diags);
        Checked { value: (dossier, history), diags }
    }

    /// What an earlier build left, each source under its present id, and of the former texts those that it was made with.
    fn history(&mut self, recorded: Arc<Lock>, content: &Content, options: &Options) -> Arc<History> {
        let former = |page: &Arc<SourcePage>| {
            let page = page.clone();
            (0..page.page.former.len()).map(move |at| (page.page.former[at].value.clone(), page.page.id.clone()))
        };
        let renamed: Vec<(Id, Id)> = content.sources.iter().flat_map(former).collect();
        self.history.get((&recorded, Own(renamed)), |(recorded, Own(renamed))| {
            let mut history = History { lock: Arc::clone(recorded), texts: options.former.clone() };
            for (old, new) in renamed {
                if history.lock.sources.contains_key(old.as_str()) {
                    let sources = &mut Arc::make_mut(&mut history.lock).sources;
                    let locked = sources.remove(old.as_str());
                    locked.into_iter().for_each(|locked| _ = sources.entry(new.to_string()).or_insert(locked));
                }
                if let Some(text) = history.texts.remove(old.as_str()) {
                    history.texts.entry(new.to_string()).or_insert(text);
                }
            }
            Arc::new(history)
        })
    }

    /// Takes up what is left of the earlier build anew next time.
    fn forget_history(&mut self) {
        self.history = Once::default();
    }

    /// Looks up everything that is quoted, and gives each source, in their `order`, what was found in it.
    fn anchor(&mut self, dossier: &mut Dossier, history: &Arc<History>, order: &Arc<[usize]>) -> Checked<()> {
        let mut diags = Vec::new();
        let sources = &dossier.sources;
        let annotations = &dossier.annotations;
        let inputs = annotations.iter().map(|page| (page.page.file, page));
        let lemmas = self.lemmas.each(inputs, |_| true, |_, page| anchor::lemmas(page));
        let texts: Vec<(Kind, &Page)> = dossier.texts().collect();
        let inputs = texts.iter().map(|(_, page)| (page.file, &page.prose));
        let cited = self.cited.each(inputs, |_| true, |at, _| anchor::cited(texts[at].0, texts[at].1));
        let made_of = (lemmas.version(), cited.version(), Same(order.clone()));
        // Findings tell what else there is.
        let is_known = |(was, wanted): &(WantedInput, Checked<Wanted>)| *was == made_of && wanted.diags.is_empty();
        let wanted = match self.wanted.take() {
            Some(known) if is_known(&known) => known.1,
            former => {
                let former = former.map(|(_, wanted)| wanted.value).unwrap_or_default();
                let lemmas = annotations.iter().map(|page| &page.page.id).zip(lemmas.results());
                anchor::wanted(sources, lemmas, cited.results(), &former)
            }
        };
        let (_, wanted) = self.wanted.insert((made_of, wanted));
        let wanted = wanted.read(&mut diags);
        let inputs = sources.iter().zip(wanted.iter()).map(|(source, wanted)| {
            let anchoring = Anchoring { source, wanted, history };
            (source.page.page.file, anchoring)
        });
        let found = self.anchored.each(inputs, is_reusable, |_, Anchoring { source, wanted, .. }| {
            let sha256 = source.words.as_ref().map_or("", |words| &words.clean.sha256);
            let former = history.of(source.page.page.id.as_str(), sha256);
            anchor::in_source(source, wanted, former, sources).map(Into::into)
        });
        let found: Vec<&Arc<[Found]>> = found.results().map(|found| found.read(&mut diags)).collect();
        let inputs = sources.iter().zip(&found).map(|(source, found)| (source.page.page.file, (source, *found)));
        let anchored = self.sources.each(
            inputs,
            |_| true,
            |_, (source, verified)| match verified.is_empty() {
                true => Arc::clone(source),
                false => Arc::new(Source { verified: Arc::clone(verified), ..Source::clone(source) }),
            },
        );
        dossier.sources = anchored.results().cloned().collect();
        Checked { value: (), diags }
    }

    /// What was made so far.
    fn work(&self) -> Work {
        let (parsed, cleaned, anchored) = (self.parsed.made(), self.cleaned.made(), self.anchored.made());
        let (searched, linked) = self.link.work();
        Work { parsed, cleaned, anchored, searched, linked, pages: 0 }
    }

    /// The site of what an edition shows of a dossier.
    fn site(&mut self, dossier: Dossier, files: &Files, options: &Options) -> Checked<Site> {
        let mut diags = Vec::new();
        let config = dossier.config.clone();
        let theme = theme_of(&mut self.theme, files, &config).unload(&mut diags);
        let shown = if options.everything {
            edition::everything(dossier)
        } else {
            edition::show(dossier, options.edition.as_deref()).unload(&mut diags)
        };
        let pages = shown.dossier.sources.iter().map(|source| (source.page.page.file, &source.page));
        let records = self.records.each(pages, |_| true, |_, page| Arc::new(Record::of(page)));
        let (labels, suffixes, references) = self.citing.get((records.version(), &theme.words), |(_, words)| {
            let records: Vec<Record> = records.results().map(|record| Record::clone(record)).collect();
            let style = cite::Style::of(words);
            let sorted = cite::sorted(&records);
            let suffixes = cite::suffixes(&sorted, &style);
            let references = sorted.into_iter().map(|record| record.id.clone()).zip(0..).collect();
            (Arc::new(cite::labels(&records, &suffixes, &style)), Arc::new(suffixes), Arc::new(references))
        });
        diags.extend(bundle_too_large(&shown.dossier));
        let index = link::link(&shown, &labels, &mut self.link).unload(&mut diags);
        let shared = Shared::default();
        let details = shown.dossier.sources.iter().map(|_| OnceLock::new()).collect();
        let search = config.search.then(|| search::search(&shown, &index, &mut self.search));
        let pages = Arc::default();
        let mut site =
            Site { search, shown, index, suffixes, references, theme, pages, shared, details, mark: Arc::new(()) };
        site.pages = self.pages.get(Own(Shape::of(&site)), |Own(shape)| Arc::new(shape.pages()));
        Checked { value: site, diags }
    }
}

/// How many results each stage made, for whoever wants to know what an edit costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Content files parsed.
    pub parsed: usize,
    /// Raw texts cleaned.
    pub cleaned: usize,
    /// Sources in which what is quoted of them was looked up.
    pub anchored: usize,
    /// Sources searched for names.
    pub searched: usize,
    /// Texts of editors in which links were found.
    pub linked: usize,
    /// Files of the site rendered.
    pub pages: usize,
}

/// What is made of a source if its raw text is not there.
fn absent(config: &Config, options: &Options, page: &SourcePage) -> Absent {
    if !options.everything && edition::may_lack(config, options.edition.as_deref(), page) {
        return Absent::Recorded;
    }
    let other = config.editions.keys().find(|name| edition::may_lack(config, Some(name), page));
    Absent::Missing(other.cloned())
}

/// An error where a bundle of one file is asked for that few browsers would open.
fn bundle_too_large(dossier: &Dossier) -> Option<Diagnostic> {
    let form = dossier.config.bundles.iter().find(|form| form.value == Form::Html)?;
    let message = too_large(dossier.sources.len())?;
    Some(Diagnostic::new(Code::BundleLarge, form.span, message).help("offer `zip` instead, the site as an archive"))
}

/// Sources in order of publication; undated ones last, then by id.
fn by_publication(a: &SourcePage, b: &SourcePage) -> Ordering {
    match (&a.published, &b.published) {
        (Some(a), Some(b)) => a.value.cmp_by_time(&b.value),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
    .then_with(|| a.page.id.cmp(&b.page.id))
}

/// Reports sources of which a new text is to be accepted and that do not exist.
fn check_accepted(content: &Content, accept: &[String], diags: &mut Vec<Diagnostic>) {
    let known = || content.sources.iter().map(|page| page.page.id.as_str());
    for id in accept.iter().filter(|id| !known().any(|known| known == *id)) {
        let diag =
            Diagnostic::global(Code::UnknownId, format!("there is no source `{id}` whose raw text could be accepted"));
        diags.push(match did_you_mean(id, known()) {
            Some(meant) => diag.help(format!("did you mean `{meant}`?")),
            None => diag,
        });
    }
}
