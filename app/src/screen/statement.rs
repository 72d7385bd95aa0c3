//! The statement of a party: one line an entry, newest first, with the balance after it; and the statement as
//! words to share, in which the customer reads himself ("You owe").
//!
//! Test ids: `statement`, `statement-row` (with `data-id`).

use dioxus::prelude::*;
use smartkhata_core::api::party::{GetStatement, Statement, StatementRow};
use smartkhata_core::api::payment::DaySort;
use smartkhata_core::date::Date;
use smartkhata_core::document::VoucherKind;
use smartkhata_core::id::PartyId;
use smartkhata_core::money::Paise;
use smartkhata_core::party::PartyRole;
use smartkhata_core::role::Role;
use smartkhata_core::{Error, Result};
use smartkhata_part::part;

use crate::part::{self, Empty, Icon, Trouble, VirtualList, rupees_short};
use crate::state::SHOP;
use crate::state::pages::use_pages;
use crate::t;

/// Height of a row in rem.
const ROW_REM: f64 = 4.5;

/// What an entry is, in the shopkeeper's words.
pub fn what(row: &StatementRow) -> String {
    // A line that takes another back stands on the other side than its kind.
    let amount = if row.reversal { row.amount.neg() } else { row.amount };
    let kind = match row.kind {
        VoucherKind::Sale => t!("party-entry-bill", number = row.number.clone()),
        VoucherKind::Return => t!("party-entry-return", number = row.number.clone()),
        VoucherKind::Gave => t!("party-entry-gave"),
        VoucherKind::Opening | VoucherKind::OpeningCredit => t!("entry-opening"),
        VoucherKind::Receipt => t!("party-entry-got"),
        VoucherKind::Payment => t!("party-entry-paid"),
        VoucherKind::Stock if amount.is_negative() => t!("party-entry-goods"),
        VoucherKind::Stock => t!("party-entry-goods-back"),
        VoucherKind::Discount => t!("party-entry-discount"),
        // The shop's own money is in no khata.
        VoucherKind::Moved | VoucherKind::Counted | VoucherKind::Other => t!("entry-of-newer-app"),
    };
    if row.reversal { t!("party-entry-reversal", what = kind) } else { kind }
}

/// The balance after a line, with its word.
fn balance_after(balance: Paise, role: PartyRole) -> String {
    if balance.is_zero() {
        t!("settled")
    } else if balance.is_negative() && role == PartyRole::Supplier {
        t!("party-balance-give", balance = rupees_short(balance.abs()))
    } else if balance.is_negative() {
        t!("party-balance-advance", balance = rupees_short(balance.abs()))
    } else {
        t!("party-balance-after", balance = rupees_short(balance))
    }
}

/// The list.
#[part]
pub fn StatementList(id: PartyId, role: PartyRole, onlook: EventHandler<StatementRow>) -> Element {
    let ask = move |after, limit| GetStatement { id, sort: DaySort::Newest, from: None, to: None, after, limit };
    let pages = use_pages(ask);
    rsx! {
        if let Some(error) = pages.error() {
            Trouble { error }
        }
        if pages.is_empty() {
            Empty { title: t!("party-none"), hint: t!("party-none-hint") }
        } else {
            VirtualList {
                label: t!("party-statement"),
                testid: "statement",
                count: pages.count(),
                row_rem: ROW_REM,
                row_key: move |place| {
                    pages.row(place).map(|row| format!("{}{}", row.voucher, row.reversal)).unwrap_or_default()
                },
                row: move |place| match pages.row(place) {
                    Some(row) => rsx! { Line { row, role, onlook } },
                    None => rsx! {},
                },
                onend: move |()| pages.more(ask),
            }
        }
    }
}

#[part]
fn Line(row: StatementRow, role: PartyRole, onlook: EventHandler<StatementRow>) -> Element {
    let (class, icon, word) = if row.amount.is_negative() { ("in", "in", "got") } else { ("out", "out", "gave") };
    let undone = row.cancelled || row.reversal;
    let figure = rupees_short(row.amount.abs());
    let looked = row.clone();
    rsx! {
        button {
            r#type: "button",
            class: if undone { "list-row statement-row undone" } else { "list-row statement-row" },
            "data-testid": "statement-row",
            "data-id": "{row.voucher}",
            onclick: move |_| onlook.call(looked.clone()),
            span { class: "sign {class}", aria_hidden: "true", Icon { name: icon, small: true } }
            span { class: "grow",
                span { class: "name", {what(&row)} }
                span { class: "more",
                    {part::short(row.date)}
                    if row.cancelled {
                        " · "
                        span { class: "tag", {t!("party-entry-cancelled")} }
                    }
                    if !row.note.is_empty() {
                        " · {row.note}"
                    }
                }
            }
            span { class: "amount-stack",
                span { class: "amount {class}",
                    span { class: "unseen", {t!(word)} }
                    "{figure}"
                }
                if let Some(balance) = row.balance {
                    span { class: "word", {balance_after(balance, role)} }
                }
            }
        }
    }
}

/// What an entry is, as its party reads it: "you" is the party there, and the shop here.
fn what_to_party(row: &StatementRow) -> String {
    match row.kind {
        VoucherKind::Gave => t!("share-row-gave"),
        VoucherKind::Receipt => t!("share-row-got"),
        VoucherKind::Payment => t!("share-row-paid"),
        VoucherKind::Stock if row.amount.is_negative() => t!("share-row-goods"),
        VoucherKind::Stock => t!("share-row-goods-back"),
        _ => what(row),
    }
}

/// What an entry adds to what the reader looks for: what a customer has to pay, what a supplier has to get.
fn sign_to_party(row: &StatementRow, role: PartyRole) -> &'static str {
    if row.amount.is_negative() == (role == PartyRole::Supplier) { "+" } else { "−" }
}

/// The statement as a message to the party: who writes, what was entered, how it stands.
///
/// # Errors
/// `forbidden` where a part of it is not for this role: what is shared is whole; `overflow` of what no amount can be.
pub fn share_text(statement: &Statement, today: Date) -> Result<String> {
    let closing = statement.closing.ok_or_else(|| match statement.tells_costs {
        true => Role::hides_costs(),
        false => Error::overflow("balance"),
    })?;
    let shop = SHOP.peek().as_ref().map(|shop| shop.name.clone()).unwrap_or_default();
    let name = statement.party.name.clone();
    let mut lines =
        vec![t!("share-statement-head", shop = shop, name = name, date = part::short(today)), String::new()];
    for row in statement.page.rows.iter().rev().filter(|row| !row.cancelled && !row.reversal) {
        let (what, sign) = (what_to_party(row), sign_to_party(row, statement.party.role));
        lines.push(format!("{} {what} {sign}{}", part::short(row.date), rupees_short(row.amount.abs())));
    }
    lines.push(String::new());
    lines.push(standing(closing, statement.party.role));
    Ok(lines.join("\n"))
}

/// The balance as the party reads it.
pub fn standing(balance: Paise, role: PartyRole) -> String {
    let amount = rupees_short(balance.abs());
    if balance.is_zero() {
        t!("share-statement-settled")
    } else if !balance.is_negative() {
        t!("share-statement-owes", amount = amount)
    } else if role == PartyRole::Supplier {
        t!("share-statement-owed", amount = amount)
    } else {
        t!("share-statement-advance", amount = amount)
    }
}
