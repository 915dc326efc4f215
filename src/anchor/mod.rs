//! Finds the passages that quotations, lemmas and pieces of evidence claim to come from.
//!
//! In: the cleaned sources, the editorial pages, and what an earlier build recorded. Out: every anchor that was verified,
//! each with its passage and verdict. What is not found, or not in one place where one is meant, is an error that shows
//! what is there instead. Start at [`anchor`], which is [`lemmas`] and [`cited`] for each page, [`wanted`] of all, and then
//! [`in_source`] for each source; [`mod@find`] looks up, [`carry`] settles what a change of a source left open, [`report`] explains. Nothing here decides what an
//! edition shows.

pub mod carry;
mod convention;
mod edge;
mod find;
mod negation;
mod pattern;
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashMap;
use rayon::prelude::*;

use self::edge::block_at;
use self::find::{Hit, Needle, Prepared, find};
pub use self::find::{LONGEST_GAP, MOST_REPLACED};
use crate::diag::{Checked, Code, Diagnostic, Span, did_you_mean};
use crate::model::anchor::{Anchor, Attached, Role, Selector, Verdict, Verified};
use crate::model::dossier::{Dossier, Source, Words};
use crate::model::id::Id;
use crate::model::key::Kind;
use crate::model::located::Located;
use crate::model::lock::{Former, History};
use crate::model::page::{AnnotationsPage, Page};
use crate::model::quotation::Wanted;
use crate::text::checksum::sha256;
use crate::text::normal::{normal, words_only};

/// Something to look up in a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The words.
    pub words: Wanted,
    /// Whether they may run over several paragraphs.
    pub is_block: bool,
    /// In which role they are taken.
    pub role: Role,
    /// What is attached to them.
    pub attached: Attached,
    /// Whether what the page shows is a translation of them.
    pub translated: bool,
    /// What the lock calls the anchor: unique within its source.
    pub name: String,
    /// Ids of the other sources of the same citation.
    pub beside: Vec<String>,
}

/// A source that a page cites.
#[derive(Debug, Clone, PartialEq)]
pub struct Citing {
    /// Its id as written.
    source: Located<String>,
    /// What is quoted of it, if anything.
    request: Option<Request>,
    /// Whether original words stand there although nothing is quoted.
    is_untranslated: bool,
}

/// Verifies everything that `dossier` quotes: what comes back is sorted by source, place and name.
pub fn anchor(dossier: &Dossier, history: &History) -> Checked<Vec<Verified>> {
    let mut diags = Vec::new();
    let annotated: Vec<Vec<Request>> = dossier.annotations.iter().map(|page| lemmas(page)).collect();
    let lemmas = dossier.annotations.iter().map(|page| &page.page.id).zip(&annotated);
    let cited: Vec<Vec<Citing>> = dossier.texts().map(|(kind, page)| cited(kind, page)).collect();
    let wanted = wanted(&dossier.sources, lemmas, cited.iter(), &[]).unload(&mut diags);
    let sources = dossier.sources.par_iter().zip(wanted.par_iter());
    let mut found: Vec<(&Id, Checked<Vec<Verified>>)> = sources
        .filter_map(|(source, requests)| {
            let id = &source.page.page.id;
            let former = history.of(id.as_str(), &source.words.as_ref()?.clean.sha256);
            Some((id, in_source(source, requests, former, &dossier.sources)))
        })
        .collect();
    found.sort_by_key(|(id, _)| *id);
    let verified = found.into_iter().flat_map(|(_, found)| found.unload(&mut diags)).collect();
    Checked { value: verified, diags }
}

/// The words that the annotations of a page are on.
pub fn lemmas(page: &AnnotationsPage) -> Vec<Request> {
    let lemmas = page.annotations.iter().enumerate().map(|(number, annotation)| Request {
        words: annotation.lemma.clone(),
        is_block: true,
        role: Role::Lemma,
        attached: Attached::Annotation(number),
        translated: false,
        name: format!("annotations/{}", annotation.id.value),
        beside: Vec::new(),
    });
    lemmas.collect()
}

/// The sources that a page cites, in order.
pub fn cited(kind: Kind, page: &Page) -> Vec<Citing> {
    let mut cited = Vec::new();
    for (number, citation) in page.prose.citations.iter().enumerate() {
        let key = kind.key(&page.id);
        let is_evidence = matches!(kind, Kind::Question | Kind::Timeline);
        for (place, item) in citation.items.iter().enumerate() {
            let request = citation.quotation.as_ref().map(|quotation| {
                let words = item.original.as_ref().unwrap_or(&quotation.words);
                let hash = sha256(words_only(&words.text).as_bytes());
                let sources = citation.items.iter().map(|item| &item.source.value);
                Request {
                    words: words.clone(),
                    is_block: quotation.is_block,
                    role: if is_evidence { Role::Evidence(item.stance) } else { Role::Quotation },
                    attached: Attached::Citation(key.clone(), number, place),
                    translated: item.original.is_some(),
                    name: format!("{}#{}", key.name(), &hash[..6]),
                    beside: sources.filter(|other| **other != item.source.value).cloned().collect(),
                }
            });
            let is_untranslated = request.is_none() && item.original.is_some();
            cited.push(Citing { source: item.source.clone(), request, is_untranslated });
        }
    }
    cited
}

/// What is to be looked up in each of `sources`, in their order: the `lemmas` of the annotations on each, and what pages have
/// `cited`. Citations of sources that do not exist are reported. Lists that are those of `former` stay the same values.
pub fn wanted<'a>(
    sources: &[Arc<Source>],
    lemmas: impl Iterator<Item = (&'a Id, &'a Vec<Request>)>,
    cited: impl Iterator<Item = &'a Vec<Citing>>,
    former: &[Arc<[Request]>],
) -> Checked<Arc<[Arc<[Request]>]>> {
    let mut diags = Vec::new();
    let places: HashMap<&str, usize> = sources.iter().map(|source| source.page.page.id.as_str()).zip(0..).collect();
    let mut wanted: Vec<Vec<Request>> = vec![Vec::new(); sources.len()];
    for (id, lemmas) in lemmas {
        if let Some(place) = places.get(id.as_str()) {
            wanted[*place].extend_from_slice(lemmas);
        }
    }
    for Citing { source, request, is_untranslated } in cited.flatten() {
        match (places.get(source.value.as_str()), request) {
            (None, _) => diags.push(unknown_source(sources, source)),
            (Some(place), Some(request)) => wanted[*place].push(request.clone()),
            (Some(_), None) if *is_untranslated => diags.push(untranslated(source.span)),
            (Some(_), None) => {}
        }
    }
    let lists = wanted.into_iter().enumerate().map(|(place, mut list)| {
        number(&mut list);
        former.get(place).filter(|former| ***former == *list).cloned().unwrap_or_else(|| list.into())
    });
    Checked { value: lists.collect(), diags }
}

/// Numbers those that have one name.
fn number(requests: &mut [Request]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for request in requests {
        let times = seen.entry(request.name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            request.name = format!("{}-{times}", request.name);
        }
    }
}

fn unknown_source(sources: &[Arc<Source>], cited: &Located<String>) -> Diagnostic {
    let id = cited.value.as_str();
    let diag = Diagnostic::new(Code::CitationUnknown, cited.span, format!("there is no source `{id}`"));
    let is_former = |source: &&Arc<Source>| source.page.page.former.iter().any(|former| former.value.as_str() == id);
    if let Some(renamed) = sources.iter().find(is_former) {
        let now = &renamed.page.page.id;
        return diag.help(format!("it is called `{now}` now: write `[@{now}]`"));
    }
    match did_you_mean(id, sources.iter().map(|source| source.page.page.id.as_str())) {
        Some(meant) => diag.help(format!("did you mean `[@{meant}]`?")),
        None => diag.help("sources are the files of `content/sources/`, without `.md`"),
    }
}

fn untranslated(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::CitationInvalid,
        span,
        "this is no citation: `tr.` stands behind a translation, and nothing is quoted",
    )
    .help("put your translation between quotation marks directly before it: `\"our words\" [@id, tr. \"原文\"]`")
}

/// Looks up what is wanted of one source, given what an earlier build left of it. The anchors that come back, sorted by
/// place and name, depend on nothing else; what is said of words that were not found also tells which of the `others`
/// has them.
pub fn in_source(
    source: &Source,
    requests: &[Request],
    former: Former<'_>,
    others: &[Arc<Source>],
) -> Checked<Vec<Verified>> {
    let mut diags = Vec::new();
    let mut verified = Vec::new();
    // Only an edition that withholds a source may lack its text.
    if source.words.is_none() && !source.raw_sha256.is_empty() {
        return Checked { value: verified, diags: unrecorded(requests, former, source) };
    }
    // Of a source whose words are missing enough has been said.
    let Some(words) = source.words.as_ref().filter(|_| !requests.is_empty()) else {
        return Checked { value: verified, diags };
    };
    let prepared = Prepared::new(words, &source.page.language);
    let carried = carry::Carried::new(words, former);
    let mut missed = 0;
    for request in requests {
        let needle = Needle::new(&request.words, request.is_block);
        let place = report::Place { source, request, others };
        let hits = match find(&prepared, &needle) {
            Ok(hits) => hits,
            Err(miss) => {
                missed += 1;
                // Looking for what was meant takes time; where so much is wrong, the first findings tell what.
                diags.push(if report::is_worth_explaining(missed, &prepared) {
                    report::missed(&place, &prepared, &needle, miss, missed)
                } else {
                    report::one_more(&place)
                });
                continue;
            }
        };
        if hits[0].verdict == Verdict::Elided && negation::of_language(prepared.language).is_none() {
            diags.push(report::unchecked(request.words.span, prepared.language));
        }
        let needs_one = matches!(request.role, Role::Evidence(_) | Role::Lemma);
        let chosen = match needs_one.then(|| carried.settle(&request.name, &hits, &words.clean)) {
            None => 0,
            Some(carry::Settled::Place(chosen)) => chosen,
            Some(carry::Settled::Ambiguous) => {
                diags.push(report::ambiguous(&place, &prepared, &hits));
                continue;
            }
            Some(carry::Settled::Uncertain(old)) => {
                diags.push(report::uncertain(&place, &prepared, &hits[0], old));
                continue;
            }
        };
        let (hit, places) = (&hits[chosen], if needs_one { 1 } else { hits.len() });
        verified.push(result(request, source, words, hit, places));
    }
    verified.sort_by(|a, b| (a.anchor.selector.order(), &a.name).cmp(&(b.anchor.selector.order(), &b.name)));
    Checked { value: verified, diags }
}

fn result(request: &Request, source: &Source, words: &Words, hit: &Hit, places: usize) -> Verified {
    // In a quotation bold words are only emphasised; elsewhere they are the ones meant.
    let bold = hit.bold.clone().filter(|_| request.role != Role::Quotation);
    let parts = bold.map_or_else(|| hit.parts.clone(), |bold| vec![bold]);
    let range = parts[0].start..parts[parts.len() - 1].end;
    let block = block_at(&words.clean, range.start);
    let selector = Selector { source: source.page.page.id.clone(), block, range };
    Verified {
        anchor: Anchor { selector, role: request.role, attached: request.attached.clone() },
        parts,
        verdict: hit.verdict,
        places,
        translated: request.translated,
        name: request.name.clone(),
        wanted: request.hash(),
    }
}

/// Reports what the record of an earlier build does not say to have been verified, of a source whose text is not here.
fn unrecorded(requests: &[Request], former: Former<'_>, source: &Source) -> Vec<Diagnostic> {
    // Names are numbered where a page quotes the same words twice, and the number may be another now.
    let known: BTreeSet<&str> = former
        .locked
        .iter()
        .flat_map(|locked| locked.anchors.values())
        .filter_map(|place| place.wanted.as_deref())
        .collect();
    let recorded = |request: &&Request| known.contains(request.hash().as_str());
    let id = &source.page.page.id;
    let finding = |request: &Request| {
        let message =
            format!("the text of `{id}` is not here, and `casebook.lock` does not say that these words were verified");
        Diagnostic::new(Code::QuotationUnrecorded, request.words.span, message)
            .help(format!("build where `{}` is, and commit `casebook.lock`", source.page.raw.value))
    };
    requests.iter().filter(|request| !recorded(request)).map(finding).collect()
}

impl Request {
    /// Hash of the words, typesetting apart, and of what else decides how they are looked up.
    fn hash(&self) -> String {
        let Self { words, is_block, .. } = self;
        let bold: String = words.bold.iter().map(|bold| normal(&words.text[bold.clone()]) + "\n").collect();
        let all = format!("{}\n{bold}\n{is_block}", normal(&words.text));
        sha256(all.as_bytes())[..8].to_owned()
    }
}
