//! `casebook check --trace`

use std::path::Path;

use serde_json::json;

use super::args::{self, CheckFormat};
use super::{Failure, options, print, show, unknown_source};
use crate::diag;
use crate::model::files::Files;
use crate::report::trace::{Held, trace};
use crate::{cache, query};

pub(super) fn run(root: &Path, files: &Files, id: &str, args: &args::Check) -> Result<(), Failure> {
    if !matches!(args.format, CheckFormat::Text | CheckFormat::Json) {
        return Err(Failure::Usage(
            "a trace is no report of findings\nhelp: leave out `--format`, or say `--format json`".to_owned(),
        ));
    }
    let options = options(root, &args.dossier, &[]);
    let mut diags = Vec::new();
    let built = query::site(files, &options).unload(&mut diags);
    let dossier = query::dossier(files, &options).value.dossier;
    let is_known = dossier.sources.iter().any(|source| source.page.page.id.as_str() == id);
    // What quotes the source without being found there would be missing from the list.
    let traced = if diag::has_errors(&diags) && is_known { None } else { trace(&built.site, &dossier, files, id) };
    let traced = traced.map(|traced| traced.unload(&mut diags));
    let Some(mut traced) = traced.filter(|_| !diag::has_errors(&diags)) else {
        if !is_known {
            return Err(unknown_source(&dossier.sources, id));
        }
        show(&mut diags, files);
        return Err(Failure::Findings);
    };
    if cache::read(root).contains_key(id) {
        let path = cache::PATH.to_owned();
        traced.inputs.push(Held { path, line: None, what: "reading text, for the next build".to_owned() });
        traced.inputs.sort();
    }
    print(&match args.format {
        CheckFormat::Json => {
            let list = |of: &str, held: &[Held]| -> Vec<serde_json::Value> {
                held.iter().map(|one| json!({"in": of, "path": one.path, "line": one.line, "what": one.what})).collect()
            };
            let all = [list("dossier", &traced.inputs), list("site", &traced.site)].concat();
            serde_json::to_string_pretty(&all).expect("plain strings and numbers are JSON") + "\n"
        }
        _ => {
            let mut held = [traced.inputs, traced.site].concat();
            held.sort();
            let place = |one: &Held| match one.line {
                Some(line) => format!("{}:{line}", one.path),
                None => one.path.clone(),
            };
            held.iter().map(|one| format!("{}\t{}\n", place(one), one.what)).collect()
        }
    })
}
