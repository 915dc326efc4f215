//! What readers can search: how it is laid out in files, and the finished index.
//!
//! The files of a site must be known before anything is made, so [`Layout`] follows from lengths alone. The index is made
//! when one of its files is first asked for, and then kept with the site: a preview that nobody searches makes none.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::key::PageKey;
use super::site::Site;

/// Whose words are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// What the sources say.
    Source,
    /// What the editors say: notes, annotations, essays, questions, the timeline, the introduction.
    Editor,
    /// What entries of the glossary say.
    Definition,
}

impl Voice {
    /// All of them, in the order in which their sections lie.
    pub const ALL: [Self; 3] = [Self::Source, Self::Editor, Self::Definition];

    /// As machine forms and themes name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Editor => "editor",
            Self::Definition => "definition",
        }
    }
}

/// How what is searched is laid out. A *section* holds the words of one voice on one page; it is one *leaf*, or as many
/// as its length asks for. Leaves are numbered in order, and a term leads to leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// The sections: first those of sources, then the editors', then definitions.
    pub sections: Vec<(Voice, PageKey)>,
    /// The first leaf of each section, and behind them the number of all leaves.
    pub leaves: Vec<usize>,
    /// The first leaf of each file of texts, and behind them the number of all leaves.
    pub texts: Vec<usize>,
    /// Over how many files terms, long lists of leaves and places are spread.
    pub parts: usize,
    /// Whether it is so little that one file holds all of it.
    pub is_single: bool,
}

impl Layout {
    /// Its files.
    pub fn files(&self) -> Vec<SearchFile> {
        if self.is_single {
            return vec![SearchFile::Root];
        }
        let parts = (0..self.parts).map(SearchFile::Part);
        let texts = (0..self.texts.len() - 1).map(SearchFile::Texts);
        std::iter::once(SearchFile::Root).chain(parts).chain(texts).collect()
    }

    /// The section that a leaf belongs to.
    pub fn section_of(&self, leaf: usize) -> usize {
        self.leaves.partition_point(|first| *first <= leaf) - 1
    }

    /// The first leaf of each voice but the first.
    pub fn voices(&self) -> [usize; 2] {
        [Voice::Editor, Voice::Definition].map(|voice| self.first_of(voice))
    }

    /// The first leaf of a voice.
    fn first_of(&self, voice: Voice) -> usize {
        self.leaves[self.sections.partition_point(|(other, _)| *other < voice)]
    }
}

/// A file of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SearchFile {
    /// What must be known before anything can be looked up; of a small dossier all of the index.
    Root,
    /// Some terms, or leaves that have terms, or where they stand in these; the root knows which.
    Part(usize),
    /// The words of some leaves, to be shown.
    Texts(usize),
}

impl SearchFile {
    /// Its path in the site.
    pub fn path(self) -> String {
        match self {
            Self::Root => "search/index.js".to_owned(),
            Self::Part(number) => format!("search/parts/{number}.js"),
            Self::Texts(number) => format!("search/texts/{number}.js"),
        }
    }
}

/// The finished index, without the texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchIndex {
    /// Changes whenever the index does, so that caches never mix two.
    pub version: String,
    /// [`SearchFile::Root`].
    pub root: String,
    /// [`SearchFile::Part`].
    pub parts: Vec<String>,
}

/// What readers of a site can search.
#[derive(Debug)]
pub struct Search {
    /// How it is laid out.
    pub layout: Arc<Layout>,
    /// The index, once something has asked for it.
    made: OnceLock<SearchIndex>,
    /// Makes the index.
    make: fn(&Site, &Layout) -> SearchIndex,
    /// Makes a file of texts.
    texts: fn(&Site, &Layout, usize) -> String,
    /// The long sections that files of texts were last made of, by number.
    written: Mutex<VecDeque<(usize, Written)>>,
}

/// The leaves of a section as they are written in files of texts, once somebody has asked for them.
type Written = Arc<OnceLock<Vec<String>>>;

/// How many long sections are kept: a few, since files are made in the order of their paths, by several threads.
const WRITTEN: usize = 4;

impl Search {
    /// A search whose index and texts are made by these functions, of the site alone.
    pub fn new(
        layout: Arc<Layout>,
        make: fn(&Site, &Layout) -> SearchIndex,
        texts: fn(&Site, &Layout, usize) -> String,
    ) -> Self {
        Self { layout, made: OnceLock::new(), make, texts, written: Mutex::default() }
    }

    /// The leaves of a section that goes over several files of texts, as they are written there: what `make` makes, once for
    /// files that are made one soon after the other.
    pub fn written(&self, section: usize, make: impl FnOnce() -> Vec<String>, part: Range<usize>) -> Vec<String> {
        let kept = {
            let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
            let known = written.iter().position(|(number, _)| *number == section).and_then(|at| written.remove(at));
            let known = known.unwrap_or_else(|| (section, Arc::default()));
            written.push_back(known.clone());
            if written.len() > WRITTEN {
                written.pop_front();
            }
            known.1
        };
        // Whoever comes while another makes it waits for it.
        kept.get_or_init(make)[part].to_vec()
    }

    /// The index. `site` is the one that this is the search of.
    pub fn finished(&self, site: &Site) -> &SearchIndex {
        self.made.get_or_init(|| (self.make)(site, &self.layout))
    }

    /// The bytes of a file of the index.
    pub fn file(&self, site: &Site, file: SearchFile) -> String {
        let texts = |number| (self.texts)(site, &self.layout, number);
        match file {
            SearchFile::Texts(number) => texts(number),
            SearchFile::Part(number) => self.finished(site).parts[number].clone(),
            SearchFile::Root => {
                let index = self.finished(site);
                let mut root = index.root.clone();
                if self.layout.is_single {
                    root.extend(index.parts.iter().map(String::as_str));
                    root.push_str(&texts(0));
                }
                root
            }
        }
    }
}
