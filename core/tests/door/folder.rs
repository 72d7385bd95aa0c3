//! The data folder: backups, series, one writer.

use crate::shop::*;
use smartkhata_core::Code;
use smartkhata_core::api::backup::{BackupFile, BringBackup, CreateBackup, ListBackups, RestoreBackup};
use smartkhata_core::api::bill::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::shop::*;
use smartkhata_core::business::{Language, ShopEdit};
use smartkhata_core::clock::FixedClock;
use smartkhata_core::id::SeededIds;
use smartkhata_core::store::sqlite::Books;

#[test]
fn a_backup_is_handed_over_whole_and_no_other_file_is() {
    let shop = Shop::new();
    let backup = shop.books.create_backup(&CreateBackup::default()).unwrap();
    let read = |path: &str| shop.books.call("backup.read", &serde_json::json!({ "path": path }).to_string());
    let handed: FileResponse = serde_json::from_str(&read(&backup.path).unwrap()).unwrap();
    assert!(backup.path.ends_with(&handed.name) && handed.name.ends_with(".smartkhata"), "{}", handed.name);
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, handed.base64).unwrap();
    assert_eq!(bytes, std::fs::read(&backup.path).unwrap());
    let books = std::path::Path::new(&backup.path).ancestors().nth(2).unwrap().join("books.sqlite");
    assert!(books.is_file());
    for other in [books.to_str().unwrap(), "/etc/passwd", ""] {
        assert_eq!(read(other).unwrap_err().code(), Code::NotFound, "{other}");
    }
}

#[test]
fn a_backup_is_written_into_a_folder_that_was_chosen() {
    let shop = Shop::new();
    let ramesh = shop.party("Ramesh", "");
    let stick = tempfile::tempdir().unwrap();
    let chosen = stick.path().join("SmartKhata");
    let backup =
        |to: &std::path::Path| shop.books.call("backup.create", &serde_json::json!({ "folder": to }).to_string());
    let written: BackupFile = serde_json::from_str(&backup(&chosen).unwrap()).unwrap();
    assert_eq!(std::path::Path::new(&written.path).parent(), Some(chosen.as_path()));
    assert_eq!(std::fs::metadata(&written.path).unwrap().len(), written.bytes.unsigned_abs());
    let files: Vec<_> = std::fs::read_dir(&chosen).unwrap().collect();
    assert_eq!(files.len(), 1, "one file, and no half of it: {files:?}");
    assert_eq!(shop.books.list_backups(&ListBackups {}).unwrap().files, [], "it is not in the data folder");

    shop.party("Suresh", "");
    shop.books.restore_backup(&RestoreBackup { path: written.path.clone() }).unwrap();
    let names = shop.books.ask(ListParties::default()).unwrap().rows;
    assert_eq!(names.iter().map(|row| row.id).collect::<Vec<_>>(), [ramesh]);
    assert!(std::path::Path::new(&written.path).exists(), "the backup on the stick stays there");

    // A folder that is none.
    let refused = backup(std::path::Path::new(&written.path)).unwrap_err();
    assert_eq!(refused.code, Code::Storage, "{refused}");
    shop.verified();
}

#[test]
fn a_backup_is_brought_part_by_part_and_restored() {
    let shop = Shop::new();
    let ramesh = shop.party("Ramesh", "");
    let backup = shop.books.create_backup(&CreateBackup::default()).unwrap();
    let bytes = std::fs::read(&backup.path).unwrap();
    shop.party("Suresh", "");

    let encode = |bytes: &[u8]| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
    let bring = |at: usize, part: &[u8]| {
        let base64 = encode(part);
        shop.books.bring_backup(&BringBackup { at: i64::try_from(at).unwrap(), base64 })
    };
    let (first, rest) = bytes.split_at(10_000);
    assert_eq!(bring(0, first).unwrap().bytes, 10_000);
    // A part that does not follow is refused, and what is here stays; the first part begins anew.
    for at in [1, 9_999, 10_001] {
        let refused = bring(at, rest).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidValue, Some("at")), "{at}");
    }
    bring(0, first).unwrap();
    let half = bring(10_000, &rest[..20_000]).unwrap();
    let cut = shop.books.restore_backup(&RestoreBackup { path: half.path.clone() }).unwrap_err();
    assert_eq!(cut.code, Code::InvalidBackup, "half a file is none");
    assert!(!std::path::Path::new(&half.path).exists(), "what was refused takes no room");
    assert_eq!(bring(0, b"a photo").unwrap_err().code, Code::InvalidBackup);
    bring(0, first).unwrap();
    let whole = bring(10_000, rest).unwrap();
    assert_eq!(whole.bytes, backup.bytes);
    assert!(!shop.books.list_backups(&ListBackups {}).unwrap().files.iter().any(|file| file.path == whole.path));

    shop.books.restore_backup(&RestoreBackup { path: whole.path.clone() }).unwrap();
    assert!(!std::path::Path::new(&whole.path).exists(), "it is in place, and not kept twice");
    let names = shop.books.ask(ListParties::default()).unwrap().rows;
    assert_eq!(names.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Ramesh"]);
    assert_eq!(shop.balance(ramesh), "0.00");
    let refused = shop.books.call("backup.bring", r#"{"at":0,"base64":"@"}"#).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidFile, Some("base64")));
}

#[test]
fn a_backup_restores_under_a_new_device_and_series() {
    let shop = Shop::new();
    let ramesh = shop.party("Ramesh", "");
    let sell = |n: u128| {
        let mut bill = draft(n);
        bill.party = Some(ramesh);
        bill.lines.push(open_line("Misc", "100"));
        shop.books.ask(FinalizeBill { draft: bill }).unwrap().voucher.number
    };
    assert_eq!(sell(1), "A/2627/0001");
    let backup = shop.books.create_backup(&CreateBackup::default()).unwrap();
    // A bill after the backup: its number must never be given again.
    assert_eq!(sell(2), "A/2627/0002");
    let me = || shop.books.identity().unwrap().unwrap();
    let before = me();
    let status = shop.books.restore_backup(&RestoreBackup { path: backup.path.clone() }).unwrap();
    assert_eq!(me().business, before.business);
    assert_ne!(me().device, before.device, "what it says now is said by another device");
    assert_eq!(status.entries, backup.entries + 1);
    assert_eq!(shop.balance(ramesh), "100.00");
    let series = shop.books.ask(GetShop {}).unwrap().device.series;
    assert_eq!(series.len(), 3);
    assert_eq!(sell(3), format!("{series}/2627/0001"));
    shop.verified();

    // A backup whose history was changed is refused, and the open books stay.
    let forged = rusqlite::Connection::open(&backup.path).unwrap();
    forged.execute("update change set body = cast(replace(cast(body as text), '10000', '90000') as blob)", []).unwrap();
    drop(forged);
    let refused = shop.books.restore_backup(&RestoreBackup { path: backup.path }).unwrap_err();
    assert_eq!(refused.code, Code::BrokenChain);
    assert_eq!(shop.balance(ramesh), "200.00");
}

#[test]
fn a_series_never_reads_like_one_that_the_shop_had_before() {
    let shop = Shop::new();
    let series = |series: &str| {
        let edit = ShopEdit { series: Some(series.into()), ..ShopEdit::default() };
        shop.books.ask(EditShop { edit }).map(|shop| shop.device.series).map_err(|refused| refused.code)
    };
    // Credit notes, receipts and payments of `A` begin with these.
    for alike in ["CA", "RA", "PA"] {
        assert_eq!(series(alike), Err(Code::SeriesTaken), "{alike}");
    }
    assert_eq!(series("CB"), Ok("CB".into()));
    // Credit notes of `B` would read like its bills; its own it may take again.
    assert_eq!(series("B"), Err(Code::SeriesTaken));
    assert_eq!(series("A"), Ok("A".into()));
}

#[test]
fn a_series_counts_anew_in_each_financial_year() {
    let shop = Shop::new();
    let sell = |n: u128, date: &str| {
        let mut bill = draft(n);
        bill.date = date.parse().ok();
        bill.lines.push(open_line("Misc", "100"));
        bill.tenders.push(cash("100"));
        shop.books.ask(FinalizeBill { draft: bill }).unwrap().voucher.number
    };
    // Rule 46(b): unique for a financial year, which begins on 1 April; in whatever order the days are typed.
    let days = ["2026-03-31", "2026-04-01", "2025-04-01", "2026-11-23", "2025-03-31"];
    let numbers: Vec<String> = (1..).zip(days).map(|(n, day)| sell(n, day)).collect();
    assert_eq!(numbers, ["A/2526/0001", "A/2627/0001", "A/2526/0002", "A/2627/0002", "A/2425/0001"]);
    shop.verified();
}

#[test]
fn a_backup_a_day_is_kept() {
    let shop = Shop::new();
    for _ in 0..2 {
        shop.books.call("backup.daily", "{}").unwrap();
    }
    let kept = shop.books.list_backups(&smartkhata_core::api::backup::ListBackups {}).unwrap().files;
    assert_eq!(kept.len(), 1);
    assert!(kept[0].path.ends_with("daily-2026-11-23.smartkhata"), "{}", kept[0].path);
}

#[test]
fn a_series_that_another_device_had_is_refused() {
    let shop = Shop::new();
    let backup = shop.books.create_backup(&CreateBackup::default()).unwrap();
    shop.books.restore_backup(&RestoreBackup { path: backup.path }).unwrap();
    let edit = ShopEdit { series: Some("a".into()), ..ShopEdit::default() };
    assert_eq!(shop.books.ask(EditShop { edit }).unwrap_err().code, Code::SeriesTaken);
}

#[test]
fn a_series_that_another_device_gave_up_is_refused_and_so_is_one_that_reads_like_it() {
    let shop = Shop::new();
    let takes = |series: &str| {
        let edit = ShopEdit { series: Some(series.into()), ..ShopEdit::default() };
        shop.books.ask(EditShop { edit }).map(|shop| shop.device.series).map_err(|error| error.code)
    };
    for series in ["B", "A", "B"] {
        assert_eq!(takes(series).as_deref(), Ok(series), "its own again");
    }
    let backup = shop.books.create_backup(&CreateBackup::default()).unwrap();
    shop.books.restore_backup(&RestoreBackup { path: backup.path }).unwrap();
    // A credit note of the series A reads `CA/2627/0001`, as a bill of the series CA would; likewise receipts, payments.
    for taken in ["A", "B", "CA", "RB", "PA"] {
        assert_eq!(takes(taken), Err(Code::SeriesTaken), "{taken}");
    }
    for free in ["D", "XA", "CE"] {
        assert_eq!(takes(free).as_deref(), Ok(free));
    }
}

#[test]
fn a_backup_that_is_put_in_place_by_hand_goes_on_under_a_new_series() {
    let shop = Shop::new();
    let sell = |books: &Books, n: u128| {
        let mut bill = draft(n);
        bill.lines.push(open_line("Misc", "100"));
        bill.tenders.push(cash("100"));
        books.ask(FinalizeBill { draft: bill }).unwrap().voucher.number
    };
    assert!(!shop.books.installed_as("here").unwrap());
    assert_eq!(sell(&shop.books, 1), "A/2627/0001");
    let backup = shop.books.create_backup(&CreateBackup::default()).unwrap();
    assert_eq!(sell(&shop.books, 2), "A/2627/0002");
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(&backup.path, folder.path().join("books.sqlite")).unwrap();
    let copied = open(folder.path(), 99);
    assert!(copied.installed_as("here").unwrap(), "also where the books were that it was made of");
    let series = copied.ask(GetShop {}).unwrap().device.series;
    assert_ne!(series, "A");
    assert_eq!(sell(&copied, 3), format!("{series}/2627/0001"));
    assert!(!copied.installed_as("here").unwrap());
}

#[test]
fn a_folder_has_one_writer() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path(), 1);
    first.ask(CreateShop { name: "One".into(), language: Language::English }).unwrap();
    let second = Books::open(folder.path(), Box::new(FixedClock(NOON)), Box::new(SeededIds::new(2)), &mut |_| {});
    assert_eq!(second.err().map(|error| error.code), Some(Code::FolderInUse));
    let reader = Books::open_read_only(folder.path(), Box::new(FixedClock(NOON)), Box::new(SeededIds::new(2))).unwrap();
    assert_eq!(reader.ask(GetShop {}).unwrap().name, "One");
    let refused = reader.ask(EditShop { edit: ShopEdit::default() }).unwrap_err();
    assert_eq!(refused.code, Code::ReadOnly);
}
