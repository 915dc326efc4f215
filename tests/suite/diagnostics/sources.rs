//! Raw texts, their record, and what an edition shows of them.

use casebook::query::{LARGEST_RAW, MOST_LINES};

use super::{check, check_case};
use crate::support::Case;

#[test]
fn a_raw_text_is_there() {
    check(
        r#"
== seeds/letter.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/leter.txt"
title = "A"
rights = { publish = "full" }
+++
"#,
        r#"
error[raw-missing]: there is no raw text `seeds/leter.txt`
 --> content/sources/a.md:2:7
  |
2 | raw = "seeds/leter.txt"
  |       ^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `seeds/letter.txt`?

1 error
"#,
    );
}

#[test]
fn a_source_has_words_to_read() {
    check(
        r#"
== seeds/a.txt
The fox.

It ran.
== seeds/b.txt

== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }

[[clean]]
cut = { from = "The fox." }
reason = "navigation"
+++
== content/sources/b.md
+++
raw = "seeds/b.txt"
title = "B"
rights = { publish = "full" }
+++
== content/essays/e.md
+++
title = "E"
+++
See [[a]] and [[b]].
"#,
        r#"
warning[text-empty]: the recipe leaves nothing of `seeds/a.txt`
 --> content/sources/a.md:2:7
  |
2 | raw = "seeds/a.txt"
  |       ^^^^^^^^^^^^^
  |
  = help: remove the steps that cut too much: `casebook clean a --format tsv` has what became of each line

warning[text-empty]: there are no words in `seeds/b.txt`
 --> content/sources/b.md:2:7
  |
2 | raw = "seeds/b.txt"
  |       ^^^^^^^^^^^^^
  |
  = help: look where the text went; a copy of it may be whole

2 warnings
"#,
    );
}

#[test]
fn a_raw_text_lies_in_its_folder() {
    check(
        r#"
== content/sources/a.md
+++
raw = "casebook.toml"
title = "A"
rights = { publish = "full" }
+++
"#,
        r#"
error[raw-missing]: there is no raw text `casebook.toml`
 --> content/sources/a.md:2:7
  |
2 | raw = "casebook.toml"
  |       ^^^^^^^^^^^^^^^
  |
  = help: put the file into `seeds/` and name it by its path, such as `seeds/name.txt`

1 error
"#,
    );
}

#[test]
fn a_raw_text_fits_a_page() {
    check_case(
        Case::text(
            r#"
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
+++
"#,
        )
        .file("seeds/a.txt", vec![b'a'; LARGEST_RAW + 1]),
        r#"
error[raw-too-large]: `seeds/a.txt` has 16777217 bytes, and a raw text may have 16777216
 --> content/sources/a.md:2:7
  |
2 | raw = "seeds/a.txt"
  |       ^^^^^^^^^^^^^
  |
  = help: split it into several sources

1 error
"#,
    );
}

#[test]
fn a_raw_text_has_no_more_lines_than_a_record_can_show() {
    check_case(
        Case::text(
            r#"
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
+++
"#,
        )
        .file("seeds/a.txt", "x\n".repeat(MOST_LINES + 1)),
        r#"
error[raw-too-large]: `seeds/a.txt` has 262145 lines, and a raw text may have 262144
 --> content/sources/a.md:2:7
  |
2 | raw = "seeds/a.txt"
  |       ^^^^^^^^^^^^^
  |
  = help: split it into several sources

1 error
"#,
    );
}

#[test]
fn utf16_that_happens_to_be_utf8_is_no_raw_text() {
    check_case(
        Case::text(
            r#"
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
+++
"#,
        )
        .file("seeds/a.txt", "T\0i\0k\0T\0o\0k\0".repeat(100)),
        r#"
error[not-utf8]: `seeds/a.txt` holds 600 characters that cannot be shown, so it is hardly UTF-8
 --> content/sources/a.md:2:7
  |
2 | raw = "seeds/a.txt"
  |       ^^^^^^^^^^^^^
  |
  = help: take it in with `casebook add`, which makes a text in UTF-8 of it and keeps this one beside it

1 error
"#,
    );
}

#[test]
fn a_raw_text_is_utf8() {
    check_case(
        Case::text(
            r#"
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
+++
"#,
        )
        .file("seeds/a.txt", *b"caf\xe9\n"),
        r#"
error[not-utf8]: this byte does not belong to UTF-8
 --> seeds/a.txt:1:4
  |
1 | caf�
  |    ^
  |
 ::: content/sources/a.md:2:7
  |
2 | raw = "seeds/a.txt"
  |       ------------- named here
  |
  = help: take it in with `casebook add`, which makes a text in UTF-8 of it and keeps this one beside it

1 error
"#,
    );
}

#[test]
fn a_raw_text_is_the_one_on_record() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
+++
== casebook.lock
[sources.a]
raw = "seeds/a.txt"
sha256 = "0000"
"#,
        r#"
error[raw-changed]: `seeds/a.txt` is not the text that `casebook.lock` records for `a`
 --> content/sources/a.md:2:7
  |
2 | raw = "seeds/a.txt"
  |       ^^^^^^^^^^^^^
  |
 ::: casebook.lock:3:10
  |
3 | sha256 = "0000"
  |          ------ the checksum on record
  |
  = help: restore the file; or, if the new text is meant, run `casebook build --accept a`

1 error
"#,
    );
}

#[test]
fn a_source_that_may_change_exists() {
    check_case(
        Case::text(
            r#"
== content/essays/e.md
+++
title = "E"
+++
== seeds/letter.txt
The fox.
"#,
        )
        .accept("leter"),
        r#"
error[unknown-id]: there is no source `leter` whose raw text could be accepted
 |
 = help: did you mean `letter`?

1 error
"#,
    );
}

#[test]
fn a_record_has_a_checksum() {
    check(
        r#"
== seeds/a.txt
The fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
+++
== casebook.lock
[sources.a]
raw = "seeds/a.txt"
"#,
        r#"
error[lock-invalid]: `casebook.lock` cannot be read: a source has no `raw` or no `sha256`
 --> casebook.lock:1:10
  |
1 | [sources.a]
  |          ^
  |
  = help: take either side of a change; `casebook build` adds what is missing. If the file is beyond repair, remove it and compare the checksums of the new one with its history

1 error
"#,
    );
}

#[test]
fn a_lock_is_toml() {
    check(
        r#"
== casebook.lock
<<<<<<< HEAD
[sources.a]
"#,
        r#"
error[lock-invalid]: `casebook.lock` cannot be read: key with no value, expected `=`
 --> casebook.lock:1:9
  |
1 | <<<<<<< HEAD
  |         ^
  |
  = help: take either side of a change; `casebook build` adds what is missing. If the file is beyond repair, remove it and compare the checksums of the new one with its history

1 error
"#,
    );
}

#[test]
fn a_lock_is_utf8() {
    check_case(
        Case::text(
            r#"
== content/index.md
Hello.
"#,
        )
        .file("casebook.lock", *b"caf\xe9\n"),
        r#"
error[lock-invalid]: `casebook.lock` cannot be read: it is not UTF-8
 --> casebook.lock:1:4
  |
1 | caf�
  |    ^
  |
  = help: take either side of a change; `casebook build` adds what is missing. If the file is beyond repair, remove it and compare the checksums of the new one with its history

1 error
"#,
    );
}

#[test]
fn control_characters_are_named() {
    check_case(
        Case::text(
            r#"
== content/index.md
Hello.
"#,
        )
        .file("seeds/a.txt", *b"a bell \x07 and another \x07\n"),
        r#"
warning[control-character]: this text holds control characters, the first of them U+0007
 --> seeds/a.txt:1:8
  |
1 | a bell ␇ and another ␇
  |        ^
  |
  = help: they are shown as symbols; a `correct` step can replace them

1 warning
"#,
    );
}

#[test]
fn characters_that_reorder_others_are_named() {
    check_case(
        Case::text(
            r#"
== content/index.md
Hello.
"#,
        )
        .file("seeds/a.txt", "the \u{202e}xof\u{202c}\n"),
        r#"
warning[bidi-control]: this text holds characters that reorder others, the first of them U+202E
 --> seeds/a.txt:1:5
  |
1 | the �xof�
  |     ^
  |
  = help: read the record of the source, which shows them; their effect ends with their paragraph

1 warning
"#,
    );
}

#[test]
fn an_edition_is_one_that_the_configuration_names() {
    check_case(
        Case::text(
            r#"
== casebook.toml
title = "T"
theme = "bare"

[editions.public]
drafts = false
"#,
        )
        .edition("pubic"),
        r#"
error[edition-unknown]: the configuration names no edition `pubic`
 |
 = help: did you mean `public`?

1 error
"#,
    );
}

#[test]
fn without_editions_the_way_to_add_one_is_shown() {
    check_case(
        Case::text(
            r#"
== content/index.md
Hello.
"#,
        )
        .edition("public"),
        r#"
error[edition-unknown]: the configuration names no edition `public`
 |
 = help: add `[editions.NAME]` to `casebook.toml`

1 error
"#,
    );
}

#[test]
fn an_edition_names_sources_of_the_dossier() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"

[editions.public.sources]
leter = "withheld"
== seeds/letter.txt
The fox.
"#,
        r#"
error[unknown-id]: there is no source `leter`
 --> casebook.toml:5:1
  |
5 | leter = "withheld"
  | ^^^^^
  |
  = help: did you mean `letter`?

1 error
"#,
    );
}

#[test]
fn words_around_a_passage_are_counted_from_none() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"
[editions.public]
around = -1
"#,
        r#"
error[value-invalid]: there are no -1 words around a passage
 --> casebook.toml:4:10
  |
4 | around = -1
  |          ^^
  |
  = help: write 0 or more

1 error
"#,
    );
}

#[test]
fn what_is_redacted_is_found_once_and_has_a_reason() {
    check(
        r#"
== seeds/a.txt
The fox met the fox.
Smith met nobody.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[redact]]
words = "Smyth"
reason = "a private person"
[[redact]]
words = "fox"
reason = "an animal"
[[redact]]
words = "Smith met"
reason = "a private person"
[[redact]]
in = { starts = "Smith" }
words = "Smith"
reason = "a private person"
[[redact]]
words = "nobody"
+++
"#,
        r#"
error[step-unmatched]: these words are not in the text
 --> content/sources/a.md:6:9
  |
6 | words = "Smyth"
  |         ^^^^^^^
  |
  = help: copy the words as the raw text has them

error[step-ambiguous]: these words stand in the text 2 times
 --> content/sources/a.md:9:9
  |
9 | words = "fox"
  |         ^^^^^
  |
 ::: seeds/a.txt:1:5
  |
1 | The fox met the fox.
  |     --- here
  |
 ::: seeds/a.txt:1:17
  |
1 | The fox met the fox.
  |                 --- here
  |
  = help: give more words, name the line with `in`, or say `every = true` if all are meant

error[step-ambiguous]: these words are already redacted by another step
  --> content/sources/a.md:16:9
   |
16 | words = "Smith"
   |         ^^^^^^^
   |
  ::: seeds/a.txt:2:1
   |
 2 | Smith met nobody.
   | ----- the words
   |
   = help: redact the longer words alone, or name other lines with `in`

error[key-missing]: `reason` is missing
  --> content/sources/a.md:18:1
   |
18 | [[redact]]
   | ^^^^^^^^^^
   |
   = help: add `reason = …`

4 errors
"#,
    );
}

const WITH_ORIGINAL: &str = r#"
== seeds/a.txt
The fox.
== seeds/scan.pdf
%PDF
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
originals = [{ file = "seeds/skan.pdf" }]
rights = { publish = "full" }
+++
"#;

#[test]
fn an_original_is_there() {
    check(
        WITH_ORIGINAL,
        r#"
error[original-missing]: there is no original `seeds/skan.pdf`
 --> content/sources/a.md:4:23
  |
4 | originals = [{ file = "seeds/skan.pdf" }]
  |                       ^^^^^^^^^^^^^^^^
  |
  = help: did you mean `seeds/scan.pdf`?

1 error
"#,
    );
    check(
        &WITH_ORIGINAL.replace("seeds/skan.pdf", "casebook.toml"),
        r#"
error[original-missing]: there is no original `casebook.toml`
 --> content/sources/a.md:4:23
  |
4 | originals = [{ file = "casebook.toml" }]
  |                       ^^^^^^^^^^^^^^^
  |
  = help: put the file into `seeds/` and name it by its path, such as `seeds/scan.pdf`

1 error
"#,
    );
}

#[test]
fn an_original_is_the_one_on_record() {
    let lock = "[sources.a]\nraw = \"seeds/a.txt\"\nsha256 = \"7c5ff07231f71560a3ea835d80d72ce654191893255c65a25f2a02b79816a863\"\n\n[sources.a.originals]\n\"seeds/scan.pdf\" = \"00\"\n";
    check(
        &format!("{}== casebook.lock\n{lock}", WITH_ORIGINAL.replace("skan", "scan")),
        r#"
error[original-changed]: `seeds/scan.pdf` is not the file that `casebook.lock` records for `a`
 --> content/sources/a.md:4:23
  |
4 | originals = [{ file = "seeds/scan.pdf" }]
  |                       ^^^^^^^^^^^^^^^^
  |
  = help: restore the file; or, if the new one is meant, run `casebook build --accept a`

1 error
"#,
    );
}

#[test]
fn a_raw_text_is_what_its_original_says() {
    check_case(
        Case::text(
            r#"
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
originals = [{ file = "seeds/a.bin", encoding = "koi8-r" }]
rights = { publish = "full" }
+++
"#,
        )
        .file("seeds/a.txt", "façade\n")
        .file("seeds/a.bin", *b"fa\xe7ade\n"),
        r#"
error[original-differs]: `seeds/a.bin`, read as `koi8-r`, is not the raw text
 --> content/sources/a.md:4:49
  |
4 | originals = [{ file = "seeds/a.bin", encoding = "koi8-r" }]
  |                                                 ^^^^^^^^
  |
  = help: name the encoding that the raw text was made from; or say in words how it was made: `made = "…"`

1 error
"#,
    );
    // In its own encoding it is.
    let right = Case::text(
        "== content/sources/a.md\n+++\nraw = \"seeds/a.txt\"\ntitle = \"A\"\noriginals = [{ file = \"seeds/a.bin\", encoding = \"latin1\" }]\nrights = { publish = \"full\" }\n+++\n",
    );
    check_case(right.file("seeds/a.txt", "façade\n").file("seeds/a.bin", *b"fa\xe7ade\n"), "");
}
