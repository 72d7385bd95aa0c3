//! A picture of each screen, on both sizes and in both themes; no screen shows a fault.

use smartkhata_tests::browser::{Browser, Size};

use super::shop::Shop;

/// Fragment of the address, what the screen calls itself (wide, phone), the picture's name.
const SCREENS: [(&str, [&str; 2], &str); 20] = [
    ("#/", ["home", "khata"], "home"),
    ("#/bill", ["counter", "phone-bill"], "bill"),
    ("#/bill/detailed", ["guided"; 2], "bill-detailed"),
    ("#/bills", ["bills"; 2], "bills"),
    ("#/khata", ["khata"; 2], "khata"),
    ("#/khata/new", ["party-form"; 2], "party-new"),
    ("#/items", ["items"; 2], "items"),
    ("#/items/new", ["item-form"; 2], "item-new"),
    ("#/payments", ["payments"; 2], "payments"),
    ("#/payments/new", ["payment-form"; 2], "payment-new"),
    ("#/expenses/new", ["expense-form"; 2], "expense-new"),
    ("#/purchases/new", ["purchase-form"; 2], "purchase-new"),
    ("#/outstanding", ["outstanding"; 2], "outstanding"),
    ("#/day-book", ["day-book"; 2], "day-book"),
    ("#/profit-loss", ["profit-loss"; 2], "profit-loss"),
    ("#/trial-balance", ["trial-balance"; 2], "trial-balance"),
    ("#/backup", ["backup"; 2], "backup"),
    ("#/devices", ["devices"; 2], "devices"),
    ("#/attention", ["attention"; 2], "attention"),
    ("#/settings", ["settings"; 2], "settings"),
];

#[tokio::test]
async fn every_screen_has_its_picture_in_both_sizes_and_themes() {
    let (shop, bill, party) = Shop::busy();
    let (bill, party) = (format!("#/bills/{bill}"), format!("#/khata/{party}"));
    let of_one = [(bill.as_str(), ["one-bill"; 2], "one-bill"), (party.as_str(), ["party"; 2], "party")];
    for (at, size) in [Size::Wide, Size::Phone].into_iter().enumerate() {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("shell").await;
        for theme in ["light", "dark"] {
            page.go("#/settings").await;
            page.tap(&format!("setting-theme-{theme}")).await;
            page.root_is("data-theme", theme).await;
            for (hash, names, picture) in SCREENS.iter().chain(&of_one) {
                page.go(hash).await;
                page.see(names[at]).await;
                page.settled().await;
                page.picture(&format!("{picture}-{theme}")).await;
                assert!(page.all("trouble").await.is_empty(), "{hash} shows a fault: {}", page.text("trouble").await);
                assert_eq!(page.script(WIDER).await, false, "{hash} on {size:?} is wider than its screen");
            }
        }
        browser.close().await;
    }
    shop.close();
}

#[tokio::test]
async fn every_screen_fits_360_pixels_with_text_twice_as_large() {
    let (shop, bill, party) = Shop::busy();
    let (bill, party) = (format!("#/bills/{bill}"), format!("#/khata/{party}"));
    let of_one = [(bill.as_str(), ["one-bill"; 2], "one-bill"), (party.as_str(), ["party"; 2], "party")];
    let browser = Browser::chromium(Size::Narrow).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("shell").await;
    page.script("document.documentElement.style.fontSize = '200%'").await;
    let mut wide = Vec::new();
    for (hash, names, picture) in SCREENS.iter().chain(&of_one) {
        page.go(hash).await;
        page.see(names[1]).await;
        page.settled().await;
        page.picture(&format!("{picture}-200")).await;
        let outside = page.script(OUTSIDE).await;
        if outside.as_array().is_none_or(|things| !things.is_empty()) {
            wide.push(format!("{hash}: {outside}"));
        }
    }
    assert!(wide.is_empty(), "out of sight at 360 px and 200 %:\n{}", wide.join("\n"));
    browser.close().await;
    shop.close();
}

/// What reaches over the right edge and cannot be scrolled to inside its own box.
const OUTSIDE: &str = "
    const scrolls = (e) => { for (; e; e = e.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return true; } return false; };
    return [...document.querySelectorAll('main *, nav *')]
        .filter((e) => { const box = e.getBoundingClientRect();
            return box.width > 1 && box.height > 1 && box.right > innerWidth + 1 && !scrolls(e.parentElement); })
        .map((e) => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)} ${e.textContent.slice(0, 30)}`)
        .slice(0, 6);";

/// Whether the page has to be scrolled sideways.
const WIDER: &str = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
