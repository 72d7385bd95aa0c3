//! The first run at a counter, by keyboard only: language, name, and the first bill.

use smartkhata_tests::browser::{Browser, Size};

use super::shop::{NAME, Shop};

const ENTER: &str = "\u{e007}";
const TAB: char = '\u{e004}';
const SHIFT: char = '\u{e008}';
const F12: &str = "\u{e03c}";

/// What has the focus.
const AT: &str = "return document.activeElement.dataset.testid ?? ''";

#[tokio::test]
async fn a_counter_bills_a_minute_after_its_first_start() {
    let shop = Shop::new();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("first-run").await;
    // It begins at the device's language; nothing is asked before one is chosen.
    page.becomes(AT, "language-en").await;
    page.count("field-name", 0).await;
    page.chord(&[SHIFT, TAB]).await;
    page.becomes(AT, "language-hi-Latn").await;
    page.keys(ENTER).await;
    page.root_is("lang", "hi-Latn").await;
    page.see("field-name").await;
    page.script("document.querySelector('[data-testid=language-en]').focus()").await;
    page.keys(ENTER).await;
    page.root_is("lang", "en").await;
    page.script("document.querySelector('[data-testid=field-name]').focus()").await;
    // Without a name there is no shop, and it is said.
    page.keys(ENTER).await;
    page.see("field-name-error").await;
    page.keys(&format!("{NAME}{ENTER}")).await;
    page.see("home").await;
    page.says("shop-name", NAME).await;
    page.settled().await;
    page.picture("first-home").await;

    // An item that is in no list, for cash; its number is the first.
    page.tap("rail-bill").await;
    page.becomes(AT, "one-box").await;
    page.keys(&format!("2**10 Chai{ENTER}")).await;
    page.says("counter-total", "₹20").await;
    page.keys(F12).await;
    page.says("last-bill", "/0001 · ₹20").await;
    // Opened again it is the shop, and asks nothing.
    page.reload().await;
    page.says("last-bill", "/0001").await;
    page.count("first-run", 0).await;
    browser.close().await;
    shop.close();
}
