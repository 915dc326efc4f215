//! The terminal edge: what a user types, what the program says, and its exit code. A file per command.
//!
//! Results go to the standard output, all else to the standard error. Exit codes: 0 fine, 1 the dossier has errors,
//! 2 the command line is wrong, 3 the disk refused.
#![allow(
    clippy::disallowed_methods,
    reason = "this module is an edge: it looks at the terminal and the working folder"
)]

mod add;
mod args;
mod build;
mod bundle;
mod check;
mod clean;
mod find;
mod new;
mod progress;
mod replace;
#[cfg(feature = "serve")]
mod serve;
mod trace;
mod tracked;
mod verify;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;

use self::args::{Args, Command};
use crate::diag::{self, Diagnostic, did_you_mean};
use crate::fs::IoError;
use crate::load::Listed;
use crate::model::dossier::Source;
use crate::model::files::Files;
use crate::model::progress::Progress;
use crate::model::site::Site;
use crate::query::{Address, Options};
use crate::{cache, load, theme};

/// Runs the program with the given arguments, the first of which is its own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            // Help and version are results; a failed write of either has nobody to be told.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let ended = match args.command.unwrap_or(Command::Build(args.build)) {
        Command::Build(args) => build::run(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Clean(args) => clean::run(&args),
        Command::Find(args) => find::run(&args),
        Command::Add(args) => add::run(&args),
        Command::Bundle(args) => bundle::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::New(args) => new::run(&args),
    };
    let told = |message: String, code: u8| {
        complain(&format!("error: {message}"));
        ExitCode::from(code)
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Findings) => ExitCode::from(1),
        Err(Failure::Unfit(message)) => told(message, 1),
        Err(Failure::Usage(message)) => told(message, 2),
        Err(Failure::Disk(message)) => told(message, 3),
    }
}

/// Why a command did not do what it was asked.
enum Failure {
    /// The dossier has errors, which have been shown.
    Findings,
    /// A file that is named is not what could be worked with.
    Unfit(String),
    /// The command line asks for what makes no sense.
    Usage(String),
    /// The disk refused.
    Disk(String),
}

impl From<IoError> for Failure {
    fn from(error: IoError) -> Self {
        Self::Disk(error.to_string())
    }
}

/// The folder of the dossier: the one named, else the nearest above the working folder that holds `casebook.toml`,
/// else the working folder itself.
fn root(named: Option<&Path>) -> PathBuf {
    let here = Path::new(".");
    match named {
        Some(named) => named.to_owned(),
        None if here.join("casebook.toml").is_file() => here.to_owned(),
        None => load::find_root(here).unwrap_or_else(|| here.to_owned()),
    }
}

/// All inputs of the dossier at `root`.
fn inputs(root: &Path) -> Result<Files, Failure> {
    Ok(listed(root)?.read(theme::DEFAULT)?)
}

/// The same, not yet read.
fn listed(root: &Path) -> Result<Listed, Failure> {
    if !root.is_dir() {
        return Err(no_folder(root));
    }
    Ok(load::listed(root)?)
}

/// The dossier is to be where no folder is.
fn no_folder(root: &Path) -> Failure {
    Failure::Usage(format!("`{}` is not a folder\nhelp: name the folder of a dossier", root.display()))
}

/// What the arguments that several commands share mean.
fn options(root: &Path, args: &args::Dossier, accept: &[String]) -> Options {
    Options {
        edition: args.edition.clone(),
        address: args.base_url.clone().map_or(Address::Configured, Address::At),
        accept: accept.to_vec(),
        former: cache::read(root),
        progress: Progress::default(),
        ..Options::default()
    }
}

/// A note for each source that is withheld and whose raw text is not here.
fn note_absent(site: &Site, files: &Files) {
    let absent = |source: &&Arc<Source>| {
        source.words.is_none() && !source.page.raw.value.is_empty() && files.find(&source.page.raw.value).is_none()
    };
    for source in site.shown.dossier.sources.iter().filter(absent) {
        let (raw, id) = (&source.page.raw.value, &source.page.page.id);
        complain(&format!(
            "note: `{raw}` is not here; what is quoted of `{id}` was verified when `casebook.lock` was written"
        ));
    }
}

/// The dossier has no source called `id`.
fn unknown_source(sources: &[Arc<Source>], id: &str) -> Failure {
    let is_former = |source: &&Arc<Source>| source.page.page.former.iter().any(|former| former.value.as_str() == id);
    let now = sources.iter().find(is_former).map(|source| source.page.page.id.as_str());
    let known = sources.iter().map(|source| source.page.page.id.as_str());
    let help = match (now, did_you_mean(id, known)) {
        (Some(now), _) => format!("it is called `{now}` now"),
        (None, Some(meant)) => format!("did you mean `{meant}`?"),
        (None, None) => "sources are the files of `content/sources/`, without `.md`".to_owned(),
    };
    Failure::Usage(format!("there is no source `{id}`\nhelp: {help}"))
}

/// Shows findings on the standard error, in order.
fn show(diags: &mut Vec<Diagnostic>, files: &Files) {
    diag::sort(diags);
    show_sorted(diags, files);
}

/// Shows findings on the standard error.
fn show_sorted(diags: &[Diagnostic], files: &Files) {
    complain(&text_of(diags, files));
}

/// Findings in order, as the standard error shows them.
fn text(diags: &mut Vec<Diagnostic>, files: &Files) -> String {
    diag::sort(diags);
    text_of(diags, files)
}

fn text_of(diags: &[Diagnostic], files: &Files) -> String {
    let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let text = diag::text::render(diags, files, diag::text::Style { color });
    text.trim_end().to_owned()
}

/// Whether the findings stand in the way, warnings included where they are denied.
fn verdict(diags: &[Diagnostic], deny_warnings: bool) -> Result<(), Failure> {
    if diag::has_errors(diags) || (deny_warnings && !diags.is_empty()) { Err(Failure::Findings) } else { Ok(()) }
}

/// Writes a result. A reader that has gone away, such as `head`, is no error.
fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Disk(format!("cannot write to the standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a line to the standard error; if that fails there is nobody to tell.
fn complain(line: &str) {
    if !line.is_empty() {
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }
}
