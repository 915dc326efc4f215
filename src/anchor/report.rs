//! Says what is wrong with a quotation that was not found, and what its source has instead.

use super::Request;
use super::edge::block_at;
use super::find::{Hit, LONGEST_GAP, Miss, Needle, Prepared, find};
use super::pattern::{Pattern, Piece};
use crate::diag::{Code, Diagnostic, Span};
use crate::model::dossier::{Source, Words};
use crate::model::lock;
use crate::text::diff::{Change, changes};
use crate::text::near::nearest;
use crate::text::normal::is_word_char;

use std::ops::Range;
use std::sync::Arc;

/// Share of the characters that may differ, in percent, for a passage to be shown as the nearest.
const TOLERATED: usize = 40;

/// How much of a source is looked through to explain what is not in it, in bytes for all quotations together.
const MOST_SEARCHED: usize = 200 << 20;

/// How many quotations that are not in their source are looked for in others.
const MOST_ELSEWHERE: usize = 3;

/// How many of several places are shown.
const MOST_SHOWN: usize = 4;

/// Longest passage that is written out as the way out, in bytes.
const LONGEST_SHOWN: usize = 400;

/// How many code points stand on either side of words shown in context.
const CONTEXT: u32 = 32;

/// Where a quotation is written, and what it claims to come from.
pub(super) struct Place<'a> {
    pub(super) source: &'a Source,
    pub(super) request: &'a Request,
    /// All sources, in one of which the words may stand instead.
    pub(super) others: &'a [Arc<Source>],
}

impl Place<'_> {
    fn id(&self) -> &str {
        self.source.page.page.id.as_str()
    }

    fn diag(&self, code: Code, message: String) -> Diagnostic {
        Diagnostic::new(code, self.request.words.span, message)
    }
}

/// The words were not found.
pub(super) fn missed(
    place: &Place<'_>,
    source: &Prepared<'_>,
    needle: &Needle<'_>,
    miss: Miss,
    number: usize,
) -> Diagnostic {
    let id = place.id();
    match miss {
        Miss::Empty => place
            .diag(Code::QuotationEmpty, "this quotation holds no words to look up".to_owned())
            .help("quote at least one word; marks of omission and words in brackets are the editor's"),
        Miss::PutsIn(word) => place
            .diag(Code::QuotationNegation, format!("the editor's `{word}` in brackets denies what `{id}` says"))
            .help("say it outside the quotation, in your own sentence"),
        Miss::LeavesOut(word) => place
            .diag(Code::QuotationNegation, format!("this quotation leaves out `{word}`, which denies in `{id}`"))
            .help("quote the words with it, or quote the pieces one by one"),
        Miss::Apart => place
            .diag(Code::QuotationAltered, format!("the pieces of this quotation do not follow one another in `{id}`"))
            .help(format!(
                "a mark of omission leaves out at most {LONGEST_GAP} characters, a bracket replaces at most three words, \
                 in the order of the source; quote what lies apart as quotations of its own"
            )),
        Miss::Crossing => {
            let what = if needle.is_block {
                "the words run from one speaker, part or section into the next"
            } else {
                "the words run from one paragraph into the next"
            };
            let help = if needle.is_block {
                "quote the words of each by themselves"
            } else {
                "quote them as a block quotation, with a line `>` between the paragraphs, or one by one"
            };
            place.diag(Code::QuotationCrossing, format!("{what} in `{id}`")).help(help)
        }
        Miss::Absent => absent(place, source, needle, number),
    }
}

/// Whether the quotation that is the `missed`th not to be found is compared with what the source says.
pub(super) fn is_worth_explaining(missed: usize, source: &Prepared<'_>) -> bool {
    missed * source.normal().len() <= MOST_SEARCHED || missed <= 1
}

/// One of very many that were not found in a source.
pub(super) fn one_more(place: &Place<'_>) -> Diagnostic {
    place
        .diag(Code::QuotationLost, format!("these words are not in `{}` as they are quoted either", place.id()))
        .help("mend the others first; it takes too long to look for the nearest passages of so many")
}

fn absent(place: &Place<'_>, source: &Prepared<'_>, needle: &Needle<'_>, number: usize) -> Diagnostic {
    let id = place.id();
    if number <= MOST_ELSEWHERE
        && let Some(other) = elsewhere(place, needle)
    {
        return place
            .diag(Code::QuotationLost, format!("these words are not in `{id}`"))
            .help(format!("they are in `{other}`: write `[@{other}]`"));
    }
    let normal = source.normal();
    let missing = missing(source, needle);
    let piece = missing.text.as_str();
    // Between words that were found, what is like the missing ones is meant rather than a place elsewhere.
    let around = nearest(&normal[missing.around.clone()], piece, TOLERATED).map(|mut near| {
        near.bytes = near.bytes.start + missing.around.start..near.bytes.end + missing.around.start;
        near
    });
    // Words in another case are the nearest there are; ASCII alone, so that bytes stay where they are.
    let folded = || nearest(&normal.to_ascii_lowercase(), &piece.to_ascii_lowercase(), TOLERATED);
    let Some(near) = around.or_else(|| nearest(normal, piece, TOLERATED)).or_else(folded) else {
        return place
            .diag(Code::QuotationLost, format!("these words are not in `{id}`, nor anything like them"))
            .help("check the id of the source and the words; `casebook clean` prints what a source says");
    };
    let mut bytes = whole_words(normal, near.bytes);
    if near.distance == 0 && normal[bytes.clone()] == *piece {
        // The words are there, and not whole: what they are cut from begins before a hyphen.
        bytes.start = normal[..bytes.start].rfind(char::is_whitespace).map_or(0, |space| space + 1);
    }
    let range = source.range(&bytes);
    let (said, passage) = (difference(piece, &normal[bytes]), source.words.clean.text.slice(range.clone()));
    let diag = place.diag(
        Code::QuotationAltered,
        said.map_or_else(
            || format!("these words are not in `{id}` as they are quoted"),
            |difference| difference.message(id),
        ),
    );
    let diag = diag.label(raw_span(source.words, &range), "the nearest passage");
    if passage.len() <= LONGEST_SHOWN {
        diag.help(format!("the source says: `{}`", passage.replace('\n', " ¶ ")))
    } else {
        diag.help("compare with the passage, and quote what it says")
    }
}

/// Words of a quotation that its source does not have.
struct Missing {
    text: String,
    /// Bytes of the source in which to look first.
    around: Range<usize>,
}

/// The longest of the pieces that are missing. Marks of omission and brackets would count as differences themselves.
fn missing(source: &Prepared<'_>, needle: &Needle<'_>) -> Missing {
    let length = source.normal().len();
    let Some(pattern) = Pattern::of(needle.normal()) else {
        return Missing { text: needle.normal().to_owned(), around: 0..length };
    };
    let place = |piece: &Piece| {
        let forms = piece.forms().into_iter();
        let mut starts =
            forms.filter_map(|form| source.haystack.find(&form, |word| piece.is_partial(word, &form)).next());
        starts.next()
    };
    let (found, missing): (Vec<_>, Vec<_>) =
        pattern.pieces.iter().map(|piece| (piece, place(piece))).partition(|(_, place)| place.is_some());
    let longest = |pieces: &[(&Piece, Option<usize>)]| -> Option<(String, Option<usize>)> {
        let longest = pieces.iter().max_by_key(|(piece, _)| piece.text.len())?;
        Some((longest.0.text.clone(), longest.1))
    };
    let beside = longest(&found);
    let text = longest(&missing).or_else(|| beside.clone()).map_or_else(String::new, |(text, _)| text);
    let around = beside.and_then(|(_, place)| place).map_or(0..length, |place| {
        let normal = source.normal();
        let reach = needle.normal().len() + pattern.joins.len() * 4 * LONGEST_GAP;
        normal.floor_char_boundary(place.saturating_sub(reach))..normal.ceil_char_boundary((place + reach).min(length))
    });
    Missing { text, around }
}

/// The only other source that holds the words.
fn elsewhere<'a>(place: &Place<'a>, needle: &Needle<'_>) -> Option<&'a str> {
    // Looking through all sources of a large dossier for every error would take minutes.
    const MOST: usize = 50;
    let is_cited = |id: &str| id == place.id() || place.request.beside.iter().any(|beside| beside == id);
    let others = place.others.iter().filter(|other| !is_cited(other.page.page.id.as_str()));
    let mut holding = others.take(MOST).filter_map(|other| {
        let words = other.words.as_ref()?;
        let prepared = Prepared::new(words, &other.page.language);
        find(&prepared, needle).is_ok().then_some(other.page.page.id.as_str())
    });
    let first = holding.next();
    // A word or two may stand anywhere.
    first.filter(|_| holding.next().is_none() && needle.normal().len() > 12)
}

/// The words at both ends made whole.
fn whole_words(text: &str, mut bytes: Range<usize>) -> Range<usize> {
    let inner = &text[bytes.clone()];
    bytes.start += inner.len() - inner.trim_start().len();
    bytes.end -= inner.len() - inner.trim_end().len();
    // A number is one word with its stops and commas.
    let joined = |inner: char, near: Option<char>, far: Option<char>| match (near, far) {
        (Some(near), _) if is_word_char(near) && is_word_char(inner) => near.len_utf8(),
        (Some(near @ ('.' | ',')), Some(far)) if far.is_numeric() && inner.is_numeric() => {
            near.len_utf8() + far.len_utf8()
        }
        _ => 0,
    };
    loop {
        let mut before = text[..bytes.start].chars().rev();
        let (near, far) = (before.next(), before.next());
        match joined(text[bytes.start..].chars().next().unwrap_or(' '), near, far) {
            0 => break,
            length => bytes.start -= length,
        }
    }
    loop {
        let mut after = text[bytes.end..].chars();
        let (near, far) = (after.next(), after.next());
        match joined(text[..bytes.end].chars().next_back().unwrap_or(' '), near, far) {
            0 => break,
            length => bytes.end += length,
        }
    }
    bytes
}

/// The first difference of two passages, and how many more there are.
struct Difference {
    quoted: String,
    source: String,
    more: usize,
}

impl Difference {
    fn message(&self, id: &str) -> String {
        let (quoted, source, more) = (shorten(&self.quoted), shorten(&self.source), self.more);
        let first = match (quoted.as_str(), source.as_str()) {
            ("", source) => format!("`{id}` has `{source}`, which is missing here"),
            (quoted, "") => format!("`{id}` does not have `{quoted}` here"),
            (quoted, source) => format!("`{id}` has `{source}` where this quotation has `{quoted}`"),
        };
        match more {
            0 => first,
            1 => format!("{first}, and differs in one more place"),
            more => format!("{first}, and differs in {more} more places"),
        }
    }
}

/// The words, or the first of very many.
fn shorten(words: &str) -> String {
    const MOST: usize = 80;
    if words.len() <= MOST {
        return words.to_owned();
    }
    let start = &words[..words.floor_char_boundary(MOST)];
    format!("{}…", start.rsplit_once(' ').map_or(start, |(start, _)| start))
}

fn difference(quoted: &str, passage: &str) -> Option<Difference> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (quoted.split([' ', '\n']).collect(), passage.split([' ', '\n']).collect());
    let all: Vec<Change> = changes(&old, &new);
    let first = all.first()?;
    let join = |words: &[&str]| words.join(" ");
    Some(Difference {
        quoted: join(&old[first.old.clone()]),
        source: join(&new[first.new.clone()]),
        more: all.len() - 1,
    })
}

/// The words stand in several places.
pub(super) fn ambiguous(place: &Place<'_>, source: &Prepared<'_>, hits: &[Hit]) -> Diagnostic {
    let message = format!("these words stand in {} places of `{}`", hits.len(), place.id());
    let mut diag = place.diag(Code::QuotationAmbiguous, message);
    for (number, hit) in hits.iter().take(MOST_SHOWN).enumerate() {
        let range = hit.parts[0].start..hit.parts[hit.parts.len() - 1].end;
        let label = format!("place {}", number + 1);
        diag = diag.label(raw_span(source.words, &range), label);
    }
    let (before, words, after) = context(source.words, &hits[0]);
    diag.help(format!(
        "quote more of the passage and put the words meant in bold; for the first: `{before}**{words}**{after}`"
    ))
}

/// The words stand in one place, and not where the record has them.
pub(super) fn uncertain(place: &Place<'_>, source: &Prepared<'_>, hit: &Hit, old: &lock::Place) -> Diagnostic {
    let range = hit.parts[0].start..hit.parts[hit.parts.len() - 1].end;
    let message = format!(
        "`{}` has changed: these words stood at characters {} to {}, and what surrounds them now is nothing like it",
        place.id(),
        old.start,
        old.end
    );
    let (before, words, after) = context(source.words, hit);
    place.diag(Code::AnchorUncertain, message).label(raw_span(source.words, &range), "the only place now").help(format!(
        "if this place is meant, quote more of it with the words in bold: `{before}**{words}**{after}`; else choose other words"
    ))
}

/// Words were left out, and nobody can say whether they deny.
pub(super) fn unchecked(span: Span, language: &str) -> Diagnostic {
    let message = format!("words are left out here, and which words deny in `{language}` is not known");
    Diagnostic::new(Code::QuotationUnchecked, span, message).help("quote the pieces one by one, each with its citation")
}

/// Words with what stands around them in their block, cut between words.
fn context(words: &Words, hit: &Hit) -> (String, String, String) {
    let clean = &words.clean;
    let range = hit.parts[0].start..hit.parts[hit.parts.len() - 1].end;
    let first = &clean.blocks[block_at(clean, range.start)].range;
    let last = &clean.blocks[block_at(clean, range.end - 1)].range;
    let start = first.start.max(range.start.saturating_sub(CONTEXT));
    let end = last.end.min(range.end + CONTEXT);
    let (before, after) = (clean.text.slice(start..range.start), clean.text.slice(range.end..end));
    let before = if start == first.start { before } else { before.split_once(' ').map_or("", |(_, rest)| rest) };
    let after = if end == last.end { after } else { after.rsplit_once(' ').map_or("", |(rest, _)| rest) };
    (before.to_owned(), clean.text.slice(range).replace('\n', " ¶ "), after.to_owned())
}

/// Where a stretch of a reading text is written in the raw one.
fn raw_span(words: &Words, range: &Range<u32>) -> Span {
    let clean = &words.clean;
    let start = clean.map.to_raw(range.start, &words.raw, &clean.text);
    let last = clean.map.to_raw(range.end.max(range.start + 1) - 1, &words.raw, &clean.text);
    let length = words.raw.as_str()[last..].chars().next().map_or(0, char::len_utf8);
    Span::new(words.file, start..last.max(start) + length)
}
