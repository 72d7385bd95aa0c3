//! Lists in each of their orders: whole, without gaps, whatever the size of a page.

use std::collections::BTreeSet;

use crate::shop::*;
use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::item::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::payment::DaySort;
use smartkhata_core::api::report::*;
use smartkhata_core::item::StockEntry;
use smartkhata_core::money::Paise;
use smartkhata_core::party::{PartyEdit, PartyRole};

/// Every row of a list, read by pages of this size.
fn all<T>(limit: u32, mut page: impl FnMut(Option<String>, u32) -> Page<T>) -> Vec<T> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let part = page(after, limit);
        assert!(part.rows.len() <= limit as usize);
        rows.extend(part.rows);
        after = part.next;
        if after.is_none() {
            return rows;
        }
    }
}

/// Parties whose names, balances and last use stand in three different orders; two balances are equal.
fn parties() -> Shop {
    let shop = Shop::new();
    for (name, phone, side, amount) in [
        ("Mohan", "9000000001", KhataSide::Gave, "500"),
        ("अनिल", "9000000002", KhataSide::Got, "300"),
        ("Zoya", "9000000003", KhataSide::Gave, "100"),
        ("Balu. Sons", "9000000004", KhataSide::Gave, "500"),
        ("Chitra", "9000000005", KhataSide::Got, "20"),
        ("Devi", "9000000006", KhataSide::Gave, "7"),
    ] {
        let party = shop.party(name, phone);
        let entry = AddKhata {
            id: None,
            party,
            side,
            amount: amount.parse().unwrap(),
            mode: None,
            opening: false,
            date: None,
            note: String::new(),
        };
        shop.books.ask(entry).unwrap();
        if name == "Zoya" {
            let edit = PartyEdit { role: Some(PartyRole::Supplier), ..PartyEdit::default() };
            shop.books.ask(SaveParty { id: Some(party), edit, opening: Paise::ZERO }).unwrap();
        }
    }
    let hidden = shop.party("Hidden", "");
    let edit = PartyEdit { archived: Some(true), ..PartyEdit::default() };
    shop.books.ask(SaveParty { id: Some(hidden), edit, opening: Paise::ZERO }).unwrap();
    shop
}

#[test]
fn parties_stand_in_every_order_under_every_filter() {
    let shop = parties();
    let list = |filter, sort, limit| {
        all(limit, |after, limit| {
            shop.books.ask(ListParties { filter, sort, after, limit, ..ListParties::default() }).unwrap()
        })
    };
    for filter in
        [PartyFilter::All, PartyFilter::Due, PartyFilter::Advance, PartyFilter::Suppliers, PartyFilter::Archived]
    {
        let own = list(filter, None, 500);
        let whole: BTreeSet<_> = own.iter().map(|row| row.id).collect();
        for sort in [PartySort::Recent, PartySort::Name, PartySort::MostDue, PartySort::LeastDue] {
            let rows = list(filter, Some(sort), 500);
            for limit in [1, 2, 4] {
                assert_eq!(list(filter, Some(sort), limit), rows, "{filter:?} {sort:?} by {limit}");
            }
            let ids: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
            assert_eq!((ids.len(), &ids), (rows.len(), &whole), "{filter:?} {sort:?}: each once");
            let balances = rows.iter().map(|row| row.balance);
            let sorted = match sort {
                PartySort::Name => rows.iter().map(|row| row.name.as_bytes()).is_sorted(),
                PartySort::MostDue => balances.is_sorted_by(|a, b| a >= b),
                PartySort::LeastDue => balances.is_sorted(),
                PartySort::Recent => true,
            };
            assert!(sorted, "{filter:?} {sort:?}: {rows:?}");
        }
    }
    let names = |filter, sort| -> Vec<String> { list(filter, sort, 2).into_iter().map(|row| row.name).collect() };
    assert_eq!(names(PartyFilter::Due, Some(PartySort::Name)), ["Balu. Sons", "Devi", "Mohan", "Zoya"]);
    assert_eq!(names(PartyFilter::Due, Some(PartySort::LeastDue))[..2], ["Devi", "Zoya"]);
    assert_eq!(names(PartyFilter::Advance, None), ["अनिल", "Chitra"]);
    assert_eq!(names(PartyFilter::Advance, Some(PartySort::MostDue)), ["Chitra", "अनिल"]);
    assert_eq!(names(PartyFilter::All, Some(PartySort::Recent)), names(PartyFilter::All, None));
    assert_eq!(names(PartyFilter::Archived, Some(PartySort::MostDue)), ["Hidden"]);
    // What a search finds is put in the order that was asked for.
    let search = |sort| {
        let request = ListParties { search: "90000".into(), sort: Some(sort), ..ListParties::default() };
        shop.books.ask(request).unwrap().rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(search(PartySort::Name), names(PartyFilter::All, Some(PartySort::Name)));
    assert_eq!(search(PartySort::LeastDue), names(PartyFilter::All, Some(PartySort::LeastDue)));
    // A cursor of another kind of order is told apart from one of ours.
    let first = ListParties { sort: Some(PartySort::Name), limit: 1, ..ListParties::default() };
    let after = shop.books.ask(first).unwrap().next;
    let other = ListParties { sort: Some(PartySort::MostDue), after, ..ListParties::default() };
    assert_eq!(shop.books.ask(other).unwrap_err().field.as_deref(), Some("after"));
}

#[test]
fn items_stand_by_name_stock_and_price() {
    let shop = Shop::new();
    for (name, price, quantity) in
        [("Sugar", "50", "10"), ("Atta", "42.50", "3"), ("चाय", "480", "3"), ("Dal", "50", "25"), ("Salt", "20", "0")]
    {
        let item = shop.item(name, price, 0).id;
        if quantity != "0" {
            let (quantity, cost) = (quantity.parse().unwrap(), "10".parse().unwrap());
            let (supplier, date, note) = (None, None, String::new());
            let entry = StockEntry { item, quantity, cost, supplier, opening: false, date, note };
            shop.books.ask(AddStock { id: None, entry }).unwrap();
        }
    }
    let list = |filter, sort, limit| {
        all(limit, |after, limit| {
            shop.books.ask(ListItems { filter, sort, after, limit, ..ListItems::default() }).unwrap()
        })
    };
    let sorts = [ItemSort::Name, ItemSort::MostStock, ItemSort::LeastStock, ItemSort::Dearest, ItemSort::Cheapest];
    for (filter, count) in [(ItemFilter::All, 5), (ItemFilter::LowStock, 1), (ItemFilter::Archived, 0)] {
        for sort in sorts {
            let rows = list(filter, Some(sort), 500);
            assert_eq!(rows.len(), count, "{filter:?} {sort:?}");
            for limit in [1, 2] {
                assert_eq!(list(filter, Some(sort), limit), rows, "{filter:?} {sort:?} by {limit}");
            }
            let sorted = match sort {
                ItemSort::Name => rows.iter().map(|row| row.name.as_bytes()).is_sorted(),
                ItemSort::MostStock => rows.iter().map(|row| row.stock).is_sorted_by(|a, b| a >= b),
                ItemSort::LeastStock => rows.iter().map(|row| row.stock).is_sorted(),
                ItemSort::Dearest => rows.iter().map(|row| row.price).is_sorted_by(|a, b| a >= b),
                ItemSort::Cheapest => rows.iter().map(|row| row.price).is_sorted(),
            };
            assert!(sorted, "{filter:?} {sort:?}: {rows:?}");
        }
    }
    assert_eq!(list(ItemFilter::All, Some(ItemSort::Dearest), 1)[0].name, "चाय");
    assert_eq!(list(ItemFilter::All, None, 3), list(ItemFilter::All, Some(ItemSort::Name), 2));
    let found = ListItems { search: "s".into(), sort: Some(ItemSort::Cheapest), ..ListItems::default() };
    let found: Vec<String> = shop.books.ask(found).unwrap().rows.into_iter().map(|item| item.name).collect();
    assert_eq!(found, ["Salt", "Sugar"]);
    let sold = ListItems { filter: ItemFilter::SoldLast, sort: Some(ItemSort::Name), ..ListItems::default() };
    let refused = shop.books.ask(sold).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidValue, Some("sort")));
}

#[test]
fn the_day_book_is_read_from_either_end() {
    let shop = Shop::new();
    let mut n = 0;
    for day in ["2026-11-01", "2026-11-02", "2026-11-02", "2026-11-02", "2026-11-05", "2026-11-06"] {
        n += 1;
        let mut bill = draft(n);
        bill.date = Some(day.parse().unwrap());
        bill.lines.push(open_line("Sugar", "50"));
        bill.tenders.push(cash("50"));
        shop.books.ask(FinalizeBill { draft: bill }).unwrap();
    }
    let (from, to) = ("2026-11-02".parse().unwrap(), "2026-11-05".parse().unwrap());
    // A bill and its receipt each.
    let list = |sort, limit| {
        all(limit, |after, limit| shop.books.ask(GetDayBook { from, to, sort, after, limit }).unwrap().page)
    };
    let oldest = list(None, 500);
    assert_eq!(oldest.len(), 8);
    assert!(oldest.iter().map(|row| row.date).is_sorted());
    let mut newest = list(Some(DaySort::Newest), 500);
    for limit in [1, 3] {
        assert_eq!(list(Some(DaySort::Oldest), limit), oldest);
        assert_eq!(list(Some(DaySort::Newest), limit), newest);
    }
    newest.reverse();
    assert_eq!(newest, oldest);
}
