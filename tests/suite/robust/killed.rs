//! Builds that are killed, at moments spread over all that they do.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::{Duration, Instant};

use casebook::verify::verify;

use super::{dossier, turn_to, versions};
use crate::cli::{Dossier, command};
use crate::support::{Tree, read_tree};

/// How many builds are killed.
const KILLS: u32 = 200;

/// Builds, and kills the build after a time; whether it was still at work.
fn killed_after(dossier: &Dossier, time: Duration) -> bool {
    let mut build = command(&dossier.root(), &["build"]).stdout(std::process::Stdio::null()).spawn().expect("it runs");
    sleep(time);
    let was_at_work = build.try_wait().expect("it can be asked").is_none();
    build.kill().expect("it can be killed");
    build.wait().expect("it ends");
    was_at_work
}

fn is_whole(dossier: &Dossier) -> bool {
    verify(&dossier.path("public")).is_ok_and(|report| report.faults.is_empty())
}

#[test]
fn a_folder_is_the_old_or_the_new_one_whenever_a_build_is_killed() {
    let dossier = dossier();
    let versions: [Tree; 2] = versions(&dossier);
    // How long a build takes here and now; nothing is asserted of it.
    let time = |version: usize| {
        turn_to(&dossier, version);
        let start = Instant::now();
        dossier.runs(&["build"]);
        start.elapsed()
    };
    let mut usual = time(0).min(time(1)).min(time(0));
    let (mut killed, mut seen) = (0, BTreeSet::new());
    let mut stands = 0;
    for number in 0..KILLS {
        let wanted = 1 - stands;
        turn_to(&dossier, wanted);
        // Every moment once, in no order; most of them in the last part, where the folder is written.
        let moment = f64::from(number * 77 % KILLS) / f64::from(KILLS);
        let start = Instant::now();
        let was_killed = killed_after(&dossier, usual.mul_f64(1.02 * moment.sqrt()));
        if was_killed {
            killed += 1;
        } else {
            usual = (usual + start.elapsed()) / 2;
        }
        let site = read_tree(&dossier.path("public"));
        let found = versions.iter().position(|version| *version == site);
        let Some(found) = found else {
            let names = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
            panic!("build {number} left neither the old nor the new folder: {:#?}", names(&site));
        };
        assert!(is_whole(&dossier), "build {number}: the folder does not fit its manifest");
        seen.insert(found == wanted);
        // The machine has more to do than when the time was taken, and the folder would never be reached.
        if was_killed && moment > 0.9 && found != wanted {
            usual = usual.mul_f64(1.1);
        }
        stands = found;
    }
    assert!(killed > KILLS / 4, "only {killed} builds were still at work when they were killed");
    assert_eq!(seen.len(), 2, "all of them ended before the folder changed, or all behind it");
    // The next build tidies up.
    turn_to(&dossier, 1 - stands);
    dossier.runs(&["build"]);
    assert!(dossier.site() == versions[1 - stands]);
    assert!(!dossier.path(".public.casebook").exists());
}

#[test]
fn a_first_build_that_is_killed_leaves_a_whole_folder_or_none() {
    let dossier = dossier();
    let versions = versions(&dossier);
    let start = Instant::now();
    dossier.runs(&["build"]);
    let usual = start.elapsed();
    for number in 1..=12 {
        std::fs::remove_dir_all(dossier.path("public"))
            .or_else(|error| match error.kind() {
                std::io::ErrorKind::NotFound => Ok(()),
                _ => Err(error),
            })
            .expect("it can be removed");
        killed_after(&dossier, usual.mul_f64(f64::from(number) / 12.0));
        if dossier.path("public").exists() {
            assert!(read_tree(&dossier.path("public")) == versions[1], "build {number}");
        }
    }
}
