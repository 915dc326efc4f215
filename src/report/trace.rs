//! Which files hold words of a source, for an editor who has to take it down.
//!
//! In: the dossier in full, the site that an edition makes of it, and the source. Out: every file of the site that holds
//! words of the source, with what it holds, and every place among the inputs that quotes it. Start at [`trace`].
//!
//! What a file holds follows from what the stages know: who quotes, which entries are named, whose definitions and
//! sentences are shown elsewhere. Since a page that nobody thought of would be a source not taken down, every file is
//! looked through as well: for the title, and for runs of words in common that nothing explains.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use super::written_at;
use crate::diag::Checked;
use crate::diag::text::position;
use crate::model::anchor::{Attached, Role, Verified};
use crate::model::clean::{CleanText, Role as BlockRole};
use crate::model::dossier::{Dossier, Source};
use crate::model::files::Files;
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::page::{PacketPage, Page};
use crate::model::search::{Search, SearchFile, Voice};
use crate::model::site::{Data, FEED, MENTIONS, Site, annotations, card, reading_text};
use crate::render::render;
use crate::text::words::{fold_into, words};

/// How many words in a row no two texts have in common by chance.
const RUN: usize = 8;

/// How many words of a quotation tell that a sentence holds it.
const FEW: usize = 3;

/// A file that holds words of a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// Its path in the site; among the inputs, in the dossier.
    pub path: String,
    /// The line, of a place among the inputs.
    pub line: Option<usize>,
    /// What it holds, such as `2 quotations`.
    pub what: String,
}

/// What [`trace`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    /// The files of the site, by path.
    pub site: Vec<Held>,
    /// The places among the inputs, by path and line.
    pub inputs: Vec<Held>,
}

/// What holds words of the source called `id`; `None` if `dossier`, which nothing is withheld from, has no such source.
pub fn trace(site: &Site, dossier: &Dossier, files: &Files, id: &str) -> Option<Checked<Traced>> {
    let source = dossier.sources.iter().find(|source| source.page.page.id.as_str() == id)?;
    let known = known(site, &source.page.page.id);
    let names = [Some(&source.page.title), source.page.subtitle.as_ref()];
    let names: Vec<&str> = names.into_iter().flatten().map(|name| name.value.as_str()).collect();
    let mut runs: HashSet<u64> = HashSet::new();
    runs.extend(source.words.iter().flat_map(|words| hashes(&text_itself(&words.clean))));
    // A capture may repeat its title below.
    for run in names.iter().flat_map(|name| hashes(name)) {
        runs.remove(&run);
    }
    let paths: Vec<&String> = site.pages.keys().collect();
    let looked_at: Vec<Checked<Option<String>>> = paths
        .par_iter()
        .map(|path| {
            render(site, path).map(|bytes| match known.get(*path) {
                Some(holds) => {
                    Some(holds.iter().map(|(what, count)| said(*what, *count)).collect::<Vec<_>>().join(", "))
                }
                None => unexplained(&folded(&text_of(path, &bytes)), &runs, &names),
            })
        })
        .collect();
    let mut diags = Vec::new();
    let held = paths
        .into_iter()
        .zip(looked_at)
        .filter_map(|(path, what)| Some(Held { path: path.clone(), line: None, what: what.unload(&mut diags)? }));
    let value = Traced { site: held.collect(), inputs: inputs(dossier, files, source) };
    Some(Checked { value, diags })
}

/// What a file of these words has in common with a source, where nothing else is known of it.
fn unexplained(words: &[String], runs: &HashSet<u64>, names: &[&str]) -> Option<String> {
    let common = words.windows(RUN).filter(|run| runs.contains(&hash(run))).count();
    if common > 0 {
        return Some(format!("{}, nothing says why", counted(common, "run of 8 words", "runs of 8 words")));
    }
    let is_there = |name: &&str| {
        let name = folded(name);
        !name.is_empty() && words.windows(name.len()).any(|window| window == name)
    };
    names.iter().any(is_there).then(|| "title only".to_owned())
}

/// What a file of the site holds, in the order in which it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    ReadingText,
    Record,
    Passage,
    Quotation,
    Evidence,
    Definition,
    Sentence,
    Context,
    Name,
}

fn said(what: What, count: usize) -> String {
    match what {
        What::ReadingText => "reading text".to_owned(),
        What::Record => "record".to_owned(),
        What::Passage => counted(count, "passage", "passages"),
        What::Quotation => counted(count, "quotation", "quotations"),
        What::Evidence => counted(count, "piece of evidence", "pieces of evidence"),
        What::Definition => counted(count, "definition that quotes it", "definitions that quote it"),
        What::Sentence => counted(count, "sentence that quotes it", "sentences that quote it"),
        What::Context => counted(count, "line of concordance", "lines of concordance"),
        What::Name => counted(count, "name", "names"),
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Path → what is there, and how often.
type Known = BTreeMap<String, BTreeMap<What, usize>>;

/// What every file of the site holds of `id`, as far as the stages know.
fn known(site: &Site, id: &Id) -> Known {
    let mut known = Known::new();
    let (index, dossier) = (&site.index, &site.shown.dossier);
    let mut add = |path: String, what: What, count: usize| {
        if count > 0 && site.pages.contains_key(&path) {
            *known.entry(path).or_default().entry(what).or_default() += count;
        }
    };
    let source = dossier.sources.iter().find(|source| source.page.page.id == *id);
    if source.is_none_or(|source| source.words.is_none()) {
        return known;
    }
    add(PageKey::Source(id.clone()).path(), What::ReadingText, 1);
    add(reading_text(id), What::ReadingText, 1);
    add(PageKey::Record(id.clone()).path(), What::Record, 1);
    let packets_with = |id: &Id| packets_with(dossier, id).map(|packet| packet.path()).collect::<Vec<String>>();
    packets_with(id).into_iter().for_each(|packet| add(packet, What::ReadingText, 1));
    add(annotations(id), What::Passage, index.passages_in(id).len());

    for form in &dossier.config.bundles {
        add(form.value.path(&dossier.config.title), What::ReadingText, 1);
    }

    let mentions = index.mentions_in(id);
    add(MENTIONS.to_owned(), What::Name, mentions.len());
    for mention in mentions {
        add(PageKey::Entry(mention.entry().clone()).path(), What::Context, 1);
    }

    let verified: Vec<&Verified> =
        dossier.verified().filter(|verified| verified.anchor.selector.source == *id).collect();
    add(PageKey::Colophon.path(), What::Quotation, verified.len());
    let pages: BTreeMap<PageKey, &Page> = dossier.prose_pages().collect();
    // Entries whose definitions, which stand on other pages too, quote the source.
    let mut defined: BTreeSet<&Id> = BTreeSet::new();
    let mut quoted: BTreeMap<&PageKey, Vec<Vec<String>>> = BTreeMap::new();
    for verified in &verified {
        let Attached::Citation(key, number, item) = &verified.anchor.attached else { continue };
        let Some((page, citation)) = pages.get(key).and_then(|page| Some((page, page.prose.citations.get(*number)?)))
        else {
            continue;
        };
        let original = citation.items.get(*item).and_then(|item| item.original.as_ref());
        let Some(wanted) = original.or(citation.quotation.as_ref().map(|quotation| &quotation.words)) else { continue };
        quoted.entry(key).or_default().push(folded(&wanted.text));
        add(key.path(), What::Quotation, 1);
        match key {
            PageKey::Annotations(other) => {
                add(annotations(other), What::Quotation, 1);
                packets_with(other).into_iter().for_each(|packet| add(packet, What::Quotation, 1));
            }
            PageKey::Source(other) => {
                packets_with(other).into_iter().for_each(|packet| add(packet, What::Quotation, 1))
            }
            PageKey::Changes if site.pages.contains_key(FEED) => add(FEED.to_owned(), What::Quotation, 1),
            PageKey::Entry(entry)
                if page.prose.definition().is_some_and(|definition| definition.contains(&citation.events.start)) =>
            {
                defined.insert(entry);
            }
            _ => {}
        }
    }
    for (key, data) in index.statements.keys().filter_map(|key| match key {
        PageKey::Question(_) => Some((key, Data::Claims)),
        PageKey::Timeline => Some((key, Data::Events)),
        _ => None,
    }) {
        let evidence = index.evidence(key).iter().filter_map(|evidence| evidence.by_source.get(id));
        add(data.path().to_owned(), What::Evidence, evidence.map(Vec::len).sum());
    }
    for (path, section) in searched(site) {
        match section {
            (Voice::Source, PageKey::Source(other)) if other == id => add(path, What::ReadingText, 1),
            (Voice::Source, _) => {}
            (_, key) => {
                let notes = if let PageKey::Source(id) = key { Some(PageKey::Annotations(id.clone())) } else { None };
                let quoting = std::iter::once(key).chain(&notes).filter_map(|key| quoted.get(key));
                add(path, What::Quotation, quoting.map(Vec::len).sum());
            }
        }
    }
    if !defined.is_empty() {
        add(PageKey::Glossary.path(), What::Definition, defined.len());
        add(Data::Glossary.path().to_owned(), What::Definition, defined.len());
        for entry in &defined {
            add(card(entry), What::Definition, 1);
        }
        for packet in &dossier.packets {
            let held = index.entries_of(packet).into_iter().filter(|entry| defined.contains(*entry)).count();
            add(PageKey::Packet(packet.page.id.clone()).path(), What::Definition, held);
        }
    }
    for (to, links) in index.backlinks.iter() {
        let holding = links.iter().filter(|link| {
            let sentence = folded(&link.sentence);
            quoted.get(&link.from).is_some_and(|quoted| quoted.iter().any(|words| share(words, &sentence)))
        });
        add(to.path(), What::Sentence, holding.count());
    }
    known
}

/// The packets that hold a source.
fn packets_with<'a>(dossier: &'a Dossier, source: &'a Id) -> impl Iterator<Item = PageKey> + use<'a> {
    let holds = |packet: &&Arc<PacketPage>| packet.sources.iter().any(|id| id.value == source.as_str());
    dossier.packets.iter().filter(holds).map(|packet| PageKey::Packet(packet.page.id.clone()))
}

/// The files of texts of the search index, each with what it holds words of.
fn searched(site: &Site) -> Vec<(String, &(Voice, PageKey))> {
    let Some(Search { layout, .. }) = &site.search else { return Vec::new() };
    let mut searched = Vec::new();
    for (number, leaves) in layout.texts.windows(2).enumerate().filter(|(_, leaves)| leaves[0] < leaves[1]) {
        let file = if layout.is_single { SearchFile::Root } else { SearchFile::Texts(number) };
        let sections = layout.section_of(leaves[0])..=layout.section_of(leaves[1] - 1);
        searched.extend(sections.map(|section| (file.path(), &layout.sections[section])));
    }
    searched
}

/// Whether a sentence, which may be cut, holds words of a quotation in a row.
fn share(quoted: &[String], sentence: &[String]) -> bool {
    let few = FEW.min(quoted.len());
    few > 0 && quoted.windows(few).any(|run| sentence.windows(few).any(|other| other == run))
}

/// Where the inputs hold words of the source: its raw text, its own page with the recipe, and whatever quotes it.
fn inputs(dossier: &Dossier, files: &Files, source: &Source) -> Vec<Held> {
    let page = &source.page;
    let path = |file| files.get(file).path.clone();
    let whole = |path: String, what: &str| Held { path, line: None, what: what.to_owned() };
    let mut held = vec![whole(path(page.page.file), "its page and recipe")];
    held.extend(source.words.as_ref().map(|words| whole(path(words.file), "raw text")));
    for verified in dossier.verified().filter(|verified| verified.anchor.selector.source == page.page.id) {
        let Some(span) = written_at(dossier, &page.page.id, &verified.anchor.attached) else { continue };
        let what = match verified.anchor.role {
            Role::Lemma => "annotated words",
            Role::Evidence(_) => "evidence",
            Role::Quotation | Role::Mention => "quotation",
        };
        held.push(Held { path: path(span.file), line: Some(position(files, span).0), what: what.to_owned() });
    }
    held.sort();
    held
}

/// A reading text without what stands above it: title, byline and date are in lists of sources, as are the metadata.
fn text_itself(clean: &CleanText) -> String {
    let is_above = |role| {
        matches!(role, BlockRole::Title | BlockRole::Subtitle | BlockRole::Byline | BlockRole::Date | BlockRole::Label)
    };
    let blocks = clean.blocks.iter().filter(|block| !is_above(block.role));
    blocks.map(|block| clean.text.slice(block.range.clone())).collect::<Vec<_>>().join("\n")
}

// Words of a file -----------------------------------------------------------------------------------------------------

/// The words of a text in the form in which they are compared.
fn folded(text: &str) -> Vec<String> {
    let fold = |word: std::ops::Range<usize>| {
        let mut out = String::new();
        fold_into(&text[word], &mut out);
        out
    };
    words(text).map(fold).collect()
}

/// A hash of every run of words.
fn hashes(text: &str) -> Vec<u64> {
    folded(text).windows(RUN).map(hash).collect()
}

fn hash(run: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    run.hash(&mut hasher);
    hasher.finish()
}

/// The words that a reader of a file of the site meets, in attributes too: a page without its tags, the strings of data
/// without their escapes.
fn text_of(path: &str, bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => plain(&text),
        Some("json" | "jsonld") => text.replace("\\n", " ").replace("\\\"", "\""),
        // A row of words of the index is a text or nothing.
        Some("js") if path.starts_with("search/") => text.replace("\\\"", "\""),
        Some("txt" | "bib" | "ris" | "xml") => text.into_owned(),
        _ => String::new(),
    }
}

/// HTML without tags. Tags within a line of text leave nothing behind, so that words they divide are one; others a space.
fn plain(html: &str) -> String {
    const INLINE: &[&str] = &["a", "span", "mark", "em", "strong", "i", "b", "ins", "del"];
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = &rest[at + 1..];
        let end = tag.find('>').unwrap_or(tag.len());
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if !INLINE.contains(&name.as_str()) {
            out.push(' ');
        }
        rest = tag.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    for (entity, char) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")]
    {
        out = out.replace(entity, char);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{folded, hashes, plain, share};

    #[test]
    fn tags_within_a_line_divide_no_word() {
        assert_eq!(plain("<h2>The <a href=\"#x\">Byte</a>s</h2><p>ran &amp; ran</p>"), " The Bytes  ran & ran ");
    }

    #[test]
    fn a_run_is_found_wherever_it_stands() {
        let runs = hashes("One two three four five six seven eight nine.");
        assert_eq!(runs.len(), 2);
        assert!(hashes("Zero; “two three four five six seven eight nine”").iter().any(|run| runs.contains(run)));
        assert!(!hashes("two three four five six seven nine eight").iter().any(|run| runs.contains(run)));
    }

    #[test]
    fn a_cut_sentence_still_shares_words_with_its_quotation() {
        let quoted = folded("the quick fox ran far");
        assert!(share(&quoted, &folded("…quick fox ran")));
        assert!(!share(&quoted, &folded("the fox ran")));
        assert!(share(&folded("fox"), &folded("A fox.")));
    }
}
