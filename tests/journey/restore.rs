//! The way back from a backup, where no books are open: damaged ones, and a machine that has none yet.

use smartkhata_core::api::backup::CreateBackup;
use smartkhata_tests::books;
use smartkhata_tests::browser::{Browser, Size};

use super::shop::{NAME, Shop};

#[tokio::test]
async fn books_that_do_not_open_give_way_to_a_backup_on_the_screen_that_says_so() {
    let mut shop = Shop::stocked();
    shop.stop();
    let backup = books::open(shop.folder()).unwrap().create_backup(&CreateBackup::default()).unwrap();
    let file = shop.folder().join("books.sqlite");
    let damaged = b"no books".repeat(4_096);
    std::fs::write(&file, &damaged).unwrap();
    shop.go_on();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("backup-row").await;
    page.picture("books-damaged").await;
    page.tap("backup-restore").await;
    page.see("home").await;
    page.says("shop-name", NAME).await;
    page.go("#/items").await;
    page.count("item-row", 4).await;
    browser.close().await;

    let files = std::fs::read_dir(shop.folder()).unwrap().flatten().map(|entry| entry.path());
    let aside = files.filter(|path| path.to_string_lossy().contains("replaced-")).collect::<Vec<_>>();
    assert!(aside.iter().any(|path| std::fs::read(path).unwrap() == damaged), "the damaged file is kept");

    // A machine without books takes the same file, as a phone's picker gives it.
    let fresh = Shop::new();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&fresh.address).await;
    page.tap("language-en").await;
    page.tap("first-restore").await;
    page.see("backup-restore-path").await;
    page.picture("first-restore-phone").await;
    page.fill("field-path", "/nowhere.smartkhata").await;
    page.tap("backup-restore-path").await;
    page.see("field-path-error").await;
    page.give("backup-file", backup.path.as_ref()).await;
    page.gone("first-run").await;
    page.go("#/items").await;
    page.count("item-row", 4).await;
    browser.close().await;
    fresh.close();
    shop.close();
}
