//! What an edition withholds is in no byte of the site.

use casebook::diag;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::config;
use crate::support::Case;

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn no_word_of_a_withheld_source_is_in_the_site(
        how in select(&[How::Rights, How::Edition, How::Excerpt, How::Unsaid, How::Draft][..]),
        secrets in prop::collection::vec("[b-df-hj-np-tv-z]{12}", PLACES),
        steps in subsequence(STEPS, 0..=STEPS.len()),
    ) {
        let case = dossier(how, &secrets, &steps);
        let outcome = case.build();
        let findings = outcome.lines();
        prop_assert!(!diag::has_errors(&outcome.diags), "{}", findings);
        for (path, bytes) in &outcome.tree {
            let page = String::from_utf8_lossy(bytes).to_lowercase();
            for secret in &secrets {
                prop_assert!(!page.contains(secret.as_str()), "{path} holds {secret}: {page}");
                prop_assert!(!path.contains(secret.as_str()), "{path} holds {secret}");
            }
        }
    }

    #[test]
    fn what_is_not_withheld_is_there(secrets in prop::collection::vec("[b-df-hj-np-tv-z]{12}", PLACES)) {
        // Or the property above would hold of a site without anything.
        let site = dossier(How::Shown, &secrets, STEPS).site();
        let all: String = site.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
        let missing: Vec<&String> = secrets.iter().filter(|secret| !all.contains(secret.as_str())).collect();
        prop_assert_eq!(missing, Vec::<&String>::new());
    }
}

/// Why a source is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// By its rights.
    Rights,
    /// By the edition, whatever its rights say.
    Edition,
    /// By rights that allow excerpts.
    Excerpt,
    /// It says nothing of rights.
    Unsaid,
    /// It is a draft.
    Draft,
    /// It is shown.
    Shown,
}

/// Everything that a recipe does, by number.
const STEPS: &[u8] = &[0, 1, 2, 3, 4, 5, 6, 7];

/// How many secrets a dossier has.
const PLACES: usize = 16;

/// A dossier with a source that has a secret everywhere, treated by `steps`, among pages that name it.
fn dossier(how: How, secrets: &[String], steps: &[u8]) -> Case {
    let s = |at: usize| secrets[at].as_str();
    let raw = format!(
        "Title {}\nAnn {}: yes {}\n\nA fox and {} here\nCut {}\nHead {}\n\n- item {}\nWrong {}\nLast {}\n",
        s(0),
        s(1),
        s(2),
        s(3),
        s(4),
        s(5),
        s(6),
        s(7),
        s(8)
    );
    let recipe: String = steps
        .iter()
        .map(|step| match step {
            0 => format!("[[clean]]\nset = \"title\"\nline = \"Title {}\"\n", s(0)),
            1 => format!("[[clean]]\nspeakers = {{ \"Ann {}:\" = \"{}\" }}\n", s(1), s(9)),
            2 => format!("[[clean]]\ncut = \"Cut {}\"\nreason = \"share\"\n", s(4)),
            3 => format!("[[clean]]\nset = \"heading\"\nline = \"Head {}\"\nas = \"HEAD {}\"\n", s(5), s(5)),
            4 => format!("[[clean]]\ncorrect = {{ words = \"Wrong {}\", with = \"{}\" }}\n", s(7), s(10)),
            5 => {
                let part = format!(
                    "from = {{ starts = \"- item {}\" }}, unnamed = \"{}\", conjecture = \"{}\"",
                    s(6),
                    s(11),
                    s(12)
                );
                format!("[[clean]]\npart = {{ {part} }}\n")
            }
            6 => format!("[[clean]]\nsplit = {{ before = \"{}\" }}\n", s(3)),
            _ => format!("[[clean]]\njoin = {{ from = {{ starts = \"- item\" }}, to = \"Last {}\" }}\n", s(8)),
        })
        .collect::<Vec<_>>()
        .concat();
    let rights = match how {
        How::Unsaid => "",
        How::Rights => "rights = { statement = \"theirs\", publish = \"withheld\" }\n",
        How::Excerpt => "rights = { publish = \"excerpt\" }\n",
        How::Draft => "draft = true\nrights = { publish = \"full\" }\n",
        How::Edition | How::Shown => "rights = { publish = \"full\" }\n",
    };
    // What the editor says of a source stays, but of a draft.
    let said = if matches!(how, How::Draft | How::Shown) { (s(13), s(14)) } else { ("title", "note") };
    let page = format!(
        "+++\nraw = \"seeds/secret.txt\"\ntitle = \"{}\"\nsubtitle = \"{}\"\n{rights}{recipe}+++\nA {} on the fox.\n",
        said.0,
        s(15),
        said.1
    );
    let mut case = Case::default()
        .file("casebook.toml", "title = \"T\"\n[editions.public]\nsources = { secret = \"withheld\" }\n")
        .file("seeds/secret.txt", raw)
        .file("content/sources/secret.md", page)
        .file("seeds/b.txt", "The fox.\n")
        .file(
            "content/glossary/fox.md",
            "+++\ntitle = \"Fox\"\nsee_also = [\"fox\"]\n+++\nSee [[secret|that]] source.\n",
        )
        .file(
            "content/essays/e.md",
            "+++\ntitle = \"E\"\n+++\nThe [[secret]] and [it](../sources/secret.md) and the [[b]].\n",
        );
    if how == How::Edition {
        case = case.edition("public");
    }
    case
}
