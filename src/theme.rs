//! Makes a theme of its files: the chosen theme over the default one, file by file.
//!
//! In: the input files below `themes/`, the configuration. Out: [`Theme`], its templates parsed and checked. A theme is
//! a folder with templates (`*.html`), `words/<language>.toml`, and files that are published as they are. The default
//! theme is compiled into the program and is the example to copy from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use tera::{ErrorKind, Kwargs, State, Tera, TeraResult};
use toml::de::DeTable;

use crate::diag::{Checked, Code, Diagnostic, FileId, Span, did_you_mean};
use crate::highlight;
use crate::model::config::Config;
use crate::model::files::Files;
use crate::model::page::Direction;
use crate::model::theme::{Phrase, Theme, Words, template_error};
use crate::text::checksum::sha256;
use crate::text::escape::escape_with;

/// The files of the default theme.
pub use self::embedded::DEFAULT;

mod embedded;

/// The theme that `config` names.
pub fn theme(files: &Files, config: &Config) -> Checked<Theme> {
    let mut diags = Vec::new();
    let mut chosen: BTreeMap<&str, FileId> = BTreeMap::new();
    let named = format!("themes/{}/", config.theme.value);
    let folders = ["themes/default/", named.as_str()];
    if files.below(&named).next().is_none() {
        let names: BTreeSet<&str> = files
            .below("themes/")
            .filter_map(|(_, file)| file.path["themes/".len()..].split_once('/'))
            .map(|(name, _)| name)
            .collect();
        let message = format!("there is no theme `{}`", config.theme.value);
        let diag = Diagnostic::new(Code::ThemeMissing, config.theme.span, message);
        diags.push(match did_you_mean(&config.theme.value, names.iter().copied()) {
            Some(meant) => diag.help(format!("did you mean `{meant}`?")),
            None => diag.help(format!("make the folder `{}`, or use the theme `default`", named.trim_end_matches('/'))),
        });
    }
    for folder in folders {
        chosen.extend(files.below(folder).map(|(id, file)| (&file.path[folder.len()..], id)));
    }

    let words = Arc::new(words(files, config, folders).unload(&mut diags));
    let mut sources: BTreeMap<String, (FileId, &str)> = BTreeMap::new();
    let mut assets: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let [mut style, mut script, mut early, mut reading, mut search] = [const { String::new() }; 5];
    for (name, id) in chosen {
        if name.ends_with(".html") {
            match files.text(id) {
                Ok(text) => drop(sources.insert(name.to_owned(), (id, text))),
                Err(at) => diags.push(Diagnostic::not_utf8(id, at)),
            }
            continue;
        }
        if name.starts_with("words/") || name.ends_with(".md") {
            continue;
        }
        let bytes = files.get(id).bytes().clone();
        // Pages name the style sheet and the scripts by a hash of their bytes, so that caches never mix two versions.
        let path = match name {
            "style.css" | "script.js" | "early.js" | "reading.js" | "search.js" => hashed(name, &bytes),
            name => format!("assets/{name}"),
        };
        match name {
            "style.css" => style.clone_from(&path),
            "script.js" => script.clone_from(&path),
            "early.js" => early.clone_from(&path),
            "reading.js" => reading.clone_from(&path),
            "search.js" => search.clone_from(&path),
            _ => {}
        }
        assets.insert(path, bytes);
    }
    let code_style = hashed("code.css", highlight::style_sheet().as_bytes());
    let templates = sources.iter().map(|(name, (id, _))| (name.clone(), *id)).collect();
    let tera = compile(&sources, &words, config, &mut diags);
    Checked {
        value: Theme { tera, words, assets, style, script, early, reading, search, code_style, templates },
        diags,
    }
}

/// `assets/style.1a2b3c4d.css`
fn hashed(name: &str, bytes: &[u8]) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("assets/{stem}.{}.{extension}", &sha256(bytes)[..8])
}

/// Parses all templates. One with an error of syntax is replaced by an empty one and the rest tried again, so that all
/// errors come in one run.
fn compile(
    sources: &BTreeMap<String, (FileId, &str)>,
    words: &Arc<Words>,
    config: &Config,
    diags: &mut Vec<Diagnostic>,
) -> Tera {
    let mut texts: BTreeMap<&str, &str> = sources.iter().map(|(name, (_, text))| (name.as_str(), *text)).collect();
    for _ in 0..=sources.len() {
        let mut tera = empty(words, config);
        let Err(error) = tera.add_raw_templates(texts.iter().map(|(name, text)| (*name, *text))) else { return tera };
        let diag = template_error(&error, &|name| sources.get(name).map(|(id, _)| *id));
        diags.push(diag);
        let ErrorKind::SyntaxError(report) = error.kind() else { break };
        let Some(text) = texts.get_mut(report.filename()) else { break };
        *text = "";
    }
    empty(words, config)
}

/// What templates find as `site`, on every page and in every partial.
#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    lang: &'a str,
    dir: &'static str,
    licence: &'a str,
    editors: &'a [String],
}

fn empty(words: &Arc<Words>, config: &Config) -> Tera {
    let mut tera = Tera::new();
    tera.set_escape_fn(|text, out| {
        let mut result = Ok(());
        escape_with(text, |piece| {
            if result.is_ok() {
                result = out.write_all(piece.as_bytes());
            }
        });
        result
    });
    // Words without values are values of their own: a page asks for dozens of them, and a call costs ten look-ups.
    let plain: BTreeMap<&str, &str> = words
        .phrases
        .iter()
        .filter_map(|(key, phrase)| match phrase {
            Phrase::Plain(text) => Some((key.as_str(), text.as_str())),
            Phrase::Plural { .. } => None,
        })
        .collect();
    tera.global_context().insert("words", &plain);
    let site = SiteView {
        title: &config.title,
        lang: &config.language,
        dir: Direction::of_language(&config.language).name(),
        licence: &config.licence,
        editors: &config.editors,
    };
    tera.global_context().insert("site", &site);
    let words = words.clone();
    tera.register_function("word", move |kwargs: Kwargs, _: &State<'_>| word(&words, &kwargs));
    tera
}

/// `word(key="…", n=…, name="…")`, for words that need a number or other values; all others are `words["…"]`.
fn word(words: &Words, kwargs: &Kwargs) -> TeraResult<String> {
    let key: String = kwargs.must_get("key")?;
    let number: Option<i64> = kwargs.get("n")?;
    let mut values = Vec::new();
    for (name, value) in kwargs.iter() {
        let name = name.to_string();
        if name != "key" && name != "n" {
            values.push((name, value.to_string()));
        }
    }
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    words.get(&key, number, &values).ok_or_else(|| tera::Error::message(format!("the theme has no words `{key}`")))
}

/// The theme's words: English first, over it the language of the dossier, and of each the default theme's first. So a file
/// may say as little as it wants to change.
fn words(files: &Files, config: &Config, folders: [&str; 2]) -> Checked<Words> {
    let mut diags = Vec::new();
    let mut words = Words::default();
    let language = config.language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let of = |language: &str| {
        let files = folders.map(|folder| files.find(&format!("{folder}words/{language}.toml")));
        files.into_iter().flatten().collect::<Vec<FileId>>()
    };
    let own = of(&language);
    if own.is_empty() {
        let message = format!("the theme has no words in the language `{}`, so it speaks English", config.language);
        let help = format!("add `words/{language}.toml` to the theme");
        diags.push(Diagnostic::global(Code::LanguageMissing, message).help(help));
    }
    for file in of("en").into_iter().chain(own) {
        read_words(files, file, &mut words, &mut diags);
    }
    Checked { value: words, diags }
}

fn read_words(files: &Files, file: FileId, words: &mut Words, diags: &mut Vec<Diagnostic>) {
    let text = match files.text(file) {
        Ok(text) => text,
        Err(at) => return diags.push(Diagnostic::not_utf8(file, at)),
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let message = error.message().lines().next().unwrap_or("this is not TOML");
        diags.push(Diagnostic::new(Code::TomlSyntax, Span::new(file, error.span().unwrap_or(0..0)), message));
    }
    for (key, value) in table.get_ref() {
        let form = |name: &str| value.get_ref().get(name).and_then(|form| form.get_ref().as_str()).map(str::to_owned);
        let phrase = match (value.get_ref().as_str(), form("one"), form("other")) {
            (Some(text), ..) => Phrase::Plain(text.to_owned()),
            (None, Some(one), Some(other)) => Phrase::Plural { one, other },
            _ => {
                let key = key.get_ref();
                let message = format!("the words `{key}` are neither a string nor a table of `one` and `other`");
                diags.push(Diagnostic::new(Code::ValueInvalid, Span::new(file, value.span()), message));
                continue;
            }
        };
        words.phrases.insert(key.get_ref().to_string(), phrase);
    }
}
