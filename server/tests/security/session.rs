//! Sign-ins that nobody comes back to.

use crate::*;

#[test]
fn a_sign_in_that_cannot_come_back_is_not_told_of_as_open() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let lost = backend.sign_in("asha@shop.example");
    let phone = backend.sign_in("asha@shop.example");
    let counter = backend.sign_in("asha@shop.example");
    let open = || {
        let told = backend.with(&counter, "GET", "/account/sessions", None).json()["sessions"].clone();
        let mut open: Vec<String> = told.as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap().into()).collect();
        open.sort();
        open
    };
    let of = |tokens: &[&Tokens]| {
        let mut ids: Vec<String> = tokens.iter().map(|tokens| tokens.session.clone()).collect();
        ids.sort();
        ids
    };
    let refresh = |tokens: &Tokens| backend.post("/account/refresh", json!({ "refresh_token": tokens.refresh })).status;
    assert_eq!(open(), of(&[&lost, &phone, &counter]));
    // Sixty days without it: its token is over, and at some later time forgotten.
    let of_lost = |what: &str| {
        let id = lost.session.parse::<uuid::Uuid>().unwrap().simple().to_string();
        execute(&cluster, &what.replace("LOST", &format!("session_id = '\\x{id}'")));
    };
    of_lost("update refresh_token set expires_ms = cast(extract(epoch from now()) * 1000 as bigint) - 1 where LOST");
    assert_eq!((refresh(&lost), open()), (401, of(&[&phone, &counter])));
    of_lost("delete from refresh_token where LOST");
    assert_eq!((refresh(&lost), open()), (401, of(&[&phone, &counter])));
    // Whoever has drawn the next token and not used it yet may come back with either.
    assert_eq!((refresh(&phone), open()), (200, of(&[&phone, &counter])));
}
