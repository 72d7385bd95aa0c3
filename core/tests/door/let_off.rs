//! A khata that is settled for less than is owed: what is let off stands beside the payment.

use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::*;
use smartkhata_core::document::voucher::Allocation;
use smartkhata_core::document::{Draft, VoucherKind};
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::payment::Direction;

use crate::shop::*;

fn rupees(text: &str) -> Paise {
    text.parse().unwrap()
}

fn bill(shop: &Shop, n: u128, party: PartyId, amount: &str) -> VoucherId {
    let mut line = open_line("Misc", amount);
    line.rate = Rate::percent(18);
    let draft = Draft { party: Some(party), lines: vec![line], ..draft(n) };
    shop.books.ask(FinalizeBill { draft }).unwrap().voucher.id
}

fn paid(direction: Direction, party: PartyId, amount: &str, settle: Settle) -> SavePayment {
    SavePayment { id: None, direction, party, tenders: vec![cash(amount)], date: None, settle, note: String::new() }
}

fn settled(shop: &Shop, party: PartyId, amount: &str, discount: &str, settle: Settle) -> Result<PaymentView, Code> {
    let payment = paid(Direction::In, party, amount, settle);
    shop.books.ask(SettlePayment { payment, discount: rupees(discount) }).map_err(|error| error.code)
}

fn due(shop: &Shop, id: VoucherId) -> String {
    shop.books.ask(GetBill { id }).unwrap().due.to_string()
}

fn account(shop: &Shop, code: &str) -> String {
    let trial = shop.books.ask(GetTrialBalance::default()).unwrap();
    let row = trial.rows.iter().find(|row| row.account == code);
    row.map_or(Paise::ZERO, |row| row.debit.sub(row.credit, "balance").unwrap()).to_string()
}

fn take_back(shop: &Shop, id: VoucherId) {
    shop.books.ask(CancelVoucher { id, reason: String::new() }).unwrap();
}

#[test]
fn twelve_hundred_settle_twelve_hundred_and_forty() {
    let shop = Shop::registered();
    let party = shop.party("Ramesh", "");
    let bill = bill(&shop, 1, party, "1240");
    let day = "2026-11-23".parse().unwrap();
    let tax = || shop.books.ask(GetGst { from: day, to: day }).unwrap();
    let before = tax();
    let saved = settled(&shop, party, "1200", "40", Settle::OldestFirst).unwrap();
    assert_eq!((saved.discount, saved.advance, saved.balance), (rupees("40"), Paise::ZERO, Paise::ZERO));
    assert_eq!((due(&shop, bill), shop.balance(party)), ("0.00".into(), "0.00".into()));
    assert_eq!(
        (account(&shop, "expense.discount_allowed"), account(&shop, "asset.cash")),
        ("40.00".into(), "1,200.00".into())
    );
    assert_eq!(tax(), before, "what is let off after the sale changes no tax");
    // The day's money is what came in; the discount is a line of its own there and in the statement.
    let book = shop.books.ask(GetDayBook { from: day, to: day, sort: None, after: None, limit: 0 }).unwrap();
    assert_eq!((book.received, book.sales), (rupees("1200"), rupees("1240")));
    let lines = book.page.rows.iter().filter(|row| row.kind == VoucherKind::Discount);
    assert_eq!(lines.map(|row| row.amount).collect::<Vec<_>>(), [rupees("40")]);
    let statement = GetStatement { id: party, sort: DaySort::Newest, from: None, to: None, after: None, limit: 0 };
    let statement = shop.books.ask(statement).unwrap();
    let line = statement.page.rows.iter().find(|row| row.kind == VoucherKind::Discount).unwrap();
    assert_eq!(line.amount, rupees("-40"));
    assert_eq!(shop.books.ask(GetPayment { id: line.voucher }).unwrap(), saved, "it opens its payment");
    let profit = shop.books.ask(GetProfitLoss { from: day, to: day, with_stock: false }).unwrap();
    assert_eq!(
        profit.expenses.iter().find(|sum| sum.account == "expense.discount_allowed").unwrap().amount,
        rupees("40")
    );
    shop.verified();
    // Undone together, and put back together.
    take_back(&shop, saved.voucher.id);
    assert_eq!((due(&shop, bill), account(&shop, "expense.discount_allowed")), ("1,240.00".into(), "0.00".into()));
    let again = shop.books.ask(RewriteVoucher { id: saved.voucher.id }).unwrap().voucher;
    let view = shop.books.ask(GetPayment { id: again }).unwrap();
    assert_eq!((view.discount, due(&shop, bill), shop.balance(party)), (rupees("40"), "0.00".into(), "0.00".into()));
    take_back(&shop, again);
    assert_eq!((due(&shop, bill), shop.balance(party)), ("1,240.00".into(), "1,240.00".into()));
    shop.verified();
}

#[test]
fn each_bill_has_its_own_part_and_takes_it_with_it() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let bills = [(1, "1000"), (2, "30"), (3, "20")].map(|(n, amount)| bill(&shop, n, party, amount));
    settled(&shop, party, "1000", "50", Settle::OldestFirst).unwrap();
    assert_eq!(bills.map(|id| due(&shop, id)), ["0.00", "0.00", "0.00"]);
    take_back(&shop, bills[2]);
    assert_eq!((due(&shop, bills[1]), shop.balance(party)), ("0.00".into(), "0.00".into()));
    assert_eq!(account(&shop, "expense.discount_allowed"), "30.00");
    // A correction gives no discount by itself.
    let draft = shop.books.ask(BeginCorrection { id: bills[1] }).unwrap();
    let new = shop.books.ask(CorrectBill { draft, reason: String::new() }).unwrap();
    assert_eq!((new.due, account(&shop, "expense.discount_allowed")), (rupees("30"), "0.00".into()));
    shop.verified();
}

#[test]
fn no_more_is_let_off_than_is_open() {
    let shop = Shop::new();
    let party = shop.party("Ramesh", "");
    let (one, two) = (bill(&shop, 1, party, "100"), bill(&shop, 2, party, "60"));
    let only = |bill, amount: &str| Settle::Chosen(vec![Allocation { bill, amount: rupees(amount) }]);
    for (amount, discount, settle, code) in [
        ("150", "11", Settle::OldestFirst, Code::DiscountTooLarge),
        ("150", "-1", Settle::OldestFirst, Code::BelowZero),
        ("200", "1", Settle::OldestFirst, Code::DiscountTooLarge),
        ("50", "20", only(two, "50"), Code::DiscountTooLarge),
        ("50", "10", Settle::Advance, Code::DiscountTooLarge),
        ("0", "10", Settle::OldestFirst, Code::NotPositive),
    ] {
        assert_eq!(settled(&shop, party, amount, discount, settle).unwrap_err(), code, "{amount} and {discount}");
    }
    assert_eq!(shop.balance(party), "160.00", "nothing of it was written");
    settled(&shop, party, "50", "10", only(two, "50")).unwrap();
    assert_eq!((due(&shop, one), due(&shop, two)), ("100.00".into(), "0.00".into()));
    settled(&shop, party, "100", "0", Settle::OldestFirst).unwrap();
    assert_eq!(shop.balance(party), "0.00");
    // An advance that is set against nothing is no debt.
    shop.books.ask(paid(Direction::In, party, "500", Settle::Advance)).unwrap();
    assert_eq!(settled(&shop, party, "10", "1", Settle::OldestFirst).unwrap_err(), Code::DiscountTooLarge);
    shop.verified();
}

#[test]
fn a_supplier_lets_the_shop_off() {
    let shop = Shop::new();
    let from = shop.party("Gupta", "");
    let amount = rupees("1240");
    let (lines, paid_now, mode, date, note) = (Vec::new(), Paise::ZERO, None, None, String::new());
    let bought =
        SavePurchase { id: None, supplier: Some(from), amount, tax: None, lines, paid: paid_now, mode, date, note };
    let purchase = shop.books.ask(bought).unwrap().voucher;
    let settle = |discount| {
        let payment = paid(Direction::Out, from, "1200", Settle::OldestFirst);
        shop.books.ask(SettlePayment { payment, discount: rupees(discount) })
    };
    assert_eq!(settle("41").unwrap_err().code, Code::DiscountTooLarge);
    let saved = settle("40").unwrap();
    assert_eq!((saved.discount, shop.balance(from)), (rupees("40"), "0.00".into()));
    assert_eq!(
        (account(&shop, "income.discount_received"), account(&shop, "asset.cash")),
        ("-40.00".into(), "-1,200.00".into())
    );
    assert_eq!(shop.books.ask(GetPurchase { id: purchase }).unwrap().due, Paise::ZERO);
    assert_eq!(shop.books.ask(OpenBills { party: from }).unwrap().bills, []);
    shop.verified();
    take_back(&shop, saved.voucher.id);
    assert_eq!((shop.balance(from), account(&shop, "income.discount_received")), ("-1,240.00".into(), "0.00".into()));
    let again = shop.books.ask(RewriteVoucher { id: saved.voucher.id }).unwrap().voucher;
    assert_eq!(
        (shop.balance(from), shop.books.ask(GetPayment { id: again }).unwrap().discount),
        ("0.00".into(), rupees("40"))
    );
    shop.verified();
}
