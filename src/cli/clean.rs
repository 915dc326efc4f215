//! `casebook clean`

use std::collections::BTreeMap;
use std::path::Path;

use super::args::{self, CleanFormat};
use super::replace::counted;
use super::{Failure, complain, inputs, print, root, show, verdict};
use crate::clean::{self, Setting, record};
use crate::diag::FileId;
use crate::fs::read;
use crate::intake::{Said, draft};
use crate::model::dossier::{Source, Words};
use crate::model::files::{File, Files};
use crate::model::page::{Direction, Paragraphs};
use crate::query::{self, Options};
use crate::suggest::{Known, Suggestion, suggest};
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
            return without_recipe(path, args);
        }
        let ids: Vec<String> = sources.iter().map(|source| source.page.page.id.to_string()).collect();
        let help =
            if ids.is_empty() { "name a text file".to_owned() } else { format!("sources are {}", ids.join(", ")) };
        return Err(Failure::Usage(format!("`{}` is neither a source nor a file\nhelp: {help}", args.what)));
    };
    if args.suggest {
        let Some(words) = &source.words else {
            diags.retain(|diag| diag.span.is_some_and(|span| span.file == source.page.page.file));
            show(&mut diags, &files);
            return Err(Failure::Findings);
        };
        let known = Known { title: Some(source.page.title.value.clone()), ..Known::default() };
        return print_suggestion(&suggest(&words.raw, None, &known));
    }
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

/// A text that no source of the dossier names: all of it is kept. It may be in any encoding, and a saved page.
fn without_recipe(path: &Path, args: &args::Clean) -> Result<(), Failure> {
    let bytes = read(path)?;
    let name = path.display().to_string();
    // What is UTF-8 is shown as it is, whatever it holds.
    let is_plain = args.encoding.is_none() && !args.suggest && std::str::from_utf8(&bytes).is_ok();
    let raw = if is_plain {
        bytes
    } else {
        let said = Said { encoding: args.encoding.clone(), ..Said::default() };
        let draft = draft(&name, &bytes, &said).map_err(|refused| {
            let message = format!("`{name}` is no raw text: {}\nhelp: {}", refused.why, refused.help);
            if refused.is_usage { Failure::Usage(message) } else { Failure::Unfit(message) }
        })?;
        if !draft.decoded.is_utf8 {
            complain(&format!("note: `{name}` is {}, {}", draft.decoded.encoding, draft.decoded.how.words()));
        }
        if args.suggest {
            if draft.html.is_some() {
                complain(&format!(
                    "note: `{name}` is a page; this is for the text of its words that `casebook add` makes"
                ));
            }
            return print_suggestion(&draft.suggestion);
        }
        draft.decoded.text.into_bytes()
    };
    let files = Files::new(vec![File { path: name, contents: raw.as_slice().into() }]);
    let file = FileId(0);
    let text = Text::new(files.text(file).expect("it was decoded").clone());
    let setting =
        Setting { file, paragraphs: Paragraphs::Blank, language: "und".into(), direction: Direction::LeftToRight };
    let (clean, record) = clean::clean(&text, &[], &setting).value;
    print(&form(
        &Words { file, raw: text, clean, record, former: BTreeMap::new(), redactions: Vec::new(), reduced: None },
        &sha256(&raw),
        args.format,
    ))
}

fn print_suggestion(suggestion: &Suggestion) -> Result<(), Failure> {
    let (lines, words) = suggestion.cut;
    let steps = counted(suggestion.steps, "step", "s");
    let cut = match (suggestion.steps, words) {
        (0, _) => {
            complain("note: every line looks like the text, so no step is suggested");
            return print(&suggestion.toml);
        }
        (_, 0) => "nothing".to_owned(),
        _ => format!("{} on {}", counted(words, "word", "s"), counted(lines, "line", "s")),
    };
    complain(&format!("note: {steps}, which cut {cut}; each says what speaks for it, and you decide"));
    print(&suggestion.toml)
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
