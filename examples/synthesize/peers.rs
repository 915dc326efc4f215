//! The same content for other programs: a page of Markdown for each source, entry and essay, links set by hand.
//!
//! They are given what a reader is to see, with nothing to be cut away and nothing to be verified: the headnote, the text,
//! the annotations below it. What they cannot do is not asked of them; `benches/peers/README.md` says what that is.

use std::fmt::Write as _;

use crate::synthetic::casebook::{entry_id, source_id};
use crate::synthetic::{Block, Dossier, Entry, Essay, Source};

/// Another program.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Peer {
    Eleventy,
    Hugo,
    MdBook,
}

/// A page that others link to.
#[derive(Debug, Clone, Copy)]
enum Target {
    Entry(usize),
    Source(usize),
}

/// Every file that depends on the dossier, by its path; the others lie in `benches/peers/`.
pub(crate) fn files(dossier: &Dossier, peer: Peer) -> impl Iterator<Item = (String, String)> {
    let size = dossier.size();
    let content = if matches!(peer, Peer::MdBook) { "src" } else { "content" };
    let path = move |folder: &str, id: &str| format!("{content}/{folder}/{id}.md");
    let sources = (0..size.sources)
        .map(move |number| (path("sources", &source_id(number)), peer.source(&dossier.source(number))));
    let entries = (0..size.terms).map(move |number| (path("glossary", &entry_id(number)), peer.entry(dossier, number)));
    let essays = (0..dossier.essays())
        .map(move |number| (path("essays", &essay_id(number)), peer.essay(dossier, &dossier.essay(number))));
    sources.chain(entries).chain(essays).chain([peer.list(dossier)])
}

impl Peer {
    fn source(self, source: &Source) -> String {
        let Source { title, author, published: (year, month, day), blocks, headnote, notes } = source;
        let mut page = self.front(title, &format!("author: {author}\ndate: {year}-{month:02}-{day:02}\n"));
        let _ = write!(page, "*{headnote}*\n\n");
        for block in blocks {
            let _ = match block {
                Block::Heading(words) => write!(page, "## {words}\n\n"),
                Block::Paragraph(words) => write!(page, "{words}\n\n"),
            };
        }
        for note in notes {
            let [before, meant, behind] = &note.quoted;
            let _ = write!(page, "### {}\n\n> {before} **{meant}** {behind}\n\n{}\n\n", note.kind, note.body);
        }
        page
    }

    fn entry(self, dossier: &Dossier, number: usize) -> String {
        let Entry { definition, see_also, body } = dossier.entry(number);
        let [first, second] = see_also.map(|other| self.link(dossier, Target::Entry(other)));
        let front = self.front(&dossier.term(number).title, "");
        format!("{front}{definition}\n\n{body}\n\nCompare {first} and {second}.\n")
    }

    fn essay(self, dossier: &Dossier, essay: &Essay) -> String {
        let mut page = self.front(&essay.title, "");
        for section in &essay.sections {
            let (quoted, source) = &section.quoted;
            let link = self.link(dossier, Target::Source(*source));
            let _ = write!(
                page,
                "## {}\n\n{} It says \"{quoted}\" ({link}).\n\n{}\n\n",
                section.heading, section.before, section.behind
            );
        }
        page.push_str("## Sources\n\n");
        for source in essay.about.clone() {
            let _ = writeln!(page, "- {}", self.link(dossier, Target::Source(source)));
        }
        page
    }

    /// What lists the pages: mdBook's table of contents; for the others, which list them by themselves, the names of all
    /// terms with the addresses of their pages, for the script that links them.
    fn list(self, dossier: &Dossier) -> (String, String) {
        let size = dossier.size();
        match self {
            Self::MdBook => {
                let mut summary = "# Summary\n\n".to_owned();
                for number in 0..dossier.essays() {
                    let _ = writeln!(summary, "- [{}](essays/{}.md)", dossier.essay(number).title, essay_id(number));
                }
                for number in 0..size.sources {
                    let _ = writeln!(summary, "- [{}](sources/{}.md)", dossier.title(number), source_id(number));
                }
                for number in 0..size.terms {
                    let _ = writeln!(summary, "- [{}](glossary/{}.md)", dossier.term(number).title, entry_id(number));
                }
                ("src/SUMMARY.md".to_owned(), summary)
            }
            Self::Eleventy | Self::Hugo => {
                let mut names = serde_json::Map::new();
                for number in 0..size.terms {
                    let term = dossier.term(number);
                    let address = self.address(Target::Entry(number));
                    for name in std::iter::once(&term.title).chain(&term.aliases) {
                        names.insert(name.clone(), address.clone().into());
                    }
                }
                let path = if matches!(self, Self::Hugo) { "data/names.json" } else { "content/_data/names.json" };
                (path.to_owned(), serde_json::Value::Object(names).to_string())
            }
        }
    }

    /// How a page begins.
    fn front(self, title: &str, more: &str) -> String {
        match self {
            Self::MdBook => format!("# {title}\n\n"),
            Self::Eleventy | Self::Hugo => format!("---\ntitle: {title}\n{more}---\n\n"),
        }
    }

    fn link(self, dossier: &Dossier, to: Target) -> String {
        let words = match to {
            Target::Entry(number) => dossier.term(number).title.clone(),
            Target::Source(number) => dossier.title(number),
        };
        format!("[{words}]({})", self.address(to))
    }

    fn address(self, of: Target) -> String {
        let (folder, id) = match of {
            Target::Entry(number) => ("glossary", entry_id(number)),
            Target::Source(number) => ("sources", source_id(number)),
        };
        match self {
            Self::MdBook => format!("../{folder}/{id}.md"),
            Self::Eleventy | Self::Hugo => format!("/{folder}/{id}/"),
        }
    }
}

fn essay_id(number: usize) -> String {
    format!("essay-{number:04}")
}
