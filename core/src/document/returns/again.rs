//! A return that was saved before: the same again is answered with its credit note, anything else is refused.

use super::note;
use super::save::{self, Back};
use crate::api::Session;
use crate::api::returns::{Goods, SaveReturn};
use crate::document::again::same_day;
use crate::document::voucher::Detail;
use crate::document::{Bill, CreditNote, get};
use crate::error::{Code, Error, OrError, Result};
use crate::payment::settle;
use crate::store::Engine;
use crate::text;

/// Refuses a return that says something else than the credit note of its id.
pub async fn same_note<E: Engine>(
    session: &mut Session<'_, E>,
    stored: &get::Stored,
    request: SaveReturn,
) -> Result<()> {
    let voucher = &stored.voucher;
    let saved = note(voucher)?;
    let same = same_day(request.date, stored, session.today())
        && text::line("reason", &request.reason, 200)? == voucher.note
        && settle::checked(&request.refund)? == saved.refund
        && same_goods(session, stored, saved, request.goods).await?;
    if same {
        return Ok(());
    }
    let message =
        format!("This was saved as {} before it was changed. Look at it before you save more.", voucher.number);
    Err(Error::field(Code::AlreadySaved, "id", message))
}

async fn same_goods<E: Engine>(
    session: &mut Session<'_, E>,
    stored: &get::Stored,
    saved: &CreditNote,
    goods: Goods,
) -> Result<bool> {
    match goods {
        Goods::OfBill { bill, lines, charges } => {
            let sold = get::stored(session, bill).await?.or_not_found("bill")?.voucher;
            let Detail::Bill(sold) = sold.detail else { return Ok(false) };
            let back = saved.places.iter().zip(&saved.content.lines).map(|(place, line)| (*place, line.quantity));
            Ok(saved.against.as_ref().is_some_and(|against| against.id == bill)
                && lines.iter().map(|wanted| (wanted.line, wanted.quantity)).eq(back)
                // A bill without charges has none to give back.
                && (charges && !sold.charges.is_empty()) != saved.content.charges.is_empty())
        }
        Goods::Typed(draft) => {
            let Back { note, party, .. } = save::typed(session, *draft, stored.voucher.date).await?;
            let content =
                Bill { seller: saved.content.seller.clone(), template: saved.content.template, ..note.content };
            let then = &stored.voucher.party;
            // A customer stands on it as they were then; of a walk-in the name is all that was typed.
            let same_party = party.id == then.id && (party.id.is_some() || party.name == then.name);
            Ok(saved.against.is_none() && same_party && content == saved.content)
        }
    }
}
