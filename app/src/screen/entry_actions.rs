//! What can be done with an entry of a statement: look, correct, take back, share, open its bill or payment.
//!
//! Test ids: `entry-actions`, `entry-what`, `entry-figure`, `entry-correct`, `entry-take-back`, `entry-share`,
//! `entry-open-bill`, `entry-open-return`, `entry-open-purchase`, `entry-open-payment`.

use dioxus::prelude::*;
use smartkhata_core::api::Request;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::party::{AddKhata, CorrectKhata, KhataSide, StatementRow};
use smartkhata_core::api::payment::{GetPayment, PaymentView};
use smartkhata_core::attachment::Owner;
use smartkhata_core::document::VoucherKind;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::payment::Payment;
use smartkhata_part::part;

use super::attachments::Attachments;
use super::entry::{Before, EntrySheet, What, Whom, take_back};
use super::khata_side::share_text;
use super::statement::what;
use crate::part::{self, Amount, Button, LinkButton, Look, Sheet, modes_say};
use crate::route::Route;
use crate::state;
use crate::state::answer::use_answer;
use crate::state::use_signal;
use crate::{api, t};

/// What was paid, where the voucher is a payment.
fn payment_of(view: &PaymentView) -> Option<&Payment> {
    match &view.voucher.detail {
        Detail::Payment(payment) => Some(payment),
        _ => None,
    }
}

/// The entry that this line is, as it would be written again; none where it is more than a khata entry.
fn as_entry(whom: &Whom, row: &StatementRow, payment: Option<&PaymentView>) -> Option<AddKhata> {
    let (side, mode) = match row.kind {
        VoucherKind::Gave => (KhataSide::Gave, row.mode),
        VoucherKind::Opening => (KhataSide::Gave, None),
        VoucherKind::OpeningCredit => (KhataSide::Got, None),
        VoucherKind::Receipt => (KhataSide::Got, Some(payment_of(payment?)?.as_entry()?)),
        VoucherKind::Payment => (KhataSide::Gave, Some(payment_of(payment?)?.as_entry()?)),
        VoucherKind::Sale
        | VoucherKind::Return
        | VoucherKind::Stock
        | VoucherKind::Discount
        | VoucherKind::Moved
        | VoucherKind::Counted
        | VoucherKind::Other => return None,
    };
    let (amount, date, note) = (row.amount.abs(), Some(row.date), row.note.clone());
    let opening = row.kind.is_opening();
    Some(AddKhata { id: None, party: whom.id, side, amount, mode, opening, date, note })
}

/// The sheet.
#[part]
pub fn EntryActions(whom: Whom, row: StatementRow, onclose: EventHandler<()>) -> Element {
    let mut correcting = use_signal(bool::default);
    let (id, kind) = (row.voucher, row.kind);
    let is_payment = matches!(kind, VoucherKind::Receipt | VoucherKind::Payment);
    let payment =
        use_answer(move || async move { if is_payment { api::call(GetPayment { id }).await.ok() } else { None } });
    let found = payment().flatten();
    let entry = as_entry(&whom, &row, found.as_ref());
    let stands = !row.cancelled && !row.reversal;
    if let Some(entry) = entry.clone().filter(|_| correcting()) {
        let what = What::of(entry.mode, entry.opening);
        let before = Before { voucher: id, amount: entry.amount, what, date: row.date, note: entry.note.clone() };
        return rsx! {
            EntrySheet { whom, side: entry.side, before, onclose }
        };
    }
    let modes =
        found.as_ref().and_then(payment_of).map(|payment| modes_say(payment.tenders.iter().map(|part| part.mode)));
    let shared = (row.clone(), whom.clone());
    let amount = row.amount.abs();
    let is_entry = is_payment || kind.is_opening() || matches!(kind, VoucherKind::Gave | VoucherKind::Stock);
    rsx! {
        Sheet { title: t!("entry-of", date = part::short(row.date)), testid: "entry-actions", onclose,
            dl { class: "pairs",
                dt { "data-testid": "entry-what", {what(&row)} }
                dd { "data-testid": "entry-figure", Amount { value: row.amount.abs() } }
                if let Some(modes) = modes {
                    dt { {t!("payments-mode")} }
                    dd { "{modes}" }
                }
                if !row.note.is_empty() {
                    dt { {t!("party-note")} }
                    dd { "{row.note}" }
                }
            }
            if row.cancelled || row.reversal {
                p { class: "strip wait", {t!("entry-taken-back-why")} }
            }
            if is_entry {
                Attachments { owner: Owner::Voucher(id) }
            }
            div { class: "entry-acts",
                if stands && entry.is_some() {
                    Button {
                        say: t!("do-correct"), testid: "entry-correct", asks: CorrectKhata::NAME, icon: "edit", look: Look::Main, class: "large",
                        onclick: move |()| correcting.set(true),
                    }
                }
                if kind == VoucherKind::Sale {
                    LinkButton {
                        say: t!("entry-open-bill"), testid: "entry-open-bill", to: Route::OneBill(id), icon: "bill",
                        look: Look::Main, class: "large",
                    }
                }
                if kind == VoucherKind::Return {
                    LinkButton {
                        say: t!("return-note"), testid: "entry-open-return", to: Route::OneReturn(id), icon: "undo",
                        look: Look::Main, class: "large",
                    }
                }
                if kind == VoucherKind::Stock {
                    LinkButton {
                        say: t!("entry-open-purchase"), testid: "entry-open-purchase", to: Route::OnePurchase(id), icon: "items",
                        look: Look::Main, class: "large",
                    }
                }
                // What was let off opens the payment that it came with.
                if is_payment || kind == VoucherKind::Discount {
                    LinkButton {
                        say: t!("entry-open-payment"), testid: "entry-open-payment", to: Route::OnePayment(id),
                        icon: "payments", class: "large",
                    }
                }
                if stands && matches!(kind, VoucherKind::Gave | VoucherKind::Receipt | VoucherKind::Payment) {
                    Button {
                        say: t!("do-share"), testid: "entry-share", icon: "share", class: "large",
                        onclick: move |()| {
                            let (row, whom) = &shared;
                            let side = if row.amount.is_negative() { KhataSide::Got } else { KhataSide::Gave };
                            let is_money = kind != VoucherKind::Gave || row.mode.is_some();
                            let did = share_text(whom.role, side, is_money, row.amount.abs(), row.date);
                            part::share_text(&did, &whom.phone);
                        },
                    }
                }
                if stands && is_entry {
                    Button {
                        say: t!("entry-take-back"), testid: "entry-take-back", asks: CancelVoucher::NAME, icon: "undo", class: "large",
                        onclick: move |()| {
                            state::run(async move {
                                if let Err(error) = take_back(id, amount, |_| {}).await {
                                    state::say_error(&error);
                                }
                            });
                            onclose.call(());
                        },
                    }
                }
            }
        }
    }
}
