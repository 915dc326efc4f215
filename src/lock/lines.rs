//! A lock in the very form in which it is written, read line by line: some ten times as fast as by way of TOML, which
//! counts where each source has a score of lines.
//!
//! Start at [`read`]. Whatever an editor or a merge made of the file is left to the parser of TOML.

use std::collections::BTreeMap;

use super::place;
use crate::diag::{FileId, Span};
use crate::model::lock::{Lock, Locked};

/// The lock that `text` holds; `None` if anything in it is not as it would be written.
pub(super) fn read(file: FileId, text: &str) -> Option<Lock> {
    let mut lock = Lock::default();
    let mut lines = Lines { text, at: 0 };
    while lines.at < text.len() {
        if lines.take(is_idle).is_some() {
            continue;
        }
        let id = lines.take(|line| line.strip_prefix("[sources.")?.strip_suffix(']').filter(|id| is_bare(id)))?;
        let raw = lines.value("raw")?;
        let start = lines.at + "sha256 = ".len();
        let sha256 = lines.value("sha256")?;
        let span = Some(Span::new(file, start..start + sha256.len() + 2));
        let text = lines.value("text").unwrap_or_default();
        let paragraphs = lines.paragraphs()?;
        let originals = lines.table(id, "originals")?;
        let originals = originals.into_iter().map(|(path, sha256)| (path.to_owned(), sha256.to_owned())).collect();
        let former = lines.table(id, "former")?;
        let former = former.into_iter().map(|(old, new)| (old.to_owned(), Some(new).filter(|new| !new.is_empty())));
        let former = former.map(|(old, new)| (old, new.map(str::to_owned))).collect();
        let anchors = lines.table(id, "anchors")?;
        let anchors = anchors.into_iter().filter_map(|(name, words)| Some((name.to_owned(), place(words)?))).collect();
        let (raw, sha256, text) = (raw.to_owned(), sha256.to_owned(), text.to_owned());
        let locked = Locked { raw, sha256, originals, text, paragraphs, former, anchors, span };
        if lock.sources.insert(id.to_owned(), locked).is_some() {
            return None;
        }
    }
    Some(lock)
}

/// The lines of a text, from one of them on.
struct Lines<'t> {
    text: &'t str,
    /// Byte at which the next line begins.
    at: usize,
}

impl<'t> Lines<'t> {
    /// What `read` makes of the next line, which is passed only if that is something.
    fn take<T>(&mut self, read: impl FnOnce(&'t str) -> Option<T>) -> Option<T> {
        let (line, _) = self.text[self.at..].split_once('\n')?;
        let value = read(line)?;
        self.at += line.len() + 1;
        Some(value)
    }

    /// The value of a line `key = "value"`.
    fn value(&mut self, key: &str) -> Option<&'t str> {
        self.take(|line| string(line.strip_prefix(key)?.strip_prefix(" = ")?))
    }

    /// The addresses of paragraphs, if there are any; `None` if their list does not end as it should.
    fn paragraphs(&mut self) -> Option<Vec<String>> {
        let mut paragraphs = Vec::new();
        if self.take(|line| (line == "paragraphs = [").then_some(())).is_some() {
            while let Some(address) = self.take(|line| string(line.strip_prefix("  ")?.strip_suffix(',')?)) {
                paragraphs.push(address.to_owned());
            }
            self.take(|line| (line == "]").then_some(()))?;
        }
        Some(paragraphs)
    }

    /// The lines `"key" = "value"` of a table of a source, if it has that table; `None` if a key is there twice.
    fn table(&mut self, id: &str, name: &str) -> Option<BTreeMap<&'t str, &'t str>> {
        let mut table = BTreeMap::new();
        while self.take(is_idle).is_some() {}
        let head = |line: &'t str| line.strip_prefix("[sources.")?.strip_suffix(']')?.split_once('.');
        if self.take(|line| head(line).filter(|head| *head == (id, name))).is_some() {
            while let Some((key, value)) = self.take(pair) {
                if table.insert(key, value).is_some() {
                    return None;
                }
            }
        }
        Some(table)
    }
}

/// Empty lines, and those that only say something to the reader.
fn is_idle(line: &str) -> Option<()> {
    (line.is_empty() || (line.starts_with('#') && is_plain(line))).then_some(())
}

fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The inside of a string that escapes nothing.
fn string(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"').filter(|inside| !inside.contains(['"', '\\']) && is_plain(inside))
}

fn pair(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(" = ")?;
    string(key).zip(string(value))
}

fn is_plain(text: &str) -> bool {
    !text.bytes().any(|byte| byte.is_ascii_control())
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::diag::FileId;
    use crate::lock::{parse_toml, render};

    const LOCK: &str = "# A note.\n\n[sources.a]\nraw = \"seeds/a.txt\"\nsha256 = \"00\"\ntext = \"11\"\nparagraphs = [\n  \
                        \"p-1\",\n  \"p-2\",\n]\n\n[sources.a.former]\n\"p-0\" = \"p-1\"\n\"p-9\" = \"\"\n\n\
                        [sources.a.anchors]\n\"annotations/x\" = \"p-1 1-4 aa bb\"\n\"damaged\" = \"p-1\"\n\n[sources.b]\n\
                        raw = \"seeds/b ü.txt\"\nsha256 = \"22\"\n";

    #[test]
    fn both_ways_of_reading_agree() {
        let lock = read(FileId(0), LOCK).expect("it is as written");
        let toml = parse_toml(FileId(0), LOCK);
        assert_eq!((&lock, toml.diags.len()), (&toml.value, 0));
        assert_eq!(lock.sources.len(), 2);
        let written = render(&lock);
        assert!(read(FileId(0), &written).is_some());
        assert!(read(FileId(0), &render(&Default::default())).is_some());
    }

    #[test]
    fn anything_else_is_left_to_toml() {
        for (as_written, changed) in [
            ("raw = ", "raw="),
            ("sha256 = \"00\"\n", ""),
            ("\"p-1\",\n", "\"p-1\", # the first\n"),
            ("\"p-1\",\n", "'p-1',\n"),
            ("]\n\n[sources.a.former", "\n[sources.a.former"),
            ("[sources.b]", "[sources.a]"),
            ("[sources.b]", "[sources.\"b\"]"),
            ("\"p-9\"", "\"p-0\""),
            ("\"damaged\"", "\"da\\\\maged\""),
            ("[sources.b]\n", "[sources.b]\r\n"),
            ("sha256 = \"22\"\n", "sha256 = \"22\""),
            ("sha256 = \"22\"\n", "sha256 = \"22\"\n[others]\n"),
            ("# A", "#\u{1} A"),
        ] {
            let text = LOCK.replacen(as_written, changed, 1);
            assert_ne!(text, LOCK, "{as_written}");
            assert_eq!(read(FileId(0), &text), None, "{text}");
        }
    }
}
