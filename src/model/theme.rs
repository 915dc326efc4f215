//! A theme, ready for use.

use std::collections::BTreeMap;
use std::sync::Arc;

use icu_plurals::PluralCategory;
use tera::ErrorKind;

use crate::diag::{Code, Diagnostic, FileId, Span};
use crate::text::language::Language;

/// Templates, words and files of a theme.
pub struct Theme {
    /// The templates; the function `word` is registered, and `words` holds all words that need no values.
    pub tera: tera::Tera,
    /// Its own words in the language of the site.
    pub words: Arc<Words>,
    /// Files as they are, by their path in the site, which carries a hash of their bytes.
    pub assets: BTreeMap<String, Arc<[u8]>>,
    /// Path of the style sheet in the site.
    pub style: String,
    /// Path of the script in the site.
    pub script: String,
    /// Path of the script that runs before a page is drawn.
    pub early: String,
    /// Path of the script of pages with the text of a source.
    pub reading: String,
    /// Path of the script of the search page in the site.
    pub search: String,
    /// The script of bundles of one file, which shows one page at a time.
    pub bundle: Arc<[u8]>,
    /// The style sheet of books.
    pub book: Arc<[u8]>,
    /// Path of the style sheet of code blocks in the site.
    pub code_style: String,
    /// The input that each template was read from, for messages.
    pub templates: BTreeMap<String, FileId>,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Theme").field("style", &self.style).finish_non_exhaustive()
    }
}

/// The words that the theme itself says.
#[derive(Debug)]
pub struct Words {
    /// The tag of their language: that of the dossier, or English where the theme has no words in it.
    pub tag: String,
    /// How their language counts.
    pub language: Language,
    /// By key.
    pub phrases: BTreeMap<String, Wording>,
}

/// How something is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wording {
    /// The same for all numbers, or without any.
    Plain(Phrase),
    /// For numbers, by plural form; the one for `other` is always among them.
    Plural(BTreeMap<PluralCategory, Phrase>),
}

/// Words with places for values, written `{name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase(pub String);

impl Words {
    /// Words that need no number and no values, as they are written; empty if the theme does not know the key.
    pub fn plain(&self, key: &str) -> &str {
        match self.phrases.get(key) {
            Some(Wording::Plain(phrase)) => &phrase.0,
            _ => "",
        }
    }

    /// The words of `key` with `values` put in; `n` is a number of things, chooses the plural form and is a value itself.
    /// `None` if the theme does not know the key.
    pub fn get(&self, key: &str, n: Option<i64>, values: &[(&str, &str)]) -> Option<String> {
        let phrase = match (self.phrases.get(key)?, n) {
            (Wording::Plain(phrase), _) => phrase,
            (Wording::Plural(forms), Some(n)) => {
                forms.get(&self.language.form(n)).or_else(|| forms.get(&PluralCategory::Other))?
            }
            (Wording::Plural(forms), None) => forms.get(&PluralCategory::Other)?,
        };
        let mut out = String::new();
        match n {
            Some(n) => {
                let number = self.language.number(n);
                phrase.fill(&[&[("n", number.as_str())], values].concat(), &mut out);
            }
            None => phrase.fill(values, &mut out),
        }
        Some(out)
    }
}

impl Phrase {
    /// Appends the words with `values` put in, and `n` as it is, for a number that names; what no value is given for stays as
    /// it is written.
    pub fn write(&self, n: Option<i64>, values: &[(&str, &str)], out: &mut String) {
        match n {
            Some(n) => self.fill(&[&[("n", n.to_string().as_str())], values].concat(), out),
            None => self.fill(values, out),
        }
    }

    fn fill(&self, values: &[(&str, &str)], out: &mut String) {
        let mut rest = self.0.as_str();
        while let Some(at) = rest.find('{') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let name = rest[1..].split('}').next().unwrap_or_default();
            let length = match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => {
                    out.push_str(value);
                    name.len() + 2
                }
                None => {
                    out.push('{');
                    1
                }
            };
            rest = &rest[length..];
        }
        out.push_str(rest);
    }

    /// The names of the places for values.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.0.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
    }

    /// The same with its words changed.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self(change(&self.0))
    }
}

/// A problem of the template engine as a finding at its place in the theme.
pub fn template_error(error: &tera::Error, file_of: &dyn Fn(&str) -> Option<FileId>) -> Diagnostic {
    let first_line = |text: &str| text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let lower = |text: String| {
        let mut chars = text.chars();
        chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
    };
    let (message, span) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = file_of(report.filename()).map(|file| Span::new(file, report.span().range.clone()));
            (first_line(report.message()), span)
        }
        ErrorKind::MissingParent { current, parent } => {
            (format!("the parent template `{parent}` does not exist"), file_of(current).map(Span::start_of))
        }
        // Some errors of the engine come as one text with the place in it: ` --> file:line:column`.
        other => {
            let text = other.to_string();
            let place = text.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
            let name = place.and_then(|place| place.rsplitn(3, ':').nth(2));
            (first_line(&text), name.and_then(file_of).map(Span::start_of))
        }
    };
    let message = lower(message.trim_end_matches('.').to_owned());
    let mut diag = Diagnostic::global(Code::TemplateError, message);
    diag.span = span;
    diag.help("the templates of the default theme show what each page is given; remove the file to use theirs")
}
