//! The counter and the khata by keyboard only: what is found, taken, kept and put right.

use smartkhata_tests::browser::{Browser, Size};

use super::shop::Shop;

const ENTER: &str = "\u{e007}";
const CONTROL: char = '\u{e009}';
const DOWN: &str = "\u{e015}";
const UP: &str = "\u{e013}";
const ESCAPE: &str = "\u{e00c}";
const ALT: char = '\u{e00a}';
const F4: &str = "\u{e034}";
const F8: &str = "\u{e038}";
const F9: &str = "\u{e039}";
const F10: &str = "\u{e03a}";
const F12: &str = "\u{e03c}";

#[tokio::test]
async fn what_is_typed_while_the_server_is_down_is_there_when_it_is_back() {
    let mut shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 1).await;
    page.pause().await;
    shop.stop();
    // It is said before the money is taken; a second bill is begun beside the first.
    page.keys(&format!("3**20 Samosa{ENTER}")).await;
    page.count("line", 2).await;
    page.see("lost").await;
    page.picture("counter-lost").await;
    page.keys(F8).await;
    page.keys(&format!("*30 Chai{ENTER}")).await;
    page.see("open-bill-2").await;
    page.pause().await;
    // The page goes while nobody answers.
    page.open("about:blank").await;
    shop.come_back();
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/bill").await;
    page.says("line", "Chai").await;
    page.tap("open-bill-1").await;
    page.count("line", 2).await;
    page.says("counter-total", "₹105").await;
    // It goes once more, and comes back under the page: the sign is gone by itself, and what was typed is kept.
    shop.stop();
    page.keys(&format!("*5 Toffee{ENTER}")).await;
    page.count("line", 3).await;
    page.see("lost").await;
    shop.come_back();
    page.gone("lost").await;
    page.keys(F12).await;
    page.says("last-bill", "₹110").await;
    page.pause().await;
    page.reload().await;
    page.says("line", "Chai").await;
    page.count("open-bill-1", 0).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_only_sounds_like_an_item_is_shown_and_taken_when_it_is_chosen() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys("sagar").await;
    page.says("one-box-result", "Sugar").await;
    page.picture("counter-alike").await;
    page.keys(ENTER).await;
    page.says("one-box-says", "sagar").await;
    page.count("line", 0).await;
    // Its price is what is asked for now; nothing was sold that nobody asked for.
    page.keys(&format!("30{ENTER}")).await;
    page.says("line", "sagar").await;
    page.keys("sagar").await;
    page.says("one-box-result", "Sugar").await;
    page.keys(&format!("{DOWN}{ENTER}")).await;
    page.count("line", 2).await;
    page.says("counter-total", "₹75").await;
    page.keys("sug").await;
    page.says("one-box-result", "Sugar").await;
    page.keys(ENTER).await;
    page.says("counter-total", "₹120").await;
    // A figure that is no quantity is said to be none, and is not the name of something new.
    page.keys(&format!("-3*sugar{ENTER}")).await;
    page.says("one-box-says", "not a quantity").await;
    page.value("one-box", "-3*sugar").await;
    page.count("line", 2).await;
    page.keys(&format!("2*sugar{ENTER}")).await;
    page.says("counter-total", "₹210").await;
    // A customer whose name only sounds like it is looked at first.
    page.keys(F4).await;
    page.says("customer-result", "Ramesh Kumar").await;
    page.keys("rameez").await;
    page.gone("customer-result").await;
    page.fill("customer-search", "rumesh").await;
    page.says("customer-result", "Ramesh Kumar").await;
    page.keys(ENTER).await;
    page.becomes("return document.activeElement.dataset.testid", "customer-result").await;
    page.picture("customer-alike").await;
    page.keys(ENTER).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn the_content_is_gone_to_without_leaving_the_screen() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/items").await;
    page.see("items").await;
    page.script("document.querySelector('.skip').click()").await;
    page.becomes("return document.activeElement.id", "main-content").await;
    page.becomes("return location.hash", "#/items").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn upi_is_taken_by_its_key_and_enter() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(F10).await;
    page.see("upi-code").await;
    page.becomes("return document.activeElement.dataset.testid", "upi-paid").await;
    page.picture("counter-upi").await;
    // The next customer's goods pass the scanner: nobody has said that money came.
    page.keys(&format!("8901{ENTER}")).await;
    page.becomes("return document.activeElement.dataset.testid", "upi-paid").await;
    page.see("upi-code").await;
    page.keys(ENTER).await;
    page.says("last-bill", "/0001").await;
    page.gone("sheet-upi").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_new_item_is_added_without_leaving_the_bill() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("8901{ENTER}")).await;
    page.count("line", 1).await;
    for way in [ESCAPE, ""] {
        page.chord(&[ALT, 'c']).await;
        page.see("sheet-item").await;
        if way.is_empty() {
            page.chord(&[ALT, 'c']).await;
        } else {
            page.keys(way).await;
        }
        page.gone("sheet-item").await;
        page.becomes("return document.activeElement.id", "one-box").await;
        page.count("line", 1).await;
    }
    // The name that is in no list goes along, and what was added is on the bill.
    page.keys("Jaggery").await;
    page.chord(&[ALT, 'c']).await;
    page.value("field-name", "Jaggery").await;
    page.picture("counter-new-item").await;
    page.fill("field-price", &format!("60{ENTER}")).await;
    page.gone("sheet-item").await;
    page.count("line", 2).await;
    page.says("counter-total", "₹105").await;
    page.value("one-box", "").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn figures_of_lakhs_and_crores_are_read_whole() {
    /// What of the counter is wider than its place.
    const CUT: &str = "
        return [...document.querySelectorAll(':is(.counter-right, .counter-lines) :is(input, output, dd, .amount)')].filter((e) => {
            const pane = e.closest('.counter-right, .counter-lines').getBoundingClientRect();
            const box = e.getBoundingClientRect();
            return box.width > 0 && (e.scrollWidth > e.clientWidth && e.tagName == 'INPUT' || box.right > pane.right || box.left < pane.left);
        }).map((e) => e.dataset.testid);";
    let shop = Shop::stocked();
    for size in [Size::Wide, Size::Counter] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        shop.counter(page).await;
        page.keys(&format!("*123456.75 Necklace{ENTER}12.345**12345678.25 Land in the old town{ENTER}")).await;
        page.count("line", 2).await;
        page.says("counter-total", "₹15,2").await;
        page.settled().await;
        page.picture("counter-crores").await;
        let cut = page.script(CUT).await;
        assert_eq!(cut.as_array().map(Vec::len), Some(0), "{size:?}: {cut}");
        // The next size begins with an empty bill.
        page.keys(&format!("9876543210{ENTER}")).await;
        page.says("counter-customer", "Ramesh Kumar").await;
        page.keys(F9).await;
        page.see("pending").await;
        page.picture("counter-crores-pending").await;
        page.keys(F9).await;
        page.says("last-bill", "/000").await;
        browser.close().await;
    }
    shop.close();
}

#[tokio::test]
async fn the_khata_by_keyboard_only() {
    let (shop, ..) = Shop::bought();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.says("home-youll-get", "₹100").await;
    for (figure, words) in [("home-youll-get", "You'll get\n₹100"), ("home-youll-give", "You'll give\n₹400")] {
        assert_eq!(page.text(figure).await, words);
    }
    page.picture("home").await;
    page.go("#/khata").await;
    page.count("khata-row", 2).await;
    page.keys(DOWN).await;
    page.keys(DOWN).await;
    let focus = "return document.activeElement.dataset.testid";
    page.becomes(focus, "khata-row").await;
    page.becomes("return document.activeElement.innerText.split('\\n')[1]", "Gupta").await;
    page.picture("khata-walked").await;
    page.keys(ENTER).await;
    page.says("party-name", "Gupta").await;
    page.becomes(focus, "party").await;
    page.settled().await;
    page.picture("khata-opened").await;
    // The counter's keys for the khata and for money: of a supplier, goods that came in and what he is paid.
    page.says("party-balance", "₹400").await;
    page.keys(F9).await;
    page.see("keypad-typed").await;
    page.keys(&format!("150{ENTER}")).await;
    page.gone("entry").await;
    page.says("party-balance", "₹550").await;
    page.keys(F12).await;
    page.see("keypad-typed").await;
    page.keys(&format!("50{ENTER}")).await;
    page.gone("entry").await;
    page.says("party-balance", "₹500").await;
    // What was typed is kept when Escape leaves it, as when Back does.
    page.keys(F9).await;
    page.see("keypad-typed").await;
    page.keys("75").await;
    page.keys(ESCAPE).await;
    page.gone("entry").await;
    page.keys(F9).await;
    page.value("keypad-typed", "75").await;
    page.keys(ESCAPE).await;
    page.gone("entry").await;
    // Back to the list, and above its first row to the search.
    page.becomes(focus, "party").await;
    page.keys(DOWN).await;
    page.becomes(focus, "statement-row").await;
    page.keys(ESCAPE).await;
    page.becomes(focus, "khata-row").await;
    page.keys(UP).await;
    page.keys(UP).await;
    page.becomes(focus, "khata-search").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_bill_that_was_taken_back_is_not_offered_again() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("9876543210{ENTER}8901{ENTER}{F9}")).await;
    page.says("last-bill", "/0001").await;
    page.keys(&format!("9876543210{ENTER}8902{ENTER}{F9}")).await;
    page.says("last-bill", "/0002").await;
    page.chord(&[CONTROL, 'z']).await;
    page.says("counter-total", "₹120").await;
    page.count("recent-bill", 1).await;
    page.says("recent-bill", "₹45").await;
    // Days are written one way everywhere.
    page.go("#/bills").await;
    page.count("bill-row", 2).await;
    page.becomes("return String(/\\d-\\d\\d\\d\\d\\b/.test(document.querySelector('main').innerText))", "false").await;
    browser.close().await;
    shop.close();
}
