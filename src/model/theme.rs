//! A theme, ready for use.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::FileId;

/// Templates, words and files of a theme.
pub struct Theme {
    /// The templates; `word` is registered.
    pub tera: tera::Tera,
    /// Its own words in the language of the site.
    pub words: Arc<Words>,
    /// Files as they are, by their path in the site, which carries a hash of their bytes.
    pub assets: BTreeMap<String, Arc<[u8]>>,
    /// Path of the style sheet in the site.
    pub style: String,
    /// Path of the script in the site.
    pub script: String,
    /// Path of the style sheet of code blocks in the site.
    pub code_style: String,
    /// The input that each template was read from, for messages.
    pub templates: BTreeMap<String, FileId>,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Theme").field("style", &self.style).finish_non_exhaustive()
    }
}

/// The words that the theme itself says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// By key.
    pub phrases: BTreeMap<String, Phrase>,
}

/// Words with places for values, written `{name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phrase {
    /// The same for all numbers.
    Plain(String),
    /// For one and for other numbers.
    Plural {
        /// For 1.
        one: String,
        /// For all others.
        other: String,
    },
}

impl Words {
    /// The words of `key` with `values` put in; `n` chooses the plural form and is a value itself. `None` if the theme
    /// does not know the key.
    pub fn get(&self, key: &str, n: Option<i64>, values: &[(&str, &str)]) -> Option<String> {
        let mut text = match self.phrases.get(key)? {
            Phrase::Plain(text) => text,
            Phrase::Plural { one, .. } if n == Some(1) => one,
            Phrase::Plural { other, .. } => other,
        }
        .clone();
        if let Some(n) = n {
            text = text.replace("{n}", &n.to_string());
        }
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        Some(text)
    }
}
