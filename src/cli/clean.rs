//! `casebook clean`

use std::collections::BTreeMap;
use std::path::Path;

use super::args::{self, CleanFormat};
use super::{Failure, inputs, print, root, show, verdict};
use crate::clean::{self, Setting, record};
use crate::diag::{Diagnostic, FileId};
use crate::fs::read;
use crate::model::dossier::{Source, Words};
use crate::model::files::{File, Files};
use crate::model::page::{Direction, Paragraphs};
use crate::query::{self, Options};
use crate::text::Text;
use crate::text::checksum::sha256;

pub(super) fn run(args: &args::Clean) -> Result<(), Failure> {
    let root = root(args.root.as_deref());
    let path = Path::new(&args.what);
    let in_dossier = root.join("casebook.toml").is_file();
    let files = if in_dossier { inputs(&root)? } else { Files::default() };
    let mut diags = Vec::new();
    let dossier = in_dossier.then(|| query::dossier(&files, &Options::default()).unload(&mut diags).dossier);
    let sources = dossier.map_or(Vec::new(), |dossier| dossier.sources);
    let Some(source) = sources.iter().find(|source| is_meant(source, &args.what, &root)) else {
        if path.is_file() {
            return without_recipe(path, args.format);
        }
        let ids: Vec<String> = sources.iter().map(|source| source.page.page.id.to_string()).collect();
        let help =
            if ids.is_empty() { "name a text file".to_owned() } else { format!("sources are {}", ids.join(", ")) };
        return Err(Failure::Usage(format!("`{}` is neither a source nor a file\nhelp: {help}", args.what)));
    };
    // Other pages may be wrong as well; what this command shows depends only on two files.
    let concerned = [Some(source.page.page.file), files.find(&source.page.raw.value)];
    diags.retain(|diag| diag.span.is_some_and(|span| concerned.contains(&Some(span.file))));
    show(&mut diags, &files);
    if let Some(words) = &source.words {
        print(&form(words, &source.raw_sha256, args.format))?;
    }
    verdict(&diags, false)
}

/// Whether `what` names this source, by its id or by the path of its raw text.
fn is_meant(source: &Source, what: &str, root: &Path) -> bool {
    let raw = root.join(&source.page.raw.value);
    let is_raw = || raw.canonicalize().is_ok_and(|raw| Path::new(what).canonicalize().is_ok_and(|what| what == raw));
    source.page.page.id.as_str() == what || is_raw()
}

/// A text that no source of the dossier names: all of it is kept.
fn without_recipe(path: &Path, format: CleanFormat) -> Result<(), Failure> {
    let bytes = read(path)?;
    let name = path.display().to_string();
    let files = Files::new(vec![File { path: name, contents: bytes.as_slice().into() }]);
    let file = FileId(0);
    let text = match files.text(file) {
        Ok(text) => Text::new(text.clone()),
        Err(at) => {
            let mut diags: Vec<Diagnostic> = vec![Diagnostic::not_utf8(file, at)];
            show(&mut diags, &files);
            return Err(Failure::Findings);
        }
    };
    let setting =
        Setting { file, paragraphs: Paragraphs::Blank, language: "und".into(), direction: Direction::LeftToRight };
    let (clean, record) = clean::clean(&text, &[], &setting).value;
    print(&form(
        &Words { file, raw: text, clean, record, former: BTreeMap::new(), redactions: Vec::new(), reduced: None },
        &sha256(&bytes),
        format,
    ))
}

fn form(words: &Words, raw_sha256: &str, format: CleanFormat) -> String {
    match format {
        CleanFormat::Text => format!("{}\n", words.clean.text.as_str()),
        CleanFormat::Tsv => record::tsv(&words.raw, &words.clean, &words.record),
        CleanFormat::Json => {
            let data = record::data(&words.raw, raw_sha256, &words.clean, &words.record);
            let json = serde_json::to_string_pretty(&data).expect("plain strings and numbers are JSON");
            format!("{json}\n")
        }
    }
}
