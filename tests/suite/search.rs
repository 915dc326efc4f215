//! What readers find: the index of whole dossiers, asked as a browser asks it, against a plain search of every paragraph.

use std::collections::BTreeSet;

use casebook::diag;
use casebook::model::key::PageKey;
use casebook::model::search::{Layout, SearchFile, Voice};
use casebook::model::site::Site;
use casebook::query::{self, Options};
use casebook::search::check::check;
use casebook::search::find::Finder;
use casebook::search::query::Query;
use casebook::search::section;
use casebook::search::words::words;
use proptest::prelude::*;

use crate::support::{Case, assert_text, fixtures};

/// The site of a dossier without errors.
fn site(case: &Case) -> Site {
    let built = query::site(&case.files(), &case.options);
    assert!(!diag::has_errors(&built.diags), "{:?}", built.diags);
    built.value.site
}

fn layout(site: &Site) -> &Layout {
    &site.search.as_ref().expect("it can be searched").layout
}

/// What a query finds: pages with the voice, best first.
fn found(site: &Site, query: &str, voices: &[Voice]) -> Vec<(Voice, String)> {
    let search = site.search.as_ref().expect("it can be searched");
    let finder = Finder::new(search.finished(site)).expect("the index can be read");
    let hits = finder.find(&Query::read(query), voices).into_iter();
    hits.map(|hit| (search.layout.sections[hit.section].0, search.layout.sections[hit.section].1.name())).collect()
}

/// The names of the pages that a query finds.
fn pages(site: &Site, query: &str) -> Vec<String> {
    found(site, query, &Voice::ALL).into_iter().map(|(_, page)| page).collect()
}

#[test]
fn words_have_the_form_that_the_script_gives_them_too() {
    let text = std::fs::read_to_string(fixtures().join("search/words.json")).expect("it can be read");
    let examples: Vec<(String, Vec<String>)> = serde_json::from_str(&text).expect("it is JSON");
    for (text, expected) in examples {
        let found: Vec<String> = words(&text).into_iter().map(|word| word.folded).collect();
        assert_eq!(found, expected, "{text}");
    }
}

const FOX: &str = r#"
== seeds/a.txt
A walk

The quick brown fox ran to Zürich. It ate crème brûlée.

The dog slept; the fox did not. 字节跳动是一家公司。
== seeds/b.txt
B

A brown dog and a quick fox. 跳动的字节
== content/sources/a.md
+++
raw = "seeds/a.txt"
title = "A walk"
rights = { publish = "full" }
+++
The editors think little of the vixen.
== content/sources/b.md
+++
raw = "seeds/b.txt"
title = "Other things"
rights = { publish = "full" }
+++
== content/annotations/a.md
## one {.context}
> the fox did not

A remark on insomnia, with a [[Fox]].
== content/glossary/fox.md
+++
title = "Fox"
aliases = ["Reynard"]
+++
A fox is a *beast* of the woods[^1].

[^1]: And of gardens.
== content/essays/e.md
+++
title = "On sleep"
+++
## Dogs {#dogs}

It reads "The dog slept" [@a], and "ran to Zürich" [@a].
"#;

#[test]
fn words_phrases_beginnings_and_voices() {
    let site = site(&Case::text(FOX));
    assert_eq!(pages(&site, "fox")[0], "glossary/fox", "the page that a word is the title of comes first");
    assert_eq!(pages(&site, "zurich CREME"), ["sources/a"]);
    assert_eq!(pages(&site, "quick brown"), ["sources/a", "sources/b"], "the words in a row come first");
    assert_eq!(pages(&site, "\"quick brown\""), ["sources/a"]);
    assert_eq!(pages(&site, "“brown quick”"), <[&str; 0]>::default());
    assert_eq!(pages(&site, "insom*"), ["sources/a"]);
    assert_eq!(found(&site, "insomnia", &Voice::ALL), [(Voice::Editor, "sources/a".to_owned())]);
    assert_eq!(pages(&site, "gardens"), ["glossary/fox"]);
    assert_eq!(pages(&site, "reynard"), ["glossary/fox"]);
    assert_eq!(found(&site, "fox", &[Voice::Source]).len(), 2);
    assert_eq!(found(&site, "fox", &[Voice::Editor]), [(Voice::Editor, "sources/a".to_owned())]);
    assert_eq!(found(&site, "slept", &[Voice::Editor]), [(Voice::Editor, "essays/e".to_owned())]);
    // The words between paragraphs stand in no row.
    assert_eq!(pages(&site, "\"brulee the\""), <[&str; 0]>::default());
    assert_eq!(pages(&site, "brulee the"), ["sources/a"]);
}

#[test]
fn what_answers_equally_well_is_of_the_sources_first() {
    let page = "+++\nraw = \"seeds/a.txt\"\ntitle = \"A\"\nrights = { publish = \"full\" }\n+++\nOn the marten.\n";
    let text =
        format!("A\n\nThe marten ran through the woods, {}and the pine marten slept.\n", "on and on, ".repeat(60));
    let site = site(
        &Case::default()
            .file("seeds/a.txt", text)
            .file("content/sources/a.md", page)
            .file("content/essays/e.md", "+++\ntitle = \"E\"\n+++\nA marten, and a pine.\n"),
    );
    let by_voice =
        |query: &str| found(&site, query, &Voice::ALL).into_iter().map(|(voice, _)| voice).collect::<Vec<_>>();
    assert_eq!(by_voice("marten"), [Voice::Source, Voice::Editor, Voice::Editor]);
    assert_eq!(by_voice("pine"), [Voice::Source, Voice::Editor]);
    assert_eq!(by_voice("marten pine"), [Voice::Source, Voice::Editor]);
}

#[test]
fn who_wrote_and_published_a_source_is_found_even_where_its_text_does_not_say_so() {
    let page = |raw: &str, more: &str| {
        format!(
            "+++\nraw = \"seeds/{raw}.txt\"\ntitle = \"{raw}\"\nauthors = [\"Vera Holm\", {{ family = \"Wáng\", given = \"Lì\", family_first = true }}]\neditors = [\"Ito Sato\"]\npublisher = \"Marsh Press\"\n{more}+++\n"
        )
    };
    let text = "A walk\n\nBy Vera Holm\n\nThe marten ran.\n";
    let dossier = Case::default()
        .file("seeds/a.txt", text)
        .file("seeds/b.txt", "The vixen slept.\n")
        .file(
            "content/sources/a.md",
            page("a", "rights = { publish = \"full\" }\n[[clean]]\nset = \"byline\"\nline = \"By Vera Holm\"\n"),
        )
        .file("content/sources/b.md", page("b", "rights = { publish = \"withheld\" }\n"));
    let site = site(&dossier);
    for query in ["holm", "\"Vera Holm\"", "\"wang li\"", "sato", "\"marsh press\""] {
        let expected = ["sources/a", "sources/b"].map(|page| (Voice::Source, page.to_owned()));
        let mut found = found(&site, query, &Voice::ALL);
        found.sort();
        assert_eq!(found, expected, "{query}");
    }
    assert_eq!(pages(&site, "\"sato marsh\""), <[&str; 0]>::default(), "each of them stands in a row of its own");
    let place = (0..layout(&site).sections.len()).find(|at| layout(&site).sections[*at].1.name() == "sources/a");
    let blocks = section(&site, layout(&site), place.expect("it is searched")).blocks;
    let about: Vec<&str> = blocks.iter().filter(|block| block.is_about).map(|block| &*block.text).collect();
    assert_eq!(about, ["Wáng Lì", "Ito Sato", "Marsh Press"], "what the text says itself is not said twice");
}

#[test]
fn acronyms_are_found_with_their_dots_and_without() {
    let site = site(&Case::text(
        "== seeds/a.txt\nThe U.S. Senate met.\n\nThey met in the US. Senate and U.S.-led talks.\n== seeds/b.txt\nThe US Senate of the D. C. council’s own.\n",
    ));
    for (query, expected) in [
        ("U.S.", &["sources/a", "sources/b"][..]),
        ("US", &["sources/a", "sources/b"]),
        ("u.s", &["sources/a", "sources/b"]),
        ("\"US Senate\"", &["sources/a", "sources/b"]),
        ("\"the U.S. Senate\"", &["sources/a", "sources/b"]),
        ("\"the U.S. senate met\"", &["sources/a"]),
        ("\"us-led\"", &["sources/a"]),
        ("u", &[]),
        ("\"d c\"", &["sources/b"]),
        ("council's", &["sources/b"]),
        ("councilʼs", &["sources/b"]),
    ] {
        let mut found = pages(&site, query);
        found.sort_unstable();
        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn what_editors_say_has_an_address_and_no_holes() {
    let case = Case::text(FOX).file(
        "content/essays/f.md",
        "+++\ntitle = \"Of dogs\"\n+++\nIt reads \"The dog slept\" [@a], as in [[e]]. A [[fox]] ran.\n\n\
         - One item\n- Another\n\n  with a paragraph[^1]\n\n> Quoted words\n\nOne item\n\n[^1]: A note\n",
    );
    let site = site(&case);
    let at = layout(&site).sections.iter().position(|(_, page)| page.name() == "essays/f").expect("it is searched");
    let section = section(&site, layout(&site), at);
    let blocks: Vec<(&str, &str)> = section.blocks.iter().map(|block| (&*block.id, &*block.text)).collect();
    assert_eq!(
        blocks,
        [
            ("", "Of dogs"),
            ("ed-294505", "It reads \"The dog slept\" (“walk” n.d.), as in “On sleep”. A Fox ran."),
            ("ed-647f32", "One item"),
            ("ed-2d4bfe", "Another"),
            ("ed-cd6627", "with a paragraph"),
            ("ed-376654", "Quoted words"),
            ("ed-647f32-2", "One item"),
            ("", "A note"),
        ]
    );
    let tree = case.site();
    for number in 0..layout(&site).sections.len() {
        let section = casebook::search::section(&site, layout(&site), number);
        let page = String::from_utf8_lossy(&tree[&section.page.path()]);
        for block in section.blocks.iter().filter(|block| !block.id.is_empty()) {
            assert!(page.contains(&format!(" id=\"{}\"", block.id)), "{} has no `{}`", section.page.path(), block.id);
        }
    }
}

#[test]
fn words_in_another_language_are_told_with_their_places() {
    let site = site(&Case::text("== seeds/a.txt\nA\n").file(
        "content/essays/e.md",
        "+++\ntitle = \"E\"\n+++\n𝄞 The <i lang=\"fr\">mot *juste*</i> of <span lang=\"ar\">كتاب <i lang=\"de\">Wort</i></span>.\n",
    ));
    let root = site.search.as_ref().map(|search| search.file(&site, SearchFile::Root)).unwrap_or_default();
    let expected =
        r#""𝄞 The mot juste of كتاب Wort.",null,null,[[7,16,"fr","ltr"],[20,25,"ar","rtl"],[25,29,"de","ltr"]]]"#;
    assert!(root.contains(expected), "{root}");
}

#[test]
fn the_language_of_any_element_ends_with_it() {
    let site = site(&Case::text("== seeds/a.txt\nA\n").file(
        "content/essays/e.md",
        "+++\ntitle = \"E\"\n+++\nThey say <q lang=\"fr\">mot <sub>juste</sub></q><br> and <sub>no</sub> more.\n\nAnd so on.\n",
    ));
    let root = site.search.as_ref().map(|search| search.file(&site, SearchFile::Root)).unwrap_or_default();
    assert!(root.contains(r#"and no more.",null,null,[[9,18,"fr","ltr"]]]"#), "{root}");
    assert!(root.contains(r#""And so on."]"#), "{root}");
}

#[test]
fn what_is_quoted_is_in_the_language_of_its_source() {
    let case = Case::text(
        "== seeds/a.txt\nLe renard court.\n\nIl dort.\n== content/sources/a.md\n+++\nraw = \"seeds/a.txt\"\ntitle = \"A\"\n\
         language = \"fr\"\nrights = { publish = \"full\" }\n+++\n",
    );
    let site = site(&case.file(
        "content/essays/e.md",
        "+++\ntitle = \"E\"\n+++\nIt says \"Le *renard* court\" [@a]; it rests.\n\n> Le renard court.\n>\n> Il dort.\n> [@a]\n\nAnd so on.\n",
    ));
    let root = site.search.as_ref().map(|search| search.file(&site, SearchFile::Root)).unwrap_or_default();
    for expected in [
        r#""It says \"Le renard court\" (“A” n.d.); it rests.",null,null,[[8,25,"fr","ltr"]]]"#,
        r#""Le renard court.",null,null,[[0,16,"fr","ltr"]]]"#,
        r#""Il dort. (“A” n.d.)",null,null,[[0,9,"fr","ltr"]]]"#,
        r#""And so on."]"#,
    ] {
        assert!(root.contains(expected), "{expected}: {root}");
    }
}

#[test]
fn a_page_without_a_title_of_its_own_is_called_as_the_theme_calls_it() {
    let case = Case::text(FOX)
        .file("content/timeline.md", "+++\n+++\n## 2020-09-18 — A dog slept\n\n\"The dog slept\" [@a], [[b]].\n")
        .in_default_theme();
    let site = site(&case);
    assert_eq!(pages(&site, "timeline"), ["timeline"]);
    let at = layout(&site).sections.iter().position(|(_, page)| page.name() == "timeline").expect("it is searched");
    assert_eq!(section(&site, layout(&site), at).title.0, "Timeline");
    // Its dates are found as they are shown.
    assert_eq!(pages(&site, "\"18 September 2020\""), ["timeline"]);
}

#[test]
fn chinese_is_found_without_spaces() {
    let site = site(&Case::text(FOX));
    assert_eq!(pages(&site, "字节跳动"), ["sources/a"]);
    assert_eq!(pages(&site, "跳动"), ["sources/a", "sources/b"]);
    assert_eq!(pages(&site, "动"), ["sources/a", "sources/b"]);
    assert_eq!(pages(&site, "节"), ["sources/a", "sources/b"], "the last character of a text is found too");
    assert_eq!(pages(&site, "公司 \"一家\""), ["sources/a"]);
    assert_eq!(pages(&site, "动字"), <[&str; 0]>::default());
}

#[test]
fn a_dossier_that_wants_no_search_has_none() {
    let tree = Case::text(FOX).file("casebook.toml", "title = \"T\"\n[search]\nenabled = false\n").site();
    let files: Vec<&String> = tree.keys().filter(|path| path.contains("search")).collect();
    assert!(files.iter().all(|path| path.starts_with("assets/")), "{files:?}");
    assert!(!String::from_utf8_lossy(&tree["index.html"]).contains("search.html"));
}

#[test]
fn a_small_dossier_has_one_file_and_a_large_one_many() {
    let small = site(&Case::text(FOX));
    assert_eq!(layout(&small).files(), [SearchFile::Root]);
    let root = small.search.as_ref().map(|search| search.file(&small, SearchFile::Root)).unwrap_or_default();
    let calls: Vec<&str> = root.lines().filter_map(|line| line.split(',').next()).collect();
    assert_eq!(
        calls,
        ["\"root\"", "\"terms\"", "\"places\"", "\"texts\""].map(|kind| format!("casebookSearch({kind}"))
    );

    let large = site(&large());
    let files = layout(&large).files();
    assert!(files.contains(&SearchFile::Part(9)) && files.contains(&SearchFile::Texts(9)), "{files:?}");
    let book = PageKey::Source(casebook::model::id::Id::new("book").expect("it is an id"));
    let number = layout(&large).sections.iter().position(|(_, page)| *page == book).expect("it is searched");
    assert!(layout(&large).leaves[number + 1] - layout(&large).leaves[number] > 3, "a long source is several leaves");
    // Words in several leaves of one source are on one page.
    assert_eq!(pages(&large, "first0 last0"), ["sources/book"]);
    assert_eq!(pages(&large, "common rare7"), ["sources/s7"]);
    assert_eq!(pages(&large, "\"word3 word4 word5\"").len(), 41);
}

/// Forty sources of some kilobytes, and one that is longer than a leaf.
fn large() -> Case {
    let mut case = Case::default();
    for number in 0..40 {
        let body: String =
            (0..6).map(|_| (0..60).map(|at| format!("word{at} ")).collect::<String>() + "\n\n").collect();
        case = case.file(&format!("seeds/s{number}.txt"), format!("common rare{number}\n\n{body}"));
    }
    let body: String = (0..90).map(|_| (0..60).map(|at| format!("word{at} ")).collect::<String>() + "\n\n").collect();
    case.file("seeds/book.txt", format!("first0\n\n{body}\n\nlast0\n"))
}

/// Sources of a few words each of which most have, in every order: their lists are long, and lie in blocks.
fn frequent(words_of: impl Fn(usize, usize) -> usize) -> Case {
    const WORDS: [&str; 7] = ["of", "the", "and", "字节", "跳动", "to", "muß"];
    let mut case = Case::default();
    for number in 0..360 {
        // Now and then none of them.
        let words: Vec<&str> = if number % 9 == 4 {
            vec!["nothing", "else"]
        } else {
            (0..120).map(|at| WORDS[words_of(number, at) % WORDS.len()]).collect()
        };
        let (first, second) = words.split_at(words.len() / 2);
        case = case.file(
            &format!("seeds/s{number}.txt"),
            format!("rare{}\n\n{}\n\n{}.", number / 3, first.join(" "), second.join(" ")),
        );
    }
    case.file("content/glossary/of.md", "+++\ntitle = \"Of the\"\n+++\nA word, of the and to.\n")
        .file("content/essays/e.md", "+++\ntitle = \"And to\"\n+++\nOf and to the 字节跳动.\n")
}

#[test]
fn frequent_words_lie_in_blocks_and_are_found_like_others() {
    let site = site(&frequent(|number, at| number * 31 + at * at + number * at / 7));
    let search = site.search.as_ref().expect("it can be searched");
    let index = search.finished(&site);
    let has =
        |kind: &str| index.parts.iter().filter(|part| part.starts_with(&format!("casebookSearch(\"{kind}\""))).count();
    assert!(has("terms") > 0 && has("lists") > 0, "{} files", index.parts.len());
    assert!(has("places") > 7, "of a frequent word there is more than one block");
    assert!(has("near") > 0, "of pairs it is known what stands around them");
    assert_eq!(index.parts.len(), has("terms") + has("lists") + has("places") + has("near"));
    let frequent: serde_json::Value = {
        let root = index.root.trim_start_matches("casebookSearch(\"root\",0,").trim_end().trim_end_matches(");");
        serde_json::from_str(root).expect("it is JSON")
    };
    let frequent = frequent["frequent"].as_str().expect("it is told which words are frequent");
    assert!(frequent.split(' ').count() > 2, "rows of `{frequent}` are looked up in pairs");
    assert!(check(&site, &search.layout, index).is_empty());
    let mut damaged = index.clone();
    damaged.root = damaged.root.replace(frequent, "#and #of #the #to #字节 #跳动 ");
    assert!(!check(&site, &search.layout, &damaged).is_empty(), "a word of which there are no pairs is not frequent");
    for phrase in [
        "of",
        "the of",
        "of the",
        "of the and",
        "of of of",
        "and of the the of",
        "and 字节",
        "字节跳动",
        "节跳",
        "动 muss to",
        "to to",
        "rare7 of",
    ] {
        assert_eq!(sections(&site, &format!("\"{phrase}\"")), plainly(&site, phrase), "{phrase}");
    }
    for words in ["the of", "rare7 the", "of rare30 and muß", "nothing else", "nothing the"] {
        let expected = words.split(' ').map(|word| plainly(&site, word));
        let expected = expected.reduce(|all, here| all.intersection(&here).copied().collect()).unwrap_or_default();
        assert_eq!(sections(&site, words), expected, "{words}");
    }
    assert_eq!(pages(&site, "of the")[0], "glossary/of", "the page whose title has the words in a row");
}

#[test]
fn an_index_does_not_tell_how_many_threads_made_it() {
    let many_rows = frequent(|number, at| number * 31 + at * at + number * at / 7);
    for case in [large(), many_rows] {
        let made = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be had");
            pool.install(|| {
                let site = site(&case);
                site.search.as_ref().expect("it can be searched").finished(&site).clone()
            })
        };
        let once = made(1);
        for threads in [2, 3, 7, 50] {
            assert!(made(threads) == once, "{threads} threads");
        }
    }
}

#[test]
fn what_is_withheld_is_not_found() {
    let case = |publish: &str| {
        let page = format!(
            "+++\nraw = \"seeds/b.txt\"\ntitle = \"B\"\nrights = {{ publish = \"{publish}\" }}\n+++\nA note.\n"
        );
        let essay = "+++\ntitle = \"E\"\n+++\nIt says \"the marmalade volcano\" [@b] and [[secret]].\n";
        Case::text("== seeds/b.txt\nIt is the marmalade volcano.\n")
            .file("content/sources/b.md", page)
            .file("content/essays/e.md", essay)
            .file("content/glossary/secret.md", "+++\ntitle = \"Xylophone\"\ndraft = true\n+++\nA thing.\n")
    };
    let [open, closed] = ["full", "withheld"].map(|publish| site(&case(publish)));
    for word in ["marmalade", "volcano", "\"the marmalade volcano\""] {
        assert_eq!(pages(&open, word).len(), 2, "{word}");
        assert_eq!(pages(&closed, word), <[&str; 0]>::default(), "{word}");
    }
    assert_eq!((pages(&open, "xylophone").len(), pages(&open, "secret").len()), (0, 0));
}

const LOST: &str = "
error[search-incomplete]: search does not find `a` on `sources/a.html`
 |
 = help: this is a fault of Casebook and not of the dossier; say `enabled = false` below `[search]` to publish without search

1 error
";

#[test]
fn an_index_that_does_not_find_a_page_is_not_published() {
    let case = Case::text("== seeds/a.txt\nA walk in the woods.\n\nThe fox ran.\n");
    let files = case.files();
    let site = site(&case);
    let search = site.search.as_ref().expect("it can be searched");
    let whole = search.finished(&site);
    let report =
        |index| diag::text::render(&check(&site, &search.layout, index), &files, diag::text::Style { color: false });
    assert_eq!(report(whole), "");
    let mut damaged = whole.clone();
    damaged.parts[0].clear();
    assert_text("the report", &report(&damaged), LOST.trim_start());
    // A row of words is a question of places.
    let mut damaged = whole.clone();
    damaged.parts[1].clear();
    assert!(report(&damaged).contains("search does not find"), "{}", report(&damaged));
    let mut damaged = whole.clone();
    damaged.root.clear();
    assert!(report(&damaged).contains("search does not find"));
}

/// What texts are made of: words of several scripts, with and without accents, and what stands between them.
const PIECES: &[&str] = &[
    "fox",
    "Fox’s",
    "quick",
    "the",
    "the",
    "brûlée",
    "Ångström",
    "re-enter",
    "U.S.",
    "US",
    "e.g",
    "straße",
    "1,000",
    "字节",
    "跳动",
    "中",
    "人",
    "国",
    "，",
    "。",
    "محمد",
    "مُحَمَّد",
    "한국",
    "かな",
    "ภาษา",
    ",",
    ".",
    "…",
    "“",
    "App",
    "soft\u{ad}hyphen",
    "½",
];

fn paragraph() -> impl Strategy<Value = String> {
    let piece = (prop::sample::select(PIECES), prop::bool::weighted(0.7));
    let join = |pieces: Vec<(&str, bool)>| -> String {
        pieces.into_iter().map(|(piece, space)| format!("{piece}{}", if space { " " } else { "" })).collect()
    };
    prop::collection::vec(piece, 1..14).prop_map(join).prop_filter("it has words", |text| !words(text).is_empty())
}

/// The sections in one of whose paragraphs the words of `phrase` stand in a row, by a plain search.
fn plainly(site: &Site, phrase: &str) -> BTreeSet<usize> {
    let folded = |text: &str| words(text).into_iter().map(|word| word.folded).collect::<Vec<_>>();
    let wanted = folded(phrase);
    let layout = layout(site);
    let has = |number: &usize| {
        let section = section(site, layout, *number);
        section.blocks.iter().any(|block| folded(&block.text).windows(wanted.len()).any(|window| window == wanted))
    };
    (0..layout.sections.len()).filter(has).collect()
}

fn sections(site: &Site, query: &str) -> BTreeSet<usize> {
    let finder = Finder::new(site.search.as_ref().expect("it can be searched").finished(site)).expect("it can be read");
    finder.find(&Query::read(query), &Voice::ALL).into_iter().map(|hit| hit.section).collect()
}

proptest! {
    #![proptest_config(crate::properties::config(48))]

    #[test]
    fn every_phrase_is_found_and_nothing_that_a_plain_search_would_not_find(
        texts in prop::collection::vec(prop::collection::vec(paragraph(), 1..4), 1..6),
        other in paragraph(),
        picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1_usize..5), 12),
    ) {
        let mut case = Case::default();
        for (number, paragraphs) in texts.iter().enumerate() {
            case = case.file(&format!("seeds/s{number}.txt"), paragraphs.join("\n\n"));
        }
        let site = site(&case);
        let all: Vec<&String> = texts.iter().flatten().chain([&other]).collect();
        for (paragraph, start, length) in picks {
            let text = all[paragraph.index(all.len())];
            let words = words(text);
            let first = start.index(words.len());
            let last = (first + length - 1).min(words.len() - 1);
            // A quotation mark would end the phrase.
            let phrase = text[words[first].bytes.start..words[last].bytes.end].replace('“', " ");
            let expected = plainly(&site, &phrase);
            prop_assert_eq!(sections(&site, &format!("\"{phrase}\"")), expected.clone(), "{}", &phrase);
            // All words of it stand wherever the phrase does.
            prop_assert!(sections(&site, &phrase).is_superset(&expected), "{}", &phrase);
        }
    }
}

proptest! {
    #![proptest_config(crate::properties::config(2))]

    #[test]
    fn rows_of_frequent_words_are_found_wherever_they_stand(
        words_of in prop::collection::vec(any::<u8>(), 1_000..2_000),
        picks in prop::collection::vec((any::<prop::sample::Index>(), 1_usize..5), 12),
    ) {
        let site = site(&frequent(|number, at| usize::from(words_of[(number * 120 + at) % words_of.len()])));
        let layout = layout(&site);
        for (from, length) in picks {
            let section = section(&site, layout, from.index(layout.sections.len()));
            let text = &*section.blocks.last().expect("it has words").text;
            let words = words(text);
            let first = from.index(words.len());
            let last = (first + length - 1).min(words.len() - 1);
            let phrase = &text[words[first].bytes.start..words[last].bytes.end];
            prop_assert_eq!(sections(&site, &format!("\"{phrase}\"")), plainly(&site, phrase), "{}", phrase);
        }
    }
}

#[test]
fn options_of_a_site_do_not_matter_to_what_is_found() {
    // The terminal looks into everything unless an edition is named; the rest is the same index.
    let case = Case::text("== seeds/b.txt\nIt is the marmalade volcano.\n").file(
        "content/sources/b.md",
        "+++\nraw = \"seeds/b.txt\"\ntitle = \"B\"\nrights = { publish = \"withheld\" }\n+++\n",
    );
    let all = query::unpublished(&case.files(), &Options::default()).value;
    assert_eq!(pages(&all, "marmalade"), ["sources/b"]);
}
