//! What faulty devices and newer apps say: it stops nobody, and counts as far as it can be read.

use serde_json::{Value, json};
use smartkhata_core::id::{VoucherId, new_uuid};
use smartkhata_core::journal::change::{Hash, Standing};
use smartkhata_core::machine::SystemIds;
use smartkhata_core::sync::message::{Point, Pushed, Said};
use uuid::Uuid;

use crate::backend::{Backend, cluster};
use crate::speaker::{Shop, Speaker, id, in_step, said, sale, with};

#[tokio::test(flavor = "multi_thread")]
async fn one_entry_of_a_faulty_device_stops_no_other() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let (phone, theirs) = shop.phone("staff").await;
    let Shop { counter, line, .. } = shop;
    let mine = phone.books.identity().unwrap().unwrap();
    let speaker = Speaker::of(&phone, &theirs);
    // NUL is in no text of the tables: what was looked at with it would be kept as something else.
    let new = || new_uuid(1, &SystemIds);
    let stock = json!({ "kind": "st\0ock", "date": "2026-11-23", "amount": 0, "postings": [] });
    let claim = json!({ "fields": { "ser\0ies": "A" } });
    for (entry, what) in [
        (said("wi\0sh", new(), &json!({})), "a kind with NUL"),
        (said("vou\0cher", new(), &stock), "a voucher behind NUL"),
        (said("voucher", new(), &stock), "goods in behind NUL"),
        (said("device", mine.device.uuid(), &claim), "a series behind NUL"),
        (said("party", new(), &json!({ "fields": { "name": "Ra\0mesh" } })), "a name with NUL"),
    ] {
        assert_eq!(speaker.say(vec![entry]).await, ["refused"], "{what}");
    }
    assert_eq!(speaker.say(vec![sale("A", 8)]).await, ["refused"]);
    assert_eq!(speaker.say(vec![said("wish", new(), &json!({}))]).await, ["counted"]);
    // The counter reads on, and its sales leave.
    counter.sell(2);
    in_step(&counter, &line).await;
    assert_eq!(counter.ask("sync.status", &json!({}))["pending"], 0);
    let matters = counter.ask("attention.list", &json!({}))["matters"].to_string();
    assert_eq!(matters.matches("refused").count(), 6, "{matters}");

    // What a host took before it looked, and nobody can verify, stops nobody either; it is told of.
    let wish = said("wish", new(), &json!({}));
    assert_eq!(speaker.say(vec![wish.clone()]).await, ["counted"]);
    let books = cluster.connect_to("books").await;
    let (op, other) = (wish.op.bytes(), Hash([7; 32]));
    let before = books.query_one("select seq, chain from change where seq = (select seq - 1 from head)", &[]);
    let before = before.await.unwrap();
    let before = Point { seq: before.get(0), chain: Hash::from_bytes(before.get(1)).unwrap() };
    let placed = books.query_one("select granted from change where op_id = $1", &[&op]).await.unwrap();
    let chain = before.then(other, Standing::Counted, placed.get(0)).chain.0.to_vec();
    let hash = other.0.to_vec();
    books.execute("update change set hash = $2, chain = $3 where op_id = $1", &[&op, &hash, &chain]).await.unwrap();
    books.execute("update head set chain = $1", &[&chain]).await.unwrap();
    counter.sell(3);
    in_step(&counter, &line).await;
    assert_eq!(counter.ask("sync.status", &json!({}))["pending"], 0);
    let matters = counter.ask("attention.list", &json!({}))["matters"].to_string();
    assert_eq!(matters.matches("refused").count(), 7, "{matters}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_app_would_write_counts_nowhere() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let Shop { counter, line, .. } = &shop;
    let party = id(&counter.ask("party.save", &json!({ "edit": { "name": "Ramesh" } }))["party"]["id"]);
    let item = id(&counter.ask("item.save", &json!({ "edit": { "name": "Sugar", "price": 450_000 } }))["id"]);
    in_step(counter, line).await;
    let (phone, theirs) = shop.phone("staff").await;
    let Shop { asha, counter, line, .. } = shop;
    let speaker = Speaker::of(&phone, &theirs);
    let right = sale("B", 1);
    // Details that nobody can read, or another kind's; a number that is not the one of its place.
    for (entry, what) in [
        (with(&right, |body| body["detail"] = json!({ "bill": { "total": 100 } })), "half a bill"),
        (with(&right, |body| body["detail"] = json!("plain")), "no bill"),
        (with(&right, |body| body["number"] = json!("A/2627/0001")), "a number of the counter's"),
        (with(&right, |body| body["series"] = json!("A2")), "a series that prints otherwise"),
        (with(&right, |body| body["serial"] = json!(0)), "no place"),
    ] {
        assert_eq!(speaker.say(vec![entry]).await, ["refused"], "{what}");
    }
    // A kind that nobody knows takes no money out of the drawer; of the owner it is taken.
    let tip = |amount: i64| {
        json!({ "date": "2026-11-23", "postings": [
            { "account": "asset.cash", "amount": amount }, { "account": "income.tips", "amount": -amount }] })
    };
    let new = || new_uuid(1, &SystemIds);
    let tips = vec![said("tip", new(), &tip(-500_000)), said("tip", new(), &tip(500))];
    assert_eq!(speaker.say(tips).await, ["refused", "counted"]);
    let owner = Speaker::of(&counter, &line);
    assert_eq!(owner.say(vec![said("tip", new(), &tip(-500))]).await, ["counted"]);
    // A newer app's sale.
    let newer = with(&right, |body| body["detail"] = json!({ "bill_of_tomorrow": {} }));
    let newer = Pushed { said: Said { v: 2, ..newer.said }, ..newer };
    assert_eq!(speaker.say(vec![newer]).await, ["counted"]);

    // A figure out of its range closes no list, and is put right like any other.
    let fields = |name: &str, value: i64| json!({ "fields": { name: value } });
    let figures = vec![
        said("party", party, &fields("credit_limit", i64::MAX)),
        said("item", item, &fields("price", i64::MAX)),
        said("item", item, &fields("mrp", -1)),
        said("item", item, &fields("low_stock", i64::MIN)),
    ];
    assert_eq!(speaker.say(figures).await, ["counted"; 4]);
    let shop = counter.business().to_string();
    for (list, edit, record) in [("party.list", "party.save", party), ("item.list", "item.save", item)] {
        assert_eq!(backend.door(&asha, &shop, list, &json!({})).unwrap().status, 200);
        let named = json!({ "id": record, "edit": { "name": "Right again" } });
        assert_eq!(backend.door(&asha, &shop, edit, &named).unwrap().status, 200);
    }
    assert_eq!(backend.door(&asha, &shop, "item.get", &json!({ "id": item })).unwrap().json()["price"], 0);
}

/// Entries that each could be, and that come to more than an amount can be.
#[tokio::test(flavor = "multi_thread")]
async fn sums_beyond_every_amount_close_no_screen_and_are_put_right() {
    /// What one entry comes to here: it has many lines, of which each has the most that one may have.
    const ENTRY: i64 = 900 * LINE;
    const LINE: i64 = 10_000_000_000_000;
    /// The most that an amount can be.
    const MOST: i64 = (1 << 53) - 1;
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let Shop { counter, line, .. } = &shop;
    let party = id(&counter.ask("party.save", &json!({ "edit": { "name": "Ramesh" } }))["party"]["id"]);
    let other = counter.ask("party.save", &json!({ "edit": { "name": "Sita" } }))["party"]["id"].clone();
    counter.ask("khata.add", &json!({ "party": other, "side": "gave", "amount": 500 }));
    in_step(counter, line).await;
    let (phone, theirs) = shop.phone("staff").await;
    let speaker = Speaker::of(&phone, &theirs);
    let gave = || {
        let id = new_uuid(1, &SystemIds);
        let lines = [
            json!({ "account": "party.account", "party": party, "amount": LINE }),
            json!({ "account": "income.khata_sales", "amount": -LINE }),
        ];
        let body = json!({ "id": id, "kind": "gave", "date": "2026-11-23", "party": { "id": party, "name": "Ramesh" },
            "amount": ENTRY, "postings": vec![lines; 900].concat(), "detail": "plain" });
        said("voucher", id, &body)
    };
    let entries: Vec<Pushed> = (0..3).map(|_| gave()).collect();
    let vouchers: Vec<Uuid> = entries.iter().map(|entry| entry.said.rec).collect();
    assert_eq!(speaker.say(entries).await, ["counted"; 3]);
    let Shop { asha, counter, line, .. } = shop;
    in_step(&counter, &line).await;
    let business = counter.business().to_string();
    let there = |request: &str, body: &Value| backend.door(&asha, &business, request, body).unwrap();
    let here = |request: &str, body: &Value| counter.books.call(request, &body.to_string());
    let (one, year) = (json!({ "id": party }), json!({ "from": "2026-04-01", "to": "2027-03-31" }));
    let open = || {
        for (request, body) in [
            ("home.get", &json!({})),
            ("party.list", &json!({ "filter": "due", "limit": 1 })),
            ("party.get", &one),
            ("party.statement", &one),
            ("outstanding.get", &json!({})),
            ("attention.list", &json!({})),
        ] {
            assert_eq!(there(request, body).status, 200, "{request}");
            here(request, body).unwrap();
        }
    };
    open();
    // By pages as well, each once.
    let first = there("party.list", &json!({ "filter": "due", "limit": 1 })).json();
    assert_eq!((&first["rows"][0]["id"], first["rows"][0]["balance"].as_i64()), (&json!(party), Some(MOST)));
    let rest = there("party.list", &json!({ "filter": "due", "limit": 1, "after": first["next"] })).json();
    assert_eq!(rest["rows"][0]["id"], other);
    let khata = there("party.statement", &one).json();
    assert_eq!((&khata["closing"], khata["page"]["rows"].as_array().unwrap().len()), (&Value::Null, 50));
    let oldest = there("party.statement", &json!({ "id": party, "sort": "oldest" })).json();
    assert_eq!(oldest["page"]["rows"][49]["balance"], 50 * LINE, "as far as it can be told");
    // What adds them up says which figure it cannot tell.
    let refused =
        [("report.trial_balance", json!({}), "income.khata_sales"), ("report.profit_loss", year, "income.khata_sales")];
    for (request, body, figure) in &refused {
        let answer = there(request, body);
        assert_eq!(answer.refusal(), (400, "overflow".into()), "{request}");
        assert_eq!(answer.json()["field"], *figure, "{request}");
        assert_eq!(here(request, body).unwrap_err().field.as_deref(), Some(*figure), "{request}");
    }
    // Taken back one by one; all that is left agrees again.
    for voucher in &vouchers {
        assert_eq!(there("voucher.cancel", &json!({ "id": voucher })).status, 200);
        open();
    }
    assert_eq!(there("party.get", &one).json()["balance"], 0);
    for (request, body, _) in &refused {
        assert_eq!(there(request, body).status, 200, "{request}");
    }
    let verified = there("books.verify", &json!({})).json();
    assert_eq!((&verified["faults"], &verified["trial_balance"]), (&json!([]), &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bill_of_a_newer_app_stops_no_report_and_is_taken_back() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let Shop { asha, counter, line, .. } = Shop::new(&backend).await;
    let speaker = Speaker::of(&counter, &line);
    let newer = with(&sale("A", 7), |body| body["detail"] = json!({ "bill_of_tomorrow": {} }));
    let newer = Pushed { said: Said { v: 2, ..newer.said }, ..newer };
    let bill = json!({ "id": newer.said.rec });
    assert_eq!(speaker.say(vec![newer]).await, ["counted"]);

    let shop = counter.business().to_string();
    let ask = |request: &str, body: &Value| backend.door(&asha, &shop, request, body).unwrap();
    let year = json!({ "from": "2026-04-01", "to": "2027-03-31" });
    let before = ask("report.gst", &year).json();
    assert_eq!((&before["unread"], &before["unread_amount"]), (&json!(1), &json!(100)));
    assert_eq!(before["bills"], 1);
    let printed = json!({ "report": { "gst": year }, "language": "hi" });
    assert_eq!(ask("report.pdf", &printed).status, 200);
    let bearer = format!("Bearer {}", asha.access);
    let headers = [("authorization", bearer.as_str()), ("x-business", shop.as_str())];
    let csv = backend.send("GET", "/api/reports/gst?from=2026-04-01&to=2027-03-31&format=csv", &headers, None).unwrap();
    let text = String::from_utf8(csv.body).unwrap();
    assert!(text.contains("not counted: 1 of a newer app, 1.00"), "{text}");
    for request in ["bill.get", "bill.pdf"] {
        assert_eq!(ask(request, &bill).refusal(), (409, "newer_entry".into()), "{request}");
    }
    // Taken back by what every version can read.
    assert_eq!(ask("voucher.cancel", &bill).status, 200);
    let after = ask("report.gst", &year).json();
    assert_eq!((&after["unread"], &after["net"]), (&json!(0), &before["net"]));
    let verified = ask("books.verify", &json!({})).json();
    assert_eq!((&verified["faults"], &verified["trial_balance"]), (&json!([]), &json!(0)));
    in_step(&counter, &line).await;
    assert_eq!(counter.ask("report.gst", &year), after);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bill_that_is_refused_uses_no_advance() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let Shop { counter, line, .. } = &shop;
    let party = counter.ask("party.save", &json!({ "edit": { "name": "Ramesh" } }))["party"]["id"].clone();
    let left = json!({ "direction": "in", "party": party, "tenders": [{ "mode": "cash", "amount": 50_000 }] });
    let payment = counter.ask("payment.save", &left)["voucher"]["id"].clone();
    in_step(counter, line).await;
    let (phone, theirs) = shop.phone("staff").await;
    let Shop { asha, counter, line, .. } = shop;
    let speaker = Speaker::of(&phone, &theirs);
    // A number of the counter's, and what the bill uses of the advance, in one breath.
    let sold = sale("A", 7);
    let uses = json!({ "payment": payment, "allocations": [{ "bill": sold.said.rec, "amount": 100 }] });
    let uses = said("allocate", new_uuid(1, &SystemIds), &uses);
    assert_eq!(speaker.say(vec![sold, uses]).await, ["refused", "counted"]);
    in_step(&counter, &line).await;
    let view = json!({ "id": payment });
    let there = backend.door(&asha, &counter.business().to_string(), "payment.get", &view).unwrap().json();
    assert_eq!((there["advance"].clone(), there["later"].clone()), (json!(50_000), json!([])));
    assert_eq!(counter.ask("payment.get", &view), there);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bill_whose_figures_do_not_agree_is_refused_and_stops_nothing() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let Shop { counter, line, .. } = Shop::new(&backend).await;
    let speaker = Speaker::of(&counter, &line);
    let sold = counter.ask("bill.list", &json!({}))["rows"][0]["id"].clone();
    let sold = counter.ask("bill.get", &json!({ "id": sold }))["voucher"].clone();
    let again = |serial: i64, total: i64| {
        let id = new_uuid(1, &SystemIds);
        let mut body = sold.clone();
        (body["id"], body["serial"], body["amount"]) = (json!(id), json!(serial), json!(total));
        body["number"] = json!(format!("A/2627/{serial:04}"));
        said("voucher", id, &body)
    };
    let total = sold["amount"].as_i64().unwrap();
    let entries = vec![again(901, total), again(902, total + 1), again(903, total)];
    assert_eq!(speaker.say(entries).await, ["counted", "refused", "counted"]);
    in_step(&counter, &line).await;
    let matters = counter.ask("attention.list", &json!({}))["matters"].to_string();
    assert!(matters.contains("refused"), "{matters}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sold_is_taken_back_as_it_was_posted_or_not_at_all() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let Shop { counter, line, .. } = Shop::new(&backend).await;
    let speaker = Speaker::of(&counter, &line);
    let back = |voucher: Uuid, date: &str, amount: i64| {
        let body = json!({ "voucher": voucher, "date": date, "postings": [
            { "account": "party.account", "amount": -amount }, { "account": "income.sales", "amount": amount }] });
        said("cancel", VoucherId::new(voucher).cancellation(), &body)
    };
    let sold = sale("A", 5);
    let record = sold.said.rec;
    assert_eq!(speaker.say(vec![sold]).await, ["counted"]);
    for (wrong, what) in [
        (back(record, "2026-11-23", 99), "another amount"),
        (back(record, "2026-11-23", -100), "the same once more"),
        (back(record, "2026-11-22", 100), "another day"),
    ] {
        assert_eq!(speaker.say(vec![wrong]).await, ["refused"], "{what}");
    }
    assert_eq!(speaker.say(vec![back(record, "2026-11-23", 100)]).await, ["counted"]);
    // Both were said offline.
    let next = sale("A", 6);
    let (wrong, right) = (back(next.said.rec, "2026-11-23", 99), back(next.said.rec, "2026-11-23", 100));
    assert_eq!(speaker.say(vec![next, wrong, right]).await, ["counted", "refused", "counted"]);
}
