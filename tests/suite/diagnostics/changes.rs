//! The list of changes.

use super::check;

#[test]
fn a_change_happened_on_a_day() {
    check(
        r#"
== content/changes.md
## 2026-11 — A month is no day

Text.

## First publication

## 2026-02-30
"#,
        r#"
error[date-invalid]: `2026-11` is no day, and a change happened on one
 --> content/changes.md:1:1
  |
1 | ## 2026-11 — A month is no day
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write year, month and day, and behind a dash what changed: `## 2026-11-21 — What changed`

error[date-invalid]: `First publication` is no day, and a change happened on one
 --> content/changes.md:5:1
  |
5 | ## First publication
  | ^^^^^^^^^^^^^^^^^^^^
  |
  = help: write year, month and day, and behind a dash what changed: `## 2026-11-21 — What changed`

error[date-invalid]: `2026-02-30` is no day, and a change happened on one
 --> content/changes.md:7:1
  |
7 | ## 2026-02-30
  | ^^^^^^^^^^^^^
  |
  = help: write year, month and day, and behind a dash what changed: `## 2026-11-21 — What changed`

3 errors
"#,
    );
}

#[test]
fn kinds_of_changes_are_listed_or_meant() {
    check(
        r#"
== content/changes.md
## 2026-11-21 — One {.corection}

## 2026-11-20 — Two {.news}

## 2026-11-19 — Three {.correction .addition}

## 2026-11-18 — Four {.correction author=ra}

## 2026-11-17
"#,
        r#"
error[change-invalid]: there is no kind of change called `corection`
 --> content/changes.md:1:1
  |
1 | ## 2026-11-21 — One {.corection}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `.correction`?

error[change-invalid]: there is no kind of change called `news`
 --> content/changes.md:3:1
  |
3 | ## 2026-11-20 — Two {.news}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write `.correction`, `.addition`, or nothing

error[change-invalid]: a change is of one kind
 --> content/changes.md:5:1
  |
5 | ## 2026-11-19 — Three {.correction .addition}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: where one heading is not enough, write two changes

error[change-invalid]: a change has no attribute `author`
 --> content/changes.md:7:1
  |
7 | ## 2026-11-18 — Four {.correction author=ra}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: it may have a kind, `.correction` or `.addition`, and an id, `#its-id`

error[change-invalid]: this change says nothing
 --> content/changes.md:9:1
  |
9 | ## 2026-11-17
  | ^^^^^^^^^^^^^
  |
  = help: say behind a dash or under the heading what changed

5 errors
"#,
    );
}

#[test]
fn the_newest_change_stands_first() {
    check(
        r#"
== content/changes.md
## 2026-11-20 — One

## 2026-11-21 — Two
"#,
        r#"
error[change-invalid]: this change is later than the one above it
 --> content/changes.md:3:1
  |
3 | ## 2026-11-21 — Two
  | ^^^^^^^^^^^^^^^^^^^
  |
 ::: content/changes.md:1:1
  |
1 | ## 2026-11-20 — One
  | ------------------- the one above
  |
  = help: the newest change stands first: move this one up, or mend its day

1 error
"#,
    );
}

#[test]
fn two_changes_of_a_day_have_titles_that_tell_them_apart() {
    check(
        r#"
== content/changes.md
## 2026-11-21 — One {.correction}

## 2026-11-20 — Between

## 2026-11-20 — Between {.addition}
"#,
        r#"
error[change-invalid]: this change has the day and the title of another
 --> content/changes.md:5:1
  |
5 | ## 2026-11-20 — Between {.addition}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
 ::: content/changes.md:3:1
  |
3 | ## 2026-11-20 — Between
  | ----------------------- as here
  |
  = help: put both under one heading, or give them titles that tell them apart

1 error
"#,
    );
}

#[test]
fn changes_have_addresses_of_their_own() {
    check(
        r#"
== content/changes.md
## 2026-11-21 — One {#word}

## 2026-11-20 — Two {#word}
"#,
        r#"
error[id-twice]: the change `word` is there twice
 --> content/changes.md:3:1
  |
3 | ## 2026-11-20 — Two {#word}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
 ::: content/changes.md:1:1
  |
1 | ## 2026-11-21 — One {#word}
  | --------------------------- used here
  |
  = help: readers keep the addresses of changes: give one of the two another id, `{#its-id}`

1 error
"#,
    );
}

#[test]
fn a_list_of_changes_has_some() {
    check(
        r#"
== content/changes.md
Nothing has changed so far.
"#,
        r#"
error[change-invalid]: this page has no changes
 --> content/changes.md:1:1
  |
1 | Nothing has changed so far.
  | ^
  |
  = help: give each change a heading with its day: `## 2026-11-21 — What changed {.correction}`, or remove the file

1 error
"#,
    );
}

#[test]
fn a_list_of_changes_states_no_claim() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/changes.md
## 2026-11-21 — One

"the quick fox" [@a, denies]
"#,
        r#"
error[citation-invalid]: `denies` is the role of evidence, and this page states no claim
 --> content/changes.md:3:22
  |
3 | "the quick fox" [@a, denies]
  |                      ^^^^^^
  |
  = help: roles belong on question pages and the timeline; remove it here

1 error
"#,
    );
}
