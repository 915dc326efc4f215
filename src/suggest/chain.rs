//! Which lines are the text, and how sure that is: a chain of lines, each of which is kept or cut.
//!
//! In: what speaks for each line. Out: for each the probability that it is to be kept. Start at [`Chain::new`]. What the
//! features of a line speak for, and how likely lines of one kind follow each other, is added up; the chain is then weighed
//! as a whole, from both ends, so that a short line between paragraphs is judged with them and one among links with those.

/// A chain as weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// The probability, from 0 to 1, that each line is to be kept.
    pub kept: Vec<f32>,
    /// The probability that a line and the one behind it are of one kind.
    pub same: Vec<f32>,
}

/// What is known of a place from either side, as odds in logarithm.
#[derive(Debug, Clone, Copy, Default)]
struct Both {
    before: f32,
    behind: f32,
}

impl Chain {
    /// Weighs a chain in which `scores` speak for keeping each line (above 0) or cutting it, and `follow` for a line being of
    /// the kind of the one before.
    pub fn new(scores: &[f32], follow: f32) -> Self {
        // There are two kinds, so odds say all. Behind a line with odds of `odds`, the next has these.
        let step = |odds: f32| {
            let (x, same) = (odds.clamp(-30.0, 30.0).exp(), follow.exp());
            ((x * same + 1.0) / (x + same)).ln()
        };
        let mut sides = vec![Both::default(); scores.len()];
        for at in 1..scores.len() {
            sides[at].before = step(sides[at - 1].before + scores[at - 1]);
        }
        for at in (1..scores.len()).rev() {
            sides[at - 1].behind = step(sides[at].behind + scores[at]);
        }
        let kept = scores.iter().zip(&sides).map(|(score, both)| logistic(both.before + score + both.behind)).collect();
        let same = (1..scores.len()).map(|at| {
            let first = sides[at - 1].before + scores[at - 1];
            let second = sides[at].behind + scores[at];
            // Both kept or both cut, against one of each.
            let (a, b) = (logistic(first), logistic(second));
            let alike = (a * b + (1.0 - a) * (1.0 - b)) * follow.exp();
            alike / (alike + a * (1.0 - b) + (1.0 - a) * b)
        });
        Self { kept, same: same.collect() }
    }
}

fn logistic(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds.clamp(-30.0, 30.0)).exp())
}

#[cfg(test)]
mod tests {
    use super::Chain;

    #[test]
    fn neighbours_decide_where_a_line_does_not() {
        let kept = Chain::new(&[3.0, 0.0, 3.0, -3.0, 0.0, -3.0], 1.5).kept;
        assert!(kept[1] > 0.8 && kept[4] < 0.2, "{kept:?}");
        let alone = Chain::new(&[3.0, 0.0, -3.0], 0.0).kept;
        assert!((alone[1] - 0.5).abs() < 1e-6, "{alone:?}");
    }

    #[test]
    fn whatever_is_added_up_gives_probabilities() {
        for scores in [&[1e9, -1e9, 0.0][..], &[], &[0.5]] {
            let chain = Chain::new(scores, 40.0);
            assert!(chain.kept.iter().chain(&chain.same).all(|share| (0.0..=1.0).contains(share)), "{chain:?}");
        }
    }
}
