//! Every screen is reached by what is pressed; what is half typed outlives its page; a supplier's khata says his own
//! words; large text in Hindi leaves names to read.

use std::collections::{BTreeMap, BTreeSet};

use smartkhata_tests::browser::{Browser, Size};

use super::phone::figure;
use super::pictures::{CUT_FIGURES, CUT_WORDS, OUTSIDE, SCREENS};
use super::shop::Shop;

/// The screens that the links on this one lead to.
const LINKS: &str = "
    return [...new Set([...document.querySelectorAll('a[href^=\"#/\"]')]
        .filter((e) => e.getClientRects().length).map((e) => e.getAttribute('href')))];";

/// A screen's kind: which record it is about does not matter.
fn kind(hash: &str) -> String {
    let parts = hash.split('/').map(|part| if part.len() == 36 && part.contains('-') { "*" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_screen_is_reached_by_links_on_both_sizes() {
    let (shop, _) = Shop::busy_with_a_return();
    for size in [Size::Wide, Size::Phone] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("shell").await;
        let (mut seen, mut to_see) = (BTreeSet::new(), BTreeMap::from([("#/".to_owned(), "#/".to_owned())]));
        while let Some((what, hash)) = to_see.pop_first() {
            seen.insert(what);
            page.go(&hash).await;
            page.settled().await;
            for link in page.script(LINKS).await.as_array().unwrap() {
                let link = link.as_str().unwrap();
                if !seen.contains(&kind(link)) {
                    to_see.insert(kind(link), link.to_owned());
                }
            }
        }
        // What needs somebody is named only while it does.
        let missing: Vec<&str> = SCREENS
            .iter()
            .map(|(hash, ..)| *hash)
            .filter(|hash| *hash != "#/attention" && !seen.contains(*hash))
            .collect();
        assert!(missing.is_empty(), "no link leads to {missing:?} on {size:?}");
        browser.close().await;
    }
    shop.close();
}

#[tokio::test]
async fn a_suppliers_goods_are_owed_to_him_and_what_he_is_paid_is_a_payment() {
    let (shop, gupta, ..) = Shop::bought();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go(&format!("#/khata/{gupta}")).await;
    page.says("party-got", "Goods on credit").await;
    page.tap("party-got").await;
    page.see("mode-goods").await;
    figure(page, "500").await;
    page.picture("supplier-goods").await;
    page.tap("entry-save").await;
    page.says("party-balance", "₹900").await;
    page.says("party-gave", "You paid").await;
    page.tap("party-gave").await;
    figure(page, "300").await;
    page.tap("entry-save").await;
    page.says("party-balance", "₹600").await;
    page.picture("supplier-paid").await;

    // Ramesh's money, the rent and what Gupta was paid; the rent by its name.
    page.go("#/payments").await;
    page.count("payment-row", 3).await;
    page.says("payments-list", "Rent").await;
    page.says("payments-list", "Gupta").await;
    page.picture("payments-all").await;
    page.tap("payments-out").await;
    page.count("payment-row", 2).await;
    page.tap("payments-in").await;
    page.count("payment-row", 1).await;

    page.go("#/day-book").await;
    page.says("day-book-paid", "₹5,390").await;
    page.says("day-book-received", "₹140").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn half_a_form_outlives_a_page_that_the_phone_threw_away() {
    let (shop, _, ramesh, rent) = Shop::bought();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go("#/khata/new").await;
    page.fill("field-name", "Sita").await;
    page.reload().await;
    page.value("field-name", "Sita").await;
    page.go(&format!("#/payments/new/{ramesh}")).await;
    page.fill("part-0-amount", "75").await;
    page.reload().await;
    page.value("part-0-amount", "75").await;
    page.go("#/items/new").await;
    page.fill("field-name", "Jaggery").await;
    page.fill("field-unit", "kilo").await;
    page.reload().await;
    page.value("field-name", "Jaggery").await;
    page.value("field-unit", "kilo").await;
    page.fill("field-price", "60").await;
    page.tap("item-save").await;
    page.see("items").await;
    page.go("#/items/new").await;
    page.value("field-name", "").await;
    page.go("#/purchases/new").await;
    page.fill("field-amount", "500").await;
    page.reload().await;
    page.value("field-amount", "500").await;
    // Saved, it is over.
    page.tap("purchase-save").await;
    page.see("purchases").await;
    page.go("#/purchases/new").await;
    page.value("field-amount", "").await;

    page.go(&format!("#/payments/{rent}")).await;
    page.says("payment-expense", "Rent").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn empty_lists_and_part_of_a_year_say_what_they_are() {
    let (shop, ..) = Shop::bought();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/khata").await;
    page.tap("khata-chip-overdue").await;
    page.says("khata", "Nobody is overdue").await;
    page.go("#/bills").await;
    page.fill("bills-search", "zzzz").await;
    page.says("bills", "Nothing found").await;
    page.go("#/profit-loss").await;
    page.says("pl-profit", "Net").await;
    page.tap("period-this-month").await;
    page.says("pl-profit", "Net").await;
    page.see("pl-cost").await;
    page.tap("field-with_stock").await;
    page.says("pl-profit", "stock not counted").await;
    page.picture("profit-loss-month").await;
    browser.close().await;
    shop.close();
}

/// Names of which less than half can be read, where one is chosen.
const CUT_NAMES: &str = "
    return [...document.querySelectorAll('.list-row .name, .payment-who .name, .settle .name')]
        .filter((e) => e.getClientRects().length && e.scrollWidth > e.clientWidth * 2)
        .map((e) => `${e.textContent.trim()}: ${e.clientWidth} of ${e.scrollWidth}`).slice(0, 6);";

#[tokio::test]
async fn a_name_can_be_read_in_large_hindi_where_somebody_is_chosen() {
    let (shop, party) = Shop::wholesale();
    let browser = Browser::chromium(Size::Narrow).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("shell").await;
    for language in ["hi", "hi-Latn"] {
        page.go("#/settings").await;
        page.tap(&format!("setting-language-{language}")).await;
        page.pause().await;
        page.script("document.documentElement.style.fontSize = '200%'").await;
        for (hash, name) in [
            ("#/payments/new".to_owned(), "payment-party"),
            (format!("#/payments/new/{party}"), "settle-bill"),
            ("#/bill/detailed".to_owned(), "customer-result"),
        ] {
            page.go(&hash).await;
            page.see(name).await;
            page.settled().await;
            page.picture(&format!("{name}-{language}-200")).await;
            let cut = page.script(CUT_NAMES).await;
            assert_eq!(cut.as_array().map(Vec::len), Some(0), "{hash} in {language}: {cut}");
        }
        page.script("document.documentElement.style.fontSize = ''").await;
    }
    browser.close().await;
    shop.close();
}

/// Words of a title or button that are cut in two, though each has room on a line of its own.
const BROKEN_WORDS: &str = "
    const broken = [];
    for (const e of document.querySelectorAll('.party-who h1, .party .button, .sheet-head h2, .sheet .button, .sheet .chip')) {
        const texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(/[^\\s-]+/g)) {
            const range = document.createRange();
            range.setStart(texts.currentNode, word.index);
            range.setEnd(texts.currentNode, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.push(word[0]);
        }
    }
    return broken.slice(0, 6);";

/// What is pressed on a party's page, or closes what stands over it, and is not in sight.
const OUT_OF_SIGHT: &str = "
    const sheet = document.querySelector('.sheet');
    const pressed = sheet ? '.sheet-head .button' : '.party-head .button, .party-foot .button';
    return [...document.querySelectorAll(pressed)].filter((e) => {
        const box = e.getBoundingClientRect();
        const at = (x, y) => { const top = document.elementFromPoint(x, y); return top && e.contains(top); };
        return !at(box.left + box.width / 2, box.top + 8) || !at(box.left + box.width / 2, box.bottom - 8);
    }).map((e) => e.dataset.testid);";

#[tokio::test]
async fn a_partys_page_and_its_sheets_are_whole_in_large_text() {
    let (shop, party) = Shop::wholesale();
    let browser = Browser::chromium(Size::Narrow).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("shell").await;
    let mut found = Vec::new();
    let mut look = async |name: String| {
        page.settled().await;
        page.picture(&name).await;
        for check in [OUT_OF_SIGHT, BROKEN_WORDS, OUTSIDE, CUT_FIGURES, CUT_WORDS] {
            let wrong = page.script(check).await;
            if wrong.as_array().is_none_or(|wrong| !wrong.is_empty()) {
                found.push(format!("{name}: {wrong}"));
            }
        }
    };
    for language in ["en", "hi", "hi-Latn"] {
        page.go("#/settings").await;
        page.tap(&format!("setting-language-{language}")).await;
        page.pause().await;
        page.script("document.documentElement.style.fontSize = '200%'").await;
        page.go(&format!("#/khata/{party}")).await;
        page.see("party-balance").await;
        page.see("statement-row").await;
        look(format!("party-{language}-200")).await;
        for (opens, sheet) in [
            ("party-gave", "entry"),
            ("party-got", "entry"),
            ("statement-row", "entry-actions"),
            ("party-photos", "attachments-sheet"),
        ] {
            page.bring(opens).await;
            page.tap(opens).await;
            page.see(sheet).await;
            look(format!("{opens}-{language}-200")).await;
            page.tap(&format!("{sheet}-close")).await;
            page.gone(sheet).await;
        }
        page.script("document.documentElement.style.fontSize = ''").await;
    }
    assert!(found.is_empty(), "in large text:\n{}", found.join("\n"));
    browser.close().await;
    shop.close();
}
