//! The promises, checked at the end of a run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use smartkhata_core::api::shop::Verified;
use smartkhata_core::attachment::content::digest;
use smartkhata_core::id::{DeviceId, VoucherId};
use smartkhata_core::store::schema::{self, Role, Table};
use smartkhata_core::store::sqlite::Scratch;
use smartkhata_core::store::{Row, Value};
use smartkhata_core::sync::message::{FULL_BYTES, LONGEST_BODY, MOST_PULLED, Tell};

use crate::device::Device;
use crate::world::{self, Bytes, World};

/// Who holds a field of a record.
pub type Holders = BTreeMap<(Bytes, String), Bytes>;

/// An edit whose author had seen another value.
pub struct Edit {
    field: (Bytes, String),
    /// The act that held the field when it was edited.
    seen: Bytes,
    /// The act of the edit.
    act: Bytes,
}

/// Every promise. Panics with what is broken.
pub fn all(world: &mut World) {
    same_journal(world);
    same_tables(world);
    nothing_lost(world);
    sound(world);
    money_pays_once(world);
    corrections_are_shown(world);
    numbers(world);
    edits_hold(world);
}

/// Devices that were not shut out.
fn in_the_shop(world: &World) -> impl Iterator<Item = &Device> {
    world.devices.iter().filter(|device| !device.removed)
}

/// 1, 9: every copy holds the host's log, place by place, and nothing beside it.
fn same_journal(world: &World) {
    let log = journal(&world.host.books);
    assert!(!log.is_empty());
    for device in in_the_shop(world) {
        let here = journal(&device.books);
        assert_eq!(here.len(), log.len(), "{} holds another number of entries than the log", device.name);
        if let Some((here, there)) = here.iter().zip(&log).find(|(here, there)| here != there) {
            panic!("{} holds another entry than the log:\n{here:?}\n{there:?}", device.name);
        }
    }
}

/// 1, 11, 12: equal tables everywhere, and those that a rebuild makes.
fn same_tables(world: &World) {
    for table in schema::of(Role::Projection) {
        let there = world.host.books.rows(table).unwrap();
        for device in in_the_shop(world) {
            let here = device.books.rows(table).unwrap();
            same_rows(&here, &there, || format!("table {} of {} differs from the host's", table.name, device.name));
        }
    }
    let mut rebuilt = world.host.books.duplicate().unwrap();
    rebuilt.rebuild().unwrap();
    for table in schema::of(Role::Projection) {
        let (kept, made) = (world.host.books.rows(table).unwrap(), rebuilt.rows(table).unwrap());
        same_rows(&kept, &made, || format!("table {} is not what the journal makes", table.name));
    }
}

fn same_rows(here: &[Row], there: &[Row], what: impl Fn() -> String) {
    if here != there {
        let only = |a: &[Row], b: &[Row]| a.iter().filter(|row| !b.contains(row)).take(3).cloned().collect::<Vec<_>>();
        panic!("{}:\n  here {:?}\n  there {:?}", what(), only(here, there), only(there, here));
    }
}

/// 2, 3, 4: every act that was written is there, and counts once.
fn nothing_lost(world: &World) {
    let acts = acts_of(&world.host.books);
    let lost: Vec<&Bytes> = world.written.iter().filter(|act| !acts.contains(*act)).collect();
    assert!(lost.is_empty(), "{} acts of {} are lost", lost.len(), world.written.len());
    let refused = refused(&world.host.books);
    if let Some(act) = refused.difference(&world.forbidden).next() {
        panic!("an act is refused that its author may say: {:?}", said(&world.host.books, act));
    }
    let acts: BTreeSet<Bytes> = acts.difference(&refused).cloned().collect();
    for copy in in_the_shop(world).map(|device| &device.books).chain([&world.host.books]) {
        let mut counted = BTreeSet::new();
        for row in rows(copy, "change") {
            if int(&row, "standing") < 2 {
                assert!(counted.insert(bytes(&row, "op_id")), "an act counts twice");
            }
        }
        assert_eq!(counted, acts, "an act does not count");
    }
}

/// 5: chains verify, debits equal credits. 6: what is cancelled is reversed once.
fn sound(world: &mut World) {
    for device in &mut world.devices {
        let found: Verified = serde_json::from_str(&world::ask(device, "books.verify", "{}").unwrap()).unwrap();
        assert!(found.faults.is_empty(), "{}: {:?}", device.name, found.faults);
        assert!(found.trial_balance.is_zero());
    }
    let mut sums: BTreeMap<Bytes, i64> = BTreeMap::new();
    let postings = rows(&world.host.books, "posting");
    let cancelled: BTreeSet<Bytes> = rows(&world.host.books, "voucher")
        .iter()
        .filter(|row| int(row, "cancelled") != 0)
        .map(|row| bytes(row, "id"))
        .collect();
    for row in &postings {
        if row["account"] == Value::from("party.account") && cancelled.contains(&bytes(row, "voucher_id")) {
            *sums.entry(bytes(row, "voucher_id")).or_default() += int(row, "amount");
        }
    }
    assert!(sums.values().all(|sum| *sum == 0), "a cancelled voucher still owes");
}

/// 18: bills are paid by what money is there, however many devices set the same money.
fn money_pays_once(world: &World) {
    let (mut given, mut got) = (0, 0);
    for row in rows(&world.host.books, "voucher") {
        let paid = int(&row, "paid");
        match &row["kind"] {
            Value::Text(kind) if kind == "receipt" => given += paid.min(int(&row, "amount")),
            _ => got += paid,
        }
    }
    assert_eq!(got, given, "bills are paid by other money than there is");
}

/// 19: where several bills stand in the place of one that devices apart corrected, somebody is told of all of them, and of
/// no others.
fn corrections_are_shown(world: &mut World) {
    let mut before: BTreeMap<String, String> = BTreeMap::new();
    for row in rows(&world.host.books, "change") {
        let Value::Bytes(body) = &row["body"] else { continue };
        let Ok(said) = serde_json::from_slice::<Json>(body) else { continue };
        if let (true, Some(id), Some(old)) =
            (int(&row, "standing") < 2, said["id"].as_str(), said["detail"]["bill"]["instead_of"]["id"].as_str())
        {
            before.insert(id.to_owned(), old.to_owned());
        }
    }
    let standing: Vec<String> = rows(&world.host.books, "voucher")
        .iter()
        .filter(|row| int(row, "cancelled") == 0)
        .map(|row| VoucherId::from_bytes(&bytes(row, "id")).unwrap().to_string())
        .filter(|id| before.contains_key(id))
        .collect();
    let mut instead: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for id in &standing {
        let mut of = id.as_str();
        while let Some(old) = before.get(of) {
            instead.entry(old).or_default().insert(id);
            of = old;
        }
    }
    let expected: BTreeSet<&str> = instead.values().filter(|bills| bills.len() > 1).flatten().copied().collect();
    world.tally.corrected_twice += expected.len() as u64;
    let device = world.devices.iter_mut().find(|device| !device.removed).unwrap();
    let shown: Json = serde_json::from_str(&world::ask(device, "attention.list", "{}").unwrap()).unwrap();
    let shown = shown["matters"].as_array().unwrap().iter().filter_map(|matter| matter.get("corrected_twice"));
    let shown: BTreeSet<&str> = shown.map(|bill| bill["voucher"].as_str().unwrap()).collect();
    assert_eq!(shown, expected, "bills in the place of one are not shown, or others are");
}

/// 7, 10: no number twice while installations notice that they were copied; where they do not, both stand and the
/// shop is told. Numbers of a series that no disk took away follow each other.
fn numbers(world: &World) {
    let mut given: BTreeMap<(Value, i64, i64), usize> = BTreeMap::new();
    for row in rows(&world.host.books, "voucher").iter().filter(|row| int(row, "serial") > 0) {
        *given.entry((row["series"].clone(), int(row, "fy"), int(row, "serial"))).or_default() += 1;
    }
    let told: BTreeSet<(Value, i64, i64)> = rows(&world.host.books, "same_number")
        .iter()
        .map(|row| (row["series"].clone(), int(row, "fy"), int(row, "serial")))
        .collect();
    let twice: BTreeSet<(Value, i64, i64)> =
        given.iter().filter(|(_, times)| **times > 1).map(|(number, _)| number.clone()).collect();
    assert_eq!(twice, told, "a number that was given twice is not shown, or one that was not is");
    assert!(!world.tokens || twice.is_empty(), "a number was given twice: {twice:?}");
    let mut last: BTreeMap<(Value, i64), (i64, i64)> = BTreeMap::new();
    for (series, fy, serial) in given.keys().filter(|(series, _, _)| !world.holed.contains(series)) {
        let (most, count) = last.entry((series.clone(), *fy)).or_default();
        (*most, *count) = ((*most).max(*serial), *count + 1);
    }
    assert!(last.values().all(|(most, count)| most == count), "a series has holes: {last:?}");
}

/// 17: no message is larger than one may be.
pub fn bounded(tell: &Tell) {
    let Tell::Page(page) = tell else { return };
    let bytes: usize = page.entries.iter().filter_map(|entry| entry.said.as_ref()).map(|said| said.body.len()).sum();
    let most = LONGEST_BODY.max(usize::try_from(FULL_BYTES).unwrap_or(usize::MAX));
    assert!(page.entries.len() <= MOST_PULLED && bytes <= most, "a page is too large");
}

/// 8: an edit never loses to a value that its author had seen. A host that lost its grants may stamp a value anew, so
/// that promise holds where it was not set back.
fn edits_hold(world: &World) {
    if world.was_set_back {
        return;
    }
    let there = acts_of(&world.host.books);
    let (holders, refused) = (holders(&world.host.books), refused(&world.host.books));
    // An edit that went with a disk before anybody had it is not there to hold anything.
    let stands = |act: &Bytes| !refused.contains(act) && there.contains(act);
    let edits = world.edits.iter().filter(|edit| stands(&edit.act) && stands(&edit.seen));
    for edit in edits {
        let lost = holders.get(&edit.field) == Some(&edit.seen);
        assert!(
            !lost,
            "the edit of {} lost to what its author saw:\n  {:?}\n  {:?}",
            edit.field.1,
            said(&world.host.books, &edit.act),
            said(&world.host.books, &edit.seen)
        );
    }
}

/// 16: every device has the bytes of every attachment that somebody held, and they are those that were attached. Where
/// no disk was lost, that is all of them.
pub fn bytes_everywhere(world: &World, held: &BTreeSet<Bytes>) {
    let attached = attached(&world.host.books);
    for sha256 in attached.iter().filter(|sha256| held.contains(*sha256)) {
        assert!(world.host.files.contains_key(sha256), "bytes that somebody held did not come to the host");
    }
    if !world.destroyed && in_the_shop(world).count() == world.devices.len() {
        assert!(attached.iter().all(|sha256| held.contains(sha256)), "bytes of an attachment are lost");
    }
    let shown = shown(&world.host.books);
    for device in in_the_shop(world) {
        for sha256 in shown.iter().filter(|sha256| held.contains(*sha256)) {
            assert!(device.files.contains_key(sha256), "{} lacks bytes that the host has", device.name);
        }
    }
    let files = world.devices.iter().flat_map(|device| &device.files).chain(&world.host.files);
    for (sha256, bytes) in files {
        assert_eq!(digest(bytes).0.as_slice(), sha256.as_slice(), "bytes are not those of their digest");
    }
}

/// The digests of all attachments.
pub fn attached(books: &Scratch) -> BTreeSet<Bytes> {
    rows(books, "attachment").iter().map(|row| bytes(row, "sha256")).collect()
}

/// The digests of those that are not hidden.
fn shown(books: &Scratch) -> BTreeSet<Bytes> {
    let hidden: BTreeSet<Bytes> = rows(books, "field")
        .iter()
        .filter(|row| row["name"] == Value::from("hidden") && row["value"] == Value::from("true"))
        .map(|row| bytes(row, "rec_id"))
        .collect();
    let shown = rows(books, "attachment").into_iter().filter(|row| !hidden.contains(&bytes(row, "id")));
    shown.map(|row| bytes(&row, "sha256")).collect()
}

/// What a copy says that the log says, too: all of an entry but how this copy counts an act that was said twice.
fn journal(books: &Scratch) -> Vec<Vec<Value>> {
    let mut places: BTreeMap<Bytes, usize> = BTreeMap::new();
    rows(books, "change").iter().for_each(|row| *places.entry(bytes(row, "op_id")).or_default() += 1);
    let mut out: Vec<Vec<Value>> = rows(books, "change")
        .into_iter()
        .map(|mut row| {
            if int(&row, "standing") < 3 && places[&bytes(&row, "op_id")] > 1 {
                row.insert("standing", Value::Int(0));
            }
            let seq = row.remove("seq").unwrap();
            std::iter::once(seq).chain(row.into_values()).collect()
        })
        .collect();
    out.sort();
    out
}

/// The acts of a journal.
pub fn acts_of(books: &Scratch) -> BTreeSet<Bytes> {
    rows(books, "change").iter().map(|row| bytes(row, "op_id")).collect()
}

/// The acts of a journal; with an installation, those of its chain alone.
pub fn acts_said_by(books: &Scratch, device: Option<DeviceId>) -> BTreeSet<Bytes> {
    let rows = rows(books, "change").into_iter();
    let said = rows.filter(|row| device.is_none_or(|device| bytes(row, "dev") == device.bytes()));
    said.map(|row| bytes(&row, "op_id")).collect()
}

/// The series that acts took numbers of.
pub fn series_of(books: &Scratch) -> Vec<(Bytes, Value)> {
    let numbered = rows(books, "voucher").into_iter().filter(|row| int(row, "serial") > 0);
    numbered.map(|row| (bytes(&row, "op_id"), row["series"].clone())).collect()
}

/// Changes to goods that were not there before.
pub fn edits_of_goods(books: &Scratch, before: &BTreeSet<Bytes>) -> Vec<Bytes> {
    let goods = rows(books, "change").into_iter().filter(|row| row["kind"] == Value::from("item"));
    goods.map(|row| bytes(&row, "op_id")).filter(|act| !before.contains(act)).collect()
}

/// Whether something that a copy holds is not on the log.
pub fn waits(books: &Scratch) -> bool {
    rows(books, "change").iter().any(|row| row["seq"] == Value::Null)
}

/// The acts that the log refused.
fn refused(books: &Scratch) -> BTreeSet<Bytes> {
    let rows = rows(books, "change");
    rows.iter().filter(|row| int(row, "standing") == 3).map(|row| bytes(row, "op_id")).collect()
}

/// What somebody has just edited stands on the very copy that was edited: its new acts hold the fields that they set.
pub fn took_hold(books: &Scratch, before: &BTreeSet<Bytes>) {
    let holders = holders(books);
    let new = rows(books, "change").into_iter().filter(|row| !before.contains(&bytes(row, "op_id")));
    let mut newest: Holders = Holders::new();
    for row in new.filter(|row| [Value::from("party"), Value::from("item")].contains(&row["kind"])) {
        let said: serde_json::Value = serde_json::from_slice(&bytes(&row, "body")).unwrap();
        for name in said["fields"].as_object().unwrap().keys() {
            newest.insert((bytes(&row, "rec_id"), name.clone()), bytes(&row, "op_id"));
        }
    }
    for (field, act) in newest {
        assert_eq!(holders.get(&field), Some(&act), "an edit of {} did not take hold where it was made", field.1);
    }
}

/// The places of an act on the log, to tell a fault by.
fn said(books: &Scratch, act: &Bytes) -> Vec<Vec<(&'static str, Value)>> {
    const TOLD: &[&str] = &["seq", "dev", "dseq", "kind", "ms", "granted", "standing"];
    let places = rows(books, "change").into_iter().filter(|row| bytes(row, "op_id") == *act);
    places.map(|row| row.into_iter().filter(|(column, _)| TOLD.contains(column)).collect()).collect()
}

/// Who holds each field.
pub fn holders(books: &Scratch) -> Holders {
    let field = |row: &BTreeMap<&'static str, Value>| match &row["name"] {
        Value::Text(name) => ((bytes(row, "rec_id"), name.clone()), bytes(row, "op_id")),
        other => panic!("a name is a text, not {other:?}"),
    };
    rows(books, "field").iter().map(field).collect()
}

/// The edits between two moments of one copy.
pub fn edits(before: &Holders, after: &Holders) -> Vec<Edit> {
    let changed = after.iter().filter_map(|(field, act)| {
        let seen = before.get(field)?;
        (seen != act).then(|| Edit { field: field.clone(), seen: seen.clone(), act: act.clone() })
    });
    changed.collect()
}

fn rows(books: &Scratch, name: &str) -> Vec<BTreeMap<&'static str, Value>> {
    let table: &Table = schema::TABLES.iter().find(|table| table.name == name).unwrap();
    let named = |Row(values): Row| table.columns.iter().map(|column| column.name).zip(values).collect();
    books.rows(table).unwrap().into_iter().map(named).collect()
}

fn int(row: &BTreeMap<&'static str, Value>, column: &str) -> i64 {
    match &row[column] {
        Value::Int(value) => *value,
        other => panic!("{column} is {other:?}"),
    }
}

fn bytes(row: &BTreeMap<&'static str, Value>, column: &str) -> Bytes {
    match &row[column] {
        Value::Bytes(bytes) => bytes.to_vec(),
        other => panic!("{column} is {other:?}"),
    }
}
