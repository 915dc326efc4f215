//! Drawings of large and small dossiers: which there are, and that none grows without bound.

use crate::support::{Case, Tree};

/// A dossier of many sources and entries, each source with its date and naming the entries given by number.
fn dossier(sources: &[(&str, &[usize])], entries: usize) -> Case {
    let mut case = Case::text("== casebook.toml\ntitle = \"T\"\ntheme = \"bare\"\n");
    for (at, (date, named)) in sources.iter().enumerate() {
        let words: Vec<String> = named.iter().map(|entry| format!("term{entry}x")).collect();
        case = case.file(&format!("seeds/s{at}.txt"), format!("{}\n", words.join(" and "))).file(
            &format!("content/sources/s{at}.md"),
            format!(
                "+++\nraw = \"seeds/s{at}.txt\"\ntitle = \"S{at}\"\nrights = {{ publish = \"full\" }}\n{}+++\n",
                if date.is_empty() { String::new() } else { format!("published = \"{date}\"\n") }
            ),
        );
    }
    for entry in 0..entries {
        let page = format!("+++\ntitle = \"term{entry}x\"\nkind = \"concept\"\n+++\nA term.\n");
        case = case.file(&format!("content/glossary/t{entry}.md"), page);
    }
    case
}

fn page<'t>(tree: &'t Tree, path: &str) -> &'t str {
    std::str::from_utf8(tree.get(path).unwrap_or_else(|| panic!("there is no {path}"))).expect("pages are UTF-8")
}

#[test]
fn a_matrix_has_several_rows_and_columns() {
    for (sources, entries) in [(1, 3), (3, 1)] {
        let named: Vec<usize> = (0..entries).collect();
        let tree = dossier(&vec![("2020", named.as_slice()); sources], entries).site();
        assert!(!tree.contains_key("matrix.html"), "{sources} sources, {entries} entries");
        assert!(!page(&tree, "index.html").contains("matrix.html"), "nothing leads to a page that is not there");
    }
}

#[test]
fn many_sources_are_counted_by_time_and_many_entries_by_how_often_they_are_named() {
    let dates: Vec<String> = (0..200).map(|at| if at == 7 { String::new() } else { (1900 + at).to_string() }).collect();
    let all: Vec<usize> = (0..50).collect();
    let sources: Vec<(&str, &[usize])> =
        dates.iter().enumerate().map(|(at, date)| (date.as_str(), &all[..50 - at % 2])).collect();
    let tree = dossier(&sources, 50).in_default_theme().site();
    let matrix = page(&tree, "matrix.html");
    assert!(matrix.contains("<th scope=\"col\">1900 to 1919</th>"), "200 years are ten times 20");
    assert!(matrix.contains("<th scope=\"col\">other dates</th></tr>"), "the undated source has a column");
    assert_eq!(matrix.matches("<th scope=\"row\">").count(), 30);
    assert!(matrix.contains("Of 50 entries that sources name 30 are shown."));
    assert!(matrix.len() < 60_000, "{} bytes", matrix.len());
    let entry = page(&tree, "glossary/t0.html");
    assert!(entry.contains("<th scope=\"row\">1900 to 1919</th>"));
    assert!(entry.contains("One mention is in a source without a date"));
}

#[test]
fn sources_without_any_dates_are_few_columns() {
    let all: Vec<usize> = (0..2).collect();
    let tree = dossier(&[("", all.as_slice()); 14], 2).in_default_theme().site();
    let matrix = page(&tree, "matrix.html");
    assert!(matrix.contains("Only the first 12 of 14 sources are counted."));
    assert_eq!(matrix.matches("<th scope=\"col\"><a").count(), 12);
}

#[test]
fn a_dossier_from_right_to_left_is_drawn_so() {
    let named: &[usize] = &[0, 1];
    let case = dossier(&[("2020-01", named), ("2020-02", named), ("2020-03", named)], 2);
    let mirrored = case.clone().file("casebook.toml", "title = \"T\"\ntheme = \"bare\"\nlanguage = \"he\"\n");
    let (plain, mirrored) = (case.site(), mirrored.site());
    let first = |tree: &Tree| {
        let drawing = page(tree, "matrix.html").split_once("<rect x=\"").expect("there are bars").1;
        drawing.split_once('%').expect("places are in percent").0.parse::<f64>().expect("it is a number")
    };
    assert!(first(&plain) < 50.0 && first(&mirrored) > 50.0 - 8.0, "the first column is on the side where lines begin");
}
