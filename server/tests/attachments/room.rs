//! How many bytes a shop may keep.

use crate::*;

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

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_come_in_take_room_from_the_first_on() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &["--attachments-mb", "1"]);
    let shop = Shop::new(&backend);
    let phone = Phone::join(&backend, &shop.owner, &shop.id, "Phone").await;
    let [first, second] = [1, 2].map(|n| pdf(n, 600_000));
    for bytes in [&first, &second] {
        phone.exchange().await;
        phone.attach(&json!({ "voucher": shop.bill }), bytes);
    }
    phone.exchange().await;
    let part = [("content-range", "bytes 0-99/600000")];
    assert_eq!(come(&shop.blob("PUT", &shop.path(&first), &part, Some(&first[..100]))), (204, "100", "?0"));
    let refused = shop.blob("PUT", &shop.path(&second), &part, Some(&second[..100]));
    assert_eq!(refused.refusal(), (507, "quota_full".into()));
    // The first goes on.
    let rest = [("content-range", "bytes 100-599999/600000")];
    assert_eq!(shop.blob("PUT", &shop.path(&first), &rest, Some(&first[100..])).status, 201);
}
