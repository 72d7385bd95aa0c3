//! What the shop spends, through the door on a real file: running costs, goods bought; and what it sold last.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::*;
use smartkhata_core::api::report::*;
use smartkhata_core::api::shop::*;
use smartkhata_core::business::{Language, ShopEdit};
use smartkhata_core::clock::FixedClock;
use smartkhata_core::document::{Draft, DraftLine};
use smartkhata_core::id::{DraftId, PartyId, SeededIds};
use smartkhata_core::item::{Item, ItemEdit, StockEntry};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::{PartyEdit, PartyRole, Registration};
use smartkhata_core::payment::{Direction, Mode, Tender};
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::tax::discount::Discount;
use uuid::Uuid;

/// 2026-11-23, noon in India.
const NOON: i64 = 1_795_415_400_000;

fn shop() -> (Books, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let books =
        Books::open(folder.path(), Box::new(FixedClock(NOON)), Box::new(SeededIds::new(3)), &mut |_| {}).unwrap();
    books.ask(CreateShop { name: "Sharma".into(), language: Language::English }).unwrap();
    (books, folder)
}

fn item(books: &Books, name: &str) -> Item {
    let edit = ItemEdit {
        name: Some(name.into()),
        price: Some("50".parse().unwrap()),
        track_stock: Some(true),
        ..ItemEdit::default()
    };
    books.ask(SaveItem { id: None, edit, opening: None }).unwrap()
}

fn supplier(books: &Books) -> PartyId {
    let edit = PartyEdit { name: Some("Wholesale".into()), role: Some(PartyRole::Supplier), ..PartyEdit::default() };
    books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id
}

fn draft(n: u128, item: &Item, price: &str) -> Draft {
    let line = DraftLine {
        item: Some(item.id),
        name: item.name.clone(),
        hsn: String::new(),
        unit: item.unit.clone(),
        quantity: "1".parse().unwrap(),
        price: price.parse().unwrap(),
        price_includes_tax: true,
        discount: Discount::None,
        rate: Rate::ZERO,
        cess: Default::default(),
        retail_price: None,
        rate_of_item: false,
        treatment: item.treatment,
    };
    let tenders = vec![cash(price)];
    Draft { lines: vec![line], tenders, ..Draft::new(DraftId::new(Uuid::from_u128(n))) }
}

fn cash(amount: &str) -> Tender {
    Tender { mode: Mode::Cash, amount: amount.parse().unwrap(), reference: String::new() }
}

fn rupees(text: &str) -> Paise {
    text.parse().unwrap()
}

fn purchase(supplier: Option<PartyId>, amount: &str, paid: &str) -> SavePurchase {
    SavePurchase {
        id: None,
        supplier,
        amount: rupees(amount),
        tax: None,
        lines: Vec::new(),
        paid: rupees(paid),
        mode: None,
        date: None,
        note: "bill 17".into(),
    }
}

fn account(books: &Books, code: &str) -> Paise {
    let trial = books.ask(GetTrialBalance::default()).unwrap();
    assert_eq!(trial.debit, trial.credit);
    let row = trial.rows.iter().find(|row| row.account == code);
    row.map_or(Paise::ZERO, |row| row.debit.sub(row.credit, "balance").unwrap())
}

#[test]
fn rent_is_paid_and_lowers_the_profit() {
    let (books, _folder) = shop();
    let rent = |account: &str, amount: &str| SaveExpense {
        id: None,
        account: account.into(),
        tenders: vec![cash(amount)],
        date: None,
        note: "November".into(),
    };
    for (wrong, code) in
        [(rent("expense.purchases", "5"), Code::InvalidValue), (rent("expense.rent", "0"), Code::NotPositive)]
    {
        assert_eq!(books.ask(wrong).unwrap_err().code, code);
    }
    let saved = books.ask(rent("expense.rent", "5000")).unwrap();
    assert_eq!(saved.voucher.number, "PA/2627/0001");
    assert_eq!((account(&books, "expense.rent"), account(&books, "asset.cash")), (rupees("5000"), rupees("-5000")));
    let out = ListPayments { direction: Some(Direction::Out), ..ListPayments::default() };
    let rows = books.ask(out).unwrap().rows;
    assert_eq!(rows[0].expense.as_deref(), Some("expense.rent"));
    let costs = |account: Option<&str>, limit| {
        books.ask(ListExpenses { account: account.map(str::to_owned), limit, ..ListExpenses::default() })
    };
    assert_eq!(costs(None, 0).unwrap().rows, rows);
    assert_eq!(costs(Some("expense.rent"), 0).unwrap().rows.len(), 1);
    assert_eq!(costs(Some("expense.tea"), 0).unwrap().rows, []);
    assert_eq!(costs(Some("expense.purchases"), 0).unwrap_err().field.as_deref(), Some("account"));
    let tea = books.ask(rent("expense.tea", "30")).unwrap().voucher.id;
    let first = costs(None, 1).unwrap();
    let second = books.ask(ListExpenses { after: first.next.clone(), limit: 1, ..ListExpenses::default() }).unwrap();
    let mut paged = [&first.rows[0], &second.rows[0]].map(|row| row.expense.as_deref());
    paged.sort_unstable();
    assert_eq!(paged, [Some("expense.rent"), Some("expense.tea")]);
    // The other way round, page by page too.
    let costs_by = |sort, after, limit| ListExpenses { sort, after, limit, ..ListExpenses::default() };
    let ids = |rows: &[PaymentRow]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    let newest = ids(&books.ask(costs_by(DaySort::Newest, None, 0)).unwrap().rows);
    let oldest = ListPayments { direction: Some(Direction::Out), sort: DaySort::Oldest, ..ListPayments::default() };
    let mut oldest = ids(&books.ask(oldest).unwrap().rows);
    let first = books.ask(costs_by(DaySort::Oldest, None, 1)).unwrap();
    let second = books.ask(costs_by(DaySort::Oldest, first.next.clone(), 1)).unwrap();
    assert_eq!([ids(&first.rows), ids(&second.rows)].concat(), oldest);
    oldest.reverse();
    assert_eq!(newest, oldest);
    books.ask(CancelVoucher { id: tea, reason: String::new() }).unwrap();
    let day = "2026-11-23".parse().unwrap();
    let book = books.ask(GetDayBook { from: day, to: day, sort: None, after: None, limit: 0 }).unwrap();
    assert_eq!(book.paid, rupees("5000"));
    let row = book.page.rows.iter().find(|row| row.voucher == saved.voucher.id).unwrap();
    assert_eq!((row.expense.as_deref(), row.note.as_str()), (Some("expense.rent"), "November"));
    let report = books.ask(GetProfitLoss { from: day, to: day, with_stock: false }).unwrap();
    assert_eq!(report.profit, rupees("-5000"));
    books.ask(CancelVoucher { id: saved.voucher.id, reason: String::new() }).unwrap();
    assert_eq!(account(&books, "expense.rent"), Paise::ZERO);
}

#[test]
fn goods_bought_come_in_at_their_cost_and_the_rest_is_owed() {
    let (books, _folder) = shop();
    let (rice, from) = (item(&books, "Rice"), supplier(&books));
    let line = |quantity: &str, cost: &str| PurchaseLine {
        item: rice.id,
        quantity: quantity.parse().unwrap(),
        cost: rupees(cost),
        rate: None,
    };
    // 400 of goods and 100 of freight; 200 are paid at once.
    let bought = SavePurchase { lines: vec![line("10", "400")], ..purchase(Some(from), "500", "200") };
    let saved = books.ask(bought.clone()).unwrap();
    assert_eq!(books.ask(GetItem { id: rice.id }).unwrap().stock.to_string(), "10");
    assert_eq!(books.ask(GetParty { id: from }).unwrap().balance, rupees("-300"));
    assert_eq!((account(&books, "expense.purchases"), account(&books, "asset.cash")), (rupees("500"), rupees("-200")));
    let refused = [
        (purchase(Some(from), "0", "0"), Code::NotPositive),
        (purchase(Some(from), "100", "101"), Code::PaidOverCost),
        (purchase(None, "100", "0"), Code::SupplierNeeded),
        (SavePurchase { lines: vec![line("1", "101")], ..purchase(Some(from), "100", "0") }, Code::GoodsOverAmount),
        (SavePurchase { lines: vec![line("0", "1")], ..purchase(Some(from), "100", "0") }, Code::NotPositive),
    ];
    for (request, code) in refused {
        assert_eq!(books.ask(request).unwrap_err().code, code);
    }
    for id in [Some(saved.voucher), saved.payment].into_iter().flatten() {
        books.ask(CancelVoucher { id, reason: String::new() }).unwrap();
    }
    assert_eq!(books.ask(GetParty { id: from }).unwrap().balance, Paise::ZERO);
    assert_eq!(books.ask(GetItem { id: rice.id }).unwrap().stock.to_string(), "0");
    books.ask(SavePurchase { mode: Some(Mode::Upi), ..purchase(None, "80", "80") }).unwrap();
    assert_eq!(account(&books, "asset.upi"), rupees("-80"));
    assert_eq!(books.ask(Verify {}).unwrap().faults, Vec::<String>::new());
}

#[test]
fn the_counter_hears_of_a_price_below_cost_and_sees_what_was_sold_last() {
    let (books, _folder) = shop();
    let items = ["Atta", "Besan", "Chana"].map(|name| item(&books, name));
    let line = PurchaseLine { item: items[1].id, quantity: "10".parse().unwrap(), cost: rupees("400"), rate: None };
    books.ask(SavePurchase { lines: vec![line], ..purchase(None, "400", "400") }).unwrap();
    let below = |price: &str| books.ask(PreviewBill { draft: draft(1, &items[1], price) }).unwrap().below_cost;
    assert_eq!((below("39.99"), below("40")), (vec![0], Vec::new()));
    let free = books.ask(PreviewBill { draft: draft(1, &items[0], "0.01") }).unwrap();
    assert_eq!(free.below_cost, Vec::<u32>::new(), "a cost that nobody entered is none");

    for (n, place) in [(1, 2), (2, 1), (3, 2)] {
        books.ask(FinalizeBill { draft: draft(n, &items[place], "50") }).unwrap();
    }
    let names = |limit| -> Vec<String> {
        let request = ListItems { filter: ItemFilter::SoldLast, limit, ..ListItems::default() };
        books.ask(request).unwrap().rows.into_iter().map(|item| item.name).collect()
    };
    // Ids made in one millisecond have no order; both sold ones stand before what was never sold.
    let all = names(12);
    assert_eq!((all.len(), all[2].as_str()), (3, "Atta"));
    assert_eq!(names(2), all[..2]);
}

#[test]
fn gst_of_a_purchase_is_no_cost_of_a_shop_that_gets_it_back() {
    let (books, _folder) = shop();
    let (rice, from) = (item(&books, "Rice"), supplier(&books));
    let line = PurchaseLine { item: rice.id, quantity: "10".parse().unwrap(), cost: rupees("1000"), rate: None };
    // 1,000 of goods, 18 % on them; nothing is paid yet.
    let tax = Some(rupees("180"));
    let bought = SavePurchase { lines: vec![line], tax, ..purchase(Some(from), "1180", "0") };
    let refused = |request: SavePurchase| {
        let error = books.ask(request).unwrap_err();
        (error.code, error.field.unwrap_or_default())
    };
    assert_eq!(refused(bought.clone()), (Code::InvalidInputTax, "tax".into()), "not registered");
    let edit = ShopEdit { gstin: Some("19ABCPK5678L1Z1".into()), ..ShopEdit::default() };
    books.ask(EditShop { edit }).unwrap();
    for wrong in ["1180", "1181"] {
        assert_eq!(
            refused(SavePurchase { tax: Some(rupees(wrong)), ..bought.clone() }).0,
            Code::InvalidInputTax,
            "{wrong}"
        );
    }
    let dearer = SavePurchase { tax: Some(rupees("181")), ..bought.clone() };
    assert_eq!(refused(dearer).0, Code::GoodsOverAmount);
    books.ask(bought.clone()).unwrap();
    assert_eq!(account(&books, "expense.purchases"), rupees("1000"));
    assert_eq!(Some(account(&books, "asset.input_tax")), tax);
    assert_eq!(books.ask(GetParty { id: from }).unwrap().balance, rupees("-1180"));
    // Sold at 110.17 and tax: more than the 100 that one cost.
    let sold = |price: &str| {
        let mut draft = draft(1, &rice, price);
        draft.lines[0].rate = Rate::percent(18);
        draft.lines[0].price_includes_tax = true;
        books.ask(PreviewBill { draft }).unwrap().below_cost
    };
    assert_eq!((sold("130"), sold("117.99")), (Vec::new(), vec![0]));
    for (registration, gets_it_back) in [(Registration::Composition, false), (Registration::Sez, true)] {
        let edit = ShopEdit { registration: Some(registration), ..ShopEdit::default() };
        books.ask(EditShop { edit }).unwrap();
        assert_eq!(books.ask(bought.clone()).is_ok(), gets_it_back, "{registration:?}");
    }
}

#[test]
fn money_in_and_out_is_listed_together_in_pages() {
    let (books, _folder) = shop();
    let wholesale = supplier(&books);
    for (n, (direction, day)) in
        [(Direction::In, 20), (Direction::Out, 21), (Direction::In, 22), (Direction::Out, 23)].into_iter().enumerate()
    {
        let tenders = vec![cash(&format!("{}", n + 1))];
        let date = Some(format!("2026-11-{day}").parse().unwrap());
        let settle = Settle::Advance;
        books
            .ask(SavePayment { id: None, direction, party: wholesale, tenders, date, settle, note: String::new() })
            .unwrap();
    }
    let listed = |direction, sort, party| {
        let (mut amounts, mut after) = (Vec::new(), None);
        loop {
            let ask = ListPayments { direction, sort, party, after, limit: 3, ..ListPayments::default() };
            let page = books.ask(ask).unwrap();
            amounts.extend(page.rows.iter().map(|row| row.amount.get() / 100));
            after = page.next;
            if after.is_none() {
                return amounts;
            }
        }
    };
    assert_eq!(listed(None, DaySort::Newest, None), [4, 3, 2, 1]);
    assert_eq!(listed(None, DaySort::Oldest, Some(wholesale)), [1, 2, 3, 4]);
    assert_eq!(listed(Some(Direction::In), DaySort::Newest, None), [3, 1]);
    assert_eq!(listed(Some(Direction::Out), DaySort::Newest, Some(wholesale)), [4, 2]);
}

#[test]
fn the_day_book_says_what_was_paid_and_received_whatever_the_entry() {
    let (books, _folder) = shop();
    let sugar = item(&books, "Sugar");
    let wholesale = supplier(&books);
    let day = "2026-11-23".parse().unwrap();
    let book = || {
        let book = books.ask(GetDayBook { from: day, to: day, sort: None, after: None, limit: 0 }).unwrap();
        (book.received.get() / 100, book.paid.get() / 100, book.gave.get() / 100)
    };
    // Goods for cash, on a bill without a supplier and into the stock.
    books.ask(purchase(None, "1000", "1000")).unwrap();
    let entry = StockEntry {
        item: sugar.id,
        quantity: "10".parse().unwrap(),
        cost: rupees("400"),
        supplier: None,
        opening: false,
        date: None,
        note: String::new(),
    };
    let came = books.ask(AddStock { id: None, entry }).unwrap().voucher;
    assert_eq!(book(), (0, 1_400, 0));
    // Goods on his khata are not paid for; money that he is given is.
    books.ask(purchase(Some(wholesale), "5000", "0")).unwrap();
    let gave = |mode, amount: &str| {
        let (side, amount) = (KhataSide::Gave, rupees(amount));
        let entry = AddKhata {
            id: None,
            party: wholesale,
            side,
            amount,
            mode,
            opening: false,
            date: None,
            note: String::new(),
        };
        books.ask(entry).unwrap()
    };
    assert_eq!(gave(Some(Mode::Upi), "500").balance, rupees("-4500"));
    assert_eq!(book(), (0, 1_900, 0));
    let out = books.ask(ListPayments { direction: Some(Direction::Out), ..ListPayments::default() }).unwrap().rows;
    assert_eq!((out.len(), out[0].amount, out[0].modes.as_slice()), (1, rupees("500"), [Mode::Upi].as_slice()));
    gave(None, "70");
    assert_eq!(book(), (0, 1_900, 70));
    // What was taken back neither came nor went.
    books.ask(CancelVoucher { id: came, reason: String::new() }).unwrap();
    books.ask(CancelVoucher { id: out[0].id, reason: String::new() }).unwrap();
    assert_eq!(book(), (0, 1_000, 70));
}

#[test]
fn nobody_buys_on_credit_from_a_supplier_who_is_out_of_sight() {
    let (books, _folder) = shop();
    let (rice, mill) = (item(&books, "Rice"), supplier(&books));
    let bought = books.ask(purchase(Some(mill), "100", "0")).unwrap().voucher;
    books.ask(CancelVoucher { id: bought, reason: String::new() }).unwrap();
    let edit = PartyEdit { archived: Some(true), ..PartyEdit::default() };
    books.ask(SaveParty { id: Some(mill), edit, opening: Paise::ZERO }).unwrap();
    let refused = books.ask(purchase(Some(mill), "100", "0")).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Archived, Some("supplier")));
    let entry = StockEntry {
        item: rice.id,
        quantity: "1".parse().unwrap(),
        cost: rupees("100"),
        supplier: Some(mill),
        opening: false,
        date: None,
        note: String::new(),
    };
    let refused = books.ask(AddStock { id: None, entry }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Archived, Some("supplier")));
    // Nor is what was taken back put back there.
    assert_eq!(books.ask(RewriteVoucher { id: bought }).unwrap_err().code, Code::Archived);
    assert_eq!(books.ask(GetParty { id: mill }).unwrap().balance, Paise::ZERO);
}
