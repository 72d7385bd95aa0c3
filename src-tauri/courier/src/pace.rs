//! How long to wait: after failures ever longer, with chance in it, so that a backend that comes back is not met by
//! everybody at once.

use std::time::Duration;

/// The first wait after a failure.
const FIRST: Duration = Duration::from_secs(1);

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// The waits after failures.
#[derive(Debug, Default)]
pub struct Pace {
    failures: u32,
}

impl Pace {
    /// The wait after one more failure, between half and all of what is due; at least as long as the backend asked for,
    /// within reason. `chance` is any number.
    pub fn failed(&mut self, chance: u64, asked: Duration) -> Duration {
        let due = self.due();
        self.failures = self.failures.saturating_add(1);
        let half = due / 2;
        let part = u64::try_from(half.as_millis()).unwrap_or(u64::MAX).max(1);
        half.saturating_add(Duration::from_millis(chance % part)).max(asked.min(LONGEST))
    }

    fn due(&self) -> Duration {
        FIRST.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST)
    }

    /// For so long it went well before it failed, as where something on the way breaks off what is listened to for long:
    /// failures before that are over once that was longer than the wait that is due.
    pub fn stood(&mut self, time: Duration) {
        if time > self.due() {
            self.begin_anew();
        }
    }

    /// All went well, to the end of a round: a backend that says hello and then fails is no backend that is back.
    pub fn went_well(&mut self) {
        self.begin_anew();
    }

    /// Somebody has reason to believe that it goes now, though nothing went well yet.
    pub fn begin_anew(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour_and_begin_anew() {
        let mut pace = Pace::default();
        let waits: Vec<u128> = (0..12).map(|_| pace.failed(0, Duration::ZERO).as_millis()).collect();
        assert_eq!(waits[..4], [500, 1_000, 2_000, 4_000]);
        assert_eq!(waits[11], 450_000);
        let most = Pace { failures: 40 }.failed(u64::MAX, Duration::ZERO);
        assert!(most <= LONGEST && most >= LONGEST / 2);
        pace.went_well();
        assert_eq!(pace.failed(7, Duration::ZERO).as_millis(), 507);
    }

    #[test]
    fn what_is_broken_off_after_it_stood_for_long_is_a_first_failure() {
        let mut pace = Pace { failures: 3 };
        pace.stood(Duration::from_secs(8));
        assert_eq!(pace.failed(0, Duration::ZERO), Duration::from_secs(4));
        pace.stood(Duration::from_secs(20));
        assert_eq!(pace.failed(0, Duration::ZERO), Duration::from_millis(500));
    }

    #[test]
    fn a_backend_that_asks_for_time_gets_it_within_reason() {
        let mut pace = Pace::default();
        assert_eq!(pace.failed(0, Duration::from_secs(30)), Duration::from_secs(30));
        assert_eq!(
            pace.failed(0, Duration::from_millis(1)),
            Duration::from_secs(1),
            "what is due is waited for anyway"
        );
        assert_eq!(pace.failed(0, Duration::from_secs(86_400)), LONGEST);
    }
}
