//! Devices and people that leave: what they still held comes late, and nobody waits for them any more.

use serde_json::{Value, json};
use smartkhata_core::Code;
use smartkhata_core::id::{DeviceId, new_uuid};
use smartkhata_core::machine::SystemIds;
use smartkhata_core::sync::message::{Ask, Hello, Point, Pull, Tell};
use smartkhata_courier::Line;
use uuid::Uuid;

use crate::backend::{Backend, Tokens, cluster};
use crate::device::{Device, invite};
use crate::speaker::{Shop, Speaker, in_step, said};

impl Shop<'_> {
    fn path(&self, rest: &str) -> String {
        format!("/b/{}/{rest}", self.counter.business())
    }

    fn sends(&self, who: &Tokens, method: &str, rest: &str, body: Option<Value>) -> u16 {
        self.backend.with(who, method, &self.path(rest), body).status
    }

    /// The account that a code made.
    fn account(&self) -> String {
        let members = self.backend.with(&self.asha, "GET", &self.path("members"), None).json()["members"].clone();
        let by_code = members.as_array().unwrap().iter().find(|member| member["identity"] == "").unwrap();
        by_code["account"].as_str().unwrap().to_owned()
    }

    /// How many devices the counter waits for.
    async fn readers(&self) -> usize {
        in_step(&self.counter, &self.line).await;
        reads(&self.counter, &self.line).await
    }

    fn shows_late(&self) -> bool {
        self.counter.ask("attention.list", &json!({}))["matters"].to_string().contains(r#"{"late":"#)
    }
}

/// Reads the log, as an open app does all the time; how many devices it is told of.
async fn reads(device: &Device, line: &Line) -> usize {
    let me = me(device);
    let ask = Ask::Pull(Pull { device: me, after: Point::default(), whole: false, wait: 0, check: None });
    match line.carry(me, &ask).await.unwrap() {
        Tell::Page(page) => page.readers.len(),
        other => panic!("{other:?}"),
    }
}

fn me(device: &Device) -> DeviceId {
    device.books.identity().unwrap().unwrap().device
}

async fn is_removed(line: &Line, device: DeviceId) -> bool {
    let hello = Ask::Hello(Hello { protocol: 1, app: String::new(), device, at: Vec::new() });
    match line.carry(device, &hello).await.unwrap() {
        Tell::Welcome(welcome) => welcome.removed,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_phone_held_of_somebody_who_was_taken_out_comes_late() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let (phone, line) = shop.phone("staff").await;
    let unsent = phone.sell(2);
    assert_eq!(shop.sends(&shop.asha, "DELETE", &format!("members/{}", shop.account()), None), 204);
    in_step(&phone, &line).await;
    assert_eq!(shop.readers().await, 1, "nobody waits for it");
    assert!(shop.counter.numbers().contains(&unsent));
    assert!(shop.shows_late());
    // It reads nothing, under whatever name, and asks nothing.
    for device in [me(&phone), DeviceId::new(new_uuid(1, &SystemIds))] {
        assert!(is_removed(&line, device).await);
        let pull = Pull { device, after: Point::default(), whole: true, wait: 0, check: None };
        assert_eq!(line.carry(device, &Ask::Pull(pull)).await.unwrap_err().code, Code::DeviceRemoved);
    }
    assert_eq!(line.invite("staff").await.unwrap_err().code, Code::DeviceRemoved);
    // What it was let say it says, and no more.
    let speaker = Speaker { line: &line, me: me(&phone), chain: me(&phone) };
    let upi = json!({ "fields": { "upi": "thief@upi" } });
    assert_eq!(speaker.say(vec![said("shop", shop.counter.business().uuid(), &upi)]).await, ["refused"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_phone_held_of_somebody_who_may_less_now_comes_late() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let (phone, line) = shop.phone("staff").await;
    let unsent = phone.sell(2);
    let viewer = Some(json!({ "role": "viewer" }));
    assert_eq!(shop.sends(&shop.asha, "PATCH", &format!("members/{}", shop.account()), viewer.clone()), 204);
    assert_eq!(shop.sends(&shop.asha, "PATCH", &format!("members/{}", shop.account()), viewer), 204);
    in_step(&phone, &line).await;
    in_step(&shop.counter, &shop.line).await;
    assert!(shop.counter.numbers().contains(&unsent));
    assert!(shop.shows_late());
    // What it sells from now on is a viewer's.
    let after = phone.sell(3);
    in_step(&phone, &line).await;
    in_step(&shop.counter, &shop.line).await;
    assert!(!shop.counter.numbers().contains(&after));
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_a_device_has_left_are_no_devices() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let (phone, line) = shop.phone("staff").await;
    assert_eq!(shop.readers().await, 2);
    let old = me(&phone);
    phone.books.renew().unwrap();
    in_step(&phone, &line).await;
    let new = me(&phone);
    assert_ne!(old, new);
    assert_eq!(shop.readers().await, 1, "the old name is gone at once");
    reads(&phone, &line).await;
    assert_eq!(shop.readers().await, 2, "with the new one");
    let listed = || {
        let devices = backend.with(&shop.asha, "GET", &shop.path("devices"), None).json()["devices"].clone();
        devices.as_array().unwrap().iter().map(|device| device["id"].as_str().unwrap().parse().unwrap()).collect()
    };
    let ids: Vec<Uuid> = listed();
    assert!(ids.contains(&new.uuid()) && !ids.contains(&old.uuid()) && ids.len() == 2, "{ids:?}");
    // The old name put out touches that name only.
    assert_eq!(shop.sends(&shop.asha, "DELETE", &format!("devices/{old}"), None), 204);
    phone.sell(2);
    in_step(&phone, &line).await;
    assert!(!is_removed(&line, new).await);
    assert_eq!(shop.readers().await, 2);
    assert_eq!((shop.counter.numbers().len(), shop.shows_late()), (2, false));
    // The one that it goes by, everything.
    assert_eq!(shop.sends(&shop.asha, "DELETE", &format!("devices/{new}"), None), 204);
    assert_eq!(shop.readers().await, 1);
    for device in [new, old, DeviceId::new(new_uuid(1, &SystemIds)), new] {
        assert!(is_removed(&line, device).await, "{device}");
    }
    assert_eq!(shop.readers().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_shuts_no_owner_out_and_who_is_out_lets_nobody_in() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let babu = backend.sign_in("babu@shop.example");
    let becomes = |role: &str| json!({ "identity": "babu@shop.example", "role": role });
    assert_eq!(shop.sends(&shop.asha, "PUT", "members", Some(becomes("manager"))), 204);
    assert_eq!(shop.sends(&babu, "DELETE", &format!("devices/{}", me(&shop.counter)), None), 403);
    in_step(&shop.counter, &shop.line).await;

    let join = async |code: &str| {
        Line::join(&backend.address, code, DeviceId::new(new_uuid(1, &SystemIds)), "Phone", None).await
    };
    let code = || invite(&backend, &babu, shop.counter.business(), "manager");
    let (lowered, good) = (code(), code());
    assert_eq!(shop.sends(&shop.asha, "PUT", "members", Some(becomes("staff"))), 204);
    assert_eq!(join(&lowered).await.unwrap_err().code, Code::InvalidCode);
    assert_eq!(shop.sends(&shop.asha, "PUT", "members", Some(becomes("manager"))), 204);
    join(&good).await.unwrap();
    let taken_out = code();
    assert_eq!(shop.sends(&shop.asha, "DELETE", &format!("members/{}", babu.account), None), 204);
    assert_eq!(join(&taken_out).await.unwrap_err().code, Code::InvalidCode);
    // A device that was shut out takes its codes along.
    let (_, theirs) = shop.phone("manager").await;
    let open = theirs.invite("staff").await.unwrap().code;
    let devices = backend.with(&shop.asha, "GET", &shop.path("devices"), None).json()["devices"].clone();
    let phone = devices.as_array().unwrap().iter().find(|device| device["name"] == "Phone").unwrap()["id"].clone();
    assert_eq!(shop.sends(&shop.asha, "DELETE", &format!("devices/{}", phone.as_str().unwrap()), None), 204);
    assert_eq!(join(&open).await.unwrap_err().code, Code::InvalidCode);

    // Who is told to wait for the shop's lock still has the code.
    let code = invite(&backend, &shop.asha, shop.counter.business(), "staff");
    let mut books = cluster.connect_to("books").await;
    let held = books.transaction().await.unwrap();
    held.execute("select 1 from head for update", &[]).await.unwrap();
    assert_eq!(join(&code).await.unwrap_err().code, Code::Busy);
    held.rollback().await.unwrap();
    join(&code).await.unwrap();

    // Nobody gets an account by the word of somebody who may not make members.
    let accounts = async || books.query_one("select count(*) from account", &[]).await.unwrap().get::<_, i64>(0);
    let before = accounts().await;
    let stranger = json!({ "identity": "nobody@shop.example", "role": "owner" });
    assert_eq!(shop.sends(&babu, "PUT", "members", Some(stranger)), 404);
    assert_eq!(accounts().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_long_entries_ends_before_it_is_read_whole() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend).await;
    let speaker = Speaker { line: &shop.line, me: me(&shop.counter), chain: me(&shop.counter) };
    for length in [600_000, 300_000, 600_000, 3_000_000, 100, 100] {
        let name = json!({ "fields": { "name": "x".repeat(length) } });
        let standing = if length > 2_000_000 { "refused" } else { "counted" };
        assert_eq!(speaker.say(vec![said("party", new_uuid(1, &SystemIds), &name)]).await, [standing]);
    }
    let device = me(&shop.counter);
    let mut pages = Vec::new();
    let mut after = Point::default();
    loop {
        let pull = Pull { device, after, whole: true, wait: 0, check: None };
        let Tell::Page(page) = shop.line.carry(device, &Ask::Pull(pull)).await.unwrap() else { panic!("a page") };
        if page.entries.is_empty() {
            break;
        }
        let long = |length: usize| length >= 100_000;
        let bodies = page.entries.iter().map(|entry| entry.said.as_ref().unwrap().body.len());
        pages.push(bodies.filter(|length| long(*length)).map(|length| length / 100_000).collect::<Vec<_>>());
        let places = i64::try_from(page.entries.len()).unwrap();
        after = Point { seq: after.seq + places, chain: page.chain };
    }
    // Of what was refused only the beginning is kept.
    assert_eq!(pages, [vec![6, 3], vec![6]]);
    // Every copy takes them, also the one that is refused.
    let (phone, _) = shop.phone("staff").await;
    in_step(&shop.counter, &shop.line).await;
    assert_eq!(phone.numbers(), shop.counter.numbers());
}
