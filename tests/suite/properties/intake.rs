//! What is taken in, whatever it is: a suggested recipe applies to its text, and a drafted page is without errors.

use casebook::diag::Severity;
use casebook::intake::page::{Paths, page};
use casebook::intake::{Said, draft};
use casebook::model::clean::Fate;
use casebook::model::config::Publish;
use casebook::query::{self, Options};
use casebook::suggest::{Known, suggest};
use casebook::text::Text;
use proptest::prelude::*;
use proptest::sample::select;

use super::config;
use crate::support::Case;

/// Lines that captures have, several of them alike or beginning alike.
const LINES: &[&str] = &[
    "",
    "",
    "Share",
    "Share",
    "Home | News | Sports",
    "Read more",
    "Read more: the fox",
    "By Jane Fox",
    "September 21, 2020",
    "The fox and the hound: a story",
    "\"Quoted\" \\ and 'quoted'",
    "• item",
    "© 2020 The Fox. All rights reserved.",
    "Sign up for our newsletter",
    "3 Comments",
    "Reply",
    "of the order and the dog",
    "The quick fox ran over the lazy dog in the morning, and at night it came back to see what was left of the hen.",
    "The quick fox ran over the lazy dog in the morning, and at night it came back to see what was left of the cock.",
    "Nobody saw the fox leave again, says the keeper. It was the third time in a week. He has built a fence, and it is of no use.",
    "昨日、キツネが森から出てきて、村の人々を驚かせた。警察によると、けが人はいなかった。その後、キツネは森へ帰ったという。",
    "分享到微信",
    "延伸阅读",
    "e\u{301}te\u{301} \u{feff}\u{200b}soft\u{ad}hyphen",
];

/// Pieces of pages, open elements and stray ends among them.
const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<div class=\"share\">",
    "</div>",
    "<nav>",
    "</nav>",
    "<h2>",
    "</h2>",
    "<li>",
    "<br>",
    "<table><tr><td>",
    "<script>alert(1)</script>",
    "<a href=\"x\">",
    "</a>",
    "<article>",
    "</article>",
    "<b>",
    "<pre>",
    "</pre>",
    "&amp;",
    "&lt;script&gt;",
    "<time datetime=\"2020-09-18\">",
    "<footer>",
    "<blockquote>",
    "<figcaption>",
    "<!-- c -->",
    "+++",
    "\n",
    " ",
];

fn lines() -> impl Strategy<Value = String> {
    prop::collection::vec(select(LINES), 0..40).prop_map(|lines| lines.join("\n"))
}

fn html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![select(PIECES), select(LINES)];
    prop::collection::vec(piece, 1..80).prop_map(|pieces| format!("<html><body>{}", pieces.concat()))
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn a_suggested_recipe_applies_to_its_text(text in lines()) {
        let suggestion = suggest(&Text::new(text.as_str()), None, &Known::default());
        let front = "raw = \"seeds/a.txt\"\ntitle = \"A\"\nrights = { publish = \"full\" }\n";
        let case = Case::default()
            .file("seeds/a.txt", text.as_str())
            .file("content/sources/a.md", format!("+++\n{front}\n{}\n+++\n", suggestion.toml));
        let checked = query::dossier(&case.files(), &Options::default());
        let errors: Vec<_> = checked.diags.iter().filter(|diag| diag.severity() == Severity::Error).collect();
        prop_assert!(errors.is_empty(), "{errors:?}\n{}", suggestion.toml);
        let words = checked.value.dossier.sources[0].words.as_ref().expect("there is a text");
        let cut = words.record.iter().filter(|line| matches!(line.fate, Fate::Cut(_))).count();
        prop_assert_eq!(cut, suggestion.cut.0, "{}", suggestion.toml);
    }

    #[test]
    fn a_page_that_is_taken_in_is_drafted_without_errors(html in html(), name in select(&["a.html", "a.txt"][..])) {
        let said = Said { publish: Some(Publish::Full), ..Said::default() };
        if let Ok(draft) = draft(name, html.as_bytes(), &said) {
            let paths = Paths { raw: "seeds/a.txt".to_owned(), original: Some("seeds/a.html".to_owned()) };
            let raw = draft.made.as_ref().map_or(html.as_str(), |(_, raw)| raw.as_str());
            let case = Case::default()
                .file("seeds/a.txt", raw)
                .file("seeds/a.html", html.as_str())
                .file("content/sources/a.md", page(&draft, &paths));
            let checked = query::dossier(&case.files(), &Options::default());
            let errors: Vec<_> = checked.diags.iter().filter(|diag| diag.severity() == Severity::Error).collect();
            prop_assert!(errors.is_empty(), "{errors:?}\n{}", page(&draft, &paths));
        }
    }
}
