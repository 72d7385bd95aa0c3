//! A device that has lost its sign-in comes back to its shop with what it had not sent.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};
use smartkhata_core::Code;
use smartkhata_courier::{Account, LinkedBooks};
use tempfile::TempDir;

use crate::backend::{Backend, bill, cluster};
use crate::device::{PATIENCE, all_numbers, open};

/// A device with its courier, as its shell has it.
pub struct Shell {
    pub link: LinkedBooks,
    folder: TempDir,
}

impl Shell {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { link: link(folder.path()), folder }
    }

    pub fn ask(&self, request: &str, body: &Value) -> Value {
        serde_json::from_str(&self.link.call(request, &body.to_string()).unwrap()).unwrap()
    }

    fn refused(&self, request: &str, body: &Value) -> Code {
        self.link.call(request, &body.to_string()).unwrap_err().code
    }

    /// Sells; the number of the bill.
    fn sell(&self, n: u128) -> String {
        self.ask("bill.finalize", &bill(n))["voucher"]["number"].as_str().unwrap().to_owned()
    }

    fn numbers(&self) -> Vec<String> {
        all_numbers(|page| self.ask("bill.list", &page))
    }

    pub fn connect(&self, backend: &Backend, identity: &str) {
        let mut who = json!({ "backend": backend.address, "identity": identity });
        self.ask("cloud.send_code", &who);
        who["code"] = json!(backend.mail.code());
        assert_eq!(self.ask("cloud.connect", &who)["connected"], true);
    }

    pub fn invite(&self, backend: &Backend, role: &str) -> Value {
        let code = self.ask("cloud.invite", &json!({ "role": role }))["code"].clone();
        json!({ "backend": backend.address, "code": code, "name": "Phone" })
    }

    /// The sign-in is over, as where an answer with the next token got lost.
    fn is_signed_out(&self, backend: &Backend) {
        let account = Account::read(self.folder.path()).unwrap().unwrap();
        let bearer = [("authorization", format!("Bearer {}", account.access_token))];
        let bearer = bearer.each_ref().map(|(name, value)| (*name, value.as_str()));
        let sessions = backend.send("GET", "/account/sessions", &bearer, None).unwrap().json()["sessions"].clone();
        let current = sessions.as_array().unwrap().iter().find(|session| session["current"] == true).unwrap();
        let path = format!("/account/sessions/{}", current["id"].as_str().unwrap());
        assert_eq!(backend.send("DELETE", &path, &bearer, None).unwrap().status, 204);
    }
}

fn link(folder: &Path) -> LinkedBooks {
    LinkedBooks::new(Arc::new(open(folder))).unwrap()
}

pub fn wait(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn a_device_that_lost_its_sign_in_comes_back_with_what_it_sold() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let (counter, phone) = (Shell::new(), Shell::new());
    counter.ask("shop.create", &json!({ "name": "Sita Stores" }));
    counter.sell(1);
    counter.connect(&backend, "sita@shop.example");
    phone.ask("cloud.join", &counter.invite(&backend, "staff"));
    wait("the first bill", || phone.numbers().len() == 1);

    // It sells on, and nothing travels any more.
    phone.is_signed_out(&backend);
    let unsent = phone.sell(2);
    assert!(unsent.starts_with("B/"), "{unsent}");
    wait("the phone is told", || {
        phone.ask("cloud.look", &json!({}));
        phone.ask("cloud.status", &json!({}))["error"]["code"] == "unauthorized"
    });

    // A code of another shop is refused, and stays good; one for less than it was let do, neither.
    let other = Shell::new();
    other.ask("shop.create", &json!({ "name": "Gita Stores" }));
    other.connect(&backend, "gita@shop.example");
    let theirs = other.invite(&backend, "staff");
    assert_eq!(phone.refused("cloud.join", &theirs), Code::ShopExists);
    Shell::new().ask("cloud.join", &theirs);
    assert_eq!(phone.refused("cloud.join", &counter.invite(&backend, "viewer")), Code::Forbidden);
    assert_eq!(phone.numbers().len(), 2);

    // One of its own shop brings it back, and each bill once.
    assert_eq!(phone.ask("cloud.join", &counter.invite(&backend, "staff"))["connected"], true);
    wait("the bill that waited", || counter.numbers().contains(&unsent));
    let next = phone.sell(3);
    assert!(next.starts_with("C/"), "{next}");
    wait("the next bill", || counter.numbers().contains(&next));
    assert_eq!(counter.numbers().len(), 3);
    assert_eq!(counter.ask("attention.list", &json!({}))["matters"], json!([]));
    let code = |shell: &Shell| shell.ask("status.get", &json!({}))["same_books_code"].clone();
    wait("the same books", || code(&counter) == code(&phone));
    // Its former self is no device any more that the others wait for.
    wait("two devices", || {
        counter.ask("cloud.look", &json!({}));
        let status = counter.ask("sync.status", &json!({}));
        let devices = status["devices"].as_array().unwrap();
        devices.len() == 2 && devices.iter().all(|device| device["entries"] == status["head"])
    });

    // Who left on purpose comes back under the same name; whose device another sign-in knows, under a new one.
    counter.ask("cloud.leave", &json!({}));
    let alone = counter.sell(4);
    counter.connect(&backend, "sita@shop.example");
    assert!(counter.sell(5).starts_with("A/"));
    wait("the counter's bill", || phone.numbers().contains(&alone));
    phone.ask("cloud.leave", &json!({}));
    let alone = phone.sell(6);
    phone.connect(&backend, "sita@shop.example");
    wait("the phone's bill", || counter.numbers().contains(&alone));
    assert!(!phone.sell(7).starts_with("C/"));
    wait("all of them", || counter.numbers().len() == 7 && phone.numbers().len() == 7);
    assert_eq!(counter.ask("attention.list", &json!({}))["matters"], json!([]));
}
