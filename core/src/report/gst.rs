//! Tax on sales and purchases by rate and head, from the documents themselves: what was charged is what stands on the
//! bills.

use std::collections::BTreeMap;

use crate::api::Session;
use crate::api::report::{GetGst, GstAnalysis};
use crate::date::Date;
use crate::document::voucher::Detail;
use crate::document::{Bill, Voucher, get};
use crate::error::{Code, Error, Result};
use crate::id::VoucherId;
use crate::item::{InputTax, input_tax};
use crate::ledger::Account;
use crate::money::{Paise, Rate};
use crate::page::After;
use crate::store::Engine;
use crate::store::statements::report as sql;
use crate::tax::compute::{Amounts, RateRow};

/// Documents that are read at a time.
const PAGE: i64 = 500;

/// The longest range, in days: a leap year.
const LONGEST: i64 = 366;

/// A bill, a credit note or a purchase.
struct Document {
    amount: Paise,
    /// None where only a newer app can read it.
    voucher: Option<Voucher>,
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
        return Err(Error::field(Code::TooManyDays, "to", "Tax is asked for a year at most."));
    }
    let (mut sales, mut returns, mut reverse_charge) = (Rates::default(), Rates::default(), Amounts::default());
    let (mut bills, mut credit_notes) = (0_i64, 0_i64);
    let (mut unread, mut unread_amount) = (0_i64, Paise::ZERO);
    for kind in ["sale", "return"] {
        let mut after = After::oldest(None)?.from(from);
        while let Some((page, next)) = documents(session, kind, to, after).await? {
            for document in &page {
                match document.voucher.as_ref().map(|voucher| &voucher.detail) {
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
    let (shop, mut input, mut purchases) = (session.shop().await?, Vec::new(), 0_i64);
    let mut after = After::oldest(None)?.from(from);
    while let Some((page, next)) = documents(session, "stock", to, after).await? {
        for document in &page {
            let Some(voucher) = &document.voucher else {
                unread = unread.saturating_add(1);
                continue;
            };
            let rows = bought(&shop.state, voucher)?;
            purchases = purchases.saturating_add(i64::from(!rows.is_empty()));
            for row in rows {
                input_tax::add(&mut input, row)?;
            }
        }
        after = next;
    }
    let input_tax = input_tax::sum(&input)?;
    let net = less(sales.sum()?, returns.sum()?)?;
    let tax = net.tax()?;
    let (sales, returns) = (sales.rows(), returns.rows());
    Ok(GstAnalysis {
        from,
        to,
        bills,
        credit_notes,
        sales,
        returns,
        reverse_charge,
        net,
        tax,
        purchases,
        input,
        input_tax,
        unread,
        unread_amount,
    })
}

/// The tax of a purchase that the shop gets back. Older apps told it as a sum alone.
fn bought(shop_state: &str, voucher: &Voucher) -> Result<Vec<InputTax>> {
    let posted = |account: Account| voucher.postings.sum(|posting| posting.account == account);
    if !voucher.input_tax.is_empty() {
        return Ok(voucher.input_tax.clone());
    }
    let (tax, cost) = (posted(Account::INPUT_TAX)?, posted(Account::PURCHASES)?);
    input_tax::as_said(Vec::new(), tax, cost, input_tax::mode(shop_state, &voucher.party))
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
            Ok(voucher) => Document { amount: voucher.amount, voucher: Some(voucher) },
            Err(newer) => {
                Document { amount: serde_json::from_slice::<Outline>(body).map_err(|_| newer)?.amount, voucher: None }
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
