//! What figures say of a version: good, bad, or too little to know.

use serde::Deserialize;

use crate::tally::Figures;

/// What a version must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Requests below which nothing good is proved of errors, nor of durations below a tenth as many that were timed: a
    /// percentile of one in a hundred is ten times as coarse as one error in a thousand.
    pub minimum: u64,
    /// Errors of a million requests, from which on it is bad.
    pub errors_ppm: u64,
    /// The 99th percentile of durations, in milliseconds, from which on it is bad.
    pub slow_ms: u32,
}

/// The 99th percentile reaches a limit when one request in a hundred does.
const SLOW_PPM: u64 = 10_000;

/// What figures say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Enough requests, and all limits hold.
    Good,
    /// A limit is broken, whatever still comes.
    Bad(String),
    /// Too few requests to say that it is good.
    Unknown(String),
}

/// Judges. Before the least number of requests is there, a version is bad as soon as it would be bad at that number
/// even if every request still to come were good: so a clear fault is not watched for minutes, and one unlucky request
/// among the first hundred turns nothing back.
///
/// Slow requests are a share of those that were timed: a long poll is answered late by design, and would hide them.
pub fn judge(figures: &Figures, limits: &Limits) -> Verdict {
    let (requests, errors, timed) = (figures.requests(), figures.errors(), figures.timed());
    let to_come = limits.minimum.saturating_sub(requests);
    let reaches = |part: u64, ppm: u64, of: u64| {
        part > 0 && u128::from(part) * 1_000_000 >= u128::from(ppm) * u128::from(of.saturating_add(to_come))
    };
    if reaches(errors, limits.errors_ppm, requests) {
        return Verdict::Bad(format!("{errors} errors in {requests} requests"));
    }
    let slow = figures.slower_than(limits.slow_ms);
    if reaches(slow, SLOW_PPM, timed) {
        return Verdict::Bad(format!("{slow} of {timed} timed requests took {} ms or longer", limits.slow_ms));
    }
    if requests < limits.minimum {
        return Verdict::Unknown(format!("{requests} requests are too few to know; {} are needed", limits.minimum));
    }
    let least = limits.minimum / 10;
    if timed < least {
        return Verdict::Unknown(format!("{timed} timed requests are too few to know; {least} are needed"));
    }
    Verdict::Good
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { minimum: 3_000, errors_ppm: 1_000, slow_ms: 200 };

    fn check(requests: u64, errors: u64, slow: u64, good: bool) {
        let verdict = judge(&Figures::of(requests, errors, slow, 200), &LIMITS);
        assert_eq!(verdict == Verdict::Good, good, "{requests} {errors} {slow}: {verdict:?}");
    }

    #[test]
    fn limits_are_refused_when_reached() {
        check(3_000, 2, 29, true);
        check(3_000, 3, 0, false);
        check(3_000, 0, 30, false);
        check(10_000, 9, 99, true);
        check(10_000, 10, 0, false);
        check(10_000, 0, 100, false);
        check(2_999, 0, 0, false);
        check(0, 0, 0, false);
    }

    #[test]
    fn early_figures_are_bad_only_when_nothing_can_mend_them() {
        let verdict = |requests, errors, slow| judge(&Figures::of(requests, errors, slow, 200), &LIMITS);
        assert!(matches!(verdict(3, 3, 0), Verdict::Bad(_)));
        assert!(matches!(verdict(3, 2, 0), Verdict::Unknown(_)));
        assert!(matches!(verdict(100, 0, 29), Verdict::Unknown(_)));
        assert!(matches!(verdict(100, 0, 30), Verdict::Bad(_)));
    }

    #[test]
    fn requests_that_nobody_timed_do_not_hide_the_slow_ones() {
        let verdict = |untimed, timed, slow| {
            let figures = Figures::of(timed, 0, slow, 200).and_untimed(untimed);
            judge(&figures, &LIMITS)
        };
        assert_eq!(verdict(9_000, 1_000, 9), Verdict::Good);
        assert!(matches!(verdict(9_000, 1_000, 10), Verdict::Bad(_)), "one in a hundred of those that were timed");
        assert!(matches!(verdict(2_000, 100, 9), Verdict::Unknown(_)), "900 that are timed may still come");
        assert!(matches!(verdict(2_000, 100, 10), Verdict::Bad(_)), "no more than that may come before it is judged");
        assert!(matches!(verdict(9_000, 299, 0), Verdict::Unknown(_)), "too few to know their percentile");
    }
}
