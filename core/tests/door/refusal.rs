//! What is refused, by name, with nothing written.

use crate::shop::*;
use smartkhata_core::api::bill::*;
use smartkhata_core::api::party::*;
use smartkhata_core::api::shop::*;
use smartkhata_core::document::DraftLine;
use smartkhata_core::id::{ItemId, PartyId};
use smartkhata_core::{Code, Result};
use uuid::Uuid;

#[test]
fn bad_input_is_refused_by_name_and_nothing_is_written() {
    let shop = Shop::registered();
    let before = shop.books.ask(GetStatus {}).unwrap().entries;
    let id = Uuid::from_u128(5);
    let missing = PartyId::new(id);
    let call = |name: &str, body: &str| shop.books.call(name, body).map(drop);
    let code = |result: Result<()>| result.unwrap_err().code;
    assert_eq!(code(call("bill.burn", "{}")), Code::UnknownRequest);
    assert_eq!(code(call("bill.get", "[1]")), Code::InvalidRequest);
    assert_eq!(code(call("party.get", &format!("{{\"id\":\"{id}\"}}"))), Code::NotFound);
    assert_eq!(code(call("party.save", r#"{"edit":{"name":"x","colour":"red"}}"#)), Code::InvalidRequest);
    assert_eq!(code(call("party.save", r#"{"edit":{"name":" "}}"#)), Code::Required);
    assert_eq!(code(call("party.save", "{\"edit\":{\"name\":\"\u{200b}\u{feff}\"}}")), Code::Required);
    assert_eq!(code(call("party.save", r#"{"edit":{"name":"x","gstin":"19ABCPK5678L1Z2"}}"#)), Code::InvalidGstin);
    assert_eq!(code(call("party.save", r#"{"edit":{"name":"x","phone":"12"}}"#)), Code::InvalidPhone);
    let long = "अ".repeat(3_000_000);
    assert_eq!(code(call("party.save", &format!("{{\"edit\":{{\"name\":\"{long}\"}}}}"))), Code::TooLarge);
    let khata = |amount: &str, date: &str| {
        format!(r#"{{"party":"{missing}","side":"gave","amount":{amount},"date":"{date}"}}"#)
    };
    let refused = call("khata.add", &khata("100", "0001-01-01")).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidDate, Some("date")));
    assert_eq!(code(call("khata.add", &khata("-5", "2026-01-01"))), Code::NotPositive);
    let refused = call("khata.add", &khata("9223372036854775807", "2026-01-01")).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Overflow, Some("amount")));
    let mut bill = draft(9);
    assert_eq!(shop.books.ask(FinalizeBill { draft: bill.clone() }).unwrap_err().code, Code::EmptyBill);
    bill.lines.push(DraftLine { quantity: "-1".parse().unwrap(), ..open_line("Misc", "10") });
    let refused = shop.books.ask(FinalizeBill { draft: bill.clone() }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::NotPositive, Some("lines.0.quantity")));
    bill.lines = vec![DraftLine { item: Some(ItemId::new(id)), ..open_line("Misc", "10") }];
    bill.tenders = vec![cash("10")];
    assert_eq!(shop.books.ask(FinalizeBill { draft: bill }).unwrap_err().code, Code::NotFound);
    assert_eq!(shop.books.ask(GetStatus {}).unwrap().entries, before);

    // An emoji is a name like any other.
    let emoji = shop.party("😀 चाय", "");
    assert_eq!(shop.books.ask(GetParty { id: emoji }).unwrap().party.name, "😀 चाय");
}
