//! The way out of the backend: everything of a shop taken along, an account that is to be erased, and a changed mind.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use smartkhata_tests::books;
use smartkhata_tests::browser::{Browser, Page, Size};

use super::backend::Backend;
use super::devices::connect;
use super::shop::{NAME, Shop};
use super::web::{in_both_themes, sign_in};

const OWNER: &str = "asha@shop.example";
const STAFF: &str = "ravi@shop.example";

/// A file of an archive, which has to be whole.
fn of_archive(archive: &Path, name: &str) -> String {
    let read = Command::new("tar").arg("-xOf").arg(archive).arg(name).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).unwrap()
}

fn json_of(archive: &Path, name: &str) -> Value {
    serde_json::from_str(&of_archive(archive, name)).unwrap()
}

/// Begins to leave, looks at what is said, and stays after all.
async fn changes_mind(page: &Page, choice: &str) {
    page.bring("leaving").await;
    page.tap("leaving-more").await;
    page.settled().await;
    page.bring(choice).await;
    page.picture("leaving").await;
    page.tap_twice(choice).await;
    page.says("leaving-begun", &books::today().plus_days(30).indian_short()).await;
    page.gone("leaving-more").await;
    page.reload().await;
    page.see("leaving-begun").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_takes_the_shop_along_leaves_and_stays_after_all() {
    let backend = Backend::start().await;
    let asha = backend.caller(OWNER).await;
    let shop = asha.ask("POST", "/shops", json!({ "name": "Asha Stores", "language": "en" })).await;
    let shop = shop["id"].as_str().unwrap().to_owned();
    let party = json!({ "edit": { "name": "Ramesh Kumar" }, "opening": 24_000 });
    asha.door(&shop, "party.save", party).await;
    asha.ask("PUT", &format!("/b/{shop}/members"), json!({ "identity": STAFF, "role": "staff" })).await;

    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&format!("{}/", backend.address)).await;
    page.see("sign-in").await;
    page.tap("sign-in-language-en").await;
    let used = backend.code(OWNER, "").await;
    sign_in(page, &backend, OWNER, &used).await;
    page.see("home").await;
    page.go("#/settings").await;
    page.tap("leaving-export").await;
    let archive = browser.saved("tar").await;
    assert_eq!(json_of(&archive, "people.json")["members"].as_array().unwrap().len(), 2);
    assert_eq!(json_of(&archive, "manifest.json")["shop"]["name"], "Asha Stores");
    assert!(of_archive(&archive, "parties.csv").contains("Ramesh Kumar"));

    changes_mind(page, "leaving-erase").await;
    assert!(asha.ask("GET", "/account", json!({})).await["leaving_ms"].is_i64());
    in_both_themes(page, "leaving-begun", "leaving-begun").await;
    page.tap("leaving-stay").await;
    page.gone("leaving-begun").await;
    assert!(asha.ask("GET", "/account", json!({})).await["leaving_ms"].is_null());
    page.see("leaving-more").await;
    browser.close().await;

    // Somebody who works there takes nothing of it along, and may go.
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&format!("{}/", backend.address)).await;
    page.see("sign-in").await;
    page.tap("sign-in-language-hi").await;
    sign_in(page, &backend, STAFF, "").await;
    page.see("khata").await;
    page.go("#/settings").await;
    page.see("leaving-more").await;
    assert!(page.all("leaving-export").await.is_empty());
    changes_mind(page, "leaving-keep").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_connected_takes_the_shop_along_and_its_books_stay() {
    let backend = Backend::start().await;
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/devices").await;
    assert!(page.all("leaving").await.is_empty(), "nobody is signed in");
    connect(page, &backend).await;
    page.says("devices-says", "This device holds all").await;
    page.tap("leaving-export").await;
    let archive = browser.saved("tar").await;
    assert_eq!(json_of(&archive, "manifest.json")["shop"]["name"], NAME);
    assert!(of_archive(&archive, "parties.csv").contains("Ramesh Kumar"));
    changes_mind(page, "leaving-erase").await;
    // Until then everything goes on.
    page.tap("devices-look").await;
    page.says("devices-says", "This device holds all").await;
    page.tap("leaving-stay").await;
    page.gone("leaving-begun").await;
    page.go("#/khata").await;
    page.says("khata-row", "Ramesh Kumar").await;
    browser.close().await;
    shop.close();
}
