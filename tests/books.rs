//! Books as the tests use them: opened on the machine's clock, sold from, and checked.

use std::path::Path;

use smartkhata_core::Result;
use smartkhata_core::api::bill::{BillRow, FinalizeBill, ListBills};
use smartkhata_core::api::report::GetTrialBalance;
use smartkhata_core::api::shop::Verify;
use smartkhata_core::clock::{Clock, day_in_india};
use smartkhata_core::date::Date;
use smartkhata_core::document::{Draft, DraftLine, Voucher};
use smartkhata_core::id::{DraftId, PartyId, new_uuid};
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::tax::cess::Cess;
use smartkhata_core::tax::compute::Discount;
use smartkhata_core::tax::rate::Treatment;

/// Opens the books of a folder as a shell does.
///
/// # Errors
/// Those of [`Books::open`].
pub fn open(folder: &Path) -> Result<Books> {
    Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut |_| {})
}

/// The machine's day in India.
pub fn today() -> Date {
    day_in_india(SystemClock.now_ms())
}

/// A draft of one open line, paid in cash unless a party owes it.
///
/// # Panics
/// Never: the figures are in range.
pub fn draft(rupees: i32, party: Option<PartyId>) -> Draft {
    let mut draft = Draft::new(DraftId::new(new_uuid(SystemClock.now_ms(), &SystemIds)));
    draft.party = party;
    draft.lines.push(DraftLine {
        item: None,
        name: "Misc".to_owned(),
        hsn: String::new(),
        unit: String::new(),
        quantity: "1".parse().expect("a quantity"),
        price: rupees.to_string().parse().expect("a price"),
        price_includes_tax: true,
        discount: Discount::None,
        rate: Rate::ZERO,
        cess: Cess::default(),
        retail_price: None,
        rate_of_item: false,
        treatment: Treatment::Taxable,
    });
    if party.is_none() {
        draft.tenders.push(Tender { mode: Mode::Cash, amount: Paise::rupees(rupees), reference: String::new() });
    }
    draft
}

/// Sells something.
///
/// # Errors
/// Those of `bill.finalize`.
pub fn sell(books: &Books, rupees: i32, party: Option<PartyId>) -> Result<Voucher> {
    Ok(books.ask(FinalizeBill { draft: draft(rupees, party) })?.voucher)
}

/// All bills, newest first.
///
/// # Errors
/// Those of `bill.list`.
pub fn bills(books: &Books) -> Result<Vec<BillRow>> {
    let (mut bills, mut after) = (Vec::new(), None);
    loop {
        let page = books.ask(ListBills { after, limit: 200, ..ListBills::default() })?;
        bills.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return Ok(bills);
        }
    }
}

/// Everything that sound books promise.
///
/// # Panics
/// When a chain is broken, the books do not balance, or a table is not what the journal says.
pub fn assert_sound(books: &Books) {
    let verified = books.ask(Verify {}).expect("the books can be checked");
    assert_eq!(verified.faults, Vec::<String>::new());
    assert_eq!(verified.trial_balance, Paise::ZERO);
    let trial = books.ask(GetTrialBalance::default()).expect("the trial balance");
    assert_eq!(trial.debit, trial.credit);
    for table in books.verify_tables(&mut |_| {}).expect("the tables can be checked") {
        assert!(table.is_sound(), "{table:?}");
    }
}
