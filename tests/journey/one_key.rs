//! As few keys as there can be: ten scans and one, a phone and one; and nothing that takes money is guessed.

use smartkhata_tests::browser::{Browser, Size};

use super::shop::Shop;

const ENTER: &str = "\u{e007}";

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
    // It stays in the box, and one letter more says which it is.
    page.keys(&format!("s{ENTER}")).await;
    page.says("last-bill", "/0001 · ₹120").await;
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
