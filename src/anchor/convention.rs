//! Finds a quotation by the editors' conventions: its pieces in order, and what lies between them left out for good.
//!
//! In: a prepared source and a [`Pattern`]. Out: every place where the pieces stand. Start at [`by_convention`]. From the
//! last piece backwards, each place of a piece is bound to the nearest place behind it from which the rest follows. A
//! place further off leaves out the same words and more, so none is missed, and the work grows with the number of places
//! and never with that of their combinations.

use std::ops::Range;

use super::edge::{is_denied, is_whole, is_within};
use super::find::{Hit, LONGEST_GAP, MOST_PLACES, MOST_REPLACED, Miss, Needle, Prepared};
use super::negation;
use super::pattern::{Join, Pattern, Piece};
use crate::model::anchor::Verdict;
use crate::text::compare::runs;
use crate::text::normal::is_word_char;
use crate::text::words::words;

/// How far two pieces may stand apart, in bytes: what a gap or a bracket stands for is shorter.
const REACH: usize = 4 * LONGEST_GAP;

/// A place of a piece, and the index of the place of the next one that is bound to it.
type Bound = (Range<usize>, usize);

/// Every place where the pieces of a quotation stand, in order of place; never empty.
pub(super) fn by_convention(source: &Prepared<'_>, needle: &Needle<'_>, pattern: &Pattern) -> Result<Vec<Hit>, Miss> {
    if let Some(denies) = negation::of_language(source.language) {
        let put_in = pattern.own.iter().flat_map(|own| words(own).map(|word| &own[word])).find(|word| denies(word));
        if let Some(word) = put_in {
            return Err(Miss::PutsIn(word.to_owned()));
        }
    }
    let mut search = Search { source, is_block: needle.is_block, miss: Miss::Absent };
    let places = search.places(pattern);
    let is_somewhere = |piece: &Piece| search.everywhere(piece).next().is_some();
    if places.iter().any(Vec::is_empty) {
        let is_apart = search.miss == Miss::Absent && pattern.pieces.iter().all(is_somewhere);
        return Err(if is_apart { Miss::Apart } else { search.miss });
    }
    // The places from which the rest of the pieces follow, by piece.
    let mut good: Vec<Vec<Bound>> = Vec::new();
    for (number, places) in places.into_iter().enumerate().rev() {
        let bound = match good.last() {
            None => places.into_iter().map(|place| (place, 0)).collect(),
            Some(next) => {
                let join = pattern.joins[number];
                places.into_iter().filter_map(|place| search.bind(place, join, next)).collect()
            }
        };
        good.push(bound);
    }
    good.reverse();
    if good[0].is_empty() {
        return Err(if search.miss == Miss::Absent { Miss::Apart } else { search.miss });
    }
    let mut found: Vec<Vec<Range<usize>>> = Vec::new();
    for first in good[0].iter().take(MOST_PLACES) {
        let (mut parts, mut next) = (vec![first.0.clone()], first.1);
        for places in &good[1..] {
            parts.push(places[next].0.clone());
            next = places[next].1;
        }
        match search.denied_outside(pattern, &parts) {
            Some(word) => search.miss = Miss::LeavesOut(word),
            None => found.push(parts),
        }
    }
    if found.is_empty() {
        return Err(search.miss);
    }
    let hits = found.into_iter().map(|parts| {
        let bold = needle.bold().and_then(|bold| bold_in(source, pattern, &parts, &bold));
        Hit { parts: parts.iter().map(|part| source.range(part)).collect(), bold, verdict: Verdict::Elided }
    });
    Ok(hits.collect())
}

/// The bold words, from the piece that holds the first of them to the one that holds the last.
fn bold_in(
    source: &Prepared<'_>,
    pattern: &Pattern,
    parts: &[Range<usize>],
    bold: &Range<usize>,
) -> Option<Range<u32>> {
    let ends = |piece: &Piece| piece.at + piece.text.len();
    let start = pattern.pieces.iter().position(|piece| bold.start < ends(piece))?;
    let end = pattern.pieces.iter().rposition(|piece| piece.at < bold.end)?;
    if end < start {
        return None;
    }
    let from = parts[start].start + bold.start.saturating_sub(pattern.pieces[start].at);
    let to = parts[end].start + bold.end.min(ends(&pattern.pieces[end])) - pattern.pieces[end].at;
    Some(source.range(&(from..to)))
}

struct Search<'a> {
    source: &'a Prepared<'a>,
    is_block: bool,
    /// What came nearest to being a match.
    miss: Miss,
}

impl Search<'_> {
    /// Where each piece stands, in bytes of the normal form, as far as the rarest of them is within reach.
    fn places(&mut self, pattern: &Pattern) -> Vec<Vec<Range<usize>>> {
        let haystack = &self.source.haystack;
        let count = |piece: &Piece| -> usize {
            let counts =
                piece.forms().into_iter().map(|form| haystack.count(&form, |word| piece.is_partial(word, &form)));
            counts.fold(0, usize::saturating_add)
        };
        let whole = 0..self.source.normal().len();
        let rarest = pattern.pieces.iter().enumerate().min_by_key(|(_, piece)| count(piece));
        let (rarest, piece) = rarest.expect("a pattern has a piece");
        let of_rarest = self.within(piece, std::slice::from_ref(&whole));
        let reach: usize = pattern.pieces.iter().map(|piece| piece.text.len() + REACH).sum();
        let mut near: Vec<Range<usize>> = Vec::new();
        for place in &of_rarest {
            let around = place.start.saturating_sub(reach)..place.end + reach;
            match near.last_mut().filter(|last| around.start <= last.end) {
                Some(last) => last.end = around.end,
                None => near.push(around),
            }
        }
        let all = pattern.pieces.iter().enumerate();
        all.map(|(number, piece)| if number == rarest { of_rarest.clone() } else { self.within(piece, &near) })
            .collect()
    }

    /// Where a piece may stand within some stretches.
    fn within(&mut self, piece: &Piece, stretches: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        for form in piece.forms() {
            let starts =
                self.source.haystack.find_within(&form, |word| piece.is_partial(word, &form), stretches.to_vec());
            for bytes in starts.map(|start| start..start + form.len()) {
                if !is_whole(self.source, &bytes, piece.opens_inside, piece.ends_inside) {
                    continue;
                }
                if let Some(word) = self.denied_by_part(piece, &bytes) {
                    self.miss = Miss::LeavesOut(word);
                } else if self.is_within(&bytes) {
                    places.push(bytes);
                }
            }
        }
        places.sort_by_key(|place| place.start);
        places
    }

    /// Where the words of a piece stand, whatever stands around them.
    fn everywhere(&self, piece: &Piece) -> impl Iterator<Item = usize> {
        let forms = piece.forms().into_iter();
        forms.flat_map(|form| {
            let starts = self.source.haystack.find(&form, |word| piece.is_partial(word, &form));
            let all = starts.map(|start| start..start + form.len());
            let whole = all.filter(|bytes| is_whole(self.source, bytes, piece.opens_inside, piece.ends_inside));
            whole.map(|bytes| bytes.start).take(1).collect::<Vec<_>>()
        })
    }

    /// The nearest place behind `place` from which the rest follows, if the join may stand for what lies between.
    fn bind(&mut self, place: Range<usize>, join: Join, next: &[Bound]) -> Option<Bound> {
        let nearest = next.partition_point(|(next, _)| next.start < place.end);
        let (behind, _) = next.get(nearest)?;
        match self.may_leave_out(join, place.end..behind.start) {
            Ok(true) if self.is_within(&(place.start..behind.end)) => Some((place, nearest)),
            Ok(_) => None,
            Err(word) => {
                self.miss = Miss::LeavesOut(word);
                None
            }
        }
    }

    /// Whether a join may stand for what lies between two pieces; what denies in it, if anything does.
    fn may_leave_out(&self, join: Join, between: Range<usize>) -> Result<bool, String> {
        if between.len() > REACH {
            return Ok(false);
        }
        let text = &self.source.normal()[between.clone()];
        let fits = match join {
            Join::Gap => text.chars().count() <= LONGEST_GAP,
            Join::Own => runs(text).count() <= MOST_REPLACED && !text.contains('\n'),
            Join::Beside => text.chars().all(|char| char == ' '),
        };
        if !fits {
            return Ok(false);
        }
        self.denial(&between).map_or(Ok(true), Err)
    }

    /// A word that denies among those that an omission or a bracket at either end of the quotation may stand for: of an
    /// omission the rest of the sentence, of a bracket as many words as it may replace.
    fn denied_outside(&self, pattern: &Pattern, parts: &[Range<usize>]) -> Option<String> {
        let (first, last) = (parts[0].start, parts[parts.len() - 1].end);
        let normal = self.source.normal();
        let ends = |at: usize, char: char| {
            matches!(char, '.' | '?' | '!' | '。' | '？' | '！')
                && normal[at + char.len_utf8()..].chars().next().is_none_or(|next| !is_word_char(next))
        };
        let is_end = |(at, char): &(usize, char)| *char == '\n' || ends(*at, *char);
        let before = pattern.before.and_then(|join| {
            let from = normal.ceil_char_boundary(first.saturating_sub(REACH));
            let stretch = &normal[from..first];
            let start = stretch.char_indices().rev().map(|(at, char)| (from + at, char)).find(is_end);
            let start = start.map_or(from, |(at, char)| at + char.len_utf8());
            let words: Vec<usize> = runs(&normal[start..first]).map(|word| start + word.start).collect();
            let nearest = if join == Join::Own { words.len().saturating_sub(MOST_REPLACED) } else { 0 };
            self.denial(&(*words.get(nearest)?..first))
        });
        let after = || {
            let join = pattern.after?;
            let reach = normal.floor_char_boundary((last + REACH).min(normal.len()));
            let end = normal[last..reach].char_indices().map(|(at, char)| (last + at, char)).find(is_end);
            let end = end.map_or(reach, |(at, _)| at);
            let words: Vec<usize> = runs(&normal[last..end]).map(|word| last + word.end).collect();
            let farthest = if join == Join::Own { words.len().min(MOST_REPLACED) } else { words.len() };
            self.denial(&(last..*words.get(farthest.checked_sub(1)?)?))
        };
        before.or_else(after)
    }

    /// A word that denies, of which at least a part lies in a stretch.
    fn denial(&self, between: &Range<usize>) -> Option<String> {
        let denies = negation::of_language(self.source.language)?;
        let normal = self.source.normal();
        // Words that are left out in part count as a whole.
        let mut around = between.clone();
        while let Some(char) = normal[..around.start].chars().next_back().filter(|char| !char.is_whitespace()) {
            around.start -= char.len_utf8();
        }
        while let Some(char) = normal[around.end..].chars().next().filter(|char| !char.is_whitespace()) {
            around.end += char.len_utf8();
        }
        if around.is_empty() || between.is_empty() {
            return None;
        }
        // In normal form a quotation mark is an apostrophe; in the text it begins or ends a word.
        let text = &self.source.words.clean.text;
        let (from, gone) = (self.source.range(&around), self.source.range(between));
        let (first, start) = (text.byte_of(from.start), text.byte_of(gone.start));
        let end = text.byte_of(gone.end);
        let part = text.slice(from);
        let cut = words(part).filter(|word| first + word.start < end && start < first + word.end);
        cut.map(|word| &part[word]).find(|word| denies(word)).map(str::to_owned)
    }

    /// The word that denies, if the part of it that a piece leaves out at its ends makes it do so.
    fn denied_by_part(&self, piece: &Piece, bytes: &Range<usize>) -> Option<String> {
        let normal = self.source.normal();
        let in_word = |char: &char| is_word_char(*char) || *char == '\'';
        let length = |chars: &mut dyn Iterator<Item = char>| chars.map(char::len_utf8).sum::<usize>();
        let (mut start, mut end) = (bytes.start, bytes.end);
        if piece.opens_inside {
            start -= length(&mut normal[..start].chars().rev().take_while(in_word));
        }
        if piece.ends_inside {
            end += length(&mut normal[end..].chars().take_while(in_word));
        }
        let (before, behind) = (start..bytes.start, bytes.end..end);
        let word = || {
            let from = normal[..before.end].rfind(char::is_whitespace).map_or(0, |at| at + 1);
            let to = normal[behind.end..].find(char::is_whitespace).map_or(normal.len(), |at| behind.end + at);
            normal[from..to].split(char::is_whitespace).next().unwrap_or_default().to_owned()
        };
        let is_denied = piece.opens_inside && normal[..start].ends_with('-') && is_denied(self.source, start);
        if is_denied || negation::begins(&normal[before.clone()]) {
            return Some(word());
        }
        if negation::ends(&normal[behind.clone()]) {
            return Some(normal[behind].to_owned());
        }
        self.denial(&before).or_else(|| self.denial(&behind))
    }

    /// Whether a stretch stays where a quotation may run.
    fn is_within(&mut self, bytes: &Range<usize>) -> bool {
        let fits = is_within(&self.source.words.clean, &self.source.range(bytes), self.is_block);
        if !fits && self.miss == Miss::Absent {
            self.miss = Miss::Crossing;
        }
        fits
    }
}
