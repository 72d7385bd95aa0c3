//! Whoever speaks to the backend, entry by entry, and the shop that is spoken of.

use serde_json::{Value, json};
use smartkhata_core::id::{ChangeId, DeviceId, new_uuid};
use smartkhata_core::machine::SystemIds;
use smartkhata_core::sync::Exchange;
use smartkhata_core::sync::message::{Ask, Hello, Link, Push, Pushed, Said, Tell};
use smartkhata_courier::Line;
use uuid::Uuid;

use crate::backend::{Backend, Tokens};
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

impl<'a> Speaker<'a> {
    /// A device that speaks for itself.
    pub fn of(device: &Device, line: &'a Line) -> Self {
        let me = device.books.identity().unwrap().unwrap().device;
        Self { line, me, chain: me }
    }

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

/// A shop with its owner's counter, in step with the backend.
pub struct Shop<'a> {
    pub backend: &'a Backend,
    pub asha: Tokens,
    pub counter: Device,
    pub line: Line,
}

impl<'a> Shop<'a> {
    pub async fn new(backend: &'a Backend) -> Self {
        let asha = backend.sign_in("asha@shop.example");
        let (counter, line) = first(backend, &asha).await;
        in_step(&counter, &line).await;
        Self { backend, asha, counter, line }
    }

    /// One more device, of somebody who is this to the shop.
    pub async fn phone(&self, role: &str) -> (Device, Line) {
        let code = invite(self.backend, &self.asha, self.counter.business(), role);
        let phone = Device::new();
        let line = phone.join(self.backend, &code, "Phone").await;
        in_step(&phone, &line).await;
        (phone, line)
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

pub fn id(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}

/// A sale of the day to somebody who walks in, as a device says it.
pub fn sale(series: &str, serial: i64) -> Pushed {
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
pub fn with(entry: &Pushed, change: impl FnOnce(&mut Value)) -> Pushed {
    let (mut body, id) = (serde_json::from_str(&entry.said.body).unwrap(), new_uuid(1, &SystemIds));
    change(&mut body);
    body["id"] = json!(id);
    said(&entry.said.kind, id, &body)
}
