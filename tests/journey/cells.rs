//! Where the next key goes at the counter: figures that are changed in a line, and the box after a press of the mouse.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const CONTROL: char = '\u{e009}';
const ESCAPE: &str = "\u{e00c}";
const F9: &str = "\u{e039}";
const F10: &str = "\u{e03a}";
const F12: &str = "\u{e03c}";

/// Types over what stands in a cell, and does not leave it.
async fn type_over(page: &Page, cell: &str, figure: &str) {
    page.tap(cell).await;
    page.chord(&[CONTROL, 'a']).await;
    page.keys(figure).await;
}

#[tokio::test]
async fn a_figure_that_is_typed_in_a_cell_is_on_the_bill_whose_money_is_taken() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8902{ENTER}")).await;
    page.count("line", 1).await;
    type_over(page, "line-quantity", &format!("10{F12}")).await;
    page.says("last-bill", "/0001 · ₹1,200").await;
    // The code asks for what is on the screen behind it, and that is what is booked.
    page.keys(&format!("8902{ENTER}")).await;
    page.count("line", 1).await;
    type_over(page, "line-quantity", &format!("7{F10}")).await;
    page.see("upi-code").await;
    page.becomes("return document.querySelector('.upi-amount').innerText", "₹840").await;
    page.picture("counter-cell-upi").await;
    page.keys(ENTER).await;
    page.says("last-bill", "/0002 · ₹840").await;
    page.keys(&format!("9876543210{ENTER}8902{ENTER}")).await;
    page.count("line", 1).await;
    type_over(page, "line-price", &format!("110{F9}")).await;
    page.says("last-bill", "/0003 · ₹110 · Ramesh Kumar").await;
    // What is no figure stays to be put right, and nothing is sold meanwhile; Escape leaves the figure as it was.
    page.keys(&format!("8902{ENTER}")).await;
    page.count("line", 1).await;
    type_over(page, "line-quantity", &format!("abc{F12}")).await;
    page.says("one-box-says", "not a quantity").await;
    page.value("line-quantity", "abc").await;
    page.picture("counter-cell-refused").await;
    page.tap("tender-cash").await;
    page.keys(ESCAPE).await;
    page.value("line-quantity", "1").await;
    page.becomes("return document.activeElement.id", "one-box").await;
    page.says("last-bill", "/0003").await;
    type_over(page, "line-quantity", &format!("9{ESCAPE}")).await;
    page.value("line-quantity", "1").await;
    page.says("counter-total", "₹120").await;
    page.keys(F12).await;
    page.says("last-bill", "/0004 · ₹120").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn the_next_key_goes_to_the_box_whatever_the_mouse_pressed() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    let focus = "return document.activeElement.id";
    shop.counter(page).await;
    page.keys(&format!("9876543210{ENTER}8902{ENTER}")).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.count("line", 1).await;
    page.tap("counter-customer-clear").await;
    page.gone("counter-customer-clear").await;
    page.becomes(focus, "one-box").await;
    page.tap("key-hold").await;
    page.count("line", 0).await;
    page.becomes(focus, "one-box").await;
    page.keys(&format!("8901{ENTER}{F12}")).await;
    page.says("last-bill", "/0001 · ₹45").await;
    page.tap("toast-undo").await;
    page.says("line", "Sugar").await;
    page.becomes(focus, "one-box").await;
    // Enter on the empty box takes the cash, also with the focus on nothing.
    page.tap("key-print").await;
    page.script("document.activeElement.blur()").await;
    page.keys(ENTER).await;
    page.says("last-bill", "/0002 · ₹45").await;
    page.becomes(focus, "one-box").await;
    page.tap_last("toast-close").await;
    page.becomes(focus, "one-box").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_was_just_done_covers_nothing_at_the_counter_and_moves_no_key() {
    /// What is pressed or read there and has a toast over it.
    const COVERED: &str = "
        return [...document.querySelectorAll('.counter :is(.keys, .counter-right) button, .counter td')].filter((e) => {
            const box = e.getBoundingClientRect();
            const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
            return top && top.closest('.toast');
        }).map((e) => e.textContent);";
    const KEYS: &str = "return document.querySelector('.keys').getBoundingClientRect().top";
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    let before = page.script(KEYS).await;
    for _ in 0..3 {
        page.keys(&format!("8901{ENTER}")).await;
        page.count("line", 1).await;
        page.tap("note-100").await;
        page.count("line", 0).await;
    }
    page.keys(&format!("8901{ENTER}8902{ENTER}8903{ENTER}8904{ENTER}*5 Toffee{ENTER}")).await;
    page.count("line", 5).await;
    page.see("toast-undo").await;
    page.picture("counter-toasts").await;
    assert_eq!(page.script(KEYS).await, before);
    let covered = page.script(COVERED).await;
    assert_eq!(covered.as_array().map(Vec::len), Some(0), "{covered}");
    browser.close().await;
    shop.close();
}
