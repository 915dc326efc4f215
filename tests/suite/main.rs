//! All tests from outside: fixture dossiers, exact error texts, properties over random input, rules of the tree.
#![allow(clippy::disallowed_methods, reason = "tests make folders, read fixtures and run the program")]

mod support;

/// A fixture dossier per fact, with its whole expected output and findings. New: whatever a page or a file of the
/// site shows.
mod fixtures;

/// Exact texts of findings. New: every new code.
mod diagnostics;

/// Runs of the program itself, on a real disk. New: flags, exit codes, what is written where.
mod cli;

/// What `casebook.lock` records and the cache keeps, from build to build. New: whatever is carried over when a source,
/// its recipe or its id changes.
mod lock;

/// `add --replace`: what a new text does to all that hangs on the former one. New: fates of anchors, what is written.
mod cli_add;

/// `add` and `clean --suggest`: what is taken in, what is refused, what is left on the disk. New: kinds of files.
mod cli_intake;

/// `check --trace`: no file that holds words of a source is left out. New: every way in which a page comes to hold some.
mod trace;

/// `bundle` and `verify`. New: every form of bundle, and ways in which a copy can be another.
mod bundle;
/// Bundles of one HTML file and books. New: what may not be in one, and ways to harm a copy.
mod bundles;

/// Whole reports of `check` in every form for machines. New: every new form.
mod forms;

/// The preview, over sockets and on a real disk. New: whatever it serves, refuses or has to notice.
#[cfg(feature = "serve")]
mod serve;

/// The quotations of the repository's own dossier, each with a letter changed. New: nothing; it finds them itself.
mod quotations_of_the_dossier;

/// Properties over random input. New: invariants.
mod properties;

/// What readers find. New: whatever a query may say, whatever is searched.
mod search;

/// What a session makes of edits. New: stages that keep results, questions that pages may ask.
mod incremental;

/// `casebook new`. New: whatever the dossier to start from is to show.
mod starter;

/// What may happen to a build: kills, full disks, links. New: whatever a disk can do to it.
mod robust;

/// Words planted in all that an edition withholds. New: kinds of input, and forms of output.
mod canary;
/// What a site says of itself to others. New: whatever needs the public address.
mod published;

/// Editions on a real disk. New: what depends on files that are not there, or on git.
mod editions;

/// What the bytes of an edition prove. New: forms of output, ways in which words may lie in bytes.
mod proof;

/// Drawings, of dossiers too large for a fixture. New: whatever is drawn.
mod pictures;

/// What a theme can rely on. New: whatever templates and style sheets are promised.
mod themes;

/// The examples of the syntax pages. New: every piece of syntax.
mod syntax;

/// What the guide tells a newcomer to do. New: nothing; it follows the guide.
mod guide;

/// The dossiers that benches are run on. New: nothing, unless what is measured changes.
mod synthetic;

/// Rules of the source tree. New: whatever reviewers keep saying.
mod tidy;
