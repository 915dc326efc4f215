//! How names change in a sentence, language by language, as far as a table can say it.
//!
//! A name that changes otherwise, such as by a Korean particle or a Russian case ending, is found by an alias.

/// A form of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// As it is.
    Plain,
    /// With `s`.
    S,
    /// With `es`, or `ies` for `y`.
    Es,
}

/// What a language does to names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Grammar {
    /// Adds `s`: the plural in English, French or Spanish, the genitive in German, Dutch or the Scandinavian languages.
    s: bool,
    /// Adds `es` or `ies`.
    es: bool,
    /// What may follow a name behind an apostrophe, which is no part of it.
    pub(super) suffix: Suffix,
    /// Puts a shortened word before a name, as in `d’Oracle`.
    pub(super) elision: bool,
}

/// What may follow a name behind an apostrophe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Suffix {
    #[default]
    None,
    /// `s`, the possessive.
    S,
    /// Any ending, as in Turkish.
    Any,
}

impl Suffix {
    /// Whether `ending`, in lower case, may stand behind the apostrophe.
    pub(super) fn fits(self, ending: &str) -> bool {
        match self {
            Self::None => false,
            Self::S => ending == "s",
            Self::Any => true,
        }
    }
}

impl Grammar {
    /// The grammar of the language with this tag (BCP 47); one that changes nothing for languages not listed.
    pub(super) fn of(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let nothing = Self::default();
        match primary.as_str() {
            "en" => Self { s: true, es: true, suffix: Suffix::S, ..nothing },
            "de" | "nl" | "af" | "fy" | "lb" | "sv" | "da" | "nb" | "nn" | "no" => {
                Self { s: true, suffix: Suffix::S, ..nothing }
            }
            "es" | "pt" | "gl" => Self { s: true, es: true, ..nothing },
            "fr" | "ca" | "oc" => Self { s: true, elision: true, ..nothing },
            "it" => Self { elision: true, ..nothing },
            "tr" | "az" => Self { suffix: Suffix::Any, ..nothing },
            _ => nothing,
        }
    }

    /// Whether the language has this form of a name.
    pub(super) fn has(self, form: Form) -> bool {
        match form {
            Form::Plain => true,
            Form::S => self.s,
            Form::Es => self.es,
        }
    }
}

/// The forms of `name` other than itself. Only names that end in a Latin letter have any.
pub(super) fn forms(name: &str) -> Vec<(Form, String)> {
    let Some(last) = name.chars().last().filter(|last| last.is_ascii_alphabetic()) else { return Vec::new() };
    let lower = name.to_lowercase();
    if ["s", "x", "z", "ch", "sh"].iter().any(|ending| lower.ends_with(ending)) {
        return vec![(Form::Es, format!("{name}es"))];
    }
    let before = name.chars().rev().nth(1);
    let mut forms = vec![(Form::S, format!("{name}s"))];
    if last.eq_ignore_ascii_case(&'y') && before.is_some_and(|char| !"aeiou".contains(char.to_ascii_lowercase())) {
        forms.push((Form::Es, format!("{}ies", &name[..name.len() - 1])));
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::forms;

    #[test]
    fn regular_forms() {
        let words = |name| forms(name).into_iter().map(|(_, form)| form).collect::<Vec<_>>();
        assert_eq!(words("app"), ["apps"]);
        assert_eq!(words("wish"), ["wishes"]);
        assert_eq!(words("policy"), ["policys", "policies"]);
        assert_eq!(words("day"), ["days"]);
        assert_eq!(words("字节"), [""; 0]);
        assert_eq!(words("C++"), [""; 0]);
    }
}
