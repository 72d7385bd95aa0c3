//! Files that are damaged, foreign or of a newer app, a disk that is full, a folder that cannot be written: each a
//! clear error, nothing lost, nothing half written.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use smartkhata_core::api::attachment::AddAttachment;
use smartkhata_core::api::backup::{CreateBackup, RestoreBackup};
use smartkhata_core::api::report::GetDayBook;
use smartkhata_core::api::shop::{CreateShop, EditShop, GetShop, GetStatus, Verify};
use smartkhata_core::attachment::Owner;
use smartkhata_core::business::{Language, ShopEdit};
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::{Code, Error};
use smartkhata_tests::books;

/// Where a test that runs again in a mount of its own finds the mounted folder.
const MOUNTED: &str = "SMARTKHATA_TEST_MOUNTED";

fn database(folder: &Path) -> PathBuf {
    folder.join("books.sqlite")
}

/// A shop with so many bills, closed again.
fn shop(bills: i32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let books = books::open(folder.path()).unwrap();
    books.ask(CreateShop { name: "Sharma".into(), language: Language::English }).unwrap();
    for n in 1..=bills {
        books::sell(&books, n, None).unwrap();
    }
    drop(books);
    folder
}

fn refused(folder: &Path) -> Error {
    books::open(folder).err().unwrap_or_else(|| panic!("{} was opened", folder.display()))
}

/// Opening is refused with the code, to write and to read, and leaves the file as it is, byte for byte.
fn assert_untouched(folder: &Path, code: Code) {
    let before = std::fs::read(database(folder)).unwrap();
    let error = refused(folder);
    assert_eq!(error.code, code, "{error}");
    let read = Books::open_read_only(folder, Box::new(SystemClock), Box::new(SystemIds));
    assert_eq!(read.err().map(|error| error.code), Some(code));
    assert!(std::fs::read(database(folder)).unwrap() == before, "the file was changed");
}

/// Writes over part of the database.
fn overwrite(folder: &Path, at: usize, bytes: &[u8]) {
    let mut file = std::fs::read(database(folder)).unwrap();
    file[at..at + bytes.len()].copy_from_slice(bytes);
    std::fs::write(database(folder), file).unwrap();
}

/// Where the file format keeps the version that an application gives (`user_version`).
const VERSION_AT: usize = 60;

/// Where it keeps the journal modes of who writes and who reads: 1 for rollback, 2 for write-ahead log.
const MODES_AT: usize = 18;

#[test]
fn books_of_a_newer_app_are_refused_and_left_untouched() {
    let folder = shop(3);
    overwrite(folder.path(), VERSION_AT, &99_u32.to_be_bytes());
    assert_untouched(folder.path(), Code::NewerDatabase);
    // Also those that were copied by a tool that left another journal mode.
    overwrite(folder.path(), MODES_AT, &[1, 1]);
    assert_untouched(folder.path(), Code::NewerDatabase);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_untouched() {
    let folder = tempfile::tempdir().unwrap();
    for garbage in
        [b"<html>not books</html>".repeat(400), vec![0xa5; 65_536], b"SQLite format 3\0 and then nothing".to_vec()]
    {
        std::fs::write(database(folder.path()), garbage).unwrap();
        assert_untouched(folder.path(), Code::CorruptDatabase);
    }
}

#[test]
fn a_damaged_file_is_named_left_untouched_and_healed_by_a_backup() {
    let folder = shop(400);
    let books = books::open(folder.path()).unwrap();
    let backup = books.create_backup(&CreateBackup::default()).unwrap();
    drop(books);
    // Behind the first pages, which say what tables there are: a file without those does not open at all.
    let length = std::fs::read(database(folder.path())).unwrap().len();
    overwrite(folder.path(), length / 4, &vec![0x5a; length / 10 * 7]);
    let before = std::fs::read(database(folder.path())).unwrap();

    let damaged = books::open(folder.path()).unwrap();
    let day = smartkhata_core::clock::Clock::today(&SystemClock);
    let errors = [
        books::bills(&damaged).err(),
        damaged.ask(Verify {}).err(),
        damaged.ask(GetDayBook { from: day, to: day, sort: None, after: None, limit: 0 }).err(),
        books::sell(&damaged, 5, None).err(),
        damaged.create_backup(&CreateBackup::default()).err(),
    ];
    let codes: Vec<Option<Code>> = errors.iter().map(|error| error.as_ref().map(|error| error.code)).collect();
    assert_eq!(codes, vec![Some(Code::CorruptDatabase); errors.len()], "{errors:?}");
    drop(damaged);
    assert!(std::fs::read(database(folder.path())).unwrap() == before, "the damaged file was changed");

    let damaged = books::open(folder.path()).unwrap();
    damaged.restore_backup(&RestoreBackup { path: backup.path }).unwrap();
    assert_eq!(books::bills(&damaged).unwrap().len(), 400);
    books::assert_sound(&damaged);
    let kept = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path());
    let aside = kept
        .filter(|path| path.to_string_lossy().contains("replaced"))
        .find(|path| path.extension().is_some_and(|e| e == "sqlite"));
    assert!(std::fs::read(aside.unwrap()).unwrap() == before, "the damaged file is kept aside");
}

#[test]
fn a_file_that_was_cut_off_is_refused() {
    let folder = shop(50);
    let whole = std::fs::read(database(folder.path())).unwrap();
    std::fs::write(database(folder.path()), &whole[..whole.len() / 2]).unwrap();
    let error = match books::open(folder.path()) {
        Err(error) => error,
        Ok(books) => books::bills(&books).and_then(|_| books.ask(Verify {}).map(drop)).unwrap_err(),
    };
    assert_eq!(error.code, Code::CorruptDatabase, "{error}");
}

/// A photo of 300 kB in base64.
fn photo(n: u8) -> String {
    let bytes = [b"\xff\xd8\xff".as_slice(), &[n; 300_000]].concat();
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Runs a test of this file again, alone, in a mount namespace of its own where the script has mounted the folder
/// `$1`: nothing stays mounted, whatever happens to the test.
fn in_own_mount(test: &str, script: &str) {
    let folder = tempfile::tempdir().unwrap();
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let mut command = Command::new("unshare");
    command.arg("--mount").args((!root).then_some("--map-root-user"));
    command.args(["sh", "-euc", &format!("{script}; shift; exec \"$@\""), "sh"]).arg(folder.path());
    command.arg(std::env::current_exe().unwrap()).args(["--exact", test, "--ignored", "--nocapture"]);
    let output = command.env(MOUNTED, folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

fn mounted() -> PathBuf {
    std::env::var_os(MOUNTED).expect("run through the test that mounts the folder").into()
}

#[test]
fn a_full_disk_refuses_the_save_and_works_again_when_there_is_room() {
    in_own_mount("on_a_full_disk", "mount -t tmpfs -o size=3m tmpfs \"$1\"");
}

#[test]
#[ignore = "runs in a mount of its own"]
fn on_a_full_disk() {
    let folder = mounted();
    let ballast = folder.join("ballast");
    std::fs::write(&ballast, vec![0; 700_000]).unwrap();
    let shop = books::open(&folder).unwrap();
    shop.ask(CreateShop { name: "Sharma".into(), language: Language::English }).unwrap();
    let (mut sold, mut full) = (0, 0);
    while full < 20 {
        match books::sell(&shop, 10, None) {
            Ok(_) => sold += 1,
            Err(error) => {
                assert_eq!(error.code, Code::DiskFull, "{error}");
                full += 1;
            }
        }
    }
    assert!(sold > 20, "{sold} bills fitted");
    let entries = shop.ask(GetStatus {}).unwrap().entries;
    let owner = Owner::Voucher(books::bills(&shop).unwrap().first().unwrap().id);
    let photo = AddAttachment { owner, name: String::new(), mime: String::new(), base64: photo(1) };
    let refused = shop.attach(&photo).unwrap_err();
    assert_eq!(refused.code, Code::DiskFull, "{refused}");
    let halves = std::fs::read_dir(folder.join("attachments/coming")).into_iter().flatten().count();
    assert_eq!(halves, 0, "no half of a photo is left");
    let refused = shop.create_backup(&CreateBackup::default()).unwrap_err();
    assert_eq!(refused.code, Code::DiskFull, "{refused}");
    let halves = std::fs::read_dir(folder.join("backups")).into_iter().flatten().count();
    assert_eq!(halves, 0, "no half of a backup is left");
    assert_eq!(books::bills(&shop).unwrap().len(), sold);
    books::assert_sound(&shop);

    // Closed and opened on the full disk, nothing is lost either.
    drop(shop);
    match books::open(&folder) {
        Ok(shop) => assert_eq!(books::bills(&shop).unwrap().len(), sold),
        Err(error) => assert_eq!(error.code, Code::DiskFull, "{error}"),
    }

    std::fs::remove_file(&ballast).unwrap();
    let shop = books::open(&folder).unwrap();
    assert_eq!(shop.ask(GetStatus {}).unwrap().entries, entries);
    shop.attach(&photo).unwrap();
    let next = books::sell(&shop, 10, None).unwrap();
    assert!(next.number.ends_with(&format!("/{:04}", sold + 1)), "{} after {sold} bills", next.number);
    books::assert_sound(&shop);
}

#[test]
fn books_that_were_closed_are_read_on_a_disk_without_a_free_byte() {
    in_own_mount("on_a_disk_without_a_free_byte", "mount -t tmpfs -o size=3m tmpfs \"$1\"");
}

#[test]
#[ignore = "runs in a mount of its own"]
fn on_a_disk_without_a_free_byte() {
    let folder = mounted();
    fill_the_mounted_folder();
    // Room for nothing, for part of what readers share, for just that.
    for free in [0, 16 * 1024, 32 * 1024] {
        let ballast = fill_up(&folder, free);
        let refusal = match books::open(&folder) {
            Err(refusal) => refusal,
            Ok(shop) => books::sell(&shop, 10, None).unwrap_err(),
        };
        assert_eq!(refusal.code, Code::DiskFull, "{free} bytes free: {refusal}");
        let shop = Books::read_instead(&folder, refusal, Box::new(SystemClock), Box::new(SystemIds)).unwrap();
        for _ in 0..2 {
            assert_eq!(shop.ask(GetShop {}).unwrap().name, "Sharma", "{free} bytes free");
        }
        assert_eq!(books::bills(&shop).unwrap().len(), 1);
        assert_eq!(books::sell(&shop, 10, None).unwrap_err().code, Code::DiskFull);
        assert!(shop.ask(GetStatus {}).unwrap().read_only);

        // Somebody makes room and sells: who only reads sees it.
        std::fs::remove_file(&ballast).unwrap();
        let seller = books::open(&folder).unwrap();
        let edit = ShopEdit { name: Some(format!("Sharma {free}")), ..ShopEdit::default() };
        seller.ask(EditShop { edit }).unwrap();
        assert_eq!(shop.ask(GetShop {}).unwrap().name, format!("Sharma {free}"));
        let edit = ShopEdit { name: Some("Sharma".into()), ..ShopEdit::default() };
        seller.ask(EditShop { edit }).unwrap();
        books::assert_sound(&seller);
    }
}

#[test]
fn a_backup_that_finds_too_little_room_leaves_nothing_behind() {
    in_own_mount("where_a_backup_finds_too_little_room", "mount -t tmpfs -o size=16m tmpfs \"$1\"");
}

#[test]
#[ignore = "runs in a mount of its own"]
fn where_a_backup_finds_too_little_room() {
    let folder = mounted();
    fill_the_mounted_folder();
    let shop = books::open(&folder).unwrap();
    let owner = Owner::Voucher(books::bills(&shop).unwrap().first().unwrap().id);
    for n in 0..12 {
        // More than stays in memory until it is all there.
        shop.attach(&AddAttachment { owner, name: String::new(), mime: String::new(), base64: photo(n) }).unwrap();
    }
    let backup = shop.create_backup(&CreateBackup::default()).unwrap();
    std::fs::remove_file(&backup.path).unwrap();
    // From no room to just too little: for the copy, for what is written into it, for its journal.
    let size = usize::try_from(backup.bytes).unwrap();
    for free in (0..size + 64 * 1024).step_by(256 * 1024) {
        let ballast = fill_up(&folder, free);
        match shop.create_backup(&CreateBackup::default()) {
            Ok(made) => std::fs::remove_file(made.path).unwrap(),
            Err(refused) => assert_eq!(refused.code, Code::DiskFull, "{free} bytes free: {refused}"),
        }
        let left: Vec<_> = std::fs::read_dir(folder.join("backups")).unwrap().flatten().collect();
        assert!(left.is_empty(), "{free} bytes free: {left:?}");
        std::fs::remove_file(ballast).unwrap();
    }
}

/// Leaves so many bytes of a folder's disk free, to the page.
fn fill_up(folder: &Path, free: usize) -> PathBuf {
    let path = folder.join("ballast");
    let mut file = std::fs::File::create(&path).unwrap();
    let page = [0; 4096];
    while std::io::Write::write_all(&mut file, &page).is_ok() {}
    let length = file.metadata().unwrap().len();
    file.set_len(length.saturating_sub(free as u64)).unwrap();
    path
}

#[test]
fn a_folder_that_cannot_be_written_says_so_and_can_be_read() {
    in_own_mount(
        "in_a_folder_that_cannot_be_written",
        "mount -t tmpfs tmpfs \"$1\"; \"$2\" --exact fill_the_mounted_folder --ignored; \
         mount -o remount,ro \"$1\"",
    );
}

#[test]
#[ignore = "runs in a mount of its own"]
fn fill_the_mounted_folder() {
    let shop = books::open(&mounted()).unwrap();
    shop.ask(CreateShop { name: "Sharma".into(), language: Language::English }).unwrap();
    books::sell(&shop, 10, None).unwrap();
}

#[test]
#[ignore = "runs in a mount of its own"]
fn in_a_folder_that_cannot_be_written() {
    let folder = mounted();
    let error = refused(&folder);
    assert_eq!(error.code, Code::ReadOnly, "{error}");
    let reader = Books::open_read_only(&folder, Box::new(SystemClock), Box::new(SystemIds)).unwrap();
    assert_eq!(reader.ask(GetShop {}).unwrap().name, "Sharma");
    assert_eq!(books::bills(&reader).unwrap().len(), 1);
    assert_eq!(books::sell(&reader, 1, None).unwrap_err().code, Code::ReadOnly);
}
