//! Money, tax and order at the till: nothing that was handed over is forgotten, a bill has the tax of its day and its
//! customer, and what is scanned is on the bill that was in hand.

use smartkhata_tests::browser::{Browser, Size};

use super::counter::SLOW_BOOKS;
use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const CONTROL: char = '\u{e009}';
const ALT: char = '\u{e00a}';
const F2: &str = "\u{e032}";
const F3: &str = "\u{e033}";
const F4: &str = "\u{e034}";
const F8: &str = "\u{e038}";
const F10: &str = "\u{e03a}";
const F12: &str = "\u{e03c}";

/// Chooses the last day of soap's old rate.
const DAY_BEFORE: &str = "const field = document.querySelector('[data-testid=field-date]');
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, '2025-09-21');
    field.dispatchEvent(new Event('input', { bubbles: true }));";

#[tokio::test]
async fn money_that_was_handed_over_before_the_customer_is_named_is_kept() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8902{ENTER}")).await;
    page.says("counter-total", "₹120").await;
    page.keys(F3).await;
    page.fill("split-cash", &format!("50{ENTER}")).await;
    page.see("sheet-customer").await;
    page.fill("customer-search", "ramesh").await;
    page.says("customer-result", "Ramesh Kumar").await;
    page.keys(ENTER).await;
    page.says("last-bill", "/0001").await;
    page.go("#/khata").await;
    page.says("khata-row", "₹310").await;
    browser.close().await;

    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("bar-bill").await;
    page.tap("bill-tile").await;
    page.tap("bill-pay").await;
    page.tap("pay-split").await;
    page.fill("split-cash", "1").await;
    page.tap("split-save").await;
    page.see("sheet-customer").await;
    page.tap("customer-result").await;
    page.gone("sheet-customer").await;
    page.go("#/payments").await;
    page.count("payment-row", 2).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_the_buyer_pays_under_reverse_charge_is_without_the_tax() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/bill/detailed").await;
    page.tap("customer-result").await;
    page.fill("guided-item-search", "mustard").await;
    page.tap("guided-item-result").await;
    page.says("guided-total", "₹118").await;
    page.tap("step-details").await;
    page.bring("field-reverse_charge").await;
    page.tap("field-reverse_charge").await;
    page.tap("step-review").await;
    page.says("guided-total", "₹100").await;
    page.tap("guided-bank").await;
    page.says("bill-number", "/0001").await;
    page.go("#/khata").await;
    page.says("khata-row", "₹240").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_bill_has_the_rates_of_its_day() {
    let shop = Shop::varied();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8905{ENTER}")).await;
    page.says("counter-total", "₹105").await;
    page.keys(F2).await;
    page.see("sheet-date").await;
    page.script(DAY_BEFORE).await;
    page.says("counter-total", "₹118").await;
    page.tap("date-done").await;
    page.gone("sheet-date").await;
    page.keys(&format!("8905{ENTER}")).await;
    page.says("counter-total", "₹236").await;
    page.count("line", 1).await;
    page.keys(F2).await;
    page.tap("date-today").await;
    page.says("counter-total", "₹210").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_bill_that_was_put_aside_under_another_rate_is_shown_again_before_it_is_paid() {
    let shop = Shop::put_aside();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.count("line", 1).await;
    page.says("rerated", "1 item").await;
    page.says("counter-total", "₹105").await;
    page.picture("counter-rerated").await;
    page.keys(F12).await;
    page.says("last-bill", "₹105").await;
    page.gone("rerated").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn so_much_for_so_much_money() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    // The tax that comes on top of the price is within what the customer pays.
    page.keys(&format!("₹59 mustard{ENTER}")).await;
    page.count("line", 1).await;
    page.says("counter-total", "₹59").await;
    page.value("line-quantity", "0.5").await;
    // What was said in one breath goes on the bill as the item that it is, with its tax.
    page.keys(F12).await;
    page.says("last-bill", "/0001").await;
    page.chord(&[ALT, 'q']).await;
    page.see("quick-sheet").await;
    page.keys("Ramesh 500g sugar 21").await;
    page.tap("quick-to-bill").await;
    page.gone("quick-sheet").await;
    page.says("line", "Sugar").await;
    page.value("line-quantity", "0.5").await;
    page.says("counter-total", "₹21").await;
    page.says("counter-tax", "₹1.00").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_bill_written_again_for_another_customer_is_taxed_where_that_one_is() {
    let shop = Shop::varied();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(F4).await;
    page.fill("customer-search", "mumbai").await;
    page.says("customer-result", "Mumbai Traders").await;
    page.keys(ENTER).await;
    page.says("counter-customer", "Mumbai Traders").await;
    page.keys(&format!("8904{ENTER}{F12}")).await;
    page.says("last-bill", "/0001").await;
    page.go("#/bills").await;
    page.tap("bill-row").await;
    page.says("one-bill", "IGST").await;
    page.tap_twice("bill-cancel").await;
    page.tap("toast-again").await;
    page.says("counter-customer", "Mumbai Traders").await;
    page.keys(F4).await;
    page.fill("customer-search", "ramesh").await;
    page.says("customer-result", "Ramesh Kumar").await;
    page.keys(ENTER).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.keys(F12).await;
    page.says("last-bill", "/0002").await;
    page.go("#/bills").await;
    page.says("bill-row", "/0002").await;
    page.tap("bill-row").await;
    page.says("one-bill", "CGST").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_is_scanned_before_a_key_is_on_the_bill_that_was_in_hand() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.script(SLOW_BOOKS).await;
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 1).await;
    // Held with its last item, and kept as it is.
    page.keys(&format!("8902{ENTER}{F8}8903{ENTER}")).await;
    page.says("line", "पारले बिस्कुट").await;
    page.count("line", 1).await;
    page.says("open-bill-1", "2").await;
    // The code asks for the last item's money, too.
    page.keys(&format!("8904{ENTER}{F10}")).await;
    page.says("sheet-upi", "₹128").await;
    page.pause().await;
    page.reload().await;
    page.see("one-box").await;
    page.says("open-bill-1", "2").await;
    page.count("line", 2).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn goods_without_a_name_are_taxed_at_the_rate_that_the_shop_has_for_them() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/settings").await;
    page.tap("setting-open-rate-18").await;
    page.tap("settings-save").await;
    page.gone("settings-save").await;
    shop.counter(page).await;
    page.keys(&format!("*118{ENTER}")).await;
    page.says("counter-total", "₹118").await;
    page.says("counter-tax", "₹18").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_new_item_is_offered_the_rate_that_the_law_has_for_it() {
    let shop = Shop::stocked();
    for (size, name) in [(Size::Wide, "proposed-wide"), (Size::Phone, "proposed-phone")] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("shell").await;
        page.go("#/items/new").await;
        page.fill("field-name", name).await;
        page.gone("proposed-0").await;
        page.fill("field-name", "Parle-G biscuit").await;
        page.says("proposed-0", "Biscuits, cakes, pastry: 5%").await;
        // On a phone they begin under the foot with Save.
        page.bring("proposed-0").await;
        page.tap("proposed-0").await;
        page.value("field-hsn", "1905").await;
        page.value("field-rate", "5").await;
        page.picture(name).await;
        // A code goes before the name, and an exempt rate is one, too.
        page.fill("field-hsn", "1006").await;
        page.says("proposed-0", "Rice").await;
        page.fill("field-hsn", "1905").await;
        page.says("proposed-0", "Bread").await;
        page.fill("field-price", "10").await;
        page.tap("item-save").await;
        page.see("items").await;
        page.fill("items-search", "parle").await;
        page.tap("item-row").await;
        page.value("field-hsn", "1905").await;
        page.value("field-rate", "5").await;
        browser.close().await;
    }
    shop.close();
}

#[tokio::test]
async fn freight_bears_the_rate_of_the_goods_that_it_goes_with() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/bill/detailed").await;
    page.tap("customer-result").await;
    page.fill("guided-item-search", "mustard").await;
    page.tap("guided-item-result").await;
    page.says("guided-total", "₹118").await;
    page.tap("step-charges").await;
    page.fill("field-charge-name", "Freight").await;
    page.fill("field-charge-amount", "100").await;
    page.tap("charge-add").await;
    page.says("charge", "GST 18%").await;
    page.says("guided-total", "₹236").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn the_last_bill_is_at_hand_after_a_restart_unless_it_was_taken_back() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.chord(&[CONTROL, 'p']).await;
    page.says("one-box-says", "No bill").await;
    page.keys(&format!("8902{ENTER}{F12}")).await;
    page.says("last-bill", "/0001 · ₹120").await;
    page.reload().await;
    page.says("last-bill", "/0001 · ₹120").await;
    page.chord(&[CONTROL, 'p']).await;
    browser.saved("pdf").await;
    page.keys(&format!("8901{ENTER}{F12}")).await;
    page.says("last-bill", "/0002").await;
    page.tap("toast-undo").await;
    page.gone("last-bill").await;
    page.reload().await;
    page.see("one-box").await;
    page.pause().await;
    page.count("last-bill", 0).await;
    browser.close().await;
    shop.close();
}
