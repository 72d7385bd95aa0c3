//! `smartkhata verify`: sound books, and what it finds in books that were changed behind their back.

use std::fs;
use std::path::Path;

use crate::small_shop;
use crate::support::{err, out, run};

/// Changes the file of a copy of sound books behind their back; answers what `verify` finds.
fn faults_after(data: &Path, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let copy = tempfile::tempdir().unwrap();
    let path = copy.path().join("books.sqlite");
    let mut bytes = fs::read(data.join("books.sqlite")).unwrap();
    change(&mut bytes);
    fs::write(&path, &bytes).unwrap();
    let found = run(&["verify"], copy.path());
    let told = out(&found);
    assert_eq!(found.status.code(), Some(1), "{told}");
    assert!(told.contains("FAULT: ") && !told.contains("Sound"), "{told}");
    assert!(fs::read(&path).unwrap() == bytes, "verify changed the books");
    told
}

/// Puts other bytes in all places of some.
fn replace(file: &mut [u8], was: &[u8], becomes: &[u8]) {
    let places: Vec<usize> = (0..file.len() - was.len()).filter(|at| file[*at..].starts_with(was)).collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|at| file[at..at + was.len()].copy_from_slice(becomes));
}

/// The row of one sale's posting, as SQLite keeps it: the types of its values, then these.
fn sale(file: &[u8]) -> Vec<u8> {
    let bytes_of = |kind: u8| match kind {
        0 | 8 | 9 => 0,
        1..=4 => usize::from(kind),
        5 | 6 => usize::from(kind) * 2 - 4,
        _ => usize::from(kind - 12) / 2,
    };
    let row = |at: usize| {
        // Ten types: their own length, the ids of shop and voucher, reversal, place, account, no party, day, month, amount.
        let types = file.get(at..at + 10)?;
        let [10, 44, 44, _, _, _, 0, _, _, 1..=6] = types else { return None };
        let values = types[1..].iter().map(|kind| bytes_of(*kind)).sum::<usize>();
        let row = file.get(at..at + 10 + values)?;
        let account = 10 + 32 + bytes_of(types[3]) + bytes_of(types[4]);
        row[account..].starts_with(b"income.sales").then(|| row.to_vec())
    };
    (0..file.len()).find_map(row).expect("a shop has sold something")
}

#[test]
fn verify_finds_what_leaves_the_chain_whole() {
    let data = small_shop();
    // One paisa more in a posting.
    let told = faults_after(data.path(), |file| {
        let was = sale(file);
        let mut becomes = was.clone();
        *becomes.last_mut().unwrap() ^= 1;
        replace(file, &was, &becomes);
    });
    assert!(told.contains("FAULT: Debits and credits of all entries differ by "), "{told}");
    assert!(told.contains("FAULT: The table posting is not what the journal says: 0 rows are missing"), "{told}");
    assert!(told.contains("1 say something else") && !told.contains("was altered"), "{told}");

    // A number by which a customer is found, where it stands for that alone.
    let parties: serde_json::Value = serde_json::from_str(&out(&run(&["call", "party.list"], data.path()))).unwrap();
    let phones = parties["rows"].as_array().unwrap().iter().map(|party| party["phone"].as_str().unwrap());
    let was = format!("={}", phones.max().unwrap());
    let becomes = format!("{}x", &was[..was.len() - 1]);
    let told = faults_after(data.path(), |file| replace(file, was.as_bytes(), becomes.as_bytes()));
    let rows = "1 rows are missing, 1 should not be there, 0 say something else.";
    assert!(told.contains(&format!("FAULT: The table term is not what the journal says: {rows}")), "{told}");
    assert_eq!(told.matches("FAULT: ").count(), 1, "{told}");
    assert!(told.contains("postings: sum 0.00"), "{told}");
}

#[test]
fn verify_tells_sound_books_from_changed_ones() {
    let data = small_shop();
    let sound = run(&["verify"], data.path());
    assert_eq!(sound.status.code(), Some(0), "{}{}", out(&sound), err(&sound));
    assert!(out(&sound).contains("Sound:"));

    // The shop's address, in the journal's entry too.
    let told = faults_after(data.path(), |file| replace(file, b"Sarafa Bazaar, Rajwada", b"Sitlamata Bazaar, Shop"));
    assert!(told.contains("was altered"), "{told}");

    let nothing = tempfile::tempdir().unwrap();
    let none = run(&["verify"], nothing.path());
    assert_eq!(none.status.code(), Some(1));
    assert!(err(&none).contains("no books"), "{}", err(&none));
    assert_eq!(fs::read_dir(nothing.path()).unwrap().count(), 0, "asking made something");
}
