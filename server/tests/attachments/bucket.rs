//! Bytes that are kept with S3: a local one, which `cargo xtask test` installs and names.

use crate::*;

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
        (format!("{}/direct", shop.path(&fourth)), format!("/shops/photos/incoming/{}/{}", shop.id, name_of(&fourth)));
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
    // It is kept apart from what devices bring, where nothing of it is left.
    assert!(server.get(&format!("/shops/photos/{}/{}", shop.id, name_of(&fourth))) == fourth);
    assert_eq!(server.plain("GET", &object, &[]).unwrap().0, 404);
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

/// What a device was let bring takes room, told of or not, until the bucket has thrown it away.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a local S3: SMARTKHATA_S3 names its program"]
async fn what_was_promised_takes_room_until_it_is_told_of_or_thrown_away() {
    let server = LocalS3::start();
    let cluster = tokio::task::block_in_place(cluster);
    let bucket = ["--bucket", "shops", "--s3-endpoint", &server.address, "--s3-key", "k", "--s3-secret", "s"];
    let backend = Backend::start(&cluster, &[&bucket[..], &["--attachments-mb", "1"]].concat());
    let shop = Shop::new(&backend);
    let phone = Phone::join(&backend, &shop.owner, &shop.id, "Phone").await;
    phone.exchange().await;
    let photos = [pdf(1, 600_000), pdf(2, 600_000), pdf(3, 300_000)];
    for photo in &photos {
        phone.attach(&json!({ "voucher": shop.bill }), photo);
    }
    phone.exchange().await;
    let [first, second, small] = &photos;
    let direct = |photo: &[u8]| format!("{}/direct", shop.path(photo));
    let promise = |photo: &[u8]| shop.blob("POST", &direct(photo), &[], None);
    assert_eq!(promise(first).status, 200);
    // Nothing has come, and nobody has told of anything: the room is promised all the same, once for the same bytes.
    assert_eq!(promise(first).status, 200);
    assert_eq!(promise(second).refusal(), (507, "quota_full".into()));
    assert_eq!(shop.blob("PUT", &shop.path(second), &[], Some(second)).refusal(), (507, "quota_full".into()));
    assert_eq!(shop.add(&pdf(4, 600_000)).refusal(), (507, "quota_full".into()));
    assert_eq!(promise(small).status, 200);
    // What is told of takes its own room and no more.
    server.put(&format!("/shops/incoming/{}/{}", shop.id, name_of(small)), small);
    assert_eq!(come(&shop.blob("PUT", &direct(small), &[], None)), (201, "300000", "?1"));
    assert_eq!(promise(second).refusal(), (507, "quota_full".into()));
    // What nobody told of is thrown away in time, and its room is free.
    let client = cluster.connect_to("books").await;
    client.batch_execute("update blob set promised_ms = 1 where promised_ms is not null").await.unwrap();
    assert_eq!(promise(second).status, 200);
    assert_eq!(promise(first).refusal(), (507, "quota_full".into()));
}
