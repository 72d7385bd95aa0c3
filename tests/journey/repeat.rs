//! A customer's last bills once more: the customer's own, with the tax that they had, at one key each.

use smartkhata_core::api::bill::{FinalizeBill, GetBill, ListBills};
use smartkhata_core::api::party::{ListParties, SaveParty};
use smartkhata_core::document::BillLine;
use smartkhata_core::document::voucher::Detail;
use smartkhata_core::id::{PartyId, VoucherId};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::party::PartyEdit;
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::tax::cess::{Cess, CessRule};
use smartkhata_core::tax::compute::Discount;
use smartkhata_tests::books;
use smartkhata_tests::browser::{Browser, Size};

use super::counter::SLOW_BOOKS;
use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const ALT: char = '\u{e00a}';
const CONTROL: char = '\u{e009}';
const F9: &str = "\u{e039}";

/// Their phones.
const RAMESH: &str = "9876543210";
const ASHA: &str = "9811122233";
const SITA: &str = "9811122244";

/// The stocked shop, where more was done before it is served.
fn shop(prepare: impl FnOnce(&Books)) -> Shop {
    let mut shop = Shop::stocked();
    shop.stop();
    let books = books::open(shop.folder()).unwrap();
    prepare(&books);
    drop(books);
    shop.go_on();
    shop
}

fn add(books: &Books, name: &str, phone: &str) -> PartyId {
    let edit = PartyEdit { name: Some(name.into()), phone: Some(phone.into()), ..PartyEdit::default() };
    books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id
}

fn ramesh(books: &Books) -> PartyId {
    books.ask(ListParties { search: RAMESH.into(), ..ListParties::default() }).unwrap().rows[0].id
}

/// Sells something that is in no list.
fn sell(books: &Books, party: PartyId, name: &str, rupees: i32) {
    let mut draft = books::draft(rupees, Some(party));
    draft.lines[0].name = name.into();
    books.ask(FinalizeBill { draft }).unwrap();
}

#[tokio::test]
async fn the_goods_that_come_again_are_those_of_the_customer_in_hand() {
    let shop = shop(|books| {
        sell(books, ramesh(books), "Rope", 30);
        sell(books, add(books, "Asha", ASHA), "Lamp", 70);
        add(books, "Sita", SITA);
    });
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("{RAMESH}{ENTER}")).await;
    page.says("recent-bill", "₹30").await;
    page.keys(&format!("8902{ENTER}{F9}")).await;
    page.says("last-bill", "₹120 · Ramesh Kumar").await;
    // He has gone: the next customer is nobody yet, then one who bought nothing so far.
    page.chord(&[ALT, '1']).await;
    page.says("one-box-says", "Name or phone").await;
    page.keys(&format!("{SITA}{ENTER}")).await;
    page.says("counter-customer", "Sita").await;
    page.chord(&[ALT, '1']).await;
    page.says("one-box-says", "no bill yet").await;
    page.settled().await;
    page.count("line", 0).await;
    page.count("recent-bill", 0).await;
    // Another bill that is in hand goes by its own customer.
    page.keys(&format!("{ASHA}{ENTER}")).await;
    page.says("recent-bill", "₹70").await;
    page.tap("recent-bill").await;
    page.says("line", "Lamp").await;
    page.says("counter-total", "₹70").await;
    page.keys(F9).await;
    page.says("last-bill", "₹70 · Asha").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_key_behind_a_phone_is_for_the_customer_of_that_phone() {
    let shop = shop(|books| {
        sell(books, ramesh(books), "Rope", 30);
        sell(books, add(books, "Asha", ASHA), "Lamp", 70);
    });
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("{RAMESH}{ENTER}")).await;
    page.says("recent-bill", "₹30").await;
    page.script(SLOW_BOOKS).await;
    page.keys(&format!("{ASHA}{ENTER}")).await;
    page.chord(&[ALT, '1']).await;
    page.says("line", "Lamp").await;
    page.says("counter-customer", "Asha").await;
    page.says("counter-total", "₹70").await;
    page.keys(F9).await;
    page.says("last-bill", "₹70 · Asha").await;
    // Also where the phone was not entered.
    page.keys(RAMESH).await;
    page.chord(&[ALT, '1']).await;
    page.says("line", "Rope").await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.says("counter-total", "₹30").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn each_of_the_last_three_bills_has_its_key() {
    let shop = shop(|books| {
        let ramesh = ramesh(books);
        for (name, rupees) in [("Bucket", 90), ("Rope", 30), ("Lamp", 70), ("Broom", 50)] {
            sell(books, ramesh, name, rupees);
        }
    });
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    // None of nobody's.
    page.chord(&[ALT, '3']).await;
    page.says("one-box-says", "Name or phone").await;
    page.keys(&format!("{RAMESH}{ENTER}")).await;
    page.count("recent-bill", 3).await;
    let keys = "return [...document.querySelectorAll('[data-testid=recent-bill]')].map((e) =>
        e.querySelector('.amount').textContent + ' ' + e.querySelector('kbd').textContent).join()";
    page.becomes(keys, "₹50 Alt+1,₹70 Alt+2,₹30 Alt+3").await;
    page.picture("counter-recent").await;
    page.chord(&[ALT, '3']).await;
    page.says("line", "Rope").await;
    page.says("counter-total", "₹30").await;
    page.chord(&[ALT, '2']).await;
    page.count("line", 2).await;
    page.says("counter-total", "₹100").await;
    // What came by one key is taken back by one.
    page.chord(&[CONTROL, 'z']).await;
    page.count("line", 1).await;
    page.keys(F9).await;
    page.says("last-bill", "₹30 · Ramesh Kumar").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn goods_that_are_in_no_list_come_again_with_the_tax_that_they_had() {
    let mut shop = shop(|books| {
        let mut draft = books::draft(100, Some(ramesh(books)));
        let line = &mut draft.lines[0];
        (line.name, line.hsn, line.unit) = ("Shelf".into(), "9403".into(), "PCS".into());
        (line.rate, line.price_includes_tax) = (Rate::percent(18), false);
        line.cess = Cess { rate: Rate::percent(12), per_unit: Paise::ZERO, rule: CessRule::Percent };
        line.discount = Discount::Amount(Paise::rupees(10));
        books.ask(FinalizeBill { draft }).unwrap();
    });
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("{RAMESH}{ENTER}")).await;
    page.says("recent-bill", "₹117").await;
    page.chord(&[ALT, '1']).await;
    page.says("line", "Shelf").await;
    page.says("counter-tax", "₹27.00").await;
    page.says("counter-total", "₹117").await;
    page.keys(F9).await;
    page.says("last-bill", "₹117 · Ramesh Kumar").await;
    browser.close().await;
    shop.stop();
    let books = books::open(shop.folder()).unwrap();
    let bills = books.ask(ListBills::default()).unwrap().rows;
    let [again, before] = [&bills[0], &bills[1]].map(|row| lines(&books, row.id));
    assert_eq!(again, before);
    drop(books);
    shop.close();
}

fn lines(books: &Books, id: VoucherId) -> Vec<BillLine> {
    match books.ask(GetBill { id }).unwrap().voucher.detail {
        Detail::Bill(bill) => bill.lines,
        other => panic!("no bill: {other:?}"),
    }
}
