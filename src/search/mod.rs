//! The full text of a site as an index that a browser loads in pieces, over HTTP and from a disk alike.
//!
//! In: what an edition shows, and the links in it. Out: [`Search`], whose files are made when they are asked for. Start at
//! [`search`]. Everything is read again the way a browser reads it: by [`find::Finder`], which the terminal uses, and by
//! [`check::check`], which asks the finished files for samples of every page.
//!
//! - [`words`] is the normal form in which words are searched.
//! - [`sections`] is what is searched: the words of one voice on one page, cut into leaves of some kilobytes.
//! - [`invert`] turns leaves into terms with the leaves that have them; a term's places within the leaves, and what stands
//!   around it there, lie in files of their own, which only phrases need.
//! - [`pairs`] are two frequent terms in a row, terms themselves, so that rows of frequent words load little.
//! - [`query`] is the language of queries.

pub mod check;
pub mod find;
pub mod lines;
pub mod opened;
pub mod query;
pub mod sections;
pub mod words;

mod digits;
mod files;
mod invert;
mod layout;
mod pairs;
mod prose;

pub use self::layout::Memory;
pub use self::sections::{Block, From, Section, section};

use crate::model::dossier::Shown;
use crate::model::index::Index;
use crate::model::search::Search;

/// What readers of `shown`, of which `index` is the index, can search.
pub fn search(shown: &Shown, index: &Index, memory: &mut Memory) -> Search {
    Search::new(layout::layout(shown, index, memory), files::index, files::texts)
}
