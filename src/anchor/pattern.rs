//! A quotation taken apart by the editors' conventions: words to be found, and what joins them.
//!
//! `…` and `[…]` leave words out; `[words]` are the editor's own; `[T]he` changes the case of a letter; `develop[ed]`
//! ends a word in the editor's way.

use std::ops::Range;

use crate::text::normal::is_word_char;

/// The pieces of a quotation in its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Words to be found, in order; never empty, none of them blank.
    pub(super) pieces: Vec<Piece>,
    /// What stands between one piece and the next; one fewer than pieces.
    pub(super) joins: Vec<Join>,
    /// What stands before the first piece, if it is not the editor's beginning of a word.
    pub(super) before: Option<Join>,
    /// What stands behind the last piece, if it is not the editor's end of a word.
    pub(super) after: Option<Join>,
    /// What the editor put in brackets.
    pub(super) own: Vec<String>,
}

/// Words of the source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Piece {
    /// In normal form.
    pub(super) text: String,
    /// Where it begins in the normal form of the quotation.
    pub(super) at: usize,
    /// Whether the case of its first letter is the editor's.
    pub(super) folded: bool,
    /// Whether it may begin inside a word of the source.
    pub(super) opens_inside: bool,
    /// Whether it may end inside a word of the source.
    pub(super) ends_inside: bool,
}

/// What stands between two pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// Words are left out.
    Gap,
    /// The editor's own words stand in place of a few.
    Own,
    /// Nothing: only a letter has another case.
    Beside,
}

impl Pattern {
    /// Takes the normal form of a quotation apart; `None` if it holds no words, or nothing that is a convention.
    pub(super) fn of(normal: &str) -> Option<Self> {
        if !normal.contains(['…', '[']) {
            return None;
        }
        let mut pattern = Self { pieces: Vec::new(), joins: Vec::new(), before: None, after: None, own: Vec::new() };
        let mut join: Option<Join> = None;
        let mut piece = Piece::default();
        let mut at = 0;
        while at < normal.len() {
            let rest = &normal[at..];
            let gap = ["[…]", "…"].into_iter().find(|gap| rest.starts_with(gap));
            if let Some(gap) = gap {
                pattern.close(&mut piece, &mut join);
                join = Some(Join::Gap);
                at += gap.len();
                continue;
            }
            let bracket = rest.strip_prefix('[').and_then(|inner| inner.split_once(']'));
            let Some((inner, behind)) = bracket.filter(|(inner, _)| !inner.contains(['[', '\n'])) else {
                let char = rest.chars().next().expect("the rest is not empty");
                if piece.text.is_empty() {
                    piece.at = at;
                }
                piece.text.push(char);
                at += char.len_utf8();
                continue;
            };
            let before = normal[..at].chars().next_back();
            let goes_on = behind.chars().next().is_some_and(is_word_char);
            let follows = before.is_some_and(is_word_char);
            let mut letters = inner.chars();
            let letter = letters.next().filter(|char| char.is_alphabetic() && letters.next().is_none());
            if let Some(letter) = letter.filter(|_| goes_on && !follows) {
                // `[T]he` begins a piece of its own, so that the rest can be looked up as it stands.
                pattern.close(&mut piece, &mut join);
                join = join.or((!pattern.pieces.is_empty()).then_some(Join::Beside));
                piece = Piece { text: letter.to_string(), at: at + 1, folded: true, ..Piece::default() };
            } else {
                piece.ends_inside = follows;
                pattern.close(&mut piece, &mut join);
                join = Some(join.unwrap_or(Join::Own));
                piece.opens_inside = goes_on;
                pattern.own.push(inner.to_owned());
            }
            at += inner.len() + 2;
        }
        pattern.close(&mut piece, &mut join);
        pattern.after = join.filter(|_| pattern.pieces.last().is_some_and(|last| !last.ends_inside));
        (!pattern.pieces.is_empty()).then_some(pattern)
    }

    /// Ends a piece, unless it is blank.
    fn close(&mut self, piece: &mut Piece, join: &mut Option<Join>) {
        let mut done = std::mem::take(piece);
        done.at += done.text.len() - done.text.trim_start_matches(' ').len();
        done.text = done.text.trim_matches(' ').to_owned();
        if !done.text.chars().any(is_word_char) {
            return;
        }
        if !self.pieces.is_empty() {
            self.joins.push(join.take().unwrap_or(Join::Beside));
        } else {
            self.before = join.filter(|_| !done.opens_inside);
        }
        *join = None;
        self.pieces.push(done);
    }
}

impl Piece {
    /// The forms to look up, and which of the words in them are whole.
    pub(super) fn forms(&self) -> Vec<String> {
        if !self.folded {
            return vec![self.text.clone()];
        }
        let mut chars = self.text.chars();
        let first = chars.next().expect("pieces are not empty");
        let rest = chars.as_str();
        let mut forms: Vec<String> = [first.to_lowercase().to_string(), first.to_uppercase().to_string()]
            .into_iter()
            .map(|first| first + rest)
            .collect();
        forms.dedup();
        forms
    }

    /// Whether the word at `range` of a form may be a part of a word of the source.
    pub(super) fn is_partial(&self, range: &Range<usize>, form: &str) -> bool {
        (self.opens_inside && range.start == 0) || (self.ends_inside && range.end == form.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Join, Pattern};

    fn check(normal: &str, expected: &str) {
        let shown = Pattern::of(normal).map_or("none".to_owned(), |pattern| {
            let mut out = String::new();
            for (number, piece) in pattern.pieces.iter().enumerate() {
                if let Some(join) = number.checked_sub(1).map(|before| pattern.joins[before]) {
                    out.push_str(match join {
                        Join::Gap => " … ",
                        Join::Own => " _ ",
                        Join::Beside => " & ",
                    });
                }
                let mark = |is: bool, mark: &'static str| if is { mark } else { "" };
                out.push_str(&format!(
                    "{}{}<{}>{}",
                    mark(piece.folded, "^"),
                    mark(piece.opens_inside, "-"),
                    piece.text,
                    mark(piece.ends_inside, "-")
                ));
            }
            out
        });
        assert_eq!(shown, expected, "{normal}");
    }

    #[test]
    fn quotations_are_taken_apart() {
        check("plain words", "none");
        check("the largest stake … leaving control", "<the largest stake> … <leaving control>");
        check("a […] b … c", "<a> … <b> … <c>");
        check("… a …", "<a>");
        check("[T]he day", "^<The day>");
        check("so, [t]he day", "<so,> & ^<the day>");
        check("the [Chinese] state", "<the> _ <state>");
        check("they develop[ed] it", "<they develop>- _ <it>");
        check("to [re]appear", "<to> _ -<appear>");
        check("a [x] … b", "<a> … <b>");
        check("[…]", "none");
        check("array[0", "<array[0>");
    }
}
