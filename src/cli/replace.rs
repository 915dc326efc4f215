//! `casebook add --replace`

use std::path::{Path, PathBuf};

use super::add::{received, unfit};
use super::{Failure, args, complain, inputs, print, root, show, unknown_source};
use crate::diag;
use crate::fs::{create_folder, read, read_if_there, replace as replace_file};
use crate::intake::encoding::Decoded;
use crate::intake::{Said, draft, page};
use crate::model::files::Files;
use crate::model::lock::Place;
use crate::query::{self, Options};
use crate::report::replace::{Capture, Changes, Fate, Original, Replaced, replace};
use crate::{cache, lock};

/// Puts `file` in the place of the text of the source called `id`, or says what that would do.
pub(super) fn run(args: &args::Add, id: &str) -> Result<(), Failure> {
    let [file] = args.files.as_slice() else {
        return Err(Failure::Usage("`--replace` takes one file: the new text of that source".to_owned()));
    };
    let root = root(args.root.as_deref());
    let files = inputs(&root)?;
    let bytes = received(file)?;
    let wanted = format!("seeds/{}", name(file)?);
    let said = Said { encoding: args.encoding.clone(), ..Said::default() };
    let draft = draft(&wanted["seeds/".len()..], &bytes, &said).map_err(|refused| unfit(file, &refused))?;
    let options = Options { former: cache::read(&root), ..Options::default() };
    let received_at = free_path(&files, &root, &wanted, &bytes)?;
    let entry = page::original(&draft, &received_at);
    let original = Original { path: &received_at, bytes: &bytes, entry: &entry };
    // The raw text is the file itself, or is made of it.
    let (path, text, original) = match &draft.made {
        None => (received_at.clone(), bytes.as_slice(), None),
        Some((name, text)) => {
            let text = text.as_bytes();
            (free_path(&files, &root, &format!("seeds/{name}"), text)?, text, Some(original))
        }
    };
    let capture = Capture { id, path: &path, bytes: text, original };
    let Some(mut replaced) = replace(&files, &capture, &options) else {
        let sources = query::dossier(&files, &options).value.dossier.sources;
        return Err(unknown_source(&sources, id));
    };
    // Either the raw text itself, or the file that it was made of.
    let there = [replaced.former.as_str()].into_iter().chain(replaced.originals.iter().map(String::as_str));
    let same = there
        .filter_map(|path| files.find(path))
        .map(|file| files.get(file))
        .find(|file| file.bytes().as_ref() == bytes);
    if let Some(same) = same.filter(|_| replaced.changes.lines.is_some()) {
        return print(&format!("{} has the bytes of {}: nothing changes\n", file.display(), same.path));
    }

    show(&mut replaced.diags, &replaced.files);
    if !draft.decoded.is_utf8 {
        let Decoded { encoding, how, .. } = &draft.decoded;
        complain(&format!("note: `{}` is {encoding}, {}", file.display(), how.words()));
    }
    print(&report(&replaced, &path))?;
    if diag::has_errors(&replaced.diags) {
        complain(&format!(
            "note: nothing was written; make the pages and the recipe fit the new text, and run this again{}",
            if args.accept { "" } else { " with `--accept`" }
        ));
        return Err(Failure::Findings);
    }
    if !args.accept {
        complain("note: nothing was written; `--accept` puts the new text in the place of the former one");
        return Ok(());
    }
    if received_at != wanted {
        return Err(Failure::Usage(format!(
            "`{wanted}` is there already and holds other bytes, and no raw text is ever overwritten\nhelp: rename the new \
             one, for example to `{}`, and run this again",
            received_at.trim_start_matches("seeds/")
        )));
    }
    accept(&root, &capture, &replaced)
}

/// Puts the new text in its place. Each file is replaced in one step, and a run that is killed between two of them leaves
/// either the dossier as it was with one more file, or one whose build says that its text is not the one on record.
fn accept(root: &Path, capture: &Capture<'_>, replaced: &Replaced) -> Result<(), Failure> {
    let mut written = Vec::new();
    let received = capture.original.map(|original| (original.path, original.bytes));
    for (path, bytes) in received.into_iter().chain([(capture.path, capture.bytes)]) {
        let seed = root.join(path);
        // Somebody may have put another file there in the meantime.
        match read_if_there(&seed)? {
            Some(there) if there == bytes => {}
            Some(_) => return Err(Failure::Disk(format!("cannot write `{path}`: another file is there now"))),
            None => {
                create_folder(&root.join("seeds"))?;
                replace_file(&seed, bytes)?;
                written.push(path);
            }
        }
    }
    let (page, page_bytes) = &replaced.page;
    // A page may be a link to another file of the dossier, which stays one.
    let page_path = root.join(page);
    if read(&page_path)? != *page_bytes {
        replace_file(&page_path.canonicalize().unwrap_or(page_path), page_bytes)?;
        written.push(page);
    }
    replace_file(&root.join(lock::PATH), lock::render(&replaced.lock).as_bytes())?;
    written.push(lock::PATH);
    print(&format!("written: {}\n", written.join(", ")))?;
    if replaced.former == capture.path { Ok(()) } else { print(&format!("`{}` stays as it is\n", replaced.former)) }
}

/// What becomes of everything, a line each, and the totals.
fn report(replaced: &Replaced, path: &str) -> String {
    let Changes { lines, anchors, addresses, kept } = &replaced.changes;
    let mut out = match lines {
        Some((new, gone)) => {
            let new = counted(*new, "raw line", "s");
            format!("{path} in the place of {}: {new} new, {gone} gone\n", replaced.former)
        }
        None => format!("{path} in the place of the text on record, which is not at hand\n"),
    };
    let place = |place: &Place| format!("{} {}-{}", place.paragraph, place.start, place.end);
    for anchored in anchors {
        let (file, line) = &anchored.at;
        let places = match &anchored.fate {
            Fate::Stays => String::new(),
            Fate::Moved(old, new) => format!(": {} → {}", place(old), place(new)),
            Fate::Found(new) => format!(": → {}", place(new)),
            Fate::Failed(_, old) => format!(": {} →", place(old)),
        };
        out += &format!("{}: {file}:{line} `{}`{places}\n", anchored.fate.name(), anchored.name);
    }
    for (old, new) in addresses {
        out += &match new {
            Some(new) => format!("leads on: #{old} → #{new}\n"),
            None => format!("gone: #{old}\n"),
        };
    }
    let tally = |is: fn(&Fate) -> bool| anchors.iter().filter(|anchored| is(&anchored.fate)).count();
    let fates = [
        (tally(|fate| matches!(fate, Fate::Stays)), "stay"),
        (tally(|fate| matches!(fate, Fate::Moved(..))), "moved"),
        (tally(|fate| matches!(fate, Fate::Found(_))), "found"),
        (tally(|fate| matches!(fate, Fate::Failed(..))), "failed"),
    ];
    let lead_on = addresses.values().flatten().count();
    let paragraphs = [(*kept, "stay"), (lead_on, "lead on"), (addresses.len() - lead_on, "gone")];
    let list = |parts: &[(usize, &str)]| {
        let said: Vec<String> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        if said.is_empty() { String::new() } else { format!(": {}", said.join(", ")) }
    };
    out += &format!("{}{}; ", counted(anchors.len(), "anchor", "s"), list(&fates));
    out += &format!("{}{}\n", counted(kept + addresses.len(), "address", "es"), list(&paragraphs));
    out
}

pub(super) fn counted(count: usize, what: &str, plural: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { plural })
}

/// The name that a raw text would have in `seeds/`: one that a build reads, and that every system takes.
fn name(file: &Path) -> Result<String, Failure> {
    let refuse = |why: &str| {
        let help = "help: rename the file, for example to `letter-2.txt`";
        Err(Failure::Usage(format!("`{}` cannot be a raw text: {why}\n{help}", file.display())))
    };
    let Some(name) = file.file_name() else { return refuse("it names no file") };
    let Some(name) = name.to_str() else { return refuse("its name is not UTF-8") };
    if name.starts_with(['.', '#']) || name.ends_with('~') {
        return refuse("a build passes over files of this name");
    }
    Ok(name.to_owned())
}

/// `wanted`, if no other text lies there; else the next free name made from it.
pub(super) fn free_path(files: &Files, root: &Path, wanted: &str, bytes: &[u8]) -> Result<String, Failure> {
    let (stem, ending) = match wanted.rsplit_once('.') {
        Some((stem, ending)) if !stem.ends_with('/') => (stem, format!(".{ending}")),
        _ => (wanted, String::new()),
    };
    let numbered = (2..).map(|number| format!("{stem}-{number}{ending}"));
    for path in std::iter::once(wanted.to_owned()).chain(numbered) {
        let on_disk: PathBuf = root.join(&path);
        // A folder of that name is in the way as well.
        let is_free = files.find(&path).is_none() && std::fs::symlink_metadata(&on_disk).is_err();
        if is_free || (on_disk.is_file() && read(&on_disk)? == bytes) {
            return Ok(path);
        }
    }
    unreachable!("numbers do not end")
}
