//! The hybrid clock: stamps never go back on one device, whatever its wall clock does.

/// The next stamp: the wall clock, but always above the last one made or seen. A clock in 2030 or in 2019
/// never blocks a sale.
pub fn next(wall_ms: i64, last_ms: i64) -> i64 {
    wall_ms.max(last_ms.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn a_stamp_is_above_the_last_even_when_the_clock_goes_back() {
        assert_eq!(next(1_000, 500), 1_000);
        assert_eq!(next(400, 500), 501);
        assert_eq!(next(500, 500), 501);
    }
}
