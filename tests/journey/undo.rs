//! What was done is put back, or offered once more where the books do not let it stand again.

use smartkhata_tests::browser::{Browser, Page, Size};

use super::shop::Shop;

#[tokio::test]
async fn an_advance_that_was_set_against_bills_is_an_advance_again() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/payments/new").await;
    page.tap("payment-party").await;
    page.fill("part-0-amount", "1000").await;
    page.tap("settle-advance").await;
    page.tap("payment-save").await;
    page.see("party").await;
    page.go("#/payments").await;
    page.tap("payment-row").await;
    page.says("payment-left", "₹1,000").await;
    page.tap("payment-set-now").await;
    page.says("payment-bill", "₹240").await;
    page.says("payment-left", "₹760").await;
    page.tap_last("toast-undo").await;
    page.says("payment-left", "₹1,000").await;
    page.count("payment-bill", 0).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_bill_that_is_cancelled_is_offered_to_be_written_again() {
    let (shop, bill, _) = Shop::busy();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go(&format!("#/bills/{bill}")).await;
    page.tap_twice("bill-cancel").await;
    page.tap("toast-again").await;
    page.see("counter").await;
    page.count("line", 1).await;
    page.says("counter-total", "₹12,400").await;
    page.says("counter-customer", "Ramesh Kumar").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn money_for_a_bill_that_is_undone_is_said_to_stay_as_an_advance() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys("9876543210\u{e007}8902\u{e007}").await;
    page.count("line", 1).await;
    page.says("counter-customer", "Ramesh Kumar").await;
    // Paying in parts has a key of its own.
    page.keys("\u{e033}").await;
    page.see("split-cash").await;
    page.keys("50\u{e007}").await;
    page.says("last-bill", "/0001").await;
    page.chord(&['\u{e009}', 'z']).await;
    page.says("toast", "₹50 stays as advance").await;
    page.picture("undone-advance").await;
    page.count("line", 1).await;
    browser.close().await;
    shop.close();
}

/// What a row of the list of items says of sugar's stock.
async fn sugar(page: &Page, stock: &str) {
    page.go("#/items").await;
    page.fill("items-search", "sugar").await;
    page.says("item-row", stock).await;
}

#[tokio::test]
async fn what_is_taken_back_from_a_statement_is_put_back() {
    let (shop, gupta, ramesh, _) = Shop::bought();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    sugar(page, "20 ").await;
    // A delivery: its goods, and what is owed for them.
    page.go(&format!("#/khata/{gupta}")).await;
    page.says("party-balance", "₹400").await;
    page.tap("statement-row").await;
    page.tap("entry-open-purchase").await;
    page.says("purchase-due", "₹400").await;
    page.says("purchase-lines", "Sugar").await;
    page.tap("purchase-supplier-link").await;
    page.tap("statement-row").await;
    page.tap("entry-take-back").await;
    page.count("statement-row", 2).await;
    page.tap_last("toast-undo").await;
    page.count("statement-row", 3).await;
    page.says("party-balance", "₹400").await;
    sugar(page, "20 ").await;
    // Money in two parts.
    page.go(&format!("#/khata/{ramesh}")).await;
    page.says("party-balance", "₹100").await;
    page.says("statement-row", "₹140").await;
    page.tap("statement-row").await;
    page.tap("entry-take-back").await;
    page.says("party-balance", "₹240").await;
    page.tap_last("toast-undo").await;
    page.says("party-balance", "₹100").await;
    page.tap("statement-row").await;
    page.tap("entry-open-payment").await;
    page.count("payment-part", 2).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_corrected_entry_is_what_it_was_again() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/khata").await;
    page.tap("khata-row").await;
    page.says("party-balance", "₹240").await;
    page.tap("statement-row").await;
    page.tap("entry-correct").await;
    page.tap("keypad-5").await;
    page.tap("entry-save").await;
    page.says("party-balance", "₹2,405").await;
    page.tap_last("toast-undo").await;
    page.says("party-balance", "₹240").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn an_expense_and_goods_of_no_supplier_are_put_back() {
    let (shop, _, _, rent) = Shop::bought();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go(&format!("#/payments/{rent}")).await;
    page.says("payment-amount", "₹5,000").await;
    page.tap("payment-take-back").await;
    page.gone("payment-take-back").await;
    page.tap_last("toast-undo").await;
    page.see("payment-take-back").await;
    page.says("payment-amount", "₹5,000").await;
    // Goods have their page, which the day book opens.
    page.go("#/day-book").await;
    page.see("day-book-list").await;
    let cash_goods =
        "[...document.querySelectorAll(\"[data-testid='day-book-row']\")].find((e) => e.innerText.includes('₹90'))";
    page.becomes(&format!("return {cash_goods} ? 'there' : ''"), "there").await;
    page.script(&format!("{cash_goods}.click()")).await;
    page.see("one-purchase").await;
    page.says("purchase-lines", "Sugar").await;
    page.tap_twice("purchase-cancel").await;
    page.gone("purchase-cancel").await;
    sugar(page, "10 ").await;
    page.tap_last("toast-undo").await;
    // The page of the entry that it is again.
    page.see("purchase-cancel").await;
    sugar(page, "20 ").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn an_item_form_that_stands_open_leaves_alone_what_was_changed_elsewhere() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/items").await;
    page.fill("items-search", "sugar").await;
    page.says("item-row", "₹45").await;
    page.tap("item-row").await;
    page.fill("field-price", "50").await;
    page.tap("item-save").await;
    page.fill("items-search", "sugar").await;
    page.says("item-row", "₹50").await;
    page.tap("item-row").await;
    page.value("field-price", "50.00").await;
    page.fill("field-name", "Sugar, fine").await;
    // The price goes back under the open form, and the name is what is saved.
    page.tap_last("toast-undo").await;
    page.settled().await;
    page.tap("item-save").await;
    page.fill("items-search", "sugar").await;
    page.says("item-row", "Sugar, fine").await;
    page.says("item-row", "₹45").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_new_item_brings_what_lies_in_the_shop_and_takes_it_along_again() {
    let shop = Shop::stocked();
    for (size, name) in [(Size::Wide, "item-opening-wide"), (Size::Phone, "item-opening-phone")] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("shell").await;
        page.go("#/items/new").await;
        page.fill("field-name", name).await;
        page.fill("field-price", "60").await;
        page.fill("field-opening-cost", "40").await;
        page.tap("item-save").await;
        let wrong = "return document.querySelector('#field-opening-quantity').getAttribute('aria-invalid')";
        page.becomes(wrong, "true").await;
        page.fill("field-opening-quantity", "10").await;
        page.picture(name).await;
        page.tap("item-save").await;
        page.fill("items-search", name).await;
        page.says("item-row", "10").await;
        page.go("#/profit-loss").await;
        page.tap("period-this-year").await;
        page.says("profit-loss", "₹400").await;
        page.tap_last("toast-undo").await;
        let stock = "return String(document.querySelector('[data-testid=profit-loss]').textContent.includes('₹400'))";
        page.becomes(stock, "false").await;
        browser.close().await;
    }
    shop.close();
}

#[tokio::test]
async fn a_list_stays_where_the_reader_is_when_the_books_change() {
    let shop = Shop::long();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/items/new").await;
    page.fill("field-name", "Jaggery").await;
    page.tap("item-save").await;
    let count = "const list = document.querySelector('[data-testid=items-list]');
        list?.scrollTo(0, 14000);
        return list?.dataset.count ?? ''";
    page.becomes(count, "245").await;
    page.tap_last("toast-undo").await;
    let left = "const list = document.querySelector('[data-testid=items-list]');
        return list ? list.dataset.count + (list.scrollTop > 9000) : ''";
    page.becomes(left, "244true").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_customer_and_an_item_that_were_added_in_passing_are_out_of_the_lists_again() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    shop.counter(page).await;
    page.keys("9000000001\u{e007}").await;
    page.says("counter-customer", "9000000001").await;
    page.tap_last("toast-undo").await;
    page.go("#/khata").await;
    page.count("khata-row", 1).await;
    page.go("#/items").await;
    page.fill("items-search", "Jaggery").await;
    page.tap("items-add-named").await;
    page.see("item-form").await;
    page.tap_last("toast-undo").await;
    page.go("#/items").await;
    page.fill("items-search", "Jaggery").await;
    page.see("items-add-named").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_photo_that_was_added_is_put_away() {
    let (shop, bill, _) = Shop::busy();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go(&format!("#/bills/{bill}")).await;
    page.see("attachments").await;
    let paper = shop.folder().join("note.pdf");
    std::fs::write(&paper, b"%PDF-1.7 a supplier's note").unwrap();
    page.give("attach-file", &paper).await;
    page.count("attachment", 1).await;
    page.tap_last("toast-undo").await;
    page.count("attachment", 0).await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_credit_note_and_a_suppliers_bill_that_were_saved_by_mistake_are_taken_back() {
    let (shop, bill, _) = Shop::busy();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go(&format!("#/bills/{bill}")).await;
    page.says("bill-due", "₹7,640").await;
    page.tap("bill-return").await;
    page.fill("return-quantity-0", "0.1").await;
    page.says("return-total", "₹1,240").await;
    page.bring("return-khata").await;
    page.tap("return-khata").await;
    page.gone("return").await;
    page.says("bill-due", "₹6,400").await;
    page.count("bill-returned", 1).await;
    page.picture("returned-toast").await;
    page.tap_last("toast-undo").await;
    page.says("bill-due", "₹7,640").await;
    page.count("bill-returned", 0).await;

    // Sugar for 500 of a supplier's, 200 of it paid at once.
    sugar(page, "Sugar").await;
    let before = page.text("item-row").await;
    page.go("#/purchases/new").await;
    page.tap("purchase-new-supplier").await;
    page.fill("field-name", "Agarwal Traders").await;
    page.fill("purchase-item-search", "8901\u{e007}").await;
    page.fill("purchase-quantity-0", "12").await;
    page.fill("purchase-cost-0", "500").await;
    page.fill("field-paid", "200").await;
    page.bring("purchase-save").await;
    page.tap("purchase-save").await;
    page.count("purchase-row", 1).await;
    page.tap_last("toast-undo").await;
    page.see("purchases").await;
    page.go("#/khata").await;
    page.tap("khata-chip-suppliers").await;
    page.says("khata-row", "Agarwal Traders").await;
    page.says("khata-row", "₹0").await;
    sugar(page, "Sugar").await;
    page.says("item-row", &before).await;
    page.go("#/day-book").await;
    page.says("day-book-paid", "₹0").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_customer_whose_details_were_changed_is_called_as_before() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("home").await;
    page.go("#/khata").await;
    page.tap("khata-row").await;
    page.tap("party-edit").await;
    page.value("field-name", "Ramesh Kumar").await;
    page.fill("field-name", "Ramesh & Sons").await;
    page.fill("field-phone", "98300 54321").await;
    page.fill("field-credit_limit", "900").await;
    page.tap("party-save").await;
    page.says("party-name", "Ramesh & Sons").await;
    page.says("khata-row", "Ramesh & Sons").await;
    page.tap_last("toast-undo").await;
    page.says("party-name", "Ramesh Kumar").await;
    page.says("khata-row", "Ramesh Kumar").await;
    page.tap("party-edit").await;
    page.value("field-phone", "9876543210").await;
    page.value("field-credit_limit", "").await;
    browser.close().await;
    shop.close();
}
