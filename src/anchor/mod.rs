//! Finds the passages that quotations, lemmas and pieces of evidence claim to come from.
//!
//! In: the cleaned sources, the editorial pages, and what an earlier build recorded. Out: every anchor that was verified,
//! each with its passage and verdict. What is not found, or not in one place where one is meant, is an error that shows
//! what is there instead. Start at [`anchor`]; [`mod@find`] looks up, [`carry`] settles what a change of a source left open,
//! [`report`] explains. Nothing here decides what an edition shows.

pub mod carry;
mod convention;
mod edge;
mod find;
mod negation;
mod pattern;
mod report;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::edge::block_at;
use self::find::{Hit, Needle, Prepared, find};
pub use self::find::{LONGEST_GAP, MOST_REPLACED};
use crate::diag::{Checked, Code, Diagnostic, Span, did_you_mean};
use crate::model::anchor::{Anchor, Attached, Role, Selector, Verdict, Verified};
use crate::model::dossier::{Dossier, Source};
use crate::model::key::PageKey;
use crate::model::lock::History;
use crate::model::quotation::{Citation, Wanted};
use crate::text::checksum::sha256;
use crate::text::normal::words_only;

/// Something to look up.
struct Request<'a> {
    wanted: &'a Wanted,
    citation: Option<&'a Citation>,
    is_block: bool,
    /// The other stages' view of it.
    role: Role,
    attached: Attached,
    translated: bool,
    name: String,
}

/// Verifies everything that `dossier` quotes. What comes back is sorted by source, place and name.
pub fn anchor(dossier: &Dossier, history: &History) -> Checked<Vec<Verified>> {
    let mut diags = Vec::new();
    let requests = requests(dossier, &mut diags);
    let found: Vec<Checked<Vec<Verified>>> = dossier
        .sources
        .par_iter()
        .map(|source| {
            let requests = requests.get(source.page.page.id.as_str()).map_or(&[][..], Vec::as_slice);
            in_source(source, requests, dossier, history)
        })
        .collect();
    let mut verified: Vec<Verified> = found.into_iter().flat_map(|found| found.unload(&mut diags)).collect();
    verified.sort_by(|a, b| (a.anchor.selector.order(), &a.name).cmp(&(b.anchor.selector.order(), &b.name)));
    Checked { value: verified, diags }
}

/// What is to be looked up, by source. Sources that do not exist are reported.
fn requests<'a>(dossier: &'a Dossier, diags: &mut Vec<Diagnostic>) -> BTreeMap<&'a str, Vec<Request<'a>>> {
    let known: Vec<&str> = dossier.sources.iter().map(|source| source.page.page.id.as_str()).collect();
    let mut requests: BTreeMap<&str, Vec<Request<'_>>> = BTreeMap::new();
    for page in &dossier.annotations {
        let list = requests.entry(page.page.id.as_str()).or_default();
        list.extend(page.annotations.iter().enumerate().map(|(number, annotation)| Request {
            wanted: &annotation.lemma,
            citation: None,
            is_block: true,
            role: Role::Lemma,
            attached: Attached::Annotation(number),
            translated: false,
            name: format!("annotations/{}", annotation.id.value),
        }));
    }
    for (key, page) in dossier.prose_pages() {
        let is_evidence = matches!(key, PageKey::Question(_) | PageKey::Timeline);
        for (number, citation) in page.prose.citations.iter().enumerate() {
            for (place, item) in citation.items.iter().enumerate() {
                let id = item.source.value.as_str();
                if !known.contains(&id) {
                    diags.push(unknown_source(dossier, id, item.source.span, &known));
                    continue;
                }
                let Some(quotation) = &citation.quotation else {
                    if item.original.is_some() {
                        diags.push(untranslated(item.source.span));
                    }
                    continue;
                };
                let wanted = item.original.as_ref().unwrap_or(&quotation.words);
                let hash = sha256(words_only(&wanted.text).as_bytes());
                requests.entry(id).or_default().push(Request {
                    wanted,
                    citation: Some(citation),
                    is_block: quotation.is_block,
                    role: if is_evidence { Role::Evidence(item.stance) } else { Role::Quotation },
                    attached: Attached::Citation(key.clone(), number, place),
                    translated: item.original.is_some(),
                    name: format!("{}#{}", key.name(), &hash[..6]),
                });
            }
        }
    }
    for list in requests.values_mut() {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for request in list {
            let times = seen.entry(request.name.clone()).or_default();
            *times += 1;
            if *times > 1 {
                request.name = format!("{}-{times}", request.name);
            }
        }
    }
    requests
}

fn unknown_source(dossier: &Dossier, id: &str, span: Span, known: &[&str]) -> Diagnostic {
    let diag = Diagnostic::new(Code::CitationUnknown, span, format!("there is no source `{id}`"));
    let is_former =
        |source: &&std::sync::Arc<Source>| source.page.page.former.iter().any(|former| former.value.as_str() == id);
    let renamed = dossier.sources.iter().find(is_former).map(|source| source.page.page.id.as_str());
    match renamed.or_else(|| did_you_mean(id, known.iter().copied())) {
        Some(meant) if renamed.is_some() => diag.help(format!("it is called `{meant}` now: write `[@{meant}]`")),
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

fn in_source(
    source: &Source,
    requests: &[Request<'_>],
    dossier: &Dossier,
    history: &History,
) -> Checked<Vec<Verified>> {
    let mut diags = Vec::new();
    let mut verified = Vec::new();
    // Of a source whose words are missing enough has been said.
    let Some(words) = source.words.as_ref().filter(|_| !requests.is_empty()) else {
        return Checked { value: verified, diags };
    };
    let prepared = Prepared::new(words, &source.page.language);
    let carried = carry::Carried::new(source.page.page.id.as_str(), words, history);
    let mut missed = 0;
    for request in requests {
        let needle = Needle::new(request.wanted, request.is_block);
        let hits = match find(&prepared, &needle) {
            Ok(hits) => hits,
            Err(miss) => {
                let place = report::Place { dossier, source, citation: request.citation, span: request.wanted.span };
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
            diags.push(report::unchecked(request.wanted.span, prepared.language));
        }
        let needs_one = matches!(request.role, Role::Evidence(_) | Role::Lemma);
        let chosen = match needs_one.then(|| carried.settle(&request.name, &hits, &words.clean)) {
            None => 0,
            Some(carry::Settled::Place(chosen)) => chosen,
            Some(carry::Settled::Ambiguous) => {
                let place = report::Place { dossier, source, citation: request.citation, span: request.wanted.span };
                diags.push(report::ambiguous(&place, &prepared, &hits));
                continue;
            }
            Some(carry::Settled::Uncertain(old)) => {
                let place = report::Place { dossier, source, citation: request.citation, span: request.wanted.span };
                diags.push(report::uncertain(&place, &prepared, &hits[0], old));
                continue;
            }
        };
        let (hit, places) = (&hits[chosen], if needs_one { 1 } else { hits.len() });
        verified.push(result(request, source, hit, places));
    }
    Checked { value: verified, diags }
}

fn result(request: &Request<'_>, source: &Source, hit: &Hit, places: usize) -> Verified {
    // In a quotation bold words are only emphasised; elsewhere they are the ones meant.
    let bold = hit.bold.clone().filter(|_| request.role != Role::Quotation);
    let parts = bold.map_or_else(|| hit.parts.clone(), |bold| vec![bold]);
    let range = parts[0].start..parts[parts.len() - 1].end;
    let block = source.words.as_ref().map_or(0, |words| block_at(&words.clean, range.start));
    let selector = Selector { source: source.page.page.id.clone(), block, range };
    Verified {
        anchor: Anchor { selector, role: request.role, attached: request.attached.clone() },
        parts,
        verdict: hit.verdict,
        places,
        translated: request.translated,
        name: request.name.clone(),
    }
}
