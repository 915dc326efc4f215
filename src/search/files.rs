//! The files of an index: written here, and read again.
//!
//! A file is a script of calls, one a line: `casebookSearch("terms",3,[…]);`. A page loads it by a `script` element, which
//! works over HTTP and from a disk alike. Lists of terms are strings: before each term a digit says how many characters it
//! shares with the one before, behind it stands a space. Numbers are written as [`super::digits`] says.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::digits::{GREATEST_SHORT, Numbers, push};
use super::invert::{Reader, Run, Term, merge};
use super::sections::{Block, From, Section, section};
use crate::model::search::{Layout, SearchIndex, Voice};
use crate::model::site::Site;
use crate::text::checksum::sha256;

/// What has to be known before anything can be looked up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Root {
    /// Changes whenever the index does.
    pub(super) version: String,
    /// How many leaves there are.
    pub(super) leaves: usize,
    /// The first leaf of the editors' words, and of definitions.
    pub(super) voices: [usize; 2],
    /// Leaves that belong to the section of the leaf before: the way from each to the next.
    pub(super) inner: String,
    /// How many leaves each file of texts has.
    pub(super) texts: String,
    /// For each file of terms what all its terms come behind, or are.
    pub(super) terms: String,
}

/// How many sections make a run; few runs are merged quickly, and small ones need little memory.
const RUN: usize = 1_280;

/// Makes the index of a site.
pub(super) fn index(site: &Site, layout: &Layout) -> SearchIndex {
    let sections: Vec<usize> = (0..layout.sections.len()).collect();
    let run = |sections: &[usize]| -> (Run, String) {
        let mut reader = Reader::default();
        // What the files of texts say beside words, so that the version tells of it.
        let mut said = String::new();
        for number in sections {
            let (first, behind) = (layout.leaves[*number], layout.leaves[number + 1]);
            let section = section(site, layout, *number);
            said.extend([section.title.0, section.label]);
            match &section.blocks[..] {
                // Everything that is said of words of a source follows from them.
                [.., Block { from: From::Raw(words, _), .. }] => said.push_str(&words.clean.sha256),
                blocks => said.extend(blocks.iter().flat_map(|block| [&*block.id, &*block.text])),
            }
            for (leaf, blocks) in (first..).zip(section.leaves(behind - first)) {
                reader.leaf(leaf, blocks);
            }
        }
        (reader.run(), sha256(said.as_bytes()))
    };
    let (runs, said): (Vec<Run>, Vec<String>) = sections.par_chunks(RUN).map(run).unzip();
    let shares = merge(&runs, layout.terms);
    drop(runs);
    let written: Vec<(String, String)> = shares
        .par_iter()
        .enumerate()
        .map(|(number, terms)| (terms_file(number, terms), places_file(number, terms)))
        .collect();
    let marks = marks(&shares);
    drop(shares);
    let (terms, places): (Vec<String>, Vec<String>) = written.into_iter().unzip();

    let sums: Vec<String> = terms.par_iter().chain(&places).map(|file| sha256(file.as_bytes())).collect();
    let mut root = root(layout, marks);
    root.version = sha256(format!("{}{}{root:?}", said.concat(), sums.concat()).as_bytes())[..12].to_owned();
    let version = root.version.clone();
    SearchIndex { version, root: call("root", 0, &json!(root)), terms, places }
}

fn root(layout: &Layout, terms: String) -> Root {
    let leaves = layout.leaves.last().copied().unwrap_or_default();
    let mut inner = Vec::new();
    let mut last = 0;
    for section in layout.leaves.windows(2) {
        for leaf in section[0] + 1..section[1] {
            push(leaf - last, &mut inner);
            last = leaf;
        }
    }
    let mut texts = Vec::new();
    layout.texts.windows(2).for_each(|file| push(file[1] - file[0], &mut texts));
    Root {
        version: String::new(),
        leaves,
        voices: [layout.first_of(Voice::Editor), layout.first_of(Voice::Definition)],
        inner: string(inner),
        texts: string(texts),
        terms,
    }
}

/// For each file the shortest string that none of the terms before it reaches. An empty file has that of the next.
fn marks(shares: &[Vec<Term>]) -> String {
    let mut list = TermList::default();
    let mut last = "";
    let mut waiting = 0;
    for terms in shares {
        waiting += 1;
        let (Some(first), Some(end)) = (terms.first(), terms.last()) else { continue };
        let shared = shared(last, &first.word);
        let mark: String = first.word.chars().take(shared + 1).collect();
        // Files that are empty are passed over, since the last with a mark is the one to look into.
        for _ in 0..std::mem::take(&mut waiting) {
            list.push(if last.is_empty() { "" } else { &mark });
        }
        last = &end.word;
    }
    for _ in 0..waiting {
        list.push("\u{10FFFF}");
    }
    list.out
}

fn terms_file(number: usize, terms: &[Term]) -> String {
    let mut list = TermList::default();
    let (mut numbers, mut leaves) = (Vec::new(), Vec::new());
    for term in terms {
        list.push(&term.word);
        push(term.count, &mut numbers);
        push(term.leaves.len(), &mut numbers);
        leaves.extend(&term.leaves);
    }
    call("terms", number, &json!([list.out, string(numbers), string(leaves)]))
}

fn places_file(number: usize, terms: &[Term]) -> String {
    let (mut numbers, mut places) = (Vec::new(), Vec::new());
    for term in terms {
        push(term.places.len(), &mut numbers);
        places.extend(&term.places);
    }
    call("places", number, &json!([string(numbers), string(places)]))
}

/// A file of texts: of each leaf its page, title, label, language and direction, voice, and its blocks.
pub(super) fn texts(site: &Site, layout: &Layout, number: usize) -> String {
    let wanted = layout.texts[number]..layout.texts[number + 1];
    let mut leaves: Vec<Value> = Vec::new();
    let mut at = wanted.start;
    while at < wanted.end {
        let place = layout.section_of(at);
        let (first, behind) = (layout.leaves[place], layout.leaves[place + 1]);
        let section = section(site, layout, place);
        let parts = section.leaves(behind - first);
        leaves.extend((at..behind.min(wanted.end)).map(|leaf| leaf_value(&section, parts[leaf - first])));
        at = behind;
    }
    call("texts", number, &json!(leaves))
}

fn leaf_value(section: &Section<'_>, blocks: &[Block<'_>]) -> Value {
    let (title, language, direction) = section.title;
    let blocks: Vec<Value> = blocks
        .iter()
        .map(|block| {
            let number = block.number.map_or(if block.is_title { -1 } else { 0 }, i64::from);
            let mut value = vec![json!(block.id), json!(number), json!(block.text)];
            // The language of a block is told where it is not that of the title.
            if (block.language, block.direction) != (language, direction) {
                value.extend([json!(block.language), json!(block.direction.name())]);
            }
            Value::Array(value)
        })
        .collect();
    json!([section.page.path(), title, section.label, language, direction.name(), section.voice.name(), blocks])
}

/// A line of a file.
fn call(kind: &str, number: usize, value: &Value) -> String {
    format!("casebookSearch({},{number},{value});\n", json!(kind))
}

fn string(digits: Vec<u8>) -> String {
    String::from_utf8(digits).expect("digits are ASCII")
}

/// Terms one behind the other.
#[derive(Debug, Default)]
struct TermList {
    out: String,
    last: String,
}

impl TermList {
    fn push(&mut self, word: &str) {
        let shared = shared(&self.last, word).min(GREATEST_SHORT);
        let mut digit = Vec::new();
        push(shared, &mut digit);
        self.out.push_str(&string(digit));
        self.out.extend(word.chars().skip(shared));
        self.out.push(' ');
        word.clone_into(&mut self.last);
    }
}

/// How many characters two terms begin with in common, as far as each of them is one unit of UTF-16.
fn shared(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b && a.len_utf16() == 1).count()
}

/// The value of the call of a kind in a file, if it has one.
fn value_in(file: &str, kind: &str, number: usize) -> Option<Value> {
    let begin = format!("casebookSearch({},{number},", json!(kind));
    let line = file.lines().find_map(|line| line.strip_prefix(&begin))?;
    serde_json::from_str(line.strip_suffix(");")?).ok()
}

fn terms_in(list: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for piece in list.split_terminator(' ') {
        let shared = Numbers(piece.get(..1).unwrap_or_default().as_bytes()).next().unwrap_or(0);
        let mut term: String = terms.last().map_or(String::new(), |last| last.chars().take(shared).collect());
        term.push_str(piece.get(1..).unwrap_or_default());
        terms.push(term);
    }
    terms
}

/// The terms that a line of an index holds, of whatever file it is.
pub(super) fn terms_of_line(line: &str) -> Option<Vec<String>> {
    let value = line.strip_prefix("casebookSearch(\"terms\",")?.split_once(',')?.1.strip_suffix(");")?;
    let (list, ..): (String, String, String) = serde_json::from_str(value).ok()?;
    Some(terms_in(&list))
}

/// A root as it was written.
pub(super) fn read_root(file: &str) -> Option<(Root, Vec<String>)> {
    let root: Root = serde_json::from_value(value_in(file, "root", 0)?).ok()?;
    let marks = terms_in(&root.terms);
    Some((root, marks))
}

/// A file of terms as it was written.
#[derive(Debug, Default)]
pub(super) struct Terms {
    /// The terms, in the order of scripts.
    pub(super) words: Vec<String>,
    /// How many leaves have each.
    pub(super) counts: Vec<usize>,
    /// Where the leaves of each end.
    ends: Vec<usize>,
    leaves: String,
}

impl Terms {
    pub(super) fn read(file: &str, number: usize) -> Option<Self> {
        let (list, numbers, leaves): (String, String, String) =
            serde_json::from_value(value_in(file, "terms", number)?).ok()?;
        let numbers: Vec<usize> = Numbers(numbers.as_bytes()).collect();
        let ends = ends(numbers.iter().skip(1).step_by(2));
        Some(Self { words: terms_in(&list), counts: numbers.into_iter().step_by(2).collect(), ends, leaves })
    }

    /// The leaves that have a term, and how much it counts there.
    pub(super) fn leaves(&self, term: usize) -> impl Iterator<Item = (usize, usize)> {
        let mut numbers = Numbers(part(&self.leaves, &self.ends, term));
        let mut leaf = 0;
        std::iter::from_fn(move || {
            leaf += numbers.next()?;
            Some((leaf, numbers.next()?))
        })
    }
}

/// A file of places as it was written.
#[derive(Debug, Default)]
pub(super) struct Places {
    ends: Vec<usize>,
    places: String,
}

impl Places {
    pub(super) fn read(file: &str, number: usize) -> Option<Self> {
        let (numbers, places): (String, String) = serde_json::from_value(value_in(file, "places", number)?).ok()?;
        let numbers: Vec<usize> = Numbers(numbers.as_bytes()).collect();
        Some(Self { ends: ends(numbers.iter()), places })
    }

    /// The places of a term, leaf by leaf.
    pub(super) fn places(&self, term: usize) -> impl Iterator<Item = Vec<usize>> {
        let mut numbers = Numbers(part(&self.places, &self.ends, term));
        std::iter::from_fn(move || {
            let mut places = Vec::new();
            let mut place = 0;
            loop {
                let number = numbers.next()?;
                place += number / 2;
                places.push(place);
                if number % 2 == 0 {
                    return Some(places);
                }
            }
        })
    }
}

fn ends<'n>(lengths: impl Iterator<Item = &'n usize>) -> Vec<usize> {
    lengths
        .scan(0, |end, length| {
            *end += length;
            Some(*end)
        })
        .collect()
}

/// The bytes of one of many, by where each ends; none where a damaged file says otherwise.
fn part<'s>(all: &'s str, ends: &[usize], at: usize) -> &'s [u8] {
    let start = at.checked_sub(1).map_or(Some(&0), |before| ends.get(before));
    let whole = start.zip(ends.get(at)).and_then(|(start, end)| all.as_bytes().get(*start..*end));
    whole.unwrap_or_default()
}

/// How many leaves each section goes on for, and the like: numbers as they were written.
pub(super) fn numbers(digits: &str) -> Vec<usize> {
    Numbers(digits.as_bytes()).collect()
}
