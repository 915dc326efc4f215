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

use foldhash::HashMap;

use self::pages::Shape;
use self::source::{Absent, Cleaned};
use crate::cite::{self, Record};
use crate::diag::{Checked, Code, Diagnostic, FileId, did_you_mean, has_errors};
use crate::model::anchor;
use crate::model::bundle::{Form, too_large};
use crate::model::config::Config;
use crate::model::dossier::{Dossier, Source, Words};
use crate::model::files::Files;
use crate::model::id::Id;
use crate::model::lock::{History, Lock, Place};
use crate::model::memo::{Memo, Once, Same, unless_equal};
use crate::model::original::Original;
use crate::model::page::SourcePage;
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
    pub former: BTreeMap<String, String>,
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
    let proof = match has_errors(&diags) {
        true => None,
        false => proof::proof(&whole, &site, files, theme::DEFAULT).unload(&mut diags),
    };
    diags.extend(suspicions(&site));
    if let Some(search) = site.search.as_ref().filter(|_| !has_errors(&diags)) {
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

/// What earlier runs over nearly the same inputs made. A run with a fresh one makes everything.
#[derive(Debug, Default)]
struct Memory {
    config: Option<Arc<Config>>,
    parsed: Memo<FileId, ParseInput, Checked<Option<Parsed>>>,
    conflict: Once<Option<Same<[u8]>>, bool>,
    history: Once<HistoryInput, Checked<Arc<History>>>,
    cleaned: Memo<Id, CleanInput, Checked<Cleaned>>,
    order: Once<Vec<Published>, Arc<[usize]>>,
    anchored: Memo<Id, AnchorInput, Checked<Arc<[anchor::Verified]>>>,
    sources: Memo<Id, SourceInput, Arc<Source>>,
    theme: Once<ThemeInput, Checked<Arc<Theme>>>,
    records: Memo<Id, Same<SourcePage>, Arc<Record>>,
    citing: Once<CitingInput, Citing>,
    link: link::Memory,
    search: search::Memory,
    pages: Once<Shape, Arc<BTreeMap<String, PageSpec>>>,
}

/// A source as far as its place in the order of publication follows from it.
#[derive(Debug)]
struct Published(Arc<SourcePage>);

impl PartialEq for Published {
    fn eq(&self, Published(other): &Self) -> bool {
        let Published(page) = self;
        Arc::ptr_eq(page, other) || (page.page.id == other.page.id && page.published == other.published)
    }
}

/// The bytes of a content file, and the language of the dossier.
type ParseInput = (Same<[u8]>, String);

/// The files of all themes, and the configuration, which names one.
type ThemeInput = (Vec<(FileId, Same<[u8]>)>, Same<Config>);

/// What the record of an earlier build is read from: the lock, and former ids of sources with their present ones.
type HistoryInput = (Option<Same<[u8]>>, Vec<(Id, Id)>);

/// The metadata of sources, and the words of the style in which they are cited.
type CitingInput = (Vec<Same<Record>>, Same<WordsOfTheme>);

/// How sources are called in citations, the letters that tell them apart, and their places in the bibliography.
type Citing = (Arc<BTreeMap<Id, String>>, Arc<BTreeMap<Id, String>>, Arc<BTreeMap<Id, usize>>);

/// What a source is put together from.
type SourceInput = (Same<SourcePage>, Option<Same<Words>>, String, Same<[Original]>, Same<[anchor::Verified]>);

/// What a source is cleaned by.
#[derive(Debug)]
struct CleanInput {
    page: Arc<SourcePage>,
    raw: Option<(FileId, Same<[u8]>)>,
    originals: Vec<Option<(FileId, Same<[u8]>)>>,
    history: Same<History>,
    absent: Absent,
}

impl PartialEq for CleanInput {
    fn eq(&self, other: &Self) -> bool {
        let is_all_there = self.raw.is_some() && self.originals.iter().all(Option::is_some);
        let is_absent_alike = is_all_there || self.absent == other.absent;
        self.raw == other.raw
            && self.originals == other.originals
            && self.history == other.history
            && is_absent_alike
            && source::is_cleaned_alike(&self.page, &other.page)
    }
}

/// What is looked up in a source, and where.
#[derive(Debug, PartialEq)]
struct AnchorInput {
    words: Option<Same<Words>>,
    language: String,
    wanted: Vec<crate::anchor::Request>,
    history: Same<History>,
    /// Whether the record stands for the words.
    is_recorded: bool,
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
        let content = self.content(files, config).unload(&mut diags);
        check_accepted(&content, &options.accept, &mut diags);
        let history = self.history(files, &content, options).unload(&mut diags);

        let inputs = content.sources.iter().map(|page| {
            let raw = files.find(&page.raw.value).map(|file| (file, Same(files.get(file).bytes().clone())));
            let absent = absent(&content.config, options, page);
            let original = |path: &str| files.find(path).map(|file| (file, Same(files.get(file).bytes().clone())));
            let originals = page.originals.iter().map(|named| original(&named.file.value)).collect();
            let history = Same(history.clone());
            (page.page.id.clone(), CleanInput { page: page.clone(), raw, originals, history, absent })
        });
        options.progress.begin(Task::Cleaning, content.sources.len());
        let cleaned = self.cleaned.each(inputs, is_reusable, |_, input| {
            let cleaned = source::cleaned(&input.page, files, &history, &options.accept, &input.absent);
            options.progress.step();
            cleaned
        });
        options.progress.begin(Task::Linking, 0);
        let sources: Vec<Arc<Source>> = content
            .sources
            .iter()
            .zip(cleaned)
            .map(|(page, cleaned)| {
                let Cleaned { words, raw_sha256, originals } = cleaned.unload(&mut diags);
                Arc::new(Source { page: page.clone(), words, raw_sha256, originals, verified: [].into() })
            })
            .collect();
        let order = self.order.get(content.sources.iter().cloned().map(Published).collect(), |pages| {
            let mut order: Vec<usize> = (0..pages.len()).collect();
            order.sort_by(|a, b| by_publication(&pages[*a].0, &pages[*b].0));
            order.into()
        });
        let sources = order.iter().map(|at| sources[*at].clone()).collect();
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
        self.anchor(&mut dossier, &history).unload(&mut diags);
        Checked { value: (dossier, history), diags }
    }

    /// Everything that editors wrote.
    fn content(&mut self, files: &Files, config: Arc<Config>) -> Checked<Content> {
        let mut diags = Vec::new();
        let inputs = files.below("content/");
        let inputs = inputs.map(|(file, input)| (file, (Same(input.bytes().clone()), config.language.clone())));
        let parsed =
            self.parsed.each(inputs, is_reusable, |file, (_, language)| parse::page(*file, files.get(*file), language));
        let pages = parsed.into_iter().filter_map(|page| page.unload(&mut diags)).collect();
        let content = parse::assemble(config, pages).unload(&mut diags);
        diags.extend(parse::media::check_names(files));
        Checked { value: content, diags }
    }

    /// What an earlier build left, each source under its present id, and of the former texts those that it was made with.
    fn history(&mut self, files: &Files, content: &Content, options: &Options) -> Checked<Arc<History>> {
        let former = |page: &Arc<SourcePage>| {
            let page = page.clone();
            (0..page.page.former.len()).map(move |at| (page.page.former[at].value.clone(), page.page.id.clone()))
        };
        let renamed: Vec<(Id, Id)> = content.sources.iter().flat_map(former).collect();
        let bytes = files.find(lock::PATH).map(|file| Same(files.get(file).bytes().clone()));
        // Of the two sides of a merge conflict that one counts which fits the raw texts as they are.
        if self.conflict.get(bytes.clone(), |bytes| bytes.as_ref().is_some_and(|bytes| lock::has_conflict(&bytes.0))) {
            self.history = Once::default();
        }
        self.history.get((bytes, renamed), |(_, renamed)| {
            let sha256_of = |path: &str| files.find(path).map(|file| sha256(files.get(file).bytes()));
            lock::read(files, &sha256_of).map(|mut lock| {
                let mut texts = options.former.clone();
                for (old, new) in renamed {
                    if let Some(locked) = lock.sources.remove(old.as_str()) {
                        lock.sources.entry(new.to_string()).or_insert(locked);
                    }
                    if let Some(text) = texts.remove(old.as_str()) {
                        texts.entry(new.to_string()).or_insert(text);
                    }
                }
                Arc::new(History { lock, texts })
            })
        })
    }

    /// Reads the record of the earlier build anew next time.
    fn forget_history(&mut self) {
        self.history = Once::default();
    }

    /// Looks up everything that is quoted, and gives each source what was found in it.
    fn anchor(&mut self, dossier: &mut Dossier, history: &Arc<History>) -> Checked<()> {
        let mut diags = Vec::new();
        let mut wanted = crate::anchor::wanted(dossier).unload(&mut diags);
        let sources = &dossier.sources;
        let places: HashMap<&Id, usize> = sources.iter().map(|source| &source.page.page.id).zip(0..).collect();
        let inputs = sources.iter().map(|source| {
            let id = source.page.page.id.clone();
            let input = AnchorInput {
                words: source.words.clone().map(Same),
                language: source.page.language.clone(),
                wanted: wanted.remove(&id).unwrap_or_default(),
                history: Same(history.clone()),
                is_recorded: source.words.is_none() && !source.raw_sha256.is_empty(),
            };
            (id, input)
        });
        let found = self.anchored.each(inputs, is_reusable, |id, input| {
            let source = &sources[places[id]];
            let sha256 = source.words.as_ref().map_or("", |words| &words.clean.sha256);
            let former = history.of(id.as_str(), sha256);
            crate::anchor::in_source(source, &input.wanted, former, sources).map(Into::into)
        });
        let found: Vec<Arc<[anchor::Verified]>> = found.into_iter().map(|found| found.unload(&mut diags)).collect();
        let inputs = sources.iter().zip(&found).map(|(source, verified)| {
            let words = source.words.clone().map(Same);
            let originals = Same(source.originals.clone());
            let input =
                (Same(source.page.clone()), words, source.raw_sha256.clone(), originals, Same(verified.clone()));
            (source.page.page.id.clone(), input)
        });
        let sources = self.sources.each(
            inputs,
            |_| true,
            |_, (page, words, raw_sha256, originals, verified)| {
                Arc::new(Source {
                    page: page.0.clone(),
                    words: words.as_ref().map(|words| words.0.clone()),
                    raw_sha256: raw_sha256.clone(),
                    originals: originals.0.clone(),
                    verified: verified.0.clone(),
                })
            },
        );
        dossier.sources = sources;
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
        let of_themes = files.below("themes/").map(|(file, input)| (file, Same(input.bytes().clone())));
        let theme =
            self.theme.get((of_themes.collect(), Same(config.clone())), |_| theme::theme(files, &config).map(Arc::new));
        let theme = theme.unload(&mut diags);
        let shown = if options.everything {
            edition::everything(dossier)
        } else {
            edition::show(dossier, options.edition.as_deref()).unload(&mut diags)
        };
        let pages = shown.dossier.sources.iter().map(|source| &source.page);
        let records = self.records.each(
            pages.map(|page| (page.page.id.clone(), Same(page.clone()))),
            |_| true,
            |_, page| Arc::new(Record::of(&page.0)),
        );
        let input = (records.into_iter().map(Same).collect(), Same(theme.words.clone()));
        let (labels, suffixes, references) = self.citing.get(input, |(records, words)| {
            let records: Vec<Record> = records.iter().map(|record| Record::clone(&record.0)).collect();
            let style = cite::Style::of(&words.0);
            let suffixes = cite::suffixes(&records, &style);
            let references = cite::sorted(&records).into_iter().map(|record| record.id.clone()).zip(0..).collect();
            (Arc::new(cite::labels(&records, &suffixes, &style)), Arc::new(suffixes), Arc::new(references))
        });
        diags.extend(bundle_too_large(&shown.dossier));
        let index = link::link(&shown, &labels, &mut self.link).unload(&mut diags);
        let shared = Shared::default();
        let details = shown.dossier.sources.iter().map(|_| OnceLock::new()).collect();
        let search = config.search.then(|| search::search(&shown, &mut self.search));
        let pages = Arc::default();
        let mut site =
            Site { search, shown, index, suffixes, references, theme, pages, shared, details, mark: Arc::new(()) };
        site.pages = self.pages.get(Shape::of(&site), |shape| Arc::new(shape.pages()));
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
