//! What a build wrote: every file with its checksum, published with the site as `data/manifest.json`.
//!
//! The next build reads it to know what is ours to replace or remove, and `verify` to say whether a copy is whole.
//! Whoever can write into the output can write a manifest, so [`parse`] trusts nothing. Pure: nothing is opened here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text::checksum::sha256;

/// Where the manifest lies in a site. It does not list itself.
pub const PATH: &str = "data/manifest.json";

/// Name and version of this program, as its manifests have them.
pub const TOOL: &str = concat!("casebook ", env!("CARGO_PKG_VERSION"));

/// The files of one published site. The JSON form is what readers can check with common tools, so keep it stable.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    /// Name and version of the program that wrote it.
    pub tool: String,
    /// SHA-256 of each file in 64 hexadecimal digits, lower case, by the file's path below the site.
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    /// Of files with these checksums, by path, as this program writes them.
    pub fn of(files: BTreeMap<String, String>) -> Self {
        Self { tool: TOOL.to_owned(), files }
    }

    /// JSON with one file per line, so that two manifests can be compared by eye; the same value gives the same bytes. Its
    /// last value, `seal`, is the SHA-256 of the rest in the form of `sha256sum`: the tool in a line, and a line for each file.
    pub fn to_json(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Sealed<'a> {
            tool: &'a str,
            files: &'a BTreeMap<String, String>,
            seal: String,
        }
        let mut listing = format!("{}\n", self.tool);
        for (path, sum) in &self.files {
            listing.extend([sum, "  ", path, "\n"]);
        }
        let sealed = Sealed { tool: &self.tool, files: &self.files, seal: sha256(listing.as_bytes()) };
        let mut json = serde_json::to_vec_pretty(&sealed).expect("maps of strings have a JSON form");
        json.push(b'\n');
        json
    }
}

/// The manifest in `bytes`; `None` if it is none, or lists anything that no build of ours can have written.
pub fn parse(bytes: &[u8]) -> Option<Manifest> {
    let manifest: Manifest = serde_json::from_slice(bytes).ok()?;
    let sound = manifest.files.iter().all(|(path, sum)| is_inside(path) && is_checksum(sum));
    sound.then_some(manifest)
}

/// Whether `path` names a file below the site, on every system: relative, with `/`, and without parts that lead
/// elsewhere. A build deletes what an earlier manifest lists, so nothing else may come from one.
pub fn is_inside(path: &str) -> bool {
    let is_name = |part: &str| !matches!(part, "" | "." | "..");
    // `C:` and `a:b` name drives and streams of Windows.
    !path.contains(['\\', ':', '\0']) && path.split('/').all(is_name)
}

fn is_checksum(sum: &str) -> bool {
    sum.len() == 64 && sum.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUM: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn listing(path: &str, sum: &str) -> Manifest {
        Manifest { tool: "casebook 0.1.0".into(), files: BTreeMap::from([(path.into(), sum.into())]) }
    }

    #[test]
    fn it_has_one_file_per_line_and_comes_back_as_it_was() {
        let manifest = listing("sources/a.html", SUM);
        let seal = sha256(format!("casebook 0.1.0\n{SUM}  sources/a.html\n").as_bytes());
        let expected = format!(
            "{{\n  \"tool\": \"casebook 0.1.0\",\n  \"files\": {{\n    \"sources/a.html\": \"{SUM}\"\n  }},\n  \"seal\": \"{seal}\"\n}}\n"
        );
        assert_eq!(String::from_utf8(manifest.to_json()).unwrap(), expected);
        assert_eq!(parse(expected.as_bytes()), Some(manifest));
    }

    #[test]
    fn a_path_that_leads_out_of_the_site_is_refused() {
        let outside = ["../x", "a/../../x", "/etc/x", "a//b", "a/", "./a", "a/.", "", "a\\b", "C:x", "C:/x", "a\0b"];
        for path in outside {
            assert_eq!(parse(&listing(path, SUM).to_json()), None, "{path:?}");
        }
        for path in ["a", "a/b.html", "..a", "a../b", "a b/ü.png"] {
            assert!(parse(&listing(path, SUM).to_json()).is_some(), "{path:?}");
        }
    }

    #[test]
    fn what_is_no_manifest_is_none() {
        assert_eq!(parse(b""), None);
        assert_eq!(parse(b"{}"), None);
        assert_eq!(parse(b"{\"tool\": 1, \"files\": {}}"), None);
        assert_eq!(parse(&listing("a", "abc").to_json()), None);
    }
}
