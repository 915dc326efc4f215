//! Names as bibliographies need them: which part is the family name, and in which order the parts stand.
//!
//! The rule, in this order:
//!
//! 1. **Han, Hangul and Kana**: never inverted, no comma, no space between the parts if the family name comes first.
//!    The name is its own label, whole: one syllable would tell too few people apart.
//! 2. **Parts** are what the editor says. With `family_first`, as of Chinese names in Latin script, the order stays and
//!    there is no comma; the label is the family name.
//! 3. **A whole name in Latin script** is a person's if it has two words or more and is no body. Its family name is the
//!    last word with the small words before it (`Ursula von der Leyen`); `Jr.`, `Sr.`, `II`, `III`, `IV` are none of it.
//! 4. **A body** is a whole name with one word, a comma, a digit, or a word of [`BODIES`]; so is a description of at
//!    least three words without any capital. It stays as it is. So do whole names in all other scripts.
//!
//! The rule errs for a person called Review or Staff, and for a body such as Amazon Kindle. The editor decides by
//! writing `{ given = "…", family = "…" }`, or for a body by its full name.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::model::page::Name;
use crate::text::language::runs_against;

/// Words that stand in the names of bodies and seldom in those of people, with spaces between.
pub const BODIES: &str = "\
    Administration Agency Alliance Assembly Associated Association Authority Bureau Center Centre Coalition \
    College Commission Committee Company Conference Congress Consortium Corp Corp. Corporation Council Daily \
    Department Desk Editors Embassy Endowment Federation Forum Foundation GmbH Government Group Inc Inc. \
    Initiative Institute Institution International Laboratory LLC League Library Ltd Ltd. Magazine Media \
    Ministry Museum National Nations Network News Office Organisation Organization Parliament Party Project \
    Republic Review School Secretariat Senate Service Services Society Staff Studio Supreme Team The Times \
    Tribunal Trust Union United University World and at for in of on the &";

/// A name, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A person whose given name comes first: inverted at the head of an entry.
    GivenFirst {
        /// Given names.
        given: String,
        /// Family name.
        family: String,
        /// `Jr.` and the like; mostly empty.
        suffix: String,
    },
    /// A person whose family name comes first in Latin script: never inverted.
    FamilyFirst {
        /// Given names.
        given: String,
        /// Family name.
        family: String,
    },
    /// A person whose name is in Han, Hangul or Kana and whose parts are known.
    Unspaced {
        /// Given names.
        given: String,
        /// Family name.
        family: String,
    },
    /// A body, a description, or a name that the rule does not take apart.
    Whole(String),
}

impl Shape {
    /// The shape of a name.
    pub fn of(name: &Name) -> Self {
        match name {
            Name::Parts { given, family, .. } if given.is_empty() || family.is_empty() => {
                Self::Whole(format!("{given}{family}"))
            }
            Name::Parts { given, family, family_first } => {
                let (given, family) = (given.clone(), family.clone());
                match (is_unspaced(&family), family_first) {
                    (true, true) => Self::Unspaced { given, family },
                    (true, false) => Self::Whole(name.display()),
                    (false, true) => Self::FamilyFirst { given, family },
                    (false, false) => Self::GivenFirst { given, family, suffix: String::new() },
                }
            }
            Name::Whole(name) => {
                let person_like = name.replace(", Jr", " Jr").replace(", Sr", " Sr");
                if is_latin(name) && !is_body(&person_like) { person(&person_like) } else { Self::Whole(name.clone()) }
            }
        }
    }

    /// The name in the order in which it is spoken.
    pub fn plain(&self) -> String {
        match self {
            Self::GivenFirst { given, family, suffix } if suffix.is_empty() => format!("{given} {family}"),
            Self::GivenFirst { given, family, suffix } => format!("{given} {family} {suffix}"),
            Self::FamilyFirst { given, family } => format!("{family} {given}"),
            Self::Unspaced { given, family } => format!("{family}{given}"),
            Self::Whole(name) => name.clone(),
        }
    }

    /// The name at the head of an entry, by which it is found, with the comma of its script.
    pub fn at_head(&self) -> String {
        let is_rtl = matches!(self, Self::GivenFirst { family, .. } if runs_against(family, false));
        self.inverted(if is_rtl { "، " } else { ", " })
    }

    /// The name with its family name first and `comma` behind it, where it is written so at all.
    pub fn inverted(&self, comma: &str) -> String {
        match self {
            Self::GivenFirst { given, family, suffix } => {
                let suffix = if suffix.is_empty() { String::new() } else { format!("{comma}{suffix}") };
                format!("{family}{comma}{given}{suffix}")
            }
            _ => self.plain(),
        }
    }

    /// The name in a label: the family name, where that tells people apart.
    pub fn label(&self) -> String {
        match self {
            Self::GivenFirst { family, .. } | Self::FamilyFirst { family, .. } => family.clone(),
            Self::Unspaced { .. } | Self::Whole(_) => self.plain(),
        }
    }

    /// What it is sorted by: the family name, then the given one. An article before the name of a body does not count.
    pub fn sorted_by(&self) -> (&str, &str) {
        match self {
            Self::GivenFirst { given, family, .. }
            | Self::FamilyFirst { given, family }
            | Self::Unspaced { given, family } => (family, given),
            Self::Whole(name) => (without_article(name), ""),
        }
    }

    /// Whether it describes people rather than naming them: three words or more without any capital.
    pub fn is_description(&self) -> bool {
        matches!(self, Self::Whole(name) if is_description(name))
    }
}

/// `text` without a `The`, `A` or `An` at its beginning.
pub(super) fn without_article(text: &str) -> &str {
    ["The ", "A ", "An "].iter().find_map(|article| text.strip_prefix(article)).unwrap_or(text)
}

/// A person's whole name, taken apart.
fn person(name: &str) -> Shape {
    let mut words: Vec<&str> = name.split(' ').collect();
    let is_suffix = |word: &str| matches!(word, "Jr." | "Jr" | "Sr." | "Sr" | "II" | "III" | "IV");
    let suffix = if words.len() > 2 { words.pop_if(|word| is_suffix(word)) } else { None };
    let is_small = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    let small = words[..words.len() - 1].iter().rev().take_while(|word| is_small(word)).count();
    let family = words.split_off(words.len() - 1 - small);
    if words.is_empty() {
        return Shape::Whole(name.to_owned());
    }
    let given = words.join(" ").trim_end_matches(',').to_owned();
    Shape::GivenFirst { given, family: family.join(" "), suffix: suffix.unwrap_or_default().to_owned() }
}

fn is_body(name: &str) -> bool {
    !name.contains(' ')
        || name.contains(|char: char| char == ',' || char.is_numeric())
        || name.split(' ').any(is_of_bodies)
        || is_description(name)
}

/// Whether a word is one of [`BODIES`].
fn is_of_bodies(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| BODIES.split(' ').collect());
    WORDS.contains(word)
}

fn is_description(name: &str) -> bool {
    name.split(' ').count() > 2 && !name.contains(char::is_uppercase) && is_latin(name)
}

/// Whether all letters are Latin.
fn is_latin(text: &str) -> bool {
    let mut letters = text.chars().filter(|char| char.is_alphabetic()).peekable();
    letters.peek().is_some()
        && letters.all(|char| matches!(char, '\0'..='\u{24f}' | '\u{2b0}'..='\u{2ff}' | '\u{1e00}'..='\u{1eff}'))
}

/// Whether all letters are Han, Hangul or Kana, which are written without spaces between the parts of a name.
fn is_unspaced(text: &str) -> bool {
    let mut letters = text.chars().filter(|char| char.is_alphabetic()).peekable();
    letters.peek().is_some()
        && letters.all(|char| {
            matches!(char,
                '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{30ff}' | '\u{3130}'..='\u{318f}' | '\u{31f0}'..='\u{31ff}'
                | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        })
}

#[cfg(test)]
mod tests {
    use super::Shape;
    use crate::model::page::Name;

    fn parts(given: &str, family: &str, family_first: bool) -> Name {
        Name::Parts { given: given.to_owned(), family: family.to_owned(), family_first }
    }

    #[test]
    fn names_have_these_shapes() {
        let whole = |name: &str| Name::Whole(name.to_owned());
        for (name, plain, inverted, label) in [
            (whole("Rui Zhong"), "Rui Zhong", "Zhong, Rui", "Zhong"),
            (whole("Ursula von der Leyen"), "Ursula von der Leyen", "von der Leyen, Ursula", "von der Leyen"),
            (whole("Martin Luther King, Jr."), "Martin Luther King Jr.", "King, Martin Luther, Jr.", "King"),
            (whole("Martin Luther King Jr."), "Martin Luther King Jr.", "King, Martin Luther, Jr.", "King"),
            (whole("bell hooks"), "bell hooks", "bell hooks", "bell hooks"),
            (whole("José María Álvarez"), "José María Álvarez", "Álvarez, José María", "Álvarez"),
            (whole("Aristotle"), "Aristotle", "Aristotle", "Aristotle"),
            (whole("The Citizen Lab"), "The Citizen Lab", "The Citizen Lab", "The Citizen Lab"),
            (
                whole("Department of Commerce"),
                "Department of Commerce",
                "Department of Commerce",
                "Department of Commerce",
            ),
            (whole("Supreme Court"), "Supreme Court", "Supreme Court", "Supreme Court"),
            (whole("Article 19"), "Article 19", "Article 19", "Article 19"),
            (whole("习近平"), "习近平", "习近平", "习近平"),
            (whole("김정은"), "김정은", "김정은", "김정은"),
            (whole("ジョン・スミス"), "ジョン・スミス", "ジョン・スミス", "ジョン・スミス"),
            (whole("Владимир Путин"), "Владимир Путин", "Владимир Путин", "Владимир Путин"),
            (parts("Jinghua", "Lyu", false), "Jinghua Lyu", "Lyu, Jinghua", "Lyu"),
            (parts("Jinghua", "Lyu", true), "Lyu Jinghua", "Lyu Jinghua", "Lyu"),
            (parts("小明", "王", true), "王小明", "王小明", "王小明"),
            (parts("スミス", "ジョン", false), "スミス ジョン", "スミス ジョン", "スミス ジョン"),
            (parts("سلمى", "حداد", false), "سلمى حداد", "حداد، سلمى", "حداد"),
            (parts("", "Unsigned", false), "Unsigned", "Unsigned", "Unsigned"),
            (parts("Anna", "Review", false), "Anna Review", "Review, Anna", "Review"),
        ] {
            let shape = Shape::of(&name);
            assert_eq!(
                (shape.plain().as_str(), shape.at_head().as_str(), shape.label().as_str()),
                (plain, inverted, label)
            );
        }
    }

    #[test]
    fn a_description_is_no_name() {
        assert!(Shape::of(&Name::Whole("contributors whose names are lost".to_owned())).is_description());
        assert!(!Shape::of(&Name::Whole("bell hooks".to_owned())).is_description());
        assert!(!Shape::of(&Name::Whole("Staff of the magazine".to_owned())).is_description());
    }
}
