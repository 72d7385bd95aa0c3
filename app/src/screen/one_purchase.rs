//! One purchase as it was saved: the supplier's bill, its goods with what each cost, its tax, what of it was paid; its
//! photos, and taking it back. Goods that came in or went out without a supplier's bill show here, too.
//!
//! Test ids: `one-purchase`, `purchase-supplier-link`, `purchase-total`, `purchase-due`, `purchase-pay`,
//! `purchase-lines`, `purchase-tax-row` (each rate), `purchase-paid-with` (each payment), `purchase-cancel`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::item::{GetPurchase, PaidWith, PurchaseView, PurchasedLine};
use smartkhata_core::attachment::Owner;
use smartkhata_core::document::voucher::PartySnapshot;
use smartkhata_core::id::VoucherId;
use smartkhata_core::money::Paise;
use smartkhata_part::part;

use super::attachments::Attachments;
use super::entry::take_back;
use super::purchase_form::TaxRows;
use crate::part::{
    self, Amount, Icon, LinkButton, Look, Trouble, Twice, Waiting, mode_say, modes_say, rupees, rupees_short,
};
use crate::route::{self, Route};
use crate::state::answer::use_answer;
use crate::state::{self, CHANGES, role};
use crate::{api, t};

/// The purchase. Give it a key: another purchase is another component.
#[part]
pub fn OnePurchase(id: VoucherId) -> Element {
    let view = use_answer(move || async move {
        let _ = CHANGES();
        api::call(GetPurchase { id }).await
    });
    rsx! {
        main { class: "screen", "data-testid": "one-purchase",
            match view() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| view.restart() } },
                Some(Ok(view)) => rsx! { Saved { view } },
            }
        }
    }
}

/// What the entry is, in the shopkeeper's words.
fn title(view: &PurchaseView) -> String {
    if view.bought {
        t!("purchase-title")
    } else if view.lines.iter().any(|line| !line.quantity.is_positive()) {
        t!("party-entry-goods-back")
    } else {
        t!("party-entry-goods")
    }
}

#[part]
fn Saved(view: PurchaseView) -> Element {
    let voucher = view.voucher.clone();
    let (id, amount) = (voucher.id, voucher.amount);
    let cancelled = view.cancelled.is_some();
    let supplier = voucher.party.id;
    let pays = supplier.filter(|_| view.due > Paise::ZERO);
    rsx! {
        header { class: "screen-head",
            LinkButton {
                say: t!("do-back"), testid: "purchase-back", to: Route::Purchases, icon: "back",
                bare: true, look: Look::Quiet,
            }
            h1 { {title(&view)} }
            if cancelled {
                span { class: "tag out", {t!("bills-status-cancelled")} }
            }
        }
        section { class: "card bill-top",
            div { class: "grow",
                p { class: "muted", {part::short(voucher.date)} }
                Supplier { of: voucher.party.clone() }
                if !voucher.note.is_empty() {
                    p { "data-testid": "purchase-number",
                        if view.bought {
                            span { class: "muted", {t!("purchase-note")} " " }
                        }
                        "{voucher.note}"
                    }
                }
            }
            div { class: "amount-stack",
                span { class: if cancelled { "bill-total struck" } else { "bill-total" }, "data-testid": "purchase-total",
                    {rupees_short(amount)}
                }
                if view.bought && !cancelled {
                    span { "data-testid": "purchase-due",
                        if view.due.is_zero() {
                            span { class: "tag in", {t!("bills-status-paid")} }
                        } else {
                            span { class: "tag out", {t!("purchase-due")} " {rupees_short(view.due)}" }
                        }
                    }
                }
            }
        }
        if let Some(why) = view.cancelled.clone().filter(|why| !why.is_empty()) {
            p { class: "strip wait", {t!("payments-cancelled-why", why = why)} }
        }
        if let Some(party) = pays {
            div { class: "button-row",
                LinkButton { say: t!("party-pay"), testid: "purchase-pay", to: Route::NewPayment(Some(party)), icon: "payments", look: Look::Main }
            }
        }
        Goods { view: view.clone() }
        for with in view.paid.clone() {
            Paid { key: "{with.payment}", with }
        }
        Attachments { owner: Owner::Voucher(id) }
        if !cancelled && role::may::<CancelVoucher>() {
            div { class: "bill-cancel",
                Twice {
                    say: t!("entry-take-back"),
                    again: t!("cancel-again", number = rupees_short(amount)),
                    testid: "purchase-cancel",
                    onclick: move |()| {
                        state::run(async move {
                            let then = |again| route::go(Route::OnePurchase(again));
                            if let Err(error) = take_back(id, amount, then).await {
                                state::say_error(&error);
                            }
                        });
                    },
                }
                p { class: "muted", {t!("purchase-cancel-why")} }
            }
        }
    }
}

/// Of whom it was bought, if that is known.
#[part]
fn Supplier(of: PartySnapshot) -> Element {
    rsx! {
        if let Some(party) = of.id {
            a { class: "bill-party", href: Route::Party(party).href(), "data-testid": "purchase-supplier-link", "{of.name}" }
        }
        if !of.gstin.is_empty() {
            p { class: "muted", {t!("party-gstin")} " {of.gstin}" }
        }
        if !of.phone.is_empty() {
            p { class: "muted", "{of.phone}" }
        }
    }
}

/// The goods, and what makes up the supplier's bill.
#[part]
fn Goods(view: PurchaseView) -> Element {
    let sums = [("purchase-goods-sum", view.goods), ("purchase-tax-back", view.tax), ("purchase-other", view.other)];
    rsx! {
        section { class: "card flush",
            if !view.lines.is_empty() {
                div { class: "table-wrap",
                    table { class: "table", "data-testid": "purchase-lines",
                        thead {
                            tr {
                                th { scope: "col", {t!("bill-item")} }
                                th { scope: "col", class: "number wide-only", {t!("bill-quantity")} }
                                th { scope: "col", class: "number wide-only", {t!("bill-price")} }
                                th { scope: "col", class: "number", {t!("bill-amount")} }
                            }
                        }
                        tbody {
                            for (place , line) in view.lines.iter().enumerate() {
                                tr { key: "{place}",
                                    td {
                                        {called(line)}
                                        span { class: "more narrow-only", {so_much(line)} }
                                    }
                                    td { class: "number wide-only", {part::so_much(line.quantity, &line.unit)} }
                                    td { class: "number wide-only",
                                        if line.rate.get() > 0 { "{line.rate}" }
                                    }
                                    td { class: "number", {rupees(line.cost)} }
                                }
                            }
                        }
                    }
                }
            }
            if !view.voucher.input_tax.is_empty() {
                div { class: "padded",
                    TaxRows { rows: view.voucher.input_tax.clone() }
                }
            }
            dl { class: "pairs padded",
                for (words , sum) in sums {
                    if !sum.is_zero() && sum != view.voucher.amount {
                        dt { {t!(words)} }
                        dd { Amount { value: sum } }
                    }
                }
                dt { class: "sum", {t!("bill-total")} }
                dd { class: "sum", Amount { value: view.voucher.amount } }
                if let Some(mode) = view.mode {
                    dt { {t!("payments-mode")} }
                    dd { {mode_say(mode)} }
                }
            }
        }
    }
}

/// The name of goods, also of those whose own entry is on another device yet.
fn called(line: &PurchasedLine) -> String {
    if line.name.is_empty() { t!("bill-item") } else { line.name.clone() }
}

/// `10 kg × ₹40.00`, or the quantity alone of what went out.
fn so_much(line: &PurchasedLine) -> String {
    let quantity = part::so_much(line.quantity, &line.unit);
    if line.rate.get() == 0 { quantity } else { format!("{quantity} × ₹{}", line.rate) }
}

/// Money that was paid with it.
#[part]
fn Paid(with: PaidWith) -> Element {
    rsx! {
        a { class: "strip", href: Route::OnePayment(with.payment).href(), "data-testid": "purchase-paid-with",
            Icon { name: "out", small: true }
            span { class: "grow",
                {t!("purchase-paid-with")}
                span { class: "muted", " {modes_say(with.modes.iter().copied())} · {with.number}" }
            }
            Amount { value: with.amount }
        }
    }
}
