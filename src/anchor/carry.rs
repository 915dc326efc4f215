//! Carries anchors and addresses over from the text of an earlier build to a new one.
//!
//! What is recorded of an earlier build are hashes and offsets; its words may still be in the cache. An anchor that
//! stands in one place of the new text stays there if what surrounds it is what surrounded it, or if a comparison of both
//! texts leads from the old place to the new one, or if the words are too many to be there by chance. One that stands in
//! several places is settled by the same signs if they point to one. Nothing is guessed. Start at [`Carried::new`].

use std::collections::BTreeMap;
use std::ops::Range;

use super::edge::block_at;
use super::find::Hit;
use crate::model::clean::CleanText;
use crate::model::dossier::Words;
use crate::model::lock::{Former, Locked, Place};
use crate::text::checksum::sha256;
use crate::text::compare::runs;
use crate::text::diff::changes;
use crate::text::normal::words_only;

/// How many words on either side of an anchor are recorded, as a hash.
const CONTEXT: usize = 4;

/// How many words are not repeated by chance.
const DISTINCT: usize = 6;

/// How much of a paragraph must be left for its address to lead to what became of it, in percent of its words.
const SIMILAR: usize = 50;

/// What an anchor's record says of the places found.
pub(super) enum Settled<'a> {
    /// This one, by index.
    Place(usize),
    /// Several, and nothing tells which.
    Ambiguous,
    /// One, and nothing of what was recorded is like it.
    Uncertain(&'a Place),
}

/// What was recorded of a source.
pub(super) struct Carried<'a> {
    locked: Option<&'a Locked>,
    /// Whether the text is the one recorded.
    is_same: bool,
    moved: Option<Moved>,
}

impl<'a> Carried<'a> {
    pub(super) fn new(words: &Words, Former { locked, text: former }: Former<'a>) -> Self {
        let is_same = locked.is_some_and(|locked| locked.text == words.clean.sha256);
        Self { locked, is_same, moved: former.map(|former| Moved::new(former, words.clean.text.as_str())) }
    }

    /// Which of the places found is the one recorded as `name`; a single place needs no record.
    pub(super) fn settle(&self, name: &str, hits: &[Hit], clean: &CleanText) -> Settled<'a> {
        let record = self.locked.and_then(|locked| locked.anchors.get(name));
        let is_only = |hits: &[Hit]| if hits.len() == 1 { Settled::Place(0) } else { Settled::Ambiguous };
        let Some(record) = record else { return is_only(hits) };
        let old = record.start..record.end;
        if self.is_same {
            // Where the words stand elsewhere, the editor chose others.
            return hits.iter().position(|hit| hit.range() == old).map_or_else(|| is_only(hits), Settled::Place);
        }
        let signs: Vec<usize> = hits
            .iter()
            .map(|hit| {
                let (before, after) = surroundings(clean, &hit.range());
                usize::from(before == record.before) + usize::from(after == record.after)
            })
            .collect();
        let only = |wanted: usize| {
            let mut fitting = (0..hits.len()).filter(|hit| signs[*hit] == wanted);
            fitting.next().filter(|_| fitting.next().is_none())
        };
        // What the comparison shows to be another place of the former text is not this one.
        let is_other = |hit: usize| self.moved.as_ref().is_some_and(|moved| moved.is_other(&hits[hit].range(), &old));
        let found = match &self.moved {
            Some(moved) => {
                let there = moved.to_new(&old);
                let there = there.and_then(|there| hits.iter().position(|hit| hit.range() == there));
                match there {
                    Some(there) if (0..hits.len()).all(|hit| hit == there || signs[hit] < 2) => Some(there),
                    // The words went one way, and what surrounded them another.
                    Some(there) => Some(there).filter(|there| signs[*there] == 2),
                    None => only(2).filter(|hit| !is_other(*hit)),
                }
            }
            None => only(2).or_else(|| only(1).filter(|_| !signs.contains(&2))),
        };
        if let Some(found) = found {
            return Settled::Place(found);
        }
        let [hit] = hits else { return Settled::Ambiguous };
        let quoted: usize = hit.parts.iter().map(|part| runs(clean.text.slice(part.clone())).count()).sum();
        if quoted >= DISTINCT && !is_other(0) { Settled::Place(0) } else { Settled::Uncertain(record) }
    }
}

/// What is to be recorded of an anchor at `range`, the words of which were wanted as `wanted` tells.
pub fn record(clean: &CleanText, range: &Range<u32>, wanted: &str) -> Place {
    let (before, after) = surroundings(clean, range);
    let paragraph = clean.blocks[block_at(clean, range.start)].address.clone();
    Place { paragraph, start: range.start, end: range.end, before, after, wanted: Some(wanted.to_owned()) }
}

/// Hashes of the words on either side, across paragraphs.
fn surroundings(clean: &CleanText, range: &Range<u32>) -> (String, String) {
    // Words of more than 64 letters are rare, and cut the same way every time.
    const REACH: u32 = 64 * CONTEXT as u32;
    let hash = |words: Vec<&str>| sha256(words_only(&words.join(" ")).as_bytes())[..8].to_owned();
    let before = clean.text.slice(range.start.saturating_sub(REACH)..range.start);
    let after = clean.text.slice(range.end..(range.end + REACH).min(clean.text.len()));
    let mut left: Vec<&str> = runs(before).map(|word| &before[word]).collect();
    left.drain(..left.len().saturating_sub(CONTEXT));
    let right: Vec<&str> = runs(after).take(CONTEXT).map(|word| &after[word]).collect();
    (hash(left), hash(right))
}

/// The way from a former text to a new one, word by word.
struct Moved {
    /// Code points of the words of the former text, and of the same words in the new one where they are still there;
    /// both in order.
    words: Vec<(Range<u32>, Option<Range<u32>>)>,
    /// Those that are still there, by index.
    kept: Vec<usize>,
}

impl Moved {
    fn new(former: &str, text: &str) -> Self {
        let (old, new) = (ranges(former), ranges(text));
        let tokens = |text: &'_ str, words: &[(Range<usize>, Range<u32>)]| -> Vec<String> {
            words.iter().map(|(bytes, _)| text[bytes.clone()].to_owned()).collect()
        };
        let (old_tokens, new_tokens) = (tokens(former, &old), tokens(text, &new));
        let old_words: Vec<&str> = old_tokens.iter().map(String::as_str).collect();
        let new_words: Vec<&str> = new_tokens.iter().map(String::as_str).collect();
        let mut words: Vec<(Range<u32>, Option<Range<u32>>)> = Vec::with_capacity(old.len());
        let mut next = 0;
        for change in changes(&old_words, &new_words)
            .into_iter()
            .chain([crate::text::diff::Change { old: old.len()..old.len(), new: new.len()..new.len() }])
        {
            // Up to a change words correspond one by one.
            while words.len() < change.old.start {
                words.push((old[words.len()].1.clone(), Some(new[next].1.clone())));
                next += 1;
            }
            words.extend(old[change.old].iter().map(|(_, range)| (range.clone(), None)));
            next = change.new.end;
        }
        let kept = (0..words.len()).filter(|word| words[*word].1.is_some()).collect();
        Self { words, kept }
    }

    /// Whether most words at `range` of the new text stood elsewhere than at `old` in the former one.
    fn is_other(&self, range: &Range<u32>, old: &Range<u32>) -> bool {
        let place = |kept: &usize| self.words[*kept].1.clone().unwrap_or_default();
        let first = self.kept.partition_point(|kept| place(kept).end <= range.start);
        let behind = self.kept.partition_point(|kept| place(kept).start < range.end);
        let inside = &self.kept[first.min(behind)..behind];
        let elsewhere = inside.iter().filter(|kept| {
            let word = &self.words[**kept].0;
            word.end <= old.start || old.end <= word.start
        });
        2 * elsewhere.count() > inside.len()
    }

    /// Where a stretch of the former text stands now, if its first and last word are still there.
    fn to_new(&self, range: &Range<u32>) -> Option<Range<u32>> {
        let first = self.words.partition_point(|(word, _)| word.end <= range.start);
        let behind = self.words.partition_point(|(word, _)| word.start < range.end);
        if first >= behind {
            return None;
        }
        let inside = &self.words[first..behind];
        let (start, end) = (inside.first()?, inside.last()?);
        let (new_start, new_end) = (start.1.as_ref()?.start, end.1.as_ref()?.end);
        // An anchor may begin before its first word, with a mark.
        let lead = start.0.start.checked_sub(range.start)?;
        let tail = range.end.checked_sub(end.0.end)?;
        let range = new_start.checked_sub(lead)?..new_end + tail;
        (range.start < range.end).then_some(range)
    }
}

/// Bytes and code points of the words of a text.
fn ranges(text: &str) -> Vec<(Range<usize>, Range<u32>)> {
    let mut at = (0_usize, 0_u32);
    let mut count = |byte: usize| {
        let chars = text[at.0..byte].chars().count();
        at = (byte, at.1 + u32::try_from(chars).expect("texts are shorter than 4 GiB"));
        at.1
    };
    runs(text)
        .map(|word| {
            let start = count(word.start);
            let end = count(word.end);
            (word, start..end)
        })
        .collect()
}

/// Where the addresses that readers may have cited lead in a new text: for each that is no longer an address of it, the
/// index of the block that holds most of its words, or `None` where they are gone. Without the former text nobody can
/// tell, and the address counts as gone.
pub fn former_addresses(clean: &CleanText, former: Former<'_>) -> BTreeMap<String, Option<usize>> {
    let Some(locked) = former.locked else { return BTreeMap::new() };
    let now: BTreeMap<&str, usize> =
        clean.blocks.iter().enumerate().map(|(at, block)| (block.address.as_str(), at)).collect();
    let mut addresses: BTreeMap<String, Option<usize>> = BTreeMap::new();
    let gone: Vec<&String> = locked.paragraphs.iter().filter(|address| !now.contains_key(address.as_str())).collect();
    let fates = match former.text {
        Some(former) if !gone.is_empty() => fates(former, clean, &locked.paragraphs),
        _ => BTreeMap::new(),
    };
    for address in gone {
        addresses.insert(address.clone(), fates.get(address.as_str()).copied());
    }
    // What an earlier build found out stays so as long as the place is there, and follows it when it changes again.
    for (address, place) in &locked.former {
        if now.contains_key(address.as_str()) {
            continue;
        }
        let place = place
            .as_ref()
            .and_then(|place| now.get(place.as_str()).copied().or_else(|| addresses.get(place).copied().flatten()));
        addresses.insert(address.clone(), place);
    }
    addresses
}

/// The block of the new text that holds most words of each paragraph of the former one.
fn fates<'a>(former: &str, clean: &CleanText, paragraphs: &'a [String]) -> BTreeMap<&'a str, usize> {
    let moved = Moved::new(former, clean.text.as_str());
    let mut fates = BTreeMap::new();
    let mut start = 0_u32;
    // The blocks of a reading text are its lines.
    for (line, address) in former.split('\n').zip(paragraphs) {
        let end = start + u32::try_from(line.chars().count()).expect("texts are shorter than 4 GiB");
        let first = moved.words.partition_point(|(word, _)| word.end <= start);
        let behind = moved.words.partition_point(|(word, _)| word.start < end);
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for (_, place) in &moved.words[first.min(behind)..behind] {
            if let Some(place) = place {
                *votes.entry(block_at(clean, place.start)).or_default() += 1;
            }
        }
        let best = votes.into_iter().max_by_key(|(block, votes)| (*votes, std::cmp::Reverse(*block)));
        if let Some((block, votes)) = best.filter(|(_, votes)| votes * 100 >= SIMILAR * (behind - first)) {
            let _ = votes;
            fates.insert(address.as_str(), block);
        }
        start = end + 1;
    }
    fates
}
