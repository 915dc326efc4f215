//! How a recipe names lines and words.

use super::check;

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
