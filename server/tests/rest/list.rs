//! Lists by pages, in their orders, and whole as files.

use serde_json::{Value, json};

use crate::backend::{Backend, cluster};
use crate::{owner, rows, sugar};

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

/// Every order of every list, read by pages of one row, is the list read at once.
#[test]
fn every_order_is_whole_by_pages_too() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    for (n, name) in [(1, "Mohan"), (3, "अनिल"), (2, "Zoya")] {
        let party = asha.ask("POST", "/api/parties", Some(json!({ "name": name })), 201)["party"]["id"].clone();
        let side = if n == 2 { "got" } else { "gave" };
        asha.ask("POST", "/api/khata", Some(json!({ "party": party, "side": side, "amount": n * 100 })), 201);
        let item = json!({ "name": name, "price": n * 10_000, "track_stock": true });
        let item = asha.ask("POST", "/api/items", Some(item), 201)["id"].clone();
        let stock = json!({ "item": item, "quantity": (4 - n) * 1000, "cost": 100, "opening": true });
        asha.ask("POST", "/api/stock", Some(stock), 201);
    }
    let whole = |path: &str, page: &str| {
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let part = asha.ask("GET", &format!("{path}&limit={page}{after}"), None, 200);
            let part = if part["page"].is_object() { &part["page"] } else { &part };
            found.extend(rows(part).iter().cloned());
            match part["next"].as_str() {
                // A name may be in any script.
                Some(next) => after = format!("&after={}", encoded(next)),
                None => return found,
            }
        }
    };
    for filter in ["all", "due", "advance", "suppliers", "archived"] {
        for sort in ["recent", "name", "most_due", "least_due"] {
            let path = format!("/api/parties?filter={filter}&sort={sort}");
            assert_eq!(whole(&path, "1"), whole(&path, "500"), "{path}");
        }
    }
    for filter in ["all", "low_stock", "archived"] {
        for sort in ["name", "most_stock", "least_stock", "dearest", "cheapest"] {
            let path = format!("/api/items?filter={filter}&sort={sort}");
            assert_eq!(whole(&path, "1"), whole(&path, "500"), "{path}");
        }
    }
    let names = |path: &str| -> Vec<Value> { whole(path, "1").iter().map(|row| row["name"].clone()).collect() };
    assert_eq!(names("/api/parties?sort=name"), ["Mohan", "Zoya", "अनिल"]);
    assert_eq!(names("/api/parties?sort=least_due"), ["Zoya", "Mohan", "अनिल"]);
    assert_eq!(names("/api/items?sort=dearest"), ["अनिल", "Zoya", "Mohan"]);
    assert_eq!(names("/api/items?sort=least_stock"), ["अनिल", "Zoya", "Mohan"]);
    let book = |sort: &str| whole(&format!("/api/reports/day-book?from=2026-01-01&to=2099-12-31&sort={sort}"), "2");
    let mut newest = book("newest");
    newest.reverse();
    assert_eq!((newest.len(), &newest), (6, &book("oldest")));

    // Reports, with what is asked of their rows; sums are of those.
    for sort in ["recent", "name", "most_due", "least_due"] {
        for at_least in ["", "&at_least=0", "&at_least=200", "&at_least=999999999"] {
            let path = format!("/api/reports/outstanding?sort={sort}{at_least}");
            let rows = whole(&path, "500");
            assert_eq!(whole(&path, "1"), rows, "{path}");
            let said = asha.ask("GET", &path, None, 200);
            let owed: i64 = rows.iter().map(|row| row["party"]["balance"].as_i64().unwrap()).sum();
            assert_eq!(
                (said["total"].as_i64(), said["parties"].as_u64()),
                (Some(owed), Some(rows.len() as u64)),
                "{path}"
            );
            let csv = String::from_utf8(asha.get(&format!("{path}&format=csv")).body).unwrap();
            assert_eq!(csv.lines().count(), rows.len() + 1, "{path}");
        }
    }
    let debtors =
        |path: &str| -> Vec<Value> { whole(path, "1").iter().map(|row| row["party"]["name"].clone()).collect() };
    assert_eq!(debtors("/api/reports/outstanding?sort=name"), ["Mohan", "अनिल"]);
    assert_eq!(debtors("/api/reports/outstanding?sort=most_due"), ["अनिल", "Mohan"]);
    assert_eq!(debtors("/api/reports/outstanding?at_least=300"), ["अनिल"]);
    for sort in ["name", "most_stock", "least_stock", "most_worth", "least_worth"] {
        for (low, count) in [("", 3), ("&low=false", 3), ("&low=true", 0)] {
            let path = format!("/api/reports/stock?sort={sort}{low}");
            let rows = whole(&path, "1");
            assert_eq!((rows.len(), &rows), (count, &whole(&path, "500")), "{path}");
        }
    }
    assert_eq!(names("/api/reports/stock?sort=least_stock"), ["अनिल", "Zoya", "Mohan"]);
    for wrong in
        ["outstanding?sort=largest", "outstanding?at_least=x", "stock?sort=dearest", "stock?low=maybe", "stock?x=1"]
    {
        assert_eq!(asha.get(&format!("/api/reports/{wrong}")).refusal().0, 400, "{wrong}");
    }
    assert_eq!(asha.get("/api/items?filter=sold_last&sort=name").json()["field"], "sort");
}

#[test]
fn drafts_come_by_pages_and_of_one_customer() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let party = asha.ask("POST", "/api/parties", Some(json!({ "name": "Ramesh" })), 201)["party"]["id"].clone();
    let mut drafts = Vec::new();
    for n in 0..7 {
        let draft = asha.ask("POST", "/api/invoices", Some(sugar((n % 3 == 0).then_some(&party))), 201);
        drafts.push((n % 3 == 0, draft["id"].clone()));
    }
    drafts.reverse();
    let read = |query: &str, limit: usize| {
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let page = asha.ask("GET", &format!("/api/drafts?limit={limit}{query}{after}"), None, 200);
            let part = page["drafts"].as_array().unwrap();
            assert!(part.len() <= limit, "{page}");
            found.extend(part.iter().map(|draft| draft["id"].clone()));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return found,
            }
        }
    };
    let all: Vec<Value> = drafts.iter().map(|(_, id)| id.clone()).collect();
    let hers: Vec<Value> = drafts.iter().filter(|(hers, _)| *hers).map(|(_, id)| id.clone()).collect();
    let of_her = format!("&party={}", party.as_str().unwrap());
    for limit in [1, 2, 3, 7, 500] {
        assert_eq!(read("", limit), all, "by {limit}");
        assert_eq!(read(&of_her, limit), hers, "by {limit}");
    }
    let nobody = read("&party=01900000-0000-7000-8000-000000000001", 2);
    assert!(nobody.is_empty(), "{nobody:?}");
    for wrong in ["limit=0", "limit=501", "after=x", "after=%00", "party=x", "partie=1"] {
        assert_eq!(asha.get(&format!("/api/drafts?{wrong}")).refusal().0, 400, "{wrong}");
    }
}

/// Text as it stands in an address.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
