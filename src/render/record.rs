//! The record of a source: provenance, and what became of every raw line.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::rc::Rc;

use super::excerpt::{excerpt, redactions};
use super::facts::Fact;
use super::view::{CorrectionRow, RecordView};
use super::{Bar, Page};
use crate::model::clean::{Change, Fate, Role};
use crate::model::dossier::{Source, Words};
use crate::model::key::PageKey;
use crate::model::recipe::Reason;
use crate::model::site::original;
use crate::text::escape::{escape, escape_into};
use crate::text::map::Segment;
use crate::text::{led_by, shown};

impl Page<'_> {
    pub(super) fn record(&self, source: &Source) -> RecordView {
        let key = PageKey::Source(source.page.page.id.clone());
        // An excerpt shows what is quoted, and not the capture.
        let is_shown = |words: &&Words| words.reduced.as_ref().is_none_or(|reduced| !reduced.is_excerpt);
        let words = source.words.as_deref().filter(is_shown);
        let title = self.word("record-of", &[("title", &source.page.title.value)]);
        RecordView {
            layout: self.layout("record", title, None, false),
            title: self.source_title(source),
            source: self.to(&key.path()),
            facts: self.facts(&[facts(self, source), self.originals(source)].concat()),
            withheld: source.words.is_none(),
            excerpt: source.words.as_deref().and_then(excerpt),
            totals: words.map_or(String::new(), |words| self.totals(words)),
            corrections: words.map_or(Vec::new(), |words| corrections(words, "")),
            lines: words.map_or(String::new(), |words| self.lines(words, &self.to(&key.path()))),
        }
    }

    /// What the raw text was made of: each file with a link where it is published, how it became the raw text, its checksum.
    fn originals(&self, source: &Source) -> Vec<Fact> {
        let mut facts = Vec::new();
        for file in source.originals.iter() {
            let fact = |key, text: String| Fact { key, text, href: None, from: None };
            let href = file.bytes.as_ref().map(|_| self.to(&original(&source.page.page.id, &file.name)));
            let size = file.bytes.as_ref().map(|bytes| super::words::count(bytes.len()));
            let size = size.map(|size| format!(" ({})", self.counted("bytes", size)));
            facts.push(Fact { href, ..fact("fact-original", format!("{}{}", file.path, size.unwrap_or_default())) });
            facts.extend(file.made.clone().map(|made| fact("fact-original_made", made)));
            facts.extend(file.encoding.clone().map(|encoding| fact("fact-original_encoding", encoding)));
            facts.push(fact("fact-original_sha256", file.sha256.clone()));
        }
        facts
    }

    /// Lines and code points by fate, and for what was cut by reason. Lines are counted by their fate, code points by their
    /// own, so that words cut inside a kept line are counted as cut.
    fn totals(&self, words: &Words) -> String {
        let raw = words.raw.as_str();
        // Of redacted words not even the length is told.
        let is_told = |segment: &&Segment<Change>| segment.why != Some(Change::Withheld);
        let length = |segment: &Segment<Change>| raw[segment.raw()].chars().count();
        let mut all = 0;
        let mut rows: BTreeMap<(u8, Option<Reason>), (usize, usize)> = BTreeMap::new();
        const KEEP: u8 = 0;
        const CUT: u8 = 1;
        const BLANK: u8 = 2;
        for line in &words.record {
            match line.fate {
                Fate::Keep { .. } => rows.entry((KEEP, None)).or_default().0 += 1,
                Fate::Cut(reason) => {
                    rows.entry((CUT, None)).or_default().0 += 1;
                    rows.entry((CUT, Some(reason))).or_default().0 += 1;
                }
                Fate::Blank => rows.entry((BLANK, None)).or_default().0 += 1,
            }
        }
        for segment in words.clean.map.segments().iter().filter(is_told) {
            let characters = length(segment);
            all += characters;
            match segment.why {
                Some(Change::Cut(reason)) => {
                    rows.entry((CUT, None)).or_default().1 += characters;
                    rows.entry((CUT, Some(reason))).or_default().1 += characters;
                }
                Some(Change::Space) => rows.entry((BLANK, None)).or_default().1 += characters,
                _ => rows.entry((KEEP, None)).or_default().1 += characters,
            }
        }
        let in_percent = self.phrase("percent").map(escape);
        let least = escape(&self.word("percent-least", &[]));
        let mut out = String::with_capacity(192 * rows.len());
        for ((fate, reason), (lines, characters)) in rows {
            let (class, name) = match (reason, fate) {
                (Some(reason), _) => (" class=\"reason\"", self.word(&format!("reason-{}", reason.name()), &[])),
                (None, KEEP) => ("", self.word("fate-keep", &[])),
                (None, CUT) => ("", self.word("fate-cut", &[])),
                (None, _) => ("", self.word("fate-blank", &[])),
            };
            let percent = if all == 0 { 0 } else { (characters * 200 + all) / (2 * all) };
            out.extend(["<tr", class, "><th scope=\"row\">", &escape(&name), "</th>"]);
            let is_least = percent == 0 && characters > 0;
            let (lines, characters) = (self.number(lines), self.number(characters));
            write!(out, "<td>{lines}</td><td>{characters}</td><td>").expect("strings take what is written");
            match is_least {
                true => out.push_str(&least),
                false => in_percent.write(i64::try_from(percent).ok(), &[], &mut out),
            }
            writeln!(out, "</td><td>{}</td></tr>", Bar(percent)).expect("strings take what is written");
        }
        out
    }

    /// A row for every raw line; `source` is the address of the source's page. A site has more of them than of anything
    /// else, so a row is short, and no template makes it.
    fn lines(&self, words: &Words, source: &str) -> String {
        let clean = &words.clean;
        let segments = clean.map.segments();
        let paragraph = self.phrase("paragraph").map(escape);
        let cut = escape(&self.word("fate-cut", &[]));
        let blank = escape(&self.word("fate-blank", &[]));
        let redacted = |reason: &str| escape(&self.word("redacted", &[("reason", reason)]));
        let readable_case = escape(&self.word("readable-case", &[]));
        // There are few, and each row has one.
        let [roles, reasons] = [(); 2].map(|()| RefCell::<BTreeMap<&str, Rc<str>>>::default());
        let role = |role: Role| {
            let name = || escape(&self.word(&format!("role-{}", role.name()), &[])).into();
            roles.borrow_mut().entry(role.name()).or_insert_with(name).clone()
        };
        let reason = |reason: Reason| {
            let name = || escape(&self.word(&format!("reason-{}", reason.name()), &[])).into();
            reasons.borrow_mut().entry(reason.name()).or_insert_with(name).clone()
        };
        let mut out = String::with_capacity(words.raw.as_str().len() + 128 * words.record.len());
        let mut first = 0;
        for (number, line) in (1..).zip(&words.record) {
            while segments.get(first).is_some_and(|segment| segment.raw().end <= line.raw().start) {
                first += 1;
            }
            let Range { start, end } = line.raw();
            let inside = segments[first..].iter().take_while(|segment| segment.raw().start < end);
            let pieces = inside.filter_map(|segment| {
                let raw = segment.raw().start.max(start)..segment.raw().end.min(end);
                (!raw.is_empty()).then_some((raw, segment))
            });
            let is_kept = matches!(line.fate, Fate::Keep { .. });
            let (mut is_trimmed, mut is_replaced, mut is_recased) = (false, false, false);
            for (_, segment) in pieces.clone() {
                match Look::of(segment) {
                    Look::Cut(_) => is_trimmed = is_kept,
                    Look::Replaced => is_replaced = true,
                    Look::Case => is_recased = true,
                    Look::Plain | Look::Structure | Look::Redacted => {}
                }
            }
            let class = match (line.fate, is_trimmed, is_replaced) {
                (Fate::Cut(_), ..) => " class=\"cut\"",
                (Fate::Blank, ..) => " class=\"blank\"",
                (_, true, true) => " class=\"trimmed corrected\"",
                (_, true, false) => " class=\"trimmed\"",
                (_, false, true) => " class=\"corrected\"",
                (_, false, false) => "",
            };
            let number = number.to_string();
            out.extend([
                "<tr id=\"l-",
                &number,
                "\"",
                class,
                "><th><a href=\"#l-",
                &number,
                "\">",
                &number,
                "</a></th><td>",
            ]);
            let mut open = Look::Plain;
            for (raw, segment) in pieces {
                let look = Look::of(segment);
                if open != look {
                    out.push_str(open.closing_tag());
                    if let (Look::Cut(why), true) = (open, is_kept) {
                        out.extend(["<span class=\"label\">", &reason(why), "</span>"]);
                    }
                }
                if open != look || look == Look::Replaced {
                    out.push_str(look.opening_tag());
                }
                if look != Look::Redacted {
                    escape_into(&visible(&words.raw.as_str()[raw]), &mut out);
                } else if open != look {
                    out.extend(["[", &redacted(reason_at(words, raw.start)), "]"]);
                }
                open = look;
                if look == Look::Replaced {
                    out.push_str("</del>");
                    let with = clean.text.slice(segment.clean.clone());
                    if !with.is_empty() {
                        out.extend(["<ins>", &escape(with), "</ins>"]);
                    }
                }
            }
            out.push_str(open.closing_tag());
            if let (Look::Cut(why), true) = (open, is_kept) {
                out.extend(["<span class=\"label\">", &reason(why), "</span>"]);
            }
            out.push_str("</td><td>");
            match line.fate {
                Fate::Cut(why) => out.extend(["<b>", &cut, "</b> ", &reason(why)]),
                Fate::Blank => out.push_str(&blank),
                Fate::Keep { block } => match block.and_then(|block| clean.blocks.get(block as usize)) {
                    None => out.push_str(&role(Role::Label)),
                    Some(block) => {
                        out.extend(["<a href=\"", source, "#", &block.address, "\">"]);
                        match block.number {
                            Some(number) => paragraph.write(Some(i64::from(number)), &[], &mut out),
                            None => out.push_str(&role(block.role)),
                        }
                        out.push_str("</a>");
                        if block.number.is_some() && block.role != Role::Paragraph {
                            out.extend([" ", &role(block.role)]);
                        }
                    }
                },
            }
            if is_recased {
                out.extend([" <span class=\"note\">", &readable_case, "</span>"]);
            }
            out.push_str("</td></tr>\n");
        }
        out
    }
}

/// How a run of characters of a raw line is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// As the reading text has it.
    Plain,
    /// In readable case, which is told beside the line, since it goes letter by letter.
    Case,
    /// Struck.
    Cut(Reason),
    /// Struck, with what replaces it.
    Replaced,
    /// Spaces, markers and labels that became structure.
    Structure,
    /// Not at all: a sign stands for it.
    Redacted,
}

impl Look {
    fn of(segment: &Segment<Change>) -> Self {
        match segment.why {
            None | Some(Change::Composition) => Self::Plain,
            Some(Change::Case) => Self::Case,
            Some(Change::Cut(reason)) => Self::Cut(reason),
            Some(Change::Correction | Change::Control) => Self::Replaced,
            Some(Change::Space | Change::Marker | Change::Label) => Self::Structure,
            Some(Change::Withheld) => Self::Redacted,
        }
    }

    fn opening_tag(self) -> &'static str {
        match self {
            Self::Plain | Self::Case => "",
            Self::Cut(_) | Self::Replaced => "<del>",
            Self::Structure => "<span class=\"layout\">",
            Self::Redacted => "<span class=\"redacted\">",
        }
    }

    /// What closes a run of neighbours; each replacement has closed its own.
    fn closing_tag(self) -> &'static str {
        match self {
            Self::Plain | Self::Case | Self::Replaced => "",
            Self::Cut(_) => "</del>",
            Self::Structure | Self::Redacted => "</span>",
        }
    }
}

fn facts(page: &Page<'_>, source: &Source) -> Vec<Fact> {
    let fact = |key, text: String| Fact { key, text, href: None, from: None };
    let mut facts = vec![fact("fact-raw", source.page.raw.value.clone())];
    if !source.raw_sha256.is_empty() {
        facts.push(fact("fact-raw_sha256", source.raw_sha256.clone()));
    }
    if let Some(words) = &source.words {
        let told = words.clean.map.segments().iter().filter(|segment| segment.why != Some(Change::Withheld));
        let characters: usize = told.map(|segment| words.raw.as_str()[segment.raw()].chars().count()).sum();
        if words.reduced.as_ref().is_none_or(|reduced| !reduced.is_excerpt) {
            facts.push(fact("fact-raw_characters", page.number(characters)));
        }
        facts.push(fact("fact-text_characters", page.number(words.clean.text.len() as usize)));
        facts.push(fact("fact-text_sha256", words.clean.sha256.clone()));
        let redacted = redactions(words);
        if !redacted.is_empty() {
            facts.push(fact("fact-redacted", redacted.join("; ")));
        }
    }
    facts
}

/// Why the words at a byte of a raw text are redacted.
fn reason_at(words: &Words, raw: usize) -> &str {
    let at = words.redactions.partition_point(|redaction| redaction.raw.end <= raw);
    words.redactions.get(at).map_or("", |redaction| &redaction.reason)
}

/// What the editors corrected; `record` is the address of the record, nothing on its own page.
pub(super) fn corrections(words: &Words, record: &str) -> Vec<CorrectionRow> {
    let corrected = words.clean.map.segments().iter().filter(|segment| segment.why == Some(Change::Correction));
    corrected
        .map(|segment| {
            let (line, _) = words.raw.position(segment.raw().start);
            // The record of an excerpt has no lines.
            let is_excerpt = words.reduced.as_ref().is_some_and(|reduced| reduced.is_excerpt);
            CorrectionRow {
                line,
                href: if is_excerpt { record.to_owned() } else { format!("{record}#l-{line}") },
                raw: visible(&words.raw.as_str()[segment.raw()]).into_owned(),
                with: words.clean.text.slice(segment.clean.clone()).to_owned(),
            }
        })
        .collect()
}

/// Raw text for the eye: what cannot be shown as it is, and what reorders its neighbours, is shown as a symbol.
fn visible(text: &str) -> Cow<'_, str> {
    // Those that are changed begin with few bytes, those of controls, noncharacters and signs of General Punctuation.
    let begins = |byte: u8| matches!(byte, 0xC2 | 0xE2 | 0xEF..) || byte < b' ' || byte == 0x7F;
    let mut out = String::new();
    let mut done = 0;
    for (at, char) in led_by(text, begins) {
        let is_hidden =
            matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        if !is_hidden && shown(char) == char {
            continue;
        }
        out.push_str(&text[done..at]);
        match is_hidden {
            true => write!(out, "⟨U+{:04X}⟩", u32::from(char)).expect("strings take what is written"),
            false => out.push(shown(char)),
        }
        done = at + char.len_utf8();
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::visible;
    use crate::text::shown;

    #[test]
    fn every_character_is_shown_as_if_it_stood_alone() {
        for char in '\0'..=char::MAX {
            let alone = match char {
                '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
                    format!("⟨U+{:04X}⟩", u32::from(char))
                }
                other => shown(other).to_string(),
            };
            assert_eq!(visible(&format!("a “{char}” b{char}")), format!("a “{alone}” b{alone}"));
        }
    }
}
