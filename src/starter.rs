//! The dossier to start from, compiled in. It lies in `starter/` as it is handed out, and is a dossier by itself.
//!
//! Out: [`FILES`]. A test holds the list against the folder, and another builds it.

macro_rules! files {
    ($($name:literal)*) => {
        /// Path and bytes of every file, in order of paths.
        pub const FILES: &[(&str, &[u8])] = &[$(($name, include_bytes!(concat!("../starter/", $name))),)*];
    };
}

files! {
    ".github/workflows/pages.yml"
    ".gitignore"
    "README.md"
    "casebook.lock"
    "casebook.toml"
    "content/annotations/herald.md"
    "content/annotations/memo.md"
    "content/changes.md"
    "content/essays/what-is-known.md"
    "content/glossary/footbridge.md"
    "content/glossary/jon-ferris.md"
    "content/glossary/office-of-works.md"
    "content/index.md"
    "content/questions/closed-at-once.md"
    "content/sources/herald.md"
    "content/sources/memo.md"
    "content/timeline.md"
    "seeds/herald.txt"
    "seeds/memo.txt"
}

/// The file that says where the program comes from, and how it says that nobody knows yet.
const WORKFLOW: (&str, &str) = (".github/workflows/pages.yml", "CASEBOOK_REPOSITORY: \"\"");

/// The bytes of a file as they are handed out by a program that comes from `repository`, which may be unknown.
pub fn handed_out(path: &str, bytes: &[u8], repository: &str) -> Vec<u8> {
    let (workflow, unknown) = WORKFLOW;
    match std::str::from_utf8(bytes) {
        Ok(text) if path == workflow && !repository.is_empty() => {
            text.replacen(unknown, &format!("CASEBOOK_REPOSITORY: \"{repository}\""), 1).into_bytes()
        }
        _ => bytes.to_vec(),
    }
}
