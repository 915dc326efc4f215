//! Whether git keeps texts that an edition does not show: whoever has the repository has them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::diag::{Code, Diagnostic};
use crate::model::config::Publish;
use crate::model::dossier::Source;
use crate::model::id::Id;
use crate::model::located::Located;
use crate::query::Built;

/// A warning for each raw text that is tracked and not shown in full, and for what it was made of; none where there is no
/// repository, or no git.
pub(super) fn warnings(root: &Path, built: &Built) -> Vec<Diagnostic> {
    let shown = &built.site.shown.dossier.sources;
    let shown: BTreeMap<&Id, &Source> = shown.iter().map(|source| (&source.page.page.id, source.as_ref())).collect();
    let mut kept: Vec<(&Located<String>, &str)> = Vec::new();
    for source in &built.whole.sources {
        if let Some(how) = how(shown.get(&source.page.page.id).copied()) {
            let originals = source.page.originals.iter().map(|original| &original.file);
            kept.extend(std::iter::once(&source.page.raw).chain(originals).map(|path| (path, how)));
        }
    }
    if kept.is_empty() {
        return Vec::new();
    }
    let tracked = tracked(root, kept.iter().map(|(path, _)| path.value.as_str()));
    let warning = |(path, how): &(&Located<String>, &str)| {
        let Located { value: path, span } = path;
        tracked.contains(path).then(|| {
            let message = format!("git tracks `{path}`, {how}");
            Diagnostic::new(Code::RawTracked, *span, message).help(format!(
                "if others can read the repository, take the file out with `git rm --cached {path}` and add it to \
                 `.gitignore`; what was committed stays in the history"
            ))
        })
    };
    kept.iter().filter_map(warning).collect()
}

/// What an edition keeps of a source of which it shows `left`; `None` where it shows all.
fn how(left: Option<&Source>) -> Option<&'static str> {
    let Some(left) = left else { return Some("of a source that this edition leaves out") };
    match &left.words {
        None if left.page.rights.publish.value == Publish::Full => None,
        None => Some("a text that this edition withholds"),
        Some(words) => words.reduced.as_ref().map(|reduced| {
            if reduced.is_excerpt {
                "a text that this edition shows as an excerpt"
            } else {
                "a text that this edition redacts"
            }
        }),
    }
}

/// Which of these paths, below `root`, git tracks.
fn tracked<'p>(root: &Path, paths: impl Iterator<Item = &'p str>) -> BTreeSet<String> {
    let mut command = Command::new("git");
    // Paths are no patterns, and come back as they are.
    command.arg("--literal-pathspecs").arg("-C").arg(root).args(["ls-files", "-z", "--"]).args(paths);
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output();
    let listed = output.ok().filter(|output| output.status.success()).map_or(Vec::new(), |output| output.stdout);
    listed.split(|byte| *byte == 0).map(|path| String::from_utf8_lossy(path).into_owned()).collect()
}
