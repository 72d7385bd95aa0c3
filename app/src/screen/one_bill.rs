//! One bill as it was saved: its lines, taxes and where it stands; PDF, share, payment, cancellation.
//!
//! Test ids: `one-bill`, `bill-number`, `bill-total`, `bill-due`, `bill-pdf`, `bill-share`, `bill-receipt`,
//! `bill-take-payment`, `bill-correct`, `bill-return`, `bill-returned` (each credit note), `bill-instead-of`,
//! `bill-paid-with` (each payment), `bill-discounted`, `bill-let-off`, `bill-cancelled-why`, `bill-cancel`,
//! `bill-again`, `bill-lines`; toast: `toast-again`.

use std::rc::Rc;

use dioxus::prelude::*;
use smartkhata_core::api::Request;
use smartkhata_core::api::bill::{BillView, CancelVoucher, CorrectBill, FinalizeBill, GetBill, GetSettled};
use smartkhata_core::api::returns::SaveReturn;
use smartkhata_core::attachment::Owner;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::document::{Bill, BillKind, Voucher};
use smartkhata_core::id::VoucherId;
use smartkhata_core::money::Paise;
use smartkhata_core::tax::compute::TaxMode;
use smartkhata_part::part;

use super::attachments::Attachments;
use super::return_sheet::ReturnSheet;
use crate::part::{
    self, Amount, Button, Icon, LinkButton, Look, Trouble, Twice, Waiting, modes_say, rupees, rupees_short, so_much,
};
use crate::route::{self, Route};
use crate::state::answer::use_answer;
use crate::state::{self, CHANGES, Offer, Tone, role, share, use_signal};
use crate::{api, t};

/// The bill.
#[part]
pub fn OneBill(id: VoucherId) -> Element {
    let bill = use_answer(move || async move {
        let _ = CHANGES();
        api::call(GetBill { id }).await
    });
    rsx! {
        main { class: "screen", "data-testid": "one-bill",
            match bill() {
                None => rsx! { Waiting {} },
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| bill.restart() } },
                Some(Ok(view)) => rsx! { Saved { view } },
            }
        }
    }
}

/// The key of the words for a kind of document.
pub const fn kind_words(kind: BillKind) -> &'static str {
    match kind {
        BillKind::TaxInvoice | BillKind::InvoiceCumBillOfSupply => "bill-type-tax-invoice",
        BillKind::BillOfSupply => "bill-type-bill-of-supply",
        BillKind::PlainBill => "bill-type-bill",
    }
}

/// The key of the words for the half that the State, or the Union Territory, gets.
pub const fn state_tax(mode: TaxMode) -> &'static str {
    match mode {
        TaxMode::IntraUt => "bill-utgst",
        TaxMode::None | TaxMode::Intra | TaxMode::Inter => "bill-sgst",
    }
}

#[part]
fn Saved(view: BillView) -> Element {
    let voucher = view.voucher.clone();
    let mut returning = use_signal(bool::default);
    let Detail::Bill(bill) = voucher.detail else { return rsx! {} };
    let id = voucher.id;
    let number = voucher.number.clone();
    let name = if voucher.party.name.is_empty() { t!("bill-customer-none") } else { voucher.party.name.clone() };
    let cancelled = view.cancelled.is_some();
    let (shared, again, cancelling) = (view.clone(), view.voucher.clone(), view.voucher.clone());
    rsx! {
        header { class: "screen-head",
            LinkButton { say: t!("do-back"), testid: "bill-back", to: Route::Bills, icon: "back", look: Look::Quiet, bare: true }
            h1 { "data-testid": "bill-number", "{voucher.number}" }
            if cancelled {
                span { class: "tag out", {t!("bills-status-cancelled")} }
            }
        }
        section { class: "card bill-top",
            div {
                p { class: "muted", {t!(kind_words(bill.kind))} " · {part::short(voucher.date)}" }
                if let Some(day) = bill.agreed(voucher.date) {
                    p { class: "muted", "data-testid": "bill-due-date", {t!("bill-due-date")} " {part::short(day)}" }
                }
                if let Some(party) = voucher.party.id {
                    a { class: "bill-party", href: Route::Party(party).href(), "data-testid": "bill-party", "{name}" }
                } else {
                    p { class: "bill-party", "{name}" }
                }
                if !voucher.party.gstin.is_empty() {
                    p { class: "muted", {t!("party-gstin")} " {voucher.party.gstin}" }
                }
                if !voucher.party.phone.is_empty() {
                    p { class: "muted", "{voucher.party.phone}" }
                }
            }
            div { class: "amount-stack",
                span { class: "bill-total", "data-testid": "bill-total", {rupees_short(bill.total)} }
                if !cancelled {
                    span { "data-testid": "bill-due",
                        if view.due.is_zero() {
                            span { class: "tag in", {t!("bills-status-paid")} }
                        } else {
                            span { class: "tag out", {t!("bill-due")} " {rupees_short(view.due)}" }
                        }
                    }
                }
            }
        }
        div { class: "button-row",
            Button { say: t!("do-pdf"), testid: "bill-pdf", icon: "pdf", look: Look::Main, onclick: move |()| share::download_pdf(id) }
            Button { say: t!("do-share"), testid: "bill-share", icon: "share", onclick: move |()| share::share_bill(shared.clone()) }
            Button { say: t!("do-print"), testid: "bill-receipt", icon: "print", onclick: move |()| share::download_receipt(id) }
            if !cancelled && !view.due.is_zero() && voucher.party.id.is_some() {
                LinkButton { say: t!("bills-take-payment"), testid: "bill-take-payment", to: Route::NewPayment(voucher.party.id), icon: "in", look: Look::In }
            }
            if !cancelled && view.returns.is_empty() {
                Button { say: t!("do-correct"), testid: "bill-correct", asks: CorrectBill::NAME, icon: "edit", onclick: move |()| correct(id) }
            }
            if !cancelled && view.returnable.iter().any(|left| left.is_positive()) {
                Button { say: t!("return-title"), testid: "bill-return", asks: SaveReturn::NAME, icon: "undo", onclick: move |()| returning.set(true) }
            }
        }
        if let Some(why) = view.cancelled.clone().filter(|why| !why.is_empty()) {
            p { class: "strip wait", "data-testid": "bill-cancelled-why", {t!("bills-cancelled-why", why = why)} }
        }
        if let Some(before) = bill.instead_of.clone() {
            a { class: "strip", href: Route::OneBill(before.id).href(), "data-testid": "bill-instead-of",
                Icon { name: "edit", small: true }
                span { class: "grow", {t!("bill-instead-of", number = before.number)} }
            }
        }
        if returning() {
            ReturnSheet { bill: view.clone(), onclose: move |()| returning.set(false) }
        }
        for note in view.returns.clone() {
            a { key: "{note.id}", class: "strip", href: Route::OneReturn(note.id).href(), "data-testid": "bill-returned",
                Icon { name: "undo", small: true }
                span { class: "grow", {t!("return-of-day", number = note.number.clone(), date = part::short(note.date))} }
                Amount { value: note.amount }
            }
        }
        if !cancelled {
            Settled { id, discount: bill.discount }
        }
        Lines { bill: (*bill).clone() }
        if !voucher.note.is_empty() {
            section { class: "card",
                h2 { {t!("bill-note")} }
                p { "{voucher.note}" }
            }
        }
        Attachments { owner: Owner::Voucher(id) }
        if cancelled {
            Button {
                say: t!("bill-again"), testid: "bill-again", asks: FinalizeBill::NAME, icon: "edit", class: "large",
                onclick: move |()| write_again(&again),
            }
        }
        if !cancelled && role::may::<CancelVoucher>() {
            div { class: "bill-cancel",
                Twice {
                    say: t!("bills-cancel"),
                    again: t!("cancel-again", number = number.clone()),
                    testid: "bill-cancel",
                    onclick: move |()| {
                        let (number, cancelling) = (number.clone(), cancelling.clone());
                        state::run(async move {
                            match api::call(CancelVoucher { id, reason: String::new() }).await {
                                Ok(_) => {
                                    state::books_changed();
                                    // A number that was cancelled stays so; what it sold can be sold again.
                                    let again = Offer {
                                        words: "bill-again",
                                        testid: "toast-again",
                                        act: Rc::new(move || write_again(&cancelling)),
                                    };
                                    let offers = if role::may::<FinalizeBill>() { vec![again] } else { Vec::new() };
                                    state::toast(t!("bills-cancelled-toast", number = number), Tone::Done, offers);
                                }
                                Err(error) => state::say_error(&error),
                            }
                        });
                    },
                }
                p { class: "muted",
                    {if voucher.party.id.is_some() { t!("bills-cancel-why") } else { t!("bills-cancel-why-walk-in") }}
                }
            }
        }
    }
}

/// How it was paid, each payment with the way to it, and what was taken off: on the bill, or when it was settled.
#[part]
fn Settled(id: VoucherId, discount: Paise) -> Element {
    let settled = use_answer(move || async move {
        let _ = CHANGES();
        api::call(GetSettled { id }).await
    });
    let Some(Ok(settled)) = settled() else { return rsx! {} };
    rsx! {
        for with in settled.received {
            a { key: "{with.payment}", class: "strip", "data-testid": "bill-paid-with",
                // What has no way of paying is the credit of another return, or an old advance.
                href: (!with.modes.is_empty()).then(|| Route::OnePayment(with.payment).href()),
                Icon { name: "in", small: true }
                span { class: "grow",
                    {t!("bill-paid")}
                    span { class: "muted", " {modes_say(with.modes.iter().copied())} · {with.number}" }
                }
                Amount { value: with.amount }
            }
        }
        for (testid , words , amount) in [
            ("bill-discounted", "bill-discount", discount),
            ("bill-let-off", "bill-let-off", settled.let_off),
        ] {
            if amount > Paise::ZERO {
                p { key: "{testid}", class: "strip", "data-testid": testid,
                    Icon { name: "check", small: true }
                    span { class: "grow", {t!(words)} }
                    Amount { value: amount }
                }
            }
        }
    }
}

/// Opens what a saved bill says to be corrected.
fn correct(id: VoucherId) {
    state::run(async move {
        match state::bill::correct(id).await {
            Ok(()) => route::go(Route::Bill),
            Err(error) => state::say_error(&error),
        }
    });
}

/// Opens what a bill sold, or a return took back, as a new one.
pub fn write_again(voucher: &Voucher) {
    let voucher = voucher.clone();
    state::run(async move {
        if state::bill::write_again(&voucher).await {
            route::go(Route::Bill);
        }
    });
}

/// The lines, charges and taxes of a bill or credit note.
#[part]
pub fn Lines(bill: Bill) -> Element {
    let taxes = [
        ("bill-taxable", bill.amounts.taxable),
        ("bill-cgst", bill.amounts.cgst),
        (state_tax(bill.mode), bill.amounts.sgst),
        ("bill-igst", bill.amounts.igst),
        ("bill-cess", bill.amounts.cess),
        ("bill-round-off", bill.round_off),
    ];
    rsx! {
        section { class: "card flush",
            div { class: "table-wrap",
                table { class: "table", "data-testid": "bill-lines",
                    thead {
                        tr {
                            th { scope: "col", {t!("bill-item")} }
                            th { scope: "col", class: "number wide-only", {t!("bill-quantity")} }
                            th { scope: "col", class: "number wide-only", {t!("bill-price")} }
                            th { scope: "col", class: "number", {t!("bill-amount")} }
                        }
                    }
                    tbody {
                        for (place , line) in bill.lines.iter().enumerate() {
                            tr { key: "{place}",
                                td {
                                    "{line.name}"
                                    span { class: "more narrow-only", "{so_much(line.quantity, &line.unit)} × ₹{line.price}" }
                                    if !line.hsn.is_empty() || !line.rate.is_zero() {
                                        span { class: "more block",
                                            if !line.hsn.is_empty() { "HSN {line.hsn} " }
                                            if !line.rate.is_zero() { "GST {line.rate}%" }
                                            if let Some(price) = line.retail_price { " " {t!("items-on-mrp")} " ₹{price}" }
                                        }
                                    }
                                }
                                td { class: "number wide-only", {so_much(line.quantity, &line.unit)} }
                                td { class: "number wide-only", "{line.price}" }
                                td { class: "number", {rupees(line.total)} }
                            }
                        }
                        for (place , charge) in bill.charges.iter().enumerate() {
                            tr { key: "charge-{place}",
                                td { "{charge.name}" }
                                td { class: "wide-only" }
                                td { class: "wide-only" }
                                td { class: "number", {rupees(charge.total)} }
                            }
                        }
                    }
                }
            }
            dl { class: "pairs padded",
                for (words , amount) in taxes {
                    if amount != Paise::ZERO {
                        dt { {t!(words)} }
                        dd { Amount { value: amount } }
                    }
                }
                dt { class: "sum", {t!("bill-total")} }
                dd { class: "sum", Amount { value: bill.total } }
            }
        }
    }
}
