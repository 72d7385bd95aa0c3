//! A shop with a record of each kind, and of every request one that is about them, with all its fields.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use smartkhata_core::api::backup::CreateBackup;
use uuid::Uuid;

use crate::paper::png;
use crate::shop::*;

/// The shop, and requests to it by name.
pub struct Examples {
    pub shop: Shop,
    /// A whole request of each name.
    pub requests: Vec<(&'static str, Value)>,
    /// The ids of everything in the shop.
    pub ids: Vec<String>,
}

/// An id that nothing has yet.
fn new_id(n: u128) -> String {
    Uuid::from_u128((0x0190 << 112) | (7 << 76) | (2 << 62) | n).to_string()
}

/// A draft of which every field says something.
fn draft(id: &str, party: &str, item: &str) -> Value {
    let cess = json!({ "rate": 0, "per_unit": 0, "rule": "percent" });
    json!({
        "id": id, "kind": null, "date": "2026-11-20", "due": "2026-12-20", "party": party, "customer_name": "",
        "place_of_supply": "19", "ship_to": "", "reverse_charge": false,
        "lines": [
            {
                "item": item, "name": "Sugar", "hsn": "1701", "unit": "kg", "quantity": 2_000, "price": 450_000,
                "price_includes_tax": false, "discount": { "kind": "percent", "value": 500 }, "rate": 500,
                "cess": cess, "rate_of_item": true, "treatment": "taxable",
            },
            {
                "item": null, "name": "Misc", "hsn": "", "unit": "", "quantity": 1_000, "price": 100_000,
                "price_includes_tax": true, "discount": { "kind": "none" }, "rate": 0, "cess": cess,
                "retail_price": null, "rate_of_item": false, "treatment": "exempt",
            },
        ],
        "charges": [{ "name": "Freight", "amount": 1_000, "includes_tax": true, "rate": 500 }],
        "discount": { "kind": "amount", "value": 100 },
        "tenders": [{ "mode": "cash", "amount": 2_000, "reference": "" }, { "mode": "upi", "amount": 500, "reference": "7" }],
        "note": "as agreed",
    })
}

fn id_of(answer: &Value, path: &str) -> String {
    answer.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("{path} in {answer}")).to_owned()
}

impl Examples {
    pub fn new() -> Self {
        let shop = Shop::registered();
        let dot = png(1, 1);
        let ask = |name: &str, body: Value| -> Value {
            let answer = shop.books.call(name, &body.to_string());
            serde_json::from_str(&answer.unwrap_or_else(|refused| panic!("{name}: {refused}"))).unwrap()
        };
        let party = shop.party("Ramesh", "9876543210").to_string();
        let supplier = json!({ "edit": { "name": "Gupta Traders", "role": "supplier" } });
        let supplier = id_of(&ask("party.save", supplier), "/party/id");
        let item = shop.item("Sugar", "45", 5).id.to_string();
        let bill = ask("bill.finalize", json!({ "draft": draft(&new_id(1), &party, &item) }));
        let bill = id_of(&bill, "/voucher/id");
        // Nothing of it came back: it may be corrected.
        let other = ask("bill.finalize", json!({ "draft": draft(&new_id(12), &party, &item) }));
        let other = id_of(&other, "/voucher/id");
        let cash = json!([{ "mode": "cash", "amount": 10_000, "reference": "" }]);
        let payment = json!({ "direction": "in", "party": party, "tenders": cash, "settle": "advance" });
        let payment = id_of(&ask("payment.save", payment), "/voucher/id");
        let khata = json!({ "party": party, "side": "gave", "amount": 5_000 });
        let taken_back = id_of(&ask("khata.add", khata.clone()), "/voucher");
        let khata = id_of(&ask("khata.add", khata), "/voucher");
        let bought = json!({ "supplier": supplier, "amount": 9_000, "lines": [{ "item": item, "quantity": 2_000, "cost": 9_000 }] });
        let purchase = id_of(&ask("purchase.save", bought), "/voucher");
        let back = new_id(2);
        let goods =
            json!({ "of_bill": { "bill": bill, "lines": [{ "line": 0, "quantity": 1_000 }], "charges": false } });
        ask("return.save", json!({ "id": back, "goods": goods, "reason": "torn" }));
        let set = json!({ "chosen": [{ "bill": bill, "amount": 100 }] });
        let later = ask("payment.allocate", json!({ "id": payment, "settle": set }));
        let act = id_of(&later, "/later/0/act");
        let waiting = new_id(3);
        ask("draft.save", json!({ "draft": draft(&waiting, &party, &item) }));
        let photo = json!({ "owner": { "party": party }, "name": "shop.png", "mime": "image/png", "base64": dot });
        let photo = id_of(&ask("attachment.add", photo), "/id");
        let backup = shop.books.create_backup(&CreateBackup::default()).unwrap().path;
        let part = STANDARD.encode(&std::fs::read(&backup).unwrap()[..4_096]);

        let mut corrected = draft(&new_id(4), &party, &item);
        corrected["corrects"] = json!(other);
        let sold = json!({ "draft": draft(&new_id(5), &party, &item) });
        let (from, to) = ("2026-04-01", "2026-11-23");
        let days = json!({ "from": from, "to": to });
        let one = |id: &str| json!({ "id": id });
        let page = |more: Value| {
            let mut page = json!({ "from": from, "to": to, "after": null, "limit": 20 });
            page.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            page
        };
        let nothing = || json!({});
        let khata_entry = json!({
            "party": party, "side": "got", "amount": 700, "mode": "upi", "opening": false, "date": to, "note": "x",
        });
        let paid = json!({
            "id": new_id(6), "direction": "out", "party": supplier, "tenders": cash, "date": to,
            "settle": "oldest_first", "note": "x",
        });
        let mut settled = paid.clone();
        (settled["id"], settled["direction"], settled["party"]) = (json!(new_id(13)), json!("in"), json!(party));
        settled["tenders"][0]["amount"] = json!(500);
        let search =
            json!({ "filter": "all", "sort": "name", "search": "su", "after": null, "limit": 20, "as_typed": false });
        let stock = json!({
            "item": item, "quantity": -1_000, "cost": 0, "supplier": null, "opening": false, "date": to, "note": "mice",
        });
        let requests = vec![
            ("shop.create", json!({ "name": "Another", "language": "en" })),
            ("shop.get", nothing()),
            (
                "shop.edit",
                json!({ "edit": {
                "name": "Sharma", "language": "hi", "registration": "regular", "gstin": "19ABCPK5678L1Z1", "state": "19",
                "address": "MG Road", "pin": "700001", "phone": "9876543210", "email": "a@b.in", "pan": "ABCPK5678L",
                "licence": "1", "upi": "sharma@upi", "upi_name": "Sharma", "bank_name": "SBI", "bank_account": "30112233445",
                "bank_ifsc": "SBIN0000454", "terms": "None.", "logo": dot, "round_to_rupee": true,
                "prices_include_tax": true, "open_rate": 500, "paper": "80mm", "series": "A", "device_name": "Counter",
            } }),
            ),
            ("home.get", nothing()),
            ("status.get", nothing()),
            ("books.verify", nothing()),
            (
                "party.save",
                json!({ "id": party, "edit": {
                "name": "Ramesh", "phone": "9876543210", "role": "customer", "registration": "unregistered", "gstin": "",
                "state": "19", "address": "Market", "pin": "700001", "email": "", "credit_limit": 10_000, "credit_days": 15,
                "note": "", "archived": false,
            }, "opening": 0 }),
            ),
            ("party.get", one(&party)),
            ("party.list", search.clone()),
            ("party.statement", page(json!({ "id": party, "sort": "oldest" }))),
            ("party.statement_pdf", json!({ "id": party, "from": from, "to": to, "language": "hi" })),
            ("khata.add", khata_entry.clone()),
            ("khata.correct", json!({ "id": khata, "entry": khata_entry, "reason": "mistyped" })),
            ("outstanding.get", json!({ "sort": "most_due", "at_least": 1, "after": null, "limit": 5 })),
            (
                "item.save",
                json!({ "id": null, "edit": {
                "name": "Sugar", "code": "8901", "hsn": "1701", "unit": "kg", "price": 450_000, "price_includes_tax": false,
                "mrp": 500_000, "treatment": "taxable",
                "rates": [{
                    "from": "2025-09-22", "rate": 500, "cess": { "rate": 0, "per_unit": 0, "rule": "higher" },
                    "on_retail_price": false,
                }],
                "track_stock": true, "low_stock": 1_000, "archived": false,
            }, "opening": { "quantity": 1_000, "cost": 4_000, "date": from } }),
            ),
            ("item.get", one(&item)),
            ("item.list", search),
            ("item.code", json!({ "code": "8901" })),
            ("rate.propose", json!({ "text": "sugar", "date": to })),
            ("stock.add", json!({ "id": new_id(7), "entry": stock })),
            ("draft.save", sold.clone()),
            ("draft.list", json!({ "party": party, "after": null, "limit": 5 })),
            ("draft.get", one(&waiting)),
            ("draft.copy", one(&bill)),
            ("draft.correct", one(&other)),
            ("draft.discard", one(&new_id(8))),
            ("bill.preview", sold.clone()),
            ("bill.finalize", sold),
            ("bill.correct", json!({ "draft": corrected, "reason": "price" })),
            ("bill.get", one(&bill)),
            ("bill.settled", one(&bill)),
            ("bill.list", page(json!({ "filter": "unpaid", "sort": "most_due", "party": party, "search": "" }))),
            ("bill.pdf", json!({ "id": bill, "copy": "duplicate", "language": "hi" })),
            ("bill.receipt", json!({ "id": bill, "paper": "58mm", "language": "en" })),
            ("voucher.cancel", json!({ "id": taken_back, "reason": "mistyped" })),
            ("voucher.rewrite", one(&taken_back)),
            ("payment.save", paid.clone()),
            ("payment.settle", json!({ "payment": settled, "discount": 100 })),
            ("payment.allocate", json!({ "id": payment, "settle": set })),
            ("payment.release", json!({ "id": payment, "act": act })),
            ("payment.get", one(&payment)),
            ("payment.list", page(json!({ "direction": "in", "sort": "newest", "party": party }))),
            ("payment.open_bills", json!({ "party": party })),
            ("return.preview", json!({ "goods": goods, "date": to })),
            ("return.save", json!({ "id": new_id(9), "goods": goods, "date": to, "refund": [], "reason": "torn" })),
            ("return.get", one(&back)),
            (
                "expense.save",
                json!({ "id": new_id(10), "account": "expense.rent", "tenders": cash, "date": to, "note": "x" }),
            ),
            ("expense.list", page(json!({ "account": "expense.rent", "sort": "newest" }))),
            (
                "purchase.save",
                json!({
                    "id": new_id(11), "supplier": supplier, "amount": 9_450, "tax": 450,
                    "lines": [{ "item": item, "quantity": 2_000, "cost": 9_000, "rate": 500 }], "paid": 100, "mode": "cash",
                    "date": to, "note": "x",
                }),
            ),
            ("purchase.list", page(json!({ "supplier": supplier }))),
            ("purchase.get", one(&purchase)),
            ("money.move", json!({ "from": "cash", "to": "bank", "amount": 100, "date": to, "note": "x" })),
            ("drawer.get", json!({ "date": to })),
            ("drawer.count", json!({ "counted": 10_000, "holds": null, "date": to, "opening": false, "note": "x" })),
            ("report.day_book", page(json!({ "sort": "oldest" }))),
            ("report.profit_loss", json!({ "from": from, "to": to, "with_stock": true })),
            ("report.gst", days.clone()),
            ("report.stock", json!({ "sort": "most_worth", "low": false, "after": null, "limit": 5 })),
            ("report.trial_balance", json!({ "at": to })),
            ("report.pdf", json!({ "report": { "day_book": days }, "language": "hi" })),
            ("outstanding.pdf", json!({ "language": "en" })),
            (
                "attachment.add",
                json!({ "owner": { "voucher": bill }, "name": "x.png", "mime": "image/png", "base64": dot }),
            ),
            ("attachment.list", json!({ "owner": { "party": party }, "hidden": true })),
            ("attachment.read", one(&photo)),
            ("attachment.hide", json!({ "id": photo, "hidden": true })),
            ("sync.status", nothing()),
            ("attention.list", nothing()),
            ("attention.seen", json!({ "to": 0 })),
            ("backup.create", json!({ "folder": "elsewhere" })),
            ("backup.daily", nothing()),
            ("backup.list", nothing()),
            ("backup.read", json!({ "path": backup })),
            ("backup.bring", json!({ "at": 0, "base64": part })),
            ("backup.restore", json!({ "path": backup })),
        ];
        let ids =
            vec![party, supplier, item, bill, other, payment, khata, taken_back, purchase, back, act, waiting, photo];
        Self { shop, requests, ids }
    }
}
