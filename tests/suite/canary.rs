//! Words planted in everything that an edition can withhold, and looked for in everything that it publishes.

use std::collections::BTreeMap;
use std::process::Command;

use casebook::model::bundle::Form;
use casebook::query;
use casebook::render::bundle::bundle;

use crate::support::{Case, Tree};

/// A dossier with a word of its own, written `@name`, in every kind of input that the edition `public` withholds; `word`
/// gives what stands there.
fn planted(word: &dyn Fn(&str) -> String) -> Case {
    let dossier = include_str!("canary.txt");
    let mut text = String::new();
    let mut rest = dossier;
    while let Some((before, behind)) = rest.split_once('@') {
        let length = behind.bytes().take_while(|byte| byte.is_ascii_lowercase()).count();
        text.push_str(before);
        match &behind[..length] {
            // Citations are written with the same sign.
            "" => text.push('@'),
            name if name.len() == 1 || CITED.contains(&name) => text.extend(["@", name]),
            name => text.push_str(&word(name)),
        }
        rest = &behind[length..];
    }
    text.push_str(rest);
    Case::text(&text).in_default_theme().edition("public")
}

/// Ids of sources, in citations.
const CITED: &[&str] = &["secret", "partly", "blacked", "draft"];

/// The names of all words that are planted.
fn names() -> Vec<String> {
    let names = std::cell::RefCell::new(Vec::new());
    planted(&|name| {
        names.borrow_mut().push(name.to_owned());
        name.to_owned()
    });
    let mut names = names.into_inner();
    names.sort();
    names.dedup();
    names
}

/// A word that nothing else has.
fn canary(name: &str) -> String {
    format!("qzx{name}xzq")
}

#[test]
fn no_planted_word_is_in_what_is_published() {
    let case = planted(&canary);
    let names = names();
    assert!(names.len() >= 40, "only {} words are planted", names.len());
    let built = query::site(&case.files(), &case.options);
    let tree = case.site();
    let proof = built.value.proof.expect("much is withheld");
    let lock = casebook::lock::render(&built.value.lock);
    let zip = casebook::bundle::zip::zip("t", &casebook::bundle::tree(tree.clone()));
    assert_eq!(proof.check("t.zip", &zip), []);
    let mut bundles = Tree::new();
    for form in [Form::Html, Form::Epub] {
        let bundle = bundle(&built.value.site, form, &|| {}).value.bytes;
        assert_eq!(proof.check(form.ending(), &bundle), []);
        bundles.insert(form.ending().to_owned(), bundle);
    }
    assert_eq!(proof.check_lock("casebook.lock", &lock), []);
    let mut all: Tree = tree;
    all.insert("casebook.lock".to_owned(), lock.into_bytes());
    all.extend(runs(&case));
    // A book is compressed; its pages are opened as `verify` opens them.
    let mut book =
        zip::ZipArchive::new(std::io::Cursor::new(bundles.remove("epub").expect("it is made"))).expect("it is one");
    for at in 0..book.len() {
        let mut file = book.by_index(at).expect("it is there");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).expect("it can be read");
        all.insert(format!("epub {at}"), bytes);
    }
    all.extend(bundles);
    for (path, bytes) in &all {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for name in &names {
            assert!(!text.contains(&canary(name)), "`{path}` holds the word planted as `{name}`");
            assert!(!path.contains(&canary(name)), "{path}");
        }
    }
    // Behind the stage each of them is found.
    for name in &names {
        let page = format!("<p>Of <b>{}</b>.</p>", canary(name).to_uppercase());
        assert_eq!(proof.check("page.html", page.as_bytes()).len(), 1, "{name}");
    }
}

/// What the program itself prints and writes: the searches of a terminal, the report of `check`, an archive unpacked.
fn runs(case: &Case) -> Tree {
    let root = tempfile::tempdir().expect("a folder can be made");
    case.write_to(root.path());
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
        let output = command.args(args).current_dir(root.path()).output().expect("the program runs");
        let text = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&text));
        (args.join(" "), text)
    };
    Tree::from([
        run(&["find", "--edition", "public", "--limit", "0", "the"]),
        run(&["find", "--edition", "public", "--limit", "0", "fox"]),
        run(&["check", "--edition", "public"]),
        run(&["check", "--edition", "public", "--format", "json"]),
        run(&["build", "--edition", "public"]),
    ])
}

#[test]
fn all_planted_words_are_shown_where_nothing_is_withheld() {
    // Or the test above would hold of words that no page ever has.
    let case = planted(&canary);
    let tree = case.edition("all").site();
    let all: String = tree.values().map(|bytes| String::from_utf8_lossy(bytes).to_lowercase()).collect();
    let paths: String = tree.keys().map(String::as_str).collect();
    // What no name is to be found in is seen by that alone.
    let unseen = ["never"];
    let missing = names().into_iter().filter(|name| !(all.contains(&canary(name)) || paths.contains(&canary(name))));
    let missing: Vec<String> = missing.filter(|name| !unseen.contains(&name.as_str())).collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn other_words_in_what_is_withheld_change_nothing() {
    // As many words in as many lines, of other letters and lengths.
    let first = planted(&canary).site();
    let second =
        planted(&|name| format!("wv{}{}", name.chars().rev().collect::<String>(), "w".repeat(name.len()))).site();
    let other = |tree: &Tree| -> BTreeMap<String, String> {
        tree.iter().map(|(path, bytes)| (path.clone(), without_raw_sums(&String::from_utf8_lossy(bytes)))).collect()
    };
    let (first, second) = (other(&first), other(&second));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, text) in &first {
        assert!(*text == second[path], "{path}\n{}", crate::support::differences(text, &second[path]));
    }
}

/// Without the checksums of raw texts, which are all that may differ: they say which capture was withheld, so that
/// whoever has it can tell. They stand on the record of a source and in the colophon, and nowhere else; those of texts with
/// redactions are not told.
fn without_raw_sums(text: &str) -> String {
    let label = "<dt>SHA-256 of the capture</dt><dd><code class=\"hash\">";
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(label) {
        out.extend([before, label]);
        rest = &behind[64..];
    }
    out + rest
}
