//! `casebook.lock`: what is recorded of each source, so that a change of it is noticed and what hangs on its words is
//! carried over. It holds no words of any source: checksums, addresses, offsets and hashes.
//!
//! In: the file as committed, if need be with the marks of a merge conflict. Out: what the build found, in the same
//! form. Whether it is written is the command's choice.

mod lines;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{Checked, Code, Diagnostic, FileId, Span};
use crate::model::files::Files;
use crate::model::lock::{Lock, Locked, Place};

/// Name of the file.
pub const PATH: &str = "casebook.lock";

/// Reads the lock; an empty one if there is none. Of the two sides of a merge conflict that one counts, source by
/// source, whose checksum is that of the raw text as it is, told by `sha256_of` for a path; building settles the rest.
pub fn read(files: &Files, sha256_of: &dyn Fn(&str) -> Option<String>) -> Checked<Lock> {
    let Some(file) = files.find(PATH) else { return Checked::clean(Lock::default()) };
    let text = match files.text(file) {
        Ok(text) => text,
        Err(at) => {
            let span = Span::new(file, at..at + 1);
            return Checked { value: Lock::default(), diags: vec![invalid(span, "it is not UTF-8")] };
        }
    };
    let mut sides = sides(text).into_iter().map(|side| parse(file, &side));
    let first = sides.next().expect("a text has a side");
    let Some(second) = sides.next() else { return first };
    let (mut lock, other) = (first.value, second.value);
    for (id, locked) in other.sources {
        let fits = |locked: &Locked| sha256_of(&locked.raw).is_some_and(|sha256| sha256 == locked.sha256);
        match lock.sources.get_mut(&id) {
            Some(ours) if !fits(ours) && fits(&locked) => *ours = locked,
            Some(_) => {}
            None => drop(lock.sources.insert(id, locked)),
        }
    }
    Checked { value: lock, diags: first.diags.into_iter().chain(second.diags).collect() }
}

/// Whether the lock, given as its bytes, has marks of a merge conflict.
pub fn has_conflict(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"<<<<<<<"))
}

/// The text as either side of a merge conflict has it, each as long as the text, so that places stay right; one, where
/// there is no conflict, or one without an end.
fn sides(text: &str) -> Vec<Cow<'_, str>> {
    const MARKS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    let count = |mark: &str| text.lines().filter(|line| line.starts_with(mark)).count();
    let is_conflict = |count_of: usize| count_of > 0 && count_of == count(MARKS[2]) && count_of == count(MARKS[3]);
    if !text.contains(MARKS[0]) || !is_conflict(count(MARKS[0])) {
        return vec![text.into()];
    }
    let mut sides = vec![String::with_capacity(text.len()), String::with_capacity(text.len())];
    // Outside of conflicts a line belongs to both sides; the common ancestor to none.
    let mut shown = [true, true];
    for line in text.split_inclusive('\n') {
        let mark = MARKS.iter().position(|mark| line.starts_with(mark));
        shown = match mark {
            Some(0) => [true, false],
            Some(1) => [false, false],
            Some(2) => [false, true],
            Some(_) => [true, true],
            None => shown,
        };
        for (side, shown) in sides.iter_mut().zip(shown) {
            if shown && mark.is_none() {
                side.push_str(line);
            } else {
                let blank = |byte: u8| if byte == b'\n' { '\n' } else { ' ' };
                side.extend(line.bytes().map(blank));
            }
        }
    }
    sides.into_iter().map(Cow::Owned).collect()
}

fn invalid(span: Span, why: &str) -> Diagnostic {
    Diagnostic::new(Code::LockInvalid, span, format!("`{PATH}` cannot be read: {why}")).help(
        "take either side of a change; `casebook build` adds what is missing. If the file is beyond repair, remove it and \
         compare the checksums of the new one with its history",
    )
}

fn parse(file: FileId, text: &str) -> Checked<Lock> {
    lines::read(file, text).map_or_else(|| parse_toml(file, text), Checked::clean)
}

fn parse_toml(file: FileId, text: &str) -> Checked<Lock> {
    let mut lock = Lock::default();
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let why = error.message().lines().next().unwrap_or("it is not TOML");
            let span = Span::new(file, error.span().unwrap_or(0..0));
            return Checked { value: lock, diags: vec![invalid(span, why)] };
        }
    };
    let mut diags = Vec::new();
    for (id, value) in table.get("sources").and_then(|sources| sources.get_ref().as_table()).into_iter().flatten() {
        match locked(file, value) {
            Some(locked) => drop(lock.sources.insert(id.get_ref().to_string(), locked)),
            None => diags.push(invalid(Span::new(file, id.span()), "a source has no `raw` or no `sha256`")),
        }
    }
    Checked { value: lock, diags }
}

/// One source. What is damaged in it beyond the checksum is left out, and found again by the build.
fn locked(file: FileId, value: &Spanned<DeValue<'_>>) -> Option<Locked> {
    let key = |name: &str| value.get_ref().get(name);
    let string = |name: &str| key(name).and_then(|value| value.get_ref().as_str()).map(str::to_owned);
    let strings = |name: &str| -> BTreeMap<String, String> {
        let table = key(name).and_then(|value| value.get_ref().as_table());
        let all = table.into_iter().flatten();
        all.filter_map(|(key, value)| Some((key.get_ref().to_string(), value.get_ref().as_str()?.to_owned()))).collect()
    };
    let paragraphs = key("paragraphs").and_then(|value| value.get_ref().as_array());
    Some(Locked {
        raw: string("raw")?,
        sha256: string("sha256")?,
        originals: strings("originals"),
        text: string("text").unwrap_or_default(),
        paragraphs: paragraphs
            .into_iter()
            .flatten()
            .filter_map(|address| address.get_ref().as_str().map(str::to_owned))
            .collect(),
        former: strings("former")
            .into_iter()
            .map(|(old, new)| (old, Some(new).filter(|new| !new.is_empty())))
            .collect(),
        anchors: strings("anchors").into_iter().filter_map(|(name, words)| Some((name, place(&words)?))).collect(),
        span: key("sha256").map(|value| Span::new(file, value.span())),
    })
}

/// `p-3fa2c1 120-134 8f3a21c0 77ab12ef 0b6c7d11`: paragraph, code points, hashes of the words before and behind, and of the
/// words as the editor wrote them, which earlier versions left out.
fn place(text: &str) -> Option<Place> {
    let mut parts = text.split(' ');
    let paragraph = parts.next()?.to_owned();
    let (start, end) = parts.next()?.split_once('-')?;
    let (before, after) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let wanted = parts.next().map(str::to_owned);
    Some(Place { paragraph, start: start.parse().ok()?, end: end.parse().ok()?, before, after, wanted })
}

/// The lock as it is written: a line for each fact, in order, so that it reads well in a diff and merges.
pub fn render(lock: &Lock) -> String {
    let mut out = String::from(
        "# Written by `casebook build`; to be committed. Of each source the checksums of its raw and its reading text, the\n\
         # addresses of its paragraphs, and the place of every anchor: paragraph, characters, hashes of the words around\n\
         # and within.\n",
    );
    for (id, locked) in &lock.sources {
        let Locked { raw, sha256, originals, text, paragraphs, former, anchors, .. } = locked;
        let mut write = |line: fmt::Arguments<'_>| out.write_fmt(line).expect("strings take it");
        write(format_args!("\n[sources.{id}]\nraw = {}\nsha256 = \"{sha256}\"\n", Quoted(raw)));
        if !text.is_empty() {
            write(format_args!("text = \"{text}\"\n"));
        }
        if !paragraphs.is_empty() {
            write(format_args!("paragraphs = [\n"));
            for address in paragraphs {
                write(format_args!("  \"{address}\",\n"));
            }
            write(format_args!("]\n"));
        }
        if !originals.is_empty() {
            write(format_args!("\n[sources.{id}.originals]\n"));
            for (path, sha256) in originals {
                write(format_args!("{} = \"{sha256}\"\n", Quoted(path)));
            }
        }
        if !former.is_empty() {
            write(format_args!("\n[sources.{id}.former]\n"));
            for (old, new) in former {
                write(format_args!("{} = \"{}\"\n", Quoted(old), new.as_deref().unwrap_or_default()));
            }
        }
        if !anchors.is_empty() {
            write(format_args!("\n[sources.{id}.anchors]\n"));
            for (name, Place { paragraph, start, end, before, after, wanted }) in anchors {
                let (space, wanted) = wanted.as_deref().map_or(("", ""), |wanted| (" ", wanted));
                let name = Quoted(name);
                write(format_args!("{name} = \"{paragraph} {start}-{end} {before} {after}{space}{wanted}\"\n"));
            }
        }
    }
    out
}

/// A string as TOML writes it.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nearly all are written as they are.
        if self.0.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" /.-_#".contains(&byte)) {
            return write!(f, "\"{}\"", self.0);
        }
        toml::Value::String(self.0.to_owned()).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::{Quoted, parse, render, sides};
    use crate::diag::FileId;

    const LOCK: &str = "[sources.a]\nraw = \"seeds/a.txt\"\nsha256 = \"00\"\ntext = \"11\"\nparagraphs = [\n  \"p-1\",\n  \
                        \"p-2\",\n]\n\n[sources.a.former]\n\"p-0\" = \"p-1\"\n\"p-9\" = \"\"\n\n[sources.a.anchors]\n\
                        \"annotations/x\" = \"p-1 1-4 aa bb\"\n";

    #[test]
    fn what_is_written_is_read_again() {
        let lock = parse(FileId(0), LOCK);
        assert!(lock.diags.is_empty());
        assert!(render(&lock.value).ends_with(LOCK), "{}", render(&lock.value));
    }

    #[test]
    fn strings_are_quoted_as_toml_does() {
        for text in ["seeds/a b.txt", "", "a\"b", "a\\b", "ü 'x'", "a\tb", "a/b#c-2_.", "line\nfeed", "\u{1}"] {
            assert_eq!(Quoted(text).to_string(), toml::Value::String(text.to_owned()).to_string());
        }
    }

    #[test]
    fn both_sides_of_a_conflict_are_read() {
        let text = "a\n<<<<<<< HEAD\nb\n||||||| base\nx\n=======\nc\n>>>>>>> other\nd\n";
        let sides = sides(text);
        let words = |side: &str| side.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!([words(&sides[0]), words(&sides[1])], ["a b d", "a c d"]);
        assert_eq!(sides[0].len(), text.len());
    }

    #[test]
    fn marks_that_make_no_conflict_hide_nothing() {
        for text in ["<<<<<<< a\nb\n", "<<<<<<< a\nb\n=======\nc\n", "=======\nb\n>>>>>>> c\n", "a\n>>>>>>> b\n"] {
            assert_eq!(sides(text), [text]);
        }
    }
}
