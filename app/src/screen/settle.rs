//! Which bills a payment settles: the oldest first, the ones that are chosen, or none for now.
//!
//! Test ids: `settle-oldest`, `settle-chosen`, `settle-advance`, `settle-bill` (with `data-id`), `settle-left`.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use smartkhata_core::Result;
use smartkhata_core::api::bill::BillRow;
use smartkhata_core::api::payment::{OpenBills, Settle};
use smartkhata_core::document::voucher::Allocation;
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::money::Paise;
use smartkhata_part::part;

use crate::part::{self, Amount, Chip, Overflow, chip_row, rupees_short};
use crate::state::answer::use_answer;
use crate::{api, t};

/// The choice so far. Chosen bills are settled in the order in which they were chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Settling {
    way: Way,
    chosen: Vec<(VoucherId, Paise)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
enum Way {
    #[default]
    Oldest,
    Chosen,
    Advance,
}

impl Settling {
    /// As the request says it, for a payment of this much.
    pub fn settle(&self, total: Paise) -> Settle {
        match self.way {
            Way::Oldest => Settle::OldestFirst,
            Way::Advance => Settle::Advance,
            Way::Chosen => Settle::Chosen(
                share_out(total, &self.chosen).into_iter().map(|(bill, amount)| Allocation { bill, amount }).collect(),
            ),
        }
    }

    /// All that is open is settled, the oldest first.
    pub fn is_of_all(&self) -> bool {
        self.way == Way::Oldest
    }

    /// With this bill chosen, or not any more.
    fn toggled(&self, bill: VoucherId, due: Paise) -> Self {
        let mut next = self.clone();
        if next.chosen.iter().any(|(id, _)| *id == bill) {
            next.chosen.retain(|(id, _)| *id != bill);
        } else {
            next.chosen.push((bill, due));
        }
        next
    }
}

/// What each bill gets of the total, in order, until nothing is left.
fn share_out<Id: Copy>(total: Paise, bills: &[(Id, Paise)]) -> Vec<(Id, Paise)> {
    let mut left = total;
    let mut shares = Vec::new();
    for (bill, due) in bills {
        let share = left.min(*due);
        if share > Paise::ZERO {
            shares.push((*bill, share));
            left = left.sub(share, "amount").unwrap_or(Paise::ZERO);
        }
    }
    shares
}

/// What is still owed for a bill.
fn due(bill: &BillRow) -> Paise {
    bill.total.sub(bill.paid, "due").unwrap_or(Paise::ZERO)
}

/// What the bill is called: its number, or "Gave" for what was given on khata without one.
fn called(bill: &BillRow) -> String {
    if bill.number.is_empty() { t!("party-entry-gave") } else { t!("party-entry-bill", number = bill.number.clone()) }
}

/// The choice, with what each bill would get.
#[part]
pub fn SettleBills(party: PartyId, total: Paise, settling: Settling, onchange: EventHandler<Settling>) -> Element {
    let open = use_answer(move || async move { api::call(OpenBills { party }).await });
    let bills = open().and_then(Result::ok).map(|answer| answer.bills).unwrap_or_default();
    if bills.is_empty() {
        return rsx! {
            p { class: "muted", "data-testid": "settle-none", {t!("payments-no-open-bills")} }
        };
    }
    let dues: Vec<(VoucherId, Paise)> = bills.iter().map(|bill| (bill.id, due(bill))).collect();
    let shares = match settling.way {
        Way::Oldest => share_out(total, &dues),
        Way::Chosen => share_out(total, &settling.chosen),
        Way::Advance => Vec::new(),
    };
    let set = Paise::sum(shares.iter().map(|(_, share)| *share), "amount").unwrap_or(total);
    let left = total.sub(set, "advance").unwrap_or(Paise::ZERO);
    let chip = |value: Way, words: &str, testid: &str| Chip { value, say: t!(words), testid: testid.to_owned() };
    let (ways, toggles) = (settling.clone(), settling.clone());
    rsx! {
        section { class: "card settle",
            h2 { {t!("payments-settle")} }
            {chip_row(
                t!("payments-settle"),
                Overflow::Wraps,
                [
                    chip(Way::Oldest, "payments-oldest-first", "settle-oldest"),
                    chip(Way::Chosen, "payments-by-choice", "settle-chosen"),
                    chip(Way::Advance, "payments-all-advance", "settle-advance"),
                ],
                &settling.way,
                move |way| onchange.call(Settling { way, ..ways.clone() }),
            )}
            if settling.way != Way::Advance {
                ul {
                    for bill in bills {
                        li { key: "{bill.id}",
                            label { class: "check",
                                input {
                                    r#type: "checkbox",
                                    "data-testid": "settle-bill",
                                    "data-id": "{bill.id}",
                                    aria_label: t!("payments-bill-takes", what = called(&bill)),
                                    disabled: settling.way == Way::Oldest,
                                    checked: match settling.way {
                                        Way::Chosen => settling.chosen.iter().any(|(id, _)| *id == bill.id),
                                        Way::Oldest | Way::Advance => shares.iter().any(|(id, _)| *id == bill.id),
                                    },
                                    onchange: {
                                        let (settling, id, due) = (toggles.clone(), bill.id, due(&bill));
                                        move |_| onchange.call(settling.toggled(id, due))
                                    },
                                }
                                span { class: "grow",
                                    span { class: "name block", {called(&bill)} }
                                    span { class: "more block",
                                        {part::short(bill.date)}
                                        " · "
                                        {t!("payments-bill-due", amount = rupees_short(due(&bill)))}
                                    }
                                }
                                if let Some((_, share)) = shares.iter().find(|(id, _)| *id == bill.id) {
                                    Amount { value: *share, short: true, class: "in" }
                                }
                            }
                        }
                    }
                }
            }
            if !total.is_zero() {
                p { class: "strip", "data-testid": "settle-left",
                    if left.is_zero() {
                        {t!("payments-fully-set")}
                    } else {
                        {t!("payments-stays-advance", amount = rupees_short(left))}
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
    fn a_payment_settles_bills_in_their_order_until_nothing_is_left() {
        let rupees = Paise::rupees;
        let bills = [(1, rupees(100)), (2, rupees(250)), (3, rupees(50))];
        assert_eq!(share_out(rupees(200), &bills), [(1, rupees(100)), (2, rupees(100))]);
        assert_eq!(share_out(rupees(1000), &bills), bills);
        assert_eq!(share_out(rupees(0), &bills), []);
    }

    #[test]
    fn a_chosen_bill_can_be_given_up_again() {
        let bill: VoucherId = "0192f0c1-2345-7abc-8def-0123456789ab".parse().expect("an id");
        let start = Settling { way: Way::Chosen, ..Settling::default() };
        let chosen = start.toggled(bill, Paise::rupees(100));
        assert_eq!(
            chosen.settle(Paise::rupees(80)),
            Settle::Chosen(vec![Allocation { bill, amount: Paise::rupees(80) }])
        );
        assert_eq!(chosen.toggled(bill, Paise::rupees(100)), start);
    }
}
