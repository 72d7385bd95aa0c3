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
}
