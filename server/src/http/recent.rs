//! What was seen within the last minute, so much of it at most. Nobody's coming costs more than anybody else's: what is
//! over is looked for once a second, however many come.

use std::collections::HashMap;
use std::hash::Hash;

/// For so long, in milliseconds, is kept what nobody touches.
const KEPT_MS: i64 = 60_000;

/// How often what is over is looked for, in milliseconds, where there is no room: a look goes through all there is.
const LOOK_MS: u64 = 1_000;

/// By key, with the moment at which each was last touched.
pub struct Recent<K, V> {
    of: HashMap<K, (V, i64)>,
    most: usize,
    looked_ms: i64,
}

impl<K: Eq + Hash, V> Recent<K, V> {
    /// Nothing yet, and never more than so much.
    pub fn of_at_most(most: usize) -> Self {
        Self { of: HashMap::new(), most, looked_ms: i64::MIN }
    }

    /// What was kept of it within the last minute.
    pub fn get(&self, key: &K, now_ms: i64) -> Option<&V> {
        self.of.get(key).filter(|(_, at_ms)| now_ms.saturating_sub(*at_ms) < KEPT_MS).map(|(value, _)| value)
    }

    /// Keeps it in place of what was kept before, if there is room.
    pub fn keep(&mut self, key: K, value: V, now_ms: i64) {
        if self.has_room(&key, now_ms) {
            self.of.insert(key, (value, now_ms));
        }
    }

    /// What is kept of it, to be changed, however old; `new` where nothing is. None where there is no room.
    pub fn touch(&mut self, key: K, now_ms: i64, new: impl FnOnce() -> V) -> Option<&mut V> {
        if !self.has_room(&key, now_ms) {
            return None;
        }
        let (value, at_ms) = self.of.entry(key).or_insert_with(|| (new(), now_ms));
        *at_ms = now_ms;
        Some(value)
    }

    fn has_room(&mut self, key: &K, now_ms: i64) -> bool {
        if self.of.len() < self.most || self.of.contains_key(key) {
            return true;
        }
        // A clock that was set back keeps nobody out until it is where it was.
        if now_ms.abs_diff(self.looked_ms) >= LOOK_MS {
            self.looked_ms = now_ms;
            self.of.retain(|_, (_, at_ms)| now_ms.saturating_sub(*at_ms) < KEPT_MS);
        }
        self.of.len() < self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_never_more_than_that_and_a_look_once_a_second() {
        let mut recent = Recent::of_at_most(3);
        for n in 0..3 {
            recent.keep(n, n, 0);
        }
        // Full: who is there goes on, who is new is not kept.
        recent.keep(2, 20, 30_000);
        recent.keep(3, 3, 59_500);
        assert_eq!(recent.touch(4, 59_500, || 4), None);
        assert_eq!((recent.get(&2, 59_500), recent.get(&3, 59_500), recent.of.len()), (Some(&20), None, 3));
        // By now two are over, but the last look is not a second ago.
        assert_eq!(recent.touch(3, 60_499, || 3), None);
        assert_eq!(recent.touch(3, 60_500, || 3), Some(&mut 3));
        assert_eq!(recent.of.len(), 2);
    }

    #[test]
    fn what_nobody_touched_for_a_minute_is_told_of_no_more() {
        let mut recent = Recent::of_at_most(3);
        recent.keep(1, 1, 0);
        assert_eq!((recent.get(&1, 59_999), recent.get(&1, 60_000)), (Some(&1), None));
        *recent.touch(1, 70_000, || 9).unwrap() += 1;
        assert_eq!(recent.get(&1, 129_999), Some(&2));
        // A clock that goes back forgets nothing.
        assert_eq!(recent.get(&1, 10), Some(&2));
    }
}
