//! The files of an index: written here, and read again.
//!
//! A file is a script of calls, one a line: `casebookSearch("terms",3,[…]);`. A page loads it by a `script` element, which
//! works over HTTP and from a disk alike. Lists of terms are strings: before each term a digit says how many characters it
//! shares with the one before, behind it stands a space. Numbers and lists are written as [`super::digits`] says.
//!
//! What is known of words lies in numbered files: first those of terms, in order, each with what [`Terms`] says of them;
//! then long lists, then places, then what stands around these. The last three are streams of bytes. A file of them begins with the place in the stream at
//! which it begins, and the root says how many bytes a file is meant to have: what begins at a byte lies in the file that
//! the byte falls into, all of it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::digits::{GREATEST_SHORT, NEAR, Numbers, push, short};
use super::invert::{Reader, Run, Stream, Terms, merge, order};
use super::pairs::{Frequent, frequent};
use super::sections::{Block, From, Section, section};
use crate::model::page::Direction;
use crate::model::search::{Layout, SearchIndex};
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
    /// How many leaves each file of texts has: twice that, and 1 if the next number says how many files in a row have so
    /// many.
    pub(super) texts: String,
    /// For each file of terms what all its terms come behind, or are.
    pub(super) terms: String,
    /// The terms that are frequent.
    pub(super) frequent: String,
    /// The first file of long lists, and how many bytes each is meant to have.
    pub(super) lists: [usize; 2],
    /// The same of places.
    pub(super) places: [usize; 2],
    /// The same of neighbours.
    pub(super) near: [usize; 2],
}

/// How many sections make a run at most; few runs are merged quickly, and small ones need little memory.
const RUN: usize = 800;

/// Makes the index of a site.
pub(super) fn index(site: &Site, layout: &Layout) -> SearchIndex {
    let sections: Vec<usize> = (0..layout.sections.len()).collect();
    let frequent = frequent(site, layout);
    let run = |sections: &[usize]| -> (Run, String) {
        let mut reader = Reader::new(&frequent);
        // What the files of texts say beside words, so that the version tells of it: checksums, section by section.
        let (mut said, mut sums) = (String::new(), String::new());
        for number in sections {
            let (first, behind) = (layout.leaves[*number], layout.leaves[number + 1]);
            let section = section(site, layout, *number);
            said.extend([section.title.0, section.label]);
            match &section.blocks[..] {
                // Everything that is said of words of a source follows from them.
                [about @ .., Block { from: From::Raw(words, _), .. }] => {
                    let about = about.iter().filter(|block| block.is_about);
                    said.extend(about.map(|block| &*block.text).chain([&*words.clean.sha256]));
                }
                blocks => {
                    said.extend(blocks.iter().flat_map(|block| [&*block.id, &*block.text]));
                    let languages = blocks.iter().flat_map(|block| &block.languages);
                    languages.for_each(|(words, language)| said.push_str(&format!("{words:?}{language}")));
                }
            }
            sums.push_str(&sha256(said.as_bytes()));
            said.clear();
            for (leaf, blocks) in (first..).zip(section.leaves(behind - first)) {
                reader.leaf(leaf, blocks);
            }
        }
        (reader.run(), sums)
    };
    // How they are divided does not show in what is merged of them.
    let each = sections.len().div_ceil(rayon::current_num_threads()).clamp(1, RUN);
    let (runs, said): (Vec<Run>, Vec<String>) = sections.par_chunks(each).map(run).unzip();
    let mut shares = merge(runs, layout);
    let (terms, counts) = files_of_each(&shares, layout.parts);
    let (marks, mut parts) = terms_files(&shares, terms);
    // What is written is let go, since memory is fullest here.
    shares.iter_mut().for_each(Terms::forget_terms);
    let mut counts = counts.into_iter();
    let streams = Kind::ALL.map(|kind| {
        let (first, count) = (parts.len(), counts.next().unwrap_or_default());
        let (size, files) = stream_files(&shares, kind, first, count);
        shares.iter_mut().for_each(|terms| *kind.of_mut(terms) = Stream::default());
        parts.extend(files);
        [first, size]
    });

    let sums: Vec<String> = parts.par_iter().map(|file| sha256(file.as_bytes())).collect();
    let mut root = root(layout, marks, &frequent, streams);
    root.version = sha256(format!("{}{}{root:?}", said.concat(), sums.concat()).as_bytes())[..12].to_owned();
    SearchIndex { version: root.version.clone(), root: call("root", 0, &json!(root)), parts }
}

/// A stream of bytes that is cut into files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lists,
    Places,
    Near,
}

impl Kind {
    /// All of them, in the order in which they lie.
    const ALL: [Self; 3] = [Self::Lists, Self::Places, Self::Near];

    fn name(self) -> &'static str {
        match self {
            Self::Lists => "lists",
            Self::Places => "places",
            Self::Near => "near",
        }
    }

    fn of_mut(self, terms: &mut Terms) -> &mut Stream {
        match self {
            Self::Lists => &mut terms.lists,
            Self::Places => &mut terms.places,
            Self::Near => &mut terms.near,
        }
    }

    fn of(self, terms: &Terms) -> &Stream {
        match self {
            Self::Lists => &terms.lists,
            Self::Places => &terms.places,
            Self::Near => &terms.near,
        }
    }
}

/// How many files there are of terms and of each stream, so that all are about as large, but those of places twice: with what
/// stands around them at hand they are seldom needed for what is shown first.
fn files_of_each(shares: &[Terms], files: usize) -> (usize, [usize; 3]) {
    let bytes = |kind: Kind| shares.iter().map(|terms| kind.of(terms).bytes.len()).sum::<usize>();
    let [lists, places, near] = Kind::ALL.map(bytes);
    let places = places.div_ceil(2);
    let terms: usize = shares.iter().flat_map(lengths).sum();
    let part = |bytes: usize, of: usize, files: usize| (files * bytes).checked_div(of).unwrap_or(0);
    let [with_lists, with_near] = [lists, near].map(|bytes| usize::from(bytes > 0));
    let terms = part(terms, terms + lists + places + near, files).clamp(1, files - 1 - with_lists - with_near);
    let left = files - terms;
    let lists = part(lists, lists + places + near, left).max(with_lists).min(left - 1 - with_near);
    let left = left - lists;
    let near = part(near, places + near, left).max(with_near).min(left - 1);
    (terms, [lists, left - near, near])
}

/// How many bytes each term takes with what lies beside it.
fn lengths(terms: &Terms) -> impl Iterator<Item = usize> {
    let mut before = 0;
    terms.each().map(move |(word, term)| {
        let end = (term.numbers + term.beside) as usize;
        // Most share some characters with the one before.
        word.len() / 2 + 3 + end - std::mem::replace(&mut before, end)
    })
}

/// So many files of terms, and what each of them begins with.
fn terms_files(shares: &[Terms], files: usize) -> (String, Vec<String>) {
    let cuts = cuts(shares, files);
    let mut marks = TermList::default();
    let mut last: &str = "";
    let mut out: Vec<String> = Vec::with_capacity(files);
    let mut file = TermsFile::default();
    let mut number = 0;
    let mut streams = [0; 3];
    for terms in shares {
        let [mut numbers, mut beside] = [0; 2];
        let before = streams;
        for (word, term) in terms.each() {
            let [its_numbers, its_beside] = [term.numbers, term.beside].map(|end| end as usize);
            // A file that no term falls into has the mark of the next.
            while cuts.get(marks.count) == Some(&number) {
                let mark: String = word.chars().take(shared(last, word) + 1).collect();
                if marks.count > 0 {
                    out.push(std::mem::take(&mut file).call(out.len()));
                }
                file.from = streams;
                marks.push(if marks.count > 0 { &mark } else { "" });
            }
            file.terms.push(word);
            file.numbers.extend(&terms.numbers[numbers..its_numbers]);
            file.beside.extend(&terms.beside[beside..its_beside]);
            (numbers, beside) = (its_numbers, its_beside);
            let ends = [term.lists, term.places, term.near].map(|end| end as usize);
            streams = [before[0] + ends[0], before[1] + ends[1], before[2] + ends[2]];
            (number, last) = (number + 1, word);
        }
    }
    out.push(file.call(out.len()));
    while out.len() < files {
        out.push(TermsFile::default().call(out.len()));
    }
    // Those behind the last term have a mark that no word reaches.
    for _ in marks.count..files {
        marks.push(if marks.count == 0 { "" } else { "\u{10FFFF}" });
    }
    (marks.out, out)
}

/// The number of the term that each file of terms begins with: all files are about as large, and what tells two of them
/// apart is as short as may be, since all of that is in the root.
fn cuts(shares: &[Terms], files: usize) -> Vec<usize> {
    let mut bytes = 0;
    let mut last: &str = "";
    let all = shares.iter().flat_map(|terms| terms.each().zip(lengths(terms)));
    let all = all.map(|((word, _), length)| {
        let shared = shared(std::mem::replace(&mut last, word), word);
        bytes += length;
        (bytes - length, shared)
    });
    let all: Vec<(usize, usize)> = all.collect();
    let cut = |file: usize| {
        let due = file * bytes / files;
        let about = bytes / files / 8;
        let from = all.partition_point(|(before, _)| *before < due.saturating_sub(about));
        let behind = all.partition_point(|(before, _)| *before <= due + about);
        let best = (from..behind).min_by_key(|at| (all[*at].1, all[*at].0.abs_diff(due)));
        if file == 0 { 0 } else { best.unwrap_or(behind) }
    };
    (0..files).map(cut).collect()
}

/// A file of terms as it is put together.
#[derive(Debug, Default)]
struct TermsFile {
    terms: TermList,
    numbers: Vec<u8>,
    beside: Vec<u8>,
    /// Where in each stream begins what is of its terms.
    from: [usize; 3],
}

impl TermsFile {
    fn call(self, number: usize) -> String {
        let Self { terms, numbers, beside, from: [lists, places, near] } = self;
        call("terms", number, &(terms.out, string(numbers), string(beside), lists, places, near))
    }
}

/// How many bytes a file of a stream is meant to have, and so many files of it, the first of which has the number `first`.
fn stream_files(shares: &[Terms], kind: Kind, first: usize, files: usize) -> (usize, Vec<String>) {
    let mut whole = 0;
    let mut pieces: Vec<usize> = Vec::new();
    let starts: Vec<usize> = shares
        .iter()
        .map(|terms| {
            let stream = kind.of(terms);
            pieces.extend(stream.pieces.iter().map(|piece| whole + *piece as usize));
            whole += stream.bytes.len();
            whole - stream.bytes.len()
        })
        .collect();
    let size = whole.div_ceil(files.max(1)).max(1);
    let start_of = |file: usize| {
        let piece = pieces.partition_point(|piece| *piece < file * size);
        pieces.get(piece).copied().unwrap_or(whole)
    };
    let file = |number: usize| {
        let (start, end) = (start_of(number), start_of(number + 1));
        let mut out = format!("casebookSearch(\"{}\",{},[{start},\"", kind.name(), first + number);
        out.reserve(end - start + 8);
        for (from, terms) in starts.iter().zip(shares) {
            let bytes = &kind.of(terms).bytes;
            let part = &bytes[start.saturating_sub(*from).min(bytes.len())..end.saturating_sub(*from).min(bytes.len())];
            out.push_str(std::str::from_utf8(part).expect("digits are ASCII"));
        }
        out.push_str("\"]);\n");
        out
    };
    (size, (0..files).into_par_iter().map(file).collect())
}

fn root(layout: &Layout, terms: String, frequent: &Frequent, [lists, places, near]: [[usize; 2]; 3]) -> Root {
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
    let counts: Vec<usize> = layout.texts.windows(2).map(|file| file[1] - file[0]).collect();
    for row in counts.chunk_by(|a, b| a == b) {
        push(2 * row[0] + usize::from(row.len() > 1), &mut texts);
        if row.len() > 1 {
            push(row.len(), &mut texts);
        }
    }
    let mut words = TermList::default();
    frequent.words().iter().for_each(|word| words.push(word));
    Root {
        version: String::new(),
        leaves,
        voices: layout.voices(),
        inner: string(inner),
        texts: string(texts),
        terms,
        frequent: words.out,
        lists,
        places,
        near,
    }
}

/// A file of texts: of each leaf its page, title, label, language and direction, voice, and its blocks.
pub(super) fn texts(site: &Site, layout: &Layout, number: usize) -> String {
    let wanted = layout.texts[number]..layout.texts[number + 1];
    let mut leaves: Vec<String> = Vec::new();
    let mut at = wanted.start;
    while at < wanted.end {
        let place = layout.section_of(at);
        let (first, behind) = (layout.leaves[place], layout.leaves[place + 1]);
        let here = at - first..behind.min(wanted.end) - first;
        let write = |part: Range<usize>| -> Vec<String> {
            let section = section(site, layout, place);
            let parts = section.leaves(behind - first);
            parts[part].iter().map(|blocks| written_leaf(&section, blocks)).collect()
        };
        // To put a section together takes as long as it is, and would for each of its files.
        let kept = site.search.as_ref().filter(|_| behind - first > 2 * here.len());
        leaves.extend(match kept {
            Some(search) => search.written(place, || write(0..behind - first), here),
            None => write(here),
        });
        at = behind;
    }
    format!("casebookSearch(\"texts\",{number},[{}]);\n", leaves.join(","))
}

/// A block: its id, its number (-1 for a title, -2 for what is said of a source), its words. Its language and direction are told
/// where they are not those of the title, and behind them words in other languages, where there are some: in units of UTF-16
/// from where to where, the language, its direction.
#[derive(Serialize)]
#[serde(untagged)]
enum BlockValue<'a> {
    AsTitle(&'a str, i64, &'a str),
    Other(&'a str, i64, &'a str, &'a str, &'static str),
    Mixed(&'a str, i64, &'a str, Option<&'a str>, Option<&'static str>, Vec<(usize, usize, &'a str, &'static str)>),
}

fn written_leaf(section: &Section<'_>, blocks: &[Block<'_>]) -> String {
    let (title, language, direction) = section.title;
    let blocks = blocks.iter().map(|block| {
        let number = match block.number {
            Some(number) => i64::from(number),
            None if block.is_title => -1,
            None if block.is_about => -2,
            None => 0,
        };
        let told = (block.language, block.direction.name());
        let told = ((block.language, block.direction) != (language, direction)).then_some(told);
        let (id, text) = (block.id.as_ref(), block.text.as_ref());
        if !block.languages.is_empty() {
            let unit = |byte: usize| block.text[..byte].encode_utf16().count();
            let inside = block.languages.iter().map(|(words, language)| {
                let direction = Direction::of_language(language).name();
                (unit(words.start), unit(words.end), language.as_str(), direction)
            });
            let (language, direction) = told.unzip();
            return BlockValue::Mixed(id, number, text, language, direction, inside.collect());
        }
        match told {
            None => BlockValue::AsTitle(id, number, text),
            Some((language, direction)) => BlockValue::Other(id, number, text, language, direction),
        }
    });
    let blocks: Vec<BlockValue<'_>> = blocks.collect();
    written(&(section.page.path(), title, section.label, language, direction.name(), section.voice.name(), blocks))
}

/// A line of a file.
fn call(kind: &str, number: usize, value: &impl Serialize) -> String {
    [&format!("casebookSearch(\"{kind}\",{number},"), &written(value), ");\n"].concat()
}

fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and numbers can be written")
}

fn string(digits: Vec<u8>) -> String {
    String::from_utf8(digits).expect("digits are ASCII")
}

/// Terms one behind the other.
#[derive(Debug, Default)]
struct TermList {
    out: String,
    last: String,
    count: usize,
}

impl TermList {
    fn push(&mut self, word: &str) {
        let shared = shared(&self.last, word).min(GREATEST_SHORT);
        self.out.push(char::from(short(shared)));
        self.out.extend(word.chars().skip(shared));
        self.out.push(' ');
        word.clone_into(&mut self.last);
        self.count += 1;
    }
}

/// How many characters two terms begin with in common, as far as each of them is one unit of UTF-16.
fn shared(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b && a.len_utf16() == 1).count()
}

/// The value of the call of a kind in a file, if it has one.
fn value_in<'f, T: Deserialize<'f>>(file: &'f str, kind: &str, number: usize) -> Option<T> {
    let begin = format!("casebookSearch(\"{kind}\",{number},");
    let line = file.lines().find_map(|line| line.strip_prefix(&begin))?;
    serde_json::from_str(line.strip_suffix(");")?).ok()
}

pub(super) fn terms_in(list: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for piece in list.split_terminator(' ') {
        let shared = Numbers(piece.get(..1).unwrap_or_default().as_bytes()).next().unwrap_or(0);
        let last = terms.last().map_or("", String::as_str);
        let shared = last.char_indices().nth(shared).map_or(last, |(end, _)| &last[..end]);
        terms.push(format!("{shared}{}", piece.get(1..).unwrap_or_default()));
    }
    terms
}

/// A file of terms: the terms, numbers, what lies beside each, and where in the streams theirs begins.
type TermsValue<'f> = (Cow<'f, str>, Cow<'f, str>, Cow<'f, str>, usize, usize, usize);

/// The terms that a line of an index holds, of whatever file it is.
pub(super) fn terms_of_line(line: &str) -> Option<Vec<String>> {
    let value = line.strip_prefix("casebookSearch(\"terms\",")?.split_once(',')?.1.strip_suffix(");")?;
    let (list, ..): TermsValue<'_> = serde_json::from_str(value).ok()?;
    Some(terms_in(&list))
}

/// A root as it was written.
pub(super) fn read_root(file: &str) -> Option<(Root, Vec<String>)> {
    let root: Root = value_in(file, "root", 0)?;
    let marks = terms_in(&root.terms);
    Some((root, marks))
}

/// A file of terms as it was written.
#[derive(Debug, Default)]
pub(super) struct TermsRead {
    /// The terms, in the order of scripts.
    pub(super) words: Vec<String>,
    /// What is known of each.
    pub(super) terms: Vec<TermRead>,
    beside: String,
}

/// What is known of a term.
#[derive(Debug)]
pub(super) struct TermRead {
    /// How many leaves have it.
    pub(super) count: usize,
    blocks: Vec<BlockRead>,
}

/// A part of a list.
#[derive(Debug)]
struct BlockRead {
    first: usize,
    /// Bytes beside the terms of the file, or in the stream of long lists.
    list: Range<usize>,
    is_long: bool,
    places: Range<usize>,
    near: Range<usize>,
}

impl TermsRead {
    pub(super) fn read(file: &str, number: usize) -> Option<Self> {
        let (list, numbers, beside, mut lists, mut places, mut near): TermsValue<'_> = value_in(file, "terms", number)?;
        let mut numbers = Numbers(numbers.as_bytes());
        let mut terms = Vec::new();
        let mut at = 0_usize;
        let next = |from: &mut usize, bytes: usize| -> Option<Range<usize>> {
            let start = std::mem::replace(from, from.checked_add(bytes)?);
            Some(start..*from)
        };
        while let Some(count) = numbers.next() {
            let (count, is_long) = (count / 2, count % 2 == 1);
            let list = next(&mut at, numbers.next()?)?;
            let mut blocks = Vec::new();
            if is_long {
                let [_, _, _, count] = [numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?];
                let mut first = 0_usize;
                for _ in 0..count {
                    first = first.checked_add(numbers.next()?)?;
                    let list = next(&mut lists, numbers.next()?)?;
                    let places = next(&mut places, numbers.next()?)?;
                    let near = next(&mut near, numbers.next()?.checked_mul(NEAR)?)?;
                    blocks.push(BlockRead { first, list, is_long, places, near });
                }
            } else {
                let places = next(&mut places, numbers.next()?)?;
                let near = next(&mut near, numbers.next()?.checked_mul(NEAR)?)?;
                blocks.push(BlockRead { first: 0, list, is_long, places, near });
            }
            terms.push(TermRead { count, blocks });
        }
        let words = terms_in(&list);
        (words.len() == terms.len()).then(|| Self { words, terms, beside: beside.into_owned() })
    }
}

/// Part of what is known of a term: leaves, and the places in each of them.
#[derive(Debug)]
pub(super) struct Piece<'s> {
    /// The first leaf.
    pub(super) first: usize,
    /// A list of leaves.
    pub(super) list: &'s [u8],
    /// The bytes of the stream of places that say where in these leaves the term stands.
    pub(super) places: Range<usize>,
    /// The bytes of the stream of neighbours that say what is around these places, if any do.
    pub(super) near: Range<usize>,
}

impl TermsRead {
    /// The number of a term.
    pub(super) fn find(&self, term: &str) -> Option<usize> {
        self.words.binary_search_by(|other| order(other, term)).ok()
    }

    /// The pieces of a term.
    pub(super) fn pieces<'s>(&'s self, term: usize, lists: &'s StreamRead<'_>) -> impl Iterator<Item = Piece<'s>> {
        self.terms[term].blocks.iter().map(|block| {
            let beside = || self.beside.as_bytes().get(block.list.clone()).unwrap_or_default();
            let list = if block.is_long { lists.bytes(block.list.clone()) } else { beside() };
            Piece { first: block.first, list, places: block.places.clone(), near: block.near.clone() }
        })
    }
}

/// A stream, its files read as they are needed.
#[derive(Debug)]
pub(super) struct StreamRead<'f> {
    kind: Kind,
    first: usize,
    size: usize,
    files: &'f [String],
    read: Vec<OnceLock<(usize, &'f str)>>,
}

impl<'f> StreamRead<'f> {
    /// The streams of lists, of places and of neighbours.
    pub(super) fn all(root: &Root, files: &'f [String]) -> [Self; 3] {
        let stream = |kind, [first, size]: [usize; 2]| {
            let read = files.iter().skip(first).map(|_| OnceLock::new()).collect();
            Self { kind, first, size: size.max(1), files, read }
        };
        [stream(Kind::Lists, root.lists), stream(Kind::Places, root.places), stream(Kind::Near, root.near)]
    }

    /// Some bytes of the stream; none where a damaged file says otherwise.
    pub(super) fn bytes(&self, range: Range<usize>) -> &[u8] {
        let Some(read) = self.read.get(range.start / self.size) else { return &[] };
        let number = self.first + range.start / self.size;
        let (start, bytes) = read.get_or_init(|| {
            let value = value_in::<(usize, &str)>(&self.files[number], self.kind.name(), number);
            value.unwrap_or_default()
        });
        let range = range.start.checked_sub(*start).zip(range.end.checked_sub(*start));
        range.and_then(|(start, end)| bytes.as_bytes().get(start..end)).unwrap_or_default()
    }
}

/// How many leaves each section goes on for, and the like: numbers as they were written.
pub(super) fn numbers(digits: &str) -> Vec<usize> {
    Numbers(digits.as_bytes()).collect()
}
