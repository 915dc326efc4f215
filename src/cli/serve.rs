//! `casebook serve`

use std::io::{self, ErrorKind, IsTerminal as _};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::{Failure, args, cache, complain, print, root, show_sorted, theme};
use crate::diag::{Severity, has_errors};
use crate::load::Inputs;
use crate::query::{Address, Options};
use crate::serve::{Preview, bind, is_only_for_this_machine, serve};
use crate::watch::{Means, News, watch};

pub(super) fn run(args: &args::Serve) -> Result<(), Failure> {
    let root = root(args.root.as_deref());
    if !root.is_dir() {
        return Err(super::no_folder(&root));
    }
    let listener = bind(&args.host, args.port).map_err(|(at, error)| cannot_listen(&at, args.port, &error))?;
    let port = listener.local_addr().map_err(|error| cannot_listen(&args.host, args.port, &error))?.port();
    let options = Options {
        edition: args.edition.clone(),
        // A preview that led to the live site would show its pages for those at hand.
        address: Address::Nowhere,
        former: cache::read(&root),
        ..Options::default()
    };
    let preview = Arc::new(Preview::new(options, args.base_path.clone()));
    let address = format!("http://{}:{port}{}", shown_host(&args.host), args.base_path);
    if !is_only_for_this_machine(&args.host) {
        complain(&format!(
            "warning: whoever can reach `{}` on the network can read this preview, drafts included",
            args.host
        ));
    }

    let means = if args.poll { Means::Polling } else { Means::Events };
    let watching = {
        let preview = preview.clone();
        thread::spawn(move || {
            let _end = EndWith(&preview);
            // The server listens already: a browser that asks now is answered when the first site is there.
            watch(Inputs::read(&root, theme::DEFAULT), means, |news| tell(&preview, news))
        })
    };
    print(&format!("{address}\n"))?;
    if args.open && open::that_detached(&address).is_err() {
        complain(&format!("note: no browser could be opened; open {address} yourself"));
    }
    let served = serve(&preview, listener, &args.host);
    if watching.is_finished() {
        // It ends by a panic alone, which has said what happened.
        return Err(Failure::Disk("the dossier is no longer watched".to_owned()));
    }
    served.map_err(|error| Failure::Disk(format!("cannot serve {address}: {error}")))
}

/// Ends the preview when whoever keeps it up to date ends.
struct EndWith<'a>(&'a Preview);

impl Drop for EndWith<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Brings the preview up to date, and says on the standard error what there is to say.
fn tell(preview: &Arc<Preview>, news: News<'_>) {
    let (inputs, changed) = match news {
        News::Inputs { inputs, changed } => (inputs, changed),
        News::Polling(why) => return complain(&format!("note: {why}")),
    };
    let faults: Vec<String> = inputs.faults().map(|fault| format!("error: {fault}")).collect();
    if !faults.is_empty() {
        let faults = faults.join("\n");
        complain(&faults);
        return preview.refuse(faults);
    }
    let start = Instant::now();
    let diags = preview.update(inputs.files());
    let took = start.elapsed();
    show_sorted(&diags, inputs.files());
    if io::stderr().is_terminal() {
        let what = match changed.as_slice() {
            [] => "the dossier".to_owned(),
            [one] => one.clone(),
            [first, others @ ..] => format!("{first} and {} more", others.len()),
        };
        let errors = diags.iter().filter(|diag| diag.severity() == Severity::Error).count();
        let outcome =
            if has_errors(&diags) { format!(", {errors} errors: the last good site stays") } else { String::new() };
        complain(&format!("{what}: {} ms{outcome}", took.as_millis()));
    }
    look_closer(preview.clone());
}

/// How long nothing has to change before what is merely suspicious is looked for.
const QUIET: Duration = Duration::from_secs(3);

/// Says what is suspicious, if nothing changes for a while.
fn look_closer(preview: Arc<Preview>) {
    let Some(turn) = preview.turn() else { return };
    thread::spawn(move || {
        thread::sleep(QUIET);
        if let Some((diags, files)) = preview.suspicions(turn) {
            show_sorted(&diags, &files);
        }
    });
}

/// An address to open, where the host stands for all of the machine's.
fn shown_host(host: &str) -> String {
    match host.trim_start_matches('[').trim_end_matches(']') {
        "0.0.0.0" => "127.0.0.1".to_owned(),
        "::" => "[::1]".to_owned(),
        bare if bare.contains(':') => format!("[{bare}]"),
        bare => bare.to_owned(),
    }
}

fn cannot_listen(at: &str, asked: Option<u16>, error: &io::Error) -> Failure {
    let (what, help) = match error.kind() {
        ErrorKind::AddrInUse if asked.is_some() => ("the port is taken", "choose another one, or leave `--port` out"),
        ErrorKind::AddrInUse => ("this port and those after it are taken", "choose one with `--port`"),
        ErrorKind::PermissionDenied => ("this user may not listen there", "choose a port above 1023"),
        ErrorKind::AddrNotAvailable => {
            ("this machine has no such address", "leave `--host` out, or name an address of this machine")
        }
        _ => return Failure::Disk(format!("cannot listen at {at}: {error}")),
    };
    Failure::Disk(format!("cannot listen at {at}: {what}\nhelp: {help}"))
}
