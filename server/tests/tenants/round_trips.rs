//! How often a request goes to the database and back.

use serde_json::{Value, json};
use smartkhata_core::api;
use smartkhata_core::id::BusinessId;
use smartkhata_server::postgres::{Caller, Database};
use uuid::Uuid;

use super::cluster::Cluster;
use super::{account, ask, database, shop};

/// A request as the door asks it: its answer, and the round trips that it took with the commit.
async fn trips(database: &Database, business: BusinessId, caller: Caller, name: &str, body: &str) -> (Value, u64) {
    let (answer, trips) = match api::endpoint(name).unwrap().access {
        api::Access::Write => {
            let mut writing = database.writer(business, caller, None).await.unwrap();
            let answer = api::dispatch(&mut writing.session().await.unwrap(), name, body).await.unwrap();
            let trips = writing.trips().unwrap() + 1;
            writing.commit().await.unwrap();
            (answer, trips)
        }
        _ => {
            let mut reading = database.reading(business, caller, None).await.unwrap();
            let answer = api::dispatch(&mut reading.session().unwrap(), name, body).await.unwrap();
            (answer, reading.trips().unwrap())
        }
    };
    (serde_json::from_str(&answer).unwrap(), trips)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_takes_as_few_round_trips_as_its_questions_depend_on_each_other() {
    let cluster = Cluster::new();
    let (database, settings) = database(&cluster).await;
    let caller = account(&settings, 1).await;
    let business = shop(&database, caller, "Asha Stores").await;
    let ask = async |name: &str, body: Value| ask(&database, business, caller, name, &body.to_string()).await.unwrap();
    let party = ask("party.save", json!({ "edit": { "name": "Ramesh" } })).await["party"]["id"].clone();
    let mut lines = Vec::new();
    for n in 0..5 {
        let edit = json!({ "name": format!("Item {n}"), "price": 450_000, "unit": "PCS", "track_stock": true });
        let item = ask("item.save", json!({ "edit": edit })).await["id"].clone();
        ask("stock.add", json!({ "entry": { "item": item, "quantity": 100_000, "cost": 400_000 } })).await;
        lines.push(
            json!({ "item": item, "name": format!("Item {n}"), "quantity": 1000, "unit": "PCS", "price": 450_000 }),
        );
    }
    // A service, which moves nothing.
    let edit = json!({ "name": "Repair", "price": 450_000, "unit": "PCS", "hsn": "998713" });
    let service = ask("item.save", json!({ "edit": edit })).await["id"].clone();
    let service = json!({ "item": service, "name": "Repair", "quantity": 1000, "unit": "PCS", "price": 450_000 });
    let mixed =
        json!({ "draft": { "id": Uuid::from_u128(4), "lines": [lines[0], service], "tenders": [] , "party": party } });
    let draft = |n: u128, party: &Value, tenders: Value| {
        let id = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n);
        json!({ "draft": { "id": id, "party": party, "lines": lines, "tenders": tenders } })
    };
    let cash = json!([{ "mode": "cash", "amount": 22_500 }]);
    let requests = [
        ("bill.finalize", draft(1, &Value::Null, cash.clone()), 3),
        ("bill.finalize", draft(2, &party, json!([])), 3),
        ("bill.finalize", mixed, 3),
        ("draft.save", draft(3, &party, cash.clone()), 2),
        ("bill.preview", draft(3, &party, cash), 2),
        ("bill.list", json!({ "limit": 50 }), 1),
        ("party.statement", json!({ "id": party }), 1),
        ("party.statement", json!({ "id": party, "from": "2026-04-01", "to": "2026-09-15" }), 1),
        ("home.get", json!({}), 1),
        ("outstanding.get", json!({}), 2),
        ("attention.list", json!({}), 2),
        ("report.day_book", json!({ "from": "2026-04-01", "to": "2027-03-31" }), 1),
        ("report.trial_balance", json!({}), 1),
        ("report.profit_loss", json!({ "from": "2025-04-01", "to": "2026-03-31", "with_stock": true }), 1),
    ];
    for (name, body, most) in requests {
        let (answer, trips) = trips(&database, business, caller, name, &body.to_string()).await;
        assert!(trips <= most, "{name}: {trips} round trips instead of {most}: {answer}");
    }
    // What was put together from what was read ahead and written behind is what the journal says.
    let verified = ask("books.verify", json!({})).await;
    assert_eq!(verified["faults"], json!([]));
    let list = ask("bill.list", json!({})).await;
    assert_eq!(list["rows"].as_array().unwrap().len(), 3);
}
