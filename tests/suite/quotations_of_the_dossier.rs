//! The repository's own dossier, with a letter or a digit of every quotation, lemma and piece of evidence changed: none
//! of them passes, and what is said of it shows the right words.

use std::fmt::Write as _;
use std::ops::Range;

use casebook::diag::{Diagnostic, FileId, Severity};
use casebook::model::dossier::Dossier;
use casebook::model::files::{File, Files};
use casebook::model::quotation::Wanted;
use casebook::query::{self, Options};
use casebook::text::normal::normal;

use crate::support::{Case, repository};

/// How many places of each quotation are changed, one in each run.
const ROUNDS: usize = 5;

/// A letter or digit of a quotation.
struct Place {
    file: FileId,
    /// Bytes of the quotation in its file.
    words: Range<usize>,
    /// Bytes of the letter in its file.
    at: Range<usize>,
    /// The word that it stands in.
    word: String,
}

#[test]
fn no_quotation_of_the_dossier_passes_with_a_letter_changed() {
    let files = Case::folder(repository()).files();
    let dossier = query::dossier(&files, &Options::default()).value.dossier;
    let wanted = wanted(&dossier);
    assert!(wanted.len() > 150, "the dossier quotes a lot, and not {} times", wanted.len());
    let places: Vec<Vec<Place>> = wanted.iter().map(|wanted| places(&files, wanted)).collect();
    let mut passed = String::new();
    for round in 0..ROUNDS {
        let chosen: Vec<&Place> = places.iter().filter_map(|all| spread(all, round)).collect();
        let diags = query::dossier(&changed(&files, &chosen), &Options::default()).diags;
        for place in chosen {
            if let Err(why) = check(place, &diags, &files) {
                let path = &files.get(place.file).path;
                let words = String::from_utf8_lossy(&files.get(place.file).bytes()[place.words.clone()]).into_owned();
                writeln!(passed, "{path} at byte {}, `{}` of `{words}`: {why}", place.at.start, place.word).unwrap();
            }
        }
    }
    assert!(passed.is_empty(), "{passed}");
}

/// The words of every quotation, lemma and piece of evidence.
fn wanted(dossier: &Dossier) -> Vec<&Wanted> {
    let lemmas =
        dossier.annotations.iter().flat_map(|page| page.annotations.iter().map(|annotation| &annotation.lemma));
    let citations = dossier.prose_pages().flat_map(|(_, page)| &page.prose.citations);
    let quoted = citations.filter_map(|citation| {
        let original = citation.items.iter().find_map(|item| item.original.as_ref());
        citation.quotation.as_ref().map(|quotation| original.unwrap_or(&quotation.words))
    });
    lemmas.chain(quoted).collect()
}

/// The letters and digits that are words of the source: not those in the editor's brackets.
fn places(files: &Files, wanted: &Wanted) -> Vec<Place> {
    let (file, words) = (wanted.span.file, wanted.span.range());
    let text = files.text(file).expect("the dossier is UTF-8");
    let quoted = &text[words.clone()];
    let is_word = |char: char| char.is_alphanumeric();
    let mut depth = 0;
    let mut places = Vec::new();
    for (at, char) in quoted.char_indices() {
        match char {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ if depth == 0 && is_word(char) => {
                let start = quoted[..at]
                    .rfind(|char| !is_word(char))
                    .map_or(0, |space| space + quoted[space..].chars().next().map_or(1, char::len_utf8));
                let end = quoted[at..].find(|char| !is_word(char)).map_or(quoted.len(), |space| at + space);
                // Part of a word beside the editor's brackets may be part of another one.
                if quoted[..start].ends_with(']') || quoted[end..].starts_with('[') {
                    continue;
                }
                let from = words.start + at;
                let word = quoted[start..end].to_owned();
                places.push(Place { file, words: words.clone(), at: from..from + char.len_utf8(), word });
            }
            _ => {}
        }
    }
    places
}

/// One of the places, each round another, from the first to the last.
fn spread(places: &[Place], round: usize) -> Option<&Place> {
    places.get(places.len().saturating_sub(1) * round / (ROUNDS - 1))
}

/// The files with another letter at each of the places. No byte moves.
fn changed(files: &Files, places: &[&Place]) -> Files {
    let all = files.iter().map(|(id, file)| {
        let mut bytes = file.bytes().to_vec();
        for place in places.iter().filter(|place| place.file == id) {
            let letter = std::str::from_utf8(&bytes[place.at.clone()]).expect("the dossier is UTF-8").to_owned();
            let other = match letter.as_bytes() {
                [b'z'] => "a".to_owned(),
                [b'Z'] => "A".to_owned(),
                [b'9'] => "0".to_owned(),
                [byte] => char::from(byte + 1).to_string(),
                // Of the same length in UTF-8.
                [_, _] => if letter == "é" { "è" } else { "é" }.to_owned(),
                _ => if letter == "文" { "字" } else { "文" }.to_owned(),
            };
            assert_eq!(other.len(), letter.len(), "{letter}");
            bytes[place.at.clone()].copy_from_slice(other.as_bytes());
        }
        File { path: file.path.clone(), contents: bytes.into() }
    });
    Files::new(all.collect())
}

/// There is an error at the quotation, and it shows the word as the source has it.
fn check(place: &Place, diags: &[Diagnostic], files: &Files) -> Result<(), String> {
    let is_here = |diag: &&Diagnostic| {
        diag.span.is_some_and(|span| span.file == place.file && span.range().contains(&place.at.start))
            && diag.severity() == Severity::Error
            && diag.code.name().starts_with("quotation-")
    };
    let diag = diags.iter().find(is_here).ok_or("it passes")?;
    let labels = diag
        .labels
        .iter()
        .map(|(span, _)| String::from_utf8_lossy(&files.get(span.file).bytes()[span.range()]).into_owned());
    let shown: String =
        [diag.message.clone(), diag.help.clone().unwrap_or_default()].into_iter().chain(labels).collect();
    if normal(&shown).contains(&normal(&place.word)) { Ok(()) } else { Err(format!("only this is shown: {shown}")) }
}
