//! Entity tags of lists, reports and files: what changes them, and what an answer that did not change costs.

use serde_json::json;

use crate::backend::{Backend, cluster};
use crate::{Caller, owner, sugar};

/// What follows from the books.
const EDITIONS: [&str; 16] = [
    "/api/parties?sort=name",
    "/api/items",
    "/api/invoices",
    "/api/payments",
    "/api/expenses",
    "/api/stock/low",
    "/api/money/drawer",
    "/api/reports/profit-loss?from=2026-04-01&to=2027-03-31",
    "/api/reports/outstanding",
    "/api/reports/trial-balance",
    "/api/reports/day-book?from=2026-01-01&to=2099-12-31",
    "/api/reports/stock",
    "/api/reports/gst?from=2026-04-01&to=2027-03-31",
    "/api/reports/outstanding?format=csv",
    "/api/reports/day-book?from=2026-01-01&to=2099-12-31&format=csv",
    "/api/reports/trial-balance?format=pdf",
];

impl Caller<'_> {
    fn tag(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
        answer.header("etag").to_owned()
    }

    fn unless(&self, path: &str, tag: &str) -> u16 {
        let answer = self.send("GET", path, &[("if-none-match", tag)], None);
        assert!(answer.status != 304 || answer.body.is_empty());
        answer.status
    }
}

#[test]
fn a_list_or_report_has_a_tag_that_any_entry_of_the_shop_changes() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let party = asha.ask("POST", "/api/parties", Some(json!({ "name": "Ramesh" })), 201)["party"]["id"].clone();
    let ledger = format!("/api/parties/{}/ledger", party.as_str().unwrap());
    let paths: Vec<&str> = EDITIONS.into_iter().chain([ledger.as_str()]).collect();
    let tags: Vec<String> = paths.iter().map(|path| asha.tag(path)).collect();
    for (path, tag) in paths.iter().zip(&tags) {
        assert!(tag.starts_with("W/\"") && tag.len() == 36, "{tag}");
        let same = asha.send("GET", path, &[("if-none-match", &format!("\"other\", {tag}"))], None);
        assert_eq!((same.status, same.body.len(), same.header("etag")), (304, 0, tag.as_str()), "{path}");
        assert_eq!(same.header("cache-control"), "private, no-cache");
        assert_eq!(same.header("vary"), "authorization, x-business, accept");
        assert_eq!(asha.unless(path, "\"other\""), 200);
        assert_eq!(asha.unless(path, "*"), 304);
    }
    let mut distinct = tags.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), tags.len(), "each address has a tag of its own");
    let accepted = |kind| {
        let answer = asha.send("GET", "/api/reports/outstanding", &[("accept", kind)], None);
        (answer.header("content-type").to_owned(), answer.header("etag").to_owned())
    };
    assert_ne!(accepted("text/csv"), accepted("application/json"));
    // What is not in the books changes none of them, and its own list.
    let drafts = asha.tag("/api/drafts");
    let draft = asha.ask("POST", "/api/invoices", Some(sugar(Some(&party))), 201)["id"].clone();
    assert_eq!(asha.unless("/api/drafts", &drafts), 200);
    for (path, tag) in paths.iter().zip(&tags) {
        assert_eq!(asha.unless(path, tag), 304, "{path}");
    }
    // Any entry in the shop changes all of them, whatever it is about.
    let finalized = |draft: &serde_json::Value| {
        asha.ask("POST", &format!("/api/invoices/{}/finalize", draft.as_str().unwrap()), None, 200);
    };
    finalized(&draft);
    let after: Vec<String> = paths.iter().map(|path| asha.tag(path)).collect();
    for ((path, before), after) in paths.iter().zip(&tags).zip(&after) {
        assert_eq!((asha.unless(path, before), asha.unless(path, after)), (200, 304), "{path}");
    }
    let gstin = json!({ "edit": { "phone": "9876543210" } });
    assert_eq!(backend.door(&asha.tokens, &asha.shop, "shop.edit", &gstin).unwrap().status, 200);
    for (path, tag) in paths.iter().zip(&after) {
        assert_eq!(asha.unless(path, tag), 200, "{path}");
    }
    // A page of a bill follows from the books, too.
    let pdf = format!("/api/invoices/{}/pdf", draft.as_str().unwrap());
    assert_eq!(asha.unless(&pdf, &asha.tag(&pdf)), 304);
    assert_ne!(asha.tag(&pdf), asha.tag(&format!("{pdf}?copy=duplicate")));
}

#[test]
fn a_role_and_a_shop_have_tags_of_their_own() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let path = "/api/reports/outstanding";
    let tag = asha.tag(path);
    let members = format!("/b/{}/members", asha.shop);
    let set = |role: &str| {
        let body = json!({ "identity": "chitra@shop.example", "role": role });
        assert_eq!(backend.with(&asha.tokens, "PUT", &members, Some(body)).status, 204);
    };
    set("manager");
    let chitra = Caller { backend: &backend, tokens: backend.sign_in("chitra@shop.example"), shop: asha.shop.clone() };
    assert_eq!(chitra.unless(path, &tag), 200);
    let hers = chitra.tag(path);
    assert_ne!(hers, tag);
    set("viewer");
    assert_eq!(chitra.unless(path, &hers), 200);
    // Who may not ask is refused whatever they hold.
    set("staff");
    let stock = asha.tag("/api/reports/stock");
    assert_eq!(chitra.unless("/api/reports/stock", &stock), 403);
    let babu = owner(&backend, "babu@shop.example", "Babu Stores");
    let stranger = Caller { backend: &backend, tokens: babu.tokens.clone(), shop: asha.shop.clone() };
    assert_eq!(stranger.unless(path, &tag), 404);
    assert_eq!(babu.unless(path, &tag), 200);
    // Members, devices and shops lie beside the books: what they say is what changes their tags.
    for path in [&members, &format!("/b/{}/devices", asha.shop), "/shops", "/account/sessions"] {
        let tag = asha.tag(path);
        assert_eq!(asha.unless(path, &tag), 304, "{path}");
    }
    let before = asha.tag(&members);
    set("accountant");
    assert_eq!(asha.unless(&members, &before), 200);
}

/// While the books stand still nothing is read of them: nothing of them need even be readable.
#[test]
fn an_answer_that_did_not_change_reads_no_books() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let tags = EDITIONS.map(|path| asha.tag(path));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = cluster.connect_to("books").await;
        let books = "party, item, voucher, posting, account_month, party_month, stock_year, stock_worth, change, field";
        client.batch_execute(&format!("revoke select on {books} from smartkhata_serving")).await.unwrap();
    });
    for (path, tag) in EDITIONS.iter().zip(&tags) {
        assert_eq!(asha.unless(path, tag), 304, "{path}");
        assert_eq!(asha.unless(path, "\"other\""), 500, "{path}");
    }
}
