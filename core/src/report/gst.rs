//! Tax on sales by rate and head, from the documents themselves: what was charged is what stands on the bills.

use std::collections::BTreeMap;

use crate::api::Session;
use crate::api::report::{GetGst, GstAnalysis};
use crate::date::Date;
use crate::document::voucher::Detail;
use crate::document::{Bill, Voucher, get};
use crate::error::{Code, Error, Result};
use crate::id::VoucherId;
use crate::money::{Paise, Rate};
use crate::page::After;
use crate::store::Engine;
use crate::store::statements::report as sql;
use crate::tax::compute::{Amounts, RateRow};

/// Documents that are read at a time.
const PAGE: i64 = 500;

/// The longest range, in days: a leap year.
const LONGEST: i64 = 366;

/// A bill or a credit note.
struct Document {
    amount: Paise,
    /// None where only a newer app can read it.
    detail: Option<Detail>,
}

/// What every version can read of one.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Outline {
    amount: Paise,
}

/// Amounts by rate.
#[derive(Default)]
struct Rates(BTreeMap<Rate, Amounts>);

impl Rates {
    fn take(&mut self, bill: &Bill) -> Result<()> {
        let lines = bill.lines.iter().map(|line| (line.rate, line.amounts));
        for (rate, amounts) in lines.chain(bill.charges.iter().map(|charge| (charge.rate, charge.amounts))) {
            let sum = self.0.entry(rate).or_default();
            *sum = sum.add(amounts)?;
        }
        Ok(())
    }

    fn sum(&self) -> Result<Amounts> {
        self.0.values().try_fold(Amounts::default(), |sum, amounts| sum.add(*amounts))
    }

    fn rows(self) -> Vec<RateRow> {
        self.0.into_iter().map(|(rate, amounts)| RateRow { rate, amounts }).collect()
    }
}

/// Tax on the sales of some days.
pub async fn gst<E: Engine>(session: &mut Session<'_, E>, request: GetGst) -> Result<GstAnalysis> {
    let GetGst { from, to } = request;
    if from > to {
        return Err(Error::field(Code::DaysOutOfOrder, "from", "The first day is after the last."));
    }
    if to > from.plus_days(LONGEST.saturating_sub(1)) {
        return Err(Error::field(Code::TooManyDays, "to", "Tax on sales is asked for a year at most."));
    }
    let (mut sales, mut returns, mut reverse_charge) = (Rates::default(), Rates::default(), Amounts::default());
    let (mut bills, mut credit_notes) = (0_i64, 0_i64);
    let (mut unread, mut unread_amount) = (0_i64, Paise::ZERO);
    for kind in ["sale", "return"] {
        let mut after = After::oldest(None)?.from(from);
        while let Some((page, next)) = documents(session, kind, to, after).await? {
            for document in &page {
                match &document.detail {
                    Some(Detail::Bill(bill)) => {
                        bills = bills.saturating_add(1);
                        if bill.reverse_charge {
                            reverse_charge = reverse_charge.add(bill.amounts)?;
                        } else {
                            sales.take(bill)?;
                        }
                    }
                    Some(Detail::CreditNote(note)) if note.leaves_the_tax() => {}
                    Some(Detail::CreditNote(note)) => {
                        credit_notes = credit_notes.saturating_add(1);
                        if note.content.reverse_charge {
                            reverse_charge = less(reverse_charge, note.content.amounts)?;
                        } else {
                            returns.take(&note.content)?;
                        }
                    }
                    None | Some(Detail::Payment(_) | Detail::Discount(_) | Detail::Plain) => {
                        unread = unread.saturating_add(1);
                        let amount = if kind == "sale" { document.amount } else { document.amount.neg() };
                        unread_amount = unread_amount.add(amount, "amount")?;
                    }
                }
            }
            after = next;
        }
    }
    let net = less(sales.sum()?, returns.sum()?)?;
    let tax = net.tax()?;
    let (sales, returns) = (sales.rows(), returns.rows());
    Ok(GstAnalysis { from, to, bills, credit_notes, sales, returns, reverse_charge, net, tax, unread, unread_amount })
}

/// The next documents of a kind; none after the last.
async fn documents<E: Engine>(
    session: &mut Session<'_, E>,
    kind: &str,
    to: Date,
    after: After,
) -> Result<Option<(Vec<Document>, After)>> {
    let business = session.business().await?;
    let [order, id] = after.params();
    let query = sql::DOCUMENTS.with([business.into(), kind.into(), to.days().into(), order, id, PAGE.into()]);
    let rows = session.rows(&query).await?;
    let Some(last) = rows.last() else { return Ok(None) };
    let next = After { order: last.int(0)?, id: last.id::<VoucherId>(1)?.bytes() };
    let document = |row: &crate::store::Row| {
        let body = row.bytes(2)?;
        Ok(match get::read(body) {
            Ok(Voucher { amount, detail, .. }) => Document { amount, detail: Some(detail) },
            Err(newer) => {
                Document { amount: serde_json::from_slice::<Outline>(body).map_err(|_| newer)?.amount, detail: None }
            }
        })
    };
    Ok(Some((rows.iter().map(document).collect::<Result<_>>()?, next)))
}

fn less(from: Amounts, other: Amounts) -> Result<Amounts> {
    let neg = |amount: Paise| amount.neg();
    let Amounts { taxable, cgst, sgst, igst, cess } = other;
    let (taxable, cgst, sgst, igst, cess) = (neg(taxable), neg(cgst), neg(sgst), neg(igst), neg(cess));
    from.add(Amounts { taxable, cgst, sgst, igst, cess })
}
