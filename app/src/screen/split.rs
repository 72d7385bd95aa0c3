//! Several tenders for one bill: what each brings, what is left, what goes back.
//!
//! Test ids: `split-cash`, `split-upi`, `split-card`, `split-bank`, `split-cheque`, `split-left`, `split-save`.

use dioxus::prelude::*;
use smartkhata_core::id::PartyId;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::settle::Settlement;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_core::{Code, Result};
use smartkhata_part::part;

use crate::part::{Button, Look, Trouble, rupees_short, takes_enter};
use crate::state::bill::BILLS;
use crate::state::use_signal;
use crate::t;

const MODES: [(Mode, &str, &str); 5] = [
    (Mode::Cash, "payments-mode-cash", "split-cash"),
    (Mode::Upi, "payments-mode-upi", "split-upi"),
    (Mode::Card, "payments-mode-card", "split-card"),
    (Mode::Bank, "payments-mode-bank", "split-bank"),
    (Mode::Cheque, "payments-mode-cheque", "split-cheque"),
];

/// What comes of tenders, by the rule of the core.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    /// Left open.
    khata: Paise,
    /// Cash that goes back.
    change: Paise,
    /// More came otherwise than is to be paid: it stays the customer's.
    advance: Paise,
}

/// What tenders come to; none where nobody is there whose advance the rest could be.
fn outcome(tenders: &[Tender], total: Paise, party: Option<PartyId>) -> Result<Outcome> {
    match Settlement::new(tenders, total, party) {
        Ok(Settlement { tenders, change, against_bill }) => {
            let kept = Paise::sum(tenders.iter().map(|tender| tender.amount), "paid")?;
            let (khata, advance) = (total.sub(against_bill, "due")?, kept.sub(against_bill, "advance")?);
            Ok(Outcome { khata, change, advance })
        }
        // Who it is that owes the rest is asked for when it is saved.
        Err(error) if error.code() == Code::CustomerNeeded => {
            let paid = Paise::sum(tenders.iter().map(|tender| tender.amount), "paid")?;
            Ok(Outcome { khata: total.sub(paid, "due")?, change: Paise::ZERO, advance: Paise::ZERO })
        }
        Err(error) => Err(error),
    }
}

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
    let party = BILLS.read().current.draft.party;
    let outcome = tenders.as_ref().map(|all| outcome(all, total, party));
    let ready = tenders.map(|all| all.into_iter().filter(|tender| !tender.amount.is_zero()).collect::<Vec<_>>());
    let off = !matches!(outcome, Some(Ok(_)));
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
        div { role: "status", "data-testid": "split-left",
            match outcome {
                None => rsx! {
                    p { class: "pairs-line", {t!("error-invalid_amount")} }
                },
                Some(Err(error)) => rsx! { Trouble { error } },
                Some(Ok(Outcome { khata, change, advance })) => rsx! {
                    for (words , amount) in [("bill-save-udhar", khata), ("bill-change", change), ("advance", advance)] {
                        if !amount.is_zero() || words == "bill-save-udhar" && (change.is_zero() && advance.is_zero()) {
                            p { key: "{words}", class: "pairs-line",
                                span { {t!(words)} }
                                b { class: "amount", {rupees_short(amount)} }
                            }
                        }
                    }
                },
            }
        }
        Button { say: t!("do-save"), testid: "split-save", look: Look::Main, class: "large wide", disabled: off, onclick: save }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn only_cash_gives_change_and_the_rest_is_an_advance() {
        let somebody = Some(PartyId::new(Uuid::from_u128(1)));
        let way = |mode, rupees| Tender { mode, amount: Paise::rupees(rupees), reference: String::new() };
        let comes = |tenders: &[Tender], party| {
            let Outcome { khata, change, advance } = outcome(tenders, Paise::rupees(285), party)?;
            Ok((khata.get() / 100, change.get() / 100, advance.get() / 100))
        };
        let upi = [way(Mode::Upi, 500)];
        assert_eq!(comes(&upi, somebody), Ok((0, 0, 215)));
        assert_eq!(comes(&upi, None).map_err(|error: smartkhata_core::Error| error.code()), Err(Code::Overpaid));
        assert_eq!(comes(&[way(Mode::Cash, 500)], None), Ok((0, 215, 0)));
        assert_eq!(comes(&[way(Mode::Cash, 100), way(Mode::Card, 300)], somebody), Ok((0, 100, 15)));
        assert_eq!(comes(&[way(Mode::Cash, 100)], None), Ok((185, 0, 0)));
        assert_eq!(comes(&[], somebody), Ok((285, 0, 0)));
    }
}
