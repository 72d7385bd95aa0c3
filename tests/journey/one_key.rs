//! As few keys as there can be: ten scans and one, a phone and one; and nothing that takes money is guessed.

use smartkhata_tests::browser::{Browser, Size};

use super::hands::is_said;
use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const ALT: char = '\u{e00a}';
const F9: &str = "\u{e039}";
const F12: &str = "\u{e03c}";

#[tokio::test]
async fn ten_scans_and_one_key_are_a_bill() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    let codes = ["8901", "8902", "8903", "8904", "8901", "8902", "8903", "8904", "8901", "8902"];
    let scans: String = codes.iter().map(|code| format!("{code}{ENTER}")).collect();
    page.keys(&format!("{scans}{F12}")).await;
    // Sugar and rice three times each, biscuits and oil with its tax twice.
    page.says("last-bill", "/0001 · ₹751").await;
    page.count("line", 0).await;
    page.go("#/payments").await;
    page.says("payment-row", "₹751").await;
    page.says("payment-row", "Cash").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn ten_digits_and_one_key_put_a_bill_on_the_khata() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8902{ENTER}")).await;
    page.says("counter-total", "₹120").await;
    page.keys(&format!("9876543210{F9}")).await;
    page.says("last-bill", "/0001 · ₹120 · Ramesh Kumar").await;
    page.go("#/khata").await;
    page.count("khata-row", 1).await;
    page.says("khata-row", "₹360").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_command_that_may_be_two_is_not_guessed() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("9876543210{ENTER}8902{ENTER}")).await;
    page.says("counter-total", "₹120").await;
    for (typed, first, second) in [("/u", "/udhar", "/upi"), ("/ca", "/card", "/cash")] {
        page.keys(&format!("{typed}{ENTER}")).await;
        page.says("one-box-says", first).await;
        page.says("one-box-says", second).await;
        page.value("one-box", typed).await;
        page.settled().await;
        page.count("last-bill", 0).await;
        if typed == "/u" {
            page.keys("\u{e00c}").await;
            page.value("one-box", "").await;
        }
    }
    page.picture("counter-command").await;
    // It stays in the box until something else is typed or scanned, and one letter more says which it is.
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 2).await;
    page.keys(&format!("/cas{ENTER}")).await;
    page.says("last-bill", "/0001 · ₹165").await;
    page.go("#/payments").await;
    page.says("payment-row", "Cash").await;
    // The beginning of one alone is enough.
    page.go("#/bill").await;
    page.see("one-box").await;
    page.keys(&format!("8901{ENTER}/h{ENTER}")).await;
    page.says("one-box-says", "on hold").await;
    page.count("line", 0).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_was_scanned_and_is_in_no_list_becomes_the_item_of_that_code() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}8901234567894{ENTER}")).await;
    page.count("line", 2).await;
    page.says("one-box-says", "8901234567894").await;
    page.chord(&[ALT, 'c']).await;
    page.see("sheet-item").await;
    page.value("field-code", "8901234567894").await;
    page.becomes("return document.activeElement.dataset.testid", "field-name").await;
    page.keys("Soap").await;
    page.fill("field-price", &format!("40{ENTER}")).await;
    page.gone("sheet-item").await;
    // In the place of what waited; nothing asks for a price any more.
    page.says("counter-total", "₹85").await;
    let names = "return [...document.querySelectorAll('.line-name')].map((e) => e.textContent).join()";
    page.becomes(names, "Sugar,Soap").await;
    page.keys(F12).await;
    page.says("last-bill", "/0001 · ₹85").await;
    // The next time its code is enough.
    page.keys(&format!("8901234567894{ENTER}")).await;
    page.becomes(names, "Soap").await;
    page.says("counter-total", "₹40").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_note_says_what_goes_back_for_it() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8902{ENTER}8904{ENTER}")).await;
    page.says("counter-total", "₹238").await;
    for (note, says) in [
        ("note-240", "₹240 → return ₹2"),
        ("note-250", "₹250 → return ₹12"),
        ("note-300", "₹300 → return ₹62"),
        ("note-400", "₹400 → return ₹162"),
    ] {
        page.says(note, says).await;
    }
    page.picture("counter-notes").await;
    page.keys(&format!("8904{ENTER}8903{ENTER}")).await;
    page.says("counter-total", "₹366").await;
    page.says("note-500", "₹500 → return ₹134").await;
    page.tap("note-500").await;
    page.says("last-bill", "/0001 · ₹366").await;
    is_said(page, "give back ₹134").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn the_customers_limit_is_told_before_it_is_passed() {
    let shop = Shop::limited();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("9876543210{ENTER}8901{ENTER}")).await;
    page.says("counter-total", "₹45").await;
    page.says("counter-limit", "₹300").await;
    page.settled().await;
    page.count("over-limit", 0).await;
    page.picture("counter-limit").await;
    page.tap("counter-customer-clear").await;
    page.gone("counter-limit").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn the_total_is_read_from_the_other_side_of_the_counter() {
    let shop = Shop::stocked();
    for size in [Size::Wide, Size::Counter] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        shop.counter(page).await;
        page.keys(&format!("9876543210{ENTER}*12345.75 Necklace{ENTER}")).await;
        page.says("counter-total", "₹12,346").await;
        page.settled().await;
        page.picture("counter-total").await;
        let height =
            "return parseFloat(getComputedStyle(document.querySelector('[data-testid=counter-total]')).fontSize)";
        let height = page.script(height).await.as_f64().unwrap();
        assert!(height >= 48.0, "{size:?}: the total's digits are {height} px high");
        // The next size begins with an empty bill.
        page.keys(F9).await;
        page.see("last-bill").await;
        browser.close().await;
    }
    shop.close();
}
