//! Findings as SARIF 2.1.0, for code scanning and editors; `check --format sarif`.
//!
//! In: findings in the order in which they are to be listed. Start at [`render`]. The form follows the OASIS standard
//! and, where that leaves a choice, what GitHub asks for: each result has a place, each rule a description and help.

use std::collections::BTreeMap;

use serde::Serialize;

use super::text::Places;
use super::{Code, Diagnostic, Severity, Span};
use crate::model::files::Files;
use crate::text::checksum::sha256;

/// Stands for the folder of the repository; whoever reads the log knows where that is.
const BASE: &str = "%SRCROOT%";

/// Where a finding without a place is shown: GitHub refuses a whole log if one of its results has none.
const NO_PLACE: (&str, Region) =
    ("casebook.toml", Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1 });

/// What each code means and what to do about it, a section for each.
const CODES: &str = include_str!("../../docs/codes.md");

/// A log with one run: every rule, a result for each finding in the order given, and a line end. `folder` is the way
/// from the repository to the dossier, empty or with `/` at its end.
pub fn render(diags: &[Diagnostic], files: &Files, folder: &str) -> String {
    let mut log = Log { files, folder, places: Places::new(files), seen: BTreeMap::new() };
    let results: Vec<Finding> = diags.iter().map(|diag| log.finding(diag)).collect();
    let root = BTreeMap::from([(BASE, Base { description: Words::new("the folder of the repository") })]);
    let driver = Driver {
        name: "Casebook",
        version: env!("CARGO_PKG_VERSION"),
        rules: Code::ALL.iter().map(|code| Rule::new(*code)).collect(),
    };
    let run = Run { tool: Tool { driver }, original_uri_base_ids: root, column_kind: "unicodeCodePoints", results };
    let sarif = Sarif { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    let mut json = serde_json::to_string_pretty(&sarif).expect("strings and numbers have a JSON form");
    json.push('\n');
    json
}

/// What the results of a run share.
struct Log<'a> {
    files: &'a Files,
    folder: &'a str,
    places: Places<'a>,
    /// How often each fingerprint was met.
    seen: BTreeMap<String, usize>,
}

impl Log<'_> {
    fn finding(&mut self, diag: &Diagnostic) -> Finding {
        let place = match diag.span {
            Some(span) => self.place(span),
            None => self.physical(NO_PLACE.0, NO_PLACE.1),
        };
        let label = |(id, (span, words)): (usize, &(Span, String))| {
            let words = Words::new(&plain(words));
            Place { id: Some(id), physical_location: self.place(*span), message: Some(words) }
        };
        let related_locations: Vec<Place> = (1..).zip(&diag.labels).map(label).collect();
        Finding {
            rule_id: diag.code.name(),
            rule_index: Code::ALL.iter().position(|code| *code == diag.code).expect("the table has every code"),
            level: diag.severity().name(),
            message: Words::new(&message(diag)),
            locations: [Place { id: None, physical_location: place, message: None }],
            related_locations,
            partial_fingerprints: Fingerprints { finding: self.fingerprint(diag) },
        }
    }

    fn place(&mut self, span: Span) -> Physical {
        let end = Span { start: span.end, ..span };
        let ((start_line, start_column), (end_line, end_column)) = (self.position(span), self.position(end));
        let region = Region { start_line, start_column, end_line, end_column };
        self.physical(&self.files.get(span.file).path, region)
    }

    fn physical(&self, path: &str, region: Region) -> Physical {
        let uri = encode(&format!("{}{path}", self.folder));
        Physical { artifact_location: Artifact { uri, uri_base_id: BASE }, region }
    }

    /// Line and column; the standard does not count a byte order mark.
    fn position(&mut self, span: Span) -> (usize, usize) {
        let (line, column) = self.places.position(span);
        let has_mark = line == 1 && self.files.get(span.file).bytes().starts_with("\u{feff}".as_bytes());
        (line, if has_mark { 1.max(column - 1) } else { column })
    }

    /// A checksum of the code, the file and the words, so that it stays when lines above come and go; then the number
    /// of the finding among those with the same.
    fn fingerprint(&mut self, diag: &Diagnostic) -> String {
        let file = diag.span.map(|span| self.files.get(span.file));
        let words = diag.span.zip(file).and_then(|(span, file)| file.bytes().get(span.range()));
        let words = words.filter(|words| !words.is_empty()).unwrap_or(diag.message.as_bytes());
        let path = file.map_or("", |file| file.path.as_str());
        let sum = sha256(&[diag.code.name().as_bytes(), path.as_bytes(), words].join(&0))[..16].to_owned();
        let seen = self.seen.entry(sum.clone()).or_default();
        *seen += 1;
        format!("{sum}:{seen}")
    }
}

/// The finding, then on lines of their own a link to each second place, which GitHub does not show without, and the way
/// out.
fn message(diag: &Diagnostic) -> String {
    let links = (1..).zip(&diag.labels).map(|(id, (_, words))| format!("\n[{}]({id})", escape(words)));
    let help = diag.help.iter().map(|help| format!("\nhelp: {}", plain(help)));
    std::iter::once(plain(&diag.message)).chain(links).chain(help).collect()
}

/// `words` such that no part of them is a link. Braces stay single, although the standard doubles them: those who show
/// a message without arguments, GitHub and the editors, would show both.
fn plain(words: &str) -> String {
    if words.contains("](") { escape(words) } else { words.to_owned() }
}

/// `words` with a backslash before what begins or ends the text of a link.
fn escape(words: &str) -> String {
    words.replace('\\', r"\\").replace('[', r"\[").replace(']', r"\]")
}

/// Percent-encodes what may not stand in a relative reference; a colon would make a scheme of what is before it.
fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

// The log, by the names of the standard -------------------------------------------------------------------------------

#[derive(Serialize)]
struct Sarif {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    original_uri_base_ids: BTreeMap<&'static str, Base>,
    column_kind: &'static str,
    results: Vec<Finding>,
}

#[derive(Serialize)]
struct Base {
    description: Words,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Words,
    full_description: Words,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

impl Rule {
    fn new(code: Code) -> Self {
        let (meaning, help) = explained(code).unwrap_or((code.sentence(), code.sentence()));
        Self {
            id: code.name(),
            short_description: Words::new(code.sentence()),
            full_description: Words::new(&plain(&meaning.replace('\n', " "))),
            help: Help { text: plain(help), markdown: help },
            default_configuration: Configuration { level: code.severity().name() },
        }
    }
}

/// What a code means, the first paragraph of its section without the severity, and what to do, the others.
fn explained(code: Code) -> Option<(&'static str, &'static str)> {
    let heading = format!("\n## {}\n\n", code.name());
    let section = CODES.split_once(&heading)?.1.split("\n## ").next()?;
    let severity = match code.severity() {
        Severity::Error => "*Error.* ",
        Severity::Warning => "*Warning.* ",
    };
    let (meaning, help) = section.strip_prefix(severity)?.split_once("\n\n")?;
    Some((meaning, help.trim_end()))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Words,
    locations: [Place; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
struct Words {
    text: String,
}

impl Words {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Words>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

/// From the first character to the one behind the last, in code points; all from 1.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "casebook/v1")]
    finding: String,
}

#[cfg(test)]
mod tests;
