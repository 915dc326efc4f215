//! Packets: sources chosen to be read together.
//!
//! In: a file below `content/packets/`, or all pages. Out: a [`PacketPage`], and what is wrong with the ids that packets
//! name. Which of these an edition shows is decided by `edition`.

use foldhash::HashSet;

use super::Content;
use super::pages::{common, page};
use crate::diag::{Checked, Code, Diagnostic, FileId, did_you_mean};
use crate::model::id::Id;
use crate::model::located::Located;
use crate::model::page::PacketPage;

/// `content/packets/<id>.md`.
pub(super) fn packet(file: FileId, text: &str, id: Id) -> Checked<PacketPage> {
    page(file, text, false, |reader, prose| {
        let page = common(reader, file, id, prose);
        let title = reader.required("title").value;
        let subtitle = reader.string("subtitle").map(|text| text.value);
        if !reader.has("sources") {
            reader.missing("sources");
        } else if let Some((value, span)) = reader.value("sources")
            && value.as_array().is_some_and(|array| array.is_empty())
        {
            let diag = Diagnostic::new(Code::ValueInvalid, span, "a packet without sources has nothing to print");
            reader.report(diag.help("name the sources by their ids: `sources = [\"id\", …]`"));
        }
        let sources = reader.strings("sources");
        let entries = reader.has("entries").then(|| reader.strings("entries"));
        PacketPage { page, title, subtitle, sources, entries }
    })
}

/// Reports sources and entries that packets name and the dossier does not have, or that one names twice.
pub(super) fn check(content: &Content, diags: &mut Vec<Diagnostic>) {
    let sources = || content.sources.iter().map(|source| source.page.id.as_str());
    let entries = || content.entries.iter().map(|entry| entry.page.id.as_str());
    for packet in &content.packets {
        check_ids("source", &packet.sources, sources, diags);
        check_ids("entry", packet.entries.as_deref().unwrap_or_default(), entries, diags);
    }
}

fn check_ids<'c, Ids: Iterator<Item = &'c str>>(
    what: &str,
    named: &[Located<String>],
    known: impl Fn() -> Ids,
    diags: &mut Vec<Diagnostic>,
) {
    let mut seen: HashSet<&str> = HashSet::default();
    for id in named {
        if !seen.insert(&id.value) {
            let message = format!("the packet has the {what} `{}` twice", id.value);
            diags.push(Diagnostic::new(Code::ValueInvalid, id.span, message).help("remove one of them"));
        } else if !known().any(|known| known == id.value) {
            let diag = Diagnostic::new(Code::UnknownId, id.span, format!("there is no {what} `{}`", id.value));
            diags.push(match did_you_mean(&id.value, known()) {
                Some(meant) => diag.help(format!("did you mean `{meant}`?")),
                None if what == "source" => diag.help("sources are the files of `content/sources/`, without `.md`"),
                None => diag.help("entries are the files of `content/glossary/`, without `.md`"),
            });
        }
    }
}
