//! Quotations: what was looked up and not found, or not where one place is meant.

use casebook::{lock, query};

use super::{check, check_case};
use crate::support::Case;

#[test]
fn words_that_are_not_in_the_source_are_lost() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
"nobody expected rain" [@a]
"#,
        r#"
error[quotation-lost]: these words are not in `a`, nor anything like them
 --> content/essays/e.md:4:2
  |
4 | "nobody expected rain" [@a]
  |  ^^^^^^^^^^^^^^^^^^^^
  |
  = help: check the id of the source and the words; `casebook clean` prints what a source says

1 error
"#,
    );
}

#[test]
fn words_that_another_source_has_are_lost_in_this_one() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== seeds/b.txt
A dog slept at noon.
== content/essays/e.md
+++
title = "E"
+++
"the quick fox that ran" [@b], and Ann [@a].
"#,
        r#"
error[quotation-lost]: these words are not in `b`
 --> content/essays/e.md:4:2
  |
4 | "the quick fox that ran" [@b], and Ann [@a].
  |  ^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: they are in `a`: write `[@a]`

1 error
"#,
    );
}

#[test]
fn another_word_is_no_quotation() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
"the slow fox that ran" [@a]
"#,
        r#"
error[quotation-altered]: `a` has `quick` where this quotation has `slow`
 --> content/essays/e.md:4:2
  |
4 | "the slow fox that ran" [@a]
  |  ^^^^^^^^^^^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:8
  |
1 | It was the quick fox that ran.
  |        ---------------------- the nearest passage
  |
  = help: the source says: `the quick fox that ran`

1 error
"#,
    );
}

#[test]
fn a_word_that_is_missing_is_named() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
"It was the fox that" [@a]
"#,
        r#"
error[quotation-altered]: `a` has `quick`, which is missing here
 --> content/essays/e.md:4:2
  |
4 | "It was the fox that" [@a]
  |  ^^^^^^^^^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | It was the quick fox that ran.
  | ------------------------- the nearest passage
  |
  = help: the source says: `It was the quick fox that`

1 error
"#,
    );
}

#[test]
fn a_word_too_many_is_named() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
"was the quick red fox" [@a]
"#,
        r#"
error[quotation-altered]: `a` does not have `red` here
 --> content/essays/e.md:4:2
  |
4 | "was the quick red fox" [@a]
  |  ^^^^^^^^^^^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:4
  |
1 | It was the quick fox that ran.
  |    ----------------- the nearest passage
  |
  = help: the source says: `was the quick fox`

1 error
"#,
    );
}

#[test]
fn one_more_difference_is_counted() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
"It is the quick fox who ran" [@a]
"#,
        r#"
error[quotation-altered]: `a` has `was` where this quotation has `is`, and differs in one more place
 --> content/essays/e.md:4:2
  |
4 | "It is the quick fox who ran" [@a]
  |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | It was the quick fox that ran.
  | ----------------------------- the nearest passage
  |
  = help: the source says: `It was the quick fox that ran`

1 error
"#,
    );
}

#[test]
fn part_of_a_number_is_not_the_number() {
    check(
        r#"
== seeds/a.txt
It cost 1,500.
== content/essays/e.md
+++
title = "E"
+++
"500" [@a], "1" [@a]
"#,
        r#"
error[quotation-altered]: `a` has `1,500` where this quotation has `500`
 --> content/essays/e.md:4:2
  |
4 | "500" [@a], "1" [@a]
  |  ^^^
  |
 ::: seeds/a.txt:1:9
  |
1 | It cost 1,500.
  |         ----- the nearest passage
  |
  = help: the source says: `1,500`

error[quotation-altered]: `a` has `1,500` where this quotation has `1`
 --> content/essays/e.md:4:14
  |
4 | "500" [@a], "1" [@a]
  |              ^
  |
 ::: seeds/a.txt:1:9
  |
1 | It cost 1,500.
  |         ----- the nearest passage
  |
  = help: the source says: `1,500`

2 errors
"#,
    );
}

#[test]
fn more_differences_are_counted() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran all day long through the wet fields.
== content/essays/e.md
+++
title = "E"
+++
"It is the quick fox who ran all the day long through a wet fields" [@a]
"#,
        r#"
error[quotation-altered]: `a` has `was` where this quotation has `is`, and differs in 3 more places
 --> content/essays/e.md:4:2
  |
4 | "It is the quick fox who ran all the day long through a wet fields" [@a]
  |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | It was the quick fox that ran all day long through the wet fields.
  | ----------------------------------------------------------------- the nearest passage
  |
  = help: the source says: `It was the quick fox that ran all day long through the wet fields`

1 error
"#,
    );
}

#[test]
fn a_passage_of_several_paragraphs_is_shown_on_one_line() {
    check(
        r#"
== seeds/a.txt
It was the quick fox.

That ran to the sea.
== content/essays/e.md
+++
title = "E"
+++
> It was the quick fox.
>
> That run to the sea.
>
> [@a]
"#,
        r#"
error[quotation-altered]: `a` has `ran` where this quotation has `run`
 --> content/essays/e.md:4:3
  |
4 | > It was the quick fox.
  |   ^^^^^^^^^^^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | It was the quick fox.
  | --------------------- the nearest passage
  |
  = help: the source says: `It was the quick fox. ¶ That ran to the sea.`

1 error
"#,
    );
}

#[test]
fn a_long_passage_is_shown_in_its_source() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. The end came soon.
== content/essays/e.md
+++
title = "E"
+++
> It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. The end comes soon.
>
> [@a]
"#,
        r#"
error[quotation-altered]: `a` has `came` where this quotation has `comes`
 --> content/essays/e.md:4:3
  |
4 | > It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that…
  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that ran. It was the quick fox that r…
  | ------------------------------------------------------------------------------------------------------------------------- the nearest passage
  |
  = help: compare with the passage, and quote what it says

1 error
"#,
    );
}

#[test]
fn pieces_of_a_quotation_follow_one_another() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
"that ran … the quick fox" [@a]
"#,
        r#"
error[quotation-altered]: the pieces of this quotation do not follow one another in `a`
 --> content/essays/e.md:4:2
  |
4 | "that ran … the quick fox" [@a]
  |  ^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: a mark of omission leaves out at most 600 characters, a bracket replaces at most three words, in the order of the source; quote what lies apart as quotations of its own

1 error
"#,
    );
}

#[test]
fn a_quotation_in_a_sentence_stays_in_a_paragraph() {
    check(
        r#"
== seeds/a.txt
It was the quick fox.

That ran.
== content/essays/e.md
+++
title = "E"
+++
"the quick fox. That ran" [@a]
"#,
        r#"
error[quotation-crossing]: the words run from one paragraph into the next in `a`
 --> content/essays/e.md:4:2
  |
4 | "the quick fox. That ran" [@a]
  |  ^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: quote them as a block quotation, with a line `>` between the paragraphs, or one by one

1 error
"#,
    );
}

#[test]
fn a_block_quotation_stays_within_a_turn() {
    check(
        r#"
== seeds/a.txt
Ann: It was the quick fox.
Bob: It ran.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
paragraphs = "line"
[[clean]]
speakers = { "Ann:" = "Ann", "Bob:" = "Bob" }
+++
== content/essays/e.md
+++
title = "E"
+++
> the quick fox.
>
> It ran.
>
> [@a]
"#,
        r#"
error[quotation-crossing]: the words run from one speaker, part or section into the next in `a`
 --> content/essays/e.md:4:3
  |
4 | > the quick fox.
  |   ^^^^^^^^^^^^^^
  |
  = help: quote the words of each by themselves

1 error
"#,
    );
}

#[test]
fn a_quotation_holds_words() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
"[…]" [@a]
"#,
        r#"
error[quotation-empty]: this quotation holds no words to look up
 --> content/essays/e.md:4:2
  |
4 | "[…]" [@a]
  |  ^^^
  |
  = help: quote at least one word; marks of omission and words in brackets are the editor's

1 error
"#,
    );
}

#[test]
fn a_negation_is_not_left_out() {
    check(
        r#"
== seeds/a.txt
It was certainly not the quick fox.
== content/essays/e.md
+++
title = "E"
+++
"It was … the quick fox" [@a]
"#,
        r#"
error[quotation-negation]: this quotation leaves out `not`, which denies in `a`
 --> content/essays/e.md:4:2
  |
4 | "It was … the quick fox" [@a]
  |  ^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: quote the words with it, or quote the pieces one by one

1 error
"#,
    );
}

#[test]
fn a_negation_is_not_put_in() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
"It was [not] the quick fox" [@a]
"#,
        r#"
error[quotation-negation]: the editor's `not` in brackets denies what `a` says
 --> content/essays/e.md:4:2
  |
4 | "It was [not] the quick fox" [@a]
  |  ^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: say it outside the quotation, in your own sentence

1 error
"#,
    );
}

#[test]
fn negations_of_every_language_are_not_known() {
    check(
        r#"
== seeds/a.txt
Wa cha wej loS vagh.
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A"
rights = { publish = "full" }
language = "tlh"
+++
== content/essays/e.md
+++
title = "E"
+++
"cha … vagh" [@a]
"#,
        r#"
error[quotation-unchecked]: words are left out here, and which words deny in `tlh` is not known
 --> content/essays/e.md:4:2
  |
4 | "cha … vagh" [@a]
  |  ^^^^^^^^^^
  |
  = help: quote the pieces one by one, each with its citation

1 error
"#,
    );
}

#[test]
fn quoted_words_beside_a_citation_are_bound_to_it() {
    check(
        r#"
== seeds/a.txt
It was the quick fox that ran.
== content/essays/e.md
+++
title = "E"
+++
The report [@a] speaks of "the quick fox" there.
"#,
        r#"
warning[quotation-unbound]: these quoted words look verified by the citation beside them, and are not bound to it
 --> content/essays/e.md:4:27
  |
4 | The report [@a] speaks of "the quick fox" there.
  |                           ^^^^^^^^^^^^^^^
  |
  = help: put the citation directly behind the closing mark: `"words" [@id]`; for words that are no quotation use single marks

1 warning
"#,
    );
}

#[test]
fn words_that_are_annotated_stand_in_one_place() {
    check(
        r#"
== seeds/a.txt
The fox ran. A dog ran. The fox slept.
== content/annotations/a.md
## fox {.comment}
> The fox

Which?
"#,
        r#"
error[quotation-ambiguous]: these words stand in 2 places of `a`
 --> content/annotations/a.md:2:3
  |
2 | > The fox
  |   ^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | The fox ran. A dog ran. The fox slept.
  | ------- place 1
  |
 ::: seeds/a.txt:1:25
  |
1 | The fox ran. A dog ran. The fox slept.
  |                         ------- place 2
  |
  = help: quote more of the passage and put the words meant in bold; for the first: `**The fox** ran. A dog ran. The fox slept.`

1 error
"#,
    );
}

#[test]
fn words_that_are_evidence_stand_in_one_place() {
    check(
        r#"
== seeds/a.txt
The fox ran. A dog ran.

The fox slept. The fox woke. The fox ate. The fox left.
== content/questions/q.md
+++
title = "Q"
+++
## The fox {#fox}

"The fox" [@a]
"#,
        r#"
error[quotation-ambiguous]: these words stand in 5 places of `a`
 --> content/questions/q.md:6:2
  |
6 | "The fox" [@a]
  |  ^^^^^^^
  |
 ::: seeds/a.txt:1:1
  |
1 | The fox ran. A dog ran.
  | ------- place 1
  |
 ::: seeds/a.txt:3:1
  |
3 | The fox slept. The fox woke. The fox ate. The fox left.
  | ------- place 2
  |
 ::: seeds/a.txt:3:16
  |
3 | The fox slept. The fox woke. The fox ate. The fox left.
  |                ------- place 3
  |
 ::: seeds/a.txt:3:30
  |
3 | The fox slept. The fox woke. The fox ate. The fox left.
  |                              ------- place 4
  |
  = help: quote more of the passage and put the words meant in bold; for the first: `**The fox** ran. A dog ran.`

1 error
"#,
    );
}

#[test]
fn words_in_a_changed_text_are_not_taken_for_the_ones_meant() {
    let dossier = |words: &str| {
        Case::text(&format!(
            "== seeds/a.txt\n{words}\n== content/annotations/a.md\n## fox {{.comment}}\n> the fox\n\nA body.\n"
        ))
    };
    let before = dossier("Every day at dawn the fox ran down to the sea.");
    let lock = query::dossier(&before.files(), &before.options).value.lock;
    let after = dossier("A dog slept all noon. Ann called it the fox of her aunt Mary.");
    check_case(
        after.file(lock::PATH, lock::render(&lock)).accept("a"),
        r#"
error[anchor-uncertain]: `a` has changed: these words stood at characters 18 to 25, and what surrounds them now is nothing like it
 --> content/annotations/a.md:2:3
  |
2 | > the fox
  |   ^^^^^^^
  |
 ::: seeds/a.txt:1:37
  |
1 | A dog slept all noon. Ann called it the fox of her aunt Mary.
  |                                     ------- the only place now
  |
  = help: if this place is meant, quote more of it with the words in bold: `slept all noon. Ann called it **the fox** of her aunt Mary.`; else choose other words

1 error
"#,
    );
}
