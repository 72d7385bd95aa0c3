//! Tax that is no rate on a price: what is taxed on its MRP, and what a supplier's bill gives back by rate.

use smartkhata_tests::browser::{Browser, Size};

use super::shop::Shop;

/// Webdriver's Enter.
const ENTER: char = '\u{e007}';

#[tokio::test]
async fn pan_masala_is_taxed_on_its_mrp() {
    let shop = Shop::stocked();
    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&shop.address).await;
    page.see("khata").await;
    page.go("#/items/new").await;
    page.fill("field-name", "Vimal").await;
    page.fill("field-price", "100").await;
    page.fill("field-hsn", "21069020").await;
    page.says("proposed-0", "Pan masala: 40% on MRP").await;
    page.bring("proposed-0").await;
    page.picture("item-on-mrp").await;
    page.tap("proposed-0").await;
    page.see("field-on_retail_price").await;
    // Without the MRP there is nothing to work the tax out on.
    page.bring("item-save").await;
    page.tap("item-save").await;
    page.says("item-form", "Enter the MRP").await;
    page.fill("field-mrp", "140").await;
    page.bring("item-save").await;
    page.tap("item-save").await;
    page.see("items").await;
    page.go("#/bill").await;
    page.fill("bill-search", &format!("Vimal{ENTER}")).await;
    page.says("bill-total", "₹100").await;
    // An old pack that says another price.
    page.go("#/bill/detailed").await;
    page.tap("customer-none").await;
    page.value("guided-line-retail_price", "140.00").await;
    page.bring("guided-line-retail_price").await;
    page.picture("guided-on-mrp").await;
    // Typed over whole: emptied first, it would stand there again as it was.
    page.tap("guided-line-retail_price").await;
    page.script("document.activeElement.select(); return 1").await;
    page.keys(&format!("0{ENTER}")).await;
    page.go("#/bill").await;
    page.says("phone-bill", "Enter the MRP").await;
    page.picture("bill-without-mrp").await;
    browser.close().await;
    shop.close();
}

#[tokio::test]
async fn a_suppliers_bill_proposes_its_tax_by_rate() {
    let shop = Shop::supplied();
    for size in [Size::Phone, Size::Wide] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("shell").await;
        page.go("#/purchases/new").await;
        for (place, code, cost) in [(0, "8901", "400"), (1, "8904", "1000")] {
            page.bring("purchase-item-search").await;
            page.fill("purchase-item-search", &format!("{code}{ENTER}")).await;
            page.see(&format!("purchase-cost-{place}")).await;
            page.fill(&format!("purchase-cost-{place}"), cost).await;
        }
        // Of somebody who may not be registered no tax is claimed.
        page.value("purchase-rate-0", "").await;
        page.gone("purchase-tax-row").await;
        page.script(
            "const of = document.querySelector('[data-testid=field-supplier]'); of.selectedIndex = 1;
            of.dispatchEvent(new Event('change', { bubbles: true })); return 1",
        )
        .await;
        page.value("purchase-rate-0", "5").await;
        page.value("purchase-rate-1", "18").await;
        page.count("purchase-tax-row", 2).await;
        page.says("purchase-form", "18% · ₹1,000.00 · IGST ₹180.00").await;
        page.becomes("return document.querySelector('[data-testid=field-tax]').placeholder", "200.00").await;
        page.bring("field-tax").await;
        page.picture("purchase-by-rate").await;
        // Freight was taxed, too.
        page.fill("field-tax", "218").await;
        page.fill("field-amount", "1718").await;
        page.bring("purchase-save").await;
        page.tap("purchase-save").await;
        page.see("purchases").await;
        page.tap("purchase-row").await;
        page.count("purchase-tax-row", 3).await;
        page.says("one-purchase", "other · ₹100.00 · IGST ₹18.00").await;
        page.picture("purchase-told-by-rate").await;
        browser.close().await;
    }
    shop.close();
}
