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
fn a_selector_has_a_line_or_its_beginning() {
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
cut = { line = "The fox.", starts = "The" }
reason = "share"
+++
"#,
        r#"
error[step-invalid]: a selector has either `line` or `starts`
 --> content/sources/a.md:6:7
  |
6 | cut = { line = "The fox.", starts = "The" }
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write the words of the line, `{ starts = "…" }` or `{ line = "…", every = true }`

1 error
"#,
    );
}

#[test]
fn a_selector_has_words() {
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
cut = " "
reason = "share"
+++
"#,
        r#"
error[step-invalid]: this selector has no words
 --> content/sources/a.md:6:7
  |
6 | cut = " "
  |       ^^^

1 error
"#,
    );
}

#[test]
fn a_selector_of_zero_width_has_no_words() {
    check(
        r#"
== seeds/a.txt
The fox.

The end.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = "\u200b"
reason = "share"
+++
"#,
        r#"
error[step-invalid]: this selector has no words
 --> content/sources/a.md:6:7
  |
6 | cut = "\u200b"
  |       ^^^^^^^^

1 error
"#,
    );
}

#[test]
fn a_selector_matches_a_line() {
    check(
        r#"
== seeds/a.txt
The quick fox ran.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = "The quack fox ran."
reason = "share"
+++
"#,
        r#"
error[step-unmatched]: no line is these words
 --> content/sources/a.md:6:7
  |
6 | cut = "The quack fox ran."
  |       ^^^^^^^^^^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | The quick fox ran.
  | ------------------ nearest line
  |
  = help: copy the words from the line that is meant

1 error
"#,
    );
}

#[test]
fn a_selector_that_is_a_beginning_is_told_how_to_say_so() {
    check(
        r#"
== seeds/a.txt
The quick fox ran.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = "The quick fox"
reason = "share"
+++
"#,
        r#"
error[step-unmatched]: no line is these words
 --> content/sources/a.md:6:7
  |
6 | cut = "The quick fox"
  |       ^^^^^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | The quick fox ran.
  | ------------------ nearest line
  |
  = help: to name a line by its beginning, write `{ starts = "…" }`

1 error
"#,
    );
}

#[test]
fn a_beginning_matches_a_line() {
    check(
        r#"
== seeds/a.txt
The quick fox ran.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = { starts = "A fox" }
reason = "share"
+++
"#,
        r#"
error[step-unmatched]: no line begins with these words
 --> content/sources/a.md:6:18
  |
6 | cut = { starts = "A fox" }
  |                  ^^^^^^^
  |
  = help: copy the words from the line that is meant

1 error
"#,
    );
}

#[test]
fn a_selector_matches_one_line() {
    check(
        r#"
== seeds/a.txt
Share
The fox.
Share
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = "Share"
reason = "share"
+++
"#,
        r#"
error[step-ambiguous]: this selector matches 2 lines, and may match one
 --> content/sources/a.md:6:7
  |
6 | cut = "Share"
  |       ^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | Share
  | ----- matches
  |
 ::: seeds/a.txt:3:1
  |
3 | Share
  | ----- matches
  |
  = help: give more of the line, or say `every = true` if all are meant

1 error
"#,
    );
}

#[test]
fn a_line_is_taken_once() {
    check(
        r#"
== seeds/a.txt
Share
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = "Share"
reason = "share"

[[clean]]
set = "title"
line = "Share"
+++
"#,
        r#"
error[step-unmatched]: the line that this selector names is already taken by an earlier step
  --> content/sources/a.md:11:8
   |
11 | line = "Share"
   |        ^^^^^^^
   |
  ::: seeds/a.txt:1:1
   |
 1 | Share
   | ----- the line
   |
  ::: content/sources/a.md:5:1
   |
 5 | [[clean]]
   | --------- taken here
   |
   = help: remove one of the two steps

1 error
"#,
    );
}

#[test]
fn a_range_ends_behind_its_beginning() {
    check(
        r#"
== seeds/a.txt
The end.
The fox.
More.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = { from = "The fox.", to = "The end." }
reason = "related"
+++
"#,
        r#"
error[step-unmatched]: no line is these words
 --> content/sources/a.md:6:33
  |
6 | cut = { from = "The fox.", to = "The end." }
  |                                 ^^^^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | The end.
  | -------- nearest line
  |
 ::: seeds/a.txt:2:1
  |
2 | The fox.
  | -------- nearest line
  |
  = help: that line stands before the range begins

1 error
"#,
    );
}

#[test]
fn words_are_in_the_text() {
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
correct = { words = "teh", with = "the" }
+++
"#,
        r#"
error[step-unmatched]: these words are not in the text
 --> content/sources/a.md:6:21
  |
6 | correct = { words = "teh", with = "the" }
  |                     ^^^^^
  |
  = help: copy the words as the raw text has them

1 error
"#,
    );
}

#[test]
fn words_are_in_their_line() {
    check(
        r#"
== seeds/a.txt
The fox.
A dog.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
correct = { in = "A dog.", words = "fox", with = "cat" }
+++
"#,
        r#"
error[step-unmatched]: these words are not in the line
 --> content/sources/a.md:6:36
  |
6 | correct = { in = "A dog.", words = "fox", with = "cat" }
  |                                    ^^^^^
  |
 ::: seeds/a.txt:2:1
  |
2 | A dog.
  | ------ the line
  |
  = help: copy the words as the raw text has them

1 error
"#,
    );
}

#[test]
fn words_are_in_one_place() {
    check(
        r#"
== seeds/a.txt
The fox saw the fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
cut = { words = "fox" }
reason = "error"
+++
"#,
        r#"
error[step-ambiguous]: these words stand in the text 2 times
 --> content/sources/a.md:6:17
  |
6 | cut = { words = "fox" }
  |                 ^^^^^
  |
 ::: seeds/a.txt:1:5
  |
1 | The fox saw the fox.
  |     --- here
  |
 ::: seeds/a.txt:1:17
  |
1 | The fox saw the fox.
  |                 --- here
  |
  = help: give more words, or name the line with `in`

1 error
"#,
    );
}

#[test]
fn words_in_one_line_are_in_one_place() {
    check(
        r#"
== seeds/a.txt
The fox saw the fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
split = { in = "The fox saw the fox.", before = "fox" }
+++
"#,
        r#"
error[step-ambiguous]: these words stand in the line 2 times
 --> content/sources/a.md:6:49
  |
6 | split = { in = "The fox saw the fox.", before = "fox" }
  |                                                 ^^^^^
  |
 ::: seeds/a.txt:1:5
  |
1 | The fox saw the fox.
  |     --- here
  |
 ::: seeds/a.txt:1:17
  |
1 | The fox saw the fox.
  |                 --- here
  |
  = help: give more words, or name the line with `in`

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
