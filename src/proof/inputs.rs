//! What an edition withholds, and what it is made of instead.
//!
//! Both are read off the inputs and off what [`crate::edition`] left of them, and not off any page. What is open takes
//! precedence: words that some shown input has are nobody's secret. Before what editors and themes say is taken for open,
//! [`super::written`] looks for what they copied.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use pulldown_cmark::{Event, Tag, TagEnd};

use super::open::{Known, decoded};
use super::scan::{Gram, MOST, each_gram, hash_of, hashes, run_of};
use super::written::{self, Written};
use super::{Proof, RUN};
use crate::diag::{Checked, FileId};
use crate::model::clean::MarkKind;
use crate::model::config::{Config, Publish};
use crate::model::dossier::{Dossier, Source};
use crate::model::files::{File, Files};
use crate::model::id::Id;
use crate::model::index::HandLink;
use crate::model::key::PageKey;
use crate::model::page::{Page, Prose, SourcePage};
use crate::model::recipe::Attribution;
use crate::model::site::{PageSpec, Site};
use crate::search::words::each_word;
use crate::text::Text;
use crate::text::checksum::sha256;

/// Runs of words that markup has and drawings that are withheld may have as well.
const NAMESPACES: &str =
    "svg xmlns http://www.w3.org/2000/svg xml version 1.0 encoding utf-8 html xmlns http://www.w3.org/1999/xhtml";

/// Words that the program writes into pages by itself, and no theme: names of attributes, of fields of data, and such. A
/// test finds what is missing.
const WRITTEN: &str = include_str!("written.txt");

/// What must not be found in `site`, which was made of `whole`; `None` if the edition withholds nothing. `theme_default` is
/// what every site may say. The findings are about inputs that repeat what is withheld.
pub fn proof(whole: &Dossier, site: &Site, files: &Files, theme_default: &[(&str, &[u8])]) -> Checked<Option<Proof>> {
    let shown = &site.shown.dossier;
    let left_out: Vec<(&String, &Arc<[u8]>)> =
        whole.media.iter().filter(|(path, _)| !site.pages.contains_key(*path)).collect();
    if is_all_shown(whole, shown) && left_out.is_empty() {
        return Checked::clean(None);
    }
    let mut inputs = Inputs {
        files,
        proof: Proof::default(),
        free: HashSet::default(),
        dates: words_of_dates(files),
        secrets: BTreeMap::new(),
        lengths: Vec::new(),
    };
    let mut phrases: Vec<Vec<u64>> = Vec::new();
    let shown_sources: HashMap<&Id, &Source> =
        shown.sources.iter().map(|source| (&source.page.page.id, source.as_ref())).collect();
    let edition = site.shown.edition.as_deref().unwrap_or_default();
    let is_redacted = whole.config.editions.get(edition).is_none_or(|edition| !edition.redacted);
    for source in &whole.sources {
        let left = shown_sources.get(&source.page.page.id).copied();
        inputs.withhold_source(source, left, &mut phrases);
        if is_redacted && left.is_some() {
            inputs.note_secrets(source);
        }
    }
    let reduced: HashSet<&Id> =
        shown_sources.iter().filter(|(_, source)| is_reduced(source)).map(|(id, _)| *id).collect();
    let left: BTreeMap<PageKey, Quoting> =
        shown.prose_pages().map(|(key, page)| (key.clone(), Quoting::of(&key, page, shown))).collect();
    for (key, page) in whole.prose_pages() {
        match left.get(&key) {
            None => {
                inputs.withhold_name(&files.get(page.file).path);
                if !matches!(key, PageKey::Source(_)) {
                    inputs.withhold_file(page.file);
                }
            }
            Some(page) => page.blanked.iter().for_each(|range| inputs.withhold_part(page.file, range)),
        }
    }
    if inputs.proof.origins.is_empty() && left_out.is_empty() {
        return Checked::clean(None);
    }
    for (path, bytes) in &left_out {
        inputs.withhold_media(path, bytes);
    }

    // What the program says of itself, and sources that are shown.
    inputs.forbid(phrases);
    inputs.open_text(WRITTEN);
    inputs.open_text(NAMESPACES);
    for (_, bytes) in theme_default {
        inputs.open_bytes(bytes);
    }
    for source in &shown.sources {
        inputs.open_source(source);
    }
    // What people say who may say anything.
    let media = || shown.media.iter().filter(|(path, _)| site.pages.contains_key(*path));
    let pages = left.iter().filter_map(|(key, page)| {
        let is_reduced = matches!(key, PageKey::Source(id) if reduced.contains(id));
        let text = inputs.shown_text(page.file, &page.blanked, is_reduced)?;
        Some(Written { file: page.file, text, at: 0, quoted: page.quoted.clone(), packed: None })
    });
    let in_media = media().flat_map(|(path, bytes)| {
        let path = format!("content/{path}");
        files.find(&path).map(|file| written::in_media(file, &path, bytes)).unwrap_or_default()
    });
    let is_default = |file: &File| theme_default.iter().any(|(_, bytes)| **bytes == **file.bytes());
    let theme = files.below("themes/").filter(|(_, file)| !is_default(file)).map(|(file, _)| file);
    let theme: Vec<FileId> = theme.collect();
    let written: Vec<Written> = pages.chain(in_media).chain(configured(files, &shown.config)).collect();
    inputs.withhold_files(whole, &shown_sources);
    let gone: Vec<&Page> =
        whole.prose_pages().filter(|(key, _)| !left.contains_key(key)).map(|(_, page)| page).collect();
    for (path, bytes) in left_out.iter().filter(|(path, _)| gone.iter().any(|page| names(&page.prose, path))) {
        inputs.withhold_bytes(format!("content/{path}"), bytes.len(), sha256(bytes));
    }
    let originals = shown.sources.iter().flat_map(|source| source.originals.iter());
    let originals = originals.filter_map(|original| Some((original.path.clone(), original.bytes.as_ref()?)));
    let received = media().map(|(path, bytes)| (format!("content/{path}"), bytes)).chain(originals);
    let mut diags = written::copies(&inputs, received);
    diags.extend(written::in_theme(&inputs, &theme));
    diags.extend(written::repeats(&inputs, &written));
    for Written { text, .. } in &written {
        inputs.open_text(text);
    }
    inputs.open_config(&shown.config);
    // No more than single words are a theme's own.
    for file in theme {
        inputs.open_words(files.get(file).bytes());
    }
    inputs.open_text(edition);
    for (path, spec) in site.pages.iter() {
        inputs.open_text(path);
        if let PageSpec::File(bytes) = spec {
            inputs.note_bytes(bytes, Known::Open);
        }
    }
    for (path, bytes) in left_out {
        inputs.note_bytes(bytes, Known::Withheld(format!("content/{path}")));
    }
    for (key, page) in shown.prose_pages() {
        for with_citations in [true, false] {
            inputs.open_text(&spoken(&page.prose, site, &key, with_citations));
        }
    }
    inputs.proof.named = named(whole);
    Checked { value: Some(inputs.proof), diags }
}

/// Whether an edition took nothing out: what it leaves alone stays the same value.
fn is_all_shown(whole: &Dossier, shown: &Dossier) -> bool {
    let is_same = |(a, b): (&Arc<Source>, &Arc<Source>)| Arc::ptr_eq(a, b) && !is_reduced(a);
    let pages = whole.prose_pages().zip(shown.prose_pages());
    whole.sources.len() == shown.sources.len()
        && whole.sources.iter().zip(&shown.sources).all(is_same)
        && whole.prose_pages().count() == shown.prose_pages().count()
        && pages.into_iter().all(|((_, a), (_, b))| Arc::ptr_eq(&a.prose, &b.prose))
}

/// The words in which the themes write dates.
fn words_of_dates(files: &Files) -> HashSet<u64> {
    let lines = files.below("themes/").flat_map(|(_, file)| file.text().map_or("", |text| text).lines());
    lines.filter(|line| line.starts_with("month") || line.starts_with("date-")).flat_map(hashes).collect()
}

/// Whether not all of a source is shown.
fn is_reduced(source: &Source) -> bool {
    source.page.rights.publish.value == Publish::Withheld || !source.is_whole()
}

/// The words of prose as its page shows them: without marks, and with titles for what is linked by its id alone.
fn spoken(prose: &Prose, site: &Site, key: &PageKey, with_citations: bool) -> String {
    let cited: HashSet<usize> = prose.citations.iter().flat_map(|citation| citation.events.clone()).collect();
    let links = site.index.links_in(key);
    let mut out = String::new();
    let mut named = None;
    let events = prose.events.iter().enumerate().filter(|(at, _)| with_citations || !cited.contains(at));
    for (at, (event, _)) in events {
        let link = links.and_then(|links| links.by_hand.get(&at));
        match event {
            Event::Start(Tag::Link { .. }) => {
                if let Some(HandLink::Page { to, named_by_id: true, .. }) = link {
                    out.push_str(site.index.title(to));
                    named = Some(at);
                }
            }
            Event::End(TagEnd::Link) => named = None,
            Event::Text(text) | Event::Code(text) if named.is_none() => out.push_str(text),
            Event::SoftBreak | Event::HardBreak | Event::FootnoteReference(_) => out.push(' '),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) | Event::Start(_) => {}
            Event::End(_) => out.push('\0'),
            _ => {}
        }
    }
    out
}

/// Bytes of the file in which a range of events is written.
fn bytes_of(prose: &Prose, events: &Range<usize>) -> Range<usize> {
    let places = prose.events.get(events.clone()).unwrap_or_default().iter().map(|(_, place)| place);
    let start = places.clone().map(|place| place.start).min().unwrap_or_default();
    let end = places.map(|place| place.end).max().unwrap_or_default();
    start..end
}

/// Where a page has words of sources, in the order of its file.
struct Quoting {
    file: FileId,
    /// Quotations, originals and lemmas that are withheld.
    blanked: Vec<Range<usize>>,
    /// Those that are shown.
    quoted: Vec<Range<usize>>,
}

impl Quoting {
    fn of(key: &PageKey, page: &Page, dossier: &Dossier) -> Self {
        let (mut blanked, mut quoted) = (Vec::new(), Vec::new());
        let mut note = |is_blanked: bool, bytes| if is_blanked { blanked.push(bytes) } else { quoted.push(bytes) };
        if let PageKey::Annotations(id) = key {
            for annotation in dossier.annotations_on(id).into_iter().flat_map(|page| &page.annotations) {
                note(annotation.withheld, bytes_of(&page.prose, &annotation.lemma_events));
            }
        }
        for citation in &page.prose.citations {
            let originals = || citation.items.iter().filter_map(|item| item.original.as_ref());
            if originals().next().is_some() {
                note(originals().any(|original| original.text.is_empty()), citation.span.range());
            }
            // Translated words are the editor's own.
            if let Some(quotation) = &citation.quotation
                && (quotation.withheld || originals().count() < citation.items.len())
            {
                note(quotation.withheld, bytes_of(&page.prose, &quotation.events));
            }
        }
        blanked.sort_by_key(|bytes| bytes.start);
        quoted.sort_by_key(|bytes| bytes.start);
        Self { file: page.file, blanked, quoted }
    }
}

/// Ids of all pages and annotations, and paths of raw texts and originals, word by word.
fn named(whole: &Dossier) -> HashSet<u64> {
    let mut named = HashSet::default();
    let mut add = |text: &str| named.extend(hashes(text));
    for (_, page) in whole.prose_pages() {
        add(page.id.as_str());
        page.former.iter().for_each(|id| add(id.value.as_str()));
    }
    for source in &whole.sources {
        add(&source.page.raw.value);
        source.page.originals.iter().for_each(|original| add(&original.file.value));
    }
    for page in &whole.annotations {
        page.annotations.iter().for_each(|annotation| add(annotation.id.value.as_str()));
    }
    // Those of the file itself.
    add(WRITTEN);
    named
}

pub(super) struct Inputs<'a> {
    pub(super) files: &'a Files,
    pub(super) proof: Proof,
    /// Runs of words that are no more than what the metadata of their source say.
    free: HashSet<Gram>,
    /// The words in which themes write dates.
    dates: HashSet<u64>,
    /// What is redacted and said by no source that is shown, each with the id of its source.
    pub(super) secrets: BTreeMap<Gram, String>,
    /// How many words these, and those that the proof looks for beside runs, have.
    pub(super) lengths: Vec<usize>,
}

/// A file of fewer bytes is no copy of another that has the same.
const LEAST_BYTES: usize = 32;

impl Inputs<'_> {
    fn text(&self, file: FileId) -> Option<Text> {
        self.files.text(file).ok().map(|text| Text::new(text.clone()))
    }

    fn withhold_text(&mut self, path: &str, text: Text) {
        self.proof.origins.push((path.to_owned(), text));
    }

    /// The name of a file, which is the id of a page.
    fn withhold_name(&mut self, path: &str) {
        let name = path.rsplit('/').next().unwrap_or_default();
        let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
        self.withhold_text(path, Text::new(name));
    }

    /// A page of an editor. Of its front matter only strings count; keys are those of every page.
    fn withhold_file(&mut self, file: FileId) {
        let Some(text) = self.text(file) else { return };
        let text = text.as_str();
        let front = &text[..front_matter(text)];
        let text = format!("{}{}", strings(front), &text[front.len()..]);
        self.withhold_text(&self.files.get(file).path.clone(), Text::new(text));
    }

    /// A part of a file: the rest is blank, so that lines stay what they are.
    fn withhold_part(&mut self, file: FileId, range: &Range<usize>) {
        let Some(text) = self.text(file) else { return };
        let all = text.as_str();
        let rest = [0..range.start.min(all.len()), range.end.min(all.len())..all.len()];
        let text = Text::new(blanked_text(all, &rest));
        self.withhold_text(&self.files.get(file).path.clone(), text);
    }

    /// The raw texts with their lines, which are withheld.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &Text)> {
        let origins = self.proof.origins.iter().map(|(path, text)| (path.as_str(), text));
        origins.filter(|(path, _)| path.starts_with("seeds/"))
    }

    /// Files that are published by mistake if any file that is published has their bytes: raw texts and originals, unless
    /// one that is shown has the same.
    fn withhold_files(&mut self, whole: &Dossier, shown: &HashMap<&Id, &Source>) {
        let is_whole = |source: &&Source| !is_reduced(source);
        let raws = shown.values().copied().filter(is_whole).map(|source| source.raw_sha256.as_str());
        let originals = shown.values().flat_map(|source| source.originals.iter());
        let originals = originals.filter(|original| original.bytes.is_some()).map(|original| original.sha256.as_str());
        let open: HashSet<&str> = raws.chain(originals).collect();
        for source in &whole.sources {
            let is_shown = shown.get(&source.page.page.id).is_some_and(is_whole);
            let raw = source.words.as_ref().filter(|_| !is_shown).map(|words| {
                let file = self.files.get(words.file);
                (file.path.clone(), file.bytes().len(), source.raw_sha256.clone())
            });
            let originals = source.originals.iter().filter_map(|original| {
                Some((original.path.clone(), original.bytes.as_ref()?.len(), original.sha256.clone()))
            });
            for (path, length, sha256) in raw.into_iter().chain(originals) {
                if !open.contains(sha256.as_str()) {
                    self.withhold_bytes(path, length, sha256);
                }
            }
        }
    }

    fn withhold_bytes(&mut self, path: String, length: usize, sha256: String) {
        if length >= LEAST_BYTES {
            self.proof.files.entry(length).or_default().entry(sha256).or_insert(Known::Withheld(path));
        }
    }

    /// What is known of the bytes of a file, unless it is known already.
    fn note_bytes(&mut self, bytes: &[u8], known: Known) {
        self.proof.files.entry(bytes.len()).or_default().entry(sha256(bytes)).or_insert(known);
    }

    fn withhold_media(&mut self, path: &str, bytes: &[u8]) {
        let path = format!("content/{path}");
        self.withhold_name(&path);
        if let Ok(text) = std::str::from_utf8(bytes) {
            self.withhold_text(&path, Text::new(text));
        }
    }

    /// What is withheld of a source of which `left` is shown.
    fn withhold_source(&mut self, source: &Source, left: Option<&Source>, phrases: &mut Vec<Vec<u64>>) {
        if left.is_some_and(|left| !is_reduced(left)) {
            return;
        }
        self.withhold_file(source.page.page.file);
        let Some(words) = &source.words else { return };
        let path = self.files.get(words.file).path.clone();
        self.withhold_text(&path, words.raw.clone());
        // Joined lines, corrected words and readable case are in this one alone.
        self.withhold_text(&path, words.clean.text.clone());
        if left.is_some() {
            let secrets = words.redactions.iter().map(|redaction| &words.raw.as_str()[redaction.raw.clone()]);
            phrases.extend(secrets.map(hashes).filter(|secret| (2..RUN).contains(&secret.len())));
            self.free_metadata(source, [&words.raw, &words.clean.text]);
        }
    }

    /// What is redacted in a source. Of single words only those that hardly mean anything else.
    fn note_secrets(&mut self, source: &Source) {
        let Some(words) = &source.words else { return };
        for redaction in &words.redactions {
            let secret = &words.raw.as_str()[redaction.raw.clone()];
            let digits = secret.chars().filter(char::is_ascii_digit).count();
            let is_telling = digits >= 5 || secret.chars().filter(|char| char.is_alphabetic()).count() >= 3;
            let hashes = hashes(secret);
            if (1..=MOST).contains(&hashes.len()) && (hashes.len() > 1 || is_telling) {
                self.lengths.push(hashes.len());
                self.secrets.insert(run_of(hashes), source.page.page.id.to_string());
            }
        }
    }

    /// Runs of nothing but names, dates and numbers that the page of the source says as well, in another order.
    fn free_metadata(&mut self, source: &Source, texts: [&Text; 2]) {
        let mut known: HashSet<u64> = HashSet::default();
        for text in metadata(&source.page) {
            known.extend(hashes(&text));
        }
        let is_known = |word| known.contains(&word) || self.dates.contains(&word);
        for text in texts {
            let mut words: Vec<(u64, bool)> = Vec::new();
            each_word(text.as_str(), |word, _, _| {
                let hash = hash_of(word);
                words.push((hash, is_known(hash) || word.bytes().all(|byte| byte.is_ascii_digit())));
            });
            for run in words.windows(RUN).filter(|run| run.iter().all(|(_, is_known)| *is_known)) {
                self.free.insert(run_of(run.iter().map(|(word, _)| *word)));
            }
        }
    }

    /// Notes what is withheld and not open.
    fn forbid(&mut self, phrases: Vec<Vec<u64>>) {
        let mut lengths: Vec<usize> = phrases.iter().map(Vec::len).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let mut grams: HashSet<Gram> = phrases.into_iter().map(run_of).collect();
        for (_, text) in &self.proof.origins {
            each_gram(text.as_str(), &[], |gram, _, _| {
                grams.insert(gram);
            });
        }
        grams.retain(|gram| !self.free.contains(gram));
        self.lengths.extend(&lengths);
        self.lengths.sort_unstable();
        self.lengths.dedup();
        self.proof.lengths = lengths;
        self.proof.grams = grams;
    }

    fn open_text(&mut self, text: &str) {
        let Self { proof: Proof { grams, .. }, secrets, lengths, .. } = self;
        each_gram(text, lengths, |gram, _, _| {
            grams.remove(&gram);
            secrets.remove(&gram);
        });
    }

    fn open_words(&mut self, bytes: &[u8]) {
        let grams = &mut self.proof.grams;
        each_gram(std::str::from_utf8(bytes).unwrap_or_default(), &[], |gram, _, is_word| {
            if is_word {
                grams.remove(&gram);
            }
        });
    }

    fn open_bytes(&mut self, bytes: &[u8]) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            self.open_text(text);
        }
    }

    fn open_config(&mut self, config: &Config) {
        said(config).for_each(|text| self.open_text(text));
    }

    fn open_source(&mut self, source: &Source) {
        for text in metadata(&source.page) {
            self.open_text(&text);
        }
        // What its files are called and how they became the raw text is told of every source.
        for original in source.originals.iter() {
            self.open_text(&original.path);
            original.made.iter().chain(&original.encoding).for_each(|said| self.open_text(said));
        }
        let Some(words) = &source.words else { return };
        self.open_text(words.clean.text.as_str());
        if !source.verified.is_empty() {
            self.open_cut_words(words.clean.text.as_str());
        }
        let blank = words.reduced.as_ref().map_or(&[][..], |reduced| &reduced.blank);
        self.open_text(&blanked_text(words.raw.as_str(), blank));
        for mark in &words.clean.marks {
            match &mark.kind {
                MarkKind::Correction(raw) => self.open_text(raw),
                MarkKind::Redacted(reason) => self.open_text(reason),
                MarkKind::Speech | MarkKind::LeftOut(_) => {}
            }
        }
        words.redactions.iter().for_each(|redaction| self.open_text(&redaction.reason));
        words.clean.speakers.iter().for_each(|name| self.open_text(name));
        for part in &words.clean.parts {
            let (Attribution::Named(name) | Attribution::Unnamed(name)) = &part.author;
            self.open_text(name);
            part.conjecture.iter().for_each(|why| self.open_text(why));
        }
    }

    /// Selectors quote so many characters before and behind a passage, and cut words.
    fn open_cut_words(&mut self, text: &str) {
        each_word(text, |word, _, _| {
            for (at, _) in word.char_indices().skip(1) {
                self.proof.grams.remove(&hash_of(&word[at..]));
                self.proof.grams.remove(&hash_of(&word[..at]));
            }
        });
    }

    /// The page of an editor as it is shown: without what is `blanked`, and without a front matter that is made of withheld
    /// words.
    fn shown_text(&self, file: FileId, blanked: &[Range<usize>], without_front_matter: bool) -> Option<String> {
        let text = self.text(file)?;
        let text = text.as_str();
        let front = if without_front_matter { front_matter(text) } else { 0 };
        let mut ranges: Vec<Range<usize>> = std::iter::once(0..front).chain(blanked.iter().cloned()).collect();
        ranges.sort_by_key(|range| range.start);
        Some(blanked_text(text, &ranges))
    }
}

/// What a site says of what its configuration says.
fn said(config: &Config) -> impl Iterator<Item = &String> {
    let texts = [&config.title, &config.language, &config.licence, &config.theme.value];
    let more = config.subtitle.iter().chain(&config.base_url).chain(&config.editors);
    let all = texts.into_iter().chain(more).chain(config.authors.values()).chain(config.authors.keys());
    all.chain(config.main_terms.iter().map(|term| &term.value))
}

/// The same, each with its place in the file, where it stands there as it is.
fn configured<'a>(files: &'a Files, config: &'a Config) -> impl Iterator<Item = Written> + 'a {
    let file = files.find("casebook.toml");
    let text = file.and_then(|file| files.text(file).ok());
    let place = move |said: &String| {
        Some(Written {
            file: file?,
            at: text?.find(said.as_str())?,
            text: said.clone(),
            quoted: Vec::new(),
            packed: None,
        })
    };
    said(config).filter_map(place)
}

/// Whether prose shows or links a file of the media, as far as the name of the file tells.
fn names(prose: &Prose, path: &str) -> bool {
    let name_of = |path: &str| path.rsplit('/').next().map(str::to_owned);
    prose.events.iter().any(|(event, _)| match event {
        Event::Start(Tag::Image { dest_url, .. } | Tag::Link { dest_url, .. }) => {
            name_of(&decoded(dest_url, false).words) == name_of(path)
        }
        _ => false,
    })
}

/// What the page of a source says of it, as it is shown.
fn metadata(page: &SourcePage) -> Vec<String> {
    let mut all =
        vec![page.page.id.to_string(), page.title.value.clone(), page.raw.value.clone(), page.language.clone()];
    all.extend(page.page.former.iter().map(|id| id.value.to_string()));
    all.extend(page.title.from.clone());
    for stated in [&page.subtitle, &page.kind, &page.publisher, &page.url, &page.archived].into_iter().flatten() {
        all.extend([stated.value.clone()].into_iter().chain(stated.from.clone()));
    }
    let names: Vec<_> = page.authors.iter().chain(&page.editors).collect();
    all.extend(names.iter().flat_map(|name| [name.value.display()].into_iter().chain(name.from.clone())));
    for date in [&page.published, &page.updated, &page.captured].into_iter().flatten() {
        all.extend([date.value.edtf.clone()].into_iter().chain(date.from.clone()));
    }
    all.extend(page.rights.statement.clone());
    all
}

/// Where the front matter of a page ends.
fn front_matter(text: &str) -> usize {
    if !text.trim_start_matches('\u{feff}').starts_with("+++") {
        return 0;
    }
    text.find("\n+++").map_or(text.len(), |at| at + 4)
}

/// Front matter with what ends a run of words in place of all but its strings.
fn strings(front: &str) -> String {
    let mut open = None;
    let mut is_escaped = false;
    let keep = |char: char| {
        if is_escaped {
            is_escaped = false;
            return char;
        }
        match (char, open) {
            ('"' | '\'', None) => open = Some(char),
            (char, Some(quote)) if char == quote => open = None,
            ('\\', Some('"')) => is_escaped = true,
            ('\n', _) | (_, Some(_)) => return char,
            _ => {}
        }
        '\0'
    };
    front.chars().map(keep).collect()
}

/// `text` with what ends a run of words in place of `ranges`, in which line ends stay. They are in order and may overlap.
pub(super) fn blanked_text(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        if range.end <= at {
            continue;
        }
        let start = range.start.max(at);
        out.push_str(&text[at..start]);
        out.extend(text[start..range.end].bytes().map(|byte| if byte == b'\n' { '\n' } else { '\0' }));
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}
