//! The dossier for programs: annotations, glossary, claims and events.
//!
//! Addresses are relative to the file they stand in, as JSON-LD allows, so that a copy of the site anywhere holds true.
//! The forms are stable once shipped.

use serde_json::{Value, json};

use super::{Page, prose};
use crate::model::clean::CleanText;
use crate::model::dossier::Source;
use crate::model::id::Id;
use crate::model::index::{Evidence, Passage};
use crate::model::key::PageKey;
use crate::model::page::Statement;
use crate::model::site::{Data, reading_text};

/// How many code points before and behind the words a selector quotes.
const CONTEXT: u32 = 32;

impl Page<'_> {
    /// What of the whole dossier a path asks for.
    pub(super) fn data(&self, data: Data) -> Vec<u8> {
        match data {
            Data::Glossary => pretty(&self.defined_terms()),
            Data::Claims => pretty(&self.claims()),
            Data::Events => pretty(&self.events()),
            Data::BibTex | Data::Ris | Data::CslJson => self.references(data),
        }
    }

    /// The annotations on a source and the quotations of it, by the Web Annotation Data Model (W3C, 2017): an
    /// `AnnotationPage` whose targets are stretches of the reading text, each by its words and by its code points.
    pub(super) fn web_annotations(&self, source: &Source) -> Vec<u8> {
        let id = &source.page.page.id;
        let Some(words) = &source.words else { return Vec::new() };
        let page = self.ask.annotations_on(id);
        let html = self.to(&PageKey::Source(id.clone()).path());
        let authors = &self.ask.config().authors;
        let mut items = Vec::new();
        for passage in self.ask.passages_in(id) {
            let target = self.target(id, &words.clean, passage);
            if let (Some(number), Some(page)) = (passage.annotation, page) {
                let annotation = &page.annotations[number];
                let text = prose::plain(&page.page.prose, annotation.body.clone(), |source| self.ask.label(source));
                let motivation = motivation(annotation.kind);
                let language = &self.ask.config().language;
                let mut bodies = vec![json!({
                    "type": "TextualBody", "value": text, "format": "text/plain", "language": language,
                    "purpose": motivation,
                })];
                let tag = |tag: &str| json!({"type": "TextualBody", "value": tag, "purpose": "tagging"});
                bodies.extend(annotation.tags.iter().chain([&annotation.kind.to_owned()]).map(|name| tag(name)));
                let mut item = json!({
                    "id": format!("{html}#a-{}", annotation.id.value), "type": "Annotation", "motivation": motivation,
                    "body": bodies, "target": target,
                });
                if let Some(author) = &annotation.author {
                    let name = authors.get(&author.value).unwrap_or(&author.value);
                    item["creator"] = json!({"type": "Agent", "name": name});
                }
                items.push(item);
                continue;
            }
            for used in &passage.uses {
                let place = format!("{}#{}", self.to(&used.from.path()), used.fragment);
                items.push(json!({
                    "id": place, "type": "Annotation", "motivation": "linking",
                    "body": {"type": "SpecificResource", "source": self.to(&used.from.path())}, "target": target,
                }));
            }
        }
        pretty(&json!({
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": self.path.rsplit('/').next().unwrap_or_default(),
            "type": "AnnotationPage",
            "partOf": {"id": html, "type": "AnnotationCollection", "label": source.page.title.value, "total": items.len()},
            "startIndex": 0,
            "items": items,
        }))
    }

    /// A stretch of a reading text, from the first to the last word of a passage.
    fn target(&self, source: &Id, clean: &CleanText, passage: &Passage) -> Value {
        let range = &passage.selector.range;
        let before = range.start.saturating_sub(CONTEXT)..range.start;
        let after = range.end..(range.end + CONTEXT).min(clean.text.len());
        json!({
            "type": "SpecificResource",
            "source": self.to(&reading_text(source)),
            "selector": [
                {
                    "type": "TextQuoteSelector", "exact": clean.text.slice(range.clone()),
                    "prefix": clean.text.slice(before), "suffix": clean.text.slice(after),
                },
                {"type": "TextPositionSelector", "start": range.start, "end": range.end},
            ],
        })
    }

    /// The glossary as a `DefinedTermSet` of schema.org.
    fn defined_terms(&self) -> Value {
        let config = &self.ask.config();
        let terms: Vec<Value> = self
            .ask
            .entries()
            .iter()
            .map(|entry| {
                let definition = entry.page.prose.definition().unwrap_or(0..0);
                let text = prose::plain(&entry.page.prose, definition, |source| self.ask.label(source));
                let aliases: Vec<&str> = entry.aliases.iter().map(|alias| alias.value.as_str()).collect();
                json!({
                    "@type": "DefinedTerm",
                    "@id": self.to(&PageKey::Entry(entry.page.id.clone()).path()),
                    "termCode": entry.page.id,
                    "name": entry.title.value,
                    "alternateName": aliases,
                    "description": text,
                    "sameAs": entry.same_as,
                    "inDefinedTermSet": self.to(&PageKey::Glossary.path()),
                })
            })
            .collect();
        json!({
            "@context": "https://schema.org",
            "@type": "DefinedTermSet",
            "@id": self.to(&PageKey::Glossary.path()),
            "name": config.title,
            "inLanguage": config.language,
            "license": config.licence,
            "hasDefinedTerm": terms,
        })
    }

    /// The questions, each with its claims and the evidence for them.
    fn claims(&self) -> Value {
        let question = |question: &std::sync::Arc<crate::model::page::QuestionPage>| {
            let key = PageKey::Question(question.page.id.clone());
            let evidence = self.ask.evidence(&key);
            let claims = question.claims.iter().zip(evidence);
            let claims: Vec<Value> = claims
                .map(|(claim, evidence)| {
                    let mut value = self.evidenced(&key, claim, evidence);
                    value["disputed"] = json!(evidence.disputed);
                    value
                })
                .collect();
            json!({
                "question": question.page.id, "title": question.title, "exclusive": question.exclusive, "claims": claims,
            })
        };
        self.ask.questions().iter().map(question).collect()
    }

    /// The events in order of time, as the timeline has them.
    fn events(&self) -> Value {
        let key = PageKey::Timeline;
        let events = self.ask.timeline().into_iter().flat_map(|timeline| &timeline.events);
        let event = |((date, event), evidence): (&(_, Statement), &Evidence)| {
            let date: &crate::model::located::Located<crate::model::date::Date> = date;
            let mut value = self.evidenced(&key, event, evidence);
            value["date"] = json!(date.value.edtf);
            value
        };
        let mut events: Vec<_> = events.zip(self.ask.evidence(&key)).collect();
        events.sort_by(|((a, _), _), ((b, _), _)| a.value.cmp_by_time(&b.value));
        events.into_iter().map(event).collect()
    }

    /// A claim or event with its evidence: what each source does with it, and the words that show it.
    fn evidenced(&self, page: &PageKey, statement: &Statement, evidence: &Evidence) -> Value {
        let mut list = Vec::new();
        for (source, cells) in &evidence.by_source {
            let Some(words) = &self.source_of(source).words else { continue };
            for (stance, citation, item) in cells {
                let Some((cited, passage)) = self.ask.cited(source, page, *citation, *item) else { continue };
                let range = &passage.selector.range;
                list.push(json!({
                    "source": source, "role": stance.name(), "verdict": cited.verdict,
                    "paragraph": words.clean.blocks[passage.selector.block].address,
                    "start": range.start, "end": range.end, "words": words.clean.text.slice(range.clone()),
                }));
            }
        }
        let mut value = json!({"id": statement.id, "text": statement.text, "evidence": list});
        if !evidence.withheld.is_empty() {
            value["withheld"] = json!(evidence.withheld);
        }
        value
    }
}

/// The motivation of the model that comes nearest to a kind of annotation; the kind itself is a tag.
fn motivation(kind: &str) -> &'static str {
    match kind {
        "correction" => "editing",
        "contradiction" => "assessing",
        "definition" => "identifying",
        "question" => "questioning",
        "comment" => "commenting",
        _ => "describing",
    }
}

fn pretty(value: &Value) -> Vec<u8> {
    let mut out = serde_json::to_string_pretty(value).expect("plain values are JSON");
    out.push('\n');
    out.into_bytes()
}
