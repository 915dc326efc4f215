//! Finds the names of entries in a text: longest match first, at word boundaries, possessive and plural included.
//!
//! Names are sequences of words with what stands between them. They are kept in a tree by word, so that a text is
//! walked once, whatever the number of names. Matching whole words (instead of filtering the hits of an automaton)
//! finds every name that starts at every word; see the note on overlaps in [`Names::find`]. Of the words of a text most
//! begin no name, and nearly all of these are told by a glance at their bytes.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use foldhash::HashMap;

use super::grammar::{Form, Grammar, forms};
use crate::diag::{Checked, Code, Diagnostic, Span, did_you_mean};
use crate::model::id::Id;
use crate::model::located::Located;
use crate::model::page::{EntryPage, Page};
use crate::text::normal::{normal, plain};
use crate::text::words::{fold, fold_char, fold_into, is_apostrophe, words, words_from};

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Bytes of the text.
    pub(super) bytes: Range<usize>,
    /// What it names.
    pub(super) meant: Meant,
}

/// What a name stands for at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    /// This entry.
    Entry(Id),
    /// One of several entries, and the page does not say which; the name, folded.
    Unsaid(String),
}

/// What names mean on one page, where it says so itself: by number of the name, an entry or none.
pub(super) type Overrides = BTreeMap<usize, Option<Id>>;

/// The names of all entries.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The tree; the root is first.
    nodes: Vec<Node>,
    /// Where the tree goes on: by node, the word behind it, and what stands before that.
    steps: HashMap<(usize, usize, usize), usize>,
    /// Numbers of the words of names, by their folded form.
    words: HashMap<String, usize>,
    /// Numbers of what stands between these.
    gaps: HashMap<String, usize>,
    /// Words that follow the root.
    first: Glance,
    /// Every name once, however it changes and whoever has it.
    names: Vec<Name>,
    /// Numbers of names, by their folded form.
    by_key: BTreeMap<String, usize>,
    /// Names that are found inside words, by their first character.
    within: HashMap<char, Vec<Within>>,
}

#[derive(Debug, Default)]
struct Node {
    /// Whether names go on here.
    goes_on: bool,
    /// Names that end here.
    ends: Vec<End>,
}

/// A set of words as far as a glance tells: a word that is not in it begins no name, one that is may begin none either.
#[derive(Debug, Default)]
struct Glance {
    /// A bit for each hash.
    bits: Vec<u64>,
}

impl Glance {
    const BITS: u32 = 16;

    /// A hash of the first eight bytes of `word` and its length, which is the same whatever their case; `None` if anything but
    /// ASCII letters and digits is in it, so that folding does more than to change case.
    fn hash(word: &str) -> Option<usize> {
        // An apostrophe is all that words of ASCII have beside letters and digits.
        let is_plain = |bytes: &[u8]| bytes.iter().fold(true, |all, byte| all & (byte.is_ascii() & (*byte != b'\'')));
        let (first, rest) = match word.as_bytes().split_first_chunk::<8>() {
            Some((first, rest)) => (*first, rest),
            None => {
                let mut first = [0; 8];
                first.iter_mut().zip(word.bytes()).for_each(|(to, byte)| *to = byte);
                (first, &[][..])
            }
        };
        // The bit by which small letters differ from capitals, and which digits have.
        let folded = u64::from_le_bytes(first) | 0x2020_2020_2020_2020;
        let mixed = (folded ^ (word.len() as u64)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (is_plain(&first) && is_plain(rest)).then_some((mixed >> (64 - Self::BITS)) as usize)
    }

    fn add(&mut self, word: &str) {
        self.bits.resize(1 << (Self::BITS - 6), 0);
        if let Some(hash) = Self::hash(word) {
            self.bits[hash / 64] |= 1 << (hash % 64);
        }
    }

    /// Whether `word` is not in the set, for certain.
    fn lacks(&self, word: &str) -> bool {
        let bits = |hash: usize| self.bits.get(hash / 64).copied().unwrap_or_default();
        Self::hash(word).is_some_and(|hash| bits(hash) & 1 << (hash % 64) == 0)
    }
}

/// A word of a text.
#[derive(Debug, Default)]
struct Word {
    bytes: Range<usize>,
    folded: String,
    /// Whether it has an apostrophe; nearly all have none.
    is_joined: bool,
}

impl Word {
    /// Becomes the word at `bytes` of `text`, in the same memory.
    fn read(&mut self, text: &str, bytes: Range<usize>) {
        self.folded.clear();
        fold_into(&text[bytes.clone()], &mut self.folded);
        // Folding leaves every apostrophe straight.
        self.is_joined = self.folded.as_bytes().contains(&b'\'');
        self.bytes = bytes;
    }

    /// What stands before an ending that is no part of a name, and where in the text it ends.
    fn stem(&self, text: &str, grammar: Grammar) -> Option<(&str, usize)> {
        let (stem, ending) = self.is_joined.then(|| self.folded.rsplit_once('\''))??;
        let (last, _) = text[self.bytes.clone()].char_indices().rfind(|(_, char)| is_apostrophe(*char))?;
        grammar.suffix.fits(ending).then_some((stem, self.bytes.start + last))
    }

    /// The word behind one that is shortened before it, and where in the text it begins.
    fn elided(&self, text: &str, grammar: Grammar) -> Option<(&str, usize)> {
        let (_, word) = (self.is_joined && grammar.elision).then(|| self.folded.split_once('\''))??;
        let (first, char) = text[self.bytes.clone()].char_indices().find(|(_, char)| is_apostrophe(*char))?;
        Some((word, self.bytes.start + first + char.len_utf8()))
    }
}

#[derive(Debug, Clone)]
struct End {
    /// Number of the name.
    name: usize,
    /// The words as they must stand, where case counts.
    exact: Option<String>,
    /// What stands before its first word and behind its last, as in `.NET` and `C++`, in normal form.
    around: (String, String),
    form: Form,
    /// Not a name: a phrase in which this entry is not meant.
    never: Option<Id>,
}

/// A name and who has it.
#[derive(Debug)]
struct Name {
    /// The name, folded.
    key: String,
    /// The entries of this name; none for a phrase in which an entry is not meant.
    owners: Vec<Owner>,
}

#[derive(Debug)]
struct Owner {
    entry: Id,
    /// As its author writes it.
    name: Located<String>,
}

#[derive(Debug)]
struct Within {
    folded: Vec<char>,
    exact: Option<String>,
    /// Number of the name.
    name: usize,
}

impl Names {
    /// The names of `entries`; names that no text can hold are reported.
    pub(super) fn new(entries: &[Arc<EntryPage>]) -> Checked<Self> {
        let mut diags = Vec::new();
        let mut names = Self { nodes: vec![Node::default()], ..Self::default() };
        for entry in entries {
            let matching = &entry.matching;
            for name in std::iter::once(&entry.title).chain(&entry.aliases) {
                if words(&name.value).next().is_none() {
                    diags.extend(unfindable(name));
                    continue;
                }
                let key = key(&name.value);
                let number = names.number(&key);
                let owners = &mut names.names[number].owners;
                if owners.iter().all(|owner| owner.entry != entry.page.id) {
                    owners.push(Owner { entry: entry.page.id.clone(), name: name.clone() });
                }
                let exact = |name: &str| matching.case.then(|| normal(name));
                if !matching.whole_word {
                    let folded: Vec<char> = key.chars().collect();
                    let within = Within { folded, exact: exact(&name.value), name: number };
                    names.within.entry(within.folded[0]).or_default().push(within);
                    continue;
                }
                let inflected = if matching.inflections { forms(&name.value) } else { Vec::new() };
                for (form, words) in inflected.into_iter().chain([(Form::Plain, name.value.clone())]) {
                    names.insert(&words, number, exact(&words), form, None);
                }
            }
            for phrase in &matching.never {
                diags.extend(unfindable(phrase));
                let number = names.number(&key(&phrase.value));
                names.insert(&phrase.value, number, None, Form::Plain, Some(entry.page.id.clone()));
            }
        }
        Checked { value: names, diags }
    }

    /// Reports `unsaid`, names that stand on `page` and that several entries have. On the page of one of these there is
    /// no doubt: it would not link itself.
    pub(super) fn shared(&self, unsaid: &BTreeSet<String>, page: &Page) -> Vec<Diagnostic> {
        let owners = unsaid.iter().filter_map(|name| self.owners(name));
        let others = owners.filter(|owners| owners.iter().all(|owner| owner.entry != page.id));
        others.map(|owners| alias_shared(owners, Some(page))).collect()
    }

    /// Reports names that several entries have and that no page has settled or, by `reported`, left open: an editor
    /// should know before the first text names them.
    pub(super) fn shared_elsewhere(&self, settled: &BTreeSet<String>, reported: &[Diagnostic]) -> Vec<Diagnostic> {
        let is_reported = |owner: &Owner| {
            let labels = reported.iter().filter(|diag| diag.code == Code::AliasShared).flat_map(|diag| &diag.labels);
            labels.into_iter().any(|(span, _)| *span == owner.name.span)
        };
        let names = self.by_key.values().map(|number| &self.names[*number]);
        let shared = names.filter(|name| name.owners.len() > 1 && !settled.contains(&name.key));
        let silent = shared.filter(|name| !is_reported(&name.owners[0]));
        silent.map(|name| alias_shared(&name.owners, None)).collect()
    }

    /// The number of the name that is folded to `key`, a new one if need be.
    fn number(&mut self, key: &str) -> usize {
        if let Some(number) = self.by_key.get(key) {
            return *number;
        }
        self.names.push(Name { key: key.to_owned(), owners: Vec::new() });
        self.by_key.insert(key.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }

    /// The entries that are called `key`, folded; `None` if there are none.
    fn owners(&self, key: &str) -> Option<&[Owner]> {
        let owners = &self.names[*self.by_key.get(key)?].owners;
        (!owners.is_empty()).then_some(owners)
    }

    fn insert(&mut self, name: &str, number: usize, exact: Option<String>, form: Form, never: Option<Id>) {
        let mut node = 0;
        let mut span: Option<Range<usize>> = None;
        for range in words(name) {
            let gap = span.as_ref().map_or(Cow::Borrowed(""), |span| gap(&name[span.end..range.start]));
            let word = fold(&name[range.clone()]);
            if node == 0 {
                self.first.add(&word);
            }
            let step = (node, numbered(&mut self.words, word), numbered(&mut self.gaps, gap.into_owned()));
            self.nodes[node].goes_on = true;
            node = *self.steps.entry(step).or_insert_with(|| {
                self.nodes.push(Node::default());
                self.nodes.len() - 1
            });
            span = Some(span.map_or(range.start, |span| span.start)..range.end);
        }
        if let Some(span) = span {
            let around = (normal(&name[..span.start]), normal(&name[span.end..]));
            self.nodes[node].ends.push(End { name: number, exact, around, form, never });
        }
    }

    /// The node behind `word`, before which `gap` stands.
    fn after(&self, node: usize, word: &str, gap: &str) -> Option<usize> {
        self.steps.get(&(node, *self.words.get(word)?, *self.gaps.get(gap)?)).copied()
    }

    /// What the page's own `mentions` say; unknown entries and names that none has are reported.
    pub(super) fn overrides(
        &self,
        mentions: &[(Located<String>, Option<Located<String>>)],
        diags: &mut Vec<Diagnostic>,
    ) -> Overrides {
        let mut overrides = Overrides::new();
        for (name, meant) in mentions {
            let key = key(&name.value);
            let Some(owners) = self.owners(&key) else {
                let diag = Diagnostic::new(Code::UnknownId, name.span, format!("no entry is called `{}`", name.value));
                let known = self.by_key.keys().map(String::as_str).filter(|known| self.owners(known).is_some());
                let help = did_you_mean(&key, known).map(|n| format!("did you mean `{n}`?"));
                diags.push(match help {
                    Some(help) => diag.help(help),
                    None => diag,
                });
                continue;
            };
            let entry = match meant {
                None => None,
                Some(id) => match owners.iter().find(|owner| owner.entry.as_str() == id.value) {
                    Some(owner) => Some(owner.entry.clone()),
                    None => {
                        let known: Vec<String> = owners.iter().map(|owner| format!("`{}`", owner.entry)).collect();
                        let message = format!("the entry `{}` is not called `{}`", id.value, name.value);
                        diags.push(
                            Diagnostic::new(Code::UnknownId, id.span, message)
                                .help(format!("entries of this name: {}", known.join(", "))),
                        );
                        continue;
                    }
                },
            };
            overrides.insert(self.by_key[&key], entry);
        }
        overrides
    }

    /// All names in `text`, which is in `language`, in order and without overlaps.
    ///
    /// Of names that overlap the longest wins, then the first; so every name at every word is a candidate. Taking the
    /// leftmost match and going on behind it would lose `tea set` in `a tea set` when `a tea` is a name too.
    pub(super) fn find(&self, text: &str, language: &str, overrides: &Overrides) -> Vec<Found> {
        let grammar = Grammar::of(language);
        let mut candidates: Vec<Candidate<'_>> = Vec::new();
        let (mut word, mut behind) = (Word::default(), Word::default());
        for bytes in words(text).filter(|bytes| !self.first.lacks(&text[bytes.clone()])) {
            word.read(text, bytes);
            let whole = (word.folded.as_str(), word.bytes.start);
            for first in [Some(whole), word.elided(text, grammar)].into_iter().flatten() {
                self.candidates_at(text, first, &word, grammar, &mut behind, &mut candidates);
            }
        }
        self.candidates_within(text, &mut candidates);
        self.settle(text, candidates, overrides)
    }

    /// The names that begin with `first`, which is a word of the text and where it begins: `word` or its end. `behind` is
    /// scratch space.
    fn candidates_at<'n>(
        &'n self,
        text: &str,
        first: (&str, usize),
        word: &Word,
        grammar: Grammar,
        behind: &mut Word,
        candidates: &mut Vec<Candidate<'n>>,
    ) {
        let (first, start) = first;
        let mut add = |node: usize, end: usize| {
            for name in self.nodes[node].ends.iter().filter(|name| grammar.has(name.form)) {
                let Some(bytes) = with_punctuation(text, start..end, &name.around) else { continue };
                if name.exact.as_ref().is_none_or(|exact| *exact == normal(&text[bytes.clone()])) {
                    let never = name.never.as_ref();
                    candidates.push(Candidate { bytes, name: name.name, form: name.form, never });
                }
            }
        };
        // The node behind a word, if names go on there. Nothing of a name goes on behind an ending.
        let mut step = |node: usize, between: &str, whole: &str, word: &Word| {
            if let Some((stem, end)) = word.stem(text, grammar)
                && let Some(ended) = self.after(node, stem, between)
            {
                add(ended, end);
            }
            let next = self.after(node, whole, between)?;
            add(next, word.bytes.end);
            self.nodes[next].goes_on.then_some(next)
        };
        let mut node = step(0, "", first, word);
        let mut end = word.bytes.end;
        let mut words = words_from(text, end);
        while let Some(here) = node
            && let Some(bytes) = words.next()
        {
            let between = gap(&text[end..bytes.start]);
            end = bytes.end;
            behind.read(text, bytes);
            node = step(here, &between, &behind.folded, behind);
        }
    }

    /// Names that their entries want found inside words, too.
    fn candidates_within<'n>(&'n self, text: &str, candidates: &mut Vec<Candidate<'n>>) {
        if self.within.is_empty() {
            return;
        }
        // The text as names are folded, each character with its bytes; runs of white space are one space.
        let mut chars: Vec<(char, Range<usize>)> = Vec::new();
        for (at, char) in text.char_indices() {
            let bytes = at..at + char.len_utf8();
            match (plain(char), chars.last_mut()) {
                (Some(char), Some((' ', last))) if char.is_whitespace() => last.end = bytes.end,
                (Some(char), _) if char.is_whitespace() => chars.push((' ', bytes)),
                (Some(char), _) => chars.extend(fold_char(char).map(|folded| (folded, bytes.clone()))),
                (None, _) => {}
            }
        }
        for (at, (first, _)) in chars.iter().enumerate() {
            for within in self.within.get(first).into_iter().flatten() {
                let Some(window) = chars.get(at..at + within.folded.len()) else { continue };
                if window.iter().zip(&within.folded).any(|((char, _), wanted)| char != wanted) {
                    continue;
                }
                let bytes = window[0].1.start..window[window.len() - 1].1.end;
                if within.exact.as_ref().is_none_or(|exact| *exact == normal(&text[bytes.clone()])) {
                    candidates.push(Candidate { bytes, name: within.name, form: Form::Plain, never: None });
                }
            }
        }
    }

    /// Of overlapping candidates the longest; of those the ones that name exactly one entry.
    fn settle(&self, text: &str, mut candidates: Vec<Candidate<'_>>, overrides: &Overrides) -> Vec<Found> {
        if candidates.is_empty() {
            return Vec::new();
        }
        let never = Never::new(&candidates);
        candidates.retain(|candidate| candidate.never.is_none());
        // The longest in characters, since bytes would favour some scripts; then the first; then a name as it is written.
        candidates.sort_by_cached_key(|candidate| {
            let length = text[candidate.bytes.clone()].chars().count();
            (Reverse(length), candidate.bytes.start, candidate.form)
        });
        let mut taken: BTreeMap<usize, (usize, Option<Meant>)> = BTreeMap::new();
        for candidate in candidates {
            let bytes = candidate.bytes;
            let overlaps = taken.range(..bytes.end).next_back().is_some_and(|(_, (end, _))| *end > bytes.start);
            if overlaps {
                continue;
            }
            let meant = self.meant(candidate.name, overrides);
            // A phrase in which one entry is not meant leaves the place free for others.
            if matches!(&meant, Some(Meant::Entry(entry)) if never.rules_out(entry, &bytes)) {
                continue;
            }
            taken.insert(bytes.start, (bytes.end, meant));
        }
        let found =
            taken.into_iter().filter_map(|(start, (end, meant))| Some(Found { bytes: start..end, meant: meant? }));
        found.collect()
    }

    /// What `name` means on a page with these overrides; `None` if the page says that it means no entry.
    fn meant(&self, name: usize, overrides: &Overrides) -> Option<Meant> {
        if let Some(entry) = overrides.get(&name) {
            return entry.clone().map(Meant::Entry);
        }
        match self.names[name].owners.as_slice() {
            [] => None,
            [only] => Some(Meant::Entry(only.entry.clone())),
            _ => Some(Meant::Unsaid(self.names[name].key.clone())),
        }
    }
}

#[derive(Debug)]
struct Candidate<'n> {
    bytes: Range<usize>,
    /// Number of the name.
    name: usize,
    form: Form,
    never: Option<&'n Id>,
}

/// Where entries are not meant.
struct Never<'n> {
    /// By entry: where phrases begin, in order, and how far those up to there reach.
    phrases: BTreeMap<&'n Id, Vec<(usize, usize)>>,
}

impl<'n> Never<'n> {
    fn new(candidates: &[Candidate<'n>]) -> Self {
        let mut phrases: BTreeMap<&Id, Vec<(usize, usize)>> = BTreeMap::new();
        for (bytes, entry) in candidates.iter().filter_map(|candidate| Some((&candidate.bytes, candidate.never?))) {
            phrases.entry(entry).or_default().push((bytes.start, bytes.end));
        }
        for list in phrases.values_mut() {
            list.sort_unstable();
            let mut reach = 0;
            for (_, end) in list {
                reach = reach.max(*end);
                *end = reach;
            }
        }
        Self { phrases }
    }

    /// Whether `bytes` lie in a phrase in which `entry` is not meant.
    fn rules_out(&self, entry: &Id, bytes: &Range<usize>) -> bool {
        let Some(list) = self.phrases.get(entry) else { return false };
        let before = list.partition_point(|(start, _)| *start <= bytes.start);
        before.checked_sub(1).is_some_and(|last| bytes.end <= list[last].1)
    }
}

/// The number of `key`, a new one if need be.
fn numbered(numbers: &mut HashMap<String, usize>, key: String) -> usize {
    let new = numbers.len();
    *numbers.entry(key).or_insert(new)
}

/// The form in which names are the same: normal form, case folded.
pub(super) fn key(name: &str) -> String {
    fold(&normal(name))
}

/// What stands between two words of a name: white space and dashes are of one kind each.
fn gap(between: &str) -> Cow<'static, str> {
    if matches!(between, "" | " ") {
        return if between.is_empty() { "".into() } else { " ".into() };
    }
    // The normal form trims; white space at either end matters here.
    let inner = normal(between);
    match (between.starts_with(char::is_whitespace), between.ends_with(char::is_whitespace)) {
        _ if inner.is_empty() && between.contains(char::is_whitespace) => " ".into(),
        (true, true) => format!(" {inner} ").into(),
        (true, false) => format!(" {inner}").into(),
        (false, true) => format!("{inner} ").into(),
        (false, false) => inner.into(),
    }
}

/// `words` of `text` with the punctuation that belongs to a name before and behind them, if it stands there.
fn with_punctuation(text: &str, words: Range<usize>, around: &(String, String)) -> Option<Range<usize>> {
    let (before, behind) = around;
    let mut bytes = words;
    for wanted in before.chars().rev() {
        let char = text[..bytes.start].chars().next_back().filter(|char| plain(*char) == Some(wanted))?;
        bytes.start -= char.len_utf8();
    }
    for wanted in behind.chars() {
        let char = text[bytes.end..].chars().next().filter(|char| plain(*char) == Some(wanted))?;
        bytes.end += char.len_utf8();
    }
    Some(bytes)
}

/// Reports a name that no text can hold, since names are found by their words.
fn unfindable(name: &Located<String>) -> Option<Diagnostic> {
    let message = format!("`{}` has neither letter nor digit, so it is found nowhere", name.value);
    let diag = Diagnostic::new(Code::ValueInvalid, name.span, message).help("write the name as the sources do");
    // Of an empty one the parser has spoken.
    let is_wordless = words(&name.value).next().is_none() && !name.value.trim().is_empty();
    is_wordless.then_some(diag)
}

/// A name of several entries, on a page that does not say which it means; without a page, on none.
fn alias_shared(owners: &[Owner], page: Option<&Page>) -> Diagnostic {
    let (name, meant) = (&owners[0].name.value, &owners[0].entry);
    let message = format!("{} entries are called `{name}`, so it is linked nowhere", owners.len());
    let mut diag = match page {
        Some(page) => Diagnostic::new(Code::AliasShared, Span::start_of(page.file), format!("{message} on this page")),
        None => Diagnostic::new(Code::AliasShared, owners[0].name.span, message),
    };
    for owner in if page.is_some() { owners } else { &owners[1..] } {
        diag = diag.label(owner.name.span, if page.is_some() { "called so" } else { "and here" });
    }
    let place = if page.is_some() { "here" } else { "in a page that names it" };
    diag.help(format!("say which is meant {place}: `mentions = {{ \"{name}\" = \"{meant}\" }}`, or `false` if none is"))
}
