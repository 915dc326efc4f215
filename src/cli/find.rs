//! `casebook find`

use std::io::IsTerminal;

use serde_json::json;

use super::args::{self, FindFormat, FindIn};
use super::progress::Line as Progress;
use super::{Failure, cache, complain, inputs, print, root, show};
use crate::diag::text::position;
use crate::diag::{Code, Span, has_errors};
use crate::model::files::Files;
use crate::model::search::Voice;
use crate::query::{self, Address, Options};
use crate::search::find::Finder;
use crate::search::lines::{Line, lines};
use crate::search::query::Query;
use crate::search::{Memory, search};

pub(super) fn run(args: &args::Find) -> Result<(), Failure> {
    let words = args.words.join(" ");
    let query = Query::read(&if args.phrase { format!("\"{}\"", words.replace('"', " ")) } else { words });
    if query.parts.is_empty() {
        return Err(Failure::Usage("there is no word in that to look for".to_owned()));
    }
    let root = root(args.root.as_deref());
    let progress = Progress::new();
    let files = progress.during(|| inputs(&root))?;
    let options = Options {
        edition: args.edition.clone(),
        address: Address::Nowhere,
        former: cache::read(&root),
        progress: progress.progress.clone(),
        ..Options::default()
    };
    let mut diags = Vec::new();
    let site = progress.during(|| query::unpublished(&files, &options)).unload(&mut diags);
    // Where these are wrong it is another dossier that was meant.
    let mut wrong: Vec<_> =
        diags.iter().filter(|diag| matches!(diag.code, Code::ConfigMissing | Code::EditionUnknown)).cloned().collect();
    if !wrong.is_empty() {
        show(&mut wrong, &files);
        return Err(Failure::Findings);
    }
    let search = search(&site.shown, &site.index, &mut Memory::default());
    let index = progress.during(|| search.finished(&site));
    let finder = Finder::new(index).expect("an index just made is whole");
    let voices: Vec<Voice> = args.voices.iter().map(|voice| voice_of(*voice)).collect();
    let voices = if voices.is_empty() { &Voice::ALL[..] } else { &voices };
    let mut found: Vec<Line> = Vec::new();
    let hits = finder.find(&query, voices);
    let mut pages = 0;
    for hit in &hits {
        if args.limit > 0 && found.len() >= args.limit {
            break;
        }
        pages += 1;
        found.extend(lines(&site, &search.layout, &query, hit));
    }
    let left = if args.limit > 0 { found.len().saturating_sub(args.limit) } else { 0 };
    found.truncate(found.len() - left);
    print(&match args.format {
        FindFormat::Text => text(&found, &files),
        FindFormat::Json => as_json(&found, &files),
    })?;
    let others = hits.len() - pages;
    if hits.is_empty() {
        complain("note: nothing has these words");
    } else if left > 0 || others > 0 {
        complain(&format!(
            "note: there is more on {} pages; `--limit 0` shows all of it",
            others + usize::from(left > 0)
        ));
    }
    if has_errors(&diags) {
        complain("note: the dossier has errors, so something may be missing; `casebook check` shows them");
        return Err(Failure::Findings);
    }
    Ok(())
}

fn voice_of(voice: FindIn) -> Voice {
    match voice {
        FindIn::Source => Voice::Source,
        FindIn::Editor => Voice::Editor,
        FindIn::Definition => Voice::Definition,
    }
}

/// Path, line and column of a place in the inputs.
fn place<'f>(files: &'f Files, line: &Line) -> (&'f str, usize, usize) {
    let (file, byte) = line.written;
    let (row, column) = position(files, Span::new(file, byte..byte));
    (&files.get(file).path, row, column)
}

fn text(found: &[Line], files: &Files) -> String {
    let color = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let (bold, dim, plain) = if color { ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m") } else { ("", "", "") };
    let line = |line: &Line| {
        let (path, row, _) = place(files, line);
        let Line { page, before, words, after, .. } = line;
        let paragraph = line.paragraph.map_or(String::new(), |number| format!(" ¶ {number}"));
        format!("{dim}{path}:{row}{plain}\t{page}{paragraph}\t{before}{bold}{words}{plain}{after}\n")
    };
    found.iter().map(line).collect()
}

fn as_json(found: &[Line], files: &Files) -> String {
    let value = |line: &Line| {
        let (path, row, column) = place(files, line);
        json!({
            "voice": line.voice.name(), "page": line.page, "id": line.id, "paragraph": line.paragraph, "file": path,
            "line": row, "column": column, "before": line.before, "words": line.words, "after": line.after,
        })
    };
    let values: Vec<serde_json::Value> = found.iter().map(value).collect();
    serde_json::to_string_pretty(&values).expect("plain strings and numbers are JSON") + "\n"
}
