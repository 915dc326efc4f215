//! The sentence around some words, for showing them in context.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Words that end in a stop without ending a sentence, besides single letters (`U.S.`, `J. Doe`).
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "nos", "v", "vs", "fed", "reg", "stat", "sec", "art", "cf", "p", "pp",
];

/// Longest excerpt, in bytes, on either side of the words that it is about. A paragraph without a stop can be a book.
const REACH: usize = 500;

/// The sentences of a text, by the default rules of Unicode (UAX 29), except that common English abbreviations do not
/// end one.
pub struct Sentences<'a> {
    text: &'a str,
    /// Where each ends.
    ends: Vec<usize>,
}

/// A sentence, or what of a very long one stands around some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Bytes of the text, without white space at either end.
    pub bytes: Range<usize>,
    /// Whether the sentence begins before it.
    pub cut_before: bool,
    /// Whether the sentence goes on behind it.
    pub cut_after: bool,
}

impl<'a> Sentences<'a> {
    /// Finds the sentences of `text`.
    pub fn of(text: &'a str) -> Self {
        let pieces = text.split_sentence_bound_indices();
        let ends = pieces.filter(|(_, piece)| !ends_in_abbreviation(piece)).map(|(start, piece)| start + piece.len());
        Self { text, ends: ends.collect() }
    }

    /// The sentence in which the bytes `words` begin.
    pub fn around(&self, words: &Range<usize>) -> Excerpt {
        let place = self.ends.partition_point(|end| *end <= words.start);
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        let end = self.ends.get(place).copied().unwrap_or(self.text.len());
        let whole = trim(self.text, start..end);
        // Cut between words, if there are any between which to cut.
        let mut bytes = whole.clone();
        if words.start.saturating_sub(REACH) > whole.start {
            let far = self.text.ceil_char_boundary(words.start - REACH);
            bytes.start = self.text[far..words.start].find(char::is_whitespace).map_or(far, |space| far + space);
        }
        let middle = words.end.min(words.start + REACH);
        if middle + REACH < whole.end {
            let near = self.text.floor_char_boundary(middle);
            let far = self.text.floor_char_boundary(middle + REACH);
            bytes.end = self.text[near..far].rfind(char::is_whitespace).map_or(far, |space| near + space);
        }
        let bytes = trim(self.text, bytes);
        Excerpt { cut_before: bytes.start > whole.start, cut_after: bytes.end < whole.end, bytes }
    }
}

fn ends_in_abbreviation(piece: &str) -> bool {
    let Some(rest) = piece.trim_end().strip_suffix('.') else { return false };
    let word = rest.rsplit(|char: char| char.is_whitespace() || char == '.' || char == '(').next().unwrap_or(rest);
    (word.chars().count() == 1 && word.chars().all(char::is_alphabetic))
        || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + piece.len() - piece.trim_start().len();
    start..start + piece.trim().len()
}

#[cfg(test)]
mod tests {
    use super::{REACH, Sentences};

    #[test]
    fn abbreviations_do_not_end_sentences() {
        let text = "First one. The U.S. Department of Mr. Ross said so. Third.";
        let sentences = Sentences::of(text);
        let around = |word: &str| {
            let at = text.find(word).unwrap();
            &text[sentences.around(&(at..at + word.len())).bytes]
        };
        assert_eq!(around("Ross"), "The U.S. Department of Mr. Ross said so.");
        assert_eq!(around("Department"), "The U.S. Department of Mr. Ross said so.");
        assert_eq!(around("First"), "First one.");
        assert_eq!(around("Third"), "Third.");
    }

    #[test]
    fn of_a_sentence_without_end_the_neighbourhood_is_shown() {
        for word in ["wörd ", "漢", "x"] {
            let text = word.repeat(5000);
            let sentences = Sentences::of(&text);
            for words in [0..word.trim_end().len(), word.len() * 2500..word.len() * 2502, 0..text.len()] {
                let excerpt = sentences.around(&words);
                assert!(excerpt.bytes.len() <= 4 * REACH, "{excerpt:?}");
                assert!(excerpt.bytes.start <= words.start && words.start < excerpt.bytes.end, "{excerpt:?}");
                assert_eq!(excerpt.cut_before, words.start > 0);
                assert!(excerpt.cut_after);
            }
        }
    }
}
