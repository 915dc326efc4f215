//! The default theme, compiled in. A test holds this list against the folder.

macro_rules! files {
    ($($name:literal)*) => {
        /// Name below `themes/default/`, and bytes, of every file of the default theme.
        pub const DEFAULT: &[(&str, &[u8])] = &[$(($name, include_bytes!(concat!("../../themes/default/", $name))),)*];
    };
}

files! {
    "colophon.html"
    "entry.html"
    "essay.html"
    "front.html"
    "glossary.html"
    "layout.html"
    "missing.html"
    "moved.html"
    "partials/backlinks.html"
    "partials/bar.html"
    "partials/bars.html"
    "partials/block.html"
    "partials/cards.html"
    "partials/colophon-row.html"
    "partials/concordance.html"
    "partials/contents.html"
    "partials/corrections.html"
    "partials/entry-row.html"
    "partials/facts.html"
    "partials/filter.html"
    "partials/footer.html"
    "partials/head.html"
    "partials/header.html"
    "partials/imprint.html"
    "partials/item.html"
    "partials/line.html"
    "partials/number.html"
    "partials/part.html"
    "partials/piece.html"
    "partials/record-line.html"
    "partials/source-row.html"
    "partials/turn.html"
    "partials/worded.html"
    "record.html"
    "script.js"
    "source.html"
    "style.css"
    "words/en.toml"
}
