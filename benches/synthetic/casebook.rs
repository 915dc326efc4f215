//! A made-up dossier as files: raw texts with what a capture has around them, source pages whose recipes cut that away,
//! annotations, a glossary and essays.

use std::fmt::Write as _;

use super::{Block, Dossier, Entry, Essay, Note, Source};

/// Every file by its path, one part of the dossier after the other.
pub(crate) fn files(dossier: &Dossier) -> impl Iterator<Item = (String, String)> {
    let size = dossier.size();
    let sources = (0..size.sources).flat_map(move |number| source(dossier, number));
    let entries = (0..size.terms).map(move |number| entry(dossier, number));
    let essays = (0..dossier.essays()).map(move |number| essay(number, &dossier.essay(number)));
    frame().into_iter().chain(sources).chain(entries).chain(essays)
}

/// The id of a source.
pub(crate) fn source_id(number: usize) -> String {
    format!("s{number:05}")
}

/// The id of an entry.
pub(crate) fn entry_id(number: usize) -> String {
    format!("term-{number:04}")
}

fn frame() -> [(String, String); 2] {
    let main_terms: Vec<String> = (0..5).map(|number| format!("\"{}\"", entry_id(number))).collect();
    let config = format!(
        "title = \"A synthetic dossier\"\nlanguage = \"en\"\nmain_terms = [{}]\n\n[authors]\ned = \"The editors\"\n",
        main_terms.join(", ")
    );
    let introduction = "+++\ntitle = \"A synthetic dossier\"\n+++\n\nTexts in no language, made to be measured.\n";
    [("casebook.toml".to_owned(), config), ("content/index.md".to_owned(), introduction.to_owned())]
}

/// The raw text, the source page, and the annotations if there are any.
fn source(dossier: &Dossier, number: usize) -> Vec<(String, String)> {
    let id = source_id(number);
    let source = dossier.source(number);
    let mut files = vec![
        (format!("seeds/{id}.txt"), raw(dossier, number, &source)),
        (format!("content/sources/{id}.md"), page(&id, &source)),
    ];
    if !source.notes.is_empty() {
        files.push((format!("content/annotations/{id}.md"), annotations(&source.notes)));
    }
    files
}

/// The text as a browser's "select all" would give it.
fn raw(dossier: &Dossier, number: usize, source: &Source) -> String {
    let Source { title, author, blocks, .. } = source;
    let mut raw = format!(
        "The Synthetic Press\n\nHome | News | Opinion | Business | Science | Culture | Sport | Weather\n\n\
         Sign in\n\n{title}\n\nBy {author}\n\n{}\n\n",
        long_date(source.published)
    );
    for (place, block) in blocks.iter().enumerate() {
        let (Block::Heading(text) | Block::Paragraph(text)) = block;
        let _ = write!(raw, "{text}\n\n");
        raw.push_str(match place {
            1 | 5 => "Advertisement\n\n",
            3 => NEWSLETTER,
            _ => "",
        });
    }
    raw.push_str("Share this article\n\nMore from The Synthetic Press\n\n");
    for step in 1..=4 {
        let _ = write!(raw, "{}\n\n", dossier.title((number + step) % dossier.size().sources));
    }
    raw.push_str("About us | Contact | Privacy | Terms of use\n\n© The Synthetic Press. All rights reserved.\n");
    raw
}

const NEWSLETTER: &str =
    "The week in short\n\nEvery Friday in your inbox, free of charge.\n\nYour e-mail address\n\nSign up\n\n";

fn page(id: &str, source: &Source) -> String {
    let Source { title, author, published: (year, month, day), blocks, headnote, .. } = source;
    let mut page = format!(
        "+++
raw = \"seeds/{id}.txt\"
title = \"{title}\"
authors = [\"{author}\"]
publisher = \"The Synthetic Press\"
published = \"{year}-{month:02}-{day:02}\"
language = \"en\"
paragraphs = \"blank\"
rights = {{ statement = \"none\", publish = \"full\" }}

[[clean]]
cut = {{ from = \"The Synthetic Press\", to = \"Sign in\" }}
reason = \"navigation\"

[[clean]]
set = \"title\"
line = \"{title}\"

[[clean]]
set = \"byline\"
line = \"By {author}\"

[[clean]]
set = \"date\"
line = \"{}\"

[[clean]]
cut = {{ line = \"Advertisement\", every = true }}
reason = \"promotion\"

[[clean]]
cut = {{ from = \"The week in short\", to = \"Sign up\" }}
reason = \"newsletter\"

",
        long_date(source.published)
    );
    for block in blocks {
        if let Block::Heading(words) = block {
            let _ = write!(page, "[[clean]]\nset = \"heading\"\nlevel = 2\nline = \"{words}\"\n\n");
        }
    }
    page.push_str("[[clean]]\ncut = \"Share this article\"\nreason = \"share\"\n\n");
    page.push_str("[[clean]]\ncut = { from = \"More from The Synthetic Press\" }\nreason = \"related\"\n");
    let _ = write!(page, "+++\n\n{headnote}\n");
    page
}

fn annotations(notes: &[Note]) -> String {
    let one = |(number, note): (usize, &Note)| {
        let Note { kind, quoted: [before, meant, behind], body } = note;
        format!("## note-{number} {{.{kind} author=ed tags=synthetic}}\n> {before} **{meant}** {behind}\n\n{body}\n")
    };
    notes.iter().enumerate().map(one).collect::<Vec<_>>().join("\n")
}

fn entry(dossier: &Dossier, number: usize) -> (String, String) {
    let names = dossier.term(number);
    let Entry { definition, see_also, body } = dossier.entry(number);
    let [first, second] = see_also.map(entry_id);
    let [short, acronym] = &names.aliases;
    let text = format!(
        "+++
title = \"{}\"
aliases = [\"{short}\", \"{acronym}\"]
kind = \"concept\"
see_also = [\"{first}\"]
+++

{definition}

{body}

Compare [[{first}]] and [[{second}|what stands beside it]].
",
        names.title
    );
    (format!("content/glossary/{}.md", entry_id(number)), text)
}

fn essay(number: usize, essay: &Essay) -> (String, String) {
    let mut text = format!("+++\ntitle = \"{}\"\nauthors = [\"The editors\"]\n+++\n\n", essay.title);
    for section in &essay.sections {
        let (quoted, source) = &section.quoted;
        let _ = write!(
            text,
            "## {}\n\n{} It says \"{quoted}\" [@{}].\n\n{}\n\n",
            section.heading,
            section.before,
            source_id(*source),
            section.behind
        );
    }
    text.push_str("## Sources\n\n");
    for source in essay.about.clone() {
        let _ = writeln!(text, "- [[{}]]", source_id(source));
    }
    (format!("content/essays/essay-{number:04}.md"), text)
}

fn long_date((year, month, day): (usize, usize, usize)) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    format!("{} {day}, {year}", MONTHS[month - 1])
}
