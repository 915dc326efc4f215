//! What `casebook.toml` means.

use std::collections::BTreeMap;

use super::bundle::Form;
use super::located::Located;
use super::parts::PageSizes;
use crate::diag::Span;

/// The configuration of a dossier, checked once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Title of the dossier.
    pub title: String,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// Where the site will stand. Links between pages do not need to know.
    pub base_url: Option<String>,
    /// Who publishes it, where the configuration says.
    pub host: Option<Host>,
    /// Language of the editors and of the theme's words, BCP 47.
    pub language: String,
    /// The editors.
    pub editors: Vec<String>,
    /// What the authors of annotations are called, by the keys that annotations use.
    pub authors: BTreeMap<String, String>,
    /// Licence of the editorial text.
    pub licence: String,
    /// Name of the theme.
    pub theme: Located<String>,
    /// Entries shown as bars on the front page; empty for the most frequent.
    pub main_terms: Vec<Located<String>>,
    /// Names that sources have and that need no entry.
    pub no_entry: Vec<Located<String>>,
    /// How much a page holds.
    pub pages: PageSizes,
    /// Which mentions become links.
    pub links: LinkPolicy,
    /// The bundles that the site offers for download, each once.
    pub bundles: Vec<Located<Form>>,
    /// Whether readers can search.
    pub search: bool,
    /// The editions by name.
    pub editions: BTreeMap<String, Edition>,
}

/// Which mentions become links; the concordance always has all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPolicy {
    /// The first mention of an entry in each section.
    FirstPerSection,
    /// Every mention.
    All,
    /// None.
    None,
}

/// Who publishes a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// GitHub Pages, with limits on files and sites.
    GitHubPages,
    /// Anybody else, of whose limits nothing is known.
    Other,
}

/// An edition: what it shows that differs from what each source's rights say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Sources that it treats otherwise than their rights say.
    pub sources: Vec<(Located<String>, Publish)>,
    /// How many words it shows on either side of a passage where it shows excerpts.
    pub around: usize,
    /// Whether it shows redacted words.
    pub redacted: bool,
    /// Whether it shows drafts.
    pub drafts: bool,
    /// Where it is declared.
    pub span: Option<Span>,
}

impl Default for Edition {
    fn default() -> Self {
        Self { sources: Vec::new(), around: AROUND, redacted: false, drafts: false, span: None }
    }
}

/// How many words around a passage an edition shows that does not say: about a line on either side.
pub const AROUND: usize = 12;

impl Edition {
    /// How much it shows of the source called `id`, whose rights say `said`.
    pub fn publishes(&self, id: &str, said: Publish) -> Publish {
        let special = self.sources.iter().find(|(named, _)| named.value == id);
        special.map_or(said, |(_, publish)| *publish)
    }
}

/// How much of a source may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publish {
    /// All of it.
    Full,
    /// Passages that are quoted or annotated, with some words around.
    Excerpt,
    /// None of its words.
    Withheld,
}

impl Publish {
    /// As written in front matter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Excerpt => "excerpt",
            Self::Withheld => "withheld",
        }
    }

    /// All names with their meanings.
    pub const NAMES: &[(&str, Publish)] =
        &[("full", Self::Full), ("excerpt", Self::Excerpt), ("withheld", Self::Withheld)];
}
