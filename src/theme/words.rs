//! The theme's own words: one file per language, read one over the other, key by key.
//!
//! English first, over it the language of the dossier, the wider tag before the narrower, and of each the default theme's
//! file before that of the chosen theme. So a file may say as little as it wants to change. What a language lacks is said
//! in English, with a warning: a page half in another language is bad, and a page with holes worse.

use std::collections::{BTreeMap, BTreeSet};

use icu_plurals::PluralCategory;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{Checked, Code, Diagnostic, FileId, Span, did_you_mean};
use crate::model::config::Config;
use crate::model::files::Files;
use crate::model::theme::{Phrase, Wording, Words};
use crate::text::language::{FORMS, Language, form_name, lookup};

/// How many missing words a message names.
const NAMED: usize = 3;

/// The language that has all words.
const ENGLISH: &str = "en";

/// The theme's words in the language of `config`. `folders` are the themes, the default one first; `templates` the texts of
/// all templates, which may ask for words that the default theme does not have.
pub(super) fn words(files: &Files, config: &Config, folders: [&str; 2], templates: &[&str]) -> Checked<Words> {
    let mut diags = Vec::new();
    let tag = config.language.as_str();
    let of = |tag: &str| {
        let files = folders.map(|folder| files.find(&format!("{folder}words/{tag}.toml")));
        // Of the default theme alone both are the same file.
        let mut files: Vec<FileId> = files.into_iter().flatten().collect();
        files.dedup();
        files
    };
    let mut reader = Reader { templates, english: BTreeMap::new(), tag: ENGLISH, forms: Language::of(ENGLISH).forms() };
    for file in of(ENGLISH) {
        let read = reader.read(files, file, &mut BTreeSet::new(), &mut diags);
        // The words of the default theme are those that there are.
        reader.english.extend(read);
    }
    let mut phrases = reader.english.clone();
    let tags = lookup(tag);
    let own: Vec<FileId> = tags.iter().rev().filter(|tag| *tag != ENGLISH).flat_map(|tag| of(tag)).collect();
    let is_english = tags.iter().any(|tag| tag == ENGLISH);
    reader.tag = tag;
    reader.forms = Language::of(tag).forms();
    let mut translated: BTreeSet<String> = BTreeSet::new();
    for file in &own {
        phrases.extend(reader.read(files, *file, &mut translated, &mut diags));
    }
    match own.last() {
        Some(file) if !is_english => {
            let missing: Vec<&str> =
                reader.english.keys().filter(|key| !translated.contains(*key)).map(String::as_str).collect();
            diags.extend(lacking(&missing, tag, *file));
        }
        None if !is_english => {
            let message = format!("the theme has no words in the language `{tag}`, so it speaks English");
            let help = format!("add `words/{}.toml` to the theme", tags[tags.len() - 1]);
            diags.push(Diagnostic::global(Code::LanguageMissing, message).help(help));
        }
        _ => {}
    }
    // Words in English are counted as English counts.
    let tag = if own.is_empty() && !is_english { ENGLISH } else { tag };
    Checked { value: Words { tag: tag.to_owned(), language: Language::of(tag), phrases }, diags }
}

/// What is to be said about words that a language lacks, if any.
fn lacking(missing: &[&str], tag: &str, file: FileId) -> Option<Diagnostic> {
    let named: Vec<String> = missing.iter().take(NAMED).map(|key| format!("`{key}`")).collect();
    let (last, rest) = named.split_last()?;
    let named = match (missing.len() - named.len(), rest) {
        (0, []) => last.clone(),
        (0, rest) => format!("{} and {last}", rest.join(", ")),
        (more, rest) => format!("{}, {last} and {more} more", rest.join(", ")),
    };
    let message = format!("the words {named} are not there in the language `{tag}`, so they are English");
    let help = "`casebook.toml` names the language; `words/en.toml` of the default theme has all words";
    Some(Diagnostic::new(Code::WordsMissing, Span::start_of(file), message).help(help))
}

/// What words are held against.
struct Reader<'a> {
    templates: &'a [&'a str],
    english: BTreeMap<String, Wording>,
    tag: &'a str,
    /// The plural forms of that language.
    forms: BTreeSet<PluralCategory>,
}

impl Reader<'_> {
    /// The words of a file. All its keys are added to `keys`, those too whose words cannot be used.
    fn read(
        &self,
        files: &Files,
        file: FileId,
        keys: &mut BTreeSet<String>,
        diags: &mut Vec<Diagnostic>,
    ) -> BTreeMap<String, Wording> {
        let mut read = BTreeMap::new();
        let text = match files.text(file) {
            Ok(text) => text,
            Err(at) => {
                diags.push(Diagnostic::not_utf8(file, at));
                return read;
            }
        };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let message = error.message().lines().next().unwrap_or("this is not TOML");
            diags.push(Diagnostic::new(Code::TomlSyntax, Span::new(file, error.span().unwrap_or(0..0)), message));
        }
        for (key, value) in table.get_ref() {
            let name: &str = key.get_ref();
            keys.insert(name.to_owned());
            if !self.is_asked_for(name) {
                let message = format!("nothing asks for the words `{name}`");
                let diag = Diagnostic::new(Code::WordsUnknown, Span::new(file, key.span()), message);
                diags.push(match did_you_mean(name, self.english.keys().map(String::as_str)) {
                    Some(meant) => diag.help(format!("did you mean `{meant}`?")),
                    None => diag.help("remove them, or ask for them in a template of the theme"),
                });
            }
            match self.wording(name, value, file, diags) {
                Ok(wording) => drop(read.insert(name.to_owned(), wording)),
                Err(message) => diags.push(Diagnostic::new(Code::ValueInvalid, Span::new(file, value.span()), message)),
            }
        }
        read
    }

    /// Whether words are those of the default theme, or a template of this theme names them.
    fn is_asked_for(&self, key: &str) -> bool {
        let quoted = format!("\"{key}\"");
        // The first file that is read says which there are.
        self.english.is_empty()
            || self.english.contains_key(key)
            || self.templates.iter().any(|text| text.contains(&quoted))
    }

    fn wording(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        file: FileId,
        diags: &mut Vec<Diagnostic>,
    ) -> Result<Wording, String> {
        let english = self.english.get(key);
        let mut report = |code: Code, span: std::ops::Range<usize>, message: String, help: Option<String>| {
            let diag = Diagnostic::new(code, Span::new(file, span), message);
            diags.push(match help {
                Some(help) => diag.help(help),
                None => diag,
            });
        };
        let needed = &self.forms;
        let wording = match value.get_ref() {
            DeValue::String(text) => Wording::Plain(Phrase(text.to_string())),
            DeValue::Table(_) if matches!(english, Some(Wording::Plain(_))) => {
                return Err(format!("the words `{key}` go with no number, so they have one form"));
            }
            DeValue::Table(table) => {
                let mut forms = BTreeMap::new();
                for (name, value) in table {
                    let form = FORMS.into_iter().find(|form| form_name(*form) == name.get_ref());
                    match (form.filter(|form| needed.contains(form)), value.get_ref().as_str()) {
                        (Some(form), Some(text)) => drop(forms.insert(form, Phrase(text.to_owned()))),
                        (Some(_), None) => {
                            return Err(format!("the form `{}` of the words `{key}` is no string", name.get_ref()));
                        }
                        (None, _) => {
                            let message =
                                format!("the language `{}` has no plural form `{}`", self.tag, name.get_ref());
                            let help = format!("it has {}", list(needed));
                            report(Code::WordsUnknown, name.span(), message, Some(help));
                        }
                    }
                }
                if !forms.contains_key(&PluralCategory::Other) {
                    return Err(format!("the words `{key}` lack the form `other`"));
                }
                Wording::Plural(forms)
            }
            _ => return Err(format!("the words `{key}` are neither a string nor a table of plural forms")),
        };
        let has = |form: &PluralCategory| match &wording {
            Wording::Plain(_) => *form == PluralCategory::Other,
            Wording::Plural(forms) => forms.contains_key(form),
        };
        let missing: BTreeSet<PluralCategory> = needed.iter().copied().filter(|form| !has(form)).collect();
        let is_plural = matches!(wording, Wording::Plural(_)) || matches!(english, Some(Wording::Plural(_)));
        if is_plural && !missing.is_empty() {
            let message = format!("the words `{key}` lack the plural form {}", list(&missing));
            let help = format!("the language `{}` has {}; what is missing is said as `other`", self.tag, list(needed));
            report(Code::WordsMissing, value.span(), message, Some(help));
        }
        if let Some(english) = english {
            let known: BTreeSet<&str> = places(english).collect();
            let strange: BTreeSet<&str> =
                places(&wording).filter(|place| !known.contains(place) && (*place != "n" || !is_plural)).collect();
            for place in strange {
                let message = format!("nothing fills the place `{{{place}}}` in the words `{key}`");
                let known: Vec<String> = known.iter().map(|place| format!("`{{{place}}}`")).collect();
                let help = (!known.is_empty()).then(|| format!("there is {}", known.join(", ")));
                report(Code::WordsUnknown, value.span(), message, help);
            }
        }
        Ok(wording)
    }
}

/// The names of plural forms, as a phrase.
fn list(forms: &BTreeSet<PluralCategory>) -> String {
    let names: Vec<String> = forms.iter().map(|form| format!("`{}`", form_name(*form))).collect();
    names.join(", ")
}

/// The places for values in words of any form.
fn places(wording: &Wording) -> impl Iterator<Item = &str> {
    let phrases: Vec<&Phrase> = match wording {
        Wording::Plain(phrase) => vec![phrase],
        Wording::Plural(forms) => forms.values().collect(),
    };
    phrases.into_iter().flat_map(Phrase::places)
}
