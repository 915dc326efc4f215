//! What raw texts were made of: found, checked against the record, and, where it is a matter of encoding, against the text.
//!
//! In: the page of a source and its raw text. Out: the [`Original`]s that are there. Start at [`found`].

use std::collections::BTreeSet;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::diag::{Checked, Code, Diagnostic, did_you_mean};
use crate::intake::encoding::decode_as;
use crate::lock;
use crate::model::files::Files;
use crate::model::lock::History;
use crate::model::original::{NamedOriginal, Original};
use crate::model::page::SourcePage;
use crate::text::checksum::sha256;

/// The originals that `page` names. One that `accept` allows to have changed may differ from the one on record. Where the
/// edition `may_lack` them, the record of an earlier build stands for those that are not there.
pub(super) fn found(
    page: &SourcePage,
    raw: Option<&str>,
    may_lack: bool,
    files: &Files,
    history: &History,
    accept: &[String],
) -> Checked<Vec<Original>> {
    let mut diags = Vec::new();
    let mut names = BTreeSet::new();
    let id = page.page.id.as_str();
    let recorded = history.lock.sources.get(id).filter(|_| !accept.iter().any(|accepted| accepted == id));
    let mut originals = Vec::new();
    for named in &page.originals {
        let path = &named.file;
        if path.value.is_empty() {
            continue;
        }
        let on_record = recorded.and_then(|locked| locked.originals.get(&path.value));
        let original = |name: String, sha256: String, bytes: Option<&Arc<[u8]>>| Original {
            path: path.value.clone(),
            name,
            sha256,
            publish: named.publish,
            encoding: named.encoding.as_ref().map(|encoding| encoding.value.clone()),
            made: named.made.clone(),
            bytes: bytes.cloned(),
        };
        let Some(file) = files.find(&path.value).filter(|_| path.value.starts_with("seeds/")) else {
            match on_record.filter(|_| may_lack) {
                // It was there when the record was written.
                Some(sha256) => originals.push(original(published_name(&path.value, &[]), sha256.clone(), None)),
                None => diags.push(missing(named, files)),
            }
            continue;
        };
        let bytes = files.get(file).bytes();
        let sha256 = sha256(bytes);
        if on_record.is_some_and(|recorded| *recorded != sha256) {
            let message = format!("`{}` is not the file that `{}` records for `{id}`", path.value, lock::PATH);
            let help = format!("restore the file; or, if the new one is meant, run `casebook build --accept {id}`");
            diags.push(Diagnostic::new(Code::OriginalChanged, path.span, message).help(help));
        }
        if let (Some(encoding), Some(raw), None) = (&named.encoding, raw, &named.made)
            && decode_as(bytes, &encoding.value).is_none_or(|text| text != raw.trim_start_matches('\u{feff}'))
        {
            let message = format!("`{}`, read as `{}`, is not the raw text", path.value, encoding.value);
            let help =
                "name the encoding that the raw text was made from; or say in words how it was made: `made = \"…\"`";
            diags.push(Diagnostic::new(Code::OriginalDiffers, encoding.span, message).help(help));
        }
        let name = published_name(&path.value, bytes);
        let mut name_of = (1..).map(|number| if number == 1 { name.clone() } else { format!("{number}-{name}") });
        let name = name_of.find(|name| names.insert(name.clone())).expect("numbers do not end");
        originals.push(original(name, sha256, Some(bytes)));
    }
    Checked { value: originals, diags }
}

fn missing(named: &NamedOriginal, files: &Files) -> Diagnostic {
    let path = &named.file;
    let diag = Diagnostic::new(Code::OriginalMissing, path.span, format!("there is no original `{}`", path.value));
    match did_you_mean(&path.value, files.below("seeds/").map(|(_, file)| file.path.as_str())) {
        Some(meant) => diag.help(format!("did you mean `{meant}`?")),
        None => diag.help("put the file into `seeds/` and name it by its path, such as `seeds/scan.pdf`"),
    }
}

/// What a file is called where it is published. Others made it, and a browser runs what a page of this site holds: so only
/// kinds of files that are looked at and do not run keep their ending.
fn published_name(path: &str, bytes: &[u8]) -> String {
    const INERT: &[&str] = &[
        "pdf", "png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "jp2", "djvu", "txt", "csv", "mp3", "ogg", "wav",
        "mp4", "epub", "docx", "odt", "rtf", "zip",
    ];
    let name = path.rsplit('/').next().unwrap_or_default();
    let plain: String = name
        .nfkd()
        .filter(char::is_ascii)
        .map(|char| if char.is_ascii_alphanumeric() || matches!(char, '.' | '_') { char } else { '-' })
        .collect();
    let plain = plain.trim_matches(['-', '.']).to_lowercase();
    let ending = plain.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default();
    let plain = if plain.is_empty() || plain == ending { format!("original-{plain}") } else { plain.clone() };
    if INERT.contains(&ending) {
        plain
    } else if std::str::from_utf8(bytes).is_ok() || ending.contains("htm") {
        format!("{plain}.txt")
    } else {
        format!("{plain}.bin")
    }
}

#[cfg(test)]
mod tests {
    use super::published_name;

    #[test]
    fn what_could_run_is_published_as_plain_text() {
        for (path, expected) in [
            ("seeds/scan.pdf", "scan.pdf"),
            ("seeds/Scan 3 (über).PDF", "scan-3--uber-.pdf"),
            ("seeds/page.html", "page.html.txt"),
            ("seeds/drawing.svg", "drawing.svg.txt"),
            ("seeds/письмо", "original-.txt"),
        ] {
            assert_eq!(published_name(path, b"x"), expected, "{path}");
        }
        assert_eq!(published_name("seeds/data", b"\xff"), "data.bin");
        assert_eq!(published_name("seeds/page.htm", b"\xff"), "page.htm.txt");
    }
}
