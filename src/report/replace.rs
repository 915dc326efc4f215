//! What a new raw text of a source does to all that hangs on its words, before anything is accepted.
//!
//! In: the inputs, the source, and the new text. Out: the inputs as they would be, what was found in them, and what
//! became of every anchor. Start at [`replace`]. Nothing is written here, and nothing decided.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::text::position;
use crate::diag::{Code, Diagnostic, Span};
use crate::lock;
use crate::model::dossier::Source;
use crate::model::files::{File, Files};
use crate::model::lock::{Lock, Place};
use crate::query::{self, Move, Options, Verified};
use crate::text::checksum::sha256;
use crate::text::diff::changes;

use super::written_at;

/// A new raw text for a source of the dossier.
#[derive(Debug, Clone, Copy)]
pub struct Capture<'a> {
    /// Id of the source.
    pub id: &'a str,
    /// Path that the text would have in the dossier, below `seeds/`.
    pub path: &'a str,
    /// The text.
    pub bytes: &'a [u8],
}

/// What a new raw text would do.
#[derive(Debug)]
pub struct Replaced {
    /// The inputs with the new text in place of the former.
    pub files: Files,
    /// What is wrong with them.
    pub diags: Vec<Diagnostic>,
    /// What `casebook.lock` would hold.
    pub lock: Lock,
    /// Path of the former raw text.
    pub former: String,
    /// Path of the page of the source, and its bytes with the new path in it.
    pub page: (String, Vec<u8>),
    /// What becomes of all that is anchored in the source.
    pub changes: Changes,
}

/// What becomes of all that is anchored in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// How many raw lines the new text has that the former one had not, and how many only that one had; `None` where the
    /// former one, of which there is a record, is not at hand.
    pub lines: Option<(usize, usize)>,
    /// The anchors, by where they are written.
    pub anchors: Vec<Anchored>,
    /// Addresses of paragraphs that lead elsewhere, or nowhere.
    pub addresses: BTreeMap<String, Option<String>>,
    /// How many paragraphs keep their addresses.
    pub kept: usize,
}

/// What becomes of an anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchored {
    /// The file in which its words are written, and the line.
    pub at: (String, usize),
    /// What the lock calls it.
    pub name: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of an anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It lies where it lay.
    Stays,
    /// It lies elsewhere: old and new place.
    Moved(Place, Place),
    /// It has its place in the new text and had none in the former.
    Found(Place),
    /// It has no place in the new text, for the reason of this code; where it was.
    Failed(Option<Code>, Place),
}

impl Fate {
    /// One word for it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Moved(..) => "moved",
            Self::Found(_) => "found",
            Self::Failed(code, _) => match code {
                Some(Code::QuotationAltered) => "altered",
                Some(Code::QuotationAmbiguous) => "ambiguous",
                Some(Code::AnchorUncertain) => "uncertain",
                Some(Code::QuotationCrossing) => "crossing",
                Some(Code::QuotationNegation) => "negation",
                _ => "lost",
            },
        }
    }
}

/// What `capture` would do to the dossier of `files`; `None` if it has no such source. `options` are those of a build;
/// its former texts help where the raw text on disk is not the one on record.
pub fn replace(files: &Files, capture: &Capture<'_>, options: &Options) -> Option<Replaced> {
    let before = query::dossier(files, options).value;
    let is_meant = |source: &&Arc<Source>| source.page.page.id.as_str() == capture.id;
    let source = before.dossier.sources.iter().find(is_meant)?;
    let Compared { record, former, is_at_hand } = compared(files, &before, source, options);

    let mut bytes = files.get(source.page.page.file).bytes().to_vec();
    let span = source.page.raw.span.range();
    // Without the key there is nothing to put in place of; the missing key is among what is found.
    let is_value = bytes.get(span.clone()).is_some_and(|value| value.starts_with(b"\"") || value.starts_with(b"'"));
    if is_value && source.page.raw.value != capture.path {
        let value = toml::Value::String(capture.path.to_owned()).to_string();
        bytes.splice(span, value.into_bytes());
    }
    let page = (files.get(source.page.page.file).path.clone(), bytes);
    let changed = [
        File { path: capture.path.to_owned(), contents: capture.bytes.into() },
        File { path: page.0.clone(), contents: page.1.as_slice().into() },
        File { path: lock::PATH.to_owned(), contents: lock::render(&record).into_bytes().into() },
    ];
    // Of two files with one path the first stays.
    let files = Files::new(changed.into_iter().chain(files.iter().map(|(_, file)| file.clone())).collect());
    let options = Options { accept: vec![capture.id.to_owned()], former, ..options.clone() };
    let mut diags = Vec::new();
    let after = query::dossier(&files, &options).unload(&mut diags);
    let mut changes = changes_of(&record, source, &before, &after, &files, &diags);
    changes.lines = changes.lines.filter(|_| is_at_hand);
    Some(Replaced { diags, lock: after.lock, former: source.page.raw.value.clone(), page, changes, files })
}

/// What a new text is compared with.
struct Compared {
    /// What is on record.
    record: Lock,
    /// Former reading texts, by source.
    former: BTreeMap<String, String>,
    /// Whether the raw text on disk is the one on record.
    is_at_hand: bool,
}

/// What a build would record now and, of anchors that have no place now, what one did record. Where the raw text on disk is
/// not the one on record, the record stands.
fn compared(files: &Files, before: &Verified, source: &Source, options: &Options) -> Compared {
    let sha256_of = |path: &str| files.find(path).map(|file| sha256(files.get(file).bytes()));
    let recorded = lock::read(files, &sha256_of).value;
    let id = source.page.page.id.as_str();
    let mut former = options.former.clone();
    let mut record = before.lock.clone();
    if let Some(locked) = recorded.sources.get(id) {
        if locked.sha256 != source.raw_sha256 {
            record.sources.insert(id.to_owned(), locked.clone());
            return Compared { record, former, is_at_hand: false };
        }
        if let Some(now) = record.sources.get_mut(id).filter(|now| now.text == locked.text) {
            for (name, place) in &locked.anchors {
                now.anchors.entry(name.clone()).or_insert_with(|| place.clone());
            }
        }
    }
    if let Some(words) = &source.words {
        former.insert(id.to_owned(), words.clean.text.as_str().to_owned());
    }
    Compared { record, former, is_at_hand: true }
}

fn changes_of(
    record: &Lock,
    source: &Source,
    before: &Verified,
    after: &Verified,
    files: &Files,
    diags: &[Diagnostic],
) -> Changes {
    let id = &source.page.page.id;
    let was = record.sources.get(id.as_str()).cloned().unwrap_or_default();
    let replaced = after.dossier.sources.iter().find(|source| source.page.page.id == *id);
    // Of a text that cannot be read the record says what the former one was.
    let is_read = replaced.is_some_and(|source| source.words.is_some());
    let now = after.lock.sources.get(id.as_str()).filter(|_| is_read).cloned().unwrap_or_default();
    let raw = |source: Option<&Source>| source.and_then(|source| Some(source.words.as_ref()?.raw.as_str().to_owned()));
    let (old_raw, new_raw) =
        (raw(Some(source)).unwrap_or_default(), raw(replaced.map(Arc::as_ref)).unwrap_or_default());
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) = (old_raw.lines().collect(), new_raw.lines().collect());
    let lines = changes(&old_lines, &new_lines);

    let mut anchors = Vec::new();
    let of_source = |verified: &&crate::model::anchor::Verified| verified.anchor.selector.source == *id;
    for verified in after.dossier.verified().filter(of_source) {
        let Some(new) = now.anchors.get(&verified.name) else { continue };
        let fate = match was.anchors.get(&verified.name) {
            None => Fate::Found(new.clone()),
            Some(old) if (&old.paragraph, old.start, old.end) == (&new.paragraph, new.start, new.end) => Fate::Stays,
            Some(old) => Fate::Moved(old.clone(), new.clone()),
        };
        let span = written_at(&after.dossier, id, &verified.anchor.attached);
        anchors.push((span, verified.name.clone(), fate));
    }
    for verified in before.dossier.verified().filter(of_source) {
        let Some(old) = was.anchors.get(&verified.name).filter(|_| !now.anchors.contains_key(&verified.name)) else {
            continue;
        };
        // The editorial pages are the same, so the anchor is written where it was; only the number of its file may differ.
        let span = written_at(&after.dossier, id, &verified.anchor.attached);
        let said = diags.iter().find(|diag| diag.span == span && diag.code != Code::QuotationUnchecked);
        anchors.push((span, verified.name.clone(), Fate::Failed(said.map(|diag| diag.code), old.clone())));
    }
    let at = |span: Option<Span>| match span {
        Some(span) => (files.get(span.file).path.clone(), position(files, span).0),
        None => (String::new(), 0),
    };
    let mut anchors: Vec<Anchored> =
        anchors.into_iter().map(|(span, name, fate)| Anchored { at: at(span), name, fate }).collect();
    anchors.sort_by(|a, b| (&a.at, &a.name).cmp(&(&b.at, &b.name)));

    let addresses = after.moves.iter().filter_map(|one| match one {
        Move::Paragraph { source, old, new } if source == id.as_str() => Some((old.clone(), new.clone())),
        _ => None,
    });
    Changes {
        lines: Some((
            lines.iter().map(|change| change.new.len()).sum(),
            lines.iter().map(|change| change.old.len()).sum(),
        )),
        anchors,
        addresses: addresses.collect(),
        kept: was.paragraphs.iter().filter(|address| now.paragraphs.contains(address)).count(),
    }
}
