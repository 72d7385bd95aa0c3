//! Several tenders for one bill: what each brings, what is left, what goes back.
//!
//! Test ids: `split-cash`, `split-upi`, `split-card`, `split-bank`, `split-cheque`, `split-left`, `split-save`.

use dioxus::prelude::*;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_part::part;

use crate::part::{Button, Look, rupees_short, takes_enter};
use crate::state::use_signal;
use crate::t;

const MODES: [(Mode, &str, &str); 5] = [
    (Mode::Cash, "payments-mode-cash", "split-cash"),
    (Mode::Upi, "payments-mode-upi", "split-upi"),
    (Mode::Card, "payments-mode-card", "split-card"),
    (Mode::Bank, "payments-mode-bank", "split-bank"),
    (Mode::Cheque, "payments-mode-cheque", "split-cheque"),
];

/// The amounts; what they leave open goes on the customer's khata.
#[part]
pub fn Split(total: Paise, onsave: EventHandler<Vec<Tender>>) -> Element {
    let mut typed = use_signal(|| vec![String::new(); MODES.len()]);
    let tenders = {
        let typed = typed.read();
        MODES
            .iter()
            .zip(typed.iter())
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|((mode, _, _), text)| {
                let amount = text.parse::<Paise>().ok().filter(|amount| !amount.is_negative())?;
                Some(Tender { mode: *mode, amount, reference: String::new() })
            })
            .collect::<Option<Vec<_>>>()
    };
    let paid = tenders.as_ref().and_then(|all| Paise::sum(all.iter().map(|tender| tender.amount), "paid").ok());
    let left = paid.and_then(|paid| total.sub(paid, "due").ok());
    let ready = tenders.map(|all| all.into_iter().filter(|tender| !tender.amount.is_zero()).collect::<Vec<_>>());
    let off = ready.is_none() || left.is_none();
    let save = move |()| {
        if let Some(tenders) = ready.clone() {
            onsave.call(tenders);
        }
    };
    rsx! {
        p { class: "pairs-line",
            span { {t!("bill-total")} }
            b { class: "amount", {rupees_short(total)} }
        }
        div { class: "fields",
            for (place , (_ , words , testid)) in MODES.into_iter().enumerate() {
                label { key: "{testid}", class: "field",
                    span { class: "label", {t!(words)} }
                    input {
                        class: "input number",
                        "data-testid": testid,
                        inputmode: "decimal",
                        autocomplete: "off",
                        onmounted: move |element| async move {
                            if place == 0 {
                                let _ = element.set_focus(true).await;
                            }
                        },
                        oninput: move |event| {
                            if let Some(text) = typed.write().get_mut(place) {
                                *text = event.value();
                            }
                        },
                        onkeydown: {
                            let save = save.clone();
                            move |event: KeyboardEvent| {
                                if takes_enter(&event) && !off {
                                    save(());
                                }
                            }
                        },
                    }
                }
            }
        }
        p { class: "pairs-line", role: "status", "data-testid": "split-left",
            match left {
                None => rsx! {
                    span { {t!("error-invalid_amount")} }
                },
                Some(left) if left.is_negative() => rsx! {
                    span { {t!("bill-change")} }
                    b { class: "amount", {rupees_short(left.neg())} }
                },
                Some(left) => rsx! {
                    span { {t!("bill-save-udhar")} }
                    b { class: "amount", {rupees_short(left)} }
                },
            }
        }
        Button { say: t!("do-save"), testid: "split-save", look: Look::Main, class: "large wide", disabled: off, onclick: save }
    }
}
