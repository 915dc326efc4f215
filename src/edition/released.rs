//! Which words of a source an excerpt shows.
//!
//! In: the reading text, and what was verified in it for pages that are shown. Out: stretches of the text, in order,
//! none meeting another. Start at [`released`].

use std::ops::Range;

use crate::model::anchor::Verified;
use crate::model::clean::{Block, CleanText};
use crate::text::words::words;

/// The passages with `around` words on either side of each: whole words, never beyond their paragraph, and together
/// where no word lies between.
pub(super) fn released(clean: &CleanText, verified: &[Verified], around: usize) -> Vec<Range<u32>> {
    let mut stretches: Vec<Range<u32>> = Vec::new();
    for part in verified.iter().flat_map(|verified| &verified.parts) {
        let first = clean.blocks.partition_point(|block| block.range.end <= part.start);
        let blocks = clean.blocks[first..].iter().take_while(|block| block.range.start < part.end);
        stretches.extend(blocks.map(|block| widened(clean, block, part, around)));
    }
    stretches.sort_by_key(|stretch| (stretch.start, stretch.end));
    let mut merged: Vec<Range<u32>> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        match merged.last_mut() {
            Some(last) if stretch.start <= last.end || is_wordless(clean, last.end..stretch.start) => {
                last.end = last.end.max(stretch.end);
            }
            _ => merged.push(stretch),
        }
    }
    merged
}

/// Whether nothing but signs and spaces lies there, all within one paragraph.
fn is_wordless(clean: &CleanText, between: Range<u32>) -> bool {
    let between = clean.text.slice(between);
    !between.contains('\n') && words(between).next().is_none()
}

/// As much of `part` as lies in `block`, in whole words, and so many words around.
fn widened(clean: &CleanText, block: &Block, part: &Range<u32>, around: usize) -> Range<u32> {
    let text = clean.text.slice(block.range.clone());
    let first = clean.text.byte_of(block.range.start);
    let byte = |at: u32| clean.text.byte_of(at.clamp(block.range.start, block.range.end)) - first;
    let (start, end) = (byte(part.start), byte(part.end));
    let all: Vec<Range<usize>> = words(text).collect();
    let before = all.partition_point(|word| word.end <= start);
    let behind = all.partition_point(|word| word.start < end);
    // Signs go with the words that they touch; at the ends of a paragraph with the last words there.
    let from = match before.checked_sub(around) {
        None | Some(0) => 0,
        Some(word) => {
            let least = all[word - 1].end;
            let most = all.get(word).map_or(start, |word| word.start.min(start));
            least + text[least..most].rfind(char::is_whitespace).map_or(0, |space| after(&text[least..], space))
        }
    };
    let to = match all.get(behind + around) {
        None => text.len(),
        Some(next) => {
            let least = (behind + around).checked_sub(1).map_or(end, |last| all[last].end.max(end));
            least + text[least..next.start].find(char::is_whitespace).unwrap_or(next.start - least)
        }
    };
    clean.text.char_of(first + from)..clean.text.char_of(first + to)
}

/// The byte behind the character at byte `at`.
fn after(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::anchor::{Anchor, Attached, Role, Selector, Verdict};
    use crate::model::id::Id;
    use crate::model::page::Direction;
    use crate::text::Text;
    use crate::text::map::Builder;

    /// The stretches shown of `text`, whose lines are paragraphs and in which `[` and `]` hold what is quoted.
    fn shown(text: &str, around: usize) -> Vec<String> {
        let plain: String = text.chars().filter(|char| !"[]".contains(*char)).collect();
        let mut parts = Vec::new();
        let (mut at, mut open) = (0, 0);
        for char in text.chars() {
            match char {
                '[' => open = at,
                ']' => parts.push(open..at),
                _ => at += 1,
            }
        }
        let mut blocks = Vec::new();
        let mut start = 0;
        for line in plain.split('\n') {
            let length = u32::try_from(line.chars().count()).unwrap();
            blocks.push(Block {
                role: crate::model::clean::Role::Paragraph,
                range: start..start + length,
                address: String::new(),
                number: None,
                language: "en".into(),
                direction: Direction::LeftToRight,
                speaker: None,
                part: None,
                marker: String::new(),
            });
            start += length + 1;
        }
        let mut builder: Builder<'_, crate::model::clean::Change> = Builder::new(&plain);
        builder.copy(plain.len());
        let (text, map) = builder.finish();
        let (sha256, marks, speakers) = (String::new(), Vec::new(), Vec::new());
        let clean = CleanText { text, sha256, blocks, marks, map, speakers, parts: Vec::new() };
        let verified: Vec<Verified> = parts
            .into_iter()
            .map(|part| Verified {
                anchor: Anchor {
                    selector: Selector { source: Id::new("a").unwrap(), block: 0, range: part.clone() },
                    role: Role::Quotation,
                    attached: Attached::Annotation(0),
                },
                parts: vec![part],
                verdict: Verdict::Exact,
                places: 1,
                translated: false,
                name: String::new(),
                wanted: String::new(),
            })
            .collect();
        let text: &Text = &clean.text;
        released(&clean, &verified, around).into_iter().map(|range| text.slice(range).to_owned()).collect()
    }

    #[test]
    fn so_many_words_are_shown_around() {
        assert_eq!(shown("one two three [four] five six seven", 1), ["three four five"]);
        assert_eq!(shown("one two three [four] five six seven", 0), ["four"]);
        assert_eq!(shown("one two three [four] five six seven.", 9), ["one two three four five six seven."]);
        assert_eq!(shown("One, “two” (three) [four], five; six", 1), ["(three) four, five;"]);
    }

    #[test]
    fn words_stay_whole_and_paragraphs_apart() {
        assert_eq!(shown("one tw[o thr]ee four", 0), ["two three"]);
        assert_eq!(shown("one two\nthree [four]\nfive", 5), ["three four"]);
        assert_eq!(shown("one [two\nthree] four", 0), ["two", "three"]);
    }

    #[test]
    fn stretches_that_meet_are_one() {
        assert_eq!(shown("one [two], [three] four", 0), ["two, three"]);
        assert_eq!(shown("one [two] three four [five] six", 1), ["one two three four five six"]);
        assert_eq!(shown("a [two] three four five [six] b c", 1), ["a two three", "five six b"]);
    }

    #[test]
    fn characters_are_words_where_no_spaces_are_set() {
        assert_eq!(shown("一二三[四五]六七八", 2), ["二三四五六七"]);
    }
}
