//! From a raw text and its recipe to the reading text, and what became of every line.
//!
//! In: the raw text, the steps of the recipe, how the capture separates paragraphs. Out: [`CleanText`] and a
//! [`LineRecord`] per raw line. Start at [`clean`]. Three passes, each a file:
//!
//! 1. [`recipe`] applies the steps to untouched lines and notes what each is to become;
//! 2. [`layout`] cuts the raw text into pieces, every byte in exactly one, and assigns pieces to blocks;
//! 3. [`assemble`] writes the reading text and its map from the pieces; [`seams`] composes across their seams.
//!
//! [`record`] reads the fate of every line off the map, and [`mod@redact`] finds what is redacted. Nothing here knows what may be published, or what terms mean.

mod assemble;
mod layout;
mod recipe;
pub mod record;
mod redact;
mod seams;

pub use self::redact::redactions;

use std::sync::Arc;

use crate::diag::{Checked, FileId};
use crate::model::clean::{CleanText, LineRecord};
use crate::model::page::{Direction, Paragraphs};
use crate::model::recipe::Step;
use crate::text::Text;

/// What cleaning needs to know besides the words.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The file of the raw text, for messages.
    pub file: FileId,
    /// How the capture separates paragraphs.
    pub paragraphs: Paragraphs,
    /// Language of the words.
    pub language: Arc<str>,
    /// Direction of the words.
    pub direction: Direction,
}

/// Cleans `raw` by `steps`. A step that cannot be applied is reported and skipped; nothing it named is lost.
pub fn clean(raw: &Text, steps: &[Step], setting: &Setting) -> Checked<(CleanText, Vec<LineRecord>)> {
    let plan = recipe::apply(raw, steps, setting.file);
    plan.map(|plan| {
        let pieces = layout::pieces(raw, &plan, setting.paragraphs);
        let clean = assemble::assemble(raw, pieces, plan, setting);
        let record = record::lines(raw, &clean);
        (clean, record)
    })
}
