//! Learns what features weigh, from pages of which it is known what to keep.
//!
//! The weights make the judgement of all pages together as likely as they can (maximum likelihood of the chain), with a
//! price on large ones. Long lines count more than short ones, since characters are measured. There is no chance in it.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_wrap, reason = "counts of lines and characters")]

use casebook::suggest::{Chain, Feature, Weights};

use super::Page;

/// How often the weights are mended.
const ROUNDS: usize = 600;
/// What large weights cost, chosen by cross-validation.
const PRICE: f32 = 5.0;

/// The weights that fit `pages`.
pub(super) fn train(pages: &[&Page]) -> Weights {
    let mut weights = Weights { each: vec![0.0; Feature::ALL.len()], follow: 1.0 };
    let many = Feature::ALL.len() + 1;
    let (mut mean, mut square) = (vec![0.0_f32; many], vec![0.0_f32; many]);
    let lines: usize = pages.iter().map(|page| page.keep.len()).sum();
    for round in 1..=ROUNDS {
        let mut slope = vec![0.0_f32; many];
        for page in pages {
            // A page of thousands of lines says no more of pages than another.
            let share = lines as f32 / (pages.len() * page.keep.len().max(1)) as f32;
            let chain = Chain::new(&weights.scores(&page.seen), weights.follow);
            for (at, (_, features)) in page.seen.iter().enumerate().filter(|(at, _)| page.counts[*at]) {
                let size = page.lines[at].chars().count() as f32;
                let error = (f32::from(u8::from(page.keep[at])) - chain.kept[at])
                    * (size / 60.0).sqrt().clamp(0.5, 3.0)
                    * share;
                for (feature, value) in features {
                    slope[*feature as usize] += error * value;
                }
            }
            for (at, same) in chain.same.iter().enumerate() {
                slope[many - 1] += (f32::from(u8::from(page.keep[at] == page.keep[at + 1])) - same) * share;
            }
        }
        for at in 0..many {
            let weight = if at + 1 < many { &mut weights.each[at] } else { &mut weights.follow };
            let slope = (slope[at] - PRICE * *weight) / lines as f32;
            mean[at] = 0.9 * mean[at] + 0.1 * slope;
            square[at] = 0.99 * square[at] + 0.01 * slope * slope;
            let (m, s) =
                (mean[at] / (1.0 - 0.9_f32.powi(round as i32)), square[at] / (1.0 - 0.99_f32.powi(round as i32)));
            *weight += 0.05 * m / (s.sqrt() + 1e-8);
        }
    }
    for weight in weights.each.iter_mut().chain([&mut weights.follow]) {
        *weight = (*weight * 100.0).round() / 100.0;
    }
    weights
}

/// Prints the table of `src/suggest/weights.rs`.
pub(super) fn print(weights: &Weights) {
    println!("const FOLLOW: f32 = {:?};", weights.follow);
    for feature in Feature::ALL {
        println!("    (Feature::{}, {:?}),", feature.name(), weights.of(*feature));
    }
}
