//! What a device may say, by whose it is: nothing that another's record, series or role would have to say.

use serde_json::json;
use smartkhata_core::Code;
use smartkhata_core::id::{DeviceId, new_uuid};
use smartkhata_core::machine::SystemIds;
use smartkhata_core::sync::message::{Ask, Hello, Link, Point, Pull, Push, Pushed, Said, Tell};
use smartkhata_courier::{Account, Line};

use crate::backend::{Backend, bill, cluster};
use crate::device::{Device, invite};
use crate::speaker::{Shop, Speaker, id, in_step, said, sale};

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_spoken_of_by_its_own_kind_alone() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let Shop { counter, line, .. } = &shop;
    counter.ask("shop.edit", &json!({ "edit": { "upi": "sita@upi", "bank_account": "1234567" } }));
    let party = id(&counter.ask("party.save", &json!({ "edit": { "name": "Ramesh" } }))["party"]["id"]);
    let item = id(&counter.ask("item.save", &json!({ "edit": { "name": "Sugar", "price": 450_000 } }))["id"]);
    let sold = id(&counter.ask("bill.finalize", &bill(2))["voucher"]["id"]);
    in_step(counter, line).await;
    let (phone, theirs) = shop.phone("staff").await;
    let Shop { asha, counter, line, .. } = shop;
    let shop = counter.business().to_string();
    let before = backend.door(&asha, &shop, "shop.get", &json!({})).unwrap().json();

    let (mine, other) = (phone.books.identity().unwrap().unwrap(), counter.books.identity().unwrap().unwrap());
    let speaker = Speaker::of(&phone, &theirs);
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
async fn no_device_takes_another_ones_numbers() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let (phone, theirs) = shop.phone("staff").await;
    let Shop { asha, counter, line, .. } = shop;
    let mine = phone.books.identity().unwrap().unwrap();
    assert_eq!(mine.series, "B");
    let speaker = Speaker::of(&phone, &theirs);
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
    let restored = Speaker::of(&counter, &line);
    assert_eq!(restored.say(vec![sale("B", 999_999_999)]).await, ["counted"]);
    in_step(&phone, &theirs).await;
    // The phone's own chain was told by somebody else here: it goes on under another name, and nothing stops it.
    let sold = phone.ask("bill.finalize", &bill(3))["voucher"]["number"].clone();
    assert!(sold.as_str().unwrap().ends_with("/0001"), "{sold}");
    let online = backend.door(&asha, &counter.business().to_string(), "bill.finalize", &bill(4)).unwrap();
    assert_eq!(online.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_goes_by_a_name_of_the_server() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let Shop { asha, counter, line, .. } = Shop::new(&backend).await;
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
async fn a_viewers_device_tells_its_name_and_nothing_is_refused() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let Shop { asha, counter, line, .. } = Shop::new(&backend).await;
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
    let speaker = Speaker::of(&tablet, &theirs);
    assert_eq!(speaker.say(vec![sale(&me.series, 1)]).await, ["refused"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_was_shut_out_stays_out_under_any_name() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let (phone, theirs) = shop.phone("staff").await;
    let Shop { asha, counter, line, .. } = shop;
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
    let Shop { asha, counter, .. } = Shop::new(&backend).await;
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
