//! The machine's own clock and randomness, for the shells that run the books. The core proper never asks for
//! either: it is given [`Clock`] and [`Ids`].

use std::time::{SystemTime, UNIX_EPOCH};

use crate::clock::Clock;
use crate::id::Ids;

/// The machine's wall clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
    fn now_ms(&self) -> i64 {
        let age = SystemTime::now().duration_since(UNIX_EPOCH);
        age.ok().and_then(|age| i64::try_from(age.as_millis()).ok()).unwrap_or(0)
    }
}

/// The machine's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn random(&self) -> [u8; 10] {
        random()
    }
}

/// Random bytes of the operating system.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("every system that SmartKhata runs on gives random bytes");
    bytes
}
