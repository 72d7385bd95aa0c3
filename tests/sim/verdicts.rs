//! The tables follow what the log says of an entry, also where this copy had taken it otherwise; and what the comparison
//! with the host says of them.

use serde_json::{Value as Json, json};
use smartkhata_core::id::new_uuid;
use smartkhata_core::journal::change::{Hash, Kind};
use smartkhata_core::journal::cut::WHOLE;
use smartkhata_core::journal::merge::Fields;
use smartkhata_core::store::schema::{self, Role};
use smartkhata_core::store::sqlite::Scratch;
use smartkhata_core::store::{Engine, Sql};
use smartkhata_core::sync::digest::Digest;
use smartkhata_core::sync::exchange::{Check, Exchange};
use smartkhata_core::sync::message::{Ask, Page, Pull, Tell};

use crate::bytes::Files;
use crate::check;
use crate::device::Device;
use crate::host::Host;
use crate::scenes::{NOW_MS, say, shop, sync};

/// A row that no journal makes, and nobody reads: it is there until all tables are worked out anew.
static MARK: Sql = Sql { name: "MARK", text: "insert into ahead (business_id, voucher_id) values (?1, ?1)" };
static MARKED: Sql = Sql { name: "MARKED", text: "select 1 from ahead where business_id = ?1 and voucher_id = ?1" };
static UNMARK: Sql = Sql { name: "UNMARK", text: "delete from ahead where business_id = ?1 and voucher_id = ?1" };
/// Spoils what customers owe.
static SPOIL: Sql = Sql { name: "SPOIL", text: "update party set balance = balance + 1 where business_id = ?1" };

fn run(device: &mut Device, host: &Host, sql: &'static Sql) {
    let statement = sql.with([host.business.into()]);
    device.books.write(async |engine| engine.run(&[statement]).await).unwrap();
}

fn is_marked(device: &mut Device, host: &Host) -> bool {
    let query = MARKED.with([host.business.into()]);
    device.books.write(async |engine| engine.query_one(&query).await).unwrap().is_some()
}

/// The tables are those that a rebuild makes of the journal.
fn as_the_journal_says(books: &Scratch) {
    let mut rebuilt = books.duplicate().unwrap();
    rebuilt.rebuild().unwrap();
    for table in schema::of(Role::Projection) {
        assert_eq!(books.rows(table).unwrap(), rebuilt.rows(table).unwrap(), "{}", table.name);
    }
}

/// A counter, and a phone whose role does not let it change goods; in step.
fn restricted() -> (Device, Device, Host) {
    let (mut counter, mut host) = shop();
    sync(&mut counter, &mut host);
    let mut phone = Device::joined("D1".to_owned(), 1, host.business, "B1", NOW_MS);
    phone.restricted = true;
    sync(&mut phone, &mut host);
    (counter, phone, host)
}

fn again(device: &mut Device, host: &mut Host) {
    device.exchange = Exchange::default();
    sync(device, host);
}

fn sell(device: &mut Device, item: &Json) -> Json {
    let id = new_uuid(NOW_MS, &device.ids);
    let lines = json!([{"item": item, "name": "Rice", "quantity": 1_000, "price": 100_000}]);
    let tenders = json!([{"mode": "cash", "amount": 1_000}]);
    say(device, "bill.finalize", json!({"draft": {"id": id, "lines": lines, "tenders": tenders}}))["voucher"]["id"]
        .clone()
}

/// What the log refuses of items is taken back field by field: others' edits stand, an item that nobody else speaks of is
/// gone, one that was sold has its stock. No sale waits for all tables.
pub fn a_refused_edit_is_taken_back_by_itself() {
    let (mut counter, mut phone, mut host) = restricted();
    let item = |device: &mut Device, body: Json| say(device, "item.save", body)["id"].clone();
    let edit = json!({"edit": {"name": "Sugar", "price": 450_000, "hsn": "1701"}});
    let sugar = item(&mut counter, edit);
    sync(&mut counter, &mut host);
    again(&mut phone, &mut host);

    item(&mut phone, json!({"id": sugar, "edit": {"name": "Fine sugar", "price": 600_000, "code": "77"}}));
    item(&mut phone, json!({"edit": {"name": "Salt", "price": 250_000}}));
    let rice = item(&mut phone, json!({"edit": {"name": "Rice", "price": 100_000, "track_stock": true}}));
    sell(&mut phone, &rice);
    // Meanwhile the counter says another price: that stands.
    item(&mut counter, json!({"id": sugar, "edit": {"price": 500_000}}));
    sync(&mut counter, &mut host);
    run(&mut phone, &host, &MARK);
    again(&mut phone, &mut host);
    assert!(is_marked(&mut phone, &host), "all tables were worked out anew for it");
    run(&mut phone, &host, &UNMARK);

    let held = say(&mut phone, "item.get", json!({ "id": sugar }));
    assert_eq!((&held["name"], &held["price"], &held["code"]), (&json!("Sugar"), &json!(500_000), &json!("")));
    for gone in ["Salt", "Fine"] {
        assert_eq!(say(&mut phone, "item.list", json!({ "search": gone }))["rows"], json!([]), "{gone}");
    }
    as_the_journal_says(&phone.books);
    again(&mut counter, &mut host);
    for table in schema::of(Role::Projection) {
        assert_eq!(phone.books.rows(table).unwrap(), counter.books.rows(table).unwrap(), "{}", table.name);
    }
}

/// A bill that a log refused counts once a log that was set back takes it; no table is worked out anew for that.
pub fn what_a_log_refused_counts_when_another_takes_it() {
    let (mut counter, mut phone, mut host) = restricted();
    again(&mut counter, &mut host);
    host.saved = Some((host.books.duplicate().unwrap(), Files::new()));
    host.series_of_another = Some("B1".to_owned());
    sell(&mut phone, &Json::Null);
    again(&mut phone, &mut host);
    let bills = |device: &mut Device| say(device, "bill.list", json!({}))["rows"].as_array().unwrap().len();
    assert_eq!(bills(&mut phone), 0);
    as_the_journal_says(&phone.books);

    host.set_back(true);
    host.series_of_another = None;
    run(&mut phone, &host, &MARK);
    again(&mut phone, &mut host);
    assert!(is_marked(&mut phone, &host), "all tables were worked out anew for it");
    run(&mut phone, &host, &UNMARK);
    again(&mut counter, &mut host);
    assert_eq!((bills(&mut phone), bills(&mut counter)), (1, 1));
    as_the_journal_says(&phone.books);
}

/// A phone that was restored holds of what its former self said, and the log refused, only the part that the log had kept.
/// A log that was set back lacks that: it hears what is left of it, and everything behind it.
pub fn what_is_left_of_a_refused_entry_stops_nothing() {
    let (_, mut phone, mut host) = restricted();
    let backup = phone.books.duplicate().unwrap();
    host.saved = Some((host.books.duplicate().unwrap(), Files::new()));
    let long = Fields::default().with("name", "x".repeat(WHOLE));
    let item = new_uuid(NOW_MS, &phone.ids);
    phone.run(NOW_MS, None, async |session, _| session.append(Kind::Item, item, &long).await).unwrap();
    again(&mut phone, &mut host);
    phone.books = backup;
    phone.renew(NOW_MS);
    again(&mut phone, &mut host);
    assert!(!check::waits(&phone.books));

    host.set_back(true);
    let party = say(&mut phone, "party.save", json!({"edit": {"name": "Ramesh"}}))["party"]["id"].clone();
    again(&mut phone, &mut host);
    assert!(!check::waits(&phone.books), "something of it is not on the log");
    assert_eq!(say(&mut phone, "books.verify", json!({}))["faults"], json!([]));
    let mut counter = Device::joined("D2".to_owned(), 3, host.business, "C1", NOW_MS);
    sync(&mut counter, &mut host);
    assert_eq!(say(&mut counter, "party.get", json!({ "id": party }))["party"]["name"], "Ramesh");
    assert_eq!(say(&mut counter, "books.verify", json!({}))["faults"], json!([]));
}

/// What a device that is in step asks next, when its books are to be compared.
fn compares(device: &mut Device, check: Check) -> Pull {
    device.exchange.check(check);
    let asked = device.run(NOW_MS, None, async |session, exchange| exchange.next(session).await).unwrap();
    match asked {
        Some(Ask::Pull(pull)) => pull,
        other => panic!("a comparison is asked for, not {other:?}"),
    }
}

fn page(device: &mut Device, host: &mut Host, pull: &Pull) -> Page {
    let sender = device.sender();
    match host.answer(NOW_MS, None, sender, &Ask::Pull(pull.clone())).unwrap() {
        Tell::Page(page) => page,
        other => panic!("a page is told, not {other:?}"),
    }
}

/// An app whose tables are of another version may know other masters: those are not compared, what all apps know is. A
/// comparison that was asked for thoroughly is not made less by one that is not.
pub fn masters_are_compared_where_the_tables_are_of_one_version() {
    let (mut counter, mut host) = shop();
    sync(&mut counter, &mut host);
    compares(&mut counter, Check::Thorough);
    let pull = compares(&mut counter, Check::Books);
    let asked = pull.check.clone().expect("the books are compared");
    assert!(asked.masters.is_some(), "field by field, as was asked before");
    let (right, wrong) = (asked.masters, Some(Hash([9; 32])));
    let this = Some(schema::VERSION);
    for (tables, books, masters, same) in [
        (this, asked.books, right, true),
        (this, asked.books, wrong, false),
        (Some(schema::VERSION + 1), asked.books, wrong, true),
        (None, asked.books, wrong, true),
        (None, Hash([9; 32]), right, false),
    ] {
        let check = Some(Digest { books, masters, tables });
        let told = page(&mut counter, &mut host, &Pull { check, ..pull.clone() });
        assert_eq!(told.same, Some(same), "{tables:?} {masters:?}");
    }
    // Nothing is compared while it listens: something may be saved meanwhile.
    let listening = counter.run(NOW_MS, None, async |session, exchange| exchange.listen(session, 25).await).unwrap();
    assert!(matches!(listening, Ask::Pull(Pull { check: None, .. })));
}

/// Tables that differ from the host's are worked out anew once. Where that cures nothing it is shown, and done no more, until
/// both say the same again.
pub fn what_a_rebuild_does_not_cure_is_shown_and_not_tried_again() {
    let (mut counter, mut host) = shop();
    let party = say(&mut counter, "party.save", json!({"edit": {"name": "Ramesh"}}))["party"]["id"].clone();
    say(&mut counter, "khata.add", json!({"party": party, "side": "gave", "amount": 500}));
    sync(&mut counter, &mut host);
    let owed = |device: &mut Device| say(device, "party.get", json!({ "id": party }))["balance"].clone();
    let shown = |device: &mut Device| say(device, "attention.list", json!({}))["matters"].clone();
    let heard = |device: &mut Device, host: &mut Host, check: Check, same: Option<bool>| {
        let pull = compares(device, check);
        let mut page = page(device, host, &pull);
        page.same = same.or(page.same);
        let tell = Tell::Page(page);
        device.run(NOW_MS, None, async |session, exchange| exchange.answered(session, &tell).await).unwrap();
    };
    let told = |device: &mut Device, host: &mut Host, same| heard(device, host, Check::Books, same);
    run(&mut counter, &host, &SPOIL);
    told(&mut counter, &mut host, None);
    assert_eq!((owed(&mut counter), shown(&mut counter)), (json!(500), json!([])), "the host's books told them apart");
    told(&mut counter, &mut host, None);

    for times in 1..4 {
        run(&mut counter, &host, &SPOIL);
        told(&mut counter, &mut host, Some(false));
        let (owes, matters) =
            if times == 1 { (500, json!([])) } else { (499 + times, json!([{"figures_differ": {}}])) };
        assert_eq!((owed(&mut counter), shown(&mut counter)), (json!(owes), matters), "{times}");
    }
    told(&mut counter, &mut host, Some(true));
    assert_eq!(shown(&mut counter), json!([]));
    told(&mut counter, &mut host, Some(false));
    assert_eq!((owed(&mut counter), shown(&mut counter)), (json!(500), json!([])));
    told(&mut counter, &mut host, Some(true));

    // Where a field of a master differs, that the books do not says nothing of it.
    for times in 1..3 {
        run(&mut counter, &host, &SPOIL);
        heard(&mut counter, &mut host, Check::Thorough, Some(false));
        let (owes, matters) = if times == 1 { (500, json!([])) } else { (501, json!([{"figures_differ": {}}])) };
        assert_eq!((owed(&mut counter), shown(&mut counter)), (json!(owes), matters.clone()), "{times}");
        told(&mut counter, &mut host, Some(true));
        assert_eq!(shown(&mut counter), matters, "{times}");
    }
    heard(&mut counter, &mut host, Check::Thorough, Some(true));
    assert_eq!(shown(&mut counter), json!([]));
}
