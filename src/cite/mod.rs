//! Citing sources: what a bibliography says of them, in the forms that people and programs read.
//!
//! In: the metadata of sources, and the words of the style in the dossier's language. Out: text, in runs that know whose
//! words they are. Start at [`Record::of`] and [`Style::of`]; then [`chicago`] is what readers see, [`bibtex`], [`ris`] and
//! [`csl_json`] are files for reference managers, in the words of their formats, and [`meta`] is for those that look at the
//! page itself. Pure functions; nothing here knows of pages or addresses.
//!
//! **One style**, Chicago author-date, as far as the sources of dossiers need it. What it puts between the data, its
//! connecting words, dates and marks, is in the language of the dossier ([`style`]). A processor of CSL styles (hayagriva 0.10) was
//! measured against this and left out: it adds some fifty crates and 3 to 6 MB to the program, is forty times slower,
//! writes `Tiktok` for `TikTok`, cannot mark what the editor supplied, and its styles are under CC BY-SA.
//!
//! **What the capture does not say** is the editor's ([`Said::supplied`]) and stands in square brackets, as in print.
//! The files for programs have no place for brackets; each says in a field of its own what was supplied.
//!
//! **Texts come as they are.** White space of any kind becomes one space in all forms; every form escapes what it must.

pub mod bibtex;
pub mod chicago;
pub mod csl_json;
mod date;
pub mod meta;
pub mod name;
#[cfg(test)]
mod properties;
pub mod record;
pub mod ris;
pub mod runs;
#[cfg(test)]
mod samples;
pub mod style;

pub use self::chicago::{Place, Short, at_place, entry, labels, short, sorted, suffixes};
pub use self::record::{Form, Record, Said};
pub use self::runs::{Run, Whose, plain};
pub use self::style::Style;

/// `text` on one line: any run of white space and control characters is one space, and there is none at the ends.
fn one_line(text: &str) -> String {
    let words = text.split(|char: char| char.is_whitespace() || char.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
