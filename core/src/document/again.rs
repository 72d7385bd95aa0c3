//! A draft that became a bill before: the same again is answered with that bill, anything else is refused. An answer
//! may get lost on its way, and what was typed after it is on no bill.

use crate::api::Session;
use crate::business::Shop;
use crate::document::check::{self, Checked};
use crate::document::voucher::Detail;
use crate::document::{Bill, Draft, Voucher};
use crate::error::{Code, Error, OrError, Result};
use crate::payment::Tender;
use crate::store::Engine;
use crate::store::statements::voucher as sql;

/// Refuses a draft that says something else than the bill of its id.
pub async fn same_bill<E: Engine>(
    session: &mut Session<'_, E>,
    shop: &Shop,
    voucher: &Voucher,
    draft: Draft,
) -> Result<()> {
    let Detail::Bill(bill) = &voucher.detail else { return None.or_not_found("bill") };
    let Checked { draft, result, settlement, .. } = check::draft(session, shop, draft).await?;
    let total = result.map(|result| result.total);
    let same = match settlement {
        Some(settlement) => {
            (total, settlement.change) == (Some(bill.total), bill.change)
                && draft.party == voucher.party.id
                && same_goods(&draft, bill)
                && settlement.tenders == tenders(session, voucher).await?
        }
        None => false,
    };
    if same {
        return Ok(());
    }
    let message =
        format!("This was saved as bill {} before it was changed. Save the changes as a new bill.", voucher.number);
    Err(Error::field(Code::AlreadySaved, "id", message))
}

fn same_goods(draft: &Draft, bill: &Bill) -> bool {
    let lines = draft.lines.iter().map(|line| (line.item, line.name.as_str(), line.quantity, line.price));
    let charges = draft.charges.iter().map(|charge| charge.name.as_str());
    lines.eq(bill.lines.iter().map(|line| (line.item, line.name.as_str(), line.quantity, line.price)))
        && charges.eq(bill.charges.iter().map(|charge| charge.name.as_str()))
}

/// How a bill was paid when it was made.
async fn tenders<E: Engine>(session: &mut Session<'_, E>, bill: &Voucher) -> Result<Vec<Tender>> {
    let business = session.business().await?;
    for row in session.rows(&sql::RECEIPTS_OF_BILL.with([business.into(), bill.id.into()])).await? {
        let receipt: Voucher = serde_json::from_slice(row.bytes(0)?).map_err(|_| {
            Error::new(Code::NewerDatabase, "A newer SmartKhata made this entry. Update the app to open it.")
        })?;
        if let Detail::Payment(payment) = receipt.detail
            && payment.with_bill == Some(bill.id)
        {
            return Ok(payment.tenders);
        }
    }
    Ok(Vec::new())
}
