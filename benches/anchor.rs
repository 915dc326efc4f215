//! How long it takes to look up quotations: many in many sources, many in one long source, and one that is not there.
//!
//! `cargo bench --bench anchor` prints the figures. The texts are made of a fixed sequence of words, so that runs can be
//! compared; a run compares its own parts, since times of different machines say little.
#![allow(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use casebook::model::files::{File, Files};
use casebook::query::{self, Options};

/// How many quotations are looked up.
const ANCHORS: usize = 10_000;

/// How much text there is in all, in bytes.
const TEXT: usize = 10 << 20;

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }

    /// Paragraphs of words of which a few are frequent, as in prose.
    fn text(&mut self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 1000);
        while text.len() < bytes {
            for word in 0..60 + self.below(60) {
                let rank = self.below(100) * self.below(100);
                let _ = write!(text, "{}w{}", if word > 0 { " " } else { "" }, rank + self.below(20));
            }
            text.push_str(".\n\n");
        }
        text
    }
}

fn main() {
    let many = run("100 sources", 100, ANCHORS);
    let one = run("one source", 1, ANCHORS);
    let without = run("one source, one quotation", 1, 1);
    println!("one source takes {:.2} times as long as 100 sources", one.as_secs_f64() / many.as_secs_f64());
    println!("10,000 quotations take {:.2} times as long as one", one.as_secs_f64() / without.as_secs_f64());
    missing();
    repeated();
}

/// Looks up quotations of 3 to 14 words, every tenth of them elided, spread over some sources.
fn run(what: &str, sources: usize, anchors: usize) -> Duration {
    let mut sequence = Sequence(2020);
    let texts: Vec<String> = (0..sources).map(|_| sequence.text(TEXT / sources)).collect();
    let mut pages = vec![String::new(); 100.min(anchors)];
    for number in 0..anchors {
        let source = number % sources;
        let text = texts[source].as_str();
        let paragraph = loop {
            let at = sequence.below(text.len() - 1000);
            let paragraph = text[at..].split("\n\n").nth(1).unwrap_or_default();
            if !paragraph.is_empty() {
                break paragraph.trim_end_matches('.');
            }
        };
        let words: Vec<&str> = paragraph.split(' ').collect();
        let count = 3 + sequence.below(12);
        let first = sequence.below(words.len() - count);
        let quoted = &words[first..first + count];
        let quoted = if number % 10 == 0 && count > 8 {
            format!("{} … {}", quoted[..4].join(" "), quoted[6..].join(" "))
        } else {
            quoted.join(" ")
        };
        let page = number % pages.len();
        let _ = write!(pages[page], "“{quoted}” [@s-{source}]\n\n");
    }
    let files = dossier(&texts, &pages);
    let (time, errors, found) = look_up(&files);
    println!("{what}: {found} of {anchors} quotations in {} MiB, {errors} errors: {time:.2?}", TEXT >> 20);
    time
}

/// A quotation with a wrong word, for which the nearest passage of 2 MiB is looked for.
fn missing() {
    let mut sequence = Sequence(7);
    let text = sequence.text(2 << 20);
    let paragraph = text.split("\n\n").collect::<Vec<_>>().into_iter().rev().nth(10).expect("the text is long");
    let words: Vec<&str> = paragraph.split(' ').collect();
    let quote = |length: usize, wrong: &str| {
        let mut quoted = words[..length].to_vec();
        quoted[length / 2] = wrong;
        vec![format!("“{}” [@s-0]\n", quoted.join(" "))]
    };
    let texts = [text.clone()];
    let (right, ..) = look_up(&dossier(&texts, &quote(10, words[5])));
    for length in [10, 50] {
        let (wrong, errors, _) = look_up(&dossier(&texts, &quote(length, "wrong")));
        assert_eq!(errors, 1, "the words are not there");
        println!(
            "nearest passage to {length} words in 2 MiB: {:.2?} more than {right:.2?}",
            wrong.saturating_sub(right)
        );
    }
}

/// A megabyte of one word, and a quotation of many pieces that is nearly there.
fn repeated() {
    let text = [format!("{}b.\n", "a ".repeat(1 << 19))];
    let (time, errors, _) = look_up(&dossier(&text, &[format!("“{} … b … a” [@s-0]\n", vec!["a"; 20].join(" … "))]));
    assert_eq!(errors, 1, "the words do not stand in this order");
    println!("22 pieces in 1 MiB of one word: {time:.2?}");
}

fn dossier(texts: &[String], pages: &[String]) -> Files {
    let file = |path: String, text: String| File { path, bytes: text.into_bytes().into() };
    let mut files = vec![file("casebook.toml".to_owned(), "title = \"T\"\n".to_owned())];
    for (number, text) in texts.iter().enumerate() {
        let front =
            format!("+++\nraw = \"seeds/{number}.txt\"\ntitle = \"S\"\nrights = {{ publish = \"full\" }}\n+++\n");
        files.push(file(format!("content/sources/s-{number}.md"), front));
        files.push(file(format!("seeds/{number}.txt"), text.clone()));
    }
    let page =
        |(number, page)| file(format!("content/essays/e-{number}.md"), format!("+++\ntitle = \"E\"\n+++\n{page}"));
    files.extend(pages.iter().enumerate().map(page));
    Files::new(files)
}

/// Time, number of errors and of quotations found.
fn look_up(files: &Files) -> (Duration, usize, usize) {
    let began = Instant::now();
    let checked = query::dossier(files, &Options::default());
    let time = began.elapsed();
    (time, checked.diags.len(), checked.value.dossier.verified().count())
}
