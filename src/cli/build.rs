//! `casebook build`

use std::cell::Cell;
use std::path::{Component, Path, PathBuf};

use super::progress::Line;
use super::{Failure, args, complain, listed, note_absent, options, print, root, show, text, verdict};
use crate::diag::text::visible;
use crate::diag::{Code, Diagnostic, Span};
use crate::fs::{read, read_if_there, replace};
use crate::model::files::Files;
use crate::model::lock::{Lock, Place};
use crate::model::progress::Task;
use crate::model::site::PageSpec;
use crate::query::{self, Built, Move, Options};
use crate::render::renderer::Renderer;
use crate::stamp::{self, Asked, Stamp};
use crate::text::checksum::sha256;
use crate::write::limits::{exceeded, is_limited};
use crate::write::{Before, InPlace, Outcome, PublishError, left_by, publish};
use crate::{cache, lock, manifest, proof, render, theme};

pub(super) fn run(args: &args::Build) -> Result<(), Failure> {
    let root = root(args.dossier.root.as_deref());
    let line = Line::new();
    let listed = line.during(|| listed(&root))?;
    let out = args.out.clone().unwrap_or_else(|| root.join("public"));
    refuse_inputs(&root, &out, "the site", "choose another folder, such as `--out public`")?;
    // An id that is to be accepted may be none.
    let stamp = stamp::read(&root).filter(|_| args.accept.is_empty());
    let sight = line.during(|| listed.sight(lock::PATH));
    let seen = |lock: &[u8]| Some(stamp::seen(sight.as_ref()?, lock, asked(args)));
    let seen_now = read_if_there(&root.join(lock::PATH))?.and_then(|lock| seen(&lock));
    let known = stamp.as_ref().filter(|stamp| seen_now.is_some() && stamp.seen == seen_now);
    let stands = |unchanged| print(&summary(&out, Outcome { unchanged, ..Outcome::default() }));
    let compared = |known: &Stamp| {
        line.progress.begin(Task::Comparing, 0);
        let standing = Standing::of(known, &out);
        line.progress.begin(Task::Reading, 0);
        standing
    };
    let mut standing = line.during(|| compared(known?));
    if let Some(Standing { count, findings: false }) = standing {
        return stands(count);
    }
    let files = line.during(|| listed.read(theme::DEFAULT))?;
    if known.is_none() {
        let same = stamp.filter(|stamp| is_made_of(stamp, &files, args));
        standing = line.during(|| compared(same.as_ref()?));
        // Next time they are known by sight.
        if let Some(same) = same.filter(|_| standing.is_some() && seen_now.is_some() && !args.locked) {
            stamp::write(&root, &Stamp { seen: seen_now, ..same });
        }
        if let Some(Standing { count, findings: false }) = standing {
            return stands(count);
        }
    }

    let mut diags = Vec::new();
    let options = Options { progress: line.progress.clone(), ..options(&root, &args.dossier, &args.accept) };
    let Built { site, whole, lock: new_lock, moves, texts, proof } =
        line.during(|| query::site(&files, &options)).unload(&mut diags);
    let lock = lock::render(&new_lock);
    if args.locked && !is_on_record(&files, &lock) {
        diags.push(lock_changed(&files));
    }
    let in_lock = proof.as_ref().map_or(Vec::new(), |proof| proof.check_lock(lock::PATH, &lock));
    diags.extend(proof::diagnostics(in_lock));
    show(&mut diags, &files);
    verdict(&diags, args.dossier.deny_warnings)?;
    if let Some(Standing { count, .. }) = standing {
        return stands(count);
    }
    note_absent(&site, &files);
    // What a failed build would have moved is still where it was.
    complain(&moved(&moves));
    complain(&untold(&moves, &files, &options));

    let mut paths: Vec<&str> = site.pages.keys().map(String::as_str).collect();
    // What is made of many pages, and of them on one thread in the end, is begun before all that other threads can do.
    paths.sort_by_key(|path| !matches!(site.pages[*path], PageSpec::Bundle(_)));
    let renderer = Renderer::new(&site);
    let page = |path: &str| {
        let page = renderer.render(path);
        line.progress.step();
        if !page.diags.is_empty() {
            return Err(page.diags);
        }
        proof::guard(proof.as_ref(), path, page.value)
    };
    line.progress.begin(Task::Rendering, paths.len());
    let config = &site.shown.dossier.config;
    let is_limited = is_limited(config);
    let large = Cell::new(false);
    let go_on = |before: &Before<'_>| {
        let mut found = if is_limited { exceeded(&before.sizes) } else { Vec::new() };
        large.set(large.get() || !found.is_empty());
        line.say(&text(&mut found, &files));
        let is_wanted = verdict(&found, args.dossier.deny_warnings).is_ok();
        if let Some(why) = before.in_place.as_ref().filter(|_| is_wanted) {
            line.say(&in_place(&out, why));
        }
        is_wanted
    };
    let outcome = match line.during(|| publish(&out, &paths, &page, &go_on)) {
        Ok(outcome) => outcome,
        Err(PublishError::Render(failed)) => {
            let mut diags = render::thinned(failed.into_iter().flat_map(|(_, diags)| diags).collect());
            show(&mut diags, &files);
            return Err(Failure::Findings);
        }
        Err(PublishError::Stopped) => return Err(Failure::Findings),
        Err(error) => return Err(Failure::Disk(error.to_string())),
    };
    if !args.locked && !is_on_record(&files, &lock) {
        replace(&root.join(lock::PATH), lock.as_bytes())?;
    }
    if !args.locked {
        cache::write(&root, &texts);
        // What moved was told now and is not to be told again, and how large the site is only a build in full can tell; so the
        // next build is one of its own.
        if moves.is_empty() && !large.get() {
            let made_of = stamp::made_of(&files, lock.as_bytes(), &new_lock, asked(args));
            let manifest = sha256(&read(&out.join(manifest::PATH))?);
            let seen = seen(lock.as_bytes());
            stamp::write(&root, &Stamp { made_of, seen, manifest, findings: !diags.is_empty() });
        }
    }
    // The process ends here, and its memory with it: to give millions of pieces back one by one would only take time.
    std::mem::forget((files, whole, site, new_lock, texts));
    print(&summary(&out, outcome))
}

/// Said before any file is touched, where the folder will not be the old or the new one at every moment.
fn in_place(out: &Path, why: &InPlace) -> String {
    format!(
        "note: `{}` cannot be replaced in one step, because {why}; its files will be replaced one by one, so until this has \
         ended, or if it is killed, old and new ones stand side by side",
        visible(&out.to_string_lossy())
    )
}

/// A published site that is what the present inputs make.
#[derive(Clone, Copy)]
struct Standing {
    /// How many files it has.
    count: usize,
    /// Whether there is something to be said of the inputs all the same.
    findings: bool,
}

impl Standing {
    /// The site that the build left whose inputs are the present ones, if it still stands.
    fn of(stamp: &Stamp, out: &Path) -> Option<Self> {
        Some(Self { count: left_by(out, &stamp.manifest)?, findings: stamp.findings })
    }
}

/// Whether the build that left this stamp was made of the same, byte for byte.
fn is_made_of(stamp: &Stamp, files: &Files, args: &args::Build) -> bool {
    let lock = files.find(lock::PATH).map(|lock| files.get(lock).bytes());
    lock.is_some_and(|lock| stamp.made_of == stamp::made_of(files, lock, &Lock::default(), asked(args)))
}

/// What of the command line the site depends on.
fn asked(args: &args::Build) -> Asked<'_> {
    Asked { edition: args.dossier.edition.as_deref(), base_url: args.dossier.base_url.as_deref() }
}

/// What moved since the build before, a line each.
pub(super) fn moved(moves: &[Move]) -> String {
    let lines = moves.iter().map(|one| match one {
        Move::Anchor { source, name, old, new } => {
            let place = |place: &Place| format!("{} {}-{}", place.paragraph, place.start, place.end);
            format!("moved: `{name}` in `{source}`: {} → {}", place(old), place(new))
        }
        Move::Paragraph { source, old, new: Some(new) } => {
            format!("moved: the address `{source}#{old}` leads to {new}, which has most of its words")
        }
        Move::Paragraph { source, old, new: None } => {
            format!("gone: the words at `{source}#{old}`; the page says so there")
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A note on sources of which words are gone, as far as the former text is not at hand in which they could be followed.
fn untold(moves: &[Move], files: &Files, options: &Options) -> String {
    let recorded = lock::read(files, &|_| None).value;
    let has_gone =
        |id: &str| moves.iter().any(|one| matches!(one, Move::Paragraph { source, new: None, .. } if source == id));
    let is_at_hand =
        |id: &str, text: &str| options.former.get(id).is_some_and(|former| sha256(former.as_bytes()) == text);
    let sources = recorded.sources.iter().filter(|(id, locked)| has_gone(id) && !is_at_hand(id, &locked.text));
    let lines = sources.map(|(id, _)| {
        format!(
            "note: the former text of `{id}` is not in `.casebook/`, so where words of it stand now could not be told; build \
             that text once and then the new one"
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn summary(out: &Path, outcome: Outcome) -> String {
    let Outcome { written, unchanged, removed, .. } = outcome;
    format!("{}: {written} files written, {unchanged} unchanged, {removed} removed\n", out.display())
}

fn is_on_record(files: &Files, lock: &str) -> bool {
    files.find(lock::PATH).is_some_and(|file| files.get(file).bytes().as_ref() == lock.as_bytes())
}

fn lock_changed(files: &Files) -> Diagnostic {
    let message = format!("`{}` is not what this build would write", lock::PATH);
    let mut diag = Diagnostic::global(Code::LockChanged, message);
    diag.span = files.find(lock::PATH).map(Span::start_of);
    diag.help("run `casebook build` without `--locked` and commit the file")
}

/// The output may be anywhere but in the inputs, or around them: it is exchanged as a whole.
pub(super) fn refuse_inputs(root: &Path, out: &Path, what: &str, help: &str) -> Result<(), Failure> {
    let refuse =
        |why: String| Err(Failure::Usage(format!("cannot write {what} to `{}`: {why}\nhelp: {help}", out.display())));
    let (Some(root), Some(target)) = (resolve(root), resolve(out)) else {
        return refuse("that names nothing".to_owned());
    };
    if root.starts_with(&target) {
        return refuse("the dossier itself lies in this folder".to_owned());
    }
    for input in ["content", "seeds", "themes", "casebook.toml", "casebook.lock", ".git", ".github", cache::FOLDER] {
        // The input may be a link, so both its own place and what it names count.
        let places = [Some(root.join(input)), resolve(&root.join(input))];
        if places.iter().flatten().any(|input| target.starts_with(input) || input.starts_with(&target)) {
            return refuse(match input {
                cache::FOLDER => format!("`{input}` is private, and holds texts that an edition may withhold"),
                _ => format!("inputs are never written into, and this lies in `{input}`"),
            });
        }
    }
    Ok(())
}

/// The real place of a path, whose last parts need not exist yet; `None` for a path that names nothing. It is followed
/// part by part, since `..` leads back from where a link has led, and from folders that are still to be made.
fn resolve(path: &Path) -> Option<PathBuf> {
    let mut real = PathBuf::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            Component::ParentDir => drop(real.pop()),
            part => real.push(part),
        }
        real = real.canonicalize().unwrap_or(real);
    }
    Some(real)
}
