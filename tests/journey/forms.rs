//! Forms: what is no day is said beside its field, half a form is kept and said to be, the first wrong field is gone to,
//! and a statement speaks to whoever reads it.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::phone::figure;
use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const F2: &str = "\u{e032}";
const F12: &str = "\u{e03c}";

/// A field for a day takes this as a browser gives it while somebody types, and is left then.
pub async fn type_day(page: &Page, field: &str, day: &str) {
    page.see(field).await;
    page.script(&format!(
        "const field = document.querySelector('[data-testid={field}]');
        field.focus();
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, '{day}');
        field.dispatchEvent(new Event('input', {{ bubbles: true }}));
        field.dispatchEvent(new Event('change', {{ bubbles: true }}));
        field.blur();"
    ))
    .await;
}

/// Whether what has the focus stands clear of the edges and of what lies over them.
const IN_VIEW: &str = "
    const e = document.activeElement, box = e.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return box.top >= 0 && box.bottom <= innerHeight && (top === e || e.contains(top)) ? e.id : 'out of view';";

#[tokio::test]
async fn a_day_of_another_century_is_said_and_nothing_is_saved_under_the_day_before() {
    let (shop, _, ramesh, _) = Shop::bought();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go(&format!("#/khata/{ramesh}")).await;
    page.tap("party-gave").await;
    figure(page, "50").await;
    page.bring("day-other").await;
    page.tap("day-other").await;
    for wrong in ["0026-11-23", "1926-11-23"] {
        type_day(page, "field-date", wrong).await;
        page.says("field-date-error", "between 2000 and 2099").await;
        page.bring("entry-save").await;
        page.tap("entry-save").await;
        // It is gone to, and says what was typed.
        page.becomes(IN_VIEW, "field-date").await;
        page.value("field-date", wrong).await;
        page.see("entry").await;
    }
    page.picture("entry-no-day").await;
    type_day(page, "field-date", "2026-11-02").await;
    page.gone("field-date-error").await;
    page.bring("entry-save").await;
    page.tap("entry-save").await;
    page.gone("entry").await;
    page.says("statement", "02-11-26").await;

    // Half a day, and the day that is looked at.
    page.go("#/expenses/new").await;
    page.tap("expense-rent").await;
    figure(page, "9").await;
    page.tap("day-other").await;
    type_day(page, "field-date", "").await;
    page.bring("expense-save").await;
    page.tap("expense-save").await;
    page.says("field-date-error", "between 2000 and 2099").await;
    page.see("expense-form").await;
    page.go("#/day-book").await;
    type_day(page, "field-date", "0026-11-23").await;
    page.says("field-date-error", "between 2000 and 2099").await;
    page.value("field-date", "0026-11-23").await;
    page.picture("day-book-no-day").await;
    page.tap("day-book-previous").await;
    page.gone("field-date-error").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn no_bill_is_saved_while_its_day_is_none() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}")).await;
    page.says("counter-total", "₹45").await;
    page.keys(F2).await;
    type_day(page, "field-date", "0026-11-23").await;
    page.says("field-date-error", "between 2000 and 2099").await;
    page.tap("date-done").await;
    page.becomes(IN_VIEW, "field-date").await;
    page.value("field-date", "0026-11-23").await;
    page.picture("counter-no-day").await;
    // Left all the same, the money is not taken for the day before.
    page.tap("sheet-date-close").await;
    page.gone("sheet-date").await;
    page.keys(F12).await;
    page.says("one-box-says", "between 2000 and 2099").await;
    page.see("sheet-date").await;
    page.value("field-date", "0026-11-23").await;
    page.count("last-bill", 0).await;
    page.tap("date-yesterday").await;
    page.gone("sheet-date").await;
    page.keys(F12).await;
    page.says("last-bill", "/0001 · ₹45").await;

    // In the detailed bill, too.
    page.keys(&format!("8901{ENTER}")).await;
    page.says("counter-total", "₹45").await;
    page.go("#/bill/detailed").await;
    page.tap("step-details").await;
    type_day(page, "field-date", "1926-11-23").await;
    page.says("field-date-error", "between 2000 and 2099").await;
    page.tap("step-review").await;
    page.tap("guided-cash").await;
    page.says("guided", "between 2000 and 2099").await;
    page.tap("step-details").await;
    page.value("field-date", "1926-11-23").await;
    page.says("field-date-error", "between 2000 and 2099").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn half_of_every_form_is_there_again_and_says_so() {
    let (shop, gupta, ramesh, _) = Shop::bought();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;

    // An entry, with how it was paid and its day.
    page.go(&format!("#/khata/{ramesh}")).await;
    page.tap("party-got").await;
    page.gone("kept").await;
    figure(page, "60").await;
    page.bring("mode-upi").await;
    page.tap("mode-upi").await;
    page.bring("day-yesterday").await;
    page.tap("day-yesterday").await;
    page.settled().await;
    page.reload().await;
    page.see("party-got").await;
    page.tap("party-got").await;
    page.says("kept", "not saved yet").await;
    page.says("entry-save", "₹60").await;
    let pressed = "return [...document.querySelectorAll('.sheet [aria-pressed=true], .sheet [aria-checked=true]')]
        .map((e) => e.dataset.testid).join(' ');";
    page.becomes(pressed, "mode-upi day-yesterday").await;
    page.picture("entry-kept").await;
    page.tap("kept-empty").await;
    page.gone("kept").await;
    page.becomes(pressed, "mode-cash day-today").await;
    page.tap("entry-close").await;

    // Running costs; a paper is too large to be kept, which is said.
    let folder = tempfile::tempdir().unwrap();
    let paper = folder.path().join("Rent.pdf");
    std::fs::write(&paper, "%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n").unwrap();
    page.go("#/expenses/new").await;
    page.tap("expense-rent").await;
    figure(page, "77").await;
    page.give("attach-file", &paper).await;
    page.count("attach-chosen", 1).await;
    page.settled().await;
    page.go("#/payments").await;
    page.see("payments").await;
    page.go("#/expenses/new").await;
    page.says("kept", "add its photos again").await;
    page.count("attach-chosen", 0).await;
    page.reload().await;
    page.says("kept", "add its photos again").await;
    page.says("expense-save", "₹77").await;
    page.picture("expense-kept").await;
    page.bring("expense-save").await;
    page.tap("expense-save").await;
    page.see("payments").await;
    page.go("#/expenses/new").await;
    page.see("expense-form").await;
    page.gone("kept").await;

    // Goods that came without a bill.
    page.go("#/items").await;
    page.tap("item-row").await;
    page.tap("item-stock").await;
    page.fill("field-quantity", "12").await;
    page.settled().await;
    page.reload().await;
    page.tap("item-stock").await;
    page.see("kept").await;
    page.value("field-quantity", "12").await;
    page.tap("stock-entry-close").await;
    page.gone("stock-entry").await;
    page.tap("item-stock").await;
    page.value("field-quantity", "").await;
    page.tap("stock-entry-close").await;

    // The shop's own details.
    page.go("#/settings").await;
    page.bring("field-pin").await;
    page.fill("field-pin", "700001").await;
    page.settled().await;
    page.reload().await;
    page.see("kept").await;
    page.value("field-pin", "700001").await;
    page.tap("kept-empty").await;
    page.value("field-pin", "").await;

    // Money to a supplier, in parts.
    page.go(&format!("#/payments/new/{gupta}")).await;
    page.fill("part-0-amount", "40").await;
    page.settled().await;
    page.reload().await;
    page.see("kept").await;
    page.value("part-0-amount", "40").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn goods_that_come_back_are_there_again_until_they_are_given_up() {
    let (shop, bill, _) = Shop::busy();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("shell").await;
    page.go(&format!("#/bills/{bill}")).await;
    page.tap("bill-return").await;
    page.fill("return-quantity-0", "0.5").await;
    page.fill("field-reason", "Torn").await;
    page.settled().await;
    page.reload().await;
    page.tap("bill-return").await;
    page.see("kept").await;
    page.value("return-quantity-0", "0.5").await;
    page.value("field-reason", "Torn").await;
    page.picture("return-kept").await;
    page.tap("return-close").await;
    page.gone("return").await;
    page.tap("bill-return").await;
    page.value("return-quantity-0", "1").await;
    page.value("field-reason", "").await;
    page.gone("kept").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_purchases_goods_without_their_cost_are_gone_to_on_both_sizes() {
    let (shop, ..) = Shop::bought();
    for size in [Size::Phone, Size::Wide] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("shell").await;
        page.go("#/purchases/new").await;
        page.fill("purchase-item-search", &format!("8901{ENTER}")).await;
        page.see("purchase-cost-0").await;
        page.fill("purchase-item-search", &format!("8902{ENTER}")).await;
        page.fill("purchase-cost-0", "80").await;
        page.bring("purchase-save").await;
        page.tap("purchase-save").await;
        page.says("purchase-cost-1-error", "Please fill this in").await;
        page.becomes(IN_VIEW, "purchase-cost-1").await;
        page.picture("purchase-no-cost").await;
        page.keys("120").await;
        page.bring("purchase-save").await;
        page.tap("purchase-save").await;
        page.see("purchases").await;
        browser.close().await;
    }
    shop.close();
}

#[tokio::test]
async fn a_statement_speaks_to_whoever_reads_it() {
    let (shop, gupta, ramesh, _) = Shop::bought();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    let hear = "navigator.share = (given) => { window.shared = given.text; return Promise.resolve(); }";
    for (party, lines) in [
        (ramesh, ["Added to your khata +₹240", "Received from you −₹140", "You owe ₹100"]),
        (gupta, ["Goods from you +₹400", "", "You will get ₹400"]),
    ] {
        page.go(&format!("#/khata/{party}")).await;
        page.script(hear).await;
        page.tap("party-share").await;
        for line in lines {
            page.becomes(&format!("return (window.shared || 'nothing').includes('{line}') ? '' : window.shared"), "")
                .await;
        }
    }
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_was_refused_is_not_said_of_what_is_typed_since() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/items/new").await;
    page.fill("field-name", "Gur").await;
    for wrong in ["sixty", "sixty", "60 per kilo"] {
        page.fill("field-price", wrong).await;
        page.tap("item-save").await;
        page.see("field-price-error").await;
    }
    page.fill("field-price", "60").await;
    page.gone("field-price-error").await;
    // Of goods by the kilogram 500 g are half of one, wherever a quantity is typed.
    page.fill("field-unit", "kg").await;
    page.fill("field-opening-quantity", "500g").await;
    page.tap("item-save").await;
    page.fill("items-search", "gur").await;
    page.says("item-row", "0.5 kg").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn the_charges_are_not_left_over_a_discount_that_is_none() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go("#/bill/detailed").await;
    page.tap("step-items").await;
    page.fill("guided-item-search", "basmati").await;
    page.tap("guided-item-result").await;
    page.says("guided-total", "₹120").await;
    page.tap("step-charges").await;
    page.fill("field-discount", "10 rupees").await;
    page.see("field-discount-error").await;
    page.tap("step-review").await;
    page.becomes(IN_VIEW, "field-discount").await;
    page.fill("field-discount", "10").await;
    page.gone("field-discount-error").await;
    page.says("guided-total", "₹110").await;
    page.tap("step-review").await;
    page.bring("guided-cash").await;
    browser.close().await;
    shop.close();
}
