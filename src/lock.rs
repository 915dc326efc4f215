//! `casebook.lock`: the checksum of each raw text, so that a changed one is noticed. It holds no words of any source.
//!
//! In: the file as committed. Out: what the build found, in the same form. Whether it is written is the command's
//! choice.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::model::files::Files;

/// Name of the file.
pub const PATH: &str = "casebook.lock";

/// What is recorded of each source, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// By id of the source.
    pub sources: BTreeMap<String, Locked>,
}

/// What is recorded of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// Path of the raw text.
    pub raw: String,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// Where the record stands, in a lock that was read.
    pub span: Option<Span>,
}

/// Reads the lock; an empty one if there is none.
pub fn read(files: &Files) -> Checked<Lock> {
    let mut lock = Lock::default();
    let Some(file) = files.find(PATH) else { return Checked::clean(lock) };
    let invalid = |span: Span, why: &str| {
        Diagnostic::new(Code::LockInvalid, span, format!("`{PATH}` cannot be read: {why}")).help(
            "after a merge conflict take either side; `casebook build` adds what is missing. If the file is beyond repair, \
             remove it and compare the checksums of the new one with its history",
        )
    };
    let text = match files.text(file) {
        Ok(text) => text,
        Err(at) => {
            return Checked { value: lock, diags: vec![invalid(Span::new(file, at..at + 1), "it is not UTF-8")] };
        }
    };
    let table = match toml::de::DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let why = error.message().lines().next().unwrap_or("it is not TOML");
            let span = Span::new(file, error.span().unwrap_or(0..0));
            return Checked { value: lock, diags: vec![invalid(span, why)] };
        }
    };
    let mut diags = Vec::new();
    for (id, value) in table.get("sources").and_then(|sources| sources.get_ref().as_table()).into_iter().flatten() {
        let span = Span::new(file, value.span());
        let key = |name: &str| value.get_ref().get(name).and_then(|value| value.get_ref().as_str()).map(str::to_owned);
        match (key("raw"), key("sha256")) {
            (Some(raw), Some(sha256)) => {
                let at = value.get_ref().get("sha256").map_or(span, |value| Span::new(file, value.span()));
                lock.sources.insert(id.get_ref().to_string(), Locked { raw, sha256, span: Some(at) });
            }
            _ => diags.push(invalid(Span::new(file, id.span()), "a source has no `raw` or no `sha256`")),
        }
    }
    Checked { value: lock, diags }
}

/// The lock as it is written: one table per source, in order of ids, so that it reads well in a diff and merges.
pub fn render(lock: &Lock) -> String {
    let mut out = String::from("# Written by `casebook build`; to be committed. Checksums of the raw texts.\n");
    for (id, locked) in &lock.sources {
        let raw = toml::Value::String(locked.raw.clone());
        write!(out, "\n[sources.{id}]\nraw = {raw}\nsha256 = \"{}\"\n", locked.sha256)
            .expect("strings take what is written");
    }
    out
}
