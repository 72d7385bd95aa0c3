//! The list of bills finds one by what a customer says of it: its number, or whose it is.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::shop::Shop;

/// The numbers in the list, as far as they are drawn.
async fn shown(page: &Page, numbers: &[&str]) {
    let read = "return [...document.querySelectorAll('[data-testid=bill-row] .more')]
        .map((e) => e.textContent.split(' · ')[0].split('/').pop()).join()";
    page.becomes(read, &numbers.join(",")).await;
}

#[tokio::test]
async fn a_bill_is_found_by_its_number_and_by_its_customer() {
    let (shop, ..) = Shop::busy();
    for size in [Size::Wide, Size::Phone] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("shell").await;
        page.go("#/bills").await;
        let all = ["0006", "0005", "0004", "0003", "0002", "0001"];
        shown(page, &all).await;
        // The whole number as it is printed, and its end.
        let number = page.text("bill-row").await;
        let number = number.split_whitespace().find(|word| word.ends_with("/0006")).unwrap().to_owned();
        for search in [number.as_str(), "0006"] {
            page.fill("bills-search", search).await;
            shown(page, &["0006"]).await;
        }
        page.fill("bills-search", "0003").await;
        shown(page, &["0003"]).await;
        for search in ["ramesh", "Kumar", "rame"] {
            page.fill("bills-search", search).await;
            shown(page, &["0006"]).await;
            page.says("bill-row", "Ramesh Kumar").await;
        }
        page.picture("bills-found").await;
        // A search and a filter hold together.
        page.tap("filter-paid").await;
        page.says("bills", "Nothing found").await;
        page.tap("filter-unpaid").await;
        shown(page, &["0006"]).await;
        page.tap("bills-search-clear").await;
        page.tap("filter-all").await;
        shown(page, &all).await;
        // What was found is opened.
        page.fill("bills-search", "0002").await;
        shown(page, &["0002"]).await;
        page.tap("bill-row").await;
        page.says("bill-number", "/0002").await;
        page.says("bill-total", "₹120").await;
        browser.close().await;
    }
    shop.close();
}
