//! A device of somebody who may not do everything: its own door refuses what the backend would not take from it.

use serde_json::json;
use smartkhata_core::role::Role;

use crate::back::{Shell, wait};
use crate::backend::{Backend, bill, cluster};

#[test]
fn a_device_refuses_what_its_role_may_not_say() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let (counter, phone) = (Shell::new(), Shell::new());
    counter.ask("shop.create", &json!({ "name": "Sita Stores" }));
    let sold = counter.ask("bill.finalize", &bill(1))["voucher"]["id"].clone();
    counter.connect(&backend, "sita@shop.example");
    let allowed = |shell: &Shell| shell.ask("cloud.status", &json!({}))["rights"].clone();
    let may = |shell: &Shell, request: &str| {
        allowed(shell)["may"].as_array().is_some_and(|may| may.iter().any(|name| name == request))
    };
    wait("the owner is told", || allowed(&counter)["role"] == "owner" && may(&counter, "voucher.cancel"));
    phone.ask("cloud.join", &counter.invite(&backend, "staff"));
    wait("the phone is told", || allowed(&phone)["role"] == "staff");
    let cancel = json!({ "id": sold, "reason": "wrong" });
    wait("the bill", || phone.link.call("bill.get", &json!({ "id": sold }).to_string()).is_ok());
    let standing = |shell: &Shell| shell.ask("bill.get", &json!({ "id": sold }))["cancelled"].is_null();

    // As the backend says it, and nothing is written.
    assert!(!may(&phone, "voucher.cancel") && may(&phone, "bill.finalize") && may(&phone, "report.profit_loss"));
    let refused = Role::Staff.check("voucher.cancel").unwrap_err();
    assert_eq!(phone.link.call("voucher.cancel", &cancel.to_string()).unwrap_err(), refused);
    let item = json!({ "edit": { "name": "Sugar" }, "opening": { "quantity": 1000, "cost": 100 } });
    assert_eq!(phone.link.call("item.save", &item.to_string()).unwrap_err().code, refused.code);
    assert!(standing(&phone));
    phone.ask("bill.finalize", &bill(2));

    // Let do more, it does; let do less again, it does not.
    let asha = backend.sign_in("sita@shop.example");
    let shop = counter.ask("shop.get", &json!({}))["id"].as_str().unwrap().to_owned();
    let members = backend.with(&asha, "GET", &format!("/b/{shop}/members"), None).json()["members"].clone();
    let theirs = members.as_array().unwrap().iter().find(|member| member["role"] == "staff").unwrap();
    let path = format!("/b/{shop}/members/{}", theirs["account"].as_str().unwrap());
    let becomes = |role: &str| {
        assert_eq!(backend.with(&asha, "PATCH", &path, Some(json!({ "role": role }))).status, 204);
        phone.ask("cloud.look", &json!({}));
        wait("the phone is told", || allowed(&phone)["role"] == role);
    };
    becomes("accountant");
    phone.ask("voucher.cancel", &cancel);
    wait("it is cancelled", || !standing(&counter));
    becomes("viewer");
    assert_eq!(phone.link.call("bill.finalize", &bill(3).to_string()).unwrap_err().code, refused.code);
    assert_eq!(counter.ask("attention.list", &json!({}))["matters"], json!([]));

    // Books that are in no shop's log any more are their holder's own.
    phone.ask("cloud.leave", &json!({}));
    phone.ask("bill.finalize", &bill(3));
    assert!(allowed(&phone).is_null());
}
