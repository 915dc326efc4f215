//! Findings as workflow commands, which GitHub Actions shows at their lines; `check --format github`.

use super::text::{Places, visible};
use super::{Diagnostic, Span};
use crate::model::files::Files;

/// A line for each finding, in the order given. `folder` is the way from the repository to the dossier, empty or with
/// `/` at its end.
pub fn render(diags: &[Diagnostic], files: &Files, folder: &str) -> String {
    let mut places = Places::new(files);
    let mut text = String::new();
    for diag in diags {
        let place = diag.span.map(|span| {
            let path = format!("{folder}{}", files.get(span.file).path);
            format!("file={},{},", property(&path), position(span, &mut places))
        });
        let (severity, place) = (diag.severity().name(), place.unwrap_or_default());
        let (code, words) = (diag.code.name(), data(&message(diag, &mut places, files, folder)));
        text.push_str(&format!("::{severity} {place}title={code}::{words}\n"));
    }
    text
}

/// Lines, and columns where the finding has one line: the runner refuses them otherwise.
fn position(span: Span, places: &mut Places) -> String {
    let (line, column) = places.position(span);
    let (end_line, end_column) = places.position(Span { start: span.end, ..span });
    if line == end_line {
        format!("line={line},endLine={line},col={column},endColumn={end_column}")
    } else {
        format!("line={line},endLine={end_line}")
    }
}

/// The finding, then each second place and the way out on lines of their own. The log is shown on a terminal of a kind,
/// so nothing in it drives one.
fn message(diag: &Diagnostic, places: &mut Places, files: &Files, folder: &str) -> String {
    let mut lines = vec![diag.message.clone()];
    for (span, words) in &diag.labels {
        let (line, column) = places.position(*span);
        lines.push(format!("{folder}{}:{line}:{column}: {words}", files.get(span.file).path));
    }
    lines.extend(diag.help.iter().map(|help| format!("help: {help}")));
    let lines: Vec<String> = lines.join("\n").lines().map(visible).collect();
    lines.join("\n")
}

/// What may stand behind `::`.
fn data(words: &str) -> String {
    words.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What may stand behind `=`.
fn property(words: &str) -> String {
    data(words).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;
    use crate::model::files::File;

    fn files(list: &[(&str, &str)]) -> Files {
        Files::new(
            list.iter().map(|(path, text)| File { path: (*path).into(), contents: text.as_bytes().into() }).collect(),
        )
    }

    /// The place of `words` in the file called `path`.
    fn span(files: &Files, path: &str, words: &str) -> Span {
        let file = files.find(path).unwrap();
        let start = files.text(file).unwrap().find(words).unwrap();
        Span::new(file, start..start + words.len())
    }

    #[test]
    fn a_finding_stands_at_its_words() {
        let files = files(&[("content/index.md", "\nSee [[foxx]].\n")]);
        let at = span(&files, "content/index.md", "[[foxx]]");
        let diag = Diagnostic::new(Code::LinkUnknown, at, "nothing is called `foxx`").help("write `fox`");
        assert_eq!(
            render(&[diag], &files, ""),
            "::error file=content/index.md,line=2,endLine=2,col=5,endColumn=13,title=link-unknown::\
             nothing is called `foxx`%0Ahelp: write `fox`\n"
        );
    }

    #[test]
    fn paths_begin_at_the_top_of_the_repository() {
        let files = files(&[("a", "one two")]);
        let diag = Diagnostic::new(Code::FootnoteUnused, span(&files, "a", "one"), "unused")
            .label(span(&files, "a", "two"), "and here");
        assert_eq!(
            render(&[diag], &files, "docs/letters/"),
            "::warning file=docs/letters/a,line=1,endLine=1,col=1,endColumn=4,title=footnote-unused::\
             unused%0Adocs/letters/a:1:5: and here\n"
        );
    }

    #[test]
    fn a_finding_without_a_place_names_no_file() {
        let diag = Diagnostic::global(Code::ConfigMissing, "there is no `casebook.toml`");
        assert_eq!(
            render(&[diag], &Files::default(), "docs/"),
            "::error title=config-missing::there is no `casebook.toml`\n"
        );
    }

    #[test]
    fn a_finding_on_several_lines_has_no_columns() {
        let files = files(&[("a", "zero\none\r\ntwo\n")]);
        let diags = ["ne\r\ntwo", "zero\n"]
            .map(|words| Diagnostic::new(Code::StepUnmatched, span(&files, "a", words), "matches nothing"));
        assert_eq!(
            render(&diags, &files, ""),
            "::error file=a,line=2,endLine=3,title=step-unmatched::matches nothing\n\
             ::error file=a,line=1,endLine=2,title=step-unmatched::matches nothing\n"
        );
    }

    #[test]
    fn columns_are_code_points_and_a_mere_position_has_no_width() {
        let files = files(&[("a", "🦊漢e\u{301} fox")]);
        let fox = span(&files, "a", "fox");
        let diags = [fox, Span { end: fox.start, ..fox }].map(|span| Diagnostic::new(Code::UnknownId, span, "here"));
        assert_eq!(
            render(&diags, &files, ""),
            "::error file=a,line=1,endLine=1,col=6,endColumn=9,title=unknown-id::here\n\
             ::error file=a,line=1,endLine=1,col=6,endColumn=6,title=unknown-id::here\n"
        );
    }

    #[test]
    fn nothing_in_a_path_ends_a_property() {
        let path = "a b/c,d:e::f%2C#ü\r\n.md";
        let files = files(&[(path, "x")]);
        let diag = Diagnostic::new(Code::NotUtf8, span(&files, path, "x"), "here");
        assert_eq!(
            render(&[diag], &files, ""),
            "::error file=a b/c%2Cd%3Ae%3A%3Af%252C#ü%0D%0A.md,line=1,endLine=1,col=1,endColumn=2,\
             title=not-utf8::here\n"
        );
    }

    #[test]
    fn nothing_in_a_message_ends_it_or_drives_a_terminal() {
        let diag = Diagnostic::global(Code::TemplateError, "50 %, 100%0A: ::error::\n\rtwo\r\n\u{1b}[31m")
            .help("cut\n\u{202e}it");
        assert_eq!(
            render(&[diag], &Files::default(), ""),
            "::error title=template-error::50 %25, 100%250A: ::error::%0A␍two%0A␛[31m%0Ahelp: cut%0A\u{fffd}it\n"
        );
    }

    #[test]
    fn no_findings_are_no_text() {
        assert_eq!(render(&[], &Files::default(), ""), "");
    }
}
