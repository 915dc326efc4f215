//! Looks for what an edition withholds in what people wrote who may write anything: editors' pages, media, the theme.
//!
//! In: what is withheld and said by no source that is shown, and the inputs. Out: findings at the places in the inputs. A
//! copy of a withheld file is an error, and so are withheld words in a theme, which nobody wrote for one dossier alone. Of
//! what editors say in their own words, [`LONG`] words in a row that a withheld text has too are a warning, and redacted words:
//! an editor may have come to the same words, and a sentence of a source that is to be read is to be quoted.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::inputs::{Inputs, blanked_text};
use super::open::{Known, Part, each_file, each_part};
use super::scan::{Gram, each_gram, place_of, stretches};
use super::unsearched;
use crate::diag::{Code, Diagnostic, FileId, Span};
use crate::search::words::each_word;
use crate::text::Text;

/// How many words in a row of a withheld text are no accident in what editors say. Of six, the pages of the repository's own
/// dossier have rows that its sources have too and nobody took from there ("the People's Republic of China"); of eight none,
/// whichever of them are withheld or excerpts. One more, since names of offices and laws are that long.
const LONG: usize = 9;

/// How many characters in a row are none in scripts without spaces.
const LONG_UNSPACED: usize = 12;

const IN_ARCHIVE: &str = "the archive is published as it is: take them out of it";

const WITHHELD_ORIGINAL: &str =
    "say `publish = \"withheld\"` of it in `originals` of its source, or withhold it with the source in this edition";

/// What an editor wrote and a site shows.
pub(super) struct Written {
    pub(super) file: FileId,
    /// The words, with zero characters in place of what is not shown.
    pub(super) text: String,
    /// Where they begin in the file.
    pub(super) at: usize,
    /// Bytes of them that are quoted and cited, and so are verified and looked after by the edition.
    pub(super) quoted: Vec<Range<usize>>,
    /// Where in the file they are packed, if it is an archive. Then they have no place in its bytes.
    pub(super) packed: Option<String>,
}

/// What can be read in a file among the media: its text, and that of the files in it.
pub(super) fn in_media(file: FileId, path: &str, bytes: &[u8]) -> Vec<Written> {
    let text = std::str::from_utf8(bytes).ok();
    // The same part comes with and without its tags.
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    each_part(path, bytes, &|_| None, &mut |part| {
        if let Part::Text { path: inside, text: part, telling: true } = part
            && (text.is_none() || inside != path)
        {
            parts.entry(inside).or_default().extend([&part.words, "\0"]);
        }
    });
    let plain = text.map(|text| Written { file, text: text.to_owned(), at: 0, quoted: Vec::new(), packed: None });
    let packed = |(path, text)| Written { file, text, at: 0, quoted: Vec::new(), packed: Some(path) };
    plain.into_iter().chain(parts.into_iter().map(packed)).collect()
}

/// What was found in what an editor wrote.
#[derive(Default)]
struct Found {
    /// Long rows of withheld words, each with its first run; of what is packed the first one.
    long: Vec<(Span, Gram)>,
    /// Redacted words.
    redacted: Vec<Diagnostic>,
}

/// Warnings for long rows of words that withheld texts have too, and for redacted words.
pub(super) fn repeats(inputs: &Inputs<'_>, written: &[Written]) -> Vec<Diagnostic> {
    let found: Vec<Found> = written.par_iter().map(|written| found(inputs, written)).collect();
    let mut origins: BTreeMap<Gram, Option<(&str, usize)>> =
        found.iter().flat_map(|found| &found.long).map(|(_, gram)| (*gram, None)).collect();
    if !origins.is_empty() {
        for (path, text) in inputs.texts() {
            each_gram(text.as_str(), &[], |gram, bytes, _| {
                if let Some(origin) = origins.get_mut(&gram) {
                    origin.get_or_insert_with(|| (path, text.position(bytes.start).0));
                }
            });
        }
    }
    let warning = |(span, gram): &(Span, Gram), packed: &Option<String>| {
        // What drafts say as well is the editors' own.
        let (path, line) = origins[gram]?;
        let withheld = format!("this edition withholds `{path}`, which has");
        let (message, help) = match packed {
            None => (
                format!("{withheld} these words in line {line}"),
                "they are published as they stand here: quote and cite them, so that they are withheld as well, or take fewer \
                 of them",
            ),
            Some(packed) => (format!("{withheld} words in line {line} that `{packed}` has as well"), IN_ARCHIVE),
        };
        Some(Diagnostic::new(Code::WithheldRepeated, *span, message).help(help))
    };
    let told = found.iter().zip(written).flat_map(|(found, written)| {
        let long = found.long.iter().filter_map(move |long| warning(long, &written.packed));
        long.chain(found.redacted.iter().cloned())
    });
    told.collect()
}

fn found(inputs: &Inputs<'_>, Written { file, text, at, quoted, packed }: &Written) -> Found {
    let text = &blanked_text(text, quoted);
    let span = |bytes: &Range<usize>| match packed {
        None => Span::new(*file, at + bytes.start..at + bytes.end),
        Some(_) => Span::start_of(*file),
    };
    let long = stretches(&inputs.proof.grams, text).into_iter().filter(|(bytes, _)| is_long(&text[bytes.clone()]));
    let long = long.map(|(bytes, gram)| (span(&bytes), gram));
    let long = if packed.is_some() { long.take(1).collect() } else { long.collect() };
    // Of what is redacted the first place is enough.
    let mut first: BTreeMap<Gram, Range<usize>> = BTreeMap::new();
    if !inputs.secrets.is_empty() {
        each_gram(text, &inputs.lengths, |gram, bytes, is_word| {
            if !is_word && inputs.secrets.contains_key(&gram) {
                first.entry(gram).or_insert(bytes);
            }
        });
    }
    let warning = |(gram, bytes): (Gram, Range<usize>)| {
        let of = &inputs.secrets[&gram];
        let message = match packed {
            None => format!("this edition redacts these words in `{of}`"),
            Some(packed) => format!("`{packed}` has words that this edition redacts in `{of}`"),
        };
        let help = match packed {
            None => "they are published as they stand here: leave them out here as well",
            Some(_) => IN_ARCHIVE,
        };
        Diagnostic::new(Code::WithheldRepeated, span(&bytes), message).help(help)
    };
    Found { long, redacted: first.into_iter().map(warning).collect() }
}

fn is_long(text: &str) -> bool {
    let (mut spaced, mut unspaced) = (0, 0);
    each_word(text, |_, is_unspaced, _| *(if is_unspaced { &mut unspaced } else { &mut spaced }) += 1);
    spaced * LONG_UNSPACED + unspaced * LONG >= LONG * LONG_UNSPACED
}

/// Errors for withheld words in files of a theme, the first run in each. Single words are the theme's own.
pub(super) fn in_theme(inputs: &Inputs<'_>, theme: &[FileId]) -> Vec<Diagnostic> {
    let in_file = |file: &FileId| {
        let (path, bytes) = (&inputs.files.get(*file).path, inputs.files.get(*file).bytes());
        std::str::from_utf8(bytes).ok()?;
        let mut first: Option<(Range<usize>, Gram)> = None;
        each_part(path, bytes, &|_| None, &mut |part| {
            if let Part::Text { text, .. } = part
                && first.is_none()
                && let Some((bytes, gram)) = stretches(&inputs.proof.grams, &text.words).into_iter().next()
            {
                first = Some((text.at(bytes.start)..text.at(bytes.end - 1) + 1, gram));
            }
        });
        let (bytes, gram) = first?;
        let has = |text: &Text| place_of(text.as_str(), gram).is_some();
        let (origin, _) = inputs.proof.origins.iter().find(|(_, text)| has(text))?;
        let message = format!("this edition withholds `{origin}`, which has these words");
        Some(
            Diagnostic::new(Code::WithheldFound, Span::new(*file, bytes), message)
                .help("take them out of the theme; what a page is to quote, its editor quotes and cites"),
        )
    };
    theme.iter().filter_map(in_file).collect()
}

/// Errors for copies of withheld files among the files that are published as they were received: media and originals, and in
/// archives there; and for what cannot be looked into.
pub(super) fn copies<'m>(
    inputs: &Inputs<'_>,
    received: impl Iterator<Item = (String, &'m Arc<[u8]>)>,
) -> Vec<Diagnostic> {
    let mut diags = Vec::new();
    for (path, bytes) in received {
        let Some(file) = inputs.files.find(&path) else { continue };
        let known = |bytes: &[u8]| inputs.proof.known(bytes).filter(|known| matches!(known, Known::Withheld(_)));
        let is_original = path.starts_with("seeds/");
        each_file(&path, bytes, &known, &mut |part| {
            let (code, message, help) = match part {
                Part::Text { .. } => return,
                Part::Withheld(path, copied) => {
                    let message = format!("`{path}` is a copy of `{copied}`, which this edition withholds");
                    let help = "remove it; `originals` of a source are published as its rights allow";
                    (Code::WithheldFound, message, help)
                }
                Part::Unopened(path, why) => {
                    let help = "unpack what is to be published, or pack it anew as a plain zip archive; else take the file \
                                out of the media";
                    (Code::FileUnsearched, unsearched(&path, &why), help)
                }
            };
            let help = if is_original { WITHHELD_ORIGINAL } else { help };
            diags.push(Diagnostic::new(code, Span::start_of(file), message).help(help));
        });
    }
    diags
}
