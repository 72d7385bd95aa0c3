//! Counts what a version did, from one look at its counters to the next.
//!
//! Not `rate()` or `increase()`: those miss what a series counted before its first sample, which is where the first
//! errors of a new version are. Here a series that was not there before counts from zero, and one that fell was
//! started anew.

use std::collections::{BTreeMap, BTreeSet};

/// Counters of all tasks of a version at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// Requests, by task and by status.
    pub requests: BTreeMap<(String, String), u64>,
    /// Requests that took at most so many microseconds, by task and by that upper end; without an end there is `MAX`.
    pub durations: BTreeMap<(String, u64), u64>,
    /// Tasks that answered when they were last asked for figures.
    pub up: BTreeSet<String>,
}

/// What a version did since a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    by_status: BTreeMap<String, u64>,
    by_duration: BTreeMap<u64, u64>,
}

/// Counts on from a first sample.
#[derive(Debug, Default)]
pub struct Tally {
    last: Sample,
    counted: Figures,
    /// Every task that was heard.
    heard: BTreeSet<String>,
    /// How many at one time, at most.
    most: usize,
    /// Tasks that began anew at their place.
    again: u64,
}

impl Tally {
    /// From this moment.
    pub fn from(first: Sample) -> Self {
        let (heard, most) = (first.up.clone(), first.up.len());
        Self { last: first, heard, most, ..Self::default() }
    }

    /// Adds what happened since the sample before. What a task said last is kept when it is not heard: it goes on from
    /// there.
    pub fn add(&mut self, sample: Sample) {
        let mut fell = BTreeSet::new();
        self.most = self.most.max(sample.up.len());
        self.heard.extend(sample.up);
        for ((task, status), now) in sample.requests {
            let before = self.last.requests.insert((task.clone(), status.clone()), now);
            let came = came(before, now);
            if before > Some(now) {
                fell.insert(task);
            }
            let counted = self.counted.by_status.entry(status).or_default();
            *counted = counted.saturating_add(came);
        }
        for ((task, end), now) in sample.durations {
            let came = came(self.last.durations.insert((task, end), now), now);
            let counted = self.counted.by_duration.entry(end).or_default();
            *counted = counted.saturating_add(came);
        }
        self.again = self.again.saturating_add(count(fell.len()));
    }

    /// Tasks that ended and were begun anew: a counter fell, or more have been heard than there ever were at one time.
    pub fn restarts(&self) -> u64 {
        self.again.saturating_add(count(self.heard.len().saturating_sub(self.most)))
    }

    /// How many tasks there were at one time, at most.
    pub fn most(&self) -> usize {
        self.most
    }

    /// All of it.
    pub fn figures(&self) -> &Figures {
        &self.counted
    }
}

fn count(tasks: usize) -> u64 {
    u64::try_from(tasks).unwrap_or(u64::MAX)
}

/// How far a counter came.
fn came(before: Option<u64>, now: u64) -> u64 {
    match before {
        Some(before) if now >= before => now - before,
        _ => now,
    }
}

impl Figures {
    /// Answered requests.
    pub fn requests(&self) -> u64 {
        self.by_status.values().sum()
    }

    /// Those that the server failed: a status of 500 and above.
    pub fn errors(&self) -> u64 {
        self.by_status.iter().filter(|(status, _)| status.starts_with('5')).map(|(_, count)| count).sum()
    }

    /// Those whose duration was measured.
    pub fn timed(&self) -> u64 {
        self.by_duration.get(&u64::MAX).copied().unwrap_or_default()
    }

    /// Those that took so many milliseconds or longer. Within a class of durations they are taken to lie evenly.
    pub fn slower_than(&self, ms: u32) -> u64 {
        let limit = u64::from(ms) * 1_000;
        let all = self.timed();
        let below = self.by_duration.range(..=limit).next_back().map_or((0, 0), |(end, count)| (*end, *count));
        let above = self.by_duration.range(limit..).next().map_or((u64::MAX, all), |(end, count)| (*end, *count));
        let within = above.1.saturating_sub(below.1);
        // What has no upper end is slow; a limit that is an end itself is exact.
        let quick = match above.0 {
            u64::MAX => 0,
            end if end <= below.0 => within,
            end => {
                let part = u128::from(within) * u128::from(limit - below.0) / u128::from(end - below.0);
                u64::try_from(part).unwrap_or(within)
            }
        };
        all.saturating_sub(below.1.saturating_add(quick))
    }

    /// Figures for a test: so many requests, of which some failed, and some took `ms` or longer.
    #[cfg(test)]
    pub fn of(requests: u64, errors: u64, slow: u64, ms: u64) -> Self {
        Self {
            by_status: [("200".to_owned(), requests - errors), ("500".to_owned(), errors)].into(),
            by_duration: [(ms * 1_000, requests - slow), (u64::MAX, requests)].into(),
        }
    }

    /// The same with so many more that went well and were not timed.
    #[cfg(test)]
    pub fn and_untimed(mut self, requests: u64) -> Self {
        *self.by_status.entry("200".to_owned()).or_default() += requests;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(requests: &[(&str, &str, u64)], durations: &[(&str, u64, u64)]) -> Sample {
        Sample {
            requests: requests.iter().map(|(task, status, n)| ((task.to_string(), status.to_string()), *n)).collect(),
            durations: durations.iter().map(|(task, end, n)| ((task.to_string(), *end), *n)).collect(),
            up: BTreeSet::new(),
        }
    }

    fn up(tasks: &[&str]) -> Sample {
        Sample { up: tasks.iter().map(ToString::to_string).collect(), ..Sample::default() }
    }

    #[test]
    fn a_task_that_begins_anew_is_noticed_at_its_place_and_at_another() {
        let mut tally = Tally::from(sample(&[("a", "200", 100), ("a", "500", 3)], &[]));
        tally.add(sample(&[("a", "200", 101), ("b", "200", 5)], &[]));
        assert_eq!(tally.restarts(), 0);
        tally.add(sample(&[("a", "200", 7), ("a", "500", 0), ("b", "200", 9)], &[]));
        assert_eq!(tally.restarts(), 1, "one task, however many of its counters fell");

        // On Fargate the next task has another address.
        let mut tally = Tally::from(up(&["a"]));
        tally.add(up(&["a", "b", "c"]));
        assert_eq!((tally.restarts(), tally.most()), (0, 3), "they are heard one after the other at first");
        tally.add(up(&["a", "b"]));
        assert_eq!(tally.restarts(), 0, "one is missing");
        tally.add(up(&["a", "b", "d"]));
        assert_eq!((tally.restarts(), tally.most()), (1, 3));
    }

    #[test]
    fn the_first_error_of_a_series_counts() {
        let mut tally = Tally::from(sample(&[("a", "200", 100)], &[]));
        tally.add(sample(&[("a", "200", 150), ("a", "500", 3)], &[]));
        assert_eq!((tally.figures().requests(), tally.figures().errors()), (53, 3));
    }

    #[test]
    fn tasks_that_start_anew_or_are_not_heard_for_a_while_lose_nothing() {
        let mut tally = Tally::from(sample(&[("a", "200", 100), ("b", "200", 10)], &[]));
        tally.add(sample(&[("a", "200", 7)], &[]));
        assert_eq!(tally.figures().requests(), 7, "counted from zero again");
        tally.add(sample(&[("a", "200", 8), ("b", "200", 30)], &[]));
        assert_eq!(tally.figures().requests(), 28, "b went on from ten");
        tally.add(sample(&[("c", "503", 2)], &[]));
        assert_eq!((tally.figures().requests(), tally.figures().errors()), (30, 2));
    }

    #[test]
    fn slow_requests_are_those_above_the_limit() {
        let mut tally = Tally::default();
        let ends = [("a", 100_000, 90), ("a", 200_000, 95), ("a", 300_000, 99), ("a", u64::MAX, 100)];
        tally.add(sample(&[], &ends));
        for (ms, slow) in [(100, 10), (200, 5), (300, 1), (150, 8), (250, 3), (400, 1), (50, 55)] {
            assert_eq!(tally.figures().slower_than(ms), slow, "{ms} ms");
        }
        assert_eq!(Figures::default().slower_than(200), 0);
    }
}
