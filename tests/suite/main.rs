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

/// Properties over random input. New: invariants.
mod properties;

/// The examples of the syntax pages. New: every piece of syntax.
mod syntax;

/// Rules of the source tree. New: whatever reviewers keep saying.
mod tidy;
