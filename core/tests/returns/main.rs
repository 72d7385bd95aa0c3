//! Goods that come back, through the door on a real file.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

mod draft_copy;
mod shop;

use shop::*;
use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::returns::*;
use smartkhata_core::business::Paper;
use smartkhata_core::document::{Allocation, Draft, DraftCharge, VoucherKind};
use smartkhata_core::id::VoucherId;
use smartkhata_core::item::StockEntry;
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::payment::Direction;
use smartkhata_core::tax::compute::{Discount, TaxMode};
use uuid::Uuid;

#[test]
fn a_walk_in_gets_cash_back_and_the_goods_are_on_the_shelf_again() {
    let shop = Shop::new();
    let soap = shop.item("Soap", "40", 18);
    let bill = shop.sell(1, vec![line(&soap, "3")], None, "120");
    assert_eq!(shop.stock(soap.id), "-3");
    let refused = shop.give_back(9, bill.voucher.id, &[(0, "1")], "0").unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::RefundShort, Some("refund")));
    let back = shop.give_back(9, bill.voucher.id, &[(0, "1")], "40").unwrap();
    assert_eq!(back.voucher.number, "CA/2627/0001", "credit notes count in a series of their own");
    assert_eq!((back.voucher.amount, back.refunded, back.on_khata), (rupees("40"), rupees("40"), Paise::ZERO));
    assert_eq!(back.voucher.note, "torn");
    assert_eq!(shop.stock(soap.id), "-2");
    assert_eq!(shop.account("asset.cash"), rupees("80"));
    // 33.90 and twice 3.05 of the 40.00 that are back.
    assert_eq!(shop.account("income.sales_returns"), rupees("33.90"));
    assert_eq!(shop.account("liability.output_cgst"), rupees("-6.10"));
    assert_eq!(shop.account("party.debtors"), Paise::ZERO);
    // The answer may have got lost: the same request answers the same credit note.
    assert_eq!(shop.give_back(9, bill.voucher.id, &[(0, "1")], "40").unwrap(), back);
    // Something else under its id was typed after it: nothing of that is saved yet.
    for (lines, cash) in [([(0, "2")], "80"), ([(0, "1")], "0")] {
        let refused = shop.give_back(9, bill.voucher.id, &lines, cash).unwrap_err();
        assert_eq!(refused.code, Code::AlreadySaved);
    }
    let view = shop.view(bill.voucher.id);
    assert_eq!(view.returns.iter().map(|note| note.id).collect::<Vec<_>>(), [back.voucher.id]);
    assert_eq!(view.returnable, ["2".parse().unwrap()]);
    let day = "2026-11-23".parse().unwrap();
    let book = shop.books.ask(GetDayBook { from: day, to: day, sort: None, after: None, limit: 0 }).unwrap();
    assert_eq!((book.sales, book.returned, book.paid), (rupees("120"), rupees("40"), rupees("40")));
    assert!(book.page.rows.iter().any(|row| row.kind == VoucherKind::Return && row.number == "CA/2627/0001"));
    let months = GetProfitLoss { from: day, to: day, with_stock: false };
    assert_eq!(shop.books.ask(months).unwrap().profit, rupees("67.80"));
    shop.sound();
}

#[test]
fn no_more_comes_back_than_was_sold() {
    let shop = Shop::new();
    let soap = shop.item("Soap", "40", 18);
    let bill = shop.sell(1, vec![line(&soap, "3")], None, "120").voucher.id;
    for wrong in ["4", "0", "-1"] {
        assert!(shop.give_back(9, bill, &[(0, wrong)], "0").is_err(), "{wrong}");
    }
    shop.give_back(9, bill, &[(0, "2")], "80").unwrap();
    let refused = shop.give_back(10, bill, &[(0, "1.5")], "60").unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::OverReturned, Some("lines.0.quantity")));
    let refused = shop.give_back(10, bill, &[(0, "0.5"), (0, "0.5")], "40").unwrap_err();
    assert_eq!(refused.code, Code::NamedTwice);
    assert_eq!(shop.give_back(10, bill, &[(1, "1")], "40").unwrap_err().code, Code::NotFound);
    assert_eq!(shop.give_back(10, bill, &[], "0").unwrap_err().code, Code::NothingReturned);
    assert_eq!(shop.give_back(10, bill, &[(0, "1")], "41").unwrap_err().code, Code::RefundTooLarge);
    let yesterday = SaveReturn { date: "2026-11-22".parse().ok(), ..of_bill(10, bill, &[(0, "1")], "40") };
    assert_eq!(shop.books.ask(yesterday).unwrap_err().code, Code::ReturnBeforeSale);
    shop.give_back(10, bill, &[(0, "1")], "40").unwrap();
    shop.sound();
}

#[test]
fn a_bill_that_comes_back_in_parts_adds_up_to_the_paisa() {
    let shop = Shop::new();
    let (ghee, rice) = (shop.item("Ghee", "333.33", 5), shop.item("Rice", "47.77", 0));
    let ramesh = shop.party();
    let bill = shop.finalize(Draft {
        lines: vec![line(&ghee, "3"), line(&rice, "7")],
        party: Some(ramesh),
        discount: Discount::Amount(rupees("10")),
        charges: vec![DraftCharge {
            name: "Packing".into(),
            amount: rupees("11"),
            includes_tax: false,
            rate: Some(Rate::percent(5)),
        }],
        ..draft(1)
    });
    let id = bill.voucher.id;
    shop.give_back(9, id, &[(0, "1"), (1, "2")], "0").unwrap();
    shop.give_back(10, id, &[(0, "1"), (1, "1.5")], "0").unwrap();
    let with_charges = |n| SaveReturn {
        goods: Goods::OfBill {
            bill: id,
            lines: vec![LineBack { line: 1, quantity: "0.5".parse().unwrap() }],
            charges: true,
        },
        ..of_bill(n, id, &[], "0")
    };
    shop.books.ask(with_charges(11)).unwrap();
    assert_eq!(shop.books.ask(with_charges(12)).unwrap_err().code, Code::ChargesReturned, "charges come back once");
    shop.give_back(13, id, &[(0, "1"), (1, "3")], "0").unwrap();
    assert_eq!(shop.balance(ramesh), Paise::ZERO);
    let view = shop.view(id);
    assert_eq!((view.due, view.paid), (Paise::ZERO, bill.voucher.amount), "what came back is set against the bill");
    assert!(view.returnable.iter().all(|left| *left == Default::default()));
    for account in ["liability.output_cgst", "liability.output_sgst", "income.round_off", "income.charges"] {
        assert_eq!(shop.account(account), Paise::ZERO, "{account}");
    }
    assert_eq!(shop.account("income.sales").neg(), shop.account("income.sales_returns"));
    assert_eq!((shop.stock(ghee.id), shop.stock(rice.id)), ("0".into(), "0".into()));
    shop.sound();
}

#[test]
fn a_return_lowers_the_khata_and_what_the_bill_owes_no_longer_pays_older_debts() {
    let shop = Shop::new();
    let soap = shop.item("Soap", "100", 18);
    let ramesh = shop.party();
    let old = shop.sell(1, vec![line(&soap, "1")], Some(ramesh), "0").voucher.id;
    let new = shop.sell(2, vec![line(&soap, "3")], Some(ramesh), "200").voucher.id;
    assert_eq!(shop.balance(ramesh), rupees("200"));
    // 200 come back: 50 in cash, 100 for what this bill owes, 50 for the older one.
    let back = shop.give_back(9, new, &[(0, "2")], "50").unwrap();
    assert_eq!((back.on_khata, back.balance), (rupees("150"), rupees("50")));
    assert_eq!((shop.view(new).due, shop.view(old).due), (Paise::ZERO, rupees("50")));
    let statement = GetStatement { id: ramesh, sort: DaySort::Newest, from: None, to: None, after: None, limit: 0 };
    let rows = shop.books.ask(statement).unwrap().page.rows;
    assert!(rows.iter().any(|row| row.kind == VoucherKind::Return && row.amount == rupees("-200")));
    shop.sound();
}

#[test]
fn a_credit_note_that_pays_another_bill_brings_back_none_of_its_goods() {
    let shop = Shop::new();
    let ramesh = shop.party();
    let (soap, rice) = (shop.item("Soap", "40", 18), shop.item("Rice", "100", 5));
    let paid = shop.sell(1, vec![line(&soap, "5")], Some(ramesh), "200");
    let owed = shop.sell(2, vec![line(&rice, "10")], Some(ramesh), "0");
    // The bill is paid, so what came back of it lowers the other one.
    shop.give_back(3, paid.voucher.id, &[(0, "5")], "0").unwrap();
    let view = shop.view(owed.voucher.id);
    assert_eq!((view.due, view.returns, view.returnable), (rupees("800"), vec![], owed.returnable));
    let goods = of_bill(4, owed.voucher.id, &[(0, "4")], "0").goods;
    let preview = shop.books.ask(PreviewReturn { goods, date: None }).unwrap();
    assert_eq!(preview.content.total, rupees("400"));
    // Nor does it hold that bill.
    shop.cancel(owed.voucher.id).unwrap();
    assert_eq!(shop.balance(ramesh), rupees("-200"));
    shop.sound();
}

#[test]
fn what_a_credit_note_left_on_the_khata_pays_a_later_bill() {
    let shop = Shop::new();
    let soap = shop.item("Soap", "100", 18);
    let ramesh = shop.party();
    let paid = shop.sell(1, vec![line(&soap, "5")], Some(ramesh), "500").voucher.id;
    let note = shop.give_back(9, paid, &[(0, "3")], "100").unwrap();
    assert_eq!((note.on_khata, note.advance), (rupees("200"), rupees("200")));
    let id = note.voucher.id;
    let later = shop.sell(2, vec![line(&soap, "2")], Some(ramesh), "50").voucher.id;
    assert_eq!((shop.view(later).due, shop.balance(ramesh)), (Paise::ZERO, rupees("-50")));
    let allocate = || shop.books.ask(AllocatePayment { id, settle: Settle::OldestFirst });
    let view = allocate().unwrap();
    assert_eq!((view.advance, view.later.len()), (rupees("50"), 1), "set as the bill was saved, and once");
    assert_eq!(shop.books.ask(GetReturn { id }).unwrap().advance, rupees("50"));
    // It brings back none of that bill's goods, and comes off again.
    assert_eq!((shop.view(later).returns.len(), shop.view(paid).returns.len()), (0, 1));
    let act = view.later[0].act;
    let view = shop.books.ask(ReleasePayment { id, act }).unwrap();
    assert_eq!((view.advance, shop.view(later).due), (rupees("200"), rupees("150")));

    // Its own bill may owe again: it has come back once all the same.
    let receipt = shop.books.ask(ListPayments::default()).unwrap().rows;
    let receipt = receipt.iter().find(|row| row.amount == rupees("500")).unwrap().id;
    shop.cancel(receipt).unwrap();
    let choice = Settle::Chosen(vec![Allocation { bill: paid, amount: rupees("120") }]);
    shop.books.ask(AllocatePayment { id, settle: choice }).unwrap();
    let view = shop.view(paid);
    assert_eq!((view.due, view.returns.len(), view.returnable[0].to_string()), (rupees("380"), 1, "2".into()));
    // It is no payment, and with it goes what it was set against.
    assert_eq!(shop.books.ask(GetPayment { id }).unwrap_err().code, Code::NotFound);
    shop.cancel(id).unwrap();
    assert_eq!((shop.view(paid).due, allocate().unwrap_err().code), (rupees("500"), Code::AlreadyCancelled));
    assert_eq!(shop.books.ask(GetReturn { id }).unwrap().advance, Paise::ZERO);
    shop.sound();
}

#[test]
fn a_cancelled_return_takes_its_refund_back_and_holds_its_bill_until_then() {
    let shop = Shop::new();
    let soap = shop.item("Soap", "40", 18);
    for (n, party) in [(1, None), (2, Some(shop.party()))] {
        let bill = shop.sell(n, vec![line(&soap, "3")], party, "120").voucher.id;
        let back = shop.give_back(n + 10, bill, &[(0, "1")], "40").unwrap().voucher.id;
        assert_eq!(shop.cancel(bill).unwrap_err().code, Code::HasCreditNote);
        shop.cancel(back).unwrap();
        assert_eq!(shop.account("asset.cash"), rupees("120"));
        assert_eq!(shop.account("income.sales_returns"), Paise::ZERO);
        assert_eq!(shop.stock(soap.id), "-3");
        let view = shop.view(bill);
        assert_eq!((view.returns.len(), view.returnable), (0, vec!["3".parse().unwrap()]));
        assert!(shop.books.ask(GetReturn { id: back }).unwrap().cancelled.is_some());
        shop.cancel(bill).unwrap();
        if let Some(party) = party {
            assert_eq!(shop.balance(party), rupees("-120"), "a party's payment stays as its advance");
        } else {
            assert_eq!(shop.account("asset.cash"), Paise::ZERO);
        }
        shop.sound();
    }
}

#[test]
fn goods_come_back_at_their_average_cost() {
    let shop = Shop::new();
    let rice = shop.item("Rice", "60", 0);
    let entry = |quantity: &str, cost: &str| StockEntry {
        item: rice.id,
        quantity: quantity.parse().unwrap(),
        cost: rupees(cost),
        supplier: None,
        opening: false,
        date: None,
        note: String::new(),
    };
    shop.books.ask(AddStock { id: None, entry: entry("10", "400") }).unwrap();
    shop.books.ask(AddStock { id: None, entry: entry("10", "500") }).unwrap();
    let bill = shop.sell(1, vec![line(&rice, "8")], None, "480").voucher.id;
    shop.give_back(9, bill, &[(0, "3")], "180").unwrap();
    // 15 of 20 are left at 45.00; five were sold for 60.00 and cost 45.00.
    let months =
        || GetProfitLoss { from: "2026-04-01".parse().unwrap(), to: "2026-11-23".parse().unwrap(), with_stock: true };
    let report = shop.books.ask(months()).unwrap();
    assert_eq!((report.closing_stock, report.profit), (rupees("675"), rupees("75")));
}

#[test]
fn goods_without_their_bill_come_back_as_typed() {
    let shop = Shop::new();
    let soap = shop.item("Soap", "40", 18);
    let typed = Draft { lines: vec![line(&soap, "2")], ..draft(5) };
    shop.books.ask(SaveDraft { draft: typed.clone() }).unwrap();
    let goods = Goods::Typed(Box::new(typed));
    let preview = shop.books.ask(PreviewReturn { goods: goods.clone(), date: None }).unwrap();
    assert_eq!(preview.content.total, rupees("80"));
    let id = VoucherId::new(Uuid::from_u128(9));
    let request = SaveReturn { id, goods, date: None, refund: money("80"), reason: String::new() };
    let back = shop.books.ask(request.clone()).unwrap();
    assert_eq!((back.refunded, shop.stock(soap.id).as_str()), (rupees("80"), "2"));
    // Rule 53 wants the bill on a note that takes tax back: here none is named, and all of it is the shop's.
    assert_eq!((preview.content.mode, preview.content.amounts.taxable), (TaxMode::None, rupees("80")));
    assert_eq!(shop.account("income.sales_returns"), rupees("80"));
    assert_eq!(shop.account("liability.output_cgst"), Paise::ZERO);
    let day = "2026-11-23".parse().unwrap();
    let gst = shop.books.ask(GetGst { from: day, to: day }).unwrap();
    assert_eq!((gst.credit_notes, gst.net.taxable, gst.tax), (0, Paise::ZERO, Paise::ZERO));
    assert_eq!(shop.books.ask(request.clone()).unwrap(), back);
    let changed = Goods::Typed(Box::new(Draft { lines: vec![line(&soap, "1")], ..draft(5) }));
    let refused = shop.books.ask(SaveReturn { goods: changed, refund: money("40"), ..request }).unwrap_err();
    assert_eq!(refused.code, Code::AlreadySaved);
    assert_eq!(shop.books.ask(ListDrafts::default()).unwrap().drafts, []);
    shop.sound();
}

#[test]
fn after_november_the_tax_of_last_years_bill_stays_where_it_is() {
    let shop = Shop::new();
    let soap = shop.item("Soap", "40", 18);
    let sold = |n, date: &str| {
        let draft = Draft { date: date.parse().ok(), lines: vec![line(&soap, "3")], tenders: money("120"), ..draft(n) };
        shop.finalize(draft).voucher.id
    };
    // Section 34(2): the tax of March 2026 until 30 November 2026, that of March 2025 until 30 November 2025.
    let (last_year, before) = (sold(1, "2026-03-20"), sold(2, "2025-03-20"));
    let preview = |bill| {
        let goods =
            Goods::OfBill { bill, lines: vec![LineBack { line: 0, quantity: "1".parse().unwrap() }], charges: false };
        shop.books.ask(PreviewReturn { goods, date: None }).unwrap().content
    };
    let in_time = preview(last_year);
    assert_eq!((in_time.mode, in_time.amounts.cgst), (TaxMode::Intra, rupees("3.05")));
    let late = preview(before);
    assert_eq!((late.mode, late.amounts.cgst, late.amounts.taxable), (TaxMode::None, Paise::ZERO, rupees("40")));
    let tax = shop.account("liability.output_cgst");
    shop.give_back(9, before, &[(0, "1")], "40").unwrap();
    assert_eq!(shop.account("liability.output_cgst"), tax);
    shop.give_back(10, before, &[(0, "2")], "80").unwrap();
    shop.sound();
}

#[test]
fn a_credit_note_prints_with_the_bill_that_it_is_about() {
    let shop = Shop::new();
    let soap = shop.item("Soap", "40", 18);
    let bill = shop.sell(1, vec![line(&soap, "3")], None, "120").voucher.id;
    let id = shop.give_back(9, bill, &[(0, "1")], "40").unwrap().voucher.id;
    let file = shop.books.ask(PrintBill { id, copy: Copy::Original, language: None }).unwrap();
    assert_eq!(file.name, "Sharma_CA-2627-0001.pdf");
    let receipt = shop.books.ask(PrintReceipt { id, paper: Some(Paper::Mm80), language: None }).unwrap();
    assert_eq!(receipt.mime, "image/png");
    if let Ok(folder) = std::env::var("SMARTKHATA_SHOTS") {
        use base64::Engine as _;
        std::fs::create_dir_all(&folder).unwrap();
        for file in [file, receipt] {
            let bytes = base64::engine::general_purpose::STANDARD.decode(file.base64).unwrap();
            std::fs::write(std::path::Path::new(&folder).join(file.name), bytes).unwrap();
        }
    }
}

#[test]
fn the_tax_that_is_owed_follows_bills_and_credit_notes_rate_by_rate() {
    let shop = Shop::new();
    let (soap, rice) = (shop.item("Soap", "40", 18), shop.item("Rice", "105", 5));
    let sold = |n, date: &str, lines| {
        let draft = Draft { date: date.parse().ok(), lines, tenders: money("1000"), ..draft(n) };
        shop.finalize(draft).voucher.id
    };
    let bill = sold(1, "2026-11-20", vec![line(&soap, "3"), line(&rice, "2")]);
    let cancelled = sold(2, "2026-11-21", vec![line(&soap, "1")]);
    shop.cancel(cancelled).unwrap();
    let before = sold(3, "2025-03-20", vec![line(&soap, "3")]);
    shop.give_back(10, bill, &[(0, "1")], "40").unwrap();
    // Too late for the tax: not part of it.
    shop.give_back(11, before, &[(0, "1")], "40").unwrap();
    let gst = |from: &str, to: &str| shop.books.ask(GetGst { from: from.parse().unwrap(), to: to.parse().unwrap() });
    let november = gst("2026-11-01", "2026-11-30").unwrap();
    assert_eq!((november.bills, november.credit_notes), (1, 1));
    let by_rate = |rows: &[smartkhata_core::tax::compute::RateRow]| -> Vec<(Rate, String, String)> {
        rows.iter().map(|row| (row.rate, row.amounts.taxable.plain(), row.amounts.cgst.plain())).collect()
    };
    let (five, eighteen) = (Rate::percent(5), Rate::percent(18));
    assert_eq!(
        by_rate(&november.sales),
        [(five, "200.00".into(), "5.00".into()), (eighteen, "101.70".into(), "9.15".into())]
    );
    assert_eq!(by_rate(&november.returns), [(eighteen, "33.90".into(), "3.05".into())]);
    assert_eq!(november.net.cgst, rupees("11.10"));
    assert_eq!(november.tax, rupees("22.20"));
    // What the books owe for the two heads is what the bills of both years say.
    let march = gst("2025-03-01", "2025-03-31").unwrap();
    let owed = shop.account("liability.output_cgst").neg();
    assert_eq!(november.net.cgst.add(march.net.cgst, "tax").unwrap(), owed);
    assert_eq!(gst("2025-11-24", "2026-11-24").unwrap().bills, 1);
    for (from, to, code, field) in [
        ("2026-11-30", "2026-11-01", Code::DaysOutOfOrder, "from"),
        ("2025-04-01", "2026-04-02", Code::TooManyDays, "to"),
    ] {
        let refused = gst(from, to).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (code, Some(field)));
    }
}

#[test]
fn no_more_is_given_back_than_was_paid_for_the_bill() {
    let shop = Shop::new();
    let ghee = shop.item("Ghee", "500", 0);
    let ramesh = shop.party();
    let unpaid = shop.sell(1, vec![line(&ghee, "2")], Some(ramesh), "0").voucher.id;
    let refused = shop.give_back(9, unpaid, &[(0, "2")], "1000").unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::RefundOverPaid, Some("refund")));
    assert_eq!((shop.account("asset.cash"), shop.balance(ramesh)), (Paise::ZERO, rupees("1000")));
    let back = shop.give_back(9, unpaid, &[(0, "2")], "0").unwrap();
    assert_eq!((back.on_khata, back.balance), (rupees("1000"), Paise::ZERO));
    // Of a bill that was paid in part, what was paid; the rest of the goods is owed no more.
    let part = shop.sell(2, vec![line(&ghee, "2")], Some(ramesh), "300").voucher.id;
    assert_eq!(shop.give_back(10, part, &[(0, "2")], "301").unwrap_err().code, Code::RefundOverPaid);
    shop.give_back(10, part, &[(0, "1")], "200").unwrap();
    assert_eq!(shop.give_back(11, part, &[(0, "1")], "101").unwrap_err().code, Code::RefundOverPaid);
    shop.give_back(11, part, &[(0, "1")], "100").unwrap();
    assert_eq!((shop.balance(ramesh), shop.view(part).due), (Paise::ZERO, Paise::ZERO));
    // A refund that was taken back leaves the money to be given.
    shop.cancel(VoucherId::new(Uuid::from_u128(11))).unwrap();
    shop.give_back(12, part, &[(0, "1")], "100").unwrap();
    assert_eq!(shop.balance(ramesh), Paise::ZERO);
    shop.sound();
}

#[test]
fn what_was_let_off_is_not_given_back() {
    let shop = Shop::new();
    let ghee = shop.item("Ghee", "620", 0);
    let ramesh = shop.party();
    let bill = shop.sell(1, vec![line(&ghee, "2")], Some(ramesh), "0").voucher.id;
    let (direction, settle, note) = (Direction::In, Settle::OldestFirst, String::new());
    let payment = SavePayment { id: None, direction, party: ramesh, tenders: money("1200"), date: None, settle, note };
    shop.books.ask(SettlePayment { payment, discount: rupees("40") }).unwrap();
    assert_eq!((shop.view(bill).due, shop.account("expense.discount_allowed")), (Paise::ZERO, rupees("40")));
    let all = [(0, "2")];
    let goods =
        Goods::OfBill { bill, lines: vec![LineBack { line: 0, quantity: "2".parse().unwrap() }], charges: false };
    let asked = shop.books.ask(PreviewReturn { goods, date: None }).unwrap();
    assert_eq!((asked.content.total, asked.refundable, asked.let_off), (rupees("1240"), rupees("1200"), rupees("40")));
    assert_eq!(shop.give_back(9, bill, &all, "1240").unwrap_err().code, Code::RefundOverPaid);
    let before = shop.books.ask(GetTrialBalance::default()).unwrap();
    for (n, cash, balance) in [(9, "1200", "0"), (10, "0", "-1200"), (11, "500", "-700")] {
        let back = shop.give_back(n, bill, &all, cash).unwrap();
        assert_eq!((back.voucher.amount, shop.balance(ramesh)), (rupees("1240"), rupees(balance)), "{cash}");
        assert_eq!(shop.account("expense.discount_allowed"), Paise::ZERO, "nothing of it is let off any more");
        assert_eq!(back.advance, rupees(balance).neg());
        shop.cancel(back.voucher.id).unwrap();
        assert_eq!(shop.books.ask(GetTrialBalance::default()).unwrap(), before, "taken back with it");
    }
    // In parts: the first gives its price back, the last what is left of the money.
    shop.give_back(12, bill, &[(0, "1")], "620").unwrap();
    assert_eq!(shop.account("expense.discount_allowed"), rupees("40"));
    assert_eq!(shop.give_back(13, bill, &[(0, "1")], "581").unwrap_err().code, Code::RefundOverPaid);
    shop.give_back(13, bill, &[(0, "1")], "580").unwrap();
    assert_eq!((shop.balance(ramesh), shop.account("expense.discount_allowed")), (Paise::ZERO, Paise::ZERO));
    shop.sound();
}
