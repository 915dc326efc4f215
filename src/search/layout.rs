//! How what is searched is laid out in files. It follows from lengths alone, since the files of a site must be known before
//! any of them is made.

use pulldown_cmark::Event;

use crate::model::dossier::{Shown, Words};
use crate::model::key::PageKey;
use crate::model::memo::{Memo, Same};
use crate::model::page::{Prose, SourcePage};
use crate::model::search::{Layout, Voice};

/// Sections of at most so many bytes are one leaf.
const LEAF: usize = 12 << 10;

/// A longer one is as many leaves as hold so many bytes each.
const PART: usize = 8 << 10;

/// A file of texts is filled with leaves up to so many bytes.
const TEXTS: usize = 12 << 10;

/// For so many words there is a file of what is known of them: some four kilobytes.
const WORDS: usize = 1_300;

/// The fewest files: one of terms, one of long lists, one of places.
const FEWEST: usize = 3;

/// A dossier of at most so many bytes has one file for everything.
const SINGLE: usize = 48 << 10;

/// How long each section was, and what it was made of.
#[derive(Debug, Default)]
pub struct Memory {
    lengths: Memo<(Voice, PageKey), Measured, Length>,
}

/// How many bytes a section has, and about how many terms.
type Length = (usize, usize);

/// What the length of a section follows from.
#[derive(Debug, PartialEq)]
enum Measured {
    /// The words of a source, and its title.
    Source(Same<SourcePage>, Option<Same<Words>>),
    /// What editors wrote on a page, and as annotations on it.
    Prose(Same<Prose>, Option<Same<Prose>>),
}

impl Measured {
    fn length(&self) -> Length {
        // Characters of three bytes are mostly of scripts without spaces, where each is a term.
        let terms =
            |bytes: usize, chars: usize| (bytes, (chars.saturating_sub((bytes - chars) / 2)) / 6 + (bytes - chars) / 2);
        let of_prose = |prose: &Prose| {
            let texts = prose.events.iter().map(|(event, _)| match event {
                Event::Text(text) | Event::Code(text) => (text.len(), text.chars().count()),
                _ => (0, 0),
            });
            let (bytes, chars) = texts.fold((0, 0), |(bytes, chars), text| (bytes + text.0, chars + text.1));
            terms(bytes, chars)
        };
        match self {
            Self::Source(page, None) => (page.0.title.value.len(), 1),
            Self::Source(_, Some(words)) => {
                let text = &words.0.clean.text;
                terms(text.as_str().len(), text.len() as usize)
            }
            Self::Prose(prose, notes) => {
                let (own, notes) = (of_prose(&prose.0), notes.as_ref().map_or((0, 0), |notes| of_prose(&notes.0)));
                (own.0 + notes.0, own.1 + notes.1)
            }
        }
    }
}

/// How the words of a dossier are laid out in files.
pub(super) fn layout(shown: &Shown, memory: &mut Memory) -> Layout {
    let dossier = &shown.dossier;
    let sources = dossier.sources.iter().map(|source| {
        let words = source.words.clone().map(Same);
        let key = PageKey::Source(source.page.page.id.clone());
        ((Voice::Source, key), Measured::Source(Same(source.page.clone()), words))
    });
    let pages = dossier.prose_pages().filter_map(|(key, page)| {
        let (voice, notes) = match &key {
            PageKey::Entry(_) => (Voice::Definition, None),
            // They are searched together with the headnote of their source.
            PageKey::Annotations(_) => return None,
            PageKey::Source(id) => {
                let notes = dossier.annotations_on(id);
                if page.prose.events.is_empty() && notes.is_none() {
                    return None;
                }
                (Voice::Editor, notes)
            }
            _ => (Voice::Editor, None),
        };
        let notes = notes.map(|notes| Same(notes.page.prose.clone()));
        Some(((voice, key), Measured::Prose(Same(page.prose.clone()), notes)))
    });
    let mut sections: Vec<((Voice, PageKey), Measured)> = sources.chain(pages).collect();
    sections.sort_by_key(|((voice, _), _)| *voice);
    let keys: Vec<(Voice, PageKey)> = sections.iter().map(|(key, _)| key.clone()).collect();
    let lengths = memory.lengths.each(sections, |_| true, |_, measured| measured.length());
    let sections = keys;

    let all: usize = lengths.iter().map(|(bytes, _)| bytes).sum();
    let terms: usize = lengths.iter().map(|(_, terms)| terms).sum();
    let is_single = all <= SINGLE;
    let mut leaves = vec![0];
    let mut texts = vec![0];
    let (mut leaf, mut filled) = (0, 0);
    for (bytes, _) in lengths {
        let count = if bytes <= LEAF { 1 } else { bytes.div_ceil(PART) };
        for _ in 0..count {
            if !is_single && filled > 0 && filled + bytes / count > TEXTS {
                texts.push(leaf);
                filled = 0;
            }
            filled += bytes / count;
            leaf += 1;
        }
        leaves.push(leaf);
    }
    texts.push(leaf);
    let parts = if is_single { FEWEST - 1 } else { terms.div_ceil(WORDS).max(FEWEST) };
    Layout { sections, leaves, texts, parts, is_single }
}
