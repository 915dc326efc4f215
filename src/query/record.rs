//! What a build leaves on record of its sources, and what lies elsewhere than the record of the build before says.

use std::collections::BTreeMap;

use super::Move;
use crate::anchor::carry;
use crate::model::dossier::{Dossier, Words};
use crate::model::id::Id;
use crate::model::lock::{Lock, Locked};

/// What was found of each source; of one whose text is missing, what was on record.
pub(super) fn new_lock(dossier: &Dossier, recorded: &Lock) -> Lock {
    let mut lock = Lock::default();
    for source in &dossier.sources {
        let id = source.page.page.id.to_string();
        let Some(words) = &source.words else {
            lock.sources.extend(recorded.sources.get(&id).map(|locked| (id, locked.clone())));
            continue;
        };
        let blocks = &words.clean.blocks;
        let locked = Locked {
            raw: source.page.raw.value.clone(),
            sha256: source.raw_sha256.clone(),
            originals: source
                .originals
                .iter()
                .map(|original| (original.path.clone(), original.sha256.clone()))
                .collect(),
            text: words.clean.sha256.clone(),
            paragraphs: blocks.iter().map(|block| block.address.clone()).collect(),
            former: words
                .former
                .iter()
                .map(|(old, new)| (old.clone(), new.map(|block| blocks[block].address.clone())))
                .collect(),
            anchors: BTreeMap::new(),
            span: None,
        };
        lock.sources.insert(id, locked);
    }
    let mut words: BTreeMap<&Id, &Words> = BTreeMap::new();
    for source in &dossier.sources {
        words.extend(source.words.as_deref().map(|words| (&source.page.page.id, words)));
    }
    for verified in dossier.verified() {
        let selector = &verified.anchor.selector;
        let words = words.get(&selector.source);
        if let (Some(words), Some(locked)) = (words, lock.sources.get_mut(selector.source.as_str())) {
            locked
                .anchors
                .insert(verified.name.clone(), carry::record(&words.clean, &selector.range, &verified.wanted));
        }
    }
    lock
}

/// What lies elsewhere than on record.
pub(super) fn moves(old: &Lock, new: &Lock) -> Vec<Move> {
    let mut moves = Vec::new();
    for (source, now) in &new.sources {
        let Some(was) = old.sources.get(source).filter(|was| was.text != now.text) else { continue };
        for (name, new) in &now.anchors {
            let Some(old) = was.anchors.get(name) else { continue };
            if (&old.paragraph, old.start, old.end) != (&new.paragraph, new.start, new.end) {
                let (old, new) = (old.clone(), new.clone());
                moves.push(Move::Anchor { source: source.clone(), name: name.clone(), old, new });
            }
        }
        for (old, new) in &now.former {
            if was.former.get(old) != Some(new) {
                moves.push(Move::Paragraph { source: source.clone(), old: old.clone(), new: new.clone() });
            }
        }
    }
    moves
}
