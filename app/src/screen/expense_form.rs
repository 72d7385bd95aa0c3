//! What the shop runs on: rent, wages, tea. What for, how much, how it was paid.
//!
//! Test ids: `expense-form`, `expense-<account>`, `keypad-…`, `mode-…`, `day-…`, `field-note`, `expense-save`; toast:
//! `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::payment::SaveExpense;
use smartkhata_core::attachment::Owner;
use smartkhata_core::id::VoucherId;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::expense::ACCOUNTS;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_part::part;

use super::account::account_words;
use super::attachments::{ChooseFiles, attach_all};
use super::entry::undo;
use crate::part::{
    Button, Chip, DayChips, Field, Keypad, LinkButton, Look, ModeChips, Overflow, StandsAgain, Trouble, TypedDay,
    chip_row, rupees_short, worth,
};
use crate::photo::Chosen;
use crate::route::{self, Route};
use crate::state::kept::{fields, use_typing};
use crate::state::submit::use_submit_of;
use crate::state::{self, Tone, use_callback};
use crate::{api, t};

/// What is typed.
#[derive(Debug, Clone, PartialEq)]
struct Typed {
    account: Option<String>,
    amount: String,
    mode: Mode,
    day: TypedDay,
    note: String,
}

fields!(Typed: account amount mode day note);

impl Typed {
    /// As the request says it; none while something of it is not said yet.
    fn read(&self, id: Option<VoucherId>) -> Option<Result<SaveExpense>> {
        let amount = worth(&self.amount).filter(|amount| *amount > Paise::ZERO)?;
        let (account, note) = (self.account.clone()?, self.note.trim().to_owned());
        let tenders = vec![Tender { mode: self.mode, amount, reference: String::new() }];
        Some(self.day.read("date").map(|day| SaveExpense { id, account, tenders, date: Some(day), note }))
    }
}

/// The form.
#[part]
pub fn ExpenseForm() -> Element {
    let today = state::today();
    let (amount, note) = (String::new(), String::new());
    let form = use_typing("expense", || Typed { account: None, amount, mode: Mode::Cash, day: today.into(), note });
    let submit = use_submit_of(form.place());
    let save = use_callback(move |()| match form.peek().read(submit.record()) {
        None => {}
        Some(Ok(expense)) => {
            let files = form.photos().peek().clone();
            submit.send(store(expense, files), || route::go(Route::Payments));
        }
        Some(Err(error)) => submit.refuse(error),
    });
    let now = form.read();
    let ready = now.read(None).is_some();
    let amount = worth(&now.amount).filter(|amount| *amount > Paise::ZERO);
    rsx! {
        main { class: "screen", "data-testid": "expense-form",
            header { class: "screen-head",
                LinkButton { say: t!("do-back"), testid: "expense-back", to: Route::Payments, icon: "back", look: Look::Quiet, bare: true }
                h1 { {t!("expense-title")} }
            }
            StandsAgain { again: form.again(), onempty: move |()| form.empty() }
            if let Some(error) = submit.problem().besides(&["note", "date"]) {
                Trouble { error }
            }
            section { class: "card stack",
                {chip_row(
                    t!("expense-what"),
                    Overflow::Wraps,
                    ACCOUNTS.iter().map(|account| Chip {
                        value: Some(account.to_string()),
                        say: account_words(account.code()),
                        testid: account.code().replace('.', "-"),
                    }),
                    &now.account,
                    move |chosen| form.change(|now| now.account = chosen),
                )}
                Keypad {
                    label: t!("entry-amount"), typed: now.amount,
                    ontype: move |text| form.change(|now| now.amount = text), onenter: move |()| save.call(()),
                }
                ModeChips {
                    label: t!("payments-mode"), chosen: now.mode,
                    onchoose: move |mode| form.change(|now| now.mode = mode),
                }
                DayChips {
                    label: t!("entry-day"), today, value: now.day, problem: submit.problem(),
                    onchoose: move |day| form.change(|now| now.day = day),
                }
                Field {
                    name: "note", label: t!("party-note"), value: now.note, problem: submit.problem(),
                    oninput: move |text| form.change(|now| now.note = text), onenter: move |()| save.call(()),
                }
                ChooseFiles { chosen: form.photos() }
                Button {
                    say: amount.map_or_else(|| t!("do-save"), |amount| format!("{} {}", t!("do-save"), rupees_short(amount))),
                    testid: "expense-save", look: Look::Out, class: "large wide", disabled: !ready || submit.is_busy(),
                    onclick: move |()| save.call(()),
                }
            }
        }
    }
}

/// Saves and says so, with the way back.
async fn store(expense: SaveExpense, files: Vec<Chosen>) -> Result<()> {
    let what = account_words(&expense.account);
    let saved = api::call(expense).await?;
    state::books_changed();
    let id = saved.voucher.id;
    attach_all(Owner::Voucher(id), files).await;
    let say = t!("expense-saved", what = what, amount = rupees_short(saved.voucher.amount));
    let back =
        undo(move || async move { api::call(CancelVoucher { id, reason: t!("entry-reason-undone") }).await.map(drop) });
    state::toast(say, Tone::Done, vec![back]);
    Ok(())
}
