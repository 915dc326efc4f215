//! Looking up quotations: many in many sources, many in one long source, and some that are not there.
//!
//! The texts are harder than prose, since their few words occur again and again.

use std::fmt::Write as _;

use casebook::model::files::{File, Files};
use casebook::query::{self, Options};
use criterion::{BenchmarkId, Criterion, Throughput};

use super::synthetic::Numbers;

/// How many quotations are looked up.
const QUOTATIONS: usize = 10_000;

/// How much text there is in all, in bytes.
const TEXT: usize = 10 << 20;

/// How much text there is to find the nearest passage in, in bytes.
const NEAR: usize = 2 << 20;

/// Quotations of 3 to 14 words, every tenth of them elided. That there is one source or that there are many should make no
/// difference, and that there are quotations at all only a small one to the time that reading and cleaning take.
pub(super) fn look_up(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("quotations");
    group.sample_size(10).throughput(Throughput::Bytes(TEXT as u64));
    for (sources, quotations) in [(100, QUOTATIONS), (1, QUOTATIONS), (1, 1)] {
        let files = quoting(sources, quotations);
        let id = BenchmarkId::new(format!("{quotations} in 10 MiB"), format!("{sources} sources"));
        group.bench_function(id, |bencher| bencher.iter(|| findings(&files, 0)));
    }
    group.finish();
}

/// What it takes to say which passage is nearest to words that are not there.
pub(super) fn explain(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("explain");
    group.sample_size(10);
    let text = prose(&mut Numbers::new(0, 7), NEAR);
    let paragraph = text.split("\n\n").collect::<Vec<_>>().into_iter().rev().nth(10).expect("the text is long");
    let words: Vec<&str> = paragraph.split(' ').collect();
    let texts = [text.clone()];
    let quoting = |quoted: &[&str]| dossier(&texts, &[format!("“{}” [@s-0]\n", quoted.join(" "))]);
    let right = quoting(&words[..10]);
    group.bench_function("nothing, 10 words in 2 MiB", |bencher| bencher.iter(|| findings(&right, 0)));
    for length in [10, 50] {
        let mut quoted = words[..length].to_vec();
        quoted[length / 2] = "wrong";
        let wrong = quoting(&quoted);
        let what = format!("a wrong word of {length} in 2 MiB");
        group.bench_function(what, |bencher| bencher.iter(|| findings(&wrong, 1)));
    }

    // One word, again and again, and a quotation of many pieces that is nearly there.
    let text = [format!("{}b.\n", "a ".repeat(1 << 19))];
    let files = dossier(&text, &[format!("“{} … b … a” [@s-0]\n", vec!["a"; 20].join(" … "))]);
    group.bench_function("22 pieces in 1 MiB of one word", |bencher| bencher.iter(|| findings(&files, 1)));
    group.finish();
}

/// So many quotations, spread over so many sources.
fn quoting(sources: usize, quotations: usize) -> Files {
    let mut numbers = Numbers::new(0, 2020);
    let texts: Vec<String> = (0..sources).map(|_| prose(&mut numbers, TEXT / sources)).collect();
    let mut pages = vec![String::new(); 100.min(quotations)];
    for number in 0..quotations {
        let source = number % sources;
        let text = texts[source].as_str();
        let paragraph = loop {
            let at = numbers.below(text.len() - 1000);
            let paragraph = text[at..].split("\n\n").nth(1).unwrap_or_default();
            if !paragraph.is_empty() {
                break paragraph.trim_end_matches('.');
            }
        };
        let words: Vec<&str> = paragraph.split(' ').collect();
        let count = 3 + numbers.below(12);
        let first = numbers.below(words.len() - count);
        let quoted = &words[first..first + count];
        let quoted = if number % 10 == 0 && count > 8 {
            format!("{} … {}", quoted[..4].join(" "), quoted[6..].join(" "))
        } else {
            quoted.join(" ")
        };
        let page = number % pages.len();
        let _ = write!(pages[page], "“{quoted}” [@s-{source}]\n\n");
    }
    dossier(&texts, &pages)
}

/// Paragraphs of words of which a few are frequent.
fn prose(numbers: &mut Numbers, bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 1000);
    while text.len() < bytes {
        for word in 0..60 + numbers.below(60) {
            let rank = numbers.below(100) * numbers.below(100);
            let _ = write!(text, "{}w{}", if word > 0 { " " } else { "" }, rank + numbers.below(20));
        }
        text.push_str(".\n\n");
    }
    text
}

/// A dossier of these texts and of essays.
fn dossier(texts: &[String], essays: &[String]) -> Files {
    let file = |path: String, text: String| File { path, contents: text.into_bytes().into() };
    let mut files = vec![file("casebook.toml".to_owned(), "title = \"T\"\n".to_owned())];
    for (number, text) in texts.iter().enumerate() {
        let front =
            format!("+++\nraw = \"seeds/{number}.txt\"\ntitle = \"S\"\nrights = {{ publish = \"full\" }}\n+++\n");
        files.push(file(format!("content/sources/s-{number}.md"), front));
        files.push(file(format!("seeds/{number}.txt"), text.clone()));
    }
    let essay = |(number, text): (usize, &String)| {
        file(format!("content/essays/e-{number}.md"), format!("+++\ntitle = \"E\"\n+++\n{text}"))
    };
    files.extend(essays.iter().enumerate().map(essay));
    Files::new(files)
}

/// Looks all quotations up; so many of them are to be missing.
fn findings(files: &Files, expected: usize) {
    let found = query::dossier(files, &Options::default()).diags.len();
    assert_eq!(found, expected, "quotations that are not there");
}
