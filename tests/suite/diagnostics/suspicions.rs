//! What is allowed and hardly meant: sources that nothing uses, names without an entry, names that are words.

use super::check;

#[test]
fn a_source_that_nothing_uses_is_doubted() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== seeds/b.txt
A dog slept.
== content/essays/e.md
+++
title = "E"
+++
"the quick fox" [@a]
"#,
        r#"
warning[source-uncited]: nothing in the dossier cites, annotates or links this source
 --> content/sources/b.md:1:1
  |
1 | +++
  | ^
  |
  = help: quote it where it matters, annotate it, or say in a text why it is here, with a link `[[b]]`

1 warning
"#,
    );
}

#[test]
fn sources_are_not_doubted_where_nothing_is_cited() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== seeds/b.txt
A dog slept.
== content/essays/e.md
+++
title = "E"
+++
Of [[a]].
"#,
        r#"
"#,
    );
}

#[test]
fn a_link_an_annotation_or_a_citation_uses_a_source() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== seeds/b.txt
A dog slept.
== seeds/c.txt
A cat slept.
== content/annotations/a.md
## fox {.comment}
> the quick fox

A body.
== content/essays/e.md
+++
title = "E"
+++
Of [[b]], and a cat [@c].
"#,
        r#"
"#,
    );
}

#[test]
fn a_source_that_a_citation_misspells_is_not_doubted_as_well() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== seeds/bee.txt
A dog slept.
== content/essays/e.md
+++
title = "E"
+++
"the quick fox" [@a], "A dog" [@be]
"#,
        r#"
error[citation-unknown]: there is no source `be`
 --> content/essays/e.md:4:33
  |
4 | "the quick fox" [@a], "A dog" [@be]
  |                                 ^^
  |
  = help: did you mean `[@bee]`?

1 error
"#,
    );
}

#[test]
fn a_name_that_several_sources_have_is_missed_in_the_glossary() {
    check(
        r#"
== seeds/a.txt
The fox met the White House. So did Ann.
== seeds/b.txt
Now the White House and the FBI ran.
== seeds/c.txt
It was the White House.
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
"#,
        r#"
warning[name-uncovered]: 3 sources name `White House`, and no entry is called so
 --> seeds/a.txt:1:17
  |
1 | The fox met the White House. So did Ann.
  |                 ^^^^^^^^^^^
  |
 ::: seeds/b.txt:1:9
  |
1 | Now the White House and the FBI ran.
  |         ----------- and here
  |
 ::: seeds/c.txt:1:12
  |
1 | It was the White House.
  |            ----------- and here
  |
  = help: add an entry, or an alias to one; if it needs none, add the name to `no_entry` in `casebook.toml`

1 warning
"#,
    );
}

#[test]
fn an_acronym_that_several_sources_have_is_missed_in_the_glossary() {
    check(
        r#"
== seeds/a.txt
The fox met the FBI.
== seeds/b.txt
Now two FBIs ran in part III.
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
"#,
        r#"
warning[name-uncovered]: 2 sources name `FBI`, and no entry is called so
 --> seeds/a.txt:1:17
  |
1 | The fox met the FBI.
  |                 ^^^
  |
 ::: seeds/b.txt:1:9
  |
1 | Now two FBIs ran in part III.
  |         --- and here
  |
  = help: add an entry, or an alias to one; if it needs none, add the name to `no_entry` in `casebook.toml`

1 warning
"#,
    );
}

#[test]
fn a_name_of_two_sources_of_three_is_not_missed() {
    check(
        r#"
== seeds/a.txt
The fox met the White House.
== seeds/b.txt
Now the White House ran.
== seeds/c.txt
It was the fox in Part III.
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
"#,
        r#"
"#,
    );
}

#[test]
fn a_name_that_the_configuration_lists_is_not_missed() {
    check(
        r#"
== casebook.toml
title = "T"
theme = "bare"
no_entry = ["White House"]
== seeds/a.txt
The fox met the White House.
== seeds/b.txt
Now the White House ran.
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
"#,
        r#"
"#,
    );
}

#[test]
fn a_name_that_an_entry_rules_out_or_the_metadata_has_is_not_missed() {
    check(
        r#"
== seeds/a.txt
The fox met the White House and Ann Ames.
== seeds/b.txt
Now the White House and Ann Ames ran.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
authors = ["Ann Ames"]
+++
== content/glossary/fox.md
+++
title = "fox"
never = ["White House fox"]
+++
An animal.
"#,
        r#"
"#,
    );
}

#[test]
fn a_name_that_overlaps_a_mention_is_not_missed() {
    check(
        r#"
== seeds/a.txt
The fox met the Red Fox Inn.
== seeds/b.txt
Now the Red Fox Inn ran.
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
"#,
        r#"
"#,
    );
}

#[test]
fn the_start_of_a_sentence_makes_no_name() {
    check(
        r#"
== seeds/a.txt
White House of the fox. White House.
== seeds/b.txt
White House, he said: White House.
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
"#,
        r#"
"#,
    );
}

#[test]
fn headings_and_capitals_make_no_name() {
    check(
        r#"
== seeds/a.txt
White House News

The fox ran.
== seeds/b.txt
THE FBI SAYS THE FOX RAN.

It was the White House, not the FBI.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
[[clean]]
set = "heading"
line = "White House News"
+++
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
"#,
        r#"
"#,
    );
}

#[test]
fn nouns_of_a_language_that_writes_them_with_capitals_are_no_names() {
    check(
        r#"
== seeds/a.txt
Da war Anfang Mai der Fox.
== seeds/b.txt
Es war Anfang Mai der Fox.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
language = "de"
+++
== content/sources/b.md
+++
raw = "seeds/b.txt"
title = "B"
rights = { publish = "full" }
language = "de"
+++
== content/glossary/fox.md
+++
title = "fox"
+++
An animal.
"#,
        r#"
"#,
    );
}

#[test]
fn a_dossier_without_a_glossary_misses_no_entry() {
    check(
        r#"
== seeds/a.txt
It was the White House.
== seeds/b.txt
Now the White House ran.
"#,
        r#"
"#,
    );
}

#[test]
fn a_name_that_is_also_a_word_is_doubted() {
    check(
        r#"
== seeds/a.txt
He ate an apple, and sued Apple.
== content/glossary/apple-inc.md
+++
title = "Apple Inc."
aliases = ["Apple"]
+++
A company.
"#,
        r#"
warning[alias-ordinary]: `Apple` names this entry, and so does `apple`, which may be a mere word
 --> content/glossary/apple-inc.md:3:12
  |
3 | aliases = ["Apple"]
  |            ^^^^^^^
  |
 ::: seeds/a.txt:1:11
  |
1 | He ate an apple, and sued Apple.
  |           ----- taken for the entry
  |
  = help: say `case = "exact"` if only the capital means it, or name phrases in which it is not meant in `never`; if both mean it, add `apple` to `aliases`

1 warning
"#,
    );
}

#[test]
fn capitals_that_are_words_without_them_are_doubted() {
    check(
        r#"
== seeds/a.txt
US law binds us.
== content/glossary/usa.md
+++
title = "United States"
aliases = ["US"]
+++
A country.
"#,
        r#"
warning[alias-ordinary]: `US` names this entry, and so does `us`, which may be a mere word
 --> content/glossary/usa.md:3:12
  |
3 | aliases = ["US"]
  |            ^^^^
  |
 ::: seeds/a.txt:1:14
  |
1 | US law binds us.
  |              -- taken for the entry
  |
  = help: say `case = "exact"` if only the capital means it, or name phrases in which it is not meant in `never`; if both mean it, add `us` to `aliases`

1 warning
"#,
    );
}

#[test]
fn a_name_that_is_also_a_word_is_fine_where_case_counts() {
    check(
        r#"
== seeds/a.txt
He ate an apple, and sued Apple.
== content/glossary/apple.md
+++
title = "Apple"
case = "exact"
+++
A company.
"#,
        r#"
"#,
    );
}

#[test]
fn a_name_that_is_also_a_word_is_fine_where_both_are_given() {
    check(
        r#"
== seeds/a.txt
He ate an apple, and sued Apple.
== content/glossary/apple.md
+++
title = "Apple"
aliases = ["apple"]
+++
A fruit, and a company.
"#,
        r#"
"#,
    );
}

#[test]
fn a_capital_at_the_start_of_a_sentence_makes_no_name_of_a_word() {
    check(
        r#"
== seeds/a.txt
Apple is a fruit. He ate an apple.
== content/glossary/apple.md
+++
title = "Apple"
+++
A fruit.
"#,
        r#"
"#,
    );
}

#[test]
fn a_title_in_small_letters_is_a_word() {
    check(
        r#"
== seeds/a.txt
He ate an Apple and an apple.
== content/glossary/apple.md
+++
title = "apple"
+++
A fruit.
"#,
        r#"
"#,
    );
}
