//! Composes the stages: the only place that knows their order.
//!
//! In: the input [`Files`] and [`Options`]. Out: the [`Dossier`] as parsed and cleaned, or the [`Site`] that may be
//! published. All problems of all stages are collected.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::clean::{self, Setting};
use crate::diag::{Checked, Code, Diagnostic, FileId, Span, did_you_mean};
use crate::lock::{self, Lock, Locked};
use crate::model::dossier::{Dossier, Source, Words};
use crate::model::files::Files;
use crate::model::key::PageKey;
use crate::model::page::SourcePage;
use crate::model::site::{MENTIONS, PageSpec, Site, reading_text};
use crate::parse;
use crate::text::checksum::sha256;
use crate::text::{Text, shown};
use crate::{edition, link, theme};

/// What a run is asked for, checked once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Name of the edition; `None` for the default one.
    pub edition: Option<String>,
    /// Where the site will stand, ending in `/`; overrides the configuration.
    pub base_url: Option<String>,
    /// Ids of sources whose raw text may differ from the one on record.
    pub accept: Vec<String>,
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
}

/// The site that `files` make.
pub fn site(files: &Files, options: &Options) -> Checked<Built> {
    let mut diags = Vec::new();
    let (mut dossier, lock) = dossier(files, options).unload(&mut diags);
    if let Some(base_url) = &options.base_url {
        dossier.config.base_url = Some(base_url.clone());
    }
    let theme = theme::theme(files, &dossier.config).unload(&mut diags);
    let shown = edition::show(dossier, options.edition.as_deref()).unload(&mut diags);
    let index = link::link(&shown).unload(&mut diags);
    let mut site = Site { shown, index, theme, pages: BTreeMap::new() };
    site.pages = pages(&site);
    Checked { value: Built { site, lock }, diags }
}

/// The dossier that `files` make: parsed, cleaned, nothing withheld yet.
pub fn dossier(files: &Files, options: &Options) -> Checked<(Dossier, Lock)> {
    let mut diags = Vec::new();
    let content = parse::parse(files).unload(&mut diags);
    let recorded = lock::read(files).unload(&mut diags);
    let known: Vec<&str> = content.sources.iter().map(|page| page.page.id.as_str()).collect();
    for id in options.accept.iter().filter(|id| !known.contains(&id.as_str())) {
        let diag =
            Diagnostic::global(Code::UnknownId, format!("there is no source `{id}` whose raw text could be accepted"));
        diags.push(match did_you_mean(id, known.iter().copied()) {
            Some(meant) => diag.help(format!("did you mean `{meant}`?")),
            None => diag,
        });
    }
    let cleaned: Vec<Checked<Source>> =
        content.sources.into_par_iter().map(|page| source(page, files, &recorded, options)).collect();
    let mut sources: Vec<Source> = cleaned.into_iter().map(|source| source.unload(&mut diags)).collect();
    let lock = new_lock(&sources, &recorded);
    sources.sort_by(|a, b| {
        let date = |source: &Source| source.page.published.as_ref().map(|date| date.value.clone());
        match (date(a), date(b)) {
            (Some(a), Some(b)) => a.cmp_by_time(&b),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => std::cmp::Ordering::Equal,
        }
        .then_with(|| a.page.page.id.cmp(&b.page.page.id))
    });
    let dossier = Dossier {
        config: content.config,
        sources,
        entries: content.entries,
        essays: content.essays,
        introduction: content.introduction,
        media: content.media,
    };
    Checked { value: (dossier, lock), diags }
}

/// Finds and cleans the raw text of a source.
fn source(page: SourcePage, files: &Files, recorded: &Lock, options: &Options) -> Checked<Source> {
    let mut diags = Vec::new();
    let mut source = Source { page, raw_sha256: String::new(), words: None };
    let Some((file, raw)) = raw_text(&source.page, files, &mut diags) else { return Checked { value: source, diags } };
    source.raw_sha256 = sha256(&files.get(file).bytes);
    check_unchanged(&source, recorded, options, &mut diags);
    check_characters(file, &raw, &mut diags);
    let setting = Setting {
        file,
        paragraphs: source.page.paragraphs,
        language: source.page.language.as_str().into(),
        direction: source.page.direction,
    };
    let (clean, record) = clean::clean(&raw, &source.page.recipe, &setting).unload(&mut diags);
    source.words = Some(Words { raw, clean, record });
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

/// The checksums found; those of sources whose text is missing stay as they were.
fn new_lock(sources: &[Source], recorded: &Lock) -> Lock {
    let mut lock = Lock::default();
    for source in sources {
        let id = source.page.page.id.to_string();
        if source.raw_sha256.is_empty() {
            lock.sources.extend(recorded.sources.get(&id).map(|locked| (id, locked.clone())));
        } else {
            let raw = source.page.raw.value.clone();
            lock.sources.insert(id, Locked { raw, sha256: source.raw_sha256.clone(), span: None });
        }
    }
    lock
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
    }
    let entries = dossier.entries.iter().map(|entry| (PageKey::Entry(entry.page.id.clone()), &entry.page));
    let essays = dossier.essays.iter().map(|essay| (PageKey::Essay(essay.page.id.clone()), &essay.page));
    for (key, page) in entries.chain(essays) {
        moved.extend(page.former.iter().map(|id| (key.renamed(id.value.clone()), key.clone())));
        keys.push(key);
    }
    if !dossier.entries.is_empty() {
        keys.push(PageKey::Glossary);
        pages.insert(MENTIONS.to_owned(), PageSpec::Mentions);
    }
    pages.extend(keys.into_iter().map(|key| (key.path(), PageSpec::Page(key))));
    pages.extend(moved.into_iter().map(|(old, new)| (old.path(), PageSpec::Moved(new))));
    // Media of pages that are not shown stay away with them.
    let media = site.index.media().filter_map(|path| Some((path.to_owned(), dossier.media.get(path)?.clone())));
    pages.extend(media.map(|(path, bytes)| (path, PageSpec::File(bytes))));
    pages.extend(site.theme.assets.iter().map(|(path, bytes)| (path.clone(), PageSpec::File(bytes.clone()))));
    pages.insert(site.theme.code_style.clone(), PageSpec::CodeStyle);
    pages
}
