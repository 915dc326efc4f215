//! Whatever lies in the files of a dossier, the stages make a value of it and say what is wrong, and where.

use casebook::diag::{Diagnostic, json, text};
use casebook::model::files::Files;
use casebook::{query, render};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{config, nasty};
use crate::support::Case;

proptest! {
    #![proptest_config(config(160))]

    #[test]
    fn any_bytes_give_a_value_and_findings_in_their_places(
        damages in prop::collection::vec((select(FILES), damage()), 1..3),
    ) {
        let mut case = Case::text(DOSSIER);
        for ((path, pieces), damage) in &damages {
            let before = case.inputs().remove(*path).unwrap_or_default();
            case = case.file(path, damage.apply(&before, pieces));
        }
        let files = case.files();
        let built = query::site(&files, &case.options);
        let mut diags = built.diags;
        for path in built.value.site.pages.keys() {
            diags.extend(render::render(&built.value.site, path).diags);
        }
        for diag in &diags {
            check_places(diag, &files);
        }
        let shown = text::render(&diags, &files, text::Style { color: true });
        prop_assert_eq!(shown.is_empty(), diags.is_empty());
        let json: serde_json::Value = serde_json::from_str(&json::render(&diags, &files)).expect("it is JSON");
        prop_assert_eq!(json.as_array().map(Vec::len), Some(diags.len()));
    }
}

/// Every place lies in its file, and where that is UTF-8 on the edges of characters.
fn check_places(diag: &Diagnostic, files: &Files) {
    for span in diag.span.iter().chain(diag.labels.iter().map(|(span, _)| span)) {
        let bytes = files.get(span.file).bytes();
        assert!(span.start <= span.end && span.end as usize <= bytes.len(), "{diag:?}");
        if let Ok(text) = std::str::from_utf8(bytes) {
            assert!(text.get(span.range()).is_some(), "{diag:?} of {text:?}");
        }
    }
}

/// A dossier with one of everything.
const DOSSIER: &str = r#"
== casebook.toml
title = "T"
theme = "default"
main_terms = ["fox"]
[editions.public]
sources = { a = "withheld" }
== casebook.lock
[sources.a]
raw = "seeds/a.txt"
sha256 = "0"
== seeds/a.txt
The fox
Ann: A “quick” fox.

1. Foxes
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
published = "2020-09"
rights = { publish = "full" }
[[clean]]
set = "title"
line = "The fox"
[[clean]]
speakers = { "Ann:" = "Ann" }
+++
A note on [[fox]].
== content/glossary/fox.md
+++
title = "Fox"
aliases = ["foxes"]
+++
An animal.
== content/essays/e.md
+++
title = "E"
+++
## Head {#head}

The fox [there](#head), ![a](../media/a.png), a note[^1].

[^1]: Note.

| a | b |
|---|---|
| fox | d |
== content/index.md
Welcome.
== content/media/a.png
"#;

/// Files that may hold anything, each with pieces that mean something there.
const FILES: &[(&str, &[&str])] = &[
    ("casebook.toml", TOML),
    ("casebook.lock", TOML),
    ("content/sources/a.md", TOML),
    ("content/sources/a.md", RECIPE),
    ("content/glossary/fox.md", TOML),
    ("content/essays/e.md", MARKDOWN),
    ("content/index.md", MARKDOWN),
    ("seeds/a.txt", &["Ann:", "\n", "\r\n", "\u{feff}", "fox"]),
    ("themes/default/source.html", TEMPLATE),
    ("themes/default/partials/block.html", TEMPLATE),
    ("themes/default/words/en.toml", TOML),
    ("content/media/a.png", &["x"]),
    ("content/essays/con.md", MARKDOWN),
    ("content/sources/fox.md", TOML),
];

const TOML: &[&str] = &[
    "\n",
    "+++\n",
    "=",
    " = ",
    "\"",
    "'",
    "'''",
    "\"\"\"",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    ",",
    ".",
    "#",
    "title",
    "aliases",
    "raw",
    "rights",
    "publish",
    "draft = true\n",
    "former = [\"a\"]\n",
    "mentions = { Fox = \"fox\" }\n",
    "published = \"2020-13\"\n",
    "published = 2020-09-18\n",
    "1e9",
    "0x",
    "inf",
    "true",
    "[editions.é]\n",
    "\\u00e9",
    "\\ud800",
    "same_as = [\"https://x\"]\n",
    "never = [\"a fox\"]\n",
    "language = \"ar\"\n",
    "theme = \"é\"\n",
    "sha256",
    "é = 1\n",
    "\r",
];

const RECIPE: &[&str] = &[
    "[[clean]]\n",
    "cut = \"The fox\"\n",
    "reason = \"share\"\n",
    "reason = \"é\"\n",
    "set = \"heading\"\n",
    "level = 9\n",
    "as = \"THE FOX\"\n",
    "line = \"The fox\"\n",
    "split = { before = \"quick\" }\n",
    "join = { from = \"The fox\", to = \"1. Foxes\" }\n",
    "correct = { words = \"“quick”\", with = \"slow\" }\n",
    "part = { from = \"1. Foxes\", unnamed = \"é\" }\n",
    "speakers = { \"The\" = \"\" }\n",
    "cut = { from = { starts = \"A\", every = true } }\n",
    "cut = { words = \"fox\" }\n",
    "é",
];

const MARKDOWN: &[&str] = &[
    "\n",
    "\n\n",
    "# ",
    "## é {#é}\n",
    "{.a #b}",
    "[[",
    "]]",
    "[[fox|é]]",
    "[[é]]",
    "[",
    "](",
    ")",
    "![",
    "[^1]",
    "[^1]: ",
    "    ",
    "\t",
    "- ",
    "1. ",
    "> ",
    "|",
    "|-|-|\n",
    "`",
    "```rust\n",
    "~~",
    "*",
    "**",
    "_",
    "<b>",
    "<!--",
    "-->",
    "&eacute;",
    "&#0;",
    "\\",
    "fox",
    "é",
    "(#é)",
    "[x](../sources/a.md#p-1)",
    "<javascript:a>",
    "https://x",
    "+++\n",
    "\u{0}",
];

const TEMPLATE: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    " word(key=\"é\") ",
    " title ",
    " if ",
    " endif ",
    " for é in parts ",
    " endfor ",
    " block main ",
    " endblock ",
    " include \"partials/block.html\" ",
    " extends \"layout.html\" ",
    " é ",
    "\"",
    "'",
    "[",
    "(",
    ".",
    "|",
    "| safe ",
    "~",
    " set x = 1 ",
    " not ",
    "<",
    "/>",
    "\n",
    "é",
    "1e999",
    "999999999999999999999",
];

/// What happens to a file.
#[derive(Debug, Clone)]
struct Damage {
    from: Index,
    to: Index,
    /// Pieces that come in the place of what is between.
    pieces: Vec<Index>,
    /// Anything else that does.
    other: Vec<u8>,
}

fn damage() -> impl Strategy<Value = Damage> {
    let bytes = prop::collection::vec(any::<u8>(), 0..4);
    let other =
        prop_oneof![3 => Just(Vec::new()), 3 => nasty().prop_map(|piece| piece.as_bytes().to_vec()), 1 => bytes];
    (any::<Index>(), any::<Index>(), prop::collection::vec(any::<Index>(), 0..8), other)
        .prop_map(|(from, to, pieces, other)| Damage { from, to, pieces, other })
}

impl Damage {
    fn apply(&self, before: &[u8], pieces: &[&str]) -> Vec<u8> {
        let (from, to) = (self.from.index(before.len() + 1), self.to.index(before.len() + 1));
        let (from, to) = (from.min(to), from.max(to));
        let mut after = before[..from].to_vec();
        for piece in &self.pieces {
            after.extend(pieces[piece.index(pieces.len())].as_bytes());
        }
        after.extend(&self.other);
        // As often as not nothing is lost, only put in.
        after.extend(&before[if self.pieces.len().is_multiple_of(2) { from } else { to }..]);
        after
    }
}
