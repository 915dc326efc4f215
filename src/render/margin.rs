//! Which notes in the margin are shown short, so that none comes to stand far below its words.
//!
//! In: where notes belong and how long they are. Out: which are to be folded. Start at [`crowded`]. Nothing is measured
//! here: a page is laid out by the reader's browser, with fonts that nobody knows. What is estimated decides only how
//! much of a note shows before it is asked for; the style sheet places notes so that they never collide.

use crate::model::clean::{CleanText, Role};

/// How far below its words a note may come to stand, in pixels of the default theme: so far that both are still seen
/// together. Within this reach notes stand whole, however close they are.
const FAR: u32 = 160;
/// Height of a line of the text, and how many columns it has.
const LINE: (u32, u32) = (30, 62);
/// The same of a note.
const NOTE_LINE: (u32, u32) = (20, 58);
/// Height of what stands over a note, and of the gap below it.
const HEAD: u32 = 20;
const GAP: u32 = 16;
/// Height of what is left of a note that is folded, with its head.
const FOLDED: u32 = HEAD + 3 * NOTE_LINE.0;
/// Height of the space between paragraphs, and around a heading.
const SPACE: u32 = 15;
const HEADING: u32 = 90;

/// A note as it is estimated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Note {
    /// Where its words begin, from the top of the text.
    pub(super) at: u32,
    /// How high it is.
    pub(super) height: u32,
}

/// Which of the notes, in order of place, are to be folded: as few as will do, the longest of those that stand in the way
/// first.
pub(super) fn crowded(notes: &[Note]) -> Vec<bool> {
    let mut folded = vec![false; notes.len()];
    // The first of the notes that stand one right below the other, and where the last of them ends.
    let (mut first, mut end) = (0, 0);
    let mut next = 0;
    while next < notes.len() {
        let at = notes[next].at;
        if end <= at {
            first = next;
        }
        let top = at.max(end);
        let longest = || {
            let long = (first..next).filter(|note| !folded[*note] && notes[*note].height > FOLDED + NOTE_LINE.0);
            long.max_by_key(|note| (notes[*note].height, std::cmp::Reverse(*note)))
        };
        match if top - at > FAR { longest() } else { None } {
            Some(longest) => {
                folded[longest] = true;
                (next, end) = (first, notes[first].at);
            }
            None => {
                end = top + height(&notes[next], folded[next]) + GAP;
                next += 1;
            }
        }
    }
    // What was folded first may have room again, now that others are.
    let least = excess(notes, &folded);
    for note in 0..notes.len() {
        if std::mem::take(&mut folded[note]) {
            folded[note] = excess(notes, &folded) > least;
        }
    }
    folded
}

/// How much too far notes stand below their words, all together.
fn excess(notes: &[Note], folded: &[bool]) -> u32 {
    let mut end = 0;
    let too_far = notes.iter().zip(folded).map(|(note, folded)| {
        let top = note.at.max(end);
        end = top + height(note, *folded) + GAP;
        (top - note.at).saturating_sub(FAR)
    });
    too_far.sum()
}

fn height(note: &Note, folded: bool) -> u32 {
    if folded { FOLDED } else { note.height }
}

/// Where each block of a text begins, from the top of it.
pub(super) fn tops(clean: &CleanText) -> Vec<u32> {
    let blocks = clean.blocks.iter().scan(0, |top, block| {
        let here = *top;
        *top += match block.role {
            Role::Title | Role::Subtitle | Role::Byline | Role::Date | Role::Label => 0,
            Role::Heading(_) => HEADING,
            _ => lines(clean.text.slice(block.range.clone()), LINE) + SPACE,
        };
        Some(here)
    });
    blocks.collect()
}

/// How far below the beginning of its block a code point stands.
pub(super) fn below_top(clean: &CleanText, block: usize, at: u32) -> u32 {
    lines(clean.text.slice(clean.blocks[block].range.start..at), LINE) - LINE.0
}

/// How high a note with this markup is.
pub(super) fn height_of(html: &str) -> u32 {
    let mut words = String::with_capacity(html.len());
    let mut paragraphs = 0;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        words.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        paragraphs += u32::from(&rest[at..end] == "</p>");
        // What is said to the ear alone takes no room.
        let unseen = if &rest[at..end] == "<span class=\"sr-only\">" { rest[end..].find('<') } else { None };
        rest = &rest[end + unseen.unwrap_or(0)..];
    }
    words.push_str(rest);
    HEAD + lines(&unescaped(&words), NOTE_LINE) + paragraphs.saturating_sub(1) * NOTE_LINE.0 * 3 / 2
}

/// The words with one sign for each that is escaped.
fn unescaped(words: &str) -> String {
    let mut pieces = words.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push('&');
        out.push_str(piece.split_once(';').map_or(piece, |(_, rest)| rest));
    }
    out
}

/// How high words are in lines of a height and a number of columns.
fn lines(words: &str, (height, columns): (u32, u32)) -> u32 {
    let wide: u32 = words.chars().map(|char| if char >= '\u{2e80}' { 2 } else { 1 }).sum();
    wide.div_ceil(columns).max(1) * height
}

#[cfg(test)]
mod tests {
    use super::{FOLDED, GAP, Note, crowded, height_of};

    fn folded(notes: &[(u32, u32)]) -> Vec<bool> {
        crowded(&notes.iter().map(|&(at, height)| Note { at, height }).collect::<Vec<_>>())
    }

    #[test]
    fn notes_with_room_stay_as_they_are() {
        assert_eq!(folded(&[(0, 400), (500, 400), (1000, 900)]), [false; 3]);
        assert_eq!(folded(&[]), [false; 0]);
    }

    #[test]
    fn the_longest_note_in_the_way_is_folded_and_no_other() {
        assert_eq!(folded(&[(0, 90), (30, 600), (60, 90)]), [false, true, false]);
    }

    #[test]
    fn a_note_that_is_far_from_its_words_for_short_ones_alone_folds_nothing() {
        assert_eq!(folded(&[(0, 90), (0, 90), (0, 90), (0, 900)]), [false; 4]);
    }

    #[test]
    fn no_note_stands_far_below_its_words_where_folding_helps() {
        let notes: Vec<(u32, u32)> = (0..40).map(|note| (note * (FOLDED + GAP), 200 + note % 7 * 30)).collect();
        let folded = folded(&notes);
        let mut end = 0;
        for (&(at, height), folded) in notes.iter().zip(folded) {
            let top = at.max(end);
            assert!(top - at <= super::FAR, "{} below", top - at);
            end = top + if folded { FOLDED } else { height } + GAP;
        }
    }

    #[test]
    fn tags_take_no_room_and_what_is_escaped_takes_that_of_one_sign() {
        assert_eq!(height_of(&"&amp;".repeat(58)), height_of(&"&".repeat(58)));
        assert_eq!(
            height_of("<p>Some <a href=\"a-very-long-address-that-nobody-sees\">words</a>.</p>"),
            height_of("Some words.")
        );
        let heard = "heard and not seen ".repeat(9);
        assert_eq!(
            height_of(&format!("<p>Some words<span class=\"sr-only\">{heard}</span>.</p>")),
            height_of("Some words.")
        );
    }
}
