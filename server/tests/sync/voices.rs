//! What a device may say, by whose it is: nothing that another's record, series or role would have to say.

use serde_json::{Value, json};
use smartkhata_core::Code;
use smartkhata_core::id::{ChangeId, DeviceId, VoucherId, new_uuid};
use smartkhata_core::journal::change::{Hash, Standing};
use smartkhata_core::machine::SystemIds;
use smartkhata_core::sync::Exchange;
use smartkhata_core::sync::message::{Ask, Hello, Link, Point, Pull, Push, Pushed, Said, Tell};
use smartkhata_courier::{Account, Line};
use uuid::Uuid;

use crate::backend::{Backend, bill, cluster};
use crate::device::{Device, first, invite};

/// Talks until there is nothing left to say.
pub async fn in_step(device: &Device, line: &Line) {
    let mut exchange = Exchange::default();
    while let Some(ask) = device.books.next_ask(&mut exchange).unwrap() {
        // It may have a new name since the last one.
        let me = device.books.identity().unwrap().unwrap().device;
        let tell = line.carry(me, &ask).await.unwrap();
        device.books.answered(&mut exchange, &tell).unwrap();
    }
}

/// Who says what, entry by entry, behind what the backend holds of it.
pub struct Speaker<'a> {
    pub line: &'a Line,
    pub me: DeviceId,
    pub chain: DeviceId,
}

impl Speaker<'_> {
    /// Where the backend holds the end of the chain.
    async fn end(&self) -> Link {
        let hello = Hello { protocol: 1, app: String::new(), device: self.chain, at: Vec::new() };
        match self.line.carry(self.chain, &Ask::Hello(hello)).await.unwrap() {
            Tell::Welcome(welcome) => welcome.mine,
            other => panic!("{other:?}"),
        }
    }

    /// Says these; how each counts.
    pub async fn say(&self, entries: Vec<Pushed>) -> Vec<String> {
        let push = Push { device: self.chain, after: self.end().await, entries };
        match self.line.carry(self.me, &Ask::Push(push)).await.unwrap() {
            Tell::Receipt(told) => {
                told.verdicts.iter().map(|verdict| json!(verdict.standing).as_str().unwrap().to_owned()).collect()
            }
            other => panic!("{other:?}"),
        }
    }
}

/// An entry that nobody has said before.
pub fn said(kind: &str, rec: Uuid, body: &Value) -> Pushed {
    let op = ChangeId::new(new_uuid(1, &SystemIds));
    Pushed {
        op,
        said: Said { ms: 4_000_000_000_000, kind: kind.to_owned(), v: 1, rec, body: body.to_string() },
        granted: None,
    }
}

fn id(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}

/// A sale of the day to somebody who walks in, as a device says it.
fn sale(series: &str, serial: i64) -> Pushed {
    let id = new_uuid(1, &SystemIds);
    let amounts = json!({ "taxable": 100, "cgst": 0, "sgst": 0, "igst": 0, "cess": 0 });
    let line = json!({ "name": "Sugar", "quantity": 1_000, "price": 10_000, "gross": 100, "discount": 0,
        "bill_discount": 0, "rate": 0, "amounts": amounts, "total": 100 });
    let bill = json!({ "kind": "plain_bill", "mode": "none", "due": "2026-11-23", "lines": [line], "amounts": amounts,
        "discount": 0, "round_off": 0, "total": 100, "template": 1 });
    said(
        "voucher",
        id,
        &json!({ "id": id, "kind": "sale", "date": "2026-11-23", "series": series, "serial": serial,
            "number": format!("{series}/2627/{serial:04}"), "amount": 100, "postings": [
                { "account": "party.account", "amount": 100 }, { "account": "income.sales", "amount": -100 }],
            "detail": { "bill": bill } }),
    )
}

/// The same with another body.
fn with(entry: &Pushed, change: impl FnOnce(&mut Value)) -> Pushed {
    let (mut body, id) = (serde_json::from_str(&entry.said.body).unwrap(), new_uuid(1, &SystemIds));
    change(&mut body);
    body["id"] = json!(id);
    said(&entry.said.kind, id, &body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_spoken_of_by_its_own_kind_alone() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    counter.ask("shop.edit", &json!({ "edit": { "upi": "sita@upi", "bank_account": "1234567" } }));
    let party = id(&counter.ask("party.save", &json!({ "edit": { "name": "Ramesh" } }))["party"]["id"]);
    let item = id(&counter.ask("item.save", &json!({ "edit": { "name": "Sugar", "price": 450_000 } }))["id"]);
    let sold = id(&counter.ask("bill.finalize", &bill(2))["voucher"]["id"]);
    in_step(&counter, &line).await;
    let code = invite(&backend, &asha, counter.business(), "staff");
    let phone = Device::new();
    let theirs = phone.join(&backend, &code, "Phone").await;
    in_step(&phone, &theirs).await;
    let shop = counter.business().to_string();
    let before = backend.door(&asha, &shop, "shop.get", &json!({})).unwrap().json();

    let (mine, other) = (phone.books.identity().unwrap().unwrap(), counter.books.identity().unwrap().unwrap());
    let speaker = Speaker { line: &theirs, me: mine.device, chain: mine.device };
    let business = counter.business().uuid();
    let fields = json!({ "fields": { "upi": "thief@upi", "name": "Thief", "series": "T" } });
    let attached = json!({ "owner": { "party": party }, "sha256": "07".repeat(32), "size": 3, "mime": "image/png",
        "name": "x" });
    let voucher = json!({ "kind": "sale", "date": "2026-11-23", "amount": 0, "postings": [] });
    let cancels = json!({ "voucher": sold, "date": "2026-11-23", "postings": [], "movements": [] });
    let allocates = json!({ "payment": sold, "allocations": [] });
    let records =
        [("shop", business), ("device", other.device.uuid()), ("party", party), ("item", item), ("voucher", sold)];
    let bodies = [
        ("shop", &fields),
        ("device", &fields),
        ("party", &fields),
        ("item", &fields),
        ("attachment", &fields),
        ("attach", &attached),
        ("voucher", &voucher),
        ("cancel", &cancels),
        ("allocate", &allocates),
    ];
    for (kind, body) in bodies {
        for (of, record) in records {
            // Of another's own kind only what the role lets say: a party's and an item's fields.
            if kind != of || kind == "shop" || kind == "device" {
                assert_eq!(speaker.say(vec![said(kind, record, body)]).await, ["refused"], "a {kind} of a {of}");
            }
        }
    }
    // Nor in one breath with what begins the record.
    let new = new_uuid(1, &SystemIds);
    let both = vec![said("party", new, &json!({ "fields": { "name": "Sita" } })), said("item", new, &fields)];
    assert_eq!(speaker.say(both).await, ["counted", "refused"]);
    // What it is called a device says by itself.
    let named = said("device", mine.device.uuid(), &json!({ "fields": { "name": "Ravi's phone" } }));
    assert_eq!(speaker.say(vec![named]).await, ["counted"]);

    let after = backend.door(&asha, &shop, "shop.get", &json!({})).unwrap().json();
    assert_eq!(before, after);
    in_step(&counter, &line).await;
    let here = counter.ask("shop.get", &json!({}));
    assert_eq!((here["upi"].clone(), here["bank_account"].clone()), (json!("sita@upi"), json!("1234567")));
    assert_eq!(counter.ask("party.get", &json!({ "id": party }))["party"]["name"], "Ramesh");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_entry_of_a_faulty_device_stops_no_other() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    let code = invite(&backend, &asha, counter.business(), "staff");
    let phone = Device::new();
    let theirs = phone.join(&backend, &code, "Phone").await;
    in_step(&phone, &theirs).await;
    let mine = phone.books.identity().unwrap().unwrap();
    let speaker = Speaker { line: &theirs, me: mine.device, chain: mine.device };
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
async fn no_device_takes_another_ones_numbers() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    let code = invite(&backend, &asha, counter.business(), "staff");
    let phone = Device::new();
    let theirs = phone.join(&backend, &code, "Phone").await;
    in_step(&phone, &theirs).await;
    let mine = phone.books.identity().unwrap().unwrap();
    assert_eq!(mine.series, "B");
    let speaker = Speaker { line: &theirs, me: mine.device, chain: mine.device };
    for (series, serial, expected) in [
        ("A", i64::MAX, "refused"),
        ("A", 1_000_000_000, "refused"),
        ("A", 7, "refused"),
        ("R:A", 7, "refused"),
        ("B", i64::MAX, "refused"),
        ("B", -3, "refused"),
        ("B", 1, "counted"),
    ] {
        assert_eq!(speaker.say(vec![sale(series, serial)]).await, [expected], "{series} {serial}");
    }
    // Nor by saying that the other one's series is its own.
    let claim = said("device", mine.device.uuid(), &json!({ "fields": { "series": "A" } }));
    assert_eq!(speaker.say(vec![claim, sale("A", 8)]).await, ["refused", "refused"]);
    // Nor as something that only a newer app knows.
    let newer = Pushed { said: Said { kind: "tip".to_owned(), ..sale("A", 9).said }, ..sale("A", 9) };
    assert_eq!(speaker.say(vec![newer]).await, ["refused"]);

    // Who runs the shop says again what a lost device had said. Even a number that nothing follows takes none of the
    // counter's.
    let owner = counter.books.identity().unwrap().unwrap();
    let restored = Speaker { line: &line, me: owner.device, chain: owner.device };
    assert_eq!(restored.say(vec![sale("B", 999_999_999)]).await, ["counted"]);
    in_step(&phone, &theirs).await;
    // The phone's own chain was told by somebody else here: it goes on under another name, and nothing stops it.
    let sold = phone.ask("bill.finalize", &bill(3))["voucher"]["number"].clone();
    assert!(sold.as_str().unwrap().ends_with("/0001"), "{sold}");
    let online = backend.door(&asha, &counter.business().to_string(), "bill.finalize", &bill(4)).unwrap();
    assert_eq!(online.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_app_would_write_counts_nowhere() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    let party = id(&counter.ask("party.save", &json!({ "edit": { "name": "Ramesh" } }))["party"]["id"]);
    let item = id(&counter.ask("item.save", &json!({ "edit": { "name": "Sugar", "price": 450_000 } }))["id"]);
    in_step(&counter, &line).await;
    let code = invite(&backend, &asha, counter.business(), "staff");
    let phone = Device::new();
    let theirs = phone.join(&backend, &code, "Phone").await;
    in_step(&phone, &theirs).await;
    let mine = phone.books.identity().unwrap().unwrap();
    let speaker = Speaker { line: &theirs, me: mine.device, chain: mine.device };
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
    let owner = counter.books.identity().unwrap().unwrap().device;
    let owner = Speaker { line: &line, me: owner, chain: owner };
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

#[tokio::test(flavor = "multi_thread")]
async fn a_bill_of_a_newer_app_stops_no_report_and_is_taken_back() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    let me = counter.books.identity().unwrap().unwrap().device;
    let speaker = Speaker { line: &line, me, chain: me };
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
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    let party = counter.ask("party.save", &json!({ "edit": { "name": "Ramesh" } }))["party"]["id"].clone();
    let left = json!({ "direction": "in", "party": party, "tenders": [{ "mode": "cash", "amount": 50_000 }] });
    let payment = counter.ask("payment.save", &left)["voucher"]["id"].clone();
    in_step(&counter, &line).await;
    let code = invite(&backend, &asha, counter.business(), "staff");
    let phone = Device::new();
    let theirs = phone.join(&backend, &code, "Phone").await;
    in_step(&phone, &theirs).await;
    let mine = phone.books.identity().unwrap().unwrap();
    let speaker = Speaker { line: &theirs, me: mine.device, chain: mine.device };
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
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    let me = counter.books.identity().unwrap().unwrap();
    let speaker = Speaker { line: &line, me: me.device, chain: me.device };
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
async fn nobody_goes_by_a_name_of_the_server() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    let shop = counter.business().to_string();
    let servers = || {
        let shop = backend.door(&asha, &shop, "shop.get", &json!({})).unwrap().json();
        DeviceId::new(id(&shop["device"]["id"]))
    };
    let refused = async |device: DeviceId| {
        let hello = Ask::Hello(Hello { protocol: 1, app: String::new(), device, at: Vec::new() });
        assert_eq!(line.carry(device, &hello).await.unwrap_err().code, Code::NotFound);
        let push = Push { device, after: Link::default(), entries: vec![sale("A", 999_999_999)] };
        assert_eq!(line.carry(device, &Ask::Push(push)).await.unwrap_err().code, Code::NotFound);
        let code = invite(&backend, &asha, counter.business(), "manager");
        let joined = Line::join(&backend.address, &code, device, "Server", None).await.unwrap_err();
        assert_eq!(joined.code, Code::Conflict);
        // The code is still good for whoever it was meant for.
        let other = DeviceId::new(new_uuid(1, &SystemIds));
        Line::join(&backend.address, &code, other, "Phone", None).await.unwrap();
    };
    let before = servers();
    refused(before).await;
    // A database that was put back makes it another device; the one before stays its own.
    let books = cluster.connect_to("books").await;
    books.execute("update head set incarnation = ''", &[]).await.unwrap();
    let sells = |n| backend.door(&asha, &shop, "bill.finalize", &bill(n)).unwrap().status;
    if sells(2) != 200 {
        assert_eq!(sells(2), 200, "busy once at most");
    }
    assert_ne!(servers(), before);
    refused(before).await;
    refused(servers()).await;
    assert_eq!(sells(3), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sold_is_taken_back_as_it_was_posted_or_not_at_all() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    let me = counter.books.identity().unwrap().unwrap().device;
    let speaker = Speaker { line: &line, me, chain: me };
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

#[tokio::test(flavor = "multi_thread")]
async fn a_viewers_device_tells_its_name_and_nothing_is_refused() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    let code = invite(&backend, &asha, counter.business(), "viewer");
    let tablet = Device::new();
    let theirs = tablet.join(&backend, &code, "Tablet").await;
    let me = tablet.books.identity().unwrap().unwrap();
    tablet.books.call_device(me.device, "Tablet").unwrap();
    in_step(&tablet, &theirs).await;
    in_step(&counter, &line).await;
    assert_eq!(counter.ask("attention.list", &json!({}))["matters"], json!([]));
    let devices = counter.ask("sync.status", &json!({}))["devices"].to_string();
    assert!(devices.contains("Tablet"), "{devices}");
    // It writes nothing else.
    let speaker = Speaker { line: &theirs, me: me.device, chain: me.device };
    assert_eq!(speaker.say(vec![sale(&me.series, 1)]).await, ["refused"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_was_shut_out_stays_out_under_any_name() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    let code = invite(&backend, &asha, counter.business(), "staff");
    let phone = Device::new();
    let theirs = phone.join(&backend, &code, "Phone").await;
    in_step(&phone, &theirs).await;
    let me = phone.books.identity().unwrap().unwrap();
    let shop = counter.business().to_string();
    let gone = backend.with(&asha, "DELETE", &format!("/b/{shop}/devices/{}", me.device), None);
    assert_eq!(gone.status, 204);

    let new = DeviceId::new(new_uuid(1, &SystemIds));
    for device in [me.device, new] {
        let hello = Ask::Hello(Hello { protocol: 1, app: String::new(), device, at: Vec::new() });
        let Tell::Welcome(welcome) = theirs.carry(device, &hello).await.unwrap() else { panic!("a welcome") };
        assert!(welcome.removed, "{device}");
        let pull = Pull { device, after: Point::default(), whole: true, wait: 0, check: None };
        assert_eq!(theirs.carry(device, &Ask::Pull(pull)).await.unwrap_err().code, Code::DeviceRemoved, "{device}");
    }
    // What it still holds is taken, as late.
    let speaker = Speaker { line: &theirs, me: new, chain: new };
    assert_eq!(speaker.say(vec![sale("B", 1)]).await, ["late"]);
    // Its owner's other device, and its owner, go on.
    counter.sell(2);
    in_step(&counter, &line).await;
    assert_eq!(counter.numbers().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signed_in_by_a_browser_has_no_journal() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    let shop = counter.business().to_string();
    let babu = backend.sign_in("babu@shop.example");
    let member = json!({ "identity": "babu@shop.example", "role": "staff" });
    assert_eq!(backend.with(&asha, "PUT", &format!("/b/{shop}/members"), Some(member)).status, 204);
    assert_eq!(backend.door(&babu, &shop, "bill.list", &json!({})).unwrap().status, 200);

    let account = Account {
        backend: backend.address.clone(),
        refresh_token: babu.refresh.clone(),
        access_token: babu.access.clone(),
    };
    let folder = tempfile::tempdir().unwrap();
    let theirs = Line::new(folder.path(), counter.business(), account).unwrap();
    let owners = counter.books.identity().unwrap().unwrap().device;
    for device in [DeviceId::new(new_uuid(1, &SystemIds)), owners] {
        let hello = Ask::Hello(Hello { protocol: 1, app: String::new(), device, at: Vec::new() });
        let refused = theirs.carry(device, &hello).await.unwrap_err().code;
        assert!(matches!(refused, Code::Forbidden | Code::NotFound), "{refused:?}");
        let pull = Pull { device, after: Point::default(), whole: true, wait: 0, check: None };
        assert_eq!(theirs.carry(device, &Ask::Pull(pull)).await.unwrap_err().code, Code::NotFound);
        let push = Push { device, after: Link::default(), entries: vec![sale("Q", 1)] };
        assert_eq!(theirs.carry(device, &Ask::Push(push)).await.unwrap_err().code, Code::NotFound);
    }
}
