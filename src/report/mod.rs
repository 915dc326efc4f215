//! What hangs on a source, told to an editor who is about to change it or to take it down.
//!
//! In: a dossier, or the site made of it. Out: values for the terminal; nothing here is published. [`replace`] says what a
//! new raw text does to every anchor, [`trace`] which files hold words of a source.

pub mod replace;
pub mod trace;

use crate::diag::Span;
use crate::model::anchor::Attached;
use crate::model::dossier::Dossier;
use crate::model::id::Id;

/// Where the words of an anchor on `source` are written among the editorial pages.
fn written_at(dossier: &Dossier, source: &Id, attached: &Attached) -> Option<Span> {
    match attached {
        Attached::Citation(key, citation, item) => {
            let (_, page) = dossier.prose_pages().find(|(other, _)| other == key)?;
            let citation = page.prose.citations.get(*citation)?;
            let original = citation.items.get(*item).and_then(|item| item.original.as_ref());
            Some(original.or(citation.quotation.as_ref().map(|quotation| &quotation.words))?.span)
        }
        Attached::Annotation(number) => {
            let page = dossier.annotations.iter().find(|page| page.page.id == *source)?;
            Some(page.annotations.get(*number)?.lemma.span)
        }
        Attached::Target(_) => None,
    }
}
