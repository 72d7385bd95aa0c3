//! Who sees what is attached.

use crate::*;

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
    // The bytes themselves are no way around that, but to a device that joined: it holds the whole journal.
    let fetch = |who: &Tokens, n: u8| shop.blob_as(who, "GET", &shop.path(&pdf(n, 900)), &[], None).status;
    assert_eq!((fetch(&babu, 1), fetch(&babu, 2), fetch(&shop.owner, 2)), (200, 403, 200));
    let code =
        backend.with(&shop.owner, "POST", &format!("/b/{}/devices/invite", shop.id), Some(json!({"role": "staff"})));
    let device = DeviceId::new(new_uuid(0, &SystemIds));
    let joined =
        backend.post("/join", json!({ "code": code.json()["code"], "device": device, "name": "Phone" })).json();
    assert_eq!(fetch(&Tokens::of(&joined["tokens"]), 2), 200);
}
