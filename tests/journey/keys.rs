//! Keys that nobody needs every day do what their button does: discount, card, the bills side by side; and Enter where a
//! code is in no list.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::hands::is_said;
use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const CONTROL: char = '\u{e009}';
const F6: &str = "\u{e036}";
const F8: &str = "\u{e038}";
const F11: &str = "\u{e03b}";
const F12: &str = "\u{e03c}";

/// Where the focus is.
const FOCUS: &str = "return document.activeElement.dataset.testid";

#[tokio::test]
async fn a_discount_is_given_changed_and_taken_back_by_its_key() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8902{ENTER}")).await;
    page.says("counter-total", "₹120").await;
    page.keys(F6).await;
    page.becomes(FOCUS, "field-discount").await;
    page.keys(&format!("ten{ENTER}")).await;
    page.see("field-discount-error").await;
    page.picture("counter-discount").await;
    // What is typed over it, and over a discount that is there, takes its place.
    page.keys(ESCAPE).await;
    page.gone("sheet-discount").await;
    page.becomes(FOCUS, "one-box").await;
    for (typed, total) in [("10%", "₹108"), ("20", "₹100"), ("0", "₹120"), ("5%", "₹114")] {
        page.keys(F6).await;
        page.becomes(FOCUS, "field-discount").await;
        page.keys(&format!("{typed}{ENTER}")).await;
        page.gone("sheet-discount").await;
        page.says("counter-total", total).await;
        page.becomes(FOCUS, "one-box").await;
    }
    // Escape leaves the discount as it was, and the last change is taken back by Ctrl+Z.
    page.keys(F6).await;
    page.becomes(FOCUS, "field-discount").await;
    page.keys("50").await;
    page.keys(ESCAPE).await;
    page.gone("sheet-discount").await;
    page.says("counter-total", "₹114").await;
    page.chord(&[CONTROL, 'z']).await;
    page.says("counter-total", "₹120").await;
    // What is scanned meanwhile is no discount, and money is not taken while one is asked for.
    page.keys(F6).await;
    page.becomes(FOCUS, "field-discount").await;
    page.keys(F12).await;
    page.see("sheet-discount").await;
    page.tap("discount-10").await;
    page.gone("sheet-discount").await;
    page.keys(F12).await;
    page.says("last-bill", "₹108").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_card_takes_what_is_on_the_bill_and_in_the_box() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    // Nothing is sold: nothing is saved, and it is said.
    page.keys(F11).await;
    page.see("one-box-says").await;
    page.pause().await;
    page.count("last-bill", 0).await;
    page.keys(&format!("8902{ENTER}8901{F11}")).await;
    page.says("last-bill", "/0001 · ₹165").await;
    page.count("line", 0).await;
    page.becomes(FOCUS, "one-box").await;
    page.go("#/payments").await;
    page.says("payment-row", "Card").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn bills_side_by_side_are_changed_over_by_their_numbers() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}{F8}8902{ENTER}{F8}8903{ENTER}")).await;
    page.says("counter-total", "₹10").await;
    page.see("open-bill-3").await;
    for (place, total) in [('1', "₹45"), ('3', "₹10"), ('2', "₹120")] {
        page.chord(&[CONTROL, place]).await;
        page.says("counter-total", total).await;
        page.becomes(FOCUS, "one-box").await;
    }
    page.picture("counter-side-by-side").await;
    // There is no ninth, and a figure alone is no bill.
    page.chord(&[CONTROL, '9']).await;
    page.pause().await;
    page.says("counter-total", "₹120").await;
    // What was scanned before the key is on the bill that was in hand; not what is asked over it.
    page.keys(&format!("8904{ENTER}")).await;
    page.chord(&[CONTROL, '1']).await;
    page.says("counter-total", "₹45").await;
    page.chord(&[CONTROL, '2']).await;
    page.says("counter-total", "₹238").await;
    page.keys(F6).await;
    page.becomes(FOCUS, "field-discount").await;
    page.chord(&[CONTROL, '1']).await;
    page.keys(ESCAPE).await;
    page.gone("sheet-discount").await;
    page.says("counter-total", "₹238").await;
    // Paid, it is gone, and the others go on.
    page.keys(F12).await;
    page.says("last-bill", "₹238").await;
    page.chord(&[CONTROL, '1']).await;
    page.says("counter-total", "₹45").await;
    browser.close().await;
    shop.close();
}

/// Types a code that is in no list, then scans one that is.
async fn scan_unknown_then_known(page: &Page, line: &str) {
    page.count(line, 0).await;
    page.keys(&format!("8909999999999{ENTER}")).await;
    is_said(page, "8909999999999").await;
    page.count(line, 0).await;
    page.becomes("return String(window.getSelection())", "8909999999999").await;
    page.keys(&format!("8901{ENTER}")).await;
    page.count(line, 1).await;
    page.says(line, "Sugar").await;
}

#[tokio::test]
async fn a_code_that_is_in_no_list_is_said_on_a_detailed_bill_and_a_purchase() {
    let shop = Shop::stocked();
    for size in [Size::Wide, Size::Phone] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("shell").await;
        page.go("#/bill/detailed").await;
        page.tap("customer-none").await;
        page.becomes(FOCUS, "guided-item-search").await;
        scan_unknown_then_known(page, "guided-line").await;
        page.value("guided-item-search", "").await;
        page.picture("guided-scanned").await;
        page.tap("guided-line-remove").await;
        page.go("#/purchases/new").await;
        page.tap("purchase-item-search").await;
        scan_unknown_then_known(page, "purchase-line").await;
        page.value("purchase-item-search", "").await;
        page.picture("purchase-scanned").await;
        browser.close().await;
    }
    shop.close();
}
