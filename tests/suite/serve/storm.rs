//! Edits without pause: in the end the preview shows what a build makes of the last state, byte for byte.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use super::client::Preview;
use crate::cli::Dossier;

/// Random numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % limit
    }
}

/// How much is done.
struct Storm {
    sources: usize,
    edits: usize,
    time: Duration,
}

impl Storm {
    fn rage(&self, seed: u64) {
        let dossier = Dossier::new("== content/index.md\nWeather.\n");
        for source in 0..self.sources {
            put(&dossier, source, "as it was");
        }
        let preview = Preview::of(&dossier, &[]);
        let mut dice = Dice(seed);
        let mut there: BTreeSet<usize> = (0..self.sources).collect();
        for edit in 0..self.edits {
            one(&dossier, &mut dice, &mut there, self.sources, edit);
            std::thread::sleep(self.time.div_f64(self.edits as f64).mul_f64(dice.below(200) as f64 / 100.0));
        }
        dossier.runs(&["build"]);
        let built = dossier.site();
        // The build has written a lock, which is an input.
        let start = Instant::now();
        let differing = || -> Vec<&String> {
            let differs = |path: &&String| {
                let served = preview.get(&format!("/{path}"));
                served.status != 200 || served.plain() != built[*path]
            };
            built.keys().filter(|path| *path != "404.html").filter(differs).collect()
        };
        while !differing().is_empty() {
            assert!(start.elapsed() < super::client::PATIENCE, "{:?} differ", differing());
        }
        // What is gone is gone: the manifest, which was equal, lists everything that the preview has.
        assert!(built.contains_key("data/manifest.json"));
    }
}

/// A source and a page that quotes it, with words of its own.
fn put(dossier: &Dossier, source: usize, words: &str) {
    dossier.write(&format!("seeds/s{source}.txt"), format!("The wind {words} in {source}.\n\nThen calm.\n"));
    page(dossier, source, words);
}

fn page(dossier: &Dossier, source: usize, words: &str) {
    let page = format!(
        "+++\nraw = \"seeds/s{source}.txt\"\ntitle = \"Wind {source}, {words}\"\nrights = {{ publish = \"full\" }}\n+++\nOn {words}.\n"
    );
    dossier.write(&format!("content/sources/s{source}.md"), page);
}

/// One edit: of the words about a source, of a whole source, a new one, one that goes, one that moves, a file in the wrong
/// place, an error that stays until the next edit mends it.
fn one(dossier: &Dossier, dice: &mut Dice, there: &mut BTreeSet<usize>, sources: usize, edit: usize) {
    let chosen = dice.below(sources + sources / 4 + 1);
    let words = format!("edit {edit}");
    let (seed, page_path) = (format!("seeds/s{chosen}.txt"), format!("content/sources/s{chosen}.md"));
    match (dice.below(6), there.contains(&chosen)) {
        (_, false) => {
            put(dossier, chosen, &words);
            there.insert(chosen);
        }
        (0, true) => {
            dossier.remove(&page_path);
            dossier.remove(&seed);
            there.remove(&chosen);
        }
        (1, true) => put(dossier, chosen, &words),
        (2, true) => {
            // By way of another name, as editors do.
            let beside = dossier.path(&format!("content/sources/.s{chosen}.new"));
            fs::write(
                &beside,
                fs::read_to_string(dossier.path(&page_path)).unwrap().replace("On ", &format!("On {edit} ")),
            )
            .unwrap();
            fs::rename(beside, dossier.path(&page_path)).unwrap();
        }
        (3, true) => {
            // Nothing but an error of a moment.
            let before = dossier.read(&page_path);
            dossier.write(&page_path, "no front matter");
            dossier.write(&page_path, before);
        }
        (4, true) => {
            fs::rename(dossier.path("content/sources"), dossier.path("content/.moved")).unwrap();
            fs::rename(dossier.path("content/.moved"), dossier.path("content/sources")).unwrap();
            page(dossier, chosen, &words);
        }
        _ => page(dossier, chosen, &words),
    }
}

#[test]
fn after_a_storm_everything_is_as_built() {
    Storm { sources: 12, edits: 150, time: Duration::from_secs(3) }.rage(1);
}

/// A thousand edits in a minute among a thousand sources; run by name, because it takes that long.
#[test]
#[ignore = "takes minutes"]
fn after_a_great_storm_everything_is_as_built() {
    Storm { sources: 1000, edits: 1000, time: Duration::from_secs(60) }.rage(2);
}
