//! The configuration, front matter and files of the dossier.

use super::{check, check_case};
use crate::support::Case;

#[test]
fn a_folder_without_configuration_is_no_dossier() {
    check_case(
        Case::text(
            r#"
== content/index.md
Hello.
"#,
        )
        .without("casebook.toml"),
        r#"
error[config-missing]: there is no `casebook.toml`
 |
 = help: run casebook in the folder of a dossier, or name that folder with `--root`

1 error
"#,
    );
}

#[test]
fn media_have_names_that_every_system_has() {
    check(
        r#"
== content/media/Pic.svg
<svg></svg>
== content/media/a:b/c.svg
<svg></svg>
== content/media/con.svg
<svg></svg>
== content/media/dot.
<svg></svg>
== content/media/pic.svg
<svg></svg>
== themes/bare/font?.txt
Letters.
"#,
        r#"
error[media-name]: `content/media/a:b/c.svg` is a name that not every system has, so the site could not be copied there
 --> content/media/a:b/c.svg:1:1
  |
1 | <svg></svg>
  | ^
  |
  = help: rename it, without `<>:"|?*\`, without a dot or space at its end, and not as a device such as `con`

error[media-name]: `content/media/con.svg` is a name that not every system has, so the site could not be copied there
 --> content/media/con.svg:1:1
  |
1 | <svg></svg>
  | ^
  |
  = help: rename it, without `<>:"|?*\`, without a dot or space at its end, and not as a device such as `con`

error[media-name]: `content/media/dot.` is a name that not every system has, so the site could not be copied there
 --> content/media/dot.:1:1
  |
1 | <svg></svg>
  | ^
  |
  = help: rename it, without `<>:"|?*\`, without a dot or space at its end, and not as a device such as `con`

error[media-name]: `content/media/pic.svg` and `content/media/Pic.svg` differ only in case or in the encoding of accents
 --> content/media/pic.svg:1:1
  |
1 | <svg></svg>
  | ^
  |
  = help: rename one of them: on disks of macOS and Windows they are one file

error[media-name]: `themes/bare/font?.txt` is a name that not every system has, so the site could not be copied there
 --> themes/bare/font?.txt:1:1
  |
1 | Letters.
  | ^
  |
  = help: rename it, without `<>:"|?*\`, without a dot or space at its end, and not as a device such as `con`

5 errors
"#,
    );
}

#[test]
fn a_dossier_has_a_title() {
    check(
        r#"
== casebook.toml
theme = "bare"
"#,
        r#"
error[key-missing]: `title` is missing
 --> casebook.toml:1:1
  |
1 | theme = "bare"
  | ^
  |
  = help: add `title = …`

1 error
"#,
    );
}

#[test]
fn configuration_is_toml() {
    check(
        r#"
== casebook.toml
title = "T
theme = "bare"
"#,
        r#"
error[toml-syntax]: invalid basic string, expected `"`
 --> casebook.toml:1:11
  |
1 | title = "T
  |           ^

1 error
"#,
    );
}

#[test]
fn a_key_with_a_slip_of_the_hand_is_named() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"
languge = "en"
"#,
        r#"
error[key-unknown]: the key `languge` is not known here
 --> casebook.toml:3:1
  |
3 | languge = "en"
  | ^^^^^^^
  |
  = help: did you mean `language`?

1 error
"#,
    );
}

#[test]
fn a_key_like_no_other_gets_the_list_of_those_known() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"

[links]
abcdefgh = 1
"#,
        r#"
error[key-unknown]: the key `abcdefgh` is not known here
 --> casebook.toml:5:1
  |
5 | abcdefgh = 1
  | ^^^^^^^^
  |
  = help: known are `show`

1 error
"#,
    );
}

#[test]
fn a_value_is_of_the_kind_that_its_key_takes() {
    check(
        r#"
== casebook.toml
title = 7
theme = "bare"
"#,
        r#"
error[value-invalid]: this is a value of the kind integer, and must be a string
 --> casebook.toml:1:9
  |
1 | title = 7
  |         ^

1 error
"#,
    );
}

#[test]
fn a_title_is_not_empty() {
    check(
        r#"
== casebook.toml
title = " "
theme = "bare"
"#,
        r#"
error[value-invalid]: `title` is empty
 --> casebook.toml:1:9
  |
1 | title = " "
  |         ^^^

1 error
"#,
    );
}

#[test]
fn a_word_is_one_of_those_known() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"
links = { show = "al" }
"#,
        r#"
error[value-invalid]: `al` is none of the words known here
 --> casebook.toml:3:18
  |
3 | links = { show = "al" }
  |                  ^^^^
  |
  = help: did you mean `all`? known are `first-per-section`, `all` and `none`

1 error
"#,
    );
}

#[test]
fn a_page_holds_something() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"
[pages]
lines = 0
"#,
        r#"
error[value-invalid]: a page cannot hold 0 lines
 --> casebook.toml:4:9
  |
4 | lines = 0
  |         ^
  |
  = help: write 1 or more

1 error
"#,
    );
}

#[test]
fn a_base_url_is_absolute() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"
base_url = "example.org"
"#,
        r#"
error[value-invalid]: the base URL does not begin with `https://` or `http://`
 --> casebook.toml:3:12
  |
3 | base_url = "example.org"
  |            ^^^^^^^^^^^^^

1 error
"#,
    );
}

#[test]
fn a_base_url_names_a_host() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"
base_url = "https:///a"
"#,
        r#"
error[value-invalid]: the base URL names no host
 --> casebook.toml:3:12
  |
3 | base_url = "https:///a"
  |            ^^^^^^^^^^^^

1 error
"#,
    );
}

#[test]
fn a_base_url_has_no_query() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"
base_url = "https://example.org/?a"
"#,
        r#"
error[value-invalid]: the base URL has characters that no base URL has
 --> casebook.toml:3:12
  |
3 | base_url = "https://example.org/?a"
  |            ^^^^^^^^^^^^^^^^^^^^^^^^

1 error
"#,
    );
}

#[test]
fn a_page_begins_with_front_matter() {
    check(
        r#"
== content/essays/e.md
Hello.
"#,
        r#"
error[front-matter-missing]: the file does not begin with a line `+++`
 --> content/essays/e.md:1:1
  |
1 | Hello.
  | ^
  |
  = help: put the front matter, in TOML, between two lines `+++`

1 error
"#,
    );
}

#[test]
fn front_matter_is_closed() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"

Hello.
"#,
        r#"
error[front-matter-missing]: the front matter has no closing line `+++`
 --> content/essays/e.md:1:1
  |
1 | +++
  | ^
  |
  = help: put the front matter, in TOML, between two lines `+++`

1 error
"#,
    );
}

#[test]
fn an_id_has_no_capitals() {
    check(
        r#"
== content/essays/Essay.md
+++
title = "E"
+++
"#,
        r#"
error[id-invalid]: the id `Essay` has characters other than a-z, 0-9 and -
 --> content/essays/Essay.md:1:1
  |
1 | +++
  | ^
  |
  = help: rename the file; an id is made of `a-z`, `0-9` and `-`

1 error
"#,
    );
}

#[test]
fn an_id_is_no_device_of_windows() {
    check(
        r#"
== content/essays/con.md
+++
title = "E"
+++
"#,
        r#"
error[id-invalid]: the id `con` is a reserved name of Windows
 --> content/essays/con.md:1:1
  |
1 | +++
  | ^
  |
  = help: rename the file; an id is made of `a-z`, `0-9` and `-`

1 error
"#,
    );
}

#[test]
fn a_former_id_is_an_id() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
former = ["Old name"]
+++
"#,
        r#"
error[id-invalid]: the id `Old name` has characters other than a-z, 0-9 and -
 --> content/essays/e.md:3:11
  |
3 | former = ["Old name"]
  |           ^^^^^^^^^^

1 error
"#,
    );
}

#[test]
fn pages_of_all_kinds_share_one_namespace() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
== content/glossary/e.md
+++
title = "E"
expected = false
+++
A letter.
"#,
        r#"
error[id-twice]: the id `e` is used twice
 --> content/essays/e.md:1:1
  |
1 | +++
  | ^
  |
 ::: content/glossary/e.md:1:1
  |
1 | +++
  | - used here
  |
  = help: sources, entries, essays, packets and questions share one namespace: rename one of the files

1 error
"#,
    );
}

#[test]
fn a_former_id_is_not_in_use() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
== content/essays/f.md
+++
title = "F"
former = ["e"]
+++
"#,
        r#"
error[id-twice]: the id `e` is used twice
 --> content/essays/f.md:3:11
  |
3 | former = ["e"]
  |           ^^^
  |
 ::: content/essays/e.md:1:1
  |
1 | +++
  | - used here
  |
  = help: sources, entries, essays, packets and questions share one namespace: rename one of the files

1 error
"#,
    );
}

#[test]
fn a_file_that_nothing_reads_is_named() {
    check(
        r#"
== content/glossary/notes/fox.md
Nobody reads this.
"#,
        r#"
warning[file-unexpected]: nothing reads `content/glossary/notes/fox.md`
 --> content/glossary/notes/fox.md:1:1
  |
1 | Nobody reads this.
  | ^
  |
  = help: pages lie in `sources/`, `annotations/`, `glossary/`, `questions/`, `essays/` and `packets/` below `content/` and end in `.md`; pictures lie in `content/media/`

1 warning
"#,
    );
}

#[test]
fn a_page_is_utf8() {
    check_case(
        Case::text(
            r#"
== content/essays/e.md
+++
title = "E"
+++
"#,
        )
        .file("content/index.md", *b"caf\xe9\n"),
        r#"
error[not-utf8]: this byte does not belong to UTF-8
 --> content/index.md:1:4
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
fn a_date_is_edtf() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
published = "September 2020"
+++
"#,
        r#"
error[date-invalid]: `September 2020` is no date
 --> content/essays/e.md:3:13
  |
3 | published = "September 2020"
  |             ^^^^^^^^^^^^^^^^
  |
  = help: write a year, month or day such as `2020`, `2020-09` or `2020-09-18`, with `~` if it is approximate, `?` if uncertain, `a/b` for an interval

1 error
"#,
    );
}

#[test]
fn a_date_is_in_the_calendar() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
published = "2019-02-29"
+++
"#,
        r#"
error[date-invalid]: `2019-02-29` is not in the calendar
 --> content/essays/e.md:3:13
  |
3 | published = "2019-02-29"
  |             ^^^^^^^^^^^^
  |
  = help: write a year, month or day such as `2020`, `2020-09` or `2020-09-18`, with `~` if it is approximate, `?` if uncertain, `a/b` for an interval

1 error
"#,
    );
}

#[test]
fn an_interval_ends_after_it_begins() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
published = "2020-09/2020-08"
+++
"#,
        r#"
error[date-invalid]: `2020-09/2020-08` ends before it begins
 --> content/essays/e.md:3:13
  |
3 | published = "2020-09/2020-08"
  |             ^^^^^^^^^^^^^^^^^
  |
  = help: write a year, month or day such as `2020`, `2020-09` or `2020-09-18`, with `~` if it is approximate, `?` if uncertain, `a/b` for an interval

1 error
"#,
    );
}

#[test]
fn an_interval_names_a_date() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
published = "../.."
+++
"#,
        r#"
error[date-invalid]: `../..` names no date
 --> content/essays/e.md:3:13
  |
3 | published = "../.."
  |             ^^^^^^^
  |
  = help: write a year, month or day such as `2020`, `2020-09` or `2020-09-18`, with `~` if it is approximate, `?` if uncertain, `a/b` for an interval

1 error
"#,
    );
}

#[test]
fn the_editors_statement_says_what_it_rests_on() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = { value = "A", by = "editor" }
rights = { publish = "full" }
+++
"#,
        r#"
error[key-missing]: `from` is missing
 --> content/sources/a.md:3:9
  |
3 | title = { value = "A", by = "editor" }
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: add `from = …`

1 error
"#,
    );
}

#[test]
fn an_address_is_one_of_the_web() {
    check(
        r#"
== content/glossary/fox.md
+++
title = "fox"
expected = false
same_as = ["javascript:alert(1)"]
+++
An animal.
"#,
        r#"
error[value-invalid]: `javascript:alert(1)` is not an address of the web
 --> content/glossary/fox.md:4:12
  |
4 | same_as = ["javascript:alert(1)"]
  |            ^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write it with `https://`

1 error
"#,
    );
}

#[test]
fn rights_are_said() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
+++
"#,
        r#"
warning[rights-missing]: this source does not say what may be published of it
 --> content/sources/a.md:1:1
  |
1 | +++
  | ^
  |
  = help: add `rights = { statement = "…", publish = "full" }`, or `"withheld"` to say so

1 warning
"#,
    );
}

#[test]
fn a_mention_says_which_entry() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/essays/e.md
+++
title = "E"
mentions = { "fox" = true }
+++
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
"#,
        r#"
error[value-invalid]: `true` does not say which entry is meant
 --> content/essays/e.md:3:22
  |
3 | mentions = { "fox" = true }
  |                      ^^^^
  |
  = help: write the id of the entry, or `false` if none is meant

1 error
"#,
    );
}

#[test]
fn a_language_has_a_tag() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"
language = "English, British"
"#,
        r#"
error[value-invalid]: `English, British` is no language tag
 --> casebook.toml:3:12
  |
3 | language = "English, British"
  |            ^^^^^^^^^^^^^^^^^^
  |
  = help: write one such as `en`, `pt-BR` or `zh-Hant`

1 error
"#,
    );
}

#[test]
fn the_title_of_a_source_is_not_empty() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = ""
rights = { publish = "full" }
+++
"#,
        r#"
error[value-invalid]: this value is empty
 --> content/sources/a.md:3:9
  |
3 | title = ""
  |         ^^

1 error
"#,
    );
}

#[test]
fn an_id_of_a_heading_is_none_of_the_pages_own() {
    check(
        r#"
== content/essays/e.md
+++
title = "E"
+++
## One {#ref-1}
"#,
        r#"
error[id-invalid]: pages have elements of their own called `ref-1`, or so
 --> content/essays/e.md:4:1
  |
4 | ## One {#ref-1}
  | ^^^^^^^^^^^^^^^
  |
  = help: choose another id, such as `about-ref-1`

1 error
"#,
    );
}
