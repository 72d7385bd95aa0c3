//! Chance that follows from a seed.

use smartkhata_core::id::SeededIds;

/// A stream of random numbers.
pub struct Random(SeededIds);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(SeededIds::new(seed))
    }

    pub fn next(&self) -> u64 {
        self.0.next_u64()
    }

    /// A number below this one.
    pub fn below(&self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }

    /// Whether it happens, so many times of a hundred.
    pub fn chance(&self, of_hundred: usize) -> bool {
        self.below(100) < of_hundred
    }

    /// One of these.
    pub fn pick<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}
