//! Files of other versions and other programs.

use std::path::Path;

use rusqlite::Connection;

use super::{Books, Stage, folder, rescue};
use crate::api::backup::{CreateBackup, RestoreBackup};
use crate::api::bill::{ListDrafts, SaveDraft};
use crate::api::item::SaveItem;
use crate::api::party::{AddKhata, GetStatement, KhataSide, ListParties, SaveParty};
use crate::api::payment::DaySort;
use crate::api::shop::{CreateShop, GetStatus, Verify};
use crate::business::Language;
use crate::document::Draft;
use crate::error::{Code, Result};
use crate::id::{DraftId, PartyId, new_uuid};
use crate::item::ItemEdit;
use crate::journal::change::Kind;
use crate::journal::merge::Fields;
use crate::machine::{SystemClock, SystemIds};
use crate::money::Paise;
use crate::party::PartyEdit;
use crate::store::schema::{self, Role};

fn open(folder: &Path, stages: &mut Vec<Stage>) -> Result<Books> {
    let mut hear = |stage| stages.push(stage);
    Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut hear)
}

/// A shop where Ramesh owes 500.
fn shop(folder: &Path) -> PartyId {
    let books = open(folder, &mut Vec::new()).unwrap();
    books.ask(CreateShop { name: "Sharma".into(), language: Language::Hindi }).unwrap();
    let edit = PartyEdit { name: Some("रमेश".into()), ..PartyEdit::default() };
    let party = books.ask(SaveParty { id: None, edit, opening: Paise::ZERO }).unwrap().party.id;
    let item = ItemEdit { name: Some("Sugar".into()), ..ItemEdit::default() };
    books.ask(SaveItem { id: None, edit: item, opening: None }).unwrap();
    let amount = Paise::rupees(500);
    let gave = AddKhata {
        id: None,
        party,
        side: KhataSide::Gave,
        amount,
        mode: None,
        opening: false,
        date: None,
        note: "दूध".into(),
    };
    books.ask(gave).unwrap();
    party
}

/// Tables that are not what the journal says.
fn differing(books: &Books) -> Vec<&'static str> {
    let checks = books.verify_tables(&mut |_| {}).unwrap();
    checks.iter().filter(|check| !check.is_sound()).map(|check| check.table).collect()
}

#[test]
fn books_of_an_older_version_are_copied_and_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let party = shop(folder.path());
    let file = Connection::open(folder::database(folder.path())).unwrap();
    // As an older app left them: one table fewer, one of another shape, sums that it worked out otherwise.
    file.execute_batch(
        "drop table term; drop table party; create table party (id blob primary key, nick text); \
         update posting set amount = 7; delete from voucher; pragma user_version = -1;",
    )
    .unwrap();
    let entries = "select count(*) from change";
    let before: i64 = file.query_row(entries, [], |row| row.get(0)).unwrap();
    file.close().unwrap();

    let mut stages = Vec::new();
    let books = open(folder.path(), &mut stages).unwrap();
    assert_eq!(stages, [Stage::Copying, Stage::Rebuilding(0), Stage::Rebuilding(before), Stage::Totals]);
    assert_eq!(books.ask(Verify {}).unwrap().faults, Vec::<String>::new());
    assert_eq!(differing(&books), Vec::<&str>::new());
    let found = books.ask(ListParties { search: "ramesh".into(), ..ListParties::default() }).unwrap().rows;
    assert_eq!(found.iter().map(|row| (row.id, row.balance)).collect::<Vec<_>>(), [(party, Paise::rupees(500))]);
    let statement = GetStatement { id: party, sort: DaySort::Newest, from: None, to: None, after: None, limit: 0 };
    assert_eq!(books.ask(statement).unwrap().closing, Some(Paise::rupees(500)));

    // The copy is the file as it was.
    let copy = folder.path().join(format!("books.before-{}.sqlite", schema::VERSION));
    let copy = Connection::open(copy).unwrap();
    assert_eq!(copy.query_row(entries, [], |row| row.get::<_, i64>(0)).unwrap(), before);
    assert_eq!(copy.query_row("select max(amount) from posting", [], |row| row.get::<_, i64>(0)).unwrap(), 7);

    // The next start has nothing to do.
    drop(books);
    let mut stages = Vec::new();
    open(folder.path(), &mut stages).unwrap();
    assert_eq!(stages, []);
}

#[test]
fn a_rebuild_that_fails_leaves_the_older_books_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    shop(folder.path());
    let path = folder::database(folder.path());
    let file = Connection::open(&path).unwrap();
    file.execute_batch("update change set body = x'7b' where kind = 'voucher'; pragma user_version = -1;").unwrap();
    let tables = |file: &Connection| -> Vec<i64> {
        let count = |name| file.query_row(&format!("select count(*) from {name}"), [], |row| row.get(0)).unwrap();
        schema::of(Role::Projection).map(|table| count(table.name)).collect()
    };
    let before = tables(&file);
    file.close().unwrap();
    assert_eq!(open(folder.path(), &mut Vec::new()).err().map(|error| error.code), Some(Code::CorruptDatabase));
    let file = Connection::open(&path).unwrap();
    assert_eq!(tables(&file), before);
    assert_eq!(file.query_row("pragma user_version", [], |row| row.get::<_, i64>(0)).unwrap(), -1);
}

#[test]
fn a_copy_of_an_upgrade_that_failed_gives_way_to_one_of_the_books_as_they_are_now() {
    let folder = tempfile::tempdir().unwrap();
    shop(folder.path());
    let database = Connection::open(folder::database(folder.path())).unwrap();
    let older = || database.execute_batch("pragma user_version = -1").unwrap();
    let copy = folder.path().join(format!("books.before-{}.sqlite", schema::VERSION));
    let copied = || {
        let copy = Connection::open(&copy).unwrap();
        copy.query_row("select count(*) from change", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    older();
    database.execute_batch(&format!("vacuum into '{}'", copy.display())).unwrap();
    let before = copied();
    let party = open(folder.path(), &mut Vec::new()).unwrap().ask(ListParties::default()).unwrap().rows[0].id;
    assert_eq!(copied(), before);

    // The older app goes on selling; then the copy cannot be made.
    let books = open(folder.path(), &mut Vec::new()).unwrap();
    let amount = Paise::rupees(70);
    books
        .ask(AddKhata {
            id: None,
            party,
            side: KhataSide::Gave,
            amount,
            mode: None,
            opening: false,
            date: None,
            note: String::new(),
        })
        .unwrap();
    drop(books);
    older();
    let unfinished = folder.path().join("books.copying.sqlite");
    std::fs::create_dir(&unfinished).unwrap();
    assert!(open(folder.path(), &mut Vec::new()).is_err());
    assert_eq!(copied(), before, "the older copy stays until there is another");

    std::fs::remove_dir(&unfinished).unwrap();
    std::fs::write(&unfinished, "half").unwrap();
    open(folder.path(), &mut Vec::new()).unwrap();
    assert_eq!(copied(), before + 1);
    assert!(!unfinished.exists());
}

#[test]
fn a_database_of_another_program_is_refused_and_left_untouched() {
    for version in [0, 1, 77] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder::database(folder.path());
        let other = Connection::open(&path).unwrap();
        other.execute_batch(&format!("create table song (name text); pragma user_version = {version};")).unwrap();
        other.close().unwrap();
        let before = std::fs::read(&path).unwrap();
        let refused = open(folder.path(), &mut Vec::new()).err().map(|error| error.code);
        assert_eq!(refused, Some(Code::CorruptDatabase), "version {version}");
        assert!(std::fs::read(&path).unwrap() == before, "version {version}: the file was changed");
    }
}

#[test]
fn tables_that_are_not_what_the_journal_says_are_named() {
    let folder = tempfile::tempdir().unwrap();
    shop(folder.path());
    let file = Connection::open(folder::database(folder.path())).unwrap();
    file.execute_batch("update party set balance = balance + 1; delete from term where kind = 'item';").unwrap();
    file.close().unwrap();
    let books = open(folder.path(), &mut Vec::new()).unwrap();
    assert_eq!(differing(&books), ["party", "term"]);
    assert_eq!(books.ask(GetStatus {}).unwrap().entries, books.ask(Verify {}).unwrap().entries);
}

#[test]
fn a_restored_shop_has_no_drafts_of_the_device_that_made_the_backup() {
    let folder = tempfile::tempdir().unwrap();
    shop(folder.path());
    let books = open(folder.path(), &mut Vec::new()).unwrap();
    let id = DraftId::new(new_uuid(0, &SystemIds));
    books.ask(SaveDraft { draft: Draft::new(id) }).unwrap();
    let backup = books.create_backup(&CreateBackup::default()).unwrap();
    books.restore_backup(&RestoreBackup { path: backup.path }).unwrap();
    // The draft's bill may have been made on the old device: the same id must not become two bills.
    assert_eq!(books.ask(ListDrafts::default()).unwrap().drafts.len(), 0);
}

#[test]
fn a_panic_in_a_request_takes_back_what_it_wrote_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let party = shop(folder.path());
    let books = open(folder.path(), &mut Vec::new()).unwrap();
    let before = books.ask(GetStatus {}).unwrap().entries;
    let panics = std::panic::AssertUnwindSafe(|| {
        books.write(async |session| -> Result<()> {
            session.append(Kind::Party, party.uuid(), &Fields::default().with("name", "Suresh")).await?;
            panic!("a fault of the app")
        })
    });
    assert!(std::panic::catch_unwind(panics).is_err());
    let amount = Paise::rupees(70);
    books
        .ask(AddKhata {
            id: None,
            party,
            side: KhataSide::Gave,
            amount,
            mode: None,
            opening: false,
            date: None,
            note: String::new(),
        })
        .unwrap();
    assert_eq!(books.ask(GetStatus {}).unwrap().entries, before + 1);
    assert_eq!(books.ask(Verify {}).unwrap().faults, Vec::<String>::new());
}

/// Tables as the first version had them.
fn of_the_first_version(file: &Path) {
    let file = Connection::open(file).unwrap();
    file.execute_batch(
        "drop index change_op; drop index change_odd; drop index if exists change_seq; \
         alter table change drop column standing; pragma user_version = 1;",
    )
    .unwrap();
    file.close().unwrap();
}

#[test]
fn books_and_backups_of_the_first_version_open_with_what_it_had_not() {
    let folder = tempfile::tempdir().unwrap();
    shop(folder.path());
    let books = open(folder.path(), &mut Vec::new()).unwrap();
    let backup = books.create_backup(&CreateBackup::default()).unwrap();
    let before = books.ask(GetStatus {}).unwrap().entries;
    of_the_first_version(Path::new(&backup.path));
    let restored = books.restore_backup(&RestoreBackup { path: backup.path }).unwrap();
    assert_eq!(restored.entries, before + 1, "with the name of the new device");
    drop(books);
    of_the_first_version(&folder::database(folder.path()));
    let books = open(folder.path(), &mut Vec::new()).unwrap();
    assert_eq!(books.ask(Verify {}).unwrap().faults, Vec::<String>::new());
    assert_eq!(differing(&books), Vec::<&str>::new());
}

#[test]
fn books_that_do_not_open_are_asked_for_backups_and_give_way_to_one() {
    let folder = tempfile::tempdir().unwrap();
    shop(folder.path());
    let backup = open(folder.path(), &mut Vec::new()).unwrap().create_backup(&CreateBackup::default()).unwrap();
    let database = folder::database(folder.path());
    std::fs::write(&database, "no books".repeat(4_096)).unwrap();
    let refusal = || open(folder.path(), &mut Vec::new()).err().unwrap();
    let ask = |name: &str, body: &str| rescue(folder.path(), refusal(), name, body);
    assert_eq!(ask("shop.get", "{}").unwrap_err().code, Code::CorruptDatabase);
    assert!(ask("backup.list", "{}").unwrap().contains(&backup.path));
    let restore = |path: &str| ask("backup.restore", &format!(r#"{{"path": {path:?}}}"#));
    assert_eq!(restore("nowhere").unwrap_err().code, Code::NoSuchFile);
    assert_eq!(std::fs::read_to_string(&database).unwrap(), "no books".repeat(4_096));
    assert!(restore(&backup.path).unwrap().contains("entries"));
    let books = open(folder.path(), &mut Vec::new()).unwrap();
    assert_eq!(books.ask(ListParties::default()).unwrap().rows.len(), 1);
    // Books that open, or are only in use, are none that give way.
    let in_use = refusal();
    assert_eq!(in_use.code, Code::FolderInUse);
    assert_eq!(rescue(folder.path(), in_use, "backup.list", "{}").unwrap_err().code, Code::FolderInUse);
}
