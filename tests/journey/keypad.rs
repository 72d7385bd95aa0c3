//! The app's own keys are a calculator: signs are tapped, and weight and price multiply in either order.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::shop::Shop;

/// Taps keys by the ends of their names.
async fn press(page: &Page, keys: &[&str]) {
    for key in keys {
        page.tap(&format!("keypad-{key}")).await;
    }
}

#[tokio::test]
async fn sums_and_products_are_tapped_and_saved() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("khata-row").await;
    page.says("party-balance", "₹240").await;
    // Weight × price, and two more things: a sign that was wrong is replaced by the next.
    page.tap("party-gave").await;
    press(page, &["2", "point", "3", "7", "5", "times", "4", "0"]).await;
    page.says("keypad-result", "= ₹95").await;
    press(page, &["minus", "plus", "1", "0", "00", "minus", "2", "0"]).await;
    page.value("keypad-typed", "2.375×40+1000−20").await;
    page.says("keypad-result", "= ₹1,075").await;
    // The end of the sum is in sight, where the next figure comes.
    let end = "const e = document.querySelector('[data-testid=keypad-typed]');
        return String(e.scrollLeft + e.clientWidth >= e.scrollWidth - 1)";
    page.becomes(end, "true").await;
    page.picture("keypad-sum").await;
    // What is not complete is not saved.
    press(page, &["plus"]).await;
    page.becomes("return String(document.querySelector('[data-testid=entry-save]').disabled)", "true").await;
    press(page, &["delete"]).await;
    page.says("entry-save", "₹1,075").await;
    page.tap("entry-save").await;
    page.gone("entry").await;
    page.says("party-balance", "₹1,315").await;

    // Price × weight comes to the same.
    page.tap("party-got").await;
    press(page, &["4", "0", "times", "2", "point", "3", "7", "5"]).await;
    page.says("keypad-result", "= ₹95").await;
    page.tap("entry-save").await;
    page.gone("entry").await;
    page.says("party-balance", "₹1,220").await;

    // On the bill it is a price.
    page.tap("bar-bill").await;
    page.fill("bill-search", "Cloth").await;
    page.tap("bill-open-item").await;
    press(page, &["0", "point", "1", "2", "5", "times", "8", "8", "plus", "3"]).await;
    page.says("keypad-result", "= ₹14").await;
    page.tap("line-done").await;
    page.says("bill-total", "₹14").await;
    browser.close().await;
    shop.close();
}
