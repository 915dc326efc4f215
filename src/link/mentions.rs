//! Finds the mentions of entries in the reading text of a source.

use std::collections::BTreeSet;

use super::names::{Found, Meant, Names};
use crate::diag::Checked;
use crate::model::anchor::{Anchor, Attached, Role, Selector};
use crate::model::clean::Role as BlockRole;
use crate::model::config::LinkPolicy;
use crate::model::dossier::Source;
use crate::model::id::Id;
use crate::model::index::Mention;

/// The mentions in the reading text of `source`. Each block is searched by itself, since no name runs on from one
/// paragraph into the next.
pub(super) fn in_source(source: &Source, names: &Names, policy: LinkPolicy) -> Checked<Vec<Mention>> {
    let page = &source.page.page;
    let mut diags = Vec::new();
    let overrides = names.overrides(&page.mentions, &mut diags);
    let mut mentions = Vec::new();
    let Some(words) = &source.words else { return Checked { value: mentions, diags } };
    let mut shared = BTreeSet::new();
    let mut shown = FirstPerSection::default();
    let mut part = None;
    for (block_index, block) in words.clean.blocks.iter().enumerate() {
        if matches!(block.role, BlockRole::Heading(_)) || block.part != part {
            part = block.part;
            shown.next_section();
        }
        let text = words.clean.text.slice(block.range.clone());
        let mut chars = CharCounter::new(text, block.range.start);
        for Found { bytes, meant } in names.find(text, &block.language, &overrides) {
            let entry = match meant {
                Meant::Entry(entry) => entry,
                Meant::Unsaid(name) => {
                    shared.insert(name);
                    continue;
                }
            };
            let range = chars.at(bytes.start)..chars.at(bytes.end);
            let linkable = block.role.is_body() || block.role == BlockRole::Caption;
            let linked = linkable && shown.take(policy, &entry);
            let selector = Selector { source: page.id.clone(), block: block_index, range };
            mentions.push(Mention {
                anchor: Anchor { selector, role: Role::Mention, attached: Attached::Target(entry) },
                linked,
            });
        }
    }
    diags.extend(names.shared(&shared, page));
    Checked { value: mentions, diags }
}

/// Turns rising byte offsets of a text into code points, walking it once.
struct CharCounter<'a> {
    text: &'a str,
    byte: usize,
    char: u32,
}

impl<'a> CharCounter<'a> {
    fn new(text: &'a str, first: u32) -> Self {
        Self { text, byte: 0, char: first }
    }

    fn at(&mut self, byte: usize) -> u32 {
        let passed = self.text[self.byte..byte].chars().count();
        self.char += u32::try_from(passed).expect("texts are shorter than 4 GiB");
        self.byte = byte;
        self.char
    }
}

/// Which entries the current section has linked already.
#[derive(Default)]
pub(super) struct FirstPerSection {
    seen: BTreeSet<Id>,
}

impl FirstPerSection {
    pub(super) fn next_section(&mut self) {
        self.seen.clear();
    }

    /// Whether a mention of `entry` here is to be a link.
    pub(super) fn take(&mut self, policy: LinkPolicy, entry: &Id) -> bool {
        match policy {
            LinkPolicy::None => false,
            LinkPolicy::All => true,
            LinkPolicy::FirstPerSection => self.seen.insert(entry.clone()),
        }
    }
}
