//! Lists of any length: few rows are drawn, and the last one is reached.

use std::time::Duration;

use smartkhata_core::api::item::ListItems;
use smartkhata_tests::books;
use smartkhata_tests::browser::{Browser, Page, Size};

use super::shop::Shop;

const ITEMS: usize = 50_000;

/// More rows than a screen and what is spared above and below it.
const MOST_DRAWN: usize = 40;

/// How often the list is looked at until its end has to be there, and how long is waited between.
const LOOKS: u32 = 900;
const PAUSE: Duration = Duration::from_millis(200);

/// How many rows are drawn, and how many the list knows of.
async fn rows(page: &Page) -> (usize, usize) {
    let read = "const list = document.querySelector('[data-testid=items-list]');
        return [list.querySelectorAll('[data-testid=item-row]').length, Number(list.dataset.count)]";
    let rows = page.script(read).await;
    let number = |place: usize| usize::try_from(rows[place].as_u64().unwrap()).unwrap();
    (number(0), number(1))
}

#[tokio::test]
async fn a_list_of_50_000_items_draws_few_rows_and_is_scrolled_to_its_end() {
    let mut shop = Shop::of_items(u32::try_from(ITEMS).unwrap());
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go("#/items").await;
    page.see("item-row").await;
    let (drawn, known) = rows(page).await;
    assert!(drawn > 5 && drawn < MOST_DRAWN, "{drawn} rows are drawn of {known}");
    assert!(known < 1_000, "{known} rows were asked for at once");

    // A finger that flicks on and on.
    page.script(
        "window.flick = setInterval(() => {
            const list = document.querySelector('[data-testid=items-list]');
            list.scrollTo(0, list.scrollHeight);
        }, 20)",
    )
    .await;
    for look in 0.. {
        let (drawn, known) = rows(page).await;
        assert!(drawn < MOST_DRAWN, "{drawn} rows are drawn of {known}");
        if known == ITEMS {
            break;
        }
        assert!(look < LOOKS, "{known} rows after {look} looks");
        tokio::time::sleep(PAUSE).await;
    }
    page.settled().await;
    page.script("clearInterval(window.flick)").await;
    page.picture("items-50000").await;
    let last =
        page.script("return [...document.querySelectorAll('[data-testid=item-row] .name')].at(-1).textContent").await;
    let last = last.as_str().unwrap().to_owned();

    // It is found by its name, and the list begins anew behind that.
    page.fill("items-search", &last).await;
    page.says("item-row", &last).await;
    page.tap("items-search-clear").await;
    page.becomes(
        "return String(Number(document.querySelector('[data-testid=items-list]')?.dataset.count) > 50)",
        "true",
    )
    .await;
    let (drawn, _) = rows(page).await;
    assert!(drawn < MOST_DRAWN, "{drawn} rows are drawn");
    browser.close().await;

    // It was the last one of the books.
    shop.stop();
    let books = books::open(shop.folder()).unwrap();
    let (mut names, mut after) = (Vec::new(), None);
    loop {
        let page = books.ask(ListItems { after, limit: 500, ..ListItems::default() }).unwrap();
        names.extend(page.rows.into_iter().map(|item| item.name));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((names.len(), names.last()), (ITEMS, Some(&last)));
}
