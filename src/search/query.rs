//! The language of queries, the same in the terminal and in a browser.
//!
//! Words stand for themselves, all of them must be there; `"words in a row"` are a phrase; `begin*` is the beginning of a
//! word. What is one word to its writer and several in the normal form, such as `re-enter` or `字节跳动`, is a phrase.

use std::ops::Range;

use super::pairs::{Frequent, pair};
use super::words::{Word, words};
use crate::text::normal::composed;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// All of these.
    pub parts: Vec<Part>,
    /// All of them in a row, which counts for more than all of them anywhere; where there is more than one, each of them
    /// a whole word.
    pub whole: Option<Part>,
}

/// A word, or several in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    words: Vec<(String, bool)>,
    /// Whether the last word may go on.
    is_open: bool,
}

/// What the index is asked for one place of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// This term.
    Term(String),
    /// All terms that begin so.
    Beginning(String),
}

impl Step {
    fn term(&self) -> &str {
        let (Self::Term(term) | Self::Beginning(term)) = self;
        term
    }
}

impl Query {
    /// Reads what somebody wrote. There is nothing to look for if it holds no words.
    pub fn read(text: &str) -> Self {
        let text = &*composed(text);
        let mut parts = Vec::new();
        let mut is_plain = true;
        for (place, piece) in text.split(is_mark).enumerate() {
            if place % 2 == 1 {
                is_plain = false;
                parts.extend(Part::of(piece, false));
            } else {
                let words = piece.split_whitespace();
                parts.extend(words.filter_map(|word| Part::of(word, word.ends_with('*'))));
            }
        }
        let is_plain = is_plain && parts.len() > 1 && parts.iter().all(|part| !part.is_open);
        let whole = is_plain.then(|| {
            let words = parts.iter().flat_map(|part| part.words.iter().cloned()).collect();
            Part { words, is_open: false }
        });
        Self { parts, whole }
    }
}

/// Whether a phrase begins or ends with the character.
fn is_mark(char: char) -> bool {
    matches!(char, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』')
}

impl Part {
    fn of(text: &str, is_open: bool) -> Option<Self> {
        let words: Vec<(String, bool)> = words(text).into_iter().map(|word| (word.folded, word.is_unspaced)).collect();
        (!words.is_empty()).then_some(Self { words, is_open })
    }

    /// What the index is to be asked, and for which place of the phrase: of terms in a row that are frequent for as few
    /// pairs as have all of them.
    pub(super) fn steps(&self, frequent: &Frequent) -> Vec<(usize, Step)> {
        let mut steps = self.terms();
        let mut at = 0;
        let number = |(_, step): &(usize, Step)| match step {
            Step::Term(term) => frequent.number(term),
            Step::Beginning(_) => None,
        };
        while at + 1 < steps.len() {
            let row = steps[at..].iter().take_while(|step| number(step).is_some()).count();
            if row < 2 {
                at += row.max(1);
                continue;
            }
            let pairs = (0..row - 1).step_by(2).chain((row % 2 == 1).then_some(row - 2));
            let pairs = pairs.map(|first| {
                let [(place, first), (_, second)] = [&steps[at + first], &steps[at + first + 1]];
                (*place, Step::Term(pair(first.term(), second.term())))
            });
            let pairs: Vec<(usize, Step)> = pairs.collect();
            let behind = at + pairs.len();
            steps.splice(at..at + row, pairs);
            at = behind;
        }
        steps
    }

    fn terms(&self) -> Vec<(usize, Step)> {
        let mut steps = Vec::new();
        for (place, (word, is_unspaced)) in self.words.iter().enumerate() {
            let next = self.words.get(place + 1);
            let step = match next {
                Some((next, true)) if *is_unspaced => Step::Term(format!("{word}{next}")),
                None if *is_unspaced => {
                    // The term before has said it already.
                    if place > 0 && self.words[place - 1].1 {
                        continue;
                    }
                    Step::Beginning(word.clone())
                }
                None if self.is_open => Step::Beginning(word.clone()),
                _ => Step::Term(word.clone()),
            };
            steps.push((place, step));
        }
        steps
    }

    /// Where it stands in a text: ranges of its words.
    pub fn in_words(&self, text: &[Word]) -> Vec<Range<usize>> {
        let last = self.words.len() - 1;
        let is_here = |window: &[Word]| {
            window.iter().zip(&self.words).enumerate().all(|(at, (here, (wanted, _)))| {
                here.folded == *wanted
                    || (at == last && self.is_open && !here.is_unspaced && here.folded.starts_with(wanted.as_str()))
            })
        };
        let windows = text.windows(self.words.len()).enumerate();
        windows.filter(|(_, window)| is_here(window)).map(|(at, _)| at..at + self.words.len()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Query, Step};
    use crate::search::pairs::Frequent;

    fn steps(query: &str) -> Vec<Vec<(usize, Step)>> {
        Query::read(query).parts.iter().map(|part| part.steps(&Frequent::default())).collect()
    }

    fn term(word: &str) -> Step {
        Step::Term(word.to_owned())
    }

    #[test]
    fn words_phrases_and_beginnings() {
        assert_eq!(
            steps("Fox “the Dog” begin*"),
            [
                vec![(0, term("fox"))],
                vec![(0, term("the")), (1, term("dog"))],
                vec![(0, Step::Beginning("begin".to_owned()))]
            ]
        );
        assert_eq!(steps("U.S. re-enter … \"\""), [vec![(0, term("us"))], vec![(0, term("re")), (1, term("enter"))]]);
    }

    #[test]
    fn characters_without_spaces_are_asked_for_in_pairs() {
        assert_eq!(steps("字节跳"), [[(0, term("字节")), (1, term("节跳"))]]);
        assert_eq!(steps("字"), [[(0, Step::Beginning("字".to_owned()))]]);
        assert_eq!(steps("抖音App"), [[(0, term("抖音")), (1, term("音")), (2, term("app"))]]);
    }

    #[test]
    fn frequent_words_in_a_row_are_asked_for_in_pairs() {
        let frequent = Frequent::new(["of", "the", "and", "字节", "节跳"].map(str::to_owned).to_vec());
        let steps = |query: &str| -> Vec<(usize, String)> {
            let steps = Query::read(query).parts[0].steps(&frequent);
            steps.into_iter().map(|(place, step)| (place, step.term().to_owned())).collect()
        };
        let is = |query: &str, expected: &[(usize, &str)]| {
            let expected: Vec<(usize, String)> = expected.iter().map(|(at, term)| (*at, (*term).to_owned())).collect();
            assert_eq!(steps(query), expected, "{query}");
        };
        is("\"of the\"", &[(0, "!of!the")]);
        is("\"of the and\"", &[(0, "!of!the"), (1, "!the!and")]);
        is("\"of the and of\"", &[(0, "!of!the"), (2, "!and!of")]);
        is("\"end of the day and of the\"", &[(0, "end"), (1, "!of!the"), (3, "day"), (4, "!and!of"), (5, "!of!the")]);
        is("\"of days\"", &[(0, "of"), (1, "days")]);
        is("字节跳", &[(0, "!字节!节跳")]);
        is("the", &[(0, "the")]);
    }

    #[test]
    fn plain_words_are_best_in_a_row() {
        let whole = |query: &str| Query::read(query).whole.map(|whole| whole.words.len());
        assert_eq!(whole("the quick fox"), Some(3));
        assert_eq!((whole("fox"), whole("the \"quick fox\""), whole("quick fo*")), (None, None, None));
    }
}
