//! A phone has one khata, also where its customer was hidden.

use smartkhata_core::api::party::{ListParties, PartyFilter, SaveParty};
use smartkhata_core::money::Paise;
use smartkhata_core::party::PartyEdit;
use smartkhata_tests::books;
use smartkhata_tests::browser::{Browser, Size};

use super::hands::is_said;
use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const F4: &str = "\u{e034}";
const F9: &str = "\u{e039}";

const MEENA: &str = "9811122233";

/// The stocked shop with one who was hidden.
fn shop() -> Shop {
    let mut shop = Shop::stocked();
    shop.stop();
    let books = books::open(shop.folder()).unwrap();
    let edit = PartyEdit { name: Some("Meena Devi".into()), phone: Some(MEENA.into()), ..PartyEdit::default() };
    let id = Some(books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id);
    let edit = PartyEdit { archived: Some(true), ..PartyEdit::default() };
    books.ask(SaveParty { id, edit, opening: Paise::ZERO }).unwrap();
    drop(books);
    shop.go_on();
    shop
}

/// Closes the shop; how many of this phone are in its lists, and how many are hidden.
fn known(mut shop: Shop) -> [usize; 2] {
    shop.stop();
    let books = books::open(shop.folder()).unwrap();
    let known = [PartyFilter::All, PartyFilter::Archived].map(|filter| {
        let asked = ListParties { filter, search: MEENA.into(), ..ListParties::default() };
        books.ask(asked).unwrap().rows.len()
    });
    drop(books);
    shop.close();
    known
}

#[tokio::test]
async fn the_phone_of_a_hidden_customer_shows_that_one_again() {
    let shop = shop();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8902{ENTER}{MEENA}{ENTER}")).await;
    page.says("counter-customer", "Meena Devi").await;
    is_said(page, "Meena Devi is in the lists again").await;
    page.keys(F9).await;
    page.says("last-bill", "₹120 · Meena Devi").await;
    page.go("#/khata").await;
    page.count("khata-row", 2).await;
    page.says("khata-row", "Meena Devi").await;
    browser.close().await;
    assert_eq!(known(shop), [1, 0]);
}

#[tokio::test]
async fn so_does_the_phone_where_the_customer_is_looked_for() {
    let shop = shop();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(F4).await;
    page.says("customer-result", "Ramesh Kumar").await;
    page.keys(&format!("+91 98111 22233{ENTER}")).await;
    page.says("counter-customer", "Meena Devi").await;
    is_said(page, "Meena Devi is in the lists again").await;
    browser.close().await;
    // A phone that is typed otherwise than it is written is no new customer's, either.
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("bar-bill").await;
    page.fill("bill-search", "sugar").await;
    page.says("bill-tile", "Sugar").await;
    page.tap("bill-tile").await;
    page.tap("bill-pay").await;
    page.tap("pay-customer").await;
    page.fill("customer-search", "98765 43210").await;
    page.tap("customer-new").await;
    page.says("pay-customer", "Ramesh Kumar").await;
    browser.close().await;
    assert_eq!(known(shop), [1, 0]);
}
