//! What the shop runs on: rent, wages, tea. What for, how much, how it was paid.
//!
//! Test ids: `expense-form`, `expense-<account>`, `keypad-…`, `mode-…`, `day-…`, `field-note`, `expense-save`; toast:
//! `toast-undo`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::bill::CancelVoucher;
use smartkhata_core::api::payment::SaveExpense;
use smartkhata_core::attachment::Owner;
use smartkhata_core::money::Paise;
use smartkhata_core::payment::expense::ACCOUNTS;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_part::part;

use super::account::account_words;
use super::attachments::{ChooseFiles, attach_all};
use super::entry::undo;
use crate::part::{
    Button, Chip, DayChips, Field, Keypad, LinkButton, Look, ModeChips, Overflow, Trouble, chip_row, rupees_short,
    worth,
};
use crate::photo::Chosen;
use crate::route::{self, Route};
use crate::state::submit::use_submit;
use crate::state::{self, Tone, use_callback, use_signal};
use crate::{api, t};

/// The form.
#[part]
pub fn ExpenseForm() -> Element {
    let today = state::today();
    let mut account = use_signal(|| None::<String>);
    let mut typed = use_signal(String::new);
    let mut mode = use_signal(|| Mode::Cash);
    let mut day = use_signal(|| today);
    let mut note = use_signal(String::new);
    let chosen = use_signal(Vec::<Chosen>::new);
    let submit = use_submit();
    let amount = worth(&typed()).filter(|amount| *amount > Paise::ZERO);
    let save = use_callback(move |()| {
        let (Some(account), Some(amount)) = (account.peek().clone(), worth(&typed.peek())) else { return };
        let expense = SaveExpense {
            id: submit.record(),
            account,
            tenders: vec![Tender { mode: *mode.peek(), amount, reference: String::new() }],
            date: Some(*day.peek()),
            note: note.peek().trim().to_owned(),
        };
        let files = chosen.peek().clone();
        submit.send(store(expense, files), || route::go(Route::Payments));
    });
    rsx! {
        main { class: "screen", "data-testid": "expense-form",
            header { class: "screen-head",
                LinkButton { say: t!("do-back"), testid: "expense-back", to: Route::Payments, icon: "back", look: Look::Quiet, bare: true }
                h1 { {t!("expense-title")} }
            }
            if let Some(error) = submit.problem().besides(&["note"]) {
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
                    &account(),
                    move |chosen| account.set(chosen),
                )}
                Keypad { label: t!("entry-amount"), typed: typed(), ontype: move |text| typed.set(text), onenter: move |()| save.call(()) }
                ModeChips {
                    label: t!("payments-mode"), chosen: mode(),
                    onchoose: move |chosen| mode.set(chosen),
                }
                DayChips { label: t!("entry-day"), today, value: day(), onchoose: move |chosen| day.set(chosen) }
                Field {
                    name: "note", label: t!("party-note"), value: note(), problem: submit.problem(),
                    oninput: move |text| note.set(text), onenter: move |()| save.call(()),
                }
                ChooseFiles { chosen }
                Button {
                    say: amount.map_or_else(|| t!("do-save"), |amount| format!("{} {}", t!("do-save"), rupees_short(amount))),
                    testid: "expense-save", look: Look::Out, class: "large wide",
                    disabled: amount.is_none() || account().is_none() || submit.is_busy(),
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
