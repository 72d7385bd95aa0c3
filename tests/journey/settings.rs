//! Language and colours change at once, and stay.

use smartkhata_tests::browser::{Browser, Size};

use super::shop::{NAME, Shop};

#[tokio::test]
async fn saved_settings_are_put_back_within_ten_seconds() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/settings").await;
    let paper = "return document.querySelector('[data-testid=setting-paper-58]').ariaPressed";
    page.tap("setting-paper-58").await;
    page.fill("field-name", "Verma Stores").await;
    page.tap("settings-save").await;
    page.says("shop-name", "Verma Stores").await;
    page.becomes(paper, "true").await;
    page.tap_last("toast-undo").await;
    page.says("shop-name", NAME).await;
    // The form shows what holds, and has nothing to save.
    page.value("field-name", NAME).await;
    page.becomes(paper, "false").await;
    page.gone("settings-save").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn the_language_and_the_colours_change_without_a_restart() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.says("rail-khata", "Khata").await;
    page.go("#/settings").await;
    page.tap("setting-language-hi").await;
    page.says("rail-khata", "खाता").await;
    page.root_is("lang", "hi").await;
    page.tap("setting-theme-dark").await;
    page.root_is("data-theme", "dark").await;
    page.picture("settings-hindi-dark").await;
    page.reload().await;
    page.says("rail-khata", "खाता").await;
    page.root_is("data-theme", "dark").await;
    page.tap("setting-language-hi-Latn").await;
    page.root_is("lang", "hi-Latn").await;
    page.tap("setting-language-en").await;
    page.says("rail-khata", "Khata").await;
    page.tap("setting-theme-light").await;
    page.root_is("data-theme", "light").await;
    browser.close().await;
    shop.close();
}
