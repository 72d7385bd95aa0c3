//! The bytes of attachments between devices and the backend: brought in parts, checked, fetched, refused, lost and
//! brought again; in a folder and with S3.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "how long devices take is measured on the machine's clock")]

#[path = "../support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
#[path = "../support/s3.rs"]
mod s3;
#[path = "../support/mod.rs"]
mod support;

mod bucket;
mod carry;
mod come;
mod gone;
mod room;
mod see;

use std::cell::Cell;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use backend::{Backend, Tokens, bill, cluster};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use s3::LocalS3;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use smartkhata_core::id::{DeviceId, new_uuid};
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite::Books;
use smartkhata_courier::{Account, Courier, Line, LinkedBooks};
use support::Answer;

const PATIENCE: Duration = Duration::from_secs(20);

/// A PDF of so many bytes, told apart by a number.
fn pdf(n: u8, length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7 ".to_vec();
    bytes.resize(length, n);
    bytes
}

fn name_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A shop on the backend, asked as its owner's device would.
struct Shop<'a> {
    backend: &'a Backend,
    owner: Tokens,
    id: String,
    bill: Value,
}

impl<'a> Shop<'a> {
    fn new(backend: &'a Backend) -> Self {
        let owner = backend.sign_in("asha@shop.example");
        let id = backend.shop(&owner, "Asha Stores");
        let bill = backend.door(&owner, &id, "bill.finalize", &bill(1)).unwrap().json()["voucher"]["id"].clone();
        Self { backend, owner, id, bill }
    }

    fn add(&self, bytes: &[u8]) -> Answer {
        let body = json!({ "owner": { "voucher": self.bill }, "name": "Bill.pdf", "base64": STANDARD.encode(bytes) });
        self.backend.door(&self.owner, &self.id, "attachment.add", &body).unwrap()
    }

    fn path(&self, bytes: &[u8]) -> String {
        format!("/b/{}/blobs/{}", self.id, name_of(bytes))
    }

    fn blob(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Answer {
        self.blob_as(&self.owner, method, path, headers, body)
    }

    fn blob_as(&self, who: &Tokens, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Answer {
        let bearer = format!("Bearer {}", who.access);
        let headers: Vec<_> = headers.iter().copied().chain([("authorization", bearer.as_str())]).collect();
        self.backend.send_bytes(method, path, &headers, body).unwrap()
    }

    fn wanted(&self) -> Value {
        self.backend.with(&self.owner, "GET", &format!("/b/{}/blobs", self.id), None).json()["wanted"].clone()
    }
}

/// A device of the shop whose record came and whose bytes did not: brings entries, and nothing else.
struct Phone {
    folder: tempfile::TempDir,
    books: Arc<Books>,
}

impl Phone {
    fn open(folder: &Path) -> Arc<Books> {
        Arc::new(Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut |_| {}).unwrap())
    }

    async fn join(backend: &Backend, owner: &Tokens, shop: &str, name: &str) -> Self {
        let asked =
            backend.with(owner, "POST", &format!("/b/{shop}/devices/invite"), Some(json!({ "role": "manager" })));
        let code = asked.json()["code"].as_str().unwrap().to_owned();
        let folder = tempfile::tempdir().unwrap();
        let books = Self::open(folder.path());
        let device = DeviceId::new(new_uuid(0, &SystemIds));
        let joined = Line::join(&backend.address, &code, device, name, None).await.unwrap();
        books.join(joined.business, device, &joined.series).unwrap();
        joined.account(&backend.address).keep(folder.path()).unwrap();
        Self { folder, books }
    }

    fn line(&self) -> Line {
        let account = Account::read(self.folder.path()).unwrap().unwrap();
        Line::new(self.folder.path(), self.books.identity().unwrap().unwrap().business, account).unwrap()
    }

    fn courier(&self) -> Courier {
        Courier::begin(Arc::clone(&self.books), self.line())
    }

    /// Brings its entries and takes those of others in, and carries no bytes.
    async fn exchange(&self) {
        let (line, me) = (self.line(), self.books.identity().unwrap().unwrap());
        let mut exchange = smartkhata_core::sync::Exchange::default();
        while let Some(ask) = self.books.next_ask(&mut exchange).unwrap() {
            let tell = line.carry(me.device, &ask).await.unwrap();
            self.books.answered(&mut exchange, &tell).unwrap();
        }
    }

    fn ask(&self, request: &str, body: &Value) -> Value {
        serde_json::from_str(&self.books.call(request, &body.to_string()).unwrap()).unwrap()
    }

    fn attach(&self, owner: &Value, bytes: &[u8]) -> Value {
        self.ask("attachment.add", &json!({ "owner": owner, "name": "IMG.pdf", "base64": STANDARD.encode(bytes) }))
    }

    fn pending(&self) -> i64 {
        self.ask("sync.status", &json!({}))["pending_files"].as_i64().unwrap()
    }

    fn has(&self, id: &Value) -> bool {
        self.books.call("attachment.read", &json!({ "id": id }).to_string()).is_ok()
    }
}

async fn until(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "{what} took longer than {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What has come of bytes, as `HEAD` says.
fn come(answer: &Answer) -> (u16, &str, &str) {
    (answer.status, answer.header("upload-offset"), answer.header("upload-complete"))
}
