//! Entries, links, footnotes and pictures.

use super::{check, check_case};
use crate::support::Case;

#[test]
fn a_name_that_two_entries_share_is_reported_where_it_stands() {
    check(
        r#"
== seeds/a.txt
Tod ran.
== content/glossary/fox.md
+++
title = "fox"
aliases = ["Tod"]
expected = false
+++
Tod is an animal.
== content/glossary/vixen.md
+++
title = "vixen"
aliases = ["tod"]
expected = false
+++
An animal.
"#,
        r#"
warning[alias-shared]: 2 entries are called `Tod`, so it is linked nowhere on this page
 --> content/sources/a.md:1:1
  |
1 | +++
  | ^
  |
 ::: content/glossary/fox.md:3:12
  |
3 | aliases = ["Tod"]
  |            ----- called so
  |
 ::: content/glossary/vixen.md:3:12
  |
3 | aliases = ["tod"]
  |            ----- called so
  |
  = help: say which is meant here: `mentions = { "Tod" = "fox" }`, or `false` if none is

1 warning
"#,
    );
}

#[test]
fn a_name_that_two_entries_share_is_reported_where_no_page_uses_it() {
    check(
        r#"
== seeds/a.txt
The hound ran.
== content/glossary/fox.md
+++
title = "fox"
aliases = ["Tod"]
expected = false
+++
Tod is an animal.
== content/glossary/vixen.md
+++
title = "vixen"
aliases = ["tod"]
expected = false
+++
An animal.
"#,
        r#"
warning[alias-shared]: 2 entries are called `Tod`, so it is linked nowhere
 --> content/glossary/fox.md:3:12
  |
3 | aliases = ["Tod"]
  |            ^^^^^
  |
 ::: content/glossary/vixen.md:3:12
  |
3 | aliases = ["tod"]
  |            ----- and here
  |
  = help: say which is meant in a page that names it: `mentions = { "Tod" = "fox" }`, or `false` if none is

1 warning
"#,
    );
}

#[test]
fn a_name_that_two_entries_share_is_fine_where_the_page_says_which_it_means() {
    check(
        r#"
== seeds/a.txt
Tod ran.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
mentions = { "Tod" = false }
+++
== content/glossary/fox.md
+++
title = "fox"
aliases = ["Tod"]
expected = false
+++
Tod is an animal.
== content/glossary/vixen.md
+++
title = "vixen"
aliases = ["tod"]
expected = false
+++
An animal.
"#,
        r#"
"#,
    );
}

#[test]
fn an_entry_begins_with_its_definition() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/glossary/fox.md
+++
title = "fox"
+++
# Foxes
"#,
        r#"
error[definition-missing]: this entry has no definition
 --> content/glossary/fox.md:1:1
  |
1 | +++
  | ^
  |
  = help: begin it with a paragraph that says what the term means

1 error
"#,
    );
}

#[test]
fn an_entry_that_no_source_names_says_so() {
    check(
        r#"
== seeds/a.txt
The dog.
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
"#,
        r#"
warning[entry-unnamed]: no source names this entry
 --> content/glossary/fox.md:1:1
  |
1 | +++
  | ^
  |
  = help: add the names that the sources use to `aliases`, or say `expected = false` and why it is here

1 warning
"#,
    );
}

#[test]
fn an_entry_that_a_source_names_is_expected() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/glossary/fox.md
+++
title = "fox"
expected = false
+++
An animal.
"#,
        r#"
warning[entry-named]: this entry says that no source names it, and sources name it once
 --> content/glossary/fox.md:3:12
  |
3 | expected = false
  |            ^^^^^
  |
  = help: remove `expected = false`

1 warning
"#,
    );
}

#[test]
fn an_entry_to_look_at_exists() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/glossary/fox.md
+++
title = "fox"
see_also = ["fix"]
+++
An animal.
"#,
        r#"
error[unknown-id]: there is no entry `fix`
 --> content/glossary/fox.md:3:13
  |
3 | see_also = ["fix"]
  |             ^^^^^
  |
  = help: did you mean `fox`?

1 error
"#,
    );
}

#[test]
fn a_source_is_no_entry_to_look_at() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/glossary/fox.md
+++
title = "fox"
see_also = ["a"]
+++
An animal.
"#,
        r#"
error[unknown-id]: there is no entry `a`
 --> content/glossary/fox.md:3:13
  |
3 | see_also = ["a"]
  |             ^^^
  |
  = help: entries are the files of `content/glossary/`, without `.md`

1 error
"#,
    );
}

#[test]
fn a_main_term_is_an_entry() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"
main_terms = ["foxes"]
== seeds/a.txt
The fox.
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
"#,
        r#"
error[unknown-id]: there is no entry `foxes`
 --> casebook.toml:3:15
  |
3 | main_terms = ["foxes"]
  |               ^^^^^^^
  |
  = help: entries are the files of `content/glossary/`, without `.md`

1 error
"#,
    );
}

#[test]
fn a_name_that_no_entry_has_means_none() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
== content/essays/e.md
+++
title = "E"
mentions = { "fix" = false }
+++
"#,
        r#"
error[unknown-id]: no entry is called `fix`
 --> content/essays/e.md:3:14
  |
3 | mentions = { "fix" = false }
  |              ^^^^^
  |
  = help: did you mean `fox`?

1 error
"#,
    );
}

#[test]
fn a_name_means_an_entry_that_has_it() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
== content/essays/e.md
+++
title = "E"
mentions = { "fox" = "vixen" }
+++
"#,
        r#"
error[unknown-id]: the entry `vixen` is not called `fox`
 --> content/essays/e.md:3:22
  |
3 | mentions = { "fox" = "vixen" }
  |                      ^^^^^^^
  |
  = help: entries of this name: `fox`

1 error
"#,
    );
}

#[test]
fn a_footnote_that_is_called_is_defined() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
A claim.[^1]
"#,
        r#"
error[footnote-unknown]: the footnote `1` is defined nowhere
 --> content/essays/e.md:4:9
  |
4 | A claim.[^1]
  |         ^^^^
  |
  = help: add a line `[^1]: …`, or write `\[^1]` if no footnote is meant

1 error
"#,
    );
}

#[test]
fn a_bracket_behind_a_backslash_calls_no_footnote() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
Write \[^1] or `[^1]` to call one.

    [^1]
"#,
        r#"
"#,
    );
}

#[test]
fn a_footnote_that_is_defined_is_called() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
A claim.

[^1]: The proof.
"#,
        r#"
warning[footnote-unused]: the footnote `1` is called nowhere, so nobody sees it
 --> content/essays/e.md:6:1
  |
6 | [^1]: The proof.
  | ^^^^^^^^^^^^^^^^
  |
  = help: write `[^1]` where it belongs, or remove it

1 warning
"#,
    );
}

#[test]
fn a_footnote_is_defined_once() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
A claim[^1].

[^1]: The proof.

[^1]: Another.
"#,
        r#"
warning[footnote-unused]: the footnote `1` is defined a second time, so nobody sees this one
 --> content/essays/e.md:8:1
  |
8 | [^1]: Another.
  | ^^^^^^^^^^^^^^
  |
  = help: give it a label of its own, or remove it

1 warning
"#,
    );
}

#[test]
fn a_link_to_a_place_of_its_page_finds_it() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
See [there](#fuxes).

## Foxes {#foxes}
"#,
        r#"
error[fragment-unknown]: the page has no place `#fuxes`
 --> content/essays/e.md:4:5
  |
4 | See [there](#fuxes).
  |     ^^^^^^^^^^^^^^^
  |
  = help: did you mean `#foxes`?

1 error
"#,
    );
}

#[test]
fn a_link_to_a_place_of_another_page_finds_it() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
See [there](../glossary/fox.md#tail).
== seeds/a.txt
The fox.
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
"#,
        r#"
error[fragment-unknown]: the page has no place `#tail`
 --> content/essays/e.md:4:5
  |
4 | See [there](../glossary/fox.md#tail).
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: give a heading an id with `{#id}`, or link a paragraph of a source by its address

1 error
"#,
    );
}

#[test]
fn a_link_by_name_finds_a_page() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
== content/essays/e.md
+++
title = "E"
+++
See [[fax]].
"#,
        r#"
error[link-unknown]: nothing is called `fax`
 --> content/essays/e.md:4:5
  |
4 | See [[fax]].
  |     ^^^^^^^
  |
  = help: did you mean `[[fox]]`?

1 error
"#,
    );
}

#[test]
fn a_link_by_a_name_like_no_other_finds_no_page() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
See [[the president]].
"#,
        r#"
error[link-unknown]: nothing is called `the president`
 --> content/essays/e.md:4:5
  |
4 | See [[the president]].
  |     ^^^^^^^^^^^^^^^^^
  |
  = help: link a source, entry or essay by its id, its title or an alias

1 error
"#,
    );
}

#[test]
fn a_link_by_name_finds_one_page() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
See [[Animals]].
== content/essays/f.md
+++
title = "Animals"
+++
== content/essays/g.md
+++
title = "Animals"
+++
"#,
        r#"
error[link-ambiguous]: 2 pages are called `Animals`
 --> content/essays/e.md:4:5
  |
4 | See [[Animals]].
  |     ^^^^^^^^^^^
  |
  = help: link one of them by its id: `f`, `g`

1 error
"#,
    );
}

#[test]
fn a_link_by_address_finds_a_page() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
See [there](fox.md).
"#,
        r#"
error[link-unknown]: there is no page or file `fox.md`
 --> content/essays/e.md:4:5
  |
4 | See [there](fox.md).
  |     ^^^^^^^^^^^^^^^
  |
  = help: write the path of a content file from here, such as `../glossary/name.md`, or link by name: `[[name]]`

1 error
"#,
    );
}

#[test]
fn a_link_leads_to_no_script() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
See [there](javascript:alert\(1\)).
"#,
        r#"
error[link-unsafe]: `javascript:alert(1)` is no address that a page may link
 --> content/essays/e.md:4:5
  |
4 | See [there](javascript:alert\(1\)).
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: link pages of the dossier, or addresses with `https://`, `http://` or `mailto:`

1 error
"#,
    );
}

#[test]
fn a_link_names_its_scheme() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
See [there](//example.org).
"#,
        r#"
error[link-unsafe]: `//example.org` is no address that a page may link
 --> content/essays/e.md:4:5
  |
4 | See [there](//example.org).
  |     ^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: link pages of the dossier, or addresses with `https://`, `http://` or `mailto:`

1 error
"#,
    );
}

#[test]
fn a_link_to_a_withheld_page_is_reported() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
See [[f]] and [there](f.md).
== content/essays/f.md
+++
title = "F"
draft = true
+++
"#,
        r#"
warning[link-withheld]: this edition withholds `f`, so these words lead nowhere
 --> content/essays/e.md:4:5
  |
4 | See [[f]] and [there](f.md).
  |     ^^^^^

warning[link-withheld]: this edition withholds `f`, so these words lead nowhere
 --> content/essays/e.md:4:15
  |
4 | See [[f]] and [there](f.md).
  |               ^^^^^^^^^^^^^

2 warnings
"#,
    );
}

#[test]
fn a_picture_is_among_the_media() {
    check_case(
        Case::text(
            r#"
== content/essays/e.md
+++
title = "E"
+++
![a map](../media/mpa.png)
"#,
        )
        .file("content/media/map.png", *b""),
        r#"
error[picture-missing]: there is no file `../media/mpa.png` among the media
 --> content/essays/e.md:4:1
  |
4 | ![a map](../media/mpa.png)
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `media/map.png`?

1 error
"#,
    );
}

#[test]
fn a_picture_needs_the_media() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
![a map](map.png)
"#,
        r#"
error[picture-missing]: there is no file `map.png` among the media
 --> content/essays/e.md:4:1
  |
4 | ![a map](map.png)
  | ^^^^^^^^^^^^^^^^^
  |
  = help: put the file into `content/media/` and write `![description](media/name)`

1 error
"#,
    );
}

#[test]
fn a_picture_lies_in_the_dossier() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
![a map](https://example.org/map.png)
"#,
        r#"
error[picture-remote]: the picture `https://example.org/map.png` lies elsewhere
 --> content/essays/e.md:4:1
  |
4 | ![a map](https://example.org/map.png)
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: put the file into `content/media/` and write `![description](media/name)`

1 error
"#,
    );
}

#[test]
fn a_picture_is_described() {
    check_case(
        Case::text(
            r#"
== content/essays/e.md
+++
title = "E"
+++
![](../media/map.png)
"#,
        )
        .file("content/media/map.png", *b""),
        r#"
warning[picture-undescribed]: this picture has no description
 --> content/essays/e.md:4:1
  |
4 | ![](../media/map.png)
  | ^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write what it shows: `![description](media/…)`

1 warning
"#,
    );
}

#[test]
fn a_name_has_letters_or_digits() {
    check(
        r#"
== content/glossary/plus.md
+++
title = "++"
expected = false
+++
A sign.
"#,
        r#"
error[value-invalid]: `++` has neither letter nor digit, so it is found nowhere
 --> content/glossary/plus.md:2:9
  |
2 | title = "++"
  |         ^^^^
  |
  = help: write the name as the sources do

1 error
"#,
    );
}
