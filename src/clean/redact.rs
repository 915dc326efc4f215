//! Finds what the editor redacted, by the same selectors that recipes use.
//!
//! In: a raw text and what its source page says is to be redacted. Out: the places, each with its reason. Start at
//! [`redactions`]. Nothing is taken out here: quotations are looked up in the whole text, and which editions show it is
//! their affair.

use super::recipe::Work;
use crate::diag::{Checked, Code, Diagnostic, FileId, Span};
use crate::model::clean::Redaction;
use crate::model::recipe::Redact;
use crate::text::Text;

/// The places of `raw`, which stands in `file`, that are redacted, in order; what cannot be found, or may be more than is
/// meant, is reported.
pub fn redactions(raw: &Text, wanted: &[Redact], file: FileId) -> Checked<Vec<Redaction>> {
    if wanted.is_empty() {
        return Checked::clean(Vec::new());
    }
    let mut work = Work::new(raw, file);
    let mut found: Vec<(Redaction, Span)> = Vec::new();
    for redact in wanted {
        for range in work.find_places(redact.within.as_ref(), &redact.words, redact.every) {
            found.push((Redaction { raw: range, reason: redact.reason.as_str().into() }, redact.words.span));
        }
    }
    found.sort_by_key(|(redaction, _)| (redaction.raw.start, std::cmp::Reverse(redaction.raw.end)));
    let mut diags = work.diags;
    let mut redactions: Vec<Redaction> = Vec::with_capacity(found.len());
    for (redaction, span) in found {
        match redactions.last() {
            Some(last) if redaction.raw.start < last.raw.end => {
                let words = Span::new(file, redaction.raw);
                let message = "these words are already redacted by another step";
                let diag = Diagnostic::new(Code::StepAmbiguous, span, message).label(words, "the words");
                diags.push(diag.help("redact the longer words alone, or name other lines with `in`"));
            }
            _ => redactions.push(redaction),
        }
    }
    Checked { value: redactions, diags }
}
