//! Whether media and files of a theme can be published under their names: on every system that may unpack or serve the site,
//! beside one another.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Span};
use crate::model::files::Files;
use crate::model::name::{as_disks_compare, is_name_everywhere};

/// Errors for the files below `content/media/` and in the folder of `theme` whose names some system does not have, or takes
/// for that of another one.
pub fn check_names(files: &Files, theme: &str) -> Vec<Diagnostic> {
    let mut diags = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let theme = format!("themes/{theme}/");
    for (file, named) in files.below("content/media/").chain(files.below(&theme)) {
        let path = named.path.as_str();
        let mut refuse = |message: String, help: &str| {
            diags.push(Diagnostic::new(Code::MediaName, Span::start_of(file), message).help(help));
        };
        if !path.split('/').all(is_name_everywhere) {
            refuse(
                format!("`{path}` is a name that not every system has, so the site could not be copied there"),
                "rename it, without `<>:\"|?*\\`, without a dot or space at its end, and not as a device such as `con`",
            );
        }
        if let Some(other) = seen.insert(as_disks_compare(path).into_owned(), path) {
            refuse(
                format!("`{path}` and `{other}` differ only in case or in the encoding of accents"),
                "rename one of them: on disks of macOS and Windows they are one file",
            );
        }
    }
    diags
}
