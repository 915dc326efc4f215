//! Whole logs and single values, exactly.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::diag::FileId;
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

/// The log before and behind its rules.
fn around_rules(log: &str) -> (&str, &str) {
    let (before, rest) = log.split_once("\"rules\": [\n").unwrap();
    (before, rest.split_once("\n          ]\n").unwrap().1)
}

/// The values at `pointer` of all results.
fn values(log: &str, pointer: &str) -> Vec<Value> {
    let log: Value = serde_json::from_str(log).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    results.iter().map(|result| result.pointer(pointer).unwrap().clone()).collect()
}

#[test]
fn a_finding_is_a_result_with_its_place_and_its_rule() {
    let files = files(&[("content/a b.md", "\nSee [[foxx]].\n"), ("seeds/a.txt", "the fox\n")]);
    let diag = Diagnostic::new(Code::LinkUnknown, span(&files, "content/a b.md", "[[foxx]]"), "no `foxx`")
        .label(span(&files, "seeds/a.txt", "fox"), "nearest [word]")
        .help("write `fox`");
    let log = render(&[diag], &files, "docs/");
    let (before, behind) = around_rules(&log);
    assert_eq!(
        before,
        format!(
            r#"{{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {{
      "tool": {{
        "driver": {{
          "name": "Casebook",
          "version": "{}",
          "#,
            env!("CARGO_PKG_VERSION")
        )
    );
    let index = Code::ALL.iter().position(|code| *code == Code::LinkUnknown).unwrap().to_string();
    let expected = r#"        }
      },
      "originalUriBaseIds": {
        "%SRCROOT%": {
          "description": {
            "text": "the folder of the repository"
          }
        }
      },
      "columnKind": "unicodeCodePoints",
      "results": [
        {
          "ruleId": "link-unknown",
          "ruleIndex": INDEX,
          "level": "error",
          "message": {
            "text": "no `foxx`\n[nearest \\[word\\]](1)\nhelp: write `fox`"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "docs/content/a%20b.md",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 2,
                  "startColumn": 5,
                  "endLine": 2,
                  "endColumn": 13
                }
              }
            }
          ],
          "relatedLocations": [
            {
              "id": 1,
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "docs/seeds/a.txt",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 1,
                  "startColumn": 5,
                  "endLine": 1,
                  "endColumn": 8
                }
              },
              "message": {
                "text": "nearest [word]"
              }
            }
          ],
          "partialFingerprints": {
            "casebook/v1": "6f50ad7cf8dddee7:1"
          }
        }
      ]
    }
  ]
}
"#;
    assert_eq!(behind, expected.replace("INDEX", &index));
}

#[test]
fn every_code_is_a_rule_explained_by_its_section() {
    let log: Value = serde_json::from_str(&render(&[], &Files::default(), "")).unwrap();
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), Code::ALL.len());
    for (code, rule) in Code::ALL.iter().zip(rules) {
        let (meaning, help) = explained(*code).unwrap_or_else(|| panic!("docs/codes.md has no `{}`", code.name()));
        let meaning = plain(&meaning.replace('\n', " "));
        // GitHub shows no more.
        assert!(meaning.chars().count() <= 1024 && !help.is_empty(), "{}", code.name());
        assert_eq!(
            *rule,
            json!({
                "id": code.name(),
                "shortDescription": { "text": code.sentence() },
                "fullDescription": { "text": meaning },
                "help": { "text": plain(help), "markdown": help },
                "defaultConfiguration": { "level": code.severity().name() },
            })
        );
    }
    assert_eq!(log["runs"][0]["results"], json!([]));
}

#[test]
fn a_finding_without_a_place_is_shown_in_the_configuration() {
    let diag = Diagnostic::global(Code::LanguageMissing, "the theme has no words in `la`");
    let log = render(&[diag], &Files::default(), "docs/");
    assert_eq!(values(&log, "/level"), ["warning"]);
    assert_eq!(values(&log, "/message"), [json!({ "text": "the theme has no words in `la`" })]);
    let place = json!([{
        "physicalLocation": {
            "artifactLocation": { "uri": "docs/casebook.toml", "uriBaseId": "%SRCROOT%" },
            "region": { "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1 },
        }
    }]);
    assert_eq!(values(&log, "/locations"), [place]);
}

#[test]
fn paths_are_relative_references() {
    for (path, uri) in [
        ("a b", "a%20b"),
        ("a:b", "a%3Ab"),
        ("a#b?c", "a%23b%3Fc"),
        ("a%20b", "a%2520b"),
        ("a\\b\"<", "a%5Cb%22%3C"),
        ("ü/漢🦊", "%C3%BC/%E6%BC%A2%F0%9F%A6%8A"),
        ("-._~/Z9", "-._~/Z9"),
    ] {
        let files = files(&[(path, "x")]);
        let diag = Diagnostic::new(Code::NotUtf8, span(&files, path, "x"), "here");
        let log = render(&[diag], &files, "");
        assert_eq!(values(&log, "/locations/0/physicalLocation/artifactLocation/uri"), [uri]);
    }
}

#[test]
fn regions_are_counted_in_code_points_without_a_byte_order_mark() {
    let files = files(&[("a", "\u{feff}🦊漢 fox\r\nzwei\n"), ("b", "")]);
    let fox = span(&files, "a", "fox");
    let spans = [
        fox,
        Span { end: fox.start, ..fox },
        span(&files, "a", "fox\r\nzw"),
        span(&files, "a", "zwei\n"),
        Span { start: 0, end: 0, ..fox },
        Span::start_of(files.find("b").unwrap()),
    ];
    let diags = spans.map(|span| Diagnostic::new(Code::UnknownId, span, "here"));
    let regions = values(&render(&diags, &files, ""), "/locations/0/physicalLocation/region");
    let expected = [[1, 4, 1, 7], [1, 4, 1, 4], [1, 4, 2, 3], [2, 1, 3, 1], [1, 1, 1, 1], [1, 1, 1, 1]];
    let numbers = |region: &Value| {
        ["startLine", "startColumn", "endLine", "endColumn"].map(|name| region[name].as_u64().unwrap())
    };
    assert_eq!(regions.iter().map(numbers).collect::<Vec<_>>(), expected);
}

#[test]
fn no_words_of_a_message_are_a_link() {
    let diags = [
        Diagnostic::global(Code::PictureMissing, r"no \[a](https://example.org)").help("write `![what](media/a)`"),
        Diagnostic::global(Code::LinkUnknown, "nothing is called `a [b]`\nor\r\n{0}").help("write `{#id}`"),
    ];
    assert_eq!(
        values(&render(&diags, &Files::default(), ""), "/message/text"),
        [
            "no \\\\\\[a\\](https://example.org)\nhelp: write `!\\[what\\](media/a)`",
            "nothing is called `a [b]`\nor\r\n{0}\nhelp: write `{#id}`",
        ]
    );
}

#[test]
fn a_fingerprint_stays_where_lines_move_and_words_stay() {
    let prints = |text: &str| {
        let files = files(&[("a", text), ("b", "fox")]);
        let found = [("a", "fox"), ("a", "hound"), ("b", "fox")];
        let mut diags: Vec<Diagnostic> = found
            .iter()
            .map(|(path, words)| Diagnostic::new(Code::UnknownId, span(&files, path, words), "no"))
            .collect();
        diags.push(diags[0].clone());
        diags.push(Diagnostic::new(Code::KeyMissing, Span::start_of(FileId(0)), "`title` is missing"));
        diags.push(Diagnostic::new(Code::KeyMissing, Span::start_of(FileId(0)), "`raw` is missing"));
        diags.push(Diagnostic::global(Code::ConfigMissing, "none"));
        values(&render(&diags, &files, ""), "/partialFingerprints/casebook~1v1")
    };
    let before = prints("fox hound");
    assert_eq!(before, prints("\n\nA hound.\nThe fox.\n"));
    assert_eq!(before[0], "a5fbff6748a70f97:1");
    assert_eq!(before[3], "a5fbff6748a70f97:2");
    let different: BTreeSet<String> = before.iter().map(Value::to_string).collect();
    assert_eq!(different.len(), before.len(), "{before:?}");
}
