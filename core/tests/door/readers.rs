//! Several that read beside one that writes, in one process: each answer is of one moment, and none is older than what
//! was saved before it was asked for.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use crate::shop::*;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::DaySort;
use smartkhata_core::api::shop::*;
use smartkhata_core::id::PartyId;
use smartkhata_core::money::Paise;

/// Bills that are saved while others read: every second one on khata.
const BILLS: u32 = 160;

/// What each bill comes to.
const RUPEES: i32 = 100;

/// Those who read.
const READERS: usize = 4;

/// Tells readers that nothing more is saved, also where a save failed.
struct Selling<'a>(&'a AtomicBool);

impl Drop for Selling<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn rupees(bills: i64) -> Paise {
    Paise::rupees(RUPEES * i32::try_from(bills).unwrap())
}

/// Reads once; answers how many bills there were.
fn read(shop: &Shop, ramesh: PartyId) -> i64 {
    let home = shop.books.ask(GetHome {}).unwrap();
    assert_eq!(home.sales_today, rupees(home.bills_today), "{home:?}");
    assert_eq!(home.to_collect.add(home.received_today, "sum").unwrap(), home.sales_today, "{home:?}");

    let bills = shop.books.ask(ListBills { limit: 500, ..ListBills::default() }).unwrap().rows;
    let mut serials: Vec<i64> =
        bills.iter().map(|bill| bill.number.rsplit('/').next().unwrap().parse().unwrap()).collect();
    serials.sort_unstable();
    assert!(serials.iter().copied().eq(1..=i64::try_from(bills.len()).unwrap()), "{serials:?}");
    for bill in &bills {
        // A bill and the money for it are one save.
        let paid = if bill.party.is_none() { bill.total } else { Paise::ZERO };
        assert_eq!((bill.total, bill.paid), (rupees(1), paid), "{bill:?}");
    }

    let khata = GetStatement { id: ramesh, sort: DaySort::Newest, from: None, to: None, after: None, limit: 500 };
    let khata = shop.books.ask(khata).unwrap();
    assert_eq!(khata.closing, Some(rupees(i64::try_from(khata.page.rows.len()).unwrap())));
    for (place, row) in khata.page.rows.iter().rev().enumerate() {
        assert_eq!(row.balance, Some(rupees(i64::try_from(place).unwrap() + 1)));
    }
    assert!(home.bills_today <= serials.len().try_into().unwrap(), "the list was asked for later");
    home.bills_today
}

#[test]
fn answers_beside_a_save_are_whole_and_never_older_than_what_was_saved() {
    let shop = Shop::new();
    let ramesh = shop.party("Ramesh", "");
    let (saved, over) = (AtomicI64::new(0), AtomicBool::new(false));
    let reader = || {
        let (mut seen, mut answers, mut between) = (0, 0, 0);
        while !over.load(Ordering::SeqCst) || answers == 0 {
            let before = saved.load(Ordering::SeqCst);
            let bills = read(&shop, ramesh);
            assert!(bills >= before, "{bills} bills, after {before} were saved");
            assert!(bills >= seen, "{bills} bills, after {seen} were seen");
            between += u32::from(bills > seen && bills < i64::from(BILLS));
            (seen, answers) = (bills, answers + 1);
        }
        between
    };
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(reader)).collect();
        let selling = Selling(&over);
        for n in 0..BILLS {
            let mut bill = draft(u128::from(n) + 1);
            bill.lines.push(open_line("Misc", &RUPEES.to_string()));
            match n % 2 {
                0 => bill.tenders.push(cash(&RUPEES.to_string())),
                _ => bill.party = Some(ramesh),
            }
            shop.books.ask(FinalizeBill { draft: bill }).unwrap();
            saved.fetch_add(1, Ordering::SeqCst);
        }
        drop(selling);
        for reader in readers {
            assert!(reader.join().unwrap() > 0, "nothing was read while bills were saved");
        }
    });
    assert_eq!(read(&shop, ramesh), i64::from(BILLS));
    shop.verified();
}
