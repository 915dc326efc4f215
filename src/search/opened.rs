//! What lines of the index hold, for whoever looks for words in the bytes of a site.

use super::files::terms_of_line;

/// What a line of the index holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// Words, each of which was written as its difference from the one before.
    Terms(Vec<String>),
    /// Numbers, in digits that are letters as well.
    Numbers,
}

/// What a line holds, if it is one of the index; texts are words as they are, and `None` as any other line.
pub fn opened(line: &str) -> Option<Opened> {
    let kind = line.strip_prefix("casebookSearch(\"")?.split('"').next()?;
    match kind {
        "terms" => terms_of_line(line).map(Opened::Terms),
        "root" | "lists" | "places" | "near" => Some(Opened::Numbers),
        _ => None,
    }
}
