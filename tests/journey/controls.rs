//! What every control has, on every screen and every sheet over it: a name that is read out, the size of a thumb, and a
//! focus that is seen. Amounts stand in figures of one width, and what is used most lies under the thumb.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::pictures::{look, screens};
use super::shop::Shop;

const TAB: char = '\u{e004}';

/// What is pressed or typed in and has no name for somebody who does not see it. What stands in an empty field is none:
/// it goes with the first letter. Nor is a sign (`×`): it is read out as nothing, or as another word.
pub const NAMELESS: &str = "
    const says = (e, of) => {
        if (e.nodeType === Node.TEXT_NODE) return e.data;
        if (e.nodeType !== Node.ELEMENT_NODE || e.ariaHidden === 'true' || getComputedStyle(e).display === 'none') return '';
        if (e !== of && e.matches('input, select, textarea')) return '';
        if (e.matches('img')) return e.alt;
        return e !== of && e.ariaLabel || [...e.childNodes].map((part) => says(part, of)).join(' ');
    };
    const named = (e) => {
        const by = (e.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)).filter(Boolean);
        const own = e.matches('input, select, textarea') ? [...e.labels].map((label) => says(label)).join(' ') : says(e, e);
        return [by.map((label) => says(label)).join(' '), e.ariaLabel, own].some((name) => /[\\p{L}\\p{N}]/u.test(name ?? ''));
    };
    const controls = 'a[href], button, input, select, textarea, summary, [role=button], [tabindex=\"0\"]';
    return [...document.querySelectorAll(controls)].filter((e) => e.getClientRects().length && !named(e))
        .map((e) => `${e.tagName} ${e.dataset.testid ?? e.className}`);";

/// What a finger is to hit and is smaller than a thumb: 48 pixels, less what a border or a rounding takes. A box to tick
/// and a file are chosen by the words around them.
const SMALL: &str = "
    const hit = (e) => e.matches('[type=checkbox], [type=radio], [type=file]') ? e.closest('label') ?? e : e;
    return [...document.querySelectorAll('a[href], button, select, summary, input, textarea')].filter((e) => {
        const box = hit(e).getBoundingClientRect();
        return e.getClientRects().length && (box.height < 47.5 || box.width < 47.5);
    }).map((e) => {
        const box = hit(e).getBoundingClientRect();
        return `${e.tagName} ${e.dataset.testid ?? e.className} ${box.width.toFixed()}x${box.height.toFixed()}`;
    });";

/// Amounts, and fields for them, whose figures are not of one width: asked of the style, and measured.
const UNEVEN: &str = "
    const amounts = document.querySelectorAll('.amount, .value, .number, input[inputmode=decimal], .keypad-typed, output');
    return [...amounts].filter((e) => e.getClientRects().length).filter((e) => {
        const wide = (text) => { const probe = document.createElement('span'); probe.textContent = text;
            probe.style.cssText = 'position: absolute; visibility: hidden'; 
            (e.matches('input') ? e.parentElement : e).append(probe);
            const width = probe.getBoundingClientRect().width; probe.remove(); return width; };
        return !getComputedStyle(e).fontVariantNumeric.includes('tabular-nums') || Math.abs(wide('11111111') - wide('00000000')) > 0.1;
    }).map((e) => `${e.tagName} ${e.dataset.testid ?? e.className} ${e.textContent.slice(0, 20)}`);";

/// A sheet: the screen that it stands over (its address, or the name of one that is about a record), what is pressed to
/// open it, and what it calls itself.
type Over = (&'static str, &'static [&'static str], &'static str);

const OVER_A_PHONE: [Over; 16] = [
    ("#/khata", &["bar-quick"], "quick-sheet"),
    ("#/bill", &["bill-line-edit"], "sheet-line"),
    ("#/bill", &["bill-pay"], "sheet-pay"),
    ("#/bill", &["bill-pay", "pay-customer"], "sheet-customer"),
    ("#/bill", &["bill-pay", "pay-customer", "customer-result"], "sheet-pay"),
    ("#/bill", &["bill-pay", "pay-split"], "sheet-split"),
    ("#/bill", &["bill-pay", "pay-upi"], "sheet-upi"),
    ("#/day-book", &["day-book-move"], "money-move"),
    ("#/day-book", &["day-book-count"], "drawer"),
    ("one-bill", &["bill-return"], "return"),
    ("party", &["party-gave"], "entry"),
    ("party", &["party-got"], "entry"),
    ("party", &["party-gave", "day-other"], "entry"),
    ("party", &["statement-row"], "entry-actions"),
    ("party", &["party-photos"], "attachments-sheet"),
    ("item-form", &["item-stock"], "stock-entry"),
];

/// Closes what stands over the screen, one sheet after the other.
async fn close_all(page: &Page) {
    let close = "const last = [...document.querySelectorAll('.sheet-head .button')].pop();
        last?.click();
        return String(!last)";
    page.becomes(close, "true").await;
}

/// What a check finds at a place, added to what it found before.
async fn note(page: &Page, check: &str, at: &str, found: &mut Vec<String>) {
    let wrong = page.script(check).await;
    if wrong.as_array().is_none_or(|wrong| !wrong.is_empty()) {
        found.push(format!("{at}: {wrong}"));
    }
}

#[tokio::test]
async fn whatever_a_phone_shows_has_a_name_and_is_as_large_as_a_thumb() {
    let (shop, of_one) = Shop::busy_with_a_return();
    let empty = Shop::new();
    let browser = Browser::chromium(Size::Narrow).await;
    let page = &browser.page;
    let mut found = Vec::new();
    let mut looked_at = async |at: &str| {
        page.settled().await;
        for check in [NAMELESS, SMALL, UNEVEN] {
            note(page, check, at, &mut found).await;
        }
    };
    page.open(&empty.address).await;
    page.see("first-run").await;
    looked_at("first run").await;
    page.tap("language-en").await;
    page.see("field-name").await;
    looked_at("first run, the name").await;
    for (press, back) in [("first-join", "join-back"), ("first-restore", "first-back")] {
        page.tap(press).await;
        page.see(back).await;
        looked_at(press).await;
        page.tap(back).await;
    }

    page.open(&shop.address).await;
    page.see("khata").await;
    page.go("#/bill").await;
    page.tap("bill-tile").await;
    page.see("bill-line").await;
    for (hash, names, _) in screens(&of_one) {
        page.go(&hash).await;
        page.see(names[1]).await;
        looked_at(&hash).await;
    }
    for (over, opens, sheet) in OVER_A_PHONE {
        let hash = of_one.iter().find(|(name, _)| *name == over).map_or(over, |(_, hash)| hash.as_str());
        page.go(hash).await;
        for press in opens {
            page.bring(press).await;
            page.tap(press).await;
        }
        page.see(sheet).await;
        looked_at(&format!("{sheet} by {opens:?}")).await;
        page.picture(&format!("{sheet}-{}", opens[opens.len() - 1])).await;
        close_all(page).await;
    }
    page.tap("bar-quick").await;
    page.fill("quick-line", "Ramesh 50").await;
    page.see("quick-card").await;
    looked_at("quick-card").await;
    assert!(found.is_empty(), "on a phone:\n{}", found.join("\n"));
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn the_checks_find_what_has_no_name_is_small_or_uneven() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Narrow).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata-row").await;
    page.script(
        "const wrong = document.createElement('div');
         wrong.innerHTML = '<button class=\"sign\" style=\"width: 40px; height: 50px\">×</button>'
             + '<input class=\"input hollow\" placeholder=\"Name\"><label>Box <input class=\"box\" type=\"checkbox\"></label>'
             + '<span class=\"amount\" style=\"font-variant-numeric: normal\">₹1</span>';
         document.querySelector('main').prepend(wrong)",
    )
    .await;
    for (check, found) in [
        (NAMELESS, ["BUTTON sign", "INPUT input hollow"].as_slice()),
        (SMALL, &["BUTTON sign 40x50", "INPUT box"]),
        (UNEVEN, &["SPAN amount ₹1"]),
    ] {
        let said = page.script(check).await;
        let said: Vec<&str> = said.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        assert!(
            said.len() == found.len() && said.iter().zip(found).all(|(said, found)| said.starts_with(found)),
            "{said:?}"
        );
    }
    browser.close().await;
    shop.close();
}

/// At the counter: the keys, and the sheet that they open.
const OVER_THE_COUNTER: [(&[char], &str); 8] = [
    (&['\u{e032}'], "sheet-date"),
    (&['\u{e033}'], "sheet-split"),
    (&['\u{e034}'], "sheet-customer"),
    (&['\u{e036}'], "sheet-discount"),
    (&['\u{e037}'], "return"),
    (&['\u{e03a}'], "sheet-upi"),
    (&['\u{e00a}', 'c'], "sheet-item"),
    (&['\u{e00a}', 'q'], "quick-sheet"),
];

#[tokio::test]
async fn whatever_stands_over_the_counter_is_sound() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys("8901\u{e007}").await;
    page.count("line", 1).await;
    for (keys, sheet) in OVER_THE_COUNTER {
        page.chord(keys).await;
        page.see(sheet).await;
        look(page, &format!("over-{sheet}"), "at the counter").await;
        close_all(page).await;
        page.gone(sheet).await;
    }
    browser.close().await;
    shop.close();
}

/// How each control looks without the focus, kept in the page.
const PLAIN: &str = "
    window.looks = (e) => { const all = [];
        for (let of = e, depth = 0; of && depth < 3; of = of.parentElement, depth += 1) {
            const style = getComputedStyle(of);
            all.push(style.outlineStyle === 'none' ? '' : style.outline, style.boxShadow, style.borderColor);
        }
        return all.join('|'); };
    // The Tab key begins at the screen, behind the rail.
    document.getElementById('main-content').focus();
    window.plain = new Map([...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
        .map((e) => [e, window.looks(e)]));";

/// What has the focus: `nothing`, `seen`, or what it is where it looks as it does without.
const REACHED: &str = "
    const e = document.activeElement;
    if (!e || e === document.body) return 'nothing';
    const plain = window.plain.get(e);
    // What came after the page was looked at is not known without its focus: it has an outline at least.
    const seen = plain === undefined ? getComputedStyle(e).outlineStyle !== 'none' : plain !== window.looks(e);
    return seen ? 'seen' : `${e.tagName} ${e.dataset.testid ?? e.className}`;";

/// So many presses go through a form, or far enough down a list.
const PRESSES: usize = 24;

#[tokio::test]
async fn the_focus_is_seen_wherever_the_tab_key_goes() {
    let (shop, of_one) = Shop::busy_with_a_return();
    let mut unseen = Vec::new();
    for (place, size) in [Size::Wide, Size::Phone].into_iter().enumerate() {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("shell").await;
        let mut seen = 0;
        for (hash, names, _) in screens(&of_one) {
            page.go(&hash).await;
            page.see(names[place]).await;
            page.settled().await;
            page.script(PLAIN).await;
            for _ in 0..PRESSES {
                page.chord(&[TAB]).await;
                match page.script(REACHED).await.as_str().unwrap() {
                    "nothing" => break,
                    "seen" => seen += 1,
                    other => unseen.push(format!("{hash} on {size:?}: {other}")),
                }
            }
        }
        // Some screens have less to go to than presses; all of them have something.
        assert!(seen > 10 * PRESSES, "only {seen} were reached on {size:?}");
        browser.close().await;
    }
    unseen.dedup();
    assert!(unseen.is_empty(), "a focus that nobody sees:\n{}", unseen.join("\n"));
    shop.close();
}

/// What of these is not in the lower 45 % of the screen, whole.
fn above(selector: &str) -> String {
    format!(
        "const all = [...document.querySelectorAll('{selector}')].filter((e) => e.getClientRects().length);
        const above = all.filter((e) => {{
            const box = e.getBoundingClientRect();
            return box.top < innerHeight * 0.55 - 0.5 || box.bottom > innerHeight + 0.5;
        }});
        return all.length ? above.map((e) => `${{e.dataset.testid}} ${{e.getBoundingClientRect().top}}`).join() : 'none is there'"
    )
}

#[tokio::test]
async fn what_is_used_most_lies_under_the_thumb() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Narrow).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata-row").await;
    page.becomes(&above(".bottom a, .bottom button"), "").await;
    page.tap("khata-row").await;
    page.see("party-gave").await;
    page.becomes(&above("[data-testid=party-gave], [data-testid=party-got]"), "").await;
    page.tap("party-gave").await;
    page.tap("keypad-5").await;
    page.settled().await;
    page.picture("thumb-entry").await;
    page.becomes(&above("[data-testid=entry-save]"), "").await;
    page.tap("entry-close").await;
    page.gone("entry").await;
    page.tap("bar-bill").await;
    page.tap("bill-tile").await;
    page.becomes(&above("[data-testid=bill-pay]"), "").await;
    page.tap("bill-line-edit").await;
    page.settled().await;
    page.picture("thumb-line").await;
    page.becomes(&above(".keypad button, [data-testid=line-done]"), "").await;
    page.tap("sheet-line-close").await;
    page.gone("sheet-line").await;
    page.tap("bill-pay").await;
    page.see("sheet-pay").await;
    page.settled().await;
    page.picture("thumb-pay").await;
    page.becomes(&above(".pay-ways .button, [data-testid=pay-card], [data-testid=pay-split]"), "").await;
    browser.close().await;
    shop.close();
}
