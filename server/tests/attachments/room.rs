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
