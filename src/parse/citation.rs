//! The grammar of citations: `[@id]`, `[@id, p. 4; @other, denies]`, `[@id, tr. "…"]`.
//!
//! In: text that begins with the bracket. Out: what it names, with byte offsets into that text. Start at [`citation`].

use std::ops::Range;

use super::marks;
use crate::diag::did_you_mean;
use crate::model::quotation::Stance;

/// One source of a citation; ranges are bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The id, without `@`.
    pub(super) id: Range<usize>,
    pub(super) stance: Option<(Stance, Range<usize>)>,
    pub(super) locator: Option<String>,
    /// The words between the marks behind `tr.`.
    pub(super) original: Option<Range<usize>>,
}

/// Why something that begins like a citation is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Invalid {
    pub(super) at: Range<usize>,
    pub(super) why: String,
}

/// Whether a citation seems to be meant at the start of `text`.
pub(super) fn is_meant(text: &str) -> bool {
    text.strip_prefix('[').is_some_and(|rest| rest.trim_start_matches(' ').starts_with('@'))
}

/// The items of the citation at the start of `text`, for which [`is_meant`] holds, and its length in bytes.
pub(super) fn citation(text: &str) -> Result<(Vec<Item>, usize), Invalid> {
    let mut at = 1;
    let mut items = Vec::new();
    loop {
        at += spaces(&text[at..]);
        if !text[at..].starts_with('@') {
            return Err(invalid(text, at, "a source is written `@` and its id"));
        }
        at += 1;
        let length = text[at..].find(|char: char| !(char.is_alphanumeric() || char == '-' || char == '_'));
        let end = at + length.unwrap_or(text.len() - at);
        if end == at {
            return Err(invalid(text, at, "an id stands directly behind `@`"));
        }
        let mut item = Item { id: at..end, stance: None, locator: None, original: None };
        at = end;
        let last = loop {
            at += spaces(&text[at..]);
            match text[at..].chars().next() {
                Some(',') => at = modifier(text, at + 1, &mut item)?,
                Some(';') => break false,
                Some(']') => break true,
                None => return Err(invalid(text, at, "it has no closing bracket in its paragraph")),
                Some(_) => return Err(invalid(text, at, "behind an id stands `,`, `;` or `]`")),
            }
        };
        items.push(item);
        at += 1;
        if last {
            return Ok((items, at));
        }
    }
}

/// What stands behind a comma, up to where it ends.
fn modifier(text: &str, at: usize, item: &mut Item) -> Result<usize, Invalid> {
    let start = at + spaces(&text[at..]);
    if let Some(rest) = text[start..].strip_prefix("tr.") {
        let open = text.len() - rest.len() + spaces(rest);
        let Some(words) = marks::quoted_at(text, open) else {
            return Err(invalid(text, open, "behind `tr.` stands the original between quotation marks"));
        };
        item.original = Some(words.inner);
        return Ok(words.outer.end);
    }
    if text[start..].starts_with('@') {
        return Err(invalid(text, start, "between two sources stands `;`"));
    }
    let end = text[start..].find([',', ';', ']']).map_or(text.len(), |length| start + length);
    let words = text[start..end].trim_end();
    let range = start..start + words.len();
    if words.is_empty() {
        return Err(invalid(text, start, "behind a comma stands a place, a role or `tr.`"));
    }
    if let Some((_, stance)) = Stance::NAMES.iter().find(|(name, _)| *name == words) {
        if item.stance.is_some() {
            return Err(Invalid { at: range, why: "a source has one role".to_owned() });
        }
        item.stance = Some((*stance, range));
    } else if let Some(meant) = meant_role(words) {
        return Err(Invalid { at: range, why: format!("`{words}` is no role; `{meant}` is") });
    } else if let Some(locator) = &mut item.locator {
        locator.push_str(", ");
        locator.push_str(words);
    } else {
        item.locator = Some(words.to_owned());
    }
    Ok(end)
}

/// The role that a single word is nearly.
fn meant_role(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let stem = |name: &str| name.trim_end_matches('s').trim_end_matches("ie").trim_end_matches('e').to_owned();
    let names = Stance::NAMES.iter().map(|(name, _)| *name);
    let begins = names.clone().find(|name| !word.contains(' ') && lower.starts_with(&stem(name)));
    begins.or_else(|| did_you_mean(word, names))
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches(char::is_whitespace).len()
}

fn invalid(text: &str, at: usize, why: &str) -> Invalid {
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    Invalid { at: at..at + length, why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{citation, is_meant};

    fn check(text: &str) -> String {
        assert!(is_meant(text), "{text}");
        match citation(text) {
            Ok((items, length)) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| {
                        let stance = item.stance.as_ref().map_or("", |(stance, _)| stance.name());
                        let original = item.original.clone().map_or("", |range| &text[range]);
                        let locator = item.locator.as_deref().unwrap_or_default();
                        format!("{}|{stance}|{locator}|{original}", &text[item.id.clone()])
                    })
                    .collect();
                format!("{} + {:?}", items.join(" & "), &text[length..])
            }
            Err(invalid) => format!("{}: {}", invalid.at.start, invalid.why),
        }
    }

    #[test]
    fn citations_that_are() {
        assert_eq!(check("[@zhong-2020] x"), "zhong-2020||| + \" x\"");
        assert_eq!(check("[ @a ; @b, denies ]"), "a||| & b|denies|| + \"\"");
        assert_eq!(check("[@a, p. 4, reports, n. 2]"), "a|reports|p. 4, n. 2| + \"\"");
        assert_eq!(check("[@a, tr. “原文; [sic]”, p. 3]"), "a||p. 3|原文; [sic] + \"\"");
        assert_eq!(check("[@a, tr. \"the \"inner\" words\"]"), "a|||the \"inner\" words + \"\"");
    }

    #[test]
    fn citations_that_are_not() {
        assert_eq!(check("[@]"), "2: an id stands directly behind `@`");
        assert_eq!(check("[@a"), "3: it has no closing bracket in its paragraph");
        assert_eq!(check("[@a p. 4]"), "4: behind an id stands `,`, `;` or `]`");
        assert_eq!(check("[@a; b]"), "5: a source is written `@` and its id");
        assert_eq!(check("[@a,]"), "4: behind a comma stands a place, a role or `tr.`");
        assert_eq!(check("[@a, denies, reports]"), "13: a source has one role");
        assert_eq!(check("[@a, @b]"), "5: between two sources stands `;`");
        assert_eq!(check("[@a, Denies]"), "5: `Denies` is no role; `denies` is");
        assert_eq!(check("[@a, denied]"), "5: `denied` is no role; `denies` is");
        assert_eq!(check("[@a, tr. x]"), "9: behind `tr.` stands the original between quotation marks");
    }
}
