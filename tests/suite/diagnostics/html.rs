//! HTML in editorial Markdown.

use super::check;

#[test]
fn html_that_could_load_or_run_something_is_refused() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
A <b onclick="x()">word</b> and an <sub>open one.
"#,
        r#"
error[html-unsupported]: `<b onclick="x()">` is HTML that pages may not hold
 --> content/essays/e.md:4:3
  |
4 | A <b onclick="x()">word</b> and an <sub>open one.
  |   ^^^^^^^^^^^^^^^^^
  |
  = help: write Markdown; the page on codes lists the few elements that may stand

error[html-unsupported]: `</b>` is HTML that pages may not hold
 --> content/essays/e.md:4:24
  |
4 | A <b onclick="x()">word</b> and an <sub>open one.
  |                        ^^^^
  |
  = help: write Markdown; the page on codes lists the few elements that may stand

error[html-unsupported]: `<sub>` is not closed where it was opened
 --> content/essays/e.md:4:36
  |
4 | A <b onclick="x()">word</b> and an <sub>open one.
  |                                    ^^^^^
  |
  = help: write `</sub>` in the same paragraph, inside the same emphasis or link

3 errors
"#,
    );
}

#[test]
fn an_element_may_say_the_language_of_its_words_and_nothing_else() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
A <i lang="fr">mot</i>, <q lang="fr">un mot</q>, a <span lang="x y">word</span> and <i>none</i>.
"#,
        r#"
error[html-unsupported]: `<span lang="x y">` is HTML that pages may not hold
 --> content/essays/e.md:4:52
  |
4 | A <i lang="fr">mot</i>, <q lang="fr">un mot</q>, a <span lang="x y">word</span> and <i>none</i>.
  |                                                    ^^^^^^^^^^^^^^^^^
  |
  = help: write Markdown; the page on codes lists the few elements that may stand

error[html-unsupported]: `</span>` is HTML that pages may not hold
 --> content/essays/e.md:4:73
  |
4 | A <i lang="fr">mot</i>, <q lang="fr">un mot</q>, a <span lang="x y">word</span> and <i>none</i>.
  |                                                                         ^^^^^^^
  |
  = help: write Markdown; the page on codes lists the few elements that may stand

error[html-unsupported]: `<i>` is HTML that pages may not hold
 --> content/essays/e.md:4:85
  |
4 | A <i lang="fr">mot</i>, <q lang="fr">un mot</q>, a <span lang="x y">word</span> and <i>none</i>.
  |                                                                                     ^^^
  |
  = help: write Markdown; the page on codes lists the few elements that may stand

error[html-unsupported]: `</i>` is HTML that pages may not hold
 --> content/essays/e.md:4:92
  |
4 | A <i lang="fr">mot</i>, <q lang="fr">un mot</q>, a <span lang="x y">word</span> and <i>none</i>.
  |                                                                                            ^^^^
  |
  = help: write Markdown; the page on codes lists the few elements that may stand

4 errors
"#,
    );
}

#[test]
fn a_comment_does_not_hide_html_behind_it() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
<!-- a --><script>x()</script>
"#,
        r#"
error[html-unsupported]: `<!-- a --><script>x()</script>` is HTML that pages may not hold
 --> content/essays/e.md:4:1
  |
4 | <!-- a --><script>x()</script>
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write Markdown; the page on codes lists the few elements that may stand

1 error
"#,
    );
}
