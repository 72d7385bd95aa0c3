//! Who sold, as the bill of that day says it (Rule 46(a) of the CGST Rules: name, address and GSTIN): a shop that is
//! registered otherwise later, or has moved, has not sold otherwise before.

use serde::{Deserialize, Serialize};

use super::{Bill, BillKind};
use crate::business::Shop;
use crate::code::gstin::Gstin;
use crate::party::Registration;

/// The shop when it made a bill.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Seller {
    /// Regular, composition or not registered.
    pub registration: Registration,
    /// GSTIN of a registered shop.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub gstin: String,
    /// State code; empty until known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub state: String,
    /// Its name. Bills of older apps say neither name nor address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Address lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// PIN code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pin: String,
}

impl Seller {
    /// The shop as it stands.
    pub fn of(shop: &Shop) -> Self {
        let gstin = if shop.registration == Registration::Unregistered { "" } else { &shop.gstin };
        Self {
            registration: shop.registration,
            gstin: gstin.to_owned(),
            state: shop.state.clone(),
            name: shop.name.clone(),
            address: shop.address.clone(),
            pin: shop.pin.clone(),
        }
    }
}

/// The shop as it was when it made a bill, or the bill of a credit note: how to reach it and where to pay are today's.
pub fn at_issue(shop: &Shop, bill: &Bill) -> Shop {
    let Seller { registration, gstin, state, name, address, pin } = bill.seller.clone().unwrap_or_else(|| Seller {
        registration: by_kind(bill, shop.registration),
        gstin: shop.gstin.clone(),
        state: shop.state.clone(),
        ..Seller::default()
    });
    let (name, address, pin) = if name.is_empty() {
        (shop.name.clone(), shop.address.clone(), shop.pin.clone())
    } else {
        (name, address, pin)
    };
    // The PAN is part of a GSTIN.
    let pan = match gstin.parse::<Gstin>() {
        Ok(then) if gstin != shop.gstin => then.pan().map(|pan| pan.to_string()).unwrap_or_default(),
        _ => shop.pan.clone(),
    };
    Shop { registration, gstin, state, name, address, pin, pan, ..shop.clone() }
}

/// What a bill of an older app, which did not say it, was made as: its kind tells, and for a bill of supply its goods. Those
/// that bear tax are on one only where the seller may collect none; exempt ones say nothing.
fn by_kind(bill: &Bill, today: Registration) -> Registration {
    match (bill.kind, today) {
        (BillKind::PlainBill, _) => Registration::Unregistered,
        (BillKind::BillOfSupply, _) if bill.lines.iter().any(|line| line.treatment.is_taxed()) => {
            Registration::Composition
        }
        (BillKind::BillOfSupply, Registration::Composition) => Registration::Composition,
        _ => Registration::Regular,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bill as an older app wrote it.
    fn older(kind: &str, treatment: &str) -> Bill {
        let none = serde_json::json!({"taxable": 0, "cgst": 0, "sgst": 0, "igst": 0, "cess": 0});
        let line = serde_json::json!({
            "name": "Rice", "quantity": 1000, "price": 100_000, "gross": 1000, "discount": 0, "bill_discount": 0,
            "rate": 0, "treatment": treatment, "amounts": none, "total": 1000,
        });
        let bill = serde_json::json!({
            "kind": kind, "mode": "none", "due": "2026-03-01", "lines": [line], "amounts": none,
            "discount": 0, "round_off": 0, "total": 1000, "template": 1,
        });
        serde_json::from_value(bill).unwrap()
    }

    #[test]
    fn bills_of_older_apps_tell_by_their_kind_and_goods() {
        use Registration::{Composition, Regular, Unregistered};
        // Kind, treatment, registered now; registered then.
        let cases = [
            ("plain_bill", "taxable", Composition, Unregistered),
            ("plain_bill", "taxable", Regular, Unregistered),
            ("tax_invoice", "taxable", Composition, Regular),
            ("tax_invoice", "taxable", Unregistered, Regular),
            ("invoice_cum_bill_of_supply", "exempt", Composition, Regular),
            ("bill_of_supply", "taxable", Regular, Composition),
            ("bill_of_supply", "taxable", Unregistered, Composition),
            ("bill_of_supply", "exempt", Regular, Regular),
            ("bill_of_supply", "exempt", Composition, Composition),
            ("bill_of_supply", "exempt", Unregistered, Regular),
        ];
        for (kind, treatment, now, then) in cases {
            assert_eq!(by_kind(&older(kind, treatment), now), then, "{kind} of {treatment} goods, {now:?} now");
        }
        let bill = older("tax_invoice", "taxable");
        assert!(bill.seller.is_none() && !serde_json::to_string(&bill).unwrap().contains("seller"));
    }
}
