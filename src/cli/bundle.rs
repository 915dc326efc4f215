//! `casebook bundle`

use std::path::{Path, PathBuf};

use super::args;
use super::build::refuse_inputs;
use super::progress::Line;
use super::{Failure, inputs, note_absent, options, print, root, show, verdict};
use crate::fs::replace;
use crate::model::bundle::{Form, name_of, too_large};
use crate::model::name::is_name_everywhere;
use crate::model::progress::Task;
use crate::proof;
use crate::query::{self, Built, Options};
use crate::render;
use crate::text::checksum::sha256;

pub(super) fn run(args: &args::Bundle) -> Result<(), Failure> {
    let root = root(args.dossier.root.as_deref());
    let line = Line::new();
    let files = line.during(|| inputs(&root))?;
    let mut diags = Vec::new();
    let options = Options { progress: line.progress.clone(), ..options(&root, &args.dossier, &[]) };
    let Built { site, proof, .. } = line.during(|| query::site(&files, &options)).unload(&mut diags);
    show(&mut diags, &files);
    verdict(&diags, args.dossier.deny_warnings)?;
    note_absent(&site, &files);
    let name = name_of(&site.shown.dossier.config.title);
    let out = args.out.clone().unwrap_or_else(|| root.join(format!("{name}.{}", args.format.form().ending())));
    let sources = site.shown.dossier.sources.len();
    if let Some(why) = too_large(sources).filter(|_| args.format.form() == Form::Html) {
        return Err(Failure::Usage(format!("{why}\nhelp: `--format zip` gives the site as an archive")));
    }
    refuse_inputs(&root, &out, "the bundle")?;
    check_place(&out)?;
    let paths: Vec<&str> = site.pages.keys().map(String::as_str).collect();
    check_names(&paths)?;

    let count = render::bundle::count(&site);
    line.progress.begin(Task::Rendering, count);
    let step = || line.progress.step();
    let mut failed = Vec::new();
    let bytes = line.during(|| render::bundle::bundle(&site, args.format.form(), &step)).unload(&mut failed);
    if !failed.is_empty() {
        show(&mut failed, &files);
        return Err(Failure::Findings);
    }
    let name = out.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let bytes = line.during(|| proof::guard(proof.as_ref(), &name, bytes)).map_err(|mut found| {
        show(&mut found, &files);
        Failure::Findings
    })?;
    replace(&out, &bytes)?;
    let megabytes = bytes.len() as f64 / 1e6;
    print(&format!("{}: {count} files, {megabytes:.1} MB\nsha256 {}\n", out.display(), sha256(&bytes)))
}

/// Nothing but a file is replaced.
fn check_place(out: &Path) -> Result<(), Failure> {
    let folder =
        out.parent().filter(|folder| *folder != Path::new("")).map_or_else(|| PathBuf::from("."), Path::to_owned);
    let fault = if out.is_dir() {
        "that is a folder"
    } else if out.file_name().is_none() || !folder.is_dir() {
        "there is no such folder"
    } else {
        return Ok(());
    };
    let help = "help: name a file in a folder that exists, such as `--out dossier.zip`";
    Err(Failure::Usage(format!("cannot write the bundle to `{}`: {fault}\n{help}", out.display())))
}

/// A bundle is unpacked on systems that this one knows nothing of, so its files have names that all of them have.
fn check_names(paths: &[&str]) -> Result<(), Failure> {
    let foreign: Vec<&str> = paths.iter().copied().filter(|path| !path.split('/').all(is_name_everywhere)).collect();
    if foreign.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = foreign.iter().map(|path| format!("  {}", crate::diag::text::visible(path))).collect();
    let help = "help: rename them in `content/media/` or in the theme, without `<>:\"|?*\\`, control characters, a last dot or \
                space, and names that Windows keeps for itself, such as `con`";
    Err(Failure::Usage(format!("these names are none on some systems:\n{}\n{help}", names.join("\n"))))
}
