//! Findings as JSON, for editors and scripts; `check --format json`. The form is stable.

use serde::Serialize;

use super::Diagnostic;
use super::text::Places;
use crate::model::files::Files;

/// One finding, flat. What is absent is `null`, so every object has the same keys.
#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    severity: &'static str,
    file: Option<&'a str>,
    /// From 1.
    line: Option<usize>,
    /// In code points, from 1.
    column: Option<usize>,
    message: &'a str,
    help: Option<&'a str>,
}

/// An array with an object for each finding, in the order given, and a line end.
pub fn render(diags: &[Diagnostic], files: &Files) -> String {
    let mut places = Places::new(files);
    let entries: Vec<Entry> = diags
        .iter()
        .map(|diag| {
            let (line, column) = diag.span.map(|span| places.position(span)).unzip();
            Entry {
                code: diag.code.name(),
                severity: diag.severity().name(),
                file: diag.span.map(|span| files.get(span.file).path.as_str()),
                line,
                column,
                message: &diag.message,
                help: diag.help.as_deref(),
            }
        })
        .collect();
    let mut json = serde_json::to_string_pretty(&entries).expect("strings and numbers have a JSON form");
    json.push('\n');
    json
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Span};
    use crate::model::files::File;

    #[test]
    fn findings_are_flat_objects_with_all_keys() {
        let file = File { path: "content/index.md".into(), contents: "ä\nüber b\n".as_bytes().into() };
        let files = Files::new(vec![file]);
        let id = files.find("content/index.md").unwrap();
        let diags = [
            Diagnostic::global(Code::ConfigMissing, "there is no `casebook.toml`"),
            Diagnostic::new(Code::LinkUnknown, Span::new(id, 9..10), "no page is called `b`").help("write `c`"),
        ];
        assert_eq!(
            render(&diags, &files),
            r#"[
  {
    "code": "config-missing",
    "severity": "error",
    "file": null,
    "line": null,
    "column": null,
    "message": "there is no `casebook.toml`",
    "help": null
  },
  {
    "code": "link-unknown",
    "severity": "error",
    "file": "content/index.md",
    "line": 2,
    "column": 6,
    "message": "no page is called `b`",
    "help": "write `c`"
  }
]
"#
        );
    }

    #[test]
    fn no_findings_are_an_empty_array() {
        assert_eq!(render(&[], &Files::default()), "[]\n");
    }
}
