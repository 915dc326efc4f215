//! Writes a made-up dossier to disk, for Casebook or for another program.
//!
//! `cargo run --release --example synthesize -- --sources 1000 DIR` makes the folder DIR, which must not exist yet.
#![allow(clippy::disallowed_methods, reason = "writes files")]

mod peers;
#[path = "../../benches/synthetic/mod.rs"]
mod synthetic;

use std::io;
use std::path::{Path, PathBuf};

use clap::{Parser, ValueEnum};

use self::peers::Peer;
use self::synthetic::{Dossier, Size, casebook};

/// Writes a made-up dossier to disk, the same in every run.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many sources of about 750 words, at most 40,000.
    #[arg(long, default_value_t = 1000)]
    sources: usize,
    /// How many entries the glossary has, at most 2,000; as many as such a dossier is usually given, if not said.
    #[arg(long)]
    terms: Option<usize>,
    /// Whose files to write.
    #[arg(long, value_enum, default_value_t = Layout::Casebook)]
    layout: Layout,
    /// The folder to make.
    dir: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Layout {
    Casebook,
    Eleventy,
    Hugo,
    Mdbook,
}

fn main() -> io::Result<()> {
    let Arguments { sources, terms, layout, dir } = Arguments::parse();
    let usual = Size::of(sources);
    let dossier = Dossier::new(Size { terms: terms.unwrap_or(usual.terms), ..usual });
    std::fs::create_dir(&dir)?;
    match layout {
        Layout::Casebook => write(&dir, casebook::files(&dossier)),
        Layout::Eleventy => write(&dir, peers::files(&dossier, Peer::Eleventy)),
        Layout::Hugo => write(&dir, peers::files(&dossier, Peer::Hugo)),
        Layout::Mdbook => write(&dir, peers::files(&dossier, Peer::MdBook)),
    }
}

fn write(dir: &Path, mut files: impl Iterator<Item = (String, String)>) -> io::Result<()> {
    files.try_for_each(|(path, text)| {
        let path = dir.join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder"))?;
        std::fs::write(path, text)
    })
}
