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
error[template-error]: variable `headline` is not defined. Available variables: annotations, entries, essays, html, layout, packets, questions, site, sources, subtitle, timeline, title, ways, words (in making `index.html`)
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
fn words_have_one_form_or_two() {
    check(
        r#"
== themes/bare/words/en.toml
skip = 7
"#,
        r#"
error[value-invalid]: the words `skip` are neither a string nor a table of `one` and `other`
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
