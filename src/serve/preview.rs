//! What the preview shows: the last good site, and what is wrong with the dossier now.
//!
//! In: the inputs, from whoever watches them ([`Preview::update`], [`Preview::refuse`]). Out: answers to requests
//! ([`Preview::answer`]) and, for each page that somebody looks at, how it stands ([`Preview::standing`]). Files are rendered
//! when they are asked for. Knows nothing of connections.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

use rayon::prelude::*;
use serde::Serialize;
use tokio::sync::watch;

use super::place::{Place, content_type, place};
use super::version::{style, version};
use crate::diag::{self, Checked, Diagnostic, has_errors};
use crate::manifest::{self, Manifest};
use crate::model::files::Files;
use crate::model::id::Id;
use crate::model::key::PageKey;
use crate::model::site;
use crate::query::{Options, Session, suspicions};
use crate::text::checksum::sha256;
use crate::text::escape::escape;

/// Below this folder of the site the preview has its own files. No page lies there: the names of ids and folders of a site
/// do not begin so.
pub(super) const OWN: &str = "__casebook/";

/// A dossier as it is shown while somebody works on it.
#[derive(Debug)]
pub struct Preview {
    /// Where the site is shown; begins and ends with `/`.
    base: String,
    state: RwLock<State>,
    /// A new number after every change of the state; `None` when the preview ends.
    turn: watch::Sender<Option<u64>>,
}

#[derive(Debug)]
struct State {
    session: Session,
    /// The inputs of the last good site, to which the places of what is wrong with its templates refer.
    files: Files,
    /// What stands in the way of the present inputs.
    findings: Option<String>,
}

/// How a page stands, for a browser that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Standing {
    /// Which state of the page would be served now.
    version: String,
    /// The name of the style sheet.
    style: String,
    /// What is wrong, if the dossier or this page has errors.
    findings: Option<String>,
}

/// The answer to a request for a file.
#[derive(Debug)]
pub(super) enum Answer {
    /// The file.
    File {
        /// The media type.
        kind: &'static str,
        bytes: Arc<[u8]>,
    },
    /// A page that stands for one that cannot be shown.
    Instead {
        /// The status of HTTP.
        status: u16,
        html: String,
    },
    /// The same address with a slash.
    Slash,
}

impl Preview {
    /// The preview of a dossier whose inputs are yet to come, at `base`, which begins and ends with `/`.
    pub fn new(options: Options, base: String) -> Self {
        let state = State { session: Session::new(options), files: Files::default(), findings: None };
        Self { base, state: RwLock::new(state), turn: watch::Sender::new(Some(0)) }
    }

    /// Where the site is shown; begins and ends with `/`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Takes `files` for the inputs from now on. Returns what is wrong with them, in the order of paths; while an error is
    /// among that, the site stays the last one without.
    pub fn update(&self, files: &Files) -> Vec<Diagnostic> {
        let mut state = self.write();
        let mut diags = state.session.update(files);
        sort(&mut diags, files);
        state.findings = has_errors(&diags).then(|| in_words(&diags, files));
        if state.findings.is_none() {
            state.files = files.clone();
        }
        drop(state);
        self.next_turn();
        diags
    }

    /// Takes `former` for the reading texts of the last build from the next update on.
    pub fn remember(&self, former: BTreeMap<String, Arc<str>>) {
        self.write().session.remember(former);
    }

    /// What is suspicious about the present state of the dossier, in the order of paths, and the inputs that it is about;
    /// none while there are errors. It takes as long as several updates, none of which waits for it. `None` if the
    /// state changed meanwhile, or has changed since `turn`.
    pub fn suspicions(&self, turn: u64) -> Option<(Vec<Diagnostic>, Files)> {
        let (site, files) = {
            let state = self.read();
            let site = state.session.site().filter(|_| state.findings.is_none() && self.turn() == Some(turn))?;
            (site.clone(), state.files.clone())
        };
        let mut diags = suspicions(&site);
        sort(&mut diags, &files);
        (self.turn() == Some(turn)).then_some((diags, files))
    }

    /// How often the state changed so far; `None` if the preview has ended.
    pub fn turn(&self) -> Option<u64> {
        *self.turn.borrow()
    }

    /// The inputs cannot be read; the site stays as it is.
    pub fn refuse(&self, why: String) {
        self.write().findings = Some(why);
        self.next_turn();
    }

    /// Ends the preview: its event streams, its connections, and then the server.
    pub fn end(&self) {
        self.turn.send_replace(None);
    }

    /// Tells when to ask again how pages stand.
    pub(super) fn turns(&self) -> watch::Receiver<Option<u64>> {
        self.turn.subscribe()
    }

    fn next_turn(&self) {
        self.turn.send_modify(|turn| *turn = turn.map(|turn| turn + 1));
    }

    /// The answer to a request for `path`, as it was sent.
    pub(super) fn answer(&self, path: &str) -> Answer {
        let state = self.read();
        let instead = |status, html| Answer::Instead { status, html };
        match self.page(&state, path) {
            Page::Slash => Answer::Slash,
            Page::Outside => instead(404, self.outside()),
            Page::None => instead(
                503,
                self.framed(
                    "Not yet built",
                    "<p>This becomes the site as soon as the dossier has no errors.</p>",
                    &self.script(&state, path, NONE),
                ),
            ),
            Page::Broken(_) => instead(
                500,
                self.framed(
                    "Cannot be made",
                    "<p>This becomes the page as soon as it can be made.</p>",
                    &self.script(&state, path, BROKEN),
                ),
            ),
            Page::Missing => instead(404, self.missing(&state, path)),
            Page::File { path: file, bytes } => {
                let kind = content_type(&file);
                if !file.ends_with(".html") {
                    return Answer::File { kind, bytes };
                }
                let version = self.version_of(&state, &file, &bytes);
                let script = self.script(&state, path, &version);
                Answer::File { kind, bytes: [&bytes, script.as_bytes()].concat().into() }
            }
        }
    }

    /// How the page that a request for `path` gets stands.
    pub(super) fn standing(&self, path: &str) -> Standing {
        let state = self.read();
        let (version, broken) = match self.page(&state, path) {
            Page::File { path, bytes } => (self.version_of(&state, &path, &bytes), None),
            Page::Broken(diags) => (BROKEN.to_owned(), Some(in_words(&diags, &state.files))),
            Page::None => (NONE.to_owned(), None),
            Page::Missing => (self.missing_version(&state), None),
            Page::Outside | Page::Slash => (MISSING.to_owned(), None),
        };
        let style = state.session.site().map_or("", |site| style(site)).to_owned();
        Standing { version, style, findings: state.findings.clone().or(broken) }
    }

    fn page(&self, state: &State, path: &str) -> Page {
        let Some(site) = state.session.site() else { return Page::None };
        match place(path, &self.base, |path| site.pages.contains_key(path) || path == manifest::PATH) {
            Place::Slash => Page::Slash,
            Place::Outside => Page::Outside,
            Place::Missing => Page::Missing,
            Place::File(path) => match rendered(&state.session, &path) {
                Checked { value, diags } if diags.is_empty() => Page::File { path, bytes: value },
                Checked { diags, .. } => Page::Broken(diags),
            },
        }
    }

    fn version_of(&self, state: &State, path: &str, bytes: &[u8]) -> String {
        let card = |id: &Id| Some(state.session.render(&site::card(id))?.value);
        state.session.site().map_or(String::new(), |site| format!("page:{}", version(site, path, bytes, card)))
    }

    /// The version of what is shown for addresses that the site does not have.
    fn missing_version(&self, state: &State) -> String {
        let path = PageKey::Missing.path();
        let page = state.session.render(&path).map(|page| self.version_of(state, &path, &page.value));
        format!("{MISSING}:{}", page.unwrap_or_default())
    }

    /// The site's own page for addresses that it does not have. It lies at the top and is shown at any depth, so its links are
    /// made to lead from the top.
    fn missing(&self, state: &State, path: &str) -> String {
        let script = self.script(state, path, &self.missing_version(state));
        let page = state.session.render(&PageKey::Missing.path()).filter(|page| page.diags.is_empty());
        let page = page.map(|page| String::from_utf8_lossy(&page.value).into_owned()).unwrap_or_default();
        let head = page.find("<head").and_then(|at| Some(at + page[at..].find('>')? + 1));
        match head {
            Some(head) => format!("{}<base href=\"{}\">{}{script}", &page[..head], escape(&self.base), &page[head..]),
            None => self.framed("Not found", "<p>The site has no such page.</p>", &script),
        }
    }

    /// A page for addresses that no site at this base would answer.
    fn outside(&self) -> String {
        let base = escape(&self.base);
        self.framed("Outside of the site", &format!("<p>The site is shown at <a href=\"{base}\">{base}</a>.</p>"), "")
    }

    fn framed(&self, title: &str, html: &str, script: &str) -> String {
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title>\
             <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
             <link rel=\"icon\" href=\"data:,\"></head>\n<body><main><h1>{title}</h1>\n{html}\n</main></body>\n</html>\n{script}"
        )
    }

    /// What a page gets at its end, behind everything that is the site's. Browsers take it for the end of the body.
    fn script(&self, state: &State, path: &str, version: &str) -> String {
        let style = state.session.site().map_or("", |site| style(site));
        format!(
            "<script src=\"{}{OWN}preview.js\" data-path=\"{}\" data-version=\"{version}\" data-style=\"{}\" defer></script>\n",
            escape(&self.base),
            escape(path),
            escape(style)
        )
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().expect("a thread that panicked while it held the state has ended the program's sense")
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().expect("a thread that panicked while it held the state has ended the program's sense")
    }
}

/// Versions of what is shown in the place of pages; those of pages begin with `page:`.
const NONE: &str = "none";
const MISSING: &str = "missing";
const BROKEN: &str = "broken";

/// What a request means for the site as it is.
enum Page {
    /// There is no good site yet.
    None,
    Slash,
    Outside,
    Missing,
    /// Its template has errors.
    Broken(Vec<Diagnostic>),
    File {
        path: String,
        bytes: Arc<[u8]>,
    },
}

/// The file at `path`, which the site has. The manifest is made as `write` makes it, of every file there is.
fn rendered(session: &Session, path: &str) -> Checked<Arc<[u8]>> {
    let render = |path: &str| session.render(path).unwrap_or_else(|| Checked::clean(Vec::new().into()));
    if path != manifest::PATH {
        return render(path);
    }
    let paths: Vec<&String> = session.site().map(|site| site.pages.keys().collect()).unwrap_or_default();
    let rendered: Vec<(String, Checked<Arc<[u8]>>)> =
        paths.into_par_iter().map(|path| (path.clone(), render(path))).collect();
    let mut diags = Vec::new();
    let files = rendered.into_iter().map(|(path, page)| (path, sha256(&page.unload(&mut diags)))).collect();
    Checked { value: Manifest::of(files).to_json().into(), diags }
}

/// As on the terminal, without colours.
fn in_words(diags: &[Diagnostic], files: &Files) -> String {
    diag::text::render(diags, files, diag::text::Style { color: false })
}

/// Sorts findings by the paths of their files, whose ids are in another order where files came while somebody worked.
fn sort(diags: &mut Vec<Diagnostic>, files: &Files) {
    diag::sort(diags);
    diags.sort_by_key(|diag| diag.span.map(|span| &files.get(span.file).path));
}
