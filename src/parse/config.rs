//! `casebook.toml`.

use std::collections::BTreeMap;

use super::table::{Origin, Reader, parse};
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::model::bundle::Form;
use crate::model::config::{AROUND, Config, Edition, Host, LinkPolicy, Publish};
use crate::model::files::Files;
use crate::model::located::Located;
use crate::model::parts::PageSizes;

/// Name of the configuration file.
pub(super) const PATH: &str = "casebook.toml";

const HOSTS: &[(&str, Host)] = &[("github-pages", Host::GitHubPages), ("other", Host::Other)];

/// Reads the configuration; defaults stand in for what cannot be read.
pub fn config(files: &Files) -> Checked<Config> {
    let mut diags = Vec::new();
    let Some(file) = files.find(PATH) else {
        let missing = Diagnostic::global(Code::ConfigMissing, format!("there is no `{PATH}`"))
            .help("run casebook in the folder of a dossier, or name that folder with `--root`");
        return Checked { value: fallback(), diags: vec![missing] };
    };
    let text = match files.text(file) {
        Ok(text) => text,
        Err(at) => return Checked { value: fallback(), diags: vec![Diagnostic::not_utf8(file, at)] },
    };
    let origin = Origin { file, offset: 0 };
    let table = parse(text, origin, &mut diags);
    let mut reader = Reader::new(&table, origin, Span::start_of(file), &mut diags);
    let base_url = reader.string("base_url").and_then(|url| check_base_url(&mut reader, url));
    let defaults = fallback();
    let value = Config {
        title: reader.required("title").value,
        subtitle: reader.string("subtitle").map(|text| text.value),
        base_url,
        host: reader.choice("host", HOSTS).map(|choice| choice.value),
        language: reader.language("language").unwrap_or(defaults.language),
        editors: reader.strings("editors").into_iter().map(|text| text.value).collect(),
        authors: authors(&mut reader),
        licence: reader.string("licence").map_or(defaults.licence, |text| text.value),
        theme: reader.string("theme").unwrap_or(defaults.theme),
        main_terms: reader.strings("main_terms"),
        no_entry: reader.strings("no_entry"),
        pages: pages(&mut reader),
        links: links(&mut reader),
        bundles: bundles(&mut reader),
        search: search(&mut reader),
        editions: editions(&mut reader),
    };
    reader.finish();
    Checked { value, diags }
}

fn fallback() -> Config {
    let nowhere = Span { file: crate::diag::FileId(0), start: 0, end: 0 };
    Config {
        title: String::new(),
        subtitle: None,
        base_url: None,
        host: None,
        language: "en".to_owned(),
        editors: Vec::new(),
        authors: BTreeMap::new(),
        licence: String::new(),
        theme: Located { value: "default".to_owned(), span: nowhere },
        main_terms: Vec::new(),
        no_entry: Vec::new(),
        pages: PageSizes::default(),
        links: LinkPolicy::FirstPerSection,
        bundles: Vec::new(),
        search: true,
        editions: BTreeMap::new(),
    }
}

/// The base URL with one `/` at its end.
fn check_base_url(reader: &mut Reader<'_, '_>, url: Located<String>) -> Option<String> {
    match normal_base_url(&url.value) {
        Ok(url) => Some(url),
        Err(why) => {
            reader.report(Diagnostic::new(Code::ValueInvalid, url.span, format!("the base URL {why}")));
            None
        }
    }
}

/// A base URL as it is used: absolute, `http` or `https`, with one `/` at the end; or why it is none.
pub fn normal_base_url(url: &str) -> Result<String, &'static str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else { return Err("does not begin with `https://` or `http://`") };
    if rest.is_empty() || rest.starts_with('/') {
        return Err("names no host");
    }
    if url.chars().any(|char| char.is_whitespace() || char.is_control() || "?#\"'<>\\".contains(char)) {
        return Err("has characters that no base URL has");
    }
    Ok(format!("{}/", url.trim_end_matches('/')))
}

fn links(reader: &mut Reader<'_, '_>) -> LinkPolicy {
    const CHOICES: &[(&str, LinkPolicy)] =
        &[("first-per-section", LinkPolicy::FirstPerSection), ("all", LinkPolicy::All), ("none", LinkPolicy::None)];
    let Some(mut table) = reader.table("links") else { return LinkPolicy::FirstPerSection };
    let policy = table.choice("show", CHOICES).map(|choice| choice.value);
    table.finish();
    policy.unwrap_or(LinkPolicy::FirstPerSection)
}

/// `[bundles]`: what the site offers for download.
fn bundles(reader: &mut Reader<'_, '_>) -> Vec<Located<Form>> {
    let Some(mut table) = reader.table("bundles") else { return Vec::new() };
    let mut forms: Vec<Located<Form>> = Vec::new();
    for word in table.strings("formats") {
        let Some(value) = table.chosen(&word, Form::NAMES) else { continue };
        if forms.iter().all(|form| form.value != value) {
            forms.push(Located { value, span: word.span });
        }
    }
    forms.sort_by_key(|form| form.value);
    table.finish();
    forms
}

/// `[search]`: whether readers can search.
fn search(reader: &mut Reader<'_, '_>) -> bool {
    let Some(mut table) = reader.table("search") else { return true };
    let is_enabled = table.truth("enabled", true);
    table.finish();
    is_enabled
}

/// `[pages]`: how much a page holds.
fn pages(reader: &mut Reader<'_, '_>) -> PageSizes {
    let mut sizes = PageSizes::default();
    let Some(mut table) = reader.table("pages") else { return sizes };
    for (key, size) in [("lines", &mut sizes.lines), ("sources", &mut sizes.sources)] {
        let Some(number) = table.number(key) else { continue };
        match usize::try_from(number.value) {
            Ok(number @ 1..) => *size = number,
            _ => table.report(
                Diagnostic::new(Code::ValueInvalid, number.span, format!("a page cannot hold {} {key}", number.value))
                    .help("write 1 or more"),
            ),
        }
    }
    table.finish();
    sizes
}

/// `[authors]`: what the keys that annotations use stand for.
fn authors(reader: &mut Reader<'_, '_>) -> BTreeMap<String, String> {
    let mut authors = BTreeMap::new();
    for (key, value) in reader.entries("authors") {
        let span = reader.place(value);
        if let Some(name) = reader.as_string(value.get_ref(), span) {
            authors.insert(key.value, name.value);
        }
    }
    authors
}

fn editions(reader: &mut Reader<'_, '_>) -> BTreeMap<String, Edition> {
    let mut editions = BTreeMap::new();
    for (name, value) in reader.entries("editions") {
        let span = reader.place(value);
        let Some(mut table) = reader.as_table(value.get_ref(), span) else { continue };
        let mut sources = Vec::new();
        for (id, value) in table.entries("sources") {
            let span = table.place(value);
            let Some(word) = table.as_string(value.get_ref(), span) else { continue };
            if let Some(publish) = table.chosen(&word, Publish::NAMES) {
                sources.push((id, publish));
            }
        }
        let around = around(&mut table);
        let redacted = table.choice("redactions", REDACTIONS).is_some_and(|choice| choice.value);
        let drafts = table.truth("drafts", false);
        table.finish();
        editions.insert(name.value, Edition { sources, around, redacted, drafts, span: Some(name.span) });
    }
    editions
}

/// Whether an edition shows redacted words.
const REDACTIONS: &[(&str, bool)] = &[("withheld", false), ("shown", true)];

/// How many words an edition shows around a passage.
fn around(reader: &mut Reader<'_, '_>) -> usize {
    let Some(number) = reader.number("around") else { return AROUND };
    usize::try_from(number.value).unwrap_or_else(|_| {
        let message = format!("there are no {} words around a passage", number.value);
        reader.report(Diagnostic::new(Code::ValueInvalid, number.span, message).help("write 0 or more"));
        AROUND
    })
}
