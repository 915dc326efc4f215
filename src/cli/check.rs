//! `casebook check`

use std::io::IsTerminal;

use rayon::prelude::*;

use super::args::{self, CheckFormat};
use super::{Failure, inputs, options, print, root, verdict};
use crate::diag::{self, Diagnostic};
use crate::query;
use crate::render::render;

pub(super) fn run(args: &args::Check) -> Result<(), Failure> {
    let files = inputs(&root(args.dossier.root.as_deref()))?;
    let mut diags = Vec::new();
    let built = query::site(&files, &options(&args.dossier, &[])).unload(&mut diags);
    if !diag::has_errors(&diags) {
        // Some errors of a theme show only when a page is made.
        let paths: Vec<&String> = built.site.pages.keys().collect();
        let pages: Vec<Vec<Diagnostic>> = paths.into_par_iter().map(|path| render(&built.site, path).diags).collect();
        let mut found: Vec<Diagnostic> = pages.into_iter().flatten().collect();
        found.dedup_by(|later, first| later.span == first.span && later.span.is_some());
        diags.extend(found);
    }
    diag::sort(&mut diags);
    match args.format {
        CheckFormat::Json => print(&diag::json::render(&diags, &files))?,
        CheckFormat::Text => {
            let color = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            print(&diag::text::render(&diags, &files, diag::text::Style { color }))?;
        }
    }
    verdict(&diags, args.dossier.deny_warnings)
}
