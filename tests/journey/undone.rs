//! A bill that is undone and taken once more: its money is in the drawer once, and the books say so.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const F12: &str = "\u{e03c}";
const CONTROL: char = '\u{e009}';

/// How many payments came in, and what the newest of them came to.
async fn received(page: &Page, count: usize, newest: &str) {
    page.go("#/payments").await;
    page.count("payment-row", count).await;
    page.says("payment-row", newest).await;
}

#[tokio::test]
async fn the_cash_key_takes_what_is_left_of_a_bill_that_was_undone() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("9876543210{ENTER}8902{ENTER}{F12}")).await;
    page.says("last-bill", "/0001").await;
    page.chord(&[CONTROL, 'z']).await;
    page.says("paid-before", "₹120 is paid already").await;
    page.picture("counter-paid-before").await;
    // The same key, at once.
    page.keys(F12).await;
    page.says("last-bill", "/0002").await;
    page.gone("paid-before").await;
    received(page, 1, "₹120").await;
    // Dearer: the key takes the rest.
    page.go("#/bill").await;
    page.see("one-box").await;
    page.chord(&[CONTROL, 'z']).await;
    page.says("counter-total", "₹120").await;
    page.keys(&format!("8901{ENTER}")).await;
    page.says("paid-before", "₹45 is left").await;
    page.keys(F12).await;
    page.says("last-bill", "/0003 · ₹165").await;
    received(page, 2, "₹45").await;
    // Smaller: what is over stays an advance, and is said.
    page.go("#/bill").await;
    page.see("one-box").await;
    page.chord(&[CONTROL, 'z']).await;
    page.count("line", 2).await;
    page.tap_last("line-remove").await;
    page.says("paid-before", "₹45 stays as advance").await;
    page.keys(F12).await;
    page.says("last-bill", "/0004 · ₹120").await;
    page.says("toast", "/0004").await;
    let last = "return [...document.querySelectorAll('[data-testid=toast] .say')].pop().textContent.includes('₹45 stays as advance') + ''";
    page.becomes(last, "true").await;
    received(page, 2, "₹45").await;
    // Ramesh owed 240, and has 45 to get.
    page.go("#/khata").await;
    page.says("khata-row", "₹195").await;
    // The books say why, in the reader's words.
    page.go("#/bills").await;
    page.tap("filter-cancelled").await;
    page.tap("bill-row").await;
    page.says("bill-cancelled-why", "undone").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn on_the_phone_and_in_the_detailed_bill_too() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.tap("bar-bill").await;
    page.fill("bill-search", "rice").await;
    page.says("bill-tile", "Basmati").await;
    page.tap("bill-tile").await;
    page.tap("bill-pay").await;
    page.tap("pay-customer").await;
    page.says("customer-result", "Ramesh Kumar").await;
    page.tap("customer-result").await;
    page.tap("pay-cash").await;
    page.gone("sheet-pay").await;
    page.tap_last("toast-undo").await;
    page.says("paid-before", "₹120 is paid already").await;
    page.picture("phone-paid-before").await;
    page.tap("bill-pay").await;
    page.says("pay-total", "₹0").await;
    page.tap("pay-cash").await;
    page.gone("sheet-pay").await;
    received(page, 1, "₹120").await;
    page.go("#/bills").await;
    page.says("bill-row", "/0002").await;

    page.tap_last("toast-undo").await;
    page.go("#/bill/detailed").await;
    page.says("paid-before", "₹120 is paid already").await;
    page.tap("step-review").await;
    page.bring("guided-cash").await;
    page.tap("guided-cash").await;
    page.says("bill-number", "/0003").await;
    received(page, 1, "₹120").await;
    page.go("#/khata").await;
    page.says("khata-row", "₹240").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_cancelled_bill_that_is_written_again_has_its_money() {
    let (shop, bill, _) = Shop::busy();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go(&format!("#/bills/{bill}")).await;
    page.says("bill-due", "₹7,640").await;
    page.tap_twice("bill-cancel").await;
    page.tap("toast-again").await;
    page.says("paid-before", "₹4,760 is paid already. ₹7,640 is left").await;
    page.keys(F12).await;
    page.says("last-bill", "/0007").await;
    page.go("#/payments").await;
    page.says("payment-row", "₹7,640").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn for_another_customer_it_says_whose_the_money_stays() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("9876543210{ENTER}8902{ENTER}{F12}")).await;
    page.says("last-bill", "/0001").await;
    page.chord(&[CONTROL, 'z']).await;
    page.says("paid-before", "₹120 is paid already").await;
    page.keys(&format!("9000000001{ENTER}")).await;
    page.says("paid-before", "₹120 paid for it stays an advance of Ramesh Kumar").await;
    page.keys(F12).await;
    page.says("last-bill", "/0002").await;
    page.gone("paid-before").await;
    received(page, 2, "₹120").await;
    browser.close().await;
    shop.close();
}
