//! Saving a bill once more: an answer got lost on its way, and what was typed may have been changed since.

use crate::shop::*;
use smartkhata_core::Code;
use smartkhata_core::api::bill::*;
use smartkhata_core::document::{Draft, DraftCharge, DraftLine};
use smartkhata_core::money::{Paise, Rate};
use smartkhata_core::tax::compute::Discount;
use smartkhata_core::tax::rate::Treatment;

/// What is changed of a draft.
type Change<'a> = (&'a str, &'a dyn Fn(&mut Draft));

#[test]
fn all_that_a_bill_says_is_compared_when_it_is_saved_again() {
    let shop = Shop::registered();
    let today = || "2026-11-23".parse().unwrap();
    let line = DraftLine { rate: Rate::percent(18), hsn: "1701".into(), ..open_line("Misc", "100") };
    let charge =
        DraftCharge { name: "Packing".into(), amount: Paise::rupees(20), includes_tax: true, rate: Some(Rate::ZERO) };
    let walk_in = Draft { lines: vec![line.clone()], charges: vec![charge.clone()], ..draft(1) };
    let walk_in = Draft { customer_name: "Asha".into(), tenders: vec![cash("120")], ..walk_in };
    let party = Draft { id: draft(2).id, party: Some(shop.party("Ramesh", "")), tenders: vec![], ..walk_in.clone() };
    let typed = Draft {
        id: draft(3).id,
        date: Some("2026-11-20".parse().unwrap()),
        due: Some("2026-12-20".parse().unwrap()),
        note: "Handle with care".into(),
        ship_to: "4 Park St".into(),
        place_of_supply: "29".into(),
        reverse_charge: true,
        ..party.clone()
    };
    let changed = |change: &dyn Fn(&mut Draft), draft: &Draft| {
        let mut draft = draft.clone();
        change(&mut draft);
        draft
    };
    let of_line = |change: fn(&mut DraftLine)| move |draft: &mut Draft| change(&mut draft.lines[0]);
    let of_charge = |change: fn(&mut DraftCharge)| move |draft: &mut Draft| change(&mut draft.charges[0]);
    let changes: [Change<'_>; 19] = [
        ("date", &|draft| draft.date = Some("2026-11-21".parse().unwrap())),
        ("due", &|draft| draft.due = Some("2026-12-24".parse().unwrap())),
        ("note", &|draft| draft.note.push('!')),
        ("ship to", &|draft| draft.ship_to.push('!')),
        ("place", &|draft| draft.place_of_supply = if draft.place_of_supply == "29" { "27" } else { "29" }.into()),
        ("reverse charge", &|draft| draft.reverse_charge = !draft.reverse_charge),
        ("discount", &|draft| draft.discount = Discount::Amount(Paise::rupees(5))),
        ("name", &of_line(|line| line.name.push('!'))),
        ("HSN", &of_line(|line| line.hsn = "1702".into())),
        ("unit", &of_line(|line| line.unit = "KGS".into())),
        ("quantity", &of_line(|line| line.quantity = "2".parse().unwrap())),
        ("price", &of_line(|line| line.price = "101".parse().unwrap())),
        // The same total: what is off one line is on its price.
        (
            "line discount",
            &of_line(|line| {
                line.price = "105".parse().unwrap();
                line.discount = Discount::Amount(Paise::rupees(5));
            }),
        ),
        ("rate", &of_line(|line| line.rate = Rate::percent(5))),
        ("treatment", &of_line(|line| line.treatment = Treatment::Exempt)),
        ("charge's name", &of_charge(|charge| charge.name.push('!'))),
        ("charge's rate", &of_charge(|charge| charge.rate = Some(Rate::percent(18)))),
        ("charges", &|draft| draft.charges.clear()),
        ("lines", &|draft| draft.lines.push(draft.lines[0].clone())),
    ];
    for bill in [&walk_in, &party, &typed] {
        let saved = shop.books.ask(FinalizeBill { draft: bill.clone() }).unwrap();
        let refused = |what: &str, draft: Draft| {
            let refused = shop.books.ask(FinalizeBill { draft }).err().map(|error| error.code);
            assert_eq!(refused, Some(Code::AlreadySaved), "{what} of {}", saved.voucher.number);
        };
        for (what, change) in changes {
            refused(what, changed(change, bill));
        }
        if bill.party.is_none() {
            refused("customer's name", Draft { customer_name: "Usha".into(), ..bill.clone() });
        }
        assert_eq!(shop.books.ask(FinalizeBill { draft: bill.clone() }).unwrap(), saved);
    }
    let again = |change: &dyn Fn(&mut Draft), draft: &Draft| {
        let again = shop.books.ask(FinalizeBill { draft: changed(change, draft) });
        again.map(|view| view.voucher.number).map_err(|error| error.code)
    };
    // What was typed and is not any more.
    let cleared: [&dyn Fn(&mut Draft); 5] = [
        &|draft| draft.date = None,
        &|draft| draft.due = None,
        &|draft| draft.note.clear(),
        &|draft| draft.ship_to.clear(),
        &|draft| draft.place_of_supply.clear(),
    ];
    for change in cleared {
        assert_eq!(again(change, &typed), Err(Code::AlreadySaved));
    }
    // The same said otherwise is the same.
    let same: [&dyn Fn(&mut Draft); 3] =
        [&|draft| draft.date = Some(today()), &|draft| draft.due = Some(today()), &|draft| draft.note = "  ".into()];
    for change in same {
        assert_eq!(again(change, &party), Ok("A/2627/0002".into()));
    }
    shop.verified();
}
