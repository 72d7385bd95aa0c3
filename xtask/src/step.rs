//! A step of a task: announced, timed, and part of the table at the end.

use crate::failure::Result;
use std::time::{Duration, Instant};

/// Runs one step and says how long it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {name}");
    let clock = Stopwatch::start();
    let outcome = work();
    match &outcome {
        Ok(_) => eprintln!("    {name}: done in {}", show(clock.elapsed())),
        Err(_) => eprintln!("    {name}: FAILED after {}", show(clock.elapsed())),
    }
    outcome
}

/// Wall time of a task; nothing of it reaches the books.
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(clippy::disallowed_methods, reason = "a task is timed by the wall clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// `0.4 s`, `12.3 s`, `3 min 05 s`.
pub fn show(time: Duration) -> String {
    let tenths = time.as_millis() / 100;
    if tenths < 600 {
        format!("{}.{} s", tenths / 10, tenths % 10)
    } else {
        format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        let check = |ms: u64, text: &str| assert_eq!(show(Duration::from_millis(ms)), text);
        check(0, "0.0 s");
        check(440, "0.4 s");
        check(59_999, "59.9 s");
        check(60_000, "1 min 00 s");
        check(185_200, "3 min 05 s");
    }
}
