//! Bills and what they do to khata, stock and tax.

use crate::shop::*;
use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::shop::EditShop;
use smartkhata_core::business::ShopEdit;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::document::{BillKind, Draft, DraftLine};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::PartyEdit;
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_core::tax::cess::Cess;
use smartkhata_core::tax::compute::TaxMode;
use smartkhata_core::tax::rate::Treatment;

#[test]
fn a_walk_in_pays_cash_and_gets_change() {
    let shop = Shop::new();
    let mut bill = draft(1);
    bill.lines.push(open_line("Misc", "264.60"));
    bill.tenders.push(cash("500"));
    let view = shop.books.ask(FinalizeBill { draft: bill.clone() }).unwrap();
    assert_eq!(view.voucher.number, "A/2627/0001");
    assert_eq!((view.voucher.amount, view.change), (Paise::rupees(265), Paise::rupees(235)));
    assert_eq!((view.paid, view.due), (Paise::rupees(265), Paise::ZERO));
    // The same draft again is the same bill: an answer that was lost does not make a second one.
    let again = shop.books.ask(FinalizeBill { draft: bill.clone() }).unwrap();
    // A late write of the draft does not bring it back.
    shop.books.ask(SaveDraft { draft: bill }).unwrap();
    assert_eq!(shop.books.ask(ListDrafts::default()).unwrap().drafts, []);
    assert_eq!(again, view, "with the change to hand back");
    assert_eq!(shop.books.ask(ListBills::default()).unwrap().rows.len(), 1);
    shop.verified();
}

#[test]
fn what_was_changed_after_an_answer_got_lost_is_not_taken_for_the_bill_that_was_saved() {
    let shop = Shop::new();
    let mut bill = draft(1);
    bill.lines.push(open_line("Misc", "45"));
    bill.tenders.push(cash("45"));
    let view = shop.books.ask(FinalizeBill { draft: bill.clone() }).unwrap();
    let refused = |draft: Draft| {
        let refused = shop.books.ask(FinalizeBill { draft }).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::AlreadySaved, Some("id")));
    };
    let mut longer = bill.clone();
    longer.lines.push(open_line("Rice", "100"));
    longer.tenders = vec![cash("145")];
    refused(longer.clone());
    let upi = Tender { mode: Mode::Upi, amount: Paise::rupees(45), reference: String::new() };
    refused(Draft { tenders: vec![upi], ..bill.clone() });
    refused(Draft { tenders: vec![cash("50")], ..bill.clone() });
    refused(Draft { party: Some(shop.party("Ramesh", "")), tenders: Vec::new(), ..bill.clone() });
    // Nothing was written, the same again is still answered, and under its own id the longer one is a bill.
    assert_eq!(shop.books.ask(FinalizeBill { draft: bill }).unwrap(), view);
    let next = shop.books.ask(FinalizeBill { draft: Draft { id: draft(2).id, ..longer } }).unwrap();
    assert_eq!((next.voucher.number.as_str(), next.voucher.amount), ("A/2627/0002", Paise::rupees(145)));
    shop.verified();
}

#[test]
fn a_walk_in_cannot_leave_without_paying() {
    let shop = Shop::new();
    let mut bill = draft(1);
    bill.lines.push(open_line("Misc", "100"));
    bill.tenders.push(cash("60"));
    let refused = shop.books.ask(FinalizeBill { draft: bill }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::CustomerNeeded, Some("party")));
    assert_eq!(shop.books.ask(ListBills::default()).unwrap().rows, []);
}

#[test]
fn a_gst_bill_part_paid_stands_in_the_khata_and_its_cancellation_leaves_an_advance() {
    let shop = Shop::registered();
    let ramesh = shop.party("रमेश कुमार", "98765 43210");
    let sugar = shop.item("Sugar", "45.83", 18);
    let mut bill = draft(2);
    bill.party = Some(ramesh);
    bill.lines.push(line(&sugar, "10"));
    let preview = shop.books.ask(PreviewBill { draft: bill.clone() }).unwrap();
    assert_eq!(
        (preview.kind, preview.mode, preview.place_of_supply.as_str()),
        (BillKind::TaxInvoice, TaxMode::Intra, "19")
    );
    // 458.30 + 41.25 + 41.25 = 540.80, rounded to 541.
    assert_eq!(preview.result.unwrap().total, Paise::rupees(541));
    bill.tenders.push(cash("200"));
    let view = shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    assert_eq!((view.paid, view.due), (Paise::rupees(200), Paise::rupees(341)));
    assert_eq!(shop.balance(ramesh), "341.00");
    assert_eq!(shop.books.ask(GetItem { id: sugar.id }).unwrap().stock.to_string(), "-10");
    shop.verified();

    shop.books.ask(CancelVoucher { id: view.voucher.id, reason: "wrong item".into() }).unwrap();
    assert_eq!(shop.balance(ramesh), "-200.00");
    assert_eq!(shop.books.ask(GetItem { id: sugar.id }).unwrap().stock.to_string(), "0");
    let cancelled = shop.books.ask(GetBill { id: view.voucher.id }).unwrap();
    assert_eq!((cancelled.cancelled.as_deref(), cancelled.due), (Some("wrong item"), Paise::ZERO));
    let payments = shop.books.ask(ListPayments::default()).unwrap().rows;
    let payment = shop.books.ask(GetPayment { id: payments[0].id }).unwrap();
    assert_eq!(payment.advance, Paise::rupees(200));
    let again = shop.books.ask(CancelVoucher { id: view.voucher.id, reason: String::new() }).unwrap_err();
    assert_eq!(again.code, Code::AlreadyCancelled);
    shop.verified();

    // The number stays used, and the advance pays the next bill.
    let mut next = draft(3);
    next.party = Some(ramesh);
    next.lines.push(line(&sugar, "10"));
    let next = shop.books.ask(FinalizeBill { draft: next }).unwrap();
    assert_eq!(next.voucher.number, "A/2627/0002");
    let settle = Settle::OldestFirst;
    let payment = shop.books.ask(AllocatePayment { id: payment.voucher.id, settle }).unwrap();
    assert_eq!(payment.advance, Paise::ZERO);
    assert_eq!(shop.books.ask(GetBill { id: next.voucher.id }).unwrap().due, Paise::rupees(341));
    shop.verified();
}

#[test]
fn a_cancelled_cash_sale_takes_its_payment_back() {
    let shop = Shop::new();
    let mut bill = draft(1);
    bill.lines.push(open_line("Misc", "100"));
    bill.tenders.push(cash("100"));
    let view = shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    shop.books.ask(CancelVoucher { id: view.voucher.id, reason: String::new() }).unwrap();
    let today = "2026-11-23".parse().unwrap();
    let book = shop.books.ask(GetDayBook { from: today, to: today, sort: None, after: None, limit: 0 }).unwrap();
    assert_eq!((book.sales, book.received), (Paise::ZERO, Paise::ZERO));
    assert_eq!(book.by_account, []);
    assert!(book.page.rows.iter().all(|row| row.cancelled));
    shop.verified();
}

#[test]
fn bills_are_found_by_number_and_by_name() {
    let shop = Shop::new();
    let ramesh = shop.party("Ramesh", "");
    for n in 1..=3 {
        let mut bill = draft(n);
        bill.party = (n == 2).then_some(ramesh);
        bill.lines.push(open_line("Misc", "50"));
        bill.tenders.push(cash("50"));
        shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    }
    let find = |search: &str| {
        let rows = shop.books.ask(ListBills { search: search.into(), ..Default::default() }).unwrap().rows;
        rows.into_iter().map(|row| row.number).collect::<Vec<_>>()
    };
    assert_eq!(find("2"), ["A/2627/0002"]);
    assert_eq!(find("a/2627/0003"), ["A/2627/0003"]);
    assert_eq!(find("rames"), ["A/2627/0002"]);
    let unpaid = shop.books.ask(ListBills { filter: BillFilter::Unpaid, ..Default::default() }).unwrap();
    assert_eq!(unpaid.rows, []);
}

#[test]
fn bills_come_in_the_order_that_is_asked_for_page_by_page() {
    let shop = Shop::new();
    let (ramesh, sita) = (shop.party("Ramesh", ""), shop.party("Sita", ""));
    // Totals and days that repeat, some paid in part, one cancelled.
    for (n, rupees, paid, day, party) in [
        (1, "50", "0", "2026-11-20", ramesh),
        (2, "900", "900", "2026-11-18", sita),
        (3, "50", "20", "2026-11-20", sita),
        (4, "300", "100", "2026-11-22", ramesh),
        (5, "300", "300", "2026-11-19", ramesh),
        (6, "700", "0", "2026-11-18", ramesh),
    ] {
        let mut bill = draft(n);
        bill.party = Some(party);
        bill.date = Some(day.parse().unwrap());
        bill.lines.push(open_line("Misc", rupees));
        bill.tenders.extend((paid != "0").then(|| cash(paid)));
        let view = shop.books.ask(FinalizeBill { draft: bill }).unwrap();
        if n == 6 {
            shop.books.ask(CancelVoucher { id: view.voucher.id, reason: String::new() }).unwrap();
        }
    }
    let from = Some("2026-11-01".parse().unwrap());
    let serials = |asked: ListBills| -> Vec<String> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = shop.books.ask(ListBills { limit: 2, after, ..asked.clone() }).unwrap();
            found.extend(page.rows.iter().map(|row| row.number.rsplit('/').next().unwrap()[3..].to_owned()));
            after = page.next;
            if after.is_none() {
                return found;
            }
        }
    };
    let sorted = |sort, filter, party| serials(ListBills { sort, filter, party, from, ..Default::default() });
    assert_eq!(sorted(BillSort::Newest, BillFilter::All, None), ["4", "3", "1", "5", "6", "2"]);
    assert_eq!(sorted(BillSort::Oldest, BillFilter::All, None), ["2", "6", "5", "1", "3", "4"]);
    assert_eq!(sorted(BillSort::Oldest, BillFilter::Paid, None), ["2", "5"]);
    assert_eq!(sorted(BillSort::Oldest, BillFilter::Unpaid, Some(sita)), ["3"]);
    assert_eq!(sorted(BillSort::Oldest, BillFilter::Cancelled, Some(ramesh)), ["6"]);
    assert_eq!(sorted(BillSort::Largest, BillFilter::All, None), ["2", "6", "5", "4", "3", "1"]);
    assert_eq!(sorted(BillSort::Smallest, BillFilter::All, Some(ramesh)), ["1", "4", "5", "6"]);
    assert_eq!(sorted(BillSort::Largest, BillFilter::Paid, None), ["2", "5"]);
    assert_eq!(sorted(BillSort::MostDue, BillFilter::All, None), ["4", "1", "3"]);
    assert_eq!(sorted(BillSort::MostDue, BillFilter::Unpaid, Some(ramesh)), ["4", "1"]);
    let days = ListBills {
        sort: BillSort::Oldest,
        from: "2026-11-19".parse().ok(),
        to: "2026-11-20".parse().ok(),
        ..Default::default()
    };
    assert_eq!(serials(days), ["5", "1", "3"]);
    let named = ListBills { sort: BillSort::Smallest, search: "ramesh".into(), ..Default::default() };
    let named = shop.books.ask(named).unwrap().rows;
    assert_eq!(named.iter().map(|row| row.total).collect::<Vec<_>>(), [50, 300, 300, 700].map(Paise::rupees));

    // A list by amount without its days, and what is owed for what is paid, are refused.
    let refused = |asked| shop.books.ask(asked).unwrap_err().field;
    let largest = ListBills { sort: BillSort::Largest, ..Default::default() };
    assert_eq!(refused(largest.clone()).as_deref(), Some("from"));
    assert_eq!(refused(ListBills { from: "2024-01-01".parse().ok(), ..largest }).as_deref(), Some("from"));
    let due = ListBills { sort: BillSort::MostDue, filter: BillFilter::Paid, from, ..Default::default() };
    assert_eq!(refused(due).as_deref(), Some("sort"));
}

#[test]
fn a_pdf_is_made_of_a_bill() {
    let shop = Shop::registered();
    let sugar = shop.item("चीनी Sugar", "45.83", 5);
    let mut bill = draft(1);
    bill.lines.push(line(&sugar, "2.5"));
    bill.tenders.push(Tender { mode: Mode::Upi, amount: Paise::rupees(120), reference: String::new() });
    let view = shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    let file = shop.books.ask(PrintBill { id: view.voucher.id, copy: Copy::Original, language: None }).unwrap();
    assert_eq!(file.name, "शर्मा-किराना_A-2627-0001.pdf");
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(file.base64).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
}

#[test]
fn goods_that_bear_no_tax_have_no_rate_and_reverse_charge_is_not_collected() {
    let shop = Shop::registered();
    let mut bill = draft(1);
    let taxed = DraftLine { rate: Rate::percent(18), ..open_line("Soap", "118") };
    let exempt = DraftLine { rate: Rate::percent(5), treatment: Treatment::Exempt, ..open_line("Milk", "50") };
    bill.lines = vec![taxed.clone(), exempt];
    bill.tenders = vec![cash("168")];
    let view = shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    let Detail::Bill(stored) = view.voucher.detail else { panic!("a sale is a bill") };
    assert_eq!((stored.lines[0].rate, stored.lines[1].rate), (Rate::percent(18), Rate::ZERO));
    let mut reverse = draft(2);
    reverse.reverse_charge = true;
    reverse.lines = vec![taxed];
    reverse.tenders = vec![cash("100")];
    let view = shop.books.ask(FinalizeBill { draft: reverse }).unwrap();
    let Detail::Bill(stored) = view.voucher.detail else { panic!("a sale is a bill") };
    assert_eq!((stored.lines[0].total, stored.total), (Paise::rupees(100), Paise::rupees(100)));
    assert_eq!(stored.amounts.cgst, Paise::rupees(9));
    shop.verified();
}

#[test]
fn a_walk_ins_money_goes_only_with_its_bill_and_hidden_debts_stay_in_sight() {
    let shop = Shop::new();
    let mut bill = draft(1);
    bill.lines.push(open_line("Misc", "100"));
    bill.tenders.push(cash("100"));
    shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    let receipt = shop.books.ask(ListPayments::default()).unwrap().rows[0].id;
    let refused = shop.books.ask(CancelVoucher { id: receipt, reason: String::new() }).unwrap_err();
    assert_eq!(refused.code, Code::WalkInMoney);

    let party = shop.party("Ramesh", "");
    let gave = |amount| AddKhata {
        id: None,
        party,
        side: KhataSide::Gave,
        amount,
        mode: None,
        opening: false,
        date: None,
        note: String::new(),
    };
    shop.books.ask(gave(Paise::rupees(700))).unwrap();
    // A debt is not hidden with its party, neither by hiding nor by undoing a new customer; nor made where it is.
    let hide = || {
        let edit = PartyEdit { archived: Some(true), ..PartyEdit::default() };
        shop.books.ask(SaveParty { id: Some(party), edit, opening: Paise::ZERO })
    };
    let refused = hide().unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Unsettled, Some("archived")));
    assert_eq!(shop.books.ask(ListParties::default()).unwrap().rows.len(), 1);
    let got = AddKhata { side: KhataSide::Got, ..gave(Paise::rupees(700)) };
    let got = shop.books.ask(got).unwrap().voucher;
    hide().unwrap();
    assert_eq!(shop.books.ask(gave(Paise::rupees(5))).unwrap_err().code, Code::Archived);
    shop.books.ask(CancelVoucher { id: got, reason: String::new() }).unwrap();
    assert_eq!(shop.books.ask(GetOutstanding::default()).unwrap().page.rows.len(), 1);
    let edit = PartyEdit { archived: Some(false), ..PartyEdit::default() };
    shop.books.ask(SaveParty { id: Some(party), edit, opening: Paise::ZERO }).unwrap();
    let too_much = Paise::new(9_007_199_254_740_991, "amount").unwrap();
    assert_eq!(shop.books.ask(gave(too_much)).unwrap_err().code, Code::Overflow);
}

#[test]
fn tax_of_a_union_territory_and_cess_are_owed_and_come_off_again() {
    let shop = Shop::new();
    let edit = ShopEdit { gstin: Some("04ABCPK5678L1ZC".into()), ..ShopEdit::default() };
    shop.books.ask(EditShop { edit }).unwrap();
    let cess = Cess { rate: Rate::percent(12), ..Cess::NONE };
    let cola = DraftLine { rate: Rate::percent(28), cess, price_includes_tax: false, ..open_line("Cola", "100") };
    // Before the cess ended.
    let mut bill = draft(1);
    (bill.date, bill.lines, bill.tenders) = ("2026-01-31".parse().ok(), vec![cola], vec![cash("140")]);
    let sold = shop.books.ask(FinalizeBill { draft: bill }).unwrap().voucher;
    let Detail::Bill(printed) = &sold.detail else { panic!("a bill") };
    assert_eq!((printed.mode, printed.total), (TaxMode::IntraUt, Paise::rupees(140)));
    let owed = || {
        let rows = shop.books.ask(GetTrialBalance::default()).unwrap().rows;
        let tax =
            rows.into_iter().filter(|row| row.account.starts_with("liability.output_") && row.debit != row.credit);
        tax.map(|row| (row.account, row.credit)).collect::<Vec<_>>()
    };
    let (half, all) = (Paise::rupees(14), Paise::rupees(12));
    let heads = [("cgst", half), ("utgst", half), ("cess", all)];
    let mut expected = heads.map(|(head, owed)| (format!("liability.output_{head}"), owed));
    expected.sort();
    let mut told = owed();
    told.sort();
    assert_eq!(told, expected);
    shop.books.ask(CancelVoucher { id: sold.id, reason: String::new() }).unwrap();
    assert_eq!(owed(), []);
    shop.verified();
}
