//! Drawings as static SVG: columns of numbers, and arcs between names.
//!
//! Places across are in thousandths of the width, so that a drawing fits every page and its words keep their size; places
//! down are in pixels. All are whole numbers, and a drawing is the same bytes wherever it is made. Colours and type are the
//! style sheet's. A drawing is one picture to those who hear it: its title and description say what it is, and the same
//! numbers stand beside it as a table or list, with the links.

use std::fmt::Write as _;

use super::Page;
use crate::text::escape::escape;

/// The whole width.
pub(super) const WIDTH: usize = 1000;

/// The breadth of a bar where there are few.
const BROADEST: usize = 80;

/// Pixels from one line of words to the next.
const LINE: usize = 14;

/// Pixels of a bar that has room for its number.
const FIGURE: usize = 14;

/// Pixels of the narrowest drawing.
const NARROWEST: usize = 320;

/// Pixels of a letter of vertical words, at most on average.
const LETTER: usize = 7;

/// How many letters vertical words have, at most.
const VERTICAL: usize = 24;

/// How many letters a name beside arcs has, at most; so many fit on the narrowest page.
const BESIDE: usize = 30;

/// Appending to a string does not fail.
const WRITES: &str = "strings take what is written";

/// A drawing under way.
pub(super) struct Picture {
    body: String,
    is_mirrored: bool,
}

/// Columns side by side: where they lie across.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    /// Where the first begins, from the side where lines begin.
    pub(super) start: usize,
    pub(super) count: usize,
}

impl Columns {
    fn width(self) -> usize {
        (WIDTH - self.start) / self.count.max(1)
    }

    fn middle(self, column: usize) -> usize {
        self.start + column * self.width() + self.width() / 2
    }
}

impl Picture {
    /// An empty drawing for a page.
    pub(super) fn on(page: &Page<'_>) -> Self {
        Self { body: String::new(), is_mirrored: page.language().1.name() == "rtl" }
    }

    /// A place across as the page's direction has it.
    fn across(&self, place: usize) -> String {
        percent(if self.is_mirrored { WIDTH.saturating_sub(place) } else { place })
    }

    /// A row of numbers, each a bar that stands on `base`, so and so high for `most`. The number stands over its foot where it
    /// has room in the bar, and else above that.
    pub(super) fn bars(
        &mut self,
        columns: Columns,
        base: usize,
        height: usize,
        most: usize,
        numbers: &[Option<(usize, String)>],
    ) {
        let width = (columns.width() * 4 / 5).min(BROADEST);
        for (column, number) in numbers.iter().enumerate() {
            let Some((count, words)) = number else { continue };
            let middle = columns.middle(column);
            // The side from which it is drawn is the left one in both directions.
            let centre = if self.is_mirrored { WIDTH - middle } else { middle };
            let left = centre - width / 2;
            let tall = if *count == 0 { 0 } else { (count * height).div_ceil(most.max(1)).max(2) };
            let (left, wide, top) = (percent(left), percent(width), base - tall);
            if tall > 0 {
                writeln!(self.body, "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{tall}\"/>")
                    .expect(WRITES);
            }
            let (x, y) = (self.across(middle), if tall < FIGURE { base - tall - 4 } else { base - 4 });
            let class = if *count == 0 { "none" } else { "n" };
            writeln!(self.body, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escape(words)).expect(WRITES);
        }
        let (from, to) = (self.across(columns.start), self.across(WIDTH));
        writeln!(self.body, "<line x1=\"{from}\" x2=\"{to}\" y1=\"{base}\" y2=\"{base}\"/>").expect(WRITES);
    }

    /// Words under the columns, from the height `at`: level where the narrowest page has room for them, and else turned.
    /// Returns how high they are.
    pub(super) fn feet(&mut self, columns: Columns, at: usize, words: &[String]) -> usize {
        let room = columns.width() * NARROWEST / WIDTH;
        if words.iter().any(|words| letters(words) * LETTER > room) {
            self.headings(columns, at, true, words);
            return height_of(words);
        }
        for (column, words) in words.iter().enumerate() {
            let (x, y) = (self.across(columns.middle(column)), at + LINE);
            writeln!(self.body, "<text class=\"foot\" x=\"{x}\" y=\"{y}\">{}</text>", escape(words)).expect(WRITES);
        }
        LINE + 6
    }

    /// Words that run upwards, one for each column, over the height `at` or hanging from it.
    pub(super) fn headings(&mut self, columns: Columns, at: usize, hang: bool, words: &[String]) {
        // Mirrored words begin where others end.
        let anchor = if hang == self.is_mirrored { "start" } else { "end" };
        for (column, words) in words.iter().enumerate() {
            let x = self.across(columns.middle(column));
            let words = escape(&shortened(words, VERTICAL));
            writeln!(
                self.body,
                "<svg x=\"{x}\" y=\"{at}\" overflow=\"visible\"><text transform=\"rotate(-90)\" dy=\".35em\" \
                 text-anchor=\"{anchor}\">{words}</text></svg>"
            )
            .expect(WRITES);
        }
    }

    /// The name of a row, on at most two lines of about `letters`, ending at `place` across; the lower line stands on
    /// `base`.
    pub(super) fn name(&mut self, place: usize, base: usize, letters: usize, words: &str) {
        let lines = two_lines(words, letters);
        let x = self.across(place);
        for (at, line) in lines.iter().rev().enumerate() {
            let y = base - at * LINE;
            writeln!(self.body, "<text class=\"name\" x=\"{x}\" y=\"{y}\">{}</text>", escape(line)).expect(WRITES);
        }
    }

    /// Names one below the other, and an arc for each pair of them that has a number: the more, the broader. Returns the
    /// height.
    pub(super) fn arcs(&mut self, names: &[String], pairs: &[(usize, usize, usize)]) -> usize {
        const PITCH: usize = 24;
        let middle = |at: usize| at * PITCH + PITCH / 2;
        let bulge = |from: usize, to: usize| (middle(to) - middle(from)) / 2;
        let widest = pairs.iter().map(|(a, b, _)| bulge(*a, *b)).max().unwrap_or(0) + 8;
        let most = pairs.iter().map(|pair| pair.2).max().unwrap_or(1);
        let (origin, sign) = if self.is_mirrored { ("100%", "-") } else { ("0", "") };
        writeln!(self.body, "<svg x=\"{origin}\" overflow=\"visible\">").expect(WRITES);
        for (a, b, count) in pairs {
            let radius = bulge(*a, *b);
            let (top, bottom, broad) = (middle(*a), middle(*b), (count * 6).div_ceil(most));
            // Towards the side where lines begin.
            let sweep = usize::from(self.is_mirrored);
            writeln!(
                self.body,
                "<path d=\"M{sign}{widest} {top}A{radius} {radius} 0 0 {sweep} {sign}{widest} {bottom}\" stroke-width=\"{broad}\"/>"
            )
            .expect(WRITES);
        }
        for (at, name) in names.iter().enumerate() {
            let (x, y) = (widest + 10, middle(at) + 4);
            let name = escape(&shortened(name, BESIDE));
            writeln!(self.body, "<text class=\"start\" x=\"{sign}{x}\" y=\"{y}\">{name}</text>").expect(WRITES);
        }
        self.body.push_str("</svg>\n");
        names.len() * PITCH
    }

    /// The finished drawing. `id` begins the ids of its title and its description.
    pub(super) fn finish(self, id: &str, height: usize, title: &str, description: &str) -> String {
        format!(
            "<svg class=\"picture\" role=\"img\" aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-desc\" width=\"100%\" \
             height=\"{height}\">\n<title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n{}</svg>\n",
            escape(title),
            escape(description),
            self.body
        )
    }
}

/// How high vertical words are.
pub(super) fn height_of(words: &[String]) -> usize {
    words.iter().map(|words| letters(&shortened(words, VERTICAL)) * LETTER).max().unwrap_or(0) + 12
}

/// Thousandths as a percentage.
fn percent(thousandths: usize) -> String {
    match thousandths % 10 {
        0 => format!("{}%", thousandths / 10),
        tenth => format!("{}.{tenth}%", thousandths / 10),
    }
}

/// How broad words are, in letters; those of Chinese, Japanese and Korean are twice as broad as others.
pub(super) fn letters(words: &str) -> usize {
    words.chars().map(breadth).sum()
}

fn breadth(char: char) -> usize {
    match char {
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' => 2,
        '\u{20000}'.. => 2,
        _ => 1,
    }
}

/// Words without what is behind so many letters.
pub(super) fn shortened(words: &str, most: usize) -> String {
    if letters(words) <= most {
        return words.to_owned();
    }
    let mut room = most - 1;
    let fits = words.chars().take_while(|char| {
        let fits = breadth(*char) <= room;
        room = room.saturating_sub(breadth(*char));
        fits
    });
    let cut: String = fits.collect();
    format!("{}…", cut.trim_end())
}

/// Words on two lines of about so many letters, broken between words where there are spaces; what does not fit is left out.
fn two_lines(words: &str, most: usize) -> Vec<String> {
    if letters(words) <= most {
        return vec![words.to_owned()];
    }
    let breaks = words.char_indices().filter(|(at, char)| *at > 0 && (char.is_whitespace() || breadth(*char) == 2));
    let at = breaks.map(|(at, _)| at).take_while(|at| letters(&words[..*at]) <= most).last();
    match at {
        Some(at) => vec![words[..at].to_owned(), shortened(words[at..].trim_start(), most)],
        None => vec![shortened(words, most)],
    }
}

#[cfg(test)]
mod tests {
    use super::{percent, shortened, two_lines};

    #[test]
    fn names_keep_to_their_room() {
        assert_eq!(two_lines("ByteDance", 16), ["ByteDance"]);
        assert_eq!(
            two_lines("Committee on Foreign Investment in the United States", 16),
            ["Committee on", "Foreign Investm…"]
        );
        assert_eq!(two_lines("Oberlandesgerichtspräsidentin", 16), ["Oberlandesgeric…"]);
        assert_eq!(two_lines("中华人民共和国国家互联网信息办公室", 16), ["中华人民共和国国", "家互联网信息办…"]);
        assert_eq!(shortened("中华人民", 7), "中华人…");
    }

    #[test]
    fn thousandths_are_percent() {
        assert_eq!((percent(0), percent(335), percent(1000)), ("0%".to_owned(), "33.5%".to_owned(), "100%".to_owned()));
    }
}
