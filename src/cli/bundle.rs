//! `casebook bundle`

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args;
use super::build::refuse_inputs;
use super::progress::Line;
use super::{Failure, complain, inputs, note_absent, options, print, root, show, verdict};
use crate::bundle::{Bundle, html};
use crate::diag::text::visible;
use crate::fs::replace;
use crate::model::bundle::{Form, too_large};
use crate::model::progress::Task;
use crate::proof;
use crate::query::{self, Built, Options};
use crate::render;
use crate::text::checksum::sha256;
use crate::write::{self, PublishError};

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
    let form = args.format.form();
    let out = args.out.clone().unwrap_or_else(|| root.join(form.file(&site.shown.dossier.config.title)));
    let sources = site.shown.dossier.sources.len();
    if let Some(why) = too_large(sources).filter(|_| form == Form::Html) {
        return Err(Failure::Usage(format!("{why}\nhelp: `--format zip` gives the site as an archive")));
    }
    refuse_inputs(&root, &out, "the bundle", ELSEWHERE)?;
    check_place(&out)?;
    let paths: Vec<&str> = site.pages.keys().map(String::as_str).collect();
    write::check_names(&paths).map_err(|error: PublishError<String>| Failure::Usage(error.to_string()))?;

    line.progress.begin(Task::Rendering, render::bundle::count(&site, form));
    let step = || line.progress.step();
    let mut failed = Vec::new();
    let Bundle { bytes, files: count, left_out } =
        line.during(|| render::bundle::bundle(&site, form, &step)).unload(&mut failed);
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
    if !left_out.is_empty() {
        complain(&left(&left_out, site.shown.dossier.config.base_url.is_some()));
    }
    let megabytes = bytes.len() as f64 / 1e6;
    print(&format!("{}: {count} files, {megabytes:.1} MB\nsha256 {}\n", out.display(), sha256(&bytes)))
}

/// What is said of files that a bundle of one file does not hand out.
fn left(files: &BTreeSet<String>, is_public: bool) -> String {
    let names: Vec<String> = files.iter().map(|path| format!("\n  {}", visible(path))).collect();
    let links =
        if is_public { "links to them lead to the site" } else { "what leads to them on the site is no link in it" };
    format!(
        "note: files of more than {} KiB that pages link to are not in a bundle of one file; {links}:{}",
        html::LARGEST_DOWNLOAD >> 10,
        names.concat()
    )
}

/// The way out of a place that cannot be written to.
const ELSEWHERE: &str = "name a file in a folder that exists, such as `--out dossier.zip`";

/// Nothing but a file is replaced, and that only if it may be written: no device, no pipe, and no link, behind which somebody
/// expects the file to be.
fn check_place(out: &Path) -> Result<(), Failure> {
    let folder =
        out.parent().filter(|folder| *folder != Path::new("")).map_or_else(|| PathBuf::from("."), Path::to_owned);
    let fault = match out.symlink_metadata() {
        _ if out.is_dir() => "that is a folder",
        _ if out.file_name().is_none() || !folder.is_dir() => "there is no such folder",
        Ok(there) if there.is_symlink() => "that is a link, and it would be replaced and not followed",
        Ok(there) if !there.is_file() => "that is a device or a pipe",
        Ok(there) if there.permissions().readonly() => "that is a file that is not to be written",
        _ => return Ok(()),
    };
    Err(Failure::Usage(format!("cannot write the bundle to `{}`: {fault}\nhelp: {ELSEWHERE}", out.display())))
}
