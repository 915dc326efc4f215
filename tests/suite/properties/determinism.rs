//! The same input gives the same bytes, whatever the order of the files and the number of threads.

use casebook::diag::{self, text};
use casebook::lock;
use casebook::model::files::{File, Files};
use casebook::query::{self, Options};
use casebook::render;
use proptest::prelude::*;
use rayon::prelude::*;

use super::{config, raw};
use crate::support::{Case, Tree, source};

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn neither_order_nor_threads_change_a_byte(
        raws in prop::collection::vec(raw(), 4),
        order in prop::collection::vec(any::<u32>(), 64),
    ) {
        let case = dossier(&raws);
        let mut files: Vec<File> =
            case.inputs().into_iter().map(|(path, bytes)| File { path, contents: bytes.into() }).collect();
        let once = built(Files::new(files.clone()), 1);
        let mut keys = order.into_iter().cycle();
        files.sort_by_cached_key(|_| keys.next());
        let again = built(Files::new(files), 2);
        prop_assert_eq!(&once.1, &again.1, "the findings");
        prop_assert_eq!(&once.2, &again.2, "the lock");
        prop_assert_eq!(once.0.keys().collect::<Vec<_>>(), again.0.keys().collect::<Vec<_>>());
        for (path, bytes) in &once.0 {
            prop_assert!(bytes == &again.0[path], "{} differs", path);
        }
    }
}

/// Every file of the site, the findings and the lock, made with so many threads.
fn built(files: Files, threads: usize) -> (Tree, String, String) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be had");
    pool.install(|| {
        let made = query::site(&files, &Options::default());
        let (site, mut diags) = (made.value.site, made.diags);
        let paths: Vec<&String> = site.pages.keys().collect();
        let tree = paths.into_par_iter().map(|path| (path.clone(), render::render(&site, path).value)).collect();
        diag::sort(&mut diags);
        let report = text::render(&diags, &files, text::Style { color: false });
        (tree, report, lock::render(&made.value.lock))
    })
}

/// A dossier with findings of all kinds, some about the same place.
fn dossier(raws: &[String]) -> Case {
    let mut case = Case::default()
        .file(
            "casebook.toml",
            "title = \"T\"\nmain_terms = [\"tiktok\", \"none\"]\n[editions.e]\nsources = { x = \"full\" }\n",
        )
        .file(
            "content/glossary/tiktok.md",
            "+++\ntitle = \"TikTok\"\naliases = [\"App\"]\nsee_also = [\"none\"]\n+++\nAn app.\n",
        )
        .file(
            "content/glossary/wechat.md",
            "+++\ntitle = \"WeChat\"\naliases = [\"App\", \"抖音\"]\n+++\nAn [[TikTok]].\n",
        )
        .file("content/essays/one.md", "+++\ntitle = \"One\"\n+++\n[[s0]] [[s1]] [[App]] [[none]] TikTok, App.\n")
        .file("content/essays/two.md", "+++\ntitle = \"One\"\n+++\n[[s0]] [[s1]] [[One]] TikTok, App.\n");
    for (number, raw) in raws.iter().enumerate() {
        let front = "[[clean]]\ncut = { starts = \"TikTok\", every = true }\nreason = \"share\"\n";
        case = case
            .file(&format!("seeds/s{number}.txt"), raw.as_str())
            .file(&format!("content/sources/s{number}.md"), source(&format!("s{number}"), front));
    }
    case
}
