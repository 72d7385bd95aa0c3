//! The web edition of the backend: signing in, a shop, a bill, what a role is shown, a session that ends.

use serde_json::json;
use smartkhata_tests::browser::{Browser, Page, Size};

use super::backend::Backend;

const ENTER: &str = "\u{e007}";
const F9: &str = "\u{e039}";
const OWNER: &str = "asha@shop.example";
const STAFF: &str = "ravi@shop.example";

/// Signs in on the page by the code that is sent.
pub async fn sign_in(page: &Page, backend: &Backend, identity: &str, before: &str) -> String {
    page.see("field-identity").await;
    page.fill("field-identity", identity).await;
    page.tap("sign-in-send").await;
    page.see("field-code").await;
    let code = backend.code(identity, before).await;
    page.fill("field-code", &code).await;
    page.tap("sign-in-done").await;
    code
}

/// What scripts of the page can read: nothing of the session may be in it.
async fn nothing_to_read(page: &Page) {
    let kept = page
        .script("return document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
        .await
        .to_string();
    assert!(!kept.contains("sk1.") && !kept.contains("refresh"), "{kept}");
    assert_eq!(page.script("return document.cookie").await, "");
}

/// Pictures in both themes, beginning anew with each.
pub async fn in_both_themes(page: &Page, seen: &str, name: &str) {
    for theme in ["dark", "light"] {
        page.script(&format!("localStorage.setItem('smartkhata.theme', '{theme}')")).await;
        page.reload().await;
        page.root_is("data-theme", theme).await;
        page.see(seen).await;
        page.settled().await;
        page.picture(&format!("{name}-{theme}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_signs_in_bills_a_customer_finds_the_bill_and_signs_out() {
    let mut backend = Backend::start().await;
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&format!("{}/", backend.address)).await;
    page.see("sign-in").await;
    page.tap("sign-in-language-hi").await;
    page.says("sign-in-send", "कोड भेजें").await;
    page.picture("web-sign-in-hindi").await;
    page.tap("sign-in-language-en").await;
    in_both_themes(page, "sign-in", "web-sign-in").await;

    // A code that is wrong is said where it was typed.
    page.fill("field-identity", OWNER).await;
    page.tap("sign-in-send").await;
    page.see("field-code").await;
    let code = backend.code(OWNER, "").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    page.fill("field-code", &format!("{wrong}{ENTER}")).await;
    page.see("field-code-error").await;
    page.picture("web-sign-in-code").await;
    page.fill("field-code", &format!("{code}{ENTER}")).await;

    // A new account has no shop yet.
    page.see("first-run").await;
    page.settled().await;
    page.picture("web-first-shop").await;
    page.fill("field-name", "Asha Stores").await;
    page.tap("first-start").await;
    page.see("home").await;
    page.says("shop-name", "Asha Stores").await;
    nothing_to_read(page).await;

    page.go("#/bill").await;
    page.see("one-box").await;
    page.keys(&format!("9876543210{ENTER}")).await;
    page.says("counter-customer", "9876543210").await;
    page.keys(&format!("2**150 Sari{ENTER}")).await;
    page.count("line", 1).await;
    page.keys(F9).await;
    page.says("last-bill", "/0001").await;
    // The draft of the next one survives a reload, as on a device.
    page.keys(&format!("2**20 Chai{ENTER}")).await;
    page.count("line", 1).await;
    page.pause().await;
    page.reload().await;
    page.see("one-box").await;
    page.count("line", 1).await;
    page.go("#/bills").await;
    page.count("bill-row", 1).await;
    page.says("bill-row", "/0001").await;
    page.go("#/profit-loss").await;
    page.see("profit-loss").await;
    page.settled().await;
    assert!(page.all("trouble").await.is_empty(), "{}", page.text("trouble").await);

    // The server goes away and comes back: it is said, and what was typed meanwhile is kept then.
    page.go("#/bill").await;
    page.count("line", 1).await;
    backend.stop();
    page.keys(&format!("3**20 Samosa{ENTER}")).await;
    page.count("line", 2).await;
    page.see("lost").await;
    page.picture("web-lost").await;
    backend.go_on();
    page.gone("lost").await;
    page.pause().await;
    page.reload().await;
    page.see("one-box").await;
    page.count("line", 2).await;

    // The session is ended elsewhere: what is typed waits behind the sign-in, and goes on.
    let asha = backend.caller(OWNER).await;
    let sessions = asha.ask("GET", "/account/sessions", json!({})).await;
    let web = sessions["sessions"].as_array().unwrap().iter().find(|session| session["current"] == false).unwrap();
    asha.ask("DELETE", &format!("/account/sessions/{}", web["id"].as_str().unwrap()), json!({})).await;
    page.keys(&format!("4**20 Lassi{ENTER}")).await;
    page.see("sign-in-again").await;
    page.settled().await;
    page.picture("web-sign-in-again").await;
    let used = backend.code(OWNER, &code).await;
    sign_in(page, &backend, OWNER, &used).await;
    page.gone("sign-in-again").await;
    page.count("line", 3).await;
    page.pause().await;
    page.reload().await;
    page.see("one-box").await;
    page.count("line", 3).await;

    // A password, and out.
    page.go("#/settings").await;
    page.says("account-who", OWNER).await;
    page.settled().await;
    page.picture("web-settings").await;
    page.tap("account-password-more").await;
    page.fill("field-password", "correct horse").await;
    page.tap("account-password").await;
    page.see("toast").await;
    page.tap("account-sign-out").await;
    page.see("sign-in").await;
    nothing_to_read(page).await;
    page.reload().await;
    page.see("sign-in").await;
    page.fill("field-identity", OWNER).await;
    page.tap("sign-in-password").await;
    page.fill("field-password", &format!("wrong horse{ENTER}")).await;
    page.see("field-password-error").await;
    page.fill("field-password", &format!("correct horse{ENTER}")).await;
    page.see("home").await;
    page.says("shop-name", "Asha Stores").await;

    // A second shop beside the first, and the way between them.
    page.go("#/settings").await;
    page.tap("account-shops").await;
    page.count("shop-row", 1).await;
    page.tap("shop-new").await;
    page.fill("field-name", "Asha Cloth House").await;
    page.tap("first-start").await;
    page.says("shop-name", "Asha Cloth House").await;
    page.go("#/bills").await;
    page.see("bills").await;
    page.count("bill-row", 0).await;
    page.go("#/settings").await;
    page.tap("account-shops").await;
    page.count("shop-row", 2).await;
    page.says("shops", "Asha Stores").await;
    page.says("shops", "Asha Cloth House").await;
    in_both_themes(page, "shops", "web-shops").await;
    page.says("shops", "Asha Stores").await;
    page.tap("shop-row").await;
    page.says("shop-name", "Asha Stores").await;
    assert!(backend.folder().join("log").is_file());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_on_a_phone_bill_and_see_no_cost() {
    let backend = Backend::start().await;
    let asha = backend.caller(OWNER).await;
    let shop = asha.ask("POST", "/shops", json!({ "name": "Asha Stores", "language": "en" })).await;
    let shop = shop["id"].as_str().unwrap().to_owned();
    let item = json!({ "edit": { "name": "Basmati rice", "price": 1_200_000, "unit": "kg", "track_stock": true } });
    let item = asha.door(&shop, "item.save", item).await["id"].as_str().unwrap().to_owned();
    // 777.70 for ten kilograms: a figure that stands nowhere else.
    let stock = json!({ "entry": { "item": item, "quantity": 10_000, "cost": 77_770 } });
    asha.door(&shop, "stock.add", stock).await;
    let person = json!({ "identity": STAFF, "role": "staff" });
    asha.ask("PUT", &format!("/b/{shop}/members"), person).await;

    let browser = Browser::chromium(Size::Phone).await;
    let page = &browser.page;
    page.open(&format!("{}/", backend.address)).await;
    page.see("sign-in").await;
    page.tap("sign-in-language-en").await;
    in_both_themes(page, "sign-in", "web-sign-in").await;
    sign_in(page, &backend, STAFF, "").await;
    page.see("khata").await;

    // A bill below cost: the counter says nothing of it.
    page.tap("bar-bill").await;
    page.fill("bill-search", "basm").await;
    page.tap("bill-tile").await;
    page.count("bill-line", 1).await;
    page.pause().await;
    page.picture("web-staff-bill").await;
    page.tap("bill-pay").await;
    page.tap("pay-cash").await;
    page.gone("sheet-pay").await;
    page.see("toast").await;
    assert!(page.all("toast-undo").await.is_empty(), "staff take nothing back");
    let mut seen = String::new();
    for (hash, screen) in [
        ("#/", "khata"),
        ("#/bills", "bills"),
        ("#/items", "items"),
        (&format!("#/items/{item}"), "item-form"),
        ("#/payments", "payments"),
        ("#/settings", "settings"),
        ("#/more", "more-settings"),
    ] {
        page.go(hash).await;
        page.see(screen).await;
        page.settled().await;
        assert!(page.all("trouble").await.is_empty(), "{hash}: {}", page.text("trouble").await);
        seen.push_str(page.script("return document.body.innerText + document.body.innerHTML").await.as_str().unwrap());
        page.picture(&format!("web-staff-{screen}")).await;
    }
    for figure in ["77.77", "777.7", "77,77"] {
        assert!(!seen.contains(figure), "staff see {figure}");
    }
    for absent in ["more-profit-loss", "more-day-book", "more-purchase", "more-backup", "settings-save", "item-stock\""]
    {
        assert!(!seen.contains(&format!("data-testid=\"{absent}")), "staff are offered {absent}");
    }
    for hash in ["#/profit-loss", "#/day-book", "#/trial-balance", "#/purchases", "#/purchases/new", "#/backup"] {
        page.go(hash).await;
        page.see("not-for-role").await;
    }
    page.picture("web-not-for-role").await;
    page.go("#/bills").await;
    page.tap("bill-row").await;
    page.see("one-bill").await;
    page.settled().await;
    assert!(page.all("bill-cancel").await.is_empty(), "staff cancel no bill");
    page.go("#/settings").await;
    page.says("account-role", "Staff").await;
    page.tap("account-sign-out").await;
    page.see("sign-in").await;
    browser.close().await;
}
