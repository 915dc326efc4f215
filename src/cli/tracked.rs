//! Whether git keeps raw texts that an edition does not show: whoever has the repository has them.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::diag::{Code, Diagnostic};
use crate::model::config::Publish;
use crate::model::site::Site;

/// A warning for each raw text that is tracked and not shown in full; none where there is no repository, or no git.
pub(super) fn warnings(root: &Path, site: &Site) -> Vec<Diagnostic> {
    let sources = site.shown.dossier.sources.iter().map(|source| &source.page);
    let kept: Vec<_> = sources.filter(|page| page.rights.publish.value != Publish::Full).collect();
    if kept.is_empty() {
        return Vec::new();
    }
    let tracked = tracked(root, kept.iter().map(|page| page.raw.value.as_str()));
    let warning = |page: &&std::sync::Arc<crate::model::page::SourcePage>| {
        let raw = page.raw.value.as_str();
        tracked.contains(raw).then(|| {
            let how = if page.rights.publish.value == Publish::Excerpt { "shows as an excerpt" } else { "withholds" };
            let message = format!("git tracks `{raw}`, a text that this edition {how}");
            Diagnostic::new(Code::RawTracked, page.raw.span, message).help(format!(
                "if others can read the repository, take the file out with `git rm --cached {raw}` and add it to \
                 `.gitignore`; what was committed stays in the history"
            ))
        })
    };
    kept.iter().filter_map(warning).collect()
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
