//! Citations: how they are written, and what they name.

use super::check;

#[test]
fn a_citation_names_a_source() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
"the quick fox" [@aa]
"#,
        r#"
error[citation-unknown]: there is no source `aa`
 --> content/essays/e.md:4:19
  |
4 | "the quick fox" [@aa]
  |                   ^^
  |
  = help: did you mean `[@a]`?

1 error
"#,
    );
}

#[test]
fn a_citation_of_nothing_like_a_source_says_where_sources_are() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
"the quick fox" [@zhong-2020]
"#,
        r#"
error[citation-unknown]: there is no source `zhong-2020`
 --> content/essays/e.md:4:19
  |
4 | "the quick fox" [@zhong-2020]
  |                   ^^^^^^^^^^
  |
  = help: sources are the files of `content/sources/`, without `.md`

1 error
"#,
    );
}

#[test]
fn a_citation_under_a_former_id_says_the_new_one() {
    check(
        r#"
== seeds/x.txt
It was the quick fox.
== content/sources/b.md
+++
raw = "seeds/x.txt"
title = "B"
former = ["old"]
rights = { publish = "full" }
+++
== content/essays/e.md
+++
title = "E"
+++
"the quick fox" [@old]
"#,
        r#"
error[citation-unknown]: there is no source `old`
 --> content/essays/e.md:4:19
  |
4 | "the quick fox" [@old]
  |                   ^^^
  |
  = help: it is called `b` now: write `[@b]`

1 error
"#,
    );
}

#[test]
fn what_begins_like_a_citation_is_one() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
One [@a p. 4], two [@a; b], three [@a,], four [@], five [@a, tr. x].
"#,
        r#"
error[citation-invalid]: this is no citation: behind an id stands `,`, `;` or `]`
 --> content/essays/e.md:4:9
  |
4 | One [@a p. 4], two [@a; b], three [@a,], four [@], five [@a, tr. x].
  |         ^
  |
  = help: write `[@id]`, `[@id, p. 4]` or `[@one; @two]`; where no citation is meant, write `\[@`

error[citation-invalid]: this is no citation: a source is written `@` and its id
 --> content/essays/e.md:4:25
  |
4 | One [@a p. 4], two [@a; b], three [@a,], four [@], five [@a, tr. x].
  |                         ^
  |
  = help: write `[@id]`, `[@id, p. 4]` or `[@one; @two]`; where no citation is meant, write `\[@`

error[citation-invalid]: this is no citation: behind a comma stands a place, a role or `tr.`
 --> content/essays/e.md:4:39
  |
4 | One [@a p. 4], two [@a; b], three [@a,], four [@], five [@a, tr. x].
  |                                       ^
  |
  = help: write `[@id]`, `[@id, p. 4]` or `[@one; @two]`; where no citation is meant, write `\[@`

error[citation-invalid]: this is no citation: an id stands directly behind `@`
 --> content/essays/e.md:4:49
  |
4 | One [@a p. 4], two [@a; b], three [@a,], four [@], five [@a, tr. x].
  |                                                 ^
  |
  = help: write `[@id]`, `[@id, p. 4]` or `[@one; @two]`; where no citation is meant, write `\[@`

error[citation-invalid]: this is no citation: behind `tr.` stands the original between quotation marks
 --> content/essays/e.md:4:66
  |
4 | One [@a p. 4], two [@a; b], three [@a,], four [@], five [@a, tr. x].
  |                                                                  ^
  |
  = help: write `[@id]`, `[@id, p. 4]` or `[@one; @two]`; where no citation is meant, write `\[@`

5 errors
"#,
    );
}

#[test]
fn a_citation_is_closed_in_its_paragraph() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
It ran [@a

and ran.
"#,
        r#"
error[citation-invalid]: this is no citation: it has no closing bracket in its paragraph
 --> content/essays/e.md:4:8
  |
4 | It ran [@a
  |        ^
  |
  = help: write `[@id]`, `[@id, p. 4]` or `[@one; @two]`; where no citation is meant, write `\[@`

1 error
"#,
    );
}

#[test]
fn a_citation_stands_neither_in_a_heading_nor_in_a_link() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
## Of foxes [@a]

[the quick fox [@a]](https://example.org/)
"#,
        r#"
error[citation-invalid]: this is no citation: it stands in a heading
 --> content/essays/e.md:4:13
  |
4 | ## Of foxes [@a]
  |             ^^^^
  |
  = help: put it into the text below

error[citation-invalid]: this is no citation: it stands in a link
 --> content/essays/e.md:6:16
  |
6 | [the quick fox [@a]](https://example.org/)
  |                ^^^^
  |
  = help: put it behind the link

2 errors
"#,
    );
}

#[test]
fn a_citation_is_not_the_definition_of_a_link() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
[@a]: nothing
"#,
        r#"
error[citation-invalid]: this is no citation: with a colon behind it `[@a]` defines a link
 --> content/essays/e.md:4:1
  |
4 | [@a]: nothing
  | ^^^^^^^^^^^^^
  |
  = help: put the citation behind the words it is for

1 error
"#,
    );
}

#[test]
fn a_translation_stands_before_its_original() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
It ran [@a, tr. "the quick fox"].
"#,
        r#"
error[citation-invalid]: this is no citation: `tr.` stands behind a translation, and nothing is quoted
 --> content/essays/e.md:4:10
  |
4 | It ran [@a, tr. "the quick fox"].
  |          ^
  |
  = help: put your translation between quotation marks directly before it: `"our words" [@id, tr. "原文"]`

1 error
"#,
    );
}

#[test]
fn an_original_is_looked_up() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
"le renard" [@a, tr. "the quack fox"]
"#,
        r#"
error[quotation-altered]: `a` has `quick` where this quotation has `quack`
 --> content/essays/e.md:4:23
  |
4 | "le renard" [@a, tr. "the quack fox"]
  |                       ^^^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:8
  |
1 | It was the quick fox that ran.
  |        ------------- the nearest passage
  |
  = help: the source says: `the quick fox`

1 error
"#,
    );
}

#[test]
fn a_source_has_one_role() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/questions/q.md
+++
title = "Q"
+++
## The fox {#fox}

"the quick fox" [@a, denies, reports]
"#,
        r#"
error[citation-invalid]: this is no citation: a source has one role
 --> content/questions/q.md:6:30
  |
6 | "the quick fox" [@a, denies, reports]
  |                              ^^^^^^^
  |
  = help: write `[@id]`, `[@id, p. 4]` or `[@one; @two]`; where no citation is meant, write `\[@`

1 error
"#,
    );
}

#[test]
fn roles_belong_to_evidence() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
"the quick fox" [@a, denies]
"#,
        r#"
error[citation-invalid]: `denies` is the role of evidence, and this page states no claim
 --> content/essays/e.md:4:22
  |
4 | "the quick fox" [@a, denies]
  |                      ^^^^^^
  |
  = help: roles belong on question pages and the timeline; remove it here

1 error
"#,
    );
}
