//! The command line: one definition feeds the parser and the help. Nothing here does anything.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::model::bundle::Form;
use crate::parse::normal_base_url;
#[cfg(feature = "serve")]
use crate::serve::normal_base;

/// Builds dossiers: raw source texts and your Markdown become a cross-linked site whose quotations can be checked.
///
/// Without a command it builds. Run it in the folder of a dossier, or below; that is the folder with `casebook.toml`.
#[derive(Debug, Parser)]
#[command(name = "casebook", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) build: Build,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write the site to `public/`
    ///
    /// Nothing is published if the dossier has errors: the folder then stays as it was. Files in it that no build wrote
    /// are never removed.
    Build(Build),
    /// Show the site in a browser while you work on it
    ///
    /// Every page is made when it is looked at. What you save appears by itself, at the place where you were reading; errors
    /// of the dossier lie over the page until they are mended. Nothing is written, neither `public/` nor anything else.
    #[cfg(feature = "serve")]
    Serve(Serve),
    /// Show everything that is wrong or suspicious, and write nothing
    Check(Check),
    /// Print what cleaning makes of a raw text, or suggest a recipe for one
    ///
    /// Without `--format` that is the reading text: a line per paragraph. The record says of every raw line whether it was
    /// kept, and what it became, or why it was cut.
    Clean(Clean),
    /// Find words in the sources, the notes and the glossary
    ///
    /// All words must stand on one page, and each line of the result shows one of them with what surrounds it. `"words in a
    /// row"` are a phrase, `begin*` is the beginning of a word; accents and capitals do not count. Mind that a shell takes
    /// quotation marks away: write '"words in a row"', or `--phrase words in a row`. What is not published is found as well,
    /// unless `--edition` is named.
    Find(Find),
    /// Take texts and saved web pages in: copy them to `seeds/`, and draft a page and a recipe for each
    ///
    /// The encoding of a text is recognised. Of a saved page all visible words become the raw text, and what is not its main
    /// content is cut by the drafted recipe, with reasons, so that nothing is lost. Files are copied byte for byte, nothing is
    /// overwritten, and no words are published before the page says so.
    ///
    /// With `--replace` a new capture takes the place of a source's text: every annotation, quotation and piece of evidence that
    /// hangs on it is looked up in the new text, and every address of a paragraph followed there. Nothing is written without
    /// `--accept`.
    Add(Add),
    /// Write the site as one file, for readers
    ///
    /// The same dossier gives the same bytes. What an edition withholds is in no bundle of it.
    Bundle(Bundle),
    /// Check a published folder or a bundle against the manifest in it
    ///
    /// Names every file that has other bytes than were published, is missing, or was added. It says that a copy is whole, not
    /// who made it: compare the checksum that `bundle` prints with one that you got from the editors.
    Verify(Verify),
    /// Write a small working dossier to start from
    ///
    /// Two short texts with everything that a dossier has, each file with comments on how it is written; and a workflow that
    /// publishes it as GitHub Pages. The folder must not exist yet, or be empty.
    New(New),
}

/// What concerns the dossier as a whole.
#[derive(Debug, clap::Args)]
pub(super) struct Dossier {
    /// Folder of the dossier [default: the nearest with `casebook.toml`]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Build what this edition may show, one of `[editions.NAME]` in `casebook.toml`
    #[arg(long, value_name = "NAME")]
    pub(super) edition: Option<String>,
    /// Address where the site will stand, for the feed, the sitemap, and ways to cite; links between pages need none
    #[arg(long, value_name = "URL", value_parser = |url: &str| normal_base_url(url))]
    pub(super) base_url: Option<String>,
    /// Take warnings for errors
    #[arg(long)]
    pub(super) deny_warnings: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) dossier: Dossier,
    /// Folder to write [default: `public` in the folder of the dossier]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Fail if `casebook.lock` would change, and do not write it
    #[arg(long)]
    pub(super) locked: bool,
    /// Take a changed raw text of this source for the right one, and record it
    #[arg(long, value_name = "ID")]
    pub(super) accept: Vec<String>,
}

#[cfg(feature = "serve")]
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// Folder of the dossier [default: the nearest with `casebook.toml`]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Show what this edition may show, one of `[editions.NAME]` in `casebook.toml`
    #[arg(long, value_name = "NAME")]
    pub(super) edition: Option<String>,
    /// Port to listen at [default: 4000, or the next that is free]
    #[arg(long, value_name = "PORT")]
    pub(super) port: Option<u16>,
    /// Address or name of this machine to listen at; others than the default can be reached from the network
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    pub(super) host: String,
    /// Open the front page in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// Show the site below this path, as GitHub Pages does with the name of a repository
    #[arg(long, value_name = "PATH", default_value = "/", value_parser = |path: &str| normal_base(path))]
    pub(super) base_path: String,
    /// Look for changes every second, where the system does not tell of them: network folders, some containers
    #[arg(long)]
    pub(super) poll: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) dossier: Dossier,
    /// Form of the report
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub(super) format: CheckFormat,
    /// List every file of the site that holds words of this source, and every place that quotes it
    ///
    /// For a takedown: a file to a line, and what it holds. Files that only name the source are listed as well, and say so.
    /// `--format json` makes it an array of `{in, path, line, what}`.
    #[arg(long, value_name = "ID")]
    pub(super) trace: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// With the lines in question
    Text,
    /// An array of `{code, severity, file, line, column, message, help}`
    Json,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// Commands that GitHub Actions shows at the lines in question
    Github,
}

#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// Texts and saved pages to take in
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    pub(super) files: Vec<PathBuf>,
    /// Id of the new source [default: author and year, or the name of the file]
    #[arg(long, value_name = "ID")]
    pub(super) id: Option<String>,
    /// Its title [default: what the page or the text says]
    #[arg(long, value_name = "WORDS")]
    pub(super) title: Option<String>,
    /// Its language, such as `en` or `zh-Hant` [default: what the page says, or as recognised]
    #[arg(long, value_name = "TAG")]
    pub(super) language: Option<String>,
    /// Encoding of the files, such as `windows-1252` or `gb18030` [default: as recognised]
    #[arg(long, value_name = "NAME")]
    pub(super) encoding: Option<String>,
    /// How much of them may be published
    #[arg(long, value_enum, default_value_t = AddPublish::Withheld)]
    pub(super) publish: AddPublish,
    /// Source whose text FILE is to replace; says what that does
    #[arg(long, value_name = "ID", conflicts_with_all = ["id", "title", "language", "publish"])]
    pub(super) replace: Option<String>,
    /// If all anchors stand, copy FILE to `seeds/`, name it in the source's page, and record it in `casebook.lock`
    ///
    /// The former raw text stays where it is.
    #[arg(long, requires = "replace")]
    pub(super) accept: bool,
    /// Folder of the dossier [default: the nearest with `casebook.toml`]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AddPublish {
    /// Nothing, until the page says otherwise
    Withheld,
    /// All of it
    Full,
}

#[derive(Debug, clap::Args)]
pub(super) struct Bundle {
    #[command(flatten)]
    pub(super) dossier: Dossier,
    /// Form of the bundle
    #[arg(long, value_enum, default_value_t = BundleFormat::Zip)]
    pub(super) format: BundleFormat,
    /// File to write [default: the title of the dossier in plain letters, in its folder]
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum BundleFormat {
    /// The whole site in a folder; to be unpacked, and `index.html` opened
    Zip,
    /// All pages in one file that any browser opens, telephones included, with search and without a network
    Html,
    /// A book for reading devices: sources, notes, glossary, index
    Epub,
}

impl BundleFormat {
    /// What it stands for.
    pub(super) fn form(self) -> Form {
        match self {
            Self::Zip => Form::Zip,
            Self::Html => Form::Html,
            Self::Epub => Form::Epub,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// A folder that `build` wrote, or a file that `bundle` did
    #[arg(value_name = "PATH")]
    pub(super) path: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct New {
    /// Folder to write
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct Find {
    /// What to look for
    #[arg(value_name = "WORDS", required = true, num_args = 1..)]
    pub(super) words: Vec<String>,
    /// Take all words for one phrase
    #[arg(long)]
    pub(super) phrase: bool,
    /// Look only into what these say; may be given several times
    #[arg(long = "in", value_enum, value_name = "VOICE")]
    pub(super) voices: Vec<FindIn>,
    /// How many lines to show; 0 for all
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    pub(super) limit: usize,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = FindFormat::Text)]
    pub(super) format: FindFormat,
    /// Folder of the dossier [default: the nearest with `casebook.toml`]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Look only into what this edition shows, one of `[editions.NAME]` in `casebook.toml`
    #[arg(long, value_name = "NAME")]
    pub(super) edition: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FindIn {
    /// The sources
    Source,
    /// The editors: notes, essays, questions, the timeline
    Editor,
    /// The entries of the glossary
    Definition,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FindFormat {
    /// File and line, page and paragraph, the words with what surrounds them
    Text,
    /// An array of `{voice, page, id, paragraph, file, line, column, before, words, after}`
    Json,
}

#[derive(Debug, clap::Args)]
pub(super) struct Clean {
    /// Id of a source, or path of a raw text
    #[arg(value_name = "ID or FILE")]
    pub(super) what: String,
    /// Folder of the dossier [default: the nearest with `casebook.toml`]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = CleanFormat::Text)]
    pub(super) format: CleanFormat,
    /// Draft a recipe instead: steps to paste into the front matter, each with what speaks for it
    ///
    /// What looks like the furniture of a page (menus, ways to share it, other texts, the foot of the site) is to be cut, and
    /// what looks like a title, a date or a heading to be set as such. It errs towards keeping; you decide.
    #[arg(long, conflicts_with = "format")]
    pub(super) suggest: bool,
    /// Encoding of FILE, such as `windows-1252` [default: as recognised]
    #[arg(long, value_name = "NAME")]
    pub(super) encoding: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CleanFormat {
    /// The reading text
    Text,
    /// A row per raw line: number, fate, what it became or why it was cut, the line
    Tsv,
    /// Lines, blocks and the map from raw to clean
    Json,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Args::command().debug_assert();
    }
}
