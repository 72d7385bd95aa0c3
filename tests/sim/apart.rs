//! Two devices that were apart did something to one thing: what is one act counts once, and of what is not somebody is
//! told.

use serde_json::{Value as Json, json};
use smartkhata_core::api;
use smartkhata_core::id::new_uuid;
use smartkhata_core::sync::exchange::Exchange;

use crate::device::Device;
use crate::host::Host;
use crate::scenes::{NOW_MS, say, shop, sync};

/// A counter and a phone in step, with a customer and an item of which there are ten.
struct Apart {
    counter: Device,
    phone: Device,
    host: Host,
    party: Json,
    item: Json,
}

impl Apart {
    fn new() -> Self {
        let (mut counter, mut host) = shop();
        let party = say(&mut counter, "party.save", json!({"edit": {"name": "Ramesh"}}))["party"]["id"].clone();
        let edit = json!({"name": "Sugar", "price": 1_000_000, "track_stock": true});
        let item = say(&mut counter, "item.save", json!({ "edit": edit }))["id"].clone();
        say(&mut counter, "stock.add", json!({"entry": {"item": item, "quantity": 10_000, "cost": 50_000}}));
        sync(&mut counter, &mut host);
        let mut phone = Device::joined("D1".to_owned(), 1, host.business, "B1", NOW_MS);
        sync(&mut phone, &mut host);
        Self { counter, phone, host, party, item }
    }

    fn both(&mut self) -> [&mut Device; 2] {
        [&mut self.counter, &mut self.phone]
    }

    fn sync(&mut self) {
        for _ in 0..2 {
            for device in [&mut self.counter, &mut self.phone] {
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

    fn balance(&mut self) -> i64 {
        let party = json!({ "id": self.party });
        self.all_say("party.get", &party)["balance"].as_i64().unwrap()
    }

    /// The vouchers that need attention for a reason.
    fn matters(&mut self, of: &str) -> Vec<Json> {
        let matters = self.all_say("attention.list", &json!({}))["matters"].as_array().unwrap().clone();
        matters.iter().filter_map(|matter| matter.get(of)).map(|matter| matter["voucher"].clone()).collect()
    }

    fn nothing_to_look_at(&mut self) {
        assert_eq!(self.all_say("attention.list", &json!({}))["matters"], json!([]));
        // Nor does a rebuild say anything else.
        let before = self.all_say("party.get", &json!({ "id": self.party }));
        self.counter.books.rebuild().unwrap();
        assert_eq!(self.all_say("party.get", &json!({ "id": self.party })), before);
    }

    /// A bill on khata of the item, one for ₹100.
    fn sell(&mut self) -> Json {
        let id = new_uuid(NOW_MS, &self.counter.ids);
        let lines = json!([{"item": self.item, "name": "Sugar", "quantity": 1000, "price": 1_000_000}]);
        let draft = json!({"id": id, "party": self.party, "lines": lines});
        say(&mut self.counter, "bill.finalize", json!({ "draft": draft }))["voucher"]["id"].clone()
    }
}

fn correct(device: &mut Device, bill: &Json, rupees: i64) -> Json {
    let mut draft = say(device, "draft.correct", json!({ "id": bill }));
    draft["lines"][0]["price"] = json!(10_000 * rupees);
    say(device, "bill.correct", json!({"draft": draft, "reason": ""}))["voucher"]["id"].clone()
}

fn cancel(device: &mut Device, voucher: &Json) {
    say(device, "voucher.cancel", json!({"id": voucher, "reason": "wrong"}));
}

/// Both correct one bill: both new ones count, and both are shown until one is cancelled; also where one of them was
/// corrected once more.
pub fn a_bill_that_two_correct_is_shown() {
    let mut shop = Apart::new();
    let bill = shop.sell();
    shop.sync();
    let here = correct(&mut shop.counter, &bill, 200);
    let there = correct(&mut shop.phone, &bill, 300);
    shop.sync();
    assert_eq!(shop.balance(), 50_000);
    let mut shown = shop.matters("corrected_twice");
    shown.sort_by_key(Json::to_string);
    let mut both = vec![here.clone(), there.clone()];
    both.sort_by_key(Json::to_string);
    assert_eq!(shown, both);

    let once_more = correct(&mut shop.counter, &here, 250);
    shop.sync();
    let shown = shop.matters("corrected_twice");
    assert!(shown.len() == 2 && shown.contains(&once_more) && shown.contains(&there), "{shown:?}");
    cancel(&mut shop.phone, &there);
    shop.sync();
    assert_eq!(shop.balance(), 25_000);
    shop.nothing_to_look_at();
}

/// One cancels a bill of which goods come back on the other: the sale is taken back twice, and the credit note is shown
/// until it is taken back.
pub fn goods_that_come_back_of_a_cancelled_bill_are_shown() {
    let mut shop = Apart::new();
    let bill = shop.sell();
    shop.sync();
    cancel(&mut shop.counter, &bill);
    let goods = json!({"of_bill": {"bill": bill, "lines": [{"line": 0, "quantity": 1000}], "charges": false}});
    let id = new_uuid(NOW_MS, &shop.phone.ids);
    let note = json!({"id": id, "goods": goods, "refund": [], "reason": ""});
    let note = say(&mut shop.phone, "return.save", note)["voucher"]["id"].clone();
    shop.sync();
    let item = json!({ "id": shop.item });
    assert_eq!((shop.balance(), shop.all_say("item.get", &item)["stock"].clone()), (-10_000, json!(11_000)));
    assert_eq!(shop.matters("return_of_cancelled"), std::slice::from_ref(&note));
    cancel(&mut shop.counter, &note);
    shop.sync();
    assert_eq!((shop.balance(), shop.all_say("item.get", &item)["stock"].clone()), (0, json!(10_000)));
    shop.nothing_to_look_at();
}

/// Both put back a payment that was taken back: it is one, by whichever device came first.
pub fn a_payment_that_two_put_back_is_one() {
    let mut shop = Apart::new();
    let paid = json!({"direction": "in", "party": shop.party, "tenders": [{"mode": "cash", "amount": 7_000}]});
    let payment = say(&mut shop.counter, "payment.save", paid)["voucher"]["id"].clone();
    cancel(&mut shop.counter, &payment);
    shop.sync();
    assert_eq!(shop.balance(), 0);
    for device in shop.both() {
        say(device, "voucher.rewrite", json!({ "id": payment }));
        // Asked twice, it is put back once.
        say(device, "voucher.rewrite", json!({ "id": payment }));
    }
    shop.sync();
    assert_eq!(shop.balance(), -7_000);
    shop.nothing_to_look_at();
    // What is taken back again can be put back again.
    let again = say(&mut shop.phone, "voucher.rewrite", json!({ "id": payment }))["voucher"].clone();
    cancel(&mut shop.phone, &again);
    let third = say(&mut shop.phone, "voucher.rewrite", json!({ "id": payment }))["voucher"].clone();
    assert!(third != again && third != payment);
    shop.sync();
    assert_eq!(shop.balance(), -7_000);
    shop.nothing_to_look_at();
}

/// Both enter what a customer owed before the books: it is owed once. Where they say another amount the first one counts,
/// and somebody is told; a changed one is another entry.
pub fn an_opening_balance_that_two_enter_counts_once() {
    let mut shop = Apart::new();
    let party = shop.party.clone();
    let owed = |device: &mut Device, amount: i64| {
        let entry = json!({"party": party, "side": "gave", "amount": amount, "opening": true});
        say(device, "khata.add", entry)["voucher"].clone()
    };
    for device in shop.both() {
        owed(device, 50_000);
    }
    shop.sync();
    assert_eq!(shop.balance(), 50_000);
    shop.nothing_to_look_at();

    let entry = owed(&mut shop.phone, 50_000);
    cancel(&mut shop.phone, &entry);
    owed(&mut shop.phone, 70_000);
    shop.sync();
    assert_eq!(shop.balance(), 70_000);
    shop.nothing_to_look_at();

    owed(&mut shop.counter, 1_000);
    owed(&mut shop.phone, 2_000);
    shop.sync();
    assert_eq!(shop.balance(), 71_000);
    let matters = shop.all_say("attention.list", &json!({}))["matters"].to_string();
    assert!(matters.contains("refused"), "{matters}");
}

/// Both take one series for their numbers: who came second to the log counts in another from then on.
pub fn a_series_that_two_take_is_left_by_the_later() {
    let mut shop = Apart::new();
    for device in shop.both() {
        say(device, "shop.edit", json!({"edit": {"series": "Q"}}));
    }
    shop.sync();
    let mut series = Vec::new();
    for device in shop.both() {
        series.push(say(device, "shop.get", json!({}))["device"]["series"].clone());
    }
    assert_eq!(series[0], "Q");
    assert_ne!(series[1], "Q");
    let mut numbers = Vec::new();
    for device in shop.both() {
        let id = new_uuid(NOW_MS, &device.ids);
        let lines = json!([{"name": "Goods", "quantity": 1000, "price": 100_000}]);
        let tenders = json!([{"mode": "cash", "amount": 1_000}]);
        let bill = say(device, "bill.finalize", json!({"draft": {"id": id, "lines": lines, "tenders": tenders}}));
        numbers.push(bill["voucher"]["number"].clone());
    }
    assert_ne!(numbers[0], numbers[1]);
    shop.sync();
    shop.nothing_to_look_at();
    // Nobody moves again.
    let now = say(&mut shop.phone, "shop.get", json!({}))["device"]["series"].clone();
    assert_eq!(now, series[1]);
}

/// A phone that was restored says how much of what it made waits, also of what it made under its former name.
pub fn what_a_former_self_made_waits() {
    let mut shop = Apart::new();
    let waiting = |device: &mut Device| say(device, "sync.status", json!({}))["pending"].as_i64().unwrap();
    assert_eq!(waiting(&mut shop.phone), 0);
    let party = json!({"edit": {"name": "Sita"}});
    for _ in 0..3 {
        say(&mut shop.phone, "party.save", party.clone());
    }
    assert_eq!(waiting(&mut shop.phone), 3);
    shop.phone.renew(NOW_MS);
    assert_eq!(waiting(&mut shop.phone), 4, "and its new name");
    shop.sync();
    assert_eq!(waiting(&mut shop.phone), 0);
}

/// Of ten that there are both sell six: both sales stand, and the item is shown to all until somebody enters what came in.
pub fn stock_that_two_sell_is_oversold_and_shown() {
    let mut shop = Apart::new();
    let (item, party) = (shop.item.clone(), shop.party.clone());
    for device in shop.both() {
        let id = new_uuid(NOW_MS, &device.ids);
        let lines = json!([{"item": item, "name": "Sugar", "quantity": 6_000, "price": 1_000_000}]);
        say(device, "bill.finalize", json!({"draft": {"id": id, "party": party, "lines": lines}}));
        let own = say(device, "attention.list", json!({}))["matters"].clone();
        assert_eq!(own, json!([]), "neither sold more than it knew of");
    }
    shop.sync();
    assert_eq!(shop.balance(), 120_000);
    let shown = shop.all_say("attention.list", &json!({}))["matters"].clone();
    assert_eq!(shown, json!([{"oversold": {"item": item, "name": "Sugar", "stock": -2_000}}]));
    say(&mut shop.counter, "stock.add", json!({"entry": {"item": item, "quantity": 2_000, "cost": 10_000}}));
    shop.sync();
    shop.nothing_to_look_at();
}
