//! Faults that seeds once found, as short stories of their own: a seed tells another story as soon as a step changes.

use serde_json::{Value as Json, json};
use smartkhata_core::api;
use smartkhata_core::id::BusinessId;
use smartkhata_core::store::sqlite::Scratch;

use crate::check;
use crate::device::Device;
use crate::host::Host;
use crate::{advance, apart, attention, verdicts};

pub const NOW_MS: i64 = 1_795_000_000_000;

const DAY_MS: i64 = 86_400_000;

/// All of them. Panics with what is broken.
pub fn all() {
    an_edit_after_a_new_name_stays_after_what_was_said_under_the_old_one();
    a_day_that_cannot_be_is_taken_counted_and_shown();
    two_that_take_one_allocation_back_offline_do_so_once();
    advance::two_bills_that_use_one_advance_offline_are_paid_by_it_once();
    advance::what_the_first_bill_leaves_pays_the_second();
    advance::a_corrected_bill_has_of_an_advance_what_is_left_for_it();
    advance::a_bill_that_the_log_refuses_uses_no_advance();
    apart::a_bill_that_two_correct_is_shown();
    apart::goods_that_come_back_of_a_cancelled_bill_are_shown();
    apart::a_payment_that_two_put_back_is_one();
    apart::an_opening_balance_that_two_enter_counts_once();
    apart::a_series_that_two_take_is_left_by_the_later();
    apart::what_a_former_self_made_waits();
    apart::stock_that_two_sell_is_oversold_and_shown();
    attention::what_came_late_is_taken_back_or_seen();
    attention::what_was_refused_last_is_not_hidden_by_what_was_refused_before();
    attention::a_clock_that_is_behind_the_books_is_asked_about();
    verdicts::a_refused_edit_is_taken_back_by_itself();
    verdicts::what_a_log_refused_counts_when_another_takes_it();
    verdicts::what_is_left_of_a_refused_entry_stops_nothing();
    verdicts::masters_are_compared_where_the_tables_are_of_one_version();
    verdicts::what_a_rebuild_does_not_cure_is_shown_and_not_tried_again();
}

/// Phones whose clocks stand at 2099, at 2011 and nine days ahead sell as they would on any day. Nothing is refused: the
/// goods have left the shop. Every copy shows the same three bills to look at, and the books balance.
fn a_day_that_cannot_be_is_taken_counted_and_shown() {
    let (mut counter, mut host) = shop();
    sync(&mut counter, &mut host);
    let clocks = ["2099-06-13", "2011-06-14", "2026-11-27"];
    let far = [4_085_000_000_000, 1_308_000_000_000, NOW_MS + 9 * DAY_MS];
    for (n, now_ms) in (1..).zip(far) {
        let mut phone = Device::joined(format!("D{n}"), n, host.business, &format!("B{n}"), NOW_MS);
        sync(&mut phone, &mut host);
        phone.skew_ms = now_ms - NOW_MS;
        let draft = smartkhata_core::id::new_uuid(NOW_MS, &phone.ids);
        let bill = format!(
            r#"{{"draft": {{"id": "{draft}", "lines": [{{"name": "Goods", "quantity": 1000, "price": 450000}}],
                "tenders": [{{"mode": "cash", "amount": 4500}}]}}}}"#
        );
        phone.run(NOW_MS, None, async |session, _| api::dispatch(session, "bill.finalize", &bill).await).unwrap();
        sync(&mut phone, &mut host);
    }
    // One that is right, as all the time.
    ask(&mut counter, r#"{"edit": {"name": "Ramesh"}}"#);
    sync(&mut counter, &mut host);
    let odd = |attention: String| {
        let attention: serde_json::Value = serde_json::from_str(&attention).unwrap();
        let days = attention["matters"].as_array().unwrap().iter();
        days.filter_map(|matter| matter.get("odd_day")).map(|odd| odd["date"].to_string()).collect::<Vec<_>>()
    };
    let shown = |device: &mut Device| {
        device.run(NOW_MS, None, async |session, _| api::dispatch(session, "attention.list", "{}").await).unwrap()
    };
    // Each bill, and the receipt for its money.
    let mut days = odd(shown(&mut counter));
    days.sort();
    days.dedup();
    let mut expected = clocks.map(|day| format!("\"{day}\""));
    expected.sort();
    assert_eq!(days, expected);
    let trial =
        counter.run(NOW_MS, None, async |session, _| api::dispatch(session, "report.trial_balance", "{}").await);
    let trial: serde_json::Value = serde_json::from_str(&trial.unwrap()).unwrap();
    assert_eq!((trial["debit"].clone(), trial["credit"].clone()), (13_500.into(), 13_500.into()));
}

/// A phone whose clock is days ahead edits a customer, finds itself restored and takes a new name, and edits the
/// customer again, all before it meets the host. Both stamps are above the host's time, so the place in the chain
/// decides: the later edit has to come later.
fn an_edit_after_a_new_name_stays_after_what_was_said_under_the_old_one() {
    let (mut phone, mut host) = shop();
    phone.skew_ms = 9 * DAY_MS;
    let party = ask(&mut phone, r#"{"edit": {"name": "Ramesh"}}"#);
    let party = serde_json::from_str::<serde_json::Value>(&party).unwrap()["party"]["id"].clone();
    sync(&mut phone, &mut host);
    ask(&mut phone, &format!(r#"{{"id": {party}, "edit": {{"credit_limit": 100}}}}"#));
    phone.renew(NOW_MS);
    let before = check::acts_of(&phone.books);
    ask(&mut phone, &format!(r#"{{"id": {party}, "edit": {{"credit_limit": 900}}}}"#));
    check::took_hold(&phone.books, &before);
    sync(&mut phone, &mut host);
    check::took_hold(&phone.books, &before);
    check::took_hold(&host.books, &before);
}

/// An advance is set against a debt, and two phones take that back while neither hears of the other: it is one act.
fn two_that_take_one_allocation_back_offline_do_so_once() {
    let (mut counter, mut host) = shop();
    let party = say(&mut counter, "party.save", json!({"edit": {"name": "Ramesh"}}))["party"]["id"].clone();
    let tenders = json!([{"mode": "cash", "amount": 50_000}]);
    let paid = say(&mut counter, "payment.save", json!({"direction": "in", "party": party, "tenders": tenders}));
    let payment = paid["voucher"]["id"].clone();
    say(&mut counter, "khata.add", json!({"party": party, "side": "gave", "amount": 20_000}));
    let set = say(&mut counter, "payment.allocate", json!({"id": payment, "settle": "oldest_first"}));
    assert_eq!(set["advance"], 30_000);
    let release = json!({"id": payment, "act": set["later"][0]["act"]});
    sync(&mut counter, &mut host);
    let mut phone = Device::joined("D1".to_owned(), 1, host.business, "B1", NOW_MS);
    sync(&mut phone, &mut host);
    for device in [&mut counter, &mut phone] {
        assert_eq!(say(device, "payment.release", release.clone())["advance"], 50_000);
    }
    for _ in 0..2 {
        sync(&mut counter, &mut host);
        sync(&mut phone, &mut host);
    }
    for device in [&mut counter, &mut phone] {
        let view = say(device, "payment.get", json!({"id": payment}));
        assert_eq!((view["advance"].clone(), view["later"].clone()), (json!(50_000), json!([])));
        let open = say(device, "payment.open_bills", json!({"party": party}));
        assert_eq!((open["bills"][0]["total"].clone(), open["bills"][0]["paid"].clone()), (json!(20_000), json!(0)));
        // It can be set against the debt anew.
        let again = say(device, "payment.allocate", json!({"id": payment, "settle": "oldest_first"}));
        assert_eq!(again["advance"], 30_000);
    }
}

/// What a device's door answers to what must go well.
pub fn say(device: &mut Device, request: &str, body: Json) -> Json {
    say_at(NOW_MS, device, request, body)
}

/// The same at another moment.
pub fn say_at(now_ms: i64, device: &mut Device, request: &str, body: Json) -> Json {
    let body = body.to_string();
    let answer = device.run(now_ms, None, async |session, _| api::dispatch(session, request, &body).await);
    serde_json::from_str(&answer.unwrap()).unwrap()
}

pub fn shop() -> (Device, Host) {
    let mut phone = Device::new("D0".to_owned(), 7, Scratch::new().unwrap());
    let business: BusinessId = phone
        .run(NOW_MS, None, async |session, _| {
            api::dispatch(session, "shop.create", r#"{"name":"Sita Stores"}"#).await?;
            session.business().await
        })
        .unwrap();
    (phone, Host::new(8, business))
}

fn ask(device: &mut Device, body: &str) -> String {
    device.run(NOW_MS, None, async |session, _| api::dispatch(session, "party.save", body).await).unwrap()
}

/// Talks until nothing is left to say.
pub fn sync(device: &mut Device, host: &mut Host) {
    while let Some(ask) = device.run(NOW_MS, None, async |session, exchange| exchange.next(session).await).unwrap() {
        let sender = device.sender();
        let tell = host.answer(NOW_MS, None, sender, &ask).unwrap();
        device.run(NOW_MS, None, async |session, exchange| exchange.answered(session, &tell).await).unwrap();
    }
}
