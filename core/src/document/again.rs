//! What was saved before: the same again is answered with that bill or voucher, anything else is refused. An answer may
//! get lost on its way, and what was typed after it is in no books.

use uuid::Uuid;

use crate::api::Session;
use crate::business::Shop;
use crate::clock::day_in_india;
use crate::date::Date;
use crate::document::check::{self, Checked};
use crate::document::correct::Corrected;
use crate::document::get::{self, Stored};
use crate::document::voucher::Detail;
use crate::document::{Bill, Draft, Voucher, finalize};
use crate::error::{Code, Error, OrError, Result};
use crate::id::VoucherId;
use crate::journal::merge::Fields;
use crate::payment::Tender;
use crate::store::Engine;
use crate::store::statements::voucher as sql;

/// Refuses a draft that says something else than the bill of its id.
pub async fn same_bill<E: Engine>(
    session: &mut Session<'_, E>,
    shop: &Shop,
    stored: &Stored,
    draft: Draft,
) -> Result<()> {
    let voucher = &stored.voucher;
    let Detail::Bill(bill) = &voucher.detail else { return None.or_not_found("bill") };
    let same = match check::draft(session, shop, draft).await? {
        Checked { draft, due, supply, result: Some(result), settlement: Some(settlement), corrected, .. } => {
            let instead_of = corrected.as_ref().map(Corrected::named);
            let typed = finalize::bill(&draft, voucher.date, due, &supply, result, settlement.change, instead_of);
            same_day(draft.date, stored, session.today())
                && draft.note == voucher.note
                && draft.party == voucher.party.id
                // A party stands on the bill as it was then; of a walk-in the name is all that was typed.
                && (draft.party.is_some() || supply.party.name == voucher.party.name)
                && bill.is_due_as_typed(draft.due, voucher.date)
                && typed
                    == Bill {
                        seller: typed.seller.clone(),
                        template: typed.template,
                        due: typed.due,
                        due_by: typed.due_by,
                        ..(**bill).clone()
                    }
                && settlement.tenders == tenders(session, voucher).await?
        }
        _ => false,
    };
    if same {
        return Ok(());
    }
    let message =
        format!("This was saved as bill {} before it was changed. Save the changes as a new bill.", voucher.number);
    Err(Error::field(Code::AlreadySaved, "id", message))
}

/// The voucher that was saved before under the id that was drawn for it, if one was.
///
/// # Errors
/// `already_saved` where it says something else, or was taken back.
pub async fn saved<E: Engine>(
    session: &mut Session<'_, E>,
    id: Option<VoucherId>,
    date: Option<Date>,
    is_same: impl FnOnce(&Voucher) -> bool,
) -> Result<Option<Voucher>> {
    let Some(id) = id else { return Ok(None) };
    let Some(stored) = get::stored(session, id).await? else { return Ok(None) };
    if stored.cancelled.is_none() && same_day(date, &stored, session.today()) && is_same(&stored.voucher) {
        return Ok(Some(stored.voucher));
    }
    Err(changed())
}

/// Refuses the id of something else for a new record.
///
/// # Errors
/// `conflict` where something was said of a record of that id.
pub async fn is_free<E: Engine>(session: &mut Session<'_, E>, record: Uuid) -> Result<()> {
    if session.fields(record).await?.is_empty() {
        return Ok(());
    }
    Err(Error::field(Code::Conflict, "id", "Something else in the books has this id."))
}

/// Whether a record that is there says all of these fields, and brought what is said of it once more.
pub async fn same_record<E: Engine>(
    session: &mut Session<'_, E>,
    record: Uuid,
    fields: &Fields,
    brought: VoucherId,
    date: Option<Date>,
    is_same: impl FnOnce(&Voucher) -> bool,
) -> Result<bool> {
    let Some(stored) = get::stored(session, brought).await? else { return Ok(false) };
    let stands = stored.cancelled.is_none() && same_day(date, &stored, session.today()) && is_same(&stored.voucher);
    Ok(stands && session.fields(record).await?.say(fields))
}

/// What was typed is not what was saved under its id.
pub fn changed() -> Error {
    let message = "This was saved before it was changed. Look at it before you save more.";
    Error::field(Code::AlreadySaved, "id", message)
}

/// What was typed without a day is of the day on which it was saved, also after midnight.
pub fn same_day(typed: Option<Date>, stored: &Stored, today: Date) -> bool {
    let day = stored.voucher.date;
    match typed {
        Some(date) => date == day,
        None => [day_in_india(stored.ms), today].contains(&day),
    }
}

/// How a bill was paid when it was made.
async fn tenders<E: Engine>(session: &mut Session<'_, E>, bill: &Voucher) -> Result<Vec<Tender>> {
    let business = session.business().await?;
    for row in session.rows(&sql::RECEIPTS_OF_BILL.with([business.into(), bill.id.into()])).await? {
        let receipt = get::read(row.bytes(0)?)?;
        if let Detail::Payment(payment) = receipt.detail
            && payment.with_bill == Some(bill.id)
        {
            return Ok(payment.tenders);
        }
    }
    Ok(Vec::new())
}
