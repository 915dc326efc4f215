//! How much of a source an edition shows, in numbers.

use super::view::ExcerptView;
use super::{Page, percent};
use crate::model::clean::{Mark, MarkKind};
use crate::model::dossier::Words;

/// How much of a source is shown, if that is an excerpt.
pub(super) fn excerpt(words: &Words) -> Option<ExcerptView> {
    let reduced = words.reduced.as_ref().filter(|reduced| reduced.is_excerpt)?;
    let (shown, words) = (reduced.shown, reduced.words);
    // Only what is shown whole is all of it.
    let percent = if shown < words { percent(shown, words).min(99) } else { 100 };
    Some(ExcerptView { shown, words, percent, passages: reduced.passages })
}

/// Why words of a source are redacted, in order of place: of an excerpt, those in what it shows.
pub(super) fn redactions<'w>(words: &'w Words) -> Vec<&'w str> {
    if words.reduced.as_ref().is_some_and(|reduced| !reduced.is_excerpt) {
        return words.redactions.iter().map(|redaction| &*redaction.reason).collect();
    }
    let reason = |mark: &'w Mark| if let MarkKind::Redacted(reason) = &mark.kind { Some(&**reason) } else { None };
    words.clean.marks.iter().filter_map(reason).collect()
}

impl Page<'_> {
    /// How many words of how many are shown, as a phrase.
    pub(super) fn released(&self, excerpt: &ExcerptView) -> String {
        let [shown, words, percent] = [excerpt.shown, excerpt.words, excerpt.percent].map(|number| number.to_string());
        self.word("released-share", &[("shown", &shown), ("words", &words), ("percent", &percent)])
    }
}
