//! From the page of a source to its words: the raw text found, checked against the record, and cleaned.

use std::sync::Arc;

use super::originals;
use crate::anchor::carry;
use crate::clean::{self, Setting};
use crate::diag::{Checked, Code, Diagnostic, FileId, Span, did_you_mean};
use crate::lock;
use crate::model::dossier::Words;
use crate::model::files::Files;
use crate::model::lock::History;
use crate::model::original::Original;
use crate::model::page::{LARGEST_RAW, SourcePage};
use crate::text::checksum::sha256;
use crate::text::{Text, reorders, shown, unusual};

/// The most lines of a raw text: each is a row of its record.
pub const MOST_LINES: usize = 1 << 18;

/// The most characters of a raw text that can only be shown as symbols. Each stands off, and a text with more is none.
const MOST_SYMBOLS: usize = 100_000;

/// What became of the raw text of a source.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cleaned {
    /// Its words; `None` where they are missing.
    pub(super) words: Option<Arc<Words>>,
    /// SHA-256 of the raw text in hexadecimal; empty where it is missing.
    pub(super) raw_sha256: String,
    /// What it was made of.
    pub(super) originals: Arc<[Original]>,
}

/// What is made of a source whose raw text is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Absent {
    /// The record of an earlier build stands for it: the edition withholds its words.
    Recorded,
    /// Nothing; the edition of this name, if there is one, would withhold them.
    Missing(Option<String>),
}

/// Finds and cleans the raw text of a source. A text that `accept` names may differ from the one on record.
pub(super) fn cleaned(
    page: &SourcePage,
    files: &Files,
    history: &History,
    accept: &[String],
    absent: &Absent,
) -> Checked<Cleaned> {
    let mut diags = Vec::new();
    let recorded = history.lock.sources.get(page.page.id.as_str()).filter(|locked| locked.raw == page.raw.value);
    if let (Absent::Recorded, Some(locked), None) = (absent, recorded, files.find(&page.raw.value)) {
        let originals = originals::found(page, None, true, files, history, accept).unload(&mut diags);
        let recorded = Cleaned { words: None, raw_sha256: locked.sha256.clone(), originals: originals.into() };
        return Checked { value: recorded, diags };
    }
    let Some((file, raw)) = raw_text(page, files, &mut diags) else {
        if let (Absent::Missing(Some(name)), Some(_)) = (absent, recorded) {
            let missing = diags.iter_mut().filter(|diag| diag.code == Code::RawMissing);
            missing.for_each(|diag| {
                let help = diag.help.take().unwrap_or_default();
                diag.help = Some(format!("{help}; or build an edition that withholds its words: `--edition {name}`"));
            });
        }
        let originals = originals::found(page, None, false, files, history, accept).unload(&mut diags);
        return Checked { value: Cleaned { originals: originals.into(), ..Cleaned::default() }, diags };
    };
    let raw_sha256 = sha256(files.get(file).bytes());
    if !accept.iter().any(|accepted| accepted == page.page.id.as_str()) {
        check_unchanged(page, &raw_sha256, history, &mut diags);
    }
    check_characters(file, &raw, &mut diags);
    let may_lack = *absent == Absent::Recorded;
    let originals = originals::found(page, Some(raw.as_str()), may_lack, files, history, accept).unload(&mut diags);
    let setting = Setting {
        file,
        paragraphs: page.paragraphs,
        language: page.language.as_str().into(),
        direction: page.direction,
    };
    let (clean, record) = clean::clean(&raw, &page.recipe, &setting).unload(&mut diags);
    if clean.text.as_str().trim().is_empty() {
        diags.push(empty(page, &raw));
    }
    let redactions = clean::redactions(&raw, &page.redact, file).unload(&mut diags);
    let former = carry::former_addresses(&clean, history.of(page.page.id.as_str(), &clean.sha256));
    let words = Words { file, raw, clean, record, former, redactions, reduced: None };
    Checked { value: Cleaned { words: Some(Arc::new(words)), raw_sha256, originals: originals.into() }, diags }
}

/// Whether what [`cleaned`] makes of two pages is the same, findings and their places included.
pub(super) fn is_cleaned_alike(a: &Arc<SourcePage>, b: &Arc<SourcePage>) -> bool {
    if Arc::ptr_eq(a, b) {
        return true;
    }
    let of = |page: &SourcePage| (page.paragraphs, page.direction);
    a.page.id == b.page.id
        && a.raw == b.raw
        && a.language == b.language
        && of(a) == of(b)
        && a.recipe == b.recipe
        && a.redact == b.redact
        && a.originals == b.originals
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
    let size = files.get(file).bytes().len();
    if size > LARGEST_RAW {
        let message = format!("`{}` has {size} bytes, and a raw text may have {LARGEST_RAW}", path.value);
        diags.push(Diagnostic::new(Code::RawTooLarge, path.span, message).help("split it into several sources"));
        return None;
    }
    let text = match files.text(file) {
        Ok(text) => text,
        Err(at) => {
            let diag = Diagnostic::not_utf8(file, at).label(path.span, "named here");
            diags.push(diag.help(
                "take it in with `casebook add`, which makes a text in UTF-8 of it and keeps this one beside it",
            ));
            return None;
        }
    };
    // Plain letters with a zero byte each are UTF-16, and valid UTF-8 all the same.
    let is_symbol = |(at, char): &(usize, char)| shown(*char) != *char && !text[*at..].starts_with("\r\n");
    let symbols = unusual(text).filter(is_symbol).count();
    if symbols > MOST_SYMBOLS || (symbols > 100 && symbols > text.len() / 4) {
        let message =
            format!("`{}` holds {symbols} characters that cannot be shown, so it is hardly UTF-8", path.value);
        let help = "take it in with `casebook add`, which makes a text in UTF-8 of it and keeps this one beside it";
        diags.push(Diagnostic::new(Code::NotUtf8, path.span, message).help(help));
        return None;
    }
    let text = Text::new(text.clone());
    let lines = text.lines().count();
    if lines > MOST_LINES {
        let message = format!("`{}` has {lines} lines, and a raw text may have {MOST_LINES}", path.value);
        diags.push(Diagnostic::new(Code::RawTooLarge, path.span, message).help("split it into several sources"));
        return None;
    }
    Some((file, text))
}

/// The recorded checksum must be that of the file.
fn check_unchanged(page: &SourcePage, raw_sha256: &str, history: &History, diags: &mut Vec<Diagnostic>) {
    let (id, raw) = (&page.page.id, &page.raw);
    let Some(locked) = history.lock.sources.get(id.as_str()).filter(|locked| locked.sha256 != raw_sha256) else {
        return;
    };
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

/// Nothing is left to read.
fn empty(page: &SourcePage, raw: &Text) -> Diagnostic {
    let (id, path) = (&page.page.id, &page.raw.value);
    let (message, help) = if raw.as_str().trim().is_empty() {
        (format!("there are no words in `{path}`"), "look where the text went; a copy of it may be whole".to_owned())
    } else {
        let help = format!(
            "remove the steps that cut too much: `casebook clean {id} --format tsv` has what became of each line"
        );
        (format!("the recipe leaves nothing of `{path}`"), help)
    };
    Diagnostic::new(Code::TextEmpty, page.raw.span, message).help(help)
}

/// Warns of characters that a reader cannot see as they are.
fn check_characters(file: FileId, raw: &Text, diags: &mut Vec<Diagnostic>) {
    let find = |is: fn(char) -> bool| unusual(raw.as_str()).find(|(_, char)| is(*char));
    let at = |byte: usize, char: char| Span::new(file, byte..byte + char.len_utf8());
    if let Some((byte, char)) = find(|char| char.is_control() && !matches!(char, '\n' | '\r' | '\t')) {
        let message = format!("this text holds control characters, the first of them U+{:04X}", u32::from(char));
        diags.push(
            Diagnostic::new(Code::ControlCharacter, at(byte, char), message)
                .help("they are shown as symbols; a `correct` step can replace them"),
        );
    }
    if let Some((byte, char)) = find(reorders) {
        let message =
            format!("this text holds characters that reorder others, the first of them U+{:04X}", u32::from(char));
        diags.push(
            Diagnostic::new(Code::BidiControl, at(byte, char), message)
                .help("read the record of the source, which shows them; their effect ends with their paragraph"),
        );
    }
}
