//! Bytes that devices carry by themselves.

use crate::*;

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
