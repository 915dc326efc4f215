//! Runs the examples of `tests/fixtures/syntax/*.md`, which are specification, manual and test in one.
//!
//! An example is a block ```` ```raw ```` (and ```` ```raw b ```` for a second source), blocks ```` ```toml ```` with front
//! matter (of the source, or of the entry that is named behind it), blocks ```` ```markdown ```` with what the editor
//! writes (an essay, or what is named behind it), and one block with what is to come of it: ```` ```text ````,
//! ```` ```record ````, ```` ```findings ````, ```` ```mentions ```` or ```` ```verdicts ````.

use std::fs;

use casebook::clean::record;
use casebook::diag;
use casebook::model::anchor::{Attached, Role, Verified};
use casebook::model::dossier::Dossier;
use casebook::query;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::support::{Case, fixtures, source};

#[test]
fn the_examples_of_the_syntax_pages_hold() {
    let mut faults = Vec::new();
    let mut examples = 0;
    for page in ["recipes.md", "glossary.md", "quotations.md"] {
        let text = fs::read_to_string(fixtures().join("syntax").join(page)).expect("fixtures can be read");
        for example in Example::all(&text) {
            examples += 1;
            let actual = example.run();
            if actual.trim_end() != example.expected.trim_end() {
                let Example { raw, texts, expected, .. } = example;
                let texts: String = texts.into_iter().map(|(_, text)| text).collect();
                faults.push(format!("{page}:\n{raw}{texts}expected:\n{expected}actual:\n{actual}"));
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
    /// What the editor writes, by path.
    texts: Vec<(String, String)>,
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
                        ("raw", "source") => open = Self { raw: code, ..Self::default() },
                        ("raw", other) => open.texts.push((format!("seeds/{other}.txt"), code)),
                        ("markdown", page) => open.texts.push(written(page, code)),
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
        for (path, text) in &self.texts {
            case = case.file(path, text.trim_end_matches('\n'));
        }
        let dossier = query::dossier(&case.files(), &case.options).value.dossier;
        let words = dossier.sources[0].words.as_ref().expect("the raw text is there");
        match self.kind.as_str() {
            "text" => words.clean.text.as_str().to_owned(),
            "record" => record::tsv(&words.raw, &words.clean, &words.record)
                .lines()
                .map(|row| row.split('\t').take(3).collect::<Vec<_>>().join(" ").trim_end().to_owned() + "\n")
                .collect(),
            "findings" => findings(&case),
            "mentions" => mentions(&case),
            "verdicts" => verdicts(&dossier) + &findings(&case),
            other => panic!("no example is of the kind `{other}`"),
        }
    }
}

/// The path of what an editor writes, by the name behind ```` ```markdown ````, and its text with the front matter it needs.
fn written(page: &str, text: String) -> (String, String) {
    let path = match page {
        "annotations" => "content/annotations/a.md",
        "question" => "content/questions/q.md",
        "timeline" => "content/timeline.md",
        _ => "content/essays/e.md",
    };
    let front = if page == "source" { "+++\ntitle = \"E\"\n+++\n" } else { "" };
    (path.to_owned(), format!("{front}{text}"))
}

fn findings(case: &Case) -> String {
    let line = |diag: &diag::Diagnostic| format!("{}[{}] {}\n", diag.severity().name(), diag.code.name(), diag.message);
    case.build().diags.iter().map(line).collect()
}

/// A line for each place that was found: verdict, source, line and column of the raw text, words.
fn verdicts(dossier: &Dossier) -> String {
    dossier.verified().map(|verified| verdict(dossier, verified)).collect()
}

fn verdict(dossier: &Dossier, verified: &Verified) -> String {
    let id = &verified.anchor.selector.source;
    let source = dossier.sources.iter().find(|source| source.page.page.id == *id).expect("what is found has a source");
    let words = source.words.as_ref().expect("what is found has words");
    let text = &words.clean.text;
    let start = words.clean.map.to_raw(verified.parts[0].start, &words.raw, text);
    let (line, column) = words.raw.position(start);
    let parts: Vec<String> = verified.parts.iter().map(|part| text.slice(part.clone()).replace('\n', " ¶ ")).collect();
    let more = match (&verified.anchor.role, &verified.anchor.attached) {
        (Role::Evidence(stance), _) => format!(" ({})", stance.name()),
        (_, Attached::Annotation(number)) => {
            let page = dossier.annotations.iter().find(|page| page.page.id == *id).expect("it is annotated");
            format!(" (annotation {})", page.annotations[*number].id.value)
        }
        _ if verified.places > 1 => format!(" ({} places)", verified.places),
        _ => String::new(),
    };
    format!("{} {id} {line}:{column} {}{more}\n", verified.verdict_name(), parts.join(" … "))
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
