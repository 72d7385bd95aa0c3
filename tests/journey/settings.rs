//! Language and colours change at once, and stay; numbers, UPI and logo are on the next bill.

use std::path::{Path, PathBuf};
use std::process::Command;

use smartkhata_tests::browser::{Browser, Page, Size};
use smartkhata_tests::program;

use super::shop::{NAME, Shop, words_of};

const ENTER: &str = "\u{e007}";
const F9: &str = "\u{e039}";
const F10: &str = "\u{e03a}";
const CONTROL: char = '\u{e009}';

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

#[tokio::test]
async fn a_series_and_a_upi_id_are_typed_refused_where_they_are_none_and_on_the_next_bill() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/settings").await;
    page.value("field-upi", "sharma@upi").await;
    for (field, wrong, says, right) in
        [("upi", "98300 12345", "name@bank", "kirana@okaxis"), ("series", "2026", "1 to 3 letters or digits", "kol")]
    {
        let typed = format!("field-{field}");
        page.fill(&typed, wrong).await;
        page.tap("settings-save").await;
        page.says(&format!("{typed}-error"), says).await;
        page.picture(&format!("settings-wrong-{field}")).await;
        // What is refused is not saved, and stands to be put right.
        page.value(&typed, wrong).await;
        page.fill(&typed, right).await;
        page.tap("settings-save").await;
        page.gone("settings-save").await;
        page.gone(&format!("{typed}-error")).await;
    }
    page.value("field-series", "KOL").await;

    page.go("#/bill").await;
    page.see("one-box").await;
    page.keys(&format!("9876543210{ENTER}8902{ENTER}")).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.says("counter-total", "₹120").await;
    page.keys(F10).await;
    page.see("upi-code").await;
    page.says("sheet-upi", "kirana@okaxis").await;
    page.tap("sheet-upi-close").await;
    page.gone("sheet-upi").await;
    page.keys(F9).await;
    page.says("last-bill", "KOL/").await;
    page.chord(&[CONTROL, 'p']).await;
    let pdf = words_of(&browser.saved("pdf").await);
    for words in ["KOL/", "/0001", "kirana@okaxis"] {
        assert!(pdf.contains(words), "{words:?} is not in the PDF:\n{pdf}");
    }
    browser.close().await;
    shop.close();
}

/// A picture of 300 × 120 pixels.
fn logo(folder: &Path) -> PathBuf {
    let path = folder.join("logo.png");
    let mut convert = Command::new(program::installed("convert", "imagemagick"));
    convert.args(["-size", "300x120", "gradient:navy-orange", "-depth", "8"]).arg(&path);
    assert!(convert.status().unwrap().success());
    path
}

/// Whether a PDF holds a picture of that size.
fn shows_logo(pdf: &Path) -> bool {
    let list = Command::new(program::installed("pdfimages", "poppler-utils")).arg("-list").arg(pdf).output().unwrap();
    assert!(list.status.success(), "{}: {}", pdf.display(), String::from_utf8_lossy(&list.stderr));
    let list = String::from_utf8(list.stdout).unwrap();
    list.lines().any(|line| line.split_whitespace().skip(3).take(2).eq(["300", "120"]))
}

/// The PDF of the bill that is shown.
async fn paper(browser: &Browser) -> PathBuf {
    browser.page.tap("bill-pdf").await;
    browser.saved("pdf").await
}

/// Waits until a picture of that size is shown as the logo, or none.
async fn logo_is(page: &Page, width: &str) {
    let read = "return String(document.querySelector('img.logo')?.naturalWidth ?? 'none')";
    page.becomes(read, width).await;
}

#[tokio::test]
async fn a_logo_is_chosen_shown_printed_and_taken_back() {
    let (shop, bill, _) = Shop::busy();
    let files = tempfile::tempdir().unwrap();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("shell").await;
    let bill = format!("#/bills/{bill}");
    page.go(&bill).await;
    let plain = paper(&browser).await;
    assert!(!shows_logo(&plain), "a logo that nobody has chosen");
    std::fs::remove_file(plain).unwrap();

    page.go("#/settings").await;
    logo_is(page, "none").await;
    page.give("settings-logo", &logo(files.path())).await;
    logo_is(page, "300").await;
    page.bring("settings-logo-remove").await;
    page.picture("settings-logo").await;
    page.go(&bill).await;
    assert!(shows_logo(&paper(&browser).await), "the logo is not on the PDF");

    // What is no picture is refused in words, and the logo stays.
    let other = files.path().join("other.png");
    std::fs::write(&other, "MZ not a picture").unwrap();
    page.go("#/settings").await;
    page.give("settings-logo", &other).await;
    page.says("trouble", "PNG").await;
    logo_is(page, "300").await;

    // Removed, undone; chosen, undone.
    page.bring("settings-logo-remove").await;
    page.tap("settings-logo-remove").await;
    logo_is(page, "none").await;
    page.tap_last("toast-undo").await;
    logo_is(page, "300").await;
    page.bring("settings-logo-remove").await;
    page.tap("settings-logo-remove").await;
    logo_is(page, "none").await;
    page.give("settings-logo", &logo(files.path())).await;
    logo_is(page, "300").await;
    page.tap_last("toast-undo").await;
    logo_is(page, "none").await;
    browser.close().await;
    shop.close();
}
