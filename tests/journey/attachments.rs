//! Photos and papers: on a bill, in a form, on a khata; scaled down, opened, hidden, and on another device.

use std::path::{Path, PathBuf};
use std::process::Command;

use smartkhata_tests::browser::{Browser, Page, Size};
use smartkhata_tests::program;

use super::shop::Shop;

/// A photo of a camera: 3,000 × 2,000 pixels, in which no two are alike.
fn photo(folder: &Path, seed: u32) -> PathBuf {
    let path = folder.join(format!("IMG {seed}.png"));
    let mut convert = Command::new(program::installed("convert", "imagemagick"));
    convert.args(["-size", "3000x2000", "-seed", &seed.to_string(), "plasma:white-navy", "-depth", "8"]).arg(&path);
    assert!(convert.status().unwrap().success());
    path
}

/// Waits until the attachments of the card stand so.
async fn stand(page: &Page, states: &[&str]) {
    let read = "return [...document.querySelectorAll('[data-testid=attachment]')].map(a => a.dataset.state).join()";
    page.becomes(read, &states.join(",")).await;
}

#[tokio::test]
async fn a_photo_of_a_bill_is_scaled_down_opened_hidden_and_shown_again() {
    let (shop, bill, _) = Shop::busy();
    let files = tempfile::tempdir().unwrap();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("shell").await;
    page.go(&format!("#/bills/{bill}")).await;
    page.see("attachments").await;
    page.give("attach-camera", &photo(files.path(), 1)).await;
    stand(page, &["here"]).await;
    let pdf = files.path().join("Supplier 7.pdf");
    std::fs::write(&pdf, "%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n").unwrap();
    page.give("attach-file", &pdf).await;
    stand(page, &["here", "here"]).await;
    page.script("document.querySelector('[data-testid=attachments]').scrollIntoView()").await;
    page.settled().await;
    page.picture("attachments").await;

    // The long edge is 1,600 pixels and it is a JPEG of some hundred kilobytes.
    page.tap("attachment").await;
    page.see("attachment-picture").await;
    let measure = "const p = document.querySelector('[data-testid=attachment-picture]'); \
                   return [p.naturalWidth, p.naturalHeight, p.src.slice(0, 22)].join()";
    page.becomes(measure, "1600,1066,data:image/jpeg;base64").await;
    page.settled().await;
    page.picture("attachment-open").await;
    page.tap("attachment-hide").await;
    stand(page, &["here"]).await;
    page.tap_last("toast-undo").await;
    stand(page, &["here", "here"]).await;

    // What is no photo is refused in words.
    let other = files.path().join("notes.pdf");
    std::fs::write(&other, "MZ not a paper").unwrap();
    page.give("attach-file", &other).await;
    page.says("toast", "Only a photo or a PDF").await;
    stand(page, &["here", "here"]).await;

    // The paper is handed over as it came.
    page.script("document.querySelectorAll('[data-testid=attachment]')[1].click()").await;
    page.tap("attachment-open").await;
    let saved = browser.saved("pdf").await;
    assert!(std::fs::read(saved).unwrap() == std::fs::read(&pdf).unwrap());
    page.tap("attachment-sheet-close").await;

    // The bytes are on another device, as far as this one knows: it says so, and shows them when they have come.
    let (lies, away) = (shop.folder().join("attachments"), shop.folder().join("elsewhere"));
    std::fs::rename(&lies, &away).unwrap();
    // The sheet's step back in the history must be over: it would take the reload's place.
    page.settled().await;
    page.reload().await;
    stand(page, &["away", "here"]).await;
    page.says("attachment", "On another device").await;
    page.script("document.querySelector('[data-testid=attachments]').scrollIntoView()").await;
    page.tap("attachment").await;
    page.settled().await;
    page.picture("attachment-away").await;
    page.tap("attachment-sheet-close").await;
    std::fs::rename(&away, &lies).unwrap();
    page.tap("attachment").await;
    stand(page, &["here", "here"]).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn photos_go_with_an_expense_a_purchase_a_khata_and_an_item() {
    let (shop, _, party) = Shop::busy();
    let files = tempfile::tempdir().unwrap();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("shell").await;

    page.go("#/expenses/new").await;
    page.tap("expense-rent").await;
    page.tap("keypad-9").await;
    for seed in [1, 2] {
        page.give("attach-file", &photo(files.path(), seed)).await;
        page.count("attach-chosen", usize::try_from(seed).unwrap()).await;
    }
    page.tap("attach-drop").await;
    page.count("attach-chosen", 1).await;
    page.picture("expense-photos").await;
    page.tap("expense-save").await;
    page.see("payments").await;
    page.tap("payments-out").await;
    page.tap("payment-row").await;
    page.see("one-payment").await;
    stand(page, &["here"]).await;

    page.go("#/purchases/new").await;
    page.fill("field-amount", "500").await;
    page.give("attach-file", &photo(files.path(), 3)).await;
    page.count("attach-chosen", 1).await;
    page.tap("purchase-save").await;
    page.see("purchases").await;
    page.tap("purchase-row").await;
    page.see("one-purchase").await;
    stand(page, &["here"]).await;

    page.go(&format!("#/khata/{party}")).await;
    page.tap("party-photos").await;
    page.give("attach-file", &photo(files.path(), 4)).await;
    stand(page, &["here"]).await;
    page.settled().await;
    page.picture("party-photos").await;
    page.tap("attachments-sheet-close").await;
    // The slip of what was given goes with its entry.
    page.tap("party-gave").await;
    page.tap("keypad-8").await;
    page.give("attach-file", &photo(files.path(), 6)).await;
    page.count("attach-chosen", 1).await;
    page.tap("entry-save").await;
    page.gone("entry").await;
    page.tap("statement-row").await;
    page.see("entry-actions").await;
    stand(page, &["here"]).await;
    page.tap("entry-actions-close").await;

    page.go("#/items").await;
    page.tap("item-row").await;
    page.see("item-form").await;
    page.give("attach-file", &photo(files.path(), 5)).await;
    stand(page, &["here"]).await;
    page.script("document.querySelector('[data-testid=attachments]').scrollIntoView()").await;
    page.settled().await;
    page.picture("item-photos").await;
    browser.close().await;
    shop.close();
}
