//! Two shops in one installation: from one to the other without a restart.

use smartkhata_tests::browser::{Browser, Size};

use super::shop::{NAME, Shop};

const ENTER: &str = "\u{e007}";
const F12: &str = "\u{e03c}";

#[tokio::test]
async fn a_second_shop_stands_beside_the_first_and_each_keeps_its_own() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    // Half a bill is on the counter when the other shop is asked for.
    page.go("#/bill").await;
    page.see("one-box").await;
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 1).await;
    page.go("#/settings").await;
    page.tap("settings-shops").await;
    page.count("shop-here", 1).await;
    page.says("shop-here", NAME).await;
    page.settled().await;
    page.picture("shops-one").await;
    page.tap("shops-add").await;
    page.see("first-run").await;
    page.see("first-other").await;
    page.settled().await;
    page.picture("shops-first-run").await;
    // Nothing is lost by turning back.
    page.tap("first-other").await;
    page.says("shop-name", NAME).await;
    page.go("#/shops").await;
    page.tap("shops-add").await;
    page.see("first-run").await;
    page.fill("field-name", "Sharma Cloth House").await;
    page.tap("first-start").await;
    page.says("shop-name", "Sharma Cloth House").await;
    page.go("#/bill").await;
    page.see("one-box").await;
    page.count("line", 0).await;
    page.keys(&format!("2**150 Sari{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(F12).await;
    page.says("last-bill", "/0001").await;
    page.go("#/bills").await;
    page.count("bill-row", 1).await;

    // A reload stays in the shop that is open; the first has its half bill and no bill of the other.
    page.reload().await;
    page.says("shop-name", "Sharma Cloth House").await;
    page.go("#/shops").await;
    page.count("shop-here", 2).await;
    page.settled().await;
    page.picture("shops-two").await;
    page.tap("shop-open").await;
    page.says("shop-name", NAME).await;
    page.go("#/bill").await;
    page.see("one-box").await;
    page.count("line", 1).await;
    page.go("#/bills").await;
    page.see("bills").await;
    page.settled().await;
    page.count("bill-row", 0).await;
    browser.close().await;
    shop.close();
}
