//! The steps of a recipe.

use super::check;

#[test]
fn a_step_does_something() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
reason = "share"
+++
"#,
        r#"
error[step-invalid]: this step does nothing
 --> content/sources/a.md:5:1
  |
5 | [[clean]]
  | ^^^^^^^^^
  |
  = help: a step has one of `cut`, `set`, `speakers`, `part`, `join`, `split` and `correct`

1 error
"#,
    );
}

#[test]
fn a_step_does_one_thing() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = "The fox."
set = "title"
reason = "share"
+++
"#,
        r#"
error[step-invalid]: this step does several things: `cut` and `set`
 --> content/sources/a.md:5:1
  |
5 | [[clean]]
  | ^^^^^^^^^
  |
  = help: a step has one of `cut`, `set`, `speakers`, `part`, `join`, `split` and `correct`

1 error
"#,
    );
}

#[test]
fn a_cut_has_a_reason() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = "The fox."
+++
"#,
        r#"
error[key-missing]: `reason` is missing
 --> content/sources/a.md:5:1
  |
5 | [[clean]]
  | ^^^^^^^^^
  |
  = help: add `reason = …`

1 error
"#,
    );
}

#[test]
fn a_reason_is_one_of_those_known() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = "The fox."
reason = "advertising"
+++
"#,
        r#"
error[value-invalid]: `advertising` is none of the words known here
 --> content/sources/a.md:7:10
  |
7 | reason = "advertising"
  |          ^^^^^^^^^^^^^
  |
  = help: known are `navigation`, `promotion`, `newsletter`, `related`, `biography`, `duplicate`, `caption`, `footer`, `share`, `error` and `meta`

1 error
"#,
    );
}

#[test]
fn words_are_edited_once() {
    check(
        r#"
== seeds/a.txt
The quick fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = { words = "quick fox" }
reason = "error"

[[clean]]
correct = { words = "quick", with = "slow" }
+++
"#,
        r#"
error[step-ambiguous]: these words are already edited by an earlier step
  --> content/sources/a.md:10:21
   |
10 | correct = { words = "quick", with = "slow" }
   |                     ^^^^^^^
   |
  ::: seeds/a.txt:1:5
   |
 1 | The quick fox.
   |     ----- the words

1 error
"#,
    );
}

#[test]
fn a_correction_has_words() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
correct = { words = "fox", with = "" }
+++
"#,
        r#"
error[value-invalid]: `with` is empty
 --> content/sources/a.md:6:35
  |
6 | correct = { words = "fox", with = "" }
  |                                   ^^

1 error
"#,
    );
}

#[test]
fn a_readable_heading_has_the_words_of_its_line() {
    check(
        r#"
== seeds/a.txt
THE QUICK FOX
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
set = "heading"
line = "THE QUICK FOX"
as = "The slow fox"
+++
"#,
        r#"
error[heading-words]: the readable case of this heading has other words than its line
 --> content/sources/a.md:8:6
  |
8 | as = "The slow fox"
  |      ^^^^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | THE QUICK FOX
  | ------------- the line
  |
  = help: the line has `quick` where this has `slow`

1 error
"#,
    );
}

#[test]
fn a_readable_heading_has_all_words_of_its_line() {
    check(
        r#"
== seeds/a.txt
THE QUICK FOX
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
set = "heading"
line = "THE QUICK FOX"
as = "The quick"
+++
"#,
        r#"
error[heading-words]: the readable case of this heading has other words than its line
 --> content/sources/a.md:8:6
  |
8 | as = "The quick"
  |      ^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | THE QUICK FOX
  | ------------- the line
  |
  = help: one has more words than the other

1 error
"#,
    );
}

#[test]
fn a_readable_heading_is_not_edited_as_well() {
    check(
        r#"
== seeds/a.txt
THE QUICK FOX
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
set = "heading"
line = "THE QUICK FOX"
as = "The quick fox"

[[clean]]
correct = { words = "FOX", with = "DOG" }
+++
"#,
        r#"
error[step-ambiguous]: a heading in readable case cannot be edited as well
 --> content/sources/a.md:8:6
  |
8 | as = "The quick fox"
  |      ^^^^^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:11
  |
1 | THE QUICK FOX
  |           --- edited here
  |
  = help: remove `as`, or the step that edits the line

1 error
"#,
    );
}

#[test]
fn a_heading_has_a_level_from_two_to_six() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
set = "heading"
line = "The fox."
level = 1
+++
"#,
        r#"
error[value-invalid]: `1` is no level of a heading
 --> content/sources/a.md:8:9
  |
8 | level = 1
  |         ^
  |
  = help: levels are 2 to 6

1 error
"#,
    );
}

#[test]
fn a_part_has_an_author_or_says_that_he_is_unnamed() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
part = { from = "The fox.", author = "Ann", unnamed = "first contributor" }
+++
"#,
        r#"
error[step-invalid]: a part has either `author` or `unnamed`
 --> content/sources/a.md:6:8
  |
6 | part = { from = "The fox.", author = "Ann", unnamed = "first contributor" }
  |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write `author = "…"` for a name that the capture has, else `unnamed = "first contributor"`

1 error
"#,
    );
}

#[test]
fn a_label_that_nobody_speaks_under_is_named() {
    check(
        r#"
== seeds/a.txt
Ann: The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
speakers = { "Ann:" = "Ann", "Bob:" = "Bob" }
+++
"#,
        r#"
error[step-unmatched]: no line begins with these words
 --> content/sources/a.md:6:30
  |
6 | speakers = { "Ann:" = "Ann", "Bob:" = "Bob" }
  |                              ^^^^^^
  |
  = help: copy the words from the line that is meant

1 error
"#,
    );
}

#[test]
fn the_label_of_a_speaker_is_not_edited() {
    check(
        r#"
== seeds/a.txt
Ann: The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
speakers = { "Ann:" = "Ann Ames" }

[[clean]]
correct = { words = "Ann", with = "Anne" }
+++
"#,
        r#"
error[step-ambiguous]: these words are the label of a speaker
 --> content/sources/a.md:9:21
  |
9 | correct = { words = "Ann", with = "Anne" }
  |                     ^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | Ann: The fox.
  | --- the words
  |
  = help: readers see the name that `speakers` gives

1 error
"#,
    );
}

#[test]
fn a_paragraph_does_not_begin_inside_words_that_are_taken() {
    check(
        r#"
== seeds/a.txt
The quick fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = { words = "quick fox" }
reason = "error"

[[clean]]
split = { before = "fox" }
+++
"#,
        r#"
error[step-ambiguous]: a paragraph cannot begin inside words that another step takes
  --> content/sources/a.md:10:20
   |
10 | split = { before = "fox" }
   |                    ^^^^^
   |
  ::: seeds/a.txt:1:11
   |
 1 | The quick fox.
   |           - here

1 error
"#,
    );
}

#[test]
fn a_line_that_is_nearly_a_label_is_doubted() {
    check(
        r#"
== seeds/a.txt
Anna: One.

ANNA : two.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
speakers = { "Anna:" = "Anna Ames" }
+++
"#,
        r#"
warning[label-similar]: this line begins nearly as the label `Anna:`, and is not taken for one
 --> seeds/a.txt:3:1
  |
3 | ANNA : two.
  | ^^^^^^^^^^^
  |
 ::: content/sources/a.md:6:14
  |
6 | speakers = { "Anna:" = "Anna Ames" }
  |              ------- the label
  |
  = help: add the form of this line to `speakers`, or say with `set` what the line is

1 warning
"#,
    );
}
