//! Money on a phone: each button of the sheet, and what the toast of a save hands over.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::hands::is_said;
use super::phone::figure;
use super::shop::{NAME, Shop, words_of};

/// A device without a share sheet; what is opened outside the app is kept.
const OPENED: &str = "
    for (const name of ['share', 'canShare']) delete Navigator.prototype[name];
    window.opened = [];
    window.open = (address) => { window.opened.push(decodeURIComponent(address)); return null; };";

/// A device with one; what it is given is kept.
const SHARED: &str = "
    window.given = [];
    navigator.canShare = (given) => given.files.length === 1;
    navigator.share = async (given) => {
        window.given.push(given.text ?? given.files.map((file) => `${file.name} ${file.type} ${file.size > 1000}`).join());
    };";

/// Puts one of an item on the bill and opens the sheet.
async fn to_pay(page: &Page, search: &str, name: &str, total: &str) {
    page.fill("bill-search", search).await;
    page.says("bill-tile", name).await;
    page.tap("bill-tile").await;
    page.tap("bill-pay").await;
    page.says("pay-total", total).await;
}

#[tokio::test]
async fn upi_and_khata_are_taken_by_their_buttons() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("bar-bill").await;
    to_pay(page, "sugar", "Sugar", "₹45").await;
    page.tap("pay-upi").await;
    page.see("upi-code").await;
    page.says("sheet-upi", "₹45").await;
    page.tap("upi-paid").await;
    page.gone("sheet-upi").await;
    is_said(page, "/0001").await;
    page.count("bill-line", 0).await;
    // Nobody owes it yet: who, is asked, and the bill is saved with the answer.
    to_pay(page, "rice", "Basmati rice", "₹120").await;
    page.tap("pay-udhar").await;
    page.see("sheet-customer").await;
    page.count("customer-none", 0).await;
    page.tap("customer-result").await;
    page.gone("sheet-pay").await;
    is_said(page, "/0002").await;
    page.count("bill-line", 0).await;
    // Of one who is named before nothing is asked.
    to_pay(page, "sugar", "Sugar", "₹45").await;
    page.tap("pay-customer").await;
    page.tap("customer-result").await;
    page.says("pay-customer", "Ramesh Kumar").await;
    page.tap("pay-udhar").await;
    page.gone("sheet-pay").await;
    is_said(page, "/0003").await;
    page.go("#/khata").await;
    page.says("khata-row", "₹405").await;
    page.go("#/payments").await;
    page.count("payment-row", 1).await;
    page.says("payment-row", "UPI").await;
    page.says("payment-row", "₹45").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn the_toast_of_an_entry_hands_it_to_the_customer() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("khata-row").await;
    for (device, kept, entry) in [(OPENED, "opened", "party-gave"), (SHARED, "given", "party-got")] {
        page.script(device).await;
        page.tap(entry).await;
        figure(page, "50").await;
        page.tap("entry-save").await;
        page.gone("entry").await;
        page.tap_last("toast-share").await;
        let told =
            |words: &str| format!("return String(window.{kept}.length === 1 && window.{kept}[0].includes('{words}'))");
        page.becomes(&told(NAME), "true").await;
        page.becomes(&told("₹50"), "true").await;
        match kept {
            "opened" => {
                page.becomes(&told("https://wa.me/919876543210?text="), "true").await;
                page.becomes(&told("added to your khata"), "true").await;
                page.becomes(&told("₹290"), "true").await;
            }
            _ => page.becomes(&told("received from you"), "true").await,
        }
    }
    browser.close().await;
    shop.close();
}

/// Sells rice to Ramesh for cash.
async fn sell_rice(page: &Page) {
    to_pay(page, "rice", "Basmati rice", "₹120").await;
    page.tap("pay-customer").await;
    page.tap("customer-result").await;
    page.tap("pay-cash").await;
    page.gone("sheet-pay").await;
    page.count("bill-line", 0).await;
}

#[tokio::test]
async fn the_toast_of_a_bill_hands_over_its_pdf() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("bar-bill").await;
    sell_rice(page).await;
    page.tap_last("toast-pdf").await;
    let pdf = words_of(&browser.saved("pdf").await);
    for words in [NAME, "Ramesh Kumar", "Basmati rice", "120.00", "/0001"] {
        assert!(pdf.contains(words), "{words:?} is not in the PDF:\n{pdf}");
    }
    // Where there is no share sheet, a message to the customer tells of it.
    page.script(OPENED).await;
    sell_rice(page).await;
    page.tap_last("toast-share").await;
    let told = |words: &str| format!("return String(window.opened.join().includes('{words}'))");
    page.becomes(&told("https://wa.me/919876543210?text=Sharma Kirana: bill"), "true").await;
    page.becomes(&told("/0002, ₹120"), "true").await;
    page.script(SHARED).await;
    sell_rice(page).await;
    page.tap_last("toast-share").await;
    page.becomes("return String(/0003.*\\.pdf application\\/pdf true/.test(window.given.join()))", "true").await;
    browser.close().await;
    shop.close();
}
