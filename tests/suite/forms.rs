//! The forms of `check`, whole, as the program writes them: for scripts, for code scanning, for GitHub Actions.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use casebook::diag::Code;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Case, assert_text};

/// Findings with and without a place, with second places, and in a file whose name is hard to write.
const BROKEN: &str = r#"
== casebook.toml
title = "T"
theme = "bare"
language = "la"
== content/index.md
🦊 [[nowhere]]
== seeds/a b,#%ü.txt
Share
The quick fox ran.
Share
== content/sources/fox.md
+++
raw = "seeds/a b,#%ü.txt"
title = "Fox"
rights = { publish = "full" }

[[clean]]
cut = "Share"
reason = "share"
+++
"#;

/// A repository with the dossier in it at `below`.
fn repository(below: &str) -> TempDir {
    let repository = tempfile::tempdir().expect("a folder can be made");
    std::fs::create_dir(repository.path().join(".git")).expect("a folder can be made");
    Case::text(BROKEN).write_to(&repository.path().join(below));
    repository
}

/// What `check` prints about the broken dossier in `folder`.
fn check(folder: &Path, format: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    let output = command.args(["check", "--format", format]).current_dir(folder).output().expect("the program runs");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(1), &[][..]));
    String::from_utf8(output.stdout).expect("the program speaks UTF-8")
}

const FOR_SCRIPTS: &str = r#"[
  {
    "code": "language-missing",
    "severity": "warning",
    "file": null,
    "line": null,
    "column": null,
    "message": "the theme has no words in the language `la`, so it speaks English",
    "help": "add `words/la.toml` to the theme"
  },
  {
    "code": "link-unknown",
    "severity": "error",
    "file": "content/index.md",
    "line": 1,
    "column": 3,
    "message": "nothing is called `nowhere`",
    "help": "link a source, entry or essay by its id, its title or an alias"
  },
  {
    "code": "step-ambiguous",
    "severity": "error",
    "file": "content/sources/fox.md",
    "line": 7,
    "column": 7,
    "message": "this selector matches 2 lines, and may match one",
    "help": "give more of the line, or say `every = true` if all are meant"
  }
]
"#;

#[test]
fn for_scripts() {
    assert_text("the report", &check(repository("").path(), "json"), FOR_SCRIPTS);
}

const FOR_ACTIONS: &str = "\
::warning title=language-missing::the theme has no words in the language `la`, so it speaks English%0Ahelp: add `words/la.toml` to the theme
::error file=content/index.md,line=1,endLine=1,col=3,endColumn=14,title=link-unknown::nothing is called `nowhere`%0Ahelp: link a source, entry or essay by its id, its title or an alias
::error file=content/sources/fox.md,line=7,endLine=7,col=7,endColumn=14,title=step-ambiguous::this selector matches 2 lines, and may match one%0Aseeds/a b,#%25ü.txt:1:1: matches%0Aseeds/a b,#%25ü.txt:3:1: matches%0Ahelp: give more of the line, or say `every = true` if all are meant
";

#[test]
fn for_github_actions() {
    assert_text("the report", &check(repository("").path(), "github"), FOR_ACTIONS);
}

/// A number after `#` is that of the rule.
const FOR_SCANNING: &str = r##"{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "Casebook",
          "version": "#version",
                  }
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
          "ruleId": "language-missing",
          "ruleIndex": #language-missing,
          "level": "warning",
          "message": {
            "text": "the theme has no words in the language `la`, so it speaks English\nhelp: add `words/la.toml` to the theme"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "casebook.toml",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 1,
                  "startColumn": 1,
                  "endLine": 1,
                  "endColumn": 1
                }
              }
            }
          ],
          "partialFingerprints": {
            "casebook/v1": "07891c1190bb3b37:1"
          }
        },
        {
          "ruleId": "link-unknown",
          "ruleIndex": #link-unknown,
          "level": "error",
          "message": {
            "text": "nothing is called `nowhere`\nhelp: link a source, entry or essay by its id, its title or an alias"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "content/index.md",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 1,
                  "startColumn": 3,
                  "endLine": 1,
                  "endColumn": 14
                }
              }
            }
          ],
          "partialFingerprints": {
            "casebook/v1": "004b31debe0ba26f:1"
          }
        },
        {
          "ruleId": "step-ambiguous",
          "ruleIndex": #step-ambiguous,
          "level": "error",
          "message": {
            "text": "this selector matches 2 lines, and may match one\n[matches](1)\n[matches](2)\nhelp: give more of the line, or say `every = true` if all are meant"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "content/sources/fox.md",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 7,
                  "startColumn": 7,
                  "endLine": 7,
                  "endColumn": 14
                }
              }
            }
          ],
          "relatedLocations": [
            {
              "id": 1,
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "seeds/a%20b%2C%23%25%C3%BC.txt",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 1,
                  "startColumn": 1,
                  "endLine": 1,
                  "endColumn": 6
                }
              },
              "message": {
                "text": "matches"
              }
            },
            {
              "id": 2,
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "seeds/a%20b%2C%23%25%C3%BC.txt",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 3,
                  "startColumn": 1,
                  "endLine": 3,
                  "endColumn": 6
                }
              },
              "message": {
                "text": "matches"
              }
            }
          ],
          "partialFingerprints": {
            "casebook/v1": "99a5d5331526b61b:1"
          }
        }
      ]
    }
  ]
}
"##;

#[test]
fn for_code_scanning() {
    let log = check(repository("").path(), "sarif");
    let (before, rest) = log.split_once("\"rules\": [\n").expect("there are rules");
    let (rules, behind) = rest.split_once("\n          ]\n").expect("the list of rules ends");
    assert_eq!(rules.matches("\"shortDescription\"").count(), Code::ALL.len());
    let mut expected = FOR_SCANNING.replace("#version", env!("CARGO_PKG_VERSION"));
    for (index, code) in Code::ALL.iter().enumerate() {
        expected = expected.replace(&format!("#{},", code.name()), &format!("{index},"));
    }
    assert_text("the log without its rules", &format!("{before}{behind}"), &expected);
}

/// Severity, code, file, line and column.
type Named = (String, String, String, u64, u64);

#[test]
fn all_forms_name_the_same_findings() {
    // What has no place stands at the top of the configuration in a log.
    let named = |severity: &Value, code: &Value, file: &str, line: &Value, column: &Value| -> Named {
        let text = |value: &Value| value.as_str().expect("it is a string").to_owned();
        (text(severity), text(code), file.to_owned(), line.as_u64().unwrap_or(1), column.as_u64().unwrap_or(1))
    };
    let folder = repository("");
    let json: Value = serde_json::from_str(&check(folder.path(), "json")).expect("it is JSON");
    let scripts: BTreeSet<Named> = json
        .as_array()
        .expect("it is an array")
        .iter()
        .map(|entry| {
            let file = entry["file"].as_str().unwrap_or("casebook.toml");
            named(&entry["severity"], &entry["code"], file, &entry["line"], &entry["column"])
        })
        .collect();
    let log: Value = serde_json::from_str(&check(folder.path(), "sarif")).expect("it is JSON");
    let results = log["runs"][0]["results"].as_array().expect("it is an array");
    let scanning: BTreeSet<Named> = results
        .iter()
        .map(|result| {
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().expect("it is a string");
            let region = &place["region"];
            named(&result["level"], &result["ruleId"], &decoded(uri), &region["startLine"], &region["startColumn"])
        })
        .collect();
    let actions: BTreeSet<Named> = check(folder.path(), "github")
        .lines()
        .map(|line| {
            let (command, _) = line.strip_prefix("::").and_then(|line| line.split_once("::")).expect("it is a command");
            let (severity, properties) = command.split_once(' ').expect("it has properties");
            let property = |name: &str| {
                let values = properties.split(',').filter_map(|property| property.split_once('='));
                values.filter(|(other, _)| *other == name).map(|(_, value)| decoded(value)).next()
            };
            let number = |name: &str| property(name).map_or(1, |value| value.parse().expect("it is a number"));
            let file = property("file").unwrap_or("casebook.toml".to_owned());
            (severity.to_owned(), property("title").expect("it has a code"), file, number("line"), number("col"))
        })
        .collect();
    assert_eq!(scripts.len(), 3);
    assert_eq!(scripts, scanning);
    assert_eq!(scripts, actions);
}

/// `words` without percent-encoding.
fn decoded(words: &str) -> String {
    let mut parts = words.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).expect("two digits"));
        bytes.extend(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).expect("it is UTF-8")
}

#[test]
fn whoever_reviews_a_repository_counts_paths_from_its_top() {
    let repository = repository("docs/a b");
    let dossier = repository.path().join("docs/a b");
    let content = dossier.join("content");
    for folder in [&dossier, &content] {
        assert!(check(folder, "github").contains("::error file=docs/a b/content/index.md,"));
        assert!(check(folder, "sarif").contains("\"uri\": \"docs/a%20b/content/index.md\""));
        assert!(check(folder, "json").contains("\"file\": \"content/index.md\""));
    }
}
