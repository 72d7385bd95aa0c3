//! Whether the figures of a voucher agree with each other: its lines with their sums, its total with what it posts, the
//! goods that move with the lines that they were sold on.
//!
//! Sums only. Which tax a line bears, and how it was rounded, is for the app that wrote it: rates and rules were others
//! before, and will be. A kind of voucher that this app does not know is not judged; fields beside those it knows do not
//! matter.

use std::collections::BTreeMap;

use crate::document::voucher::Detail;
use crate::document::{Bill, Voucher, VoucherKind};
use crate::error::Result;
use crate::id::ItemId;
use crate::item::input_tax;
use crate::ledger::account::Class;
use crate::ledger::{Account, Posting};
use crate::money::Paise;
use crate::payment::{Direction, LetOff, Mode, Payment};
use crate::quantity::Milli;
use crate::tax::compute::Amounts;

/// What of a voucher does not agree, as the rest of a sentence about it; none where all does.
///
/// # Errors
/// `overflow` of figures that no books hold.
pub fn fault(voucher: &Voucher) -> Result<Option<&'static str>> {
    match (voucher.kind, &voucher.detail) {
        (VoucherKind::Sale, Detail::Bill(bill)) => goods(voucher, bill, Way::Out),
        (VoucherKind::Return, Detail::CreditNote(note)) => goods(voucher, &note.content, Way::Back),
        (VoucherKind::Receipt | VoucherKind::Payment, Detail::Payment(payment)) => money(voucher, payment),
        (VoucherKind::Gave | VoucherKind::Opening, Detail::Plain) => khata(voucher, voucher.amount),
        (VoucherKind::OpeningCredit, Detail::Plain) => khata(voucher, voucher.amount.neg()),
        (VoucherKind::Stock, Detail::Plain) => stock(voucher),
        (VoucherKind::Discount, Detail::Discount(let_off)) => discount(voucher, let_off),
        (VoucherKind::Moved, Detail::Plain) => {
            let lies = |account: &Account| Mode::of(account).is_some();
            own_money(voucher, |one, other| lies(one) && lies(other))
        }
        (VoucherKind::Counted, Detail::Plain) => {
            let found = |account: &Account| [Account::CASH_SHORT, Account::OPENING].contains(account);
            own_money(voucher, |one, other| {
                (*one == Account::CASH && found(other)) || (*other == Account::CASH && found(one))
            })
        }
        (VoucherKind::Other, _) => Ok(None),
        _ => Ok(Some("has the details of another kind")),
    }
}

/// Which way goods go; a credit note is a sale the other way round.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Out,
    Back,
}

impl Way {
    fn amount(self, amount: Paise) -> Paise {
        if self == Self::Out { amount } else { amount.neg() }
    }

    fn quantity(self, quantity: Milli) -> Milli {
        if self == Self::Out { quantity.neg() } else { quantity }
    }
}

fn goods(voucher: &Voucher, bill: &Bill, way: Way) -> Result<Option<&'static str>> {
    let lines = bill.lines.iter().map(|line| (line.amounts, line.total));
    let charges = bill.charges.iter().map(|charge| (charge.amounts, charge.total));
    let mut sum = Amounts::default();
    for (amounts, total) in lines.chain(charges) {
        // Under reverse charge a line is its value; bills of the first apps said it with the tax that the buyer pays.
        let is_value = bill.reverse_charge && total == amounts.taxable;
        if !is_value && total != amounts.total()? {
            return Ok(Some("has a line whose value and tax are not its total"));
        }
        sum = sum.add(amounts)?;
    }
    if sum != bill.amounts {
        return Ok(Some("says other sums than its lines come to"));
    }
    let tax = if bill.reverse_charge { Paise::ZERO } else { sum.tax()? };
    let total = Paise::sum([sum.taxable, tax, bill.round_off], "total")?;
    if total != bill.total || total != voucher.amount {
        return Ok(Some("says another total than its value, tax and round-off come to"));
    }
    let income = |posting: &Posting| posting.account.class() == Class::Income && posting.account != Account::ROUND_OFF;
    let posts = khata(voucher, way.amount(total))?.is_none()
        && voucher.postings.sum(income)? == way.amount(sum.taxable).neg()
        && voucher.postings.sum(|posting| posting.account.class() == Class::Liability)? == way.amount(tax).neg()
        && voucher.postings.sum(|posting| posting.account == Account::ROUND_OFF)? == way.amount(bill.round_off).neg();
    if !posts {
        return Ok(Some("posts something else than it says"));
    }
    moved(voucher, bill, way)
}

/// Goods move as their lines say, or not at all: services do not, nor did goods that were not counted.
fn moved(voucher: &Voucher, bill: &Bill, way: Way) -> Result<Option<&'static str>> {
    let mut said: BTreeMap<ItemId, Milli> = BTreeMap::new();
    for line in &bill.lines {
        if let Some(item) = line.item {
            let sum = said.entry(item).or_default();
            *sum = sum.add(way.quantity(line.quantity), "quantity")?;
        }
    }
    let mut moved: BTreeMap<ItemId, Milli> = BTreeMap::new();
    for movement in &voucher.movements {
        let sum = moved.entry(movement.item).or_default();
        *sum = sum.add(movement.quantity, "quantity")?;
    }
    let agrees = moved.iter().all(|(item, quantity)| said.get(item) == Some(quantity));
    Ok((!agrees).then_some("moves other goods than its lines say"))
}

/// Money lies where its parts say, and the party, or what it was spent on, has the other side.
fn money(voucher: &Voucher, payment: &Payment) -> Result<Option<&'static str>> {
    let comes_in = payment.direction == Direction::In;
    if comes_in != (voucher.kind == VoucherKind::Receipt) {
        return Ok(Some("says that money came in and went out"));
    }
    let signed = |amount: Paise| if comes_in { amount } else { amount.neg() };
    if Paise::sum(payment.tenders.iter().map(|tender| tender.amount), "amount")? != voucher.amount {
        return Ok(Some("says another amount than its parts come to"));
    }
    for mode in Mode::ALL {
        let parts = payment.tenders.iter().filter(|tender| tender.mode == mode).map(|tender| tender.amount);
        let lies = voucher.postings.sum(|posting| posting.account == mode.account())?;
        if lies != signed(Paise::sum(parts, "amount")?) {
            return Ok(Some("posts something else than it says"));
        }
    }
    match &payment.expense {
        None => khata(voucher, signed(voucher.amount).neg()),
        Some(cost) => {
            let spent = voucher.postings.sum(|posting| posting.account.code() == cost)?;
            Ok((spent != voucher.amount).then_some("posts something else than it says"))
        }
    }
}

/// What was let off is the party's, and nobody pays it. Of a bill whose goods came back it is owed again: the other way
/// round, and set against nothing.
fn discount(voucher: &Voucher, let_off: &LetOff) -> Result<Option<&'static str>> {
    let (account, said) = match let_off.direction {
        Direction::In => (Account::DISCOUNT_ALLOWED, voucher.amount),
        Direction::Out => (Account::DISCOUNT_RECEIVED, voucher.amount.neg()),
    };
    let posted = voucher.postings.sum(|posting| posting.account == account)?;
    let is_owed_again =
        let_off.direction == Direction::In && voucher.allocations.is_empty() && posted == voucher.amount.neg();
    if posted != said && !is_owed_again {
        return Ok(Some("posts something else than it says"));
    }
    khata(voucher, posted.neg())
}

/// Goods in or out: what they cost is owed or paid, and no more of it is their value; its tax by rate is all of its tax.
fn stock(voucher: &Voucher) -> Result<Option<&'static str>> {
    if voucher.postings.sum(|posting| posting.amount.is_negative())? != voucher.amount.neg() {
        return Ok(Some("posts something else than it says"));
    }
    if !voucher.input_tax.is_empty() {
        let posted = voucher.postings.sum(|posting| posting.account == Account::INPUT_TAX)?;
        if input_tax::sum(&voucher.input_tax)?.tax()? != posted {
            return Ok(Some("says another tax than it posts"));
        }
    }
    let worth = Paise::sum(voucher.movements.iter().map(|movement| movement.value), "stock_value")?;
    Ok((worth > voucher.amount).then_some("has goods that are worth more than they cost"))
}

/// Money of the shop from one account to another. An account of an app to come may be any.
fn own_money(voucher: &Voucher, are: impl Fn(&Account, &Account) -> bool) -> Result<Option<&'static str>> {
    let agrees = match voucher.postings.lines() {
        [one, other] if one.account != other.account => {
            let newer = [one, other].iter().any(|posting| !Account::KNOWN.contains(&posting.account));
            (newer || are(&one.account, &other.account))
                && one.amount.abs() == voucher.amount
                && voucher.movements.is_empty()
                && voucher.allocations.is_empty()
        }
        _ => false,
    };
    Ok((!agrees).then_some("moves something else than the shop's own money"))
}

/// The account of its party, and of nobody else, has this much of it.
fn khata(voucher: &Voucher, owed: Paise) -> Result<Option<&'static str>> {
    let of_another = |posting: &Posting| posting.account == Account::PARTY && posting.party != voucher.party.id;
    let agrees = !voucher.postings.lines().iter().any(of_another)
        && voucher.postings.sum(|posting| posting.account == Account::PARTY)? == owed;
    Ok((!agrees).then_some("posts something else than it says"))
}
