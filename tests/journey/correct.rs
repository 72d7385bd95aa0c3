//! What was saved is looked at, put right and settled: a bill that is corrected, a khata that is settled for less.

use smartkhata_tests::browser::{Browser, Size};

use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const F9: &str = "\u{e039}";

#[tokio::test]
async fn a_saved_bill_is_corrected_at_the_counter_and_its_money_stays_with_it() {
    let (shop, bill, _) = Shop::busy();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    let old = format!("#/bills/{bill}");
    page.go(&old).await;
    page.says("bill-due", "₹7,640").await;
    page.tap("bill-correct").await;
    page.says("correcting", "₹4,760").await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.count("line", 1).await;
    page.settled().await;
    page.picture("counter-correcting").await;
    // Leaving it changes nothing, and it can go on.
    page.tap("correcting-leave").await;
    page.gone("correcting").await;
    page.go(&old).await;
    page.says("bill-due", "₹7,640").await;
    page.tap("bill-correct").await;
    page.says("correcting", "₹4,760").await;
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 2).await;
    page.keys(F9).await;
    page.says("last-bill", "₹12,445").await;
    page.gone("correcting").await;
    page.go(&old).await;
    page.says("bill-cancelled-why", "→").await;
    page.go("#/bills").await;
    page.tap("bill-row").await;
    page.says("bill-due", "₹7,685").await;
    page.says("bill-instead-of", "/0006").await;
    page.settled().await;
    page.picture("bill-corrected").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn an_undone_correction_says_that_the_old_bill_stays_cancelled() {
    let (shop, bill, _) = Shop::busy();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go(&format!("#/bills/{bill}")).await;
    page.tap("bill-correct").await;
    page.see("phone-bill").await;
    page.says("correcting", "₹4,760").await;
    page.settled().await;
    page.picture("phone-correcting").await;
    page.tap("bill-pay").await;
    page.says("pay-total", "₹7,640").await;
    page.tap("pay-cash").await;
    page.gone("correcting").await;
    page.tap_last("toast-undo").await;
    page.says("toast", "/0006").await;
    page.count("bill-line", 1).await;
    page.count("correcting", 0).await;
    page.go(&format!("#/bills/{bill}")).await;
    page.see("bill-cancelled-why").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_khata_is_settled_for_less_and_undone_as_one() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.tap("khata-row").await;
    page.says("party-balance", "₹240").await;
    page.tap("party-got").await;
    for key in ["2", "3", "0"] {
        page.tap(&format!("keypad-{key}")).await;
    }
    page.tap("let-off").await;
    page.settled().await;
    page.picture("khata-let-off").await;
    page.tap("entry-save").await;
    page.count("statement-row", 3).await;
    page.says("party-balance", "₹0").await;
    page.settled().await;
    page.picture("khata-settled").await;
    page.tap_last("toast-undo").await;
    page.says("party-balance", "₹240").await;
    // On the payment's own screen, too; the discount opens its payment.
    page.tap("party-take-payment").await;
    page.fill("part-0-amount", "200").await;
    page.bring("let-off").await;
    page.tap("let-off").await;
    page.settled().await;
    page.picture("payment-let-off").await;
    page.tap("payment-save").await;
    page.see("party").await;
    page.says("party-balance", "₹0").await;
    page.go("#/day-book").await;
    page.see("day-book-list").await;
    page.settled().await;
    page.picture("day-book-let-off").await;
    let discount = "[...document.querySelectorAll(\"[data-testid='day-book-row']\")].findLast((e) => e.innerText.includes('Discount'))";
    page.becomes(&format!("return {discount} ? 'there' : ''"), "there").await;
    page.script(&format!("{discount}.click()")).await;
    page.says("payment-discount", "₹40").await;
    page.says("payment-amount", "₹200").await;
    browser.close().await;
    shop.close();
}
