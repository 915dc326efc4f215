//! The default theme, compiled in. A test holds this list against the folder.

macro_rules! files {
    ($($name:literal)*) => {
        /// Name below `themes/default/`, and bytes, of every file of the default theme.
        pub const DEFAULT: &[(&str, &[u8])] = &[$(($name, include_bytes!(concat!("../../themes/default/", $name))),)*];
    };
}

files! {
    "bibliography.html"
    "checksums.html"
    "colophon.html"
    "concordance.html"
    "entry.html"
    "essay.html"
    "front.html"
    "glossary.html"
    "layout.html"
    "missing.html"
    "moved.html"
    "partials/annotation.html"
    "partials/backlinks.html"
    "partials/bar.html"
    "partials/beside.html"
    "partials/card.html"
    "partials/cell.html"
    "partials/cite.html"
    "partials/concordance.html"
    "partials/contents.html"
    "partials/corrections.html"
    "partials/drawing.html"
    "partials/entry-row.html"
    "partials/event.html"
    "partials/filter.html"
    "partials/footer.html"
    "partials/head.html"
    "partials/header.html"
    "partials/matrix.html"
    "partials/nav.html"
    "partials/parts-around.html"
    "partials/parts.html"
    "partials/question-row.html"
    "partials/sign.html"
    "partials/uses.html"
    "partials/verified.html"
    "partials/without-evidence.html"
    "partials/worded.html"
    "question.html"
    "questions.html"
    "record.html"
    "script.js"
    "source.html"
    "sources.html"
    "style.css"
    "timeline.html"
    "words/de.toml"
    "words/en.toml"
}
