//! How a release goes: its steps, its times, and what each step must hold.

use serde::Deserialize;

use crate::judge::Limits;
use crate::settings::span;

/// How a release goes.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    /// Percent of the traffic at each step; the last is 100.
    pub stages: Vec<u8>,
    /// How long each step is watched at least, in milliseconds.
    #[serde(deserialize_with = "span")]
    pub watch: u64,
    /// How much longer a step waits for its least number of requests.
    #[serde(deserialize_with = "span")]
    pub hold: u64,
    /// Between two looks at the figures.
    #[serde(deserialize_with = "span")]
    pub poll: u64,
    /// So long nothing may be heard of the new version.
    #[serde(deserialize_with = "span")]
    pub silence: u64,
    /// So long the new version may take to start.
    #[serde(deserialize_with = "span")]
    pub start: u64,
    /// What is under way when traffic turns away gets so long to end.
    #[serde(deserialize_with = "span")]
    pub drain: u64,
    /// So long the old version stays ready.
    #[serde(deserialize_with = "span")]
    pub keep: u64,
    /// A run that was away for longer does not go on: nobody watched meanwhile.
    #[serde(deserialize_with = "span")]
    pub resume: u64,
    /// What each step must hold.
    pub limits: Limits,
    /// What the whole must hold in the end, measured while the old version was kept.
    pub verify: Limits,
    /// Connections to the database, in percent of those that there may be, must stay below.
    pub connections: u64,
}

impl Default for Plan {
    fn default() -> Self {
        const MINUTE: u64 = 60_000;
        Self {
            stages: vec![10, 50, 100],
            watch: 5 * MINUTE,
            hold: 15 * MINUTE,
            poll: 15_000,
            silence: 2 * MINUTE,
            start: 10 * MINUTE,
            drain: 30_000,
            keep: 60 * MINUTE,
            resume: 15 * MINUTE,
            // The rule of three: n requests without an error show, at 95 %, an error rate below 3/n. So 0.1 % needs
            // 3,000 requests and 0.05 % needs 6,000; fewer prove nothing, however clean they are.
            limits: Limits { minimum: 3_000, errors_ppm: 1_000, slow_ms: 200 },
            verify: Limits { minimum: 6_000, errors_ppm: 500, slow_ms: 200 },
            connections: 80,
        }
    }
}

impl Plan {
    /// The percentage of a stage.
    pub fn share(&self, number: usize) -> u8 {
        self.stages.get(number).copied().unwrap_or(100)
    }
}
