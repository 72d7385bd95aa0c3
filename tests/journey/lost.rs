//! An answer that is lost on its way: whoever asks again has saved once, and what was saved is not changed.

use smartkhata_tests::browser::{Browser, Size};

use super::shop::Shop;

/// What is sent to save an item arrives, and nobody hears that it did.
const ITEMS_ANSWER_IS_LOST: &str = "const send = window.fetch.bind(window);
    window.lost = 0;
    window.fetch = async (...asked) => {
        const answer = await send(...asked);
        if (window.lost === 0 && JSON.stringify([asked[0], asked[1]?.body]).includes('item.save')) {
            window.lost = 1;
            throw new TypeError('lost');
        }
        return answer;
    };";

#[tokio::test]
async fn what_may_be_saved_already_is_not_changed_by_what_is_typed_over_it() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/items/new").await;
    page.script(ITEMS_ANSWER_IS_LOST).await;
    page.fill("field-name", "Gur").await;
    page.fill("field-price", "60").await;
    page.tap("item-save").await;
    page.becomes("return String(window.lost)", "1").await;
    page.settled().await;
    // Another item is typed over the one of which nobody knows.
    page.fill("field-name", "Khand").await;
    page.tap("item-save").await;
    page.fill("items-search", "khand").await;
    page.says("item-row", "Khand").await;
    page.fill("items-search", "gur").await;
    page.says("item-row", "Gur").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_form_that_is_opened_anew_after_a_lost_answer_saves_its_item_once() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/items/new").await;
    page.script(ITEMS_ANSWER_IS_LOST).await;
    page.fill("field-name", "Gur").await;
    page.fill("field-price", "60").await;
    page.tap("item-save").await;
    page.becomes("return String(window.lost)", "1").await;
    page.settled().await;
    page.go("#/items").await;
    page.see("items-search").await;
    page.go("#/items/new").await;
    page.value("field-name", "Gur").await;
    page.tap("item-save").await;
    page.fill("items-search", "gur").await;
    page.says("item-row", "Gur").await;
    page.count("item-row", 1).await;
    browser.close().await;
    shop.close();
}
