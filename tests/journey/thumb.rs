//! The thumb on a phone: what was just done is never in its way, Back closes what stands over the screen, and what was
//! typed is not lost.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::shop::Shop;

/// What at the foot of the screen is pressed and has a toast over it.
const COVERED: &str = "
    const foot = '.bottom a, .bottom button, .party-foot .button, .bill-foot .button, .form-foot .button, ' +
        '.payment-foot .button, .save-bar .button';
    return [...document.querySelectorAll(foot)].filter((e) => {
        const box = e.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const top = x > 0 && x < innerWidth && y > 0 && y < innerHeight && document.elementFromPoint(x, y);
        return top && top.closest('.toast');
    }).map((e) => e.dataset.testid);";

/// Where the foot of the screen begins, and its bar.
const FOOT: &str = "
    return [...document.querySelectorAll('.bottom, .party-foot, .bill-foot, .form-foot, .payment-foot, .save-bar')]
        .map((e) => e.className + ' ' + Math.round(e.getBoundingClientRect().top)).join();";

/// The focus on the undo of a toast, as by the Tab key.
const REACHED: &str = "
    const undo = document.querySelector('[data-testid=toast-undo]');
    undo.focus({ focusVisible: true });
    return String(undo.matches(':focus-visible'));";

/// A figure on the app's own keys.
async fn figure(page: &Page, digits: &str) {
    for digit in digits.chars() {
        page.tap(&format!("keypad-{digit}")).await;
    }
}

/// The phone's own Back.
async fn back(page: &Page) {
    page.script("history.back()").await;
}

/// Goods given on khata, which a toast says.
async fn give(page: &Page) {
    page.go("#/khata").await;
    page.tap("khata-row").await;
    page.tap("party-gave").await;
    figure(page, "5").await;
    page.tap("entry-save").await;
    page.gone("entry").await;
    page.see("toast-undo").await;
}

#[tokio::test]
async fn what_was_just_done_never_covers_what_is_pressed_next() {
    let shop = Shop::stocked();
    const SCREENS: [(&str, &str); 6] = [
        ("#/bill", "phone-bill"),
        ("#/bill/detailed", "guided"),
        ("", "party"),
        ("#/items/new", "item-form"),
        ("#/payments/new", "payment-form"),
        ("#/purchases/new", "purchase-form"),
    ];
    for (size, screens) in [(Size::Small, SCREENS.as_slice()), (Size::Large, SCREENS.split_at(2).0)] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("khata").await;
        page.go("#/bill").await;
        page.tap("bill-tile").await;
        for (hash, name) in screens {
            give(page).await;
            if !hash.is_empty() {
                page.go(hash).await;
            }
            page.see(name).await;
            page.settled().await;
            page.see("toast-undo").await;
            let covered = page.script(COVERED).await;
            page.picture(&format!("{name}-toast")).await;
            assert_eq!(covered.as_array().map(Vec::len), Some(0), "{name} on {size:?}: {covered}");
            // Nothing moves when it goes.
            let foot = page.script(FOOT).await;
            while !page.all("toast").await.is_empty() {
                page.tap_last("toast-close").await;
            }
            page.settled().await;
            assert_eq!(page.script(FOOT).await, foot, "{name} on {size:?}");
        }
        browser.close().await;
    }
    shop.close();
}

#[tokio::test]
async fn what_was_just_done_is_taken_back_by_keyboard_from_everywhere() {
    let shop = Shop::stocked();
    for size in [Size::Phone, Size::Wide] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("shell").await;
        page.go("#/khata").await;
        page.tap("khata-row").await;
        page.tap("party-gave").await;
        page.see("keypad-typed").await;
        page.keys("50\u{e007}").await;
        page.says("party-balance", "₹290").await;
        // While the focus is on it, it stays.
        page.becomes(REACHED, "true").await;
        for theme in ["light", "dark"] {
            page.script(&format!("document.documentElement.setAttribute('data-theme', '{theme}')")).await;
            page.picture(&format!("toast-reached-{theme}")).await;
        }
        tokio::time::sleep(std::time::Duration::from_secs(12)).await;
        page.see("toast-undo").await;
        page.chord(&['\u{e009}', 'z']).await;
        page.says("party-balance", "₹240").await;
        browser.close().await;
    }
    shop.close();
}

#[tokio::test]
async fn what_is_looked_for_on_the_narrowest_phone_is_in_sight() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Narrow).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    // The statement's way to the customer.
    page.tap("khata-row").await;
    page.see("party-remind").await;
    page.picture("party-acts").await;
    let right = "const box = document.querySelector(\"[data-testid='party-share']\").getBoundingClientRect();
        return box.left >= 0 && box.right <= innerWidth ? 'in sight' : box.right + ' of ' + innerWidth";
    page.becomes(right, "in sight").await;
    // A backup by its whole name.
    page.go("#/backup").await;
    page.tap("backup-now").await;
    page.see("backup-row").await;
    page.settled().await;
    page.picture("backup-named").await;
    let cut = "return String([...document.querySelectorAll(\"[data-testid='backup-row'] .more\")]
        .some((e) => e.scrollWidth > e.clientWidth))";
    page.becomes(cut, "false").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_charge_of_the_detailed_bill_that_was_typed_is_on_it() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Small).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    // What was just done stands while the bill is begun.
    give(page).await;
    page.go("#/bill/detailed").await;
    page.says("customer-result", "Ramesh Kumar").await;
    page.tap("customer-result").await;
    page.fill("guided-item-search", "basmati").await;
    page.tap("guided-item-result").await;
    page.says("guided-total", "₹120").await;
    page.tap("guided-next").await;
    // Without its name it is no charge, and the step stays.
    page.fill("field-charge-amount", "30").await;
    page.tap("guided-next").await;
    page.see("charge-wrong").await;
    page.fill("field-charge-name", "Freight").await;
    page.tap("guided-next").await;
    // With the 5 % of the goods that it goes with, rounded to the rupee.
    page.says("guided-total", "₹152").await;
    page.tap("guided-next").await;
    // It may begin under the foot.
    page.bring("guided-udhar").await;
    page.tap("guided-udhar").await;
    page.see("one-bill").await;
    page.go("#/khata").await;
    page.says("khata-row", "₹397").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn goods_bought_from_a_supplier_who_is_only_named_are_owed_to_them() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Small).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    give(page).await;
    page.go("#/purchases/new").await;
    page.tap("purchase-new-supplier").await;
    page.fill("field-name", "Agarwal Traders").await;
    page.fill("field-amount", "500").await;
    page.tap("purchase-save").await;
    page.see("purchases").await;
    page.go("#/khata").await;
    page.tap("khata-chip-suppliers").await;
    page.count("khata-row", 1).await;
    page.says("khata-row", "Agarwal Traders").await;
    page.says("khata-row", "₹500").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn back_closes_what_stands_over_the_screen_and_a_typed_amount_is_kept() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("khata-row").await;
    page.tap("party-gave").await;
    figure(page, "500").await;
    back(page).await;
    page.gone("entry").await;
    page.says("party-name", "Ramesh Kumar").await;

    // Left by accident it goes on where it was, the other side does not; closed by its own button it is over.
    page.tap("party-got").await;
    page.value("keypad-typed", "").await;
    page.tap("entry-close").await;
    page.gone("entry").await;
    page.tap("party-gave").await;
    page.value("keypad-typed", "500").await;
    page.tap("entry-close").await;
    page.gone("entry").await;
    page.tap("party-gave").await;
    page.value("keypad-typed", "").await;
    // Nor does it go with a page that the phone throws away.
    figure(page, "500").await;
    page.pause().await;
    page.reload().await;
    page.tap("party-gave").await;
    page.value("keypad-typed", "500").await;
    page.tap("entry-save").await;
    page.gone("entry").await;
    page.says("party-balance", "₹740").await;
    page.tap("party-gave").await;
    page.value("keypad-typed", "").await;
    page.tap("entry-close").await;
    page.gone("entry").await;

    // A sheet that is gone leaves nothing behind: one Back is the list.
    page.pause().await;
    back(page).await;
    page.gone("party").await;
    page.see("khata-row").await;

    // A screen that was opened from a sheet goes back to where the sheet stood.
    page.tap("bar-quick").await;
    page.see("quick-sheet").await;
    back(page).await;
    page.gone("quick-sheet").await;
    page.see("khata-row").await;
    page.tap("bar-quick").await;
    page.tap("quick-bill").await;
    page.see("phone-bill").await;
    page.gone("quick-sheet").await;
    back(page).await;
    page.see("khata-row").await;

    // Within the sheet for the money: the customer's page first, then the sheet, then the bill.
    page.tap("bar-bill").await;
    page.tap("bill-tile").await;
    page.tap("bill-pay").await;
    page.tap("pay-customer").await;
    page.see("sheet-customer").await;
    back(page).await;
    page.see("sheet-pay").await;
    page.pause().await;
    back(page).await;
    page.gone("sheet-pay").await;
    page.count("bill-line", 1).await;
    page.pause().await;
    back(page).await;
    page.see("khata-row").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_new_customer_is_begun_from_the_form_of_another() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("khata-row").await;
    page.tap("party-edit").await;
    page.value("field-name", "Ramesh Kumar").await;
    page.tap("bar-quick").await;
    page.tap("quick-party").await;
    page.value("field-name", "").await;
    page.fill("field-name", "Sita Devi").await;
    page.tap("party-save").await;
    page.says("party-name", "Sita Devi").await;
    page.go("#/khata").await;
    page.count("khata-row", 2).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn an_invoice_of_50_000_asks_for_name_and_address_and_is_saved_either_way() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Small).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    let sofa = async || {
        page.go("#/bill").await;
        page.fill("bill-search", "Sofa").await;
        page.tap("bill-open-item").await;
        figure(page, "60000").await;
        page.tap("line-done").await;
        page.tap("bill-pay").await;
        page.see("unnamed").await;
    };
    // Nobody wants to be named: it is said, and saved.
    sofa().await;
    page.picture("unnamed").await;
    page.tap("pay-cash").await;
    page.gone("sheet-pay").await;
    // The customer is known, the address is not.
    sofa().await;
    page.tap("unnamed").await;
    page.fill("customer-search", "ramesh").await;
    page.says("customer-result", "Ramesh Kumar").await;
    page.tap("customer-result").await;
    page.see("recipient").await;
    page.picture("recipient").await;
    page.fill("field-address", "4 Park Street, Kolkata").await;
    page.tap("recipient-save").await;
    page.see("sheet-pay").await;
    page.gone("unnamed").await;
    page.tap("pay-cash").await;
    page.gone("sheet-pay").await;
    // The detailed bill goes by the same rule: the address is there now.
    page.go("#/bill/detailed").await;
    page.tap("customer-none").await;
    page.fill("guided-item-search", "Sofa").await;
    page.tap("guided-item-open").await;
    page.tap("guided-line-price").await;
    page.chord(&['\u{e009}', 'a']).await;
    page.keys("60000").await;
    page.tap("step-review").await;
    page.see("unnamed").await;
    page.tap("unnamed").await;
    page.fill("customer-search", "ramesh").await;
    page.tap("customer-result").await;
    page.gone("sheet-recipient").await;
    page.gone("unnamed").await;
    page.tap("guided-cash").await;
    page.says("bill-number", "/0003").await;
    browser.close().await;
    shop.close();
}
