//! What of each source the dossier holds on to, and what the sources say about claims and events.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::editorial::citation_id;
use crate::model::anchor::{Attached, Role, Verified};
use crate::model::dossier::{Dossier, Source, Words};
use crate::model::id::Id;
use crate::model::index::{Catalogue, Cited, Evidence, Held, Index, Passage, Use};
use crate::model::key::PageKey;
use crate::model::memo::{Own, Same};
use crate::model::page::{AnnotationsPage, Prose, Statement};
use crate::model::quotation::Stance;
use crate::text::checksum::sha256;
use crate::text::normal::words_only;

/// What the passages of a source are made of: its words, what was verified in them, the annotations on it, and what is known of
/// each citation among what was verified.
pub(super) type HeldOn = (Option<Same<Words>>, Same<[Verified]>, Option<Same<AnnotationsPage>>, Vec<Citing>);

/// [`HeldOn`], as it lies at hand.
type AtHand<'a> = (Option<&'a Arc<Words>>, &'a Arc<[Verified]>, Option<&'a Arc<AnnotationsPage>>, Own<Vec<Citing>>);

/// What is known of the page that a citation stands on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Citing {
    /// Its place among the pages.
    place: Option<usize>,
    /// The claim or event that the citation is evidence for, by index.
    statement: Option<usize>,
    /// Whether sources disagree about it.
    disputed: bool,
}

/// What is known of each citation of a source.
pub(super) fn citing(source: &Source, dossier: &Dossier, index: &Index) -> Vec<Citing> {
    let citing = |verified: &Verified| {
        let Attached::Citation(page, citation, _) = &verified.anchor.attached else { return None };
        let statements =
            if verified.anchor.role == Role::Quotation { Vec::new() } else { statements_of(dossier, page) };
        let statement = statements.iter().position(|statement| statement.citations.contains(citation));
        let evidence = index.statements.get(page);
        let disputed = statement.is_some_and(|at| evidence.is_some_and(|evidence| evidence[at].is_disputed()));
        Some(Citing { place: index.catalogue.order.get(page).copied(), statement, disputed })
    };
    source.verified.iter().filter_map(citing).collect()
}

/// The passages, and where citations lead.
pub(super) fn held((words, verified, annotations, Own(citing)): &AtHand<'_>) -> Held {
    let mut held = Held::default();
    let Some(words) = words else { return held };
    held.passages = passages(words, annotations.map(AsRef::as_ref), verified);
    let mut uses: Vec<Vec<(Citing, Use)>> = vec![Vec::new(); held.passages.len()];
    let mut citing = citing.iter();
    for verified in verified.iter() {
        let Attached::Citation(page, citation, item) = &verified.anchor.attached else { continue };
        let citing = *citing.next().expect("there is one for each citation");
        let is_it = |passage: &Passage| passage.annotation.is_none() && passage.parts == verified.parts;
        let at = held.passages.iter().position(is_it).expect("every quotation has its passage");
        let verdict = verified.verdict_name();
        let used = Use {
            from: page.clone(),
            fragment: citation_id(page, *citation),
            role: verified.anchor.role,
            statement: citing.statement,
            disputed: citing.disputed,
            verdict,
        };
        uses[at].push((citing, used));
        let cited = Cited { passage: at, verdict, places: verified.places };
        held.cited.insert((page.clone(), *citation, *item), cited);
    }
    for (passage, mut uses) in held.passages.iter_mut().zip(uses) {
        uses.sort_by_key(|(citing, _)| (citing.place, citing.statement));
        passage.uses = uses.into_iter().map(|(_, used)| used).collect();
    }
    held
}

/// The passages of a source, in order of place, each stretch of words once; those of annotations by themselves.
fn passages(words: &Words, annotations: Option<&AnnotationsPage>, verified: &[Verified]) -> Vec<Passage> {
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
pub(super) fn statements(dossier: &Dossier, catalogue: &Catalogue) -> BTreeMap<PageKey, Vec<Evidence>> {
    let mut by_page: BTreeMap<PageKey, Vec<&Verified>> = BTreeMap::new();
    for verified in dossier.verified() {
        if let (Attached::Citation(page, ..), Role::Evidence(_)) = (&verified.anchor.attached, verified.anchor.role) {
            by_page.entry(page.clone()).or_default().push(verified);
        }
    }
    let questions = dossier.questions.iter();
    let questions =
        questions.map(|question| (PageKey::Question(question.page.id.clone()), &question.page, question.exclusive));
    let timeline = dossier.timeline.iter().map(|timeline| (PageKey::Timeline, &timeline.page, false));
    let mut all = BTreeMap::new();
    for (key, page, exclusive) in questions.chain(timeline) {
        let statements = statements_of(dossier, &key);
        let withheld = statements.iter().map(|statement| withheld(statement, &page.prose, catalogue));
        let mut evidence: Vec<Evidence> =
            withheld.map(|withheld| Evidence { withheld, ..Evidence::default() }).collect();
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
        let is_any_withheld = evidence.iter().any(|evidence| !evidence.withheld.is_empty());
        for evidence in &mut evidence {
            let is_asserted = has(evidence, Stance::Asserts);
            let is_disputed = is_asserted && (has(evidence, Stance::Denies) || (exclusive && asserted > 1));
            let is_open = !evidence.withheld.is_empty() || (exclusive && is_asserted && is_any_withheld);
            evidence.disputed = if is_open && !is_disputed { None } else { Some(is_disputed) };
        }
        all.insert(key, evidence);
    }
    all
}

/// The sources that are quoted on a statement in words that the edition withholds.
fn withheld(statement: &Statement, prose: &Prose, catalogue: &Catalogue) -> BTreeSet<Option<Id>> {
    let citations = prose.citations[statement.citations.clone()].iter().filter(|citation| citation.quotation.is_some());
    let items = citations.flat_map(|citation| &citation.items).filter(|item| item.withheld);
    items.map(|item| Id::new(&item.source.value).ok().filter(|id| catalogue.places.contains_key(id))).collect()
}

fn has(evidence: &Evidence, stance: Stance) -> bool {
    evidence.by_source.values().flatten().any(|(found, ..)| *found == stance)
}
