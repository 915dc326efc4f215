//! The sentence around some words, for showing them in context.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Words that end in a stop without ending a sentence, besides single letters (`U.S.`, `J. Doe`).
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "nos", "v", "vs", "fed", "reg", "stat", "sec", "art", "cf", "p", "pp",
];

/// The byte range of the sentence of `text` that holds byte `at`, by the default rules of Unicode (UAX 29), except
/// that common English abbreviations do not end one. Leading and trailing white space is left out.
pub fn sentence_around(text: &str, at: usize) -> Range<usize> {
    let mut start = 0;
    for (begin, piece) in text.split_sentence_bound_indices() {
        let end = begin + piece.len();
        if end > at && !ends_in_abbreviation(&text[start..end]) {
            return trim(text, start..end);
        }
        if end <= at && !ends_in_abbreviation(piece) {
            start = end;
        }
    }
    trim(text, start..text.len())
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
    use super::sentence_around;

    #[test]
    fn abbreviations_do_not_end_sentences() {
        let text = "First one. The U.S. Department of Mr. Ross said so. Third.";
        let around = |word: &str| &text[sentence_around(text, text.find(word).unwrap())];
        assert_eq!(around("Ross"), "The U.S. Department of Mr. Ross said so.");
        assert_eq!(around("Department"), "The U.S. Department of Mr. Ross said so.");
        assert_eq!(around("First"), "First one.");
        assert_eq!(around("Third"), "Third.");
    }
}
