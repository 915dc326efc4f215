//! A dossier for a test, in memory, and what the stages make of it.
//!
//! A test writes down only what it is about; [`Case`] adds the rest: the default theme as compiled in, the bare theme
//! of `tests/fixtures/themes/bare`, a `casebook.toml` that chooses the bare theme, and for a raw text that no source
//! page names a page that publishes it in full.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use casebook::diag::{self, Checked, Diagnostic};
use casebook::model::files::{File, Files};
use casebook::query::{self, Built, Options};
use casebook::{render, theme};
use walkdir::WalkDir;

/// Path in the site or dossier → bytes.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// A dossier, and how it is to be built.
#[derive(Debug, Clone, Default)]
pub(crate) struct Case {
    /// What the test gives, by path.
    pub(crate) given: Tree,
    /// What every test takes for granted and this one does not.
    absent: Vec<String>,
    /// Edition, base URL, accepted sources.
    pub(crate) options: Options,
}

/// What a build makes of a [`Case`].
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The inputs, which the places of findings refer to.
    pub(crate) files: Files,
    /// Findings, sorted.
    pub(crate) diags: Vec<Diagnostic>,
    /// Every file of the site; empty where there are errors.
    pub(crate) tree: Tree,
}

impl Case {
    /// The dossier written as `== path`, the lines of that file, and so on.
    pub(crate) fn text(dossier: &str) -> Self {
        let mut given = Tree::new();
        let mut open: Option<&mut Vec<u8>> = None;
        for line in dossier.trim_start_matches('\n').split_inclusive('\n') {
            match (line.strip_prefix("== "), &mut open) {
                (Some(path), _) => open = Some(given.entry(path.trim_end().to_owned()).or_default()),
                (None, Some(file)) => file.extend(line.as_bytes()),
                (None, None) => panic!("a dossier begins with a line `== path`, and not with {line:?}"),
            }
        }
        Self { given, ..Self::default() }
    }

    /// The dossier in a folder on disk.
    pub(crate) fn folder(path: &Path) -> Self {
        let mut given = Tree::new();
        for name in ["casebook.toml", "casebook.lock"] {
            given.extend(fs::read(path.join(name)).ok().map(|bytes| (name.to_owned(), bytes)));
        }
        // Beside these a repository may have anything, such as what was compiled.
        for top in ["content", "seeds", "themes"].into_iter().filter(|top| path.join(top).is_dir()) {
            given.extend(read_tree(&path.join(top)).into_iter().map(|(path, bytes)| (format!("{top}/{path}"), bytes)));
        }
        Self { given, ..Self::default() }
    }

    /// The same with one more file, of any bytes.
    pub(crate) fn file(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.given.insert(path.to_owned(), bytes.into());
        self
    }

    /// The same without a file that is there by default.
    pub(crate) fn without(mut self, path: &str) -> Self {
        self.absent.push(path.to_owned());
        self
    }

    /// The same in the default theme.
    pub(crate) fn in_default_theme(self) -> Self {
        let config = self.inputs().remove("casebook.toml").expect("a dossier has a configuration");
        let config = String::from_utf8(config).expect("it is TOML").replace("\"bare\"", "\"default\"");
        self.file("casebook.toml", config)
    }

    /// The same, built for an edition.
    pub(crate) fn edition(mut self, name: &str) -> Self {
        self.options.edition = Some(name.to_owned());
        self
    }

    /// The same, with the raw text of a source accepted as it is.
    pub(crate) fn accept(mut self, id: &str) -> Self {
        self.options.accept.push(id.to_owned());
        self
    }

    /// What is given and what every test takes for granted.
    pub(crate) fn inputs(&self) -> Tree {
        let mut inputs: Tree =
            theme::DEFAULT.iter().map(|(name, bytes)| (format!("themes/default/{name}"), bytes.to_vec())).collect();
        inputs.extend(read_tree(&fixtures().join("themes")).into_iter().map(|(path, b)| (format!("themes/{path}"), b)));
        inputs.insert("casebook.toml".to_owned(), b"title = \"T\"\ntheme = \"bare\"\n".to_vec());
        for path in self.given.keys() {
            let Some(name) = path.strip_prefix("seeds/").and_then(|name| name.strip_suffix(".txt")) else { continue };
            let page = format!("content/sources/{name}.md");
            let named = |(other, bytes): (&String, &Vec<u8>)| {
                other.starts_with("content/sources/") && String::from_utf8_lossy(bytes).contains(&format!("\"{path}\""))
            };
            if !self.given.contains_key(&page) && !self.given.iter().any(named) {
                inputs.insert(page, source(name, "").into_bytes());
            }
        }
        inputs.extend(self.given.clone());
        inputs.retain(|path, _| !self.absent.contains(path));
        inputs
    }

    /// The inputs as the stages take them.
    pub(crate) fn files(&self) -> Files {
        Files::new(self.inputs().into_iter().map(|(path, bytes)| File { path, contents: bytes.into() }).collect())
    }

    /// Every page rendered, as the program does it.
    pub(crate) fn build(&self) -> Outcome {
        let files = self.files();
        let Checked { value: Built { site, .. }, mut diags } = query::site(&files, &self.options);
        let mut tree = Tree::new();
        if !diag::has_errors(&diags) {
            for path in site.pages.keys() {
                tree.insert(path.clone(), render::render(&site, path).unload(&mut diags));
            }
        }
        diag::sort(&mut diags);
        Outcome { files, diags, tree }
    }

    /// The site; the dossier has to be free of errors.
    pub(crate) fn site(&self) -> Tree {
        let outcome = self.build();
        assert!(!diag::has_errors(&outcome.diags), "{}", outcome.report());
        outcome.tree
    }

    /// Puts what is given into a folder on disk, with the bare theme, and nothing that the program has itself.
    pub(crate) fn write_to(&self, root: &Path) {
        let mut inputs = self.inputs();
        inputs.retain(|path, _| !path.starts_with("themes/default/") || self.given.contains_key(path));
        write_tree(root, &inputs);
    }
}

impl Outcome {
    /// A line per finding: `content/x.md:2:3 error[code] message`.
    pub(crate) fn lines(&self) -> String {
        let line = |diag: &Diagnostic| {
            let place = diag.span.map(|span| {
                let (line, column) = diag::text::position(&self.files, span);
                format!("{}:{line}:{column} ", self.files.get(span.file).path)
            });
            let (severity, code) = (diag.severity().name(), diag.code.name());
            format!("{}{severity}[{code}] {}\n", place.unwrap_or_default(), diag.message)
        };
        self.diags.iter().map(line).collect()
    }

    /// The findings as a user sees them.
    pub(crate) fn report(&self) -> String {
        diag::text::render(&self.diags, &self.files, diag::text::Style { color: false })
    }
}

/// A source page that says what it must, and `more` in its front matter.
pub(crate) fn source(id: &str, more: &str) -> String {
    let title = id.to_uppercase();
    format!("+++\nraw = \"seeds/{id}.txt\"\ntitle = \"{title}\"\nrights = {{ publish = \"full\" }}\n{more}+++\n")
}

/// The folder of the repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the fixtures.
pub(crate) fn fixtures() -> PathBuf {
    repository().join("tests/fixtures")
}

/// Every file below `root`, by path with `/`.
pub(crate) fn read_tree(root: &Path) -> Tree {
    let files = WalkDir::new(root).into_iter().map(|entry| entry.expect("fixtures can be read"));
    let files = files.filter(|entry| entry.file_type().is_file());
    let named = |path: &Path| {
        let below = path.strip_prefix(root).expect("the walk began there");
        below.iter().map(|part| part.to_str().expect("names are UTF-8")).collect::<Vec<_>>().join("/")
    };
    files.map(|file| (named(file.path()), fs::read(file.path()).expect("fixtures can be read"))).collect()
}

/// Writes every file below `root`.
pub(crate) fn write_tree(root: &Path, tree: &Tree) {
    for (path, bytes) in tree {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("files lie in a folder")).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
    }
}

/// Stops with both texts and a line diff where they differ.
#[track_caller]
pub(crate) fn assert_text(what: &str, actual: &str, expected: &str) {
    assert!(actual == expected, "{what} is not as expected\n{}", differences(expected, actual));
}

/// The lines of two texts side by side, `-` expected, `+` actual; what both begin and end with is left out.
pub(crate) fn differences(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let after = old[before..].iter().rev().zip(new[before..].iter().rev()).take_while(|(a, b)| a == b).count();
    let lines = |sign: &str, lines: &[&str]| -> String {
        lines[before..lines.len() - after].iter().map(|line| format!("{sign} {line}\n")).collect()
    };
    let changed = lines("-", &old) + &lines("+", &new);
    let changed = if changed.is_empty() { "only the line ends differ\n".to_owned() } else { changed };
    format!("from line {}:\n{changed}", before + 1)
}
