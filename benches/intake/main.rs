//! How well saved pages and plain-text captures are told from their furniture, against an independent judgement.
//!
//! `benches/intake/fetch.py FOLDER` brings pages with such a judgement from the test data of other programs;
//! `cargo bench --bench intake -- FOLDER` measures. `--fold` measures on the sites of `FOLDER/train` alone, by which changes are
//! to be judged; `--train` learns the weights of `src/suggest/weights.rs` from them, prints them and measures with them.
//! `--each` tells every page, `--show=PAGE` its lines. A page is a folder with `source.html` and `expected.html` or
//! `expected.txt`. Its plain-text capture is all that it shows, line by line; a line is to be kept if at least half of its
//! words stand in what is expected, in order.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "reads a corpus and prints numbers")]

mod train;

use std::fs;
use std::path::Path;

use casebook::intake::html::{read, shares};
use casebook::intake::visible::blocks;
use casebook::suggest::{Chain, KEEP, Known, Seen, Weights, kept, look};
use dom_query::Document;

/// A page with the judgement of others.
struct Page {
    name: String,
    /// What is seen of the lines that are not blank, without the markup.
    seen: Vec<Seen>,
    /// They themselves.
    lines: Vec<String>,
    /// Whether a recipe suggested for the plain text keeps each.
    suggested: Vec<bool>,
    /// Whether the extractor takes each for the text.
    extracted: Vec<bool>,
    /// By line that is not blank: whether it is to be kept.
    keep: Vec<bool>,
    /// Whether it counts; titles do not, since some take them for the text and others do not.
    counts: Vec<bool>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(folder) = arguments.iter().find(|argument| !argument.starts_with("--")) else {
        println!("no folder of pages is named: nothing is measured");
        return;
    };
    let sets: Vec<(String, Vec<Page>)> =
        ["train", "test", "other"].map(|set| (set.to_owned(), pages(&Path::new(folder).join(set)))).into();
    let bound: f32 =
        arguments.iter().find_map(|argument| argument.strip_prefix("--bound=")?.parse().ok()).unwrap_or(KEEP);
    let mut weights = Weights::learnt();
    if arguments.iter().any(|argument| argument == "--fold") {
        fold(&sets[0].1, bound);
        return;
    }
    if arguments.iter().any(|argument| argument == "--train") {
        weights = train::train(&sets[0].1.iter().collect::<Vec<_>>());
        train::print(&weights);
    }
    for (set, pages) in &sets {
        println!("{set}: {} pages, {} lines", pages.len(), pages.iter().map(|page| page.keep.len()).sum::<usize>());
        let judged = |page: &Page| judged(page, &weights, bound);
        tell("everything kept", pages, |page| vec![true; page.keep.len()]);
        tell("plain text", pages, judged);
        tell("suggested recipe", pages, |page| page.suggested.clone());
        tell("saved page", pages, |page| page.extracted.clone());
        if let Some(wanted) = arguments.iter().find_map(|argument| argument.strip_prefix("--show=")) {
            for page in pages.iter().filter(|page| page.name == wanted) {
                let (with, without) = (&page.extracted, judged(page));
                for at in 0..page.keep.len() {
                    let mark = |is: bool| if is { '+' } else { '-' };
                    let start: String = page.lines[at].chars().take(100).collect();
                    println!(
                        "{}{}{}{} {start}",
                        mark(page.keep[at]),
                        mark(without[at]),
                        mark(with[at]),
                        if page.counts[at] { ' ' } else { 't' }
                    );
                }
            }
        }
        if arguments.iter().any(|argument| argument == "--each") {
            for page in pages {
                let (a, b) = (counts(page, &judged(page)), counts(page, &page.extracted));
                println!(
                    "    {:.3} {:.3} {} ({} of {} characters)",
                    f1(a),
                    f1(b),
                    page.name,
                    a[0] + a[2],
                    page.lines.iter().map(|line| line.chars().count()).sum::<usize>()
                );
            }
        }
    }
}

/// Measures how well pages are judged by weights that were learnt from those of other sites. This is what changes of the
/// features are to be judged by, so that the other sets stay unseen.
fn fold(pages: &[Page], bound: f32) {
    const FOLDS: u32 = 6;
    let fold_of = |page: &Page| {
        let site = page.name.trim_end_matches(|char: char| char.is_ascii_digit() || char == '-');
        site.bytes().map(u32::from).sum::<u32>() % FOLDS
    };
    let weights: Vec<Weights> = (0..FOLDS)
        .map(|fold| train::train(&pages.iter().filter(|page| fold_of(page) != fold).collect::<Vec<_>>()))
        .collect();
    tell("plain text", pages, |page| judged(page, &weights[fold_of(page) as usize], bound));
    for page in pages {
        println!("    {:.3} {}", f1(counts(page, &judged(page, &weights[fold_of(page) as usize], bound))), page.name);
    }
}

fn judged(page: &Page, weights: &Weights, bound: f32) -> Vec<bool> {
    let kept = Chain::new(&weights.scores(&page.seen), weights.follow).kept;
    kept.into_iter().map(|kept| kept >= bound).collect()
}

/// Characters kept rightly, kept wrongly, and lost.
fn counts(page: &Page, judged: &[bool]) -> [usize; 3] {
    let mut counts = [0; 3];
    for at in (0..page.keep.len()).filter(|at| page.counts[*at]) {
        let characters = page.lines[at].chars().filter(|char| !char.is_whitespace()).count();
        match (page.keep[at], judged[at]) {
            (true, true) => counts[0] += characters,
            (false, true) => counts[1] += characters,
            (true, false) => counts[2] += characters,
            (false, false) => {}
        }
    }
    counts
}

#[expect(clippy::cast_precision_loss, reason = "counts of characters")]
fn f1([right, added, lost]: [usize; 3]) -> f64 {
    if right == 0 { 0.0 } else { 2.0 * right as f64 / (2 * right + added + lost) as f64 }
}

#[expect(clippy::cast_precision_loss, reason = "counts of characters")]
fn tell(what: &str, pages: &[Page], judge: impl Fn(&Page) -> Vec<bool>) {
    let mut all = [0; 3];
    let mut each = 0.0;
    for page in pages {
        let counts = counts(page, &judge(page));
        each += f1(counts);
        all = [all[0] + counts[0], all[1] + counts[1], all[2] + counts[2]];
    }
    let share = |some: usize| 100.0 * some as f64 / (all[0] + all[2]).max(1) as f64;
    let (lost, added) = (share(all[2]), share(all[1]));
    println!(
        "  {what:16} F1 {:.3} (mean of pages {:.3}); of the main text {lost:.1} % lost, {added:.1} % added",
        f1(all),
        each / pages.len().max(1) as f64
    );
}

fn pages(folder: &Path) -> Vec<Page> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    names.sort();
    names.iter().filter_map(|path| page(path)).collect()
}

fn page(path: &Path) -> Option<Page> {
    let html = fs::read_to_string(path.join("source.html")).ok()?;
    let expected: Vec<String> = match fs::read_to_string(path.join("expected.html")) {
        Ok(html) => blocks(&Document::from(html)).into_iter().map(|block| block.text).collect(),
        Err(_) => fs::read_to_string(path.join("expected.txt")).ok()?.lines().map(str::to_owned).collect(),
    };
    let page = read(&html);
    let mut lines = Vec::new();
    let mut hints = Vec::new();
    for block in &page.blocks {
        for line in block.text.lines() {
            lines.push(line.to_owned());
            hints.push(block.hint);
        }
    }
    let text: Vec<&str> = lines.iter().map(String::as_str).collect();
    let shares = shares(&text, &expected.iter().map(String::as_str).collect::<Vec<_>>());
    let looked = look(&text);
    let seen: Vec<usize> = looked.iter().map(|(number, _)| *number).collect();
    let title = page.meta.title.map(|title| title.value).unwrap_or_default();
    Some(Page {
        name: path.file_name()?.to_string_lossy().into_owned(),
        keep: seen.iter().map(|at| shares[*at] >= 0.5).collect(),
        counts: seen.iter().map(|at| title.is_empty() || !title.contains(lines[*at].trim())).collect(),
        lines: seen.iter().map(|at| lines[*at].clone()).collect(),
        extracted: seen.iter().map(|at| hints[*at].main.is_none_or(|main| main >= 0.5)).collect(),
        suggested: kept(&text, None, &Known::default()).into_iter().map(|(_, kept)| kept).collect(),
        seen: looked,
    })
}
