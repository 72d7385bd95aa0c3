//! What a party owed, or was owed, before the books began. It stands against the opening balance: neither a sale nor
//! money of these books.

use crate::api::Session;
use crate::date::Date;
use crate::document::day::dated;
use crate::document::voucher::Detail;
use crate::document::{Voucher, VoucherKind, get as voucher};
use crate::error::Result;
use crate::id::{PartyId, VoucherId};
use crate::journal::change::Kind;
use crate::ledger::Account;
use crate::ledger::posting::Entry;
use crate::money::Paise;
use crate::party::get;
use crate::party::snapshot::{hidden, snapshot_of};
use crate::store::Engine;
use crate::text;

/// As what it is entered: above zero the party owed the shop.
const fn entered(owed: Paise) -> (VoucherKind, Paise) {
    (if owed.is_negative() { VoucherKind::OpeningCredit } else { VoucherKind::Opening }, owed.abs())
}

/// Whether an entry says that so much was owed, without a note.
pub fn says(said: &Voucher, owed: Paise) -> bool {
    (said.kind, said.amount) == entered(owed) && said.note.is_empty()
}

/// Records it: above zero the party owed the shop. `date` is the day from which it has been owed; today when absent. The
/// same once more is the same entry: also where two devices that were apart say it, of which the first on the log counts.
pub async fn record<E: Engine>(
    session: &mut Session<'_, E>,
    party: PartyId,
    owed: Paise,
    date: Option<Date>,
    note: &str,
) -> Result<VoucherId> {
    let date = dated(session.today(), date)?;
    let (party, _) = get::find(session, party).await?;
    if party.archived {
        return Err(hidden(&party.name));
    }
    let ((kind, amount), note) = (entered(owed), text::line("note", note, 200)?);
    let mut before = 0_u32;
    let id = loop {
        let id = party.id.opening(before);
        let Some(said) = voucher::stored(session, id).await? else { break id };
        let Voucher { kind: was, date: day, amount: of, note: noted, .. } = &said.voucher;
        if said.cancelled.is_none() && (*was, *day, *of, noted) == (kind, date, amount, &note) {
            return Ok(id);
        }
        before = before.saturating_add(1);
    };
    let postings =
        Entry::default().debit(Account::PARTY, Some(party.id), owed).credit(Account::OPENING, None, owed).balanced()?;
    let voucher = Voucher {
        id,
        kind,
        date,
        series: String::new(),
        serial: 0,
        number: String::new(),
        party: snapshot_of(party),
        amount,
        postings,
        movements: Vec::new(),
        allocations: Vec::new(),
        note,
        input_tax: Vec::new(),
        detail: Detail::Plain,
    };
    session.append(Kind::Voucher, voucher.id.uuid(), &voucher).await?;
    Ok(voucher.id)
}
