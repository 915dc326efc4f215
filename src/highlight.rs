//! Colours code blocks. The only user of syntect.
//!
//! In: code and the name of its language. Out: HTML, and one style sheet for all of it. Start at [`highlight`]. Syntect
//! knows hundreds of scopes and would write them all as classes, thirty bytes of markup for each of code; here a token
//! gets one class of the dozen in `KINDS`, of which the style sheet is made too.

use std::sync::LazyLock;

use syntect::easy::ScopeRegionIterator;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};
use syntect::util::LinesWithEndings;

/// Longest code that is coloured, in bytes: some ten thousand lines, a second of work.
const LONGEST: usize = 256 * 1024;

/// Longest line of code that is coloured, in bytes. Work on a line can grow with its square; what is longer was packed
/// by a machine and nobody reads it.
const LONGEST_LINE: usize = 1024;

/// A kind of token that is told apart from the others.
struct Kind {
    /// Its class is `hl-` and this.
    name: &'static str,
    /// The scopes that make a token one of this kind, from their beginning.
    scopes: &'static [&'static str],
    /// Its colour on light paper; contrast at least 4.5:1 on `#f6f4ee`.
    light: &'static str,
    /// Its colour on dark paper; contrast at least 4.5:1 on `#20201e`.
    dark: &'static str,
    /// Further declarations, for those who do not see colours.
    also: &'static str,
}

/// The first kind that has a scope of a token takes it, so narrow scopes stand above wide ones.
const KINDS: &[Kind] = &[
    Kind {
        name: "comment",
        scopes: &["comment", "punctuation.definition.comment"],
        light: "#6b675e",
        dark: "#9d998e",
        also: "font-style: italic;",
    },
    Kind {
        name: "constant",
        scopes: &["constant", "punctuation.definition.constant", "support.constant", "keyword.other.unit"],
        light: "#8a4b08",
        dark: "#e0ab6c",
        also: "",
    },
    Kind {
        name: "string",
        scopes: &["string", "punctuation.definition.string", "markup.raw"],
        light: "#3c6420",
        dark: "#a8c686",
        also: "",
    },
    Kind {
        name: "operator",
        scopes: &["keyword.operator", "punctuation.accessor", "punctuation.section", "punctuation.separator"],
        light: "#5c574c",
        dark: "#b5b0a4",
        also: "",
    },
    Kind {
        name: "keyword",
        scopes: &["keyword", "storage", "variable.language", "punctuation.definition.keyword"],
        light: "#8c2440",
        dark: "#e692a6",
        also: "font-weight: bold;",
    },
    Kind {
        name: "function",
        scopes: &["entity.name.function", "variable.function", "support.function"],
        light: "#1f5582",
        dark: "#8fbfe6",
        also: "",
    },
    Kind {
        name: "tag",
        scopes: &["entity.name.tag", "punctuation.definition.tag"],
        light: "#1f5582",
        dark: "#8fbfe6",
        also: "",
    },
    Kind {
        name: "attribute",
        scopes: &["entity.other.attribute-name", "meta.annotation", "support.type.property-name"],
        light: "#5f4696",
        dark: "#bfa8ea",
        also: "",
    },
    Kind {
        name: "heading",
        scopes: &["markup.heading", "entity.name.section", "punctuation.definition.heading"],
        light: "#8c2440",
        dark: "#e692a6",
        also: "font-weight: bold;",
    },
    Kind {
        name: "type",
        scopes: &["entity.name", "entity.other.inherited-class", "support.type", "support.class"],
        light: "#0f625c",
        dark: "#83c9bf",
        also: "",
    },
    Kind {
        name: "inserted",
        scopes: &["markup.inserted", "punctuation.definition.inserted"],
        light: "#3c6420",
        dark: "#a8c686",
        also: "",
    },
    Kind {
        name: "deleted",
        scopes: &["markup.deleted", "punctuation.definition.deleted"],
        light: "#8c2440",
        dark: "#e692a6",
        also: "",
    },
];

/// The definitions of languages, loaded when the first code block asks for one.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// The scopes of [`KINDS`] in a form that can be compared fast.
static SCOPES: LazyLock<Vec<(Scope, &Kind)>> = LazyLock::new(|| {
    let scope = |name: &str| Scope::new(name).expect("the table of kinds names valid scopes");
    KINDS.iter().flat_map(|kind| kind.scopes.iter().map(move |name| (scope(name), kind))).collect()
});

/// `code` as HTML: escaped text with a `<span class="hl-…">` around each token of a kind. `language` is a name or a file
/// extension, in any case. `None` for a language that is not known, and for code too large to be coloured; the caller
/// then shows it plain.
pub fn highlight(code: &str, language: &str) -> Option<String> {
    if code.len() > LONGEST || code.lines().any(|line| line.len() > LONGEST_LINE) {
        return None;
    }
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut html = Spans::default();
    for line in LinesWithEndings::from(code) {
        // An error is a bug in the definition of a language, such as an expression that never ends.
        let operations = state.parse_line(line, &SYNTAXES).ok()?;
        for (token, operation) in ScopeRegionIterator::new(&operations, line) {
            stack.apply(operation).ok()?;
            html.push(token, kind(&stack));
        }
    }
    Some(html.finish())
}

/// The rules for the classes that [`highlight`] gives, with colours for light and for dark paper. A theme changes a
/// colour by setting the custom property of that name.
pub fn style_sheet() -> String {
    let colours = |colour: fn(&Kind) -> &str, indent: &str| -> String {
        let lines = KINDS.iter().map(|kind| format!("{indent}--hl-{}: {};\n", kind.name, colour(kind)));
        lines.collect::<Vec<_>>().concat()
    };
    let rules = KINDS.iter().map(|kind| {
        let space = if kind.also.is_empty() { "" } else { " " };
        format!(".hl-{0} {{ color: var(--hl-{0});{space}{1} }}\n", kind.name, kind.also)
    });
    format!(
        ":root {{\n{}}}\n@media (prefers-color-scheme: dark) {{\n  :root {{\n{}  }}\n}}\n{}",
        colours(|kind| kind.light, "  "),
        colours(|kind| kind.dark, "    "),
        rules.collect::<Vec<_>>().concat()
    )
}

/// The kind of a token, told by the innermost scope that tells one.
fn kind(stack: &ScopeStack) -> Option<&'static Kind> {
    stack
        .as_slice()
        .iter()
        .rev()
        .find_map(|scope| SCOPES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, kind)| *kind))
}

/// HTML under way; neighbours of one kind share a span.
#[derive(Default)]
struct Spans {
    html: String,
    open: Option<&'static str>,
}

impl Spans {
    fn push(&mut self, token: &str, kind: Option<&'static Kind>) {
        if token.is_empty() {
            return;
        }
        self.switch(kind.map(|kind| kind.name));
        for c in token.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                _ => self.html.push(c),
            }
        }
    }

    fn switch(&mut self, name: Option<&'static str>) {
        if self.open == name {
            return;
        }
        if self.open.is_some() {
            self.html.push_str("</span>");
        }
        if let Some(name) = name {
            self.html.push_str("<span class=\"hl-");
            self.html.push_str(name);
            self.html.push_str("\">");
        }
        self.open = name;
    }

    fn finish(mut self) -> String {
        self.switch(None);
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_a_known_language_have_classes() {
        assert_eq!(
            highlight("fn main() {} // end\n", "Rust").unwrap(),
            "<span class=\"hl-keyword\">fn</span> <span class=\"hl-function\">main</span>\
             <span class=\"hl-operator\">()</span> <span class=\"hl-operator\">{}</span> \
             <span class=\"hl-comment\">// end\n</span>"
        );
        assert_eq!(highlight("fn main() {}", "rs"), highlight("fn main() {}", "rust"));
    }

    #[test]
    fn an_unknown_language_is_left_to_the_caller() {
        assert_eq!(highlight("x", "klingon"), None);
        assert_eq!(highlight("x", ""), None);
    }

    #[test]
    fn code_never_becomes_markup() {
        let hostile = "<script>alert(\"&\")</script> ]]> <!-- \" onclick='x' \u{0} \u{2028}\n";
        for language in ["html", "php", "js", "md", "rust", "tex", "sh", "txt"] {
            let html = highlight(hostile, language).unwrap();
            let mut text = html.replace("</span>", "");
            for kind in KINDS {
                text = text.replace(&format!("<span class=\"hl-{}\">", kind.name), "");
            }
            assert!(!text.contains(['<', '>', '"']), "{language}: {html}");
            let back = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            assert_eq!(back, hostile, "{language}");
        }
    }

    #[test]
    fn code_that_nobody_reads_is_left_plain() {
        assert!(highlight(&"x = 1\n".repeat(1000), "python").is_some());
        assert_eq!(highlight(&"x = 1\n".repeat(50_000), "python"), None);
        assert_eq!(highlight(&"x = 1;".repeat(1000), "python"), None);
    }

    #[test]
    fn every_class_has_a_rule_and_a_colour_for_either_paper() {
        let sheet = style_sheet();
        for kind in KINDS {
            assert_eq!(sheet.matches(&format!("--hl-{}: #", kind.name)).count(), 2);
            assert_eq!(sheet.matches(&format!("\n.hl-{0} {{ color: var(--hl-{0});", kind.name)).count(), 1);
        }
    }

    #[test]
    fn every_colour_can_be_read() {
        for kind in KINDS {
            for (colour, paper) in [(kind.light, "#f6f4ee"), (kind.dark, "#20201e")] {
                let contrast = contrast(colour, paper);
                assert!(contrast >= 4.5, "{} {colour} on {paper}: {contrast:.2}", kind.name);
            }
        }
    }

    /// Contrast of two colours by WCAG 2.2, from 1 to 21.
    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }
}
