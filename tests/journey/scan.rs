//! The phone's camera reads barcodes onto the bill and into an item. Chromium on Linux has a camera that shows a test
//! picture, and reads no barcodes: a reader that sees what the test says stands in for that alone.

use smartkhata_tests::browser::{Browser, Page, Size};

use crate::shop::Shop;

/// `seen` is what the reader sees, as soon as there is a picture; `stream` what the page got of the camera.
const READER: &str = r"
    window.seen = [];
    window.BarcodeDetector = class {
        async detect(video) { return video.videoWidth > 0 ? window.seen.map(rawValue => ({ rawValue })) : []; }
    };
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async wanted => window.stream = await open(wanted);
    MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
    MediaStreamTrack.prototype.applyConstraints = async wanted => { window.torch = wanted.advanced[0].torch; };
    return 1;
";

async fn sees(page: &Page, codes: &str) {
    page.script(&format!("window.seen = {codes}; return 1")).await;
}

/// The camera is off.
async fn is_off(page: &Page) {
    page.gone("sheet-scan").await;
    page.becomes("return window.stream.getTracks().map(track => track.readyState).join()", "ended").await;
}

#[tokio::test]
async fn what_the_camera_sees_is_on_the_bill_once() {
    let shop = Shop::unpriced();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go("#/bill").await;
    page.see("bill-search").await;
    // No reader of barcodes, no button.
    page.count("scan", 0).await;
    page.go("#/khata").await;
    page.see("khata").await;
    page.script(READER).await;
    page.go("#/bill").await;
    page.tap("scan").await;
    page.see("scan-picture").await;
    sees(page, "['8901']").await;
    page.says("scan-said", "Sugar").await;
    page.says("bill-line", "1 kg").await;
    page.picture("bill-scan").await;
    // Held there it is not sold again; tapped it is.
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    page.says("bill-line", "1 kg").await;
    page.tap("scan-picture").await;
    page.says("bill-line", "2 kg").await;
    // Away for a second, and shown once more.
    sees(page, "[]").await;
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    sees(page, "['8901']").await;
    page.says("bill-line", "3 kg").await;
    page.tap("scan-light").await;
    page.becomes("return String(window.torch)", "true").await;
    page.tap("sheet-scan-close").await;
    is_off(page).await;
    // Of two with one code somebody chooses.
    page.tap("scan").await;
    sees(page, "['AB12']").await;
    is_off(page).await;
    page.value("bill-search", "AB12").await;
    page.count("bill-line", 1).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_camera_that_is_refused_or_missing_is_said() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.script(READER).await;
    for (error, said) in [("NotAllowedError", "not allowed"), ("NotFoundError", "No camera")] {
        let refuses = format!(
            "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{error}')); return 1"
        );
        page.script(&refuses).await;
        page.go("#/bill").await;
        page.tap("scan").await;
        page.says("scan-trouble", said).await;
        page.picture(&format!("bill-scan-{error}")).await;
        page.tap("sheet-scan-close").await;
        page.gone("sheet-scan").await;
    }
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn an_items_barcode_is_scanned_into_its_field() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.script(READER).await;
    page.go("#/items/new").await;
    page.bring("scan").await;
    page.tap("scan").await;
    page.see("scan-picture").await;
    sees(page, "['8901234567894']").await;
    is_off(page).await;
    page.value("field-code", "8901234567894").await;
    browser.close().await;
    shop.close();
}
