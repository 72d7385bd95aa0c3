//! Who may ask what, and what strangers see.

use serde_json::json;

use crate::backend::{Backend, Tokens, cluster};
use crate::{Caller, owner, sugar};

#[test]
fn roles_hold_and_another_shop_is_not_there() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let draft = asha.ask("POST", "/api/invoices", Some(sugar(None)), 201)["id"].clone();
    let party = asha.ask("POST", "/api/parties", Some(json!({ "name": "Ramesh" })), 201)["party"]["id"].clone();
    let (draft, party) = (draft.as_str().unwrap(), party.as_str().unwrap());

    let babu = owner(&backend, "babu@shop.example", "Babu Stores");
    let stranger = Caller { backend: &backend, tokens: babu.tokens.clone(), shop: asha.shop.clone() };
    for path in [format!("/api/invoices/{draft}"), format!("/api/parties/{party}"), "/api/parties".into()] {
        assert_eq!(stranger.get(&path).refusal(), (404, "not_found".into()), "{path}");
    }
    assert_eq!(stranger.send("POST", "/api/parties", &[], Some(json!({ "name": "x" }))).status, 404);
    // In his own shop the other's ids name nothing.
    for path in
        [format!("/api/invoices/{draft}"), format!("/api/parties/{party}"), format!("/api/parties/{party}/ledger")]
    {
        assert_eq!(babu.get(&path).refusal(), (404, "not_found".into()), "{path}");
    }
    for path in [
        format!("/api/invoices/{draft}/finalize"),
        format!("/api/invoices/{draft}/cancel"),
        format!("/api/invoices/{draft}/duplicate"),
    ] {
        assert_eq!(babu.send("POST", &path, &[], None).refusal(), (404, "not_found".into()), "{path}");
    }
    assert_eq!(babu.send("PUT", &format!("/api/invoices/{draft}"), &[], Some(sugar(None))).status, 404);
    // Without a name the only shop is meant; with two, one is named.
    let bare = |tokens: &Tokens, path: &str| backend.with(tokens, "GET", path, None);
    assert_eq!(bare(&babu.tokens, "/api/parties").status, 200);
    backend.shop(&babu.tokens, "Babu Two");
    assert_eq!(bare(&babu.tokens, "/api/parties").json()["field"], "X-Business");
    assert_eq!(backend.send("GET", "/api/parties", &[], None).unwrap().refusal(), (401, "unauthorized".into()));

    let members = format!("/b/{}/members", asha.shop);
    let set = |role: &str| {
        backend.with(&asha.tokens, "PUT", &members, Some(json!({ "identity": "chitra@shop.example", "role": role })))
    };
    assert_eq!(set("staff").status, 204);
    let chitra = Caller { backend: &backend, tokens: backend.sign_in("chitra@shop.example"), shop: asha.shop.clone() };
    let mine = chitra.ask("POST", "/api/invoices", Some(sugar(None)), 201);
    assert!(mine["preview"].get("below_cost").is_none_or(|lines| lines == &json!([])));
    for report in ["profit-loss", "gst", "day-book"] {
        let path = format!("/api/reports/{report}?from=2026-04-01&to=2026-04-30");
        assert_eq!(chitra.get(&path).refusal(), (403, "forbidden".into()), "{report}");
    }
    assert_eq!(chitra.get("/api/reports/stock").refusal().0, 403);
    let key = [("idempotency-key", "k")];
    assert_eq!(chitra.send("POST", "/api/parties", &key, Some(json!({ "name": "Mine" }))).status, 201);
    assert_eq!(set("viewer").status, 204);
    assert_eq!(chitra.send("POST", "/api/parties", &key, Some(json!({ "name": "Mine" }))).refusal().0, 403);
    assert_eq!(chitra.get("/api/parties").status, 200);
    assert_eq!(chitra.get("/api/drafts").refusal().0, 403);
    assert_eq!(chitra.get(&format!("/api/invoices/{draft}")).refusal().0, 404, "drafts are not for who only looks");
}
