//! Hands that are quicker than the books, or change their mind: at the counter nothing that was typed is lost, and no
//! money goes where nobody sent it.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::counter::SLOW_BOOKS;
use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const CONTROL: char = '\u{e009}';
const ESCAPE: &str = "\u{e00c}";
const F3: &str = "\u{e033}";
const F4: &str = "\u{e034}";
const F8: &str = "\u{e038}";
const F9: &str = "\u{e039}";
const F12: &str = "\u{e03c}";

/// A line is taken off while the bill with it is on its way.
const TAKEN_OFF_MEANWHILE: &str = "const send = window.fetch.bind(window);
    window.fetch = async (...asked) => {
        if (JSON.stringify([asked[0], asked[1]?.body]).includes('bill.finalize')) {
            setTimeout(() => document.querySelector('[data-testid=line-remove]').click(), 50);
            await new Promise((done) => setTimeout(done, 200));
        }
        return send(...asked);
    };";

/// A scanner sends a code: its keys come without a pause between them, however busy the machine is.
async fn scan(page: &Page, code: &str) {
    let script = format!(
        "const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true }}));
        const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
        for (const key of '{code}') {{
            press(key);
            const field = document.activeElement;
            if (field.tagName === 'INPUT') {{
                value.set.call(field, field.value + key);
                field.dispatchEvent(new Event('input', {{ bubbles: true }}));
            }}
        }}
        press('Enter');"
    );
    page.script(&script).await;
}

/// Waits for a toast among those that stand.
pub async fn is_said(page: &Page, words: &str) {
    let said = format!(
        "return String([...document.querySelectorAll('[data-testid=toast]')].some((e) => e.innerText.includes('{words}')))"
    );
    page.becomes(&said, "true").await;
}

#[tokio::test]
async fn a_customer_who_was_taken_back_is_not_the_one_who_owes() {
    let shop = Shop::crowded();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    // A line that was taken back is nowhere any more.
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 1).await;
    page.pause().await;
    page.chord(&[CONTROL, 'z']).await;
    page.count("line", 0).await;
    page.pause().await;
    page.reload().await;
    page.see("one-box").await;
    page.pause().await;
    page.count("line", 0).await;

    page.keys(&format!("9876543210{ENTER}8901{ENTER}")).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.count("line", 1).await;
    page.keys(F4).await;
    page.fill("customer-search", "rajesh").await;
    page.becomes(
        "return document.querySelector('.finder-list .chosen')?.innerText.split('\\n')[0] ?? ''",
        "Rajesh Gupta",
    )
    .await;
    page.keys(ENTER).await;
    page.says("counter-customer", "Rajesh Gupta").await;
    page.chord(&[CONTROL, 'z']).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.keys(F9).await;
    page.says("last-bill", "Ramesh Kumar").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_name_that_several_begin_with_goes_on_nobodys_khata_by_itself() {
    let shop = Shop::crowded();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8902{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(F9).await;
    page.see("customer-search").await;
    page.keys(&format!("ra{ENTER}")).await;
    page.becomes("return document.activeElement.dataset.testid", "customer-result").await;
    page.count("last-bill", 0).await;
    page.picture("customer-several").await;
    // The row that has the focus is the one that Enter takes, and the bill says whose it is.
    let name = page.script("return document.activeElement.innerText.split('\\n')[0]").await;
    let name = name.as_str().unwrap().to_owned();
    page.keys(ENTER).await;
    page.says("last-bill", &name).await;
    is_said(page, &name).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_held_bill_stays_held_while_others_are_served() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}{F8}8902{ENTER}{F12}")).await;
    page.says("last-bill", "₹120").await;
    page.keys(&format!("8903{ENTER}")).await;
    page.says("line", "पारले बिस्कुट").await;
    page.count("line", 1).await;
    page.says("open-bill-1", "1").await;
    page.picture("counter-held").await;
    page.keys(F12).await;
    page.says("last-bill", "₹10").await;
    page.keys(F8).await;
    page.says("line", "Sugar").await;
    page.count("open-bill-1", 0).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_is_typed_and_not_entered_is_on_the_bill_whose_money_is_taken() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}8902{F12}")).await;
    page.says("last-bill", "₹165").await;
    // A code of nothing in the list: it waits on the bill, and the bill for its price.
    page.keys(&format!("8901234567894{F12}")).await;
    page.says("one-box-says", "8901234567894").await;
    page.count("line", 1).await;
    page.keys(&format!("sugar{ENTER}")).await;
    page.count("line", 2).await;
    page.keys(F12).await;
    page.says("one-box-says", "8901234567894").await;
    page.picture("counter-unpriced").await;
    page.says("last-bill", "/0001").await;
    page.keys(&format!("25{ENTER}")).await;
    page.says("counter-total", "₹70").await;
    page.keys(F12).await;
    page.says("last-bill", "/0002").await;
    // A name waits as well, until Escape; and so much for so much money.
    page.keys(&format!("8901{ENTER}Jaggery{ENTER}{F12}")).await;
    page.says("one-box-says", "Jaggery").await;
    page.says("last-bill", "/0002").await;
    page.keys(ESCAPE).await;
    page.keys(&format!("₹20{ENTER}")).await;
    page.keys(ESCAPE).await;
    page.keys(&format!("8901{ENTER}")).await;
    page.says("counter-total", "₹90").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn under_a_sheet_no_key_takes_the_money_or_another_bill() {
    let shop = Shop::crowded();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8902{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(F3).await;
    page.fill("split-upi", "50").await;
    page.keys(&format!("{F12}{F8}")).await;
    page.pause().await;
    page.value("split-upi", "50").await;
    page.count("last-bill", 0).await;
    page.count("open-bill-2", 0).await;
    page.keys(ESCAPE).await;
    page.gone("sheet-split").await;
    page.keys(F12).await;
    page.says("last-bill", "₹120").await;
    // Two packs of one code: a figure chooses, the next scan does not, and waits.
    page.keys(&format!("8909{ENTER}")).await;
    page.see("sheet-codes").await;
    scan(page, "8901").await;
    page.says("codes-waiting", "1 scan").await;
    page.picture("counter-codes").await;
    page.see("sheet-codes").await;
    page.count("line", 0).await;
    page.keys("2").await;
    page.gone("sheet-codes").await;
    page.count("line", 2).await;
    page.says("counter-total", "₹95").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn whatever_is_scanned_around_a_choice_is_on_the_bill_and_no_money_is_taken_without_it() {
    let shop = Shop::crowded();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.script(SLOW_BOOKS).await;
    // Two choices, an item between them and one behind, before anything is answered.
    page.keys(&format!("2*8909{ENTER}8901{ENTER}8909{ENTER}8902{ENTER}")).await;
    page.see("sheet-codes").await;
    page.keys("1").await;
    page.count("line", 2).await;
    page.see("sheet-codes").await;
    page.keys("2").await;
    page.gone("sheet-codes").await;
    page.count("line", 4).await;
    // Twice the newer pack, sugar, once the older one, rice.
    page.says("counter-total", "₹325").await;
    page.keys(F12).await;
    page.says("last-bill", "₹325").await;
    // The money key was for a bill with what is not chosen after all.
    page.keys(&format!("8901{ENTER}8909{ENTER}{F12}")).await;
    page.see("sheet-codes").await;
    page.keys(ESCAPE).await;
    page.says("one-box-says", "without a choice").await;
    page.count("line", 1).await;
    page.keys(F12).await;
    page.says("last-bill", "/0002 · ₹45").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn while_a_price_is_awaited_a_figure_is_the_price_unless_a_scanner_sends_it() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    let asks = "return document.getElementById('one-box').placeholder.includes('8901234567894') ? 'price' : 'anything'";
    page.becomes(asks, "anything").await;
    page.keys(&format!("8901234567894{ENTER}")).await;
    page.count("line", 1).await;
    page.becomes(asks, "price").await;
    page.picture("counter-price-awaited").await;
    // The short code of sugar.
    scan(page, "8901").await;
    page.count("line", 2).await;
    page.says("counter-total", "₹45").await;
    // The same by fingers is a price; what is typed wrong goes first, then the question.
    page.keys(F12).await;
    page.becomes(asks, "price").await;
    page.keys(&format!("77{ESCAPE}")).await;
    page.value("one-box", "").await;
    page.becomes(asks, "price").await;
    page.keys(ESCAPE).await;
    page.becomes(asks, "anything").await;
    page.keys(F12).await;
    page.becomes(asks, "price").await;
    for key in ["8", "9", "0", "1", ENTER] {
        page.keys(key).await;
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    }
    page.says("counter-total", "₹8,946").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_save_is_said_wherever_the_cashier_has_gone_and_keeps_what_was_changed_meanwhile() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}8902{ENTER}")).await;
    page.count("line", 2).await;
    page.script(SLOW_BOOKS).await;
    page.keys(F12).await;
    page.go("#/khata").await;
    page.see("khata").await;
    is_said(page, "/0001").await;
    page.go("#/bill").await;
    page.see("one-box").await;
    page.count("line", 0).await;
    page.keys(&format!("8901{ENTER}8902{ENTER}")).await;
    page.count("line", 2).await;
    page.script(TAKEN_OFF_MEANWHILE).await;
    page.keys(F12).await;
    page.says("last-bill", "/0002 · ₹165").await;
    is_said(page, "before the last changes").await;
    page.count("line", 1).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_limit_asks_for_its_second_key_however_fast_the_first_one_was() {
    let shop = Shop::limited();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("9876543210{ENTER}8902{ENTER}{F9}")).await;
    page.says("pending", "limit").await;
    page.count("last-bill", 0).await;
    page.keys(F9).await;
    page.says("last-bill", "/0001 · ₹120 · Ramesh Kumar").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_is_sold_beyond_the_stock_is_said_however_it_came_together() {
    let (shop, ..) = Shop::bought();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("15*8901{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(&format!("10*8901{ENTER}")).await;
    page.says("one-box-says", "only 20").await;
    page.pause().await;
    browser.close().await;

    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("bar-bill").await;
    // The same bill comes back here, and one more is too many as well.
    page.see("bill-search").await;
    page.fill("bill-search", &format!("sugar{ENTER}")).await;
    is_said(page, "only 20").await;
    // Goods without a price are asked for it before the money is.
    page.fill("bill-search", "Chai").await;
    page.tap("bill-open-item").await;
    page.tap("line-done").await;
    page.gone("sheet-line").await;
    page.tap("bill-pay").await;
    page.see("sheet-line").await;
    page.tap("keypad-9").await;
    page.tap("line-done").await;
    page.gone("sheet-line").await;
    page.tap("bill-pay").await;
    page.see("sheet-pay").await;
    browser.close().await;
    shop.close();
}

/// A key that is held down repeats itself.
async fn holds(page: &Page, key: &str, control: bool) {
    let script = format!(
        "for (let n = 0; n < 20; n += 1) {{
            document.activeElement.dispatchEvent(new KeyboardEvent('keydown',
                {{ key: '{key}', code: '{key}', ctrlKey: {control}, repeat: true, bubbles: true, cancelable: true }}));
        }}"
    );
    page.script(&script).await;
}

#[tokio::test]
async fn a_key_that_is_held_says_its_thing_once() {
    let shop = Shop::crowded();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    // Enter, a moment too long: the line is on the bill, and the bill is not sold.
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 1).await;
    holds(page, "Enter", false).await;
    holds(page, "F12", false).await;
    page.settled().await;
    page.count("line", 1).await;
    page.count("last-bill", 0).await;
    // Ctrl+Z likewise.
    page.keys(&format!("8902{ENTER}")).await;
    page.count("line", 2).await;
    page.pause().await;
    holds(page, "z", true).await;
    page.settled().await;
    page.count("line", 2).await;
    page.chord(&[CONTROL, 'z']).await;
    page.count("line", 1).await;
    page.keys(F12).await;
    page.see("last-bill").await;
    browser.close().await;
    shop.close();
}
