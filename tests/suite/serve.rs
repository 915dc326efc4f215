//! The preview as browsers see it: what it serves, what it says of changes, and to whom.

mod client;
mod hostile;
mod saving;
mod storm;

use std::fs;
use std::net::TcpListener;

use serde_json::Value;

use self::client::Preview;
use crate::cli::{Dossier, run_in};
use crate::support::{Case, assert_text, read_tree};

/// Pages of all kinds that a preview has to serve, a picture and a file of the theme.
const DOSSIER: &str = r#"
== casebook.toml
title = "Foxes"
base_url = "https://example.org/foxes/"
== content/index.md
A **fox** is no dog. ![A fox](media/fox.png)
== content/glossary/fox.md
+++
title = "fox"
kind = "concept"
+++
An animal.
== content/essays/dogs.md
+++
title = "Dogs"
+++
[Foxes](../glossary/fox.md) run.
== seeds/run.txt
The quick fox ran.
"#;

fn dossier() -> Dossier {
    Dossier::of(&Case::text(DOSSIER).file("content/media/fox.png", b"\x89PNG\r\n".to_vec()))
}

#[test]
fn every_file_is_served_as_it_would_be_built() {
    // A preview shows no address of the live site, and neither does a site without one.
    let dossier = dossier();
    dossier.write("casebook.toml", "title = \"Foxes\"\n");
    dossier.runs(&["build"]);
    let preview = Preview::of(&dossier, &[]);
    for (path, built) in dossier.site() {
        let served = preview.get(&format!("/{path}"));
        assert_eq!(served.status, 200, "{path}");
        assert_eq!(String::from_utf8_lossy(&served.plain()), String::from_utf8_lossy(&built), "{path}");
    }
    assert_eq!(preview.get("/media/fox.png").header("content-type"), "image/png");
    assert_eq!(preview.get("/").header("content-type"), "text/html; charset=utf-8");
    assert_eq!(preview.get("/data/mentions.json").header("content-type"), "application/json; charset=utf-8");
}

#[test]
fn the_address_of_the_live_site_is_nowhere() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &[]);
    for path in ["/", "/nowhere/at/all", "/sources/run", "/colophon.html", "/data/glossary.jsonld"] {
        assert!(!preview.get(path).text().contains("example.org"), "{path}");
    }
}

#[test]
fn addresses_are_those_of_a_static_host() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &[]);
    assert_eq!(preview.get("/essays/dogs").plain(), preview.get("/essays/dogs.html").plain());
    assert_eq!(preview.get("/").plain(), preview.get("/index.html?x=1").plain());
    let missing = preview.get("/essays/cats/old.html");
    assert_eq!(missing.status, 404);
    // It is shown at any depth, and its links lead from the top.
    assert!(missing.text().contains("<head><base href=\"/\">"), "{}", missing.text());
    assert!(missing.text().contains("href=\"index.html\""), "{}", missing.text());
}

#[test]
fn below_a_base_path_nothing_else_is_the_site() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &["--base-path", "foxes"]);
    assert!(preview.get("/foxes/essays/dogs.html").text().contains("<h1>Dogs</h1>"));
    assert_eq!(preview.get("/foxes").header("location"), "foxes/");
    for path in ["/", "/essays/dogs.html", "/foxesx/"] {
        let outside = preview.get(path);
        assert_eq!(outside.status, 404, "{path}");
        assert!(outside.text().contains("<a href=\"/foxes/\">"), "{path}: {}", outside.text());
    }
    assert!(preview.get("/foxes/nowhere").text().contains("<base href=\"/foxes/\">"));
}

#[test]
fn a_part_of_a_file_can_be_asked_for() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &[]);
    let part = |range: &str| preview.ask(&format!("GET /media/fox.png HTTP/1.1\r\nrange: {range}\r\n"));
    let middle = part("bytes=1-3");
    assert_eq!(
        (middle.status, middle.header("content-range"), middle.body.as_slice()),
        (206, "bytes 1-3/6", &b"PNG"[..])
    );
    assert_eq!(part("bytes=-2").body, b"\r\n");
    assert_eq!(
        (part("bytes=9-").status, part("bytes=9-").header("content-range").to_owned()),
        (416, "bytes */6".to_owned())
    );
    let more_than_all = part("bytes=-999999999");
    assert_eq!((more_than_all.status, more_than_all.header("content-range")), (206, "bytes 0-5/6"));
    assert_eq!((part("bytes=4-99").status, part("bytes=4-99").body.as_slice()), (206, &b"\r\n"[..]));
    // What is not understood is as if it were not there.
    for other in ["bytes=0-0,2-3", "lines=1", "x", "bytes=9-2", "bytes=", "bytes=-0", "bytes=1-3\r\nif-range: \"x\""] {
        assert_eq!((part(other).status, part(other).body.len()), (200, 6), "{other}");
    }
}

#[test]
fn errors_are_shown_in_the_words_of_check_until_they_are_mended() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &[]);
    let mut events = preview.events("/");
    let good = events.next();
    assert!(good["findings"].is_null(), "{good}");

    dossier.write("content/index.md", "[[nowhere]] and [also](nowhere.md)\n");
    let bad = events.until(|standing| standing["findings"].is_string());
    assert_text("what browsers are told", bad["findings"].as_str().unwrap(), &dossier.run(&["check"]).stdout);
    assert_eq!(bad["version"], good["version"], "the last good site stays");
    assert!(preview.get("/").text().contains("is no dog"));

    dossier.write("content/index.md", "Mended.\n");
    let mended = events.until(|standing| standing["findings"].is_null());
    assert_ne!(mended["version"], good["version"]);
    assert!(preview.get("/").text().contains("Mended."));
}

#[test]
fn a_dossier_that_begins_with_errors_becomes_a_site_when_they_are_mended() {
    let dossier = dossier();
    dossier.write("content/index.md", "[[nowhere]]\n");
    let preview = Preview::of(&dossier, &[]);
    let mut events = preview.events("/essays/dogs.html");
    let bad = events.until(|standing| standing["findings"].is_string());
    assert_eq!(bad["version"], "none");
    let instead = preview.get("/essays/dogs.html");
    assert_eq!(instead.status, 503);
    assert!(instead.text().contains("preview.js"), "{}", instead.text());
    dossier.write("content/index.md", "Mended.\n");
    let mended = events.until(|standing| standing["findings"].is_null());
    assert!(mended["version"].as_str().unwrap().starts_with("page:"), "{mended}");
    assert_eq!(preview.get("/essays/dogs.html").status, 200);
}

#[test]
fn what_the_disk_refuses_is_shown_as_well() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &[]);
    let mut events = preview.events("/");
    events.next();
    fs::rename(dossier.path("content"), dossier.path("gone")).unwrap();
    dossier.write("content", "a file");
    let bad = events.until(|standing| standing["findings"].as_str().is_some_and(|words| words.contains("cannot read")));
    let place = fs::canonicalize(dossier.root()).unwrap().join("content");
    assert_eq!(
        bad["findings"],
        format!(
            "error: cannot read `{}`: it is a file, not a folder\nhelp: a file stands where a folder is needed; move it away",
            place.display()
        )
    );
    assert!(preview.get("/").text().contains("is no dog"), "the last good site stays");
    dossier.remove("content");
    fs::rename(dossier.path("gone"), dossier.path("content")).unwrap();
    events.until(|standing| standing["findings"].is_null());
}

#[test]
fn a_template_that_fails_on_one_page_alone_is_shown_there() {
    let dossier = dossier();
    // The first page of each kind is looked at before a theme is taken.
    dossier.write("content/essays/ants.md", "+++\ntitle = \"Ants\"\n+++\nThey run too.\n");
    let preview = Preview::of(&dossier, &[]);
    let mut events = preview.events("/essays/dogs.html");
    let good = events.next();
    dossier.write("themes/default/essay.html", "{% if title == \"Dogs\" %}{{ nothing.of.the.kind }}{% endif %}");
    let bad = events.until(|standing| standing["findings"].is_string());
    assert_eq!(bad["version"], "broken");
    assert!(bad["findings"].as_str().unwrap().contains("themes/default/essay.html:1:"), "{bad}");
    assert_eq!(preview.get("/essays/dogs.html").status, 500);
    assert_eq!(preview.get("/").status, 200, "other pages are served");
    dossier.remove("themes/default/essay.html");
    assert_eq!(events.next(), good);
    assert!(preview.get("/essays/dogs.html").text().contains("Dogs"));
}

#[test]
fn only_pages_that_changed_are_told_so() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &[]);
    let (mut front, mut dogs, mut same) = (preview.events("/"), preview.events("/essays/dogs"), preview.events("/"));
    let (before, dogs_before) = (front.next(), dogs.next());
    same.next();
    dossier.write("content/index.md", "Another introduction.\n");
    let after = front.next();
    assert_ne!(after["version"], before["version"]);
    assert_eq!(same.next(), after, "two browsers hear the same");
    dossier.write("content/essays/dogs.md", "+++\ntitle = \"Dogs\"\n+++\nThey bark.\n");
    // The first that this page hears of is its own change.
    assert_ne!(dogs.next()["version"], dogs_before["version"]);
}

#[test]
fn a_picture_that_changed_is_a_change_of_its_pages() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &[]);
    let mut front = preview.events("/");
    let before = front.next();
    dossier.write("content/media/fox.png", b"\x89PNG\r\nanother");
    assert_ne!(front.next()["version"], before["version"]);
}

#[test]
fn a_style_sheet_is_no_change_of_a_page() {
    let dossier = Dossier::of(&Case::text(DOSSIER).file("content/media/fox.png", b"x".to_vec()).in_default_theme());
    let preview = Preview::of(&dossier, &[]);
    let mut events = preview.events("/");
    let before = events.next();
    dossier.write("themes/default/style.css", "body { color: red }\n");
    let after = events.next();
    assert_eq!(after["version"], before["version"]);
    assert_ne!(after["style"], before["style"]);
    assert_eq!(preview.get(&format!("/assets/{}", after["style"].as_str().unwrap())).text(), "body { color: red }\n");
    // Without the file, the one that is compiled in is back.
    dossier.remove("themes/default/style.css");
    assert_eq!(events.next(), before);
}

#[test]
fn a_page_that_comes_and_goes_is_told_so() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &[]);
    let mut events = preview.events("/essays/cats.html");
    assert!(events.next()["version"].as_str().unwrap().starts_with("missing:"));
    dossier.write("content/essays/cats.md", "+++\ntitle = \"Cats\"\n+++\nThey purr.\n");
    assert!(events.next()["version"].as_str().unwrap().starts_with("page:"));
    dossier.remove("content/essays/cats.md");
    let gone = events.next();
    assert!(gone["version"].as_str().unwrap().starts_with("missing:"));
    // What stands there instead is a page of the theme, and may change as well.
    dossier.write("themes/default/missing.html", "<h1>Nowhere</h1>\n");
    assert_ne!(events.next()["version"], gone["version"]);
}

#[test]
fn a_template_that_fails_when_it_is_used_leaves_the_last_site() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &[]);
    let mut events = preview.events("/essays/dogs.html");
    let before = events.next();
    dossier.write("themes/default/essay.html", "<h1>{{ nothing.here }}</h1>\n");
    let after = events.next();
    let findings = after["findings"].as_str().unwrap();
    assert!(
        findings.contains("error[template-error]") && findings.contains("themes/default/essay.html:1"),
        "{findings}"
    );
    assert_eq!(after["version"], before["version"]);
    assert!(preview.get("/essays/dogs.html").text().contains("<h1>Dogs</h1>"));
    dossier.remove("themes/default/essay.html");
    assert_eq!(events.next(), before);
}

#[test]
fn a_page_is_another_when_a_definition_is_that_it_shows_in_place() {
    let dossier = dossier();
    let preview = Preview::of(&dossier, &[]);
    let mut events = preview.events("/sources/run.html");
    let before = events.next();
    dossier.write("content/glossary/fox.md", "+++\ntitle = \"fox\"\n+++\nA red animal.\n");
    assert_ne!(events.next()["version"], before["version"]);
}

#[test]
fn texts_of_a_build_beside_the_preview_count() {
    // Without them it could not be told which of the two foxes is meant after the edit.
    let page = |recipe: &str| {
        format!("+++\nraw = \"seeds/run.txt\"\ntitle = \"Run\"\nrights = {{ publish = \"full\" }}\n{recipe}+++\n")
    };
    let correct =
        |words: &str, with: &str| format!("[[clean]]\ncorrect = {{ words = \"{words}\", with = \"{with}\" }}\n");
    let dossier = Dossier::new(
        "== casebook.toml\ntitle = \"T\"\n== seeds/run.txt\nThe quick fox ran over there. The slow dog slept under a tree.\n\
         == content/annotations/run.md\n## fox {.comment}\n> fox\n\nRed.\n",
    );
    dossier.write("content/sources/run.md", page(""));
    let preview = Preview::of(&dossier, &[]);
    let mut events = preview.events("/sources/run.html");
    events.next();
    dossier.runs(&["build"]);
    let recipe = correct("quick", "swift") + &correct("ran", "fled") + &correct("slow dog", "slow fox");
    dossier.write("content/sources/run.md", page(&recipe));
    dossier.runs(&["check"]);
    let after = events.until(|standing| {
        standing["version"] != Value::Null && preview.get("/sources/run.html").text().contains("swift")
    });
    assert_eq!(after["findings"], Value::Null);
}

#[test]
fn nothing_is_written() {
    let dossier = dossier();
    let before = read_tree(dossier.folder.path());
    let mut preview = Preview::of(&dossier, &[]);
    let mut events = preview.events("/");
    events.next();
    dossier.write("content/index.md", "Another introduction.\n");
    events.next();
    preview.get("/data/manifest.json");
    preview.stop();
    let mut after = read_tree(dossier.folder.path());
    after.insert("dossier/content/index.md".to_owned(), before["dossier/content/index.md"].clone());
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert!(after == before);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_and_its_streams() {
    let dossier = dossier();
    let mut preview = Preview::of(&dossier, &[]);
    let mut events = preview.events("/");
    events.next();
    assert_eq!(preview.stop(), 0);
    assert!(events.is_at_end());
}

#[test]
fn a_port_that_is_taken_is_an_error_if_it_was_asked_for() {
    let dossier = dossier();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let run = run_in(&dossier.root(), &["serve", "--port", &port.to_string()]);
    assert_eq!(run.code, 3);
    assert_text(
        "the error",
        &run.stderr,
        &format!(
            "error: cannot listen at 127.0.0.1:{port}: the port is taken\nhelp: choose another one, or leave `--port` out\n"
        ),
    );
}

#[test]
fn a_port_behind_the_host_is_told_where_it_belongs() {
    let run = run_in(&dossier().root(), &["serve", "--host", "127.0.0.1:80", "--port", "8000"]);
    assert_eq!(run.code, 3);
    assert_text(
        "the error",
        &run.stderr,
        "error: cannot listen at 127.0.0.1:80:8000: the host names a port as well\nhelp: name the host alone, and the port \
         with `--port`\n",
    );
}

#[test]
fn without_a_port_two_previews_get_one_each() {
    let dossier = dossier();
    let (one, two) = (Preview::start(&dossier.root(), &["serve"]), Preview::start(&dossier.root(), &["serve"]));
    assert_ne!(one.port, two.port);
    assert_eq!((one.get("/").status, two.get("/").status), (200, 200));
}

#[test]
fn a_folder_that_is_none_ends_with_2() {
    let run = run_in(&dossier().root(), &["serve", "--root", "nowhere"]);
    assert_eq!(run.code, 2);
    assert_text("the error", &run.stderr, "error: `nowhere` is not a folder\nhelp: name the folder of a dossier\n");
}

#[test]
fn a_base_path_that_is_none_ends_with_2() {
    let run = run_in(&dossier().root(), &["serve", "--base-path", "/a b/"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`a b` is no part of an address"), "{}", run.stderr);
}
