//! Everything a dossier holds, parsed and cleaned, before and after an edition's choice.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::anchor::Verified;
use super::clean::{CleanText, LineRecord, Redaction};
use super::config::Config;
use super::id::Id;
use super::key::{Kind, PageKey};
use super::original::Original;
use super::page::{
    AnnotationsPage, ChangesPage, EntryPage, EssayPage, PacketPage, Page, QuestionPage, SourcePage, TimelinePage,
};
use crate::diag::FileId;
use crate::text::Text;

/// A dossier in full. Only [`crate::edition`] and stages before it may see one.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    /// The configuration.
    pub config: Arc<Config>,
    /// The sources in order of publication; undated ones last, then by id.
    pub sources: Vec<Arc<Source>>,
    /// The entries by id.
    pub entries: Vec<Arc<EntryPage>>,
    /// The essays by id.
    pub essays: Vec<Arc<EssayPage>>,
    /// The packets by id.
    pub packets: Vec<Arc<PacketPage>>,
    /// The annotations by id of their source.
    pub annotations: Vec<Arc<AnnotationsPage>>,
    /// The questions by id.
    pub questions: Vec<Arc<QuestionPage>>,
    /// The timeline, if there is one.
    pub timeline: Option<Arc<TimelinePage>>,
    /// What was changed, if anybody says so.
    pub changes: Option<Arc<ChangesPage>>,
    /// The front page, if there is one.
    pub introduction: Option<Arc<EssayPage>>,
    /// Files of the editorial pages, by path below `content/`, such as `media/map.png`.
    pub media: BTreeMap<String, Arc<[u8]>>,
}

/// A source with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// What the editor says of it.
    pub page: Arc<SourcePage>,
    /// Its words; `None` where they are missing or withheld.
    pub words: Option<Arc<Words>>,
    /// SHA-256 of the raw text in hexadecimal, whether withheld or not; empty where it is missing.
    pub raw_sha256: String,
    /// What its raw text was made of.
    pub originals: Arc<[Original]>,
    /// Every quotation, lemma and piece of evidence that was found in it, in order of place. What was not found is an
    /// error, and not here.
    pub verified: Arc<[Verified]>,
}

impl Source {
    /// Whether all of its words are there and shown.
    pub fn is_whole(&self) -> bool {
        self.words.as_ref().is_some_and(|words| words.reduced.is_none())
    }
}

/// The words of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// The file of the raw text.
    pub file: FileId,
    /// The raw text.
    pub raw: Text,
    /// The reading text.
    pub clean: CleanText,
    /// What became of each raw line.
    pub record: Vec<LineRecord>,
    /// Addresses of paragraphs of an earlier text, and where their words stand now: the index of a block, or `None`
    /// where they are gone.
    pub former: BTreeMap<String, Option<usize>>,
    /// What the editor redacted, in order of place, none overlapping another. The words are there all the same, until an
    /// edition takes them out.
    pub redactions: Vec<Redaction>,
    /// What an edition left of them; `None` where it shows all.
    pub reduced: Option<Reduced>,
}

impl Words {
    /// Whether anything among these bytes of the raw text is blanked.
    pub fn hides(&self, raw: &Range<usize>) -> bool {
        let blank = self.reduced.as_ref().map_or(&[][..], |reduced| &reduced.blank);
        let first = blank.partition_point(|range| range.end <= raw.start);
        blank.get(first).is_some_and(|range| range.start < raw.end)
    }
}

/// What an edition left of the words of a source. All of it may be shown, except where it says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Reduced {
    /// Whether it shows passages, and not all but what is redacted.
    pub is_excerpt: bool,
    /// How many words the source has.
    pub words: usize,
    /// How many of them are shown.
    pub shown: usize,
    /// How many stretches of them are shown.
    pub passages: usize,
    /// How many paragraphs are left out as a whole before each block, by its index; behind the last, by the number of blocks.
    pub left_out: BTreeMap<usize, usize>,
    /// Bytes of the raw text that are blanked, in order; what is there are spaces and line ends.
    pub blank: Vec<Range<usize>>,
    /// Addresses in the whole text of blocks that have another one now, with their index; `None` where they are left out.
    /// They are hashes of words that are withheld: links of editors name them, and no page may.
    pub addresses: BTreeMap<String, Option<usize>>,
}

/// What an edition may show: a dossier without anything that the edition withholds. Later stages see nothing else, so
/// they cannot leak what they never saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// What is left.
    pub dossier: Dossier,
    /// Ids of pages that are left out; a link to one keeps its words and leads nowhere.
    pub withheld: BTreeSet<Id>,
    /// Name of the edition; `None` for the default one.
    pub edition: Option<String>,
}

impl Dossier {
    /// The entry called `id`.
    pub fn entry(&self, id: &Id) -> Option<&Arc<EntryPage>> {
        self.entry_named(id.as_str())
    }

    /// The entry whose id is written `id`.
    pub fn entry_named(&self, id: &str) -> Option<&Arc<EntryPage>> {
        by_id(&self.entries, id, |entry| &entry.page)
    }

    /// The essay called `id`.
    pub fn essay(&self, id: &Id) -> Option<&Arc<EssayPage>> {
        by_id(&self.essays, id.as_str(), |essay| &essay.page)
    }

    /// The packet called `id`.
    pub fn packet(&self, id: &Id) -> Option<&Arc<PacketPage>> {
        by_id(&self.packets, id.as_str(), |packet| &packet.page)
    }

    /// The question called `id`.
    pub fn question(&self, id: &Id) -> Option<&Arc<QuestionPage>> {
        by_id(&self.questions, id.as_str(), |question| &question.page)
    }

    /// Everything that was verified, by source in order of publication and place.
    pub fn verified(&self) -> impl Iterator<Item = &Verified> {
        self.sources.iter().flat_map(|source| source.verified.iter())
    }

    /// The annotations on a source.
    pub fn annotations_on(&self, source: &Id) -> Option<&Arc<AnnotationsPage>> {
        by_id(&self.annotations, source.as_str(), |page| &page.page)
    }

    /// Pages with editorial prose, in the order in which links from them are listed.
    pub fn prose_pages(&self) -> impl Iterator<Item = (PageKey, &Page)> {
        self.texts().map(|(kind, page)| (kind.key(&page.id), page))
    }

    /// The same pages, without names that are made for the occasion.
    pub fn texts(&self) -> impl Iterator<Item = (Kind, &Page)> {
        let introduction = self.introduction.iter().map(|page| (Kind::Front, &page.page));
        let essays = self.essays.iter().map(|essay| (Kind::Essay, &essay.page));
        let packets = self.packets.iter().map(|packet| (Kind::Packet, &packet.page));
        let questions = self.questions.iter().map(|question| (Kind::Question, &question.page));
        let timeline = self.timeline.iter().map(|timeline| (Kind::Timeline, &timeline.page));
        let changes = self.changes.iter().map(|changes| (Kind::Changes, &changes.page));
        let sources = self.sources.iter().map(|source| (Kind::Source, &source.page.page));
        let annotations = self.annotations.iter().map(|page| (Kind::Annotations, &page.page));
        let entries = self.entries.iter().map(|entry| (Kind::Entry, &entry.page));
        let editorial = introduction.chain(essays).chain(packets).chain(questions).chain(timeline).chain(changes);
        editorial.chain(sources).chain(annotations).chain(entries)
    }
}

/// The one called `id` of some pages, which are sorted by id.
fn by_id<'a, T>(pages: &'a [Arc<T>], id: &str, page: fn(&T) -> &Page) -> Option<&'a Arc<T>> {
    let at = pages.binary_search_by(|one| page(one).id.as_str().cmp(id)).ok()?;
    pages.get(at)
}
