//! Bytes that come to the backend part by part.

use crate::*;

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
