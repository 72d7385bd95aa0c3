//! The shop's own money: moved between its accounts, and the drawer.

use serde_json::{Value, json};

use crate::backend::{Backend, cluster};
use crate::owner;

#[test]
fn money_moves_and_the_drawer_is_counted() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let party = asha.ask("POST", "/api/parties", Some(json!({ "name": "Ramesh" })), 201)["party"]["id"].clone();
    let paid = json!({ "direction": "in", "party": party, "tenders": [{ "mode": "cash", "amount": 100_000 }] });
    asha.ask("POST", "/api/payments", Some(paid), 201);
    let moved = json!({ "from": "cash", "to": "bank", "amount": 60_000, "note": "SBI" });
    let moved = asha.ask("POST", "/api/money/moves", Some(moved), 201)["voucher"].clone();
    assert_eq!((moved["kind"].as_str(), moved["amount"].as_i64()), (Some("moved"), Some(60_000)));
    let drawer = || asha.ask("GET", "/api/money/drawer", None, 200);
    let figures =
        |drawer: Value| ["opening", "came", "went", "adjusted", "holds"].map(|name| drawer[name].as_i64().unwrap());
    assert_eq!(figures(drawer()), [0, 100_000, 60_000, 0, 40_000]);
    let counted = json!({ "counted": 39_500, "holds": 40_000 });
    let short = asha.ask("POST", "/api/money/counts", Some(counted.clone()), 201)["voucher"].clone();
    assert_eq!((short["kind"].as_str(), short["amount"].as_i64()), (Some("counted"), Some(500)));
    assert_eq!(figures(drawer()), [0, 100_000, 60_000, -500, 39_500]);
    assert_eq!(asha.send("POST", "/api/money/counts", &[], Some(counted)).refusal(), (409, "conflict".into()));
    let same = json!({ "from": "cash", "to": "cash", "amount": 1 });
    assert_eq!(asha.send("POST", "/api/money/moves", &[], Some(same)).refusal(), (400, "named_twice".into()));
    let elsewhere = json!({ "from": "cash", "to": "wallet", "amount": 1 });
    assert_eq!(asha.send("POST", "/api/money/moves", &[], Some(elsewhere)).refusal().0, 400);
    let day = moved["date"].as_str().unwrap();
    let book = asha.ask("GET", &format!("/api/reports/day-book?from={day}&to={day}"), None, 200);
    assert_eq!((book["received"].as_i64(), book["paid"].as_i64()), (Some(100_000), Some(0)));
    let between = |kind: &str| {
        let mut rows = book["page"]["rows"].as_array().unwrap().iter();
        rows.find(|row| row["kind"] == kind).unwrap()["moved"].clone()
    };
    assert_eq!(between("moved"), json!({ "from": "asset.cash", "to": "asset.bank" }));
    assert_eq!(between("counted"), json!({ "from": "asset.cash", "to": "expense.cash_short" }));
    for voucher in [&moved, &short] {
        let path = format!("/api/vouchers/{}/cancel", voucher["id"].as_str().unwrap());
        asha.ask("POST", &path, Some(json!({ "reason": "" })), 204);
    }
    assert_eq!(figures(drawer()), [0, 100_000, 0, 0, 100_000]);
}
