//! The phone: first run, khata, the one-screen bill, part of the money.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::shop::{NAME, Shop, words_of};

/// Types a figure on the app's own keys.
pub async fn figure(page: &Page, digits: &str) {
    for digit in digits.chars() {
        page.tap(&format!("keypad-{digit}")).await;
    }
}

/// What of the open sheet has a toast over it.
const COVERED: &str = "
    return [...document.querySelectorAll('.sheet input, .sheet button, .sheet [data-testid]')].filter((e) => {
        const box = e.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return top && top.closest('.toast');
    }).map((e) => e.dataset.testid);";

#[tokio::test]
async fn from_the_first_run_to_a_part_payment() {
    let shop = Shop::new();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;

    // First run: language, name, nothing else.
    page.see("first-run").await;
    page.tap("language-en").await;
    page.picture("first-run").await;
    page.fill("field-name", NAME).await;
    page.tap("first-start").await;
    page.see("khata").await;

    // A customer, then what was given and got.
    page.tap("khata-add").await;
    page.fill("field-name", "Sita Devi").await;
    page.fill("field-phone", "98300 54321").await;
    page.tap("party-save").await;
    page.says("party-name", "Sita Devi").await;
    page.tap("party-gave").await;
    figure(page, "500").await;
    page.tap("entry-save").await;
    page.says("party-balance", "₹500").await;
    page.tap("party-got").await;
    // What was just saved stands above the sheet, never over the figure that is typed.
    page.see("toast-undo").await;
    assert_eq!(page.script(COVERED).await.as_array().map(Vec::len), Some(0), "{}", page.script(COVERED).await);
    figure(page, "200").await;
    page.picture("entry").await;
    page.tap("entry-save").await;
    page.says("party-balance", "₹300").await;
    page.count("statement-row", 2).await;

    // Undone within ten seconds; older toasts stand above the newest.
    page.tap_last("toast-undo").await;
    page.says("party-balance", "₹500").await;

    // The bill: an item that is in no list, cash.
    page.tap("bar-bill").await;
    page.fill("bill-search", "Chai").await;
    page.tap("bill-open-item").await;
    page.see("sheet-line").await;
    figure(page, "45").await;
    page.tap("line-done").await;
    page.says("bill-total", "₹45").await;
    page.tap("bill-pay").await;
    page.tap("pay-cash").await;
    page.gone("sheet-pay").await;
    page.count("bill-line", 0).await;

    // A second one for Sita, part of it paid.
    page.fill("bill-search", "Sari").await;
    page.tap("bill-open-item").await;
    figure(page, "900").await;
    page.tap("line-done").await;
    page.tap("bill-pay").await;
    page.tap("pay-customer").await;
    page.fill("customer-search", "sita").await;
    page.says("customer-result", "Sita Devi").await;
    page.tap("customer-result").await;
    page.tap("pay-split").await;
    page.fill("split-cash", "400").await;
    page.says("split-left", "₹500").await;
    page.keys("\u{e007}").await;
    page.gone("sheet-split").await;

    // The khata stands at 500 + 900 - 400; 600 more come in.
    page.tap("bar-khata").await;
    page.says("khata-row", "₹1,000").await;
    page.tap("khata-row").await;
    page.says("party-balance", "₹1,000").await;
    page.tap("party-take-payment").await;
    page.fill("part-0-amount", "600").await;
    page.says("payment-total", "₹600").await;
    page.tap("payment-save").await;
    page.says("party-balance", "₹400").await;
    page.says("statement", "₹400").await;

    // The unpaid rest is on the bill; its PDF says so.
    page.go("#/bills").await;
    page.tap("filter-unpaid").await;
    page.count("bill-row", 1).await;
    page.tap("bill-row").await;
    page.says("bill-number", "/0002").await;
    page.tap("bill-pdf").await;
    let pdf = words_of(&browser.saved("pdf").await);
    for words in [NAME, "Sita Devi", "Sari", "900.00", "/0002"] {
        assert!(pdf.contains(words), "{words:?} is not in the PDF:\n{pdf}");
    }
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn an_old_balance_is_written_with_a_new_customer_or_in_the_khata() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go("#/khata/new").await;
    page.fill("field-name", "Asha").await;
    page.fill("field-opening", "five hundred").await;
    page.tap("party-save").await;
    page.see("field-opening-error").await;
    page.fill("field-opening", "500").await;
    page.picture("party-new").await;
    page.tap("party-save").await;
    page.says("party-balance", "₹500").await;
    page.says("statement-row", "Old balance").await;
    page.tap("party-gave").await;
    page.tap("keypad-7").await;
    page.tap("keypad-5").await;
    page.tap("mode-opening").await;
    page.picture("entry-opening").await;
    page.tap("entry-save").await;
    page.says("party-balance", "₹575").await;
    page.tap_last("toast-undo").await;
    page.says("party-balance", "₹500").await;
    // It is no sale of today.
    page.go("#/profit-loss").await;
    page.says("pl-profit", "₹240").await;
    browser.close().await;
    shop.close();
}
