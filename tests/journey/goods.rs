//! Goods that the list does not say all of: without a price, with a code of two, or not in it at all.

use smartkhata_tests::browser::{Browser, Size};

use super::hands::is_said;
use super::phone::figure;
use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const F12: &str = "\u{e03c}";

#[tokio::test]
async fn what_has_no_price_in_the_list_is_not_given_away() {
    let shop = Shop::unpriced();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8906{ENTER}")).await;
    page.says("one-box-says", "has no price").await;
    page.keys(F12).await;
    page.pause().await;
    page.count("last-bill", 0).await;
    page.count("line", 1).await;
    page.picture("counter-no-price").await;
    page.keys(&format!("60{ENTER}")).await;
    page.says("counter-total", "₹60").await;
    // Among others it is asked for before the money is taken; a gift has all of it off.
    page.keys(F12).await;
    page.says("last-bill", "/0001 · ₹60").await;
    page.keys(&format!("8906{ENTER}")).await;
    page.says("one-box-says", "has no price").await;
    page.keys(&format!("{ESCAPE}8901{ENTER}{F12}")).await;
    page.says("one-box-says", "has no price").await;
    page.says("counter-total", "₹45").await;
    page.fill("line-discount", &format!("100%{ENTER}")).await;
    page.keys(F12).await;
    page.says("last-bill", "/0002 · ₹45").await;
    browser.close().await;

    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go("#/bill").await;
    page.fill("bill-search", &format!("8906{ENTER}")).await;
    page.see("sheet-line").await;
    page.tap("line-done").await;
    page.gone("sheet-line").await;
    // Without its price the money is not taken.
    page.tap("bill-pay").await;
    page.see("sheet-line").await;
    figure(page, "60").await;
    page.tap("line-done").await;
    page.says("bill-total", "₹60").await;
    page.tap("bill-pay").await;
    page.tap("pay-cash").await;
    page.gone("sheet-pay").await;
    page.count("bill-line", 0).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_code_with_letters_that_two_items_share_asks_which() {
    let shop = Shop::unpriced();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    // At once, and after its matches have come.
    page.keys(&format!("AB12{ENTER}")).await;
    page.see("sheet-codes").await;
    page.says("code-1", "Tea new").await;
    page.keys("1").await;
    page.gone("sheet-codes").await;
    page.says("counter-total", "₹55").await;
    page.keys("AB12").await;
    page.see("one-box-result").await;
    page.keys(ENTER).await;
    page.see("sheet-codes").await;
    page.keys("2").await;
    page.says("counter-total", "₹105").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_waits_for_an_item_or_a_price_outlasts_a_phone_number() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("chai{ENTER}")).await;
    page.says("one-box-says", "chai").await;
    page.keys(&format!("9876543210{ENTER}")).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.keys(&format!("20{ENTER}")).await;
    page.says("line", "chai").await;
    page.says("counter-total", "₹20").await;
    page.tap("counter-customer-clear").await;
    page.keys(&format!("3*{ENTER}9876543210{ENTER}8902{ENTER}")).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.says("counter-total", "₹380").await;
    // Nor is it sold without, by a command.
    page.keys(&format!("chai{ENTER}")).await;
    page.says("one-box-says", "chai").await;
    page.keys(&format!("/cash{ENTER}")).await;
    page.says("one-box-says", "chai").await;
    page.count("last-bill", 0).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_bill_of_the_quick_line_has_the_goods_that_were_said() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    for (said, line, total) in [("sagar", "2 kg sagar", "₹90"), ("sugar", "Sugar", "₹180")] {
        page.keys(&format!("/2kg {said} 90{ENTER}")).await;
        page.says("quick-card", said).await;
        page.tap("quick-to-bill").await;
        page.gone("quick-sheet").await;
        page.says("counter-total", total).await;
        let names = "return [...document.querySelectorAll('.line-name')].at(-1).innerText";
        page.becomes(names, line).await;
    }
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_code_that_is_not_in_the_list_is_said_on_a_phone_and_the_next_scan_takes_its_place() {
    let shop = Shop::unpriced();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go("#/bill").await;
    page.tap("bill-search").await;
    page.keys(&format!("8909999999999{ENTER}")).await;
    is_said(page, "8909999999999").await;
    page.picture("bill-not-listed").await;
    page.keys(&format!("8901{ENTER}")).await;
    page.says("bill-line", "Sugar").await;
    page.value("bill-search", "").await;
    // Of two with one code somebody chooses; the next scan is not written behind it either.
    page.keys(&format!("AB12{ENTER}")).await;
    page.becomes("return String(window.getSelection())", "AB12").await;
    page.keys(&format!("8902{ENTER}")).await;
    page.count("bill-line", 2).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_line_is_left_whatever_is_typed_of_it() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go("#/bill").await;
    page.fill("bill-search", &format!("8901{ENTER}")).await;
    page.tap("bill-line-edit").await;
    figure(page, "0").await;
    page.tap("line-done").await;
    page.says("sheet-line", "not a quantity").await;
    page.picture("bill-line-refused").await;
    page.tap("sheet-line-close").await;
    page.gone("sheet-line").await;
    page.says("bill-line", "1 kg").await;
    // What can be read is on the line.
    page.tap("bill-line-edit").await;
    figure(page, "3").await;
    page.tap("sheet-line-close").await;
    page.says("bill-total", "₹135").await;
    browser.close().await;
    shop.close();
}
