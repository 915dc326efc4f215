//! Numbers that look random and are the same in every run, on every machine.

/// A sequence of numbers (SplitMix64).
#[derive(Debug)]
pub(crate) struct Numbers(u64);

impl Numbers {
    /// The sequence for the `number`th of the things of a `kind`.
    pub(crate) fn new(kind: u64, number: usize) -> Self {
        let mut numbers = Self((kind << 48) ^ number as u64);
        // Neighbouring seeds are far apart after one step.
        numbers.0 = numbers.next();
        numbers
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number less than `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        // The upper half of the product; it is less than `limit`.
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    /// True once in `many` times.
    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

/// Things of which the first are the most frequent, as words are in any language: that of rank *r* (from 0) has the weight
/// 1 / (*r* + 3).
#[derive(Debug)]
pub(super) struct Frequencies {
    /// The weights up to each rank, in units so small that whole numbers do; those of floating point may differ from machine
    /// to machine.
    sums: Vec<usize>,
}

impl Frequencies {
    /// Of so many things, at least one.
    pub(super) fn new(count: usize) -> Self {
        let weights = (0..count).map(|rank| 1_000_000_000 / (rank + 3));
        let sums = weights.scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { sums: sums.collect() }
    }

    /// The rank of a thing.
    pub(super) fn draw(&self, numbers: &mut Numbers) -> usize {
        let all = *self.sums.last().expect("there is at least one thing");
        let drawn = numbers.below(all);
        self.sums.partition_point(|sum| *sum <= drawn)
    }
}
