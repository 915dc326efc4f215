//! What a language tag says of words and numbers: direction, script, where words are looked for, which plural form, how digits
//! are grouped. All of it is CLDR's, by way of ICU4X; nothing here is a list of our own.
//!
//! Start at [`Language::of`]. A tag that names no language gives what the root of CLDR has, and is never an error.

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use icu_decimal::input::Decimal;
use icu_decimal::{DecimalFormatter, DecimalFormatterPreferences};
use icu_locale::extensions::unicode::Value;
use icu_locale::{LanguageIdentifier, Locale, LocaleCanonicalizer, LocaleDirectionality, LocaleExpander, subtags};
use icu_plurals::{PluralCategory, PluralRules};
use icu_properties::props::{NamedEnumeratedProperty, Script};
use icu_properties::{CodePointMapData, PropertyParser};

/// Numbers of less digits are not grouped in any language, so that most need no library.
const GROUPED_FROM: i64 = 1000;

/// The numbers that are tried to learn which plural forms a language has for whole ones. All rules that CLDR has for them
/// look at the last two digits, except that some languages say millions otherwise.
const TRIED: std::ops::RangeInclusive<u32> = 0..=200;

/// How a language counts.
pub struct Language {
    plurals: Option<PluralRules>,
    decimals: Option<DecimalFormatter>,
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Language").finish_non_exhaustive()
    }
}

impl Language {
    /// The language of a tag.
    pub fn of(tag: &str) -> Self {
        let locale = Locale::from(identifier(tag));
        let mut decimals = DecimalFormatterPreferences::from(&locale);
        // Numbers of paragraphs and lines, dates and addresses are written with these digits everywhere; a page with two
        // kinds would look as if they meant two things.
        decimals.numbering_system = "latn".parse::<Value>().ok().and_then(|latin| latin.try_into().ok());
        Self {
            plurals: PluralRules::try_new_cardinal((&locale).into()).ok(),
            decimals: DecimalFormatter::try_new(decimals, icu_decimal::options::DecimalFormatterOptions::default())
                .ok(),
        }
    }

    /// The plural form that goes with so many.
    pub fn form(&self, n: i64) -> PluralCategory {
        self.plurals.as_ref().map_or(PluralCategory::Other, |rules| rules.category_for(n))
    }

    /// The plural forms that whole numbers have; always that for all other numbers too.
    pub fn forms(&self) -> BTreeSet<PluralCategory> {
        TRIED.map(|n| self.form(n.into())).chain([PluralCategory::Other]).collect()
    }

    /// A number of things, its digits in groups as the language has them: `1,234`, `1.234`.
    pub fn number(&self, n: i64) -> String {
        match &self.decimals {
            Some(decimals) if n.abs() >= GROUPED_FROM => decimals.format(&Decimal::from(n)).to_string(),
            _ => n.to_string(),
        }
    }
}

/// What CLDR calls a plural form.
pub fn form_name(form: PluralCategory) -> &'static str {
    match form {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// All plural forms.
pub const FORMS: [PluralCategory; 6] = [
    PluralCategory::Zero,
    PluralCategory::One,
    PluralCategory::Two,
    PluralCategory::Few,
    PluralCategory::Many,
    PluralCategory::Other,
];

/// Whether the language of a tag is written from right to left. The script decides, the one named or the usual one.
pub fn is_right_to_left(tag: &str) -> bool {
    LocaleDirectionality::new_extended().is_right_to_left(&identifier(tag))
}

/// Whether the first letter of a text belongs to a script that runs from right to left; `None` without letters. The scripts are
/// those of the blocks that Unicode sets apart for them.
pub fn begins_right_to_left(text: &str) -> Option<bool> {
    text.chars().find(|char| char.is_alphabetic()).map(is_of_rtl)
}

/// Whether any letter of a text runs against a line, which runs from right to left or not.
pub fn runs_against(text: &str, is_rtl: bool) -> bool {
    (is_rtl || !text.is_ascii()) && text.chars().any(|char| char.is_alphabetic() && is_of_rtl(char) != is_rtl)
}

fn is_of_rtl(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The scripts that are written in several languages of many readers, so that words in them do not say which it is: Persian,
/// Ukrainian, Nepali, Assamese, Tigrinya, Dzongkha.
const SHARED: &[Script] =
    &[Script::Arabic, Script::Cyrillic, Script::Devanagari, Script::Bengali, Script::Ethiopic, Script::Tibetan];

/// The stretches of a text, in bytes, whose letters are of a script that the language of the text is not written in, each with
/// a tag: the language that is most written in it, Chinese for Han alone, Japanese where kana are among them; and where several
/// are, the script with no language, `und-Cyrl`, which chooses fonts and direction, and no voice that would read one language
/// for another. Latin letters have none, since they would say nothing: half of all languages are written in them. Editors who
/// mean another language than the likely one have to say so.
pub fn foreign(text: &str, language: &str) -> Vec<(Range<usize>, String)> {
    if text.is_ascii() {
        return Vec::new();
    }
    let own = LazyCell::new(|| scripts(&script_of(language)));
    let mut found: Vec<(Range<usize>, Vec<Script>)> = Vec::new();
    // What has no script of its own, such as a space or a figure, belongs to the stretch that goes on behind it.
    let mut goes_on = false;
    for (at, char) in text.char_indices() {
        let script = CodePointMapData::<Script>::new().get(char);
        if matches!(script, Script::Common | Script::Inherited | Script::Unknown) {
            continue;
        }
        let end = at + char.len_utf8();
        let is_foreign = script != Script::Latin && !own.contains(&script);
        match found.last_mut() {
            Some((range, scripts)) if is_foreign && goes_on && are_of_one_language(scripts, script) => {
                range.end = end;
                if !scripts.contains(&script) {
                    scripts.push(script);
                }
            }
            _ if is_foreign => found.push((at..end, vec![script])),
            _ => {}
        }
        goes_on = is_foreign;
    }
    found.into_iter().filter_map(|(range, scripts)| Some((range, likely(&scripts)?))).collect()
}

/// Whether a text of these scripts may go on in another: Japanese and Korean are written in several.
fn are_of_one_language(so_far: &[Script], next: Script) -> bool {
    so_far.contains(&next)
        || ["Jpan", "Kore"]
            .into_iter()
            .map(scripts)
            .any(|one| one.contains(&next) && so_far.iter().all(|so| one.contains(so)))
}

/// The tag of words in these scripts, see [`foreign`].
fn likely(scripts: &[Script]) -> Option<String> {
    let telling = scripts.iter().find(|script| **script != Script::Han).or(scripts.first())?;
    let mut full = LanguageIdentifier::UNKNOWN;
    full.script = telling.short_name().parse().ok();
    if SHARED.contains(telling) {
        return Some(full.to_string());
    }
    LocaleExpander::new_extended().maximize(&mut full);
    (full.language != LanguageIdentifier::UNKNOWN.language).then(|| full.language.to_string())
}

/// The scripts of letters in what ISO 15924 names by one tag.
fn scripts(tag: &str) -> Vec<Script> {
    match tag {
        "Jpan" | "Hrkt" => vec![Script::Han, Script::Hiragana, Script::Katakana],
        "Kore" => vec![Script::Hangul, Script::Han],
        "Hans" | "Hant" | "Hanb" => vec![Script::Han, Script::Bopomofo],
        tag => PropertyParser::<Script>::new().get_strict(tag).into_iter().collect(),
    }
}

/// The script in which a language is usually written, as ISO 15924 names it.
fn script_of(language: &str) -> String {
    usual_script(&identifier(language)).map_or(String::new(), |script| script.to_string())
}

/// The script that is named, else the usual one.
fn usual_script(identifier: &LanguageIdentifier) -> Option<subtags::Script> {
    let mut full = identifier.clone();
    LocaleExpander::new_extended().maximize(&mut full);
    full.script
}

/// The tags under which something may be found for the language of `tag`, the nearest first: `de-AT` and `de`; `zh-TW`,
/// and `zh-Hant`, but not `zh`, whose script is another.
pub fn lookup(tag: &str) -> Vec<String> {
    let exact = identifier(tag);
    let script = usual_script(&exact);
    let of_script = LanguageIdentifier { script, region: None, variants: Default::default(), ..exact.clone() };
    let alone = LanguageIdentifier::from((exact.language, None, None));
    let mut tags = vec![exact, of_script];
    if usual_script(&alone) == script {
        tags.push(alone);
    }
    let mut tags: Vec<String> = tags.into_iter().map(|tag| tag.to_string()).collect();
    if tags.first() == tags.last() {
        tags.truncate(1);
    }
    tags.dedup();
    tags
}

/// Language and region as social networks write them, `en_US`: the region named, or the one in which most people speak the
/// language. `None` where none is known.
pub fn with_region(tag: &str) -> Option<String> {
    let mut full = identifier(tag);
    LocaleExpander::new_extended().maximize(&mut full);
    Some(format!("{}_{}", full.language, full.region?))
}

/// A tag in its usual form, which is as short as it can be: `eng` is `en`, `cmn` is `zh`; `None` if it names no language.
pub fn canonical(tag: &str) -> Option<String> {
    let found = identifier(tag);
    (found.language != LanguageIdentifier::UNKNOWN.language).then(|| found.to_string())
}

/// What a tag identifies, in the form that is usual now: `iw` is `he`.
fn identifier(tag: &str) -> LanguageIdentifier {
    let mut locale: Locale = tag.parse().unwrap_or(Locale::UNKNOWN);
    LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
    locale.id
}

#[cfg(test)]
mod tests {
    use icu_plurals::PluralCategory;

    use super::{Language, form_name, is_right_to_left, lookup};

    #[test]
    fn a_script_has_a_direction() {
        for tag in ["ar", "he", "iw", "fa-IR", "ur", "ckb", "yi", "dv", "syr", "az-Arab", "ku-Arab", "pa-PK"] {
            assert!(is_right_to_left(tag), "{tag}");
        }
        for tag in ["en", "zh-Hant", "ar-Latn", "he-Latn", "tlh", "not a tag", ""] {
            assert!(!is_right_to_left(tag), "{tag}");
        }
    }

    #[test]
    fn a_text_runs_as_its_first_letter_does() {
        for (text, is_right_to_left) in [
            ("1. \u{645}\u{631}", Some(true)),
            ("(Abc \u{645})", Some(false)),
            ("\u{5d0}", Some(true)),
            ("12, 3", None),
        ] {
            assert_eq!(super::begins_right_to_left(text), is_right_to_left, "{text}");
        }
    }

    #[test]
    fn words_of_another_script_have_its_language_where_there_is_one() {
        for (text, language, found) in [
            ("the \u{56fd}\u{5bb6}, \u{60c5}\u{62a5} law", "en", &[("\u{56fd}\u{5bb6}, \u{60c5}\u{62a5}", "zh")][..]),
            ("caf\u{e9}, na\u{ef}ve", "en", &[]),
            ("\u{56fd}\u{5bb6} TikTok", "zh", &[]),
            ("\u{56fd}\u{306e}", "ja", &[]),
            ("an \u{56fd}\u{306e} in", "en", &[("\u{56fd}\u{306e}", "ja")]),
            ("\u{431}\u{ef}\u{435}", "de", &[("\u{431}", "und-Cyrl"), ("\u{435}", "und-Cyrl")]),
            ("\u{431} \u{5d0}", "ar", &[("\u{431}", "und-Cyrl"), ("\u{5d0}", "he")]),
            ("\u{431}", "sr", &[]),
            ("(\u{646}\u{641}\u{637})", "en", &[("\u{646}\u{641}\u{637}", "und-Arab")]),
            ("\u{d55c}\u{ad6d}, \u{3b1}", "en", &[("\u{d55c}\u{ad6d}", "ko"), ("\u{3b1}", "el")]),
            ("\u{646}", "fa", &[]),
        ] {
            let of = |(range, language): (std::ops::Range<usize>, String)| (text[range].to_owned(), language);
            let expected: Vec<_> = found.iter().map(|(words, tag)| (words.to_string(), tag.to_string())).collect();
            assert_eq!(super::foreign(text, language).into_iter().map(of).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn words_are_looked_for_in_the_same_script() {
        for (tag, tags) in [
            ("en", &["en"][..]),
            ("de-AT", &["de-AT", "de-Latn", "de"]),
            ("zh-hans", &["zh-Hans", "zh"]),
            ("zh-Hant-HK", &["zh-Hant-HK", "zh-Hant"]),
            ("zh-TW", &["zh-TW", "zh-Hant"]),
            ("sr-Latn-RS", &["sr-Latn-RS", "sr-Latn"]),
            ("iw", &["he"]),
        ] {
            assert_eq!(lookup(tag), tags, "{tag}");
        }
    }

    #[test]
    fn a_language_has_its_plural_forms() {
        for (tag, forms) in [
            ("en", "one other"),
            ("de-AT", "one other"),
            ("zh-Hans", "other"),
            ("pl", "one few many other"),
            ("ar", "zero one two few many other"),
            ("tlh", "other"),
        ] {
            let names: Vec<&str> = Language::of(tag).forms().into_iter().map(form_name).collect();
            assert_eq!(names.join(" "), forms, "{tag}");
        }
        assert_eq!(Language::of("ar").form(7), PluralCategory::Few);
        assert_eq!(Language::of("fr").form(0), PluralCategory::One);
    }

    #[test]
    fn digits_are_grouped_as_the_language_has_it() {
        for (tag, number) in
            [("en", "1,234,567"), ("de", "1.234.567"), ("de-CH", "1'234'567"), ("hi", "12,34,567"), ("ar", "1,234,567")]
        {
            assert_eq!(Language::of(tag).number(1_234_567), number, "{tag}");
        }
        assert_eq!(Language::of("es").number(1234), "1234", "four digits are not grouped");
        assert_eq!(Language::of("en").number(-999), "-999");
    }
}
