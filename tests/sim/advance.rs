//! Money that a customer left is there once, whatever devices that worked apart made of it.

use serde_json::{Value as Json, json};
use smartkhata_core::api;
use smartkhata_core::id::new_uuid;
use smartkhata_core::sync::exchange::Exchange;

use crate::device::Device;
use crate::host::Host;
use crate::scenes::{NOW_MS, say, say_at, shop, sync};

const MINUTE_MS: i64 = 60_000;

/// A counter and a phone in step, and a customer who left ₹500.
struct Shop {
    counter: Device,
    phone: Device,
    host: Host,
    party: Json,
    payment: Json,
}

impl Shop {
    fn new() -> Self {
        let (mut counter, mut host) = shop();
        let party = say(&mut counter, "party.save", json!({"edit": {"name": "Ramesh"}}))["party"]["id"].clone();
        let tenders = json!([{"mode": "cash", "amount": 50_000}]);
        let paid = say(&mut counter, "payment.save", json!({"direction": "in", "party": party, "tenders": tenders}));
        sync(&mut counter, &mut host);
        let mut phone = Device::joined("D1".to_owned(), 1, host.business, "B1", NOW_MS);
        sync(&mut phone, &mut host);
        Self { counter, phone, host, party, payment: paid["voucher"]["id"].clone() }
    }

    fn sync(&mut self) {
        for _ in 0..2 {
            for device in [&mut self.counter, &mut self.phone] {
                // It asks anew what there is.
                device.exchange = Exchange::default();
                sync(device, &mut self.host);
            }
        }
    }

    /// What both copies and the host say of it, which is one thing.
    fn all_say(&mut self, request: &str, body: &Json) -> Json {
        let here = say(&mut self.counter, request, body.clone());
        assert_eq!(here, say(&mut self.phone, request, body.clone()), "{request}");
        let text = body.to_string();
        let there = self.host.write(NOW_MS, async |session| api::dispatch(session, request, &text).await);
        assert_eq!(here, serde_json::from_str::<Json>(&there.unwrap()).unwrap(), "{request}");
        here
    }

    fn due(&mut self, bill: &Json) -> i64 {
        self.all_say("bill.get", &json!({ "id": bill }))["due"].as_i64().unwrap()
    }

    fn advance(&mut self) -> i64 {
        let payment = json!({ "id": self.payment });
        self.all_say("payment.get", &payment)["advance"].as_i64().unwrap()
    }

    /// How much too much is set, and of what.
    fn too_much(&mut self) -> Vec<(Json, i64)> {
        let matters = self.all_say("attention.list", &json!({}))["matters"].as_array().unwrap().clone();
        let over = matters.iter().filter_map(|matter| matter.get("over_allocated"));
        over.map(|over| (over["voucher"].clone(), over["over"].as_i64().unwrap())).collect()
    }
}

/// Sells on khata, some minutes from now; the bill, and what is owed for it as its cashier is told.
fn sell(minutes: i64, device: &mut Device, party: &Json, rupees: i64) -> (Json, i64) {
    let now_ms = NOW_MS + minutes * MINUTE_MS;
    let id = new_uuid(now_ms, &device.ids);
    let lines = json!([{"name": "Goods", "quantity": 1000, "price": 10_000 * rupees}]);
    let bill = say_at(now_ms, device, "bill.finalize", json!({"draft": {"id": id, "party": party, "lines": lines}}));
    (bill["voucher"]["id"].clone(), bill["due"].as_i64().unwrap())
}

/// Two devices bill one customer offline, and both use what he left. It is there once: the first bill is paid, the other
/// is owed of its day as far as nothing is left for it, on every copy, and somebody is told.
pub fn two_bills_that_use_one_advance_offline_are_paid_by_it_once() {
    let mut shop = Shop::new();
    let party = shop.party.clone();
    let (first, _) = sell(5, &mut shop.counter, &party, 400);
    let (second, owed) = sell(6, &mut shop.phone, &party, 300);
    assert_eq!(owed, 0, "the phone knew nothing of the other bill");
    shop.sync();
    assert_eq!((shop.due(&first), shop.due(&second), shop.advance()), (0, 20_000, 0));
    assert_eq!(shop.too_much(), [(shop.payment.clone(), 20_000)]);
    let owing = shop.all_say("outstanding.get", &json!({}))["page"]["rows"][0].clone();
    assert_eq!((owing["days_30"].clone(), owing["older"].clone()), (json!(20_000), json!(0)), "{owing}");
    // A rebuild says the same.
    let before = shop.all_say("bill.list", &json!({}));
    shop.counter.books.rebuild().unwrap();
    assert_eq!(shop.all_say("bill.list", &json!({})), before);

    // The later use is taken back: nothing is wrong any more, and nothing else changed.
    let payment = shop.payment.clone();
    let later = shop.all_say("payment.get", &json!({ "id": payment }))["later"].clone();
    assert_eq!((later[0]["bill"].clone(), later[1]["bill"].clone()), (first.clone(), second.clone()));
    say(&mut shop.phone, "payment.release", json!({"id": payment, "act": later[1]["act"]}));
    shop.sync();
    assert_eq!((shop.due(&first), shop.due(&second), shop.advance()), (0, 30_000, 10_000));
    assert_eq!(shop.too_much(), []);
    say(&mut shop.counter, "payment.allocate", json!({"id": payment, "settle": "oldest_first"}));
    shop.sync();
    assert_eq!((shop.due(&second), shop.advance()), (20_000, 0));

    // Whichever bill is taken back, the money pays the other.
    say(&mut shop.counter, "voucher.cancel", json!({"id": first, "reason": "wrong"}));
    shop.sync();
    assert_eq!((shop.due(&second), shop.advance()), (20_000, 40_000));
}

/// The bill that came first is taken back: what its customer left pays the other one whole, by the act that its device
/// had said.
pub fn what_the_first_bill_leaves_pays_the_second() {
    let mut shop = Shop::new();
    let party = shop.party.clone();
    let (first, _) = sell(5, &mut shop.counter, &party, 500);
    let (second, _) = sell(6, &mut shop.phone, &party, 500);
    shop.sync();
    assert_eq!((shop.due(&first), shop.due(&second)), (0, 50_000));
    say(&mut shop.counter, "voucher.cancel", json!({"id": first, "reason": "wrong"}));
    shop.sync();
    assert_eq!((shop.due(&second), shop.advance()), (0, 0));
    assert_eq!(shop.too_much(), []);
}

/// A bill that used what another had used is corrected, by a counter that knows of both: the new bill has what is left for
/// it, and nobody is told that more was paid. So it is with the one that came first: what it gives up pays the other.
pub fn a_corrected_bill_has_of_an_advance_what_is_left_for_it() {
    for (corrects_first, paid_before, dues) in [(false, 10_000, (0, 20_000)), (true, 20_000, (20_000, 0))] {
        let mut shop = Shop::new();
        let party = shop.party.clone();
        let (first, _) = sell(5, &mut shop.counter, &party, 400);
        let (second, _) = sell(6, &mut shop.phone, &party, 300);
        shop.sync();
        let (old, other) = if corrects_first { (&first, &second) } else { (&second, &first) };
        let draft = say_at(NOW_MS + 9 * MINUTE_MS, &mut shop.counter, "draft.correct", json!({ "id": old }));
        let preview = say(&mut shop.counter, "bill.preview", json!({ "draft": draft }));
        assert_eq!(preview["paid_before"], json!(paid_before), "the first: {corrects_first}");
        let correction = json!({"draft": draft, "reason": "corrected"});
        let saved = say_at(NOW_MS + 9 * MINUTE_MS, &mut shop.counter, "bill.correct", correction.clone());
        shop.sync();
        let (new, due) = (saved["voucher"]["id"].clone(), saved["due"].as_i64().unwrap());
        let now = if corrects_first { (due, shop.due(other)) } else { (shop.due(other), due) };
        assert_eq!((now, shop.due(&new)), (dues, due), "the first: {corrects_first}");
        assert_eq!((shop.too_much(), shop.advance()), (Vec::new(), 0), "it is used once");
        // The answer was lost, and it is asked for again.
        let again = say_at(NOW_MS + 10 * MINUTE_MS, &mut shop.counter, "bill.correct", correction);
        assert_eq!((&again["voucher"], &again["due"]), (&saved["voucher"], &saved["due"]));
    }
}

/// A bill counts in a series that another device has, and the log refuses it. The money that it used is an advance as
/// before, on every copy; so is it once another bill uses it.
pub fn a_bill_that_the_log_refuses_uses_no_advance() {
    let mut shop = Shop::new();
    let party = shop.party.clone();
    shop.host.series_of_another = Some("B1".to_owned());
    let (refused, owed) = sell(6, &mut shop.phone, &party, 300);
    assert_eq!(owed, 0);
    shop.sync();
    let payment = shop.payment.clone();
    let view = shop.all_say("payment.get", &json!({ "id": payment }));
    assert_eq!(
        (view["advance"].clone(), view["later"].clone(), view["balance"].clone()),
        (json!(50_000), json!([]), json!(-50_000))
    );
    let matters = shop.all_say("attention.list", &json!({}))["matters"].to_string();
    assert!(matters.contains("refused") && !matters.contains("over_allocated"), "{matters}");
    let bills = shop.all_say("bill.list", &json!({})).to_string();
    assert!(!bills.contains(refused.as_str().unwrap()), "{bills}");
    let (next, owed) = sell(5, &mut shop.counter, &party, 500);
    assert_eq!(owed, 0);
    shop.sync();
    assert_eq!((shop.due(&next), shop.advance()), (0, 0));
    assert_eq!(shop.too_much(), []);
}
