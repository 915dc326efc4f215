//! A saved page, read: its visible words with what the markup and an extractor say of them, and what it says of itself.
//!
//! In: HTML as text. Out: a [`Html`]. Start at [`read`]. The extractor only speaks of what the main content is; its words
//! are looked for among the visible ones, so that nothing it changes or leaves out is lost.

use dom_query::Document;
use dom_smoothie::Readability;

use super::meta::{self, Meta};
use super::visible::{self, Block};
use crate::text::diff::changes;
use crate::text::normal::normal;

/// A page that was read.
#[derive(Debug, Clone)]
pub struct Html {
    /// What it shows, in order.
    pub blocks: Vec<Block>,
    /// What it says of itself.
    pub meta: Meta,
}

/// The program that finds the main content of pages, as sources name it.
pub const EXTRACTOR: &str = "dom_smoothie 0.19";

/// How deep elements may nest. Nobody writes so deep, and who goes through them must be able to come back.
const DEEPEST: usize = 512;

/// Reads a page.
pub fn read(html: &str) -> Html {
    let document = Document::from(html);
    let mut blocks = visible::blocks(&document);
    let mut meta = meta::read(&document);
    if depth(&document) <= DEEPEST
        && let Ok(article) = Readability::with_document(document, None, None).and_then(|mut page| page.parse())
    {
        meta.complete(&article);
        let main = visible::blocks(&Document::from(article.content));
        let main: Vec<&str> = main.iter().map(|block| block.text.as_str()).collect();
        let all: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
        let shares = shares(&all, &main);
        for (block, share) in blocks.iter_mut().zip(shares) {
            block.hint.main = Some(share);
        }
    }
    Html { blocks, meta }
}

fn depth(document: &Document) -> usize {
    let mut deepest = 0;
    let mut list = vec![(document.root(), 0)];
    while let Some((node, depth)) = list.pop() {
        deepest = deepest.max(depth);
        list.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    deepest
}

/// Which part of the words of each of `all` stands among those of `some`, in the same order.
pub fn shares(all: &[&str], some: &[&str]) -> Vec<f32> {
    let words = |texts: &[&str]| -> (Vec<String>, Vec<usize>) {
        let mut words = Vec::new();
        let mut ends = Vec::new();
        for text in texts {
            let normal = normal(text);
            let ranges = crate::text::words::words(&normal);
            words.extend(ranges.map(|range| normal[range].to_lowercase()));
            ends.push(words.len());
        }
        (words, ends)
    };
    let ((all, ends), (some, _)) = (words(all), words(some));
    let mut is_there = vec![true; all.len()];
    let (old, new): (Vec<&str>, Vec<&str>) =
        (all.iter().map(String::as_str).collect(), some.iter().map(String::as_str).collect());
    for change in changes(&old, &new) {
        is_there[change.old].fill(false);
    }
    let mut start = 0;
    ends.into_iter()
        .map(|end| {
            let there = is_there[start..end].iter().filter(|there| **there).count();
            let share = visible::ratio(there, end - start);
            start = end;
            share
        })
        .collect()
}
