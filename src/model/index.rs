//! What pages may ask of the whole dossier. Built by [`crate::link`]; reached by questions only, so that a page's
//! answers can be recorded and compared when the dossier changes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use foldhash::HashMap;

use super::anchor::{Anchor, Attached, Role, Selector};
use super::id::Id;
use super::key::PageKey;
use super::outline::Outline;
use super::page::PacketPage;
use super::parts::parts;
use super::quotation::Stance;

/// Which pages there are, in which order, and what they are called: what stays the same while only their texts change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    pub(crate) titles: HashMap<PageKey, String>,
    /// The places of the sources in order of publication.
    pub(crate) places: HashMap<Id, usize>,
    /// By place of the source, which of the pages of annotations has those on it.
    pub(crate) annotations: Vec<Option<usize>>,
    /// The places of the pages with prose, in the order of [`Dossier::prose_pages`](super::dossier::Dossier::prose_pages).
    pub(crate) order: HashMap<PageKey, usize>,
}

/// Where each entry is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The place of a source and the index of a mention in it, in order.
    pub(crate) by_entry: BTreeMap<Id, Vec<(usize, usize)>>,
    pub(crate) counts: BTreeMap<Id, Count>,
}

/// What the dossier holds on to of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// In order of place.
    pub(crate) passages: Vec<Passage>,
    /// By page, citation and item: the verified quotation.
    pub(crate) cited: BTreeMap<(PageKey, usize, usize), Cited>,
}

/// The links to each page, in order of the pages that they stand on.
pub(crate) type Backlinks = BTreeMap<PageKey, Arc<Vec<Arc<Backlink>>>>;

/// Links, mentions and backlinks of all that is shown. What of it stays the same from edit to edit is shared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    pub(crate) catalogue: Arc<Catalogue>,
    /// By place of the source; each in order of place.
    pub(crate) mentions: Arc<[Arc<[Mention]>]>,
    pub(crate) named: Arc<Named>,
    /// By place of the page.
    pub(crate) prose: Arc<[Arc<ProseLinks>]>,
    pub(crate) backlinks: Arc<Backlinks>,
    pub(crate) labels: Arc<BTreeMap<Id, String>>,
    /// By place of the source.
    pub(crate) held: Arc<[Arc<Held>]>,
    pub(crate) statements: BTreeMap<PageKey, Vec<Evidence>>,
}

/// Words of a source that something in the dossier is about: each stretch once, whoever holds on to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Element id on the page of the source: `at-` and the id of the annotation, or `q-` and six digits of the hash of its
    /// words.
    pub id: String,
    /// Which words.
    pub selector: Selector,
    /// The stretches, in order.
    pub parts: Vec<Range<u32>>,
    /// The annotation on it, by index.
    pub annotation: Option<usize>,
    /// The quotations of it, in order of pages.
    pub uses: Vec<Use>,
}

/// A quotation, seen from its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The page that quotes.
    pub from: PageKey,
    /// Element id of the citation there.
    pub fragment: String,
    /// As quotation or as evidence.
    pub role: Role,
    /// The claim or event that it is evidence for, by index on its page.
    pub statement: Option<usize>,
    /// Whether sources disagree about that claim.
    pub disputed: bool,
    /// How it was found.
    pub verdict: &'static str,
}

/// Where a verified quotation leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// The passage, by index among those of the source.
    pub passage: usize,
    /// How it was found: `exact`, `normalised`, `elided` or `translated`.
    pub verdict: &'static str,
    /// In how many places of the source the words stand.
    pub places: usize,
}

/// What the sources say about a claim or an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// By source: what it does with the claim, and the citation and item that show it, in order.
    pub by_source: BTreeMap<Id, Vec<(Stance, usize, usize)>>,
    /// The sources that are quoted on it in words that the edition withholds; `None` is one that it leaves out as a whole.
    /// What they do with it is not here: that an editor says that they deny it tells what the words say.
    pub withheld: BTreeSet<Option<Id>>,
    /// Whether one source asserts it and another denies it, or another claim of an exclusive question is asserted too;
    /// `None` if evidence that is withheld may make it so.
    pub disputed: Option<bool>,
}

impl Evidence {
    /// Whether a source is quoted on it, be it in words that are withheld.
    pub fn is_any(&self) -> bool {
        !self.by_source.is_empty() || self.is_withheld()
    }

    /// Whether sources are quoted on it, all in words that are withheld.
    pub fn is_withheld(&self) -> bool {
        self.by_source.is_empty() && !self.withheld.is_empty()
    }

    /// Whether the evidence that is shown makes it disputed.
    pub fn is_disputed(&self) -> bool {
        self.disputed == Some(true)
    }
}

/// A mention of an entry in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The words, and the entry as target.
    pub anchor: Anchor,
    /// Whether it is shown as a link.
    pub linked: bool,
}

impl Mention {
    /// The entry that is named.
    ///
    /// # Panics
    /// If it is no mention; `link` makes no other.
    pub fn entry(&self) -> &Id {
        let Attached::Target(entry) = &self.anchor.attached else { unreachable!("a mention names an entry") };
        entry
    }
}

/// The links of one piece of editorial prose, and the places in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProseLinks {
    /// Where links and pictures set by hand lead, by index of the event that opens them.
    pub by_hand: BTreeMap<usize, HandLink>,
    /// Words that become links because they name an entry; sorted, not overlapping.
    pub by_words: Vec<WordLink>,
    /// What has an address in it, and what stands elsewhere than it is written.
    pub outline: Outline,
}

impl ProseLinks {
    /// The entries that they lead to, in no order, some of them more than once.
    fn entries(&self) -> impl Iterator<Item = &Id> {
        let by_hand = self.by_hand.values().filter_map(|link| match link {
            HandLink::Page { to, fragment: None, .. } => to.entry(),
            _ => None,
        });
        self.by_words.iter().map(|link| &link.entry).chain(by_hand)
    }
}

/// Where a link or picture set by hand leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandLink {
    /// To a page of the dossier; the number makes an address for the link itself (`ref-…`), for backlinks to lead to.
    Page {
        /// The page.
        to: PageKey,
        /// A place within it, without `#`.
        fragment: Option<String>,
        /// Its number among the links of its page to other pages, from 1.
        number: usize,
        /// Whether the words between are the name looked up, to be replaced by the title.
        named_by_id: bool,
    },
    /// To a place on the same page.
    Own(String),
    /// To a file below `media/`.
    Media(String),
    /// To an address outside.
    Web(String),
    /// Nowhere: the words stay.
    Dead,
    /// To a page that this edition withholds, named by nothing but its id, which would tell of it: [`WITHHELD`] stands
    /// there instead.
    Withheld,
}

/// What stands in place of the name of a withheld page.
pub const WITHHELD: &str = "[…]";

/// Words of prose that name an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordLink {
    /// Event and byte within its text where the words begin.
    pub from: (usize, usize),
    /// Event and byte within its text where they end.
    pub to: (usize, usize),
    /// The entry.
    pub entry: Id,
    /// As in [`HandLink::Page`].
    pub number: usize,
}

/// A link to a page, seen from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlink {
    /// The page that links.
    pub from: PageKey,
    /// Element id of the link on that page.
    pub fragment: String,
    /// Whether it quotes the page, and does not only link it.
    pub quotes: bool,
    /// The sentence around it.
    pub sentence: String,
    /// The linked words within it, in bytes.
    pub words: Range<usize>,
    /// The words in it that are quoted from sources in their own language, in bytes and in order, each with its source.
    pub quoted: Vec<(Range<usize>, Id)>,
}

/// How often something is named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Mentions in all sources.
    pub mentions: usize,
    /// Sources that have any.
    pub sources: usize,
}

/// Some of the mentions in a source, in order of place.
#[derive(Debug, Clone, Copy)]
pub struct Mentions<'a> {
    /// All mentions in the source.
    source: &'a [Mention],
    /// As in [`Named::by_entry`].
    places: &'a [(usize, usize)],
}

impl<'a> Mentions<'a> {
    /// How many there are.
    #[expect(clippy::len_without_is_empty, reason = "a source without mentions is not among those that name an entry")]
    pub fn len(self) -> usize {
        self.places.len()
    }

    /// One after the other.
    pub fn iter(self) -> impl Iterator<Item = &'a Mention> {
        self.places.iter().map(|(_, at)| &self.source[*at])
    }
}

impl Index {
    /// What is a page called?
    pub fn title(&self, page: &PageKey) -> &str {
        self.catalogue.titles.get(page).map_or("", String::as_str)
    }

    /// Where does a source stand in order of publication? Its index among the sources of the dossier.
    pub fn place(&self, source: &Id) -> Option<usize> {
        self.catalogue.places.get(source).copied()
    }

    /// Which entries does a source name, where? In order of place.
    pub fn mentions_in(&self, source: &Id) -> &[Mention] {
        self.place(source).map_or(&[], |place| self.mentions_at(place))
    }

    /// The same, of the source that stands at a place in order of publication.
    pub fn mentions_at(&self, place: usize) -> &[Mention] {
        self.mentions.get(place).map_or(&[], |mentions| mentions)
    }

    /// Which sources name an entry, by their place in order of publication, and where? In order of sources and places.
    pub fn mentions_of<'a>(&'a self, entry: &Id) -> impl Iterator<Item = (usize, Mentions<'a>)> + use<'a> {
        let named = self.named.by_entry.get(entry).map_or(&[][..], Vec::as_slice);
        let by_source = named.chunk_by(|(source, _), (next, _)| source == next);
        by_source.map(|places| (places[0].0, Mentions { source: self.mentions_at(places[0].0), places }))
    }

    /// The mentions in a source, as a shared value; `None` if it is not shown.
    pub(crate) fn shared_mentions_in(&self, source: &Id) -> Option<&Arc<[Mention]>> {
        Some(&self.mentions[self.place(source)?])
    }

    /// All mentions in each source that names an entry, by its place.
    pub(crate) fn lists_with(&self, entry: &Id) -> impl Iterator<Item = (usize, &Arc<[Mention]>)> {
        self.mentions_of(entry).map(|(place, _)| (place, &self.mentions[place]))
    }

    /// How often do sources name an entry?
    pub fn count(&self, entry: &Id) -> Count {
        self.named.counts.get(entry).copied().unwrap_or_default()
    }

    /// Which lines of the concordance of an entry are on each of its pages, if each is to hold at most so many?
    pub fn concordance(&self, entry: &Id, most: usize) -> Vec<Range<usize>> {
        parts(self.mentions_of(entry).map(|(_, mentions)| mentions.len()), most)
    }

    /// In how many paragraphs is each other entry named together with this one? Most first, then by id.
    pub fn companions(&self, entry: &Id) -> Vec<(Id, usize)> {
        let mut together: HashMap<&Id, usize> = HashMap::default();
        self.paragraphs_with(entry, |others| others.iter().for_each(|other| *together.entry(other).or_default() += 1));
        let mut list: Vec<(&Id, usize)> = together.into_iter().collect();
        list.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        list.into_iter().map(|(id, count)| (id.clone(), count)).collect()
    }

    /// Which of `others` are named together in paragraphs that name this entry too, in how many? Pairs of places in
    /// `others`, in order.
    pub fn together(&self, entry: &Id, others: &[Id]) -> Vec<(usize, usize, usize)> {
        let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        self.paragraphs_with(entry, |named| {
            let here: Vec<usize> = (0..others.len()).filter(|at| named.binary_search(&&others[*at]).is_ok()).collect();
            for (at, a) in here.iter().enumerate() {
                here[at + 1..].iter().for_each(|b| *pairs.entry((*a, *b)).or_default() += 1);
            }
        });
        pairs.into_iter().map(|((a, b), count)| (a, b, count)).collect()
    }

    /// Calls `visit` with the other entries that are named in each paragraph that names this one, by id.
    fn paragraphs_with<'a>(&'a self, entry: &Id, mut visit: impl FnMut(&[&'a Id])) {
        let mut others: Vec<&Id> = Vec::new();
        for (_, Mentions { source, places }) in self.mentions_of(entry) {
            let block_of = |at: usize| source[at].anchor.selector.block;
            for (_, at) in places.chunk_by(|(_, a), (_, b)| block_of(*a) == block_of(*b)).map(|alike| alike[0]) {
                let is_here = |mention: &&Mention| mention.anchor.selector.block == block_of(at);
                let before = source[..at].iter().rev().take_while(is_here);
                let here = before.chain(source[at..].iter().take_while(is_here));
                others.clear();
                others.extend(here.map(Mention::entry).filter(|other| *other != entry));
                others.sort_unstable();
                others.dedup();
                visit(&others);
            }
        }
    }

    /// Which entries go with a packet? Those that it names, or else all that its sources and what the editors say there
    /// name. By id, none twice.
    pub fn entries_of<'a>(&'a self, packet: &'a PacketPage) -> Vec<&'a Id> {
        let known =
            |id: &Id| self.catalogue.titles.get_key_value(&PageKey::Entry(id.clone())).and_then(|(key, _)| key.entry());
        if let Some(entries) = &packet.entries {
            return entries.iter().filter_map(|id| known(&Id::new(&id.value).ok()?)).collect();
        }
        let mut entries: Vec<&Id> = Vec::new();
        let mut pages = vec![PageKey::Packet(packet.page.id.clone())];
        for id in packet.sources.iter().filter_map(|id| Id::new(&id.value).ok()) {
            entries.extend(self.mentions_in(&id).iter().map(Mention::entry));
            pages.extend([PageKey::Source(id.clone()), PageKey::Annotations(id)]);
        }
        entries.extend(pages.iter().filter_map(|page| self.links_in(page)).flat_map(|links| links.entries()));
        entries.sort_unstable();
        entries.dedup();
        entries
    }

    /// Where do the links of a page's prose lead?
    pub fn links_in(&self, page: &PageKey) -> Option<&Arc<ProseLinks>> {
        self.prose.get(*self.catalogue.order.get(page)?)
    }

    /// Which files of the media do pages show or link? By path below `content/`; a path may come twice.
    pub fn media(&self) -> impl Iterator<Item = &str> {
        let links = self.prose.iter().flat_map(|links| links.by_hand.values());
        links.filter_map(|link| if let HandLink::Media(path) = link { Some(path.as_str()) } else { None })
    }

    /// Which editorial pages link to a page, in which sentences?
    pub fn backlinks_to(&self, page: &PageKey) -> &[Arc<Backlink>] {
        self.backlinks.get(page).map_or(&[], |links| links)
    }

    /// What is a source called in a citation? Authors and year, told apart from all others.
    pub fn label(&self, source: &Id) -> &str {
        self.labels.get(source).map_or("", String::as_str)
    }

    /// Which words of a source does anything in the dossier hold on to? In order of place.
    pub fn passages_in(&self, source: &Id) -> &[Passage] {
        self.held_of(source).map_or(&[], |held| &held.passages)
    }

    /// Where does a quotation from `source` lead? By page, citation and item of it; `None` if nothing is quoted or the words
    /// are withheld.
    pub fn cited(&self, source: &Id, page: &PageKey, citation: usize, item: usize) -> Option<(&Cited, &Passage)> {
        let held = self.held_of(source)?;
        let cited = held.cited.get(&(page.clone(), citation, item))?;
        Some((cited, held.passages.get(cited.passage)?))
    }

    fn held_of(&self, source: &Id) -> Option<&Held> {
        self.held.get(self.place(source)?).map(AsRef::as_ref)
    }

    /// What do the sources say about the claims or events of a page, in its order?
    pub fn evidence(&self, page: &PageKey) -> &[Evidence] {
        self.statements.get(page).map_or(&[], Vec::as_slice)
    }
}
