//! What each template is given: one struct per page, documented field by field. This is the theme's contract.
//!
//! Strings named `html`, and others that say so, are finished markup, made and escaped here, and go into a template with
//! `| safe`; all other
//! strings are plain text and are escaped by the template engine. Addresses (`href`, `src`) are relative to the page.
//! Words of the theme itself are not here: templates find them by key in `words`, `{{ words["sources"] }}`, and those that
//! need a number or a name by a function, `{{ word(key="minutes", n=5) }}`. Nor is what is the same on all pages, which they
//! find as `site`: `title`, `licence` and `editors` of the dossier; `lang` and `dir`, language and direction of the editors;
//! `words_lang` and `words_dir`, those of the theme's own words, which are others where the theme has none in the language
//! of the editors and speaks English.
//!
//! What a page has by the hundred (the blocks of a reading text, the lines of a record) is markup as well: a template
//! engine would take longer over it than all the rest of a build takes. The documentation of the field says which elements
//! a style sheet will find.

mod bundle;
mod changes;
mod lists;
mod packet;
mod pictures;
mod statements;

pub use self::bundle::*;
pub use self::changes::*;
pub use self::lists::*;
pub use self::packet::*;
pub use self::pictures::*;
pub use self::statements::*;

use serde::Serialize;

/// Plain text with its language and direction, for whatever is not in the language of the site.
#[derive(Debug, Clone, Serialize)]
pub struct Worded {
    /// The words.
    pub text: String,
    /// BCP 47 language tag.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
}

/// A link to a page or place of the site, or to the web.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// Relative address with fragment.
    pub href: String,
    /// What it is called.
    pub text: String,
}

/// A link whose words are in a language of their own, such as the title of a source.
#[derive(Debug, Clone, Serialize)]
pub struct WordedLink {
    /// Relative address.
    pub href: String,
    /// What it is called.
    pub title: Worded,
}

/// What every page has; templates find it as `layout`.
#[derive(Debug, Clone, Serialize)]
pub struct Layout {
    /// Which template: `front`, `source`, `record`, `glossary`, `entry`, `matrix`, `essay`, `packet`, `questions`, `question`,
    /// `timeline`, `changes`, `bibliography`, `search`, `colophon`, `missing`, `moved`, `bundle` or `index`.
    pub kind: &'static str,
    /// Title of the page, for the window; on the front page that of the dossier.
    pub title: String,
    /// The front page.
    pub home: String,
    /// The style sheet.
    pub style: String,
    /// The style sheet of code blocks, where the page has any.
    pub code_style: Option<String>,
    /// The script, which only adds.
    pub script: String,
    /// The script that runs before the page is drawn, so that nothing moves afterwards.
    pub early: String,
    /// The script of pages with the text of a source, on those.
    pub reading: Option<String>,
    /// Ways to the other pages of the dossier, as `partials/nav.html` makes them of a [`NavView`].
    pub nav: String,
    /// What stands below all pages, as `partials/footer.html` makes it of a [`FooterView`].
    pub footer: String,
    /// What the script says on pages with the text of a source, as attributes that
    /// `partials/reading-words.html` makes for all of them; empty on others.
    pub reading_words: String,
    /// What machines that collect references read, on pages of sources only: elements `<meta name content>`.
    pub meta: String,
    /// What the page is about, in a sentence; empty where nobody says it.
    pub description: String,
    /// The page's public address, of a page that sends on that of the other; empty where the site has none, and on `404.html`.
    pub canonical: String,
    /// What is shown of the page where somebody links it, where it has a public address.
    pub social: Option<SocialView>,
    /// The feed of changes, where there is one.
    pub feed: Option<String>,
}

/// `partials/nav.html`. Pages of one depth share what it makes, except those that it leads to.
#[derive(Debug, Clone, Serialize)]
pub struct NavView {
    /// Ways to the pages that there is one of, but for the list of changes.
    pub nav: Vec<NavLink>,
}

/// `partials/footer.html`. Pages share what it makes.
#[derive(Debug, Clone, Serialize)]
pub struct FooterView {
    /// Name of the edition, where it is not the default one.
    pub edition: Option<String>,
    /// The list of changes, where there is one.
    pub changes: Option<NavLink>,
}

/// An entry of the navigation.
#[derive(Debug, Clone, Serialize)]
pub struct NavLink {
    /// Relative address.
    pub href: String,
    /// Key of the word it is called by, such as `glossary`.
    pub key: &'static str,
    /// Whether it leads to the page it stands on.
    pub current: bool,
}

/// `partials/card.html`: a definition in place. Pages do not hold it; their script loads it when it is wanted. Addresses are
/// relative to the folder of the cards.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// The entry's page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// What kind of thing it is, a key such as `organisation`.
    pub kind: String,
    /// The definition.
    pub html: String,
    /// How often the sources name it.
    pub count: usize,
    /// In how many sources.
    pub sources: usize,
}

/// `front.html`.
#[derive(Debug, Clone, Serialize)]
pub struct FrontView {
    /// Common to all pages.
    pub layout: Layout,
    /// Title of the dossier.
    pub title: String,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// The first paragraph of the introduction, if it begins with one.
    pub lead: String,
    /// The rest of the introduction.
    pub html: String,
    /// The first page of the sources.
    pub sources: SourcesView,
    /// The essays.
    pub essays: Vec<EssayRow>,
    /// The packets.
    pub packets: Vec<PacketRow>,
    /// How many entries the glossary has.
    pub entries: usize,
    /// The questions.
    pub questions: Vec<QuestionRow>,
    /// The timeline, and how many events it has.
    pub timeline: Option<Counted>,
    /// How many annotations there are on all sources.
    pub annotations: usize,
    /// Ways to the pages that there is one of.
    pub ways: Vec<NavLink>,
    /// The site as one file, in each form that the dossier offers.
    pub downloads: Vec<DownloadView>,
}

/// A link with a number.
#[derive(Debug, Clone, Serialize)]
pub struct Counted {
    /// Relative address.
    pub href: String,
    /// Title of the page; empty where the theme names it.
    pub title: String,
    /// The number.
    pub count: usize,
}

/// An essay in a list.
#[derive(Debug, Clone, Serialize)]
pub struct EssayRow {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// Who wrote it, as one phrase.
    pub authors: String,
    /// Minutes to read it, at least 1.
    pub minutes: usize,
}

/// `source.html`.
#[derive(Debug, Clone, Serialize)]
pub struct SourceView {
    /// Common to all pages.
    pub layout: Layout,
    /// Id of the source.
    pub id: String,
    /// Its title by the metadata.
    pub title: Worded,
    /// Its subtitle by the metadata, unless the reading text shows it.
    pub subtitle: Option<Worded>,
    /// What kind of text it is, in the words of the metadata; empty where they do not say.
    pub kind: String,
    /// Who, where and when, in one line, as far as the lines of the source in `opening` do not say it.
    pub imprint: String,
    /// What the metadata say, in order: for a `dl`, of each fact a `div` with a `dt` and a `dd`. A value that the capture
    /// itself does not give stands in brackets, and what it rests on in `span.from`.
    pub facts: String,
    /// The editor's headnote.
    pub headnote: String,
    /// Whether its words are withheld in this edition; then there are no words in what follows.
    pub withheld: bool,
    /// How much of it this edition shows, where that is an excerpt.
    pub excerpt: Option<ExcerptView>,
    /// What its rights are, in the editor's words.
    pub rights: Option<String>,
    /// Its record.
    pub record: String,
    /// Headings and parts, for a table of contents; empty where there are fewer than two.
    pub contents: Vec<Heading>,
    /// The lines above the reading text, where it begins with such.
    pub opening: OpeningView,
    /// The rest of the reading text, as markup:
    ///
    /// - `p.block` is a paragraph, with its role as a further class if it is another line (`caption`, `byline` …);
    ///   `div.block.heading` holds an `h2` to `h6`, `div.block.quotation` a `blockquote > p`; `ul.list > li` holds
    ///   `div.block.item`, in which `span.marker` is the number or mark that the capture has. `goes-on` is the class of
    ///   what lies within speech that an earlier paragraph opened.
    /// - A block's element id is its permanent address, which `a.number` in it leads to. `lang` and `dir` are there where
    ///   they differ from the page's. `span.at.former` is an address of a paragraph of an earlier text whose words are
    ///   now these.
    /// - `section.part` is a part, with a `div.part-head` that holds an `h2` and may hold `p.conjecture`; `div.turn` is
    ///   what one speaker says, `p.speaker`.
    /// - `span.left-out` stands for words that an excerpt leaves out, and says how many; `p.gap` for whole paragraphs.
    ///   `span.redacted` stands for words that editors redacted, and gives the reason.
    /// - In the words: `a.term` links an entry; `span.correction` has the words of the capture in `data-raw`;
    ///   [`SourceView::passages`] tells of `mark.seg`; `a.note-mark` leads to an annotation.
    ///
    /// What the editors set beside a block follows it, as `partials/beside.html` makes it of a [`BesideView`].
    pub text: String,
    /// What the editors corrected in it, in order; the lines are those of the record.
    pub corrections: Vec<CorrectionRow>,
    /// Entries it names, most often named first: `li`, each with a link, `svg.bar` and `span.count`.
    pub terms: String,
    /// What can be put away, of `notes`, `terms` and `claims`: what the page has.
    pub layers: Vec<&'static str>,
    /// Rules of a style sheet for all passages on the page that something holds on to; empty where there are none. The
    /// words of a passage may lie in several segments, each of which names all passages it belongs to: `<mark class="seg"
    /// data-at="at-x q-3fa2c1">`, with the class `note` where words have an annotation and `more-notes` where they have
    /// several; an empty `<span id="q-3fa2c1">` stands where the passage begins. An `a.note-mark` amid the words of another
    /// annotation has the class `within`. The rules set `--seg`
    /// to `--lit` on the segments of the passage that is `:target`, or whose annotation is in use. On each annotation
    /// they set `--name`, `--beside` (the place of its words) and `--below` (that of the annotation above it).
    pub passages: String,
    /// Annotations whose words are withheld; all others stand with their blocks.
    pub annotations: Vec<AnnotationView>,
    /// The footnotes of all annotations, with their own heading level left to the theme; empty where there are none.
    pub annotation_notes: String,
    /// Addresses of paragraphs of earlier texts whose words are gone. Each is to be an element id, with a statement.
    pub gone: Vec<String>,
    /// How to cite it.
    pub cite: CiteView,
    /// Pages of the dossier that quote it or link to it.
    pub backlinks: Vec<Backlinks>,
    /// The source before it in order of publication.
    pub previous: Option<WordedLink>,
    /// The one after it.
    pub next: Option<WordedLink>,
}

/// How to cite a source.
#[derive(Debug, Clone, Serialize)]
pub struct CiteView {
    /// The short form, as in citations: `Zhong 2020`.
    pub label: String,
    /// Attributes `lang` and `dir` of what follows, where it is in another language than the page; else empty.
    pub lang: String,
    /// The entry of the bibliography with the address of this page, as markup whose text is for copying.
    pub html: String,
    /// The same for the first numbered paragraph, as an example of how to cite each; empty where there is none.
    pub paragraph: String,
    /// The entry in the bibliography page.
    pub href: String,
}

/// What an editor says of some words of a source.
#[derive(Debug, Clone, Serialize)]
pub struct AnnotationView {
    /// Element id of the annotation: `a-` and its own id.
    pub id: String,
    /// Where its passage begins, with `#`; empty where its words are withheld.
    pub at: String,
    /// Its number on the page, in order of place; the link behind its words shows the same.
    pub number: usize,
    /// `context`, `correction`, `contradiction`, `definition`, `translation`, `question` or `comment`.
    pub kind: &'static str,
    /// Who wrote it, by name.
    pub author: Option<String>,
    /// Its tags, in order.
    pub tags: Vec<String>,
    /// The words annotated, as the source has them, shortened in the middle if they are many.
    pub lemma: Worded,
    /// The remark.
    pub html: String,
    /// Whether notes crowd where it stands, so that a margin can show only its beginning until it is asked for.
    pub folded: bool,
}

/// A place of the dossier that quotes a paragraph.
#[derive(Debug, Clone, Serialize)]
pub struct UseView {
    /// The citation there.
    pub href: String,
    /// The passage quoted, with `#`.
    pub at: String,
    /// Title of the page.
    pub title: Worded,
    /// `front`, `source` (a headnote), `annotation`, `entry`, `essay`, `question`, `timeline` or `changes`.
    pub kind: &'static str,
    /// What the source does with the claim that it is evidence for: `asserts`, `denies` or `reports`; else empty.
    pub stance: &'static str,
    /// That claim or event.
    pub statement: String,
    /// Whether the sources disagree about the claim.
    pub disputed: bool,
}

/// A place in a table of contents.
#[derive(Debug, Clone, Serialize)]
pub struct Heading {
    /// Fragment within the page, with `#`.
    pub href: String,
    /// Its words.
    pub words: Worded,
    /// 2 for the highest.
    pub level: u8,
}

/// The lines above a reading text: its title, subtitle, byline, date and labels.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OpeningView {
    /// The lines, each a `div.block` of its role, with an `h1` if it is the title and else a `p`.
    pub html: String,
    /// Whether there is a title among them; else the page has no `h1` yet.
    pub title: bool,
}

/// `partials/beside.html`: what the editors set beside a block of a reading text.
#[derive(Debug, Clone, Serialize)]
pub struct BesideView {
    /// Whether the block has addresses of paragraphs of earlier texts; readers who came by one may be told.
    pub has_former: bool,
    /// The annotations on words that begin here, in order of place.
    pub annotations: Vec<AnnotationView>,
    /// What in the dossier quotes words that begin here.
    pub uses: Vec<UseView>,
}

/// How often an entry is named.
#[derive(Debug, Clone, Serialize)]
pub struct TermCount {
    /// The entry's page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// How often.
    pub count: usize,
    /// In percent of the most frequent in the list, 0–100.
    pub percent: usize,
}

/// A page that links here, or names this entry.
#[derive(Debug, Clone, Serialize)]
pub struct Backlinks {
    /// Title of the page.
    pub title: Worded,
    /// As [`UseView::kind`].
    pub kind: &'static str,
    /// Whether its sentences are to be seen at once: those of all pages are not many.
    pub open: bool,
    /// Its sentences that do, in order.
    pub links: Vec<Backlink>,
}

/// A sentence that links here, or names this entry.
#[derive(Debug, Clone, Serialize)]
pub struct Backlink {
    /// The place, as near as it has an address.
    pub href: String,
    /// Whether the sentence quotes, and not only links.
    pub quotes: bool,
    /// The sentence, the words in question in `<mark>`.
    pub html: String,
}

/// `record.html`.
#[derive(Debug, Clone, Serialize)]
pub struct RecordView {
    /// Common to all pages.
    pub layout: Layout,
    /// Title of the source.
    pub title: Worded,
    /// The source's page.
    pub source: String,
    /// Facts about the capture, in order, as in [`SourceView::facts`]; a checksum is `code.hash`.
    pub facts: String,
    /// Whether its words are withheld in this edition; then `lines` and `corrections` are empty.
    pub withheld: bool,
    /// How much of it this edition shows, where that is an excerpt; then `totals`, `lines` and `corrections` are empty.
    pub excerpt: Option<ExcerptView>,
    /// How much of the raw text met which fate: a row per fate, and behind it one per reason, which is `tr.reason`. The cells
    /// are a `th` with the fate or reason, then `td` with lines, code points, these in percent of all, and `svg.bar`.
    pub totals: String,
    /// Corrections, in order.
    pub corrections: Vec<CorrectionRow>,
    /// Every raw line and what became of it, as a row of three cells: `th` with the number as a link to the row itself,
    /// whose element id is `l-` and the number; `td` with the line; `td` with its fate, and the link to its paragraph. The
    /// class of a `tr` is `cut` or `blank`; of a line that is kept `trimmed` if words were cut from it, and `corrected`
    /// if editors put others in their place; else there is none. In the line, `del` holds what was cut or replaced,
    /// `ins` what replaces it, `span.label` the reason, `span.layout` spaces, markers and labels that became structure, and
    /// `span.redacted` stands for words that are redacted.
    pub lines: String,
}

/// How much of a source an excerpt shows.
#[derive(Debug, Clone, Serialize)]
pub struct ExcerptView {
    /// Words that are shown.
    pub shown: usize,
    /// Words of the source.
    pub words: usize,
    /// The ones in percent of the others, at least 1 if any are shown.
    pub percent: usize,
    /// Passages, each with the words around it.
    pub passages: usize,
}

/// A correction of the reading text.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectionRow {
    /// Raw line.
    pub line: usize,
    /// That line of the record.
    pub href: String,
    /// As the capture has it.
    pub raw: String,
    /// As the reading text has it.
    pub with: String,
}

/// `glossary.html`.
#[derive(Debug, Clone, Serialize)]
pub struct GlossaryView {
    /// Common to all pages.
    pub layout: Layout,
    /// Entries under their first letters, in order.
    pub groups: Vec<EntryGroup>,
}

/// Entries that share a first letter.
#[derive(Debug, Clone, Serialize)]
pub struct EntryGroup {
    /// The letter, or `#` for those that begin with none.
    pub letter: String,
    /// The entries.
    pub entries: Vec<EntryRow>,
}

/// An entry in the glossary.
#[derive(Debug, Clone, Serialize)]
pub struct EntryRow {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// What kind of thing it is, a key such as `organisation`.
    pub kind: String,
    /// The definition.
    pub html: String,
    /// How often the sources name it.
    pub count: usize,
    /// In how many sources.
    pub sources: usize,
}

/// `entry.html`.
#[derive(Debug, Clone, Serialize)]
pub struct EntryView {
    /// Common to all pages.
    pub layout: Layout,
    /// Id of the entry.
    pub id: String,
    /// Its title.
    pub title: Worded,
    /// What kind of thing it is, a key such as `organisation`.
    pub kind: String,
    /// Its other names.
    pub aliases: Vec<Worded>,
    /// Definition and context.
    pub html: String,
    /// Whether a source is expected to name it; where not, the page says so.
    pub expected: bool,
    /// How often the sources name it.
    pub count: usize,
    /// How many sources do.
    pub sources: usize,
    /// The first page of the concordance.
    pub concordance: ConcordanceView,
    /// The entries named most often in the same paragraphs, by the number of paragraphs: each a `li` with a link,
    /// `svg.bar` and `span.count`.
    pub companions: String,
    /// How many more there are.
    pub more_companions: usize,
    /// Which of those stand together beside this one; `None` where there is nothing to draw. The rows are a `th` and a `td`
    /// with links to both, and `td.figure` with the number of paragraphs.
    pub together: Option<PictureView>,
    /// Its mentions over time; `None` where few dates can be told apart. The rows are a `th` with the period, and `td.figure`
    /// with its mentions and with the number of all sources of that period.
    pub over_time: Option<PictureView>,
    /// Entries that its author points to.
    pub see_also: Vec<Link>,
    /// The same thing elsewhere on the web.
    pub same_as: Vec<Link>,
    /// Editorial pages that name or link it, each with its sentence.
    pub backlinks: Vec<Backlinks>,
}

/// `essay.html`.
#[derive(Debug, Clone, Serialize)]
pub struct EssayView {
    /// Common to all pages.
    pub layout: Layout,
    /// Its title.
    pub title: String,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// Who wrote it, as one phrase; empty where it does not say.
    pub authors: String,
    /// When, in words; empty where it does not say.
    pub date: String,
    /// Minutes to read it, at least 1.
    pub minutes: usize,
    /// Its headings; empty where there are fewer than two.
    pub contents: Vec<Heading>,
    /// The text.
    pub html: String,
    /// Pages of the dossier that link to it.
    pub backlinks: Vec<Backlinks>,
}

/// `colophon.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ColophonView {
    /// Common to all pages.
    pub layout: Layout,
    /// Version of Casebook.
    pub version: &'static str,
    /// In a bundle of one HTML file and in a book, what that file is called.
    pub file: Option<String>,
    /// The first page of the sources with their checksums.
    pub sources: ChecksumsView,
    /// The data files of the site, except those of each source.
    pub data: Vec<Link>,
    /// How many quotations, annotations and pieces of evidence were verified, by verdict.
    pub verdicts: Vec<VerdictCount>,
    /// All of them, by page and place.
    pub quotations: Vec<QuotationRow>,
    /// Claims and events for which no source is quoted.
    pub without_evidence: Vec<StatementRow>,
    /// Those for which sources are quoted, all in words that this edition withholds.
    pub evidence_withheld: Vec<StatementRow>,
}

/// How often a verdict was reached.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictCount {
    /// `exact`, `normalised`, `elided` or `translated`.
    pub verdict: &'static str,
    /// How often.
    pub count: usize,
}

/// A verified quotation.
#[derive(Debug, Clone, Serialize)]
pub struct QuotationRow {
    /// Where it stands.
    pub href: String,
    /// Title of that page.
    pub page: Worded,
    /// As [`UseView::kind`]; `annotation` for the words of one.
    pub kind: &'static str,
    /// The words as the source has them, shortened in the middle if they are many.
    pub words: Worded,
    /// The passage in the source.
    pub passage: String,
    /// The short form of the source, as in citations.
    pub source: String,
    /// `exact`, `normalised`, `elided` or `translated`.
    pub verdict: &'static str,
    /// In how many places of the source the words stand.
    pub places: usize,
}

/// `missing.html`, which becomes `404.html`. Its addresses are absolute where the site has a base URL, since it is
/// served at any depth.
#[derive(Debug, Clone, Serialize)]
pub struct MissingView {
    /// Common to all pages.
    pub layout: Layout,
}

/// `search.html`. What is found a script shows, which is the theme's `search.js`; `src/search/files.rs` says what the files
/// of the index hold.
#[derive(Debug, Clone, Serialize)]
pub struct SearchView {
    /// Common to all pages.
    pub layout: Layout,
    /// Address of the script.
    pub script: String,
    /// Address of the first file of the index; the others lie beside it.
    pub index: String,
    /// Changes whenever the index does. Added to the addresses of its files, it keeps caches from mixing two.
    pub version: String,
    /// How many pages were found, in words, with `{n}` for the number: an object in JSON, by plural form.
    pub found: String,
    /// That many were found, and that there may be more, in the same form.
    pub found_more: String,
    /// Whose words can be searched apart.
    pub voices: Vec<VoiceView>,
    /// All terms and their other names, for readers without a script: by name.
    pub register: Vec<RegisterRow>,
}

/// A voice.
#[derive(Debug, Clone, Serialize)]
pub struct VoiceView {
    /// `source`, `editor` or `definition`.
    pub name: &'static str,
}

/// A name in the register of terms.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterRow {
    /// Address of the entry.
    pub href: String,
    /// The name.
    pub name: Worded,
    /// The title of the entry, where the name is another one.
    pub of: String,
}

/// `moved.html`, at a former address of a page.
#[derive(Debug, Clone, Serialize)]
pub struct MovedView {
    /// Common to all pages.
    pub layout: Layout,
    /// Where the page is now.
    pub to: Link,
}
