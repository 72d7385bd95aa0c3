//! A customer on a phone: a sample while there is none, whether messages are welcome, how long money is due, and the hand
//! that holds the phone.

use smartkhata_tests::books;
use smartkhata_tests::browser::{Browser, Page, Size};

use super::phone::figure;
use super::shop::{NAME, Shop};

/// Waits until the row of somebody says this.
async fn row_says(page: &Page, name: &str, words: &str) {
    let read = format!(
        "const row = [...document.querySelectorAll('[data-testid=khata-row]')].find((r) => r.textContent.includes('{name}'));
        return row && row.textContent.includes('{words}') ? 'said' : row && row.textContent"
    );
    page.becomes(&read, "said").await;
}

/// Waits until one thing stands left of another.
async fn stands_left(page: &Page, left: &str, right: &str) {
    page.see(left).await;
    page.see(right).await;
    let read = format!(
        "const [a, b] = ['{left}', '{right}'].map((id) => \
         document.querySelector(`[data-testid=${{id}}]`).getBoundingClientRect()); \
         return a.right <= b.left + 1 ? 'left' : `${{a.right}} is right of ${{b.left}}`"
    );
    page.becomes(&read, "left").await;
}

#[tokio::test]
async fn a_sample_shows_a_khata_until_the_first_customer_who_says_whether_messages_are_welcome() {
    let shop = Shop::new();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.tap("language-en").await;
    page.fill("field-name", NAME).await;
    page.tap("first-start").await;
    page.says("khata-sample", "Sample").await;
    page.says("khata-sample", "₹1,240").await;
    assert!(page.all("khata-row").await.is_empty(), "it is in no list");
    page.settled().await;
    page.picture("khata-sample").await;
    page.says("khata-sample", "not in your books").await;
    page.tap("khata-add").await;

    // Whoever gives a number is asked, and need not agree.
    page.fill("field-name", "Sita Devi").await;
    page.gone("field-consent").await;
    page.fill("field-phone", "98300 54321").await;
    page.tap("field-consent").await;
    page.picture("party-form-consent").await;
    page.tap("party-save").await;
    page.says("party-consent", &books::today().indian_short()).await;
    page.tap("party-back").await;
    page.count("khata-row", 1).await;
    page.gone("khata-sample").await;

    // It is taken back: the reminder behind the long press says so.
    page.tap("khata-row").await;
    page.tap("party-gave").await;
    figure(page, "500").await;
    page.tap("entry-save").await;
    page.says("party-balance", "₹500").await;
    page.tap("party-edit").await;
    page.tap("field-consent").await;
    page.tap("party-save").await;
    page.gone("party-consent").await;
    page.tap("party-back").await;
    page.see("khata-row").await;
    page.script(
        "document.querySelector('[data-testid=khata-row]').dispatchEvent(\
         new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))",
    )
    .await;
    page.see("actions-remind").await;
    page.see("actions-no-consent").await;
    page.settled().await;
    page.picture("khata-actions").await;
    page.tap("khata-actions-close").await;

    // Undone, the tick is there again with its day.
    page.tap("khata-row").await;
    page.tap("party-edit").await;
    page.tap("field-consent").await;
    page.tap("party-save").await;
    page.see("party-consent").await;
    page.tap_last("toast-undo").await;
    page.gone("party-consent").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_row_says_for_how_long_money_is_due() {
    let shop = Shop::late();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.count("khata-row", 3).await;
    row_says(page, "Ramesh", "due for 8 days").await;
    row_says(page, "Sita", "due for 40 days").await;
    let asha = "return [...document.querySelectorAll('[data-testid=khata-row]')]\
                .filter((r) => r.textContent.includes('due for')).length.toString()";
    page.becomes(asha, "2").await;
    page.settled().await;
    page.picture("khata-due-for").await;
    // What is paid of the oldest leaves the next one.
    page.tap("khata-chip-overdue").await;
    row_says(page, "Ramesh", "due for 8 days").await;
    page.tap("khata-row").await;
    page.tap("party-got").await;
    figure(page, "100").await;
    page.tap("entry-save").await;
    page.says("party-balance", "₹240").await;
    page.tap("party-back").await;
    page.tap("khata-chip-all").await;
    page.becomes(asha, "1").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn in_the_left_hand_what_its_thumb_presses_stands_at_the_left() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    stands_left(page, "bar-bill", "bar-quick").await;
    page.go("#/settings").await;
    page.bring("field-left_hand").await;
    page.tap("field-left_hand").await;
    page.root_is("data-hand", "left").await;
    page.settled().await;
    page.picture("left-hand-settings").await;
    page.reload().await;
    page.root_is("data-hand", "left").await;
    page.go("#/khata").await;
    stands_left(page, "bar-quick", "bar-khata").await;
    stands_left(page, "khata-keypad", "khata-search").await;
    page.settled().await;
    page.picture("left-hand-khata").await;
    page.tap("khata-row").await;
    stands_left(page, "party-gave", "party-got").await;
    page.tap("party-gave").await;
    for (first, second) in [("keypad-plus", "keypad-point"), ("keypad-delete", "keypad-7"), ("keypad-7", "keypad-8")] {
        stands_left(page, first, second).await;
    }
    let level = "const top = (id) => document.querySelector(`[data-testid=keypad-${id}]`).getBoundingClientRect().top; \
                 return ['7', '8', '9'].every((id) => top(id) === top('delete')) ? 'level' : 'apart'";
    page.becomes(level, "level").await;
    page.settled().await;
    page.picture("left-hand-entry").await;
    figure(page, "50").await;
    page.tap("entry-save").await;
    stands_left(page, "toast-close", "toast-undo").await;
    page.settled().await;
    page.picture("left-hand-party").await;
    page.go("#/settings").await;
    page.bring("field-left_hand").await;
    page.tap("field-left_hand").await;
    page.root_is("data-hand", "right").await;
    page.go("#/khata").await;
    stands_left(page, "bar-bill", "bar-quick").await;
    browser.close().await;
    shop.close();
}
