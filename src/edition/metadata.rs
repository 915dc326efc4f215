//! Takes redacted words out of what the editor says of a source: its title, its authors, who speaks.
//!
//! A title mostly stands in the raw text as well, and a recipe repeats words of it. Words that are redacted wherever they
//! stand in the source are to be gone there too; others are left, since readers see them in the text. Start at [`redact`].

use super::reduce::REDACTED;
use crate::model::dossier::Words;
use crate::model::page::{Name, SourcePage};
use crate::model::recipe::Attribution;
use crate::text::words::{fold, words};

/// Redacts `page`, and in `left` the names that its recipe gives, by what `whole` has and `left` has not.
pub(super) fn redact(page: &mut SourcePage, whole: &Words, left: &mut Words) {
    let secrets = secrets(whole, left);
    if secrets.is_empty() {
        return;
    }
    let hide = |text: &mut String| {
        if let Some(hidden) = hidden(text, &secrets) {
            *text = hidden;
        }
    };
    hide(&mut page.title.value);
    hide(&mut page.raw.value);
    for stated in [&mut page.subtitle, &mut page.kind, &mut page.publisher].into_iter().flatten() {
        hide(&mut stated.value);
    }
    for name in page.authors.iter_mut().chain(&mut page.editors) {
        if let Some(hidden) = hidden(&name.value.display(), &secrets) {
            name.value = Name::Whole(hidden);
        }
    }
    // Of an address no part can be left out.
    for address in [&mut page.url, &mut page.archived] {
        if address.as_ref().is_some_and(|address| hidden(&address.value, &secrets).is_some()) {
            *address = None;
        }
    }
    left.clean.speakers.iter_mut().for_each(hide);
    for part in &mut left.clean.parts {
        match &mut part.author {
            Attribution::Named(name) | Attribution::Unnamed(name) => hide(name),
        }
        part.conjecture.iter_mut().for_each(hide);
    }
}

/// The redacted words, folded, that stand nowhere in what is left of the source.
fn secrets(whole: &Words, left: &Words) -> Vec<Vec<String>> {
    let mut secrets: Vec<Vec<String>> = whole
        .redactions
        .iter()
        .map(|redaction| folded(&whole.raw.as_str()[redaction.raw.clone()]))
        .filter(|secret| !secret.is_empty())
        .collect();
    secrets.sort();
    secrets.dedup();
    if !secrets.is_empty() {
        let shown = [folded(left.raw.as_str()), folded(left.clean.text.as_str())];
        secrets.retain(|secret| !shown.iter().any(|text| text.windows(secret.len()).any(|run| run == secret)));
    }
    secrets
}

fn folded(text: &str) -> Vec<String> {
    words(text).map(|word| fold(&text[word])).collect()
}

/// `text` with the sign of a redaction in place of each of `secrets`; `None` if it has none of them.
fn hidden(text: &str, secrets: &[Vec<String>]) -> Option<String> {
    let places: Vec<_> = words(text).collect();
    let folded: Vec<String> = places.iter().map(|word| fold(&text[word.clone()])).collect();
    let mut out = String::new();
    let (mut done, mut at) = (0, 0);
    while at < folded.len() {
        // Of several that begin here the longest.
        let fits = secrets.iter().filter(|secret| folded[at..].starts_with(secret)).map(Vec::len).max();
        let Some(length) = fits else {
            at += 1;
            continue;
        };
        out.push_str(&text[done..places[at].start]);
        out.push_str(REDACTED);
        done = places[at + length - 1].end;
        at += length;
    }
    (done > 0).then(|| out + &text[done..])
}

#[cfg(test)]
mod tests {
    use super::{folded, hidden};

    #[test]
    fn words_are_hidden_whole_and_in_any_case() {
        let secrets = ["Ann Smith", "smith", "plum-street"].map(folded);
        assert_eq!(hidden("What ANN SMITH said", &secrets).as_deref(), Some("What ████ said"));
        assert_eq!(hidden("Smith, not Smithson", &secrets).as_deref(), Some("████, not Smithson"));
        assert_eq!(hidden("https://x.org/plum-street/1", &secrets).as_deref(), Some("https://x.org/████/1"));
        assert_eq!(hidden("Ann said", &secrets), None);
    }
}
