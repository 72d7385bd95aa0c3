//! When people shop: more on week-ends, after pay-day and before festivals; mornings and evenings.

use chrono::Datelike;

use super::dice::{Dice, Weighted};
use crate::clock::{IST_MS, day_in_india};
use crate::date::Date;

/// How many come in each hour from 7 to 22, next to each other.
const HOURS: [u64; 15] = [4, 8, 9, 8, 6, 5, 4, 3, 3, 5, 8, 11, 12, 9, 5];
/// The hour that the shop opens.
const OPENS: i64 = 7;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// The days of the story and how its bills are spread over them.
pub struct Calendar {
    first: Date,
    last: Date,
    until_ms: i64,
    bills: u64,
    /// Weight of all days.
    total: u64,
    /// Weight of the days told, and the bills that went with it.
    told: (u64, u64),
}

impl Calendar {
    /// So many years that end at a moment, with so many bills.
    pub fn new(until_ms: i64, years: u32, bills: u32) -> Self {
        let last = day_in_india(until_ms);
        let days = i64::from(years.max(1)).saturating_mul(365);
        let mut calendar = Self {
            first: last.plus_days(days.saturating_sub(1).saturating_neg()),
            last,
            until_ms,
            bills: bills.into(),
            total: 0,
            told: (0, 0),
        };
        let mut day = calendar.first;
        while day < last {
            calendar.total = calendar.total.saturating_add(calendar.weight(day));
            day = day.plus_days(1);
        }
        calendar.total = calendar.total.saturating_add(calendar.weight(last));
        calendar
    }

    /// The first day.
    pub fn first(&self) -> Date {
        self.first
    }

    /// The last day.
    pub fn last(&self) -> Date {
        self.last
    }

    /// Bills of an average month.
    pub fn bills_a_month(&self) -> u64 {
        let days = u64::try_from(self.last.days().saturating_sub(self.first.days())).unwrap_or(0).saturating_add(1);
        self.bills.saturating_mul(30).checked_div(days).unwrap_or(0)
    }

    /// When the shop was set up: the evening before its first day.
    pub fn opening_ms(&self) -> i64 {
        at(self.first.plus_days(-1), 20)
    }

    /// When deliveries come: before the first customers.
    pub fn morning_ms(&self, day: Date) -> i64 {
        at(day, OPENS).saturating_sub(HOUR_MS / 2).min(self.until_ms)
    }

    /// The moments of a day's bills, latest first. Days are asked for in order, each once.
    pub fn minutes(&mut self, day: Date, dice: &Dice) -> Vec<i64> {
        let (weight, bills) = self.told;
        let weight = weight.saturating_add(self.weight(day));
        // Shares of the running total: the days together have exactly the bills of the plan.
        let due = if day >= self.last {
            self.bills
        } else {
            self.bills.saturating_mul(weight).checked_div(self.total).unwrap_or(0)
        };
        self.told = (weight, due);
        let open = self.hours(day);
        let hours = Weighted::new(open.iter().copied());
        let mut minutes: Vec<i64> = (bills..due)
            .map(|_| {
                let hour = OPENS.saturating_add(i64::try_from(hours.draw(dice)).unwrap_or(0));
                // Of the hour in which the story ends, only what is before its end.
                let begins = at(day, hour);
                let left = self.until_ms.saturating_sub(begins).clamp(0, HOUR_MS.saturating_sub(1));
                begins.saturating_add(dice.between(0, left)).min(self.until_ms)
            })
            .collect();
        minutes.sort_unstable_by(|a, b| b.cmp(a));
        minutes
    }

    /// The hours of a day that have begun: on the last day those after the story's end are still to come.
    fn hours(&self, day: Date) -> &'static [u64] {
        let begun = HOURS.iter().zip(OPENS..).take_while(|(_, hour)| at(day, *hour) < self.until_ms).count().max(1);
        HOURS.get(..begun).unwrap_or(&HOURS)
    }

    fn weight(&self, day: Date) -> u64 {
        let naive = day.naive();
        let week = match naive.weekday() {
            chrono::Weekday::Sat => 120,
            chrono::Weekday::Sun => 135,
            chrono::Weekday::Tue => 85,
            _ => 100,
        };
        let month = match naive.day() {
            1..=7 => 125,
            8..=12 => 110,
            25..=31 => 85,
            _ => 95,
        };
        // Rakhi to Diwali, and Holi.
        let season = match naive.month() {
            10 | 11 => 125,
            3 | 8 | 9 => 108,
            6 => 92,
            _ => 100,
        };
        let open: u64 = self.hours(day).iter().sum();
        [month, season, open].into_iter().fold(week, u64::saturating_mul)
    }
}

/// The moment of an hour of a day in India.
fn at(day: Date, hour: i64) -> i64 {
    day.days().saturating_mul(DAY_MS).saturating_add(hour.saturating_mul(HOUR_MS)).saturating_sub(IST_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23, noon in India.
    const NOON: i64 = 1_795_415_400_000;

    #[test]
    fn the_days_together_have_the_bills_of_the_plan_and_none_is_later_than_its_end() {
        for (until, bills) in [(NOON, 12_000), (NOON - 6 * HOUR_MS, 37), (NOON + 11 * HOUR_MS, 1)] {
            let (mut calendar, dice) = (Calendar::new(until, 1, bills), Dice::new(3));
            let (mut day, mut seen, mut last) = (calendar.first(), 0, 0);
            while day <= calendar.last() {
                let minutes = calendar.minutes(day, &dice);
                for ms in minutes.iter().rev() {
                    assert!(*ms >= last && *ms <= until);
                    assert_eq!(day_in_india(*ms), day);
                    last = *ms;
                }
                seen += minutes.len();
                day = day.plus_days(1);
            }
            assert_eq!(seen, usize::try_from(bills).unwrap());
        }
    }

    #[test]
    fn sundays_are_busier_than_tuesdays_and_evenings_than_noons() {
        let (mut calendar, dice) = (Calendar::new(NOON, 1, 100_000), Dice::new(3));
        let (mut by_day, mut by_hour) = ([0_usize; 7], [0_usize; 24]);
        let mut day = calendar.first();
        while day < calendar.last() {
            for ms in calendar.minutes(day, &dice) {
                by_day[day.naive().weekday().num_days_from_monday() as usize] += 1;
                by_hour[usize::try_from((ms + IST_MS) % DAY_MS / HOUR_MS).unwrap()] += 1;
            }
            day = day.plus_days(1);
        }
        assert!(by_day[6] > by_day[1] * 5 / 4);
        assert!(by_hour[19] > by_hour[14] * 3);
        assert_eq!(by_hour[3], 0);
    }
}
