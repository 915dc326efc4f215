//! Ids: chosen by the author, in one namespace, part of public addresses.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// `[a-z0-9-]+`, and no name that Windows reserves. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

/// Names that Windows takes for devices, with any extension.
const RESERVED: &[&str] = &[
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt0",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

impl Id {
    /// The id written `text`, or why it is none.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Err("is empty");
        }
        if !text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
            return Err("has characters other than a-z, 0-9 and -");
        }
        if Self::is_reserved(text) {
            return Err("is a reserved name of Windows");
        }
        Ok(Self(text.into()))
    }

    /// Whether Windows keeps a name, in lower case and without what follows a dot, for itself.
    pub fn is_reserved(name: &str) -> bool {
        RESERVED.contains(&name)
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}
