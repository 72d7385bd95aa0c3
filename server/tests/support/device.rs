//! A device as it is used: books of its own, and the line to the backend.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use smartkhata_core::id::{BusinessId, DeviceId, new_uuid};
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite::Books;
use smartkhata_courier::{Account, Line};

use crate::backend::{Backend, Tokens, bill};

/// How long devices may take to be in step.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A device.
pub struct Device {
    /// Where its books are.
    pub folder: tempfile::TempDir,
    /// Its books.
    pub books: Arc<Books>,
}

impl Device {
    /// One without a shop.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let books = Arc::new(open(folder.path()));
        Self { folder, books }
    }

    /// Asks its door what must go well.
    pub fn ask(&self, request: &str, body: &Value) -> Value {
        serde_json::from_str(&self.books.call(request, &body.to_string()).unwrap()).unwrap()
    }

    /// Sells; the number of the bill.
    pub fn sell(&self, n: u128) -> String {
        self.ask("bill.finalize", &bill(n))["voucher"]["number"].as_str().unwrap().to_owned()
    }

    /// The numbers of its bills, in order.
    pub fn numbers(&self) -> Vec<String> {
        let mut numbers = all_numbers(|page| self.ask("bill.list", &page));
        numbers.sort();
        numbers
    }

    /// What two devices with the same books have in common.
    pub fn code(&self) -> String {
        self.ask("status.get", &json!({}))["same_books_code"].as_str().unwrap().to_owned()
    }

    /// Its shop.
    pub fn business(&self) -> BusinessId {
        self.books.identity().unwrap().unwrap().business
    }

    /// The line of a device that signed in.
    pub fn line(&self, backend: &Backend, tokens: &Tokens) -> Line {
        let account = Account {
            backend: backend.address.clone(),
            refresh_token: tokens.refresh.clone(),
            access_token: tokens.access.clone(),
        };
        account.keep(self.folder.path()).unwrap();
        Line::new(self.folder.path(), self.business(), account).unwrap()
    }

    /// The line of a device that a code let in.
    pub async fn join(&self, backend: &Backend, code: &str, name: &str) -> Line {
        let device = DeviceId::new(new_uuid(0, &SystemIds));
        let was = self.books.identity().unwrap();
        let joined = Line::join(&backend.address, code, device, name, was.as_ref()).await.unwrap();
        self.books.join(joined.business, device, &joined.series).unwrap();
        let account = joined.account(&backend.address);
        account.keep(self.folder.path()).unwrap();
        Line::new(self.folder.path(), joined.business, account).unwrap()
    }
}

/// The numbers of all bills, page after page of what answers `bill.list`.
pub fn all_numbers(list: impl Fn(Value) -> Value) -> Vec<String> {
    let (mut numbers, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = list(json!({ "limit": 200, "after": after }));
        numbers.extend(page["rows"].as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap().to_owned()));
        after = page["next"].clone();
        if after.is_null() {
            return numbers;
        }
    }
}

/// The books of a folder.
pub fn open(folder: &Path) -> Books {
    Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut |_| {}).unwrap()
}

/// Waits for something; how long that took.
pub async fn until(what: &str, done: impl Fn() -> bool) -> Duration {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "{what} took longer than {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    begun.elapsed()
}

/// A shop that was made on a device, brought to the backend.
pub async fn first(backend: &Backend, tokens: &Tokens) -> (Device, Line) {
    let device = Device::new();
    device.ask("shop.create", &json!({ "name": "Sita Stores" }));
    device.sell(1);
    let line = device.line(backend, tokens);
    line.adopt().await.unwrap();
    (device, line)
}

/// A code that lets one more device in.
pub fn invite(backend: &Backend, tokens: &Tokens, business: BusinessId, role: &str) -> String {
    let answer = backend.with(tokens, "POST", &format!("/b/{business}/devices/invite"), Some(json!({ "role": role })));
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()["code"].as_str().unwrap().to_owned()
}
