//! Who pays within how many days, until when a bill is to be paid, and who has let that day pass.

use smartkhata_core::date::Date;
use smartkhata_tests::books;
use smartkhata_tests::browser::{Browser, Page, Size};

use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const F2: &str = "\u{e032}";
const F9: &str = "\u{e039}";

/// Chooses a day in the field of the due date, as the browser's own calendar does.
async fn choose(page: &Page, day: Date) {
    page.see("field-due").await;
    page.script(&format!(
        "const field = document.querySelector('[data-testid=field-due]');
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, '{day}');
        field.dispatchEvent(new Event('input', {{ bubbles: true }}));"
    ))
    .await;
}

#[tokio::test]
async fn on_a_phone_the_chip_goes_by_the_day_that_was_agreed() {
    let shop = Shop::late();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.count("khata-row", 3).await;
    page.tap("khata-chip-overdue").await;
    // Sita's bill is forty days old and not due yet; Ramesh pays within a week, and one bill of his is older.
    page.count("khata-row", 1).await;
    page.says("khata-row", "Ramesh Kumar").await;
    page.says("khata-row", "₹100").await;
    page.picture("khata-overdue").await;
    page.tap("khata-row").await;
    page.says("party-balance", "₹340").await;
    page.says("party-overdue", "₹100 overdue").await;
    page.says("party-balance", "Pays within 7 days").await;
    page.picture("party-overdue").await;

    // Sita is given as many days as Ramesh has.
    page.tap("party-back").await;
    page.tap("khata-chip-all").await;
    page.fill("khata-search", "sita").await;
    page.count("khata-row", 1).await;
    page.tap("khata-row").await;
    page.says("party-name", "Sita Devi").await;
    page.gone("party-overdue").await;
    page.tap("party-edit").await;
    page.fill("field-credit_days", "400").await;
    page.tap("party-save").await;
    page.says("party-form", "Choose fewer days").await;
    page.fill("field-credit_days", "7").await;
    page.picture("party-form-days").await;
    page.tap("party-save").await;
    page.says("party-balance", "Pays within 7 days").await;

    // A bill of hers is to be paid in a week, unless another day is chosen as the money is taken.
    page.tap("bar-bill").await;
    page.fill("bill-search", "sugar").await;
    page.tap("bill-tile").await;
    page.tap("bill-pay").await;
    page.see("sheet-pay").await;
    page.gone("field-due").await;
    page.tap("pay-customer").await;
    page.fill("customer-search", "sita").await;
    page.says("customer-result", "Sita Devi").await;
    page.tap("customer-result").await;
    let today = books::today();
    page.value("field-due", &today.plus_days(7).to_string()).await;
    page.picture("pay-due").await;
    choose(page, today.plus_days(10)).await;
    page.value("field-due", &today.plus_days(10).to_string()).await;
    page.tap("pay-udhar").await;
    page.gone("sheet-pay").await;
    page.go("#/bills").await;
    page.tap("bill-row").await;
    page.says("bill-due-date", &today.plus_days(10).indian_short()).await;
    page.picture("one-bill-due").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn at_the_counter_who_is_late_is_seen_and_a_cash_sale_asks_no_day() {
    let shop = Shop::late();
    let browser = Browser::chromium(Size::Counter).await;
    let page = &browser.page;
    shop.counter(page).await;
    let today = books::today();
    page.keys(&format!("8901{ENTER}9876543210{ENTER}")).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.says("counter-overdue", "₹100 overdue").await;
    page.says("counter-date", &today.plus_days(7).indian_short()).await;
    page.picture("counter-due").await;
    page.keys(F2).await;
    page.value("field-due", &today.plus_days(7).to_string()).await;
    choose(page, today.plus_days(3)).await;
    page.picture("counter-due-date").await;
    page.tap("date-done").await;
    page.says("counter-date", &today.plus_days(3).indian_short()).await;
    page.keys(F9).await;
    page.says("last-bill", "/000").await;
    page.gone("counter-date").await;

    // A walk-in has no such day.
    page.keys(&format!("8901{ENTER}")).await;
    page.says("counter-total", "₹45").await;
    page.gone("counter-date").await;
    page.keys(F2).await;
    page.see("sheet-date").await;
    page.gone("field-due").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_is_to_get_and_to_give_lead_to_those_khatas() {
    let (shop, ..) = Shop::bought();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    let pressed = |chip: &str| {
        format!("return document.querySelector('[data-testid=khata-chip-{chip}]')?.getAttribute('aria-pressed')")
    };
    for (figure, chip, name) in [("home-youll-give", "advance", "Gupta"), ("home-youll-get", "due", "Ramesh")] {
        page.go("#/").await;
        page.tap(figure).await;
        page.becomes(&pressed(chip), "true").await;
        page.count("khata-row", 1).await;
        page.says("khata-row", name).await;
    }
    // The list stays as it is while one of its khatas is looked at, and the way back leads to it.
    page.tap("khata-row").await;
    page.says("party-name", "Ramesh").await;
    page.becomes(&pressed("due"), "true").await;
    page.script("history.back()").await;
    page.gone("party-name").await;
    page.becomes(&pressed("due"), "true").await;
    page.reload().await;
    page.becomes(&pressed("due"), "true").await;
    browser.close().await;
    shop.close();
}
