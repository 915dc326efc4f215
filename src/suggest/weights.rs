//! What each feature of a line weighs.

use super::Seen;
use super::features::Feature;

/// The weights of all features, and of being followed by a line of the same kind.
#[derive(Debug, Clone)]
pub struct Weights {
    /// By [`Feature::ALL`]; above 0 where a feature speaks for keeping.
    pub each: Vec<f32>,
    /// How much a line speaks for the same of the next.
    pub follow: f32,
}

impl Weights {
    /// What a feature weighs.
    pub fn of(&self, feature: Feature) -> f32 {
        self.each.get(feature as usize).copied().unwrap_or_default()
    }

    /// What the features of each line add up to: above 0 they speak for keeping it.
    pub fn scores(&self, seen: &[Seen]) -> Vec<f32> {
        let score = |features: &[(Feature, f32)]| features.iter().map(|(feature, value)| self.of(*feature) * value).sum();
        seen.iter().map(|(_, features)| score(features)).collect()
    }

    /// Those that were learnt.
    pub fn learnt() -> Self {
        let mut each = vec![0.0; Feature::ALL.len()];
        for (feature, weight) in LEARNT {
            each[*feature as usize] = *weight;
        }
        Self { each, follow: FOLLOW }
    }
}

/// How much a line speaks for the same of the next.
const FOLLOW: f32 = 2.2;

/// As `cargo bench --bench intake -- FOLDER --train` prints them.
const LEARNT: &[(Feature, f32)] = &[
    (Feature::Bias, 0.04),
    (Feature::Size10, -0.95),
    (Feature::Size25, -0.38),
    (Feature::Size50, -0.01),
    (Feature::Size100, -0.06),
    (Feature::Size200, 0.24),
    (Feature::SizeMore, 1.19),
    (Feature::Ends, 0.44),
    (Feature::EndsColon, 0.52),
    (Feature::EndsOpen, 0.18),
    (Feature::ShortEnds, -0.13),
    (Feature::StopsOne, 0.23),
    (Feature::StopsMore, 0.97),
    (Feature::Commas, 0.57),
    (Feature::StartsLower, 0.57),
    (Feature::StartsDigit, 0.27),
    (Feature::StartsMark, 0.09),
    (Feature::StartsQuote, 0.12),
    (Feature::Capitals, 0.69),
    (Feature::TitleCase, -0.65),
    (Feature::SmallWords, -0.14),
    (Feature::Digits, 0.36),
    (Feature::Bars, -0.16),
    (Feature::Signs, -0.16),
    (Feature::SaysShare, -0.39),
    (Feature::SaysNewsletter, -0.29),
    (Feature::SaysRelated, -0.40),
    (Feature::SaysPromotion, -0.95),
    (Feature::SaysFooter, -0.42),
    (Feature::SaysNavigation, -0.35),
    (Feature::SaysMeta, -0.15),
    (Feature::SaysComments, -0.20),
    (Feature::SaysCaption, -0.04),
    (Feature::SaysError, -0.05),
    (Feature::SaysBiography, 0.04),
    (Feature::LongAndSays, -0.21),
    (Feature::Date, -0.06),
    (Feature::Byline, -0.25),
    (Feature::SameElsewhere, -0.14),
    (Feature::InsideElsewhere, -0.05),
    (Feature::FirstTenth, 0.08),
    (Feature::LastTenth, -0.14),
    (Feature::LastThird, -0.05),
    (Feature::InCore, -0.27),
    (Feature::NearBefore, -0.37),
    (Feature::FarBefore, -0.30),
    (Feature::NearBehind, -0.26),
    (Feature::FarBehind, -0.34),
    (Feature::ProseBefore, -0.11),
    (Feature::ProseBehind, -0.43),
    (Feature::ShortBefore, 0.64),
    (Feature::ShortBehind, 0.27),
    (Feature::BetweenProse, -0.48),
    (Feature::InShortRun, -0.19),
    (Feature::InLongShortRun, -0.32),
    (Feature::DenseAround, -0.01),
    (Feature::SparseAround, -0.17),
    (Feature::BehindOne, 0.07),
    (Feature::BehindSome, 0.04),
    (Feature::BehindMany, -0.30),
    (Feature::BehindComments, -0.15),
    (Feature::FurnitureNear, 0.13),
    (Feature::FurnitureAround, 0.15),
    (Feature::CommentsAround, -0.51),
    (Feature::DateNear, -0.19),
    (Feature::BylineNear, 0.21),
    (Feature::ProseAlone, -0.72),
    (Feature::Teaser, 0.00),
    (Feature::LongBehindComments, -0.43),
];
