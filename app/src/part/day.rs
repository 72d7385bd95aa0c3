//! Days on the screen: `23-11-26`, "today", "12 days", and the choice of a day, of which today needs no press.

use dioxus::prelude::*;
use smartkhata_core::clock;
use smartkhata_core::date::Date;
use smartkhata_part::part;

use super::{Chip, DayField, Overflow, Problem, TypedDay, chip_row};
use crate::state::use_signal;
use crate::t;

/// `23-11-26`, as bills and khata books write it.
pub fn short(day: Date) -> String {
    day.indian_short()
}

/// "today", "1 day", "12 days" before `today`; the day itself where it lies ahead.
pub fn age(day: Date, today: Date) -> String {
    match today.days().saturating_sub(day.days()) {
        ahead if ahead < 0 => short(day),
        days => t!("days-ago", days = days),
    }
}

/// `10:42` of today, `22-11-26 21:15` of another day, in India; the moment in milliseconds since the Unix epoch.
pub fn moment(ms: i64) -> String {
    moment_of(ms, crate::state::today())
}

fn moment_of(ms: i64, today: Date) -> String {
    const DAY_MS: i64 = 86_400_000;
    let minutes = ms.saturating_add(clock::IST_MS).rem_euclid(DAY_MS) / 60_000;
    let time = format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let day = clock::day_in_india(ms);
    if day == today { time } else { format!("{} {time}", short(day)) }
}

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Today,
    Yesterday,
    Other,
}

/// Today, yesterday, or another day. What is wrong with the day that is sent as `date` stands here.
///
/// Test ids: `day-today`, `day-yesterday`, `day-other`, `field-date`.
#[part]
pub fn DayChips(
    label: String,
    /// The day of today.
    today: Date,
    /// The chosen day, as far as it is one.
    value: TypedDay,
    onchoose: EventHandler<TypedDay>,
    #[props(default)] problem: Problem,
) -> Element {
    let mut picking = use_signal(bool::default);
    let yesterday = today.plus_days(-1);
    let day = value.day();
    let problem = if day.is_some() { problem.without_invalid_date("date") } else { problem };
    let typing = picking() || day.is_none() || problem.at("date").is_some();
    let which = match day {
        _ if picking() => Which::Other,
        Some(day) if day == today => Which::Today,
        Some(day) if day == yesterday => Which::Yesterday,
        _ => Which::Other,
    };
    let chip = |value: Which, say: String, testid: &str| Chip { value, say, testid: testid.to_owned() };
    let shown = day.filter(|_| which == Which::Other).map_or_else(|| t!("other-day"), short);
    rsx! {
        {chip_row(
            label,
            Overflow::Wraps,
            [
                chip(Which::Today, t!("today"), "day-today"),
                chip(Which::Yesterday, t!("yesterday"), "day-yesterday"),
                chip(Which::Other, shown, "day-other"),
            ],
            &which,
            move |chosen| {
                picking.set(chosen == Which::Other);
                match chosen {
                    Which::Today => onchoose.call(today.into()),
                    Which::Yesterday => onchoose.call(yesterday.into()),
                    Which::Other => {}
                }
            },
        )}
        if typing {
            DayField { name: "date", label: t!("other-day"), unseen: true, value, problem, onchange: onchoose }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_in_indias_time() {
        let today: Date = "2026-11-23".parse().expect("a day");
        assert_eq!(moment_of(1_795_410_120_000, today), "10:32");
        assert_eq!(moment_of(1_795_362_300_000, today), "22-11-26 21:15");
        assert_eq!(moment_of(1_795_372_200_000, today), "00:00");
    }
}
