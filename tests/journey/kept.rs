//! What is typed is kept: what was scanned while nobody answered, a customer alone, each tab's own bill.

use smartkhata_tests::browser::{Browser, Size};

use super::counter::SLOW_BOOKS;
use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";
const F12: &str = "\u{e03c}";

#[tokio::test]
async fn what_is_scanned_while_the_server_is_away_is_on_the_bill_and_found_when_it_is_back() {
    let mut shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}")).await;
    page.says("counter-total", "₹45").await;
    shop.stop();
    page.keys(&format!("8902{ENTER}")).await;
    page.says("one-box-says", "8902").await;
    page.keys(&format!("2*8904{ENTER}8902{ENTER}8901{ENTER}")).await;
    page.count("line", 4).await;
    page.see("lost").await;
    page.picture("counter-kept-scans").await;
    // No money for what nobody knows.
    page.keys(F12).await;
    page.says("one-box-says", "8902").await;
    page.gone("last-bill").await;
    shop.come_back();
    page.gone("lost").await;
    // In their order: sugar twice, rice twice, oil twice.
    let names = "return [...document.querySelectorAll('.line-name')].map((e) => e.textContent).join()";
    page.becomes(names, "Sugar,Basmati rice,Mustard oil").await;
    page.says("counter-total", "₹566").await;
    page.keys(F12).await;
    page.says("last-bill", "/0001 · ₹566").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_customer_alone_is_there_after_a_reload_and_each_tab_has_its_own_bill() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("9876543210{ENTER}")).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.pause().await;
    page.reload().await;
    page.see("one-box").await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 1).await;
    page.pause().await;
    // Another tab begins another bill.
    page.beside(&shop.address).await;
    page.see("home").await;
    page.go("#/bill").await;
    page.see("one-box").await;
    page.settled().await;
    page.count("line", 0).await;
    page.keys(&format!("8902{ENTER}")).await;
    page.says("counter-total", "₹120").await;
    page.pause().await;
    page.reload().await;
    page.see("one-box").await;
    page.says("counter-total", "₹120").await;
    page.count("open-bill-2", 0).await;
    // What it leaves comes back where the shop is opened next.
    page.leave_tab().await;
    page.says("counter-total", "₹45").await;
    page.reload().await;
    page.see("one-box").await;
    page.count("open-bill-2", 1).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_line_whose_item_is_in_the_list_no_more_is_named() {
    let shop = Shop::with_lost_items();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.count("line", 3).await;
    page.says("gone-items", "Old soap").await;
    page.says("gone-items", "Lost soap").await;
    page.picture("counter-gone-items").await;
    page.keys(F12).await;
    page.see("one-box-says").await;
    page.gone("last-bill").await;
    for _ in 0..2 {
        page.tap_last("line-remove").await;
    }
    page.gone("gone-items").await;
    page.keys(F12).await;
    page.says("last-bill", "/0001").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_scanner_that_ends_a_code_with_two_keys_adds_one_line_and_does_nothing_else() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(&format!("8902{TAB}{ENTER}")).await;
    page.count("line", 2).await;
    page.keys(&format!("8903{TAB}")).await;
    page.count("line", 3).await;
    page.keys(&format!("8904{ENTER}{TAB}")).await;
    page.count("line", 4).await;
    page.pause().await;
    page.gone("last-bill").await;
    page.says("counter-total", "₹293").await;
    // By hand, Enter in the empty box takes the cash.
    page.keys(ENTER).await;
    page.says("last-bill", "/0001 · ₹293").await;
    browser.close().await;

    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("bar-bill").await;
    page.see("bill-search").await;
    page.script(SLOW_BOOKS).await;
    page.fill("bill-search", &format!("8901{ENTER}{ENTER}")).await;
    page.says("bill-total", "₹45").await;
    page.pause().await;
    page.says("bill-total", "₹45").await;
    // A line that a finger takes off by mistake comes back.
    page.tap("bill-line-less").await;
    page.count("bill-line", 0).await;
    page.tap_last("toast-undo").await;
    page.count("bill-line", 1).await;
    page.says("bill-total", "₹45").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_asks_twice_is_not_done_by_the_second_half_of_a_double_click() {
    let (shop, bill, _) = Shop::busy();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go(&format!("#/bills/{bill}")).await;
    page.see("bill-cancel").await;
    let double = "const button = document.querySelector('[data-testid=bill-cancel]');
        button.click();
        setTimeout(() => button.click(), 120);";
    page.script(double).await;
    page.pause().await;
    page.see("bill-cancel").await;
    page.gone("bill-again").await;
    page.tap("bill-cancel").await;
    page.see("bill-again").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_is_sold_below_cost_is_said_on_the_phone_and_in_the_detailed_bill() {
    let shop = Shop::loss_making();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("bar-bill").await;
    page.fill("bill-search", "sugar").await;
    page.says("bill-tile", "Sugar").await;
    page.tap("bill-tile").await;
    page.tap("bill-pay").await;
    page.says("below-cost", "Sugar").await;
    page.picture("phone-below-cost").await;
    page.go("#/bill/detailed").await;
    page.tap("step-review").await;
    page.says("below-cost", "Sugar").await;
    browser.close().await;
    shop.close();
}
