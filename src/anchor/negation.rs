//! Words that deny, by language. A quotation that lost one of them says the opposite.

use crate::text::words::fold;

/// The words of one language: whole words, and beginnings and ends of words.
struct Negations {
    language: &'static str,
    words: &'static [&'static str],
    starts: &'static [&'static str],
    ends: &'static [&'static str],
}

#[rustfmt::skip]
const TABLE: &[Negations] = &[
    Negations { language: "en", starts: &[], ends: &["n't"], words: &[
        "not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "cannot", "without", "hardly",
        "scarcely", "barely", "rarely", "seldom", "unable", "unlikely", "lack", "lacks", "lacked", "lacking", "fail",
        "fails", "failed", "failing", "refuse", "refuses", "refused", "refusing", "deny", "denies", "denied", "denying",
    ] },
    Negations { language: "de", starts: &["kein", "niemand", "nirgend"], ends: &[], words: &[
        "nicht", "nie", "niemals", "nichts", "weder", "noch", "ohne", "kaum", "nein",
    ] },
    Negations { language: "fr", starts: &["aucun", "n'"], ends: &[], words: &[
        "ne", "pas", "jamais", "rien", "personne", "ni", "sans", "nul", "nulle", "non", "guère",
    ] },
    Negations { language: "es", starts: &["ningun", "ningún"], ends: &[], words: &[
        "no", "nunca", "jamás", "nadie", "nada", "ni", "sin", "tampoco",
    ] },
    Negations { language: "it", starts: &["nessun"], ends: &[], words: &[
        "non", "no", "mai", "né", "senza", "niente", "nulla", "neanche", "nemmeno", "neppure",
    ] },
    Negations { language: "pt", starts: &["nenhum"], ends: &[], words: &[
        "não", "nunca", "jamais", "nem", "ninguém", "nada", "sem", "tampouco",
    ] },
    Negations { language: "nl", starts: &[], ends: &[], words: &[
        "niet", "geen", "nooit", "niemand", "niets", "noch", "zonder", "nergens", "nauwelijks", "nee",
    ] },
    Negations { language: "sv", starts: &[], ends: &[], words: &["inte", "ej", "icke", "aldrig", "ingen", "inget", "inga", "utan", "nej"] },
    Negations { language: "da", starts: &[], ends: &[], words: &["ikke", "ej", "aldrig", "ingen", "intet", "uden", "nej"] },
    Negations { language: "nb", starts: &[], ends: &[], words: &["ikke", "aldri", "ingen", "intet", "uten", "nei"] },
    Negations { language: "no", starts: &[], ends: &[], words: &["ikke", "ikkje", "aldri", "ingen", "intet", "uten", "nei"] },
    Negations { language: "pl", starts: &["żad"], ends: &[], words: &["nie", "nigdy", "nikt", "nic", "ani", "bez", "nigdzie"] },
    Negations { language: "ru", starts: &["никак", "ничт", "ничег"], ends: &[], words: &[
        "не", "нет", "ни", "никогда", "никто", "никого", "нигде", "без", "нельзя",
    ] },
    Negations { language: "uk", starts: &["ніяк"], ends: &[], words: &["не", "ні", "ніколи", "ніхто", "нікого", "нічого", "ніде", "без"] },
    Negations { language: "la", starts: &["null"], ends: &[], words: &["non", "ne", "nec", "neque", "nihil", "numquam", "nemo", "sine", "haud"] },
    Negations { language: "ar", starts: &[], ends: &[], words: &[
        "لا", "ولا", "فلا", "لم", "ولم", "فلم", "لن", "ولن", "ليس", "وليس", "ليست", "وليست", "ليسوا", "ما", "وما", "غير", "بغير",
        "دون", "بدون", "بلا", "عدم", "بعدم", "كلا",
    ] },
    Negations { language: "he", starts: &[], ends: &[], words: &[
        "לא", "ולא", "שלא", "אין", "ואין", "שאין", "אינו", "אינה", "אינם", "בלי", "ללא", "אל", "ואל", "מעולם", "לעולם",
    ] },
    // In Chinese every character is a word here, so compounds such as 不过 count as well: the strict side.
    Negations { language: "zh", starts: &[], ends: &[], words: &["不", "没", "沒", "無", "无", "非", "未", "别", "別", "勿", "否", "莫", "甭"] },
];

/// Beginnings that deny the word behind their hyphen: quoting `compliant` of `non-compliant` is none.
pub(super) const PREFIXES: &[&str] = &["non", "un", "anti", "no", "not", "never", "counter", "quasi", "pseudo"];

/// Beginnings of words that deny without a hyphen. Where an editor's bracket takes the place of one, the rest says the
/// opposite.
const BEGINNINGS: &[&str] = &["dis", "il", "im", "in", "ir", "mis", "non", "un"];

/// Ends of words that deny, for the same reason.
const ENDS: &[&str] = &["less", "free"];

/// Whether the beginning of a word denies the rest of it.
pub(super) fn begins(part: &str) -> bool {
    BEGINNINGS.contains(&fold(part).as_str())
}

/// Whether the end of a word denies the rest of it.
pub(super) fn ends(part: &str) -> bool {
    ENDS.contains(&fold(part).as_str())
}

/// The words that deny in a language, `None` if they are not known.
pub(super) fn of_language(tag: &str) -> Option<impl Fn(&str) -> bool> {
    let primary = tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
    let table = TABLE.iter().find(|table| table.language == primary)?;
    Some(move |word: &str| {
        let word = fold(word);
        table.words.contains(&word.as_str())
            || table.starts.iter().any(|start| word.starts_with(start))
            || table.ends.iter().any(|end| word.ends_with(end))
    })
}

#[cfg(test)]
mod tests {
    use super::of_language;

    #[test]
    fn negations_are_known_in_every_form() {
        let check = |language: &str, word: &str| of_language(language).is_some_and(|denies| denies(word));
        assert!(check("en-GB", "Not") && check("en", "don’t") && check("en", "Cannot"));
        assert!(!check("en", "note") && !check("en", "knot"));
        assert!(check("de", "keinen") && check("fr", "n'est") && check("zh-Hans", "不"));
        assert!(of_language("tlh").is_none());
    }
}
