//! What `packet.html` is given.

use serde::Serialize;

use super::{AnnotationView, Backlinks, CorrectionRow, ExcerptView, Layout, OpeningView, Worded};

/// `packet.html`: several sources with their notes, to be printed.
#[derive(Debug, Clone, Serialize)]
pub struct PacketView {
    /// Common to all pages.
    pub layout: Layout,
    /// Its title.
    pub title: String,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// Minutes to read the sources, at least 1.
    pub minutes: usize,
    /// Its public address, where the site has one.
    pub address: Option<String>,
    /// The introduction.
    pub html: String,
    /// The sources, in the order in which they are to be read.
    pub sources: Vec<PacketSource>,
    /// The entries that go with them, by title.
    pub entries: Vec<PacketEntry>,
    /// Pages of the dossier that link to it.
    pub backlinks: Vec<Backlinks>,
}

/// A source of a packet.
#[derive(Debug, Clone, Serialize)]
pub struct PacketSource {
    /// Its element id; those of all elements in its words begin with this and a dot.
    pub id: String,
    /// Its own page.
    pub href: String,
    /// Its title by the metadata.
    pub title: Worded,
    /// Who, where and when, as far as the lines in `opening` do not say it.
    pub imprint: String,
    /// The short form in citations.
    pub label: String,
    /// The entry of the bibliography with its address in this dossier, as markup.
    pub reference: String,
    /// Its attributes, as [`CiteView::lang`](super::CiteView::lang).
    pub reference_lang: String,
    /// What its rights are, in the editor's words.
    pub rights: Option<String>,
    /// The editor's headnote.
    pub headnote: String,
    /// Whether its words are withheld in this edition; then there are none in what follows.
    pub withheld: bool,
    /// How much of it this edition shows, where that is an excerpt.
    pub excerpt: Option<ExcerptView>,
    /// The lines above the reading text. The title among them is an `h2`.
    pub opening: OpeningView,
    /// The rest of the reading text, as in [`super::SourceView::text`], with headings from `h3` and nothing beside the
    /// blocks.
    pub text: String,
    /// What the editors corrected in it; the lines are those of its record.
    pub corrections: Vec<CorrectionRow>,
    /// The annotations in order of their numbers.
    pub annotations: Vec<AnnotationView>,
    /// The footnotes of the annotations.
    pub annotation_notes: String,
}

/// An entry of a packet.
#[derive(Debug, Clone, Serialize)]
pub struct PacketEntry {
    /// Its element id.
    pub id: String,
    /// Its own page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// What kind of thing it is, a key such as `organisation`.
    pub kind: String,
    /// Its definition.
    pub html: String,
}

/// A packet in a list.
#[derive(Debug, Clone, Serialize)]
pub struct PacketRow {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// How many sources it holds.
    pub sources: usize,
}
