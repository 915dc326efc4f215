//! The concordance of an entry: every mention in its context, source by source, over several pages where it is long.
//!
//! Its lines are markup made here and not in templates: a large dossier has more of them than of anything else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use foldhash::HashMap;

use super::view::{ConcordancePage, ConcordanceView, Link};
use super::words::count;
use super::{Bar, Page, bdi, percent};
use crate::model::dossier::{Source, Words};
use crate::model::id::Id;
use crate::model::index::{Mention, Mentions};
use crate::model::key::PageKey;
use crate::model::page::EntryPage;
use crate::text::escape::{escape, escape_into};

/// Code points of context on either side of a keyword, at most.
const CONTEXT: u32 = 60;

/// Bytes of a line with its share of the heading, about.
const LINE: usize = 320;

/// For how many sources each has a bar of its own; for more there is one for each year.
const BARS: usize = 40;

/// A source that names the entry.
struct Naming<'a> {
    source: &'a Source,
    words: &'a Words,
    /// Place among the sources of the dossier.
    place: usize,
    mentions: Mentions<'a>,
    /// Its lines among all of the concordance.
    lines: Range<usize>,
}

/// A bar over the concordance: a source, or the sources of a year.
struct Group {
    /// Element id of the first line's heading.
    id: String,
    /// Markup of its label.
    label: String,
    /// The heading that it leads to: that of the source at this index among those that name the entry.
    first: usize,
    mentions: usize,
}

impl<'a> Page<'a> {
    /// A further page of the concordance of `entry`; the first stands on the entry's own page.
    pub(super) fn concordance_page(&self, entry: &EntryPage, number: usize) -> ConcordancePage {
        let key = PageKey::Entry(entry.page.id.clone());
        ConcordancePage {
            layout: self.layout("concordance", entry.title.value.clone(), None, false),
            entry: Link { href: self.to(&key.path()), text: entry.title.value.clone() },
            concordance: self.concordance(&entry.page.id, number),
        }
    }

    /// Page `number` of the concordance of an entry.
    pub(super) fn concordance(&self, entry: &Id, number: usize) -> ConcordanceView {
        let key = PageKey::Entry(entry.clone());
        let named = self.naming(entry);
        let parts = self.ask.concordance(entry);
        let groups = self.groups(&named);
        let part_of = |naming: &Naming<'_>| parts.partition_point(|part| part.end <= naming.lines.start) + 1;
        let most = groups.iter().map(|group| group.mentions).max().unwrap_or(0);
        let mut bars = String::new();
        // Those of the whole concordance stand on its first page.
        for group in groups.iter().filter(|_| number == 1) {
            let Group { id, label, first, mentions } = group;
            let page = match part_of(&named[*first]) {
                1 => String::new(),
                part => self.to(&key.part(part).path()),
            };
            let bar = Bar(percent(*mentions, most));
            let mentions = self.number(*mentions);
            writeln!(
                bars,
                "<li><a href=\"{page}#{id}\">{label}</a> {bar} <span class=\"count\">{mentions}</span></li>"
            )
            .expect(WRITES);
        }
        let headed: BTreeMap<usize, &str> = groups.iter().map(|group| (group.first, group.id.as_str())).collect();
        let part = parts[number - 1].clone();
        let source_of = |line: usize| named[named.partition_point(|naming| naming.lines.end <= line)].source;
        ConcordanceView {
            html: self.concordance_lines(&named, &headed, &part),
            bars,
            parts: self.parts(&key, number, &parts, |line| self.when(source_of(line))),
        }
    }

    /// Where the mentions of an entry in each source stand in its concordance: the place of the source, and an address.
    pub(super) fn places_in_concordance(&self, entry: &Id) -> Vec<(usize, String)> {
        let key = PageKey::Entry(entry.clone());
        let named = self.naming(entry);
        let parts = self.ask.concordance(entry);
        // Where there are many, years and not sources have a place.
        let is_headed = named.len() <= BARS;
        let place = |(at, naming): (usize, &Naming<'_>)| {
            let part = parts.partition_point(|part| part.end <= naming.lines.start) + 1;
            let page = self.to(&key.part(part).path());
            (naming.place, if is_headed { format!("{page}#in-{}", at + 1) } else { page })
        };
        named.iter().enumerate().map(place).collect()
    }

    /// The sources that name an entry.
    fn naming(&self, entry: &Id) -> Vec<Naming<'a>> {
        let mut end = 0;
        let named = self.ask.mentions_of(entry).filter_map(|(place, mentions)| {
            let source = self.ask.source_at(place)?;
            let start = end;
            end += mentions.len();
            Some(Naming { source, words: source.words.as_deref()?, place, mentions, lines: start..end })
        });
        named.collect()
    }

    /// What has bars, in order of first mentions.
    fn groups(&self, named: &[Naming<'_>]) -> Vec<Group> {
        if named.len() <= BARS {
            let groups = named.iter().enumerate().map(|(first, naming)| Group {
                id: format!("in-{}", first + 1),
                label: bdi(&self.source_title(naming.source)),
                first,
                mentions: naming.mentions.len(),
            });
            return groups.collect();
        }
        let mut years: BTreeMap<(bool, Option<i64>), (usize, usize)> = BTreeMap::new();
        for (at, naming) in named.iter().enumerate() {
            let year = naming.source.page.published.as_ref().and_then(|date| date.value.year());
            let (_, mentions) = years.entry((year.is_none(), year)).or_insert((at, 0));
            *mentions += naming.mentions.len();
        }
        let groups = years.into_iter().map(|((_, year), (first, mentions))| Group {
            id: year.map_or("in-undated".to_owned(), |year| format!("in-{year}")),
            label: escape(&year.map_or_else(|| self.word("undated", &[]), |year| self.year(year))),
            first,
            mentions,
        });
        groups.collect()
    }

    /// The lines of one page, under their sources. `headed` has the element ids of headings, by index in `named`.
    fn concordance_lines(&self, named: &[Naming<'_>], headed: &BTreeMap<usize, &str>, lines: &Range<usize>) -> String {
        let sources = self.to("sources/");
        let own = self.language();
        // What each link is called, with the end of its tag; paragraphs of one number are many.
        let mut places: HashMap<u32, String> = HashMap::default();
        let mut counts: HashMap<usize, String> = HashMap::default();
        let mut out = String::with_capacity(LINE * lines.len());
        let first = named.partition_point(|naming| naming.lines.end <= lines.start);
        for (at, naming) in named.iter().enumerate().skip(first) {
            if naming.lines.start >= lines.end {
                break;
            }
            let href = format!("{sources}{}.html", naming.source.page.page.id);
            out.push_str("<h3");
            // A source that goes on from the page before is headed there.
            if let Some(id) = headed.get(&at).filter(|_| naming.lines.start >= lines.start) {
                out.extend([" id=\"", id, "\""]);
            }
            let title = self.in_its_language(&self.source_title(naming.source));
            out.extend(["><a href=\"", &href, "\">", &title, "</a></h3>\n<p class=\"detail\">"]);
            let detail = self.ask.detail(naming.place, || self.detail(naming.source));
            if !detail.is_empty() {
                escape_into(detail, &mut out);
                out.push_str(" · ");
            }
            let mentions = naming.mentions.len();
            out.push_str(counts.entry(mentions).or_insert_with(|| escape(&self.counted("mentions", count(mentions)))));
            out.push_str("</p>\n<ol>\n");
            let skipped = lines.start.saturating_sub(naming.lines.start);
            let here = naming.mentions.iter().skip(skipped).take(lines.end - naming.lines.start.max(lines.start));
            for mention in here {
                let block = &naming.words.clean.blocks[mention.anchor.selector.block];
                out.extend(["<li><a href=\"", &href, "#", &block.address, "\""]);
                match block.number {
                    Some(number) => out.push_str(places.entry(number).or_insert_with(|| {
                        let name = escape(&self.word("paragraph", &[("n", &number.to_string())]));
                        format!(" aria-label=\"{name}\">{number}</a>")
                    })),
                    None => {
                        out.push('>');
                        escape_into(&self.word(&format!("role-{}", block.role.name()), &[]), &mut out);
                        out.push_str("</a>");
                    }
                }
                out.push_str("<p");
                if &*block.language != own.0 {
                    write!(out, " lang=\"{}\"", escape(&block.language)).expect(WRITES);
                }
                if block.direction != own.1 {
                    write!(out, " dir=\"{}\"", block.direction.name()).expect(WRITES);
                }
                out.push('>');
                context(mention, naming.words, &mut out);
                out.push_str("</p>");
                if let Some(speaker) = block.speaker {
                    out.push_str("<p class=\"says\"><bdi>");
                    escape_into(&naming.words.clean.speakers[speaker], &mut out);
                    out.push_str("</bdi></p>");
                }
                out.push_str("</li>\n");
            }
            out.push_str("</ol>\n");
        }
        out
    }

    /// Publisher and date of a source, as one phrase.
    fn detail(&self, source: &Source) -> String {
        let publisher = source.page.publisher.as_ref().map(|name| self.stated(name, Clone::clone));
        let date = source.page.published.as_ref().map(|date| self.stated(date, |date| self.date(date)));
        let detail: Vec<String> = publisher.into_iter().chain(date).collect();
        detail.join(&self.word("comma", &[]))
    }
}

/// Appending to a string does not fail.
const WRITES: &str = "strings take what is written";

/// Appends a mention between the words around it, which end at word boundaries and never leave its block.
fn context(mention: &Mention, words: &Words, out: &mut String) {
    let selector = &mention.anchor.selector;
    let clean = &words.clean;
    let block = &clean.blocks[selector.block].range;
    let words = &selector.range;
    let left = words.start.saturating_sub(CONTEXT).max(block.start);
    let right = (words.end + CONTEXT).min(block.end);
    let [first, start, end, last] = [left, words.start, words.end, right].map(|at| clean.text.byte_of(at));
    let text = clean.text.as_str();
    let (mut before, here, after) = (&text[first..start], &text[start..end], &text[end..last]);
    out.push_str("<span class=\"left\"><span>");
    if left > block.start {
        out.push('…');
        before = cut_first_word(before);
    }
    escape_into(before.trim_end(), out);
    out.push_str("</span></span>");
    // It stands outside, where no right-aligned line can lose it.
    if before.ends_with(' ') {
        out.push(' ');
    }
    out.push_str("<b>");
    escape_into(here, out);
    out.push_str("</b>");
    if right < block.end {
        escape_into(cut_last_word(after), out);
        out.push('…');
    } else {
        escape_into(after, out);
    }
}

/// Without the word that the cut went through, unless that is all there is.
fn cut_first_word(text: &str) -> &str {
    text.find(char::is_whitespace).map_or(text, |at| text[at..].trim_start())
}

fn cut_last_word(text: &str) -> &str {
    text.rfind(char::is_whitespace).map_or(text, |at| text[..at].trim_end())
}
