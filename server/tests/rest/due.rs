//! Days of credit, due dates, and what is overdue.

use serde_json::json;
use smartkhata_core::clock::{Clock, day_in_india};
use smartkhata_core::machine::SystemClock;

use crate::backend::{Backend, cluster};
use crate::{owner, rows, sugar};

#[test]
fn what_is_overdue_goes_by_due_dates_and_days_of_credit() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let party = asha.ask("POST", "/api/parties", Some(json!({ "name": "Ramesh", "credit_days": 7 })), 201);
    let id = &party["party"]["id"];
    assert_eq!((party["party"]["credit_days"].as_i64(), party["overdue"].as_i64()), (Some(7), Some(0)));
    let today = day_in_india(SystemClock.now_ms());
    let sell = |ago: i64, due: Option<i64>| {
        let mut draft = sugar(Some(id));
        draft["date"] = json!(today.plus_days(-ago));
        draft["due"] = json!(due.map(|days| today.plus_days(days)));
        let draft = asha.ask("POST", "/api/invoices", Some(draft), 201);
        let bill = asha.ask("POST", &format!("/api/invoices/{}/finalize", draft["id"].as_str().unwrap()), None, 200);
        let due = bill["bill"]["voucher"]["detail"]["bill"]["due"].clone();
        assert_eq!(draft["preview"]["due"], due, "the draft and its bill");
        due
    };
    assert_eq!(sell(8, None), json!(today.plus_days(-1)));
    assert_eq!(sell(40, Some(5)), json!(today.plus_days(5)));
    let listed = asha.ask("GET", "/api/invoices?sort=oldest", None, 200);
    let dues: Vec<_> = rows(&listed).iter().map(|row| row["due"].clone()).collect();
    assert_eq!(dues, [json!(today.plus_days(5)), json!(today.plus_days(-1))]);

    let path = format!("/api/parties/{}", id.as_str().unwrap());
    let overdue = || {
        let party = asha.ask("GET", &path, None, 200)["overdue"].clone();
        let report = asha.ask("GET", "/api/reports/outstanding", None, 200)["page"]["rows"][0]["overdue"].clone();
        assert_eq!(party, report);
        party.as_i64().unwrap()
    };
    assert_eq!(overdue(), 9_000, "one of two bills of 90 rupees");
    let csv = String::from_utf8(asha.get("/api/reports/outstanding?format=csv").body).unwrap();
    let mut lines = csv.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = columns.iter().position(|column| *column == "overdue").unwrap();
    assert_eq!(lines.next().unwrap().split(',').nth(at), Some("90.00"), "{csv}");

    // An entry without a bill goes by the party's days, as long as it has any.
    let gave = json!({ "party": id, "side": "gave", "amount": 1_000, "date": today.plus_days(-20) });
    assert_eq!(backend.door(&asha.tokens, &asha.shop, "khata.add", &gave).unwrap().status, 200);
    assert_eq!(overdue(), 10_000);
    let kept = asha.ask("PATCH", &path, Some(json!({ "note": "since 2019" })), 200);
    assert_eq!(kept["party"]["credit_days"], 7, "what is absent stays");
    let cleared = asha.ask("PATCH", &path, Some(json!({ "credit_days": null })), 200);
    assert_eq!((cleared["party"]["credit_days"].as_i64(), overdue()), (None, 9_000));
    let refused = asha.send("PATCH", &path, &[], Some(json!({ "credit_days": 366 })));
    assert_eq!(refused.refusal(), (400, "too_many_days".into()));
}
