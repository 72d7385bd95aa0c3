//! A shop that is killed at random instants while it sells, hundreds of times: what was acknowledged is there, no
//! number is used twice, the books are sound.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use smartkhata_core::api::bill::GetBill;
use smartkhata_core::api::party::{GetParty, GetStatement};
use smartkhata_core::api::payment::{DaySort, ListPayments, PaymentRow};
use smartkhata_core::document::VoucherKind;
use smartkhata_core::id::{PartyId, SeededIds, VoucherId};
use smartkhata_core::payment::Direction;
use smartkhata_core::store::sqlite::Books;
use smartkhata_tests::books;

/// How often the shop is killed.
const KILLS: usize = 400;

/// At most so many saves are waited for before the kill.
const SAVES: u64 = 60;

/// Starts the shop, kills it after so many saves and a little more; answers what it said it had saved.
fn run_and_kill(folder: &Path, saves: u64, more: Duration) -> Vec<String> {
    let mut shop = Command::new(env!("CARGO_BIN_EXE_saver"));
    let mut child = shop.arg(folder).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut said = Vec::new();
    let mut line = String::new();
    for _ in 0..saves {
        line.clear();
        if out.read_line(&mut line).unwrap() == 0 {
            break;
        }
        said.push(line.clone());
    }
    std::thread::sleep(more);
    // SIGKILL: nothing in the process gets to tidy up.
    child.kill().unwrap();
    let status = child.wait().unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    // A last line that was cut off was not said.
    said.extend(rest.split_inclusive('\n').filter(|line| line.ends_with('\n')).map(str::to_owned));
    let failed = said.iter().find(|line| line.starts_with("failed"));
    assert!(failed.is_none() && status.code().is_none(), "{status}: {failed:?}");
    said
}

/// The entries without a bill that stand in a party's khata.
fn given(shop: &Books, id: PartyId) -> Vec<VoucherId> {
    let (mut entries, mut after) = (Vec::new(), None);
    loop {
        let asked = GetStatement { id, sort: DaySort::Newest, from: None, to: None, after, limit: 500 };
        let page = shop.ask(asked).unwrap().page;
        let rows = page.rows.into_iter().filter(|row| row.kind == VoucherKind::Gave && !row.cancelled);
        entries.extend(rows.map(|row| row.voucher));
        after = page.next;
        if after.is_none() {
            return entries;
        }
    }
}

/// All money that came in.
fn receipts(shop: &Books) -> Vec<PaymentRow> {
    let (mut receipts, mut after) = (Vec::new(), None);
    loop {
        let asked = ListPayments { direction: Some(Direction::In), after, limit: 500, ..ListPayments::default() };
        let page = shop.ask(asked).unwrap();
        receipts.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return receipts;
        }
    }
}

/// Numbers of one series follow each other: none was given twice, and there is no hole.
fn assert_in_a_row<'a>(numbers: impl Iterator<Item = &'a str>, series: &str) {
    let serial = |number: &str| {
        assert!(number.starts_with(series), "{number} is of another series than {series}");
        number.rsplit('/').next().unwrap().parse().unwrap()
    };
    let mut serials: Vec<u32> = numbers.map(serial).collect();
    serials.sort_unstable();
    let consecutive: Vec<u32> = (1..=u32::try_from(serials.len()).unwrap()).collect();
    assert_eq!(serials, consecutive, "numbers of {series} follow each other without a hole");
}

#[test]
fn a_killed_shop_keeps_every_acknowledged_save_and_never_gives_a_number_twice() {
    let folder = tempfile::tempdir().unwrap();
    let random = SeededIds::new(20_261_123);
    let mut said = Vec::new();
    for _ in 0..KILLS {
        // Often before anything is saved, in the middle of opening.
        let saves = random.next_u64() % SAVES;
        let more = Duration::from_micros(random.next_u64() % 30_000);
        said.extend(run_and_kill(folder.path(), saves, more));
    }

    let shop = books::open(folder.path()).unwrap();
    books::assert_sound(&shop);
    let (mut numbers, mut bills, mut entries) = (BTreeSet::new(), 0, 0);
    let mut khata = BTreeSet::new();
    for line in &said {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["bill", id, number] => {
                bills += 1;
                assert!(numbers.insert(number.to_owned()), "{number} was given twice");
                let kept = shop.ask(GetBill { id: id.parse().unwrap() }).unwrap();
                assert_eq!(kept.voucher.number, number);
            }
            ["cancelled", id] => {
                let kept = shop.ask(GetBill { id: id.parse().unwrap() }).unwrap();
                assert_eq!(kept.cancelled.as_deref(), Some("wrong"));
            }
            ["party", id] => {
                let id = id.parse().unwrap();
                shop.ask(GetParty { id }).unwrap();
                khata.extend(given(&shop, id));
            }
            // Its party was said before it.
            ["khata", id] => {
                entries += 1;
                assert!(khata.contains(&id.parse().unwrap()), "the entry {id} is lost");
            }
            _ => panic!("what is {line:?}?"),
        }
    }
    assert!(bills > 3_000, "only {bills} bills were saved before the kills");
    assert!(entries > 600, "only {entries} khata entries");

    let all = books::bills(&shop).unwrap();
    assert!(all.len() >= bills);
    assert_in_a_row(all.iter().map(|bill| bill.number.as_str()), "A/");
    // Money for a bill is taken with it: each has its receipt, under a number of its own.
    let receipts = receipts(&shop);
    assert_in_a_row(receipts.iter().map(|receipt| receipt.number.as_str()), "RA/");
    assert_eq!(receipts.len(), all.iter().filter(|bill| bill.party_name.is_empty()).count());
    assert!(receipts.len() > 2_000, "only {} receipts", receipts.len());
}
