//! Pairs of quotation marks: `"…"`, `“…”`, `„…“`, `«…»`, `「…」`, `『…』`. Single marks are no pair: they are apostrophes
//! as well.

use std::ops::Range;

/// Quoted words, in bytes of the text they stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quoted {
    /// With the marks.
    pub(super) outer: Range<usize>,
    /// Without them.
    pub(super) inner: Range<usize>,
}

/// What a mark does where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
}

/// What closes a pair that `open` begins.
fn closers(open: char) -> &'static [char] {
    match open {
        '"' => &['"'],
        '“' => &['”'],
        '„' => &['“', '”'],
        '«' => &['»'],
        '「' => &['」'],
        '『' => &['』'],
        _ => &[],
    }
}

/// Whether the mark at `at` can do what `side` says. A straight mark opens before a word and closes behind one.
fn can(text: &str, at: usize, mark: char, side: Side) -> bool {
    if mark != '"' {
        return true;
    }
    let before = text[..at].chars().next_back();
    let after = text[at + 1..].chars().next();
    let opens = before.is_none_or(|char| char.is_whitespace() || "([{—–-/“‘„«\"'".contains(char));
    let closes = after.is_none_or(|char| char.is_whitespace() || !(char.is_alphanumeric() || "([{“‘„«".contains(char)));
    // A citation may stand behind a closing mark even where the space was forgotten.
    let closes = closes || text[at + 1..].starts_with("[@");
    match side {
        Side::Opens => opens && after.is_some_and(|char| !char.is_whitespace()),
        Side::Closes => closes && before.is_some_and(|char| !char.is_whitespace()),
    }
}

/// The quoted words that begin at byte `at`, nested pairs of the same marks included.
pub(super) fn quoted_at(text: &str, at: usize) -> Option<Quoted> {
    quoted_from(text, at, |_| false)
}

/// [`quoted_at`], where `skip` says which marks count as mere characters, by their byte.
pub(super) fn quoted_from(text: &str, at: usize, skip: impl Fn(usize) -> bool) -> Option<Quoted> {
    let open = text[at..].chars().next()?;
    let closing = closers(open);
    if closing.is_empty() || skip(at) || !can(text, at, open, Side::Opens) {
        return None;
    }
    let start = at + open.len_utf8();
    let mut depth = 1;
    for (offset, char) in text[start..].char_indices() {
        let here = start + offset;
        if skip(here) {
            continue;
        }
        if closing.contains(&char) && can(text, here, char, Side::Closes) {
            // A straight mark between two spaces-or-marks could do both; it closes what is open.
            depth -= 1;
            if depth == 0 {
                return Some(Quoted { outer: at..here + char.len_utf8(), inner: start..here });
            }
        } else if char == open && can(text, here, char, Side::Opens) {
            depth += 1;
        }
    }
    None
}

/// All quoted words of `text` that lie in no other, in order. `skip` as in [`quoted_from`].
pub(super) fn all_quoted(text: &str, skip: impl Fn(usize) -> bool) -> Vec<Quoted> {
    let mut found: Vec<Quoted> = Vec::new();
    // Where no pair begins at a mark, the text behind it is looked through again: once per mark, which is bounded.
    let mut fruitless = 0;
    for (at, char) in text.char_indices() {
        if closers(char).is_empty() || found.last().is_some_and(|last| at < last.outer.end) || fruitless > 100 {
            continue;
        }
        match quoted_from(text, at, &skip) {
            Some(quoted) => found.push(quoted),
            None => fruitless += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::all_quoted;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = all_quoted(text, |_| false).into_iter().map(|quoted| &text[quoted.inner]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn pairs_are_found_nested_or_not() {
        check(r#"He said "this" and "that"."#, &["this", "that"]);
        check(r#""he said "no" to it," [@a]"#, &[r#"he said "no" to it,"#]);
        check("“he said “no” to it” «so» „doch“ 「是」『非』", &["he said “no” to it", "so", "doch", "是", "非"]);
        check(r#"a 6" pipe and a 7" pipe"#, &[]);
        check(r#"He said "this"[@a]"#, &["this"]);
        check(r#"("x")—"y""#, &["x", "y"]);
        check("‘single’ don't count", &[]);
        check(r#""never closed"#, &[]);
    }
}
