//! A server or a window is gone in the middle of a word, as when the power is: what was typed is on the bill that comes
//! back.

use std::path::{Path, PathBuf};
use std::process::Command;

use smartkhata_tests::browser::{Browser, Size};
use smartkhata_tests::program::named;

use super::shop::{NAME, Shop};
use super::window::assert_sound_once_closed;

const ENTER: &str = "\u{e007}";
const F12: &str = "\u{e03c}";

#[tokio::test]
async fn a_draft_outlives_a_server_that_is_killed_while_somebody_types() {
    let mut shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys(&format!("9876543210{ENTER}8901{ENTER}")).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.count("line", 1).await;
    // One line may be on its way, the next comes when nobody answers.
    page.keys(&format!("3*8902{ENTER}")).await;
    page.count("line", 2).await;
    shop.kill();
    page.keys(&format!("2**20 Samosa{ENTER}")).await;
    page.count("line", 3).await;
    page.says("counter-total", "₹445").await;
    page.see("lost").await;
    // The page goes as well; a server is started anew on what the dead one left.
    page.open("about:blank").await;
    shop.come_back();
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/bill").await;
    page.count("line", 3).await;
    page.says("counter-total", "₹445").await;
    page.says("counter-customer", "Ramesh Kumar").await;
    page.picture("counter-after-the-cut").await;

    // Killed once more between two keys, with the page open: it goes on by itself.
    page.keys("89").await;
    shop.kill();
    page.keys("03").await;
    page.see("lost").await;
    shop.come_back();
    page.gone("lost").await;
    page.keys(ENTER).await;
    page.count("line", 4).await;
    page.keys(F12).await;
    page.says("last-bill", "/0001 · ₹455").await;
    browser.close().await;
    shop.close();
}

/// The process of the window on these books.
fn window_on(books: &Path) -> String {
    let app = named("SMARTKHATA_DESKTOP").canonicalize().unwrap();
    let data = format!("SMARTKHATA_DATA={}", books.display());
    let is_it = |process: &PathBuf| {
        let told = std::fs::read(process.join("environ")).unwrap_or_default();
        std::fs::read_link(process.join("exe")).is_ok_and(|program| program == app)
            && told.split(|byte| *byte == 0).any(|variable| variable == data.as_bytes())
    };
    let found = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path()).find(is_it);
    found.unwrap().file_name().unwrap().to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_bill_outlives_a_window_that_is_killed_over_it() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::window(folder.path()).await;
    let page = &browser.page;
    page.tap("language-en").await;
    page.fill("field-name", NAME).await;
    page.tap("first-start").await;
    page.see("home").await;
    page.go("#/bill").await;
    page.see("one-box").await;
    page.keys(&format!("2**150 Sari{ENTER}")).await;
    page.count("line", 1).await;
    // The pause of a hand that looks for the next thing; the second line is not yet one.
    page.pause().await;
    page.keys("3**20 Sam").await;
    let killed = Command::new("kill").args(["-KILL", &window_on(folder.path())]).status();
    assert!(killed.unwrap().success());
    drop(browser);

    let browser = Browser::window(folder.path()).await;
    let page = &browser.page;
    page.see("home").await;
    page.go("#/bill").await;
    page.count("line", 1).await;
    page.says("counter-total", "₹300").await;
    page.keys(F12).await;
    page.says("last-bill", "/0001 · ₹300").await;
    browser.close().await;
    assert_sound_once_closed(folder.path()).await;
}
