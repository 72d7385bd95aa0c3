//! Who may come to a shop at its backend, as its owner sees and decides it: people, devices, sign-ins.

use serde_json::json;
use smartkhata_tests::browser::{Browser, Page, Size};

use super::backend::{Backend, invitation};
use super::shop::Shop;
use super::web::{in_both_themes, sign_in};

const OWNER: &str = "asha@shop.example";
const STAFF: &str = "ravi@shop.example";

/// Presses a button that asks again.
async fn twice(page: &Page, id: &str, picture: &str) {
    page.tap(id).await;
    page.settled().await;
    page.picture(picture).await;
    page.tap(id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_lets_people_and_devices_in_changes_what_they_may_and_puts_them_out() {
    let backend = Backend::start().await;
    // Signed in elsewhere already, where the shop was made.
    let asha = backend.caller(OWNER).await;
    asha.ask("POST", "/shops", json!({ "name": "Asha Stores", "language": "en" })).await;
    let used = backend.code(OWNER, "").await;
    let browser = Browser::chromium(Size::Wide).await;
    let page = &browser.page;
    page.open(&format!("{}/", backend.address)).await;
    page.see("sign-in").await;
    page.tap("sign-in-language-en").await;
    sign_in(page, &backend, OWNER, &used).await;
    page.see("home").await;

    // Where the owner is signed in: the other place is signed out, and this one goes on.
    page.go("#/settings").await;
    page.count("session-row", 2).await;
    page.says("sessions", "Chrome, Linux").await;
    page.says("sessions", "Here").await;
    twice(page, "session-end", "people-session-end").await;
    page.count("session-row", 1).await;
    page.see("shell").await;

    // Somebody is let in, by a number that can be one.
    page.tap("settings-members").await;
    page.count("member-row", 1).await;
    page.says("member-row", "You").await;
    page.fill("field-identity", "98765").await;
    page.tap("member-add").await;
    page.see("field-identity-error").await;
    page.fill("field-identity", STAFF).await;
    page.tap("join-role-staff").await;
    page.tap("member-add").await;
    page.count("member-row", 2).await;
    page.says("members", STAFF).await;
    in_both_themes(page, "member-change", "people").await;

    // They sign in, and are offered what is theirs.
    let other = Browser::chromium(Size::Phone).await;
    let phone = &other.page;
    phone.open(&format!("{}/", backend.address)).await;
    phone.see("sign-in").await;
    phone.tap("sign-in-language-hi").await;
    sign_in(phone, &backend, STAFF, "").await;
    phone.see("khata").await;
    phone.see("bar-bill").await;
    phone.go("#/more").await;
    phone.see("more-settings").await;
    assert!(phone.all("more-members").await.is_empty() && phone.all("more-devices").await.is_empty());
    for hash in ["#/members", "#/devices"] {
        phone.go(hash).await;
        phone.see("not-for-role").await;
    }
    phone.go("#/settings").await;
    phone.count("session-row", 1).await;
    phone.script("document.querySelector('[data-testid=sessions]').scrollIntoView()").await;
    phone.settled().await;
    phone.picture("people-sessions-hindi").await;

    // From now on they only look.
    page.tap("member-change").await;
    page.tap("member-role-viewer").await;
    page.settled().await;
    page.picture("people-change").await;
    page.tap("member-save").await;
    page.gone("member-sheet").await;
    page.says("members", "Only looks").await;
    phone.go("#/bill").await;
    phone.reload().await;
    phone.see("not-for-role").await;

    // They are an owner for a day: the screens on a phone, in Hindi.
    page.tap("member-change").await;
    page.tap("member-role-owner").await;
    page.tap("member-save").await;
    page.gone("member-sheet").await;
    phone.go("#/more").await;
    phone.reload().await;
    phone.tap("more-members").await;
    phone.count("member-row", 2).await;
    in_both_themes(phone, "member-change", "people-hindi").await;
    phone.go("#/devices").await;
    phone.see("devices-none").await;
    phone.settled().await;
    phone.picture("people-devices-hindi").await;

    // Out they are.
    page.tap("member-change").await;
    twice(page, "member-remove", "people-remove").await;
    page.count("member-row", 1).await;
    phone.reload().await;
    phone.see("first-run").await;
    other.close().await;

    // A counter comes in by a code, and is shut out.
    page.go("#/devices").await;
    page.see("devices-none").await;
    let invited = invitation(page, "staff", "people-invite").await;
    let pocket = Shop::new();
    let other = Browser::chromium(Size::Phone).await;
    let phone = &other.page;
    phone.open(&pocket.address).await;
    backend.type_invitation(phone, &invited).await;
    phone.tap("join-start").await;
    phone.see("khata").await;
    page.go("#/settings").await;
    page.see("sessions").await;
    page.tap("settings-devices").await;
    page.count("device-row", 1).await;
    page.says("device-row", "Ravi's phone").await;
    page.says("device-row", "Staff").await;
    in_both_themes(page, "device-remove", "people-devices").await;
    twice(page, "device-remove", "people-device-remove").await;
    page.see("device-removed").await;
    phone.go("#/devices").await;
    phone.tap("devices-look").await;
    phone.see("devices-removed").await;
    other.close().await;
    browser.close().await;
    pocket.close();
}
