//! Casebook builds dossiers: raw source texts and an editor's Markdown become a cross-linked, verifiable static site.
//!
//! ```text
//! disk ─load─▶ Files ─parse, clean─▶ Dossier ─edition─▶ Shown ─link─▶ Index
//!                                                          │           │
//!                disk ◀─write── render(path) ◀── Site ◀────┴───────────┘
//! ```
//!
//! Every arrow between [`load`] and [`mod@write`] is a function from values to values: no stage opens a file, reads a clock
//! or keeps state. What goes wrong is collected in [`diag::Checked`] values, never thrown. [`query`] composes the
//! stages; start there. Modules in reading order:
//!
//! - [`model`], [`diag`], [`text`]: types that cross seams, findings, plain text. They use nothing above them.
//! - [`parse`], [`clean`], [`anchor`], [`edition`], [`link`], [`theme`], [`search`], [`render`]: the stages. None uses another's
//!   inside.
//! - [`query`]: the stages in order.
//! - [`suggest`], [`intake`]: recipes for texts that are new, and drafts of their sources.
//! - [`report`]: what hangs on a source, for an editor who changes it or takes it down.
//! - [`bundle`]: the site as one file.
//! - [`starter`]: the dossier that `casebook new` writes.
//! - [`fs`], [`load`], [`cache`], [`stamp`], [`mod@write`], [`verify`], `watch`, `serve`, [`cli`]: the edges, where disk, network and
//!   terminal are.

#![forbid(unsafe_code)]

pub mod diag;
pub mod model;
pub mod text;

pub mod parse;

pub mod anchor;
pub mod clean;

pub mod edition;

pub mod link;

pub mod cite;
pub mod highlight;
pub mod theme;

pub mod search;

pub mod lock;
pub mod manifest;
pub mod render;

pub mod bundle;
pub mod starter;

pub mod proof;
pub mod query;
pub mod report;

pub mod intake;
pub mod suggest;

pub mod cache;
pub mod cli;
pub mod fs;
pub mod load;
#[cfg(feature = "serve")]
pub mod serve;
pub mod stamp;
pub mod verify;
#[cfg(feature = "serve")]
pub mod watch;
pub mod write;
