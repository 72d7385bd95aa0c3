//! The counter of a wide screen, by keyboard only.

use smartkhata_tests::browser::{Browser, Size};

use super::shop::{NAME, Shop, words_of};

/// What WebDriver calls the keys.
const ENTER: &str = "\u{e007}";
const CONTROL: char = '\u{e009}';
const DOWN: &str = "\u{e015}";
const ALT: char = '\u{e00a}';
const TAB: &str = "\u{e004}";
const F4: &str = "\u{e034}";
const F7: &str = "\u{e037}";
const F9: &str = "\u{e039}";
const F12: &str = "\u{e03c}";

#[tokio::test]
async fn a_bill_by_keyboard_only_is_saved_printed_and_undone() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;

    // A code, a quantity before a name, an item that is in no list.
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(&format!("3*{ENTER}")).await;
    page.says("one-box-quantity", "3").await;
    page.keys(&format!("biskut{ENTER}")).await;
    page.count("line", 2).await;
    page.keys(&format!("*45 chai{ENTER}")).await;
    page.count("line", 3).await;
    page.says("counter-total", "₹120").await;
    page.picture("counter-typed").await;
    page.keys(F12).await;
    page.says("last-bill", "/0001").await;
    page.count("line", 0).await;

    // All on the khata of a customer who is found by phone.
    page.keys(&format!("9876543210{ENTER}")).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.keys(&format!("8902{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(F9).await;
    page.says("last-bill", "/0002").await;

    // The PDF, and what a reader copies from it.
    page.chord(&[CONTROL, 'p']).await;
    let pdf = words_of(&browser.saved("pdf").await);
    for words in [NAME, "Ramesh Kumar", "Basmati rice", "19ABCPK5678L1Z1", "120.00", "/0002"] {
        assert!(pdf.contains(words), "{words:?} is not in the PDF:\n{pdf}");
    }

    // Undone within ten seconds: the bill is cancelled, what was typed is there again.
    page.chord(&[CONTROL, 'z']).await;
    page.count("line", 1).await;
    page.go("#/bills").await;
    page.tap("filter-cancelled").await;
    page.count("bill-row", 1).await;
    page.says("bill-row", "/0002").await;
    page.go("#/khata").await;
    page.says("khata-row", "₹240").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_name_and_enter_faster_than_anyone_answers_takes_nobody_else() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(F4).await;
    page.says("customer-result", "Ramesh Kumar").await;
    // Not the first of those who stand in the list until the answer comes, and one new customer only.
    page.keys(&format!("Suresh{ENTER}{ENTER}")).await;
    page.says("counter-customer", "Suresh").await;
    page.keys(F4).await;
    page.says("customer-result", "Ramesh Kumar").await;
    page.keys(&format!("ramesh{ENTER}")).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.go("#/khata").await;
    page.count("khata-row", 2).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_is_scanned_around_the_money_key_is_on_the_bill_that_it_belongs_to() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.script(SLOW_BOOKS).await;
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 1).await;
    // The last item, the key and the next customer's first item, before anything is answered.
    page.keys(&format!("8902{ENTER}{F12}8903{ENTER}")).await;
    page.says("last-bill", "₹165").await;
    page.says("line", "पारले बिस्कुट").await;
    page.count("line", 1).await;
    // A phone and the khata key: it waits for the customer.
    page.keys(&format!("9876543210{ENTER}{F9}")).await;
    page.says("last-bill", "/0002").await;
    page.go("#/khata").await;
    page.says("khata-row", "₹250").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_bill_stands_after_what_was_written_before_it() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}{F12}")).await;
    page.says("last-bill", "/0001").await;
    page.go("#/khata").await;
    page.tap("khata-row").await;
    page.tap("party-gave").await;
    page.see("keypad-typed").await;
    page.keys(&format!("50{ENTER}")).await;
    page.says("party-balance", "₹290").await;
    page.go("#/bill").await;
    page.see("one-box").await;
    page.keys(&format!("9876543210{ENTER}8902{ENTER}{F9}")).await;
    page.says("last-bill", "/0002").await;
    page.go("#/khata").await;
    page.tap("khata-row").await;
    page.says("party-balance", "₹410").await;
    page.says("statement-row", "/0002").await;
    browser.close().await;
    shop.close();
}

/// Every answer of the books comes late, as on an old phone.
pub const SLOW_BOOKS: &str = "const fetch = window.fetch.bind(window);
    window.fetch = (...asked) => new Promise((done) => setTimeout(done, 150)).then(() => fetch(...asked));";

#[tokio::test]
async fn a_reload_while_typing_keeps_the_draft() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(&format!("2*8902{ENTER}")).await;
    page.count("line", 2).await;
    page.says("counter-total", "₹285").await;
    page.pause().await;
    page.reload().await;
    page.see("one-box").await;
    page.count("line", 2).await;
    page.says("counter-total", "₹285").await;
    page.keys(F12).await;
    page.says("last-bill", "/0001").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn tax_is_right_from_the_first_line_and_cash_is_taken_at_once() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.pause().await;
    // Oil is priced without tax: 100 and 18 %. The total does not jump while the cashier types on.
    page.keys(&format!("8904{ENTER}")).await;
    page.count("line", 1).await;
    assert_eq!(page.text("counter-total").await, "₹118");
    page.keys(F12).await;
    page.says("last-bill", "/0001 · ₹118").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn goods_come_back_by_keyboard_only() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("3*8901{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(&format!("8902{ENTER}")).await;
    page.count("line", 2).await;
    page.keys(F12).await;
    page.says("last-bill", "/0001").await;
    page.keys(&format!("8903{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(F12).await;
    page.says("last-bill", "/0002").await;

    // The bill before the last: one kilo of sugar comes back for cash.
    page.keys(F7).await;
    page.see("return-search").await;
    page.count("return-bill", 2).await;
    page.keys(&format!("{DOWN}{ENTER}")).await;
    page.count("return-line", 2).await;
    page.keys("1").await;
    page.says("return-total", "₹45").await;
    page.picture("return").await;
    page.keys(ENTER).await;
    page.keys(ENTER).await;
    page.gone("return").await;

    // No more than the two that are left; then they come back too.
    page.keys(F7).await;
    page.see("return-search").await;
    page.keys(&format!("0001{ENTER}")).await;
    page.count("return-line", 2).await;
    page.keys("3").await;
    page.see("trouble").await;
    page.fill("return-quantity-0", "2").await;
    page.says("return-total", "₹90").await;
    page.keys(ENTER).await;
    page.keys(ENTER).await;
    page.gone("return").await;

    // The day knows of both, the bill too, and the paper says what it is.
    page.go("#/day-book").await;
    page.says("day-book-returned", "₹135").await;
    page.go("#/bills").await;
    page.count("bill-row", 2).await;
    page.tap_last("bill-row").await;
    page.count("bill-returned", 2).await;
    page.picture("bill-returned").await;
    page.tap("bill-returned").await;
    page.says("return-number", "CA/").await;
    page.settled().await;
    page.picture("one-return").await;
    page.tap("return-pdf").await;
    let pdf = words_of(&browser.saved("pdf").await);
    for words in ["CREDIT NOTE", "/0001", "Sugar"] {
        assert!(pdf.contains(words), "{words:?} is not in the PDF:\n{pdf}");
    }
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_customers_last_bill_comes_again_and_a_limit_asks_for_a_second_key() {
    let shop = Shop::limited();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("9876543210{ENTER}")).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 1).await;
    page.pause().await;
    page.keys(F9).await;
    page.says("last-bill", "/0001").await;

    // The same once more, by one key; now the limit of 300 would be passed.
    page.keys(&format!("9876543210{ENTER}")).await;
    page.count("recent-bill", 1).await;
    page.chord(&[ALT, '1']).await;
    page.says("counter-total", "₹45").await;
    page.see("over-limit").await;
    page.picture("counter-over-limit").await;
    page.keys(F9).await;
    page.see("pending").await;
    page.keys(ENTER).await;
    page.says("last-bill", "/0002").await;
    page.go("#/khata").await;
    page.says("khata-row", "₹330").await;

    // A line says it in one breath, and nothing is saved before it is confirmed.
    page.keys("/").await;
    page.see("quick-line").await;
    page.keys("Ramesh Kumar 30 jama").await;
    page.says("quick-amount", "₹30").await;
    page.count("quick-who", 1).await;
    page.settled().await;
    page.picture("quick-line").await;
    // One Enter comes to the button and is used up by that, the next one presses it.
    page.script("addEventListener('keydown', event => window.used = String(event.defaultPrevented))").await;
    page.keys(ENTER).await;
    page.becomes("return window.used", "true").await;
    page.pause().await;
    page.says("khata-row", "₹330").await;
    page.keys(ENTER).await;
    page.gone("quick-sheet").await;
    page.says("khata-row", "₹300").await;

    // The keys are the shop's own.
    page.go("#/settings").await;
    page.tap("keys-tally").await;
    page.says("set-key-cash", "Ctrl+A").await;
    page.tap("set-key-return").await;
    page.keys(F9).await;
    page.says("set-key-return", "F9").await;
    page.picture("settings-keys").await;
    page.go("#/bill").await;
    page.see("one-box").await;
    page.keys(F9).await;
    page.see("return-search").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn an_invoice_of_50_000_asks_once_for_name_and_address_by_keyboard_only() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    // Said, and taken at the second key.
    page.keys(&format!("*60000 sofa{ENTER}")).await;
    page.see("unnamed").await;
    page.keys(F12).await;
    page.says("pending", "name and address").await;
    page.picture("counter-unnamed").await;
    page.keys(F12).await;
    page.says("last-bill", "/0001").await;
    // Put right: the customer's key twice, first who it is, then where they live.
    page.keys(&format!("*60000 sofa{ENTER}")).await;
    page.see("unnamed").await;
    page.keys(F4).await;
    page.says("customer-result", "Ramesh Kumar").await;
    page.keys(&format!("Suresh{ENTER}")).await;
    page.says("counter-customer", "Suresh").await;
    page.keys(F4).await;
    page.see("recipient").await;
    page.keys("4 Park Street, Kolkata").await;
    page.picture("recipient").await;
    page.keys(&format!("{TAB}{ENTER}")).await;
    page.gone("sheet-recipient").await;
    page.gone("unnamed").await;
    page.keys(F12).await;
    page.says("last-bill", "/0002").await;
    page.chord(&[CONTROL, 'p']).await;
    let pdf = words_of(&browser.saved("pdf").await);
    for words in ["Suresh", "4 Park Street, Kolkata", "West Bengal"] {
        assert!(pdf.contains(words), "{words:?} is not in the PDF:\n{pdf}");
    }
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn an_invoice_to_a_business_without_an_hsn_asks_for_a_second_key() {
    let shop = Shop::with_business();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}8909{ENTER}")).await;
    page.count("line", 2).await;
    page.gone("lacking").await;
    page.keys(F4).await;
    page.fill("customer-search", "hotel").await;
    page.says("customer-result", "Hotel Hooghly").await;
    page.keys(ENTER).await;
    page.says("lacking", "HSN code of: Tea").await;
    page.keys(F12).await;
    page.says("pending", "HSN").await;
    page.picture("counter-lacking").await;
    page.keys(F12).await;
    page.says("last-bill", "/0001").await;
    browser.close().await;
    shop.close();
}
