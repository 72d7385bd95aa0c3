//! How tenders pay a bill at the counter: what is kept, what is change, what is left on the khata.

use crate::api::Session;
use crate::document::voucher::Detail;
use crate::document::{Allocation, Voucher, VoucherKind, number};
use crate::error::{Code, Error, Result};
use crate::id::{PartyId, VoucherId};
use crate::ledger::posting::Entry;
use crate::ledger::{Account, Postings};
use crate::money::Paise;
use crate::payment::{Direction, Mode, Payment, Tender};
use crate::store::Engine;
use crate::text;

/// The letter of a device's receipt numbers, before its own series.
pub const RECEIPT_LETTER: &str = "R";
/// The letter of its payment numbers.
pub const PAYMENT_LETTER: &str = "P";

/// Parts of one payment.
const MOST_TENDERS: usize = 20;

/// Tenders set against a bill's total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// What is kept, by part; parts of nothing left out.
    pub tenders: Vec<Tender>,
    /// Cash to hand back.
    pub change: Paise,
    /// Set against the bill; the rest of the tenders is an advance.
    pub against_bill: Paise,
}

impl Settlement {
    /// Sets tenders against a total. Cash above it is change; more than it by other ways is the party's advance.
    pub fn new(tenders: &[Tender], total: Paise, party: Option<PartyId>) -> Result<Self> {
        let mut tenders = checked(tenders)?;
        let tendered = sum(&tenders)?;
        let mut excess = tendered.sub(total, "tenders")?.max(Paise::ZERO);
        let mut change = Paise::ZERO;
        for tender in tenders.iter_mut().filter(|tender| tender.mode == Mode::Cash) {
            let back = excess.min(tender.amount);
            tender.amount = tender.amount.sub(back, "change")?;
            excess = excess.sub(back, "change")?;
            change = change.add(back, "change")?;
        }
        if party.is_none() && !excess.is_zero() {
            let message =
                format!("{excess} more than the bill was paid. Without a customer it cannot be kept as an advance.");
            return Err(Error::field(Code::Overpaid, "tenders", message));
        }
        if party.is_none() && tendered < total {
            let message = format!("{} is not paid. Name the customer to put it on khata.", total.sub(tendered, "due")?);
            return Err(Error::field(Code::CustomerNeeded, "party", message));
        }
        tenders.retain(|tender| !tender.amount.is_zero());
        let against_bill = sum(&tenders)?.min(total);
        Ok(Self { tenders, change, against_bill })
    }
}

/// Cleans tenders: none below zero, none without an amount, not too many.
pub fn checked(tenders: &[Tender]) -> Result<Vec<Tender>> {
    if tenders.len() > MOST_TENDERS {
        return Err(Error::field(Code::TooMany, "tenders", "A payment has at most 20 parts."));
    }
    let mut out = Vec::new();
    for (n, tender) in tenders.iter().enumerate() {
        if tender.amount.is_negative() {
            return Err(Error::field(
                Code::BelowZero,
                format!("tenders.{n}.amount"),
                "An amount cannot be below zero.",
            ));
        }
        let reference =
            text::line("reference", &tender.reference, 60).map_err(|error| error.within(&format!("tenders.{n}")))?;
        if !tender.amount.is_zero() {
            out.push(Tender { reference, ..tender.clone() });
        }
    }
    Ok(out)
}

/// All parts together.
pub fn sum(tenders: &[Tender]) -> Result<Paise> {
    Paise::sum(tenders.iter().map(|tender| tender.amount), "tenders")
}

/// Money in debits where it lies and credits the party; money out the other way round.
pub fn postings(direction: Direction, party: Option<PartyId>, tenders: &[Tender]) -> Result<Postings> {
    let total = sum(tenders)?;
    let signed = |amount: Paise| if direction == Direction::In { amount } else { amount.neg() };
    let entry = tenders
        .iter()
        .fold(Entry::default(), |entry, tender| entry.debit(tender.mode.account(), None, signed(tender.amount)));
    entry.credit(Account::PARTY, party, signed(total)).balanced()
}

/// The tenders of a bill as a receipt of their own, set against the bill.
pub async fn with_bill<E: Engine>(
    session: &mut Session<'_, E>,
    bill: &Voucher,
    settlement: &Settlement,
) -> Result<Option<Voucher>> {
    if settlement.tenders.is_empty() {
        return Ok(None);
    }
    let allocations = vec![Allocation { bill: bill.id, amount: settlement.against_bill }];
    made(session, Direction::In, bill, &settlement.tenders, allocations).await.map(Some)
}

/// What a credit note gives back at once as a payment of its own.
pub async fn refund<E: Engine>(
    session: &mut Session<'_, E>,
    note: &Voucher,
    tenders: &[Tender],
) -> Result<Option<Voucher>> {
    if tenders.is_empty() {
        return Ok(None);
    }
    made(session, Direction::Out, note, tenders, Vec::new()).await.map(Some)
}

async fn made<E: Engine>(
    session: &mut Session<'_, E>,
    direction: Direction,
    with: &Voucher,
    tenders: &[Tender],
    allocations: Vec<Allocation>,
) -> Result<Voucher> {
    let (kind, letter) = match direction {
        Direction::In => (VoucherKind::Receipt, RECEIPT_LETTER),
        Direction::Out => (VoucherKind::Payment, PAYMENT_LETTER),
    };
    let number = number::next(session, letter, with.date).await?;
    Ok(Voucher {
        id: VoucherId::new(session.new_id()),
        kind,
        date: with.date,
        series: number.series,
        serial: number.serial,
        number: number.text,
        party: with.party.clone(),
        amount: sum(tenders)?,
        postings: postings(direction, with.party.id, tenders)?,
        movements: Vec::new(),
        allocations,
        note: String::new(),
        input_tax: Vec::new(),
        detail: Detail::Payment(Payment {
            direction,
            tenders: tenders.to_vec(),
            with_bill: Some(with.id),
            expense: None,
            discounts: Vec::new(),
        }),
    })
}
