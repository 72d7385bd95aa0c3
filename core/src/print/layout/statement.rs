//! A party's statement on A4: the shop's head, whose khata, every entry with the balance after it, carried forward
//! from page to page, and what is to pay.

use super::super::labels::{Labels, filled};
use super::super::page::Page;
use super::super::statement::{Entry, StatementLine, StatementSheet};
use super::closing::{self, How};
use super::content::{Rank, Row, rupees};
use super::flow::{Flow, WIDTH};
use super::grid::{Column, Grid};
use super::header;
use crate::error::Result;
use crate::money::Paise;

/// What was added and taken so far, and the balance then.
#[derive(Debug, Clone, Copy)]
struct SoFar {
    added: Paise,
    taken: Paise,
    balance: Paise,
}

/// The pages of the statement.
pub(super) fn draw(sheet: &StatementSheet, labels: &Labels) -> Result<Vec<Page>> {
    let period = match sheet.from {
        Some(from) => filled(labels.from_to, &[&from.indian(), &sheet.to.indian()]),
        None => filled(labels.up_to, &[&sheet.to.indian()]),
    };
    let right = format!("{} {} · {period}", labels.statement, sheet.party.name);
    let mut flow = Flow::new(labels, (sheet.shop.name.clone(), right), false, 1.0);
    header::masthead(&mut flow, &sheet.shop, &header::named(labels.statement), labels);
    let facts = vec![(labels.date, sheet.made.indian()), (labels.period, period)];
    header::khata(&mut flow, &sheet.party, facts, labels);
    let sums = running(sheet)?;
    table(&mut flow, sheet, &sums, labels);
    let rows = closing_rows(sheet, &sums, labels);
    closing::settle_up(&mut flow, How::to_pay(sheet.upi.as_ref(), sheet.bank.as_ref()), rows, labels)?;
    Ok(flow.finish())
}

/// The sums after the first 0, 1, 2, … rows of the table; a statement that begins on a day has a row of its own for
/// what was owed before.
fn running(sheet: &StatementSheet) -> Result<Vec<SoFar>> {
    let mut so_far = SoFar { added: Paise::ZERO, taken: Paise::ZERO, balance: sheet.opening };
    let mut sums = vec![so_far];
    sums.extend(sheet.from.map(|_| so_far));
    for line in &sheet.lines {
        if line.amount.is_negative() {
            so_far.taken = so_far.taken.sub(line.amount, "total")?;
        } else {
            so_far.added = so_far.added.add(line.amount, "total")?;
        }
        so_far.balance = line.balance;
        sums.push(so_far);
    }
    Ok(sums)
}

fn table(flow: &mut Flow<'_>, sheet: &StatementSheet, sums: &[SoFar], labels: &Labels) {
    let summed = |count: usize, words: &str| match sums.get(count) {
        Some(so_far) => vec![
            String::new(),
            words.to_owned(),
            so_far.added.to_string(),
            so_far.taken.to_string(),
            balance(so_far.balance, labels),
        ],
        None => Vec::new(),
    };
    let opening = sheet.from.map(|from| {
        let words = labels.opening_balance.to_owned();
        vec![from.indian(), words, String::new(), String::new(), balance(sheet.opening, labels)]
    });
    let rows = opening.into_iter().chain(sheet.lines.iter().map(|line| cells(line, labels))).collect();
    let columns = vec![
        Column::left(labels.date),
        Column::flexible(labels.entry),
        Column::right(labels.added),
        Column::right(labels.taken),
        Column::running(labels.balance),
    ];
    let total = summed(sums.len().saturating_sub(1), labels.total);
    let carry = Some((&summed as _, labels.carried_forward, labels.brought_forward));
    Grid { columns, rows, total, carry, width: WIDTH, spread: false }.draw(flow);
}

fn cells(line: &StatementLine, labels: &Labels) -> Vec<String> {
    let (what, mode) = match line.entry {
        Entry::Bill => (labels.bill, None),
        Entry::Received(mode) => (labels.payment, mode),
        Entry::Paid(mode) => (labels.paid, mode),
        Entry::Gave(mode) => (labels.khata_entry, mode),
        Entry::Opening => (labels.old_balance, None),
        Entry::Goods => (labels.goods, None),
        Entry::Returned => (labels.returned, None),
        Entry::Discount => (labels.discount, None),
        Entry::Other => (labels.other, None),
    };
    let mut entry = what.to_owned();
    for part in [mode.map_or("", |mode| labels.mode(mode)), &line.number, &line.note] {
        if !part.is_empty() {
            entry.push_str(" · ");
            entry.push_str(part);
        }
    }
    let (added, taken) = match line.amount.is_negative() {
        true => (String::new(), line.amount.abs().to_string()),
        false => (line.amount.to_string(), String::new()),
    };
    vec![line.date.indian(), entry, added, taken, balance(line.balance, labels)]
}

/// What is owed; what was paid ahead is named so, never a sign alone.
fn balance(amount: Paise, labels: &Labels) -> String {
    if amount.is_negative() { format!("{} {}", labels.advance, amount.abs()) } else { amount.to_string() }
}

/// From what was owed to what is.
fn closing_rows(sheet: &StatementSheet, sums: &[SoFar], labels: &Labels) -> Vec<Row> {
    let row = |label: &str, value: String, rank| Row { label: label.to_owned(), value, rank };
    let mut rows = Vec::new();
    if sheet.from.is_some() {
        rows.push(row(labels.opening_balance, balance(sheet.opening, labels), Rank::Plain));
    }
    if let Some(all) = sums.last() {
        rows.push(row(labels.added, all.added.to_string(), Rank::Plain));
        rows.push(row(labels.taken, all.taken.to_string(), Rank::Plain));
    }
    let label = match sheet.closing {
        owed if owed > Paise::ZERO && sheet.of_supplier => labels.due_to_you,
        owed if owed > Paise::ZERO => labels.balance_due,
        Paise::ZERO => labels.settled,
        _ => labels.advance,
    };
    rows.push(row(label, rupees(sheet.closing.abs()), Rank::Grand));
    rows
}
