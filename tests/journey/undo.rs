//! What was done is put back, or offered once more where the books do not let it stand again.

use smartkhata_tests::browser::{Browser, Size};

use super::shop::Shop;

#[tokio::test]
async fn an_advance_that_was_set_against_bills_is_an_advance_again() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/payments/new").await;
    page.tap("payment-party").await;
    page.fill("part-0-amount", "1000").await;
    page.tap("settle-advance").await;
    page.tap("payment-save").await;
    page.see("party").await;
    page.go("#/payments").await;
    page.tap("payment-row").await;
    page.says("payment-left", "₹1,000").await;
    page.tap("payment-set-now").await;
    page.says("payment-bill", "₹240").await;
    page.says("payment-left", "₹760").await;
    page.tap_last("toast-undo").await;
    page.says("payment-left", "₹1,000").await;
    page.count("payment-bill", 0).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_bill_that_is_cancelled_is_offered_to_be_written_again() {
    let (shop, bill, _) = Shop::busy();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go(&format!("#/bills/{bill}")).await;
    page.tap("bill-cancel").await;
    page.tap("toast-again").await;
    page.see("counter").await;
    page.count("line", 1).await;
    page.says("counter-total", "₹12,400").await;
    page.says("counter-customer", "Ramesh Kumar").await;
    browser.close().await;
    shop.close();
}
