//! Two devices and a backend, as their screens show it: connecting, letting one in, all the same, what clashes, shut out.

use std::path::Path;
use std::time::Duration;

use smartkhata_tests::browser::{Browser, Page, Size};

use super::backend::{Backend, invitation};
use super::shop::{NAME, Shop};

const ENTER: &str = "\u{e007}";
const F12: &str = "\u{e03c}";
const OWNER: &str = "sharma@shop.example";

/// Sells one thing at the counter.
async fn sell(page: &Page, number: &str) {
    page.go("#/bill").await;
    page.see("one-box").await;
    // Nothing that is counted in stock: only numbers are to clash.
    page.keys(&format!("*45 chai{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(F12).await;
    page.says("last-bill", number).await;
}

/// Connects a shop as its owner does: the address of the shop's own server, the code that comes.
pub async fn connect(page: &Page, backend: &Backend) {
    page.go("#/devices").await;
    page.see("field-identity").await;
    page.fill("field-identity", OWNER).await;
    page.tap("backend-more").await;
    page.fill("field-backend", &backend.address).await;
    page.picture("devices-connect").await;
    page.tap("connect-send").await;
    page.see("field-code").await;
    let code = backend.code(OWNER, "").await;
    page.fill("field-code", &code).await;
    page.tap("connect-done").await;
    page.see("devices-code").await;
}

/// Looks at a screen anew until it shows what is awaited: what devices tell each other takes its time.
async fn until(page: &Page, hash: &str, what: &str, shown: impl AsyncFn() -> bool) {
    for _ in 0..40 {
        page.go("#/items").await;
        page.see("items").await;
        page.go(hash).await;
        page.settled().await;
        if shown().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    page.picture("failed").await;
    panic!("{what}");
}

/// Whether the screen shows so many of these.
async fn shows(page: &Page, id: &str, count: usize) -> bool {
    page.all(id).await.len() == count
}

/// Whether one of these says something.
async fn said(page: &Page, id: &str, words: &str) -> bool {
    for element in page.all(id).await {
        if element.text().await.is_ok_and(|text| text.contains(words)) {
            return true;
        }
    }
    false
}

/// Until the screen says that all devices hold everything.
async fn agree(page: &Page) {
    until(page, "#/devices", "all devices hold everything", async || {
        let all = said(page, "devices-says", "All 2 devices hold").await;
        if !all {
            page.tap("devices-look").await;
        }
        all
    })
    .await;
}

/// Copies what is in a folder.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let (path, there) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &there);
        } else {
            std::fs::copy(&path, &there).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_connect_agree_clash_and_are_shut_out() {
    let mut backend = Backend::start().await;
    let mut counter = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&counter.address).await;
    page.see("home").await;
    sell(page, "/0001").await;

    connect(page, &backend).await;
    page.says("devices-says", "This device holds all").await;
    page.settled().await;
    page.picture("devices-alone").await;

    // A phone comes in by the code that is shown.
    let invited = invitation(page, "manager", "devices-invite").await;
    let pocket = Shop::new();
    let other = Browser::chromium(Size::Phone).await;
    let phone = &other.page;
    phone.open(&pocket.address).await;
    backend.type_invitation(phone, &invited).await;
    phone.picture("devices-join").await;
    phone.tap("join-start").await;
    phone.see("khata").await;
    until(phone, "#/bills", "the bill on the phone", async || shows(phone, "bill-row", 1).await).await;

    // Both hold everything and show one code.
    agree(page).await;
    page.count("device-row", 2).await;
    page.says("devices", "Ravi's phone").await;
    for theme in ["dark", "light"] {
        page.go("#/settings").await;
        page.tap(&format!("setting-theme-{theme}")).await;
        agree(page).await;
        page.picture(&format!("devices-all-{theme}")).await;
    }
    agree(phone).await;
    assert_eq!(phone.text("devices-code").await, page.text("devices-code").await);
    phone.settled().await;
    phone.picture("devices-all").await;

    // The counter's disk is set back to this evening; it does not know of the bill that is sold after it.
    counter.stop();
    let evening = tempfile::tempdir().unwrap();
    copy(counter.folder(), evening.path());
    counter.go_on();
    page.open(&counter.address).await;
    page.see("home").await;
    sell(page, "/0002").await;
    until(phone, "#/bills", "the second bill on the phone", async || shows(phone, "bill-row", 2).await).await;
    counter.stop();
    backend.stop();
    std::fs::remove_dir_all(counter.folder()).unwrap();
    copy(evening.path(), counter.folder());
    counter.go_on();
    page.open(&counter.address).await;
    page.see("home").await;
    sell(page, "/0002").await;
    until(page, "#/devices", "the backend is away", async || shows(page, "cloud-trouble", 1).await).await;
    page.picture("devices-away").await;
    backend.go_on();
    page.tap("devices-look").await;

    // Both bills stand, and somebody is told.
    until(page, "#/", "the sign", async || shows(page, "attention-sign", 1).await).await;
    page.tap("attention-sign").await;
    page.see("attention-row").await;
    page.says("attention", "/0002").await;
    page.settled().await;
    page.picture("attention-same-number").await;
    until(phone, "#/attention", "the clash on the phone", async || !shows(phone, "attention-row", 0).await).await;
    phone.picture("attention-same-number").await;

    // One is cancelled and written again: nothing is left to look at.
    page.tap("attention-open").await;
    page.says("bill-number", "/0002").await;
    page.tap_twice("bill-cancel").await;
    page.tap("bill-again").await;
    page.see("one-box").await;
    page.count("line", 1).await;
    page.keys(F12).await;
    page.see("last-bill").await;
    page.go("#/attention").await;
    page.gone("attention-row").await;
    page.see("empty").await;
    until(phone, "#/attention", "nothing left on the phone", async || shows(phone, "empty", 1).await).await;

    // The phone is shut out; it keeps what it has, and what it still sells is taken and shown.
    page.go("#/devices").await;
    page.says("devices", "Ravi's phone").await;
    let row = "[data-testid='device-row']:has([data-testid='device-remove'])";
    let others = page.script(&format!("return document.querySelectorAll(\"{row}\").length")).await;
    assert!(others.as_i64().unwrap() >= 1);
    page.script(&format!(
        "[...document.querySelectorAll(\"{row}\")].find((row) => row.textContent.includes('Ravi')) \
         .querySelector('[data-testid=device-remove]').click()"
    ))
    .await;
    page.settled().await;
    page.picture("devices-remove").await;
    page.script(&format!(
        "[...document.querySelectorAll(\"{row}\")].find((row) => row.textContent.includes('Ravi')) \
         .querySelector('[data-testid=device-remove]').click()"
    ))
    .await;
    page.says("toasts", "was removed").await;
    until(phone, "#/devices", "the phone knows", async || shows(phone, "devices-removed", 1).await).await;
    phone.picture("devices-removed").await;
    phone.go("#/bills").await;
    phone.says("bills", "/0002").await;
    assert!(phone.text("bills").await.contains("/0001"), "{NAME} is still on the phone");
    other.close().await;
    browser.close().await;
    pocket.close();
    counter.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_left_comes_back_by_a_code_with_what_it_had_not_sent() {
    let backend = Backend::start().await;
    let counter = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&counter.address).await;
    page.see("home").await;
    connect(page, &backend).await;
    let invited = invitation(page, "staff", "devices-invite-staff").await;

    let pocket = Shop::new();
    let other = Browser::chromium(Size::Wide).await;
    let phone = &other.page;
    phone.open(&pocket.address).await;
    backend.type_invitation(phone, &invited).await;
    phone.tap("join-start").await;
    phone.see("home").await;
    until(phone, "#/devices", "connected", async || shows(phone, "devices-leave", 1).await).await;
    phone.tap_twice("devices-leave").await;
    phone.see("devices-by-code").await;
    sell(phone, "/0001").await;

    page.go("#/devices").await;
    let invited = invitation(page, "staff", "devices-invite-staff").await;
    phone.go("#/devices").await;
    phone.settled().await;
    phone.picture("devices-by-code").await;
    phone.tap("devices-by-code").await;
    phone.see("field-code").await;
    phone.fill("field-code", &format!("{invited} {}", backend.address)).await;
    phone.tap("join-start").await;
    phone.see("devices-leave").await;
    until(page, "#/bills", "the unsent bill on the counter", async || shows(page, "bill-row", 1).await).await;
    other.close().await;
    browser.close().await;
    pocket.close();
    counter.close();
}
