//! Money on the screen: ₹ and lakh grouping in tabular figures; who owes whom with sign, arrow and word,
//! so that colour is never the only sign.

use dioxus::prelude::*;
use smartkhata_core::money::Paise;
use smartkhata_part::part;

use crate::t;

/// `₹1,250.50`, for columns: always with paise.
pub fn rupees(amount: Paise) -> String {
    match amount.to_string().strip_prefix('-') {
        Some(size) => format!("−₹{size}"),
        None => format!("₹{amount}"),
    }
}

/// `₹1,250`, or `₹1,250.50` where there are paise: for totals and lists.
pub fn rupees_short(amount: Paise) -> String {
    let full = rupees(amount);
    full.strip_suffix(".00").map_or_else(|| full.clone(), str::to_owned)
}

/// `4,812`: how many, grouped as amounts are.
pub fn count(number: i64) -> String {
    let grouped = Paise::new(number.saturating_mul(100), "count").map(|amount| amount.to_string());
    grouped.map_or_else(|_| number.to_string(), |full| full.trim_end_matches(".00").to_owned())
}

/// A plain amount.
#[part]
pub fn Amount(value: Paise, #[props(default)] short: bool, #[props(default)] class: String) -> Element {
    let text = if short { rupees_short(value) } else { rupees(value) };
    rsx! {
        span { class: "amount {class}", "{text}" }
    }
}

/// A khata balance or entry: above zero the party owes the shop.
///
/// Red with ↗ is money out there, green with ↙ money that came in or is held; the word says which.
#[part]
pub fn Khata(
    /// Above zero: the party owes.
    value: Paise,
    /// The key of the word for below zero.
    below: &'static str,
) -> Element {
    let (class, icon, word) = if value.is_zero() {
        ("", "", "settled")
    } else if value.is_negative() {
        ("in", "↙", below)
    } else {
        ("out", "↗", "youll-get")
    };
    let figure = rupees_short(value.abs());
    rsx! {
        span { class: "amount {class} amount-stack",
            span {
                if !icon.is_empty() {
                    span { class: "mark", aria_hidden: "true", "{icon}" }
                }
                "{figure}"
            }
            span { class: "word", {t!(word)} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_shop_writes_them() {
        let paise = |text: &str| text.parse::<Paise>().expect("an amount");
        assert_eq!(rupees(paise("123456.5")), "₹1,23,456.50");
        assert_eq!(rupees(paise("-40")), "−₹40.00");
        assert_eq!(rupees_short(paise("1240")), "₹1,240");
        assert_eq!(rupees_short(paise("1240.05")), "₹1,240.05");
    }
}
