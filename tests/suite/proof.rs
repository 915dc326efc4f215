//! The proof that an edition holds nothing that it withholds: no false alarm, and no leak that is passed.

use std::collections::BTreeSet;

use casebook::proof::{self, Hit, Proof};
use casebook::query;
use casebook::render;

use crate::support::{Case, Tree, assert_text, fixtures, read_tree, repository};

/// The site that `case` makes, without a search index where that costs more than it tells, and its proof.
fn proven(case: &Case) -> (Tree, Option<Proof>) {
    let built = query::site(&case.files(), &case.options);
    assert!(!casebook::diag::has_errors(&built.diags), "{}", case.build().report());
    let site = built.value.site;
    let tree = site.pages.keys().map(|path| (path.clone(), render::render(&site, path).value)).collect();
    (tree, built.value.proof)
}

/// What the proof finds in a whole site.
fn hits(tree: &Tree, proof: &Proof) -> Vec<Hit> {
    tree.iter().flat_map(|(path, bytes)| proof.check(path, bytes)).collect()
}

fn told(tree: &Tree, hits: &[Hit]) -> String {
    let around = |hit: &Hit| {
        let bytes = tree.get(&hit.path).map_or(&[][..], Vec::as_slice);
        let words = &bytes[hit.at.min(bytes.len())..(hit.at + 60).min(bytes.len())];
        format!("{hit:?}: {}", String::from_utf8_lossy(words))
    };
    hits.iter().map(around).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_found_in_the_dossier_whichever_source_is_withheld() {
    let dossier = Case::folder(repository());
    let config = String::from_utf8(dossier.given["casebook.toml"].clone()).expect("it is TOML");
    let all = "bateman-lyu-2020 chinafile-2020 gooding-2020 liao-2020 zhong-2020";
    // Of one source little is the editors' own, of all much; an excerpt has both kinds of words on one page.
    for (publish, sources) in [("withheld", "liao-2020"), ("withheld", all), ("excerpt", all)] {
        let list: Vec<String> = sources.split(' ').map(|id| format!("{id} = \"{publish}\"")).collect();
        let edition = format!("{config}\n[editions.public]\nsources = {{ {} }}\n", list.join(", "));
        let case = dossier.clone().file("casebook.toml", edition).edition("public");
        let (tree, proof) = proven(&case);
        let found = hits(&tree, &proof.expect("something is withheld"));
        assert!(found.is_empty(), "{publish} {sources}\n{}", told(&tree, &found));
        // Nor is what editors wrote taken for a copy.
        let report = case.build().report();
        assert!(!report.contains("withheld-repeated"), "{publish} {sources}\n{report}");
    }
}

#[test]
fn nothing_is_found_in_any_fixture() {
    for capability in ["annotation", "edition", "packet", "question", "quotation", "scripts"] {
        let folders = walkdir::WalkDir::new(fixtures().join(capability)).min_depth(1).max_depth(1);
        for folder in
            folders.sort_by_file_name().into_iter().flatten().filter(|one| one.path().join("expected").is_dir())
        {
            let mut case = Case::folder(folder.path());
            if let Ok(edition) = std::fs::read_to_string(folder.path().join("edition.txt")) {
                case = case.edition(edition.trim());
            }
            let (tree, proof) = proven(&case);
            let found = proof.map_or(Vec::new(), |proof| hits(&tree, &proof));
            assert!(found.is_empty(), "{}\n{}", folder.path().display(), told(&tree, &found));
        }
    }
}

#[test]
fn an_edition_that_withholds_nothing_needs_no_proof() {
    let (_, proof) = proven(&Case::text("== seeds/a.txt\nthe fox\n"));
    assert!(proof.is_none());
}

/// A dossier of which `secret.txt` is withheld, all but a title.
fn withheld() -> Case {
    Case::text(
        r#"
== casebook.toml
title = "T"
theme = "bare"
[editions.public]
sources = { secret = "withheld" }
== seeds/a.txt
It is a fox, and he was not in the bed of the owl.
== seeds/secret.txt
The marmalade was in the jar & on the „Größe“ bed
and so it was said to be of no use to him at all.
一二三四五六七八九十
== content/essays/e.md
+++
title = "E"
+++
A fox.
"#,
    )
    .edition("public")
}

#[test]
fn words_are_found_however_they_lie_in_bytes() {
    let (_, proof) = proven(&withheld());
    let proof = proof.expect("something is withheld");
    let first = |bytes: &[u8]| proof.check("f", bytes).first().map(|hit| (hit.path.clone(), hit.at));
    for (text, at) in [
        ("see marmalade", 4),
        ("see <b>MARMA</b>LADE", 7),
        ("see mar\u{ad}malade", 4),
        ("see &#109;armalade", 4),
        ("see gr&ouml;sse gr&#xf6;&szlig;e gr\u{f6}\u{df}e", 33),
        (r#"{"a": "\u006darmalade"}"#, 7),
        ("href=\"%6Darmalade\"", 6),
        ("and <i>so</i> it <a href=\"x\">was</a> said to", 0),
        ("零二三四五六七八九零", 3),
        ("casebookSearch(\"terms\",0,[\"#marble &malade \",\"\",\"\",0,0,0]);\n", 0),
    ] {
        assert_eq!(first(text.as_bytes()), Some(("f".to_owned(), at)), "{text}");
    }
    for text in ["it is a fox and he was not in the bed", "so it was said", "一二三四五六七", "A fox.", "marmalades"]
    {
        assert_eq!(first(text.as_bytes()), None, "{text}");
    }
    // Not even as the name of a file.
    assert_eq!(proof.check("media/marmalade.png", b"").len(), 1);
}

#[test]
fn archives_and_what_lies_in_pages_are_opened() {
    let (_, proof) = proven(&withheld());
    let proof = proof.expect("something is withheld");
    let tree = Tree::from([("a/page.html".to_owned(), b"<p>see <b>marmalade</b></p>".to_vec())]);
    let zip = casebook::bundle::zip::zip("dossier", &tree);
    let hits = proof.check("dossier.zip", &zip);
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].path.as_str(), hits[0].at), ("dossier.zip › dossier/a/page.html", 10));
    let named = Tree::from([("a/marmalade.html".to_owned(), b"<p>A fox.</p>".to_vec())]);
    assert!(!proof.check("dossier.zip", &casebook::bundle::zip::zip("dossier", &named)).is_empty());
    let harmless = Tree::from([("a/page.html".to_owned(), b"<p>A fox.</p>".to_vec())]);
    // What has an archive at its end is more than that.
    let behind = [b"\xff and so it was said to be ", &casebook::bundle::zip::zip("dossier", &harmless)[..]].concat();
    assert_eq!(proof.check("a.bin", &behind).len(), 1);
    let before = [&casebook::bundle::zip::zip("dossier", &harmless)[..], b"\xff and so it was said to be "].concat();
    assert_eq!(proof.check("a.zip", &before).len(), 1);
    let mut tape = tar::Builder::new(Vec::new());
    for (name, held) in [("notes.txt", &b"A fox."[..]), ("packed.zip", &zip)] {
        let mut header = tar::Header::new_ustar();
        header.set_size(held.len() as u64);
        header.set_cksum();
        tape.append_data(&mut header, name, held).expect("it is written into memory");
    }
    let hits = proof.check("papers.tar", &tape.into_inner().expect("it is in memory"));
    assert_eq!(
        hits.iter().map(|hit| &hit.path[..]).collect::<Vec<_>>(),
        ["papers.tar › packed.zip › dossier/a/page.html"]
    );
    assert_eq!(proof.check("dossier.zip", &casebook::bundle::zip::zip("dossier", &harmless)), []);
}

#[test]
fn a_finding_says_where_and_not_which_words() {
    let case = withheld();
    let (_, proof) = proven(&case);
    let diags = proof::diagnostics(proof.expect("something is withheld").check("a.html", b"<p>see marmalade</p>"));
    let report = casebook::diag::text::render(&diags, &case.files(), casebook::diag::text::Style { color: false });
    let expected = "\
error[withheld-found]: `a.html` holds words that this edition withholds, from byte 7 on; `seeds/secret.txt` has them in line 1
 |
 = help: nothing is published. If a file of the theme holds these words, take them out; otherwise this is a fault of casebook: please report it, without the words

1 error
";
    assert_text("the report", &report, expected);
}

#[test]
fn a_theme_may_hold_any_words_of_its_own() {
    // What a theme says is open by definition, even where a withheld text says it too.
    let page = "{% extends \"layout.html\" %}{% block main %}marmalade{% endblock %}";
    let (tree, proof) = proven(&withheld().file("themes/bare/missing.html", page));
    assert_eq!(hits(&tree, &proof.expect("something is withheld")), []);
}

#[test]
fn a_theme_may_not_hold_a_sentence_that_is_withheld() {
    let page = "{% extends \"layout.html\" %}\n{% block main %}<p>so it was said <b>to</b> be of use</p>{% endblock %}";
    let expected = r#"
error[withheld-found]: this edition withholds `seeds/secret.txt`, which has these words
 --> themes/bare/missing.html:2:20
  |
2 | {% block main %}<p>so it was said <b>to</b> be of use</p>{% endblock %}
  |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: take them out of the theme; what a page is to quote, its editor quotes and cites

1 error
"#;
    let case = withheld().file("themes/bare/missing.html", page);
    assert_text("the report", &case.build().report(), expected.trim_start());
    // A sentence of the default theme is everybody's.
    let said = "No source of the dossier is quoted for this.";
    let case = withheld().file("seeds/secret.txt", said).in_default_theme();
    assert_eq!(case.build().report(), "");
}

#[test]
fn no_copy_of_a_withheld_file_is_among_the_media() {
    let pictures =
        "+++\ntitle = \"E\"\n+++\n[one](../media/one.txt) [two](../media/two.zip) [three](../media/three.png)\n";
    let secret = String::from_utf8(withheld().given["seeds/secret.txt"].clone()).expect("it is text");
    let zip = |bytes: &[u8]| {
        let tree = Tree::from([("inside.txt".to_owned(), bytes.to_vec())]);
        casebook::bundle::zip::zip("folder", &tree)
    };
    let picture = vec![137; 64];
    let case = withheld()
        .file("content/essays/e.md", pictures)
        .file("content/media/one.txt", secret.clone())
        .file("content/media/two.zip", zip(&zip(secret.as_bytes())))
        .file("content/media/three.png", picture.clone())
        .file("content/media/draft.png", picture)
        .file("content/essays/d.md", "+++\ntitle = \"D\"\ndraft = true\n+++\n![a map](media/draft.png)\n");
    let report = case.build().report();
    let said: Vec<&str> = report.lines().filter_map(|line| line.strip_prefix("error[withheld-found]: ")).collect();
    assert_eq!(
        said,
        [
            "`content/media/one.txt` is a copy of `seeds/secret.txt`, which this edition withholds",
            "`content/media/three.png` is a copy of `content/media/draft.png`, which this edition withholds",
            "`content/media/two.zip › folder/inside.txt › folder/inside.txt` is a copy of `seeds/secret.txt`, which this edition \
             withholds",
        ],
        "{report}"
    );
    // A picture that nobody shows is not withheld, and neither is a text that another source has in full.
    let twice = "+++\nraw = \"seeds/twin.txt\"\ntitle = \"Twin\"\nrights = { publish = \"full\" }\n+++\n";
    let case =
        case.without("content/essays/d.md").file("seeds/twin.txt", secret).file("content/sources/twin.md", twice);
    assert!(!case.build().report().contains("withheld-found"), "{}", case.build().report());
}

#[test]
fn withheld_words_in_an_archive_among_the_media_are_told() {
    let pages = Tree::from([
        (
            "a.xml".to_owned(),
            b"<p>It is said that the minister told <b>nobody</b> that the bridge was to be closed.</p>".to_vec(),
        ),
        ("b.txt".to_owned(), b"Anne Redname told somebody.".to_vec()),
        ("c.txt".to_owned(), b"The minister told somebody.".to_vec()),
    ]);
    let redacted = "+++\nraw = \"seeds/open.txt\"\ntitle = \"Open\"\nrights = { publish = \"full\" }\n\
                    [[redact]]\nwords = \"Anne Redname\"\nreason = \"a private person\"\n+++\n";
    let case = withheld()
        .file("seeds/secret.txt", "The minister told nobody that the bridge was to be closed in spring.\n")
        .file("seeds/open.txt", "It was Anne Redname who came.\n")
        .file("content/sources/open.md", redacted)
        .file("content/media/pages.zip", casebook::bundle::zip::zip("folder", &pages))
        .file("content/essays/e.md", "+++\ntitle = \"E\"\n+++\n[pages](../media/pages.zip)\n");
    let expected = r#"
warning[withheld-repeated]: `content/media/pages.zip › folder/b.txt` has words that this edition redacts in `open`
--> content/media/pages.zip:1:1
 = help: the archive is published as it is: take them out of it

warning[withheld-repeated]: this edition withholds `seeds/secret.txt`, which has words in line 1 that `content/media/pages.zip › folder/a.xml` has as well
--> content/media/pages.zip:1:1
 = help: the archive is published as it is: take them out of it

2 warnings
"#;
    assert_text("the report", &case.build().report(), expected.trim_start());
}

/// An archive of files that are packed by another program than ours.
fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("it can be written");
        std::io::Write::write_all(&mut writer, bytes).expect("it can be written");
    }
    writer.finish().expect("it can be written").into_inner()
}

/// The same, said to be encrypted (bit 0) or to be packed by another method.
fn altered(mut archive: Vec<u8>, in_flags: u8, method: u8) -> Vec<u8> {
    for at in 0..archive.len() - 4 {
        let flags = match &archive[at..at + 4] {
            b"PK\x03\x04" => at + 6,
            b"PK\x01\x02" => at + 8,
            _ => continue,
        };
        archive[flags] |= in_flags;
        archive[flags + 2] = if method > 0 { method } else { archive[flags + 2] };
    }
    archive
}

#[test]
fn what_cannot_be_looked_into_is_not_published() {
    let gzip = |bytes: &[u8]| {
        let mut held = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzEncoder::new(bytes, flate2::Compression::best()), &mut held)
            .expect("memory takes it");
        held
    };
    let fox: &[u8] = b"the fox ran and ran and ran and ran";
    let zeros = vec![0; (64 << 20) + 1];
    let mut deep = packed(&[("a.txt", fox)]);
    for _ in 0..6 {
        deep = packed(&[("a.zip", &deep)]);
    }
    let cut = gzip(fox);
    let media: &[(&str, Vec<u8>)] = &[
        ("bomb.gz", gzip(&zeros)),
        ("cut.gz", cut[..cut.len() - 9].to_vec()),
        ("cut.zip", packed(&[("a.txt", fox)])[..60].to_vec()),
        ("deep.zip", deep),
        ("locked.zip", altered(packed(&[("a.txt", fox)]), 1, 0)),
        ("new.zip", altered(packed(&[("a.txt", fox)]), 0, 93)),
        ("old.7z", b"7z\xbc\xaf\x27\x1c\0\x04".to_vec()),
    ];
    let links: String = media.iter().map(|(name, _)| format!("[{name}](../media/{name})\n")).collect();
    let case = withheld().file("content/essays/e.md", format!("+++\ntitle = \"E\"\n+++\n{links}"));
    let case =
        media.iter().fold(case, |case, (name, bytes)| case.file(&format!("content/media/{name}"), bytes.clone()));
    let expected = [
        ("bomb.gz", "", "unpacked it is larger than 64 MiB"),
        ("cut.gz", " › unpacked", "it is damaged"),
        ("cut.zip", "", "it is an archive, and damaged"),
        ("deep.zip", &" › a.zip".repeat(6), "it is packed more than 6 times over"),
        ("locked.zip", " › a.txt", "it is encrypted"),
        ("new.zip", " › a.txt", "it is compressed in a way that casebook does not know"),
        ("old.7z", "", "it is a 7z archive, which casebook does not open"),
    ];
    let expected: String = expected
        .iter()
        .map(|(name, inside, why)| {
            format!(
                "error[file-unsearched]: `content/media/{name}{inside}` cannot be searched for words that this edition \
                 withholds: {why}\n--> content/media/{name}:1:1\n = help: unpack what is to be published, or pack it anew as a \
                 plain zip archive; else take the file out of the media\n\n"
            )
        })
        .collect();
    assert_text("the report", &case.build().report(), &format!("{expected}7 errors\n"));
    // An edition that withholds nothing looks into nothing.
    let mut open = case;
    open.options.edition = None;
    assert!(!open.build().report().contains("file-unsearched"), "{}", open.build().report());
}

#[test]
fn originals_are_looked_into_as_media_are() {
    let secret = withheld().given["seeds/secret.txt"].clone();
    let page = "+++\nraw = \"seeds/a.txt\"\ntitle = \"A\"\nrights = { publish = \"full\" }\n\
                originals = [{ file = \"seeds/mails.zip\" }, { file = \"seeds/old.7z\" }]\n+++\n";
    let case = withheld()
        .file("content/sources/a.md", page)
        .file("seeds/mails.zip", packed(&[("1.txt", &secret)]))
        .file("seeds/old.7z", b"7z\xbc\xaf\x27\x1c\0\x04".to_vec());
    let expected = r#"
error[withheld-found]: `seeds/mails.zip › 1.txt` is a copy of `seeds/secret.txt`, which this edition withholds
--> seeds/mails.zip:1:1
 = help: say `publish = "withheld"` of it in `originals` of its source, or withhold it with the source in this edition

error[file-unsearched]: `seeds/old.7z` cannot be searched for words that this edition withholds: it is a 7z archive, which casebook does not open
--> seeds/old.7z:1:1
 = help: say `publish = "withheld"` of it in `originals` of its source, or withhold it with the source in this edition

2 errors
"#;
    assert_text("the report", &case.build().report(), expected.trim_start());
    let page = page
        .replace("mails.zip\"", "mails.zip\", publish = \"withheld\"")
        .replace("7z\"", "7z\", publish = \"withheld\"");
    assert_eq!(case.file("content/sources/a.md", page).build().report(), "");
}

#[test]
fn what_the_program_cannot_look_into_is_not_published_either() {
    let (_, proof) = proven(&withheld());
    let hits = proof.expect("something is withheld").check("a.zip", &altered(packed(&[("b.txt", b"x")]), 1, 0));
    let report = casebook::diag::text::render(
        &proof::diagnostics(hits),
        &withheld().files(),
        casebook::diag::text::Style { color: false },
    );
    let expected = "\
error[file-unsearched]: `a.zip › b.txt` cannot be searched for words that this edition withholds: it is encrypted
 |
 = help: nothing is published. Take the file out, or pack what is in it anew as a plain zip archive

1 error
";
    assert_text("the report", &report, expected);
}

#[test]
fn words_are_found_in_base64_in_media_and_in_utf_16() {
    use base64::Engine as _;
    let secret = String::from_utf8(withheld().given["seeds/secret.txt"].clone()).expect("it is text");
    let long = format!("{secret}{}", "It is a fox. ".repeat(20));
    let drawing = format!(
        "<svg><image href=\"data:text/plain;base64,{}\"/></svg>",
        base64::engine::general_purpose::STANDARD.encode(&long)
    );
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(long.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let case = withheld()
        .file("content/essays/e.md", "+++\ntitle = \"E\"\n+++\n[one](../media/one.svg) [two](../media/two.txt)\n")
        .file("content/media/one.svg", drawing)
        .file("content/media/two.txt", utf16);
    let report = case.build().report();
    let said: Vec<&str> = report.lines().filter_map(|line| line.strip_prefix("warning[withheld-repeated]: ")).collect();
    assert_eq!(
        said,
        [
            "this edition withholds `seeds/secret.txt`, which has words in line 1 that `content/media/one.svg › base64 at 41` has as well",
            "this edition withholds `seeds/secret.txt`, which has words in line 1 that `content/media/two.txt` has as well",
        ],
        "{report}"
    );
}

#[test]
fn what_editors_copy_from_a_withheld_text_is_told() {
    let case = Case::text(
        r#"
== casebook.toml
title = "Anne Redname and the bridge"
theme = "bare"
== seeds/secret.txt
A notice.
The minister told nobody that the bridge was to be closed in spring.
== content/sources/secret.md
+++
raw    = "seeds/secret.txt"
title  = "A memo"
rights = { publish = "withheld" }
+++
== seeds/open.txt
It was Anne Redname who came, and nobody else.
== content/sources/open.md
+++
raw    = "seeds/open.txt"
title  = "A letter"
rights = { publish = "full" }
[[redact]]
words  = "Anne Redname"
reason = "a private person"
+++
== content/media/map.svg
<svg xmlns="http://www.w3.org/2000/svg"><text>told nobody that the bridge was to be closed</text></svg>
== content/essays/e.md
+++
title = "E"
+++
The minister told nobody that the bridge was to be closed in spring.

> nobody that the *bridge* was to be closed in spring

![told nobody that the bridge was to be closed](media/map.svg)

They say "told nobody that the bridge was to be closed" [@secret]; the bridge was to be closed in spring.
== content/annotations/part.md
## river {.context}
> the **owl** sat beside the river all day long, and nobody saw it there, since it was raining and the wind came from the hills behind the mill

It was large.
== content/questions/q.md
+++
title = "Q?"
+++
## It sat {#it}

"the owl sat **beside the river** all day long, and nobody saw it there, since it was raining and the wind came from the hills behind the mill" [@part].
== seeds/part.txt
And so the owl sat beside the river all day long, and nobody saw it there, since it was raining and the wind came from the hills behind the mill, or so they say.
== content/sources/part.md
+++
raw    = "seeds/part.txt"
title  = "A report"
rights = { publish = "excerpt" }
+++
== content/essays/draft.md
+++
title = "D"
draft = true
+++
A sentence of an editor that stands in a draft and in a page.
== content/essays/f.md
+++
title = "F"
+++
[[open]]

A sentence of an editor that stands in a draft and in a page.
== content/glossary/anne.md
+++
title    = "Anne"
aliases  = ["Anne Redname"]
expected = false
+++
Somebody.
"#,
    );
    let expected = r#"
warning[withheld-repeated]: this edition redacts these words in `open`
 --> casebook.toml:1:10
  |
1 | title = "Anne Redname and the bridge"
  |          ^^^^^^^^^^^^
  |
  = help: they are published as they stand here: leave them out here as well

warning[withheld-repeated]: this edition withholds `seeds/secret.txt`, which has these words in line 2
 --> content/essays/e.md:4:1
  |
4 | The minister told nobody that the bridge was to be closed in spring.
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: they are published as they stand here: quote and cite them, so that they are withheld as well, or take fewer of them

warning[withheld-repeated]: this edition withholds `seeds/secret.txt`, which has these words in line 2
 --> content/essays/e.md:6:3
  |
6 | > nobody that the *bridge* was to be closed in spring
  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: they are published as they stand here: quote and cite them, so that they are withheld as well, or take fewer of them

warning[withheld-repeated]: this edition withholds `seeds/secret.txt`, which has these words in line 2
 --> content/essays/e.md:8:3
  |
8 | ![told nobody that the bridge was to be closed](media/map.svg)
  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: they are published as they stand here: quote and cite them, so that they are withheld as well, or take fewer of them

warning[withheld-repeated]: this edition redacts these words in `open`
 --> content/glossary/anne.md:3:14
  |
3 | aliases  = ["Anne Redname"]
  |              ^^^^^^^^^^^^
  |
  = help: they are published as they stand here: leave them out here as well

warning[withheld-repeated]: this edition withholds `seeds/secret.txt`, which has these words in line 2
 --> content/media/map.svg:1:47
  |
1 | <svg xmlns="http://www.w3.org/2000/svg"><text>told nobody that the bridge was to be closed</text></svg>
  |                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: they are published as they stand here: quote and cite them, so that they are withheld as well, or take fewer of them

6 warnings
"#;
    assert_text("the report", &case.build().report(), expected.trim_start());
}

#[test]
fn the_title_of_a_withheld_text_goes_on_in_no_other_field() {
    // Where the text goes on behind its title with the word that a format has there.
    for (text, title, language) in [
        ("Une digue cède dans le vieux port\n\nLa digue a cédé.\n", "Une digue cède dans le vieux port", "fr"),
        ("Un dique cede en el puerto viejo\n\nLa noche del lunes.\n", "Un dique cede en el puerto viejo", "es"),
        ("The ports of the old world\nLanguage schools close.\n", "The ports of the old world", "en"),
    ] {
        for publish in ["withheld", "excerpt"] {
            let page = format!(
                "+++\nraw = \"seeds/a.txt\"\ntitle = \"{title}\"\nlanguage = \"{language}\"\nrights = {{ publish = \"{publish}\" }}\n+++\n"
            );
            let case =
                Case::text("== seeds/b.txt\nA fox.\n").file("seeds/a.txt", text).file("content/sources/a.md", page);
            let (tree, proof) = proven(&case);
            let found = hits(&tree, &proof.expect("something is withheld"));
            assert!(found.is_empty(), "{language} {publish}\n{}", told(&tree, &found));
        }
    }
}

#[test]
fn the_lock_may_name_what_it_must_and_hold_no_words() {
    let case = withheld()
        .file("content/essays/marmalade.md", "+++\ntitle = \"X\"\ndraft = true\n+++\nOf \"jar\" [@secret].\n");
    let built = query::site(&case.files(), &case.options).value;
    let proof = built.proof.expect("something is withheld");
    let lock = casebook::lock::render(&built.lock);
    assert!(lock.contains("essays/marmalade#"), "{lock}");
    assert_eq!(proof.check_lock("casebook.lock", &lock), []);
    assert_eq!(proof.check_lock("casebook.lock", &format!("{lock}# größe\n")).len(), 1);
}

#[test]
fn every_word_that_the_program_writes_is_known() {
    // What makes pages and data, and the names of things that they have in common.
    const WRITERS: &[&str] = &["bundle", "cite", "highlight", "lock", "manifest", "model", "render", "search/files"];
    let sources = read_tree(&repository().join("src"));
    let is_writer = |path: &String| {
        WRITERS.iter().any(|name| path.starts_with(&format!("{name}/")) || *path == format!("{name}.rs"))
    };
    let sources = sources.into_iter().filter(|(path, _)| is_writer(path) && !path.ends_with("tests.rs"));
    let mut written: BTreeSet<String> = BTreeSet::new();
    for (_, source) in sources {
        let source = String::from_utf8(source).expect("code is UTF-8");
        let code = source.split("#[cfg(test)]").next().expect("a text has a beginning");
        let literals = literals(code).replace("\\n", " ");
        let words = casebook::search::words::words(&literals).into_iter().map(|word| word.folded);
        written.extend(words.filter(|word| word.chars().filter(|char| !char.is_ascii_digit()).count() >= 5));
    }
    assert!(written.len() > 200, "only {} words were found", written.len());
    let path = repository().join("src/proof/written.txt");
    let list: String = written.iter().map(|word| format!("{word}\n")).collect();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        return std::fs::write(&path, list).expect("the list can be written");
    }
    let known = std::fs::read_to_string(&path).expect("the list can be read");
    assert_text("src/proof/written.txt", &known, &list);
}

/// The strings of some code and the names of fields, which become keys of data, a space between each two.
fn literals(code: &str) -> String {
    let mut out = String::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let name = line
            .trim_start()
            .trim_start_matches("pub(super) ")
            .trim_start_matches("pub ")
            .split(':')
            .next()
            .unwrap_or_default();
        if name.chars().all(|char| char.is_ascii_lowercase() || char == '_') {
            out.extend([&name.replace('_', " "), " "]);
        }
    }
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let mut pieces = line.replace("'\"'", "").replace("\\\"", " ");
        // A string that goes on in the next line begins and ends with one mark in each.
        if pieces.matches('"').count() % 2 == 1 {
            pieces.push('"');
        }
        out.extend(pieces.split('"').skip(1).step_by(2).flat_map(|piece| [piece, " "]));
    }
    out
}
