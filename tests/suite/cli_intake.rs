//! `casebook add` and `casebook clean --suggest` on a real disk: what is taken in, what is refused, what is left behind.
//!
//! What is drafted is compared whole with the files of `tests/fixtures/intake/`, which `UPDATE_EXPECTED=1` writes.

use std::fs;

use crate::cli::Dossier;
use crate::support::{assert_text, fixtures, read_tree};

/// A dossier with nothing in it.
fn empty() -> Dossier {
    Dossier::new("== casebook.toml\ntitle = \"T\"\nlanguage = \"en\"\n")
}

/// Compares with a file of `tests/fixtures/intake/`.
#[track_caller]
fn is_as_expected(name: &str, actual: &str) {
    let path = fixtures().join("intake").join(name);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&path, actual).expect("the expectation can be written");
    }
    assert_text(name, actual, &fs::read_to_string(path).expect("there is an expectation"));
}

const PROSE: &str = "Nobody saw the fox leave again, says the keeper of the farm. It was the third time in a week, and he has built \
                     a fence around the yard.";

fn capture() -> String {
    format!(
        "Home\nNews\nSign in\n\nThe fox and the hound\n\nBy Jane Fox\n\nSeptember 18, 2020\n\n{PROSE}\n\nThe dog slept on. {PROSE}\n\n\
         What the keeper says\n\n{PROSE} He is tired.\n\nAt night it came back. {PROSE}\n\nShare this article\n\nMost read\n\nCookie policy\n\n\
         © 2020 The Farm. All rights reserved.\n"
    )
}

#[test]
fn a_text_is_taken_in_and_builds() {
    let dossier = empty();
    dossier.write("../The fox (1).txt", capture());
    let run = dossier.runs(&["add", "../The fox (1).txt"]);
    is_as_expected("text.said.txt", &run.stdout);
    assert_eq!(dossier.read("seeds/The-fox-1.txt"), capture(), "byte for byte");
    is_as_expected("text.md", &dossier.read("content/sources/fox-2020.md"));
    let check = dossier.runs(&["check", "--deny-warnings"]);
    assert_eq!(check.stderr, "");
    dossier.runs(&["build"]);
    assert!(!String::from_utf8_lossy(&dossier.site()["sources/fox-2020.html"]).contains("keeper"), "it is withheld");
    let suggested = dossier.leaves(&["clean", "fox-2020", "--suggest"], 0);
    let page = dossier.read("content/sources/fox-2020.md");
    assert!(page.contains(suggested.stdout.trim()), "{}", suggested.stdout);
}

#[test]
fn a_saved_page_is_taken_in_with_all_its_visible_words() {
    let dossier = empty();
    let html = fs::read(fixtures().join("intake/fuchs.html")).expect("the page is there");
    dossier.write("../fuchs.html", &html);
    let run = dossier.runs(&["add", "../fuchs.html", "--publish", "full"]);
    is_as_expected("fuchs.said.txt", &run.stdout);
    is_as_expected("fuchs.txt", &dossier.read("seeds/fuchs.txt"));
    is_as_expected("fuchs.md", &dossier.read("content/sources/berg-2020.md"));
    assert_eq!(fs::read(dossier.path("seeds/fuchs.html")).expect("it is kept"), html);
    dossier.runs(&["build"]);
    let site = dossier.site();
    assert_eq!(site["sources/berg-2020/originals/fuchs.html.txt"], html, "published, and as nothing that runs");
    let text = String::from_utf8_lossy(&site["data/texts/berg-2020.txt"]).into_owned();
    is_as_expected("fuchs.reading.txt", &text);
    let record = String::from_utf8_lossy(&site["sources/berg-2020/record.html"]).into_owned();
    assert!(
        record.contains("href=\"originals/fuchs.html.txt\"") && record.contains("<del>Impressum</del>"),
        "{record}"
    );
    assert!(!record.contains("nie gesehen"));
    assert!(dossier.read("casebook.lock").contains("\"seeds/fuchs.html\" = \""));

    // An original that changes is noticed, like a raw text.
    dossier.write("seeds/fuchs.html", "<p>Marderhund");
    let changed = dossier.run(&["build"]);
    assert_eq!(changed.code, 1);
    assert!(
        changed
            .stderr
            .contains("error[original-changed]: `seeds/fuchs.html` is not the file that `casebook.lock` records")
    );
    dossier.runs(&["build", "--accept", "berg-2020"]);

    // What is withheld is nowhere.
    let page = dossier.read("content/sources/berg-2020.md").replace("publish = \"full\"", "publish = \"withheld\"");
    dossier.write("content/sources/berg-2020.md", page);
    dossier.runs(&["build"]);
    let site = dossier.site();
    assert!(!site.keys().any(|path| path.contains("originals")));
    assert!(site.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Marderhund")));
}

#[test]
fn an_original_may_be_withheld_by_itself() {
    let dossier = Dossier::new(
        "== casebook.toml\ntitle = \"T\"\n== seeds/a.txt\nThe fox.\n== seeds/scan.pdf\n%PDF-of-the-fox\n== content/sources/a.md\n+++\nraw = \
         \"seeds/a.txt\"\ntitle = \"A\"\noriginals = [{ file = \"seeds/scan.pdf\", publish = \"withheld\" }]\nrights = { publish = \"full\" }\n+++\n",
    );
    dossier.runs(&["build"]);
    assert!(dossier.site().values().all(|bytes| !String::from_utf8_lossy(bytes).contains("%PDF-of-the-fox")));
    let page = dossier.read("content/sources/a.md").replace(", publish = \"withheld\"", "");
    dossier.write("content/sources/a.md", page);
    dossier.runs(&["build"]);
    assert_eq!(dossier.site()["sources/a/originals/scan.pdf"], b"%PDF-of-the-fox\n");
}

#[test]
fn a_text_in_another_encoding_is_converted_and_its_bytes_are_kept() {
    let dossier = empty();
    let bytes = b"Der Mann ging \xfcber die gro\xdfe Br\xfccke und sagte, dass er nicht m\xfcde sei.\n";
    dossier.write("../brief.txt", bytes);
    let run = dossier.runs(&["add", "../brief.txt", "--id", "brief-1"]);
    is_as_expected("encoding.said.txt", &run.stdout);
    assert_eq!(fs::read(dossier.path("seeds/brief.txt")).expect("it is kept"), bytes);
    assert_eq!(
        dossier.read("seeds/brief.utf-8.txt"),
        "Der Mann ging über die große Brücke und sagte, dass er nicht müde sei.\n"
    );
    assert!(
        dossier
            .read("content/sources/brief-1.md")
            .contains("[{ file = \"seeds/brief.txt\", encoding = \"windows-1252\" }]")
    );
    dossier.runs(&["build"]);
    let clean = dossier.leaves(&["clean", "../brief.txt", "--encoding", "latin2"], 0);
    assert!(clean.stdout.starts_with("Der Mann ging über die große Brücke"), "{}", clean.stdout);
    assert_eq!(clean.stderr, "note: `../brief.txt` is ISO-8859-2, as you say\n");
}

#[test]
fn what_is_no_text_is_refused_and_nothing_is_written() {
    let dossier = empty();
    dossier.write("../scan.pdf", b"%PDF-1.7\n");
    dossier.write("../empty.txt", b" \n");
    dossier.write("../good.txt", capture());
    dossier.write("../odd.txt", b"ab\xff\xfe");
    dossier.write("../page.html", b"<html><body><script>write('x')</script>");
    for (args, message) in [
        (
            &["../scan.pdf"][..],
            "error: `../scan.pdf` cannot be taken in: it is a PDF, not a text\nhelp: get its text, for example with `pdftotext`, check it, \
             and take that in; then name this file in `originals` of the page of the source\n",
        ),
        (
            &["../empty.txt"],
            "error: `../empty.txt` cannot be taken in: it is empty\nhelp: save or export it again, and look whether there are words in it\n",
        ),
        (
            &["../good.txt", "../odd.txt", "--encoding", "utf-8"],
            "error: `../odd.txt` cannot be taken in: byte 2 is not UTF-8\nhelp: name another encoding, or leave `--encoding` out to have it \
             recognised\n",
        ),
        (
            &["../page.html"],
            "error: `../page.html` cannot be taken in: the page shows no words\nhelp: its words may be put there by a script: save the page \
             from the browser once it is shown\n",
        ),
        (&["../good.txt", "--id", "No"], "error: the id `No` has characters other than a-z, 0-9 and -\n"),
        (&["../good.txt", "../odd.txt", "--id", "a"], "error: `--id` and `--title` are for one file\n"),
        (&[".."], "error: `..` cannot be taken in: it is a folder\nhelp: name the files in it\n"),
    ] {
        // What the command line says is told from what the file is.
        let is_usage = message.contains("`--id`") || message.contains("the id") || message.contains("a folder");
        let run = dossier.leaves(&[&["add"], args].concat(), if is_usage { 2 } else { 1 });
        assert_text("the refusal", &run.stderr, message);
    }
    #[cfg(unix)]
    {
        let run = dossier.leaves(&["add", "/dev/zero"], 1);
        let expected = "error: `/dev/zero` cannot be taken in: it has more than 16777216 bytes, which a raw text may have\n\
                        help: split it into several texts\n";
        assert_text("the refusal", &run.stderr, expected);
    }
    dossier.runs(&["add", "../good.txt", "--id", "a"]);
    let again = dossier.leaves(&["add", "../good.txt"], 2);
    assert!(again.stderr.contains("`seeds/good.txt` has the same bytes"), "{}", again.stderr);
    dossier.write("../good.txt", capture().replace("fox", "cat"));
    let taken = dossier.leaves(&["add", "../good.txt", "--id", "a"], 2);
    assert!(taken.stderr.starts_with("error: the id `a` is taken\n"), "{}", taken.stderr);
    dossier.runs(&["add", "../good.txt"]);
    let tree = read_tree(&dossier.root());
    assert!(
        tree.contains_key("seeds/good-2.txt") && tree["seeds/good.txt"] == capture().into_bytes(),
        "nothing is overwritten"
    );
}

#[test]
fn a_text_of_its_own_begins_with_its_title() {
    let dossier = empty();
    for (name, first, title) in [
        ("letter", "Письмо с острова", "Письмо с острова"),
        ("verse", "The fox ran fast\nover the hill", "none found; the name of the file stands in its place"),
        ("minutes", "Minutes of the town council, 3 March 2020", "Minutes of the town council, 3 March 2020"),
        ("day", "Monday, 3 March 2020", "none found; the name of the file stands in its place"),
        ("address", "Dear Ms. Hound,", "none found; the name of the file stands in its place"),
        ("note", "Nobody saw the fox leave again.", "none found; the name of the file stands in its place"),
    ] {
        dossier.write(&format!("../{name}.txt"), format!("{first}\n\n{PROSE} {name}.\n\n{PROSE}\n"));
        let run = dossier.runs(&["add", &format!("../{name}.txt"), "--id", name]);
        assert!(run.stdout.contains(&format!("  title      {title}\n")), "{}", run.stdout);
        assert_eq!(
            run.stdout.contains("  recipe     none: every line looks like the text\n"),
            !["letter", "minutes", "day"].contains(&name),
            "{}",
            run.stdout
        );
    }
    let minutes = dossier.read("content/sources/minutes.md");
    let [title, published] =
        ["\ntitle      = \"Minutes of the town council, 3 March 2020\"\n", "\npublished  = \"2020-03-03\"\n"];
    assert!(minutes.contains(title) && minutes.contains(published) && !minutes.contains("\"date\""), "{minutes}");
    let page = dossier.read("content/sources/letter.md");
    assert!(
        page.contains("# Check: the first line that looks like a title.\ntitle      = \"Письмо с острова\"\n"),
        "{page}"
    );
    // Short lines may stand between.
    let short = "Minutes of the town council, 3 March 2020\n\nPresent: Fox and Hound.\n\nItem 4. The yard\n\n";
    dossier.write("../short.txt", format!("{short}{PROSE} Indeed.\n\n{PROSE}\n"));
    assert!(
        dossier
            .runs(&["add", "../short.txt"])
            .stdout
            .contains("  title      Minutes of the town council, 3 March 2020\n")
    );
    let suggested = dossier.leaves(&["clean", "../note.txt", "--suggest"], 0);
    assert_eq!(
        (suggested.stdout.as_str(), suggested.stderr.as_str()),
        ("", "note: every line looks like the text, so no step is suggested\n")
    );
}

#[test]
fn a_text_that_lies_in_seeds_and_has_no_page_gets_one() {
    let dossier = empty();
    dossier.write("seeds/fox.txt", capture());
    dossier.write("../copy.txt", capture());
    let run = dossier.runs(&["add", "../copy.txt"]);
    assert!(run.stdout.contains("  raw text   seeds/fox.txt, byte for byte, "), "{}", run.stdout);
    assert!(dossier.read("content/sources/fox-2020.md").contains("raw        = \"seeds/fox.txt\"\n"));
    assert!(!dossier.path("seeds/copy.txt").exists());
    let again = dossier.leaves(&["add", "seeds/fox.txt"], 2);
    let expected = "error: `seeds/fox.txt` cannot be taken in: `seeds/fox.txt` has the same bytes\n\
                    help: a source has this text already; `--replace ID` is for a new capture of it\n";
    assert_text("the refusal", &again.stderr, expected);
}

#[test]
fn a_new_capture_of_a_page_takes_the_place_of_the_former_with_all_that_it_was_made_of() {
    let dossier = empty();
    let html = fs::read_to_string(fixtures().join("intake/fuchs.html")).expect("the page is there");
    dossier.write("../fuchs.html", &html);
    dossier.runs(&["add", "../fuchs.html", "--publish", "full"]);
    dossier
        .write("content/annotations/berg-2020.md", "## zaun {.context}\n> der **Zaun** nütze nichts\n\nSo sagt er.\n");
    dossier.runs(&["build"]);
    let page = dossier.read("content/sources/berg-2020.md");
    dossier.write("../neu.html", html.replace("seit drei Wochen", "seit vier langen Wochen"));
    let add = ["add", "--replace", "berg-2020", "../neu.html"];
    let run = dossier.leaves(&add, 0);
    assert!(
        run.stdout.starts_with("seeds/neu.txt in the place of seeds/fuchs.txt: 1 raw line new, 1 gone\n"),
        "{run:?}"
    );
    assert!(run.stdout.contains("\n1 anchor: 1 moved; "), "{run:?}");
    let run = dossier.runs(&[&add[..], &["--accept"]].concat());
    assert!(
        run.stdout.contains("\nwritten: seeds/neu.html, seeds/neu.txt, content/sources/berg-2020.md, casebook.lock\n"),
        "{run:?}"
    );
    let expected = page.replace("seeds/fuchs.", "seeds/neu.");
    assert_text("the page", &dossier.read("content/sources/berg-2020.md"), &expected);
    let lock = dossier.read("casebook.lock");
    assert!(lock.contains("\"seeds/neu.html\" = \"") && !lock.contains("fuchs"), "{lock}");
    dossier.runs(&["build", "--locked"]);
    let run = dossier.leaves(&add, 0);
    assert!(run.stdout.ends_with(" has the bytes of seeds/neu.html: nothing changes\n"), "{run:?}");

    // The words of the page as a text: what the former raw text was made of is named no longer.
    dossier.write("../text.txt", dossier.read("seeds/neu.txt").replace("vier langen", "vier"));
    dossier.runs(&["add", "--replace", "berg-2020", "../text.txt", "--accept"]);
    let page = dossier.read("content/sources/berg-2020.md");
    assert!(page.contains("raw        = \"seeds/text.txt\"\ntitle "), "{page}");
    dossier.runs(&["build", "--locked"]);
    // And as a page again.
    dossier.runs(&["add", "--replace", "berg-2020", "../fuchs.html", "--accept"]);
    let page = dossier.read("content/sources/berg-2020.md");
    assert!(
        page.contains("raw        = \"seeds/fuchs.txt\"\n") && page.contains("{ file = \"seeds/fuchs.html\", made"),
        "{page}"
    );
    dossier.runs(&["build", "--locked"]);
}

#[test]
fn a_new_capture_may_be_in_any_encoding() {
    let dossier = Dossier::new(
        "== casebook.toml\ntitle = \"T\"\n== seeds/a.txt\nDer Mann ging über die Brücke.\n== content/sources/a.md\n+++\nraw = \
         \"seeds/a.txt\" # as received\ntitle = \"A\"\nrights = { publish = \"full\" }\n+++\n\"über die Brücke\" [@a]\n",
    );
    dossier.runs(&["build"]);
    dossier.write("../b.txt", b"Der alte Mann ging \xfcber die Br\xfccke.\n");
    let run = dossier.runs(&["add", "--replace", "a", "../b.txt", "--accept"]);
    assert!(run.stderr.starts_with("note: `../b.txt` is windows-1252, guessed; "), "{run:?}");
    let page = dossier.read("content/sources/a.md");
    let named = "raw = \"seeds/b.utf-8.txt\" # as received\noriginals  = [{ file = \"seeds/b.txt\", encoding = \"windows-1252\" }]\n";
    assert!(page.contains(named), "{page}");
    dossier.runs(&["build", "--locked"]);
    dossier.write("../c.txt", b"Der alte Mann ging \xf0\xa8ber die Br\xf0\xa8cke.\n");
    let run = dossier.run(&["add", "--replace", "a", "../c.txt", "--encoding", "latin99"]);
    assert!(run.code == 2 && run.stderr.contains("there is no encoding `latin99`"), "{run:?}");
    let (bytes, ..) = encoding_rs::IBM866.encode("Мужчина: Der alte Mann ging");
    dossier.write("../d.txt", &bytes);
    let run = dossier.leaves(&["add", "--replace", "a", "../d.txt", "--encoding", "ibm866"], 1);
    assert!(
        run.stderr.contains("note: `../d.txt` is IBM866, as you say\n") && run.stdout.contains("1 failed"),
        "{run:?}"
    );
}

#[test]
fn a_text_with_a_bad_byte_in_it_is_asked_about() {
    let dossier = empty();
    dossier
        .write("../brief.txt", "Über die große Brücke\n, sagte er \u{fffd}, ging er müde.\n".replace('\u{fffd}', "@"));
    let bytes = fs::read(dossier.path("../brief.txt")).expect("it was written");
    let bytes: Vec<u8> = bytes.into_iter().map(|byte| if byte == b'@' { 0x96 } else { byte }).collect();
    dossier.write("../brief.txt", &bytes);
    let run = dossier.leaves(&["add", "../brief.txt"], 1);
    assert_text(
        "the refusal",
        &run.stderr,
        "error: `../brief.txt` cannot be taken in: it is almost UTF-8, but byte 36 (0x96, on line 2) is not\nhelp: mend that place in \
         the file; or, if it is in another encoding after all, name that with `--encoding`, such as `--encoding windows-1252`\n",
    );
    dossier.runs(&["add", "../brief.txt", "--encoding", "windows-1252"]);
}

/// What a suggested recipe would cut of a text, in words of all.
fn words_cut(text: &str) -> (usize, usize) {
    let raw = casebook::text::Text::new(text);
    let suggestion = casebook::suggest::suggest(&raw, None, &casebook::suggest::Known::default());
    (suggestion.cut.1, casebook::text::words::count(text))
}

#[test]
fn what_is_no_capture_of_a_page_is_kept() {
    let folder = fixtures().join("kept");
    for (name, bytes) in read_tree(&folder) {
        let text = String::from_utf8(bytes).expect("it is text");
        let (cut, all) = words_cut(&text);
        // A button that stands alone on its line may go.
        let buttons = text.lines().filter(|line| line.trim() == "Share").count();
        assert!(cut <= buttons, "{name}: {cut} of {all} words cut");
    }
}

#[test]
fn of_a_short_page_around_a_short_text_the_text_is_kept() {
    let furniture = "Home\nNews\nSign in\nSubscribe\n";
    let end = "Share\nTweet\nRelated\nMost read\nSign up for our newsletter\n© 2020 The Farm. All rights reserved.\n";
    for text in [
        "Мэр города заявил, что мост закроют на два года.\n\nЖители недовольны, а ремонт начнётся в апреле.\n",
        "The mayor said on Monday that the bridge will be shut.\n\nPeople who live there are not pleased with it.\n",
        "قال رئيس البلدية يوم الاثنين إن الجسر سيغلق لمدة عامين. وأضاف أن الإصلاح سيكلف أربعين مليونا.\n",
    ] {
        let raw = format!("{furniture}\n{text}\n{end}");
        let lines: Vec<&str> = raw.lines().collect();
        let kept = casebook::suggest::kept(&lines, None, &casebook::suggest::Known::default());
        let is_kept = |line: &str| kept.iter().any(|(at, kept)| *kept && lines[*at] == line);
        for line in text.lines().filter(|line| !line.is_empty()) {
            assert!(is_kept(line), "{line}");
        }
    }
}
