//! Until when a bill is to be paid, of somebody with whom nothing is agreed: the field is empty, and that is no mistake.

use smartkhata_tests::browser::{Browser, Size};

use super::forms::type_day;
use super::shop::Shop;

#[tokio::test]
async fn whoever_has_no_days_of_credit_is_asked_for_no_day() {
    let (shop, gupta, ..) = Shop::bought();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go("#/bill").await;
    page.tap("bill-tile").await;
    page.tap("bill-pay").await;
    page.tap("pay-customer").await;
    page.fill("customer-search", "gupta").await;
    page.says("customer-result", "Gupta").await;
    page.tap("customer-result").await;
    page.value("field-due", "").await;
    page.settled().await;
    page.count("field-due-error", 0).await;
    // Looked at and left alone it is as right as before.
    page.script("const due = document.querySelector('[data-testid=field-due]'); due.focus(); due.blur()").await;
    page.pause().await;
    page.count("field-due-error", 0).await;
    page.picture("pay-no-terms").await;
    // A day that is none is said all the same, and keeps the bill from being saved under another.
    type_day(page, "field-due", "0026-11-23").await;
    page.says("field-due-error", "between 2000 and 2099").await;
    page.tap("sheet-pay-close").await;
    page.gone("sheet-pay").await;
    page.tap("bill-pay").await;
    page.says("field-due-error", "between 2000 and 2099").await;
    type_day(page, "field-due", &smartkhata_tests::books::today().plus_days(10).to_string()).await;
    page.gone("field-due-error").await;
    page.tap("pay-udhar").await;
    page.gone("sheet-pay").await;
    page.go(&format!("#/khata/{gupta}")).await;
    page.says("statement-row", "/0001").await;
    browser.close().await;
    shop.close();
}
