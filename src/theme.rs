//! Makes a theme of its files: the chosen theme over the default one, file by file.
//!
//! In: the input files below `themes/`, the configuration. Out: [`Theme`], its templates parsed and checked. A theme is
//! a folder with templates (`*.html`), `words/<language>.toml`, and files that are published as they are. The default
//! theme is compiled into the program and is the example to copy from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use tera::{ErrorKind, Kwargs, State, Tera, TeraResult};

use crate::diag::{Checked, Code, Diagnostic, FileId, did_you_mean};
use crate::highlight;
use crate::model::config::Config;
use crate::model::files::Files;
use crate::model::page::Direction;
use crate::model::theme::{Theme, Wording, Words, template_error};
use crate::text::checksum::sha256;
use crate::text::escape::escape_with;

/// The files of the default theme.
pub use self::embedded::DEFAULT;

mod embedded;
mod words;

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

    let mut sources: BTreeMap<String, (FileId, &str)> = BTreeMap::new();
    let mut assets: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let [mut style, mut script, mut early, mut reading, mut search] = [const { String::new() }; 5];
    let [mut bundle, mut book]: [Arc<[u8]>; 2] = [Arc::from([]), Arc::from([])];
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
        // What bundles need beside the pages is no file of the site.
        match name {
            "bundle.js" => {
                bundle = bytes;
                continue;
            }
            "book.css" => {
                book = bytes;
                continue;
            }
            _ => {}
        }
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
    let texts: Vec<&str> = sources.values().map(|(_, text)| *text).collect();
    let words = Arc::new(words::words(files, config, folders, &texts).unload(&mut diags));
    let code_style = hashed("code.css", highlight::style_sheet().as_bytes());
    let templates = sources.iter().map(|(name, (id, _))| (name.clone(), *id)).collect();
    let tera = compile(&sources, &words, config, &mut diags);
    Checked {
        value: Theme {
            tera,
            words,
            assets,
            style,
            script,
            early,
            reading,
            search,
            bundle,
            book,
            code_style,
            templates,
        },
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
    words_lang: &'a str,
    words_dir: &'static str,
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
            Wording::Plain(phrase) => Some((key.as_str(), phrase.0.as_str())),
            Wording::Plural(_) => None,
        })
        .collect();
    tera.global_context().insert("words", &plain);
    let site = SiteView {
        title: &config.title,
        lang: &config.language,
        dir: Direction::of_language(&config.language).name(),
        words_lang: &words.tag,
        words_dir: Direction::of_language(&words.tag).name(),
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
