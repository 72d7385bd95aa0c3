//! A party's statement on paper: what the shop hands to whoever asks "how much do I owe, and for what?".

use crate::api::Session;
use crate::api::bill::FileResponse;
use crate::api::party::{GetStatement, PrintStatement, StatementRow};
use crate::api::payment::DaySort;
use crate::business::paper::{self, Kind, labels, some, state};
use crate::document::VoucherKind;
use crate::error::{Code, Error, OrError, Result};
use crate::money::Paise;
use crate::party::PartyRole;
use crate::party::statement::statement;
use crate::print::statement::{Entry, StatementLine, StatementSheet};
use crate::print::{self, sheet};
use crate::store::Engine;

/// Lines on one statement: some hundred and fifty pages.
const MOST_LINES: usize = 10_000;
/// Lines read at a time.
const PAGE: u32 = 500;

/// The statement as an A4 PDF.
pub async fn statement_pdf<E: Engine>(session: &mut Session<'_, E>, request: PrintStatement) -> Result<FileResponse> {
    let shop = session.shop().await?;
    let language = request.language.unwrap_or(shop.language);
    let PrintStatement { id, from, to, .. } = request;
    let mut rows: Vec<StatementRow> = Vec::new();
    let mut after = None;
    let whole = loop {
        let page = statement(session, GetStatement { id, sort: DaySort::Oldest, from, to, after, limit: PAGE }).await?;
        rows.extend(page.page.rows.iter().filter(|row| !row.cancelled && !row.reversal).cloned());
        if rows.len() > MOST_LINES {
            let message = format!("These days have more than {MOST_LINES} entries. Choose fewer days.");
            return Err(Error::field(Code::TooManyDays, "from", message));
        }
        after = page.page.next.clone();
        if after.is_none() {
            break page;
        }
    };
    let today = session.today();
    let last = rows.last().map_or(today, |row| row.date.max(today));
    let party = whole.party;
    // What was owed on a day long past is not asked for by a code.
    let (opening, closing) = (whole.opening.or_overflow("opening")?, whole.closing.or_overflow("closing")?);
    let to_pay = if to.is_none_or(|to| to >= today) { closing } else { Paise::ZERO };
    let of_supplier = party.role == PartyRole::Supplier;
    let owed = |amount: Paise| if of_supplier { amount.neg() } else { amount };
    let line = |row| {
        let line = line(row)?;
        Ok(StatementLine { amount: owed(line.amount), balance: owed(line.balance), ..line })
    };
    let sheet = StatementSheet {
        shop: paper::head(&shop, language),
        party: sheet::Addressee {
            name: party.name.clone(),
            address: paper::address(&party.address, &party.pin),
            phone: some(&party.phone),
            gstin: some(&party.gstin),
            state: state(&party.state, language),
        },
        of_supplier,
        made: today,
        from,
        to: to.unwrap_or(last),
        opening: owed(opening),
        lines: rows.iter().map(line).collect::<Result<_>>()?,
        closing: owed(closing),
        bank: paper::bank(&shop).filter(|_| to_pay > Paise::ZERO),
        upi: paper::upi(&shop, to_pay, "Khata"),
    };
    let bytes = print::statement_pdf(&sheet, &labels(language))?;
    let (first, last) = (from.map(|from| from.to_string()).unwrap_or_default(), sheet.to.to_string());
    let file = paper::file(&[&shop.name, &party.name, &first, &last], Kind::Pdf, &bytes);
    Ok(FileResponse { tells_costs: whole.tells_costs, ..file })
}

fn line(row: &StatementRow) -> Result<StatementLine> {
    Ok(StatementLine {
        date: row.date,
        entry: match row.kind {
            VoucherKind::Sale => Entry::Bill,
            VoucherKind::Receipt => Entry::Received(row.mode),
            VoucherKind::Payment => Entry::Paid(row.mode),
            VoucherKind::Gave => Entry::Gave(row.mode),
            VoucherKind::Opening | VoucherKind::OpeningCredit => Entry::Opening,
            VoucherKind::Stock => Entry::Goods,
            VoucherKind::Return => Entry::Returned,
            VoucherKind::Discount => Entry::Discount,
            // The shop's own money is in no khata.
            VoucherKind::Moved | VoucherKind::Counted | VoucherKind::Other => Entry::Other,
        },
        number: row.number.clone(),
        note: row.note.clone(),
        amount: row.amount,
        balance: row.balance.or_overflow("balance")?,
    })
}
