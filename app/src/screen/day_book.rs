//! The day book: everything that was written on a day, and what the day came to.
//!
//! Test ids: `day-book`, `day-book-previous`, `day-book-next`, `field-date`, `day-book-today`, `day-book-sales`,
//! `day-book-received`, `day-book-paid`, `day-book-gave`, `day-book-drawer`, `day-book-account`, `day-book-move`,
//! `day-book-count`, `day-book-list`, `day-book-row`, `day-book-entry`, `day-book-take-back`; toast: `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::api::Request;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::money::{CountDrawer, GetDrawer, MoveMoney};
use smartkhata_core::api::report::{DayBookRow, GetDayBook, MovedBetween, Report};
use smartkhata_core::attachment::Owner;
use smartkhata_core::document::VoucherKind;
use smartkhata_core::ledger::Account;
use smartkhata_core::money::Paise;
use smartkhata_part::part;

use super::account::account_words;
use super::attachments::Attachments;
use super::drawer::DrawerSheet;
use super::entry::take_back;
use super::money_move::{MoveSheet, between};
use super::paper::PaperButtons;
use crate::part::{Amount, Button, DayToSee, Empty, Icon, Sheet, Trouble, VirtualList, rupees_short, short};
use crate::route::Route;
use crate::state::answer::use_answer;
use crate::state::pages::use_pages;
use crate::state::share::Printed;
use crate::state::{self, CHANGES, use_signal};
use crate::{api, t};

/// Height of a row in rem.
const ROW_REM: f64 = 4.25;

/// The day book.
#[part]
pub fn DayBook() -> Element {
    let today = state::today();
    let mut day = use_signal(|| today);
    let ask = move |after, limit| GetDayBook { from: day(), to: day(), sort: None, after, limit };
    let pages = use_pages(ask);
    let sums = use_answer(move || async move {
        let _ = CHANGES();
        api::call(GetDayBook { from: day(), to: day(), sort: None, after: None, limit: 1 }).await
    });
    let drawer = use_answer(move || async move {
        let _ = CHANGES();
        api::call(GetDrawer { date: Some(day()) }).await.ok()
    });
    let mut moving = use_signal(bool::default);
    let mut counting = use_signal(bool::default);
    let when = if day() == today { t!("today") } else { short(day()) };
    rsx! {
        main { class: "screen tall", "data-testid": "day-book",
            header { class: "screen-head",
                h1 { {t!("day-book-title")} " · {when}" }
                div { class: "button-row day-book-days",
                    Button {
                        say: t!("day-book-previous"), testid: "day-book-previous", icon: "back", bare: true,
                        onclick: move |()| day.set(day().plus_days(-1)),
                    }
                    DayToSee { label: t!("bill-date"), value: day(), onchoose: move |chosen| day.set(chosen) }
                    Button {
                        say: t!("day-book-next"), testid: "day-book-next", icon: "next", bare: true,
                        onclick: move |()| day.set(day().plus_days(1)),
                    }
                    if day() != today {
                        Button { say: t!("today"), testid: "day-book-today", onclick: move |()| day.set(today) }
                    }
                    PaperButtons { of: Printed::Report(Report::DayBook { from: day(), to: day() }) }
                }
            }
            match sums() {
                Some(Ok(book)) => rsx! {
                    div { class: "day-sums",
                        Sum { words: "day-book-sales", value: book.sales, testid: "day-book-sales" }
                        Sum { words: "day-book-received", value: book.received, testid: "day-book-received", class: "in" }
                        Sum { words: "day-book-paid", value: book.paid, testid: "day-book-paid", class: "out" }
                        Sum { words: "day-book-gave", value: book.gave, testid: "day-book-gave", class: "out" }
                        if book.returned > Paise::ZERO {
                            Sum { words: "day-book-returned", value: book.returned, testid: "day-book-returned", class: "out" }
                        }
                        if let Some(drawer) = drawer().flatten() {
                            Sum { words: "drawer", value: drawer.holds, testid: "day-book-drawer" }
                        }
                    }
                    if !book.by_account.is_empty() {
                        p { class: "day-accounts", aria_label: t!("day-book-by-account"),
                            for sum in book.by_account {
                                span { key: "{sum.account}", class: "tag", "data-testid": "day-book-account",
                                    {account_words(&sum.account)}
                                    " "
                                    Amount { value: sum.amount, short: true }
                                }
                            }
                        }
                    }
                },
                Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| sums.restart() } },
                None => rsx! {},
            }
            div { class: "button-row",
                Button {
                    say: t!("move-title"), testid: "day-book-move", asks: MoveMoney::NAME, icon: "payments",
                    onclick: move |()| moving.set(true),
                }
                Button {
                    say: t!("drawer-count"), testid: "day-book-count", asks: CountDrawer::NAME, icon: "keypad",
                    onclick: move |()| counting.set(true),
                }
            }
            if moving() {
                MoveSheet { day: day(), onclose: move |()| moving.set(false) }
            }
            if counting() {
                DrawerSheet { day: day(), onclose: move |()| counting.set(false) }
            }
            if let Some(error) = pages.error().filter(|_| sums().is_some_and(|answer| answer.is_ok())) {
                Trouble { error }
            }
            if pages.is_empty() {
                Empty { title: t!("day-book-none") }
            } else {
                div { class: "card flush list-card",
                    VirtualList {
                        label: t!("day-book-title"),
                        testid: "day-book-list",
                        count: pages.count(),
                        row_rem: ROW_REM,
                        row_key: move |place| pages.row(place).map(|row| row.voucher.to_string()).unwrap_or_default(),
                        row: move |place| match pages.row(place) {
                            Some(row) => rsx! { Row { row } },
                            None => rsx! {},
                        },
                        onend: move |()| pages.more(ask),
                    }
                }
            }
        }
    }
}

#[part]
fn Sum(words: &'static str, value: Paise, testid: &'static str, #[props(default)] class: &'static str) -> Element {
    rsx! {
        div { class: "card figure", "data-testid": testid,
            span { class: "label", {t!(words)} }
            Amount { value, short: true, class }
        }
    }
}

/// What a line is, which way money or goods went, and where it opens.
fn line(row: &DayBookRow) -> (String, &'static str, Option<Route>) {
    match row.kind {
        VoucherKind::Sale => {
            (t!("day-book-entry-sale", number = row.number.clone()), "bill", Some(Route::OneBill(row.voucher)))
        }
        VoucherKind::Return => {
            (t!("day-book-entry-return", number = row.number.clone()), "undo", Some(Route::OneReturn(row.voucher)))
        }
        VoucherKind::Receipt => (t!("day-book-entry-receipt"), "in", Some(Route::OnePayment(row.voucher))),
        VoucherKind::Payment => {
            let what = row.expense.as_deref().map_or_else(|| t!("day-book-entry-payment"), account_words);
            (what, "out", Some(Route::OnePayment(row.voucher)))
        }
        // It opens the payment that it came with.
        VoucherKind::Discount => (t!("party-entry-discount"), "check", Some(Route::OnePayment(row.voucher))),
        VoucherKind::Gave => (t!("day-book-entry-gave"), "out", None),
        VoucherKind::Opening | VoucherKind::OpeningCredit => (t!("entry-opening"), "khata", None),
        VoucherKind::Stock => (t!("day-book-entry-stock"), "items", Some(Route::OnePurchase(row.voucher))),
        VoucherKind::Moved | VoucherKind::Counted => own_money(row.moved.as_ref()),
        VoucherKind::Other => (t!("entry-of-newer-app"), "alert", None),
    }
}

/// What the shop did with its own money: from where to where, or what a count of the drawer found.
fn own_money(moved: Option<&MovedBetween>) -> (String, &'static str, Option<Route>) {
    let (from, to) = moved.map_or(("", ""), |moved| (&*moved.from, &*moved.to));
    let short = Account::CASH_SHORT.code();
    let (what, icon) = if to == short {
        (t!("day-book-entry-short"), "out")
    } else if from == short {
        (t!("day-book-entry-over"), "in")
    } else {
        (between(from, to), "payments")
    };
    (what, icon, None)
}

#[part]
fn Row(row: DayBookRow) -> Element {
    let mut looking = use_signal(bool::default);
    let (what, icon, to) = line(&row);
    let class = if matches!(icon, "in" | "out") { icon } else { "" };
    let name = match row.kind {
        VoucherKind::Sale | VoucherKind::Return | VoucherKind::Receipt if row.party_name.is_empty() => {
            t!("day-book-walk-in")
        }
        _ => row.party_name.clone(),
    };
    let look = if row.cancelled { "list-row statement-row undone" } else { "list-row statement-row" };
    let inside = rsx! {
        span { class: "sign {class}", aria_hidden: "true", Icon { name: icon, small: true } }
        span { class: "grow",
            span { class: "name", "{what}" }
            span { class: "more",
                {[name.as_str(), row.note.as_str()].into_iter().filter(|say| !say.is_empty()).collect::<Vec<_>>().join(" · ")}
                if row.cancelled {
                    " "
                    span { class: "tag", {t!("party-entry-cancelled")} }
                }
            }
        }
        span { class: "amount {class}", {rupees_short(row.amount)} }
    };
    match to {
        Some(to) => rsx! {
            a { class: look, href: to.href(), "data-testid": "day-book-row", {inside} }
        },
        None if row.kind.is_opening() || row.kind.is_own_money() || row.kind == VoucherKind::Gave => rsx! {
            button { r#type: "button", class: look, "data-testid": "day-book-row", onclick: move |_| looking.set(true), {inside} }
            if looking() {
                Look { row: row.clone(), title: what.clone(), onclose: move |()| looking.set(false) }
            }
        },
        None => rsx! {
            div { class: look, "data-testid": "day-book-row", {inside} }
        },
    }
}

/// An entry without a screen of its own: its photos, and taking it back.
#[part]
fn Look(row: DayBookRow, title: String, onclose: EventHandler<()>) -> Element {
    let (id, amount) = (row.voucher, row.amount);
    rsx! {
        Sheet { title, testid: "day-book-entry", onclose,
            Attachments { owner: Owner::Voucher(id) }
            if !row.cancelled {
                Button {
                    say: t!("entry-take-back"), testid: "day-book-take-back", asks: CancelVoucher::NAME, icon: "undo", class: "large",
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
