//! How what is searched is laid out in files. It follows from lengths alone, since the files of a site must be known before
//! any of them is made.

use std::sync::Arc;

use pulldown_cmark::Event;

use crate::diag::FileId;
use crate::model::dossier::{Shown, Words};
use crate::model::index::Index;
use crate::model::key::{Kind, PageKey};
use crate::model::memo::{Given, Memo, Once, Same};
use crate::model::page::{Page, Prose, SourcePage};
use crate::model::search::{Layout, Voice};

/// Sections of at most so many bytes are one leaf.
const LEAF: usize = 12 << 10;

/// A longer one is as many leaves as hold so many bytes each.
const PART: usize = 8 << 10;

/// A file of texts is filled with leaves up to so many bytes.
const TEXTS: usize = 12 << 10;

/// For so many words there is a file of what is known of them: some four kilobytes, of places eight.
const WORDS: usize = 900;

/// The fewest files: one of terms, one of long lists, one of places, one of what stands around these.
const FEWEST: usize = 4;

/// A dossier of at most so many bytes has one file for everything.
const SINGLE: usize = 48 << 10;

/// How long each section was, and what it was made of, by voice and file of the page; and how they were laid out.
#[derive(Debug, Default)]
pub struct Memory {
    lengths: Memo<(Voice, FileId), Kept, Length>,
    layout: Once<usize, Arc<Layout>>,
}

/// How many bytes a section has, and about how many terms.
type Length = (usize, usize);

/// What the length of a section follows from.
enum Measured<'a> {
    /// The words of a source, and its title.
    Source(&'a Arc<SourcePage>, Option<&'a Arc<Words>>),
    /// What editors wrote on a page, and as annotations on it.
    Prose(&'a Arc<Prose>, Option<&'a Arc<Prose>>),
}

/// [`Measured`], as it is kept.
#[derive(Debug)]
enum Kept {
    Source(Same<SourcePage>, Option<Same<Words>>),
    Prose(Same<Prose>, Option<Same<Prose>>),
}

impl Given for Measured<'_> {
    type Kept = Kept;

    fn is(&self, kept: &Kept) -> bool {
        match (self, kept) {
            (Self::Source(page, words), Kept::Source(was, before)) => page.is(was) && words.is(before),
            (Self::Prose(own, notes), Kept::Prose(was, before)) => own.is(was) && notes.is(before),
            _ => false,
        }
    }

    fn keep(self) -> Kept {
        match self {
            Self::Source(page, words) => Kept::Source(page.keep(), words.keep()),
            Self::Prose(own, notes) => Kept::Prose(own.keep(), notes.keep()),
        }
    }
}

impl Measured<'_> {
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
            Self::Source(page, None) => (page.title.value.len(), 1),
            Self::Source(_, Some(words)) => {
                let text = &words.clean.text;
                terms(text.as_str().len(), text.len() as usize)
            }
            Self::Prose(prose, notes) => {
                let (own, notes) = (of_prose(prose), notes.map_or((0, 0), |notes| of_prose(notes)));
                (own.0 + notes.0, own.1 + notes.1)
            }
        }
    }
}

/// How the words of a dossier are laid out in files.
pub(super) fn layout(shown: &Shown, index: &Index, memory: &mut Memory) -> Arc<Layout> {
    let dossier = &shown.dossier;
    let words = dossier.sources.iter().map(|source| {
        let measured = Measured::Source(&source.page, source.words.as_ref());
        (Voice::Source, Kind::Source, &source.page.page, measured)
    });
    let mut annotations = index.catalogue.annotations.iter();
    let texts = dossier.texts().filter_map(|(kind, page)| {
        let notes = match kind {
            // They are searched together with the headnote of their source.
            Kind::Annotations => return None,
            Kind::Source => annotations.next().copied().flatten().map(|at| &dossier.annotations[at].page.prose),
            _ => None,
        };
        if kind == Kind::Source && page.prose.events.is_empty() && notes.is_none() {
            return None;
        }
        let voice = if kind == Kind::Entry { Voice::Definition } else { Voice::Editor };
        Some((voice, kind, page, Measured::Prose(&page.prose, notes)))
    });
    // Entries are the last of the texts, so the sections lie in the order of voices.
    let sections: Vec<(Voice, Kind, &Page, Measured<'_>)> = words.chain(texts).collect();
    let keys = sections.iter().map(|(voice, kind, page, _)| (*voice, *kind, *page)).collect::<Vec<_>>();
    let inputs = sections.into_iter().map(|(voice, _, page, measured)| ((voice, page.file), measured));
    let lengths = memory.lengths.each(inputs, |_| true, |_, measured| measured.length());
    memory.layout.get(lengths.version(), |_| {
        let sections = keys.into_iter().map(|(voice, kind, page)| (voice, kind.key(&page.id)));
        Arc::new(laid_out(sections.collect(), lengths.results()))
    })
}

/// How sections of these lengths are laid out.
fn laid_out<'l>(sections: Vec<(Voice, PageKey)>, lengths: impl Iterator<Item = &'l Length> + Clone) -> Layout {
    let all: usize = lengths.clone().map(|(bytes, _)| bytes).sum();
    let terms: usize = lengths.clone().map(|(_, terms)| terms).sum();
    let is_single = all <= SINGLE;
    let mut leaves = vec![0];
    let mut texts = vec![0];
    let (mut leaf, mut filled) = (0, 0);
    for &(bytes, _) in lengths {
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
    let parts = if is_single { FEWEST - 2 } else { terms.div_ceil(WORDS).max(FEWEST) };
    Layout { sections, leaves, texts, parts, is_single }
}
