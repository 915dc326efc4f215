//! `casebook check`

use std::io::IsTerminal;
use std::path::Path;

use rayon::prelude::*;

use super::args::{self, CheckFormat};
use super::progress::Line;
use super::{Failure, inputs, note_absent, options, print, root, trace, tracked, verdict};
use crate::diag::{self, Diagnostic};
use crate::model::progress::Task;
use crate::proof;
use crate::query::{self, Options};
use crate::render::{render, thinned};
use crate::write::limits::{exceeded, is_limited};

pub(super) fn run(args: &args::Check) -> Result<(), Failure> {
    let root = root(args.dossier.root.as_deref());
    let line = Line::new();
    let files = line.during(|| inputs(&root))?;
    if let Some(id) = &args.trace {
        return trace::run(&root, &files, id, args);
    }
    let mut diags = Vec::new();
    let options = Options { progress: line.progress.clone(), ..options(&root, &args.dossier, &[]) };
    let built = line.during(|| query::site(&files, &options)).unload(&mut diags);
    if !diag::has_errors(&diags) {
        // Some errors of a theme show only when a page is made.
        let paths: Vec<&String> = built.site.pages.keys().collect();
        line.progress.begin(Task::Rendering, paths.len());
        let made = |path: &&String| {
            let page = render(&built.site, path);
            let hits = built.proof.as_ref().map_or(Vec::new(), |proof| proof.check(path, &page.value));
            line.progress.step();
            (page.value.len() as u64, page.diags.into_iter().chain(proof::diagnostics(hits)).collect())
        };
        let pages: Vec<(u64, Vec<Diagnostic>)> = line.during(|| paths.par_iter().map(made).collect());
        if is_limited(&built.site.shown.dossier.config) {
            let sizes = paths.iter().zip(&pages).map(|(path, (size, _))| (path.as_str(), *size));
            diags.extend(exceeded(&sizes.collect::<Vec<_>>()));
        }
        diags.extend(thinned(pages.into_iter().flat_map(|(_, diags)| diags).collect()));
    }
    diags.extend(tracked::warnings(&root, &built));
    note_absent(&built.site, &files);
    diag::sort(&mut diags);
    match args.format {
        CheckFormat::Json => print(&diag::json::render(&diags, &files))?,
        CheckFormat::Sarif => print(&diag::sarif::render(&diags, &files, &from_repository(&root)))?,
        CheckFormat::Github => print(&diag::github::render(&diags, &files, &from_repository(&root)))?,
        CheckFormat::Text => {
            let color = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            print(&diag::text::render(&diags, &files, diag::text::Style { color }))?;
        }
    }
    verdict(&diags, args.dossier.deny_warnings)
}

/// The way from the repository to the dossier, as `docs/letters/`: whoever reviews a repository counts paths from its
/// top. Empty where they are one, and outside of repositories.
fn from_repository(root: &Path) -> String {
    let Ok(root) = root.canonicalize() else { return String::new() };
    let top = root.ancestors().find(|folder| folder.join(".git").exists());
    let below = top.and_then(|top| root.strip_prefix(top).ok()).unwrap_or(Path::new(""));
    below.iter().map(|part| format!("{}/", part.to_string_lossy())).collect()
}
