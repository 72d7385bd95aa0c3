//! Photos and PDFs with a bill, a party, an item: kept, listed, read, hidden, backed up, restored, checked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use smartkhata_core::Code;
use smartkhata_core::api::attachment::{AddAttachment, HideAttachment, ListAttachments, ReadAttachment};
use smartkhata_core::api::backup::{CreateBackup, KeepDailyBackup, RestoreBackup};
use smartkhata_core::api::sync::GetSyncStatus;
use smartkhata_core::attachment::{AttachmentView, Owner};
use smartkhata_core::id::{AttachmentId, PartyId, VoucherId};
use uuid::Uuid;

use super::shop::{Shop, open};

fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7 {text}").into_bytes()
}

fn add(owner: Owner, name: &str, bytes: &[u8]) -> AddAttachment {
    AddAttachment { owner, name: name.into(), mime: String::new(), base64: STANDARD.encode(bytes) }
}

fn listed(shop: &Shop, owner: Owner) -> Vec<AttachmentView> {
    shop.books.ask(ListAttachments { owner, hidden: false }).unwrap().rows
}

#[test]
fn what_is_attached_is_listed_read_hidden_and_shown_again() {
    let shop = Shop::new();
    let party = Owner::Party(shop.party("रमेश", "9876543210"));
    let first = shop.books.attach(&add(party, "IMG 1.JPG", b"\xff\xd8\xff a photo")).unwrap();
    assert_eq!((first.name.as_str(), first.mime.as_str(), first.size), ("IMG 1.jpg", "image/jpeg", 11));
    let second = shop.books.attach(&add(party, "उधार.pdf", &pdf("pages"))).unwrap();
    assert_eq!(listed(&shop, party), [first.clone(), second.clone()]);
    // Through the door, by name, as every shell asks.
    let read: Value =
        serde_json::from_str(&shop.books.call("attachment.read", &json!({ "id": second.id }).to_string()).unwrap())
            .unwrap();
    assert_eq!((read["name"].as_str(), read["mime"].as_str()), (Some("उधार.pdf"), Some("application/pdf")));
    assert_eq!(STANDARD.decode(read["base64"].as_str().unwrap()).unwrap(), pdf("pages"));

    // The same bytes on the same record are one attachment; on another record they are its own.
    assert_eq!(shop.books.attach(&add(party, "again.pdf", &pdf("pages"))).unwrap(), second);
    let item = Owner::Item(shop.item("Sugar", "45", 5).id);
    let third = shop.books.attach(&add(item, "s.pdf", &pdf("pages"))).unwrap();
    assert!(third.id != second.id && third.sha256 == second.sha256);

    let hidden = shop.books.ask(HideAttachment { id: first.id, hidden: true }).unwrap();
    assert!(hidden.hidden);
    assert_eq!(listed(&shop, party), std::slice::from_ref(&second));
    assert_eq!(shop.books.ask(ListAttachments { owner: party, hidden: true }).unwrap().rows.len(), 2);
    // Nothing is deleted: hidden bytes are read, and attaching them again shows them.
    assert!(shop.books.attachment(&ReadAttachment { id: first.id }).is_ok());
    assert!(!shop.books.attach(&add(party, "", b"\xff\xd8\xff a photo")).unwrap().hidden);
    assert_eq!(listed(&shop, party).len(), 2);
}

#[test]
fn what_cannot_be_attached_leaves_nothing_behind() {
    let shop = Shop::new();
    let party = Owner::Party(shop.party("Sita", "9876543211"));
    let refused = |request: AddAttachment| shop.books.attach(&request).unwrap_err();
    let nobody = Owner::Party(PartyId::new(Uuid::from_u128(9)));
    assert_eq!(refused(add(nobody, "", &pdf("x"))).code, Code::NotFound);
    let no_bill = Owner::Voucher(VoucherId::new(Uuid::from_u128(9)));
    assert_eq!(refused(add(no_bill, "", &pdf("x"))).code, Code::NotFound);
    assert_eq!(refused(add(party, "x.exe", b"MZ not a photo")).code, Code::InvalidFile);
    let said = AddAttachment { mime: "image/png".into(), ..add(party, "x.png", &pdf("x")) };
    assert_eq!(refused(said).code, Code::InvalidFile);
    let large = AddAttachment { base64: "A".repeat(14_000_000), ..add(party, "", b"") };
    assert_eq!(refused(large).code, Code::TooLarge);
    let door = |body: &str| shop.books.call("attachment.add", body).unwrap_err().code;
    assert_eq!(door(&" ".repeat(15_000_000)), Code::TooLarge);
    assert_eq!(door(r#"{"owner":{"cow":"1"},"base64":""}"#), Code::InvalidRequest);
    assert_eq!(listed(&shop, party), []);
    let unknown = ReadAttachment { id: AttachmentId::new(Uuid::from_u128(1)) };
    assert_eq!(shop.books.attachment(&unknown).unwrap_err().code, Code::NotFound);
}

#[test]
fn a_backup_that_is_asked_for_carries_the_bytes_and_the_daily_one_does_not() {
    let shop = Shop::new();
    let party = Owner::Party(shop.party("Sita", "9876543211"));
    let bytes = pdf(&"page ".repeat(40_000));
    let view = shop.books.attach(&add(party, "Bill.pdf", &bytes)).unwrap();
    shop.books.keep_daily_backup(&KeepDailyBackup {}).unwrap();
    let whole = shop.books.create_backup(&CreateBackup::default()).unwrap();
    let daily = shop.books.list_backups(&Default::default()).unwrap().files;
    let daily = daily.iter().find(|file| file.path.contains("daily-")).unwrap();
    assert!(whole.bytes > daily.bytes + 190_000, "{} {}", whole.bytes, daily.bytes);

    // On another device the one file is enough.
    let folder = tempfile::tempdir().unwrap();
    let other = open(folder.path(), 8);
    other.restore_backup(&RestoreBackup { path: whole.path.clone() }).unwrap();
    let read = other.attachment(&ReadAttachment { id: view.id }).unwrap();
    assert_eq!(STANDARD.decode(read.base64).unwrap(), bytes);
    let database = std::fs::metadata(folder.path().join("books.sqlite")).unwrap().len();
    assert!(i64::try_from(database).unwrap() < daily.bytes + 150_000, "the books carry them no more: {database}");
    let check = other.verify_bytes(&mut |_| {}).unwrap();
    assert_eq!((check.records, check.sound, check.alone), (1, 1, true));

    // Put in a folder under the books' name, it is books like any other.
    let copied = tempfile::tempdir().unwrap();
    std::fs::copy(&whole.path, copied.path().join("books.sqlite")).unwrap();
    let copied = open(copied.path(), 9);
    assert!(copied.attachment(&ReadAttachment { id: view.id }).is_ok());

    // A daily one elsewhere has the record; the bytes are told to be on another device.
    let folder = tempfile::tempdir().unwrap();
    let other = open(folder.path(), 10);
    other.restore_backup(&RestoreBackup { path: daily.path.clone() }).unwrap();
    assert_eq!(other.attachment(&ReadAttachment { id: view.id }).unwrap_err().code, Code::NotArrived);
    let check = other.verify_bytes(&mut |_| {}).unwrap();
    assert_eq!(check.missing, [format!("Bill.pdf ({})", view.sha256)]);
    // Restored where the bytes lie, it has them.
    shop.books.restore_backup(&RestoreBackup { path: daily.path.clone() }).unwrap();
    assert!(shop.books.attachment(&ReadAttachment { id: view.id }).is_ok());
    assert_eq!(shop.books.verify_bytes(&mut |_| {}).unwrap().sound, 1);
}

#[test]
fn a_changed_file_is_named_and_the_only_copy_does_not_leave_the_device() {
    let shop = Shop::new();
    let party = Owner::Party(shop.party("Sita", "9876543211"));
    let view = shop.books.attach(&add(party, "Bill.pdf", &pdf("x"))).unwrap();
    assert_eq!(shop.books.let_go(view.sha256).unwrap_err().code, Code::Conflict);
    assert!(shop.books.attachment(&ReadAttachment { id: view.id }).is_ok());
    // A shop that never met another device has nothing that waits to be sent.
    assert_eq!(shop.books.ask(GetSyncStatus {}).unwrap().pending_files, 0);
    assert!(shop.books.bytes_to_send(None).unwrap().is_empty(), "its entry is on no log");
    std::fs::write(shop.books.blobs().path(view.sha256), b"%PDF-1.7 y").unwrap();
    assert_eq!(shop.books.attachment(&ReadAttachment { id: view.id }).unwrap_err().code, Code::WrongBytes);
    let check = shop.books.verify_bytes(&mut |_| {}).unwrap();
    assert_eq!((check.sound, check.damaged.len(), check.missing.len()), (0, 1, 0));
    // Once somebody else is known to have them they may go, and are told to be there.
    shop.books.bytes_sent(view.sha256, true).unwrap();
    shop.books.let_go(view.sha256).unwrap();
    assert_eq!(shop.books.attachment(&ReadAttachment { id: view.id }).unwrap_err().code, Code::NotArrived);
    assert_eq!(shop.books.bytes_away(None).unwrap().len(), 1);
}
