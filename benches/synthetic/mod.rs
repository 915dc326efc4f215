//! Made-up dossiers of any size: what benches measure and what other programs are compared on.
//!
//! In: a [`Size`]. Out: [`Dossier`], whose sources, entries and essays are made one at a time when asked for, each from its
//! number alone; so a dossier of any size needs hardly any memory, and the sources of a small one are also those of a
//! larger one with as many terms. `casebook` writes them as the files of a dossier that has neither errors nor warnings.
//!
//! The texts are no language, but what the time of a build depends on is that of news articles: the lengths of words (5
//! to 6 letters on average) and how often each occurs (Zipf's law over 50,000), sentences, paragraphs and headings,
//! names in capitals that no entry has, typographic quotation marks and accents, and what a capture has around the text.

pub(crate) mod casebook;
mod numbers;

use std::collections::BTreeSet;

use self::numbers::Frequencies;
pub(crate) use self::numbers::Numbers;

/// How large a dossier is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Sources, of about 750 words each; at most 40,000, beyond which names repeat.
    pub(crate) sources: usize,
    /// Entries of the glossary, each with a title and two aliases; at most 2,000, beyond which names repeat.
    pub(crate) terms: usize,
}

/// What the parts of a dossier are made from.
#[derive(Debug)]
pub(crate) struct Dossier {
    size: Size,
    /// Words, the most frequent first.
    vocabulary: Vec<String>,
    words: Frequencies,
    terms: Vec<Term>,
    named: Frequencies,
}

/// The names of an entry.
#[derive(Debug)]
pub(crate) struct Term {
    /// Two words, the first of which is also an ordinary one: only the second tells whether a text names the entry.
    pub(crate) title: String,
    /// The second word of the title, and an acronym.
    pub(crate) aliases: [String; 2],
}

/// A text that was captured, and what the editors say of it.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) title: String,
    pub(crate) author: String,
    /// Year, month, day.
    pub(crate) published: (usize, usize, usize),
    pub(crate) blocks: Vec<Block>,
    /// In Markdown.
    pub(crate) headnote: String,
    pub(crate) notes: Vec<Note>,
}

/// A piece of a source.
#[derive(Debug)]
pub(crate) enum Block {
    Heading(String),
    Paragraph(String),
}

/// What the editors say of some words of a source.
#[derive(Debug)]
pub(crate) struct Note {
    pub(crate) kind: &'static str,
    /// Words of the source; those meant are the middle ones.
    pub(crate) quoted: [String; 3],
    /// In Markdown.
    pub(crate) body: String,
}

/// What the glossary says of a term.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) definition: String,
    /// Numbers of other terms.
    pub(crate) see_also: [usize; 2],
    /// Further paragraphs, in Markdown.
    pub(crate) body: String,
}

/// A page of the editors that quotes some sources and names all of its hundred.
#[derive(Debug)]
pub(crate) struct Essay {
    pub(crate) title: String,
    pub(crate) sections: Vec<Section>,
    /// Numbers of the sources that it is about.
    pub(crate) about: std::ops::Range<usize>,
}

/// A section of an essay.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) heading: String,
    /// What stands before the quotation, in Markdown.
    pub(crate) before: String,
    /// Words of a source, and its number.
    pub(crate) quoted: (String, usize),
    /// What stands behind it, in Markdown.
    pub(crate) behind: String,
}

/// Which part a sequence of numbers is for, so that no two parts are alike.
#[derive(Debug, Clone, Copy)]
enum Part {
    Vocabulary,
    Source,
    Editors,
    Entry,
    Essay,
}

/// How many words there are.
const VOCABULARY: usize = 50_000;

/// Of so many words of a source one is the name of an entry.
const WORDS_PER_NAME: usize = 43;

/// Of so many words of a source one is a name that no entry has.
const WORDS_PER_STRANGER: usize = 150;

/// Every so many sources have annotations.
const SOURCES_PER_ANNOTATED: usize = 5;

/// How many sources an essay is about.
const SOURCES_PER_ESSAY: usize = 100;

/// Every so many entries and essays have a block of code.
const PAGES_PER_CODE: usize = 20;

impl Size {
    /// As many terms as a glossary for so many sources has: 100 up to 1,000 sources, 1,000 from 10,000 on.
    pub(crate) fn of(sources: usize) -> Self {
        Self { sources, terms: (sources / 10).clamp(100, 1000) }
    }
}

impl Dossier {
    /// A dossier of this size, always the same.
    pub(crate) fn new(size: Size) -> Self {
        let vocabulary = vocabulary();
        let terms = (0..size.terms).map(|number| term(number, &vocabulary)).collect();
        Self { size, vocabulary, words: Frequencies::new(VOCABULARY), terms, named: Frequencies::new(size.terms) }
    }

    /// How large it is.
    pub(crate) fn size(&self) -> Size {
        self.size
    }

    /// How many essays it has.
    pub(crate) fn essays(&self) -> usize {
        self.size.sources.div_ceil(SOURCES_PER_ESSAY)
    }

    /// The names of an entry.
    pub(crate) fn term(&self, number: usize) -> &Term {
        &self.terms[number]
    }

    /// A source with the annotations on it.
    pub(crate) fn source(&self, number: usize) -> Source {
        let mut numbers = Numbers::new(Part::Source as u64, number);
        let title = self.headline(&mut numbers);
        let strangers: [String; 3] = std::array::from_fn(|place| {
            format!("{} {}", given_name(&mut numbers), coined(number * 3 + place, 4, "ner"))
        });
        // A term that chance might forget has a source of its own.
        let mut wanted = (number..self.size.terms).step_by(self.size.sources);
        let mut blocks = Vec::new();
        let (mut count, length) = (0, 630 + numbers.below(161));
        while count < length {
            if !blocks.is_empty() && numbers.one_in(6) {
                blocks.push(Block::Heading(self.phrase(&mut numbers, 4)));
            }
            let mut sentences: Vec<String> = Vec::new();
            for place in 0..2 + numbers.below(4) {
                let mut sentence = self.sentence(&mut numbers, &strangers);
                if let Some(term) = wanted.next() {
                    sentence.insert_str(sentence.len() - 1, &format!(" of {}", self.terms[term].title));
                }
                count += sentence.split(' ').count();
                // The first stays plain, to be quoted.
                sentences.push(if place > 0 && numbers.one_in(8) { format!("“{sentence}”") } else { sentence });
            }
            blocks.push(Block::Paragraph(sentences.join(" ")));
        }
        let mut numbers = Numbers::new(Part::Editors as u64, number);
        let notes =
            if number.is_multiple_of(SOURCES_PER_ANNOTATED) { self.notes(&blocks, &mut numbers) } else { Vec::new() };
        Source {
            title,
            author: author(&mut numbers),
            published: (1996 + numbers.below(25), 1 + numbers.below(12), 1 + numbers.below(28)),
            headnote: self.remark(&mut numbers, 2),
            blocks,
            notes,
        }
    }

    /// The title of a source, without the rest of it.
    pub(crate) fn title(&self, number: usize) -> String {
        self.headline(&mut Numbers::new(Part::Source as u64, number))
    }

    /// What the glossary says of a term.
    pub(crate) fn entry(&self, number: usize) -> Entry {
        let mut numbers = Numbers::new(Part::Entry as u64, number);
        let see_also = [1, 2].map(|step| (number + step * step * 7) % self.size.terms);
        let mut body = self.remark(&mut numbers, 3);
        if number.is_multiple_of(PAGES_PER_CODE) {
            body.push_str(CODE);
        }
        Entry {
            definition: format!("{} is a term for {}.", self.terms[number].title, self.words(&mut numbers, 16)),
            see_also,
            body,
        }
    }

    /// An essay.
    pub(crate) fn essay(&self, number: usize) -> Essay {
        let mut numbers = Numbers::new(Part::Essay as u64, number);
        let first = number * SOURCES_PER_ESSAY;
        let about = first..self.size.sources.min(first + SOURCES_PER_ESSAY);
        let sections = about.clone().step_by(10).enumerate().map(|(place, source)| {
            let code = if place == 0 && number.is_multiple_of(PAGES_PER_CODE) { CODE } else { "" };
            Section {
                heading: self.phrase(&mut numbers, 5),
                before: self.remark(&mut numbers, 1),
                quoted: (quotation(&self.source(source).blocks, 1, place % 3 == 2), source),
                behind: format!("{}{code}", self.remark(&mut numbers, 2)),
            }
        });
        Essay { sections: sections.collect(), title: self.phrase(&mut numbers, 6), about }
    }

    fn notes(&self, blocks: &[Block], numbers: &mut Numbers) -> Vec<Note> {
        const KINDS: [&str; 4] = ["context", "definition", "comment", "question"];
        let places = [0, paragraphs(blocks).count() - 1];
        places
            .into_iter()
            .map(|place| {
                let words = opening(blocks, place);
                let quoted = [&words[..2], &words[2..5], &words[5..7]].map(|words| words.join(" "));
                Note { kind: KINDS[numbers.below(KINDS.len())], quoted, body: self.remark(numbers, 2) }
            })
            .collect()
    }

    fn headline(&self, numbers: &mut Numbers) -> String {
        let words = 4 + numbers.below(4);
        let words = self.phrase(numbers, words);
        if numbers.one_in(3) { format!("{words} on {}", self.name(numbers)) } else { words }
    }

    /// A sentence of a source. Its first seven words hold no mark that ends a quotation.
    fn sentence(&self, numbers: &mut Numbers, strangers: &[String]) -> String {
        let mut sentence = String::new();
        let length = 9 + numbers.below(16);
        for place in 0..length {
            if place > 0 {
                sentence.push_str(if place > 7 && numbers.one_in(40) { " — " } else { " " });
            }
            if numbers.one_in(WORDS_PER_NAME) {
                sentence.push_str(self.name(numbers));
                sentence.push_str(if numbers.one_in(12) { "’s" } else { "" });
            } else if numbers.one_in(WORDS_PER_STRANGER) {
                sentence.push_str(&strangers[numbers.below(strangers.len())]);
            } else {
                let word = self.word(numbers);
                if place == 0 { push_capitalised(&mut sentence, word) } else { sentence.push_str(word) }
            }
            if place + 1 < length && numbers.one_in(12) {
                sentence.push(',');
            }
        }
        sentence.push(if numbers.one_in(25) { '?' } else { '.' });
        sentence
    }

    /// Sentences of the editors, each of which names an entry.
    fn remark(&self, numbers: &mut Numbers, sentences: usize) -> String {
        let mut text = String::new();
        for _ in 0..sentences {
            push_capitalised(&mut text, &self.words(numbers, 9));
            text.push(' ');
            text.push_str(self.name(numbers));
            text.push(' ');
            text.push_str(&self.words(numbers, 6));
            text.push_str(". ");
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// Words that begin with a capital.
    fn phrase(&self, numbers: &mut Numbers, count: usize) -> String {
        let mut phrase = String::new();
        push_capitalised(&mut phrase, &self.words(numbers, count));
        phrase
    }

    fn words(&self, numbers: &mut Numbers, count: usize) -> String {
        (0..count).map(|_| self.word(numbers)).collect::<Vec<_>>().join(" ")
    }

    fn word(&self, numbers: &mut Numbers) -> &str {
        &self.vocabulary[self.words.draw(numbers)]
    }

    /// One of the names of a term.
    fn name(&self, numbers: &mut Numbers) -> &str {
        let Term { title, aliases: [short, acronym] } = &self.terms[self.named.draw(numbers)];
        match numbers.below(5) {
            0 | 1 => title,
            2 | 3 => short,
            _ => acronym,
        }
    }
}

/// The paragraphs among the blocks of a source.
fn paragraphs(blocks: &[Block]) -> impl Iterator<Item = &str> {
    blocks.iter().filter_map(|block| match block {
        Block::Paragraph(text) => Some(text.as_str()),
        Block::Heading(_) => None,
    })
}

/// The first seven words of a paragraph, or more if a comma would end them.
fn opening(blocks: &[Block], paragraph: usize) -> Vec<&str> {
    let text = paragraphs(blocks).nth(paragraph).expect("sources have several paragraphs");
    text.split(' ').take(7).collect()
}

/// Words from the beginning of a paragraph, of which an elision leaves out some.
fn quotation(blocks: &[Block], paragraph: usize, elided: bool) -> String {
    let words = opening(blocks, paragraph);
    let quoted =
        if elided { format!("{} … {}", words[..3].join(" "), words[5..].join(" ")) } else { words.join(" ") };
    quoted.trim_end_matches(',').to_owned()
}

/// 50,000 words, the frequent ones short. They have no letter `h`, `j`, `w` or `z`, of which the names are made, and are
/// none of the words that deny something, whose omission in a quotation is an error.
fn vocabulary() -> Vec<String> {
    const CONSONANTS: &[char] = &['b', 'c', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v'];
    const VOWELS: &[char] = &['a', 'a', 'e', 'e', 'e', 'i', 'i', 'o', 'o', 'u'];
    const DENIALS: &[&str] = &["no", "nor", "not", "none", "never", "deny", "fail", "lack"];
    let mut numbers = Numbers::new(Part::Vocabulary as u64, 0);
    let mut seen: BTreeSet<String> = DENIALS.iter().map(|word| (*word).to_owned()).collect();
    let mut words = Vec::with_capacity(VOCABULARY);
    while words.len() < VOCABULARY {
        let (shortest, more) = match words.len() {
            0..30 => (2, 2),
            30..300 => (3, 3),
            300..3000 => (5, 4),
            _ => (6, 7),
        };
        let length = shortest + numbers.below(more);
        let mut word = String::new();
        let first_vowel = usize::from(!numbers.one_in(3));
        for place in 0..length {
            let letters = if place % 2 == first_vowel { VOWELS } else { CONSONANTS };
            word.push(letters[numbers.below(letters.len())]);
        }
        // An accent is rare.
        if numbers.one_in(40) {
            word = word.replacen('e', "é", 1);
        }
        if seen.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

fn term(number: usize, vocabulary: &[String]) -> Term {
    const FIRST: &[u8] = b"HJWZ";
    let short = coined(number, 3, "dor");
    let mut title = String::new();
    push_capitalised(&mut title, &vocabulary[100 + number * 3]);
    title.push(' ');
    title.push_str(&short);
    let letter = |digit: usize| char::from(b'A' + u8::try_from(digit % 26).expect("an alphabet has 26 letters"));
    let acronym = [char::from(FIRST[number % 4]), letter(number / 4), letter(number / 104), 'K'];
    Term { title, aliases: [short, String::from_iter(acronym)] }
}

/// A name of some syllables that no other number below 16 to the power of `syllables` has, and that is no word.
fn coined(number: usize, syllables: usize, end: &str) -> String {
    const CONSONANTS: &[u8] = b"hjwz";
    const VOWELS: &[u8] = b"aeio";
    let mut name = String::new();
    // Neighbours are to differ from the first syllable on; an odd factor leaves every number a name of its own.
    let count = 16_usize.pow(u32::try_from(syllables).expect("names are short"));
    let mut rest = number.wrapping_mul(40_503) % count;
    for _ in 0..syllables {
        name.push(char::from(CONSONANTS[rest % 4]));
        name.push(char::from(VOWELS[rest / 4 % 4]));
        rest /= 16;
    }
    name.push_str(end);
    let mut capitalised = String::new();
    push_capitalised(&mut capitalised, &name);
    capitalised
}

fn author(numbers: &mut Numbers) -> String {
    let family = numbers.below(400);
    format!("{} {}", given_name(numbers), coined(family, 3, "man"))
}

fn given_name(numbers: &mut Numbers) -> &'static str {
    const NAMES: &[&str] = &["Ann", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gail", "Hugo", "Ida", "Jon", "Kim", "Lea"];
    NAMES[numbers.below(NAMES.len())]
}

fn push_capitalised(text: &mut String, words: &str) {
    let mut chars = words.chars();
    text.extend(chars.next().into_iter().flat_map(char::to_uppercase));
    text.push_str(chars.as_str());
}

const CODE: &str = r#"

```python
def count(words: list[str]) -> dict[str, int]:
    """How often each word occurs."""
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1  # the first time from nothing
    return counts
```
"#;
