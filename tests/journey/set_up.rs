//! Setting a shop up: the first run of a wide screen, numbers and UPI on the next bill, and a logo that is undone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use smartkhata_tests::browser::{Browser, Size};

use super::shop::{NAME, Shop, words_of};

const ENTER: &str = "\u{e007}";
const F9: &str = "\u{e039}";

/// A picture of one red pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

#[tokio::test]
async fn a_new_shop_on_a_wide_screen_gets_its_numbers_its_upi_and_a_logo() {
    let shop = Shop::new();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("language-en").await;
    page.fill("field-name", &format!("{NAME}{ENTER}")).await;
    page.see("home").await;
    page.says("shop-name", NAME).await;

    // What is typed in the settings stands on the next bill.
    page.go("#/settings").await;
    page.fill("field-series", "K").await;
    page.fill("field-upi", "sharma@upi").await;
    page.tap("settings-save").await;
    page.gone("settings-save").await;
    page.go("#/bill").await;
    page.see("one-box").await;
    page.keys(&format!("9876543210{ENTER}")).await;
    page.says("counter-customer", "9876543210").await;
    page.keys(&format!("*45 chai{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(F9).await;
    page.says("last-bill", "K/").await;
    page.tap("last-bill-pdf").await;
    let words = words_of(&browser.saved("pdf").await);
    assert!(words.contains("sharma@upi"), "{words}");

    // A logo, undone, chosen once more, and removed.
    let files = tempfile::tempdir().unwrap();
    let logo = files.path().join("logo.png");
    std::fs::write(&logo, STANDARD.decode(PNG).unwrap()).unwrap();
    page.go("#/settings").await;
    page.give("settings-logo", &logo).await;
    page.see("settings-logo-remove").await;
    page.tap_last("toast-undo").await;
    page.gone("settings-logo-remove").await;
    // A browser says nothing of a file that its field holds already.
    page.becomes("return document.querySelector('[data-testid=settings-logo]').value", "").await;
    page.give("settings-logo", &logo).await;
    page.tap("settings-logo-remove").await;
    page.gone("settings-logo-remove").await;
    page.tap_last("toast-undo").await;
    page.see("settings-logo-remove").await;
    browser.close().await;
    shop.close();
}
