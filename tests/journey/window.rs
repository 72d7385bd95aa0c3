//! The app's own window: first run, a bill at the counter, the statement; as narrow as a phone the khata, a bill and part
//! of the money; a fault of the page's own.

use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use smartkhata_core::Code;
use smartkhata_tests::books;
use smartkhata_tests::browser::Browser;

use super::phone::figure;
use super::shop::{NAME, words_of};

const ENTER: &str = "\u{e007}";
const F9: &str = "\u{e039}";
const CONTROL: char = '\u{e009}';

#[tokio::test]
async fn the_window_bills_a_customer_and_shows_the_statement() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::window(folder.path()).await;
    let page = &browser.page;
    page.see("first-run").await;
    page.tap("language-en").await;
    page.fill("field-name", NAME).await;
    page.tap("first-start").await;
    page.see("home").await;

    page.go("#/bill").await;
    // Nothing but keys from here: they go to the box by themselves.
    page.becomes("return document.activeElement.dataset.testid ?? ''", "one-box").await;
    page.keys(&format!("9876543210{ENTER}2**150 Sari{ENTER}")).await;
    page.says("counter-customer", "9876543210").await;
    page.count("line", 1).await;
    page.says("counter-total", "₹300").await;
    page.picture("counter").await;
    page.keys(F9).await;
    page.says("last-bill", "/0001").await;
    page.chord(&[CONTROL, 'p']).await;
    let words = words_of(&browser.saved("pdf").await);
    assert!(words.contains("Sari") && words.contains("300") && words.contains("/0001"), "{words}");

    page.go("#/khata").await;
    page.tap("khata-row").await;
    page.says("party-balance", "₹300").await;
    page.count("statement-row", 1).await;
    page.picture("statement").await;

    // Drawn as narrow as a phone: given and got, a bill in cash, part of the money.
    page.resize(390, 844).await;
    page.see("bar-bill").await;
    page.tap("party-gave").await;
    figure(page, "500").await;
    page.tap("entry-save").await;
    page.says("party-balance", "₹800").await;
    page.tap("party-got").await;
    figure(page, "200").await;
    page.tap("entry-save").await;
    page.says("party-balance", "₹600").await;
    page.picture("narrow-khata").await;
    page.tap("bar-bill").await;
    page.fill("bill-search", "Chai").await;
    page.tap("bill-open-item").await;
    figure(page, "45").await;
    page.tap("line-done").await;
    page.says("bill-total", "₹45").await;
    page.tap("bill-pay").await;
    page.picture("narrow-bill").await;
    page.tap("pay-cash").await;
    page.gone("sheet-pay").await;
    page.count("bill-line", 0).await;
    page.tap("bar-khata").await;
    page.tap("khata-row").await;
    page.tap("party-take-payment").await;
    page.fill("part-0-amount", "250").await;
    page.says("payment-total", "₹250").await;
    page.tap("payment-save").await;
    page.says("party-balance", "₹350").await;
    page.resize(1280, 800).await;
    page.see("rail-khata").await;

    // A second shop in the same window, and back.
    page.go("#/shops").await;
    page.count("shop-here", 1).await;
    page.tap("shops-add").await;
    page.see("first-run").await;
    page.fill("field-name", "Sharma Cloth House").await;
    page.tap("first-start").await;
    page.says("shop-name", "Sharma Cloth House").await;
    page.go("#/shops").await;
    page.count("shop-here", 2).await;
    page.tap("shop-open").await;
    page.says("shop-name", NAME).await;
    browser.close().await;
    assert_sound_once_closed(folder.path()).await;
}

/// The books of a window that was closed are sound. Its driver's session ends before the program has closed them.
pub async fn assert_sound_once_closed(folder: &Path) {
    let mut left = 100;
    let books = loop {
        match books::open(folder) {
            Err(error) if error.code == Code::FolderInUse && left > 0 => left -= 1,
            opened => break opened.unwrap(),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    books::assert_sound(&books);
}

/// What a server of faults is told, until a word comes.
fn told(server: &TcpListener, word: &str) -> String {
    let (mut stream, _) = server.accept().unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut told = String::new();
    while !told.contains(word) {
        let mut bytes = [0; 4096];
        let read = stream.read(&mut bytes).unwrap_or_else(|error| panic!("{error}: no {word} in {told}"));
        assert!(read > 0, "no {word} in {told}");
        told.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    told
}

#[tokio::test]
async fn a_fault_of_the_page_is_said_and_told_and_what_was_typed_is_there_again() {
    let (folder, server) = (tempfile::tempdir().unwrap(), TcpListener::bind("127.0.0.1:0").unwrap());
    let faults = format!("http://key@{}/7", server.local_addr().unwrap());
    let browser = Browser::window_telling(folder.path(), &faults).await;
    let page = &browser.page;
    page.tap("language-en").await;
    page.fill("field-name", NAME).await;
    page.tap("first-start").await;
    page.see("home").await;
    page.go("#/bill").await;
    page.fill("one-box", &format!("2**150 Sari{ENTER}")).await;
    page.count("line", 1).await;

    // What no browser does: a drawing in the place of a field says that it was typed into.
    page.script(
        "const box = document.querySelector('[data-testid=one-box]'), field = 'data-dioxus-id';
         const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'g');
         drawing.setAttribute(field, box.getAttribute(field));
         box.append(drawing); drawing.dispatchEvent(new Event('input', { bubbles: true }));",
    )
    .await;
    page.says("fault", "What you saved is safe").await;
    page.picture("fault").await;
    let told = tokio::task::spawn_blocking(move || told(&server, "colno")).await.unwrap();
    assert!(told.contains("ui_bg.wasm"), "{told}");
    let function = told.split("\"lineno\":").nth(1).and_then(|rest| rest.split(',').next());
    assert!(function.and_then(|number| number.parse::<u32>().ok()).is_some_and(|number| number > 0), "{told}");
    assert!(!told.contains("Sari") && !told.contains("/root") && !told.contains("/home"), "{told}");

    page.tap("fault-again").await;
    page.see("home").await;
    page.go("#/bill").await;
    page.count("line", 1).await;
    browser.close().await;
}
