//! The app's own number keys, which are a calculator: `250+90+30`, `3×45`. Exact, by the core's money.

use dioxus::prelude::*;
use smartkhata_core::money::{Paise, UnitPrice};
use smartkhata_part::part;

use super::{Icon, rupees_short, takes_enter};
use crate::{browser, t};

/// What a sum as typed comes to; `None` while it is not complete (`250+`) or is no sum.
pub fn worth(typed: &str) -> Option<Paise> {
    let mut sum = Paise::ZERO;
    let mut rest = typed.trim();
    let mut negative = false;
    if rest.is_empty() {
        return None;
    }
    loop {
        let end = rest.find(['+', '-', '−']).unwrap_or(rest.len());
        let (term, after) = rest.split_at_checked(end)?;
        let value = product(term)?;
        sum = if negative { sum.sub(value, "amount") } else { sum.add(value, "amount") }.ok()?;
        let mut signs = after.chars();
        match signs.next() {
            None => return Some(sum),
            Some(sign) => negative = sign != '+',
        }
        rest = signs.as_str();
    }
}

/// `3×45.50`: the product of factors, each step rounded to the paisa. A first factor that is no amount, since a weight has
/// grams, is so much of the next, which is its price: `2.375×40` as well as `40×2.375`.
fn product(term: &str) -> Option<Paise> {
    let mut factors = term.split(['×', '*', 'x']).map(str::trim);
    let first = factors.next()?;
    let times = |price: Paise, quantity: &str| UnitPrice::from_paise(price).ok()?.times(quantity.parse().ok()?).ok();
    let amount = match first.parse::<Paise>() {
        Ok(amount) => amount,
        Err(_) => times(factors.next()?.parse().ok()?, first)?,
    };
    factors.try_fold(amount, times)
}

/// What is typed after a key. A sign replaces a sign; a second point in a number is not taken.
fn pressed(typed: &str, key: char) -> String {
    const SIGNS: [char; 3] = ['+', '−', '×'];
    let mut next = typed.to_owned();
    match key {
        '⌫' => {
            next.pop();
        }
        sign if SIGNS.contains(&sign) => {
            if next.ends_with(SIGNS) {
                next.pop();
            }
            if !next.is_empty() {
                next.push(sign);
            }
        }
        '.' => {
            let number = next.rsplit(SIGNS).next().unwrap_or_default();
            if !number.contains('.') {
                next.push_str(if number.is_empty() { "0." } else { "." });
            }
        }
        digit => {
            // Fifteen digits is more than the books hold; a stuck key stops there.
            if next.chars().count() < 60 {
                next.push(digit);
            }
        }
    }
    next
}

/// Each key with the end of its test id; `d` is the double zero.
const KEYS: [(char, &str); 16] = [
    ('7', "7"),
    ('8', "8"),
    ('9', "9"),
    ('⌫', "delete"),
    ('4', "4"),
    ('5', "5"),
    ('6', "6"),
    ('×', "times"),
    ('1', "1"),
    ('2', "2"),
    ('3', "3"),
    ('−', "minus"),
    ('.', "point"),
    ('0', "0"),
    ('d', "00"),
    ('+', "plus"),
];

/// The keys with what is typed above them. A hardware keyboard works too: the display is a field.
#[part]
pub fn Keypad(
    /// What is typed, kept by the screen.
    typed: String,
    ontype: EventHandler<String>,
    onenter: EventHandler<()>,
    /// What the figure is, for screen readers.
    label: String,
    /// What stands there before anything is typed.
    #[props(default = "₹0".to_owned())]
    placeholder: String,
) -> Element {
    let now = typed.clone();
    // The figure that is being typed is in sight, however long the sum before it.
    use_effect(use_reactive!(|now| {
        drop(now);
        browser::to_end("keypad-typed");
    }));
    let result = worth(&typed);
    let is_sum = typed.contains(['+', '−', '-', '×', '*']);
    rsx! {
        label { class: "keypad-show",
            span { class: "unseen", "{label}" }
            input {
                class: "keypad-typed",
                id: "keypad-typed",
                "data-testid": "keypad-typed",
                inputmode: "none",
                autocomplete: "off",
                placeholder: "{placeholder}",
                value: "{typed}",
                onmounted: move |element| async move {
                    let _ = element.set_focus(true).await;
                },
                oninput: move |event| {
                    let text: String = event.value().chars().filter(|c| c.is_numeric() || "+-−×*x., ".contains(*c)).collect();
                    ontype.call(text);
                },
                onkeydown: move |event: KeyboardEvent| {
                    if takes_enter(&event) {
                        onenter.call(());
                    }
                },
            }
            output { class: "result", "data-testid": "keypad-result", aria_live: "polite",
                if is_sum {
                    if let Some(result) = result {
                        "= {rupees_short(result)}"
                    }
                }
            }
        }
        div { class: "keypad", role: "group", aria_label: t!("keypad"),
            for (key , name) in KEYS {
                button {
                    key: "{name}",
                    r#type: "button",
                    class: if key.is_ascii_digit() || key == 'd' || key == '.' { "" } else { "sign" },
                    "data-testid": "keypad-{name}",
                    aria_label: match key {
                        '⌫' => Some(t!("keypad-delete")),
                        '×' => Some(t!("keypad-times")),
                        '−' => Some(t!("keypad-minus")),
                        '+' => Some(t!("keypad-plus")),
                        '.' => Some(t!("keypad-point")),
                        _ => None,
                    },
                    onclick: {
                        let typed = typed.clone();
                        move |_| {
                            ontype.call(if key == 'd' { pressed(&pressed(&typed, '0'), '0') } else { pressed(&typed, key) });
                        }
                    },
                    if key == '⌫' {
                        Icon { name: "delete" }
                    } else if key == 'd' {
                        "00"
                    } else {
                        "{key}"
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keypad_adds_up_to_the_paisa() {
        let says = |typed: &str| worth(typed).map(rupees_short);
        for (typed, result) in [
            ("250+90+30", Some("₹370")),
            ("3×45.50", Some("₹136.50")),
            ("500-20−5", Some("₹475")),
            ("2.5×42.50", Some("₹106.25")),
            ("10+2×3", Some("₹16")),
            ("0.1+0.2", Some("₹0.30")),
            ("1,250", Some("₹1,250")),
            ("99×3×2", Some("₹594")),
            // Weight and price, whichever is typed first.
            ("2.375×40", Some("₹95")),
            ("40×2.375", Some("₹95")),
            ("10+0.125×84.50×2", Some("₹31.12")),
        ] {
            assert_eq!(says(typed).as_deref(), result, "{typed}");
        }
    }

    #[test]
    fn what_is_no_sum_is_not_guessed() {
        for typed in [
            "",
            "+",
            "250+",
            "×3",
            "12..5",
            "a",
            "2.375",
            "2.375×",
            "2.375×40.125",
            "2.3755×40",
            "99999999999999999999",
            "9007199254740×9999999999",
        ] {
            assert_eq!(worth(typed), None, "{typed}");
        }
    }

    #[test]
    fn keys_cannot_spoil_a_sum() {
        let type_all = |keys: &str| keys.chars().fold(String::new(), |typed, key| pressed(&typed, key));
        assert_eq!(type_all("12+−3"), "12−3");
        assert_eq!(type_all("+5"), "5");
        assert_eq!(type_all(".5.5"), "0.55");
        assert_eq!(type_all("1.5+.5"), "1.5+0.5");
        assert_eq!(type_all("12⌫3"), "13");
    }
}
