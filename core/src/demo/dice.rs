//! Chance that follows from a seed, in whole numbers.

use crate::id::SeededIds;

/// Chance.
pub struct Dice(SeededIds);

impl Dice {
    /// Everything follows from the seed.
    pub fn new(seed: u64) -> Self {
        Self(SeededIds::new(seed))
    }

    /// A number from 0 to below `end`; 0 when there is no such number.
    pub fn below(&self, end: u64) -> u64 {
        self.0.next_u64().checked_rem(end).unwrap_or(0)
    }

    /// A number of a range, both ends in it.
    pub fn between(&self, first: i64, last: i64) -> i64 {
        let width = last.saturating_sub(first).saturating_add(1);
        first.saturating_add(i64::try_from(self.below(u64::try_from(width).unwrap_or(1))).unwrap_or(0))
    }

    /// True so many times out of a thousand.
    pub fn chance(&self, of_thousand: u64) -> bool {
        self.below(1000) < of_thousand
    }

    /// One of the list.
    pub fn pick<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.index(of.len()))
    }

    /// A place in a list of that length.
    pub fn index(&self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap_or(u64::MAX))).unwrap_or(0)
    }

    /// A place in a list of that length, the first ones much more often: a shop's regulars.
    pub fn regular(&self, length: usize) -> usize {
        self.index(length).min(self.index(length)).min(self.index(length))
    }
}

/// Places drawn by weight.
#[derive(Default)]
pub struct Weighted(Vec<u64>);

impl Weighted {
    /// Places with these weights.
    pub fn new(weights: impl Iterator<Item = u64>) -> Self {
        let sums = weights.scan(0_u64, |sum, weight| {
            *sum = sum.saturating_add(weight);
            Some(*sum)
        });
        Self(sums.collect())
    }

    /// One place.
    pub fn draw(&self, dice: &Dice) -> usize {
        let drawn = dice.below(self.0.last().copied().unwrap_or(0));
        self.0.partition_point(|sum| *sum <= drawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_weights() {
        let (dice, weighted) = (Dice::new(1), Weighted::new([1, 0, 3].into_iter()));
        let mut seen = [0_u32; 3];
        (0..4000).for_each(|_| seen[weighted.draw(&dice)] += 1);
        assert_eq!(seen[1], 0);
        assert!((900..1100).contains(&seen[0]), "{seen:?}");
    }

    #[test]
    fn nothing_to_draw_from_is_no_panic() {
        let dice = Dice::new(1);
        assert_eq!((dice.below(0), dice.pick::<u8>(&[]), Weighted::default().draw(&dice)), (0, None, 0));
    }
}
