//! Faults that seeds once found, as short stories of their own: a seed tells another story as soon as a step changes.

use smartkhata_core::api;
use smartkhata_core::id::BusinessId;
use smartkhata_core::store::sqlite::Scratch;

use crate::check;
use crate::device::Device;
use crate::host::Host;

const NOW_MS: i64 = 1_795_000_000_000;

const DAY_MS: i64 = 86_400_000;

/// All of them. Panics with what is broken.
pub fn all() {
    an_edit_after_a_new_name_stays_after_what_was_said_under_the_old_one();
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

fn shop() -> (Device, Host) {
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
fn sync(device: &mut Device, host: &mut Host) {
    while let Some(ask) = device.run(NOW_MS, None, async |session, exchange| exchange.next(session).await).unwrap() {
        let sender = (device.me().device, false);
        let tell = host.answer(NOW_MS, None, sender, &ask).unwrap();
        device.run(NOW_MS, None, async |session, exchange| exchange.answered(session, &tell).await).unwrap();
    }
}
