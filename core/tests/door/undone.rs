//! A bill that was taken back and is written again: what was paid for it pays the new one first, so that the drawer gets
//! the money once and the books say so.

use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::payment::{SavePayment, Settle};
use smartkhata_core::api::report::*;
use smartkhata_core::document::Draft;
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::money::Paise;
use smartkhata_core::payment::{Direction, Tender};

use crate::shop::*;

fn rupees(text: &str) -> Paise {
    text.parse().unwrap()
}

fn typed(n: u128, party: Option<PartyId>, price: &str, tenders: Vec<Tender>) -> Draft {
    Draft { party, lines: vec![open_line("Misc", price)], tenders, ..draft(n) }
}

fn save(shop: &Shop, draft: Draft) -> Result<BillView, Code> {
    shop.books.ask(FinalizeBill { draft }).map_err(|error| error.code)
}

fn undo(shop: &Shop, bill: &BillView) -> VoucherId {
    let id = bill.voucher.id;
    shop.books.ask(CancelVoucher { id, reason: "undone".into() }).unwrap();
    id
}

fn paid_before(shop: &Shop, draft: &Draft) -> Paise {
    shop.books.ask(PreviewBill { draft: draft.clone() }).unwrap().paid_before
}

fn drawer(shop: &Shop) -> String {
    let trial = shop.books.ask(GetTrialBalance::default()).unwrap();
    let row = trial.rows.iter().find(|row| row.account == "asset.cash");
    row.map_or(Paise::ZERO, |row| row.debit.sub(row.credit, "cash").unwrap()).to_string()
}

#[test]
fn what_was_paid_for_an_undone_bill_pays_it_when_it_is_written_again() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let older = save(&shop, typed(1, Some(party), "70", Vec::new())).unwrap();
    let undone = save(&shop, typed(2, Some(party), "100", vec![cash("100")])).unwrap();
    let again_of = Some(undone.voucher.id);
    // Of a bill that stands nothing pays another one.
    let beside = Draft { again_of, ..typed(3, Some(party), "100", Vec::new()) };
    assert_eq!(paid_before(&shop, &beside), Paise::ZERO);
    undo(&shop, &undone);
    assert_eq!(shop.balance(party), "-30.00");
    // The same once more: nothing is left to be paid, and older debts have no claim to that money.
    let same = Draft { again_of, ..typed(3, Some(party), "100", Vec::new()) };
    assert_eq!(paid_before(&shop, &same), rupees("100"));
    let saved = save(&shop, same.clone()).unwrap();
    assert_eq!((saved.paid, saved.due, drawer(&shop)), (rupees("100"), Paise::ZERO, "100.00".into()));
    assert_eq!(shop.books.ask(GetBill { id: older.voucher.id }).unwrap().due, rupees("70"));
    assert_eq!(shop.balance(party), "70.00");
    assert_eq!(save(&shop, same).unwrap().voucher.number, saved.voucher.number, "an answer that was lost");
    shop.verified();
    // Undone once more and dearer: the rest is paid.
    let again_of = Some(undo(&shop, &saved));
    let dearer = Draft { again_of, ..typed(4, Some(party), "130", vec![cash("30")]) };
    assert_eq!(paid_before(&shop, &dearer), rupees("100"));
    let dearer = save(&shop, dearer).unwrap();
    assert_eq!((dearer.paid, dearer.due, dearer.change), (rupees("130"), Paise::ZERO, Paise::ZERO));
    assert_eq!(drawer(&shop), "130.00");
    // And smaller: what is over is an advance.
    let again_of = Some(undo(&shop, &dearer));
    let smaller = Draft { again_of, ..typed(5, Some(party), "90", Vec::new()) };
    assert_eq!(paid_before(&shop, &smaller), rupees("130"));
    let smaller = save(&shop, smaller).unwrap();
    assert_eq!((smaller.paid, smaller.due, drawer(&shop)), (rupees("90"), Paise::ZERO, "130.00".into()));
    assert_eq!(shop.balance(party), "30.00", "70 of the older bill less 40");
    shop.verified();
}

#[test]
fn an_undone_correction_and_an_advance_that_went_elsewhere() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let first = save(&shop, typed(1, Some(party), "100", vec![cash("100")])).unwrap();
    let draft = shop.books.ask(BeginCorrection { id: first.voucher.id }).unwrap();
    let second = shop.books.ask(CorrectBill { draft, reason: String::new() }).unwrap();
    let again_of = Some(undo(&shop, &second));
    let third = Draft { again_of, ..typed(3, Some(party), "100", Vec::new()) };
    assert_eq!(paid_before(&shop, &third), rupees("100"), "the first one's money");
    // Meanwhile most of it pays something else.
    let other = save(&shop, typed(4, Some(party), "80", Vec::new())).unwrap();
    assert_eq!(other.due, Paise::ZERO);
    assert_eq!(paid_before(&shop, &third), rupees("20"));
    let third = save(&shop, Draft { tenders: vec![cash("80")], ..third }).unwrap();
    assert_eq!((third.paid, third.due), (rupees("100"), Paise::ZERO));
    shop.verified();
}

#[test]
fn a_walk_ins_money_went_with_the_bill_and_another_customers_stays_theirs() {
    let shop = Shop::new();
    let (ramesh, sita) = (shop.party("Ramesh", ""), shop.party("Sita", ""));
    let walk_in = save(&shop, typed(1, None, "100", vec![cash("100")])).unwrap();
    let again_of = Some(undo(&shop, &walk_in));
    assert_eq!(drawer(&shop), "0.00");
    let again = Draft { again_of, ..typed(2, None, "100", vec![cash("100")]) };
    assert_eq!(paid_before(&shop, &again), Paise::ZERO);
    let again = save(&shop, again).unwrap();
    assert_eq!((again.due, drawer(&shop)), (Paise::ZERO, "100.00".into()));
    // Named since: it was never anybody's advance.
    let again_of = Some(undo(&shop, &again));
    let named = save(&shop, Draft { again_of, ..typed(3, Some(ramesh), "100", vec![cash("100")]) }).unwrap();
    assert_eq!((named.due, drawer(&shop), shop.balance(ramesh)), (Paise::ZERO, "100.00".into(), "0.00".into()));
    // Another customer's bill is not paid by it.
    let again_of = Some(undo(&shop, &named));
    let hers = Draft { again_of, ..typed(4, Some(sita), "100", Vec::new()) };
    assert_eq!(paid_before(&shop, &hers), Paise::ZERO);
    assert_eq!(save(&shop, hers).unwrap().due, rupees("100"));
    assert_eq!((shop.balance(ramesh), shop.balance(sita)), ("-100.00".into(), "100.00".into()));
    shop.verified();
}

#[test]
fn money_that_was_given_back_pays_no_bill_again() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let older = save(&shop, typed(1, Some(party), "1000", Vec::new())).unwrap();
    let undone = save(&shop, typed(2, Some(party), "500", vec![cash("500")])).unwrap();
    let again = Draft { again_of: Some(undo(&shop, &undone)), ..typed(3, Some(party), "500", vec![cash("500")]) };
    assert_eq!(paid_before(&shop, &again), rupees("500"));
    let back = |amount: &str| {
        let (id, direction, settle) = (None, Direction::Out, Settle::Advance);
        let (tenders, date, note) = (vec![cash(amount)], None, String::new());
        shop.books.ask(SavePayment { id, party, direction, tenders, settle, date, note }).unwrap();
    };
    back("200");
    assert_eq!(paid_before(&shop, &again), rupees("300"));
    back("300");
    assert_eq!(paid_before(&shop, &again), Paise::ZERO);
    let saved = save(&shop, again).unwrap();
    assert_eq!((saved.paid, saved.due, saved.change), (rupees("500"), Paise::ZERO, Paise::ZERO));
    assert_eq!(drawer(&shop), "500.00");
    assert_eq!(shop.balance(party), "1,000.00");
    assert_eq!(shop.books.ask(GetBill { id: older.voucher.id }).unwrap().due, rupees("1000"));
    shop.verified();
}

#[test]
fn an_undone_bill_that_is_written_again_for_another_leaves_the_money_with_who_paid() {
    let shop = Shop::new();
    let (ramesh, sita) = (shop.party("Ramesh", ""), shop.party("Sita", ""));
    let first = save(&shop, typed(1, Some(ramesh), "100", vec![cash("100")])).unwrap();
    let again_of = Some(undo(&shop, &first));
    let preview = |party| {
        let draft = Draft { again_of, ..typed(2, party, "100", Vec::new()) };
        let preview = shop.books.ask(PreviewBill { draft }).unwrap();
        (preview.paid_before, preview.stays_with)
    };
    let stays = |amount: &str| Some(StaysWith { name: "Ramesh".into(), amount: rupees(amount) });
    assert_eq!(preview(Some(ramesh)), (rupees("100"), None));
    assert_eq!(preview(Some(sita)), (Paise::ZERO, stays("100")));
    assert_eq!(preview(None), (Paise::ZERO, stays("100")));
    // Part of it pays something else of his.
    save(&shop, typed(3, Some(ramesh), "30", Vec::new())).unwrap();
    assert_eq!(preview(Some(sita)), (Paise::ZERO, stays("70")));
    let theirs = save(&shop, Draft { again_of, ..typed(4, Some(sita), "100", vec![cash("100")]) }).unwrap();
    assert_eq!((theirs.paid, theirs.due), (rupees("100"), Paise::ZERO));
    // A correction says the same.
    let draft = shop.books.ask(BeginCorrection { id: theirs.voucher.id }).unwrap();
    let preview = shop.books.ask(PreviewBill { draft: Draft { party: Some(ramesh), ..draft } }).unwrap();
    assert_eq!(preview.stays_with, Some(StaysWith { name: "Sita".into(), amount: rupees("100") }));
    shop.verified();
}
