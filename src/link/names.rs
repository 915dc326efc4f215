//! Finds the names of entries in a text: longest match first, at word boundaries, possessive and plural included.
//!
//! Names are sequences of words with what stands between them. They are kept in a tree by word, so that a text is
//! walked once, whatever the number of names. Matching whole words (instead of filtering the hits of an automaton)
//! finds every name that starts at every word; see the note on overlaps in [`Names::find`].

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::diag::{Checked, Code, Diagnostic, Span, did_you_mean};
use crate::model::id::Id;
use crate::model::located::Located;
use crate::model::page::EntryPage;
use crate::text::normal::normal;
use crate::text::words::{fold, fold_into, words};

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Bytes of the text.
    pub(super) bytes: Range<usize>,
    /// The entry that is named.
    pub(super) entry: Id,
}

/// What names mean on one page, where it says so itself: by name, an entry or none.
pub(super) type Overrides = BTreeMap<String, Option<Id>>;

/// The names of all entries.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Numbers of folded words.
    vocabulary: HashMap<String, u32>,
    /// The tree; the root is first.
    nodes: Vec<Node>,
    /// By folded name: who has it.
    owners: BTreeMap<String, Vec<Owner>>,
    /// Names that are found inside words.
    within: Vec<Within>,
}

#[derive(Debug, Default)]
struct Node {
    /// By word: what stands before it, and the node behind it.
    next: HashMap<u32, Vec<(String, usize)>>,
    /// Names that end here.
    ends: Vec<End>,
}

impl Node {
    /// The node behind `word`, before which `gap` stands.
    fn after(&self, word: u32, gap: &str) -> Option<usize> {
        self.next.get(&word)?.iter().find(|(between, _)| between == gap).map(|(_, next)| *next)
    }
}

/// A word of a text.
#[derive(Debug)]
struct Token {
    bytes: Range<usize>,
    /// Its number, if any name has it.
    word: Option<u32>,
    /// The word that it is the possessive of, if any name has that, and where that ends.
    possessor: Option<(u32, usize)>,
}

#[derive(Debug, Clone)]
struct End {
    /// Folded name, the key of [`Names::owners`].
    name: String,
    /// The words as they must stand, where case counts.
    exact: Option<String>,
    /// A plural form, which only texts in English have.
    inflected: bool,
    /// Not a name: a phrase in which this entry is not meant.
    never: Option<Id>,
}

#[derive(Debug)]
struct Owner {
    entry: Id,
    span: Span,
}

#[derive(Debug)]
struct Within {
    folded: Vec<char>,
    exact: Option<String>,
    name: String,
}

impl Names {
    /// The names of `entries`; names that two entries share are reported.
    pub(super) fn new(entries: &[EntryPage]) -> Checked<Self> {
        let mut names = Self { nodes: vec![Node::default()], ..Self::default() };
        for entry in entries {
            let matching = &entry.matching;
            for name in std::iter::once(&entry.title).chain(&entry.aliases) {
                let key = key(&name.value);
                if key.is_empty() {
                    continue;
                }
                let owners = names.owners.entry(key.clone()).or_default();
                if owners.iter().all(|owner| owner.entry != entry.page.id) {
                    owners.push(Owner { entry: entry.page.id.clone(), span: name.span });
                }
                let exact = matching.case.then(|| normal(&name.value));
                if !matching.whole_word {
                    names.within.push(Within { folded: key.chars().collect(), exact, name: key });
                    continue;
                }
                if matching.inflections {
                    for plural in plurals(&name.value) {
                        let exact = matching.case.then(|| normal(&plural));
                        names.insert(&plural, End { name: key.clone(), exact, inflected: true, never: None });
                    }
                }
                names.insert(&name.value, End { name: key, exact, inflected: false, never: None });
            }
            for phrase in &matching.never {
                let never = Some(entry.page.id.clone());
                names.insert(&phrase.value, End { name: key(&phrase.value), exact: None, inflected: false, never });
            }
        }
        let diags = names.shared();
        Checked { value: names, diags }
    }

    fn shared(&self) -> Vec<Diagnostic> {
        let shared = self.owners.iter().filter(|(_, owners)| owners.len() > 1);
        let report = shared.map(|(name, owners)| {
            let mut diag = Diagnostic::new(
                Code::AliasShared,
                owners[0].span,
                format!("{} entries are called `{name}`, so it is linked nowhere", owners.len()),
            );
            for owner in &owners[1..] {
                diag = diag.label(owner.span, "and here");
            }
            diag.help(format!(
                "say in a page which is meant there: mentions = {{ \"{name}\" = \"{}\" }}",
                owners[0].entry
            ))
        });
        report.collect()
    }

    fn insert(&mut self, name: &str, end: End) {
        let mut node = 0;
        let mut last = 0;
        for (index, range) in words(name).enumerate() {
            let gap = if index == 0 { String::new() } else { gap(&name[last..range.start]) };
            last = range.end;
            let next_word = u32::try_from(self.vocabulary.len()).expect("names have fewer than 2^32 words");
            let word = *self.vocabulary.entry(fold(&name[range])).or_insert(next_word);
            node = self.nodes[node].after(word, &gap).unwrap_or_else(|| {
                let next = self.nodes.len();
                self.nodes.push(Node::default());
                self.nodes[node].next.entry(word).or_default().push((gap, next));
                next
            });
        }
        if node != 0 {
            self.nodes[node].ends.push(end);
        }
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
            let Some(owners) = self.owners.get(&key) else {
                let diag = Diagnostic::new(Code::UnknownId, name.span, format!("no entry is called `{}`", name.value));
                let help =
                    did_you_mean(&key, self.owners.keys().map(String::as_str)).map(|n| format!("did you mean `{n}`?"));
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
            overrides.insert(key, entry);
        }
        overrides
    }

    /// All names in `text`, which is in `language`, in order and without overlaps.
    ///
    /// Of names that overlap the longest wins, then the first; so every name at every word is a candidate. Taking the
    /// leftmost match and going on behind it would lose `tea set` in `a tea set` when `a tea` is a name too.
    pub(super) fn find(&self, text: &str, language: &str, overrides: &Overrides) -> Vec<Found> {
        let english = language.split('-').next().is_some_and(|tag| tag.eq_ignore_ascii_case("en"));
        let mut candidates: Vec<Candidate<'_>> = Vec::new();
        let mut tokens: Vec<Token> = Vec::new();
        let mut folded = String::new();
        for bytes in words(text) {
            folded.clear();
            fold_into(&text[bytes.clone()], &mut folded);
            let word = self.vocabulary.get(folded.as_str()).copied();
            let possessor = folded.strip_suffix("'s").filter(|_| english).and_then(|base| {
                let base = self.vocabulary.get(base).copied()?;
                // The apostrophe may take several bytes, the `s` takes one.
                let (ending, _) = text[bytes.clone()].char_indices().rev().nth(1)?;
                Some((base, bytes.start + ending))
            });
            tokens.push(Token { bytes, word, possessor });
        }
        for start in 0..tokens.len() {
            self.candidates_at(text, &tokens[start..], english, &mut candidates);
        }
        self.candidates_within(text, &mut candidates);
        self.settle(candidates, overrides)
    }

    /// The names that begin with the first of `tokens`.
    fn candidates_at<'n>(&'n self, text: &str, tokens: &[Token], english: bool, candidates: &mut Vec<Candidate<'n>>) {
        let start = tokens[0].bytes.start;
        let mut add = |node: usize, end: usize| {
            for name in &self.nodes[node].ends {
                let fits = (english || !name.inflected)
                    && name.exact.as_ref().is_none_or(|exact| *exact == normal(&text[start..end]));
                if fits {
                    candidates.push(Candidate { bytes: start..end, name: &name.name, never: name.never.as_ref() });
                }
            }
        };
        let mut node = 0;
        let mut last = start;
        for (index, token) in tokens.iter().enumerate() {
            if token.word.is_none() && token.possessor.is_none() {
                return;
            }
            let between = if index == 0 { String::new() } else { gap(&text[last..token.bytes.start]) };
            // A possessive ending ends a name, so nothing goes on behind it.
            if let Some((base, end)) = token.possessor
                && let Some(owner) = self.nodes[node].after(base, &between)
            {
                add(owner, end);
            }
            let Some(next) = token.word.and_then(|word| self.nodes[node].after(word, &between)) else { return };
            node = next;
            last = token.bytes.end;
            add(node, last);
        }
    }

    /// Names that their entries want found inside words, too.
    fn candidates_within<'n>(&'n self, text: &str, candidates: &mut Vec<Candidate<'n>>) {
        if self.within.is_empty() {
            return;
        }
        let mut chars: Vec<(char, Range<usize>)> = Vec::new();
        for (at, char) in text.char_indices() {
            let bytes = at..at + char.len_utf8();
            chars.extend(char.to_lowercase().map(|folded| (folded, bytes.clone())));
        }
        for within in &self.within {
            for window in chars.windows(within.folded.len()) {
                if window.iter().zip(&within.folded).any(|((char, _), wanted)| char != wanted) {
                    continue;
                }
                let bytes = window[0].1.start..window[window.len() - 1].1.end;
                if within.exact.as_ref().is_none_or(|exact| *exact == normal(&text[bytes.clone()])) {
                    candidates.push(Candidate { bytes, name: &within.name, never: None });
                }
            }
        }
    }

    /// Of overlapping candidates the longest; of those the ones that name exactly one entry.
    fn settle(&self, mut candidates: Vec<Candidate<'_>>, overrides: &Overrides) -> Vec<Found> {
        let never: Vec<(Range<usize>, &Id)> =
            candidates.iter().filter_map(|candidate| Some((candidate.bytes.clone(), candidate.never?))).collect();
        candidates.retain(|candidate| candidate.never.is_none());
        candidates.sort_by(|a, b| b.bytes.len().cmp(&a.bytes.len()).then(a.bytes.start.cmp(&b.bytes.start)));
        let mut taken: BTreeMap<usize, (usize, Option<Id>)> = BTreeMap::new();
        for candidate in candidates {
            let bytes = candidate.bytes;
            let overlaps = taken.range(..bytes.end).next_back().is_some_and(|(_, (end, _))| *end > bytes.start);
            if overlaps {
                continue;
            }
            let entry = self.meant(candidate.name, overrides);
            let is_ruled_out = |entry: &Id| {
                never.iter().any(|(phrase, id)| *id == entry && phrase.start <= bytes.start && bytes.end <= phrase.end)
            };
            // A phrase in which one entry is not meant leaves the place free for others.
            if entry.as_ref().is_some_and(is_ruled_out) {
                continue;
            }
            taken.insert(bytes.start, (bytes.end, entry));
        }
        let found =
            taken.into_iter().filter_map(|(start, (end, entry))| Some(Found { bytes: start..end, entry: entry? }));
        found.collect()
    }

    /// The entry that `name` means on a page with these overrides; `None` if it means none, or several.
    fn meant(&self, name: &str, overrides: &Overrides) -> Option<Id> {
        if let Some(entry) = overrides.get(name) {
            return entry.clone();
        }
        match self.owners.get(name)?.as_slice() {
            [only] => Some(only.entry.clone()),
            _ => None,
        }
    }
}

#[derive(Debug)]
struct Candidate<'n> {
    bytes: Range<usize>,
    name: &'n str,
    never: Option<&'n Id>,
}

/// The form in which names are the same: normal form, case folded.
pub(super) fn key(name: &str) -> String {
    fold(&normal(name))
}

/// What stands between two words of a name: white space and dashes are of one kind each.
fn gap(between: &str) -> String {
    if between == " " {
        return " ".to_owned();
    }
    // The normal form trims; white space at either end matters here.
    let inner = normal(between);
    match (between.starts_with(char::is_whitespace), between.ends_with(char::is_whitespace)) {
        _ if inner.is_empty() && !between.is_empty() => " ".to_owned(),
        (true, true) => format!(" {inner} "),
        (true, false) => format!(" {inner}"),
        (false, true) => format!("{inner} "),
        (false, false) => inner,
    }
}

/// English plural forms of a name, by the regular rules.
fn plurals(name: &str) -> Vec<String> {
    let Some(last) = name.chars().last().filter(|char| char.is_ascii_alphabetic()) else { return Vec::new() };
    let lower = name.to_lowercase();
    if ["s", "x", "z", "ch", "sh"].iter().any(|ending| lower.ends_with(ending)) {
        return vec![format!("{name}es")];
    }
    let before = name.chars().rev().nth(1);
    if last.eq_ignore_ascii_case(&'y') && before.is_some_and(|char| !"aeiouAEIOU".contains(char)) {
        return vec![format!("{}ies", &name[..name.len() - 1])];
    }
    vec![format!("{name}s")]
}
