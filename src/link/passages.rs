//! What of each source the dossier holds on to, and what the sources say about claims and events.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use super::editorial::citation_id;
use crate::model::anchor::{Attached, Role, Verified};
use crate::model::dossier::{Dossier, Shown, Source};
use crate::model::index::{Cited, Evidence, Index, Passage, Use};
use crate::model::key::PageKey;
use crate::model::page::Statement;
use crate::model::quotation::Stance;
use crate::text::checksum::sha256;
use crate::text::normal::words_only;

/// Fills in passages, where citations lead, and the evidence for statements.
pub(super) fn collect(shown: &Shown, index: &mut Index) {
    let dossier = &shown.dossier;
    index.statements = statements(dossier);
    let statement_of = |page: &PageKey, citation: usize| {
        let statements = statements_of(dossier, page);
        statements.iter().position(|statement| statement.citations.contains(&citation))
    };
    let order: HashMap<PageKey, usize> = dossier.prose_pages().map(|(key, _)| key).zip(0..).collect();
    for source in &dossier.sources {
        let id = &source.page.page.id;
        let verified = &source.verified;
        let mut passages = passages(source, dossier, verified);
        for verified in verified.iter() {
            let Attached::Citation(page, citation, item) = &verified.anchor.attached else { continue };
            let is_it = |passage: &Passage| passage.annotation.is_none() && passage.parts == verified.parts;
            let at = passages.iter().position(is_it).expect("every quotation has its passage");
            let statement = statement_of(page, *citation).filter(|_| verified.anchor.role != Role::Quotation);
            let evidence = index.statements.get(page);
            let disputed = statement.is_some_and(|at| evidence.is_some_and(|evidence| evidence[at].disputed));
            let verdict = verified.verdict_name();
            let fragment = citation_id(page, *citation);
            passages[at].uses.push(Use {
                from: page.clone(),
                fragment,
                role: verified.anchor.role,
                statement,
                disputed,
                verdict,
            });
            let cited = Cited { source: id.clone(), passage: at, verdict, places: verified.places };
            index.cited.insert((page.clone(), *citation, *item), cited);
        }
        for passage in &mut passages {
            passage.uses.sort_by_key(|used| (order.get(&used.from).copied(), used.statement));
        }
        index.passages.insert(id.clone(), passages);
    }
}

/// The passages of a source, in order of place, each stretch of words once; those of annotations by themselves.
fn passages(source: &Source, dossier: &Dossier, verified: &[Verified]) -> Vec<Passage> {
    let id = &source.page.page.id;
    let Some(words) = &source.words else { return Vec::new() };
    let annotations = dossier.annotations_on(id);
    let mut seen: BTreeSet<_> = BTreeSet::new();
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut passages = Vec::new();
    for verified in verified {
        let selector = verified.anchor.selector.clone();
        let parts = verified.parts.clone();
        let (name, annotation) = match (&verified.anchor.attached, annotations) {
            (Attached::Annotation(number), Some(page)) => {
                (format!("at-{}", page.annotations[*number].id.value), Some(*number))
            }
            _ => {
                let key: Vec<(u32, u32)> = parts.iter().map(|part| (part.start, part.end)).collect();
                if !seen.insert(key) {
                    continue;
                }
                let quoted: String = parts.iter().map(|part| words.clean.text.slice(part.clone())).collect();
                let name = format!("q-{}", &sha256(words_only(&quoted).as_bytes())[..6]);
                let times = taken.entry(name.clone()).or_default();
                *times += 1;
                (if *times == 1 { name } else { format!("{name}-{times}") }, None)
            }
        };
        passages.push(Passage { id: name, selector, parts, annotation, uses: Vec::new() });
    }
    passages
}

/// The claims or events of a page.
fn statements_of<'a>(dossier: &'a Dossier, page: &PageKey) -> Vec<&'a Statement> {
    match page {
        PageKey::Question(id) => {
            let question = dossier.questions.iter().find(|question| question.page.id == *id);
            question.map_or(Vec::new(), |question| question.claims.iter().collect())
        }
        PageKey::Timeline => {
            dossier.timeline.iter().flat_map(|timeline| timeline.events.iter().map(|(_, event)| event)).collect()
        }
        _ => Vec::new(),
    }
}

/// What the sources say about every claim and event, and which of the claims are disputed.
fn statements(dossier: &Dossier) -> BTreeMap<PageKey, Vec<Evidence>> {
    let mut by_page: BTreeMap<PageKey, Vec<&Verified>> = BTreeMap::new();
    for verified in dossier.verified() {
        if let Attached::Citation(page, ..) = &verified.anchor.attached {
            by_page.entry(page.clone()).or_default().push(verified);
        }
    }
    let questions =
        dossier.questions.iter().map(|question| (PageKey::Question(question.page.id.clone()), question.exclusive));
    let timeline = dossier.timeline.iter().map(|_| (PageKey::Timeline, false));
    let mut all = BTreeMap::new();
    for (key, exclusive) in questions.chain(timeline) {
        let statements = statements_of(dossier, &key);
        let mut evidence: Vec<Evidence> = vec![Evidence::default(); statements.len()];
        for verified in by_page.get(&key).into_iter().flatten() {
            let (Attached::Citation(_, citation, item), Role::Evidence(stance)) =
                (&verified.anchor.attached, verified.anchor.role)
            else {
                continue;
            };
            let place = statements.iter().position(|statement| statement.citations.contains(citation));
            if let Some(place) = place {
                let source = verified.anchor.selector.source.clone();
                evidence[place].by_source.entry(source).or_default().push((stance, *citation, *item));
            }
        }
        for evidence in &mut evidence {
            evidence
                .by_source
                .values_mut()
                .for_each(|cells| cells.sort_by_key(|(_, citation, item)| (*citation, *item)));
        }
        let asserted = evidence.iter().filter(|evidence| has(evidence, Stance::Asserts)).count();
        for evidence in &mut evidence {
            let is_asserted = has(evidence, Stance::Asserts);
            evidence.disputed = is_asserted && (has(evidence, Stance::Denies) || (exclusive && asserted > 1));
        }
        all.insert(key, evidence);
    }
    all
}

fn has(evidence: &Evidence, stance: Stance) -> bool {
    evidence.by_source.values().flatten().any(|(found, ..)| *found == stance)
}
