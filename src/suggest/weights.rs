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
        let score =
            |features: &[(Feature, f32)]| features.iter().map(|(feature, value)| self.of(*feature) * value).sum();
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
const FOLLOW: f32 = 2.64;

/// As `cargo bench --bench intake -- FOLDER --train` prints them.
const LEARNT: &[(Feature, f32)] = &[
    (Feature::Bias, -0.08),
    (Feature::Size10, -1.51),
    (Feature::Size25, -0.75),
    (Feature::Size50, -0.28),
    (Feature::Size100, 0.16),
    (Feature::Size200, 0.61),
    (Feature::SizeMore, 1.69),
    (Feature::Ends, 0.75),
    (Feature::EndsColon, 0.69),
    (Feature::EndsOpen, 0.08),
    (Feature::ShortEnds, -0.06),
    (Feature::StopsOne, 0.32),
    (Feature::StopsMore, 1.13),
    (Feature::Commas, 0.50),
    (Feature::StartsLower, 0.65),
    (Feature::StartsDigit, 0.06),
    (Feature::StartsMark, 0.26),
    (Feature::StartsQuote, 0.24),
    (Feature::Capitals, 0.77),
    (Feature::TitleCase, -0.46),
    (Feature::SmallWords, -0.01),
    (Feature::Digits, 0.51),
    (Feature::Bars, -0.49),
    (Feature::Signs, -0.39),
    (Feature::SaysShare, -1.33),
    (Feature::SaysNewsletter, -0.88),
    (Feature::SaysRelated, -0.73),
    (Feature::SaysPromotion, -0.90),
    (Feature::SaysFooter, -1.29),
    (Feature::SaysNavigation, -0.88),
    (Feature::SaysMeta, -0.74),
    (Feature::SaysComments, -0.64),
    (Feature::SaysCaption, 0.25),
    (Feature::SaysError, -0.26),
    (Feature::SaysBiography, 0.38),
    (Feature::LongAndSays, -0.24),
    (Feature::Date, 0.11),
    (Feature::Byline, -0.91),
    (Feature::SameElsewhere, -0.23),
    (Feature::InsideElsewhere, -0.57),
    (Feature::FirstTenth, 0.07),
    (Feature::LastTenth, -0.12),
    (Feature::LastThird, -0.13),
    (Feature::InCore, -0.47),
    (Feature::NearBefore, -0.51),
    (Feature::FarBefore, -0.56),
    (Feature::NearBehind, -0.64),
    (Feature::FarBehind, -0.42),
    (Feature::ProseBefore, 0.06),
    (Feature::ProseBehind, -0.62),
    (Feature::ShortBefore, 1.30),
    (Feature::ShortBehind, 0.41),
    (Feature::BetweenProse, -0.23),
    (Feature::InShortRun, -0.09),
    (Feature::InLongShortRun, -0.20),
    (Feature::DenseAround, -0.29),
    (Feature::SparseAround, -0.28),
    (Feature::BehindOne, -0.12),
    (Feature::BehindSome, -0.19),
    (Feature::BehindMany, -0.40),
    (Feature::BehindComments, -0.00),
    (Feature::FurnitureNear, 0.31),
    (Feature::FurnitureAround, 0.27),
    (Feature::CommentsAround, -0.60),
    (Feature::DateNear, -0.38),
    (Feature::BylineNear, 0.44),
    (Feature::ProseAlone, -1.30),
    (Feature::Teaser, -0.10),
    (Feature::LongBehindComments, -0.85),
];
