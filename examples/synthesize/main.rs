//! Writes a made-up dossier to disk.
//!
//! `cargo run --release --example synthesize -- --sources 1000 DIR` makes the folder DIR, which must not exist yet.
#![allow(clippy::disallowed_methods, reason = "writes files")]

#[path = "../../benches/synthetic/mod.rs"]
mod synthetic;

use std::io;
use std::path::{Path, PathBuf};

use clap::Parser;

use self::synthetic::{Dossier, Size};

/// Writes a made-up dossier to disk, the same in every run.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many sources of about 700 words.
    #[arg(long, default_value_t = 1000)]
    sources: usize,
    /// How many entries of the glossary; a tenth of the sources, at least 100 and at most 1,000, if not said.
    #[arg(long)]
    terms: Option<usize>,
    /// The folder to make.
    dir: PathBuf,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let size = Size::of(arguments.sources);
    let dossier = Dossier::new(Size { terms: arguments.terms.unwrap_or(size.terms), ..size });
    std::fs::create_dir(&arguments.dir)?;
    write(&arguments.dir, synthetic::casebook::files(&dossier))
}

fn write(dir: &Path, files: impl Iterator<Item = (String, String)>) -> io::Result<()> {
    for (path, text) in files {
        let path = dir.join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder"))?;
        std::fs::write(path, text)?;
    }
    Ok(())
}
