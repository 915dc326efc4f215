//! What a new raw text of a source does to all that hangs on its words, before anything is accepted.
//!
//! In: the inputs, the source, and the new text. Out: the inputs as they would be, what was found in them, and what
//! became of every anchor. Start at [`replace`]. Nothing is written here, and nothing decided.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::diag::text::position;
use crate::diag::{Code, Diagnostic, Span};
use crate::lock;
use crate::model::dossier::Source;
use crate::model::files::{File, Files};
use crate::model::lock::{Lock, Place};
use crate::model::original::NamedOriginal;
use crate::model::page::SourcePage;
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
    /// The file that the text was made of, where it is not that file itself.
    pub original: Option<Original<'a>>,
}

/// A file that a new raw text was made of.
#[derive(Debug, Clone, Copy)]
pub struct Original<'a> {
    /// Path that it would have in the dossier, below `seeds/`.
    pub path: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// How the page of the source names it: an inline table.
    pub entry: &'a str,
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
    /// Paths of the files that the page says it was made of.
    pub originals: Vec<String>,
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

    let page_file = files.get(source.page.page.file);
    let page = (page_file.path.clone(), renamed(&source.page, page_file.bytes(), capture));
    let received =
        capture.original.map(|original| File { path: original.path.to_owned(), contents: original.bytes.into() });
    let changed = [
        File { path: capture.path.to_owned(), contents: capture.bytes.into() },
        File { path: page.0.clone(), contents: page.1.as_slice().into() },
        File { path: lock::PATH.to_owned(), contents: lock::render(&record).into_bytes().into() },
    ];
    let changed = changed.into_iter().chain(received);
    // Of two files with one path the first stays.
    let files = Files::new(changed.chain(files.iter().map(|(_, file)| file.clone())).collect());
    let options = Options { accept: vec![capture.id.to_owned()], former, ..options.clone() };
    let mut diags = Vec::new();
    let after = query::dossier(&files, &options).unload(&mut diags);
    let mut changes = changes_of(&record, source, &before, &after, &files, &diags);
    changes.lines = changes.lines.filter(|_| is_at_hand);
    let originals = source.page.originals.iter().map(|original| original.file.value.clone()).collect();
    let former = source.page.raw.value.clone();
    Some(Replaced { diags, lock: after.lock, former, originals, page, changes, files })
}

/// The page of the source with the new raw text in it, and what that was made of in the place of what the former one was.
fn renamed(page: &SourcePage, bytes: &[u8], capture: &Capture<'_>) -> Vec<u8> {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let raw = page.raw.span.range();
    let begins = |span: &Range<usize>, with: &[u8]| bytes.get(span.start).is_some_and(|first| with.contains(first));
    // Without the key there is nothing to put in place of; the missing key is among what is found.
    if !begins(&raw, b"\"'") {
        return bytes.to_vec();
    }
    if page.raw.value != capture.path {
        edits.push((raw.clone(), toml::Value::String(capture.path.to_owned()).to_string()));
    }
    // What follows are edits of inline tables; an original in a table with a header is left to the editor, and the build says
    // if it does not fit.
    let spans: Vec<Range<usize>> = page.originals.iter().map(|original| original.span.range()).collect();
    let former = page.originals.iter().position(|original| original.encoding.is_some() || is_page(original));
    match (former, &capture.original) {
        _ if !spans.iter().all(|span| begins(span, b"{")) => {}
        (Some(at), Some(new)) => edits.push((spans[at].clone(), new.entry.to_owned())),
        (Some(at), None) => edits.push((item(&spans, at, bytes), String::new())),
        (None, Some(new)) => match spans.first() {
            Some(first) => edits.push((first.start..first.start, format!("{}, ", new.entry))),
            None => {
                let rest = bytes[raw.end..].iter().position(|byte| *byte == b'\n');
                let end = rest.map_or(bytes.len(), |rest| raw.end + rest + 1);
                edits.push((end..end, format!("originals  = [{}]\n", new.entry)));
            }
        },
        (None, None) => {}
    }
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut bytes = bytes.to_vec();
    for (span, text) in edits {
        bytes.splice(span, text.into_bytes());
    }
    bytes
}

/// Whether an original is a saved page whose words the raw text is made of.
fn is_page(original: &NamedOriginal) -> bool {
    let path = original.file.value.to_lowercase();
    original.made.is_some() && [".html", ".htm", ".xhtml"].iter().any(|ending| path.ends_with(ending))
}

/// An item of an array of inline tables with what divides it from the others; the key as a whole with the comment above it,
/// where it is the only one and they have a line.
fn item(spans: &[Range<usize>], at: usize, bytes: &[u8]) -> Range<usize> {
    let Range { start, end } = spans[at].clone();
    match (spans.get(at + 1), at.checked_sub(1)) {
        (Some(next), _) => start..next.start,
        (None, Some(before)) => spans[before].end..end,
        (None, None) => {
            let line_of = |at: usize| bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            let behind = bytes[end..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |rest| end + rest + 1);
            let mut line = line_of(start);
            let plain = |range: Range<usize>| -> Vec<u8> {
                bytes[range].iter().copied().filter(|byte| !byte.is_ascii_whitespace() && *byte != b',').collect()
            };
            if plain(line..start) != b"originals=[" || plain(end..behind) != b"]" {
                return start..end;
            }
            let above = line_of(line.saturating_sub(1));
            if bytes[above..line].starts_with(b"#") {
                line = above;
            }
            line..behind
        }
    }
}

/// What a new text is compared with.
struct Compared {
    /// What is on record.
    record: Lock,
    /// Former reading texts, by source.
    former: BTreeMap<String, Arc<str>>,
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
        former.insert(id.to_owned(), words.clean.text.as_str().into());
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
