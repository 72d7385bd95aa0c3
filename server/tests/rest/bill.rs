//! A bill from its draft to its cancellation, its money and its page.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::backend::{Backend, cluster};
use crate::{owner, rows, sugar};

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

    // A bill that is wrong is corrected: its draft takes its place, and its money.
    let paid = json!({ "direction": "in", "party": id, "tenders": [{ "mode": "cash", "amount": 10_000 }] });
    asha.ask("POST", "/api/payments", Some(paid), 201);
    let begun = asha.ask("POST", &format!("{again}/correct"), None, 201);
    assert_eq!(begun["preview"]["paid_before"], 10_000);
    let corrected = format!("/api/invoices/{}/finalize", begun["id"].as_str().unwrap());
    let corrected = asha.ask("POST", &corrected, None, 200);
    assert_eq!((corrected["bill"]["paid"].as_i64(), corrected["bill"]["due"].as_i64()), (Some(10_000), Some(3_500)));
    assert_eq!(asha.ask("GET", &again, None, 200)["status"], "cancelled");
    // The rest is let off.
    let money = json!([{ "mode": "cash", "amount": 3_000 }]);
    let settles = json!({ "direction": "in", "party": id, "tenders": money, "discount": 500 });
    let settled = asha.ask("POST", "/api/payments", Some(settles), 201);
    assert_eq!((settled["discount"].as_i64(), settled["balance"].as_i64()), (Some(500), Some(0)));

    // A draft that nobody wants is thrown away.
    let draft = asha.ask("POST", "/api/invoices", Some(sugar(None)), 201);
    let path = format!("/api/invoices/{}", draft["id"].as_str().unwrap());
    assert_eq!(asha.send("POST", &format!("{path}/finalize"), &[], None).refusal(), (400, "customer_needed".into()));
    asha.ask("DELETE", &path, None, 204);
    assert_eq!(asha.get(&path).refusal(), (404, "not_found".into()));
}

#[test]
fn what_was_changed_since_it_was_read_is_neither_finalized_nor_thrown_away_nor_taken_back() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let party = asha.ask("POST", "/api/parties", Some(json!({ "name": "Ramesh" })), 201)["party"]["id"].clone();
    let draft = || {
        let draft = asha.ask("POST", "/api/invoices", Some(sugar(Some(&party))), 201);
        format!("/api/invoices/{}", draft["id"].as_str().unwrap())
    };
    let tag = |path: &str| asha.get(path).header("etag").to_owned();
    let with = |method: &str, path: &str, tag: &str| asha.send(method, path, &[("if-match", tag)], None);
    let (path, other) = (draft(), draft());
    let (read, stale) = (tag(&path), tag(&other));
    let mut more = sugar(Some(&party));
    more["lines"][0]["quantity"] = json!(3000);
    asha.ask("PUT", &other, Some(more), 200);
    for (method, path) in [("POST", format!("{other}/finalize")), ("DELETE", other.clone())] {
        assert_eq!(with(method, &path, &stale).refusal(), (412, "conflict".into()), "{method} {path}");
    }
    assert_eq!(asha.ask("GET", &other, None, 200)["status"], "draft");
    assert_eq!(with("DELETE", &other, &tag(&other)).status, 204);
    // Without a copy, or with any, as it stands.
    let any = draft();
    assert_eq!(with("DELETE", &any, "*").status, 204);

    let key = [("idempotency-key", "once"), ("if-match", read.as_str())];
    let finalize = format!("{path}/finalize");
    let bill = asha.send("POST", &finalize, &key, None);
    assert_eq!((bill.status, bill.header("etag")), (200, tag(&path).as_str()));
    // The draft that it was is not there any more; the same request once more is answered as the first time.
    assert_eq!(with("POST", &finalize, &read).refusal(), (412, "conflict".into()));
    assert_eq!(asha.send("POST", &finalize, &key, None).body, bill.body);
    assert_eq!(with("POST", &finalize, bill.header("etag")).status, 200);

    let tenders = json!([{ "mode": "cash", "amount": 5_000 }]);
    let paid = json!({ "direction": "in", "party": party, "tenders": tenders });
    let paid = asha.ask("POST", "/api/payments", Some(paid), 201);
    let paid = format!("/api/payments/{}", paid["voucher"]["id"].as_str().unwrap());
    let cancel = |path: &str, tag: &str| with("POST", &format!("{path}/cancel"), tag);
    assert_eq!(cancel(&path, bill.header("etag")).refusal(), (412, "conflict".into()), "money was set against it");
    let before = tag(&paid);
    assert_eq!(cancel(&path, &tag(&path)).json()["status"], "cancelled");
    assert_eq!(cancel(&paid, &before).refusal(), (412, "conflict".into()), "it is an advance by now");
    assert_eq!(cancel(&paid, &tag(&paid)).status, 200);
}

#[test]
fn an_entry_dated_next_century_is_refused_and_leaves_no_trace() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let caller = owner(&backend, "asha@shop.example", "Asha Stores");
    let party = caller.ask("POST", "/api/parties", Some(json!({ "name": "Ramesh" })), 201)["party"]["id"].clone();
    let tenders = json!([{ "mode": "cash", "amount": 100 }]);
    // One that no book of ours has days for, and one that only is still to come.
    for (day, code) in [("2126-01-01", "invalid_date"), ("2099-12-31", "future_date")] {
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
