//! Quotations and annotations as pages show them: marks of citations, verdicts, who quotes a passage.

use std::collections::BTreeMap;

use super::margin::{Note, below_top, crowded, height_of, tops};
use super::view::{AnnotationView, QuotationRow, UseView, VerdictCount, Worded};
use super::{Page, kind, lang_and_dir, prose};
use crate::model::anchor::{Attached, Role, Selector, Verified};
use crate::model::dossier::Source;
use crate::model::id::Id;
use crate::model::index::{Passage, Use, WITHHELD};
use crate::model::key::PageKey;
use crate::model::page::Direction;
use crate::model::quotation::Cited;
use crate::model::site::FEED;
use crate::text::escape::escape;
use crate::text::language::runs_against;

/// How many code points of a passage are shown where it stands for itself; of longer ones both ends.
const LONGEST: usize = 160;

impl Page<'_> {
    /// One source of a citation as a link, with its verdict where words are quoted.
    pub(super) fn cited(&self, key: &PageKey, citation: usize, place: usize, item: &Cited) -> String {
        let Some(source) = self.source_named(&item.source.value) else { return WITHHELD.to_owned() };
        let id = &source.page.page.id;
        let mut label = format!("<bdi>{}</bdi>", escape(self.ask.label(id)));
        let found = self.ask.cited(id, key, citation, place);
        let paragraph = found.and_then(|(_, passage)| self.paragraph(source, passage));
        if let Some(number) = paragraph {
            label += &escape(&self.word("comma", &[]));
            label += &escape(&self.word("cited-paragraph", &[("number", &number.to_string())]));
        }
        if let Some(locator) = &item.locator {
            label += &escape(&self.word("comma", &[]));
            label += &escape(locator);
        }
        let mut href = self.to(&PageKey::Source(id.clone()).path());
        let Some((cited, passage)) = found else { return format!("<a href=\"{}\">{label}</a>", escape(&href)) };
        href = format!("{href}#{}", passage.id);
        let words = match cited.verdict {
            "exact" => self.word("verdict-exact", &[]),
            "normalised" => self.word("verdict-normalised", &[]),
            "elided" => self.word("verdict-elided", &[]),
            _ => self.word("verdict-translated", &[]),
        };
        let places = match i64::try_from(cited.places) {
            Ok(places) if places > 1 => format!("; {}", self.counted("places", places)),
            _ => String::new(),
        };
        let words = escape(&(words + &places));
        let original = if item.original.is_some() { self.original(source, passage) } else { String::new() };
        // Readers of feeds have none of our style sheet, which shows one or the other.
        if self.path == FEED {
            return format!("<a href=\"{}\" title=\"{words}\">{label}</a>{original}", escape(&href));
        }
        let verdict = format!(
            "<span class=\"verdict {0}\" title=\"{words}\"><span class=\"sr-only\">{words}</span><span \
             aria-hidden=\"true\">{1}</span></span>",
            cited.verdict,
            sign(cited.verdict)
        );
        format!("<a href=\"{}\">{label}</a>\u{a0}{verdict}{original}", escape(&href))
    }

    /// The source's own words behind a translation.
    fn original(&self, source: &Source, passage: &Passage) -> String {
        let words = self.passage_words(source, passage);
        let language = lang_and_dir(&words.lang, words.dir);
        format!(" <span class=\"original\"{language}>{}</span>", escape(&words.text))
    }

    /// Number of the paragraph in which a passage begins.
    pub(super) fn paragraph(&self, source: &Source, passage: &Passage) -> Option<usize> {
        let block = source.words.as_ref()?.clean.blocks.get(passage.selector.block)?;
        block.number.map(|number| number as usize)
    }

    /// The words of a passage, those left out as `…`, and shortened in the middle if they are many.
    pub(super) fn passage_words(&self, source: &Source, passage: &Passage) -> Worded {
        let Some(words) = &source.words else { return self.worded("", source) };
        let parts = passage.parts.iter().map(|part| words.clean.text.slice(part.clone()).replace('\n', " "));
        let said = self.worded(&shorten(&parts.collect::<Vec<_>>().join(" … ")), source);
        // A source may quote another script, and then be quoted with nothing else.
        let is_rtl = said.dir == Direction::RightToLeft.name();
        let others = said.text.chars().filter(|char| char.is_alphabetic());
        if others.clone().next().is_none()
            || others.into_iter().any(|char| !runs_against(char.encode_utf8(&mut [0; 4]), is_rtl))
        {
            return said;
        }
        let (language, direction) = self.language();
        let lang = if direction.name() == said.dir { "und" } else { language };
        let other = if is_rtl { Direction::LeftToRight } else { Direction::RightToLeft };
        Worded { lang: lang.to_owned(), dir: other.name(), ..said }
    }

    /// The annotations on a source with the numbers that readers see: in order of place; those without a place last.
    pub(super) fn annotations(&self, source: &Source) -> (Vec<(Option<usize>, AnnotationView)>, prose::Rendered) {
        let id = &source.page.page.id;
        let Some(page) = self.ask.annotations_on(id) else { return (Vec::new(), prose::Rendered::default()) };
        let passages = self.ask.passages_in(id);
        let placed = passages.iter().filter_map(|passage| Some((passage.annotation?, Some(passage))));
        let withheld = (0..page.annotations.len()).filter(|number| page.annotations[*number].withheld);
        let order: Vec<(usize, Option<&Passage>)> = placed.chain(withheld.map(|number| (number, None))).collect();
        let bodies = order.iter().map(|(number, _)| page.annotations[*number].body.clone());
        let key = PageKey::Annotations(id.clone());
        let (bodies, notes) = prose::sections(self, &key, &page.page.prose, bodies);
        let places = order.iter().filter_map(|(_, passage)| *passage).zip(&bodies);
        let folded = source.words.as_ref().map_or(Vec::new(), |words| {
            let tops = tops(&words.clean);
            let beside = places.map(|(passage, html)| {
                let Selector { block, range, .. } = &passage.selector;
                Note { at: tops[*block] + below_top(&words.clean, *block, range.start), height: height_of(html) }
            });
            crowded(&beside.collect::<Vec<_>>())
        });
        let authors = &self.ask.config().authors;
        let prefix = &self.prefix;
        let views = order.into_iter().zip(bodies).zip(1..).map(|(((index, passage), html), number)| {
            let annotation = &page.annotations[index];
            let author = annotation.author.as_ref().map(|author| &author.value);
            let view = AnnotationView {
                id: format!("{prefix}a-{}", annotation.id.value),
                at: passage.map_or(String::new(), |passage| format!("#{prefix}{}", passage.id)),
                number,
                kind: annotation.kind,
                author: author.map(|author| authors.get(author).unwrap_or(author).clone()),
                tags: annotation.tags.clone(),
                lemma: passage.map_or(self.editorial(&self.word("quotation-withheld", &[])), |passage| {
                    self.passage_words(source, passage)
                }),
                html,
                folded: folded.get(number - 1).is_some_and(|folded| *folded),
            };
            (passage.map(|passage| passage.selector.block), view)
        });
        (views.collect(), notes)
    }

    /// The place of an annotation's mark in the text, and its label. `is_within` is whether the words before and behind it
    /// have another note in common.
    pub(super) fn annotation_mark(&self, source: &Id, annotation: usize, number: usize, is_within: bool) -> String {
        let Some(page) = self.ask.annotations_on(source) else { return String::new() };
        let annotation = &page.annotations[annotation];
        let kind = self.annotation_kind(annotation.kind);
        let label = self.word("annotation-mark", &[("number", &number.to_string()), ("kind", &kind)]);
        format!(
            "<a class=\"note-mark{3}\" id=\"{2}mark-{0}\" href=\"#{2}a-{0}\" role=\"doc-noteref\" aria-label=\"{1}\">{number}</a>",
            annotation.id.value,
            escape(&label),
            self.prefix,
            if is_within { " within" } else { "" }
        )
    }

    fn annotation_kind(&self, kind: &str) -> String {
        match kind {
            "context" => self.word("annotation-context", &[]),
            "correction" => self.word("annotation-correction", &[]),
            "contradiction" => self.word("annotation-contradiction", &[]),
            "definition" => self.word("annotation-definition", &[]),
            "translation" => self.word("annotation-translation", &[]),
            "question" => self.word("annotation-question", &[]),
            _ => self.word("annotation-comment", &[]),
        }
    }

    /// A quotation, seen from its passage.
    pub(super) fn used(&self, passage: &Passage, used: &Use) -> UseView {
        UseView {
            href: format!("{}#{}", self.to(&used.from.path()), used.fragment),
            at: format!("#{}", passage.id),
            title: self.title_of(&used.from),
            kind: kind(&used.from),
            stance: if let Role::Evidence(stance) = used.role { stance.name() } else { "" },
            statement: used.statement.map_or(String::new(), |at| self.statement(&used.from, at).to_owned()),
            disputed: used.disputed,
        }
    }

    /// How often each verdict was reached.
    pub(super) fn verdicts(&self) -> Vec<VerdictCount> {
        let all: Vec<&Verified> = self.ask.sources().iter().flat_map(|source| source.verified.iter()).collect();
        let count = |verdict| VerdictCount {
            verdict,
            count: all.iter().filter(|verified| verified.verdict_name() == verdict).count(),
        };
        ["exact", "normalised", "elided", "translated"].map(count).into_iter().filter(|row| row.count > 0).collect()
    }

    /// Everything that was verified, by page and place.
    pub(super) fn quotations(&self) -> Vec<QuotationRow> {
        let order: BTreeMap<PageKey, usize> = self.ask.prose_pages().into_iter().zip(0..).collect();
        let mut rows = Vec::new();
        for source in self.ask.sources() {
            let id = &source.page.page.id;
            for verified in source.verified.iter() {
                let Some((key, citation, item, passage)) = self.place_of(id, verified) else { continue };
                let fragment = match &verified.anchor.attached {
                    Attached::Annotation(_) => passage.id.replacen("at-", "a-", 1),
                    _ => format!("cite-{}{}", key.mark(), citation + 1),
                };
                let row = QuotationRow {
                    href: format!("{}#{fragment}", self.to(&key.path())),
                    page: self.title_of(&key),
                    kind: kind(&key),
                    words: self.passage_words(source, passage),
                    passage: format!("{}#{}", self.to(&PageKey::Source(id.clone()).path()), passage.id),
                    source: self.ask.label(id).to_owned(),
                    verdict: verified.verdict_name(),
                    places: verified.places,
                };
                rows.push(((order.get(&key).copied(), citation, item), row));
            }
        }
        rows.sort_by_key(|(place, _)| *place);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// The page on which something verified stands, its place there, and the passage.
    fn place_of<'s>(&'s self, source: &Id, verified: &Verified) -> Option<(PageKey, usize, usize, &'s Passage)> {
        match &verified.anchor.attached {
            Attached::Citation(page, citation, item) => {
                let (_, passage) = self.ask.cited(source, page, *citation, *item)?;
                Some((page.clone(), *citation, *item, passage))
            }
            Attached::Annotation(number) => {
                let mut passages = self.ask.passages_in(source).iter();
                let passage = passages.find(|passage| passage.annotation == Some(*number))?;
                Some((PageKey::Annotations(source.clone()), *number, 0, passage))
            }
            Attached::Target(_) => None,
        }
    }
}

/// What stands for a verdict, for the eye.
fn sign(verdict: &str) -> &'static str {
    match verdict {
        "exact" => "✓",
        "normalised" => "≈",
        "elided" => "…",
        _ => "⇄",
    }
}

fn shorten(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= LONGEST {
        return text.to_owned();
    }
    let (head, tail): (String, String) =
        (chars[..LONGEST / 2].iter().collect(), chars[chars.len() - LONGEST / 2..].iter().collect());
    let head = head.rsplit_once(' ').map_or(head.as_str(), |(head, _)| head);
    let tail = tail.split_once(' ').map_or(tail.as_str(), |(_, tail)| tail);
    format!("{head} … {tail}")
}
