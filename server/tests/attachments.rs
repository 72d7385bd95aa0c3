//! The bytes of attachments between devices and the backend: brought in parts, checked, fetched, refused, lost and
//! brought again; in a folder and with S3.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "how long devices take is measured on the machine's clock")]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
#[path = "support/s3.rs"]
mod s3;
mod support;

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
        let joined = Line::join(folder.path(), &backend.address, &code, device, name).await.unwrap();
        books.join(joined.business, device, &joined.series).unwrap();
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

#[tokio::test(flavor = "multi_thread")]
async fn bytes_come_in_parts_go_on_where_they_stopped_and_are_refused_when_they_are_others() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend);
    let bytes = pdf(1, 700_000);
    // The record comes first.
    let early = shop.blob("PUT", &shop.path(&bytes), &[], Some(&bytes));
    assert_eq!(early.refusal(), (404, "not_found".into()));
    let phone = Phone::join(&backend, &shop.owner, &shop.id, "Phone").await;
    phone.exchange().await;
    let owner = json!({ "voucher": shop.bill });
    let view = phone.attach(&owner, &bytes);
    phone.exchange().await;
    assert_eq!(shop.wanted(), json!([name_of(&bytes)]));
    let read = backend.door(&shop.owner, &shop.id, "attachment.read", &json!({ "id": view["id"] })).unwrap();
    assert_eq!(read.refusal(), (404, "not_arrived".into()));
    assert_eq!(shop.blob("GET", &shop.path(&bytes), &[], None).refusal(), (404, "not_arrived".into()));

    // A connection that breaks in the middle: what came stays.
    let path = shop.path(&bytes);
    assert_eq!(come(&shop.blob("HEAD", &path, &[], None)), (204, "0", "?0"));
    {
        let address = backend.address.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let head = format!(
            "PUT {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: 700000\r\n\r\n",
            shop.owner.access
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&bytes[..300_000]).unwrap();
        std::thread::sleep(Duration::from_millis(300));
    }
    until("the part", || shop.blob("HEAD", &path, &[], None).header("upload-offset") == "300000").await;
    // What leaves a hole, or says more than it is, is refused; the part stays.
    let range = |from: usize, to: usize| format!("bytes {from}-{}/700000", to - 1);
    let hole = shop.blob("PUT", &path, &[("content-range", &range(400_000, 700_000))], Some(&bytes[400_000..]));
    assert_eq!((hole.refusal(), hole.header("upload-offset")), ((409, "conflict".into()), "300000"));
    let more = shop.blob("PUT", &path, &[("content-range", "bytes 300000-1/300010")], Some(&bytes[300_000..]));
    assert_eq!(more.refusal(), (413, "too_large".into()));
    let piece = shop.blob("PUT", &path, &[("content-range", &range(300_000, 500_000))], Some(&bytes[300_000..500_000]));
    assert_eq!(come(&piece), (204, "500000", "?0"));
    let last = shop.blob("PUT", &path, &[("content-range", &range(500_000, 700_000))], Some(&bytes[500_000..]));
    assert_eq!(come(&last), (201, "700000", "?1"));
    assert_eq!(come(&shop.blob("HEAD", &path, &[], None)), (204, "700000", "?1"));
    assert_eq!(shop.blob("PUT", &path, &[], Some(&bytes)).status, 200, "said again");
    assert_eq!(shop.wanted(), json!([]));

    // Read whole, in part, and through the door.
    let whole = shop.blob("GET", &path, &[], None);
    assert!(whole.status == 200 && whole.body == bytes);
    assert_eq!((whole.header("content-type"), whole.header("content-disposition")), ("application/pdf", "attachment"));
    let part = shop.blob("GET", &path, &[("range", "bytes=699990-")], None);
    assert!(part.status == 206 && part.body == bytes[699_990..]);
    let read = backend.door(&shop.owner, &shop.id, "attachment.read", &json!({ "id": view["id"] })).unwrap().json();
    assert!(STANDARD.decode(read["base64"].as_str().unwrap()).unwrap() == bytes);

    // Bytes of another digest are thrown away, and the right ones come after them.
    let second = pdf(2, 50_000);
    phone.attach(&owner, &second);
    phone.exchange().await;
    let path = shop.path(&second);
    assert_eq!(shop.blob("PUT", &path, &[], Some(&pdf(3, 50_000))).refusal(), (400, "wrong_bytes".into()));
    assert_eq!(come(&shop.blob("HEAD", &path, &[], None)), (204, "0", "?0"));
    assert_eq!(shop.blob("PUT", &path, &[], Some(&second)).status, 201);

    // Another shop has no such bytes, whoever asks; nor has nobody; nor does a viewer bring any.
    let babu = backend.sign_in("babu@shop.example");
    let other = backend.shop(&babu, "Babu Stores");
    for (method, body) in [("GET", None), ("PUT", Some(second.as_slice()))] {
        assert_eq!(shop.blob_as(&babu, method, &path, &[], body).refusal(), (404, "not_found".into()), "{method}");
        let theirs = path.replace(&shop.id, &other);
        assert_eq!(shop.blob_as(&babu, method, &theirs, &[], body).refusal(), (404, "not_found".into()), "{method}");
        assert_eq!(backend.send_bytes(method, &path, &[], body).unwrap().status, 401, "{method}");
    }
    let member = json!({ "identity": "babu@shop.example", "role": "viewer" });
    let let_in = backend.with(&shop.owner, "PUT", &format!("/b/{}/members", shop.id), Some(member));
    assert!(let_in.status < 300, "{}", String::from_utf8_lossy(&let_in.body));
    assert_eq!(shop.blob_as(&babu, "PUT", &path, &[], Some(&second)).refusal(), (403, "forbidden".into()));
    assert_eq!(shop.blob_as(&babu, "GET", &path, &[], None).status, 200);
    // What is no digest, and what is larger than an attachment may be.
    assert_eq!(shop.blob("GET", &format!("/b/{}/blobs/../../etc/passwd", shop.id), &[], None).status, 404);
    assert_eq!(shop.blob("GET", &format!("/b/{}/blobs/abc", shop.id), &[], None).refusal().0, 404);
    let large = vec![0; 10_000_001];
    assert_eq!(shop.blob("PUT", &path, &[], Some(&large)).refusal(), (413, "too_large".into()));
    assert_eq!(shop.add(b"<html>").refusal(), (400, "invalid_file".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_bring_fetch_and_free_bytes_and_bring_them_again_after_the_backend_lost_them() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend);
    let (counter, phone) = (
        Phone::join(&backend, &shop.owner, &shop.id, "Counter").await,
        Phone::join(&backend, &shop.owner, &shop.id, "Phone").await,
    );
    let carried = counter.courier();
    until("the counter in step", || carried.standing().borrow().in_step).await;
    // Made offline: two megabytes travel in pieces.
    phone.exchange().await;
    let photo = pdf(1, 2_300_000);
    let view = phone.attach(&json!({ "voucher": shop.bill }), &photo);
    assert_eq!((phone.pending(), counter.has(&view["id"])), (1, false));
    let also = phone.courier();
    until("the photo on the other device", || counter.has(&view["id"])).await;
    until("nothing waits", || phone.pending() == 0).await;
    let here = counter.ask("attachment.read", &json!({ "id": view["id"] }));
    assert!(STANDARD.decode(here["base64"].as_str().unwrap()).unwrap() == photo);
    // What is added on the web reaches both.
    let online = shop.add(&pdf(2, 5_000)).json();
    until("the PDF of the web edition", || counter.has(&online["id"]) && phone.has(&online["id"])).await;
    drop((carried, also));

    // Room is made on the phone, and the photo comes again when it is looked at.
    let phone_folder = phone.folder.path().to_owned();
    let Phone { folder: _kept, books } = phone;
    let linked = tokio::task::block_in_place(|| LinkedBooks::new(Arc::clone(&books)).unwrap());
    // Over Wi-Fi only, so that nothing comes by itself.
    let call = |request: &str, body: Value| -> Value {
        let answer = tokio::task::block_in_place(|| linked.call(request, &body.to_string()));
        serde_json::from_str(&answer.unwrap()).unwrap()
    };
    assert_eq!(call("cloud.photos", json!({ "only_on_wifi": true, "on_wifi": false }))["only_on_wifi"], true);
    // What came a moment ago is noted a moment later, and only then let go.
    let freed = Cell::new(0);
    until("room for both", || {
        freed.set(freed.get() + call("cloud.free_space", json!({}))["files"].as_i64().unwrap());
        freed.get() == 2
    })
    .await;
    let lies = |folder: &Path, bytes: &[u8]| {
        let name = name_of(bytes);
        folder.join("attachments").join(&name[..2]).join(name).is_file()
    };
    assert!(!lies(&phone_folder, &photo));
    let again = call("attachment.read", json!({ "id": view["id"] }));
    assert!(STANDARD.decode(again["base64"].as_str().unwrap()).unwrap() == photo && lies(&phone_folder, &photo));
    drop(linked);

    // The backend loses its files; devices hold them, and bring them again.
    let kept = backend.data().join("attachments").join(&shop.id);
    std::fs::remove_dir_all(&kept).unwrap();
    let gone = shop.blob("GET", &shop.path(&photo), &[], None);
    assert_eq!(gone.refusal(), (404, "not_arrived".into()));
    assert_eq!(shop.wanted(), json!([name_of(&photo)]));
    let carried = counter.courier();
    until("the photo on the backend again", || shop.blob("GET", &shop.path(&photo), &[], None).body == photo).await;
    drop(carried);

    // Who is shut out reads no more photos.
    let devices = backend.with(&shop.owner, "GET", &format!("/b/{}/devices", shop.id), None).json();
    let id = counter.books.identity().unwrap().unwrap().device.to_string();
    assert!(devices["devices"].as_array().unwrap().iter().any(|device| device["id"] == id.as_str()));
    assert_eq!(backend.with(&shop.owner, "DELETE", &format!("/b/{}/devices/{id}", shop.id), None).status, 204);
    let third = shop.add(&pdf(3, 4_000)).json();
    let blobs = counter.books.blobs();
    let sha256 = third["sha256"].as_str().unwrap().parse().unwrap();
    let refused = counter.line().fetch(sha256, &blobs).await.unwrap_err();
    assert_eq!(refused.code, smartkhata_core::Code::DeviceRemoved);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_used_its_room_up_is_told_and_its_entries_go_on() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &["--attachments-mb", "1"]);
    let shop = Shop::new(&backend);
    assert_eq!(shop.add(&pdf(1, 600_000)).status, 200);
    assert_eq!(shop.add(&pdf(2, 600_000)).refusal(), (507, "quota_full".into()));
    assert_eq!(shop.add(&pdf(1, 600_000)).status, 200, "the same bytes take no more room");
    let phone = Phone::join(&backend, &shop.owner, &shop.id, "Phone").await;
    let carried = phone.courier();
    until("the first entries", || carried.standing().borrow().in_step).await;
    let view = phone.attach(&json!({ "voucher": shop.bill }), &pdf(3, 500_000));
    until("the refusal", || {
        carried.trouble_with_bytes().is_some_and(|error| error.code == smartkhata_core::Code::QuotaFull)
    })
    .await;
    assert!(phone.has(&view["id"]) && phone.pending() == 1, "it stays on the device");
    let small = phone.attach(&json!({ "voucher": shop.bill }), &pdf(4, 90_000));
    until("the record and the small one", || {
        backend.door(&shop.owner, &shop.id, "attachment.read", &json!({ "id": small["id"] })).unwrap().status == 200
    })
    .await;
    assert!(carried.standing().borrow().error.is_none());
}

#[test]
fn staff_see_the_photos_of_bills_and_not_those_of_purchases() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let shop = Shop::new(&backend);
    let bought = json!({ "supplier": null, "amount": 50_000, "lines": [], "paid": 50_000 });
    let bought = backend.door(&shop.owner, &shop.id, "purchase.save", &bought).unwrap().json();
    let attach = |owner: &Value, n: u8| {
        let body = json!({ "owner": owner, "base64": STANDARD.encode(pdf(n, 900)) });
        backend.door(&shop.owner, &shop.id, "attachment.add", &body).unwrap().json()
    };
    let (sold, cost) = (json!({ "voucher": shop.bill }), json!({ "voucher": bought["voucher"] }));
    let (of_bill, of_purchase) = (attach(&sold, 1), attach(&cost, 2));
    let babu = backend.sign_in("babu@shop.example");
    let member = json!({ "identity": "babu@shop.example", "role": "staff" });
    backend.with(&shop.owner, "PUT", &format!("/b/{}/members", shop.id), Some(member));
    let rows = |who: &Tokens, owner: &Value| {
        let listed = backend.door(who, &shop.id, "attachment.list", &json!({ "owner": owner })).unwrap().json();
        listed["rows"].as_array().unwrap().len()
    };
    assert_eq!((rows(&shop.owner, &cost), rows(&babu, &sold), rows(&babu, &cost)), (1, 1, 0));
    let read = |id: &Value| backend.door(&babu, &shop.id, "attachment.read", &json!({ "id": id })).unwrap().status;
    assert_eq!((read(&of_bill["id"]), read(&of_purchase["id"])), (200, 403));
}

/// Bytes that are kept with S3: a local one, which `cargo xtask test` installs and names.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a local S3: SMARTKHATA_S3 names its program"]
async fn with_s3_bytes_are_checked_here_kept_there_and_fetched_from_there() {
    let server = LocalS3::start();
    let cluster = tokio::task::block_in_place(cluster);
    let bucket = ["--bucket", "shops/photos", "--s3-endpoint", &server.address, "--s3-key", "k", "--s3-secret", "s"];
    let backend = Backend::start(&cluster, &bucket);
    let shop = Shop::new(&backend);
    let phone = Phone::join(&backend, &shop.owner, &shop.id, "Phone").await;
    let carried = phone.courier();
    until("the phone in step", || carried.standing().borrow().in_step).await;
    let photo = pdf(1, 1_500_000);
    let view = phone.attach(&json!({ "voucher": shop.bill }), &photo);
    until("nothing waits", || phone.pending() == 0).await;
    // It went there by itself, not through this server.
    let route = |method: &str, route: &str| {
        let asked = |line: &&Value| line["http.request.method"] == method && line["http.route"] == route;
        backend.log().iter().filter(asked).map(|line| line["http.response.status_code"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(route("PUT", "/b/{business}/blobs/{sha256}/direct"), [201]);
    assert_eq!(route("PUT", "/b/{business}/blobs/{sha256}"), Vec::<Value>::new());
    // It lies there, and here no more.
    assert!(server.get(&format!("/shops/photos/{}/{}", shop.id, name_of(&photo))) == photo);
    let name = name_of(&photo);
    assert!(!backend.data().join("attachments").join(&shop.id).join(&name[..2]).join(&name).exists());
    // Readers are led there by an address that is signed; devices follow it, also from where they stopped.
    let led = shop.blob("GET", &shop.path(&photo), &[], None);
    let location = led.header("location").to_owned();
    assert_eq!(led.status, 307);
    assert!(location.starts_with(&server.address) && location.contains("X-Amz-Signature="), "{location}");
    let counter = Phone::join(&backend, &shop.owner, &shop.id, "Counter").await;
    counter.exchange().await;
    let (sha256, blobs) = (name.parse().unwrap(), counter.books.blobs());
    blobs.take(sha256, 0, &photo[..400_000]).unwrap();
    counter.line().fetch(sha256, &blobs).await.unwrap();
    assert!(counter.has(&view["id"]));
    let read = backend.door(&shop.owner, &shop.id, "attachment.read", &json!({ "id": view["id"] })).unwrap().json();
    assert!(STANDARD.decode(read["base64"].as_str().unwrap()).unwrap() == photo);
    // What is added on the web goes there, too; what S3 lost is wanted again, and brought again.
    let online = shop.add(&pdf(2, 5_000)).json();
    until("the PDF of the web edition", || phone.has(&online["id"])).await;
    server.delete(&format!("/shops/photos/{}/{name}", shop.id));
    assert_eq!(shop.blob("GET", &shop.path(&photo), &[], None).refusal(), (404, "not_arrived".into()));
    drop(carried);
    let carried = phone.courier();
    until("the photo there again", || shop.blob("GET", &shop.path(&photo), &[], None).status == 307).await;
    drop(carried);
    // What is brought there counts once it is all there and right; what is not is thrown away.
    let fourth = pdf(4, 20_000);
    phone.attach(&json!({ "voucher": shop.bill }), &fourth);
    phone.exchange().await;
    let (direct, object) =
        (format!("{}/direct", shop.path(&fourth)), format!("/shops/photos/{}/{}", shop.id, name_of(&fourth)));
    let given = shop.blob("POST", &direct, &[], None).json();
    let (address, headers) = (given["address"].as_str().unwrap(), given["headers"].as_object().unwrap());
    let signed = "content-length%3Bcontent-type%3Bhost%3Bx-amz-checksum-sha256%3Bx-amz-sdk-checksum-algorithm";
    assert!(address.contains(&format!("X-Amz-SignedHeaders={signed}")), "{address}");
    assert_eq!(
        headers["x-amz-checksum-sha256"],
        STANDARD.encode(smartkhata_core::attachment::content::digest(&fourth).0)
    );
    assert_eq!(shop.blob("PUT", &direct, &[], None).refusal(), (404, "not_arrived".into()));
    for wrong in [pdf(5, 20_000), fourth[..19_999].to_vec()] {
        server.put(&object, &wrong);
        assert_eq!(shop.blob("PUT", &direct, &[], None).refusal(), (400, "wrong_bytes".into()));
        assert_eq!(server.plain("GET", &object, &[]).unwrap().0, 404);
        assert_eq!(shop.blob("GET", &shop.path(&fourth), &[], None).refusal(), (404, "not_arrived".into()));
    }
    server.put(&object, &fourth);
    assert_eq!(come(&shop.blob("PUT", &direct, &[], None)), (201, "20000", "?1"));
    assert_eq!(come(&shop.blob("PUT", &direct, &[], None)), (200, "20000", "?1"));
    assert_eq!(come(&shop.blob("POST", &direct, &[], None)), (204, "0", "?1"));
    let babu = backend.sign_in("babu@shop.example");
    assert_eq!(shop.blob_as(&babu, "POST", &direct, &[], None).refusal(), (404, "not_found".into()));
    // While S3 is not reached, the bytes wait here, whole, and go on from there.
    let third = pdf(3, 300_000);
    phone.attach(&json!({ "voucher": shop.bill }), &third);
    phone.exchange().await;
    let address = server.address.clone();
    drop(server);
    let refused = shop.blob("PUT", &shop.path(&third), &[], Some(&third));
    assert_eq!(refused.refusal(), (503, "unavailable".into()));
    let _again = LocalS3::start_at(&address);
    let last = shop.blob(
        "PUT",
        &shop.path(&third),
        &[("content-range", "bytes 299999-299999/300000")],
        Some(&third[299_999..]),
    );
    assert_eq!(come(&last), (201, "300000", "?1"));
}
