//! `casebook add`: several files are drafted first, tried as a whole, and then written; or none is.

use std::collections::BTreeSet;
use std::fs::remove_file;
use std::path::{Path, PathBuf};

use super::replace::{self, counted, free_path};
use super::{Failure, args, complain, inputs, print, root, show};
use crate::diag::{self, Severity};
use crate::fs::{IoError, create_folder, read_at_most, read_if_there, replace as replace_file};
use crate::intake::encoding::Refused;
use crate::intake::page::{Paths, page};
use crate::intake::{Draft, LARGEST, Said, draft, names};
use crate::model::config::Publish;
use crate::model::files::{Contents, Files};
use crate::model::id::Id;
use crate::query::{self, Options};

pub(super) fn run(args: &args::Add) -> Result<(), Failure> {
    if let Some(id) = &args.replace {
        return replace::run(args, id);
    }
    let root = root(args.root.as_deref());
    let files = inputs(&root)?;
    if files.find("casebook.toml").is_none() {
        return Err(Failure::Usage(format!(
            "`{}` is no dossier: there is no `casebook.toml`\nhelp: run this in the folder of one, or name it with `--root`",
            root.display()
        )));
    }
    if args.files.len() > 1 && (args.id.is_some() || args.title.is_some()) {
        return Err(Failure::Usage("`--id` and `--title` are for one file".to_owned()));
    }
    let said = Said {
        title: args.title.clone(),
        encoding: args.encoding.clone(),
        language: args.language.clone(),
        publish: Some(match args.publish {
            args::AddPublish::Withheld => Publish::Withheld,
            args::AddPublish::Full => Publish::Full,
        }),
    };
    // Each is drafted as if those before were there already.
    let mut with = files.clone();
    let mut all = Vec::new();
    for file in &args.files {
        let taken = take(file, &with, &root, &said, args.id.as_deref())?;
        with =
            with.with(taken.files.iter().map(|(path, bytes)| (path.clone(), Some(Contents::from(bytes.as_slice())))));
        all.push(taken);
    }
    check(&with, &all)?;
    write(&root, &all)?;
    for taken in &all {
        print(&report(taken))?;
    }
    complain(
        "note: read the drafted page, and what its recipe cuts: `casebook clean ID --format tsv` lists every line",
    );
    Ok(())
}

/// A file as it is to be taken in.
struct Taken {
    from: PathBuf,
    id: String,
    draft: Draft,
    paths: Paths,
    /// What is to be written: paths in the dossier, the page last.
    files: Vec<(String, Vec<u8>)>,
}

fn take(file: &Path, files: &Files, root: &Path, said: &Said, id: Option<&str>) -> Result<Taken, Failure> {
    let bytes = received(file)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let draft = draft(&name, &bytes, said).map_err(|refused| unfit(file, &refused))?;
    let there = already(files, &bytes);
    if let Some(there) = there.filter(|there| is_named(files, there)) {
        let help = "a source has this text already; `--replace ID` is for a new capture of it";
        return Err(Failure::Usage(refusal(file, &format!("`{there}` has the same bytes"), help)));
    }
    // What lies in `seeds/` and nothing names was put there to be taken in.
    let received = match there {
        Some(there) => there.to_owned(),
        None => free_path(files, root, &format!("seeds/{}", draft.name), &bytes)?,
    };
    let mut written = vec![(received.clone(), bytes)];
    let paths = match &draft.made {
        None => Paths { raw: received, original: None },
        Some((name, text)) => {
            let raw = free_path(files, root, &format!("seeds/{name}"), text.as_bytes())?;
            written.push((raw.clone(), text.clone().into_bytes()));
            Paths { raw, original: Some(received) }
        }
    };
    let id = free_id(files, root, id, &draft)?;
    written.push((format!("content/sources/{id}.md"), page(&draft, &paths).into_bytes()));
    Ok(Taken { from: file.to_owned(), id, draft, paths, files: written })
}

/// The bytes of a file that is to be taken in.
pub(super) fn received(file: &Path) -> Result<Vec<u8>, Failure> {
    if file.is_dir() {
        return Err(Failure::Usage(refusal(file, "it is a folder", "name the files in it")));
    }
    // A file may be larger than memory.
    if let Some(size) = file.metadata().ok().map(|metadata| metadata.len()).filter(|size| *size > LARGEST as u64) {
        return Err(unfit(file, &Refused::too_large(size)));
    }
    // So may be what comes from a device, and nothing tells how large that is.
    let bytes = read_at_most(file, LARGEST as u64 + 1)?;
    if bytes.len() > LARGEST {
        return Err(unfit(file, &Refused::endless()));
    }
    Ok(bytes)
}

/// The file is no text that could be taken in. What the command line says of it is another matter.
pub(super) fn unfit(file: &Path, refused: &Refused) -> Failure {
    let message = refusal(file, &refused.why, &refused.help);
    if refused.is_usage { Failure::Usage(message) } else { Failure::Unfit(message) }
}

fn refusal(file: &Path, why: &str, help: &str) -> String {
    format!("`{}` cannot be taken in: {why}\nhelp: {help}", file.display())
}

/// The file of `seeds/` that holds these bytes already.
fn already<'f>(files: &'f Files, bytes: &[u8]) -> Option<&'f str> {
    let same = files.below("seeds/").filter(|(_, file)| file.bytes().as_ref() == bytes);
    let same: Vec<&str> = same.map(|(_, file)| file.path.as_str()).collect();
    same.iter().find(|path| is_named(files, path)).or(same.first()).copied()
}

/// Whether the page of any source names a file, as far as its words tell.
fn is_named(files: &Files, path: &str) -> bool {
    let quoted = ['"', '\''].map(|quote| format!("{quote}{path}{quote}"));
    let names = |text: &str| quoted.iter().any(|path| text.contains(path));
    files.below("content/sources/").any(|(_, page)| page.text().is_ok_and(|text| names(text)))
}

/// The id that the user wants, which must be free; else one made from what was found, with a number if need be.
fn free_id(files: &Files, root: &Path, wanted: Option<&str>, draft: &Draft) -> Result<String, Failure> {
    let taken: BTreeSet<String> = files
        .below("content/")
        .filter_map(|(_, file)| Some(file.path.strip_suffix(".md")?.rsplit_once('/')?.1.to_owned()))
        .collect();
    let is_free = |id: &str| {
        let on_disk = root.join(format!("content/sources/{id}.md"));
        !taken.contains(id) && std::fs::symlink_metadata(on_disk).is_err()
    };
    if let Some(wanted) = wanted {
        if let Err(why) = Id::new(wanted) {
            return Err(Failure::Usage(format!("the id `{wanted}` {why}")));
        }
        if !is_free(wanted) {
            let help = "help: name another one, or use `--replace` for a new capture of that source";
            return Err(Failure::Usage(format!("the id `{wanted}` is taken\n{help}")));
        }
        return Ok(wanted.to_owned());
    }
    let found = draft.found();
    let made = names::id(found.authors.first().map(String::as_str), found.published.as_deref(), &draft.name);
    let numbered = (2..).map(|number| format!("{made}-{number}"));
    Ok(std::iter::once(made.clone()).chain(numbered).find(|id| is_free(id)).expect("numbers do not end"))
}

/// What is drafted must be without errors, or it would break a dossier that had none.
fn check(with: &Files, all: &[Taken]) -> Result<(), Failure> {
    let own: BTreeSet<&str> = all.iter().flat_map(|taken| taken.files.iter().map(|(path, _)| path.as_str())).collect();
    let mut diags = query::dossier(with, &Options::default()).diags;
    diags.retain(|diag| diag.span.is_some_and(|span| own.contains(with.get(span.file).path.as_str())));
    diags.retain(|diag| diag.severity() == Severity::Error || !matches!(diag.code, diag::Code::ControlCharacter));
    if diag::has_errors(&diags) {
        show(&mut diags, with);
        complain("note: nothing was written");
        return Err(Failure::Findings);
    }
    Ok(())
}

/// Writes everything, the pages last, so that a run that is killed leaves texts that nothing names; if one cannot be
/// written, those before are taken away again.
fn write(root: &Path, all: &[Taken]) -> Result<(), Failure> {
    let mut written: Vec<PathBuf> = Vec::new();
    let pages = |is_page: bool| {
        let files = all.iter().flat_map(|taken| &taken.files);
        files.filter(move |(path, _)| path.starts_with("content/") == is_page)
    };
    for (path, bytes) in pages(false).chain(pages(true)) {
        if let Err(failure) = write_one(root, path, bytes, &mut written) {
            for path in &written {
                // What cannot be removed is named by the failure that stopped the run, or lies where nothing reads it.
                let _ = remove_file(path);
            }
            return Err(failure);
        }
    }
    Ok(())
}

fn write_one(root: &Path, path: &str, bytes: &[u8], written: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let on_disk = root.join(path);
    // Somebody may have put another file there in the meantime.
    match read_if_there(&on_disk)? {
        Some(there) if there == bytes => return Ok(()),
        Some(_) => return Err(Failure::Disk(format!("cannot write `{path}`: another file is there now"))),
        None => {}
    }
    if let Some(folder) = on_disk.parent() {
        create_folder(folder)?;
    }
    let result: Result<(), IoError> = replace_file(&on_disk, bytes);
    written.push(on_disk);
    Ok(result?)
}

/// What was done, what was guessed, and what is to be looked at.
fn report(taken: &Taken) -> String {
    let Taken { from, id, draft, paths, .. } = taken;
    let mut out = format!("{} → content/sources/{id}.md\n", from.display());
    let mut line = |what: &str, said: String| out.push_str(&format!("  {what:10} {said}\n"));
    match &paths.original {
        Some(original) => {
            line("received", format!("{original}, byte for byte"));
            line("raw text", format!("{}, {}", paths.raw, counted(draft.words, "word", "s")));
        }
        None => line("raw text", format!("{}, byte for byte, {}", paths.raw, counted(draft.words, "word", "s"))),
    }
    line("encoding", format!("{} ({})", draft.decoded.encoding, draft.decoded.how.words()));
    match &draft.language {
        Some((tag, how)) => line("language", format!("{tag} ({how})")),
        None => line("language", "not recognised; that of the dossier is taken".to_owned()),
    }
    let found = draft.found();
    line("title", found.title.unwrap_or_else(|| "none found; the name of the file stands in its place".to_owned()));
    line("authors", if found.authors.is_empty() { "none found".to_owned() } else { found.authors.join(", ") });
    line("published", found.published.unwrap_or_else(|| "no date found".to_owned()));
    let (lines, words) = draft.suggestion.cut;
    let steps = counted(draft.suggestion.steps, "step", "s");
    let (all, lines) = (counted(draft.words, "word", "s"), counted(lines, "line", "s"));
    let recipe = match (draft.suggestion.steps, words) {
        (0, _) => "none: every line looks like the text".to_owned(),
        (_, 0) => format!("{steps}, which cut nothing"),
        _ => format!("{steps}, which cut {words} of {all} on {lines}"),
    };
    line("recipe", recipe);
    if draft.html.is_some_and(|taken| !taken.has_main) {
        line("", "no main content was found in the page: its lines were judged as those of a plain text".to_owned());
    }
    if draft.publish == Publish::Withheld {
        line("rights", "withheld: say `publish = \"full\"` in the page when its words may be shown".to_owned());
    }
    out
}
