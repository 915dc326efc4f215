//! A session over random edits equals a build from nothing, and makes no more than it must.

use std::collections::BTreeMap;

use casebook::diag::{self, Checked, Code, Diagnostic};
use casebook::model::files::{Contents, File, Files};
use casebook::query::{self, Options, Session, Work};
use casebook::{render, theme};
use proptest::prelude::*;

/// Every file of the dossier in all the states that it can be in; `None` is no file. The first state is the one to begin
/// with. What stands in one file, others name: titles, aliases, ids, words, places.
const STATES: &[(&str, &[Option<&str>])] = &[
    (
        "casebook.toml",
        &[
            Some("title = \"T\"\nmain_terms = [\"fox\"]\n"),
            Some("title = \"Other\"\n"),
            Some("title = \"T\"\nlinks = \"all\"\n"),
            Some("title = \"T\"\ntheme = \"none\"\n"),
            Some("title = \"T\"\n[search]\nenabled = false\n"),
        ],
    ),
    (
        "seeds/a.txt",
        &[
            Some("A walk\n\nThe quick fox ran to Reynard.\n\nShare this\n\nThe dog slept, and Vixen saw it.\n"),
            Some("A walk\n\nThe quick fox ran.\n\nShare this\n\nThe dog slept.\n\nAnd then it rained.\n"),
            Some("A walk\n\nThe slow fox ran to Reynard.\n\nShare this\n"),
            None,
        ],
    ),
    ("seeds/b.txt", &[Some("B\n\nReynard denies it.\n"), Some("B\n\nNobody denies it.\n\nThe dog slept.\n")]),
    (
        "content/sources/a.md",
        &[
            Some(
                "+++\nraw = \"seeds/a.txt\"\ntitle = \"A walk\"\nlanguage = \"en\"\nrights = { publish = \"full\" }\n\n[[clean]]\n\
                 cut = \"Share this\"\nreason = \"share\"\n+++\nOn [[Reynard]].\n",
            ),
            Some(
                "+++\nraw = \"seeds/a.txt\"\ntitle = \"A walk\"\nlanguage = \"en\"\nrights = { publish = \"full\" }\n\n[[clean]]\n\
                 cut = \"Share this\"\nreason = \"share\"\n+++\nOn the dog.\n",
            ),
            Some(
                "+++\nraw = \"seeds/a.txt\"\ntitle = \"Another\"\nauthors = [\"Ann Other\"]\npublished = \"2020\"\n\
                 language = \"en\"\nrights = { publish = \"full\" }\n+++\n",
            ),
            Some("+++\nraw = \"seeds/a.txt\"\ntitle = \"A walk\"\nrights = { publish = \"withheld\" }\n+++\n"),
            Some(
                "+++\nraw = \"seeds/a.txt\"\ntitle = \"A walk\"\nrights = { publish = \"full\" }\ndraft = true\n+++\n",
            ),
        ],
    ),
    (
        "content/sources/b.md",
        &[
            Some(
                "+++\nraw = \"seeds/b.txt\"\ntitle = \"B\"\npublished = \"2019\"\nrights = { publish = \"full\" }\n+++\n",
            ),
            Some(
                "+++\nraw = \"seeds/b.txt\"\ntitle = \"B\"\nrights = { publish = \"full\" }\n+++\nSee [[a]] and [there](a.md#p-000000).\n",
            ),
            None,
        ],
    ),
    (
        "content/annotations/a.md",
        &[
            Some(
                "## one {.context}\n> The quick fox\n\nSo it says of [[fox]].\n\n## two {.comment}\n> dog slept\n\nA remark.\n",
            ),
            Some(
                "## one {.context}\n> The quick fox\n\nSo it says, at greater length.\n\n## two {.comment}\n> dog slept\n\nA remark.\n",
            ),
            Some("## two {.comment}\n> dog slept\n\nA remark on Vixen.\n"),
            None,
        ],
    ),
    (
        "content/glossary/fox.md",
        &[
            Some("+++\ntitle = \"Fox\"\naliases = [\"Reynard\"]\n+++\nA fox is a *beast*.\n\nMore of it.\n"),
            Some("+++\ntitle = \"Fox\"\naliases = [\"Reynard\"]\n+++\nA fox is another beast, unlike the [[dog]].\n"),
            Some("+++\ntitle = \"Fox\"\naliases = [\"Vixen\"]\n+++\nA fox is a beast.\n"),
            Some("+++\ntitle = \"Foxes\"\ndraft = true\n+++\nA fox is a beast.\n"),
            None,
        ],
    ),
    (
        "content/glossary/dog.md",
        &[
            Some("+++\ntitle = \"Dog\"\nsee_also = [\"fox\"]\n+++\nA dog sleeps.\n"),
            Some("+++\ntitle = \"Dog\"\nformer = [\"hound\"]\n+++\nA dog sleeps, says \"The dog slept\" [@b].\n"),
            None,
        ],
    ),
    (
        "content/essays/e.md",
        &[
            Some(
                "+++\ntitle = \"E\"\n+++\n## One\n\nIt reads \"The quick fox ran\" [@a], says [[A walk]].\n\n![A map](../media/m.png)\n",
            ),
            Some(
                "+++\ntitle = \"E\"\n+++\n## One\n\nBefore.\n\nIt reads \"The quick fox ran\" [@a], as [there](../sources/a.md#a-one).\n",
            ),
            Some("+++\ntitle = \"On Reynard\"\n+++\nNothing is quoted here.\n"),
            None,
        ],
    ),
    (
        "content/packets/p.md",
        &[
            Some("+++\ntitle = \"P\"\nsources = [\"b\", \"a\"]\n+++\nIt reads \"The quick fox ran\" [@a].\n"),
            Some("+++\ntitle = \"P\"\nsources = [\"a\"]\nentries = [\"fox\"]\n+++\n"),
            Some("+++\ntitle = \"Packet\"\nsources = [\"b\"]\n+++\nSee [[a]].\n"),
            None,
        ],
    ),
    (
        "content/questions/q.md",
        &[
            Some(
                "+++\ntitle = \"Q\"\n+++\n## It ran {#ran}\n\n\"The quick fox ran\" [@a]. \"denies it\" [@b, denies].\n",
            ),
            Some("+++\ntitle = \"Q\"\n+++\n## It ran {#ran}\n\n\"denies it\" [@b, denies].\n"),
            None,
        ],
    ),
    (
        "content/timeline.md",
        &[Some("## 2020-07 – It ran\n\n\"The quick fox ran\" [@a]\n"), Some("## 2020 – Nothing\n"), None],
    ),
    (
        "content/changes.md",
        &[
            Some("## 2026-11-21 — A word {.correction}\n\n\"The quick fox ran\" [@a], see [[E]].\n"),
            Some("## 2026-11-22 — Another\n\nOf Reynard.\n\n## 2026-11-21 — A word {.correction}\n"),
            None,
        ],
    ),
    ("content/index.md", &[Some("Welcome, and see [[E]].\n"), Some("Welcome.\n"), None]),
    ("content/media/m.png", &[Some("picture"), Some("other picture"), None]),
    (
        "themes/default/partials/footer.html",
        &[None, Some("<footer>{{ layout.site }}</footer>"), Some("{{ layout.nothing }}")],
    ),
];

/// The inputs while they are edited: what did not change is the same memory.
struct Edited {
    fixed: Vec<File>,
    states: Vec<(usize, Option<Contents>)>,
}

impl Edited {
    fn new() -> Self {
        let fixed = theme::DEFAULT.iter();
        let fixed =
            fixed.map(|(name, bytes)| File { path: format!("themes/default/{name}"), contents: (*bytes).into() });
        let mut edited = Self { fixed: fixed.collect(), states: vec![(0, None); STATES.len()] };
        for file in 0..STATES.len() {
            edited.put(file, 0);
        }
        edited
    }

    fn put(&mut self, file: usize, state: usize) {
        self.states[file] = (state, STATES[file].1[state].map(|text| text.as_bytes().into()));
    }

    fn files(&self) -> Files {
        let edited = STATES
            .iter()
            .zip(&self.states)
            .filter_map(|((path, _), (_, bytes))| Some(File { path: (*path).to_owned(), contents: bytes.clone()? }));
        // Of two files with one path the first counts.
        Files::new(edited.chain(self.fixed.iter().cloned()).collect())
    }
}

type Tree = BTreeMap<String, Vec<u8>>;

/// All files of a site made from nothing; `None` if there are errors.
fn from_nothing(files: &Files) -> (Option<Tree>, Vec<Diagnostic>) {
    let Checked { value, mut diags } = query::site(files, &Options::default());
    let mut tree = Tree::new();
    if !diag::has_errors(&diags) {
        for path in value.site.pages.keys() {
            tree.insert(path.clone(), render::render(&value.site, path).unload(&mut diags));
        }
    }
    diag::sort(&mut diags);
    // A broken template breaks many pages.
    diags.dedup_by(|later, first| later.span == first.span && later.code == Code::TemplateError);
    ((!diag::has_errors(&diags)).then_some(tree), diags)
}

/// All files of the last good site of a session.
fn shown(session: &Session, diags: &mut Vec<Diagnostic>) -> Option<Tree> {
    let site = session.site()?;
    let render = |path: &String| session.render(path).expect("the site has it");
    Some(site.pages.keys().map(|path| (path.clone(), render(path).unload(diags).to_vec())).collect())
}

/// The paths at which two sites differ.
fn differing<'a>(a: Option<&'a Tree>, b: Option<&'a Tree>) -> Vec<&'a String> {
    let paths = a.into_iter().chain(b).flat_map(|tree| tree.keys());
    paths.filter(|path| a.and_then(|tree| tree.get(*path)) != b.and_then(|tree| tree.get(*path))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_the_site_is_that_of_a_build_from_nothing(
        // Every other edit puts a file back, so that most states are free of errors.
        edits in prop::collection::vec((0..STATES.len(), any::<(bool, prop::sample::Index)>()), 1..16),
    ) {
        let mut edited = Edited::new();
        let mut session = Session::new(Options::default());
        let mut last_good = None;
        for step in std::iter::once(None).chain(edits.into_iter().map(Some)) {
            if let Some((file, (back, state))) = step {
                edited.put(file, if back { 0 } else { state.index(STATES[file].1.len()) });
            }
            let files = edited.files();
            let mut diags = session.update(&files);
            let (tree, expected) = from_nothing(&files);
            let is_good = tree.is_some();
            last_good = tree.or(last_good);
            let mut of_pages = Vec::new();
            let shown = shown(&session, &mut of_pages);
            prop_assert!(shown == last_good, "these differ: {:?}", differing(shown.as_ref(), last_good.as_ref()));
            if is_good {
                diags.extend(of_pages);
                diags.extend(query::suspicions(session.site().expect("it is good")));
                diag::sort(&mut diags);
                prop_assert_eq!(diags, expected);
            } else {
                let errors = |diags: Vec<Diagnostic>| -> Vec<Diagnostic> {
                    diags.into_iter().filter(|diag| diag.severity() == diag::Severity::Error).collect()
                };
                diag::sort(&mut diags);
                prop_assert_eq!(errors(diags), errors(expected));
            }
        }
    }
}

/// What an edit of one file makes, given that every page was looked at before and is again; and the pages that differ.
fn work_of(path: &str, before: usize, after: usize) -> (Work, Vec<String>) {
    let file = STATES.iter().position(|(name, _)| *name == path).expect("it is a file of the dossier");
    let mut edited = Edited::new();
    edited.put(file, before);
    let mut session = Session::new(Options::default());
    let look = |session: &mut Session, edited: &Edited| {
        let diags = session.update(&edited.files());
        assert!(!diag::has_errors(&diags), "{diags:?}");
        (shown(session, &mut Vec::new()).expect("it has no errors"), session.work())
    };
    let (tree, first) = look(&mut session, &edited);
    edited.put(file, after);
    let (changed, second) = look(&mut session, &edited);
    let differ = changed.iter().filter(|(path, bytes)| tree.get(*path) != Some(bytes)).map(|(path, _)| path.clone());
    let work = Work {
        parsed: second.parsed - first.parsed,
        cleaned: second.cleaned - first.cleaned,
        anchored: second.anchored - first.anchored,
        searched: second.searched - first.searched,
        linked: second.linked - first.linked,
        pages: second.pages - first.pages,
    };
    (work, differ.collect())
}

#[test]
fn a_file_saved_as_it_was_is_read_and_nothing_else_is_made() {
    let only_read = Work { parsed: 1, ..Work::default() };
    assert_eq!(work_of("content/annotations/a.md", 0, 0), (only_read, vec![]));
}

#[test]
fn editing_the_body_of_an_annotation_makes_only_the_pages_that_show_it() {
    // The body loses a link to an entry, which shows the sentence that links it.
    let (work, differ) = work_of("content/annotations/a.md", 0, 1);
    // And readers search for what it says now.
    let searched = ["search.html", "search/index.js"];
    let shown = ["data/annotations/a.jsonld", "glossary/fox.html", "packets/p.html"];
    assert_eq!(differ, [&shown[..], &searched, &["sources/a.html"]].concat());
    assert_eq!(work, Work { parsed: 1, anchored: 1, linked: 1, pages: 6, ..Work::default() });
}
