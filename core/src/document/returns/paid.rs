//! What was paid for a bill, and so may be given back when its goods come back.

use super::note;
use crate::api::Session;
use crate::document::voucher::Detail;
use crate::document::{Voucher, get};
use crate::error::{Code, Error, Result};
use crate::id::VoucherId;
use crate::money::Paise;
use crate::store::statements::voucher as sql;
use crate::store::{Engine, Value};

/// How a bill of which goods come back was settled, beside what is back of it already.
pub struct Paid {
    /// What it still owes.
    due: Paise,
    /// What was paid for it and was not given back yet. None where that is no bound: of a walk-in, who has paid all and
    /// takes all back, and of goods that come without their bill.
    money: Option<Paise>,
    /// What of it is let off, with one of its payments.
    let_off: Option<(Paise, VoucherId)>,
}

/// Where what a credit note comes to goes, beside the refund.
pub struct Split {
    /// Against what the bill owes.
    pub own: Paise,
    /// Let off before, so that nobody has paid it: with which payment.
    pub let_off: Option<(Paise, VoucherId)>,
    /// The customer's.
    pub rest: Paise,
}

impl Paid {
    /// Goods without their bill.
    pub const UNKNOWN: Self = Self { due: Paise::ZERO, money: None, let_off: None };

    /// Of a bill with its credit notes that stand.
    pub async fn of<E: Engine>(session: &mut Session<'_, E>, bill: &get::Stored, notes: &[Voucher]) -> Result<Self> {
        let id = bill.voucher.id;
        let due = bill.voucher.amount.sub(bill.paid, "due")?.max(Paise::ZERO);
        if bill.voucher.party.id.is_none() {
            return Ok(Self { due, ..Self::UNKNOWN });
        }
        let business = session.business().await?;
        let (mut money, mut given_up) = (Paise::ZERO, Paise::ZERO);
        for row in session.rows(&sql::PAID_OF_BILL.with([business.into(), id.into(), Value::Null])).await? {
            let payment: VoucherId = row.id(0)?;
            if notes.iter().all(|note| note.id != payment) {
                money = money.add(row.paise(1)?, "paid")?;
            }
        }
        for voucher in notes {
            let of_let_off = note(voucher)?.let_off;
            let own = voucher.allocations.iter().filter(|set| set.bill == id).map(|set| set.amount);
            let back = voucher.amount.sub(Paise::sum(own, "paid")?, "paid")?.sub(of_let_off, "paid")?;
            money = money.sub(back, "paid")?;
            given_up = given_up.add(of_let_off, "discount")?;
        }
        let (mut let_off, mut with) = (given_up.neg(), None);
        for row in session.rows(&sql::DISCOUNTS_OF_BILL.with([business.into(), id.into()])).await? {
            if let Some(stored) = get::stored(session, row.id(0)?).await?
                && let Detail::Discount(of) = stored.voucher.detail
            {
                let_off = let_off.add(stored.voucher.amount, "discount")?;
                with = Some(of.payment);
            }
        }
        let let_off = with.filter(|_| let_off > Paise::ZERO).map(|with| (let_off, with));
        Ok(Self { due, money: Some(money.max(Paise::ZERO)), let_off })
    }

    /// The most that may be given back of so much.
    pub fn refundable(&self, total: Paise) -> Paise {
        self.money.map_or(total, |money| money.min(total))
    }

    /// Where so much goes of which a part is given back at once.
    ///
    /// # Errors
    /// `refund_over_paid` where more is given back than was paid.
    pub fn split(&self, total: Paise, refund: Paise) -> Result<Split> {
        let on_khata = total.sub(refund, "refund")?;
        let own = on_khata.min(self.due);
        let rest = on_khata.sub(own, "refund")?;
        let Some(money) = self.money else { return Ok(Split { own, let_off: None, rest }) };
        let left = money.sub(refund, "refund")?;
        if left.is_negative() {
            let message =
                format!("Only {money} was paid for this bill and can be given back. The rest is owed no more.");
            return Err(Error::field(Code::RefundOverPaid, "refund", message));
        }
        let beyond = rest.sub(left, "refund")?;
        let let_off = self.let_off.map(|(most, with)| (most.min(beyond), with));
        let let_off = let_off.filter(|(amount, _)| *amount > Paise::ZERO);
        let rest = rest.sub(let_off.map_or(Paise::ZERO, |(amount, _)| amount), "refund")?;
        Ok(Split { own, let_off, rest })
    }
}
