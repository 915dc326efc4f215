//! Composes the stages: the only place that knows their order.
//!
//! In: the input [`Files`] and [`Options`]. Out: the [`Dossier`] as parsed and cleaned, or the [`Site`] that may be
//! published. All problems of all stages are collected.

mod session;

pub use self::session::Session;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::anchor::{self, carry};
use crate::cite::{self, Record};
use crate::clean::{self, Setting};
use crate::diag::{Checked, Code, Diagnostic, FileId, Span, did_you_mean};
use crate::lock;
use crate::model::dossier::{Dossier, Source, Words};
use crate::model::files::Files;
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::lock::{History, Lock, Locked, Place};
use crate::model::page::SourcePage;
use crate::model::site::{Data, MENTIONS, PageSpec, Shared, Site, annotations, reading_text};
use crate::parse;
use crate::text::checksum::sha256;
use crate::text::{Text, shown};
use crate::{edition, link, theme};

/// What a run is asked for, checked once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Name of the edition; `None` for the default one.
    pub edition: Option<String>,
    /// Where the site will stand.
    pub address: Address,
    /// Ids of sources whose raw text may differ from the one on record.
    pub accept: Vec<String>,
    /// Reading texts of an earlier build, by id of the source, as far as a cache has them. They help to carry anchors
    /// over; no right result needs them.
    pub former: BTreeMap<String, String>,
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

/// The largest raw text, in bytes. A page of this size still opens in a browser; beyond, a reader could not use it.
pub const LARGEST_RAW: usize = 16 << 20;

/// The most lines of a raw text: each is a row of its record.
pub const MOST_LINES: usize = 1 << 18;

/// The most characters of a raw text that can only be shown as symbols. Each stands off, and a text with more is none.
const MOST_SYMBOLS: usize = 100_000;

/// What a run made of the inputs.
#[derive(Debug)]
pub struct Built {
    /// What is to be published.
    pub site: Site,
    /// What `casebook.lock` is to hold.
    pub lock: Lock,
    /// What moved since the build that wrote the lock before, by source and place.
    pub moves: Vec<Move>,
    /// The reading texts by id of the source, for a cache.
    pub texts: BTreeMap<String, Text>,
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
    let Verified { mut dossier, lock, moves } = dossier(files, options).unload(&mut diags);
    let clean =
        |source: &Arc<Source>| Some((source.page.page.id.to_string(), source.words.as_ref()?.clean.text.clone()));
    let texts = dossier.sources.iter().filter_map(clean).collect();
    match &options.address {
        Address::Configured => {}
        Address::At(base_url) => Arc::make_mut(&mut dossier.config).base_url = Some(base_url.clone()),
        Address::Nowhere => Arc::make_mut(&mut dossier.config).base_url = None,
    }
    let theme = theme::theme(files, &dossier.config).unload(&mut diags);
    let shown = edition::show(dossier, options.edition.as_deref()).unload(&mut diags);
    let records: Vec<Record> = shown.dossier.sources.iter().map(|source| Record::of(&source.page)).collect();
    let index = link::link(&shown, cite::labels(&records)).unload(&mut diags);
    let shared = Shared::of(shown.dossier.entries.len());
    let mut site = Site { shown, index, suffixes: cite::suffixes(&records), theme, pages: BTreeMap::new(), shared };
    site.pages = pages(&site);
    Checked { value: Built { site, lock, moves, texts }, diags }
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
    let mut diags = Vec::new();
    let content = parse::parse(files).unload(&mut diags);
    let sha256_of = |path: &str| files.find(path).map(|file| sha256(&files.get(file).bytes));
    let recorded = lock::read(files, &sha256_of).unload(&mut diags);
    let known: Vec<&str> = content.sources.iter().map(|page| page.page.id.as_str()).collect();
    for id in options.accept.iter().filter(|id| !known.contains(&id.as_str())) {
        let diag =
            Diagnostic::global(Code::UnknownId, format!("there is no source `{id}` whose raw text could be accepted"));
        diags.push(match did_you_mean(id, known.iter().copied()) {
            Some(meant) => diag.help(format!("did you mean `{meant}`?")),
            None => diag,
        });
    }
    let history = history(recorded, &content.sources, options);
    let cleaned: Vec<Checked<Source>> =
        content.sources.into_par_iter().map(Arc::new).map(|page| source(page, files, &history, options)).collect();
    let mut sources: Vec<Arc<Source>> = cleaned.into_iter().map(|source| Arc::new(source.unload(&mut diags))).collect();
    sources.sort_by(|a, b| {
        let date = |source: &Arc<Source>| source.page.published.as_ref().map(|date| date.value.clone());
        match (date(a), date(b)) {
            (Some(a), Some(b)) => a.cmp_by_time(&b),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => std::cmp::Ordering::Equal,
        }
        .then_with(|| a.page.page.id.cmp(&b.page.page.id))
    });
    let mut dossier = Dossier {
        config: Arc::new(content.config),
        sources,
        entries: content.entries.into_iter().map(Arc::new).collect(),
        essays: content.essays.into_iter().map(Arc::new).collect(),
        annotations: content.annotations.into_iter().map(Arc::new).collect(),
        questions: content.questions.into_iter().map(Arc::new).collect(),
        timeline: content.timeline.map(Arc::new),
        introduction: content.introduction.map(Arc::new),
        media: content.media,
    };
    let verified = anchor::anchor(&dossier, &history).unload(&mut diags);
    let mut by_source: BTreeMap<Id, Vec<crate::model::anchor::Verified>> = BTreeMap::new();
    for verified in verified {
        by_source.entry(verified.anchor.selector.source.clone()).or_default().push(verified);
    }
    for source in &mut dossier.sources {
        if let Some(verified) = by_source.remove(&source.page.page.id) {
            Arc::make_mut(source).verified = verified.into();
        }
    }
    let lock = new_lock(&dossier, &history.lock);
    let moves = moves(&history.lock, &lock);
    Checked { value: Verified { dossier, lock, moves }, diags }
}

/// What an earlier build left, each source under its present id, and of the former texts those that it was made with.
fn history(mut lock: Lock, sources: &[SourcePage], options: &Options) -> History {
    let mut texts = options.former.clone();
    for page in sources {
        for former in &page.page.former {
            let (old, new) = (former.value.as_str(), page.page.id.to_string());
            if let Some(locked) = lock.sources.remove(old) {
                lock.sources.entry(new.clone()).or_insert(locked);
            }
            if let Some(text) = texts.remove(old) {
                texts.entry(new).or_insert(text);
            }
        }
    }
    texts.retain(|id, text| lock.sources.get(id).is_some_and(|locked| locked.text == sha256(text.as_bytes())));
    History { lock, texts }
}

/// Finds and cleans the raw text of a source.
fn source(page: Arc<SourcePage>, files: &Files, history: &History, options: &Options) -> Checked<Source> {
    let mut diags = Vec::new();
    let mut source = Source { page, words: None, raw_sha256: String::new(), verified: [].into() };
    let Some((file, raw)) = raw_text(&source.page, files, &mut diags) else { return Checked { value: source, diags } };
    source.raw_sha256 = sha256(&files.get(file).bytes);
    check_unchanged(&source, &history.lock, options, &mut diags);
    check_characters(file, &raw, &mut diags);
    let setting = Setting {
        file,
        paragraphs: source.page.paragraphs,
        language: source.page.language.as_str().into(),
        direction: source.page.direction,
    };
    let (clean, record) = clean::clean(&raw, &source.page.recipe, &setting).unload(&mut diags);
    let mut words = Words { file, raw, clean, record, former: BTreeMap::new() };
    let id = source.page.page.id.as_str();
    if let Some(locked) = history.lock.sources.get(id) {
        words.former = carry::former_addresses(&words, locked, history.texts.get(id).map(String::as_str));
    }
    source.words = Some(Arc::new(words));
    Checked { value: source, diags }
}

fn raw_text(page: &SourcePage, files: &Files, diags: &mut Vec<Diagnostic>) -> Option<(FileId, Text)> {
    let path = &page.raw;
    if path.value.is_empty() {
        return None;
    }
    let Some(file) = files.find(&path.value).filter(|_| path.value.starts_with("seeds/")) else {
        let diag = Diagnostic::new(Code::RawMissing, path.span, format!("there is no raw text `{}`", path.value));
        let known = files.below("seeds/").map(|(_, file)| file.path.as_str());
        diags.push(match did_you_mean(&path.value, known) {
            Some(meant) => diag.help(format!("did you mean `{meant}`?")),
            None => diag.help("put the file into `seeds/` and name it by its path, such as `seeds/name.txt`"),
        });
        return None;
    };
    let size = files.get(file).bytes.len();
    if size > LARGEST_RAW {
        let message = format!("`{}` has {size} bytes, and a raw text may have {LARGEST_RAW}", path.value);
        diags.push(Diagnostic::new(Code::RawTooLarge, path.span, message).help("split it into several sources"));
        return None;
    }
    let text = match files.text(file) {
        Ok(text) => text,
        Err(at) => {
            let diag = Diagnostic::not_utf8(file, at).label(path.span, "named here");
            diags.push(diag.help("convert a copy to UTF-8, for example with `iconv`, and name that one in `raw`"));
            return None;
        }
    };
    // Plain letters with a zero byte each are UTF-16, and valid UTF-8 all the same.
    let symbols = text.chars().filter(|char| *char != '\n' && shown(*char) != *char).count();
    let symbols = symbols - text.matches("\r\n").count();
    if symbols > MOST_SYMBOLS || (symbols > 100 && symbols > text.len() / 4) {
        let message =
            format!("`{}` holds {symbols} characters that cannot be shown, so it is hardly UTF-8", path.value);
        let help = "convert a copy to UTF-8, for example with `iconv -f UTF-16`, and name that one in `raw`";
        diags.push(Diagnostic::new(Code::NotUtf8, path.span, message).help(help));
        return None;
    }
    let text = Text::new(text);
    let lines = text.lines().count();
    if lines > MOST_LINES {
        let message = format!("`{}` has {lines} lines, and a raw text may have {MOST_LINES}", path.value);
        diags.push(Diagnostic::new(Code::RawTooLarge, path.span, message).help("split it into several sources"));
        return None;
    }
    Some((file, text))
}

/// The recorded checksum must be that of the file, unless the user says that a new text is meant.
fn check_unchanged(source: &Source, recorded: &Lock, options: &Options, diags: &mut Vec<Diagnostic>) {
    let id = source.page.page.id.as_str();
    let Some(locked) = recorded.sources.get(id) else { return };
    if locked.sha256 == source.raw_sha256 || options.accept.iter().any(|accepted| accepted == id) {
        return;
    }
    let raw = &source.page.raw;
    let mut diag = Diagnostic::new(
        Code::RawChanged,
        raw.span,
        format!("`{}` is not the text that `{}` records for `{id}`", raw.value, lock::PATH),
    );
    if let Some(span) = locked.span {
        diag = diag.label(span, "the checksum on record");
    }
    diags
        .push(diag.help(format!("restore the file; or, if the new text is meant, run `casebook build --accept {id}`")));
}

/// Warns of characters that a reader cannot see as they are.
fn check_characters(file: FileId, raw: &Text, diags: &mut Vec<Diagnostic>) {
    let find = |is: fn(char) -> bool| raw.as_str().char_indices().find(|(_, char)| is(*char));
    let at = |byte: usize, char: char| Span::new(file, byte..byte + char.len_utf8());
    if let Some((byte, char)) = find(|char| char.is_control() && !matches!(char, '\n' | '\r' | '\t')) {
        let message = format!("this text holds control characters, the first of them U+{:04X}", u32::from(char));
        diags.push(
            Diagnostic::new(Code::ControlCharacter, at(byte, char), message)
                .help("they are shown as symbols; a `correct` step can replace them"),
        );
    }
    if let Some((byte, char)) = find(|char| matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
        let message =
            format!("this text holds characters that reorder others, the first of them U+{:04X}", u32::from(char));
        diags.push(
            Diagnostic::new(Code::BidiControl, at(byte, char), message)
                .help("read the record of the source, which shows them; their effect ends with their paragraph"),
        );
    }
}

/// What was found of each source; of one whose text is missing, what was on record.
fn new_lock(dossier: &Dossier, recorded: &Lock) -> Lock {
    let mut lock = Lock::default();
    for source in &dossier.sources {
        let id = source.page.page.id.to_string();
        let Some(words) = &source.words else {
            lock.sources.extend(recorded.sources.get(&id).map(|locked| (id, locked.clone())));
            continue;
        };
        let blocks = &words.clean.blocks;
        let locked = Locked {
            raw: source.page.raw.value.clone(),
            sha256: source.raw_sha256.clone(),
            text: sha256(words.clean.text.as_str().as_bytes()),
            paragraphs: blocks.iter().map(|block| block.address.clone()).collect(),
            former: words
                .former
                .iter()
                .map(|(old, new)| (old.clone(), new.map(|block| blocks[block].address.clone())))
                .collect(),
            anchors: BTreeMap::new(),
            span: None,
        };
        lock.sources.insert(id, locked);
    }
    let mut words: BTreeMap<&Id, &Words> = BTreeMap::new();
    for source in &dossier.sources {
        words.extend(source.words.as_deref().map(|words| (&source.page.page.id, words)));
    }
    for verified in dossier.verified() {
        let selector = &verified.anchor.selector;
        let words = words.get(&selector.source);
        if let (Some(words), Some(locked)) = (words, lock.sources.get_mut(selector.source.as_str())) {
            locked.anchors.insert(verified.name.clone(), carry::record(&words.clean, &selector.range));
        }
    }
    lock
}

/// What lies elsewhere than on record.
fn moves(old: &Lock, new: &Lock) -> Vec<Move> {
    let mut moves = Vec::new();
    for (source, now) in &new.sources {
        let Some(was) = old.sources.get(source).filter(|was| was.text != now.text) else { continue };
        for (name, new) in &now.anchors {
            let Some(old) = was.anchors.get(name) else { continue };
            if (&old.paragraph, old.start, old.end) != (&new.paragraph, new.start, new.end) {
                let (old, new) = (old.clone(), new.clone());
                moves.push(Move::Anchor { source: source.clone(), name: name.clone(), old, new });
            }
        }
        for (old, new) in &now.former {
            if was.former.get(old) != Some(new) {
                moves.push(Move::Paragraph { source: source.clone(), old: old.clone(), new: new.clone() });
            }
        }
    }
    moves
}

/// Every file of the site and what it is made of. Pages without data do not exist.
fn pages(site: &Site) -> BTreeMap<String, PageSpec> {
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
        if !site.index.passages_in(&page.id).is_empty() {
            pages.insert(annotations(&page.id), PageSpec::Annotations(page.id.clone()));
        }
    }
    let entries = dossier.entries.iter().map(|entry| (PageKey::Entry(entry.page.id.clone()), &entry.page));
    let essays = dossier.essays.iter().map(|essay| (PageKey::Essay(essay.page.id.clone()), &essay.page));
    let questions = dossier.questions.iter().map(|page| (PageKey::Question(page.page.id.clone()), &page.page));
    for (key, page) in entries.chain(essays).chain(questions) {
        moved.extend(page.former.iter().map(|id| (key.renamed(id.value.clone()), key.clone())));
        keys.push(key);
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
    if !dossier.sources.is_empty() {
        keys.push(PageKey::Bibliography);
        data.extend([Data::BibTex, Data::Ris, Data::CslJson]);
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
