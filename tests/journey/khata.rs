//! The list of the khata under a finger: a long press calls, writes and reminds, and the search takes digits.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::phone::figure;
use super::shop::{NAME, Shop};

/// What would leave the page is kept in it: there is nobody to call.
const KEEP_OPENED: &str =
    "window.opened = []; window.open = (address) => { window.opened.push(address); return null; };";

/// What was opened last; what it says is decoded.
const OPENED: &str = "return decodeURIComponent(window.opened.at(-1) ?? '')";

/// A long press on the first name, as a phone tells of it: a driver's finger that stays makes none. The browser's own menu
/// of the link does not open.
async fn hold(page: &Page) {
    page.see("khata-row").await;
    let told =
        "const press = new PointerEvent('contextmenu', { bubbles: true, cancelable: true, pointerType: 'touch' });
        document.querySelector('[data-testid=khata-row]').dispatchEvent(press);
        return press.defaultPrevented";
    assert_eq!(page.script(told).await, true);
}

#[tokio::test]
async fn a_long_press_on_a_name_calls_writes_and_reminds() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata-row").await;
    page.script(KEEP_OPENED).await;
    hold(page).await;
    page.says("khata-actions", "Ramesh Kumar").await;
    page.settled().await;
    page.picture("khata-actions").await;
    page.tap("actions-call").await;
    page.becomes(OPENED, "tel:9876543210").await;
    page.tap("actions-whatsapp").await;
    page.becomes(OPENED, "https://wa.me/919876543210?text=").await;
    page.tap("actions-remind").await;
    let reminder = format!("Namaste Ramesh Kumar, ₹240 is due at {NAME}. Thank you!");
    page.becomes(OPENED, &format!("https://wa.me/919876543210?text={reminder}")).await;
    // What was given is written from here, too.
    page.tap("actions-gave").await;
    page.see("entry").await;
    page.gone("khata-actions").await;
    figure(page, "60").await;
    page.tap("entry-save").await;
    page.gone("entry").await;
    page.says("khata-row", "₹300").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn who_has_no_number_and_owes_nothing_is_neither_called_nor_reminded() {
    let shop = Shop::late();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.fill("khata-search", "Asha").await;
    page.count("khata-row", 1).await;
    hold(page).await;
    page.says("khata-actions", "Asha").await;
    for absent in ["actions-call", "actions-whatsapp", "actions-remind"] {
        page.count(absent, 0).await;
    }
    page.tap("actions-edit").await;
    page.value("field-name", "Asha").await;
    browser.close().await;
    shop.close();
}

/// Which keys the phone shows for the search, and whether it has the focus.
async fn searches_with(page: &Page, keys: &str) {
    let read = "const e = document.activeElement; return e.dataset.testid + ' ' + e.inputMode";
    page.becomes(read, &format!("khata-search {keys}")).await;
}

#[tokio::test]
async fn the_search_takes_digits_at_one_press_and_letters_at_the_next() {
    let shop = Shop::late();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.count("khata-row", 3).await;
    page.tap("khata-keypad").await;
    searches_with(page, "tel").await;
    page.keys("98765").await;
    page.count("khata-row", 1).await;
    page.says("khata-row", "Ramesh Kumar").await;
    page.tap("khata-search-clear").await;
    page.tap("khata-keypad").await;
    searches_with(page, "search").await;
    page.keys("sita").await;
    page.count("khata-row", 1).await;
    page.says("khata-row", "Sita Devi").await;
    browser.close().await;
    shop.close();
}
