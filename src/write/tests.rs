//! Every rule of publishing, on a real disk.

use std::ffi::OsString;
use std::fs;

use super::plan::Kind;
use super::*;
use crate::fs::read;
use crate::manifest::Manifest;

/// An empty folder, in which `public` is the one to publish into.
struct Desk {
    root: tempfile::TempDir,
}

type Site<'a> = &'a [(&'a str, &'a str)];

impl Desk {
    fn new() -> Self {
        Self { root: tempfile::tempdir().unwrap() }
    }

    fn out(&self) -> PathBuf {
        self.root.path().join("public")
    }

    fn publish(&self, site: Site) -> Result<Outcome, PublishError<String>> {
        self.publish_by(exchange, site)
    }

    fn publish_by(&self, exchange: Exchange, site: Site) -> Result<Outcome, PublishError<String>> {
        let paths: Vec<&str> = site.iter().map(|(path, _)| *path).collect();
        let render = |path: &str| {
            let words = site.iter().find(|(name, _)| *name == path).unwrap().1;
            words.strip_prefix("error: ").map_or(Ok(words.into()), |error| Err(error.to_owned()))
        };
        let result = publish_by(exchange, &self.out(), &paths, &render, &|_| true);
        assert!(!self.root.path().join(".public.casebook").exists(), "the stage is still there");
        result
    }

    fn put(&self, path: &str, words: &str) {
        let path = self.out().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, words).unwrap();
    }

    fn get(&self, path: &str) -> String {
        fs::read_to_string(self.out().join(path)).unwrap()
    }

    /// Everything published, folders with `/`, without the folder of the manifest.
    fn listing(&self) -> Vec<String> {
        let name =
            |(name, kind): (OsString, Kind)| name.into_string().unwrap() + if kind == Kind::Folder { "/" } else { "" };
        let names = Tree::scan(&self.out()).unwrap().0.into_iter().map(name);
        names.filter(|name| !name.starts_with("data/")).collect()
    }

    fn manifest(&self) -> Manifest {
        manifest::parse(self.get(manifest::PATH).as_bytes()).unwrap()
    }

    #[cfg(unix)]
    fn inode(&self, path: &str) -> u64 {
        std::os::unix::fs::MetadataExt::ino(&fs::symlink_metadata(self.out().join(path)).unwrap())
    }
}

fn cannot_exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

fn counts(outcome: Outcome) -> (usize, usize, usize) {
    (outcome.written, outcome.unchanged, outcome.removed)
}

fn foreign(result: Result<Outcome, PublishError<String>>) -> Vec<String> {
    match result {
        Err(PublishError::Foreign { paths, .. }) => paths.iter().map(|path| path.display().to_string()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_first_build_makes_the_folder_and_its_manifest() {
    let desk = Desk::new();
    let outcome = desk.publish(&[("index.html", "one"), ("sources/a.html", "two")]).unwrap();
    assert_eq!(outcome, Outcome { written: 2, exchanged: true, ..Outcome::default() });
    assert_eq!(desk.listing(), ["index.html", "sources/", "sources/a.html"]);
    assert_eq!(desk.get("sources/a.html"), "two");
    let manifest = desk.manifest();
    assert_eq!(manifest.files.keys().collect::<Vec<_>>(), ["index.html", "sources/a.html"]);
    assert_eq!(manifest.files["index.html"], "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
}

#[test]
fn folders_above_are_made() {
    let desk = Desk::new();
    let out = desk.root.path().join("a/b/site");
    publish::<String>(&out, &["index.html"], &|_| Ok(b"one".into()), &|_| true).unwrap();
    assert_eq!(read(&out.join("index.html")).unwrap(), b"one");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_if_nothing_differs() {
    let desk = Desk::new();
    let site: Site = &[("index.html", "one"), ("sources/a.html", "two")];
    desk.publish(site).unwrap();
    let seen = || {
        let paths = ["", "index.html", "sources", "sources/a.html", manifest::PATH];
        paths.map(|path| (desk.inode(path), fs::metadata(desk.out().join(path)).unwrap().modified().unwrap()))
    };
    let before = seen();
    let outcome = desk.publish(site).unwrap();
    assert_eq!(outcome, Outcome { unchanged: 2, ..Outcome::default() });
    assert_eq!(seen(), before);
}

#[cfg(unix)]
#[test]
fn files_that_do_not_change_stay_the_same_files() {
    let desk = Desk::new();
    desk.publish(&[("a.html", "one"), ("b.html", "two")]).unwrap();
    let before = (desk.inode("a.html"), desk.inode("b.html"));
    let outcome = desk.publish(&[("a.html", "one"), ("b.html", "new")]).unwrap();
    assert_eq!(outcome, Outcome { written: 1, unchanged: 1, exchanged: true, ..Outcome::default() });
    assert_eq!((desk.inode("a.html"), desk.get("b.html").as_str()), (before.0, "new"));
    assert_ne!(desk.inode("b.html"), before.1);
}

#[test]
fn what_a_build_left_is_known_again_until_a_byte_differs() {
    let desk = Desk::new();
    desk.publish(&[("index.html", "one"), ("sources/a.html", "two")]).unwrap();
    desk.put("CNAME", "example.org");
    let manifest = sha256(desk.get(manifest::PATH).as_bytes());
    assert_eq!(left_by(&desk.out(), &manifest), Some(2));
    assert_eq!(left_by(&desk.out(), &sha256(b"another")), None);

    desk.put("sources/a.html", "too");
    assert_eq!(left_by(&desk.out(), &manifest), None);
    fs::remove_file(desk.out().join("sources/a.html")).unwrap();
    assert_eq!(left_by(&desk.out(), &manifest), None);
    desk.put("sources/a.html", "two");
    assert_eq!(left_by(&desk.out(), &manifest), Some(2));

    fs::create_dir(desk.root.path().join(".public.casebook")).unwrap();
    assert_eq!(left_by(&desk.out(), &manifest), None, "a killed build left something");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_right_bytes_is_not_what_a_build_left() {
    let desk = Desk::new();
    desk.publish(&[("index.html", "one")]).unwrap();
    let manifest = sha256(desk.get(manifest::PATH).as_bytes());
    let elsewhere = desk.root.path().join("elsewhere.html");
    fs::rename(desk.out().join("index.html"), &elsewhere).unwrap();
    std::os::unix::fs::symlink(elsewhere, desk.out().join("index.html")).unwrap();
    assert_eq!(left_by(&desk.out(), &manifest), None);
}

#[cfg(unix)]
#[test]
fn a_link_to_the_right_folder_is_not_what_a_build_left() {
    let desk = Desk::new();
    desk.publish(&[("index.html", "one"), ("sources/a/record.html", "two")]).unwrap();
    let manifest = sha256(desk.get(manifest::PATH).as_bytes());
    assert_eq!(left_by(&desk.out(), &manifest), Some(2));
    for folder in ["sources/a", "sources"] {
        let elsewhere = desk.root.path().join("elsewhere");
        fs::rename(desk.out().join(folder), &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, desk.out().join(folder)).unwrap();
        assert_eq!(left_by(&desk.out(), &manifest), None, "{folder}");
        fs::remove_file(desk.out().join(folder)).unwrap();
        fs::rename(&elsewhere, desk.out().join(folder)).unwrap();
    }
    assert_eq!(left_by(&desk.out(), &manifest), Some(2));
}

#[test]
fn files_are_compared_to_their_last_byte_whatever_their_length() {
    let desk = Desk::new();
    let long = "a".repeat(200_001);
    desk.publish(&[("a.txt", &long), ("b.txt", ""), ("c.txt", &long[..65_536])]).unwrap();
    let manifest = sha256(desk.get(manifest::PATH).as_bytes());
    assert_eq!(left_by(&desk.out(), &manifest), Some(3));
    desk.put("a.txt", &format!("{}b", &long[..200_000]));
    assert_eq!(left_by(&desk.out(), &manifest), None);
    desk.put("a.txt", &long);
    desk.put("c.txt", &long[..65_537]);
    assert_eq!(left_by(&desk.out(), &manifest), None);
}

#[test]
fn what_is_no_longer_produced_goes_unless_somebody_edited_it() {
    for exchange in [exchange as Exchange, cannot_exchange] {
        let desk = Desk::new();
        desk.publish(&[
            ("index.html", "one"),
            ("old/a.html", "two"),
            ("old/b/c.html", "three"),
            ("edited.html", "four"),
        ])
        .unwrap();
        desk.put("edited.html", "by hand");
        let outcome = desk.publish_by(exchange, &[("index.html", "one")]).unwrap();
        assert_eq!(counts(outcome), (0, 1, 2));
        assert_eq!(desk.listing(), ["edited.html", "index.html"]);
        assert_eq!(desk.get("edited.html"), "by hand");
        assert_eq!(desk.manifest().files.len(), 1);
    }
}

#[test]
fn an_edited_page_that_is_still_produced_is_written_anew() {
    let desk = Desk::new();
    desk.publish(&[("index.html", "one")]).unwrap();
    desk.put("index.html", "by hand");
    assert_eq!(counts(desk.publish(&[("index.html", "one")]).unwrap()), (1, 0, 0));
    assert_eq!(desk.get("index.html"), "one");
}

#[cfg(unix)]
#[test]
fn what_others_put_there_stays() {
    use std::os::unix::fs::symlink;
    for exchange in [exchange as Exchange, cannot_exchange] {
        let desk = Desk::new();
        desk.put("CNAME", "example.org");
        desk.put("sources/notes.txt", "mine");
        fs::create_dir_all(desk.out().join("empty/inner")).unwrap();
        symlink("../elsewhere", desk.out().join("link")).unwrap();
        let inode = desk.inode("CNAME");
        for words in ["one", "two"] {
            assert_eq!(counts(desk.publish_by(exchange, &[("sources/a.html", words)]).unwrap()), (1, 0, 0));
            assert_eq!(
                desk.listing(),
                ["CNAME", "empty/", "empty/inner/", "link", "sources/", "sources/a.html", "sources/notes.txt"]
            );
        }
        assert_eq!(desk.inode("CNAME"), inode);
        assert_eq!(fs::read_link(desk.out().join("link")).unwrap(), Path::new("../elsewhere"));
        assert_eq!(desk.manifest().files.keys().collect::<Vec<_>>(), ["sources/a.html"]);
    }
}

#[test]
fn a_file_added_while_pages_are_rendered_stays() {
    let desk = Desk::new();
    desk.publish(&[("index.html", "one")]).unwrap();
    let add = |_: &str| {
        desk.put("CNAME", "example.org");
        Ok::<_, String>(b"two".into())
    };
    publish(&desk.out(), &["index.html"], &add, &|_| true).unwrap();
    assert_eq!(desk.listing(), ["CNAME", "index.html"]);
}

#[test]
fn a_file_added_just_before_the_exchange_stays() {
    fn late(a: &Path, b: &Path) -> io::Result<bool> {
        fs::write(b.join("CNAME"), "example.org")?;
        exchange(a, b)
    }
    let desk = Desk::new();
    desk.publish(&[("index.html", "one")]).unwrap();
    desk.publish_by(late, &[("index.html", "two")]).unwrap();
    assert_eq!(desk.listing(), ["CNAME", "index.html"]);
}

#[test]
fn files_of_others_in_our_way_are_a_refusal() {
    let desk = Desk::new();
    desk.put("index.html", "theirs");
    desk.put("same.html", "same");
    desk.put("file/needed/x.txt", "theirs");
    desk.put("folder", "theirs");
    fs::create_dir(desk.out().join("empty")).unwrap();
    let before = desk.listing();
    let site: Site = &[
        ("index.html", "ours"),
        ("same.html", "same"),
        ("file/needed", "ours"),
        ("folder/a.html", "ours"),
        ("empty", "ours"),
    ];
    let error = desk.publish(site).unwrap_err().to_string();
    assert!(
        error.ends_with(
            "these files are not from a build of this dossier\n  empty\n  file/needed/x.txt\n  folder\n  index.html\n\
             help: move them away, or choose another folder with `--out`"
        ),
        "{error}"
    );
    assert_eq!(desk.listing(), before);
    assert_eq!(desk.get("index.html"), "theirs");
}

#[cfg(unix)]
#[test]
fn a_link_of_others_in_our_way_is_never_followed() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new();
    let elsewhere = desk.root.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("a.html"), "theirs").unwrap();
    fs::create_dir(desk.out()).unwrap();
    symlink(&elsewhere, desk.out().join("sources")).unwrap();
    symlink(elsewhere.join("a.html"), desk.out().join("index.html")).unwrap();
    let result = desk.publish(&[("sources/a.html", "ours"), ("index.html", "ours")]);
    assert_eq!(foreign(result), ["index.html", "sources"]);
    assert_eq!(read(&elsewhere.join("a.html")).unwrap(), b"theirs");
}

#[test]
fn a_file_may_turn_into_a_folder_and_back() {
    for exchange in [exchange as Exchange, cannot_exchange] {
        let desk = Desk::new();
        desk.publish_by(exchange, &[("a", "file"), ("b/c", "file")]).unwrap();
        desk.publish_by(exchange, &[("a/x", "file"), ("b", "file")]).unwrap();
        assert_eq!(desk.listing(), ["a/", "a/x", "b"]);
    }
}

#[test]
fn a_page_that_does_not_render_leaves_the_old_site() {
    let desk = Desk::new();
    desk.publish(&[("a.html", "one"), ("b.html", "one")]).unwrap();
    let result = desk.publish(&[("a.html", "two"), ("c.html", "error: bad"), ("b.html", "error: worse")]);
    let Err(PublishError::Render(errors)) = result else { panic!("{result:?}") };
    assert_eq!(errors, [("b.html".to_owned(), "worse".to_owned()), ("c.html".to_owned(), "bad".to_owned())]);
    assert_eq!(desk.listing(), ["a.html", "b.html"]);
    assert_eq!(desk.get("a.html"), "one");
}

#[test]
fn what_a_killed_build_left_is_cleared() {
    let desk = Desk::new();
    let stage = desk.root.path().join(".public.casebook");
    fs::create_dir_all(stage.join("new/sources")).unwrap();
    fs::write(stage.join("new/sources/half.html"), "ha").unwrap();
    fs::write(stage.join("lock"), "").unwrap();
    desk.publish(&[("index.html", "one")]).unwrap();
    assert_eq!(desk.listing(), ["index.html"]);
}

#[test]
fn a_second_build_at_once_is_refused() {
    let desk = Desk::new();
    let first = |_: &str| {
        let second = publish::<String>(&desk.out(), &["index.html"], &|_| Ok(b"second".into()), &|_| true);
        second.map_or_else(|error| Ok::<_, String>(error.to_string().into_bytes()), |_| Ok(b"written twice".into()))
    };
    publish(&desk.out(), &["index.html"], &first, &|_| true).unwrap();
    let error = desk.get("index.html");
    assert!(error.ends_with("public`: another build is writing there\nhelp: wait for it to end"), "{error}");
}

#[test]
fn a_manifest_that_leads_elsewhere_deletes_nothing() {
    let desk = Desk::new();
    let outside = desk.root.path().join("x");
    fs::write(&outside, "one").unwrap();
    let sum = sha256(b"one");
    for path in ["../x", outside.to_str().unwrap()] {
        desk.put(manifest::PATH, &format!("{{\"tool\": \"\", \"files\": {{\"{path}\": \"{sum}\"}}}}"));
        assert_eq!(foreign(desk.publish(&[("index.html", "one")])), [manifest::PATH]);
        assert_eq!(read(&outside).unwrap(), b"one");
    }
}

#[cfg(unix)]
#[test]
fn a_linked_folder_stays_linked() {
    let desk = Desk::new();
    let real = desk.root.path().join("real");
    fs::create_dir(&real).unwrap();
    std::os::unix::fs::symlink("real", desk.out()).unwrap();
    desk.publish(&[("index.html", "one")]).unwrap();
    assert!(desk.out().is_symlink());
    assert_eq!(read(&real.join("index.html")).unwrap(), b"one");
}

#[test]
fn a_file_in_the_place_of_the_folder_is_an_error() {
    let desk = Desk::new();
    fs::write(desk.out(), "a file").unwrap();
    let error = desk.publish(&[("index.html", "one")]).unwrap_err().to_string();
    assert!(error.ends_with("public`: it is a file\nhelp: choose a folder with `--out`"), "{error}");
}

#[cfg(unix)]
#[test]
fn folders_keep_their_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.publish(&[("sources/a.html", "one")]).unwrap();
    for path in ["", "sources"] {
        fs::set_permissions(desk.out().join(path), fs::Permissions::from_mode(0o751)).unwrap();
    }
    desk.publish(&[("sources/a.html", "two")]).unwrap();
    for path in ["", "sources"] {
        assert_eq!(fs::metadata(desk.out().join(path)).unwrap().permissions().mode() & 0o7777, 0o751);
    }
}

#[test]
fn where_folders_cannot_be_exchanged_files_are_moved_one_by_one() {
    let desk = Desk::new();
    desk.publish(&[("a.html", "one"), ("b.html", "one"), ("old.html", "one")]).unwrap();
    let site: Site = &[("a.html", "one"), ("b.html", "two"), ("new/c.html", "two")];
    let outcome = desk.publish_by(cannot_exchange, site).unwrap();
    assert_eq!(outcome, Outcome { written: 2, unchanged: 1, removed: 1, exchanged: false, in_place: true });
    assert_eq!(desk.listing(), ["a.html", "b.html", "new/", "new/c.html"]);
    assert_eq!(desk.get("b.html"), "two");
    assert_eq!(desk.publish(site).unwrap(), Outcome { unchanged: 3, ..Outcome::default() });
}

#[test]
fn paths_that_some_disk_cannot_keep_apart_are_refused() {
    let desk = Desk::new();
    let message = |site| desk.publish(site).unwrap_err().to_string();
    assert_eq!(
        message(&[("A.html", ""), ("a.html", ""), ("b.html", ""), ("media/e\u{301}", ""), ("media/\u{e9}", "")]),
        "cannot publish under these paths: they differ from one another only in case or in the encoding of accents\n  \
         A.html\n  a.html\n  media/e\u{301}\n  media/\u{e9}"
    );
    assert_eq!(
        message(&[("a", ""), ("a/b", "")]),
        "cannot publish under these paths: they are needed as files and as folders\n  a"
    );
    assert_eq!(
        message(&[("../a", ""), ("b", "")]),
        "cannot publish under these paths: they hold `\\`, `:`, an empty part, `.` or `..`, or are the manifest's own\n  \
         ../a"
    );
    assert!(!desk.out().exists());
}

#[test]
fn of_very_many_paths_the_first_are_named() {
    let paths = (0..61).map(|number| PathBuf::from(format!("{number}.html"))).collect();
    let error = PublishError::<String>::Foreign { out: "public".into(), paths }.to_string();
    assert_eq!(error.lines().count(), 1 + 20 + 1 + 1);
    assert!(error.contains("\n  19.html\n  … and 41 more\nhelp: "), "{error}");
}

#[test]
fn what_is_about_to_happen_is_told_before_anything_changes() {
    for (exchange, why) in [(exchange as Exchange, None), (cannot_exchange, Some(InPlace::NoExchange))] {
        let desk = Desk::new();
        desk.publish(&[("a.html", "one"), ("b.html", "one")]).unwrap();
        let told = std::cell::RefCell::new(Vec::new());
        let go_on = |before: &Before<'_>| {
            assert_eq!(desk.get("a.html"), "one");
            let sizes = before.sizes.iter().map(|(path, bytes)| ((*path).to_owned(), *bytes)).collect::<Vec<_>>();
            told.borrow_mut().push((sizes, before.in_place.clone()));
            false
        };
        let render = |path: &str| Ok::<_, String>(path.into());
        let stopped = publish_by(exchange, &desk.out(), &["a.html", "c/long.html"], &render, &go_on);
        assert!(matches!(stopped, Err(PublishError::Stopped)), "{stopped:?}");
        let sizes = vec![("a.html".to_owned(), 6), ("c/long.html".to_owned(), 11)];
        assert_eq!(told.into_inner(), [(sizes, why)]);
        assert_eq!(desk.listing(), ["a.html", "b.html"]);
        assert!(!desk.root.path().join(".public.casebook").exists(), "the stage is still there");
    }
}

#[test]
fn a_first_build_needs_no_exchange() {
    let desk = Desk::new();
    let none = |before: &Before<'_>| before.in_place.is_none();
    publish_by(cannot_exchange, &desk.out(), &["a.html"], &|_| Ok::<_, String>(b"one".into()), &none).unwrap();
    assert_eq!(desk.listing(), ["a.html"]);
}

#[test]
fn what_is_moved_one_by_one_is_mended_after_a_kill() {
    // A build that was killed between two files: its manifest names both versions, some files are new and some old.
    let desk = Desk::new();
    let old: Site = &[("a.html", "one"), ("b.html", "one"), ("old.html", "one")];
    let new: Site = &[("a.html", "two"), ("b.html", "two"), ("new.html", "two")];
    desk.publish(new).unwrap();
    let mut both = desk.manifest();
    desk.publish(old).unwrap();
    both.files.extend(desk.manifest().files);
    desk.put(manifest::PATH, std::str::from_utf8(&both.to_json()).unwrap());
    desk.put("a.html", "two");
    for site in [new, old, new] {
        desk.publish_by(cannot_exchange, site).unwrap();
        let names: Vec<&str> = site.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            desk.listing(),
            names.iter().copied().collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        );
        assert!(site.iter().all(|(name, words)| desk.get(name) == *words));
    }
}
