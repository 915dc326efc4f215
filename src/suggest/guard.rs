//! What the weights are not believed. They were learnt from the pages of newspapers, and know nothing of a law, a memo or a
//! letter, nor of scripts that hardly any of those pages is written in.
//!
//! In: the lines of a text, and which of them the weights would keep. Out: which are kept. Start at [`guarded`].

use std::ops::Range;

use super::features::Line;
use super::phrases::Says;

/// Whether the text is the capture of a page: several of its lines are furniture by their words. One or two may be so by
/// chance, most easily in a text of many short lines.
pub(super) fn is_page(lines: &[Line]) -> bool {
    /// So many lines may be chance where the page does not consist of short lines, or is short itself.
    const CHANCE: usize = 2;
    /// What is no short text.
    const LONG: usize = 24;
    /// Of so many short lines one is furniture by its words on any page.
    const SPARSE: usize = 100;
    let furniture = lines.iter().filter(|line| is_furniture(line)).count();
    let short = lines.iter().filter(|line| is_short(line)).count();
    let is_crowded = lines.len() >= LONG && short * 2 >= lines.len();
    (furniture > CHANCE || furniture == CHANCE && is_crowded) && furniture * SPARSE >= short
}

/// Which lines are kept, where the weights would keep those of `kept`, and the running text stands in `core`.
pub(super) fn guarded(lines: &[Line], core: &Range<usize>, mut kept: Vec<bool>) -> Vec<bool> {
    if !is_page(lines) {
        return lines.iter().map(|line| !line.certain).collect();
    }
    for (line, kept) in lines.iter().zip(&mut kept) {
        *kept |= !line.learnt && reads(line);
    }
    let size = |is_kept: bool| -> f32 {
        let all = lines.iter().zip(&kept);
        all.filter(|(line, kept)| reads(line) && **kept == is_kept).map(|(line, _)| line.size).sum()
    };
    // Most of what reads as text is the text, whatever is around it.
    if size(false) > size(true) {
        for (line, kept) in lines.iter().zip(&mut kept) {
            *kept |= reads(line);
        }
    }
    // What says that it is furniture is so where no running text is, and what follows it with it.
    let mut is_behind = false;
    for (at, line) in lines.iter().enumerate() {
        const WITHIN: [Says; 4] = [Says::Related, Says::Newsletter, Says::Share, Says::Promotion];
        let is_outside = !core.contains(&at);
        let is_told = is_furniture(line)
            && (is_outside || is_short(line) && line.spoken.iter().any(|says| WITHIN.contains(says)));
        is_behind = is_outside && (is_told || is_behind && is_short(line));
        kept[at] &= !(is_told || is_behind);
    }
    kept
}

/// Whether a line is furniture by its words.
fn is_furniture(line: &Line) -> bool {
    line.size < SHORT && !line.spoken.is_empty()
}

/// Whether a line is short and no sentence.
fn is_short(line: &Line) -> bool {
    line.size < SHORT && !line.ends
}

/// How long a short line may be.
const SHORT: f32 = 60.0;

/// Whether a line has a sentence in it. Some scripts have no full stop.
fn reads(line: &Line) -> bool {
    let least = if line.learnt { 40.0 } else { 15.0 };
    line.spoken.is_empty() && (line.ends && line.size >= least || !line.learnt && line.size >= 90.0)
}
