//! Annotations, questions and the timeline.

use super::check;

#[test]
fn an_annotation_begins_with_a_heading() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/annotations/a.md
Some text.

## fox {.comment}
> the quick fox

A body.
"#,
        r#"
error[annotation-invalid]: no annotation begins above this text
 --> content/annotations/a.md:1:1
  |
1 | Some text.
  | ^^^^^^^^^^
  |
  = help: begin each annotation with a heading: `## its-id {.context}`

1 error
"#,
    );
}

#[test]
fn an_annotation_says_what_kind_it_is() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/annotations/a.md
## fox
> the quick fox

A body.
"#,
        r#"
error[annotation-invalid]: this annotation does not say what kind it is
 --> content/annotations/a.md:1:1
  |
1 | ## fox
  | ^^^^^^
  |
  = help: write one of `.context`, `.correction`, `.contradiction`, `.definition`, `.translation`, `.question`, `.comment` in braces: `## its-id {.context}`

1 error
"#,
    );
}

#[test]
fn kinds_of_annotations_are_listed_or_meant() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/annotations/a.md
## fox {.remark}
> the quick fox

A body.

## fox-2 {.coment}
> that ran

A body.
"#,
        r#"
error[annotation-invalid]: there is no kind of annotation called `remark`
 --> content/annotations/a.md:1:1
  |
1 | ## fox {.remark}
  | ^^^^^^^^^^^^^^^^
  |
  = help: write one of `.context`, `.correction`, `.contradiction`, `.definition`, `.translation`, `.question`, `.comment` in braces: `## its-id {.context}`

error[annotation-invalid]: there is no kind of annotation called `coment`
 --> content/annotations/a.md:6:1
  |
6 | ## fox-2 {.coment}
  | ^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `.comment`?

2 errors
"#,
    );
}

#[test]
fn an_annotation_is_of_one_kind() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/annotations/a.md
## fox {.comment .context}
> the quick fox

A body.
"#,
        r#"
error[annotation-invalid]: an annotation is of one kind
 --> content/annotations/a.md:1:1
  |
1 | ## fox {.comment .context}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write one of `.context`, `.correction`, `.contradiction`, `.definition`, `.translation`, `.question`, `.comment` in braces: `## its-id {.context}`

1 error
"#,
    );
}

#[test]
fn an_annotation_has_a_lemma() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/annotations/a.md
## fox {.comment}

A body.
"#,
        r#"
error[annotation-invalid]: this annotation has no lemma
 --> content/annotations/a.md:1:1
  |
1 | ## fox {.comment}
  | ^^^^^^^^^^^^^^^^^
  |
  = help: quote the words annotated in a block quotation directly under the heading: `> words`

1 error
"#,
    );
}

#[test]
fn a_lemma_has_no_citation() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/annotations/a.md
## fox {.comment}
> the quick fox
> [@a]

A body.
"#,
        r#"
error[annotation-invalid]: a lemma has no citation
 --> content/annotations/a.md:3:3
  |
3 | > [@a]
  |   ^^^^
  |
  = help: the file says which source is annotated: remove the citation, or put words of your own before it

1 error
"#,
    );
}

#[test]
fn an_annotation_has_an_id() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/annotations/a.md
## The fox {.comment}
> the quick fox

A body.
"#,
        r#"
error[id-invalid]: the id `The fox` has characters other than a-z, 0-9 and -
 --> content/annotations/a.md:1:1
  |
1 | ## The fox {.comment}
  | ^^^^^^^^^^^^^^^^^^^^^
  |
  = help: the heading of an annotation is its id, made of `a-z`, `0-9` and `-`

1 error
"#,
    );
}

#[test]
fn ids_of_annotations_are_used_once() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/annotations/a.md
## fox {.comment}
> the quick fox

A body.

## fox {.comment}
> that ran

A body.
"#,
        r#"
error[id-twice]: the annotation `fox` is there twice
 --> content/annotations/a.md:6:1
  |
6 | ## fox {.comment}
  | ^^^^^^^^^^^^^^^^^
  |
 ::: content/annotations/a.md:1:1
  |
1 | ## fox {.comment}
  | ----------------- used here
  |
  = help: annotations of one source have ids of their own: rename one of them

1 error
"#,
    );
}

#[test]
fn an_annotation_has_no_other_attributes() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/annotations/a.md
## fox {.comment colour=red}
> the quick fox

A body.
"#,
        r#"
error[annotation-invalid]: an annotation has no attribute `colour`, or not without a value
 --> content/annotations/a.md:1:1
  |
1 | ## fox {.comment colour=red}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: it has `author=NAME` and `tags=one,two`

1 error
"#,
    );
}

#[test]
fn annotations_are_on_a_source() {
    check(
        r#"
== seeds/letter.txt
It was the quick fox that ran.
== content/annotations/leter.md
## fox {.comment}
> the quick fox

A body.
== content/annotations/zebra.md
## fox {.comment}
> the quick fox

A body.
"#,
        r#"
error[unknown-id]: there is no source `leter` that these annotations could be on
 --> content/annotations/leter.md:1:1
  |
1 | ## fox {.comment}
  | ^
  |
  = help: did you mean `annotations/letter.md`?

error[unknown-id]: there is no source `zebra` that these annotations could be on
 --> content/annotations/zebra.md:1:1
  |
1 | ## fox {.comment}
  | ^
  |
  = help: the file has the name of the source's own: `annotations/ID.md`

2 errors
"#,
    );
}

#[test]
fn a_question_has_claims() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/questions/q.md
+++
title = "Q"
+++
Who ran?
"#,
        r#"
error[claim-missing]: this question has no claims
 --> content/questions/q.md:1:1
  |
1 | +++
  | ^
  |
  = help: give each claim a heading of the second level, and under it the words that support it

1 error
"#,
    );
}

#[test]
fn an_event_has_a_date() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/timeline.md
## The fox runs
"#,
        r#"
error[date-invalid]: this event has no date, or nothing behind it
 --> content/timeline.md:1:1
  |
1 | ## The fox runs
  | ^^^^^^^^^^^^^^^
  |
  = help: write the date in EDTF, a dash and the event: `## 2020-09-18 — What happened`

1 error
"#,
    );
}

#[test]
fn the_date_of_an_event_is_one() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/timeline.md
## September 2020 — The fox runs
"#,
        r#"
error[date-invalid]: `September 2020` is no date
 --> content/timeline.md:1:1
  |
1 | ## September 2020 — The fox runs
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write the date in EDTF, a dash and the event: `## 2020-09-18 — What happened`

1 error
"#,
    );
}
