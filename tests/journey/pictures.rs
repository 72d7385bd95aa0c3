//! A picture of each screen, on both sizes and in both themes; no screen shows a fault.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::controls::NAMELESS;
use super::shop::Shop;

/// Fragment of the address, what the screen calls itself (wide, phone), the picture's name. The screen of members is
/// there at the backend alone (`people.rs`).
pub const SCREENS: [(&str, [&str; 2], &str); 23] = [
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
    ("#/purchases", ["purchases"; 2], "purchases"),
    ("#/purchases/new", ["purchase-form"; 2], "purchase-new"),
    ("#/outstanding", ["outstanding"; 2], "outstanding"),
    ("#/day-book", ["day-book"; 2], "day-book"),
    ("#/profit-loss", ["profit-loss"; 2], "profit-loss"),
    ("#/trial-balance", ["trial-balance"; 2], "trial-balance"),
    ("#/backup", ["backup"; 2], "backup"),
    ("#/devices", ["devices"; 2], "devices"),
    ("#/attention", ["attention"; 2], "attention"),
    ("#/settings", ["settings"; 2], "settings"),
    ("#/shops", ["shops-here"; 2], "shops"),
    ("#/more", ["more-settings"; 2], "more"),
];

/// All of them, with those that are about one record.
pub fn screens(of_one: &[(&'static str, String)]) -> Vec<(String, [&'static str; 2], String)> {
    let fixed = SCREENS.map(|(hash, names, picture)| (hash.to_owned(), names, picture.to_owned()));
    let mut screens = fixed.to_vec();
    for (name, hash) in of_one {
        screens.push((hash.clone(), [*name; 2], format!("{name}{}", if *name == "item-form" { "-edit" } else { "" })));
        if *name == "party" {
            let id = hash.trim_start_matches("#/khata/");
            screens.push((format!("#/khata/{id}/edit"), ["party-form"; 2], "party-edit".to_owned()));
            screens.push((format!("#/payments/new/{id}"), ["payment-form"; 2], "payment-of-party".to_owned()));
        }
    }
    screens
}

/// Icons that the page has no drawing of.
const UNDRAWN: &str = "
    return [...document.querySelectorAll('.glyph use')].map((use) => use.getAttribute('href'))
        .filter((drawing) => !document.querySelector(`symbol${drawing}`));";

/// Keeps the picture of what is shown, once it is found sound.
pub async fn look(page: &Page, picture: &str, at: &str) {
    page.settled().await;
    page.picture(picture).await;
    assert!(page.all("trouble").await.is_empty(), "{picture} {at} shows a fault: {}", page.text("trouble").await);
    assert_eq!(page.script(WIDER).await, false, "{picture} {at} is wider than its screen");
    let faint = page.script(FAINT).await;
    assert_eq!(faint.as_array().map(Vec::len), Some(0), "{picture} {at} is faint: {faint}");
    let undrawn = page.script(UNDRAWN).await;
    assert_eq!(undrawn.as_array().map(Vec::len), Some(0), "{picture} {at} has icons without a drawing: {undrawn}");
    let nameless = page.script(NAMELESS).await;
    assert_eq!(nameless.as_array().map(Vec::len), Some(0), "{picture} {at} has controls without a name: {nameless}");
}

#[tokio::test]
async fn every_screen_has_its_picture_in_both_sizes_and_themes() {
    let (shop, of_one) = Shop::busy_with_a_return();
    let (empty, screens) = (Shop::new(), screens(&of_one));
    for (place, size) in [Size::Wide, Size::Phone].into_iter().enumerate() {
        let (browser, at) = (Browser::chromium(size).await, format!("on {size:?}"));
        let page = &browser.page;
        page.open(&empty.address).await;
        page.see("first-run").await;
        for theme in ["dark", "light"] {
            page.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            look(page, &format!("first-run-{theme}"), &at).await;
        }
        page.open(&shop.address).await;
        page.see("shell").await;
        for theme in ["light", "dark"] {
            page.go("#/settings").await;
            page.tap(&format!("setting-theme-{theme}")).await;
            page.root_is("data-theme", theme).await;
            for (hash, names, picture) in &screens {
                page.go(hash).await;
                page.see(names[place]).await;
                look(page, &format!("{picture}-{theme}"), &at).await;
            }
        }
        browser.close().await;
    }
    shop.close();
}

#[tokio::test]
async fn every_screen_fits_360_pixels_with_text_twice_as_large() {
    let (shop, of_one) = Shop::busy_with_a_return();
    let browser = Browser::chromium(Size::Narrow).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("shell").await;
    page.script("document.documentElement.style.fontSize = '200%'").await;
    let mut wide = Vec::new();
    for (hash, names, picture) in screens(&of_one) {
        page.go(&hash).await;
        page.see(names[1]).await;
        page.settled().await;
        page.picture(&format!("{picture}-200")).await;
        for check in [OUTSIDE, CUT_FIGURES, CUT_WORDS] {
            let outside = page.script(check).await;
            if outside.as_array().is_none_or(|things| !things.is_empty()) {
                wide.push(format!("{hash}: {outside}"));
            }
        }
    }
    assert!(wide.is_empty(), "out of sight at 360 px and 200 %:\n{}", wide.join("\n"));
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn figures_of_crores_stay_within_their_boxes_on_a_phone() {
    let (shop, party) = Shop::wholesale();
    let party = format!("#/khata/{party}");
    let browser = Browser::chromium(Size::Narrow).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("shell").await;
    let mut over = Vec::new();
    for (hash, name) in [
        ("#/", "khata"),
        (party.as_str(), "party"),
        ("#/bills", "bills"),
        ("#/payments", "payments"),
        ("#/outstanding", "outstanding"),
        ("#/day-book", "day-book"),
        ("#/profit-loss", "profit-loss"),
        ("#/trial-balance", "trial-balance"),
    ] {
        page.go(hash).await;
        page.see(name).await;
        page.settled().await;
        page.picture(&format!("{name}-crores")).await;
        let cut = page.script(CUT_FIGURES).await;
        if cut.as_array().is_none_or(|figures| !figures.is_empty()) {
            over.push(format!("{hash}: {cut}"));
        }
    }
    assert!(over.is_empty(), "figures that leave their box at 360 px:\n{}", over.join("\n"));
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn what_says_that_books_are_only_read_pushes_no_button_off_the_counter() {
    let shop = Shop::stocked();
    let (address, reader) = shop.read();
    let browser = Browser::chromium(Size::Counter).await;
    let page = &browser.page;
    page.open(&address).await;
    page.see("home").await;
    page.go("#/bill").await;
    page.see("read-only").await;
    page.settled().await;
    page.picture("read-only").await;
    let below = page.script(BELOW).await;
    assert_eq!(below.as_array().map(Vec::len), Some(0), "out of sight: {below}");
    browser.close().await;
    reader.end();
    shop.close();
}

#[tokio::test]
async fn what_there_is_to_say_of_a_bill_pushes_no_money_key_off_the_counter() {
    let shop = Shop::loss_making();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys("9876543210\u{e007}8901\u{e007}").await;
    page.says("counter-customer", "Ramesh").await;
    page.see("below-cost").await;
    page.see("over-limit").await;
    let mut off = Vec::new();
    for (width, height) in [(1366, 625), (1280, 600), (1024, 650)] {
        page.resize(width, height).await;
        for waits in [false, true] {
            if waits {
                page.keys("\u{e039}").await;
                page.see("pending").await;
            }
            page.settled().await;
            page.picture(&format!("counter-strips-{width}-{waits}")).await;
            let below = page.script(OFF).await;
            if below.as_array().is_none_or(|below| !below.is_empty()) {
                off.push(format!("{width}x{height}, waits: {waits}: {below}"));
            }
        }
        page.keys("\u{e00c}").await;
        page.gone("pending").await;
    }
    assert!(off.is_empty(), "out of sight:\n{}", off.join("\n"));
    browser.close().await;
    shop.close();
}

/// Money keys, and what they take, that are covered or out of sight where they stand.
const OFF: &str = "
    return [...document.querySelectorAll('[data-testid^=tender-], [data-testid=counter-total]')].filter((e) => {
        const box = e.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + box.width / 2, box.bottom - 3);
        return box.bottom > innerHeight || !top || !e.contains(top);
    }).map((e) => e.dataset.testid);";

/// What is pressed at the counter and lies below its screen.
const BELOW: &str = "
    return [...document.querySelectorAll('.counter button')].filter((e) => e.getBoundingClientRect().bottom > innerHeight)
        .map((e) => e.dataset.testid);";

/// Figures and tags whose text is wider than what holds them.
pub const CUT_FIGURES: &str = "
    const cut = (text) => { const e = text.parentElement;
        if (!text.data.trim() || getComputedStyle(e).clipPath !== 'none') return false;
        const range = document.createRange(); range.selectNode(text);
        const right = range.getBoundingClientRect().right;
        return [e, e.closest('.card, .figure, .list-row, td, main'), document.body].some((holds) =>
            holds && getComputedStyle(holds).display !== 'inline' && right > holds.getBoundingClientRect().right + 1); };
    return [...document.querySelectorAll('main .amount, main .value, main .tag')].filter((e) => {
        const texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) if (cut(texts.currentNode)) return true;
        return false;
    }).map((e) => e.textContent.trim()).slice(0, 6);";

/// What is pressed and says more than it has room for.
pub const CUT_WORDS: &str = "
    return [...document.querySelectorAll('main .button, main nav .name')].filter((e) => e.scrollWidth > e.clientWidth + 1)
        .map((e) => e.textContent.trim()).slice(0, 6);";

/// What reaches over the right edge and cannot be scrolled to inside its own box.
pub const OUTSIDE: &str = "
    const scrolls = (e) => { for (; e; e = e.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return true; } return false; };
    return [...document.querySelectorAll('main *, nav *')]
        .filter((e) => { const box = e.getBoundingClientRect();
            return box.width > 1 && box.height > 1 && box.right > innerWidth + 1 && !scrolls(e.parentElement); })
        .map((e) => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)} ${e.textContent.slice(0, 30)}`)
        .slice(0, 6);";

/// Text that stands out too little from what is behind it: below 7:1 for amounts, 4.5:1 for other text (WCAG 2.2, 1.4.3
/// and 1.4.6). What is switched off may be fainter.
const FAINT: &str = "
    const parts = (colour) => { const p = colour.match(/[\\d.]+/g).map(Number); return p.length < 4 ? [...p, 1] : p; };
    const over = (top, under) => [0, 1, 2].map((n) => top[n] * top[3] + under[n] * (1 - top[3]));
    const light = (rgb) => { const [r, g, b] = rgb.map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const behind = (e) => { const layers = [];
        for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor); if (c[3] > 0) layers.push(c); if (c[3] === 1) break; }
        return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]); };
    const faint = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const e = texts.currentNode.parentElement;
        const says = texts.currentNode.textContent.trim();
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        if (!says || box.width < 3 || style.visibility === 'hidden' || style.clipPath !== 'none' || e.closest('[disabled], [aria-disabled=true], script, style')) continue;
        const ground = behind(e), [a, b] = [light(over(parts(style.color), ground)), light(ground)];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < (says.includes('₹') ? 7 : 4.5)) faint.push(`${says.slice(0, 30)}: ${ratio.toFixed(2)}`);
    }
    return faint.slice(0, 6);";

/// Whether the page has to be scrolled sideways.
const WIDER: &str = "
    return [document.documentElement, ...document.querySelectorAll('.frame-main')].some((e) => e.scrollWidth > e.clientWidth)";
