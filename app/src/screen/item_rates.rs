//! The GST rates of an item by date: the one that holds now, and the change that a notification announces.
//!
//! Test ids: `rate-0`, `rate-5`, `rate-18`, `rate-40`, `rate-3`, `rate-0.25`, `field-rate`, `rate-row`,
//! `on_retail_price`, `rate-remove`, `rate-change`, `field-next_rate`, `field-next_from`, `rate-add`.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use smartkhata_core::Result;
use smartkhata_core::date::Date;
use smartkhata_core::money::Rate;
use smartkhata_core::tax::cess::Cess;
use smartkhata_core::tax::rate::{DatedRate, rate_on};
use smartkhata_part::part;

use crate::part::{self, Button, Chip, DayField, Field, Icon, Overflow, Problem, Switch, TypedDay, chip_row, said_of};
use crate::state::use_signal;
use crate::t;

/// Offered at a press; any other rate can be typed. Slabs since 22-09-2025, and those of jewellery and stones.
const COMMON: [&str; 6] = ["0", "5", "18", "40", "3", "0.25"];

/// The rates with `rate` in the place of the one that holds on `today`.
pub fn with_rate_now(rates: &[DatedRate], rate: Rate, today: Date) -> Vec<DatedRate> {
    changed_now(rates, today, &|dated| dated.rate = rate)
}

/// The rates with the one that holds on `today` changed; the first rate holds from the first day of GST.
pub fn changed_now(rates: &[DatedRate], today: Date, change: &dyn Fn(&mut DatedRate)) -> Vec<DatedRate> {
    let holds = rates.iter().filter(|dated| dated.from <= today).max_by_key(|dated| dated.from);
    let Some(from) = holds.or(rates.first()).map(|dated| dated.from).or_else(|| Date::new(2017, 7, 1).ok()) else {
        return rates.to_vec();
    };
    let none = DatedRate { from, rate: Rate::ZERO, cess: Cess::NONE, on_retail_price: false };
    let mut now = rates.iter().find(|dated| dated.from == from).copied().unwrap_or(none);
    change(&mut now);
    with_change(rates, now)
}

/// The rates with one that begins on a day, worked out on the same price as the one before it.
pub fn with_next(rates: &[DatedRate], next: DatedRate) -> Vec<DatedRate> {
    let on_retail_price = rate_on(rates, next.from).is_some_and(|before| before.on_retail_price);
    with_change(rates, DatedRate { on_retail_price, ..next })
}

/// The rates with one more, in the order of their days; a day has one rate.
fn with_change(rates: &[DatedRate], change: DatedRate) -> Vec<DatedRate> {
    let mut next: Vec<DatedRate> = rates.iter().filter(|dated| dated.from != change.from).copied().collect();
    next.push(change);
    next.sort_by_key(|dated| dated.from);
    next
}

/// A rate that will hold from a day, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextRate {
    rate: String,
    from: TypedDay,
}

impl NextRate {
    /// Nothing typed yet; most changes are announced for the next day.
    pub fn after(today: Date) -> Self {
        Self { rate: String::new(), from: today.plus_days(1).into() }
    }

    #[cfg(test)]
    pub fn typed(rate: &str, from: &str) -> Self {
        Self { rate: rate.to_owned(), from: from.to_owned().into() }
    }

    /// The change; none while no rate is typed. An error names its field.
    pub fn change(&self) -> Result<Option<DatedRate>> {
        if self.rate.trim().is_empty() {
            return Ok(None);
        }
        let rate = self.rate.parse().map_err(|error| said_of(error, "next_rate"))?;
        let from = self.from.read("next_from")?;
        Ok(Some(DatedRate { from, rate, cess: Cess::NONE, on_retail_price: false }))
    }
}

/// The rates.
#[part]
pub fn Rates(
    rates: Vec<DatedRate>,
    today: Date,
    onchange: EventHandler<Vec<DatedRate>>,
    /// What was typed and is no rate.
    unread: Option<String>,
    /// What was typed and is no rate; none when it is one.
    onunread: EventHandler<Option<String>>,
    /// A change that is being typed.
    next: Option<NextRate>,
    onnext: EventHandler<Option<NextRate>>,
    problem: Problem,
) -> Element {
    let now = rate_on(&rates, today);
    let known = now.map(|dated| dated.rate.to_string());
    let mut typed = use_signal(|| known.clone().unwrap_or_default());
    let chips = COMMON.map(|rate| Chip {
        value: Some(rate.to_owned()),
        say: format!("{rate}%"),
        testid: format!("rate-{rate}"),
    });
    // What is typed stands as it was typed until something else says the rate.
    let shown = match (unread, now.map(|dated| dated.rate)) {
        (Some(text), _) => text,
        (None, Some(rate)) if typed().parse().unwrap_or(Rate::ZERO) == rate => typed(),
        (None, Some(rate)) => rate.to_string(),
        (None, None) => String::new(),
    };
    let holds = rates.iter().filter(|dated| dated.from <= today).map(|dated| dated.from).max();
    let (for_chips, for_field, for_rows, for_next) = (rates.clone(), rates.clone(), rates.clone(), rates.clone());
    let for_basis = rates.clone();
    rsx! {
        div { class: "rates",
            {chip_row(
                t!("items-rate"),
                Overflow::Wraps,
                chips,
                &known,
                move |rate: Option<String>| {
                    if let Some((text, rate)) = rate.and_then(|text| text.parse::<Rate>().ok().map(|rate| (text, rate))) {
                        typed.set(text);
                        onunread.call(None);
                        onchange.call(with_rate_now(&for_chips, rate, today));
                    }
                },
            )}
            Field {
                name: "rate", label: t!("items-rate"), value: shown, mode: "decimal", class: "rate-typed", problem: problem.clone(),
                oninput: move |text: String| {
                    // Nothing typed is no tax.
                    let rate = if text.trim().is_empty() { Ok(Rate::ZERO) } else { text.parse::<Rate>() };
                    onunread.call(rate.is_err().then(|| text.clone()));
                    if let Ok(rate) = rate {
                        onchange.call(with_rate_now(&for_field, rate, today));
                    }
                    typed.set(text);
                },
            }
            if now.is_some_and(|dated| dated.on_retail_price) {
                Switch {
                    name: "on_retail_price", label: t!("items-rate-on-mrp"), value: true,
                    onchange: move |on| onchange.call(changed_now(&for_basis, today, &|dated| dated.on_retail_price = on)),
                }
            }
            if rates.len() > 1 {
                ul { class: "rate-list", aria_label: t!("items-rates"),
                    for (place , dated) in rates.iter().copied().enumerate() {
                        li { key: "{dated.from}", class: "rate-row", "data-testid": "rate-row",
                            b { "{dated.rate}%" }
                            span { class: "grow",
                                if place == 0 {
                                    {t!("items-rate-always")}
                                } else {
                                    {t!("items-rate-from", date = part::short(dated.from))}
                                }
                            }
                            if holds == Some(dated.from) {
                                span { class: "tag action", {t!("items-rate-now")} }
                            }
                            button {
                                r#type: "button",
                                class: "button quiet icon",
                                "data-testid": "rate-remove",
                                aria_label: t!("items-rate-remove", date = part::short(dated.from)),
                                onclick: {
                                    let rest: Vec<_> = for_rows.iter().filter(|other| other.from != dated.from).copied().collect();
                                    move |_| onchange.call(rest.clone())
                                },
                                Icon { name: "remove" }
                            }
                        }
                    }
                }
            }
            match next {
                Some(next) => rsx! {
                    Change {
                        next,
                        problem,
                        ontype: move |next| onnext.call(Some(next)),
                        onadd: move |change| {
                            onnext.call(None);
                            onchange.call(with_next(&for_next, change));
                        },
                    }
                },
                None => rsx! {
                    Button {
                        say: t!("items-rate-change"), testid: "rate-change", icon: "plus",
                        onclick: move |()| onnext.call(Some(NextRate::after(today))),
                    }
                },
            }
        }
    }
}

/// A rate that will hold from a day. Saving the item takes it as well.
#[part]
fn Change(
    next: NextRate,
    /// What the form was refused for.
    problem: Problem,
    ontype: EventHandler<NextRate>,
    onadd: EventHandler<DatedRate>,
) -> Element {
    let mut refused = use_signal(Option::<Problem>::default);
    let at = refused().unwrap_or(problem);
    let (for_rate, for_from, to_add) = (next.clone(), next.clone(), next.clone());
    rsx! {
        div { class: "rate-next",
            Field {
                name: "next_rate", label: t!("items-rate"), value: next.rate, mode: "decimal", autofocus: true, problem: at.clone(),
                oninput: move |rate| ontype.call(NextRate { rate, ..for_rate.clone() }),
            }
            DayField {
                name: "next_from", label: t!("items-rate-starts"), value: next.from, problem: at,
                onchange: move |from| ontype.call(NextRate { from, ..for_from.clone() }),
            }
            Button {
                say: t!("do-add"), testid: "rate-add",
                onclick: move |()| match to_add.change() {
                    Ok(Some(change)) => onadd.call(change),
                    Ok(None) => {}
                    Err(error) => refused.set(Some(Problem::refused(error))),
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn rates(given: &[(&str, u16)]) -> Vec<DatedRate> {
        given
            .iter()
            .map(|(from, rate)| DatedRate {
                from: day(from),
                rate: Rate::percent(*rate),
                cess: Cess::NONE,
                on_retail_price: false,
            })
            .collect()
    }

    #[test]
    fn a_rate_that_is_corrected_keeps_the_day_from_which_it_holds() {
        let now = day("2025-09-25");
        let fixed = |before: &[(&str, u16)], rate| with_rate_now(&rates(before), Rate::percent(rate), now);
        assert_eq!(fixed(&[], 5), rates(&[("2017-07-01", 5)]));
        assert_eq!(
            fixed(&[("2017-07-01", 12), ("2025-09-22", 5)], 18),
            rates(&[("2017-07-01", 12), ("2025-09-22", 18)])
        );
        assert_eq!(fixed(&[("2026-01-01", 12)], 18), rates(&[("2026-01-01", 18)]));
    }

    #[test]
    fn a_rate_is_worked_out_on_what_the_one_before_it_was() {
        let now = day("2026-11-25");
        let on_mrp = changed_now(&[], now, &|dated| {
            (dated.rate, dated.on_retail_price) = (Rate::percent(40), true);
        });
        let corrected = with_rate_now(&on_mrp, Rate::percent(18), now);
        let [next] = rates(&[("2027-04-01", 28)])[..] else { panic!("one rate") };
        let said = |rates: Vec<DatedRate>| rates.iter().map(|dated| dated.on_retail_price).collect::<Vec<_>>();
        assert_eq!(said(with_next(&corrected, next)), [true, true]);
        assert_eq!(said(with_next(&rates(&[("2017-07-01", 28)]), next)), [false, false]);
    }

    #[test]
    fn a_change_stands_in_the_order_of_its_day_and_a_day_has_one_rate() {
        let before = rates(&[("2017-07-01", 12), ("2026-01-01", 18)]);
        let change = |from: &str, rate| {
            with_change(
                &before,
                DatedRate { from: day(from), rate: Rate::percent(rate), cess: Cess::NONE, on_retail_price: false },
            )
        };
        assert_eq!(change("2025-09-22", 5), rates(&[("2017-07-01", 12), ("2025-09-22", 5), ("2026-01-01", 18)]));
        assert_eq!(change("2026-01-01", 5), rates(&[("2017-07-01", 12), ("2026-01-01", 5)]));
    }
}
