//! The shop's own money: to the bank and back, and the drawer at the end of a day.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::phone::figure;
use super::shop::Shop;

/// Keeps a sheet's picture in light and dark.
async fn both(page: &Page, name: &str) {
    for theme in ["dark", "light"] {
        page.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
        page.settled().await;
        page.picture(&format!("{name}-{theme}")).await;
    }
}

/// The day book's line that says this.
fn line(words: &str) -> String {
    format!(
        "[...document.querySelectorAll(\"[data-testid='day-book-row']\")].find((e) => e.innerText.includes('{words}'))"
    )
}

#[tokio::test]
async fn the_evening_at_the_drawer() {
    let (shop, ..) = Shop::bought();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go("#/day-book").await;
    page.says("day-book-received", "₹140").await;
    // Rent and goods were paid from money that lay there before the books began.
    page.tap("day-book-count").await;
    page.says("drawer-came", "₹100").await;
    page.says("drawer-went", "5,090").await;
    page.says("drawer-holds", "4,990").await;
    page.fill("keypad-typed", "500×1").await;
    page.says("drawer-difference", "₹5,490").await;
    page.tap("drawer-before").await;
    both(page, "drawer-before-the-books").await;
    page.tap("drawer-book").await;
    page.gone("drawer").await;
    page.says("day-book-drawer", "₹500").await;
    page.says("day-book-received", "₹140").await;

    page.tap("day-book-move").await;
    page.see("move-cash-bank").await;
    figure(page, "300").await;
    both(page, "money-move").await;
    page.tap("move-save").await;
    page.gone("money-move").await;
    page.says("day-book-drawer", "₹200").await;
    page.says("day-book-list", "Cash to Bank").await;

    // It is right; then a note was counted twice.
    page.tap("day-book-count").await;
    page.fill("keypad-typed", "100×2").await;
    page.says("drawer-difference", "The drawer is right").await;
    page.fill("keypad-typed", "180").await;
    page.says("drawer-difference", "₹20 short").await;
    page.fill("field-note", "Sunil").await;
    both(page, "drawer-short").await;
    page.tap("drawer-book").await;
    page.gone("drawer").await;
    page.says("day-book-drawer", "₹180").await;
    page.says("day-book-list", "Drawer short").await;
    page.says("day-book-list", "Counted ₹180.00 · Sunil").await;
    page.picture("day-book-drawer").await;
    page.tap_last("toast-undo").await;
    page.says("day-book-drawer", "₹200").await;

    // Hindi.
    page.go("#/settings").await;
    page.tap("setting-language-hi").await;
    page.go("#/day-book").await;
    page.says("day-book-count", "गल्ला गिनें").await;
    page.tap("day-book-count").await;
    page.fill("keypad-typed", "190").await;
    page.see("drawer-difference").await;
    page.settled().await;
    page.picture("drawer-hi").await;
    page.tap("drawer-close").await;
    page.tap("day-book-move").await;
    page.see("move-save").await;
    page.settled().await;
    page.picture("money-move-hi").await;
    browser.close().await;

    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/day-book").await;
    page.says("day-book-drawer", "₹200").await;
    both(page, "day-book-drawer").await;
    // Any account to any other, and not to itself.
    page.tap("day-book-move").await;
    page.fill("keypad-typed", "40").await;
    page.tap("move-other").await;
    page.tap("from-mode-upi").await;
    page.tap("to-mode-upi").await;
    page.becomes("return document.querySelector(\"[data-testid='move-save']\").disabled ? 'off' : 'on'", "off").await;
    page.tap("to-mode-cash").await;
    both(page, "money-move-other").await;
    page.tap("move-save").await;
    page.gone("money-move").await;
    page.says("day-book-drawer", "₹240").await;
    // An entry of it opens, is taken back, and put back.
    page.becomes(&format!("return {} ? 'there' : ''", line("UPI")), "there").await;
    page.script(&format!("{}.click()", line("UPI"))).await;
    page.see("day-book-entry").await;
    page.settled().await;
    page.picture("money-moved-entry").await;
    page.tap("day-book-take-back").await;
    page.says("day-book-drawer", "₹200").await;
    page.tap_last("toast-undo").await;
    page.says("day-book-drawer", "₹240").await;
    page.tap("day-book-count").await;
    page.fill("keypad-typed", "250").await;
    page.see("drawer-difference").await;
    both(page, "drawer-over").await;
    page.tap("drawer-book").await;
    page.gone("drawer").await;
    page.go("#/profit-loss").await;
    page.see("pl-row").await;
    let short = "document.querySelector(\"[data-account='expense.cash_short']\")?.nextElementSibling.innerText ?? ''";
    page.becomes(&format!("return {short}.includes('10') ? 'told' : {short}"), "told").await;
    page.settled().await;
    page.picture("profit-loss-drawer").await;
    browser.close().await;
    shop.close();
}
