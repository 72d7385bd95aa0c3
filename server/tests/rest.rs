//! The REST API from outside: a bill's whole life, repeats, entity tags, pages, files, roles, strangers.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
mod support;

use std::io::Write as _;
use std::process::{Command, Stdio};

use backend::{Backend, Tokens, cluster};
use serde_json::{Value, json};
use support::Answer;

/// A caller of one shop.
struct Caller<'a> {
    backend: &'a Backend,
    tokens: Tokens,
    shop: String,
}

impl Caller<'_> {
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        let bearer = format!("Bearer {}", self.tokens.access);
        let mut all = vec![("authorization", bearer.as_str()), ("x-business", self.shop.as_str())];
        all.extend(headers);
        self.backend.send(method, path, &all, body.map(|body| body.to_string()).as_deref()).unwrap()
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    /// Sends and expects this status.
    fn ask(&self, method: &str, path: &str, body: Option<Value>, status: u16) -> Value {
        let answer = self.send(method, path, &[], body);
        assert_eq!(answer.status, status, "{method} {path}: {}", String::from_utf8_lossy(&answer.body));
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    }
}

fn owner<'a>(backend: &'a Backend, identity: &str, name: &str) -> Caller<'a> {
    let tokens = backend.sign_in(identity);
    let shop = backend.shop(&tokens, name);
    Caller { backend, tokens, shop }
}

fn sugar(party: Option<&Value>) -> Value {
    json!({
        "party": party,
        "lines": [{ "name": "Sugar", "quantity": 2000, "price": 450_000, "price_includes_tax": true, "rate": 500 }],
    })
}

fn rows(answer: &Value) -> &Vec<Value> {
    answer["rows"].as_array().unwrap()
}

/// Text of a PDF, as a reader of PDF finds it.
fn read_pdf(bytes: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn a_bill_lives_from_draft_to_cancellation() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let gstin = json!({ "edit": { "gstin": "27AAPFU0939F1ZV", "registration": "regular" } });
    assert_eq!(backend.door(&asha.tokens, &asha.shop, "shop.edit", &gstin).unwrap().status, 200);
    let party = asha.ask("POST", "/api/parties", Some(json!({ "name": "Ramesh Traders", "state": "27" })), 201);
    let id = &party["party"]["id"];
    let draft = asha.ask("POST", "/api/invoices", Some(sugar(Some(id))), 201);
    assert_eq!((draft["status"].as_str(), draft["preview"]["result"]["total"].as_i64()), (Some("draft"), Some(9000)));
    let path = format!("/api/invoices/{}", draft["id"].as_str().unwrap());
    assert_eq!(asha.ask("GET", "/api/drafts", None, 200)["drafts"].as_array().unwrap().len(), 1);
    assert_eq!(asha.ask("GET", &path, None, 200), draft);

    // A draft is changed, by whoever knows what it says.
    let tag = asha.get(&path).header("etag").to_owned();
    assert_eq!(asha.send("GET", &path, &[("if-none-match", &tag)], None).status, 304);
    let mut more = sugar(Some(id));
    more["lines"][0]["quantity"] = json!(3000);
    let changed = asha.send("PUT", &path, &[("if-match", &tag)], Some(more.clone()));
    assert_eq!((changed.status, changed.json()["preview"]["result"]["total"].as_i64()), (200, Some(13_500)));
    let late = asha.send("PUT", &path, &[("if-match", &tag)], Some(sugar(Some(id))));
    assert_eq!(late.refusal(), (412, "conflict".into()));
    assert_eq!(asha.send("GET", &path, &[("if-none-match", &tag)], None).status, 200);
    assert_eq!(asha.get(&path).header("etag"), changed.header("etag"), "a write answers what is read after it");

    // It becomes a bill with the same id; once.
    let bill = asha.ask("POST", &format!("{path}/finalize"), None, 200);
    assert_eq!((&bill["id"], bill["status"].as_str()), (&draft["id"], Some("unpaid")));
    let number = bill["bill"]["voucher"]["number"].as_str().unwrap();
    assert_eq!(asha.ask("POST", &format!("{path}/finalize"), None, 200)["bill"]["voucher"]["number"], number);
    assert_eq!(asha.send("PUT", &path, &[], Some(more)).refusal(), (409, "conflict".into()));
    assert_eq!(asha.send("DELETE", &path, &[], None).refusal(), (409, "conflict".into()));
    assert_eq!(asha.ask("GET", &path, None, 200), bill);

    // Its page says what it says.
    let pdf = asha.get(&format!("{path}/pdf"));
    assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
    assert!(pdf.header("content-disposition").contains(".pdf"));
    let text = read_pdf(&pdf.body);
    assert!(text.contains(number) && text.contains("Ramesh Traders") && text.contains("135.00"), "{text}");

    // Money is set against it; the report of tax and the ledger agree with it.
    let tenders = json!([{ "mode": "upi", "amount": 10_000 }]);
    let payment = json!({ "direction": "in", "party": id, "tenders": tenders });
    let paid = asha.ask("POST", "/api/payments", Some(payment), 201);
    assert_eq!(paid["balance"], 3500);
    let paid = format!("/api/payments/{}", paid["voucher"]["id"].as_str().unwrap());
    assert_eq!(rows(&asha.ask("GET", "/api/invoices?status=unpaid", None, 200))[0]["paid"], 10_000);
    let gst = asha.ask("GET", "/api/reports/gst?from=2026-04-01&to=2027-03-31", None, 200);
    let net = &gst["net"];
    assert_eq!(gst["sales"][0]["rate"], 500);
    assert_eq!((net["cgst"].as_i64(), net["sgst"].as_i64(), net["igst"].as_i64()), (Some(321), Some(321), Some(0)));
    assert_eq!(net["taxable"].as_i64().unwrap() + gst["tax"].as_i64().unwrap(), 13_500);
    let ledger = format!("/api/parties/{}/ledger", id.as_str().unwrap());
    let statement = asha.ask("GET", &ledger, None, 200);
    assert_eq!((statement["closing"].as_i64(), statement["page"]["rows"].as_array().unwrap().len()), (Some(3500), 2));
    let text = read_pdf(&asha.get(&format!("{ledger}?format=pdf")).body);
    assert!(text.contains("Ramesh Traders") && text.contains(number), "{text}");

    // Taken back, it stays in its place; the money is an advance until it is given back too.
    let cancelled = asha.ask("POST", &format!("{path}/cancel"), Some(json!({ "reason": "wrong goods" })), 200);
    assert_eq!(
        (cancelled["status"].as_str(), cancelled["bill"]["cancelled"].as_str()),
        (Some("cancelled"), Some("wrong goods"))
    );
    assert_eq!(asha.send("POST", &format!("{path}/cancel"), &[], None).refusal(), (409, "already_cancelled".into()));
    assert_eq!(asha.ask("GET", &paid, None, 200)["advance"], 10_000);
    assert_eq!(asha.ask("GET", "/api/reports/gst?from=2026-04-01&to=2027-03-31", None, 200)["bills"], 0);

    // Sold once more: a new draft with the same goods.
    let again = asha.ask("POST", &format!("{path}/duplicate"), None, 201);
    assert_eq!((again["status"].as_str(), again["draft"]["party"].as_str()), (Some("draft"), id.as_str()));
    assert_eq!(again["preview"]["result"]["total"], 13_500);
    assert_ne!(again["id"], draft["id"]);
    let again = format!("/api/invoices/{}", again["id"].as_str().unwrap());
    asha.ask("POST", &format!("{again}/finalize"), None, 200);
    let settle = json!({ "settle": "oldest_first" });
    assert_eq!(asha.ask("POST", &format!("{paid}/allocate"), Some(settle), 200)["advance"], 0);
    let back = asha.ask("POST", &format!("{paid}/cancel"), Some(json!({ "reason": "bounced" })), 200);
    assert_eq!((back["cancelled"].as_str(), back["balance"].as_i64()), (Some("bounced"), Some(13_500)));
    // What is no bill is not cancelled as one.
    assert_eq!(asha.send("POST", &format!("{}/cancel", paid.replace("payments", "invoices")), &[], None).status, 404);

    // A draft that nobody wants is thrown away.
    let draft = asha.ask("POST", "/api/invoices", Some(sugar(None)), 201);
    let path = format!("/api/invoices/{}", draft["id"].as_str().unwrap());
    assert_eq!(asha.send("POST", &format!("{path}/finalize"), &[], None).refusal(), (400, "customer_needed".into()));
    asha.ask("DELETE", &path, None, 204);
    assert_eq!(asha.get(&path).refusal(), (404, "not_found".into()));
}

#[test]
fn a_write_that_is_repeated_is_done_once() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let key = [("idempotency-key", "order-42")];
    let draft = asha.send("POST", "/api/invoices", &key, Some(sugar(None)));
    let again = asha.send("POST", "/api/invoices", &key, Some(sugar(None)));
    assert_eq!((draft.status, again.status), (201, 201));
    assert_eq!((&draft.body, draft.header("etag")), (&again.body, again.header("etag")));
    assert_eq!(asha.ask("GET", "/api/drafts", None, 200)["drafts"].as_array().unwrap().len(), 1);
    // The same key for something else: another body, another address.
    let other = asha.send("POST", "/api/invoices", &key, Some(json!({ "lines": [] })));
    assert_eq!((other.refusal(), other.json()["field"].as_str()), ((422, "conflict".into()), Some("Idempotency-Key")));
    assert_eq!(asha.send("POST", "/api/parties", &key, Some(json!({ "name": "Ramesh" }))).status, 422);
    // What was refused may be tried again under its key.
    let key = [("idempotency-key", "party-1")];
    assert_eq!(asha.send("POST", "/api/parties", &key, Some(json!({ "name": "" }))).refusal().0, 400);
    assert_eq!(asha.send("POST", "/api/parties", &key, Some(json!({ "name": "Ramesh" }))).status, 201);
    // Many at once are one.
    std::thread::scope(|scope| {
        let send = || asha.send("POST", "/api/khata", &[("idempotency-key", "all-at-once")], Some(gave(&asha)));
        let answers: Vec<_> = (0..6).map(|_| scope.spawn(send)).collect();
        let bodies: Vec<Vec<u8>> = answers.into_iter().map(|answer| answer.join().unwrap().body).collect();
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{}", String::from_utf8_lossy(&bodies[0]));
    });
    assert_eq!(rows(&asha.ask("GET", "/api/parties?filter=due", None, 200))[0]["balance"], 2500);
    for wrong in ["", "two words", &"x".repeat(256)] {
        let answer = asha.send("POST", "/api/parties", &[("idempotency-key", wrong)], Some(json!({ "name": "R" })));
        assert_eq!((answer.refusal().0, answer.json()["field"].as_str()), (400, Some("Idempotency-Key")), "{wrong}");
    }
}

fn gave(asha: &Caller<'_>) -> Value {
    let party = rows(&asha.ask("GET", "/api/parties", None, 200))[0]["id"].clone();
    json!({ "party": party, "side": "gave", "amount": 2500 })
}

#[test]
fn lists_come_by_pages_and_go_to_spreadsheets_whole() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    for name in ["=1+1", "रमेश", "Comma, Quote \"x\""] {
        let party = asha.ask("POST", "/api/parties", Some(json!({ "name": name })), 201)["party"]["id"].clone();
        let draft = asha.ask("POST", "/api/invoices", Some(sugar(Some(&party))), 201)["id"].clone();
        asha.ask("POST", &format!("/api/invoices/{}/finalize", draft.as_str().unwrap()), None, 200);
    }
    let (mut seen, mut next) = (Vec::new(), String::new());
    for _ in 0..4 {
        let page = asha.ask("GET", &format!("/api/invoices?limit=1{next}"), None, 200);
        seen.extend(rows(&page).iter().map(|row| row["number"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(after) => next = format!("&after={after}"),
            None => break,
        }
    }
    seen.dedup();
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert_eq!(rows(&asha.ask("GET", "/api/invoices?from=2027-01-01", None, 200)).len(), 0);
    assert_eq!(rows(&asha.ask("GET", "/api/invoices?search=ramesh", None, 200)).len(), 1);
    let outstanding = asha.ask("GET", "/api/reports/outstanding?limit=2", None, 200);
    assert_eq!(
        (outstanding["total"].as_i64(), outstanding["page"]["rows"].as_array().unwrap().len()),
        (Some(27_000), 2)
    );

    let csv = asha.get("/api/reports/outstanding?format=csv&limit=1");
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    let text = String::from_utf8(csv.body).unwrap();
    assert!(text.starts_with("\u{feff}party,phone,balance"), "{text}");
    assert_eq!(text.lines().count(), 4, "all of it, not a page: {text}");
    assert!(text.contains("'=1+1,") && text.contains("रमेश,") && text.contains("\"Comma, Quote \"\"x\"\"\""), "{text}");
    let accepted = asha.send("GET", "/api/reports/trial-balance", &[("accept", "text/csv")], None);
    let text = String::from_utf8(accepted.body).unwrap();
    assert!(text.contains("\r\ntotal,,270.00,270.00\r\n"), "{text}");
    for report in [
        "day-book?from=2026-01-01&to=2099-12-31",
        "gst?from=2026-04-01&to=2027-03-31",
        "stock?",
        "profit-loss?from=2026-04-01&to=2026-12-31",
    ] {
        assert!(asha.ask("GET", &format!("/api/reports/{report}"), None, 200).is_object());
        let csv = asha.get(&format!("/api/reports/{report}&format=csv"));
        assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"), "{report}");
    }
    for report in [
        "day-book?from=2026-01-01&to=2099-12-31&",
        "gst?from=2026-04-01&to=2027-03-31&",
        "stock?",
        "outstanding?",
        "trial-balance?",
        "profit-loss?from=2026-04-01&to=2026-12-31&with_stock=false&",
    ] {
        for language in ["en", "hi"] {
            let pdf = asha.get(&format!("/api/reports/{report}format=pdf&language={language}"));
            assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"), "{report}");
            assert!(pdf.body.starts_with(b"%PDF-") && pdf.header("content-disposition").contains(".pdf"), "{report}");
        }
    }
    let printed = asha.send("GET", "/api/reports/trial-balance", &[("accept", "application/pdf")], None);
    assert_eq!(printed.header("content-type"), "application/pdf");
    let day_book =
        String::from_utf8(asha.get("/api/reports/day-book?from=2026-01-01&to=2099-12-31&format=csv").body).unwrap();
    assert_eq!(day_book.lines().count(), 4, "{day_book}");

    // Other orders, page by page too.
    let oldest = asha.ask("GET", "/api/invoices?sort=oldest&limit=2", None, 200);
    let numbers = |page: &Value| -> Vec<Value> { rows(page).iter().map(|row| row["number"].clone()).collect() };
    let rest = format!("/api/invoices?sort=oldest&limit=2&after={}", oldest["next"].as_str().unwrap());
    let rest = asha.ask("GET", &rest, None, 200);
    let newest = asha.ask("GET", "/api/invoices", None, 200);
    let mut turned = numbers(&newest);
    turned.reverse();
    assert_eq!([numbers(&oldest), numbers(&rest)].concat(), turned);
    let due = asha.ask("GET", "/api/invoices?sort=most_due&from=2026-04-01&to=2027-03-31", None, 200);
    assert_eq!(rows(&due).len(), 3);
    assert_eq!(asha.get("/api/invoices?sort=largest").json()["field"], "from");

    // What cannot be read is said so.
    for wrong in [
        "sort=amount",
        "sort=largest",
        "limit=0",
        "limit=501",
        "limit=x",
        "from=yesterday",
        "after=%00",
        "after=x",
        "stutus=paid",
        "status=lost",
        "party=x",
    ] {
        let answer = asha.get(&format!("/api/invoices?{wrong}"));
        assert_eq!(answer.refusal().0, 400, "{wrong}: {}", String::from_utf8_lossy(&answer.body));
    }
}

#[test]
fn goods_are_found_by_code_counted_and_worth_what_they_cost() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let soap =
        json!({ "name": "Soap", "code": "8901030865278", "price": 350_000, "track_stock": true, "low_stock": 5000 });
    let item = asha.ask("POST", "/api/items", Some(soap), 201);
    let id = item["id"].as_str().unwrap();
    assert_eq!(rows(&asha.ask("GET", "/api/items?code=8901030865278", None, 200))[0]["id"], id);
    assert_eq!(asha.get("/api/items?code=1&search=soap").refusal().0, 400);
    assert_eq!(rows(&asha.ask("GET", "/api/stock/low", None, 200)).len(), 1);
    let entry = json!({ "item": id, "quantity": 10_000, "cost": 25_000, "opening": true });
    let stocked = asha.ask("POST", "/api/stock", Some(entry), 201);
    assert_eq!(stocked["stock"], 10_000);
    assert_eq!(rows(&asha.ask("GET", "/api/stock/low", None, 200)).len(), 0);
    let stock = asha.ask("GET", "/api/reports/stock", None, 200);
    let row = &stock["page"]["rows"][0];
    assert_eq!(
        (stock["value"].as_i64(), row["value"].as_i64(), row["stock"].as_i64()),
        (Some(25_000), Some(25_000), Some(10_000))
    );
    // An edit names what it changes, and is refused when somebody was quicker.
    let path = format!("/api/items/{id}");
    let tag = asha.get(&path).header("etag").to_owned();
    let dearer = asha.send("PATCH", &path, &[("if-match", &tag)], Some(json!({ "price": 400_000 })));
    assert_eq!((dearer.json()["price"].as_i64(), dearer.json()["name"].as_str()), (Some(400_000), Some("Soap")));
    let late = asha.send("PATCH", &path, &[("if-match", &tag)], Some(json!({ "price": 1 })));
    assert_eq!(late.refusal(), (412, "conflict".into()));
    assert_eq!(asha.ask("GET", &path, None, 200)["price"], 400_000);
    let voucher = format!("/api/vouchers/{}/cancel", stocked["voucher"].as_str().unwrap());
    asha.ask("POST", &voucher, Some(json!({ "reason": "counted wrong" })), 204);
    assert_eq!(asha.ask("GET", &path, None, 200)["stock"], 0);
    let rent = json!({ "account": "expense.rent", "tenders": [{ "mode": "cash", "amount": 500_000 }] });
    let rent = asha.ask("POST", "/api/expenses", Some(rent), 201)["voucher"]["id"].clone();
    let costs = asha.ask("GET", "/api/expenses?account=expense.rent", None, 200);
    assert_eq!((rows(&costs).len(), &rows(&costs)[0]["id"]), (1, &rent));
    assert_eq!(rows(&asha.ask("GET", "/api/expenses?account=expense.tea", None, 200)).len(), 0);
    assert_eq!(asha.get("/api/expenses?account=sales").json()["field"], "account");
    let one = asha.ask("GET", &format!("/api/expenses/{}", rent.as_str().unwrap()), None, 200);
    assert_eq!(one["voucher"]["amount"], 500_000);
    let loss = asha.ask("GET", "/api/reports/profit-loss?from=2026-04-01&to=2099-12-31", None, 200);
    assert_eq!(loss["profit"], -500_000);
    assert_eq!(rows(&asha.ask("GET", "/api/payments?direction=out", None, 200))[0]["expense"], "expense.rent");
}

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

#[test]
fn the_document_describes_itself_without_anything_of_elsewhere() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let document = backend.send("GET", "/api/openapi.json", &[], None).unwrap();
    let document = document.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let finalize = &document["paths"]["/api/invoices/{id}/finalize"]["post"];
    assert!(finalize["parameters"].as_array().unwrap().iter().any(|p| p["name"] == "Idempotency-Key"));
    assert!(finalize["responses"]["422"]["content"]["application/problem+json"].is_object());
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
    let page = backend.send("GET", "/api", &[], None).unwrap();
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let html = String::from_utf8(page.body).unwrap();
    assert!(html.contains("/api/reports/profit-loss") && html.contains("id=\"BillView\""));
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("<script"));
}

#[test]
fn an_entry_dated_next_century_is_refused_and_leaves_no_trace() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let caller = owner(&backend, "asha@shop.example", "Asha Stores");
    let party = caller.ask("POST", "/api/parties", Some(json!({ "name": "Ramesh" })), 201)["party"]["id"].clone();
    let tenders = json!([{ "mode": "cash", "amount": 100 }]);
    // One that no book of ours has days for, and one that only is still to come.
    for (day, code) in [("2126-01-01", "invalid_request"), ("2099-12-31", "future_date")] {
        let payment = json!({ "direction": "in", "party": party, "tenders": tenders, "date": day });
        let expense = json!({ "account": "expense.rent", "tenders": tenders, "date": day });
        for (path, body) in [("/api/payments", payment), ("/api/expenses", expense)] {
            let refused = caller.ask("POST", path, Some(body), 400);
            assert_eq!(refused["code"], code, "{path} {day}: {refused}");
        }
    }
    let mut draft = sugar(None);
    draft["tenders"] = json!([{ "mode": "cash", "amount": 9000 }]);
    draft["date"] = json!("2099-12-31");
    let id = caller.ask("POST", "/api/invoices", Some(draft), 201)["id"].as_str().unwrap().to_owned();
    let refused = caller.ask("POST", &format!("/api/invoices/{id}/finalize"), None, 400);
    assert_eq!((refused["code"].as_str(), refused["field"].as_str()), (Some("future_date"), Some("date")));
    let list = caller.get("/api/invoices").json();
    assert_eq!(rows(&list).len(), 0);
    assert_eq!(caller.get(&format!("/api/parties/{}", party.as_str().unwrap())).json()["balance"], 0);
}
