//! Every type that crosses a seam between stages. Stages meet here as strangers: none uses another.
//!
//! In reading order: [`files`] (what `load` brings), [`id`], [`page`] (front matter and prose as written), [`quotation`],
//! [`clean`] (a source as cleaned), [`anchor`], [`dossier`] (all of it together), [`site`] (what is to be rendered), [`search`].

pub mod anchor;
pub mod ask;
pub mod bundle;
pub mod clean;
pub mod config;
pub mod date;
pub mod dates;
pub mod dossier;
pub mod files;
pub mod id;
pub mod index;
pub mod key;
pub mod located;
pub mod lock;
pub(crate) mod memo;
pub mod name;
pub mod original;
pub mod outline;
pub mod page;
pub mod parts;
pub mod periods;
pub mod progress;
pub mod quotation;
pub mod recipe;
pub mod search;
pub mod site;
pub mod theme;
