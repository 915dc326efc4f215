//! Runs the examples of `tests/fixtures/syntax/*.md`, which are specification, manual and test in one.
//!
//! An example is a block ```` ```raw ````, blocks ```` ```toml ```` with front matter (of the source, or of the entry that
//! is named behind it), and one block with what is to come of it: ```` ```text ````, ```` ```record ````,
//! ```` ```findings ```` or ```` ```mentions ````.

use std::fs;

use casebook::clean::record;
use casebook::query;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::support::{Case, fixtures, source};

#[test]
fn the_examples_of_the_syntax_pages_hold() {
    let mut faults = Vec::new();
    let mut examples = 0;
    for page in ["recipes.md", "glossary.md"] {
        let text = fs::read_to_string(fixtures().join("syntax").join(page)).expect("fixtures can be read");
        for example in Example::all(&text) {
            examples += 1;
            let actual = example.run();
            if actual.trim_end() != example.expected.trim_end() {
                let Example { raw, expected, .. } = example;
                faults.push(format!("{page}:\n{raw}expected:\n{expected}actual:\n{actual}"));
            }
        }
    }
    assert!(examples > 20, "only {examples} examples were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[derive(Debug, Clone, Default)]
struct Example {
    raw: String,
    /// Front matter: of the entry named, or of the source.
    pages: Vec<(String, String)>,
    kind: String,
    expected: String,
}

impl Example {
    /// The examples of a page, each ended by the block that says what comes of it.
    fn all(page: &str) -> Vec<Self> {
        let mut examples = Vec::new();
        let mut open = Self::default();
        let mut info = None;
        let mut code = String::new();
        for event in Parser::new(page) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(kind))) => (info, code) = (Some(kind), String::new()),
                Event::Text(text) if info.is_some() => code.push_str(&text),
                Event::End(TagEnd::CodeBlock) => {
                    let Some(info) = info.take() else { continue };
                    let code = std::mem::take(&mut code);
                    match info.split_once(' ').unwrap_or((&info, "source")) {
                        ("raw", _) => open = Self { raw: code, ..Self::default() },
                        ("toml", page) => open.pages.push((page.to_owned(), code)),
                        (kind, _) => {
                            examples.push(Self { kind: kind.to_owned(), expected: code, ..open.clone() });
                        }
                    }
                }
                _ => {}
            }
        }
        examples
    }

    fn run(&self) -> String {
        let mut case = Case::default().file("seeds/a.txt", self.raw.trim_end_matches('\n'));
        case = case.file("content/sources/a.md", source("a", ""));
        for (page, front) in &self.pages {
            case = if page == "source" {
                case.file("content/sources/a.md", source("a", front))
            } else {
                case.file(&format!("content/glossary/{page}.md"), format!("+++\n{front}+++\nA definition.\n"))
            };
        }
        let dossier = query::dossier(&case.files(), &case.options).value.0;
        let words = dossier.sources[0].words.as_ref().expect("the raw text is there");
        match self.kind.as_str() {
            "text" => words.clean.text.as_str().to_owned(),
            "record" => record::tsv(&words.raw, &words.clean, &words.record)
                .lines()
                .map(|row| row.split('\t').take(3).collect::<Vec<_>>().join(" ").trim_end().to_owned() + "\n")
                .collect(),
            "findings" => case.build().diags.iter().fold(String::new(), |out, diag| {
                out + &format!("{}[{}] {}\n", diag.severity().name(), diag.code.name(), diag.message)
            }),
            "mentions" => mentions(&case),
            other => panic!("no example is of the kind `{other}`"),
        }
    }
}

fn mentions(case: &Case) -> String {
    let mut tree = case.build().tree;
    let json = tree.remove("data/mentions.json").expect("a dossier with entries has mentions");
    let list: Vec<serde_json::Value> = serde_json::from_slice(&json).expect("the file is JSON");
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let line = |mention: &serde_json::Value| {
        let [term, line, column, words] = ["term", "line", "column", "words"].map(|key| text(&mention[key]));
        format!("{term} {line}:{column} {words}\n")
    };
    list.iter().map(line).collect()
}
