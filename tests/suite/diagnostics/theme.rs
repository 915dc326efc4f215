//! Themes: templates and words.

use super::{check, check_case};
use crate::support::Case;

#[test]
fn a_theme_exists() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bere"
"#,
        r#"
error[theme-missing]: there is no theme `bere`
 --> casebook.toml:2:9
  |
2 | theme = "bere"
  |         ^^^^^^
  |
  = help: did you mean `bare`?

1 error
"#,
    );
}

#[test]
fn a_theme_like_no_other_does_not_exist() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "night"
"#,
        r#"
error[theme-missing]: there is no theme `night`
 --> casebook.toml:2:9
  |
2 | theme = "night"
  |         ^^^^^^^
  |
  = help: make the folder `themes/night`, or use the theme `default`

1 error
"#,
    );
}

#[test]
fn a_theme_speaks_the_language() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"
language = "fr"
"#,
        r#"
warning[language-missing]: the theme has no words in the language `fr`, so it speaks English
 |
 = help: add `words/fr.toml` to the theme

1 warning
"#,
    );
}

#[test]
fn a_template_is_well_formed() {
    check(
        r#"
== themes/bare/front.html
{% if title %}never closed
"#,
        r#"
error[template-error]: unexpected end of input
 --> themes/bare/front.html:1:15
  |
1 | {% if title %}never closed
  |               ^^^^^^^^^^^^
  |
  = help: the templates of the default theme show what each page is given; remove the file to use theirs

1 error
"#,
    );
}

#[test]
fn a_template_extends_one_that_exists() {
    check(
        r#"
== themes/bare/front.html
{% extends "frame.html" %}
"#,
        r#"
error[template-error]: the parent template `frame.html` does not exist
 --> themes/bare/front.html:1:1
  |
1 | {% extends "frame.html" %}
  | ^
  |
  = help: the templates of the default theme show what each page is given; remove the file to use theirs

1 error
"#,
    );
}

#[test]
fn a_template_includes_one_that_exists() {
    check(
        r#"
== themes/bare/front.html
{% include "head.html" %}
"#,
        r#"
error[template-error]: unknown template `head.html`
 --> themes/bare/front.html:1:1
  |
1 | {% include "head.html" %}
  | ^
  |
  = help: the templates of the default theme show what each page is given; remove the file to use theirs

1 error
"#,
    );
}

#[test]
fn a_template_asks_for_what_its_view_holds() {
    check(
        r#"
== themes/bare/front.html
<h1>{{ headline }}</h1>
"#,
        r#"
error[template-error]: variable `headline` is not defined. Available variables: annotations, downloads, entries, essays, html, layout, lead, packets, questions, site, sources, subtitle, timeline, title, ways, words (in making `index.html`)
 --> themes/bare/front.html:1:8
  |
1 | <h1>{{ headline }}</h1>
  |        ^^^^^^^^
  |
  = help: the templates of the default theme show what each page is given; remove the file to use theirs

1 error
"#,
    );
}

#[test]
fn a_template_asks_for_words_that_the_theme_has() {
    check(
        r#"
== themes/bare/front.html
<h1>{{ word(key="wellcome") }}</h1>
"#,
        r#"
error[template-error]: the theme has no words `wellcome` (in making `index.html`)
 --> themes/bare/front.html:1:8
  |
1 | <h1>{{ word(key="wellcome") }}</h1>
  |        ^^^^^^^^^^^^^^^^^^^^
  |
  = help: the templates of the default theme show what each page is given; remove the file to use theirs

1 error
"#,
    );
}

#[test]
fn a_template_is_utf8() {
    check_case(
        Case::text(
            r#"
== content/index.md
Hello.
"#,
        )
        .file("themes/bare/front.html", *b"caf\xe9\n"),
        r#"
error[not-utf8]: this byte does not belong to UTF-8
 --> themes/bare/front.html:1:4
  |
1 | caf�
  |    ^
  |
  = help: save the file as UTF-8

1 error
"#,
    );
}

#[test]
fn words_are_toml() {
    check(
        r#"
== themes/bare/words/en.toml
skip = Skip
"#,
        r#"
error[toml-syntax]: string values must be quoted, expected literal string
 --> themes/bare/words/en.toml:1:8
  |
1 | skip = Skip
  |        ^^^^

1 error
"#,
    );
}

#[test]
fn words_are_strings_or_have_plural_forms() {
    check(
        r#"
== themes/bare/words/en.toml
skip = 7
"#,
        r#"
error[value-invalid]: the words `skip` are neither a string nor a table of plural forms
 --> themes/bare/words/en.toml:1:8
  |
1 | skip = 7
  |        ^

1 error
"#,
    );
}

#[test]
fn words_are_utf8() {
    check_case(
        Case::text(
            r#"
== content/index.md
Hello.
"#,
        )
        .file("themes/bare/words/en.toml", *b"skip = \"caf\xe9\"\n"),
        r#"
error[not-utf8]: this byte does not belong to UTF-8
 --> themes/bare/words/en.toml:1:12
  |
1 | skip = "caf�"
  |            ^
  |
  = help: save the file as UTF-8

1 error
"#,
    );
}

/// The dossier of a theme with a word of its own, and words in a language that the default theme does not have.
fn in_polish(words: &str) -> Case {
    let english: toml::Table = include_str!("../../../themes/default/words/en.toml").parse().expect("it is TOML");
    let mut polish: toml::Table = words.parse().expect("it is TOML");
    polish = english.into_iter().filter(|(key, _)| !polish.contains_key(key)).collect();
    for (_, words) in polish.iter_mut() {
        if words.is_table() {
            *words = toml::toml! { one = "1"
            few = "{n}"
            many = "{n}"
            other = "{n}" }
            .into();
        }
    }
    Case::text("== casebook.toml\ntitle = \"T\"\ntheme = \"bare\"\nlanguage = \"pl-PL\"\n")
        .file("themes/bare/words/pl.toml", format!("{words}{}", inline(&polish)))
}

/// Words as TOML, each on a line.
fn inline(words: &toml::Table) -> String {
    words.iter().map(|(key, words)| format!("{key} = {words}\n")).collect()
}

#[test]
fn a_language_has_its_plural_forms_and_no_others() {
    check_case(
        in_polish("minutes = { one = \"minuta\", two = \"minuty\", many = \"{n} minut\", other = \"{n} minuty\" }\n"),
        r#"
warning[words-missing]: the words `minutes` lack the plural form `few`
 --> themes/bare/words/pl.toml:1:11
  |
1 | minutes = { one = "minuta", two = "minuty", many = "{n} minut", other = "{n} minuty" }
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: the language `pl-PL` has `one`, `few`, `many`, `other`; what is missing is said as `other`

warning[words-unknown]: the language `pl-PL` has no plural form `two`
 --> themes/bare/words/pl.toml:1:29
  |
1 | minutes = { one = "minuta", two = "minuty", many = "{n} minut", other = "{n} minuty" }
  |                             ^^^
  |
  = help: it has `one`, `few`, `many`, `other`

2 warnings
"#,
    );
}

#[test]
fn words_that_count_have_a_form_for_all_numbers() {
    check_case(
        in_polish("minutes = { one = \"minuta\" }\n"),
        r#"
error[value-invalid]: the words `minutes` lack the form `other`
 --> themes/bare/words/pl.toml:1:11
  |
1 | minutes = { one = "minuta" }
  |           ^^^^^^^^^^^^^^^^^^

1 error
"#,
    );
}

#[test]
fn words_that_do_not_count_have_one_form() {
    check_case(
        in_polish("skip = { other = \"Do tekstu\" }\n"),
        r#"
error[value-invalid]: the words `skip` go with no number, so they have one form
 --> themes/bare/words/pl.toml:1:8
  |
1 | skip = { other = "Do tekstu" }
  |        ^^^^^^^^^^^^^^^^^^^^^^^

1 error
"#,
    );
}

#[test]
fn a_form_of_words_is_a_string() {
    check_case(
        in_polish("minutes = { one = \"minuta\", few = 3, many = \"{n} minut\", other = \"{n} minuty\" }\n"),
        r#"
error[value-invalid]: the form `few` of the words `minutes` is no string
 --> themes/bare/words/pl.toml:1:11
  |
1 | minutes = { one = "minuta", few = 3, many = "{n} minut", other = "{n} minuty" }
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

1 error
"#,
    );
}

#[test]
fn words_are_those_that_something_asks_for() {
    check(
        r#"
== themes/bare/words/en.toml
skpi = "Skip"
greeting = "Hello"
farewell = "Good bye"
== themes/bare/front.html
<h1>{{ words["greeting"] }}</h1>
"#,
        r#"
warning[words-unknown]: nothing asks for the words `skpi`
 --> themes/bare/words/en.toml:1:1
  |
1 | skpi = "Skip"
  | ^^^^
  |
  = help: did you mean `skip`?

warning[words-unknown]: nothing asks for the words `farewell`
 --> themes/bare/words/en.toml:3:1
  |
3 | farewell = "Good bye"
  | ^^^^^^^^
  |
  = help: remove them, or ask for them in a template of the theme

2 warnings
"#,
    );
}

#[test]
fn the_places_in_words_are_filled() {
    check(
        r#"
== themes/bare/words/en.toml
edited-by = "Edited by {nmaes}"
skip = "Skip {n}"
"#,
        r#"
warning[words-unknown]: nothing fills the place `{nmaes}` in the words `edited-by`
 --> themes/bare/words/en.toml:1:13
  |
1 | edited-by = "Edited by {nmaes}"
  |             ^^^^^^^^^^^^^^^^^^^
  |
  = help: there is `{names}`

warning[words-unknown]: nothing fills the place `{n}` in the words `skip`
 --> themes/bare/words/en.toml:2:8
  |
2 | skip = "Skip {n}"
  |        ^^^^^^^^^^

2 warnings
"#,
    );
}

#[test]
fn what_a_language_lacks_is_english() {
    let case = Case::text("== casebook.toml\ntitle = \"T\"\ntheme = \"bare\"\nlanguage = \"fr-CA\"\n")
        .file("themes/bare/words/fr.toml", "skip = \"Au texte\"\nnav = \"Dossier\"\n")
        .file("themes/bare/words/fr-CA.toml", "nav = \"Le dossier\"\n");
    let lines = case.build().lines();
    let start =
        "themes/bare/words/fr-CA.toml:1:1 warning[words-missing] the words `about-source`, `aliases`, `annotated` and ";
    assert!(lines.starts_with(start) && lines.lines().count() == 1, "{lines}");
    let page =
        String::from_utf8(case.in_default_theme().site().remove("index.html").expect("a front page")).expect("UTF-8");
    assert!(!page.contains("Au texte"), "the default theme has no French");
    // What is English is said to be: the frame of a page, which holds nothing but words of the theme.
    for element in [r##"<a class="skip" href="#main""##, r#"<nav aria-label="Dossier""#, r#"<footer class="site""#] {
        assert!(page.contains(&format!(r#"{element} lang="en" dir="ltr">"#)), "{element}");
    }
}
